"""The money terms of an order: what they name, what they repeat, and what cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from optimizer import dossier
from optimizer.cost_parameters import OrderTerms
from optimizer.diagnostics import Severity
from optimizer.problem import Problem
from optimizer.validation import check_problem
from tests.builders import at, rich_problem, terms

RICH = rich_problem()
TERMS = terms()
VAT, SUPPLIER, EXPENSE = TERMS.vat_rates, TERMS.suppliers, TERMS.common_expenses
STOCK = TERMS.stock_prices

WRONG: list[tuple[str, str, OrderTerms]] = [
    ("unknown_product", "", terms(vat_rates=at(VAT, 1, product="masks"))),
    ("unknown_supplier", "", terms(suppliers=at(SUPPLIER, 0, supplier="toiles"))),
    ("unknown_workshop", "", terms(mandataire="personne")),
    ("unknown_workshop", "Coordination", terms(common_expenses=at(EXPENSE, 0, paid_by="x"))),
    ("duplicate_vat_rate", "mask", terms(vat_rates=(*VAT, VAT[1]))),
    ("duplicate_supplier_terms", "toiles-du-nord", terms(suppliers=SUPPLIER * 2)),
    ("mandataire_missing", "", terms(mandataire="")),
    ("unnamed_expense", "", terms(common_expenses=at(EXPENSE, 0, label=" "))),
    ("negative_number", "", terms(buyer_days=-1)),
    ("negative_number", "", terms(wage_days=-1)),
    ("negative_number", "", terms(penalty_per_unit_week=Decimal(-1))),
    ("negative_number", "toiles-du-nord", terms(suppliers=at(SUPPLIER, 0, payment_days=-1))),
    ("negative_number", "Banque", terms(common_expenses=at(EXPENSE, 1, provisional_cents=-1))),
    ("negative_number", "Banque", terms(common_expenses=at(EXPENSE, 1, final_cents=-1))),
    ("not_positive", "", terms(validity_days=0)),
    ("not_positive", "", terms(emergency_factor=Decimal(0))),
    ("share_out_of_range", "", terms(deposit=Decimal("1.2"))),
    ("share_out_of_range", "mask", terms(vat_rates=at(VAT, 1, rate=Decimal("5.5")))),
    (
        "share_out_of_range",
        "toiles-du-nord",
        terms(suppliers=at(SUPPLIER, 0, vat_rate=Decimal(20))),
    ),
    (
        "share_out_of_range",
        "toiles-du-nord",
        terms(suppliers=at(SUPPLIER, 0, down_payment=Decimal(-1))),
    ),
    ("unknown_material", "", terms(stock_prices=at(STOCK, 0, material="silk"))),
    ("unknown_workshop", "fabric", terms(stock_prices=at(STOCK, 0, lender="x"))),
    ("duplicate_stock_price", "fabric", terms(stock_prices=(*STOCK, STOCK[0]))),
    ("negative_number", "fabric", terms(stock_prices=at(STOCK, 0, unit_price=Decimal(-1)))),
    ("date_out_of_range", "", terms(deposit_day=date(1020, 4, 6))),
    ("unusable_number", "", terms(deposit=Decimal("NaN"))),
]
DOUBTFUL = [
    (
        "stock_price_of_nothing",
        "fabric",
        terms(stock_prices=at(STOCK, 0, lender="fil-rouge")),
    ),
    ("deposit_without_day", "", terms(deposit_day=None)),
    ("vat_rate_suspicious", "mask", terms(vat_rates=at(VAT, 1, rate=Decimal("0.55")))),
    (
        "supplier_vat_suspicious",
        "toiles-du-nord",
        terms(suppliers=at(SUPPLIER, 0, vat_rate=Decimal("0.9"))),
    ),
]


def with_terms(given: OrderTerms | None) -> Problem:
    return replace(RICH, payments=given)


@pytest.mark.parametrize("given", [None, OrderTerms(), TERMS], ids=["none", "usual", "all"])
def test_sound_terms_have_no_fault(given: OrderTerms | None) -> None:
    assert check_problem(with_terms(given)) == ()


@pytest.mark.parametrize(("code", "subject", "given"), WRONG)
def test_wrong_terms_are_refused(code: str, subject: str, given: OrderTerms) -> None:
    # A name that nobody bears is also a price for stock that nobody has.
    found = [d for d in check_problem(with_terms(given)) if d.severity is Severity.ERROR]
    assert [(d.code, d.subject) for d in found] == [(f"problem.{code}", subject)]


@pytest.mark.parametrize(("code", "subject", "given"), DOUBTFUL)
def test_doubtful_terms_are_said(code: str, subject: str, given: OrderTerms) -> None:
    found = check_problem(with_terms(given))
    assert [(d.code, d.subject, d.severity) for d in found] == [
        (f"problem.{code}", subject, Severity.WARNING)
    ]


@pytest.mark.parametrize("given", [None, OrderTerms(), TERMS], ids=["none", "usual", "all"])
def test_terms_travel_in_json(given: OrderTerms | None) -> None:
    problem = with_terms(given)
    assert dossier.problem_from_json(dossier.problem_to_json(problem)) == (problem, ())


def test_unknown_and_wrong_fields_of_the_terms_are_refused() -> None:
    text = dossier.problem_to_json(RICH)
    for wrong, code in (
        (text.replace('"wage_days": 10', '"wage_day": 10'), "import.json_unknown_field"),
        (text.replace('"deposit": "0.15"', '"deposit": 0.15'), "import.json_type"),
        (text.replace('"circuit": "mandataire"', '"circuit": "pigeon"'), "import.json_choice"),
    ):
        assert wrong != text
        problem, found = dossier.problem_from_json(wrong)
        assert problem is None
        assert code in {d.code for d in found}


def test_the_schema_tells_the_terms() -> None:
    defined = dossier.schema("problem")["$defs"]
    assert {"OrderTerms", "VatRate", "SupplierTerms", "CommonExpense"} <= set(defined)
