"""What is delivered goes to the milestone that is due first, and nothing else of a plan changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from optimizer.plan import Delivery
from optimizer.problem import Demand, Problem
from optimizer.solver.earliest_due import earliest_first
from optimizer.weeks import Horizon
from tests.builders import small_problem

HORIZON = Horizon(monday=date(2020, 4, 6), weeks=8, last_due=7)


def _problem(*demands: Demand) -> Problem:
    return replace(small_problem(), demands=demands)


def _demand(name: str, week: int, **changes: object) -> Demand:
    first = small_problem().demands[0]
    friday = HORIZON.monday + timedelta(days=7 * week + 4)
    return replace(first, id=name, due=friday, quantity=Decimal(100), **changes)  # type: ignore[arg-type]


def _delivery(demand: str, week: int, units: int) -> Delivery:
    return Delivery(demand=demand, week=HORIZON.name(week), units=Decimal(units))


def test_units_of_the_first_weeks_are_for_the_milestone_due_first() -> None:
    problem = _problem(_demand("J1", 3), _demand("J3", 7))
    mixed = [_delivery("J1", 1, 60), _delivery("J3", 1, 40), _delivery("J1", 3, 40)]
    assert earliest_first(problem, HORIZON, mixed) == (
        _delivery("J1", 1, 100),
        _delivery("J3", 3, 40),
    )


def test_another_place_or_priority_keeps_its_own() -> None:
    for other in ({"delivery_point": "ailleurs"}, {"priority": 7}, {"order": "autre"}):
        problem = _problem(_demand("J1", 3), _demand("J3", 7, **other))
        mixed = (_delivery("J1", 3, 40), _delivery("J3", 1, 40))
        assert earliest_first(problem, HORIZON, mixed) == mixed


def test_a_plan_that_is_late_keeps_what_it_says_of_itself() -> None:
    problem = _problem(_demand("J1", 1), _demand("J3", 7))
    late = (_delivery("J1", 3, 40), _delivery("J3", 0, 40))
    assert earliest_first(problem, HORIZON, late) == late


_ROWS = st.lists(
    st.tuples(st.sampled_from(["A", "B", "C"]), st.integers(0, 7), st.integers(1, 50)),
    max_size=12,
    unique_by=lambda row: row[:2],
)


@given(_ROWS, st.tuples(*[st.integers(0, 7)] * 3))
def test_totals_weeks_and_lateness_stay(
    rows: list[tuple[str, int, int]], dues: tuple[int, int, int]
) -> None:
    demands = [_demand(name, due) for name, due in zip("ABC", dues, strict=True)]
    problem = _problem(*demands)
    before = [_delivery(*row) for row in rows]
    after = earliest_first(problem, HORIZON, before)

    def by(key: str, found: list[Delivery] | tuple[Delivery, ...]) -> Counter[str]:
        counted: Counter[str] = Counter()
        for d in found:
            counted[getattr(d, key)] += int(d.units)
        return counted

    due = dict(zip("ABC", dues, strict=True))

    def late(found: list[Delivery] | tuple[Delivery, ...]) -> int:
        return sum(int(d.units) * max(0, HORIZON.index(d.week) - due[d.demand]) for d in found)

    assert by("demand", before) == by("demand", after)
    assert by("week", before) == by("week", after)
    assert late(before) == late(after)
    assert earliest_first(problem, HORIZON, after) == after
