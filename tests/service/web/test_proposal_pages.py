"""The consent round: proposed, objected to with another capacity, adopted; who may not see it."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest

from service.db import repositories, tables
from service.i18n import Texts
from service.web.counter_words import counter_words
from tests.service.living import SPEAKS, WORKED, Life, other_plan
from tests.service.running import CONSORTIUM
from tests.service.web.visiting import AT, plain, refusal, send, undo, visit


def _proposed(life: Life) -> int:
    number = life.add_plan()
    life.set_state("won")
    send(life, "coordinator", f"/plans/{number}/accord/etape", step="propose", days=10)
    return number


def test_before_it_is_proposed_the_page_says_whom_it_concerns(life: Life) -> None:
    number = life.add_plan()
    life.set_state("won")
    page = visit(life, "coordinator", f"/plans/{number}/accord")
    assert "tous les ateliers sont consultés" in page
    assert "premier plan" in page
    refused = send(
        life, "coordinator", f"/plans/{number}/accord/etape", 422, step="propose", days=0
    )
    assert "jours pour répondre" in refusal(refused)
    assert 'value="0"' in refused.text
    wrong = send(
        life, "coordinator", f"/plans/{number}/accord/etape", 422, step="propose", days="sept"
    )
    assert 'value="sept"' in wrong.text


def test_only_those_for_whom_something_changes_are_named(life: Life) -> None:
    life.adopted()
    number = life.add_plan(other_plan())
    page = visit(life, "coordinator", f"/plans/{number}/accord")
    assert page.count("ses semaines") == 1
    assert "premier plan" not in page


def test_a_proposal_can_be_taken_back_at_once(life: Life) -> None:
    number = life.add_plan()
    life.set_state("won")
    said = send(life, "coordinator", f"/plans/{number}/accord/etape", step="propose", days=3)
    assert life.get("coordinator", f"/plans/{number}/consents")["state"] == "proposed"
    undo(life, "coordinator", said)
    assert life.get("coordinator", f"/plans/{number}/consents")["state"] == "computed"


def test_who_waits_is_named_in_a_message_to_copy(life: Life) -> None:
    number = _proposed(life)
    life.post("workshop_a", f"/plans/{number}/consents/vestali/steps", step="accept")
    page = visit(life, "coordinator", f"/plans/{number}/accord")
    message = page.split("<textarea", 1)[1].split("</textarea>", 1)[0]
    assert f"{AT}/atelier/accord" in message
    assert "2 ateliers n'ont pas encore répondu" in page
    refused = send(life, "coordinator", f"/plans/{number}/accord/etape", 409, step="adopt")
    assert "N'ont pas accepté" in refusal(refused)


def test_an_objection_leads_to_a_plan_with_what_it_offers(life: Life) -> None:
    number = _proposed(life)
    counter = life.get("workshop_a", "/parts/workshop/vestali")["data"]
    counter[""]["headcount"] = "6"
    life.post(
        "workshop_a",
        f"/plans/{number}/consents/vestali/steps",
        step="object",
        reason="Deux départs",
        counter=counter,
    )
    page = visit(life, "coordinator", f"/plans/{number}/accord")
    assert "Deux départs" in page
    assert "Effectif affecté : 6 au lieu de 8" in page
    read = visit(life, "facilitator", f"/plans/{number}/accord")
    assert "contre-proposition</button>" not in read
    path = f"/plans/{number}/accord/contre-proposition"
    tried = send(life, "coordinator", path, atelier="vestali", keep="0")
    assert tried.headers["location"].startswith(f"{AT}/travaux/")
    assert life.get("coordinator", "/parts/workshop/vestali")["data"][""]["headcount"] == "8"
    send(life, "coordinator", path, atelier="vestali", keep="1")
    assert life.get("coordinator", "/parts/workshop/vestali")["data"][""]["headcount"] == "6"
    refused = send(life, "coordinator", path, 409, atelier="fil-rouge", keep="1")
    assert "ne dit pas ce que" in refusal(refused)


def test_adopted_when_all_accept_and_taken_back(life: Life) -> None:
    number = _proposed(life)
    for workshop, who in SPEAKS.items():
        life.post(who, f"/plans/{number}/consents/{workshop}/steps", step="accept")
    assert "Tous ont accepté" in visit(life, "coordinator", f"/plans/{number}/accord")
    said = send(life, "coordinator", f"/plans/{number}/accord/etape", step="adopt")
    assert life.state() == "production"
    undo(life, "coordinator", said)
    assert life.state() == "won"


def test_after_the_deadline_with_a_reason(life: Life) -> None:
    number = _proposed(life)
    with life.running.database.writing() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        plan = repositories.plan(session, order.id, number)
        assert plan is not None
        plan.consent_by = tables.now() - timedelta(minutes=1)
    page = visit(life, "coordinator", f"/plans/{number}/accord")
    assert "Adopter quand même" in page
    path = f"/plans/{number}/accord/etape"
    send(life, "coordinator", path, 422, step="adopt")
    send(life, "coordinator", path, step="adopt", reason="Le client n'attend plus")
    assert "Le client n'attend plus" in visit(life, "coordinator", f"/plans/{number}/accord")


def test_set_aside_needs_a_reason_and_keeps_what_was_said(life: Life) -> None:
    number = _proposed(life)
    life.post("workshop_a", f"/plans/{number}/consents/vestali/steps", step="object", reason="Trop")
    path = f"/plans/{number}/accord/etape"
    refused = send(life, "coordinator", path, 422, step="refuse")
    assert "raison" in refusal(refused)
    send(life, "coordinator", path, step="refuse", reason="On refait")
    page = visit(life, "coordinator", f"/plans/{number}/accord")
    assert "On refait" in page
    assert "Trop" in page


@pytest.mark.parametrize(
    ("who", "status"), [("workshop_a", 404), ("buyer", 404), ("stranger", 404), ("nobody", 303)]
)
def test_who_may_not(life: Life, who: str, status: int) -> None:
    number = _proposed(life)
    visit(life, who, f"/plans/{number}/accord", status)
    send(life, who, f"/plans/{number}/accord/etape", status, step="withdraw")
    assert life.get("coordinator", f"/plans/{number}/consents")["state"] == "proposed"


def test_another_version_changes_nothing(life: Life) -> None:
    number = _proposed(life)
    path = f"/plans/{number}/accord/etape"
    send(life, "coordinator", path, 409, step="withdraw", version=99)
    assert life.get("coordinator", f"/plans/{number}/consents")["state"] == "proposed"


def test_counter_words_say_every_difference(life: Life) -> None:
    before = life.get("workshop_a", "/parts/workshop/vestali")["data"]
    texts = Texts()
    assert counter_words(before, before, texts, {}) == []
    after = deepcopy(before)
    after[""]["overrides"] = [
        {"week": w, "headcount": "4", "weekly_hours": None} for w in ("2020-W21", "2020-W22")
    ] + [{"week": "2020-W24", "headcount": None, "weekly_hours": "20"}]
    after[""]["closures"] = [{"first": "2020-05-18", "last": "2020-05-22", "reason": "travaux"}]
    after[""]["commitments"] = [{"first": "2020-W16", "last": "2020-W16", "minutes": "600"}]
    after[""]["absence_rate"] = "0.5"
    dropped = after["capabilities"].pop()
    said = _plain(counter_words(before, after, texts, {dropped["operation"]: "Pliage"}))
    assert "S21 à S22 : 4 personnes" in said
    assert "S24 : 20 h par personne" in said
    assert "Fermé du 18/05/2020 au 22/05/2020 (travaux)" in said
    assert any("10 h par semaine promises ailleurs" in x for x in said)
    assert any("50 %" in x for x in said)
    assert "Pliage : ne la fait plus" in said
    back = _plain(counter_words(after, before, texts, {dropped["operation"]: "Pliage"}))
    assert "Plus de fermeture du 18/05/2020 au 22/05/2020" in back
    assert "Pliage : la fait aussi" in back
    assert "S24 : comme d'habitude" in back


def test_what_was_corrected_after_an_objection_is_no_part_of_it(life: Life) -> None:
    number = _proposed(life)
    there = life.get("workshop_a", "/parts/workshop/vestali")
    counter, after = deepcopy(there["data"]), deepcopy(there["data"])
    counter[""]["headcount"] = "3"
    step = f"/plans/{number}/consents/vestali/steps"
    life.post("workshop_a", step, step="object", reason="trop", counter=counter)
    after[""]["closures"] = [{"first": "2020-05-04", "last": "2020-05-08", "reason": "congés"}]
    path = "/parts/workshop/vestali"
    kept = life.call("workshop_a", "PUT", path, {"data": after}, version=there["version"])
    assert kept.status_code == 200
    asked = visit(life, "coordinator", f"/plans/{number}/accord")
    own = visit(life, "workshop_a", "/atelier/accord?atelier=vestali")
    for page in (asked, own):
        assert "3 au lieu de" in page
        assert "Plus de fermeture" not in page


def test_a_workshop_that_nobody_speaks_for_is_told_of(life: Life) -> None:
    number = _proposed(life)
    page = f"/plans/{number}/accord"
    assert "Personne ne parle encore" not in visit(life, "coordinator", page)
    with life.running.database.writing() as session:
        for role, _person in repositories.people_of(session, CONSORTIUM):
            if role.subject == "vestali":
                session.delete(role)
    said = visit(life, "coordinator", page)
    assert "Personne ne parle encore pour Vestali : cet atelier" in said
    assert f'href="/c/{CONSORTIUM}/personnes"' in said
    assert "Personne ne parle encore" not in visit(life, "facilitator", page)
    send(life, "coordinator", f"{page}/etape", step="withdraw")
    assert "Personne ne parle encore" in visit(life, "coordinator", page)


def _plain(said: list[str]) -> list[str]:
    return [plain(x) for x in said]
