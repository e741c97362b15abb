"""Optional sheets of the order workbook about money.

Conditions, VAT, suppliers' terms, common costs, agreed prices of opening stock.
"""

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
    ref,
    text,
)

CIRCUITS = (
    Choice(
        value="members_invoice",
        fr="chaque atelier facture",
        en="each member invoices",
        also=("chacun facture", "paiement direct", "members_invoice"),
    ),
    Choice(
        value="mandataire",
        fr="le mandataire facture",
        en="the mandataire invoices",
        also=("mandataire", "facture unique", "reversement"),
    ),
)
COMMON_KEYS = (
    Choice(
        value="receipts",
        fr="selon les recettes",
        en="by receipts",
        also=("recettes", "situations", "receipts", "au prorata des situations"),
    ),
    Choice(
        value="standard_minutes",
        fr="selon le temps gammé",
        en="by standard minutes",
        also=("temps gammé", "minutes gammées", "standard_minutes"),
    ),
    Choice(value="equal", fr="parts égales", en="equal parts", also=("égal", "equal")),
    Choice(
        value="agreed",
        fr="parts convenues",
        en="agreed parts",
        also=("convenu", "agreed", "agreed shares"),
    ),
)
SHARING_KEYS = (
    Choice(
        value="stand_alone_cost",
        fr="selon le coût de chacun seul",
        en="by stand-alone cost",
        also=("coût seul", "coût en achetant seul", "stand_alone_cost"),
    ),
    Choice(
        value="quantity",
        fr="selon les quantités",
        en="by quantity",
        also=("quantités", "quantité", "quantity"),
    ),
    Choice(value="equal", fr="parts égales", en="equal parts", also=("égal", "equal")),
    Choice(value="shapley", fr="valeur de Shapley", en="Shapley value", also=("shapley",)),
)

TERMS = Sheet(
    key="terms",
    fr="Conditions",
    en="Terms",
    also=("Conditions financières", "Conditions de règlement", "Payment terms"),
    columns=(
        choice(
            "circuit",
            CIRCUITS,
            "Circuit de facturation",
            "Invoicing circuit",
            "facturation",
            is_assumed=True,
            example="chaque atelier facture",
        ),
        ref("mandataire", "workshops", "Mandataire", "Lead member", "mandataire commun"),
        number(
            "buyer_days",
            Kind.INTEGER,
            "Délai de paiement du client",
            "Buyer payment term",
            "délai de paiement",
            "délai de règlement",
            unit="jours",
            is_assumed=True,
            example="30",
        ),
        number(
            "deposit",
            Kind.PERCENT,
            "Acompte",
            "Deposit",
            "avance",
            maximum=Decimal(1),
            example="20 %",
        ),
        day(
            "deposit_day",
            "Acompte versé le",
            "Deposit paid on",
            "date de l'acompte",
            example="06/04/2020",
        ),
        number(
            "penalty",
            Kind.DECIMAL,
            "Pénalité de retard",
            "Late penalty",
            "pénalités",
            unit="€ par unité et semaine",
            example="0,02",
        ),
        number(
            "wage_days",
            Kind.INTEGER,
            "Délai de paie",
            "Wage payment delay",
            "paie",
            unit="jours",
            example="15",
        ),
        choice(
            "common_key",
            COMMON_KEYS,
            "Clé des frais communs",
            "Common costs key",
            "clé du compte prorata",
            is_assumed=True,
        ),
        choice(
            "sharing_key",
            SHARING_KEYS,
            "Clé des achats groupés",
            "Joint purchasing key",
            "partage de l'économie",
            is_assumed=True,
        ),
        number(
            "emergency_factor",
            Kind.DECIMAL,
            "Prix de secours",
            "Emergency price",
            unit="× l'offre la plus chère",
            above=True,
            is_assumed=True,
            example="1,5",
        ),
        number(
            "validity_days",
            Kind.INTEGER,
            "Validité du devis",
            "Quotation validity",
            unit="jours",
            minimum=Decimal(1),
            is_assumed=True,
            example="30",
        ),
        Column(
            key="exclusions",
            kind=Kind.TEXTS,
            fr="Exclusions du devis",
            en="Quotation exclusions",
            also=("exclusions", "non compris"),
            example="lavage avant livraison",
        ),
        Column(
            key="opens_costs",
            kind=Kind.YES_NO,
            fr="Coûts ouverts au coordinateur",
            en="Costs open to the coordinator",
            also=("coûts ouverts",),
        ),
    ),
)

