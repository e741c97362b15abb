"""Pins are kept exactly or refused with the reason, bans are kept, distance is what it says."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimizer import problem as data
from optimizer.capacity import Capacities
from optimizer.diagnostics import Diagnostic, Severity
from optimizer.instructions import Ban, Pin, PlannedRun
from optimizer.opening import FrozenRun, OpeningState
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.solver import objective, rough_start
from optimizer.solver.bounds import Clock, build_variables
from optimizer.solver.child import plan_in_child
from optimizer.solver.dispatch import Dispatch, Tuning
from optimizer.solver.feasible import first_answer
from optimizer.solver.guide_pins import impose_pins
from optimizer.solver.levels import LevelSearch
from optimizer.solver.linear import Outcome
from optimizer.solver.pin_conflict import impossible_pins
from optimizer.solver.pin_repair import kept_pins
from optimizer.solver.relaxation import Relaxation
from optimizer.solver.rough_guide import rough_guide
from optimizer.solver.search import Goal
from optimizer.solver.solve import SolveOptions, solve
from optimizer.validation import check_problem
from optimizer.verification import check_plan, level_values
from tests.optimizer.solver import tiny
from tests.optimizer.solver.random_problems import random_problem

D = Decimal
A = tiny.workshop("a", 60)
B = tiny.workshop("b", 60, hourly_cost=D(24))


def pin(
    workshop: str, units: int | str, first: int, last: int | None = None, operation: str = "sew"
) -> Pin:
    return Pin(
        workshop=workshop,
        product="p",
        operation=operation,
        first=tiny.week(first),
        last=tiny.week(first if last is None else last),
        units=D(units),
    )


def two(*pins: Pin, **changes: Any) -> Problem:
    """50 in two weeks, in lots of 10, of a minute each; the second workshop is dearer."""
    made = tiny.problem(workshops=(A, B), demands=(tiny.demand("d", 50, 1),))
    return replace(made, pins=pins, **changes)


def steps(*pins: Pin, **changes: Any) -> Problem:
    made = tiny.product(tiny.operation("cut"), tiny.operation("sew"))
    found = tiny.problem(
        workshops=(A, B), products=(made,), demands=(tiny.demand("d", 50, 1),), **changes
    )
    return replace(found, pins=pins)


def planned(problem: Problem, seconds: float = 5, **options: Any) -> Plan:
    outcome = solve(problem, SolveOptions(time_limit_seconds=seconds, **options))
    assert outcome.diagnostics == ()
    assert check_plan(problem, outcome.plan) == ()
    return outcome.plan


def runs(plan: Plan, **where: str) -> dict[str, int]:
    return {
        r.week: int(r.units) for r in plan.runs if all(getattr(r, k) == v for k, v in where.items())
    }


# -- each rule alone ------------------------------------------------------------------------------


def test_a_pin_of_one_week():
    plan = planned(two(pin("b", 30, 0)), preset="economique")
    assert runs(plan, workshop="b") == {tiny.week(0): 30}


def test_a_pin_of_several_weeks_is_their_sum():
    plan = planned(two(pin("b", 30, 0, 1)), preset="economique")
    assert sum(runs(plan, workshop="b").values()) == 30


def test_a_pin_inside_a_pin():
    plan = planned(two(pin("b", 10, 0), pin("b", 30, 0, 1)), preset="economique")
    assert runs(plan, workshop="b") == {tiny.week(0): 10, tiny.week(1): 20}


def test_a_pin_is_an_upper_end_too():
    """The cheap one would do it all; ten are pinned to it, the others are late or somebody else's."""
    plan = planned(two(pin("a", 10, 0, 1)), preset="economique")
    assert sum(runs(plan, workshop="a").values()) == 10


def test_a_pin_comes_before_the_delivery_date():
    problem = tiny.problem(workshops=(A,), demands=(tiny.demand("d", 40, 0),), tail=1)
    plan = planned(replace(problem, pins=(pin("a", 40, 1),)))
    assert runs(plan) == {tiny.week(1): 40}
    assert next(x.value for x in plan.levels if x.name == "late") == 40


