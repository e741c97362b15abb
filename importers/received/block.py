"""One table as it was found on a sheet: its headers, its rows, and where each cell stands.

Readers of every kind see the same thing whether the sender wrote one line a workshop or one
workshop down a column.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from importers.cells import shown
from importers.grids import column_letters
from importers.workbook import Cell, Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A row that is no row of the table.

    Attributes:
        row: its number, as ``Block.rows`` counts.
        reason: ``total``, ``header`` (repeated), ``note``, ``section``, ``units`` or ``example``.
        text: what made it known, as written.
        place: where that stands, such as ``B12``.
    """

    row: int
    reason: str
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merges:
    """Merged ranges by column, to find the one that covers a cell without spreading them out."""

    by_column: Mapping[int, tuple[tuple[int, int, int, int], ...]] = field(default_factory=dict)

    def over(self, row: int, column: int) -> tuple[int, int, int, int] | None:
        """The range (top, left, bottom, right) that covers a cell, None when none does."""
        ranges = self.by_column.get(column)
        if not ranges:
            return None
        at = bisect_right(ranges, (row, 1 << 30, 0, 0)) - 1
        if at >= 0 and ranges[at][0] <= row <= ranges[at][2]:
            return ranges[at]
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A table of a sheet. Columns and rows are numbers of the grid, unless ``is_transposed``.

    Of a transposed block (labels down a column) a "column" is the grid row of a label, or more
    when several labels share a row, and a "row" is the first, second … value beside the labels.

    Attributes:
        titles: texts above the table, top to bottom, those of the whole sheet included;
            ``title_places`` says where each stands.
        headers: texts of the header of each column, top to bottom; () when it has none.
        header_cells: the filled cells they come from, in the same order.
        header_row, top_row: lowest and highest grid row of the header.
        rows: body rows in order.
        skipped: rows between and below them that are none.
        totals: columns that sum up others; they are in ``headers`` all the same.
        units: unit written beside a label, by column of a transposed block.
    """

    grid: Grid
    titles: tuple[str, ...] = ()
    title_places: tuple[str, ...] = ()
    headers: Mapping[int, tuple[str, ...]]
    header_cells: Mapping[int, tuple[Cell, ...]] = field(default_factory=dict)
    header_row: int = 0
    top_row: int = 0
    rows: tuple[int, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    totals: tuple[int, ...] = ()
    units: Mapping[int, str] = field(default_factory=dict)
    is_transposed: bool = False
    spots: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    merges: Merges = field(default_factory=Merges)

    @property
    def columns(self) -> tuple[int, ...]:
        """Columns from left to right, totals included."""
        return tuple(sorted(self.headers))

    def header(self, column: int) -> str:
        """The whole header of a column, its levels one after the other."""
        return " ".join(self.headers.get(column, ()))

    def cell(self, row: int, column: int) -> Cell | None:
        """What stands in a cell; a text or date merged over several cells stands in each.

        A number does not: one cannot tell whether it is meant for each or for all together.
        """
        r, c = self.at(row, column) if self.is_transposed else (row, column)
        cells = self.grid.rows.get(r)
        found = cells.get(c) if cells else None
        if found is not None or not self.merges.by_column:
            return found
        merged = self.merges.over(r, c)
        if merged is None:
            return None
        first = self.grid.rows.get(merged[0], {}).get(merged[1])
        if first is None or not isinstance(first.value, str | date):
            return None
        return first

    def merged_over(self, row: int, column: int) -> tuple[int, int, int, int] | None:
        """The merged range (top, left, bottom, right) of the grid that covers a cell, if any."""
        return self.merges.over(*self.at(row, column))

    def cells(self, row: int) -> Iterator[tuple[int, Cell]]:
        """The filled cells of a row with their columns, left to right."""
        for column in self.columns:
            cell = self.cell(row, column)
            if cell is not None:
                yield column, cell

    def at(self, row: int, column: int) -> tuple[int, int]:
        """Row and column of the grid of a cell."""
        if not self.is_transposed:
            return row, column
        r, c = self.spots[column]
        return r, c + row - 1

    def place(self, row: int, column: int) -> str:
        """Where a cell stands: ``C12``."""
        return place(*(self.at(row, column) if self.is_transposed else (row, column)))

    def header_place(self, column: int) -> str:
        """Where the header of a column stands."""
        if self.is_transposed:
            row, at = self.spots[column]
            cells = self.grid.rows.get(row, {})
            left = max((c for c in cells if c < at), default=at)
            return place(row, left)
        return place(self.header_row, column)


def place(row: int, column: int) -> str:
    """Name of a cell of the grid."""
    return f"{column_letters(max(1, column))}{max(1, row)}"


def text_of(cell: Cell | None) -> str:
    """What a cell says, "" when there is none."""
    if cell is None:
        return ""
    if cell.value is None:
        return cell.error
    return " ".join(shown(cell.value).split())
