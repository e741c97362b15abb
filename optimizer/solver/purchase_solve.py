"""The cheapest orders for needs that are known week by week, with a proven bound.

The model buys as the plan's does (:mod:`optimizer.solver.purchases`) and carries the pool's stock from
week to week. What even the fullest orders would leave missing is set aside first, exactly
(:func:`optimizer.coverage.coverage`); the rest is bought at least cost.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise

import numpy as np

from optimizer.capacity import horizon_of
from optimizer.coalitions import (
    CoalitionCost,
    coalition_cost,
    emergency_price,
    missing_cents,
)
from optimizer.coverage import Coverage, coverage, opening_thousandths, suffices
from optimizer.ledger import Series
from optimizer.plan import Purchase
from optimizer.problem import Offer, Problem
from optimizer.solver.linear import (
    INF,
    ExtraRow,
    LinearModel,
    Outcome,
    Terms,
    Vector,
    solve_linear,
    solve_mixed,
)
from optimizer.solver.purchases import add_purchases, fee_terms, orders_of
from optimizer.solver.variables import Place, PurchaseColumns

_GAP = 1e-7
# Cents by which a bound that a solver tells may fall short of a whole cent.
_EPS = 1e-2


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseSolution:
    """Orders for known needs, and what they cost.

    ``missing``: material → thousandths per week bought at the emergency price. ``bound_cents``: nothing
    that covers these needs costs less, before its lines are rounded; never above ``cost.cents``.
    """

    purchases: tuple[Purchase, ...]
    missing: Mapping[str, tuple[int, ...]]
    cost: CoalitionCost
    bound_cents: int

    @property
    def gap(self) -> Decimal:
        """(cost − bound) / cost, 0 when nothing is bought (six decimals)."""
        cents = self.cost.cents
        if not cents:
            return Decimal(0)
        return (Decimal(cents - self.bound_cents) / cents).quantize(Decimal("0.000001"))


class _Buying:
    """The model: columns of the offers, stock of each material at the end of each week.

    Args:
        covered: material → cumulated thousandths that must be there by each week.
        weights: what a unit of an emergency purchase weighs, where those are allowed.
    """

    def __init__(
        self,
        problem: Problem,
        covered: Mapping[str, Sequence[int]],
        weights: Mapping[str, float] | None = None,
    ) -> None:
        self.problem = problem
        self.horizon = horizon_of(problem)
        self.model = LinearModel()
        self.places: dict[int, Place] = {}
        self.purchases: dict[str, PurchaseColumns] = {}
        self.fees: dict[tuple[str, int], int] = {}
        self.order_caps: dict[tuple[str, int], float] = {}
        self.emergency: dict[tuple[str, int], int] = {}
        self.stock: dict[tuple[str, int], int] = {}
        self.weights = weights or {}
        self.values: Vector = np.zeros(0)
        self._opening = opening_thousandths(problem, self.horizon)
        self._covered = covered
        self._suppliers = {s.id: s for s in problem.suppliers}
        self._cap_orders()
        add_purchases(self)
        self._balance()
        self.cost: Terms = [term for c in self.purchases.values() for term in c.cost]
        self.cost += fee_terms(self)
        self.cost += self._holding

    def largest_need(self, material: str) -> float:
        """Units that are not there before the plan."""
        return self._useful(material, 0)

    def _useful(self, material: str, arrival: int) -> float:
        """Units still needed from a week on, beyond what is there before the plan in any case."""
        needed = self._covered.get(material)
        if not needed or arrival >= len(needed):
            return 0.0
        before = needed[arrival - 1] if arrival > 0 else 0
        there = self._opening.get(material)
        in_all = needed[-1] - (there[-1] if there else 0)
        return max(0, min(needed[-1] - before, in_all)) / 1000

    def _cap_orders(self) -> None:
        """An order need not exceed what is needed once it is there, but for a price break's sake."""
        for offer in self.problem.offers:
            if _total_break_beyond(offer, self._useful(offer.material, 0)):
                continue
            # What reaches the supplier's minimum amount alone is never too much.
            least = offer.minimum_thousandths / 1000
            price = float(offer.breaks[0].unit_price) * 100
            amount = self._suppliers[offer.supplier].minimum_cents
            if amount and price:
                least = max(least, amount / price)
            for arrival in range(self.horizon.first_purchase, self.horizon.weeks):
                need = self._useful(offer.material, max(0, arrival))
                if need or amount:
                    self.order_caps[offer.id, arrival] = _largest_useful(offer, max(need, least))
                else:
                    self.order_caps[offer.id, arrival] = 0.0

    def _balance(self) -> None:
        arrived: dict[tuple[str, int], Terms] = {}
        for columns in self.purchases.values():
            for k, quantity in columns.quantity.items():
                week = max(0, k + columns.offer.lead_time_weeks)
                arrived.setdefault((columns.offer.material, week), []).extend(quantity)
        zeros = (0,) * self.horizon.weeks
        self._holding: Terms = []
        for m in self.problem.materials:
            needed = self._covered.get(m.id, zeros)
            there = self._opening.get(m.id, zeros)
            for t in range(self.horizon.weeks):
                stock = self.model.column()
                self.stock[m.id, t] = stock
                terms: Terms = [*arrived.get((m.id, t), []), (stock, -1.0)]
                if m.id in self.weights:
                    self.emergency[m.id, t] = self.model.column()
                    terms.append((self.emergency[m.id, t], 1.0))
                used = needed[t] - there[t]
                if t:
                    terms.append((self.stock[m.id, t - 1], 1.0))
                    used -= needed[t - 1] - there[t - 1]
                self.model.row(terms, used / 1000, used / 1000)
                if m.holding_cost:
                    self._holding.append((stock, float(m.holding_cost) * 100))

    def read(self, x: Vector) -> tuple[Purchase, ...]:
        """The orders of a solution, those without a multiple rounded up to a thousandth."""
        return orders_of(
            self.purchases, x, self.horizon, lambda units: math.ceil(units * 1000 - 1e-3)
        )


