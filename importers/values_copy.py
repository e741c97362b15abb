"""A workbook with the values of another, whatever its format was: what an .ods or .csv becomes."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from importers.own_marks import without_mark
from importers.sheet_look import writable
from importers.workbook import Cell, Grid, RawWorkbook

_FIRST_SAFE_DAY = date(1900, 3, 1)
_NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
_LONGEST_TITLE = 31
_NARROWEST, _WIDEST = 9, 45
_ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))


def copy_of_values(raw: RawWorkbook) -> tuple[Workbook, dict[str, str]]:
    """A new workbook of these values; titles of its sheets by those of the original.

    Merged ranges, hidden rows, columns and sheets, and comments of people are kept. A text is
    written as a text, whatever it begins with.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    titles: dict[str, str] = {}
    for grid in raw.grids:
        ws = book.create_sheet(_free_title(grid.title, book))
        titles[grid.title] = ws.title
        _fill(ws, grid)
    if not book.worksheets:
        book.create_sheet()
    return book, titles


def _free_title(title: str, book: Workbook) -> str:
    plain = writable(title).translate(_NOT_IN_TITLES).strip("' ")[:_LONGEST_TITLE] or "Feuille"
    used = {t.casefold() for t in book.sheetnames}
    free, number = plain, 2
    while free.casefold() in used:
        end = f" ({number})"
        free, number = plain[: _LONGEST_TITLE - len(end)] + end, number + 1
    return free


def _fill(ws: Worksheet, grid: Grid) -> None:
    widths: dict[int, int] = {}
    for row, cells in grid.rows.items():
        for column, cell in cells.items():
            _put(ws, row, column, cell)
            widths[column] = max(widths.get(column, 0), len(str(cell.value or cell.error)))
    for column, width in widths.items():
        ws.column_dimensions[get_column_letter(column)].width = min(
            _WIDEST, max(_NARROWEST, width + 2)
        )
    for top, left, bottom, right in grid.merged:
        ws.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    for row in grid.hidden_rows:
        ws.row_dimensions[row].hidden = True
    for column in grid.hidden_columns:
        ws.column_dimensions[get_column_letter(column)].hidden = True
    if grid.is_hidden:
        ws.sheet_state = "hidden"
    _put_comments(ws, grid)


def _put_comments(ws: Worksheet, grid: Grid) -> None:
    from openpyxl.comments import Comment

    for (row, column), said in grid.comments.items():
        text = writable(without_mark(said))
        cell = ws.cell(row, column)
        if text and not isinstance(cell, MergedCell):
            cell.comment = Comment(text, "")


def _put(ws: Worksheet, row: int, column: int, cell: Cell) -> None:
    to = ws.cell(row, column)
    assert not isinstance(to, MergedCell), "nothing is merged yet"
    value = cell.value
    if cell.error or cell.formula:
        to.value = writable(cell.error or cell.formula)
        to.data_type = "e" if cell.error in _ERRORS else "s"
        to.quotePrefix = to.data_type == "s"
        return
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, bool | int | time | timedelta):
        to.value = value
        if isinstance(value, timedelta):
            to.number_format = "[h]:mm"
    elif isinstance(value, float) and math.isfinite(value):
        to.value = value
    elif isinstance(value, date) and value.strftime("%Y%m%d") >= f"{_FIRST_SAFE_DAY:%Y%m%d}":
        to.value = value
        has_time = isinstance(value, datetime) and value.time() != time(0)
        to.number_format = "dd/mm/yyyy hh:mm" if has_time else "dd/mm/yyyy"
    elif value is not None:
        to.value = writable(str(value))
        to.data_type = "s"
        to.quotePrefix = cell.is_quoted or str(value)[:1] in "=+-@"
    if cell.is_percent and isinstance(to.value, int | float):
        to.number_format = "0.##%" if to.value * 100 % 1 else "0%"
