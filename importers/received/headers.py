"""The header of a table: its rows, merged and stacked, and the text that each column gets of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from importers.matching import TAKEN, fold, is_sum_label
from importers.received import week_headers
from importers.received.block import text_of
from importers.received.sight import Region, Sight, is_label, is_number, is_unit
from importers.workbook import Cell

# Rows that a header may have above and below the one that it was found by.
_MOST_ABOVE = 3
_MOST_BELOW = 2
# Rows of the body by which spacer columns and separate tables are told.
_SAMPLE = 40
_LONGEST_GROUP = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A header found.

    Attributes:
        rows: grid rows top to bottom.
        columns: cells of each column top to bottom; () for a column with values but no header.
        is_sure: known well enough to be reported even when nothing stands below.
    """

    rows: tuple[int, ...]
    columns: Mapping[int, tuple[Cell, ...]] = field(default_factory=dict)
    is_sure: bool = False

    @property
    def first(self) -> int:
        """Its leftmost column."""
        return min(self.columns)

    @property
    def last(self) -> int:
        """Its rightmost column."""
        return max(self.columns)

    def texts(self, column: int) -> tuple[str, ...]:
        """What stands above a column."""
        return tuple(text_of(c) for c in self.columns.get(column, ()))


def read(sight: Sight, numbers: list[int], at: int, region: Region) -> Header:
    """The header that ``numbers[at]``, or a better row just below, belongs to."""
    best = at
    for near in range(at + 1, min(at + 4, len(numbers))):
        if numbers[near] - numbers[best] > 3 or not sight.is_header(numbers[near], region):
            continue
        here, there = sight.score(numbers[best], region), sight.score(numbers[near], region)
        if there.weight > 1.5 * here.weight and not (there.bare and here.weeks):
            best = near
    main = numbers[best]
    rows = [main]
    for n in reversed(numbers[max(0, best - 4) : best]):
        if len(rows) > _MOST_ABOVE or not _is_above(sight, n, rows, region):
            break
        rows.insert(0, n)
    for n in numbers[best + 1 : best + 1 + _MOST_BELOW]:
        if not _is_below(sight, n, rows, region):
            break
        rows.append(n)
    score = sight.score(main, region)
    return Header(
        rows=tuple(rows),
        columns=_spread(sight, rows, region),
        is_sure=score.sure >= 2 or score.weeks >= 3,
    )


def _is_above(sight: Sight, number: int, rows: list[int], region: Region) -> bool:
    """Whether a row groups the columns of the header below it rather than being a title."""
    cells = sight.inside(number, region)
    first, last = _extent(sight, rows, region)
    is_run = sight.score(number, region).bare > 0
    times = [
        c
        for c, cell in cells
        if _is_time(cell) and (is_run or week_headers.bare_number(cell.value) is None)
    ]
    if rows[0] - number > (2 if times else 1):
        return False
    if any(not isinstance(cell.value, str | date) and c not in times for c, cell in cells):
        return False
    outside = [c for c, _ in cells if c < first or c > last]
    if any(
        sight.span(number, c)[2] < rows[0] and not _is_filled(sight, rows[-1], c) for c in outside
    ):
        return False
    if any(is_label(text_of(cell)) or len(text_of(cell)) > 3 * _LONGEST_GROUP for _, cell in cells):
        return False
    spans = [sight.span(number, c) for c, _ in cells]
    if any(bottom >= rows[0] for _, _, bottom, _ in spans):
        return True
    if len(cells) == 1:
        _, left, _, right = spans[0]
        if times:
            return left > first or right > left
        return right > left > first
    if times and 2 * len(times) >= len(cells):
        return True
    if any(right > left and (left > first or right < last) for _, left, _, right in spans):
        return True
    below = {c for c, _ in sight.inside(rows[0], region)}
    if any(c == first and c in below for c, _ in cells):
        return False
    return all(len(text_of(cell)) <= _LONGEST_GROUP for _, cell in cells)


