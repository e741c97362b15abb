"""Weeks and months as people write them above columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from importers.cell_dates import month_of, parse_date
from importers.matching import fold
from optimizer.weeks import week_monday, week_name

_OF_MONTH = re.compile(r"^\s*mois (?:de |d['’ ])?", re.IGNORECASE)
_YEAR = re.compile(r"^(?:annee )?((?:19|20|21)\d\d)$")
_WEEK = re.compile(
    r"^(?:(\d{4}) ?)?(?:s|w|sem|semaine|week)(?: ?n?(?: ?[o°])?)? ?(\d{1,2})"
    r"(?: (\d{4})(?= |$)| (2\d)$)?(?: |$)(?!(?:a|au|et|to|and|s|sem) ?\d)"
)
_YEAR_WEEK = re.compile(r"^(\d{4}) ?[sw] ?(\d{1,2})$")
_SPAN = re.compile(
    r"^(?:semaine )?(?:du )?(\d{1,2}) (\d{1,2})(?: (\d{4}|\d{2}))? (?:au|a) \d{1,2} \d{1,2}"
)
_DAY = re.compile(r"^(?:semaine )?(?:du )?(\d{1,2})[/.-](\d{1,2})$")


@dataclass(frozen=True, slots=True)
class Written:
    """A week as written: its number, its year or None; or the ``day`` (and month) it begins."""

    number: int = 0
    year: int | None = None
    day: date | None = None
    day_month: tuple[int, int] | None = None


def week_written(value: object) -> Written | None:
    """What week a header names, None when it names none; bare numbers are left to their row."""
    if isinstance(value, datetime):
        return Written(day=value.date())
    if isinstance(value, date):
        return Written(day=value)
    if not isinstance(value, str) or len(value) > 60:
        return None
    if (day := parse_date(value)) is not None:
        return Written(day=day)
    plain = fold(value)
    if found := (_YEAR_WEEK.match(plain)):
        return _written(found[2], found[1])
    if found := _WEEK.match(plain):
        return _written(found[2], found[1] or found[3] or found[4])
    if found := _SPAN.match(plain):
        day_month = int(found[1]), int(found[2])
        year = _year(found[3]) if found[3] else None
        return Written(year=year, day_month=day_month) if _is_day(day_month) else None
    if found := _DAY.match(value.strip().casefold()):
        day_month = int(found[1]), int(found[2])
        return Written(day_month=day_month) if _is_day(day_month) else None
    return None


def bare_number(value: object) -> int | None:
    """A header that is a number from 1 to 53 and nothing else."""
    if isinstance(value, str):
        value = int(value) if value.strip().isdecimal() and len(value.strip()) <= 2 else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 1 <= value <= 53 and value == int(value) else None


def month_written(value: object) -> tuple[int, int | None] | None:
    """Month and year of « Avril 2020 », « avril », a first day of a month; else None."""
    if isinstance(value, date):
        return value.month, value.year
    if not isinstance(value, str) or len(value) > 40:
        return None
    return month_of(_OF_MONTH.sub("", value))


def year_written(value: object) -> int | None:
    """Year of « 2020 » or « Année 2020 », else None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if 1900 <= value < 2200 and value == int(value) else None
    if not isinstance(value, str) or len(value) > 20:
        return None
    found = _YEAR.match(fold(value))
    return int(found[1]) if found else None


def is_run(numbers: list[int]) -> bool:
    """Whether numbers are weeks one after the other, over the end of a year too."""
    return len(numbers) >= 3 and all(
        b == a + 1 or (a >= 52 and b == 1) for a, b in pairwise(numbers)
    )


def name_of(
    written: Written, month: tuple[int, int | None] | None, year: int | None, start: date | None
) -> str:
    """Name of a written week, "" when its year cannot be told.

    The year is its own, else that of the month or year above it, else the one that brings it
    nearest after twelve weeks before ``start``.
    """
    if written.day is not None:
        return week_name(written.day)
    if written.day_month is not None:
        return _of_day_month(written, month, year, start)
    if written.year is not None:
        return _name(written.year, written.number)
    known = month[1] if month is not None and month[1] is not None else year
    if month is not None and (known is not None or start is not None):
        years = (known,) if known is not None else _years_near(start)
        for y in years:
            for near in (y, y - 1, y + 1):
                name = _name(near, written.number)
                if name and _touches(name, y, month[0]):
                    return name
    if known is not None:
        return _name(known, written.number)
    return _near(written.number, start) if start is not None else ""


def _of_day_month(
    written: Written, month: tuple[int, int | None] | None, year: int | None, start: date | None
) -> str:
    assert written.day_month is not None
    day, number = written.day_month
    known = written.year or (month[1] if month is not None else None) or year
    for y in (known,) if known is not None else _years_near(start):
        try:
            found = date(y, number, day)
        except ValueError:
            continue
        if known is not None or start is None or found >= start - timedelta(weeks=12):
            return week_name(found)
    return ""


def _years_near(start: date | None) -> tuple[int, ...]:
    return () if start is None else (start.year - 1, start.year, start.year + 1)


def _near(number: int, start: date) -> str:
    earliest = start - timedelta(days=start.weekday(), weeks=12)
    for y in _years_near(start):
        name = _name(y, number)
        if name and week_monday(name) >= earliest:
            return name if week_monday(name) < earliest + timedelta(weeks=54) else ""
    return ""


def _touches(name: str, year: int, month: int) -> bool:
    """Whether a week lies in a month or next to it."""
    first = date(year, month, 1)
    last = date(year + month // 12, month % 12 + 1, 1)
    monday = week_monday(name)
    return first - timedelta(days=7) <= monday <= last + timedelta(days=6)


def _written(number: str, year: str | None) -> Written | None:
    if not 1 <= int(number) <= 53:
        return None
    return Written(number=int(number), year=_year(year) if year else None)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _name(year: int, number: int) -> str:
    name = f"{year:04d}-W{number:02d}"
    try:
        week_monday(name)
    except ValueError:
        return ""
    return name


def _is_day(day_month: tuple[int, int]) -> bool:
    return 1 <= day_month[0] <= 31 and 1 <= day_month[1] <= 12
