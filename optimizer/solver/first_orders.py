"""First orders of materials: those of a continuous plan, rounded up to what suppliers sell."""

from __future__ import annotations

import math

import numpy as np

from optimizer.purchasing import already_bought
from optimizer.solver.linear import INF, Vector
from optimizer.solver.variables import PurchaseColumns, Variables

_EPS = 1e-6


def place_orders(v: Variables, guide: Vector, values: Vector) -> dict[str, Vector]:
    """Order as a guide does, rounded up: first where it buys, then wherever there is room.

    Args:
        guide: values per column of a continuous plan.
        values: order columns are written here (NaN: not ordered).

    Returns:
        per material, what there is by each week if nothing were used, in its unit.
    """
    arriving = _already_coming(v)
    bought = already_bought(v.problem)
    left = {
        offer.id: INF
        if offer.total_thousandths is None
        else (offer.total_thousandths - bought.get(offer.id, 0)) / 1000
        for offer in v.problem.offers
    }
    for c in v.purchases.values():
        if c.offer.break_basis != "order" and c.curves:  # the model's price curve ends there
            most = c.curves[0].steps[-1].end - c.curves[0].bought
            left[c.offer.id] = min(left[c.offer.id], most)
    minimums = {x.id: x.minimum_cents for x in v.problem.suppliers}
    chances = sorted(
        (k + c.offer.lead_time_weeks, c.offer.id, k)
        for c in v.purchases.values()
        for k in c.quantity
    )
    behind = dict.fromkeys(arriving, 0.0)
    for follows_guide in (True, False):
        for arrival, offer, k in chances:
            columns = v.purchases[offer]
            material = columns.offer.material
            if follows_guide:
                guided = float(sum(guide[c] * a for c, a in columns.quantity[k]))
                behind[material] += guided
                if guided <= _EPS:
                    continue
            if behind[material] <= _EPS * (1 + columns.limit[k]):
                continue
            price = float(columns.offer.breaks[0].unit_price) * 100
            least = minimums[columns.offer.supplier] / price if price else 0.0
            amount = _order(columns, k, behind[material], least, left[offer], values)
            left[offer] -= amount
            behind[material] -= amount
            arriving[material][max(0, arrival)] += amount
    return {m: np.cumsum(a) for m, a in arriving.items()}


def _already_coming(v: Variables) -> dict[str, Vector]:
    """Opening stock and purchases under way, per material and week."""
    arriving = {m.id: np.zeros(v.weeks) for m in v.problem.materials}
    for x in v.problem.opening.materials:
        arriving[x.material][0] += x.thousandths / 1000
    for y in v.problem.opening.purchases:
        week = max(0, v.horizon.index(y.arrival))
        if week < v.weeks:
            arriving[y.material][week] += y.thousandths / 1000
    return arriving


def _order(
    columns: PurchaseColumns, k: int, wanted: float, least: float, left: float, values: Vector
) -> float:
    """Order at least ``wanted`` in a week, as far as the offer allows; what was ordered."""
    offer = columns.offer
    column, _ = columns.quantity[k][0]
    if not np.isnan(values[column]) and values[column] > 0:
        return 0.0
    step = offer.multiple_thousandths / 1000
    least = max(least, offer.minimum_thousandths / 1000)
    amount = max(wanted, least)
    if step:
        amount = math.ceil(amount / step - _EPS) * step
    amount = min(amount, columns.limit[k])
    if amount > left:
        amount = math.floor(left / step + _EPS) * step if step else left
    if amount < max(least - _EPS, _EPS):
        return 0.0
    values[column] = amount / (step or 1.0)
    return amount
