"""Searching on from a plan that is known: what comes of it is never worse than what there was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from optimizer.dossier import problem_hash
from optimizer.ledger import Ledger
from optimizer.plan import LevelResult, Plan
from optimizer.problem import Problem
from optimizer.solver.solve import PlanOutcome, Progress, SolveOptions, solve
from optimizer.verification import check_plan
from optimizer.verification.values import ledger_values

ZERO, ONE = Decimal(0), Decimal(1)
_MADE = ("optimal", "feasible")
# Levels of which no plan gives anything away for another.
_FIRST = ("unmet", "late")
_TOLERANCE = Decimal("0.001")


def solve_on(
    problem: Problem,
    options: SolveOptions,
    on_progress: Callable[[Progress], None] | None = None,
    on_plan: Callable[[Plan], None] | None = None,
    *,
    start: Plan | None = None,
    known: Plan | None = None,
) -> PlanOutcome:
    """Solve from a plan that was found before; the better of it and what the search finds.

    Args:
        start: to start from when ``known`` is None or is no plan of this problem.
        known: a plan with its figures, of this problem or of one that was the same.
    """
    kept = None if known is None else as_plan_of(problem, known)
    if kept is not None and on_plan is not None:
        on_plan(kept)

    def hand_on(plan: Plan) -> None:
        if on_plan is not None and (kept is None or not is_better(kept, plan)):
            on_plan(plan)

    outcome = solve(problem, options, on_progress, hand_on, start=kept or known or start)
    if kept is None:
        return outcome
    if outcome.plan.status in _MADE and not is_better(kept, outcome.plan):
        return outcome
    return PlanOutcome(plan=kept, diagnostics=())


def as_plan_of(problem: Problem, plan: Plan) -> Plan | None:
    """The same plan of this problem, its levels reckoned again where they differ here.

    None unless it keeps every rule.
    """
    if plan.status not in _MADE or not plan.levels:
        return None
    same = replace(plan, problem_hash=problem_hash(problem))
    if not check_plan(problem, same):
        return same
    if check_plan(problem, replace(same, levels=())):
        return None
    again = replace(
        same,
        status="feasible",
        stopped_by="time",
        price_of_fairness=None,
        levels=tuple(_reckoned(problem, same)),
    )
    return None if check_plan(problem, again) else again


def _reckoned(problem: Problem, plan: Plan) -> Iterator[LevelResult]:
    """The levels of a plan as this problem counts them; what was proven elsewhere is not proven here."""
    shares = plan.fairness.shares if plan.fairness is not None else ()
    targets = {s.workshop: s.target_minutes for s in shares}
    values = ledger_values(Ledger(problem, plan), targets)
    is_conditional = False
    for level in plan.levels:
        value = values[level.name]
        is_proven = value <= level.slack
        yield replace(
            level,
            value=value,
            bound=ZERO,
            gap=ONE if value else ZERO,
            proven=is_proven,
            conditional=is_conditional,
        )
        is_conditional = is_conditional or not is_proven


def is_better(one: Plan, other: Plan) -> bool:
    """Whether the first level at which two plans of a problem differ speaks for the first plan.

    What lies within the slack of a level is no difference; under different presets only what is missing
    and what is late are compared.
    """
    for mine, theirs in zip(one.levels, other.levels, strict=False):
        if mine.name != theirs.name or (one.preset != other.preset and mine.name not in _FIRST):
            return False
        slack = _TOLERANCE if mine.name in _FIRST else max(mine.slack, theirs.slack, _TOLERANCE)
        if abs(mine.value - theirs.value) > slack:
            return mine.value < theirs.value
    return False