def _total_break_beyond(offer: Offer, need: float) -> bool:
    """Whether buying more than is needed over the plan may pay: a break on the total lies beyond."""
    if offer.break_basis != "total" or offer.break_kind != "all_units":
        return False
    return offer.breaks[-1].from_thousandths / 1000 > need


def _largest_useful(offer: Offer, need: float) -> float:
    """Units beyond which an order is of no use when ``need`` is the most that is left to order.

    A larger order only pays when a break beyond makes it cheaper as a whole.
    """
    step = offer.multiple_thousandths / 1000
    base = _up(need, step)
    most = base
    if offer.break_basis == "order" and offer.break_kind == "all_units":
        prices = [b for b in offer.breaks if b.from_thousandths / 1000 <= base]
        cost = base * float((prices or offer.breaks)[-1].unit_price)
        for b in offer.breaks:
            start = _up(b.from_thousandths / 1000, step)
            if start > base and start * float(b.unit_price) < cost:
                most = start
    return most


def _up(quantity: float, step: float) -> float:
    return math.ceil(quantity / step - 1e-9) * step if step else quantity


def solve_purchases(
    problem: Problem,
    needs: Mapping[str, Series],
    *,
    seconds: float,
    emergency_factor: Decimal = Decimal("1.5"),
    whole: Problem | None = None,
    known: Iterable[Sequence[Purchase]] = (),
) -> PurchaseSolution:
    """Buy some needs at least cost.

    Args:
        problem: of the buyer (see :func:`optimizer.coalitions.coalition_problem`), without errors.
        needs: material → units per week 0 … T−1.
        seconds: for the solver; whatever it ends with is returned with its bound.
        emergency_factor: price of what no order can bring, times the dearest offer.
        whole: the problem whose offers set that price (default: ``problem``).
        known: orders already thought of; the answer is never dearer than those that are allowed and
            cover what can be covered.

    Returns:
        the orders, what is missing, the cost in cents and its bound.
    """
    prices = {
        m.id: emergency_price(whole or problem, m.id, emergency_factor) for m in problem.materials
    }
    split = coverage(problem, needs)
    missing: Mapping[str, tuple[int, ...]] = split.missing
    found = _cheapest(_Buying(problem, split.covered), seconds)
    if found is None:
        # Minimums and what is left in all may keep the fullest orders from being placed together.
        weights = {m: float(price or 1) * 100 for m, price in prices.items()}
        found, missing = _with_emergencies(problem, split, weights, seconds)
    purchases, bound = found
    cost = coalition_cost(problem, needs, purchases, missing, prices)
    bound += float(sum(missing_cents(missing, prices).values()))
    for orders in known:
        other = coalition_cost(problem, needs, orders, split.missing, prices)
        if other.exact < cost.exact and suffices(problem, split, orders):
            purchases, missing, cost = tuple(orders), split.missing, other
    lowest = math.floor(bound + _EPS) if bound > -INF else 0
    return PurchaseSolution(
        purchases=purchases,
        missing=missing,
        cost=cost,
        bound_cents=max(0, min(cost.cents, lowest)),
    )


