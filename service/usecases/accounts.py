"""People of a consortium: invited, taking up invitations, losing roles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from service import security
from service.db import people_rows, repositories, tables
from service.db.base import now
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, apart, audit, lengths, signing_in, tries
from service.usecases.rights import Actor, Extent, Role, Thing
from service.usecases.signing_in import Link

if TYPE_CHECKING:
    from service.db.engine import Database, Session
    from service.settings import Settings

_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,180}\.[^@\s.\x00-\x1f]{2,63}")
# The first account of an empty service: it may create consortia.
OPERATOR = "operator"


def first_link(session: Session, settings: Settings) -> Link | None:
    """A link for the first account of a service that has none; earlier ones stop working."""
    if repositories.has_accounts(session):
        return None
    for row in repositories.operator_invitations(session):
        session.delete(row)
    return _invite(session, settings, consortium_id=None, role=OPERATOR)


def operator_reset(session: Session, settings: Settings, email: str) -> Link:
    """A link to choose a new password, handed out by who runs the service.

    Raises:
        ServiceRefusalError: ``not_found``: no account has this address.
    """
    account = repositories.account_by_email(session, email)
    if account is None:
        raise ServiceRefusalError(
            Refusal.NOT_FOUND, N_("Aucun compte n'a l'adresse « {email} »."), email=email
        )
    repositories.note(
        session, account_id="", consortium_id="", action="operator_reset", subject=account.id
    )
    return signing_in.new_reset(session, settings, account)


# -- invitations --------------------------------------------------------------------------------


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
        ServiceRefusalError: no right, an unknown workshop, a wrong address, somebody who may not have this
            role beside another.
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
    lengths.need_room(subject, lengths.NAME)
    known_account = people_rows.any_account(session, email.strip().casefold()) if email else None
    if known_account is not None:
        # Said before the link is handed on, of people of this consortium only.
        apart.need_apart(session, known_account.id, actor.consortium_id, role)
    link = _invite(
        session,
        settings,
        consortium_id=actor.consortium_id,
        role=role,
        subject=subject if role in (Role.WORKSHOP, Role.BUYER) else "",
        email=email.strip().casefold(),
        created_by=actor.account_id,
    )
    _note(session, actor, "invite", f"{role}:{subject}")
    return link


def invitations(session: Session, actor: Actor) -> list[tables.Invitation]:
    """Invitations of the consortium that can still be taken up, the newest first."""
    access.need_read(actor, Thing.PEOPLE)
    if actor.may_read(Thing.PEOPLE) is not Extent.ALL:
        return []
    rows = repositories.invitations_of(session, actor.consortium_id)
    return [row for row in rows if row.used_at is None and row.expires_at > now()]


def withdraw(session: Session, actor: Actor, invitation_id: str) -> None:
    """Make an invitation stop working.

    Raises:
        ServiceRefusalError: no right, not there or used already.
    """
    access.need_write(actor, Thing.PEOPLE)
    row = session.get(tables.Invitation, invitation_id)
    if row is None or row.consortium_id != actor.consortium_id or row.used_at is not None:
        raise access.not_found()
    _note(session, actor, "withdraw_invitation", f"{row.role}:{row.subject}")
    session.delete(row)


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
        raise signing_in.expired_link()
    return row


def accept(
    database: Database,
    settings: Settings,
    secret: str,
    *,
    email: str = "",
    name: str = "",
    password: str = "",
    address: str = "",
    former: str = "",
) -> tuple[tables.Account, str]:
    """Take up an invitation: with a new account, or with the one that has this address and password.

    Args:
        address: where the request comes from: a wrong password counts as one given to sign in.
        former: the secret of the session that this browser had: it ends.

    Returns:
        The account, and the secret of a new session.

    Raises:
        ServiceRefusalError: a link that no longer works, a password too short or wrong, a role that this
            person may not have beside another (the invitation then still works, for somebody else).
    """
    with database.reading() as session:
        row = opened_invitation(session, secret)
        wanted = (row.email or email).strip().casefold()
        there = people_rows.any_account(session, wanted)
        there_hash = there.password_hash if there is not None else None
    if not _EMAIL.fullmatch(wanted):
        raise _wrong_email(wanted)
    lengths.need_room(name, lengths.NAME)
    hashed, counted = there_hash, None
    if there is None:
        signing_in.check_password(password)
        hashed = security.hash_password(password)
    else:
        counted = tries.count(database, settings, email=wanted, address=address)
        if not security.is_password(password, there_hash) or there.closed_at is not None:
            raise ServiceRefusalError(
                Refusal.WRONG_DATA,
                N_("Cette adresse a déjà un compte : donnez son mot de passe pour le rejoindre."),
            )
    with database.writing() as session:
        if not people_rows.take_invitation(session, row):
            raise signing_in.expired_link()
        account = people_rows.any_account(session, wanted)
        if account is None:
            account = tables.Account(email=wanted, name=name.strip() or wanted)
            account.password_hash = hashed
            session.add(account)
            session.flush()
        elif account.password_hash != hashed or account.closed_at is not None:
            raise signing_in.expired_link()  # made or changed by somebody at the same moment
        if counted is not None:
            tries.forgive(session, counted)
        _give_role(session, account, row)
        repositories.note(
            session,
            account_id=account.id,
            consortium_id=row.consortium_id or "",
            action="accept_invitation",
            subject=f"{row.role}:{row.subject}",
        )
        return account, signing_in.open_session(session, settings, account, former=former)


def _give_role(session: Session, account: tables.Account, row: tables.Invitation) -> None:
    if row.role == OPERATOR:
        account.is_operator = True
        return
    has_it = any(
        (r.consortium_id, r.role, r.subject) == (row.consortium_id, row.role, row.subject)
        for r in repositories.roles_of(session, account.id)
    )
    if not has_it and row.consortium_id is not None:
        apart.need_apart(session, account.id, row.consortium_id, Role(row.role))
        session.add(
            tables.Role(
                account_id=account.id,
                consortium_id=row.consortium_id,
                role=row.role,
                subject=row.subject,
            )
        )
        session.flush()


# -- roles --------------------------------------------------------------------------------------


def people(session: Session, actor: Actor) -> list[tuple[tables.Role, tables.Account]]:
    """Who has which role.

    A workshop sees who speaks for it, and who coordinates and facilitates: whoever gave somebody a way
    to its figures did it in its sight.
    """
    access.need_read(actor, Thing.PEOPLE)
    everybody: Sequence[tuple[tables.Role, tables.Account]] = repositories.people_of(
        session, actor.consortium_id
    )
    if actor.may_read(Thing.PEOPLE) is Extent.ALL:
        return list(everybody)
    open_roles = (Role.COORDINATOR.value, Role.FACILITATOR.value)
    return [
        (role, person)
        for role, person in everybody
        if role.role in open_roles
        or (role.role == Role.WORKSHOP.value and role.subject in actor.workshops)
    ]


def remove_role(session: Session, actor: Actor, account_id: str, role: Role, subject: str) -> None:
    """Take a role from somebody, at once; the last coordinator stays.

    Raises:
        ServiceRefusalError: no right, not there, the last coordinator.
    """
    access.need_write(actor, Thing.PEOPLE)
    rows = people_rows.roles_in(session, actor.consortium_id, role.value)
    found = next((r for r in rows if (r.account_id, r.subject) == (account_id, subject)), None)
    if found is None:
        raise access.not_found()
    if role is Role.COORDINATOR and len(rows) == 1:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE,
            N_("C'est la dernière coordination du groupement : nommez-en d'abord une autre."),
        )
    session.delete(found)
    _note(session, actor, "remove_role", f"{account_id}:{role}:{subject}")


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
    # Whoever holds the link becomes that person: the coordination would read everybody's costs.
    if any(r.role == Role.FACILITATOR for r in repositories.roles_of(session, account_id)):
        raise ServiceRefusalError(
            Refusal.NOT_ALLOWED,
            N_(
                "Cette personne voit les coûts de tous : seul l'exploitant du service peut lui donner "
                "ce lien."
            ),
        )
    # Whoever holds the link becomes that person, elsewhere too.
    if places != {actor.consortium_id} or account.is_operator:
        raise ServiceRefusalError(
            Refusal.NOT_ALLOWED,
            N_(
                "Cette personne est aussi ailleurs : seul l'exploitant du service peut lui donner ce lien."
            ),
        )
    _note(session, actor, "reset_link", account.id)
    return signing_in.new_reset(session, settings, account)


def _note(session: Session, actor: Actor, action: str, subject: str) -> None:
    audit.note(session, actor, action, subject[:200])


def _wrong_email(email: str) -> ServiceRefusalError:
    return ServiceRefusalError(
        Refusal.WRONG_DATA, N_("« {email} » n'est pas une adresse électronique."), email=email
    )
