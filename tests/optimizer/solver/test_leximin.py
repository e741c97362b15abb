"""Fair targets worked out by hand, and what holds those who get less than their share."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from optimizer import problem as data
from optimizer.opening import OpeningState, PastWork
from optimizer.plan import Reason
from optimizer.problem import Problem
from optimizer.solver.solve import SolveOptions, solve
from tests.optimizer.solver import tiny

D = Decimal


def two(a: data.Workshop, b: data.Workshop, units: int = 80, **changes: Any) -> Problem:
    """80 minutes of work in week 0, 40 each unless something holds one of them."""
    made = changes.pop("made", tiny.product(tiny.operation("sew", rate=D("1.00"))))
    return tiny.problem(
        workshops=(a, b),
        products=(made,),
        demands=(tiny.demand("d", units, changes.pop("due", 0)),),
        fairness_key=changes.pop("key", "equal"),
        **changes,
    )


def targets(problem: Problem, **options: Any) -> dict[str, tuple[float, Reason]]:
    outcome = solve(problem, SolveOptions(time_limit_seconds=5, **options))
    assert outcome.diagnostics == ()
    assert outcome.plan.fairness is not None
    return {s.workshop: (float(s.target_minutes), s.reason) for s in outcome.plan.fairness.shares}


def close(minutes: float) -> object:
    return pytest.approx(minutes, abs=0.01)


A, B = tiny.workshop("a", 120), tiny.workshop("b", 120)


def test_nothing_in_the_way():
    assert targets(two(A, B)) == {"a": (close(40), ""), "b": (close(40), "")}


def test_by_headcount():
    three = replace(B, headcount=D(3))
    assert targets(two(A, three, key="headcount")) == {"a": (close(20), ""), "b": (close(60), "")}


def test_held_by_its_hours():
    assert targets(two(tiny.workshop("a", 30), B)) == {
        "a": (close(30), "capacity"),
        "b": (close(50), ""),
    }


def test_held_by_its_largest_share():
    assert targets(two(replace(A, largest_share=D("0.25")), B)) == {
        "a": (close(20), "largest_share"),
        "b": (close(60), ""),
    }


def test_held_by_its_ceiling_of_receipts():
    """25 € at 1 € a unit."""
    assert targets(two(replace(A, receipts_ceiling_cents=2_500), B)) == {
        "a": (close(25), "receipts_ceiling"),
        "b": (close(55), ""),
    }


def test_held_by_its_stations():
    group = data.StationGroup(
        id="g", host="a", operations=("sew",), number=1, opening_hours=D("0.25")
    )
    assert targets(two(A, B, station_groups=(group,))) == {
        "a": (close(15), "stations"),
        "b": (close(65), ""),
    }


def test_held_by_its_norm():
    """It holds the norm only in the second of two weeks: 50 minutes instead of 70."""
    made = tiny.product(qualifications=(data.QualificationNeed(norm="N"),))
    a = tiny.workshop(
        "a", 48, qualifications=(data.Qualification(norm="N", start=date(2020, 4, 13)),)
    )
    b = replace(B, qualifications=(data.Qualification(norm="N"),))
    assert targets(two(a, b, 140, made=made, due=1)) == {
        "a": (close(48), "qualification"),
        "b": (close(92), ""),
    }


def test_the_next_smallest_is_raised_too():
    """One is held at 10; the two others share what is left, as far as the second one can: 30 and 80."""
    problem = tiny.problem(
        workshops=(
            tiny.workshop("a", 30, weekly_hours=D(1) / 6),
            tiny.workshop("b", 30),
            B_OF_THREE,
        ),
        demands=(tiny.demand("d", 120, 0),),
        fairness_key="equal",
    )
    assert targets(problem) == {
        "a": (close(10), "capacity"),
        "b": (close(30), "capacity"),
        "c": (close(80), ""),
    }


B_OF_THREE = tiny.workshop("c", 120)


def test_past_work_counts():
    """60 minutes done before: 70 each in all, of which one has 60 already."""
    past = OpeningState(past_work=(PastWork(workshop="a", standard_milliminutes=60_000),))
    assert targets(two(A, B, opening=past)) == {"a": (close(70), ""), "b": (close(70), "")}


def test_plain_targets_are_the_shares():
    found = targets(two(tiny.workshop("a", 30), B), plain_targets=True)
    assert {w: minutes for w, (minutes, _) in found.items()} == {"a": close(40), "b": close(40)}
