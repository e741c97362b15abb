"""The continuous relaxation, solved again and again with GLOP from where it stood."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from ortools.math_opt import (
    callback_pb2,
    model_parameters_pb2,
    model_pb2,
    model_update_pb2,
    parameters_pb2,
)
from ortools.math_opt.core.python import solver as core

from optimizer.solver.linear import (
    INF,
    Arrays,
    ExtraRow,
    Outcome,
    Solution,
    Vector,
    parameters_for,
    read_solution,
    run_solver,
)


class Relaxation:
    """A linear model kept in the solver: objectives, rows and bounds change, the basis stays.

    Args:
        arrays: the model; wholeness is ignored.
    """

    def __init__(self, arrays: Arrays) -> None:
        # Ends of rows may change (see cap_rows); the model itself stays as it is.
        self.arrays = replace(arrays, row_upper=arrays.row_upper.copy())
        self._rows = len(arrays.row_lower)
        self._objective = np.zeros(len(arrays.lower))
        self._lower = arrays.lower.copy()
        self._upper = arrays.upper.copy()
        self._added: list[ExtraRow] = []
        self._start()

    def _start(self) -> None:
        """Hand the model of the moment to a new solver."""
        self._solver = core.new(
            parameters_pb2.SOLVER_TYPE_GLOP,
            self._message(),
            parameters_pb2.SolverInitializerProto(),
        )

    def _message(self) -> model_pb2.ModelProto:
        return self.arrays.message(
            self._objective,
            lower=self._lower,
            upper=self._upper,
            integer=np.zeros(len(self._lower), dtype=bool),
            extra=self._added,
        )

    def add(self, row: ExtraRow) -> int:
        """Add a row for good; its position."""
        update = model_update_pb2.ModelUpdateProto()
        added = update.new_linear_constraints
        added.ids.append(self._rows)
        added.lower_bounds.append(row.lower)
        added.upper_bounds.append(row.upper)
        used = np.flatnonzero(row.coefficients)
        matrix = update.linear_constraint_matrix_updates
        matrix.row_ids.extend([self._rows] * len(used))
        matrix.column_ids.extend(used.tolist())
        matrix.coefficients.extend(row.coefficients[used].tolist())
        self._solver.update(update)
        self._added.append(row)
        self._rows += 1
        return self._rows - 1

    def bound_row(self, row: int, lower: float, upper: float) -> None:
        """Change the ends of an added row."""
        place = row - len(self.arrays.row_lower)
        self._added[place] = ExtraRow(self._added[place].coefficients, lower, upper)
        update = model_update_pb2.ModelUpdateProto()
        change = update.linear_constraint_updates
        change.lower_bounds.ids.append(row)
        change.lower_bounds.values.append(lower)
        change.upper_bounds.ids.append(row)
        change.upper_bounds.values.append(upper)
        self._solver.update(update)

    def cap_rows(self, upper: Vector) -> None:
        """Change the upper ends of the model's own rows; only those that differ are sent."""
        update = model_update_pb2.ModelUpdateProto()
        change = update.linear_constraint_updates.upper_bounds
        different = np.flatnonzero(self.arrays.row_upper != upper)
        change.ids.extend(different.tolist())
        change.values.extend(upper[different].tolist())
        self.arrays.row_upper[:] = upper
        self._solver.update(update)

    def bound_columns(self, lower: Vector, upper: Vector) -> None:
        """Change the ends of columns; only those that differ are sent."""
        update = model_update_pb2.ModelUpdateProto()
        change = update.variable_updates
        for mine, new, target in (
            (self._lower, lower, change.lower_bounds),
            (self._upper, upper, change.upper_bounds),
        ):
            different = np.flatnonzero(mine != new)
            target.ids.extend(different.tolist())
            target.values.extend(new[different].tolist())
        self._lower, self._upper = lower.copy(), upper.copy()
        self._solver.update(update)

    def minimise(
        self, objective: Vector, seconds: float, *, stubborn: bool = True, afresh: bool = True
    ) -> Solution:
        """Least value of an objective under the rows and bounds of the moment.

        ``afresh``: when GLOP finds nothing, start it again from no basis. ``stubborn``: when it fails
        twice, ask HiGHS, which is slower and surer.
        """
        update = model_update_pb2.ModelUpdateProto()
        change = update.objective_updates
        different = np.flatnonzero(self._objective != objective)
        change.linear_coefficients.ids.extend(different.tolist())
        change.linear_coefficients.values.extend(objective[different].tolist())
        self._objective = objective.copy()
        self._solver.update(update)
        end = time.monotonic() + seconds
        solution = self._solve(seconds)
        if afresh and solution.outcome is not Outcome.OPTIMAL and time.monotonic() < end:
            # From some bases GLOP loses its way, up to calling a model empty that is not; from none
            # it starts afresh.
            self._start()
            solution = self._solve(end - time.monotonic())
        if stubborn and solution.outcome is not Outcome.OPTIMAL and time.monotonic() < end:
            # Rows that hold a level at its value leave little room; HiGHS copes when GLOP does not.
            result = run_solver(
                self._message(),
                parameters_pb2.SOLVER_TYPE_HIGHS,
                parameters_for(end - time.monotonic()),
            )
            solution = read_solution(result, len(self._lower), self._rows)
        return solution

    def _solve(self, seconds: float) -> Solution:
        try:
            result = self._solver.solve(
                parameters_for(seconds),
                model_parameters_pb2.ModelSolveParametersProto(),
                None,
                callback_pb2.CallbackRegistrationProto(),
                None,
                None,
            )
        except Exception:  # MathOpt's own status class, whose text may itself fail
            return Solution(Outcome.NOTHING, None, INF, -INF)
        return read_solution(result, len(self._lower), self._rows)
