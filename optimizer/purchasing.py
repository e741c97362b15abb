"""What orders cost and when they may be placed: price breaks, fees, dates, availability.

Amounts of an offer are exact; a document line (an order, a fee) is rounded half-up, once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from optimizer.money import round_half_up
from optimizer.plan import Purchase
from optimizer.problem import Offer, Problem
from optimizer.weeks import Horizon, week_monday


def _price_at(offer: Offer, thousandths: int) -> Decimal:
    """Unit price of the break reached by a quantity (all-units reading)."""
    price = offer.breaks[0].unit_price
    for step in offer.breaks:
        if thousandths >= step.from_thousandths:
            price = step.unit_price
    return price


def _incremental_cents(offer: Offer, thousandths: int) -> Decimal:
    """Exact cents of the first ``thousandths``, each part at the price of its own break."""
    total = Decimal(0)
    for k, step in enumerate(offer.breaks):
        end = thousandths
        if k + 1 < len(offer.breaks):
            end = min(end, offer.breaks[k + 1].from_thousandths)
        # The first break counts from nothing, whatever it says.
        part = end - (step.from_thousandths if k else 0)
        if part > 0:
            total += part * step.unit_price
    return total / 10  # thousandths × euros → cents


def order_amounts(
    offer: Offer, orders: Sequence[int], already_bought: int = 0
) -> tuple[Decimal, ...]:
    """Exact cents of each order on one offer, in time order.

    Breaks on the order look at each order alone. Breaks on the total look at everything bought over
    the plan, ``already_bought`` before it included: with ``all_units`` the price reached in the end
    holds for every order; with ``incremental`` each order pays the parts it adds.

    Args:
        orders: thousandths of the material's unit each, in time order.
        already_bought: thousandths bought before the plan (already paid).
    """
    if offer.break_basis == "order":
        if offer.break_kind == "all_units":
            return tuple(q * _price_at(offer, q) / 10 for q in orders)
        return tuple(_incremental_cents(offer, q) for q in orders)
    if offer.break_kind == "all_units":
        price = _price_at(offer, already_bought + sum(orders))
        return tuple(q * price / 10 for q in orders)
    amounts = []
    reached = already_bought
    for q in orders:
        amounts.append(_incremental_cents(offer, reached + q) - _incremental_cents(offer, reached))
        reached += q
    return tuple(amounts)


def offer_cost(offer: Offer, orders: Sequence[int], already_bought: int = 0) -> Decimal:
    """Exact cents of all orders on one offer (see :func:`order_amounts`)."""
    return sum(order_amounts(offer, orders, already_bought), start=Decimal(0))


def already_bought(problem: Problem) -> dict[str, int]:
    """Thousandths that each offer sold before the plan (offers that sold nothing are absent)."""
    found: dict[str, int] = defaultdict(int)
    for b in problem.opening.bought:
        found[b.offer] += b.thousandths
    return dict(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """The goods of one order: ``cents`` is the exact ``amount`` (cents too) rounded half-up."""

    offer: str
    supplier: str
    week: str
    thousandths: int
    amount: Decimal
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFee:
    """The fee a supplier takes for a week in which one orders from it."""

    supplier: str
    week: str
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseCost:
    """Purchases line by line; the total is the sum of the rounded lines and fees."""

    lines: tuple[OrderLine, ...]
    fees: tuple[OrderFee, ...]

    @property
    def goods_cents(self) -> int:
        """Sum of the order lines."""
        return sum(line.cents for line in self.lines)

    @property
    def fees_cents(self) -> int:
        """Sum of the fees."""
        return sum(fee.cents for fee in self.fees)

    @property
    def total_cents(self) -> int:
        """Goods and fees."""
        return self.goods_cents + self.fees_cents


def purchase_cost(problem: Problem, purchases: Iterable[Purchase]) -> PurchaseCost:
    """What some purchases cost: goods per order line, fees per supplier and order week.

    Purchases on offers the problem does not know are left out. Lines follow the offers of the
    problem, then time; fees the suppliers, then time.
    """
    by_offer: dict[str, list[Purchase]] = defaultdict(list)
    for purchase in purchases:
        by_offer[purchase.offer].append(purchase)
    before = already_bought(problem)
    lines: list[OrderLine] = []
    weeks: dict[str, set[str]] = defaultdict(set)
    for offer in problem.offers:
        placed = sorted(by_offer.get(offer.id, ()), key=lambda q: week_monday(q.week))
        amounts = order_amounts(offer, [q.thousandths for q in placed], before.get(offer.id, 0))
        for purchase, amount in zip(placed, amounts, strict=True):
            weeks[offer.supplier].add(purchase.week)
            lines.append(
                OrderLine(
                    offer=offer.id,
                    supplier=offer.supplier,
                    week=purchase.week,
                    thousandths=purchase.thousandths,
                    amount=amount,
                    cents=round_half_up(amount),
                )
            )
    fees = tuple(
        OrderFee(supplier=supplier.id, week=week, cents=supplier.fee_cents)
        for supplier in problem.suppliers
        if supplier.fee_cents
        for week in sorted(weeks.get(supplier.id, ()), key=week_monday)
    )
    return PurchaseCost(lines=tuple(lines), fees=fees)


def lowest_list_price(problem: Problem, material: str) -> Decimal | None:
    """Lowest unit price in any offer of a material, euros; None when nobody offers it."""
    return min(
        (b.unit_price for o in problem.offers if o.material == material for b in o.breaks),
        default=None,
    )


def order_weeks(offer: Offer, horizon: Horizon) -> range:
    """Positions of the weeks in which one may order on an offer so that it arrives within the plan.

    A week counts when it holds a day from ``order_from`` to ``order_until``. Positions before the
    plan are negative.
    """
    first = horizon.first_purchase
    last = horizon.weeks - 1 - offer.lead_time_weeks
    if offer.order_from is not None:
        first = max(first, horizon.index_of_day(offer.order_from))
    if offer.order_until is not None:
        last = min(last, horizon.index_of_day(offer.order_until))
    return range(first, max(first, last + 1))


def handed_over(problem: Problem, offer: Offer, week: str) -> int | None:
    """Thousandths a supplier can still hand over in a named week, None when nothing limits it.

    What was ordered before the plan and arrives that week comes off.
    """
    limit = offer.weekly_thousandths
    for a in offer.availability:
        if a.week == week:
            limit = a.thousandths
    if limit is None:
        return None
    coming = sum(
        p.thousandths
        for p in problem.opening.purchases
        if p.offer == offer.id and p.arrival == week
    )
    return max(0, limit - coming)
