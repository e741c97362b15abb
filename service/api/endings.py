"""How an order ends: its *bilan*, or its cancellation."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from service.api.asked import Asked
from service.api.needs import needs
from service.api.orders import OrderOut, order_out
from service.api.steps import Reason
from service.dependencies import InActor, InSession, InVersion
from service.usecases import access, endings
from service.usecases.rights import Thing

router = APIRouter(prefix="/consortia/{consortium}/orders/{order}", tags=["life of an order"])

Name = Annotated[str, Field(max_length=200)]
Quantity = Annotated[Decimal, Field(ge=0, le=10**9, max_digits=18, decimal_places=6)]


class KeptIn(Asked):
    """What a workshop keeps: a material or pieces of a product."""

    workshop: Name
    what: Name
    quantity: Quantity
    unit: Annotated[str, Field(max_length=20)] = ""
    note: Annotated[str, Field(max_length=500)] = ""


class OwedIn(Asked):
    """Money that one owes another."""

    payer: Name
    payee: Name
    cents: Annotated[int, Field(ge=0, le=10**15)]
    what: Annotated[str, Field(max_length=500)] = ""


class CancellationIn(Asked):
    """Why the order is cancelled, who keeps what, what is owed."""

    reason: Reason = Field(examples=["Le client renonce à la commande"])
    kept: list[KeptIn] = Field(default=[], max_length=1000)
    owed: list[OwedIn] = Field(default=[], max_length=1000)


class EndingOut(BaseModel):
    """How an order ended (``closed``, ``cancelled``), or "" and the *bilan* as it would be now."""

    kind: str
    reason: str = ""
    bilan: dict[str, Any] | None = None
    kept: list[dict[str, Any]] = []
    owed: list[dict[str, Any]] = []
    at_stake: dict[str, Any] | None = None


@router.get(
    "/ending",
    summary="How an order ended, or its bilan so far",
    openapi_extra=needs(Thing.SCHEDULE, "read"),
)
def show_ending(order: str, actor: InActor, session: InSession) -> EndingOut:
    """A workshop sees its own lines; no amount of cost stands in it."""
    row = access.order_of(session, actor, order, Thing.SCHEDULE)
    found = endings.visible(session, actor, row)
    return EndingOut(**{k: v for k, v in found.items() if k in EndingOut.model_fields})


@router.get(
    "/cancellation",
    summary="What is at stake when an order stops now",
    openapi_extra=needs(Thing.PLAN, "read"),
)
def show_stake(order: str, actor: InActor, session: InSession) -> dict[str, Any]:
    """Purchases placed or received, pieces made, lots delivered."""
    row = access.order_of(session, actor, order, Thing.PLAN)
    return endings.at_stake(session, actor, row)


@router.post("/cancellation", summary="Cancel an order", openapi_extra=needs(Thing.ORDER, "write"))
def cancel(
    order: str,
    given: CancellationIn,
    actor: InActor,
    session: InSession,
    version: InVersion,
    answer: Response,
) -> OrderOut:
    """From any state in which it is not over."""
    row = access.order_of(session, actor, order, Thing.ORDER, write=True)
    endings.cancel(
        session,
        actor,
        row,
        reason=given.reason,
        kept=[endings.Kept(**k.model_dump()) for k in given.kept],
        owed=[endings.Owed(**o.model_dump()) for o in given.owed],
        version=version,
    )
    answer.headers["ETag"] = f'"{row.version}"'
    return order_out(row)
