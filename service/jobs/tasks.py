"""What a child can do: plain values in, plain values out.

Solvers are loaded by the functions that need them: who reads or writes files waits for none.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from optimizer import dossier
from optimizer.diagnostics import Diagnostic
from optimizer.plan import Plan
from service.jobs import packed_plans
from service.jobs.child import KEPT, Report, Work
from service.jobs.file_tasks import FILES
from service.jobs.study_tasks import STUDIES

if TYPE_CHECKING:
    from optimizer.solver.solve import Progress

_LEAST_WAIT = 0.2


def load_solver() -> None:
    """Load what is slow to load, before anybody waits for it."""
    import optimizer.solver.solve
    import optimizer.studies.diagnosis  # noqa: F401


def make_plan(payload: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Plan a problem; reports progress and every better plan, which is kept if the child is ended.

    Args:
        payload: ``problem`` (JSON), ``options`` of :class:`SolveOptions`, perhaps ``start`` (a plan) or
            ``known`` (a plan of this problem, packed): what comes of it is not worse.

    Returns:
        ``plan`` (JSON), its ``status``, ``problem_hash`` and ``summary``, ``findings``.
    """
    from optimizer.solver.solve import SolveOptions
    from optimizer.studies.no_worse import solve_on

    problem, wrong = dossier.problem_from_json(payload["problem"])
    if problem is None:
        raise ValueError("; ".join(d.code for d in wrong))
    start, _ = dossier.plan_from_json(payload["start"]) if payload.get("start") else (None, ())
    told = 0.0

    def on_progress(said: Progress) -> None:
        nonlocal told
        if time.monotonic() - told > _LEAST_WAIT:
            told = time.monotonic()
            report(asdict(said))

    def on_plan(plan: Plan) -> None:
        report({KEPT: plan_answer(plan)})

    outcome = solve_on(
        problem,
        SolveOptions(**payload["options"]),
        on_progress,
        on_plan,
        start=start,
        known=packed_plans.unpacked(payload.get("known")),
    )
    return plan_answer(outcome.plan, outcome.diagnostics)


def plan_answer(plan: Plan, found: tuple[Diagnostic, ...] = ()) -> dict[str, Any]:
    """A verified plan as plain values."""
    return {
        "plan": dossier.plan_to_json(plan),
        "status": plan.status,
        "problem_hash": plan.problem_hash,
        "summary": _summary(plan),
        "findings": [finding(d) for d in found],
    }


def _summary(plan: Plan) -> dict[str, Any]:
    """What lists show of a plan."""
    return {
        "status": plan.status,
        "preset": plan.preset,
        "stopped_by": plan.stopped_by,
        "levels": {level.name: str(level.value) for level in plan.levels},
        "shares": {s.workshop: str(s.ratio) for s in plan.fairness.shares} if plan.fairness else {},
    }


def wait_a_while(payload: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Nothing, for some seconds: shows that jobs are run, stopped and taken up again."""
    end = time.monotonic() + float(payload.get("seconds", 0.0))
    while time.monotonic() < end:
        report({"phase": "wait", "seconds_left": round(end - time.monotonic(), 3)})
        report({KEPT: {"waited": 0.0}})
        time.sleep(min(0.1, max(0.0, end - time.monotonic())))
    return {"waited": payload.get("seconds", 0.0)}


def finding(diagnostic: Diagnostic) -> dict[str, Any]:
    """A diagnostic as plain values."""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "subject": diagnostic.subject,
        "params": dict(diagnostic.params),
    }


TASKS: dict[str, Work] = {"plan": make_plan, "wait": wait_a_while, **STUDIES, **FILES}
