"""People who sign in with passwords, for the tests of doors: hashing made cheap."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi.testclient import TestClient
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from service import security
from service.db import repositories, tables
from service.db.engine import Database
from service.delivery import Bell
from service.settings import Settings
from service.usecases import accounts, signing_in
from service.usecases.rights import Role
from tests.service.running import CONSORTIUM, Running, app_over, service

CHEAP = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
PASSWORD = "une phrase assez longue"
MINE = f"/api/v1/consortia/{CONSORTIUM}"


@dataclass
class Doors:
    """The service, whose people all have the same password."""

    running: Running

    def choose_passwords(self) -> None:
        """Everybody has the same."""
        with self.running.database.writing() as session:
            for who in ("coordinator", "workshop_a", "workshop_b", "facilitator", "buyer"):
                row = repositories.account_by_email(session, email(who))
                assert row is not None
                row.password_hash = security.hash_password(PASSWORD)

    def browser(
        self, settings: Settings | None = None, place: str = "198.51.100.7", **headers: str
    ) -> TestClient:
        """A new browser, signed in nowhere."""
        app = app_over(settings or self.running.settings, self.running.database)
        return TestClient(
            app,
            raise_server_exceptions=False,
            client=(place, 50_000),
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )

    def signed_in(self, who: str) -> TestClient:
        """A new browser, signed in by password."""
        client = self.browser()
        assert sign_in(client, who).status_code == 200
        return client

    def invitation(self, role: Role = Role.WORKSHOP, subject: str = "terrils", to: str = "") -> str:
        """The secret of a new invitation."""
        actor = self.running.actor("coordinator")
        with self.running.database.writing() as session:
            return accounts.invite(
                session, actor, self.running.settings, role=role, subject=subject, email=to
            ).secret

    def reset(self, who: str) -> str:
        """The secret of a new password link."""
        with self.running.database.writing() as session:
            row = repositories.account_by_email(session, email(who))
            assert row is not None
            return signing_in.new_reset(session, self.running.settings, row).secret

    def count(self, table: type[tables.Base]) -> int:
        """How many rows a table has."""
        with self.running.database.reading() as session:
            return session.query(table).count()


@cache
def _template() -> tuple[tempfile.TemporaryDirectory[str], dict[str, str]]:
    """A file to copy, made once, and the secrets of the sessions in it."""
    folder = tempfile.TemporaryDirectory(prefix="doors-")
    with service(f"sqlite:///{folder.name}/doors.db") as running:
        Doors(running).choose_passwords()
        return folder, running.secrets


@contextmanager
def doors_copy(folder: Path) -> Iterator[Doors]:
    """The service in a file of its own."""
    template, secrets = _template()
    shutil.copy(Path(template.name) / "doors.db", folder / "doors.db")
    url = f"sqlite:///{folder}/doors.db"
    database = Database(url)
    try:
        yield Doors(Running(database, Settings(database_url=url, workers=0), Bell(), secrets))
    finally:
        database.close()


def email(who: str) -> str:
    """Somebody's address."""
    return f"{who}@example.org"


def sign_in(client: TestClient, who: str, password: str = PASSWORD, **more: str):
    """Ask to sign in."""
    given = {"email": email(who), "password": password}
    return client.post("/api/v1/session", json=given, headers=more)
