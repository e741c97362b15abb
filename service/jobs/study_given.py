"""What a study is about: a plan with its problem, or what is left of them once work is under way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from optimizer import dossier
from optimizer.diagnostics import Diagnostic, warning
from optimizer.past import Past
from optimizer.plan import Plan
from optimizer.problem import Problem
from service.db.conversion import declared_of, past_of, supplied_of

if TYPE_CHECKING:
    from optimizer.studies.replanning import Wish

# Of a study, what finding the rest of its plan may take; and seconds at most.
_SHARE, _MOST_SECONDS = 0.3, 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A problem with its plan.

    Attributes:
        written: the problem in which the weeks and days of questions were written.
        from_week: from which on it is the rest of an order, "" when it is all of it.
        findings: what was assumed of what is done.
    """

    problem: Problem
    plan: Plan | None
    past: Past | None
    written: Problem
    from_week: str = ""
    findings: tuple[Diagnostic, ...] = ()


def given(payload: Mapping[str, Any]) -> Given:
    """What the payload of a study says.

    Args:
        payload: ``problem``, ``plan`` (None: there is none), perhaps ``past`` and ``rest`` (see
            :func:`service.usecases.under_way.rest_of`).

    Raises:
        ValueError: a problem that cannot be read.
    """
    problem, wrong = dossier.problem_from_json(payload["problem"])
    if problem is None:
        raise ValueError("; ".join(d.code for d in wrong))
    plan, _ = dossier.plan_from_json(payload["plan"]) if payload["plan"] else (None, ())
    past = past_of(payload.get("past"))
    all_of_it = Given(problem=problem, plan=plan, past=past, written=problem)
    rest = payload.get("rest")
    if plan is None or not rest:
        return all_of_it
    seconds = min(_MOST_SECONDS, _SHARE * float(payload.get("seconds") or _MOST_SECONDS) + 1)
    return _left(all_of_it, plan, rest, seconds) or replace(
        all_of_it, findings=(warning("replan.whole_order", from_week=rest["from_week"]),)
    )


def _left(whole: Given, plan: Plan, rest: Mapping[str, Any], seconds: float) -> Given | None:
    """What is left from a week on, as it goes on now; None when it cannot be told."""
    from optimizer.solver.solve import SolveOptions, solve
    from optimizer.studies.replanning import prepare

    prepared, found = prepare(whole.problem, plan, whole.past, wish_of(rest))
    if prepared is None:
        return None
    options = SolveOptions(preset=plan.preset, time_limit_seconds=seconds, quick=True)
    if plan.fairness is not None:
        options = replace(options, key=plan.fairness.key)
    later = solve(prepared.problem, options, start=prepared.later).plan
    if later.status not in ("optimal", "feasible"):
        return None
    return Given(
        problem=prepared.problem,
        plan=later,
        past=prepared.past,
        written=whole.problem,
        from_week=prepared.from_week,
        findings=tuple(d for d in found if d.severity.value != "error"),
    )


def wish_of(values: Mapping[str, Any]) -> Wish:
    """What is to be planned again, from plain values."""
    from optimizer.studies.replanning import Wish

    rows = values.get("declared")
    order, orders = values.get("order"), values.get("supplied")
    return Wish(
        from_week=values["from_week"],
        declared=None if rows is None else declared_of(rows),
        supplied=None if orders is None else supplied_of(orders),
        order=dossier.problem_from_json(order)[0] if order else None,
        leaver=values.get("leaver", ""),
        is_lost=bool(values.get("is_lost", False)),
        quantities={k: Decimal(v) for k, v in values.get("quantities", {}).items()},
        frozen_weeks=int(values.get("frozen_weeks", 0)),
    )
