"""The rest of an order: everything that exists on the Monday is counted once, nothing planned is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from optimizer.capacity import Capacities, horizon_of
from optimizer.costing import receipts_rates
from optimizer.fairness import key_weights, loads
from optimizer.instructions import Ban, Pin
from optimizer.ledger import Ledger
from optimizer.past import whole
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.requirements import total_standard_minutes
from optimizer.solver.solve import SolveOptions, solve
from optimizer.studies.instructions_left import MadeIn, pins_left
from optimizer.studies.replanning import Remainder, freeze, remainder, remaining
from optimizer.verification import check_plan
from tests.optimizer.solver.random_problems import random_problem
from tests.plans import week, worked_plan, worked_problem

D = Decimal
A_CENT = D(1)


def rest(problem: Problem, plan: Plan, position: int, **more: Any) -> Remainder:
    found, diagnostics = remainder(problem, plan, horizon_of(problem).name(position), **more)
    assert found is not None, diagnostics
    assert diagnostics == ()
    return found


def units_of(entries: Iterable[Any]) -> Counter[tuple[str, str, str]]:
    found: Counter[tuple[str, str, str]] = Counter()
    for x in entries:
        found[x.workshop, x.product, x.operation] += x.units
    return found


def conserves(problem: Problem, plan: Plan, left: Remainder) -> None:
    """Units, materials, minutes and money: before and after make what there was."""
    before, after = Ledger(problem, plan), Ledger(left.problem, left.later)
    # What lies anywhere at the end is the same: nothing appeared, nothing vanished.
    for now, then in (
        (after.workshop_stock, before.workshop_stock),
        (after.hub_stock, before.hub_stock),
        (after.material_stock, before.material_stock),
    ):
        books: tuple[dict[Any, Any], ...] = (now, then)
        for key in {key for book in books for key in book}:
            ends = [book[key][-1] if key in book else D(0) for book in books]
            assert abs(ends[0] - ends[1]) < D("0.01"), key
    assert after.still_due.keys() == before.still_due.keys()
    for demand, missing in before.missing.items():
        assert abs(after.missing[demand] - missing) < D("0.01")
    a, b = loads(problem, plan), loads(left.problem, left.later)
    assert all(abs(a[w] - b[w]) < D("0.01") for w in a)
    total = total_standard_minutes(problem)
    assert abs(total_standard_minutes(left.problem) - total) < D("0.01")
    rates = receipts_rates(problem)
    past = {x.workshop: x.receipts_cents for x in problem.opening.past_work}
    for x in left.problem.opening.past_work:
        earned = sum(
            (
                r.units * rates[r.product, r.operation] * 100
                for r in left.done.entries.runs
                if r.workshop == x.workshop
            ),
            start=D(0),
        )
        assert abs(past.get(x.workshop, 0) + earned - x.receipts_cents) < A_CENT
    bought: Counter[str] = Counter()
    for offer, thousandths in _bought(problem, plan):
        bought[offer] += thousandths
    now_bought: Counter[str] = Counter()
    for offer, thousandths in _bought(left.problem, left.later):
        now_bought[offer] += thousandths
    assert now_bought == bought


def _bought(problem: Problem, plan: Plan) -> Iterator[tuple[str, int]]:
    yield from ((x.offer, x.thousandths) for x in problem.opening.bought)
    yield from ((x.offer, x.thousandths) for x in plan.purchases)


def is_as_it_was(problem: Problem, plan: Plan, position: int) -> None:
    left = rest(problem, plan, position)
    old, new = horizon_of(problem), horizon_of(left.problem)
    assert new.monday_of(new.weeks) == old.monday_of(old.weeks)
    assert new.monday == old.monday_of(position)
    weights = key_weights(problem)
    assert all(abs(w - weights[k]) < D("1E-9") for k, w in key_weights(left.problem).items())
    conserves(problem, plan, left)
    assert units_of(left.problem.plan_in_force) == units_of(left.later.runs)
    broken = {d.code for d in check_plan(left.problem, left.later)}
    if any(units > 0 for units in Ledger(problem, plan).missing.values()):
        # Idle pieces may be those of the opening stock in one plan and others in the rest of it.
        broken -= {"plan.no_leftover"}
    assert broken == set()


@pytest.mark.parametrize("position", range(8))
def test_the_later_part_of_a_plan_keeps_every_rule_of_what_is_left(position: int) -> None:
    is_as_it_was(worked_problem(), worked_plan(), position)


@pytest.mark.parametrize("seed", [1, 3, 4, 6, 9, 12])
def test_so_it_does_whatever_the_problem(seed: int) -> None:
    problem = random_problem(seed)
    plan = solve(problem, SolveOptions(time_limit_seconds=1.5, quick=True)).plan
    assert plan.status in ("optimal", "feasible")
    for position in range(horizon_of(problem).weeks):
        is_as_it_was(problem, plan, position)


def test_twice_is_as_good_as_once() -> None:
    problem, plan = worked_problem(), worked_plan()
    at_once = rest(problem, plan, 3)
    first = rest(problem, plan, 1)
    then = rest(first.problem, first.later, 2, past=first.past)
    assert then.later == at_once.later
    once, twice = at_once.problem.opening, then.problem.opening
    for name in ("units", "hub_transit", "lane_transit", "delivered", "bought"):
        assert set(getattr(once, name)) == set(getattr(twice, name)), name
    assert set(then.past.runs) == set(at_once.past.runs)
    assert then.past.opening == problem.opening
    for a, b in zip(once.past_work, twice.past_work, strict=True):
        assert replace(a, receipts_cents=0) == replace(b, receipts_cents=0)
        assert abs(a.receipts_cents - b.receipts_cents) <= 1


def test_what_lies_where_on_the_monday_was_reckoned_by_hand() -> None:
    opening = rest(worked_problem(), worked_plan(), 2).problem.opening
    lying = {(u.workshop, u.product, u.operation): u.units for u in opening.units}
    # Vestali: 300 cut in week 0 are sewn in week 1; 200 + 300 sewn, 300 of them finished and gone.
    assert lying["vestali", "mask", "sewing"] == 200
    # Fil rouge: 300 sewn in week 0 and 200 in week 1, of which 400 are finished; 50 stay of 500.
    assert lying["fil-rouge", "mask", "sewing"] == 100
    assert lying["fil-rouge", "mask", "finishing"] == 50
    # A fifth of the 100 bags cut is lost: 80 are good, 40 of them sewn and gone.
    assert lying["esat-lys", "bag", "cutting"] == 40
    (coming,) = opening.hub_transit
    assert (coming.units, coming.arrival) == (600, week(2))
    (bags,) = opening.lane_transit
    assert (bags.units, bags.arrival) == (40, week(2))
    delivered = {x.demand: x.units for x in opening.delivered}
    assert delivered == {"masks-1": 750, "bags": 50}
    assert {(x.offer, x.thousandths) for x in opening.bought} == {
        ("fabric-toiles", 20_000),
        ("elastic-merciers", 350_000),
        ("detergent-merciers", 6_000),
    }
    assert opening.purchases == ()
    past = {x.workshop: x for x in opening.past_work}
    # Three weeks of the order have a headcount that counts, two of them are past.
    weeks = Capacities(worked_problem()).horizon.last_due + 1
    assert weeks > 2
    assert past["vestali"].headcount_weeks == 2 * worked_problem().workshops[0].headcount


def test_open_orders_keep_their_week_of_arrival() -> None:
    left = rest(worked_problem(), worked_plan(), 1)
    coming = {(x.offer, x.thousandths, x.arrival) for x in left.problem.opening.purchases}
    assert coming == {
        ("fabric-toiles", 20_000, week(1)),
        ("elastic-merciers", 300_000, week(1)),
    }
    assert left.problem.purchase_from is None


def test_weeks_of_testing_and_ramp_up_go_by() -> None:
    problem = worked_problem()
    (mask, *others) = problem.products
    first, *rest_of_them = problem.workshops
    slow = replace(
        problem,
        products=(replace(mask, testing_weeks=1), *others),
        workshops=(replace(first, ramp_up=(D("1"), D("1"), D("0.9"))), *rest_of_them),
    )
    left = rest(slow, worked_plan(), 1).problem
    assert left.products[0].testing_weeks == 0
    old, new = Capacities(slow).productive_minutes, Capacities(left).productive_minutes
    assert new[first.id] == old[first.id][1:]


def test_pins_and_bans_keep_what_is_left_of_them() -> None:
    pin = Pin(
        workshop="fil-rouge",
        product="mask",
        operation="sewing",
        first=week(1),
        last=week(3),
        units=D(850),
    )
    over = replace(pin, workshop="vestali", last=week(1), units=D(300))
    done = replace(pin, workshop="esat-lys", operation="cutting", last=week(4), units=D(600))
    bans = (Ban(workshop="vestali", last=week(1)), Ban(workshop="vestali", first=week(5)))
    problem = worked_problem(pins=(pin, over, done), bans=bans)
    left = rest(problem, worked_plan(), 2).problem
    assert left.pins == (replace(pin, first=week(2), units=D(650)),)
    assert left.bans == (
        bans[1],
        Ban(workshop="esat-lys", product="mask", operation="cutting", first=week(2), last=week(4)),
    )
    _, said = remaining(
        replace(problem, pins=(replace(over, units=D(500)),)), worked_plan(), week(2)
    )
    assert [(d.code, d.params["read"], d.params["expected"]) for d in said] == [
        ("replan.pin_not_kept", "300", "500")
    ]


def test_pins_that_now_speak_of_the_same_weeks_are_one() -> None:
    wide = Pin(
        workshop="fil-rouge",
        product="mask",
        operation="sewing",
        first=week(1),
        last=week(3),
        units=D(850),
    )
    narrow = replace(wide, first=week(2), units=D(650))
    problem = worked_problem(pins=(wide, narrow))
    left, said = remaining(problem, worked_plan(), week(2))
    assert left is not None
    assert left.pins == (narrow,)
    assert said == ()
    left, said = remaining(
        replace(problem, pins=(replace(wide, units=D(900)), narrow)), worked_plan(), week(2)
    )
    assert left is not None
    assert left.pins == (narrow,)
    assert [(d.code, d.params["read"], d.params["expected"]) for d in said] == [
        ("replan.pin_not_kept", "850", "900")
    ]


def test_bans_that_now_say_the_same_are_one() -> None:
    ban = Ban(workshop="vestali", product="mask", first=week(0), last=week(5))
    problem = worked_problem(bans=(ban, replace(ban, first=week(1)), replace(ban, first=None)))
    left, _ = remaining(problem, worked_plan(), week(3))
    assert left is not None
    assert left.bans == (replace(ban, first=None),)


def test_crumbs_of_a_pin_are_no_work() -> None:
    pin = Pin(workshop="a", product="p", operation="o", first=week(0), last=week(4), units=D(100))
    made = [MadeIn(workshop="a", product="p", operation="o", week=week(0), units=D("99.999999"))]
    assert pins_left((pin,), made, week(1)) == (
        (),
        (Ban(workshop="a", product="p", operation="o", first=week(1), last=week(4)),),
        (),
    )
    assert pins_left((replace(pin, last=week(0)),), made, week(1)) == ((), (), ())


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("2020-W14", "replan.before_the_plan"),
        ("2020-W23", "replan.after_the_plan"),
        ("mardi", "replan.not_a_week"),
        ("2020-W54", "replan.not_a_week"),
    ],
)
def test_a_week_outside_the_plan_is_refused(name: str, code: str) -> None:
    found, diagnostics = remaining(worked_problem(), worked_plan(), name)
    assert found is None
    assert [d.code for d in diagnostics] == [code]


def test_a_milestone_of_the_past_stays_without_being_a_mistake() -> None:
    left = rest(worked_problem(), worked_plan(), 4).problem
    assert min(d.due for d in left.demands) < left.start
    assert left.demands == worked_problem().demands


def test_frozen_weeks_hold_what_was_planned() -> None:
    left = rest(worked_problem(), worked_plan(), 2).problem
    held, said = freeze(left, 1)
    assert held is not None, said
    assert held.opening.frozen_weeks == 1
    assert {r.week for r in held.opening.frozen_runs} == {week(2)}
    assert units_of(held.opening.frozen_runs) == units_of(
        r for r in worked_plan().runs if r.week == week(2)
    )
    assert check_plan(held, rest(worked_problem(), worked_plan(), 2).later) == ()


def test_what_is_frozen_and_cannot_be_done_is_refused() -> None:
    left = rest(worked_problem(), worked_plan(), 2).problem
    first, *others = left.workshops
    ill = replace(left, workshops=(replace(first, headcount=D(1)), *others))
    held, said = freeze(ill, 1)
    assert held is None
    assert "problem.frozen_over_capacity" in {d.code for d in said}


def test_the_whole_order_is_the_past_and_the_rest() -> None:
    problem, plan = worked_problem(), worked_plan()
    left = rest(problem, plan, 3)
    begun, entries = whole(left.problem, left.later, left.past)
    assert begun.start == problem.start
    assert begun.opening == problem.opening
    for name in ("runs", "shipments", "deliveries", "purchases", "hub_sendings", "hub_receipts"):
        assert set(getattr(entries, name)) == set(getattr(plan, name)), name
    assert check_plan(begun, entries) == ()
    assert whole(problem, plan, None) == (problem, plan)
    assert begun.products[0].testing_weeks == problem.products[0].testing_weeks
    assert begun.purchase_from == date(2020, 3, 30)
