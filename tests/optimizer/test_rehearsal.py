"""A plan carried out week by week: it is the plan itself when nothing happens, and a plan when it does."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from optimizer import problem as data
from optimizer.hazards import QUIET, Hazards
from optimizer.plan import Delivery as Delivered
from optimizer.plan import Plan, Purchase, Run, Shipment
from optimizer.problem import Problem
from optimizer.rehearsal.course import Course
from optimizer.rehearsal.events import Events, draw, happen
from optimizer.rehearsal.record import as_plan
from optimizer.rehearsal.weeks import Outcome, rehearse
from optimizer.solver.solve import SolveOptions, solve
from optimizer.verification import check_plan
from tests.optimizer.solver import tiny
from tests.optimizer.solver.random_problems import random_problem
from tests.plans import worked_plan, worked_problem

D = Decimal
SEEDS = (0, 3, 6, 16, 29, 31)


def planned(problem: Problem) -> Plan:
    """A plan of a small problem."""
    plan = solve(problem, SolveOptions(time_limit_seconds=3, only_on_time=True)).plan
    assert plan.status in ("optimal", "feasible")
    return plan


def outcome(
    problem: Problem, plan: Plan, hazards: Hazards = QUIET, seed: int = 1
) -> tuple[Course, Outcome]:
    """One case of a plan."""
    course = Course(problem, plan)
    return course, rehearse(
        course, happen(course, hazards, draw(course, 1, seed)), keeps_record=True
    )


def same_as_planned(problem: Problem, plan: Plan) -> bool:
    """Whether everything was made and delivered when it was planned."""
    course, found = outcome(problem, plan)
    assert found.record is not None
    made = np.abs(found.record.made[0] - course.planned).max()
    wanted = np.array([aim.planned for aim in course.aims])
    delivered = np.abs(np.cumsum(found.delivered[0], axis=1) - wanted).max()
    return bool(max(made, delivered) < 1e-3)


# -- without noise --------------------------------------------------------------------------------------


def test_the_worked_plan_is_carried_out_as_it_is() -> None:
    assert same_as_planned(worked_problem(), worked_plan())


@pytest.mark.parametrize("seed", SEEDS)
def test_without_noise_it_is_the_plan_itself(seed: int) -> None:
    problem = random_problem(seed)
    assert same_as_planned(problem, planned(problem))


# -- with noise, every rule -----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("more_absence", ["0", "0.2", "0.5"])
def test_what_happens_keeps_the_rules_of_a_plan(seed: int, more_absence: str) -> None:
    """Fewer hours and later supplies: what was done is a plan, but for work that nobody ended."""
    problem = random_problem(seed)
    hazards = replace(
        QUIET,
        more_absence=D(more_absence),
        delay_chance=D("0.4"),
        delay_again=D("0.3"),
        breakdown_chance=D("0.2"),
    )
    course, found = outcome(problem, planned(problem), hazards, seed)
    assert found.record is not None
    plan = as_plan(course, found.record, found.delivered)
    # Who makes less than planned may fall below a least share, and pieces wait at the end.
    broken = [
        x
        for x in check_plan(problem, plan)
        if x.code not in ("plan.no_leftover", "plan.frozen")
        and (x.code, x.params.get("reason")) != ("plan.shares", "smallest")
    ]
    assert not broken


# -- the rule -------------------------------------------------------------------------------------------


def _line(problem: Problem, who: dict[str, tuple[int, ...]]) -> Plan:
    """Everybody makes so many units of the only product in each week, ships and delivers at once."""
    runs, shipments = [], []
    for workshop, row in who.items():
        for t, units in enumerate(row):
            if units:
                name = tiny.week(t)
                runs.append(
                    Run(workshop=workshop, product="p", operation="sew", week=name, units=D(units))
                )
                shipments.append(
                    Shipment(
                        workshop=workshop,
                        delivery_point="k",
                        product="p",
                        week=name,
                        units=D(units),
                    )
                )
    totals = [sum(row) for row in zip(*who.values(), strict=True)]
    (demand,) = problem.demands
    deliveries = tuple(
        Delivered(demand=demand.id, week=tiny.week(t), units=D(n))
        for t, n in enumerate(totals)
        if n
    )
    plan = Plan(
        problem_hash="",
        status="feasible",
        stopped_by="time",
        runs=tuple(runs),
        shipments=tuple(shipments),
        deliveries=deliveries,
    )
    assert not check_plan(problem, plan)
    return plan


def _events(course: Course) -> Events:
    return happen(course, QUIET, draw(course, 1, 1))


def test_work_not_done_is_taken_the_week_after_by_the_lowest_ratio() -> None:
    problem = tiny.problem(
        workshops=(
            tiny.workshop("a", 100),
            tiny.workshop("b", 100),
            tiny.workshop("c", 100, headcount=D(2), weekly_hours=D(1)),
        ),
        demands=(tiny.demand("d", 130, 2),),
        tail=2,
    )
    plan = _line(problem, {"a": (100, 0, 0), "b": (20, 0, 0), "c": (10, 0, 0)})
    course = Course(problem, plan)
    events = _events(course)
    events.minutes[0, 0, 0] = 35.0  # « a » can do 30 of its 100
    found = rehearse(course, events, keeps_record=True)
    assert found.record is not None
    made = found.record.made[0, :, 0, :3]
    # 70 are owed in week 1. « c » weighs twice as much as « b », and has made less.
    assert made.tolist() == [[30, 0, 0], [20, 0, 0], [10, 70, 0]]
    assert found.delivered[0, 0, :3].tolist() == [60, 70, 0]


def test_the_earliest_due_comes_first() -> None:
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 100),),
        products=(tiny.product(id="late"), tiny.product(id="soon")),
        demands=(
            tiny.demand("d1", 50, 3, product="late"),
            tiny.demand("d2", 50, 1, product="soon"),
        ),
    )
    course = Course(problem, planned(problem))
    events = _events(course)
    events.minutes[0, 0] = (0, 0, 50, 100, 100)[: course.weeks]
    found = rehearse(course, events, keeps_record=True)
    assert found.record is not None
    made = found.record.made[0, 0]
    first = {p: int(np.flatnonzero(made[s])[0]) for s, (p, _) in enumerate(course.stages)}
    assert first["soon"] < first["late"]


def test_nobody_takes_what_it_is_not_qualified_for() -> None:
    norm = data.QualificationNeed(norm="N")
    problem = tiny.problem(
        workshops=(
            tiny.workshop("a", 100, qualifications=(data.Qualification(norm="N"),)),
            tiny.workshop("b", 100),
        ),
        products=(tiny.product(qualifications=(norm,)),),
        demands=(tiny.demand("d", 100, 1),),
    )
    course = Course(problem, _line(problem, {"a": (100, 0, 0), "b": (0, 0, 0)}))
    events = _events(course)
    events.minutes[0, 0] = 0.0
    found = rehearse(course, events, keeps_record=True)
    assert found.record is not None
    assert not found.record.made.any()


def test_what_is_short_is_shared_in_whole_lots() -> None:
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 100),),
        products=(tiny.product(id="p"), tiny.product(id="q")),
        demands=(tiny.demand("d", 60, 0), tiny.demand("e", 40, 0, product="q")),
    )
    course = Course(problem, planned(problem))
    events = _events(course)
    events.minutes[0, 0] = 55.0
    found = rehearse(course, events, keeps_record=True)
    assert found.record is not None
    # 55 % of 60 and of 40, in tens; the ten minutes left fill up the first.
    assert found.record.made[0, 0, :, 0].tolist() == [30, 20]


def test_late_cloth_makes_everything_late() -> None:
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 100),),
        products=(tiny.product(materials=(tiny.cloth(),)),),
        demands=(tiny.demand("d", 100, 2),),
        materials=(data.Material(id="cloth"),),
        suppliers=(data.Supplier(id="s"),),
        offers=(tiny.offer((0, "1")),),
    )
    plan = replace(
        _without_cloth(problem),
        purchases=(
            Purchase(offer="cloth-1", week=tiny.week(1), arrival=tiny.week(1), thousandths=100_000),
        ),
    )
    assert not check_plan(problem, plan)
    hazards = replace(QUIET, delay_chance=D(1))
    _, found = outcome(problem, plan, hazards)
    # The cloth comes a week late; what is owed is then made at once.
    assert found.delivered[0, 0].tolist() == [0, 0, 100, 0]
    materials = found.causes[0, :, 0]
    assert materials.argmax() == 1  # workshops, then materials: no station groups here


def _without_cloth(problem: Problem) -> Plan:
    return Plan(
        problem_hash="",
        status="feasible",
        stopped_by="time",
        runs=(Run(workshop="a", product="p", operation="sew", week=tiny.week(1), units=D(100)),),
        shipments=(
            Shipment(
                workshop="a", delivery_point="k", product="p", week=tiny.week(1), units=D(100)
            ),
        ),
        deliveries=(Delivered(demand="d", week=tiny.week(1), units=D(100)),),
    )


# -- luck ---------------------------------------------------------------------------------------------


def test_on_average_as_many_are_away_as_the_order_says() -> None:
    workshop = tiny.workshop("a", 600, headcount=D(5), weekly_hours=D(2), absence_rate=D("0.2"))
    problem = tiny.problem(workshops=(workshop,), demands=(tiny.demand("d", 100, 5),))
    course = Course(problem, planned(problem))
    hazards = replace(QUIET, absence_spread=D(1), absence_persistence=D("0.6"))
    minutes = happen(course, hazards, draw(course, 20_000, 7)).minutes[:, 0]
    # Five people of 120 minutes: one fifth away, 96 minutes times 5; each week alone as well.
    assert minutes.mean(axis=0) == pytest.approx(480, rel=0.01)
    assert set(np.unique(minutes.round(6))) == {0, 120, 240, 360, 480, 600}
    together = np.corrcoef(minutes[:, 0], minutes[:, 1])[0, 1]
    assert 0.4 < together < 0.6


def test_the_luck_of_a_case_does_not_depend_on_how_many_there_are() -> None:
    course = Course(worked_problem(), worked_plan())
    few, many = draw(course, 3, 5), draw(course, 9, 5)
    assert np.array_equal(few.absence, many.absence[:3])
    assert np.array_equal(few.delay, many.delay[:3])
    assert not np.array_equal(few.absence, draw(course, 3, 6).absence)


def test_worse_odds_are_worse_in_every_case() -> None:
    course = Course(worked_problem(), worked_plan())
    luck = draw(course, 200, 3)
    usual = happen(course, Hazards(), luck)
    worse = happen(
        course,
        replace(
            Hazards(),
            more_absence=D("0.1"),
            delay_chance=D("0.3"),
            breakdown_chance=D("0.1"),
            more_rejects=D("0.05"),
        ),
        luck,
    )
    assert (worse.minutes <= usual.minutes + 1e-9).all()
    assert (worse.stations <= usual.stations + 1e-9).all()
    assert (worse.yields <= usual.yields + 1e-9).all()
    assert (np.cumsum(worse.supplies, axis=2) <= np.cumsum(usual.supplies, axis=2) + 1e-9).all()
