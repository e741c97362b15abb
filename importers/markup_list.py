"""The first sheet of a marked workbook: everything to correct, with a link to each cell.

The cell that repeats what was read wears the look that the faulty cell had before it was marked,
so that a later marking of the same file can give it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import absolute_coordinate, get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from importers.markup_cells import Mark, copy_look, look, target_of, wears_mark
from importers.own_marks import MARK
from importers.sheet_look import FONT, cell_at, height, look_like_header, set_up_page, writable

# Texts that the sheet asks for, besides the codes of what could not be kept.
LIST_TEXTS: tuple[str, ...] = (
    "marked.list",
    "marked.title",
    "marked.how",
    "marked.lost",
    "marked.file",
    "marked.hidden",
    "marked.header.severity",
    "marked.header.sheet",
    "marked.header.cell",
    "marked.header.read",
    "marked.header.expected",
    "marked.header.suggestion",
    "marked.header.said",
    "marked.severity.error",
    "marked.severity.guess",
    "marked.severity.warning",
    "marked.severity.note",
)
_COLUMNS = ("severity", "sheet", "cell", "read", "expected", "suggestion", "said")
_WIDTHS = (24, 20, 9, 26, 26, 22, 62)
_READ = _COLUMNS.index("read") + 1
_LONGEST_READ = 1_000
_EDGE = Side("thin", color="FFA6A6A6")
_BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the list.

    Attributes:
        sheet: title in the workbook, "" for the file as a whole.
        place: cell as it was said, "" for the sheet as a whole.
        target: the cell that carries the mark, None when none does.
    """

    mark: Mark
    sheet: str
    place: str
    target: Cell | None
    said: str
    read: str = ""
    expected: str = ""
    suggestion: str = ""


def write_list(
    book: Workbook, items: Sequence[Item], losses: Sequence[str], texts: Mapping[str, str]
) -> None:
    """Add the list as the first sheet, and show it when the workbook is opened.

    The cells must not be marked yet: the list keeps how they look.

    Args:
        losses: sentences about what the workbook does not hold any more.
    """
    ws = book.create_sheet(_free_title(texts.get("marked.list", ""), book), 0)
    for number, width in enumerate(_WIDTHS, start=1):
        ws.column_dimensions[get_column_letter(number)].width = width
    row = _write_head(ws, losses, texts)
    for number, key in enumerate(_COLUMNS, start=1):
        header = cell_at(ws, row, number)
        _put(header, texts.get(f"marked.header.{key}", key))
        look_like_header(header)
        header.border = _BOX
    for number, item in enumerate(items, start=row + 1):
        _write_item(ws, number, item, book, texts)
    ws.freeze_panes = f"A{row + 1}"
    if items:
        ws.auto_filter.ref = f"A{row}:{get_column_letter(len(_COLUMNS))}{row + len(items)}"
    set_up_page(ws, header_rows=f"{row}:{row}")
    ws.print_options.gridLines = False
    # Two selected sheets would be typed into at the same time.
    for other in book.worksheets:
        other.sheet_view.tabSelected = False
    book.active = ws
    ws.sheet_view.tabSelected = True
    for view in book.views:
        view.firstSheet = 0


def _write_head(ws: Worksheet, losses: Sequence[str], texts: Mapping[str, str]) -> int:
    """Title, what to do, what the colours mean, what was lost; the row of the headers."""
    title = cell_at(ws, 1, 1)
    _put(title, f"{texts.get('marked.title', '')} {MARK}")
    title.font = Font(name=FONT, bold=True, size=14)
    ws.row_dimensions[1].height = 24
    _wide(ws, 2, texts.get("marked.how", ""))
    row = 3
    for mark in (Mark.ERROR, Mark.GUESS, Mark.WARNING):
        cell = cell_at(ws, row, 1)
        _put(cell, _severity(mark, texts))
        cell.font = Font(name=FONT)
        look(cell, mark)
        ws.row_dimensions[row].height = 18
        row += 1
    if losses:
        row += 1
        _wide(ws, row, texts.get("marked.lost", ""))
        ws.cell(row, 1).font = Font(name=FONT, bold=True)
        for said in losses:
            row += 1
            _wide(ws, row, f"– {said}")
    return row + 2 if losses else row + 1


def _wide(ws: Worksheet, row: int, text: str) -> None:
    """A text across the whole sheet."""
    cell = cell_at(ws, row, 1)
    _put(cell, text)
    cell.font = Font(name=FONT)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    ws.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(_COLUMNS))
    ws.row_dimensions[row].height = height(len(text), sum(_WIDTHS))


def _write_item(
    ws: Worksheet, row: int, item: Item, book: Workbook, texts: Mapping[str, str]
) -> None:
    is_hidden = item.sheet in book.sheetnames and book[item.sheet].sheet_state != "visible"
    hidden = f" {texts.get('marked.hidden', '')}" if is_hidden else ""
    values = (
        _severity(item.mark, texts),
        item.sheet + hidden if item.sheet else texts.get("marked.file", ""),
        item.place,
        item.read[:_LONGEST_READ],
        item.expected,
        item.suggestion,
        item.said,
    )
    tallest = 18.0
    for number, (value, width) in enumerate(zip(values, _WIDTHS, strict=True), start=1):
        cell = cell_at(ws, row, number)
        _put(cell, value)
        cell.font = Font(name=FONT)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.border = _BOX
        tallest = max(tallest, height(len(value), width))
    ws.row_dimensions[row].height = min(tallest, 400)
    if item.target is not None:
        copy_look(item.target, ws.cell(row, _READ))
    severity = cell_at(ws, row, 1)
    look(severity, item.mark)
    severity.border = _BOX
    if item.sheet in book.sheetnames:
        _link(cell_at(ws, row, 3 if item.place else 2), item)


def _link(cell: Cell, item: Item) -> None:
    """A link inside the workbook, never one that leaves it."""
    # Without the signs « C4 » could be a whole column.
    at = absolute_coordinate(item.target.coordinate if item.target is not None else "A1")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheetname(item.sheet)}!{at}")
    cell.font = Font(name=FONT, color="FF0563C1", underline="single")


def _severity(mark: Mark, texts: Mapping[str, str]) -> str:
    return f"{mark.value} {texts.get(f'marked.severity.{mark.name.lower()}', '')}"


def _put(cell: Cell, text: str) -> None:
    """Write a text that no program takes for anything else."""
    if text:
        cell.value = writable(text)
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@"


def _free_title(title: str, book: Workbook) -> str:
    used = {t.casefold() for t in book.sheetnames}
    free, number = title, 2
    while free.casefold() in used:
        free, number = f"{title} ({number})", number + 1
    return free


# -- an earlier list --------------------------------------------------------------------------


def remove_lists(book: Workbook) -> None:
    """Give the cells of earlier lists their look back where they still wear a mark; drop the lists."""
    for ws in list(book.worksheets):
        first = ws.cell(1, 1).value
        if isinstance(first, str) and MARK in first and len(book.worksheets) > 1:
            _restore(book, ws)
            book.remove(ws)


def _restore(book: Workbook, ws: Worksheet) -> None:
    for row in range(1, ws.max_row + 1):
        link = ws.cell(row, 3).hyperlink
        sheet, _, place = (
            (link.location or "").rpartition("!") if link is not None else ("", "", "")
        )
        title = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
        if title not in book.sheetnames or not isinstance(book[title], Worksheet):
            continue
        cell = target_of(book[title], place)
        if cell is not None and wears_mark(cell):
            copy_look(ws.cell(row, _READ), cell)
