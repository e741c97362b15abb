"""An opening state that fits the order, and frozen weeks that can be kept."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from optimizer import problem as data
from optimizer.diagnostics import Severity
from optimizer.opening import FrozenRun, UnitStock
from optimizer.problem import Problem
from optimizer.validation import check_problem, opening
from optimizer.validation.facts import Facts
from tests.builders import at, mask, opened, replaced, rich_problem, running_problem, small_problem

D = Decimal
RUNNING = running_problem()
WARNINGS = {
    "delivered_too_much",
    "stock_without_lane",
    "arrival_outside_plan",
    "frozen_run_too_early",
    "ceiling_reached",
    "largest_share_reached",
}


def line(kind: str, **changes: Any) -> Problem:
    """The running problem with the first line of this part of its opening state changed."""
    changed: dict[str, Any] = {kind: at(getattr(RUNNING.opening, kind), 0, **changes)}
    return opened(RUNNING, **changed)


def units(**changes: Any) -> Problem:
    stock = UnitStock(product="mask", operation="cutting", units=D(100))
    return opened(RUNNING, units=(replace(stock, **changes),))


def run(**changes: Any) -> FrozenRun:
    usual = FrozenRun(
        workshop="fil-rouge", product="mask", operation="sewing", week="2020-W15", units=D(300)
    )
    return replace(usual, **changes)


def frozen(*runs: FrozenRun, base: Problem = RUNNING, weeks: int = 1) -> Problem:
    return opened(base, frozen_runs=runs, frozen_weeks=weeks)


def few_posts() -> Problem:
    """Two posts for cutting at the ESAT, of 30 hours: 3 600 minutes, here one of 5."""
    groups = replaced(
        RUNNING.station_groups, "cutting-table", number=1, opening_hours=D(5), users=("vestali",)
    )
    return replace(RUNNING, station_groups=groups)


UNQUALIFIED = replace(
    RUNNING,
    workshops=replaced(
        RUNNING.workshops,
        "fil-rouge",
        qualifications=(data.Qualification(norm="AFNOR SPEC S76-001", start=date(2020, 4, 7)),),
    ),
)
REFUSED = [
    ("delivered_too_much", "masks-april", line("delivered", units=D(4_001))),
    ("hub_missing", "mask", opened(replace(RUNNING, hub=None), units=())),
    ("hub_missing", "mask", opened(replace(units(), hub=None), hub_transit=())),
    ("finished_at_hub", "mask", units(operation="finishing")),
    ("finished_at_hub", "mask", line("hub_transit", operation="finishing")),
    (
        "stock_without_lane",
        "fil-rouge",
        units(workshop="fil-rouge", product="bag", operation="finishing"),
    ),
    ("arrival_outside_plan", "mask", line("hub_transit", arrival="2020-W25")),
    ("arrival_outside_plan", "bag", line("lane_transit", arrival="2020-W25")),
    ("arrival_outside_plan", "elastic", line("purchases", arrival="2020-W25")),
    ("transit_before_plan", "bag", line("lane_transit", arrival="2020-W14")),
    ("transit_undeliverable", "bag", line("lane_transit", units=D(420))),
    ("transit_undeliverable", "bag", line("lane_transit", delivery_point="arras")),
    (
        "transit_undeliverable",
        "bag",
        replace(RUNNING, demands=replaced(RUNNING.demands, "bags-may", earliest=date(2020, 4, 13))),
    ),
    (
        "ceiling_reached",
        "vestali",
        replace(
            RUNNING, workshops=replaced(RUNNING.workshops, "vestali", receipts_ceiling_cents=79_999)
        ),
    ),
    (
        "largest_share_reached",
        "vestali",
        replace(
            RUNNING, workshops=replaced(RUNNING.workshops, "vestali", largest_share=D("0.001"))
        ),
    ),
    ("frozen_beyond_plan", "", opened(RUNNING, frozen_weeks=11)),
    ("frozen_run_outside", "fil-rouge", line("frozen_runs", week="2020-W16")),
    ("frozen_run_outside", "fil-rouge", line("frozen_runs", week="2020-W14")),
    ("frozen_run_unable", "fil-rouge", frozen(run(operation="cutting"))),
    ("frozen_run_unqualified", "fil-rouge", opened(UNQUALIFIED)),
    (
        "frozen_run_too_early",
        "fil-rouge",
        frozen(
            run(),
            base=replace(RUNNING, products=at(RUNNING.products, 0, not_before=date(2020, 4, 13))),
        ),
    ),
    # 1 700 × 5 / 0.85 = 10 000 min, the week has 5 × 35 × 60 × 0.94 = 9 870.
    ("frozen_over_capacity", "fil-rouge", frozen(run(units=D(1_700)))),
    # 400 × 0.5 / 0.6 + 30 = 363 min on 300.
    (
        "frozen_over_stations",
        "cutting-table",
        frozen(run(workshop="esat-lys", operation="cutting", units=D(400)), base=few_posts()),
    ),
    (
        "frozen_overproduction",
        "bag",
        frozen(run(workshop="esat-lys", product="bag", operation="cutting", units=D(380))),
    ),
    ("frozen_run_not_lots", "fil-rouge", frozen(run(units=D(320)))),
    # Only one run of an operation may be the incomplete one (50 masks here).
    (
        "frozen_run_not_lots",
        "vestali",
        frozen(run(units=D(350)), run(workshop="vestali", units=D(150))),
    ),
]


@pytest.mark.parametrize(("rule", "subject", "problem"), REFUSED)
def test_refused(rule: str, subject: str, problem: Problem) -> None:
    found = list(getattr(opening, rule)(Facts(problem)))
    assert [(d.code, d.subject) for d in found] == [(f"problem.{rule}", subject)]
    assert found[0] in check_problem(problem)
    expected = Severity.WARNING if rule in WARNINGS else Severity.ERROR
    assert found[0].severity is expected


def test_every_rule_is_refused_somewhere() -> None:
    assert {rule for rule, _, _ in REFUSED} == {r.__name__ for r in opening.RULES}


@pytest.mark.parametrize(
    "problem",
    [
        small_problem(),
        RUNNING,
        rich_problem(),
        line("delivered", units=D(4_000)),
        line("hub_transit", arrival="2020-W24"),
        line("hub_transit", arrival="2020-W10"),
        line("lane_transit", arrival="2020-W24"),
        line("lane_transit", units=D(400)),
        line("purchases", arrival="2020-W14"),
        units(workshop="fil-rouge", operation="finishing"),
        opened(RUNNING, frozen_weeks=10),
        frozen(),
        frozen(run(units=D(1_600))),
        frozen(run(units=D(350))),
        frozen(run(week="2020-W16"), weeks=2),
        frozen(run(workshop="esat-lys", operation="cutting", units=D(300)), base=few_posts()),
        frozen(run(workshop="esat-lys", product="bag", operation="cutting", units=D(360))),
        frozen(
            run(units=D("0.5")),
            base=replace(RUNNING, products=(mask(lot_size=0), RUNNING.products[1])),
        ),
    ],
)
def test_accepted(problem: Problem) -> None:
    assert [d for rule in opening.RULES for d in rule(Facts(problem))] == []


def test_runs_of_host_and_user_meet_on_shared_posts() -> None:
    # 200 units each: 167 + 30 and 100 + 30 minutes, 327 in all on 300.
    both = (
        run(workshop="esat-lys", operation="cutting", units=D(200)),
        run(workshop="vestali", operation="cutting", units=D(200)),
    )
    [found] = opening.frozen_over_stations(Facts(frozen(*both, base=few_posts())))
    assert found.params["available"] == "300.000"


def test_capacity_adds_the_operations_of_a_week() -> None:
    # 1 500 × 5 / 0.85 = 8 824 min alone fit in 9 870; with 1 200 finished minutes they do not.
    sewing, finishing = run(units=D(1_500)), run(operation="finishing", units=D(1_200))
    assert not list(opening.frozen_over_capacity(Facts(frozen(sewing))))
    [found] = opening.frozen_over_capacity(Facts(frozen(sewing, finishing)))
    assert found.params["week"] == "2020-W15"
    assert found.params["available"] == "9870.000"
