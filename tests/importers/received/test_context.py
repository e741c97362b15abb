"""The order workbook as received files are read against it, complete or not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl

from importers.columns import SHEET_BY_KEY
from importers.received.context import digest_of, read_context
from importers.template import write_template
from tests.builders import rich_problem
from tests.importers.workbooks import Book


def test_context_tells_names_calendar_and_routing(tmp_path: Path) -> None:
    book = Book(tmp_path / "commande.xlsx", rich_problem())
    book.put("workshops", "siret", "349 112 345 00017")
    book.save()
    context, tables, found = read_context(book.path)
    assert context is not None
    assert tables is not None
    assert [d for d in found if d.severity == "error"] == []
    assert context.file == "commande.xlsx"
    assert context.start == rich_problem().start
    assert context.last is not None
    assert context.last > max(d.due for d in rich_problem().demands)
    assert context.names["workshops"]["vestali"] == ("vestali", "Vestali")
    assert context.sirets == {"34911234500017": "vestali"}
    assert context.routing["mask"] == ("cutting", "sewing", "finishing")
    assert context.weekly_hours["vestali"] == Decimal(26)
    offers = {v["id"]: v["material"] for v in context.rows["offers"]}
    assert offers["elastic-merciers"] == "elastic"
    assert tables.language == "fr"
    assert tables.digest == digest_of(book.path)


def test_template_not_filled_in_is_a_context(tmp_path: Path) -> None:
    """While capacities are collected the order has a start, perhaps, and no workshop."""
    path = tmp_path / "commande.xlsx"
    write_template(path, "fr", {})
    wb = openpyxl.load_workbook(path)
    labels = [c.key for c in SHEET_BY_KEY["order"].columns]
    wb["Commande"].cell(labels.index("start") + 1, 2).value = date(2020, 3, 30)
    wb.save(path)
    context, tables, found = read_context(path)
    assert context is not None
    assert tables is not None
    assert context.start == date(2020, 3, 30)
    assert context.last is None
    assert context.names["workshops"] == {}
    assert tables.tables["workshops"].header_row == 1
    # What is missing is said; it is no obstacle.
    assert {"import.no_row"} <= {d.code for d in found}


def test_what_is_no_order_workbook_gives_no_context(tmp_path: Path) -> None:
    path = tmp_path / "autre.xlsx"
    wb = openpyxl.Workbook()
    wb.worksheets[0]["A1"] = "bonjour"
    wb.save(path)
    context, tables, found = read_context(path)
    assert (context, tables) == (None, None)
    assert "import.no_known_sheet" in {d.code for d in found}
    assert read_context(tmp_path / "absent.xlsx")[2][0].code == "import.file_missing"


def test_references_are_written_as_the_workbook_writes_them(tmp_path: Path) -> None:
    book = Book(tmp_path / "commande.xlsx")
    _, by_id, _ = read_context(book.path)
    assert by_id is not None
    assert by_id.labels["workshops"]["fil-rouge"] == "fil-rouge"
    for row in range(2, book.sheet("capabilities").max_row + 1):
        cell = book.sheet("capabilities")[book.name("capabilities", "workshops", row)]
        cell.value = {"vestali": "Vestali", "fil-rouge": "Fil Rouge"}.get(cell.value, cell.value)
    book.save()
    _, by_name, _ = read_context(book.path)
    assert by_name is not None
    assert by_name.labels["workshops"]["vestali"] == "Vestali"


def test_rows_with_faults_tell_what_can_be_read(tmp_path: Path) -> None:
    book = Book(tmp_path / "commande.xlsx")
    book.put("workshops", "headcount", "beaucoup")
    book.save()
    context, _, found = read_context(book.path)
    assert context is not None
    row = context.rows["workshops"][0]
    assert row["id"] == "vestali"
    assert "headcount" not in row
    assert "import.not_a_number" in {d.code for d in found}
