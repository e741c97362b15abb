"""Sheets typed as lines of text, written as files in every format."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import xlsxwriter

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_PERCENT = re.compile(r"(-?\d+(?:\.\d+)?)%")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# A file with macros is what its content type says; what the macros do is nobody's business here.
MACROS = b"Sub Bonjour()\nEnd Sub\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One sheet.

    Attributes:
        text: a line a row, ``|`` between cells, blank cells left blank. ``8`` and ``0.5`` are
            numbers, ``12%`` a number shown as a percentage, ``2020-04-14`` a day, ``=A2*2 -> 16`` a
            formula with the result kept in the file; everything else, and what follows a ``'``,
            is text, ``\\n`` being the end of a line within a cell.
        merged: ranges as ``A1:F1``.
        hidden: whether the sheet itself is.
        comments: text by cell.
    """

    text: str
    merged: tuple[str, ...] = ()
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    comments: Mapping[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> list[list[str]]:
        """Its cells as they are typed."""
        lines = self.text.strip("\n").split("\n")
        return [[c.strip(" ") for c in line.split("|")] for line in lines]


def write_book(path: Path, pages: Mapping[str, Page], *, is_1904: bool = False) -> None:
    """Write the sheets as ``.xlsx``, or as ``.xlsm`` with a macro in it."""
    with xlsxwriter.Workbook(path, {"date_1904": is_1904}) as book:
        percent = book.add_format({"num_format": "0.0 %"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for title, page in pages.items():
            sheet = book.add_worksheet(title)
            for place in page.merged:
                sheet.merge_range(place, "")
            for r, row in enumerate(page.rows):
                for c, typed in enumerate(row):
                    if not typed:
                        continue
                    if _NUMBER.fullmatch(typed):
                        sheet.write_number(r, c, float(typed))
                    elif found := _PERCENT.fullmatch(typed):
                        sheet.write_number(r, c, round(float(found[1]) / 100, 6), percent)
                    elif _DAY.fullmatch(typed):
                        sheet.write_datetime(r, c, datetime.fromisoformat(typed), day)
                    elif typed.startswith("="):
                        formula, _, result = typed.partition(" -> ")
                        number = float(result) if _NUMBER.fullmatch(result) else result
                        sheet.write_formula(r, c, formula, None, number)
                    else:
                        sheet.write_string(r, c, plain(typed))
            for row_number in page.hidden_rows:
                sheet.set_row(row_number - 1, None, None, {"hidden": True})
            for letter in page.hidden_columns:
                sheet.set_column(f"{letter}:{letter}", None, None, {"hidden": True})
            for place, text in page.comments.items():
                sheet.write_comment(place, text, {"author": "Mme Martin"})
            if page.hidden:
                sheet.hide()
        if path.suffix == ".xlsm":
            macros = path.with_name("vbaProject.bin")
            macros.write_bytes(MACROS)
            book.add_vba_project(str(macros))


def write_text(path: Path, page: Page, separator: str, encoding: str) -> None:
    """Write a sheet as a text file, cells quoted where they need it."""
    text = "".join(separator.join(map(_quoted, row)) + "\r\n" for row in _even(page.rows))
    if encoding == "twice":
        # UTF-8 opened as Windows-1252 and saved: « PÃ©riode ».
        text, encoding = text.encode().decode("cp1252"), "utf-8"
    path.write_bytes(text.encode(encoding))


def plain(typed: str) -> str:
    """The text of a cell as it is typed here."""
    return typed.removeprefix("'").replace("\\n", "\n")


def _quoted(typed: str) -> str:
    text = plain(typed)
    return '"' + text.replace('"', '""') + '"' if set(text) & set('";,\n\t') else text


def _even(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    widest = max(map(len, rows))
    return [[*row, *[""] * (widest - len(row))] for row in rows]
