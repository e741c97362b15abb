"""Workers and servers that are killed, frozen, stopped: every job ends once, nobody is left behind."""

from __future__ import annotations

import random
import signal
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from optimizer import dossier
from optimizer.problem import Problem
from optimizer.verification import check_plan
from service.db import conversion, job_rows, repositories, tables
from service.db.engine import Database
from tests.builders import tiny_problem
from tests.service.jobs.queue import ENDS, add, fill, job, until, until_over, with_orders
from tests.service.processes import Processes
from tests.service.running import mask_problem

pytestmark = pytest.mark.slow


def _plan(database: Database, order_id: str, problem: Problem, seconds: float) -> str:
    payload = {
        "problem": dossier.problem_to_json(problem),
        "options": {"time_limit_seconds": seconds},
    }
    return add(database, order_id, kind="plan", lane="solve", payload=payload)


def _runs(database: Database, name: str) -> bool:
    row = job(database, name)
    return row.state == "running" and bool(row.progress)


def _may_die(database: Database, process: subprocess.Popen[bytes], jobs: list[str]) -> bool:
    """Whether no job that it holds was lost before: the third time would fail it, as it must."""
    with database.reading() as session:
        held = [session.get_one(tables.Job, name) for name in jobs]
    pid = f":{process.pid}:"
    return all(j.losses == 0 for j in held if j.state == "running" and pid in j.worker)


def test_jobs_survive_whoever_works_on_them(database: Database, tmp_path: Path) -> None:
    dice = random.Random(7)
    orders = with_orders(database, tuple(f"o{i}" for i in range(6)))
    jobs = [
        add(database, orders[i % 6], lane="solve" if i % 3 else "files",
            payload={"seconds": 0.2 + 0.05 * (i % 5)})
        for i in range(26)
    ]  # fmt: skip
    plans = [_plan(database, orders[i], tiny_problem(), 60.0) for i in range(4)]
    with Processes(database.url, tmp_path, lease_seconds=3) as processes:
        alive = [processes.serve(), processes.start("worker"), processes.start("worker")]
        kills = 0

        def is_over() -> bool:
            with database.reading() as session:
                rows = [session.get_one(tables.Job, name) for name in jobs + plans]
            return all(row.state in ENDS for row in rows)

        def kill_sometimes() -> bool:
            nonlocal kills
            if dice.random() < 0.03 and kills < 15:
                place = dice.randrange(3)
                if _may_die(database, alive[place], jobs + plans):
                    kills += 1
                    alive[place].kill()
                    alive[place].wait()
                    again = processes.serve if place == 0 else lambda: processes.start("worker")
                    alive[place] = again()
            return is_over()

        until(kill_sometimes)
        for process in alive:
            process.kill()
        until(lambda: not processes.alive())
        ended = Counter(str(said["job"]) for said in processes.logged("job ended"))
    assert kills > 0
    assert {job(database, name).state for name in jobs + plans} == {"done"}
    assert set(ended) <= set(jobs + plans)
    assert max(ended.values()) == 1
    with database.reading() as session:
        made = [p for order in orders for p in repositories.plans(session, order)]
    assert len(made) == len(plans)


def test_a_frozen_worker_is_fenced_and_works_on(database: Database, tmp_path: Path) -> None:
    (order,) = with_orders(database)
    name = add(database, order, payload={"seconds": 3.0})
    with Processes(database.url, tmp_path, lease_seconds=2) as processes:
        frozen = processes.start("worker")
        until(lambda: _runs(database, name))
        frozen.send_signal(signal.SIGSTOP)
        other = processes.start("worker")
        row = until_over(database, name)
        assert (row.state, row.attempt, row.losses) == ("done", 2, 1)
        finished = row.finished_at
        other.kill()
        frozen.send_signal(signal.SIGCONT)
        after = add(database, order, payload={"seconds": 0.1})
        row = until_over(database, after)
        assert f":{frozen.pid}:" in row.worker
        row = job(database, name)
        assert (row.attempt, row.finished_at) == (2, finished)
        assert [said["job"] for said in processes.logged("job ended")].count(name) == 1


def test_the_child_of_a_killed_worker_ends_with_it(database: Database, tmp_path: Path) -> None:
    (order,) = with_orders(database)
    fill(database, order)
    name = _plan(database, order, mask_problem(), 60.0)
    with Processes(database.url, tmp_path, lease_seconds=3) as processes:
        worker = processes.start("worker")
        until(lambda: _runs(database, name))
        assert len(processes.alive()) > 1
        worker.kill()
        until(lambda: not processes.alive())
    assert job(database, name).state == "running"


def test_a_plan_that_is_stopped_is_kept_as_far_as_it_came(
    database: Database, tmp_path: Path
) -> None:
    (order,) = with_orders(database)
    fill(database, order)
    name = _plan(database, order, mask_problem(), 120.0)
    with Processes(database.url, tmp_path) as processes:
        processes.start("worker")
        until(lambda: job(database, name).progress.get("plan_found"))
        with database.writing() as session:
            job_rows.ask_cancel(session, session.get_one(tables.Job, name))
        row = until_over(database, name)
    assert row.state == "cancelled"
    with database.reading() as session:
        found = repositories.plan(session, order, row.result["plan"])
        assert found is not None
        problem, plan = conversion.plan_of(found)
    assert check_plan(problem, plan) == ()
    assert (plan.stopped_by, found.summary["stopped_by"]) == ("user", "user")


@pytest.mark.parametrize("command", ["serve", "worker"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_puts_the_job_back_and_says_nothing(
    database: Database, tmp_path: Path, command: str, number: signal.Signals
) -> None:
    (order,) = with_orders(database)
    name = add(database, order, lane="solve", payload={"seconds": 600})
    with Processes(database.url, tmp_path) as processes:
        process = processes.serve() if command == "serve" else processes.start("worker")
        until(lambda: _runs(database, name))
        process.send_signal(number)
        until(lambda: process.poll() is not None)
        assert process.returncode == 0
        until(lambda: not processes.alive())
        assert not any("Traceback" in text or '"error"' in text for text in processes.texts())
    row = job(database, name)
    assert (row.state, row.losses) == ("queued", 0)
