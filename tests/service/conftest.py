"""Databases for the tests of the service: each test that asks for one gets an empty one of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.db import migrating
from service.db.engine import Database
from tests.service.postgres import Postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, started by the first test that needs it."""
    with Postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'oeuvre.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.new_url()
    yield url
    server.drop(url)


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]
)
def module_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Like :func:`database_url`, one for all tests of a file; PostgreSQL among the slow tests."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('module') / 'oeuvre.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.new_url()
    yield url
    server.drop(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database that has its tables, of each kind in turn."""
    opened = Database(database_url)
    migrating.migrate(opened)
    yield opened
    opened.close()
