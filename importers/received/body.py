"""The rows of a table, and those between and below them that only look like it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from operator import itemgetter

from importers.matching import fold, is_example_label, is_sum_label, is_total_label
from importers.received.block import Block, Skipped, place, text_of
from importers.received.headers import Header
from importers.received.sight import Region, Sight, is_label, is_number
from importers.received.week_headers import month_written, week_written, year_written
from importers.workbook import Cell

_NOTE = re.compile(
    r"^(\*|\(\*|→|->|nb\b|n\.b|nota\b|notes?\b|remarques? ?:|attention\b|merci\b|source\b|"
    r"l[ée]gende\b|rappel\b|signature\b|cachet\b|visa\b|fait [àa]\b|contact ?:|page \d|date ?:|"
    r"observations? ?:|commentaires? ?:|\(\d\)|\d\) |please\b)",
    re.IGNORECASE,
)
# « Validité : 30/04/2020 » says something about the table, and names nothing.
_SAYING = re.compile(r"^[^:\d]{2,40} ?: ?\S")
_PAGE = re.compile(r"^page \d|^\d+ ?/ ?\d+$", re.IGNORECASE)
_LONGEST_NAME = 90
_MOST_WORDS = 9
# Tries that cost more than a glance, so that no sheet can make them add up.
_MOST_TRIES = 200
_ROUNDING = 0.011
# Rows above a header in which its title stands.
_HEADING = 4


def read(sight: Sight, header: Header, region: Region) -> tuple[Block, int]:
    """The table under a header, and the row where what comes next begins."""
    reader = _Body(sight, header, region)
    stop = reader.run()
    texts = {c: header.texts(c) for c in header.columns}
    block = Block(
        grid=sight.grid,
        headers=texts,
        header_cells=header.columns,
        header_row=header.rows[-1],
        top_row=header.rows[0],
        rows=tuple(reader.rows),
        skipped=tuple(reader.skipped),
        totals=tuple(c for c, levels in texts.items() if _is_total(levels, header.columns[c])),
        merges=sight.merges,
    )
    return block, stop


def last_row(block: Block) -> int:
    """The last row of the grid that belongs to a table, its totals and notes included."""
    if block.is_transposed:
        return max(row for row, _ in block.spots.values())
    return max((block.header_row, *block.rows[-1:], *(s.row for s in block.skipped)))


def _is_total(levels: tuple[str, ...], cells: Sequence[Cell]) -> bool:
    """Whether a column sums up others: « Total », but not the « Total » under « Effectif »."""
    if not levels:
        return False
    if is_sum_label(levels[0]):
        return True
    if not is_sum_label(levels[-1]):
        return False
    return len(levels) == 1 or all(
        week_written(c.value) is not None or month_written(c.value) is not None for c in cells[:-1]
    )


class _Body:
    """One pass down a table."""

    def __init__(self, sight: Sight, header: Header, region: Region) -> None:
        self.sight, self.header, self.region = sight, header, region
        self.first, self.last = header.first, header.last
        self.width = len(header.columns)
        self.rows: list[int] = []
        self.skipped: list[Skipped] = []
        self._level_texts = [
            {c: _said(cell) for c, cell in sight.inside(n, region)} for n in header.rows
        ]
        self._numeric: set[int] = set()
        self._is_weekly = any(sight.score(n, region).weeks for n in header.rows)
        self._tries = _MOST_TRIES
        self._since = 0
        self._after_total = False

    def run(self) -> int:
        """Go down to the next header; the row where it begins."""
        previous = self.header.rows[-1]
        is_settled = False
        for number in self.sight.after(previous):
            if number in self.sight.taken:
                return self._stop(number)
            cells = [
                (c, cell)
                for c, cell in self.sight.rows[number].items()
                if self.first <= c <= self.last
            ]
            is_gap = number > previous + 1 or not is_settled
            previous = number
            if not cells:
                if self._is_next(number):
                    return self._stop(number)
                is_settled = False
                continue
            if self._repeats(number):
                if self._has_title():
                    return self._stop(number)
                self._skip(number, "header", cells)
                is_settled = False
                continue
            if self._tries and (is_gap or self._breaks(cells)):
                self._tries -= 1
                if self._is_next(number):
                    return self._stop(number)
            reason = self._reason(number, cells)
            if reason:
                self._skip(number, reason, cells)
            else:
                self._keep(number, cells)
            is_settled = not reason
        return self.sight.numbers[-1] + 1

    def _keep(self, number: int, cells: list[tuple[int, Cell]]) -> None:
        self.rows.append(number)
        self._after_total = False
        if len(self.rows) <= 8:
            self._numeric |= {c for c, cell in cells if is_number(cell)}

    def _skip(self, number: int, reason: str, cells: list[tuple[int, Cell]]) -> None:
        column, cell = min(cells, key=lambda item: item[0])
        if reason == "total":
            self._after_total, self._since = True, len(self.rows)
        self.skipped.append(
            Skipped(row=number, reason=reason, text=text_of(cell), place=place(number, column))
        )

    def _stop(self, number: int) -> int:
        """What stands between the last row and the next table is the title of that one."""
        while self.rows and self._is_heading(self.rows[-1], number):
            self.rows.pop()
        last = self.rows[-1] if self.rows else self.header.rows[-1]
        kept = [s for s in self.skipped if s.reason in ("total", "header") or s.row < last]
        last = max((last, *(s.row for s in kept)))
        self.skipped = kept
        return next(self.sight.after(last))

    def _is_heading(self, number: int, before: int) -> bool:
        """Whether a row taken for a body row heads the table that begins at ``before``."""
        cells = self.sight.inside(number, self.region)
        if any(is_number(c) and not year_written(c.value) for _, c in cells):
            return False
        if len(cells) == 1 or all(month_written(c.value) for _, c in cells):
            return before - number <= _HEADING
        return len(cells) == 2 and before - number == 1 and number - 1 not in self.sight.rows

    def _is_next(self, number: int) -> bool:
        if not self.sight.is_header(number, self.region, strictly=True):
            return False
        if not self._is_weekly or not self.sight.score(number, self.region).bare:
            return True
        # Under weeks, numbers that follow one another are values, but for a header alike.
        column, cell = self.sight.inside(number, self.region)[0]
        return text_of(cell) in self.header.texts(column)

    def _breaks(self, cells: list[tuple[int, Cell]]) -> bool:
        """Whether texts stand where all rows so far have numbers."""
        texts = 0
        for c, cell in cells:
            if c in self._numeric:
                if is_number(cell):
                    return False
                texts += isinstance(cell.value, str)
        return texts >= 2 and 2 * texts >= len(self._numeric)

    def _repeats(self, number: int) -> bool:
        """Whether a row is the header again, as for a new printed page."""
        row = self.sight.rows[number]
        for level in self._level_texts:
            column = next(iter(level), None)
            if column is None or column not in row or len(level) < 2:
                continue
            if _said(row[column]) != level[column]:
                continue
            same = sum(c in row and _said(row[c]) == text for c, text in level.items())
            if 5 * same >= 4 * len(level):
                return True
        return False

    def _has_title(self) -> bool:
        """Whether a title stands between the last row and this one."""
        last = self.rows[-1] if self.rows else 0
        return any(
            s.row > last and s.reason in ("note", "section") and not _PAGE.match(s.text)
            for s in self.skipped
        ) or (bool(self.rows) and self._is_title(self.rows[-1]))

    def _is_title(self, number: int) -> bool:
        """Whether a row with one text stands apart in a table whose rows do not."""
        cells = self.sight.inside(number, self.region)
        if len(cells) > 1 or number - 1 in self.sight.rows:
            return False
        return len(self.rows) < 2 or self.rows[0] == self.header.rows[-1] + 1

    def _reason(self, number: int, cells: list[tuple[int, Cell]]) -> str:
        """Why a row is none of the table, "" when it is one."""
        cells.sort(key=_column)
        texts = [item for item in cells if isinstance(item[1].value, str)]
        if texts:
            first = texts[0][1]
            text = str(first.value)
            if not first.is_quoted:
                if is_sum_label(text) and self._is_sum(texts, cells):
                    return "total"
                if is_example_label(text):
                    return "example"
            if len(texts) > 1 and len(cells) > 1 and _is_second_total(texts[1][1]):
                return "total"
        elif self._is_bare_total(number, cells):
            return "total"
        if len(cells) > 2 or self.width == 1:
            return ""
        return self._reason_of_few(number, cells)

    def _is_sum(self, texts: list[tuple[int, Cell]], cells: list[tuple[int, Cell]]) -> bool:
        """« Total » begins names too; other texts beside it tell that it is one."""
        if is_total_label(str(texts[0][1].value)):
            return True
        others = sum(not is_number(cell) for _, cell in texts[1:])
        return others <= 1 and (others == 0 or len(cells) > 2 * others)

    def _is_bare_total(self, number: int, cells: list[tuple[int, Cell]]) -> bool:
        """Whether numbers without any name are the sums of what stands above them."""
        if self._tries <= 0 or len(self.rows) < 2 or any(c == self.first for c, _ in cells):
            return False
        if self.sight.merges.over(number, self.first) is not None:
            return False
        self._tries -= 1
        for start in {self._since, 0}:
            above = self.rows[start:]
            if len(above) >= 2 and all(self._sums(above, c, cell) for c, cell in cells):
                return True
        return False

    def _sums(self, above: list[int], column: int, cell: Cell) -> bool:
        if isinstance(cell.value, bool) or not isinstance(cell.value, int | float):
            return False
        found = [self.sight.rows[n].get(column) for n in above]
        values = [
            c.value
            for c in found
            if c is not None and isinstance(c.value, int | float) and not isinstance(c.value, bool)
        ]
        total = float(sum(values))
        return len(values) >= 2 and abs(total - cell.value) <= _ROUNDING

    def _reason_of_few(self, number: int, cells: list[tuple[int, Cell]]) -> str:
        """The same for a row with one or two cells."""
        column, cell = cells[0]
        text = text_of(cell)
        is_text = isinstance(cell.value, str) and not is_number(cell)
        has_name = column != self.first and self.sight.merges.over(number, self.first) is not None
        if len(cells) == 2:
            second = cells[1][1]
            if is_text and not is_number(second) and not isinstance(second.value, date):
                if _NOTE.match(text) or is_label(text) or is_prose(text):
                    return "note"
                if self._after_total and self._numeric:
                    return "note"
            return ""
        if has_name:
            return ""
        if not is_text:
            is_lone = column == self.first and self.width >= 3 and is_number(cell)
            return "blank" if is_lone else ""
        _, left, _, right = self.sight.span(number, column)
        if right > left and right - left + 1 > 1 and self.width > 2:
            return "note" if is_prose(text) or self._after_total else "section"
        if is_prose(text) or self._after_total:
            return "note"
        if month_written(text) is not None:
            return "section"
        return "" if column == self.first else "note"


_column = itemgetter(0)


def _said(cell: Cell) -> str:
    return cell.value.casefold().strip() if isinstance(cell.value, str) else text_of(cell)


def is_prose(text: str) -> bool:
    """Whether a text speaks to somebody instead of naming something."""
    words = text.split()
    return (
        bool(_NOTE.match(text.strip()))
        or len(text) > _LONGEST_NAME
        or len(words) > _MOST_WORDS
        or is_label(text)
        or bool(_SAYING.match(text))
        or (len(words) >= 5 and text.rstrip().endswith((".", "!", "?")))
    )


def _is_second_total(cell: Cell) -> bool:
    return (
        not cell.is_quoted
        and is_total_label(str(cell.value))
        and fold(str(cell.value)) not in ("ensemble", "sum", "mean")
    )
