"""Whether the service lives, and whether it can work: for what watches it, without signing in."""

from __future__ import annotations

from http import HTTPStatus
from importlib.metadata import version

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from service.api.needs import open_to
from service.dependencies import InDatabase, InSettings, InTexts
from service.usecases import health

router = APIRouter(tags=["operations"])


class HealthOut(BaseModel):
    """The process answers."""

    is_alive: bool = True
    version: str = Field(examples=["0.4.0"])


class CheckOut(BaseModel):
    """One thing looked at, and what to do when it is not fine."""

    name: str = Field(examples=["disk"])
    is_fine: bool
    text: str = Field(
        default="",
        examples=["Il reste 120 Mo sur le disque, il en faut 500 : faites de la place."],
    )


class ReadyOut(BaseModel):
    """Whether everything is fine."""

    is_ready: bool
    checks: list[CheckOut]


@router.get("/health", summary="Is it alive", openapi_extra=open_to("anyone"))
def show_health() -> HealthOut:
    """The process answers, whatever the state of what it needs."""
    return HealthOut(version=version("oeuvre-commune"))


@router.get(
    "/ready",
    summary="Can it work",
    openapi_extra=open_to("anyone"),
    responses={503: {"model": ReadyOut, "description": "Something is wrong: it says what"}},
)
def show_ready(
    request: Request, answer: Response, database: InDatabase, settings: InSettings, texts: InTexts
) -> ReadyOut:
    """Database, its form, workers, room on the disk; 503 when something is wrong."""
    found = health.checks(database, settings, request.app.state.workers)
    is_ready = all(c.is_fine for c in found)
    if not is_ready:
        answer.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return ReadyOut(
        is_ready=is_ready,
        checks=[
            CheckOut(
                name=c.name,
                is_fine=c.is_fine,
                text=texts.gettext(c.text, **dict(c.values)) if c.text else "",
            )
            for c in found
        ],
    )
