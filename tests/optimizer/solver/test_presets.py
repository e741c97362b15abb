"""The four presets on a small and on a worked problem: their levels in order, and what they say of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from optimizer.plan import LevelResult, Plan, Preset
from optimizer.problem import Problem
from optimizer.solver.goals import ORDER
from optimizer.solver.solve import SolveOptions, solve
from optimizer.verification import check_plan
from tests.builders import small_problem
from tests.plans import worked_problem

PROBLEMS: dict[str, Callable[[], Problem]] = {"small": small_problem, "worked": worked_problem}
PRESETS: tuple[Preset, ...] = ("equitable", "economique", "rapide", "regulier")


@cache
def planned(name: str, preset: Preset) -> Plan:
    problem = PROBLEMS[name]()
    outcome = solve(problem, SolveOptions(preset=preset, time_limit_seconds=3))
    assert outcome.diagnostics == ()
    assert check_plan(problem, outcome.plan) == ()
    return outcome.plan


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
    """Both can be, and no preset gives it away."""
    plan = planned(name, preset)
    for x in (level(plan, "unmet"), level(plan, "late")):
        assert x.proven
        assert abs(x.value) < 1e-3


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
