"""The levels as vectors over the columns, in the order of a preset, with their slacks and prices."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.fairness import largest_lot_minutes
from optimizer.plan import LevelName, Preset
from optimizer.solver import objective
from optimizer.solver.constraints import total_minutes
from optimizer.solver.linear import Terms, Vector
from optimizer.solver.variables import Variables

ORDER: dict[Preset, tuple[LevelName, ...]] = {
    "equitable": ("unmet", "late", "fairness_largest", "fairness_sum", "cost", "steadiness"),
    "economique": ("unmet", "late", "cost", "fairness_largest", "fairness_sum", "steadiness"),
    "rapide": (
        "unmet",
        "late",
        "fast",
        "fairness_largest",
        "fairness_sum",
        "cost",
        "steadiness",
    ),
    "regulier": ("unmet", "late", "fairness_largest", "fairness_sum", "steadiness", "cost"),
}


def levels_of(preset: Preset, *, has_plan_in_force: bool) -> tuple[LevelName, ...]:
    """Levels of a preset, in order; with a plan in force to stay near to, that before steadiness."""
    order = ORDER[preset]
    if not has_plan_in_force:
        return order
    place = order.index("steadiness")
    return (*order[:place], "distance", *order[place:])


# Of the time for searching; what one level does not use, the next ones have.
SHARE_OF_TIME: dict[LevelName, float] = {
    "unmet": 0.10,
    "late": 0.45,
    "fast": 0.25,
    "fairness_largest": 0.12,
    "fairness_sum": 0.25,
    "cost": 0.80,
    "steadiness": 0.60,
    "distance": 0.60,
}


@dataclass(frozen=True, slots=True)
class LevelGoal:
    """One level: ``vector @ x + offset``, and what a unit of it is worth when levels are mixed."""

    name: LevelName
    vector: Vector
    offset: float
    weight: float

    def value(self, x: Vector) -> float:
        """Value of the level in the model."""
        return float(self.vector @ x) + self.offset


def level_goals(
    v: Variables, preset: Preset, lowest_cost: float, *, plain: bool = False
) -> list[LevelGoal]:
    """Levels of a preset, in order.

    Args:
        plain: fairness is the plain sum of shortfalls, as some publications measure it.
        lowest_cost: cents of the continuous plan; prices the other levels for the guided search, where
            a level is minimised with a little of the later ones so that it does not wreck them.
    """
    units = sum(float(d.quantity) for d in v.problem.demands) or 1.0
    minutes = total_minutes(v) or 1.0
    unit = max(1.0, lowest_cost / units)
    minute = max(0.01, lowest_cost / minutes)
    terms: dict[LevelName, tuple[tuple[Terms, float], float]] = {
        "unmet": (objective.unmet(v), 60 * unit),
        "late": (objective.late(v), 2.5 * unit),
        "fast": (objective.fast(v), 0.05 * unit),
        "fairness_largest": (objective.fairness_largest(v), 4 * minute),
        "fairness_sum": (objective.fairness_sum(v), minute),
        "cost": (objective.cost(v), 1.0),
        "steadiness": (objective.steadiness(v), 1e-4 * max(1.0, lowest_cost)),
        "distance": (objective.distance(v), 0.1 * minute),
    }
    return [
        LevelGoal(name, v.model.dense(terms[name][0][0]), terms[name][0][1], terms[name][1])
        for name in levels_of(preset, has_plan_in_force=bool(v.problem.plan_in_force))
        if not (plain and name == "fairness_largest")
    ]


def slack_of(v: Variables, name: LevelName, bound: float, *, plain: bool = False) -> float:
    """What later levels may give back of a level (docs/model.md); nothing with plain targets."""
    if plain:
        return 0.0
    if name in ("fairness_largest", "fairness_sum"):
        return max(0.001 * total_minutes(v), float(largest_lot_minutes(v.problem)))
    if name == "cost":
        return 0.001 * abs(bound)
    return 0.0
