"""What orders cost: breaks of both kinds on both bases, fees, dates, availability."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer import purchasing
from optimizer.capacity import horizon_of
from optimizer.opening import OpeningState, OpenPurchase
from optimizer.problem import Availability, BreakBasis, BreakKind, Offer, PriceBreak
from tests.plans import purchase, week, worked_plan, worked_problem

D = Decimal


def make_offer(kind: BreakKind = "all_units", basis: BreakBasis = "order") -> Offer:
    """4 € a metre, 3 € from 100 m, 2.50 € from 400 m."""
    return Offer(
        id="fabric",
        supplier="s",
        material="m",
        breaks=(
            PriceBreak(unit_price=D(4)),
            PriceBreak(from_thousandths=100_000, unit_price=D(3)),
            PriceBreak(from_thousandths=400_000, unit_price=D("2.5")),
        ),
        break_kind=kind,
        break_basis=basis,
    )


@pytest.mark.parametrize(
    ("kind", "basis", "orders", "before", "expected"),
    [
        # Each order at its own break: 99.999 m at 4 €, 100 m at 3 €, whatever came before.
        ("all_units", "order", (99_999, 100_000), 500_000, (D("39999.6"), D(30_000))),
        # Each order climbs its own breaks: 100 × 4 + 300 × 3 + 50 × 2.5.
        ("incremental", "order", (450_000, 60_000), 500_000, (D(142_500), D(24_000))),
        # 60 + 50 m reach 100 m: both at 3 €, but what was bought before stays paid.
        ("all_units", "total", (60_000, 50_000), 0, (D(18_000), D(15_000))),
        ("all_units", "total", (60_000, 50_000), 290_000, (D(15_000), D(12_500))),
        # The second order crosses 100 m: 40 m at 4 €, 10 m at 3 €.
        ("incremental", "total", (60_000, 50_000), 0, (D(24_000), D(19_000))),
        ("incremental", "total", (60_000,), 380_000, (D(16_000),)),
        ("incremental", "total", (), 380_000, ()),
    ],
)
def test_order_amounts(
    kind: BreakKind,
    basis: BreakBasis,
    orders: tuple[int, ...],
    before: int,
    expected: tuple[Decimal, ...],
) -> None:
    offer = make_offer(kind, basis)
    assert purchasing.order_amounts(offer, orders, before) == expected
    assert purchasing.offer_cost(offer, orders, before) == sum(expected)


kinds: st.SearchStrategy[BreakKind] = st.sampled_from(("all_units", "incremental"))
bases: st.SearchStrategy[BreakBasis] = st.sampled_from(("order", "total"))
orders = st.lists(st.integers(1, 600_000), max_size=4)


@given(kinds, bases, orders, st.integers(0, 600_000))
def test_no_order_is_dearer_than_the_first_price_nor_cheaper_than_the_last(
    kind: BreakKind, basis: BreakBasis, placed: list[int], before: int
) -> None:
    amounts = purchasing.order_amounts(make_offer(kind, basis), placed, before)
    for thousandths, cents in zip(placed, amounts, strict=True):
        assert Fraction(5, 2) <= Fraction(cents) * 10 / thousandths <= 4


@given(orders, st.integers(0, 600_000))
def test_on_the_total_incremental_orders_cost_what_one_order_would(
    placed: list[int], before: int
) -> None:
    offer = make_offer("incremental", "total")
    together = purchasing.offer_cost(offer, [sum(placed)], before)
    assert purchasing.offer_cost(offer, placed, before) == together


def test_purchase_cost_line_by_line() -> None:
    cost = purchasing.purchase_cost(worked_problem(), worked_plan().purchases)
    assert [(line.offer, line.week, line.cents) for line in cost.lines] == [
        ("fabric-toiles", week(0), 7_600),
        # 50 m were bought before: 250 m at 0.12 €, then 0.09 €
        ("elastic-merciers", week(0), 3_450),
        ("elastic-merciers", week(2), 1_800),
        ("ribbon-toiles", week(2), 2_480),
        # 6 kg in all reach the price of 4 kg
        ("detergent-merciers", week(-1), 750),
        ("detergent-merciers", week(1), 750),
    ]
    assert [(fee.supplier, fee.week, fee.cents) for fee in cost.fees] == [
        ("toiles", week(0), 1_500),
        ("toiles", week(2), 1_500),
        ("merciers", week(-1), 800),
        ("merciers", week(0), 800),
        ("merciers", week(1), 800),
        ("merciers", week(2), 800),
    ]
    assert (cost.goods_cents, cost.fees_cents, cost.total_cents) == (16_830, 6_200, 23_030)


def test_orders_pay_in_time_order_whatever_the_order_of_the_plan() -> None:
    placed = worked_plan().purchases
    there = purchasing.purchase_cost(worked_problem(), placed)
    assert purchasing.purchase_cost(worked_problem(), reversed(placed)) == there


def test_lines_are_rounded_half_up_once() -> None:
    problem = worked_problem()
    # Half a cent and one and a half, at 1 € a kilo: 1 and 2 cents, though both make 2.
    placed = (
        purchase("detergent-merciers", 0, 0, 5),
        purchase("detergent-merciers", 1, 1, 15),
    )
    cheap = tuple(
        replace(o, breaks=(PriceBreak(unit_price=D(1)),)) if o.id == "detergent-merciers" else o
        for o in problem.offers
    )
    lines = purchasing.purchase_cost(replace(problem, offers=cheap), placed).lines
    assert [line.amount for line in lines] == [D("0.5"), D("1.5")]
    assert [line.cents for line in lines] == [1, 2]


def test_unknown_offers_and_no_purchases_cost_nothing() -> None:
    assert purchasing.purchase_cost(worked_problem(), ()).total_cents == 0
    assert purchasing.purchase_cost(worked_problem(), (purchase("x", 0, 0, 1),)).total_cents == 0


def test_a_week_without_a_fee_has_no_fee_line() -> None:
    suppliers = tuple(replace(s, fee_cents=0) for s in worked_problem().suppliers)
    cost = purchasing.purchase_cost(worked_problem(suppliers=suppliers), worked_plan().purchases)
    assert cost.fees == ()


def test_lowest_list_price() -> None:
    assert purchasing.lowest_list_price(worked_problem(), "fabric") == D("3.80")
    assert purchasing.lowest_list_price(worked_problem(), "gold") is None


def test_already_bought_adds_up() -> None:
    assert purchasing.already_bought(worked_problem()) == {"elastic-merciers": 50_000}


def test_order_weeks() -> None:
    problem = worked_problem()  # eight weeks; one may order from 2020-W14 on
    horizon = horizon_of(problem)
    offer = make_offer()
    assert purchasing.order_weeks(offer, horizon) == range(-1, 8)
    assert purchasing.order_weeks(replace(offer, lead_time_weeks=2), horizon) == range(-1, 6)
    # Wednesday of week 1 to Monday of week 3: both weeks hold a day of it.
    dated = replace(offer, order_from=date(2020, 4, 15), order_until=date(2020, 4, 27))
    assert purchasing.order_weeks(dated, horizon) == range(1, 4)
    too_late = replace(offer, lead_time_weeks=20)
    assert len(purchasing.order_weeks(too_late, horizon)) == 0
    assert week(0) not in [horizon.name(t) for t in purchasing.order_weeks(too_late, horizon)]


def test_handed_over() -> None:
    offer = replace(make_offer(), availability=(Availability(week=week(2), thousandths=7),))
    problem = worked_problem()
    assert purchasing.handed_over(problem, offer, week(1)) is None
    assert purchasing.handed_over(problem, offer, week(2)) == 7
    weekly = replace(offer, weekly_thousandths=100)
    assert purchasing.handed_over(problem, weekly, week(1)) == 100
    assert purchasing.handed_over(problem, weekly, week(2)) == 7
    # What was ordered before the plan comes off, as far as there is something to come off.
    opening = OpeningState(
        purchases=(
            OpenPurchase(material="m", offer="fabric", thousandths=30, arrival=week(1)),
            OpenPurchase(material="m", offer="fabric", thousandths=30, arrival=week(2)),
            OpenPurchase(material="m", offer="other", thousandths=30, arrival=week(1)),
        )
    )
    begun = worked_problem(opening=opening)
    assert purchasing.handed_over(begun, weekly, week(1)) == 70
    assert purchasing.handed_over(begun, weekly, week(2)) == 0
