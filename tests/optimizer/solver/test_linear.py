"""The model as arrays: what a row says, how far a point is from it, and what the solver is told."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.solver.linear import (
    INF,
    Arrays,
    ExtraRow,
    LinearModel,
    Outcome,
    solve_linear,
    solve_mixed,
)
from optimizer.solver.relaxation import Relaxation


def little() -> Arrays:
    """x whole up to 3, y from 0: x + 2y ≥ 3 and y ≤ 2."""
    model = LinearModel()
    x = model.column(0, 3, integer=True)
    y = model.column()
    model.row([(x, 0.5), (y, 2.0), (x, 0.5)], 3.0, INF)
    model.row([(y, 1.0)], -INF, 2.0)
    return model.freeze()


def test_coefficients_of_a_column_add_up():
    arrays = little()
    assert arrays.activity(np.array([1.0, 2.0])).tolist() == [5.0, 2.0]


def test_a_column_put_into_a_row_later():
    model = LinearModel()
    x = model.column()
    row = model.row([(x, 1.0)], 0.0, 4.0)
    model.extend_row(row, model.column(), -1.0)
    assert model.freeze().activity(np.array([5.0, 2.0])).tolist() == [3.0]
    assert model.dense([(x, 1.0), (x, 2.0)]).tolist() == [3.0, 0.0]


@pytest.mark.parametrize(
    ("point", "far"),
    [
        ([3.0, 0.0], 0.0),
        ([0.0, 1.5], 0.0),
        ([1.0, 0.0], 1.0),  # 2 short of 3, relative to 1 + 1
        ([0.0, 2.5], 0.5 / 3.5),
        ([4.0, 0.0], 1.0),
        ([3.5, -0.25], 0.5),
    ],
)
def test_violation(point: list[float], far: float):
    assert little().violation(np.array(point)) == pytest.approx(far)


def test_violation_of_an_extra_row():
    row = ExtraRow(np.array([1.0, 1.0]), -INF, 1.0)
    assert little().violation(np.array([3.0, 0.0]), [row]) == pytest.approx(2.0 / 4.0)


def test_what_the_solver_is_told():
    row = ExtraRow(np.array([0.0, 4.0]), 1.0, 7.0)
    told = little().message(
        np.array([0.0, 2.5]), upper=np.array([1.0, 9.0]), extra=[row], offset=3.0
    )
    assert list(told.variables.upper_bounds) == [1.0, 9.0]
    assert list(told.variables.integers) == [True, False]
    assert list(told.linear_constraints.lower_bounds) == [3.0, -INF, 1.0]
    assert list(told.linear_constraints.upper_bounds) == [INF, 2.0, 7.0]
    matrix = told.linear_constraint_matrix
    entries = list(zip(matrix.row_ids, matrix.column_ids, matrix.coefficients, strict=True))
    assert entries == [(0, 0, 1.0), (0, 1, 2.0), (1, 1, 1.0), (2, 1, 4.0)]
    assert list(told.objective.linear_coefficients.ids) == [1]
    assert list(told.objective.linear_coefficients.values) == [2.5]
    assert told.objective.offset == 3.0


def test_whole_columns_are_whole_only_when_mixed():
    held = ExtraRow(np.array([2.0, 0.0]), -INF, 5.0)
    price = np.array([-1.0, 3.0])
    assert solve_linear(little(), price, seconds=5, extra=[held]).objective == pytest.approx(-1.75)
    mixed = solve_mixed(little(), price, seconds=5, extra=[held])
    assert mixed.outcome is Outcome.OPTIMAL
    assert mixed.values is not None
    assert mixed.values.tolist() == pytest.approx([2.0, 0.5])
    assert mixed.objective == pytest.approx(-0.5)


def test_no_solution():
    held = ExtraRow(np.array([1.0, 1.0]), -INF, 1.0)
    answer = solve_mixed(little(), np.array([1.0, 1.0]), seconds=5, extra=[held])
    assert answer.outcome is Outcome.INFEASIBLE
    assert answer.values is None


def test_the_relaxation_follows_rows_and_bounds():
    relaxation = Relaxation(little())
    price = np.array([1.0, 1.0])
    assert relaxation.minimise(price, 5).objective == pytest.approx(1.5)
    row = relaxation.add(ExtraRow(np.array([0.0, 1.0]), -INF, 0.5))
    assert relaxation.minimise(price, 5).objective == pytest.approx(2.5)
    relaxation.bound_row(row, -INF, 1.0)
    assert relaxation.minimise(price, 5).objective == pytest.approx(2.0)
    relaxation.bound_columns(np.array([2.0, 0.0]), np.array([3.0, INF]))
    assert relaxation.minimise(price, 5).objective == pytest.approx(2.5)
    assert relaxation.minimise(np.array([0.0, 1.0]), 5).objective == pytest.approx(0.0)


def test_the_price_of_a_row():
    relaxation = Relaxation(little())
    duals = relaxation.minimise(np.array([1.0, 1.0]), 5).duals
    assert duals is not None
    assert duals.tolist() == pytest.approx([0.5, 0.0])
