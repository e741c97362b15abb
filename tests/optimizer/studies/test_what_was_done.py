"""What was declared, against the plan: what counts, what is assumed, what contradicts itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from optimizer import plan as plans
from optimizer import problem as data
from optimizer.declared import Declared, Made
from optimizer.diagnostics import Diagnostic, Source
from optimizer.opening import OpeningState
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.studies.replanning import remainder, remaining
from optimizer.weeks import week_monday
from tests.optimizer.solver.tiny import (
    cloth,
    demand,
    operation,
    problem,
    product,
    stock,
    week,
    workshop,
)
from tests.plans import worked_plan, worked_problem

D = Decimal


def order(**changes: Any) -> Problem:
    """Ada cuts for all, both sew; 200 in two milestones, cloth for all of it in the cupboard."""
    fields: dict[str, Any] = {
        "workshops": (workshop("ada", 300), workshop("bea", 300)),
        "products": (
            product(operation("cut"), operation("sew"), materials=(cloth(operation="cut"),)),
        ),
        "demands": (demand("d0", 100, 2), demand("d1", 100, 4)),
        "capabilities": (
            data.Capability(workshop="ada", operation="cut"),
            data.Capability(workshop="ada", operation="sew"),
            data.Capability(workshop="bea", operation="sew"),
        ),
        "hub": data.Hub(lead_time_weeks=1),
        "materials": (data.Material(id="cloth", unit="m"),),
        "opening": OpeningState(materials=(stock(230),)),
    }
    return problem(**{**fields, **changes})


def _run(w: str, o: str, t: int, units: int) -> plans.Run:
    return plans.Run(workshop=w, product="p", operation=o, week=week(t), units=D(units))


def in_force() -> Plan:
    """Ada cuts 100 in weeks 0 and 1, keeps 40 of the first; the rest goes to Bea, a week later."""
    moves = ((0, 60), (1, 100))
    return Plan(
        problem_hash="",
        status="feasible",
        stopped_by="time",
        runs=(
            _run("ada", "cut", 0, 100),
            _run("ada", "sew", 0, 40),
            _run("ada", "cut", 1, 100),
            _run("bea", "sew", 1, 60),
            _run("bea", "sew", 2, 100),
        ),
        hub_sendings=tuple(
            plans.HubSending(workshop="ada", product="p", operation="cut", week=week(t), units=D(n))
            for t, n in moves
        ),
        hub_receipts=tuple(
            plans.HubReceipt(
                workshop="bea", product="p", operation="cut", week=week(t + 1), units=D(n)
            )
            for t, n in moves
        ),
        shipments=tuple(
            plans.Shipment(workshop=w, delivery_point="k", product="p", week=week(t), units=D(n))
            for w, t, n in (("ada", 0, 40), ("bea", 1, 60), ("bea", 2, 100))
        ),
        deliveries=tuple(
            plans.Delivery(demand=d, week=week(t), units=D(n))
            for d, t, n in (("d0", 0, 40), ("d0", 1, 60), ("d1", 2, 100))
        ),
    )


def made(w: str, o: str, t: int, units: int, **more: Any) -> Made:
    return Made(workshop=w, week=week(t), product="p", operation=o, made=D(units), **more)


def left_with(
    *rows: Made, first: int = 2, plan: Plan | None = None, **changes: Any
) -> tuple[Problem, tuple[Diagnostic, ...]]:
    found, said = remaining(order(**changes), plan or in_force(), week(first), Declared(rows=rows))
    assert found is not None, said
    return found, said


def lying(problem: Problem) -> dict[tuple[str, str], Decimal]:
    return {(u.workshop, u.operation): u.units for u in problem.opening.units}


def delivered(problem: Problem) -> dict[str, Decimal]:
    return {x.demand: x.units for x in problem.opening.delivered}


def as_declared(plan: Plan, problem: Problem) -> Declared:
    """The plan, said row by row."""
    last = {p.id: p.operations[-1].id for p in problem.products}
    rows = [
        Made(
            workshop=r.workshop, week=r.week, product=r.product, operation=r.operation, made=r.units
        )
        for r in plan.runs
    ]
    rows += [
        Made(
            workshop=s.workshop,
            week=s.week,
            product=s.product,
            operation=last[s.product],
            made=D(0),
            delivered=week_monday(s.week),
            delivered_units=s.units,
        )
        for s in plan.shipments
    ]
    return Declared(rows=tuple(rows))


@pytest.mark.parametrize("position", range(8))
def test_declaring_the_plan_itself_is_as_good_as_declaring_nothing(position: int) -> None:
    problem, plan = worked_problem(), worked_plan()
    name = f"2020-W{15 + position}"
    without, _ = remaining(problem, plan, name)
    told, said = remaining(problem, plan, name, as_declared(plan, problem))
    silent, _ = remaining(problem, plan, name, Declared())
    assert {d.code for d in said} <= {"replan.declared_later", "replan.delivered_later"}
    assert without is not None
    for other in (told, silent):
        assert other is not None
        for field in ("units", "hub_transit", "lane_transit", "delivered", "materials"):
            assert _bag(getattr(other.opening, field)) == _bag(getattr(without.opening, field))
        assert other.opening.past_work == without.opening.past_work


def _bag(items: tuple[Any, ...]) -> set[Any]:
    return {replace(x, units=x.units.normalize()) if hasattr(x, "units") else x for x in items}


def test_what_was_made_replaces_what_was_planned_and_uses_its_materials() -> None:
    problem, said = left_with(
        made("ada", "cut", 0, 100),
        made("ada", "sew", 0, 10, delivered_units=D(10)),
        made("ada", "cut", 1, 70),
    )
    # 90 cut are left after week 0, 60 of them went to Bea; 70 more, 100 were to go.
    assert lying(problem) == {}
    assert [(x.units, x.arrival) for x in problem.opening.hub_transit] == [(D(100), week(2))]
    assert delivered(problem) == {"d0": D(70)}
    assert problem.opening.materials == (stock(60),)
    assert [(d.code, d.subject, d.params["weeks"]) for d in said] == [
        ("replan.nothing_declared", "bea", week(1))
    ]


def test_scrap_is_made_again_and_more_than_planned_lies_there() -> None:
    problem, _ = left_with(
        made("ada", "cut", 0, 100, scrap=D(20)),
        made("ada", "sew", 0, 40, conforming=D(40), delivered_units=D(40)),
        made("ada", "cut", 1, 130),
        made("bea", "sew", 1, 40, conforming=D(30), scrap=D(10), delivered_units=D(30)),
    )
    # Bea was to have 60 and had 40: what came out of the cutting, less what Ada sewed.
    assert lying(problem) == {("ada", "cut"): D(10)}
    assert [x.units for x in problem.opening.hub_transit] == [D(120)]
    assert problem.opening.materials == ()
    past = {x.workshop: x.standard_milliminutes for x in problem.opening.past_work}
    assert past == {"ada": 270_000, "bea": 40_000}


def test_finished_and_not_delivered_lies_at_the_workshop_and_refused_is_still_due() -> None:
    problem, _ = left_with(
        made("ada", "cut", 0, 100),
        made("ada", "sew", 0, 40, delivered_units=D(25), refused_units=D(5)),
        made("ada", "cut", 1, 100),
    )
    assert lying(problem)["ada", "sew"] == 15
    assert delivered(problem)["d0"] == 80


def test_a_delivery_counts_in_the_week_of_its_day() -> None:
    monday = week_monday(week(2))
    rows = (
        made("ada", "cut", 0, 100),
        made("ada", "sew", 0, 40, delivered=monday - timedelta(days=3)),
        made("ada", "cut", 1, 100),
    )
    problem, _ = left_with(*rows)
    assert delivered(problem)["d0"] == 100
    later, said = left_with(*(replace(r, delivered=r.delivered and monday) for r in rows))
    assert delivered(later) == {"d0": D(60)}
    assert lying(later)["ada", "sew"] == 40
    assert "replan.delivered_later" in {d.code for d in said}


def test_pieces_that_leave_an_earlier_operation_are_no_delivery() -> None:
    problem, _ = left_with(
        made("ada", "cut", 0, 100, delivered=date(2020, 4, 8), delivered_units=D(60)),
        made("ada", "sew", 0, 40),
        made("ada", "cut", 1, 100),
    )
    assert delivered(problem) == {"d0": D(100)}


def test_what_nobody_speaks_of_made_what_the_rest_needed() -> None:
    """Bea only counts what she sews; Ada only what she delivers: her cutting follows."""
    problem, said = left_with(
        made("ada", "sew", 0, 40, delivered_units=D(40)),
        made("ada", "sew", 1, 80, delivered_units=D(80)),
        made("bea", "sew", 1, 60, delivered_units=D(60)),
    )
    # 100 + 100 were to be cut; 40 + 80 + 60 were sewn, and what is left was to go to Bea.
    past = {x.workshop: x.standard_milliminutes for x in problem.opening.past_work}
    assert past["ada"] == (40 + 80 + 100 + 100) * 1000
    assert [x.units for x in problem.opening.hub_transit] == [D(20)]
    assert ("replan.operation_undeclared", "ada") in {(d.code, d.subject) for d in said}
    more, _ = left_with(
        made("ada", "sew", 0, 130, delivered_units=D(130)),
        made("ada", "sew", 1, 0),
        made("bea", "sew", 1, 0),
    )
    past = {x.workshop: x.standard_milliminutes for x in more.opening.past_work}
    # 130 sewn in the first week: 130 were cut, though 100 were planned.
    assert past["ada"] == (130 + 130 + 100) * 1000


def test_a_silent_workshop_did_no_more_than_it_had_pieces_for() -> None:
    problem, said = left_with(
        made("ada", "cut", 0, 70),
        made("ada", "sew", 0, 40, delivered_units=D(40)),
        made("ada", "cut", 1, 0),
    )
    assert delivered(problem) == {"d0": D(70)}
    assert {(d.code, d.subject) for d in said} == {("replan.nothing_declared", "bea")}


def test_pieces_found_elsewhere_are_said() -> None:
    plan = replace(in_force(), hub_sendings=(), hub_receipts=())
    problem, said = left_with(
        made("ada", "cut", 0, 100),
        made("ada", "sew", 0, 40),
        made("bea", "sew", 1, 50),
        made("ada", "cut", 1, 0),
        plan=plan,
    )
    assert ("replan.moved_unplanned", "bea", "50") in {
        (d.code, d.subject, d.params.get("units", "")) for d in said
    }
    assert lying(problem)["ada", "cut"] == 10


def test_contradictions_are_said_all_at_once_with_their_place() -> None:
    at = Source(file="suivi.xlsx", sheet="Suivi", cell="F7")
    rows = (
        made("ada", "cut", 0, 30),
        made("ada", "sew", 0, 90, source=at),
        made("bea", "sew", 1, 80, delivered_units=D(500)),
        made("zoe", "sew", 1, 10),
        made("ada", "cut", 1, 10, conforming=D(12)),
        replace(made("ada", "cut", 1, 0), made=D("1.5")),
        replace(made("ada", "cut", 1, 0), made=D(-4)),
    )
    found, said = remaining(order(), in_force(), week(2), Declared(rows=rows))
    assert found is None
    errors = [(d.code, d.subject) for d in said if d.severity == "error"]
    assert sorted(errors) == sorted(
        [
            ("replan.unknown", "zoe"),
            ("replan.more_than_made", "ada"),
            ("replan.not_whole", "ada"),
            ("replan.quantity", "ada"),
            ("replan.more_than_before", "ada"),
            ("replan.more_than_before", "bea"),
            ("replan.more_delivered_than_finished", "bea"),
        ]
    )
    sewn = next(d for d in said if d.code == "replan.more_than_before" and d.subject == "ada")
    assert sewn.source == at
    assert (sewn.params["read"], sewn.params["expected"], sewn.params["missing"]) == (
        "90",
        "30",
        "60",
    )
    assert sewn.params["before"] == "cut"


def test_material_that_was_not_there_is_a_warning_and_the_stock_is_nothing() -> None:
    problem, said = left_with(
        made("ada", "cut", 0, 260),
        made("ada", "sew", 0, 40),
        made("ada", "cut", 1, 0),
        made("bea", "sew", 1, 60),
    )
    assert problem.opening.materials == ()
    (short,) = [d for d in said if d.code == "replan.material_short"]
    (cloth,) = (m for m in problem.materials if m.id == "cloth")
    assert cloth.unit
    said_of = (short.subject, short.params["missing"], short.params["unit"])
    assert said_of == ("cloth", "30", cloth.unit)


def test_more_delivered_than_asked_is_kept_and_said() -> None:
    problem, said = left_with(
        made("ada", "cut", 0, 210),
        made("ada", "sew", 0, 210, delivered_units=D(210)),
        made("ada", "cut", 1, 0),
        made("bea", "sew", 1, 0),
    )
    assert delivered(problem) == {"d0": D(100), "d1": D(110)}
    assert ("replan.delivered_too_much", "d1", "10") in {
        (d.code, d.subject, d.params.get("units", "")) for d in said
    }


def test_work_it_was_not_known_to_do_counts() -> None:
    problem, said = left_with(
        made("ada", "cut", 0, 60),
        made("bea", "cut", 0, 40),
        made("bea", "cut", 1, 0),
        made("ada", "cut", 1, 100),
        made("ada", "sew", 0, 40),
        made("bea", "sew", 1, 60),
    )
    assert ("replan.unknown_skill", "bea") in {(d.code, d.subject) for d in said}
    assert {x.workshop: x.standard_milliminutes for x in problem.opening.past_work}[
        "bea"
    ] == 100_000


def test_rows_of_other_weeks_are_left_out_and_said() -> None:
    _, said = left_with(
        made("ada", "cut", 3, 50), replace(made("ada", "cut", 0, 50), week="2020-W10")
    )
    assert {"replan.declared_later", "replan.declared_before"} <= {d.code for d in said}


def test_the_past_says_what_was_done() -> None:
    rest, said = remainder(
        order(), in_force(), week(2), Declared(rows=(made("ada", "cut", 0, 100, scrap=D(10)),))
    )
    assert rest is not None, said
    assert rest.done.more_good == {("ada", "p", "cut"): D(-10)}
    assert {(r.workshop, r.operation, r.week) for r in rest.past.runs} == {
        ("ada", "cut", week(0)),
        ("ada", "cut", week(1)),
        ("ada", "sew", week(0)),
        ("bea", "sew", week(1)),
    }


def test_a_day_of_delivery_without_units_sends_the_good_ones() -> None:
    sew = operation("sew", yield_rate=D("0.9"))
    products = (product(operation("cut"), sew, materials=(cloth(operation="cut"),)),)
    delivery = made("ada", "sew", 0, 40, delivered=date(2020, 4, 10))
    problem, _ = left_with(
        made("ada", "cut", 0, 100),
        delivery,
        first=1,
        products=products,
        demands=(demand("d0", 90, 2),),
    )
    assert delivered(problem) == {"d0": D(36)}


def test_units_made_before_the_plan_may_leave_after_its_start() -> None:
    """The sheet goes on from the first day: its row says the week of the work and the day it left."""
    rows: tuple[Made, ...] = (
        made("ada", "cut", 0, 100),
        made("ada", "sew", 0, 40, delivered=date(2020, 4, 15), delivered_units=D(40)),
    )
    first, _ = remainder(order(), in_force(), week(1), Declared(rows=rows))
    assert first is not None
    assert lying(first.problem) == {("ada", "sew"): D(40)}
    rows = (*rows, made("ada", "cut", 1, 100), made("bea", "sew", 1, 60))
    twice, _ = remainder(first.problem, first.later, week(2), Declared(rows=rows), first.past)
    at_once, _ = remainder(order(), in_force(), week(2), Declared(rows=rows))
    assert twice is not None
    assert at_once is not None
    assert delivered(twice.problem) == delivered(at_once.problem) == {"d0": D(100)}
    assert lying(twice.problem) == lying(at_once.problem) == {}


def test_what_was_taken_to_have_left_before_the_plan_does_not_leave_again() -> None:
    quiet = (made("ada", "cut", 0, 100), made("ada", "sew", 0, 40))
    first, _ = remainder(order(), in_force(), week(1), Declared(rows=quiet))
    assert first is not None
    assert delivered(first.problem) == {"d0": D(40)}
    late = replace(quiet[1], delivered=date(2020, 4, 15), delivered_units=D(40))
    left, said = remaining(first.problem, first.later, week(2), Declared(rows=(quiet[0], late)))
    assert left is not None, said
    assert delivered(left) == {"d0": D(100)}


def test_what_is_no_number_is_said() -> None:
    rows = (
        made("ada", "cut", 0, 10, conforming=D("NaN")),
        made("ada", "cut", 0, 10, scrap=D("Inf")),
    )
    left, said = remaining(order(), in_force(), week(1), Declared(rows=rows))
    assert left is None
    assert [d.code for d in said if d.severity == "error"] == ["replan.quantity", "replan.quantity"]
