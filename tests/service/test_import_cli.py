"""The story of ``oeuvre import``: files dropped as they came, looked at, applied, undone."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from importers.builder import read_problem
from optimizer.problem import Problem
from service.cli import import_commands
from service.cli.commands import app
from tests.builders import rich_problem
from tests.importers.workbooks import Book
from tests.service.five_files import five_files, waiting_order


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("OEUVRE_LANG", "OEUVRE_DEBUG", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: object, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, ["import", *map(str, arguments)], input=typed)


def plain(result: Result) -> str:
    return result.output.replace("\u00a0", " ").replace("\u202f", " ")


def answered(result: Result) -> Any:
    return json.loads(result.output)


def problem_of(path: Path) -> Problem:
    problem, found = read_problem(path)
    assert problem is not None, found
    return problem


def census(path: Path, *rows: list[Any]) -> Path:
    wb = openpyxl.Workbook()
    ws = wb.worksheets[0]
    ws.append(["Structure", "Type", "Effectif", "Heures/semaine", "Taux d'absence"])
    for row in rows:
        ws.append(row)
    wb.save(path)
    return path


@pytest.fixture
def order(tmp_path: Path) -> Path:
    """An order in which everything is known."""
    return Book(tmp_path / "commande.xlsx", rich_problem()).path


# -- the five files -----------------------------------------------------------------------------


def test_five_files_of_five_workshops_make_an_order_that_can_be_planned(tmp_path: Path) -> None:
    order = waiting_order(tmp_path / "commande.xlsx")
    files = five_files(tmp_path / "recus")
    before = order.read_bytes()

    preview = run("capacities", *files, "--into", order)
    assert preview.exit_code == 0
    assert "? Capacités, A4 : atelier « Atelier des Trois Clochers »" in plain(preview)
    assert "Rien n'a été écrit" in plain(preview)
    assert "+ Couture du Canal — " in plain(preview)
    assert "Point des Dunes – S20 2020 à S21 2020 — Effectif : 3" in plain(preview)

    unconfirmed = run("capacities", *files, "--into", order, "-o", order, "--apply")
    assert unconfirmed.exit_code == 3
    assert order.read_bytes() == before

    habits = tmp_path / "habitudes.json"
    done = run(
        *("capacities", *files, "--into", order, "-o", order),
        *("--apply", "--yes", "--mappings", habits),
    )
    assert done.exit_code == 0, done.output
    problem = problem_of(order)
    heads: dict[str, Any] = {
        w.name: (w.kind, w.headcount, w.weekly_hours) for w in problem.workshops
    }
    assert heads == {
        "Atelier des Trois Clochers": ("ACI", 14, 26),
        "Couture du Canal": ("EI", 9, 35),
        "Les Terrils Textile": ("EA", 8, 35),
        "La Bobine Claire": ("ACI", 6, 26),
        "Point des Dunes": ("EI", 4, 35),
    }
    rates = {w.name: w.absence_rate for w in problem.workshops}
    assert rates["Couture du Canal"] == Decimal("0.085")
    assert rates["La Bobine Claire"] == Decimal("0.12")
    dunes = next(w for w in problem.workshops if w.name == "Point des Dunes")
    assert {o.week: o.headcount for o in dunes.overrides}["2020-W20"] == 3
    assert dunes.closures[0].first.isoformat() == "2020-05-25"

    # What was confirmed is known the next time, and everything is already there.
    again = run("capacities", *files, "--into", order, "--mappings", habits, "--json")
    assert again.exit_code == 0
    told = answered(again)
    assert told["changes"] == []
    assert told["same"] > 10
    assert all(q["confirmed"] for q in told["questions"])

    undone = run("--undo", order)
    assert undone.exit_code == 0
    assert order.read_bytes() == before
    redone = run("--undo", order, "--json")
    assert redone.exit_code == 0
    assert problem_of(order) == problem


def test_file_with_a_fault_stops_all_of_them(tmp_path: Path, order: Path) -> None:
    good = census(tmp_path / "bon.xlsx", ["Vestali", "ACI", 9, 26, "12 %"])
    bad = census(
        tmp_path / "faux.xlsx",
        ["Fil rouge", "EI", "beaucoup", 35, "6 %"],
        ["ESAT de la Lys", "ESAT", 10, "tous les jours", "8 %"],
    )
    before = order.read_bytes()
    result = run("capacities", good, bad, "--into", order, "-o", order, "--apply", "--yes")
    assert result.exit_code == 3
    assert "faux.xlsx : 2 erreurs" in plain(result)
    assert "C2" in result.output
    assert "D3" in result.output
    assert order.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bon.xlsx", "commande.xlsx", "faux.xlsx"]


# -- changes, disagreements, answers ------------------------------------------------------------


def test_preview_tells_old_and_new_in_the_words_of_the_workbook(
    tmp_path: Path, order: Path
) -> None:
    file = census(tmp_path / "vestali.xlsx", ["Vestali", "ACI", 9, "26 h 30", 0.12])
    text = plain(run("capacities", file, "--into", order))
    assert "feuille « Ateliers »" in text
    assert "~ Vestali" in text
    assert "Effectif : 8 → 9 (vestali.xlsx, feuille « Sheet », cellule C2)" in text
    assert "Heures par semaine : 26 h → 26,5 h" in text
    assert "Absence" not in text
    assert "0 nouveau, 1 changé, 0 retiré et 0 identique" in text


def test_two_files_that_disagree_are_shown_and_wait_for_an_answer(
    tmp_path: Path, order: Path
) -> None:
    one = census(tmp_path / "un.xlsx", ["Vestali", "ACI", 9, 26, "12 %"])
    two = census(tmp_path / "deux.xlsx", ["Fil rouge", "EI", 6, 35], ["Vestali", "ACI", 10, 26])
    arguments = ("capacities", one, two, "--into", order, "-o", order, "--apply", "--yes")
    before = order.read_bytes()
    result = run(*arguments)
    assert result.exit_code == 3
    assert "? Ateliers – Vestali – Effectif" in plain(result)
    assert "9 (un.xlsx, feuille « Sheet », cellule C2)" in plain(result)
    assert "10 (deux.xlsx, feuille « Sheet », cellule C3)" in plain(result)
    assert order.read_bytes() == before

    answers = tmp_path / "reponses.json"
    answers.write_text(json.dumps({"conflict:workshops:vestali:headcount": "deux.xlsx"}))
    assert run(*arguments, "--answers", answers).exit_code == 0
    heads = {w.id: w.headcount for w in problem_of(order).workshops}
    assert heads == {"vestali": 10, "fil-rouge": 6, "esat-lys": 10}


def test_questions_of_the_json_preview_are_answered_by_their_keys(
    tmp_path: Path, order: Path
) -> None:
    file = census(tmp_path / "v.xlsx", ["Ass. Vestali", "ACI", "env. 9", 26])
    told = answered(run("capacities", file, "--into", order, "--json"))
    assert told["applied"] is None
    found = {q["topic"]: q for q in told["questions"]}
    assert found["workshop"]["understood"] == "vestali"
    assert found["value"]["understood"] == "9"
    answers = tmp_path / "reponses.json"
    answers.write_text(
        json.dumps({"v.xlsx": {found["workshop"]["key"]: "fil-rouge", found["value"]["key"]: "7"}})
    )
    out = tmp_path / "sortie.xlsx"
    done = run(
        *("capacities", file, "--into", order, "-o", out),
        *("--apply", "--answers", answers, "--json"),
    )
    assert done.exit_code == 0, done.output
    assert answered(done)["applied"] == str(out)
    heads = {w.id: w.headcount for w in problem_of(out).workshops}
    assert heads == {"vestali": 8, "fil-rouge": 7, "esat-lys": 10}


def test_terminal_asks_one_question_at_a_time(
    tmp_path: Path, order: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_commands, "is_terminal", lambda: True)
    file = census(tmp_path / "v.xlsx", ["Ass. Vestali", "ACI", "env. 9", 26])
    out = tmp_path / "sortie.xlsx"
    arguments = ("capacities", file, "--into", order, "-o", out)
    stopped = run(*arguments, typed="q\n")
    assert stopped.exit_code == 0
    assert not out.exists()
    declined = run(*arguments, typed="\n\nn\n")
    assert "Appliquer ces changements ?" in plain(declined)
    assert not out.exists()
    done = run(*arguments, typed="\n7\no\n")
    assert out.exists(), done.output
    assert {w.id: w.headcount for w in problem_of(out).workshops}["vestali"] == 7


def test_conflict_is_chosen_on_the_terminal(
    tmp_path: Path, order: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_commands, "is_terminal", lambda: True)
    one = census(tmp_path / "un.xlsx", ["Vestali", "ACI", 9, 26])
    two = census(tmp_path / "deux.xlsx", ["Vestali", "ACI", 10, 26])
    out = tmp_path / "sortie.xlsx"
    # Neither an empty answer nor a value that no file gives chooses.
    done = run("capacities", one, two, "--into", order, "-o", out, typed="\n12\n2\no\n")
    assert done.exit_code == 0, done.output
    assert problem_of(out).workshops[0].headcount == 10


def test_answer_that_a_faulty_file_lacks_is_asked_for(
    tmp_path: Path, order: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A follow-up that names no product: there are two, and only an answer tells which."""
    wb = openpyxl.Workbook()
    wb.worksheets[0].append(["Semaine", "Structure", "Qté produite", "Qté conforme", "Rebut"])
    wb.worksheets[0].append(["S15-2020", "Vestali", 100, 98, 2])
    wb.save(tmp_path / "suivi.xlsx")
    out = tmp_path / "sortie.xlsx"
    arguments = ("followup", tmp_path / "suivi.xlsx", "--into", order, "-o", out)
    refused = run(*arguments, "--apply", "--yes")
    assert refused.exit_code == 3
    assert "Répondre à ce qui est marqué" in plain(refused)
    monkeypatch.setattr(import_commands, "is_terminal", lambda: True)
    done = run(*arguments, typed="mask\n\no\n")
    assert out.exists(), done.output
    sheet = openpyxl.load_workbook(out)["Suivi"]
    assert [c.value for c in sheet[2]][:3] == ["vestali", "S15 2020", "mask"]


