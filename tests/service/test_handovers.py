"""Who hands over to whom: every unit once, never before it is there, never to oneself for nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from optimizer import plan as out
from optimizer.ledger import Ledger
from optimizer.opening import OpeningState, UnitStock
from optimizer.plan import Plan
from service.exports.facts import Facts
from service.exports.handovers import Handover, handovers
from service.exports.hub_sheet import write_hub
from service.exports.sheet import Book
from service.exports.week_list import week_lines
from service.exports.workshop_facts import workshop_weeks
from service.i18n import Texts
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


def test_units_wait_at_the_hub_beyond_their_way() -> None:
    stock = UnitStock(product="mask", operation="cutting", units=Decimal(400))
    problem = small_problem(opening=OpeningState(units=(stock,)))
    plan = plan_with([("vestali", 15, 100)], [("fil-rouge", 16, 450)])
    told = [(h.left, h.arrival, h.waits(1)) for h in handovers(Ledger(problem, plan))]
    assert told == [(None, 1, True), (0, 1, False), (0, None, True)]


def sheet_of(plan: Plan, tmp_path: Path) -> list[list[object]]:
    path = tmp_path / "hub.xlsx"
    book = Book(path, Texts("fr"), "Navette", date(2020, 4, 6))
    write_hub(book.page("Navette"), Facts(small_problem(), plan))
    book.close()
    sheet = openpyxl.load_workbook(path)["Navette"]
    return [[c.value for c in row] for row in sheet.iter_rows(min_row=4)]


def test_the_sheet_says_until_when_pieces_stay_at_the_hub(tmp_path: Path) -> None:
    head, *rows = sheet_of(
        plan_with([("vestali", 15, 200)], [("fil-rouge", 16, 50), ("esat-lys", 19, 100)]), tmp_path
    )
    assert head[:5] == [
        "Part de l'atelier en",
        "De",
        "Pour",
        "Reste au dépôt jusqu'à",
        "Arrive en",
    ]
    told = [(row[0], row[2], row[3], row[4]) for row in rows]
    assert [t[2] or "" for t in told] == ["", told[1][3], "la fin"]
    assert [t[1] for t in told] == ["Fil rouge", "ESAT de la Lys", "personne dans ce plan"]


def test_each_workshop_reads_that_its_pieces_wait(tmp_path: Path) -> None:
    plan = plan_with([("vestali", 15, 150)], [("fil-rouge", 16, 50), ("esat-lys", 19, 100)])
    problem = small_problem()
    facts = Facts(problem, plan)
    lines = {
        (w.id, line.action): line.where
        for w in problem.workshops
        for week in workshop_weeks(facts, w)
        for line in week_lines(facts, week, Texts("fr"))
        if "navette" in line.where
    }
    assert "ESAT de la Lys 100\u00a0(reste au dépôt jusqu'à S19)" in lines["vestali", "Part"]
    assert "Fil rouge 50\u00a0(S16)" in lines["vestali", "Part"]
    assert "(S15, au dépôt depuis)" in lines["esat-lys", "Arrive"]
    assert "(S15)" in lines["fil-rouge", "Arrive"]


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
    stock = UnitStock(product="mask", operation="cutting", units=Decimal(400))
    problem = small_problem(opening=OpeningState(units=(stock,)))
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
