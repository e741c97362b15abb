"""How far the full model grows: a generator of orders of any size, and seconds and gaps on them."""

from __future__ import annotations

import random
import time
from datetime import date, timedelta
from decimal import Decimal

from benchmarks.levels import FirstPlan, print_levels
from optimizer.capacity import Capacities
from optimizer.problem import (
    BomLine,
    Capability,
    Closure,
    DeliveryPoint,
    Demand,
    Hub,
    Kind,
    Lane,
    Material,
    Offer,
    Operation,
    Order,
    PriceBreak,
    Problem,
    Product,
    StationGroup,
    Substitute,
    Supplier,
    Workshop,
)

SIZES = ((5, 1, 26), (5, 3, 26), (10, 5, 26), (20, 10, 52))
LOAD = Decimal("0.85")
START = date(2021, 1, 4)
# Nothing can be finished before fabric has come and cut pieces have travelled.
FIRST_USEFUL_WEEK = 2

_CUTTING, _SEWING, _FINISHING = "cutting", "sewing", "finishing"
_POINT, _ORDER = "client", "order"
# (kind, working days, weekly hours, lowest and highest sewing pace in hundredths)
_PROFILES: tuple[tuple[Kind, int, int, int, int], ...] = (
    ("ACI", 4, 26, 45, 60),
    ("EI", 5, 35, 65, 85),
    ("EA", 5, 35, 50, 70),
    ("ACI", 4, 26, 50, 65),
    ("EI", 5, 35, 70, 90),
)


