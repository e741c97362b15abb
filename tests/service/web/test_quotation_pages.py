"""Offers on their pages: what is missing for a price, drawn up, sent, won, declined, seen by the buyer."""

from __future__ import annotations

from tests.service.living import SPEAKS, Life
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
