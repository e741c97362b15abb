"""Milestones of two plans side by side: what is kept, what gets late, what is no longer asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from optimizer.plan import Plan
from optimizer.weeks import week_monday, week_name
from service.exports.facts import Facts
from service.i18n import Texts
from service.web import milestone_moves
from service.web.milestone_moves import Move
from tests.plans import worked_plan, worked_problem

FR = Texts("fr")


def _facts(plan: Plan | None = None) -> Facts:
    return Facts(worked_problem(), plan or worked_plan())


def _later(plan: Plan, demand: str, weeks: int) -> Plan:
    """The plan with what it delivers for a milestone so many weeks later."""
    moved = [
        replace(
            d,
            week=week_name(date.fromordinal(week_monday(d.week).toordinal() + 7 * weeks)),
        )
        if d.demand == demand
        else d
        for d in plan.deliveries
    ]
    return replace(plan, deliveries=tuple(moved))


def _of(found: tuple[Move, ...], demand: str) -> Move:
    return next(m for m in found if m.demand == demand)


def test_the_same_plan_moves_nothing() -> None:
    found = milestone_moves.moves(_facts(), _facts(), FR)
    assert {m.demand for m in found} == {d.id for d in worked_problem().demands}
    assert {m.turn for m in found} == {"same"}
    assert milestone_moves.sentences(found, FR) == []
    kept = all(m.is_met for m in _facts().milestones)
    said = "Tous les jalons restent à temps." if kept else "les retards restent les mêmes"
    assert said in milestone_moves.headline(found, FR)


@pytest.mark.parametrize("is_back", [False, True])
def test_lateness_stands_beside_what_was_promised(is_back: bool) -> None:
    first = _facts().milestones[0].demand.id
    late = _facts(_later(worked_plan(), first, 2))
    before, after = (late, _facts()) if is_back else (_facts(), late)
    found = milestone_moves.moves(before, after, FR)
    mine = _of(found, first)
    assert mine.turn == ("better" if is_back else "worse")
    assert mine.before is not None
    assert mine.after is not None
    assert "en retard" in (mine.before if is_back else mine.after).state
    said = milestone_moves.sentences(found, FR)
    assert said[0].startswith(first)
    assert f"jusqu'ici {mine.before.state}" in said[0]
    assert f"maintenant {mine.after.state}" in said[0]
    others = len(found) - 1
    assert str(others) in said[-1]
    words = "mieux tenu" if is_back else "moins bien tenu"
    assert f"1 jalon est {words}" in milestone_moves.headline(found, FR).replace("\u00a0", " ")


def test_a_milestone_that_comes_or_goes() -> None:
    problem, plan = worked_problem(), worked_plan()
    gone = problem.demands[0].id
    less = Facts(
        replace(problem, demands=problem.demands[1:]),
        replace(plan, deliveries=tuple(d for d in plan.deliveries if d.demand != gone)),
    )
    assert _of(milestone_moves.moves(_facts(), less, FR), gone).turn == "gone"
    found = milestone_moves.moves(less, _facts(), FR)
    assert _of(found, gone).turn == "new"
    assert any("nouveau jalon" in s for s in milestone_moves.sentences(found, FR))


def test_what_is_never_delivered_has_no_week() -> None:
    plan = worked_plan()
    first = _facts().milestones[0].demand.id
    none = replace(plan, deliveries=tuple(d for d in plan.deliveries if d.demand != first))
    mine = _of(milestone_moves.moves(_facts(), _facts(none), FR), first)
    assert mine.after is not None
    assert (mine.turn, mine.after.week) == ("worse", "")
    assert Decimal(0) < mine.quantity
