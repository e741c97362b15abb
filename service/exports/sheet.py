"""A printed workbook: one look everywhere, text never becomes a formula, figures stay figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import xlsxwriter

from service.exports.names import sheet_names
from service.i18n import Texts

Kind = Literal[
    "text", "wrapped", "units", "quantity", "hours", "euros", "price", "percent", "ratio", "date"
]
Value = str | int | Decimal | date | None

NUMBER_FORMATS: dict[Kind, str] = {
    "text": "@",
    "wrapped": "@",
    "units": "#,##0;-#,##0;–",
    "quantity": "#,##0",
    "hours": "#,##0.0;-#,##0.0;–",
    "euros": "#,##0.00\\ [$€-40C]",
    "price": "#,##0.00####\\ [$€-40C]",
    "percent": "0.0\\ %;-0.0\\ %;–",
    "ratio": "0.00",
    "date": "dd/mm/yyyy",
}
# Excel would leave a lone decimal comma after a whole number with « #,##0.### ».
_PARTS = {"units": "#,##0.0##;-#,##0.0##;–", "quantity": "#,##0.0##"}
DARK, PALE, PALER, LINE = "#1F4E5F", "#DCE9ED", "#F3F8F9", "#B8C7CC"
GREEN, AMBER, RED, GREY = "#E2F0DA", "#FFF2CC", "#F8D7D3", "#EDEDED"
_THOUSANDTH = Decimal("0.001")
# So many weeks side by side can still be read on a page of A4.
_WEEKS_A_PAGE = 18
_LONGEST_TEXT = 32_000
_LONGEST_FOOTER = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its header, how its values are shown, its width in characters."""

    header: str
    kind: Kind = "text"
    width: float = 12


