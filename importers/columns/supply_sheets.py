"""Sheets about materials, offers, the opening state, and what is assumed."""

from __future__ import annotations

from importers.columns.declaration import (
    Choice,
    Kind,
    Sheet,
    choice,
    day,
    number,
    own_id,
    ref,
    text,
    week,
)

BREAK_KINDS = (
    Choice(
        value="all_units",
        fr="toutes unités",
        en="all units",
        also=("all_units", "sur toutes les unités", "toutes les unités"),
    ),
    Choice(
        value="incremental",
        fr="par tranche",
        en="incremental",
        also=("progressif", "par tranches", "incrémental"),
    ),
)
BREAK_BASES = (
    Choice(value="order", fr="par commande", en="per order", also=("commande", "order")),
    Choice(
        value="total", fr="sur le total", en="on the total", also=("total", "accord-cadre", "cumul")
    ),
)

MATERIALS = Sheet(
    key="materials",
    fr="Matières",
    en="Materials",
    also=("Fournitures", "Matières et fournitures"),
    row_kind="object",
    columns=(
        own_id(example="tissu"),
        text("name", "Nom", "Name", "désignation", "matière", "material", example="Tissu"),
        text("unit", "Unité", "Unit", example="m"),
        number(
            "holding_cost",
            Kind.DECIMAL,
            "Coût de garde",
            "Holding cost",
            unit="€ par unité et semaine",
        ),
    ),
)

SUPPLIERS = Sheet(
    key="suppliers",
    fr="Fournisseurs",
    en="Suppliers",
    also=("Fournisseur",),
    row_kind="object",
    columns=(
        own_id(example="toiles-du-nord"),
        text(
            "name",
            "Nom",
            "Name",
            "fournisseur",
            "supplier",
            "raison sociale",
            example="Toiles du Nord",
        ),
        number(
            "fee",
            Kind.MONEY,
            "Frais par commande",
            "Fee per order",
            "port",
            "frais de port",
            unit="€",
            places=2,
            example="15",
        ),
        number(
            "minimum",
            Kind.MONEY,
            "Minimum de commande",
            "Minimum order",
            "franco",
            unit="€",
            places=2,
        ),
    ),
)

OFFERS = Sheet(
    key="offers",
    fr="Offres",
    en="Offers",
    also=("Devis", "Devis fournisseurs", "Tarifs"),
    row_kind="object",
    columns=(
        own_id(example="tissu-toiles"),
        ref(
            "supplier",
            "suppliers",
            "Fournisseur",
            "Supplier",
            required=True,
            example="Toiles du Nord",
        ),
        ref(
            "material",
            "materials",
            "Matière",
            "Material",
            "article",
            "désignation",
            required=True,
            example="Tissu",
        ),
        number(
            "from",
            Kind.DECIMALS,
            "À partir de",
            "From quantity",
            "quantités",
            "seuils",
            places=3,
            example="0; 500",
        ),
        number(
            "price",
            Kind.MONEYS,
            "Prix unitaire HT",
            "Unit price",
            "PU HT",
            "prix",
            "prix unitaire",
            unit="€",
            required=True,
            example="4,20; 3,80",
        ),
        choice(
            "break_kind",
            BREAK_KINDS,
            "Remise",
            "Break kind",
            "type de remise",
            example="toutes unités",
        ),
        choice(
            "break_basis",
            BREAK_BASES,
            "Seuils comptés",
            "Breaks counted",
            "base",
            example="par commande",
        ),
        number("minimum", Kind.DECIMAL, "Minimum", "Minimum", "quantité minimale", places=3),
        number(
            "multiple",
            Kind.DECIMAL,
            "Multiple",
            "Multiple",
            "conditionnement",
            "rouleau de",
            places=3,
            example="50",
        ),
        number("lead_time_weeks", Kind.INTEGER, "Délai", "Lead time", unit="semaines", example="2"),
        number(
            "weekly",
            Kind.DECIMAL,
            "Disponible par semaine",
            "Available per week",
            "max par semaine",
            places=3,
        ),
        number("total", Kind.DECIMAL, "Disponible en tout", "Available in all", "max", places=3),
        day("order_from", "Commander du", "Order from", "valable du"),
        day("order_until", "Commander jusqu'au", "Order until", "valable jusqu'au", "validité"),
    ),
)

