"""Proven levels and bounds, against every plan of a tiny problem counted one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from optimizer import problem as data
from optimizer.instructions import Ban, Pin, PlannedRun
from optimizer.opening import OpeningState
from optimizer.plan import Plan, Preset
from optimizer.problem import Problem
from optimizer.solver.solve import SolveOptions, solve
from optimizer.verification import check_plan
from tests.optimizer.solver import tiny
from tests.optimizer.solver.counting import Count, Worth

D = Decimal
# Figures are printed to a millionth, costs to the cent of each line.
FINE = Fraction(1, 1000)
CENTS = Fraction(3)


def one(minutes: int = 60, **changes: object) -> tuple[data.Workshop, ...]:
    return (tiny.workshop("a", minutes, **changes),)


def two(a: int = 60, b: int = 60, **changes: object) -> tuple[data.Workshop, ...]:
    """The second one costs twice as much."""
    return (
        tiny.workshop("a", a, **changes),
        tiny.workshop("b", b, hourly_cost=D(24), **changes),
    )


def simple() -> Problem:
    return tiny.problem(workshops=one(), demands=(tiny.demand("d", 40, 1),))


def late() -> Problem:
    """20 a week for 50 in two weeks: 10 come a week late."""
    return tiny.problem(workshops=one(30), demands=(tiny.demand("d", 50, 1),))


def unmet() -> Problem:
    return tiny.problem(
        workshops=one(30),
        products=(tiny.product(weight=D("1.5")),),
        demands=(tiny.demand("d", 70, 0, priority=2),),
        tail=2,
    )


def incomplete() -> Problem:
    return tiny.problem(workshops=two(30, 30), demands=(tiny.demand("d", 35, 0),))


def setups() -> Problem:
    made = tiny.product(tiny.operation("sew", 1, setup_milliminutes=10_000, setup_cost_cents=130))
    return tiny.problem(
        workshops=one(30), products=(made,), demands=(tiny.demand("d", 40, 1),), tail=2
    )


def setups_of_two() -> Problem:
    made = tiny.product(tiny.operation("sew", 1, setup_milliminutes=5_000, setup_cost_cents=300))
    return tiny.problem(workshops=two(30, 60), products=(made,), demands=(tiny.demand("d", 50, 1),))


def smallest_run() -> Problem:
    able = tuple(
        data.Capability(workshop=w, operation="sew", smallest_run_units=30) for w in ("a", "b")
    )
    return tiny.problem(
        workshops=two(60, 30), demands=(tiny.demand("d", 70, 0),), capabilities=able
    )


def fair_against_cheap() -> Problem:
    return tiny.problem(workshops=two(60, 60), demands=(tiny.demand("d", 50, 0),))


def unequal() -> Problem:
    """Two people for one, and little time for one of them."""
    workshops = (
        tiny.workshop("a", 30, headcount=D(2), weekly_hours=D("0.25")),
        tiny.workshop("b", 60, hourly_cost=D(15)),
    )
    return tiny.problem(workshops=workshops, demands=(tiny.demand("d", 60, 0),))


def hub() -> Problem:
    """One cuts, the other sews, both sides of a hub."""
    able = (
        data.Capability(workshop="a", operation="cut"),
        data.Capability(workshop="b", operation="cut"),
        data.Capability(workshop="b", operation="sew"),
    )
    return tiny.problem(
        workshops=two(30, 30),
        products=(tiny.product(tiny.operation("cut"), tiny.operation("sew")),),
        demands=(tiny.demand("d", 40, 1),),
        capabilities=able,
        lanes=(data.Lane(workshop="b", delivery_point="k"),),
        hub=data.Hub(lead_time_weeks=1, cost_per_lot_cents=45),
        tail=1,
    )


def two_steps() -> Problem:
    return tiny.problem(
        workshops=one(60),
        products=(tiny.product(tiny.operation("cut"), tiny.operation("sew", 2)),),
        demands=(tiny.demand("d1", 20, 0), tiny.demand("d2", 30, 1, priority=3)),
        tail=1,
    )


def yields() -> Problem:
    made = tiny.product(tiny.operation("sew", 1, yield_rate=D("0.8")))
    return tiny.problem(workshops=two(30, 30), products=(made,), demands=(tiny.demand("d", 32, 0),))


def lanes() -> Problem:
    """The cheap one delivers a week later and dearly."""
    return tiny.problem(
        workshops=two(60, 60),
        demands=(tiny.demand("d1", 20, 0), tiny.demand("d2", 40, 1, earliest=tiny.friday(1))),
        lanes=(
            data.Lane(workshop="a", delivery_point="k", lead_time_weeks=1, cost_per_lot_cents=150),
            data.Lane(workshop="b", delivery_point="k", cost_per_lot_cents=70),
        ),
    )


def held_back() -> Problem:
    return tiny.problem(
        workshops=one(30),
        products=(tiny.product(testing_weeks=1),),
        demands=(tiny.demand("d", 50, 1),),
    )


def begins_late() -> Problem:
    """The first week's hours are of no use to it."""
    begins = tiny.START + timedelta(days=9)
    return tiny.problem(
        workshops=one(30),
        products=(tiny.product(not_before=begins),),
        demands=(tiny.demand("d", 50, 0),),
    )