class Book:
    """A workbook being written.

    Args:
        path: where it goes.
        texts: the reader's language.
        title: written in the properties and at the foot of each page.
        created: the date in the properties; given, so that the same plan makes the same file.
    """

    def __init__(self, path: Path, texts: Texts, title: str, created: date) -> None:
        self.texts = texts
        self.title = title
        self.book = xlsxwriter.Workbook(
            str(path),
            {
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_date_format": "dd/mm/yyyy",
            },
        )
        self.book.set_properties(
            {
                "title": title,
                "created": datetime(created.year, created.month, created.day),
                "comments": texts.gettext("Produit par Œuvre commune"),
            }
        )
        self.book.set_size(2400, 1500)
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._sheet_names: list[str] = []

    def format(self, **properties: Any) -> Any:
        """The cell format with these XlsxWriter properties, made once."""
        whole = {"font_name": "Calibri", "font_size": 10, "valign": "vcenter", **properties}
        key = tuple(sorted(whole.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(whole)
        return self._formats[key]

    def page(self, name: str, *, is_landscape: bool = True, tab_color: str = DARK) -> Page:
        """A new sheet, set up for A4; the name is made safe and unique."""
        (safe,) = sheet_names([name], self._sheet_names)
        self._sheet_names.append(safe)
        sheet = self.book.add_worksheet(safe)
        sheet.set_tab_color(tab_color)
        return Page(self, sheet, safe, is_landscape=is_landscape)

    def close(self) -> None:
        """Write the file."""
        self.book.close()


class Page:
    """A sheet filled from top to bottom; ``row`` is the next free row (from 0)."""

    def __init__(self, book: Book, sheet: Any, name: str, *, is_landscape: bool) -> None:
        self.book = book
        self.sheet = sheet
        self.name = name
        self.row = 0
        self._breaks: list[int] = []
        _ = book.texts.gettext
        if is_landscape:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        # The blank ends the size of the font: « &8 » before « 90 000 masques » would be size 890.
        foot = " " + book.title[:_LONGEST_FOOTER].replace("&", "&&")
        page = _("Page {page} sur {pages}", page="&P", pages="&N")
        sheet.set_footer(f"&L&8{foot}&C&8&A&R&8{page}")

    def weeks_across(self, weeks: int, left: int) -> None:
        """Print columns of weeks over as many pages as they need, the ``left`` ones on each."""
        self.sheet.fit_to_pages(-(-weeks // _WEEKS_A_PAGE), 0)
        self.sheet.repeat_columns(0, left - 1)

    def break_before(self) -> None:
        """Begin a new printed page at the next free row."""
        self._breaks.append(self.row)
        self.sheet.set_h_pagebreaks(self._breaks)

    # -- words --------------------------------------------------------------------------------

    def title(self, text: str, subtitle: str = "") -> None:
        """The title of the sheet and a line under it."""
        self.sheet.set_row(self.row, 24)
        self._text(self.row, 0, text, bold=True, font_size=16, font_color=DARK)
        self.row += 1
        if subtitle:
            self._text(self.row, 0, subtitle, italic=True, font_color="#555555")
            self.row += 1
        self.row += 1

    def heading(self, text: str) -> None:
        """A heading above a block."""
        self.sheet.set_row(self.row, 20)
        self._text(self.row, 0, text, bold=True, font_size=12, font_color=DARK)
        self.row += 1

    def line(self, text: str, **properties: Any) -> None:
        """One line of text, running over the columns to its right."""
        self._text(self.row, 0, text, **properties)
        self.row += 1

    def paragraph(self, text: str, columns: int, characters: int, **properties: Any) -> None:
        """Text wrapped over ``columns`` merged cells that hold so many ``characters`` a line."""
        lines = sum(max(1, -(-len(part) // characters)) for part in text.splitlines() or [""])
        self.sheet.set_row(self.row, 14 * lines + 2)
        form = self.book.format(text_wrap=True, **{"valign": "top", **properties})
        self.sheet.merge_range(self.row, 0, self.row, columns - 1, "", form)
        self.sheet.write_string(self.row, 0, text[:_LONGEST_TEXT], form)
        self.row += 1

    def spans(
        self, parts: Sequence[tuple[int, int, str]], widths: Sequence[float], **properties: Any
    ) -> None:
        """One bordered row of texts, each over columns ``first`` to ``last`` of these widths."""
        look = {"border": 1, "border_color": LINE, "text_wrap": True, "indent": 1, **properties}
        form = self.book.format(**look)
        room = [sum(widths[first : last + 1]) * 1.25 - 2 for first, last, _ in parts]
        lines = max(-(-len(text) // int(w)) for w, (_, _, text) in zip(room, parts, strict=True))
        self.sheet.set_row(self.row, 14 * max(1, lines) + 2)
        for first, last, text in parts:
            if last > first:
                self.sheet.merge_range(self.row, first, self.row, last, "", form)
            self.sheet.write_string(self.row, first, text[:_LONGEST_TEXT], form)
        self.row += 1

    def gap(self, rows: int = 1) -> None:
        """Leave rows empty."""
        self.row += rows

    def _text(self, row: int, column: int, text: str, **properties: Any) -> None:
        self.sheet.write_string(row, column, text[:_LONGEST_TEXT], self.book.format(**properties))

    # -- figures ------------------------------------------------------------------------------

    def put(self, row: int, column: int, value: Value, kind: Kind, **properties: Any) -> None:
        """One bordered cell: text stays text, whatever it begins with."""
        look: dict[str, Any] = {"border": 1, "border_color": LINE}
        look["num_format"] = NUMBER_FORMATS[kind]
        if kind in _PARTS and isinstance(value, Decimal):
            value = value.quantize(_THOUSANDTH)
            if value != int(value):
                look["num_format"] = _PARTS[kind]
        if kind in ("text", "wrapped"):
            look["indent"] = 1
        elif kind == "date":
            look["align"] = "center"
        if kind == "wrapped":
            look["text_wrap"] = True
        elif isinstance(value, str) and kind not in ("text", "date"):
            # A word in a column of figures stands on their side.
            look.update(align="right", indent=1)
        form = self.book.format(**{**look, **properties})
        if value is None:
            self.sheet.write_blank(row, column, None, form)
        elif isinstance(value, str):
            self.sheet.write_string(row, column, value[:_LONGEST_TEXT], form)
        elif isinstance(value, date):
            day = datetime(value.year, value.month, value.day)
            self.sheet.write_datetime(row, column, day, form)
        else:
            self.sheet.write_number(row, column, float(value), form)

    def header(self, columns: Sequence[Column], *, height: float = 30) -> None:
        """The header row of a table."""
        self.sheet.set_row(self.row, height)
        for c, column in enumerate(columns):
            self.put(
                self.row,
                c,
                column.header,
                "wrapped",
                bold=True,
                bg_color=DARK,
                font_color="#FFFFFF",
                **({} if column.kind in ("text", "wrapped") else {"align": "center", "indent": 0}),
            )
        self.row += 1

    def cells(self, columns: Sequence[Column], values: Sequence[Value], **properties: Any) -> None:
        """One row of a table."""
        lines = max(
            (
                -(-len(value) // max(1, int(column.width * 1.25) - 2))
                for column, value in zip(columns, values, strict=True)
                if column.kind == "wrapped" and isinstance(value, str)
            ),
            default=1,
        )
        if lines > 1:
            self.sheet.set_row(self.row, 13.5 * lines + 2)
        for c, (column, value) in enumerate(zip(columns, values, strict=True)):
            self.put(self.row, c, value, column.kind, **properties)
        self.row += 1

    def total(self, columns: Sequence[Column], values: Sequence[Value]) -> None:
        """The last row of a table, in bold."""
        self.cells(columns, values, bold=True, bg_color=PALE)

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Value]],
        total: Sequence[Value] | None = None,
        *,
        header_height: float = 30,
    ) -> None:
        """Header, rows and total, and an empty row after them."""
        self.header(columns, height=header_height)
        for i, values in enumerate(rows):
            self.cells(columns, values, **({"bg_color": PALER} if i % 2 else {}))
        if total is not None:
            self.total(columns, total)
        self.row += 1

    def widths(self, widths: Sequence[float]) -> None:
        """Set the widths of the first columns, in characters."""
        for c, width in enumerate(widths):
            self.sheet.set_column(c, c, width)
