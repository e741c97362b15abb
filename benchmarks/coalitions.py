"""What every coalition would pay alone: seconds, gaps, and how far they move the shares.

The mask order as it is planned, then orders of more buyers made here: every offer of another kind (both
breaks on both bases, minimums, multiples, fees, availability that binds), needs spread unevenly over
workshops and weeks.
"""

from __future__ import annotations

import time
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from examples.mask_order.order import mask_order
from optimizer.plan import Plan, Run
from optimizer.problem import (
    BomLine,
    Capability,
    DeliveryPoint,
    Demand,
    Lane,
    Material,
    Offer,
    Operation,
    PriceBreak,
    Problem,
    Product,
    Supplier,
    Workshop,
)
from optimizer.weeks import week_name

START = date(2020, 3, 30)
# buyers, seconds allowed for all coalitions, seconds not to exceed (None: as allowed)
SIZES = ((8, 110.0, 120.0), (12, 60.0, None))
MASK_SECONDS = 10.0
_OPERATION = "sewing"


def _price(euros: str, *breaks: tuple[int, str]) -> tuple[PriceBreak, ...]:
    return (
        PriceBreak(unit_price=Decimal(euros)),
        *(PriceBreak(from_thousandths=q * 1000, unit_price=Decimal(p)) for q, p in breaks),
    )


def _offers(scale: int) -> tuple[Offer, ...]:
    """Four offers on two materials; breaks and availability grow with what is needed in all."""
    return (
        Offer(
            id="fabric-mill",
            supplier="mill",
            material="fabric",
            breaks=_price("3.90", (500, "3.60"), (250 * scale, "3.35")),
            minimum_thousandths=200_000,
            multiple_thousandths=50_000,
            lead_time_weeks=3,
        ),
        Offer(
            id="fabric-shop",
            supplier="shop",
            material="fabric",
            breaks=_price("4.60", (200 * scale, "4.40")),
            break_basis="total",
            multiple_thousandths=10_000,
            lead_time_weeks=1,
        ),
        Offer(
            id="elastic-mill",
            supplier="elastics",
            material="elastic",
            breaks=_price("0.19", (1_000 * scale, "0.165"), (2_500 * scale, "0.14")),
            break_kind="incremental",
            break_basis="total",
            multiple_thousandths=500_000,
            lead_time_weeks=2,
            weekly_thousandths=400_000 * scale,
        ),
        Offer(
            id="elastic-shop",
            supplier="shop",
            material="elastic",
            breaks=_price("0.26", (1_000, "0.23")),
            break_kind="incremental",
            multiple_thousandths=50_000,
            lead_time_weeks=1,
        ),
    )


def buying_group(buyers: int, weeks: int = 20, seed: int = 1) -> tuple[Problem, Plan]:
    """A group of so many buyers, and a plan that only says what they make; always the same."""
    random = Random(f"{seed} {buyers} {weeks}")
    workshops = tuple(
        Workshop(id=f"w{k:02d}", headcount=Decimal(8), weekly_hours=Decimal(30))
        for k in range(1, buyers + 1)
    )
    runs = []
    for w in workshops:
        size = random.choice((40, 100, 200, 450))
        for t in range(4, weeks):
            units = int(size * random.uniform(0.4, 1.6)) if random.random() < 0.85 else 0
            if units:
                runs.append(
                    Run(
                        workshop=w.id,
                        product=random.choice(("mask", "gown")),
                        operation=_OPERATION,
                        week=week_name(START + timedelta(weeks=t)),
                        units=Decimal(units),
                    )
                )
    operations = (Operation(id=_OPERATION, standard_milliminutes=6_000),)

    def line(material: str, quantity: str) -> BomLine:
        return BomLine(material=material, quantity=Decimal(quantity), operation=_OPERATION)

    problem = Problem(
        id=f"buyers-{buyers}",
        start=START,
        late_tail_weeks=2,
        products=(
            Product(
                id="mask",
                operations=operations,
                materials=(line("fabric", "0.08"), line("elastic", "0.4")),
            ),
            Product(
                id="gown",
                operations=operations,
                materials=(line("fabric", "1.6"), line("elastic", "0.6")),
            ),
        ),
        delivery_points=(DeliveryPoint(id="store"),),
        demands=tuple(
            Demand(
                id=p,
                product=p,
                quantity=sum((r.units for r in runs if r.product == p), Decimal(0)),
                due=START + timedelta(weeks=weeks, days=-3),
                delivery_point="store",
            )
            for p in ("mask", "gown")
        ),
        workshops=workshops,
        lanes=tuple(Lane(workshop=w.id, delivery_point="store") for w in workshops),
        capabilities=tuple(Capability(workshop=w.id, operation=_OPERATION) for w in workshops),
        materials=(
            Material(id="fabric", unit="m"),
            Material(id="elastic", unit="m"),
        ),
        suppliers=(
            Supplier(id="mill", fee_cents=6_000),
            Supplier(id="shop", fee_cents=1_500, minimum_cents=5_000),
            Supplier(id="elastics", fee_cents=3_500),
        ),
        offers=_offers(buyers),
    )
    plan = Plan(problem_hash="", status="feasible", stopped_by="proof", runs=tuple(runs))
    return problem, plan


def measure(name: str, problem: Problem, plan: Plan, allowed: float, most: float | None) -> None:
    """Solve the coalitions of one group and print what that took and left open."""
    from optimizer.studies.joint_purchasing import joint_purchasing

    started = time.perf_counter()
    result = joint_purchasing(problem, plan, seconds=allowed)
    seconds = time.perf_counter() - started
    gaps = [c.gap for c in result.coalitions]
    proven = sum(1 for c in result.coalitions if c.is_proven)
    shapley = next(k for k in result.keys if k.key == "shapley")
    widest = max(m.highest_cents - m.lowest_cents for m in shapley.members)
    print(
        f"{name:12} {len(result.members):3d} buyers {len(result.coalitions):4d} problems "
        f"{seconds:6.1f} s  proven {proven}, gap mean {sum(gaps) / len(gaps):.3%}, largest "
        f"{max(gaps):.3%}; widest Shapley interval {widest / 100:.2f} € of {result.paid_cents / 100:.2f} €"
    )
    if result.sampled_orders:
        errors = [m.standard_error for m in shapley.members if m.standard_error is not None]
        print(
            f"{'':12} {result.sampled_orders} orders sampled, largest standard error "
            f"{max(errors, default=Decimal(0)) / 100:.2f} €"
        )
    if most is not None and seconds > most:
        print(f"{'':12} beyond {most:g} s")


def run() -> None:
    """Measure the mask order, then groups of more buyers."""
    from optimizer.solver.solve import SolveOptions, solve

    problem = mask_order()
    plan = solve(problem, SolveOptions(time_limit_seconds=15.0)).plan
    measure("mask order", problem, plan, MASK_SECONDS, MASK_SECONDS)
    for buyers, allowed, most in SIZES:
        problem, plan = buying_group(buyers)
        measure(f"buyers {buyers}", problem, plan, allowed, most)
