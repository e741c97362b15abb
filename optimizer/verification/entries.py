"""Rule ``references``: what a plan names exists, once, in a quantity that one can count with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from optimizer.capacity import horizon_of
from optimizer.diagnostics import Diagnostic, error
from optimizer.plan import (
    Delivery,
    HubReceipt,
    HubSending,
    Plan,
    Purchase,
    Run,
    Shipment,
    Substitution,
)
from optimizer.problem import Problem
from optimizer.weeks import Horizon, is_week_name

Entry = TypeVar("Entry", Run, HubSending, HubReceipt, Shipment, Delivery, Purchase, Substitution)
# (field, what was read, whether it exists)
Check = tuple[str, str, bool]
# Beyond these a quantity is a mistake, and exact decimals would grow without end.
LEAST = Decimal("1E-9")
MOST = Decimal("1E12")


def is_countable(value: Decimal) -> bool:
    """Whether a quantity is positive, finite and of a size that goods come in."""
    return value.is_finite() and LEAST <= value <= MOST


@dataclass(frozen=True, slots=True)
class _Known:
    """What the problem names."""

    workshops: Collection[str]
    operations: dict[str, tuple[str, ...]]
    lines: Collection[tuple[str, str, str]]
    points: Collection[str]
    demands: Collection[str]
    offers: Collection[str]
    materials: Collection[str]
    weeks: Collection[str]
    whole: Collection[str]
    product_of: dict[str, str]
    horizon: Horizon

    def work(self, workshop: str, product: str, operation: str, week: str) -> list[Check]:
        return [
            ("workshop", workshop, workshop in self.workshops),
            ("product", product, product in self.operations),
            (
                "operation",
                operation,
                # An unknown product is said once, not again for its operation.
                product not in self.operations or operation in self.operations[product],
            ),
            ("week", week, week in self.weeks),
        ]

    def is_canonical_week(self, name: str) -> bool:
        """Whether it is a week written as the plan writes it, in the plan or not."""
        return is_week_name(name) and self.horizon.name(self.horizon.index(name)) == name


def _known(problem: Problem) -> _Known:
    horizon = horizon_of(problem)
    return _Known(
        workshops={w.id for w in problem.workshops},
        operations={p.id: tuple(o.id for o in p.operations) for p in problem.products},
        lines={
            (p.id, line.operation, line.material) for p in problem.products for line in p.materials
        },
        points={k.id for k in problem.delivery_points},
        demands={d.id for d in problem.demands},
        offers={o.id for o in problem.offers},
        materials={m.id for m in problem.materials},
        weeks=set(horizon.names),
        whole={
            p.id
            for p in problem.products
            if p.lot_size and all(o.yield_rate == 1 for o in p.operations)
        },
        product_of={d.id: d.product for d in problem.demands},
        horizon=horizon,
    )


def references(problem: Problem, plan: Plan) -> tuple[Diagnostic, ...]:
    """Every id and week of the plan exists, no entry stands twice, quantities are positive."""
    return readable(problem, plan)[1]


def readable(problem: Problem, plan: Plan) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """The plan without the entries that cannot be counted, and what is wrong with those.

    An entry that stands twice is said, and kept both times; so is a part of a unit of a product
    that comes whole. Runs have their own rule for that, « whole_lots ».
    """
    known = _known(problem)
    found: list[Diagnostic] = []

    def keep(
        kind: str,
        entries: Iterable[Entry],
        key: Callable[[Entry], tuple[str, ...]],
        checks: Callable[[Entry], list[Check]],
        quantity: Callable[[Entry], Decimal],
        product: Callable[[Entry], str] = lambda _: "",
    ) -> tuple[Entry, ...]:
        kept = []
        seen: set[tuple[str, ...]] = set()
        for entry in entries:
            wrong = [c for c in checks(entry) if not c[2]]
            for field, read, _ in wrong:
                found.append(_finding(kind, key(entry), "unknown", field, read))
            units = quantity(entry)
            if not is_countable(units):
                wrong.append(("quantity", "", False))
                found.append(_finding(kind, key(entry), "quantity", "quantity", str(units)))
            elif product(entry) in known.whole and units != units.to_integral_value():
                found.append(_finding(kind, key(entry), "fraction", "quantity", str(units)))
            if not wrong:
                if key(entry) in seen:
                    found.append(_finding(kind, key(entry), "twice", "", str(units)))
                seen.add(key(entry))
                kept.append(entry)
        return tuple(kept)

    runs = keep(
        "run",
        plan.runs,
        lambda r: (r.workshop, r.product, r.operation, r.week),
        lambda r: known.work(r.workshop, r.product, r.operation, r.week),
        lambda r: r.units,
    )
    sendings = keep(
        "hub_sending",
        plan.hub_sendings,
        lambda s: (s.workshop, s.product, s.operation, s.week),
        lambda s: known.work(s.workshop, s.product, s.operation, s.week),
        lambda s: s.units,
        lambda s: s.product,
    )
    receipts = keep(
        "hub_receipt",
        plan.hub_receipts,
        lambda r: (r.workshop, r.product, r.operation, r.week),
        lambda r: known.work(r.workshop, r.product, r.operation, r.week),
        lambda r: r.units,
        lambda r: r.product,
    )
    shipments = keep(
        "shipment",
        plan.shipments,
        lambda s: (s.workshop, s.delivery_point, s.product, s.week),
        lambda s: [
            ("workshop", s.workshop, s.workshop in known.workshops),
            ("delivery_point", s.delivery_point, s.delivery_point in known.points),
            ("product", s.product, s.product in known.operations),
            ("week", s.week, s.week in known.weeks),
        ],
        lambda s: s.units,
        lambda s: s.product,
    )
    deliveries = keep(
        "delivery",
        plan.deliveries,
        lambda d: (d.demand, d.week),
        lambda d: [
            ("demand", d.demand, d.demand in known.demands),
            ("week", d.week, d.week in known.weeks),
        ],
        lambda d: d.units,
        lambda d: known.product_of.get(d.demand, ""),
    )
    purchases = keep(
        "purchase",
        plan.purchases,
        lambda q: (q.offer, q.week),
        # Weeks outside the plan are the business of « purchase_terms ».
        lambda q: [
            ("offer", q.offer, q.offer in known.offers),
            ("week", q.week, known.is_canonical_week(q.week)),
            ("arrival", q.arrival, known.is_canonical_week(q.arrival)),
        ],
        lambda q: Decimal(q.thousandths),
    )
    substitutions = keep(
        "substitution",
        plan.substitutions,
        lambda s: (s.workshop, s.product, s.operation, s.week, s.material, s.used),
        lambda s: [
            *known.work(s.workshop, s.product, s.operation, s.week),
            ("material", s.material, (s.product, s.operation, s.material) in known.lines),
            ("used", s.used, s.used in known.materials),
        ],
        lambda s: s.units,
    )
    kept_plan = replace(
        plan,
        runs=runs,
        hub_sendings=sendings,
        hub_receipts=receipts,
        shipments=shipments,
        deliveries=deliveries,
        purchases=purchases,
        substitutions=substitutions,
    )
    return kept_plan, tuple(found)


def _finding(kind: str, key: tuple[str, ...], what: str, field: str, read: str) -> Diagnostic:
    return error(
        "plan.references",
        key[0],
        entry=kind,
        key=" / ".join(key),
        what=what,
        field=field,
        read=read,
    )
