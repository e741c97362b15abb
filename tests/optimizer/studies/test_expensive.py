"""What an order costs more than it must: first units at a dearer break are dear for everybody."""

from __future__ import annotations

from decimal import Decimal

from optimizer import problem as data
from optimizer.plan import Plan, Purchase
from optimizer.problem import Problem
from optimizer.studies.expensive import price_parts
from tests.optimizer.solver import tiny
from tests.optimizer.studies.planted import cloth

D = Decimal


def order(*offers: data.Offer) -> Problem:
    return tiny.problem(
        workshops=(tiny.workshop("a", 600),),
        demands=(tiny.demand("d", 100, 2),),
        **{**cloth(), "offers": offers},
    )


def dear(problem: Problem, *bought: tuple[str, int]) -> dict[str, int]:
    """Cents above the lowest by offer, for so many metres of each in week 0."""
    purchases = tuple(
        Purchase(offer=offer, week=tiny.week(0), arrival=tiny.week(0), thousandths=metres * 1000)
        for offer, metres in bought
    )
    plan = Plan(problem_hash="", status="feasible", stopped_by="time", purchases=purchases)
    parts = price_parts(problem, plan)
    return {p.where.offer: p.cents for p in parts if p.kind == "dear_offer"}


def test_the_first_units_at_the_price_of_the_first_break_are_not_dear() -> None:
    only = tiny.offer((0, "2"), (50, "1"), break_kind="incremental", break_basis="total")
    assert dear(order(only), ("cloth-1", 100)) == {}
    # Nor is what never reaches the lowest break: nobody sells so little for less.
    assert dear(order(only), ("cloth-1", 40)) == {}


def test_what_another_offer_sells_for_less_is_dear_by_the_difference() -> None:
    cheap = tiny.offer((0, "2"), (50, "1"), break_kind="incremental", break_basis="total")
    quick = tiny.offer((0, "3"), id="quick")
    # 60 m at 3 € are 180 €; the other sells them for 50 × 2 + 10 × 1 = 110 €.
    assert dear(order(cheap, quick), ("quick", 60), ("cloth-1", 40)) == {"quick": 7_000}


def test_many_small_orders_that_miss_a_break_are_dear() -> None:
    by_order = tiny.offer((0, "2"), (50, "1"), break_kind="all_units", break_basis="order")
    problem = order(by_order)
    assert dear(problem, ("cloth-1", 100)) == {}
    assert dear(problem, ("cloth-1", 40), ("cloth-1", 60)) == {"cloth-1": 4_000}
