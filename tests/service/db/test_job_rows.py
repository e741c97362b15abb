"""The rows of jobs on both databases: who may work on what, who may write the end."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from service.db import job_rows, tables
from service.db.engine import Database
from service.db.job_rows import Claimed, Lane
from tests.service.jobs.queue import add, job, with_orders

LEASE, EXPIRED = 60.0, -1.0


def _claim(database: Database, lane: Lane = "files", lease: float = LEASE) -> Claimed:
    found = job_rows.claim(database, "worker", lane, lease)
    assert found is not None
    return found


def _finish(database: Database, claimed: Claimed) -> bool:
    with database.writing() as session:
        return job_rows.finish(session, claimed, "done", {"x": 1})


def _cancel(database: Database, job_id: str) -> None:
    with database.writing() as session:
        row = session.get(tables.Job, job_id)
        assert row is not None
        job_rows.ask_cancel(session, row)


def test_the_oldest_job_of_the_lane_is_taken_and_only_once(database: Database) -> None:
    (order,) = with_orders(database)
    add(database, order, lane="solve")
    first, second = add(database, order), add(database, order)
    assert [_claim(database).id, _claim(database).id] == [first, second]
    assert job_rows.claim(database, "worker", "files", LEASE) is None


def test_of_an_order_one_solve_runs_at_a_time(database: Database) -> None:
    one, other = with_orders(database, ("un", "autre"))
    first, second, third = (add(database, o, lane="solve") for o in (one, one, other))
    running = _claim(database, "solve")
    assert running.id == first
    assert _claim(database, "solve").id == third
    assert job_rows.claim(database, "worker", "solve", LEASE) is None
    assert _finish(database, running)
    assert _claim(database, "solve").id == second


def test_who_lost_the_lease_writes_nothing_more(database: Database) -> None:
    (order,) = with_orders(database)
    name = add(database, order)
    dead = _claim(database, lease=EXPIRED)
    alive = _claim(database)
    assert (dead.attempt, alive.attempt) == (1, 2)
    assert not job_rows.beat(database, dead, LEASE, {"phase": "ghost"}).is_mine
    assert not job_rows.look(database, dead).is_mine
    assert not _finish(database, dead)
    job_rows.let_go(database, dead)
    job_rows.lose(database, dead)
    row = job(database, name)
    assert (row.state, row.progress, row.result, row.attempt) == ("running", {}, {}, 2)
    assert job_rows.look(database, alive).is_mine
    assert _finish(database, alive)
    assert not _finish(database, alive)
    assert job(database, name).state == "done"


def test_a_sign_of_life_holds_the_lease_and_tells_what_is_new(database: Database) -> None:
    (order,) = with_orders(database)
    name = add(database, order)
    held = _claim(database, lease=EXPIRED)
    before = job(database, name).progress_number
    assert job_rows.beat(database, held, LEASE, {"phase": "levels"}).is_mine
    assert job_rows.claim(database, "other", "files", LEASE) is None
    row = job(database, name)
    assert (row.progress, row.progress_number) == ({"phase": "levels"}, before + 1)


def test_a_job_of_which_three_workers_die_fails_and_the_next_is_taken(database: Database) -> None:
    (order,) = with_orders(database)
    poisoned, sound = add(database, order), add(database, order)
    for _ in range(job_rows.MOST_LOSSES):
        assert _claim(database, lease=EXPIRED).id == poisoned
    assert _claim(database).id == sound
    row = job(database, poisoned)
    assert row.state == "failed"
    assert [f["code"] for f in row.findings] == [job_rows.WORKER_LOST]


def test_a_job_whose_child_dies_three_times_fails(database: Database) -> None:
    (order,) = with_orders(database)
    name = add(database, order)
    states = []
    for _ in range(job_rows.MOST_LOSSES):
        job_rows.lose(database, _claim(database))
        states.append(job(database, name).state)
    assert states == ["queued", "queued", "failed"]
    assert [f["code"] for f in job(database, name).findings] == [job_rows.CHILD_LOST]


def test_workers_that_stop_in_good_order_cost_a_job_nothing(database: Database) -> None:
    (order,) = with_orders(database)
    name = add(database, order)
    for _ in range(2 * job_rows.MOST_LOSSES):
        job_rows.let_go(database, _claim(database))
    row = job(database, name)
    assert (row.state, row.losses) == ("queued", 0)
    _claim(database, lease=EXPIRED)
    assert _claim(database).id == name


def test_a_job_that_waits_is_cancelled_at_once(database: Database) -> None:
    (order,) = with_orders(database)
    name = add(database, order)
    _cancel(database, name)
    assert job(database, name).state == "cancelled"
    assert job_rows.claim(database, "worker", "files", LEASE) is None


def test_a_job_that_runs_is_asked_to_stop(database: Database) -> None:
    (order,) = with_orders(database)
    name = add(database, order)
    held = _claim(database)
    _cancel(database, name)
    assert job_rows.look(database, held).is_cancel_asked
    assert job_rows.beat(database, held, LEASE).is_cancel_asked


def test_a_job_that_is_over_stays_as_it_is(database: Database) -> None:
    (order,) = with_orders(database)
    name = add(database, order)
    assert _finish(database, _claim(database))
    _cancel(database, name)
    row = job(database, name)
    assert (row.state, row.is_cancel_asked) == ("done", False)


@pytest.mark.parametrize("leave", [job_rows.let_go, None])
def test_a_job_to_be_stopped_that_nobody_holds_is_cancelled(
    database: Database, leave: Callable[[Database, Claimed], None] | None
) -> None:
    (order,) = with_orders(database)
    name = add(database, order)
    held = _claim(database, lease=EXPIRED)
    _cancel(database, name)
    if leave is not None:
        leave(database, held)
    assert job_rows.claim(database, "worker", "files", LEASE) is None
    assert job(database, name).state == "cancelled"


@pytest.mark.parametrize("many_orders", [True, False])
def test_workers_that_look_at_the_same_moment_never_take_the_same(
    database: Database, many_orders: bool
) -> None:
    names = tuple(f"o{i}" for i in range(6)) if many_orders else ("masques",)
    ids = with_orders(database, names)
    for i in range(6):
        add(database, ids[i % len(ids)], lane="solve")
    taken: list[str] = []
    start = threading.Barrier(6)

    def take() -> None:
        start.wait()
        for _ in range(3):
            found = job_rows.claim(database, "worker", "solve", LEASE)
            if found is not None:
                taken.append(found.id)

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == (6 if many_orders else 1)
