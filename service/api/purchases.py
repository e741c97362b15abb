"""Orders to suppliers."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from service.api.needs import needs
from service.api.steps import StepIn
from service.db import life_rows, tables
from service.dependencies import InActor, InSession, InVersion
from service.usecases import access, life, supplier_orders
from service.usecases.life import Living
from service.usecases.rights import Thing

router = APIRouter(prefix="/consortia/{consortium}/orders/{order}/purchases", tags=["purchases"])


class PurchaseStepIn(StepIn):
    """A step of a purchase; what was really ordered or received, in thousandths of the material's unit."""

    thousandths: Annotated[int, Field(ge=1, le=supplier_orders.LARGEST)] | None = None
    day: date | None = None
    note: Annotated[str, Field(max_length=500)] | None = None


class PurchaseOut(BaseModel):
    """A purchase of the plan in force."""

    id: str
    supplier: str
    offer: str
    material: str
    week: str = Field(examples=["2020-W15"])
    arrival: str = Field(examples=["2020-W16"])
    thousandths: int
    state: str = Field(examples=["placed"])
    placed_on: date | None
    received_thousandths: int | None
    received_on: date | None
    note: str
    version: int
    next: list[str]


def purchase_out(row: tables.PurchaseOrder, actor: InActor) -> PurchaseOut:
    """A row as the API says it."""
    return PurchaseOut(
        id=row.id,
        supplier=row.supplier,
        offer=row.offer,
        material=row.material,
        week=row.week,
        arrival=row.arrival,
        thousandths=row.thousandths,
        state=row.state,
        placed_on=row.placed_on,
        received_thousandths=row.received_thousandths,
        received_on=row.received_on,
        note=row.note,
        version=row.version,
        next=list(life.possible(actor, Living.PURCHASE, row.state)),
    )


@router.get("", summary="Orders to suppliers", openapi_extra=needs(Thing.PURCHASES, "read"))
def list_purchases(order: str, actor: InActor, session: InSession) -> list[PurchaseOut]:
    """In time order."""
    row = access.order_of(session, actor, order, Thing.PURCHASES)
    return [purchase_out(p, actor) for p in life_rows.purchases(session, row.id)]


@router.post(
    "/{purchase}/steps",
    summary="Place, receive or give up a purchase",
    openapi_extra=needs(Thing.PURCHASES, "write"),
)
def take_step(
    order: str,
    purchase: str,
    given: PurchaseStepIn,
    actor: InActor,
    session: InSession,
    version: InVersion,
    answer: Response,
) -> PurchaseOut:
    """``place``, ``receive``, ``drop``, ``call_off``, or one that takes it back."""
    row = access.order_of(session, actor, order, Thing.PURCHASES, write=True)
    found = supplier_orders.take_step(
        session,
        actor,
        row,
        purchase,
        given.step,
        reason=given.reason,
        thousandths=given.thousandths,
        day=given.day,
        note=given.note,
        version=version,
    )
    answer.headers["ETag"] = f'"{found.version}"'
    return purchase_out(found, actor)
