"""Documents of a set of orders: they sum to what is paid, and compare offers fairly."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from optimizer import coalitions, purchase_orders
from optimizer.ledger import Ledger
from optimizer.opening import Bought, OpeningState
from optimizer.plan import Purchase
from optimizer.problem import Supplier
from optimizer.purchasing import purchase_cost
from tests.buying import group, offer, week
from tests.plans import worked_plan, worked_problem

D = Decimal
BREAKS = ("4", (50, "3"), (100, "2.50"))


def placed(quantity: int, t: int = 0, of: str = "mill-fabric") -> Purchase:
    return Purchase(offer=of, week=week(t), arrival=week(t), thousandths=quantity * 1000)


def test_orders_sum_to_the_purchase_cost_one_per_supplier_and_week() -> None:
    problem, plan = worked_problem(), worked_plan()
    orders = purchase_orders.purchase_orders(problem, plan.purchases)
    cost = purchase_cost(problem, plan.purchases)
    assert sum(o.total_cents for o in orders) == cost.total_cents
    places = [(o.supplier, o.week) for o in orders]
    assert len(places) == len(set(places))
    assert [o.day for o in orders] == sorted(o.day for o in orders)
    assert sum(len(o.lines) for o in orders) == len(plan.purchases)


def test_lists_hand_out_what_each_workshop_uses() -> None:
    ledger = Ledger(worked_problem(), worked_plan())
    needs = coalitions.needs_of(ledger)
    for found in purchase_orders.delivery_lists(ledger.problem, needs):
        for material in {h.material for h in found.lines}:
            handed = sum(h.thousandths for h in found.lines if h.material == material)
            used = needs.total([found.workshop], material) * 1000
            assert abs(handed - used) <= 0.5


def test_fees_follow_the_goods_of_their_order() -> None:
    """A fee of 10 € on 30 € of fabric and 10 € of thread: 7.50 and 2.50."""
    thread = offer("1", id="thread", material="thread")
    problem, plan = group(
        {"a": {"fabric": [10], "thread": [10]}},
        [offer("3"), thread],
        suppliers=(Supplier(id="mill", fee_cents=1_000),),
    )
    needs = coalitions.needs_of(Ledger(problem, plan)).of(["a"])
    cost = coalitions.coalition_cost(
        problem,
        needs,
        [placed(10), placed(10, of="thread")],
        {"thread": (2_000,)},
        {"thread": D(9)},
    )
    found = purchase_orders.cost_by_material(problem, cost)
    assert found == {"fabric": 3_750, "thread": 1_250 + 1_800}
    assert sum(found.values()) == cost.cents


def test_offers_at_the_need_of_the_group() -> None:
    """70 needed. Rolls of 50: 100 at 2.50 and a fee of 14 €; by the metre 3.50; 60 at most: no price."""
    rolls = offer(*BREAKS, multiple_thousandths=50_000)
    metre = offer("3.50", id="shop-fabric", supplier="shop", lead_time_weeks=1)
    scarce = offer("1", id="scarce", supplier="shop", total_thousandths=60_000)
    problem, plan = group(
        {"a": {"fabric": [0, 70]}},
        [metre, scarce, rolls],
        2,
        suppliers=(Supplier(id="mill", fee_cents=1_400), Supplier(id="shop")),
    )
    needs = coalitions.needs_of(Ledger(problem, plan))
    found = purchase_orders.compare_offers(problem, needs, [placed(50, 1)])
    assert [(c.offer, c.price_at_need) for c in found] == [
        ("shop-fabric", D("3.500000")),
        ("mill-fabric", D("3.771429")),
        ("scarce", None),
    ]
    assert [(c.most, c.earliest) for c in found] == [
        (None, week(1)),
        (None, week(0)),
        (60_000, week(0)),
    ]
    assert [(c.bought, c.bought_cents) for c in found] == [(0, 0), (50_000, 15_000), (0, 0)]


def test_the_next_break_of_the_order_that_lacks_least() -> None:
    problem, _ = group({"a": {"fabric": [1, 1]}}, [offer(*BREAKS)], 2)
    (step,) = purchase_orders.next_breaks(problem, [placed(20), placed(45, 1)])
    # 45 × 4 = 180 €, 50 × 3 = 150 €.
    assert (step.week, step.missing, step.extra_cents) == (week(1), 5_000, -3_000)


def test_the_next_break_on_the_total_counts_everything() -> None:
    framework = offer(*BREAKS, break_basis="total", multiple_thousandths=20_000)
    opening = OpeningState(bought=(Bought(offer="mill-fabric", thousandths=10_000),))
    problem, _ = group({"a": {"fabric": [1, 1]}}, [framework], 2, opening=opening)
    (step,) = purchase_orders.next_breaks(problem, [placed(20), placed(40, 1)])
    # 70 so far; 30 lack to 100, 40 in rolls of 20: (60 + 40) × 2.50 − 60 × 3.
    assert (step.week, step.missing, step.extra_cents) == ("", 40_000, 7_000)
    climbing = replace(framework, break_kind="incremental")
    (step,) = purchase_orders.next_breaks(replace(problem, offers=(climbing,)), [placed(60)])
    # 30 more at 3 €, 10 at 2.50 €.
    assert step.extra_cents == 11_500


def test_no_next_break_beyond_the_last_nor_of_what_is_not_bought() -> None:
    problem, _ = group({"a": {"fabric": [1]}}, [offer(*BREAKS)])
    assert purchase_orders.next_breaks(problem, [placed(100)]) == ()
    assert purchase_orders.next_breaks(problem, []) == ()


def test_unit_prices_have_six_decimals() -> None:
    assert purchase_orders.unit_price(100, 3_000) == D("0.333333")
    assert purchase_orders.unit_price(100, 0) is None
