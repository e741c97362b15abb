"""Each rule of docs/model.md alone: where it binds, the plan keeps it and pays for it; where not, not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from optimizer import problem as data
from optimizer.opening import (
    Bought,
    Delivered,
    FrozenRun,
    HubTransit,
    LaneTransit,
    OpeningState,
    OpenPurchase,
    PastWork,
    UnitStock,
)
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.solver.solve import SolveOptions, solve
from optimizer.verification import check_plan
from tests.optimizer.solver import tiny

D = Decimal
A = tiny.workshop("a", 120)
B = tiny.workshop("b", 120, hourly_cost=D(24))
SEW = tiny.operation("sew", rate=D("1.00"))


def planned(problem: Problem, preset: str = "economique") -> Plan:
    options = SolveOptions(preset=preset, time_limit_seconds=5)  # type: ignore[arg-type]
    outcome = solve(problem, options)
    assert outcome.diagnostics == ()
    assert check_plan(problem, outcome.plan) == ()
    return outcome.plan


def level(plan: Plan, name: str) -> float:
    (found,) = (x for x in plan.levels if x.name == name)
    assert found.proven
    return float(found.value)


def late(problem: Problem) -> float:
    return level(planned(problem), "late")


def unmet(problem: Problem) -> float:
    return level(planned(problem), "unmet")


def cost(problem: Problem) -> float:
    return level(planned(problem), "cost")


def made(plan: Plan, **keys: str) -> list[float]:
    """Units of the runs that match, in the order of the plan."""
    return [float(r.units) for r in plan.runs if all(getattr(r, k) == v for k, v in keys.items())]


def one(units: int = 40, due: int = 0, workshop: data.Workshop = A, **changes: Any) -> Problem:
    """One workshop sews 40 units in lots of 10, of a minute each."""
    sewn = changes.pop("made", None) or tiny.product(SEW)
    return tiny.problem(
        workshops=(workshop,), products=(sewn,), demands=(tiny.demand("d", units, due),), **changes
    )


def two(units: int = 60, a: data.Workshop = A, b: data.Workshop = B, **changes: Any) -> Problem:
    """The same in two workshops, of which the second is dearer."""
    sewn = changes.pop("made", None) or tiny.product(SEW)
    return tiny.problem(
        workshops=(a, b), products=(sewn,), demands=(tiny.demand("d", units, 0),), **changes
    )


CUT_AND_SEW = tiny.product(tiny.operation("cut"), SEW)


# -- skill ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("from_day", "behind"), [(date(2020, 4, 6), 0), (date(2020, 4, 7), 40)])
def test_skill_needs_the_norm_from_monday(from_day: date, behind: int):
    sewn = tiny.product(SEW, qualifications=(data.QualificationNeed(norm="N"),))
    held = replace(A, qualifications=(data.Qualification(norm="N", start=from_day),))
    assert late(one(workshop=held, made=sewn)) == behind


def test_skill_needs_a_capability():
    able = (data.Capability(workshop="b", operation="sew"),)
    assert made(planned(two()), workshop="b") == []
    assert made(planned(two(capabilities=able)), workshop="b") == [60]


def test_skill_needs_time():
    closed = replace(A, closures=(data.Closure(first=date(2020, 4, 6), last=date(2020, 4, 10)),))
    assert late(one(workshop=closed)) == 40


# -- capacity, stations -----------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "behind"), [(42, 0), (39, 10), (30, 10), (24, 20)])
def test_capacity(minutes: int, behind: int):
    assert late(one(workshop=tiny.workshop("a", minutes))) == behind


@pytest.mark.parametrize(("setup", "behind"), [(10_000, 0), (11_000, 10)])
def test_capacity_counts_setups(setup: int, behind: int):
    sewn = tiny.product(tiny.operation("sew", setup_milliminutes=setup))
    problem = one(50, workshop=tiny.workshop("a", 60), made=sewn)
    assert late(problem) == behind


@pytest.mark.parametrize(("users", "behind"), [((), 0), (("b",), 30)])
def test_stations_carry_the_users_too(users: tuple[str, ...], behind: int):
    group = data.StationGroup(
        id="g", host="a", users=users, operations=("sew",), number=1, opening_hours=D("0.5")
    )
    assert late(two(station_groups=(group,))) == behind


# -- lots, overproduction, leftover, smallest run ---------------------------------------------------


def test_whole_lots_and_one_incomplete():
    plan = planned(two(35, tiny.workshop("a", 18), B))
    assert sorted(r.units % 10 for r in plan.runs) == [0, 5]
    assert sum(made(plan)) == 35
    divisible = planned(two(35, tiny.workshop("a", 18), B, made=tiny.product(SEW, lot_size=0)))
    # As far as the slack of the cost goes, 1.06 cents at 20 cents a unit more.
    assert made(divisible, workshop="a") == [pytest.approx(18, abs=0.06)]


def test_no_overproduction_and_yields():
    assert sum(made(planned(one()))) == 40
    fragile = tiny.product(tiny.operation("sew", yield_rate=D("0.8")))
    assert sum(made(planned(one(made=fragile)))) == 50


def test_no_leftover():
    """There is time to cut 60 but to sew only 20 of them: no more than 20 are cut."""
    able = (
        data.Capability(workshop="a", operation="cut"),
        data.Capability(workshop="a", operation="sew", pace=D("0.1")),
    )
    problem = one(60, workshop=tiny.workshop("a", 114), made=CUT_AND_SEW, capabilities=able)
    plan = planned(problem)
    assert level(plan, "unmet") == 40
    assert sum(made(plan, operation="cut")) == sum(made(plan, operation="sew")) == 20
    slower = planned(replace(problem, workshops=(tiny.workshop("a", 240),)))
    assert sum(made(slower, operation="cut")) == 40


@pytest.mark.parametrize(("least", "unfinished"), [(0, [60, 20]), (30, [60])])
def test_smallest_run(least: int, unfinished: list[float]):
    """The dear one makes the ten that complete 70; of 90, that cannot be completed, nothing."""
    able = (
        data.Capability(workshop="a", operation="sew"),
        data.Capability(workshop="b", operation="sew", smallest_run_units=least),
    )
    a, b = tiny.workshop("a", 60), tiny.workshop("b", 24, hourly_cost=D(24))
    assert made(planned(two(70, a, b, capabilities=able, tail=0))) == [60, 10]
    assert made(planned(two(90, a, b, capabilities=able, tail=0))) == unfinished


# -- flow, hub, lanes, delivery ---------------------------------------------------------------------


def chain(**changes: Any) -> Problem:
    """A cuts, B sews."""
    fields: dict[str, Any] = {
        "made": CUT_AND_SEW,
        "capabilities": (
            data.Capability(workshop="a", operation="cut"),
            data.Capability(workshop="b", operation="sew"),
        ),
        "lanes": (data.Lane(workshop="b", delivery_point="k"),),
        "hub": data.Hub(lead_time_weeks=1, cost_per_lot_cents=50),
        "tail": 2,
    }
    return two(**{**fields, **changes})


def test_flow_allows_the_output_of_the_same_week():
    assert late(one(made=CUT_AND_SEW)) == 0


def test_flow_takes_from_the_opening_stock():
    cut = UnitStock(workshop="a", product="p", operation="cut", units=D(20))
    plan = planned(one(made=CUT_AND_SEW, opening=OpeningState(units=(cut,))))
    assert sum(made(plan, operation="cut")) == 20
    assert sum(made(plan, operation="sew")) == 40


@pytest.mark.parametrize(("lead", "behind"), [(1, 60), (2, 120)])
def test_hub_takes_its_time_and_its_price(lead: int, behind: int):
    plan = planned(chain(hub=data.Hub(lead_time_weeks=lead, cost_per_lot_cents=50)))
    assert level(plan, "late") == behind
    assert level(plan, "cost") == 60 * 20 + 60 * 40 + 6 * 50


def test_hub_stock_is_there_at_once():
    cut = UnitStock(product="p", operation="cut", units=D(60))
    plan = planned(chain(opening=OpeningState(units=(cut,))))
    assert level(plan, "late") == 0
    assert not plan.hub_sendings


def test_hub_transit_is_there_when_it_arrives():
    coming = HubTransit(product="p", operation="cut", units=D(60), arrival=tiny.week(1))
    assert late(chain(opening=OpeningState(hub_transit=(coming,)))) == 60


@pytest.mark.parametrize(("lead", "behind"), [(0, 0), (1, 40)])
def test_lanes_take_their_time(lead: int, behind: int):
    lane = data.Lane(workshop="a", delivery_point="k", lead_time_weeks=lead)
    assert late(one(lanes=(lane,))) == behind


def test_lanes_decide_who_can_deliver():
    assert cost(two()) == 60 * 20
    assert cost(two(lanes=(data.Lane(workshop="b", delivery_point="k"),))) == 60 * 40


@pytest.mark.parametrize(("delivered", "behind"), [(0, 40), (10, 0)])
def test_lanes_wait_for_the_tests(delivered: int, behind: int):
    done = (Delivered(demand="d", units=D(delivered)),) if delivered else ()
    sewn = tiny.product(SEW, testing_weeks=1)
    problem = one(made=sewn, opening=OpeningState(delivered=done))
    assert late(problem) == behind


def test_delivery_not_before_the_earliest_week():
    problem = one(due=1)
    early = replace(problem.demands[0], earliest=tiny.START)
    held = replace(problem.demands[0], earliest=date(2020, 4, 13))
    assert {d.week for d in planned(replace(problem, demands=(early,)), "rapide").deliveries} == {
        tiny.week(0)
    }
    assert {d.week for d in planned(replace(problem, demands=(held,)), "rapide").deliveries} == {
        tiny.week(1)
    }


def test_delivery_of_what_is_under_way():
    coming = LaneTransit(product="p", delivery_point="k", units=D(20), arrival=tiny.week(0))
    plan = planned(one(opening=OpeningState(lane_transit=(coming,))))
    assert sum(made(plan)) == 20
    assert sum(d.units for d in plan.deliveries) == 40


def test_delivery_at_most_what_is_still_due():
    done = Delivered(demand="d", units=D(30))
    plan = planned(one(opening=OpeningState(delivered=(done,))))
    assert sum(d.units for d in plan.deliveries) == 10


# -- materials and purchases ------------------------------------------------------------------------


def cloth(
    there: int, *offers: data.Offer, line: data.BomLine | None = None, **changes: Any
) -> Problem:
    """40 units, each of one unit of cloth."""
    opening = changes.pop("opening", None) or OpeningState(
        materials=(tiny.stock(there),) if there else ()
    )
    return one(
        made=tiny.product(SEW, materials=(line or tiny.cloth(),)),
        materials=(data.Material(id="cloth"), data.Material(id="felt")),
        suppliers=(changes.pop("supplier", data.Supplier(id="s")),),
        offers=offers,
        opening=opening,
        **changes,
    )


LATER = tiny.offer((0, "1.00"), lead_time_weeks=1)
NOW = tiny.offer((0, "1.00"))
WORK = 40 * 20


@pytest.mark.parametrize(("there", "behind"), [(40, 0), (39, 10), (10, 30)])
def test_materials_must_be_there(there: int, behind: int):
    assert late(cloth(there, LATER)) == behind


def test_materials_count_the_waste():
    assert late(cloth(42, LATER, line=tiny.cloth(waste_rate=D("0.05")))) == 0
    assert late(cloth(42, LATER, line=tiny.cloth(waste_rate=D("0.06")))) == 10


def test_materials_leave_before_the_work():
    """Issued a week before: of what arrives in week 1, nothing is used before week 2."""
    ahead = replace(A, issue_lead_weeks=1)
    coming = OpenPurchase(material="cloth", thousandths=40_000, arrival=tiny.week(1))
    opening = OpeningState(purchases=(coming,))
    assert late(cloth(0, NOW_DEAR, opening=opening, tail=2)) == 0
    none = tiny.offer((0, "1.00"), total_thousandths=0, lead_time_weeks=2)
    assert late(cloth(0, none, opening=opening, tail=3)) == 40
    assert late(cloth(0, none, opening=opening, tail=3, workshop=ahead)) == 80


NOW_DEAR = tiny.offer((0, "9.00"))


@pytest.mark.parametrize(("felt", "behind"), [(0, 20), (12, 10), (24, 0)])
def test_substitution_in_its_ratio(felt: int, behind: int):
    line = tiny.cloth(substitutes=(data.Substitute(material="felt", ratio=D("1.2")),))
    stocks = (tiny.stock(20), *((tiny.stock(felt, "felt"),) if felt else ()))
    problem = cloth(0, LATER, line=line, opening=OpeningState(materials=stocks))
    assert late(problem) == behind
    assert late(replace(problem, products=(tiny.product(SEW, materials=(tiny.cloth(),)),))) == 20


@pytest.mark.parametrize(
    ("terms", "paid"),
    [
        ({}, 40),
        ({"minimum_thousandths": 55_000}, 60),
        ({"multiple_thousandths": 25_000}, 50),
        ({"multiple_thousandths": 0, "minimum_thousandths": 41_500}, 41.5),
    ],
)
def test_purchase_terms_of_an_order(terms: dict[str, int], paid: float):
    assert cost(cloth(0, tiny.offer((0, "1.00"), **terms))) == WORK + 100 * paid


def test_purchase_terms_of_the_supplier():
    assert cost(cloth(0, NOW, supplier=data.Supplier(id="s", minimum_cents=6_500))) == WORK + 7_000
    assert cost(cloth(0, NOW, supplier=data.Supplier(id="s", fee_cents=650))) == WORK + 4_650


@pytest.mark.parametrize(("until", "missing"), [(date(2020, 4, 7), 0), (date(2020, 3, 27), 40)])
def test_purchase_terms_dates(until: date, missing: int):
    problem = cloth(0, tiny.offer((0, "1.00"), order_until=date(2020, 4, 7)))
    changed = replace(problem, offers=(replace(problem.offers[0], order_until=until),))
    assert unmet(changed) == missing


@pytest.mark.parametrize(
    ("kind", "basis", "paid"),
    [
        ("all_units", "order", 3_600),
        ("incremental", "order", 3_800),
        ("all_units", "total", 3_600),
        ("incremental", "total", 3_800),
    ],
)
def test_price_breaks(kind: Any, basis: Any, paid: int):
    offer = tiny.offer((0, "1.00"), (20, "0.90"), break_kind=kind, break_basis=basis)
    assert cost(cloth(0, offer)) == WORK + paid


@pytest.mark.parametrize(("kind", "paid"), [("all_units", 3_600), ("incremental", 3_700)])
def test_price_breaks_on_what_was_bought_before(kind: Any, paid: int):
    offer = tiny.offer((0, "1.00"), (50, "0.90"), break_kind=kind, break_basis="total")
    bought = OpeningState(bought=(Bought(offer="cloth-1", thousandths=40_000),))
    assert cost(cloth(0, offer, opening=bought)) == WORK + paid


@pytest.mark.parametrize(("weekly", "behind"), [(None, 0), (30_000, 10), (20_000, 20)])
def test_availability_of_a_week(weekly: int | None, behind: int):
    assert late(cloth(0, tiny.offer((0, "1.00"), weekly_thousandths=weekly))) == behind


def test_availability_of_a_named_week():
    none = data.Availability(week=tiny.week(0), thousandths=0)
    assert late(cloth(0, tiny.offer((0, "1.00"), availability=(none,)))) == 40


@pytest.mark.parametrize(("total", "missing"), [(40_000, 0), (30_000, 10)])
def test_availability_in_all(total: int, missing: int):
    assert unmet(cloth(0, tiny.offer((0, "1.00"), total_thousandths=total))) == missing


# -- shares, receipts, frozen -----------------------------------------------------------------------


@pytest.mark.parametrize(("share", "units"), [("1", 60), ("0.5", 30), ("0.49", 20)])
def test_shares_at_most(share: str, units: int):
    assert made(planned(two(a=replace(A, largest_share=D(share)))), workshop="a") == [units]


@pytest.mark.parametrize(
    ("share", "units"), [(None, [20]), ("0.3", [20]), ("0.5", [30]), ("0.9", [])]
)
def test_shares_nothing_or_at_least(share: str | None, units: list[float]):
    """The cheap one sews 40 of 60; the dear one the others, or its smallest share, if it has the time."""
    dear = replace(
        tiny.workshop("b", 48, hourly_cost=D(24)), smallest_share=D(share) if share else None
    )
    plan = planned(two(a=tiny.workshop("a", 42), b=dear, tail=0))
    assert made(plan, workshop="b") == units
    assert level(plan, "unmet") == (0 if units else 20)


def test_a_smallest_share_that_was_reached_stays_reached_though_past_work_is_rounded():
    past = OpeningState(past_work=(PastWork(workshop="b", standard_milliminutes=19_999),))
    gone = replace(
        tiny.workshop("b", 48),
        smallest_share=D("0.25"),
        leaving=tiny.START - timedelta(days=1),
    )
    plan = planned(two(a=A, b=gone, opening=past))
    assert made(plan, workshop="a") == [60]


@pytest.mark.parametrize(("cents", "units"), [(None, 60), (4_500, 40), (3_000, 30)])
def test_receipts(cents: int | None, units: int):
    assert made(planned(two(a=replace(A, receipts_ceiling_cents=cents))), workshop="a") == [units]


def test_receipts_of_the_past_count():
    past = OpeningState(past_work=(PastWork(workshop="a", receipts_cents=2_000),))
    problem = two(a=replace(A, receipts_ceiling_cents=5_000), opening=past)
    assert made(planned(problem), workshop="a") == [30]


@pytest.mark.parametrize("units", [10, 30])
def test_frozen(units: int):
    run = FrozenRun(workshop="b", product="p", operation="sew", week=tiny.week(0), units=D(units))
    opening = OpeningState(frozen_weeks=1, frozen_runs=(run,))
    plan = planned(two(opening=opening))
    assert made(plan, week=tiny.week(0)) == [units]
    assert made(plan, workshop="a", week=tiny.week(1)) == [60 - units]
    assert level(plan, "late") == 60 - units


def test_a_smallest_share_out_of_reach_is_named_with_what_is_possible():
    past = OpeningState(past_work=(PastWork(workshop="b", standard_milliminutes=10_000),))
    slow = replace(tiny.workshop("b", 5), smallest_share=D("0.5"))
    found = solve(two(a=A, b=slow, opening=past, tail=0), SolveOptions(time_limit_seconds=10))
    # 10 minutes made of 70 in all; 2 weeks of 5 minutes to come, whole lots aside.
    assert found.plan.status == "infeasible"
    assert [(d.code, d.subject, d.params["expected"]) for d in found.diagnostics] == [
        ("solve.smallest_share", "b", "0.5")
    ]
    assert D("0.14") < D(found.diagnostics[0].params["at_most"]) < D("0.5")


def test_smallest_shares_that_are_too_much_together_are_all_named():
    past = OpeningState(
        past_work=tuple(PastWork(workshop=w, standard_milliminutes=1_000) for w in ("a", "b"))
    )
    shares = {"a": replace(A, smallest_share=D("0.6")), "b": replace(B, smallest_share=D("0.6"))}
    found = solve(
        two(a=shares["a"], b=shares["b"], opening=past), SolveOptions(time_limit_seconds=10)
    )
    assert found.plan.status == "infeasible"
    assert [(d.subject, d.params["reason"]) for d in found.diagnostics] == [
        ("a", "together"),
        ("b", "together"),
    ]
