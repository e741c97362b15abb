"""Lots delivered, the buyer's decision, recall of a batch."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from service.api.asked import Asked
from service.api.needs import needs
from service.api.problems import Finding, findings_out
from service.api.production import DeclarationOut, declaration_out
from service.api.steps import StepIn, exact
from service.db import tables
from service.dependencies import InActor, InSession, InTexts, InVersion
from service.usecases import access, life, lots
from service.usecases.life import Living
from service.usecases.lots import Given
from service.usecases.rights import Thing

router = APIRouter(prefix="/consortia/{consortium}", tags=["lots"])

Code = Annotated[str, Field(max_length=100)]


class LotIn(Asked):
    """A lot that leaves a workshop for the buyer; ``refused_units``: of these, what came back."""

    workshop: Annotated[str, Field(max_length=60)] = Field(examples=["terrils"])
    number: Annotated[str, Field(max_length=100, min_length=1)] = Field(examples=["T-17-02"])
    demand: Code = Field(examples=["J1-A"])
    units: Annotated[Decimal, Field(gt=0, le=10**9, max_digits=15, decimal_places=6)] = Field(
        examples=["500"]
    )
    delivered_on: date
    batch: Code = ""
    pattern: Code = ""
    delivery_note: Code = ""
    refused_units: Annotated[Decimal, Field(ge=0, le=10**9, max_digits=15, decimal_places=6)] = (
        Decimal(0)
    )


class LotOut(LotIn):
    """A lot and what the buyer decided."""

    id: str
    product: str
    state: str = Field(examples=["accepted"])
    reason: str
    decided_at: datetime | None
    version: int
    next: list[str]


class DeliveredLotOut(LotOut):
    """A lot just delivered, and what is worth checking in it."""

    findings: list[Finding]


class RecalledLotOut(LotOut):
    """A lot that a recall is about, and where it went."""

    order: str
    delivery_point: str


class RecalledWorkOut(DeclarationOut):
    """Work that a recall is about."""

    order: str


class RecallOut(BaseModel):
    """Everything made with a batch of material that this person may see."""

    batch: str
    declarations: list[RecalledWorkOut]
    lots: list[RecalledLotOut]


def lot_out(row: tables.Lot, actor: InActor) -> LotOut:
    """A row as the API says it."""
    values = {name: getattr(row, name) for name in LotIn.model_fields}
    return LotOut(
        **{**values, "units": exact(row.units), "refused_units": exact(row.refused_units)},
        id=row.id,
        product=row.product,
        state=row.state,
        reason=row.reason,
        decided_at=row.decided_at,
        version=row.version,
        next=list(life.possible(actor, Living.LOT, row.state)),
    )


@router.get(
    "/orders/{order}/lots", summary="Lots delivered", openapi_extra=needs(Thing.LOTS, "read")
)
def list_lots(order: str, actor: InActor, session: InSession) -> list[LotOut]:
    """In time order; a workshop sees its own, a buyer those of its order."""
    row = access.order_of(session, actor, order, Thing.LOTS)
    return [lot_out(x, actor) for x in lots.visible(session, actor, row)]


@router.post(
    "/orders/{order}/lots",
    status_code=HTTPStatus.CREATED,
    summary="Deliver a lot",
    openapi_extra=needs(Thing.LOTS, "write"),
)
def deliver(
    order: str,
    given: LotIn,
    actor: InActor,
    session: InSession,
    answer: Response,
    texts: InTexts,
) -> DeliveredLotOut:
    """A number is used once by a workshop; says when it holds more than was declared as finished."""
    row = access.order_of(session, actor, order, Thing.LOTS)
    found = lots.deliver(session, actor, row, Given(**given.model_dump()))
    answer.headers["ETag"] = f'"{found.version}"'
    said = lots.signals(session, actor, row).get(found.id)
    return DeliveredLotOut(
        **lot_out(found, actor).model_dump(),
        findings=findings_out((said,) if said is not None else (), texts),
    )


@router.get("/orders/{order}/lots/{lot}", summary="A lot", openapi_extra=needs(Thing.LOTS, "read"))
def show_lot(order: str, lot: str, actor: InActor, session: InSession, answer: Response) -> LotOut:
    """With its version (ETag)."""
    row = access.order_of(session, actor, order, Thing.LOTS)
    found = lots.of_id(session, actor, row, lot)
    answer.headers["ETag"] = f'"{found.version}"'
    return lot_out(found, actor)


@router.delete(
    "/orders/{order}/lots/{lot}",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Take back a lot",
    openapi_extra=needs(Thing.LOTS, "write"),
)
def remove(order: str, lot: str, actor: InActor, session: InSession, version: InVersion) -> None:
    """Until the buyer decides; needs its version (If-Match)."""
    row = access.order_of(session, actor, order, Thing.LOTS)
    lots.remove(session, actor, row, lot, version)


@router.post(
    "/orders/{order}/lots/{lot}/steps",
    summary="Accept or refuse a lot, or come back on it",
    openapi_extra=needs(Thing.LOT_DECISION, "write"),
)
def decide(
    order: str,
    lot: str,
    given: StepIn,
    actor: InActor,
    session: InSession,
    version: InVersion,
    answer: Response,
) -> LotOut:
    """By the buyer; refusing needs a reason, and the lot is wanted again."""
    row = access.order_of(session, actor, order, Thing.LOT_DECISION)
    found = lots.decide(session, actor, row, lot, given.step, reason=given.reason, version=version)
    answer.headers["ETag"] = f'"{found.version}"'
    return lot_out(found, actor)


@router.get("/recall", summary="Recall of a batch", openapi_extra=needs(Thing.LOTS, "read"))
def recall(
    actor: InActor,
    session: InSession,
    batch: Annotated[str, Query(min_length=1, max_length=100)],
) -> RecallOut:
    """What was made with it, in which lots, and where these were delivered, in every order."""
    found = lots.recall(session, actor, batch)
    return RecallOut(
        batch=found.batch,
        declarations=[
            RecalledWorkOut(**declaration_out(d).model_dump(), order=found.orders[d.order_id])
            for d in found.declarations
        ],
        lots=[
            RecalledLotOut(
                **lot_out(x, actor).model_dump(),
                order=found.orders[x.order_id],
                delivery_point=found.points.get(x.id, ""),
            )
            for x in found.lots
        ],
    )
