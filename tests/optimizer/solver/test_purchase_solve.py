"""The cheapest orders: price breaks of both kinds on both bases, fees, minimums, what cannot be had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.coalitions import Needs, needs_of
from optimizer.ledger import Ledger
from optimizer.opening import Bought, MaterialStock, OpeningState, OpenPurchase
from optimizer.plan import Purchase
from optimizer.problem import Availability, Material, Offer, PriceBreak, Problem, Supplier
from optimizer.purchasing import purchase_cost
from optimizer.solver.purchase_solve import PurchaseSolution, solve_purchases
from optimizer.verification import supply
from tests.buying import group, offer, week

D = Decimal
SECONDS = 20.0


def buy(needs: Sequence[int], offers: Sequence[Offer], **changes) -> PurchaseSolution:
    return buy_all({"fabric": needs}, offers, **changes)


def buy_all(needs: dict[str, Sequence[int]], offers: Sequence[Offer], **changes):
    problem, row = problem_of(needs, offers, **changes)
    solution = solve_purchases(problem, row, seconds=SECONDS)
    check(problem, row, solution)
    return solution


def problem_of(needs: dict[str, Sequence[int]], offers: Sequence[Offer], **changes):
    weeks = max(len(row) for row in needs.values())
    problem, plan = group({"w": needs}, offers, weeks, **changes)
    found: Needs = needs_of(Ledger(problem, plan))
    return problem, found.of(["w"])


def check(problem: Problem, needs, solution: PurchaseSolution) -> None:
    """The orders keep the supplier's terms, cover what is not missing, and the bound is below."""
    plan = replace(group({"w": {}}, problem.offers)[1], purchases=solution.purchases)
    ledger = Ledger(problem, plan)
    assert [*supply.purchase_terms(ledger), *supply.availability(ledger)] == []
    horizon = ledger.horizon
    for material, row in needs.items():
        there = D(0)
        for t, used in enumerate(row):
            stocks = problem.opening.materials if t == 0 else ()
            coming = [x for x in problem.opening.purchases if horizon.index(x.arrival) == t]
            there += sum(D(x.thousandths) / 1000 for x in stocks if x.material == material)
            there += sum(D(x.thousandths) / 1000 for x in coming if x.material == material)
            there += D(solution.missing.get(material, (0,) * horizon.weeks)[t]) / 1000
            there += sum(
                D(p.thousandths) / 1000
                for p in solution.purchases
                if p.arrival == horizon.name(t)
                and next(o for o in problem.offers if o.id == p.offer).material == material
            )
            there -= used
            assert there >= D("-0.011")
    assert solution.bound_cents <= solution.cost.cents


