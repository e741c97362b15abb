"""The kinds of jobs: what each is given, and what is kept of its answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from service.db import repositories, tables
from service.db.engine import Session
from service.db.job_rows import Claimed
from service.jobs.file_kinds import ExportKind, ImportKind, SettlementKind
from service.jobs.worker import Kind

Kept = tuple[Mapping[str, Any], list[Mapping[str, Any]]]
# Beyond what a task was allowed: then its child is ended.
_GRACE_SECONDS = 10.0
_LONGEST_SECONDS = 900.0


class PlanKind:
    """Plan an order as it was when the plan was asked for; a new numbered plan comes of it."""

    task = "plan"

    def prepare(self, session: Session, job: Claimed) -> Mapping[str, Any]:
        """The problem, the options, and the plan to start from when there is one."""
        start = session.get(tables.Plan, str(job.payload.get("start", "")))
        return {
            "problem": job.payload["problem"],
            "options": job.payload["options"],
            "start": start.plan if start is not None else None,
            "known": _found_in(session, job, job.payload.get("found_in")),
        }

    def longest(self, job: Claimed) -> float:
        """The time of the solver, and a little."""
        return float(job.payload["options"].get("time_limit_seconds", 60.0)) + _GRACE_SECONDS

    def conclude(self, session: Session, job: Claimed, answer: Mapping[str, Any]) -> Kept:
        """The plan, which the child verified, beside the problem that it solves."""
        found = list(answer.get("findings", []))
        if answer.get("status") not in ("optimal", "feasible"):
            return {"plan": None, "status": answer.get("status", "none")}, found
        row = keep_plan(session, job, answer, str(job.payload["problem"]))
        _keep_hypothesis(row, job)
        return {"plan": row.number, "status": answer["status"]}, found


def keep_plan(
    session: Session,
    job: Claimed,
    answer: Mapping[str, Any],
    problem: str,
    **more: Any,
) -> tables.Plan:
    """A plan as a new numbered row.

    Args:
        answer: see :func:`service.jobs.tasks.plan_answer`.
        problem: that it solves, as JSON.
        more: other columns.

    Raises:
        ValueError: the job is of no order.
    """
    if job.order_id is None:
        raise ValueError("a plan needs an order")
    text, summary = str(answer["plan"]), dict(answer["summary"])
    if "stopped_by" in answer:
        whole = {**json.loads(text), "stopped_by": answer["stopped_by"]}
        text = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
        summary["stopped_by"] = answer["stopped_by"]
    row = tables.Plan(
        order_id=job.order_id,
        number=repositories.next_plan_number(session, job.order_id),
        options=dict(job.payload["options"]),
        name=str(job.payload.get("name", "")),
        problem=problem,
        plan=text,
        problem_hash=str(answer["problem_hash"]),
        summary=summary,
        created_by=job.created_by,
        **more,
    )
    session.add(row)
    session.flush()
    return row


class ReplanKind:
    """Plan the rest of an order from where everybody is; a new numbered plan comes of it."""

    task = "replan"

    def prepare(self, session: Session, job: Claimed) -> Mapping[str, Any]:
        """The plan in force with its problem and past, and the wish."""
        known = _found_in(session, job, job.payload.get("found_in"))
        return {**job.payload, **_planned(session, job), "known": known}

    def longest(self, job: Claimed) -> float:
        """The time of the solver, and a little."""
        return float(job.payload["options"].get("time_limit_seconds", 60.0)) + 3 * _GRACE_SECONDS

    def conclude(self, session: Session, job: Claimed, answer: Mapping[str, Any]) -> Kept:
        """The new plan, which says what it replaces, and what changes for whom."""
        found = list(answer.get("findings", []))
        if answer.get("status") not in ("optimal", "feasible"):
            return {"plan": None, "status": answer.get("status", "none")}, found
        row = keep_plan(
            session,
            job,
            answer,
            str(answer["problem"]),
            past=answer["past"],
            replaces=str(job.payload["plan_id"]),
        )
        # The whole order that this plan is the rest of: see the condition to propose it.
        row.options = {**row.options, "order_hash": job.payload["order_hash"]}
        _keep_hypothesis(row, job)
        result = {"plan": row.number, "status": answer["status"]}
        return {**result, "found": answer.get("found"), "plan_id": row.id}, found


class StudyKind:
    """A question about a plan: why, what if, what if somebody drops out."""

    def __init__(self, task: str) -> None:
        self.task = task

    def prepare(self, session: Session, job: Claimed) -> Mapping[str, Any]:
        """The plan with its problem, or the problem alone, and what is asked."""
        starts = job.payload.get("starts") or {}
        known = {v: _found_in(session, job, where) for v, where in starts.items()}
        return {**job.payload, **_planned(session, job), "known": known}

    def longest(self, job: Claimed) -> float:
        """What was allowed, several times: a study is several solves."""
        return min(_LONGEST_SECONDS, 60.0 + 20.0 * float(job.payload.get("seconds", 20.0)))

    def conclude(self, session: Session, job: Claimed, answer: Mapping[str, Any]) -> Kept:  # noqa: ARG002
        """The answer, as it is."""
        if "found" not in answer:
            return {}, []
        kept = {k: v for k, v in answer.items() if k != "findings"}
        return kept, list(answer.get("findings", []))


def _planned(session: Session, job: Claimed) -> dict[str, Any]:
    plan_id = str(job.payload.get("plan_id", ""))
    row = session.get(tables.Plan, plan_id) if plan_id else None
    if row is None:
        return {"plan": None, "past": None}
    return {"problem": row.problem, "plan": row.plan, "past": row.past}


def _found_in(session: Session, job: Claimed, where: Any) -> str | None:
    """A plan that a study of the same order found, packed; None when it is no longer there."""
    if not where:
        return None
    study, place = where
    row = session.get(tables.Job, str(study))
    if row is None or row.order_id != job.order_id:
        return None
    found: str | None = (row.result.get("plans") or {}).get(str(place))
    return found


def _keep_hypothesis(row: tables.Plan, job: Claimed) -> None:
    """What a plan supposes that is not in the order stands beside it."""
    if job.payload.get("hypothesis"):
        row.options = {**row.options, "hypothesis": job.payload["hypothesis"]}


class WaitKind:
    """Wait: for trying out the workers."""

    task = "wait"

    def prepare(self, session: Session, job: Claimed) -> Mapping[str, Any]:  # noqa: ARG002
        """How long."""
        return job.payload

    def longest(self, job: Claimed) -> float:
        """As long as it was told, and a little."""
        return float(job.payload.get("longest", _LONGEST_SECONDS))

    def conclude(self, session: Session, job: Claimed, answer: Mapping[str, Any]) -> Kept:  # noqa: ARG002
        """How long it was."""
        return answer, []


KINDS: Mapping[str, Kind] = {
    "plan": PlanKind(),
    "replan": ReplanKind(),
    "why": StudyKind("why"),
    "compare": StudyKind("compare"),
    "resilience": StudyKind("resilience"),
    "wait": WaitKind(),
    "import": ImportKind(),
    "export": ExportKind(),
    "settlement": SettlementKind(),
}
