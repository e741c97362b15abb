"""The plan of a big order that needs no linear programme, tried on small ones."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from benchmarks.growth import grow
from optimizer import problem as data
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.solver import rough_start
from optimizer.solver.aggregate import Aggregate
from optimizer.solver.areas import Areas
from optimizer.solver.bounds import Clock, build_variables
from optimizer.solver.completion import completed
from optimizer.solver.dispatch import Dispatch, Tuning
from optimizer.solver.goals import level_goals
from optimizer.solver.levels import LevelSearch
from optimizer.solver.linear import INF
from optimizer.solver.rough_guide import rough_guide
from optimizer.solver.search import Goal, Parts
from optimizer.solver.solve import SolveOptions, solve
from optimizer.verification import check_plan
from tests.optimizer.solver import tiny
from tests.optimizer.solver.random_problems import random_problem

# Many solves or a whole service: together they would make the quick tests too long.
pytestmark = pytest.mark.slow

D = Decimal


@pytest.fixture
def every_order_is_huge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rough_start, "BIG", 1)
    monkeypatch.setattr(rough_start, "HUGE", 1)


def planned(problem: Problem, seconds: float = 2) -> tuple[Plan, list[Plan]]:
    found: list[Plan] = []
    outcome = solve(problem, SolveOptions(time_limit_seconds=seconds), on_plan=found.append)
    assert not any(d.code == "solve.broken_plan" for d in outcome.diagnostics)
    return outcome.plan, found


@pytest.mark.usefixtures("every_order_is_huge")
@pytest.mark.parametrize("seed", range(8))
def test_a_rough_plan_keeps_every_rule(seed: int):
    problem = random_problem(seed)
    plan, found = planned(problem)
    for each in found:
        assert check_plan(problem, each) == ()
    for level in plan.levels:
        assert level.bound <= level.value or level.proven


@pytest.mark.usefixtures("every_order_is_huge")
def test_a_grown_order_is_complete():
    problem = grow(5, 2, 12)
    plan, _ = planned(problem)
    assert check_plan(problem, plan) == ()
    levels = {x.name: x for x in plan.levels}
    assert levels["unmet"].value == 0
    assert levels["unmet"].proven
    assert 0 < levels["cost"].bound <= levels["cost"].value


def test_bounds_without_weeks_hold_for_the_relaxation():
    problem = grow(5, 1, 12)
    v = build_variables(problem)
    without_weeks = Aggregate(v, v.weeks, complete=True).lowest_cost(10, {}, INF, INF)
    assert without_weeks is not None
    search = LevelSearch(
        problem,
        "economique",
        problem.fairness_key,
        plain_targets=False,
        clock=Clock(60),
        on_found=lambda _: None,
        on_progress=lambda *_: None,
    )
    search.build()
    assert search.relax() is not None
    assert search.cheapest_bound > 0
    assert without_weeks <= search.cheapest_bound * (1 + 1e-6)


def test_the_bound_without_weeks_moves_only_what_conforms():
    """Of 90 units half are rejects: 45 travel at 1 € each, not 90."""
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 100, hourly_cost=D(0)),),
        products=(tiny.product(tiny.operation("sew", yield_rate=D("0.5"))),),
        demands=(tiny.demand("d", 45, 3),),
        lanes=(data.Lane(workshop="a", delivery_point="k", cost_per_lot_cents=1000),),
    )
    v = build_variables(problem)
    bound = Aggregate(v, v.weeks, complete=True).lowest_cost(10, {}, INF, INF)
    # One unit less than everything may be made.
    assert bound is not None
    assert 4450 - 1 <= bound <= 4500


def two_steps(**changes: Any) -> Problem:
    """Cut by a, sewn by b with little time, one week's way through the hub."""
    return tiny.problem(
        workshops=(tiny.workshop("a", 100), tiny.workshop("b", 25)),
        products=(tiny.product(tiny.operation("cut"), tiny.operation("sew")),),
        demands=(tiny.demand("d", 100, 3),),
        capabilities=(
            data.Capability(workshop="a", operation="cut"),
            data.Capability(workshop="b", operation="sew"),
        ),
        lanes=(data.Lane(workshop="b", delivery_point="k"),),
        hub=data.Hub(lead_time_weeks=1),
        **changes,
    )


