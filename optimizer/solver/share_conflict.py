"""Why no plan reaches the smallest shares: whose is out of reach, and how much it can have at most.

A workshop that has begun has to reach its smallest share; so has one that is told to do something. What
each can have at most is asked of the continuous model, in which nobody's share is held.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from time import monotonic

import numpy as np

from optimizer.diagnostics import Diagnostic, error
from optimizer.problem import Problem, Workshop
from optimizer.solver import objective
from optimizer.solver.bounds import build_variables
from optimizer.solver.constraints import total_minutes
from optimizer.solver.linear import INF, ExtraRow, Outcome
from optimizer.solver.relaxation import Relaxation

# Standard minutes that the solver's tolerances may leave.
_NOTHING = 0.01
_FINE = Decimal("0.0001")


def unreachable_shares(problem: Problem, seconds: float) -> tuple[Diagnostic, ...]:
    """The smallest shares because of which there is no plan.

    Args:
        problem: without data errors, and without a plan.
        seconds: for all of this; a model is built beyond it.

    Returns:
        ``solve.smallest_share`` per workshop that has to reach a share and cannot, with the share
        asked and what it can have ``at_most``, both parts of the whole order; reason ``together`` for
        all of them when each could alone. Nothing when shares are not the cause, or time did not
        suffice to tell.
    """
    bound = [w for w in problem.workshops if w.smallest_share and _has_to(problem, w)]
    return tuple(_Reach(problem, bound, seconds).found()) if bound and seconds > 0 else ()


def _has_to(problem: Problem, w: Workshop) -> bool:
    """Whether a workshop cannot have nothing: it has begun, or something is imposed on it."""
    opening = problem.opening
    return any(
        (
            any(x.workshop == w.id and x.standard_milliminutes for x in opening.past_work),
            any(x.workshop == w.id and x.units for x in opening.frozen_runs),
            any(x.workshop == w.id and x.units for x in problem.pins),
        )
    )


class _Reach:
    """The continuous model without smallest shares, and who has to reach which."""

    def __init__(self, problem: Problem, bound: list[Workshop], seconds: float) -> None:
        self._end = monotonic() + seconds
        self._bound = bound
        free = tuple(replace(w, smallest_share=None) for w in problem.workshops)
        self.v = build_variables(replace(problem, workshops=free))
        self.arrays = self.v.model.freeze()
        self.relaxation = Relaxation(self.arrays)
        self.total = total_minutes(self.v)

    def found(self) -> Iterator[Diagnostic]:
        reach = {w.id: self._most(w.id) for w in self._bound}
        if None in reach.values():
            return  # without any share there is no plan either, or the clock ended
        most = {w: m or 0.0 for w, m in reach.items()}
        alone = [w for w in self._bound if most[w.id] < self._asked(w) - _NOTHING]
        for w in alone:
            yield self._finding(w, most[w.id])
        if not alone and len(self._bound) > 1 and self._is_too_much():
            for w in self._bound:
                yield self._finding(w, most[w.id], reason="together")

    def _asked(self, w: Workshop) -> float:
        return float(w.smallest_share or 0) * self.total

    def _most(self, workshop: str) -> float | None:
        """Most standard minutes that a workshop can have, past work included."""
        terms, past = objective.load_of(self.v, workshop)
        load = self.v.model.dense(terms)
        solution = self.relaxation.minimise(-load, max(0.1, self._end - monotonic()))
        return past - solution.objective if solution.outcome is Outcome.OPTIMAL else None

    def _is_too_much(self) -> bool:
        """Whether they cannot all reach their share in one plan."""
        for w in self._bound:
            terms, past = objective.load_of(self.v, w.id)
            least = self._asked(w) - past - _NOTHING
            self.relaxation.add(ExtraRow(self.v.model.dense(terms), least, INF))
        nothing = np.zeros(len(self.arrays.lower))
        solution = self.relaxation.minimise(nothing, max(0.1, self._end - monotonic()))
        return solution.outcome is Outcome.INFEASIBLE

    def _finding(self, w: Workshop, most: float, reason: str = "") -> Diagnostic:
        share = Decimal(repr(most / self.total)) if self.total else Decimal(0)
        return error(
            "solve.smallest_share",
            w.id,
            expected=w.smallest_share or Decimal(0),
            at_most=max(Decimal(0), share).quantize(_FINE),
            reason=reason,
        )
