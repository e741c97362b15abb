"""Whom a plan asks something new of, against the plan in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from optimizer.plan import Plan
from optimizer.problem import Problem
from service.usecases.concerned import changes
from tests.builders import replaced
from tests.plans import worked_plan, worked_problem
from tests.service.living import other_plan

D = Decimal


def _pair(problem: Problem | None = None, plan: Plan | None = None) -> tuple[Problem, Plan]:
    return problem or worked_problem(), plan or worked_plan()


def test_everybody_is_asked_the_first_time() -> None:
    assert changes(None, _pair()) == {
        "vestali": ("first",),
        "fil-rouge": ("first",),
        "esat-lys": ("first",),
    }


def test_nobody_is_asked_for_the_same_plan() -> None:
    shuffled = replace(worked_plan(), runs=tuple(reversed(worked_plan().runs)))
    assert changes(_pair(), _pair(plan=shuffled)) == {}


def test_other_weeks_concern_whose_they_are() -> None:
    assert changes(_pair(), _pair(plan=other_plan())) == {"fil-rouge": ("weeks",)}


def test_work_that_goes_from_one_to_another_concerns_both() -> None:
    plan = worked_plan()
    moved = [
        replace(r, workshop="fil-rouge")
        if (r.workshop, r.operation, r.week) == ("vestali", "sewing", "2020-W16")
        else r
        for r in plan.runs
    ]
    found = changes(_pair(), _pair(plan=replace(plan, runs=tuple(moved))))
    assert found == {"vestali": ("share", "weeks"), "fil-rouge": ("share", "weeks")}


def test_another_price_concerns_who_makes_it() -> None:
    problem = worked_problem()
    products = replaced(problem.products, "laundry", selling_price=D("1.20"))
    found = changes(_pair(), _pair(problem=replace(problem, products=products)))
    assert found == {"vestali": ("price",)}


@pytest.mark.parametrize(("start", "asked"), [(date(2020, 4, 20), {}), (date(2020, 4, 6), None)])
def test_weeks_that_are_past_are_compared_by_nobody(
    start: date, asked: dict[str, tuple[str, ...]] | None
) -> None:
    """A plan made on the way holds the weeks to come, and what was done as past work."""
    problem, plan = _pair()
    later = replace(plan, runs=tuple(r for r in plan.runs if r.week >= "2020-W17"))
    standard = {
        (p.id, o.id): o.standard_milliminutes for p in problem.products for o in p.operations
    }
    past = []
    for w in problem.workshops:
        before = next((x for x in problem.opening.past_work if x.workshop == w.id), None)
        done = sum(
            int(r.units * standard[r.product, r.operation])
            for r in plan.runs
            if r.workshop == w.id and r.week < "2020-W17"
        )
        done += before.standard_milliminutes if before is not None else 0
        past.append(
            replace(problem.opening.past_work[0], workshop=w.id, standard_milliminutes=done)
        )
    opening = replace(problem.opening, past_work=tuple(past))
    found = changes((problem, plan), (replace(problem, start=start, opening=opening), later))
    if asked is None:
        assert set(found) == {"vestali", "fil-rouge", "esat-lys"}
        assert {why for reasons in found.values() for why in reasons} == {"weeks"}
    else:
        assert found == asked


def test_a_workshop_that_leaves_is_asked_too() -> None:
    problem, plan = _pair()
    rest = replace(problem, workshops=problem.workshops[:2])
    without = replace(plan, runs=tuple(r for r in plan.runs if r.workshop != "esat-lys"))
    assert changes((problem, plan), (rest, without)) == {"esat-lys": ("share", "weeks")}
