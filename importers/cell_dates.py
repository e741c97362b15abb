"""Days and weeks as people write them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from importers.matching import fold
from optimizer.weeks import week_monday, week_name

_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00)?)?$")
_DAY_FIRST = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})$")
_IN_WORDS = re.compile(r"^(?:\w+ )?(\d{1,2})(?:er)? (\w+) (\d{4}|\d{2})$")
_DAY_MONTH = re.compile(r"^(?:\w+\.? )?(\d{1,2})[-/.](\d{1,2})$")
_DAY_MONTH_IN_WORDS = re.compile(r"^(?:[a-z]+ )?(\d{1,2})(?:er)? ([a-z]+)$")
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "janvier janv jan january",
            "fevrier fevr fev february feb",
            "mars march mar",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "aout august aug",
            "septembre sept sep september",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_YEAR_FIRST = re.compile(r"^(\d{4})\s*[-/ ]?\s*(?:s|w|sem|semaine|week)?[. ]?\s*(\d{1,2})$")
_WEEK_FIRST = re.compile(r"^(?:s|w|sem|semaine|week)?[. ]?\s*(\d{1,2})(?:\s*[-/ ]\s*(\d{4}))?$")

# Serial numbers of 1982 to 2064: what a date becomes when its cell lost its format.
_SERIALS = range(30_000, 60_000)
_PIVOT = 70
# « S10 » of an order that starts in S14 is a few weeks earlier, not next year.
_WEEKS_BACK = 12


def parse_date(text: str) -> date | None:
    """A day: « 14/04/2020 », « 14.04.20 », « 2020-04-14 », « 14 avril 2020 »; else None."""
    plain = " ".join(text.split())
    if found := _ISO.match(plain):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.match(plain):
        return _day(_year(found[3]), int(found[2]), int(found[1]))
    if (found := _IN_WORDS.match(fold(plain))) and found[2] in _MONTHS:
        return _day(_year(found[3]), _MONTHS[found[2]], int(found[1]))
    return None


def days_without_year(text: str, start: date | None) -> date | None:
    """« 30/03 », « 30 mars », « lundi 30 mars »: the first such day not long before ``start``."""
    plain = " ".join(text.split())
    if start is None:
        return None
    found = _DAY_MONTH.match(plain)
    word = None if found else _DAY_MONTH_IN_WORDS.match(fold(plain))
    if word is not None and word[2] in _MONTHS:
        number, month = int(word[1]), _MONTHS[word[2]]
    elif found is not None:
        number, month = int(found[1]), int(found[2])
    else:
        return None
    earliest = start - timedelta(weeks=_WEEKS_BACK)
    for year in range(earliest.year, earliest.year + 2):
        day = _day(year, month, number)
        if day is not None and day >= earliest:
            return day
    return None


def month_of(text: str) -> tuple[int, int | None] | None:
    """« avril », « avril 2020 », « avr. 20 »: month and year, None when it is something else."""
    words = fold(text).split()
    if not 1 <= len(words) <= 2 or words[0] not in _MONTHS:
        return None
    if len(words) == 1:
        return _MONTHS[words[0]], None
    is_year = words[1].isdigit() and len(words[1]) in (2, 4)
    return (_MONTHS[words[0]], _year(words[1])) if is_year else None


def swapped_date(text: str) -> str:
    """A day written month first, put right as a suggestion; "" when it is something else."""
    found = _DAY_FIRST.match(text.strip())
    day = _day(_year(found[3]), int(found[1]), int(found[2])) if found else None
    return day.strftime("%d/%m/%Y") if day else ""


def date_of_serial(value: float, epoch: datetime) -> date | None:
    """The day of a bare serial number, None when it is too far from our time to be one."""
    if value != int(value) or int(value) not in _SERIALS:
        return None
    return (epoch + timedelta(days=int(value))).date()


def parse_week(text: str, start: date | None) -> str | None:
    """Name of a week: « 2020-W14 », « S14-2020 », « S14 »; or of the week of a day.

    Without a year it is the first such week that is not more than twelve weeks before ``start``.
    """
    day = parse_date(text)
    if day is not None:
        return week_name(day)
    plain = " ".join(text.casefold().split())
    if found := _YEAR_FIRST.match(plain):
        return _week(int(found[1]), int(found[2]))
    found = _WEEK_FIRST.match(plain)
    if found is None:
        return None
    if found[2]:
        return _week(int(found[2]), int(found[1]))
    return None if start is None else week_near(int(found[1]), start)


def week_near(number: int, start: date) -> str | None:
    """The first week of that number not more than twelve weeks before ``start``."""
    earliest = start - timedelta(days=start.weekday(), weeks=_WEEKS_BACK)
    for year in range(start.year - 1, start.year + 3):
        name = _week(year, number)
        if name is not None and week_monday(name) >= earliest:
            # Week 53 exists in few years: a far one is a slip, not an intention.
            return name if week_monday(name) < earliest + timedelta(weeks=54) else None
    return None


def needs_year(text: str) -> bool:
    """Whether a week is written without its year."""
    found = _WEEK_FIRST.match(" ".join(text.casefold().split()))
    return bool(found and not found[2])


def _year(text: str) -> int:
    # Nobody writes of orders of the 2070s; « 98 » is 1998.
    if len(text) == 4:
        return int(text)
    return int(text) + (2000 if int(text) < _PIVOT else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _week(year: int, number: int) -> str | None:
    name = f"{year:04d}-W{number:02d}"
    try:
        week_monday(name)
    except ValueError:
        return None
    return name
