"""``oeuvre replan``: what is read, refused, written and said, and what later commands make of it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from typer.testing import CliRunner, Result

from importers.costs import write_cost_template
from importers.template import write_problem
from optimizer import dossier
from optimizer.plan import LevelName, LevelResult, Plan
from optimizer.problem import Problem
from service.cli.commands import app
from service.cli.money_input import week_of
from service.exports.replan_words import too_short
from service.exports.statement_words import Basis
from service.i18n import Texts
from service.usecases.money import read_money
from service.usecases.production import read_production
from tests.builders import small_problem
from tests.service.hand_plan import hand_plan

HEAD = [
    "Structure",
    "Semaine",
    "Produit",
    "Opération",
    "Qté produite",
    "Rebut",
    "Livré le",
    "Qté livrée",
]


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    for name in ("OEUVRE_LANG", "OEUVRE_DEBUG", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " "))


def in_force(folder: Path, problem: Problem | None = None) -> Path:
    problem = problem or small_problem()
    path = folder / "dossier.json"
    made = dossier.make_dossier(problem, hand_plan(problem))
    path.write_text(dossier.dossier_to_json(made), encoding="utf-8")
    return path


def followup(path: Path, *rows: list[object]) -> Path:
    """A file as a workshop sends it."""
    with xlsxwriter.Workbook(path) as wb:
        ws = wb.add_worksheet("Suivi")
        ws.write_row(0, 0, HEAD)
        for number, row in enumerate(rows):
            ws.write_row(1 + number, 0, row)
    return path


# Everything of week 15 as planned, but for Vestali: 300 masks fewer of 1 000, 50 bad ones.
VESTALI: list[list[object]] = [
    ["Vestali", "S15", "mask", "cutting", 700],
    ["Vestali", "S15", "mask", "sewing", 700, 50],
    ["Vestali", "S15", "mask", "finishing", 650],
]


@pytest.fixture(scope="module")
def replanned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """The order of the example replanned from its second week, once for all that only look at it."""
    folder = tmp_path_factory.mktemp("replan")
    told = followup(folder / "suivi vestali.xlsx", *VESTALI)
    result = run(
        "replan",
        in_force(folder),
        "--from",
        "S16",
        "--followup",
        told,
        "-o",
        folder / "out",
        "--time-limit",
        "4",
        "--json",
    )
    assert result.exit_code == 0, result.output
    return folder / "out", json.loads(result.stdout)


def test_the_new_plan_starts_where_everybody_is(
    replanned: tuple[Path, dict[str, object]],
) -> None:
    folder, said = replanned
    made, found = dossier.dossier_from_json((folder / "dossier.json").read_text(encoding="utf-8"))
    assert made is not None, found
    problem = made.problem
    assert problem.start.isoformat() == "2020-04-13"
    assert made.past is not None
    assert {(r.operation, int(r.units)) for r in made.past.runs if r.workshop == "vestali"} == {
        ("cutting", 700),
        ("sewing", 700),
        ("finishing", 650),
    }
    assert problem.plan_in_force
    assert said["from"] == "2020-W16"
    happened = said["happened"]
    assert isinstance(happened, list)
    sewn = next(h for h in happened if (h["workshop"], h["operation"]) == ("vestali", "sewing"))
    assert (sewn["planned"], sewn["made"], float(sewn["good"])) == ("1000", "700", 650.0)
    assert said["changes"]


def test_it_writes_the_plan_and_a_page_of_changes_for_each(
    replanned: tuple[Path, dict[str, object]],
) -> None:
    folder, said = replanned
    names = {p.name for p in folder.iterdir()}
    assert {"plan.xlsx", "dossier.json", "changements.xlsx", "atelier_vestali.xlsx"} <= names
    changes = said["changes"]
    assert isinstance(changes, list)
    touched = {c["workshop"] for c in changes}
    for workshop in touched:
        assert (folder / f"changement_{workshop}.pdf").read_bytes().startswith(b"%PDF")
    wb = openpyxl.load_workbook(folder / "changements.xlsx")
    assert wb.sheetnames[:2] == ["Ce qui change", "Ce qui s'est passé"]
    first = _texts(wb["Ce qui change"])
    assert any("n'a rien déclaré pour S15" in t for t in first)
    mine = _texts(wb["Vestali"])
    assert any("Ce qui n'est pas écrit ici ne change pas." in t for t in mine)
    week = next(t for t in mine if t.startswith("S16 ("))
    assert "de plus" in week or "de moins" in week
    # A workshop sees who hands over to it, and nothing else of the others.
    assert not any("Part obtenue" in t for t in mine)


def _texts(sheet: object) -> list[str]:
    cells = (c.value for row in sheet.iter_rows() for c in row)  # type: ignore[attr-defined]
    return [plain(str(v)) for v in cells if v is not None]


def test_later_commands_take_the_new_dossier(
    replanned: tuple[Path, dict[str, object]], tmp_path: Path
) -> None:
    folder, _ = replanned
    assert run("verify", folder / "dossier.json").exit_code == 0
    again = run(
        "replan", folder, "--from", "S17", "-o", tmp_path / "again", "--time-limit", "4", "--json"
    )
    assert again.exit_code == 0, again.output
    twice, _ = dossier.dossier_from_json((tmp_path / "again" / "dossier.json").read_text("utf-8"))
    assert twice is not None
    assert twice.past is not None
    assert twice.past.start == small_problem().start
    assert {r.week for r in twice.past.runs} == {"2020-W15", "2020-W16"}
    assert (
        run("plan", folder / "dossier.json", "-o", tmp_path / "p", "--time-limit", 3).exit_code == 0
    )
    planned, _ = dossier.dossier_from_json((tmp_path / "p" / "dossier.json").read_text("utf-8"))
    first, _ = dossier.dossier_from_json((folder / "dossier.json").read_text("utf-8"))
    assert planned is not None
    assert first is not None
    assert planned.past == first.past


def test_money_is_that_of_the_whole_order(replanned: tuple[Path, dict[str, object]]) -> None:
    folder, _ = replanned
    reading = read_money(folder / "dossier.json", ())
    assert reading.problem is not None
    assert reading.plan is not None
    assert reading.problem.start == small_problem().start
    assert reading.problem.opening == small_problem().opening
    assert "2020-W15" in {r.week for r in reading.plan.runs}
    assert "2020-W14" in {q.week for q in reading.plan.purchases}


def test_the_follow_up_may_be_that_of_the_order_workbook(tmp_path: Path) -> None:
    order = tmp_path / "commande.xlsx"
    assert not write_problem(small_problem(), order)
    wb = openpyxl.load_workbook(order)
    ws = wb["Suivi"] if "Suivi" in wb.sheetnames else wb.create_sheet("Suivi")
    for column, text in enumerate(
        ["Atelier", "Semaine", "Produit", "Opération", "N° de lot", "Qté produite"], start=1
    ):
        ws.cell(1, column, text)
    ws.append(["vestali", "2020-W15", "mask", "cutting", "", 400])
    ws.append(["vestali", "2020-W15", "mask", "sewing", "", 900])
    wb.save(order)
    result = run(
        "replan",
        in_force(tmp_path),
        "--from",
        "2020-W16",
        "--followup",
        order,
        "-o",
        tmp_path / "o",
    )
    assert result.exit_code == 3
    said = plain(result.output)
    assert "déclare 900" in said
    assert "il manque 500 pièces" in said
    assert "commande.xlsx" in said
    assert not (tmp_path / "o").exists()


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    told = followup(
        tmp_path / "suivi vestali.xlsx",
        ["Vestali", "S15", "mask", "cutting", 100],
        ["Vestali", "S15", "mask", "sewing", 900],
        ["Vestali", "S15", "mask", "finishing", 900, None, "10/04/2020", 5000],
    )
    result = run(
        "replan",
        in_force(tmp_path),
        "--from",
        "S16",
        "--followup",
        told,
        "-o",
        tmp_path / "o",
        "--json",
    )
    assert result.exit_code == 3
    found = json.loads(result.stdout)["findings"]
    codes = [f["code"] for f in found if f["severity"] == "error"]
    assert "replan.more_than_before" in codes
    assert "replan.more_delivered_than_finished" in codes
    assert all("?" not in f["sentence"] for f in found)
    assert {f["file"] for f in found if f["severity"] == "error"} == {"suivi vestali.xlsx"}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--from", "S52"], 3, "après la fin de ce plan"),
        (["--from", "bientôt"], 3, "n'est pas une semaine"),
        (["--from", "25/05/2031"], 3, "après la fin de ce plan"),
        (["--from", "31/02/2020"], 3, "n'est pas une semaine"),
        (["--from", "S16", "--leaver", "qqqq"], 2, "n'a pas d'atelier « qqqq ». Il y a : "),
        (["--from", "S16", "--leaver", "Vestaly"], 2, "Vouliez-vous dire « vestali » ?"),
        (["--from", "S16", "--reduce", "masks-april"], 2, "écrivez JALON:QUANTITÉ"),
        (["--from", "S16", "--reduce", "J9:12"], 2, "n'a pas de jalon « J9 ». Il y a : "),
        (["--from", "S16", "--reduce", "mask-april:12"], 2, "Vouliez-vous dire « masks-april » ?"),
        (
            ["--from", "S16", "--reduce", "masks-may:12", "--reduce", "masks-may:9"],
            2,
            "donné deux fois",
        ),
        (["--from", "S16", "--lost"], 2, "ajoutez --leaver"),
        (["--from", "S16", "--reduce", "masks-april:9 999 999"], 3, "n'est pas moins"),
        (["--from", "S16", "--followup", "absent.xlsx"], 2, "n'existe pas"),
        (["--from", "S16", "--order", "absent.xlsx"], 3, "n'existe pas"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(
    arguments: list[str], code: int, said: str, tmp_path: Path
) -> None:
    result = run("replan", in_force(tmp_path), *arguments, "-o", tmp_path / "o")
    assert result.exit_code == code, result.output
    assert said in plain(result.output)
    assert not (tmp_path / "o").exists()


def test_a_cost_workbook_is_no_follow_up(tmp_path: Path) -> None:
    told = tmp_path / "couts vestali.xlsx"
    write_cost_template(told, "fr", {}, small_problem(), "vestali")
    result = run(
        "replan", in_force(tmp_path), "--from", "S16", "--followup", told, "-o", tmp_path / "o"
    )
    assert result.exit_code == 3, result.output
    assert "Ce fichier est un classeur de coûts, pas un suivi" in plain(result.output)
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("given", "week"),
    [
        ("2020-W22", "2020-W22"),
        ("2020-w22", "2020-W22"),
        ("S22", "2020-W22"),
        ("s22 2020", "2020-W22"),
        ("22-2020", "2020-W22"),
        ("25/05/2020", "2020-W22"),
        ("31.05.2020", "2020-W22"),
        ("2020-05-27", "2020-W22"),
        ("01/01/2021", "2020-W53"),
        ("31/02/2020", "31/02/2020"),
        ("bientôt", "BIENTÔT"),
    ],
)
def test_a_week_may_be_written_in_many_ways(given: str, week: str) -> None:
    assert week_of(given, ["2020-W21", "2020-W22"]) == week


def test_statements_say_what_is_real_and_what_is_foreseen(
    replanned: tuple[Path, dict[str, object]],
) -> None:
    basis = Basis(is_planned=True, done_until=date(2020, 4, 12))
    days = [(date(2020, 3, 1), date(2020, 3, 31)), (date(2020, 4, 1), date(2020, 4, 30))]
    after = (date(2020, 5, 1), date(2020, 5, 31))
    told = [plain(basis.line(*span, Texts("fr"))) for span in (*days, after)]
    assert told[0].startswith("Réel : livraisons déclarées avant la replanification du 13/04/2020")
    assert told[1].startswith("Réel jusqu'au 12/04/2020")
    assert "Prévision ensuite" in told[1]
    assert told[2].startswith("Prévision")
    heads = [plain(basis.heading(last, Texts("fr"))) for _, last in (*days, after)]
    assert heads == ["Ce qui a été livré", "Ce que le plan livre", "Ce que le plan livre"]
    reading = read_money(replanned[0] / "dossier.json", ())
    assert reading.done_until == date(2020, 4, 12)
    recorded = Basis(is_planned=False, done_until=date(2020, 4, 12))
    assert recorded.line(*days[0], Texts("fr")).startswith("Livraisons réelles")


def test_a_dossier_without_a_plan_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dossier.json"
    made = dossier.make_dossier(small_problem())
    path.write_text(dossier.dossier_to_json(made), encoding="utf-8")
    result = run("replan", path, "--from", "S16", "-o", tmp_path / "o")
    assert result.exit_code == 2
    assert "ne contient pas de plan" in plain(result.output)


def test_a_leaver_and_a_smaller_order_in_english(tmp_path: Path) -> None:
    result = run(
        "replan",
        in_force(tmp_path),
        "--from",
        "2020-W17",
        "--leaver",
        "Fil rouge",
        "--lost",
        "--reduce",
        "masks-may:2000",
        "-o",
        tmp_path / "out",
        "--time-limit",
        "4",
        "--lang",
        "en",
    )
    assert result.exit_code == 0, result.output
    said = plain(result.output)
    assert "leaves" in said
    assert "2,000 instead of 3,050" in said
    wb = openpyxl.load_workbook(tmp_path / "out" / "changements.xlsx")
    shown = " ".join(_texts(wb["What changes"]))
    assert "Who takes over what" in shown
    assert "A workshop leaves" in shown
    made, _ = dossier.dossier_from_json((tmp_path / "out" / "dossier.json").read_text("utf-8"))
    assert made is not None
    assert made.plan is not None
    assert not [r for r in made.plan.runs if r.workshop == "fil-rouge"]


def test_new_capacities_come_from_the_order_workbook(tmp_path: Path) -> None:
    problem = small_problem()
    first, *others = problem.workshops
    order = tmp_path / "commande.xlsx"
    stronger = replace(problem, workshops=(replace(first, headcount=first.headcount + 3), *others))
    assert not write_problem(stronger, order)
    result = run(
        "replan",
        in_force(tmp_path),
        "--from",
        "S16",
        "--order",
        order,
        "-o",
        tmp_path / "out",
        "--time-limit",
        "4",
        "--freeze",
        "1",
        "--json",
    )
    assert result.exit_code == 0, result.output
    made, _ = dossier.dossier_from_json((tmp_path / "out" / "dossier.json").read_text("utf-8"))
    assert made is not None
    assert made.problem.workshops[0].headcount == first.headcount + 3
    assert made.problem.opening.frozen_weeks == 1
    assert made.problem.opening.past_work


def test_a_plan_that_breaks_its_rules_is_refused(tmp_path: Path) -> None:
    problem = small_problem()
    plan = hand_plan(problem)
    run_of_nobody = replace(plan.runs[0], workshop="zz")
    path = tmp_path / "dossier.json"
    made = dossier.make_dossier(problem, replace(plan, runs=(*plan.runs, run_of_nobody)))
    path.write_text(dossier.dossier_to_json(made), encoding="utf-8")
    result = run("replan", path, "--from", "S16", "-o", tmp_path / "o")
    assert result.exit_code == 3, result.output
    assert "zz" in result.output


def test_the_same_follow_up_counts_once(tmp_path: Path) -> None:
    """Given twice, or as it was received and in the order workbook it was imported into."""
    problem = small_problem()
    told = followup(tmp_path / "suivi vestali.xlsx", *VESTALI[:1])
    order = tmp_path / "commande.xlsx"
    assert not write_problem(problem, order)
    wb = openpyxl.load_workbook(order)
    ws = wb["Suivi"] if "Suivi" in wb.sheetnames else wb.create_sheet("Suivi")
    heads = ["Atelier", "Semaine", "Produit", "Opération", "N° de lot", "Qté produite"]
    for column, text in enumerate(heads, start=1):
        ws.cell(1, column, text)
    ws.append(["vestali", "2020-W15", "mask", "cutting", "", 700])
    wb.save(order)
    once, _ = read_production([told], problem, Texts("fr"))
    again, said = read_production([told, told], problem, Texts("fr"))
    assert again == once
    both, said = read_production(
        [order, told, tmp_path / "." / "commande.xlsx"], problem, Texts("fr")
    )
    assert [(r.workshop, r.operation, r.made) for r in both] == [("vestali", "cutting", 700)]
    assert [(d.code, d.subject) for d in said if d.code.startswith("replan.declared")] == [
        ("replan.declared_twice", "vestali")
    ]


def test_who_sent_a_file_that_cannot_be_read_was_not_silent(tmp_path: Path) -> None:
    told = followup(tmp_path / "suivi vestali.xlsx", ["Vestali", "S15", "mask", "cutting", -700])
    result = run(
        "replan", in_force(tmp_path), "--from", "S16", "--followup", told, "-o", tmp_path / "o"
    )
    assert result.exit_code == 3
    assert "trop petit" in plain(result.output)
    assert "n'a rien déclaré" not in plain(result.output)


def late_plan(value: str, bound: str, name: LevelName = "late") -> Plan:
    level = LevelResult(
        name=name,
        value=Decimal(value),
        bound=Decimal(bound),
        gap=Decimal(0),
        slack=Decimal(0),
        proven=value == bound,
        conditional=False,
        seconds=Decimal(1),
    )
    return replace(hand_plan(small_problem()), levels=(level,), seconds=Decimal("15.2"))


@pytest.mark.parametrize(
    ("value", "bound", "name", "said"),
    [
        (
            "3000",
            "467",
            "late",
            "ce plan en compte 3 000, il en faut au moins 467",
        ),
        ("900", "0", "unmet", "ce plan laisse manquer 900 unités"),
        ("3000", "3000", "late", ""),
        ("3000", "2900", "late", ""),
        ("3", "0", "late", ""),
    ],
)
def test_a_search_that_was_too_short_is_said(
    value: str, bound: str, name: LevelName, said: str
) -> None:
    found = too_short(late_plan(value, bound, name), small_problem(), Texts("fr"))
    text = plain(" ".join(found))
    assert bool(text) is bool(said)
    assert said in text
    assert not text or (text.startswith("Calcul trop court") and "au moins 70 secondes" in text)
