"""Level values reckoned by hand, and every printed figure that may be false."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from optimizer import plan as plans
from optimizer import problem as data
from optimizer import verification
from optimizer.fairness import fairness_table
from optimizer.instructions import PlannedRun
from optimizer.ledger import Ledger
from optimizer.plan import LevelName, Plan
from optimizer.verification import values
from tests.builders import at, tiny_problem
from tests.plans import COST_CENTS, TARGETS, printed_plan, week, worked_plan, worked_problem

D = Decimal


def test_values_of_the_good_plan() -> None:
    found = verification.level_values(worked_problem(), worked_plan(), TARGETS)
    assert found["unmet"] == 0
    # 40 bags of priority 3, a week late
    assert found["late"] == 120
    # 2 × (750 + 2 × 500), 4 × 800, 3 × (20 + 2 × 40 + 3 × 40), 2 × 100.25 + 3 × 150.25
    assert found["fast"] == 3_500 + 3_200 + 660 + D("651.25")
    # Vestali is 924.75 minutes below its target, the ESAT 385; a lot is 650 minutes.
    assert found["fairness_largest"] == D("274.75")
    assert found["fairness_sum"] == D("1309.75")
    assert found["cost"] == COST_CENTS
    assert found["distance"] == 0  # without a plan in force


def test_missing_units_count_to_the_end_of_the_plan() -> None:
    plan = worked_plan(
        deliveries=tuple(d for d in worked_plan().deliveries if d.demand not in ("bags", "masks-2"))
    )
    found = verification.level_values(worked_problem(), plan, {})
    # 100 bags of weight 2 and priority 3, 800 masks
    assert found["unmet"] == 600 + 800
    # The last of eight weeks is 7; bags were due in week 2, masks in week 5.
    assert found["late"] == 3 * 5 * 100 + 2 * 800
    assert found["fast"] == 3_500 + D("651.25") + 8 * (300 + 800)
    assert found["fairness_largest"] == 0
    assert found["fairness_sum"] == 0


def test_due_before_the_first_friday_everything_is_late() -> None:
    problem = tiny_problem()
    problem = replace(problem, demands=at(problem.demands, 0, due=date(2020, 4, 7)))
    plan = Plan(
        problem_hash="",
        status="feasible",
        stopped_by="time",
        deliveries=(plans.Delivery(demand="aprons", week=week(1), units=D(400)),),
    )
    # Two weeks, due in « −1 »: 400 delivered in week 1 and 600 that miss week 1, both two weeks.
    assert values.late(Ledger(problem, plan)) == 2 * 1_000


def steady(*minutes: int, **changes: Any) -> Decimal:
    """Steadiness of one workshop of 100 minutes a week that works so many minutes."""
    workshop = data.Workshop(id="w", headcount=D(1), weekly_hours=D(100) / 60, **changes)
    problem = tiny_problem(
        products=(
            data.Product(
                id="apron", operations=(data.Operation(id="sewing", standard_milliminutes=1_000),)
            ),
        ),
        workshops=(workshop,),
        capabilities=(data.Capability(workshop="w", operation="sewing"),),
    )
    runs = tuple(
        plans.Run(workshop="w", product="apron", operation="sewing", week=week(t), units=D(units))
        for t, units in enumerate(minutes)
        if units
    )
    plan = Plan(problem_hash="", status="feasible", stopped_by="time", runs=runs)
    return values.steadiness(Ledger(problem, plan)).quantize(D("0.001"))


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ((), "0"),
        # The first week is compared with nothing, the stop after the last work is free.
        ((80,), "0"),
        ((80, 80, 80), "0"),
        ((80, 50, 60), "0.4"),
        # An idle first week counts: it was open.
        ((0, 80), "0.8"),
        ((80, 0, 80), "1.6"),
    ],
)
def test_steadiness(minutes: tuple[int, ...], expected: str) -> None:
    assert steady(*minutes) == D(expected)


def test_steadiness_skips_closed_weeks_and_waits_for_the_entry() -> None:
    closed = data.Closure(first=date(2020, 4, 13), last=date(2020, 4, 17))
    assert steady(80, 0, 80, closures=(closed,)) == 0
    assert steady(0, 80, 80, entry=date(2020, 4, 13)) == 0


def test_every_printed_figure_of_the_good_plan_is_true() -> None:
    assert verification.check_plan(worked_problem(), printed_plan()) == ()
    assert verification.check_levels(worked_problem(), printed_plan()) == ()


def level(name: LevelName, /, **changes: Any) -> Plan:
    """The printed plan with one level changed."""
    plan = printed_plan()
    assert name in [x.name for x in plan.levels]
    return replace(
        plan,
        levels=tuple(replace(x, **changes) if x.name == name else x for x in plan.levels),
    )


def table(**changes: Any) -> Plan:
    """The printed plan with its fairness table changed."""
    plan = printed_plan()
    assert plan.fairness is not None
    return replace(plan, fairness=replace(plan.fairness, **changes))


def share(position: int, **changes: Any) -> Plan:
    """The printed plan with one workshop's share changed."""
    plan = printed_plan()
    assert plan.fairness is not None
    return table(shares=at(plan.fairness.shares, position, **changes))


