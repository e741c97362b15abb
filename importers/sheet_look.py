"""How the sheets that are written look: texts, headers, widths and heights, the printed page.

Nothing written here can become a formula.
"""

from __future__ import annotations

import math

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from importers.columns import Column, Kind, Language
from importers.grids import OWN_AUTHOR
from importers.matching import is_example_label, is_total_label

# A font without a name is whatever the reader's program pleases.
FONT = "Calibri"
GREY = Font(name=FONT, italic=True, color="808080")
EXAMPLE = {"fr": "(exemple) ", "en": "(example) "}
YES_NO = {"fr": ("oui", "non"), "en": ("yes", "no")}
LONGEST_TEXT = 32_767
UNLOCKED = Protection(locked=False)
# A single column that is wider than the page is cut, not shrunk, when it is printed.
PAGE_WIDTH = 74
_A4 = 9
_HEADER_FILL = PatternFill("solid", fgColor="DCE6F1")
_REQUIRED_FILL = PatternFill("solid", fgColor="FCE4D6")
# What a protected sheet still allows.
_ALLOWED = ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort")


def cell_at(ws: Worksheet, row: int, column: int) -> Cell:
    """A cell of a sheet where nothing is merged."""
    cell = ws.cell(row, column)
    assert isinstance(cell, Cell), "nothing is merged here"
    return cell


def put_text(cell: Cell, text: str) -> None:
    """Write a text as a text: never a formula, an error value, a total or an example."""
    if not text:
        return
    cell.value = text
    cell.data_type = "s"
    if text[0] in "=+-@" or is_total_label(text) or is_example_label(text):
        cell.quotePrefix = True


def writable(text: str) -> str:
    """A text that any cell can hold: without control characters, and cut where it is too long."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text).replace("\ufffe", "").replace("\uffff", "")
    return text.encode("utf-8", "replace").decode("utf-8")[:LONGEST_TEXT]


def mark_header(cell: Cell, column: Column) -> None:
    """Make a cell look like the header of a column."""
    look_like_header(cell, is_required=column.required)


def look_like_header(cell: Cell, *, is_required: bool = False) -> None:
    """Make a cell look like a header, in another colour where it must be filled in."""
    cell.font = Font(name=FONT, bold=True)
    cell.fill = _REQUIRED_FILL if is_required else _HEADER_FILL
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def add_help(cell: Cell, text: str) -> None:
    """A comment that explains a header; readers know that it is ours."""
    if text:
        cell.comment = Comment(text, OWN_AUTHOR, width=320, height=140)


def column_width(column: Column, language: Language) -> float:
    """Room for the longest word of a header, which wraps, and for a usual value."""
    longest = max(len(word) for word in column.header(language).split())
    is_name = column.kind in (Kind.TEXT, Kind.ID, Kind.REF, Kind.REFS)
    return max(18 if is_name else 11, 1.15 * longest + 2)


def height(characters: int, width: float) -> float:
    """Points that a wrapped text needs in a column: few programs reckon it when they open a file."""
    return 15 * max(1, math.ceil(characters * 1.15 / width)) + 3


def set_up_page(ws: Worksheet, *, is_landscape: bool = True, header_rows: str = "1:1") -> None:
    """Print on A4, as wide as one page and as long as it must be, the header on every page.

    No print area: rows that are added later must be printed too.
    """
    ws.page_setup.orientation = "landscape" if is_landscape else "portrait"
    ws.page_setup.paperSize = _A4
    ws.page_setup.fitToWidth = 1
    ws.page_setup.fitToHeight = 0
    ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for side in ("left", "right", "top", "bottom"):
        setattr(ws.page_margins, side, 0.5)
    ws.print_options.gridLines = True
    footer = HeaderFooterItem()
    footer.left.text, footer.right.text = "&A", "&P / &N"
    ws.HeaderFooter.oddFooter = footer
    if header_rows:
        ws.print_title_rows = header_rows


def lock_labels(ws: Worksheet) -> None:
    """Protect the sheet without a password: only cells that are not unlocked resist typing."""
    ws.protection.sheet = True
    for allowed in _ALLOWED:
        setattr(ws.protection, allowed, False)


def offer_list(ws: Worksheet, formula: str, cells: str) -> None:
    """A list of values in the cells, without forbidding others: the reader knows more names."""
    validation = DataValidation(type="list", formula1=formula, allow_blank=True)
    validation.showErrorMessage = False
    validation.add(cells)
    ws.add_data_validation(validation)


def own_values(column: Column, language: Language) -> str:
    """Formula of the values that a column itself declares, "" when it declares none."""
    if column.kind is Kind.YES_NO:
        return '"' + ",".join(YES_NO[language]) + '"'
    if column.kind is Kind.CHOICE:
        return '"' + ",".join(c.label(language) for c in column.choices) + '"'
    return ""
