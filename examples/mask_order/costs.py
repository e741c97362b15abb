"""What each workshop of the mask order would keep to itself: its cost figures for 2020.

Aids are those in force in spring 2020, as published; wages start from the SMIC of 2020; everything
else is an estimate with a plausible size, and says so in its source.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from examples.cost_figures import ESTIMATE, cost, euros, labour, ladder
from examples.mask_order.order import ADULT, ORDER, mask_order
from optimizer.cost_parameters import (
    Aid,
    DatedRate,
    InKind,
    MemberCosts,
    OrderExpense,
    PeriodCost,
    VatStatus,
)

SMIC = "10.15"
SMIC_SOURCE = "SMIC brut 2020, 10,15 € de l'heure (à vérifier)"
WAGE_SOURCE = "salaire horaire moyen, estimation à partir du SMIC 2020 (10,15 €, à vérifier)"
IAE_2020 = "montant socle 2020 : associatheque.fr, « Aide au poste 2020 »"
EA_2020 = "arrêté du 5 février 2020 : associatheque.fr, « Entreprises adaptées, montants 2020 »"
ETP_ACI = "1 820 h payées par ETP : chantierecole.org"
ETP_EI = "1 505 h travaillées par ETP depuis 2014 (à vérifier)"
FRANCHISE = "franchise des associations 2020 : 72 000 €, assistant-juridique.fr"
ACI_RULE = "recettes < 30 % des charges : Code du travail, D. 5132-34"
ACI_RULE_RAISED = "portée à 50 % par le préfet : Code du travail, D. 5132-34"
YEAR, FIRST, LAST = 2020, date(2020, 1, 1), date(2020, 12, 31)
PROBLEM = mask_order()


def mask_costs() -> tuple[MemberCosts, ...]:
    """The figures of the five workshops, in the order of the order workbook."""
    return (_clochers(), _canal(), _terrils(), _bobine(), _dunes())


def _clochers() -> MemberCosts:
    # Paid 14 × 26 h × 52; a site that already sells 48 000 € of mending: 52 000 € are left under
    # its rule, the ceiling that the order workbook gives.
    hours = ladder(YEAR, paid=18_928, presence=16_400, worked=14_100, productive=12_410)
    period = (
        *labour(PROBLEM, "clochers", hours, SMIC, SMIC_SOURCE),
        cost("Encadrants techniques, 1,5 ETP", "supervision", euros(49_500), hours),
        cost("Loyer et énergie de l'atelier", "overhead", euros(24_000), hours),
        cost("Assurances et entretien des machines", "overhead", euros(9_376), hours),
        cost("Accompagnement socioprofessionnel", "overhead", euros(26_000), hours),
        cost("Direction et comptabilité", "overhead", euros(21_000), hours),
    )
    return MemberCosts(
        workshop="clochers",
        order=ORDER,
        hours=hours,
        period_costs=period,
        aids=(
            _aci(),
            Aid(
                label="Subvention du Département à l'insertion",
                cents_per_period=euros(22_000),
                since=FIRST,
                until=LAST,
                source=ESTIMATE,
            ),
        ),
        expenses=(
            *_usual_expenses("0.045"),
            _fixed("Lames et matelas de coupe", 420),
        ),
        in_kind=(
            InKind(
                label="Salle de coupe prêtée par la commune, six mois",
                cents=euros(2_400),
                source=ESTIMATE,
            ),
        ),
        overhead_rate=_rate("0"),
        non_quality=_rate("0.02"),
        margin=_rate("0.03"),
        margin_convention="on_cost",
        vat=VatStatus(is_liable=True, other_receipts_cents=euros(48_000), source=ESTIMATE),
        receipts_rule=DatedRate(value=Decimal("0.3"), since=FIRST, source=ACI_RULE),
        annual_charges_cents=_total(period),
        payment_days_suppliers=30,
        opening_cash_cents=euros(21_500),
    )


def _canal() -> MemberCosts:
    hours = ladder(YEAR, paid=16_380, presence=14_250, worked=13_110, productive=11_800)
    return MemberCosts(
        workshop="canal",
        order=ORDER,
        hours=hours,
        period_costs=(
            *labour(PROBLEM, "canal", hours, "12.35", WAGE_SOURCE),
            cost("Chef d'atelier, 1 ETP", "supervision", euros(36_000), hours),
            cost("Loyer et énergie de l'atelier", "overhead", euros(19_800), hours),
            cost("Machines : location et entretien", "overhead", euros(8_600), hours),
            cost("Accompagnement et administration", "overhead", euros(27_500), hours),
        ),
        aids=(_ei("0.75"),),
        expenses=(
            *_usual_expenses("0.04"),
            _fixed("Gabarits et plieuses pour les plis", 650),
        ),
        overhead_rate=_rate("0.04"),
        non_quality=_rate("0.015"),
        margin=_rate("0.05"),
        margin_convention="on_price",
        vat=VatStatus(is_liable=True, other_receipts_cents=euros(310_000), source=ESTIMATE),
        payment_days_suppliers=30,
        opening_cash_cents=euros(34_000),
    )


def _terrils() -> MemberCosts:
    hours = ladder(YEAR, paid=14_560, presence=12_670, worked=11_530, productive=10_840)
    return MemberCosts(
        workshop="terrils",
        order=ORDER,
        hours=hours,
        period_costs=(
            *labour(PROBLEM, "terrils", hours, "14.60", WAGE_SOURCE),
            cost("Monitrice d'atelier, 1 ETP", "supervision", euros(37_500), hours),
            cost("Loyer, énergie, assurances", "overhead", euros(26_400), hours),
            cost("Direction et administration", "overhead", euros(24_000), hours),
        ),
        aids=(
            _ea("Aide au poste EA, moins de 50 ans", 15_585, "0.6"),
            _ea("Aide au poste EA, de 50 à 55 ans", 15_787, "0.2"),
        ),
        expenses=_usual_expenses("0.05"),
        in_kind=(
            InKind(
                label="Bénévoles à la mise en sachets, 40 h au SMIC",
                cents=40_600,
                source=SMIC_SOURCE,
            ),
        ),
        overhead_rate=_rate("0.03"),
        non_quality=_rate("0.02"),
        margin=_rate("0.05"),
        margin_convention="on_cost",
        vat=VatStatus(is_liable=True, other_receipts_cents=euros(420_000), source=ESTIMATE),
        payment_days_suppliers=45,
        opening_cash_cents=euros(52_000),
    )


def _bobine() -> MemberCosts:
    # Exempt so far; with its part of this order its receipts would pass the ceiling.
    hours = ladder(YEAR, paid=8_112, presence=6_900, worked=6_050, productive=5_400)
    period = (
        *labour(PROBLEM, "bobine", hours, SMIC, SMIC_SOURCE),
        cost("Encadrante technique, 0,75 ETP", "supervision", euros(24_000), hours),
        cost("Loyer et énergie", "overhead", euros(13_500), hours),
        cost("Assurances et entretien", "overhead", euros(5_200), hours),
        cost("Accompagnement socioprofessionnel", "overhead", euros(11_000), hours),
        cost("Comptabilité et siège", "overhead", euros(9_000), hours),
    )
    return MemberCosts(
        workshop="bobine",
        order=ORDER,
        hours=hours,
        period_costs=period,
        aids=(_aci(),),
        expenses=(
            *_usual_expenses("0.05"),
            OrderExpense(
                label="Essais de ses propres échantillons",
                kind="tests",
                cents=euros(480),
                product=ADULT,
                since=date(2020, 4, 14),
                source=ESTIMATE,
            ),
        ),
        in_kind=(
            InKind(label="Surjeteuse prêtée par un lycée", cents=euros(350), source=ESTIMATE),
        ),
        overhead_rate=_rate("0"),
        non_quality=_rate("0.03"),
        margin=_rate("0.02"),
        margin_convention="on_cost",
        vat=VatStatus(
            is_liable=False,
            deduction=Decimal(0),
            franchise_cents=euros(72_000),
            other_receipts_cents=euros(61_500),
            source=FRANCHISE,
        ),
        receipts_rule=DatedRate(value=Decimal("0.5"), since=FIRST, source=ACI_RULE_RAISED),
        annual_charges_cents=_total(period),
        payment_days_suppliers=30,
        opening_cash_cents=euros(4_200),
    )


def _dunes() -> MemberCosts:
    hours = ladder(YEAR, paid=7_280, presence=6_330, worked=5_950, productive=5_475)
    return MemberCosts(
        workshop="dunes",
        order=ORDER,
        hours=hours,
        period_costs=(
            *labour(PROBLEM, "dunes", hours, "12.10", WAGE_SOURCE),
            cost("Encadrement, 0,4 ETP", "supervision", euros(14_400), hours),
            cost("Loyer et énergie", "overhead", euros(9_600), hours),
            cost("Assurances, comptabilité, accompagnement", "overhead", euros(12_800), hours),
        ),
        aids=(_ei("0.7"),),
        expenses=(
            *_usual_expenses("0.045"),
            _fixed("Formation au modèle à plis", 500),
        ),
        overhead_rate=_rate("0.05"),
        non_quality=_rate("0.02"),
        margin=_rate("0.06"),
        margin_convention="on_price",
        vat=VatStatus(is_liable=True, other_receipts_cents=euros(120_000), source=ESTIMATE),
        payment_days_suppliers=30,
        opening_cash_cents=euros(9_800),
    )


# -- what several have -----------------------------------------------------------------------------


def _aci() -> Aid:
    return Aid(
        label="Aide au poste ACI",
        cents_per_etp=euros(20_441),
        hours_per_etp=Decimal(1820),
        base="paid",
        since=FIRST,
        until=LAST,
        source=f"{IAE_2020} ; {ETP_ACI}",
    )


def _ei(share: str) -> Aid:
    return Aid(
        label="Aide au poste EI",
        cents_per_etp=euros(10_646),
        hours_per_etp=Decimal(1505),
        base="worked",
        share_of_hours=Decimal(share),
        since=FIRST,
        until=LAST,
        source=f"{IAE_2020} ; {ETP_EI} ; part des heures : estimation",
    )


def _ea(label: str, amount: int, share: str) -> Aid:
    return Aid(
        label=label,
        cents_per_etp=euros(amount),
        hours_per_etp=Decimal(1820),
        base="paid",
        share_of_hours=Decimal(share),
        since=FIRST,
        until=LAST,
        source=f"{EA_2020} ; 1 820 h payées et part des heures : estimation",
    )


def _usual_expenses(packing: str) -> tuple[OrderExpense, ...]:
    return (
        OrderExpense(
            label="Sachet, notice et étiquette",
            kind="packaging",
            cents_per_unit=Decimal(packing) * 100,
            since=date(2020, 3, 30),
            source=ESTIMATE,
        ),
        OrderExpense(
            label="Retours de cartons et courses",
            kind="transport",
            cents=euros(120),
            since=date(2020, 3, 30),
            source=ESTIMATE,
        ),
    )


def _fixed(label: str, amount: int) -> OrderExpense:
    return OrderExpense(
        label=label, kind="fixed", cents=euros(amount), since=date(2020, 3, 30), source=ESTIMATE
    )


def _rate(value: str) -> DatedRate:
    return DatedRate(value=Decimal(value), since=FIRST, source=ESTIMATE)


def _total(period: tuple[PeriodCost, ...]) -> int:
    return sum(c.cents for c in period)
