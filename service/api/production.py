"""Production declared by workshops."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from service.api.asked import Asked
from service.api.needs import needs
from service.api.problems import Finding
from service.api.steps import exact
from service.db import tables
from service.dependencies import InActor, InSession, InTexts, InVersion
from service.i18n import Texts
from service.usecases import access, declarations
from service.usecases.declarations import Given
from service.usecases.rights import Thing

if TYPE_CHECKING:
    from service.db.engine import Session

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


class DeclarationKept(DeclarationOut):
    """A row that was kept; ``warnings`` say what surprises in it, to be checked."""

    warnings: list[Finding] = Field(default_factory=list)


def _kept(
    session: Session, order: tables.Order, row: tables.Declaration, given: Given, texts: Texts
) -> DeclarationKept:
    doubt = declarations.doubt(session, order, given, row.id)
    found = declaration_out(row).model_dump()
    if doubt is None:
        return DeclarationKept(**found)
    values = {k: texts.number(v) if isinstance(v, Decimal) else v for k, v in doubt.values.items()}
    return DeclarationKept(
        **found,
        warnings=[
            Finding(
                code=doubt.code,
                severity="warning",
                subject=row.workshop,
                text=texts.gettext(doubt.text, **values),
            )
        ],
    )


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
    order: str,
    given: DeclarationIn,
    actor: InActor,
    session: InSession,
    texts: InTexts,
    answer: Response,
) -> DeclarationKept:
    """409 with the row that is there when that was declared already."""
    row = access.order_of(session, actor, order, Thing.PRODUCTION)
    said = Given(**given.model_dump())
    found = declarations.declare(session, actor, row, said)
    answer.headers["ETag"] = f'"{found.version}"'
    return _kept(session, row, found, said, texts)


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
    texts: InTexts,
    answer: Response,
) -> DeclarationKept:
    """Needs the version of the row (If-Match)."""
    row = access.order_of(session, actor, order, Thing.PRODUCTION)
    said = Given(**given.model_dump())
    found = declarations.correct(session, actor, row, declaration, said, version)
    answer.headers["ETag"] = f'"{found.version}"'
    return _kept(session, row, found, said, texts)


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
