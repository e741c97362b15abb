"""Money terms of the order: optional sheets, exact there and back, every fault in its cell."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import get_args

import openpyxl
import pytest

from importers.builder import read_problem
from importers.columns import SHEET_BY_KEY, Language
from importers.template import write_problem
from optimizer.cost_parameters import (
    Circuit,
    CommonKey,
    OrderTerms,
    SharingKey,
    StockPrice,
    VatRate,
)
from optimizer.opening import MaterialStock
from optimizer.problem import Problem
from tests import builders
from tests.importers.workbooks import Book, places

RICH = builders.rich_problem()
MONEY = ("Conditions", "TVA", "Règlement fournisseurs", "Frais communs", "Prix du stock")


def there_and_back(problem: Problem, path: Path, language: Language = "fr") -> Problem | None:
    assert write_problem(problem, path, language) == ()
    return read_problem(path)[0]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "terms",
    [
        None,
        OrderTerms(),
        builders.terms(),
        builders.terms(circuit="members_invoice", mandataire="", common_expenses=()),
        OrderTerms(vat_rates=(VatRate(rate=Decimal(0)),)),
    ],
    ids=["none", "usual", "all", "no_mandataire", "no_vat"],
)
def test_terms_round_trip(terms: OrderTerms | None, language: Language, tmp_path: Path) -> None:
    problem = replace(RICH, payments=terms)
    assert there_and_back(problem, tmp_path / "o.xlsx", language) == problem


def test_suppliers_on_the_same_terms_share_a_row(tmp_path: Path) -> None:
    given = builders.terms().suppliers[0]
    others = [s.id for s in RICH.suppliers if s.id != given.supplier]
    suppliers = (given, *(replace(given, supplier=s) for s in others))
    problem = replace(RICH, payments=builders.terms(suppliers=suppliers))
    path = tmp_path / "o.xlsx"
    assert there_and_back(problem, path) == problem
    assert len(suppliers) > 1
    assert openpyxl.load_workbook(path)["Règlement fournisseurs"].max_row == 2


def test_without_a_row_nothing_is_said_of_money(tmp_path: Path) -> None:
    path = tmp_path / "o.xlsx"
    write_problem(RICH, path)
    wb = openpyxl.load_workbook(path)
    for title in MONEY:
        del wb[title]
    wb.save(path)
    found, diagnostics = read_problem(path)
    assert diagnostics == ()
    assert found == replace(RICH, payments=None)


def test_what_is_left_blank_is_usual_and_listed(tmp_path: Path) -> None:
    book = Book(tmp_path / "o.xlsx", builders.rich_problem(payments=None))
    book.append("vat_rates", rate="5,5 %")
    problem, _ = book.read()
    assert problem is not None
    assert problem.payments == OrderTerms(vat_rates=(VatRate(rate=Decimal("0.055")),))
    listed = {a.field: a.value for a in problem.assumptions}
    assert listed["payments.buyer_days"] == "30"
    assert listed["payments.emergency_factor"] == "1.5"
    assert listed["payments.circuit"] == "members_invoice"


@pytest.mark.parametrize(
    ("column", "literal"),
    [("circuit", Circuit), ("common_key", CommonKey), ("sharing_key", SharingKey)],
)
def test_choices_are_those_of_the_terms(column: str, literal: object) -> None:
    choices = SHEET_BY_KEY["terms"].column(column).choices
    assert {c.value for c in choices} == set(get_args(literal))


SPOILT = {
    "deposit_above_all": ("import.too_big", "terms", "deposit", "120 %", 2),
    "mandataire_unknown": ("import.unknown_reference", "terms", "mandataire", "personne", 2),
    "mandataire_missing": ("problem.mandataire_missing", "terms", "mandataire", None, 2),
    "circuit_unknown": ("import.not_a_choice", "terms", "circuit", "par pigeon", 2),
    "half_a_day": ("import.not_an_integer", "terms", "buyer_days", 30.5, 2),
    "free_in_emergency": ("import.too_small", "terms", "emergency_factor", 0, 2),
    "product_unknown": ("import.unknown_reference", "vat_rates", "product", "masqe", 3),
    "rate_missing": ("import.required", "vat_rates", "rate", None, 2),
    "rate_of_an_invoice": ("problem.vat_rate_suspicious", "vat_rates", "rate", "55 %", 3),
    "supplier_unknown": (
        "import.unknown_reference",
        "supplier_terms",
        "suppliers",
        "Toiles du Sud",
        2,
    ),
    "suppliers_rate": ("problem.supplier_vat_suspicious", "supplier_terms", "vat_rate", "90 %", 2),
    "nameless_expense": ("import.required", "common_expenses", "label", None, 2),
    "nobody_paid": ("import.unknown_reference", "common_expenses", "paid_by", "personne", 2),
    "amount_in_words": ("import.not_money", "common_expenses", "provisional", "un peu", 3),
    "stock_of_what": ("import.unknown_reference", "stock_prices", "material", "soie", 2),
    "stock_of_whom": ("import.unknown_reference", "stock_prices", "lender", "personne", 2),
    "stock_for_nothing": ("import.required", "stock_prices", "unit_price", None, 2),
    "stock_nobody_lends": (
        "problem.stock_price_of_nothing",
        "stock_prices",
        "lender",
        "fil-rouge",
        2,
    ),
    "deposit_some_day": ("problem.deposit_without_day", "terms", "deposit_day", None, 2),
}


@pytest.mark.parametrize("case", SPOILT)
def test_a_fault_is_found_in_its_cell(case: str, tmp_path: Path) -> None:
    code, sheet, column, value, row = SPOILT[case]
    book = Book(tmp_path / "o.xlsx", RICH)
    book.put(sheet, column, value, row)
    _, found = book.read()
    title = book.sheet(sheet).title
    assert places(found) == {(code, title, book.name(sheet, column, row))}


def test_conditions_are_said_once(tmp_path: Path) -> None:
    book = Book(tmp_path / "o.xlsx", RICH)
    row = book.append("terms", buyer_days=60)
    problem, found = book.read()
    assert problem is None
    assert [d.code for d in found] == ["import.duplicate_row"]
    assert found[0].source.sheet == "Conditions"
    assert found[0].source.cell.endswith(str(row))


def test_what_is_said_twice_is_refused(tmp_path: Path) -> None:
    book = Book(tmp_path / "o.xlsx", RICH)
    vat = book.append("vat_rates", rate="10 %")
    paid = book.append("supplier_terms", suppliers="toiles-du-nord", vat_rate="20 %")
    _, found = book.read()
    assert {(d.code, d.source.sheet, d.source.cell[1:]) for d in found} == {
        ("import.duplicate_row", "TVA", str(vat)),
        ("import.duplicate_row", "Règlement fournisseurs", str(paid)),
    }


def test_a_price_of_stock_alone_is_a_money_term(tmp_path: Path) -> None:
    lent = MaterialStock(material="elastic", thousandths=400_000, lender="vestali")
    problem = builders.opened(builders.rich_problem(payments=None), materials=(lent,))
    book = Book(tmp_path / "o.xlsx", problem)
    book.append("stock_prices", material="elastic", lender="vestali", unit_price="0,08 €")
    read, found = book.read()
    assert found == ()
    assert read is not None
    assert read.payments is not None
    assert read.payments.stock_prices == (
        StockPrice(material="elastic", lender="vestali", unit_price=Decimal("0.08")),
    )
    assert there_and_back(read, tmp_path / "again.xlsx") == read


def test_an_exclusion_on_two_lines_is_two(tmp_path: Path) -> None:
    problem = replace(RICH, payments=builders.terms(exclusions=("a\nb",)))
    found = write_problem(problem, tmp_path / "o.xlsx")
    assert [d.params["expected"] for d in found] == ["no_semicolon_nor_line_break"]
    book = Book(tmp_path / "o.xlsx", RICH)
    book.put("terms", "exclusions", " lavage\n\n livraison ; montage ")
    read, _ = book.read()
    assert read is not None
    assert read.payments is not None
    assert read.payments.exclusions == ("lavage", "livraison ; montage")
