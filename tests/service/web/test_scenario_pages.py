"""Scenarios: put together, compared, kept; by forms and by clicking on the plan."""

from __future__ import annotations

import base64
import copy
import hashlib
import html
import zlib
from decimal import Decimal
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from service.db import tables
from service.errors import ServiceRefusalError
from service.web import scenario_draft, scenario_forms
from service.web.scenario_draft import Draft
from tests.plans import printed_plan, worked_plan
from tests.service.living import WORKED, Life, other_plan
from tests.service.running import CONSORTIUM
from tests.service.web.studied import compared, plan_of
from tests.service.web.test_plan_pages import AT, jobs, post, read

PEOPLE = {
    "what": "people",
    "people.workshop": "vestali",
    "people.value": "2",
    "people.first": "2020-W17",
    "people.last": "2020-W19",
}
ROW = {"what": "people",
       "cells": {"workshop": "vestali", "first": "2020-W17", "last": "2020-W19", "value": "2"}}  # fmt: skip


@pytest.fixture
def number(life: Life) -> int:
    return life.add_plan()


def test_a_change_is_added_said_and_taken_out(life: Life, number: int) -> None:
    answer = post(life, "coordinator", "/scenarios/ajouter", plan=str(number), **PEOPLE)
    assert answer.status_code == 303
    _status, text = read(life, "coordinator", "/scenarios")
    assert "2 personnes de plus chez Vestali de S17 à S19" in text
    post(life, "coordinator", "/scenarios/changer", scenario="0", nom="Renfort")
    _status, text = read(life, "coordinator", "/scenarios")
    assert ">Renfort</h3>" in text
    post(life, "coordinator", "/scenarios/changer", scenario="0", changement="0")
    _status, text = read(life, "coordinator", "/scenarios")
    assert "Aucun scénario en cours" in text


def test_a_change_that_is_not_clear_is_refused_and_kept(life: Life, number: int) -> None:
    typed = {**PEOPLE, "people.value": "deux", "plan": str(number)}
    answer = post(life, "coordinator", "/scenarios/ajouter", **typed)
    assert answer.status_code == 422
    text = html.unescape(answer.text)
    assert 'value="deux"' in text
    assert "n'est pas un nombre" in text
    assert "Aucun scénario en cours" in text


@pytest.mark.parametrize("what", [f.what for f in scenario_forms.FORMS])
def test_every_form_asks_for_the_cells_of_its_change(what: str) -> None:
    from importers.variant_meanings import MEANINGS

    meaning, form = MEANINGS[what], scenario_forms.BY_WHAT[what]
    cells = {f.cell: f for f in form.fields}
    assert set(meaning.needs) <= set(cells) <= {*meaning.needs, *meaning.may}
    assert all(not cells[c].is_free for c in meaning.needs)
    about = cells.get("about")
    assert about is None or about.source == meaning.about


def test_pinning_and_ruling_out_by_a_click(life: Life, number: int) -> None:
    run = next(r for r in worked_plan().runs if r.week == "2020-W17")  # the first weeks are frozen
    key = "|".join((run.workshop, run.product, run.operation, run.week, format(run.units, "f")))
    answer = post(life, "coordinator", f"/plans/{number}/scenario", garder=key)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith(f"{AT}/plans/{number}?semaine={run.week}")
    post(life, "coordinator", f"/plans/{number}/scenario", interdire=key)
    _status, text = read(life, "coordinator", "/scenarios")
    assert "fait exactement" in text
    assert "ne fait pas" in text
    assert text.count("<h3>") == 1  # both in one scenario


@pytest.mark.parametrize("key", ["", "a|b", "vestali|mask|sewing|2020-W99|x", "x|y|z|2020-W17|10"])
def test_a_click_on_nothing_changes_nothing(life: Life, number: int, key: str) -> None:
    answer = post(life, "coordinator", f"/plans/{number}/scenario", garder=key)
    assert answer.status_code == (422 if key.count("|") == 4 else 404)
    if key.count("|") == 4:
        assert "Qui fait quoi" in answer.text or "qui fait quoi" in answer.text
    _status, text = read(life, "coordinator", "/scenarios")
    assert "Aucun scénario en cours" in text


