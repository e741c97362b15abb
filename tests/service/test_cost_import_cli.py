"""Stories of ``oeuvre import coûts``: a free sheet into a workshop's cost workbook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from importers.costs import read_costs
from service.cli.commands import app

ORDER = Path(__file__).resolve().parents[2] / "examples/mask_order/commande_masques.xlsx"
ROWS: list[list[Any]] = [
    ["Couture du Canal – coût de revient"],
    ["Période du", "01/01/2020"],
    ["Période au", "31/12/2020"],
    ["Heures payées", 16_380],
    ["Heures productives", "10 900 h"],
    ["Salaires production", "192 000 €"],
    ["Encadrement technique", 41_000],
    ["Loyer", 14_400],
    ["Marge", "5 %"],
    ["Taux horaire", 21.5],
]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in ROWS:
        page.append(row)
    sheet, costs = tmp_path / "fiche.xlsx", tmp_path / "couts.xlsx"
    book.save(sheet)
    made = run("template", "coûts", "--order", ORDER, "--workshop", "canal", "-o", costs)
    assert made.exit_code == 0, made.output
    return sheet, costs


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def test_nothing_is_written_before_every_line_is_confirmed(files: tuple[Path, Path]) -> None:
    sheet, costs = files
    before = costs.read_bytes()
    asked = ["import", "coûts", sheet, "--into", costs, "-o", costs, "--json"]
    seen = json.loads(run(*asked).stdout)
    assert seen["applied"] is None
    open_ = {q["read"]: q["understood"] for q in seen["questions"]}
    assert open_["Salaires production : 192 000 €"] == "labour"
    assert open_["Marge : 5 %"] == ""
    # « Oui » to everything leaves what has no answer of its own.
    refused = run(*asked, "--apply", "--yes")
    assert refused.exit_code == 3
    assert costs.read_bytes() == before


def test_an_answered_sheet_fills_the_workbook(files: tuple[Path, Path], tmp_path: Path) -> None:
    sheet, costs = files
    answers = tmp_path / "reponses.json"
    answers.write_text(json.dumps({"column:free_costs:marge (%)": "margin_on_cost"}), "utf-8")
    asked = ["import", "coûts", sheet, "--into", costs, "-o", costs, "--answers", answers]
    done = run(*asked, "--yes", "--apply")
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.replace("\u00a0", " ").split())
    assert "+ Salaires production : 192 000 €" in said
    assert "« Taux horaire » : 21.5 n'est pas repris" in said
    found, wrong = read_costs(costs)
    assert found is not None, wrong
    assert (found.workshop, found.margin_convention) == ("canal", "on_cost")
    assert {c.label: c.cents for c in found.period_costs} == {
        "Salaires production": 19_200_000,
        "Encadrement technique": 4_100_000,
        "Loyer": 1_440_000,
    }
    assert list(tmp_path.glob("couts (avant*.xlsx"))
    again = run(*asked, "--yes", "--apply")
    assert again.exit_code == 0
    assert "dit déjà tout cela" in again.output.replace("\u00a0", " ")


def test_an_aid_per_etp_without_the_hours_of_an_etp_is_left_out(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    sheet, costs = files
    book = openpyxl.load_workbook(sheet)
    page = book.active
    assert page is not None
    page.delete_rows(9, 2)
    page.append(["Aide au poste", "15 585 € / ETP / an"])
    book.save(sheet)
    asked = ["import", "coûts", sheet, "--into", costs, "-o", costs, "--yes", "--apply"]
    done = run(*asked)
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.replace("\u00a0", " ").split())
    assert "« Aide au poste » : 15585 € par ETP n'est pas repris" in said
    assert "B9" in said
    found, wrong = read_costs(costs)
    assert found is not None, wrong
    assert found.aids == ()
    assert len(found.period_costs) == 3
    # With its hours in the workbook, the same line is taken.
    book = openpyxl.load_workbook(costs)
    aids = book["Aides"]
    (head,) = (row[0].row for row in aids.iter_rows() if row[0].value == "Libellé")
    aid: list[Any] = ["Aide au poste", 15_000, 1_820, "heures payées", 1]
    for column, value in enumerate(aid, start=1):
        aids.cell(head + 1, column, value)
    book.save(costs)
    assert run(*asked).exit_code == 0
    found, wrong = read_costs(costs)
    assert found is not None, wrong
    assert [(a.cents_per_etp, a.hours_per_etp) for a in found.aids] == [(1_558_500, 1_820)]


def test_a_sheet_is_no_order_and_comes_alone(files: tuple[Path, Path]) -> None:
    sheet, costs = files
    assert run("import", "coûts", sheet, sheet, "--into", costs).exit_code == 2
    wrong = run("import", "coûts", sheet, "--into", ORDER)
    assert wrong.exit_code == 3
    # The order is not touched, and the message says which workbook is meant.
    assert "oeuvre template costs" in " ".join(wrong.output.replace("\u00a0", " ").split())
