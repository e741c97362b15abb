"""How much of one thing alone would put an order on time: the relaxation with room in it.

The continuous model can do more than any plan. What it cannot do with so much more of a thing, no plan
can: its least amounts are proven from below. Amounts are minutes, units of a material, or cents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from optimizer.problem import Problem
from optimizer.solver import objective
from optimizer.solver.bounds import build_variables
from optimizer.solver.linear import INF, ExtraRow, Outcome, Solution, Vector
from optimizer.solver.relaxation import Relaxation
from optimizer.solver.variables import Variables

RoomKind = Literal["labour", "station", "material", "largest_share", "receipts_ceiling"]
# Row kind and place: a workshop, a station group or a material.
Room = tuple[RoomKind, str]

# What a minute more in the fullest week costs beside a minute more in all.
_EVENNESS = 1e-3
# How much less an amount weighs in the last week than in the first.
_LATENESS = 1e-3
# Of what something can cure in part, what may be left for want of an even amount.
_LAST = 0.01
_EPS = 1e-6
_SECONDS = 30.0
_NO_PRICE = 1e-7


def damage_terms(v: Variables, demand: str = "") -> tuple[Vector, float]:
    """Late and unmet together, of one demand or of all: nothing only when all is delivered in time."""
    late, late_offset = objective.late(v, demand)
    unmet, unmet_offset = objective.unmet(v, demand)
    return v.model.dense([*late, *unmet]), late_offset + unmet_offset


def least_damage(problem: Problem, seconds: float = _SECONDS) -> float | None:
    """Least late + unmet of the relaxation of a problem; ``inf`` when nothing is possible.

    Returns:
        a bound from below for every plan, None when the clock ended it.
    """
    v = build_variables(problem)
    relaxation = Relaxation(v.model.freeze())
    vector, offset = damage_terms(v)
    solution = relaxation.minimise(vector, seconds)
    if solution.outcome is Outcome.INFEASIBLE:
        return INF
    if solution.outcome is not Outcome.OPTIMAL:
        return None
    value = solution.objective + offset
    return 0.0 if value < tolerance(offset) else value


def tolerance(size: float) -> float:
    """What counts as nothing beside an amount of damage."""
    return 1e-4 + 1e-9 * abs(size)


@dataclass(frozen=True, slots=True)
class Need:
    """The least of one thing: the damage that is left with it, and amounts by week (−1: no week)."""

    damage: float
    amounts: dict[int, float] = field(default_factory=dict)

    @property
    def total(self) -> float:
        """Over all weeks."""
        return sum(self.amounts.values())


@dataclass(frozen=True, slots=True)
class Binding:
    """A row that binds: its room, week, and how much damage one more of it would take away."""

    room: Room
    week: int
    price: float


class Elastic:
    """The relaxation of a problem, with room for every kind of limit, closed unless asked for.

    Args:
        problem: without errors.
    """

    def __init__(self, problem: Problem) -> None:
        v = build_variables(problem, more_hours=True)
        self.v = v
        model = v.model
        self._rows: dict[int, tuple[Room, int]] = {}
        self.columns: dict[Room, dict[int, int]] = {}
        for row, (owner, kind) in v.row_tags.items():
            if kind == "capacity":
                self._open(("labour", owner), v.row_weeks[row], row, -1.0)
            elif kind == "largest_share":
                self._open(("largest_share", owner), -1, row, -1.0)
            elif kind == "receipts_ceiling":
                self._open(("receipts_ceiling", owner), -1, row, -1.0)
        for (group, t), row in v.station_rows.items():
            self._open(("station", group), t, row, -1.0)
        for (material, t), row in v.material_rows.items():
            self._open(("material", material), t, row, 1.0)
        self._most = model.column(0.0, 0.0)
        self._damage, self._offset = damage_terms(v)
        arrays = model.freeze()
        self._relaxation = Relaxation(arrays)
        self._limit = self._relaxation.add(ExtraRow(self._damage, -INF, INF))
        self._lower, self._upper = arrays.lower.copy(), arrays.upper.copy()
        self.damage = INF
        self.bindings: tuple[Binding, ...] = ()
        self._start()

    def _open(self, room: Room, week: int, row: int, sign: float) -> None:
        column = self.v.model.column(0.0, 0.0)
        self.v.model.extend_row(row, column, sign)
        self.columns.setdefault(room, {})[week] = column
        self._rows[row] = room, week

    def _start(self) -> None:
        solution = self._relaxation.minimise(self._damage, _SECONDS)
        if solution.values is None:
            return
        value = solution.objective + self._offset
        self.damage = 0.0 if value < tolerance(self._offset) else value
        self.values = solution.values
        self.bindings = self._priced(solution)

    def _priced(self, solution: Solution) -> tuple[Binding, ...]:
        """The limits with a price."""
        if solution.duals is None:
            return ()
        found = []
        for row, (room, week) in self._rows.items():
            price = abs(float(solution.duals[row]))
            if price > _NO_PRICE:
                found.append(Binding(room, week, price))
        return tuple(found)

    def bindings_of(self, demand: str) -> tuple[float, tuple[Binding, ...]]:
        """Least damage to one demand alone while the whole suffers no more than it must; what binds it."""
        vector, offset = damage_terms(self.v, demand)
        self._hold(self.damage)
        solution = self._relaxation.minimise(vector, _SECONDS)
        self._free([])
        if solution.outcome is not Outcome.OPTIMAL:
            return 0.0, ()
        value = solution.objective + offset
        if value < tolerance(offset):
            return 0.0, ()
        return value, self._priced(solution)

    def _with(self, upper: Mapping[int, float]) -> None:
        high = self._upper.copy()
        for column, most in upper.items():
            high[column] = most
        self._relaxation.bound_columns(self._lower, high)

    def best(self, room: Room) -> float | None:
        """The damage that is left with all there could be of it; None when that could not be solved."""
        weeks = self.columns.get(room, {})
        self._with(dict.fromkeys(weeks.values(), INF))
        best = self._relaxation.minimise(self._damage, _SECONDS)
        self._with({})
        if best.outcome is not Outcome.OPTIMAL:
            return None
        damage = best.objective + self._offset
        return 0.0 if damage < tolerance(self._offset) else damage

    def need(self, room: Room, damage: float) -> Need:
        """The least of it that leaves as little damage as it alone can leave.

        Args:
            room: what there may be more of.
            damage: what it alone can leave (:meth:`best`).

        Returns:
            amounts spread over the weeks that serve equally (labour and posts), or as late as serves
            equally (materials).
        """
        weeks = self.columns.get(room, {})
        upper = dict.fromkeys(weeks.values(), INF)
        self._with(upper)
        # The last hundredth of what it can do may take much of it.
        held = damage + (_LAST * (self.damage - damage) if damage else 0.0)
        self._hold(held)
        price = np.zeros(len(self._lower))
        even: list[int] = []
        if room[0] == "material":
            for t, c in weeks.items():
                price[c] = 1.0 - _LATENESS * (t + 1) / self.v.weeks
        else:
            price[list(weeks.values())] = 1.0
            if len(weeks) > 1:
                price[self._most] = _EVENNESS
                upper[self._most] = INF
                self._with(upper)
                even = [
                    self._relaxation.add(self._beside(c, self._most, 1.0)) for c in weeks.values()
                ]
        least = self._relaxation.minimise(price, _SECONDS)
        self._free(even)
        if least.values is None:
            return Need(held)
        x = least.values
        return Need(held, {t: float(x[c]) for t, c in weeks.items() if x[c] > _EPS})

    def even(self, room: Room, per_unit: Mapping[int, float], damage: float) -> float | None:
        """The least steady amount over some weeks that leaves no more than so much damage.

        Args:
            per_unit: what one unit of the amount brings in each week.
        """
        weeks = self.columns[room]
        upper = {weeks[t]: INF for t in per_unit if t in weeks}
        upper[self._most] = INF
        self._with(upper)
        self._hold(damage)
        rows = [
            self._relaxation.add(self._beside(weeks[t], self._most, amount))
            for t, amount in per_unit.items()
            if t in weeks
        ]
        price = np.zeros(len(self._lower))
        price[self._most] = 1.0
        found = self._relaxation.minimise(price, _SECONDS)
        self._free(rows)
        if found.values is None:
            return None
        return float(found.values[self._most])

    def _beside(self, column: int, even: int, amount: float) -> ExtraRow:
        coefficients = np.zeros(len(self._lower))
        coefficients[column] = 1.0
        coefficients[even] = -amount
        return ExtraRow(coefficients, -INF, 0.0)

    def _hold(self, damage: float) -> None:
        end = damage + tolerance(self._offset) - self._offset
        self._relaxation.bound_row(self._limit, -INF, end)

    def _free(self, rows: Iterable[int]) -> None:
        """Everything closed and open again as at the start."""
        for row in rows:
            self._relaxation.bound_row(row, -INF, INF)
        self._relaxation.bound_row(self._limit, -INF, INF)
        self._with({})


def least_cost(problem: Problem, unmet: float, late: float) -> float | None:
    """Least cost in cents of the relaxation while no more is unmet and late than that; None: unknown."""
    v = build_variables(problem)
    relaxation = Relaxation(v.model.freeze())
    for terms, most in ((objective.unmet(v), unmet), (objective.late(v), late)):
        vector, offset = v.model.dense(terms[0]), terms[1]
        relaxation.add(ExtraRow(vector, -INF, most + tolerance(offset) - offset))
    terms = objective.cost(v)
    solution = relaxation.minimise(v.model.dense(terms[0]), _SECONDS)
    if solution.outcome is not Outcome.OPTIMAL:
        return None
    return solution.objective + terms[1]
