"""Staying near to the plan in force: the plan that keeps all its runs, and what it is worth.

Fairness and cost are not made better than the plan in force has them by moving what was agreed: they are
held at what it reaches, or at their bound plus slack if that is more.
"""

from __future__ import annotations

import numpy as np

from optimizer.plan import LevelName
from optimizer.solver.first_orders import place_orders
from optimizer.solver.flags import set_flags
from optimizer.solver.linear import Vector, solve_linear, solve_mixed
from optimizer.solver.search import Goal, Mask
from optimizer.solver.starting_plan import StartingPlan
from optimizer.solver.variables import RunKey
from optimizer.solver.warm_start import as_columns, planned_units, runs_of

# Levels that nothing agreed is moved for, once they are as in the plan in force.
KEPT: tuple[LevelName, ...] = ("fairness_largest", "fairness_sum", "cost")
# Of the time limit, for the purchases of the plan in force.
_SHARE = 0.1
_GAP = 1e-4
_EPS = 1e-6


class InForce(StartingPlan):
    """What is left of the plan in force, when it can still be done."""

    _left: Vector | None = None

    def keep_plan(self) -> Vector | None:
        """The best plan that makes what the plan in force makes; None when there is none any more."""
        if not self.problem.plan_in_force or self.is_huge:
            return None
        if self._left is not None:
            return self._left
        units = self._decided_units()
        x0 = as_columns(self.v, units, self.start)
        runs = np.zeros(len(x0), dtype=bool)
        for columns in (self.v.lots, self.v.incomplete, self.v.running):
            runs[list(columns.values())] = True
        if not self._says(units, x0) or np.any(x0[runs] > self.arrays.upper[runs] + _EPS):
            return None
        goal = self._goal(0, [], following=True)
        # With its orders, nothing is left to decide but flows.
        self._left = None if self.start is None else self.search.settle(x0, goal, self.clock.left())
        if self._left is None:
            self._left = self._with_other_orders(x0, runs, goal)
        return self._left

    def _with_other_orders(self, x0: Vector, runs: Mask, goal: Goal) -> Vector | None:
        """The same runs with the best orders for them."""
        lower, upper = self.arrays.lower.copy(), self.arrays.upper.copy()
        lower[runs] = upper[runs] = x0[runs]
        guide = solve_linear(
            self.arrays,
            goal.objective,
            seconds=self.clock.left(),
            extra=goal.rows,
            lower=lower,
            upper=upper,
        ).values
        if guide is None:
            return None
        rounded = self.with_orders_of(guide, x0)
        first = self.search.settle(rounded, goal, self.clock.left())
        found = solve_mixed(
            self.arrays,
            goal.objective,
            seconds=min(self.clock.left(), max(0.5, _SHARE * self.clock.limit)),
            extra=goal.rows,
            lower=lower,
            upper=upper,
            hint=rounded if first is None else first,
            relative_gap=_GAP,
            offset=goal.offset,
        )
        best = found.values
        if best is None or (first is not None and goal.value(first) < goal.value(best)):
            return first
        best[self.arrays.integer] = np.round(best[self.arrays.integer])
        return best

    def with_orders_of(self, guide: Vector, x0: Vector) -> Vector:
        """Whole columns with the orders of a continuous plan, rounded up to what suppliers sell."""
        orders = np.full(len(x0), np.nan)
        place_orders(self.v, guide, orders)
        rounded = np.where(np.isnan(orders), x0, orders)
        set_flags(self.v, rounded)
        return rounded

    def _decided_units(self) -> dict[RunKey, float]:
        """Runs of the plan in force where something can be decided, frozen runs before."""
        frozen = self.problem.opening.frozen_weeks
        later = planned_units(self.v, self.problem.plan_in_force)
        units = {key: amount for key, amount in later.items() if key[3] >= frozen}
        for run in self.problem.opening.frozen_runs:
            t = self.v.horizon.index(run.week)
            if 0 <= t < frozen:
                key = (run.workshop, run.product, run.operation, t)
                units[key] = units.get(key, 0.0) + float(run.units)
        return units

    def _says(self, units: dict[RunKey, float], x: Vector) -> bool:
        """Whether columns say exactly these units: all of them can be made there, in whole lots."""
        if any(amount > _EPS and key not in self.v.lots for key, amount in units.items()):
            return False
        return all(
            abs(sum(float(x[c]) * a for c, a in self.v.made(*key)) - amount) <= 1e-3
            for key, amount in units.items()
            if key in self.v.lots
        )

    def kept_value(self, name: LevelName) -> float | None:
        """Value of a level in what is left of the plan in force; None: it need not be kept."""
        if self._left is None or name not in KEPT:
            return None
        x = self._with_shortfalls(self._left)
        return next(g.value(x) for g in self.goals if g.name == name)

    def _start_runs(self) -> dict[RunKey, float]:
        """What to start from: the plan in force, or the plan that was given."""
        if self.problem.plan_in_force:
            return self._decided_units()
        if self.start is None:
            return {}
        return planned_units(self.v, runs_of(self.problem, self.start))
