"""Cells of somebody's workbook marked, and marks taken off again.

Each kind of mark has a colour and a border of its own, and its comment says the same in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from enum import Enum

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from importers.archive import range_of
from importers.grids import OWN_AUTHOR
from importers.own_marks import MARK, marked_text, without_mark
from importers.sheet_look import writable

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_LONGEST_COMMENT = 4_000
_COMMENT_WIDTH = 340


class Mark(Enum):
    """Why a cell is marked, the gravest first; the value is the sign that says so without colour."""

    ERROR = "✗"
    GUESS = "?"
    WARNING = "!"
    NOTE = "·"


# Colours that nobody else is likely to use: by them old marks are known.
_COLOURS = {Mark.ERROR: "FFF9B4AD", Mark.GUESS: "FFB5D8F6", Mark.WARNING: "FFFFE291"}
_EDGES = {
    Mark.ERROR: Side("thick", color="FFC00000"),
    Mark.GUESS: Side("mediumDashed", color="FF1F5FA8"),
    Mark.WARNING: Side("double", color="FF9A6700"),
}


def look(cell: Cell, mark: Mark) -> None:
    """Give a cell the colour and the border of a mark; a note has none."""
    if mark in _COLOURS:
        edge = _EDGES[mark]
        cell.fill = PatternFill("solid", fgColor=_COLOURS[mark])
        cell.border = Border(left=edge, right=edge, top=edge, bottom=edge)


def wears_mark(cell: Cell | MergedCell) -> bool:
    """Whether a cell has one of our colours."""
    if not cell.has_style or cell.fill.fill_type != "solid":
        return False
    colour = cell.fill.fgColor
    return colour.type == "rgb" and colour.rgb in _COLOURS.values()


def copy_look(model: Cell | MergedCell, cell: Cell | MergedCell) -> None:
    """Colour and border of a cell given to another."""
    cell.fill = copy(model.fill)  # type: ignore[assignment]
    cell.border = copy(model.border)  # type: ignore[assignment]


def comment_on(cell: Cell, lines: Sequence[str]) -> None:
    """Say lines in the comment of a cell, after what somebody wrote there."""
    before = cell.comment
    said = writable("\n".join(lines))
    if len(said) > _LONGEST_COMMENT:
        said = said[:_LONGEST_COMMENT].rstrip() + " …"
    text = marked_text(said, before.text if before is not None else "")
    author = (before.author or "") if before is not None else OWN_AUTHOR
    rows = sum(1 + len(line) // 48 for line in text.splitlines())
    cell.comment = Comment(text, author, width=_COMMENT_WIDTH, height=min(600, 24 + 17 * rows))


def target_of(ws: Worksheet, place: str) -> Cell | None:
    """The cell that can carry the mark of a place: of a range or a merged cell, its first.

    None when the place is no cell of any sheet.
    """
    found = range_of(place.upper())
    if found is None:
        return None
    row, column = found[0], found[1]
    if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
        return None
    cell = ws.cell(row, column)
    if isinstance(cell, MergedCell):
        for merged in ws.merged_cells.ranges:
            if (
                merged.min_row <= row <= merged.max_row
                and merged.min_col <= column <= merged.max_col
            ):
                cell = ws.cell(merged.min_row, merged.min_col)
    return cell if isinstance(cell, Cell) else None


def remove_marks(sheets: Iterable[Worksheet]) -> None:
    """Take off every comment and colour of ours; what was under a colour is not known here."""
    for ws in sheets:
        for cell in list(ws._cells.values()):
            if isinstance(cell, Cell) and cell.comment is not None:
                _uncomment(cell)
            if wears_mark(cell):
                cell.fill = PatternFill()
                cell.border = Border()


def _uncomment(cell: Cell) -> None:
    comment = cell.comment
    if comment is None or MARK not in comment.text:
        return
    left = without_mark(comment.text)
    cell.comment = None
    if left:
        cell.comment = Comment(left, comment.author or "")
