"""Buying together: groups worked out by hand, and what must hold of every group."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.cost_parameters import OrderTerms
from optimizer.opening import MaterialStock, OpeningState
from optimizer.plan import Purchase
from optimizer.problem import Supplier
from optimizer.sharing import coalitions
from optimizer.solver.least_core import least_core
from optimizer.studies.joint_purchasing import joint_purchasing
from optimizer.studies.saving import ROUNDING_CENTS, JointPurchasing, KeyName
from tests.buying import group, offer, week
from tests.plans import worked_plan, worked_problem

D = Decimal
SECONDS = 30.0
COOPERATIVE = {"a": {"fabric": [60]}, "b": {"fabric": [20]}, "c": {"fabric": [20]}}
BREAKS = ("4", (50, "3"), (100, "2.50"))


def study(needs, offers, weeks: int = 1, *, terms=None, paid="least", orders=(), **changes):
    problem, plan = group(needs, offers, weeks, **changes)
    plan = replace(plan, purchases=tuple(orders))
    return joint_purchasing(problem, plan, terms, seconds=SECONDS, paid=paid)


def shares(result: JointPurchasing, key: KeyName) -> dict[str, int]:
    return {m.workshop: m.cents for k in result.keys if k.key == key for m in k.members}


def codes(result: JointPurchasing) -> set[str]:
    return {d.code for d in result.diagnostics}


# -- a cooperative worked out by hand -------------------------------------------------------------


@pytest.fixture(scope="module")
def cooperative() -> JointPurchasing:
    """60, 20 and 20 metres at 4 €, 3 € from 50, 2.50 € from 100."""
    return study(COOPERATIVE, [offer(*BREAKS)])


def test_every_coalition_pays_what_it_would_alone(cooperative: JointPurchasing) -> None:
    """bc needs 40: 160 € at 4 €, but 50 metres at 3 € cost 150 €."""
    found = {"".join(c.members): (c.cents, c.bound_cents) for c in cooperative.coalitions}
    costs = {"a": 180, "b": 80, "c": 80, "ab": 240, "ac": 240, "bc": 150, "abc": 250}
    assert found == {s: (100 * euros, 100 * euros) for s, euros in costs.items()}
    assert list(found) == list(costs)
    assert cooperative.saving_cents == cooperative.lowest_saving_cents == 9_000


def test_the_four_keys_and_the_same_price(cooperative: JointPurchasing) -> None:
    # Shapley, a: 180/3 + (240 − 80)/6 × 2 + (250 − 150)/3 = 146.667.
    assert shares(cooperative, "shapley") == {"a": 14_667, "b": 5_167, "c": 5_166}
    # Saving 90 € ∝ 180, 80, 80; ∝ 60, 20, 20; in three.
    assert shares(cooperative, "stand_alone_cost") == {"a": 13_235, "b": 5_882, "c": 5_883}
    assert shares(cooperative, "quantity") == {"a": 12_600, "b": 6_200, "c": 6_200}
    assert shares(cooperative, "equal") == {"a": 15_000, "b": 5_000, "c": 5_000}
    assert shares(cooperative, "same_price") == {"a": 15_000, "b": 5_000, "c": 5_000}


def test_same_price_penalises_the_buyer_of_more_than_38_percent(cooperative) -> None:
    """a brings 60 % of the volume and gets a third of the saving: less than by any key but equal."""
    gains = {k.key: m.gain_cents for k in cooperative.keys for m in k.members if m.workshop == "a"}
    assert gains["same_price"] == min(gains.values())
    assert gains["same_price"] < gains["shapley"] < gains["stand_alone_cost"] < gains["quantity"]


def test_unit_prices_alone_and_together(cooperative: JointPurchasing) -> None:
    prices = {p.workshop: (p.alone, p.together, p.thousandths) for p in cooperative.prices}
    assert prices["a"] == (D("3.000000"), D("2.500000"), 60_000)
    assert prices["b"] == (D("4.000000"), D("2.500000"), 20_000)


def test_proven_costs_leave_no_interval(cooperative: JointPurchasing) -> None:
    for key in cooperative.keys:
        for m in key.members:
            assert (m.lowest_cents, m.highest_cents) == (m.cents, m.cents)
            assert m.gain_cents == m.alone_cents - m.cents


def test_orders_lists_and_offers(cooperative: JointPurchasing) -> None:
    (order,) = cooperative.orders
    assert (order.supplier, order.week, order.total_cents) == ("mill", week(0), 25_000)
    assert (order.lines[0].unit_price, order.lines[0].thousandths) == (D("2.500000"), 100_000)
    handed = {d.workshop: [h.thousandths for h in d.lines] for d in cooperative.deliveries}
    assert handed == {"a": [60_000], "b": [20_000], "c": [20_000]}
    (compared,) = cooperative.offers
    assert (compared.price_at_need, compared.bought) == (D("2.500000"), 100_000)
    assert cooperative.breaks == ()


def test_nothing_to_report_of_a_good_group(cooperative: JointPurchasing) -> None:
    assert cooperative.core.is_empty is False
    assert cooperative.chosen.key == "stand_alone_cost"
    assert codes(cooperative) == set()


# -- who would do better without the others -------------------------------------------------------


def test_a_subgroup_that_subsidises_the_others_is_named() -> None:
    """Two small buyers share a fee; the third buys another material with no saving of its own.

    Alone 20, 20 (10 € of goods, 10 € fee), together 30 instead of 40; c pays 60 in any case. In
    proportion to stand-alone cost, c takes 6 of the 10 € that a and b save: they pay 34 and would
    pay 30 alone.
    """
    thread = offer("6", id="thread", supplier="spinner", material="thread")
    result = study(
        {"a": {"fabric": [10]}, "b": {"fabric": [10]}, "c": {"thread": [10]}},
        [offer("1"), thread],
        suppliers=(Supplier(id="mill", fee_cents=1_000), Supplier(id="spinner")),
    )
    assert shares(result, "stand_alone_cost") == {"a": 1_800, "b": 1_800, "c": 5_400}
    (better,) = result.chosen.better_alone
    assert (better.members, better.surely_cents) == (("a", "b"), 600)
    (finding,) = result.diagnostics
    assert finding.code == "cost.better_alone"
    assert finding.params["workshops"] == "a, b"
    by_shapley = next(k for k in result.keys if k.key == "shapley")
    assert by_shapley.better_alone == ()
    assert shares(result, "shapley") == {"a": 1_500, "b": 1_500, "c": 6_000}


def test_an_empty_core_is_said_with_how_far_it_is() -> None:
    """Rolls of 100, three who need 50: two share one roll, the third makes it two.

    Two pay at most 100 € for any pair only if all three pay 150 €; they pay 200 €: each pair exceeds
    by ε, 2 × 200 = 3 × (100 + ε), ε = 33.333 €.
    """
    needs = {w: {"fabric": [50]} for w in "abc"}
    result = study(needs, [offer("1", multiple_thousandths=100_000)])
    assert result.core.is_empty is True
    assert float(result.core.epsilon_cents or 0) == pytest.approx(3_333.333, abs=0.01)
    assert {"cost.empty_core", "cost.better_alone"} <= codes(result)
    for key in result.keys:
        assert key.better_alone


def test_a_loss_is_said_and_shared() -> None:
    """The plan's own orders, made at a dearer shop, are what is paid."""
    shop = offer("9", id="shop-fabric", supplier="shop")
    placed = Purchase(offer="shop-fabric", week=week(0), arrival=week(0), thousandths=100_000)
    result = study(COOPERATIVE, [offer(*BREAKS), shop], paid="plan", orders=[placed])
    assert (result.paid_cents, result.plan_cents, result.group.cents) == (90_000, 90_000, 25_000)
    assert result.saving_cents == 34_000 - 90_000
    assert sum(shares(result, "stand_alone_cost").values()) == 90_000
    assert all(m.gain_cents < 0 for m in result.chosen.members)
    assert {"cost.negative_saving", "cost.empty_core"} <= codes(result)
    assert result.orders[0].supplier == "shop"


