"""The levels, one after the other: bounds from the relaxation, a first plan, then better and better ones.

Every level is held where it ended (or at its bound plus slack, if that is more) while the next ones are
searched. Bounds printed with a plan hold given the printed values of the levels before them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np

from optimizer.capacity import Capacities
from optimizer.fairness import key_weights, largest_lot_minutes
from optimizer.plan import LevelName, Preset
from optimizer.problem import FairnessKey, Problem
from optimizer.solver import objective
from optimizer.solver.constraints import add_constraints, total_minutes
from optimizer.solver.dispatch import Dispatch, Tuning
from optimizer.solver.goals import SHARE_OF_TIME, LevelGoal, level_goals, slack_of
from optimizer.solver.leximin import FairTargets, fair_targets
from optimizer.solver.linear import INF, ExtraRow, Outcome, Solution, Vector, solve_mixed
from optimizer.solver.purchases import add_purchases
from optimizer.solver.relaxation import Relaxation
from optimizer.solver.search import Goal, Parts, Search
from optimizer.solver.variables import Variables

# Up to so many whole columns HiGHS is given the whole model at once, level by level.
_SMALL = 260
_LATER_WEIGHT = 0.1
# Of the time limit, what the fair targets may take.
_LEXIMIN_SHARE = 0.2
# Likewise what is kept for a plan without fairness (its price), and for steadiness.
_CHEAPEST_SHARE = 0.06
_STEADINESS_SHARE = 0.1
# A bound that always holds: no level and no price is negative.
_FLOOR = 0.0
_TUNINGS = (
    Tuning(buffer_lots=0, look_ahead_weeks=3),
    Tuning(buffer_lots=4, look_ahead_weeks=3),
    Tuning(buffer_lots=10, look_ahead_weeks=3),
)
_BALANCING_ROUNDS = 3
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


def build_variables(problem: Problem, *, more_hours: bool = False) -> Variables:
    """The whole model of a problem: columns and rows."""
    v = Variables(problem, Capacities(problem), more_hours=more_hours)
    add_purchases(v)
    add_constraints(v)
    objective.add_shortfalls(v)
    objective.add_steps(v)
    return v


@dataclass(slots=True)
class Clock:
    """Seconds since the start, and what is left until the end of planning."""

    limit: float
    start: float = field(default_factory=time.monotonic)

    def spent(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.start

    def left(self) -> float:
        """Seconds until the end."""
        return self.limit - self.spent()


@dataclass(frozen=True, slots=True)
class Found:
    """A plan in the making: columns, targets, bounds per level, seconds per level."""

    x: Vector
    targets: FairTargets
    bounds: dict[LevelName, float]
    seconds: dict[LevelName, float]
    cheapest: tuple[float, float] | None


class LevelSearch:
    """One planning: model, relaxation and search, for one preset and key.

    Args:
        problem: without errors.
        preset, key: order of levels and fairness key.
        plain_targets: targets are weight share × total, not leximin.
        only_on_time: stop as soon as a plan is complete and on time.
        clock: of the whole planning.
        on_found: told of every better plan; may ignore it.
        on_progress: told what is going on: phase, level, value, bound.
    """

    def __init__(
        self,
        problem: Problem,
        preset: Preset,
        key: FairnessKey,
        *,
        plain_targets: bool,
        only_on_time: bool = False,
        clock: Clock,
        on_found: Callable[[Found], None],
        on_progress: Callable[[str, LevelName | None, float | None, float | None], None],
    ) -> None:
        self.problem = problem
        self.preset = preset
        self.key = key
        self.plain_targets = plain_targets
        self.only_on_time = only_on_time
        self.clock = clock
        self.on_found = on_found
        self.on_progress = on_progress
        self.seconds: dict[LevelName, float] = {}
        self.bounds: dict[LevelName, float] = {}
        self.proven_bounds: dict[LevelName, float] = {}
        self.proven_under: dict[LevelName, dict[LevelName, float]] = {}
        self.limits: dict[LevelName, float] = {}
        self.cheapest: tuple[float, float] | None = None
        self.targets = FairTargets({}, {})
        self._last_told = 0.0
        self._early: Vector | None = None

    # -- building ------------------------------------------------------------------------------

    def build(self) -> None:
        """The model and its relaxation."""
        v = build_variables(self.problem)
        self.v = v
        self.arrays = v.model.freeze()
        self.relaxation = Relaxation(self.arrays)
        self.parts = Parts(v, self.arrays)
        self.search = Search(self.arrays, self.parts)
        self.weights = {w: float(x) for w, x in key_weights(self.problem, self.key).items()}
        self.loads = {}
        for w in self.problem.workshops:
            terms, past = objective.load_of(v, w.id)
            self.loads[w.id] = (v.model.dense(terms), past)

    def _tolerance(self, goal: LevelGoal) -> float:
        """How far a row on a level is opened so that rounding in the solver cannot close it."""
        return 1e-6 + 1e-9 * abs(goal.offset) + 1e-9 * abs(self.bounds.get(goal.name, 0.0))

    def slack(self, name: LevelName, bound: float) -> float:
        """What later levels may give back."""
        return slack_of(self.v, name, bound, plain=self.plain_targets)

    def _row(self, goal: LevelGoal, limit: float) -> ExtraRow:
        return ExtraRow(goal.vector, -INF, limit - goal.offset + self._tolerance(goal))

    # -- relaxation ----------------------------------------------------------------------------

    def relax(self) -> Vector | None:
        """Bounds of all levels and fair targets; a continuous plan to follow (None: no plan at all)."""
        self.goals = level_goals(self.v, self.preset, 0.0, plain=self.plain_targets)
        by_name = {g.name: g for g in self.goals}
        self.rows = {g.name: self.relaxation.add(ExtraRow(g.vector, -INF, INF)) for g in self.goals}
        self.bounds = {g.name: _FLOOR for g in self.goals}
        self.cheapest_bound = _FLOOR
        self._add_target_rows()
        for name in ("unmet", "late"):
            if self._minimise(by_name[name]) is None:
                return None
            self._hold(by_name[name], self.bounds[name])
        free = self._minimise(by_name["cost"])
        if free is None or free.values is None:
            return None
        guide: Vector | None = free.values
        self.cheapest_bound = self.bounds["cost"]
        self.goals = level_goals(
            self.v, self.preset, abs(self.bounds["cost"]), plain=self.plain_targets
        )
        self._use_targets(FairTargets(self._shares(), dict.fromkeys(self.loads, "")))
        self._early_plan(free.values)
        if not self.only_on_time:
            self._set_targets()
        for goal in () if self.only_on_time else self.goals[2:]:
            solution = self._minimise(goal)
            if solution is None:
                return guide
            if goal.name == "steadiness":  # a guide need not be steady
                continue
            slack = self.slack(goal.name, self.bounds[goal.name])
            self._hold(goal, self.bounds[goal.name] + 0.5 * slack)
            guide = solution.values
        return guide

    def _hold(self, goal: LevelGoal, limit: float) -> None:
        """Hold a level at a limit in the relaxation; an infinite limit opens it."""
        if limit < INF:
            limit += self._tolerance(goal) - goal.offset
        self.relaxation.bound_row(self.rows[goal.name], -INF, limit)

    def _minimise(self, goal: LevelGoal) -> Solution | None:
        solution = self.relaxation.minimise(goal.vector, max(0.1, self.clock.left()))
        if goal.name == "unmet" and solution.outcome is Outcome.INFEASIBLE:
            self.infeasible = True  # nothing is held yet: the data admit no plan
        if solution.outcome is not Outcome.OPTIMAL:
            return None
        bound = solution.objective + goal.offset
        small = 1e-7 * (1 + 1e-3 * abs(goal.offset))
        if goal.name in ("unmet", "late", "fast") and abs(bound) < small:
            bound = 0.0
        self.bounds[goal.name] = max(bound, _FLOOR)
        return solution

    def _early_plan(self, guide: Vector) -> None:
        """A plan that follows the cheapest continuous one, before anything slower is asked.

        Until the fair targets are known, each workshop's share stands for its target.
        """
        x = self._follow(guide, _TUNINGS[0], self._goal(0, [], following=True))
        if x is not None:
            self._early = x
            self._tell(x, force=True)

    def _shares(self) -> dict[str, float]:
        """Fair share of each workshop, standard minutes."""
        total = total_minutes(self.v)
        return {w: self.weights[w] * total for w in self.weights}

    def _set_targets(self) -> None:
        """Leximin targets for the unmet and late of the rows."""
        shares = self._shares()
        end = self.clock.spent() + _LEXIMIN_SHARE * self.clock.limit
        found = None
        if not self.plain_targets:
            found = fair_targets(
                self.relaxation,
                self.v.ratio,
                self.loads,
                shares,
                self.v.row_tags,
                lambda: min(end, self.clock.limit) - self.clock.spent(),
            )
        self._use_targets(found or FairTargets(shares, dict.fromkeys(shares, "")))

    def _use_targets(self, found: FairTargets) -> None:
        """Targets, rounded down to a millionth, into the rows of the relaxation."""
        self.targets = FairTargets(
            {w: float(int(m * 1e6)) / 1e6 for w, m in found.minutes.items()}, found.reasons
        )
        for w, index in self._target_rows.items():
            self.relaxation.bound_row(index, self.targets.minutes[w] - self.loads[w][1], INF)

    def _add_target_rows(self) -> None:
        """Rows on the shortfalls, open until there are targets."""
        self.targets = FairTargets(dict.fromkeys(self.loads, 0.0), dict.fromkeys(self.loads, ""))
        self._target_rows = {
            w: self.relaxation.add(ExtraRow(row.coefficients, -INF, INF))
            for w, row in zip(self.loads, self.target_rows(), strict=True)
        }

    def target_rows(self) -> list[ExtraRow]:
        """Shortfall + load ≥ target, per workshop."""
        rows = []
        for w, (load, past) in self.loads.items():
            coefficients = load.copy()
            coefficients[self.v.shortfall[w]] = 1.0
            rows.append(ExtraRow(coefficients, self.targets.minutes[w] - past, INF))
        return rows

    def final_bounds(self, x: Vector, printed: Mapping[LevelName, Decimal]) -> None:
        """Bounds given the printed values of this plan at the levels before.

        A printed value may lie above the model's (whole lots of a movement, the last step of a
        workshop): the rows take the larger one, under which every plan as good stays.
        """
        for goal in self.goals:
            self._hold(goal, INF)
        loose = False
        ends: dict[LevelName, float] = {}
        for goal in self.goals:
            if self._minimise(goal) is None and loose:
                # Without time, the bound under what the levels before were held to: but these held
                # the model's cost and steadiness, and the printed ones may be more.
                self.bounds[goal.name] = _FLOOR
            loose = loose or goal.name in ("cost", "steadiness")
            proven = self.proven_bounds.get(goal.name)
            # A bound of the whole model holds under what the levels before were held to, no looser.
            if proven is not None and proven > goal.value(x) + 1e-6 * (1 + abs(proven)):
                proven = None  # this very plan refutes it
            if proven is not None and all(
                ends[name] <= limit + 1e-6 * (1 + abs(limit))
                for name, limit in self.proven_under[goal.name].items()
            ):
                self.bounds[goal.name] = max(self.bounds[goal.name], proven)
            ends[goal.name] = max(goal.value(x), float(printed[goal.name]))
            self._hold(goal, ends[goal.name])

    # -- first plan ----------------------------------------------------------------------------

    def first_plan(self, guide: Vector) -> Vector | None:
        """A whole plan that follows a continuous one; None when none was found.

        Several continuous plans of the same levels are followed, which deliver more or less ahead of
        time: rounding makes the one late and not the other. The best plan is kept.
        """
        goal = self._goal(0, [], following=True)
        began = self.clock.spent()
        most = min(2.5, 0.08 * self.clock.limit)
        best = None if self._early is None else self._with_shortfalls(self._early)
        for following in self._guides(guide):
            for tuning in _TUNINGS:
                if best is not None and (
                    self.clock.spent() - began > most
                    or (self.only_on_time and self._is_on_time(best))
                ):
                    return best
                x = self._balanced(following, tuning, goal)
                if x is not None and (best is None or goal.value(x) < goal.value(best)):
                    self._tell(x, force=best is None)
                    best = x
        return self._any_plan(goal) if best is None else best

    def _balanced(self, guide: Vector, tuning: Tuning, goal: Goal) -> Vector | None:
        """Follow a guide, then again with more for those who fell short of their target."""
        best = self._follow(guide, tuning, goal)
        if self.only_on_time or best is None:
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

    def _is_on_time(self, x: Vector) -> bool:
        """Whether unmet and late are at their bounds."""
        return all(g.value(x) <= self.bounds[g.name] + self._tolerance(g) for g in self.goals[:2])

    def _guides(self, guide: Vector) -> Iterator[Vector]:
        """Continuous plans within the rows of the levels: as found, then with more and more margin."""
        yield guide
        if self.parts.size <= _SMALL:
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
            solution = self.relaxation.minimise(vector, max(0.1, self.clock.left()))
            if solution.values is not None:
                yield solution.values

    def _follow(self, guide: Vector, tuning: Tuning, goal: Goal) -> Vector | None:
        """The simulation of a guide with its best flows; None when it missed a rule."""
        whole = Dispatch(self.v, guide, tuning).simulate()
        mine = self.arrays.integer
        if np.any(whole[mine] > self.arrays.upper[mine] + 1e-6):
            return None
        start = np.where(mine, np.nan_to_num(whole), 0.0)
        return self.search.settle(start, goal, self.clock.left())

    def _any_plan(self, goal: Goal) -> Vector | None:
        """Any plan at all from HiGHS, with all the time there is."""
        solution = solve_mixed(
            self.arrays,
            goal.objective,
            seconds=max(0.1, self.clock.left() - 0.5),
            extra=goal.rows,
            offset=goal.offset,
            relative_gap=0.2,
        )
        self.infeasible = solution.outcome is Outcome.INFEASIBLE
        if solution.values is not None:
            solution.values[self.arrays.integer] = np.round(solution.values[self.arrays.integer])
        return solution.values

    infeasible = False

    # -- searching -----------------------------------------------------------------------------

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

    def run(self, x: Vector) -> Vector:
        """All levels; the best plan when the clock ends."""
        total = self.clock.left()
        self._tell(x, force=True)
        held: list[ExtraRow] = []
        held_limits: list[float] = []
        for position, goal in enumerate(self.goals[:2] if self.only_on_time else self.goals):
            began = self.clock.spent()
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
            if goal.name == "cost" and self.preset != "economique":
                self._look_for_cheapest(x, held)
            bound = self.bounds[goal.name]
            limit = max(goal.value(x), bound + self.slack(goal.name, bound))
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

    def _bound_again(self, position: int, limits: list[float]) -> None:
        """Bound of a level under what the levels before it are really held to."""
        goal = self.goals[position]
        if position < 2:
            return
        for k, before in enumerate(self.goals):
            self._hold(before, limits[k] if k < position else INF)
        if self._minimise(goal) is None:
            self.bounds[goal.name] = _FLOOR

    def _close_what_late_forbids(self, x: Vector) -> None:
        """When everything can be on time, nothing is delivered late any more and the tail is empty.

        The rows on unmet and late say so already; said by bounds, every later problem is smaller.
        """
        unmet, late = self.goals[:2]
        if unmet.value(x) > self._tolerance(unmet) or late.value(x) > self._tolerance(late):
            return
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
        slack = self.slack(goal.name, bound)
        if goal.name == "cost":
            slack = 1e-5 * abs(bound)
        elif slack:
            slack *= 0.9
        return goal.value(x) <= bound + slack + 1e-6 + 1e-9 * abs(goal.offset)

    def _level(self, x: Vector, position: int, held: list[ExtraRow], budget: float) -> Vector:
        goal = self.goals[position]
        end = self.clock.spent() + budget

        def left() -> float:
            return end - self.clock.spent()

        def enough(candidate: Vector) -> bool:
            self.on_progress("search", goal.name, goal.value(candidate), self.bounds[goal.name])
            return self._is_enough(goal, candidate)

        if budget <= 0.05 or enough(x):
            return x
        mixed = self._goal(position, held)
        if self.parts.size <= _SMALL:
            return self._whole(x, goal, held, left())
        helper: _Background | None = None
        if goal.name == "cost" and budget > 4.0:
            helper = _Background(self, goal, held, budget - 0.5, x)
        x = self.search.improve(
            x,
            mixed,
            enough=enough,
            seconds_left=left,
            on_better=self._tell,
            most_seconds=max(0.5, min(2.0, budget / 6)),
            level=goal.name,
            first=self._short(x),
            weeks=self._late_weeks(x),
            gap=1e-4 if goal.name.startswith("fairness") else 2e-5,
        )
        if helper is not None:
            if not enough(x):
                x = helper.join(x, self.clock)
        elif left() > 0.5 and not enough(x):
            x = self._whole(x, goal, held, left())
        return x

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

    def _with_shortfalls(self, x: Vector) -> Vector:
        """The same plan with the shortfalls that the targets of the moment mean."""
        x = x.copy()
        worst = 0.0
        lot = float(largest_lot_minutes(self.problem))
        for w, (load, past) in self.loads.items():
            short = max(0.0, self.targets.minutes[w] - past - float(load @ x))
            x[self.v.shortfall[w]] = short
            worst = max(worst, short - lot)
        x[self.v.largest_shortfall] = max(0.0, worst)
        return x

    def _whole(self, x: Vector, goal: LevelGoal, held: list[ExtraRow], seconds: float) -> Vector:
        """The whole model for one level alone: a proof, if time allows."""
        solution = solve_mixed(
            self.arrays,
            goal.vector,
            seconds=seconds,
            extra=[*self.target_rows(), *held],
            # From a hint HiGHS has called tiny models optimal that were not.
            hint=None if self.parts.size <= _SMALL else x,
            relative_gap=1e-7,
            offset=goal.offset,
        )
        return self._take(x, goal, solution)

    def _take(self, x: Vector, goal: LevelGoal, solution: Solution) -> Vector:
        if np.isfinite(solution.bound):
            known = self.proven_bounds.get(goal.name, -INF)
            self.proven_bounds[goal.name] = max(known, solution.bound)
            self.proven_under[goal.name] = dict(self.limits)
            self.bounds[goal.name] = max(self.bounds[goal.name], solution.bound)
        if solution.values is not None:
            values = solution.values.copy()
            values[self.arrays.integer] = np.round(values[self.arrays.integer])
            if goal.value(values) < goal.value(x) - 1e-9 * (1 + abs(goal.value(x))):
                return values
        return x

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
        goal = Goal(cost.vector, cost.offset, [*self.target_rows(), *held[:2]])
        cheapest = x
        for tuning in _TUNINGS:
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

    def _tell(self, x: Vector, *, force: bool = False) -> None:
        """Hand a better plan over, at most every two seconds unless forced."""
        if not force and self.clock.spent() - self._last_told < 2.0:
            return
        self._last_told = self.clock.spent()
        self.on_found(self.found(x))

    def found(self, x: Vector) -> Found:
        """The plan with what is known of it."""
        return Found(x, self.targets, dict(self.bounds), dict(self.seconds), self.cheapest)

    def settled(self, x: Vector) -> Vector:
        """Continuous columns at a corner, where flows are whole; unmet, late, fast, then cost."""
        vector = np.zeros(len(x))
        for goal in self.goals:
            weight = {"unmet": 1e6, "late": 1e4, "fast": 1e3, "cost": 1.0}.get(goal.name, 0.0)
            if weight:
                vector += weight * goal.vector
        # Nothing pays for semi-finished pieces lying about; without this they may travel months early.
        vector[list(self.v.stock.values())] += 0.01
        vector[list(self.v.hub_stock.values())] += 0.005
        # Divisible products: what is made is continuous, and is not to change any more.
        runs = np.zeros(len(x), dtype=bool)
        runs[list(self.v.lots.values())] = True
        runs &= ~self.arrays.integer
        settled = self.search.settle(x, Goal(vector, 0.0, self.target_rows()), 20.0, runs)
        return x if settled is None else settled


class _Background:
    """The whole model on the second core: a better bound, perhaps a better plan."""

    def __init__(
        self,
        levels: LevelSearch,
        goal: LevelGoal,
        held: list[ExtraRow],
        seconds: float,
        hint: Vector,
    ) -> None:
        self._levels = levels
        self._goal = goal
        self._solution: Solution | None = None
        self._end = levels.clock.spent() + seconds
        rows = [*levels.target_rows(), *held]

        def work() -> None:
            self._solution = solve_mixed(
                levels.arrays,
                goal.vector,
                seconds=seconds,
                extra=rows,
                hint=hint,
                relative_gap=1e-5,
                offset=goal.offset,
            )

        self._thread = threading.Thread(target=work, daemon=True)
        self._thread.start()

    def join(self, x: Vector, clock: Clock) -> Vector:
        """Wait until its time is over; the better plan of the two."""
        self._thread.join(max(0.0, self._end - clock.spent()) + 0.4)
        if self._solution is None:
            return x
        return self._levels._take(x, self._goal, self._solution)
