"""ISO weeks: names that people read ("2020-W14") and positions that models count with (0 … T-1).

A week runs from Monday to Sunday. Data carry names; a :class:`Horizon` translates between the names,
the dates and the positions of one plan. Positions before the plan are negative: purchases may start
before the work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_NAME = re.compile(r"([0-9]{4})-W([0-9]{2})")


def week_name(day: date) -> str:
    """Name of the ISO week that holds ``day``, such as ``2020-W14``."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def week_monday(name: str) -> date:
    """Monday of a named week.

    Raises:
        ValueError: the name is not ``YYYY-Www`` or that year has no such week.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        raise ValueError(f"not an ISO week: {name!r}")
    return date.fromisocalendar(int(match[1]), int(match[2]), 1)


def is_week_name(name: str) -> bool:
    """Whether ``name`` is a week that exists."""
    try:
        week_monday(name)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """The weeks of one plan.

    Attributes:
        monday: Monday of week 0.
        weeks: number of weeks ``T``, the late tail included.
        last_due: position of the last due week (−1 when nothing is due).
        first_purchase: position, 0 or negative, of the first week in which one may order.
    """

    monday: date
    weeks: int
    last_due: int
    first_purchase: int = 0

    def index(self, name: str) -> int:
        """Position of a named week; negative before the plan, ≥ ``weeks`` after it."""
        return (week_monday(name) - self.monday).days // 7

    def index_of_day(self, day: date) -> int:
        """Position of the week that holds ``day``."""
        return (day - self.monday).days // 7

    def name(self, index: int) -> str:
        """Name of the week at a position."""
        return week_name(self.monday + timedelta(weeks=index))

    def monday_of(self, index: int) -> date:
        """Monday of the week at a position."""
        return self.monday + timedelta(weeks=index)

    def due_index(self, day: date) -> int:
        """Last week whose Friday is not after ``day``; −1 when there is none in the plan."""
        return max(-1, (day - timedelta(days=4) - self.monday).days // 7)

    def first_index_from(self, day: date | None) -> int:
        """Position of the week that holds ``day``, 0 when ``day`` is None or earlier than the plan."""
        return 0 if day is None else max(0, self.index_of_day(day))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of weeks 0 … T−1."""
        return tuple(self.name(t) for t in range(self.weeks))
