"""The columns that follow from those that a simulation decides: stocks, totals, prices, steps, shortfalls.

A column that is the only unknown one of a row is known as soon as the row leaves it one value. That gives
every stock week after week without a linear programme.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.solver.linear import Arrays, Vector
from optimizer.solver.variables import Variables

_EPS = 1e-7


def completed(v: Variables, arrays: Arrays, x: Vector) -> Vector:
    """All columns of a simulated plan.

    Args:
        v: the model's columns.
        arrays: the model.
        x: whole columns, runs, movements and purchases; nothing else is read.

    Returns:
        values that keep every row when the simulation did (:meth:`Arrays.violation` tells).
    """
    decided = arrays.integer.copy()
    for columns in (v.lots, v.sent, v.received, v.shipped, v.delivered, v.substituted):
        decided[list(columns.values())] = True
    for offer in v.purchases.values():
        decided[[c for quantity in offer.quantity.values() for c, _ in quantity]] = True
    y = np.where(decided, np.nan_to_num(x), 0.0)
    fixed = ~decided & (arrays.lower == arrays.upper)
    y[fixed] = arrays.lower[fixed]
    decided |= fixed
    known = _follow(arrays, y, decided)
    last = np.zeros(len(y), dtype=bool)
    last[[*v.steps.values(), *v.shortfall.values(), v.largest_shortfall]] = True
    last[list(v.given_up.values())] = True
    free = ~known & ~last
    y[free] = np.clip(0.0, arrays.lower[free], arrays.upper[free])
    known |= free
    first = [*v.steps.values(), *v.shortfall.values(), *v.given_up.values()]
    for least in (first, [v.largest_shortfall]):
        _raise(arrays, y, known, np.array(least, dtype=np.int64))
    return y


def _follow(arrays: Arrays, y: Vector, decided: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Find what rows decide, until they decide nothing more; the known columns."""
    known = decided.copy()
    n_rows = len(arrays.row_lower)
    rows, cols, values = arrays.rows, arrays.cols, arrays.values
    while True:
        unknown = ~known[cols]
        count = np.bincount(rows[unknown], minlength=n_rows)
        single = unknown & (count[rows] == 1)
        if not single.any():
            return known
        activity = arrays.activity(y)  # unknown columns are 0 in it
        row, column, value = rows[single], cols[single], values[single]
        low = (arrays.row_lower[row] - activity[row]) / value
        high = (arrays.row_upper[row] - activity[row]) / value
        low, high = np.minimum(low, high), np.maximum(low, high)
        low = np.maximum(low, arrays.lower[column])
        high = np.minimum(high, arrays.upper[column])
        with np.errstate(invalid="ignore"):
            fixed = high - low <= _EPS * (1 + np.abs(low))
        if not fixed.any():
            return known
        y[column[fixed]] = low[fixed]
        known[column[fixed]] = True


def _raise(arrays: Arrays, y: Vector, known: NDArray[np.bool_], columns: NDArray[np.int64]) -> None:
    """The least values of some columns under rows in which everything else is known."""
    mine = np.zeros(len(y), dtype=bool)
    mine[columns] = True
    entries = mine[arrays.cols] & (arrays.values > 0)
    row, column, value = arrays.rows[entries], arrays.cols[entries], arrays.values[entries]
    others = ~known & ~mine
    clean = np.bincount(arrays.rows, weights=others[arrays.cols], minlength=len(arrays.row_lower))
    least = (arrays.row_lower[row] - arrays.activity(y)[row]) / value
    least = np.where(clean[row] > 0, -np.inf, least)
    y[columns] = arrays.lower[columns]
    np.maximum.at(y, column, least)
    known[columns] = True