def price(lowest: int, highest: int) -> Plan:
    """The printed plan with another price of fairness."""
    return printed_plan(
        price_of_fairness=plans.PriceOfFairness(lowest_cents=lowest, highest_cents=highest)
    )


def other_table() -> Plan:
    """The printed plan, its second table being that of other work."""
    wrong = fairness_table(worked_problem(), worked_plan().runs[1:], "equal", TARGETS)
    return printed_plan(fairness_other=wrong)


# 1e-6 of the cost is 0.59 cent, and a cent beside it.
LEVEL_CASES: list[tuple[Callable[[], Plan], str]] = [
    (lambda: level("late", value=D(121), bound=D(121)), "level_value"),
    (lambda: level("late", value=D(119), bound=D(119)), "level_value"),
    (lambda: level("unmet", value=D("0.001"), bound=D("0.001")), "level_value"),
    (
        lambda: level("fairness_sum", value=D(1_310), gap=D("0.541985")),
        "level_value",
    ),
    (
        lambda: level("cost", value=D(COST_CENTS) - 3, gap=D(97) / COST_CENTS),
        "level_value",
    ),
    (
        lambda: level("late", bound=D(121), gap=D(1) / 121),
        "level_bound",
    ),
    (
        lambda: level("cost", bound=D(COST_CENTS) + 50, gap=D(50) / COST_CENTS),
        "level_bound",
    ),
    (lambda: level("fairness_sum", gap=D("0.54")), "level_gap"),
    (lambda: level("late", gap=D("0.1")), "level_gap"),
    (lambda: level("late", slack=D(1)), "level_slack"),
    (lambda: level("late", slack=D(-1)), "level_slack level_proven"),
    (lambda: level("fairness_largest", slack=D(651)), "level_slack"),
    (lambda: level("cost", slack=D(600)), "level_slack"),
    (lambda: level("late", bound=D(119), gap=D(1) / 120), "level_proven"),
    (lambda: level("fairness_largest", bound=D(0), gap=D(1), proven=False),
     "level_proven level_conditional"),
    (lambda: level("fairness_sum", proven=True), "level_proven level_conditional"),
    (lambda: level("cost", conditional=False), "level_conditional"),
    (lambda: level("unmet", conditional=True), "level_conditional"),
    (lambda: printed_plan(status="optimal"), "status"),
    (lambda: price(1, 0), "price_of_fairness"),
    (lambda: price(-1, 0), "price_of_fairness"),
    (lambda: table(total_minutes=D(13_190)), "fairness"),
    (lambda: table(gap=D("0.34")), "fairness"),
    (lambda: table(jain=D("0.66")), "fairness"),
    (lambda: table(shares=()), "level_value level_value fairness"),
    (lambda: share(0, weight_share=D("0.35")), "fairness"),
    (lambda: share(1, load_minutes=D(6_899)), "fairness"),
    (lambda: share(1, real_minutes=D(7_900)), "fairness"),
    (lambda: share(1, ratio=D(2)), "fairness"),
    (lambda: share(1, target_minutes=D(-1)), "fairness"),
    (lambda: share(1, target_minutes=D(6_000)), "fairness"),
    (lambda: share(1, workshop="x"), "fairness"),
    (other_table, "fairness fairness fairness fairness fairness"),
    (lambda: level("late", value=D("NaN")), "figures"),
    (lambda: level("late", bound=D("-Infinity")), "figures"),
    (lambda: level("late", name="unmet"), "figures"),
    (lambda: share(1, target_minutes=D("sNaN")), "figures"),
    (lambda: table(gap=D("1E+400000")), "figures"),
    (lambda: printed_plan(fairness=None), "figures figures"),
]  # fmt: skip


@pytest.mark.parametrize(("plan", "expected"), LEVEL_CASES)
def test_a_false_figure_is_found(plan: Callable[[], Plan], expected: str) -> None:
    found = verification.check_plan(worked_problem(), plan())
    assert sorted(d.code for d in found) == sorted(f"plan.{code}" for code in expected.split())


