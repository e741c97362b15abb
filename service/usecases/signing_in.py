"""Signing in and out, passwords, tokens for programs.

Passwords are hashed and compared outside transactions: it takes long, and nobody else should wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from service import security
from service.db import people_rows, repositories, tables
from service.db.base import now
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, tries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.db.engine import Database, Session
    from service.settings import Settings

MOST_TOKENS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A secret just made: shown once, only its hash is kept."""

    secret: str
    id: str


def sign_in(
    database: Database,
    settings: Settings,
    *,
    email: str,
    password: str,
    address: str = "",
    former: str = "",
) -> tuple[tables.Account, str] | None:
    """Who signs in and the secret of the new session; None when address and password do not match.

    Args:
        address: where the request comes from.
        former: the secret of the session that this browser had: it ends.

    Raises:
        ServiceRefusalError: ``too_many_tries``.
    """
    counted = tries.count(database, settings, email=email, address=address)
    with database.reading() as session:
        known = repositories.account_by_email(session, email)
        kept = known.password_hash if known is not None else None
    if not security.is_password(password, kept) or known is None:
        return None
    with database.writing() as session:
        account = repositories.account(session, known.id)
        if account is None or account.password_hash != kept:
            return None  # it changed meanwhile
        tries.forgive(session, counted)
        return account, open_session(session, settings, account, former=former)


def open_session(
    session: Session, settings: Settings, account: tables.Account, *, former: str = ""
) -> str:
    """Sign a person in; the secret, always a new one, goes into a cookie."""
    people_rows.forget_old_sign_ins(session)
    if former:
        sign_out(session, former)
    secret = security.new_secret()
    session.add(
        tables.SignIn(
            token_hash=security.hash_secret(secret),
            account_id=account.id,
            expires_at=now() + timedelta(days=settings.session_days),
        )
    )
    session.flush()
    return secret


def sign_out(session: Session, secret: str) -> None:
    """End a session; one that has ended already stays so."""
    row = session.get(tables.SignIn, security.hash_secret(secret))
    if row is not None:
        session.delete(row)


def sign_out_everywhere(session: Session, account_id: str, *, tokens: bool) -> None:
    """End every session of a person, and what programs hold when that is asked."""
    repositories.forget_sign_ins(session, account_id)
    if tokens:
        people_rows.revoke_tokens(session, account_id)
    _note(session, account_id, "sign_out_everywhere")


# -- passwords ----------------------------------------------------------------------------------


def check_password(password: str) -> None:
    """Nothing when a password is long enough.

    Raises:
        ServiceRefusalError: ``wrong_data``.
    """
    if not security.SHORTEST_PASSWORD <= len(password) <= security.LONGEST_PASSWORD:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Le mot de passe doit avoir de {shortest} à {longest} caractères."),
            shortest=security.SHORTEST_PASSWORD,
            longest=security.LONGEST_PASSWORD,
        )


def new_reset(session: Session, settings: Settings, account: tables.Account) -> Link:
    """A link to choose a new password; earlier ones stop working."""
    people_rows.forget_resets(session, account.id)
    secret = security.new_secret()
    session.add(
        tables.PasswordReset(
            token_hash=security.hash_secret(secret),
            account_id=account.id,
            expires_at=now() + timedelta(hours=settings.reset_hours),
        )
    )
    session.flush()
    return Link(secret=secret, id=account.id)


def reset_password(database: Database, secret: str, password: str) -> None:
    """Choose a new password by a link: every session, token and link of the person ends.

    Whoever lost a password may have lost it to somebody.

    Raises:
        ServiceRefusalError: ``expired_link``, or a password too short.
    """
    token_hash = security.hash_secret(secret)
    with database.reading() as session:
        row = session.get(tables.PasswordReset, token_hash)
        if row is None or row.used_at is not None or row.expires_at <= now():
            raise expired_link()
    check_password(password)
    hashed = security.hash_password(password)
    with database.writing() as session:
        account_id = people_rows.take_reset(session, token_hash)
        account = repositories.account(session, account_id) if account_id is not None else None
        if account is None:
            raise expired_link()
        account.password_hash = hashed
        repositories.forget_sign_ins(session, account.id)
        people_rows.revoke_tokens(session, account.id)
        people_rows.forget_resets(session, account.id)
        _note(session, account.id, "reset_password")


def change_password(
    database: Database,
    settings: Settings,
    account: tables.Account,
    *,
    old: str,
    new: str,
    address: str = "",
    here: str = "",
) -> None:
    """Change one's own password: sessions elsewhere and password links end.

    Args:
        here: the secret of the session that asks, which stays.

    Raises:
        ServiceRefusalError: ``wrong_data``, ``too_many_tries``.
    """
    check_password(new)
    counted = tries.count(database, settings, email=account.email, address=address)
    if not security.is_password(old, account.password_hash):
        raise ServiceRefusalError(
            Refusal.WRONG_DATA, N_("L'ancien mot de passe n'est pas celui-là.")
        )
    hashed = security.hash_password(new)
    with database.writing() as session:
        row = repositories.account(session, account.id)
        if row is None or row.password_hash != account.password_hash:
            raise access.not_found()
        tries.forgive(session, counted)
        row.password_hash = hashed
        people_rows.forget_other_sign_ins(session, row.id, security.hash_secret(here))
        people_rows.forget_resets(session, row.id)
        _note(session, row.id, "change_password")


def expired_link() -> ServiceRefusalError:
    """The answer for a link that was used, is too old or never was: nobody can tell them apart."""
    return ServiceRefusalError(
        Refusal.EXPIRED_LINK,
        N_("Ce lien a déjà servi ou n'est plus valable : demandez-en un autre."),
    )


# -- tokens for programs ------------------------------------------------------------------------


def new_token(
    session: Session, account_id: str, *, name: str, scope: str, days: int | None
) -> Link:
    """A secret for a program that acts for a person.

    Raises:
        ServiceRefusalError: ``wrong_data``: another scope, or too many tokens.
    """
    if scope not in ("read", "write"):
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Un jeton lit (read) ou écrit (write), pas « {scope} »."),
            scope=scope,
        )
    if len(people_rows.tokens_of(session, account_id)) >= MOST_TOKENS:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Vous avez déjà {most} jetons : révoquez d'abord ceux qui ne servent plus."),
            most=MOST_TOKENS,
        )
    secret = security.new_secret()
    row = tables.ApiToken(
        token_hash=security.hash_secret(secret),
        account_id=account_id,
        name=name.strip()[:100],
        scope=scope,
        expires_at=None if days is None else now() + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    _note(session, account_id, "make_token", row.id)
    return Link(secret=secret, id=row.id)


def tokens(session: Session, account_id: str) -> Sequence[tables.ApiToken]:
    """A person's own tokens, without their secrets."""
    return people_rows.tokens_of(session, account_id)


def revoke_token(session: Session, account_id: str, token_id: str) -> None:
    """End one of one's own tokens.

    Raises:
        ServiceRefusalError: ``not_found``.
    """
    row = session.get(tables.ApiToken, token_id)
    if row is None or row.account_id != account_id or row.revoked_at is not None:
        raise access.not_found()
    row.revoked_at = now()
    _note(session, account_id, "revoke_token", row.id)


def _note(session: Session, account_id: str, action: str, subject: str = "") -> None:
    repositories.note(
        session, account_id=account_id, consortium_id="", action=action, subject=subject
    )
