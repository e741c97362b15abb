"""Buying in a model: order quantities, minimums and multiples, price breaks, fees, availability.

The same columns and rows stand in the model of a plan and in that of a coalition that buys for needs
already known. Quantities are in units of the material. A price break is a segment with its own binary:
inside segment ``j`` the cost is ``intercept_j + price_j × quantity`` with ``from_j ≤ quantity ≤ to_j``;
the intercept is 0 when the price reached holds for all units. Upper ends are as small as the need
allows, since they are what the relaxation gives away.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from optimizer.plan import Purchase
from optimizer.problem import Offer, Problem
from optimizer.purchasing import already_bought, handed_over, order_weeks
from optimizer.solver.linear import INF, LinearModel, Terms, Vector
from optimizer.solver.variables import Place, PriceCurve, PriceStep, PurchaseColumns
from optimizer.weeks import Horizon


class Buyer(Protocol):
    """A model in which something is bought, and what it knows of its needs.

    ``order_caps``: units beyond which an order is of no use, by (offer, arrival week), where known.
    """

    problem: Problem
    horizon: Horizon
    model: LinearModel
    places: dict[int, Place]
    purchases: dict[str, PurchaseColumns]
    fees: dict[tuple[str, int], int]
    order_caps: dict[tuple[str, int], float]

    def largest_need(self, material: str) -> float:
        """Most units of a material that all that is to be made can use."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of a price curve, cents per unit of the material."""

    start: float
    end: float
    price: float
    intercept: float


def segments(offer: Offer, most: float) -> list[Segment]:
    """Price curve of an offer up to ``most`` units."""
    found = []
    intercept = 0.0
    breaks = offer.breaks
    for j, b in enumerate(breaks):
        start = b.from_thousandths / 1000
        if start > most:
            break
        end = most if j + 1 == len(breaks) else min(most, breaks[j + 1].from_thousandths / 1000)
        price = float(b.unit_price) * 100
        if offer.break_kind == "incremental" and j > 0:
            intercept += start * (float(breaks[j - 1].unit_price) * 100 - price)
        found.append(Segment(start, end, price, intercept))
    return found


def weekly_limit(v: Buyer, offer: Offer, arrival: int) -> float:
    """Units that the supplier can still hand over in a week, purchases under way taken off."""
    most = handed_over(v.problem, offer, v.horizon.name(arrival))
    return INF if most is None else float(most) / 1000


def add_purchases(v: Buyer) -> None:
    """Columns, rows and cost terms of every offer."""
    bought = already_bought(v.problem)
    for offer in v.problem.offers:
        _add_offer(v, offer, bought.get(offer.id, 0) / 1000)
    _add_suppliers(v)


def _most_useful(v: Buyer, offer: Offer) -> float:
    """No cheapest plan buys more than the need, a minimum or the start of a break, rounded up."""
    most = max(
        v.largest_need(offer.material),
        offer.minimum_thousandths / 1000,
        max((b.from_thousandths / 1000 for b in offer.breaks), default=0.0),
    )
    step = offer.multiple_thousandths / 1000
    if step:
        most = math.ceil(most / step - 1e-9) * step
    supplier = next(s for s in v.problem.suppliers if s.id == offer.supplier)
    price = float(offer.breaks[0].unit_price) * 100
    if supplier.minimum_cents and price:
        most = max(most, supplier.minimum_cents / price + step)
    return most


def _add_offer(v: Buyer, offer: Offer, bought: float) -> None:
    columns = PurchaseColumns(offer)
    v.purchases[offer.id] = columns
    most = _most_useful(v, offer)
    in_all = INF if offer.total_thousandths is None else offer.total_thousandths / 1000 - bought
    most = min(most, in_all)
    if most <= 0:
        return
    step = offer.multiple_thousandths / 1000
    by_order = offer.break_basis == "order"
    least = offer.minimum_thousandths / 1000
    supplier = next(s for s in v.problem.suppliers if s.id == offer.supplier)
    flagged = bool(least or supplier.fee_cents or supplier.minimum_cents)
    for k in order_weeks(offer, v.horizon):
        arrival = k + offer.lead_time_weeks
        cap = min(most, weekly_limit(v, offer, arrival), v.order_caps.get((offer.id, arrival), INF))
        if step:
            cap = math.floor(cap / step + 1e-9) * step
        if cap <= 0 or cap < least - 1e-9:
            continue
        place = Place(arrival, offer=offer.id)
        column = v.model.column(0.0, cap / (step or 1.0), integer=step > 0)
        v.places[column] = place
        quantity: Terms = [(column, step or 1.0)]
        columns.quantity[k] = quantity
        columns.limit[k] = cap
        curve = segments(offer, cap) if by_order else []
        if len(curve) > 1:
            flags = _add_segments(v, curve, quantity, 0.0, place, columns)
            if flagged:
                columns.ordered[k] = _flag(v, place)
                v.model.row([(columns.ordered[k], -1.0), *((f, 1.0) for f in flags)], 0.0, 0.0)
        elif flagged:
            columns.ordered[k] = _flag(v, place)
        if by_order and len(curve) == 1:
            columns.cost += [(c, a * curve[0].price) for c, a in quantity]
        if k in columns.ordered:
            flag = columns.ordered[k]
            v.model.row([*quantity, (flag, -cap)], -INF, 0.0)
            if least:
                v.model.row([*quantity, (flag, -least)], 0.0, INF)
    everything = [term for q in columns.quantity.values() for term in q]
    if not by_order and everything:
        curve = segments(offer, bought + most)
        place = Place(0, offer=offer.id)
        if len(curve) == 1:
            columns.cost += [(c, a * curve[0].price) for c, a in everything]
        else:
            _add_segments(v, curve, everything, bought, place, columns)
    if in_all < INF and everything:
        v.model.row(everything, -INF, in_all)


