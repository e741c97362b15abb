"""The levels, one after the other: each searched within its share of the time, then held for the next.

Every level is held where it ended, or at its bound plus slack if that is more.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from optimizer.solver.bounds import FLOOR
from optimizer.solver.first_plan import SMALL, TUNINGS
from optimizer.solver.goals import SHARE_OF_TIME, LevelGoal
from optimizer.solver.guided import Beside, Guided, WholePurchases
from optimizer.solver.huge_search import HugeSearch
from optimizer.solver.linear import INF, ExtraRow, Outcome, Solution, Vector, solve_mixed
from optimizer.solver.rough_start import NOT_AWAITED
from optimizer.solver.search import Goal, Guide, Shared

# Of the time limit, what is kept for a plan without fairness (its price), and for steadiness.
_CHEAPEST_SHARE = 0.06
_STEADINESS_SHARE = 0.1
# When there is a plan in force: being near to it matters more than the last cents.
_DISTANCE_SHARE = 0.25
# Of a level's time, what the second core spends on a better bound; under so many seconds there is none.
_BOUND_SHARE = 0.6
_LEAST_FOR_TWO = 1.5
# Where a part may stop: a lot that is late weighs ten times as much, one that is unfair five times.
_PART_GAPS = {"unmet": 2e-3, "late": 2e-3, "fairness_largest": 5e-4, "fairness_sum": 5e-4}
# Seconds for one part of a fairness level.
_LONGEST_PART = 1.2


class LevelSearch(HugeSearch):
    """One planning, level by level."""

    def run(self, x: Vector) -> Vector:
        """All levels; the best plan when the clock ends."""
        total = self.clock.left()
        if self.is_huge:
            return self.search_by_areas(x)
        if self.quick and self._is_good(x):
            return x
        self._tell(x, force=True)
        held: list[ExtraRow] = []
        held_limits: list[float] = []
        for position, goal in enumerate(self._searched()):
            began = self.clock.spent()
            if (self.quick and self._is_good(x)) or (goal.name == "steadiness" and self._stays(x)):
                break
            if goal.name == "fairness_largest" and not self.plain_targets:
                self._targets_for(x)
                x = self._with_shortfalls(x)
            self._bound_again(position, held_limits)
            budget = SHARE_OF_TIME[goal.name] * total
            if self.only_on_time:
                budget = total
            if position == len(self.goals) - 1:
                budget = total
            later = self._later(position)
            x = self._level(x, position, held, min(budget, self.clock.left() - later))
            if goal.name == "cost" and self.preset != "economique" and not self.quick:
                self._look_for_cheapest(x, held)
            bound = self.bounds[goal.name]
            kept = self.kept_value(goal.name)
            limit = max(goal.value(x), bound + self.slack(goal.name, bound), kept or 0.0)
            if goal.name in ("unmet", "late", "fast"):
                limit = goal.value(x)
            held.append(self._row(goal, limit))
            held_limits.append(limit)
            self.limits[goal.name] = limit
            if goal.name == "late":
                self._close_what_late_forbids(x)
            self.seconds[goal.name] = self.clock.spent() - began
            self._tell(x, force=True)
        return x

    def _stays(self, x: Vector) -> bool:
        """Whether everything is made as in the plan in force: how steadily is then decided as well."""
        away = next((g for g in self.goals if g.name == "distance"), None)
        return away is not None and away.value(x) <= self._tolerance(away) + 1e-6

    def _searched(self) -> list[LevelGoal]:
        if self.only_on_time:
            return self.goals[:2]
        return [g for g in self.goals if g.name not in NOT_AWAITED] if self.quick else self.goals

    def _bound_again(self, position: int, limits: list[float]) -> None:
        """Bound of a level under what the levels before it are really held to."""
        goal = self.goals[position]
        if position < 2 or (self.quick and goal.name != "cost"):
            return
        for k, before in enumerate(self.goals):
            self._hold(before, limits[k] if k < position else INF)
        if self._minimise(goal) is None:
            self.bounds[goal.name] = FLOOR

    def _close_what_late_forbids(self, x: Vector) -> None:
        """When everything can be on time, nothing is delivered late any more and the tail is empty.

        The rows on unmet and late say so already; said by bounds, every later problem is smaller.
        """
        unmet, late = self.goals[:2]
        if unmet.value(x) > self._tolerance(unmet) or late.value(x) > self._tolerance(late):
            return
        self._close_late(x)

    def _close_late(self, x: Vector) -> None:
        """Close late deliveries and the tail, but for what a plan that is on time makes there."""
        upper = self.arrays.upper
        due = {d.id: self.v.due(d) for d in self.problem.demands}
        for (d, t), column in self.v.delivered.items():
            if t > due[d] and x[column] < 1e-6:
                upper[column] = 0.0
        last = self.v.horizon.last_due
        for columns in (self.v.lots, self.v.incomplete, self.v.running):
            for (_, _, _, t), column in columns.items():
                if t > last and x[column] < 1e-6:
                    upper[column] = 0.0
        self.relaxation.bound_columns(self.arrays.lower, upper)

    def _reserve(self) -> float:
        """Seconds kept for the last bounds and the verification."""
        return min(2.0, 0.15 + 0.04 * self.clock.limit)

    def _later(self, position: int) -> float:
        """Seconds that a level leaves to what comes after it."""
        names = [g.name for g in self.goals[position:]]
        seconds = self._reserve()
        if names[0] == "cost" and self.preset != "economique":
            seconds += _CHEAPEST_SHARE * self.clock.limit
        if "steadiness" in names[1:]:
            seconds += _STEADINESS_SHARE * self.clock.limit
        if "distance" in names[1:] and names[0] not in ("unmet", "late"):
            seconds += _DISTANCE_SHARE * self.clock.limit
        return seconds

    def _targets_for(self, x: Vector) -> None:
        """Fair targets again when unmet or late ended above the continuous values."""
        moved = False
        for goal in self.goals[:2]:
            if goal.value(x) > self.bounds[goal.name] + 10 * self._tolerance(goal):
                moved = True
        if moved:
            for goal in self.goals[:2]:
                self._hold(goal, goal.value(x))
            for goal in self.goals[2:]:
                self._hold(goal, INF)
            self._set_targets()

    def _is_enough(self, goal: LevelGoal, x: Vector) -> bool:
        bound = self.bounds[goal.name]
        if self.quick:
            return self._is_good_at(goal, x)
        kept = self.kept_value(goal.name)
        if kept is not None and goal.value(x) <= kept + 1e-6 * (1 + abs(kept)):
            return True
        slack = self.slack(goal.name, bound)
        if goal.name == "cost":
            slack = 1e-5 * abs(bound)
        elif slack:
            slack *= 0.98
        return goal.value(x) <= bound + slack + 1e-6 + 1e-9 * abs(goal.offset)

    def _level(self, x: Vector, position: int, held: list[ExtraRow], budget: float) -> Vector:
        goal = self.goals[position]
        end = self.clock.spent() + budget

        def left() -> float:
            return end - self.clock.spent()

        def enough(candidate: Vector) -> bool:
            self.on_progress("search", goal.name, goal.value(candidate), self.bounds[goal.name])
            if self.quick and self._is_good(candidate):
                return True
            return self._is_enough(goal, candidate)

        if budget <= 0.05 or enough(x):
            return x
        mixed = self._goal(position, held)
        if self.parts.size <= SMALL:
            return self._whole(x, goal, held, left())
        x = self._search_by_two(x, goal, mixed, enough, left)
        if goal.name != "cost" and left() > 0.5 and not enough(x):
            x = self._whole(x, goal, held, left())
        return x

    def _search_by_two(
        self,
        x: Vector,
        goal: LevelGoal,
        mixed: Goal,
        enough: Callable[[Vector], bool],
        left: Callable[[], float],
    ) -> Vector:
        """Search for a level on two cores, which share the best plan but not the parts.

        For the cost, the second one first finds a better bound.
        """
        is_cost = goal.name == "cost"
        searched = Goal(goal.vector, goal.offset, mixed.rows) if is_cost else mixed
        shared = Shared(searched, x)
        bound = self.bounds[goal.name]
        purchases = WholePurchases(self.v, self.arrays, searched)
        # On time comes before everything: its parts are never cut short.
        most = 1.5 if goal.name in ("unmet", "late") else max(0.5, min(_LONGEST_PART, left() / 6))
        if is_cost:
            most = max(0.5, min(2.0, left() / 6))
        short, weeks = self._short(x), self._late_weeks(x)

        def search(seconds: Callable[[], float], is_main: bool) -> None:
            guide: Guide | None = None
            if is_cost:
                guided = Guided(self.arrays, self.parts, searched, bound, seconds, purchases)
                guide = guided.rounds if is_main else guided.larger
            elif goal.name == "late" and self.problem.plan_in_force:
                # Far from the plan in force, windows of weeks hold too little of what moves together.
                alone = Goal(goal.vector, goal.offset, mixed.rows)
                guide = Guided(self.arrays, self.parts, alone, bound, seconds).rounds
            self.search.improve(
                x,
                searched,
                enough=enough if is_main else lambda _: False,
                seconds_left=seconds,
                on_better=self._tell if is_main else lambda _: None,
                most_seconds=most,
                level=goal.name,
                first=short,
                weeks=weeks,
                gap=_PART_GAPS.get(goal.name, 2e-5),
                guided=guide,
                shared=shared,
                turn=0 if is_main else 1,
            )

        def beside(seconds: Callable[[], float]) -> None:
            if is_cost:
                purchases.solve(x, _BOUND_SHARE * seconds())
            search(seconds, is_main=False)

        second = Beside(left() - 0.3, beside) if left() > _LEAST_FOR_TWO else None
        wait = 0.0  # when somebody who is told of plans ends this one by an exception
        try:
            search(left, is_main=True)
            wait = left() + 0.4
        finally:
            if second is not None:
                second.stop(wait)
        best = shared.best()[0]
        self._raise_bound(goal, purchases.bound, best)
        return best

    def _late_weeks(self, x: Vector) -> list[int]:
        """Weeks in which something is delivered late, or is due and never comes."""
        weeks: set[int] = set()
        for d in self.problem.demands:
            due = self.v.due(d)
            arrived = [
                t
                for t in range(self.v.weeks)
                if (d.id, t) in self.v.delivered and x[self.v.delivered[d.id, t]] > 1e-6
            ]
            total = sum(x[self.v.delivered[d.id, t]] for t in arrived)
            weeks.update(t for t in arrived if t > due)
            if total < self.v.still_due(d) - 1e-6:
                weeks.add(max(0, due))
        return sorted(weeks)

    def _short(self, x: Vector) -> list[str]:
        """Workshops below their target, the worst first."""
        short = {
            w: self.targets.minutes[w] - past - float(load @ x)
            for w, (load, past) in self.loads.items()
        }
        least = 0.05 * self.slack("fairness_sum", 0.0)
        return sorted((w for w in short if short[w] > least), key=lambda w: -short[w])

    def _whole(self, x: Vector, goal: LevelGoal, held: list[ExtraRow], seconds: float) -> Vector:
        """The whole model for one level alone: a proof, if time allows."""
        solution = solve_mixed(
            self.arrays,
            goal.vector,
            seconds=seconds,
            extra=[*self.target_rows(), *held],
            # From a hint HiGHS has called tiny models optimal that were not.
            hint=None if self.parts.size <= SMALL else x,
            relative_gap=1e-7,
            offset=goal.offset,
        )
        return self._take(x, goal, solution)

    def _raise_bound(self, goal: LevelGoal, bound: float, x: Vector) -> None:
        """Remember a bound of the whole model under what the levels before are held to.

        ``x``: a plan within the same rows; a bound that it refutes is a solver's mistake.
        """
        if np.isfinite(bound) and bound <= goal.value(x) + 1e-6 * (1 + abs(bound)):
            known = self.proven_bounds.get(goal.name, -INF)
            self.proven_bounds[goal.name] = max(known, bound)
            self.proven_under[goal.name] = dict(self.limits)
            self._raise_to(goal.name, bound, self.limits)

    def _take(self, x: Vector, goal: LevelGoal, solution: Solution) -> Vector:
        best = x
        if solution.values is not None:
            values = solution.values.copy()
            values[self.arrays.integer] = np.round(values[self.arrays.integer])
            if goal.value(values) < goal.value(x) - 1e-9 * (1 + abs(goal.value(x))):
                best = values
        self._raise_bound(goal, solution.bound, best)
        return best

    def _look_for_cheapest(self, x: Vector, held: list[ExtraRow]) -> None:
        """How cheap the order would be without fairness: a plan for the price of fairness."""
        cost = next(g for g in self.goals if g.name == "cost")
        budget = min(self.clock.left() - self._reserve(), _CHEAPEST_SHARE * self.clock.limit)
        if budget <= 0.2:
            return
        end = self.clock.spent() + budget
        for level in self.goals[2:]:
            self._hold(level, INF)
        guide = self.relaxation.minimise(cost.vector, budget)
        if guide.outcome is Outcome.OPTIMAL:
            # Under what unmet and late are held to now, which may be more than their bounds were.
            self.cheapest_bound = max(FLOOR, guide.objective + cost.offset)
        elif any(self.limits[g.name] > self._tolerance(g) for g in self.goals[:2]):
            self.cheapest_bound = FLOOR
        goal = Goal(cost.vector, cost.offset, [*self.target_rows(), *held[:2]])
        cheapest = x
        for tuning in TUNINGS:
            if guide.values is None:
                break
            y = self._follow(guide.values, tuning, goal)
            if y is not None and goal.value(y) < goal.value(cheapest):
                cheapest = y
        cheapest = self.search.improve(
            cheapest,
            goal,
            enough=lambda y: goal.value(y) <= self.cheapest_bound * 1.0005,
            seconds_left=lambda: end - self.clock.spent(),
            on_better=lambda _: None,
            most_seconds=max(0.3, budget / 6),
        )
        self.cheapest = (goal.value(cheapest), self.cheapest_bound)
