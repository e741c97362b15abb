"""The first plans: follow continuous plans in whole lots, in a second or two.

Several continuous plans of the same levels are followed, which deliver more or less ahead of time, and each
again with more for those who fell short of their target. The best is where the search starts from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from optimizer.solver.bounds import FLOOR
from optimizer.solver.dispatch import Tuning
from optimizer.solver.goals import LevelGoal, level_goals
from optimizer.solver.in_force import InForce
from optimizer.solver.leximin import FairTargets
from optimizer.solver.linear import INF, ExtraRow, Outcome, Vector, solve_mixed
from optimizer.solver.pin_repair import kept_pins
from optimizer.solver.search import Goal

# Up to so many whole columns HiGHS is given the whole model at once, level by level.
SMALL = 260
# Of the time limit, what the relaxation may take before the search begins.
_RELAXATION_SHARE = 0.35
TUNINGS = (
    Tuning(buffer_lots=0, look_ahead_weeks=3),
    Tuning(buffer_lots=4, look_ahead_weeks=3),
    Tuning(buffer_lots=10, look_ahead_weeks=3),
)
# What unmet and late are held to beyond their bounds where an exact hold leads nowhere, relative.
_LITTLE = 1e-4
# So many guides are followed in vain before pins are looked for by searching.
_GUIDES_FOR_PINS = 2
_BALANCING_ROUNDS = 3
# Seconds for one more guide: at least, and as a part of the time limit.
_LEAST_GUIDE, _LONGEST_GUIDE = 1.0, 0.05
# (price of delivering less than so many weeks ahead, those weeks, price of making a week later), as parts
# of what a unit costs: guides for the first plan.
_MARGINS = (
    (0.08, 2, 0.005),
    (0.08, 1, 0.0005),
    (0.01, 2, 0.005),
    (0.5, 2, 0.0005),
    (0.08, 3, 0.005),
    (0.01, 1, 0.0),
    (0.5, 1, 0.0),
    (0.5, 3, 0.02),
    (0.02, 2, 0.001),
    (0.02, 3, 0.001),
    (0.2, 4, 0.01),
    (0.2, 2, 0.002),
    (0.04, 1, 0.01),
    (0.04, 2, 0.0),
)


class FirstPlan(InForce):
    """From the relaxation to a first plan."""

    infeasible = False

    def relax(self) -> Vector | None:
        """Bounds of all levels and fair targets; a continuous plan to follow (None: no plan at all)."""
        self.goals = level_goals(self.v, self.preset, 0.0, plain=self.plain_targets)
        by_name = {g.name: g for g in self.goals}
        self.rows = {g.name: self.relaxation.add(ExtraRow(g.vector, -INF, INF)) for g in self.goals}
        self.bounds = {g.name: FLOOR for g in self.goals}
        self.cheapest_bound = FLOOR
        self._add_target_rows()
        if self.start is not None or (self.is_huge and self.problem.plan_in_force):
            self._start_from_runs()
        if self.is_big and self._early is None:
            self._early = self.rough_start()
        if self.is_huge:
            if self._early is not None:
                worth = by_name["cost"].value(self._early)
                self.goals = level_goals(self.v, self.preset, worth, plain=self.plain_targets)
            return self.guide
        soonest: Vector | None = None
        for name in ("unmet", "late"):
            # Nothing is less than 0: a plan that is there already proves it.
            is_least = self._early is not None and by_name[name].value(self._early) <= 1e-6
            if not is_least:
                solution = self._minimise(by_name[name])
                if solution is None:
                    return self._guide_so_far()
                soonest = solution.values
            self._hold(by_name[name], self.bounds[name])
        guide = self._cheapest(by_name["cost"], soonest)
        if guide is None:
            return self._guide_so_far()
        worth = by_name["cost"].value(guide)
        self.goals = level_goals(self.v, self.preset, abs(worth), plain=self.plain_targets)
        self._use_targets(FairTargets(self._shares(), dict.fromkeys(self.loads, "")))
        self._early_plan(guide)
        if self.only_on_time:
            return guide  # who only asks whether it can be on time asks for no fair targets
        self._set_targets()
        for goal in self.goals[2:]:
            if self.quick and goal.name == "steadiness":
                break
            if self.clock.spent() > _RELAXATION_SHARE * self.clock.limit:
                return guide  # the bounds come at the end; plans are worth more now
            solution = self._minimise(goal)
            if solution is None:
                return guide
            if goal.name == "steadiness":  # a guide need not be steady
                continue
            slack = self.slack(goal.name, self.bounds[goal.name])
            self._hold(goal, self.bounds[goal.name] + 0.5 * slack)
            guide = solution.values
        return guide

    def _cheapest(self, cost: LevelGoal, soonest: Vector | None) -> Vector | None:
        """The cheapest continuous plan as soon as can be; where none comes out, the soonest one.

        Levels held exactly at what they can reach sometimes leave the solvers too little room.
        """
        solution = self._minimise(cost)
        if solution is None:
            for goal in self.goals[:2]:
                self._hold(goal, self.bounds[goal.name] + _LITTLE * (1 + self.bounds[goal.name]))
            solution = self._minimise(cost)
        if solution is None or solution.values is None:
            return soonest
        self.cheapest_bound = self.bounds["cost"]
        return solution.values

    def _guide_so_far(self) -> Vector | None:
        """What to follow when the clock ends early: what the early plan followed, or that plan."""
        return self._early if self._early is None or self.guide is None else self.guide

    def _early_plan(self, guide: Vector) -> None:
        """A plan that follows the cheapest continuous one, before anything slower is asked.

        Until the fair targets are known, each workshop's share stands for its target.
        """
        goal = self._goal(0, [], following=True)
        x = self._follow(guide, TUNINGS[0], goal)
        rough = None if self._early is None else self._with_shortfalls(self._early)
        if x is not None and (rough is None or goal.value(x) < goal.value(rough)):
            self._early = x
            self._tell(x, force=True)

    def first_plan(self, guide: Vector) -> Vector | None:
        """A whole plan that follows a continuous one; None when none was found.

        Several continuous plans of the same levels are followed, which deliver more or less ahead of
        time: rounding makes the one late and not the other. The best plan is kept.
        """
        goal = self._goal(0, [], following=True)
        if self.is_huge:
            x = self._early
            x = self._follow(guide, TUNINGS[0], goal) if x is None else x
            return self._with_pins(guide, goal) if x is None and self.v.pins else x
        began = self.clock.spent()
        most = min(2.5, 0.08 * self.clock.limit)
        if self.only_on_time:
            most = 0.2 * self.clock.limit
        best = None if self._early is None else self._with_shortfalls(self._early)
        for position, following in enumerate(self._guides(guide)):
            if best is None and self.v.pins and position == _GUIDES_FOR_PINS:
                break
            for tuning in TUNINGS:
                if best is not None and (
                    self.clock.spent() - began > most
                    or (self.only_on_time and self._is_on_time(best))
                    or (self.quick and self._is_good(best))
                ):
                    return best
                if self.only_on_time:
                    x = self._follow(following, tuning, goal)
                else:
                    x = self._balanced(following, tuning, goal)
                if x is not None and (best is None or goal.value(x) < goal.value(best)):
                    self._tell(x, force=best is None)
                    best = x
        if best is None and self.v.pins:
            best = self._with_pins(guide, goal)
        return self._any_plan(goal) if best is None else best

    def _with_pins(self, guide: Vector, goal: Goal) -> Vector | None:
        """A plan by search when no simulation keeps the pins; half of the time is left for more."""
        half = 0.5 * self.clock.left()
        return kept_pins(
            self.v,
            self.arrays,
            self.search,
            [(guide, tuning) for tuning in TUNINGS],
            goal,
            lambda: self.clock.left() - half,
        )

    def _balanced(self, guide: Vector, tuning: Tuning, goal: Goal) -> Vector | None:
        """Follow a guide, then again with more for those who fell short of their target."""
        best = self._follow(guide, tuning, goal)
        if best is None:
            return best
        boost = dict.fromkeys(self.loads, 1.0)
        x = best
        for _ in range(_BALANCING_ROUNDS):
            for w, (load, past) in self.loads.items():
                made = past + float(load @ x)
                if made > 0 and self.targets.minutes[w] > 0:
                    factor = boost[w] * self.targets.minutes[w] / made
                    boost[w] = min(1.15, max(0.9, factor))
            again = self._follow(guide, replace(tuning, boost=tuple(boost.items())), goal)
            if again is None:
                break
            x = again
            if goal.value(x) < goal.value(best):
                best = x
        return best

    def _start_from_runs(self) -> None:
        """The plan to start from as one of this problem, judged by the key's shares for now."""
        self._use_targets(FairTargets(self._shares(), dict.fromkeys(self.loads, "")))
        x = self.from_runs(self._start_runs())
        if x is not None:
            self._early = x
            self._tell(x, force=True)

    def _is_on_time(self, x: Vector) -> bool:
        """Whether unmet and late are at their bounds."""
        return all(g.value(x) <= self.bounds[g.name] + self._tolerance(g) for g in self.goals[:2])

    def _guides(self, guide: Vector) -> Iterator[Vector]:
        """Continuous plans within the rows of the levels: as found, then with more and more margin."""
        yield guide
        if self.parts.size <= SMALL:
            return
        cost = next(g for g in self.goals if g.name == "cost")
        units = sum(float(d.quantity) for d in self.problem.demands) or 1.0
        unit = max(1e-3, abs(self.bounds["cost"]) / units)
        for ahead, weeks, early in _MARGINS:
            vector = cost.vector.copy()
            for d in self.problem.demands:
                due = self.v.due(d)
                for t in range(max(0, due - weeks + 1), self.v.weeks):
                    if (d.id, t) in self.v.delivered:
                        vector[self.v.delivered[d.id, t]] += ahead * unit * (t - due + weeks)
            for (_, p, _, t), column in self.v.lots.items():
                vector[column] += early * unit * t * self.v.lot(p)
            # One that takes long is not worth its time: there are others, and the search itself.
            most = max(_LEAST_GUIDE, _LONGEST_GUIDE * self.clock.limit)
            seconds = max(0.1, min(most, self.clock.left()))
            solution = self.relaxation.minimise(vector, seconds, stubborn=False)
            if solution.values is not None:
                yield solution.values

    def _any_plan(self, goal: Goal) -> Vector | None:
        """Any plan at all from HiGHS, with all the time there is.

        When there are pins, some of it is kept for telling which of them stand in the way.
        """
        kept = 0.5 if not self.v.pins else max(0.5, min(8.0, 0.3 * self.clock.left()))
        solution = solve_mixed(
            self.arrays,
            goal.objective,
            seconds=max(0.1, self.clock.left() - kept),
            extra=goal.rows,
            offset=goal.offset,
            relative_gap=0.2,
        )
        self.infeasible = solution.outcome is Outcome.INFEASIBLE
        if solution.values is not None:
            solution.values[self.arrays.integer] = np.round(solution.values[self.arrays.integer])
        return solution.values