def test_scenarios_are_compared(life: Life, number: int) -> None:
    assert post(life, "coordinator", "/scenarios/comparer", plan=str(number)).status_code == 422
    post(life, "coordinator", "/scenarios/ajouter", plan=str(number), **PEOPLE)
    answer = post(life, "coordinator", "/scenarios/comparer", plan=str(number), seconds="10")
    (job,) = jobs(life)
    assert answer.headers["location"] == f"{AT}/travaux/{job.id}"
    assert job.kind == "compare"
    assert job.payload["variants"] == [{"name": "", "changes": [ROW]}]
    assert job.payload["seconds"] == 10


def test_only_the_coordination_changes_scenarios(life: Life, number: int) -> None:
    for path in ("/scenarios/ajouter", "/scenarios/changer", "/scenarios/comparer",
                 f"/plans/{number}/scenario"):  # fmt: skip
        assert post(life, "facilitator", path, **PEOPLE).status_code == 403
        assert post(life, "workshop_a", path, **PEOPLE).status_code == 404
    assert jobs(life) == []


def study(life: Life, number: int) -> str:
    _id, problem, _plan = plan_of(life, number)
    from dataclasses import replace

    from optimizer.dossier import problem_hash

    made = replace(other_plan(), problem_hash=problem_hash(problem))
    asked = [{"name": "Renfort", "changes": [ROW]}, {"name": "Impossible", "changes": [ROW]}]
    return compared(life, number, asked, made, None)


def test_plans_side_by_side(life: Life, number: int) -> None:
    job = study(life, number)
    status, text = read(life, "coordinator", f"/scenarios/{job}")
    assert status == 200
    assert "1. Renfort" in text
    assert "Aucun plan : voir la raison" in text
    for title in ("Jalons", "Part du travail de chacun", "Coût variable"):
        assert f">{title}</h2>" in text
    assert text.count('name="variante" value="v1"') == 2
    assert 'value="v2"' not in text
    assert read(life, "workshop_a", f"/scenarios/{job}")[0] == 404
    _status, text = read(life, "facilitator", f"/scenarios/{job}")
    assert 'name="variante"' not in text
    _status, text = read(life, "coordinator", "/scenarios")
    assert f"/scenarios/{job}" in text


def test_a_scenario_is_planned_without_changing_the_order(life: Life, number: int) -> None:
    job = study(life, number)
    before = life.get("coordinator", "/parts/workshop/vestali")
    answer = post(life, "coordinator", f"/scenarios/{job}/plan", variante="v1")
    assert answer.status_code == 303
    made = next(j for j in jobs(life) if j.kind == "plan")
    assert made.payload["name"] == "Renfort"
    assert '"2020-W17"' in made.payload["problem"]
    assert life.get("coordinator", "/parts/workshop/vestali") == before


def test_a_scenario_is_kept_for_good(life: Life, number: int) -> None:
    job = study(life, number)
    before = life.get("coordinator", "/parts/workshop/vestali")
    answer = post(life, "coordinator", f"/scenarios/{job}/garder", variante="v1")
    assert answer.status_code == 303
    after = life.get("coordinator", "/parts/workshop/vestali")
    assert after["version"] == before["version"] + 1
    weeks = {o["week"] for o in after["data"][""]["overrides"]}
    assert {"2020-W17", "2020-W18", "2020-W19"} <= weeks
    others = ("fil-rouge", "esat-lys")
    assert all(life.get("coordinator", f"/parts/workshop/{w}")["version"] == 1 for w in others)
    assert any(j.kind == "plan" for j in jobs(life))


@pytest.mark.parametrize("variant", ["", "v0", "v9", "x"])
def test_only_what_was_compared_is_kept(life: Life, number: int, variant: str) -> None:
    job = study(life, number)
    for what in ("plan", "garder"):
        answer = post(life, "coordinator", f"/scenarios/{job}/{what}", variante=variant)
        assert answer.status_code == 404
        assert (
            post(life, "facilitator", f"/scenarios/{job}/{what}", variante="v1").status_code == 403
        )
    assert not any(j.kind == "plan" for j in jobs(life))


