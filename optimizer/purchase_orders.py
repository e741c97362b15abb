"""What follows from a set of orders: documents to send, lists to hand out, offers side by side.

Pure and exact; the orders may be those of a plan or those of :mod:`optimizer.studies`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from optimizer.coalitions import CoalitionCost, Needs, thousandths_by_week
from optimizer.money import round_half_up, split_cents
from optimizer.plan import Purchase
from optimizer.problem import Offer, Problem
from optimizer.purchasing import (
    already_bought,
    handed_over,
    offer_cost,
    order_weeks,
    purchase_cost,
)
from optimizer.weeks import Horizon, week_monday

_MILLIONTH = Decimal("0.000001")


def unit_price(cents: Decimal | int | Fraction, thousandths: int | Fraction) -> Decimal | None:
    """Euros per unit (six decimals), None when there is no quantity."""
    if not thousandths:
        return None
    exact = Fraction(cents) * 10 / Fraction(thousandths)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(
        _MILLIONTH, rounding=ROUND_HALF_UP
    )


# -- purchase orders ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrderLine:
    """Goods of one offer: ``unit_price`` euros as it comes out, ``cents`` rounded half-up."""

    offer: str
    material: str
    thousandths: int
    unit_price: Decimal
    cents: int
    arrival: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrder:
    """One order to one supplier, to be placed in ``week`` (from its Monday ``day``), before tax."""

    supplier: str
    week: str
    day: date
    lines: tuple[PurchaseOrderLine, ...]
    fee_cents: int

    @property
    def goods_cents(self) -> int:
        """Sum of the lines."""
        return sum(line.cents for line in self.lines)

    @property
    def total_cents(self) -> int:
        """Goods and fee."""
        return self.goods_cents + self.fee_cents


def purchase_orders(problem: Problem, purchases: Iterable[Purchase]) -> tuple[PurchaseOrder, ...]:
    """One order per supplier and week, in time order, then that of the suppliers.

    Their totals sum to ``purchase_cost(problem, purchases).total_cents``.
    """
    purchases = tuple(purchases)
    arrivals = {(p.offer, p.week): p.arrival for p in purchases}
    offers = {o.id: o for o in problem.offers}
    cost = purchase_cost(problem, purchases)
    lines: dict[tuple[str, str], list[PurchaseOrderLine]] = defaultdict(list)
    for line in cost.lines:
        lines[line.week, line.supplier].append(
            PurchaseOrderLine(
                offer=line.offer,
                material=offers[line.offer].material,
                thousandths=line.thousandths,
                unit_price=unit_price(line.amount, line.thousandths) or Decimal(0),
                cents=line.cents,
                arrival=arrivals[line.offer, line.week],
            )
        )
    fees = {(fee.week, fee.supplier): fee.cents for fee in cost.fees}
    rank = {s.id: k for k, s in enumerate(problem.suppliers)}
    return tuple(
        PurchaseOrder(
            supplier=supplier,
            week=week,
            day=week_monday(week),
            lines=tuple(lines[week, supplier]),
            fee_cents=fees.get((week, supplier), 0),
        )
        for week, supplier in sorted(lines, key=lambda k: (week_monday(k[0]), rank[k[1]]))
    )


def cost_by_material(problem: Problem, cost: CoalitionCost) -> dict[str, int]:
    """Cents per material, fees shared over the goods of their order; they sum to ``cost.cents``."""
    material = {o.id: o.material for o in problem.offers}
    found = {m.id: 0 for m in problem.materials}
    together: dict[tuple[str, str], list[tuple[str, Decimal]]] = defaultdict(list)
    for line in cost.orders.lines:
        found[material[line.offer]] += line.cents
        together[line.supplier, line.week].append((material[line.offer], line.amount))
    for fee in cost.orders.fees:
        goods = together[fee.supplier, fee.week]
        weights = [amount for _, amount in goods]
        if not any(weights):
            weights = [Decimal(1)] * len(goods)
        for (m, _), part in zip(goods, split_cents(fee.cents, weights), strict=True):
            found[m] += part
    for emergency in cost.emergencies:
        found[emergency.material] += emergency.cents
    for m, cents in cost.holding:
        found[m] += cents
    return found


# -- delivery lists ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What a workshop is handed out of the common stock in a week."""

    week: str
    material: str
    thousandths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryList:
    """Everything one workshop is handed over the plan, in time order."""

    workshop: str
    lines: tuple[Handover, ...]


def delivery_lists(problem: Problem, needs: Needs) -> tuple[DeliveryList, ...]:
    """One list per workshop that needs materials, in the order of the problem."""
    rank = {m.id: k for k, m in enumerate(problem.materials)}
    found = []
    for w in problem.workshops:
        lines = [
            (t, rank[material], material, thousandths)
            for (workshop, material), row in needs.series.items()
            if workshop == w.id
            for t, thousandths in enumerate(thousandths_by_week(row))
            if thousandths
        ]
        if lines:
            found.append(
                DeliveryList(
                    workshop=w.id,
                    lines=tuple(
                        Handover(week=needs.horizon.name(t), material=m, thousandths=q)
                        for t, _, m, q in sorted(lines)
                    ),
                )
            )
    return tuple(found)


# -- offers ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferComparison:
    """One offer beside the others of its material.

    ``price_at_need``: euros per unit if all that is needed were bought of it in one order (rounded up to
    what may be ordered, fee included, spread over the need), None when nothing is needed or ``most``
    is less. ``most``: thousandths it can still hand over by the last week, None: any.
    ``earliest``: week in which its first delivery can be used, "" when none can.
    ``bought``, ``bought_cents``: what the orders take of it, fees apart.
    """

    offer: str
    supplier: str
    material: str
    need: int
    price_at_need: Decimal | None
    most: int | None
    earliest: str
    bought: int
    bought_cents: int


