"""Serial numbers and the formats that make dates, times and durations of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import isfinite

from importers.grids import EPOCH_1900

_DAY_MS = 86_400_000
_MOST_DIGITS = 308
_LITERAL = re.compile(r'"[^"]*"|[\\_*].')
_BRACKETS = re.compile(r"\[(?!(?:h+|m+|s+)\])[^\]]*\]", re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DATE_LETTER = re.compile(r"[dmhys]", re.IGNORECASE)
# Formats that a file may name by number without writing them.
_BUILT_IN = {
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((14, 15, 16, 17, 22), "dd/mm/yyyy"),
    **dict.fromkeys((18, 19, 20, 21, 45, 47), "h:mm"),
    46: "[h]:mm:ss",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What the style of a cell changes in the reading of its number."""

    is_date: bool = False
    is_duration: bool = False
    is_percent: bool = False
    is_quoted: bool = False


PLAIN = Style()


def style_of(code: str | None, number: int, is_quoted: bool = False) -> Style:
    """The style of a format, by its code or else by the number of a built-in one."""
    code = _BUILT_IN.get(number, "") if code is None else code
    shown = _BRACKETS.sub("", _LITERAL.sub("", code.split(";")[0]))
    is_general = shown.strip().casefold() in {"general", "standard"}
    return Style(
        is_date=not is_general and _DATE_LETTER.search(shown) is not None,
        is_duration=_ELAPSED.search(shown) is not None,
        is_percent="%" in code,
        is_quoted=is_quoted,
    )


def finite_number(text: str) -> int | float | None:
    """The number that a file writes, whole where it is written so; None when it is none to count with.

    Raises:
        ValueError: it is no number.
    """
    if text.lstrip("+-").isdecimal():
        # Far beyond what a sheet can show, digits are a way to keep the processor busy.
        return int(text) if len(text) <= _MOST_DIGITS else None
    number = float(text)
    return number if isfinite(number) else None


def value_of_serial(number: float, epoch: datetime, style: Style) -> object:
    """The moment that a number means in a cell formatted as a date, to the millisecond.

    A duration with the formats of elapsed time, else a time within the first day, else a day and
    time.

    Raises:
        OverflowError, ValueError: it lies outside the calendar.
    """
    if style.is_duration:
        return timedelta(milliseconds=round(number * _DAY_MS))
    days, fraction = divmod(number, 1)
    rest = timedelta(milliseconds=round(fraction * _DAY_MS))
    if 0 <= number < 1 and not rest.days:
        return (datetime.min + rest).time()
    # The calendar of 1900 counts a 29 February that never was.
    if 0 < number < 60 and epoch == EPOCH_1900:
        days += 1
    return epoch + timedelta(days=days) + rest


def time_or_duration(elapsed: timedelta) -> time | timedelta:
    """A time of the day when it is within one, else the duration itself."""
    if timedelta(0) <= elapsed < timedelta(days=1):
        return (datetime.min + elapsed).time()
    return elapsed
