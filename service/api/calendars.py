"""Calendars of workshops by a secret address."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from service.api.needs import needs, open_to
from service.dependencies import InActor, InSession, InSettings
from service.i18n import Language, Texts
from service.usecases import access, calendars, files
from service.usecases.rights import Thing

router = APIRouter(tags=["calendars"])

_ORDER = "/consortia/{consortium}/orders/{order}/calendars/{workshop}"
Workshop = Annotated[str, Path(max_length=100)]


class CalendarOut(BaseModel):
    """Whether a workshop's calendar has an address."""

    exists: bool
    created_at: datetime | None = None


class CalendarLinkOut(BaseModel):
    """A new address: it is told once, and stands for the workshop's plan, so keep it to yourselves."""

    link: str = Field(examples=["https://oeuvre.example/api/v1/calendars/wq3…9A.ics"])


@router.get(_ORDER, summary="Is there a calendar", openapi_extra=needs(Thing.SCHEDULE, "read"))
def show_calendar(
    order: str, workshop: Workshop, actor: InActor, session: InSession
) -> CalendarOut:
    """Since when; its address is not told again."""
    row = access.order_of(session, actor, order, Thing.SCHEDULE)
    found = calendars.find(session, actor, row, workshop)
    return CalendarOut(
        exists=found is not None, created_at=found.created_at if found is not None else None
    )


@router.post(
    _ORDER,
    status_code=HTTPStatus.CREATED,
    summary="A new address for a calendar",
    openapi_extra=needs(Thing.CAPACITIES, "write"),
)
def renew_calendar(
    order: str, workshop: Workshop, actor: InActor, session: InSession, settings: InSettings
) -> CalendarLinkOut:
    """The one before stops working."""
    row = access.order_of(session, actor, order, Thing.SCHEDULE)
    secret = calendars.renew(session, actor, row, workshop)
    return CalendarLinkOut(link=f"{settings.link_base}/api/v1/calendars/{secret}.ics")


@router.delete(
    _ORDER,
    status_code=HTTPStatus.NO_CONTENT,
    summary="Stop a calendar",
    openapi_extra=needs(Thing.CAPACITIES, "write"),
)
def revoke_calendar(order: str, workshop: Workshop, actor: InActor, session: InSession) -> None:
    """Its address stops working."""
    row = access.order_of(session, actor, order, Thing.SCHEDULE)
    calendars.revoke(session, actor, row, workshop)


@router.get(
    "/calendars/{secret}.ics",
    summary="A calendar",
    openapi_extra=open_to("link"),
    response_class=Response,
    responses={
        200: {
            "description": "the weeks of a workshop in the plan in force",
            "content": {files.CALENDAR: {"schema": {"type": "string"}}},
        }
    },
)
def fetch_calendar(
    secret: Annotated[str, Path(max_length=100)],
    session: InSession,
    lang: Annotated[Language, Query()] = "fr",
) -> Response:
    """For calendar programs: the secret in the address is all they need."""
    name, content = calendars.fetch(session, secret, Texts(lang))
    return Response(
        content,
        media_type=f"{files.CALENDAR}; charset=utf-8",
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
