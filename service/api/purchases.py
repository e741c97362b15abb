"""Orders to suppliers."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from optimizer.cost_parameters import SharingKey
from service.api.asked import Asked
from service.api.needs import needs
from service.api.plans import JobOut, job_out
from service.api.steps import StepIn
from service.db import life_rows, tables
from service.dependencies import InActor, InSession, InTexts, InVersion
from service.usecases import access, life, settling, supplier_orders
from service.usecases.life import Living
from service.usecases.rights import Thing

router = APIRouter(prefix="/consortia/{consortium}/orders/{order}/purchases", tags=["purchases"])


class PurchaseStepIn(StepIn):
    """A step of a purchase; what was really ordered or received, in thousandths of the material's unit."""

    thousandths: Annotated[int, Field(ge=1, le=supplier_orders.LARGEST)] | None = None
    day: date | None = None
    note: Annotated[str, Field(max_length=500)] | None = None


class PromiseIn(Asked):
    """The week in which a supplier says that it comes; null: as the plan has it."""

    week: Annotated[str, Field(max_length=8)] | None = Field(examples=["2020-W18"])


class PurchaseOut(BaseModel):
    """A purchase of the plan in force.

    ``arrival``: as planned; ``promised``: as the supplier says; ``expected``: what planning again counts on.
    """

    id: str
    supplier: str
    offer: str
    material: str
    week: str = Field(examples=["2020-W15"])
    arrival: str = Field(examples=["2020-W16"])
    promised: str | None
    expected: str
    thousandths: int
    state: str = Field(examples=["placed"])
    placed_on: date | None
    received_thousandths: int | None
    received_on: date | None
    note: str
    version: int
    next: list[str]


class SettlementIn(Asked):
    """How to share what buying together saves; ``key`` null: as the order's terms say."""

    key: SharingKey | None = None
    seconds: int = Field(
        default=settling.USUAL_SECONDS,
        ge=settling.SHORTEST_SECONDS,
        le=settling.LONGEST_SECONDS,
    )


class SettledOut(BaseModel):
    """A workshop's purchases, cents: as the key shares them, as costs count them, the difference."""

    workshop: str
    key_cents: int
    counted_cents: int
    owed_cents: int


class TransferOut(BaseModel):
    """What one workshop pays another."""

    payer: str
    payee: str
    cents: int


class SettlementOut(BaseModel):
    """The settlement of the plan in force, as far as the person may see it."""

    plan: int
    key: str
    members: list[SettledOut]
    transfers: list[TransferOut]


def purchase_out(row: tables.PurchaseOrder, actor: InActor) -> PurchaseOut:
    """A row as the API says it."""
    return PurchaseOut(
        id=row.id,
        supplier=row.supplier,
        offer=row.offer,
        material=row.material,
        week=row.week,
        arrival=row.arrival,
        promised=row.promised,
        expected=supplier_orders.expected(row),
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
    "/settlement",
    status_code=HTTPStatus.ACCEPTED,
    summary="Ask for the settlement of joint purchases",
    openapi_extra=needs(Thing.PURCHASES, "write"),
)
def ask_settlement(
    order: str, given: SettlementIn, actor: InActor, session: InSession, texts: InTexts
) -> JobOut:
    """A job; what each owes goes into statements drawn up afterwards, told to its workshop alone."""
    row = access.order_of(session, actor, order, Thing.PURCHASES, write=True)
    job = settling.ask(session, actor, row, key=given.key, seconds=given.seconds)
    return job_out(job, texts)


@router.get(
    "/settlement",
    summary="What workshops owe each other for joint purchases",
    openapi_extra=needs(Thing.PURCHASE_GAIN, "read"),
)
def show_settlement(order: str, actor: InActor, session: InSession) -> SettlementOut:
    """A workshop's own part, or all of it for the facilitator; 404 while nobody asked for one."""
    row = access.order_of(session, actor, order, Thing.PURCHASE_GAIN)
    found = settling.seen(session, actor, row)
    return SettlementOut(
        plan=found.plan,
        key=found.key,
        members=[
            SettledOut(
                workshop=m.workshop,
                key_cents=m.key_cents,
                counted_cents=m.counted_cents,
                owed_cents=m.owed_cents,
            )
            for m in found.members
        ],
        transfers=[
            TransferOut(payer=t.payer, payee=t.payee, cents=t.cents) for t in found.transfers
        ],
    )


@router.delete(
    "/settlement",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Settle no joint purchases",
    openapi_extra=needs(Thing.PURCHASES, "write"),
)
def forget_settlement(order: str, actor: InActor, session: InSession) -> None:
    """Everybody pays the group's unit price again; refused once a statement settles it."""
    row = access.order_of(session, actor, order, Thing.PURCHASES, write=True)
    settling.forget(session, actor, row)


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


@router.put(
    "/{purchase}/promise",
    summary="Write down when a supplier promises a purchase",
    openapi_extra=needs(Thing.PURCHASES, "write"),
)
def promise(
    order: str,
    purchase: str,
    given: PromiseIn,
    actor: InActor,
    session: InSession,
    version: InVersion,
    answer: Response,
) -> PurchaseOut:
    """Planning again counts on that week; needs the version of the purchase (If-Match)."""
    row = access.order_of(session, actor, order, Thing.PURCHASES, write=True)
    found = supplier_orders.promise(session, actor, row, purchase, given.week, version)
    answer.headers["ETag"] = f'"{found.version}"'
    return purchase_out(found, actor)
