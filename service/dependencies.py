"""What an endpoint needs, found from the request: database, person, role, language, version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Header, Request, Response

from service import security
from service.db import job_rows, repositories, tables
from service.db.engine import Database, Session
from service.delivery import Bell
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_, Texts, language_of
from service.settings import Settings
from service.usecases import access
from service.usecases.rights import Actor

COOKIE = "oeuvre_session"


def get_database(request: Request) -> Database:
    """The database of the application."""
    database: Database = request.app.state.database
    return database


def get_bell(request: Request) -> Bell:
    """The bell that workers of this process listen to."""
    bell: Bell = request.app.state.bell
    return bell


def get_settings(request: Request) -> Settings:
    """The settings of the application."""
    settings: Settings = request.app.state.settings
    return settings


def get_session(request: Request) -> Iterator[Session]:
    """A session that writes when the method may change something; committed before the answer.

    Jobs that were asked for are told to the workers once they are there for good.
    """
    database = get_database(request)
    if _only_looks(request):
        with database.reading() as session:
            yield session
    else:
        with database.writing() as session:
            yield session
        if session.info.get(job_rows.ASKED):
            get_bell(request).ring()


# « function »: what was done is committed before the answer leaves.
InSession = Annotated[Session, Depends(get_session, scope="function")]
InDatabase = Annotated[Database, Depends(get_database)]
InSettings = Annotated[Settings, Depends(get_settings)]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in, and how; ``secret`` is that of the browser's session, "" for a program."""

    account: tables.Account
    is_read_only: bool
    by_token: bool
    secret: str = ""


def get_signed_in(request: Request, session: InSession) -> SignedIn:
    """The person who asks, by cookie or by token.

    Raises:
        ServiceRefusalError: ``not_signed_in``; ``not_allowed`` for a change that another site asks for.
    """
    header = request.headers.get("authorization", "")
    # Where there is a token the cookie counts for nothing: another site can send one, not the other.
    if header.lower().startswith("bearer "):
        token = repositories.api_token(session, security.hash_secret(header[7:].strip()))
        account = repositories.account(session, token.account_id) if token is not None else None
        if token is None or account is None:
            raise _not_signed_in()
        if token.scope != "write" and not _only_looks(request):
            raise ServiceRefusalError(Refusal.NOT_ALLOWED, N_("Ce jeton ne peut que lire."))
        return SignedIn(account, token.scope != "write", True)
    cookie = request.cookies.get(COOKIE, "")
    found = repositories.signed_in(session, security.hash_secret(cookie)) if cookie else None
    if found is None:
        raise _not_signed_in()
    refuse_other_sites(request)
    return SignedIn(found, False, False, cookie)


def get_signed_in_by_browser(request: Request, session: Session) -> SignedIn:
    """The person who asks, by the cookie of a browser: pages are for people, a token is nobody there.

    Raises:
        ServiceRefusalError: as :func:`get_signed_in`.
    """
    found = get_signed_in(request, session)
    if found.by_token:
        raise _not_signed_in()
    return found


def refuse_other_sites(request: Request) -> None:
    """A change that a browser sends must come from a page of ours.

    Raises:
        ServiceRefusalError: ``not_allowed``.
    """
    if _only_looks(request):
        return
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        is_ours = site in ("same-origin", "none")
    else:
        origin = request.headers.get("origin")
        is_ours = origin is None or _is_our_origin(request, origin)
    if not is_ours:
        raise ServiceRefusalError(
            Refusal.NOT_ALLOWED, N_("Cette demande vient d'un autre site : elle est refusée.")
        )


def _is_our_origin(request: Request, origin: str) -> bool:
    """Whether a page of this address is ours: that of the settings, else the one that was asked."""
    base = get_settings(request).base_url
    if base:
        wanted, given = urlsplit(base), urlsplit(origin)
        return (given.scheme, given.netloc) == (wanted.scheme, wanted.netloc)
    return urlsplit(origin).netloc == request.headers.get("host", "")


def _only_looks(request: Request) -> bool:
    return request.method in ("GET", "HEAD", "OPTIONS")


def _not_signed_in() -> ServiceRefusalError:
    return ServiceRefusalError(Refusal.NOT_SIGNED_IN, N_("Connectez-vous d'abord."))


InAccount = Annotated[SignedIn, Depends(get_signed_in, scope="function")]


def set_cookie(answer: Response, settings: Settings, secret: str) -> None:
    """Keep a session's secret in the browser, out of reach of scripts and of other sites."""
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=settings.session_days * 86_400,
        httponly=True,
        samesite="lax",
        secure=settings.is_https,
    )


def drop_cookie(answer: Response, settings: Settings) -> None:
    """Take it out of the browser."""
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=settings.is_https)


def get_in_person(signed_in: InAccount) -> SignedIn:
    """The person who asks, in person: a program's token neither makes accounts nor changes them.

    Whoever steals a token must lose everything when it is revoked.

    Raises:
        ServiceRefusalError: ``not_allowed``.
    """
    if signed_in.by_token:
        raise ServiceRefusalError(
            Refusal.NOT_ALLOWED,
            N_("Un jeton ne change ni comptes ni jetons : connectez-vous vous-même."),
        )
    return signed_in


InPerson = Annotated[SignedIn, Depends(get_in_person, scope="function")]


def get_place(request: Request) -> str:
    """Where the request comes from."""
    return request.client.host if request.client else ""


InPlace = Annotated[str, Depends(get_place)]


def get_actor(consortium: str, session: InSession, signed_in: InAccount) -> Actor:
    """The person who asks, in the consortium of the address."""
    return access.actor_in(
        session, signed_in.account, consortium, is_read_only=signed_in.is_read_only
    )


InActor = Annotated[Actor, Depends(get_actor, scope="function")]


def get_actor_apart(consortium: str, request: Request, database: InDatabase) -> Actor:
    """The person who asks, found in a transaction of its own that is over before the work begins.

    For what takes long between reading and writing: nobody else waits for it.
    """
    with database.reading() as session:
        signed_in = get_signed_in(request, session)
        return access.actor_in(
            session, signed_in.account, consortium, is_read_only=signed_in.is_read_only
        )


InActorApart = Annotated[Actor, Depends(get_actor_apart, scope="function")]


def get_person_apart(request: Request, database: InDatabase) -> SignedIn:
    """The person who asks, in person, found in a transaction of its own that is over."""
    with database.reading() as session:
        return get_in_person(get_signed_in(request, session))


InPersonApart = Annotated[SignedIn, Depends(get_person_apart, scope="function")]


def get_actor_in_person(actor: InActor, person: InPerson) -> Actor:  # noqa: ARG001
    """The person who asks, in the consortium of the address, in person."""
    return actor


InActorInPerson = Annotated[Actor, Depends(get_actor_in_person, scope="function")]


def get_texts(request: Request) -> Texts:
    """The language that the request prefers, French first."""
    for part in request.headers.get("accept-language", "").split(","):
        language = language_of(part.split(";")[0])
        if language is not None:
            return Texts(language)
    return Texts("fr")


InTexts = Annotated[Texts, Depends(get_texts)]


def get_version(if_match: Annotated[str | None, Header()] = None) -> int | None:
    """The version that a change starts from, from ``If-Match: "3"``; None when none is given."""
    if if_match is None:
        return None
    text = if_match.strip().removeprefix("W/").strip('"')
    return int(text) if text.isdecimal() and len(text) < 10 else -1


InVersion = Annotated[int | None, Depends(get_version)]
