"""Pins, bans and the plan in force as sheets of the order workbook."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from importers.builder import read_problem
from importers.columns import SHEET_BY_KEY, Language
from importers.template import write_problem, write_template
from optimizer.instructions import Ban, Pin, PlannedRun
from optimizer.problem import Problem
from tests import builders

D = Decimal
RUNNING = builders.running_problem()
PIN = Pin(
    workshop="fil-rouge",
    product="mask",
    operation="sewing",
    first="2020-W16",
    last="2020-W16",
    units=D(400),
)


def written(problem: Problem, path: Path, language: Language = "fr") -> openpyxl.Workbook:
    assert write_problem(problem, path, language) == ()
    return openpyxl.load_workbook(path)


def cells(book: openpyxl.Workbook, key: str) -> list[list[object]]:
    return [list(row) for row in book[SHEET_BY_KEY[key].fr].iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "problem",
    [
        replace(RUNNING, pins=(PIN,)),
        replace(RUNNING, pins=(PIN, replace(PIN, last="2020-W18", units=D("700")))),
        replace(RUNNING, bans=(Ban(workshop="vestali"),)),
        replace(
            RUNNING,
            bans=(
                Ban(workshop="vestali", product="bag"),
                Ban(workshop="vestali", operation="sewing"),
                Ban(workshop="vestali", first="2020-W20"),
                Ban(workshop="vestali", last="2020-W16"),
            ),
        ),
        replace(
            RUNNING,
            plan_in_force=(
                PlannedRun(
                    workshop="vestali",
                    product="mask",
                    operation="cutting",
                    week="2019-W52",
                    units=D(100),
                ),
            ),
        ),
    ],
)
def test_instructions_read_back_as_they_are(
    problem: Problem, language: Language, tmp_path: Path
) -> None:
    written(problem, tmp_path / "o.xlsx", language)
    assert read_problem(tmp_path / "o.xlsx")[0] == problem


def test_the_plan_in_force_has_a_sheet_only_when_there_is_one(tmp_path: Path) -> None:
    title = SHEET_BY_KEY["in_force"].fr
    assert title not in written(RUNNING, tmp_path / "a.xlsx").sheetnames
    assert title in written(builders.rich_problem(), tmp_path / "b.xlsx").sheetnames
    write_template(tmp_path / "t.xlsx", "fr", {})
    blank = openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames
    assert title not in blank
    # Few need the other two: they come last.
    assert blank[-2:] == [SHEET_BY_KEY[key].fr for key in ("pins", "bans")]


def test_workbooks_without_these_sheets_pin_nothing(tmp_path: Path) -> None:
    path = tmp_path / "o.xlsx"
    book = written(RUNNING, path)
    for key in ("pins", "bans"):
        del book[SHEET_BY_KEY[key].fr]
    book.save(path)
    assert read_problem(path)[0] == RUNNING


def test_without_a_last_week_a_pin_is_of_one(tmp_path: Path) -> None:
    path = tmp_path / "o.xlsx"
    book = written(replace(RUNNING, pins=(PIN,)), path)
    ws = book[SHEET_BY_KEY["pins"].fr]
    assert cells(book, "pins") == [["fil-rouge", "mask", "sewing", "S16 2020", "S16 2020", 400]]
    ws["E2"] = None
    book.save(path)
    problem, _ = read_problem(path)
    assert problem is not None
    assert problem.pins == (PIN,)


def test_names_stand_for_ids(tmp_path: Path) -> None:
    path = tmp_path / "o.xlsx"
    book = written(RUNNING, path)
    book[SHEET_BY_KEY["pins"].fr].append(["Fil rouge", "Masque à plis", "sewing", "S16", "", 400])
    book[SHEET_BY_KEY["bans"].fr].append(["Vestali", "", "sewing", "", "S17"])
    book.save(path)
    problem, found = read_problem(path)
    assert problem is not None, found
    assert problem.pins == (PIN,)
    assert problem.bans == (Ban(workshop="vestali", operation="sewing", last="2020-W17"),)


@pytest.mark.parametrize(
    ("key", "row", "code", "cell"),
    [
        ("pins", ["fil-rouge", "mask", "cutting", "S16-2020", "", 400], "problem.pin_unable", "C2"),
        ("pins", ["fil-rouge", "mask", "sewing", "S15-2020", "", 400], "problem.pin_frozen", "D2"),
        (
            "pins",
            ["fil-rouge", "mask", "sewing", "S16-2020", "", 420],
            "problem.pin_not_lots",
            "F2",
        ),
        ("pins", ["fil-rouge", "mask", "sewing", "S16-2020", "", 0], "import.too_small", "F2"),
        ("pins", ["fil-rouge", "mask", "sewing", "", "", 400], "import.required", "D2"),
        (
            "pins",
            ["nobody", "mask", "sewing", "S16-2020", "", 400],
            "import.unknown_reference",
            "A2",
        ),
        ("bans", ["vestali", "", "", "S18-2020", "S17-2020"], "problem.ban_reversed", "E2"),
        ("bans", ["", "mask", "", "", ""], "import.required", "A2"),
    ],
)
def test_faults_are_shown_where_they_stand(
    key: str, row: list[object], code: str, cell: str, tmp_path: Path
) -> None:
    path = tmp_path / "o.xlsx"
    book = written(RUNNING, path)
    book[SHEET_BY_KEY[key].fr].append(row)
    book.save(path)
    problem, found = read_problem(path)
    assert problem is None
    errors = [d for d in found if d.severity == "error"]
    assert [(d.code, d.source.sheet, d.source.cell) for d in errors] == [
        (code, SHEET_BY_KEY[key].fr, cell)
    ]


def test_the_same_row_twice_is_said(tmp_path: Path) -> None:
    path = tmp_path / "o.xlsx"
    book = written(replace(RUNNING, pins=(PIN,)), path)
    book[SHEET_BY_KEY["pins"].fr].append(
        ["fil-rouge", "mask", "sewing", "S16-2020", "S16-2020", 500]
    )
    book.save(path)
    problem, found = read_problem(path)
    assert problem is None
    assert "import.duplicate_row" in {d.code for d in found}
