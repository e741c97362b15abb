"""Orders and their parts."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from service.api.asked import Asked
from service.api.needs import Verb, needs
from service.api.problems import Finding, findings_out
from service.db import repositories, tables
from service.db.conversion import PartKind
from service.dependencies import InActor, InSession, InTexts, InVersion
from service.usecases import access, orders, own_view, profiles
from service.usecases.rights import Extent, Thing

router = APIRouter(prefix="/consortia/{consortium}/orders", tags=["orders"])

Code = Annotated[str, Field(max_length=100)]
_READ: dict[str, tuple[Thing, Verb]] = {
    "workshop": (Thing.CAPACITIES, "read"),
    "station_group": (Thing.CAPACITIES, "read"),
}


class OrderIn(Asked):
    """A new order."""

    title: Annotated[str, Field(max_length=300, examples=["90 000 masques"])]
    code: Annotated[str, Field(max_length=60)] = ""
    customer: Annotated[str, Field(max_length=200)] = ""
    from_order: Annotated[str, Field(max_length=60)] = ""


class OrderOut(BaseModel):
    """An order, without its parts."""

    code: str
    title: str
    state: str
    customer: str
    version: int
    created_at: datetime
    changed_at: datetime


class HeadIn(Asked):
    """What belongs to no part of an order."""

    head: dict[str, Any] = Field(examples=[{"start": "2020-04-06", "fairness_key": "headcount"}])


class PartOut(BaseModel):
    """A part of an order; ``data`` has the object under ``""`` and its lists under their names."""

    kind: str
    code: str
    version: int
    data: dict[str, Any]


class PartIn(Asked):
    """A part as it shall be."""

    data: dict[str, Any] = Field(
        examples=[{"": {"id": "entrepot", "name": "Entrepôt du Département"}}]
    )


class CheckedOut(BaseModel):
    """Whether an order can be planned, and everything that is said of it."""

    is_ready: bool
    findings: list[Finding]


def order_out(row: tables.Order) -> OrderOut:
    """A row as the API says it."""
    return OrderOut(
        code=row.code,
        title=row.title,
        state=row.state,
        customer=row.customer,
        version=row.version,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )


@router.get("", summary="Orders", openapi_extra=needs(Thing.ORDER_SUMMARY, "read"))
def list_orders(actor: InActor, session: InSession) -> list[OrderOut]:
    """Those that the person may see, the newest first."""
    return [order_out(row) for row in orders.visible(session, actor)]


@router.post(
    "",
    status_code=HTTPStatus.CREATED,
    summary="Create an order",
    openapi_extra=needs(Thing.ORDER, "write"),
)
def create_order(given: OrderIn, actor: InActor, session: InSession) -> OrderOut:
    """In state draft: empty, or with what a former order (``from_order``) and its bilan taught."""
    row = orders.create(session, actor, title=given.title, code=given.code, customer=given.customer)
    if given.from_order:
        profiles.start_from(session, actor, row, given.from_order)
    return order_out(row)


@router.get("/{order}", summary="An order", openapi_extra=needs(Thing.ORDER_SUMMARY, "read"))
def show_order(order: str, actor: InActor, session: InSession, answer: Response) -> OrderOut:
    """Its state and version."""
    row = access.order_of(session, actor, order, Thing.ORDER_SUMMARY)
    answer.headers["ETag"] = f'"{row.version}"'
    return order_out(row)


@router.get(
    "/{order}/head", summary="What belongs to no part", openapi_extra=needs(Thing.ORDER, "read")
)
def show_head(order: str, actor: InActor, session: InSession, answer: Response) -> HeadIn:
    """Start, tail, key, holidays, opening state; a workshop sees nothing of the others in it."""
    row = access.order_of(session, actor, order, Thing.ORDER)
    answer.headers["ETag"] = f'"{row.version}"'
    return HeadIn(head=own_view.head_of(session, actor, row))


@router.put(
    "/{order}/head",
    summary="Change what belongs to no part",
    openapi_extra=needs(Thing.ORDER, "write"),
)
def change_head(
    order: str,
    given: HeadIn,
    actor: InActor,
    session: InSession,
    version: InVersion,
    answer: Response,
) -> HeadIn:
    """Needs the version of the order (If-Match)."""
    row = access.order_of(session, actor, order, Thing.ORDER, write=True)
    row = orders.change_head(session, actor, row, given.head, version)
    answer.headers["ETag"] = f'"{row.version}"'
    return HeadIn(head=row.head)


@router.get("/{order}/check", summary="Can it be planned", openapi_extra=needs(Thing.ORDER, "read"))
def check_order(order: str, actor: InActor, session: InSession, texts: InTexts) -> CheckedOut:
    """Everything wrong or worth saying, all at once."""
    row = access.order_of(session, actor, order, Thing.ORDER)
    checked = orders.problem(session, row)
    found = own_view.findings_of(session, actor, row, checked.findings)
    return CheckedOut(is_ready=checked.is_ready, findings=findings_out(found, texts))


@router.get(
    "/{order}/parts/{kind}",
    summary="Parts of a kind",
    openapi_extra=needs(Thing.ORDER, "read", kind=_READ),
)
def list_parts(order: str, kind: PartKind, actor: InActor, session: InSession) -> list[PartOut]:
    """A workshop sees its own capacities only."""
    thing = Thing.CAPACITIES if kind in ("workshop", "station_group") else Thing.ORDER
    row = access.order_of(session, actor, order, thing)
    return [
        part_out(p)
        for p in repositories.parts(session, row.id, kind)
        if _is_visible(actor, thing, p)
    ]


@router.get(
    "/{order}/parts/{kind}/{code}",
    summary="A part",
    openapi_extra=needs(Thing.ORDER, "read", kind=_READ),
)
def show_part(
    order: str, kind: PartKind, code: str, actor: InActor, session: InSession, answer: Response
) -> PartOut:
    """With its version (ETag)."""
    thing = Thing.CAPACITIES if kind in ("workshop", "station_group") else Thing.ORDER
    row = access.order_of(session, actor, order, thing)
    found = repositories.part(session, row.id, kind, code)
    if found is None or not _is_visible(actor, thing, found):
        raise access.not_found()
    answer.headers["ETag"] = f'"{found.version}"'
    return part_out(found)


@router.put(
    "/{order}/parts/{kind}/{code}",
    summary="Write a part",
    openapi_extra=needs(Thing.ORDER, "write", kind={"workshop": (Thing.CAPACITIES, "write")}),
)
def write_part(
    order: str,
    kind: PartKind,
    code: str,
    given: PartIn,
    actor: InActor,
    session: InSession,
    version: InVersion,
    answer: Response,
) -> PartOut:
    """A part that is there needs its version (If-Match); 409 shows the present one."""
    thing = Thing.CAPACITIES if kind == "workshop" else Thing.ORDER
    row = access.order_of(session, actor, order, thing)
    found = orders.change_part(session, actor, row, kind, code, given.data, version)
    answer.headers["ETag"] = f'"{found.version}"'
    return part_out(found)


@router.delete(
    "/{order}/parts/{kind}/{code}",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Remove a part",
    openapi_extra=needs(Thing.ORDER, "write"),
)
def delete_part(
    order: str,
    kind: PartKind,
    code: str,
    actor: InActor,
    session: InSession,
    version: InVersion,
) -> None:
    """Needs its version (If-Match)."""
    row = access.order_of(session, actor, order, Thing.ORDER, write=True)
    orders.remove_part(session, actor, row, kind, code, version)


def part_out(row: tables.Part) -> PartOut:
    """A row as the API says it."""
    return PartOut(kind=row.kind, code=row.code, version=row.version, data=row.data)


def _is_visible(actor: InActor, thing: Thing, row: tables.Part) -> bool:
    if actor.may_read(thing) is Extent.ALL:
        return True
    whose = row.code if row.kind == "workshop" else str(row.data.get("", {}).get("host", ""))
    return actor.may_read_of(thing, whose)
