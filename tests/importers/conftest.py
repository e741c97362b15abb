"""A sheet that loses something in every format, as LibreOffice saves it in each."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from importers.workbook import OWN_AUTHOR
from tests.libreoffice import convert

MADE = ("xlsx", "ods", "xls")


def write_rich(path: Path) -> None:
    """A sheet with everything that a format may lose."""
    wb = openpyxl.Workbook()
    ws: Any = wb.active
    ws.title = "Capacités"
    ws.append(["Structure", "Effectif", "Taux", "Début", "Durée", "Heure", "Oui", "Réf"])
    start = datetime(2020, 4, 14)
    ws.append(["Vestali", 8, 0.12, start, timedelta(hours=26), time(7, 30), True, "=1/0"])
    ws.append(["Ricochets", "001", 12.5, datetime(2020, 4, 14, 13, 30), None, None, False, "=NA()"])
    for name, shape in {
        "C2": "0 %",
        "D2": "dd/mm/yyyy",
        "D3": "dd/mm/yyyy hh:mm",
        "E2": "[h]:mm",
        "F2": "hh:mm",
    }.items():
        ws[name].number_format = shape
    ws["A5"] = "caché"
    ws.row_dimensions[5].hidden = True
    ws.column_dimensions["G"].hidden = True
    ws["A2"].comment = Comment("En réalité 6 personnes", "Mme X")
    ws["B1"].comment = Comment("Nombre de personnes", OWN_AUTHOR)
    ws["A7"], ws["B8"] = "fusion", "dessous"
    ws.merge_cells("A7:B9")
    ws["H7"], ws["H8"], ws["H9"] = "=B2*2", "=A2", "=#REF!+1"
    for row in range(20, 420):
        ws.cell(row=row, column=1, value=f"{row} — " + "é€😀x" * (row % 90))
        ws.cell(row=row, column=2, value=row * 1.37)
        ws.cell(row=row, column=3, value=-row)
    hidden = wb.create_sheet("Cachée")
    hidden.sheet_state = "hidden"
    hidden["B2"] = "x"
    wb.save(path)


@pytest.fixture(scope="session")
def rich(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The rich sheet as LibreOffice saves it, by format."""
    folder = tmp_path_factory.mktemp("rich")
    source = folder / "source.xlsx"
    write_rich(source)
    made = {}
    for suffix in MADE:
        out = folder / suffix
        out.mkdir()
        made[suffix] = convert(source, suffix, out)
    return made
