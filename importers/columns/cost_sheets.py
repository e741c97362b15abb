"""The cost workbook of one workshop: its private figures, never part of the order workbook."""

from __future__ import annotations

from decimal import Decimal

from importers.columns.cost_choices import (
    AID_BASES,
    EXPENSE_KINDS,
    MARGIN_CONVENTIONS,
    PERIOD_USES,
    RATE_KINDS,
)
from importers.columns.declaration import (
    Column,
    Kind,
    Sheet,
    choice,
    day,
    number,
    text,
    yes_no,
)

_ONE = Decimal(1)


def _source(example: str = "") -> Column:
    return text("source", "Source", "Source", "origine", "d'où vient le chiffre", example=example)


def _since(example: str = "01/01/2020") -> Column:
    return day("since", "Depuis le", "Since", "à partir du", "en vigueur le", example=example)


def _label(example: str) -> Column:
    return text(
        "label",
        "Libellé",
        "Label",
        "désignation",
        "intitulé",
        required=True,
        example=example,
    )


def _euros(
    key: str, fr: str, en: str, *also: str, required: bool = False, example: str = ""
) -> Column:
    return number(
        key,
        Kind.MONEY,
        fr,
        en,
        *also,
        unit="€",
        required=required,
        places=2,
        example=example,
    )


def _hours(key: str, fr: str, en: str, *also: str, example: str) -> Column:
    return number(key, Kind.HOURS, fr, en, *also, unit="h", example=example)


MEMBER = Sheet(
    key="cost_member",
    fr="Fiche de coût",
    en="Cost sheet",
    also=("Fiche", "Fiche de coût de revient", "Atelier et TVA"),
    row_kind="labels",
    required=True,
    columns=(
        text(
            "workshop",
            "Atelier",
            "Workshop",
            "structure",
            "code de l'atelier",
            required=True,
            example="vestali",
        ),
        text("order", "Commande", "Order", "code de la commande", example="masques-2020"),
        yes_no("is_liable", "Assujetti à la TVA", "Liable to VAT", "TVA", "assujettissement"),
        number(
            "deduction",
            Kind.PERCENT,
            "Part de TVA récupérée sur les achats",
            "Part of input VAT recovered",
            "droit à déduction",
            "prorata de TVA",
            maximum=_ONE,
            example="100 %",
        ),
        _euros(
            "franchise",
            "Seuil de franchise de TVA",
            "VAT exemption ceiling",
            "franchise",
            example="72 000",
        ),
        _euros(
            "other_receipts",
            "Autres recettes de l'année",
            "Other receipts of the year",
            "autres recettes",
            example="38 000",
        ),
        text(
            "vat_source",
            "Source du statut de TVA",
            "Source of the VAT status",
            example="expert-comptable, 2019",
        ),
        choice(
            "margin_convention",
            MARGIN_CONVENTIONS,
            "Sens de la marge",
            "Meaning of the margin",
            "convention de marge",
            example="taux de marge (sur le coût)",
        ),
        _euros(
            "annual_charges",
            "Charges annuelles du chantier",
            "Annual charges of the site",
            "charges de l'ACI",
            "charges annuelles",
            example="310 000",
        ),
        number(
            "payment_days",
            Kind.INTEGER,
            "Délai pour payer ses fournisseurs",
            "Days to pay its suppliers",
            "délai fournisseurs",
            unit="jours",
            example="30",
        ),
        number(
            "opening_cash",
            Kind.MONEY,
            "Trésorerie au début",
            "Cash at the start",
            "trésorerie",
            unit="€",
            minimum=None,
            places=2,
            example="12 000",
        ),
    ),
)

LADDER = Sheet(
    key="cost_hours",
    fr="Heures",
    en="Hours",
    also=("Échelle des heures", "Heures de la période", "Hours ladder"),
    row_kind="labels",
    columns=(
        day("first", "Période du", "Period from", "début de période", example="01/01/2020"),
        day("last", "Période au", "Period to", "fin de période", example="31/12/2020"),
        _hours(
            "paid_hours",
            "Heures payées",
            "Paid hours",
            "heures rémunérées",
            "payées",
            example="18 928",
        ),
        _hours(
            "presence_hours",
            "Heures de présence",
            "Presence hours",
            "présence",
            "présentes",
            example="16 380",
        ),
        _hours(
            "worked_hours",
            "Heures travaillées",
            "Worked hours",
            "travaillées",
            "heures effectives",
            example="14 090",
        ),
        _hours(
            "productive_hours",
            "Heures productives",
            "Productive hours",
            "productives",
            "temps productif",
            example="12 400",
        ),
        _source("paie 2019 et planning 2020"),
    ),
)

