"""A plan that is on time, or nearly: it keeps every rule, and what it says of itself is true."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from optimizer.changes import MorePeople, apply
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.solver.on_time import plan_on_time
from optimizer.verification import check_plan
from tests.builders import small_problem
from tests.optimizer.solver import tiny
from tests.optimizer.studies import planted
from tests.optimizer.studies.planted import sewn

D = Decimal
SECONDS = 120.0


def late(plan: Plan) -> Decimal:
    return sum((x.value for x in plan.levels), start=D(0))


def with_people(people: str) -> Problem:
    given = planted.people().problem
    more = MorePeople(workshop="a", first=tiny.week(0), last=tiny.week(2), people=D(people))
    changed, _ = apply(given, (more,))
    assert changed is not None
    return changed


def test_enough_people_are_on_time() -> None:
    problem = with_people("0.5")
    plan = plan_on_time(problem, SECONDS)
    assert plan is not None
    assert [x.name for x in plan.levels] == ["unmet", "late"]
    assert late(plan) == 0
    assert not check_plan(problem, plan)


def test_what_the_relaxation_refutes_is_not_looked_for() -> None:
    assert plan_on_time(planted.people().problem, SECONDS) is None


def test_what_whole_lots_make_late_is_a_plan_all_the_same() -> None:
    """Lots of 9 at 20 minutes: 200 minutes a week hold one, and the last two units are a week late."""
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 200),),
        products=(sewn(20, lot_size=9),),
        demands=(tiny.demand("d", 20, 1),),
    )
    plan = plan_on_time(problem, SECONDS)
    assert plan is not None
    assert late(plan) >= 2
    assert not check_plan(problem, plan)
    (_, level) = plan.levels
    assert not level.proven
    assert level.bound == 0


def test_an_order_with_everything_in_it() -> None:
    problem = small_problem()
    plan = plan_on_time(problem, SECONDS)
    assert plan is not None
    assert late(plan) == 0
    assert not check_plan(problem, plan)


def test_without_time_there_is_no_plan_or_a_true_one() -> None:
    problem = replace(small_problem(), title="in no time")
    plan = plan_on_time(problem, 0.0)
    assert plan is None or not check_plan(problem, plan)
