"""People from full-time equivalents: by a base that somebody confirms, never in silence."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from importers.cell_numbers import parse_hours, parse_number, plain
from importers.matching import fold
from importers.received.contract import Topic
from importers.received.told import Told

# A full-time equivalent in paid hours a week: 1 820 hours a year.
FULL_TIME_HOURS = Decimal(35)
# Hours of a day where a workshop counts in days: the day of the 35-hour week.
DAY_HOURS = Decimal(7)
# Answer that means « of the workshop's own week ».
OWN_BASE = "own"


def people_of(
    told: Told, etp: Decimal, hours: Decimal | None, place: str, header: str
) -> Decimal | None:
    """People that so many full-time equivalents are, None when that cannot be known.

    Of 35 hours a week unless somebody answers another number of hours, or « own »: the workshop's
    own week, of which everybody is then one.
    """
    base = told.guess(
        f"base:{told.sheet.key}:{fold(header)}",
        Topic.BASE,
        place,
        f"{header} {plain(etp)}",
        plain(FULL_TIME_HOURS),
        (plain(FULL_TIME_HOURS), OWN_BASE),
        60,
    )
    if base == OWN_BASE:
        return etp
    full = parse_hours(base) or parse_number(base)
    if full is None or full <= 0:
        return None
    if hours is None or hours <= 0:
        told.warn("import.etp_without_hours", place, column=header, read=plain(etp))
        return None
    # Down to a hundredth of a person: what is promised must be there.
    return (etp * full / hours).quantize(Decimal("0.01"), ROUND_DOWN)
