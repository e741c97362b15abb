"""Every page of every role, looked at by a browser: accessible, quiet, narrow enough, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.surfing import GROUP, ROLES, SMALL, WIDE, Surf, too_wide, violations

pytestmark = pytest.mark.slow

# What is no page: files, streams, what ends the session.
_NOT_PAGES = re.compile(
    r"/static/|/api/|\.png|/fichiers/|\.ics|\.xlsx|\.pdf|/telecharger|/modele|/classeur-vierge|/formulaire"
)
_MOST_PAGES = 300


def links(page: Page) -> list[str]:
    """Addresses of our own pages that a page leads to, without what comes after « ? »."""
    found = page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))")
    return [a.split("#")[0] for a in found if a.startswith("/") and not _NOT_PAGES.search(a)]


def walk(page: Page, start: str) -> Iterator[str]:
    """Every page that can be reached from one, each form of address once."""
    waiting, seen, forms = [start], {start}, dict[str, int]()
    while waiting:
        address = waiting.pop(0)
        form = re.sub(r"[0-9a-f]{16}|\d+|=[^&]*", "#", address)
        forms[form] = forms.get(form, 0) + 1
        if forms[form] > 1:
            continue
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{address}: {answer.status}"
        yield address
        for link in links(page):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
        assert len(seen) < 4_000


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("who", sorted(ROLES))
def test_every_page_that_somebody_can_reach(surf: Surf, who: str, lang: str) -> None:
    page = surf.page(who, lang=lang)
    wrong: list[str] = []
    count = 0
    for _address in walk(page, "/"):
        count += 1
        for width in (WIDE, SMALL):
            page.set_viewport_size({"width": width, "height": 900})
            wrong += violations(page) + too_wide(page)
        heading = page.locator("h1")
        if heading.count() != 1:
            wrong.append(f"{page.url}: {heading.count()} h1")
        assert page.locator("html").get_attribute("lang") == lang
        assert count < _MOST_PAGES
    assert not wrong, "\n".join(dict.fromkeys(wrong))
    # The order, its plan or its week, its documents …: a role that finds little is a fault.
    assert count >= 6
    assert not surf.watch.found, "\n".join(surf.watch.found)


def test_pages_before_signing_in(surf: Surf) -> None:
    for lang in ("fr", "en"):
        page = surf.page("nobody", lang=lang)
        for address in ("/connexion", "/aide", f"/c/{GROUP}"):
            page.goto(address)
            assert violations(page) == []
            page.set_viewport_size({"width": SMALL, "height": 800})
            assert violations(page) + too_wide(page) == []
