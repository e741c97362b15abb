"""When a workshop says it is closed: « du 3 au 21 août », « S32 à S34 », « août », « aucun »."""

from __future__ import annotations

import calendar as months
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from importers import cell_dates
from importers.cells import Calendar
from importers.matching import fold
from optimizer.weeks import week_monday

_MONTH_NAMES = (
    ("janvier", "janv", "january"),
    ("fevrier", "fevr", "fev", "february"),
    ("mars", "march"),
    ("avril", "avr", "april"),
    ("mai", "may"),
    ("juin", "june"),
    ("juillet", "juil", "july"),
    ("aout", "august"),
    ("septembre", "sept", "september"),
    ("octobre", "oct", "october"),
    ("novembre", "nov", "november"),
    ("decembre", "dec", "december"),
)
_MONTHS = {name: n for n, names in enumerate(_MONTH_NAMES, start=1) for name in names}
_MONTH = "(?P<{0}>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + ")"
_NONE = {
    "aucun",
    "aucune",
    "aucun conge",
    "aucune fermeture",
    "neant",
    "non",
    "pas de fermeture",
    "pas de conges",
    "pas de conge",
    "sans",
    "rien",
    "ouvert",
    "none",
    "no",
    "0",
}
_NO_ANSWER = {"nc", "n a", "na", "a preciser", "a definir", "a confirmer", "inconnu", "tbc"}
_PREFIX = re.compile(
    r"^(conges?( annuels?| d ete| payes)?|fermetures?( annuelle| estivale)?|fermes?|fermee?s?|"
    r"vacances|closed|du|de|le|from|en|les|au mois d|mois de|tout le mois d|pont|ponts)\s+"
)
_DAY = r"(?P<{0}d>\d{{1,2}})(?: ?er)?"
_NUMBERS = re.compile(
    r"^" + _DAY.format("a") + r" (?P<am>\d{1,2})(?: (?P<ay>\d{4}|\d{2}))?"
    r"(?: (?:au|a|to|jusqu au) "
    + _DAY.format("b")
    + r" (?P<bm>\d{1,2})(?: (?P<by>\d{4}|\d{2}))?)?$"
)
_WORDS = re.compile(
    r"^" + _DAY.format("a") + r"(?: " + _MONTH.format("am") + r")?(?: (?P<ay>\d{4}))?"
    r"(?: (?:au|a|to|jusqu au) "
    + _DAY.format("b")
    + r")? "
    + _MONTH.format("bm")
    + r"(?: (?P<by>\d{4}))?$"
)
_ISO = re.compile(r"(\d{4}) (\d{2}) (\d{2})")
_SINGLE = re.compile(r"^" + _DAY.format("a") + " " + _MONTH.format("am") + r"(?: (?P<ay>\d{4}))?$")
_WHOLE_MONTH = re.compile(r"^" + _MONTH.format("am") + r"(?: (?P<ay>\d{4}))?$")
_WEEK = r"(?:s|sem|semaine|semaines|w|week) ?(\d{1,2})(?: (\d{4}))?"
_WEEKS = re.compile(
    rf"^{_WEEK}(?: (?:a|au|to|jusqu a) (?:(?:s|sem|semaine|w) ?)?(\d{{1,2}})(?: (\d{{4}}))?)?$"
)
_SOME_WEEKS = re.compile(
    r"^(?P<n>\d{1,2}|une|deux|trois|quatre) (?:semaines?|sem|weeks?) (?:en|in|debut|fin|mi|courant)"
    r" (?:de )?" + _MONTH.format("am") + r"$"
)
_WORD_NUMBERS = {"une": 1, "deux": 2, "trois": 3, "quatre": 4}
_SEPARATORS = re.compile(r"[;\n+]|,(?!\d)|\s+(?:et|puis|and|&)\s+(?=du |le |les |\d|s\d|sem)")
_RANGE_DASH = re.compile(
    r"\s+[-–—]\s+|\s*[–—]\s*|(?<=\d)-(?=[sS]\d)|(?<=\b\d)-(?=\d{1,2} [^\W\d])|(?<=\b\d\d)-(?=\d{1,2} [^\W\d])"
)
_MOST_PARTS = 40
# Nobody closes for longer: a slip in the month rather.
_LONGEST = timedelta(days=120)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days on which a workshop is closed, both ends included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureTerms:
    """What a text says of closures.

    Attributes:
        spans: in the order of the text.
        unclear: parts that could not be read, as they are written.
        choices: for one unclear part that leaves few possibilities, those, likeliest first.
        is_whole_month: a month alone was taken from its first to its last day.
        is_silent: it says that nothing is known yet.
    """

    spans: tuple[Span, ...] = ()
    unclear: tuple[str, ...] = ()
    choices: tuple[Span, ...] = ()
    is_whole_month: bool = False
    is_silent: bool = False


