"""Searching on from a plan that was found: what comes of it is never worse."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from optimizer.changes import MorePeople, apply
from optimizer.comparison import Variant
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.solver.solve import PlanOutcome, SolveOptions, solve
from optimizer.studies import no_worse
from optimizer.studies.diagnosis import diagnose
from optimizer.studies.scenarios import try_variant
from optimizer.verification import check_plan
from tests.builders import small_problem
from tests.optimizer.studies import planted

D = Decimal


@cache
def made() -> tuple[Problem, Plan]:
    """A small order with a plan on time."""
    problem = small_problem()
    return problem, solve(problem, SolveOptions(time_limit_seconds=10.0)).plan


def worse(plan: Plan, name: str, more: str) -> Plan:
    """The same plan, saying more of a level."""
    levels = tuple(
        replace(x, value=x.value + D(more)) if x.name == name else x for x in plan.levels
    )
    return replace(plan, levels=levels)


@pytest.mark.parametrize(
    ("name", "more", "is_worse"),
    [
        ("unmet", "1", True),
        ("late", "1", True),
        ("late", "0.0005", False),  # the same, printed
        ("cost", "100000000", True),
    ],
)
def test_the_first_level_that_differs_decides(name: str, more: str, is_worse: bool) -> None:
    _problem, plan = made()
    other = worse(plan, name, more)
    assert no_worse.is_better(plan, other) is is_worse
    assert not no_worse.is_better(other, plan)


def test_what_is_late_goes_before_what_is_dear() -> None:
    _problem, plan = made()
    late, dear = worse(plan, "late", "50"), worse(plan, "cost", "100000000")
    assert no_worse.is_better(dear, late)
    assert not no_worse.is_better(late, dear)


def test_under_another_preset_only_timeliness_is_compared() -> None:
    _problem, plan = made()
    other = replace(worse(plan, "cost", "100000000"), preset="rapide")
    assert not no_worse.is_better(plan, other)
    assert no_worse.is_better(plan, worse(other, "late", "2"))


def test_a_search_that_finds_worse_gives_back_what_was_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem, plan = made()
    told: list[Plan] = []

    def poorly(*given: object, **_named: object) -> PlanOutcome:
        on_plan = given[3]
        assert callable(on_plan)
        on_plan(worse(plan, "late", "3000"))
        return PlanOutcome(plan=worse(plan, "late", "3000"))

    monkeypatch.setattr(no_worse, "solve", poorly)
    found = no_worse.solve_on(problem, SolveOptions(), None, told.append, known=plan).plan
    assert found == plan
    assert told == [plan]  # who looks on never sees the worse one
    assert no_worse.solve_on(problem, SolveOptions()).plan == worse(plan, "late", "3000")


def test_no_plan_at_all_is_worse_than_what_was_known(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, plan = made()
    none = replace(plan, status="none", levels=(), runs=())
    monkeypatch.setattr(no_worse, "solve", lambda *_a, **_k: PlanOutcome(plan=none))
    assert no_worse.solve_on(problem, SolveOptions(), known=plan).plan == plan


def test_a_plan_of_another_order_is_only_a_start() -> None:
    problem, plan = made()
    more = tuple(replace(d, quantity=d.quantity * 2) for d in problem.demands)
    other = replace(problem, demands=more)
    assert no_worse.as_plan_of(other, plan) is None
    found = no_worse.solve_on(other, SolveOptions(time_limit_seconds=5.0), known=plan).plan
    assert check_plan(other, found) == ()


def test_a_cure_tried_as_a_scenario_is_as_good_as_when_it_was_verified(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = planted.people()
    plan = solve(given.problem, SolveOptions(time_limit_seconds=10.0)).plan
    kept: dict[tuple[object, ...], Plan] = {}
    found = diagnose(given.problem, plan, seconds=60, each=10, on_verified=kept.__setitem__)
    assert {c.changes for c in found.cures if c.removes_all} <= kept.keys()
    for cure in (*found.cures, *found.concessions):
        changed = apply(given.problem, cure.changes)[0]
        assert changed is not None
        same = no_worse.as_plan_of(changed, kept[cure.changes])
        assert same is not None
        reached = {x.name: x.value for x in same.levels}
        assert (reached["unmet"], reached["late"]) == (cure.unmet, cure.late)
    best = found.cures[0]
    assert best.removes_all
    monkeypatch.setattr(
        no_worse, "solve", lambda *_a, **_k: PlanOutcome(plan=worse(plan, "late", "1"))
    )
    variant = Variant(id="v1", changes=best.changes)
    tried = try_variant(given.problem, plan, variant, known=kept[best.changes])
    assert tried.figures is not None
    assert tried.figures.late == tried.figures.missing == 0


def test_what_is_known_of_a_variant_that_is_refused_says_nothing() -> None:
    problem, plan = made()
    change = MorePeople(workshop="nobody", first="2020-W16", last="2020-W16", people=D(1))
    assert try_variant(problem, plan, Variant(id="v", changes=(change,)), known=plan).plan is None
