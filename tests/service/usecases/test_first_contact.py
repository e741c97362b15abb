"""First contact: what few numbers say, checked by hand and against the orders made from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.validation import check_problem
from service.usecases import first_contact
from service.usecases.first_contact import Few, Hands, Step

HANDS = Hands(
    code="canal",
    name="Canal",
    headcount=Decimal(10),
    weekly_hours=Decimal(35),
    productive=Decimal(1),
)
FEW = Few(
    product="Masque",
    steps=(Step(name="Couture", minutes=Decimal(6)),),
    quantity=Decimal(10_000),
    start=date(2021, 1, 4),
    due=date(2021, 1, 15),
    hands=(HANDS,),
)


def test_what_is_missing_by_hand() -> None:
    found = first_contact.estimate(FEW)
    # 10 people × 35 h × 10 a hour = 3 500 a week; two weeks.
    assert not found.is_possible
    assert found.possible == 7_000
    assert found.there_hours == 700
    assert found.needed_hours == 1_000
    assert found.missing_hours == 300
    assert found.missing_people == 5
    assert found.done_in == "2021-W03"
    assert found.n_weeks == 2
    assert [w.units for w in found.weeks[:3]] == [3_500, 7_000, 10_500]


def test_the_missing_people_suffice() -> None:
    more = replace(HANDS, headcount=HANDS.headcount + 5)
    found = first_contact.estimate(replace(FEW, hands=(more,)))
    assert found.is_possible
    assert found.missing_people == 0
    assert found.margin == 1 - Decimal(1_000) / 1_050


def test_pace_absence_and_holidays_count() -> None:
    slow = replace(HANDS, pace=Decimal("0.5"), productive=Decimal("0.8"))
    found = first_contact.estimate(replace(FEW, hands=(slow,)))
    assert found.possible == 2_800
    assert found.needed_hours == 2_000
    # 1 and 8 May 2020 are Fridays and holidays: four days of five.
    may = replace(FEW, start=date(2020, 4, 27), due=date(2020, 5, 8))
    assert first_contact.estimate(may).possible == 5_600


def test_nobody_or_no_time_at_all() -> None:
    nobody = first_contact.estimate(replace(FEW, hands=()))
    assert (nobody.possible, nobody.missing_people, nobody.done_in) == (0, None, None)
    at_once = first_contact.estimate(replace(FEW, due=date(2021, 1, 4)))
    assert (at_once.possible, at_once.n_weeks, at_once.missing_people) == (0, 0, None)
    assert at_once.done_in == "2021-W03"


def test_an_order_of_these_numbers_can_be_planned() -> None:
    steps = (Step(name="Couture", minutes=Decimal(6)), Step(name="Couture", minutes=Decimal(1)))
    problem = first_contact.problem_of(replace(FEW, steps=steps))
    assert [o.id for o in problem.products[0].operations] == ["couture", "couture-2"]
    assert not [d for d in check_problem(problem) if d.severity.value == "error"]


@settings(max_examples=30, deadline=None)
@given(
    heads=st.lists(st.integers(0, 40), min_size=1, max_size=4),
    minutes=st.decimals("0.5", "60", places=1),
    quantity=st.integers(1, 100_000),
)
def test_parts_add_up_and_what_is_possible_is_possible(
    heads: list[int], minutes: Decimal, quantity: int
) -> None:
    hands = tuple(replace(HANDS, code=f"w{i}", headcount=Decimal(n)) for i, n in enumerate(heads))
    few = replace(
        FEW,
        hands=hands,
        quantity=Decimal(quantity),
        steps=(Step(name="Couture", minutes=minutes),),
    )
    found = first_contact.estimate(few)
    assert found.is_possible == (found.missing_hours == 0) == (found.possible >= quantity)
    assert 0 <= found.possible - sum(p.units for p in found.parts) < len(hands)
    if found.possible > 0:
        less = first_contact.estimate(replace(few, quantity=found.possible))
        assert less.is_possible
