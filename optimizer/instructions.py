"""What was decided beside the order itself: work held or ruled out, and the plan to stay near to.

Ids are those of the problem, weeks ISO names; units are made, conforming or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A workshop makes exactly ``units`` at an operation from week ``first`` to week ``last``, in all."""

    workshop: str
    product: str
    operation: str
    first: str
    last: str
    units: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban:
    """A workshop makes nothing of what is named; None means every product, operation, or no end."""

    workshop: str
    product: str | None = None
    operation: str | None = None
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRun:
    """A run of the plan in force, from which a new plan moves as little as it can."""

    workshop: str
    product: str
    operation: str
    week: str
    units: Decimal


def is_banned(bans: Iterable[Ban], workshop: str, product: str, operation: str, week: str) -> bool:
    """Whether some ban names a workshop's operation in a week (ISO name: these sort like weeks)."""
    return any(
        b.workshop == workshop
        and b.product in (None, product)
        and b.operation in (None, operation)
        and (b.first is None or b.first <= week)
        and (b.last is None or week <= b.last)
        for b in bans
    )
