"""Weeks and days as senders write them, alone or in stretches, with or without a year."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from importers.cells import FAULTY, Calendar
from importers.columns.declaration import Column, Kind
from importers.loose_cells import Loose, read_loosely
from importers.week_spans import parse_day_span, parse_week_span
from importers.workbook import Cell

START = date(2020, 3, 30)
W14 = ("2020-W14", "2020-W14")


@pytest.mark.parametrize(
    "text",
    [
        "S14",
        "S 14",
        "s.14",
        "sem. 14",
        "Semaine 14",
        "week 14",
        "14",
        "semaine du 30/03",
        "sem. du 30/03",
        "semaine du lundi 30 mars",
        "du 30/03 au 05/04",
        "30/03 - 05/04",
        "30/03-05/04",
        "30/03 → 05/04",
        "du 30 mars au 5 avril",
        "du 30 au 3 avril",
        "S14 (30/03 au 05/04)",
        "S14 du 30/03 au 05/04",
        "S14 - 30/03",
        "30/03",
        "S14-2020",
        "2020-S14",
        "S14 / 2020",
        "14/2020",
        "01/04/20",
        "du 30/03/2020 au 05/04/2020",
        "semaine du 30/03/2020",
    ],
)
def test_one_week(text: str) -> None:
    assert parse_week_span(text, START) == W14
    # What names its year needs no order.
    assert parse_week_span(text, None) == (W14 if "20" in text[3:] or "2020" in text else None)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("S14 à S16", ("2020-W14", "2020-W16")),
        ("S14-S16", ("2020-W14", "2020-W16")),
        ("S14 à 16", ("2020-W14", "2020-W16")),
        ("semaines 14 à 16", ("2020-W14", "2020-W16")),
        ("sem. 14 et 15", ("2020-W14", "2020-W15")),
        ("S14/S15", ("2020-W14", "2020-W15")),
        ("S31, S32 et S33", ("2020-W31", "2020-W33")),
        ("S14 à S16 2020", ("2020-W14", "2020-W16")),
        ("du 3 au 28 août", ("2020-W32", "2020-W35")),
        ("3-28 août", ("2020-W32", "2020-W35")),
        ("du 01/04/20 au 10/04/20", ("2020-W14", "2020-W15")),
        # 2020 has a week 53, and orders cross years.
        ("S52 à S2", ("2020-W52", "2021-W02")),
        ("S53-S1", ("2020-W53", "2021-W01")),
        ("du 24/12 au 03/01", ("2020-W52", "2020-W53")),
        ("S52-2020 à S02-2021", ("2020-W52", "2021-W02")),
        ("S52-2020 - S02-2021", ("2020-W52", "2021-W02")),
        ("S52 à S2 2021", ("2020-W52", "2021-W02")),
    ],
)
def test_stretches(text: str, span: tuple[str, str]) -> None:
    assert parse_week_span(text, START) == span


@pytest.mark.parametrize(
    "text",
    [
        "",
        "avril",
        "14-16",
        "S54",
        "S16 à S14",
        "S31, S33",
        "S14 (06/04)",
        "31/02",
        "du 05/04 au 30/03/2020",
        "x" * 100 + "14",
    ],
)
def test_no_stretch(text: str) -> None:
    assert parse_week_span(text, START) is None


@pytest.mark.parametrize(
    ("text", "start", "span"),
    [
        # Two weeks, or week 14 of 2020: nobody can tell.
        ("S14-20", date(2020, 3, 30), None),
        ("S14-20", date(2025, 3, 31), ("2025-W14", "2025-W20")),
        ("S30-20", date(2020, 3, 30), ("2020-W30", "2020-W30")),
        ("S30/20", date(2020, 3, 30), ("2020-W30", "2020-W30")),
        ("S14-16", date(2020, 3, 30), ("2020-W14", "2020-W16")),
    ],
)
def test_years_of_two_figures(text: str, start: date, span: object) -> None:
    assert parse_week_span(text, start) == span


def test_stretches_of_days() -> None:
    assert parse_day_span("du 3 au 28 août", START) == (date(2020, 8, 3), date(2020, 8, 28))
    assert parse_day_span("du 24/12 au 03/01", START) == (date(2020, 12, 24), date(2021, 1, 3))
    assert parse_day_span("30/03", START) == (date(2020, 3, 30), date(2020, 3, 30))
    assert parse_day_span("S14", START) is None
    assert parse_day_span("30/03", None) is None


# -- cells of days and weeks ----------------------------------------------------------------------


def loose(kind: Kind, value: object, epoch: datetime = datetime(1899, 12, 30)) -> Loose:
    column = Column(key="x", kind=kind, fr="x", en="x")
    return read_loosely(column, Cell(value=value), Calendar(epoch=epoch, start=START))


@pytest.mark.parametrize(
    "value",
    ["S14", "S 14", "sem. 14", "14", 14, "S14-2020", "semaine du 30/03", "du 30/03 au 05/04"],
)
def test_weeks_that_leave_no_doubt(value: object) -> None:
    read = loose(Kind.WEEK, value)
    assert (read.value, read.faults, read.is_guess) == ("2020-W14", (), False)


@pytest.mark.parametrize(
    ("value", "week"),
    [
        (43920, "2020-W14"),
        ("43920", "2020-W14"),
        ("S53-2021", "2020-W53"),
        ("S53 2021", "2020-W53"),
    ],
)
def test_weeks_in_doubt(value: object, week: str) -> None:
    read = loose(Kind.WEEK, value)
    assert (read.value, read.choices, read.is_guess) == (week, (week,), True)
    assert [f.code for f in read.faults] == ["import.approximate"]


@pytest.mark.parametrize(
    ("value", "suggestion"), [("S14 à S16", "2020-W14"), ("S14-20", ""), ("avril", "")]
)
def test_several_weeks_are_not_one(value: str, suggestion: str) -> None:
    read = loose(Kind.WEEK, value)
    assert read.value is FAULTY
    assert [(f.code, f.params["suggestion"]) for f in read.faults] == [
        ("import.not_a_week", suggestion)
    ]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("01/04/20", date(2020, 4, 1)),
        ("14/04/98", date(1998, 4, 14)),
        ("1er avril 2020", date(2020, 4, 1)),
        ("à partir du 01/04/2020", date(2020, 4, 1)),
        (datetime(2020, 4, 1), date(2020, 4, 1)),
    ],
)
def test_days_that_leave_no_doubt(value: object, day: date) -> None:
    read = loose(Kind.DATE, value)
    assert (read.value, read.faults, read.is_guess) == (day, (), False)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (43920, date(2020, 3, 30)),
        ("43920", date(2020, 3, 30)),
        (43920.75, date(2020, 3, 30)),
        ("30/03", date(2020, 3, 30)),
        ("lundi 30 mars", date(2020, 3, 30)),
        ("15/01", date(2020, 1, 15)),
        ("05/01", date(2021, 1, 5)),
        ("05/01/2020 (matin)", date(2020, 1, 5)),
        ("04/25/2020", date(2020, 4, 25)),
        ("avril 2020", date(2020, 4, 1)),
        ("mi-avril", date(2020, 4, 15)),
        ("fin février 2020", date(2020, 2, 29)),
        ("début mars", date(2020, 3, 1)),
        ("S16", date(2020, 4, 13)),
        ("du 3 au 28 août", date(2020, 8, 3)),
        ("dès maintenant", date(2020, 3, 30)),
    ],
)
def test_days_in_doubt(value: object, day: date) -> None:
    read = loose(Kind.DATE, value)
    assert (read.value, read.choices, read.is_guess) == (day, (day.isoformat(),), True)
    assert [f.code for f in read.faults] == ["import.date_guessed"]


@pytest.mark.parametrize("value", ["14", "bientôt", "31/02/2020", 12])
def test_no_days(value: object) -> None:
    read = loose(Kind.DATE, value)
    assert read.value is FAULTY
    assert [f.code for f in read.faults] == ["import.not_a_date"]


def test_workbooks_that_count_from_1904() -> None:
    assert loose(Kind.DATE, 42458, datetime(1904, 1, 1)).value == date(2020, 3, 30)