def test_what_a_member_could_not_have_bought_alone() -> None:
    """A roll of 100 a week for two: each has half a roll a week, so nothing in the first.

    a needs 50 in each of two weeks: 50 missing at 1.5 × 2 €, then a roll.
    """
    rolls = offer("2", multiple_thousandths=100_000, weekly_thousandths=100_000)
    needs = {"a": {"fabric": [50, 50]}, "b": {"fabric": [50, 50]}}
    result = study(needs, [rolls], 2)
    assert result.paid_cents == 40_000
    alone = {m.workshop: m.alone_cents for m in result.chosen.members}
    assert alone == {"a": 15_000 + 20_000, "b": 15_000 + 20_000}
    first, second = result.not_bought_alone
    assert (first.workshop, first.thousandths, first.weeks) == ("a", 50_000, (week(0),))
    assert (second.unit_price, second.cents) == (D("3.0"), 15_000)
    assert codes(result) == {"cost.not_bought_alone"}
    assert {d.params["unit"] for d in result.diagnostics} == {"m"}
    dearer = study(needs, [rolls], 2, terms=OrderTerms(emergency_factor=D(3)))
    assert dearer.not_bought_alone[0].cents == 30_000


def test_a_material_without_any_offer_has_no_price() -> None:
    stock = (MaterialStock(material="thread", thousandths=5_000, lender="a"),)
    result = study(
        {"a": {"fabric": [1]}, "b": {"thread": [5]}},
        [offer("1")],
        opening=OpeningState(materials=stock),
    )
    assert {m.workshop: m.alone_cents for m in result.chosen.members} == {"a": 100, "b": 0}
    assert {"cost.no_emergency_price", "cost.not_bought_alone"} <= codes(result)


