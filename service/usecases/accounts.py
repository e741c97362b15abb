"""Signing in and out, invitations, passwords, tokens for programs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from service import security
from service.db import repositories, tables
from service.db.base import now
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import access
from service.usecases.rights import Actor, Role, Thing

if TYPE_CHECKING:
    from service.db.engine import Session
    from service.settings import Settings

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,180}\.[^@\s.]{2,63}")
# The first account of an empty service: it may create consortia.
OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A secret just made: shown once, only its hash is kept."""

    secret: str
    id: str


def first_link(session: Session, settings: Settings) -> Link | None:
    """A link for the first account of a service that has none; earlier ones stop working."""
    if repositories.has_accounts(session):
        return None
    for row in repositories.operator_invitations(session):
        session.delete(row)
    return _invite(session, settings, consortium_id=None, role=OPERATOR)


def invite(
    session: Session,
    actor: Actor,
    settings: Settings,
    *,
    role: Role,
    subject: str = "",
    email: str = "",
) -> Link:
    """A link that gives whoever opens it a role in the actor's consortium, once.

    Args:
        subject: the workshop of a workshop, the customer's name of a buyer.

    Raises:
        ServiceRefusalError: no right, an unknown workshop, a wrong address.
    """
    access.need_write(actor, Thing.PEOPLE)
    if email and not _EMAIL.fullmatch(email.strip()):
        raise _wrong_email(email)
    if role is Role.WORKSHOP:
        known = {m.workshop for m in repositories.members(session, actor.consortium_id)}
        if subject not in known:
            raise ServiceRefusalError(
                Refusal.WRONG_DATA,
                N_("L'atelier « {subject} » n'est pas du groupement : ajoutez-le d'abord."),
                subject=subject,
            )
    if role is Role.BUYER and not subject.strip():
        raise ServiceRefusalError(
            Refusal.WRONG_DATA, N_("Dites pour quel client cette personne achète.")
        )
    link = _invite(
        session,
        settings,
        consortium_id=actor.consortium_id,
        role=role,
        subject=subject if role in (Role.WORKSHOP, Role.BUYER) else "",
        email=email.strip().casefold(),
        created_by=actor.account_id,
    )
    repositories.note(
        session,
        account_id=actor.account_id,
        consortium_id=actor.consortium_id,
        action="invite",
        subject=f"{role}:{subject}",
    )
    return link


def _invite(
    session: Session,
    settings: Settings,
    *,
    consortium_id: str | None,
    role: str,
    subject: str = "",
    email: str = "",
    created_by: str | None = None,
) -> Link:
    secret = security.new_secret()
    row = tables.Invitation(
        token_hash=security.hash_secret(secret),
        consortium_id=consortium_id,
        role=role,
        subject=subject,
        email=email,
        created_by=created_by,
        expires_at=now() + timedelta(days=settings.invitation_days),
    )
    session.add(row)
    session.flush()
    return Link(secret=secret, id=row.id)


def opened_invitation(session: Session, secret: str) -> tables.Invitation:
    """An invitation that can still be taken up.

    Raises:
        ServiceRefusalError: ``expired_link`` when it was used, is too old or never was.
    """
    row = repositories.invitation(session, security.hash_secret(secret))
    if row is None or row.used_at is not None or row.expires_at <= now():
        raise ServiceRefusalError(
            Refusal.EXPIRED_LINK,
            N_("Ce lien a déjà servi ou n'est plus valable : demandez-en un autre."),
        )
    return row


def accept(
    session: Session, secret: str, *, email: str = "", name: str = "", password: str = ""
) -> tables.Account:
    """Take up an invitation: with a new account, or with the one that has this address and password.

    Raises:
        ServiceRefusalError: a link that no longer works, a password too short or wrong.
    """
    row = opened_invitation(session, secret)
    address = (row.email or email).strip().casefold()
    if not _EMAIL.fullmatch(address):
        raise _wrong_email(address)
    account = repositories.account_by_email(session, address)
    if account is not None and account.password_hash is not None:
        if not security.is_password(password, account.password_hash):
            raise ServiceRefusalError(
                Refusal.WRONG_DATA,
                N_("Cette adresse a déjà un compte : donnez son mot de passe pour le rejoindre."),
            )
    else:
        check_password(password)
        if account is None:
            account = tables.Account(email=address, name=name.strip() or address)
            session.add(account)
        account.password_hash = security.hash_password(password)
    session.flush()
    _give_role(session, account, row)
    row.used_at = now()
    repositories.note(
        session,
        account_id=account.id,
        consortium_id=row.consortium_id or "",
        action="accept_invitation",
        subject=f"{row.role}:{row.subject}",
    )
    return account


