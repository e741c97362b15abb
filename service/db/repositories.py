"""Questions to the database, by name; whoever asks says which consortium, so nobody sees another's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from service.db import conversion, tables
from service.db.base import now
from service.db.engine import Session

# -- people -------------------------------------------------------------------------------------


def account(session: Session, account_id: str) -> tables.Account | None:
    """An account that is open."""
    row = session.get(tables.Account, account_id)
    return row if row is not None and row.closed_at is None else None


def account_by_email(session: Session, email: str) -> tables.Account | None:
    """An account that is open, by its address (any case)."""
    return session.scalar(
        select(tables.Account).where(
            tables.Account.email == email.strip().casefold(), tables.Account.closed_at.is_(None)
        )
    )


def has_accounts(session: Session) -> bool:
    """Whether anybody can sign in."""
    found = session.scalar(
        select(tables.Account.id).where(tables.Account.password_hash.is_not(None)).limit(1)
    )
    return found is not None


def signed_in(session: Session, token_hash: str) -> tables.Account | None:
    """Whose browser a session's secret is, while it lasts."""
    row = session.get(tables.SignIn, token_hash)
    if row is None or row.expires_at <= now():
        return None
    return account(session, row.account_id)


def api_token(session: Session, token_hash: str) -> tables.ApiToken | None:
    """A program's token, while it lasts."""
    row = session.scalar(select(tables.ApiToken).where(tables.ApiToken.token_hash == token_hash))
    if row is None or row.revoked_at is not None:
        return None
    return None if row.expires_at is not None and row.expires_at <= now() else row


def roles_of(session: Session, account_id: str) -> Sequence[tables.Role]:
    """Every role of a person, in every consortium."""
    return session.scalars(
        select(tables.Role)
        .where(tables.Role.account_id == account_id)
        .order_by(tables.Role.consortium_id, tables.Role.role, tables.Role.subject)
    ).all()


def people_of(session: Session, consortium_id: str) -> Sequence[tuple[tables.Role, tables.Account]]:
    """Who has which role in a consortium."""
    rows = session.execute(
        select(tables.Role, tables.Account)
        .join(tables.Account, tables.Account.id == tables.Role.account_id)
        .where(tables.Role.consortium_id == consortium_id)
        .order_by(tables.Account.name, tables.Role.role, tables.Role.subject)
    )
    return [(role, person) for role, person in rows]


def invitation(session: Session, token_hash: str) -> tables.Invitation | None:
    """An invitation by the hash of its secret, used or not."""
    return session.scalar(
        select(tables.Invitation).where(tables.Invitation.token_hash == token_hash)
    )


def operator_invitations(session: Session) -> Sequence[tables.Invitation]:
    """Invitations to the first account of the service."""
    return session.scalars(
        select(tables.Invitation).where(tables.Invitation.consortium_id.is_(None))
    ).all()


def invitations_of(session: Session, consortium_id: str) -> Sequence[tables.Invitation]:
    """Every invitation of a consortium, the newest first."""
    return session.scalars(
        select(tables.Invitation)
        .where(tables.Invitation.consortium_id == consortium_id)
        .order_by(tables.Invitation.created_at.desc())
    ).all()


def recent_tries(session: Session, key: str, since: datetime) -> int:
    """How many wrong passwords were given lately."""
    count = session.scalar(
        select(func.count())
        .select_from(tables.LoginTry)
        .where(tables.LoginTry.key == key, tables.LoginTry.at >= since)
    )
    return count or 0


def forget_tries(session: Session, before: datetime) -> None:
    """Drop the tries that no longer count."""
    session.execute(delete(tables.LoginTry).where(tables.LoginTry.at < before))


def forget_sign_ins(session: Session, account_id: str) -> None:
    """Sign a person out everywhere."""
    session.execute(delete(tables.SignIn).where(tables.SignIn.account_id == account_id))


# -- consortia ----------------------------------------------------------------------------------


def consortia(session: Session, ids: Iterable[str]) -> Sequence[tables.Consortium]:
    """Consortia by their ids, by name."""
    return session.scalars(
        select(tables.Consortium)
        .where(tables.Consortium.id.in_(list(ids)))
        .order_by(tables.Consortium.name)
    ).all()


def members(session: Session, consortium_id: str) -> Sequence[tables.Member]:
    """Workshops of a consortium, by name."""
    return session.scalars(
        select(tables.Member)
        .where(tables.Member.consortium_id == consortium_id)
        .order_by(tables.Member.name)
    ).all()


# -- orders -------------------------------------------------------------------------------------


def orders(session: Session, consortium_id: str) -> Sequence[tables.Order]:
    """Orders of a consortium, the newest first."""
    return session.scalars(
        select(tables.Order)
        .where(tables.Order.consortium_id == consortium_id)
        .order_by(tables.Order.created_at.desc(), tables.Order.code)
    ).all()


def order(session: Session, consortium_id: str, code: str) -> tables.Order | None:
    """An order by its code."""
    return session.scalar(
        select(tables.Order).where(
            tables.Order.consortium_id == consortium_id, tables.Order.code == code
        )
    )


def parts(session: Session, order_id: str, kind: str | None = None) -> Sequence[tables.Part]:
    """Parts of an order, of one kind or all."""
    asked = select(tables.Part).where(tables.Part.order_id == order_id)
    if kind is not None:
        asked = asked.where(tables.Part.kind == kind)
    return session.scalars(
        asked.order_by(tables.Part.kind, tables.Part.position, tables.Part.code)
    ).all()


