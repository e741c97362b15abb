"""Pages of tables about money as a PDF, set by typst; texts travel as data, never as markup."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path

import typst

from service.i18n import Texts

TEMPLATE = "money.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfTable:
    """A table in words.

    ``align``: a letter a column: ``w`` takes the width that is left, ``l`` left, ``r`` right (amounts).
    ``marked``: rows to look at.
    """

    heading: str = ""
    heads: Sequence[str]
    align: str
    rows: Sequence[Sequence[str]]
    total: Sequence[str] | None = None
    marked: Sequence[int] = ()

    def data(self) -> dict[str, object]:
        """As the template reads it."""
        return {
            "heading": self.heading,
            "heads": list(self.heads),
            "align": self.align,
            "rows": [list(row) for row in self.rows],
            "total": None if self.total is None else list(self.total),
            "marked": list(self.marked),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfBars:
    """Balances week by week as bars, below zero in red."""

    heading: str
    weeks: Sequence[str]
    cents: Sequence[int]

    def data(self, texts: Texts) -> dict[str, object]:
        """As the template reads it."""
        return {
            "heading": self.heading,
            "weeks": list(self.weeks),
            "values": list(self.cents),
            "high": texts.euros(max(0, *self.cents)),
            "low": texts.euros(min(0, *self.cents)),
            "zero": texts.euros(0),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfPage:
    """A page that starts anew: who it is for, what it says first, its tables."""

    title: str
    reader: str
    lead: Sequence[tuple[str, bool]] = ()
    bars: PdfBars | None = None
    tables: Sequence[PdfTable] = field(default_factory=tuple)
    after: Sequence[str] = ()


def write_pages(path: Path, title: str, day: date, pages: Sequence[PdfPage], texts: Texts) -> None:
    """Write pages as one PDF, the same for the same data.

    Args:
        title: of the document, at the foot of every page.
        day: that stands as its date.
    """
    data = {
        "lang": texts.language,
        "date": [day.year, day.month, day.day],
        "title": title,
        "pages": [
            {
                "title": page.title,
                "reader": page.reader,
                "lead": [list(said) for said in page.lead],
                "bars": None if page.bars is None else page.bars.data(texts),
                "tables": [table.data() for table in page.tables if table.rows],
                "after": list(page.after),
            }
            for page in pages
        ],
    }
    template = files("service.exports") / "templates" / TEMPLATE
    path.write_bytes(
        typst.compile(
            template.read_bytes(),
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            ignore_system_fonts=True,
        )
    )