def largest_share() -> Problem:
    workshops = two(90, 60)
    held = replace(workshops[0], largest_share=D("0.25"))
    return tiny.problem(workshops=(held, workshops[1]), demands=(tiny.demand("d", 60, 0),))


def smallest_share() -> Problem:
    """The dear one cannot take half of it in its hours: it takes nothing."""
    workshops = two(60, 15)
    held = replace(workshops[1], smallest_share=D("0.5"))
    return tiny.problem(workshops=(workshops[0], held), demands=(tiny.demand("d", 60, 1),))


def ceiling() -> Problem:
    workshops = two(60, 60)
    held = replace(workshops[0], receipts_ceiling_cents=2_500)
    return tiny.problem(
        workshops=(held, workshops[1]),
        products=(tiny.product(tiny.operation("sew", rate=D("1.00"))),),
        demands=(tiny.demand("d", 60, 0),),
    )


def stations() -> Problem:
    group = data.StationGroup(
        id="g", host="a", users=("b",), operations=("sew",), number=1, opening_hours=D("0.5")
    )
    return tiny.problem(
        workshops=two(60, 60), demands=(tiny.demand("d", 50, 1),), station_groups=(group,)
    )


def pieces() -> Problem:
    able = (
        data.Capability(workshop="a", operation="sew", piece_cost=D("0.25")),
        data.Capability(workshop="b", operation="sew"),
    )
    return tiny.problem(
        workshops=two(60, 60), demands=(tiny.demand("d", 50, 1),), capabilities=able
    )


def buying(*offers: data.Offer, supplier: data.Supplier | None = None, there: int = 0) -> Problem:
    """30 a week for 50 units: cloth is there at the start or bought."""
    opening = OpeningState(materials=(tiny.stock(there),) if there else ())
    return tiny.problem(
        workshops=one(30),
        products=(tiny.product(materials=(tiny.cloth(),)),),
        demands=(tiny.demand("d", 50, 1),),
        materials=(data.Material(id="cloth"),),
        suppliers=(supplier or data.Supplier(id="s"),),
        offers=offers,
        opening=opening,
    )


def pin(workshop: str, units: int, first: int, last: int, operation: str = "sew") -> Pin:
    return Pin(
        workshop=workshop,
        product="p",
        operation=operation,
        first=tiny.week(first),
        last=tiny.week(last),
        units=D(units),
    )


def pinned() -> Problem:
    """The dear one sews 20 of the two first weeks, whatever the cheap one could do."""
    return replace(
        tiny.problem(workshops=two(30, 30), demands=(tiny.demand("d", 50, 1),)),
        pins=(pin("b", 20, 0, 1),),
    )


def pinned_late() -> Problem:
    """Ten are pinned to the week after they are due, five of them the incomplete lot."""
    return replace(
        tiny.problem(workshops=two(60, 30), demands=(tiny.demand("d", 35, 0),)),
        pins=(pin("b", 15, 1, 1), pin("a", 20, 0, 1)),
    )


def pinned_steps() -> Problem:
    """Nobody else may sew what waits for the pin, nor cut later than it needs."""
    return replace(hub(), pins=(pin("b", 10, 2, 2), pin("a", 20, 0, 0, "cut")))


def banned() -> Problem:
    """The cheap one may sew nothing in the first week, nor the dear one in the second."""
    return replace(
        tiny.problem(workshops=two(60, 30), demands=(tiny.demand("d", 50, 1),)),
        bans=(
            Ban(workshop="a", operation="sew", last=tiny.week(0)),
            Ban(workshop="b", product="p", first=tiny.week(1), last=tiny.week(1)),
        ),
    )


def in_force(preset_plan: tuple[tuple[str, int, int], ...], **changes: Any) -> Problem:
    """A plan in force of (workshop, units, week)."""
    problem = tiny.problem(workshops=two(30, 30), demands=(tiny.demand("d", 50, 1),))
    runs = tuple(
        PlannedRun(workshop=w, product="p", operation="sew", week=tiny.week(t), units=D(units))
        for w, units, t in preset_plan
    )
    return replace(problem, plan_in_force=runs, **changes)


