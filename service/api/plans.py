"""Plans and the jobs that make them."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from optimizer.plan import Preset
from optimizer.problem import FairnessKey
from service.api.asked import Asked
from service.api.needs import needs
from service.db import job_rows, repositories, tables
from service.dependencies import InActor, InDatabase, InSession, InTexts
from service.i18n import Texts
from service.usecases import access, plans
from service.usecases.rights import Actor, Extent, Thing

router = APIRouter(prefix="/consortia/{consortium}", tags=["plans"])

Number = Annotated[int, Path(ge=1, le=10**6)]
# A stream is closed after so long; who still listens opens it again.
_LONGEST_STREAM = 300.0
_LOOK_SECONDS = 0.5
_ENDS = ("done", "failed", "cancelled")
_LONG = ("found", "said")
# What jobs keep for other jobs.
_OWN = ("plans",)


class PlanIn(Asked):
    """How to plan."""

    preset: Preset = "equitable"
    key: FairnessKey | None = None
    seconds: int = Field(default=60, ge=plans.SHORTEST_SECONDS, le=plans.LONGEST_SECONDS)
    name: Annotated[str, Field(max_length=200)] = ""
    start: int | None = Field(default=None, ge=1, le=10**6)


class JobOut(BaseModel):
    """A job and where it stands."""

    id: str
    kind: str
    state: str
    attempt: int
    progress: dict[str, Any]
    result: dict[str, Any]
    findings: list[Any]
    is_cancel_asked: bool
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class PlanOut(BaseModel):
    """A plan in a list; ``consent_by``: until when workshops may answer, once it is proposed."""

    number: int
    state: str
    version: int
    consent_by: datetime | None
    name: str
    problem_hash: str
    summary: dict[str, Any]
    options: dict[str, Any]
    created_at: datetime


class PlanDetailOut(PlanOut):
    """A plan; ``plan`` is whole, or only what the person may see of it (``extent``)."""

    extent: str
    plan: dict[str, Any]


def job_out(row: tables.Job, texts: Texts, *, is_short: bool = False) -> JobOut:
    """A row as the API says it; in short, without what a study found."""
    return JobOut(
        id=row.id,
        kind=row.kind,
        state=row.state,
        attempt=row.attempt,
        progress=row.progress,
        result={
            k: v for k, v in row.result.items() if k not in _OWN and not (is_short and k in _LONG)
        },
        findings=plans.findings(row, texts),
        is_cancel_asked=row.is_cancel_asked,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def plan_out(row: tables.Plan) -> PlanOut:
    """A row as the API says it."""
    return PlanOut(
        number=row.number,
        state=row.state,
        version=row.version,
        consent_by=row.consent_by,
        name=row.name,
        problem_hash=row.problem_hash,
        summary=row.summary,
        options=row.options,
        created_at=row.created_at,
    )


def plan_shown(actor: Actor, row: tables.Plan) -> PlanOut:
    """A row as this person may know it: what the whole plan costs is for those who plan."""
    shown = plan_out(row)
    if actor.may_read(Thing.PLAN) is not Extent.ALL:
        shown.summary = {"status": row.summary.get("status")}
    return shown


@router.post(
    "/orders/{order}/plans",
    status_code=HTTPStatus.ACCEPTED,
    summary="Ask for a plan",
    openapi_extra=needs(Thing.PLAN, "write"),
)
def ask_plan(
    order: str, given: PlanIn, actor: InActor, session: InSession, texts: InTexts
) -> JobOut:
    """A job; its result names the plan."""
    row = access.order_of(session, actor, order, Thing.PLAN, write=True)
    job = plans.ask(
        session,
        actor,
        row,
        preset=given.preset,
        key=given.key,
        seconds=given.seconds,
        name=given.name,
        start=given.start,
    )
    return job_out(job, texts)


@router.get("/orders/{order}/plans", summary="Plans", openapi_extra=needs(Thing.SCHEDULE, "read"))
def list_plans(order: str, actor: InActor, session: InSession) -> list[PlanOut]:
    """The newest first; a workshop sees those that were put to it."""
    row = access.order_of(session, actor, order, Thing.SCHEDULE)
    return [
        plan_shown(actor, p) for p in repositories.plans(session, row.id) if plans.may_see(actor, p)
    ]


@router.get(
    "/orders/{order}/plans/{number}", summary="A plan", openapi_extra=needs(Thing.SCHEDULE, "read")
)
def show_plan(order: str, number: Number, actor: InActor, session: InSession) -> PlanDetailOut:
    """Whole for the coordinator and the facilitator; a workshop sees its own part and the shares."""
    row = access.order_of(session, actor, order, Thing.SCHEDULE)
    found = plans.of_number(session, row, number)
    whole: dict[str, Any] = json.loads(found.plan)
    is_whole = actor.may_read(Thing.PLAN) is Extent.ALL
    if not plans.may_see(actor, found):
        raise access.not_found()
    return PlanDetailOut(
        **plan_shown(actor, found).model_dump(),
        extent="whole" if is_whole else "own",
        plan=whole if is_whole else plans.own_part(whole, actor.workshops),
    )


@router.get(
    "/orders/{order}/jobs", summary="Jobs of an order", openapi_extra=needs(Thing.PLAN, "read")
)
def list_jobs(order: str, actor: InActor, session: InSession, texts: InTexts) -> list[JobOut]:
    """The newest first, without what studies found."""
    row = access.order_of(session, actor, order, Thing.PLAN)
    return [job_out(j, texts, is_short=True) for j in job_rows.of_order(session, row.id)]


@router.get("/jobs/{job}", summary="A job", openapi_extra=needs(Thing.PLAN, "read", or_owner=True))
def show_job(job: str, actor: InActor, session: InSession, texts: InTexts) -> JobOut:
    """Where it stands."""
    return job_out(plans.job(session, actor, job, "read"), texts)


@router.delete(
    "/jobs/{job}",
    status_code=HTTPStatus.ACCEPTED,
    summary="Stop a job",
    openapi_extra=needs(Thing.PLAN, "write", or_owner=True),
)
def cancel_job(job: str, actor: InActor, session: InSession, texts: InTexts) -> JobOut:
    """The best plan so far is kept."""
    row = plans.job(session, actor, job, "write")
    plans.cancel(session, actor, row)
    session.flush()
    return job_out(row, texts)


@router.get(
    "/jobs/{job}/events",
    summary="Progress of a job, as it comes",
    openapi_extra=needs(Thing.PLAN, "read", or_owner=True),
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "server-sent events"}},
)
def watch_job(
    job: str,
    actor: InActor,
    database: InDatabase,
    texts: InTexts,
    request: Request,
    last_event_id: Annotated[str | None, Header()] = None,
) -> StreamingResponse:
    """Server-sent events: ``progress`` whenever something is new, ``end`` at the end.

    Who comes back says the last event that it saw (``Last-Event-ID``) and gets what is newer.
    """
    with database.reading() as session:
        plans.job(session, actor, job, "read")

    def look() -> _Seen | None:
        with database.reading() as session:
            row = job_rows.job(session, actor.consortium_id, job)
            if row is None:
                return None
            return _Seen(
                row.progress_number, row.state in _ENDS, job_out(row, texts).model_dump_json()
            )

    async def events() -> AsyncIterator[str]:
        last = int(last_event_id) if last_event_id and last_event_id.isdecimal() else -1
        end = time.monotonic() + _LONGEST_STREAM
        # Waiting holds no thread: many may listen at the same time.
        while time.monotonic() < end and not request.app.state.is_stopping:
            seen = await run_in_threadpool(look)
            if seen is None:
                return
            if seen.number != last or seen.is_over:
                last = seen.number
                name = "end" if seen.is_over else "progress"
                yield f"event: {name}\nid: {seen.number}\ndata: {seen.said}\n\n"
            if seen.is_over:
                return
            await asyncio.sleep(_LOOK_SECONDS)

    return StreamingResponse(
        events(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """A job at a moment, as the stream says it."""

    number: int
    is_over: bool
    said: str
