"""What a coalition of workshops has to buy, of what it may buy, and what a set of orders costs it.

A coalition buys for its own needs, week by week, as the plan uses materials. It is a problem like the
whole one, with its part of what is limited: each offer's availability, what was bought before and the
common stock, in proportion to its share of the need of that material. Everything here is exact and
knows no solver; ``docs/purchasing.md`` has the definitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import accumulate

from optimizer.capacity import horizon_of
from optimizer.coverage import opening_thousandths, orderable
from optimizer.ledger import Ledger, Series
from optimizer.money import round_half_up
from optimizer.opening import Bought, MaterialStock, OpenPurchase
from optimizer.plan import Purchase
from optimizer.problem import Availability, Offer, Problem
from optimizer.purchasing import (
    PurchaseCost,
    already_bought,
    handed_over,
    order_weeks,
    purchase_cost,
)
from optimizer.weeks import Horizon

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Units of each material that leave the pool for each workshop, per week of issue 0 … T−1.

    ``series``: (workshop, material) → units per week; only what is needed has an entry.
    """

    horizon: Horizon
    series: Mapping[tuple[str, str], Series]

    def total(self, workshops: Iterable[str], material: str) -> Fraction:
        """Units of a material that some workshops need over the plan."""
        return sum(
            (Fraction(sum(self.series.get((w, material), ()))) for w in workshops), Fraction(0)
        )

    def of(self, workshops: Iterable[str]) -> dict[str, Series]:
        """Material → units per week that some workshops need together."""
        wanted = set(workshops)
        found: dict[str, list[Decimal]] = {}
        for (w, material), row in self.series.items():
            if w in wanted:
                total = found.setdefault(material, [ZERO] * self.horizon.weeks)
                for t, units in enumerate(row):
                    total[t] += units
        return {material: tuple(row) for material, row in found.items()}


def needs_of(ledger: Ledger) -> Needs:
    """What a plan uses, in the week in which it leaves the pool (substitutes as the plan uses them)."""
    leads = {w.id: w.issue_lead_weeks for w in ledger.problem.workshops}
    found: dict[tuple[str, str], Series] = {}
    for (w, material), row in ledger.material_needs.items():
        issued = [ZERO] * ledger.horizon.weeks
        for t, units in enumerate(row):
            issued[max(0, t - leads[w])] += units
        found[w, material] = tuple(issued)
    return Needs(horizon=ledger.horizon, series=found)


def buyers(problem: Problem, needs: Needs) -> tuple[str, ...]:
    """Workshops that need materials or lent some, in the order of the problem."""
    named = {w for w, _ in needs.series} | {s.lender for s in problem.opening.materials}
    return tuple(w.id for w in problem.workshops if w.id in named)


# -- the coalition's own problem ---------------------------------------------------------------------


def coalition_problem(problem: Problem, needs: Needs, coalition: Iterable[str]) -> Problem:
    """The problem of a coalition that buys alone: its part of offers and of opening stocks.

    Multiples, minimums, breaks and fees stay whole. Lent stock goes to its lender.
    """
    members = set(coalition)
    shares = _shares(problem, needs, members)
    opening = replace(
        problem.opening,
        materials=tuple(
            MaterialStock(material=s.material, thousandths=part, lender=s.lender)
            for s in problem.opening.materials
            if (part := _stock_part(s, members, shares)) > 0
        ),
        # What comes of them is taken off the availability below, once.
        purchases=tuple(
            OpenPurchase(material=p.material, thousandths=part, arrival=p.arrival)
            for p in problem.opening.purchases
            if (part := int(p.thousandths * shares.get(p.material, Fraction(0)))) > 0
        ),
        bought=_bought_parts(problem, shares),
    )
    with_minimum = {s.id for s in problem.suppliers if s.minimum_cents}
    offers = tuple(
        _offer_part(problem, needs.horizon, o, shares.get(o.material, Fraction(0)))
        for o in problem.offers
        # Goods nobody needs can only serve to reach a supplier's minimum amount.
        if shares.get(o.material) or o.supplier in with_minimum
    )
    return replace(problem, offers=offers, opening=opening)


def _shares(problem: Problem, needs: Needs, members: set[str]) -> dict[str, Fraction]:
    everybody = [w.id for w in problem.workshops]
    found = {}
    for m in problem.materials:
        whole = needs.total(everybody, m.id)
        found[m.id] = needs.total(members, m.id) / whole if whole else Fraction(0)
    return found


def _stock_part(stock: MaterialStock, members: set[str], shares: Mapping[str, Fraction]) -> int:
    if stock.lender:
        return stock.thousandths if stock.lender in members else 0
    return int(stock.thousandths * shares.get(stock.material, Fraction(0)))


def _bought_parts(problem: Problem, shares: Mapping[str, Fraction]) -> tuple[Bought, ...]:
    material = {o.id: o.material for o in problem.offers}
    return tuple(
        Bought(offer=offer, thousandths=int(thousandths * shares.get(material[offer], Fraction(0))))
        for offer, thousandths in already_bought(problem).items()
        if offer in material
    )


