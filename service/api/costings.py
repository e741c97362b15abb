"""Costings and their review: lines for their own workshop and the facilitator, totals for others."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from service.api.asked import Asked
from service.api.needs import needs
from service.api.problems import Finding, findings_out
from service.api.steps import StepIn, exact
from service.db import life_rows, tables
from service.dependencies import InActor, InSession, InTexts, InVersion
from service.usecases import access, costings, life
from service.usecases.costings import Remark
from service.usecases.life import Living
from service.usecases.rights import Thing

router = APIRouter(prefix="/consortia/{consortium}/orders/{order}", tags=["costs"])


class CostsIn(Asked):
    """A workshop's figures, as the cost workbook has them."""

    data: dict[str, Any] = Field(
        examples=[{"workshop": "terrils", "vat": {"is_liable": False, "source": "293 B"}}]
    )


class RemarkIn(Asked):
    """A remark on a line (``period_costs[2]``), or on the whole costing."""

    line: Annotated[str, Field(max_length=200)] = ""
    text: Annotated[str, Field(max_length=2000, min_length=1)]


class ReviewIn(StepIn):
    """A step of the review; the remarks line by line are reason enough to return a costing."""

    remarks: Annotated[list[RemarkIn], Field(max_length=200)] = Field(default_factory=list)


class RemarkOut(BaseModel):
    """A remark, and who said it."""

    line: str
    text: str
    said_by: str
    said_at: datetime


class CostingOut(BaseModel):
    """A costing in a list."""

    workshop: str
    state: str = Field(examples=["submitted"])
    is_stale: bool
    version: int
    changed_at: datetime
    next: list[str]


class CostingDetailOut(CostingOut):
    """A costing with its figures, and what was said of it."""

    data: dict[str, Any]
    remarks: list[RemarkOut]
    findings: list[Finding]


class CostLineOut(BaseModel):
    """A line of cost, cents."""

    kind: str
    product: str
    cents: int


class ReckonedOut(BaseModel):
    """What a workshop's part costs it and asks, cents; None while something is missing."""

    workshop: str
    gross_cents: int | None
    aid_cents: int | None
    net_cents: int | None
    in_kind_cents: int | None
    ht_cents: int | None
    ttc_cents: int | None
    floor_cents: int | None
    order_cents: int | None
    planned_minutes: Decimal | None
    planned_labour_cents: int | None
    declared_minutes: Decimal | None
    declared_labour_cents: int | None
    lines: list[CostLineOut]
    findings: list[Finding]


class TotalsOut(BaseModel):
    """Costs of everybody together, cents; None with fewer than three or while something is missing."""

    totals: dict[str, int | None] | None
    states: dict[str, str]
    findings: list[Finding]


def costing_out(
    row: tables.Costing, actor: InActor, session: InSession, order: tables.Order
) -> CostingOut:
    """A row as the API says it, without its lines."""
    return CostingOut(
        workshop=row.workshop,
        state=row.state,
        is_stale=costings.is_stale(session, order, row),
        version=row.version,
        changed_at=row.changed_at,
        next=list(life.possible(actor, Living.COSTING, row.state, row.workshop)),
    )


@router.get("/costings", summary="Costings", openapi_extra=needs(Thing.COST_LINES, "read"))
def list_costings(order: str, actor: InActor, session: InSession) -> list[CostingOut]:
    """A workshop sees its own, the facilitator all; a coordinator none."""
    row = access.order_of(session, actor, order, Thing.COST_LINES)
    return [costing_out(c, actor, session, row) for c in costings.visible(session, actor, row)]


@router.get(
    "/costings/{workshop}",
    summary="A workshop's costing",
    openapi_extra=needs(Thing.COST_LINES, "read"),
)
def show_costing(
    order: str,
    workshop: str,
    actor: InActor,
    session: InSession,
    texts: InTexts,
    answer: Response,
) -> CostingDetailOut:
    """With everything that is worth saying of its figures."""
    row = access.order_of(session, actor, order, Thing.COST_LINES)
    found = costings.of_workshop(session, actor, row, workshop)
    return _detail(found, row, actor, session, texts, answer)


@router.put(
    "/costings/{workshop}",
    summary="Write a workshop's own figures",
    openapi_extra=needs(Thing.COST_LINES, "write"),
)
def write_costs(
    order: str,
    workshop: str,
    given: CostsIn,
    actor: InActor,
    session: InSession,
    version: InVersion,
    texts: InTexts,
    answer: Response,
) -> CostingDetailOut:
    """By the workshop itself; a costing that is there needs its version (If-Match)."""
    row = access.order_of(session, actor, order, Thing.COST_LINES)
    found, _ = costings.write(session, actor, row, workshop, given.data, version)
    return _detail(found, row, actor, session, texts, answer)


