"""How fragile a plan is: asked, and answered in words."""

from __future__ import annotations

import pytest

from tests.service.living import Life
from tests.service.web.studied import probed
from tests.service.web.test_plan_pages import AT, jobs, post, read


@pytest.fixture
def number(life: Life) -> int:
    return life.add_plan()


def test_the_menu_leads_to_the_newest_plan(life: Life, number: int) -> None:
    answer = life.running.client("facilitator").get(f"{AT}/fragilite", follow_redirects=False)
    assert answer.headers["location"] == f"{AT}/plans/{number}/fragilite"


@pytest.mark.parametrize(
    ("who", "wanted", "draws", "seconds"),
    [
        ("coordinator", "tout", 1000, 20),
        ("facilitator", "chances", 1000, 0),
        ("coordinator", "arrets", 0, 20),
    ],
)
def test_a_test_is_asked_for(
    life: Life, number: int, who: str, wanted: str, draws: int, seconds: int
) -> None:
    typed = {"quoi": wanted, "semaine": "2020-W17", "perdu": "1", "seconds": "20"}
    answer = post(life, who, f"/plans/{number}/fragilite", **typed)
    (job,) = jobs(life)
    assert answer.headers["location"] == f"{AT}/travaux/{job.id}"
    asked = {k: job.payload[k] for k in ("draws", "seconds", "week", "is_lost")}
    assert asked == {"draws": draws, "seconds": seconds, "week": "2020-W17", "is_lost": True}


def test_a_week_of_another_plan_is_refused(life: Life, number: int) -> None:
    answer = post(life, "coordinator", f"/plans/{number}/fragilite", semaine="2031-W02")
    assert answer.status_code == 422
    assert jobs(life) == []
    assert post(life, "workshop_a", f"/plans/{number}/fragilite").status_code == 404


def test_the_answer_is_in_words(life: Life, number: int) -> None:
    probed(life, number)
    for who in ("coordinator", "facilitator"):
        status, text = read(life, who, f"/plans/{number}/fragilite")
        assert status == 200
        assert "que tous les jalons soient tenus" in text
        assert "Si Vestali s'arrête en S17, 300 unités manquent à la fin" in text
        assert "Ce qui a été supposé" in text
        assert "Les chances de chaque jalon" in text
