"""The collection of capacities."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field

from service.api.needs import needs
from service.db import tables
from service.dependencies import InActor, InSession
from service.usecases import access, asking
from service.usecases.rights import Thing

router = APIRouter(
    prefix="/consortia/{consortium}/orders/{order}/collecting", tags=["life of an order"]
)

Workshop = Annotated[str, Field(max_length=60)]


class AskIn(BaseModel):
    """Whom to ask, until when; nobody named: every workshop of the order."""

    workshops: Annotated[list[Workshop], Field(max_length=500)] = []
    answer_by: AwareDatetime | None = Field(default=None, examples=["2020-04-03T18:00:00Z"])


class AnswerOut(BaseModel):
    """A workshop that was asked."""

    workshop: str
    state: str = Field(examples=["answered"])
    asked_at: datetime | None
    reminded_at: datetime | None
    answered_at: datetime | None


def answer_out(row: tables.Answer) -> AnswerOut:
    """A row as the API says it."""
    return AnswerOut(
        workshop=row.workshop,
        state=row.state,
        asked_at=row.asked_at,
        reminded_at=row.reminded_at,
        answered_at=row.answered_at,
    )


@router.get(
    "",
    summary="Who was asked, who answered",
    openapi_extra=needs(Thing.COLLECTING, "read"),
)
def show_board(order: str, actor: InActor, session: InSession) -> list[AnswerOut]:
    """A workshop sees its own line."""
    row = access.order_of(session, actor, order, Thing.COLLECTING)
    return [answer_out(a) for a in asking.board(session, actor, row)]


@router.post(
    "",
    summary="Ask workshops for their capacities",
    openapi_extra=needs(Thing.ORDER, "write"),
)
def ask(order: str, given: AskIn, actor: InActor, session: InSession) -> list[AnswerOut]:
    """Opens the collection of a draft; a workshop new to the order starts from its profile."""
    row = access.order_of(session, actor, order, Thing.ORDER, write=True)
    found = asking.ask(session, actor, row, workshops=given.workshops, answer_by=given.answer_by)
    return [answer_out(a) for a in found]


@router.post(
    "/{workshop}/reminders",
    summary="Write down a reminder",
    openapi_extra=needs(Thing.ORDER, "write"),
)
def remind(order: str, workshop: str, actor: InActor, session: InSession) -> AnswerOut:
    """Refused when it has answered."""
    row = access.order_of(session, actor, order, Thing.ORDER, write=True)
    return answer_out(asking.remind(session, actor, row, workshop))


@router.post(
    "/{workshop}/confirmation",
    summary="Say that a workshop's capacities are right as they stand",
    openapi_extra=needs(Thing.CAPACITIES, "write"),
)
def confirm(order: str, workshop: str, actor: InActor, session: InSession) -> AnswerOut:
    """Counts as an answer."""
    row = access.order_of(session, actor, order, Thing.CAPACITIES)
    return answer_out(asking.confirm(session, actor, row, workshop))
