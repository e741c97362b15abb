"""What workshops declare to have delivered, as records of the order's milestones.

A declaration names a product, not a milestone: what is accepted fills the milestones of the product, the
earliest due first. ``docs/money.md`` has the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from optimizer.attribution import DeliveryRecord, planned_records
from optimizer.capacity import horizon_of
from optimizer.declared import Made
from optimizer.diagnostics import Diagnostic, Severity, error
from optimizer.plan import Plan
from optimizer.problem import Demand, Problem

ZERO = Decimal(0)


def delivery_records(
    problem: Problem, plan: Plan, declared: Sequence[Made]
) -> tuple[tuple[DeliveryRecord, ...], tuple[Diagnostic, ...]]:
    """Declarations as records in time order, and everything wrong with them.

    Only what leaves the last operation of a product goes to the buyer; units that go on to another
    workshop are left out, and said. What was delivered before the plan starts is what the opening state
    says, unless the follow-up itself tells of it. No record while there is an error.
    """
    found = list(_faults(problem, declared))
    if any(d.severity is Severity.ERROR for d in found):
        return (), tuple(found)
    last = {p.id: p.operations[-1].id for p in problem.products if p.operations}
    rows = [x for x in declared if last.get(x.product) == x.operation and x.delivered_units]
    monday = horizon_of(problem).monday
    told_before = {x.product for x in rows if x.delivered is not None and x.delivered < monday}
    products = {d.id: d.product for d in problem.demands}
    opening = [
        r
        for r in planned_records(problem, plan)
        if r.day < monday and products[r.demand] not in told_before
    ]
    records = list(opening)
    for product in dict.fromkeys(x.product for x in rows):
        mine = sorted((d for d in problem.demands if d.product == product), key=lambda d: d.due)
        before = {r.demand: r.accepted_units for r in opening}
        left = [max(ZERO, d.quantity - before.get(d.id, ZERO)) for d in mine]
        own = [x for x in rows if x.product == product]
        for row in sorted(own, key=lambda x: x.delivered or monday):
            records += _filled(mine, left, row)
    place = {d.id: k for k, d in enumerate(problem.demands)}
    return tuple(sorted(records, key=lambda r: (r.day, place[r.demand]))), tuple(found)


def _filled(mine: Sequence[Demand], left: list[Decimal], row: Made) -> Iterator[DeliveryRecord]:
    """A delivery over the milestones that still want units; what is too much goes to the last."""
    assert row.delivered is not None
    assert row.delivered_units is not None
    refused = row.refused_units or ZERO
    accepted = row.delivered_units - refused
    waiting = [k for k, units in enumerate(left) if units] or [len(mine) - 1]
    for k in waiting:
        taken = accepted if k == waiting[-1] else min(accepted, left[k])
        if not taken and not refused:
            continue
        yield DeliveryRecord(
            demand=mine[k].id, day=row.delivered, delivered=taken + refused, accepted=taken
        )
        left[k] = max(ZERO, left[k] - taken)
        accepted, refused = accepted - taken, ZERO


def _faults(problem: Problem, declared: Sequence[Made]) -> Iterator[Diagnostic]:
    last = {p.id: p.operations[-1].id for p in problem.products if p.operations}
    ordered = {d.product for d in problem.demands}
    passed_on: dict[str, Decimal] = {}
    told = [x for x in declared if x.delivered_units or x.delivered is not None or x.refused_units]
    for x in told:
        if x.product not in last or x.product not in ordered:
            yield _wrong("cost.followup_product", x)
        elif x.operation != last[x.product]:
            passed_on[x.product] = passed_on.get(x.product, ZERO) + (x.delivered_units or ZERO)
        elif x.delivered_units is None:
            yield _wrong("cost.followup_no_units", x)
        elif x.delivered is None:
            yield _wrong("cost.followup_no_day", x)
        elif not 0 <= (x.refused_units or ZERO) <= x.delivered_units:
            yield _wrong(
                "cost.followup_refused", x, refused=x.refused_units, units=x.delivered_units
            )
    if not told:
        yield error("cost.followup_empty")
    for product, units in passed_on.items():
        if units:
            yield Diagnostic(
                code="cost.followup_passed_on",
                severity=Severity.NOTE,
                subject=product,
                params={"units": str(units)},
            )


def _wrong(code: str, row: Made, **params: object) -> Diagnostic:
    found = error(code, row.product, workshop=row.workshop, week=row.week, **params)
    return replace(found, source=row.source)
