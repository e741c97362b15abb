"""The facilitator's pages: every workshop's costs, remarks, decisions, prices, cash; nobody else's."""

from __future__ import annotations

from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

import pytest

from optimizer.cost_items import CostItem
from optimizer.product_floors import below_floor
from service.i18n import Texts
from service.usecases import access, reviewing
from service.usecases.rights import Thing
from service.web import review_view, unit_cost_view
from tests.plans import worked_problem
from tests.service.living import SPEAKS, WORKED, Life
from tests.service.running import CONSORTIUM, Running

if TYPE_CHECKING:
    from service.db.engine import Session

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


def _reviewed(running: Running, session: Session) -> reviewing.Review:
    actor = running.actor("facilitator")
    row = access.order_of(session, actor, WORKED, Thing.COST_LINES)
    found = reviewing.review(session, actor, row)
    assert found is not None
    return found


def test_unit_costs_add_up_to_every_line_of_the_workshop(reckoned: Life) -> None:
    with reckoned.running.database.reading() as session:
        found = _reviewed(reckoned.running, session)
        seen = 0
        for member in found.money.full.members:
            units = {u.product: u for u in review_view.unit_costs(found, member.workshop)}
            for product in found.money.problem.products:
                items = [i for i in member.lines if i.product == product.id]
                aids = sum(i.cents for i in member.aids if i.product == product.id)
                one = units.get(product.name or product.id)
                if one is None:
                    assert not items
                    continue
                seen += 1
                most = max(s.units for s in one.steps)
                materials = sum(i.cents for i in items if i.kind == "materials")
                steps = sum((s.gross * s.units for s in one.steps), start=Decimal(0))
                whole = 100 * (steps + one.others * most) + materials
                assert abs(whole - sum(i.cents for i in items)) < Decimal("0.0001")
                given = sum((s.aid * s.units for s in one.steps), start=Decimal(0)) * 100
                assert abs(given - aids) < Decimal("0.0001")
                assert one.net == one.gross - one.aid
                assert len(one.steps) + len(one.left_out) == len(product.operations)
        assert seen > 1


def test_what_is_spent_on_each_finished_unit_is_spread_over_these() -> None:
    product = worked_problem().products[0]
    first, *_others, last = product.operations
    made = {first.id: Decimal(1000), last.id: Decimal(800)}
    bag = CostItem(kind="packaging", workshop="a", product=product.id, cents=3200)
    assert Decimal(bag.cents) / unit_cost_view.units_of(bag, product, made) == 4
    rent = CostItem(kind="fixed", workshop="a", product=product.id, cents=3200, behaviour="fixed")
    assert unit_cost_view.units_of(rent, product, made) == 1000
    # Who finishes nothing spreads it over what it makes.
    assert unit_cost_view.units_of(bag, product, {first.id: Decimal(1000)}) == 1000


def test_costs_of_a_workshop_say_its_unit_cost_and_fold_its_lines(reckoned: Life) -> None:
    facilitator = reckoned.running.client("facilitator")
    with reckoned.running.database.reading() as session:
        found = _reviewed(reckoned.running, session)
        one = review_view.unit_costs(found, "vestali")[0]
        lines = review_view.lines(found, "vestali", Texts("fr"))
    groups = unit_cost_view.grouped(lines, [lines[0]["line"]], 1)
    assert sum(g["cents"] for g in groups) == sum(x["cents"] for x in lines)
    assert [g["is_open"] for g in groups].count(True) == 1
    page = AT + "/couts/vestali"
    text = facilitator.get(page).text
    assert Texts("fr").number(one.gross, 2) in text
    assert '<details class="oc-kind">' in text
    assert '<details class="oc-kind" open>' not in text
    said = facilitator.post(
        page + "/remarque", data={"line": lines[0]["line"], "text": "Combien d'heures ?"}
    ).text
    assert said.count('<details class="oc-kind" open>') == 1


def test_price_that_can_be_defended(reckoned: Life) -> None:
    with reckoned.running.database.reading() as session:
        found = _reviewed(reckoned.running, session)
        answer = review_view.answer(found)
    assert answer is not None
    net = found.money.full.net_cents
    assert net is not None
    # The least price in whole cents that covers the cost: a cent less would not.
    assert answer.floor * 100 * answer.units >= net
    assert (answer.floor - Decimal("0.01")) * 100 * answer.units < net
    assert answer.wanted is not None
    assert answer.gross >= answer.floor
    left = answer.over_cents - answer.short_cents
    assert left == answer.left_cents
    text = reckoned.running.client("facilitator").get(AT + "/prix").text
    assert Texts("fr").number(answer.floor, 2) in text
    assert Texts("fr").number(answer.wanted, 2) in text
    first = text[: text.index("<h2>")]
    waiting = review_view.not_validated(found, Texts("fr"))
    assert waiting.startswith("Provisoire")
    assert escape(waiting) in first
    for name, cents in (*answer.over, *answer.short):
        assert not answer.short or name in first
        assert cents > 0
    below = below_floor(found.money.floors)
    said = review_view.said(below, found, Texts("fr"))
    assert all(escape(x) in first for x in said)


def test_cash_says_who_borrows_and_gives_the_bank_its_documents(reckoned: Life) -> None:
    facilitator = reckoned.running.client("facilitator")
    with reckoned.running.database.reading() as session:
        found = _reviewed(reckoned.running, session)
        cash = reviewing.cash_of(found)
        shown = review_view.accounts(found.money.facts, cash.accounts, Texts("fr"))
    text = facilitator.get(AT + "/tresorerie").text
    for account in shown:
        weeks = account["account"].weeks
        back = account["repaid"]
        if back is not None:
            at = [w.week for w in weeks].index(back)
            assert weeks[at - 1].balance_cents < 0
            assert all(w.balance_cents >= 0 for w in weeks[at:])
        if account["account"].need_cents:
            assert Texts("fr").euros(account["account"].need_cents) in text
    assert len(review_view.asked(shown, Texts("fr"))) == sum(
        1 for a in shown if a["account"].need_cents
    )
    assert "Pour la banque\u00a0: Vestali" in text
    for values in (
        {"document": "bank", "format": "pdf", "reader": "facilitator", "workshop": "vestali"},
        {"document": "cash", "format": "pdf"},
        {"document": "costing", "format": "xlsx"},
    ):
        assert f'name="document" value="{values["document"]}"' in text
        answer = facilitator.post(AT + "/documents", data=values)
        assert answer.status_code == 200
