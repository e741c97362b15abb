"""Fair targets: the leximin vector of the continuous problem, by water-filling with duals.

Raise the smallest ratio load / fair share as far as the relaxation allows; workshops whose load row then
has a price are held there for good (nobody can raise them without lowering somebody who has less); go on
with the others. The prices times the shares sum to 1, so at least one workshop is held in every round.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from optimizer.plan import Reason
from optimizer.solver.linear import INF, Arrays, ExtraRow, Outcome, Vector
from optimizer.solver.relaxation import Relaxation

_REASONS: dict[str, Reason] = {
    "capacity": "capacity",
    "stations": "stations",
    "largest_share": "largest_share",
    "receipts_ceiling": "receipts_ceiling",
}


@dataclass(frozen=True, slots=True)
class FairTargets:
    """Targets in standard minutes, past work included, and what holds those below their share."""

    minutes: dict[str, float]
    reasons: dict[str, Reason]


def fair_targets(
    relaxation: Relaxation,
    ratio: int,
    loads: Mapping[str, tuple[Vector, float]],
    shares: Mapping[str, float],
    tags: Mapping[int, tuple[str, str]],
    seconds_left: Callable[[], float],
) -> FairTargets | None:
    """Leximin targets under the rows that the relaxation has now; None when the clock ends it.

    Args:
        relaxation: rows on unmet and late already in it. The rows added here are opened again.
        ratio: a free column of the model, used for nothing else.
        loads: per workshop, load as coefficients and the constant of past work, standard minutes.
        shares: per workshop, its fair share in standard minutes (weight share × total).
        tags: per row of the model, (workshop, what it limits).
        seconds_left: of the time for this.
    """
    minutes = dict.fromkeys(loads, 0.0)
    reasons: dict[str, Reason] = dict.fromkeys(loads, "")
    raised: dict[str, int] = {}
    kept: dict[str, int] = {}
    for w, (load, past) in loads.items():
        if shares[w] <= 0:
            continue
        kept[w] = relaxation.add(ExtraRow(load, -INF, INF))
        coefficients = load.copy()
        coefficients[ratio] = -shares[w]
        raised[w] = relaxation.add(ExtraRow(coefficients, -past, INF))
    objective = np.zeros(len(relaxation.arrays.lower))
    objective[ratio] = -1.0
    open_ = list(raised)
    level = None
    duals = None
    values: Vector | None = None
    slack = 1e-5
    while open_:
        solution = relaxation.minimise(objective, max(0.05, seconds_left()), stubborn=False)
        if solution.outcome is not Outcome.OPTIMAL or solution.duals is None:
            # The plan of the round before keeps every row, so this is rounding in the solver: give the
            # held workshops a little more room, at last leave the others where they are.
            if level is None:
                break  # nothing is held yet
            slack *= 10
            if slack < 1e-3 and seconds_left() > 0:
                for w in raised:
                    if w not in open_:
                        least = minutes[w] - loads[w][1] - slack * (1 + minutes[w])
                        relaxation.bound_row(kept[w], least, INF)
                continue
            held = list(open_)
        else:
            level, duals = -solution.objective, solution.duals
            values = solution.values
            prices = {w: abs(duals[raised[w]]) * shares[w] for w in open_}
            held = [w for w in open_ if prices[w] > 1e-6] or list(open_)
        for w in held:
            minutes[w] = level * shares[w]
            if level < 1 - 1e-6 and duals is not None:
                reasons[w] = _reason(w, duals, tags, relaxation.arrays, values)
            relaxation.bound_row(raised[w], -INF, INF)
            least = minutes[w] - loads[w][1] - slack * (1 + abs(minutes[w]))
            relaxation.bound_row(kept[w], least, INF)
            open_.remove(w)
    for row in (*raised.values(), *kept.values()):
        relaxation.bound_row(row, -INF, INF)
    if open_:
        return None
    excess = sum(minutes.values()) - sum(shares.values())
    if excess > 0:  # the room given above, taken from those who have most
        richest = (
            [w for w in raised if minutes[w] >= level * shares[w] * (1 - 1e-6)] if level else []
        )
        for w in richest or list(raised):
            minutes[w] -= excess / len(richest or raised)
    return FairTargets(minutes, reasons)


def _reason(
    w: str,
    duals: Vector,
    tags: Mapping[int, tuple[str, str]],
    arrays: Arrays,
    values: Vector | None,
) -> Reason:
    """Which of its own limits weighs most (price × limit); materials when none is reached.

    A limit that is also the upper end of a column may have no price: then those that are reached count.
    """
    limits = arrays.row_upper
    mine = {row: kind for row, (owner, kind) in tags.items() if owner == w}
    weight: dict[str, float] = {}
    for row, kind in mine.items():
        if abs(duals[row]) > 1e-9:
            weight[kind] = weight.get(kind, 0.0) + abs(duals[row] * limits[row])
    if not weight and values is not None:
        activity = arrays.activity(values)
        for row, kind in mine.items():
            if activity[row] >= limits[row] - 1e-6 * (1 + abs(limits[row])):
                weight[kind] = weight.get(kind, 0.0) + 1.0
    if not weight:
        return "materials"
    return _REASONS[max(weight, key=lambda kind: weight[kind])]
