"""Good workbooks spoilt in one way or several: everything that is found, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from importers.codes import CODES
from tests.importers.workbooks import Book, places

Places = set[tuple[str, str, str]]
Spoil = Callable[[Book], Places]
CASES: dict[str, Spoil] = {}


def case(spoil: Spoil) -> Spoil:
    """Register a way to spoil a workbook, which says what must be found."""
    CASES[spoil.__name__] = spoil
    return spoil


@pytest.mark.parametrize("name", CASES)
def test_every_fault_is_found_and_no_other(name: str, tmp_path: Path) -> None:
    book = Book(tmp_path / "commande.xlsx")
    expected = CASES[name](book)
    problem, found = book.read()
    assert places(found) == expected
    assert (problem is None) == any(d.severity == "error" for d in found)
    assert all(d.source.file == "commande.xlsx" for d in found)
    assert all(set(d.params) == set(CODES[d.code]) for d in found if d.code in CODES)


def test_the_good_workbook_has_no_fault(tmp_path: Path) -> None:
    problem, found = Book(tmp_path / "commande.xlsx").read()
    assert problem is not None
    assert found == ()


def at(book: Book, code: str, sheet: str, column: str, row: int = 2) -> tuple[str, str, str]:
    """A place of the workbook, by keys."""
    family = code if "." in code else f"import.{code}"
    return family, book.sheet(sheet).title, book.name(sheet, column, row)


def spoilt(code: str, sheet: str, column: str, value: object, row: int = 2) -> Spoil:
    """A case that puts one value and expects one finding at the same cell."""

    def spoil(book: Book) -> Places:
        book.put(sheet, column, value, row)
        return {at(book, code, sheet, column, row)}

    return spoil


# One wrong value, one finding. Row 2 is the first row of each sheet.
CASES |= {
    "text_for_a_number": spoilt("not_a_number", "workshops", "headcount", "env. 15"),
    "range_for_a_number": spoilt("not_a_number", "workshops", "headcount", "15-20"),
    "unknown_number": spoilt("not_a_number", "demands", "quantity", "NC"),
    "yes_for_a_number": spoilt("not_a_number", "demands", "quantity", True),
    "date_for_a_number": spoilt("not_a_number", "demands", "quantity", date(2020, 4, 1)),
    "zero_headcount": spoilt("too_small", "workshops", "headcount", 0),
    "negative_headcount": spoilt("too_small", "workshops", "headcount", -3),
    "negative_quantity": spoilt("too_small", "demands", "quantity", -100),
    "negative_price": spoilt("too_small", "offers", "price", "-4,20"),
    "zero_priority": spoilt("too_small", "demands", "priority", 0),
    "zero_standard_time": spoilt("too_small", "operations", "standard", 0),
    "eight_days_a_week": spoilt("too_big", "workshops", "working_days", 8),
    "too_many_hours": spoilt("too_big", "workshops", "weekly_hours", "200 h"),
    "half_a_lot": spoilt("not_an_integer", "products", "lot_size", 12.5),
    "dotted_thousands": spoilt("not_an_integer", "products", "lot_size", "1.234"),
    "words_for_a_rate": spoilt("not_a_percent", "workshops", "absence_rate", "faible"),
    "rate_above_one": spoilt("too_big", "workshops", "absence_rate", "120 %"),
    "words_for_hours": spoilt("not_hours", "workshops", "weekly_hours", "temps plein"),
    "day_for_hours": spoilt("not_hours", "workshops", "weekly_hours", date(2020, 4, 1)),
    "words_for_minutes": spoilt("not_minutes", "operations", "standard", "rapide"),
    "words_for_money": spoilt("not_money", "suppliers", "fee", "offert"),
    "impossible_date": spoilt("not_a_date", "demands", "due", "31/02/2020"),
    "month_first": spoilt("not_a_date", "demands", "due", "04/25/2020"),
    "number_for_a_date": spoilt("not_a_date", "demands", "due", 12),
    "impossible_week": spoilt("not_a_week", "frozen", "week", "S54-2020"),
    "week_53_of_2021": spoilt("not_a_week", "frozen", "week", "2021-W53"),
    "span_for_a_week": spoilt("not_a_week", "frozen", "week", "du 30/03 au 05/04"),
    "unknown_kind": spoilt("not_a_choice", "workshops", "kind", "ESTA"),
    "unknown_nature": spoilt("not_a_choice", "opening", "state", "perdu"),
    "yes_for_a_name": spoilt("not_text", "products", "name", True),
    "unknown_product": spoilt("unknown_reference", "demands", "product", "masqe"),
    "unknown_workshop": spoilt("unknown_reference", "past_work", "workshop", "personne"),
    "unknown_operation": spoilt("unknown_reference", "frozen", "operation", "sewng"),
    "unknown_in_a_list": spoilt("unknown_reference", "stations", "operations", "sewing; x"),
    "blank_headcount": spoilt("required", "workshops", "headcount", None),
    "blank_due_date": spoilt("required", "demands", "due", None),
    "spaces_only": spoilt("required", "demands", "quantity", "   "),
    "blank_nature": spoilt("required", "opening", "state", None),
    "state_without_operation": spoilt("required", "opening", "operation", None),
    "state_with_needless_cell": spoilt("needless_cell", "opening", "material", "fabric"),
    "ratios_without_substitutes": spoilt("list_lengths", "bom", "ratios", "1; 2"),
    "more_starts_than_prices": spoilt("list_lengths", "offers", "from", "0; 500; 900"),
    "error_value": spoilt("error_value", "workshops", "headcount", "#REF!"),
    "division_by_zero": spoilt("error_value", "demands", "quantity", "#DIV/0!"),
    "formula_never_computed": spoilt("formula_without_value", "demands", "quantity", "=2*7"),
    "due_before_start": spoilt("problem.due_before_start", "demands", "due", date(2020, 4, 1)),
    "hub_without_delay": spoilt("too_small", "order", "hub_lead_time_weeks", 0),
    "unknown_fairness": spoilt("not_a_choice", "order", "fairness_key", "au hasard"),
    "frozen_half_week": spoilt("not_an_integer", "order", "frozen_weeks", "0,5"),
    "earliest_after_due": spoilt(
        "problem.earliest_after_due", "demands", "earliest", "1/6/2020", 3
    ),
    "begins_on_no_day": spoilt("not_a_date", "products", "not_before", "quand le patron sera là"),
}


@case
def blank_start(book: Book) -> Places:
    """Weeks without their year are not blamed for a start that is missing."""
    book.put("order", "start", None)
    book.put("frozen", "week", "S15")
    return {at(book, "required", "order", "start")}


@case
def missing_required_sheet(book: Book) -> Places:
    del book.wb["Ateliers"]
    return {("import.sheet_missing", "Ateliers", "")}


@case
def misspelt_sheet(book: Book) -> Places:
    book.wb["Ateliers"].title = "Attelliers"
    return {("import.sheet_near", "Attelliers", "")}


@case
def sheet_of_something_else(book: Book) -> Places:
    book.wb.create_sheet("Photos")["A1"] = "logo"
    return {("import.sheet_unknown", "Photos", "")}


@case
def same_sheet_twice(book: Book) -> Places:
    book.wb.create_sheet("Structures")["A1"] = "Nom"
    return {("import.sheet_duplicate", "Structures", "")}


@case
def sheet_without_header(book: Book) -> Places:
    ws = book.sheet("materials")
    ws.delete_rows(1)
    return {("import.header_missing", "Matières", "")}


@case
def no_row(book: Book) -> Places:
    ws = book.sheet("demands")
    ws.delete_rows(2, 10)
    # What was delivered names a milestone that is lost with the rest: not unknown.
    return {("import.no_row", "Jalons", "")}


@case
def misspelt_header(book: Book) -> Places:
    book.sheet("workshops")[book.name("workshops", "headcount", 1)] = "Efectif"
    return {at(book, "column_near", "workshops", "headcount", 1)}


@case
def misspelt_label(book: Book) -> Places:
    book.sheet("order")["A3"] = "Débout"
    return {("import.column_near", "Commande", "A3")}


@case
def unknown_header(book: Book) -> Places:
    book.sheet("products")["H1"] = "Couleur préférée"
    book.sheet("products")["H2"] = "bleu"
    return {("import.column_unknown", "Produits", "H1")}


@case
def duplicated_header(book: Book) -> Places:
    book.sheet("workshops")["Z1"] = "EFFECTIF"
    return {("import.column_duplicate", "Ateliers", "Z1")}


@case
def missing_required_column(book: Book) -> Places:
    ws = book.sheet("demands")
    ws.delete_cols(4)
    return {("import.column_missing", "Jalons", "")}


@case
def total_row(book: Book) -> Places:
    row = book.append("demands", id="TOTAL", quantity=7450)
    return {at(book, "total_row_skipped", "demands", "id", row)}


@case
def subtotal_row(book: Book) -> Places:
    row = book.append("workshops", name="Sous-total :", headcount=23)
    return {at(book, "total_row_skipped", "workshops", "name", row)}


@case
def merged_numbers(book: Book) -> Places:
    ws = book.sheet("workshops")
    first, last = (book.name("workshops", "headcount", row) for row in (2, 3))
    ws.merge_cells(f"{first}:{last}")
    return {at(book, "merged_cells", "workshops", "headcount")}


@case
def merged_references_are_repeated(book: Book) -> Places:
    ws = book.sheet("operations")
    ws.merge_cells("A2:A4")
    return {at(book, "merged_cells_repeated", "operations", "product")}


@case
def duplicate_product(book: Book) -> Places:
    row = book.append("products", id="mask", name="Masque bis", lot_size=50)
    return {at(book, "duplicate_id", "products", "id", row)}


@case
def two_routings_for_one_product(book: Book) -> Places:
    first = book.append("operations", product="mask", id="sewing", standard=4)
    second = book.append("operations", product="Masque à plis", id="finishing", standard=1)
    return {
        at(book, "duplicate_id", "operations", "id", first),
        at(book, "duplicate_id", "operations", "id", second),
    }


@case
def surprising_but_allowed(book: Book) -> Places:
    book.put("workshops", "absence_rate", "60 %")
    book.put("workshops", "working_days", 7)
    book.put("workshops", "weekly_hours", 7)
    book.put("products", "lot_size", 70, 3)
    book.put("capabilities", "pace", "1,5")
    return {
        at(book, "problem.lost_time_suspicious", "workshops", "absence_rate"),
        at(book, "problem.working_days_suspicious", "workshops", "working_days"),
        at(book, "problem.weekly_hours_suspicious", "workshops", "weekly_hours"),
        at(book, "problem.lots_incomplete", "products", "lot_size", 3),
        at(book, "problem.pace_suspicious", "capabilities", "pace"),
    }


@case
def thousands_or_decimals(book: Book) -> Places:
    book.put("workshops", "headcount", "2.000")
    book.put("products", "lot_size", "1.000")
    return {
        at(book, "doubtful", "workshops", "headcount"),
        at(book, "not_an_integer", "products", "lot_size"),
    }


@case
def workshop_with_two_names_of_one_id(book: Book) -> Places:
    row = book.append("workshops", name="VESTALI", kind="ACI", headcount=3, weekly_hours=26)
    return {at(book, "duplicate_id", "workshops", "name", row)}


@case
def duplicate_lane(book: Book) -> Places:
    row = book.append("lanes", workshops="vestali; fil-rouge", delivery_points="arras")
    return {at(book, "duplicate_row", "lanes", "workshops", row)}


@case
def duplicate_week(book: Book) -> Places:
    book.append("overrides", workshop="vestali", week="S18", headcount=4)
    row = book.append("overrides", workshop="Vestali", week="S18-2020", headcount=5)
    return {at(book, "duplicate_row", "overrides", "workshop", row)}


@case
def reversed_weeks(book: Book) -> Places:
    row = book.append("overrides", workshop="vestali", week="S18", last="S16", headcount=4)
    return {at(book, "reversed", "overrides", "last", row)}


@case
def reversed_closure(book: Book) -> Places:
    row = book.append("closures", workshops="vestali", first="10/05/2020", last="01/05/2020")
    return {at(book, "problem.closure_reversed", "closures", "last", row)}


@case
def ambiguous_name(book: Book) -> Places:
    book.put("workshops", "name", "Vestali", 3)
    book.put("stations", "host", "VESTALI ")
    return {at(book, "ambiguous_reference", "stations", "host")}


@case
def faulty_row_is_not_unknown(book: Book) -> Places:
    """Everything that names a faulty workshop stays unblamed."""
    book.put("workshops", "weekly_hours", "?")
    return {at(book, "not_hours", "workshops", "weekly_hours")}


@case
def row_without_id_is_not_unknown(book: Book) -> Places:
    book.put("materials", "id", None)
    book.put("materials", "name", None)
    return {at(book, "required", "materials", "name")}


@case
def faulty_operation_blames_nobody(book: Book) -> Places:
    book.put("operations", "standard", "?", 3)
    return {at(book, "not_minutes", "operations", "standard", 3)}


@case
def everything_at_once(book: Book) -> Places:
    """Faults of cells, references and meaning in one reading."""
    book.put("workshops", "headcount", "beaucoup")
    book.put("demands", "quantity", None)
    book.put("demands", "due", date(2020, 4, 1), 3)
    book.put("offers", "supplier", "toile du nord")
    book.put("order", "hub_cost_per_lot", "#N/A")
    return {
        at(book, "not_a_number", "workshops", "headcount"),
        at(book, "required", "demands", "quantity"),
        at(book, "problem.due_before_start", "demands", "due", 3),
        at(book, "problem.earliest_after_due", "demands", "earliest", 3),
        at(book, "unknown_reference", "offers", "supplier"),
        at(book, "error_value", "order", "hub_cost_per_lot"),
    }


@case
def guessed_values_are_said(book: Book) -> Places:
    book.put("workshops", "absence_rate", 12)
    book.put("demands", "due", 43952)
    book.put("suppliers", "fee", 15.005)
    return {
        at(book, "percent_guessed", "workshops", "absence_rate"),
        at(book, "date_guessed", "demands", "due"),
        at(book, "rounded", "suppliers", "fee"),
    }


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize(
    ("sheet", "column", "value", "suggestion"),
    [
        ("demands", "product", "masqe", "Masque à plis"),
        ("workshops", "kind", "ESTA", "ESAT"),
        ("workshops", "headcount", "env. 15", "15"),
        ("demands", "due", "04/25/2020", "25/04/2020"),
        ("products", "lot_size", "1.234", "1234"),
        ("workshops", "headcount", "beaucoup", ""),
    ],
)
def test_a_near_value_is_suggested(
    sheet: str, column: str, value: str, suggestion: str, tmp_path: Path
) -> None:
    book = Book(tmp_path / "commande.xlsx")
    book.put(sheet, column, value)
    _, found = book.read()
    assert [(d.params["read"], d.params["suggestion"]) for d in found] == [(value, suggestion)]


def test_what_repeats_a_name_is_said_where_the_name_stands(tmp_path: Path) -> None:
    book = Book(tmp_path / "commande.xlsx")
    book.put("workshops", "id", None)
    for column in ("id", "name", "kind", "headcount", "weekly_hours"):
        book.put("workshops", column, None)
    first = book.append("workshops", name="Vestali", kind="ACI", headcount=3, weekly_hours=26)
    again = book.append("workshops", name="VESTALI", kind="ACI", headcount=3, weekly_hours=26)
    _, found = book.read()
    [double] = [d for d in found if d.code == "import.duplicate_id"]
    assert double.source.cell == book.name("workshops", "name", again)
    assert double.params["first"] == book.name("workshops", "name", first)
    assert double.params["read"] == "VESTALI"


def test_suggestions_are_names_where_people_see_names(tmp_path: Path) -> None:
    book = Book(tmp_path / "commande.xlsx")
    book.put("demands", "product", "Masque à pli")
    book.put("workshops", "headcount", "3 OOO", 3)
    _, found = book.read()
    assert {d.params["read"]: d.params["suggestion"] for d in found} == {
        "Masque à pli": "Masque à plis",
        "3 OOO": "3000",
    }


def test_a_repeated_row_is_told_by_names(tmp_path: Path) -> None:
    book = Book(tmp_path / "commande.xlsx")
    said = {k: book.sheet("bom")[book.name("bom", k)].value for k in ("material", "operation")}
    book.append("bom", product="mask", quantity=1, **said)
    _, found = book.read()
    [double] = [d for d in found if d.code == "import.duplicate_row"]
    assert double.params["read"].split(" / ")[0] == "Masque à plis"
