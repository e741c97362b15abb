"""Parts of a plan to solve again, found by comparing it with cheaper continuous plans.

Windows of weeks cannot move work from one workshop to another over months. Two continuous plans say
which columns would have to move together: the nearest one that costs clearly less, and the cheapest
one whose purchases are whole. Where they agree with the plan in hand, it stays as it is.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from optimizer.solver.linear import (
    INF,
    Arrays,
    ExtraRow,
    Outcome,
    Vector,
    solve_linear,
    solve_mixed,
)
from optimizer.solver.search import Goal, Mask, Part, Parts
from optimizer.solver.variables import Variables

# How far towards the bound the nearest cheaper plan lies: parts of the distance that remains.
_STEPS = (0.7, 0.4, 0.15)
_LATE_STEPS = (0.1, 0.02)
# A part found by comparison is given more time than a window: what it can gain is larger.
_PATIENCE = 2.5
# So many windows between two comparisons, and so many whole columns in one of them.
_WINDOWS = 8
_LARGEST = 700
_DIFFERENT = 0.5
# A gain, as a part of the value, for which the same comparison is made again.
_WORTH_IT = 1e-4
_NEARLY_SAME = 1e-3


class Guided:
    """Parts for one level, by comparison.

    Args:
        arrays, parts: the model and its kinds of columns.
        goal: the level, with the rows of those before it.
        bound: its value cannot be lower than this.
        seconds_left: for the level.
        purchases: solved at the same time, perhaps not yet.
    """

    def __init__(
        self,
        arrays: Arrays,
        parts: Parts,
        goal: Goal,
        bound: float,
        seconds_left: Callable[[], float],
        purchases: WholePurchases | None = None,
    ) -> None:
        self._arrays = arrays
        self._parts = parts
        self._goal = goal
        self._bound = bound
        self._left = seconds_left
        self._purchases = purchases
        self._near = _Nearest(arrays, goal)

    def rounds(self, current: Callable[[], Vector], windows: Iterator[Part]) -> Iterator[Part]:
        """Parts without end: comparisons, and ``windows`` between them."""
        yield from itertools.islice(windows, 1)  # purchases: they bring most at first
        yield from self._towards(current, _STEPS)
        while True:
            yield from self._differing(current)
            yield from self._towards(current, _LATE_STEPS)
            yield from self._products()
            yield from itertools.islice(windows, _WINDOWS)

    def larger(self, current: Callable[[], Vector], windows: Iterator[Part]) -> Iterator[Part]:
        """Parts without end for the search beside, in another order."""
        while True:
            yield from self._products()
            yield from self._towards(current, _LATE_STEPS)
            yield from itertools.islice(windows, _WINDOWS)
            yield from self._differing(current)

    def _towards(self, current: Callable[[], Vector], steps: Sequence[float]) -> Iterator[Part]:
        """Columns that the nearest plan changes which is cheaper by a part of what is possible."""
        for step in steps:
            x = current()
            value = self._goal.value(x)
            limit = self._bound + step * (value - self._bound)
            near = self._near.to(x, limit, min(3.0, self._left()))
            if near is not None:
                yield from self._slices(np.abs(near - x) > _NEARLY_SAME, _PATIENCE)

    def _differing(self, current: Callable[[], Vector]) -> Iterator[Part]:
        """Columns in which the plan differs from the cheapest one with whole purchases.

        Again as long as that brings something: every time there is less that differs.
        """
        guide = None if self._purchases is None else self._purchases.guide
        while guide is not None:
            before = self._goal.value(current())
            yield from self._slices(np.abs(current() - guide) > _DIFFERENT, 2 * _PATIENCE)
            if self._goal.value(current()) >= before * (1 - _WORTH_IT):
                return

    def _products(self) -> Iterator[Part]:
        """One product after the other."""
        if len(self._parts.products) > 1:
            for product in self._parts.products:
                yield from self._slices(self._parts.product == product, _PATIENCE)

    def _slices(self, free: Mask, patience: float) -> Iterator[Part]:
        """The whole columns of a part; one that is too large is cut into stretches of weeks."""
        free = free & self._parts.whole
        slices = -(-int(free.sum()) // _LARGEST)
        for k in range(slices):
            first = k * self._parts.weeks // slices if k else -(10**9)
            end = (k + 1) * self._parts.weeks // slices if k + 1 < slices else 10**9
            yield Part(free & (self._parts.week >= first) & (self._parts.week < end), patience)


class _Nearest:
    """The continuous plan nearest to a whole one among those that cost at most so much."""

    def __init__(self, arrays: Arrays, goal: Goal) -> None:
        self._columns = len(arrays.lower)
        self._goal = goal
        self._whole = np.flatnonzero(arrays.integer)
        k, m = len(self._whole), len(arrays.row_lower)
        index = np.arange(k)
        distance = self._columns + index
        rows = np.concatenate([arrays.rows, m + index, m + index, m + k + index, m + k + index])
        cols = np.concatenate([arrays.cols, self._whole, distance, self._whole, distance])
        ones = np.ones(k)
        values = np.concatenate([arrays.values, ones, ones, -ones, ones])
        order = np.lexsort((cols, rows))
        self._arrays = Arrays(
            lower=np.concatenate([arrays.lower, np.zeros(k)]),
            upper=np.concatenate([arrays.upper, np.full(k, INF)]),
            integer=np.zeros(self._columns + k, dtype=bool),
            row_lower=np.concatenate([arrays.row_lower, np.zeros(2 * k)]),
            row_upper=np.concatenate([arrays.row_upper, np.full(2 * k, INF)]),
            rows=rows[order],
            cols=cols[order],
            values=values[order],
        )
        self._first = m

    def _longer(self, vector: Vector) -> Vector:
        return np.concatenate([vector, np.zeros(len(self._whole))])

    def to(self, x: Vector, limit: float, seconds: float) -> Vector | None:
        """The nearest plan with a value of at most ``limit``; None when there is none in time."""
        whole = x[self._whole]
        self._arrays.row_lower[self._first :] = np.concatenate([whole, -whole])
        rows = [ExtraRow(self._longer(r.coefficients), r.lower, r.upper) for r in self._goal.rows]
        rows.append(ExtraRow(self._longer(self._goal.objective), -INF, limit - self._goal.offset))
        objective = np.zeros(len(self._arrays.lower))
        objective[self._columns :] = 1.0
        solution = solve_linear(self._arrays, objective, seconds=seconds, extra=rows)
        if solution.outcome is not Outcome.OPTIMAL or solution.values is None:
            return None
        return solution.values[: self._columns]


class WholePurchases:
    """The cheapest plan with whole rolls and price breaks, and continuous production.

    Its bound holds for the whole model, and it shows a search what would have to change. Flags of
    orders and fees stay continuous: they bring little, and HiGHS finds its bound much sooner.
    """

    def __init__(self, v: Variables, arrays: Arrays, goal: Goal) -> None:
        self._arrays = arrays
        self._goal = goal
        whole = np.zeros(len(arrays.lower), dtype=bool)
        for columns in v.purchases.values():
            whole[[c for terms in columns.quantity.values() for c, _ in terms]] = True
            whole[[step.flag for curve in columns.curves for step in curve.steps]] = True
        self._whole = whole & arrays.integer
        self.guide: Vector | None = None
        self.bound = -INF

    def solve(self, x: Vector, seconds: float) -> None:
        """Solve, starting from a whole plan; guide and bound are what is known in the end."""
        solution = solve_mixed(
            self._arrays,
            self._goal.objective,
            seconds=seconds,
            extra=self._goal.rows,
            integer=self._whole,
            hint=x,
            relative_gap=5e-5,
            offset=self._goal.offset,
        )
        self.guide = solution.values
        if np.isfinite(solution.bound):
            self.bound = solution.bound


class Beside:
    """Work on the second core, told how many seconds it has left.

    Args:
        seconds: when to stop, from now.
    """

    def __init__(self, seconds: float, work: Callable[[Callable[[], float]], None]) -> None:
        self._end = time.monotonic() + seconds
        self._is_over = False
        self._thread = threading.Thread(target=work, args=(self._seconds_left,), daemon=True)
        self._thread.start()

    def _seconds_left(self) -> float:
        return 0.0 if self._is_over else self._end - time.monotonic()

    def stop(self, seconds: float) -> None:
        """Tell it to stop and wait for what it is doing, at most so long."""
        self._is_over = True
        self._thread.join(max(0.0, seconds))
