"""Five files of five workshops, each in its own habit, and the order that waits for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from examples.mask_order.order import mask_order
from importers.columns import SHEET_BY_KEY
from importers.template import write_problem

# What workshops tell, or the coordinator enters once they have.
_NOT_YET = (
    *("workshops", "overrides", "closures", "commitments", "held", "capabilities", "stations"),
    *("lanes", "opening", "needs", "terms", "common_expenses"),
)


def waiting_order(path: Path) -> Path:
    """The mask order before any workshop has answered."""
    assert write_problem(mask_order(), path) == ()
    wb = openpyxl.load_workbook(path)
    for key in _NOT_YET:
        ws = wb[SHEET_BY_KEY[key].fr]
        ws.delete_rows(2, ws.max_row)
    labels = [c.key for c in SHEET_BY_KEY["order"].columns]
    for key in ("assume_lanes", "fairness_key"):
        wb["Commande"].cell(labels.index(key) + 1, 2).value = None
    for sheet in ("Hypothèses",):
        if sheet in wb.sheetnames:
            del wb[sheet]
    wb.save(path)
    return path


def five_files(directory: Path) -> list[Path]:
    """The files as they were e-mailed."""
    directory.mkdir(parents=True, exist_ok=True)
    return [
        _clochers(directory / "Recensement Clochers.xlsx"),
        _canal(directory / "canal.csv"),
        _terrils(directory / "fiche terrils.xlsx"),
        _bobine(directory / "bobine.csv"),
        _dunes(directory / "Point des Dunes.xlsx"),
    ]


def _book(path: Path, **sheets: list[list[Any]]) -> Path:
    wb = openpyxl.Workbook()
    wb.remove(wb.worksheets[0])
    for title, rows in sheets.items():
        ws = wb.create_sheet(title.replace("_", " "))
        for row in rows:
            ws.append(row)
    wb.save(path)
    return path


def _clochers(path: Path) -> Path:
    """Title rows, headers in short, a total, a contact."""
    headers = ["Structure", "Statut", "Nb pers.", "H/sem", "Jours", "Absentéisme", "Rendement"]
    return _book(
        path,
        Capacités=[
            ["RECENSEMENT DES CAPACITÉS COUTURE"],
            [],
            [*headers, "Congés / fermeture", "Contact"],
            [
                *("Atelier des Trois Clochers", "ACI", 14, "26h", 4, "14 %", "82 %"),
                *("du 03/08 au 21/08", "M. Lefebvre 03 21 00 00 00"),
            ],
            ["TOTAL", None, 14],
        ],
    )


def _canal(path: Path) -> Path:
    """What the spreadsheet of a French office saves as CSV."""
    text = (
        "Nom de la structure;Type;Effectif atelier couture;Heures/semaine;Taux d'absence;"
        "Rendement estimé %;Congés\r\n"
        "Couture du Canal;Entreprise d'insertion;9;35,0;8,5 %;64 %;du 10/08 au 21/08\r\n"
    )
    path.write_bytes(text.encode("cp1252"))
    return path


def _terrils(path: Path) -> Path:
    """Labels down a column."""
    return _book(
        path,
        Feuil1=[
            ["Fiche atelier"],
            ["Raison sociale", "Les Terrils Textile"],
            ["Type de structure", "EA"],
            ["Effectif", "env. 8"],
            ["Heures par semaine", "35 h"],
            ["Taux d'absence", 0.09],
            ["Rendement", "61 %"],
            ["Fermeture", "du 03/08 au 14/08"],
        ],
    )


def _bobine(path: Path) -> Path:
    """Tabs, a byte order mark, narrow spaces."""
    text = (
        "Atelier\tStatut\tEffectif\tHeures hebdo\tJours/semaine\tAbsence\tRendement\n"
        "La Bobine Claire\tACI\t6\t26\t4\t12\u202f%\t48\u202f%\n"
    )
    path.write_bytes(text.encode("utf-8-sig"))
    return path


def _dunes(path: Path) -> Path:
    """A census, and the load plan by weeks under their months."""
    months = ["Avril 2020", None, None, None, None, "Mai 2020"]
    weeks = ["S18", "S19", "S20", "S21", "S22", "S23"]
    return _book(
        path,
        Recensement=[
            ["Structure", "Type", "Effectif", "Heures/semaine", "Disponible à partir du"],
            ["Point des Dunes", "EI", 4, 35, "27/04/2020"],
        ],
        Plan_de_charge=[
            ["Plan de charge prévisionnel (personnes)"],
            [None, *months],
            ["Structure", *weeks],
            ["Point des Dunes", 4, 4, 3, 3, "fermé", 4],
        ],
    )
