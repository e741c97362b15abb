"""The four presets on a small and on a worked problem: their levels in order, and what they say of them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest

from optimizer.plan import LevelResult, Plan, Preset
from optimizer.problem import Problem
from optimizer.solver.goals import ORDER
from optimizer.solver.solve import SolveOptions, solve
from optimizer.verification import check_plan
from tests.builders import small_problem
from tests.plans import worked_problem

# Many solves or a whole service: together they would make the quick tests too long.
pytestmark = pytest.mark.slow

PROBLEMS: dict[str, Callable[[], Problem]] = {"small": small_problem, "worked": worked_problem}
PRESETS: tuple[Preset, ...] = ("equitable", "economique", "rapide", "regulier")


@cache
def all_planned(name: str, preset: Preset) -> tuple[Plan, ...]:
    """Every plan handed over, the last one last."""
    problem = PROBLEMS[name]()
    found: list[Plan] = []
    options = SolveOptions(preset=preset, time_limit_seconds=3)
    outcome = solve(problem, options, on_plan=found.append)
    assert outcome.diagnostics == ()
    assert check_plan(problem, outcome.plan) == ()
    return (*found, outcome.plan)


def planned(name: str, preset: Preset) -> Plan:
    return all_planned(name, preset)[-1]


class OnTimeError(Exception):
    """Ends a planning as soon as its plan is complete and on time."""


def level(plan: Plan, name: str) -> LevelResult:
    (found,) = (x for x in plan.levels if x.name == name)
    return found


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("name", PROBLEMS)
def test_levels_in_order_and_what_is_said_of_them(name: str, preset: Preset):
    plan = planned(name, preset)
    assert plan.preset == preset
    assert tuple(x.name for x in plan.levels) == ORDER[preset]
    everything = all(x.proven for x in plan.levels)
    assert plan.status == ("optimal" if everything else "feasible")
    assert plan.stopped_by == ("proof" if everything else "time")
    for k, x in enumerate(plan.levels):
        assert x.proven == (x.value - x.bound <= x.slack)
        assert x.conditional == any(not before.proven for before in plan.levels[:k])
        assert x.bound <= x.value


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("name", PROBLEMS)
def test_everything_is_delivered_on_time(name: str, preset: Preset):
    """However slow the machine: what ends it is the plan, not the clock."""

    def on_plan(plan: Plan) -> None:
        first = (level(plan, "unmet"), level(plan, "late"))
        if all(abs(x.value) < 1e-3 for x in first):
            assert all(x.proven for x in first)
            raise OnTimeError

    options = SolveOptions(preset=preset, time_limit_seconds=300)
    with pytest.raises(OnTimeError):
        solve(PROBLEMS[name](), options, on_plan=on_plan)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("name", PROBLEMS)
def test_no_later_level_gives_back_what_is_on_time(name: str, preset: Preset):
    """Once the level of lateness is over, no plan is later or less complete."""
    ended = [p for p in all_planned(name, preset) if level(p, "late").seconds > 0]
    for before, after in pairwise(ended):
        for x in ("unmet", "late"):
            assert level(after, x).value <= level(before, x).value + Decimal("0.001")


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("name", PROBLEMS)
def test_the_price_of_fairness_is_a_range(name: str, preset: Preset):
    plan = planned(name, preset)
    price = plan.price_of_fairness
    if preset == "economique":
        assert price is None
    elif price is not None:
        assert 0 <= price.lowest_cents <= price.highest_cents
        assert price.highest_cents <= level(plan, "cost").value + 1


@pytest.mark.parametrize("name", PROBLEMS)
def test_nothing_is_cheaper_than_the_bound_of_economique(name: str):
    cheap = level(planned(name, "economique"), "cost")
    for preset in PRESETS:
        other = level(planned(name, preset), "cost")
        assert cheap.bound <= other.value
        if cheap.proven:
            assert cheap.value <= other.value + cheap.slack
        # Half a cent for each rounded line.
        assert cheap.bound <= other.bound + 100 or not cheap.proven or not other.proven
