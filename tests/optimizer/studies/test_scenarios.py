"""Variants beside the plan in force: same question same answer, pins kept, nobody gains by leaving."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.changes import AddBan, AddPin, Change, DemandDue, MorePeople, RemoveWorkshop
from optimizer.comparison import (
    Difference,
    Variant,
    VariantResult,
    cost_difference,
    figures_of,
    level_difference,
    share_changes,
)
from optimizer.instructions import Ban, Pin
from optimizer.plan import Plan
from optimizer.problem import Capability, Demand, Lane, Problem, Workshop
from optimizer.solver.solve import SolveOptions, solve
from optimizer.studies.scenarios import compare, refusals, try_variant
from optimizer.verification import check_plan
from tests.builders import small_problem, tiny_problem
from tests.optimizer.solver.random_problems import random_problem

D = Decimal
SECONDS = 10.0
# Their plans are proven at once, so that levels can be compared exactly.
PROVEN = (4, 12, 29, 36, 53)


def planned(problem: Problem) -> Plan:
    """A plan as complete and as punctual as can be."""
    plan = solve(problem, SolveOptions(time_limit_seconds=SECONDS)).plan
    assert all(level.proven for level in plan.levels if level.name in ("unmet", "late"))
    return plan


def proven_plan(problem: Problem) -> Plan:
    """A plan of which every level is proven."""
    plan = planned(problem)
    assert plan.status == "optimal"
    return plan


def tried(problem: Problem, plan: Plan, *changes: Change) -> VariantResult:
    variant = Variant(id="v", changes=changes)
    return try_variant(problem, plan, variant, seconds=SECONDS)


def values(result: VariantResult) -> dict[str, Decimal]:
    assert result.figures is not None, result.diagnostics
    assert all(level.proven for level in result.figures.levels)
    return {level.name: level.value for level in result.figures.levels}


@pytest.mark.parametrize("seed", PROVEN)
def test_without_a_change_the_levels_are_the_same(seed: int) -> None:
    problem = random_problem(seed)
    plan = proven_plan(problem)
    result = tried(problem, plan)
    found = values(result)
    for level in plan.levels:
        # Proven means within its slack; where two plans differ by that, the levels after it may too.
        assert abs(found[level.name] - level.value) <= level.slack
        if found[level.name] != level.value:
            break
    assert result.problem == problem
    assert result.diagnostics == ()


@pytest.mark.parametrize("seed", PROVEN)
def test_removing_a_workshop_never_improves_unmet_nor_late(seed: int) -> None:
    problem = random_problem(seed)
    plan = proven_plan(problem)
    before = {level.name: level.value for level in plan.levels}
    for workshop in problem.workshops:
        result = tried(problem, plan, RemoveWorkshop(workshop=workshop.id))
        if result.figures is None:
            assert refusals(result)
            continue
        after = values(result)
        assert (after["unmet"], after["late"]) >= (before["unmet"], before["late"])


def aprons(people: tuple[int, ...], quantities: tuple[int, ...], setup: int = 0) -> Problem:
    """Workshops that sew aprons in lots of 20, too many or not, due in weeks 1 and 2."""
    ids = [f"w{k}" for k in range(len(people))]
    base = tiny_problem()
    operation = replace(base.products[0].operations[0], setup_milliminutes=setup * 1000)
    return tiny_problem(
        products=(replace(base.products[0], operations=(operation,), lot_size=20),),
        demands=tuple(
            Demand(
                id=f"d{k}",
                product="apron",
                quantity=D(units),
                due=date(2020, 4, 17 + 7 * k),
                priority=k + 1,
                delivery_point="arras",
            )
            for k, units in enumerate(quantities)
        ),
        workshops=tuple(
            Workshop(id=i, headcount=D(n), weekly_hours=D(26), hourly_cost=D(15 + k))
            for k, (i, n) in enumerate(zip(ids, people, strict=True))
        ),
        capabilities=tuple(Capability(workshop=i, operation="sewing") for i in ids),
        lanes=tuple(Lane(workshop=i, delivery_point="arras") for i in ids),
    )


@settings(max_examples=8, deadline=None)
@given(
    people=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    quantities=st.tuples(st.integers(5, 125), st.integers(5, 125)),
)
def test_nobody_leaves_for_the_better(people: tuple[int, int], quantities: tuple[int, int]) -> None:
    problem = aprons(people, (20 * quantities[0], 20 * quantities[1]))
    plan = planned(problem)
    before = {level.name: level for level in plan.levels}
    result = tried(problem, plan, RemoveWorkshop(workshop="w1"))
    assert result.figures is not None
    for name in ("unmet", "late"):
        after = result.figures.level(name)
        assert after is not None
        if after.proven and before[name].proven:
            assert after.value >= before[name].value - before[name].slack
        if after.value > before[name].value:
            break  # the levels after one that got worse may do as they like


def test_pinned_stays_pinned() -> None:
    problem = aprons((2, 2), (600, 600))
    plan = planned(problem)
    pin = Pin(
        workshop="w0",
        product="apron",
        operation="sewing",
        first="2020-W15",
        last="2020-W16",
        units=D(60),
    )
    result = tried(problem, plan, AddPin(pin=pin))
    assert result.plan is not None
    assert result.problem is not None
    made = sum(
        r.units
        for r in result.plan.runs
        if r.workshop == "w0" and r.week in ("2020-W15", "2020-W16")
    )
    assert made == 60
    assert check_plan(result.problem, result.plan) == ()


def test_a_pin_that_cannot_be_kept_is_refused_with_its_reason() -> None:
    problem = aprons((2, 2), (600, 600))
    plan = planned(problem)
    pin = Pin(
        workshop="w0",
        product="apron",
        operation="sewing",
        first="2020-W15",
        last="2020-W15",
        units=D(1_100),
    )
    result = tried(problem, plan, AddPin(pin=pin))
    assert result.plan is None
    assert [d.subject for d in refusals(result)] == ["w0"]
    assert refusals(result)[0].code.startswith("problem.pin_")


def test_banned_work_goes_to_the_others() -> None:
    problem = aprons((2, 2), (600, 600))
    plan = planned(problem)
    result = tried(problem, plan, AddBan(ban=Ban(workshop="w0")))
    assert result.figures is not None
    shares = {w.workshop: w.share for w in result.figures.workshops}
    assert shares == {"w0": 0, "w1": 1}


def test_a_comparison_asks_each_variant_in_turn() -> None:
    problem = aprons((1, 1), (600, 2_400))
    plan = planned(problem)
    asked = [
        Variant(id="a", changes=(DemandDue(demand="d1", due=date(2020, 5, 15)),)),
        Variant(id="b", changes=(RemoveWorkshop(workshop="?"),)),
        Variant(id="c", preset="economique", key="equal"),
        Variant(
            id="d",
            changes=(MorePeople(workshop="w1", first="2020-W15", last="2020-W17", people=D(4)),),
        ),
    ]
    heard: list[tuple[str, int, int]] = []
    found = compare(
        problem,
        plan,
        asked,
        seconds=SECONDS,
        on_variant=lambda v, place, count: heard.append((v.id, place, count)),
    )
    assert heard[-4:] == [(v.id, k, 4) for k, v in enumerate(asked, start=1)]
    assert found.reference == figures_of(problem, plan)
    assert found.reference.late > 0
    later, refused, cheap, people = found.variants
    assert later.figures is not None
    assert later.figures.late == 0
    assert (refused.figures, [d.code for d in refused.diagnostics]) == (None, ["change.unknown"])
    assert cheap.figures is not None
    assert (cheap.figures.preset, cheap.figures.key) == ("economique", "equal")
    assert people.figures is not None
    assert people.figures.late + people.figures.missing == 0
    stopped = compare(problem, plan, asked, should_stop=lambda: True)
    assert stopped.variants == ()


def test_figures_are_those_of_the_plan() -> None:
    problem = aprons((2, 2), (600, 2_600))
    plan = planned(problem)
    figures = figures_of(problem, plan)
    assert plan.fairness is not None
    assert {w.workshop: w.minutes for w in figures.workshops} == {
        s.workshop: s.load_minutes for s in plan.fairness.shares
    }
    assert sum(w.share for w in figures.workshops) == 1
    for m in figures.milestones:
        assert m.on_time + m.late + m.missing == m.quantity
        assert m.is_met == (not m.weeks_late and not m.missing)
    cost = figures.level("cost")
    assert cost is not None
    assert cost.value == figures.cost_cents == sum(cents for _, cents in figures.costs)
    assert figures.level("fast") is None
    assert figures.orders == ()


def test_differences_say_what_the_search_may_account_for() -> None:
    problem = aprons((2, 2), (600, 600))
    plan = planned(problem)
    before = figures_of(problem, plan)
    result = tried(problem, plan, AddBan(ban=Ban(workshop="w1")))
    assert result.figures is not None
    cost = cost_difference(before, result.figures)
    assert cost.change == result.figures.cost_cents - before.cost_cents
    assert dict(share_changes(before, result.figures))["w1"].after == 0
    late = level_difference(before, result.figures, "late")
    assert late is not None
    assert late.margin == 0
    assert level_difference(before, result.figures, "fast") is None
    doubtful = Difference(before=D(100), after=D(130), margin=D(40))
    assert (doubtful.change, doubtful.is_sure) == (30, False)


def test_bought_from_whom() -> None:
    problem = small_problem()
    plan = solve(problem, SolveOptions(time_limit_seconds=8, only_on_time=True)).plan
    figures = figures_of(problem, plan)
    assert sum(s.orders for s in figures.suppliers) == len(plan.purchases)
    costs = dict(figures.costs)
    assert sum(s.cents for s in figures.suppliers) == costs["goods"] + costs["fee"]
