"""Stories of ``oeuvre compare``, and what its words and its workbook say."""

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

from optimizer import changes as c
from optimizer.changes.applying import _APPLY
from optimizer.comparison import Comparison, Variant, VariantResult, figures_of
from optimizer.diagnostics import error
from optimizer.dossier import dossier_to_json, make_dossier
from optimizer.instructions import Ban, Pin
from optimizer.plan import Plan
from optimizer.problem import Capability, Lane, Problem, Workshop
from service.cli.commands import app
from service.exports import comparison_words
from service.exports.change_words import ChangeWords, changes_words
from service.exports.comparison_workbook import write_comparison
from service.i18n import Texts
from tests.builders import small_problem, tiny_problem
from tests.service.hand_plan import hand_plan

D = Decimal
FR, EN = Texts("fr"), Texts("en")


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.delenv("OEUVRE_LANG", raising=False)


def two_workshops() -> Problem:
    """Two workshops that sew 400 aprons in two weeks, in lots of 20."""
    base = tiny_problem()
    ids = ("vestali", "fil-rouge")
    return replace(
        base,
        products=(replace(base.products[0], lot_size=20),),
        demands=(replace(base.demands[0], quantity=D(400), due=date(2020, 4, 17)),),
        workshops=tuple(
            Workshop(
                id=i,
                name=i.replace("-", " ").capitalize(),
                headcount=D(2),
                weekly_hours=D(26),
                hourly_cost=D(15 + 5 * k),
            )
            for k, i in enumerate(ids)
        ),
        capabilities=tuple(Capability(workshop=i, operation="sewing") for i in ids),
        lanes=tuple(Lane(workshop=i, delivery_point="arras") for i in ids),
    )


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the dossier of a plan."""
    from optimizer.solver.solve import SolveOptions, solve

    problem = two_workshops()
    plan = solve(problem, SolveOptions(time_limit_seconds=5)).plan
    folder = tmp_path_factory.mktemp("plan")
    text = dossier_to_json(make_dossier(problem, plan))
    (folder / "dossier.json").write_text(text, encoding="utf-8")
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def plain(result: Result) -> str:
    return " ".join(result.output.replace("\u00a0", " ").split())


OPTIONS = (
    ("--without", "fil rouge"),
    ("--people", "Vestali:+2:2020-W15:2020-W16"),
    ("--key", "parts égales"),
    ("--preset", "économique"),
    ("--quantity", "aprons:500"),
    ("--due", "aprons:2020-04-24"),
    ("--pin", "vestali:apron:sewing:2020-W15:40"),
    ("--ban", "vestali:apron"),
)


def test_options_side_by_side(given: Path, tmp_path: Path) -> None:
    flat = [part for option in OPTIONS for part in option]
    out = tmp_path / "c.xlsx"
    done = run("compare", given, *flat, "--time-limit", 3, "-o", out, "--json")
    assert done.exit_code == 0, done.output
    said: dict[str, Any] = json.loads(done.stdout)
    assert said["files"] == [str(out)]
    assert [v["name"] for v in said["variants"]] == [
        "Sans Fil rouge",
        "2 personnes de plus chez Vestali de S15 à S16",
        "Clé de partage\u00a0: parts égales",
        "Préférence économique",
        "Jalon «\u00a0aprons\u00a0»\u00a0: 500 unités",
        "Jalon «\u00a0aprons\u00a0» pour le 24/04/2020",
        "Vestali fait exactement 40 pièces de «\u00a0apron\u00a0», sewing, en S15",
        "Vestali ne fait rien de «\u00a0apron\u00a0»",
    ]
    without = said["variants"][0]
    assert "Fil rouge ne fait plus rien (" in without["outcome"]
    assert without["outcome"].endswith("aucun retard.")
    shares = {w["workshop"]: D(w["share"]) for w in without["figures"]["workshops"]}
    assert shares == {"vestali": 1}
    assert {x["name"] for x in said["reference"]["levels"]} >= {"unmet", "late", "cost"}
    assert all(v["figures"]["late_units"] == "0" for v in said["variants"])
    page = openpyxl.load_workbook(out)["Comparaison"]
    texts = [str(x) for row in page.iter_rows(values_only=True) for x in row if x is not None]
    assert any(t.startswith("Plan de référence") for t in texts)
    assert "1. Sans Fil rouge" in texts
    # What somebody may have kept is not written over unasked.
    assert run("compare", given, "--without", "Vestali", "-o", out).exit_code == 2


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_workbook_of_variants_there_and_back(lang: str, given: Path, tmp_path: Path) -> None:
    path = tmp_path / "v.xlsx"
    done = run("compare", given, "--template", path, "--lang", lang)
    assert done.exit_code == 0, done.output
    assert "v.xlsx" in done.output
    wb = openpyxl.load_workbook(path)
    ws = wb.worksheets[1]
    what = "sans l'atelier" if lang == "fr" else "without the workshop"
    for column, value in enumerate(("Seul", what, "Fil rouge"), start=1):
        ws.cell(3, column, value)
    wb.save(path)
    done = run("compare", given / "dossier.json", path, "--time-limit", 3, "--lang", lang)
    assert done.exit_code == 0, done.output
    assert "1. Seul" in done.output
    assert ("Plan en vigueur" if lang == "fr" else "Plan in force") in plain(done)
    ws.cell(4, 2, "perdu")
    ws.cell(5, 2, what)
    wb.save(path)
    done = run("compare", given, path, "--lang", lang)
    assert done.exit_code == 3
    assert "B4" in done.output
    assert "C5" in done.output
    assert "Traceback" not in done.output


def test_what_is_refused_says_why(given: Path, tmp_path: Path) -> None:
    done = run("compare", given)
    assert done.exit_code == 2
    assert "--template" in done.output
    done = run("compare", given, "--people", "Vestali")
    assert done.exit_code == 2
    assert "ATELIER:+2" in done.output
    done = run("compare", given, "--without", "Vestalli", "--people", "Vestali:+2:2025-W01")
    assert done.exit_code == 3
    assert "Vouliez-vous dire" in done.output
    assert "S15 2020" in plain(done)
    assert "Traceback" not in done.output
    done = run("compare", given, "--without", "x", "--json")
    assert done.exit_code == 3
    assert json.loads(done.stdout)["findings"][0]["code"] == "import.variant_unknown"
    lonely = tmp_path / "problem.json"
    lonely.write_text(dossier_to_json(make_dossier(two_workshops())), encoding="utf-8")
    assert run("compare", lonely, "--without", "Vestali").exit_code == 2
    assert run("compare", tmp_path / "absent.json", "--key", "equal").exit_code != 0
    late = run("compare", given, "--pin", "vestali:apron:sewing:2020-W15:9000")
    assert late.exit_code == 3
    assert "Vestali" in late.output


# -- words ----------------------------------------------------------------------------------------

DAY = date(2020, 4, 20)
SPOKEN: list[tuple[c.Change, str, str]] = [
    (
        c.MorePeople(workshop="vestali", first="2020-W16", last="2020-W20", people=D(2)),
        "2 personnes de plus chez Vestali de S16 à S20",
        "2 more people at Vestali from W16 to W20",
    ),
    (
        c.MorePeople(workshop="vestali", first="2020-W16", last="2020-W16", people=D(-1)),
        "1 personne de moins chez Vestali en S16",
        "1 person fewer at Vestali in W16",
    ),
    (
        c.MoreHours(workshop="vestali", first="2020-W16", last="2020-W16", hours=D("3.5")),
        "3,5 h de plus par personne chez Vestali en S16",
        "3.5 h more per person at Vestali in W16",
    ),
    (
        c.Closed(workshop="vestali", first_day=DAY, last_day=DAY),
        "Vestali fermé le 20/04/2020",
        "Vestali closed on 20/04/2020",
    ),
    (
        c.WorkshopStops(workshop="esat-lys", week="2020-W20"),
        "ESAT de la Lys s'arrête en S20",
        "ESAT de la Lys stops in W20",
    ),
    (
        c.MoreStations(group="cutting-table", number=1),
        "1 poste de plus à « Table de coupe »",
        "1 more post at “Table de coupe”",
    ),
    (
        c.StationStops(group="cutting-table", first="2020-W16", last=None),
        "« Table de coupe » en panne à partir de S16",
        "“Table de coupe” broken down from W16 on",
    ),
    (
        c.MoreMaterial(offer="fabric-toiles", thousandths=1_500_000, week="2020-W16"),
        "1 500 m de plus disponibles (Toiles du Nord – Tissu) en S16",
        "1,500 m more available (Toiles du Nord – Tissu) in W16",
    ),
    (
        c.EarlierSupply(offer="fabric-toiles", weeks=-2),
        "« Toiles du Nord – Tissu » livré 2 semaines plus tard",
        "“Toiles du Nord – Tissu” supplied 2 weeks later",
    ),
    (
        c.PriceChange(offer="fabric-toiles", rate=D("0.9")),
        "prix de « Toiles du Nord – Tissu » −10 %",
        "price of “Toiles du Nord – Tissu” −10%",
    ),
    (
        c.DemandQuantity(demand="masks-april", quantity=D(12_000)),
        "jalon « masks-april » : 12 000 unités",
        "milestone “masks-april”: 12,000 units",
    ),
    (
        c.AddPin(
            pin=Pin(
                workshop="vestali",
                product="mask",
                operation="sewing",
                first="2020-W16",
                last="2020-W17",
                units=D(300),
            )
        ),
        "Vestali fait exactement 300 pièces de « Masque à plis », sewing, de S16 à S17",
        "Vestali makes exactly 300 pieces of “Masque à plis”, sewing, from W16 to W17",
    ),
    (
        c.AddBan(ban=Ban(workshop="vestali", last="2020-W16")),
        "Vestali ne fait rien jusqu'à S16",
        "Vestali makes nothing until W16",
    ),
]


@pytest.mark.parametrize(("change", "french", "english"), SPOKEN)
def test_changes_in_words(change: c.Change, french: str, english: str) -> None:
    problem = small_problem()
    for texts, expected in ((FR, french), (EN, english)):
        said = changes_words([change], problem, texts)
        assert " ".join(said.replace("\u202f", " ").split()) == expected


def test_every_change_has_its_words() -> None:
    words = __import__("service.exports.change_words", fromlist=["_WORDS"])._WORDS
    assert set(words) == set(_APPLY)


def compared(*results: VariantResult) -> tuple[Problem, Plan, Comparison]:
    problem = small_problem()
    plan = hand_plan(problem)
    reference = figures_of(problem, plan)
    comparison = Comparison(problem=problem, plan=plan, reference=reference, variants=results)
    return problem, plan, comparison


def test_the_same_plan_changes_nothing_in_words() -> None:
    problem, plan, comparison = compared()
    same = VariantResult(
        variant=Variant(id="v1"), problem=problem, plan=plan, figures=comparison.reference
    )
    assert comparison_words.variant_name(same, problem, FR) == "Rien ne change"
    said = comparison_words.outcome(comparison, same, FR)
    assert said == "Même répartition\u00a0; même coût\u00a0; aucun retard."


def test_lateness_and_cost_in_words() -> None:
    problem, plan, comparison = compared()
    reference = comparison.reference
    late = replace(reference.milestones[0], late=D(600), on_time=D(3_400), weeks_late=2)
    worse = replace(
        reference,
        cost_cents=reference.cost_cents + 31_000,
        milestones=(late, *reference.milestones[1:]),
        levels=(),
    )
    result = VariantResult(variant=Variant(id="v1"), problem=problem, plan=plan, figures=worse)
    said = comparison_words.outcome(comparison, result, FR).replace("\u00a0", " ")
    assert said == (
        "Même répartition ; 310 € de plus ; jalon « masks-april » : 600 en retard (2 semaines)."
    )
    back = replace(comparison, reference=worse)
    cured = replace(result, figures=reference)
    said = comparison_words.outcome(back, cured, EN)
    assert said == "Same shares; €310 less; nothing late any more."
    assert "mêmes retards" in comparison_words.outcome(back, result, FR)


def test_a_cost_within_the_margin_of_the_search_says_so() -> None:
    problem, plan, comparison = compared()
    exact = tuple(replace(x, bound=x.value) for x in comparison.reference.levels)
    reference = replace(comparison.reference, levels=exact)
    comparison = replace(comparison, reference=reference)
    levels = tuple(replace(x, bound=x.value - 5_000) if x.name == "cost" else x for x in exact)
    doubtful = replace(reference, cost_cents=reference.cost_cents + 100, levels=levels)
    result = VariantResult(variant=Variant(id="v1"), problem=problem, plan=plan, figures=doubtful)
    said = comparison_words.outcome(comparison, result, FR).replace("\u00a0", " ")
    assert "1 € de plus (le calcul laisse une marge de 50 €)" in said


def test_the_workbook_shows_what_was_refused(tmp_path: Path) -> None:
    problem, plan, comparison = compared()
    refused = VariantResult(
        variant=Variant(
            id="v1", name="Sans l'ESAT", changes=(c.RemoveWorkshop(workshop="esat-lys"),)
        ),
        diagnostics=(error("change.workshop_tied", "esat-lys", reason="stations"),),
    )
    same = VariantResult(
        variant=Variant(id="v2", name="=1+1"),
        problem=problem,
        plan=plan,
        figures=comparison.reference,
    )
    path = tmp_path / "c.xlsx"
    write_comparison(replace(comparison, variants=(refused, same)), path, FR)
    (page,) = openpyxl.load_workbook(path).worksheets
    texts = [str(x) for row in page.iter_rows(values_only=True) for x in row if x is not None]
    assert "1. Sans l'ESAT" in texts
    assert any("d'autres travaillent sur ses postes" in t for t in texts)
    assert "2. =1+1" in texts
    assert "Par commande" in texts
    assert any("masks-april" in t for t in texts)
    assert ChangeWords(problem, FR).of(c.Tail(weeks=1)) == "1 semaine de retard possible"
