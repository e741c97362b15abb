"""The plan of a similar problem on a new model: what it makes and orders, as far as that still exists.

Ids and weeks that the new problem does not know are left out. Work that was planned where nobody can do
it any more in that week moves to the nearest week in which the same workshop can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from optimizer.instructions import PlannedRun
from optimizer.plan import Plan, Run
from optimizer.problem import Problem
from optimizer.solver.flags import set_flags
from optimizer.solver.linear import Vector
from optimizer.solver.variables import RunKey, Variables

_EPS = 1e-6


def runs_of(problem: Problem, plan: Plan) -> tuple[PlannedRun, ...]:
    """The runs of a plan that a problem knows: its workshops, products and operations."""
    workshops = {w.id for w in problem.workshops}
    stages = {(p.id, o.id) for p in problem.products for o in p.operations}
    return tuple(
        PlannedRun(
            workshop=r.workshop,
            product=r.product,
            operation=r.operation,
            week=r.week,
            units=r.units,
        )
        for r in plan.runs
        if r.workshop in workshops and (r.product, r.operation) in stages
    )


def planned_units(v: Variables, runs: Iterable[PlannedRun | Run]) -> dict[RunKey, float]:
    """Units by place and week of the model; weeks outside it are left out."""
    found: dict[RunKey, float] = {}
    for run in runs:
        t = v.horizon.index(run.week)
        if 0 <= t < v.weeks:
            key = (run.workshop, run.product, run.operation, t)
            found[key] = found.get(key, 0.0) + float(run.units)
    return found


def moved_to_open_weeks(v: Variables, planned: Mapping[RunKey, float]) -> dict[RunKey, float]:
    """The same units where every run has its column: in the nearest week that has one.

    What a workshop cannot do at all any more is left out.
    """
    weeks: dict[tuple[str, str, str], list[int]] = {}
    for w, p, o, t in v.lots:
        weeks.setdefault((w, p, o), []).append(t)
    found: dict[RunKey, float] = {}
    for (w, p, o, t), units in planned.items():
        open_weeks = weeks.get((w, p, o))
        if open_weeks:
            nearest = min(open_weeks, key=lambda week: (abs(week - t), week))
            key = (w, p, o, nearest)
            found[key] = found.get(key, 0.0) + units
    return found


def as_columns(v: Variables, units: Mapping[RunKey, float], plan: Plan | None) -> Vector:
    """Runs, and a plan's orders and what it sends to the hub, as columns; every other column 0.

    Runs may exceed what their week now allows: a simulation that follows them makes the rest later.
    """
    x = np.zeros(v.model.columns)
    for key, amount in units.items():
        column = v.lots.get(key)
        if column is None:
            continue
        _, p, o, _ = key
        lot = v.lot(p)
        if not v.products[p].lot_size:
            x[column] = amount
            continue
        lots = float(np.floor(amount / lot + _EPS))
        rest = amount - lots * lot
        part = v.incomplete.get(key)
        if rest > _EPS and part is not None and abs(rest - float(v.stages[p, o].incomplete)) < _EPS:
            x[part] = 1.0
        elif rest > _EPS:
            lots = float(np.round(amount / lot))
        x[column] = lots
    if plan is not None:
        _orders(v, plan, x)
        _sendings(v, plan, x)
    whole = np.array(v.model.integer, dtype=bool)
    x[whole] = np.round(x[whole])
    set_flags(v, x)
    return x


def _orders(v: Variables, plan: Plan, x: Vector) -> None:
    for order in plan.purchases:
        columns = v.purchases.get(order.offer)
        quantity = columns and columns.quantity.get(v.horizon.index(order.week))
        if quantity:
            column, of_one = quantity[0]
            x[column] += order.thousandths / 1000 / of_one


def _sendings(v: Variables, plan: Plan, x: Vector) -> None:
    for sending in plan.hub_sendings:
        week = v.horizon.index(sending.week)
        column = v.sent.get((sending.workshop, sending.product, sending.operation, week))
        if column is not None:
            x[column] += float(sending.units)
