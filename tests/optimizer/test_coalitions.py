"""What a coalition needs, its part of what is limited, and what it cannot have."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from optimizer import coalitions, coverage
from optimizer.capacity import horizon_of
from optimizer.ledger import Ledger
from optimizer.opening import Bought, MaterialStock, OpeningState, OpenPurchase
from optimizer.plan import Purchase, Substitution
from optimizer.problem import Problem
from optimizer.purchasing import handed_over
from tests.buying import group, offer, week
from tests.plans import worked_plan, worked_problem

D = Decimal
# a needs 60 %, b 40 % of the fabric
SHARED = {"a": {"fabric": [30, 30]}, "b": {"fabric": [0, 40]}}


def parts(problem: Problem, plan, *members: str) -> Problem:
    needs = coalitions.needs_of(Ledger(problem, plan))
    return coalitions.coalition_problem(problem, needs, members)


# -- needs ----------------------------------------------------------------------------------------


def test_needs_sum_to_what_the_pool_issues() -> None:
    ledger = Ledger(worked_problem(), worked_plan())
    needs = coalitions.needs_of(ledger)
    everybody = [w.id for w in ledger.problem.workshops]
    assert {m: row for m, row in needs.of(everybody).items() if any(row)} == {
        m: row for m, row in ledger.material_issues.items() if any(row)
    }


def test_a_need_arises_when_it_leaves_the_pool() -> None:
    problem, plan = group(SHARED, [offer("1")], 2)
    early = replace(
        problem, workshops=tuple(replace(w, issue_lead_weeks=1) for w in problem.workshops)
    )
    needs = coalitions.needs_of(Ledger(early, plan))
    assert needs.series["b", "fabric"] == (D(40), D(0))
    assert needs.series["a", "fabric"] == (D(60), D(0))


def test_what_a_substitute_serves_is_needed_of_the_substitute() -> None:
    problem, plan = worked_problem(), worked_plan()
    assert any(isinstance(s, Substitution) for s in plan.substitutions)
    needs = coalitions.needs_of(Ledger(problem, plan))
    used = plan.substitutions[0]
    assert needs.total([used.workshop], used.used) > 0


def test_buyers_are_those_who_need_or_lend() -> None:
    stock = (MaterialStock(material="fabric", thousandths=1_000, lender="c"),)
    problem, plan = group(
        {"b": {"fabric": [1]}, "c": {}, "d": {}},
        [offer("1")],
        opening=OpeningState(materials=stock),
    )
    assert coalitions.buyers(problem, coalitions.needs_of(Ledger(problem, plan))) == ("b", "c")


# -- parts of what is limited ---------------------------------------------------------------------


def test_the_whole_group_may_buy_what_the_plan_may() -> None:
    problem, plan = worked_problem(), worked_plan()
    whole = parts(problem, plan, *(w.id for w in problem.workshops))
    horizon = horizon_of(problem)
    for offered in whole.offers:
        original = next(o for o in problem.offers if o.id == offered.id)
        assert offered.total_thousandths == original.total_thousandths
        for t in range(horizon.weeks):
            name = horizon.name(t)
            limit = handed_over(problem, original, name)
            own = handed_over(whole, offered, name)
            step = original.multiple_thousandths or 1
            assert own is None or limit is not None
            if limit is not None and any(a.week == name for a in offered.availability):
                assert own == limit - limit % step


def test_a_part_less_than_a_roll_is_kept_until_it_makes_one() -> None:
    """40 % of 100 a week in rolls of 50: nothing the first week, a roll in each of the next four."""
    needs = {"a": {"fabric": [30] * 5}, "b": {"fabric": [20] * 5}}
    rolls = offer("1", multiple_thousandths=50_000, weekly_thousandths=100_000)
    problem, plan = group(needs, [rolls], 5)
    own = parts(problem, plan, "b").offers[0]
    assert [a.thousandths for a in own.availability] == [0, 50_000, 50_000, 50_000, 50_000]


@given(st.integers(1, 99), st.integers(0, 7), st.sampled_from((0, 1, 50)), st.integers(0, 120))
def test_parts_of_availability_never_exceed_the_share(own, weekly, step, least) -> None:
    needs = {"a": {"fabric": [own] * 6}, "b": {"fabric": [100 - own] * 6}}
    limited = offer(
        "1",
        weekly_thousandths=weekly * 25_000,
        multiple_thousandths=step * 1_000,
        minimum_thousandths=least * 1_000,
    )
    problem, plan = group(needs, [limited], 6)
    row = [a.thousandths for a in parts(problem, plan, "a").offers[0].availability]
    for t in range(6):
        assert sum(row[: t + 1]) * 100 <= own * weekly * 25_000 * (t + 1)
    assert all(q == 0 or q >= least * 1_000 for q in row)
    assert all(q % (step * 1_000 or 1) == 0 for q in row)


def test_totals_and_what_was_bought_before_are_shared_by_need() -> None:
    opening = OpeningState(bought=(Bought(offer="mill-fabric", thousandths=50_000),))
    problem, plan = group(SHARED, [offer("1", total_thousandths=200_000)], 2, opening=opening)
    own = parts(problem, plan, "b")
    assert own.offers[0].total_thousandths == 80_000
    assert own.opening.bought == (Bought(offer="mill-fabric", thousandths=20_000),)


def test_common_stock_is_shared_and_lent_stock_goes_home() -> None:
    opening = OpeningState(
        materials=(
            MaterialStock(material="fabric", thousandths=10_000),
            MaterialStock(material="fabric", thousandths=7_000, lender="a"),
        ),
        purchases=(OpenPurchase(material="fabric", thousandths=5_000, arrival=week(1)),),
    )
    problem, plan = group(SHARED, [offer("1")], 2, opening=opening)
    there = {
        s: coverage.opening_thousandths(parts(problem, plan, *s), horizon_of(problem))["fabric"]
        for s in ("a", "b", "ab")
    }
    assert there == {"a": [13_000, 16_000], "b": [4_000, 6_000], "ab": [17_000, 22_000]}


def test_what_is_under_way_is_taken_off_availability_once() -> None:
    limited = offer("1", weekly_thousandths=50_000)
    coming = OpenPurchase(
        material="fabric", offer="mill-fabric", thousandths=20_000, arrival=week(1)
    )
    problem, plan = group(SHARED, [limited], 2, opening=OpeningState(purchases=(coming,)))
    own = parts(problem, plan, "b")
    limits = [handed_over(own, own.offers[0], week(t)) for t in range(2)]
    assert limits == [20_000, 12_000]


def test_offers_of_what_nobody_needs_are_left_out_unless_they_fill_a_minimum() -> None:
    thread = offer("1", id="thread", material="thread")
    problem, plan = group({"a": {"fabric": [1]}}, [offer("1"), thread])
    assert [o.id for o in parts(problem, plan, "a").offers] == ["mill-fabric"]
    strict = replace(
        problem, suppliers=tuple(replace(s, minimum_cents=5_000) for s in problem.suppliers)
    )
    assert [o.id for o in parts(strict, plan, "a").offers] == ["mill-fabric", "thread"]


# -- what cannot be had ---------------------------------------------------------------------------


def test_coverage_says_when_it_is_missing() -> None:
    limited = offer("1", weekly_thousandths=10_000)
    problem, _ = group(SHARED, [limited], 4)
    needs = {"fabric": (D(12), D(5), D(20), D(0))}
    found = coverage.coverage(problem, needs)
    assert found.missing == {"fabric": (2_000, 0, 5_000, 0)}
    assert found.covered == {"fabric": (10_000, 15_000, 30_000, 30_000)}


def test_what_a_verified_plan_may_lack_is_not_missing() -> None:
    limited = offer("1", weekly_thousandths=10_000)
    problem, _ = group(SHARED, [limited], 1)
    found = coverage.coverage(problem, {"fabric": (D("10.009"),)})
    assert (found.missing, found.covered) == ({}, {"fabric": (10_000,)})


def test_nothing_is_supplied_below_a_minimum_amount() -> None:
    limited = offer("1", weekly_thousandths=10_000)
    problem, _ = group(SHARED, [limited], 1)
    strict = replace(
        problem, suppliers=tuple(replace(s, minimum_cents=5_000) for s in problem.suppliers)
    )
    assert coverage.coverage(strict, {"fabric": (D(4),)}).missing == {"fabric": (4_000,)}


# -- what it costs --------------------------------------------------------------------------------


def test_holding_counts_what_lies_at_the_end_of_each_week() -> None:
    problem, plan = group(SHARED, [offer("1")], 3)
    held = replace(
        problem, materials=tuple(replace(m, holding_cost=D("0.10")) for m in problem.materials)
    )
    needs = coalitions.needs_of(Ledger(held, plan)).of(["a", "b"])
    orders = (Purchase(offer="mill-fabric", week=week(0), arrival=week(0), thousandths=105_000),)
    cost = coalitions.coalition_cost(held, needs, orders, {}, {})
    # 75, then 5 and 5 metres: 85 metre-weeks at 10 cents.
    assert cost.holding == (("fabric", 850),)
    assert cost.cents == 10_500 + 850
    assert cost.exact == cost.cents


@given(st.lists(st.decimals(0, 50, places=4), min_size=1, max_size=8))
def test_weeks_in_thousandths_sum_to_the_rounded_total(row: list[Decimal]) -> None:
    found = coalitions.thousandths_by_week(tuple(row))
    assert abs(sum(found) - sum(row, D(0)) * 1000) <= D("0.5")
    assert all(q >= 0 for q in found)


def test_orders_suffice_when_they_are_allowed_and_cover() -> None:
    limited = offer("1", weekly_thousandths=10_000, total_thousandths=15_000)
    problem, _ = group(SHARED, [limited], 2)
    split = coverage.coverage(problem, {"fabric": (D(8), D(5))})

    def order(quantity: int, t: int, name: str = "mill-fabric") -> Purchase:
        return Purchase(offer=name, week=week(t), arrival=week(t), thousandths=quantity * 1000)

    assert coverage.suffices(problem, split, [order(8, 0), order(5, 1)])
    assert coverage.suffices(problem, split, [order(10, 0), order(5, 1)])
    assert not coverage.suffices(problem, split, [order(7, 0), order(6, 1)])  # late
    assert not coverage.suffices(problem, split, [order(8, 0)])  # short
    assert not coverage.suffices(problem, split, [order(11, 0), order(2, 1)])  # the week
    assert not coverage.suffices(problem, split, [order(10, 0), order(6, 1)])  # in all
    assert not coverage.suffices(problem, split, [order(13, 0, "elsewhere")])
