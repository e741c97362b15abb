"""Fifty people who read and save while a plan is being solved: how long they wait for an answer."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from examples.mask_order.order import mask_order

PEOPLE, SECONDS, PLAN_SECONDS = 50, 30.0, 120
# What is to be reached: milliseconds.
MOST_P95 = 300.0
# Between two requests of a person, seconds.
_LEAST_PAUSE, _MOST_PAUSE = 0.4, 1.6
_CODE = "couture"
_ORDER = f"/api/v1/consortia/{_CODE}/orders/masques"


@dataclass
class Measured:
    """Milliseconds by what was asked, and how often each status was answered."""

    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[int] = field(default_factory=Counter)


def run(url: str = "") -> None:
    """Serve the mask order, have it planned, and print what people waited meanwhile.

    Args:
        url: of an empty database; "" for a file of its own.
    """
    with tempfile.TemporaryDirectory() as folder:
        database = url or f"sqlite:///{Path(folder) / 'oeuvre.db'}"
        secret = _prepare(database)
        with socket.socket() as asked:
            asked.bind(("127.0.0.1", 0))
            port = int(asked.getsockname()[1])
        server = subprocess.Popen(
            [sys.executable, "-c", "from service.cli.commands import main; main()", "serve",
             "--database", database, "--port", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _load(port, secret, database)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


def _prepare(url: str) -> str:
    """A consortium with its order; the secret of a session of its coordinator."""
    from service.db import migrating, tables
    from service.db.engine import Database
    from service.settings import Settings
    from service.usecases import orders, signing_in
    from service.usecases.rights import Actor, Role

    database = Database(url)
    migrating.migrate(database)
    with database.writing() as session:
        session.add(tables.Consortium(id=_CODE, name="Couture"))
        account = tables.Account(email="a@example.org", name="A", password_hash="*")
        session.add(account)
        session.flush()
        role = Role.COORDINATOR
        session.add(tables.Role(account_id=account.id, consortium_id=_CODE, role=role.value))
        actor = Actor(account_id=account.id, consortium_id=_CODE, roles=frozenset({role}))
        row = orders.create(session, actor, title="Masques", code="masques")
        orders.fill(session, actor, row, mask_order())
        secret = signing_in.open_session(session, Settings(database_url=url), account)
    database.close()
    return secret


def _load(port: int, secret: str, database: str) -> None:
    me = _Person(port, secret, Measured(), random.Random(0))
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            me.ask("GET", "/health")
            break
        except OSError:
            me.connection.close()
            time.sleep(0.2)
    _, _, job = me.ask("POST", f"{_ORDER}/plans", {"seconds": PLAN_SECONDS})
    while me.ask("GET", f"/api/v1/consortia/{_CODE}/jobs/{job['id']}")[2]["state"] == "queued":
        time.sleep(0.2)
    measured = [Measured() for _ in range(PEOPLE)]
    over = time.monotonic() + SECONDS
    threads = [
        threading.Thread(target=_Person(port, secret, m, random.Random(i)).live, args=(over,))
        for i, m in enumerate(measured, start=1)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    me.connection.close()  # the server let it go meanwhile
    state = me.ask("GET", f"/api/v1/consortia/{_CODE}/jobs/{job['id']}")[2]["state"]
    me.ask("DELETE", f"/api/v1/consortia/{_CODE}/jobs/{job['id']}")
    _print(measured, state, database)


def _print(measured: list[Measured], state: str, database: str) -> None:
    waits: dict[str, list[float]] = defaultdict(list)
    statuses: Counter[int] = Counter()
    for one in measured:
        statuses += one.statuses
        for what, found in one.waits.items():
            waits[what] += found
    every = [x for found in waits.values() for x in found]
    kind = database.split(":", 1)[0]
    print(
        f"\n{kind}, {os.cpu_count()} cores: {PEOPLE} people, {len(every)} requests in {SECONDS:g} s, "
        f"the plan meanwhile {state}"
    )
    for what, found in [*sorted(waits.items()), ("all", every)]:
        cuts = statistics.quantiles(found, n=100)
        print(f"  {what:12} {len(found):6}  p50 {cuts[49]:6.0f} ms  p95 {cuts[94]:6.0f} ms")
    print(f"  answers: {dict(sorted(statuses.items()))}")
    wrong = {s for s in statuses if s >= 400 and s != http.HTTPStatus.CONFLICT}
    if wrong:
        print(f"  errors: {sorted(wrong)}")
    if statistics.quantiles(every, n=100)[94] > MOST_P95:
        print(f"  beyond {MOST_P95:g} ms")


class _Person:
    """Somebody who looks around, and now and then saves."""

    def __init__(self, port: int, secret: str, measured: Measured, dice: random.Random) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Cookie": f"oeuvre_session={secret}", "Content-Type": "application/json"}
        self.measured = measured
        self.dice = dice

    def live(self, over: float) -> None:
        """Until it is over."""
        workshops = [w.id for w in mask_order().workshops]
        while time.monotonic() < over:
            time.sleep(self.dice.uniform(_LEAST_PAUSE, _MOST_PAUSE))
            workshop = f"{_ORDER}/parts/workshop/{self.dice.choice(workshops)}"
            what = self.dice.random()
            if what < 0.40:
                self._timed("a part", "GET", workshop)
            elif what < 0.55:
                self._timed("orders", "GET", f"/api/v1/consortia/{_CODE}/orders")
            elif what < 0.65:
                self._timed("jobs", "GET", f"{_ORDER}/jobs")
            elif what < 0.70:
                self._timed("check", "GET", f"{_ORDER}/check")
            else:
                _, tag, part = self._timed("a part", "GET", workshop)
                part["data"][""]["headcount"] = str(self.dice.randint(5, 40))
                self._timed("save", "PUT", workshop, {"data": part["data"]}, tag)

    def _timed(self, what: str, *asked: Any) -> tuple[int, str, Any]:
        started = time.perf_counter()
        answer = self.ask(*asked)
        self.measured.waits[what].append(1000 * (time.perf_counter() - started))
        self.measured.statuses[answer[0]] += 1
        return answer

    def ask(self, method: str, path: str, body: Any = None, tag: str = "") -> tuple[int, str, Any]:
        """Status, version, and what was answered."""
        headers = {**self.headers, **({"If-Match": tag} if tag else {})}
        text = None if body is None else json.dumps(body)
        self.connection.request(method, path, text, headers)
        answer = self.connection.getresponse()
        said = answer.read()
        return answer.status, answer.headers.get("ETag", ""), json.loads(said) if said else None
