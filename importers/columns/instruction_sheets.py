"""Sheets of what was decided beside the order: work held, work ruled out, the plan in force."""

from __future__ import annotations

from importers.columns.declaration import Kind, Sheet, number, ref, week

PINS = Sheet(
    key="pins",
    fr="Affectations imposées",
    en="Pinned work",
    also=("Imposé", "Affectations fixées"),
    columns=(
        ref(
            "workshop",
            "workshops",
            "Atelier",
            "Workshop",
            "structure",
            required=True,
            example="Vestali",
        ),
        ref("product", "products", "Produit", "Product", required=True, example="Masque adulte"),
        ref("operation", "operations", "Opération", "Operation", required=True, example="Couture"),
        week(
            "first", "De", "From", "première semaine", "semaine", required=True, example="S17 2020"
        ),
        week("last", "À", "To", "dernière semaine", "jusqu'à", example="S18 2020"),
        number(
            "units",
            Kind.DECIMAL,
            "Unités",
            "Units",
            "quantité",
            required=True,
            above=True,
            example="600",
        ),
    ),
)

BANS = Sheet(
    key="bans",
    fr="Affectations exclues",
    en="Excluded work",
    also=("Exclu", "Affectations interdites"),
    columns=(
        ref(
            "workshop",
            "workshops",
            "Atelier",
            "Workshop",
            "structure",
            required=True,
            example="Vestali",
        ),
        ref("product", "products", "Produit", "Product", example="Masque enfant"),
        ref("operation", "operations", "Opération", "Operation"),
        week("first", "De", "From", "première semaine", "semaine"),
        week("last", "À", "To", "dernière semaine", "jusqu'à"),
    ),
)

IN_FORCE = Sheet(
    key="in_force",
    fr="Plan en vigueur",
    en="Plan in force",
    by_hand=False,
    columns=(
        ref("workshop", "workshops", "Atelier", "Workshop", "structure", required=True),
        ref("product", "products", "Produit", "Product", required=True),
        ref("operation", "operations", "Opération", "Operation", required=True),
        week("week", "Semaine", "Week", required=True),
        number("units", Kind.DECIMAL, "Unités", "Units", "quantité", required=True, above=True),
    ),
)

INSTRUCTION_SHEETS = (PINS, BANS, IN_FORCE)
