"""Making a plan better: solve a part of it with everything else held, again and again.

A part is a set of whole columns (some weeks, some workshops, one operation, the purchases); the rest stays
at the plan in hand, so each problem is small, and HiGHS starts from the plan. Continuous columns are
always free. A part that brought nothing waits longer before its next turn, with more time.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.plan import LevelName
from optimizer.solver.linear import (
    Arrays,
    ExtraRow,
    Outcome,
    Solution,
    Vector,
    solve_linear,
    solve_mixed,
)
from optimizer.solver.variables import Variables

# So many parts in a row without any gain end a search.
_STUCK = 120

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Part:
    """Whole columns to solve again; ``patience``: how much more time than usual it is worth."""

    free: Mask
    patience: float = 1.0


@dataclass(frozen=True, slots=True)
class Goal:
    """What a search minimises, over which rows; ``offset`` makes the relative gap meaningful."""

    objective: Vector
    offset: float
    rows: Sequence[ExtraRow]

    def value(self, x: Vector) -> float:
        """Objective of a plan."""
        return float(self.objective @ x) + self.offset


class Shared:
    """The best plan of several searches for the same goal, at the same time."""

    def __init__(self, goal: Goal, x: Vector) -> None:
        self._lock = threading.Lock()
        self._best = (x, goal.value(x))

    def best(self) -> tuple[Vector, float]:
        """The plan and its value."""
        with self._lock:
            return self._best

    def offer(self, x: Vector, value: float) -> None:
        """Keep a plan if it is better."""
        with self._lock:
            if value < self._best[1]:
                self._best = (x, value)


class Parts:
    """The parts of a plan, by kind, from the place of each whole column."""

    def __init__(self, v: Variables, arrays: Arrays) -> None:
        n = len(arrays.lower)
        self.whole = arrays.integer
        self.week = np.full(n, -(10**6), dtype=np.int64)
        self.workshop = np.full(n, "", dtype=object)
        self.operation = np.full(n, "", dtype=object)
        self.product = np.full(n, "", dtype=object)
        self.buys = np.zeros(n, dtype=bool)
        for column, place in v.places.items():
            self.week[column] = place.week
            self.workshop[column] = place.workshop
            self.operation[column] = place.operation
            self.product[column] = place.product
            self.buys[column] = bool(place.offer)
        self.flags = np.zeros(n, dtype=bool)
        self.flags[list(v.takes_part.values())] = True
        self.weeks = v.weeks
        self.first = v.horizon.first_purchase
        self.workshops = [w.id for w in v.problem.workshops]
        self.products = [p.id for p in v.problem.products]
        self.size = int(self.whole.sum())

    def windows(self, width: int, shift: int) -> Iterator[Mask]:
        """Weeks ``width`` at a time, all workshops, purchases of those weeks too."""
        for start in range(-shift, self.weeks, width):
            window = (self.week >= start) & (self.week < start + width)
            if start <= 0:
                window |= self.buys & (self.week < 0)
            yield window & self.whole | self.flags

    def purchases(self) -> Iterator[Mask]:
        """All purchases."""
        yield self.buys & self.whole

    def pairs(self, width: int, shift: int) -> Iterator[Mask]:
        """Two workshops over half the weeks."""
        for a, b in itertools.combinations(self.workshops, 2):
            both = (self.workshop == a) | (self.workshop == b)
            for start in range(-shift, self.weeks, width):
                window = (self.week >= start) & (self.week < start + width)
                yield both & window & self.whole | self.flags

    def pairs_with(self, first: str, width: int, shift: int) -> Iterator[Mask]:
        """One workshop with each other one over some weeks."""
        mine = self.workshop == first
        for start in range(-shift, self.weeks, width):
            window = (self.week >= start) & (self.week < start + width)
            for w in self.workshops:
                if w != first:
                    yield (mine | (self.workshop == w)) & window & self.whole | self.flags

    def by_product(self, width: int, shift: int) -> Iterator[Mask]:
        """One product over some weeks."""
        for p in self.products:
            for start in range(-shift, self.weeks, width):
                window = (self.week >= start) & (self.week < start + width)
                yield (self.product == p) & window & self.whole | self.flags

    def alone(self, workshops: Sequence[str], width: int, shift: int) -> Iterator[Mask]:
        """One workshop over some weeks."""
        for w in workshops:
            for start in range(-shift, self.weeks, width):
                window = (self.week >= start) & (self.week < start + width)
                yield (self.workshop == w) & window & self.whole | self.flags

    def before(self, weeks: Sequence[int], width: int) -> Iterator[Mask]:
        """The weeks up to each of these, all workshops."""
        for last in weeks:
            yield (self.week > last - width) & (self.week <= last) & self.whole | self.flags

    def rounds(
        self, level: LevelName, first: Sequence[str], weeks: Sequence[int], turn: int = 0
    ) -> Iterator[Part]:
        """Parts without end, kinds taking turns; which kind leads depends on the level.

        Args:
            first: workshops to look at first (those that are short of their target).
            weeks: weeks to look at first (those in which something is late).
            turn: where to begin; two searches at the same time begin differently.
        """
        while True:
            if level == "cost":
                for purchases in self.purchases():
                    yield Part(purchases, 2.0)
            for free in self._turn(level, first, weeks, turn):
                yield Part(free)
            turn += 1

    def _turn(
        self, level: LevelName, first: Sequence[str], weeks: Sequence[int], turn: int
    ) -> Iterator[Mask]:
        """One turn of the windows, wider and shifted each time."""
        per_week = max(1.0, self.size / max(1, self.weeks))
        base = max(1, min(self.weeks, round(140 / per_week)))
        others = len(self.workshops)
        width = max(1, min(self.weeks, base + turn % 3))
        long = max(1, min(self.weeks, 140 * others // max(1, round(2 * per_week))))
        shift = turn * 2 % max(1, width)
        if level in ("unmet", "late"):
            yield from self.before(weeks, width + turn)
            yield from self.before(weeks, width + 2 + 2 * turn)
        if level == "steadiness":
            # Two searches at the same time begin at different ends.
            yield from self.alone(self.workshops[:: 1 - 2 * (turn % 2)], self.weeks, 0)
        yield from self.windows(width, shift)
        if level in ("fairness_largest", "fairness_sum"):
            for w in first:
                yield from self.pairs_with(w, 2 * long, turn * 5 % long)
        if others > 2 and level in ("cost", "steadiness"):
            yield from self.pairs(long, turn * 5 % long)
        if len(self.products) > 2:
            yield from self.by_product(min(self.weeks, 2 * width), turn * 3 % (2 * width))


# Given the plan in hand and the windows: the parts to solve, without end.
Guide = Callable[[Callable[[], Vector], Iterator[Part]], Iterator[Part]]


class Search:
    """Improve a plan towards a goal, part by part.

    Args:
        arrays: the model.
        parts: its parts.
    """

    def __init__(self, arrays: Arrays, parts: Parts) -> None:
        self.arrays = arrays
        self.parts = parts

    def held(self, x: Vector, free: Mask) -> tuple[Vector, Vector]:
        """Bounds of columns when whole columns outside ``free`` stay at the plan."""
        lower, upper = self.arrays.lower.copy(), self.arrays.upper.copy()
        fixed = self.arrays.integer & ~free
        value = np.round(x[fixed])
        lower[fixed] = value
        upper[fixed] = value
        return lower, upper

    def settle(
        self, x: Vector, goal: Goal, seconds: float, held: Mask | None = None
    ) -> Vector | None:
        """The best continuous columns for the whole columns of ``x``; None when there are none.

        ``held``: continuous columns that stay where they are, too.
        """
        lower, upper = self.held(x, np.zeros(len(x), dtype=bool))
        if held is not None:
            room = 1e-7 * (1 + np.abs(x[held]))
            lower[held] = np.maximum(lower[held], x[held] - room)
            upper[held] = np.maximum(lower[held], np.minimum(upper[held], x[held] + room))
        solution = solve_linear(
            self.arrays, goal.objective, seconds=seconds, extra=goal.rows, lower=lower, upper=upper
        )
        if solution.outcome is not Outcome.OPTIMAL or solution.values is None:
            return None
        settled = solution.values
        settled[self.arrays.integer] = np.round(settled[self.arrays.integer])
        return settled

    def solve_part(self, x: Vector, goal: Goal, free: Mask, seconds: float, gap: float) -> Solution:
        """Solve with only ``free`` whole columns movable."""
        lower, upper = self.held(x, free)
        return solve_mixed(
            self.arrays,
            goal.objective,
            seconds=seconds,
            extra=goal.rows,
            lower=lower,
            upper=upper,
            hint=x,
            relative_gap=gap,
            offset=goal.offset,
        )

    def improve(
        self,
        x: Vector,
        goal: Goal,
        *,
        enough: Callable[[Vector], bool],
        seconds_left: Callable[[], float],
        on_better: Callable[[Vector], None],
        gap: float = 1e-5,
        most_seconds: float = 2.0,
        level: LevelName = "cost",
        first: Sequence[str] = (),
        weeks: Sequence[int] = (),
        guided: Guide | None = None,
        shared: Shared | None = None,
        turn: int = 0,
    ) -> Vector:
        """Go through the parts until the plan is good enough, the clock ends, or all is stuck.

        Args:
            x: a plan that keeps every row of the goal.
            enough: whether a plan need not get better.
            seconds_left: of the time for this; asked before every part.
            on_better: told of every better plan.
            most_seconds: for one part, at first; it grows when a whole turn brings nothing.
            guided: other parts among the windows, told how to ask for the plan in hand.
            shared: with a search that runs beside; of two plans the better one is gone on with.
            turn: of the windows, to begin with.
        """
        value = goal.value(x)
        stuck = 0
        least = max(1e-9, 1e-7 * abs(value))
        limit = most_seconds
        parts = self.parts.rounds(level, first, weeks, turn)
        if guided is not None:
            parts = guided(lambda: x, parts)
        for part in parts:
            free = part.free | self.parts.flags
            left = seconds_left()
            if shared is not None and shared.best()[1] < value - least:
                x, value = shared.best()
                stuck = 0
                on_better(x)
            if left <= 0.05 or enough(x) or stuck > _STUCK:
                break
            if not part.free.any():
                stuck += 1
                continue
            if not (free & self.arrays.integer & (self.arrays.upper > self.arrays.lower)).any():
                continue
            solution = self.solve_part(x, goal, free, min(limit * part.patience, left), gap)
            if solution.values is not None and goal.value(solution.values) < value - least:
                x = solution.values
                x[self.arrays.integer] = np.round(x[self.arrays.integer])
                value = goal.value(x)
                stuck = 0
                if shared is not None:
                    shared.offer(x, value)
                on_better(x)
            else:
                stuck += 1
                if stuck % 20 == 0:
                    limit *= 2
        return x
