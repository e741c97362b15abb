"""One sheet of an OpenXML workbook, in one pass over its text.

Only what has a value is kept, so a stray cell at the far corner costs one cell. Values equal to one
already read, in the same style, are the same object.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from importers.archive import MAX_CELLS, range_of, too_many
from importers.grids import Cell, column_number
from importers.serials import PLAIN, Style, finite_number, value_of_serial
from importers.xml_pass import LocalNames, is_true, local_attributes, read_raw_xml

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_DIGITS = "0123456789"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BLANK = Cell()


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What the sheets of a workbook share: texts, styles by number, and the first day."""

    texts: Sequence[str]
    styles: Sequence[Style]
    epoch: datetime


@dataclass(slots=True)
class SheetPass:
    """What one pass over a sheet found; ``columns`` are hidden ranges of columns."""

    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    columns: list[tuple[int, int]] = field(default_factory=list)


def plain_text(text: str) -> str:
    """Text with the characters that XML cannot hold put back."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def read_sheet(chunks: Iterable[bytes], book: Book) -> SheetPass:
    """The filled cells of a sheet, its merged ranges and what it hides.

    Raises:
        RefusedError: more cells than :data:`importers.archive.MAX_CELLS`.
        ValueError, IndexError, xml.parsers.expat.ExpatError: it is damaged.
    """
    found = SheetPass()
    known: dict[tuple[str, str, str], Cell] = {}
    columns: dict[str, int] = {}
    names = LocalNames()
    pieces: list[str] = []
    cells: dict[int, Cell] = {}
    row_text, row_digits = "", 1
    row = cells_row = column = count = 0
    reference = kind = style = value = inline = ""
    formula: str | None = None
    in_row = in_phonetic = False

    def start(name: str, attributes: list[str]) -> None:
        nonlocal row, column, count, reference, kind, style, value, inline, formula
        nonlocal in_row, in_phonetic, row_text, row_digits
        name = names[name]
        if name == "c":
            reference = style = value = inline = ""
            kind, formula = "n", None
            for i in range(0, len(attributes), 2):
                attribute = attributes[i]
                if attribute == "r":
                    reference = attributes[i + 1]
                elif attribute == "s":
                    style = attributes[i + 1]
                elif attribute == "t":
                    kind = attributes[i + 1]
            column += 1
            count += 1
            if count > MAX_CELLS:
                too_many(count)
        elif name in ("v", "f", "t"):
            pieces.clear()
        elif name == "row":
            given = local_attributes(attributes)
            row = int(float(given["r"])) if "r" in given else row + 1
            column = 0
            in_row = True
            row_text = str(row)
            row_digits = len(row_text)
            if not 1 <= row <= LAST_ROW:
                raise ValueError(row)
            if is_true(given.get("hidden", "")):
                found.hidden_rows.add(row)
        elif name == "rPh":
            in_phonetic = True
        elif name == "col":
            given = local_attributes(attributes)
            if is_true(given.get("hidden", "")):
                found.columns.append((int(given["min"]), int(given["max"])))
        elif name == "mergeCell":
            place = range_of(local_attributes(attributes).get("ref", ""))
            if place is not None and place[:2] != place[2:]:
                found.merged.append(place)

    def end(name: str) -> None:
        nonlocal column, value, inline, formula, in_row, in_phonetic, cells, cells_row
        name = names[name]
        if name == "v":
            value = "".join(pieces)
        elif name == "c":
            at = row
            if reference:
                # Nearly always in the row and under a column known already.
                place = columns.get(reference[:-row_digits])
                if place is None or not reference.endswith(row_text):
                    letters = reference.rstrip(_DIGITS)
                    place = column_number(letters)
                    at = int(reference[len(letters) :])
                    if not 1 <= place <= LAST_COLUMN or not 1 <= at <= LAST_ROW:
                        raise ValueError(reference)
                    columns[letters] = place
                column = place
            if not in_row or column > LAST_COLUMN:
                raise ValueError(reference)
            if kind == "inlineStr":
                value = inline
            if value:
                key = (kind, style, value)
                cell = known.get(key)
                if cell is None:
                    cell = known[key] = _cell(kind, style, value, book)
            elif kind == "e":
                cell = Cell(error="#N/A")
            elif formula is not None and kind == "n":
                cell = Cell(formula=f"={formula}"[:200])
            else:
                return
            if cell is not _BLANK:
                if at != cells_row:
                    cells = found.rows.setdefault(at, {})
                    cells_row = at
                cells[column] = cell
        elif name == "f":
            formula = "".join(pieces)
        elif name == "t":
            if not in_phonetic:
                inline += "".join(pieces)
        elif name == "row":
            in_row = False
        elif name == "rPh":
            in_phonetic = False

    read_raw_xml(chunks, start, end, pieces.append)
    _uncover(found)
    return found


def _cell(kind: str, style: str, text: str, book: Book) -> Cell:
    number = int(style) if style else 0
    shape = book.styles[number] if number < len(book.styles) else PLAIN
    if kind == "e":
        return Cell(error=text)
    value: object
    if kind == "s":
        value = book.texts[int(text)]
    elif kind in ("str", "inlineStr"):
        value = plain_text(text)
    elif kind == "b":
        value = bool(int(text))
    elif kind == "d":
        value = _iso(text)
    else:
        value = finite_number(text)
        if value is None:
            return Cell(error="#NUM!")
        if shape.is_date:
            try:
                value = value_of_serial(float(value), book.epoch, shape)
            except (OverflowError, ValueError):
                return Cell(error="#VALUE!")
    if isinstance(value, str):
        return Cell(value=value, is_quoted=shape.is_quoted) if value.strip() else _BLANK
    return Cell(value=value, is_percent=shape.is_percent, is_quoted=shape.is_quoted)


def _iso(text: str) -> date | time | timedelta:
    text = text.removesuffix("Z")
    if _DAY.match(text):
        return datetime.fromisoformat(text)
    return time.fromisoformat(text.removeprefix("T"))


def _uncover(found: SheetPass) -> None:
    """Drop what merged ranges cover: the sheet shows their first cell only."""
    for top, left, bottom, right in found.merged:
        rows: Iterable[int] = range(top, bottom + 1)
        if bottom - top > len(found.rows):
            rows = [r for r in found.rows if top <= r <= bottom]
        for r in rows:
            cells = found.rows.get(r)
            if cells is None:
                continue
            for c in [c for c in cells if left <= c <= right and (r, c) != (top, left)]:
                del cells[c]
            if not cells:
                del found.rows[r]


def hidden_columns(found: SheetPass, rows: Mapping[int, Mapping[int, Cell]]) -> frozenset[int]:
    """The columns with something in them that the sheet does not show."""
    used = {c for cells in rows.values() for c in cells}
    return frozenset(c for c in used if any(first <= c <= last for first, last in found.columns))
