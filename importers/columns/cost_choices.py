"""Values among which a cost workbook chooses, and other ways to say them."""

from __future__ import annotations

from importers.columns.declaration import Choice

PERIOD_USES = (
    Choice(
        value="labour",
        fr="production",
        en="production",
        also=("main-d'œuvre", "MOD", "main d'œuvre directe", "labour"),
    ),
    Choice(
        value="supervision",
        fr="encadrement technique",
        en="technical supervision",
        also=("encadrement", "encadrant technique", "MOI", "supervision"),
    ),
    Choice(
        value="overhead",
        fr="frais généraux",
        en="overhead",
        also=("structure", "frais de siège", "fonctionnement", "overheads"),
    ),
)
AID_BASES = (
    Choice(value="paid", fr="heures payées", en="paid hours", also=("payées", "rémunérées")),
    Choice(value="worked", fr="heures travaillées", en="worked hours", also=("travaillées",)),
)
EXPENSE_KINDS = (
    Choice(value="fixed", fr="frais fixes", en="fixed cost", also=("fixe", "forfait", "fixed")),
    Choice(value="transport", fr="transport", en="transport", also=("livraison", "port")),
    Choice(
        value="tests",
        fr="essais et certification",
        en="tests and certification",
        also=("essais", "tests", "certification", "laboratoire", "contrôle"),
    ),
    Choice(
        value="packaging",
        fr="conditionnement",
        en="packaging",
        also=("emballage", "notice", "étiquette"),
    ),
)
RATE_KINDS = (
    Choice(
        value="overhead_rate",
        fr="frais généraux",
        en="overhead rate",
        also=("taux de frais généraux", "frais généraux %", "overhead"),
    ),
    Choice(
        value="non_quality",
        fr="non-qualité",
        en="non-quality",
        also=("rebuts", "non qualité", "refus"),
    ),
    Choice(value="margin", fr="marge", en="margin", also=("marge %", "taux de marge ou de marque")),
    Choice(
        value="receipts_rule",
        fr="part maximale des recettes",
        en="largest part of receipts",
        also=("règle des recettes", "plafond de recettes ACI", "receipts rule"),
    ),
)
MARGIN_CONVENTIONS = (
    Choice(
        value="on_cost",
        fr="taux de marge (sur le coût)",
        en="markup (on cost)",
        also=("taux de marge", "sur le coût", "on_cost", "markup"),
    ),
    Choice(
        value="on_price",
        fr="taux de marque (sur le prix)",
        en="margin (on price)",
        also=("taux de marque", "sur le prix", "on_price"),
    ),
)