def test_compared_scenarios_are_taken_up_again(life: Life, number: int) -> None:
    job = study(life, number)
    post(life, "coordinator", f"/scenarios/{job}/reprendre")
    _status, text = read(life, "coordinator", "/scenarios")
    assert ">Renfort</h3>" in text


class _Request:
    def __init__(self, cookie: str) -> None:
        self.cookies = {scenario_draft.COOKIE: cookie}


@pytest.mark.parametrize("cookie", ["", "x", "AAAA", "eJw=", "a" * 5000])
def test_a_draft_that_cannot_be_read_is_empty(cookie: str) -> None:
    request: Any = _Request(cookie)
    assert scenario_draft.read(request).scenarios == ()


def test_a_draft_comes_back_as_it_was(life: Life) -> None:
    draft = Draft(3).added([ROW], None, "Renfort d'été").added([ROW], None)
    answer = scenario_draft.write(Response(), life.running.settings, draft, AT)
    cookie = answer.headers["set-cookie"].partition("=")[2].partition(";")[0]
    request: Any = _Request(cookie)
    assert scenario_draft.read(request) == draft
    assert f"Path=/c/{CONSORTIUM}/o/{WORKED}" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "raw", ['{"p":1e999,"s":[]}', "[" * 50_000, "[]", '{"p":1,"s":[{"c":[[[],{}]]}]}', "null"]
)
def test_a_draft_of_any_form_fails_nothing(raw: str) -> None:
    packed = base64.urlsafe_b64encode(zlib.compress(raw.encode()))
    cookie = scenario_draft.COOKIE.encode() + b"=" + packed
    found = scenario_draft.read(Request({"type": "http", "headers": [(b"cookie", cookie)]}))
    assert found.scenarios == ()


def test_forty_changes_are_refused_in_words_and_none_is_lost(life: Life, number: int) -> None:
    """A browser drops a cookie that is too long without a word: it never comes to that."""
    codes = []
    for k in range(40):
        typed = {**PEOPLE, "people.value": str(k + 1), "scenario": "0", "plan": str(number)}
        answer = post(life, "coordinator", "/scenarios/ajouter", **typed)
        codes.append(answer.status_code)
    most = scenario_draft.MOST_CHANGES
    assert codes == [303] * most + [422] * (40 - most)
    assert "Trop de changements à la fois" in html.unescape(answer.text)
    _status, text = read(life, "coordinator", "/scenarios")
    assert f"{most} personnes de plus chez Vestali" in text
    post(life, "coordinator", "/scenarios/changer", scenario="0", changement="0")
    assert post(life, "coordinator", "/scenarios/ajouter", **typed).status_code == 303


def test_what_a_browser_would_not_keep_is_refused_in_words(life: Life, number: int) -> None:
    draft = Draft(number)
    for k in range(12):
        texts = [hashlib.sha256(f"{k} {n}".encode()).hexdigest() for n in range(9)]
        rows = [{**ROW, "cells": {"workshop": "vestali", "product": x}} for x in texts[1:]]
        draft = draft.added(rows, None, texts[0])
    with pytest.raises(ServiceRefusalError) as refused:
        scenario_draft.write(Response(), life.running.settings, draft, AT)
    assert refused.value.code == "wrong_data"
    # What is kept with its name is within what every browser keeps.
    while True:
        draft = draft.without(0)
        answer = Response()
        try:
            scenario_draft.write(answer, life.running.settings, draft, AT)
        except ServiceRefusalError:
            continue
        break
    assert draft.scenarios
    assert len(answer.headers["set-cookie"].partition(";")[0]) <= 4_096


def suppose(life: Life, number: int) -> None:
    """Make a stored plan one of a scenario: of another order than the one that is there."""
    with life.running.database.writing() as session:
        row = session.get(tables.Plan, plan_of(life, number)[0])
        assert row is not None
        row.options = {**row.options, "hypothesis": [{"name": "", "changes": [ROW]}],
                       "order_hash": "another"}  # fmt: skip


