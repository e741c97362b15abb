"""Stories: a form is sent, filled in, imported; a faulty file goes back to its author marked."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from importers.markup import COPY_OF_VALUES
from importers.own_marks import MARK
from service.cli.commands import app
from tests.service.five_files import five_files, waiting_order

ORDER = Path(__file__).resolve().parents[2] / "examples" / "mask_order" / "commande_masques.xlsx"


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("OEUVRE_LANG", "OEUVRE_DEBUG", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def test_a_load_plan_is_asked_for_filled_in_and_imported(tmp_path: Path) -> None:
    form, out = tmp_path / "canal.xlsx", tmp_path / "commande.xlsx"
    asked = ("template", "load-plan", "--order", ORDER, "--workshop", "Couture du Canal")
    done = run(*asked, "-o", form)
    assert done.exit_code == 0, done.output
    assert "Écrit" in done.output
    assert run(*asked, "-o", form).exit_code != 0
    wb = openpyxl.load_workbook(form)
    wb.worksheets[1]["C3"] = 5
    wb.save(form)
    imported = run("import", "capacities", form, "--into", ORDER, "-o", out, "--apply", "--json")
    assert imported.exit_code == 0, imported.output
    report = json.loads(imported.output)
    assert report["questions"] == []
    assert [(r["fate"], r["cells"][0]["new"]) for r in report["changes"]] == [("new", "5")]
    assert out.exists()


@pytest.mark.parametrize("kind", ["capacities", "offers", "grouped-order", "followup"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_form_is_written_in_both_languages(tmp_path: Path, kind: str, lang: str) -> None:
    form = tmp_path / "form.xlsx"
    done = run("template", kind, "--order", ORDER, "-o", form, "--lang", lang)
    assert done.exit_code == 0, done.output
    wb = openpyxl.load_workbook(form)
    assert wb.sheetnames[0] == {"fr": "Mode d'emploi", "en": "Instructions"}[lang]
    assert "90 000 masques" in str(wb.worksheets[0]["A2"].value)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("load-plan",), "--order COMMANDE.xlsx"),
        (("load-plan", "--order", ORDER, "--workshop", "Nulle part"), "(clochers, canal,"),
        (("load-plan", "--order", ORDER, "--supplier", "lys"), "retirez --supplier"),
        (("offers", "--order", ORDER, "--workshop", "canal"), "retirez --workshop"),
        (("order", "--workshop", "canal"), "dites quel formulaire"),
    ],
)
def test_what_makes_no_form_is_refused(
    tmp_path: Path, arguments: tuple[object, ...], said: str
) -> None:
    done = run("template", *arguments, "-o", tmp_path / "form.xlsx")
    assert done.exit_code == 2
    assert said in plain(done.stderr)
    assert list(tmp_path.iterdir()) == []


def test_an_order_that_says_too_little_or_cannot_be_read(tmp_path: Path) -> None:
    order, form = waiting_order(tmp_path / "commande.xlsx"), tmp_path / "form.xlsx"
    done = run("template", "load-plan", "--order", order, "-o", form)
    assert done.exit_code == 2
    assert "ne dit pas encore : ateliers" in plain(done.stderr)
    assert run("template", "capacities", "--order", order, "-o", form).exit_code == 0
    broken = run("template", "offers", "--order", tmp_path / "rien.xlsx", "-o", tmp_path / "x.xlsx")
    assert broken.exit_code == 3
    assert "rien.xlsx" in broken.output


def test_a_faulty_file_goes_back_and_comes_again(tmp_path: Path) -> None:
    order = waiting_order(tmp_path / "commande.xlsx")
    files = five_files(tmp_path / "reçus")
    workbook = next(f for f in files if f.name.startswith("Recensement"))
    text = next(f for f in files if f.name == "canal.csv")
    wb = openpyxl.load_workbook(workbook)
    wb.worksheets[0]["E4"] = "beaucoup"
    wb.save(workbook)
    text.write_bytes(text.read_bytes().replace(b";9;", b";beaucoup;"))
    back = tmp_path / "retour"
    done = run("import", "capacities", *files, "--into", order, "--marked", back)
    assert done.exit_code == 3
    assert sorted(p.name for p in back.iterdir()) == [
        "Recensement Clochers (à corriger).xlsx",
        "canal (à corriger).xlsx",
    ]
    assert "Cette copie ne garde pas tout" in done.output
    marked = back / "Recensement Clochers (à corriger).xlsx"
    wb = openpyxl.load_workbook(marked)
    assert wb.sheetnames == ["À corriger", "Capacités"]
    assert MARK in wb["Capacités"]["E4"].comment.text
    assert "n'est pas un nombre" in wb["Capacités"]["E4"].comment.text
    # Its author corrects it in place and sends it again.
    wb["Capacités"]["E4"] = 4
    wb.save(marked)
    again = run("import", "capacities", marked, "--into", order, "--json", "--marked", back / "2")
    assert again.exit_code == 0, again.output
    report = json.loads(again.output)
    assert report["marked"] == []
    assert not [f for f in report["findings"] if f["severity"] == "error"]
    assert not [f for f in report["findings"] if f["code"] == "import.comments_present"]


def test_what_a_copy_does_not_keep_is_told_to_programs(tmp_path: Path) -> None:
    order = waiting_order(tmp_path / "commande.xlsx")
    text = tmp_path / "canal.csv"
    text.write_text("Structure;Effectif\nCouture du Canal;beaucoup\n", encoding="utf-8")
    done = run("import", "capacities", text, "--into", order, "--json", "--marked", tmp_path / "r")
    (copy,) = json.loads(done.output)["marked"]
    assert Path(copy["file"]).name == "canal (à corriger).xlsx"
    assert len(copy["losses"]) == 1
    assert ".xlsx" in copy["losses"][0]
    assert COPY_OF_VALUES not in copy["losses"][0]
