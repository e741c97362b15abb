"""Cost figures of the four ACI for 2022.

The aid is the one in force in spring 2022, as published; wages start from the SMIC of 2022; everything
else is an estimate with a plausible size, and says so in its source.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from examples.cost_figures import ESTIMATE, cost, euros, labour, ladder
from examples.hygiene_bags.order import ORDER, hygiene_bags
from optimizer.cost_parameters import (
    Aid,
    DatedRate,
    InKind,
    MemberCosts,
    OrderExpense,
    VatStatus,
)

SMIC, SMIC_SOURCE = "10.57", "SMIC brut de janvier 2022, 10,57 € de l'heure (à vérifier)"
AID_SOURCE = (
    "montant socle du 1er janvier au 30 avril 2022 (21 850 € ensuite) : directions.fr, septembre "
    "2022 ; 1 820 h payées par ETP : chantierecole.org"
)
FRANCHISE = "franchise des associations 2022 : 72 000 €, assistant-juridique.fr"
ACI_RULE = "recettes < 30 % des charges : Code du travail, D. 5132-34"
FIRST = date(2022, 1, 1)
PROBLEM = hygiene_bags()

# (workshop, paid, presence, worked and productive hours, supervision, rent and insurance,
#  accompaniment and administration, other receipts, cash)
FIGURES = (
    ("hirondelle", (5_408, 4_740, 4_200, 3_740), 21_000, 11_400, 17_000, 22_000, 8_600),
    ("helpe", (4_056, 3_530, 3_170, 2_790), 16_500, 8_200, 13_500, 17_500, 5_900),
    ("avesnes", (4_056, 3_530, 3_000, 2_640), 17_000, 9_000, 14_200, 19_000, 12_300),
    ("bocage", (2_704, 2_350, 2_070, 1_830), 11_500, 5_600, 9_400, 9_800, 3_100),
)


def bag_costs() -> tuple[MemberCosts, ...]:
    """The figures of the four workshops, in the order of the order workbook."""
    return tuple(_member(*figures) for figures in FIGURES)


def _member(
    workshop: str,
    steps: tuple[int, int, int, int],
    supervision: int,
    premises: int,
    others: int,
    other_receipts: int,
    cash: int,
) -> MemberCosts:
    hours = ladder(2022, *steps)
    period = (
        *labour(PROBLEM, workshop, hours, SMIC, SMIC_SOURCE),
        cost("Encadrement technique", "supervision", euros(supervision), hours),
        cost("Loyer, énergie, assurances", "overhead", euros(premises), hours),
        cost("Accompagnement et administration", "overhead", euros(others), hours),
    )
    return MemberCosts(
        workshop=workshop,
        order=ORDER,
        hours=hours,
        period_costs=period,
        aids=(
            Aid(
                label="Aide au poste ACI",
                cents_per_etp=euros(21_286),
                hours_per_etp=Decimal(1820),
                base="paid",
                since=FIRST,
                source=AID_SOURCE,
            ),
        ),
        expenses=(
            OrderExpense(
                label="Cartons et étiquettes",
                kind="packaging",
                cents_per_unit=Decimal("2.5"),
                since=FIRST,
                source=ESTIMATE,
            ),
            OrderExpense(
                label="Fil et aiguilles",
                kind="fixed",
                cents=euros(45),
                since=FIRST,
                source=ESTIMATE,
            ),
        ),
        in_kind=(
            (
                InKind(
                    label="Draps donnés par la blanchisserie, 2 600 m à 0,40 €",
                    cents=euros(1_040),
                    source=ESTIMATE,
                ),
            )
            if workshop == "hirondelle"
            else ()
        ),
        overhead_rate=DatedRate(value=Decimal(0), since=FIRST, source=ESTIMATE),
        non_quality=DatedRate(value=Decimal("0.01"), since=FIRST, source=ESTIMATE),
        margin=DatedRate(value=Decimal("0.02"), since=FIRST, source=ESTIMATE),
        margin_convention="on_cost",
        vat=VatStatus(
            is_liable=False,
            deduction=Decimal(0),
            franchise_cents=euros(72_000),
            other_receipts_cents=euros(other_receipts),
            source=FRANCHISE,
        ),
        receipts_rule=DatedRate(value=Decimal("0.3"), since=FIRST, source=ACI_RULE),
        annual_charges_cents=sum(c.cents for c in period),
        payment_days_suppliers=30,
        opening_cash_cents=euros(cash),
    )
