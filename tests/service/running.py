"""A service that runs in the test, with a consortium, the mask order and somebody in every role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute

from optimizer.problem import Problem
from service.app import make_app
from service.db import migrating, repositories, tables
from service.db.engine import Database
from service.delivery import Bell
from service.settings import Settings
from service.usecases import access, orders, signing_in
from service.usecases.reading import read_order
from service.usecases.rights import Actor, Role

MASKS = Path(__file__).parents[2] / "examples" / "mask_order" / "commande_masques.xlsx"
CONSORTIUM, OTHER, ORDER = "couture-solidaire", "autre-groupement", "masques"
API = f"/api/v1/consortia/{CONSORTIUM}"
CUSTOMER = "Département (exemple)"
# Role of the test → (role, subject, consortium).
PEOPLE: dict[str, tuple[Role, str, str]] = {
    "coordinator": (Role.COORDINATOR, "", CONSORTIUM),
    "workshop_a": (Role.WORKSHOP, "terrils", CONSORTIUM),
    "workshop_b": (Role.WORKSHOP, "canal", CONSORTIUM),
    "facilitator": (Role.FACILITATOR, "", CONSORTIUM),
    "buyer": (Role.BUYER, CUSTOMER, CONSORTIUM),
    "other_buyer": (Role.BUYER, "Un autre client", CONSORTIUM),
    "stranger": (Role.COORDINATOR, "", OTHER),
}


@cache
def mask_problem() -> Problem:
    """The example's problem."""
    found = read_order(MASKS).problem
    assert found is not None
    return found


@cache
def _routes() -> list[BaseRoute]:
    database = Database("sqlite://")
    try:
        return list(make_app(Settings(), database).router.routes)
    finally:
        database.close()


def app_over(settings: Settings, database: Database, bell: Bell | None = None) -> FastAPI:
    """What ``make_app`` makes, with routes that all such applications share.

    FastAPI works out its routes at the first requests to each application, which takes longer than most
    tests. Dependencies cannot be overridden in what comes of it.
    """
    app = make_app(settings, database, bell)
    app.router.routes[:] = _routes()
    return app


@dataclass
class Running:
    """The service and who is signed in to it."""

    database: Database
    settings: Settings
    bell: Bell
    secrets: dict[str, str]
    clients: dict[str, TestClient] = field(default_factory=dict)

    def client(self, who: str) -> TestClient:
        """Somebody's browser; « nobody » is signed in nowhere."""
        if who not in self.clients:
            app = app_over(self.settings, self.database, self.bell)
            client = TestClient(app, raise_server_exceptions=False)
            if who != "nobody":
                client.cookies.set("oeuvre_session", self.secrets[who])
            self.clients[who] = client
        return self.clients[who]

    def clear_members(self) -> None:
        """A consortium that nobody has joined yet."""
        with self.database.writing() as session:
            session.query(tables.Member).delete()

    def actor(self, who: str) -> Actor:
        """Somebody, for use cases called directly."""
        with self.database.reading() as session:
            account = repositories.account_by_email(session, f"{who}@example.org")
            assert account is not None
            return access.actor_in(session, account, PEOPLE[who][2])


@contextmanager
def service(url: str) -> Iterator[Running]:
    """The service over an empty database, filled with the example.

    Passwords are not hashed here: sessions are opened without them.
    """
    settings = Settings(database_url=url, workers=0)
    database = Database(url)
    migrating.migrate(database)
    secrets = {}
    with database.writing() as session:
        for code in (CONSORTIUM, OTHER):
            session.add(tables.Consortium(id=code, name=code))
        session.flush()
        for workshop in mask_problem().workshops:
            session.add(
                tables.Member(consortium_id=CONSORTIUM, workshop=workshop.id, name=workshop.name)
            )
        for who, (role, subject, consortium) in PEOPLE.items():
            account = tables.Account(email=f"{who}@example.org", name=who, password_hash="*")
            session.add(account)
            session.flush()
            session.add(
                tables.Role(
                    account_id=account.id,
                    consortium_id=consortium,
                    role=role.value,
                    subject=subject,
                )
            )
            secrets[who] = signing_in.open_session(session, settings, account)
    running = Running(database, settings, Bell(), secrets)
    with database.writing() as session:
        actor = running.actor("coordinator")
        row = orders.create(session, actor, title="Masques", code=ORDER, customer=CUSTOMER)
        orders.fill(session, actor, row, mask_problem())
        stranger = running.actor("stranger")
        orders.create(session, stranger, title="Chez les autres", code="ailleurs")
    try:
        yield running
    finally:
        for client in running.clients.values():
            client.close()
        database.close()
