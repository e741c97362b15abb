"""Two orders of two customers in one plan: priorities between them, shares in each and in all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from optimizer.order_shares import OrderShares, all_orders_work, order_shares
from optimizer.plan import Plan
from optimizer.problem import Demand, Order, Problem
from optimizer.solver.solve import SolveOptions, solve
from tests.builders import small_problem, tiny_problem

D = Decimal


def two_orders(town: int, hospital: int, priorities: tuple[int, int]) -> Problem:
    """1 040 aprons a week, in lots of 20; both orders due in the second week, of the same product."""
    apron = tiny_problem().products[0]
    asked = (("town", town, priorities[0]), ("hospital", hospital, priorities[1]))
    return tiny_problem(
        products=(replace(apron, lot_size=20),),
        orders=tuple(Order(id=o, customer=o.title()) for o, _, _ in asked),
        demands=tuple(
            Demand(
                id=f"{o}-april",
                product="apron",
                quantity=D(units),
                due=date(2020, 4, 17),
                priority=priority,
                delivery_point="arras",
                order=o,
            )
            for o, units, priority in asked
        ),
    )


def planned(problem: Problem) -> Plan:
    plan = solve(problem, SolveOptions(time_limit_seconds=5)).plan
    assert plan.levels[0].proven
    assert plan.levels[1].proven
    return plan


def by_order(problem: Problem, plan: Plan) -> dict[str, OrderShares]:
    return {o.order: o for o in order_shares(problem, plan)}


@pytest.mark.parametrize("first", ["town", "hospital"])
def test_the_order_of_higher_priority_is_served_first(first: str) -> None:
    priorities = (5, 1) if first == "town" else (1, 5)
    problem = two_orders(1_500, 1_500, priorities)
    found = by_order(problem, planned(problem))
    other = "hospital" if first == "town" else "town"
    assert found[first].on_time == 1_500
    assert found[first].late == found[first].missing == 0
    assert found[other].late > 0
    assert found[first].priorities == (5,)
    for order in found.values():
        assert order.on_time + order.late + order.missing == order.units


def test_work_is_shared_out_over_the_orders() -> None:
    """Every unit takes six minutes: the minutes of an order are those of its units."""
    problem = two_orders(1_500, 500, (2, 1))
    plan = planned(problem)
    found = by_order(problem, plan)
    assert {o: x.minutes for o, x in found.items()} == {"town": 9_000, "hospital": 3_000}
    (whole,) = all_orders_work(problem, plan)
    assert (whole.minutes, whole.share) == (12_000, 1)


def test_a_single_order_has_nothing_to_tell_apart() -> None:
    problem = tiny_problem()
    assert order_shares(problem, planned(problem)) == ()


def test_demands_without_an_order_stand_apart() -> None:
    problem = two_orders(600, 400, (1, 1))
    free = replace(problem, demands=(replace(problem.demands[0], order=""), problem.demands[1]))
    assert list(by_order(free, planned(free))) == ["hospital", ""]


def test_two_products_of_several_workshops() -> None:
    """Each order has a product of its own: its minutes are those of that product's runs."""
    problem = small_problem()
    plan = solve(problem, SolveOptions(time_limit_seconds=8, only_on_time=True)).plan
    found = by_order(problem, plan)
    assert set(found) == {"departement", "hospilinge"}
    minutes = {
        (p.id, o.id): D(o.standard_milliminutes) / 1000
        for p in problem.products
        for o in p.operations
    }
    for order, product in (("departement", "mask"), ("hospilinge", "bag")):
        for work in found[order].work:
            made = sum(
                (
                    r.units * minutes[r.product, r.operation]
                    for r in plan.runs
                    if (r.workshop, r.product) == (work.workshop, product)
                ),
                start=D(0),
            )
            # What is made beyond the last unit delivered, to fill a lot, belongs to no order.
            assert abs(made - work.minutes) <= 100 * D("6.5")
        assert abs(sum((w.share for w in found[order].work), start=D(0)) - 1) < D("1E-6")
