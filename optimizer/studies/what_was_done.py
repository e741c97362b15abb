"""From declarations to what was done until a Monday: works, moves, deliveries, purchases, materials."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from optimizer.capacity import Capacities
from optimizer.declared import Declared
from optimizer.diagnostics import Diagnostic, has_errors, warning
from optimizer.ledger import Ledger
from optimizer.plan import (
    Delivery,
    HubReceipt,
    HubSending,
    Plan,
    Run,
    Shipment,
    Substitution,
)
from optimizer.problem import Problem
from optimizer.studies.declared_work import read_declared
from optimizer.studies.deliveries_done import Deliveries
from optimizer.studies.opening_state import Done
from optimizer.studies.pieces_done import Pieces

_THOUSANDTH = Decimal("0.001")


def what_was_done(
    problem: Problem, plan: Plan, first: int, declared: Declared
) -> tuple[Done | None, tuple[Diagnostic, ...]]:
    """What was done in the weeks before position ``first``.

    Materials follow what was made; purchases are taken as planned.

    Returns:
        None with errors ``replan.*`` when declarations contradict one another, all of them at once;
        warnings tell what was assumed.
    """
    capacities = Capacities(problem)
    ledger = Ledger(problem, plan, capacities)
    told, found = read_declared(problem, plan, first, declared, capacities)
    pieces = Pieces(ledger, told)
    deliveries = Deliveries(ledger, told, pieces)
    for t in range(first):
        pieces.begin_week(t)
        deliveries.live(t)
        pieces.end_week(t)
    found = (*found, *pieces.found, *deliveries.found)
    if has_errors(found):
        return None, found
    done = Done(
        entries=_entries(plan, first, ledger, pieces, deliveries),
        more_good={k: units for k, units in pieces.more_good.items() if units},
    )
    return done, (*found, *short_materials(problem, done, first, capacities))


def _entries(
    plan: Plan, first: int, ledger: Ledger, pieces: Pieces, deliveries: Deliveries
) -> Plan:
    name = ledger.horizon.name
    return replace(
        plan,
        runs=tuple(
            Run(workshop=w, product=p, operation=o, week=name(t), units=units)
            for ((w, p, o), t), units in pieces.runs.items()
        ),
        hub_sendings=tuple(
            HubSending(workshop=w, product=p, operation=o, week=name(t), units=units)
            for ((w, p, o), t), units in pieces.sendings.items()
        ),
        hub_receipts=tuple(
            HubReceipt(workshop=w, product=p, operation=o, week=name(t), units=units)
            for ((w, p, o), t), units in pieces.receipts.items()
        ),
        shipments=tuple(
            Shipment(workshop=w, delivery_point=k, product=p, week=name(t), units=units)
            for ((w, k, p), t), units in deliveries.shipments.items()
        ),
        deliveries=tuple(
            Delivery(demand=d, week=name(t), units=units)
            for (d, t), units in deliveries.deliveries.items()
        ),
        purchases=tuple(q for q in plan.purchases if ledger.week(q.week) < first),
        substitutions=tuple(_substitutions(plan, first, ledger, pieces)),
        levels=(),
        fairness=None,
        fairness_other=None,
        price_of_fairness=None,
    )


def _substitutions(
    plan: Plan, first: int, ledger: Ledger, pieces: Pieces
) -> Iterator[Substitution]:
    """Substitutes served the same part of what was made as they were planned to."""
    for s in plan.substitutions:
        t = ledger.week(s.week)
        work = (s.workshop, s.product, s.operation)
        made = pieces.runs.get((work, t), Decimal(0))
        planned = ledger.series(ledger.made, work)[t] if t < first else Decimal(0)
        if planned and made:
            units = s.units
            if made != planned:
                units = (s.units * made / planned).quantize(_THOUSANDTH)
            yield replace(s, units=min(made, units))


def short_materials(
    problem: Problem, done: Done, first: int, capacities: Capacities
) -> Iterator[Diagnostic]:
    """What was made must have used more of a material than there was."""
    ledger = Ledger(problem, done.entries, capacities)
    left: dict[str, Decimal] = defaultdict(Decimal, ledger.material_opening)
    for material, row in ledger.material_arrivals.items():
        left[material] += sum(row[:first], start=Decimal(0))
    for (_, material), row in ledger.material_needs.items():
        left[material] -= sum(row, start=Decimal(0))
    units = {m.id: m.unit for m in problem.materials}
    for material, quantity in left.items():
        if quantity < -_THOUSANDTH * 10:
            yield warning(
                "replan.material_short", material, missing=-quantity, unit=units.get(material, "")
            )
