"""Planning the rest again: nothing moves without need, a member leaves, less is wanted, others join."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from optimizer import problem as data
from optimizer.declared import Declared, Made
from optimizer.diagnostics import Diagnostic
from optimizer.instructions import Pin
from optimizer.left_over import material_prices, piece_values
from optimizer.opening import FrozenRun, MaterialStock, OpeningState, UnitStock
from optimizer.plan import Plan
from optimizer.plan_changes import Replanned
from optimizer.problem import Problem
from optimizer.solver.solve import SolveOptions, solve
from optimizer.studies.replanning import Prepared, Wish, concluded, prepare
from optimizer.verification import check_plan
from tests.optimizer.solver.tiny import (
    cloth,
    demand,
    offer,
    operation,
    problem,
    product,
    week,
    workshop,
)

D = Decimal
QUICKLY = SolveOptions(time_limit_seconds=10)


def order(**changes: Any) -> Problem:
    """Three sew what one of them also cuts; cloth is bought; 8 euros a piece, all façon rates known."""
    fields: dict[str, Any] = {
        "workshops": (workshop("ada", 200), workshop("bea", 100), workshop("cleo", 100)),
        "products": (
            product(
                operation("cut", rate=D("0.50")),
                operation("sew", rate=D("1.00")),
                materials=(cloth(operation="cut"),),
                selling_price=D(8),
            ),
        ),
        "demands": (demand("d0", 100, 1), demand("d1", 200, 4)),
        "capabilities": (
            data.Capability(workshop="ada", operation="cut"),
            *(data.Capability(workshop=w, operation="sew") for w in ("ada", "bea", "cleo")),
        ),
        "hub": data.Hub(lead_time_weeks=1, cost_per_lot_cents=5),
        "materials": (data.Material(id="cloth", unit="m"),),
        "suppliers": (data.Supplier(id="s"),),
        "offers": (offer((0, "2.00"), multiple_thousandths=10_000),),
        "tail": 2,
    }
    return problem(**{**fields, **changes})


@pytest.fixture(scope="module")
def in_force() -> Plan:
    plan = solve(order(), QUICKLY).plan
    assert plan.status in ("optimal", "feasible")
    return plan


def ready(plan: Plan, problem: Problem | None = None, **wish: Any) -> Prepared:
    asked = Wish(**{"from_week": week(2), **wish})
    found, said = prepare(problem or order(), plan, None, asked)
    assert found is not None, said
    return found


def replanned(prepared: Prepared) -> Replanned:
    plan = solve(prepared.problem, QUICKLY, start=prepared.later).plan
    assert plan.status in ("optimal", "feasible")
    assert check_plan(prepared.problem, plan) == ()
    return concluded(prepared, plan)


def refused(plan: Plan, **wish: Any) -> list[tuple[str, str]]:
    return [(d.code, d.subject) for d in refused_all(plan, **wish)]


def refused_all(plan: Plan, **wish: Any) -> tuple[Diagnostic, ...]:
    found, said = prepare(order(), plan, None, Wish(**{"from_week": week(2), **wish}))
    assert found is None
    return said


def level(plan: Plan, name: str) -> Decimal:
    return next(x.value for x in plan.levels if x.name == name)


def test_when_all_went_as_planned_nothing_moves(in_force: Plan) -> None:
    for position in (1, 2, 3):
        found = replanned(ready(in_force, from_week=week(position)))
        assert level(found.plan, "distance") == 0
        assert [c for c in found.changes if c.kind == "make"] == []
        assert found.taken_over == ()
        assert found.is_possible
        for name in ("unmet", "late"):
            assert level(found.plan, name) == level(in_force, name)
        assert level(found.plan, "fairness_sum") <= level(in_force, "fairness_sum")
        assert found.plan.fairness is not None
        assert in_force.fairness is not None
        loads = [s.load_minutes for s in found.plan.fairness.shares]
        assert loads == [s.load_minutes for s in in_force.fairness.shares]


def test_twice_in_a_row(in_force: Plan) -> None:
    first = replanned(ready(in_force, from_week=week(1)))
    asked = Wish(from_week=week(3))
    again, said = prepare(first.problem, first.plan, first.past, asked)
    assert again is not None, said
    second = replanned(again)
    assert level(second.plan, "distance") == 0
    assert second.past.start == order().start
    assert {r.week for r in second.past.runs} <= {week(0), week(1), week(2)}


def test_a_leaver_makes_nothing_more_and_the_others_take_over(in_force: Plan) -> None:
    prepared = ready(in_force, leaver="bea")
    found = replanned(prepared)
    assert not [r for r in found.plan.runs if r.workshop == "bea"]
    assert level(found.plan, "unmet") == 0
    departed = found.departed
    assert departed is not None
    before = sum((r.units for r in in_force.runs if r.workshop == "bea"), start=D(0))
    done = sum((r.units for r in prepared.past.runs if r.workshop == "bea"), start=D(0))
    # One euro a piece sewn.
    assert (departed.earned_cents, departed.planned_cents) == (done * 100, (before - done) * 100)
    gone = [t for t in found.taken_over if t.workshop == "bea"]
    others = [t for t in found.taken_over if t.workshop != "bea" and t.operation == "sew"]
    assert sum(t.cents for t in gone) == -departed.planned_cents
    assert sum(t.cents for t in others) == departed.planned_cents
    if prepared.problem.plan_in_force:
        assert not found.is_possible


def with_pieces_at_bea(plan: Plan) -> Problem:
    """What is left in week 2, with 20 sewn and 30 cut pieces at Bea's."""
    prepared = ready(plan)
    pieces = (
        UnitStock(workshop="bea", product="p", operation="cut", units=D(30)),
        UnitStock(workshop="bea", product="p", operation="sew", units=D(20)),
    )
    opening = replace(prepared.problem.opening, units=pieces, hub_transit=())
    return replace(prepared.problem, opening=opening)


