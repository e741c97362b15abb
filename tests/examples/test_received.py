"""The five files of the mask order, imported into it before its capacities are known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
from typer.testing import CliRunner

from importers.builder import read_problem
from importers.columns import SHEET_BY_KEY
from optimizer.problem import Closure, Commitment, Problem, Workshop
from optimizer.weeks import week_monday, week_name
from service.cli.commands import app

HERE = Path(__file__).parents[2] / "examples" / "mask_order"
ORDER = HERE / "commande_masques.xlsx"
RECEIVED = sorted((HERE / "recus").glob("*.*"))
# What workshops are asked; the rest of their rows is the coordinator's.
ASKED = (
    *("kind", "headcount", "working_days", "weekly_hours", "absence_rate"),
    *("non_production_rate", "entry"),
)


def without_capacities(path: Path) -> Path:
    """The mask order as the coordinator has it before anybody has answered."""
    wb = openpyxl.load_workbook(ORDER)
    workshops = SHEET_BY_KEY["workshops"]
    keys = [c.key for c in workshops.columns]
    ws = wb[workshops.fr]
    for row in range(2, ws.max_row + 1):
        for key in ASKED:
            ws.cell(row, keys.index(key) + 1).value = None
    for key in ("overrides", "closures", "commitments"):
        ws = wb[SHEET_BY_KEY[key].fr]
        ws.delete_rows(2, ws.max_row)
    wb.save(path)
    return path


def problem_of(path: Path) -> Problem:
    problem, found = read_problem(path)
    assert problem is not None, found
    return problem


def bare(workshop: Workshop) -> Workshop:
    """Its capacities, however they are written: reasons apart, commitments week by week."""
    return replace(
        workshop,
        closures=tuple(sorted((_days(c) for c in workshop.closures), key=lambda c: c.first)),
        commitments=tuple(
            sorted((w for c in workshop.commitments for w in _weeks(c)), key=lambda c: c.first)
        ),
    )


def _days(closure: Closure) -> Closure:
    return replace(closure, reason="")


def _weeks(commitment: Commitment) -> list[Commitment]:
    first, last = week_monday(commitment.first), week_monday(commitment.last)
    weeks = [
        week_name(first.fromordinal(d)) for d in range(first.toordinal(), last.toordinal() + 1, 7)
    ]
    return [replace(commitment, first=w, last=w) for w in weeks]


def test_five_files_give_the_capacities_of_the_order(tmp_path: Path) -> None:
    order = without_capacities(tmp_path / "commande.xlsx")
    assert read_problem(order)[0] is None
    assert sorted(p.suffix for p in RECEIVED if p.suffix != ".md") == sorted(
        (".csv", ".ods", ".xls", ".xlsx", ".xlsx")
    )
    files = [str(p) for p in RECEIVED if p.suffix != ".md"]
    out = tmp_path / "complete.xlsx"
    done = CliRunner().invoke(
        app,
        [
            *("import", "capacities", *files, "--into", str(order)),
            *("-o", str(out), "--yes", "--apply"),
        ],
    )
    assert done.exit_code == 0, done.output
    wanted, found = problem_of(ORDER), problem_of(out)
    assert [bare(w) for w in found.workshops] == [bare(w) for w in wanted.workshops]
    assert replace(found, workshops=()) == replace(wanted, workshops=())
