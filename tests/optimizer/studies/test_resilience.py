"""Failures one by one: what was planted is found, and to lose somebody never helps."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from optimizer import problem as data
from optimizer.fragility import Setback
from optimizer.opening import OpeningState, UnitStock
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.solver.solve import SolveOptions, solve
from optimizer.studies.resilience import fail_one_by_one
from tests.optimizer.solver import tiny
from tests.optimizer.solver.random_problems import random_problem

D = Decimal
WEEK = tiny.week(1)


def planned(problem: Problem) -> Plan:
    """A proven plan of a small problem."""
    plan = solve(problem, SolveOptions(time_limit_seconds=10)).plan
    assert plan.status in ("optimal", "feasible")
    return plan


def setbacks(problem: Problem, plan: Plan, **options: object) -> dict[str, Setback]:
    """Failures by what fails."""
    found, said = fail_one_by_one(problem, plan, seconds=15, **options)  # type: ignore[arg-type]
    assert not said
    return {x.failure.subject: x for x in found}


def qualified_alone() -> Problem:
    """Only « a » holds the norm of the last operation; « b » and « c » can do everything else."""
    need = data.QualificationNeed(norm="N", operations=("press",))
    return tiny.problem(
        workshops=(
            tiny.workshop("a", 100, qualifications=(data.Qualification(norm="N"),)),
            tiny.workshop("b", 200),
            tiny.workshop("c", 200),
        ),
        products=(
            tiny.product(tiny.operation("sew"), tiny.operation("press"), qualifications=(need,)),
        ),
        demands=(tiny.demand("d", 100, 0), tiny.demand("e", 200, 3)),
        hub=data.Hub(lead_time_weeks=1),
        tail=2,
        fairness_key="equal",
    )


def test_the_only_qualification_leaves_exactly_its_work_undone() -> None:
    problem = qualified_alone()
    plan = planned(problem)
    done = sum(r.units for r in plan.runs if r.operation == "press" and r.week < tiny.week(1))
    rest = sum(r.units for r in plan.runs if r.operation == "press" and r.week >= tiny.week(1))
    assert done + rest == 300
    found = setbacks(problem, plan, week=WEEK)
    gone = found["a"]
    assert gone.unmet_units == rest
    assert gone.is_unmet_proven
    assert gone.unmet_bound == gone.unmet_value == rest
    assert gone.extra_cents is None
    # The others can stand in for one another.
    assert found["b"].is_harmless if "b" in found else True
    assert found["c"].is_harmless if "c" in found else True
    assert next(iter(found)) == "a"


def test_what_one_cannot_make_the_other_takes_over_and_is_named() -> None:
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 100), tiny.workshop("b", 150)),
        demands=(tiny.demand("d", 400, 3),),
        tail=2,
        fairness_key="equal",
    )
    plan = planned(problem)
    mine = sum(r.units for r in plan.runs if r.workshop == "a" and r.week >= WEEK)
    assert mine
    gone = setbacks(problem, plan, week=WEEK)["a"]
    # « b » has 150 minutes a week: from the second to the fourth, it takes over what fits.
    before = sum(r.units for r in plan.runs if r.week < WEEK)
    late = max(D(0), 400 - before - 450)
    assert gone.unmet_units == 0
    assert gone.late_units == late
    assert gone.is_late_proven
    assert [x.workshop for x in gone.takeovers] == ["b"]
    assert gone.takeovers[0].minutes == mine
    assert gone.takeovers[0].finished_units == mine
    assert gone.extra_cents == 0


def test_a_supplier_that_stops_is_replaced_at_its_price() -> None:
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 100),),
        products=(tiny.product(materials=(tiny.cloth(),)),),
        demands=(tiny.demand("d", 100, 3),),
        materials=(data.Material(id="cloth", holding_cost=D("0.01")),),
        suppliers=(data.Supplier(id="cheap"), data.Supplier(id="dear")),
        offers=(
            tiny.offer((0, "1"), id="o1", supplier="cheap"),
            tiny.offer((0, "3"), id="o2", supplier="dear"),
        ),
        tail=2,
    )
    plan = planned(problem)
    assert {p.offer for p in plan.purchases} == {"o1"}
    gone = setbacks(problem, plan, week=min(p.arrival for p in plan.purchases))["cheap"]
    assert gone.is_harmless
    bought = sum(p.thousandths for p in plan.purchases) // 1000
    assert gone.extra_cents == 200 * bought
    assert "dear" not in setbacks(problem, plan)


def test_a_machine_that_stops_holds_up_whoever_needs_it() -> None:
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 100), tiny.workshop("b", 100)),
        demands=(tiny.demand("d", 200, 1),),
        station_groups=(
            data.StationGroup(id="g", host="a", users=("b",), operations=("sew",), number=5),
        ),
        tail=1,
    )
    plan = planned(problem)
    gone = setbacks(problem, plan, week=tiny.week(0))["g"]
    assert gone.failure.kind == "station"
    assert gone.unmet_units == 200


@pytest.mark.parametrize("is_lost", [False, True])
def test_pieces_lying_there_are_recovered_or_lost(is_lost: bool) -> None:
    opening = OpeningState(
        units=(UnitStock(workshop="a", product="p", operation="sew", units=D(50)),)
    )
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 50), tiny.workshop("b", 50)),
        demands=(tiny.demand("d", 120, 1, earliest=tiny.friday(1)),),
        opening=opening,
        tail=1,
        fairness_key="equal",
    )
    plan = planned(problem)
    assert any(r.workshop == "a" for r in plan.runs)
    gone = setbacks(problem, plan, week=tiny.week(0), is_lost=is_lost)["a"]
    # « b » alone makes 150 in three weeks, 100 of them in time.
    assert gone.unmet_units == 0
    assert gone.late_units == (20 if is_lost else 0)


def test_the_worst_of_some_weeks_is_chosen() -> None:
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 100),),
        demands=(tiny.demand("d", 300, 3),),
    )
    gone = setbacks(problem, planned(problem))["a"]
    assert gone.unmet_units == 300


@pytest.mark.parametrize("seed", [2, 12, 21])
def test_to_lose_somebody_never_helps(seed: int) -> None:
    problem = random_problem(seed)
    plan = planned(problem)
    levels = {x.name: x for x in plan.levels}
    for setback in setbacks(problem, plan).values():
        if not setback.has_plan:
            continue
        # Whatever was found is not below what was proven for the whole order.
        assert setback.unmet_value >= levels["unmet"].bound - D("0.001")
        if setback.is_unmet_proven and levels["unmet"].proven:
            assert setback.unmet_value >= levels["unmet"].value - D("0.001")
            both = setback.is_late_proven and levels["late"].proven
            if both and setback.unmet_value <= levels["unmet"].value:
                assert setback.late_value >= levels["late"].value - D("0.001")


def test_instructions_about_who_stops_do_not_hold_the_others() -> None:
    problem = tiny.problem(
        workshops=(
            tiny.workshop("a", 100, smallest_share=D("0.4")),
            tiny.workshop("b", 200),
        ),
        demands=(tiny.demand("d", 200, 2),),
        tail=2,
    )
    plan = planned(problem)
    if not any(r.workshop == "a" for r in plan.runs):
        problem = replace(problem, fairness_key="agreed")
    gone = setbacks(problem, plan)
    assert all(x.has_plan for x in gone.values())
