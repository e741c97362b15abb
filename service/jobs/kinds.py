"""The kinds of jobs: what each is given, and what is kept of its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimizer import dossier
from optimizer.plan import Plan
from optimizer.verification import check_plan
from service.db import repositories, tables
from service.db.engine import Session
from service.db.job_rows import Claimed
from service.jobs.worker import Kind

Kept = tuple[Mapping[str, Any], list[Mapping[str, Any]]]


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
        }

    def conclude(self, session: Session, job: Claimed, answer: Mapping[str, Any]) -> Kept:
        """The plan, verified once more, beside the problem that it solves."""
        findings = list(answer.get("findings", []))
        problem, _ = dossier.problem_from_json(str(job.payload["problem"]))
        plan, _ = dossier.plan_from_json(str(answer["plan"]))
        if problem is None or plan is None or job.order_id is None:
            raise ValueError("the answer is no plan")
        if plan.status not in ("optimal", "feasible"):
            return {"plan": None, "status": plan.status}, findings
        broken = check_plan(problem, plan)
        if broken:
            raise ValueError(", ".join(sorted({d.code for d in broken})))
        row = tables.Plan(
            order_id=job.order_id,
            number=repositories.next_plan_number(session, job.order_id),
            options=dict(job.payload["options"]),
            name=str(job.payload.get("name", "")),
            problem=str(job.payload["problem"]),
            plan=str(answer["plan"]),
            problem_hash=plan.problem_hash,
            summary=_summary(plan),
            created_by=job.created_by,
        )
        session.add(row)
        session.flush()
        return {"plan": row.number, "status": plan.status}, findings


def _summary(plan: Plan) -> dict[str, Any]:
    """What lists show of a plan."""
    return {
        "status": plan.status,
        "preset": plan.preset,
        "stopped_by": plan.stopped_by,
        "levels": {level.name: str(level.value) for level in plan.levels},
        "shares": {s.workshop: str(s.ratio) for s in plan.fairness.shares} if plan.fairness else {},
    }


class WaitKind:
    """Wait: for trying out the workers."""

    task = "wait"

    def prepare(self, session: Session, job: Claimed) -> Mapping[str, Any]:  # noqa: ARG002
        """How long."""
        return job.payload

    def conclude(self, session: Session, job: Claimed, answer: Mapping[str, Any]) -> Kept:  # noqa: ARG002
        """How long it was."""
        return answer, []


KINDS: Mapping[str, Kind] = {"plan": PlanKind(), "wait": WaitKind()}
