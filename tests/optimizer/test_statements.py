"""Who invoices what: by hand on a tiny order, then sums that hold whatever is delivered and accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer import cost_parameters as money
from optimizer import problem as data
from optimizer.attribution import DeliveryRecord, attribute, planned_records
from optimizer.full_cost import full_cost
from optimizer.opening import Delivered, PastWork
from optimizer.statement_periods import months, periods_until
from optimizer.statements import (
    BUYER,
    MANDATAIRE,
    Statements,
    statements,
    weeks_late,
)
from tests.builders import at, opened
from tests.costs import aci, all_costs
from tests.payments import (
    apron_costs,
    apron_plan,
    apron_problem,
    apron_terms,
    paying_costs,
    payment_terms,
)
from tests.plans import worked_plan, worked_problem

D = Decimal
# 2 050 masks at 2.90 €, 130 bags at 5 €, 250.5 kg at 1 €
ORDER_CENTS = 594_500 + 65_000 + 25_050


def aprons(**changes: object) -> Statements:
    return statements(apron_problem(), apron_plan(), apron_costs(), apron_terms(**changes))


def ht(found: Statements) -> dict[tuple[str, str], int]:
    return {(p.period.name, m.workshop): m.ht_cents for p in found.periods for m in p.members}


def codes(found: Statements) -> list[tuple[str, str, str]]:
    return [(d.code, d.subject, d.params.get("field", "")) for d in found.missing]


# -- who made what ---------------------------------------------------------------------------------


def test_first_made_is_first_delivered() -> None:
    problem, plan = apron_problem(), apron_plan()
    records = planned_records(problem, plan)
    assert [(r.demand, r.day) for r in records] == [
        ("first", date(2020, 4, 17)),
        ("second", date(2020, 5, 1)),
    ]
    # 50 × 0.50 € to cut, 50 × 1.50 € to sew; then 10 more by Sud and 40 by Nord
    first, second = attribute(problem, plan, records)
    assert first == {"nord": 25, "sud": 75}
    assert second == {"nord": 85, "sud": 15}


def test_the_price_is_scaled_to_and_shared_by_month() -> None:
    # 200 € a month for 100 € of work
    assert ht(aprons()) == {
        ("2020-04", "nord"): 5_000,
        ("2020-04", "sud"): 15_000,
        ("2020-05", "nord"): 17_000,
        ("2020-05", "sud"): 3_000,
    }


def test_materials_count_where_they_are_used() -> None:
    # a metre at 0.50 € for each apron cut: cutting is worth 1 €, sewing 1.50 €
    problem = apron_problem(
        materials=(data.Material(id="cloth"),),
        suppliers=(data.Supplier(id="mill"),),
        offers=(
            data.Offer(
                id="cloth-mill",
                supplier="mill",
                material="cloth",
                breaks=(data.PriceBreak(unit_price=D("0.50")),),
            ),
        ),
        products=at(
            apron_problem().products,
            0,
            materials=(data.BomLine(material="cloth", quantity=D(1), operation="cutting"),),
        ),
    )
    found = statements(problem, apron_plan(), apron_costs(), apron_terms())
    assert ht(found)["2020-04", "nord"] == 8_000
    assert ht(found)["2020-04", "sud"] == 12_000


def test_yields_change_how_many_made_units_a_delivered_one_takes() -> None:
    operations = apron_problem().products[0].operations
    problem = apron_problem(
        products=at(apron_problem().products, 0, operations=at(operations, 1, yield_rate=D("0.5")))
    )
    weights = attribute(problem, apron_plan(), planned_records(problem, apron_plan()))
    # a finished apron takes 2 cut and 2 sewn: Sud's 60 make 30, Nord's 40 the next 20
    assert weights[0] == {"nord": D(50) + 20 * 3, "sud": 30 * 3}


def test_work_from_before_the_plan_goes_to_those_who_did_it() -> None:
    problem = opened(
        apron_problem(),
        delivered=(Delivered(demand="first", units=D(50)),),
        past_work=(
            PastWork(workshop="nord", receipts_cents=100),
            PastWork(workshop="sud", receipts_cents=300),
        ),
    )
    plan = apron_plan(
        runs=tuple(replace(r, units=r.units / 2) for r in apron_plan().runs),
        deliveries=apron_plan().deliveries[1:],
    )
    records = planned_records(problem, plan)
    assert records[0] == DeliveryRecord(demand="first", day=date(2020, 4, 5), delivered=D(50))
    weights = attribute(problem, plan, records)
    assert weights[0] == {"nord": 25, "sud": 75}
    assert weights[1] == {"nord": 25 + 30, "sud": 45}


def test_work_that_nobody_is_known_to_have_done_follows_the_plan() -> None:
    problem = opened(apron_problem(), delivered=(Delivered(demand="first", units=D(50)),))
    plan = apron_plan(deliveries=apron_plan().deliveries[1:])
    weights = attribute(problem, plan, planned_records(problem, plan))
    assert weights[0] == {"nord": 25 + D("0.4") * 75, "sud": D("0.6") * 75}


# -- VAT, deposit, penalties -----------------------------------------------------------------------


def test_vat_is_each_members_own() -> None:
    april = aprons().periods[0]
    nord, sud = april.members
    assert (nord.vat_cents, nord.ttc_cents) == (1_000, 6_000)
    assert (sud.vat_cents, sud.ttc_cents) == (0, 15_000)
    assert sud.vat[0].is_exempt


def test_the_rate_is_that_of_the_day_of_delivery() -> None:
    rates = (
        money.VatRate(rate=D("0.20")),
        money.VatRate(product="apron", rate=D("0.055"), since=date(2020, 4, 20)),
    )
    whole = periods_until(date(2020, 4, 1), [date(2020, 5, 31)])
    found = statements(
        apron_problem(), apron_plan(), apron_costs(), apron_terms(vat_rates=rates), periods=whole
    )
    nord = found.periods[0].members[0]
    assert {(v.rate, v.base_cents, v.vat_cents) for v in nord.vat} == {
        (D("0.20"), 5_000, 1_000),
        (D("0.055"), 17_000, 935),
    }


def test_the_deposit_comes_off_in_proportion() -> None:
    found = aprons()
    # Nord invoices 60 € then 204 € with VAT, Sud 150 € then 30 €: a quarter of each
    assert found.order_ttc_cents == 44_400
    assert found.deposits == {"nord": 6_600, "sud": 4_500}
    assert [m.deposit_cents for p in found.periods for m in p.members] == [1_500, 3_750, 5_100, 750]
    assert found.deposit_left_cents == 0


def test_what_was_refused_is_not_invoiced_and_its_deposit_is_left() -> None:
    records = [
        DeliveryRecord(demand="first", day=date(2020, 4, 17), delivered=D(50), accepted=D(40)),
        DeliveryRecord(demand="second", day=date(2020, 5, 1), delivered=D(50)),
    ]
    found = statements(apron_problem(), apron_plan(), apron_costs(), apron_terms(), records=records)
    # 160 € in April, shared as what was delivered
    assert ht(found)["2020-04", "nord"] == 4_000
    assert ht(found)["2020-04", "sud"] == 12_000
    # a fifth of April's 15 € (Nord) and 37.50 € (Sud)
    assert found.deposit_left_cents == 300 + 750


def test_penalties_go_to_those_who_made_the_late_units() -> None:
    records = [
        DeliveryRecord(demand="first", day=date(2020, 4, 28), delivered=D(50)),
        DeliveryRecord(demand="second", day=date(2020, 5, 1), delivered=D(50)),
    ]
    terms = apron_terms(penalty_per_unit_week=D("0.101"))
    found = statements(apron_problem(), apron_plan(), apron_costs(), terms, records=records)
    # 11 days are 2 weeks: 50 × 2 × 10.1 cents, a quarter to Nord
    assert [m.penalty_cents for m in found.periods[0].members] == [253, 757]
    assert found.periods[0].members[0].payable_cents == 6_000 - 1_500 - 253
    assert [m.penalty_cents for m in found.periods[1].members] == [0, 0]


@pytest.mark.parametrize(("days", "weeks"), [(-3, 0), (0, 0), (1, 1), (7, 1), (8, 2), (14, 2)])
def test_a_week_begun_counts(days: int, weeks: int) -> None:
    due = date(2020, 5, 1)
    assert weeks_late(due + timedelta(days=days), due) == weeks


# -- compte prorata and circuits -------------------------------------------------------------------


def test_common_expenses_are_called_with_the_statements_and_settled_at_the_end() -> None:
    expense = money.CommonExpense(
        label="Coordination", provisional_cents=2_000, final_cents=2_400, paid_by="sud"
    )
    found = aprons(common_expenses=(expense,))
    april, may = found.periods
    # half of 20 €, by what each invoices
    assert [m.common_call_cents for m in april.members] == [250, 750]
    assert [m.common_refund_cents for m in april.members] == [0, 1_000]
    # in the end 24 € by façon receipts: 110 € and 90 € of 200 €
    assert [m.common_call_cents for m in may.members] == [1_320 - 250, 1_080 - 750]
    assert [m.common_refund_cents for m in may.members] == [0, 1_400]


def test_the_mandataire_collects_and_pays_back() -> None:
    found = aprons(
        circuit="mandataire",
        mandataire="sud",
        common_expenses=(money.CommonExpense(label="Coordination", provisional_cents=2_000),),
    )
    april = found.periods[0]
    assert [(t.payer, t.payee, t.cents) for t in april.transfers] == [
        (BUYER, MANDATAIRE, 4_500 + 11_250),
        (MANDATAIRE, "nord", 4_500 - 250),
        (MANDATAIRE, "sud", 11_250 - 750 + 1_000),
    ]


def test_in_the_end_each_has_paid_its_part_of_the_full_cost() -> None:
    problem, plan, costs, terms = worked_problem(), worked_plan(), paying_costs(), payment_terms()
    found = statements(problem, plan, costs, terms)
    called: Counter[str] = Counter()
    for period in found.periods:
        for m in period.members:
            called[m.workshop] += m.common_call_cents
    full = full_cost(problem, plan, costs, terms)
    assert called == {m.workshop: m.by_kind()["common"] for m in full.members}
    assert sum(called.values()) == 42_345 == found.final_common_cents


# -- what is missing -------------------------------------------------------------------------------


def test_everything_missing_is_said_at_once_and_nothing_is_invoiced() -> None:
    problem = apron_problem(products=at(apron_problem().products, 0, selling_price=None))
    costs = apron_costs()
    costs["sud"] = replace(costs["sud"], vat=None)
    terms = apron_terms(
        vat_rates=(),
        circuit="mandataire",
        common_expenses=(money.CommonExpense(label="Coordination", provisional_cents=1),),
    )
    found = statements(problem, apron_plan(), costs, terms)
    assert found.periods == ()
    assert found.ht_cents == found.order_ht_cents == 0
    assert set(codes(found)) == {
        ("cost.missing", "", "mandataire"),
        ("cost.missing", "apron", "selling_price"),
        ("cost.missing", "apron", "vat_rate"),
        ("cost.missing", "sud", "vat"),
        ("cost.missing", "", "common_expense.paid_by"),
    }
    assert len(found.missing) == len(set(codes(found)))


def test_no_rate_is_asked_of_members_without_vat() -> None:
    costs = {w: replace(c, vat=money.VatStatus(is_liable=False)) for w, c in apron_costs().items()}
    found = statements(apron_problem(), apron_plan(), costs, apron_terms(vat_rates=()))
    assert found.is_complete
    assert found.ttc_cents == found.ht_cents == 40_000


def test_wrong_records_and_periods() -> None:
    records = [
        DeliveryRecord(demand="first", day=date(2020, 4, 17), delivered=D(60)),
        DeliveryRecord(demand="second", day=date(2020, 5, 1), delivered=D(5), accepted=D(6)),
        DeliveryRecord(demand="third", day=date(2020, 5, 1), delivered=D(5)),
    ]
    periods = (*months(records), *months(records))
    found = statements(
        apron_problem(),
        apron_plan(),
        apron_costs(),
        apron_terms(),
        records=records,
        periods=periods,
    )
    assert [d.code for d in found.missing] == [
        "cost.record_units",
        "cost.record_unknown_demand",
        "cost.record_over_quantity",
        "cost.periods_overlap",
    ]
    only_april = periods_until(date(2020, 4, 1), [date(2020, 4, 30)])
    outside = statements(
        apron_problem(), apron_plan(), apron_costs(), apron_terms(), periods=only_april
    )
    assert [(d.code, d.subject) for d in outside.missing] == [
        ("cost.record_outside_periods", "second")
    ]


def test_units_that_nobody_made() -> None:
    found = statements(apron_problem(), apron_plan(runs=()), apron_costs(), apron_terms())
    assert [(d.code, d.subject) for d in found.missing] == [("cost.nobody_made", "apron")]


# -- properties ------------------------------------------------------------------------------------


@st.composite
def deliveries(draw: st.DrawFn) -> list[DeliveryRecord]:
    """The whole worked order, delivered in pieces; some pieces first refused."""
    records = []
    for demand in worked_problem().demands:
        cuts = sorted(draw(st.lists(st.integers(0, 100), max_size=3)))
        for low, high in zip([0, *cuts], [*cuts, 100], strict=True):
            units = demand.quantity * (high - low) / 100
            if not units:
                continue
            day = date(2020, 4, 1) + timedelta(days=draw(st.integers(0, 90)))
            records.append(DeliveryRecord(demand=demand.id, day=day, delivered=units))
            if draw(st.booleans()):
                records.append(
                    DeliveryRecord(demand=demand.id, day=day, delivered=units, accepted=D(0))
                )
    return records


def prices(values: Mapping[str, Decimal]) -> data.Problem:
    problem = worked_problem()
    return replace(
        problem,
        products=tuple(replace(p, selling_price=values[p.id]) for p in problem.products),
    )


euros = st.decimals(D("0.01"), D(20), places=4)


@settings(max_examples=40, deadline=None)
@given(
    records=deliveries(),
    values=st.fixed_dictionaries({"mask": euros, "bag": euros, "laundry": euros}),
    deposit=st.decimals(0, 1, places=2),
    penalty=st.decimals(0, 2, places=3),
    circuit=st.sampled_from(["members_invoice", "mandataire"]),
    key=st.sampled_from(["receipts", "standard_minutes", "equal"]),
    lasts=st.lists(st.integers(0, 100), min_size=0, max_size=5, unique=True),
)
def test_everything_sums_to_the_cent(
    records: list[DeliveryRecord],
    values: dict[str, Decimal],
    deposit: Decimal,
    penalty: Decimal,
    circuit: money.Circuit,
    key: money.CommonKey,
    lasts: list[int],
) -> None:
    start = date(2020, 4, 1)
    periods = periods_until(start, [start + timedelta(days=n) for n in {*lasts, 100}])
    terms = payment_terms(
        deposit=deposit,
        penalty_per_unit_week=penalty,
        circuit=circuit,
        mandataire="fil-rouge",
        common_key=key,
    )
    found = statements(
        prices(values), worked_plan(), paying_costs(), terms, records=records, periods=periods
    )
    assert found.missing == ()
    # every product's periods and members sum to its price
    paid: Counter[str] = Counter()
    invoiced: Counter[str] = Counter()
    for period in found.periods:
        paid.update({row.product: 0 for row in period.products})
        for row in period.products:
            paid[row.product] += row.ht_cents
        for m in period.members:
            for line in m.lines:
                assert line.ht_cents >= 0
                invoiced[line.product] += line.ht_cents
    quantities = {"mask": D(2_050), "bag": D(130), "laundry": D("250.5")}
    for product, quantity in quantities.items():
        exact = values[product] * quantity * 100
        assert paid[product] == invoiced[product]
        assert abs(paid[product] - exact) <= D("0.5")
    assert found.ht_cents == sum(paid.values())
    for period in found.periods:
        calls = sum(m.common_call_cents for m in period.members)
        assert calls == sum(m.common_refund_cents for m in period.members)
        owed = sum(t.cents for t in period.transfers if t.payer == BUYER)
        assert owed == period.payable_cents
        kept = Counter[str]()
        for t in period.transfers:
            kept[t.payee] += t.cents
            kept[t.payer] -= t.cents
        for m in period.members:
            assert kept[m.workshop] == m.net_cents
        assert kept[MANDATAIRE] == 0
    # never more deposit taken off than received, by anybody
    taken: Counter[str] = Counter()
    for period in found.periods:
        for m in period.members:
            assert m.deposit_cents >= 0
            taken[m.workshop] += m.deposit_cents
    assert all(taken[w] <= cents for w, cents in found.deposits.items())
    called = sum(m.common_call_cents for p in found.periods for m in p.members)
    assert called == 42_345


def test_the_plans_own_statements_sum_to_the_order() -> None:
    found = statements(worked_problem(), worked_plan(), all_costs(), payment_terms())
    assert found.ht_cents == found.order_ht_cents == ORDER_CENTS
    assert sum(found.expected_ht.values()) == ORDER_CENTS
    assert found.ttc_cents == found.order_ttc_cents
    assert found.deposit_left_cents == 0


def test_only_the_vat_status_of_a_member_is_read() -> None:
    bare = {w: money.MemberCosts(workshop=w, vat=c.vat) for w, c in all_costs().items()}
    terms = payment_terms()
    assert statements(worked_problem(), worked_plan(), bare, terms) == statements(
        worked_problem(), worked_plan(), all_costs(vestali=aci()), terms
    )
