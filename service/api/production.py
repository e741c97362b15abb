"""Production declared by workshops."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from service.api.asked import Asked
from service.api.needs import needs
from service.api.steps import exact
from service.db import tables
from service.dependencies import InActor, InSession, InVersion
from service.usecases import access, declarations
from service.usecases.declarations import Given
from service.usecases.rights import Thing

router = APIRouter(prefix="/consortia/{consortium}/orders/{order}/production", tags=["production"])

Units = Annotated[Decimal, Field(ge=0, le=10**9, max_digits=15, decimal_places=6)]
Code = Annotated[str, Field(max_length=100)]


class DeclarationIn(Asked):
    """What a workshop made of something in a week; hours are everybody's together."""

    workshop: Annotated[str, Field(max_length=60)] = Field(examples=["terrils"])
    week: Annotated[str, Field(max_length=8)] = Field(examples=["2020-W16"])
    product: Code = Field(examples=["masque-adulte"])
    operation: Code = Field(examples=["piquage"])
    lot: Code = ""
    made: Units = Field(examples=["1200"])
    conforming: Units | None = None
    scrap: Units | None = None
    worked_hours: Units | None = None
    absent_hours: Units | None = None
    batch: Code = ""
    pattern: Code = ""
    remark: Annotated[str, Field(max_length=500)] = ""


class DeclarationOut(DeclarationIn):
    """A row of declared production."""

    id: str
    version: int
    declared_at: datetime


def declaration_out(row: tables.Declaration) -> DeclarationOut:
    """A row as the API says it."""
    values: dict[str, Any] = {name: getattr(row, name) for name in DeclarationIn.model_fields}
    return DeclarationOut(
        **(values | {k: exact(v) for k, v in values.items() if isinstance(v, Decimal)}),
        id=row.id,
        version=row.version,
        declared_at=row.declared_at,
    )


@router.get("", summary="What was declared", openapi_extra=needs(Thing.PRODUCTION, "read"))
def list_declarations(
    order: str,
    actor: InActor,
    session: InSession,
    workshop: Annotated[str, Query(max_length=60)] = "",
    week: Annotated[str, Query(max_length=8)] = "",
) -> list[DeclarationOut]:
    """In time order; a workshop sees its own."""
    row = access.order_of(session, actor, order, Thing.PRODUCTION)
    found = declarations.visible(session, actor, row, workshop, week)
    return [declaration_out(d) for d in found]


@router.post(
    "",
    status_code=HTTPStatus.CREATED,
    summary="Declare production",
    openapi_extra=needs(Thing.PRODUCTION, "write"),
)
def declare(
    order: str, given: DeclarationIn, actor: InActor, session: InSession, answer: Response
) -> DeclarationOut:
    """409 with the row that is there when that was declared already."""
    row = access.order_of(session, actor, order, Thing.PRODUCTION)
    found = declarations.declare(session, actor, row, Given(**given.model_dump()))
    answer.headers["ETag"] = f'"{found.version}"'
    return declaration_out(found)


@router.put(
    "/{declaration}",
    summary="Correct what was declared",
    openapi_extra=needs(Thing.PRODUCTION, "write"),
)
def correct(
    order: str,
    declaration: str,
    given: DeclarationIn,
    actor: InActor,
    session: InSession,
    version: InVersion,
    answer: Response,
) -> DeclarationOut:
    """Needs the version of the row (If-Match)."""
    row = access.order_of(session, actor, order, Thing.PRODUCTION)
    found = declarations.correct(
        session, actor, row, declaration, Given(**given.model_dump()), version
    )
    answer.headers["ETag"] = f'"{found.version}"'
    return declaration_out(found)


@router.delete(
    "/{declaration}",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Take back what was declared",
    openapi_extra=needs(Thing.PRODUCTION, "write"),
)
def remove(
    order: str, declaration: str, actor: InActor, session: InSession, version: InVersion
) -> None:
    """Needs the version of the row (If-Match)."""
    row = access.order_of(session, actor, order, Thing.PRODUCTION)
    declarations.remove(session, actor, row, declaration, version)