def test_one_more_break_that_costs_less_is_pointed_at() -> None:
    placed = Purchase(offer="mill-fabric", week=week(0), arrival=week(0), thousandths=99_000)
    result = study({"a": {"fabric": [99]}}, [offer(*BREAKS)], paid="plan", orders=[placed])
    (step,) = result.breaks
    # 99 × 3 = 297 €, 100 × 2.50 = 250 €.
    assert (step.missing, step.unit_price, step.extra_cents) == (1_000, D("2.50"), -4_700)


def test_one_buyer_alone_shares_nothing() -> None:
    result = study({"a": {"fabric": [10]}}, [offer("1")])
    assert result.saving_cents == 0
    assert (result.core.is_empty, result.core.epsilon_cents) == (False, None)
    assert shares(result, "shapley") == {"a": 1_000}


def test_a_plan_that_buys_nothing() -> None:
    result = study({"a": {}, "b": {}}, [offer("1")])
    assert (result.members, result.paid_cents, result.orders) == ((), 0, ())


# -- sampling -------------------------------------------------------------------------------------


def test_beyond_the_limit_values_are_sampled_and_said_so() -> None:
    needs = {f"w{k}": {"fabric": [10 + 7 * k]} for k in range(5)}
    problem, plan = group(needs, [offer(*BREAKS)])
    exact = joint_purchasing(problem, plan, seconds=SECONDS)
    found = joint_purchasing(problem, plan, seconds=SECONDS, most_exact=4, most_pairs=6, seed=1)
    again = joint_purchasing(problem, plan, seconds=SECONDS, most_exact=4, most_pairs=6, seed=1)
    assert found == again
    assert found.sampled_orders == 12
    assert sum(shares(found, "shapley").values()) == exact.paid_cents
    assert found.core.checked < found.core.coalitions == 30
    assert found.core.is_empty is None
    (note,) = [d for d in found.diagnostics if d.code == "cost.sampled_values"]
    assert note.params["orders"] == "12"
    by_key = {k.key: k.members for k in found.keys}
    assert all(m.standard_error is not None for m in by_key["shapley"])
    truth = shares(exact, "shapley")
    for m in by_key["shapley"]:
        assert abs(m.cents - truth[m.workshop]) <= 5 * float(m.standard_error or 0) + 2


# -- properties -----------------------------------------------------------------------------------


