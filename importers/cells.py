"""One cell to one value, by the kind of its column; or why not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum

from importers import cell_dates, cell_numbers
from importers.columns import Choice, Column, Kind
from importers.matching import fold, nearest
from importers.workbook import Cell
from optimizer.weeks import week_name


class Faulty(Enum):
    """Stands for a value that was there but could not be read, and was reported."""

    FAULTY = "faulty"


FAULTY = Faulty.FAULTY
STANDARD = "standard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A finding about one cell; after a warning the value stands all the same."""

    code: str
    params: dict[str, str]
    is_warning: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What dates and weeks without a year are understood by."""

    epoch: datetime
    start: date | None = None


Reading = tuple[object, list[Fault]]

_EXAMPLES = {
    Kind.INTEGER: "12",
    Kind.DECIMAL: "1 234,5",
    Kind.DECIMALS: "1; 1,2",
    Kind.PERCENT: "12 %",
    Kind.PERCENTS: "60 %; 80 %",
    Kind.PACE: "60 %",
    Kind.HOURS: "26 h 30",
    Kind.MINUTES: "2,5",
    Kind.MONEY: "12,50",
    Kind.MONEYS: "4,20; 3,80",
    Kind.DATE: "14/04/2020",
    Kind.DATES: "13/04/2020; 01/05/2020",
    Kind.WEEK: "S14 2020",
    Kind.YES_NO: "oui, non",
}
_CODES = {
    Kind.INTEGER: "import.not_an_integer",
    Kind.PERCENT: "import.not_a_percent",
    Kind.PERCENTS: "import.not_a_percent",
    Kind.PACE: "import.not_a_percent",
    Kind.HOURS: "import.not_hours",
    Kind.MINUTES: "import.not_minutes",
    Kind.MONEY: "import.not_money",
    Kind.MONEYS: "import.not_money",
    Kind.DATE: "import.not_a_date",
    Kind.DATES: "import.not_a_date",
    Kind.WEEK: "import.not_a_week",
    Kind.YES_NO: "import.not_yes_no",
}
_YES = {"oui", "yes", "o", "y", "x", "vrai", "true", "1", "v"}
_NO = {"non", "no", "n", "faux", "false", "0"}
# Beyond this nothing is counted, and sums would lose their cents.
_MOST = Decimal(10) ** 15
_YEARS = range(1900, 2200)
_LIST = re.compile(r"[;\n]|,\s+")
_LISTS = {Kind.DECIMALS: Kind.DECIMAL, Kind.PERCENTS: Kind.PERCENT, Kind.MONEYS: Kind.MONEY}


def shown(value: object) -> str:
    """How a value is quoted in a finding."""
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, int | float):
        return cell_numbers.plain(cell_numbers.from_number(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return str(value)[:200]


def read_cell(column: Column, cell: Cell, calendar: Calendar) -> Reading:
    """Value of a filled cell, or :data:`FAULTY`, with what there is to say about it.

    Texts and references come back as text, lists as tuples, amounts as decimals in their unit,
    weeks by name; the parameter ``column`` of the faults is left to the caller.
    """
    if cell.error:
        return FAULTY, [Fault(code="import.error_value", params={"read": cell.error})]
    if cell.formula:
        return FAULTY, [Fault(code="import.formula_without_value", params={"read": cell.formula})]
    value, faults = _READERS[column.kind](column, cell, calendar)
    if value is FAULTY and not faults:
        faults = [_misread(column, cell)]
    return value, faults


def _misread(column: Column, cell: Cell, suggestion: str = "") -> Fault:
    return Fault(
        code=_CODES.get(column.kind, "import.not_a_number"),
        params={
            "read": shown(cell.value),
            "expected": _EXAMPLES.get(column.kind, ""),
            "suggestion": suggestion,
        },
    )


def _text(column: Column, cell: Cell, _calendar: Calendar) -> Reading:
    value = cell.value
    if isinstance(value, str):
        return value.strip(), []
    if isinstance(value, bool):
        params = {"read": shown(value), "expected": column.example}
        return FAULTY, [Fault(code="import.not_text", params=params)]
    return shown(value), []


def _texts(column: Column, cell: Cell, _calendar: Calendar) -> Reading:
    """Free texts, one a line."""
    if isinstance(cell.value, bool):
        params = {"read": shown(cell.value), "expected": column.example}
        return FAULTY, [Fault(code="import.not_text", params=params)]
    lines = shown(cell.value) if not isinstance(cell.value, str) else cell.value
    return tuple(t for line in lines.splitlines() if (t := line.strip())), []


def _amount(column: Column, cell: Cell, parse: Callable[[str], Decimal | None]) -> Reading:
    value = cell.value
    if isinstance(value, bool):
        return FAULTY, []
    if isinstance(value, int | float):
        return _bounded(column, cell, cell_numbers.from_number(value))
    if isinstance(value, str):
        number = parse(value)
        if number is not None:
            bounded, faults = _bounded(column, cell, number)
            return bounded, faults or _doubts(column, value, number)
        return FAULTY, [_misread(column, cell, cell_numbers.only_number_in(value))]
    return FAULTY, []


def _doubts(column: Column, text: str, number: Decimal) -> list[Fault]:
    """« 1.200 »: nobody writes the last zero of a decimal; the decimal stands, and it is said."""
    if column.kind is Kind.INTEGER or not cell_numbers.is_doubtful(text) or text.strip()[-1] != "0":
        return []
    params = {
        "read": shown(text),
        "kept": cell_numbers.plain(number),
        "other": cell_numbers.without_thousands(text),
    }
    return [Fault(code="import.doubtful", params=params, is_warning=True)]


def _bound(column: Column, number: Decimal) -> str:
    """A bound as whoever fills in the column would write it."""
    if column.kind in (Kind.PERCENT, Kind.PERCENTS):
        return cell_numbers.plain(number * 100) + " %"
    return cell_numbers.plain(number)


def _bounded(column: Column, cell: Cell, value: Decimal) -> Reading:
    """The value within the bounds and decimals of its column."""
    read = shown(cell.value)
    if abs(value) >= _MOST:
        return FAULTY, [Fault(code="import.too_big", params={"read": read, "expected": "< 10^15"})]
    if column.minimum is not None and (
        value < column.minimum or (column.above and value == column.minimum)
    ):
        bound = ("> " if column.above else "≥ ") + _bound(column, column.minimum)
        return FAULTY, [Fault(code="import.too_small", params={"read": read, "expected": bound})]
    if column.maximum is not None and value > column.maximum:
        bound = "≤ " + _bound(column, column.maximum)
        return FAULTY, [Fault(code="import.too_big", params={"read": read, "expected": bound})]
    if column.places is not None:
        kept = cell_numbers.rounded(value, column.places)
        if kept != value:
            params = {"read": read, "kept": cell_numbers.plain(kept)}
            return kept, [Fault(code="import.rounded", params=params, is_warning=True)]
    return value, []


def _decimal(column: Column, cell: Cell, _calendar: Calendar) -> Reading:
    return _amount(column, cell, cell_numbers.parse_number)


def _money(column: Column, cell: Cell, _calendar: Calendar) -> Reading:
    return _amount(column, cell, cell_numbers.parse_money)


def _integer(column: Column, cell: Cell, _calendar: Calendar) -> Reading:
    value, faults = _amount(column, cell, cell_numbers.parse_number)
    if isinstance(value, Decimal):
        near = cell_numbers.without_thousands(cell.value) if isinstance(cell.value, str) else ""
        # « 2.000 » is more often two thousand than two, and must not pass for two.
        is_doubtful = isinstance(cell.value, str) and cell_numbers.is_doubtful(cell.value)
        if is_doubtful or value != value.to_integral_value():
            return FAULTY, [_misread(column, cell, near)]
        return int(value), faults
    return value, faults


def _percent(column: Column, cell: Cell, _calendar: Calendar) -> Reading:
    value = cell.value
    if isinstance(value, str):
        parsed = cell_numbers.parse_percent(value)
        if parsed is None:
            return FAULTY, [_misread(column, cell, cell_numbers.only_number_in(value))]
        rate, is_sure = parsed
    elif isinstance(value, int | float) and not isinstance(value, bool):
        rate, is_sure = cell_numbers.from_number(value), cell.is_percent
    else:
        return FAULTY, []
    if is_sure or rate <= column.plain_up_to:
        return _bounded(column, cell, rate)
    kept = rate.scaleb(-2)
    guess = Fault(
        code="import.percent_guessed",
        params={"read": shown(value), "kept": cell_numbers.plain(rate) + " %"},
        is_warning=True,
    )
    bounded, faults = _bounded(column, cell, kept)
    return bounded, faults or [guess]


def _pace(column: Column, cell: Cell, calendar: Calendar) -> Reading:
    if isinstance(cell.value, str) and fold(cell.value) == STANDARD:
        return STANDARD, []
    return _percent(column, cell, calendar)


def _hours(column: Column, cell: Cell, _calendar: Calendar) -> Reading:
    if isinstance(cell.value, time | timedelta | datetime):
        return _duration(column, cell, Decimal(1))
    return _amount(column, cell, cell_numbers.parse_hours)


def _minutes(column: Column, cell: Cell, _calendar: Calendar) -> Reading:
    if isinstance(cell.value, time | timedelta | datetime):
        return _duration(column, cell, Decimal(60))
    return _amount(column, cell, cell_numbers.parse_minutes)


def _duration(column: Column, cell: Cell, per_hour: Decimal) -> Reading:
    value = cell.value
    # A real date is no duration; what lies in 1900 is a duration formatted as a time.
    if isinstance(value, datetime) and value.year > 1900:
        return FAULTY, []
    if isinstance(value, time | timedelta | datetime):
        return _bounded(column, cell, cell_numbers.hours_of(value) * per_hour)
    return FAULTY, []


def _date(column: Column, cell: Cell, calendar: Calendar) -> Reading:
    day, faults = _any_date(column, cell, calendar)
    if isinstance(day, date) and day.year not in _YEARS:
        return FAULTY, [_misread(column, cell)]
    return day, faults


def _any_date(column: Column, cell: Cell, calendar: Calendar) -> Reading:
    value = cell.value
    if isinstance(value, datetime):
        return value.date(), []
    if isinstance(value, date):
        return value, []
    if isinstance(value, int | float) and not isinstance(value, bool):
        day = cell_dates.date_of_serial(value, calendar.epoch)
        if day is None:
            return FAULTY, []
        params = {"read": shown(value), "kept": day.isoformat()}
        return day, [Fault(code="import.date_guessed", params=params, is_warning=True)]
    if isinstance(value, str):
        day = cell_dates.parse_date(value)
        if day is not None:
            return day, []
        return FAULTY, [_misread(column, cell, cell_dates.swapped_date(value))]
    return FAULTY, []


def _week(_column: Column, cell: Cell, calendar: Calendar) -> Reading:
    value = cell.value
    if isinstance(value, datetime):
        return week_name(value.date()), []
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return FAULTY, []
    if calendar.start is None and cell_dates.needs_year(value):
        # The start of the order is missing and reported; this week may be right.
        return FAULTY, [Fault(code="", params={})]
    week = cell_dates.parse_week(value, calendar.start)
    if week is None or int(week[:4]) not in _YEARS:
        return FAULTY, []
    return week, []


def _yes_no(_column: Column, cell: Cell, _calendar: Calendar) -> Reading:
    value = cell.value
    if isinstance(value, bool):
        return value, []
    word = fold(value) if isinstance(value, str) else shown(value)
    if word in _YES:
        return True, []
    if word in _NO:
        return False, []
    return FAULTY, []


def _choice(column: Column, cell: Cell, _calendar: Calendar) -> Reading:
    read = shown(cell.value)
    named = {fold(n): c for c in reversed(column.choices) for n in _names(c)}
    found = named.get(fold(read))
    if found is not None:
        return found.value, []
    near = nearest(read, [n for c in column.choices for n in _names(c)])
    params = {
        "read": read,
        "expected": ", ".join(c.fr for c in column.choices),
        "suggestion": named[fold(near)].fr if near else "",
    }
    return FAULTY, [Fault(code="import.not_a_choice", params=params)]


def _names(choice: Choice) -> tuple[str, ...]:
    return (choice.fr, choice.en, choice.value, *choice.also)


def _list(column: Column, cell: Cell, calendar: Calendar) -> Reading:
    """Values one after the other in a cell; any that cannot be read spoils the cell."""
    reader = _READERS[_LISTS.get(column.kind, Kind.DATE)]
    parts: list[object] = [cell.value]
    if isinstance(cell.value, str):
        parts = [p.strip() for p in _LIST.split(cell.value) if p.strip()]
    values, faults = [], []
    for part in parts:
        value, found = reader(column, Cell(value=part, is_percent=cell.is_percent), calendar)
        if value is FAULTY:
            return FAULTY, found
        values.append(value)
        faults += found
    return tuple(values), faults[:1]


_READERS: dict[Kind, Callable[[Column, Cell, Calendar], Reading]] = {
    Kind.TEXT: _text,
    Kind.TEXTS: _texts,
    Kind.ID: _text,
    Kind.REF: _text,
    Kind.REFS: _text,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.DECIMALS: _list,
    Kind.PERCENT: _percent,
    Kind.PERCENTS: _list,
    Kind.PACE: _pace,
    Kind.HOURS: _hours,
    Kind.MINUTES: _minutes,
    Kind.MONEY: _money,
    Kind.MONEYS: _list,
    Kind.DATE: _date,
    Kind.DATES: _list,
    Kind.WEEK: _week,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
}
