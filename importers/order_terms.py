"""Money terms of the order: from the lines of its optional sheets, and back to their rows.

A workbook where none of these sheets holds a row says nothing about money.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from importers.assumed import Assumed
from importers.scalars import cents, from_cents
from optimizer.cost_parameters import (
    CommonExpense,
    OrderTerms,
    StockPrice,
    SupplierTerms,
    VatRate,
)
from optimizer.problem import ZERO

Values = Mapping[str, Any]
Lines = Mapping[str, list[tuple[str, Values]]]
RowValues = dict[str, Any]

# Fields that a blank leaves at their usual value, which is then listed: source without "assumed.".
_USUAL = {
    "circuit": "terms_usual",
    "buyer_days": "buyer_days",
    "common_key": "terms_usual",
    "sharing_key": "sharing_key",
    "emergency_factor": "emergency_factor",
    "validity_days": "terms_usual",
}
_BLANK: Values = {}
_SHEETS = ("terms", "vat_rates", "supplier_terms", "common_expenses", "stock_prices")


def terms_of(lines: Lines, order: str, assumed: Assumed) -> OrderTerms | None:
    """The money terms that lines say; None when no sheet about money holds a row.

    Args:
        order: id of the plan, the subject of what has to be assumed.
    """
    if not any(lines[key] for key in _SHEETS):
        return None
    said = next((values for _, values in lines["terms"]), _BLANK)
    usual = OrderTerms()
    given = {
        field: assumed.unless_given(
            order, f"payments.{field}", said.get(field), getattr(usual, field), source
        )
        for field, source in _USUAL.items()
    }
    return OrderTerms(
        **given,
        vat_rates=tuple(
            VatRate(
                product=v["product"] or "",
                rate=v["rate"],
                since=v["since"],
                source=v["source"] or "",
            )
            for _, v in lines["vat_rates"]
        ),
        suppliers=tuple(
            SupplierTerms(
                supplier=supplier,
                vat_rate=v["vat_rate"],
                payment_days=v["payment_days"] or 0,
                down_payment=v["down_payment"] or ZERO,
                source=v["source"] or "",
            )
            for _, v in lines["supplier_terms"]
            for supplier in v["suppliers"]
        ),
        common_expenses=tuple(
            CommonExpense(
                label=v["label"],
                provisional_cents=cents(v["provisional"]),
                final_cents=None if v["final"] is None else cents(v["final"]),
                paid_by=v["paid_by"] or "",
                day=v["day"],
                source=v["source"] or "",
            )
            for _, v in lines["common_expenses"]
        ),
        stock_prices=tuple(
            StockPrice(
                material=v["material"],
                unit_price=v["unit_price"],
                lender=v["lender"] or "",
                source=v["source"] or "",
            )
            for _, v in lines["stock_prices"]
        ),
        mandataire=said.get("mandataire") or "",
        deposit=said.get("deposit") or ZERO,
        deposit_day=said.get("deposit_day"),
        penalty_per_unit_week=said.get("penalty") or ZERO,
        wage_days=said.get("wage_days") or 0,
        exclusions=said.get("exclusions") or (),
        opens_costs_to_coordinator=bool(said.get("opens_costs")),
    )


def rows_of_terms(terms: OrderTerms | None) -> dict[str, list[RowValues]]:
    """The rows of the sheets about money; every usual value is written, so that none is assumed."""
    if terms is None:
        return {key: [] for key in _SHEETS}
    return {
        "terms": [
            {
                **{field: getattr(terms, field) for field in _USUAL},
                "mandataire": terms.mandataire,
                "deposit": terms.deposit or None,
                "deposit_day": terms.deposit_day,
                "penalty": terms.penalty_per_unit_week or None,
                "wage_days": terms.wage_days or None,
                "exclusions": terms.exclusions,
                "opens_costs": terms.opens_costs_to_coordinator or None,
            }
        ],
        "vat_rates": [
            {"product": r.product, "rate": r.rate, "since": r.since, "source": r.source}
            for r in terms.vat_rates
        ],
        "supplier_terms": _supplier_rows(terms.suppliers),
        "common_expenses": [
            {
                "label": e.label,
                "provisional": from_cents(e.provisional_cents),
                "final": None if e.final_cents is None else from_cents(e.final_cents),
                "paid_by": e.paid_by,
                "day": e.day,
                "source": e.source,
            }
            for e in terms.common_expenses
        ],
        "stock_prices": [
            {
                "material": p.material,
                "lender": p.lender,
                "unit_price": p.unit_price,
                "source": p.source,
            }
            for p in terms.stock_prices
        ],
    }


def _supplier_rows(suppliers: tuple[SupplierTerms, ...]) -> list[RowValues]:
    """Neighbours on the same terms share a row."""

    def said(s: SupplierTerms) -> tuple[Any, ...]:
        return s.vat_rate, s.payment_days, s.down_payment, s.source

    rows = []
    for (vat_rate, payment_days, down_payment, source), alike in groupby(suppliers, key=said):
        rows.append(
            {
                "suppliers": tuple(s.supplier for s in alike),
                "vat_rate": vat_rate,
                "payment_days": payment_days or None,
                "down_payment": down_payment or None,
                "source": source,
            }
        )
    return rows
