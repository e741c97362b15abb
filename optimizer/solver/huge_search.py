"""The levels of a huge order, one after the other, each by areas."""

from __future__ import annotations

import numpy as np

from optimizer.solver.areas import Areas
from optimizer.solver.first_plan import FirstPlan
from optimizer.solver.goals import SHARE_OF_TIME, LevelGoal
from optimizer.solver.linear import INF, ExtraRow, Vector

# A level ends after so many areas in a row that brought nothing; the last one goes on.
_STUCK = 60


class HugeSearch(FirstPlan):
    """Improve a plan that no linear programme of the whole order can."""

    def search_by_areas(self, x: Vector) -> Vector:
        """All levels; the best plan when the clock ends."""
        areas = Areas(self.v, self.arrays, self.parts)
        tidy = self._tidy()
        held: list[ExtraRow] = []
        end = self.clock.limit - self._reserve_for_last()
        total = end - self.clock.spent()
        levels = self.goals[:2] if self.only_on_time else self.goals
        for position, goal in enumerate(levels):
            began = self.clock.spent()
            budget = SHARE_OF_TIME[goal.name] * total
            if goal is levels[-1]:
                budget = total
            until = min(end, began + budget)
            least = self.bounds[goal.name]
            x = areas.improve(
                x,
                self._goal(position, held),
                tidy,
                level=goal.name,
                late=self._late_places(x),
                short=self._off_target(x, below=True),
                rich=self._off_target(x, below=False),
                enough=lambda y, goal=goal, least=least: self._is_least(goal, y, least),  # type: ignore[misc]
                seconds_left=lambda until=until: until - self.clock.spent(),  # type: ignore[misc]
                on_better=self._tell,
                stuck_after=10**6 if goal is levels[-1] else _STUCK,
            )
            # Exactly where it ended: over many areas, a tolerance would be used up.
            held.append(ExtraRow(goal.vector, -INF, goal.value(x) - goal.offset + 1e-7))
            self.seconds[goal.name] = self.clock.spent() - began
        return x

    def _reserve_for_last(self) -> float:
        """Seconds for the last verification and bounds, from those that the first one took."""
        return min(0.4 * self.clock.limit, 0.5 + 2.5 * self._telling)

    def _is_least(self, goal: LevelGoal, x: Vector, least: float) -> bool:
        self.on_progress("search", goal.name, goal.value(x), least)
        if self.quick:
            return self._is_good_at(goal, x)
        slack = 0.9 * self.slack(goal.name, least) if goal.name.startswith("fairness") else 0.0
        return goal.value(x) <= least + slack + 1e-6 + 1e-9 * abs(goal.offset)

    def _tidy(self) -> Vector:
        """Flows without detours, whole, after the levels that flows decide."""
        vector = np.zeros(len(self.arrays.lower))
        for goal in self.goals:
            weight = {"unmet": 1e6, "late": 1e4, "fast": 1e3, "cost": 1.0}.get(goal.name, 0.0)
            vector += weight * goal.vector
        vector[list(self.v.stock.values())] += 0.01
        vector[list(self.v.hub_stock.values())] += 0.005
        vector[list(self.v.sent.values())] += 0.02
        return vector

    def _late_places(self, x: Vector) -> list[tuple[str, int]]:
        """Products and weeks in which they arrive late, or are due and never come; earliest first."""
        found: set[tuple[str, int]] = set()
        for d in self.problem.demands:
            due = self.v.due(d)
            came = 0.0
            for t in range(self.v.weeks):
                column = self.v.delivered.get((d.id, t))
                if column is not None and x[column] > 1e-6:
                    came += float(x[column])
                    if t > due:
                        found.add((d.product, t))
            if came < self.v.still_due(d) - 1e-6:
                found.add((d.product, max(0, due)))
        return sorted(found, key=lambda place: (place[1], place[0]))

    def _off_target(self, x: Vector, *, below: bool) -> list[str]:
        """Workshops short of their target, or beyond it, the furthest first."""
        off = {
            w: (self.targets.minutes[w] - past - float(load @ x)) * (1 if below else -1)
            for w, (load, past) in self.loads.items()
        }
        return sorted((w for w in off if off[w] > 1e-6), key=lambda w: (-off[w], w))
