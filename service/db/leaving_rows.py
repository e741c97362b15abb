"""Everything that belongs to one consortium: read for its export, taken away on request.

Told by the tables themselves: whatever names the consortium, or an order or a plan of it, is its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, delete, select, update

from service.db import tables
from service.db.base import new_id
from service.db.engine import Database, Session

# Secrets and counts of the service itself: nobody's to take along.
NOT_EXPORTED: Final = frozenset({"sign_ins", "api_tokens", "password_resets", "login_tries"})
_SECRET: Final = frozenset({"token_hash", "password_hash"})
# Handed over as files of their own.
_APART: Final = {"files": {"content"}, "plans": {"problem", "plan"}}


def exported(session: Session, consortium_id: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each table's name and its rows of a consortium, without secrets and without whole documents."""
    for name, table in sorted(tables.Base.metadata.tables.items()):
        if name in NOT_EXPORTED:
            continue
        shown = [
            c for c in table.columns if c.name not in _SECRET and c.name not in _APART.get(name, ())
        ]
        asked = select(*shown).where(_is_of(table, consortium_id)).order_by(*table.primary_key)
        yield name, [dict(row._mapping) for row in session.execute(asked)]


def _is_of(table: Table, consortium_id: str) -> ColumnElement[bool]:
    orders = select(tables.Order.id).where(tables.Order.consortium_id == consortium_id)
    if table.name == "consortia":
        return table.c.id == consortium_id
    if table.name == "accounts":
        people = select(tables.Role.account_id).where(tables.Role.consortium_id == consortium_id)
        return table.c.id.in_(people)
    if "consortium_id" in table.c:
        return table.c.consortium_id == consortium_id
    if "order_id" in table.c:
        return table.c.order_id.in_(orders)
    if "plan_id" in table.c:
        return table.c.plan_id.in_(select(tables.Plan.id).where(tables.Plan.order_id.in_(orders)))
    raise LookupError(f"whose are the rows of {table.name}?")


def files(session: Session, consortium_id: str) -> Iterator[tables.File]:
    """The files of a consortium, one after the other."""
    asked = select(tables.File.id).where(tables.File.consortium_id == consortium_id)
    for file_id in session.scalars(asked.order_by(tables.File.id)).all():
        row = session.get_one(tables.File, file_id)
        yield row
        session.expunge(row)


def plans(session: Session, order_id: str) -> Iterator[tables.Plan]:
    """The plans of an order, one after the other."""
    asked = select(tables.Plan.id).where(tables.Plan.order_id == order_id)
    for plan_id in session.scalars(asked.order_by(tables.Plan.number)).all():
        row = session.get_one(tables.Plan, plan_id)
        yield row
        session.expunge(row)


def named(session: Session, name: str) -> tables.Consortium | None:
    """A consortium by its code or its whole name."""
    found = session.get(tables.Consortium, name)
    if found is not None:
        return found
    rows = session.scalars(select(tables.Consortium).where(tables.Consortium.name == name)).all()
    return rows[0] if len(rows) == 1 else None


def take_away(session: Session, consortium: tables.Consortium) -> int:
    """Delete a consortium with all that is its own, and the accounts of who was nowhere else.

    The audit keeps what was done and when, without saying by whom, to what, where.

    Returns:
        How many accounts went with it.
    """
    people = select(tables.Role.account_id).where(tables.Role.consortium_id == consortium.id)
    candidates = set(session.scalars(people))
    session.execute(
        update(tables.AuditEntry)
        .where(tables.AuditEntry.consortium_id == consortium.id)
        .values(
            consortium_id=f"DELETED-{new_id()}", account_id="", order_id="", subject="", detail={}
        )
    )
    session.delete(consortium)
    session.flush()
    staying = set(
        session.scalars(
            select(tables.Role.account_id).where(tables.Role.account_id.in_(candidates))
        )
    )
    gone = session.scalars(
        select(tables.Account.id).where(
            tables.Account.id.in_(candidates - staying), tables.Account.is_operator.is_(False)
        )
    ).all()
    session.execute(
        update(tables.AuditEntry)
        .where(tables.AuditEntry.account_id.in_(gone))
        .values(
            consortium_id=f"DELETED-{new_id()}", account_id="", order_id="", subject="", detail={}
        )
    )
    session.execute(delete(tables.Account).where(tables.Account.id.in_(gone)))
    return len(gone)


def wipe(database: Database) -> None:
    """Give the room of what was deleted back, so that it cannot be read from the file any more."""
    with database.engine.connect() as connection:
        automatic = connection.execution_options(isolation_level="AUTOCOMMIT")
        if database.is_sqlite:
            raw = automatic.connection.driver_connection
            if raw is None:
                raise RuntimeError("no connection to the database")
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            automatic.exec_driver_sql("VACUUM")
