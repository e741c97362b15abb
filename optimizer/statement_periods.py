"""The periods that statements cover: months, or what two days cut out of them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from optimizer.attribution import DeliveryRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days that one statement covers, both ends included."""

    name: str
    first: date
    last: date


def month_of(day: date) -> Period:
    """The calendar month that holds a day, named such as ``2020-05``."""
    last = monthrange(day.year, day.month)[1]
    return Period(name=f"{day:%Y-%m}", first=day.replace(day=1), last=day.replace(day=last))


def months(records: Sequence[DeliveryRecord]) -> tuple[Period, ...]:
    """The months in which something is delivered, in time order."""
    found = {month_of(r.day).name: month_of(r.day) for r in records}
    return tuple(found[name] for name in sorted(found))


def months_between(
    records: Sequence[DeliveryRecord], first: date, last: date
) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    """The months of some records cut at two days: all of them, and those from ``first`` to ``last``.

    A month that is not cut keeps its name, so that it is the same whatever is asked for.
    """
    one_day = timedelta(days=1)
    every, kept = [], []
    for month in months(records):
        parts = []
        if month.first < first:
            parts.append((month.first, min(month.last, first - one_day)))
        asked = (max(first, month.first), min(last, month.last))
        if asked[0] <= asked[1]:
            parts.append(asked)
        if last < month.last:
            parts.append((max(month.first, last + one_day), month.last))
        for low, high in parts:
            is_whole = (low, high) == (month.first, month.last)
            name = month.name if is_whole else f"{low.isoformat()}/{high.isoformat()}"
            every.append(Period(name=name, first=low, last=high))
            if (low, high) == asked and any(low <= r.day <= high for r in records):
                kept.append(every[-1])
    return tuple(every), tuple(kept)


def periods_until(first: date, lasts: Sequence[date]) -> tuple[Period, ...]:
    """Periods that end on given days, the first starting on ``first``; named by their last day."""
    found = []
    start = first
    for last in sorted(lasts):
        found.append(Period(name=last.isoformat(), first=start, last=last))
        start = last + timedelta(days=1)
    return tuple(found)