@pytest.mark.parametrize("is_lost", [True, False])
def test_what_lies_at_a_leaver_is_recovered_or_written_off(in_force: Plan, is_lost: bool) -> None:
    there = with_pieces_at_bea(in_force)
    later = replace(in_force, runs=tuple(r for r in in_force.runs if r.week >= week(2)))
    nothing = replace(
        later, hub_sendings=(), hub_receipts=(), shipments=(), deliveries=(), purchases=()
    )
    asked = Wish(from_week=week(2), leaver="bea", is_lost=is_lost)
    prepared, said = prepare(there, nothing, None, asked)
    assert prepared is not None, said
    found = replanned(prepared)
    departed = found.departed
    assert departed is not None
    # A metre at two euros in each; half a euro of cutting, a euro of sewing.
    assert [(g.operation, g.units, g.material_cents, g.work_cents) for g in departed.goods] == [
        ("cut", 30, 6_000, 1_500),
        ("sew", 20, 4_000, 3_000),
    ]
    sent = sum((s.units for s in found.plan.hub_sendings if s.workshop == "bea"), start=D(0))
    shipped = sum((s.units for s in found.plan.shipments if s.workshop == "bea"), start=D(0))
    assert (sent, shipped) == ((0, 0) if is_lost else (30, 20))
    lying = [u for u in prepared.problem.opening.units if u.workshop == "bea"]
    assert bool(lying) is not is_lost


def test_pieces_that_nobody_can_fetch_are_lost_and_said(in_force: Plan) -> None:
    there = replace(with_pieces_at_bea(in_force), hub=None)
    nothing = Plan(problem_hash="", status="feasible", stopped_by="time")
    asked = Wish(from_week=week(2), leaver="bea")
    prepared, said = prepare(there, nothing, None, asked)
    assert prepared is not None, said
    assert ("replan.pieces_stuck", "30") in {(d.code, d.params.get("units", "")) for d in said}
    assert [u.operation for u in prepared.problem.opening.units] == ["sew"]


def test_material_already_issued_to_a_leaver_is_lost_with_it() -> None:
    slow = replace(order().workshops[0], issue_lead_weeks=1)
    bea_cuts = data.Capability(workshop="bea", operation="cut")
    problem = order(
        workshops=(slow, *order().workshops[1:]), capabilities=(*order().capabilities, bea_cuts)
    )
    runs = tuple(
        FrozenRun(workshop="ada", product="p", operation="cut", week=week(t), units=D(40))
        for t in (0, 1)
    )
    plan = Plan(
        problem_hash="",
        status="feasible",
        stopped_by="time",
        runs=tuple(_run(r.workshop, r.operation, r.week, r.units) for r in runs),
    )
    stocked = replace(
        problem,
        opening=OpeningState(materials=(MaterialStock(material="cloth", thousandths=100_000),)),
    )
    found = {}
    for is_lost in (True, False):
        asked = Wish(from_week=week(1), leaver="ada", is_lost=is_lost)
        prepared, said = prepare(stocked, plan, None, asked)
        assert prepared is not None, said
        assert prepared.departed is not None
        assert [(g.subject, g.units) for g in prepared.departed.goods] == [
            ("cloth", 40),
            ("p", 40),
        ]
        found[is_lost] = sum(m.thousandths for m in prepared.problem.opening.materials)
    # 40 of 100 m went into the first 40 pieces, 40 more were on their way to Ada.
    assert found == {True: 20_000, False: 60_000}


