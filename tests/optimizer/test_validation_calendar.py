"""Days and weeks that do not exist, do not follow one another or make no plan."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from optimizer import problem as data
from optimizer.diagnostics import Severity
from optimizer.problem import Problem
from optimizer.validation import calendar, check_problem
from optimizer.validation.facts import Facts
from tests.builders import at, opened, rich_problem, running_problem, small_problem

RUNNING = running_problem()
WARNINGS = {"earliest_after_due", "begins_after_due", "never_member", "purchases_after_start"}


def demand(**changes: Any) -> Problem:
    return replace(RUNNING, demands=at(RUNNING.demands, 0, **changes))


def product(**changes: Any) -> Problem:
    return replace(RUNNING, products=at(RUNNING.products, 0, **changes))


def workshop(**changes: Any) -> Problem:
    return replace(RUNNING, workshops=at(RUNNING.workshops, 0, **changes))


def offer(**changes: Any) -> Problem:
    return replace(RUNNING, offers=at(RUNNING.offers, 0, **changes))


def opening(kind: str, **changes: Any) -> Problem:
    changed: dict[str, Any] = {kind: at(getattr(RUNNING.opening, kind), 0, **changes)}
    return opened(RUNNING, **changed)


def commitment(first: str, last: str) -> Problem:
    return workshop(commitments=(data.Commitment(first=first, last=last, minutes=Decimal(60)),))


def closure(first: date, last: date) -> Problem:
    return workshop(closures=(data.Closure(first=first, last=last),))


def qualification(start: date | None, end: date | None) -> Problem:
    return workshop(qualifications=(data.Qualification(norm="n", start=start, end=end),))


def override(week: str) -> Problem:
    return workshop(overrides=(data.WeekOverride(week=week, headcount=Decimal(3)),))


REFUSED = [
    ("date_out_of_range", "masks-april", demand(due=date(220, 5, 1))),
    ("date_out_of_range", "vestali", workshop(entry=date(1020, 1, 1))),
    ("date_out_of_range", "", replace(RUNNING, start=date(9999, 12, 31))),
    ("due_before_start", "masks-april", demand(due=date(2020, 4, 5))),
    ("earliest_after_due", "masks-april", demand(earliest=date(2020, 5, 2))),
    ("begins_after_due", "masks-april", product(not_before=date(2020, 5, 2))),
    ("closure_reversed", "vestali", closure(date(2020, 5, 2), date(2020, 5, 1))),
    (
        "leaving_before_entry",
        "vestali",
        workshop(entry=date(2020, 5, 2), leaving=date(2020, 5, 1)),
    ),
    ("never_member", "vestali", workshop(leaving=date(2020, 4, 5))),
    ("never_member", "vestali", workshop(entry=date(2020, 6, 15))),
    ("qualification_reversed", "vestali", qualification(date(2020, 5, 2), date(2020, 5, 1))),
    (
        "order_window_reversed",
        "fabric-toiles",
        offer(order_from=date(2020, 5, 2), order_until=date(2020, 5, 1)),
    ),
    ("commitment_reversed", "vestali", commitment("2020-W19", "2020-W18")),
    ("unknown_week", "vestali", override("2020-W54")),
    ("unknown_week", "vestali", override("S18")),
    ("unknown_week", "vestali", override("2020-W18\n")),
    ("unknown_week", "vestali", commitment("2021-W53", "2022-W01")),
    ("unknown_week", "vestali", commitment("2021-W50", "2021-W53")),
    (
        "unknown_week",
        "fabric-toiles",
        offer(availability=(data.Availability(week="18", thousandths=1),)),
    ),
    ("unknown_week", "mask", opening("hub_transit", arrival="")),
    ("unknown_week", "bag", opening("lane_transit", arrival="2020W15")),
    ("unknown_week", "elastic", opening("purchases", arrival="2020-w15")),
    ("unknown_week", "fil-rouge", opening("frozen_runs", week="2020-15")),
    ("plan_too_long", "", demand(due=date(2026, 5, 1))),
    ("plan_too_long", "", replace(RUNNING, late_tail_weeks=10**9)),
    ("purchases_too_early", "", replace(RUNNING, purchase_from=date(2015, 1, 1))),
    ("purchases_after_start", "", replace(RUNNING, purchase_from=date(2020, 4, 7))),
]


@pytest.mark.parametrize(("rule", "subject", "problem"), REFUSED)
def test_refused(rule: str, subject: str, problem: Problem) -> None:
    found = list(getattr(calendar, rule)(Facts(problem)))
    assert [(d.code, d.subject) for d in found] == [(f"problem.{rule}", subject)]
    assert found[0] in check_problem(problem)
    expected = Severity.WARNING if rule in WARNINGS else Severity.ERROR
    assert found[0].severity is expected


def test_in_an_order_replanned_on_the_way_a_past_milestone_is_no_mistake() -> None:
    late = demand(due=date(2020, 4, 5))
    begun = replace(late.opening.past_work[0], headcount_weeks=Decimal(12))
    opened = replace(late.opening, past_work=(begun, *late.opening.past_work[1:]))
    assert list(calendar.due_before_start(Facts(replace(late, opening=opened)))) == []


def test_every_rule_is_refused_somewhere() -> None:
    assert {rule for rule, _, _ in REFUSED} == {r.__name__ for r in calendar.RULES}


@pytest.mark.parametrize("problem", [small_problem(), RUNNING, rich_problem()], ids=["s", "o", "r"])
@pytest.mark.parametrize("rule", calendar.RULES)
def test_accepted(rule, problem) -> None:
    assert list(rule(Facts(problem))) == []


SAME_DAY = date(2020, 5, 4)


@pytest.mark.parametrize(
    "problem",
    [
        demand(due=RUNNING.start),
        demand(earliest=date(2020, 5, 1)),
        closure(SAME_DAY, SAME_DAY),
        workshop(entry=SAME_DAY, leaving=SAME_DAY),
        workshop(leaving=RUNNING.start),
        workshop(entry=date(2020, 6, 14)),
        qualification(SAME_DAY, SAME_DAY),
        qualification(None, SAME_DAY),
        offer(order_from=SAME_DAY, order_until=SAME_DAY),
        commitment("2020-W19", "2020-W19"),
        commitment("2020-W53", "2021-W01"),
        override("2020-W53"),
        replace(RUNNING, late_tail_weeks=192),
        replace(RUNNING, late_tail_weeks=0),
        replace(RUNNING, purchase_from=RUNNING.start),
        replace(RUNNING, purchase_from=date(2018, 4, 9)),
    ],
)
def test_the_ends_of_a_range_are_accepted(problem: Problem) -> None:
    assert [d for rule in calendar.RULES for d in rule(Facts(problem))] == []


def test_the_longest_plan_has_200_weeks() -> None:
    # Eight weeks to the last due one, then the tail.
    [found] = calendar.plan_too_long(Facts(replace(RUNNING, late_tail_weeks=193)))
    assert (found.params["weeks"], found.params["largest"]) == ("201", "200")
