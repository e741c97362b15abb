"""The offer: its amounts, its reasons, and what it must never show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer import problem as data
from optimizer.cost_items import CostItem, ItemKind
from optimizer.full_cost import full_cost
from optimizer.price_reasons import FEWEST_MEMBERS, Group, kind_reasons, reasons
from optimizer.product_floors import ProductFloor, below_floor
from optimizer.quotation import Quotation, quotation
from optimizer.statements import statements
from tests.builders import at, replaced
from tests.costs import all_costs, ei
from tests.payments import (
    apron_costs,
    apron_plan,
    apron_problem,
    apron_terms,
    payment_terms,
)
from tests.plans import worked_plan, worked_problem

D = Decimal
DAY = date(2020, 3, 20)


def worked(**changes: Any) -> Quotation:
    problem, plan, costs = worked_problem(), worked_plan(), all_costs()
    terms = payment_terms(exclusions=("étuis",), validity_days=45)
    full = full_cost(problem, plan, costs, terms)
    return quotation(problem, plan, costs, terms, full, day=DAY, **changes)


def aprons(problem: data.Problem | None = None, **changes: Any) -> Quotation:
    problem = problem or apron_problem()
    plan, costs, terms = apron_plan(), apron_costs(), apron_terms()
    full = full_cost(problem, plan, costs, terms)
    return quotation(problem, plan, costs, terms, full, day=DAY, **changes)


# -- what it says ----------------------------------------------------------------------------------


def test_amounts_dates_and_conditions() -> None:
    found = worked()
    assert found.missing == ()
    assert [(p.product, p.quantity, p.unit_price, p.ht_cents) for p in found.products] == [
        ("mask", D(2_050), D("2.90"), 594_500),
        ("bag", D(130), D("5.00"), 65_000),
        ("laundry", D("250.5"), D("1.00"), 25_050),
    ]
    assert found.ht_cents == 684_550
    assert [d.demand for d in found.deliveries] == ["bags", "masks-1", "linen", "masks-2"]
    assert found.valid_until == date(2020, 5, 4)
    assert found.exclusions == ("étuis",)
    assert found.terms.buyer_days == 30


def test_vat_by_rate_is_what_the_members_will_invoice() -> None:
    found = worked()
    invoices = statements(worked_problem(), worked_plan(), all_costs(), payment_terms())
    assert found.ttc_cents == invoices.ttc_cents
    assert found.deposit_cents == sum(invoices.deposits.values())
    assert [(v.rate, v.is_exempt) for v in found.vat] == [
        (D(0), True),
        (D("0.055"), False),
        (D("0.20"), False),
    ]
    assert sum(v.base_cents for v in found.vat) == found.ht_cents


def test_another_price_may_be_quoted() -> None:
    found = aprons(unit_prices={"apron": D("5.005")})
    assert found.ht_cents == 50_050
    # still shared by work: Nord, liable, has 110 parts of 200
    assert found.vat_cents == pytest.approx(50_050 * 0.55 * 0.2, abs=2)


def test_one_order_of_several() -> None:
    two = apron_problem(
        orders=(data.Order(id="canteen", customer="Cantine"), data.Order(id="school")),
        demands=replaced(apron_problem().demands, "second", order="school"),
    )
    canteen, school = aprons(two, order="canteen"), aprons(two, order="school")
    assert canteen.order is not None
    assert canteen.order.customer == "Cantine"
    assert [d.demand for d in canteen.deliveries] == ["first"]
    assert (canteen.ht_cents, school.ht_cents) == (20_000, 20_000)
    # Nord's part: 50 € in April, 170 € in May
    assert (canteen.vat_cents, school.vat_cents) == (1_000, 3_400)


def test_units_that_the_plan_does_not_deliver_are_said() -> None:
    costs, terms = apron_costs(), apron_terms()
    problem, plan = apron_problem(), apron_plan(deliveries=apron_plan().deliveries[:1])
    full = full_cost(problem, plan, costs, terms)
    found = quotation(problem, plan, costs, terms, full, day=DAY)
    assert ("cost.not_planned", "second", "50") in [
        (d.code, d.subject, d.params.get("units")) for d in found.signals
    ]
    assert found.ht_cents == 40_000
    # VAT in proportion: a quarter of what is delivered is Nord's
    assert [(v.base_cents, v.vat_cents) for v in found.vat] == [(30_000, 0), (10_000, 2_000)]


# -- why each euro ---------------------------------------------------------------------------------


def test_reasons_sum_to_the_price() -> None:
    found = worked()
    full = full_cost(worked_problem(), worked_plan(), all_costs(), payment_terms())
    by_group = {r.group: r.cents for r in found.reasons}
    assert sum(by_group.values()) == found.ht_cents
    assert sum(r.per_cent for r in found.reasons) == 100
    kinds = full.by_kind()
    assert by_group["labour"] == sum(
        kinds.get(k, 0) for k in ("labour", "setup", "setup_cost", "piece")
    )
    assert by_group["aid"] == -(full.aid_cents or 0)
    assert by_group["margin"] == found.ht_cents - (full.net_cents or 0)


def test_several_products_have_no_common_unit() -> None:
    assert {r.per_unit for r in worked().reasons} == {None}


def item(workshop: str, kind: ItemKind, cents: int, product: str = "mask") -> CostItem:
    return CostItem(kind=kind, workshop=workshop, product=product, cents=cents)


def table(
    *items: CostItem, products: tuple[str, ...] = ("mask",)
) -> tuple[dict[Group, int], dict[str, dict[Group, int]]]:
    whole, by_product = reasons(
        [(x, Fraction(1)) for x in items],
        dict.fromkeys(products, 10_000),
        dict.fromkeys(products, D(100)),
    )
    return (
        {r.group: r.cents for r in whole},
        {p: {r.group: r.cents for r in rows} for p, rows in by_product.items()},
    )


def three(kind: ItemKind, cents: int, product: str = "mask") -> list[CostItem]:
    return [item(w, kind, cents, product) for w in ("a", "b", "c")]


def test_a_group_of_fewer_than_three_members_joins_the_others() -> None:
    whole, _ = table(
        *three("labour", 1_000), *three("packaging", 10), item("a", "supervision", 700)
    )
    assert whole == {"labour": 3_000, "other": 730, "margin": 6_270}


def test_overheads_of_three_members_stand_apart() -> None:
    whole, _ = table(
        *three("labour", 1_000), *three("overhead", 300), *three("fixed", 10), item("a", "tests", 5)
    )
    assert whole == {"labour": 3_000, "overhead": 900, "other": 35, "margin": 6_065}
    whole, _ = table(
        *three("labour", 1_000),
        *three("fixed", 10),
        item("a", "overhead", 3),
        item("b", "tests", 5),
    )
    assert whole == {"labour": 3_000, "other": 38, "margin": 6_962}


def test_every_kind_of_line_apart_sums_to_the_price() -> None:
    items = [*three("labour", 1_000), item("a", "overhead", 300), item("b", "aid", 450)]
    rows = kind_reasons([(x, Fraction(1)) for x in items], 10_000, D(100))
    assert [(r.kind, r.cents, r.per_unit) for r in rows] == [
        ("labour", 3_000, D("0.3000")),
        ("overhead", 300, D("0.0300")),
        ("aid", -450, D("-0.0450")),
        ("margin", 7_150, D("0.7150")),
    ]
    assert sum(r.per_cent for r in rows) == 100


def test_what_joins_the_others_alone_takes_the_smallest_group_with_it() -> None:
    whole, _ = table(*three("labour", 1_000), *three("common", 50), item("a", "fixed", 700))
    assert whole == {"labour": 3_000, "other": 850, "margin": 6_150}


def test_two_members_show_nothing() -> None:
    whole, by_product = table(item("a", "labour", 1_000), item("b", "labour", 900))
    assert whole == {}
    assert by_product == {}
    found = aprons()
    assert found.reasons == ()
    assert found.grid == ()
    assert "cost.too_few_members" in [d.code for d in found.signals]
    assert found.ht_cents == 40_000


def test_a_product_that_cannot_be_shown_hides_the_others() -> None:
    whole, by_product = table(
        *three("labour", 1_000), item("a", "labour", 500, "bag"), products=("mask", "bag")
    )
    # the whole less the masks would be the bags of a single member
    assert whole == {"labour": 3_500, "margin": 16_500}
    assert by_product == {}


def test_products_show_the_same_groups_as_the_whole() -> None:
    whole, by_product = table(
        *three("labour", 1_000),
        *three("labour", 600, "bag"),
        *three("supervision", 100),
        item("a", "supervision", 80, "bag"),
        products=("mask", "bag"),
    )
    assert {g for rows in by_product.values() for g in rows} == set(whole)
    for group in whole:
        assert sum(rows.get(group, 0) for rows in by_product.values()) == whole[group]
    assert "supervision" not in whole


def test_per_unit_and_per_cent() -> None:
    rows, _ = reasons(
        [(x, Fraction(1)) for x in three("labour", 1_111)], {"mask": 10_000}, {"mask": D(300)}
    )
    labour, margin = rows
    assert (labour.cents, labour.per_unit, labour.per_cent) == (3_333, D("0.1111"), D("33.3"))
    assert (margin.cents, margin.per_unit, margin.per_cent) == (6_667, D("0.2222"), D("66.7"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            item,
            st.sampled_from(["a", "b", "c", "d"]),
            st.sampled_from(
                ["labour", "materials", "supervision", "overhead", "fixed", "common", "aid"]
            ),
            st.integers(1, 5_000),
            st.sampled_from(["mask", "bag"]),
        ),
        max_size=12,
    )
)
def test_no_table_shows_fewer_than_three_members(items: list[CostItem]) -> None:
    whole, by_product = reasons(
        [(x, Fraction(1)) for x in items],
        {"mask": 10_000, "bag": 7_777},
        {"mask": D(3), "bag": D(7)},
    )
    for rows, mine in [
        (whole, items),
        *((rows, [x for x in items if x.product == p]) for p, rows in by_product.items()),
    ]:
        if not rows:
            continue
        shown = {r.group for r in rows}
        assert sum(r.per_cent for r in rows) == 100
        for kind in ("labour", "materials", "supervision", "overhead", "common", "aid"):
            if kind in shown:
                assert len({x.workshop for x in mine if x.kind == kind}) >= FEWEST_MEMBERS
        if "other" in shown:
            apart = {k for k in shown if k != "other"}
            assert len({x.workshop for x in mine if x.kind not in apart}) >= FEWEST_MEMBERS


# -- three quantities × three prices ---------------------------------------------------------------


def test_the_grid_says_what_a_price_covers() -> None:
    found = worked(price_factors=(D("0.5"), D(1), D("1.5")))
    full = full_cost(worked_problem(), worked_plan(), all_costs(), payment_terms())
    assert [(c.quantity_factor, c.price_factor) for c in found.grid] == [
        (q, p) for q in (D("0.8"), D(1), D("1.2")) for p in (D("0.5"), D(1), D("1.5"))
    ]
    now = found.grid[4]
    assert (now.ht_cents, now.gross_cents, now.net_cents) == (
        684_550,
        full.gross_cents,
        full.net_cents,
    )
    assert [c.covers for c in found.grid[3:6]] == ["nothing", "floor", "gross_cost"]
    assert now.result_cents == 684_550 - (full.net_cents or 0)


def test_fixed_costs_weigh_more_on_fewer_units() -> None:
    small, _, large = worked(price_factors=(D(1),)).grid
    now = worked(price_factors=(D(1),)).grid[1]
    fixed = sum(
        x.cents
        for x in full_cost(worked_problem(), worked_plan(), all_costs(), payment_terms()).lines
        if x.behaviour == "fixed"
    )
    assert fixed > 0
    variable = now.gross_cents - fixed
    assert small.gross_cents == fixed + round(variable * 0.8)
    assert large.gross_cents == fixed + round(variable * 1.2)


# -- what is missing -------------------------------------------------------------------------------


def test_no_price_no_offer() -> None:
    problem = apron_problem(products=at(apron_problem().products, 0, selling_price=None))
    found = aprons(problem)
    assert [(d.code, d.subject, d.params["field"]) for d in found.missing] == [
        ("cost.missing", "apron", "selling_price")
    ]
    assert found.products == ()
    assert found.ht_cents == found.ttc_cents == found.deposit_cents == 0


def test_nothing_ordered() -> None:
    assert [d.code for d in aprons(order="nobody").missing] == ["cost.nothing_ordered"]


def test_without_all_costs_the_price_has_no_reasons() -> None:
    problem, plan, terms = worked_problem(), worked_plan(), payment_terms()
    costs = all_costs(fil_rouge=ei(non_quality=None))
    full = full_cost(problem, plan, costs, terms)
    found = quotation(problem, plan, costs, terms, full, day=DAY)
    assert found.ht_cents == 684_550
    assert found.reasons == ()
    assert found.grid == ()
    assert [(d.subject, d.params["field"]) for d in found.cost_missing] == [
        ("fil-rouge", "non_quality")
    ]


def test_assumptions_are_those_of_the_order() -> None:
    taken = data.Assumption(subject="apron", field="yield", value="1", source="default")
    assert aprons(replace(apron_problem(), assumptions=(taken,))).assumptions == (taken,)


# -- dates and floors -------------------------------------------------------------------------------


def dated(day: date) -> dict[str, dict[str, str]]:
    problem, plan, costs = worked_problem(), worked_plan(), all_costs()
    terms = payment_terms(deposit=D("0.2"), deposit_day=date(2020, 4, 6))
    full = full_cost(problem, plan, costs, terms)
    found = quotation(problem, plan, costs, terms, full, day=day)
    return {d.code: dict(d.params) for d in found.signals if "quoted_after" in d.code}


def test_an_offer_dated_after_what_it_promises_is_said() -> None:
    assert dated(date(2020, 4, 6)) == {}
    assert dated(date(2020, 4, 7)) == {
        "cost.quoted_after_deposit": {"day": "2020-04-07", "deposit_day": "2020-04-06"}
    }
    due = sorted(d.due for d in worked_problem().demands)
    assert "cost.quoted_after_deliveries" not in dated(due[0])
    late = dated(date(2020, 12, 1))["cost.quoted_after_deliveries"]
    assert late == {
        "day": "2020-12-01",
        "count": str(len(due)),
        "deliveries": str(len(due)),
        "first": str(due[0]),
        "last": str(due[-1]),
    }


def floor_of(product: str, ht: int, floor: int, units: int = 100) -> ProductFloor:
    return ProductFloor(
        product=product,
        units=D(units),
        ht_cents=ht,
        gross_cents=floor + 5,
        floor_cents=floor,
        members=3,
    )


def test_floors_are_the_cost_net_of_aid_and_sum_to_it() -> None:
    found = worked()
    problem, plan = worked_problem(), worked_plan()
    full = full_cost(problem, plan, all_costs(), payment_terms())
    assert {f.product: f.floor_cents for f in found.floors} == full.by_product("net")
    assert {f.product: f.ht_cents for f in found.floors} == {
        p.product: p.ht_cents for p in found.products
    }


@pytest.mark.parametrize(
    ("others", "reason", "payers"),
    [
        ((floor_of("b", 50_000, 40_000),), "paid", "b"),
        ((floor_of("b", 40_200, 40_000), floor_of("c", 10, 900)), "partly", "b"),
        ((floor_of("b", 40_000, 40_000),), "unpaid", ""),
    ],
)
def test_a_product_below_its_floor_says_who_pays_and_what_would_hold(
    others: tuple[ProductFloor, ...], reason: str, payers: str
) -> None:
    found = list(below_floor((floor_of("a", 44_000, 45_001), *others)))
    assert found[0].subject == "a"
    params = found[0].params
    assert (params["reason"], params["payers"]) == (reason, payers)
    assert (params["unit_price"], params["unit_floor"]) == ("4.4000", "4.5001")
    # The least price in whole cents that covers it.
    assert params["holds"] == "4.51"
    assert params["lost_cents"] == "1001"
    assert [d.subject for d in found[1:]] == [f.product for f in others if f.margin_cents < -99]


def test_a_price_at_its_floor_says_nothing() -> None:
    assert list(below_floor((floor_of("a", 45_000, 45_000), floor_of("b", 1_000, 900)))) == []
