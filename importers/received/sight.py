"""What one sheet shows before anything of it is understood: texts, weeks in a row, merged ranges."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from importers import cell_numbers, loose_forms
from importers.matching import TAKEN, each, fold
from importers.received import week_headers
from importers.received.block import Merges
from importers.workbook import Cell, Grid

Region = tuple[int, int]
Range = tuple[int, int, int, int]

EVERYWHERE: Region = (1, 1 << 20)
# A header is a question at most, not a paragraph.
LONGEST_HEADER = 160
# From here on a header is known without doubt, wherever it stands.
SURE = 80

_DIGIT = re.compile(r"\d")

UNITS = each(
    "h heure heures pers personne personnes nb nombre % € euro euros ht ttc m ml m2 m² kg g j "
    "jour jours etp u piece pieces unite unites mn min minute minutes cmn masques lots texte "
    "o/n oui/non jj/mm/aaaa date rouleau rouleaux semaine semaines h/sem h/semaine "
    "heures/semaine masques/sem pieces/sem €/m €/ml €/u €/h"
)


@dataclass(frozen=True, slots=True)
class Score:
    """What speaks for a row as a header: how many cells are known (and surely), weeks, others."""

    known: int = 0
    sure: int = 0
    weeks: int = 0
    texts: int = 0
    numbers: int = 0
    bare: int = 0

    @property
    def weight(self) -> float:
        """To compare two rows of one sheet."""
        return self.known + self.sure / 2 + self.weeks - self.numbers / 2


class Sight:
    """One sheet being looked at; everything asked of it twice is kept.

    Args:
        grid: the sheet.
        knows: how surely a text is a header.
    """

    def __init__(self, grid: Grid, knows: Callable[[str], int]) -> None:
        self.grid = grid
        self.rows = grid.rows
        self.numbers = sorted(n for n, cells in grid.rows.items() if cells)
        self.taken: set[int] = set()
        self._knows = knows
        self._known: dict[str, int] = {}
        self._scores: dict[tuple[int, Region], Score] = {}
        last = self.numbers[-1] if self.numbers else 0
        widest = max((max(c) for c in grid.rows.values() if c), default=0)
        by_column: dict[int, list[Range]] = {}
        self.anchors: dict[tuple[int, int], Range] = {}
        for top, left, bottom, right in sorted(grid.merged):
            # A range may run to the edge of the sheet, far beyond anything written.
            span = (top, left, min(bottom, last), min(right, widest))
            self.anchors[top, left] = span
            for column in range(left, span[3] + 1):
                by_column.setdefault(column, []).append(span)
        self.merges = Merges(by_column={c: tuple(r) for c, r in by_column.items()})

    def knows(self, text: str) -> int:
        """How surely a text is a header, 0 for a paragraph."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._knows(text) if len(text) <= LONGEST_HEADER else 0
        return found

    def inside(self, number: int, region: Region) -> list[tuple[int, Cell]]:
        """Filled cells of a row within some columns, left to right."""
        first, last = region
        return sorted(
            ((c, cell) for c, cell in self.rows.get(number, {}).items() if first <= c <= last),
            key=lambda item: item[0],
        )

    def after(self, number: int) -> Iterator[int]:
        """Filled rows below a row."""
        for at in range(bisect_right(self.numbers, number), len(self.numbers)):
            yield self.numbers[at]

    def between(self, above: int, number: int) -> list[int]:
        """Filled rows below a row and above another."""
        return self.numbers[bisect_right(self.numbers, above) : bisect_left(self.numbers, number)]

    def span(self, number: int, column: int) -> Range:
        """Range that a cell covers: itself unless it is merged."""
        return self.anchors.get((number, column), (number, column, number, column))

    def score(self, number: int, region: Region = EVERYWHERE) -> Score:
        """What speaks for a row as a header."""
        found = self._scores.get((number, region))
        if found is None:
            found = self._scores[number, region] = self._score(self.inside(number, region))
        return found

    def _score(self, cells: list[tuple[int, Cell]]) -> Score:
        known = sure = weeks = texts = numbers = 0
        bare: list[int] = []
        days: list[date] = []
        filled = {c for c, _ in cells}
        for column, cell in cells:
            value = cell.value
            number = week_headers.bare_number(value)
            if number is not None:
                bare.append(number)
            elif isinstance(value, date):
                days.append(value)
            elif isinstance(value, str):
                if is_label(value) and column + 1 in filled:
                    # « Structure : | Vestali » above a table is no header.
                    texts += 1
                elif week_headers.week_written(value) or week_headers.month_written(value):
                    weeks += 1
                elif is_number_text(value):
                    numbers += 1
                else:
                    texts += 1
                    # « fermé » in some weeks is what a row says, not what columns are called.
                    likely = 0 if loose_forms.is_closed(value) else self.knows(value)
                    # « 10 jours » holds the word of a header without being one.
                    if likely >= SURE or (likely >= TAKEN and not _DIGIT.search(value)):
                        known += 1
                        sure += likely >= SURE
            else:
                numbers += 1
        is_run = week_headers.is_run(bare)
        if is_run:
            weeks += len(bare)
        else:
            numbers += len(bare)
        if _are_weekly(days):
            weeks += len(days)
        else:
            numbers += len(days)
        return Score(known, sure, weeks, texts, numbers, len(bare) if is_run else 0)

    def is_header(self, number: int, region: Region = EVERYWHERE, strictly: bool = False) -> bool:
        """Whether a row reads as a header; ``strictly`` below a table, where rows may resemble."""
        if len(self.rows.get(number, ())) < 2:
            return False
        score = self.score(number, region)
        known = score.sure if strictly else score.known
        # Small numbers that happen to follow one another are weeks only beside a header, or above
        # numbers with a name.
        if (
            score.bare
            and not known
            and (strictly or score.texts or not self._has_name_below(number, region))
        ):
            return False
        if score.numbers > (0 if strictly else known + score.weeks):
            return False
        if score.weeks >= 3 and (not strictly or score.texts <= score.known + 1):
            return True
        if known >= 1 and score.weeks >= 2:
            return True
        if known >= 2 and (known >= 3 or 5 * known >= score.texts):
            return not strictly or 2 * known >= score.texts
        if strictly:
            return False
        if known >= 1 and score.weeks == 1:
            return self._has_number_below(number, region)
        return score.texts >= 2 and not score.numbers and self._heads(number, region, known > 0)

    def _has_name_below(self, number: int, region: Region) -> bool:
        """Whether bare numbers stand above numbers that have a name at their left."""
        first = min(c for c, _ in self.inside(number, region))
        return any(
            c < first and isinstance(cell.value, str)
            for n in (number + 1, number + 2)
            for c, cell in self.inside(n, region)
        )

    def _heads(self, number: int, region: Region, is_known: bool) -> bool:
        """Whether texts stand above rows that begin with a week or a name and go on in numbers."""
        columns = [c for c, _ in self.inside(number, region)]
        names = numbers = weeks = 0
        for n in (number + 1, number + 2, number + 3):
            cells = self.inside(n, region)
            if len(cells) < 2:
                continue
            first, value = cells[0][0], cells[0][1].value
            under = [c in columns for c, cell in cells[1:] if is_number(cell)]
            if first > columns[0] or not under or not all(under):
                continue
            if week_headers.week_written(value) or week_headers.bare_number(value):
                weeks += 1
            elif isinstance(value, str) and not is_label(value) and self.knows(value) < TAKEN:
                names += 1
            numbers += len(under)
        if weeks >= 2:
            return True
        return is_known and names >= 2 and numbers >= 2

    def _has_number_below(self, number: int, region: Region) -> bool:
        below = self.inside(number + 1, region)
        return len(below) >= 2 and any(is_number(cell) for _, cell in below)


def is_label(text: str) -> bool:
    """Whether a text announces what stands beside it: « Structure : »."""
    return text.rstrip().endswith(":")


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a number, written as one or as text."""
    value = cell.value
    if isinstance(value, str):
        return is_number_text(value)
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_number_text(text: str) -> bool:
    """Whether a text is a number and nothing else (a unit or « % » apart)."""
    if not any("0" <= c <= "9" for c in text[:12]) or len(text) > 30:
        return False
    return cell_numbers.parse_number(text) is not None or cell_numbers.parse_hours(text) is not None


def is_unit(text: str) -> bool:
    """Whether a text is a unit by itself: « (en h) », « € HT », « pers. »."""
    plain = text.strip().strip("()[]").casefold().removeprefix("en ").strip(" .")
    if not plain or len(plain) > 20:
        return False
    return plain in UNITS or all(w in UNITS for w in fold(plain).split() or [plain])


def _are_weekly(days: list[date]) -> bool:
    steps = {b - a for a, b in pairwise(days)}
    return len(days) >= 2 and steps == {timedelta(days=7)}
