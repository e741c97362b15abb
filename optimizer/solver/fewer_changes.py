"""Fewer changed runs in a plan made again: many moves of a lot or two are drawn together, or taken back.

Every run that changes has to be told to somebody and kept to. The minutes moved away do not say how many
those are; so beside them each changed run counts as much as moving one lot, and the runs that changed are
decided again for both together. What stays as agreed stays.
"""

from __future__ import annotations

from dataclasses import replace
from time import monotonic

import numpy as np

from optimizer.solver.linear import INF, Arrays, ExtraRow, Vector, solve_mixed
from optimizer.solver.search import Goal, Mask
from optimizer.solver.variables import RunKey, Variables

_EPS = 1e-6
_GAP = 2e-4
# Weeks decided together, one width after the other.
_WIDTHS = (4, 6, 3)
# Seconds for one part, at most and at least; and as a part of all.
_LONGEST, _LEAST, _SHARE = 2.0, 0.1, 0.15


class FewerChanges:
    """The runs of a plan beside those that were agreed.

    Args:
        v, arrays: the model.
        planned: units agreed per run; runs that it does not name were not to be made.
    """

    def __init__(self, v: Variables, arrays: Arrays, planned: dict[RunKey, float]) -> None:
        self._v = v
        self._arrays = arrays
        frozen = v.problem.opening.frozen_weeks
        self._planned = {key: planned.get(key, 0.0) for key in v.lots if key[3] >= frozen}

    def changed(self, x: Vector) -> list[RunKey]:
        """Runs that are not made as agreed."""
        return [
            key
            for key, units in self._planned.items()
            if abs(sum(float(x[c]) * a for c, a in self._v.made(*key)) - units) > 1e-3
        ]

    def whole_columns(self, keys: list[RunKey]) -> Mask:
        """Whole columns of runs, and the flags that follow from any."""
        free = np.zeros(len(self._arrays.lower), dtype=bool)
        for key in keys:
            free[[c for c, _ in self._v.made(*key)]] = True
        free[list(self._v.running.values())] = True
        free[list(self._v.complete.values())] = True
        free[list(self._v.takes_part.values())] = True
        return free & self._arrays.integer

    def improve(self, x: Vector, goal: Goal, burden: float, seconds: float) -> Vector:
        """A plan at least as good with fewer changed runs, some weeks at a time.

        Args:
            goal: the distance, and rows that hold every level before it.
            burden: standard minutes that a changed run counts for.
            seconds: for all of this.
        """
        end = monotonic() + seconds
        for width in _WIDTHS:
            for first in range(0, self._v.weeks, max(1, width // 2)):
                left = end - monotonic()
                keys = [k for k in self.changed(x) if first <= k[3] < first + width]
                if left < _LEAST:
                    return x
                if len(keys) > 1:
                    part = max(_LEAST, min(_LONGEST, _SHARE * seconds))
                    y = self._better(x, keys, goal, burden, min(part, left))
                    x = x if y is None else y
        return x

    def _better(
        self, x: Vector, keys: list[RunKey], goal: Goal, burden: float, seconds: float
    ) -> Vector | None:
        """The plan with some of its changed runs decided again; None when that is worth nothing."""
        arrays = self._with_flags(keys)
        n, extra = len(x), len(keys)
        free = np.concatenate([self.whole_columns(keys), np.ones(extra, dtype=bool)])
        hint = np.concatenate([x, np.ones(extra)])
        lower, upper = arrays.lower.copy(), arrays.upper.copy()
        fixed = arrays.integer & ~free
        lower[fixed] = upper[fixed] = np.round(hint[fixed])
        found = solve_mixed(
            arrays,
            np.concatenate([goal.objective, np.full(extra, burden)]),
            seconds=seconds,
            extra=[
                ExtraRow(np.concatenate([r.coefficients, np.zeros(extra)]), r.lower, r.upper)
                for r in goal.rows
            ],
            lower=lower,
            upper=upper,
            hint=hint,
            relative_gap=_GAP,
            offset=goal.offset,
        )
        if found.values is None:
            return None
        y = found.values[:n]
        y[self._arrays.integer] = np.round(y[self._arrays.integer])
        before = goal.value(x) + burden * len(self.changed(x))
        after = goal.value(y) + burden * len(self.changed(y))
        return y if after < before - _EPS * (1 + abs(before)) else None

    def _with_flags(self, keys: list[RunKey]) -> Arrays:
        """The model with one flag per run: it may differ from what was agreed only where that is 1."""
        a = self._arrays
        n, m = len(a.lower), len(a.row_lower)
        rows: list[int] = []
        cols: list[int] = []
        values: list[float] = []
        row_lower: list[float] = []
        row_upper: list[float] = []
        for k, key in enumerate(keys):
            made, units = self._v.made(*key), self._planned[key]
            most = sum(float(a.upper[c]) * of_one for c, of_one in made)
            for room, low, high in ((-most, -INF, units), (max(units, 0.0), units, INF)):
                row = m + len(row_lower)
                for column, of_one in (*made, (n + k, room)):
                    rows.append(row)
                    cols.append(column)
                    values.append(of_one)
                row_lower.append(low)
                row_upper.append(high)
        extra = len(keys)
        return replace(
            a,
            lower=np.concatenate([a.lower, np.zeros(extra)]),
            upper=np.concatenate([a.upper, np.ones(extra)]),
            integer=np.concatenate([a.integer, np.ones(extra, dtype=bool)]),
            row_lower=np.concatenate([a.row_lower, row_lower]),
            row_upper=np.concatenate([a.row_upper, row_upper]),
            rows=np.concatenate([a.rows, np.array(rows, dtype=np.int64)]),
            cols=np.concatenate([a.cols, np.array(cols, dtype=np.int64)]),
            values=np.concatenate([a.values, values]),
        )
