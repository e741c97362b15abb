"""Which column of a table is which: headers, long questions and weeks above columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from importers.cells import Calendar
from importers.columns import Sheet
from importers.matching import CERTAIN, SAME_WORDS, TAKEN, Near, Phrases, fold
from importers.received import week_headers
from importers.received.contract import Confirmed, Guess, Topic
from importers.received.layout import Block
from importers.received.members import guess_key
from importers.received.sight import SURE, is_unit
from optimizer.diagnostics import Source

_CHOICES = 5
# Under this a column is not even offered as a choice.
_OFFERED = 25
# Two candidates as near as this to each other are a question, not an answer.
_TOO_CLOSE = 5
_UNIT_ALONE = 80


def phrases_of(sheet: Sheet) -> Phrases:
    """Everything that the headers of a sheet may be called, made once."""
    found = _PHRASES.get(sheet.key)
    if found is None or found[0] is not sheet:
        names = [(n, c.key) for c in sheet.columns for n in (c.fr, c.en)]
        names += [(n, c.key) for c in sheet.columns for n in c.also]
        names += [(c.header("fr"), c.key) for c in sheet.columns]
        found = _PHRASES[sheet.key] = (sheet, Phrases(names))
    return found[1]


_PHRASES: dict[str, tuple[Sheet, Phrases]] = {}


def vocabulary(sheets: Iterable[Sheet], also: Iterable[str] = ()) -> Callable[[str], int]:
    """``knows`` of :func:`importers.received.layout.find_blocks` for sheets of some kinds.

    Args:
        sheets: what the file may hold.
        also: other texts that stand in headers, such as the names of members.
    """
    known = [phrases_of(s) for s in sheets]
    if more := [(t, t) for t in also]:
        known.append(Phrases(more))
    return lambda text: max((p.best(text) for p in known), default=0)


def match_columns(
    block: Block, sheet: Sheet, confirmed: Confirmed, file: str
) -> tuple[dict[str, int], tuple[Guess, ...], tuple[tuple[int, str], ...]]:
    """Which column of a table is which column of a sheet.

    Returns the block column by key, the guesses, and the columns with values that are left over
    with their headers; totals, weeks and columns without values are not left over. A guess under
    50 takes no column: ``understood`` is "" and its choices say what it may be.
    """
    phrases = phrases_of(sheet)
    ranked = {c: _rank(block, c, phrases) for c in block.columns}
    found: dict[str, int] = {}
    guesses: dict[int, Guess] = {}
    keys = {c.key for c in sheet.columns}
    answered = set()
    for column in block.columns:
        key = column_key(block, column, sheet)
        if key not in confirmed:
            continue
        answer = confirmed[key]
        best = ranked[column][0] if ranked[column] else Near(0, "", "")
        if answer in keys and answer in found:
            continue
        answered.add(column)
        if answer in keys:
            found[answer] = column
        if best.score < CERTAIN or best.target != answer:
            near = [n.target for n in ranked[column][:_CHOICES]]
            guesses[column] = Guess(
                key=key,
                topic=Topic.COLUMN,
                read=block.header(column),
                understood=answer if answer in keys else "",
                choices=tuple(dict.fromkeys(([answer] if answer in keys else []) + near)),
                confidence=CERTAIN,
                source=_source(block, column, file),
                is_confirmed=True,
            )
    pairs = [
        (near.score, -column, near.target)
        for column, nears in ranked.items()
        if column not in answered
        for near in nears
        if near.score >= (SURE if column in block.totals else TAKEN)
    ]
    taken = set(answered)
    for score, minus, target in sorted(pairs, reverse=True):
        column = -minus
        if column in taken or target in found:
            # The second column of the same name is a repetition, nothing else.
            if score >= SAME_WORDS:
                taken.add(column)
            continue
        rivals = [n.score for n in ranked[column] if n.target != target and n.target not in found]
        if score < CERTAIN:
            if rivals and score - max(rivals) < _TOO_CLOSE:
                score = TAKEN - 1
            guesses[column] = _guess(block, column, sheet, file, target, score, ranked[column])
            if score < TAKEN:
                taken.add(column)
                continue
        taken.add(column)
        found[target] = column
    left = []
    for column in block.columns:
        if column in found.values() or column in block.totals or not _has_values(block, column):
            continue
        if _is_time(block, column) or (column in answered and column not in found.values()):
            continue
        left.append((column, block.header(column)))
        open_ = [n for n in ranked[column] if n.target not in found]
        if column not in guesses and open_ and open_[0].score >= _OFFERED:
            score = min(open_[0].score, TAKEN - 1)
            guesses[column] = _guess(block, column, sheet, file, "", score, open_)
    return found, tuple(guesses[c] for c in sorted(guesses)), tuple(left)


def column_key(block: Block, column: int, sheet: Sheet) -> str:
    """Key of the guess about a column: ``column:census:nb pers.``."""
    return guess_key(Topic.COLUMN, block.header(column), sheet.key)


def week_columns(block: Block, calendar: Calendar) -> dict[int, str]:
    """Week name of each column that is a week; two columns of one week both have it.

    Years come from the header itself, from a month or year above, else from ``calendar.start``.
    """
    written: dict[int, tuple[week_headers.Written, int]] = {}
    bare: dict[int, tuple[int, int]] = {}
    for column in block.columns:
        if column in block.totals:
            continue
        cells = block.header_cells.get(column, ())
        for level in range(len(cells) - 1, -1, -1):
            value = cells[level].value
            number = week_headers.bare_number(value)
            if number is not None:
                bare[column] = number, level
                break
            found = week_headers.week_written(value)
            if found is not None and not _is_month_above(found, level, len(cells)):
                written[column] = found, level
                break
    if (not written and week_headers.is_run(list(dict.fromkeys(n for n, _ in bare.values())))) or (
        not written and any("sem" in fold(block.header(c)) for c in bare)
    ):
        written = {c: (week_headers.Written(number=n), at) for c, (n, at) in bare.items()}
    weeks: dict[int, str] = {}
    for column, (found, level) in sorted(written.items()):
        month, year = _above(block, column, level)
        name = week_headers.name_of(found, month, year, calendar.start)
        if name:
            weeks[column] = name
    return weeks


def _is_month_above(found: week_headers.Written, level: int, levels: int) -> bool:
    """Whether a date is the month above the weeks, and no week itself."""
    return found.day is not None and level < levels - 1 and found.day.day == 1


def _above(
    block: Block, column: int, level: int
) -> tuple[tuple[int, int | None] | None, int | None]:
    """Month and year that stand above a week."""
    month: tuple[int, int | None] | None = None
    year: int | None = None
    for cell in block.header_cells.get(column, ())[:level]:
        month = month or week_headers.month_written(cell.value)
        year = year or week_headers.year_written(cell.value)
    if year is None and (month is None or month[1] is None):
        years = {y for t in block.titles for w in t.split() if (y := week_headers.year_written(w))}
        year = years.pop() if len(years) == 1 else None
    if month is not None and month[1] is None and year is not None:
        month = month[0], year
    return month, year


def _rank(block: Block, column: int, phrases: Phrases) -> tuple[Near, ...]:
    """What a column may be, by its whole header and by each of its levels."""
    levels = [t for t in block.headers[column] if t]
    telling = [t for t in levels if not is_unit(t)] or levels
    if not telling:
        return ()
    best: dict[str, Near] = {}
    texts = [(" ".join(telling), 0)]
    if len(telling) > 1:
        texts.append((telling[-1], 0 if _is_unique(block, column, telling[-1]) else 10))
        texts.append((telling[0], 3 if _is_unique(block, column, telling[0]) else 60))
    for text, malus in texts:
        for near in phrases.rank(text):
            score = near.score - malus
            if score > best.get(near.target, Near(0, "", "")).score:
                best[near.target] = Near(score, near.target, near.phrase)
    if all(n.score < CERTAIN for n in best.values()):
        # Under « Atelier couture », « H/sem » is no unit but what the column is.
        for text in levels:
            if is_unit(text) and (target := phrases.exact(text)):
                best[target] = Near(_UNIT_ALONE, target, text)
    return tuple(sorted(best.values(), key=lambda n: -n.score))


def _is_unique(block: Block, column: int, text: str) -> bool:
    key = fold(text)
    return not any(
        c != column and any(fold(t) == key for t in texts) for c, texts in block.headers.items()
    )


def _guess(
    block: Block,
    column: int,
    sheet: Sheet,
    file: str,
    target: str,
    score: int,
    ranked: Iterable[Near],
) -> Guess:
    understood = target if score >= TAKEN else ""
    near = [n.target for n in ranked if n.score >= _OFFERED]
    return Guess(
        key=column_key(block, column, sheet),
        topic=Topic.COLUMN,
        read=block.header(column),
        understood=understood,
        choices=tuple(dict.fromkeys(([target] if target else []) + near))[:_CHOICES],
        confidence=score,
        source=_source(block, column, file),
    )


def _source(block: Block, column: int, file: str) -> Source:
    return Source(file=file, sheet=block.grid.title, cell=block.header_place(column))


def _has_values(block: Block, column: int) -> bool:
    return any(block.cell(row, column) is not None for row in block.rows)


def _is_time(block: Block, column: int) -> bool:
    return any(
        week_headers.week_written(c.value)
        or week_headers.month_written(c.value)
        or week_headers.bare_number(c.value)
        for c in block.header_cells.get(column, ())
    )
