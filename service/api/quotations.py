"""Offers to the buyer."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from service.api.asked import Asked
from service.api.needs import needs
from service.api.steps import StepIn
from service.db import tables
from service.dependencies import InActor, InSession, InVersion
from service.usecases import access, life, plans, quotations
from service.usecases.life import Living
from service.usecases.rights import Thing

router = APIRouter(prefix="/consortia/{consortium}/orders/{order}/quotations", tags=["quotations"])

Number = Annotated[int, Path(ge=1, le=10**6)]


class QuotationIn(Asked):
    """The plan whose quantities and dates are offered."""

    plan: int = Field(ge=1, le=10**6, examples=[3])


class QuotationOut(BaseModel):
    """An offer; ``content``: what it says to the buyer, amounts in cents."""

    number: int
    state: str = Field(examples=["sent"])
    valid_until: date | None
    reason: str
    content: dict[str, Any]
    created_at: datetime
    version: int
    next: list[str]


def quotation_out(row: tables.Quotation, actor: InActor) -> QuotationOut:
    """A row as the API says it."""
    return QuotationOut(
        number=row.number,
        state=row.state,
        valid_until=row.valid_until,
        reason=row.reason,
        content=row.content,
        created_at=row.created_at,
        version=row.version,
        next=list(life.possible(actor, Living.QUOTATION, row.state)),
    )


@router.get("", summary="Offers", openapi_extra=needs(Thing.QUOTATION, "read"))
def list_quotations(order: str, actor: InActor, session: InSession) -> list[QuotationOut]:
    """The newest first; a buyer sees those that were sent."""
    row = access.order_of(session, actor, order, Thing.QUOTATION)
    return [quotation_out(q, actor) for q in quotations.visible(session, actor, row)]


@router.post(
    "",
    status_code=HTTPStatus.CREATED,
    summary="Draw up an offer",
    openapi_extra=needs(Thing.QUOTATION, "write"),
)
def draw_up(order: str, given: QuotationIn, actor: InActor, session: InSession) -> QuotationOut:
    """Numbered, in draft."""
    row = access.order_of(session, actor, order, Thing.QUOTATION, write=True)
    plan = plans.of_number(session, row, given.plan)
    return quotation_out(quotations.draw_up(session, actor, row, plan), actor)


@router.get("/{number}", summary="An offer", openapi_extra=needs(Thing.QUOTATION, "read"))
def show_quotation(
    order: str, number: Number, actor: InActor, session: InSession, answer: Response
) -> QuotationOut:
    """What it says to the buyer."""
    row = access.order_of(session, actor, order, Thing.QUOTATION)
    found = quotations.of_number(session, actor, row, number)
    answer.headers["ETag"] = f'"{found.version}"'
    return quotation_out(found, actor)


@router.post(
    "/{number}/steps",
    summary="Send an offer, write down what became of it",
    openapi_extra=needs(Thing.QUOTATION, "write"),
)
def take_step(
    order: str,
    number: Number,
    given: StepIn,
    actor: InActor,
    session: InSession,
    version: InVersion,
    answer: Response,
) -> QuotationOut:
    """``send``, ``mark_won``, ``mark_declined``, or one that takes it back; the order follows."""
    row = access.order_of(session, actor, order, Thing.QUOTATION, write=True)
    found = quotations.take_step(
        session, actor, row, number, given.step, reason=given.reason, version=version
    )
    answer.headers["ETag"] = f'"{found.version}"'
    return quotation_out(found, actor)
