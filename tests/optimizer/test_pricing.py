"""Rules of the price: margin, VAT by date, floor, break-even, distance, signals; nothing when data lack."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer import cost_parameters as money
from optimizer.break_even import Calendar, break_even
from optimizer.cost_parameters import MemberCosts, OrderTerms
from optimizer.full_cost import CostBase, full_cost
from optimizer.order_value import order_value
from optimizer.plan import Plan
from optimizer.price_signals import price_signals
from optimizer.pricing import (
    MemberPrice,
    ProductPrice,
    prices,
    product_prices,
    vat_rate,
    with_margin,
)
from tests.builders import replaced
from tests.costs import aci, all_costs, ei, esat, order_terms, rate
from tests.plans import week, worked_plan, worked_problem

D = Decimal


def priced(
    costs: dict[str, MemberCosts] | None = None,
    terms: OrderTerms | None = None,
    *,
    base: CostBase = "net",
    plan: Plan | None = None,
    **changes: Any,
) -> dict[str, MemberPrice]:
    """Prices of the worked plan, with something changed."""
    problem = worked_problem(**changes)
    plan, costs, terms = plan or worked_plan(), costs or all_costs(), terms or order_terms()
    cost = full_cost(problem, plan, costs, terms)
    return {x.workshop: x for x in prices(cost, problem, plan, costs, terms, base=base)}


# -- margin -------------------------------------------------------------------------------------------


def test_the_two_conventions_of_a_margin_of_20_per_cent() -> None:
    assert with_margin(10_000, D("0.20"), "on_cost") == 12_000
    assert with_margin(10_000, D("0.20"), "on_price") == 12_500
    assert with_margin(5, D("0.10"), "on_cost") == 6  # 5.5, half up


@given(
    cents=st.integers(0, 10**9),
    x=st.decimals(0, D("0.9"), places=3),
)
def test_each_convention_is_what_it_says(cents: int, x: Decimal) -> None:
    on_cost, on_price = with_margin(cents, x, "on_cost"), with_margin(cents, x, "on_price")
    assert abs(on_cost - cents - Fraction(x) * cents) <= Fraction(1, 2)
    assert abs(on_price - cents - Fraction(x) * on_price) <= Fraction(1, 2)
    assert on_price >= on_cost >= cents


def test_amounts_sum_from_lines_to_member_to_product() -> None:
    problem, plan, costs, terms = worked_problem(), worked_plan(), all_costs(), order_terms()
    cost = full_cost(problem, plan, costs, terms)
    found = prices(cost, problem, plan, costs, terms)
    for price in found:
        member = cost.member(price.workshop)
        assert price.cost_cents == price.floor_cents == member.net_cents
        assert price.ht_cents == sum(x.ht_cents for x in price.lines)
        assert price.ht_cents == (price.cost_cents or 0) + (price.margin_cents or 0)
        assert price.ttc_cents == (price.ht_cents or 0) + (price.vat_cents or 0)
        for line in price.lines:
            assert line.ht_cents == sum(x.ht_cents for x in line.vat)
            assert line.ttc_cents == sum(x.ttc_cents for x in line.vat)
    products = product_prices(cost, found, problem)
    assert sum(x.ht_cents or 0 for x in products) == sum(x.ht_cents or 0 for x in found)
    assert sum(x.ttc_cents or 0 for x in products) == sum(x.ttc_cents or 0 for x in found)
    assert sum(x.floor_cents or 0 for x in products) == cost.net_cents
    masks = products[0]
    assert (masks.product, masks.members, masks.units) == ("mask", 3, D(2_050))
    assert masks.order_cents == 2_050 * 290
    parts = sum(x.order_cents or 0 for p in found for x in p.lines if x.product == "mask")
    assert masks.remainder_cents == 2_050 * 290 - parts


def test_price_on_the_gross_cost() -> None:
    net, gross = priced(), priced(base="gross")
    for w in net:
        assert gross[w].floor_cents == net[w].floor_cents
        assert (gross[w].cost_cents or 0) > (net[w].cost_cents or 0)
        aid = (gross[w].cost_cents or 0) - (net[w].cost_cents or 0)
        assert gross[w].break_even is not None
        assert net[w].break_even is not None
        variable = gross[w].break_even.variable_cents  # type: ignore[union-attr]
        assert variable - aid == net[w].break_even.variable_cents  # type: ignore[union-attr]


# -- missing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("margin", {"margin": None}),
        ("margin_convention", {"margin_convention": None}),
        ("non_quality", {"non_quality": None}),
        ("vat", {"vat": None}),
        ("period_costs.supervision", {"period_costs": ei().period_costs[::2]}),
    ],
)
def test_without_a_needed_figure_there_is_no_price(field: str, changes: dict[str, Any]) -> None:
    found = priced(all_costs(fil_rouge=ei(**changes)))
    price = found["fil-rouge"]
    assert [(d.code, d.params["field"]) for d in price.missing] == [("cost.missing", field)]
    assert price.lines == ()
    assert price.signals == ()
    amounts = (price.cost_cents, price.ht_cents, price.vat_cents, price.ttc_cents)
    assert amounts == (None, None, None, None)
    assert (price.floor_cents, price.distance_cents, price.break_even) == (None, None, None)
    assert found["vestali"].ht_cents is not None


def test_a_product_has_no_price_while_one_member_has_none() -> None:
    problem, plan, terms = worked_problem(), worked_plan(), order_terms()
    costs = all_costs(fil_rouge=ei(margin=None))
    cost = full_cost(problem, plan, costs, terms)
    products = product_prices(cost, prices(cost, problem, plan, costs, terms), problem)
    assert {(x.ht_cents, x.floor_cents, x.unit_ht, x.distance_cents) for x in products} == {
        (None, None, None, None)
    }


def test_who_is_liable_needs_a_rate_for_each_product() -> None:
    terms = order_terms(vat_rates=order_terms().vat_rates[1:])  # masks only
    found = priced(terms=terms)
    assert found["vestali"].missing == ()  # not liable
    assert found["fil-rouge"].missing == ()  # masks only
    (missing,) = found["esat-lys"].missing
    assert (missing.params["field"], missing.params["product"]) == ("vat_rate", "bag")


@pytest.mark.parametrize(
    "changes",
    [{"margin": rate("1"), "margin_convention": "on_price"}, {"margin": rate("-0.1")}],
)
def test_a_margin_that_cannot_be(changes: dict[str, Any]) -> None:
    price = priced(all_costs(vestali=aci(**changes)))["vestali"]
    assert [(d.code, d.params["field"]) for d in price.missing] == [
        ("cost.rate_out_of_range", "margin")
    ]


def test_aid_above_the_cost_makes_no_price() -> None:
    (aid,) = aci().aids
    costs = all_costs(vestali=aci(aids=(replace(aid, cents_per_etp=9_000_000),)))
    price = priced(costs)["vestali"]
    assert {d.code for d in price.missing} == {"cost.net_below_zero"}
    assert {d.params["product"] for d in price.missing} == {"mask", "laundry"}
    assert price.ht_cents is None
    assert priced(costs, base="gross")["vestali"].ht_cents is not None


def test_who_has_no_part_in_the_order_has_no_price() -> None:
    plan = worked_plan()
    idle = replace(plan, runs=tuple(r for r in plan.runs if r.workshop != "vestali"), shipments=())
    assert set(priced(plan=idle)) == {"fil-rouge", "esat-lys"}


# -- VAT ----------------------------------------------------------------------------------------------


def test_the_rate_in_force() -> None:
    rates = (
        money.VatRate(rate=D("0.20")),
        money.VatRate(product="mask", rate=D("0.055"), since=date(2020, 3, 24)),
        money.VatRate(product="mask", rate=D("0.10"), since=date(2022, 1, 1)),
    )
    terms = OrderTerms(vat_rates=rates)

    def on(product: str, day: date) -> Decimal | None:
        found = vat_rate(terms, product, day)
        return None if found is None else found.rate

    assert on("mask", date(2020, 3, 23)) == D("0.20")
    assert on("mask", date(2020, 3, 24)) == D("0.055")
    assert on("mask", date(2022, 1, 1)) == D("0.10")
    assert on("bag", date(2022, 1, 1)) == D("0.20")
    later = (replace(rates[0], since=date(2021, 6, 1)), rates[1])
    found = vat_rate(OrderTerms(vat_rates=later), "mask", date(2021, 7, 1))
    assert found == rates[1]  # its own rate, though the general one is more recent
    assert vat_rate(OrderTerms(vat_rates=rates[1:]), "mask", date(2020, 1, 1)) is None


def test_a_rate_that_changes_during_the_order_splits_the_price_by_units() -> None:
    # Masks: 750 in week 1 (Friday 17 April), 500 in week 2, 800 in week 4.
    rates = (
        money.VatRate(rate=D("0.20")),
        money.VatRate(product="mask", rate=D("0.055"), since=date(2020, 4, 24)),
    )
    (line,) = priced(terms=order_terms(vat_rates=rates))["fil-rouge"].lines
    before, after = line.vat
    assert (before.rate, before.since, before.units) == (D("0.20"), date(2020, 4, 17), D(750))
    assert (after.rate, after.since, after.units) == (D("0.055"), date(2020, 4, 24), D(1_300))
    assert before.ht_cents + after.ht_cents == line.ht_cents
    assert abs(before.ht_cents - Fraction(line.ht_cents * 750, 2_050)) < 1
    assert abs(before.vat_cents - D(before.ht_cents) / 5) <= D("0.5")


def test_a_member_that_is_not_liable_adds_no_vat() -> None:
    price = priced()["vestali"]
    assert {(x.rate, x.is_exempt) for line in price.lines for x in line.vat} == {(D(0), True)}
    assert (price.vat_cents, price.ttc_cents) == (0, price.ht_cents)


def test_what_is_never_delivered_has_the_rate_of_the_day_it_is_due() -> None:
    plan = worked_plan()
    plan = replace(plan, deliveries=tuple(d for d in plan.deliveries if d.demand != "bags"))
    bag = next(x for x in priced(plan=plan)["esat-lys"].lines if x.product == "bag")
    assert [(x.rate, x.since) for x in bag.vat] == [(D("0.20"), date(2020, 4, 24))]


# -- the order's price --------------------------------------------------------------------------------


def test_what_the_order_brings_and_how_far_it_is() -> None:
    price = priced()["vestali"]
    laundry = next(x for x in price.lines if x.product == "laundry")
    assert laundry.order_cents == 25_050  # 250.5 kg at 1.00 €, all its own
    assert price.order_cents == sum(x.order_cents or 0 for x in price.lines)
    assert price.distance_cents == (price.order_cents or 0) - (price.ht_cents or 0)
    assert [d.code for d in priced()["fil-rouge"].signals] == ["cost.below_floor"]


def test_the_parts_of_the_order_sum_to_its_price() -> None:
    problem, plan = worked_problem(), worked_plan()
    value = order_value(problem, plan)
    assert {p: sum(x.values()) for p, x in value.items()} == {
        "mask": 2_050 * 290,
        "bag": 100 * 500,
        "laundry": 25_050,
    }
    # Twenty bags were on their way before the plan: Vestali is the one known to have worked then.
    vestali = priced()["vestali"]
    (bag,) = [x for x in vestali.lines if x.product == "bag"]
    assert (bag.cost_cents, bag.ht_cents, bag.vat_cents) == (0, 0, 0)
    assert bag.order_cents == value["bag"]["vestali"] > 0
    total = sum(x.order_cents or 0 for x in priced().values())
    assert total == sum(sum(x.values()) for x in value.values())


def test_without_a_price_of_the_order_there_is_a_price_and_no_distance() -> None:
    products = replaced(worked_problem().products, "laundry", selling_price=None)
    price = priced(products=products)["vestali"]
    assert price.ht_cents is not None
    assert (price.order_cents, price.distance_cents, price.break_even_at_order) == (
        None,
        None,
        None,
    )
    by_product = {x.product: x.order_cents is None for x in price.lines}
    assert by_product == {"mask": False, "laundry": True, "bag": False}


def test_between_the_floor_and_the_price() -> None:
    products = replaced(worked_problem().products, "mask", selling_price=D("4.23"))
    price = priced(products=products)["fil-rouge"]
    assert (price.floor_cents or 0) <= (price.order_cents or 0) < (price.ht_cents or 0)
    assert [(d.code, d.severity) for d in price.signals] == [("cost.below_price", "note")]


def test_a_price_at_the_floor_is_not_below_it() -> None:
    def told(order_cents: int) -> list[str]:
        problem = worked_problem()
        found = price_signals(
            problem,
            problem.workshops[1],
            ei(),
            facon=D(0),
            materials_cents=0,
            ht_cents=1_200,
            floor_cents=1_000,
            order_cents=order_cents,
        )
        return [d.code for d in found]

    assert told(999) == ["cost.below_floor"]
    assert told(1_000) == told(1_199) == ["cost.below_price"]
    assert told(1_200) == []


# -- break-even ---------------------------------------------------------------------------------------

CALENDAR = Calendar(
    weeks={
        "a": ((0, date(2020, 4, 10), D(10)), (2, date(2020, 4, 24), D(30))),
        "b": ((1, date(2020, 4, 17), D(5)),),
    },
    names=tuple(week(t) for t in range(4)),
)


def test_break_even_by_the_textbook() -> None:
    # Fixed 300.00, receipts 1 000.00, variable 400.00: 300 ÷ 60 % = 500.00.
    found = break_even(
        fixed_cents=30_000, variable_cents=40_000, revenue={"a": 100_000}, calendar=CALENDAR
    )
    assert (found.receipts_cents, found.share, found.week) == (50_000, D("0.5"), week(2))
    assert found.margin_cents == 60_000


def test_break_even_with_two_products_counts_what_each_brings() -> None:
    revenue = {"a": 40_000, "b": 60_000}  # 100.00 in week 0, 600.00 in week 1, 300.00 in week 2
    found = break_even(
        fixed_cents=42_000, variable_cents=40_000, revenue=revenue, calendar=CALENDAR
    )
    assert (found.receipts_cents, found.week) == (70_000, week(1))


@pytest.mark.parametrize(
    ("fixed", "variable", "receipts", "reached"),
    [
        (0, 10_000, 0, 0),
        (90_000, 10_000, 100_000, 2),  # exactly all of it
        (90_001, 10_000, 100_002, None),  # a cent too much: rounded up
        (10, 100_000, None, None),  # nothing is left above the variable cost
        (10, 120_000, None, None),
    ],
)
def test_break_even_at_its_edges(
    fixed: int, variable: int, receipts: int | None, reached: int | None
) -> None:
    found = break_even(
        fixed_cents=fixed, variable_cents=variable, revenue={"a": 100_000}, calendar=CALENDAR
    )
    assert found.receipts_cents == receipts
    assert found.week == (None if reached is None else week(reached))


def test_break_even_without_receipts() -> None:
    found = break_even(fixed_cents=5, variable_cents=-10, revenue={}, calendar=CALENDAR)
    assert (found.receipts_cents, found.share, found.week) == (None, None, None)


@given(
    fixed=st.integers(0, 10**7), variable=st.integers(0, 10**7), revenue=st.integers(1, 2 * 10**7)
)
def test_at_the_threshold_the_costs_are_covered(fixed: int, variable: int, revenue: int) -> None:
    found = break_even(
        fixed_cents=fixed, variable_cents=variable, revenue={"a": revenue}, calendar=CALENDAR
    )
    if found.receipts_cents is None:
        assert variable >= revenue
        return
    result = Fraction(found.receipts_cents * (revenue - variable), revenue) - fixed
    assert 0 <= result < 1


# -- signals ------------------------------------------------------------------------------------------


def signals(w: str = "vestali", **found: Any) -> dict[str, Any]:
    costs = found.pop("costs")
    price = priced(all_costs(vestali=costs), **found)[w]
    return {d.code: dict(d.params) for d in price.signals if d.code != "cost.below_floor"}


def test_receipts_of_an_aci_above_its_rule() -> None:
    # 1 087.98 € of façon (half up), 100.00 € before the plan, 50 000.00 € elsewhere.
    assert signals(costs=aci()) == {}
    invoiced = 5_010_000 + (priced()["vestali"].order_cents or 0)
    limit = aci(receipts_rule=rate("0.30"), annual_charges_cents=17_060_000)  # 51 180.00
    assert signals(costs=limit) == {
        "cost.aci_receipts": {
            "basis": "work",
            "receipts_cents": "5118798",
            "invoiced_cents": str(invoiced),
            "ceiling_cents": "5118000",
        }
    }
    exact = aci(receipts_rule=rate("1"), annual_charges_cents=5_118_798)
    assert signals(costs=exact)["cost.aci_receipts"]["basis"] == "invoiced"
    assert signals(costs=aci(receipts_rule=rate("1"), annual_charges_cents=invoiced)) == {}


def test_an_aci_whose_rule_is_unknown() -> None:
    assert signals(costs=aci(receipts_rule=None)) == {
        "cost.aci_rule_unknown": {"field": "receipts_rule"}
    }
    assert signals(costs=aci(annual_charges_cents=None)) == {
        "cost.aci_rule_unknown": {"field": "annual_charges_cents"}
    }


def test_other_structures_have_no_ceiling_on_receipts() -> None:
    assert "cost.aci_rule_unknown" not in {d.code for d in priced()["fil-rouge"].signals}


def test_vat_franchise() -> None:
    vat = money.VatStatus(
        is_liable=False, franchise_cents=5_100_000, other_receipts_cents=5_000_000
    )
    assert signals(costs=aci(vat=vat))["cost.vat_franchise"]["basis"] == "work"
    assert (
        signals(costs=aci(vat=replace(vat, franchise_cents=5_119_000)))["cost.vat_franchise"][
            "basis"
        ]
        == "invoiced"
    )
    assert signals(costs=aci(vat=replace(vat, franchise_cents=None))) == {}
    liable = replace(vat, is_liable=True)
    assert signals(costs=aci(vat=liable)) == {}


def test_without_a_price_of_the_order_the_own_price_stands_for_receipts() -> None:
    products = replaced(worked_problem().products, "laundry", selling_price=None)
    costs = aci(receipts_rule=rate("1"), annual_charges_cents=1)
    price = priced(all_costs(vestali=costs), products=products)["vestali"]
    (told,) = [d for d in price.signals if d.code == "cost.aci_receipts"]
    assert int(told.params["receipts_cents"]) == 5_010_000 + (price.ht_cents or 0) - 9_977


def product(found: tuple[ProductPrice, ...], name: str) -> ProductPrice:
    return next(x for x in found if x.product == name)


def test_unit_prices_are_per_unit_delivered() -> None:
    problem, plan, costs, terms = worked_problem(), worked_plan(), all_costs(), order_terms()
    cost = full_cost(problem, plan, costs, terms)
    found = product_prices(cost, prices(cost, problem, plan, costs, terms), problem)
    bags = product(found, "bag")
    assert bags.units == 100
    assert bags.unit_ht == D(bags.ht_cents or 0) / 10_000
    undelivered = replace(plan, deliveries=())
    cost = full_cost(problem, undelivered, costs, terms)
    found = product_prices(cost, prices(cost, problem, undelivered, costs, terms), problem)
    assert (product(found, "bag").unit_ht, product(found, "bag").order_cents) == (None, 0)


def test_the_three_members_of_the_worked_plan_can_all_be_priced() -> None:
    assert all(x.missing == () for x in priced().values())
    assert {x.convention for x in priced(all_costs(esat_lys=esat())).values()} == {
        "on_cost",
        "on_price",
    }
