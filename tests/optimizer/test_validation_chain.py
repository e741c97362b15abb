"""Somebody must be able to make, hand on and deliver each product."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from optimizer import problem as data
from optimizer.diagnostics import Severity
from optimizer.opening import UnitStock
from optimizer.problem import Problem
from optimizer.validation import chain, check_problem
from optimizer.validation.facts import Facts
from tests.builders import (
    at,
    esat_lys,
    fil_rouge,
    opened,
    rich_problem,
    running_problem,
    small_problem,
)
from tests.builders import vestali as vestali_workshop

SMALL = small_problem()
NORM = "AFNOR SPEC S76-001"


def without(workshop: str, operation: str, **changes: Any) -> Problem:
    """The small problem in which a workshop lost an operation."""
    kept = tuple(
        c for c in SMALL.capabilities if (c.workshop, c.operation) != (workshop, operation)
    )
    return small_problem(capabilities=kept, **changes)


def nobody_cuts() -> Problem:
    kept = tuple(c for c in SMALL.capabilities if c.operation != "cutting")
    return small_problem(capabilities=kept)


def qualified(*held: data.Qualification) -> Problem:
    """Vestali and Fil rouge hold only these."""
    return small_problem(
        workshops=(
            vestali_workshop(qualifications=held),
            fil_rouge(qualifications=held),
            esat_lys(),
        )
    )


AWAY = date(2020, 4, 1)
FINISHED = UnitStock(
    workshop="vestali", product="mask", operation="finishing", units=Decimal(7_050)
)
SEWN = UnitStock(workshop="fil-rouge", product="mask", operation="sewing", units=Decimal(7_050))


def nobody_there() -> Problem:
    """Those who could sew masks left before the plan."""
    return small_problem(
        workshops=(vestali_workshop(leaving=AWAY), fil_rouge(leaving=AWAY), esat_lys())
    )


def lanes_to_arras_only_from(*workshops: str, **changes: Any) -> Problem:
    kept = tuple(x for x in SMALL.lanes if x.delivery_point != "arras" or x.workshop in workshops)
    return small_problem(lanes=kept, **changes)


REFUSED = [
    ("nobody_able", ["mask", "bag"], nobody_cuts()),
    ("norm_of_nobody", ["mask"], qualified()),
    ("norm_of_nobody", ["mask"], qualified(data.Qualification(norm="other"))),
    ("nobody_qualified", ["mask"], qualified(data.Qualification(norm=NORM, end=AWAY))),
    (
        "nobody_qualified",
        ["mask"],
        qualified(data.Qualification(norm=NORM, start=date(2020, 6, 9))),
    ),
    ("nobody_available", ["mask"], nobody_there()),
    ("no_chain", ["mask"], without("vestali", "cutting", hub=None)),
    ("no_lane", ["masks-april", "masks-may"], lanes_to_arras_only_from()),
    (
        "no_lane",
        ["masks-april", "masks-may"],
        lanes_to_arras_only_from("fil-rouge", "esat-lys", hub=None),
    ),
]


@pytest.mark.parametrize(("rule", "subjects", "problem"), REFUSED)
def test_refused(rule: str, subjects: list[str], problem: Problem) -> None:
    found = list(getattr(chain, rule)(Facts(problem)))
    assert [(d.code, d.subject) for d in found] == [(f"problem.{rule}", s) for s in subjects]
    assert all(d in check_problem(problem) for d in found)
    assert {d.severity for d in found} == {Severity.ERROR}


def test_a_norm_that_nobody_holds_is_said_once_with_the_one_that_is_like_it() -> None:
    slip = qualified(data.Qualification(norm="AFNOR SPEC S76-01"))
    found = [d for d in check_problem(slip) if "norm" in d.code or "qualif" in d.code]
    assert [d.code for d in found] == ["problem.norm_of_nobody"]
    assert dict(found[0].params) == {
        "norm": NORM,
        "operations": "sewing",
        "suggestion": "AFNOR SPEC S76-01",
    }


def test_every_rule_is_refused_somewhere() -> None:
    assert {rule for rule, _, _ in REFUSED} == {r.__name__ for r in chain.RULES}


@pytest.mark.parametrize(
    "problem",
    [
        SMALL,
        running_problem(),
        rich_problem(),
        # Vestali alone does the whole chain.
        small_problem(hub=None),
        # With the hub, cutting elsewhere is enough.
        without("vestali", "cutting"),
        qualified(data.Qualification(norm=NORM, start=date(2020, 6, 8))),
        lanes_to_arras_only_from("fil-rouge"),
        lanes_to_arras_only_from("vestali", hub=None),
        # What stands finished or sewn needs nobody who sews.
        opened(qualified(), units=(FINISHED,)),
        opened(qualified(), units=(SEWN,)),
    ],
)
def test_accepted(problem: Problem) -> None:
    assert [d for rule in chain.RULES for d in rule(Facts(problem))] == []


def test_sewn_units_can_be_finished_without_hub_by_who_never_cuts() -> None:
    problem = lanes_to_arras_only_from("fil-rouge", hub=None)
    assert [d.code for d in check_problem(problem)] == ["problem.no_lane"] * 2
    assert not list(chain.no_lane(Facts(opened(problem, units=(SEWN,)))))


def test_general_capability_of_an_unknown_workshop_counts_for_nobody() -> None:
    problem = small_problem(
        capabilities=tuple(
            replace(c, workshop="x") if c.operation == "cutting" else c for c in SMALL.capabilities
        )
    )
    assert {d.subject for d in chain.nobody_able(Facts(problem))} == {"mask", "bag"}


def test_product_that_nobody_orders_needs_nobody() -> None:
    problem = replace(nobody_cuts(), demands=SMALL.demands[2:])
    assert [d.subject for d in chain.nobody_able(Facts(problem))] == ["bag"]


def test_unknown_delivery_point_is_not_also_without_lane() -> None:
    problem = small_problem(demands=at(SMALL.demands, 0, delivery_point="aras"))
    assert [d.code for d in check_problem(problem)] == ["problem.unknown_delivery_point"]
