"""Little is enough: what is left out is assumed, listed with its source, and can be planned."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from importers.builder import read_problem
from importers.codes import ASSUMPTION_SOURCES
from importers.template import write_problem
from optimizer.problem import Hub, Problem

# The 90 000 masks as a coordinator would type them.
SHEETS: dict[str, list[list[Any]]] = {
    "Commande": [["Titre", "90 000 masques"], ["Début", "30/03/2020"]],
    "Jalons": [
        ["Produit", "Quantité", "Échéance"],
        ["Masque à plis", "30 000", "29/05/2020"],
        ["masque a plis", "60 000", "30 septembre 2020"],
    ],
    "Produits": [["Nom"], ["Masque à plis"]],
    "Gammes": [
        ["Produit", "Opération", "Temps gammé (min)"],
        ["Masque à plis", "Coupe", "0,5"],
        ["Masque à plis", "Piquage", 5],
        ["Masque à plis", "Finition", 1],
    ],
    "Nomenclature": [
        ["Produit", "Matière", "Quantité par unité"],
        ["Masque à plis", "Tissu", "0,08"],
    ],
    "Matières": [["Nom", "Unité"], ["Tissu", "m"]],
    "Fournisseurs": [["Nom"], ["Toiles du Nord"]],
    "Offres": [
        ["Fournisseur", "Matière", "Prix unitaire HT"],
        ["Toiles du Nord", "Tissu", "4,20 €"],
    ],
    "Ateliers": [
        ["Nom", "Type", "Effectif", "Heures par semaine"],
        ["Vestali", "ACI", 12, "26 h"],
        ["Fil rouge", "EI", 8, 35],
        ["ESAT de la Lys", "esat", 10, 30],
    ],
}


def write(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    wb = openpyxl.Workbook()
    wb.remove(wb.worksheets[0])
    for title, rows in sheets.items():
        ws = wb.create_sheet(title)
        for row in rows:
            ws.append(row)
    wb.save(path)
    return path


def good(path: Path) -> Problem:
    problem, found = read_problem(path)
    assert [d for d in found if d.severity == "error"] == []
    assert problem is not None
    return problem


def test_name_kind_headcount_and_hours_are_enough(tmp_path: Path) -> None:
    problem = good(write(tmp_path / "o.xlsx", SHEETS))
    assert problem.id == "90-000-masques"
    assert [d.id for d in problem.demands] == ["J1", "J2"]
    assert [w.id for w in problem.workshops] == ["vestali", "fil-rouge", "esat-de-la-lys"]
    assert [w.working_days for w in problem.workshops] == [4, 5, 5]
    assert [w.absence_rate for w in problem.workshops] == [
        Decimal("0.12"),
        Decimal("0.08"),
        Decimal("0.12"),
    ]
    assert len(problem.capabilities) == 9
    assert {c.pace for c in problem.capabilities} == {
        Decimal("0.55"),
        Decimal("0.7"),
        Decimal("0.45"),
    }
    assert len(problem.lanes) == 3
    assert problem.hub == Hub()
    assert problem.products[0].materials[0].operation == "coupe"
    assert date(2020, 5, 1) in problem.public_holidays
    assert problem.offers[0].id == "toiles-du-nord-tissu"


def test_everything_assumed_is_listed_with_its_source(tmp_path: Path) -> None:
    problem = good(write(tmp_path / "o.xlsx", SHEETS))
    noted = {(a.subject, a.field): a for a in problem.assumptions}
    for w in ("vestali", "fil-rouge", "esat-de-la-lys"):
        for field in ("working_days", "absence_rate", "non_production_rate", "pace"):
            assert (w, field) in noted
        assert noted[w, "lanes"].value == "livraison"
        assert noted[w, "capabilities"].value == "coupe, piquage, finition"
    assert noted["masque-a-plis", "lot_size"].value == "1"
    assert noted["J1", "priority"].value == "1"
    assert noted["J1", "delivery_point"].value == "livraison"
    assert noted["90-000-masques", "late_tail_weeks"].value == "8"
    assert noted["vestali", "absence_rate"].value == "0.12"
    assert {a.source for a in problem.assumptions} <= set(ASSUMPTION_SOURCES)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_was_assumed_is_written_and_not_assumed_again(language: Any, tmp_path: Path) -> None:
    problem = good(write(tmp_path / "o.xlsx", SHEETS))
    assert write_problem(problem, tmp_path / "again.xlsx", language) == ()
    assert good(tmp_path / "again.xlsx") == problem


def test_sheets_as_people_send_them(tmp_path: Path) -> None:
    """Titles above, merged headers, spacers, totals, notes, other order, other words, any case."""
    wb = openpyxl.load_workbook(write(tmp_path / "o.xlsx", SHEETS))
    expected = good(tmp_path / "o.xlsx")
    ws = wb["Ateliers"]
    ws.delete_rows(1, 10)
    ws["B1"] = "Recensement des capacités — avril 2020"
    ws.merge_cells("B1:F1")
    header = ["", "HEURES/SEMAINE", "Structure *", "Type (ACI/EI/ESAT/EA)", "effectif", "Contact"]
    for c, text in enumerate(header, start=1):
        ws.cell(3, c).value = text or None
    rows: dict[int, tuple[Any, ...]] = {
        4: ("26h", "Vestali ", "Chantier d'insertion", "12"),
        6: ("35 h 00", "Fil rouge", "Entreprise d’insertion", 8.0),
        9: (30, "ESAT de la Lys", "ESAT", "10,0"),
    }
    for r, values in rows.items():
        hours, name, kind, people = values
        for c, value in enumerate((hours, name, kind, people, "06 00 00 00 00"), start=2):
            ws.cell(r, c).value = value
    ws["C11"] = "Total"
    ws["E11"] = "=SUM(E4:E9)"
    ws["A13"] = "Les effectifs sont ceux d'avril."
    wb.save(tmp_path / "o.xlsx")
    problem, found = read_problem(tmp_path / "o.xlsx")
    assert problem == expected
    assert {(d.code, d.source.cell) for d in found} == {
        ("import.column_unknown", "F3"),
        ("import.total_row_skipped", "C11"),
    }


def test_a_default_pace_per_workshop_serves_its_capabilities(tmp_path: Path) -> None:
    sheets = {**SHEETS, "Ateliers": [[*r] for r in SHEETS["Ateliers"]]}
    for row, value in zip(sheets["Ateliers"], ("Rendement", "60 %", 0.8, "standard"), strict=True):
        row.append(value)
    sheets["Capacités"] = [
        ["Atelier", "Opération", "Rendement", "Unités par semaine"],
        ["Vestali", "Coupe; Piquage", None, None],
        ["Fil rouge", "Piquage", "90 %", None],
        ["ESAT de la Lys", "Finition", None, None],
        ["ESAT de la Lys", "Coupe", None, 4000],
    ]
    problem = good(write(tmp_path / "o.xlsx", sheets))
    assert [(c.workshop, c.operation, c.pace, c.units_per_week) for c in problem.capabilities] == [
        ("vestali", "coupe", Decimal("0.6"), None),
        ("vestali", "piquage", Decimal("0.6"), None),
        ("fil-rouge", "piquage", Decimal("0.9"), None),
        ("esat-de-la-lys", "finition", None, None),
        ("esat-de-la-lys", "coupe", None, Decimal(4000)),
    ]
    assert not [a for a in problem.assumptions if a.field in ("pace", "capabilities")]


def test_a_closure_or_lane_without_workshop_is_for_all(tmp_path: Path) -> None:
    sheets: dict[str, list[list[Any]]] = {
        **SHEETS,
        "Fermetures": [["Ateliers", "Du", "Au"], [None, "03/08/2020", "21/08/2020"]],
        "Trajets": [["Atelier", "Coût par lot"], [None, "1,50 €"]],
        "Points de livraison": [["Nom"], ["Arras"]],
        "Semaines": [
            ["Atelier", "Semaine", "Jusqu'à", "Effectif"],
            ["Vestali", "S18", "S20", 6],
        ],
        "Qualifications": [["Atelier", "Norme"], ["Vestali; Fil rouge", "AFNOR"]],
    }
    problem = good(write(tmp_path / "o.xlsx", sheets))
    assert [len(w.closures) for w in problem.workshops] == [1, 1, 1]
    assert [len(w.qualifications) for w in problem.workshops] == [1, 1, 0]
    assert [o.week for o in problem.workshops[0].overrides] == ["2020-W18", "2020-W19", "2020-W20"]
    assert [(x.workshop, x.delivery_point, x.cost_per_lot_cents) for x in problem.lanes] == [
        ("vestali", "arras", 150),
        ("fil-rouge", "arras", 150),
        ("esat-de-la-lys", "arras", 150),
    ]
    assert not [a for a in problem.assumptions if a.field == "lanes"]


def test_several_delivery_points_must_be_chosen_from(tmp_path: Path) -> None:
    sheets = {**SHEETS, "Points de livraison": [["Nom"], ["Arras"], ["Lens"]]}
    problem, found = read_problem(write(tmp_path / "o.xlsx", sheets))
    assert problem is None
    assert {(d.code, d.source.sheet) for d in found} == {("import.required", "Jalons")}
    assert len(found) == 2
