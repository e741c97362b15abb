"""Sheets about what is asked for: the order, its milestones, the products and how they are made."""

from __future__ import annotations

from decimal import Decimal

from importers.columns.declaration import (
    Choice,
    Column,
    Kind,
    Sheet,
    choice,
    day,
    number,
    own_id,
    ref,
    text,
    yes_no,
)

FAIRNESS_KEYS = (
    Choice(value="headcount", fr="effectif", en="headcount", also=("effectifs", "au prorata")),
    Choice(
        value="productive_minutes",
        fr="minutes productives",
        en="productive minutes",
        also=("productive_minutes", "temps productif"),
    ),
    Choice(value="equal", fr="parts égales", en="equal", also=("égal", "equal shares")),
    Choice(value="agreed", fr="parts convenues", en="agreed", also=("convenu", "agreed shares")),
)

# Where public holidays differ: the codes are those of the calendar library.
ZONES = (
    Choice(value="FR", fr="France", en="France", also=("métropole", "hexagone")),
    Choice(value="57", fr="Moselle", en="Moselle"),
    Choice(value="6AE", fr="Alsace", en="Alsace", also=("Alsace-Moselle", "GES")),
    Choice(value="971", fr="Guadeloupe", en="Guadeloupe"),
    Choice(value="972", fr="Martinique", en="Martinique"),
    Choice(value="973", fr="Guyane", en="French Guiana"),
    Choice(value="974", fr="La Réunion", en="Réunion", also=("Réunion",)),
    Choice(value="976", fr="Mayotte", en="Mayotte"),
)

ORDER = Sheet(
    key="order",
    fr="Commande",
    en="Order",
    also=("Plan", "Marché", "Problem"),
    row_kind="labels",
    required=True,
    columns=(
        own_id("Code du plan", "Plan code", "code", example="masques-62"),
        text("title", "Titre", "Title", "intitulé", "objet", example="90 000 masques"),
        day(
            "start",
            "Début",
            "Start",
            "date de début",
            "démarrage",
            "start date",
            required=True,
            example="30/03/2020",
        ),
        number(
            "late_tail_weeks",
            Kind.INTEGER,
            "Semaines après la dernière échéance",
            "Weeks after the last due date",
            "semaines de retard possibles",
            "late tail",
            maximum=Decimal(520),
            is_assumed=True,
            example="8",
        ),
        day(
            "purchase_from",
            "Achats à partir du",
            "Purchases from",
            "commander à partir du",
            example="16/03/2020",
        ),
        choice(
            "fairness_key",
            FAIRNESS_KEYS,
            "Clé de partage",
            "Fairness key",
            "clé de répartition",
            "clé d'équité",
            "répartition",
            is_assumed=True,
            example="effectif",
        ),
        yes_no(
            "automatic_holidays",
            "Jours fériés automatiques",
            "Automatic public holidays",
            is_assumed=True,
        ),
        choice(
            "holiday_zone",
            ZONES,
            "Zone des jours fériés",
            "Public holiday zone",
            "zone",
            example="France",
        ),
        Column(
            key="public_holidays",
            kind=Kind.DATES,
            fr="Autres jours fériés",
            en="Other public holidays",
            also=("jours fériés", "public holidays"),
            example="13/04/2020; 01/05/2020",
        ),
        yes_no(
            "has_hub",
            "Navette entre ateliers",
            "Hub between workshops",
            "navette",
            "hub",
            is_assumed=True,
        ),
        number(
            "hub_lead_time_weeks",
            Kind.INTEGER,
            "Délai de la navette",
            "Hub lead time",
            "délai entre ateliers",
            unit="semaines",
            minimum=Decimal(1),
            is_assumed=True,
            example="1",
        ),
        number(
            "hub_cost_per_lot",
            Kind.MONEY,
            "Coût de la navette par lot",
            "Hub cost per lot",
            "coût navette",
            unit="€",
            places=2,
            is_assumed=True,
            example="4,50",
        ),
        yes_no(
            "assume_lanes",
            "Trajets supposés si aucun n'est donné",
            "Lanes assumed when none is given",
            "trajets supposés",
        ),
        number("frozen_weeks", Kind.INTEGER, "Semaines figées", "Frozen weeks"),
    ),
)

DEMANDS = Sheet(
    key="demands",
    fr="Jalons",
    en="Milestones",
    also=("Échéances", "Livraisons attendues", "Demands", "Demandes"),
    row_kind="object",
    required=True,
    columns=(
        own_id(example="avril"),
        ref(
            "product",
            "products",
            "Produit",
            "Product",
            "article",
            required=True,
            example="Masque à plis",
        ),
        number(
            "quantity",
            Kind.DECIMAL,
            "Quantité",
            "Quantity",
            "qté",
            "nombre",
            "unités",
            "units",
            required=True,
            above=True,
            example="15 000",
        ),
        day(
            "due",
            "Échéance",
            "Due",
            "pour le",
            "date de livraison",
            "livrer le",
            "due date",
            "date limite",
            required=True,
            example="30/04/2020",
        ),
        number(
            "priority",
            Kind.INTEGER,
            "Priorité",
            "Priority",
            minimum=Decimal(1),
            is_assumed=True,
            example="1",
        ),
        ref(
            "delivery_point",
            "delivery_points",
            "Point de livraison",
            "Delivery point",
            "livrer à",
            "lieu",
            is_assumed=True,
            example="Arras",
        ),
        day("earliest", "Pas avant le", "Not before", "au plus tôt", "earliest"),
        ref("order", "orders", "Commande client", "Customer order", "commande", "order"),
    ),
)

DELIVERY_POINTS = Sheet(
    key="delivery_points",
    fr="Points de livraison",
    en="Delivery points",
    also=("Lieux de livraison", "Livraison"),
    row_kind="object",
    columns=(
        own_id(example="arras"),
        text("name", "Nom", "Name", "lieu", "désignation", example="Arras"),
        number(
            "holding_cost",
            Kind.DECIMAL,
            "Coût de garde",
            "Holding cost",
            "coût de stockage",
            unit="€ par unité et semaine",
        ),
    ),
)

ORDERS = Sheet(
    key="orders",
    fr="Commandes clients",
    en="Customer orders",
    also=("Orders", "Commandes"),
    row_kind="object",
    columns=(
        own_id(example="departement"),
        text("name", "Nom", "Name", "intitulé", "désignation", example="Masques pour les agents"),
        text(
            "customer", "Client", "Customer", "donneur d'ordre", "acheteur", example="Département"
        ),
    ),
)
