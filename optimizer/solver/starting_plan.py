"""A plan to start from: the whole columns of another plan, as they are or followed week by week."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimizer.solver.dispatch import Dispatch, Tuning
from optimizer.solver.linear import ExtraRow, Vector
from optimizer.solver.rough_start import RoughStart
from optimizer.solver.search import Goal
from optimizer.solver.variables import RunKey
from optimizer.solver.warm_start import (
    as_columns,
    moved_to_open_weeks,
)

# What a later level weighs while an earlier one is searched.
_LATER_WEIGHT = 0.1
# A plan that is followed is whole already: nothing runs ahead of it.
EXACTLY = Tuning(buffer_lots=0, look_ahead_weeks=0)


class StartingPlan(RoughStart):
    """What can be made of a plan that is there before the planning begins."""

    def from_runs(self, planned: Mapping[RunKey, float]) -> Vector | None:
        """A whole plan of this problem that makes what is planned, as far as it can.

        Orders are those of the plan to start from. Followed week by week when it cannot stay as it is:
        what no longer fits into a week is made later, and by whoever has time. None when that misses a
        rule as well.
        """
        whole = as_columns(self.v, planned, self.start)
        upper, mine = self.arrays.upper, self.arrays.integer
        if not self.is_huge and np.all(whole[mine] <= upper[mine] + 1e-6):
            kept = self._settled_as_it_is(whole)
            if kept is not None:
                return kept
        guide = as_columns(self.v, moved_to_open_weeks(self.v, planned), self.start)
        self.guide = guide
        if self.is_huge:
            return self._simulated(guide, EXACTLY)
        return self._follow(guide, EXACTLY, self._goal(0, [], following=True))

    def _settled_as_it_is(self, whole: Vector) -> Vector | None:
        goal = self._goal(0, [], following=True)
        return self.search.settle(whole, goal, self.clock.left())

    def _follow(self, guide: Vector, tuning: Tuning, goal: Goal) -> Vector | None:
        """The simulation of a guide with its best flows; None when it missed a rule."""
        whole = Dispatch(self.v, guide, tuning).simulate()
        mine = self.arrays.integer
        if np.any(whole[mine] > self.arrays.upper[mine] + 1e-6):
            return None
        start = np.where(mine, np.nan_to_num(whole), 0.0)
        return self.search.settle(start, goal, self.clock.left())

    def _goal(self, position: int, held: list[ExtraRow], *, following: bool = False) -> Goal:
        """Minimise one level with a little of those after it, the ones before held by rows.

        ``following``: the later ones at their full price, to compare first plans.
        """
        vector = np.zeros(len(self.arrays.lower))
        offset = 0.0
        for k, goal in enumerate(self.goals[position:]):
            weight = goal.weight
            if goal.name == "steadiness" and k:
                continue
            weight *= 1.0 if k == 0 or following else _LATER_WEIGHT
            vector += weight * goal.vector
            offset += weight * goal.offset
        return Goal(vector, offset, [*self.target_rows(), *held])
