"""A mixed-integer linear model as arrays, and its solution by OR-Tools' MathOpt.

The protocol message is filled from arrays: building a model of 50 000 columns takes a fraction of what
MathOpt's expressions take. Everything is minimised. Columns carry a week so that a search can work on
parts of the plan.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import (
    callback_pb2,
    model_parameters_pb2,
    model_pb2,
    parameters_pb2,
    result_pb2,
)
from ortools.math_opt.core.python import solver as core

Vector = NDArray[np.float64]
Terms = list[tuple[int, float]]
INF = math.inf


class Outcome(Enum):
    """How a solve ended. ``FOUND``: a solution, not proven best; ``NOTHING``: the clock ended it empty."""

    OPTIMAL = "optimal"
    FOUND = "found"
    INFEASIBLE = "infeasible"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Solution:
    """Values per column (None without a solution), objective, proven bound, duals per row (LP only)."""

    outcome: Outcome
    values: Vector | None
    objective: float
    bound: float
    duals: Vector | None = None


class LinearModel:
    """Columns, rows and their entries, growing lists turned into arrays once."""

    def __init__(self) -> None:
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.integer: list[bool] = []
        self.row_lower: list[float] = []
        self.row_upper: list[float] = []
        self._rows: list[int] = []
        self._cols: list[int] = []
        self._values: list[float] = []

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.lower)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.row_lower)

    def column(self, lower: float = 0.0, upper: float = INF, *, integer: bool = False) -> int:
        """A new column; its position."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.integer.append(integer)
        return len(self.lower) - 1

    def row(self, terms: Iterable[tuple[int, float]], lower: float, upper: float) -> int:
        """A new row ``lower ≤ Σ coefficient × column ≤ upper``; its position.

        A column may stand several times in ``terms``; its coefficients add up.
        """
        merged: dict[int, float] = {}
        for column, value in terms:
            merged[column] = merged.get(column, 0.0) + value
        index = len(self.row_lower)
        for column, value in merged.items():
            if value:
                self._rows.append(index)
                self._cols.append(column)
                self._values.append(value)
        self.row_lower.append(lower)
        self.row_upper.append(upper)
        return index

    def extend_row(self, row: int, column: int, value: float) -> None:
        """Put a later column into a row."""
        self._rows.append(row)
        self._cols.append(column)
        self._values.append(value)

    def dense(self, terms: Iterable[tuple[int, float]]) -> Vector:
        """Terms as one coefficient per column."""
        vector = np.zeros(self.columns)
        for column, value in terms:
            vector[column] += value
        return vector

    def freeze(self) -> Arrays:
        """The model as arrays, for solving again and again with other bounds and objectives."""
        order = np.lexsort(
            (np.array(self._cols, dtype=np.int64), np.array(self._rows, dtype=np.int64))
        )
        return Arrays(
            lower=np.array(self.lower),
            upper=np.array(self.upper),
            integer=np.array(self.integer, dtype=bool),
            row_lower=np.array(self.row_lower),
            row_upper=np.array(self.row_upper),
            rows=np.array(self._rows, dtype=np.int64)[order],
            cols=np.array(self._cols, dtype=np.int64)[order],
            values=np.array(self._values)[order],
        )


@dataclass(frozen=True, slots=True)
class ExtraRow:
    """A row added to a frozen model for one solve."""

    coefficients: Vector
    lower: float
    upper: float


@dataclass(slots=True)
class Arrays:
    """A frozen model: entries sorted by row, then column."""

    lower: Vector
    upper: Vector
    integer: NDArray[np.bool_]
    row_lower: Vector
    row_upper: Vector
    rows: NDArray[np.int64]
    cols: NDArray[np.int64]
    values: Vector

    def activity(self, x: Vector) -> Vector:
        """Σ coefficient × column of every row."""
        return np.bincount(
            self.rows, weights=self.values * x[self.cols], minlength=len(self.row_lower)
        ).astype(np.float64)

    def violation(self, x: Vector, extra: Sequence[ExtraRow] = ()) -> float:
        """Largest breach of a bound or a row, relative to the row's size."""
        activity = self.activity(x)
        scale = 1.0 + np.abs(activity)
        worst = [
            float(np.max((self.row_lower - activity) / scale, initial=0.0)),
            float(np.max((activity - self.row_upper) / scale, initial=0.0)),
            float(np.max(self.lower - x, initial=0.0)),
            float(np.max(x - self.upper, initial=0.0)),
        ]
        for row in extra:
            value = float(row.coefficients @ x)
            worst.append(max(row.lower - value, value - row.upper) / (1.0 + abs(value)))
        return max(worst)

    def message(
        self,
        objective: Vector,
        *,
        lower: Vector | None = None,
        upper: Vector | None = None,
        integer: NDArray[np.bool_] | None = None,
        extra: Sequence[ExtraRow] = (),
        offset: float = 0.0,
    ) -> model_pb2.ModelProto:
        """The model as MathOpt takes it, with other bounds, integrality and rows where given."""
        low = self.lower if lower is None else lower
        high = self.upper if upper is None else upper
        whole = self.integer if integer is None else integer
        message = model_pb2.ModelProto()
        n = len(low)
        message.variables.ids.extend(range(n))
        message.variables.lower_bounds.extend(low.tolist())
        message.variables.upper_bounds.extend(high.tolist())
        message.variables.integers.extend(whole.tolist())
        m = len(self.row_lower)
        message.linear_constraints.ids.extend(range(m + len(extra)))
        message.linear_constraints.lower_bounds.extend(self.row_lower.tolist())
        message.linear_constraints.upper_bounds.extend(self.row_upper.tolist())
        matrix = message.linear_constraint_matrix
        matrix.row_ids.extend(self.rows.tolist())
        matrix.column_ids.extend(self.cols.tolist())
        matrix.coefficients.extend(self.values.tolist())
        for k, row in enumerate(extra):
            message.linear_constraints.lower_bounds.append(row.lower)
            message.linear_constraints.upper_bounds.append(row.upper)
            used = np.flatnonzero(row.coefficients)
            matrix.row_ids.extend([m + k] * len(used))
            matrix.column_ids.extend(used.tolist())
            matrix.coefficients.extend(row.coefficients[used].tolist())
        message.objective.offset = offset
        used = np.flatnonzero(objective)
        message.objective.linear_coefficients.ids.extend(used.tolist())
        message.objective.linear_coefficients.values.extend(objective[used].tolist())
        return message


