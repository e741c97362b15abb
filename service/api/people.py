"""Signing in, invitations, passwords, tokens."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from service.db import repositories, tables
from service.dependencies import (
    COOKIE,
    InAccount,
    InActor,
    InDatabase,
    InSession,
    InSettings,
    refuse_other_sites,
)
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.settings import Settings
from service.usecases import access, accounts
from service.usecases.rights import Role, Thing

router = APIRouter(tags=["people"])

Text = Annotated[str, Field(max_length=300)]
Secret = Annotated[str, Field(min_length=20, max_length=100)]
Password = Annotated[str, Field(max_length=1_000)]


class SignInIn(BaseModel):
    """Who signs in."""

    email: Text = Field(examples=["claire@terrils.example"])
    password: Password = Field(examples=["une phrase assez longue"])


class RoleOut(BaseModel):
    """A role in a consortium."""

    consortium: str
    role: str
    subject: str


class MeOut(BaseModel):
    """Who is signed in."""

    id: str
    name: str
    email: str
    is_operator: bool
    roles: list[RoleOut]


@router.post("/session", summary="Sign in")
def sign_in(
    given: SignInIn,
    request: Request,
    answer: Response,
    database: InDatabase,
    settings: InSettings,
) -> MeOut:
    """A cookie for the browser; wrong tries are counted."""
    refuse_other_sites(request)
    address = request.client.host if request.client else ""
    # A session of its own: a wrong try is counted although the answer is a refusal.
    with database.writing() as session:
        secret = accounts.sign_in(
            session, settings, email=given.email, password=given.password, address=address
        )
        account = repositories.account_by_email(session, given.email) if secret else None
        me = _me(session, account) if account is not None else None
    if secret is None or me is None:
        raise ServiceRefusalError(
            Refusal.NOT_SIGNED_IN, N_("Adresse ou mot de passe inconnus : vérifiez les deux.")
        )
    _set_cookie(answer, settings, secret)
    return me


@router.delete("/session", status_code=HTTPStatus.NO_CONTENT, summary="Sign out")
def sign_out(request: Request, answer: Response, session: InSession) -> None:
    """End this browser's session."""
    refuse_other_sites(request)
    accounts.sign_out(session, request.cookies.get(COOKIE, ""))
    answer.delete_cookie(COOKIE)


@router.get("/me", summary="Who am I")
def me(signed_in: InAccount, session: InSession) -> MeOut:
    """The person signed in, and every role."""
    return _me(session, signed_in.account)


class InvitationOut(BaseModel):
    """What a link offers."""

    consortium: str | None
    role: str
    subject: str
    email: str
    expires_at: datetime


@router.get("/invitations/{secret}", summary="What an invitation offers")
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


class AcceptIn(BaseModel):
    """Who takes up an invitation."""

    email: Text = ""
    name: Text = ""
    password: Password


@router.post("/invitations/{secret}", summary="Take up an invitation")
def accept_invitation(
    secret: str,
    given: AcceptIn,
    request: Request,
    answer: Response,
    session: InSession,
    settings: InSettings,
) -> MeOut:
    """A new account, or the role for an account that is already there; signs in."""
    refuse_other_sites(request)
    account = accounts.accept(
        session, secret, email=given.email, name=given.name, password=given.password
    )
    _set_cookie(answer, settings, accounts.open_session(session, settings, account))
    return _me(session, account)


class ResetIn(BaseModel):
    """A new password by a link."""

    secret: Secret
    password: Password


@router.post(
    "/password", status_code=HTTPStatus.NO_CONTENT, summary="Choose a new password by a link"
)
def reset_password(given: ResetIn, request: Request, session: InSession) -> None:
    """Every open session of the person ends."""
    refuse_other_sites(request)
    accounts.reset_password(session, given.secret, given.password)


class TokenIn(BaseModel):
    """A token for a program."""

    name: Text = Field(examples=["tableur du vendredi"])
    scope: Literal["read", "write"] = "read"
    days: int | None = Field(default=90, ge=1, le=3_660)


class SecretOut(BaseModel):
    """A secret, shown this once."""

    id: str
    secret: str
    link: str = ""


@router.post("/tokens", status_code=HTTPStatus.CREATED, summary="Make a token for a program")
def make_token(given: TokenIn, signed_in: InAccount, session: InSession) -> SecretOut:
    """It has its owner's rights, or only those to look."""
    if signed_in.by_token:
        raise ServiceRefusalError(
            Refusal.NOT_ALLOWED, N_("Un jeton ne fait pas de jeton : connectez-vous vous-même.")
        )
    link = accounts.new_token(
        session, signed_in.account.id, name=given.name, scope=given.scope, days=given.days
    )
    return SecretOut(id=link.id, secret=link.secret)


class PersonOut(BaseModel):
    """Somebody's role in the consortium."""

    account: str
    name: str
    email: str
    role: str
    subject: str


@router.get("/consortia/{consortium}/people", summary="Who has which role")
def list_people(actor: InActor, session: InSession) -> list[PersonOut]:
    """Everybody of the consortium, with roles."""
    access.need_read(actor, Thing.PEOPLE)
    return [
        PersonOut(
            account=person.id,
            name=person.name,
            email=person.email,
            role=role.role,
            subject=role.subject,
        )
        for role, person in repositories.people_of(session, actor.consortium_id)
    ]


class InviteIn(BaseModel):
    """Whom to invite."""

    role: Role
    subject: Text = Field(default="", description="the workshop, or the buyer's customer name")
    email: Text = ""


@router.post(
    "/consortia/{consortium}/invitations", status_code=HTTPStatus.CREATED, summary="Invite somebody"
)
def invite(given: InviteIn, actor: InActor, session: InSession, settings: InSettings) -> SecretOut:
    """A link to hand on; it works once."""
    link = accounts.invite(
        session, actor, settings, role=given.role, subject=given.subject, email=given.email
    )
    address = f"{settings.link_base}/invitation/{link.secret}"
    return SecretOut(id=link.id, secret=link.secret, link=address)


@router.post(
    "/consortia/{consortium}/people/{account}/reset",
    status_code=HTTPStatus.CREATED,
    summary="Make a link to choose a new password",
)
def make_reset(account: str, actor: InActor, session: InSession, settings: InSettings) -> SecretOut:
    """For the coordinator to hand on to somebody who forgot."""
    link = accounts.reset_link(session, actor, settings, account)
    address = f"{settings.link_base}/password/{link.secret}"
    return SecretOut(id=link.id, secret=link.secret, link=address)


def _me(session: InSession, account: tables.Account) -> MeOut:
    return MeOut(
        id=account.id,
        name=account.name,
        email=account.email,
        is_operator=account.is_operator,
        roles=[
            RoleOut(consortium=r.consortium_id, role=r.role, subject=r.subject)
            for r in repositories.roles_of(session, account.id)
        ],
    )


def _set_cookie(answer: Response, settings: Settings, secret: str) -> None:
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=settings.session_days * 86_400,
        httponly=True,
        samesite="lax",
        secure=settings.is_https,
    )