def _is_below(sight: Sight, number: int, rows: list[int], region: Region) -> bool:
    """Whether a row goes on with the header above it rather than being the first of the body."""
    bottom = rows[-1]
    if number != bottom + 1 or number in sight.taken:
        return False
    cells = sight.inside(number, region)
    first, last = _extent(sight, rows, region)
    if not cells or any(c < first or c > last for c, _ in cells):
        return False
    score = sight.score(number, region)
    if score.numbers or (score.bare and cells[0][0] <= first):
        return False
    if all(is_unit(text_of(cell)) for _, cell in cells):
        return len(cells) >= 2 or cells[0][0] > first
    above = [(n, c, sight.span(n, c)) for n in rows for c, _ in sight.inside(n, region)]
    reaching = [s for _, _, s in above if s[2] >= number]
    wide = [s for n, _, s in above if s[3] > s[1] and s[2] < number]
    covered = {c for c, _ in cells if any(left <= c <= right for _, left, _, right in wide)}
    if cells[0][0] <= first and first not in covered and any(first in sight.rows[n] for n in rows):
        # The names have their header: what stands below it is a name.
        return False
    if covered and all(
        c in covered or sight.knows(text_of(cell)) >= TAKEN or is_unit(text_of(cell))
        for c, cell in cells
    ):
        return first not in covered or bool(reaching) or len(covered) > 1
    if reaching and all(isinstance(cell.value, str | date) or _is_time(cell) for _, cell in cells):
        return True
    if cells[0][0] <= first:
        return False
    if len(cells) >= 2 and first in sight.rows.get(number + 1, ()):
        # Texts without a name, between a header and a row that has one.
        return True
    return score.weeks >= 3 or all(
        sight.knows(text_of(cell)) >= TAKEN or is_unit(text_of(cell)) or is_sum_label(text_of(cell))
        for _, cell in cells
    )


def _is_time(cell: Cell) -> bool:
    value = cell.value
    return bool(
        week_headers.month_written(value)
        or week_headers.year_written(value)
        or week_headers.week_written(value)
        or week_headers.bare_number(value)
    )


def _extent(sight: Sight, rows: list[int], region: Region) -> tuple[int, int]:
    """First and last column of header rows, what their merged cells cover included."""
    spans = [sight.span(n, c) for n in rows for c, _ in sight.inside(n, region)]
    first = min(s[1] for s in spans)
    # An empty corner above the names is part of the table.
    start = first - 1 if first > region[0] and _has_names(sight, rows[-1], first - 1) else first
    return start, max(s[3] for s in spans)


def _has_names(sight: Sight, bottom: int, column: int) -> bool:
    """Whether the rows just below have a text in a column."""
    return any(
        (cell := sight.rows.get(n, {}).get(column)) is not None and isinstance(cell.value, str)
        for n in range(bottom + 1, bottom + 4)
    )


def _spread(sight: Sight, rows: list[int], region: Region) -> dict[int, tuple[Cell, ...]]:
    """Cells above each column: merged ones above all that they cover, groups up to the next."""
    levels = []
    merged: list[set[int]] = []
    for number in rows:
        level: dict[int, Cell] = {}
        merged.append(set())
        for c, cell in sight.inside(number, region):
            _, left, _, right = sight.span(number, c)
            level.update(dict.fromkeys(range(left, right + 1), cell))
            if right > left:
                merged[-1].update(range(left, right + 1))
        levels.append(level)
    own = [{c for c, _ in sight.inside(n, region)} for n in rows]
    sums = {c for n in rows for c, cell in sight.inside(n, region) if is_sum_label(text_of(cell))}
    for i, level in enumerate(levels[:-1]):
        lower = set().union(*own[i + 1 :]) - (
            sums if any(_is_time(x) for x in level.values()) else set()
        )
        _spread_group(level, lower, merged[i])
    columns: dict[int, list[Cell]] = {}
    for i, level in enumerate(levels):
        lower = set().union(*own[i + 1 :]) if i + 1 < len(levels) else set()
        for c, cell in level.items():
            is_group = c not in own[i]
            if is_group and c not in lower and not _is_filled(sight, rows[-1], c):
                continue
            stack = columns.setdefault(c, [])
            if not stack or stack[-1] is not cell:
                stack.append(cell)
    return {c: tuple(cells) for c, cells in sorted(columns.items())}


