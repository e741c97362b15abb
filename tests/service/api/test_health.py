"""``/health`` and ``/ready``: what is wrong is said, to whoever asks, without anybody's data."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.app import make_app
from service.db import migrating, tables
from service.db.base import now
from service.db.engine import Database
from service.settings import Settings


@dataclass
class Hand:
    """A worker that lives or not."""

    is_alive: bool


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'oeuvre.db'}")
    migrating.migrate(database)
    yield database
    database.close()


def _ask(database: Database, *hands: Hand, **changes: Any) -> tuple[int, dict[str, str]]:
    """The status, and what is said by name of what is not fine."""
    settings = replace(Settings(database_url=database.url), disk_megabytes=0, **changes)
    client = TestClient(make_app(settings, database, workers=hands), raise_server_exceptions=False)
    assert client.get("/health").json()["is_alive"] is True
    answer = client.get("/ready", headers={"accept-language": "en"})
    said = answer.json()
    assert said["is_ready"] == (answer.status_code == 200)
    assert all(bool(c["text"]) != c["is_fine"] for c in said["checks"])
    return answer.status_code, {c["name"]: c["text"] for c in said["checks"] if not c["is_fine"]}


def test_everything_is_fine(opened: Database) -> None:
    assert _ask(opened, Hand(True), Hand(True)) == (200, {})


def test_a_database_at_an_earlier_step(opened: Database) -> None:
    migrating.migrate(opened, "base")
    status, said = _ask(opened)
    assert (status, list(said)) == (503, ["migrations"])
    assert migrating.newest() in said["migrations"]


def test_a_database_that_cannot_be_reached(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'gone' / 'oeuvre.db'}")
    (tmp_path / "gone").mkdir()
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'oeuvre.db'}", disk_megabytes=0)
    shutil.rmtree(tmp_path / "gone")
    client = TestClient(make_app(settings, database), raise_server_exceptions=False)
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert [c["name"] for c in answer.json()["checks"] if not c["is_fine"]] == ["database"]
    assert str(tmp_path) not in answer.text, "no address, no path"
    away = client.get("/api/v1/invitations/a-secret-that-is-long")
    assert (away.status_code, away.json()["code"]) == (503, "database_away")
    database.close()


def test_workers_that_died(opened: Database) -> None:
    status, said = _ask(opened, Hand(True), Hand(False))
    assert (status, list(said)) == (503, ["workers"])


def test_jobs_that_nobody_takes(opened: Database) -> None:
    with opened.writing() as session:
        session.add(tables.Consortium(id="c", name="c"))
        session.flush()
        long_ago = now() - timedelta(minutes=10)
        for lane in ("solve", "files"):
            session.add(tables.Job(kind="x", lane=lane, consortium_id="c", created_at=long_ago))
        session.add(tables.Job(kind="x", lane="files", consortium_id="c"))
        # Somebody works in this lane: the others only wait their turn.
        session.add(
            tables.Job(
                kind="x",
                lane="files",
                consortium_id="c",
                state="running",
                lease_until=now() + timedelta(minutes=1),
            )
        )
    status, said = _ask(opened)
    assert (status, list(said)) == (503, ["jobs"])
    assert said["jobs"].startswith("1 ")


def test_a_disk_nearly_full(opened: Database) -> None:
    settings = replace(Settings(database_url=opened.url), disk_megabytes=10_000_000_000)
    client = TestClient(make_app(settings, opened))
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert [c["name"] for c in answer.json()["checks"] if not c["is_fine"]] == ["disk"]
