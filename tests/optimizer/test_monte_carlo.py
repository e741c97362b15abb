"""Chances of being on time: known cases, the same cases for the same seed, worse odds never better."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from optimizer import problem as data
from optimizer.fragility import CauseShare, Chances
from optimizer.hazards import QUIET, Hazards
from optimizer.monte_carlo import MonteCarlo, chance
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.rehearsal.events import happen
from optimizer.rehearsal.weeks import rehearse
from optimizer.solver.solve import SolveOptions, solve
from tests.optimizer.solver import tiny
from tests.optimizer.solver.random_problems import random_problem
from tests.plans import worked_plan, worked_problem

D = Decimal


def planned(problem: Problem) -> Plan:
    """A plan of a small problem."""
    plan = solve(problem, SolveOptions(time_limit_seconds=3, only_on_time=True)).plan
    assert plan.status in ("optimal", "feasible")
    return plan


def full_workshop(**changes: object) -> Problem:
    """One workshop that needs every minute of three weeks."""
    return tiny.problem(
        workshops=(tiny.workshop("a", 100, **changes),),
        demands=(tiny.demand("d", 300, 2),),
        tail=3,
    )


def chances(problem: Problem, hazards: Hazards = QUIET, **options: object) -> Chances:
    """Chances of the plan of a small problem."""
    given = {"draws": 200, "seed": 3, **options}
    return MonteCarlo(problem, planned(problem), hazards=hazards, **given).chances()  # type: ignore[arg-type]


def test_interval_of_a_part() -> None:
    # Wilson's interval for 90 of 100, as tables give it.
    found = chance(90, 100)
    assert (found.value, found.low, found.high) == (D("0.9"), D("0.8256"), D("0.9448"))
    assert chance(0, 100).low == 0
    assert chance(100, 100).high == 1


def test_a_plan_on_time_is_on_time_when_nothing_happens() -> None:
    found = chances(full_workshop())
    assert found.all_on_time.value == 1
    assert found.causes == ()
    (milestone,) = found.milestones
    assert milestone.planned
    assert not any((milestone.mean_weeks_late, milestone.mean_units_late, milestone.never))
    assert milestone.units_90 == 300
    assert found.buffer is not None
    assert (found.buffer.rate, found.buffer.weeks_earlier) == (D(0), 0)


def test_fewer_hours_need_as_many_more() -> None:
    """A fifth away everywhere: a quarter more hours, to the step, and nothing less."""
    found = chances(full_workshop(), replace(QUIET, more_absence=D("0.2")))
    assert found.all_on_time.value == 0
    (milestone,) = found.milestones
    # 80 a week: 240 in time, the rest in the fourth.
    assert milestone.mean_units_late == 60
    assert milestone.units_90 == 240
    assert (milestone.mean_weeks_late, milestone.weeks_late_90) == (D(1), 1)
    assert milestone.causes == (CauseShare(kind="workshop", subject="a", share=D(1)),)
    assert found.buffer is not None
    assert found.buffer.rate == D("0.25")
    assert found.buffer.people == D("0.25")
    assert found.buffer.reached == 1
    assert all(t.reached < 1 for t in found.buffer.tried if t.rate < D("0.25"))


def test_supplies_that_come_late_need_to_come_earlier() -> None:
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 100),),
        products=(tiny.product(materials=(tiny.cloth(),)),),
        demands=(tiny.demand("d", 100, 1),),
        materials=(data.Material(id="cloth"),),
        suppliers=(data.Supplier(id="s"),),
        offers=(tiny.offer((0, "1"), order_from=tiny.friday(1)),),
        tail=3,
    )
    found = chances(problem, replace(QUIET, delay_chance=D("0.5")), draws=400)
    assert 0.4 < found.all_on_time.value < 0.6
    assert found.causes[0].kind == "material"
    assert found.causes[0].share == 1
    assert found.buffer is not None
    assert (found.buffer.rate, found.buffer.weeks_earlier) == (D(0), 1)


def test_what_no_margin_cures_is_said() -> None:
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 1000),),
        demands=(tiny.demand("d", 100, 0),),
        station_groups=(
            data.StationGroup(
                id="g", host="a", operations=("sew",), number=1, opening_hours=D(100) / 60
            ),
        ),
        tail=2,
    )
    found = chances(problem, replace(QUIET, breakdown_chance=D("0.5")))
    assert found.causes[0].kind == "station"
    assert found.buffer is not None
    assert found.buffer.rate is None
    assert found.buffer.people is None
    assert found.buffer.reached == found.all_on_time.value


def test_rejects_are_made_again_from_the_start() -> None:
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 1000),),
        products=(
            tiny.product(
                tiny.operation("cut"), tiny.operation("sew", yield_rate=D("0.8")), lot_size=0
            ),
        ),
        demands=(tiny.demand("d", 100, 0),),
        tail=9,
    )
    hazards = replace(QUIET, more_rejects=D("0.1"))
    trial = MonteCarlo(problem, planned(problem), hazards=hazards, draws=1, seed=1)
    record = rehearse(
        trial.course, happen(trial.course, hazards, trial.luck), keeps_record=True
    ).record
    assert record is not None
    cut, sewn = record.made[0, 0]
    # 125 are sewn, 70 % of 0.9 × 125 cut pieces come out good; the rest is cut and sewn anew.
    assert cut[0] == 125
    assert sewn[0] == pytest.approx(112.5)
    assert 0.7 * sewn.sum() == pytest.approx(100, abs=0.05)
    assert 0.9 * cut.sum() == pytest.approx(sewn.sum(), abs=0.05)
    (milestone,) = trial.chances().milestones
    assert milestone.on_time.value == 0
    assert milestone.never == 0
    assert milestone.causes == (CauseShare(kind="rejects", subject="", share=D(1)),)


def test_the_same_seed_gives_the_same_answer() -> None:
    found = [
        MonteCarlo(worked_problem(), worked_plan(), draws=60, seed=seed).chances(None)
        for seed in (1, 1, 2)
    ]
    assert found[0] == found[1]
    assert found[0].progress != found[2].progress


@pytest.mark.parametrize("seed", [0, 4, 13, 22])
def test_more_absence_never_raises_the_chance(seed: int) -> None:
    problem = random_problem(seed)
    plan = planned(problem)
    before: list[Decimal] = []
    for more in ("0", "0.1", "0.25", "0.5"):
        hazards = replace(Hazards(), more_absence=D(more))
        found = MonteCarlo(problem, plan, hazards=hazards, draws=100, seed=seed).chances(None)
        now = [found.all_on_time.value, *(m.on_time.value for m in found.milestones)]
        assert all(a >= b for a, b in zip(before, now, strict=False))
        before = now


def test_progress_is_in_order_and_ends_as_planned() -> None:
    found = MonteCarlo(worked_problem(), worked_plan(), draws=80, seed=4).chances(None)
    for week in found.progress:
        assert week.nine_in_ten <= week.one_in_two <= week.one_in_ten <= week.planned + D("0.01")
    assert found.progress[-1].planned == D("2400.5")