def solve_linear(
    arrays: Arrays,
    objective: Vector,
    *,
    seconds: float,
    extra: Sequence[ExtraRow] = (),
    lower: Vector | None = None,
    upper: Vector | None = None,
) -> Solution:
    """Minimise over the continuous relaxation with GLOP; duals are given."""
    message = arrays.message(
        objective,
        lower=lower,
        upper=upper,
        integer=np.zeros(len(arrays.lower), dtype=bool),
        extra=extra,
    )
    parameters = parameters_for(seconds)
    result = run_solver(message, parameters_pb2.SOLVER_TYPE_GLOP, parameters)
    return read_solution(result, len(arrays.lower), len(arrays.row_lower) + len(extra))


def solve_mixed(
    arrays: Arrays,
    objective: Vector,
    *,
    seconds: float,
    extra: Sequence[ExtraRow] = (),
    lower: Vector | None = None,
    upper: Vector | None = None,
    integer: NDArray[np.bool_] | None = None,
    hint: Vector | None = None,
    relative_gap: float = 1e-5,
    offset: float = 0.0,
    seed: int = 0,
) -> Solution:
    """Minimise with HiGHS, whole columns whole; ``hint`` is a solution to start from."""
    message = arrays.message(
        objective, lower=lower, upper=upper, integer=integer, extra=extra, offset=offset
    )
    parameters = parameters_for(seconds)
    parameters.relative_gap_tolerance = relative_gap
    parameters.random_seed = seed
    hints = None if hint is None else _hint(hint)
    result = run_solver(message, parameters_pb2.SOLVER_TYPE_HIGHS, parameters, hints)
    if result is None:  # HiGHS gives up on rare models; SCIP then answers
        result = run_solver(message, parameters_pb2.SOLVER_TYPE_GSCIP, parameters, hints)
    return read_solution(result, len(arrays.lower), 0)


def parameters_for(seconds: float) -> parameters_pb2.SolveParametersProto:
    """Parameters of a solve with a time limit."""
    parameters = parameters_pb2.SolveParametersProto()
    parameters.time_limit.FromTimedelta(datetime.timedelta(seconds=max(0.05, seconds)))
    return parameters


def _hint(values: Vector) -> model_parameters_pb2.ModelSolveParametersProto:
    parameters = model_parameters_pb2.ModelSolveParametersProto()
    hint = parameters.solution_hints.add()
    hint.variable_values.ids.extend(range(len(values)))
    hint.variable_values.values.extend(values.tolist())
    return parameters


def run_solver(
    message: model_pb2.ModelProto,
    solver: int,
    parameters: parameters_pb2.SolveParametersProto,
    hints: model_parameters_pb2.ModelSolveParametersProto | None = None,
) -> result_pb2.SolveResultProto | None:
    """Solve; None when the solver itself failed."""
    try:
        return core.solve(
            message,
            solver,
            parameters_pb2.SolverInitializerProto(),
            parameters,
            hints or model_parameters_pb2.ModelSolveParametersProto(),
            None,
            callback_pb2.CallbackRegistrationProto(),
            None,
            None,
        )
    except Exception:
        # MathOpt reports a solver's own failure as an exception whose text may itself fail.
        return None


def read_solution(result: result_pb2.SolveResultProto | None, columns: int, rows: int) -> Solution:
    """A MathOpt answer as values per column; ``rows`` > 0 asks for duals."""
    if result is None:
        return Solution(Outcome.NOTHING, None, INF, -INF)
    reason = result.termination.reason
    bounds = result.termination.objective_bounds
    bound = bounds.dual_bound
    if reason == result_pb2.TERMINATION_REASON_INFEASIBLE:
        return Solution(Outcome.INFEASIBLE, None, INF, INF)
    values = None
    objective = INF
    for found in result.solutions:
        primal = found.primal_solution
        if found.HasField("primal_solution") and primal.feasibility_status == 2:
            values = np.zeros(columns)
            values[np.array(primal.variable_values.ids, dtype=np.int64)] = np.array(
                primal.variable_values.values
            )
            objective = primal.objective_value
            break
    duals = None
    if rows and values is not None and result.solutions[0].HasField("dual_solution"):
        duals = np.zeros(rows)
        dual = result.solutions[0].dual_solution.dual_values
        duals[np.array(dual.ids, dtype=np.int64)] = np.array(dual.values)
    if values is None:
        return Solution(Outcome.NOTHING, None, INF, bound)
    optimal = reason == result_pb2.TERMINATION_REASON_OPTIMAL
    return Solution(Outcome.OPTIMAL if optimal else Outcome.FOUND, values, objective, bound, duals)
