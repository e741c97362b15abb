"""Questions about a plan: asked through the API, answered by the worker's child."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from optimizer import dossier
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.solver.solve import SolveOptions, solve
from optimizer.verification import check_plan
from service.db import conversion, job_rows, repositories, tables
from service.jobs.kinds import KINDS
from service.jobs.study_tasks import STUDIES
from service.jobs.tasks import plan_answer
from tests.builders import small_problem
from tests.service.running import API, CONSORTIUM, ORDER, Running, service

# Many solves or a whole service: together they would make the quick tests too long.
pytestmark = pytest.mark.slow


def _as_stored() -> Problem:
    """A small problem as the service reads it: its id is the order's code, its parts in order."""
    head, parts = conversion.parts_of(small_problem(title="Masques"))
    found, _ = conversion.problem_of(ORDER, head, parts)
    assert found is not None
    return found


PROBLEM = _as_stored()
STUDY = f"{API}/orders/{ORDER}/studies"


@pytest.fixture(scope="module")
def small_plan() -> Plan:
    """A plan of a small problem."""
    return solve(PROBLEM, SolveOptions(time_limit_seconds=3)).plan


@pytest.fixture
def running(database_url: str, small_plan: Plan) -> Iterator[Running]:
    """The service, with an order that is small and has a plan."""
    from service.usecases import orders

    with service(database_url) as found:
        with found.database.writing() as session:
            row = repositories.order(session, CONSORTIUM, ORDER)
            assert row is not None
            orders.fill(session, found.actor("coordinator"), row, PROBLEM)
            answer = plan_answer(small_plan)
            session.add(
                tables.Plan(
                    order_id=row.id,
                    number=1,
                    problem=dossier.problem_to_json(PROBLEM),
                    plan=answer["plan"],
                    problem_hash=answer["problem_hash"],
                    summary=answer["summary"],
                    options={"preset": "equitable"},
                )
            )
        yield found


def _done(running: Running, path: str, asked: dict[str, Any]) -> dict[str, Any]:
    """What became of a job, done in this process as the child does it."""
    answer = running.client("coordinator").post(f"{STUDY}/{path}", json=asked)
    assert answer.status_code == 202, answer.text
    held = job_rows.claim(running.database, "test", "solve", 60.0)
    assert held is not None
    assert held.id == answer.json()["id"]
    kind = KINDS[held.kind]
    with running.database.reading() as session:
        payload = kind.prepare(session, held)
    found = STUDIES[kind.task](payload, lambda _: None)
    with running.database.writing() as session:
        result, findings = kind.conclude(session, held, found)
        assert job_rows.finish(session, held, "done", result, findings)
    shown: dict[str, Any] = running.client("coordinator").get(f"{API}/jobs/{held.id}").json()
    assert shown["state"] == "done"
    return shown


def test_why_of_a_plan(running: Running) -> None:
    found = _done(running, "why", {"seconds": 2})["result"]
    assert found["found"]["diagnosis"]["state"] in ("on_time", "late", "infeasible", "unknown")
    assert set(found["said"]) == {"fr", "en"}
    assert found["said"]["fr"]["sentence"] != found["said"]["en"]["sentence"]


def test_why_a_workshop_has_so_little(running: Running) -> None:
    found = _done(running, "why", {"seconds": 2, "workshop": "fil-rouge"})["result"]
    assert found["found"]["workshop"]["workshop"] == "fil-rouge"
    assert found["said"]["fr"]["steps"]


@pytest.mark.slow
def test_a_comparison_has_every_variant_in_the_order_asked_for(running: Running) -> None:
    people = {"workshop": "fil-rouge", "value": "2", "first": "2020-W16", "last": "2020-W18"}
    fewer = {**people, "value": "1"}
    asked = [
        {"name": "Renfort", "changes": [{"what": "people", "cells": people}]},
        {"changes": [{"what": "people", "cells": fewer}]},
    ]
    shown = _done(running, "compare", {"seconds": 2, "variants": asked})
    found = shown["result"]
    assert [v["id"] for v in found["found"]["variants"]] == ["v1", "v2"]
    assert found["said"]["fr"]["variants"][0]["name"] == "Renfort"
    assert found["found"]["variants"][0]["changes"][0]["change"] == "MorePeople"


