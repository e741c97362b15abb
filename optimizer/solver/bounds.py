"""What a planning stands on: the model, its relaxation, the levels with their bounds, the fair targets.

Bounds printed with a plan hold given the printed values of the levels before them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np

from optimizer.capacity import Capacities
from optimizer.fairness import key_weights, largest_lot_minutes
from optimizer.instructions import PlannedRun
from optimizer.plan import LevelName, Plan, Preset
from optimizer.problem import FairnessKey, Problem
from optimizer.solver import objective
from optimizer.solver.constraints import add_constraints, total_minutes
from optimizer.solver.goals import LevelGoal, slack_of
from optimizer.solver.leximin import FairTargets, fair_targets
from optimizer.solver.linear import INF, ExtraRow, Outcome, Solution, Vector
from optimizer.solver.purchases import add_purchases
from optimizer.solver.relaxation import Relaxation
from optimizer.solver.search import Goal, Parts, Search
from optimizer.solver.variables import Variables
from optimizer.solver.warm_start import runs_of

# Of the time limit, what the fair targets may take.
_LEXIMIN_SHARE = 0.2
# And one linear programme.
_LONGEST_SHARE = 0.3
# A bound that always holds: no level and no price is negative.
FLOOR = 0.0


def build_variables(
    problem: Problem, *, more_hours: bool = False, near: tuple[PlannedRun, ...] = ()
) -> Variables:
    """The whole model of a problem: columns and rows.

    Args:
        near: runs to stay near to; without them those of the plan in force. ``v.near`` is how far a
            plan is from them.
    """
    centred = replace(problem, plan_in_force=near) if near else problem
    v = Variables(centred, Capacities(problem), more_hours=more_hours)
    add_purchases(v)
    add_constraints(v)
    objective.add_shortfalls(v)
    objective.add_steps(v)
    objective.add_moves(v)
    v.near = objective.distance(v)
    v.problem = problem
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
    """A plan in the making: columns, targets, bounds per level, seconds per level.

    ``is_settled``: its flows are whole already and need no linear programme. ``under``: per level, what
    the others were held to when its bound was found; it holds for plans within that.
    """

    x: Vector
    targets: FairTargets
    bounds: dict[LevelName, float]
    seconds: dict[LevelName, float]
    cheapest: tuple[float, float] | None
    is_settled: bool = False
    under: dict[LevelName, dict[LevelName, float]] = field(default_factory=dict)


class LevelBounds:
    """One planning: model, relaxation and search, for one preset and key.

    Args:
        problem: without errors.
        preset, key: order of levels and fairness key.
        plain_targets: targets are weight share × total, not leximin.
        only_on_time: stop as soon as a plan is complete and on time.
        quick: stop as soon as a plan is good (:mod:`optimizer.solver.quick`).
        start: a plan of a similar problem to start from.
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
        quick: bool = False,
        start: Plan | None = None,
        clock: Clock,
        on_found: Callable[[Found], None],
        on_progress: Callable[[str, LevelName | None, float | None, float | None], None],
    ) -> None:
        self.problem = problem
        self.preset = preset
        self.key = key
        self.plain_targets = plain_targets
        self.only_on_time = only_on_time
        self.quick = quick
        self.start = start
        self.clock = clock
        self.on_found = on_found
        self.on_progress = on_progress
        self.seconds: dict[LevelName, float] = {}
        self.bounds: dict[LevelName, float] = {}
        self.proven_bounds: dict[LevelName, float] = {}
        self.proven_under: dict[LevelName, dict[LevelName, float]] = {}
        self.limits: dict[LevelName, float] = {}
        self.held: dict[LevelName, float] = {}
        self.under: dict[LevelName, dict[LevelName, float]] = {}
        self.cheapest: tuple[float, float] | None = None
        self.targets = FairTargets({}, {})
        self.goals: list[LevelGoal] = []
        self.rows: dict[LevelName, int] = {}
        self._last_told = 0.0
        self._early: Vector | None = None
        self.guide: Vector | None = None  # what the early plan followed

    def build(self) -> None:
        """The model and its relaxation."""
        v = build_variables(self.problem, near=self._near())
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

    def _near(self) -> tuple[PlannedRun, ...]:
        """What a plan stays near to when nothing is in force: the one to start from."""
        if self.problem.plan_in_force or self.start is None:
            return ()
        return runs_of(self.problem, self.start)

    def _tolerance(self, goal: LevelGoal) -> float:
        """How far a row on a level is opened so that rounding in the solver cannot close it."""
        return 1e-6 + 1e-9 * abs(goal.offset) + 1e-9 * abs(self.bounds.get(goal.name, 0.0))

    def slack(self, name: LevelName, bound: float) -> float:
        """What later levels may give back."""
        return slack_of(self.v, name, bound, plain=self.plain_targets)

    def _row(self, goal: LevelGoal, limit: float) -> ExtraRow:
        return ExtraRow(goal.vector, -INF, limit - goal.offset + self._tolerance(goal))

    def _shares(self) -> dict[str, float]:
        """Fair share of each workshop, standard minutes."""
        total = total_minutes(self.v)
        return {w: self.weights[w] * total for w in self.weights}

    def _set_targets(self) -> bool:
        """Leximin targets for the unmet and late of the rows; False: the shares themselves instead."""
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
        return found is not None

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

    def _hold(self, goal: LevelGoal, limit: float) -> None:
        """Hold a level at a limit in the relaxation; an infinite limit opens it."""
        self.held[goal.name] = limit
        if limit < INF:
            limit += self._tolerance(goal) - goal.offset
        self.relaxation.bound_row(self.rows[goal.name], -INF, limit)

    def _minimise(self, goal: LevelGoal) -> Solution | None:
        most = min(self.clock.left(), _LONGEST_SHARE * self.clock.limit)
        solution = self.relaxation.minimise(goal.vector, max(0.1, most))
        if goal.name == "unmet" and solution.outcome is Outcome.INFEASIBLE:
            self.infeasible = True  # nothing is held yet: the data admit no plan
        if solution.outcome is not Outcome.OPTIMAL:
            return None
        bound = solution.objective + goal.offset
        small = 1e-7 * (1 + 1e-3 * abs(goal.offset))
        if goal.name in ("unmet", "late", "fast") and abs(bound) < small:
            bound = 0.0
        self.bounds[goal.name] = max(bound, FLOOR)
        self.under[goal.name] = {n: x for n, x in self.held.items() if n != goal.name and x < INF}
        return solution

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
                self.bounds[goal.name] = FLOOR
            loose = loose or goal.name in ("cost", "steadiness")
            proven = self.proven_bounds.get(goal.name)
            # A bound of the whole model holds under what the levels before were held to, no looser.
            if proven is not None and proven > goal.value(x) + 1e-6 * (1 + abs(proven)):
                proven = None  # this very plan refutes it
            if proven is not None and all(
                ends[name] <= limit + 1e-6 * (1 + abs(limit))
                for name, limit in self.proven_under[goal.name].items()
            ):
                self._raise_to(goal.name, proven, self.proven_under[goal.name])
            ends[goal.name] = max(goal.value(x), float(printed[goal.name]))
            self._hold(goal, ends[goal.name])

    def _raise_to(self, name: LevelName, bound: float, under: Mapping[LevelName, float]) -> None:
        """Raise a bound to one that was found under other limits: it holds under both."""
        if bound > self.bounds[name]:
            self.bounds[name] = bound
            known = self.under.setdefault(name, {})
            for other, limit in under.items():
                known[other] = min(limit, known.get(other, INF))

    def _tell(self, x: Vector, *, force: bool = False) -> None:
        """Hand a better plan over, at most every two seconds unless forced."""
        if not force and self.clock.spent() - self._last_told < 2.0:
            return
        self._last_told = self.clock.spent()
        self.on_found(self.found(x))

    def found(self, x: Vector) -> Found:
        """The plan with what is known of it."""
        under = {name: dict(limits) for name, limits in self.under.items()}
        bounds, seconds = dict(self.bounds), dict(self.seconds)
        return Found(x, self.targets, bounds, seconds, self.cheapest, under=under)

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
        # Nor for a free shuttle; without this a workshop may send pieces to itself.
        vector[list(self.v.sent.values())] += 0.02
        # Nor for leaving the plan in force in what is not whole.
        vector[list(self.v.given_up.values())] += 1e-3
        # Divisible products: what is made is continuous, and is not to change any more.
        runs = np.zeros(len(x), dtype=bool)
        runs[list(self.v.lots.values())] = True
        runs &= ~self.arrays.integer
        settled = self.search.settle(x, Goal(vector, 0.0, self.target_rows()), 20.0, runs)
        return x if settled is None else settled

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