def grow(workshops: int, products: int, weeks: int, seed: int = 1) -> Problem:
    """An order of a given size with everything the model knows, loaded to about 0.85.

    One workshop in four cuts, all sew some of the products and finish all of them. Cutting has
    setups and stations, finishing smallest runs; cut and sewn pieces travel through the hub; fabric
    and elastic have two suppliers each, with both kinds of price breaks on both bases.

    Args:
        workshops, products: at least 2 and 1.
        weeks: from the first to the last due week, at least 8.
        seed: the same numbers give the same problem, on every machine.
    """
    rng = random.Random(f"{workshops}/{products}/{weeks}/{seed}")
    members = tuple(_workshop(rng, k, weeks) for k in range(workshops))
    capabilities, cutters = _capabilities(rng, members, products)
    made = tuple(_product(rng, k, products) for k in range(products))
    shape = Problem(
        id=f"growth-{workshops}x{products}x{weeks}",
        start=START,
        late_tail_weeks=8,
        products=made,
        orders=(Order(id=_ORDER),),
        delivery_points=(DeliveryPoint(id=_POINT),),
        # Only to fix the weeks; replaced below once the capacity of these weeks is known.
        demands=(_demand("probe", made[0], 1, weeks - 1),),
        workshops=members,
        capabilities=capabilities,
        station_groups=tuple(
            StationGroup(
                id=f"table-{w}", host=w, operations=(_CUTTING,), number=max(3, products // 2)
            )
            for w in cutters
        ),
        lanes=tuple(
            Lane(
                workshop=w.id, delivery_point=_POINT, cost_per_lot_cents=rng.randrange(150, 600, 50)
            )
            for w in members
        ),
        hub=Hub(lead_time_weeks=1, cost_per_lot_cents=250),
    )
    demands = _demands(shape, weeks)
    materials, suppliers, offers = _supplies(made, demands, weeks)
    return Problem(
        id=shape.id,
        title=f"{workshops} workshops, {products} products, {weeks} weeks",
        start=shape.start,
        late_tail_weeks=shape.late_tail_weeks,
        purchase_from=START - timedelta(weeks=1),
        products=shape.products,
        orders=shape.orders,
        delivery_points=shape.delivery_points,
        demands=demands,
        workshops=shape.workshops,
        capabilities=shape.capabilities,
        station_groups=shape.station_groups,
        lanes=shape.lanes,
        hub=shape.hub,
        materials=materials,
        suppliers=suppliers,
        offers=offers,
    )


def _workshop(rng: random.Random, number: int, weeks: int) -> Workshop:
    kind, days, hours, _, _ = _PROFILES[number % len(_PROFILES)]
    closed = START + timedelta(weeks=rng.randrange(weeks // 2, weeks - 2))
    return Workshop(
        id=f"w{number + 1:02d}",
        kind=kind,
        headcount=Decimal(rng.randint(4, 14)),
        working_days=days,
        weekly_hours=Decimal(hours),
        absence_rate=_hundredths(rng, 6, 15),
        non_production_rate=_hundredths(rng, 5, 12),
        closures=(Closure(first=closed, last=closed + timedelta(days=4)),),
        # One member in five joins in week 4.
        entry=START + timedelta(weeks=4) if number % 5 == 4 else None,
        hourly_cost=Decimal(rng.randint(160, 240)) / 10,
    )


def _hundredths(rng: random.Random, lowest: int, highest: int) -> Decimal:
    return Decimal(rng.randint(lowest, highest)) / 100


def _capabilities(
    rng: random.Random, members: tuple[Workshop, ...], products: int
) -> tuple[tuple[Capability, ...], tuple[str, ...]]:
    """Capabilities, and who cuts: one in four, two at least."""
    cutters = tuple(w.id for k, w in enumerate(members) if k % 4 == 1 or k == 0)
    found = []
    for k, w in enumerate(members):
        _, _, _, slowest, fastest = _PROFILES[k % len(_PROFILES)]
        pace = _hundredths(rng, slowest, fastest)
        if w.id in cutters:
            found.append(Capability(workshop=w.id, operation=_CUTTING, pace=pace))
        # Up to three products everybody sews everything, beyond that two out of three.
        found.extend(
            Capability(workshop=w.id, operation=_SEWING, product=_name(p), pace=pace)
            for p in range(products)
            if products <= 3 or (k + p) % 3
        )
        run = 2 if k % 2 == 0 else 0
        found.append(
            Capability(workshop=w.id, operation=_FINISHING, pace=pace, smallest_run_units=run * 100)
        )
    return tuple(found), cutters


def _name(product: int) -> str:
    return f"p{product + 1:02d}"


def _product(rng: random.Random, number: int, products: int) -> Product:
    fabric = f"fabric-{number % max(1, products // 3) + 1}"
    return Product(
        id=_name(number),
        lot_size=rng.choice((100, 200)),
        operations=(
            Operation(
                id=_CUTTING,
                standard_milliminutes=rng.randrange(900, 1500, 100),
                setup_milliminutes=30_000,
                setup_cost_cents=400,
            ),
            Operation(id=_SEWING, standard_milliminutes=rng.randrange(4000, 7000, 100)),
            Operation(id=_FINISHING, standard_milliminutes=rng.randrange(900, 1700, 100)),
        ),
        materials=(
            BomLine(
                material=fabric,
                quantity=Decimal(rng.randrange(50, 90, 5)) / 1000,
                waste_rate=Decimal("0.05"),
                operation=_CUTTING,
            ),
            BomLine(
                material="elastic",
                quantity=Decimal(rng.randrange(26, 44, 2)) / 100,
                operation=_SEWING,
                substitutes=(Substitute(material="ties", ratio=Decimal("2.5")),),
            ),
        ),
    )


def _demand(id: str, product: Product, units: int, week: int) -> Demand:
    return Demand(
        id=id,
        product=product.id,
        quantity=Decimal(units),
        due=START + timedelta(weeks=week, days=4),
        delivery_point=_POINT,
        order=_ORDER,
    )


def _demands(shape: Problem, weeks: int) -> tuple[Demand, ...]:
    """A milestone about every four weeks; what is due by a week follows the capacity up to it."""
    due_weeks = list(range(weeks - 1, 5, -4))[::-1]
    by_week = _standard_capacity(shape)
    able = [sum(by_week[FIRST_USEFUL_WEEK : week + 1], start=Decimal(0)) for week in due_weeks]
    per_product = LOAD * sum(by_week[:weeks], start=Decimal(0)) / len(shape.products)
    found = []
    for product in shape.products:
        standard = sum(o.standard_milliminutes for o in product.operations)
        units = per_product * 1000 / standard
        done = 0
        for number, (week, part) in enumerate(zip(due_weeks, able, strict=True), start=1):
            lots = int(units * part / able[-1]) // product.lot_size
            if lots > done:
                found.append(
                    _demand(
                        f"{product.id}-{number:02d}",
                        product,
                        (lots - done) * product.lot_size,
                        week,
                    )
                )
                done = lots
    return tuple(found)


def _standard_capacity(shape: Problem) -> list[Decimal]:
    """Standard minutes that all workshops together can make in each week."""
    capacities = Capacities(shape)
    sewing = {c.workshop: c.pace or Decimal(1) for c in shape.capabilities}
    return [
        sum(
            (capacities.productive_minutes[w.id][t] * sewing[w.id] for w in shape.workshops),
            start=Decimal(0),
        )
        for t in range(capacities.horizon.weeks)
    ]


def _supplies(
    products: tuple[Product, ...], demands: tuple[Demand, ...], weeks: int
) -> tuple[tuple[Material, ...], tuple[Supplier, ...], tuple[Offer, ...]]:
    """Materials with two offers each; weekly limits are twice the mean need."""
    need: dict[str, Decimal] = {}
    for product in products:
        units = sum((d.quantity for d in demands if d.product == product.id), start=Decimal(0))
        for line in product.materials:
            used = units * line.quantity * (1 + line.waste_rate)
            need[line.material] = need.get(line.material, Decimal(0)) + used
    offers = []
    for material, metres in sorted(need.items()):
        package = 250 if material == "elastic" else 50
        price = Decimal("0.19") if material == "elastic" else Decimal("3.90")
        weekly = max(package, int(2 * metres / weeks) // package * package)
        third = max(package, int(metres / 3) // package * package)
        offers += [
            Offer(
                id=f"main-{material}",
                supplier="main",
                material=material,
                breaks=(
                    PriceBreak(unit_price=price),
                    PriceBreak(from_thousandths=third * 1000, unit_price=price * Decimal("0.9")),
                    PriceBreak(from_thousandths=third * 2000, unit_price=price * Decimal("0.8")),
                ),
                break_kind="incremental" if material == "elastic" else "all_units",
                break_basis="total",
                multiple_thousandths=package * 1000,
                lead_time_weeks=2,
                weekly_thousandths=weekly * 1000,
            ),
            Offer(
                id=f"quick-{material}",
                supplier="quick",
                material=material,
                breaks=(
                    PriceBreak(unit_price=price * Decimal("1.25")),
                    PriceBreak(from_thousandths=weekly * 500, unit_price=price * Decimal("1.15")),
                ),
                minimum_thousandths=package * 2000,
                multiple_thousandths=package * 1000,
                lead_time_weeks=1,
                weekly_thousandths=weekly * 1000,
            ),
        ]
    offers.append(
        Offer(
            id="main-ties",
            supplier="main",
            material="ties",
            breaks=(PriceBreak(unit_price=Decimal("0.09")),),
            multiple_thousandths=100_000,
            lead_time_weeks=1,
        )
    )
    materials = tuple(Material(id=m, unit="m") for m in (*sorted(need), "ties"))
    suppliers = (
        Supplier(id="main", fee_cents=5000),
        Supplier(id="quick", fee_cents=1500, minimum_cents=10000),
    )
    return materials, suppliers, tuple(offers)


def run(time_limit_seconds: float) -> None:
    """Plan each size of :data:`SIZES` and print seconds, levels and gaps."""
    from optimizer.solver.solve import SolveOptions, solve

    for workshops, products, weeks in SIZES:
        problem = grow(workshops, products, weeks)
        first = FirstPlan()
        started = time.perf_counter()
        outcome = solve(problem, SolveOptions(time_limit_seconds=time_limit_seconds), on_plan=first)
        seconds = time.perf_counter() - started
        print(f"\n{workshops} x {products} x {weeks}: {seconds:.1f} s, first plan {first}")
        print_levels(outcome.plan)
