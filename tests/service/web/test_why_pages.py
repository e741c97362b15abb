"""Why late, so little, so dear: asked by a click, answered in words, remedies tried by a button."""

from __future__ import annotations

import pytest

from service.web import why_view
from tests.plans import printed_plan
from tests.service.living import Life
from tests.service.web import studied
from tests.service.web.test_plan_pages import AT, jobs, post, read


@pytest.fixture
def number(life: Life) -> int:
    return life.add_plan()


def test_a_question_is_asked_of_a_plan(life: Life, number: int) -> None:
    answer = post(life, "coordinator", f"/plans/{number}/pourquoi", atelier="vestali")
    (job,) = jobs(life)
    assert answer.headers["location"] == f"{AT}/travaux/{job.id}"
    assert (job.kind, job.payload["workshop"], job.payload["milestone"]) == ("why", "vestali", "")
    assert job.payload["plan_id"]


def test_a_question_is_asked_of_an_order_without_a_plan(life: Life) -> None:
    assert post(life, "coordinator", "/pourquoi").status_code == 303
    (job,) = jobs(life)
    assert job.payload["plan_id"] == ""
    assert job.payload["problem"]


def test_nobody_of_that_name(life: Life, number: int) -> None:
    answer = post(life, "coordinator", f"/plans/{number}/pourquoi", atelier="personne")
    assert answer.status_code == 422
    assert jobs(life) == []
    assert post(life, "facilitator", f"/plans/{number}/pourquoi").status_code == 403
    assert post(life, "workshop_a", f"/plans/{number}/pourquoi").status_code == 404


def test_what_binds_and_the_cures_in_words(life: Life, number: int) -> None:
    job = studied.why_whole(life, number)
    status, text = read(life, "coordinator", f"/plans/{number}/pourquoi?reponse={job}")
    assert status == 200
    assert "212 h" in text
    assert "2 personnes de plus chez Vestali" in text
    assert "moins ne suffit pas (prouvé)" in text
    assert "840,00 €" in text
    assert "oeuvre plan" not in text
    assert f'action="{AT}/remedes/{job}/essayer"' in text
    # The newest answer about the whole is there without being named.
    assert "212 h" in read(life, "facilitator", f"/plans/{number}/pourquoi")[1]
    assert "remedes/" not in read(life, "facilitator", f"/plans/{number}/pourquoi")[1]


def test_a_cure_is_tried_by_one_click(life: Life, number: int) -> None:
    job = studied.why_whole(life, number)
    answer = post(life, "coordinator", f"/remedes/{job}/essayer", remede="cures.0")
    made = next(j for j in jobs(life) if j.kind == "compare")
    assert answer.headers["location"] == f"{AT}/travaux/{made.id}"
    (variant,) = made.payload["variants"]
    assert variant["changes"] == [
        {
            "what": "people",
            "cells": {
                "workshop": "vestali",
                "value": "2",
                "first": "2020-W17",
                "last": "2020-W19",
            },
        }
    ]


def test_a_cure_is_planned_or_kept(life: Life, number: int) -> None:
    job = studied.why_whole(life, number)
    assert post(life, "coordinator", f"/remedes/{job}/plan", remede="cures.0").status_code == 303
    assert any(j.kind == "plan" for j in jobs(life))
    before = life.get("coordinator", "/parts/workshop/vestali")["version"]
    assert post(life, "coordinator", f"/remedes/{job}/garder", remede="cures.0").status_code == 303
    assert life.get("coordinator", "/parts/workshop/vestali")["version"] == before + 1


@pytest.mark.parametrize("place", ["", "cures", "cures.9", "more.0", "steps.0", "cures.-1"])
def test_only_the_remedies_of_an_answer_are_tried(life: Life, number: int, place: str) -> None:
    job = studied.why_whole(life, number)
    for what in ("essayer", "plan", "garder"):
        assert post(life, "coordinator", f"/remedes/{job}/{what}", remede=place).status_code == 422
        assert post(life, "workshop_a", f"/remedes/{job}/{what}", remede=place).status_code == 404
    assert {j.kind for j in jobs(life)} == {"why"}


def test_why_so_little_shows_the_chain(life: Life, number: int) -> None:
    job = studied.why_little(life, number)
    _status, text = read(life, "coordinator", f"/plans/{number}/pourquoi?atelier=esat-lys")
    assert "la clé lui donne" in text.lower() or "La clé lui donne" in text
    assert "Ce qui lui donnerait plus de travail" in text
    assert 'name="remede" value="more.0"' in text
    assert job in text


def test_why_so_late_shows_what_was_full(life: Life, number: int) -> None:
    studied.why_late(life, number, "masks-2")
    _status, text = read(life, "coordinator", f"/plans/{number}/pourquoi?jalon=masks-2")
    assert "les heures chez Vestali" in text
    assert "S17" in text


def test_savings_of_a_plan_on_time(life: Life, number: int) -> None:
    job = studied.why_savings(life, number)
    _status, text = read(life, "coordinator", f"/plans/{number}/pourquoi?reponse={job}")
    assert "Ce qui coûterait moins" in text
    assert "300,00 € de moins" in text


def test_a_question_not_yet_asked_has_its_button(life: Life, number: int) -> None:
    _status, text = read(life, "coordinator", f"/plans/{number}/pourquoi?atelier=vestali")
    assert "pas encore été posée" in text
    assert 'name="atelier" value="vestali"' in text


def test_what_the_plan_says_of_a_share_comes_before_any_search(life: Life) -> None:
    number = life.add_plan(printed_plan())
    _status, text = read(life, "coordinator", f"/plans/{number}/pourquoi?atelier=vestali")
    assert "Ce que le plan en dit :" in text
    assert "pas encore été posée" not in text
    assert 'name="atelier" value="vestali"' in text


def _remedy(sure: str) -> why_view.Remedy:
    return why_view.Remedy(text="Avec deux de plus.", sure=sure, cents=None, place="")


@pytest.mark.parametrize(
    ("sure", "once"),
    [
        (["vérifié", "vérifié"], "vérifié"),
        (["vérifié", "pas encore vérifié"], ""),
        (["vérifié"], ""),  # of one alone it is said beside it
        ([], ""),
    ],
)
def test_what_holds_of_every_remedy_is_said_once(sure: list[str], once: str) -> None:
    rows = tuple(_remedy(s) for s in sure)
    found = why_view.Answer(about="whole", headline="", cures=rows[:1], concessions=rows[1:])
    assert why_view.said_of_all(found) == once


def test_two_remedies_as_sure_say_so_once(life: Life, number: int) -> None:
    job = studied.why_whole(life, number, times=2)
    text = read(life, "coordinator", f"/plans/{number}/pourquoi?reponse={job}")[1]
    assert text.count("moins ne suffit pas (prouvé)") == 1
    assert "Pour tous" in text


def test_the_condition_of_proofs_is_said_once_under_the_table(life: Life) -> None:
    number = life.add_plan(printed_plan())
    text = read(life, "coordinator", f"/plans/{number}")[1]
    assert text.count("cela vaut sans toucher aux buts d'avant") == 1
    assert " *</td>" in text
