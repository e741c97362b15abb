"""Workers with their children: what they do, how they end, what is left of it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest

from service.db import job_rows, repositories, tables
from service.db.engine import Database, DatabaseAwayError, Session
from service.db.job_rows import Claimed, Lane
from service.delivery import Bell
from service.jobs import worker as worker_module
from service.jobs.kinds import KINDS, WaitKind
from service.jobs.worker import Kind, Worker, stop_all
from tests.service.jobs.queue import add, job, until, until_over, with_orders

# Many solves or a whole service: together they would make the quick tests too long.
pytestmark = pytest.mark.slow

Hire = Callable[..., Worker]


@pytest.fixture
def hire(database: Database) -> Iterator[Hire]:
    """Workers that are stopped at the end, whatever happens."""
    with ExitStack() as hired:

        def start(
            lane: Lane = "files", kinds: Mapping[str, Kind] = KINDS, bell: Bell | None = None
        ) -> Worker:
            worker = Worker(database, kinds, lane=lane, lease_seconds=30.0, bell=bell)
            hired.callback(worker.stop)
            worker.start()
            return worker

        yield start


def _is_running(database: Database, name: str) -> bool:
    row = job(database, name)
    return row.state == "running" and bool(row.progress)


def _is_at_work(database: Database, name: str, attempt: int) -> bool:
    return _is_running(database, name) and job(database, name).attempt == attempt


def _is_gone(pid: int | None) -> bool:
    """Whether a process has ended and was seen off by whoever started it."""
    if pid is None:
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_job_is_done_and_says_what_came_of_it(database: Database, hire: Hire) -> None:
    (order,) = with_orders(database)
    name = add(database, order, payload={"seconds": 0.1})
    hire()
    row = until_over(database, name)
    assert (row.state, row.result, row.attempt) == ("done", {"waited": 0.1}, 1)
    assert row.started_at is not None
    assert row.finished_at is not None


def test_a_bell_wakes_the_worker(
    database: Database, hire: Hire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "_POLL_SECONDS", 10_000.0)
    (order,) = with_orders(database)
    bell = Bell()
    first = add(database, order)
    hire(bell=bell)
    until_over(database, first)
    second = add(database, order)
    bell.ring()
    assert until_over(database, second).state == "done"


def test_a_job_that_is_stopped_keeps_what_it_has(database: Database, hire: Hire) -> None:
    (order,) = with_orders(database)
    name = add(database, order, payload={"seconds": 600})
    worker = hire()
    until(lambda: _is_running(database, name))
    child = worker.child_pid
    with database.writing() as session:
        row = session.get(tables.Job, name)
        assert row is not None
        job_rows.ask_cancel(session, row)
    row = until_over(database, name)
    assert (row.state, row.result) == ("cancelled", {"waited": 0.0, "stopped_by": "user"})
    until(lambda: _is_gone(child))


def test_a_job_that_overruns_keeps_what_it_has(database: Database, hire: Hire) -> None:
    (order,) = with_orders(database)
    name = add(database, order, payload={"seconds": 600, "longest": 0.6})
    hire()
    row = until_over(database, name)
    assert (row.state, row.result) == ("done", {"waited": 0.0, "stopped_by": "time"})


def test_a_worker_that_stops_puts_its_job_back(database: Database, hire: Hire) -> None:
    (order,) = with_orders(database)
    name = add(database, order, payload={"seconds": 600})
    worker = hire()
    until(lambda: _is_running(database, name))
    child = worker.child_pid
    stop_all([worker])
    row = job(database, name)
    assert (row.state, row.losses, worker.is_alive) == ("queued", 0, False)
    until(lambda: _is_gone(child))


def test_a_job_whose_child_is_killed_is_done_again_and_fails_the_third_time(
    database: Database, hire: Hire
) -> None:
    (order,) = with_orders(database)
    name = add(database, order, payload={"seconds": 600})
    worker = hire()
    for attempt in (1, 2, 3):
        until(lambda: _is_at_work(database, name, attempt))  # noqa: B023 - looked at here and now
        pid = worker.child_pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    row = until_over(database, name)
    assert row.state == "failed"
    assert [f["code"] for f in row.findings] == [job_rows.CHILD_LOST]
    after = add(database, order)
    assert until_over(database, after).state == "done"


class _Faulty(WaitKind):
    """Breaks where it is told to."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.task = "nothing of the kind" if place == "task" else "wait"

    def prepare(self, session: Session, job: Claimed) -> Mapping[str, Any]:
        if self.place == "prepare":
            raise ValueError("prepare")
        return super().prepare(session, job)

    def conclude(self, session: Session, job: Claimed, answer: Mapping[str, Any]) -> Any:
        repositories.note(session, account_id="", consortium_id="c", action="kept")
        session.flush()
        if self.place == "conclude":
            raise ValueError("conclude")
        return super().conclude(session, job, answer)


