"""Numbers out of their range, contradicting each other, or merely suspicious."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from optimizer import problem as data
from optimizer.diagnostics import Severity
from optimizer.problem import Problem
from optimizer.validation import check_problem, numbers
from optimizer.validation.facts import Facts
from tests.builders import at, bag, mask, opened, rich_problem, running_problem, small_problem

D = Decimal
RUNNING = running_problem()
WARNINGS = {
    "pace_suspicious",
    "standard_time_suspicious",
    "headcount_suspicious",
    "pace_contradiction",
}


def first(kind: str, **changes: Any) -> Problem:
    changed: dict[str, Any] = {kind: at(getattr(RUNNING, kind), 0, **changes)}
    return replace(RUNNING, **changed)


def workshop(**changes: Any) -> Problem:
    return first("workshops", **changes)


def capability(**changes: Any) -> Problem:
    """Fil rouge sewing: 5 × 35 h × 0.94 = 9 870 min a normal week."""
    return replace(RUNNING, capabilities=at(RUNNING.capabilities, 3, **changes))


def station(**changes: Any) -> Problem:
    return first("station_groups", **changes)


def operation(**changes: Any) -> Problem:
    return first("products", operations=at(mask().operations, 1, **changes))


def line(**changes: Any) -> Problem:
    return first("products", materials=at(mask().materials, 1, **changes))


def offer(**changes: Any) -> Problem:
    return first("offers", **changes)


def opening(kind: str, **changes: Any) -> Problem:
    changed: dict[str, Any] = {kind: at(getattr(RUNNING.opening, kind), 0, **changes)}
    return opened(RUNNING, **changed)


def override(**changes: Any) -> Problem:
    return workshop(overrides=(data.WeekOverride(week="2020-W16", **changes),))


NO_TIME = tuple(data.Operation(id=o.id, standard_milliminutes=0) for o in bag().operations)

REFUSED = [
    ("negative_number", "mask", first("products", lot_size=-1)),
    ("negative_number", "mask", first("products", testing_weeks=-1)),
    ("negative_number", "mask", first("products", selling_price=D("-0.01"))),
    ("negative_number", "mask", operation(standard_milliminutes=-1)),
    ("negative_number", "mask", operation(setup_milliminutes=-1)),
    ("negative_number", "mask", operation(setup_cost_cents=-1)),
    ("negative_number", "mask", operation(rate=D(-1))),
    ("negative_number", "mask", line(waste_rate=D("-0.1"))),
    ("negative_number", "vestali", workshop(hourly_cost=D(-1))),
    ("negative_number", "vestali", workshop(holding_cost=D(-1))),
    ("negative_number", "vestali", workshop(receipts_ceiling_cents=-1)),
    ("negative_number", "vestali", workshop(agreed_share=D(-1))),
    ("negative_number", "vestali", workshop(issue_lead_weeks=-1)),
    ("negative_number", "vestali", override(headcount=D(-1))),
    (
        "negative_number",
        "vestali",
        workshop(commitments=(data.Commitment(first="2020-W16", last="2020-W16", minutes=D(-1)),)),
    ),
    ("negative_number", "fil-rouge", capability(setup_milliminutes=-1)),
    ("negative_number", "fil-rouge", capability(setup_cost_cents=-1)),
    ("negative_number", "fil-rouge", capability(piece_cost=D(-1))),
    ("negative_number", "fil-rouge", capability(smallest_run_units=-1)),
    ("negative_number", "vestali-machines", first("station_groups", number=-1)),
    ("negative_number", "", replace(RUNNING, late_tail_weeks=-1)),
    ("negative_number", "arras", first("delivery_points", holding_cost=D(-1))),
    ("negative_number", "vestali", first("lanes", cost_per_lot_cents=-1)),
    ("negative_number", "vestali", first("lanes", lead_time_weeks=-1)),
    ("negative_number", "", replace(RUNNING, hub=data.Hub(cost_per_lot_cents=-1))),
    ("negative_number", "fabric", first("materials", holding_cost=D(-1))),
    ("negative_number", "toiles-du-nord", first("suppliers", fee_cents=-1)),
    ("negative_number", "toiles-du-nord", first("suppliers", minimum_cents=-1)),
    ("negative_number", "fabric-toiles", offer(minimum_thousandths=-1)),
    ("negative_number", "fabric-toiles", offer(multiple_thousandths=-1)),
    ("negative_number", "fabric-toiles", offer(lead_time_weeks=-1)),
    ("negative_number", "fabric-toiles", offer(weekly_thousandths=-1)),
    ("negative_number", "fabric-toiles", offer(total_thousandths=-1)),
    (
        "negative_number",
        "fabric-toiles",
        offer(availability=(data.Availability(week="2020-W16", thousandths=-1),)),
    ),
    ("negative_number", "fabric-toiles", offer(breaks=(data.PriceBreak(unit_price=D(-1)),))),
    ("negative_number", "", opened(RUNNING, frozen_weeks=-1)),
    ("negative_number", "", opening("units", units=D(-1))),
    ("negative_number", "", opening("hub_transit", units=D(-1))),
    ("negative_number", "lens", opening("lane_transit", units=D(-1))),
    ("negative_number", "", opening("materials", thousandths=-1)),
    ("negative_number", "elastic-merciers", opening("purchases", thousandths=-1)),
    ("negative_number", "elastic-merciers", opening("bought", thousandths=-1)),
    ("negative_number", "masks-april", opening("delivered", units=D(-1))),
    ("negative_number", "vestali", opening("past_work", standard_milliminutes=-1)),
    ("negative_number", "vestali", opening("past_work", receipts_cents=-1)),
    ("negative_number", "vestali", opening("past_work", ramp_up_weeks=-1)),
    ("negative_number", "vestali", opening("past_work", headcount_weeks=D(-1))),
    ("negative_number", "vestali", opening("past_work", productive_minutes=D(-1))),
    ("negative_number", "fil-rouge", opening("frozen_runs", units=D(-100))),
    ("not_positive", "masks-april", first("demands", quantity=D(0))),
    ("not_positive", "mask", first("products", weight=D(0))),
    ("not_positive", "mask", line(quantity=D(0))),
    ("not_positive", "mask", line(substitutes=(data.Substitute(material="ribbon", ratio=D(0)),))),
    ("not_positive", "vestali", workshop(headcount=D(0))),
    ("not_positive", "fil-rouge", capability(pace=None, units_per_week=D(0))),
    ("rate_out_of_range", "vestali", workshop(absence_rate=D(1))),
    ("rate_out_of_range", "vestali", workshop(absence_rate=D("-0.1"))),
    ("rate_out_of_range", "vestali", workshop(non_production_rate=D(12))),
    ("ramp_up_out_of_range", "vestali", workshop(ramp_up=(D("0.5"), D("1.1")))),
    ("ramp_up_out_of_range", "vestali", workshop(ramp_up=(D(-1),))),
    ("yield_out_of_range", "mask", operation(yield_rate=D(0))),
    ("yield_out_of_range", "mask", operation(yield_rate=D("1.01"))),
    ("share_out_of_range", "vestali", workshop(largest_share=D(40))),
    ("share_out_of_range", "vestali", workshop(smallest_share=D(-1))),
    ("weekly_hours_out_of_range", "vestali", workshop(weekly_hours=D(0))),
    ("weekly_hours_out_of_range", "vestali", workshop(weekly_hours=D("60.5"))),
    ("weekly_hours_out_of_range", "vestali", override(weekly_hours=D(61))),
    ("weekly_hours_out_of_range", "vestali", override(weekly_hours=D(-1))),
    (
        "opening_hours_out_of_range",
        "vestali-machines",
        first("station_groups", opening_hours=D(169)),
    ),
    (
        "opening_hours_out_of_range",
        "vestali-machines",
        first("station_groups", opening_hours=D(-1)),
    ),
    ("working_days_out_of_range", "vestali", workshop(working_days=0)),
    ("working_days_out_of_range", "vestali", workshop(working_days=8)),
    ("pace_too_small", "fil-rouge", capability(pace=D(0))),
    ("pace_too_small", "fil-rouge", capability(pace=D(-1))),
    ("pace_too_small", "fil-rouge", capability(product="mask", pace=None, units_per_week=D(3))),
    ("zero_standard_time", "bag", replace(RUNNING, products=(mask(), bag(operations=NO_TIME)))),
    ("quantity_not_whole", "masks-april", first("demands", quantity=D("4000.5"))),
    ("quantity_not_whole", "fil-rouge", opening("frozen_runs", units=D("300.5"))),
    ("priority_too_small", "masks-april", first("demands", priority=0)),
    ("hub_lead_too_short", "", replace(RUNNING, hub=data.Hub(lead_time_weeks=0))),
    ("pace_suspicious", "fil-rouge", capability(pace=D("0.19"))),
    ("pace_suspicious", "fil-rouge", capability(pace=D("1.5"))),
    ("pace_suspicious", "fil-rouge", capability(pace=D(85))),
    (
        "pace_suspicious",
        "fil-rouge",
        capability(product="mask", pace=None, units_per_week=D(6_000)),
    ),
    ("standard_time_suspicious", "mask", operation(standard_milliminutes=480_001)),
    ("headcount_suspicious", "vestali", workshop(headcount=D(501))),
    ("headcount_suspicious", "vestali", override(headcount=D(501))),
    ("pace_contradiction", "fil-rouge", capability(product="mask", units_per_week=D(1_500))),
]


@pytest.mark.parametrize(("rule", "subject", "problem"), REFUSED)
def test_refused(rule: str, subject: str, problem: Problem) -> None:
    found = list(getattr(numbers, rule)(Facts(problem)))
    assert [(d.code, d.subject) for d in found] == [(f"problem.{rule}", subject)]
    assert found[0] in check_problem(problem)
    expected = Severity.WARNING if rule in WARNINGS else Severity.ERROR
    assert found[0].severity is expected


def test_every_rule_is_refused_somewhere() -> None:
    assert {rule for rule, _, _ in REFUSED} == {r.__name__ for r in numbers.RULES}


@pytest.mark.parametrize("problem", [small_problem(), RUNNING, rich_problem()], ids=["s", "o", "r"])
@pytest.mark.parametrize("rule", numbers.RULES)
def test_accepted(rule, problem) -> None:
    assert list(rule(Facts(problem))) == []


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("weekly_hours_out_of_range", workshop(weekly_hours=D(60))),
        ("weekly_hours_out_of_range", override(weekly_hours=D(0))),
        ("working_days_out_of_range", workshop(working_days=7)),
        ("rate_out_of_range", workshop(absence_rate=D("0.99"))),
        ("yield_out_of_range", operation(yield_rate=D("0.01"))),
        ("ramp_up_out_of_range", workshop(ramp_up=(D(0), D(1)))),
        ("share_out_of_range", workshop(smallest_share=D(0), largest_share=D(1))),
        ("negative_number", first("station_groups", number=0)),
        ("negative_number", override(headcount=D(0))),
        ("pace_too_small", capability(pace=D("0.01"))),
        ("pace_suspicious", capability(pace=D("0.2"))),
        ("pace_suspicious", capability(pace=D("1.2"))),
        ("headcount_suspicious", workshop(headcount=D(500))),
        ("standard_time_suspicious", operation(standard_milliminutes=480_000)),
        ("zero_standard_time", operation(standard_milliminutes=0)),
        ("quantity_not_whole", first("products", lot_size=0)),
        # 9 870 min × 0.85 / 5 min = 1 677.9 units; 5 % of either side is allowed.
        ("pace_contradiction", capability(product="mask", units_per_week=D(1_678))),
        ("pace_contradiction", capability(product="mask", units_per_week=D(1_600))),
        ("pace_contradiction", capability(product="mask", units_per_week=D(1_760))),
    ],
)
def test_the_ends_of_a_range_are_accepted(rule: str, problem: Problem) -> None:
    assert list(getattr(numbers, rule)(Facts(problem))) == []


def test_divisible_product_may_have_part_units() -> None:
    problem = replace(
        first("products", lot_size=0), demands=at(RUNNING.demands, 0, quantity=D("0.5"))
    )
    assert not list(numbers.quantity_not_whole(Facts(problem)))


def test_contradiction_says_what_the_pace_would_give() -> None:
    [found] = numbers.pace_contradiction(Facts(capability(product="mask", units_per_week=D(1_500))))
    assert found.params["implied_units_per_week"] == "1678"
    assert found.params["pace"] == "0.85"


def test_contradiction_of_a_general_capability_names_each_product() -> None:
    found = list(numbers.pace_contradiction(Facts(capability(units_per_week=D(1_678)))))
    assert [d.params["product"] for d in found] == ["bag"]


@pytest.mark.parametrize(
    "value", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+999999", "1000000001"]
)
def test_unusable_number_is_named_and_the_rest_still_checked(value: str) -> None:
    problem = replace(workshop(headcount=D(value)), demands=at(RUNNING.demands, 0, product="x"))
    found = check_problem(problem)
    assert [(d.code, d.subject) for d in found] == [
        ("problem.unusable_number", "vestali"),
        ("problem.unknown_product", "masks-april"),
    ]
    assert found[0].params["field"] == "workshops[0].headcount"


def test_unusable_integer() -> None:
    found = check_problem(opening("bought", thousandths=10**16))
    assert [d.code for d in found] == ["problem.unusable_number"]
