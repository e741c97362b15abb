"""Money terms of the mask order: known to the whole consortium, part of the order workbook."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from optimizer.cost_parameters import CommonExpense, OrderTerms, SupplierTerms, VatRate

NORMAL = Decimal("0.2")


def mask_terms() -> OrderTerms:
    """One mandataire invoices and pays back; a fifth is paid at signature; conforming masks at 5.5 %."""
    return OrderTerms(
        vat_rates=(
            VatRate(
                rate=Decimal("0.055"),
                since=date(2020, 3, 24),
                source="masques conformes : loi 2020-473 du 25 avril 2020, arrêté du 7 mai 2020",
            ),
        ),
        suppliers=(
            _paid("lys", 30),
            _paid("maille", 30),
            # New customers pay before the goods leave, and the factory asks for a third in April.
            _paid("express", 0, "1"),
            _paid("escaut", 30, "0.3"),
        ),
        common_expenses=(
            CommonExpense(
                label="Coordination, assurance et compte commun",
                provisional_cents=398_000,
                paid_by="canal",
                day=date(2020, 9, 25),
                source="1 à 2,5 % des marchés, usage du compte prorata (NF P 03-001)",
            ),
            CommonExpense(
                label="Essais de filtration et de lavage, AFNOR SPEC S76-001",
                provisional_cents=145_000,
                paid_by="canal",
                day=date(2020, 4, 10),
                source="estimation pour l'exemple",
            ),
        ),
        circuit="mandataire",
        mandataire="canal",
        buyer_days=30,
        deposit=NORMAL,
        deposit_day=date(2020, 4, 6),
        penalty_per_unit_week=Decimal("0.02"),
        wage_days=15,
        exclusions=("lavage avant livraison", "livraison ailleurs qu'à l'entrepôt"),
    )


def _paid(supplier: str, days: int, down: str = "0") -> SupplierTerms:
    return SupplierTerms(
        supplier=supplier,
        vat_rate=NORMAL,
        payment_days=days,
        down_payment=Decimal(down),
        source="devis de mars 2020",
    )
