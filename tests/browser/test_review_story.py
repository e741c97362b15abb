"""The facilitator reviews and simulates; the buyer refuses a lot, which is owed again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.surfing import STARTED, Surf

pytestmark = pytest.mark.slow


def confirmed(page: Page, name: str, reason: str) -> None:
    """Open what asks for a reason, give it, do it."""
    asked = page.locator("details.oc-confirm", has=page.locator("summary", has_text=name)).first
    asked.locator("summary").click()
    asked.get_by_label("Raison").fill(reason)
    asked.get_by_role("button").click()


def test_review_return_correct_validate(surf: Surf) -> None:
    facilitator = surf.page("accompagnement")
    facilitator.goto(STARTED + "/couts")
    expect(facilitator.locator("main")).to_contain_text("attendent votre relecture")
    facilitator.get_by_role("link", name="Couture du Canal").first.click()

    # A remark on the first line, where its formula and its source stand.
    kind = facilitator.locator("details.oc-kind").first
    kind.locator("summary").first.click()
    remark = kind.locator("details.oc-no-print").first
    remark.locator("summary").click()
    remark.locator("textarea").fill("D'où vient ce temps ?")
    remark.get_by_role("button", name="Noter").click()
    expect(facilitator.locator("main")).to_contain_text("D'où vient ce temps ?")
    confirmed(facilitator, "Renvoyer les coûts", "Le temps de coupe est à justifier")

    # The workshop reads why, corrects and hands in again.
    workshop = surf.page("canal")
    workshop.goto(STARTED + "/atelier/couts")
    expect(workshop.locator("main")).to_contain_text("Le temps de coupe est à justifier")
    expect(workshop.locator("main")).to_contain_text("D'où vient ce temps ?")
    workshop.get_by_role("button", name="Enregistrer mes coûts").click()
    expect(workshop.locator(".oc-notice")).to_be_visible()
    workshop.get_by_role("button", name="Remettre mes coûts").click()

    facilitator.goto(STARTED + "/couts/canal")
    facilitator.get_by_role("button", name="Valider les coûts").click()
    expect(facilitator.locator(".oc-notice")).to_contain_text("Coûts validés")
    workshop.goto(STARTED + "/atelier/couts")
    expect(workshop.locator("h1")).to_contain_text("validé")

    # Nobody else reads them: the page does not exist for the coordination.
    coordinator = surf.page("coordination")
    surf.watch.expected.add(404)
    answer = coordinator.goto(STARTED + "/couts/canal")
    assert answer is not None
    assert answer.status == 404


def test_a_dearer_price_leaves_more(surf: Surf) -> None:
    page = surf.page("accompagnement")
    page.goto(STARTED + "/prix")

    def left() -> int:
        table = page.locator("table", has=page.locator("caption", has_text="net d'aide")).first
        cell = table.locator("tbody tr").nth(1).locator("td").last.inner_text().split("\n")[0]
        return int(re.sub(r"[^\d-]", "", cell.replace("−", "-")))

    usual = left()
    page.get_by_label("Prix 3").fill("110")
    page.get_by_role("button", name="Calculer").click()
    expect(page.get_by_label("Prix 3")).to_have_value("110")
    assert left() > usual


def test_a_refused_lot_returns_as_need(surf: Surf) -> None:
    buyer = surf.page("departement")
    buyer.goto(STARTED + "/lots")
    waiting = buyer.locator("table tbody tr").filter(has_text="Refuser…").first
    number = waiting.locator("th").inner_text()
    waiting.get_by_role("link", name=number, exact=True).click()
    confirmed(buyer, "Refuser ce lot", "Coutures ouvertes")
    expect(buyer.locator("main")).to_contain_text("Coutures ouvertes")
    buyer.goto(STARTED + "/suivi")
    refused = buyer.locator("table tbody td[data-label^='Refusé']")
    assert any(re.search(r"[1-9]", text) for text in refused.all_inner_texts())
    # It can be taken back, with a reason too.
    buyer.goto(STARTED + "/lots")
    buyer.get_by_role("link", name=number, exact=True).first.click()
    confirmed(buyer, "Revenir sur le refus", "Erreur de lot")
    buyer.goto(STARTED + "/suivi")
    assert set(refused.all_inner_texts()) == {"—"}
