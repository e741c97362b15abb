"""Progress of an order: milestones, what is promised, what was delivered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from service.api.needs import needs
from service.dependencies import InActor, InSession
from service.usecases import access, progress
from service.usecases.rights import Thing

router = APIRouter(prefix="/consortia/{consortium}", tags=["progress"])


class PromiseOut(BaseModel):
    """Units that the plan in force delivers in a week."""

    week: str = Field(examples=["2020-W18"])
    units: Decimal


class MilestoneOut(BaseModel):
    """A milestone and how far it is."""

    demand: str
    product: str
    quantity: Decimal
    due: date
    point: str
    promised: list[PromiseOut]
    expected_by: str | None
    is_promised_late: bool
    delivered: Decimal
    accepted: Decimal
    refused: Decimal


@router.get(
    "/orders/{order}/progress",
    summary="Milestones and deliveries",
    openapi_extra=needs(Thing.PROGRESS, "read"),
)
def show_progress(order: str, actor: InActor, session: InSession) -> list[MilestoneOut]:
    """The earliest first; nobody's share of the work is in it."""
    row = access.order_of(session, actor, order, Thing.PROGRESS)
    return [
        MilestoneOut.model_validate(m, from_attributes=True)
        for m in progress.of_order(session, actor, row)
    ]
