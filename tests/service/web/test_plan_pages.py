"""Plans in pages: the list, asking for one, the page of each, the page of the work under way."""

from __future__ import annotations

import gzip
import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from benchmarks import plan_page
from service.db import file_rows, job_rows, repositories, tables
from service.web import planned
from tests.plans import worked_plan
from tests.service.hand_plan import with_figures
from tests.service.living import WORKED, Life
from tests.service.running import CONSORTIUM, Running, service
from tests.service.web.studied import add_job, probed

AT = f"/c/{CONSORTIUM}/o/{WORKED}"


def read(life: Life, who: str, path: str) -> tuple[int, str]:
    """Status and text of a page of the order."""
    answer = life.running.client(who).get(AT + path)
    return answer.status_code, html.unescape(answer.text).replace("\u00a0", " ")


def post(life: Life, who: str, path: str, **typed: str) -> Any:
    """What a form is answered, without following it."""
    return life.running.client(who).post(AT + path, data=typed, follow_redirects=False)


def jobs(life: Life) -> list[tables.Job]:
    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        found = list(job_rows.of_order(session, order.id))
        for row in found:
            assert row.payload is not None
        return found


@pytest.fixture
def number(life: Life) -> int:
    """A plan that says its figures."""
    with life.running.database.reading() as session:
        from service.usecases import orders

        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        problem = orders.problem(session, order).problem
    assert problem is not None
    return life.add_plan(with_figures(problem, worked_plan()))


PAGES = ("/plans", "/plans/{n}", "/plans/{n}/pourquoi", "/pourquoi", "/scenarios", "/fragilite",
         "/plans/{n}/fragilite")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_who_may_see_the_pages_of_plans(life: Life, number: int, path: str) -> None:
    for who in ("coordinator", "facilitator"):
        assert read(life, who, path.format(n=number))[0] == 200
    for who in ("workshop_a", "workshop_b", "buyer", "other_buyer", "stranger"):
        assert read(life, who, path.format(n=number))[0] == 404


@pytest.mark.parametrize("path", PAGES)
def test_an_order_without_a_plan_says_what_to_do(life: Life, path: str) -> None:
    status, text = read(life, "coordinator", path.format(n=1))
    if "{n}" in path:
        assert status == 404
    else:
        assert status == 200
        assert "oc-empty" in text or "Chercher" in text or "Ce qui bloque" in text


def test_only_the_coordination_finds_forms(life: Life, number: int) -> None:
    for path in PAGES:
        _status, text = read(life, "facilitator", path.format(n=number))
        main = text.partition("<main")[2].partition("</main>")[0]
        # Whoever accompanies may ask how fragile a plan is, and nothing else.
        may_ask = path.endswith("/fragilite")
        assert ('method="post"' in main) == may_ask, path


def test_a_plan_is_asked_for_as_the_form_says(life: Life) -> None:
    answer = post(
        life, "coordinator", "/plans", preset="rapide", key="equal", seconds="20", name="A"
    )
    assert answer.status_code == 303
    (job,) = jobs(life)
    assert answer.headers["location"] == f"{AT}/travaux/{job.id}"
    assert job.payload["options"] == {
        "preset": "rapide",
        "time_limit_seconds": 20.0,
        "key": "equal",
    }
    assert job.payload["name"] == "A"


def test_what_the_form_does_not_offer_becomes_the_usual(life: Life) -> None:
    post(life, "coordinator", "/plans", preset="magique", key="", seconds="99999")
    (job,) = jobs(life)
    assert job.payload["options"] == {"preset": "equitable", "time_limit_seconds": 60.0}


def test_a_refused_plan_keeps_what_was_typed(life: Life) -> None:
    life.set_state("closed")
    answer = post(life, "coordinator", "/plans", preset="rapide", name="Mon essai")
    assert answer.status_code == 409
    assert "terminée" in html.unescape(answer.text)
    assert jobs(life) == []


def test_others_may_not_ask(life: Life) -> None:
    assert post(life, "facilitator", "/plans").status_code == 403
    assert post(life, "workshop_a", "/plans").status_code == 404
    assert jobs(life) == []


