"""Shares and ceilings that no division of the order can keep."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from optimizer.diagnostics import Severity
from optimizer.problem import Problem
from optimizer.validation import check_problem, limits
from optimizer.validation.facts import Facts
from tests.builders import mask, rich_problem, running_problem, small_problem

D = Decimal
SMALL = small_problem()
WARNINGS = {"agreed_shares_not_one", "rates_incomplete"}
NO_RATES = tuple(replace(o, rate=None) for o in mask().operations)


def each(field: str, *values: Any, **changes: Any) -> Problem:
    """The small problem with this field of its three workshops."""
    workshops = tuple(
        replace(w, **{field: v}) for w, v in zip(SMALL.workshops, values, strict=True)
    )
    return small_problem(workshops=workshops, **changes)


def agreed(*values: Decimal | None) -> Problem:
    return each("agreed_share", *values, fairness_key="agreed")


def ceiling(**product: Any) -> Problem:
    return each(
        "receipts_ceiling_cents",
        900_000,
        None,
        None,
        products=(mask(**product), SMALL.products[1]),
    )


REFUSED = [
    ("agreed_share_missing", "fil-rouge", agreed(D("0.5"), None, D("0.5"))),
    ("agreed_shares_zero", "", agreed(D(0), D(0), D(0))),
    ("agreed_shares_not_one", "", agreed(D(40), D(35), D(25))),
    (
        "smallest_above_largest",
        "vestali",
        small_problem(
            workshops=(
                replace(SMALL.workshops[0], smallest_share=D("0.5"), largest_share=D("0.4")),
                *SMALL.workshops[1:],
            )
        ),
    ),
    ("largest_shares_too_small", "", each("largest_share", D("0.3"), D("0.3"), D("0.3"))),
    ("ceiling_without_price", "vestali", ceiling(selling_price=None, operations=NO_RATES)),
    (
        "ceiling_without_price",
        "vestali",
        ceiling(selling_price=None, operations=(*mask().operations[:2], NO_RATES[2])),
    ),
    (
        "rates_incomplete",
        "mask",
        ceiling(operations=(*mask().operations[:2], NO_RATES[2])),
    ),
]


@pytest.mark.parametrize(("rule", "subject", "problem"), REFUSED)
def test_refused(rule: str, subject: str, problem: Problem) -> None:
    found = list(getattr(limits, rule)(Facts(problem)))
    assert [(d.code, d.subject) for d in found] == [(f"problem.{rule}", subject)]
    assert found[0] in check_problem(problem)
    expected = Severity.WARNING if rule in WARNINGS else Severity.ERROR
    assert found[0].severity is expected


def test_every_rule_is_refused_somewhere() -> None:
    assert {rule for rule, _, _ in REFUSED} == {r.__name__ for r in limits.RULES}


@pytest.mark.parametrize(
    "problem",
    [
        SMALL,
        running_problem(),
        rich_problem(),
        rich_problem(fairness_key="agreed"),
        each("agreed_share", None, None, None),
        agreed(D("0.333"), D("0.333"), D("0.333")),
        agreed(D(1), D(0), D(0)),
        each("smallest_share", D("0.6"), D("0.6"), D("0.6")),
        each("largest_share", D("0.3"), D("0.3"), D("0.4")),
        each("largest_share", D("0.3"), D("0.3"), None),
        ceiling(selling_price=None),
        ceiling(operations=NO_RATES),
        small_problem(products=(mask(selling_price=None, operations=NO_RATES), SMALL.products[1])),
    ],
)
def test_accepted(problem: Problem) -> None:
    assert [d for rule in limits.RULES for d in rule(Facts(problem))] == []


def test_equal_smallest_and_largest_share_are_accepted() -> None:
    problem = small_problem(
        workshops=tuple(
            replace(w, smallest_share=s, largest_share=s)
            for w, s in zip(SMALL.workshops, (D("0.4"), D("0.4"), D("0.2")), strict=True)
        )
    )
    assert check_problem(problem) == ()