def _offer_part(problem: Problem, horizon: Horizon, offer: Offer, share: Fraction) -> Offer:
    """The offer with its availability × ``share``.

    A week's part that makes no order (less than a multiple or than the minimum) is kept for the next
    limited week: who may have 100 m a week of reels of 500 m gets a reel every fifth week.
    """
    total = offer.total_thousandths
    weeks = order_weeks(offer, horizon)
    kept = Fraction(0)
    limits = []
    for k in weeks:
        name = horizon.name(k + offer.lead_time_weeks)
        limit = handed_over(problem, offer, name)
        if limit is None:
            continue
        usable = orderable(offer, limit)
        kept += usable * share
        part = orderable(offer, int(kept))
        kept -= part
        limits.append(Availability(week=name, thousandths=part))
    return replace(
        offer,
        weekly_thousandths=None,
        availability=tuple(limits),
        total_thousandths=None if total is None else int(total * share),
    )


# -- what it costs --------------------------------------------------------------------------------


def emergency_price(problem: Problem, material: str, factor: Decimal) -> Decimal | None:
    """Euros per unit of what one cannot get: ``factor`` × the dearest price in any offer.

    None when nobody offers the material.
    """
    prices = [b.unit_price for o in problem.offers if o.material == material for b in o.breaks]
    return max(prices) * factor if prices else None


def missing_cents(
    missing: Mapping[str, Sequence[int]], prices: Mapping[str, Decimal | None]
) -> dict[str, Decimal]:
    """Exact cents of what is missing per material, 0 without a price."""
    return {m: sum(row) * (prices.get(m) or ZERO) / 10 for m, row in missing.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyLine:
    """What a coalition could not have bought: ``unit_price`` None, and 0 cents, when nobody offers it."""

    material: str
    thousandths: int
    unit_price: Decimal | None
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoalitionCost:
    """What a coalition's orders cost: ``exact`` cents before rounding, and the rounded lines.

    ``holding``: (material, cents). Lines and fees: see ``purchasing.PurchaseCost``.
    """

    orders: PurchaseCost
    emergencies: tuple[EmergencyLine, ...]
    holding: tuple[tuple[str, int], ...]
    exact: Decimal

    @property
    def cents(self) -> int:
        """Sum of all rounded lines."""
        return (
            self.orders.total_cents
            + sum(e.cents for e in self.emergencies)
            + sum(cents for _, cents in self.holding)
        )


def coalition_cost(
    problem: Problem,
    needs: Mapping[str, Series],
    purchases: Iterable[Purchase],
    missing: Mapping[str, Sequence[int]],
    prices: Mapping[str, Decimal | None],
) -> CoalitionCost:
    """What some orders cost a coalition, with the holding of its stock and what is missing.

    Args:
        problem: of the coalition.
        needs: material → units per week.
        missing: material → thousandths bought at the emergency price per week.
        prices: emergency price of each material.
    """
    purchases = tuple(purchases)
    orders = purchase_cost(problem, purchases)
    exact = sum((line.amount for line in orders.lines), start=Decimal(orders.fees_cents))
    emergencies = []
    for material, amount in missing_cents(missing, prices).items():
        exact += amount
        emergencies.append(
            EmergencyLine(
                material=material,
                thousandths=sum(missing[material]),
                unit_price=prices.get(material),
                cents=round_half_up(amount),
            )
        )
    holding = []
    for m in problem.materials:
        if m.holding_cost:
            lying = _unit_weeks(problem, m.id, needs, purchases, missing)
            exact += lying * m.holding_cost * 100
            holding.append((m.id, round_half_up(lying * m.holding_cost * 100)))
    return CoalitionCost(
        orders=orders, emergencies=tuple(emergencies), holding=tuple(holding), exact=exact
    )


def _unit_weeks(
    problem: Problem,
    material: str,
    needs: Mapping[str, Series],
    purchases: Sequence[Purchase],
    missing: Mapping[str, Sequence[int]],
) -> Decimal:
    """Unit-weeks of a material lying in the pool at the ends of weeks 0 … T−1."""
    horizon = horizon_of(problem)
    of_offer = {o.id: o.material for o in problem.offers}
    there = opening_thousandths(problem, horizon).get(material, [0] * horizon.weeks)
    came = list(missing.get(material, [0] * horizon.weeks))
    for p in purchases:
        if of_offer.get(p.offer) == material:
            came[max(0, horizon.index(p.arrival))] += p.thousandths
    used = list(accumulate(needs.get(material, (ZERO,) * horizon.weeks)))
    return sum(
        (
            max(ZERO, Decimal(a + b) / 1000 - u)
            for a, b, u in zip(there, accumulate(came), used, strict=True)
        ),
        start=ZERO,
    )


def thousandths_by_week(row: Series) -> tuple[int, ...]:
    """Whole thousandths per week whose running total is that of ``row``, rounded half-up."""
    totals = [
        int((total * 1000).quantize(Decimal(1), rounding=ROUND_HALF_UP))
        for total in accumulate(row)
    ]
    return tuple(b - a for a, b in zip([0, *totals], totals, strict=False))