def test_the_list_says_each_plan_in_words(life: Life, number: int) -> None:
    _status, text = read(life, "coordinator", "/plans")
    assert f'href="{AT}/plans/{number}"' in text
    assert "de ce que donne la clé" in text


def test_the_page_of_a_plan_says_it_all(life: Life, number: int) -> None:
    status, text = read(life, "coordinator", f"/plans/{number}")
    assert status == 200
    assert text.count("<h1") == 1
    for heading in ("Jalons", "Charge de chaque atelier", "Parts de chacun", "Matières et achats"):
        assert f">{heading}</h2>" in text
    assert "Personne ne peut recevoir plus sans prendre à quelqu'un qui a moins" in text
    assert f"{AT}/plans/{number}/pourquoi?atelier=vestali" in text
    assert "class=heat-" in text
    assert "<svg" in text


def test_a_week_shows_who_makes_what(life: Life, number: int) -> None:
    _status, text = read(life, "coordinator", f"/plans/{number}?semaine=2020-W18")
    assert "Ce que chacun fait en S18 2020" in text
    assert re.search(r'name="garder" value="[^"|]+\|[^"|]+\|[^"|]+\|2020-W18\|', text)
    _status, other = read(life, "coordinator", f"/plans/{number}?semaine=<script>")
    assert "<script>" not in other.partition("<main")[2]


@pytest.mark.parametrize("wrong", ["0", "999999999999", "2"])
def test_a_plan_that_is_not_there(life: Life, number: int, wrong: str) -> None:
    assert wrong != str(number)
    assert read(life, "coordinator", f"/plans/{wrong}")[0] == 404


def test_a_tested_plan_says_its_chances_at_the_top(life: Life, number: int) -> None:
    job = probed(life, number)
    _status, text = read(life, "coordinator", f"/plans/{number}")
    assert f"/plans/{number}/fragilite?reponse={job}" in text


# -- work under way ------------------------------------------------------------------------------


def test_work_under_way_is_said_in_words(life: Life) -> None:
    progress = {"phase": "search", "level": "cost", "value": 123_400, "bound": 120_000,
                "seconds": 4.0, "plan_found": True}  # fmt: skip
    job = add_job(
        life,
        "plan",
        state="running",
        progress=progress,
        payload={"options": {"time_limit_seconds": 60.0}},
    )
    status, text = read(life, "coordinator", f"/travaux/{job}")
    assert status == 200
    assert f'data-events="/api/v1/consortia/{CONSORTIUM}/jobs/{job}/events"' in text
    assert "Dépenser le moins possible" in text
    assert "34,00 €" in text
    assert "il est gardé si vous arrêtez" in text
    assert "Rafraîchir" in text
    _status, part = read(life, "coordinator", f"/travaux/{job}/etat")
    assert "34,00 €" in part
    assert "<html" not in part


def test_stopping_is_asked_once_and_said(life: Life) -> None:
    job = add_job(life, "plan", state="running")
    assert post(life, "facilitator", f"/travaux/{job}/arreter").status_code == 403
    assert post(life, "coordinator", f"/travaux/{job}/arreter").status_code == 303
    assert jobs(life)[0].is_cancel_asked
    _status, text = read(life, "coordinator", f"/travaux/{job}")
    assert "Arrêt demandé" in text


def test_what_is_found_opens_by_itself(life: Life, number: int) -> None:
    job = add_job(life, "plan", result={"plan": number})
    client = life.running.client("coordinator")
    answer = client.get(f"{AT}/travaux/{job}", follow_redirects=False)
    assert answer.headers["location"] == f"{AT}/plans/{number}"
    test = probed(life, number)
    answer = client.get(f"{AT}/travaux/{test}", follow_redirects=False)
    assert answer.headers["location"] == f"{AT}/plans/{number}/fragilite?reponse={test}"
    answer = client.get(f"{AT}/travaux/{test}?suite={AT}/lundi", follow_redirects=False)
    assert answer.headers["location"] == f"{AT}/lundi"
    answer = client.get(f"{AT}/travaux/{test}?suite=//ailleurs.example", follow_redirects=False)
    assert "ailleurs" not in answer.headers["location"]


