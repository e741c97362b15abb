"""Where receipts cover the cost (seuil de rentabilité), and the week in which they do (point mort)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

from optimizer.ledger import Ledger

ZERO = Decimal(0)
_MILLIONTH = Decimal("0.000001")
_FRIDAY = timedelta(days=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Units of each product delivered, week by week (position, Friday, units); weeks without are left out.

    For a product that the plan never delivers: what is due, on the day it is due (position None).
    """

    weeks: Mapping[str, tuple[tuple[int | None, date, Decimal], ...]]
    names: tuple[str, ...]

    def fridays(self, product: str) -> tuple[tuple[date, Decimal], ...]:
        """(day, units) of a product's deliveries."""
        return tuple((day, units) for _, day, units in self.weeks.get(product, ()))


def delivery_calendar(ledger: Ledger) -> Calendar:
    """When the plan delivers each product; a delivery counts on the Friday of its week."""
    found: dict[str, tuple[tuple[int | None, date, Decimal], ...]] = {}
    for product in ledger.problem.products:
        demands = [d for d in ledger.problem.demands if d.product == product.id]
        by_week: dict[int, Decimal] = defaultdict(Decimal)
        for demand in demands:
            for t, units in enumerate(ledger.series(ledger.delivered, demand.id)):
                if units:
                    by_week[t] += units
        found[product.id] = tuple(
            (t, ledger.horizon.monday_of(t) + _FRIDAY, by_week[t]) for t in sorted(by_week)
        ) or tuple((None, d.due, d.quantity) for d in demands)
    return Calendar(weeks=found, names=ledger.horizon.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """Seuil de rentabilité and point mort of one workshop on this order.

    ``receipts_cents`` before VAT at which variable and fixed costs are covered, rounded up; ``share`` of
    the order's receipts (above 1: the order is not enough); both None when receipts do not even cover
    the variable cost. ``week``: the first whose deliveries reach it, None when none does.
    """

    fixed_cents: int
    variable_cents: int
    revenue_cents: int
    receipts_cents: int | None
    share: Decimal | None
    week: str | None

    @property
    def margin_cents(self) -> int:
        """Marge sur coûts variables: receipts − variable cost."""
        return self.revenue_cents - self.variable_cents


def break_even(
    *, fixed_cents: int, variable_cents: int, revenue: Mapping[str, int], calendar: Calendar
) -> BreakEven:
    """Fixed cost ÷ rate of the margin on variable cost, and when deliveries bring it in.

    Args:
        revenue: cents before VAT per product, all deliveries together.
    """
    total = sum(revenue.values())
    margin = total - variable_cents
    threshold: int | None = None
    if margin > 0 and total > 0:
        threshold = -((-fixed_cents * total) // margin)
    return BreakEven(
        fixed_cents=fixed_cents,
        variable_cents=variable_cents,
        revenue_cents=total,
        receipts_cents=threshold,
        share=None
        if threshold is None
        else (Decimal(threshold) / total).quantize(_MILLIONTH, rounding=ROUND_CEILING),
        week=None if threshold is None else _week(threshold, revenue, calendar),
    )


def _week(threshold: int, revenue: Mapping[str, int], calendar: Calendar) -> str | None:
    coming: dict[int, Fraction] = defaultdict(Fraction)
    for product, cents in revenue.items():
        delivered = [(t, u) for t, _, u in calendar.weeks.get(product, ()) if t is not None]
        whole = sum((units for _, units in delivered), start=ZERO)
        for t, units in delivered:
            coming[t] += Fraction(cents) * Fraction(units) / Fraction(whole)
    reached = Fraction(0)
    for t in sorted(coming):
        reached += coming[t]
        if reached >= threshold:
            return calendar.names[t]
    return None
