"""A first plan for pins that no simulation keeps: simulate, then search until nothing is lacking of them.

The columns for what is lacking or too much of a pin are open here, at a price; they are closed again
for everything that comes after.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from optimizer.solver.dispatch import Dispatch, Tuning
from optimizer.solver.linear import INF, Arrays, Vector
from optimizer.solver.search import Goal, Search
from optimizer.solver.variables import Variables

# A unit of a pin is worth so many times the dearest column.
_PRICE = 10.0
_NOTHING = 1e-6


def kept_pins(
    v: Variables,
    arrays: Arrays,
    search: Search,
    guides: Sequence[tuple[Vector, Tuning]],
    goal: Goal,
    seconds_left: Callable[[], float],
) -> Vector | None:
    """A plan in which every pin is kept; None when none was found in time.

    Args:
        v, arrays, search: the model; its bounds are changed meanwhile.
        guides: continuous plans to follow, and how.
        goal: what is minimised beside the pins.
        seconds_left: of the time for this.
    """
    off = [c for x in v.pins for c in (x.lacking, x.beyond)]
    arrays.upper[off] = INF
    try:
        return _kept(v, arrays, search, guides, goal, seconds_left, off)
    finally:
        arrays.upper[off] = 0.0


def _kept(
    v: Variables,
    arrays: Arrays,
    search: Search,
    guides: Sequence[tuple[Vector, Tuning]],
    goal: Goal,
    seconds_left: Callable[[], float],
    off: list[int],
) -> Vector | None:
    pins = np.zeros(len(arrays.lower))
    pins[off] = 1.0
    price = _PRICE * max(1.0, float(np.max(np.abs(goal.objective), initial=0.0)))
    priced = Goal(goal.objective + price * pins, goal.offset, goal.rows)
    best: Vector | None = None
    for guide, tuning in guides:
        if best is not None and (float(pins @ best) <= _NOTHING or seconds_left() <= 0):
            break
        x = _followed(v, arrays, search, guide, tuning, priced, seconds_left())
        if x is None:  # pieces were made for pins that nobody could go on with
            free = replace(tuning, ignores_pins=True)
            x = _followed(v, arrays, search, guide, free, priced, seconds_left())
        if x is not None and (best is None or priced.value(x) < priced.value(best)):
            best = x
    # With the rest of the plan in mind, then without it.
    for wanted, part in ((priced, 0.6), (Goal(pins, 0.0, goal.rows), 0.0)):
        if best is None or float(pins @ best) <= _NOTHING:
            break
        end = part * seconds_left()
        best = search.improve(
            best,
            wanted,
            enough=lambda y: float(pins @ y) <= _NOTHING,
            seconds_left=lambda end=end: seconds_left() - end,  # type: ignore[misc]
            on_better=lambda _: None,
            level="late",
            weeks=_weeks(v, best),
            gap=1e-3,
        )
    if best is None or float(pins @ best) > _NOTHING:
        return None
    best[off] = 0.0
    return best


def _followed(
    v: Variables,
    arrays: Arrays,
    search: Search,
    guide: Vector,
    tuning: Tuning,
    goal: Goal,
    seconds: float,
) -> Vector | None:
    whole = Dispatch(v, guide, tuning).simulate()
    mine = arrays.integer
    if np.any(whole[mine] > arrays.upper[mine] + 1e-6):
        return None
    return search.settle(np.where(mine, np.nan_to_num(whole), 0.0), goal, seconds)


def _weeks(v: Variables, x: Vector) -> list[int]:
    """Last weeks of the pins that are not kept, in order."""
    return sorted({p.last for p in v.pins if x[p.lacking] + x[p.beyond] > _NOTHING})