def _run(w: str, o: str, name: str, units: Decimal) -> Any:
    from optimizer.plan import Run

    return Run(workshop=w, product="p", operation=o, week=name, units=units)


def test_a_smaller_order_leaves_cloth_and_pieces_over(in_force: Plan) -> None:
    prepared = ready(in_force, from_week=week(3), quantities={"d1": D(120)})
    (less,) = prepared.reduced
    assert (less.demand, less.before, less.after) == ("d1", 200, 120)
    assert less.price_cents == 80 * 800
    found = replanned(prepared)
    assert level(found.plan, "unmet") == 0
    left = {(x.subject, x.operation): x for x in found.left}
    already = sum((r.units for r in prepared.past.runs if r.operation == "cut"), start=D(0))
    bought = sum(q.thousandths for q in prepared.past.purchases) / 1000
    cut_too_many = max(D(0), already - 220)
    assert left.get(("p", "cut"), _nothing()).units == cut_too_many
    assert left.get(("cloth", ""), _nothing()).units == D(str(bought)) - max(D(220), already)
    for goods in found.left:
        assert goods.material_cents == goods.units * 200


def _nothing() -> Any:
    from optimizer.plan_changes import WrittenOff

    return WrittenOff(subject="", units=D(0), material_cents=0, work_cents=0)


def test_a_milestone_that_asks_for_nothing_any_more_goes() -> None:
    plan = Plan(problem_hash="", status="feasible", stopped_by="time")
    prepared = ready(plan, from_week=week(0), quantities={"d1": D(0)})
    assert [d.id for d in prepared.problem.demands] == ["d0"]


def test_every_wrong_wish_is_refused_at_once(in_force: Plan) -> None:
    wishes = {"d0": D(20), "d1": D(500), "d9": D(1)}
    assert set(refused(in_force, quantities=wishes, leaver="zoe")) == {
        ("replan.less_than_delivered", "d0"),
        ("replan.not_less", "d1"),
        ("replan.unknown", "d9"),
        ("replan.unknown", "zoe"),
    }
    assert refused(in_force, quantities={"d1": D("1.5")}) == [("replan.quantity", "d1")]
    _, said = prepare(order(), in_force, None, Wish(from_week=week(2), quantities={"d1": D(200)}))
    assert [d.code for d in said] == ["replan.same_quantity"]


def test_the_order_as_it_is_today_brings_capacities_and_newcomers(in_force: Plan) -> None:
    now = order(
        workshops=(*order().workshops[:2], workshop("cleo", 50), workshop("dora", 80)),
        capabilities=(
            *order().capabilities,
            data.Capability(workshop="dora", operation="sew"),
        ),
    )
    prepared = ready(in_force, order=now)
    left = prepared.problem
    assert [w.id for w in left.workshops] == ["ada", "bea", "cleo", "dora"]
    assert left.workshops[2].weekly_hours == now.workshops[2].weekly_hours
    assert left.opening == ready(in_force).problem.opening
    found = replanned(prepared)
    assert level(found.plan, "unmet") == 0
    assert {r.workshop for r in found.plan.runs} <= {"ada", "bea", "cleo", "dora"}


def test_a_workshop_that_worked_cannot_just_vanish_from_the_order(in_force: Plan) -> None:
    others = order(
        workshops=order().workshops[1:],
        capabilities=(
            data.Capability(workshop="bea", operation="cut"),
            data.Capability(workshop="bea", operation="sew"),
            data.Capability(workshop="cleo", operation="sew"),
        ),
        lanes=tuple(data.Lane(workshop=w, delivery_point="k") for w in ("bea", "cleo")),
    )
    assert ("replan.workshop_gone", "ada") in refused(in_force, order=others)


def test_pins_of_the_new_order_replace_those_that_can_no_longer_be_kept(in_force: Plan) -> None:
    """More is pinned than is still to be made: the order's workbook is where that is put right."""
    from_now = in_force.runs[-1].week
    pin = Pin(
        workshop="bea", product="p", operation="sew", first=from_now, last=from_now, units=D(60)
    )
    too_much = replace(order(), pins=(pin, replace(pin, workshop="cleo", units=D(100))))
    told = tuple(
        Made(workshop=r.workshop, week=r.week, product="p", operation=r.operation, made=r.units)
        for r in in_force.runs
    )
    asked = Wish(from_week=week(2), declared=Declared(rows=told))
    pinned = replace(too_much, demands=(demand("d0", 100, 1), demand("d1", 100, 4)))
    found, said = prepare(pinned, in_force, None, asked)
    assert found is None
    assert "problem.pin_overproduction" in {d.code for d in said}
    found, said = prepare(pinned, in_force, None, replace(asked, order=order()))
    assert found is not None, said
    assert found.problem.pins == ()
    assert not [d for d in said if d.code.startswith("replan.pin_")]


