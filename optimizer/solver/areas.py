"""Making a big plan better: small areas of it, everything else held, whole or not.

:mod:`optimizer.solver.search` leaves every continuous column free, which at 100 000 columns costs seconds a
part. An area frees the columns, continuous ones too, of some products or workshops over some weeks; only
these and their rows are handed to the solver, so an area takes the same time at every size of order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from optimizer.plan import LevelName
from optimizer.solver.linear import Arrays, ExtraRow, Outcome, Vector, solve_linear, solve_mixed
from optimizer.solver.search import Goal, Mask, Parts
from optimizer.solver.variables import Variables

# Whole columns of an area, about; and columns of any kind.
_WHOLE = 220
_COLUMNS = 6000


class Areas:
    """The areas of a model and their solution.

    Args:
        v: the model's columns.
        arrays: the model.
        parts: where each column belongs.
    """

    def __init__(self, v: Variables, arrays: Arrays, parts: Parts) -> None:
        self.v = v
        self.arrays = arrays
        self.parts = parts
        self.week = parts.week
        self.offer = np.full(len(self.week), "", dtype=object)
        for column in np.flatnonzero(parts.buys):
            self.offer[column] = v.places[int(column)].offer
        # Of nobody in particular: materials, steps, shortfalls.
        self.common = (parts.product == "") & ~parts.buys
        self.shared = (parts.workshop == "") & ~parts.buys
        self.always = np.zeros(len(self.week), dtype=bool)
        # Few, and touched by almost everything.
        self.always[[*v.shortfall.values(), v.largest_shortfall]] = True
        self.always[[*v.steps.values(), *v.material_stock.values()]] = True
        self.totals = (self.week < 0) & ~parts.buys & ~arrays.integer
        self.runs = np.zeros(len(self.week), dtype=bool)
        self.runs[list(v.lots.values())] = True

    def _over(self, mine: Mask, first: int, last: int) -> Mask:
        window = ((self.week >= first) & (self.week < last)) | self.totals
        free: Mask = (mine & window & ~self.parts.buys) | self.always
        return free

    def of_products(self, products: Sequence[str], first: int, last: int) -> Mask:
        """Some products over the weeks from ``first`` to before ``last``."""
        mine = np.isin(self.parts.product, list(products)) | self.common
        return self._over(mine, first, last)

    def of_workshops(self, workshops: Sequence[str], first: int, last: int) -> Mask:
        """Some workshops, and what all of them share, over some weeks."""
        mine = np.isin(self.parts.workshop, list(workshops)) | self.shared
        return self._over(mine, first, last)

    def of_material(self, material: str) -> Mask:
        """All purchases of a material, and its stock."""
        free = np.isin(self.offer, [o.id for o in self.v.problem.offers if o.material == material])
        free[[c for (m, _), c in self.v.material_stock.items() if m == material]] = True
        return free

    def _width(self, mask: Mask) -> int:
        """So many weeks of a mask hold about as many columns as an area should."""
        weeks = max(1, self.v.weeks)
        whole = float((mask & self.arrays.integer).sum()) / weeks
        every = float(mask.sum()) / weeks
        width = min(_WHOLE / max(whole, 1e-9), _COLUMNS / max(every, 1e-9))
        return int(max(2, min(weeks, width)))

    def rounds(
        self,
        level: LevelName,
        late: Sequence[tuple[str, int]],
        short: Sequence[str],
        rich: Sequence[str],
    ) -> Iterator[Mask]:
        """Areas without end.

        Args:
            late: products and weeks in which they are late, looked at first.
            short, rich: workshops below and above their target, the furthest first.
        """
        v = self.v
        products = [p.id for p in v.problem.products]
        workshops = [w.id for w in v.problem.workshops]
        turn = 0
        while True:
            if level in ("unmet", "late", "fast"):
                for product, week in late:
                    width = self._width(self.of_products([product], 0, v.weeks)) + turn
                    yield self.of_products([product], max(0, week - width + 2), week + 2)
            if level in ("fairness_largest", "fairness_sum"):
                for a in short[:8]:
                    for b in rich[:8]:
                        pair = self.of_workshops([a, b], 0, v.weeks)
                        width = self._width(pair)
                        begin = turn * width % v.weeks
                        yield self.of_workshops([a, b], begin, begin + width)
            if level == "cost":
                for m in v.problem.materials:
                    yield self.of_material(m.id)
            for k, p in enumerate(products):
                width = self._width(self.of_products([p], 0, v.weeks))
                begin = (k + turn) * width // 2 % v.weeks
                yield self.of_products([p], begin, begin + width)
            for k, w in enumerate(workshops):
                other = workshops[(k + 1 + turn) % len(workshops)]
                width = self._width(self.of_workshops([w, other], 0, v.weeks))
                begin = (k + turn) * width // 2 % v.weeks
                yield self.of_workshops([w, other], begin, begin + width)
            turn += 1

    def _cut(self, x: Vector, free: Mask) -> tuple[Arrays, NDArray[np.int64]]:
        """The model of an area, and what everything outside it adds to each row."""
        a = self.arrays
        columns = np.flatnonzero(free)
        place = np.full(len(free), -1, dtype=np.int64)
        place[columns] = np.arange(len(columns))
        inside = free[a.cols]
        activity = a.activity(x)
        touched = np.unique(a.rows[inside])
        of_row = np.full(len(a.row_lower), -1, dtype=np.int64)
        of_row[touched] = np.arange(len(touched))
        rows, cols, values = of_row[a.rows[inside]], place[a.cols[inside]], a.values[inside]
        mine = np.bincount(rows, weights=values * x[a.cols[inside]], minlength=len(touched)).astype(
            np.float64
        )
        outside = activity[touched] - mine
        # The plan in hand keeps its rows, rounding included.
        low = np.minimum(a.row_lower[touched], activity[touched]) - outside
        high = np.maximum(a.row_upper[touched], activity[touched]) - outside
        lower = np.minimum(a.lower[columns], x[columns])
        upper = np.maximum(a.upper[columns], x[columns])
        small = Arrays(lower, upper, a.integer[columns], low, high, rows, cols, values)
        return small, columns

    def solve(
        self, x: Vector, goal: Goal, tidy: Vector, free: Mask, seconds: float, gap: float
    ) -> Vector | None:
        """The plan with an area solved for a goal; None when nothing better was found.

        ``tidy``: objective of the flows in the end, so that they are whole and nothing travels for
        nothing.
        """
        small, columns = self._cut(x, free)
        extra = []
        for row in goal.rows:
            inside = row.coefficients[columns]
            if inside.any():
                value = float(row.coefficients @ x)
                outside = value - float(inside @ x[columns])
                extra.append(
                    ExtraRow(
                        inside, min(row.lower, value) - outside, max(row.upper, value) - outside
                    )
                )
        here = float(goal.objective[columns] @ x[columns])
        found = solve_mixed(
            small,
            goal.objective[columns],
            seconds=seconds,
            extra=extra,
            hint=x[columns],
            relative_gap=gap,
            offset=goal.value(x) - here,
        )
        if found.values is None:
            return None
        part = found.values
        part[small.integer] = np.round(part[small.integer])
        if float(goal.objective[columns] @ part) >= here - 1e-7 * (1 + abs(goal.value(x))):
            return None
        fixed = small.integer | self.runs[columns]
        small.lower[fixed] = small.upper[fixed] = part[fixed]
        settled = solve_linear(small, tidy[columns], seconds=seconds, extra=extra)
        if settled.outcome is not Outcome.OPTIMAL or settled.values is None:
            return None
        y = x.copy()
        y[columns] = settled.values
        y[columns[fixed]] = part[fixed]
        return y if goal.value(y) < goal.value(x) - 1e-7 * (1 + abs(goal.value(x))) else None

    def improve(
        self,
        x: Vector,
        goal: Goal,
        tidy: Vector,
        *,
        level: LevelName,
        late: Sequence[tuple[str, int]],
        short: Sequence[str],
        rich: Sequence[str],
        enough: Callable[[Vector], bool],
        seconds_left: Callable[[], float],
        on_better: Callable[[Vector], None],
        stuck_after: int,
    ) -> Vector:
        """Area after area until the plan is good enough, the clock ends, or all is stuck."""
        stuck = 0
        for free in self.rounds(level, late, short, rich):
            left = seconds_left()
            if left <= 0.5 or stuck > stuck_after or enough(x):
                break
            y = self.solve(x, goal, tidy, free, min(2.0, 0.5 * left), 1e-4)
            if y is None:
                stuck += 1
                continue
            stuck = 0
            x = y
            on_better(x)
        return x