def test_a_pin_may_hold_the_incomplete_lot():
    problem = tiny.problem(workshops=(A, B), demands=(tiny.demand("d", 45, 1),))
    plan = planned(replace(problem, pins=(pin("b", 15, 0),)), preset="economique")
    assert runs(plan, workshop="b") == {tiny.week(0): 15}


def test_a_pin_of_a_divisible_product():
    made = tiny.product(lot_size=0)
    problem = tiny.problem(workshops=(A, B), products=(made,), demands=(tiny.demand("d", 45, 1),))
    plan = planned(replace(problem, pins=(pin("b", "12.345", 0, 1),)), preset="economique")
    assert abs(sum(r.units for r in plan.runs if r.workshop == "b") - D("12.345")) < D("0.001")


def test_a_pin_counts_minutes_and_setup():
    """30 minutes of setup and 30 of sewing fill the week."""
    made = tiny.product(tiny.operation("sew", setup_milliminutes=30_000))
    problem = tiny.problem(workshops=(A,), products=(made,), demands=(tiny.demand("d", 50, 1),))
    plan = planned(replace(problem, pins=(pin("a", 30, 0),)))
    assert runs(plan) == {tiny.week(0): 30, tiny.week(1): 20}


@pytest.mark.parametrize(
    ("ban", "dear"),
    [
        (Ban(workshop="a"), 50),
        (Ban(workshop="a", product="p"), 50),
        (Ban(workshop="a", operation="sew"), 50),
        (Ban(workshop="a", last=tiny.week(0)), 0),
        (Ban(workshop="a", first=tiny.week(1)), 0),
        (Ban(workshop="b"), 0),
    ],
)
def test_a_ban(ban: Ban, dear: int):
    problem = two(bans=(ban,))
    plan = planned(problem, preset="economique")
    assert sum(runs(plan, workshop="b").values()) == dear
    if ban.last:
        assert runs(plan, workshop="a") == {tiny.week(1): 50}
    if ban.first:
        assert runs(plan, workshop="a") == {tiny.week(0): 50}


def test_a_ban_does_not_touch_frozen_weeks():
    run = FrozenRun(workshop="b", product="p", operation="sew", week=tiny.week(0), units=D(20))
    problem = two(
        opening=OpeningState(frozen_weeks=1, frozen_runs=(run,)), bans=(Ban(workshop="b"),)
    )
    assert runs(planned(problem), workshop="b") == {tiny.week(0): 20}


def test_who_is_banned_is_held_by_that():
    plan = planned(two(bans=(Ban(workshop="a"),)))
    assert plan.fairness is not None
    assert [s.reason for s in plan.fairness.shares] == ["instructions", ""]


def test_a_plan_to_start_from_need_not_keep_the_pins():
    problem = two(pin("b", 30, 0), bans=(Ban(workshop="a", first=tiny.week(1)),))
    start = planned(two())
    for quick in (False, True):
        outcome = solve(problem, SolveOptions(time_limit_seconds=5, quick=quick), start=start)
        assert outcome.diagnostics == ()
        assert check_plan(problem, outcome.plan) == ()
        assert runs(outcome.plan, workshop="b", week=tiny.week(0)) == {tiny.week(0): 30}


def test_what_is_banned_everywhere_is_not_delivered():
    plan = planned(two(bans=(Ban(workshop="a"), Ban(workshop="b"))))
    assert plan.runs == ()
    assert next(x.value for x in plan.levels if x.name == "unmet") == 50


# -- pins that no plan keeps ----------------------------------------------------------------------


def refused(problem: Problem, seconds: float = 5) -> tuple[Diagnostic, ...]:
    outcome = solve(problem, SolveOptions(time_limit_seconds=seconds))
    assert outcome.plan.status == "infeasible"
    assert outcome.plan.runs == ()
    assert {d.code for d in outcome.diagnostics} == {"solve.pin_impossible"}
    return outcome.diagnostics


def test_the_pin_that_stands_in_the_way_is_named():
    """Sixty minutes do not hold two times forty of cutting and sewing; the other pin is harmless."""
    (found,) = refused(steps(pin("b", 40, 0), pin("a", 10, 1, 1, "cut"), tail=1))
    assert dict(found.params) == {
        "workshop": "b",
        "product": "p",
        "operation": "sew",
        "first": tiny.week(0),
        "last": tiny.week(0),
        "weeks": f"{tiny.week(0)}/{tiny.week(0)}",
        "units": "40",
        "reason": "capacity",
    }


