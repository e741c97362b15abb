"""What the cells of a row say, every doubt of theirs reported once: as a finding and as a guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from importers.cells import FAULTY, Calendar, shown
from importers.columns import Column, Kind, Sheet
from importers.findings import Findings
from importers.grids import column_letters
from importers.loose_cells import Loose, read_loosely
from importers.received.block import Block
from importers.received.contract import Confirmed, Guess, Topic
from importers.received.members import guess_key
from importers.units import header_unit
from importers.workbook import Cell
from optimizer.diagnostics import Severity, Source

CERTAIN = 100
# Under this a thing is not taken but asked.
TAKEN = 50
# Where the key of a guess about a merged number begins.
MERGED_KEY = "value:merged:"
WHOLE_KINDS = (Kind.INTEGER,)
RATE_KINDS = (Kind.HOURS, Kind.PERCENT, Kind.PACE, Kind.MINUTES)
_EACH = 60


class Told:
    """Reads cells of one block, and gathers what is not certain in them.

    Args:
        block: the table.
        sheet: what its columns are.
        columns: column key -> column of the block.
        calendar: what dates without a year are understood by.
        confirmed: what was answered to earlier guesses.
        findings: where faults go.
    """

    def __init__(
        self,
        block: Block,
        sheet: Sheet,
        columns: Mapping[str, int],
        calendar: Calendar,
        confirmed: Confirmed,
        findings: Findings,
    ) -> None:
        self.block = block
        self.sheet = sheet
        self.columns = columns
        self.calendar = calendar
        self.confirmed = confirmed
        self.findings = findings
        self.guesses: dict[str, Guess] = {}
        # The same cells come back in thousands of rows: each is understood once.
        self._units: dict[str, str] = {}
        self._headers: dict[str, str] = {}
        self._read: dict[tuple[object, ...], Loose] = {}
        self._same: dict[tuple[object, ...], tuple[Cell, Loose]] = {}
        self._declared = {c.key: c for c in sheet.columns}
        self._spans: dict[tuple[int, int, int, int], tuple[str, tuple[int, ...]] | None] = {}

    # -- places -------------------------------------------------------------------------------

    def source(self, place: str) -> Source:
        """A place of the sheet as findings and guesses carry it."""
        return Source(file=self.findings.file, sheet=self.block.grid.title, cell=place)

    def place(self, row: int, key: str) -> Source:
        """Where the value of a column stands in a row."""
        return self.source(self.block.place(row, self.columns[key]))

    @property
    def corner(self) -> str:
        """Where the table begins."""
        columns = self.block.columns
        return self.block.header_place(columns[0]) if columns else "A1"

    def header(self, key: str) -> str:
        """Header of a column as the file writes it."""
        if key not in self._headers:
            written = self.block.header(self.columns[key]) if key in self.columns else ""
            self._headers[key] = written or self.sheet.column(key).fr
        return self._headers[key]

    def cell(self, row: int, key: str) -> Cell | None:
        """What stands in a column of a row, None when it has none."""
        column = self.columns.get(key)
        if column is None:
            return None
        cell = self.block.cell(row, column)
        if cell is None or (isinstance(cell.value, str) and not cell.value.strip()):
            return None
        return cell

    # -- saying -------------------------------------------------------------------------------

    def warn(self, code: str, place: str, **params: object) -> None:
        """Something understood, doubtful or left aside, in a cell."""
        self.findings.warn(code, sheet=self.block.grid.title, cell=place, **params)

    def fail(self, code: str, place: str, **params: object) -> None:
        """A fault of a cell."""
        self.findings.add(code, sheet=self.block.grid.title, cell=place, **params)

    def guess(
        self,
        key: str,
        topic: Topic,
        place: str,
        read: str,
        understood: str,
        choices: tuple[str, ...],
        confidence: int,
    ) -> str:
        """List a guess and give what is to be taken: the answer to it if there was one.

        Under fifty nothing is taken: "" is given.
        """
        answer = self.confirmed.get(key)
        taken = answer if answer is not None else (understood if confidence >= TAKEN else "")
        self.keep(
            Guess(
                key=key,
                topic=topic,
                read=read,
                understood=taken,
                choices=tuple(dict.fromkeys((*([taken] if taken else []), *choices))),
                confidence=CERTAIN if answer is not None else confidence,
                source=self.source(place),
                is_confirmed=answer is not None,
            )
        )
        return taken

    def keep(self, guess: Guess | None) -> None:
        """List a guess made elsewhere; the first of the same key stays."""
        if guess is not None:
            self.guesses.setdefault(guess.key, guess)

    # -- reading ------------------------------------------------------------------------------

    def value(
        self,
        row: int,
        key: str,
        *,
        hours_per_day: Decimal | None = None,
        dash_is_zero: bool | None = None,
    ) -> Loose | None:
        """What a cell says in the kind of its column; None when it is blank or not there.

        Its faults are reported, and a value that is a guess is replaced by its confirmed one.
        """
        if self.block.merges.by_column and (shared := self._shared(row, key)) is not None:
            return self._value_shared(row, key, *shared)
        cell = self.cell(row, key)
        if cell is None:
            return None
        column, header = self._declared[key], self.header(key)
        if not self.confirmed:
            # Nearly always there is nothing to say of a cell: where it stands does not matter.
            found = self._loose(column, cell, self._unit(header), hours_per_day, dash_is_zero)
            if not found.is_guess and not found.faults:
                return found
        return self.read(
            column,
            cell,
            self.block.place(row, self.columns[key]),
            header,
            hours_per_day=hours_per_day,
            dash_is_zero=dash_is_zero,
        )

    def _shared(self, row: int, key: str) -> tuple[str, tuple[int, ...]] | None:
        """The cells and the rows over which the number of a column is merged, if it is."""
        column = self.columns.get(key)
        if column is None:
            return None
        span = self.block.merged_over(row, column)
        if span is None:
            return None
        if span not in self._spans:
            top, left, bottom, right = span
            first = self.block.grid.rows.get(top, {}).get(left)
            rows = tuple(r for r in self.block.rows if self.block.merged_over(r, column) == span)
            is_number = first is not None and not isinstance(first.value, bool | str | date)
            cells = f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"
            self._spans[span] = (cells, rows) if is_number and len(rows) > 1 else None
        return self._spans[span]

    def _value_shared(self, row: int, key: str, cells: str, rows: tuple[int, ...]) -> Loose | None:
        """A number merged over several rows: each has it, or all together; that must be said."""
        cell = self.cell(rows[0], key)
        if cell is None:
            return None
        column, header = self._declared[key], self.header(key)
        place = self.block.place(rows[0], self.columns[key])
        found = self.read(column, cell, place, header)
        number = number_of(found)
        if number is None:
            return found
        each = number / len(rows)
        can_split = column.kind not in WHOLE_KINDS or each == each.to_integral_value()
        taken = self.guess(
            f"{MERGED_KEY}{self.sheet.key}.{column.key}:{cells.casefold()}",
            Topic.VALUE,
            cells,
            f"{found.read} ({cells})",
            "each",
            ("each", *(("split",) if can_split else ()), "first"),
            # Hours and rates are those of each; a number of people or posts may be that of all.
            _EACH if column.kind in RATE_KINDS else 0,
        )
        if taken == "split" and can_split:
            return replace(found, value=int(each) if column.kind in WHOLE_KINDS else each)
        if taken == "each" or (taken == "first" and row == rows[0]):
            return found
        return None

    def read(
        self,
        column: Column,
        cell: Cell,
        place: str,
        header: str,
        *,
        unit: str | None = None,
        hours_per_day: Decimal | None = None,
        dash_is_zero: bool | None = None,
    ) -> Loose:
        """The same of a cell anywhere, read as ``column`` wants it."""
        if unit is None:
            unit = self._unit(header)
        found = self._loose(column, cell, unit, hours_per_day, dash_is_zero)
        if not found.is_guess and not found.faults and not self.confirmed:
            return found
        key = guess_key(Topic.VALUE, found.read, f"{self.sheet.key}.{column.key}")
        if not found.is_guess and key not in self.confirmed:
            self._report(found, place, header)
            return found
        answer = self.confirmed.get(key)
        if answer is not None:
            found = self._answered(column, found, answer)
            if found.value is FAULTY:
                self._report(found, place, header)
        else:
            self._report(found, place, header)
        understood = found.choices[0] if found.choices else shown(found.value)
        taken = self.guess(
            key, Topic.VALUE, place, found.read, understood, found.choices, found.confidence
        )
        return found if taken or answer is not None else replace(found, value=None)

    def _unit(self, header: str) -> str:
        if header not in self._units:
            self._units[header] = header_unit(header)
        return self._units[header]

    def _loose(
        self,
        column: Column,
        cell: Cell,
        unit: str,
        hours_per_day: Decimal | None,
        dash_is_zero: bool | None,
    ) -> Loose:
        # Equal cells of a workbook are one object, which is told quicker than their values are.
        quick = (column.key, id(cell), unit, hours_per_day, dash_is_zero)
        known = self._same.get(quick)
        if known is not None and known[0] is cell:
            return known[1]
        key = (column.key, type(cell.value), cell, unit, hours_per_day, dash_is_zero)
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = read_loosely(
                column,
                cell,
                self.calendar,
                unit=unit,
                hours_per_day=hours_per_day,
                dash_is_zero=dash_is_zero,
            )
        self._same[quick] = cell, found
        return found

    def _answered(self, column: Column, found: Loose, answer: str) -> Loose:
        """The value that was confirmed, None where it is to be left aside."""
        if not answer.strip():
            return replace(found, value=None, faults=(), choices=("", *found.choices))
        value = read_loosely(column, Cell(value=answer), self.calendar)
        return replace(value, read=found.read, choices=(answer, *found.choices))

    def _report(self, found: Loose, place: str, header: str) -> None:
        for fault in found.faults:
            severity = Severity.WARNING if fault.is_warning else Severity.ERROR
            self.findings.record(
                fault.code,
                self.block.grid.title,
                place,
                {"column": header, **fault.params},
                severity,
            )


def number_of(found: Loose | None) -> Decimal | None:
    """The number that a cell says, None when it says none."""
    if found is None or isinstance(found.value, bool):
        return None
    if isinstance(found.value, int):
        return Decimal(found.value)
    return found.value if isinstance(found.value, Decimal) else None


def is_faulty(found: Loose | None) -> bool:
    """Whether a cell holds something that cannot be understood."""
    return found is not None and found.value is FAULTY
