"""Stretches of weeks as people write them: « S14 à S16 », « du 30/03 au 05/04 », « sem. 14 »."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

from importers.cell_dates import days_without_year, parse_date, parse_week, week_near
from importers.cell_numbers import APOSTROPHES, BLANKS
from importers.matching import fold
from optimizer.weeks import is_week_name, week_monday, week_name

Span = tuple[str, str]

_LONGEST_TEXT = 80
_LONGEST_WEEKS = 60
# Without years, weeks that go on for longer are two in the wrong order.
_LONGEST_UNDATED = 30
_LEAD = re.compile(
    r"^(?:la |les )?(?:semaines?|sem\.?|week|w)?\s*(?:du|de la semaine du|of|from|des?)\s+"
    r"|^(?:la |les )(?=s)|^semaine commençant le\s+",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:\bau\b|\bà\b|\bto\b|\bjusqu'au\b|→|->|–|—)\s*", re.IGNORECASE)
_WEEK = r"(?:s|w|sem|semaine|semaines|week|weeks)\.?\s*"
_TWO_WEEKS = re.compile(
    rf"^(?:{_WEEK})?(?P<a>\d{{1,2}})\s*(?P<link>-|/|\+|,|&|et|and|a|au|to)\s*"
    rf"(?P<mark>{_WEEK})?(?P<b>\d{{1,2}})(?:\s*[-/ ]\s*(?P<year>\d{{4}}))?$"
)
_AND = {"/", "+", ",", "&", "et", "and"}
_WEEK_SHORT_YEAR = re.compile(rf"^{_WEEK}(?P<week>\d{{1,2}})\s*[-/' ]\s*(?P<year>\d{{2}})$")
_TWO_DATES = re.compile(r"^(.*?\d.*?)\s*-\s*(\d.*?)$")
_DAY_ONLY = re.compile(r"^(?:lundi |lun\.? )?(\d{1,2})(?:er)?$")
_WEEK_AND_DAYS = re.compile(rf"^(?P<week>{_WEEK}\d{{1,2}})\s*[-:,]?\s*\(?\s*(?P<days>.*\d.*?)\)?$")


def parse_day_span(text: str, start: date | None) -> tuple[date, date] | None:
    """First and last day that a text names: « du 3 au 28 août », « 30/03 - 05/04 », « 30/03 ».

    Years as for :func:`parse_week_span`; None for anything else, weeks included.
    """
    plain = _plain(text)
    return _days(plain, start) if plain else None


def parse_week_span(text: str, start: date | None) -> Span | None:
    """First and last week that a text names, the same twice for one week; None for anything else.

    A year that is not written is that of the first such week or day not more than twelve weeks
    before ``start``; without ``start`` such texts are not understood. Where « S14-20 » may be two
    weeks as well as one of 2020, it is not understood either.
    """
    plain = _plain(text)
    if not plain:
        return None
    if one := parse_week(plain, start):
        return one, one
    return (
        _short_year(plain, start)
        or _two_weeks(plain, start)
        or _dates(plain, start)
        or _week_with_days(plain, start)
        or _enumerated(plain, start)
    )


def _plain(text: str) -> str:
    plain = APOSTROPHES.sub("'", BLANKS.sub(" ", text)).strip().strip("()").casefold()
    return plain if len(plain) <= _LONGEST_TEXT and re.search(r"\d", plain) else ""


def _ordered(first: str | None, last: str | None) -> Span | None:
    if first is None or last is None or last < first:
        return None
    is_long = week_monday(last) - week_monday(first) > timedelta(weeks=_LONGEST_WEEKS)
    return None if is_long else (first, last)


def _short_year(plain: str, start: date | None) -> Span | None:
    """« S14-20 »: a year where it is one of the order's, two weeks elsewhere; never by chance."""
    found = _WEEK_SHORT_YEAR.match(plain)
    if found is None:
        return None
    week, number = int(found["week"]), int(found["year"])
    one = parse_week(f"s{week}-20{number:02d}", start)
    may_be_week = week < number <= 53 and found[0].find("-") > 0
    near = start is not None and abs(2000 + number - start.year) <= 1
    if one is not None and (near or start is None) and not may_be_week:
        return one, one
    if one is not None and not near and start is not None and may_be_week:
        return _weeks_of(week, number, start)
    return None


