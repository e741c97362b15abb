"""What the workshops of the mask order declared of their first eight weeks. **All of it is invented.**

The story: on Monday 4 May the band saw of Couture du Canal broke; it cut nothing for two weeks, by hand
in the third. Little was left to sew, the first milestone was completed a week late, and La Bobine
Claire has not sent its last week. Everybody fills in a sheet of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import xlsxwriter

_MADE = datetime(2020, 5, 25)
# (week, operation, size, made, scrap, delivered); deliveries leave on Thursday.
Row = tuple[int, str, str, int, int, int]
ADULT, CHILD = "Masque adulte", "Masque enfant"

CANAL: tuple[Row, ...] = (
    (14, "Coupe", ADULT, 3700, 0, 0),
    (15, "Couture", ADULT, 150, 0, 0),
    (16, "Coupe", ADULT, 3450, 0, 0),
    (16, "Finition", ADULT, 900, 0, 900),
    (17, "Coupe", ADULT, 4300, 0, 0),
    (17, "Finition", ADULT, 600, 0, 600),
    (18, "Coupe", ADULT, 300, 0, 0),
    (18, "Coupe", CHILD, 3000, 0, 0),
    (18, "Finition", ADULT, 1300, 0, 1300),
    (19, "Coupe", ADULT, 0, 0, 0),
    (20, "Coupe", ADULT, 0, 0, 0),
    (20, "Finition", ADULT, 1400, 0, 1400),
    (21, "Coupe", ADULT, 900, 0, 0),
    (21, "Finition", ADULT, 2000, 0, 1500),
)
CLOCHERS: tuple[Row, ...] = (
    (15, "Couture", ADULT, 1500, 0, 0),
    (15, "Finition", ADULT, 1100, 0, 1100),
    (16, "Couture", ADULT, 150, 0, 0),
    (16, "Finition", ADULT, 400, 0, 400),
    (17, "Finition", ADULT, 100, 0, 100),
    (18, "Couture", ADULT, 900, 0, 0),
    (18, "Finition", ADULT, 800, 0, 800),
    (19, "Couture", ADULT, 1950, 30, 0),
    (20, "Couture", ADULT, 600, 0, 0),
    (20, "Couture", CHILD, 300, 0, 0),
    (21, "Couture", CHILD, 900, 0, 0),
)
TERRILS: tuple[Row, ...] = (
    (15, "Couture", ADULT, 850, 0, 0),
    (15, "Finition", ADULT, 150, 0, 150),
    (16, "Couture", ADULT, 1000, 0, 0),
    (17, "Couture", ADULT, 1300, 0, 0),
    (18, "Couture", ADULT, 350, 0, 0),
    (18, "Finition", ADULT, 350, 0, 350),
    (19, "Couture", ADULT, 950, 0, 0),
    (20, "Couture", ADULT, 800, 0, 0),
    (21, "Couture", CHILD, 600, 0, 0),
)
BOBINE: tuple[Row, ...] = ((20, "Couture", ADULT, 350, 50, 0),)
DUNES: tuple[Row, ...] = (
    (19, "Couture", ADULT, 450, 0, 0),
    (19, "Finition", ADULT, 100, 0, 100),
    (20, "Couture", ADULT, 400, 0, 0),
    (20, "Finition", ADULT, 500, 0, 300),
    (21, "Couture", CHILD, 300, 0, 0),
)


def write_followup(folder: Path) -> list[Path]:
    """Write the four files that came in."""
    return [
        _canal(folder / "suivi_canal.xlsx"),
        _clochers(folder / "suivi_clochers.xlsx"),
        _terrils(folder / "suivi_terrils.xlsx"),
        _shared(folder / "suivi_bobine_dunes.xlsx"),
    ]


def _canal(path: Path) -> Path:
    """A title, its own words, delivery notes beside what was delivered."""
    with _book(path) as wb:
        ws = wb.add_worksheet("Suivi")
        bold = wb.add_format({"bold": True})
        day = wb.add_format({"num_format": "dd/mm/yyyy"})
        ws.set_column("A:I", 14)
        ws.merge_range("A1:I1", "SUIVI DE PRODUCTION — Couture du Canal", bold)
        ws.write("A2", "Lundi 4 mai : lame de la scie à ruban cassée, pièce commandée en Italie.")
        head = ["Semaine", "Opération", "Modèle", "Qté produite", "Rebut", "Qté conforme"]
        ws.write_row("A4", [*head, "Livré le", "Qté livrée", "N° BL"], bold)
        for number, (week, operation, size, made, scrap, delivered) in enumerate(CANAL):
            row = 4 + number
            ws.write_row(row, 0, [f"S{week}", operation, size, made, scrap, made - scrap])
            if delivered:
                ws.write_datetime(row, 6, _thursday(week), day)
                ws.write_row(row, 7, [delivered, f"BL {week}-{number + 1:02d}"])
    return path


def _clochers(path: Path) -> Path:
    """Columns in another order, the workshop on each line, a total at the foot."""
    with _book(path) as wb:
        ws = wb.add_worksheet("Production")
        day = wb.add_format({"num_format": "dd/mm/yyyy"})
        ws.set_column("A:H", 15)
        ws.write("A1", "Production masques — à renvoyer chaque lundi")
        head = ["Atelier", "Sem", "Article", "Étape", "Faits", "Rebuts", "Livré le", "Livrés"]
        ws.write_row("A3", head)
        for number, (week, operation, size, made, scrap, delivered) in enumerate(CLOCHERS):
            row = 3 + number
            ws.write_row(row, 0, ["Trois Clochers", week, size, operation, made, scrap])
            if delivered:
                ws.write_datetime(row, 6, _thursday(week), day)
                ws.write(row, 7, delivered)
        ws.write_row(3 + len(CLOCHERS), 0, ["TOTAL", "", "", "", sum(r[3] for r in CLOCHERS)])
    return path


def _terrils(path: Path) -> Path:
    """Day by day rather than week by week: the day on which a lot was finished."""
    with _book(path) as wb:
        ws = wb.add_worksheet("Suivi Terrils Textile")
        day = wb.add_format({"num_format": "dd/mm/yyyy"})
        ws.set_column("A:G", 15)
        head = ["Date", "Produit", "Opération", "N° lot", "Qté produite", "Livré le", "Qté livrée"]
        ws.write_row("A1", head)
        for number, (week, operation, size, made, _scrap, delivered) in enumerate(TERRILS):
            ws.write_datetime(1 + number, 0, _thursday(week), day)
            ws.write_row(1 + number, 1, [size, operation, f"T-{number + 1:03d}", made])
            if delivered:
                ws.write_datetime(1 + number, 5, _thursday(week), day)
                ws.write(1 + number, 6, delivered)
    return path


def _shared(path: Path) -> Path:
    """Two small workshops on one sheet, filled in by the facilitator on the telephone."""
    with _book(path) as wb:
        ws = wb.add_worksheet("Feuil1")
        day = wb.add_format({"num_format": "dd/mm/yyyy"})
        ws.set_column("A:I", 16)
        head = ["Structure", "Semaine", "Produit", "Opération", "Qté produite", "Rebut"]
        ws.write_row("A1", [*head, "Livré le", "Qté livrée", "Observations"])
        rows: list[tuple[str, Row]] = [("La Bobine Claire", r) for r in BOBINE]
        rows += [("Point des Dunes", r) for r in DUNES]
        for number, (name, (week, operation, size, made, scrap, delivered)) in enumerate(rows):
            row = 1 + number
            ws.write_row(row, 0, [name, f"S{week}-2020", size, operation, made, scrap])
            if delivered:
                ws.write_datetime(row, 6, _thursday(week), day)
                ws.write(row, 7, delivered)
            if scrap:
                ws.write(row, 8, "plis cousus de travers, premier lot")
    return path


def declared() -> Sequence[tuple[str, Row]]:
    """Every row with the id of its workshop, for the tests."""
    by_workshop = {
        "canal": CANAL,
        "clochers": CLOCHERS,
        "terrils": TERRILS,
        "bobine": BOBINE,
        "dunes": DUNES,
    }
    return [(w, row) for w, rows in by_workshop.items() for row in rows]


def _thursday(week: int) -> datetime:
    monday = date.fromisocalendar(2020, week, 1)
    day = monday + timedelta(days=3)
    # Thursday 21 May was a holiday: they delivered the day before.
    if day == date(2020, 5, 21):
        day -= timedelta(days=1)
    return datetime(day.year, day.month, day.day)


def _book(path: Path) -> xlsxwriter.Workbook:
    wb = xlsxwriter.Workbook(path)
    wb.set_properties({"created": _MADE})
    return wb