def test_what_failed_is_said_with_what_to_do(life: Life) -> None:
    lost = {"code": "job.child_lost", "severity": "error", "params": {}}
    job = add_job(life, "plan", state="failed", findings=[lost])
    status, text = read(life, "coordinator", f"/travaux/{job}")
    assert status == 200
    assert "faute de mémoire" in text
    assert "child_lost" not in text
    assert f'href="{AT}/plans"' in text


def test_work_is_shown_to_those_who_may_see_it(life: Life) -> None:
    job = add_job(life, "plan", state="running")
    assert read(life, "workshop_a", f"/travaux/{job}")[0] == 404
    assert read(life, "workshop_a", f"/travaux/{job}/etat")[0] == 404
    assert read(life, "stranger", f"/travaux/{job}")[0] == 404
    assert read(life, "facilitator", f"/travaux/{job}")[0] == 200
    other = f"/c/{CONSORTIUM}/o/masques/travaux/{job}"
    assert life.running.client("coordinator").get(other).status_code == 404


# -- a large plan --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, str]]:
    url = f"sqlite:///{tmp_path_factory.mktemp('large') / 'oeuvre.db'}"
    with service(url) as running:
        yield running, plan_page.stored(running)


def test_the_page_of_a_large_plan_is_light(large: tuple[Running, str]) -> None:
    running, address = large
    answer = running.client("coordinator").get(address)
    assert answer.status_code == 200
    cells = len(re.findall(r"<td class=heat-", answer.text))
    assert cells >= plan_page.WORKSHOPS * plan_page.WEEKS
    assert len(gzip.compress(answer.content)) <= plan_page.MOST_BYTES


def _asked(life: Life, path: str) -> int:
    """How many questions a page asks the database."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    planned.forget()
    engine = life.running.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert read(life, "coordinator", path)[0] == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(asked)


def test_a_long_list_of_late_plans_asks_no_more_than_a_short_one(life: Life) -> None:
    # They say no figures of their own: what becomes of milestones has to be read.
    late = replace(worked_plan(), deliveries=())
    for _ in range(2):
        life.add_plan(late)
    few = _asked(life, "/plans")
    for _ in range(38):
        life.add_plan(late)
    assert _asked(life, "/plans") == few
    page = html.unescape(life.running.client("coordinator").get(f"{AT}/plans").text)
    assert page.count("Il manque") == 40


def test_the_list_says_of_a_plan_what_its_page_says(life: Life) -> None:
    late = life.add_plan(replace(worked_plan(), deliveries=()))
    good = life.add_plan()
    for first in ("/plans", f"/plans/{late}"):
        planned.forget()
        read(life, "coordinator", first)
        listed = read(life, "coordinator", "/plans")[1]
        for number in (late, good):
            page = read(life, "coordinator", f"/plans/{number}")[1]
            said = re.search(r'class="oc-lead oc-said[^>]*>(.*?)</p>', page)
            assert said is not None
            verdict = said[1].split(". ")[0].rstrip(".")
            assert verdict in listed


def test_the_document_that_was_just_made_stands_at_the_top(life: Life) -> None:
    assert "est prêt" not in read(life, "coordinator", "/documents")[1]
    with life.running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        account = repositories.account_by_email(session, "coordinator@example.org")
        assert order is not None
        assert account is not None
        file_rows.add(
            session,
            consortium_id=CONSORTIUM,
            order_id=order.id,
            name="plan.pdf",
            media_type="application/pdf",
            size=1,
            sha256="0" * 64,
            reader="coordinator",
            content=b"x",
            created_by=account.id,
        )
    text = read(life, "coordinator", "/documents")[1]
    assert text.index("Ouvrir plan.pdf") < text.index("Demander un document")


def test_a_closure_far_beyond_the_order_is_told_its_weeks(life: Life) -> None:
    life.adopted()
    typed = {"stop_workshop": "vestali", "stop_first": "01/01/2019", "stop_last": "31/12/2030"}
    answer = post(life, "coordinator", "/replanifier/arret", **typed)
    assert answer.status_code == 422
    assert "en dehors des semaines de la commande" in html.unescape(answer.text)