def _give_role(session: Session, account: tables.Account, row: tables.Invitation) -> None:
    if row.role == OPERATOR:
        account.is_operator = True
        return
    has_it = any(
        (r.consortium_id, r.role, r.subject) == (row.consortium_id, row.role, row.subject)
        for r in repositories.roles_of(session, account.id)
    )
    if not has_it and row.consortium_id is not None:
        session.add(
            tables.Role(
                account_id=account.id,
                consortium_id=row.consortium_id,
                role=row.role,
                subject=row.subject,
            )
        )


def sign_in(
    session: Session, settings: Settings, *, email: str, password: str, address: str = ""
) -> str | None:
    """The secret of a new session, or None when address and password do not go together.

    Wrong tries are counted by account and by where they come from; the caller commits either way.

    Raises:
        ServiceRefusalError: ``too_many_tries``.
    """
    since = now() - timedelta(minutes=settings.login_minutes)
    repositories.forget_tries(session, since)
    keys = [security.hash_secret(f"account:{email.strip().casefold()}")]
    if address:
        keys.append(security.hash_secret(f"address:{address}"))
    # Many people of one workshop may share an address: it is allowed more.
    allowed = (settings.login_tries, settings.login_tries * 5)
    for key, most in zip(keys, allowed, strict=False):
        if repositories.recent_tries(session, key, since) >= most:
            raise ServiceRefusalError(
                Refusal.TOO_MANY_TRIES,
                N_(
                    "Trop d'essais : attendez {minutes} minutes, ou demandez un nouveau mot de passe."
                ),
                minutes=settings.login_minutes,
            )
    account = repositories.account_by_email(session, email)
    if not security.is_password(password, account.password_hash if account else None):
        session.add_all(tables.LoginTry(key=key) for key in keys)
        return None
    if account is None:
        return None
    return open_session(session, settings, account)


def open_session(session: Session, settings: Settings, account: tables.Account) -> str:
    """Sign a person in; the secret goes into a cookie."""
    secret = security.new_secret()
    session.add(
        tables.SignIn(
            token_hash=security.hash_secret(secret),
            account_id=account.id,
            expires_at=now() + timedelta(days=settings.session_days),
        )
    )
    return secret


def sign_out(session: Session, secret: str) -> None:
    """End a session; one that has ended already stays so."""
    row = session.get(tables.SignIn, security.hash_secret(secret))
    if row is not None:
        session.delete(row)


def reset_link(session: Session, actor: Actor, settings: Settings, account_id: str) -> Link:
    """A link to choose a new password, for the coordinator to hand on.

    Raises:
        ServiceRefusalError: the person is not of the actor's consortium.
    """
    access.need_write(actor, Thing.PEOPLE)
    account = repositories.account(session, account_id)
    places = {r.consortium_id for r in repositories.roles_of(session, account_id)}
    if account is None or actor.consortium_id not in places:
        raise access.not_found()
    # Whoever holds the link becomes that person, elsewhere too.
    if places != {actor.consortium_id} or account.is_operator:
        raise ServiceRefusalError(
            Refusal.NOT_ALLOWED,
            N_(
                "Cette personne est aussi ailleurs : seul l'exploitant du service peut lui donner ce lien."
            ),
        )
    repositories.note(
        session,
        account_id=actor.account_id,
        consortium_id=actor.consortium_id,
        action="reset_link",
        subject=account.id,
    )
    return new_reset(session, settings, account)


def new_reset(session: Session, settings: Settings, account: tables.Account) -> Link:
    """A link to choose a new password."""
    secret = security.new_secret()
    session.add(
        tables.PasswordReset(
            token_hash=security.hash_secret(secret),
            account_id=account.id,
            expires_at=now() + timedelta(hours=settings.reset_hours),
        )
    )
    return Link(secret=secret, id=account.id)


def reset_password(session: Session, secret: str, password: str) -> tables.Account:
    """Choose a new password by a link; every open session of the person ends.

    Raises:
        ServiceRefusalError: ``expired_link``, or a password too short.
    """
    row = session.get(tables.PasswordReset, security.hash_secret(secret))
    account = repositories.account(session, row.account_id) if row is not None else None
    if row is None or account is None or row.used_at is not None or row.expires_at <= now():
        raise ServiceRefusalError(
            Refusal.EXPIRED_LINK,
            N_("Ce lien a déjà servi ou n'est plus valable : demandez-en un autre."),
        )
    check_password(password)
    account.password_hash = security.hash_password(password)
    row.used_at = now()
    repositories.forget_sign_ins(session, account.id)
    return account


def new_token(
    session: Session, account_id: str, *, name: str, scope: str, days: int | None
) -> Link:
    """A secret for a program that acts for a person."""
    if scope not in ("read", "write"):
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Un jeton lit (read) ou écrit (write), pas « {scope} »."),
            scope=scope,
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
    return Link(secret=secret, id=row.id)


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


def _wrong_email(email: str) -> ServiceRefusalError:
    return ServiceRefusalError(
        Refusal.WRONG_DATA, N_("« {email} » n'est pas une adresse électronique."), email=email
    )
