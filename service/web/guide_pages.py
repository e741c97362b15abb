"""The guide, as the service shows it: the same files as in the documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Response
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from service.dependencies import get_signed_in_by_browser
from service.errors import ServiceRefusalError
from service.usecases import access
from service.web.visits import InVisit

router = APIRouter()
_FOLDER: Final = Path(str(files("service") / "web" / "guide"))
_NAME: Final = re.compile(r"[a-z0-9-]{1,60}")
_PICTURE: Final = re.compile(r"[a-z0-9-]{1,80}\.png")
# Blanks at which French never breaks a line.
_LOOSE: Final = re.compile(r"(?<=«) | (?=[»;:?!])")
# The first page of the guide, in each language.
FIRST: Final = {"fr": "index", "en": "english"}


@router.get("/aide")
def show_guide(visit: InVisit) -> Response:
    """The first page of the guide."""
    return show_guide_page(visit, FIRST[visit.texts.language])


@router.get("/aide/images/{name}")
def send_picture(name: str) -> Response:
    """A picture of the guide."""
    path = _FOLDER / "images" / name
    if not _PICTURE.fullmatch(name) or not path.is_file():
        raise access.not_found()
    return Response(
        path.read_bytes(), media_type="image/png", headers={"Cache-Control": "max-age=3600"}
    )


@router.get("/aide/{name}")
def show_guide_page(visit: InVisit, name: str) -> Response:
    """A page of the guide; nobody needs to be signed in to read it."""
    name = name.removesuffix(".md")
    path = _FOLDER / f"{name}.md"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise access.not_found()
    with visit.looking() as session:
        try:
            visit.account = get_signed_in_by_browser(visit.request, session).account
        except ServiceRefusalError:
            visit.account = None
    title, body = page_of(path)
    return visit.page(
        "guide.html", guide_title=title, body=body, name=name, is_english=name == FIRST["en"]
    )


@cache
def page_of(path: Path) -> tuple[str, Markup]:
    """Title and body of a page of the guide.

    Links between pages and pictures are written as they work in the folder; here they lead to the
    pages of the service.
    """
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(path.read_text(encoding="utf-8"))
    title = ""
    for at, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h1":
            title = tokens[at + 1].content
            token.attrSet("class", "oc-title")
        elif token.type == "heading_open":
            token.attrSet("id", _anchor(tokens[at + 1].content))
        elif token.type == "table_open":
            token.attrSet("class", "oc-table")
        elif token.type == "th_open":
            token.attrSet("scope", "col")
        for inside in token.children or []:
            _lead(inside)
        if token.children:
            token.children = list(_enlarging(token.children))
    tokens = list(_scrolling(tokens))
    return title, Markup(reader.renderer.render(tokens, reader.options, {}))


def _scrolling(tokens: list[Token]) -> Iterator[Token]:
    """Each table in a box of its own, so that a narrow screen moves it and not the page."""
    heading = ""
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = tokens[at + 1].content
        if token.type == "table_open":
            box = Markup('<div class="oc-scroll" tabindex="0" role="group" aria-label="{}">')
            yield Token("html_block", "", 0, content=box.format(heading))
        yield token
        if token.type == "table_close":
            yield Token("html_block", "", 0, content="</div>")


def _enlarging(tokens: list[Token]) -> Iterator[Token]:
    """Each picture leads to itself alone: on a small screen it cannot be read in the text."""
    for token in tokens:
        if token.type == "image":
            link = Markup('<a href="{}">').format(str(token.attrGet("src")))
            yield Token("html_inline", "", 0, content=link)
            yield token
            yield Token("html_inline", "", 0, content="</a>")
        else:
            yield token


def _lead(token: Token) -> None:
    if token.type == "link_open":
        address = str(token.attrGet("href"))
        if re.fullmatch(r"[a-z0-9-]+\.md(#.*)?", address):
            token.attrSet("href", "/aide/" + address.replace(".md", "", 1))
    elif token.type == "text":
        token.content = _LOOSE.sub("\u00a0", token.content)
    elif token.type == "image":
        address = str(token.attrGet("src"))
        if address.startswith("images/"):
            token.attrSet("src", "/aide/" + address)
        token.attrSet("loading", "lazy")


def _anchor(text: str) -> str:
    """A heading's name as code hosts make it: one link is good here and there."""
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
