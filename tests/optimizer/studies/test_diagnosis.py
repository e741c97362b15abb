"""Diagnosis: the planted cause comes first, every cure cures, and a tenth less of it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from optimizer import problem as data
from optimizer.changes import (
    Change,
    HubLeadTime,
    LargestShare,
    MoreMaterial,
    MorePeople,
    ReceiptsCeiling,
    StockMaterial,
    apply,
)
from optimizer.diagnosis import Cure, Diagnosis, ranked
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.solver.solve import SolveOptions, solve
from optimizer.studies import diagnosis
from optimizer.studies.diagnosis import diagnose
from optimizer.verification import check_plan
from tests.builders import small_problem
from tests.optimizer.solver import tiny
from tests.optimizer.studies import planted
from tests.optimizer.studies.planted import CASES, Planted, sewn

D = Decimal
# Long enough never to end a search of these orders.
SECONDS = 600.0
EACH = 60.0

_found: dict[str, tuple[Planted, Diagnosis]] = {}


def found_for(case: Callable[[], Planted]) -> tuple[Planted, Diagnosis]:
    """The diagnosis of a planted order, made once."""
    if case.__name__ not in _found:
        given = case()
        found = diagnose(given.problem, seconds=SECONDS, each=EACH)
        _found[case.__name__] = given, found
    return _found[case.__name__]


def plan_of(problem: Problem) -> Plan:
    return solve(problem, SolveOptions(time_limit_seconds=EACH)).plan


def damage(plan: Plan) -> Decimal:
    return sum((x.value for x in plan.levels if x.name in ("unmet", "late")), start=D(0))


def less(cure: Cure) -> tuple[Change, ...] | None:
    """A tenth less of it, None where the amount goes by whole steps."""
    (change,) = cure.changes if len(cure.changes) == 1 else (None,)
    part = D("0.9")
    if isinstance(change, MorePeople):
        return (replace(change, people=change.people * part),)
    if isinstance(change, MoreMaterial | StockMaterial):
        return (replace(change, thousandths=int(change.thousandths * part)),)
    if isinstance(change, LargestShare):
        return (replace(change, share=D(cure.before) + cure.amount * part),)
    if isinstance(change, ReceiptsCeiling):
        return (replace(change, cents=int(D(cure.before) + cure.amount * part)),)
    if isinstance(change, HubLeadTime):
        return (replace(change, weeks=change.weeks + 1),)
    return None


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.__name__)
def test_the_planted_cause_comes_first_in_its_unit(case: Callable[[], Planted]) -> None:
    given, found = found_for(case)
    assert found.state in ("late", "unmet")
    assert found.is_proven
    assert found.is_complete
    first = found.bottlenecks[0]
    assert first.kind == given.kind
    where = first.where
    places = {where.workshop, where.group, where.material, where.offer, where.product}
    assert given.place in places
    assert first.unit == given.unit
    assert abs(first.missing - given.missing) <= given.missing / 10
    assert first.blame == 1
    if given.weeks != ("", ""):
        assert (where.first, where.last) == given.weeks


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.__name__)
def test_every_cure_cures_and_a_tenth_less_does_not(case: Callable[[], Planted]) -> None:
    given, found = found_for(case)
    whole = [c for c in found.cures if c.removes_all]
    assert whole
    assert whole == sorted(whole, key=lambda c: c.cost_cents)
    for cure in whole:
        assert cure.minimal == "proven"
        changed, _ = apply(given.problem, cure.changes)
        assert changed is not None
        plan = plan_of(changed)
        assert not check_plan(changed, plan)
        assert damage(plan) == 0
        fewer = less(cure)
        if fewer is not None:
            again, _ = apply(given.problem, fewer)
            assert again is not None
            assert damage(plan_of(again)) > 0


def test_what_is_on_time_has_no_bottleneck() -> None:
    # What it says holds however far the search got.
    plan = solve(small_problem(), SolveOptions(time_limit_seconds=4)).plan
    found = diagnose(small_problem(), plan, seconds=20, each=2)
    assert found.state == "on_time"
    assert found.bottlenecks == found.cures == found.concessions == ()
    assert found.cost_cents > 0
    assert found.price_parts
    for saving in found.savings:
        assert saving.saving_cents > saving.cost_cents


def test_a_late_plan_that_need_not_be_says_so() -> None:
    """A plan made while the workshop was closed in week 0, looked at once it is open."""
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 600),),
        products=(sewn(),),
        demands=(tiny.demand("d", 100, 0),),
    )
    closed = data.Closure(first=planted.monday(0), last=planted.monday(0) + timedelta(days=4))
    shut = replace(problem, workshops=(replace(problem.workshops[0], closures=(closed,)),))
    plan = plan_of(shut)
    levels = tuple(replace(x, bound=D(0)) for x in plan.levels)
    found = diagnose(problem, replace(plan, levels=levels), seconds=SECONDS, each=EACH)
    assert found.state == "replan"
    assert found.late == 100
    assert found.cures == ()


@pytest.mark.parametrize("is_large", [False, True])
def test_two_causes_are_cured_by_two_changes(
    is_large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine is slow in week 0, and who comes in week 1 only cannot use it then."""
    if is_large:
        monkeypatch.setattr(diagnosis, "_LARGE", 0)
    given = planted.station().problem
    late = replace(given.workshops[0], entry=planted.monday(1))
    problem = replace(given, workshops=(late,))
    found = diagnose(problem, seconds=SECONDS, each=EACH)
    assert found.bottlenecks
    whole = [c for c in found.cures if c.removes_all]
    assert whole
    for cure in whole:
        assert cure.is_pair
        assert len(cure.changes) > 1
        assert cure.cost_cents == sum(int(c.quantity * c.price_cents) for c in cure.charges)
        changed, _ = apply(problem, cure.changes)
        assert changed is not None
        assert damage(plan_of(changed)) == 0
        # Neither of them does it alone.
        for change in cure.changes:
            alone, _ = apply(problem, (change,))
            assert alone is not None
            assert damage(plan_of(alone)) > 0
    for cure in found.cures:
        assert cure.is_verified
        assert cure.unmet + cure.late < found.unmet + found.late


