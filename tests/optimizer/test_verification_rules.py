"""Every rule of docs/model.md, kept and broken: a good plan, one change, and what is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from optimizer import problem as data
from optimizer import verification
from optimizer.instructions import Ban, Pin
from optimizer.ledger import Ledger
from optimizer.opening import FrozenRun, MaterialStock, OpenPurchase, PastWork, UnitStock
from optimizer.plan import Plan
from tests import broken_plans
from tests.broken_plans import (
    DETERGENT,
    ELASTIC,
    RIBBON,
    Case,
    added,
    asked,
    codes,
    edited,
    held_until,
    offer,
    opening,
    planned,
    product,
    run,
    supplier,
    workshop,
)
from tests.builders import replaced
from tests.plans import purchase, week, worked_plan, worked_problem

D = Decimal


def pin(w: str, operation: str, first: int, last: int, units: str, product: str = "mask") -> Pin:
    """So many units from week to week."""
    return Pin(
        workshop=w,
        product=product,
        operation=operation,
        first=week(first),
        last=week(last),
        units=D(units),
    )


# (what is changed, the codes found: exactly these)
REFUSED: list[tuple[Callable[[], Case], str]] = [
    # references
    (lambda: planned("runs", run("esat-lys", "bag", "sewing", 2), workshop="x"),
     "references flow no_leftover shares"),
    (lambda: planned("deliveries", {"demand": "masks-2"}, demand="x"),
     "references delivery no_leftover"),
    (lambda: planned("deliveries", {"demand": "masks-2"}, week="2020-W99"),
     "references delivery no_leftover"),
    (lambda: planned("deliveries", {"demand": "masks-2"}, units=D("NaN")),
     "references delivery no_leftover"),
    (lambda: planned("deliveries", {"demand": "masks-2"}, units=D(-800)),
     "references delivery no_leftover"),
    (lambda: planned("shipments", {"week": week(4)}, delivery_point="x"), "references delivery"),
    (lambda: planned("purchases", RIBBON, offer="x"), "references materials"),
    (lambda: planned("purchases", RIBBON, arrival="bientôt"), "references materials"),
    (lambda: planned("substitutions", {}, used="x"), "references materials"),
    (lambda: added("substitutions", replace(worked_plan().substitutions[0], material="fabric")),
     "references"),
    (lambda: added("runs", worked_plan().runs[-1]),
     "references no_overproduction no_leftover materials receipts"),
    (lambda: planned("hub_sendings", {"week": week(2)}, units=D("350.5")), "references flow"),
    # skill
    (broken_plans.unserved, "skill delivery"),
    (lambda: held_until(date(2020, 4, 30)), "skill"),
    (lambda: workshop("vestali", qualifications=()), "skill"),
    (lambda: workshop("fil-rouge", leaving=date(2020, 4, 24)), "skill capacity"),
    # capacity
    (lambda: workshop(
        "fil-rouge", overrides=(data.WeekOverride(week=week(3), headcount=D("1.2")),)),
     "capacity"),
    (lambda: workshop("esat-lys", overrides=(data.WeekOverride(week=week(1), headcount=D(1)),)),
     "capacity"),
    # stations
    (lambda: asked(station_groups=replaced(
        worked_problem().station_groups, "vestali-machines", opening_hours=D("23.8"))),
     "stations"),
    (lambda: asked(station_groups=replaced(
        worked_problem().station_groups, "cutting-table", number=0)),
     "stations"),
    # whole_lots
    (broken_plans.smaller_lot_of_bags, "whole_lots"),
    (broken_plans.two_incomplete_runs, "whole_lots"),
    (lambda: planned("runs", run("fil-rouge", "mask", "sewing", 3), units=D(340)),
     "whole_lots flow no_leftover"),
    # no_overproduction, no_leftover
    (lambda: planned("runs", run("esat-lys", "mask", "cutting", 1), units=D(700)),
     "no_overproduction no_leftover materials"),
    (lambda: opening(units=(*worked_problem().opening.units, UnitStock(
        workshop="esat-lys", product="bag", operation="sewing", units=D(10)))),
     "no_overproduction no_leftover"),
    (broken_plans.half_the_bags, "no_leftover"),
    (broken_plans.finished_and_kept, "no_leftover"),
    # smallest_run
    (broken_plans.finishing_that_does_not_complete, "smallest_run"),
    (lambda: asked(capabilities=tuple(
        replace(c, smallest_run_units=500) if c.smallest_run_units else c
        for c in worked_problem().capabilities)),
     "smallest_run"),
    # flow
    (lambda: planned("runs", run("vestali", "mask", "sewing", 1), week=week(3)), "flow"),
    (lambda: planned("hub_sendings", {"week": week(1)}, units=D(700)), "flow"),
    (lambda: planned("shipments", {"workshop": "fil-rouge", "week": week(4)}, workshop="vestali"),
     "flow"),
    (lambda: product("bag", operations=(
        replace(worked_problem().products[1].operations[0], yield_rate=D("0.79")),
        worked_problem().products[1].operations[1])),
     "flow"),
    # skill: a product that has not begun
    (lambda: product("mask", not_before=date(2020, 5, 4)), "skill"),
    # hub
    (lambda: planned("hub_receipts", {"workshop": "vestali"}, week=week(1)), "hub"),
    (lambda: planned("hub_sendings", {"week": week(2)}, week=week(3)), "hub"),
    (broken_plans.without_a_hub, "hub"),
    (broken_plans.finished_units_in_the_hub, "hub flow"),
    (lambda: opening(hub_transit=(
        replace(worked_problem().opening.hub_transit[0], arrival=week(2)),)), "hub"),
    # lanes
    (lambda: asked(lanes=worked_problem().lanes[1:]), "lanes delivery"),
    (lambda: product("mask", testing_weeks=2), "lanes"),
    (broken_plans.late_arrival, "lanes delivery"),
    # delivery
    (lambda: planned("deliveries", {"demand": "bags", "week": week(3)}, week=week(4)), "delivery"),
    (lambda: planned("deliveries", {"demand": "masks-1", "week": week(1)}, units=D(700)),
     "delivery"),
    (broken_plans.delivered_beyond_the_order, "delivery"),
    (broken_plans.delivered_too_early, "delivery"),
    # materials
    (lambda: planned("purchases", {"offer": "fabric-toiles"}), "materials"),
    (lambda: opening(materials=(
        MaterialStock(material="fabric", thousandths=130_000),
        MaterialStock(material="elastic", thousandths=139_900))),
     "materials"),
    (lambda: planned("purchases", DETERGENT, week=week(4), arrival=week(4)), "materials"),
    (lambda: workshop("vestali", issue_lead_weeks=1), "materials"),
    (lambda: planned("substitutions", {}, units=D(200)), "materials"),
    # substitution
    (lambda: planned("substitutions", {}, units=D(301)), "substitution materials"),
    (lambda: planned("substitutions", {}, used="detergent"), "substitution materials"),
    (lambda: planned("substitutions", {}, week=week(3)), "substitution materials"),
    # purchase_terms
    (lambda: offer("ribbon-toiles", order_until=date(2020, 4, 19)), "purchase_terms"),
    (lambda: offer("ribbon-toiles", order_from=date(2020, 4, 27)), "purchase_terms"),
    (lambda: asked(purchase_from=None), "purchase_terms"),
    (lambda: planned("purchases", RIBBON, arrival=week(1)), "purchase_terms"),
    (lambda: added("purchases", purchase("detergent-merciers", 7, 8, 1_000)), "purchase_terms"),
    (lambda: added("purchases", purchase("elastic-merciers", 7, 8, 100_000)),
     "purchase_terms availability"),
    (lambda: offer("fabric-toiles", minimum_thousandths=21_000), "purchase_terms"),
    (lambda: offer("elastic-merciers", multiple_thousandths=150_000), "purchase_terms"),
    (lambda: supplier("merciers", minimum_cents=1_000), "purchase_terms"),
    (lambda: added("purchases", worked_plan().purchases[0]), "references purchase_terms"),
    # availability
    (lambda: planned("purchases", ELASTIC, thousandths=400_000), "availability"),
    (lambda: offer("elastic-merciers", total_thousandths=549_000), "availability"),
    (lambda: offer("elastic-merciers", availability=(
        data.Availability(week=week(3), thousandths=0),)), "availability"),
    (lambda: opening(purchases=(
        *worked_problem().opening.purchases,
        OpenPurchase(material="elastic", offer="elastic-merciers", thousandths=1,
                          arrival=week(1)))),
     "availability"),
    # shares, receipts
    (lambda: workshop("fil-rouge", largest_share=D("0.52")), "shares"),
    (lambda: workshop("esat-lys", smallest_share=D("0.093")), "shares"),
    (lambda: workshop("vestali", receipts_ceiling_cents=118_700), "receipts"),
    (lambda: opening(past_work=(
        PastWork(workshop="vestali", standard_milliminutes=1_000_000, receipts_cents=11_300),
    )), "receipts"),
    # frozen
    (broken_plans.frozen_run_moved, "frozen"),
    (lambda: opening(frozen_runs=worked_problem().opening.frozen_runs[1:]), "frozen"),
    (lambda: opening(frozen_runs=(
        *worked_problem().opening.frozen_runs,
        FrozenRun(workshop="esat-lys", product="mask", operation="cutting", week=week(0),
                       units=D(100)))), "frozen"),
    # pin: too few, too many, elsewhere, in a week more; over several weeks together
    (lambda: asked(pins=(pin("fil-rouge", "sewing", 1, 1, "300"),)), "pin"),
    (lambda: asked(pins=(pin("fil-rouge", "sewing", 1, 1, "100"),)), "pin"),
    (lambda: asked(pins=(pin("esat-lys", "cutting", 3, 3, "350"),)), "pin"),
    (lambda: asked(pins=(pin("fil-rouge", "sewing", 1, 3, "500"),)), "pin"),
    (lambda: asked(pins=(pin("vestali", "washing", 2, 3, "250.4", product="laundry"),)), "pin"),
    # ban: of everything, of one product, of one operation, of some weeks
    (lambda: asked(bans=(Ban(workshop="fil-rouge"),)), "ban"),
    (lambda: asked(bans=(Ban(workshop="esat-lys", product="bag"),)), "ban"),
    (lambda: asked(bans=(Ban(workshop="vestali", operation="washing"),)), "ban"),
    (lambda: asked(bans=(Ban(workshop="vestali", product="laundry", operation="washing",
                             first=week(3), last=week(3)),)), "ban"),
    (lambda: asked(bans=(Ban(workshop="fil-rouge", first=week(3)),)), "ban"),
    (lambda: asked(bans=(Ban(workshop="fil-rouge", last=week(1)),)), "ban"),
]  # fmt: skip


@pytest.mark.parametrize(("mutate", "expected"), REFUSED)
def test_a_broken_rule_is_found(mutate: Callable[[], Case], expected: str) -> None:
    assert codes(mutate()) == {f"plan.{rule}" for rule in expected.split()}


def test_every_rule_is_broken_at_least_once() -> None:
    broken = {rule for _, expected in REFUSED for rule in expected.split()}
    assert broken == {"references", *(rule.__name__ for rule in verification.RULES)}


# What is at a limit, or could be taken for a breach, is none.
ACCEPTED: list[Callable[[], Case]] = [
    lambda: (worked_problem(), worked_plan()),
    # skill: the norm held to the very Friday of the last sewing week
    lambda: held_until(date(2020, 5, 1)),
    # capacity and stations say nothing about frozen weeks, nor skill
    lambda: workshop("vestali", overrides=(data.WeekOverride(week=week(0), headcount=D(0)),)),
    lambda: asked(
        station_groups=replaced(worked_problem().station_groups, "vestali-machines", number=None)
    ),
    # lots: a whole number of them
    lambda: product("bag", lot_size=20),
    # smallest run: as much as that, or the run that completes the stage
    lambda: asked(
        capabilities=tuple(
            replace(c, smallest_run_units=350) if c.smallest_run_units else c
            for c in worked_problem().capabilities
        )
    ),
    # lanes: what was delivered before the plan has been tested
    lambda: product("bag", testing_weeks=3),
    # delivery: from the first day of the week
    lambda: asked(demands=replaced(worked_problem().demands, "masks-2", earliest=date(2020, 5, 8))),
    # purchase terms: a week counts when one of its days does
    lambda: offer("ribbon-toiles", order_until=date(2020, 4, 20)),
    lambda: offer("ribbon-toiles", order_from=date(2020, 4, 26)),
    # availability: what came before the plan is no fault of it
    lambda: offer("fabric-toiles", weekly_thousandths=20_000),
    lambda: offer("elastic-merciers", total_thousandths=550_000),
    # shares: a workshop already above its largest share, and idle since
    lambda: workshop("esat-lys", smallest_share=D("0.0921")),
    lambda: workshop("vestali", receipts_ceiling_cents=118_798),
    # pin: over its weeks together, one week or several; nothing pinned
    lambda: asked(pins=(pin("fil-rouge", "sewing", 1, 1, "200"),)),
    lambda: asked(pins=(pin("fil-rouge", "sewing", 1, 3, "850"),)),
    lambda: asked(
        pins=(pin("fil-rouge", "sewing", 1, 3, "850"), pin("fil-rouge", "sewing", 2, 2, "300"))
    ),
    # divisible products: to a thousandth
    lambda: asked(pins=(pin("vestali", "washing", 2, 3, "250.5005", product="laundry"),)),
    # ban: other work, other weeks, and weeks that are frozen
    lambda: asked(bans=(Ban(workshop="fil-rouge", operation="cutting"),)),
    lambda: asked(bans=(Ban(workshop="fil-rouge", product="bag"),)),
    lambda: asked(bans=(Ban(workshop="fil-rouge", first=week(4)),)),
    lambda: asked(bans=(Ban(workshop="fil-rouge", last=week(0)),)),
    lambda: asked(bans=(Ban(workshop="vestali", operation="washing", last=week(1)),)),
]


@pytest.mark.parametrize("case", ACCEPTED)
def test_a_kept_rule_is_left_alone(case: Callable[[], Case]) -> None:
    assert verification.check_plan(*case()) == ()


def test_past_work_above_the_largest_share_is_no_fault_of_the_plan() -> None:
    problem = worked_problem()
    plan = worked_plan(runs=tuple(r for r in worked_plan().runs if r.workshop != "vestali"))
    tight = replace(
        problem,
        workshops=replaced(
            problem.workshops,
            "vestali",
            largest_share=D("0.05"),
            receipts_ceiling_cents=5_000,
        ),
    )
    ledger = Ledger(tight, plan)
    assert list(verification.shares(ledger)) == []
    assert list(verification.receipts(ledger)) == []


def test_a_workshop_that_makes_nothing_keeps_its_smallest_share() -> None:
    plan = worked_plan(runs=tuple(r for r in worked_plan().runs if r.workshop != "esat-lys"))
    assert list(verification.shares(Ledger(worked_problem(), plan))) == []


@pytest.mark.parametrize("rule", verification.RULES)
def test_each_rule_finds_nothing_in_the_good_plan(rule: verification.Rule) -> None:
    assert list(rule(Ledger(worked_problem(), worked_plan()))) == []


def test_minutes_are_compared_with_a_hundredth() -> None:
    # Fil rouge sews 350 and finishes 350 in week 3: 350 × 5.882353 + 350 = 2 408.824 minutes
    # of 1.526 people × 35 h × 60 × 0.94 × 4/5 (1 May is a holiday).
    for headcount, expected in (("1.52535", set()), ("1.5253", {"plan.capacity"})):
        override = data.WeekOverride(week=week(3), headcount=D(headcount))
        assert codes(workshop("fil-rouge", overrides=(override,))) == expected


def test_findings_say_where_and_how_much() -> None:
    (found,) = verification.check_plan(
        *planned("hub_receipts", {"workshop": "vestali"}, week=week(1))
    )
    assert found.subject == "mask"
    assert dict(found.params) == {
        "reason": "not_arrived",
        "product": "mask",
        "operation": "cutting",
        "week": week(1),
        "used": "800",
        "available": "500",
        "excess": "300",
    }


def test_a_pin_that_is_not_kept_says_what_is_made() -> None:
    (found,) = verification.check_plan(*asked(pins=(pin("fil-rouge", "sewing", 1, 3, "900"),)))
    assert found.subject == "fil-rouge"
    assert (found.params["read"], found.params["expected"]) == ("850", "900")
    assert (found.params["first"], found.params["last"]) == (week(1), week(3))


def test_a_frozen_week_is_not_blamed_for_its_lots() -> None:
    frozen = (
        replace(worked_problem().opening.frozen_runs[0], units=D(310)),
        worked_problem().opening.frozen_runs[1],
    )
    problem = opening(frozen_runs=frozen)[0]
    plan = edited(worked_plan(), "runs", run("vestali", "mask", "cutting", 0), units=D(310))
    ledger = Ledger(problem, plan)
    assert list(verification.whole_lots(ledger)) == []
    assert list(verification.frozen(ledger)) == []


def test_a_plan_that_says_nothing_breaks_nothing() -> None:
    nothing = Plan(problem_hash="", status="infeasible", stopped_by="proof")
    assert verification.check_plan(worked_problem(), nothing) == ()
    # The same silence from a plan that claims to be feasible leaves out the frozen runs.
    assert codes((worked_problem(), replace(nothing, status="feasible"))) >= {"plan.frozen"}
