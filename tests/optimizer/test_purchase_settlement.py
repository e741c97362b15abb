"""What workshops owe each other under a key: exact sums, lines of the full cost, statements, cash."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer import cost_parameters as money
from optimizer.cash import cash
from optimizer.cost_items import total_cents
from optimizer.full_cost import FullCost, full_cost
from optimizer.purchase_settlement import (
    MemberSettlement,
    PurchaseSettlement,
    counted_purchases,
    is_of_plan,
    purchase_settlement,
)
from optimizer.statement_data import MANDATAIRE, PURCHASES
from optimizer.statements import statements
from optimizer.studies.joint_purchasing import joint_purchasing
from tests.payments import paying_costs, payment_terms
from tests.plans import worked_plan, worked_problem

D = Decimal
WORKSHOPS = ("vestali", "fil-rouge", "esat-lys")


@lru_cache(maxsize=1)
def study() -> dict[str, dict[str, int]]:
    """Shares of the plan's own orders under each key."""
    found = joint_purchasing(
        worked_problem(), worked_plan(), payment_terms(), paid="plan", seconds=10
    )
    return {k.key: {m.workshop: m.cents for m in k.members} for k in found.keys}


def settled(key: money.SharingKey) -> PurchaseSettlement:
    found = purchase_settlement(worked_problem(), worked_plan(), key, study()[key])
    assert found is not None
    return found


def costed(settlement: PurchaseSettlement | None, terms: money.OrderTerms) -> FullCost:
    return full_cost(worked_problem(), worked_plan(), paying_costs(), terms, settlement=settlement)


def by_hand(*owed: tuple[str, int]) -> PurchaseSettlement:
    return PurchaseSettlement(
        key="equal",
        members=tuple(
            MemberSettlement(workshop=w, key_cents=1_000 + cents, counted_cents=1_000)
            for w, cents in owed
        ),
    )


# -- who pays whom ---------------------------------------------------------------------------------


def test_the_largest_debt_goes_to_the_largest_claim() -> None:
    found = by_hand(("a", 300), ("b", -500), ("c", 250), ("d", -50))
    assert [(t.payer, t.payee, t.cents) for t in found.transfers] == [
        ("a", "b", 300),
        ("c", "b", 200),
        ("c", "d", 50),
    ]
    assert found.moved_cents == 550
    assert (found.owed("b"), found.owed("nobody")) == (-500, 0)


@given(st.lists(st.integers(-100_000, 100_000), min_size=1, max_size=8))
def test_payments_settle_everybody_in_few(owed: list[int]) -> None:
    names = [f"w{k}" for k in range(len(owed) + 1)]
    found = by_hand(*zip(names, [*owed, -sum(owed)], strict=True))
    left = {m.workshop: m.owed_cents for m in found.members}
    for t in found.transfers:
        assert t.cents > 0
        left[t.payer] -= t.cents
        left[t.payee] += t.cents
    assert not any(left.values())
    assert len(found.transfers) <= len(owed)


# -- the study and the full cost agree -----------------------------------------------------------------


@pytest.mark.parametrize("key", ["stand_alone_cost", "quantity", "equal", "shapley"])
def test_purchases_cost_each_what_the_key_says(key: money.SharingKey) -> None:
    settlement = settled(key)
    assert sum(m.owed_cents for m in settlement.members) == 0
    before, after = costed(None, payment_terms()), costed(settlement, payment_terms())
    assert after.gross_cents == before.gross_cents
    assert after.reconciliation == before.reconciliation
    counted = counted_purchases(worked_problem(), worked_plan())
    for workshop in WORKSHOPS:
        mine = after.member(workshop)
        owed = mine.by_kind().get("settlement", 0)
        assert counted[workshop] + owed == study()[key][workshop]
        assert mine.gross_cents == (before.member(workshop).gross_cents or 0) + owed
        for item in mine.lines:
            if item.kind == "settlement":
                assert item.label == key
                assert abs(item.adjustment_cents) <= 1


def test_the_same_price_for_all_is_what_costs_count() -> None:
    shares = study()["same_price"]
    found = purchase_settlement(worked_problem(), worked_plan(), "equal", shares)
    assert found is not None
    # To the cent of rounding: the study shares holding and goods of a material together.
    assert all(abs(m.owed_cents) <= 2 for m in found.members)


def test_without_a_key_nothing_changes() -> None:
    full = costed(None, payment_terms())
    assert full.settlement is None
    assert "settlement" not in full.by_kind()


