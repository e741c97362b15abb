"""A workshop's week, schedule and consent: its own, in the words of its workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import httpx2 as httpx
import pytest

from service.exports.facts import Facts
from service.exports.workshop_facts import last_day
from service.i18n import Texts
from service.web import workshop_view
from tests.cost_builders import worked_printed_plan
from tests.plans import printed_plan, worked_plan, worked_problem
from tests.service.living import WORKED, Life, other_plan
from tests.service.running import CONSORTIUM
from tests.service.web.page_forms import forms, send

AT = f"/c/{CONSORTIUM}/o/{WORKED}/atelier"
PAGES = ("", "/programme", "/accord", "/declarer", "/capacites")


def get(life: Life, who: str, path: str) -> httpx.Response:
    """A page of the worked order."""
    found: httpx.Response = life.running.client(who).get(AT + path, follow_redirects=False)
    return found


def _text(life: Life, path: str) -> str:
    """A page that the first workshop may see."""
    found = get(life, "workshop_a", path)
    assert found.status_code == 200
    return found.text


# -- figures ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "name"),
    [("2020-W18", "2020-W18"), ("18", "2020-W18"), ("S18", "2020-W18"), ("99", None)],
)
def test_a_week_is_found_as_people_say_it(asked: str, name: str | None) -> None:
    facts = Facts(worked_problem(), worked_plan())
    cards = workshop_view.week_cards(facts, facts.workshops["fil-rouge"], Texts("fr"))
    at = workshop_view.find_week(cards, asked)
    assert (cards[at].name if at is not None else None) == name


def test_today_s_week_is_shown_when_the_plan_has_it() -> None:
    facts = Facts(worked_problem(), worked_plan())
    cards = workshop_view.week_cards(facts, facts.workshops["vestali"], Texts("fr"))
    present = workshop_view.present_week
    assert cards[present(facts, cards, date(2020, 4, 30), [])].name == "2020-W18"
    assert present(facts, cards, date(2026, 1, 1), []) == 0


def test_outside_the_plan_the_week_after_the_last_declared_counts_as_now() -> None:
    facts = Facts(worked_problem(), worked_plan())
    cards = workshop_view.week_cards(facts, facts.workshops["vestali"], Texts("fr"))
    told = [cards[0].name, cards[1].name]
    assert workshop_view.present_week(facts, cards, date(2026, 1, 1), told) == 2


def test_cards_hold_every_line_of_the_week_once() -> None:
    facts = Facts(worked_problem(), worked_plan())
    texts = Texts("fr")
    for workshop in facts.workshops.values():
        cards = workshop_view.week_cards(facts, workshop, texts)
        for product, operation in facts.jobs(workshop):
            made = facts.made(workshop.id, product.id, operation.id)
            name = facts.operation_name(product.id, operation.id)
            label = f"{facts.product_name(product.id)} – {name}"
            for t, card in enumerate(cards):
                told = sum(x.quantity for x in card.makes if x.what == label)
                assert told == made[t], card.name
        assert all(x.action == "Part" for card in cards for x in card.leaves)
        assert all(x.action == "Arrive" for card in cards for x in card.arrives)


def test_everybody_s_shares_add_up_and_tell_no_hours() -> None:
    facts = Facts(worked_problem(), printed_plan())
    shares = workshop_view.all_shares(facts, "vestali")
    assert sum(s.part for s in shares) == pytest.approx(1)
    assert [s.is_own for s in shares].count(True) == 1
    assert set(shares[0].__slots__) == {"name", "due", "target", "part", "is_own"}


# -- pages --------------------------------------------------------------------------------------


def test_before_a_plan_the_week_says_where_to_begin(life: Life) -> None:
    page = get(life, "workshop_a", "?atelier=vestali")
    assert page.status_code == 200
    assert "Il n&#39;y a pas encore de plan" in page.text
    assert "/atelier/capacites" in page.text


def test_what_to_do_in_a_week_is_one_click_away(life: Life) -> None:
    life.adopted()
    page = get(life, "workshop_b", "?atelier=fil-rouge&semaine=18")
    assert page.status_code == 200
    assert "S18 2020" in page.text
    assert "À faire" in page.text
    assert 'rel="next"' in page.text
    assert 'rel="prev"' in page.text
    unknown = get(life, "workshop_b", "?atelier=fil-rouge&semaine=2031-W01")
    assert "n&#39;est pas une semaine du plan" in unknown.text


def test_another_s_page_does_not_exist(life: Life) -> None:
    life.adopted()
    for path in PAGES:
        own = get(life, "workshop_a", f"{path}?atelier=vestali")
        assert own.status_code == 200, own.text
        for other in ("fil-rouge", "nobody-s"):
            assert get(life, "workshop_a", f"{path}?atelier={other}").status_code == 404
        for who in ("buyer", "stranger"):
            assert get(life, who, f"{path}?atelier=vestali").status_code == 404
        assert get(life, "coordinator", f"{path}?atelier=vestali").status_code == 200
    # Private figures are not for the coordinator either.
    for path in ("/couts", "/achats"):
        assert get(life, "workshop_a", f"{path}?atelier=vestali").status_code == 200
        assert get(life, "workshop_a", f"{path}?atelier=fil-rouge").status_code == 404
        assert get(life, "coordinator", f"{path}?atelier=vestali").status_code == 404
        assert get(life, "facilitator", f"{path}?atelier=vestali").status_code == 200


def test_a_person_who_speaks_for_two_chooses(life: Life) -> None:
    life.adopted()
    page = get(life, "workshop_b", "")
    assert page.text.count("<option") > 2
    assert 'value="esat-lys"' in page.text
    assert 'value="vestali"' not in page.text
    other = get(life, "workshop_b", "/programme?atelier=esat-lys")
    assert '<option value="esat-lys" selected>' in other.text


def test_the_calendar_address_is_told_once(life: Life) -> None:
    life.adopted()
    client = life.running.client("workshop_a")
    page = get(life, "workshop_a", "/programme?atelier=vestali")
    made = send(client, forms(page, "/programme/calendrier")[0])
    assert made.status_code == 200
    link = made.text.split("/api/v1/calendars/")[1].split(".ics")[0]
    assert client.get(f"/api/v1/calendars/{link}.ics").text.startswith("BEGIN:VCALENDAR")
    again = get(life, "workshop_a", "/programme?atelier=vestali")
    assert link not in again.text
    gone = send(client, forms(again, "/programme/calendrier/fermer")[0])
    assert gone.status_code == 303
    assert client.get(f"/api/v1/calendars/{link}.ics").status_code == 404


# -- consent ------------------------------------------------------------------------------------


def _proposed(life: Life) -> int:
    life.adopted()
    number = life.add_plan(other_plan())
    life.post("coordinator", f"/plans/{number}/steps", step="propose")
    return number


def test_what_changes_is_said_week_by_week_and_accepted(life: Life) -> None:
    number = _proposed(life)
    client = life.running.client("workshop_b")
    page = get(life, "workshop_b", "/accord?atelier=fil-rouge")
    assert "attend votre réponse" in page.text
    assert "vos semaines changent" in page.text
    assert "Autant de travail en tout" in page.text
    assert "S18 2020" in page.text
    assert 'data-label="Avec ce plan" class="n">0</td>' in page.text
    accept = next(f for f in forms(page, "/accord") if f.fields.get("step") == "accept")
    assert send(client, accept).status_code == 303
    after = client.get(f"{AT}/accord?atelier=fil-rouge")
    assert "Vous avez accepté" in after.text
    undo = next(f for f in forms(after, "/accord") if f.fields.get("step") == "reconsider_accepted")
    assert send(client, undo).status_code == 303
    said = life.get("coordinator", f"/plans/{number}/consents")["consents"]
    assert {c["workshop"]: c["state"] for c in said} == {"fil-rouge": "waiting"}
    # Whom it does not concern is not asked.
    assert "ne change rien pour vous" in get(life, "workshop_a", "/accord?atelier=vestali").text


def test_an_objection_keeps_its_reason_and_what_could_be_done_instead(life: Life) -> None:
    number = _proposed(life)
    client = life.running.client("workshop_b")
    page = get(life, "workshop_b", "/accord?atelier=fil-rouge")
    form = next(f for f in forms(page, "/accord") if f.fields.get("step") == "object")
    count = form.fields["headcount"]
    silent = send(client, form, headcount="3")
    assert silent.status_code == 422
    assert 'value="3"' in silent.text
    unreadable = send(client, form, reason="Trop", headcount="beaucoup")
    assert unreadable.status_code == 422
    assert "beaucoup" in unreadable.text
    before = life.get("coordinator", f"/plans/{number}/consents")["consents"][0]
    assert before["state"] == "waiting"
    sent = send(client, form, reason="Trois malades", **{"n-2020-W19": "2"})
    assert sent.status_code == 303
    told = life.get("coordinator", f"/plans/{number}/consents")["consents"][0]
    assert (told["state"], told["reason"]) == ("objected", "Trois malades")
    assert told["counter"][""]["overrides"][-1] == {
        "week": "2020-W19",
        "headcount": "2",
        "weekly_hours": None,
    }
    assert told["counter"][""]["headcount"].replace(".", ",") == count
    assert "Trois malades" in client.get(f"{AT}/accord?atelier=fil-rouge").text


def test_an_objection_without_other_figures_has_no_counter_proposal(life: Life) -> None:
    number = _proposed(life)
    page = get(life, "workshop_b", "/accord?atelier=fil-rouge")
    form = next(f for f in forms(page, "/accord") if f.fields.get("step") == "object")
    assert send(life.running.client("workshop_b"), form, reason="Non").status_code == 303
    assert life.get("coordinator", f"/plans/{number}/consents")["consents"][0]["counter"] is None


def test_an_answer_to_a_plan_that_is_no_longer_proposed_is_refused(life: Life) -> None:
    number = _proposed(life)
    page = get(life, "workshop_b", "/accord?atelier=fil-rouge")
    accept = next(f for f in forms(page, "/accord") if f.fields.get("step") == "accept")
    life.post("coordinator", f"/plans/{number}/steps", step="withdraw")
    late = send(life.running.client("workshop_b"), accept)
    assert late.status_code == 409
    assert "n&#39;est plus proposé" in late.text


def test_the_proposed_schedule_is_marked_as_such_with_everybody_s_share(life: Life) -> None:
    number = life.add_plan(worked_printed_plan())
    life.set_state("won")
    life.post("coordinator", f"/plans/{number}/steps", step="propose")
    for path in ("?atelier=vestali", "/programme?atelier=vestali"):
        page = get(life, "workshop_a", path)
        assert "proposition" in page.text
        assert "rien n&#39;est à fabriquer tant qu&#39;elle n&#39;est pas adoptée" in page.text
    consent = get(life, "workshop_a", "/accord?atelier=vestali").text
    assert "Part de chaque atelier" in consent
    assert "Votre part, et celle des autres" in consent
    assert "Fil rouge" in consent
    assert "le premier plan" in consent


def test_a_week_is_said_from_monday_to_friday_whoever_is_open_when() -> None:
    problem = worked_problem()
    monday = date(2020, 5, 11)
    days = {4: "15/05", 5: "15/05", 6: "16/05"}
    for open_days, last in days.items():
        workshop = replace(problem.workshops[0], working_days=open_days)
        assert Texts("fr").short_day(last_day(workshop, monday)) == last


def test_what_stays_at_the_workshop_is_told_as_the_plan_counts_it() -> None:
    facts = Facts(worked_problem(), worked_plan())
    seen = 0
    for workshop in facts.problem.workshops:
        cards = workshop_view.week_cards(facts, workshop, Texts("fr"))
        for t, card in enumerate(cards):
            stock = sum(
                (
                    series[t]
                    for (w, _p, _o), series in facts.ledger.workshop_stock.items()
                    if w == workshop.id and series[t] > 0
                ),
                start=Decimal(0),
            )
            assert sum((x.quantity for x in card.stays), start=Decimal(0)) == stock
            seen += len(card.stays)
    assert seen


def test_a_week_that_is_over_shows_planned_and_declared(life: Life) -> None:
    life.adopted()
    life.post(
        "workshop_a",
        "/production",
        workshop="vestali",
        week="2020-W16",
        product="mask",
        operation="cutting",
        made="17",
    )
    page = _text(life, "?semaine=2020-W16")
    assert "Prévu et déclaré" in page
    assert ">17<" in page
    assert "Prévu et déclaré" not in _text(life, "?semaine=2020-W18")
    programme = _text(life, "/programme")
    assert "En bref" in programme
    assert "semaines passées" in programme
    assert "Pourquoi :" not in programme or "La clé vous donnerait" in programme
