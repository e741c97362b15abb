"""Consortia, their workshops, what was done in them."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from service.api.asked import Asked
from service.api.needs import needs, open_to
from service.db import repositories
from service.dependencies import InAccount, InActor, InSession
from service.usecases import access, consortia
from service.usecases.rights import Thing

router = APIRouter(tags=["consortia"])


class NameIn(Asked):
    """A name."""

    name: Annotated[str, Field(max_length=200, examples=["Couture solidaire du Pas-de-Calais"])]
    code: Annotated[str, Field(max_length=60)] = ""


class ConsortiumOut(BaseModel):
    """A consortium."""

    id: str
    name: str
    version: int


class MemberOut(BaseModel):
    """A workshop of a consortium."""

    workshop: str
    name: str
    version: int


class AuditOut(BaseModel):
    """Something done."""

    id: int
    at: datetime
    account: str
    action: str
    order: str
    subject: str
    detail: dict[str, Any]


@router.get("/consortia", summary="My consortia", openapi_extra=open_to("signed_in"))
def list_consortia(signed_in: InAccount, session: InSession) -> list[ConsortiumOut]:
    """Those in which the person has a role."""
    ids = {r.consortium_id for r in repositories.roles_of(session, signed_in.account.id)}
    return [
        ConsortiumOut(id=c.id, name=c.name, version=c.version)
        for c in repositories.consortia(session, ids)
    ]


@router.post(
    "/consortia",
    status_code=HTTPStatus.CREATED,
    summary="Create a consortium",
    openapi_extra=open_to("operator"),
)
def create_consortium(given: NameIn, signed_in: InAccount, session: InSession) -> ConsortiumOut:
    """By an operator, who becomes its first coordinator."""
    row = consortia.create(session, signed_in.account, given.name)
    return ConsortiumOut(id=row.id, name=row.name, version=row.version)


@router.get(
    "/consortia/{consortium}/workshops",
    summary="Workshops of a consortium",
    openapi_extra=needs(Thing.CONSORTIUM, "read"),
)
def list_members(actor: InActor, session: InSession) -> list[MemberOut]:
    """By name."""
    access.need_read(actor, Thing.CONSORTIUM)
    return [
        MemberOut(workshop=m.workshop, name=m.name, version=m.version)
        for m in repositories.members(session, actor.consortium_id)
    ]


@router.post(
    "/consortia/{consortium}/workshops",
    status_code=HTTPStatus.CREATED,
    summary="Add a workshop",
    openapi_extra=needs(Thing.CONSORTIUM, "write"),
)
def add_member(given: NameIn, actor: InActor, session: InSession) -> MemberOut:
    """A workshop joins."""
    row = consortia.add_member(session, actor, given.name, given.code)
    return MemberOut(workshop=row.workshop, name=row.name, version=row.version)


@router.get(
    "/consortia/{consortium}/audit",
    summary="Who did what",
    openapi_extra=needs(Thing.AUDIT, "read"),
)
def list_audit(
    actor: InActor,
    session: InSession,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[AuditOut]:
    """The newest first; ``before`` continues a list."""
    access.need_read(actor, Thing.AUDIT)
    return [
        AuditOut(
            id=line.id,
            at=line.at,
            account=line.account_id,
            action=line.action,
            order=line.order_id,
            subject=line.subject,
            detail=line.detail,
        )
        for line in repositories.audit(session, actor.consortium_id, before, limit)
    ]
