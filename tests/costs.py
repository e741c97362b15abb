"""Private figures of the three workshops of ``tests/plans.py`` and the money terms of their order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from optimizer import cost_parameters as money
from optimizer.cost_parameters import DatedRate, MemberCosts, OrderTerms

D = Decimal


def period(labour: int, supervision: int, overhead: int) -> tuple[money.PeriodCost, ...]:
    """Cents of a year for each use."""
    return (
        money.PeriodCost(label="Salaires et charges", use="labour", cents=labour, source="paie"),
        money.PeriodCost(
            label="Encadrement technique", use="supervision", cents=supervision, source="paie"
        ),
        money.PeriodCost(label="Loyer", use="overhead", cents=overhead, source="bail"),
    )


def ladder(paid: int, presence: int, worked: int, productive: int) -> money.HoursLadder:
    """Hours of the year 2019."""
    return money.HoursLadder(
        first=date(2019, 1, 1),
        last=date(2019, 12, 31),
        paid_hours=D(paid),
        presence_hours=D(presence),
        worked_hours=D(worked),
        productive_hours=D(productive),
        source="temps 2019",
    )


def rate(value: str) -> DatedRate:
    """A rate known since the start of 2020."""
    return DatedRate(value=D(value), since=date(2020, 1, 1), source="budget 2020")


def aci(**changes: Any) -> MemberCosts:
    """Vestali: 10 816 paid hours a year for 8 people; not liable to VAT; 19.50 € a productive hour."""
    costs = MemberCosts(
        workshop="vestali",
        hours=ladder(10_816, 9_400, 8_300, 7_200),
        # 7 200 h × 19.50 €
        period_costs=period(14_040_000, 3_600_000, 1_440_000),
        aids=(
            money.Aid(
                label="Aide au poste ACI",
                cents_per_etp=2_019_900,
                hours_per_etp=D(1_820),
                base="paid",
                source="2019",
            ),
        ),
        expenses=(
            money.OrderExpense(label="Camionnette", kind="transport", cents=4_000),
            money.OrderExpense(label="Essais", kind="tests", cents=9_000, product="mask"),
            money.OrderExpense(label="Sachets", kind="packaging", cents_per_unit=D("0.8")),
            money.OrderExpense(label="Petit outillage", kind="fixed", cents=2_500),
        ),
        in_kind=(money.InKind(label="Bénévoles", cents=12_000, source="fiche"),),
        overhead_rate=rate("0.02"),
        non_quality=rate("0.015"),
        margin=rate("0.05"),
        margin_convention="on_cost",
        vat=money.VatStatus(
            is_liable=False, franchise_cents=7_200_000, other_receipts_cents=5_000_000
        ),
        receipts_rule=rate("0.30"),
        annual_charges_cents=30_000_000,
    )
    return replace(costs, **changes)


def ei(**changes: Any) -> MemberCosts:
    """Fil rouge: 24 € a productive hour at the plan, 24.30 € by its figures; liable to VAT."""
    costs = MemberCosts(
        workshop="fil-rouge",
        hours=ladder(9_100, 8_000, 7_500, 7_000),
        period_costs=period(17_010_000, 3_150_000, 2_100_000),
        aids=(
            money.Aid(
                label="Aide au poste EI",
                cents_per_etp=1_052_000,
                hours_per_etp=D(1_505),
                base="worked",
                source="2019",
            ),
        ),
        expenses=(
            money.OrderExpense(label="Camionnette", kind="transport", cents=3_000),
            money.OrderExpense(label="Cartons", kind="packaging", cents_per_unit=D("1.1")),
        ),
        overhead_rate=rate("0"),
        non_quality=rate("0.01"),
        margin=rate("0.06"),
        margin_convention="on_price",
        vat=money.VatStatus(is_liable=True),
    )
    return replace(costs, **changes)


def esat(**changes: Any) -> MemberCosts:
    """ESAT de la Lys: 14 € a productive hour; recovers four fifths of its VAT."""
    costs = MemberCosts(
        workshop="esat-lys",
        hours=ladder(15_600, 13_500, 12_000, 10_000),
        period_costs=period(14_000_000, 4_000_000, 1_000_000),
        aids=(money.Aid(label="Aide au poste ESAT", cents_per_period=9_000_000, source="2019"),),
        overhead_rate=None,
        non_quality=rate("0.02"),
        margin=rate("0.04"),
        margin_convention="on_cost",
        vat=money.VatStatus(is_liable=True, deduction=D("0.8")),
    )
    return replace(costs, **changes)


def all_costs(**changes: MemberCosts) -> dict[str, MemberCosts]:
    """The figures of the three, some replaced (``fil_rouge=…``)."""
    found = {"vestali": aci(), "fil-rouge": ei(), "esat-lys": esat()}
    return found | {w.replace("_", "-"): costs for w, costs in changes.items()}


def order_terms(**changes: Any) -> OrderTerms:
    """Masks at 5.5 % since 24 March 2020, the rest at 20 %; two common expenses."""
    terms = OrderTerms(
        vat_rates=(
            money.VatRate(rate=D("0.20")),
            money.VatRate(product="mask", rate=D("0.055"), since=date(2020, 3, 24)),
        ),
        suppliers=(
            money.SupplierTerms(supplier="toiles", vat_rate=D("0.20"), source="devis"),
            money.SupplierTerms(supplier="merciers", vat_rate=D("0.20"), source="devis"),
        ),
        common_expenses=(
            money.CommonExpense(label="Coordination", provisional_cents=30_000, paid_by="vestali"),
            money.CommonExpense(label="Laboratoire", provisional_cents=10_000, final_cents=10_001),
        ),
    )
    return replace(terms, **changes)
