"""Days and weeks of received files: without a year, as a number, as a month, the wrong way round."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from importers import cell_dates
from importers.cells import FAULTY, Calendar, Fault, read_cell, shown
from importers.columns import Column, Kind
from importers.loose_values import Loose, certain, doubtful
from importers.matching import fold
from importers.week_spans import parse_day_span, parse_week_span
from importers.workbook import Cell
from optimizer.weeks import week_monday, week_name

_AT_ONCE = re.compile(
    r"^(?:des (?:maintenant|a present|que possible)|immediat|immediate|immediatement|de suite"
    r"|tout de suite|maintenant|disponible|asap|now|at once)$"
)
_FROM = re.compile(
    r"^(?:à partir du|a partir du|à compter du|dès le|des le|depuis le|le|avant le|pour le|from)\s+",
    re.IGNORECASE,
)
_PART_OF_MONTH = re.compile(r"^(debut|mi|fin|courant|d ici)\s+(.+)$")
_MIDDLE = 15
# A week 53 that its year does not have is the last one of the year before.
_WEEK_53 = re.compile(r"^(?:s|w|sem|semaine)?\.?\s*53\s*[-/ ]\s*(\d{4})$", re.IGNORECASE)


def read_serial(column: Column, cell: Cell, calendar: Calendar) -> Loose:
    """A cell that holds a date, or a number that lost the format of one."""
    value, faults = read_cell(column, cell, calendar)
    if cell.error or cell.formula or isinstance(cell.value, bool):
        return Loose(value=value, faults=tuple(faults), read=shown(cell.value))
    if isinstance(cell.value, int | float):
        day = cell_dates.date_of_serial(int(cell.value), calendar.epoch)
        if day is not None:
            return _guess(column, day, cell, 80)
    return Loose(value=value, faults=tuple(f for f in faults if f.code), read=shown(cell.value))


def read_week(column: Column, text: str, cell: Cell, calendar: Calendar) -> Loose:
    """A week in any of its forms; a stretch of several is not one week."""
    value, faults = read_cell(column, Cell(value=text), calendar)
    if value is not FAULTY:
        return certain(value, cell)
    span = parse_week_span(text, calendar.start)
    if span is not None and span[0] == span[1]:
        return certain(span[0], cell)
    if (found := _WEEK_53.match(text)) and (year := int(found[1])) > 1900:
        week = week_name(date(year, 1, 1))
        if week.endswith("W53"):
            return _guess(column, week_monday(week), cell, 70)
    if text.isdigit() and len(text) == 5:
        return read_serial(column, Cell(value=int(text)), calendar)
    if calendar.start is None and cell_dates.needs_year(text):
        return Loose(value=FAULTY, read=shown(cell.value))
    faults = [f for f in faults if f.code]
    if span is not None:
        params = {"read": shown(cell.value), "expected": column.example, "suggestion": span[0]}
        faults = [Fault(code="import.not_a_week", params=params)]
    return Loose(value=FAULTY, faults=tuple(faults), read=shown(cell.value))


def read_date(column: Column, text: str, cell: Cell, calendar: Calendar) -> Loose:
    """A day in any of its forms, or the first day of what is named instead."""
    plain = _FROM.sub("", text)
    value, faults = read_cell(column, Cell(value=plain), calendar)
    if value is not FAULTY:
        return certain(value, cell)
    head = cell_dates.parse_date(plain.partition("(")[0])
    if head is not None:
        return _guess(column, head, cell, 85)
    if plain.isdigit() and len(plain) == 5:
        return read_serial(column, Cell(value=int(plain)), calendar)
    swapped = cell_dates.parse_date(cell_dates.swapped_date(plain))
    if swapped is not None:
        return _guess(column, swapped, cell, 70)
    day = cell_dates.days_without_year(plain, calendar.start)
    if day is not None:
        return _guess(column, day, cell, 80)
    if calendar.start is not None and _AT_ONCE.match(fold(plain)):
        return _guess(column, calendar.start, cell, 60)
    day = _day_in_month(plain, calendar.start)
    if day is not None:
        return _guess(column, day, cell, 55)
    # A bare « 14 » is a day of the month as well as a week.
    span = None if plain.isdigit() else parse_week_span(plain, calendar.start)
    days = parse_day_span(plain, calendar.start)
    if days is not None:
        return _guess(column, days[0], cell, 55)
    if span is not None:
        return _guess(column, week_monday(span[0]), cell, 60)
    read = shown(cell.value)
    quoted = tuple(
        Fault(code=f.code, params={**f.params, "read": read}, is_warning=f.is_warning)
        for f in faults
    )
    return Loose(value=FAULTY, faults=quoted, read=read)


def _day_in_month(text: str, start: date | None) -> date | None:
    """« avril 2020 », « mi-avril », « fin mai »: first, fifteenth or last day."""
    part = ""
    rest = fold(text)
    if found := _PART_OF_MONTH.match(rest):
        part, rest = found[1], found[2]
    known = cell_dates.month_of(rest)
    if known is None:
        return None
    month, year = known
    if year is None:
        if start is None:
            return None
        first = cell_dates.days_without_year(f"1/{month}", start)
        if start.month == month:
            first = start.replace(day=1)
        if first is None:
            return None
        year = first.year
    days = {"mi": _MIDDLE, "fin": monthrange(year, month)[1]}
    return date(year, month, days.get(part, 1))


def _guess(column: Column, day: date, cell: Cell, confidence: int) -> Loose:
    """A day, or its week where a week is expected, to be confirmed."""
    kept: object = day
    text = day.isoformat()
    if column.kind is Kind.WEEK:
        kept = text = week_name(day)
    code = "import.date_guessed" if column.kind is Kind.DATE else "import.approximate"
    params = {"read": shown(cell.value), "kept": text}
    fault = Fault(code=code, params=params, is_warning=True)
    return doubtful(kept, cell, [fault], (text,), confidence)