@router.post(
    "/costings/{workshop}/steps",
    summary="Submit a costing, or take it back",
    openapi_extra=needs(Thing.COST_LINES, "write"),
)
def take_own_step(
    order: str,
    workshop: str,
    given: StepIn,
    actor: InActor,
    session: InSession,
    version: InVersion,
    answer: Response,
) -> CostingOut:
    """``submit``, ``take_back``, ``submit_again``, ``correct``, by the workshop itself."""
    row = access.order_of(session, actor, order, Thing.COST_LINES)
    access.need_write(actor, Thing.COST_LINES, workshop)
    found = costings.take_step(
        session, actor, row, workshop, given.step, reason=given.reason, version=version
    )
    answer.headers["ETag"] = f'"{found.version}"'
    return costing_out(found, actor, session, row)


@router.post(
    "/costings/{workshop}/review",
    summary="Return or validate a costing",
    openapi_extra=needs(Thing.COST_REVIEW, "write"),
)
def review(
    order: str,
    workshop: str,
    given: ReviewIn,
    actor: InActor,
    session: InSession,
    version: InVersion,
    answer: Response,
) -> CostingOut:
    """``return``, ``validate``, ``renew``, ``invalidate``, by the facilitator."""
    row = access.order_of(session, actor, order, Thing.COST_REVIEW)
    access.need_write(actor, Thing.COST_REVIEW, workshop)
    found = costings.take_step(
        session,
        actor,
        row,
        workshop,
        given.step,
        reason=given.reason,
        remarks=[Remark(line=r.line, text=r.text) for r in given.remarks],
        version=version,
    )
    answer.headers["ETag"] = f'"{found.version}"'
    return costing_out(found, actor, session, row)


@router.post(
    "/costings/{workshop}/remarks",
    summary="Say something of a costing",
    openapi_extra=needs(Thing.COST_LINES, "read"),
)
def say(
    order: str, workshop: str, given: RemarkIn, actor: InActor, session: InSession
) -> list[RemarkOut]:
    """By the facilitator, or the workshop in answer; every remark comes back."""
    row = access.order_of(session, actor, order, Thing.COST_LINES)
    costings.comment(session, actor, row, workshop, Remark(line=given.line, text=given.text))
    return _remarks(session, row, workshop)


@router.get(
    "/costings/{workshop}/cost",
    summary="What a workshop's part of the plan in force costs it",
    openapi_extra=needs(Thing.COST_LINES, "read"),
)
def show_cost(
    order: str, workshop: str, actor: InActor, session: InSession, texts: InTexts
) -> ReckonedOut:
    """Line by line, for the workshop itself and the facilitator."""
    row = access.order_of(session, actor, order, Thing.COST_LINES)
    found = costings.reckoned(session, actor, row, workshop)
    cost, price = found.cost, found.price
    return ReckonedOut(
        workshop=workshop,
        gross_cents=cost.gross_cents if cost else None,
        aid_cents=cost.aid_cents if cost else None,
        net_cents=cost.net_cents if cost else None,
        in_kind_cents=cost.in_kind_cents if cost else None,
        ht_cents=price.ht_cents if price else None,
        ttc_cents=price.ttc_cents if price else None,
        floor_cents=price.floor_cents if price else None,
        order_cents=price.order_cents if price else None,
        planned_minutes=exact(cost.minutes_used) if cost else None,
        planned_labour_cents=cost.by_kind().get("labour", 0) if cost else None,
        declared_minutes=exact(found.declared_minutes),
        declared_labour_cents=found.declared_labour_cents,
        lines=[
            CostLineOut(kind=x.kind, product=x.product, cents=x.cents)
            for x in (cost.lines if cost else ())
        ],
        findings=findings_out(found.findings, texts),
    )


@router.get(
    "/costs/totals",
    summary="What everybody's part costs together",
    openapi_extra=needs(Thing.COST_TOTALS, "read"),
)
def show_totals(order: str, actor: InActor, session: InSession, texts: InTexts) -> TotalsOut:
    """Over at least three members, of costings that were submitted; never anybody's own."""
    row = access.order_of(session, actor, order, Thing.COST_TOTALS)
    found = costings.totals(session, actor, row)
    return TotalsOut(
        totals=dict(found.amounts) if found.amounts is not None else None,
        states=dict(found.states),
        findings=findings_out(found.findings, texts),
    )


def _detail(
    found: tables.Costing,
    order: tables.Order,
    actor: InActor,
    session: InSession,
    texts: InTexts,
    answer: Response,
) -> CostingDetailOut:
    answer.headers["ETag"] = f'"{found.version}"'
    return CostingDetailOut(
        **costing_out(found, actor, session, order).model_dump(),
        data=found.data,
        remarks=_remarks(session, order, found.workshop),
        findings=findings_out(costings.findings_of(session, order, found), texts),
    )


def _remarks(session: InSession, order: tables.Order, workshop: str) -> list[RemarkOut]:
    return [
        RemarkOut(line=r.line, text=r.text, said_by=r.said_by, said_at=r.said_at)
        for r in life_rows.comments(session, order.id, workshop)
    ]
