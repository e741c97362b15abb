"""The workbooks say what the plan says, to the right reader; nothing typed becomes a formula."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from optimizer import problem as data
from optimizer.costing import receipts_rates, variable_cost
from optimizer.ledger import Ledger
from optimizer.opening import PastWork
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.purchasing import purchase_cost
from optimizer.verification import check_plan
from service.exports.facts import Facts
from service.exports.names import file_stems, sheet_names
from service.exports.plan_workbook import write_plan_workbook
from service.exports.receipts import receipts_of
from service.exports.week_list import lots_text
from service.exports.workshop_workbook import write_workshop_workbook
from service.i18n import Texts
from tests.builders import replaced, small_problem
from tests.plans import printed_plan, worked_problem
from tests.service.hand_plan import hand_plan, with_figures

FRENCH = Texts("fr")
HOSTILE = '=HYPERLINK("http://example.org","x")'


def rows_of(sheet: Worksheet) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def texts_of(path: Path) -> str:
    """Every text in the file: cells, names of sheets, footers, charts, properties."""
    with zipfile.ZipFile(path) as archive:
        return "\n".join(
            archive.read(name).decode("utf-8") for name in archive.namelist() if "xml" in name
        )


@pytest.fixture
def problem() -> Problem:
    return small_problem()


@pytest.fixture
def plan(problem: Problem) -> Plan:
    return hand_plan(problem)


@pytest.fixture
def book(problem: Problem, plan: Plan, tmp_path: Path) -> openpyxl.Workbook:
    write_plan_workbook(Facts(problem, plan), tmp_path / "plan.xlsx", FRENCH)
    return openpyxl.load_workbook(tmp_path / "plan.xlsx")


def plain(value: Any) -> Any:
    """A cell with its blanks made ordinary."""
    return value.replace("\u00a0", " ").replace("\u202f", " ") if isinstance(value, str) else value


def row_with(rows: list[list[Any]], *starts: Any) -> list[Any]:
    found = [row for row in rows if tuple(row[: len(starts)]) == starts]
    assert len(found) == 1, (starts, found)
    return found[0]


def test_the_plan_of_these_tests_keeps_every_rule(problem: Problem, plan: Plan) -> None:
    assert check_plan(problem, plan) == ()


def test_sheets_of_the_plan(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [
        "Synthèse",
        "Planning",
        "Vestali",
        "Fil rouge",
        "ESAT de la Lys",
        "Navette",
        "Matières",
        "Achats",
        "Hypothèses",
    ]


def test_planning_adds_up_to_the_plan(
    book: openpyxl.Workbook, problem: Problem, plan: Plan
) -> None:
    rows = rows_of(book["Planning"])
    ledger = Ledger(problem, plan)
    names = {w.id: w.name for w in problem.workshops} | {p.id: p.name for p in problem.products}
    for (w, p, o), weeks in ledger.made.items():
        row = row_with(rows, names[w], names[p], o)
        assert row[-1] == sum(weeks)
        assert [value or 0 for value in row[3:-1]] == list(weeks[: len(row) - 4])
    for w, minutes in ledger.minutes_used.items():
        row = row_with(rows, names[w], "", "heures prévues")
        assert row[-1] == pytest.approx(float(sum(minutes) / 60))


def test_load_is_hours_over_hours(book: openpyxl.Workbook) -> None:
    rows = rows_of(book["Planning"])
    used = row_with(rows, "Vestali", "", "heures prévues")[3:]
    available = row_with(rows, "Vestali", "", "heures disponibles")[3:]
    load = row_with(rows, "Vestali", "", "charge")[3:]
    for u, a, share in zip(used, available, load, strict=True):
        assert share == pytest.approx(u / a)


def test_progress_reaches_what_is_due(book: openpyxl.Workbook) -> None:
    rows = rows_of(book["Planning"])
    delivered = row_with(rows, "Masque à plis", "", "livré, cumulé")[3:-1]
    due = row_with(rows, "Masque à plis", "", "attendu, cumulé")[3:-1]
    assert delivered[-1] == due[-1] == 7050
    assert all(d >= q for d, q in zip(delivered, due, strict=True))


def test_summary_says_milestones_shares_and_cost(
    book: openpyxl.Workbook, problem: Problem, plan: Plan
) -> None:
    rows = rows_of(book["Synthèse"])
    firsts = [row[0] for row in rows]
    assert "Tout est livré à temps." in firsts
    april = row_with(rows, "masks-april")
    assert april[5:9] == [4000, 4000, 0, 0]
    assert april[9].startswith("tenu")
    assert plan.fairness is not None
    for share in plan.fairness.shares:
        name = next(w.name for w in problem.workshops if w.id == share.workshop)
        row = next(r for r in rows if r[0] == name and isinstance(r[1], float))
        assert row[1] == pytest.approx(float(share.weight_share))
        assert row[3] == pytest.approx(float(share.load_minutes / plan.fairness.total_minutes))
        assert row[6] == pytest.approx(float(share.ratio))
    cost = variable_cost(problem, plan).total_cents
    assert row_with(rows, "coût variable")[1] == pytest.approx(cost / 100)
    assert any(str(f).startswith("Prix de l'équité") for f in firsts)


def test_summary_says_each_level_in_words(book: openpyxl.Workbook) -> None:
    rows = [[plain(v) for v in r] for r in rows_of(book["Synthèse"])]
    unmet = row_with(rows, "Tout livrer")
    assert unmet[1] == "les unités demandées que le plan ne livre pas"
    assert unmet[4] == "rien ne manque"
    assert unmet[7] == "prouvé : aucun plan ne fait mieux"
    cost = row_with(rows, "Dépenser le moins possible")
    assert cost[4].endswith("€")
    assert cost[7].startswith("pas prouvé : un autre plan gagnerait au plus")
    assert cost[7].endswith("*")
    notes = [v for r in rows for v in r if isinstance(v, str) and v.startswith("* ")]
    assert notes == ["* cela vaut sans toucher aux buts d'avant, qui ne sont pas tous prouvés"]
    assert "points en tout, soit" in row_with(rows, "Garder une charge régulière")[4]


def test_summary_says_receipts_and_their_ceiling(
    problem: Problem, plan: Plan, tmp_path: Path
) -> None:
    problem = with_receipts(problem)
    facts = Facts(problem, plan)
    write_plan_workbook(facts, tmp_path / "plan.xlsx", FRENCH)
    rows = rows_of(openpyxl.load_workbook(tmp_path / "plan.xlsx")["Synthèse"])
    rates = receipts_rates(problem)
    planned = {
        w.id: sum(
            (r.units * rates[r.product, r.operation] for r in plan.runs if r.workshop == w.id),
            start=Decimal(0),
        )
        for w in problem.workshops
    }
    head = next(i for i, r in enumerate(rows) if r[1] == "Avant ce plan")
    table = {r[0]: r[1:6] for r in rows[head + 1 : head + 5]}
    vestali = float(planned["vestali"])
    assert table["Vestali"] == pytest.approx([300, vestali, 300 + vestali, 9000, 8700 - vestali])
    assert table["Fil rouge"][3:] == [None, None]
    assert table["Total"][2] == pytest.approx(300 + float(sum(planned.values())))


def with_receipts(problem: Problem) -> Problem:
    """The problem with 300 € already invoiced by Vestali, under a ceiling of 9 000 €."""
    workshops = replaced(problem.workshops, "vestali", receipts_ceiling_cents=900_000)
    past = PastWork(workshop="vestali", receipts_cents=30_000)
    opening = replace(problem.opening, past_work=(past,))
    products = tuple(replace(p, selling_price=Decimal(3)) for p in problem.products)
    return replace(problem, workshops=workshops, opening=opening, products=products)


def test_summary_says_which_norm_binds_whom(problem: Problem, plan: Plan, tmp_path: Path) -> None:
    lost = replace(problem.workshops[1], qualifications=())
    for workshops, expected in (
        (problem.workshops, date(2020, 3, 30)),
        ((problem.workshops[0], lost, *problem.workshops[2:]), "jamais"),
    ):
        facts = Facts(replace(problem, workshops=workshops), plan)
        write_plan_workbook(facts, tmp_path / "plan.xlsx", FRENCH)
        rows = rows_of(openpyxl.load_workbook(tmp_path / "plan.xlsx")["Synthèse"])
        at = next(i for i, row in enumerate(rows) if row[0] == "Normes exigées")
        assert rows[at + 1][:3] == ["Atelier", "Tenue du", "Jusqu'au"]
        assert plain(rows[at + 2][0]) == "AFNOR SPEC S76-001 : sewing (Masque à plis)"
        said = {row[0]: row[1] for row in rows[at + 3 :] if row[0] and row[1]}
        assert said[problem.workshops[0].name] == "depuis toujours"
        found = said[lost.name]
        assert (found.date() if isinstance(found, datetime) else found) == expected


def test_hub_sheet_says_who_hands_over_to_whom(book: openpyxl.Workbook) -> None:
    rows = rows_of(book["Navette"])[4:]
    assert [(r[0], r[1], r[2], r[3] or "", r[4], r[7]) for r in rows] == [
        ("S15 2020", "ESAT de la Lys", "Fil rouge", "", "S16 2020", 1100),
        ("S15 2020", "ESAT de la Lys", "Fil rouge", "S17 2020", "S17 2020", 1400),
        ("S17 2020", "ESAT de la Lys", "Fil rouge", "", "S18 2020", 750),
    ]


def test_purchases_add_up(book: openpyxl.Workbook, problem: Problem, plan: Plan) -> None:
    rows = rows_of(book["Achats"])
    cost = purchase_cost(problem, plan.purchases)
    assert row_with(rows, "Total des achats")[7] == pytest.approx(cost.total_cents / 100)
    fabric = next(r for r in rows if r[3] == "Tissu")
    # 750 m reach the break of 500 m.
    assert fabric[4:8] == [750, "m", 3.8, 2850]
    by_supplier = [r[7] for r in rows if str(r[0]).startswith("Total ")]
    assert sum(by_supplier[:-1]) == pytest.approx(by_supplier[-1])


def test_materials_balance_in_each_week(book: openpyxl.Workbook) -> None:
    rows = rows_of(book["Matières"])
    name = "Tissu (m)"
    opening = row_with(rows, name, "au départ")[2]
    needs = [v or 0 for v in row_with(rows, name, "besoin")[2:-1]]
    arrivals = [v or 0 for v in row_with(rows, name, "arrivée")[2:-1]]
    stock = row_with(rows, name, "stock")[2:-1]
    level = opening
    for need, arrival, shown in zip(needs, arrivals, stock, strict=True):
        level += arrival - need
        assert shown == pytest.approx(level, abs=0.2)


def test_charts_and_print_set_up(book: openpyxl.Workbook, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "plan.xlsx") as archive:
        charts = [n for n in archive.namelist() if n.startswith("xl/charts/chart")]
    # Shares, two products, three workshops.
    assert len(charts) == 6
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == "9"
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter is not None
        assert sheet.oddFooter.right is not None
        assert "Page" in str(sheet.oddFooter.right.text)
    assert book["Planning"].print_title_rows == "$4:$4"


@pytest.mark.parametrize(
    ("subject", "field", "value", "said", "cure"),
    [
        ("vestali", "pace", "0.6", "60 %", "feuille « Ateliers », ligne « Vestali », colonne"),
        ("vestali", "working_days", "4", "4 jours par semaine", "colonne « Jours par semaine »"),
        ("fil-rouge", "lanes", "arras, lens", "Arras et Lens", "ajoutez une ligne pour « Fil"),
        ("mask", "lot_size", "1", "à la pièce", "feuille « Produits », ligne « Masque à plis »"),
        ("mask", "fabric.operation", "cutting", "cutting", "feuille « Nomenclature »"),
        ("", "late_tail_weeks", "8", "8 semaines", "feuille « Commande », ligne « Semaines"),
        ("", "fairness_key", "headcount", "effectifs affectés", "ligne « Clé de partage »"),
        ("", "hub.cost_per_lot", "0", "0,00 €", "ligne « Coût de la navette par lot"),
        ("", "public_holidays", "FR", "ceux de la France", "feuille « Commande »"),
        ("x", "never_heard_of", "y", "y", "donnez cette valeur dans la commande"),
    ],
)
def test_assumptions_say_what_and_where_to_change_it(
    problem: Problem,
    plan: Plan,
    tmp_path: Path,
    subject: str,
    field: str,
    value: str,
    said: str,
    cure: str,
) -> None:
    assumed = data.Assumption(
        subject=subject or problem.id, field=field, value=value, source="assumed.pace_insertion"
    )
    facts = Facts(replace(problem, assumptions=(assumed,)), plan)
    write_plan_workbook(facts, tmp_path / "plan.xlsx", FRENCH)
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    rows = [[plain(v) for v in r] for r in rows_of(book["Hypothèses"])]
    row = row_with(rows, facts.names.get(subject, subject) or "toute la commande")
    assert row[2] == said
    assert row[3] == "rendement plausible en chantier d'insertion"
    assert cure in row[4]
    summary = [str(r[0]) for r in rows_of(book["Synthèse"])]
    assert any("1 valeur a été supposée" in text for text in summary)


def test_workshop_reads_what_was_assumed_about_it(
    problem: Problem, plan: Plan, tmp_path: Path
) -> None:
    mine, other = (
        data.Assumption(subject=w, field="pace", value="0.6", source="assumed.pace_insertion")
        for w in ("vestali", "esat-lys")
    )
    facts = Facts(replace(problem, assumptions=(mine, other)), plan)
    write_workshop_workbook(facts, facts.workshops["vestali"], tmp_path / "own.xlsx", FRENCH)
    rows = rows_of(openpyxl.load_workbook(tmp_path / "own.xlsx")["Votre part"])
    assert row_with(rows, "rendement")[1:3] == [
        "60\u00a0%",
        "rendement plausible en chantier d'insertion",
    ]


def test_late_and_missing_units_are_said(problem: Problem, plan: Plan, tmp_path: Path) -> None:
    # The last 50 masks never come, and 400 bags come after their date.
    demands = replaced(problem.demands, "bags-may", due=replace_day(problem))
    problem = replace(problem, demands=demands)
    deliveries = tuple(
        replace(d, units=d.units - 50) if d.demand == "masks-may" else d for d in plan.deliveries
    )
    plan = with_figures(problem, replace(plan, deliveries=deliveries))
    write_plan_workbook(Facts(problem, plan), tmp_path / "plan.xlsx", FRENCH)
    rows = rows_of(openpyxl.load_workbook(tmp_path / "plan.xlsx")["Synthèse"])
    verdict = next(str(r[0]) for r in rows if "manque" in str(r[0]))
    assert verdict.replace("\u00a0", " ") == (
        "Il manque 50 unités ; 400 unités livrées en retard, de 1 semaine au plus."
    )
    assert row_with(rows, "masks-may")[8] == 50
    assert row_with(rows, "bags-may")[7] == 400


def replace_day(problem: Problem) -> Any:
    """The Friday of the first week: bags arrive a week later."""
    return problem.start.replace(day=10)


# -- one workshop -----------------------------------------------------------------------------


@pytest.mark.parametrize("workshop", ["vestali", "fil-rouge", "esat-lys"])
def test_workshop_workbook_says_nothing_about_the_others(
    problem: Problem, plan: Plan, tmp_path: Path, workshop: str
) -> None:
    facts = Facts(problem, plan)
    path = tmp_path / "own.xlsx"
    write_workshop_workbook(facts, facts.workshops[workshop], path, FRENCH)
    text = texts_of(path)
    assert facts.workshops[workshop].name in text
    partners = {h.sender for h in facts.handovers if h.receiver == workshop}
    partners |= {h.receiver for h in facts.handovers if h.sender == workshop}
    for other in problem.workshops:
        if other.id != workshop:
            # Who hands over must be known to whom it does, and nothing else of it.
            assert (other.name in text) == (other.id in partners)
            assert other.id not in text
    # Nor costs or prices, which are for the coordinator.
    assert "€" not in "".join(
        str(v) for s in openpyxl.load_workbook(path) for r in rows_of(s) for v in r
    )


def test_workshop_sees_its_own_receipts(problem: Problem, plan: Plan, tmp_path: Path) -> None:
    facts = Facts(with_receipts(problem), plan)
    for name, labels in (
        ("vestali", {"avant ce plan", "avec ce plan", "votre plafond", "reste sous le plafond"}),
        ("fil-rouge", {"avec ce plan"}),
    ):
        write_workshop_workbook(facts, facts.workshops[name], tmp_path / "own.xlsx", FRENCH)
        rows = rows_of(openpyxl.load_workbook(tmp_path / "own.xlsx")["Votre part"])
        head = next(i for i, r in enumerate(rows) if str(r[0]).startswith("Vos recettes"))
        found = {r[0]: r[1] for r in rows[head + 2 : head + 6] if isinstance(r[1], int | float)}
        assert set(found) == labels
        expected = receipts_of(facts, facts.workshops[name]).planned_cents / 100
        assert found["avec ce plan"] == pytest.approx(float(expected))


def test_workshop_workbook_tells_each_week(problem: Problem, plan: Plan, tmp_path: Path) -> None:
    facts = Facts(problem, plan)
    path = tmp_path / "esat.xlsx"
    write_workshop_workbook(facts, facts.workshops["esat-lys"], path, FRENCH)
    book = openpyxl.load_workbook(path)
    rows = rows_of(book["Semaine par semaine"])
    heads = [i for i, r in enumerate(rows) if str(r[0]).startswith("S1")]
    assert [str(rows[i][0])[:8] for i in heads] == ["S15 2020", "S16 2020", "S17 2020"]
    week = rows[heads[0] + 1 : heads[1]]
    assert [(r[0], r[1], r[2], r[4] or "") for r in week] == [
        ("Arrive", "Tissu", 410, ""),
        ("Faire", "Masque à plis – cutting", 2500, "25 paquets de 100"),
        ("Faire", "Sac d'hygiène – cutting", 400, "20 paquets de 20"),
        ("Faire", "Sac d'hygiène – sewing", 400, "20 paquets de 20"),
        ("Faire", "Sac d'hygiène – finishing", 400, "20 paquets de 20"),
        ("Part", "Masque à plis – cutting (fait)", 2500, "25 paquets de 100"),
        ("Part", "Sac d'hygiène (terminé)", 400, "20 paquets de 20"),
    ]
    assert week[-1][6] == "vers Lens, livré en S16 2020"
    assert plain(week[-2][6]) == (
        "par la navette, pour Fil rouge 1 100 (S16) et 1 400 (reste au dépôt jusqu'à S17)"
    )
    assert "férié le 13/04" in str(rows[heads[1]][0])
    last = rows[heads[2] + 1 :]
    assert ("Faire", 750, "7 paquets de 100 + 50") in [(r[0], r[2], r[4]) for r in last]


def test_workshop_workbook_adds_up(problem: Problem, plan: Plan, tmp_path: Path) -> None:
    facts = Facts(problem, plan)
    for workshop in problem.workshops:
        path = tmp_path / f"{workshop.id}.xlsx"
        write_workshop_workbook(facts, workshop, path, FRENCH)
        rows = rows_of(openpyxl.load_workbook(path)["Semaine par semaine"])
        made = sum(r[2] for r in rows if r[0] == "Faire")
        assert made == sum(r.units for r in plan.runs if r.workshop == workshop.id)
        hours = sum(r[5] for r in rows if r[0] == "Faire")
        used = sum(facts.ledger.minutes_used[workshop.id]) / 60
        assert hours == pytest.approx(float(used))
        table = rows_of(openpyxl.load_workbook(path)["Tableau"])
        total = next(r for r in table if r[0] == "Total")
        assert pytest.approx(float(used)) in [v for v in total if isinstance(v, float)]


def test_workshop_sees_its_share_and_why(problem: Problem, plan: Plan, tmp_path: Path) -> None:
    facts = Facts(problem, plan)
    path = tmp_path / "esat.xlsx"
    write_workshop_workbook(facts, facts.workshops["esat-lys"], path, FRENCH)
    rows = rows_of(openpyxl.load_workbook(path)["Votre part"])
    assert plan.fairness is not None
    share = next(s for s in plan.fairness.shares if s.workshop == "esat-lys")
    row = row_with(rows, "part visée")
    assert row[1] == pytest.approx(float(share.target_minutes / plan.fairness.total_minutes))
    assert row[2] == pytest.approx(float(share.target_minutes / 60))
    assert any(str(r[0]).startswith("Pourquoi") for r in rows)


def test_materials_sent_ahead_and_substitutes_are_said(tmp_path: Path) -> None:
    problem = worked_problem()
    plan = printed_plan()
    facts = Facts(problem, plan)
    assert plan.substitutions
    used = plan.substitutions[0]
    path = tmp_path / "a.xlsx"
    write_workshop_workbook(facts, facts.workshops[used.workshop], path, FRENCH)
    rows = rows_of(openpyxl.load_workbook(path)["Semaine par semaine"])
    found = [r for r in rows if r[0] == "Arrive" and r[1] == facts.material_name(used.used)]
    assert any("à la place de" in str(r[6]) for r in found)
    write_plan_workbook(facts, tmp_path / "plan.xlsx", FRENCH)
    for workshop in problem.workshops:
        write_workshop_workbook(facts, workshop, tmp_path / "b.xlsx", FRENCH)


def test_lots_in_words(problem: Problem, plan: Plan) -> None:
    facts = Facts(problem, plan)
    assert lots_text(facts, "mask", Decimal(100), FRENCH) == "1 paquet de 100"
    assert lots_text(facts, "mask", Decimal(750), FRENCH) == "7 paquets de 100 + 50"
    assert lots_text(facts, "mask", Decimal(50), FRENCH) == "paquet incomplet"


# -- hostile names ------------------------------------------------------------------------------


def hostile_problem() -> Problem:
    problem = small_problem()
    name = HOSTILE
    return replace(
        problem,
        title=name,
        orders=tuple(replace(o, name=name, customer="+1+1") for o in problem.orders),
        products=tuple(replace(p, name=f"{name}{p.id}") for p in problem.products),
        workshops=tuple(replace(w, name=f"{name}{w.id}") for w in problem.workshops),
        materials=tuple(replace(m, name=f"@SUM(A1){m.id}", unit="=1") for m in problem.materials),
        suppliers=tuple(replace(s, name=f"-2+3{s.id}") for s in problem.suppliers),
        delivery_points=tuple(replace(k, name="=A1") for k in problem.delivery_points),
        assumptions=(
            data.Assumption(subject="vestali", field="=x", value="=1+1", source='=cmd|" /C"!A0'),
        ),
    )


def test_nothing_typed_becomes_a_formula(tmp_path: Path) -> None:
    problem = hostile_problem()
    facts = Facts(problem, hand_plan(problem))
    write_plan_workbook(facts, tmp_path / "plan.xlsx", FRENCH)
    for workshop in problem.workshops:
        path = tmp_path / f"{workshop.id}.xlsx"
        write_workshop_workbook(facts, workshop, path, FRENCH)
    seen = 0
    for path in tmp_path.glob("*.xlsx"):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                text = archive.read(name).decode("utf-8")
                if name.startswith("xl/worksheets/sheet"):
                    seen += 1
                    assert "<f>" not in text
                    assert "<hyperlink" not in text
                if name.startswith("xl/charts/"):
                    # Charts may refer to cells of the book only; titles are texts.
                    for reference in re.findall(r"<c:f>(.*?)</c:f>", text):
                        assert re.fullmatch(
                            r"('[^!]*'|\w+)!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", reference
                        )
        openpyxl.load_workbook(path)
    assert seen > 10


@pytest.mark.parametrize(
    "name",
    ["a" * 300, "x\x00\x0by", "&P&F&&", "[red]", "'", "Synthèse", "{0}{x}", "\u202e\u200f", ""],
)
def test_any_name_can_be_written(name: str, tmp_path: Path) -> None:
    problem = small_problem()
    problem = replace(
        problem,
        title=name,
        workshops=tuple(replace(w, name=name) for w in problem.workshops),
        products=tuple(replace(p, name=name) for p in problem.products),
    )
    facts = Facts(problem, hand_plan(problem))
    write_plan_workbook(facts, tmp_path / "plan.xlsx", FRENCH)
    write_workshop_workbook(facts, problem.workshops[0], tmp_path / "a.xlsx", FRENCH)
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    assert len(book.sheetnames) == 9


def test_file_names_are_safe_and_different() -> None:
    ids = ["Café", "cafe", "CAFE", "../../etc/passwd", "a/b\\c", "con", "", "  ", "é" * 200, "日本"]
    stems = file_stems(ids)
    assert len({s.lower() for s in stems.values()}) == len(ids)
    for stem in stems.values():
        assert stem
        assert len(stem) <= 60
        assert set(stem) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
        assert stem.lower() not in {"con", "nul", "aux", "prn"}


def test_sheet_names_are_safe_and_different() -> None:
    names = sheet_names(["A/B", "a b", "x" * 40, "x" * 40, "'q'", "", "History"], ["Achats"])
    assert len({n.lower() for n in names}) == 7
    for name in names:
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert name[0] != "'"
        assert name[-1] != "'"
        assert name.lower() != "history"


def test_a_long_sheet_name_is_cut_between_two_words() -> None:
    long = "Couture solidaire du Canal et des Deux Rives"
    names = sheet_names([long, long, "Atelier de couture " + "x" * 40, "z" * 40, "y" * 31], [])
    assert names == [
        "Couture solidaire du Canal et…",
        "Couture solidaire du Canal… (2)",
        "Atelier de couture…",
        "z" * 30 + "…",
        "y" * 31,
    ]


def test_same_plan_same_bytes(problem: Problem, plan: Plan, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_plan_workbook(Facts(problem, plan), tmp_path / name, FRENCH)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_english_workbook(problem: Problem, plan: Plan, tmp_path: Path) -> None:
    write_plan_workbook(Facts(problem, plan), tmp_path / "plan.xlsx", Texts("en"))
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    assert book.sheetnames[0] == "Summary"
    firsts = [row[0] for row in rows_of(book["Summary"])]
    assert "Everything is delivered on time." in firsts
