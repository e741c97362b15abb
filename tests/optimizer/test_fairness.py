"""Keys, loads, ratios, gap and Jain index, against figures reckoned by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer import fairness
from optimizer import problem as data
from optimizer.opening import PastWork
from optimizer.plan import Run
from optimizer.problem import FairnessKey
from tests.builders import at, replaced, rich_problem, small_problem, tiny_problem
from tests.plans import TARGETS, week, worked_plan, worked_problem

D = Decimal
TINY = D("1E-11")


def test_headcount_counts_people_not_hours() -> None:
    # 8, 5 and 10 people; closures and absence do not reduce it.
    weights = fairness.key_weights(worked_problem())
    assert list(weights) == ["vestali", "fil-rouge", "esat-lys"]
    for found, people in zip(weights.values(), (8, 5, 10), strict=True):
        assert abs(found - D(people) / 23) < TINY
    assert sum(weights.values()) == 1


def test_headcount_takes_overrides_entry_and_leaving_to_the_last_due_week() -> None:
    # Weeks 0 … 5 count. Vestali has 6 people instead of 8 in one of them, and in one that does not
    # count; Fil rouge enters in week 2, in its middle; the ESAT leaves in week 3, on the Monday.
    problem = worked_problem()
    workshops = replaced(
        problem.workshops,
        "vestali",
        overrides=(
            data.WeekOverride(week=week(2), headcount=D(6)),
            data.WeekOverride(week=week(6), headcount=D(1)),
            data.WeekOverride(week=week(3), weekly_hours=D(10)),
        ),
    )
    workshops = replaced(workshops, "fil-rouge", entry=date(2020, 4, 22))
    workshops = replaced(workshops, "esat-lys", leaving=date(2020, 4, 27))
    weights = fairness.key_weights(replace(problem, workshops=workshops), "headcount")
    people = {"vestali": 8 * 5 + 6, "fil-rouge": 5 * 4, "esat-lys": 10 * 4}
    for w, sum_over_weeks in people.items():
        assert abs(weights[w] - D(sum_over_weeks) / 106) < TINY


def test_an_entry_after_the_last_working_day_waits_for_the_next_week() -> None:
    problem = tiny_problem()
    other = replace(problem.workshops[0], id="other", working_days=4, entry=date(2020, 4, 10))
    # Four weeks up to the due one: Vestali counts four, the other (Monday to Thursday) three.
    weights = fairness.key_weights(replace(problem, workshops=(*problem.workshops, other)))
    assert abs(weights["vestali"] - D(weeks_due(problem)) / (2 * weeks_due(problem) - 1)) < TINY


def weeks_due(problem: data.Problem) -> int:
    """Weeks that the key looks at, 1 000 aprons being due on Thursday 30 April: weeks 0 to 2."""
    assert problem.demands[0].due == date(2020, 4, 30)
    return 3


def test_the_weeks_of_the_order_before_the_plan_count_in_the_key() -> None:
    problem = small_problem()
    first, second = problem.workshops[:2]
    past = (
        PastWork(workshop=first.id, headcount_weeks=D(100), productive_minutes=D(0)),
        PastWork(workshop=second.id, headcount_weeks=D(0), productive_minutes=D(10**6)),
    )
    begun = replace(problem, opening=replace(problem.opening, past_work=past))
    assert fairness.key_weights(begun)[first.id] > fairness.key_weights(problem)[first.id]
    before = fairness.key_weights(problem, "productive_minutes")[second.id]
    assert fairness.key_weights(begun, "productive_minutes")[second.id] > before
    assert fairness.key_weights(begun, "equal") == fairness.key_weights(problem, "equal")


def test_productive_minutes_do_see_closures() -> None:
    workshop = tiny_problem().workshops[0]
    closed = replace(
        workshop,
        id="closed",
        closures=(data.Closure(first=date(2020, 4, 6), last=date(2020, 4, 10)),),
    )
    weights = fairness.key_weights(tiny_problem(workshops=(workshop, closed)), "productive_minutes")
    assert abs(weights["vestali"] - D(3) / 5) < TINY


def test_equal_and_agreed() -> None:
    equal = fairness.key_weights(rich_problem(), "equal")
    assert all(abs(share - D(1) / 3) < TINY for share in equal.values())
    agreed = fairness.key_weights(rich_problem(), "agreed")
    assert agreed == {"vestali": D("0.4"), "fil-rouge": D("0.35"), "esat-lys": D("0.25")}


def test_the_problem_names_the_key() -> None:
    problem = rich_problem(fairness_key="agreed")
    assert fairness.key_weights(problem) == fairness.key_weights(problem, "agreed")


@pytest.mark.parametrize("key", ["agreed", "headcount", "productive_minutes"])
def test_when_nobody_weighs_anything_all_weigh_the_same(key: FairnessKey) -> None:
    nobody = tuple(replace(w, headcount=D(0)) for w in small_problem().workshops)
    weights = fairness.key_weights(small_problem(workshops=nobody), key)
    assert all(abs(share - D(1) / 3) < TINY for share in weights.values())


def test_without_a_due_week_all_weeks_count() -> None:
    problem = tiny_problem()
    due = at(problem.demands, 0, due=date(2020, 4, 6))
    late_comer = replace(problem.workshops[0], id="late", entry=date(2020, 4, 13))
    weights = fairness.key_weights(
        replace(problem, demands=due, workshops=(*problem.workshops, late_comer))
    )
    # Nothing is due in the plan: its two weeks of tail count, one of them for the late comer.
    assert abs(weights["vestali"] - D(2) / 3) < TINY


def test_no_workshops_no_weights() -> None:
    assert fairness.key_weights(tiny_problem(workshops=())) == {}


@given(st.lists(st.integers(0, 40), min_size=1, max_size=9))
def test_weights_sum_to_one_exactly(people: list[int]) -> None:
    workshops = tuple(
        data.Workshop(id=f"w{k}", headcount=D(n), weekly_hours=D(26)) for k, n in enumerate(people)
    )
    weights = fairness.key_weights(tiny_problem(workshops=workshops))
    assert sum(weights.values()) == 1
    assert all(0 <= share <= 1 for share in weights.values())


def test_largest_lot() -> None:
    # 100 masks of 6.5 minutes against 10 bags of 9; laundry has no lot.
    assert fairness.largest_lot_minutes(worked_problem()) == 650
    assert fairness.largest_lot_minutes(tiny_problem()) == 0
    assert fairness.largest_lot_minutes(tiny_problem(products=())) == 0


def test_loads_count_standard_minutes_past_work_included_setups_not() -> None:
    assert fairness.loads(worked_problem(), worked_plan()) == {
        # 1 000 before; 300 cut, 600 sewn, 800 finished, 250.5 washed
        "vestali": D("5075.25"),
        "fil-rouge": D(6_900),
        "esat-lys": D(1_215),
    }


def test_loads_leave_out_what_the_problem_does_not_know() -> None:
    runs = (
        Run(workshop="x", product="mask", operation="sewing", week=week(1), units=D(1)),
        Run(workshop="vestali", product="mask", operation="x", week=week(1), units=D(1)),
    )
    assert fairness.run_loads(worked_problem(), runs) == {
        "vestali": D(1_000),
        "fil-rouge": D(0),
        "esat-lys": D(0),
    }


def test_real_minutes_count_pace_and_each_setup_once() -> None:
    real = fairness.real_minutes(worked_problem(), worked_plan().runs)
    # Cutting masks is set up in 30 minutes: once at Vestali, twice at the ESAT.
    assert abs(real["vestali"] - (D("5560.9642") + 30)) < D("0.001")
    assert abs(real["fil-rouge"] - D("7914.70595")) < D("0.001")
    assert abs(real["esat-lys"] - (D("2380.55529") + 60)) < D("0.001")
    cannot = replace(worked_plan().runs[0], workshop="fil-rouge")
    assert fairness.real_minutes(worked_problem(), (cannot,))["fil-rouge"] == 0


def test_gap_is_what_those_below_their_key_share_miss() -> None:
    weights = {"a": D("0.5"), "b": D("0.3"), "c": D("0.2")}
    load = {"a": D(40), "b": D(30), "c": D(30)}
    assert fairness.fairness_gap(weights, load) == D("0.1")
    assert fairness.fairness_gap(weights, dict.fromkeys("abc", D(0))) == 0
    exact = {"a": D(50), "b": D(30), "c": D(20)}
    assert fairness.fairness_gap(weights, exact) == 0


def test_jain_is_one_when_all_ratios_are_the_same_and_one_in_n_when_one_has_it_all() -> None:
    weights = {"a": D("0.5"), "b": D("0.25"), "c": D("0.25"), "d": D(0)}
    assert fairness.jain_index(weights, {"a": D(8), "b": D(4), "c": D(4), "d": D(3)}) == 1
    alone = {"a": D(0), "b": D(4), "c": D(0), "d": D(0)}
    assert abs(fairness.jain_index(weights, alone) - D(1) / 3) < D("1E-8")
    assert fairness.jain_index(weights, dict.fromkeys("abcd", D(0))) == 1


def test_table() -> None:
    problem, plan = worked_problem(), worked_plan()
    table = fairness.fairness_table(
        problem, plan.runs, "headcount", TARGETS, {"esat-lys": "qualification"}
    )
    assert table.key == "headcount"
    # masks 1 250 × 0.5 + 1 750 × 5 + 1 950 × 1, bags 740, laundry 125.25, past work 1 000
    assert table.total_minutes == D("13190.25")
    esat = table.shares[2]
    assert (esat.workshop, esat.reason, esat.target_minutes) == (
        "esat-lys",
        "qualification",
        D(1_600),
    )
    assert esat.load_minutes == 1_215
    assert abs(esat.ratio - D(1_215) * 23 / 10 / D("13190.25")) < D("1E-8")
    # The ESAT alone is below its key share, so the gap is what it misses.
    expected = (D("13190.25") * 10 / 23 - 1_215) / D("13190.25")
    assert abs(table.gap - expected) < D("1E-8")
    assert D(1) / 3 < table.jain < 1


def test_table_without_targets_or_reasons_and_a_workshop_that_weighs_nothing() -> None:
    problem = worked_problem()
    problem = replace(problem, workshops=replaced(problem.workshops, "esat-lys", headcount=D(0)))
    table = fairness.fairness_table(problem, (), "headcount", {})
    assert [(s.target_minutes, s.reason) for s in table.shares] == [(D(0), "")] * 3
    assert table.shares[2].ratio == 0