def test_either_of_two_pins_may_go():
    """Sixty of fifty are pinned: without the one or the other there is a plan."""
    found = refused(two(pin("a", 30, 0), pin("b", 30, 0)))
    assert [d.subject for d in found] == ["a", "b"]
    assert {d.params["reason"] for d in found} == {""}


def test_no_single_pin_is_to_blame():
    """Each of three pins asks for half of what there is: one less is still too much."""
    found = refused(two(pin("a", 30, 0), pin("b", 30, 0), pin("b", 30, 1)))
    assert len(found) == 3
    assert {d.params["reason"] for d in found} == {"together"}


def test_a_pin_before_its_materials():
    problem = tiny.problem(
        workshops=(A,),
        products=(tiny.product(materials=(tiny.cloth(),)),),
        demands=(tiny.demand("d", 40, 1),),
        materials=(data.Material(id="cloth"),),
        suppliers=(data.Supplier(id="s"),),
        offers=(tiny.offer((0, "1.00"), lead_time_weeks=1),),
    )
    (found,) = refused(replace(problem, pins=(pin("a", 20, 0),)))
    assert found.params["reason"] == "materials"
    assert planned(replace(problem, pins=(pin("a", 20, 1),))).runs


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"largest_share": D("0.5")}, "largest_share"),
        ({"receipts_ceiling_cents": 2_000}, "receipts_ceiling"),
    ],
)
def test_a_pin_above_what_a_workshop_may_do(changes: dict[str, Any], reason: str):
    made = tiny.product(tiny.operation("sew", rate=D("1.00")))
    problem = tiny.problem(
        workshops=(A, replace(B, **changes)),
        products=(made,),
        demands=(tiny.demand("d", 50, 1),),
    )
    (found,) = refused(replace(problem, pins=(pin("b", 40, 0),)))
    assert found.params["reason"] == reason


def test_a_pin_that_only_whole_lots_forbid():
    """Two incomplete lots: each could be the one, not both."""
    problem = tiny.problem(workshops=(A, B), demands=(tiny.demand("d", 45, 1),))
    found = refused(replace(problem, pins=(pin("a", 5, 0), pin("b", 5, 0))))
    assert [d.subject for d in found] == ["a", "b"]
    assert {d.params["reason"] for d in found} == {"lots"}


def test_pins_are_not_blamed_for_what_others_do():
    """The frozen run leaves pieces that nobody may finish: no plan with or without the pin."""
    run = FrozenRun(workshop="a", product="p", operation="cut", week=tiny.week(0), units=D(20))
    problem = steps(
        pin("b", 20, 1, operation="cut"),
        opening=OpeningState(frozen_weeks=1, frozen_runs=(run,)),
        capabilities=tuple(
            data.Capability(workshop=w, operation=o)
            for w, o in (("a", "cut"), ("b", "cut"), ("b", "sew"))
        ),
    )
    assert solve(problem, SolveOptions(time_limit_seconds=5)).plan.status == "infeasible"
    outcome = solve(problem, SolveOptions(time_limit_seconds=5))
    assert {d.code for d in outcome.diagnostics} == {"solve.infeasible"}


def test_a_child_process_names_the_pin_within_its_time():
    problem = two(pin("a", 30, 0), pin("b", 30, 0))
    outcome = plan_in_child(problem, SolveOptions(time_limit_seconds=3))
    assert outcome.plan.status == "infeasible"
    assert {d.code for d in outcome.diagnostics} == {"solve.pin_impossible"}


def test_without_time_nobody_is_blamed():
    assert impossible_pins(two(pin("a", 30, 0), pin("b", 30, 0)), 0.0) == ()
    assert impossible_pins(two(), 5.0) == ()


def test_the_first_answer_names_the_pin():
    answer = first_answer(steps(pin("b", 40, 0)))
    assert answer.answer == "no"
    assert [d.code for d in answer.missing] == ["solve.pin_impossible"]


# -- simulations and big orders -------------------------------------------------------------------


