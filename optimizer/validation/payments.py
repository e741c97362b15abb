"""The money terms of the order, where it has any: each said once, and within what can be meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from optimizer.diagnostics import Diagnostic, error, warning
from optimizer.validation.facts import Facts

HIGH_VAT = Decimal("0.25")


def duplicate_vat_rate(facts: Facts) -> Iterator[Diagnostic]:
    """A product has two VAT rates from the same day on."""
    terms = facts.problem.payments
    keys = Counter((r.product, r.since) for r in terms.vat_rates) if terms else {}
    for (product, since), count in keys.items():
        if count > 1:
            yield error("problem.duplicate_vat_rate", product, since=since or "", count=count)


def duplicate_supplier_terms(facts: Facts) -> Iterator[Diagnostic]:
    """A supplier is paid in two ways."""
    terms = facts.problem.payments
    keys = Counter(s.supplier for s in terms.suppliers) if terms else {}
    for supplier, count in keys.items():
        if count > 1:
            yield error("problem.duplicate_supplier_terms", supplier, count=count)


def mandataire_missing(facts: Facts) -> Iterator[Diagnostic]:
    """The mandataire invoices, and nobody says which workshop that is."""
    terms = facts.problem.payments
    if terms and terms.circuit == "mandataire" and not terms.mandataire:
        yield error("problem.mandataire_missing")


def deposit_without_day(facts: Facts) -> Iterator[Diagnostic]:
    """A deposit is agreed and the day on which it comes is not."""
    terms = facts.problem.payments
    if terms and terms.deposit > 0 and terms.deposit_day is None:
        yield warning("problem.deposit_without_day", deposit=terms.deposit)


def unnamed_expense(facts: Facts) -> Iterator[Diagnostic]:
    """A common expense does not say what it is for."""
    terms = facts.problem.payments
    for position, expense in enumerate(terms.common_expenses if terms else (), start=1):
        if not expense.label.strip():
            yield error("problem.unnamed_expense", position=position)


def vat_rate_suspicious(facts: Facts) -> Iterator[Diagnostic]:
    """A VAT rate on sales is above any that exists in France."""
    terms = facts.problem.payments
    for r in terms.vat_rates if terms else ():
        if HIGH_VAT < r.rate <= 1:
            yield warning("problem.vat_rate_suspicious", r.product, value=r.rate)


def supplier_vat_suspicious(facts: Facts) -> Iterator[Diagnostic]:
    """A VAT rate on purchases is above any that exists in France."""
    terms = facts.problem.payments
    for s in terms.suppliers if terms else ():
        if HIGH_VAT < s.vat_rate <= 1:
            yield warning("problem.supplier_vat_suspicious", s.supplier, value=s.vat_rate)


def duplicate_stock_price(facts: Facts) -> Iterator[Diagnostic]:
    """The same opening stock has two agreed prices."""
    terms = facts.problem.payments
    keys = Counter((p.material, p.lender) for p in terms.stock_prices) if terms else {}
    for (material, lender), count in keys.items():
        if count > 1:
            yield error("problem.duplicate_stock_price", material, lender=lender, count=count)


def stock_price_of_nothing(facts: Facts) -> Iterator[Diagnostic]:
    """A price is agreed for stock that nobody has or lends: it will never be paid."""
    terms, opening = facts.problem.payments, facts.problem.opening
    there = {(s.material, s.lender) for s in opening.materials}
    there |= {(p.material, "") for p in opening.purchases}
    for p in terms.stock_prices if terms else ():
        if (p.material, p.lender) not in there:
            yield warning("problem.stock_price_of_nothing", p.material, lender=p.lender)


RULES = (
    duplicate_vat_rate,
    duplicate_supplier_terms,
    mandataire_missing,
    deposit_without_day,
    unnamed_expense,
    vat_rate_suspicious,
    supplier_vat_suspicious,
    duplicate_stock_price,
    stock_price_of_nothing,
)
