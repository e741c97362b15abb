"""Level values of a plan, recomputed exactly from the problem and the plan alone."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from optimizer.costing import ledger_cost
from optimizer.fairness import largest_lot_minutes, loads
from optimizer.ledger import ZERO, Ledger
from optimizer.plan import LevelName, Plan
from optimizer.problem import Problem


def level_values(
    problem: Problem, plan: Plan, targets: Mapping[str, Decimal]
) -> dict[LevelName, Decimal]:
    """Value of every level; ``distance`` is 0 without a plan in force.

    Args:
        targets: fair target per workshop, standard minutes (0 when missing).

    Returns:
        level → value in the unit of :class:`optimizer.plan.LevelResult`; the cost is the rounded
        total of :func:`optimizer.costing.variable_cost`.
    """
    return ledger_values(Ledger(problem, plan), targets)


def ledger_values(ledger: Ledger, targets: Mapping[str, Decimal]) -> dict[LevelName, Decimal]:
    """Same as :func:`level_values` when the books are already at hand."""
    return {
        "unmet": unmet(ledger),
        "late": late(ledger),
        "fast": fast(ledger),
        "fairness_largest": fairness_largest(ledger, targets),
        "fairness_sum": fairness_sum(ledger, targets),
        "cost": Decimal(ledger_cost(ledger).total_cents),
        "steadiness": steadiness(ledger),
        "distance": distance(ledger),
    }


def unmet(ledger: Ledger) -> Decimal:
    """Σ priority × product weight × units never delivered."""
    return sum(
        (
            d.priority * ledger.products[d.product].weight * ledger.missing[d.id]
            for d in ledger.problem.demands
        ),
        start=ZERO,
    )


def late(ledger: Ledger) -> Decimal:
    """Σ priority × unit-weeks late, what is missing counting to the last week of the plan."""
    total = ZERO
    for d in ledger.problem.demands:
        due = ledger.horizon.due_index(d.due)
        row = ledger.series(ledger.delivered, d.id)
        weeks_late = sum((max(0, t - due) * units for t, units in enumerate(row)), start=ZERO)
        to_the_end = ledger.horizon.weeks - 1 - due
        total += d.priority * (weeks_late + to_the_end * ledger.missing[d.id])
    return total


def fast(ledger: Ledger) -> Decimal:
    """Σ priority × units × week of delivery, what is missing counting as delivered in week T."""
    total = ZERO
    for d in ledger.problem.demands:
        row = ledger.series(ledger.delivered, d.id)
        weeks = sum((t * units for t, units in enumerate(row)), start=ZERO)
        total += d.priority * (weeks + ledger.horizon.weeks * ledger.missing[d.id])
    return total


def _shortfalls(ledger: Ledger, targets: Mapping[str, Decimal]) -> list[Decimal]:
    load = loads(ledger.problem, ledger.plan)
    return [targets.get(w, ZERO) - minutes for w, minutes in load.items()]


def fairness_largest(ledger: Ledger, targets: Mapping[str, Decimal]) -> Decimal:
    """Largest shortfall below the targets beyond one lot, standard minutes."""
    lot = largest_lot_minutes(ledger.problem)
    return max((max(ZERO, short - lot) for short in _shortfalls(ledger, targets)), default=ZERO)


def fairness_sum(ledger: Ledger, targets: Mapping[str, Decimal]) -> Decimal:
    """Sum of the shortfalls below the targets, standard minutes."""
    return sum((max(ZERO, short) for short in _shortfalls(ledger, targets)), start=ZERO)


def steadiness(ledger: Ledger) -> Decimal:
    """Σ |u[t] − u[t−1]| over each workshop's open weeks up to its last week of work.

    A week is open when it has productive minutes: two open weeks follow each other over a closure.
    """
    total = ZERO
    for workshop in ledger.problem.workshops:
        used = ledger.minutes_used[workshop.id]
        last = max((t for t, minutes in enumerate(used) if minutes > 0), default=-1)
        before: Decimal | None = None
        for u in ledger.utilisation(workshop.id)[: last + 1]:
            if u is None:
                continue
            if before is not None:
                total += abs(u - before)
            before = u
    return total


def distance(ledger: Ledger) -> Decimal:
    """Σ standard minutes of |made − planned| away from the plan in force.

    Over workshop, product, operation and week; frozen weeks and weeks outside the plan do not count.
    """
    if not ledger.problem.plan_in_force:
        return ZERO
    total = ZERO
    frozen = ledger.problem.opening.frozen_weeks
    for work in {**ledger.planned, **ledger.made}:
        made = ledger.series(ledger.made, work)[frozen:]
        planned = ledger.series(ledger.planned, work)[frozen:]
        moved = sum((abs(a - b) for a, b in zip(made, planned, strict=True)), start=ZERO)
        total += moved * ledger.operations[work[1:]].standard_milliminutes / 1000
    return total
