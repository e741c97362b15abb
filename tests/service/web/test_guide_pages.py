"""The guide: it opens, its links lead somewhere, its pictures are there, what it names exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from scripts import guide_pictures, serve_example
from service.web import guide_pages
from tests.service.living import Life
from tests.service.running import mask_problem
from tests.service.web.browsing import NOT_THERE, OK, get

ROOT = Path(__file__).resolve().parents[3]
GUIDE = ROOT / "docs" / "guide"
PAGES = sorted(p.stem for p in GUIDE.glob("*.md"))
ROLES = ("coordination", "atelier", "accompagnement", "donneur-d-ordre")
_MOST_PICTURE_BYTES = 1_500_000
# « … » after one of these words is the name of something in the pages.
_NAMED = re.compile(r"\b(?:boutons?|pages?|onglets?|liens?)\s+«\s(.+?)\s»", re.IGNORECASE)


def _tokens(name: str) -> list[Token]:
    text = (GUIDE / f"{name}.md").read_text(encoding="utf-8")
    return MarkdownIt("commonmark").enable("table").parse(text)


def _inside(name: str, kind: str, attribute: str) -> list[str]:
    return [
        str(child.attrGet(attribute))
        for token in _tokens(name)
        for child in token.children or []
        if child.type == kind
    ]


def _pictures() -> set[str]:
    return {a for name in PAGES for a in _inside(name, "image", "src")}


def _even(text: str) -> str:
    """Texts as they are compared: one sort of blank and of apostrophe, no capitals."""
    return re.sub(r"\s+", " ", unescape(text).replace("’", "'")).strip(" .…?!").casefold()


@cache
def _said() -> str:
    """Every French text that the pages can show."""
    found = []
    for path in (ROOT / "service").rglob("*.html"):
        found += re.findall(r'gettext\(\s*"([^"]+)', path.read_text(encoding="utf-8"))
        found += re.findall(r'"([^"\n]+)"', path.read_text(encoding="utf-8"))
    for path in (ROOT / "service").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [
            n.value
            for n in ast.walk(tree)
            if isinstance(n, ast.Constant) and isinstance(n.value, str)
        ]
    return "\n".join(_even(t) for t in found)


def test_there_is_a_page_for_each_role_a_tutorial_and_the_words() -> None:
    assert {*ROLES, "index", "tutoriel", "glossaire", "english"} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_it_opens_for_anybody_in_the_service(life: Life, name: str) -> None:
    for who in ("nobody", "coordinator"):
        answer = get(life, f"/aide/{name}", who)
        assert answer.status_code == OK
        assert answer.text.count("<h1") == 1
        assert ".md" not in re.sub(r"<code>.*?</code>", "", answer.text)


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(life: Life, name: str) -> None:
    """In the folder, as a code host shows it, and in the service."""
    for address in _inside(name, "link_open", "href"):
        if address.startswith("http"):
            continue
        file, _, _anchor = address.partition("#")
        assert (GUIDE / file).is_file(), address
    page = get(life, f"/aide/{name}").text
    for address in re.findall(r'href="(/aide[^"]*)"', page):
        path, _, anchor = unescape(address).partition("#")
        there = get(life, path)
        assert there.status_code == OK, address
        assert not anchor or f'id="{unquote(anchor)}"' in there.text, address


def test_each_role_is_reached_from_the_first_page() -> None:
    for first in ("index", "english"):
        addresses = _inside(first, "link_open", "href")
        assert {f"{role}.md" for role in ROLES} <= set(addresses)


def test_each_picture_exists_and_is_shown_somewhere() -> None:
    assert {f"images/{p.name}" for p in (GUIDE / "images").iterdir()} == _pictures()


def test_each_picture_is_made_by_the_script() -> None:
    source = Path(guide_pictures.__file__).read_text(encoding="utf-8")
    made = {f"images/{name}.png" for name in re.findall(r'album\.take\(\s*"([a-z-]+)"', source)}
    assert made == _pictures()


def test_pictures_say_what_they_show() -> None:
    for name in PAGES:
        for token in _tokens(name):
            for child in token.children or []:
                if child.type == "image":
                    assert len(child.content) > 10, (name, child.attrGet("src"))


def test_pictures_are_small_and_served(life: Life) -> None:
    assert sum(p.stat().st_size for p in (GUIDE / "images").iterdir()) < _MOST_PICTURE_BYTES
    for picture in _pictures():
        answer = get(life, f"/aide/{picture}", "nobody")
        assert answer.status_code == OK
        assert answer.content.startswith(b"\x89PNG")


def test_what_the_guide_names_exists_in_the_pages() -> None:
    missing = []
    count = 0
    for name in PAGES:
        text = re.sub(r"\s+", " ", (GUIDE / f"{name}.md").read_text(encoding="utf-8"))
        for named in _NAMED.findall(text):
            count += 1
            # « Plan n° 1 » is a text with a number in it, « Replanifier à partir de… » is cut.
            if _even(re.sub(r"\d+$", "{number}", named)) not in _said():
                missing.append((name, named))
    assert missing == []
    assert count > 40


def test_the_tutorial_names_accounts_that_the_example_has() -> None:
    text = (GUIDE / "tutoriel.md").read_text(encoding="utf-8")
    known = {p.email for p in serve_example.people(mask_problem())}
    assert set(re.findall(r"[a-z]+@example\.org", text)) <= known
    assert serve_example.PASSWORD in text


@pytest.mark.parametrize("name", ["nothing", "index.txt", "..%2Fservice", "Index"])
def test_what_is_not_the_guide_is_not_there(life: Life, name: str) -> None:
    assert get(life, f"/aide/{name}").status_code == NOT_THERE
    assert get(life, f"/aide/images/{name}").status_code == NOT_THERE


def test_headings_are_named_as_a_code_host_names_them() -> None:
    _title, body = guide_pages.page_of(GUIDE / "glossaire.md")
    assert 'id="temps-gammé"' in body
    assert 'id="état-dacompte"' in body
    assert 'id="part-selon-la-clé-part-visée-part-obtenue"' in body
