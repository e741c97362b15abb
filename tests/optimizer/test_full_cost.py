"""Rules of the full cost: sums to the cent, nothing guessed, what each rule of docs/costing.md says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer import cost_parameters as money
from optimizer import plan as plans
from optimizer.cost_items import evaluate, total_cents
from optimizer.cost_parameters import MemberCosts, OrderTerms
from optimizer.costing import variable_cost
from optimizer.full_cost import FullCost, full_cost
from optimizer.ledger import Ledger
from optimizer.member_work import member_works
from optimizer.opening import MaterialStock
from optimizer.plan import Plan
from optimizer.plan_costs import purchase_pools
from optimizer.purchasing import purchase_cost
from tests.builders import opened, replaced
from tests.costs import aci, all_costs, ei, esat, order_terms
from tests.plans import COST_CENTS, week, worked_plan, worked_problem

D = Decimal


def cost_of(
    costs: dict[str, MemberCosts] | None = None,
    terms: OrderTerms | None = None,
    plan: Plan | None = None,
    **changes: Any,
) -> FullCost:
    """The full cost of the worked plan, with something changed."""
    return full_cost(
        worked_problem(**changes),
        plan or worked_plan(),
        all_costs() if costs is None else costs,
        terms or order_terms(),
    )


def without_common(**changes: Any) -> OrderTerms:
    return order_terms(common_expenses=(), **changes)


# -- sums ---------------------------------------------------------------------------------------------


def check_sums(cost: FullCost) -> None:
    """Lines sum to kinds, products, members and the order; formulas give the lines."""
    for member in cost.members:
        assert member.gross_cents == total_cents(member.lines)
        assert sum(member.by_kind().values()) == member.gross_cents
        assert sum(member.by_product().values()) == member.gross_cents
        assert sum(member.by_product("net").values()) == member.net_cents
        assert member.net_cents == member.gross_cents - (member.aid_cents or 0)
        for kind in member.by_kind():
            if kind == "common":
                continue
            # Rounded once per expense: a kind is off by half a cent for each label at most.
            items = [x for x in member.lines if x.kind == kind]
            exact = sum((x.exact_cents for x in items), Fraction(0))
            labels = len({x.label for x in items})
            assert abs(total_cents(items) - exact) <= labels
    assert (
        sum(m.gross_cents or 0 for m in cost.members) + total_cents(cost.unallocated)
        == cost.gross_cents
    )
    assert sum(cost.by_kind().values()) == cost.gross_cents
    assert sum(cost.by_product().values()) == cost.gross_cents
    assert sum(cost.by_product("net").values()) == cost.net_cents
    every = [*cost.lines, *(x for m in cost.members for x in (*m.aids, *m.in_kind))]
    assert all(abs(item.adjustment_cents) <= (2 if item.kind == "common" else 1) for item in every)
    assert sum(x.variable_cents for x in cost.lines) == cost.variable_cents


@st.composite
def figures(draw: st.DrawFn) -> dict[str, MemberCosts]:
    """Any complete figures for the three workshops."""
    cents = st.integers(0, 50_000_000)
    hours = st.decimals(1, 20_000, places=1)
    rates = st.decimals(0, D("0.5"), places=4)
    found = {}
    for costs in (aci(), ei(), esat()):
        ladder = sorted((draw(hours) for _ in range(4)), reverse=True)
        found[costs.workshop] = replace(
            costs,
            hours=money.HoursLadder(
                paid_hours=ladder[0],
                presence_hours=ladder[1],
                worked_hours=ladder[2],
                productive_hours=ladder[3],
            ),
            period_costs=tuple(replace(x, cents=draw(cents)) for x in costs.period_costs),
            overhead_rate=replace(aci().overhead_rate, value=draw(rates)),  # type: ignore[type-var]
            non_quality=replace(aci().non_quality, value=draw(rates)),  # type: ignore[type-var]
            vat=money.VatStatus(is_liable=draw(st.booleans()), deduction=draw(rates)),
            expenses=tuple(replace(x, cents=draw(st.integers(0, 99_999))) for x in costs.expenses),
        )
    return found


@st.composite
def any_plans(draw: st.DrawFn) -> Plan:
    """The worked plan with other quantities: it need not keep the rules."""
    plan = worked_plan()
    units = st.integers(0, 900).map(D)
    return replace(
        plan,
        runs=tuple(replace(x, units=draw(units)) for x in plan.runs),
        shipments=tuple(replace(x, units=draw(units)) for x in plan.shipments),
        hub_sendings=tuple(replace(x, units=draw(units)) for x in plan.hub_sendings),
        purchases=tuple(
            replace(x, thousandths=draw(st.integers(1, 700_001))) for x in plan.purchases
        ),
    )


@settings(max_examples=25, deadline=None)
@given(costs=figures(), key=st.sampled_from(["standard_minutes", "equal", "receipts"]))
def test_lines_sum_to_the_cent_at_every_level(costs: dict[str, MemberCosts], key: Any) -> None:
    cost = cost_of(costs, order_terms(common_key=key))
    assert cost.missing == ()
    check_sums(cost)
    assert cost.variable_cents == COST_CENTS


@settings(max_examples=25, deadline=None)
@given(plan=any_plans())
def test_the_variable_part_is_the_cost_level_to_the_cent(plan: Plan) -> None:
    cost = cost_of(plan=plan)
    assert cost.variable_cents == variable_cost(worked_problem(), plan).total_cents
    known = {m.workshop for m in cost.members if m.is_complete}
    # A plan whose runs are all empty leaves the key of the common expenses nothing to share by.
    if len(known) == len(cost.members):
        check_sums(cost)
    materials = total_cents(x for x in cost.lines if x.kind == "materials")
    assert materials == purchase_cost(worked_problem(), plan.purchases).total_cents


def test_labour_at_the_planned_cost_is_the_cost_level_itself() -> None:
    cost = cost_of(all_costs(fil_rouge=ei(period_costs=aci().period_costs[1:])))
    assert [d.params["field"] for d in cost.missing] == ["period_costs.labour"]
    same = {x.kind: x.difference_cents for x in cost_of().reconciliation}
    # Only Fil rouge is reckoned at 24.30 € for 24.00 € planned: 7 914.70595 min × 0.5 cent.
    assert same == {
        "labour": 3_958,
        "setup": 0,
        "setup_cost": 0,
        "piece": 0,
        "materials": 0,
        "movement": 0,
        "holding": 0,
    }


def test_without_a_planned_hourly_cost_there_is_a_full_cost_and_it_is_said() -> None:
    workshops = replaced(worked_problem().workshops, "vestali", hourly_cost=None)
    cost = cost_of(workshops=workshops)
    member = cost.member("vestali")
    assert member.by_kind()["labour"] == 180_731
    assert sum(x.variable_cents for x in member.lines if x.kind in ("labour", "setup")) == 0
    assert "cost.no_hourly_cost" in {d.code for d in member.signals}
    assert member.gross_cents == cost_of().member("vestali").gross_cents


# -- what is missing ----------------------------------------------------------------------------------

LADDER = aci().hours
NEEDED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("hours.productive_hours", {"hours": replace(LADDER, productive_hours=None)}),
    ("hours.productive_hours", {"hours": replace(LADDER, productive_hours=D(0))}),
    ("hours.paid_hours", {"hours": replace(LADDER, paid_hours=None)}),
    ("period_costs.labour", {"period_costs": aci().period_costs[1:]}),
    ("period_costs.supervision", {"period_costs": aci().period_costs[::2]}),
    ("overhead", {"period_costs": aci().period_costs[:2], "overhead_rate": None}),
    ("non_quality", {"non_quality": None}),
    ("vat", {"vat": None}),
    ("aids.hours_per_etp", {"aids": (replace(aci().aids[0], hours_per_etp=D(0)),)}),
)


@pytest.mark.parametrize(("field", "changes"), NEEDED)
def test_without_a_needed_figure_there_is_no_cost_and_it_is_named(
    field: str, changes: dict[str, Any]
) -> None:
    cost = cost_of(all_costs(vestali=aci(**changes)))
    member = cost.member("vestali")
    assert [(d.code, d.subject, d.params["field"]) for d in member.missing] == [
        ("cost.missing", "vestali", field)
    ]
    assert (member.gross_cents, member.aid_cents, member.net_cents) == (None, None, None)
    assert (cost.gross_cents, cost.net_cents) == (None, None)
    assert cost.variable_cents == COST_CENTS
    others = cost_of()
    assert cost.member("fil-rouge").gross_cents == others.member("fil-rouge").gross_cents


def test_every_missing_figure_is_named_at_once() -> None:
    bare = MemberCosts(workshop="vestali")
    cost = cost_of(all_costs(vestali=bare))
    assert {d.params["field"] for d in cost.member("vestali").missing} == {
        "hours.productive_hours",
        "period_costs.labour",
        "period_costs.supervision",
        "overhead",
        "non_quality",
        "vat",
    }


def test_worked_hours_and_supplier_vat_are_needed_where_they_count() -> None:
    cost = cost_of(
        all_costs(fil_rouge=ei(hours=replace(ei().hours, worked_hours=None))),
        order_terms(suppliers=order_terms().suppliers[1:]),
    )
    named = [(d.subject, d.params["field"], d.params.get("supplier")) for d in cost.missing]
    # Fil rouge recovers all its VAT: no rate needed. Its aid counts worked hours.
    assert named == [
        ("vestali", "supplier_vat", "toiles"),
        ("fil-rouge", "hours.worked_hours", None),
        ("esat-lys", "supplier_vat", "toiles"),
    ]


def test_a_workshop_without_figures() -> None:
    costs = all_costs()
    del costs["esat-lys"]
    cost = cost_of(costs)
    assert [(d.code, d.subject) for d in cost.missing] == [("cost.no_costs", "esat-lys")]
    assert cost.member("esat-lys").gross_cents is None
    assert cost.member("vestali").gross_cents is not None
    assert cost.variable_cents == COST_CENTS


NEGATIVE = money.PeriodCost(label="x", use="labour", cents=-5)
SHARE = money.Aid(label="x", cents_per_period=1, share_of_hours=D(2))


@pytest.mark.parametrize(
    ("code", "field", "changes"),
    [
        ("rate_out_of_range", "non_quality", {"non_quality": money.DatedRate(value=D(1))}),
        ("rate_out_of_range", "overhead_rate", {"overhead_rate": money.DatedRate(value=D("-0.1"))}),
        (
            "rate_out_of_range",
            "vat.deduction",
            {"vat": money.VatStatus(is_liable=True, deduction=D("1.2"))},
        ),
        ("rate_out_of_range", "aids.share_of_hours", {"aids": (SHARE,)}),
        ("negative", "expenses.cents", {"expenses": (replace(aci().expenses[0], cents=-1),)}),
        (
            "negative",
            "aids.cents_per_period",
            {"aids": (replace(SHARE, cents_per_period=-1, share_of_hours=D(1)),)},
        ),
        ("negative", "period_costs.cents", {"period_costs": (NEGATIVE, *aci().period_costs[1:])}),
    ],
)
def test_a_figure_that_cannot_be(code: str, field: str, changes: dict[str, Any]) -> None:
    cost = cost_of(all_costs(vestali=aci(**changes)))
    found = [(d.code, d.params["field"]) for d in cost.missing]
    assert found == [(f"cost.{code}", field)]
    assert cost.member("vestali").gross_cents is None


def test_a_step_of_the_ladder_above_the_one_before() -> None:
    hours = replace(LADDER, worked_hours=D(9_500))
    (found,) = cost_of(all_costs(vestali=aci(hours=hours))).missing
    assert found.code == "cost.ladder_rises"
    assert (found.params["upper"], found.params["field"]) == (
        "hours.presence_hours",
        "hours.worked_hours",
    )


def test_signals() -> None:
    costs = all_costs(
        vestali=aci(
            hours=replace(LADDER, presence_hours=None),
            aids=(),
            non_quality=money.DatedRate(value=D(0), since=date(2020, 5, 1)),
        )
    )
    found = {d.code: d.params for d in cost_of(costs).member("vestali").signals}
    assert found == {
        "cost.hours_incomplete": {"fields": "presence_hours"},
        "cost.no_aid": {"kind": "ACI"},
        "cost.not_yet_in_force": {"field": "non_quality", "since": "2020-05-01"},
    }


# -- materials, VAT, stock --------------------------------------------------------------------------


def test_materials_at_what_the_group_paid_by_quantity_used() -> None:
    cost = cost_of()
    found = {(x.workshop, x.product, x.label): x.cents for x in cost.lines if x.kind == "materials"}
    assert found == {
        # cloth 76.00 + fee 15.00; 25.2, 79.8 and 50 m of 155 used
        ("vestali", "mask", "fabric"): 1_480,
        ("esat-lys", "mask", "fabric"): 4_685,
        ("esat-lys", "bag", "fabric"): 2_935,
        # elastic 52.50 + fees 16.00; 120 m of the 580: the ribbon served the other 300 masks
        ("vestali", "mask", "elastic"): 1_417,
        ("fil-rouge", "mask", "elastic"): 5_433,
        # ribbon 24.80 + fee 15.00, all for those who used it
        ("vestali", "mask", "ribbon"): 3_980,
        ("vestali", "laundry", "detergent"): 3_100,
    }
    assert cost.member("vestali").materials_cents == 1_480 + 1_417 + 3_980 + 3_100


def test_what_is_used_over_the_plan_is_what_is_used_week_by_week() -> None:
    ledger = Ledger(worked_problem(), worked_plan())
    weekly = {key: sum(row) for key, row in ledger.material_needs.items()}
    total: dict[tuple[str, str], Decimal] = {}
    for (w, _, m), quantity in ledger.material_uses.items():
        total[w, m] = total.get((w, m), D(0)) + quantity
    assert total == weekly
    assert ledger.material_uses["esat-lys", "bag", "fabric"] == 50


def test_a_fee_goes_to_the_lines_of_its_order_by_amount() -> None:
    # Elastic 36.00 and detergent 7.50 ordered from the mercers in the same week, fee 8.00.
    plan = worked_plan(
        purchases=(
            plans.Purchase(
                offer="elastic-merciers", week=week(1), arrival=week(2), thousandths=300_000
            ),
            plans.Purchase(
                offer="detergent-merciers", week=week(1), arrival=week(1), thousandths=3_000
            ),
        )
    )
    pools = purchase_pools(Ledger(worked_problem(), plan))
    found = {x.material: (x.goods_cents, x.fee_cents) for x in pools}
    # 250 m at 0.12 (50 were bought before) and 50 at 0.09; 3 kg at 3.00
    assert found == {"elastic": (3_450, 634), "detergent": (900, 166)}


def test_a_material_that_nobody_uses_goes_to_all_by_standard_minutes() -> None:
    plan = replace(worked_plan(), substitutions=())
    cost = cost_of(plan=plan)
    ribbon = {
        (x.workshop, x.product): x
        for x in cost.lines
        if x.label == "ribbon" and x.kind == "materials"
    }
    assert total_cents(ribbon.values()) == 3_980
    load = member_works(Ledger(worked_problem(), plan))
    assert set(ribbon) == {(w, p) for w, x in load.items() for p in x.standard_minutes}
    assert ribbon["fil-rouge", "mask"].formula[2].name == "standard_minutes"


def test_vat_that_is_not_recovered() -> None:
    cost = cost_of()
    vat = {m.workshop: m.by_kind().get("vat", 0) for m in cost.members}
    # 20 % of 99.77; nothing; 20 % of 20 % of 76.20
    assert vat == {"vestali": 1_995, "fil-rouge": 0, "esat-lys": 305}


def test_opening_stock_costs_its_price_when_it_has_one() -> None:
    prices = (
        money.StockPrice(
            material="fabric", unit_price=D("3.00"), lender="vestali", source="accord"
        ),
        money.StockPrice(material="elastic", unit_price=D("0.10")),
    )
    cost = cost_of(terms=order_terms(stock_prices=prices))
    stock = [x for x in cost.lines if x.kind == "stock"]
    # Of 155 m of cloth: 100 common, 30 lent, 5 on order, 20 bought. 140 m of 580 of elastic.
    assert total_cents(x for x in stock if x.label == "fabric/vestali") == 9_000
    assert total_cents(x for x in stock if x.label == "elastic") == 1_400
    assert {x.source for x in stock} == {"accord", ""}
    left = [
        (d.subject, d.params["quantity"], d.params["lender"])
        for d in cost.signals
        if d.code == "cost.stock_without_price"
    ]
    assert left == [("fabric", "100", ""), ("fabric", "5", "")]
    assert sum(x.variable_cents for x in cost.lines) == COST_CENTS
    lots = (
        MaterialStock(material="elastic", thousandths=500_000),
        MaterialStock(material="elastic", thousandths=500_000, lender="vestali"),
    )
    plenty = opened(worked_problem(), materials=lots, purchases=())
    lent = (money.StockPrice(material="elastic", unit_price=D("0.10"), lender="vestali"),)
    cost = full_cost(plenty, worked_plan(), all_costs(), order_terms(stock_prices=lent))
    # 580 m are used: the 500 common ones, then 80 of those lent.
    assert total_cents(x for x in cost.lines if x.kind == "stock") == 800


# -- own costs ----------------------------------------------------------------------------------------


def test_expenses_by_product_and_by_unit() -> None:
    lines = cost_of().member("vestali").lines
    found = {(x.kind, x.product): x.cents for x in lines if x.kind in ("tests", "packaging")}
    # 800 masks and 250.5 kg at 0.8 cent
    assert found == {
        ("tests", "mask"): 9_000,
        ("packaging", "mask"): 640,
        ("packaging", "laundry"): 200,
    }
    masks = money.OrderExpense(
        label="Étiquettes", kind="tests", cents_per_unit=D(2), product="mask"
    )
    only = cost_of(all_costs(vestali=aci(expenses=(masks,)))).member("vestali").lines
    assert {x.product: x.cents for x in only if x.kind == "tests"} == {"mask": 1_600}
    van = {x.product: x.cents for x in lines if x.kind == "transport"}
    assert van == {"mask": 3_877, "laundry": 123}  # 3 950 and 125.25 standard minutes


def test_a_revalued_aid_is_two_aids() -> None:
    whole = cost_of().member("vestali")
    (aid,) = aci().aids
    cut = date(2020, 4, 20)
    two = (replace(aid, until=cut - timedelta(days=1)), replace(aid, since=cut))
    parts = cost_of(all_costs(vestali=aci(aids=two))).member("vestali")
    assert abs((parts.aid_cents or 0) - (whole.aid_cents or 0)) <= 1
    before = cost_of(all_costs(vestali=aci(aids=two[:1]))).member("vestali")
    # Weeks 0 and 1: 150 + 30 minutes of cutting, then 300 ÷ 0.7 × 5 and 300 ÷ 0.8.
    minutes = Fraction("180") + Fraction("2142.8571") + 375
    exact = minutes / 60 * 10_816 / 7_200 * 2_019_900 / 1_820
    assert abs((before.aid_cents or 0) - exact) <= 1
    assert parts.gross_cents == whole.gross_cents


def test_an_aid_counts_the_weeks_whose_monday_it_holds() -> None:
    (aid,) = aci().aids

    def aided(**dates: Any) -> int | None:
        return (
            cost_of(all_costs(vestali=aci(aids=(replace(aid, **dates),))))
            .member("vestali")
            .aid_cents
        )

    first = aided(until=date(2020, 4, 6))  # the Monday of week 0
    assert (
        first
        == aided(until=date(2020, 4, 12))
        == aided(since=date(2020, 4, 6), until=date(2020, 4, 6))
    )
    assert first
    assert aided(until=date(2020, 4, 5)) == 0
    assert aided(since=date(2020, 4, 7), until=date(2020, 4, 12)) == 0


def test_aid_of_a_period() -> None:
    member = cost_of().member("esat-lys")
    # 2 440.55529 min × 90 000 € ÷ 600 000 min
    assert member.aid_cents == 36_608
    assert member.net_cents == (member.gross_cents or 0) - 36_608


def test_contributions_in_kind_are_never_in_the_cost() -> None:
    member = cost_of().member("vestali")
    assert member.in_kind_cents == 12_000
    without = cost_of(all_costs(vestali=aci(in_kind=()))).member("vestali")
    assert (without.gross_cents, without.in_kind_cents) == (member.gross_cents, 0)


def test_stand_alone_price_of_the_materials_stands_beside() -> None:
    cost = full_cost(
        worked_problem(), worked_plan(), all_costs(), order_terms(), stand_alone={"vestali": 12_345}
    )
    assert cost.member("vestali").stand_alone_cents == 12_345
    assert cost.member("fil-rouge").stand_alone_cents is None
    assert cost.gross_cents == cost_of().gross_cents


# -- compte prorata -----------------------------------------------------------------------------------


def common(cost: FullCost) -> dict[str, int]:
    return {m.workshop: m.by_kind().get("common", 0) for m in cost.members}


@pytest.mark.parametrize(
    ("key", "weights"),
    [
        ("receipts", {"vestali": "1087.975", "fil-rouge": "1495", "esat-lys": "305"}),
        ("standard_minutes", {"vestali": "4075.25", "fil-rouge": "6900", "esat-lys": "1215"}),
        ("equal", {"vestali": "1", "fil-rouge": "1", "esat-lys": "1"}),
        ("agreed", {"vestali": "0.5", "fil-rouge": "0.3", "esat-lys": "0.2"}),
    ],
)
def test_common_costs_by_each_key(key: Any, weights: dict[str, str]) -> None:
    workshops = worked_problem().workshops
    for w, share in {"vestali": "0.5", "fil-rouge": "0.3", "esat-lys": "0.2"}.items():
        workshops = replaced(workshops, w, agreed_share=D(share))
    found = common(cost_of(terms=order_terms(common_key=key), workshops=workshops))
    # 300.00 provisional and 100.01 final
    assert sum(found.values()) == 40_001
    total = sum(D(x) for x in weights.values())
    for w, weight in weights.items():
        assert abs(found[w] - 40_001 * D(weight) / total) < 2


def test_an_agreed_share_that_was_not_given_is_missing() -> None:
    cost = cost_of(terms=order_terms(common_key="agreed"))
    assert {(d.code, d.params.get("field")) for d in cost.missing} == {
        ("cost.missing", "agreed_share"),
        ("cost.common_key_empty", None),
    }
    assert [x.workshop for x in cost.unallocated if x.kind == "common"] == ["", ""]


def test_each_is_told_only_of_its_own_missing_share() -> None:
    workshops = replaced(worked_problem().workshops, "vestali", agreed_share=D("0.5"))
    cost = cost_of(terms=order_terms(common_key="agreed"), workshops=workshops)
    assert [d.subject for d in cost.missing] == ["fil-rouge", "esat-lys"]
    assert cost.member("vestali").missing == ()
    assert [d.subject for d in cost.member("esat-lys").missing] == ["esat-lys"]


def test_a_rate_that_holds_from_the_start_of_the_plan_is_in_force() -> None:
    monday = money.DatedRate(value=D("0.01"), since=date(2020, 4, 6))
    member = cost_of(all_costs(vestali=aci(non_quality=monday))).member("vestali")
    assert member.signals == ()


def test_provisional_expenses_are_noted() -> None:
    found = [d for d in cost_of().signals if d.code == "cost.common_provisional"]
    assert [(d.params["label"], d.params["cents"]) for d in found] == [("Coordination", "30000")]


# -- who is in ----------------------------------------------------------------------------------------


def test_a_workshop_that_does_nothing_pays_only_its_own_expenses() -> None:
    plan = worked_plan()
    idle = replace(plan, runs=tuple(r for r in plan.runs if r.workshop != "vestali"), shipments=())
    cost = cost_of(plan=idle)
    member = cost.member("vestali")
    assert member.missing == ()
    assert member.by_kind() == {"transport": 4_000, "tests": 9_000, "fixed": 2_500}
    assert member.aid_cents == 0
    costs = all_costs()
    del costs["vestali"]
    assert [m.workshop for m in cost_of(costs, plan=idle).members] == ["fil-rouge", "esat-lys"]


def test_when_nobody_works_nobody_pays_and_it_is_said() -> None:
    nothing = worked_plan(
        runs=(), hub_sendings=(), hub_receipts=(), shipments=(), deliveries=(), substitutions=()
    )
    cost = cost_of(plan=nothing)
    level = variable_cost(worked_problem(), nothing).total_cents
    assert cost.variable_cents == level
    # Finished masks that were already at Fil rouge lie there.
    held = sum(x.variable_cents for m in cost.members for x in m.lines)
    assert sum(x.variable_cents for x in cost.unallocated) == level - held
    (told,) = [d for d in cost.signals if d.code == "cost.unallocated"]
    assert int(told.params["cents"]) == total_cents(cost.unallocated)
    with pytest.raises(KeyError):
        cost.member("nobody")


def test_work_before_the_plan_is_not_in_the_cost_and_it_is_said() -> None:
    assert "cost.opening_not_costed" in {d.code for d in cost_of().order_signals}
    fresh = opened(worked_problem(), units=(), hub_transit=(), lane_transit=(), past_work=())
    cost = full_cost(fresh, worked_plan(), all_costs(), order_terms())
    assert "cost.opening_not_costed" not in {d.code for d in cost.order_signals}


def test_a_formula_is_read_from_left_to_right() -> None:
    member = cost_of().member("vestali")
    (line,) = [
        x for x in member.lines if (x.kind, x.label, x.product) == ("overhead", "rate", "laundry")
    ]
    assert [(t.operator, t.name, t.value) for t in line.formula] == [
        ("+", "labour", 4_071),
        ("+", "supervision", 1_044),
        ("×", "overhead_rate", D("0.02")),
    ]
    assert evaluate(line.formula) == Fraction("102.3")
    assert line.cents == 102
    assert line.source == "budget 2020"