def searching(problem: Problem) -> LevelSearch:
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


@pytest.mark.parametrize(
    "pins",
    [
        (pin("b", 20, 0),),
        (pin("b", 20, 0), pin("a", 20, 0, operation="cut")),
        (pin("a", 10, 1), pin("b", 30, 0, 1)),
        (pin("b", 5, 2), pin("b", 15, 1, 2), pin("b", 15, 0, operation="cut")),
    ],
)
def test_a_simulation_keeps_pins(pins: tuple[Pin, ...]):
    problem = steps(hub=data.Hub(), tail=2)
    demands = (tiny.demand("d", 55, 2),)
    search = searching(replace(problem, demands=demands, pins=pins))
    guide = search.relax()
    assert guide is not None
    x = Dispatch(search.v, guide, Tuning()).simulate()
    for p in search.v.pins:
        made = sum(
            x[c] * a for t in range(p.first, p.last + 1) for c, a in search.v.made(*p.key, t)
        )
        assert made == pytest.approx(float(p.pin.units))


def test_what_a_simulation_cannot_keep_is_searched():
    """From a guide that makes nothing at all."""
    search = searching(steps(pin("b", 30, 1), pin("a", 20, 0, operation="cut"), hub=data.Hub()))
    guide = search.relax()
    assert guide is not None
    goal = search._goal(0, [], following=True)
    x = kept_pins(
        search.v, search.arrays, search.search, [(0 * guide, Tuning())], goal, lambda: 5.0
    )
    assert x is not None
    assert search.arrays.violation(x, goal.rows) < 1e-6
    assert all(search.arrays.upper[c] == 0 for p in search.v.pins for c in (p.lacking, p.beyond))


def test_pins_that_cannot_be_kept_are_not_found():
    search = searching(two(pin("a", 30, 0), pin("b", 30, 0)))
    nothing = np.zeros(len(search.arrays.lower))
    assert Relaxation(search.arrays).minimise(nothing, 5.0).outcome is Outcome.INFEASIBLE
    goal = Goal(nothing, 0.0, [])
    found = kept_pins(
        search.v, search.arrays, search.search, [(nothing, Tuning())], goal, lambda: 1.0
    )
    assert found is None


def test_the_rough_guide_has_the_pins():
    problem = replace(
        steps(pin("b", 30, 0, 1), pin("a", 20, 0, operation="cut"), hub=data.Hub(), tail=2),
        demands=(tiny.demand("d", 50, 2),),
    )
    v = build_variables(problem)
    guide = rough_guide(v, {"a": 0.5, "b": 0.5})
    made = {
        key: sum(guide[c] * a for t in range(v.weeks) for c, a in v.made(*key, t))
        for key in v.capacities.skills
    }
    for p in v.pins:
        units = sum(guide[c] * a for t in range(p.first, p.last + 1) for c, a in v.made(*p.key, t))
        assert units == pytest.approx(float(p.pin.units))
    for operation in ("cut", "sew"):
        assert made["a", "p", operation] + made["b", "p", operation] == pytest.approx(50)


def test_work_before_a_pin_moves_forward():
    """Thirty are sewn in week 1: thirty are cut in week 0, a week of hub before."""
    problem = replace(
        steps(pin("b", 30, 1), hub=data.Hub(), tail=2), demands=(tiny.demand("d", 40, 3),)
    )
    v = build_variables(problem)
    made = {key: np.zeros(v.weeks) for key in v.capacities.skills}
    made["a", "p", "cut"][3] = 40.0
    made["a", "p", "sew"][4] = 40.0
    impose_pins(v, made)
    assert made["b", "p", "sew"][1] == pytest.approx(30)
    assert sum(row[0] for key, row in made.items() if key[2] == "cut") == pytest.approx(30)
    assert sum(row.sum() for key, row in made.items() if key[2] == "cut") == pytest.approx(40)


# -- drawn problems -------------------------------------------------------------------------------


