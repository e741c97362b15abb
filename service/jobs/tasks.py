"""What a child can do: plain values in, plain values out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from optimizer import dossier
from optimizer.diagnostics import Diagnostic
from optimizer.plan import Plan
from optimizer.solver.solve import Progress, SolveOptions, solve
from service.jobs.child import Report, Work

_LEAST_WAIT = 0.2


def make_plan(payload: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Plan a problem; reports progress and every better plan, which is kept if the child is ended.

    Args:
        payload: ``problem`` (JSON), ``options`` of :class:`SolveOptions`, perhaps ``start`` (a plan).
    """
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
        report({"plan": dossier.plan_to_json(plan)})

    outcome = solve(problem, SolveOptions(**payload["options"]), on_progress, on_plan, start=start)
    return {
        "plan": dossier.plan_to_json(outcome.plan),
        "status": outcome.plan.status,
        "findings": [finding(d) for d in outcome.diagnostics],
    }


def wait_a_while(payload: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Nothing, for some seconds: shows that jobs are run, stopped and taken up again."""
    end = time.monotonic() + float(payload.get("seconds", 0.0))
    while time.monotonic() < end:
        report({"phase": "wait", "seconds_left": round(end - time.monotonic(), 3)})
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


TASKS: dict[str, Work] = {"plan": make_plan, "wait": wait_a_while}
