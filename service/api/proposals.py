"""A plan put to the workshops, and what they say of it."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from service.api.asked import Asked
from service.api.needs import needs
from service.api.plans import JobOut, PlanOut, job_out, plan_out
from service.api.steps import Reason
from service.db import life_rows, tables
from service.dependencies import InActor, InSession, InTexts, InVersion
from service.usecases import access, adoptions, life, plans, proposals
from service.usecases.life import Living
from service.usecases.rights import Thing

router = APIRouter(
    prefix="/consortia/{consortium}/orders/{order}/plans/{number}", tags=["life of a plan"]
)

Number = Annotated[int, Path(ge=1, le=10**6)]


class PlanStepIn(Asked):
    """A step of a plan; ``days``: until the deadline, when it is proposed."""

    step: Literal["propose", "withdraw", "refuse", "adopt", "unadopt"]
    reason: Reason = ""
    days: int = Field(default=proposals.USUAL_DAYS, ge=proposals.LEAST_DAYS, le=proposals.MOST_DAYS)


class ConsentIn(Asked):
    """What a workshop says; ``counter``: with an objection, its part of the order as it could be."""

    step: Literal["accept", "object", "reconsider_accepted", "reconsider_objected"]
    reason: Reason = ""
    counter: dict[str, Any] | None = None


class ConsentOut(BaseModel):
    """What a workshop said of a plan, and why it was asked (``first``, ``share``, ``weeks``, ``price``)."""

    workshop: str
    state: str = Field(examples=["objected"])
    changes: list[str] = Field(examples=[["share", "weeks"]])
    reason: str
    counter: dict[str, Any] | None
    said_at: datetime | None
    version: int
    next: list[str]


class ProposalOut(BaseModel):
    """A proposal: until when, what was said."""

    plan: int
    state: str
    version: int
    consent_by: datetime | None
    is_overdue: bool
    reason: str
    consents: list[ConsentOut]


class NewPlanIn(Asked):
    """How to plan again; ``is_kept``: write the other capacity into the order, so as to propose the plan."""

    is_kept: bool = False
    seconds: int = Field(default=60, ge=plans.SHORTEST_SECONDS, le=plans.LONGEST_SECONDS)


def consent_out(row: tables.Consent, actor: InActor) -> ConsentOut:
    """A row as the API says it."""
    return ConsentOut(
        workshop=row.workshop,
        state=row.state,
        changes=row.changes,
        reason=row.reason,
        counter=row.counter,
        said_at=row.said_at,
        version=row.version,
        next=list(life.possible(actor, Living.CONSENT, row.state, row.workshop)),
    )


@router.post(
    "/steps",
    summary="Propose, withdraw, set aside or adopt a plan, or come back on its adoption",
    openapi_extra=needs(Thing.PLAN, "write"),
)
def take_step(
    order: str,
    number: Number,
    given: PlanStepIn,
    actor: InActor,
    session: InSession,
    version: InVersion,
    answer: Response,
) -> PlanOut:
    """Adopting supersedes the plan in force, makes the purchases to place and starts a won order.

    ``unadopt`` takes that back with a reason, while nothing was declared, delivered, ordered or invoiced since.
    """
    row = access.order_of(session, actor, order, Thing.PLAN, write=True)
    life_rows.hold(session, row)
    plan = plans.of_number(session, row, number)
    if given.step == "propose":
        proposals.propose(session, actor, row, plan, days=given.days, version=version)
    elif given.step == "withdraw":
        proposals.withdraw(session, actor, row, plan, version=version)
    elif given.step == "refuse":
        proposals.refuse(session, actor, row, plan, reason=given.reason, version=version)
    elif given.step == "unadopt":
        adoptions.take_back(session, actor, row, plan, reason=given.reason, version=version)
    else:
        proposals.adopt(session, actor, row, plan, reason=given.reason, version=version)
    answer.headers["ETag"] = f'"{plan.version}"'
    return plan_out(plan)


@router.get("/consents", summary="What workshops said", openapi_extra=needs(Thing.CONSENT, "read"))
def list_consents(order: str, number: Number, actor: InActor, session: InSession) -> ProposalOut:
    """A workshop sees its own answer."""
    row = access.order_of(session, actor, order, Thing.CONSENT)
    plan = plans.of_number(session, row, number)
    return ProposalOut(
        plan=plan.number,
        state=plan.state,
        version=plan.version,
        consent_by=plan.consent_by,
        is_overdue=proposals.deadline_passed(plan),
        reason=plan.reason,
        consents=[consent_out(c, actor) for c in proposals.visible(session, actor, plan)],
    )


@router.post(
    "/consents/{workshop}/steps",
    summary="Accept a plan, object to it, or come back on it",
    openapi_extra=needs(Thing.CONSENT, "write"),
)
def say(
    order: str,
    number: Number,
    workshop: str,
    given: ConsentIn,
    actor: InActor,
    session: InSession,
    version: InVersion,
    answer: Response,
) -> ConsentOut:
    """By the workshop itself; an objection needs a reason."""
    row = access.order_of(session, actor, order, Thing.CONSENT)
    plan = plans.of_number(session, row, number)
    found = proposals.say(
        session,
        actor,
        row,
        plan,
        workshop,
        given.step,
        reason=given.reason,
        counter=given.counter,
        version=version,
    )
    answer.headers["ETag"] = f'"{found.version}"'
    return consent_out(found, actor)


@router.post(
    "/consents/{workshop}/plan",
    status_code=HTTPStatus.ACCEPTED,
    summary="Ask for a new plan from an objection",
    openapi_extra=needs(Thing.PLAN, "write"),
)
def plan_from_objection(
    order: str,
    number: Number,
    workshop: str,
    given: NewPlanIn,
    actor: InActor,
    session: InSession,
    texts: InTexts,
) -> JobOut:
    """With the capacity that the workshop offers instead."""
    row = access.order_of(session, actor, order, Thing.PLAN, write=True)
    plan = plans.of_number(session, row, number)
    job = proposals.plan_from_objection(
        session, actor, row, plan, workshop, is_kept=given.is_kept, seconds=given.seconds
    )
    return job_out(job, texts)
