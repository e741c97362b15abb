"""Rules on what is made: skills, minutes, stations, lots, no more than needed, frozen weeks.

Weeks that are frozen are data: there only « frozen » is looked at, the rest would blame the plan
for what it cannot change.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from optimizer.diagnostics import Diagnostic, error
from optimizer.ledger import ZERO, Ledger
from optimizer.verification.comparison import (
    MINUTES,
    exceeds,
    shown,
    units_differ,
    units_exceed,
)


def _planned_weeks(ledger: Ledger) -> range:
    return range(
        min(ledger.problem.opening.frozen_weeks, ledger.horizon.weeks), ledger.horizon.weeks
    )


def skill(ledger: Ledger) -> Iterator[Diagnostic]:
    """A run needs a capability, a product that has begun, some time, and every norm that binds it."""
    capacities = ledger.capacities
    for (w, p, o), row in ledger.made.items():
        for t in _planned_weeks(ledger):
            if not row[t]:
                continue
            place = {"product": p, "operation": o, "week": ledger.horizon.name(t)}
            if (w, p, o) not in capacities.skills:
                yield error("plan.skill", w, reason="capability", **place)
            if capacities.productive_minutes[w][t] <= 0:
                yield error("plan.skill", w, reason="time", **place)
            begins = ledger.products[p].not_before
            if begins is not None and t < ledger.horizon.first_index_from(begins):
                yield error("plan.skill", w, reason="not_before", not_before=begins, **place)
            for norm in _norms_not_held(ledger, w, p, o, t):
                yield error("plan.skill", w, reason="norm", norm=norm, **place)


def _norms_not_held(ledger: Ledger, w: str, p: str, o: str, week: int) -> Iterator[str]:
    monday = ledger.horizon.monday_of(week)
    friday = monday + timedelta(days=4)
    held = next(x.qualifications for x in ledger.problem.workshops if x.id == w)
    for need in ledger.products[p].qualifications:
        if need.operations and o not in need.operations:
            continue
        if not any(
            q.norm == need.norm
            and (q.start is None or q.start <= monday)
            and (q.end is None or q.end >= friday)
            for q in held
        ):
            yield need.norm


def capacity(ledger: Ledger) -> Iterator[Diagnostic]:
    """Minutes of runs and setups fit in the productive minutes of the workshop and week."""
    for w, row in ledger.minutes_used.items():
        for t in _planned_weeks(ledger):
            available = ledger.capacities.productive_minutes[w][t]
            if exceeds(row[t], available, MINUTES):
                yield error(
                    "plan.capacity",
                    w,
                    week=ledger.horizon.name(t),
                    used=shown(row[t]),
                    available=shown(available),
                    excess=shown(row[t] - available),
                )


def stations(ledger: Ledger) -> Iterator[Diagnostic]:
    """Minutes over all that a station group serves fit in its open minutes."""
    for group, row in ledger.station_minutes_used.items():
        for t in _planned_weeks(ledger):
            available = ledger.capacities.station_minutes[group][t]
            if exceeds(row[t], available, MINUTES):
                yield error(
                    "plan.stations",
                    group,
                    week=ledger.horizon.name(t),
                    used=shown(row[t]),
                    available=shown(available),
                    excess=shown(row[t] - available),
                )


def whole_lots(ledger: Ledger) -> Iterator[Diagnostic]:
    """Runs are whole lots; one per product and operation may hold the incomplete one as well."""
    incomplete_runs: set[tuple[str, str]] = set()
    frozen = ledger.problem.opening.frozen_weeks
    by_time = sorted(
        (t, work, units)
        for work, row in ledger.made.items()
        if ledger.products[work[1]].lot_size
        for t, units in enumerate(row)
        if units
    )
    for t, (w, p, o), units in by_time:
        lot = ledger.products[p].lot_size
        part = units % lot
        if not part:
            continue
        incomplete = ledger.stages[p, o].incomplete
        is_last_lot = part == incomplete and (p, o) not in incomplete_runs
        if part == incomplete:
            incomplete_runs.add((p, o))
        if not is_last_lot and t >= frozen:
            yield error(
                "plan.whole_lots",
                w,
                product=p,
                operation=o,
                week=ledger.horizon.name(t),
                read=shown(units),
                lot=lot,
                incomplete=shown(incomplete),
            )


def _made_in_all(ledger: Ledger) -> dict[tuple[str, str], Decimal]:
    total = dict.fromkeys(ledger.stages, ZERO)
    for (_, p, o), row in ledger.made.items():
        total[p, o] += sum(row, start=ZERO)
    return total


def no_overproduction(ledger: Ledger) -> Iterator[Diagnostic]:
    """No operation makes more than the order needs of it."""
    for (p, o), made in _made_in_all(ledger).items():
        most = ledger.stages[p, o].made
        if units_exceed(ledger, p, made, most):
            yield error(
                "plan.no_overproduction", p, operation=o, read=shown(made), expected=shown(most)
            )


def no_leftover(ledger: Ledger) -> Iterator[Diagnostic]:
    """At the end nothing is left after an operation beyond what the stage allows."""
    made = _made_in_all(ledger)
    for product in ledger.problem.products:
        missing = sum(
            (ledger.missing[d.id] for d in ledger.problem.demands if d.product == product.id),
            start=ZERO,
        )
        following = [*(o.id for o in product.operations[1:]), None]
        for operation, next_one in zip(product.operations, following, strict=True):
            there = _there_at_start(ledger, product.id, operation.id)
            good = made[product.id, operation.id] * operation.yield_rate
            if next_one is None:
                gone = _delivered_in_all(ledger, product.id)
            else:
                gone = made[product.id, next_one]
            left = there + good - gone
            stage = ledger.stages[product.id, operation.id]
            idle = stage.most_left + stage.left_per_missing * missing
            most = min(max(stage.opening_left, stage.most_left), idle)
            if units_exceed(ledger, product.id, left, most):
                yield error(
                    "plan.no_leftover",
                    product.id,
                    operation=operation.id,
                    read=shown(left),
                    expected=shown(most),
                )


def _there_at_start(ledger: Ledger, p: str, o: str) -> Decimal:
    """Opening units after an operation: at workshops, at the hub, and on their way."""
    opening = ledger.problem.opening
    lying = [s.units for s in opening.units if (s.product, s.operation) == (p, o)]
    weeks = ledger.horizon.weeks
    if ledger.is_final(p, o):
        coming = [
            x.units
            for x in opening.lane_transit
            if x.product == p and ledger.week(x.arrival) < weeks
        ]
    else:
        coming = [
            x.units
            for x in opening.hub_transit
            if (x.product, x.operation) == (p, o) and ledger.week(x.arrival) < weeks
        ]
    return sum((*lying, *coming), start=ZERO)


def _delivered_in_all(ledger: Ledger, product: str) -> Decimal:
    return sum(
        (
            sum(ledger.series(ledger.delivered, d.id), start=ZERO)
            for d in ledger.problem.demands
            if d.product == product
        ),
        start=ZERO,
    )


def smallest_run(ledger: Ledger) -> Iterator[Diagnostic]:
    """A run of a final operation is at least the smallest one, unless it completes the stage."""
    by_stage: dict[tuple[str, str], list[Decimal]] = {}
    for (_, p, o), row in ledger.made.items():
        total = by_stage.setdefault((p, o), list(ledger.zeros))
        for t, units in enumerate(row):
            total[t] += units
    for work, row in ledger.made.items():
        w, p, o = work
        known = ledger.capacities.skills.get(work)
        if known is None or not known.smallest_run_units:
            continue
        for t in _planned_weeks(ledger):
            if not row[t] or not units_exceed(ledger, p, Decimal(known.smallest_run_units), row[t]):
                continue
            stage_row = by_stage[p, o]
            reached = sum(stage_row[: t + 1], start=ZERO)
            completes = not units_exceed(ledger, p, ledger.stages[p, o].made, reached)
            if completes and not any(stage_row[t + 1 :]):
                continue
            yield error(
                "plan.smallest_run",
                w,
                product=p,
                operation=o,
                week=ledger.horizon.name(t),
                read=shown(row[t]),
                expected=known.smallest_run_units,
            )


def frozen(ledger: Ledger) -> Iterator[Diagnostic]:
    """In frozen weeks exactly the frozen runs are made."""
    weeks = range(min(ledger.problem.opening.frozen_weeks, ledger.horizon.weeks))
    decided: dict[tuple[str, str, str, int], Decimal] = {}
    for run in ledger.problem.opening.frozen_runs:
        key = (run.workshop, run.product, run.operation, ledger.week(run.week))
        decided[key] = decided.get(key, ZERO) + run.units
    planned = {(*work, t): row[t] for work, row in ledger.made.items() for t in weeks if row[t]}
    for key in dict.fromkeys([*decided, *planned]):
        w, p, o, t = key
        if t not in weeks:
            continue
        read, expected = planned.get(key, ZERO), decided.get(key, ZERO)
        if units_differ(ledger, p, read, expected):
            yield error(
                "plan.frozen",
                w,
                product=p,
                operation=o,
                week=ledger.horizon.name(t),
                read=shown(read),
                expected=shown(expected),
            )
