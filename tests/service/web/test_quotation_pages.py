"""Offers on their pages: what is missing for a price, drawn up, sent, won, declined, seen by the buyer."""

from __future__ import annotations

from datetime import date

import pytest

from service.db import repositories
from service.errors import ServiceRefusalError
from service.usecases import quotations
from tests.service.living import SPEAKS, WORKED, Life
from tests.service.web.visiting import AT, refusal, send, undo, visit


def _ready(life: Life) -> int:
    life.post("coordinator", "/steps", step="collect")
    number = life.add_plan()
    life.give_costs()
    for workshop, who in SPEAKS.items():
        life.post(who, f"/costings/{workshop}/steps", step="submit")
    return number


def test_empty_and_what_is_missing_for_a_price(life: Life) -> None:
    page = visit(life, "coordinator", "/devis")
    assert "Aucun devis pour l'instant" in page
    assert "ouvrez d'abord la collecte" in page
    life.post("coordinator", "/steps", step="collect")
    assert "Il faut d'abord un plan" in visit(life, "coordinator", "/devis")
    number = life.add_plan()
    refused = send(life, "coordinator", "/devis", 422, plan=number)
    assert "Il manque de quoi donner un prix" in refusal(refused)
    assert "<li>" in refused.text.split('class="oc-refusal"')[1].split("</div>")[0]
    send(life, "coordinator", "/devis", 422, plan="")
    send(life, "coordinator", "/devis", 404, plan=99)
    assert life.get("coordinator", "/quotations") == []


def test_from_the_plan_to_the_buyer_and_won(life: Life) -> None:
    number = _ready(life)
    made = send(life, "coordinator", "/devis", plan=number)
    assert made.headers["location"].endswith("/devis/1")
    page = visit(life, "coordinator", "/devis/1")
    content = life.get("coordinator", "/quotations/1")["content"]
    for product in content["products"]:
        assert product["name"] in page
    assert "Total TTC" in page
    assert "Ce que le prix suppose" in page
    assert f"le plan n° {number}" in page
    visit(life, "buyer", "/devis/1", 404)
    assert "Aucun devis ne vous a encore été envoyé" in visit(life, "buyer", "/devis")
    sent = send(life, "coordinator", "/devis/1/etape", step="send", version=1)
    seen = visit(life, "buyer", "/devis/1")
    assert "Total TTC" in seen
    assert "D'après" not in seen
    assert f'action="{AT}/devis' not in seen
    assert "Devis n° 1" in visit(life, "buyer", "/devis")
    undo(life, "coordinator", sent)
    visit(life, "buyer", "/devis/1", 404)
    send(life, "coordinator", "/devis/1/etape", step="send")
    won = send(life, "coordinator", "/devis/1/etape", step="mark_won")
    assert life.state() == "won"
    undo(life, "coordinator", won)
    assert life.state() == "offered"
    send(life, "coordinator", "/devis/1/etape", 422, step="mark_declined")
    lost = send(life, "coordinator", "/devis/1/etape", step="mark_declined", reason="Trop cher")
    assert "Trop cher" not in visit(life, "buyer", "/devis")
    undo(life, "coordinator", lost)
    assert life.get("coordinator", "/quotations/1")["state"] == "sent"
    send(life, "coordinator", "/devis/1/etape", step="mark_declined", reason="Trop cher")
    assert "Trop cher" in visit(life, "coordinator", "/devis")


def test_an_old_version_and_whoever_may_not(life: Life) -> None:
    number = _ready(life)
    send(life, "facilitator", "/devis", 403, plan=number)
    send(life, "buyer", "/devis", 403, plan=number)
    send(life, "workshop_a", "/devis", 404, plan=number)
    send(life, "coordinator", "/devis", plan=number)
    refused = send(life, "coordinator", "/devis/1/etape", 409, step="send", version=7)
    assert "entre-temps" in refusal(refused)
    assert life.get("coordinator", "/quotations/1")["state"] == "draft"
    visit(life, "workshop_a", "/devis", 404)
    visit(life, "other_buyer", "/devis", 404)
    assert "Faire un devis" not in visit(life, "facilitator", "/devis")


def test_a_draft_is_sent_before_anybody_accepts_it(life: Life) -> None:
    number = _ready(life)
    send(life, "coordinator", "/devis", plan=number)
    page = visit(life, "coordinator", "/devis/1")
    assert "Envoyez-le d'abord" in page
    assert "Il est accepté" not in page
    refused = send(life, "coordinator", "/devis/1/etape", 409, step="mark_won")
    assert "brouillon" in refusal(refused)
    assert life.state() == "collecting"
    life.post("coordinator", "/steps", step="win_directly", reason="Marché signé")
    assert "est resté en brouillon" in visit(life, "coordinator", "/devis/1")


def _states(life: Life) -> list[str]:
    found = {q["number"]: q["state"] for q in life.get("coordinator", "/quotations")}
    return [found[n] for n in sorted(found)]


def test_an_order_and_its_offer_never_say_two_things(life: Life) -> None:
    number = _ready(life)
    for n in (1, 2):
        send(life, "coordinator", "/devis", plan=number)
        send(life, "coordinator", f"/devis/{n}/etape", step="send")
    wrong = life.refused("coordinator", "/steps", 409, step="win")
    assert "(1, 2)" in wrong["title"]
    assert "lequel est accepté" in visit(life, "coordinator", "")
    life.post("coordinator", "/steps", step="decline", reason="Trop cher")
    assert (life.state(), _states(life)) == ("declined", ["declined", "declined"])
    life.post("coordinator", "/steps", step="reopen")
    assert (life.state(), _states(life)) == ("offered", ["sent", "sent"])
    send(life, "coordinator", "/devis/1/etape", step="mark_declined", reason="Trop tard")
    life.post("coordinator", "/steps", step="win")
    assert (life.state(), _states(life)) == ("won", ["declined", "won"])
    send(life, "coordinator", "/devis/2/etape", step="unmark_won", reason="Erreur")
    life.post("coordinator", "/steps", step="withdraw_offer", reason="Prix à revoir")
    assert (life.state(), _states(life)) == ("collecting", ["declined", "draft"])
    life.set_state("offered")
    assert "n'attend de réponse" in life.refused("coordinator", "/steps", 409, step="win")["title"]


def test_an_offer_of_another_day_says_that_day(life: Life) -> None:
    number = _ready(life)
    with life.running.database.writing() as session:
        who = life.running.actor("coordinator")
        order = repositories.order(session, who.consortium_id, WORKED)
        assert order is not None
        plan = repositories.plan(session, order.id, number)
        assert plan is not None
        made = quotations.draw_up(session, who, order, plan, day=date(2020, 3, 18))
        quotations.take_step(session, who, order, made.number, "send", day=date(2020, 3, 19))
        # Sent today it would be out of date.
        late = quotations.draw_up(session, who, order, plan, day=date(2020, 3, 18))
        with pytest.raises(ServiceRefusalError):
            quotations.take_step(session, who, order, late.number, "send")
    page = visit(life, "buyer", "/devis")
    assert "18/03/2020" in page
    assert "envoyé" in page