@pytest.mark.parametrize("place", ["kind", "prepare", "conclude"])
def test_a_fault_of_ours_fails_the_job_and_leaves_nothing_half_done(
    database: Database, hire: Hire, place: str
) -> None:
    (order,) = with_orders(database)
    kind = "unheard-of" if place == "kind" else "faulty"
    name = add(database, order, kind=kind)
    hire(kinds={"faulty": _Faulty(place), "wait": WaitKind()})
    row = until_over(database, name)
    assert row.state == "failed"
    assert [f["code"] for f in row.findings] == ["job.failed"]
    with database.reading() as session:
        assert not repositories.audit(session, "c")
    assert until_over(database, add(database, order)).state == "done"


def test_what_a_task_cannot_do_fails_the_job(database: Database, hire: Hire) -> None:
    (order,) = with_orders(database)
    name = add(database, order, payload={"seconds": "never"})
    hire()
    row = until_over(database, name)
    assert row.state == "failed"
    assert row.findings[0]["code"] == "job.failed"
    # Of what kind it was; its text may tell figures, it is for a log that was asked to hold it.
    assert row.findings[0]["params"] == {"fault": "ValueError"}


class _TakenMeanwhile(WaitKind):
    """Another worker takes the job just before its end."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.is_taken = threading.Event()

    def conclude(self, session: Session, job: Claimed, answer: Mapping[str, Any]) -> Any:
        if job.attempt == 1:
            # In the same transaction: SQLite has one writer. It is undone with the rest.
            session.get_one(tables.Job, job.id).attempt = 2
            self.is_taken.set()
        repositories.note(session, account_id="", consortium_id="c", action="kept")
        session.flush()
        return super().conclude(session, job, answer)


def test_who_lost_the_job_undoes_what_it_made(database: Database, hire: Hire) -> None:
    (order,) = with_orders(database)
    name = add(database, order)
    kind = _TakenMeanwhile(database)
    worker = hire(kinds={"wait": kind})
    assert kind.is_taken.wait(120)
    stop_all([worker])
    assert job(database, name).state == "running"
    with database.reading() as session:
        assert not repositories.audit(session, "c")


class _AwayOnce(WaitKind):
    """The database goes away at the worst moment, once."""

    def __init__(self) -> None:
        self.tries = 0

    def conclude(self, session: Session, job: Claimed, answer: Mapping[str, Any]) -> Any:
        self.tries += 1
        if self.tries == 1:
            raise DatabaseAwayError("the server closed the connection", None, OSError())
        return super().conclude(session, job, answer)


def test_a_database_that_is_away_for_a_moment_costs_no_work(database: Database, hire: Hire) -> None:
    (order,) = with_orders(database)
    name = add(database, order)
    kind = _AwayOnce()
    hire(kinds={"wait": kind})
    row = until_over(database, name)
    assert (row.state, row.attempt, kind.tries) == ("done", 1, 2)


def test_signs_of_life_that_fail_for_a_while_leave_the_job_running(
    database: Database, hire: Hire, monkeypatch: pytest.MonkeyPatch
) -> None:
    (order,) = with_orders(database)
    name = add(database, order, payload={"seconds": 1.5})
    failed = threading.Event()
    beat = job_rows.beat

    def away(*given: Any) -> job_rows.Beat:
        if failed.is_set():
            return beat(*given)
        failed.set()
        raise DatabaseAwayError("away", None, OSError())

    monkeypatch.setattr(job_rows, "beat", away)
    hire()
    row = until_over(database, name)
    assert failed.is_set()
    assert (row.state, row.attempt) == ("done", 1)
