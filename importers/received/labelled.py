"""Sheets with labels down a column and what they say beside them: one workshop, or a few."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from importers import loose_forms
from importers.matching import TAKEN, each, fold, is_sum_label
from importers.received.block import Block, Skipped, place, text_of
from importers.received.sight import EVERYWHERE, SURE, Sight, is_label, is_unit

# Labels stand at the top of a sheet, and no form is longer.
_MOST_ROWS = 300
# Rows without a label (sections, blanks, instructions) after which a form is over.
_LONGEST_PAUSE = 5
_LEAST_LABELS = 3
# Labels of the second and further columns of labels are numbered from here on.
_NEXT_COLUMN = 1 << 20

_UNIT_TITLES = each("unite unites u")
_NOTE_TITLES = each(
    "remarque remarques commentaire commentaires observation observations precision "
    "precisions aide exemple exemples explication explications note notes source"
)


@dataclass(slots=True)
class _Run:
    """Labels below one another in one column."""

    column: int
    rows: list[int] = field(default_factory=list)
    sure: set[str] = field(default_factory=set)

    @property
    def is_form(self) -> bool:
        """Whether enough of the labels are headers."""
        return len(self.sure) >= _LEAST_LABELS


def find_forms(sight: Sight) -> list[Block]:
    """Tables whose headers stand in a column; their rows are marked as taken."""
    found = []
    for run in _runs(sight):
        if not run.is_form:
            continue
        block = _block(sight, run)
        if block is not None:
            found.append(block)
            rows = {at[0] for at in block.spots.values()}
            sight.taken |= {n for n in sight.numbers if min(rows) <= n <= max(rows)}
    return found


def _runs(sight: Sight) -> list[_Run]:
    column = _label_column(sight)
    if column is None:
        return []
    runs: list[_Run] = []
    current: _Run | None = None
    # Cells of the header of the table that the rows belong to, 0 outside any.
    width = 0
    pause = 0
    previous = 0
    for number in sight.numbers[:_MOST_ROWS]:
        if _is_table_header(sight, number):
            current, width = None, len(sight.rows[number])
        elif width and (
            number == previous + 1 or len(sight.rows[number]) >= max(_LEAST_LABELS, width // 2)
        ):
            pass
        else:
            width = 0
            text = _label(sight, number, column)
            known = sight.knows(text) if text else 0
            if current is not None and text and fold(text) == _first(sight, current):
                current = None
            if known >= TAKEN and current is None:
                current = _Run(column)
                runs.append(current)
                pause = 0
            if current is not None:
                pause = 0 if known >= TAKEN else pause + 1
                if pause > _LONGEST_PAUSE:
                    current = None
                elif text:
                    _add(current, number, text, known)
        previous = number
    return runs


def _add(run: _Run, number: int, text: str, known: int) -> None:
    run.rows.append(number)
    if _is_sure(text, known):
        run.sure.add(fold(text))


def _is_sure(text: str, known: int) -> bool:
    """Whether a label is a header for sure; a question that holds one is, a name is not."""
    return known >= SURE or (known >= TAKEN and text.rstrip().endswith("?"))


def _first(sight: Sight, run: _Run) -> str:
    return fold(_label(sight, run.rows[0], run.column))


def _label(sight: Sight, number: int, column: int) -> str:
    """Text of a label without its colon, "" when the cell is none."""
    cell = sight.rows[number].get(column)
    if cell is None or not isinstance(cell.value, str):
        return ""
    return text_of(cell).rstrip(" :")


def _label_column(sight: Sight) -> int | None:
    """The column where most labels stand."""
    counts: dict[int, int] = {}
    for number in sight.numbers[:_MOST_ROWS]:
        cells = sight.rows[number]
        for column in sorted(cells)[:2]:
            text = _label(sight, number, column)
            if _is_sure(text, sight.knows(text) if text else 0):
                counts[column] = counts.get(column, 0) + 1
    best = max(counts, key=lambda c: (counts[c], -c), default=None)
    return best if best is not None and counts[best] >= _LEAST_LABELS else None


def _is_table_header(sight: Sight, number: int) -> bool:
    """Whether a row is the header of a table: headers stand side by side in it."""
    if not sight.is_header(number):
        return False
    score = sight.score(number)
    if score.weeks >= 2:
        return True
    sure = [
        c
        for c, cell in sight.inside(number, EVERYWHERE)
        if isinstance(cell.value, str)
        and not is_label(cell.value)
        # « Rendement | NC »: what is not known is an answer, though columns may be called so.
        and not loose_forms.is_unknown(cell.value)
        and sight.knows(cell.value) >= SURE
    ]
    return any(b == a + 1 for a, b in pairwise(sure))


def _block(sight: Sight, run: _Run) -> Block | None:
    first, last = run.rows[0], run.rows[-1]
    inside = [n for n in sight.numbers if first <= n <= last]
    label_columns = _label_columns(sight, run, inside)
    values = _value_columns(sight, run, label_columns, inside)
    if not values:
        return None
    start = values[0]
    titles = _column_titles(sight, run, values)
    rows: list[int] = []
    skipped: list[Skipped] = []
    units: dict[int, str] = {}
    for column in values:
        texts = {n: text_of(c) for n in inside if (c := sight.rows[n].get(column)) is not None}
        offset = column - start + 1
        reason = _reason(run, titles.get(column, ""), texts, bool(rows))
        if not reason:
            rows.append(offset)
            continue
        if reason == "units":
            units |= {n: t for n, t in texts.items() if n in run.rows}
        at = min(texts)
        skipped.append(Skipped(row=offset, reason=reason, text=texts[at], place=place(at, column)))
    spots = {n: (n, start) for n in run.rows}
    labels = {n: _label(sight, n, run.column) for n in run.rows}
    for k, column in enumerate(label_columns[1:], start=1):
        for n in inside:
            if text := _label(sight, n, column):
                labels[n + k * _NEXT_COLUMN] = text
                spots[n + k * _NEXT_COLUMN] = n, column + 1
    ends = {c: _end(c, label_columns) for c in label_columns}
    cells = {key: (sight.rows[at[0]][_owner(at[1], ends)],) for key, at in spots.items()}
    return Block(
        grid=sight.grid,
        headers={key: (text,) for key, text in labels.items()},
        header_cells=cells,
        header_row=first,
        top_row=first,
        rows=tuple(rows) if len(label_columns) == 1 else tuple(rows[:1]),
        skipped=tuple(skipped),
        totals=tuple(key for key, text in labels.items() if is_sum_label(text)),
        units=units,
        is_transposed=True,
        spots=spots,
        merges=sight.merges,
    )


def _end(column: int, label_columns: list[int]) -> int:
    return next((c for c in label_columns if c > column), _NEXT_COLUMN)


def _owner(value_column: int, ends: dict[int, int]) -> int:
    """The column of labels that a column of values belongs to."""
    return max(c for c, end in ends.items() if c < value_column <= end)


def _label_columns(sight: Sight, run: _Run, inside: list[int]) -> list[int]:
    """The column of labels, and others beside it: « Structure | … | SIRET | … »."""
    counts: dict[int, int] = {}
    for number in inside:
        for column in sight.rows[number]:
            if column > run.column + 1:
                text = _label(sight, number, column)
                if text and not is_unit(text) and sight.knows(text) >= SURE:
                    counts[column] = counts.get(column, 0) + 1
    return [run.column, *sorted(c for c, n in counts.items() if n >= 2)]


def _value_columns(
    sight: Sight, run: _Run, label_columns: list[int], inside: list[int]
) -> list[int]:
    end = _end(run.column, label_columns)
    labelled = set(run.rows)
    filled = {c for n in inside if n in labelled for c in sight.rows[n] if run.column < c < end}
    return sorted(filled)


def _column_titles(sight: Sight, run: _Run, values: list[int]) -> dict[int, str]:
    """What stands above the values: « Réponse », « Unité », « Remarques »."""
    above = [n for n in sight.numbers if run.rows[0] - 2 <= n < run.rows[0]]
    return {
        c: fold(text_of(cell))
        for n in above
        for c in values
        if (cell := sight.rows[n].get(c)) is not None
    }


def _reason(run: _Run, title: str, texts: dict[int, str], has_rows: bool) -> str:
    """Why a column beside the labels is no object of its own, "" when it is one."""
    if title in _UNIT_TITLES:
        return "units"
    if title in _NOTE_TITLES:
        return "note"
    if is_sum_label(title) or is_sum_label(texts.get(run.rows[0], "")):
        return "total"
    if not has_rows:
        return ""
    written = [t for t in texts.values() if t]
    if written and 2 * sum(is_unit(t) for t in written) > len(written):
        return "units"
    # Whatever says nothing beside the first label, its name, is a remark beside an object.
    return "note" if run.rows[0] not in texts and 2 * len(texts) < len(run.rows) else ""
