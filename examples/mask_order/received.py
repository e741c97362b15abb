"""What the five workshops of the mask order e-mailed, each in its own habit."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

_MADE = datetime(2020, 3, 24)
# Months above the weeks of the plan, and how many weeks of it are theirs.
_MONTHS = (
    ("Avril 2020", 5),
    ("Mai 2020", 4),
    ("Juin 2020", 4),
    ("Juillet 2020", 5),
    ("Août 2020", 4),
    ("Septembre 2020", 4),
)
_FIRST_WEEK = 14


def write_received(folder: Path) -> list[Path]:
    """Write the five files; the one of Excel 97 only where LibreOffice is there to save it."""
    folder.mkdir(exist_ok=True)
    return [
        _clochers(folder / "Capacités Trois Clochers.xlsx"),
        _canal(folder / "canal.csv"),
        _terrils(folder / "Fiche atelier Terrils.ods"),
        *_bobine(folder / "recensement bobine.xls"),
        _dunes(folder / "Point des Dunes.xlsx"),
    ]


def _clochers(path: Path) -> Path:
    """Titles, two lines of headers, a total; the mending for the hospital week by week."""
    with _book(path) as wb:
        bold = wb.add_format({"bold": True, "align": "center"})
        ws = wb.add_worksheet("Capacités")
        ws.merge_range("A1:I1", "RECENSEMENT DES CAPACITÉS DE COUTURE — printemps 2020", bold)
        ws.write("A2", "Rempli le 24 mars par l'encadrante de l'atelier")
        ws.merge_range("A4:B4", "Structure", bold)
        ws.merge_range("C4:E4", "Atelier couture", bold)
        ws.merge_range("F4:G4", "Taux", bold)
        headers = ["Nom", "Type", "Effectif", "H/sem", "Jours par semaine", "Absentéisme"]
        ws.write_row("A5", [*headers, "Hors production", "Congés / fermeture", "Contact"])
        row = ["Ass. Atelier des Trois Clochers", "ACI", 14, "26h", 4, "14 %", "12 %"]
        ws.write_row("A6", [*row, "du 03/08 au 21/08", "Mme Exemple"])
        ws.write_row("A7", ["TOTAL", "", 14])
        ws.write("A9", "Les congés seront confirmés en juin.")
        plan = wb.add_worksheet("Autres travaux")
        weeks = sum(n for _, n in _MONTHS)
        title = "PLAN DE CHARGE — Atelier des Trois Clochers (heures)"
        plan.merge_range(0, 0, 0, weeks + 1, title, bold)
        at = 1
        for month, number in _MONTHS:
            plan.merge_range(1, at, 1, at + number - 1, month, bold)
            at += number
        names = [f"S{_FIRST_WEEK + i}" for i in range(weeks)]
        plan.write_row(2, 0, ["Chantier", *names, "TOTAL"])
        plan.write_row(4, 0, ["Raccommodage hôpital", *[40] * weeks, 40 * weeks])
        plan.write_row(6, 0, ["TOTAL", *[40] * weeks, 40 * weeks])
    return path


def _canal(path: Path) -> Path:
    """What the spreadsheet of a French office saves as text."""
    lines = (
        "Nom de la structure;Statut;Effectif atelier couture;Heures hebdo;J/sem;Taux d'absence;"
        "Temps hors production;Congés;Remarques",
        "Couture du Canal;Entreprise d'insertion;9;35,00;5;8 %;0,10;S33 à S34;"
        "l’été, prévenir avant d’appeler",
    )
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("cp1252"))
    return path


def _terrils(path: Path) -> Path:
    """Labels down a column, and the laundry's weeks down another sheet."""
    sheets: dict[str, list[Sequence[object]]] = {
        "Fiche": [
            ["Fiche atelier"],
            [],
            ["Raison sociale", "Terrils Textile"],
            ["Type de structure", "Entreprise adaptée"],
            ["Nombre de personnes", "8 pers."],
            ["Heures par semaine", "35 h 00"],
            ["Jours par semaine", 5],
            ["Taux d'absence", "9 %"],
            ["Temps hors production", "6 %"],
            ["Fermeture", "du 3 au 14 août"],
        ],
        "Blanchisserie": [
            ["Plan de charge de l'atelier Les Terrils Textile"],
            ["Chantier", "Semaine", "Heures"],
            *(["Blanchisserie", f"sem. {_FIRST_WEEK + i}", 40] for i in range(7)),
        ],
    }
    _write_ods(path, sheets)
    return path


