"""A quotation written as lines of text, without a table.

« Tissu coton 160 cm : 3,80 €/ml » names an article and its price; « à partir de 1 000 m :
3,20 €/ml » under it, or after a comma, a price from a quantity on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from importers.received import break_terms, delivery_terms, price_terms
from importers.received.block import place, text_of
from importers.received.price_terms import Price
from importers.received.quoted import Article, QuotedPrice, Written
from importers.workbook import Grid

_PARTS = re.compile(r"\s*;\s*|\s*,\s+|\s+puis\s+|\s+\|\s+")
_ARTICLE = re.compile(r"^(?P<name>.*?[^\W\d_].*?)\s*(?::|=|\.{2,}|\s[-–—]\s|\t)\s*(?P<rest>\d.*)$")
_LONGEST_NAME = 120
_LONGEST_LINE = 300


def read_lines(grid: Grid) -> list[Article]:
    """Articles with their prices, in order; those that have none are not there."""
    lines = [
        Written(text=text, cell=place(number, min(row)))
        for number, row in grid.rows.items()
        for text in _texts(
            text_of(row[c]) if not isinstance(row[c].value, str) else str(row[c].value)
            for c in sorted(row)
        )
    ]
    return articles_of(lines)


def articles_of(lines: Iterable[Written]) -> list[Article]:
    """The same from lines of text."""
    found: list[Article] = []
    for told in lines:
        if delivery_terms.subject_of(told.text) is not None:
            continue
        _read_line(told, found)
    return [a for a in found if a.prices]


def price_of(text: str, told: Written, header: str = "") -> QuotedPrice | None:
    """A price with the quantity from which it holds, where one is told."""
    if (found := break_terms.parse_line(text)) is not None:
        return QuotedPrice(step=found[0], price=found[1], told=told, header=header)
    price = price_terms.parse_price(text)
    return None if price is None else QuotedPrice(price=price, told=told, header=header)


def _texts(cells: Iterable[str]) -> list[str]:
    """The lines of a row: its cells one after the other, cut where a cell has several lines."""
    parts = list(cells)
    if any("\n" in p for p in parts):
        return [" ".join(x.split()) for p in parts for x in p.splitlines() if x.strip()]
    joined = " ".join(" ".join(p.split()) for p in parts if p.strip())
    # A name in one cell and its price in the next are a line without its colon.
    if len(parts) == 2 and price_terms.parse_price(parts[1]) and ":" not in parts[0]:
        joined = f"{parts[0].strip()} : {parts[1].strip()}"
    return [joined] if joined else []


def _read_line(told: Written, found: list[Article]) -> None:
    if (line := break_terms.parse_line(told.text)) is not None:
        if found:
            found[-1].prices.append(QuotedPrice(step=line[0], price=line[1], told=told))
        return
    named = _ARTICLE.match(told.text) if len(told.text) <= _LONGEST_LINE else None
    if named is None or not _is_price(named["rest"]):
        if len(told.text) <= _LONGEST_NAME and price_terms.parse_price(told.text) is None:
            found.append(_article(told.text.rstrip(" :"), told))
        return
    article = _article(named["name"].strip(" -•*·"), told)
    for part in _PARTS.split(named["rest"]):
        price = price_of(part, told)
        if price is not None:
            article.prices.append(price)
    found.append(article)


def _article(text: str, told: Written) -> Article:
    """An article named by a line; « (rouleau de 50 m) » in it is how it is sold."""
    article = Article(name=text, cell=told.cell)
    for inside in re.findall(r"\(([^()]*)\)", text):
        pack = price_terms.parse_pack(inside)
        if pack is not None and pack.name:
            article.pack, article.pack_cell = pack, told.cell
            article.name = " ".join(text.replace(f"({inside})", " ").split())
    return article


def _is_price(text: str) -> bool:
    """Whether a text is about euros: a number alone is a phone number or a reference."""
    first = _PARTS.split(text)[0]
    price: Price | None = price_terms.parse_price(first)
    return price is not None and ("€" in first or "eur" in first.lower() or price.per is not None)
