"""One sheet of an order workbook that is being edited: cells found by row and column key."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from importers.cells import FAULTY
from importers.columns import Column, Kind, Language
from importers.matching import slug
from importers.resolve import Line
from importers.sheet_look import mark_header
from importers.tables import Table
from importers.template import put_value, write_sheet


class OrderSheet:
    """Writes values as the owner of the workbook would have typed them.

    Args:
        book: the workbook, edited in place.
        table: the sheet as it was read, perhaps missing in the workbook.
        language: in which choices, yes and no are written.
        labels: sheet key -> id -> how references name it.
    """

    def __init__(
        self,
        book: Workbook,
        table: Table,
        language: Language,
        labels: Mapping[str, Mapping[str, str]],
    ) -> None:
        self.key = table.sheet.key
        self.sheet = table.sheet
        self.language = language
        self.labels = labels
        self.written: set[str] = set()
        self._free: list[int] = []
        self._columns = dict(table.columns)
        self._header_row = table.header_row
        self._model = max((r.number for r in table.rows), default=0)
        self.ws = self._worksheet(book, table)
        self.title = self.ws.title
        self.is_lost = not self._header_row
        self._last = max((r for (r, _), c in self._cells() if c.value is not None), default=0)

    def _worksheet(self, book: Workbook, table: Table) -> Worksheet:
        found = book[table.title] if table.title in book.sheetnames else None
        if isinstance(found, Worksheet):
            is_empty = all(c.value is None for c in found._cells.values())
            if self._header_row or not is_empty:
                return found
            ws = found
        else:
            ws = book.create_sheet(self.sheet.title(self.language))
        write_sheet(ws, self.sheet, [], self.language, {}, has_example=False)
        self._header_row = 1
        self._columns = {c.key: n for n, c in enumerate(self.sheet.columns, start=1)}
        return ws

    def _cells(self) -> list[tuple[tuple[int, int], Cell | MergedCell]]:
        return list(self.ws._cells.items())

    # -- rows -----------------------------------------------------------------------------------

    def append(self, values: Mapping[str, object], origin: int | None = None) -> None:
        """Add a row below the last, or where one was cleared.

        Args:
            origin: row from which it was split: what cannot be read there is copied as it is.
        """
        if self._free:
            row = self._free.pop(0)
        else:
            row = max(self._last, self._header_row) + 1
            self._last = row
            self._dress(row)
        for column in self.sheet.columns:
            if column.key == "id" and not self._needs_id(values):
                continue
            value = values.get(column.key)
            if value is FAULTY and origin is not None and column.key in self._columns:
                at = self._columns[column.key]
                self._cell(row, at).value = self._cell(origin, at).value
            elif value not in (None, "", (), FAULTY):
                self.put(row, column.key, value)

    def rewrite(self, row: int, values: Mapping[str, object], line: Line) -> None:
        """Give a row other values; cells whose value stays are not touched."""
        for column in self.sheet.columns:
            if column.key not in values or column.key == "id":
                continue
            value = values[column.key]
            if value is not FAULTY and value != line.values[column.key]:
                self.put(row, column.key, value)

    def clear(self, row: int) -> None:
        """Empty the cells of a row that the reader looks at, leaving remarks beside."""
        for at in self._columns.values():
            cell = self._cell(row, at)
            cell.value = None
            cell.comment = None
        rest = [c for (r, _), c in self._cells() if r == row and c.value is not None]
        if not rest:
            self._free.append(row)

    # -- cells ----------------------------------------------------------------------------------

    def put(self, row: int, key: str, value: object) -> None:
        """Write a value, or empty the cell; its format stays where it suits the value."""
        column = self.sheet.column(key)
        if key not in self._columns:
            if value in (None, "", ()):
                return
            self._add_column(column)
        cell = self._cell(row, self._columns[key])
        had = cell.number_format
        cell.value = None
        cell.number_format = "General"
        put_value(cell, column, self._named(column, value), self.language)
        is_date = column.kind is Kind.DATE and cell.is_date
        is_rate = cell.number_format.endswith("%")
        if (
            (is_date and _shows_day(had))
            or (is_rate and had.endswith("%"))
            or (cell.number_format == "General" and not _shows_time(had))
        ):
            cell.number_format = had
        self.written.add(cell.coordinate)

    def _needs_id(self, values: Mapping[str, object]) -> bool:
        """A code is left out only where there is no column for it and the name tells it."""
        if "id" in self._columns:
            return True
        name = values.get("name")
        return not isinstance(name, str) or slug(name) != values.get("id")

    def _named(self, column: Column, value: object) -> object:
        names = self.labels.get(column.to, {})
        if column.kind is Kind.REF and isinstance(value, str):
            return names.get(value, value)
        if column.kind is Kind.REFS and isinstance(value, tuple):
            return tuple(names.get(str(v), str(v)) for v in value)
        return value

    def _add_column(self, column: Column) -> None:
        """A header to the right of the others."""
        last = max((c for (r, c), x in self._cells() if x.value is not None), default=0)
        at = last + 1
        header = self._cell(self._header_row, at)
        header.value = column.header(self.language)
        before = self._cell(self._header_row, max(1, at - 1))
        if before.value is not None:
            _copy_look(before, header)
        else:
            mark_header(header, column)
        letter = get_column_letter(at)
        self.ws.column_dimensions[letter].width = max(14, len(column.header(self.language)) + 4)
        self.ws.column_dimensions[letter].protection = Protection(locked=False)
        self._columns[column.key] = at

    def _dress(self, row: int) -> None:
        """Give a new row the look of the last one."""
        for at in self._columns.values():
            cell = self._cell(row, at)
            if self._model:
                _copy_look(self._cell(self._model, at), cell)
            else:
                cell.protection = Protection(locked=False)
        height = self.ws.row_dimensions[self._model].height if self._model else None
        if height is not None:
            self.ws.row_dimensions[row].height = height

    def _cell(self, row: int, column: int) -> Cell:
        cell = self.ws.cell(row, column)
        if isinstance(cell, MergedCell):
            self._unmerge(row, column)
            cell = self.ws.cell(row, column)
        else:
            covering = self._range_over(row, column)
            if covering is not None:
                self._unmerge(row, column)
        assert isinstance(cell, Cell), "nothing is merged here any more"
        return cell

    def _range_over(self, row: int, column: int) -> str | None:
        for found in self.ws.merged_cells.ranges:
            if found.min_row <= row <= found.max_row and found.min_col <= column <= found.max_col:
                return str(found.coord)
        return None

    def _unmerge(self, row: int, column: int) -> None:
        """Take a merged range apart; each of its cells says what the range said."""
        place = self._range_over(row, column)
        assert place is not None, "a merged cell belongs to a range"
        bounds = next(r.bounds for r in self.ws.merged_cells.ranges if str(r.coord) == place)
        self.ws.unmerge_cells(place)
        left, top, right, bottom = bounds
        first = self.ws.cell(top, left)
        for r in range(top, min(bottom, top + 2000) + 1):
            for c in range(left, right + 1):
                if (r, c) != (top, left):
                    cell = self.ws.cell(r, c)
                    cell.value = first.value
                    _copy_look(first, cell)


def _copy_look(model: Cell | MergedCell, cell: Cell | MergedCell) -> None:
    """Font, colours, borders, format and protection, as one."""
    cell._style = copy(model._style)  # type: ignore[union-attr]


def _shows_day(number_format: str) -> bool:
    text = number_format.lower()
    return "d" in text or "j" in text


def _shows_time(number_format: str) -> bool:
    """Whether a number in this format would be read as a day, an hour or a rate."""
    text = number_format.lower()
    return any(mark in text for mark in ("h:", "[h", "mm:", "yy", "d/", "/d", "%"))