def _flag(v: Buyer, place: Place) -> int:
    column = v.model.column(0.0, 1.0, integer=True)
    v.places[column] = place
    return column


def _add_segments(
    v: Buyer,
    curve: Sequence[Segment],
    quantity: Terms,
    bought: float,
    place: Place,
    columns: PurchaseColumns,
) -> list[int]:
    """One binary and one quantity per segment; ``bought`` before the plan lies under the curve."""
    flags = []
    parts: Terms = []
    spent = _curve_cost(curve, bought) if bought else 0.0
    incremental = any(s.intercept for s in curve)
    for s in curve:
        flag = _flag(v, place)
        part = v.model.column(0.0, s.end)
        v.places[part] = place
        v.model.row([(part, 1.0), (flag, -s.end)], -INF, 0.0)
        if s.start:
            v.model.row([(part, 1.0), (flag, -s.start)], 0.0, INF)
        paid = spent if incremental else s.price * bought
        columns.cost += [(part, s.price), (flag, s.intercept - paid)]
        flags.append(flag)
        parts.append((part, 1.0))
    used = [(f, bought) for f in flags]
    v.model.row([*parts, *((c, -a) for c, a in quantity), *((f, -b) for f, b in used)], 0.0, 0.0)
    v.model.row([(f, 1.0) for f in flags], 0.0, 1.0)
    steps = tuple(PriceStep(f, s.start, s.end) for f, s in zip(flags, curve, strict=True))
    columns.curves.append(PriceCurve(list(quantity), bought, steps))
    return flags


def _curve_cost(curve: Sequence[Segment], quantity: float) -> float:
    for s in reversed(curve):
        if quantity >= s.start:
            return s.intercept + s.price * quantity
    return 0.0


def _add_suppliers(v: Buyer) -> None:
    for supplier in v.problem.suppliers:
        if not (supplier.fee_cents or supplier.minimum_cents):
            continue
        by_week: dict[int, list[PurchaseColumns]] = {}
        for columns in v.purchases.values():
            if columns.offer.supplier == supplier.id:
                for k in columns.ordered:
                    by_week.setdefault(k, []).append(columns)
        for k, offers in by_week.items():
            fee = _flag(v, Place(k + offers[0].offer.lead_time_weeks, offer=offers[0].offer.id))
            v.fees[supplier.id, k] = fee
            for columns in offers:
                v.model.row([(fee, 1.0), (columns.ordered[k], -1.0)], 0.0, INF)
            if supplier.minimum_cents:
                amount: Terms = []
                for columns in offers:
                    price = float(columns.offer.breaks[0].unit_price) * 100
                    amount += [(c, a * price) for c, a in columns.quantity[k]]
                v.model.row([*amount, (fee, -float(supplier.minimum_cents))], 0.0, INF)


def fee_terms(v: Buyer) -> Terms:
    """Fees, cents."""
    cents = {s.id: float(s.fee_cents) for s in v.problem.suppliers}
    return [
        (column, cents[supplier]) for (supplier, _), column in v.fees.items() if cents[supplier]
    ]


def orders_of(
    purchases: Mapping[str, PurchaseColumns],
    x: Vector,
    horizon: Horizon,
    thousandths_of: Callable[[float], int],
) -> tuple[Purchase, ...]:
    """The orders of a solution; ``thousandths_of`` rounds a quantity without a multiple."""
    found = []
    for columns in purchases.values():
        offer = columns.offer
        for k, quantity in columns.quantity.items():
            column, _ = quantity[0]
            if offer.multiple_thousandths:
                thousandths = round(x[column]) * offer.multiple_thousandths
            else:
                thousandths = thousandths_of(x[column])
            if thousandths > 0:
                found.append(
                    Purchase(
                        offer=offer.id,
                        week=horizon.name(k),
                        arrival=horizon.name(k + offer.lead_time_weeks),
                        thousandths=thousandths,
                    )
                )
    return tuple(found)
