"""The table of load: the figures of the plan, darker the fuller, marked where there are no hours."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.exports.facts import Facts
from service.i18n import Texts
from service.web.heat import WIDEST, blocks_of, heat_table, step_of
from tests.builders import small_problem
from tests.service.hand_plan import hand_plan

D = Decimal


@pytest.mark.parametrize(
    ("used", "there", "step"),
    [(0, 0, "x"), (10, 0, "x"), (0, 100, "0"), (1, 1000, "1"), (10, 100, "1"), (69, 100, "6"),
     (70, 100, "7"), (99, 100, "9"), (996, 1000, "10"), (100, 100, "10"), (130, 100, "10")],
)  # fmt: skip
def test_a_cell_is_as_dark_as_its_week_is_full(used: int, there: int, step: str) -> None:
    assert step_of(D(used), D(there)) == step


@given(st.decimals(0, 10_000, places=2), st.decimals("0.01", 10_000, places=2))
def test_fuller_is_never_lighter(used: Decimal, there: Decimal) -> None:
    less, more = step_of(used / 2, there), step_of(used, there)
    assert int(less) <= int(more)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_week_of_every_workshop_has_its_cell(language: str) -> None:
    problem = small_problem()
    facts = Facts(problem, hand_plan(problem))
    table = heat_table(facts, Texts("fr" if language == "fr" else "en"), "Charge")
    rows = table.split("<tr>")[2:]
    assert len(rows) == len(problem.workshops)
    for workshop, row in zip(problem.workshops, rows, strict=True):
        cells = re.findall(r"<td class=heat-(\w+)>([^<]*)", row)
        assert len(cells) == len(facts.weeks) + 1
        for t in facts.weeks:
            used = facts.used_minutes(workshop.id, t)
            there = facts.productive_minutes(workshop.id, t)
            assert cells[t][0] == step_of(used, there)
            if there:
                assert int(re.sub(r"\D", "", cells[t][1])) == round(float(used * 100 / there))


def test_names_are_text_never_markup() -> None:
    problem = small_problem()
    first, *others = problem.workshops
    named = replace(problem, workshops=(replace(first, name="<b>&"), *others))
    table = heat_table(Facts(named, hand_plan(named)), Texts("fr"), "<i>")
    assert "<b>" not in table
    assert "<i>" not in table
    assert "&lt;b&gt;&amp;" in table


@given(st.integers(0, 120))
def test_blocks_hold_every_week_once_and_fit_the_screen(weeks: int) -> None:
    blocks = blocks_of(weeks)
    assert [t for block in blocks for t in block] == list(range(weeks))
    sizes = [len(block) for block in blocks]
    assert max(sizes) <= WIDEST
    assert max(sizes) - min(sizes) <= 1


def test_a_long_order_is_told_in_blocks_each_with_its_weeks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("service.web.heat.WIDEST", 2)
    problem = small_problem()
    facts = Facts(problem, hand_plan(problem))
    texts = Texts("fr")
    tables = heat_table(facts, texts, "Charge").split("<table")[1:]
    assert len(tables) == -(-len(facts.weeks) // 2) > 1
    first, last = texts.short_week(facts.horizon.name(0)), tables[-1]
    assert f"Charge, de {first} à" in tables[0]
    assert "En tout" in last
    assert all("En tout" not in t for t in tables[:-1])
    cells = sum(len(re.findall("<td class=heat-", t)) for t in tables)
    assert cells == len(problem.workshops) * (len(facts.weeks) + 1)
