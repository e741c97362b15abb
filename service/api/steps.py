"""What every step of a life has in common in the API; the steps of an order itself."""

from __future__ import annotations

from decimal import Decimal
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from optimizer.json_text import decimal_text
from service.api.asked import Asked
from service.api.needs import needs
from service.api.orders import OrderOut, order_out
from service.dependencies import InActor, InSession, InTexts, InVersion
from service.usecases import access, order_steps
from service.usecases.rights import Thing

router = APIRouter(prefix="/consortia/{consortium}/orders/{order}/steps", tags=["life of an order"])

StepName = Annotated[str, Field(max_length=40)]
Reason = Annotated[str, Field(max_length=1000)]


def exact(value: Decimal | None) -> Decimal | None:
    """A number of the database without the zeros that fill its column."""
    return None if value is None else Decimal(decimal_text(value))


class StepIn(Asked):
    """A step, with its reason where one is asked for."""

    step: StepName = Field(examples=["win"])
    reason: Reason = ""


class NextOut(BaseModel):
    """A step that may come next: who may take it, and what is in the way."""

    step: str = Field(examples=["close"])
    label: str = Field(examples=["clore la commande"])
    target: str = Field(examples=["closed"])
    roles: list[str] = Field(examples=[["coordinator"]])
    is_mine: bool
    needs_reason: bool
    undone_by: str
    in_the_way: str | None = None


@router.get(
    "",
    summary="What may come next, and who may do it",
    openapi_extra=needs(Thing.ORDER_SUMMARY, "read"),
)
def list_steps(order: str, actor: InActor, session: InSession, texts: InTexts) -> list[NextOut]:
    """From the state in which the order is."""
    row = access.order_of(session, actor, order, Thing.ORDER_SUMMARY)
    return [
        NextOut(
            step=n.step.name,
            label=texts.gettext(n.step.word),
            target=n.step.target,
            roles=list(n.roles),
            is_mine=n.is_mine,
            needs_reason=n.step.needs_reason,
            undone_by=n.step.undone_by,
            in_the_way=None
            if n.lacking is None
            else texts.gettext(n.lacking.text, **n.lacking.values),
        )
        for n in order_steps.next_steps(session, actor, row)
    ]


@router.post(
    "", status_code=HTTPStatus.OK, summary="Take a step", openapi_extra=needs(Thing.ORDER, "write")
)
def take_step(
    order: str,
    given: StepIn,
    actor: InActor,
    session: InSession,
    version: InVersion,
    answer: Response,
) -> OrderOut:
    """Refused with 409 from another state, with what is possible; If-Match is heeded when given."""
    row = access.order_of(session, actor, order, Thing.ORDER, write=True)
    order_steps.take(session, actor, row, given.step, reason=given.reason, version=version)
    answer.headers["ETag"] = f'"{row.version}"'
    return order_out(row)