def part(
    session: Session, order_id: str, kind: str, code: str, *, hold: bool = False
) -> tables.Part | None:
    """One part of an order; ``hold``: as it is now, and nobody else changes it meanwhile."""
    return session.get(tables.Part, (order_id, kind, code), with_for_update=hold or None)


def replace_parts(
    session: Session, order_id: str, wanted: Iterable[conversion.PartData]
) -> list[tables.Part]:
    """Make the parts of an order be exactly these; a part that stays the same keeps its version."""
    there = {(row.kind, row.code): row for row in parts(session, order_id)}
    kept = []
    for item in wanted:
        row = there.pop((item.kind, item.code), None)
        if row is None:
            row = conversion.row_of(order_id, item)
            session.add(row)
        elif row.data != item.data or row.position != item.position:
            row.data, row.position = item.data, item.position
            row.version += 1
        kept.append(row)
    for row in there.values():
        session.delete(row)
    session.flush()
    return kept


def answers(session: Session, order_id: str) -> Sequence[tables.Answer]:
    """Who was asked for capacities, and who answered."""
    return session.scalars(
        select(tables.Answer)
        .where(tables.Answer.order_id == order_id)
        .order_by(tables.Answer.workshop)
    ).all()


# -- plans --------------------------------------------------------------------------------------


def plans(session: Session, order_id: str) -> Sequence[tables.Plan]:
    """Plans of an order, the newest first."""
    return session.scalars(
        select(tables.Plan)
        .where(tables.Plan.order_id == order_id)
        .order_by(tables.Plan.number.desc())
    ).all()


def plan_texts(session: Session, ids: Iterable[str]) -> Iterator[tables.Plan]:
    """What plans and their problems say, one at a time: outside the session, with nothing else of the row."""
    p = tables.Plan
    found = session.execute(
        select(p.id, p.problem, p.plan, p.past, p.problem_hash).where(p.id.in_(list(ids))),
        execution_options={"yield_per": 4},
    )
    for row_id, problem, plan, past, problem_hash in found:
        yield tables.Plan(
            id=row_id, problem=problem, plan=plan, past=past, problem_hash=problem_hash
        )


LARGEST_NUMBER = 2**31 - 1
"""What a column of whole numbers can hold: asking for more would fail in the database."""


def plan(session: Session, order_id: str, number: int) -> tables.Plan | None:
    """A plan of an order by its number."""
    if not 0 < number <= LARGEST_NUMBER:
        return None
    return session.scalar(
        select(tables.Plan).where(tables.Plan.order_id == order_id, tables.Plan.number == number)
    )


def plan_in_state(session: Session, order_id: str, state: str) -> tables.Plan | None:
    """The newest plan of an order in a state."""
    return session.scalar(
        select(tables.Plan)
        .where(tables.Plan.order_id == order_id, tables.Plan.state == state)
        .order_by(tables.Plan.number.desc())
        .limit(1)
    )


def next_plan_number(session: Session, order_id: str) -> int:
    """Number of the plan to come."""
    highest = session.scalar(
        select(func.max(tables.Plan.number)).where(tables.Plan.order_id == order_id)
    )
    return (highest or 0) + 1


def consents(session: Session, plan_id: str) -> Sequence[tables.Consent]:
    """What each workshop said of a plan."""
    return session.scalars(
        select(tables.Consent)
        .where(tables.Consent.plan_id == plan_id)
        .order_by(tables.Consent.workshop)
    ).all()


# -- files, audit -------------------------------------------------------------------------------


def file(session: Session, consortium_id: str, file_id: str) -> tables.File | None:
    """A file of a consortium."""
    row = session.get(tables.File, file_id)
    return row if row is not None and row.consortium_id == consortium_id else None


def note(
    session: Session,
    *,
    account_id: str,
    consortium_id: str,
    action: str,
    order_id: str = "",
    subject: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Add a line to the audit."""
    session.add(
        tables.AuditEntry(
            account_id=account_id,
            consortium_id=consortium_id,
            order_id=order_id,
            action=action,
            subject=subject,
            detail=detail or {},
        )
    )


def last_noted(
    session: Session, order_id: str, actions: Sequence[str], subject: str
) -> tables.AuditEntry | None:
    """The newest line of the audit with one of these actions, on a subject of an order."""
    asked = select(tables.AuditEntry).where(
        tables.AuditEntry.order_id == order_id,
        tables.AuditEntry.subject == subject,
        tables.AuditEntry.action.in_(actions),
    )
    return session.scalar(asked.order_by(tables.AuditEntry.id.desc()).limit(1))


def audit(
    session: Session,
    consortium_id: str,
    before: int | None = None,
    limit: int = 100,
    *,
    order_id: str = "",
) -> Sequence[tables.AuditEntry]:
    """Lines of the audit of a consortium, the newest first, those before a line when it is named.

    ``order_id``: of this order only.
    """
    asked = select(tables.AuditEntry).where(tables.AuditEntry.consortium_id == consortium_id)
    if order_id:
        asked = asked.where(tables.AuditEntry.order_id == order_id)
    if before is not None:
        asked = asked.where(tables.AuditEntry.id < before)
    return session.scalars(asked.order_by(tables.AuditEntry.id.desc()).limit(limit)).all()
