"""What workshops call the lines of a cost sheet of their own, and where each goes in the cost workbook.

The names are those of the cost workbook, or say to which of its sheets the line goes: who confirms a
line reads what becomes of it. What follows from other lines, or belongs to the order, is known too, so
that it can be said instead of guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from importers.columns.cost_sheets import LADDER, MEMBER
from importers.columns.declaration import Column, Kind, Sheet, number

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a line goes: a cell of a sheet of labels, or a row of a table.

    Attributes:
        sheet: key of the sheet of the cost workbook.
        column: of the value.
        values: what else the row holds; of a rate, which one.
        also: cells of other sheets that the line says by its very name.
    """

    sheet: str
    column: str
    values: Mapping[str, object] = field(default_factory=dict)
    also: Mapping[tuple[str, str], object] = field(default_factory=dict)


def _words(text: str) -> list[str]:
    return [part.strip() for part in text.split("|")]


def _euros(key: str, fr: str, en: str, also: str) -> Column:
    return number(key, Kind.MONEY, fr, en, *_words(also), unit="€", places=2)


def _rate(key: str, fr: str, en: str, also: str) -> Column:
    return number(key, Kind.PERCENT, fr, en, *_words(also), maximum=_ONE)


# Cells of the cost workbook that a sheet of labels may hold under their own names.
_OWN: tuple[tuple[Sheet, tuple[str, ...]], ...] = (
    (
        LADDER,
        ("first", "last", "paid_hours", "presence_hours", "worked_hours", "productive_hours"),
    ),
    (
        MEMBER,
        (
            *("is_liable", "deduction", "franchise", "other_receipts"),
            *("annual_charges", "payment_days", "opening_cash"),
        ),
    ),
)
_LINES: tuple[tuple[Column, Target], ...] = (
    (
        _euros(
            "labour",
            "Coût de production de la période",
            "Production cost of the period",
            "salaires production | salaires de production | main d'œuvre directe | main d'œuvre | MOD | "
            "coût MOD | salaires MOD | salaires et charges | salaires bruts | masse salariale | "
            "salaires des salariés en insertion | salaires CDDI | salaires des couturières | "
            "salaires opérateurs | charges sociales | charges patronales | cotisations patronales | "
            "wages | direct labour",
        ),
        Target(sheet="period_costs", column="amount", values={"use": "labour"}),
    ),
    (
        _euros(
            "supervision",
            "Coût d'encadrement technique de la période",
            "Technical supervision of the period",
            "encadrement | encadrement technique | encadrant technique | salaire encadrant | "
            "salaires encadrants | salaires encadrement | salaire encadrant technique | "
            "main d'œuvre indirecte | MOI | chef d'atelier | supervision",
        ),
        Target(sheet="period_costs", column="amount", values={"use": "supervision"}),
    ),
    (
        _euros(
            "overhead",
            "Frais généraux de la période (montant)",
            "Overheads of the period (amount)",
            "frais généraux | frais de structure | frais de siège | frais de fonctionnement | "
            "charges de fonctionnement | charges indirectes | loyer | loyers | loyer et charges | "
            "énergie | électricité | chauffage | eau | assurance | assurances | entretien | "
            "maintenance | entretien des machines | amortissement | amortissements | "
            "fournitures d'atelier | petit outillage | petit matériel | téléphone | télécom | "
            "comptabilité | honoraires | frais administratifs | direction | administration | "
            "direction et administration | impôts et taxes | overheads | rent",
        ),
        Target(sheet="period_costs", column="amount", values={"use": "overhead"}),
    ),
    (
        _euros(
            "aid_per_etp",
            "Aide par ETP et par an",
            "Aid per FTE and year",
            "aide au poste par ETP | montant de l'aide par ETP | aide au poste annuelle par ETP",
        ),
        Target(sheet="aids", column="per_etp", values={}),
    ),
    (
        _euros(
            "aid_of_period",
            "Aides de la période (montant)",
            "Aids of the period (amount)",
            "aide au poste | aides au poste | aides | aide | subvention | subventions | "
            "subvention d'exploitation | aid | subsidies",
        ),
        Target(sheet="aids", column="per_period", values={"base": "paid"}),
    ),
    (
        _euros(
            "transport",
            "Transport pour la commande",
            "Transport for the order",
            "transport | livraison | navette | frais de port | frais de transport",
        ),
        Target(sheet="expenses", column="amount", values={"kind": "transport"}),
    ),
    (
        _euros(
            "packaging",
            "Conditionnement pour la commande",
            "Packaging for the order",
            "conditionnement | emballage | emballages | sachets | étiquettes | notices | packaging",
        ),
        Target(sheet="expenses", column="amount", values={"kind": "packaging"}),
    ),
    (
        _euros(
            "tests",
            "Essais pour la commande",
            "Tests for the order",
            "essais | essais et certification | tests | laboratoire | certification",
        ),
        Target(sheet="expenses", column="amount", values={"kind": "tests"}),
    ),
    (
        _euros(
            "transport_per_unit",
            "Transport, par unité",
            "Transport, per unit",
            "transport par unité | transport par pièce",
        ),
        Target(sheet="expenses", column="per_unit", values={"kind": "transport"}),
    ),
    (
        _euros(
            "packaging_per_unit",
            "Conditionnement, par unité",
            "Packaging, per unit",
            "conditionnement par unité | conditionnement par pièce",
        ),
        Target(sheet="expenses", column="per_unit", values={"kind": "packaging"}),
    ),
    (
        _euros(
            "tests_per_unit",
            "Essais, par unité",
            "Tests, per unit",
            "essais par unité | essais par pièce",
        ),
        Target(sheet="expenses", column="per_unit", values={"kind": "tests"}),
    ),
    (
        _euros(
            "in_kind",
            "Apport en nature",
            "Contribution in kind",
            "bénévolat | apports en nature | contributions volontaires | local prêté",
        ),
        Target(sheet="in_kind", column="amount"),
    ),
    (
        _rate(
            "overhead_rate",
            "Frais généraux (taux)",
            "Overheads (rate)",
            "frais généraux | frais généraux % | taux de frais généraux | FG % | % frais généraux",
        ),
        Target(sheet="cost_rates", column="value", values={"rate": "overhead_rate"}),
    ),
    (
        _rate(
            "non_quality",
            "Non-qualité (taux)",
            "Non-quality (rate)",
            "non-qualité | rebuts | taux de rebut | taux de rebuts | refus | % de rebut",
        ),
        Target(sheet="cost_rates", column="value", values={"rate": "non_quality"}),
    ),
    (
        _rate(
            "margin_on_cost",
            "Marge sur le coût (taux de marge)",
            "Markup on the cost",
            "taux de marge | marge | marge % | marge sur coût | marge sur le coût | markup",
        ),
        Target(
            sheet="cost_rates",
            column="value",
            values={"rate": "margin"},
            also={("cost_member", "margin_convention"): "on_cost"},
        ),
    ),
    (
        _rate(
            "margin_on_price",
            "Marge sur le prix (taux de marque)",
            "Margin on the price",
            "taux de marque | marge | marge % | marge sur prix | marge sur le prix de vente",
        ),
        Target(
            sheet="cost_rates",
            column="value",
            values={"rate": "margin"},
            also={("cost_member", "margin_convention"): "on_price"},
        ),
    ),
)

