"""Cost lines of a plan reckoned by hand, and what a workshop may invoice per unit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer import costing
from optimizer import problem as data
from optimizer.ledger import Ledger
from tests.builders import mask, operation, replaced, tiny_problem
from tests.plans import COST_CENTS, week, worked_plan, worked_problem

D = Decimal


def test_variable_cost_line_by_line() -> None:
    cost = costing.variable_cost(worked_problem(), worked_plan())
    assert [(line.kind, line.subject, line.cents) for line in cost.lines] == [
        # 5 560.9642 min at 19.50 €/h; 7 914.70595 at 24 €; 2 380.55529 at 14 €
        ("labour", "vestali", 180_731),
        ("labour", "fil-rouge", 316_588),
        ("labour", "esat-lys", 55_546),
        # cutting: 30 min a week; finishing: 5 € a week
        ("setup", "vestali", 975 + 2 * 500),
        ("setup", "fil-rouge", 3 * 500),
        ("setup", "esat-lys", 2 * 700),
        ("piece", "fil-rouge", 1_150),
        # 8 lots at 1.50 €, 250.5 kg at 2 cents
        ("movement", "vestali", 1_200 + 501),
        # 450 masks are 5 lots, 800 are 8
        ("movement", "fil-rouge", 13 * 120),
        # 6 and 4 lots to the hub, twice 4 lots of bags
        ("movement", "esat-lys", 10 * 60 + 8 * 80),
        ("goods", f"fabric-toiles/{week(0)}", 7_600),
        ("goods", f"elastic-merciers/{week(0)}", 3_450),
        ("goods", f"elastic-merciers/{week(2)}", 1_800),
        ("goods", f"ribbon-toiles/{week(2)}", 2_480),
        ("goods", f"detergent-merciers/{week(-1)}", 750),
        ("goods", f"detergent-merciers/{week(1)}", 750),
        ("fee", f"toiles/{week(0)}", 1_500),
        ("fee", f"toiles/{week(2)}", 1_500),
        ("fee", f"merciers/{week(-1)}", 800),
        ("fee", f"merciers/{week(0)}", 800),
        ("fee", f"merciers/{week(1)}", 800),
        ("fee", f"merciers/{week(2)}", 800),
        # finished masks: 100, 50, 450 and 800 at the ends of weeks 0 to 3, at 0.1 cent
        ("holding", "fil-rouge", 140),
        # 750 × 2 + 500 + 800 weeks early at Arras; 20 bags + 350.75 kg at Lens, at 0.2 cent
        ("holding", "arras", 560),
        ("holding", "lens", 74),
        # 9.4 m at the end of week 0; detergent 17.945 kg-weeks at 1 cent
        ("holding", "fabric", 1),
        ("holding", "detergent", 18),
    ]
    assert cost.total_cents == COST_CENTS
    by_kind = cost.by_kind()
    assert by_kind["labour"] == 552_865
    assert sum(by_kind.values()) == COST_CENTS


def test_minutes_without_an_hourly_cost_are_not_costed_and_said() -> None:
    problem = worked_problem()
    free = replace(problem, workshops=replaced(problem.workshops, "vestali", hourly_cost=None))
    cost = costing.variable_cost(free, worked_plan())
    assert [line.cents for line in cost.lines if line.subject == "vestali"] == [1_000, 1_701]
    assert costing.uncosted_workshops(Ledger(free, worked_plan())) == ("vestali",)
    idle = worked_plan(runs=())
    assert costing.uncosted_workshops(Ledger(free, idle)) == ()


def test_nothing_done_costs_only_what_lies_there() -> None:
    nothing = worked_plan(
        runs=(),
        hub_sendings=(),
        hub_receipts=(),
        shipments=(),
        deliveries=(),
        purchases=(),
        substitutions=(),
    )
    lines = costing.variable_cost(worked_problem(), nothing).lines
    # 100 masks for 8 weeks at 0.1 cent; 135 m of fabric likewise
    assert [(x.kind, x.subject, x.cents) for x in lines] == [
        ("holding", "fil-rouge", 80),
        ("holding", "fabric", 108),
    ]


@pytest.mark.parametrize(
    ("units", "lots"), [("0", 0), ("1", 1), ("100", 1), ("100.001", 2), ("250", 3)]
)
def test_moved_lots(units: str, lots: int) -> None:
    assert costing.moved_lots(D(units), mask()) == lots


def test_a_divisible_product_moves_by_the_unit() -> None:
    assert costing.moved_lots(D("3.25"), mask(lot_size=0)) == D("3.25")


def test_facon_rates_come_first() -> None:
    rates = costing.receipts_rates(worked_problem())
    assert rates["mask", "cutting"] == D("0.10")
    assert rates["mask", "sewing"] == D("1.10")
    # 1 € − 0.02 kg × 2.50 €
    assert rates["laundry", "washing"] == D("0.95")


def test_the_price_less_materials_is_shared_by_minutes_yields_included() -> None:
    # A bag needs 1.25 cut pieces: 0.5 m × 3.80 € × 1.25 = 2.375 € of fabric, 1.25 + 8 minutes.
    rates = costing.receipts_rates(worked_problem())
    per_minute = (D(5) - D("2.375")) / D("9.25")
    assert abs(rates["bag", "cutting"] - per_minute) < D("1E-6")
    assert abs(rates["bag", "sewing"] - 8 * per_minute) < D("1E-6")


def test_operations_without_a_rate_share_what_the_rates_leave() -> None:
    product = data.Product(
        id="apron",
        operations=(operation("cutting", 1_000, rate=D("0.4")), operation("sewing", 3_000)),
        selling_price=D(2),
    )
    rates = costing.receipts_rates(tiny_problem(products=(product,)))
    assert rates == {("apron", "cutting"): D("0.4"), ("apron", "sewing"): D("1.6")}


def test_receipts_are_never_negative_and_nothing_without_a_price() -> None:
    product = data.Product(id="apron", operations=(operation("sewing", 3_000, rate=None),))
    for price in (None, D(1)):
        problem = worked_problem(
            products=(
                replace(
                    product,
                    selling_price=price,
                    materials=(data.BomLine(material="fabric", quantity=D(2), operation="sewing"),),
                ),
            )
        )
        assert costing.receipts_rates(problem) == {("apron", "sewing"): D(0)}


def test_a_product_without_minutes_brings_in_nothing() -> None:
    product = data.Product(id="apron", operations=(operation("sewing", 0),), selling_price=D(2))
    rates = costing.receipts_rates(tiny_problem(products=(product,)))
    assert rates == {("apron", "sewing"): D(0)}


@given(
    st.lists(
        st.tuples(st.integers(1, 9_000), st.sampled_from(["1", "0.97", "0.8"])),
        min_size=1,
        max_size=4,
    ),
    st.decimals("0.01", "99.99", places=2),
)
def test_one_conforming_unit_brings_in_its_price(
    routing: list[tuple[int, str]], price: Decimal
) -> None:
    operations = tuple(
        operation(f"o{k}", minutes, yield_rate=D(rate)) for k, (minutes, rate) in enumerate(routing)
    )
    product = data.Product(id="p", operations=operations, selling_price=price)
    rates = costing.receipts_rates(tiny_problem(products=(product,)))
    units, received = Fraction(1), Fraction(0)
    for o in reversed(operations):
        units /= Fraction(o.yield_rate)
        received += units * Fraction(rates["p", o.id])
    assert abs(received - Fraction(price)) < Fraction(1, 10_000)