def quantities(solution: PurchaseSolution) -> dict[tuple[str, str], int]:
    return {(p.offer, p.week): p.thousandths // 1000 for p in solution.purchases}


# -- price breaks ---------------------------------------------------------------------------------

BREAKS = ("4", (100, "3"), (400, "2.50"))


@pytest.mark.parametrize(
    ("need", "all_units", "incremental"),
    [
        (1, 400, 400),
        (74, 29_600, 29_600),
        # 75 × 4 = 300 = 100 × 3: from here on, buying 100 is no dearer.
        (75, 30_000, 30_000),
        (76, 30_000, 30_400),
        (99, 30_000, 39_600),
        (100, 30_000, 40_000),
        (101, 30_300, 40_300),
        (333, 99_900, 109_900),
        # 334 × 3 = 1 002 against 400 × 2.50 = 1 000: buying more costs less.
        (334, 100_000, 110_200),
        (399, 100_000, 129_700),
        (400, 100_000, 130_000),
        (401, 100_250, 130_250),
    ],
)
@pytest.mark.parametrize("basis", ["order", "total"])
def test_every_break_from_both_sides(need: int, all_units: int, incremental: int, basis) -> None:
    for kind, cents in (("all_units", all_units), ("incremental", incremental)):
        solution = buy([need], [offer(*BREAKS, break_kind=kind, break_basis=basis)])
        assert (solution.cost.cents, solution.bound_cents) == (cents, cents)


def test_more_than_is_needed_is_bought_when_it_costs_less() -> None:
    solution = buy([334], [offer(*BREAKS)])
    assert quantities(solution) == {("mill-fabric", week(0)): 400}


def test_a_break_on_the_total_counts_what_was_bought_before() -> None:
    framework = offer(*BREAKS, break_basis="total")
    opening = OpeningState(bought=(Bought(offer="mill-fabric", thousandths=390_000),))
    assert buy([10], [framework], opening=opening).cost.cents == 2_500
    assert buy([10], [replace(framework, break_basis="order")], opening=opening).cost.cents == 4_000


def test_a_break_on_the_total_is_reached_over_weeks_that_are_limited() -> None:
    """60 a week at most: no order reaches 100, the total does; one unit more than needed pays."""
    framework = offer("4", (100, "3"), break_basis="total", weekly_thousandths=60_000)
    solution = buy([60, 39], [framework])
    assert solution.cost.cents == 30_000
    assert sum(quantities(solution).values()) == 100
    assert buy([60, 39], [replace(framework, break_basis="order")]).cost.cents == 39_600


# -- fees, minimums, multiples, stock -------------------------------------------------------------


def test_a_fee_brings_orders_together_and_holding_keeps_them_apart() -> None:
    mill = (Supplier(id="mill", fee_cents=1_000),)
    once = buy([10, 10], [offer("1")], suppliers=mill)
    assert (quantities(once), once.cost.cents) == ({("mill-fabric", week(0)): 20}, 3_000)
    dear = (Material(id="fabric", holding_cost=D("1.10")),)
    twice = buy([10, 10], [offer("1")], suppliers=mill, materials=dear)
    # 10 units held a week would cost 11 €, a second order 10 €.
    assert len(quantities(twice)) == 2
    assert (twice.cost.cents, twice.cost.holding) == (4_000, (("fabric", 0),))


def test_minimums_and_multiples_stay_whole_however_small_the_need() -> None:
    rolls = offer("2", multiple_thousandths=50_000, minimum_thousandths=100_000)
    assert buy([1], [rolls]).cost.cents == 20_000
    assert buy([101], [rolls]).cost.cents == 30_000


def test_a_minimum_amount_is_reached_at_the_first_price() -> None:
    mill = (Supplier(id="mill", minimum_cents=10_000),)
    # 25 at 4 € make 100 €, although 50 of them would cost 3 € each.
    assert buy([5], [offer("4", (50, "3"))], suppliers=mill).cost.cents == 10_000


def test_one_fee_for_two_materials_of_one_supplier() -> None:
    mill = (Supplier(id="mill", fee_cents=500),)
    elastic = offer("1", id="mill-elastic", material="elastic")
    solution = buy_all({"fabric": [0, 5], "elastic": [3, 0]}, [offer("1"), elastic], suppliers=mill)
    assert solution.cost.cents == 500 + 800


def test_stock_and_open_purchases_come_off_in_time() -> None:
    opening = OpeningState(
        materials=(MaterialStock(material="fabric", thousandths=8_000),),
        purchases=(OpenPurchase(material="fabric", thousandths=20_000, arrival=week(1)),),
    )
    # 8 there, 10 needed at once; the 20 that come serve the second week only.
    solution = buy([10, 20], [offer("1")], opening=opening)
    assert quantities(solution) == {("mill-fabric", week(0)): 2}


def test_orders_without_a_multiple_are_rounded_up_to_a_thousandth() -> None:
    problem, _ = problem_of({"fabric": [1]}, [offer("3")])
    needs = {"fabric": (D("1.00012"),)}
    solution = solve_purchases(problem, needs, seconds=SECONDS)
    assert [p.thousandths for p in solution.purchases] == [1_001]


# -- what cannot be had ---------------------------------------------------------------------------


def test_what_no_order_can_bring_is_priced_apart() -> None:
    """10 a week of 4 € goods; 25 then 5 needed: 15 missing at 1.5 × 4 €, in the first week."""
    limited = offer("4", weekly_thousandths=10_000)
    solution = buy([25, 5], [limited])
    assert solution.missing == {"fabric": (15_000, 0)}
    assert solution.cost.emergencies[0].unit_price == D("6.0")
    assert solution.cost.cents == 15 * 600 + 15 * 400
    assert solution.bound_cents == solution.cost.cents


def test_dear_orders_are_still_orders() -> None:
    """A roll of 100 for one metre is dearer than an emergency: it can be had, so it is bought."""
    solution = buy([1], [offer("4", multiple_thousandths=100_000)])
    assert (solution.missing, solution.cost.cents) == ({}, 40_000)


def test_missing_goods_that_nobody_offers_have_no_price() -> None:
    solution = buy_all({"fabric": [5], "thread": [3]}, [offer("1")])
    assert solution.missing == {"thread": (3_000,)}
    line = solution.cost.emergencies[0]
    assert (line.material, line.unit_price, line.cents) == ("thread", None, 0)
    assert solution.cost.cents == 500


def test_lead_times_leave_the_first_weeks_missing() -> None:
    solution = buy([4, 4, 4], [offer("1", lead_time_weeks=1)])
    assert solution.missing == {"fabric": (4_000, 0, 0)}


def test_fullest_orders_that_exclude_each_other() -> None:
    """250 in all, 200 a week, 100 at least: 200 then 50 is not allowed, 150 then 100 is.

    180 then 70 are needed: either 30 are missing at once (150 + 100), or 50 at the end (200).
    """
    scarce = offer(
        "1",
        minimum_thousandths=100_000,
        multiple_thousandths=50_000,
        weekly_thousandths=200_000,
        total_thousandths=250_000,
    )
    solution = buy([180, 70], [scarce])
    assert sum(solution.missing["fabric"]) == 30_000
    assert solution.cost.cents == 25_000 + 30 * 150


# -- against every possible order -----------------------------------------------------------------


@st.composite
def small_cases(draw):
    """Two weeks, one or two offers in multiples of 10, needs up to 35."""
    needs = [draw(st.integers(0, 35)) for _ in range(2)]
    offers = []
    for k in range(draw(st.integers(1, 2))):
        euros = [draw(st.integers(2, 9))]
        breaks = []
        for start in sorted(draw(st.sets(st.sampled_from((10, 20, 30, 50)), max_size=2))):
            euros.append(draw(st.integers(1, euros[-1])))
            breaks.append(PriceBreak(from_thousandths=start * 1000, unit_price=D(euros[-1])))
        offers.append(
            offer(
                str(euros[0]),
                id=f"o{k}",
                supplier=f"s{draw(st.integers(0, 1))}",
                break_kind=draw(st.sampled_from(("all_units", "incremental"))),
                break_basis=draw(st.sampled_from(("order", "total"))),
                minimum_thousandths=draw(st.sampled_from((0, 20_000))),
                multiple_thousandths=10_000,
                lead_time_weeks=0,
            )
        )
        offers[-1] = replace(offers[-1], breaks=(offers[-1].breaks[0], *breaks))
    suppliers = tuple(
        Supplier(
            id=f"s{k}",
            fee_cents=draw(st.sampled_from((0, 700, 3_000))),
            minimum_cents=draw(st.sampled_from((0, 9_000))),
        )
        for k in range(2)
    )
    return needs, offers, suppliers


def cheapest_by_enumeration(problem: Problem, needs: Sequence[int]) -> int | None:
    """Least cents over all orders of up to 60 units of each offer in each week."""
    best = None
    places = [(o.id, week(t)) for o in problem.offers for t in range(2)]
    for amounts in product(range(0, 70_000, 10_000), repeat=len(places)):
        by_week = {week(0): 0, week(1): 0}
        for (_, name), q in zip(places, amounts, strict=True):
            by_week[name] += q
        if by_week[week(0)] < needs[0] * 1000 or sum(amounts) < sum(needs) * 1000:
            continue
        orders = [
            Purchase(offer=o, week=name, arrival=name, thousandths=q)
            for (o, name), q in zip(places, amounts, strict=True)
            if q
        ]
        cents = purchase_cost(problem, orders).total_cents
        if best is None or cents < best:
            plan = replace(group({"w": {}}, problem.offers)[1], purchases=tuple(orders))
            if not list(supply.purchase_terms(Ledger(problem, plan))):
                best = cents
    return best


@settings(max_examples=12, deadline=None)
@given(small_cases())
def test_as_cheap_as_any_orders_there_are(case) -> None:
    needs, offers, suppliers = case
    solution = buy(needs, offers, suppliers=suppliers)
    problem, _ = problem_of({"fabric": needs}, offers, suppliers=suppliers)
    assert solution.missing == {}
    # The enumeration ends at 60 units an order; what is beyond can only be cheaper.
    least = cheapest_by_enumeration(problem, needs)
    assert least is not None
    assert solution.cost.cents <= least
    if all(p.thousandths <= 60_000 for p in solution.purchases):
        assert solution.cost.cents == least
    assert solution.cost.cents - solution.bound_cents <= 1


@settings(max_examples=15, deadline=None)
@given(small_cases(), st.integers(1, 9))
def test_a_cheaper_offer_never_raises_the_cost(case, euros: int) -> None:
    needs, offers, suppliers = case
    lowered = tuple(
        replace(b, unit_price=min(b.unit_price, D(euros)) - D("0.5")) for b in offers[0].breaks
    )
    # The supplier's minimum is counted at the first price: a lower one asks for more goods.
    free = tuple(replace(s, minimum_cents=0) for s in suppliers)
    before = buy(needs, offers, suppliers=free)
    after = buy(needs, [replace(offers[0], breaks=lowered), *offers[1:]], suppliers=free)
    assert after.cost.cents <= before.cost.cents


@settings(max_examples=15, deadline=None)
@given(small_cases())
def test_twice_the_prices_twice_the_cost(case) -> None:
    needs, offers, suppliers = case
    once = buy(needs, offers, suppliers=suppliers)
    doubled = [
        replace(o, breaks=tuple(replace(b, unit_price=2 * b.unit_price) for b in o.breaks))
        for o in offers
    ]
    richer = tuple(
        replace(s, fee_cents=2 * s.fee_cents, minimum_cents=2 * s.minimum_cents) for s in suppliers
    )
    assert buy(needs, doubled, suppliers=richer).cost.cents == 2 * once.cost.cents


def test_known_orders_are_kept_when_the_clock_finds_nothing_better() -> None:
    problem, needs = problem_of({"fabric": [10, 10]}, [offer("1")])
    known = (Purchase(offer="mill-fabric", week=week(0), arrival=week(0), thousandths=20_000),)
    solution = solve_purchases(problem, needs, seconds=SECONDS, known=[known])
    assert solution.cost.cents == 2_000
    assert solution.gap == 0


def test_availability_named_by_week() -> None:
    scarce = offer(
        "1",
        weekly_thousandths=5_000,
        availability=(Availability(week=week(1), thousandths=0),),
    )
    solution = buy([2, 3, 5], [scarce])
    assert solution.missing == {}
    assert quantities(solution)[("mill-fabric", week(0))] == 5
