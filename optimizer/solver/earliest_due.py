"""Which of several milestones a delivery is for, where the rules leave it open: the earliest due first.

Milestones of one product, place, customer order and priority are served from the same units. When
nothing is late either way, a solver names any of them; people serve the one that is due first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from optimizer.plan import Delivery
from optimizer.problem import Demand, Problem
from optimizer.weeks import Horizon

ZERO = Decimal(0)


def earliest_first(
    problem: Problem, horizon: Horizon, deliveries: Iterable[Delivery]
) -> tuple[Delivery, ...]:
    """The same units in the same weeks, those of the first weeks for the milestones due first.

    Every demand keeps its total. Demands whose lateness would change by it, for better too, keep their
    deliveries: what a plan says of itself must stay true of it.

    Returns:
        deliveries by demand in the order of the problem, then by week.
    """
    rows: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        rows[delivery.demand].append(delivery)
    for demands in _alike(problem):
        mine = [d for demand in demands for d in rows[demand.id]]
        sorted_out = _shared_out(demands, mine, horizon)
        if _lateness(demands, mine, horizon) == _lateness(demands, sorted_out, horizon):
            for demand in demands:
                rows[demand.id] = [d for d in sorted_out if d.demand == demand.id]
    return tuple(d for demand in problem.demands for d in rows[demand.id])


def _alike(problem: Problem) -> list[list[Demand]]:
    """Demands that any unit of the product may serve equally well, the earliest due first."""
    groups: dict[object, list[Demand]] = defaultdict(list)
    for d in sorted(problem.demands, key=lambda d: d.due):
        groups[d.product, d.delivery_point, d.order, d.priority, d.earliest].append(d)
    return [group for group in groups.values() if len(group) > 1]


def _shared_out(
    demands: list[Demand], deliveries: list[Delivery], horizon: Horizon
) -> list[Delivery]:
    """Units by week, the first ones to the first demand until it has its total."""
    left = {
        demand.id: sum((d.units for d in deliveries if d.demand == demand.id), start=ZERO)
        for demand in demands
    }
    units: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for delivery in sorted(deliveries, key=lambda d: horizon.index(d.week)):
        rest = delivery.units
        for demand in left:
            taken = min(rest, left[demand])
            if taken > 0:
                units[demand, delivery.week] += taken
                left[demand] -= taken
                rest -= taken
    example = {d.week: d for d in deliveries}
    return [
        replace(example[week], demand=demand, units=taken)
        for (demand, week), taken in units.items()
    ]


def _lateness(
    demands: list[Demand], deliveries: list[Delivery], horizon: Horizon
) -> tuple[Decimal, Decimal]:
    """Late units, and units × weeks late."""
    due = {d.id: horizon.due_index(d.due) for d in demands}
    late = [
        (d.units, weeks) for d in deliveries if (weeks := horizon.index(d.week) - due[d.demand]) > 0
    ]
    return sum((u for u, _ in late), start=ZERO), sum((u * w for u, w in late), start=ZERO)
