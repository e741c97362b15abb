"""Sheets about products: what they are, how they are made and of what."""

from __future__ import annotations

from decimal import Decimal

from importers.columns.declaration import (
    Kind,
    Sheet,
    number,
    own_id,
    ref,
    text,
)

PRODUCTS = Sheet(
    key="products",
    fr="Produits",
    en="Products",
    also=("Articles", "Produit"),
    row_kind="object",
    required=True,
    columns=(
        own_id(example="masque"),
        text("name", "Nom", "Name", "désignation", "produit", "product", example="Masque à plis"),
        number(
            "lot_size",
            Kind.INTEGER,
            "Taille de lot",
            "Lot size",
            "lot",
            "unités par lot",
            unit="unités",
            is_assumed=True,
            example="100",
        ),
        number("testing_weeks", Kind.INTEGER, "Semaines d'essais", "Testing weeks", "essais"),
        number(
            "selling_price",
            Kind.DECIMAL,
            "Prix de vente HT",
            "Selling price",
            "prix",
            "prix de vente",
            unit="€",
        ),
        number("weight", Kind.DECIMAL, "Poids", "Weight", "pondération"),
    ),
)

OPERATIONS = Sheet(
    key="operations",
    fr="Gammes",
    en="Routings",
    also=("Gamme", "Opérations", "Operations", "Gamme de montage"),
    required=True,
    columns=(
        ref("product", "products", "Produit", "Product", required=True, example="Masque à plis"),
        own_id("Code opération", "Operation code", "code", example="piquage"),
        text("name", "Opération", "Operation", "nom", "name", "désignation", example="Piquage"),
        number(
            "standard",
            Kind.MINUTES,
            "Temps gammé",
            "Standard time",
            "temps",
            "temps unitaire",
            "temps standard",
            unit="min",
            required=True,
            above=True,
            places=3,
            example="6",
        ),
        number(
            "yield_rate",
            Kind.PERCENT,
            "Taux de conformes",
            "Yield",
            "conformes",
            "conformes / faits",
            above=True,
            maximum=Decimal(1),
            example="98 %",
        ),
        number(
            "setup",
            Kind.MINUTES,
            "Mise en route",
            "Setup time",
            "temps de réglage",
            unit="min",
            places=3,
        ),
        number("setup_cost", Kind.MONEY, "Coût de mise en route", "Setup cost", unit="€", places=2),
        number(
            "rate", Kind.DECIMAL, "Tarif façon", "Façon rate", "façon", "prix de façon", unit="€"
        ),
    ),
)

BOM = Sheet(
    key="bom",
    fr="Nomenclature",
    en="Bill of materials",
    also=("Nomenclatures", "BOM", "Composants"),
    columns=(
        ref("product", "products", "Produit", "Product", required=True, example="Masque à plis"),
        ref(
            "material",
            "materials",
            "Matière",
            "Material",
            "composant",
            "fourniture",
            required=True,
            example="Tissu",
        ),
        number(
            "quantity",
            Kind.DECIMAL,
            "Quantité par unité",
            "Quantity per unit",
            "conso/pièce",
            "consommation",
            "quantité",
            "quantity",
            required=True,
            above=True,
            example="0,08",
        ),
        number(
            "waste_rate",
            Kind.PERCENT,
            "Chutes",
            "Waste",
            "% chute",
            "perte",
            "taux de chute",
            example="5 %",
        ),
        ref(
            "operation",
            "operations",
            "Opération",
            "Operation",
            "consommée à",
            is_assumed=True,
            example="Coupe",
        ),
        ref(
            "substitutes",
            "materials",
            "Remplaçants",
            "Substitutes",
            "remplaçant",
            "substitut",
            several=True,
        ),
        number(
            "ratios",
            Kind.DECIMALS,
            "Quantité du remplaçant pour 1",
            "Substitute per 1",
            "ratio",
            "ratios",
            above=True,
        ),
    ),
)

NEEDS = Sheet(
    key="needs",
    fr="Qualifications exigées",
    en="Required qualifications",
    also=("Normes exigées", "Exigences"),
    columns=(
        ref("product", "products", "Produit", "Product", required=True, example="Masque à plis"),
        text(
            "norm",
            "Norme",
            "Norm",
            "qualification",
            "standard",
            required=True,
            example="AFNOR SPEC S76-001",
        ),
        ref(
            "operations",
            "operations",
            "Opérations",
            "Operations",
            "opération",
            "operation",
            several=True,
            example="Piquage",
        ),
    ),
)
