"""Why no plan keeps the pins: those that alone stand in the way, and what they lack.

First the continuous model is asked, with room in the pins at a price: without the price of one pin, is
the least price of the others nothing? Then whole lots, as far as time allows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic

import numpy as np

from optimizer.diagnostics import Diagnostic, error
from optimizer.problem import Problem
from optimizer.solver.bounds import build_variables
from optimizer.solver.linear import INF, Arrays, Outcome, Vector, solve_mixed
from optimizer.solver.relaxation import Relaxation
from optimizer.solver.variables import PinColumns, Variables

# Units of all pins together that the solver's tolerances may leave.
_NOTHING = 1e-4
_LIMITS = ("capacity", "stations", "largest_share", "receipts_ceiling", "materials")


def impossible_pins(problem: Problem, seconds: float) -> tuple[Diagnostic, ...]:
    """The pins because of which there is no plan.

    Args:
        problem: without data errors, and without a plan.
        seconds: for all of this; models are built beyond it.

    Returns:
        ``solve.pin_impossible`` for every pin without which there is a plan, or for all of them when
        no single one makes the difference (``reason`` ``together``); nothing when the pins are not
        the cause, or time did not suffice to tell. Else ``reason`` is the limit that would have to be
        higher (a kind of row, ``materials``), "" when no single one would do.
    """
    if not problem.pins:
        return ()
    return _Conflict(problem, seconds).found()


class _Conflict:
    """The model with every limit and every pin ready to be opened."""

    def __init__(self, problem: Problem, seconds: float) -> None:
        self._end = monotonic() + seconds
        v = build_variables(problem, more_hours=True)
        self.v: Variables = v
        self.limits: dict[str, list[int]] = {}
        for row, (_, kind) in v.row_tags.items():
            self.limits.setdefault(kind, []).append(self._room(row, -1.0))
        self.limits["materials"] = [self._room(row, 1.0) for row in v.material_rows.values()]
        self.arrays: Arrays = v.model.freeze()
        self.relaxation = Relaxation(self.arrays)
        self.pins: Sequence[PinColumns] = v.pins
        self.off = [c for x in v.pins for c in (x.lacking, x.beyond)]

    def _room(self, row: int, sign: float) -> int:
        column = self.v.model.column(0.0, 0.0)
        self.v.model.extend_row(row, column, sign)
        return column

    def _left(self) -> float:
        return self._end - monotonic()

    def found(self) -> tuple[Diagnostic, ...]:
        if self._left() <= 0:
            return ()
        if self._least(()) is None:
            return ()  # without any pin there is no plan either
        is_continuous = not self._is_possible(())
        possible: Callable[[Sequence[PinColumns]], bool | None] = self._is_possible
        if not is_continuous:
            if self._whole(()) is not False or self._whole(self.pins) is False:
                return ()
            possible = self._whole
        alone = [x for x in self.pins if possible((x,)) is True]
        if is_continuous:
            alone = [x for x in alone if self._whole((x,)) is not False]
        if len(self.pins) > 1 and not alone:
            return tuple(_finding(x, "together") for x in self.pins)
        reason = self._reason() if is_continuous else "lots"
        return tuple(_finding(x, reason) for x in alone or self.pins)

    def _reason(self) -> str:
        """The limit that would have to be higher for all pins to be kept."""
        for kind in _LIMITS:
            columns = self.limits.get(kind, [])
            if columns and self._is_possible((), columns):
                return kind
        return ""

    def _is_possible(self, without: Sequence[PinColumns], opened: Sequence[int] = ()) -> bool:
        """Whether the continuous model keeps the other pins, with some limits opened."""
        least = self._least(without, opened)
        return least is not None and least <= _NOTHING

    def _least(self, without: Sequence[PinColumns], opened: Sequence[int] = ()) -> float | None:
        """Least units by which the other pins are not kept; None without any continuous plan."""
        upper = self.arrays.upper.copy()
        upper[[*self.off, *opened]] = INF
        self.relaxation.bound_columns(self.arrays.lower, upper)
        solution = self.relaxation.minimise(self._price(without), max(0.1, self._left()))
        return solution.objective if solution.outcome is Outcome.OPTIMAL else None

    def _price(self, without: Sequence[PinColumns]) -> Vector:
        price = np.zeros(len(self.arrays.lower))
        price[self.off] = 1.0
        price[[c for x in without for c in (x.lacking, x.beyond)]] = 0.0
        return price

    def _whole(self, without: Sequence[PinColumns]) -> bool | None:
        """Whether there is a plan without these pins; None when time does not suffice to tell."""
        if self._left() <= 0:
            return None
        upper = self.arrays.upper.copy()
        upper[[c for x in without for c in (x.lacking, x.beyond)]] = INF
        solution = solve_mixed(
            self.arrays,
            np.zeros(len(upper)),
            seconds=max(0.1, self._left() / 2),
            lower=self.arrays.lower,
            upper=upper,
        )
        if solution.values is not None:
            return True
        return False if solution.outcome is Outcome.INFEASIBLE else None


def _finding(x: PinColumns, reason: str) -> Diagnostic:
    return error(
        "solve.pin_impossible",
        x.pin.workshop,
        workshop=x.pin.workshop,
        product=x.pin.product,
        operation=x.pin.operation,
        first=x.pin.first,
        last=x.pin.last,
        weeks=f"{x.pin.first}/{x.pin.last}",
        units=x.pin.units,
        reason=reason,
    )