def _bobine(path: Path) -> list[Path]:
    """An Excel of before 2007."""
    soffice = shutil.which("soffice")
    if soffice is None:
        return [path] if path.exists() else []
    with tempfile.TemporaryDirectory() as aside:
        made = Path(aside) / f"{path.stem}.xlsx"
        with _book(made) as wb:
            ws = wb.add_worksheet("Feuil1")
            percent = wb.add_format({"num_format": "0 %"})
            headers = ["STRUCTURE", "TYPE", "NB PERS.", "HEURES / SEMAINE", "J/SEM"]
            ws.write_row("A2", [*headers, "ABSENCES", "HORS PRODUCTION", "VACANCES"])
            ws.write_row("A3", ["BOBINE CLAIRE", "ACI_DC", 6, 26, 4])
            ws.write_number("F3", 0.12, percent)
            ws.write_number("G3", 0.10, percent)
            ws.write("H3", "27/07 au 07/08")
        profile = (Path(aside) / "profile").resolve().as_uri()
        command = [soffice, f"-env:UserInstallation={profile}", "--headless"]
        command += ["--convert-to", "xls", "--outdir", str(path.parent), str(made)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    return [path]


def _dunes(path: Path) -> Path:
    """A line, and below it the only week that is not like the others."""
    with _book(path) as wb:
        ws = wb.add_worksheet("Point des Dunes")
        day = wb.add_format({"num_format": "dd/mm/yyyy"})
        headers = ["Structure", "Type", "ETP", "Effectif couture", "Heures/semaine", "Jours"]
        headers += ["Absence", "Hors production", "Démarrage possible", "Fermeture"]
        ws.write_row("A1", headers)
        ws.write_row("A2", ["Point des Dunes", "EI", 4, 4, "35:00", 5, "6 %", "8 %"])
        ws.write_datetime("I2", datetime(2020, 4, 27), day)
        ws.write("J2", "10/08 au 28/08")
        ws.write_row("A5", ["Structure", "Semaine", "Personnes", "Remarques"])
        ws.write_row("A6", ["Point des Dunes", "du 29/06 au 05/07", 3, "une formation"])
    return path


def _book(path: Path) -> xlsxwriter.Workbook:
    wb = xlsxwriter.Workbook(path)
    wb.set_properties({"created": _MADE})
    return wb


_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" \
manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" \
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>
</office:document-content>"""


def _write_ods(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> None:
    """The least that an OpenDocument spreadsheet must hold."""
    tables = "".join(
        f'<table:table table:name="{escape(title)}">{_ods_rows(rows)}</table:table>'
        for title, rows in sheets.items()
    )
    stamp = _MADE.timetuple()[:6]
    members = (
        ("mimetype", _ODS),
        ("META-INF/manifest.xml", _MANIFEST),
        ("content.xml", _CONTENT.format(tables=tables)),
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members:
            # The type is read in place: it stands first, as it is.
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, stamp), text, compress_type=kind)


def _ods_rows(rows: Iterable[Sequence[object]]) -> str:
    found = []
    for row in rows:
        cells = "".join(map(_ods_cell, row)) or "<table:table-cell/>"
        found.append(f"<table:table-row>{cells}</table:table-row>")
    return "".join(found)


def _ods_cell(value: object) -> str:
    kind = 'office:value-type="string"'
    if isinstance(value, int):
        kind = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"