def test_what_nobody_goes_on_with_is_taken_back():
    v = build_variables(two_steps())
    guide = rough_guide(v, {"a": 0.5, "b": 0.5})
    dispatch = Dispatch(v, guide, Tuning(buffer_lots=10))
    x = dispatch.simulate()
    cut = sum(x[c] * 10 for (_, _, o, _), c in v.lots.items() if o == "cut")
    sewn = sum(x[c] * 10 for (_, _, o, _), c in v.lots.items() if o == "sew")
    # b has 20 units a week in weeks 1 to 4; a could have cut all 100.
    assert cut == sewn == 80
    sent = sum(x[c] for c in v.sent.values() if x[c] > 0)
    assert sent == sum(x[c] for c in v.received.values() if x[c] > 0) == 80
    assert dispatch.missing == {"p": 20}


def test_completed_columns_keep_every_row():
    v = build_variables(two_steps())
    arrays = v.model.freeze()
    x = completed(v, arrays, Dispatch(v, rough_guide(v, {"a": 0.5, "b": 0.5})).simulate())
    assert arrays.violation(x) < 1e-9


def test_who_gets_too_little_for_a_smallest_share_does_nothing(monkeypatch: pytest.MonkeyPatch):
    problem = tiny.problem(
        workshops=(
            tiny.workshop("a", 100),
            tiny.workshop("b", 20, smallest_share=D("0.4")),
        ),
        demands=(tiny.demand("d", 200, 2),),
    )
    monkeypatch.setattr(rough_start, "BIG", 1)
    monkeypatch.setattr(rough_start, "HUGE", 1)
    plan, _ = planned(problem)
    assert check_plan(problem, plan) == ()
    assert sum(r.units for r in plan.runs) > 0


def test_the_guide_stays_within_what_the_stations_hold():
    problem = two_steps(
        station_groups=(
            data.StationGroup(id="g", host="a", operations=("cut",), number=1, users=()),
        )
    )
    v = build_variables(problem)
    guide = rough_guide(v, {"a": 0.5, "b": 0.5})
    assert np.all(guide >= 0)
    for (p, o), stage in v.stages.items():
        made = sum(guide[c] * 10 for (_, p2, o2, _), c in v.lots.items() if (p2, o2) == (p, o))
        assert made == pytest.approx(float(stage.made))


def test_an_area_holds_everything_else():
    problem = grow(5, 2, 12)
    v = build_variables(problem)
    arrays = v.model.freeze()
    x = completed(v, arrays, Dispatch(v, rough_guide(v, weights(problem))).simulate())
    areas = Areas(v, arrays, Parts(v, arrays))
    cost = next(g for g in level_goals(v, "economique", 0.0) if g.name == "cost")
    goal = Goal(cost.vector, cost.offset, [])
    free = areas.of_products(["p01"], 2, 6)
    for (_, p, _, t), column in v.lots.items():
        assert free[column] == (p == "p01" and 2 <= t < 6)
    tidy = cost.vector.copy()
    for mask in (free, areas.of_workshops(["w01", "w02"], 2, 6), areas.of_material("elastic")):
        y = areas.solve(x, goal, tidy, mask, 5.0, 1e-3)
        if y is not None:
            assert goal.value(y) < goal.value(x)
            assert np.array_equal(y[~mask], x[~mask])
            assert arrays.violation(y) < 1e-6


def weights(problem: Problem) -> dict[str, float]:
    return {w.id: 1 / len(problem.workshops) for w in problem.workshops}