@pytest.mark.slow
def test_resilience_tells_failures_and_chances(running: Running) -> None:
    found = _done(running, "resilience", {"seconds": 1, "draws": 20})["result"]
    assert found["found"]["chances"]["draws"] == 20
    assert len(found["found"]["setbacks"]) == len(found["said"]["en"]["setbacks"]) > 0


def test_planning_again_makes_a_new_plan_of_the_rest(running: Running) -> None:
    from optimizer.past import whole

    result = _done(running, "replan", {"seconds": 5, "from_week": "2020-W16"})["result"]
    assert result["plan"] == 2
    with running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, ORDER)
        assert order is not None
        first = repositories.plan(session, order.id, 1)
        row = repositories.plan(session, order.id, 2)
        assert first is not None
        assert row is not None
        problem, plan = conversion.plan_of(row)
        past = conversion.past_of(row.past)
        assert row.replaces == first.id
        assert row.options["order_hash"] == first.problem_hash
    assert check_plan(problem, plan) == ()
    assert past is not None
    assert problem.start == PROBLEM.start + timedelta(weeks=1)
    begun, entries = whole(problem, plan, past)
    assert begun.start == PROBLEM.start
    assert len(entries.runs) >= len(plan.runs)
    # And once more, from the plan made again.
    again = _done(running, "replan", {"seconds": 5, "from_week": "2020-W17", "plan": 2})["result"]
    assert again["plan"] == 3


def test_the_list_of_jobs_is_short(running: Running) -> None:
    _done(running, "resilience", {"seconds": 0, "draws": 10})
    (listed,) = running.client("coordinator").get(f"{API}/orders/{ORDER}/jobs").json()
    assert listed["result"] == {}


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("why", {"workshop": "nobody"}),
        ("why", {"milestone": "never"}),
        ("compare", {"variants": []}),
        ("compare", {"variants": [{"changes": [{"what": "magic", "cells": {}}]}]}),
        ("compare", {"variants": [{"changes": [{"what": "without", "cells": {"workshop": "x"}}]}]}),
        ("resilience", {"week": "2031-W01"}),
        ("replan", {"from_week": "2031-W01"}),
        ("replan", {"from_week": "2020-W16", "leaver": "nobody"}),
        ("replan", {"from_week": "2020-W16", "quantities": {"nothing": "3"}}),
    ],
)
def test_what_is_not_of_the_order_is_refused(
    running: Running, path: str, asked: dict[str, Any]
) -> None:
    answer = running.client("coordinator").post(f"{STUDY}/{path}", json=asked)
    assert answer.status_code == 422
    assert job_rows.claim(running.database, "test", "solve", 60.0) is None


@pytest.mark.parametrize(
    ("who", "status"),
    [("facilitator", 403), ("workshop_a", 404), ("buyer", 404), ("stranger", 404), ("nobody", 401)],
)
def test_only_the_coordinator_asks(running: Running, who: str, status: int) -> None:
    for path, asked in (
        ("why", {}),
        ("compare", {"variants": [{"changes": [{"what": "without", "cells": {}}]}]}),
        ("replan", {"from_week": "2020-W16"}),
    ):
        answer = running.client(who).post(f"{STUDY}/{path}", json=asked)
        assert (path, answer.status_code) == (path, status)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 202),
        ("facilitator", 202),
        ("workshop_a", 404),
        ("buyer", 404),
        ("stranger", 404),
        ("nobody", 401),
    ],
)
def test_whoever_accompanies_may_ask_how_fragile_it_is(
    running: Running, who: str, status: int
) -> None:
    assert running.client(who).post(f"{STUDY}/resilience", json={}).status_code == status


def test_an_order_without_a_plan_can_only_be_asked_why(database_url: str) -> None:
    with service(database_url) as running:
        client = running.client("coordinator")
        assert client.post(f"{STUDY}/why", json={"seconds": 1}).status_code == 202
        answer = client.post(f"{STUDY}/resilience", json={})
        assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
