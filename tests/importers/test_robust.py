"""Whatever stands in the cells of a workbook, reading it gives findings, never an exception."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.columns import SHEETS
from tests import builders
from tests.importers.workbooks import Book

NASTY: list[Any] = [
    "",
    "=A1",
    "=1/0",
    "#REF!",
    "?",
    "-",
    ";",
    ";;,",
    "\n",
    "9" * 79,
    "0," + "0" * 60 + "1",
    1e308,
    -1e308,
    10**300,
    0,
    -1,
    True,
    False,
    date(1901, 1, 1),
    date(9999, 12, 31),
    "01/01/0001",
    "31/12/9999",
    "9999-W52",
    "0001-W01",
    "S14",
    time(23, 59),
    timedelta(days=4000),
    datetime(2020, 4, 6, 12, 30),
    "TOTAL",
    "(exemple)",
    "vestali",
    "mask; bag",
    "é" * 1000,
    "😀",
    "'",
    "%",
    "h",
    "100 %",
    "stock",
    "standard",
]


@pytest.mark.parametrize("value", NASTY, ids=lambda v: repr(v)[:20])
def test_one_value_everywhere(value: Any, tmp_path: Path) -> None:
    book = Book(tmp_path / "o.xlsx", builders.rich_problem())
    for sheet in SHEETS:
        if sheet.by_hand:
            for column in sheet.columns:
                book.put(sheet.key, column.key, value)
    problem, found = book.read()
    assert problem is not None or any(d.severity == "error" for d in found)


PLACES = [(s.key, c.key) for s in SHEETS if s.by_hand for c in s.columns]


@settings(max_examples=20)
@given(
    changes=st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(NASTY)), max_size=4),
    row=st.integers(2, 4),
)
def test_a_few_values_anywhere(
    changes: list[tuple[tuple[str, str], Any]],
    row: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    book = Book(tmp_path_factory.mktemp("nasty") / "o.xlsx", builders.rich_problem())
    for (sheet, column), value in changes:
        book.put(sheet, column, value, row)
    problem, found = book.read()
    assert problem is not None or any(d.severity == "error" for d in found)


def test_a_merged_column_far_below_the_last_row(tmp_path: Path) -> None:
    book = Book(tmp_path / "o.xlsx")
    book.sheet("operations").merge_cells("A5:A30000")
    assert [d.code for d in book.read()[1]] == ["import.merged_cells_repeated"]


def test_lists_that_ask_for_too_much(tmp_path: Path) -> None:
    book = Book(tmp_path / "o.xlsx")
    names = [f"x{i}" for i in range(400)]
    for n in names:
        book.append("workshops", id=n, kind="ACI", headcount=1, weekly_hours=26)
        book.append("delivery_points", id=n)
    book.append("lanes", workshops="; ".join(names), delivery_points="; ".join(names))
    problem, found = book.read()
    assert problem is None
    assert "import.too_many_rows" in {d.code for d in found}


def test_many_unknown_names_take_no_time_to_speak_of(tmp_path: Path) -> None:
    book = Book(tmp_path / "o.xlsx")
    for i in range(800):
        book.append("orders", id=f"commande {i}")
        book.append("past_work", workshop=f"atelier {i}")
    found = book.read()[1]
    assert [d.code for d in found].count("import.unknown_reference") == 800
