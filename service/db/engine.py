"""Reaching the database: one file by default, PostgreSQL by its address, the same code for both.

SQLite writes begin with ``BEGIN IMMEDIATE``: whoever wants to write waits at the start instead of
failing in the middle. Readers never wait (write-ahead log).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DataError as WrongValueError
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import OperationalError as DatabaseAwayError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError as OvertakenError
from sqlalchemy.pool import StaticPool

__all__ = ["Database", "DatabaseAwayError", "OvertakenError", "Session", "WrongValueError"]

# How long a writer waits for another one, seconds.
_PATIENCE = 20
# PostgreSQL: taken already, cannot be put in one order with another transaction, deadlock.
_OVERTAKEN = ("23505", "40001", "40P01")


class Database:
    """An engine and its two kinds of sessions.

    Args:
        url: SQLAlchemy address of an SQLite file or a PostgreSQL database.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self._readers = sessionmaker(self.engine, expire_on_commit=False)
        self._writers = sessionmaker(
            self.engine.execution_options(immediate=True), expire_on_commit=False
        )

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of our own."""
        return self.engine.dialect.name == "sqlite"

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database; None for another database or one in memory."""
        path = self.engine.url.database
        return Path(path) if self.is_sqlite and path and path != ":memory:" else None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only looks."""
        with self._readers() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are there together when the block ends, or not at all.

        Raises:
            OvertakenError: another transaction changed the same, or took the same name, first.
            DatabaseAwayError: it cannot be reached now; the same may succeed later.
        """
        try:
            with self._writers() as session, session.begin():
                yield session
        except DBAPIError as failure:
            if not _is_overtaken(failure):
                raise
            raise OvertakenError("another transaction came first") from failure

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def _is_overtaken(failure: DBAPIError) -> bool:
    code = getattr(failure.orig, "sqlstate", None)
    if code is not None:
        return code in _OVERTAKEN
    return isinstance(failure, IntegrityError) and "UNIQUE" in str(failure.orig)


def _engine(url: str) -> Engine:
    # Values never stand in the text of an error: it goes to the log.
    options: dict[str, Any] = {"hide_parameters": True}
    if not url.startswith("sqlite"):
        # A connection that the server closed meanwhile is replaced, not handed out.
        options |= {"pool_size": 10, "max_overflow": 30, "pool_pre_ping": True}
        return create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), **options)
    options["connect_args"] = {"timeout": _PATIENCE, "check_same_thread": False}
    if url in ("sqlite://", "sqlite:///:memory:"):
        options["poolclass"] = StaticPool
    else:
        options |= {"pool_size": 20, "max_overflow": 40}
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    # The driver must not begin anything by itself: see _begin.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_PATIENCE * 1000}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    is_write = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")
