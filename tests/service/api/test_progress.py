"""Progress of jobs as it comes, and the bell that tells workers of a new one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest

from service.db import job_rows, tables
from service.delivery import Bell
from tests.service.running import API, CONSORTIUM, ORDER, Running, service


@pytest.fixture
def running(database_url: str) -> Iterator[Running]:
    """The service, on each database in turn."""
    with service(database_url) as found:
        yield found


def _job(running: Running) -> str:
    with running.database.writing() as session:
        row = job_rows.add(
            session,
            kind="wait",
            lane="files",
            consortium_id=CONSORTIUM,
            order_id=None,
            payload={"seconds": 1},
        )
        return row.id


def _claim(running: Running) -> job_rows.Claimed:
    found = job_rows.claim(running.database, "worker", "files", 60.0)
    assert found is not None
    return found


def _events(running: Running, name: str, last: str | None = None) -> list[dict[str, str]]:
    headers = {} if last is None else {"Last-Event-ID": last}
    answer = running.client("coordinator").get(f"{API}/jobs/{name}/events", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    return [
        dict(line.split(": ", 1) for line in event.split("\n"))
        for event in answer.text.strip().split("\n\n")
        if event
    ]


def test_who_watches_sees_progress_and_the_end(running: Running) -> None:
    name = _job(running)
    held = _claim(running)
    job_rows.beat(running.database, held, 60.0, {"phase": "levels"})
    seen: list[dict[str, str]] = []
    watching = threading.Thread(target=lambda: seen.extend(_events(running, name)))
    watching.start()
    with running.database.writing() as session:
        assert job_rows.finish(session, held, "done", {"waited": 1})
    watching.join(60)
    assert seen
    assert all(event["event"] == "progress" for event in seen[:-1])
    assert seen[-1]["event"] == "end"
    assert json.loads(seen[-1]["data"])["result"] == {"waited": 1}
    numbers = [int(event["id"]) for event in seen]
    assert numbers == sorted(set(numbers))


def test_the_end_is_said_again_to_who_comes_back(running: Running) -> None:
    name = _job(running)
    held = _claim(running)
    with running.database.writing() as session:
        assert job_rows.finish(session, held, "done")
    (end,) = _events(running, name)
    assert [e["event"] for e in _events(running, name, end["id"])] == ["end"]


def test_who_comes_back_gets_only_what_is_newer(running: Running) -> None:
    name = _job(running)
    held = _claim(running)
    job_rows.beat(running.database, held, 60.0, {"phase": "levels"})
    with running.database.reading() as session:
        known = session.get_one(tables.Job, name).progress_number
    client = running.client("coordinator")
    client.app.state.is_stopping = True  # type: ignore[attr-defined]
    assert _events(running, name, str(known)) == []
    client.app.state.is_stopping = False  # type: ignore[attr-defined]
    seen: list[dict[str, str]] = []
    watching = threading.Thread(target=lambda: seen.extend(_events(running, name, str(known))))
    watching.start()
    with running.database.writing() as session:
        assert job_rows.finish(session, held, "done")
    watching.join(60)
    assert [event["event"] for event in seen] == ["end"]
    assert int(seen[0]["id"]) > known


@pytest.mark.parametrize("who", ["buyer", "stranger", "workshop_a", "nobody"])
def test_a_stream_is_only_for_who_may_see_the_job(running: Running, who: str) -> None:
    answer = running.client(who).get(f"{API}/jobs/{_job(running)}/events")
    assert answer.status_code in (401, 404)


def test_the_bell_rings_once_the_job_is_there_for_good(running: Running) -> None:
    seen: list[int] = []

    class Listening(Bell):
        def ring(self) -> None:
            """What another session sees when it rings."""
            with running.database.reading() as session:
                seen.append(len(session.query(tables.Job).all()))

    running.bell = Listening()
    client = running.client("coordinator")
    assert client.post(f"{API}/orders/{ORDER}/plans", json={"seconds": 1}).status_code == 202
    assert seen == [1]
    assert client.post(f"{API}/orders/{ORDER}/plans", json={"seconds": 0}).status_code == 422
    assert running.client("buyer").post(f"{API}/orders/{ORDER}/plans", json={}).status_code == 404
    assert client.get(f"{API}/orders/{ORDER}/plans").status_code == 200
    assert seen == [1]
