"""Signing in and out, one's own account, its password and its tokens."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field

from service.api.asked import Asked
from service.api.needs import open_to
from service.db import repositories, tables
from service.dependencies import (
    COOKIE,
    InAccount,
    InDatabase,
    InPerson,
    InPersonApart,
    InPlace,
    InSession,
    InSettings,
    drop_cookie,
    refuse_other_sites,
    set_cookie,
)
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import accounts, signing_in

router = APIRouter(tags=["account"])

Text = Annotated[str, Field(max_length=300)]
Secret = Annotated[str, Field(min_length=20, max_length=100)]
Password = Annotated[str, Field(max_length=1_000, examples=["une phrase assez longue"])]


class SignInIn(Asked):
    """Who signs in."""

    email: Text = Field(examples=["claire@terrils.example"])
    password: Password


class RoleOut(BaseModel):
    """A role in a consortium."""

    consortium: str = Field(examples=["couture-solidaire"])
    role: str = Field(examples=["workshop"])
    subject: str = Field(examples=["terrils"])


class MeOut(BaseModel):
    """Who is signed in."""

    id: str
    name: str
    email: str
    is_operator: bool
    roles: list[RoleOut]


class SecretOut(BaseModel):
    """A secret, shown this once."""

    id: str
    secret: str
    link: str = ""


@router.post("/session", summary="Sign in", openapi_extra=open_to("anyone"))
def sign_in(
    given: SignInIn,
    request: Request,
    answer: Response,
    database: InDatabase,
    settings: InSettings,
    place: InPlace,
) -> MeOut:
    """A cookie for the browser; wrong tries are counted."""
    refuse_other_sites(request)
    found = signing_in.sign_in(
        database,
        settings,
        email=given.email,
        password=given.password,
        address=place,
        former=request.cookies.get(COOKIE, ""),
    )
    if found is None:
        raise ServiceRefusalError(
            Refusal.NOT_SIGNED_IN, N_("Adresse ou mot de passe inconnus : vérifiez les deux.")
        )
    account, secret = found
    set_cookie(answer, settings, secret)
    with database.reading() as session:
        return me_out(session, account)


@router.delete(
    "/session",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Sign out",
    openapi_extra=open_to("anyone"),
)
def sign_out(request: Request, answer: Response, session: InSession, settings: InSettings) -> None:
    """End this browser's session."""
    refuse_other_sites(request)
    signing_in.sign_out(session, request.cookies.get(COOKIE, ""))
    drop_cookie(answer, settings)


@router.delete(
    "/sessions",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Sign out everywhere",
    openapi_extra=open_to("in_person"),
)
def sign_out_everywhere(
    answer: Response,
    person: InPerson,
    session: InSession,
    settings: InSettings,
    tokens: bool = True,
) -> None:
    """End every session of one's own; ``tokens=false`` keeps what programs hold."""
    signing_in.sign_out_everywhere(session, person.account.id, tokens=tokens)
    drop_cookie(answer, settings)


@router.get("/me", summary="Who am I", openapi_extra=open_to("signed_in"))
def me(signed_in: InAccount, session: InSession) -> MeOut:
    """The person signed in, and every role."""
    return me_out(session, signed_in.account)


class AcceptIn(Asked):
    """Who takes up an invitation."""

    email: Text = Field(default="", examples=["claire@terrils.example"])
    name: Text = Field(default="", examples=["Claire Delattre"])
    password: Password


@router.post(
    "/invitations/{secret}", summary="Take up an invitation", openapi_extra=open_to("link")
)
def accept_invitation(
    secret: str,
    given: AcceptIn,
    request: Request,
    answer: Response,
    database: InDatabase,
    settings: InSettings,
    place: InPlace,
) -> MeOut:
    """A new account, or the role for an account that is already there; signs in."""
    refuse_other_sites(request)
    account, opened = accounts.accept(
        database,
        settings,
        secret,
        email=given.email,
        name=given.name,
        password=given.password,
        address=place,
        former=request.cookies.get(COOKIE, ""),
    )
    set_cookie(answer, settings, opened)
    with database.reading() as session:
        return me_out(session, account)


class ResetIn(Asked):
    """A new password by a link."""

    secret: Secret
    password: Password


@router.post(
    "/password",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Choose a new password by a link",
    openapi_extra=open_to("link"),
)
def reset_password(given: ResetIn, request: Request, database: InDatabase) -> None:
    """Every open session, token and link of the person ends."""
    refuse_other_sites(request)
    signing_in.reset_password(database, given.secret, given.password)


class PasswordIn(Asked):
    """One's own password, before and after."""

    old: Password
    new: Password


@router.put(
    "/me/password",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Change one's own password",
    openapi_extra=open_to("in_person"),
)
def change_password(
    given: PasswordIn,
    person: InPersonApart,
    database: InDatabase,
    settings: InSettings,
    place: InPlace,
) -> None:
    """Sessions in other browsers end; wrong tries are counted."""
    signing_in.change_password(
        database,
        settings,
        person.account,
        old=given.old,
        new=given.new,
        address=place,
        here=person.secret,
    )


class TokenIn(Asked):
    """A token for a program."""

    name: Text = Field(examples=["tableur du vendredi"])
    scope: Literal["read", "write"] = "read"
    days: int | None = Field(default=90, ge=1, le=3_660)


class TokenOut(BaseModel):
    """A token, without its secret."""

    id: str
    name: str
    scope: str
    created_at: datetime
    expires_at: datetime | None


@router.get("/tokens", summary="My tokens", openapi_extra=open_to("signed_in"))
def list_tokens(signed_in: InAccount, session: InSession) -> list[TokenOut]:
    """Those that were not revoked, the newest first."""
    return [
        TokenOut(
            id=t.id,
            name=t.name,
            scope=t.scope,
            created_at=t.created_at,
            expires_at=t.expires_at,
        )
        for t in signing_in.tokens(session, signed_in.account.id)
    ]


@router.post(
    "/tokens",
    status_code=HTTPStatus.CREATED,
    summary="Make a token for a program",
    openapi_extra=open_to("in_person"),
)
def make_token(given: TokenIn, person: InPerson, session: InSession) -> SecretOut:
    """It has its owner's rights, or only those to look."""
    link = signing_in.new_token(
        session, person.account.id, name=given.name, scope=given.scope, days=given.days
    )
    return SecretOut(id=link.id, secret=link.secret)


@router.delete(
    "/tokens/{token}",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Revoke a token",
    openapi_extra=open_to("in_person"),
)
def revoke_token(
    token: Annotated[str, Path(max_length=60)], person: InPerson, session: InSession
) -> None:
    """It stops working at once."""
    signing_in.revoke_token(session, person.account.id, token)


def me_out(session: InSession, account: tables.Account) -> MeOut:
    """A person as the API says it."""
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