@st.composite
def instructed(draw: st.DrawFn) -> Problem:
    """A drawn problem, some runs of a plan for it pinned, some of what it does not do banned."""
    problem = random_problem(draw(st.integers(0, 400)))
    plan = solve(problem, SolveOptions(time_limit_seconds=0.5)).plan
    assume(plan.runs)
    horizon = Capacities(problem).horizon
    at = {(r.workshop, r.product, r.operation, horizon.index(r.week)): r.units for r in plan.runs}
    free = sorted(key for key in at if key[3] >= problem.opening.frozen_weeks)
    pins = []
    for key in draw(st.lists(st.sampled_from(free), max_size=3, unique=True)) if free else []:
        last = min(horizon.weeks - 1, key[3] + draw(st.integers(0, 2)))
        units = sum((at.get((*key[:3], t), D(0)) for t in range(key[3], last + 1)), start=D(0))
        names = horizon.name(key[3]), horizon.name(last)
        pins.append(
            Pin(
                workshop=key[0],
                product=key[1],
                operation=key[2],
                first=names[0],
                last=names[1],
                units=units,
            )
        )
    skills = sorted(Capacities(problem).skills)
    idle = [s for s in skills if not any(key[:3] == s for key in at)]
    bans = [
        Ban(workshop=w, product=p, operation=o)
        for w, p, o in (
            draw(st.lists(st.sampled_from(idle), max_size=2, unique=True)) if idle else []
        )
    ]
    moved = [
        PlannedRun(
            workshop=key[0],
            product=key[1],
            operation=key[2],
            week=horizon.name(key[3]),
            units=at[key],
        )
        for key in (free if draw(st.booleans()) else [])
    ]
    return replace(problem, pins=tuple(pins), bans=tuple(bans), plan_in_force=tuple(moved))


@settings(max_examples=6)
@given(problem=instructed())
def test_pins_and_bans_of_a_plan_that_exists_are_kept(problem: Problem):
    assert [d for d in check_problem(problem) if d.severity is Severity.ERROR] == []
    outcome = solve(problem, SolveOptions(time_limit_seconds=1))
    assert outcome.plan.status != "infeasible"
    assert check_plan(problem, outcome.plan) == ()
    for level in outcome.plan.levels:
        assert level.bound <= level.value or level.proven


@settings(max_examples=4)
@given(problem=instructed())
def test_pins_and_bans_of_a_big_order_are_kept(problem: Problem):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rough_start, "BIG", 1)
        patch.setattr(rough_start, "HUGE", 1)
        outcome = solve(problem, SolveOptions(time_limit_seconds=1))
    assert outcome.plan.status != "infeasible"
    assert check_plan(problem, outcome.plan) == ()
    for level in outcome.plan.levels:
        assert level.bound <= level.value or level.proven


# -- distance -------------------------------------------------------------------------------------


def in_force(*planned: tuple[str, int, int]) -> tuple[PlannedRun, ...]:
    return tuple(
        PlannedRun(workshop=w, product="p", operation="sew", week=tiny.week(t), units=D(units))
        for w, units, t in planned
    )


@pytest.mark.parametrize(
    ("planned", "least"),
    [
        ((), 0),
        ((("a", 30, 0), ("b", 20, 1)), 0),
        # Seventy where fifty are needed in all.
        ((("a", 70, 0),), 20),
        # Nobody is called c; weeks outside the plan do not count.
        ((("c", 10, 0),), 10),
        ((("a", 30, 0), ("b", 20, -3), ("b", 20, 7)), 0),
    ],
)
def test_the_models_distance_is_the_plans(planned: tuple[tuple[str, int, int], ...], least: int):
    """Over all continuous plans at least this; of any plan what the ledger says."""
    problem = two(plan_in_force=in_force(*planned))
    v = build_variables(problem)
    terms, offset = objective.distance(v)
    arrays = v.model.freeze()
    solution = Relaxation(arrays).minimise(v.model.dense(terms), 5.0)
    assert solution.objective + offset == pytest.approx(least)
    plan = planned_for(problem)
    assert check_plan(problem, plan) == ()
    value = level_values(problem, plan, {})["distance"]
    assert value >= least


def planned_for(problem: Problem) -> Plan:
    return solve(problem, SolveOptions(time_limit_seconds=3)).plan


def test_without_a_plan_in_force_there_is_no_distance():
    v = build_variables(two())
    assert objective.distance(v) == ([], 0.0)
    assert v.given_up == {}
