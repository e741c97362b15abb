"""Records of the order workbook: validated with it, read on their own, no part of the problem."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from importers.builder import read_problem
from importers.columns import SHEET_BY_KEY
from importers.records import Production, Request, read_followup, read_requests
from importers.template import write_problem
from optimizer.problem import Problem
from tests import builders

D = Decimal


@pytest.fixture
def problem() -> Problem:
    """The order that runs through the tests."""
    return builders.running_problem()


def workbook(path: Path, problem: Problem, sheet: str, *rows: dict[str, object]) -> Path:
    """The order's workbook with a sheet of records."""
    assert write_problem(problem, path, "fr") == ()
    wb = openpyxl.load_workbook(path)
    declared = SHEET_BY_KEY[sheet]
    ws = wb.create_sheet(declared.fr)
    ws.append([c.header("fr") for c in declared.columns])
    for row in rows:
        ws.append([row.get(c.key) for c in declared.columns])
    wb.save(path)
    return path


def lot(problem: Problem, **other: object) -> dict[str, object]:
    """A good row of follow-up."""
    product = problem.products[0]
    row: dict[str, object] = {
        "workshop": problem.workshops[0].id,
        "week": problem.start,
        "product": product.id,
        "operation": product.operations[-1].id,
        "lot": "L1",
        "made": 100,
        "conforming": 98,
        "scrap": 2,
    }
    return {**row, **other}


def test_production_is_read_typed(tmp_path: Path, problem: Problem) -> None:
    row = lot(problem, delivered=date(2020, 4, 17), delivery_note="BL 1", made="1 200,5")
    row |= {"conforming": None, "scrap": None}
    path = workbook(tmp_path / "o.xlsx", problem, "followup", row)
    (found,), findings = read_followup(path)
    assert isinstance(found, Production)
    assert findings == ()
    assert (found.workshop, found.made, found.conforming) == (row["workshop"], D("1200.5"), None)
    assert (found.delivered, found.delivery_note) == (date(2020, 4, 17), "BL 1")
    again, _ = read_problem(path)
    assert again == problem, "records are no part of the problem"


def test_joint_orders_are_read_typed(tmp_path: Path, problem: Problem) -> None:
    workshop, material = problem.workshops[0].id, problem.materials[0].id
    row: dict[str, object] = {"workshop": workshop, "material": material, "quantity": "300"}
    path = workbook(tmp_path / "o.xlsx", problem, "requests", row)
    assert read_requests(path) == (
        (Request(workshop=workshop, material=material, quantity=D(300)),),
        (),
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"workshop": "personne"}, "import.unknown_reference"),
        ({"product": "chapeau"}, "import.unknown_reference"),
        ({"week": "semaine prochaine"}, "import.not_a_week"),
        ({"conforming": 120}, "import.more_conforming_than_made"),
        ({"made": None}, "import.required"),
    ],
)
def test_a_wrong_record_is_an_error_of_the_workbook(
    tmp_path: Path, problem: Problem, change: dict[str, object], code: str
) -> None:
    path = workbook(tmp_path / "o.xlsx", problem, "followup", lot(problem, **change))
    rows, findings = read_followup(path)
    assert rows == ()
    assert [d.code for d in findings] == [code]
    again, everything = read_problem(path)
    assert again is None
    assert code in {d.code for d in everything}


def test_doubtful_records_are_kept_and_said(tmp_path: Path, problem: Problem) -> None:
    early = lot(problem, week="S02-2019", scrap=5)
    rows, findings = read_followup(workbook(tmp_path / "o.xlsx", problem, "followup", early))
    assert len(rows) == 1
    assert {d.code for d in findings} == {"import.made_is_not_the_sum", "import.before_the_order"}


def test_the_same_lot_twice_is_an_error(tmp_path: Path, problem: Problem) -> None:
    rows = lot(problem), lot(problem, made=90, conforming=88)
    found, findings = read_followup(workbook(tmp_path / "o.xlsx", problem, "followup", *rows))
    assert [d.code for d in findings] == ["import.duplicate_row"]
    assert len(found) == 1


def test_a_workbook_without_records_has_none(tmp_path: Path, problem: Problem) -> None:
    path = tmp_path / "o.xlsx"
    assert write_problem(problem, path, "fr") == ()
    assert read_followup(path) == ((), ())
    assert read_requests(path) == ((), ())
    assert read_followup(tmp_path / "nothing.xlsx")[0] == ()