@st.composite
def groups(draw):
    """Two to four buyers over two weeks, an offer with breaks and a limited one."""
    needs = {
        w: {"fabric": [draw(st.integers(0, 60)), draw(st.integers(1, 60))]}
        for w in "abcd"[: draw(st.integers(2, 4))]
    }
    mill = offer(
        "4",
        (50, "3"),
        (120, "2.50"),
        break_kind=draw(st.sampled_from(("all_units", "incremental"))),
        break_basis=draw(st.sampled_from(("order", "total"))),
        multiple_thousandths=draw(st.sampled_from((0, 10_000))),
        weekly_thousandths=draw(st.sampled_from((None, 80_000))),
    )
    shop = offer("5", id="shop-fabric", supplier="shop")
    suppliers = (
        Supplier(id="mill", fee_cents=draw(st.sampled_from((0, 900)))),
        Supplier(id="shop"),
    )
    return needs, [mill, shop], suppliers


@settings(max_examples=10, deadline=None)
@given(groups(), st.sampled_from(("stand_alone_cost", "quantity", "equal", "shapley")))
def test_whatever_the_group(case, key) -> None:
    needs, offers, suppliers = case
    result = study(needs, offers, 2, suppliers=suppliers, terms=OrderTerms(sharing_key=key))
    # Lines are rounded to the cent, quantities up to a thousandth.
    assert all(c.cents - c.bound_cents <= ROUNDING_CENTS for c in result.coalitions)
    for shared in result.keys:
        assert sum(m.cents for m in shared.members) == result.paid_cents
    assert sum(o.total_cents for o in result.orders) == result.paid_cents
    # Under the default key nobody pays more than alone, or the report says that there is a loss.
    default = result.keys[0]
    assert default.key == "stand_alone_cost"
    worse = [m.workshop for m in default.members if m.gain_cents < 0]
    assert not worse or "cost.negative_saving" in codes(result)
    named = {b.members for b in result.chosen.better_alone if b.surely_cents > 0}
    paid = shares(result, key)
    for c in result.coalitions:
        excess = sum(paid[w] for w in c.members) - c.cents
        if len(c.members) < len(result.members):
            assert (c.members in named) == (excess >= len(c.members))
    # Somebody is worse off under every key when the core is empty.
    if result.core.is_empty:
        assert all(
            any(
                sum(shares(result, k.key)[w] for w in c.members) > c.cents
                for c in result.coalitions
            )
            for k in result.keys
        )


@settings(max_examples=5, deadline=None)
@given(groups())
def test_all_prices_doubled_double_every_cost(case) -> None:
    needs, offers, suppliers = case
    once = study(needs, offers, 2, suppliers=suppliers)
    doubled = [
        replace(o, breaks=tuple(replace(b, unit_price=2 * b.unit_price) for b in o.breaks))
        for o in offers
    ]
    twice = study(
        needs,
        doubled,
        2,
        suppliers=tuple(replace(s, fee_cents=2 * s.fee_cents) for s in suppliers),
    )
    for a, b in zip(once.coalitions, twice.coalitions, strict=True):
        assert abs(b.cents - 2 * a.cents) <= 4  # half a cent on each of up to four lines


def test_a_real_plan_is_never_cheaper_than_the_group() -> None:
    result = joint_purchasing(worked_problem(), worked_plan(), seconds=SECONDS)
    assert result.group.cents <= result.plan_cents
    assert sum(m.cents for m in result.chosen.members) == result.paid_cents


# -- the least core -------------------------------------------------------------------------------


def test_least_core_of_the_glove_game() -> None:
    """One left glove, two right ones, a pair saves 6: ε = 0, everything to the left glove."""

    def cost(s: frozenset[str]) -> int:
        return 6 * len(s) - (6 if "l" in s and len(s) > 1 else 0)

    found = least_core("lrs", 12, coalitions("lrs"), cost)
    assert found is not None
    assert found.epsilon == 0
    assert found.shares == pytest.approx({"l": 0, "r": 6, "s": 6})


def test_least_core_of_nobody_else() -> None:
    assert least_core("a", 12, coalitions("a"), lambda s: 12) is None