def compare_offers(
    problem: Problem, needs: Needs, purchases: Iterable[Purchase]
) -> tuple[OfferComparison, ...]:
    """All offers, by material, the cheapest for the group's need first."""
    cost = purchase_cost(problem, purchases)
    everybody = [w.id for w in problem.workshops]
    fees = {s.id: s.fee_cents for s in problem.suppliers}
    rank = {m.id: k for k, m in enumerate(problem.materials)}
    found = []
    for offer in problem.offers:
        need = round_half_up(_decimal(needs.total(everybody, offer.material) * 1000))
        lines = [line for line in cost.lines if line.offer == offer.id]
        most = _most(problem, needs.horizon, offer)
        order = _smallest_order(offer, need)
        price = None
        if need and (most is None or order <= most):
            price = unit_price(offer_cost(offer, [order]) + fees[offer.supplier], need)
        weeks = order_weeks(offer, needs.horizon)
        found.append(
            OfferComparison(
                offer=offer.id,
                supplier=offer.supplier,
                material=offer.material,
                need=need,
                price_at_need=price,
                most=most,
                earliest=needs.horizon.name(max(0, weeks[0] + offer.lead_time_weeks))
                if weeks
                else "",
                bought=sum(line.thousandths for line in lines),
                bought_cents=sum(line.cents for line in lines),
            )
        )
    return tuple(
        sorted(
            found,
            key=lambda c: (
                rank[c.material],
                c.price_at_need is None,
                c.price_at_need or 0,
                c.offer,
            ),
        )
    )


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _smallest_order(offer: Offer, thousandths: int) -> int:
    """The smallest order of at least so much that the offer takes."""
    least = max(thousandths, offer.minimum_thousandths)
    step = offer.multiple_thousandths
    return -(-least // step) * step if step else least


def _most(problem: Problem, horizon: Horizon, offer: Offer) -> int | None:
    limits = [
        handed_over(problem, offer, horizon.name(k + offer.lead_time_weeks))
        for k in order_weeks(offer, horizon)
    ]
    left = None
    if offer.total_thousandths is not None:
        left = max(0, offer.total_thousandths - already_bought(problem).get(offer.id, 0))
    known = [limit for limit in limits if limit is not None]
    if len(known) < len(limits):
        return left
    return sum(known) if left is None else min(left, sum(known))


@dataclass(frozen=True, slots=True, kw_only=True)
class NextBreak:
    """What the next price break of an offer would need.

    ``week``: of the order concerned, "" when the break is on the total. ``missing``: thousandths more to
    reach ``from_thousandths`` (rounded up to what may be ordered). ``unit_price``: euros from there on.
    ``extra_cents``: what the goods would cost more then; below zero, buying more costs less.
    """

    offer: str
    week: str
    from_thousandths: int
    missing: int
    unit_price: Decimal
    extra_cents: int


def next_breaks(problem: Problem, purchases: Iterable[Purchase]) -> tuple[NextBreak, ...]:
    """For each offer bought, what one more break would need: per order, or on the total.

    Per order, the order that lacks least is shown. Limits on availability are not looked at.
    """
    by_offer: dict[str, list[Purchase]] = defaultdict(list)
    for p in purchases:
        by_offer[p.offer].append(p)
    before = already_bought(problem)
    found = []
    for offer in problem.offers:
        placed = sorted(by_offer.get(offer.id, ()), key=lambda p: week_monday(p.week))
        if not placed:
            continue
        if offer.break_basis == "total":
            bought = before.get(offer.id, 0)
            candidates = [_next(offer, "", [p.thousandths for p in placed], bought)]
        else:
            candidates = [_next(offer, p.week, [p.thousandths], 0) for p in placed]
        known = [c for c in candidates if c is not None]
        if known:
            found.append(min(known, key=lambda c: c.missing))
    return tuple(found)


def _next(offer: Offer, week: str, orders: Sequence[int], bought: int) -> NextBreak | None:
    reached = bought + sum(orders)
    for step in offer.breaks:
        if step.from_thousandths > reached:
            more = step.from_thousandths - reached
            if offer.multiple_thousandths:
                more = -(-more // offer.multiple_thousandths) * offer.multiple_thousandths
            grown = [*orders[:-1], orders[-1] + more]
            extra = offer_cost(offer, grown, bought) - offer_cost(offer, orders, bought)
            return NextBreak(
                offer=offer.id,
                week=week,
                from_thousandths=step.from_thousandths,
                missing=more,
                unit_price=step.unit_price,
                extra_cents=round_half_up(extra),
            )
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialPrice:
    """What a unit of a material comes to, all counted (fees, leftovers, emergencies, holding)."""

    workshop: str
    material: str
    thousandths: int
    alone: Decimal | None
    together: Decimal | None


def material_prices(
    needs: Needs,
    alone: Mapping[str, Mapping[str, int]],
    together: Mapping[str, int],
) -> tuple[MaterialPrice, ...]:
    """Stand-alone and group price of each material each workshop needs.

    Args:
        alone: workshop → material → cents when it buys alone.
        together: material → cents when all buy together.
    """
    everybody = {w for w, _ in needs.series}
    return tuple(
        MaterialPrice(
            workshop=w,
            material=material,
            thousandths=round_half_up(_decimal(units)),
            alone=unit_price(alone[w][material], units),
            together=unit_price(together[material], needs.total(everybody, material) * 1000),
        )
        for (w, material) in needs.series
        if w in alone
        for units in [needs.total([w], material) * 1000]
    )