def test_a_share_that_is_rounded_otherwise_still_settles_to_zero() -> None:
    shares = dict(study()["equal"])
    shares["vestali"] += 2
    found = purchase_settlement(worked_problem(), worked_plan(), "equal", shares)
    assert found is not None
    assert sum(m.owed_cents for m in found.members) == 0
    assert purchase_settlement(worked_problem(), worked_plan(), "equal", {}) is None


def test_a_settlement_is_known_to_be_that_of_a_plan() -> None:
    settlement, problem, plan = settled("shapley"), worked_problem(), worked_plan()
    assert is_of_plan(settlement, problem, plan)
    fewer = replace(plan, purchases=plan.purchases[1:])
    assert not is_of_plan(settlement, problem, fewer)
    first, *others = settlement.members
    for wrong in (
        (replace(first, key_cents=first.key_cents + 1), *others),
        (replace(first, workshop="nobody"), *others),
        (first, *settlement.members),
        tuple(others),
    ):
        assert not is_of_plan(replace(settlement, members=wrong), problem, plan)


def test_lent_stock_paid_twice_is_said() -> None:
    full = costed(settled("shapley"), payment_terms())
    (said,) = (d for d in full.signals if d.code == "cost.lent_stock_and_key")
    assert (said.subject, said.params["lender"]) == ("fabric", "vestali")
    without = costed(settled("shapley"), payment_terms(stock_prices=()))
    assert "cost.lent_stock_and_key" not in {d.code for d in without.signals}


# -- statements and cash -------------------------------------------------------------------------------


@pytest.mark.parametrize("circuit", ["members_invoice", "mandataire"])
def test_it_is_settled_once_with_the_last_delivery(circuit: money.Circuit) -> None:
    settlement = settled("shapley")
    terms = payment_terms(circuit=circuit, mandataire="fil-rouge")
    problem, plan, costs = worked_problem(), worked_plan(), paying_costs()
    found = statements(problem, plan, costs, terms, settlement=settlement)
    plain = statements(problem, plan, costs, terms)
    *others, last = found.periods
    assert all(m.settlement_cents == 0 for p in others for m in p.members)
    assert all(t.what != "settlement" for p in others for t in p.transfers)
    assert {m.workshop: m.settlement_cents for m in last.members} == {
        w: settlement.owed(w) for w in WORKSHOPS
    }
    moved: Counter[str] = Counter()
    for t in last.transfers:
        assert t.cents > 0
        # The mandataire holds the buyer's money only; none learns what another owes.
        if t.what == "settlement":
            assert PURCHASES in (t.payer, t.payee)
            assert MANDATAIRE not in (t.payer, t.payee)
        moved[t.payee] += t.cents
        moved[t.payer] -= t.cents
    assert moved[PURCHASES] == 0
    for m, before in zip(last.members, plain.periods[-1].members, strict=True):
        assert moved[m.workshop] == m.net_cents == before.net_cents - m.settlement_cents
        assert m.paid_back_cents == before.net_cents


def test_it_waits_for_the_whole_order() -> None:
    from optimizer.attribution import planned_records

    problem, plan = worked_problem(), worked_plan()
    records = planned_records(problem, plan)[:-1]
    found = statements(
        problem, plan, paying_costs(), payment_terms(), records=records, settlement=settled("equal")
    )
    assert found.periods
    assert all(m.settlement_cents == 0 for p in found.periods for m in p.members)


def test_cash_pays_it_with_the_last_statement() -> None:
    settlement = settled("stand_alone_cost")
    problem, plan, costs, terms = worked_problem(), worked_plan(), paying_costs(), payment_terms()
    full = costed(settlement, terms)
    due = statements(problem, plan, costs, terms, settlement=settlement)
    found = cash(problem, plan, costs, terms, full, due)
    before = cash(
        problem, plan, costs, terms, costed(None, terms), statements(problem, plan, costs, terms)
    )
    assert found.settlement == settlement
    assert before.settlement is None
    for workshop in WORKSHOPS:
        account = found.account(workshop)
        flows = [f for f in account.flows if f.kind == "settlement"]
        assert sum(f.cents for f in flows) == -settlement.owed(workshop)
        last = max(f.day for f in account.flows if f.kind == "receipt")
        assert {f.day for f in flows} <= {last}
        for line in account.totals:
            assert line.expected_cents == line.cash_cents
        owed = total_cents(x for x in full.member(workshop).lines if x.kind == "settlement")
        assert account.change_cents == before.account(workshop).change_cents - owed
