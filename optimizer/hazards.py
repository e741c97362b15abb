"""What may go otherwise than planned: how much absence, pace, deliveries, machines and rejects vary.

Every default is an assumption to be replaced by what a group knows of itself. « domain.md » is the
sheet of field facts behind the examples; (GK) marks what it gives as general knowledge, unsourced.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazards:
    """How much things vary around what the order says.

    Attributes:
        absence_spread: 1 = each person of a workshop is away for the whole week, or not at all, by
            chance at the workshop's absence rate (binomial); 0 = the rate itself every week; between
            them, in proportion: many absences last some days, not a week (GK). Rates are in the order
            (8 to 20 % in insertion workshops, domain.md 1.4, GK).
        absence_persistence: correlation from a week to the next, in [0, 1): an absence often lasts
            more than a week, contracts of four months begin and end (domain.md 1.4, GK).
        more_absence: added to the absence rate of everybody.
        pace_spread: standard deviation of a workshop's real pace around the pace it told, for the
            whole plan, as a part of it. Paces told before a first order are estimates: from one site
            to another they differ six times (domain.md 2.1); of one site 5 % is supposed (GK).
        delay_chance: chance that a delivery of materials comes late (shortages: domain.md 2.2, 7; the
            figure is GK).
        delay_again: chance that a late delivery takes yet another week, week after week.
        breakdown_chance: chance, per post of a station group and week, that one post stands still
            that week (GK).
        reject_spread: standard deviation of the rejects of a week, as a part of the usual ones.
        more_rejects: added to the part rejected at every operation.
    """

    absence_spread: Decimal = Decimal("0.75")
    absence_persistence: Decimal = Decimal("0.5")
    more_absence: Decimal = ZERO
    pace_spread: Decimal = Decimal("0.05")
    delay_chance: Decimal = Decimal("0.10")
    delay_again: Decimal = Decimal("0.30")
    breakdown_chance: Decimal = Decimal("0.01")
    reject_spread: Decimal = Decimal("0.30")
    more_rejects: Decimal = ZERO


# Everything goes as planned.
QUIET: Final = Hazards(
    absence_spread=ZERO,
    absence_persistence=ZERO,
    pace_spread=ZERO,
    delay_chance=ZERO,
    delay_again=ZERO,
    breakdown_chance=ZERO,
    reject_spread=ZERO,
)
