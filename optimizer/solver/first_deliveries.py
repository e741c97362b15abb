"""First deliveries: what a simulation finished leaves as soon as somebody waits for it, earliest due first."""

from __future__ import annotations

import numpy as np

from optimizer.problem import Demand
from optimizer.solver.linear import Vector
from optimizer.solver.pieces import Pieces
from optimizer.solver.variables import Variables

_EPS = 1e-6


def deliver(v: Variables, values: Vector, pieces: Pieces) -> dict[str, float]:
    """Ship and deliver finished units.

    Args:
        v: the model's columns.
        values: columns of runs are read, those of shipments and deliveries written.
        pieces: what lies finished at every workshop is written there.

    Returns:
        per product, the units that are never delivered.
    """
    missing: dict[str, float] = {}
    lanes: dict[str, list[tuple[str, int]]] = {}
    for lane in v.problem.lanes:
        lanes.setdefault(lane.workshop, []).append((lane.delivery_point, lane.lead_time_weeks))
    for p in v.problem.products:
        demands = sorted(
            (d for d in v.problem.demands if d.product == p.id),
            key=lambda d: (v.due(d), -d.priority, d.id),
        )
        due = {d.id: v.still_due(d) for d in demands}
        first = {d.id: v.horizon.first_index_from(d.earliest) for d in demands}
        _arriving_anyway(v, values, demands, due, first)
        last = p.operations[-1]
        there = {}
        for w in v.problem.workshops:
            if (w.id, p.id, last.id, 0) not in v.stock:
                continue
            there[w.id] = v.opening(w.id, p.id, last.id)
        for t in range(v.weeks):
            for place in there:
                made = sum(values[c] * a for c, a in v.made(place, p.id, last.id, t))
                there[place] += made * float(last.yield_rate)
                for point, lead in lanes.get(place, []):
                    shipment = v.shipped.get((place, point, p.id, t))
                    if shipment is None:
                        continue
                    for d in demands:
                        if there[place] <= _EPS:
                            break
                        if d.delivery_point != point or first[d.id] > t + lead:
                            continue
                        units = min(there[place], due[d.id])
                        if units <= _EPS:
                            continue
                        there[place] -= units
                        due[d.id] -= units
                        _add(values, shipment, units)
                        _add(values, v.delivered[d.id, t + lead], units)
                pieces.note_own((place, p.id, last.id), t, there[place])
        missing[p.id] = sum(due.values())
    return missing


def _add(values: Vector, column: int, units: float) -> None:
    values[column] = units + (0.0 if np.isnan(values[column]) else values[column])


def _arriving_anyway(
    v: Variables,
    values: Vector,
    demands: list[Demand],
    due: dict[str, float],
    first: dict[str, int],
) -> None:
    """What is on its way at the start is delivered in the week in which it arrives."""
    for x in v.problem.opening.lane_transit:
        week = max(0, v.horizon.index(x.arrival))
        left = float(x.units)
        if week >= v.weeks:
            continue
        for d in demands:
            if d.product != x.product or d.delivery_point != x.delivery_point:
                continue
            units = min(left, due[d.id])
            if units > _EPS and first[d.id] <= week:
                left -= units
                due[d.id] -= units
                _add(values, v.delivered[d.id, week], units)
