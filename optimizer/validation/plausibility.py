"""Numbers that are allowed and yet surprise: most often another unit, or a slip of the pen.

These rules only warn; paces, times and headcounts have theirs in
:mod:`optimizer.validation.numbers`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from optimizer.diagnostics import Diagnostic, warning
from optimizer.validation.facts import Facts

# Half of the paid time and more is seldom lost to absence, or spent on something else.
HIGH_LOST_TIME = Decimal("0.5")
# The law allows 48 hours in a week; under ten they are more often those of a day.
HIGH_WEEKLY_HOURS = 48
LOW_WEEKLY_HOURS = 10
HIGH_WORKING_DAYS = 6


def lost_time_suspicious(facts: Facts) -> Iterator[Diagnostic]:
    """Half of the paid time or more is absence, or not spent on production."""
    for w in facts.problem.workshops:
        for field, value in (
            ("workshop.absence_rate", w.absence_rate),
            ("workshop.non_production_rate", w.non_production_rate),
        ):
            if HIGH_LOST_TIME <= value < 1:
                yield warning(
                    "problem.lost_time_suspicious",
                    w.id,
                    field=field,
                    value=value,
                    largest=HIGH_LOST_TIME,
                )


def weekly_hours_suspicious(facts: Facts) -> Iterator[Diagnostic]:
    """Usual weekly hours are more than the law allows, or so few that they may be a day's."""
    for w in facts.problem.workshops:
        if w.weekly_hours > HIGH_WEEKLY_HOURS or 0 < w.weekly_hours < LOW_WEEKLY_HOURS:
            yield warning(
                "problem.weekly_hours_suspicious",
                w.id,
                value=w.weekly_hours,
                smallest=LOW_WEEKLY_HOURS,
                largest=HIGH_WEEKLY_HOURS,
            )


def working_days_suspicious(facts: Facts) -> Iterator[Diagnostic]:
    """A workshop works all seven days of its usual weeks."""
    for w in facts.problem.workshops:
        if HIGH_WORKING_DAYS < w.working_days <= 7:
            yield warning(
                "problem.working_days_suspicious",
                w.id,
                value=w.working_days,
                largest=HIGH_WORKING_DAYS,
            )


def lots_incomplete(facts: Facts) -> Iterator[Diagnostic]:
    """All that is ordered of a product makes neither whole lots nor a half one at the end.

    A last lot that is not full is allowed, and half a lot is an ordinary one; anything else is more
    often a lot size that was mistyped.
    """
    for p in facts.problem.products:
        ordered = sum((d.quantity for d in facts.problem.demands if d.product == p.id), Decimal(0))
        if p.lot_size > 0 and ordered > 0 and ordered % 1 == 0 and 2 * ordered % p.lot_size:
            yield warning(
                "problem.lots_incomplete",
                p.id,
                lot_size=p.lot_size,
                quantity=ordered,
                rest=ordered % p.lot_size,
            )


RULES = (
    lost_time_suspicious,
    weekly_hours_suspicious,
    working_days_suspicious,
    lots_incomplete,
)
