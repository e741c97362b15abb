"""What was really ordered takes the place of what the plan foresaw when the rest is planned again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from optimizer.diagnostics import Diagnostic
from optimizer.opening import OpeningState
from optimizer.past import whole
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.purchasing import purchase_cost
from optimizer.studies.replanning import Prepared, Wish, prepare
from optimizer.supplied import Ordered, Supplied
from tests.plans import week, worked_plan, worked_problem


def ordered(offer: str, t: int, arrival: int, thousandths: int, **more: Any) -> Ordered:
    material = next(o.material for o in worked_problem().offers if o.id == offer)
    return Ordered(
        offer=offer,
        material=material,
        week=week(t),
        arrival=week(arrival),
        thousandths=thousandths,
        **more,
    )


def as_planned(plan: Plan, first: int) -> Supplied:
    """What somebody writes down who orders and receives just what the plan says."""
    materials = {o.id: o.material for o in worked_problem().offers}
    weeks = [week(t) for t in range(-2, first)]
    return Supplied(
        orders=tuple(
            Ordered(
                offer=p.offer,
                material=materials[p.offer],
                week=p.week,
                arrival=p.arrival,
                thousandths=p.thousandths,
                is_received=p.arrival in weeks,
            )
            for p in plan.purchases
            if p.week in weeks
        )
    )


def ready(
    supplied: Supplied | None, first: int = 2, problem: Problem | None = None, **more: Any
) -> tuple[Prepared, tuple[Diagnostic, ...]]:
    found, said = prepare(
        problem or worked_problem(),
        worked_plan(),
        more.pop("past", None),
        Wish(from_week=week(first), supplied=supplied, **more),
    )
    assert found is not None, said
    return found, said


def stock(opening: OpeningState) -> dict[str, int]:
    found: dict[str, int] = {}
    for x in opening.materials:
        found[x.material] = found.get(x.material, 0) + x.thousandths
    return found


def test_what_went_as_planned_is_what_the_plan_foresaw() -> None:
    for first in (1, 2, 3, 4):
        foreseen, _ = ready(None, first)
        really, said = ready(as_planned(worked_plan(), first), first)
        assert [d for d in said if d.code.startswith("replan.purchase")] == []
        assert stock(really.problem.opening) == stock(foreseen.problem.opening)
        assert set(really.problem.opening.purchases) == set(foreseen.problem.opening.purchases)
        assert set(really.problem.opening.bought) == set(foreseen.problem.opening.bought)
        assert sorted(map(str, really.past.purchases)) == sorted(map(str, foreseen.past.purchases))
        assert really.later == foreseen.later


def test_what_came_late_or_less_is_open_or_less() -> None:
    first = 2
    orders = {x.offer: x for x in as_planned(worked_plan(), first).orders}
    fabric, elastic = orders["fabric-toiles"], orders["elastic-merciers"]
    late = replace(fabric, arrival=week(3), is_received=False)
    short = replace(elastic, thousandths=elastic.thousandths - 7_000)
    rest = tuple(x for x in as_planned(worked_plan(), first).orders if x not in (fabric, elastic))
    usual, _ = ready(as_planned(worked_plan(), first), first)
    found, _ = ready(Supplied(orders=(late, short, *rest)), first)
    opening, before = found.problem.opening, usual.problem.opening
    assert {(x.offer, x.arrival, x.thousandths) for x in opening.purchases} - {
        (x.offer, x.arrival, x.thousandths) for x in before.purchases
    } == {("fabric-toiles", week(3), fabric.thousandths)}
    assert stock(before)["elastic"] - stock(opening)["elastic"] == 7_000
    assert {b.offer: b.thousandths for b in opening.bought}["elastic-merciers"] == (
        {b.offer: b.thousandths for b in before.bought}["elastic-merciers"] - 7_000
    )
    # The whole order costs what was really bought.
    problem, plan = whole(found.problem, found.later, found.past)
    lines = {(x.offer, x.week): x.thousandths for x in purchase_cost(problem, plan.purchases).lines}
    assert lines["elastic-merciers", week(0)] == short.thousandths


def test_what_nobody_ordered_is_bought_again() -> None:
    first = 2
    kept = tuple(x for x in as_planned(worked_plan(), first).orders if x.offer != "fabric-toiles")
    found, said = ready(Supplied(orders=kept), first)
    (warned,) = [d for d in said if d.code == "replan.purchase_not_placed"]
    assert (warned.subject, warned.params["week"]) == ("fabric", week(0))
    assert "fabric-toiles" not in {b.offer for b in found.problem.opening.bought}
    assert "fabric-toiles" not in {x.offer for x in found.problem.opening.purchases}


def test_an_overdue_order_is_said_and_counted_on_for_monday() -> None:
    first = 2
    orders = as_planned(worked_plan(), first).orders
    overdue = tuple(
        replace(x, is_received=False) if x.offer == "fabric-toiles" else x for x in orders
    )
    found, said = ready(Supplied(orders=overdue), first)
    (warned,) = [d for d in said if d.code == "replan.purchase_overdue"]
    assert (warned.params["week"], warned.params["now"]) == (week(1), week(2))
    assert (("fabric-toiles", week(2))) in {
        (x.offer, x.arrival) for x in found.problem.opening.purchases
    }


def test_what_was_ordered_ahead_is_not_ordered_twice() -> None:
    first = 2
    ahead = ordered("elastic-merciers", 1, 2, 200_000, planned=week(2))
    found, _ = ready(Supplied(orders=(*as_planned(worked_plan(), first).orders, ahead)), first)
    assert ("elastic-merciers", week(2)) not in {(p.offer, p.week) for p in found.later.purchases}
    assert ("elastic-merciers", week(2), 200_000) in {
        (x.offer, x.arrival, x.thousandths) for x in found.problem.opening.purchases
    }
    bought = {b.offer: b.thousandths for b in found.problem.opening.bought}
    # 50 m were bought before the order began.
    assert bought["elastic-merciers"] == 50_000 + 300_000 + 200_000


def test_what_came_on_an_offer_that_is_gone_is_still_there() -> None:
    first = 2
    supplied = as_planned(worked_plan(), first)
    usual, _ = ready(supplied, first)
    order = worked_problem()
    without = replace(order, offers=tuple(o for o in order.offers if o.id != "fabric-toiles"))
    found, said = ready(supplied, first, order=without)
    assert [d.subject for d in said if d.code == "replan.offer_gone"] == ["fabric"]
    assert stock(found.problem.opening)["fabric"] == stock(usual.problem.opening)["fabric"]
    assert "fabric-toiles" not in {b.offer for b in found.problem.opening.bought}
    # The whole order can still be looked at.
    problem, plan = whole(found.problem, found.later, found.past)
    assert "fabric-toiles" not in {x.offer for x in purchase_cost(problem, plan.purchases).lines}


def test_planning_again_twice_counts_everything_once() -> None:
    once, _ = ready(as_planned(worked_plan(), 2), 2)
    late = tuple(
        replace(x, arrival=week(2), is_received=True) if x.offer == "fabric-toiles" else x
        for x in as_planned(worked_plan(), 3).orders
    )
    twice, said = prepare(
        once.problem, once.later, once.past, Wish(from_week=week(3), supplied=Supplied(orders=late))
    )
    assert twice is not None, said
    at_once, _ = ready(Supplied(orders=late), 3)
    assert stock(twice.problem.opening) == stock(at_once.problem.opening)
    assert set(twice.problem.opening.bought) == set(at_once.problem.opening.bought)
    assert set(twice.past.purchases) == set(at_once.past.purchases)


def test_work_that_used_more_than_came_is_said_once() -> None:
    first = 3
    none = Supplied(orders=(ordered("detergent-merciers", 1, 1, 1_000, is_received=True),))
    found, said = ready(none, first)
    short = [d.subject for d in said if d.code == "replan.material_short"]
    assert short
    assert len(short) == len(set(short))
    assert all(Decimal(x.thousandths) >= 0 for x in found.problem.opening.materials)
