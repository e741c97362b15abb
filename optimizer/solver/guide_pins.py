"""The pins in a plan in broad strokes: the pinned runs as they are, the others less, the work before in time.

Like the rest of the rough guide this is no bound, and no rule need hold.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from optimizer.solver.linear import Vector
from optimizer.solver.variables import Variables

_EPS = 1e-9
_Key = tuple[str, str, str]
_Made = dict[_Key, Vector]


def impose_pins(v: Variables, made: _Made) -> None:
    """Change the units made per workshop, product, operation and week so that they keep the pins.

    Args:
        v: the model's columns.
        made: units of every line; changed in place. Sums per operation stay what they were, but for
            pins that ask for more.
    """
    fixed = {key: np.zeros(v.weeks, dtype=bool) for key in made}
    # Narrow pins last: inside a wide one they are what counts.
    for x in sorted(v.pins, key=lambda x: x.first - x.last):
        if x.key not in made:
            continue
        weeks = [t for t in range(x.first, x.last + 1) if (*x.key, t) in v.lots]
        if not weeks:
            continue
        row = made[x.key]
        hours = v.capacities.productive_minutes[x.key[0]]
        part = row[weeks] if row[weeks].sum() > _EPS else np.array([float(hours[t]) for t in weeks])
        row[x.first : x.last + 1] = 0.0
        row[weeks] = float(x.pin.units) * (part / part.sum() if part.sum() > 0 else 1 / len(weeks))
        fixed[x.key][x.first : x.last + 1] = True
    for product in dict.fromkeys(x.pin.product for x in v.pins):
        names = [o.id for o in v.products[product].operations]
        for operation in names:
            _share_the_rest(v, made, fixed, product, operation)
        for before, after in reversed(list(pairwise(names))):
            _in_time(v, made, fixed, (product, before), (product, after))


def _share_the_rest(
    v: Variables, made: _Made, fixed: dict[_Key, NDArray[np.bool_]], product: str, operation: str
) -> None:
    """What is not pinned is what the operation needs beside the pins."""
    keys = [key for key in made if key[1:] == (product, operation)]
    pinned = sum(float(made[key][fixed[key]].sum()) for key in keys)
    others = sum(float(made[key][~fixed[key]].sum()) for key in keys)
    rest = max(0.0, float(v.stages[product, operation].made) - pinned)
    if others > _EPS:
        for key in keys:
            made[key][~fixed[key]] *= rest / others


def _in_time(
    v: Variables,
    made: _Made,
    fixed: dict[_Key, NDArray[np.bool_]],
    before: tuple[str, str],
    after: tuple[str, str],
) -> None:
    """Work that a later operation needs earlier moves to the weeks before, whoever does it."""
    lag = 0 if v.problem.hub is None else v.problem.hub.lead_time_weeks
    keys = [key for key in made if key[1:] == before]
    total = sum((made[key] for key in keys), start=np.zeros(v.weeks))
    wanted = np.cumsum(
        sum((row for key, row in made.items() if key[1:] == after), start=np.zeros(v.weeks))
    )
    stage = v.stages[before]
    ready = max(0.0, float(stage.opening - stage.most_left))
    wanted = np.concatenate([wanted[lag:], np.full(lag, wanted[-1])])[: v.weeks] - ready
    there = np.cumsum(total)
    goal = np.maximum(there, np.minimum(wanted, there[-1]))
    weekly = np.diff(goal, prepend=0.0)
    for t in range(v.weeks):
        free = [key for key in keys if (*key, t) in v.lots and not fixed[key][t]]
        now = sum(float(made[key][t]) for key in free)
        held = float(total[t]) - now
        new = max(0.0, float(weekly[t]) - held)
        if now > _EPS:
            for key in free:
                made[key][t] *= new / now
        elif new > _EPS:
            hours = [float(v.capacities.productive_minutes[key[0]][t]) for key in free]
            for key, h in zip(free, hours, strict=True):
                made[key][t] = new * h / sum(hours) if sum(hours) else 0.0
