"""Duplicate ids and keys, references to nothing, and what must be there at all."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from optimizer import problem as data
from optimizer.diagnostics import Severity
from optimizer.problem import Problem
from optimizer.validation import check_problem, references
from optimizer.validation.facts import Facts, closest
from tests.builders import (
    at,
    bag,
    mask,
    opened,
    replaced,
    rich_problem,
    running_problem,
    small_problem,
    vestali,
)

SMALL = small_problem()
RUNNING = running_problem()


def bom(**changes: Any) -> Problem:
    """The small problem with its first bill line (fabric, cut for masks) changed."""
    return small_problem(products=(mask(materials=at(mask().materials, 0, **changes)), bag()))


def first(kind: str, **changes: Any) -> Problem:
    """The running problem with the first of its ``kind`` changed."""
    changed: dict[str, Any] = {kind: at(getattr(RUNNING, kind), 0, **changes)}
    return replace(RUNNING, **changed)


def opening(kind: str, **changes: Any) -> Problem:
    """The running problem with the first line of this part of its opening state changed."""
    changed: dict[str, Any] = {kind: at(getattr(RUNNING.opening, kind), 0, **changes)}
    return opened(RUNNING, **changed)


def opening_twice(kind: str) -> Problem:
    lines = getattr(RUNNING.opening, kind)
    return opened(RUNNING, **{kind: (*lines, lines[0])})


def twice(kind: str) -> Problem:
    items = getattr(SMALL, kind)
    changed: dict[str, Any] = {kind: (*items, items[0])}
    return replace(SMALL, **changed)


UNNAMED = data.Workshop(id=" ", headcount=Decimal(3), weekly_hours=Decimal(35))
NAMELESS = bag(operations=at(bag().operations, 0, id=""))
STATION_OVERRIDES = (data.StationOverride(week="2020-W16", number=1),) * 2
OVERRIDES = (data.WeekOverride(week="2020-W16", headcount=Decimal(1)),) * 2

REFUSED = [
    ("no_demands", "", small_problem(demands=())),
    ("no_products", "", small_problem(products=())),
    ("no_workshops", "", small_problem(workshops=())),
    ("no_operations", "bag", small_problem(products=(mask(), bag(operations=())))),
    ("empty_id", "", small_problem(workshops=(*SMALL.workshops, UNNAMED))),
    (
        "empty_id",
        "bag",
        small_problem(
            products=(
                mask(),
                bag(operations=at(bag().operations, 0, id="")),
            )
        ),
    ),
    ("duplicate_id", "mask", twice("products")),
    ("duplicate_id", "departement", twice("orders")),
    ("duplicate_id", "arras", twice("delivery_points")),
    ("duplicate_id", "masks-april", twice("demands")),
    ("duplicate_id", "vestali", twice("workshops")),
    ("duplicate_id", "vestali-machines", twice("station_groups")),
    ("duplicate_id", "fabric", twice("materials")),
    ("duplicate_id", "toiles-du-nord", twice("suppliers")),
    ("duplicate_id", "fabric-toiles", twice("offers")),
    (
        "duplicate_operation",
        "bag",
        small_problem(products=(mask(), bag(operations=bag().operations + bag().operations[:1]))),
    ),
    ("duplicate_capability", "vestali", twice("capabilities")),
    ("duplicate_lane", "vestali", twice("lanes")),
    (
        "duplicate_override",
        "vestali",
        small_problem(workshops=(vestali(overrides=OVERRIDES), *SMALL.workshops[1:])),
    ),
    (
        "duplicate_station_override",
        "cutting-table",
        small_problem(
            station_groups=replaced(
                SMALL.station_groups, "cutting-table", overrides=STATION_OVERRIDES
            )
        ),
    ),
    (
        "duplicate_bom_line",
        "mask",
        small_problem(products=(mask(materials=mask().materials[:1] * 2), bag())),
    ),
    ("wrong_substitute", "mask", bom(substitutes=(data.Substitute(material="fabric"),))),
    ("wrong_substitute", "mask", bom(substitutes=(data.Substitute(material="ribbon"),) * 2)),
    (
        "duplicate_availability",
        "elastic-merciers",
        small_problem(
            offers=replaced(
                SMALL.offers,
                "elastic-merciers",
                availability=(data.Availability(week="2020-W17", thousandths=0),) * 2,
            )
        ),
    ),
    ("duplicate_opening", "masks-april", opening_twice("delivered")),
    ("duplicate_opening", "elastic-merciers", opening_twice("bought")),
    ("duplicate_opening", "vestali", opening_twice("past_work")),
    ("duplicate_opening", "", opening_twice("units")),
    ("duplicate_opening", "fil-rouge", opening_twice("frozen_runs")),
    ("unknown_product", "masks-april", first("demands", product="masks")),
    ("unknown_product", "vestali", first("capabilities", product="masks")),
    ("unknown_product", "", opening("units", product="masks")),
    ("unknown_product", "", opening("hub_transit", product="masks")),
    ("unknown_product", "lens", opening("lane_transit", product="bags")),
    ("unknown_product", "fil-rouge", opening("frozen_runs", product="masks")),
    ("unknown_operation", "mask", bom(operation="cuting")),
    (
        "unknown_operation",
        "mask",
        small_problem(
            products=(
                mask(qualifications=(data.QualificationNeed(norm="n", operations=("sew",)),)),
                bag(),
            )
        ),
    ),
    ("unknown_operation", "vestali", first("capabilities", operation="cuting")),
    ("unknown_operation", "vestali-machines", first("station_groups", operations=("sewin",))),
    ("unknown_operation", "", opening("units", operation="cuting")),
    ("unknown_operation", "", opening("hub_transit", operation="cuting")),
    ("unknown_operation", "fil-rouge", opening("frozen_runs", operation="sewin")),
    ("unknown_workshop", "cutting", first("capabilities", workshop="Vestalli")),
    ("unknown_workshop", "vestali-machines", first("station_groups", host="vestale")),
    ("unknown_workshop", "vestali-machines", first("station_groups", users=("esat",))),
    ("unknown_workshop", "arras", first("lanes", workshop="")),
    ("unknown_workshop", "mask", opening("units", workshop="vestale")),
    ("unknown_workshop", "fabric", opening("materials", lender="vestale")),
    ("unknown_workshop", "vestale", opening("past_work", workshop="vestale")),
    ("unknown_workshop", "mask", opening("frozen_runs", workshop="fil rouge")),
    ("unknown_delivery_point", "masks-april", first("demands", delivery_point="aras")),
    ("unknown_delivery_point", "vestali", first("lanes", delivery_point="aras")),
    ("unknown_delivery_point", "bag", opening("lane_transit", delivery_point="lense")),
    ("unknown_order", "masks-april", first("demands", order="dept")),
    ("unknown_material", "mask", bom(material="tissu")),
    ("unknown_material", "mask", bom(substitutes=(data.Substitute(material="tissu"),))),
    ("unknown_material", "fabric-toiles", first("offers", material="fabrics")),
    ("unknown_material", "", opening("materials", material="fabrics")),
    ("unknown_material", "elastic-merciers", opening("purchases", material="elastics")),
    ("unknown_supplier", "fabric-toiles", first("offers", supplier="toile")),
    ("unknown_offer", "elastic", opening("purchases", offer="elastic")),
    ("unknown_offer", "elastic", opening("bought", offer="elastic")),
    ("unknown_demand", "masks-avril", opening("delivered", demand="masks-avril")),
]


@pytest.mark.parametrize(("rule", "subject", "problem"), REFUSED)
def test_refused(rule: str, subject: str, problem: Problem) -> None:
    found = list(getattr(references, rule)(Facts(problem)))
    assert [(d.code, d.subject) for d in found] == [(f"problem.{rule}", subject)]
    assert found[0] in check_problem(problem)
    assert found[0].severity is Severity.ERROR


def test_every_rule_is_refused_somewhere() -> None:
    assert {rule for rule, _, _ in REFUSED} == {r.__name__ for r in references.RULES}


@pytest.mark.parametrize(
    "problem", [SMALL, RUNNING, rich_problem()], ids=["small", "running", "rich"]
)
@pytest.mark.parametrize("rule", references.RULES)
def test_accepted(rule, problem) -> None:
    assert list(rule(Facts(problem))) == []


def test_same_operation_id_in_two_products_is_no_duplicate() -> None:
    assert not list(references.duplicate_operation(Facts(SMALL)))


def test_general_and_own_capability_may_stand_together() -> None:
    own = data.Capability(workshop="vestali", operation="sewing", product="bag")
    problem = small_problem(capabilities=(*SMALL.capabilities, own))
    assert not list(references.duplicate_capability(Facts(problem)))


@pytest.mark.parametrize(
    ("problem", "suggestion"),
    [
        (first("capabilities", workshop="Vestalli"), "vestali"),
        (first("capabilities", workshop="VESTALI"), "vestali"),
        (first("capabilities", workshop="zzz"), ""),
        (first("demands", product="masks"), "mask"),
        (bom(operation="cuting"), "cutting"),
    ],
)
def test_the_nearest_known_id_is_suggested(problem: Problem, suggestion: str) -> None:
    found = [d for d in check_problem(problem) if d.code.startswith("problem.unknown_")]
    assert [d.params["suggestion"] for d in found] == [suggestion]


def test_closest_keeps_the_case_of_the_known_id() -> None:
    assert closest("esat", ["ESAT", "autre"]) == "ESAT"


def test_everything_is_found_at_once() -> None:
    problem = small_problem(
        demands=at(at(SMALL.demands, 0, product="x"), 1, delivery_point="y"),
        lanes=(*SMALL.lanes, SMALL.lanes[0]),
        offers=at(SMALL.offers, 0, supplier="z"),
        workshops=at(SMALL.workshops, 0, headcount=Decimal(0), working_days=0),
    )
    codes = {d.code for d in check_problem(problem)}
    assert codes >= {
        "problem.unknown_product",
        "problem.unknown_delivery_point",
        "problem.duplicate_lane",
        "problem.unknown_supplier",
        "problem.not_positive",
        "problem.working_days_out_of_range",
    }
