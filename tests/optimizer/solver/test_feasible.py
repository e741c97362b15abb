"""The first answer: yes, or no and what is missing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from optimizer import problem as data
from optimizer.opening import OpeningState
from optimizer.solver.feasible import first_answer
from tests.builders import small_problem
from tests.optimizer.solver import tiny

D = Decimal


def test_yes():
    answer = first_answer(small_problem(), 60)
    assert answer.answer == "yes"
    assert answer.missing == ()
    assert answer.late_units == 0


def test_nearly_when_whole_lots_come_a_week_late():
    """15 minutes a week hold 15 units, but only one whole lot of 10."""
    answer = first_answer(
        tiny.problem(workshops=(tiny.workshop("a", 15),), demands=(tiny.demand("d", 30, 1),)), 60
    )
    assert answer.answer == "nearly"
    assert answer.late_units == 10
    assert answer.weeks_late == 1
    assert answer.missing == ()


def test_no_for_want_of_hours():
    """100 minutes of work in a week of 60."""
    answer = first_answer(
        tiny.problem(workshops=(tiny.workshop("a", 60),), demands=(tiny.demand("d", 100, 0),))
    )
    assert answer.answer == "no"
    assert answer.late_units == 40
    (found,) = answer.missing
    assert found.code == "solve.missing_labour"
    params = dict(found.params)
    assert (params["workshop"], params["first"], params["last"]) == (
        "a",
        tiny.week(0),
        tiny.week(0),
    )
    assert D(str(params["hours"])) == D("0.7")  # 40 minutes


def test_no_for_want_of_cloth():
    """30 units of cloth for 100, and the offer delivers after the due week."""
    cloth = tiny.problem(
        workshops=(tiny.workshop("a", 120),),
        products=(tiny.product(materials=(tiny.cloth(),)),),
        demands=(tiny.demand("d", 100, 0),),
        materials=(data.Material(id="cloth", unit="m"),),
        suppliers=(data.Supplier(id="s"),),
        offers=(tiny.offer((0, "1.00"), lead_time_weeks=1),),
        opening=OpeningState(materials=(tiny.stock(30),)),
    )
    answer = first_answer(cloth)
    assert answer.answer == "no"
    assert answer.late_units == 70
    (found,) = answer.missing
    assert found.code == "solve.missing_material"
    params = dict(found.params)
    assert (params["material"], params["week"]) == ("cloth", tiny.week(0))
    assert D(str(params["quantity"])) == 70


def test_no_for_another_reason():
    """A week of tests: nothing leaves before the due week is over."""
    answer = first_answer(
        tiny.problem(
            workshops=(tiny.workshop("a", 60),),
            products=(tiny.product(testing_weeks=1),),
            demands=(tiny.demand("d", 20, 0),),
        )
    )
    assert answer.answer == "no"
    assert [d.code for d in answer.missing] == ["solve.missing_other"]
    assert answer.late_units == 20


def test_enough_hours_turn_no_into_yes():
    late = tiny.problem(workshops=(tiny.workshop("a", 60),), demands=(tiny.demand("d", 100, 0),))
    on_time = replace(late, workshops=(tiny.workshop("a", 102),))
    assert first_answer(late).answer == "no"
    assert first_answer(on_time).answer == "yes"
