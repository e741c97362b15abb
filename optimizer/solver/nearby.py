"""A whole plan near to another one, after something changed.

The nearest continuous plan of the changed problem differs from the plan in hand in a few runs only. These
few are solved again as whole numbers, everything else stays. Continuous plans fill hours to the brim, which
leaves no room for rounding to whole lots: where work moves to, a lot's time is kept free.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Literal

import numpy as np

from optimizer.solver.linear import Arrays, Outcome, Vector, solve_mixed
from optimizer.solver.relaxation import Relaxation
from optimizer.solver.search import Goal, Mask, Parts, Search
from optimizer.solver.variables import Variables

_DIFFERENT = 1e-3
# Of the value. A plan near to a good one is good enough when it keeps its rows.
_GAP = 1e-3
_ROUGH_GAP = 5e-3
# Columns at least so far from the continuous plan are solved again: the widest apart first.
_APART = (0.5, _DIFFERENT)


Purchases = Literal["kept", "more", "free"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """How to look: what may become of the purchases, and the lots' time kept free where work moves to.

    ``more``: nothing that is ordered is given up, but more may be ordered, in other weeks too.
    """

    purchases: Purchases
    free_lots: float


# Answers most changes of hours.
FIRST = Attempt("kept", 0.5)
# For a plan that has to be late: the nearest of all.
ANY = Attempt("free", 0.0)
# When there is no such continuous plan, hours are short: less of them is kept free.
_HOURS_ARE_SHORT = (Attempt("kept", 0.25), Attempt("more", 0.25), Attempt("free", 0.0))
# When only the whole numbers did not come out, material has to be there sooner, or more room.
_OTHERWISE = (
    Attempt("kept", 1.0),
    Attempt("more", 0.5),
    Attempt("kept", 0.25),
    Attempt("free", 1.0),
)


@dataclass(frozen=True, slots=True)
class Rounding:
    """How to look for whole numbers near to a continuous plan.

    Attributes:
        lots: how far a run may end from the continuous plan; runs up to the old plan always may.
        more_orders: more may be ordered as well, in other weeks too: whole lots elsewhere, or sooner,
            need their material sooner.
        others: how many lots a run may move that the continuous plan leaves where it was.
        share: of the seconds for one look.
    """

    lots: int
    more_orders: bool = False
    others: int = 0
    share: float = 1.0


# Few lots around the continuous plan: mostly enough, and known at once when not.
CLOSELY = Rounding(lots=2, share=0.6)
# One after the other where that is not so.
WIDELY = (Rounding(lots=4, more_orders=True), Rounding(lots=8))
# When no continuous plan led there: everything may move a little.
EVERYTHING = Rounding(lots=2, others=1, share=1.5)


class Nearby:
    """Plans near to one.

    Args:
        v, arrays, parts, search: the model.
        relaxation: with the rows that a plan is to keep; ends of columns and of the model's own rows
            are as before when an attempt is over.
        x: whole columns of the plan to stay near to; it may break rows.
    """

    def __init__(
        self,
        v: Variables,
        arrays: Arrays,
        parts: Parts,
        search: Search,
        relaxation: Relaxation,
        x: Vector,
    ) -> None:
        self._v = v
        self._arrays = arrays
        self._parts = parts
        self._search = search
        self._relaxation = relaxation
        self._x = x
        terms, _ = v.near
        self._away = v.model.dense(terms)
        self._used = arrays.activity(x)
        self._is_possible = True  # whether there was a continuous plan at the last attempt
        self._quantities = np.zeros(len(x), dtype=bool)
        for columns in v.purchases.values():
            self._quantities[[quantity[0][0] for quantity in columns.quantity.values()]] = True
        self._lots = np.zeros(len(x), dtype=bool)
        self._lots[list(v.lots.values())] = True
        # Per operation: its runs, with what follows from them or, the one incomplete lot, is of no place.
        self._of_operation: dict[tuple[str, str], list[int]] = {}
        for of_runs in (v.lots, v.incomplete, v.running):
            for (_, p, o, _), column in of_runs.items():
                self._of_operation.setdefault((p, o), []).append(column)
        self._lot_minutes: dict[str, float] = {}
        for (w, p, _), skill in v.capacities.skills.items():
            minutes = float(skill.unit_minutes) * v.lot(p)
            self._lot_minutes[w] = max(minutes, self._lot_minutes.get(w, 0.0))

    def attempts(self) -> Iterator[Attempt]:
        """How to look, one way after the other; what comes next depends on how the first one ended."""
        yield FIRST
        yield from _OTHERWISE if self._is_possible else _HOURS_ARE_SHORT

    def nearest(
        self, attempt: Attempt, prices: tuple[float, Vector], seconds: float
    ) -> Vector | None:
        """The nearest continuous plan; None when there is none.

        Args:
            prices: of a standard minute away from the plan, and of everything else per column.
        """
        lower, upper = self._arrays.lower, self._arrays.upper
        if attempt.purchases != "free":
            lower, upper = lower.copy(), upper.copy()
            kept = self._parts.buys & self._arrays.integer
            if attempt.purchases == "more":
                kept = self._quantities
            lower[kept] = np.clip(self._x[kept], lower[kept], upper[kept])
            if attempt.purchases == "kept":
                upper[kept] = lower[kept]
        self._relaxation.bound_columns(lower, upper)
        self._relaxation.cap_rows(self._with_room(attempt.free_lots))
        minute, others = prices
        near = self._relaxation.minimise(
            minute * self._away + others, max(0.1, seconds), stubborn=False, afresh=False
        )
        self._relaxation.cap_rows(self._arrays.row_upper)
        self._relaxation.bound_columns(self._arrays.lower, self._arrays.upper)
        self._is_possible = near.outcome is Outcome.OPTIMAL
        return near.values if self._is_possible else None

    def _with_room(self, lots: float) -> Vector:
        """Ends of the rows with some lots' time kept free, but for what the plan uses already."""
        ends = self._arrays.row_upper.copy()
        if not lots:
            return ends
        for row, (owner, kind) in self._v.row_tags.items():
            if kind in ("capacity", "stations"):
                room = ends[row] - lots * self._lot_minutes.get(owner, 0.0)
                ends[row] = max(min(self._used[row], ends[row]), room)
        return ends

    def whole(
        self, near: Vector, goal: Goal, seconds: float, rounding: Rounding = CLOSELY
    ) -> Vector | None:
        """The plan with the whole columns solved again that a continuous one changes.

        None when there is no such plan, or none was found in time.

        Args:
            near: the continuous plan.
            goal: its rows are kept, too: what the plan has to be.
            seconds: for this.
        """
        x, whole = self._x, self._arrays.integer
        free = (np.abs(near - x) > _DIFFERENT) & whole
        moved = free & self._lots
        orders = self._parts.buys & whole if rounding.more_orders else self._parts.flags
        others = self._lots & ~free & whole if rounding.others else np.zeros(len(x), dtype=bool)
        lower, upper = self._search.held(
            x, free | self._follows(free) | others | orders | self._parts.flags
        )
        if rounding.more_orders:
            kept = self._quantities & ~free
            lower[kept] = np.clip(x[kept], lower[kept], upper[kept])
        least = np.minimum(np.floor(near + _DIFFERENT) - rounding.lots, x)[moved]
        most = np.maximum(np.ceil(near - _DIFFERENT) + rounding.lots, x)[moved]
        lower[moved] = np.maximum(lower[moved], least)
        upper[moved] = np.minimum(upper[moved], most)
        lower[others] = np.maximum(lower[others], x[others] - rounding.others)
        upper[others] = np.minimum(upper[others], x[others] + rounding.others)
        found = solve_mixed(
            self._arrays,
            goal.objective,
            seconds=rounding.share * seconds,
            extra=goal.rows,
            lower=np.minimum(lower, upper),
            upper=upper,
            relative_gap=_ROUGH_GAP,
            offset=goal.offset,
        )
        if found.values is None:
            return None
        x = found.values
        x[whole] = np.round(x[whole])
        return x

    def _follows(self, changed: Mask) -> Mask:
        """What is to be decided again of the operations of which something changes.

        Set-ups and completion follow from runs. A continuous plan never needs the one incomplete lot; where
        the old one cannot stay, another week or workshop has it, which no comparison says.
        """
        free = np.zeros(len(changed), dtype=bool)
        for columns in self._of_operation.values():
            free[columns] = changed[columns].any()
        free[list(self._v.complete.values())] = True
        return free & self._arrays.integer & ~self._lots

    def between(self, x: Vector, guide: Vector, goal: Goal, seconds: float) -> Vector:
        """A whole plan at least as good, with only what differs from a continuous plan solved again.

        Rounding to whole lots week by week makes a full order late for many weeks; where the two agree
        nothing needs to be decided, and what is left is small enough for whole numbers.

        Args:
            x: a plan that keeps every row.
            guide: the continuous plan that it followed.
            seconds: for all of this.
        """
        end = monotonic() + seconds
        for apart in _APART:
            left = end - monotonic()
            free = (np.abs(guide - x) >= apart) & self._arrays.integer
            if left <= 0.05 or not free.any():
                continue
            share = 0.7 if apart != _APART[-1] else 1.0
            found = self._search.solve_part(
                x, goal, free | self._parts.flags, share * left, _GAP
            ).values
            if found is None:
                continue
            found[self._arrays.integer] = np.round(found[self._arrays.integer])
            if goal.value(found) < goal.value(x):
                x = found
        return x
