"""Who has which role in a consortium; invitations."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from service.api.asked import Asked
from service.api.needs import needs, open_to
from service.api.sessions import SecretOut, Text
from service.dependencies import InActor, InActorInPerson, InSession, InSettings
from service.usecases import accounts
from service.usecases.rights import Extent, Role, Thing

router = APIRouter(tags=["people"])

Id = Annotated[str, Path(max_length=60)]


class InvitationOut(BaseModel):
    """What a link offers."""

    consortium: str | None
    role: str
    subject: str
    email: str
    expires_at: datetime


@router.get(
    "/invitations/{secret}",
    summary="What an invitation offers",
    openapi_extra=open_to("link"),
)
def show_invitation(secret: str, session: InSession) -> InvitationOut:
    """For the page that asks for a name and a password."""
    row = accounts.opened_invitation(session, secret)
    return InvitationOut(
        consortium=row.consortium_id,
        role=row.role,
        subject=row.subject,
        email=row.email,
        expires_at=row.expires_at,
    )


class PersonOut(BaseModel):
    """Somebody's role in the consortium; a workshop sees no addresses but its own people's."""

    account: str = Field(examples=["5f1c9e0b7a3d2c48"])
    name: str = Field(examples=["Claire Delattre"])
    email: str = Field(examples=["claire@terrils.example"])
    role: str = Field(examples=["workshop"])
    subject: str = Field(examples=["terrils"])


@router.get(
    "/consortia/{consortium}/people",
    summary="Who has which role",
    openapi_extra=needs(Thing.PEOPLE, "read"),
)
def list_people(actor: InActor, session: InSession) -> list[PersonOut]:
    """Everybody; for a workshop its own people, the coordinators and the facilitators."""
    sees_all = actor.may_read(Thing.PEOPLE) is Extent.ALL
    return [
        PersonOut(
            account=person.id,
            name=person.name,
            email=person.email if sees_all or role.subject in actor.workshops else "",
            role=role.role,
            subject=role.subject,
        )
        for role, person in accounts.people(session, actor)
    ]


@router.delete(
    "/consortia/{consortium}/people/{account}/roles/{role}",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Take a role from somebody",
    openapi_extra=needs(Thing.PEOPLE, "write"),
)
def remove_role(
    account: Id,
    role: Role,
    actor: InActorInPerson,
    session: InSession,
    subject: Annotated[str, Query(max_length=300)] = "",
) -> None:
    """At once, in every browser and program; the last coordinator stays."""
    accounts.remove_role(session, actor, account, role, subject)


class InviteIn(Asked):
    """Whom to invite."""

    role: Role
    subject: Text = Field(default="", description="the workshop, or the buyer's customer name")
    email: Text = Field(default="", examples=["claire@terrils.example"])


@router.post(
    "/consortia/{consortium}/invitations",
    status_code=HTTPStatus.CREATED,
    summary="Invite somebody",
    openapi_extra=needs(Thing.PEOPLE, "write"),
)
def invite(
    given: InviteIn, actor: InActorInPerson, session: InSession, settings: InSettings
) -> SecretOut:
    """A link to hand on; it works once."""
    link = accounts.invite(
        session, actor, settings, role=given.role, subject=given.subject, email=given.email
    )
    address = settings.invitation_link(link.secret)
    return SecretOut(id=link.id, secret=link.secret, link=address)


class OpenInvitationOut(BaseModel):
    """An invitation that can still be taken up, without its secret."""

    id: str
    role: str
    subject: str
    email: str
    created_at: datetime
    expires_at: datetime


@router.get(
    "/consortia/{consortium}/invitations",
    summary="Invitations that can still be taken up",
    openapi_extra=needs(Thing.PEOPLE, "read"),
)
def list_invitations(actor: InActor, session: InSession) -> list[OpenInvitationOut]:
    """The newest first; none for a workshop."""
    return [
        OpenInvitationOut(
            id=row.id,
            role=row.role,
            subject=row.subject,
            email=row.email,
            created_at=row.created_at,
            expires_at=row.expires_at,
        )
        for row in accounts.invitations(session, actor)
    ]


@router.delete(
    "/consortia/{consortium}/invitations/{invitation}",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Withdraw an invitation",
    openapi_extra=needs(Thing.PEOPLE, "write"),
)
def withdraw_invitation(invitation: Id, actor: InActorInPerson, session: InSession) -> None:
    """Its link stops working."""
    accounts.withdraw(session, actor, invitation)


@router.post(
    "/consortia/{consortium}/people/{account}/reset",
    status_code=HTTPStatus.CREATED,
    summary="Make a link to choose a new password",
    openapi_extra=needs(Thing.PEOPLE, "write"),
)
def make_reset(
    account: Id, actor: InActorInPerson, session: InSession, settings: InSettings
) -> SecretOut:
    """For the coordinator to hand on to somebody who forgot."""
    link = accounts.reset_link(session, actor, settings, account)
    address = settings.password_link(link.secret)
    return SecretOut(id=link.id, secret=link.secret, link=address)
