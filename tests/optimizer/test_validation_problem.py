"""All rules together: nothing to say on sound problems, and never an exception on others."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer import validation
from optimizer.problem import Problem
from optimizer.validation import check_problem
from tests.builders import rich_problem, running_problem, small_problem, tiny_problem
from tests.mutations import leaves, value_at, with_value

RICH = rich_problem(fairness_key="agreed")
PATHS = [path for path, _ in leaves(RICH) if path[-1] != "schema_version"]

DECIMALS = st.one_of(
    st.sampled_from(
        [
            *(Decimal(x) for x in ("0", "-1", "1E-999999", "1E+9", "1E-28", "0.01", "61", "1E+12")),
            *(Decimal(x) for x in ("NaN", "sNaN", "Infinity", "-Infinity", "999999999")),
        ]
    ),
    st.decimals(allow_nan=True, allow_infinity=True),
)
INTEGERS = st.one_of(
    st.sampled_from([0, -1, 1, 8, 10**9, 10**15, -(10**15), 10**30]), st.integers()
)
DAYS = st.one_of(
    st.sampled_from([date.min, date.max, date(1990, 1, 1), date(2199, 12, 31)]), st.dates()
)
TEXTS = st.one_of(
    st.sampled_from(["", "vestali", "mask", "sewing", "2020-W15", "0000-W01", "9999-W52", "x"]),
    st.text(max_size=8),
)


def odd_values(value: object) -> st.SearchStrategy[object]:
    """Values of the same type, most of them wrong."""
    if isinstance(value, Decimal):
        return DECIMALS
    if isinstance(value, int):
        return INTEGERS
    if isinstance(value, date):
        return DAYS
    if isinstance(value, str):
        return TEXTS
    return st.just(value)


@st.composite
def broken_problems(draw: st.DrawFn) -> Problem:
    problem = RICH
    for path in draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=4, unique=True)):
        problem = with_value(problem, path, draw(odd_values(value_at(problem, path))))
    return problem


@pytest.mark.parametrize(
    "problem", [small_problem(), tiny_problem(), running_problem(), rich_problem(), RICH]
)
def test_the_builders_make_sound_problems(problem: Problem) -> None:
    assert check_problem(problem) == ()


def test_an_empty_problem_lacks_everything() -> None:
    found = check_problem(Problem(id="", start=date(2020, 4, 6)))
    assert [d.code for d in found] == [
        "problem.no_demands",
        "problem.no_products",
        "problem.no_workshops",
    ]


@given(broken_problems())
def test_whatever_the_values_are_nothing_is_raised(problem: Problem) -> None:
    for d in check_problem(problem):
        assert re.fullmatch(r"problem\.[a-z_0-9]+", d.code)
        assert all(isinstance(v, str) for v in d.params.values())


@pytest.mark.parametrize(
    "extreme", [Decimal("1E-999999"), Decimal(10**9), Decimal("-1E+9"), Decimal(0)]
)
def test_extreme_decimals_raise_nothing_anywhere(extreme: Decimal) -> None:
    for path in PATHS:
        if isinstance(value_at(RICH, path), Decimal):
            check_problem(with_value(RICH, path, extreme))


@pytest.mark.parametrize("extreme", [0, -1, 10**15, -(10**15)])
def test_extreme_integers_raise_nothing_anywhere(extreme: int) -> None:
    for path in PATHS:
        if isinstance(value_at(RICH, path), int):
            check_problem(with_value(RICH, path, extreme))


@pytest.mark.parametrize("part", ["products", "workshops", "capabilities", "lanes", "materials"])
def test_without_a_whole_part_nothing_is_raised(part: str) -> None:
    assert check_problem(with_value(RICH, (part,), ()))


def test_each_rule_has_a_code_of_its_own() -> None:
    names = [rule.__name__ for rule in validation.RULES]
    assert len(names) == len(set(names))
