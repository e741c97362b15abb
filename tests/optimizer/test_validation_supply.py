"""Offers that cannot be ordered from, and materials that come from nowhere."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from optimizer import problem as data
from optimizer.diagnostics import Severity
from optimizer.opening import MaterialStock, OpenPurchase, UnitStock
from optimizer.problem import Problem
from optimizer.validation import check_problem, supply
from optimizer.validation.facts import Facts
from tests.builders import at, opened, replaced, rich_problem, running_problem, small_problem

SMALL = small_problem()
WARNINGS = {"price_rises", "offer_unusable"}


def offer(**changes: Any) -> Problem:
    """First offer: 50 m rolls, at least 100 m."""
    return small_problem(offers=at(SMALL.offers, 0, **changes))


def breaks(*pairs: tuple[int, str]) -> Problem:
    return offer(
        breaks=tuple(data.PriceBreak(from_thousandths=f, unit_price=Decimal(p)) for f, p in pairs)
    )


def only_offers(*materials: str, **opening: Any) -> Problem:
    problem = small_problem(offers=tuple(o for o in SMALL.offers if o.material in materials))
    return opened(problem, **{"materials": (), **opening})


REFUSED = [
    ("no_breaks", "fabric-toiles", breaks()),
    ("first_break", "fabric-toiles", breaks((1, "4.20"))),
    ("breaks_not_increasing", "fabric-toiles", breaks((0, "4"), (0, "3"))),
    ("breaks_not_increasing", "fabric-toiles", breaks((0, "4"), (500, "3"), (400, "2"))),
    ("price_rises", "fabric-toiles", breaks((0, "3.80"), (500_000, "4.20"))),
    ("offer_unusable", "fabric-toiles", offer(total_thousandths=99_000)),
    ("offer_unusable", "fabric-toiles", offer(weekly_thousandths=99_000)),
    (
        "offer_unusable",
        "fabric-toiles",
        offer(total_thousandths=120_000, minimum_thousandths=110_000),
    ),
    ("offer_unusable", "fabric-toiles", offer(total_thousandths=0)),
    ("no_source", "elastic", only_offers("fabric")),
    (
        "no_source",
        "elastic",
        only_offers("fabric", materials=(MaterialStock(material="elastic", thousandths=0),)),
    ),
]


@pytest.mark.parametrize(("rule", "subject", "problem"), REFUSED)
def test_refused(rule: str, subject: str, problem: Problem) -> None:
    found = list(getattr(supply, rule)(Facts(problem)))
    assert [(d.code, d.subject) for d in found] == [(f"problem.{rule}", subject)]
    assert found[0] in check_problem(problem)
    expected = Severity.WARNING if rule in WARNINGS else Severity.ERROR
    assert found[0].severity is expected


def test_every_rule_is_refused_somewhere() -> None:
    assert {rule for rule, _, _ in REFUSED} == {r.__name__ for r in supply.RULES}


@pytest.mark.parametrize(
    "problem", [SMALL, running_problem(), rich_problem()], ids=["small", "running", "rich"]
)
@pytest.mark.parametrize("rule", supply.RULES)
def test_accepted(rule, problem) -> None:
    assert list(rule(Facts(problem))) == []


STOCK = MaterialStock(material="elastic", thousandths=1)
COMING = OpenPurchase(material="elastic", thousandths=1, arrival="2020-W16")


@pytest.mark.parametrize(
    "problem",
    [
        breaks((0, "4"), (1, "4")),
        offer(total_thousandths=100_000),
        offer(
            weekly_thousandths=0,
            availability=(data.Availability(week="2020-W16", thousandths=100_000),),
        ),
        only_offers("fabric", "elastic"),
        only_offers("fabric", "ribbon"),
        only_offers("fabric", materials=(STOCK,)),
        only_offers("fabric", purchases=(COMING,)),
    ],
)
def test_enough_is_accepted(problem: Problem) -> None:
    assert [d for rule in supply.RULES for d in rule(Facts(problem))] == []


def test_a_material_that_nobody_needs_needs_no_source() -> None:
    problem = small_problem(materials=(*SMALL.materials, data.Material(id="zip")))
    assert not list(supply.no_source(Facts(problem)))


def test_what_is_already_cut_needs_no_more_fabric() -> None:
    problem = only_offers("elastic")
    cut = (
        UnitStock(product="mask", operation="cutting", units=Decimal(7_050)),
        UnitStock(product="bag", operation="cutting", units=Decimal(400)),
    )
    assert [d.params["product"] for d in supply.no_source(Facts(problem))] == ["mask", "bag"]
    assert not list(supply.no_source(Facts(opened(problem, units=cut))))


def test_unknown_material_is_not_also_without_source() -> None:
    problem = replace(SMALL, materials=SMALL.materials[:1], offers=SMALL.offers[:2])
    assert not list(supply.no_source(Facts(opened(problem, materials=()))))


def test_limit_of_one_offer_does_not_touch_another() -> None:
    problem = small_problem(
        offers=replaced(SMALL.offers, "fabric-framework", total_thousandths=50_000)
    )
    assert [d.subject for d in supply.offer_unusable(Facts(problem))] == ["fabric-framework"]
