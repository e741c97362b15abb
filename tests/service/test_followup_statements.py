"""Statements of what was really delivered: the order workbook's follow-up, files as workshops send them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from importers.columns import SHEET_BY_KEY
from importers.template import write_problem
from optimizer import dossier
from service.cli.commands import app
from tests.cost_builders import worked_order, worked_printed_plan, write_dossier

FOLLOWUP = SHEET_BY_KEY["followup"]


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.delenv("OEUVRE_LANG", raising=False)


@pytest.fixture
def given(tmp_path: Path) -> tuple[Path, Path]:
    return write_dossier(tmp_path)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def plain(result: Result) -> str:
    return " ".join(result.output.replace("\u00a0", " ").split())


def texts_in(path: Path) -> str:
    book = openpyxl.load_workbook(path)
    cells = (c.value for sheet in book.worksheets for r in sheet.iter_rows() for c in r)
    return " ".join(str(c) for c in cells if c is not None).replace("\u00a0", " ")


def row(**other: object) -> dict[str, object]:
    """500 masks finished and delivered by Fil rouge on 17 April."""
    found: dict[str, object] = {
        "workshop": "fil-rouge",
        "week": "2020-W16",
        "product": "mask",
        "operation": "finishing",
        "lot": "L1",
        "made": 500,
        "delivered": date(2020, 4, 17),
        "delivered_units": 500,
    }
    return {**found, **other}


def order_with(path: Path, *rows: dict[str, object]) -> Path:
    assert write_problem(worked_order(), path) == ()
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet(FOLLOWUP.fr)
    sheet.append([c.header("fr") for c in FOLLOWUP.columns])
    for values in rows:
        sheet.append([values.get(c.key) for c in FOLLOWUP.columns])
    book.save(path)
    return path


def statement(given: tuple[Path, Path], out: Path, *more: object) -> Result:
    path, costs = given
    return run("statement", path, "--costs", costs, "-o", out, "--force", *more)


def periods(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)["periods"]
    return found


def test_refused_units_are_not_paid(given: tuple[Path, Path], tmp_path: Path) -> None:
    second = row(week="2020-W17", lot="L2", delivered=date(2020, 4, 24))
    taken = order_with(tmp_path / "a.xlsx", row(), second)
    refused = order_with(tmp_path / "b.xlsx", row(), {**second, "refused_units": 40})
    out = tmp_path / "s.xlsx"
    totals = [
        sum(p["ht_cents"] for p in periods(statement(given, out, "--json", "--followup", suivi)))
        for suivi in (taken, refused)
    ]
    price = next(p.selling_price for p in worked_order().products if p.id == "mask")
    assert price is not None
    assert totals[0] - totals[1] == 40 * price * 100
    said = texts_in(out)
    assert "Prévision" not in said
    assert "Ce qui est livré et accepté" in said


def test_penalties_come_from_the_true_days(tmp_path: Path) -> None:
    path, costs = write_dossier(tmp_path)
    problem = worked_order(penalty_per_unit_week=Decimal("0.10"))
    plan = replace(worked_printed_plan(), problem_hash=dossier.problem_hash(problem))
    made = dossier.make_dossier(problem, plan, options={}, software={})
    path.write_text(dossier.dossier_to_json(made), encoding="utf-8")
    due = min(d.due for d in problem.demands if d.product == "mask")
    late_day = date(2020, 5, 29)
    on_time = order_with(tmp_path / "a.xlsx", row(delivered=due))
    late = order_with(tmp_path / "b.xlsx", row(delivered=late_day, week="2020-W22"))
    taken_off = []
    for suivi in (on_time, late):
        done = periods(statement((path, costs), tmp_path / "s.xlsx", "--json", "--followup", suivi))
        taken_off.append(sum(p["ttc_cents"] - p["payable_cents"] for p in done))
    # 500 masks, weeks begun since the day they were due, at 10 cents a week
    weeks = -((due - late_day).days // 7)
    assert weeks > 0
    assert taken_off[1] - taken_off[0] == 500 * weeks * 10


def test_every_fault_is_said_at_once_in_its_cell(given: tuple[Path, Path], tmp_path: Path) -> None:
    suivi = order_with(
        tmp_path / "suivi.xlsx",
        row(delivered=None),
        row(lot="L2", delivered_units=None),
        row(lot="L3", refused_units=501),
        row(lot="L4", product="masqe"),
    )
    out = tmp_path / "s.xlsx"
    done = statement(given, out, "--json", "--followup", suivi)
    assert done.exit_code == 3, done.output
    assert not out.exists()
    errors = [f for f in json.loads(done.stdout)["findings"] if f["severity"] == "error"]
    assert {f["code"] for f in errors} == {
        "import.unknown_reference",
        "cost.followup_no_day",
        "cost.followup_no_units",
        "cost.followup_refused",
    }
    assert all(f["file"] == "suivi.xlsx" and f["cell"] for f in errors)


def test_more_than_ordered_is_refused(given: tuple[Path, Path], tmp_path: Path) -> None:
    suivi = order_with(tmp_path / "suivi.xlsx", row(made=9_000, delivered_units=9_000))
    done = statement(given, tmp_path / "s.xlsx", "--followup", suivi)
    assert done.exit_code == 3
    assert "unités acceptées" in plain(done)


def test_a_file_as_a_workshop_sends_it(given: tuple[Path, Path], tmp_path: Path) -> None:
    suivi = tmp_path / "Suivi Fil rouge.csv"
    suivi.write_text(
        "Structure;Date;Produit;Opération;N° lot;Qté produite;Livré le;Qté livrée;Qté refusée\n"
        "Fil rouge;17/04/2020;Masque à plis;finishing;L1;500;17/04/2020;500;\n"
        "Fil rouge;24/04/2020;Masque à plis;finishing;L2;500;24/04/2020;500;40\n",
        encoding="cp1252",
    )
    same = order_with(
        tmp_path / "suivi.xlsx",
        row(),
        row(week="2020-W17", lot="L2", delivered=date(2020, 4, 24), refused_units=40),
    )
    out = tmp_path / "s.xlsx"
    received = periods(statement(given, out, "--json", "--followup", suivi))
    assert received == periods(statement(given, out, "--json", "--followup", same))


def test_a_follow_up_that_is_none_is_refused(given: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "s.xlsx"
    assert statement(given, out, "--followup", tmp_path / "absent.xlsx").exit_code == 2
    empty = order_with(tmp_path / "vide.xlsx")
    done = statement(given, out, "--followup", empty)
    assert done.exit_code == 3
    assert "ne dit aucune livraison" in plain(done)
    text = tmp_path / "mot.csv"
    text.write_text("Bonjour\n", encoding="utf-8")
    assert statement(given, out, "--followup", text).exit_code == 3
