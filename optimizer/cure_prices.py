"""The price list by which cures are ranked: what the order says first, stated defaults otherwise.

Prices are for comparing cures, not for paying: a real quotation replaces them. All defaults are in
:data:`DEFAULTS`, and every diagnosis shows those it used.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from optimizer.diagnosis import Charge, Price
from optimizer.problem import Problem

# Cents, or rates (1 = the price itself). A decision that costs nobody anything is 0.
DEFAULTS: Final[Mapping[str, Decimal]] = {
    "hour": Decimal(2200),  # a productive hour where the workshop gave no hourly cost
    "overtime_rate": Decimal("1.25"),  # an hour beyond the usual ones
    "post_week": Decimal(6000),  # a machine or post hired for a week
    "post_hour": Decimal(300),  # a post open an hour longer
    "availability_rate": Decimal(
        "0.20"
    ),  # on top of the price, for what a supplier hands over beyond
    "express_week_rate": Decimal("0.10"),  # on top of the price, for each week it comes earlier
    "emergency_rate": Decimal("1.5"),  # of the dearest price, for a material found elsewhere
    "material_unit": Decimal(100),  # a unit of a material that nobody offers
    "qualification": Decimal(120_000),  # samples and laboratory for one norm at one workshop
    "qualification_week": Decimal(20_000),  # a norm obtained a week earlier
    "training": Decimal(60_000),  # teaching a workshop an operation
    "entry_week": Decimal(10_000),  # a workshop that comes a week earlier
    "hub_week": Decimal(40_000),  # a shuttle a week quicker, for the whole order
    "lane_week": Decimal(15_000),  # deliveries of a workshop a week quicker
    "testing_week": Decimal(80_000),  # laboratory results a week earlier
    "issue_week": Decimal(5_000),  # materials brought a week earlier to a workshop
    "commitment_week": Decimal(50_000),  # ordering a week before the first day agreed for it
    "decision": Decimal(0),  # a limit that the group itself set
}


class PriceList:
    """Prices of one order; remembers those it was asked for."""

    def __init__(self, problem: Problem) -> None:
        self._hourly = {w.id: w.hourly_cost for w in problem.workshops}
        self._dearest: dict[str, Decimal] = {}
        self._cheapest: dict[str, Decimal] = {}
        for offer in problem.offers:
            first = offer.breaks[0].unit_price * 100
            m = offer.material
            self._dearest[m] = max(first, self._dearest.get(m, first))
            self._cheapest[m] = min(first, self._cheapest.get(m, first))
        self._offers = {o.id: o for o in problem.offers}
        self._used: dict[tuple[str, str], Price] = {}

    @property
    def used(self) -> tuple[Price, ...]:
        """The prices asked for so far, in the order of their names."""
        return tuple(self._used[key] for key in sorted(self._used))

    def charge(self, item: str, quantity: Decimal) -> Charge:
        """A default price × a quantity."""
        cents = DEFAULTS[item]
        self._used[item, ""] = Price(item=item, cents=cents, is_default=True)
        return Charge(item=item, quantity=quantity, price_cents=cents, is_default=True)

    def hours(self, workshop: str, hours: Decimal, *, is_overtime: bool = False) -> Charge:
        """Productive hours of a workshop at its hourly cost."""
        given = self._hourly.get(workshop)
        cents = DEFAULTS["hour"] if given is None else given * 100
        subject = "" if given is None else workshop
        self._used["hour", subject] = Price(
            item="hour", subject=subject, cents=cents, is_default=given is None
        )
        if is_overtime:
            cents *= self._rate("overtime_rate")
        return Charge(item="hour", quantity=hours, price_cents=cents, is_default=given is None)

    def emergency(self, material: str, units: Decimal) -> Charge:
        """Units of a material found outside the offers."""
        dearest = self._dearest.get(material)
        if dearest is None:
            return self.charge("material_unit", units)
        cents = dearest * self._rate("emergency_rate")
        self._goods(material, dearest)
        return Charge(item="emergency", quantity=units, price_cents=cents, is_default=True)

    def availability(self, offer: str, units: Decimal) -> Charge:
        """Units that a supplier hands over beyond what it said."""
        return self._surcharge("availability", offer, units, self._rate("availability_rate"))

    def express(self, offer: str, units: Decimal, weeks: int) -> Charge:
        """Units that come so many weeks earlier."""
        rate = self._rate("express_week_rate") * weeks
        return self._surcharge("express", offer, units, rate)

    def _surcharge(self, item: str, offer: str, units: Decimal, rate: Decimal) -> Charge:
        chosen = self._offers[offer]
        cents = chosen.breaks[0].unit_price * 100
        self._goods(chosen.material, cents)
        return Charge(item=item, quantity=units, price_cents=cents * rate, is_default=True)

    def _goods(self, material: str, cents: Decimal) -> None:
        self._used["goods", material] = Price(
            item="goods", subject=material, cents=cents, is_default=False
        )

    def _rate(self, item: str) -> Decimal:
        self._used[item, ""] = Price(item=item, cents=DEFAULTS[item], is_default=True)
        return DEFAULTS[item]


def total_cents(charges: tuple[Charge, ...]) -> int:
    """Sum of some charges, rounded once."""
    total = sum((c.quantity * c.price_cents for c in charges), start=Decimal(0))
    return int(total.quantize(Decimal(1), rounding=ROUND_HALF_UP))
