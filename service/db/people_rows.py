"""Questions about links, sessions and tokens, each taken or ended at most once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import CursorResult, delete, select, update

from service.db import tables
from service.db.base import now
from service.db.engine import Session


def any_account(session: Session, email: str) -> tables.Account | None:
    """An account by its address, open or closed."""
    return session.scalar(select(tables.Account).where(tables.Account.email == email))


def hold_account(session: Session, account_id: str) -> None:
    """Let nobody else change this person's roles until this transaction ends."""
    session.flush()
    session.get(tables.Account, account_id, with_for_update=True, populate_existing=True)


def take_invitation(session: Session, row: tables.Invitation) -> bool:
    """Use an invitation up; False when somebody else just did, or it is too old."""
    moment = now()
    done = session.execute(
        update(tables.Invitation)
        .where(
            tables.Invitation.id == row.id,
            tables.Invitation.used_at.is_(None),
            tables.Invitation.expires_at > moment,
        )
        .values(used_at=moment)
        .execution_options(synchronize_session=False)
    )
    return isinstance(done, CursorResult) and done.rowcount == 1


def take_reset(session: Session, token_hash: str) -> str | None:
    """Use a password link up: whose it was, None when it no longer works."""
    moment = now()
    done = session.execute(
        update(tables.PasswordReset)
        .where(
            tables.PasswordReset.token_hash == token_hash,
            tables.PasswordReset.used_at.is_(None),
            tables.PasswordReset.expires_at > moment,
        )
        .values(used_at=moment)
        .execution_options(synchronize_session=False)
    )
    if not (isinstance(done, CursorResult) and done.rowcount == 1):
        return None
    return session.scalar(
        select(tables.PasswordReset.account_id).where(tables.PasswordReset.token_hash == token_hash)
    )


def forget_resets(session: Session, account_id: str) -> None:
    """No password link of a person works any longer."""
    session.execute(
        delete(tables.PasswordReset).where(tables.PasswordReset.account_id == account_id)
    )


def forget_old_sign_ins(session: Session) -> None:
    """Drop the sessions that have ended."""
    session.execute(delete(tables.SignIn).where(tables.SignIn.expires_at <= now()))


def forget_other_sign_ins(session: Session, account_id: str, token_hash: str) -> None:
    """Sign a person out everywhere but here."""
    session.execute(
        delete(tables.SignIn).where(
            tables.SignIn.account_id == account_id, tables.SignIn.token_hash != token_hash
        )
    )


def tokens_of(session: Session, account_id: str) -> Sequence[tables.ApiToken]:
    """A person's tokens that were not revoked, the newest first."""
    return session.scalars(
        select(tables.ApiToken)
        .where(tables.ApiToken.account_id == account_id, tables.ApiToken.revoked_at.is_(None))
        .order_by(tables.ApiToken.created_at.desc(), tables.ApiToken.id)
    ).all()


def revoke_tokens(session: Session, account_id: str) -> None:
    """No token of a person works any longer."""
    session.execute(
        update(tables.ApiToken)
        .where(tables.ApiToken.account_id == account_id, tables.ApiToken.revoked_at.is_(None))
        .values(revoked_at=now())
    )


def forgive_tries(session: Session, keys: Sequence[str]) -> None:
    """Drop the wrong tries of these keys."""
    session.execute(delete(tables.LoginTry).where(tables.LoginTry.key.in_(keys)))


def forgive_try(session: Session, ids: Sequence[int]) -> None:
    """Drop these very tries."""
    session.execute(delete(tables.LoginTry).where(tables.LoginTry.id.in_(ids)))


def roles_in(session: Session, consortium_id: str, role: str) -> Sequence[tables.Role]:
    """Who has a role in a consortium, held until the transaction ends."""
    return session.scalars(
        select(tables.Role)
        .where(tables.Role.consortium_id == consortium_id, tables.Role.role == role)
        .with_for_update()
    ).all()