def parse_closures(text: str, calendar: Calendar, week_days: int = 5) -> ClosureTerms:
    """What ``text`` says; a day without its year is the next one as the order starts.

    A week is closed on its first ``week_days`` days: « S32 » is from Monday to Friday.
    """
    plain = fold(text)
    if plain in _NONE or not plain:
        return ClosureTerms()
    if plain in _NO_ANSWER:
        return ClosureTerms(is_silent=True)
    spans: list[Span] = []
    unclear: list[str] = []
    choices: tuple[Span, ...] = ()
    is_whole = False
    parts = [
        p.strip() for p in _SEPARATORS.split(_RANGE_DASH.sub(" au ", text)) if p and p.strip()
    ][:_MOST_PARTS]
    for part in parts:
        key = _stripped(fold(part))
        if found := _WHOLE_MONTH.match(key):
            span, is_whole = _month(_MONTHS[found["am"]], found["ay"], calendar), True
        else:
            span = _span(key, calendar, week_days)
        if span is not None and timedelta() <= span.last - span.first <= _LONGEST:
            spans.append(span)
            continue
        unclear.append(part)
        choices = choices or tuple(_possible(key, calendar, week_days))
    return ClosureTerms(
        spans=tuple(spans), unclear=tuple(unclear), choices=choices, is_whole_month=is_whole
    )


def span_text(span: Span) -> str:
    """A span as it is offered and answered: ``2020-08-03/2020-08-21``."""
    return f"{span.first.isoformat()}/{span.last.isoformat()}"


def parse_span_text(text: str) -> Span | None:
    """The span of :func:`span_text`; None when it is not one."""
    first, _, last = text.partition("/")
    try:
        found = Span(first=date.fromisoformat(first), last=date.fromisoformat(last or first))
    except ValueError:
        return None
    return found if found.last >= found.first else None


def _stripped(key: str) -> str:
    while True:
        shorter = _PREFIX.sub("", key, count=1)
        if shorter == key:
            return key
        key = shorter


def _span(key: str, calendar: Calendar, week_days: int) -> Span | None:
    """The days of one part already folded: blanks stand for every mark between numbers."""
    if found := _NUMBERS.match(_ISO.sub(r"\3 \2 \1", key)):
        return _between(
            (found["ad"], int(found["am"]), found["ay"] or found["by"]),
            (found["bd"], int(found["bm"]), found["by"]) if found["bd"] else None,
            calendar,
        )
    if found := _SINGLE.match(key):
        return _between((found["ad"], _MONTHS[found["am"]], found["ay"]), None, calendar)
    if found := _WORDS.match(key):
        month = _MONTHS[found["bm"]]
        first = _MONTHS[found["am"]] if found["am"] else month
        if not found["bd"]:
            return None
        return _between(
            (found["ad"], first, found["ay"] or found["by"]),
            (found["bd"], month, found["by"]),
            calendar,
        )
    if found := _WEEKS.match(key):
        return _weeks(found, calendar, week_days)
    return None


def _weeks(found: re.Match[str], calendar: Calendar, week_days: int) -> Span | None:
    first = _week_monday(found[1], found[2] or found[4], calendar)
    last = _week_monday(found[3], found[4] or found[2], calendar) if found[3] else first
    if first is None or last is None:
        return None
    return Span(first=first, last=last + timedelta(days=week_days - 1))


def _week_monday(number: str, year: str | None, calendar: Calendar) -> date | None:
    name = cell_dates.parse_week(f"{number}-{year}" if year else number, calendar.start)
    return week_monday(name) if name else None


def _between(
    first: tuple[str, int, str | None],
    last: tuple[str, int, str | None] | None,
    calendar: Calendar,
) -> Span | None:
    start = _dated(*first, calendar)
    if start is None:
        return None
    if last is None:
        return Span(first=start, last=start)
    day, month, year = last
    end = _day(int(year) if year else start.year, month, int(day))
    if end is not None and end < start and month < start.month and not year:
        # « du 24/12 au 03/01 » goes over the new year.
        end = _day(start.year + 1, month, int(day))
    return None if end is None else Span(first=start, last=end)


def _dated(day: str, month: int, year: str | None, calendar: Calendar) -> date | None:
    if year:
        return _day(int(year), month, int(day))
    if calendar.start is None:
        return None
    earliest = calendar.start - timedelta(weeks=12)
    candidates = (_day(calendar.start.year + k, month, int(day)) for k in (-1, 0, 1))
    return next((d for d in candidates if d is not None and d >= earliest), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None


def _month(month: int, year: str | None, calendar: Calendar) -> Span | None:
    first = _dated("1", month, year, calendar)
    if first is None:
        return None
    return Span(first=first, last=first.replace(day=months.monthrange(first.year, month)[1]))


def _possible(key: str, calendar: Calendar, week_days: int) -> Iterator[Span]:
    """For « 3 semaines en août », the runs of whole weeks that begin in that month."""
    found = _SOME_WEEKS.match(key)
    month = _month(_MONTHS[found["am"]], None, calendar) if found else None
    if found is None or month is None:
        return
    count = _WORD_NUMBERS.get(found["n"]) or int(found["n"])
    monday = month.first + timedelta(days=-month.first.weekday() % 7)
    while monday.month == month.first.month and count:
        last = monday + timedelta(weeks=count, days=week_days - 8)
        if last <= month.last + timedelta(days=3):
            yield Span(first=monday, last=last)
        monday += timedelta(weeks=1)