# -- refusals -----------------------------------------------------------------------------------


def test_usage_is_refused_with_a_sentence(tmp_path: Path, order: Path) -> None:
    file = census(tmp_path / "v.xlsx", ["Vestali", "ACI", 9, 26])
    (tmp_path / "autre").mkdir()
    twin = census(tmp_path / "autre" / "v.xlsx", ["Vestali"])
    for arguments, said in (
        (("capacities", file), "--into"),
        (("capacities", file, "--into", order, "--apply"), "-o"),
        (("capacities", file, "--into", order, "-o", file), "existe déjà"),
        (("capacities", file, "--into", order, "-o", tmp_path / "o.ods"), ".xlsx"),
        (("capacities", file, "--into", tmp_path / "commande.json"), ".xlsx"),
        (("capacities", file, twin, "--into", order), "renommez-en un"),
        (("--undo", order), "version précédente"),
    ):
        result = run(*arguments)
        assert (result.exit_code, said in result.output) == (2, True), result.output


def test_wrong_files_are_data_faults(tmp_path: Path, order: Path) -> None:
    file = census(tmp_path / "v.xlsx", ["Vestali", "ACI", 9, 26])
    broken = tmp_path / "habitudes.json"
    broken.write_text("{")
    other = tmp_path / "rien.csv"
    other.write_text("bonjour\n", encoding="utf-8")
    for arguments in (
        ("capacities", file, "--into", tmp_path / "absent.xlsx"),
        ("capacities", tmp_path / "absent.xlsx", "--into", order),
        ("capacities", file, "--into", order, "--mappings", broken),
        ("capacities", file, "--into", order, "--answers", broken),
        ("capacities", other, "--into", order),
    ):
        assert run(*arguments, "--json").exit_code == 3
    assert broken.read_text() == "{"


def test_table_of_another_kind_is_pointed_at(tmp_path: Path, order: Path) -> None:
    file = census(tmp_path / "v.xlsx", ["Vestali", "ACI", 9, 26])
    result = run("followup", file, "--into", order)
    assert result.exit_code == 3
    assert "oeuvre import capacities" in plain(result)


def test_english_is_spoken(tmp_path: Path, order: Path) -> None:
    file = census(tmp_path / "v.xlsx", ["Vestali", "ACI", 9, 26])
    text = plain(run("capacities", file, "--into", order, "--lang", "en"))
    assert "Headcount: 8 → 9" in text
    assert "Nothing was written" in text
