"""Tables that stand in stacked rows on a phone stay tables for who hears them."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from tests.service.living import Life
from tests.service.web.browsing import AT, OK, WORK, get

ROLES = {
    "table": "table",
    "thead": "rowgroup",
    "tbody": "rowgroup",
    "tfoot": "rowgroup",
    "tr": "row",
}


class _Stacked(HTMLParser):
    """Every tag of tables of that class, and what is wrong with it."""

    def __init__(self) -> None:
        super().__init__()
        self.is_inside = False
        self.count = 0
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attrs}
        if tag == "table":
            self.is_inside = "oc-stacked" in a.get("class", "")
            self.count += self.is_inside
        if not self.is_inside:
            return
        role = a.get("role", "")
        expected = ROLES.get(tag, role)
        if tag == "th":
            expected = "columnheader" if a.get("scope") == "col" else "rowheader"
        if tag == "td":
            expected = "cell"
        if role != expected:
            self.wrong.append(self.get_starttag_text() or tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.is_inside = False


@pytest.mark.parametrize(
    ("path", "least"),
    [
        (f"{AT}/commande", 10),
        (f"{AT}/commande/produit?code=masque-adulte", 3),
        (f"{AT}/commande/atelier?code=canal", 6),
        (f"{AT}/commande/cadre/depart", 8),
        (f"{WORK}/plans/1", 5),
        (f"{WORK}/achats", 1),
    ],
)
def test_roles_are_said_where_the_look_takes_them_away(life: Life, path: str, least: int) -> None:
    life.adopted()
    page = get(life, path)
    assert page.status_code == OK
    stacked = _Stacked()
    stacked.feed(page.text)
    assert stacked.count >= least
    assert stacked.wrong == []
