"""Numbers that are allowed and yet surprise."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from optimizer.diagnostics import Severity
from optimizer.problem import Problem
from optimizer.validation import check_problem, plausibility
from optimizer.validation.facts import Facts
from tests.builders import at, rich_problem, running_problem, small_problem

D = Decimal
RUNNING = running_problem()


def workshop(**changes: Any) -> Problem:
    return replace(RUNNING, workshops=at(RUNNING.workshops, 0, **changes))


def product(**changes: Any) -> Problem:
    return replace(RUNNING, products=at(RUNNING.products, 0, **changes))


SURPRISING = [
    ("lost_time_suspicious", "vestali", workshop(absence_rate=D("0.5"))),
    ("lost_time_suspicious", "vestali", workshop(non_production_rate=D("0.88"))),
    ("weekly_hours_suspicious", "vestali", workshop(weekly_hours=D(49))),
    ("weekly_hours_suspicious", "vestali", workshop(weekly_hours=D(7))),
    ("working_days_suspicious", "vestali", workshop(working_days=7)),
    ("lots_incomplete", "mask", product(lot_size=70)),
]


@pytest.mark.parametrize(("rule", "subject", "problem"), SURPRISING)
def test_surprising(rule: str, subject: str, problem: Problem) -> None:
    found = list(getattr(plausibility, rule)(Facts(problem)))
    assert [(d.code, d.subject, d.severity) for d in found] == [
        (f"problem.{rule}", subject, Severity.WARNING)
    ]
    assert found[0] in check_problem(problem)


def test_every_rule_finds_something() -> None:
    assert {rule for rule, _, _ in SURPRISING} == {r.__name__ for r in plausibility.RULES}


@pytest.mark.parametrize("problem", [small_problem(), RUNNING, rich_problem()], ids=["s", "o", "r"])
@pytest.mark.parametrize("rule", plausibility.RULES)
def test_ordinary(rule, problem) -> None:
    assert list(rule(Facts(problem))) == []


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("lost_time_suspicious", workshop(absence_rate=D("0.49"))),
        # Refused altogether, by another rule.
        ("lost_time_suspicious", workshop(absence_rate=D(1))),
        ("weekly_hours_suspicious", workshop(weekly_hours=D(48))),
        ("weekly_hours_suspicious", workshop(weekly_hours=D(10))),
        ("working_days_suspicious", workshop(working_days=6)),
        ("lots_incomplete", product(lot_size=0)),
        ("lots_incomplete", product(lot_size=1)),
        # 7 050 masks are 70 lots of 100 and half a lot.
        ("lots_incomplete", product(lot_size=100)),
    ],
)
def test_the_ends_of_a_range_do_not_surprise(rule: str, problem: Problem) -> None:
    assert list(getattr(plausibility, rule)(Facts(problem))) == []
