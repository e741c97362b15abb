"""The flags of the model, as the quantities decide them."""

from __future__ import annotations

from optimizer.solver.linear import Vector
from optimizer.solver.variables import Variables

_EPS = 1e-6


def set_flags(v: Variables, values: Vector) -> None:
    """Give every flag the value that runs and orders decide, in place."""
    for key, flag in v.running.items():
        part = v.incomplete.get(key)
        units = values[v.lots[key]] + (values[part] if part is not None else 0.0)
        values[flag] = 1.0 if units > _EPS else 0.0
    for (p, t), flag in v.complete.items():
        o = v.products[p].operations[-1].id
        made = sum(
            values[c] * a
            for w in v.problem.workshops
            for week in range(t + 1)
            for c, a in v.made(w.id, p, o, week)
        )
        values[flag] = 1.0 if made >= float(v.stages[p, o].made) - _EPS else 0.0
    for w, flag in v.takes_part.items():
        values[flag] = 1.0 if sum(values[c] * a for c, a in v.load(w)) > _EPS else 0.0
    paid: set[tuple[str, int]] = set()
    for columns in v.purchases.values():
        for k, quantity in columns.quantity.items():
            amount = sum(values[c] * a for c, a in quantity)
            if k in columns.ordered:
                values[columns.ordered[k]] = 1.0 if amount > _EPS else 0.0
            if amount > _EPS:
                paid.add((columns.offer.supplier, k))
        for curve in columns.curves:
            ordered = sum(values[c] * a for c, a in curve.quantity)
            total = ordered + curve.bought
            chosen = None
            if ordered > _EPS:
                for step in curve.steps:
                    if total >= step.start - _EPS:
                        chosen = step.flag
            for step in curve.steps:
                values[step.flag] = 1.0 if step.flag == chosen else 0.0
    for key2, flag in v.fees.items():
        values[flag] = 1.0 if key2 in paid else 0.0
