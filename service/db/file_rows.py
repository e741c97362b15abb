"""Rows of files, of what was read from them, and of calendars; see :mod:`service.db.repositories`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from service.db import tables
from service.db.engine import Session


def files(session: Session, order_id: str) -> Sequence[tables.File]:
    """Files of an order, the newest first, without what they hold."""
    return session.scalars(
        select(tables.File)
        .where(tables.File.order_id == order_id)
        .order_by(tables.File.created_at.desc(), tables.File.id)
    ).all()


def content(session: Session, file_id: str) -> bytes:
    """What a file holds; nothing when it is gone."""
    asked = select(tables.File.content).where(tables.File.id == file_id)
    return session.scalar(asked) or b""


def imports(session: Session, order_id: str) -> Sequence[tables.Import]:
    """What was read into an order, the newest first."""
    return session.scalars(
        select(tables.Import)
        .where(tables.Import.order_id == order_id)
        .order_by(tables.Import.created_at.desc(), tables.Import.id)
    ).all()


def one_import(session: Session, import_id: str) -> tables.Import | None:
    """One of them, whosever it is."""
    return session.get(tables.Import, import_id)


def applied_imports(
    session: Session, consortium_id: str, limit: int = 100
) -> Sequence[tables.Import]:
    """The last files that a consortium read to the end, the oldest first."""
    found = session.scalars(
        select(tables.Import)
        .join(tables.Order, tables.Order.id == tables.Import.order_id)
        .where(tables.Order.consortium_id == consortium_id, tables.Import.state == "applied")
        .order_by(tables.Import.created_at.desc(), tables.Import.id)
        .limit(limit)
    ).all()
    return found[::-1]


def feed(session: Session, order_id: str, workshop: str) -> tables.Feed | None:
    """The secret address of a workshop's calendar."""
    return session.scalar(
        select(tables.Feed).where(
            tables.Feed.order_id == order_id, tables.Feed.workshop == workshop
        )
    )


def feed_of_secret(session: Session, token_hash: str) -> tables.Feed | None:
    """The calendar that a secret opens."""
    return session.scalar(select(tables.Feed).where(tables.Feed.token_hash == token_hash))


def order_by_id(session: Session, order_id: str | None) -> tables.Order | None:
    """An order whose id a row of its own names."""
    return session.get(tables.Order, order_id) if order_id else None


def add(session: Session, **values: Any) -> tables.File:
    """A new file."""
    row = tables.File(**values)
    session.add(row)
    session.flush()
    return row
