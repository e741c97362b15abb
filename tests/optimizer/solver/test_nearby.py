"""Near to a plan: what lateness is worth beside distance, and whole numbers between a plan and a guide."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from optimizer import problem as data
from optimizer.instructions import PlannedRun
from optimizer.plan import Plan, Run
from optimizer.problem import Problem
from optimizer.solver.bounds import Clock
from optimizer.solver.nearby import Nearby, Rounding
from optimizer.solver.quick import QuickSearch
from optimizer.solver.solve import SolveOptions, solve
from optimizer.solver.warm_start import as_columns, planned_units
from optimizer.verification import check_plan
from tests.optimizer.solver import tiny

D = Decimal


def order(a: int = 60, b: int = 60) -> Problem:
    """Two workshops that can do it all, dear enough for cents to outweigh units."""
    return tiny.problem(
        workshops=(tiny.workshop("a", a), tiny.workshop("b", b)),
        demands=(tiny.demand("d", 80, 1), tiny.demand("e", 60, 2)),
        tail=2,
    )


def search_of(problem: Problem, start: Plan | None = None, *, quick: bool = False) -> QuickSearch:
    found = QuickSearch(
        problem,
        "equitable",
        "headcount",
        plain_targets=False,
        quick=quick,
        start=start,
        clock=Clock(20.0),
        on_found=lambda _: None,
        on_progress=lambda *_: None,
    )
    found.build()
    return found


def in_force(problem: Problem, plan: Plan) -> Problem:
    runs = tuple(
        PlannedRun(
            workshop=r.workshop,
            product=r.product,
            operation=r.operation,
            week=r.week,
            units=r.units,
        )
        for r in plan.runs
    )
    return replace(problem, plan_in_force=runs)


def test_what_is_late_has_its_price_also_when_the_plan_brings_no_figures() -> None:
    plan = solve(order(), SolveOptions(time_limit_seconds=5)).plan
    bare = replace(plan, levels=())
    weights = []
    for start in (plan, bare):
        search = search_of(in_force(order(a=30), plan), start, quick=True)
        assert search.is_warm
        assert search.warm_plan() is not None
        weights.append({g.name: g.weight for g in search.goals})
    for name in ("unmet", "late", "fairness_sum", "distance"):
        # Minutes of work cost 20 cents: a unit is worth far more than the cent that prices began with.
        assert weights[1][name] == pytest.approx(weights[0][name], rel=0.5)
        assert weights[1][name] > 0.01


def test_whole_numbers_between_a_late_plan_and_a_guide_are_better_and_never_worse() -> None:
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 60),), demands=(tiny.demand("d", 20, 0),), tail=2
    )
    late = (Run(workshop="a", product="p", operation="sew", week=tiny.week(2), units=D(20)),)
    plan = solve(problem, SolveOptions(time_limit_seconds=5)).plan
    search = search_of(problem, replace(plan, runs=late, deliveries=(), shipments=()))
    guide = search.relax()
    assert guide is not None
    x = search.from_runs({("a", "p", "sew", 2): 20.0})
    assert x is not None
    goal = search._goal(0, [], following=True)
    near = Nearby(search.v, search.arrays, search.parts, search.search, search.relaxation, x)
    better = near.between(x, guide, goal, 5.0)
    lateness = search.goals[1]
    assert lateness.value(x) == pytest.approx(40)
    assert lateness.value(better) == pytest.approx(0)
    assert goal.value(near.between(better, guide, goal, 5.0)) <= goal.value(better) + 1e-6
    assert near.between(x, guide, goal, 0.0) is x


def test_more_orders_let_whole_lots_be_made_where_kept_orders_do_not() -> None:
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 60),),
        products=(tiny.product(tiny.operation("sew"), materials=(tiny.cloth(operation="sew"),)),),
        demands=(tiny.demand("d", 20, 1),),
        materials=(data.Material(id="cloth", unit="m"),),
        suppliers=(data.Supplier(id="s"),),
        offers=(tiny.offer((0, "2.00")),),
        tail=0,
    )
    search = search_of(problem)
    guide = search.relax()
    assert guide is not None
    x = 0.0 * guide  # nothing is ordered, nothing made
    goal = search._goal(0, [], following=True)
    near = Nearby(search.v, search.arrays, search.parts, search.search, search.relaxation, x)
    wanted = guide.copy()
    wanted[search.parts.buys] = 0.0  # what is made is to change, orders are not
    kept = near.whole(wanted, goal, 5.0)
    more = near.whole(wanted, goal, 5.0, Rounding(lots=2, more_orders=True))
    assert kept is not None
    assert more is not None
    assert search.goals[0].value(kept) == pytest.approx(20)
    assert search.goals[0].value(more) == pytest.approx(0)


def test_targets_with_everything_on_time_are_given_up_when_it_cannot_be() -> None:
    plan = solve(order(), SolveOptions(time_limit_seconds=5)).plan
    assert all(x.value == 0 for x in plan.levels if x.name in ("unmet", "late"))
    short = order(a=20, b=20)
    outcome = solve(short, SolveOptions(time_limit_seconds=5, quick=True), start=plan)
    cold = solve(short, SolveOptions(time_limit_seconds=5))
    assert check_plan(short, outcome.plan) == ()
    values = [
        [x.value for x in p.plan.levels if x.name in ("unmet", "late")] for p in (outcome, cold)
    ]
    assert values[0] == values[1]
    assert values[0][1] > 0


def odd_order() -> Problem:
    """85 units in lots of ten: one run is half a lot longer, wherever it is."""
    return tiny.problem(
        workshops=(tiny.workshop("a", 60), tiny.workshop("b", 60)),
        demands=(tiny.demand("d", 85, 1),),
    )


def nearby_of(search: QuickSearch, plan: Plan) -> Nearby:
    """Plans near to one, with unmet and late held at what can be reached."""
    x = as_columns(search.v, planned_units(search.v, plan.runs), plan)
    search._prepare_levels(x)
    return Nearby(search.v, search.arrays, search.parts, search.search, search.relaxation, x)


def test_the_incomplete_lot_goes_elsewhere_though_no_comparison_says_where() -> None:
    problem = odd_order()
    plan = solve(problem, SolveOptions(time_limit_seconds=5)).plan
    odd = next(r for r in plan.runs if r.units % 10)
    search = search_of(problem, plan, quick=True)
    nearby = nearby_of(search, plan)
    column = search.v.incomplete[
        odd.workshop, odd.product, odd.operation, search.v.horizon.index(odd.week)
    ]
    # The continuous plan makes half a lot where the incomplete one was: nothing else differs.
    near = as_columns(search.v, planned_units(search.v, plan.runs), plan)
    near[column] = 0.0
    near[search.v.lots[odd.workshop, odd.product, odd.operation, 0]] += 0.5
    search.arrays.upper[column] = 0.0
    found = nearby.whole(near, search._goal(0, [], following=True), 5.0)
    assert found is not None
    assert search.goals[0].value(found) == pytest.approx(0)
    assert sum(found[c] for c in search.v.incomplete.values()) == pytest.approx(1)
    assert found[column] == 0


@pytest.mark.parametrize(("others", "comes_out"), [(0, False), (1, True)])
def test_where_no_comparison_helps_every_run_may_move_by_a_lot(
    others: int, comes_out: bool
) -> None:
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 60), tiny.workshop("b", 60)),
        demands=(tiny.demand("d", 80, 0),),
        tail=0,
    )
    plan = solve(problem, SolveOptions(time_limit_seconds=5)).plan
    search = search_of(problem, plan, quick=True)
    nearby = nearby_of(search, plan)
    mine, theirs = (search.v.lots[w, "p", "sew", 0] for w in ("a", "b"))
    x = as_columns(search.v, planned_units(search.v, plan.runs), plan)
    search.arrays.upper[mine] = (
        x[mine] - 1
    )  # a lot has to leave; the continuous plan says half of one
    near = x.copy()
    near[mine] -= 1
    goal = search._goal(0, [], following=True)
    held = replace(goal, rows=[*goal.rows, search._row(search.goals[0], 0.0)])
    found = nearby.whole(near, held, 5.0, Rounding(lots=2, others=others))
    assert (found is not None) == comes_out
    assert found is None or found[theirs] == x[theirs] + 1


def test_what_a_quick_plan_is_held_to_is_what_makes_it_good() -> None:
    """A plan that is on time but unfair by more than half a point was searched on for seconds."""
    plan = solve(order(), SolveOptions(time_limit_seconds=5)).plan
    for quick in (False, True):
        search = search_of(order(), plan, quick=quick)
        nearby_of(search, plan)
        rows = search._rows_of_good()
        fair = [g for g in search.goals if g.name in ("fairness_largest", "fairness_sum")]
        held = {id(g): r for r in rows for g in fair if r.coefficients is g.vector}
        assert len(held) == (2 if quick else 0)
        for goal in fair if quick else ():
            x = 0.0 * goal.vector
            x[next(c for c in range(len(x)) if goal.vector[c])] = search._room(goal) * 1.1
            assert float(goal.vector @ x) > held[id(goal)].upper
            assert not search._is_good_at(goal, x)
