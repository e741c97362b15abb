"""Bounds that levels remember, and the search beside: what may go wrong in a solver or a listener."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pytest

from optimizer.problem import Problem
from optimizer.solver import levels
from optimizer.solver.bounds import Clock, LevelBounds
from optimizer.solver.goals import LevelGoal
from optimizer.solver.guided import Beside, Guided
from optimizer.solver.levels import LevelSearch
from optimizer.solver.linear import Outcome, Solution, Vector
from optimizer.solver.search import Goal, Part
from optimizer.solver.solve import SolveOptions, solve
from optimizer.verification import check_plan
from tests.optimizer.solver import tiny

# 15 minutes a week hold 15 units, but only one whole lot of 10: the relaxation is on time, no plan is.
LATE = tiny.problem(workshops=(tiny.workshop("a", 15),), demands=(tiny.demand("d", 30, 1),))


# On time only by minutes of a dear workshop that hold no whole lot.
DEAR = tiny.problem(
    workshops=(tiny.workshop("a", 15), tiny.workshop("b", 5, hourly_cost=Decimal(120))),
    demands=(tiny.demand("d", 40, 1),),
    tail=2,
)


def built(problem: Problem = LATE) -> LevelSearch:
    search = LevelSearch(
        problem,
        "equitable",
        problem.fairness_key,
        plain_targets=False,
        clock=Clock(60),
        on_found=lambda _: None,
        on_progress=lambda *_: None,
    )
    search.build()
    return search


def started(problem: Problem = LATE) -> tuple[LevelSearch, Vector]:
    search = built(problem)
    guide = search.relax()
    assert guide is not None
    x = search.first_plan(guide)
    assert x is not None
    return search, x


def test_a_bound_that_the_plan_refutes_is_not_remembered():
    search, x = started()
    cost = next(g for g in search.goals if g.name == "cost")
    before = search.bounds["cost"]
    mistaken = Solution(Outcome.OPTIMAL, None, np.inf, cost.value(x) + 100)
    assert search._take(x, cost, mistaken) is x
    assert search.bounds["cost"] == before
    assert "cost" not in search.proven_bounds
    search._take(x, cost, Solution(Outcome.FOUND, None, np.inf, cost.value(x) - 1))
    assert search.bounds["cost"] == max(before, cost.value(x) - 1)


def test_the_price_of_fairness_counts_from_what_late_came_to():
    """The bound of the cheapest plan is that of plans as late as the one at hand."""
    search, x = started(DEAR)
    assert search.cheapest_bound > 1000
    search.run(x)
    assert search.limits["late"] > 1
    assert search.cheapest is not None
    value, bound = search.cheapest
    assert 0 < bound <= value + 1e-3
    assert abs(value - 800) < 1e-3


def test_whoever_ends_a_search_by_an_exception_ends_the_one_beside(
    monkeypatch: pytest.MonkeyPatch,
):
    search, x = started()
    waited: list[float] = []

    class Watched(Beside):
        def stop(self, seconds: float) -> None:
            waited.append(seconds)
            super().stop(seconds)
            assert self._seconds_left() == 0

    monkeypatch.setattr(levels, "Beside", Watched)
    late = next(g for g in search.goals if g.name == "late")

    def enough(_: Vector) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        search._search_by_two(x, late, search._goal(1, []), enough, lambda: 20.0)
    assert waited == [0.0]


def test_work_beside_is_told_that_it_is_over():
    ended = threading.Event()

    def work(seconds: Callable[[], float]) -> None:
        while seconds() > 0:
            time.sleep(0.001)
        ended.set()

    beside = Beside(600, work)
    assert not ended.is_set()
    beside.stop(60)
    assert ended.is_set()


def test_comparisons_end_where_nothing_differs_and_nothing_costs():
    search = built()
    nothing = np.zeros(len(search.arrays.lower))
    goal = Goal(nothing, 0.0, [])

    class Same:
        guide = nothing

    guided = Guided(search.arrays, search.parts, goal, 0.0, lambda: 0.05, Same())  # type: ignore[arg-type]
    assert list(guided._differing(lambda: nothing)) == []
    window = Part(search.parts.whole)
    first = next(guided.larger(lambda: nothing, iter([window] * 20)))
    assert first is window


def test_a_cost_that_no_linear_programme_gives_ends_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Levels held exactly at what they can reach may leave the solvers too little room."""
    reckon = LevelBounds._minimise

    def without_cost(search: LevelBounds, goal: LevelGoal) -> Solution | None:
        return None if goal.name == "cost" else reckon(search, goal)

    monkeypatch.setattr(LevelBounds, "_minimise", without_cost)
    plan = solve(LATE, SolveOptions(time_limit_seconds=5)).plan
    assert plan.status in ("optimal", "feasible")
    assert check_plan(LATE, plan) == ()