SEEN = (
    planted.station,
    planted.material,
    planted.qualification,
    planted.share_limit,
    planted.hub,
    planted.people,
    planted.order_date,
)


@pytest.mark.parametrize("case", SEEN, ids=lambda c: c.__name__)
def test_as_in_a_large_order_cures_cure_and_a_tenth_less_of_what_is_proven_does_not(
    case: Callable[[], Planted], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagnosis, "_LARGE", 0)
    given = case()
    found = diagnose(given.problem, seconds=SECONDS, each=EACH)
    assert found.bottlenecks[0].kind == given.kind
    whole = [c for c in found.cures if c.removes_all]
    assert whole
    for cure in whole:
        assert cure.least <= cure.amount
        changed, _ = apply(given.problem, cure.changes)
        assert changed is not None
        plan = plan_of(changed)
        assert not check_plan(changed, plan)
        assert damage(plan) == 0
        fewer = less(cure)
        if fewer is not None and cure.minimal == "proven":
            again, _ = apply(given.problem, fewer)
            assert again is not None
            assert damage(plan_of(again)) > 0


def test_nothing_is_said_to_lack_to_a_plan_that_need_not_be_late() -> None:
    """Without time for a plan, and nothing that refutes the order."""
    given = planted.people().problem
    enough = replace(given, workshops=(replace(given.workshops[0], headcount=D(9)),))
    found = diagnose(enough, seconds=0.0, each=EACH)
    assert found.bound == 0
    assert found.bottlenecks == ()


def test_a_concession_is_the_plan_at_later_dates() -> None:
    _, found = found_for(planted.people)
    (asked,) = found.concessions
    assert asked.removes_all
    assert asked.amount == 1
    changed, _ = apply(planted.people().problem, asked.changes)
    assert changed is not None
    assert damage(plan_of(changed)) == 0


def test_whole_lots_alone_make_it_late() -> None:
    """15 minutes a week hold 15 units but one whole lot of 10: the relaxation sees nothing."""
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 180),),
        products=(sewn(20, lot_size=8),),
        demands=(tiny.demand("d", 16, 1),),
    )
    found = diagnose(problem, seconds=SECONDS, each=EACH)
    assert found.state == "on_time"
    tight = replace(problem, demands=(tiny.demand("d", 18, 1),))
    found = diagnose(tight, seconds=SECONDS, each=EACH)
    assert found.state == "late"
    assert found.bottlenecks
    assert found.cures[0].removes_all


def test_the_same_order_has_the_same_diagnosis() -> None:
    given = planted.material().problem
    assert diagnose(given, seconds=SECONDS, each=EACH) == diagnose(
        given, seconds=SECONDS, each=EACH
    )


def test_without_time_it_says_so() -> None:
    found = diagnose(planted.people().problem, seconds=0.0, each=EACH)
    assert not found.is_complete
    assert found.state in ("late", "no_plan")


def test_whole_cures_by_cost_then_effect_per_euro() -> None:
    def cure(late: int, cost: int) -> Cure:
        _, found = found_for(planted.people)
        return replace(found.cures[0], late=D(late), cost_cents=cost)

    dear, cheap = cure(0, 900), cure(0, 100)
    little, much = cure(50, 1000), cure(10, 1000)
    assert ranked([little, dear, much, cheap], D(0), D(60)) == (cheap, dear, much, little)
