"""What was acknowledged is there afterwards, whoever is killed at whatever moment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from service.db import migrating, repositories, tables
from service.db.engine import Database
from tests.service.jobs.queue import until
from tests.service.postgres import Postgres

pytestmark = pytest.mark.slow
WRITES = 1000
_WRITER = Path(__file__).with_name("writer.py")


@contextmanager
def _writer(url: str, first: int) -> Iterator[subprocess.Popen[str]]:
    """A process that writes, and says the number of each write once it is acknowledged."""
    writer = subprocess.Popen(
        [sys.executable, str(_WRITER), url, str(first)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    with writer:
        try:
            yield writer
        finally:
            if writer.poll() is None:
                writer.send_signal(signal.SIGKILL)


def _until_killed(url: str, first: int, many: int, kill_server: Postgres | None) -> int:
    """Writes from a number on, about so many, until it is killed; the last that was acknowledged."""
    last = first - 1
    with _writer(url, first) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            last = int(line)
            if last == first + many - 1:
                if kill_server is not None:
                    kill_server.kill()
                # What it writes meanwhile may or may not be there; what it says, must be.
                writer.send_signal(signal.SIGKILL)
    return last


def _check(database: Database, acknowledged: int) -> None:
    with database.reading() as session:
        there = {int(part.code) for part in repositories.parts(session, "order")}
        noted = {int(entry.subject) for entry in repositories.audit(session, "c", limit=10**6)}
        assert set(range(acknowledged + 1)) <= there
        # A write and its line of the audit are there together, or neither.
        assert noted == there


def _begin(database: Database) -> None:
    migrating.migrate(database)
    with database.writing() as session:
        session.add(tables.Consortium(id="c", name="C"))
        session.flush()
        session.add(tables.Order(id="order", consortium_id="c", code="order", title="Order"))


def test_acknowledged_writes_survive_the_death_of_the_writer_sqlite(tmp_path: Path) -> None:
    dice = random.Random(11)
    url = f"sqlite:///{tmp_path / 'oeuvre.db'}"
    database = Database(url)
    _begin(database)
    done = -1
    while done < WRITES - 1:
        done = _until_killed(url, _next(database), dice.randint(60, 240), None)
        _check(database, done)
    with database.reading() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
    database.close()


def test_acknowledged_writes_survive_the_death_of_the_writer_and_of_postgresql() -> None:
    dice = random.Random(12)
    with Postgres(is_durable=True) as server:
        url = server.new_url()
        database = Database(url)
        _begin(database)
        done = -1
        while done < WRITES - 1:
            kills_server = dice.random() < 0.5
            first = _next(database)
            done = _until_killed(
                url, first, dice.randint(60, 240), server if kills_server else None
            )
            if kills_server:
                database.close()
                until(lambda: _is_started(server))
            _check(database, done)
        database.close()


def _is_started(server: Postgres) -> bool:
    """Started again; what is left of the old one may hold its memory for a moment."""
    try:
        server.start()
    except AssertionError:
        return False
    return True


def _next(database: Database) -> int:
    """The first number that is not there yet: writes that were not acknowledged may be there."""
    with database.reading() as session:
        return len(repositories.parts(session, "order"))
