"""Why so late for a milestone, why so little for a workshop: the chains, and what would give more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from optimizer import problem as data
from optimizer.changes import apply
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.solver.solve import SolveOptions, solve
from optimizer.studies.why_late import why_late
from optimizer.studies.why_little import why_little
from tests.optimizer.solver import tiny
from tests.optimizer.studies import planted
from tests.optimizer.studies.planted import sewn

D = Decimal


def plan_of(problem: Problem) -> Plan:
    return solve(problem, SolveOptions(time_limit_seconds=60)).plan


def test_late_for_want_of_hours_shows_the_full_weeks() -> None:
    problem = planted.people().problem
    why = why_late(problem, plan_of(problem), "d")
    assert (why.on_time, why.late, why.missing) == (120, 30, 0)
    assert (why.due_week, why.last_week) == (tiny.week(2), tiny.week(3))
    assert why.is_proven
    (link,) = why.chain
    assert (link.kind, link.where.workshop) == ("labour", "a")
    assert (link.where.first, link.where.last) == (tiny.week(0), tiny.week(2))
    assert (link.used, link.available, link.unit) == (12, 12, "hours")
    assert link.weight == 1


def test_late_for_want_of_cloth_shows_the_material() -> None:
    problem = planted.material().problem
    why = why_late(problem, plan_of(problem), "d")
    assert why.is_proven
    kinds = {link.kind: link for link in why.chain}
    assert kinds["material"].where.material == "cloth"
    assert kinds["material"].measure == "m"


def test_late_for_a_machine_shows_the_machine() -> None:
    problem = planted.station().problem
    plan = plan_of(problem)
    why = why_late(problem, plan, "d0")
    (link,) = why.chain
    assert (link.kind, link.where.group, link.used, link.available) == ("station", "machines", 3, 3)
    assert why_late(problem, plan, "d2").chain == ()


def test_late_by_whole_lots_is_not_proven_and_shows_full_weeks() -> None:
    """Lots of 8 at 20 minutes: 160 of 180 minutes a week, and two units too many."""
    problem = tiny.problem(
        workshops=(tiny.workshop("a", 180),),
        products=(sewn(20, lot_size=9),),
        demands=(tiny.demand("d", 19, 1),),
    )
    plan = plan_of(problem)
    why = why_late(problem, plan, "d")
    assert why.late == 1
    assert [link.kind for link in why.chain] == ["labour"]


def test_an_unknown_milestone_is_an_error() -> None:
    problem = planted.people().problem
    with pytest.raises(KeyError):
        why_late(problem, plan_of(problem), "nothing")


def two_workshops(**changes: object) -> Problem:
    """a and b, as many people each, 200 units by week 3; a has what ``changes`` says."""
    return tiny.problem(
        workshops=(tiny.workshop("a", 600, **changes), tiny.workshop("b", 600)),
        products=(tiny.product(tiny.operation("sew", 6, rate=D("0.5"))),),
        demands=(tiny.demand("d", 200, 3),),
    )


def test_little_for_a_share_limit() -> None:
    problem = two_workshops(largest_share=D("0.2"))
    why = why_little(problem, plan_of(problem), "a", seconds=600, each=60)
    assert why.load_minutes == 240
    assert why.key_minutes == 600
    steps = {s.kind: s for s in why.steps}
    assert steps["largest_share"].share == D("0.2")
    assert steps["largest_share"].minutes == 240
    assert steps["target"].reason == "largest_share"
    assert steps["held"].names == ("b",)
    best = why.more[0]
    assert best.kind == "largest_share"
    assert best.more_minutes == 360
    assert best.is_still_on_time
    changed, _ = apply(problem, best.changes)
    assert changed is not None
    plan = plan_of(changed)
    assert plan.fairness is not None
    load = {s.workshop: s.load_minutes for s in plan.fairness.shares}["a"]
    assert load == best.minutes


def test_little_for_a_ceiling_a_closure_and_an_entry() -> None:
    problem = two_workshops(
        receipts_ceiling_cents=2_000,
        closures=(data.Closure(first=planted.monday(1), last=date(2020, 4, 17)),),
        entry=planted.monday(1),
    )
    why = why_little(problem, plan_of(problem), "a", seconds=600, each=60)
    assert why.load_minutes == 240  # 40 units at 50 cents
    steps = {s.kind: s for s in why.steps}
    assert steps["receipts_ceiling"].cents == 2_000
    assert steps["closures"].minutes == 600
    assert steps["entry"].minutes == 600
    assert steps["open_hours"].weeks == (tiny.week(2), tiny.week(3))
    assert why.more[0].kind == "receipts_ceiling"


def test_little_for_a_norm_says_from_when() -> None:
    norm = planted.NORM
    problem = two_workshops(
        qualifications=(data.Qualification(norm=norm, start=planted.monday(3)),)
    )
    held = data.Qualification(norm=norm)
    workshops = (problem.workshops[0], replace(problem.workshops[1], qualifications=(held,)))
    product = replace(problem.products[0], qualifications=(data.QualificationNeed(norm=norm),))
    demand = replace(problem.demands[0], quantity=D(300))
    problem = replace(problem, workshops=workshops, products=(product,), demands=(demand,))
    why = why_little(problem, plan_of(problem), "a", seconds=600, each=60)
    assert why.load_minutes >= 540  # 600 within a lot
    (step,) = [s for s in why.steps if s.kind == "qualification"]
    assert (step.norm, step.day, len(step.weeks)) == (norm, "2020-04-27", 3)
    assert step.minutes == 1_800
    (sooner,) = [m for m in why.more if m.kind == "qualify"]
    assert sooner.minutes >= 840
    assert sooner.is_still_on_time


def test_who_has_its_share_has_nothing_held() -> None:
    problem = two_workshops()
    why = why_little(problem, plan_of(problem), "a", seconds=600, each=60)
    assert why.load_minutes == why.key_minutes == 600
    assert not [s for s in why.steps if s.kind == "held"]


def test_the_hours_of_a_share_sum_to_what_is_left() -> None:
    norm = planted.NORM
    problem = two_workshops(
        closures=(data.Closure(first=planted.monday(1), last=date(2020, 4, 17)),),
        qualifications=(data.Qualification(norm=norm, start=planted.monday(3)),),
    )
    held = data.Qualification(norm=norm)
    workshops = (problem.workshops[0], replace(problem.workshops[1], qualifications=(held,)))
    product = replace(problem.products[0], qualifications=(data.QualificationNeed(norm=norm),))
    problem = replace(problem, workshops=workshops, products=(product,))
    why = why_little(problem, plan_of(problem), "a", seconds=0, each=30)
    kinds = [s.kind for s in why.steps]
    minutes = {s.kind: s.minutes for s in why.steps}
    taken = [k for k in ("entry", "closures", "commitments") if k in minutes]
    assert minutes["all_hours"] - sum(minutes[k] for k in taken) == minutes["open_hours"]
    lost = [k for k in ("qualification", "no_work") if k in minutes]
    assert minutes["open_hours"] - sum(minutes[k] for k in lost) == minutes["useful_hours"]
    assert minutes["closures"] > 0
    assert minutes["qualification"] > 0
    # Each line stands below what it is taken from.
    assert kinds.index("all_hours") < kinds.index("closures") < kinds.index("open_hours")
    assert kinds.index("open_hours") < kinds.index("qualification") < kinds.index("useful_hours")