PRICES = ((0, "3.00"), (40, "2.00"))
CASES: dict[str, Callable[[], Problem]] = {
    "simple": simple,
    "late": late,
    "unmet": unmet,
    "incomplete": incomplete,
    "setups": setups,
    "setups of two": setups_of_two,
    "smallest run": smallest_run,
    "fair against cheap": fair_against_cheap,
    "unequal": unequal,
    "hub": hub,
    "two steps": two_steps,
    "yields": yields,
    "lanes": lanes,
    "held back": held_back,
    "begins late": begins_late,
    "largest share": largest_share,
    "smallest share": smallest_share,
    "ceiling": ceiling,
    "stations": stations,
    "pieces": pieces,
    "all units, order": lambda: buying(tiny.offer(*PRICES, weekly_thousandths=40_000)),
    "all units, total": lambda: buying(
        tiny.offer(*PRICES, break_basis="total", weekly_thousandths=30_000)
    ),
    "incremental, order": lambda: buying(
        tiny.offer(*PRICES, break_kind="incremental"), supplier=data.Supplier(id="s", fee_cents=700)
    ),
    "incremental, total": lambda: buying(
        tiny.offer(*PRICES, break_kind="incremental", break_basis="total", lead_time_weeks=1),
        there=10,
    ),
    "two offers": lambda: buying(
        tiny.offer((0, "2.60"), minimum_thousandths=20_000, total_thousandths=30_000),
        tiny.offer((0, "3.00"), (20, "2.50"), id="cloth-2", supplier="s", lead_time_weeks=1),
        supplier=data.Supplier(id="s", fee_cents=900, minimum_cents=7_000),
        there=20,
    ),
    # The break is dearer to miss than ten units too many: one buys more than one needs.
    "more than needed": lambda: buying(tiny.offer((0, "3.00"), (60, "2.00"))),
}
CASES |= {
    "pinned": pinned,
    "pinned late": pinned_late,
    "pinned steps": pinned_steps,
    "banned": banned,
    "in force": lambda: in_force((("a", 30, 0), ("b", 20, 1))),
    "in force, pinned": lambda: in_force(
        (("a", 20, 0), ("b", 30, 1), ("b", 10, 2)), pins=(pin("a", 20, 1, 1),)
    ),
}
COUNTED: dict[str, set[Worth]] = {}


def counted(case: str) -> set[Worth]:
    if case not in COUNTED:
        COUNTED[case] = Count(CASES[case]()).worths()
    return COUNTED[case]


def values(worth: Worth, problem: Problem, plan: Plan) -> dict[str, Fraction]:
    """Worth by level, with the targets that the plan prints."""
    assert plan.fairness is not None
    targets = {s.workshop: Fraction(s.target_minutes) for s in plan.fairness.shares}
    short = [
        max(Fraction(0), targets[w.id] - load)
        for w, load in zip(problem.workshops, worth.loads, strict=True)
    ]
    lot = max(
        p.lot_size * sum(o.standard_milliminutes for o in p.operations) // 1000
        for p in problem.products
    )
    return {
        "unmet": worth.unmet,
        "late": Fraction(worth.late),
        "fast": Fraction(worth.fast),
        "cost": worth.cost,
        "steadiness": worth.steadiness,
        "fairness_sum": sum(short, Fraction(0)),
        "distance": Fraction(worth.distance),
        "fairness_largest": max(Fraction(0), max(short) - lot),
    }


@pytest.mark.parametrize("preset", ["equitable", "economique", "rapide", "regulier"])
@pytest.mark.parametrize("case", CASES)
def test_proven_levels_and_bounds_against_all_plans(case: str, preset: Preset):
    problem = CASES[case]()
    outcome = solve(problem, SolveOptions(preset=preset, time_limit_seconds=5))
    plan = outcome.plan
    assert outcome.diagnostics == ()
    assert check_plan(problem, plan) == ()
    left = [values(w, problem, plan) for w in counted(case)]
    provable = True
    for level in plan.levels:
        room = CENTS if level.name == "cost" else FINE
        best = min(v[level.name] for v in left)
        value, bound = Fraction(level.value), Fraction(level.bound)
        # Of all plans that are as good at the levels before, none is better than the bound says.
        assert bound <= best + room, level
        assert value >= best - room, level
        if level.proven:
            assert value <= best + Fraction(level.slack) + room, level
        # A workshop's last step is free in the model: what it is worth is known only of a plan.
        provable = provable and level.name != "steadiness"
        assert level.proven or not provable, level
        if level.name in ("unmet", "late", "fast"):
            assert abs(value - best) <= FINE, level
        left = [v for v in left if v[level.name] <= value + room]


def test_every_case_has_a_choice_to_make():
    for case in CASES:
        assert len(counted(case)) > 1, case
