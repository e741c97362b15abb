"""Planning from another plan: kept as it is, followed, or left where it no longer fits."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from optimizer.instructions import PlannedRun
from optimizer.plan import Plan, Preset, Run
from optimizer.problem import Problem, WeekOverride
from optimizer.solver.bounds import build_variables
from optimizer.solver.child import plan_in_child
from optimizer.solver.solve import SolveOptions, solve
from optimizer.solver.warm_start import as_columns, moved_to_open_weeks, planned_units, runs_of
from optimizer.verification import check_plan
from tests.optimizer.solver import tiny
from tests.optimizer.solver.random_problems import random_problem

D = Decimal
PRESETS: tuple[Preset, ...] = ("equitable", "economique", "rapide", "regulier")
QUICK = SolveOptions(time_limit_seconds=2, quick=True)


def two_workshops(a: int = 60, b: int = 60) -> Problem:
    """Two weeks of work for two workshops that can do it all."""
    return tiny.problem(
        workshops=(tiny.workshop("a", a), tiny.workshop("b", b)),
        demands=(tiny.demand("d", 80, 1), tiny.demand("e", 60, 2)),
    )


def planned(problem: Problem, preset: Preset = "equitable") -> Plan:
    outcome = solve(problem, SolveOptions(preset=preset, time_limit_seconds=3))
    assert outcome.diagnostics == ()
    return outcome.plan


def in_force(problem: Problem, plan: Plan) -> Problem:
    return replace(problem, plan_in_force=runs_of(problem, plan))


def weaker(problem: Problem, workshop: str, week: str) -> Problem:
    """The same with nobody at a workshop in a week."""
    return replace(
        problem,
        workshops=tuple(
            replace(w, overrides=(WeekOverride(week=week, headcount=D(0)),))
            if w.id == workshop
            else w
            for w in problem.workshops
        ),
    )


def value(plan: Plan, name: str) -> Decimal:
    return next(level.value for level in plan.levels if level.name == name)


def moved(before: Plan, after: Plan) -> set[tuple[str, str, str, str, Decimal]]:
    def runs(plan: Plan) -> set[tuple[str, str, str, str, Decimal]]:
        return {(r.workshop, r.product, r.operation, r.week, r.units) for r in plan.runs}

    return runs(before) ^ runs(after)


# -- mapping ---------------------------------------------------------------------------------------


def test_a_plan_becomes_columns_and_says_the_same_runs():
    problem = two_workshops()
    plan = planned(problem)
    v = build_variables(problem)
    x = as_columns(v, planned_units(v, runs_of(problem, plan)), plan)
    made = {
        key: sum(x[c] * a for c, a in v.made(*key))
        for key in v.lots
        if sum(x[c] * a for c, a in v.made(*key)) > 0
    }
    assert made == {
        (r.workshop, r.product, r.operation, v.horizon.index(r.week)): float(r.units)
        for r in plan.runs
    }


def test_what_the_new_problem_does_not_know_is_left_out():
    problem = two_workshops()
    plan = planned(problem)
    stranger = replace(
        plan,
        runs=(
            *plan.runs,
            Run(workshop="gone", product="p", operation="sew", week=tiny.week(0), units=D(10)),
            Run(workshop="a", product="other", operation="sew", week=tiny.week(0), units=D(10)),
            Run(workshop="a", product="p", operation="sew", week="2031-W01", units=D(10)),
        ),
    )
    v = build_variables(problem)
    assert planned_units(v, runs_of(problem, stranger)) == planned_units(v, runs_of(problem, plan))
    outcome = solve(problem, QUICK, start=stranger)
    assert outcome.diagnostics == ()
    assert check_plan(problem, outcome.plan) == ()


def test_work_of_a_closed_week_goes_to_the_nearest_open_one():
    problem = weaker(two_workshops(), "a", tiny.week(1))
    v = build_variables(problem)
    found = moved_to_open_weeks(v, {("a", "p", "sew", 1): 20.0, ("gone", "p", "sew", 1): 5.0})
    assert found == {("a", "p", "sew", 0): 20.0}


# -- scenarios -------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", PRESETS)
def test_a_scenario_without_change_gives_the_same_levels(preset: Preset):
    problem = two_workshops()
    before = planned(problem, preset)
    again = solve(problem, SolveOptions(preset=preset, time_limit_seconds=3), start=before)
    assert again.diagnostics == ()
    assert check_plan(problem, again.plan) == ()
    for one, other in zip(before.levels, again.plan.levels, strict=True):
        assert one.name == other.name
        if one.name != "steadiness":  # never proven here: a last step is free in the model
            assert one.proven
            assert other.proven
            assert abs(one.value - other.value) <= D("0.001")


def test_a_quick_plan_of_an_unchanged_problem_is_the_plan_itself():
    problem = two_workshops()
    before = planned(problem)
    assert moved(before, solve(problem, QUICK, start=before).plan) == set()


def test_a_quick_plan_after_a_change_is_on_time_when_that_is_possible():
    problem = two_workshops()
    before = planned(problem)
    changed = weaker(problem, "a", tiny.week(0))
    outcome = solve(changed, QUICK, start=before)
    assert check_plan(changed, outcome.plan) == ()
    full = planned(changed)
    for name in ("unmet", "late"):
        assert value(outcome.plan, name) == value(full, name)
    assert not any(r.workshop == "a" and r.week == tiny.week(0) for r in outcome.plan.runs)


def test_a_workshop_that_is_gone_is_left_out_of_the_new_plan():
    problem = two_workshops()
    before = planned(problem)
    alone = replace(
        problem,
        workshops=problem.workshops[1:],
        capabilities=tuple(c for c in problem.capabilities if c.workshop == "b"),
        lanes=tuple(x for x in problem.lanes if x.workshop == "b"),
    )
    outcome = solve(alone, QUICK, start=before)
    assert outcome.diagnostics == ()
    assert check_plan(alone, outcome.plan) == ()
    assert {r.workshop for r in outcome.plan.runs} == {"b"}


def test_a_child_process_starts_from_a_plan_too():
    problem = two_workshops()
    before = planned(problem)
    outcome = plan_in_child(problem, replace(QUICK, time_limit_seconds=20), start=before)
    assert check_plan(problem, outcome.plan) == ()
    assert moved(before, outcome.plan) == set()


def test_a_quick_plan_claims_no_bound_that_it_does_not_keep():
    """Without a start too: every bound printed with a quick plan holds for the proven best plan."""
    for seed in range(6):
        problem = random_problem(seed)
        best = solve(problem, SolveOptions(time_limit_seconds=3)).plan
        quick = solve(problem, QUICK, start=best if seed % 2 else None).plan
        if best.status != "optimal":
            continue
        bounds = {x.name: x.bound for x in quick.levels}
        for name in ("unmet", "late"):
            assert bounds[name] <= value(best, name)


@pytest.mark.parametrize("seed", range(8))
def test_plans_from_a_start_keep_every_rule(seed: int):
    problem = random_problem(seed)
    before = solve(problem, SolveOptions(time_limit_seconds=1)).plan
    first = problem.workshops[-1]
    changed = replace(
        problem,
        workshops=(*problem.workshops[:-1], replace(first, headcount=first.headcount / 2)),
    )
    options = SolveOptions(preset=PRESETS[seed % 4], time_limit_seconds=1, quick=seed % 2 == 0)
    outcome = solve(changed, options, start=before)
    assert all(d.code != "solve.broken_plan" for d in outcome.diagnostics)
    assert check_plan(changed, outcome.plan) == ()


# -- the plan in force -----------------------------------------------------------------------------


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("quick", [False, True])
def test_replanning_when_all_went_as_planned_moves_nothing(preset: Preset, quick: bool):
    problem = two_workshops()
    before = planned(problem, preset)
    again = in_force(problem, before)
    options = SolveOptions(preset=preset, time_limit_seconds=3, quick=quick)
    outcome = solve(again, options, start=before)
    assert outcome.diagnostics == ()
    assert check_plan(again, outcome.plan) == ()
    assert moved(before, outcome.plan) == set()
    distance = next(x for x in outcome.plan.levels if x.name == "distance")
    assert (distance.value, distance.bound, distance.proven) == (0, 0, True)


@pytest.mark.parametrize("seed", [0, 2, 3, 5, 8, 13])
def test_random_plans_in_force_that_went_as_planned_stay(seed: int):
    problem = random_problem(seed)
    before = solve(problem, SolveOptions(time_limit_seconds=2)).plan
    assert before.runs
    again = in_force(problem, before)
    outcome = solve(again, SolveOptions(time_limit_seconds=10), start=before)
    assert check_plan(again, outcome.plan) == ()
    if all(x.value == x.bound for x in before.levels if x.name in ("unmet", "late")):
        assert moved(before, outcome.plan) == set()
        assert value(outcome.plan, "distance") == 0


def test_an_unfair_plan_in_force_is_not_undone_for_fairness():
    problem = two_workshops()
    before = planned(problem, "economique")
    mine = tuple(
        PlannedRun(workshop="a", product="p", operation="sew", week=tiny.week(t), units=D(u))
        for t, u in ((0, 60), (1, 60), (2, 20))
    )
    again = replace(problem, plan_in_force=mine)
    outcome = solve(again, SolveOptions(time_limit_seconds=3), start=before)
    assert check_plan(again, outcome.plan) == ()
    assert value(outcome.plan, "distance") == 0
    held = next(x for x in outcome.plan.levels if x.name == "fairness_sum")
    assert held.value > 0
    assert held.proven
    assert held.slack == held.value - held.bound


def test_what_can_no_longer_be_done_moves_and_little_else():
    problem = two_workshops()
    before = planned(problem)
    changed = weaker(in_force(problem, before), "a", tiny.week(0))
    outcome = solve(changed, SolveOptions(time_limit_seconds=3), start=before)
    assert check_plan(changed, outcome.plan) == ()
    lost = sum((r.units for r in before.runs if (r.workshop, r.week) == ("a", tiny.week(0))), D(0))
    # Every lost minute leaves its place and comes to another one.
    assert value(outcome.plan, "distance") >= 2 * lost
    assert value(outcome.plan, "unmet") == 0


def test_a_plan_in_force_of_a_workshop_that_makes_nothing_any_more_still_plans():
    problem = two_workshops()
    before = planned(problem)
    gone = in_force(problem, before)
    for position in range(4):
        gone = replace(
            gone,
            workshops=tuple(
                replace(
                    w,
                    overrides=(
                        *w.overrides,
                        WeekOverride(week=tiny.week(position), headcount=D(0)),
                    ),
                )
                if w.id == "a"
                else w
                for w in gone.workshops
            ),
        )
    outcome = solve(gone, SolveOptions(time_limit_seconds=3), start=before)
    assert outcome.diagnostics == ()
    assert check_plan(gone, outcome.plan) == ()
    assert {r.workshop for r in outcome.plan.runs} == {"b"}


def test_printed_slack_for_what_did_not_stay_is_a_lie():
    problem = two_workshops()
    before = planned(problem)
    again = in_force(problem, before)
    plan = solve(again, SolveOptions(time_limit_seconds=3), start=before).plan
    too_much = tuple(
        replace(x, slack=x.value - x.bound + D(5000)) if x.name == "cost" else x
        for x in plan.levels
    )
    assert "plan.level_slack" in {d.code for d in check_plan(again, replace(plan, levels=too_much))}
    elsewhere = replace(
        again,
        plan_in_force=(
            PlannedRun(workshop="b", product="p", operation="sew", week=tiny.week(3), units=D(10)),
        ),
    )
    moved_away = solve(elsewhere, SolveOptions(time_limit_seconds=3), start=before).plan
    assert value(moved_away, "distance") > 0
    unfounded = tuple(
        replace(x, slack=x.slack + D(5000)) if x.name == "fairness_sum" else x
        for x in moved_away.levels
    )
    assert "plan.level_slack" in {
        d.code for d in check_plan(elsewhere, replace(moved_away, levels=unfounded))
    }
