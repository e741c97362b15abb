"""A good plan at once, from the plan of a similar problem: for pages and studies that ask "what if".

Instead of all levels one after the other: fair targets, the plan to start from as it is or a whole plan
near to it, the bound of the cost. What is not good by then is searched as usual, up to where it is good.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from optimizer.plan import LevelName
from optimizer.solver.bounds import FLOOR
from optimizer.solver.dispatch import Tuning
from optimizer.solver.goals import LevelGoal, level_goals
from optimizer.solver.levels import LevelSearch
from optimizer.solver.leximin import FairTargets
from optimizer.solver.linear import INF, ExtraRow, Outcome, Vector
from optimizer.solver.nearby import ANY, CLOSELY, EVERYTHING, WIDELY, Nearby, Rounding
from optimizer.solver.relaxation import Relaxation
from optimizer.solver.rough_start import GOOD_COST, NOT_AWAITED
from optimizer.solver.search import Goal
from optimizer.solver.warm_start import as_columns, planned_units, runs_of

_FAIRNESS: tuple[LevelName, ...] = ("fairness_largest", "fairness_sum")
# Price of a minute moved away, as a part of what a minute of work costs.
_AWAY = 1.5
# Of what a quick plan may miss, how much its continuous plan is held to.
_HELD = 0.8
# Of the time limit, and seconds at least, for the whole numbers of one attempt.
_SHARE = 0.1
_LEAST = 0.6
# Of what the cost of a quick plan may miss, what whole numbers may cost more than the continuous plan.
_DEARER = 0.5
# So many continuous plans are looked at closely before any is looked at widely: the second costs little.
_CLOSE_LOOKS = 2
# Of the time limit, for all attempts: those that are begun are ended.
_SHARE_OF_ATTEMPTS = 0.5
# What unmet and late are held to beyond their bounds, relative.
_LITTLE = 1e-4
# Of the time left, for whole numbers between a late plan and the continuous one.
_SHARE_OF_BETWEEN = 0.4
_TUNINGS = (
    Tuning(buffer_lots=0, look_ahead_weeks=0),
    Tuning(buffer_lots=0, look_ahead_weeks=3),
    Tuning(buffer_lots=4, look_ahead_weeks=3),
)


class QuickSearch(LevelSearch):
    """One planning that starts from another plan and stops when its own is good.

    ``is_awaited``: somebody looks at every plan, also before its cost is bounded.
    """

    is_awaited = False
    _near_but_late: Vector | None = None

    @property
    def is_warm(self) -> bool:
        """Whether there is a plan to be near to and an order small enough for linear programmes."""
        return bool(self.v.near[0]) and not self.is_huge

    def warm_plan(self) -> Vector | None:
        """A whole plan near to the one to start from; None: plan as if there were none.

        One that is late is only kept beside: what is found without it may be sooner.
        """
        x = self._warm_plan()
        if x is not None and (self.quick or self.problem.plan_in_force or self._is_on_time(x)):
            return x
        # Nothing else of this attempt stays behind.
        self.arrays.upper[:] = self._open_upper
        self.relaxation = Relaxation(self.arrays)
        self.held.clear()
        self.under.clear()
        self._near_but_late = x
        return None

    def first_plan(self, guide: Vector) -> Vector | None:
        """The first plan, or the one near to the plan to start from where that is sooner."""
        x = super().first_plan(guide)
        near = None if self._near_but_late is None else self._with_shortfalls(self._near_but_late)
        return self._better(x, near)

    def _warm_plan(self) -> Vector | None:
        self._began = (time.monotonic(), time.thread_time())
        x0 = as_columns(self.v, self._start_runs(), self.start)
        self._prepare_levels(x0)
        self._open_upper = self.arrays.upper.copy()
        as_it_is = self.keep_plan() if self.problem.plan_in_force else self._as_it_is(x0)
        if not self._hopeful_targets():
            if not self._set_timeliness(as_it_is):
                return None
            self._set_targets()
        best = None if as_it_is is None else self._with_shortfalls(as_it_is)
        last = self._hold_levels()
        if best is None or not self._is_near_enough(best, last):
            best = self._near_plan(x0, self._better(best, self._given_plan()))
        if best is None:
            return None
        if self.quick and not self._is_on_time(best) and not self._is_good(best):
            best = self._with_other_guides(best)
        if last is not None:
            if self.quick and self.is_awaited:
                self._tell(best, force=True)  # who looks on need not wait for the bound of the cost
            self._bound_last(last, best)
        return best

    def _given_plan(self) -> Vector | None:
        """The plan that was given, when it is another one than the plan in force."""
        if self.start is None or not self.problem.plan_in_force:
            return None
        given = planned_units(self.v, runs_of(self.problem, self.start))
        x = self._as_it_is(as_columns(self.v, given, self.start))
        return None if x is None else self._with_shortfalls(x)

    def _better(self, one: Vector | None, other: Vector | None) -> Vector | None:
        return min((x for x in (one, other) if x is not None), key=self._worth, default=None)

    def _must_be_late(self) -> bool:
        return any(self.bounds[g.name] > self._tolerance(g) for g in self.goals[:2])

    def _with_other_guides(self, best: Vector) -> Vector:
        """A late plan, or a better one that follows plans that have nothing to do with the old one."""
        for goal in self.goals[:2]:
            self._hold(goal, self.bounds[goal.name] + _LITTLE * (1 + self.bounds[goal.name]))
        cost = next(g for g in self.goals if g.name == "cost")
        guide = self.relaxation.minimise(cost.vector, max(0.1, self.clock.left()))
        if guide.values is None:
            return best
        self._early = best
        other = self.first_plan(guide.values)
        better = self._better(best, other)
        return best if better is None else better

    # -- what is held -------------------------------------------------------------------------

    def _prepare_levels(self, x0: Vector) -> None:
        """Levels, their rows and bounds before anything is known.

        Args:
            x0: the plan to start from. Its cost says what a unit that is late is worth beside a cent,
                where the plan brings no figures: the later part of a plan has none.
        """
        levels = () if self.start is None else self.start.levels
        worth = float(next((x.value for x in levels if x.name == "cost"), 0))
        if worth <= 0:
            plain = level_goals(self.v, self.preset, 0.0, plain=self.plain_targets)
            worth = next(g for g in plain if g.name == "cost").value(x0)
        self.goals = level_goals(self.v, self.preset, max(0.0, worth), plain=self.plain_targets)
        self.rows = {g.name: self.relaxation.add(ExtraRow(g.vector, -INF, INF)) for g in self.goals}
        self.bounds = {g.name: FLOOR for g in self.goals}
        self.cheapest_bound = FLOOR
        self._add_target_rows()
        self._use_targets(FairTargets(self._shares(), dict.fromkeys(self.loads, "")))

    def _as_it_is(self, x0: Vector) -> Vector | None:
        """The plan with its best flows, when its whole columns can stay; unmet and late at 0 at best."""
        mine = self.arrays.integer
        if np.any(x0[mine] > self.arrays.upper[mine] + 1e-6):
            return None
        return self._settled_as_it_is(x0)

    def _hopeful_targets(self) -> bool:
        """Targets with everything on time, as it was in the plan to start from; False: it cannot be.

        Saves the question whether it can be where the answer is mostly yes.
        """
        levels = () if self.start is None else self.start.levels
        was_on_time = [x.value <= 0 for x in levels if x.name in ("unmet", "late")]
        if self.plain_targets or not was_on_time or not all(was_on_time):
            return False
        self._hold_on_time()
        if self._set_targets():
            return True
        for goal in self.goals[:2]:
            self._hold(goal, INF)
        self.arrays.upper[:] = self._open_upper
        self.relaxation.bound_columns(self.arrays.lower, self.arrays.upper)
        return False

    def _hold_on_time(self) -> None:
        for goal in self.goals[:2]:
            self._hold(goal, FLOOR)
        self._close_late(np.zeros(len(self.arrays.lower)))

    def _set_timeliness(self, x: Vector | None) -> bool:
        """Bounds of unmet and late; what late forbids is closed. False: no plan was found at all."""
        unmet, late = self.goals[:2]
        if x is None or not self._is_on_time(x):
            both = unmet.vector + late.weight / unmet.weight * late.vector
            solution = self.relaxation.minimise(both, self.clock.left())
            if solution.outcome is not Outcome.OPTIMAL or solution.values is None:
                return False
            if not self._is_on_time(solution.values):
                return self._hold_what_is_late()
        self._hold_on_time()
        return True

    def _hold_what_is_late(self) -> bool:
        """Bounds of unmet and late when something has to be; held with a little room for GLOP."""
        for goal in self.goals[:2]:
            if self._minimise(goal) is None:
                return False
            self._hold(goal, self.bounds[goal.name] + _LITTLE * (1 + self.bounds[goal.name]))
        return True

    def _hold_levels(self) -> LevelGoal | None:
        """Hold every level that somebody waits for, with a part of what it may miss.

        Returns:
            the cost when it comes last of them: its bound is needed at the end only.
        """
        awaited = [g for g in self.goals[2:] if g.name not in NOT_AWAITED]
        for position, goal in enumerate(awaited):
            if goal.name == "cost" and goal is awaited[-1]:
                return goal
            is_first = all(g.name in _FAIRNESS for g in awaited[:position])
            # By what they are, the continuous plan reaches the targets all at once.
            reached = goal.name in _FAIRNESS and is_first and not self.plain_targets
            if not reached:
                self._minimise(goal)
            self._hold(goal, self.bounds[goal.name] + _HELD * self._room(goal))
        return None

    def _bound_last(self, last: LevelGoal, x: Vector) -> None:
        """The bound of the cost under what the plan reaches."""
        for goal in self.goals:
            if goal is last:
                break
            self._hold(goal, max(self.bounds[goal.name], goal.value(x)))
        self._minimise(last)

    # -- plans --------------------------------------------------------------------------------

    def _is_near_enough(self, x: Vector, last: LevelGoal | None) -> bool:
        """Whether a plan is good, the cost apart when its bound is not known yet."""
        return all(self._is_good_at(goal, x) for goal in self.goals if goal is not last)

    def _near_plan(self, x0: Vector, best: Vector | None) -> Vector | None:
        """The best of some attempts to find a whole plan near to the one to start from."""
        goal = self._goal(0, [], following=True)
        if self.start is None:
            x0 = self._ordered(x0)
        nearby = Nearby(self.v, self.arrays, self.parts, self.search, self.relaxation, x0)
        found = [] if best is None else [best]
        if self._must_be_late():
            for g in self.goals[:2]:  # whole lots are a little later; how much, the prices decide
                self._hold(g, self.bounds[g.name] + self._room(g))
            nearest = nearby.nearest(ANY, self._prices(), self.clock.left())
            guides = [] if nearest is None else [nearest]
        else:
            on_time, guides = self._attempts(nearby, goal)
            if on_time is not None:
                return on_time  # what else is missing, the search finds sooner
        self.arrays.upper[:] = self._open_upper
        self.relaxation.bound_columns(self.arrays.lower, self.arrays.upper)
        found += self._followed(guides, goal)
        best = min(found, key=self._worth, default=None)
        if best is None or not guides or not self._must_be_late():
            return best
        if self.is_awaited or not self.quick:
            self._tell(best, force=True)
        return nearby.between(best, guides[-1], goal, _SHARE_OF_BETWEEN * self.clock.left())

    def _attempts(self, nearby: Nearby, goal: Goal) -> tuple[Vector | None, list[Vector]]:
        """A whole plan that is on time, if one is found; the continuous plans on the way there."""
        # On a machine with other work, a second of the clock is less of a second of computing.
        busy = (time.monotonic() - self._began[0]) / max(1e-3, time.thread_time() - self._began[1])
        most = max(_LEAST * min(3.0, max(1.0, busy)), _SHARE * self.clock.limit)
        share = _SHARE_OF_ATTEMPTS if self.quick else _SHARE
        end = self.clock.spent() + max(_LEAST, share * self.clock.left())
        rows = [*goal.rows, *self._rows_of_good()]

        def looked(ways: Iterable[tuple[Rounding, Vector]]) -> Vector | None:
            for rounding, guide in ways:
                if self.clock.spent() < end:
                    held = replace(goal, rows=[*rows, *self._not_dear(guide)])
                    x = nearby.whole(guide, held, min(most, self.clock.left()), rounding)
                    if x is not None and self._is_on_time(x):
                        return x
            return None

        guides: list[Vector] = []
        for attempt in nearby.attempts():
            if self.clock.spent() > end:
                break
            guide = nearby.nearest(attempt, self._prices(), self.clock.left())
            if guide is None:
                continue
            guides.append(guide)
            x = looked([(CLOSELY, guide)])
            if x is None and len(guides) == _CLOSE_LOOKS:
                x = looked((*itertools.product(WIDELY, guides), (EVERYTHING, guides[0])))
            elif x is None and len(guides) > _CLOSE_LOOKS:
                x = looked((rounding, guide) for rounding in WIDELY)
            if x is not None:
                return x, guides
        if len(guides) < _CLOSE_LOOKS:
            return looked(itertools.product((*WIDELY, EVERYTHING), guides)), guides
        return None, guides

    def _rows_of_good(self) -> list[ExtraRow]:
        """Rows that hold a plan to what is good, as far as that is known: on time, and fair."""
        held = (*self.goals[:2], *(g for g in self.goals[2:] if g.name in _FAIRNESS))
        return [
            self._row(g, self.bounds[g.name] + self._room(g))
            for g in held
            if g.name not in _FAIRNESS or self.quick
        ]

    def _not_dear(self, guide: Vector) -> list[ExtraRow]:
        """A row that keeps whole numbers near to the cost of a continuous plan: the bound comes later."""
        cost = next(g for g in self.goals if g.name == "cost")
        value = cost.value(guide)
        return [self._row(cost, value + _DEARER * GOOD_COST * abs(value))] if self.quick else []

    def _worth(self, x: Vector) -> tuple[float, float, float]:
        """Unmet, late, then everything else at its price."""
        unmet, late = (round(g.value(x), 3) for g in self.goals[:2])
        return unmet, late, self._goal(2, [], following=True).value(x)

    def _prices(self) -> tuple[float, Vector]:
        """What a minute moved away costs, and everything else per column."""
        by_name = {g.name: g for g in self.goals}
        minute = by_name["fairness_sum"].weight
        others = by_name["cost"].vector + minute * by_name["fairness_sum"].vector
        for goal in self.goals[:2] if self._must_be_late() else ():
            others = others + goal.weight * goal.vector
        return _AWAY * minute, others

    def _ordered(self, x0: Vector) -> Vector:
        """The plan in force says no orders: those of the nearest continuous plan, rounded up."""
        minute, others = self._prices()
        away = self.v.model.dense(self.v.near[0])
        guide = self.relaxation.minimise(minute * away + others, max(0.1, self.clock.left()))
        return x0 if guide.values is None else self.with_orders_of(guide.values, x0)

    def _followed(self, guides: list[Vector], goal: Goal) -> list[Vector]:
        """What follows continuous plans week by week, late or not."""
        ways = ((guide, tuning) for guide in guides for tuning in _TUNINGS)
        plans = (self._follow(guide, tuning, goal) for guide, tuning in ways)
        return [x for x in plans if x is not None]