def _spread_group(level: dict[int, Cell], lower: set[int], merged: set[int]) -> None:
    """A group that is not merged goes on to the right up to the next one, or to a total.

    One that is merged says itself how far it goes.
    """
    if not level or not lower:
        return
    current: Cell | None = None
    for c in range(min(level), max(lower) + 1):
        if c in level:
            ends = c in merged or c not in lower or is_sum_label(text_of(level[c]))
            current = None if ends else level[c]
        elif current is not None and c in lower:
            level[c] = current


def _is_filled(sight: Sight, bottom: int, column: int) -> bool:
    """Whether the body has values of its own in a column."""
    below = [n for n in range(bottom + 1, bottom + _SAMPLE) if n in sight.rows]
    return sum(column in sight.rows[n] for n in below) > len(below) / 4


def split(sight: Sight, header: Header) -> list[Header]:
    """The header as one, or as several when tables stand side by side; left to right."""
    below = [n for n in range(header.rows[-1] + 1, header.rows[-1] + _SAMPLE) if n in sight.rows]
    columns = dict(header.columns)
    for c in range(header.first, header.last + 1):
        values = [sight.rows[n].get(c) for n in below]
        if c not in columns and 3 * sum(v is not None for v in values) > len(values):
            columns[c] = ()
    first = header.first
    if first > 1:
        beside = [v for n in below[:20] if (v := sight.rows[n].get(first - 1)) is not None]
        is_far = first - 2 in columns
        if not is_far and 2 * len(beside) >= len(below[:20]) and beside and below:
            columns[first - 1] = ()
    runs: list[list[int]] = []
    for c in sorted(columns):
        if runs and c == runs[-1][-1] + 1:
            runs[-1].append(c)
        else:
            runs.append([c])
    groups = [runs[0]]
    for run in runs[1:]:
        if _is_apart(sight, header, columns, groups[-1], run, below):
            groups.append(run)
        else:
            groups[-1] = groups[-1] + run
    return [
        Header(
            rows=header.rows,
            columns={c: columns[c] for c in group},
            is_sure=header.is_sure,
        )
        for group in groups
    ]


def _is_apart(
    sight: Sight,
    header: Header,
    columns: Mapping[int, tuple[Cell, ...]],
    left: list[int],
    right: list[int],
    below: list[int],
) -> bool:
    """Whether what stands right of an empty column is another table."""
    if len(right) < 2 or len(left) < 2:
        return False
    if _is_time_column(columns[right[0]]):
        return False
    first = fold(" ".join(header.texts(left[0])))
    if first and first == fold(" ".join(header.texts(right[0]))):
        return True
    names = [sight.rows[n].get(right[0]) for n in below]
    texts = [c.value for c in names if c is not None and isinstance(c.value, str)]
    filled = [c for c in names if c is not None]
    is_named = bool(filled) and all(not is_number(c) for c in filled) and len(set(texts)) > 1
    if not is_named:
        return False
    sides = [
        (any(c in sight.rows[n] for c in left), any(c in sight.rows[n] for c in right))
        for n in below
    ]
    sides = [s for s in sides if any(s)]
    if any(beside and not named for named, beside in sides):
        return True
    # Two titles, one above each.
    title = sight.inside(header.rows[0] - 1, (left[0], right[-1]))
    if [c for c, _ in title] == [left[0], right[0]]:
        return True
    ends = [r for _, r in sides]
    alone = len(ends) - 1 - max((i for i, r in enumerate(ends) if r), default=-1)
    return alone >= 2 and all(ends[: len(ends) - alone])


def _is_time_column(cells: tuple[Cell, ...]) -> bool:
    return any(_is_time(c) for c in cells)