AVAILABILITY = Sheet(
    key="availability",
    fr="Disponibilités",
    en="Availability",
    also=("Arrivages",),
    columns=(
        ref("offer", "offers", "Offre", "Offer", required=True, example="tissu-toiles"),
        week("week", "Semaine", "Week", required=True, example="S17 2020"),
        number(
            "quantity",
            Kind.DECIMAL,
            "Quantité",
            "Quantity",
            "qté",
            required=True,
            places=3,
            example="400",
        ),
    ),
)

STATES = (
    Choice(value="unit_stock", fr="stock", en="stock", also=("stock de pièces", "en-cours")),
    Choice(value="hub_transit", fr="en navette", en="in hub transit", also=("navette",)),
    Choice(
        value="lane_transit", fr="en livraison", en="on its way", also=("en route", "en transit")
    ),
    Choice(value="delivered", fr="livré", en="delivered", also=("livrés", "déjà livré")),
    Choice(
        value="material_stock", fr="stock matière", en="material stock", also=("matière en stock",)
    ),
    Choice(
        value="open_purchase", fr="achat en cours", en="open purchase", also=("commande en cours",)
    ),
    Choice(value="bought", fr="déjà acheté", en="already bought", also=("acheté",)),
)

# What a row of the opening state must say, and may say, by its nature.
STATE_COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "unit_stock": (("product", "operation"), ("workshop",)),
    "hub_transit": (("product", "operation", "arrival"), ()),
    "lane_transit": (("product", "delivery_point", "arrival"), ()),
    "delivered": (("demand",), ()),
    "material_stock": (("material",), ("workshop",)),
    "open_purchase": (("material", "arrival"), ("offer",)),
    "bought": (("offer",), ()),
}

OPENING = Sheet(
    key="opening",
    fr="Stock et en-cours",
    en="Opening state",
    also=("Stocks", "État initial", "Stock"),
    columns=(
        choice("state", STATES, "Nature", "What", "type", required=True, example="stock matière"),
        ref("workshop", "workshops", "Atelier", "Workshop", "prêteur", "lender"),
        ref("product", "products", "Produit", "Product"),
        ref(
            "operation", "operations", "Opération faite", "Operation done", "opération", "operation"
        ),
        ref("delivery_point", "delivery_points", "Point de livraison", "Delivery point"),
        ref("demand", "demands", "Jalon", "Milestone", "demande"),
        ref("material", "materials", "Matière", "Material", example="Tissu"),
        ref("offer", "offers", "Offre", "Offer"),
        number(
            "quantity", Kind.DECIMAL, "Quantité", "Quantity", "qté", required=True, example="60"
        ),
        week("arrival", "Arrivée", "Arrival", "semaine"),
    ),
)

PAST_WORK = Sheet(
    key="past_work",
    fr="Travail passé",
    en="Past work",
    also=("Déjà fait",),
    columns=(
        ref("workshop", "workshops", "Atelier", "Workshop", "structure", required=True),
        number(
            "standard",
            Kind.MINUTES,
            "Temps gammé fait",
            "Standard time done",
            "minutes",
            unit="min",
            places=3,
        ),
        number(
            "receipts",
            Kind.MONEY,
            "Recettes facturées",
            "Receipts invoiced",
            "recettes",
            unit="€",
            places=2,
        ),
        number("ramp_up_weeks", Kind.INTEGER, "Semaines de montée en charge", "Ramp-up weeks used"),
        number("headcount_weeks", Kind.DECIMAL, "Effectif × semaines", "Headcount × weeks"),
        number(
            "productive_minutes",
            Kind.MINUTES,
            "Minutes productives passées",
            "Productive minutes past",
            unit="min",
            places=3,
        ),
    ),
)

FROZEN = Sheet(
    key="frozen",
    fr="Productions figées",
    en="Frozen production",
    also=("Figé",),
    columns=(
        ref("workshop", "workshops", "Atelier", "Workshop", "structure", required=True),
        ref("product", "products", "Produit", "Product", required=True),
        ref("operation", "operations", "Opération", "Operation", required=True),
        week("week", "Semaine", "Week", required=True),
        number("units", Kind.DECIMAL, "Unités", "Units", "quantité", required=True, above=True),
    ),
)

ASSUMPTIONS = Sheet(
    key="assumptions",
    fr="Hypothèses",
    en="Assumptions",
    also=("Valeurs supposées",),
    by_hand=False,
    columns=(
        text("subject", "Objet", "Subject"),
        text("field", "Valeur de", "Field"),
        text("value", "Valeur retenue", "Value taken"),
        text("source", "Origine", "Source"),
    ),
)