# Within the tolerance, or honest either way.
HONEST: list[Callable[[], Plan]] = [
    lambda: level("cost", value=D(COST_CENTS) + 1, gap=D(101) / COST_CENTS),
    lambda: level("late", bound=D("120.00001"), gap=D(0)),
    lambda: level("cost", bound=D(COST_CENTS) + 10, gap=D(10) / COST_CENTS),
    lambda: level("fairness_sum", gap=D("0.5418974")),
    # A bound at the very end of the slack: proven or not.
    lambda: level("fairness_sum", bound=D("659.75"), gap=D(650) / D("1309.75"), proven=False),
    lambda: level("cost", seconds=D("12.5")),
    lambda: price(0, 0),
    lambda: printed_plan(fairness_other=None, price_of_fairness=None),
    # Without a plan in force nothing is away from it.
    lambda: printed_plan(
        levels=(plans.LevelResult(name="distance", value=D(0), bound=D(0), gap=D(0), proven=True),),
        status="optimal",
    ),
]


@pytest.mark.parametrize("plan", HONEST)
def test_a_true_figure_is_left_alone(plan: Callable[[], Plan]) -> None:
    assert verification.check_plan(worked_problem(), plan()) == ()


def test_figures_without_levels_are_not_looked_at_by_check_plan() -> None:
    plan = table(gap=D(1))
    assert verification.check_plan(worked_problem(), replace(plan, levels=())) == ()
    assert [d.code for d in verification.check_levels(worked_problem(), plan)] == ["plan.fairness"]


def test_a_finding_names_the_level_and_both_values() -> None:
    (found,) = verification.check_levels(worked_problem(), level("late", value=D(7), bound=D(7)))
    assert found.subject == "late"
    assert dict(found.params) == {"read": "7", "expected": "120.00"}


def in_force(*changes: tuple[str, str, str, int, str]) -> tuple[PlannedRun, ...]:
    """The runs of the good plan, some with other units, others added (workshop … week, units)."""
    plan = {(r.workshop, r.product, r.operation, r.week): r.units for r in worked_plan().runs}
    for w, p, o, t, units in changes:
        plan[w, p, o, week(t)] = D(units)
    return tuple(
        PlannedRun(workshop=w, product=p, operation=o, week=name, units=units)
        for (w, p, o, name), units in plan.items()
        if units
    )


@pytest.mark.parametrize(
    ("planned", "minutes"),
    [
        (in_force(), 0),
        # 100 masks less and 100 more than planned, 5 minutes each
        (in_force(("fil-rouge", "mask", "sewing", 1, "100")), 500),
        (in_force(("fil-rouge", "mask", "sewing", 1, "300")), 500),
        # moved from one week to another: counted where it is and where it is not
        (
            in_force(
                ("fil-rouge", "mask", "sewing", 1, "0"), ("fil-rouge", "mask", "sewing", 4, "200")
            ),
            2_000,
        ),
        # moved to another workshop, which cannot even do it
        (
            in_force(
                ("fil-rouge", "mask", "finishing", 1, "0"),
                ("esat-lys", "mask", "finishing", 1, "400"),
            ),
            800,
        ),
        (in_force(("vestali", "laundry", "washing", 2, "100.5")), "0.125"),
        # frozen weeks do not count
        (in_force(("fil-rouge", "mask", "sewing", 0, "900")), 0),
        # nor weeks outside the plan
        (
            (
                *in_force(),
                *(
                    PlannedRun(
                        workshop="vestali", product="mask", operation="sewing", week=w, units=D(50)
                    )
                    for w in ("2020-W14", "2020-W23", "2021-W20")
                ),
            ),
            0,
        ),
    ],
)
def test_distance_from_the_plan_in_force(planned: tuple[PlannedRun, ...], minutes: object) -> None:
    problem = worked_problem(plan_in_force=planned)
    found = verification.level_values(problem, worked_plan(), {})
    assert found["distance"] == D(str(minutes))


def test_a_wrong_distance_is_found() -> None:
    problem = worked_problem(plan_in_force=in_force(("fil-rouge", "mask", "sewing", 1, "100")))
    plan = printed_plan()
    for value, expected in (("500", set()), ("499", {"plan.level_value"})):
        level = plans.LevelResult(
            name="distance",
            value=D(value),
            bound=D(value),
            gap=D(0),
            proven=True,
            conditional=True,
        )
        with_it = replace(plan, levels=(*plan.levels, level))
        assert {d.code for d in verification.check_levels(problem, with_it)} == expected