def test_a_product_that_is_wanted_no_more_goes_with_what_was_planned_of_it(in_force: Plan) -> None:
    """What was planned of it is no mistake; what was made of it is."""
    new = replace(order().products[0], id="q")
    now = replace(
        order(),
        products=(new,),
        demands=tuple(replace(d, product="q") for d in order().demands),
    )
    begun = {d.subject for d in refused_all(in_force, order=now) if d.code == "replan.unknown"}
    assert begun == {"p"}
    nothing = Wish(from_week=week(0), order=now, leaver="bea")
    found, said = prepare(order(), in_force, None, nothing)
    assert found is not None, said
    assert found.problem.plan_in_force == ()


def test_an_offer_that_was_bought_on_cannot_vanish_from_the_order(in_force: Plan) -> None:
    now = replace(order(), offers=(offer((0, "2.00"), id="cloth-2", multiple_thousandths=10_000),))
    assert ("problem.unknown_offer", "cloth-1") in refused(in_force, order=now)


def test_a_leaver_that_the_order_has_again_is_said(in_force: Plan) -> None:
    left = ready(in_force, leaver="bea")
    found, said = prepare(
        left.problem, left.later, left.past, Wish(from_week=week(3), order=order())
    )
    assert found is not None, said
    assert ("replan.leaver_back", "bea") in {(d.code, d.subject) for d in said}


def test_frozen_weeks_stay_as_planned(in_force: Plan) -> None:
    prepared = ready(in_force, from_week=week(1), frozen_weeks=1)
    found = replanned(prepared)
    frozen = {(r.workshop, r.operation): r.units for r in in_force.runs if r.week == week(1)}
    assert {
        (r.workshop, r.operation): r.units for r in found.plan.runs if r.week == week(1)
    } == frozen


def test_what_happened_stands_beside_what_was_planned(in_force: Plan) -> None:
    prepared = ready(in_force, declared=Declared())
    planned = {(x.workshop, x.operation): x.planned for x in prepared.happened}
    assert planned == {(x.workshop, x.operation): x.made for x in prepared.happened}
    assert prepared.happened


def test_pieces_are_worth_their_cloth_at_the_price_paid_and_their_work() -> None:
    lossy = order(
        products=(
            product(
                operation("cut", rate=D("0.50"), yield_rate=D("0.8")),
                operation("sew", rate=D("1.00")),
                materials=(cloth(operation="cut"),),
                selling_price=D(8),
            ),
        )
    )
    assert material_prices(lossy, ()) == {"cloth": D(2)}
    values = piece_values(lossy, {"cloth": D(2)})
    assert values["p", "cut"] == (D("2.5"), D("0.625"))
    assert values["p", "sew"] == (D("2.5"), D("1.625"))


def test_a_ceiling_that_was_passed_is_said_and_the_rest_planned_without_more(
    in_force: Plan,
) -> None:
    earned = {w.workshop: w.receipts_cents for w in ready(in_force).problem.opening.past_work}
    assert earned["bea"] > 0
    limited = tuple(
        replace(w, receipts_ceiling_cents=earned["bea"] - 1) if w.id == "bea" else w
        for w in order().workshops
    )
    now = replace(order(), workshops=limited)
    prepared = ready(in_force, order=now)
    said = [d for d in prepared.assumed if d.code == "problem.ceiling_reached"]
    assert [(d.subject, d.params["receipts_cents"]) for d in said] == [("bea", str(earned["bea"]))]
    found = replanned(prepared)
    assert not [r for r in found.plan.runs if r.workshop == "bea"]
    assert level(found.plan, "unmet") == 0


def test_a_largest_share_that_was_passed_is_said_too(in_force: Plan) -> None:
    limited = tuple(
        replace(w, largest_share=D("0.001")) if w.id == "bea" else w for w in order().workshops
    )
    prepared = ready(in_force, order=replace(order(), workshops=limited))
    assert [(d.code, d.subject) for d in prepared.assumed] == [
        ("problem.largest_share_reached", "bea")
    ]
    assert not [r for r in replanned(prepared).plan.runs if r.workshop == "bea"]
