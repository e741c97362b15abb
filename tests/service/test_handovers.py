"""Who hands over to whom: every unit once, never before it is there, never to oneself for nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from optimizer import plan as out
from optimizer import problem as data
from optimizer.ledger import Ledger
from optimizer.plan import Plan
from service.exports.handovers import Handover, handovers
from tests.builders import small_problem
from tests.service.hand_plan import hand_plan

WORKSHOPS = ("vestali", "fil-rouge", "esat-lys")
WEEKS = range(15, 20)


def plan_with(sent: list[tuple[str, int, int]], taken: list[tuple[str, int, int]]) -> Plan:
    """A plan with these movements of cut masks: workshop, ISO week of 2020, units."""
    return replace(
        hand_plan(small_problem()),
        hub_sendings=tuple(
            out.HubSending(
                workshop=w, product="mask", operation="cutting", week=f"2020-W{t}", units=Decimal(n)
            )
            for w, t, n in sent
        ),
        hub_receipts=tuple(
            out.HubReceipt(
                workshop=w, product="mask", operation="cutting", week=f"2020-W{t}", units=Decimal(n)
            )
            for w, t, n in taken
        ),
    )


def said(found: tuple[Handover, ...]) -> list[tuple[str, int | None, str, int | None, int]]:
    """Sender, position of its week, receiver, position of its week, units."""
    return [(h.sender, h.left, h.receiver, h.arrival, int(h.units)) for h in found]


def test_what_waits_longest_goes_first() -> None:
    plan = plan_with(
        [("vestali", 15, 200), ("esat-lys", 16, 300)],
        [("fil-rouge", 17, 250), ("vestali", 18, 250)],
    )
    assert said(handovers(Ledger(small_problem(), plan))) == [
        ("vestali", 0, "fil-rouge", 2, 200),
        ("esat-lys", 1, "fil-rouge", 2, 50),
        ("esat-lys", 1, "vestali", 3, 250),
    ]


def test_parcel_of_just_the_size_is_given_whole() -> None:
    plan = plan_with([("vestali", 15, 200), ("esat-lys", 15, 300)], [("fil-rouge", 16, 300)])
    assert said(handovers(Ledger(small_problem(), plan))) == [
        ("esat-lys", 0, "fil-rouge", 1, 300),
        ("vestali", 0, "", None, 200),
    ]


def test_nobody_gets_its_own_back_while_there_is_other() -> None:
    plan = plan_with([("vestali", 15, 300), ("esat-lys", 16, 100)], [("vestali", 17, 150)])
    assert said(handovers(Ledger(small_problem(), plan)))[:2] == [
        ("esat-lys", 1, "vestali", 2, 100),
        ("vestali", 0, "vestali", 2, 50),
    ]


def test_what_was_there_before_has_no_sender() -> None:
    stock = data.UnitStock(product="mask", operation="cutting", units=Decimal(400))
    problem = small_problem(opening=data.OpeningState(units=(stock,)))
    plan = plan_with([("vestali", 15, 100)], [("fil-rouge", 16, 450)])
    assert said(handovers(Ledger(problem, plan))) == [
        ("", None, "fil-rouge", 1, 400),
        ("vestali", 0, "fil-rouge", 1, 50),
        ("vestali", 0, "", None, 50),
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from(WORKSHOPS), st.sampled_from(WEEKS), st.integers(1, 9)), max_size=8
    ),
    st.lists(
        st.tuples(st.sampled_from(WORKSHOPS), st.sampled_from(WEEKS), st.integers(1, 9)), max_size=8
    ),
)
def test_every_unit_is_handed_over_once(
    sent: list[tuple[str, int, int]], wanted: list[tuple[str, int, int]]
) -> None:
    # Only what has reached the hub can be taken: the rest of the wishes is dropped.
    taken: list[tuple[str, int, int]] = []
    for w, t, n in sorted(wanted, key=lambda x: x[1]):
        there = sum(units for _w, week, units in sent if week + 1 <= t)
        units = min(n, there - sum(units for _w, _t, units in taken))
        if units > 0:
            taken.append((w, t, units))
    found = handovers(Ledger(small_problem(), plan_with(sent, taken)))
    given_out: Counter[tuple[str, int | None]] = Counter()
    got: Counter[tuple[str, int | None]] = Counter()
    for h in found:
        assert h.units > 0
        assert h.arrival is None or (h.left is not None and h.arrival > h.left)
        given_out[h.sender, h.left] += int(h.units)
        if h.receiver:
            got[h.receiver, h.arrival] += int(h.units)
    expected_out: Counter[tuple[str, int | None]] = Counter()
    expected_got: Counter[tuple[str, int | None]] = Counter()
    for w, t, n in sent:
        expected_out[w, t - 15] += n
    for w, t, n in taken:
        expected_got[w, t - 15] += n
    assert given_out == expected_out
    assert got == expected_got
