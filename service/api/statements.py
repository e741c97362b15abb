"""Statements (états d'acompte)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from service.api.asked import Asked
from service.api.needs import needs
from service.api.steps import StepIn
from service.db import tables
from service.dependencies import InActor, InSession, InVersion
from service.usecases import access, invoicing, life
from service.usecases.life import Living
from service.usecases.rights import Thing

router = APIRouter(prefix="/consortia/{consortium}/orders/{order}/statements", tags=["statements"])


class PeriodIn(Asked):
    """Two days, both included; months between them are statements of their own."""

    first: date = Field(examples=["2020-04-01"])
    last: date = Field(examples=["2020-04-30"])


class StatementOut(BaseModel):
    """A workshop's statement of a period, cents.

    ``settlement_cents``: what it owes other workshops for joint purchases, ``net_cents``: what it keeps; both
    null but for that workshop and the facilitator.
    """

    id: str
    period: str = Field(examples=["2020-04"])
    workshop: str
    state: str = Field(examples=["submitted"])
    ht_cents: int
    vat_cents: int
    payable_cents: int
    settlement_cents: int | None
    net_cents: int | None
    content: dict[str, Any]
    created_at: datetime
    version: int
    next: list[str]


def statement_out(row: tables.Statement, actor: InActor) -> StatementOut:
    """A row as the API says it."""
    return StatementOut(
        id=row.id,
        period=row.period,
        workshop=row.workshop,
        state=row.state,
        ht_cents=row.ht_cents,
        vat_cents=row.vat_cents,
        payable_cents=row.payable_cents,
        settlement_cents=invoicing.settlement_cents(actor, row),
        net_cents=invoicing.net_cents(actor, row),
        content=row.content,
        created_at=row.created_at,
        version=row.version,
        next=list(life.possible(actor, Living.STATEMENT, row.state, row.workshop)),
    )


@router.get("", summary="Statements", openapi_extra=needs(Thing.STATEMENTS, "read"))
def list_statements(order: str, actor: InActor, session: InSession) -> list[StatementOut]:
    """A workshop sees its own, a buyer those that were submitted."""
    row = access.order_of(session, actor, order, Thing.STATEMENTS)
    return [statement_out(s, actor) for s in invoicing.visible(session, actor, row)]


@router.post(
    "", summary="Draw up the statements of a period", openapi_extra=needs(Thing.ORDER, "write")
)
def draw_up(order: str, given: PeriodIn, actor: InActor, session: InSession) -> list[StatementOut]:
    """From lots accepted and refused; drafts are made anew, what was submitted stays."""
    row = access.order_of(session, actor, order, Thing.ORDER, write=True)
    found = invoicing.draw_up(session, actor, row, given.first, given.last)
    return [statement_out(s, actor) for s in found]


@router.post(
    "/{statement}/steps",
    summary="Submit a statement, write down its payment",
    openapi_extra=needs(Thing.STATEMENTS, "write"),
)
def take_step(
    order: str,
    statement: str,
    given: StepIn,
    actor: InActor,
    session: InSession,
    version: InVersion,
    answer: Response,
) -> StatementOut:
    """``submit_statement``, ``pay``, or one that takes it back."""
    row = access.order_of(session, actor, order, Thing.STATEMENTS)
    found = invoicing.take_step(
        session, actor, row, statement, given.step, reason=given.reason, version=version
    )
    answer.headers["ETag"] = f'"{found.version}"'
    return statement_out(found, actor)