VAT_RATES = Sheet(
    key="vat_rates",
    fr="TVA",
    en="VAT",
    also=("Taux de TVA", "TVA des produits", "VAT rates"),
    columns=(
        ref("product", "products", "Produit", "Product", "article", example="Masque à plis"),
        number(
            "rate",
            Kind.PERCENT,
            "Taux de TVA",
            "VAT rate",
            "taux",
            "rate",
            required=True,
            maximum=Decimal(1),
            example="5,5 %",
        ),
        day(
            "since",
            "Livré à partir du",
            "Delivered from",
            "à partir du",
            "depuis",
            example="24/03/2020",
        ),
        text("source", "Source", "Source", "origine", example="arrêté du 7 mai 2020"),
    ),
)

SUPPLIER_TERMS = Sheet(
    key="supplier_terms",
    fr="Règlement fournisseurs",
    en="Supplier terms",
    also=("Règlements fournisseurs", "Conditions fournisseurs", "Paiement des fournisseurs"),
    columns=(
        ref(
            "suppliers",
            "suppliers",
            "Fournisseurs",
            "Suppliers",
            "fournisseur",
            "supplier",
            required=True,
            several=True,
            example="Toiles du Nord",
        ),
        number(
            "vat_rate",
            Kind.PERCENT,
            "TVA sur ses marchandises",
            "VAT on its goods",
            "taux de TVA",
            "TVA",
            required=True,
            maximum=Decimal(1),
            example="20 %",
        ),
        number(
            "payment_days",
            Kind.INTEGER,
            "Payé sous",
            "Paid within",
            "délai de paiement",
            "délai de règlement",
            unit="jours",
            example="30",
        ),
        number(
            "down_payment",
            Kind.PERCENT,
            "Part payée à la commande",
            "Part paid with the order",
            "acompte",
            "acompte à la commande",
            maximum=Decimal(1),
            example="30 %",
        ),
        text("source", "Source", "Source", "origine", example="devis du 24/03/2020"),
    ),
)

COMMON_EXPENSES = Sheet(
    key="common_expenses",
    fr="Frais communs",
    en="Common costs",
    also=("Compte prorata", "Frais de coordination", "Common expenses"),
    columns=(
        text(
            "label",
            "Dépense",
            "Expense",
            "libellé",
            "désignation",
            "nature",
            required=True,
            example="Coordination",
        ),
        number(
            "provisional",
            Kind.MONEY,
            "Montant prévu HT",
            "Provisional amount",
            "prévu",
            "montant",
            "montant HT",
            unit="€",
            required=True,
            places=2,
            example="2 400",
        ),
        number(
            "final",
            Kind.MONEY,
            "Montant définitif HT",
            "Final amount",
            "définitif",
            "réel",
            unit="€",
            places=2,
        ),
        ref("paid_by", "workshops", "Payé par", "Paid by", "avancé par", example="Vestali"),
        day("day", "Payé le", "Paid on", "date", example="30/04/2020"),
        text("source", "Source", "Source", "origine", example="convention de groupement"),
    ),
)

STOCK_PRICES = Sheet(
    key="stock_prices",
    fr="Prix du stock",
    en="Stock prices",
    also=("Prix du stock de départ", "Stock prêté", "Prix convenus du stock"),
    columns=(
        ref(
            "material",
            "materials",
            "Matière",
            "Material",
            "article",
            required=True,
            example="Élastique",
        ),
        ref("lender", "workshops", "Prêteur", "Lender", "prêté par", "atelier", example="Vestali"),
        number(
            "unit_price",
            Kind.MONEY,
            "Prix convenu HT",
            "Agreed price",
            "prix",
            "prix unitaire",
            "prix de cession",
            unit="€",
            required=True,
            example="0,10",
        ),
        text("source", "Source", "Source", "origine", example="convention de groupement"),
    ),
)

TERMS_SHEETS: tuple[Sheet, ...] = (
    TERMS,
    VAT_RATES,
    SUPPLIER_TERMS,
    COMMON_EXPENSES,
    STOCK_PRICES,
)
