"""Whatever periods are asked for, each says the same; and each buyer is asked for its own orders."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer import problem as data
from optimizer.attribution import DeliveryRecord
from optimizer.cash import cash
from optimizer.full_cost import full_cost
from optimizer.statement_data import BUYER, MANDATAIRE, PeriodStatement, Statements
from optimizer.statement_periods import months_between, periods_until
from optimizer.statements import statements
from tests.builders import at
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
START = date(2020, 4, 1)


@st.composite
def deliveries(draw: st.DrawFn) -> list[DeliveryRecord]:
    """The worked order delivered in pieces, some refused, over four months."""
    found = []
    for demand in worked_problem().demands:
        cuts = sorted(draw(st.lists(st.integers(0, 100), max_size=3)))
        for low, high in zip([0, *cuts], [*cuts, 100], strict=True):
            units = demand.quantity * (high - low) / 100
            day = START + timedelta(days=draw(st.integers(0, 110)))
            if units:
                accepted = draw(st.sampled_from([units, units, units / 2, D(0)]))
                found.append(
                    DeliveryRecord(demand=demand.id, day=day, delivered=units, accepted=accepted)
                )
    return found


def drawn_up(records: list[DeliveryRecord], **changes: Any) -> Statements:
    terms = payment_terms(penalty_per_unit_week=D("0.137"), deposit=D("0.13"))
    return statements(
        worked_problem(), worked_plan(), paying_costs(), terms, records=records, **changes
    )


def amounts(period: PeriodStatement) -> Counter[tuple[str, str]]:
    """Everything of a period but its VAT, which is rounded on each invoice."""
    found: Counter[tuple[str, str]] = Counter()
    for m in period.members:
        for line in m.lines:
            found[m.workshop, f"{line.product} {line.vat_rate}"] += line.ht_cents
        found[m.workshop, "deposit"] += m.deposit_cents
        found[m.workshop, "penalty"] += m.penalty_cents
        found[m.workshop, "call"] += m.common_call_cents
        found[m.workshop, "refund"] += m.common_refund_cents
    return found


@settings(max_examples=40, deadline=None)
@given(records=deliveries(), first=st.integers(0, 110), days=st.integers(0, 60))
def test_a_selection_says_what_the_series_says(
    records: list[DeliveryRecord], first: int, days: int
) -> None:
    low = START + timedelta(days=first)
    every, kept = months_between(records, low, low + timedelta(days=days))
    series = {p.period: p for p in drawn_up(records).periods}
    cut = {p.period: p for p in drawn_up(records, periods=every).periods}
    # Months that no day cuts are the same to the cent, VAT and payments included.
    for period in series.keys() & cut.keys():
        assert cut[period] == series[period]
    assert set(kept) <= set(every)
    # What is cut adds up to the month it was cut from.
    for month, whole in series.items():
        parts: Counter[tuple[str, str]] = Counter()
        for period, found in cut.items():
            if month.first <= period.first <= month.last:
                parts.update(amounts(found))
        assert {k: v for k, v in parts.items() if v} == {
            k: v for k, v in amounts(whole).items() if v
        }


@settings(max_examples=20, deadline=None)
@given(records=deliveries(), lasts=st.sets(st.integers(0, 110), max_size=6))
def test_any_cutting_adds_up_to_the_same(records: list[DeliveryRecord], lasts: set[int]) -> None:
    periods = periods_until(START, [START + timedelta(days=n) for n in {*lasts, 120}])
    one: Counter[tuple[str, str]] = Counter()
    other: Counter[tuple[str, str]] = Counter()
    for p in drawn_up(records, periods=periods).periods:
        one.update(amounts(p))
    for p in drawn_up(records).periods:
        other.update(amounts(p))
    assert one == other


def test_months_are_cut_where_it_is_asked() -> None:
    records = [
        DeliveryRecord(demand="first", day=date(2020, month, day), delivered=D(1))
        for month, day in ((4, 17), (5, 4), (5, 28), (6, 2))
    ]
    every, kept = months_between(records, date(2020, 5, 1), date(2020, 5, 15))
    assert [p.name for p in every] == [
        "2020-04",
        "2020-05-01/2020-05-15",
        "2020-05-16/2020-05-31",
        "2020-06",
    ]
    assert [p.name for p in kept] == ["2020-05-01/2020-05-15"]
    assert months_between(records, date(2020, 6, 10), date(2020, 6, 30))[1] == ()
    assert [p.name for p in months_between(records, date.min, date(2020, 5, 31))[1]] == [
        "2020-04",
        "2020-05",
    ]


def test_the_whole_deposit_comes_off_once_the_order_is_invoiced() -> None:
    records = [
        DeliveryRecord(demand="first", day=date(2020, 4, 17), delivered=D(17)),
        DeliveryRecord(demand="first", day=date(2020, 4, 30), delivered=D(33)),
        DeliveryRecord(demand="second", day=date(2020, 5, 7), delivered=D(50)),
    ]
    found = statements(
        apron_problem(),
        apron_plan(),
        apron_costs(),
        apron_terms(deposit=D("0.333")),
        records=records,
    )
    assert found.deposit_left_cents == 0


# -- several buyers --------------------------------------------------------------------------------


def two_buyers(**terms: Any) -> Statements:
    """The first half of the aprons for the canteen, the second for the hospital."""
    problem = apron_problem()
    problem = replace(
        problem,
        orders=(*problem.orders, data.Order(id="ward", customer="Hôpital")),
        demands=at(problem.demands, 1, order="ward"),
    )
    return statements(problem, apron_plan(), apron_costs(), apron_terms(**terms))


def test_each_buyer_owes_its_own_orders_and_deposit() -> None:
    found = two_buyers()
    assert found.buyers == ("Cantine", "Hôpital")
    # Nord 60 € and Sud 150 € with VAT for the first, 204 € and 30 € for the second: a quarter of each
    assert found.buyer_deposits == {"Cantine": 5_250, "Hôpital": 5_850}
    assert sum(found.deposits.values()) == 11_100
    april, may = found.periods
    assert [(t.buyer, t.payee, t.cents) for t in april.transfers if t.payer == BUYER] == [
        ("Cantine", "nord", 6_000 - 1_500),
        ("Cantine", "sud", 15_000 - 3_750),
    ]
    assert [(t.buyer, t.payee, t.cents) for t in may.transfers if t.payer == BUYER] == [
        ("Hôpital", "nord", 20_400 - 5_100),
        ("Hôpital", "sud", 3_000 - 750),
    ]


def test_the_mandataire_collects_from_each_buyer() -> None:
    found = two_buyers(circuit="mandataire", mandataire="sud")
    collected = [
        (t.buyer, t.cents) for p in found.periods for t in p.transfers if t.payee == MANDATAIRE
    ]
    assert collected == [("Cantine", 15_750), ("Hôpital", 17_550)]
    assert [p.payable_cents for p in found.periods] == [15_750, 17_550]


@pytest.mark.parametrize("circuit", ["members_invoice", "mandataire"])
def test_cash_tells_from_whom_it_comes(circuit: Any) -> None:
    problem = replace(
        apron_problem(),
        orders=(*apron_problem().orders, data.Order(id="ward", customer="Hôpital")),
        demands=at(apron_problem().demands, 1, order="ward"),
    )
    plan, costs = apron_plan(), apron_costs()
    terms = apron_terms(circuit=circuit, mandataire="sud")
    due = statements(problem, plan, costs, terms)
    found = cash(problem, plan, costs, terms, full_cost(problem, plan, costs, terms), due)
    account = found.account(MANDATAIRE if circuit == "mandataire" else "nord")
    labels = [f.label for f in account.flows if f.kind == "receipt"]
    assert labels == ["2020-04/Cantine", "2020-05/Hôpital"]
    for line in (x for a in found.accounts for x in a.totals):
        assert line.expected_cents == line.cash_cents


@pytest.mark.parametrize("buyer", ["Cantine", "Hôpital"])
def test_a_buyer_sees_its_own_alone(buyer: str) -> None:
    found = two_buyers()
    own = found.of_buyer(buyer)
    assert own.buyers == (buyer,)
    (period,) = own.periods
    assert {found.buyer_of[row.order] for row in period.products} == {buyer}
    assert {t.buyer for t in period.transfers} == {buyer}
    assert sum(own.deposits.values()) == found.buyer_deposits[buyer]
    whole = next(p for p in found.periods if p.period == period.period)
    assert period.payable_cents == whole.payable_cents
    assert own.order_ht_cents == 0
    alone = statements(apron_problem(), apron_plan(), apron_costs(), apron_terms())
    assert alone.of_buyer("Cantine") == alone


def test_late_units_of_one_buyer_are_not_taken_off_another() -> None:
    problem = replace(
        apron_problem(),
        orders=(*apron_problem().orders, data.Order(id="ward", customer="Hôpital")),
        demands=at(apron_problem().demands, 1, order="ward"),
    )
    records = [
        DeliveryRecord(demand="first", day=date(2020, 5, 4), delivered=D(50)),
        DeliveryRecord(demand="second", day=date(2020, 5, 1), delivered=D(50)),
    ]
    found = statements(
        problem,
        apron_plan(),
        apron_costs(),
        apron_terms(penalty_per_unit_week=D("0.101")),
        records=records,
    )
    penalties: Counter[str] = Counter()
    for m in found.periods[0].members:
        for part in m.by_buyer:
            penalties[part.buyer] += part.penalty_cents
    # 17 days late: 3 weeks begun
    assert penalties == {"Cantine": round(50 * 3 * D("10.1")), "Hôpital": 0}
