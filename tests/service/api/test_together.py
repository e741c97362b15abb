"""Twenty people who edit the same capacities at the same time: nobody's work is lost."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.service.jobs.queue import until
from tests.service.processes import Processes
from tests.service.running import API, ORDER, service

pytestmark = pytest.mark.slow
PEOPLE, SAVES = 20, 5
PART = f"{API}/orders/{ORDER}/parts/workshop/terrils"


class Editor:
    """Somebody who goes on until all changes are made."""

    def __init__(self, port: int, secret: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Cookie": f"oeuvre_session={secret}", "Content-Type": "application/json"}
        self.statuses: Counter[int] = Counter()

    def ask(self, method: str, body: Any = None, tag: str = "") -> tuple[int, str, Any]:
        """Status, version, what was answered."""
        headers = {**self.headers, **({"If-Match": tag} if tag else {})}
        self.connection.request(method, PART, json.dumps(body) if body else None, headers)
        answer = self.connection.getresponse()
        said = json.loads(answer.read())
        self.statuses[answer.status] += 1
        return answer.status, answer.headers.get("ETag", ""), said

    def close(self) -> None:
        """Leave."""
        self.connection.close()

    def edit(self, saves: int) -> None:
        """One person more in the workshop, so many times, each from what is there."""
        for _ in range(saves):
            status = 409
            while status == 409:
                _, tag, part = self.ask("GET")
                data = part["data"]
                data[""]["headcount"] = str(_headcount(part) + 1)
                status, _, said = self.ask("PUT", {"data": data}, tag)
                if status == 409:
                    assert said["code"] == "conflict"
                    assert int(said["theirs"]["version"]) > int(tag.strip('"'))


@pytest.fixture
def address(database_url: str, tmp_path: Path) -> Iterator[tuple[int, str]]:
    """A server as a process of its own, and the secret of a session."""
    with (
        service(database_url) as running,
        Processes(database_url, tmp_path, workers=0) as processes,
    ):
        processes.serve()
        until(lambda: _answers(processes.port))
        yield processes.port, running.secrets["coordinator"]
        assert not processes.logged("a fault of ours")


def _headcount(part: dict[str, Any]) -> int:
    return int(part["data"][""]["headcount"])


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


def test_no_change_is_lost(address: tuple[int, str]) -> None:
    editors = [Editor(*address) for _ in range(PEOPLE)]
    _, _, before = editors[0].ask("GET")
    failures: list[BaseException] = []

    def edit(editor: Editor) -> None:
        try:
            editor.edit(SAVES)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=edit, args=(editor,)) for editor in editors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    last = Editor(*address)
    _, _, after = last.ask("GET")
    made = _headcount(after) - _headcount(before)
    assert made == after["version"] - before["version"] == PEOPLE * SAVES
    for editor in (*editors, last):
        editor.close()
    statuses: Counter[int] = sum((e.statuses for e in editors), Counter())
    assert set(statuses) <= {200, 409}
    assert statuses[409] > 0
