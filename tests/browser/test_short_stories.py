"""Shorter ways through the pages: in English, without scripts, with the keyboard alone, on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.surfing import COLLECTED, PLANNING, SMALL, STARTED, Surf, too_wide

pytestmark = pytest.mark.slow


def test_in_english(surf: Surf) -> None:
    page = surf.page("coordination", lang="en")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(STARTED)
    for name in ("Plan", "Purchases", "Lots", "Documents"):
        expect(page.get_by_role("link", name=name, exact=True).first).to_be_visible()
    page.goto(STARTED + "/lundi")
    expect(page.locator("main")).not_to_contain_text(re.compile(r"\b(semaine|atelier|jalon)s?\b"))
    # The language is chosen by hand too, and kept.
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_without_scripts_a_plan_is_asked_for_and_read(surf: Surf) -> None:
    page = surf.page("coordination", java_script_enabled=False)
    page.goto(COLLECTED + "/plans")
    page.get_by_label("Temps de calcul au plus").select_option("20")
    page.get_by_role("button", name="Calculer", exact=True).click()
    expect(page.locator("h1")).to_be_visible()
    for _ in range(PLANNING // 1_000):
        if "/plans/" in page.url:
            break
        refresh = page.get_by_role("link", name="Rafraîchir")
        answer = page.locator("main a[href*='/plans/']")
        if refresh.count():
            refresh.click()
        elif answer.count():
            answer.first.click()
        page.wait_for_timeout(1_000)
    expect(page.get_by_role("heading", name="Parts de chacun")).to_be_visible()
    # A week is chosen with a button where nothing happens by itself.
    page.locator("select[name=semaine]").select_option(index=3)
    page.get_by_role("button", name="Voir").first.click()
    expect(page.get_by_role("heading", name=re.compile("^Semaine"))).to_be_visible()


def test_what_do_i_make_in_week_18(surf: Surf) -> None:
    page = surf.page("canal", width=SMALL)
    page.goto("/")
    page.goto(STARTED + "/atelier")
    page.locator("select[name=semaine]").select_option("2020-W18")
    expect(page).to_have_url(re.compile("semaine=2020-W18"))
    expect(page.get_by_role("heading", name=re.compile("18")).first).to_be_visible()
    assert too_wide(page) == []


def tab_to(page: Page, name: str, limit: int = 120) -> None:
    """Go to what bears this name with the Tab key alone; what has the focus shows it."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => {
                const e = document.activeElement;
                const style = getComputedStyle(e);
                return [(e.innerText || e.value || e.getAttribute('aria-label') || '').trim(),
                        style.outlineStyle, style.boxShadow];
            }"""
        )
        if here[0] == name:
            assert here[1] != "none" or here[2] != "none", f"the focus of {name} is not seen"
            return
    raise AssertionError(f"{name} is not reached with the keyboard")


def test_with_the_keyboard_alone(surf: Surf) -> None:
    page = surf.page("nobody")
    page.goto("/connexion")
    page.get_by_label("Adresse électronique").focus()
    page.keyboard.type("canal@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("masques-2020")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_visible()
    # The first thing reached is the way past the menu.
    page.goto(STARTED + "/atelier")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "oc-skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    page.goto(STARTED + "/atelier")
    tab_to(page, "Mes capacités")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("capacités")
    tab_to(page, "Enregistrer les capacités", limit=2_000)
    page.keyboard.press("Enter")
    expect(page.locator(".oc-notice, .oc-refusal, .oc-said").first).to_be_visible()


def test_cells_are_pasted_from_a_spreadsheet(surf: Surf) -> None:
    page = surf.page("canal")
    page.goto(COLLECTED + "/atelier/capacites")
    table = page.locator("table[data-paste]").first
    first = table.locator("tbody input:not([type=hidden]):not([type=checkbox])").first
    first.focus()
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData('text', text);
            document.activeElement.dispatchEvent(
                new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        "7\n8\n",
    )
    rows = table.locator("tbody tr").filter(has=page.locator("input:not([type=hidden])"))
    values = [
        rows.nth(k).locator("input:not([type=hidden]):not([type=checkbox])").first.input_value()
        for k in range(2)
    ]
    assert values == ["7", "8"]


def test_movement_is_reduced_for_who_asks(surf: Surf) -> None:
    page = surf.page("coordination", reduced_motion="reduce")
    page.goto("/")
    moving = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter(e => {
            const s = getComputedStyle(e);
            return s.animationName !== 'none' || (s.transitionDuration || '0s').split(',')
                .some(d => parseFloat(d) > 0 && s.transitionProperty !== 'none');
        }).length"""
    )
    assert moving == 0