FREE_COSTS = Sheet(
    key="free_costs",
    fr="Fiche de coût libre",
    en="Free cost sheet",
    row_kind="labels",
    columns=(
        *(sheet.column(key) for sheet, keys in _OWN for key in keys),
        *(column for column, _ in _LINES),
    ),
)
TARGETS: Mapping[str, Target] = {
    **{key: Target(sheet=sheet.key, column=key) for sheet, keys in _OWN for key in keys},
    **{column.key: target for column, target in _LINES},
}
# Said of a unit (« 0,04 € / masque »), an expense is another column of the same sheet.
PER_UNIT: Mapping[str, str] = {
    key: f"{key}_per_unit" for key in ("transport", "packaging", "tests")
}
# What is worked out again, or what the order says: never taken from a workshop's own sheet.
DERIVED: tuple[str, ...] = tuple(
    _words(
        "taux horaire | coût horaire | coût minute | prix minute | coût de revient | prix de revient | "
        "coût de revient unitaire | coût total | prix de vente | prix de vente HT | prix de vente TTC | "
        "PV HT | PV TTC | PV | prix plancher | TVA | montant TVA | matières | coût matière | "
        "total matières | coût des matières | tissu | élastique | fil | temps | temps total | "
        "temps de fabrication | temps de coupe | coupe | piquage | couture | finition | emballage pièce | "
        "quantité | rendement | total | sous-total | résultat | bénéfice | coût de fabrication | "
        "seuil de rentabilité | hourly rate | selling price | total cost"
    )
)
