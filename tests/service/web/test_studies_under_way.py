"""Questions about a plan that is being followed: what is past is neither cured nor broken any more."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from service.db import job_rows, repositories, tables
from service.jobs import packed_plans
from service.jobs.kinds import KINDS
from service.usecases import keeping, studies, under_way
from tests.service.living import WORKED, Life
from tests.service.running import API, CONSORTIUM
from tests.service.web import studied
from tests.service.web.studied import compared, plan_of
from tests.service.web.test_plan_pages import AT, jobs, post, read

ROW = {"what": "people", "cells": {"workshop": "vestali", "first": "2020-W17", "last": "2020-W18",
                                   "value": "2"}}  # fmt: skip
WEEK = "2020-W16"


@pytest.fixture
def number(life: Life) -> int:
    """A plan in force whose first week was declared."""
    found = life.adopted()
    with life.running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        session.add(
            tables.Declaration(
                order_id=order.id,
                workshop="vestali",
                week="2020-W15",
                product="mask",
                operation="cutting",
                made=Decimal(0),
                declared_by="",
            )
        )
    return found


def test_every_question_is_about_what_is_left(life: Life, number: int) -> None:
    post(life, "coordinator", f"/plans/{number}/pourquoi")
    post(life, "coordinator", f"/plans/{number}/fragilite", quoi="tout", semaine="")
    with life.running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        actor = life.running.actor("coordinator")
        studies.ask_compare(session, actor, order, asked=[{"name": "", "changes": [ROW]}])
    asked = {j.kind: j.payload["rest"] for j in jobs(life)}
    assert asked.keys() == {"why", "resilience", "compare"}
    assert {rest["from_week"] for rest in asked.values()} == {WEEK}
    assert all(rest["declared"]["rows"] for rest in asked.values())


def test_before_production_all_of_it_is_still_to_come(life: Life) -> None:
    number = life.add_plan()
    post(life, "coordinator", f"/plans/{number}/pourquoi")
    assert jobs(life)[0].payload["rest"] is None


def test_nothing_fails_in_the_past(life: Life, number: int) -> None:
    _status, text = read(life, "coordinator", f"/plans/{number}/fragilite")
    assert 'value="2020-W15"' not in text
    assert f'value="{WEEK}"' in text
    answer = post(
        life, "coordinator", f"/plans/{number}/fragilite", quoi="tout", semaine="2020-W15"
    )
    assert answer.status_code == 422
    assert jobs(life) == []


def test_scenarios_offer_only_weeks_to_come(life: Life, number: int) -> None:
    _status, text = read(life, "coordinator", "/scenarios")
    assert "ce qui reste à faire à partir de" in text
    assert 'value="2020-W15"' not in text
    assert f'value="{WEEK}"' in text


def test_a_whole_plan_of_a_scenario_is_one_of_the_rest(life: Life, number: int) -> None:
    asked = [{"name": "Renfort", "changes": [ROW]}]
    job = compared(life, number, asked, plan_of(life, number)[2])
    assert post(life, "coordinator", f"/scenarios/{job}/plan", variante="v1").status_code == 303
    made = next(j for j in jobs(life) if j.kind == "replan")
    assert made.payload["wish"]["from_week"] == WEEK
    assert made.payload["found_in"] == [job, "v1"]
    assert made.payload["hypothesis"] == asked
    assert '"2020-W17"' in made.payload["wish"]["order"]


def test_a_cure_starts_from_the_plan_that_verified_it(life: Life, number: int) -> None:
    job = studied.why_whole(life, number)
    post(life, "coordinator", f"/remedes/{job}/essayer", remede="cures.0")
    made = next(j for j in jobs(life) if j.kind == "compare")
    assert made.payload["starts"] == {"v1": [job, "cures.0"]}
    answer = post(life, "coordinator", f"/remedes/{job}/plan", remede="cures.0")
    assert answer.headers["location"].startswith(f"{AT}/travaux/")
    replanned = next(j for j in jobs(life) if j.kind == "replan")
    assert replanned.payload["found_in"] == [job, "cures.0"]


def test_a_worker_is_given_the_plan_that_was_found_before(life: Life, number: int) -> None:
    plan_id, _problem, plan = plan_of(life, number)
    packed = packed_plans.packed(plan)
    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        order_id = order.id
    study = studied.add_job(life, "why", result={"found": {}, "plans": {"cures.0": packed}})
    for kind, payload in (
        ("compare", {"plan_id": plan_id, "starts": {"v1": [study, "cures.0"], "v2": ["x", "y"]}}),
        ("replan", {"plan_id": plan_id, "found_in": [study, "cures.0"]}),
        ("plan", {"problem": "", "options": {}, "found_in": [study, "cures.0"]}),
    ):
        held = job_rows.Claimed(
            id="j",
            attempt=1,
            kind=kind,
            lane="solve",
            consortium_id=CONSORTIUM,
            order_id=order_id,
            created_by="",
            payload=payload,
        )
        with life.running.database.reading() as session:
            known = KINDS[kind].prepare(session, held)["known"]
        assert known == ({"v1": packed, "v2": None} if kind == "compare" else packed)
        shown = life.running.client("coordinator").get(f"{API}/jobs/{study}").json()
        assert "plans" not in shown["result"]


@pytest.mark.parametrize("is_in_the_order", [False, True])
def test_what_a_plan_supposes_is_said_before_a_cure_is_kept(
    life: Life, number: int, is_in_the_order: bool
) -> None:
    job = studied.why_whole(life, number)
    with life.running.database.writing() as session:
        row = session.get(tables.Plan, plan_of(life, number)[0])
        assert row is not None
        supposed = {"hypothesis": [{"name": "", "changes": [ROW]}]}
        row.options = supposed if is_in_the_order else {**supposed, "order_hash": "another"}
    _status, text = read(life, "coordinator", f"/plans/{number}/pourquoi?reponse={job}")
    warned = "pas ce que ce plan suppose (2 personnes de plus chez Vestali de S17 à S18)" in text
    assert warned is not is_in_the_order
    assert ("Ce plan suppose" in text) is not is_in_the_order


def test_what_was_supposed_is_supposed_of_the_next_scenario_too(life: Life, number: int) -> None:
    first = {"name": "", "changes": [ROW]}
    with life.running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        row = session.get(tables.Plan, plan_of(life, number)[0])
        assert order is not None
        assert row is not None
        row.options = {"hypothesis": [first], "order_hash": "another"}
        session.flush()
        actor = life.running.actor("coordinator")
        more = {"name": "Encore", "changes": [ROW]}
        job = keeping.plan_with(session, actor, order, more, beside=row)
        assert job.payload["hypothesis"] == [first, more]
        assert under_way.first_week(session, order, row) == WEEK


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        (studied.why_whole, "Qu'est-ce qui bloque ?</h1>"),
        (studied.why_savings, "Ce qui pourrait coûter moins</h1>"),
    ],
)
def test_the_page_has_the_title_of_its_link(
    life: Life, number: int, answer: Callable[[Life, int], str], title: str
) -> None:
    job = answer(life, number)
    assert title in read(life, "coordinator", f"/plans/{number}/pourquoi?reponse={job}")[1]