def test_a_plan_of_a_scenario_says_what_it_supposes(life: Life, number: int) -> None:
    suppose(life, number)
    said = "Fait d'une hypothèse : 2 personnes de plus chez Vestali de S17 à S19."
    for path in ("/plans", f"/plans/{number}"):
        _status, text = read(life, "coordinator", path)
        assert said in text, path
        assert "a changé depuis" not in text
    assert 'class="btn btn-secondary">Proposer aux ateliers</summary>' in text
    assert 'class="btn btn-primary" href="' + AT + f"/plans/{number}/accord" not in text


def test_a_plan_of_the_order_before_it_changed_says_so(life: Life, number: int) -> None:
    _status, text = read(life, "coordinator", "/plans")
    assert "a changé depuis" not in text
    with life.running.database.writing() as session:
        row = session.get(tables.Plan, plan_of(life, number)[0])
        assert row is not None
        row.options = {"order_hash": "another"}
    _status, text = read(life, "coordinator", "/plans")
    assert "la commande a changé depuis" in text
    _status, text = read(life, "coordinator", f"/plans/{number}")
    assert "La commande a changé depuis." in text
    assert f'class="btn btn-secondary" href="{AT}/plans/{number}/accord"' in text


def test_a_plan_is_looked_for_longer_with_what_it_supposes(life: Life, number: int) -> None:
    suppose(life, number)
    answer = post(life, "coordinator", f"/plans/{number}/plus-longtemps")
    (job,) = jobs(life)
    assert answer.headers["location"] == f"{AT}/travaux/{job.id}"
    assert job.payload["options"]["time_limit_seconds"] == 300.0
    assert job.payload["start"] == plan_of(life, number)[0]
    assert job.payload["hypothesis"] == [{"name": "", "changes": [ROW]}]
    assert post(life, "facilitator", f"/plans/{number}/plus-longtemps").status_code == 403
    back = life.running.client("coordinator").get(
        f"{AT}/plans/{number}/plus-longtemps", follow_redirects=False
    )
    assert back.headers["location"] == f"{AT}/plans/{number}"


@pytest.mark.parametrize(("more", "is_said"), [("0.0001", False), ("6000", True)])
def test_what_reads_the_same_is_neither_better_nor_worse(
    life: Life, more: str, is_said: bool
) -> None:
    number = life.add_plan(printed_plan())
    job = compared(life, number, [{"name": "A", "changes": [ROW]}], printed_plan())
    with life.running.database.writing() as session:
        row = session.get(tables.Job, job)
        assert row is not None
        found = copy.deepcopy(row.result)
        level = next(
            x
            for x in found["found"]["variants"][0]["figures"]["levels"]
            if x["name"] == "fairness_sum"
        )
        level["value"] = str(Decimal(level["value"]) + Decimal(more))
        row.result = found
    text = read(life, "coordinator", f"/scenarios/{job}")[1]
    assert ("(moins bien)" in text) is is_said


def test_a_long_name_stands_whole_above_its_column(life: Life, number: int) -> None:
    name = "Les Terrils Textile fermé du 11/05/2020 au 26/06/2020, deux autres renforcés"
    job = compared(life, number, [{"name": name, "changes": [ROW]}], other_plan())
    text = read(life, "coordinator", f"/scenarios/{job}")[1]
    assert f">1. {name}</th>" in text


def test_every_kind_of_change_stands_in_one_group() -> None:
    grouped = [
        f.what for _title, forms in scenario_forms.grouped(scenario_forms.FORMS) for f in forms
    ]
    assert sorted(grouped) == sorted(scenario_forms.BY_WHAT)


def test_the_draft_says_where_it_is_kept(life: Life, number: int) -> None:
    post(life, "coordinator", "/scenarios/ajouter", plan=str(number), **PEOPLE)
    _status, text = read(life, "coordinator", "/scenarios")
    assert "Gardés sur cet appareil" in text