PERIOD_COSTS = Sheet(
    key="period_costs",
    fr="Coûts de la période",
    en="Costs of the period",
    also=("Charges de la période", "Coûts", "Charges"),
    columns=(
        _label("Salaires des salariés en insertion"),
        choice(
            "use",
            PERIOD_USES,
            "Pour",
            "For",
            "emploi",
            "usage",
            required=True,
            example="production",
        ),
        _euros(
            "amount",
            "Montant de la période",
            "Amount of the period",
            "montant",
            "coût",
            "total",
            required=True,
            example="192 000",
        ),
        _since(),
        _source("journal de paie"),
    ),
)

AIDS = Sheet(
    key="aids",
    fr="Aides",
    en="Aids",
    also=("Aides au poste", "Subventions", "Aides et subventions"),
    columns=(
        _label("Aide au poste ACI, montant socle"),
        _euros(
            "per_etp", "Par ETP et par an", "Per FTE and year", "montant par ETP", example="20 441"
        ),
        _hours(
            "hours_per_etp",
            "Heures d'un ETP",
            "Hours of an FTE",
            "base annuelle",
            "base",
            example="1 820",
        ),
        choice(
            "base",
            AID_BASES,
            "Heures comptées",
            "Hours counted",
            "sur quelles heures",
            example="heures payées",
        ),
        number(
            "share",
            Kind.PERCENT,
            "Part des heures aidées",
            "Part of the hours aided",
            "part aidée",
            maximum=_ONE,
            example="100 %",
        ),
        _euros("per_period", "Ou montant de la période", "Or amount of the period", "forfait"),
        _since(),
        day("until", "Jusqu'au", "Until", "fin", example="31/12/2020"),
        _source("arrêté fixant les montants 2020"),
    ),
)

EXPENSES = Sheet(
    key="expenses",
    fr="Dépenses de la commande",
    en="Order expenses",
    also=("Dépenses", "Frais de la commande", "Frais directs"),
    columns=(
        _label("Sachets et notices"),
        choice(
            "kind",
            EXPENSE_KINDS,
            "Nature",
            "Kind",
            "type",
            required=True,
            example="conditionnement",
        ),
        _euros("amount", "Montant HT", "Amount", "montant", "forfait", example="600"),
        number(
            "per_unit",
            Kind.MONEY,
            "Montant par unité HT",
            "Amount per unit",
            "par unité",
            "par pièce",
            unit="€",
            example="0,045",
        ),
        text("product", "Produit", "Product", "article", example="masque-adulte"),
        _since(),
        _source("devis du 20/03/2020"),
    ),
)

IN_KIND = Sheet(
    key="in_kind",
    fr="Apports en nature",
    en="Contributions in kind",
    also=("Bénévolat", "Contributions volontaires", "Dons en nature"),
    columns=(
        _label("Local prêté par la commune"),
        _euros("amount", "Valeur", "Value", "montant", required=True, example="1 200"),
        _source("convention de mise à disposition"),
    ),
)

RATES = Sheet(
    key="cost_rates",
    fr="Taux",
    en="Rates",
    also=("Taux et marge", "Frais généraux et marge"),
    columns=(
        choice(
            "rate",
            RATE_KINDS,
            "Quel taux",
            "Which rate",
            "taux",
            "nom",
            required=True,
            example="marge",
        ),
        number(
            "value",
            Kind.PERCENT,
            "Valeur",
            "Value",
            "pourcentage",
            "%",
            required=True,
            maximum=_ONE,
            example="4 %",
        ),
        _since(),
        _source("décision du conseil d'administration"),
    ),
)

COST_SHEETS: tuple[Sheet, ...] = (
    MEMBER,
    LADDER,
    PERIOD_COSTS,
    AIDS,
    EXPENSES,
    IN_KIND,
    RATES,
)
COST_SHEET_BY_KEY = {s.key: s for s in COST_SHEETS}

COST_INSTRUCTION_KEYS = (
    "cost_instructions.title",
    "cost_instructions.purpose",
    "cost_instructions.private",
    "cost_instructions.hours",
    "cost_instructions.costs",
    "cost_instructions.aids",
    "cost_instructions.missing",
    "cost_instructions.source",
    "cost_instructions.numbers",
    "cost_instructions.example",
    "cost_instructions.required",
)


def cost_text_keys() -> tuple[str, ...]:
    """Every key that a cost template asks of its texts, in the order of the workbook."""
    keys = list(COST_INSTRUCTION_KEYS)
    for sheet in COST_SHEETS:
        keys.append(f"sheet.{sheet.key}.help")
        keys += [f"column.{sheet.key}.{c.key}.help" for c in sheet.columns]
    return tuple(keys)
