"""An order at work over the running service: small, with plans, money terms and everybody's costs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2 as httpx

from optimizer import dossier
from optimizer.plan import Plan
from service.db import conversion, repositories, tables
from service.db.engine import Database
from service.delivery import Bell
from service.settings import Settings
from service.usecases import cost_data, orders
from service.usecases.rights import Role
from tests.cost_builders import private_costs, worked_order
from tests.plans import worked_plan
from tests.service.running import API, CONSORTIUM, CUSTOMER, Running, service

WORKED = "worked"
# Who speaks for which workshop of the worked order.
SPEAKS = {"vestali": "workshop_a", "fil-rouge": "workshop_b", "esat-lys": "workshop_b"}


@dataclass
class Life:
    """The worked order, as people reach it."""

    running: Running

    def call(
        self, who: str, method: str, path: str, body: Any = None, version: int | None = None
    ) -> httpx.Response:
        """A request about the worked order; ``path`` after its address."""
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        address = f"{API}/orders/{WORKED}{path}"
        found: httpx.Response = self.running.client(who).request(
            method, address, json=body, headers=headers
        )
        return found

    def get(self, who: str, path: str) -> Any:
        """What somebody sees, who may see it."""
        found = self.call(who, "GET", path)
        assert found.status_code == 200, found.text
        return found.json()

    def post(self, who: str, path: str, **body: Any) -> Any:
        """What comes of something that is allowed."""
        found = self.call(who, "POST", path, body)
        assert found.status_code < 300, found.text
        return found.json()

    def refused(self, who: str, path: str, status: int, **body: Any) -> Any:
        """What is answered to something that is not allowed."""
        found = self.call(who, "POST", path, body)
        assert found.status_code == status, found.text
        return found.json()

    def refused_get(self, who: str, path: str, status: int) -> Any:
        """What is answered to who may not look."""
        found = self.call(who, "GET", path)
        assert found.status_code == status, found.text
        return found.json()

    def state(self) -> str:
        """State of the order."""
        return str(self.get("coordinator", "")["state"])

    def set_state(self, state: str) -> None:
        """Put the order in a state, whatever came before."""
        with self.running.database.writing() as session:
            row = repositories.order(session, CONSORTIUM, WORKED)
            assert row is not None
            row.state = state
            row.version += 1

    def add_plan(self, plan: Plan | None = None, state: str = "computed", **more: Any) -> int:
        """A stored plan of the order as it is now; its number."""
        with self.running.database.writing() as session:
            row = repositories.order(session, CONSORTIUM, WORKED)
            assert row is not None
            problem = orders.problem(session, row).problem
            assert problem is not None
            made = replace(plan or worked_plan(), problem_hash=dossier.problem_hash(problem))
            number = repositories.next_plan_number(session, row.id)
            texts = conversion.plan_texts(problem, made)
            session.add(tables.Plan(order_id=row.id, number=number, state=state, **texts, **more))
            return number

    def adopted(self) -> int:
        """The order in production with a plan in force."""
        number = self.add_plan()
        self.set_state("won")
        self.post("coordinator", f"/plans/{number}/steps", step="propose")
        for workshop, who in SPEAKS.items():
            self.post(who, f"/plans/{number}/consents/{workshop}/steps", step="accept")
        self.post("coordinator", f"/plans/{number}/steps", step="adopt")
        assert self.state() == "production"
        return number

    def give_costs(self) -> None:
        """Every workshop's figures, written by itself."""
        for workshop, costs in private_costs().items():
            found = self.call(
                SPEAKS[workshop],
                "PUT",
                f"/costings/{workshop}",
                {"data": cost_data.data_of(costs)},
            )
            assert found.status_code == 200, found.text


def other_plan() -> Plan:
    """The worked plan where Fil rouge makes in one week what it made in two."""
    plan = worked_plan()
    runs = [r for r in plan.runs if not _is_moved(r)]
    sewn = next(r for r in plan.runs if _is_moved(r))
    return replace(plan, runs=(*runs, replace(sewn, week="2020-W19")))


def _is_moved(run: Any) -> bool:
    return (run.workshop, run.operation, run.week) == ("fil-rouge", "sewing", "2020-W18")


@cache
def _template() -> tuple[TemporaryDirectory[str], dict[str, str]]:
    """A database filled once for all tests, and what opens its doors."""
    folder = TemporaryDirectory()
    with living(f"sqlite:///{folder.name}/life.db") as life:
        secrets = dict(life.running.secrets)
    return folder, secrets


@contextmanager
def living_copy(folder: Path) -> Iterator[Life]:
    """Like :func:`living`, in a file that is copied instead of filled."""
    template, secrets = _template()
    shutil.copy(Path(template.name) / "life.db", folder / "life.db")
    url = f"sqlite:///{folder}/life.db"
    running = Running(Database(url), Settings(database_url=url, workers=0), Bell(), dict(secrets))
    try:
        yield Life(running)
    finally:
        for client in running.clients.values():
            client.close()
        running.database.close()


@contextmanager
def living(url: str) -> Iterator[Life]:
    """The service with the worked order in it, in draft, nobody asked yet."""
    with service(url) as running:
        with running.database.writing() as session:
            for workshop, who in SPEAKS.items():
                account = repositories.account_by_email(session, f"{who}@example.org")
                assert account is not None
                session.add(
                    tables.Member(consortium_id=CONSORTIUM, workshop=workshop, name=workshop)
                )
                session.add(
                    tables.Role(
                        account_id=account.id,
                        consortium_id=CONSORTIUM,
                        role=Role.WORKSHOP.value,
                        subject=workshop,
                    )
                )
            session.flush()
        with running.database.writing() as session:
            actor = running.actor("coordinator")
            row = orders.create(session, actor, title="Atelier", code=WORKED, customer=CUSTOMER)
            checked = orders.fill(session, actor, row, worked_order())
            assert checked.is_ready, checked.findings
        yield Life(running)
