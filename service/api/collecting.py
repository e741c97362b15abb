"""The collection of capacities."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field

from service.api.asked import Asked
from service.api.needs import needs
from service.db import tables
from service.dependencies import InActor, InSession, InSettings, InTexts
from service.i18n import Language, Texts
from service.usecases import access, asking, reminding
from service.usecases.rights import Thing

router = APIRouter(
    prefix="/consortia/{consortium}/orders/{order}/collecting", tags=["life of an order"]
)

Workshop = Annotated[str, Field(max_length=60)]


class AskIn(Asked):
    """Whom to ask, until when; nobody named: every workshop of the order."""

    workshops: list[Workshop] = Field(default=[], max_length=500)
    answer_by: AwareDatetime | None = Field(default=None, examples=["2020-04-03T18:00:00Z"])


class AnswerOut(BaseModel):
    """A workshop that was asked."""

    workshop: str
    state: str = Field(examples=["answered"])
    asked_at: datetime | None
    reminded_at: datetime | None
    answered_at: datetime | None


class RemindedOut(AnswerOut):
    """A workshop that was reminded, and the message to send it."""

    message: str


class MessageOut(BaseModel):
    """What to write to a workshop that has not answered."""

    workshop: str
    name: str
    text: str


class MessagesOut(BaseModel):
    """Messages to paste into an e-mail; nothing is sent by the service.

    ``invitation``: the first one, to everybody; ``reminders``: one for each that has not answered.
    """

    answer_by: datetime | None
    invitation: str
    reminders: list[MessageOut]


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
def remind(
    order: str,
    workshop: str,
    actor: InActor,
    session: InSession,
    texts: InTexts,
    settings: InSettings,
    lang: Language | None = None,
) -> RemindedOut:
    """With the message to send; refused when it has answered."""
    row = access.order_of(session, actor, order, Thing.ORDER, write=True)
    found = answer_out(asking.remind(session, actor, row, workshop))
    told = reminding.reminders(session, actor, row, settings.link_base, _in(lang, texts))
    message = next((m.text for m in told if m.workshop == workshop), "")
    return RemindedOut(**found.model_dump(), message=message)


@router.get(
    "/messages",
    summary="Messages to workshops, ready to send",
    openapi_extra=needs(Thing.COLLECTING, "read"),
)
def show_messages(
    order: str,
    actor: InActor,
    session: InSession,
    texts: InTexts,
    settings: InSettings,
    lang: Language | None = None,
) -> MessagesOut:
    """Who has not answered, the link, the deadline; in the language of the request, or ``lang``."""
    row = access.order_of(session, actor, order, Thing.COLLECTING)
    spoken, base = _in(lang, texts), settings.link_base
    return MessagesOut(
        answer_by=row.answer_by,
        invitation=reminding.invitation(row, reminding.page_of(row, base), spoken),
        reminders=[
            MessageOut(workshop=m.workshop, name=m.name, text=m.text)
            for m in reminding.reminders(session, actor, row, base, spoken)
        ],
    )


def _in(lang: Language | None, texts: Texts) -> Texts:
    return texts if lang is None else Texts(lang)


@router.post(
    "/{workshop}/confirmation",
    summary="Say that a workshop's capacities are right as they stand",
    openapi_extra=needs(Thing.CAPACITIES, "write"),
)
def confirm(order: str, workshop: str, actor: InActor, session: InSession) -> AnswerOut:
    """Counts as an answer."""
    row = access.order_of(session, actor, order, Thing.CAPACITIES)
    return answer_out(asking.confirm(session, actor, row, workshop))
