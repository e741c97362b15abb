"""The facilitator's pages: every workshop's costs, remarks, decisions, prices, cash; nobody else's."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.i18n import Texts
from service.usecases import access, reviewing
from service.usecases.rights import Thing
from tests.service.living import SPEAKS, WORKED, Life
from tests.service.running import CONSORTIUM

AT = f"/c/{CONSORTIUM}/o/{WORKED}"
PAGES = ("/couts", "/couts/vestali", "/prix", "/tresorerie")


@pytest.fixture
def reckoned(life: Life) -> Life:
    """Every workshop gave its figures, submitted them, and a plan is in force."""
    life.give_costs()
    life.adopted()
    for workshop, who in SPEAKS.items():
        life.post(who, f"/costings/{workshop}/steps", step="submit")
    return life


def test_pages_without_a_plan_say_so(life: Life) -> None:
    facilitator = life.running.client("facilitator")
    for page in ("/couts", "/prix", "/tresorerie"):
        answer = facilitator.get(AT + page)
        assert answer.status_code == 200
        assert "Aucun plan" in answer.text


def test_only_the_facilitator_finds_them(reckoned: Life) -> None:
    for page in PAGES:
        assert reckoned.running.client("facilitator").get(AT + page).status_code == 200
        for who in ("coordinator", "workshop_a", "workshop_b", "buyer", "stranger"):
            assert reckoned.running.client(who).get(AT + page).status_code == 404, (page, who)


def test_costs_stand_side_by_side_as_the_use_case_reckons_them(reckoned: Life) -> None:
    running = reckoned.running
    with running.database.reading() as session:
        actor = running.actor("facilitator")
        row = access.order_of(session, actor, WORKED, Thing.COST_LINES)
        found = reviewing.review(session, actor, row)
    assert found is not None
    text = running.client("facilitator").get(AT + "/couts").text
    for member in found.money.full.members:
        assert member.net_cents is not None
        assert Texts("fr").euros(member.net_cents) in text
    assert Texts("fr").euros(found.money.full.net_cents or 0) in text


def test_remark_return_correct_validate(reckoned: Life) -> None:
    facilitator = reckoned.running.client("facilitator")
    page = AT + "/couts/vestali"
    text = facilitator.post(page + "/remarque", data={"line": "Loyer", "text": "Facture ?"}).text
    assert "Facture ?" in text
    empty = facilitator.post(page + "/remarque", data={"line": "Loyer", "text": " "})
    assert empty.status_code == 422
    version = reckoned.get("facilitator", "/costings/vestali")["version"]
    step = {"step": "return", "version": str(version)}
    assert facilitator.post(page + "/etape", data={**step, "reason": ""}).status_code == 422
    # Another's version: nothing is done.
    stale = {**step, "version": str(version - 1), "reason": "Loyer sans facture"}
    assert facilitator.post(page + "/etape", data=stale).status_code == 409
    done = facilitator.post(page + "/etape", data={**step, "reason": "Loyer sans facture"})
    assert done.status_code == 200
    assert reckoned.get("workshop_a", "/costings/vestali")["state"] == "returned"
    reckoned.post("workshop_a", "/costings/vestali/steps", step="submit_again")
    version = reckoned.get("facilitator", "/costings/vestali")["version"]
    facilitator.post(page + "/etape", data={"step": "validate", "version": str(version)})
    assert reckoned.get("facilitator", "/costings/vestali")["state"] == "validated"
    assert "validé" in facilitator.get(page).text
    # Somebody else may not.
    for who in ("coordinator", "workshop_a"):
        answer = reckoned.running.client(who).post(
            page + "/etape", data={"step": "invalidate", "reason": "x", "version": "9"}
        )
        assert answer.status_code in (403, 404)


def test_price_simulator_moves_with_what_is_typed(reckoned: Life) -> None:
    facilitator = reckoned.running.client("facilitator")
    usual = facilitator.get(AT + "/prix").text
    dearer = facilitator.get(AT + "/prix", params={"p0": "110", "q2": "150,5"}).text
    assert usual != dearer
    assert "110" in dearer
    assert "150,5" in dearer
    wrong = facilitator.get(AT + "/prix", params={"p0": "beaucoup"})
    assert wrong.status_code == 200
    assert "Un nombre est attendu" in wrong.text
    assert 'value="beaucoup"' in wrong.text


def test_offer_of_one_quantity_and_price_is_the_order_itself(reckoned: Life) -> None:
    running = reckoned.running
    with running.database.reading() as session:
        actor = running.actor("facilitator")
        row = access.order_of(session, actor, WORKED, Thing.COST_LINES)
        found = reviewing.review(session, actor, row)
        assert found is not None
        one = (Decimal(1),)
        offer = reviewing.offer(found, row.created_at.date(), quantities=one, prices=one)
    cell = offer.grid[0]
    assert cell.net_cents == found.money.full.net_cents


def test_territory_lists_what_one_accompanies(reckoned: Life) -> None:
    text = reckoned.running.client("facilitator").get("/territoire").text
    assert f"/c/{CONSORTIUM}" in text
    assert "3 / 3" in text
    assert f"/c/{CONSORTIUM}" not in reckoned.running.client("stranger").get("/territoire").text