def _cheapest(
    buying: _Buying, seconds: float, most_missing: float | None = None
) -> tuple[tuple[Purchase, ...], float] | None:
    """The cheapest orders and their bound (cents, emergencies apart); None when there are none."""
    if not buying.model.columns:
        return (), 0.0
    arrays = buying.model.freeze()
    extra = []
    if most_missing is not None:
        terms = [(column, buying.weights[m]) for (m, _), column in buying.emergency.items()]
        extra.append(ExtraRow(buying.model.dense(terms), -INF, most_missing))
    objective = buying.model.dense(buying.cost)
    # A short clock may end HiGHS before it tells a bound: the relaxation takes milliseconds.
    relaxed = solve_linear(arrays, objective, seconds=seconds, extra=extra)
    solution = solve_mixed(arrays, objective, seconds=seconds, relative_gap=_GAP, extra=extra)
    if solution.values is None:
        return None
    buying.values = solution.values
    bound = solution.bound
    if relaxed.outcome is Outcome.OPTIMAL:
        bound = max(bound, relaxed.objective)
    return buying.read(solution.values), bound


def _with_emergencies(
    problem: Problem, split: Coverage, weights: Mapping[str, float], seconds: float
) -> tuple[tuple[tuple[Purchase, ...], float], Mapping[str, tuple[int, ...]]]:
    """First the least worth of emergency purchases, then the least cost of the orders."""
    horizon = horizon_of(problem)
    wanted = {
        material: tuple(
            c + e
            for c, e in zip(
                row, accumulate(split.missing.get(material, (0,) * horizon.weeks)), strict=True
            )
        )
        for material, row in split.covered.items()
    }
    buying = _Buying(problem, wanted, weights)
    terms = [(column, weights[m]) for (m, _), column in buying.emergency.items()]
    least = solve_mixed(
        buying.model.freeze(), buying.model.dense(terms), seconds=seconds, relative_gap=_GAP
    )
    most = None if least.values is None else least.objective * (1 + 1e-9) + 1e-3
    found = _cheapest(buying, seconds, most)
    if found is None:
        # Buying everything as an emergency always covers; no clock is too short for that.
        missing = {m: tuple(b - a for a, b in pairwise((0, *row))) for m, row in wanted.items()}
        return ((), 0.0), missing
    missing = {}
    for m in wanted:
        row = [
            math.ceil(buying.values[buying.emergency[m, t]] * 1000 - 1e-3)
            for t in range(horizon.weeks)
        ]
        if any(row):
            missing[m] = tuple(row)
    return found, missing