def _two_weeks(plain: str, start: date | None) -> Span | None:
    key = _BETWEEN.sub(" a ", plain)
    found = _TWO_WEEKS.match(" ".join(key.split()))
    if found is None:
        by = [p for p in _BETWEEN.split(_LEAD.sub("", plain)) if p]
        by = by if len(by) == 2 else plain.split(" - ")
        if len(by) != 2 or not (re.match(_WEEK, by[0]) or is_week_name(by[0].upper())):
            return None
        if not re.match(_WEEK + r"\d", by[1]) and not is_week_name(by[1].upper()):
            return None
        return _ordered(parse_week(by[0], start), parse_week(by[1], start))
    starts_with_word = bool(re.match(_WEEK + r"\d", plain))
    if not starts_with_word and not found["mark"]:
        return None
    if _WEEK_SHORT_YEAR.match(plain):
        return None
    first, last = int(found["a"]), int(found["b"])
    # « S31, S33 » leaves a week out: only neighbours are a stretch without « à ».
    if found["link"] in _AND and last - first not in (1, 1 - first):
        return None
    if found["year"]:
        year = int(found["year"])
        before = year - 1 if first > last else year
        return _ordered(
            parse_week(f"s{first}-{before}", start), parse_week(f"s{last}-{year}", start)
        )
    return None if start is None else _weeks_of(first, last, start)


def _weeks_of(first: int, last: int, start: date) -> Span | None:
    begin = week_near(first, start)
    if begin is None:
        return None
    monday = week_monday(begin)
    # The last week is the first of that number from the first on: S52 to S2 crosses the year.
    for ahead in range(_LONGEST_UNDATED):
        week = week_name(monday + timedelta(weeks=ahead))
        if int(week[-2:]) == last:
            return begin, week
    return None


def _dates(plain: str, start: date | None) -> Span | None:
    days = _days(plain, start)
    return None if days is None else _ordered(week_name(days[0]), week_name(days[1]))


def _days(plain: str, start: date | None) -> tuple[date, date] | None:
    rest = _LEAD.sub("", plain).strip()
    parts = [p.strip() for p in _BETWEEN.split(rest) if p.strip()]
    if len(parts) == 1 and (found := _TWO_DATES.match(rest)):
        whole = days_without_year(rest, start) or parse_date(rest)
        parts = [rest] if whole else [found[1].strip(), found[2].strip()]
    if len(parts) == 1:
        day = parse_date(parts[0]) or days_without_year(parts[0], start)
        return None if day is None else (day, day)
    if len(parts) != 2:
        return None
    last = parse_date(parts[1]) or days_without_year(parts[1], start)
    if last is None:
        return None
    first = _first_day(parts[0], last)
    return None if first is None or first > last else (first, last)


def _first_day(text: str, last: date) -> date | None:
    """The first day of a stretch, its month or year taken from the last one."""
    whole = parse_date(text)
    if whole is not None:
        return whole
    if found := _DAY_ONLY.match(text):
        number = int(found[1])
        month = last if number <= last.day else last.replace(day=1) - timedelta(days=1)
        try:
            return month.replace(day=number)
        except ValueError:
            return None
    for year in (last.year, last.year - 1):
        day = parse_date(f"{text}/{year}") or parse_date(f"{text} {year}")
        if day is not None and day <= last:
            return day if last - day <= timedelta(weeks=_LONGEST_UNDATED) else None
    return None


def _week_with_days(plain: str, start: date | None) -> Span | None:
    """« S14 (30/03 au 05/04) »: both, and they agree."""
    found = _WEEK_AND_DAYS.match(plain)
    days = _dates(found["days"], start) if found else None
    if found is None or days is None:
        return None
    near = week_monday(days[0]) if start is None else start
    one = parse_week(fold(found["week"]), near)
    return (one, one) if one is not None and days[0] == one == days[1] else None


def _enumerated(plain: str, start: date | None) -> Span | None:
    """« S31, S32 et S33 »: weeks one after the other."""
    weeks = [
        parse_week(p, start) for p in re.split(r"\s*(?:,|/|\+|&|\bet\b|\band\b)\s*", plain) if p
    ]
    if len(weeks) < 2 or not re.match(_WEEK, plain):
        return None
    for one, after in pairwise(weeks):
        if one is None or after is None:
            return None
        if week_monday(after) - week_monday(one) != timedelta(weeks=1):
            return None
    return _ordered(weeks[0], weeks[-1])
