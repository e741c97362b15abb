"""Sheets that keep what was received and is no part of the plan: joint orders, production done."""

from __future__ import annotations

from importers.columns.declaration import Kind, Sheet, day, number, ref, text, week

REQUESTS = Sheet(
    key="requests",
    fr="Commandes groupées",
    en="Joint orders",
    also=("Commande groupée", "Bons de commande groupés"),
    by_hand=False,
    columns=(
        ref("workshop", "workshops", "Atelier", "Workshop", "structure", required=True),
        ref("material", "materials", "Matière", "Material", "article", required=True),
        number("quantity", Kind.DECIMAL, "Quantité", "Quantity", "qté", required=True, places=3),
        ref("supplier", "suppliers", "Fournisseur", "Supplier"),
        text("reference", "Référence", "Reference", "réf"),
        text("file", "Fichier reçu", "Received file", "fichier", "file"),
    ),
)

FOLLOWUP = Sheet(
    key="followup",
    fr="Suivi",
    en="Follow-up",
    also=("Suivi de production", "Suivi des livraisons", "Production réalisée"),
    by_hand=False,
    columns=(
        ref("workshop", "workshops", "Atelier", "Workshop", "structure", required=True),
        week("week", "Semaine", "Week", required=True),
        ref("product", "products", "Produit", "Product", required=True),
        ref("operation", "operations", "Opération", "Operation", required=True),
        text("lot", "N° de lot", "Lot number", "lot", "n° lot"),
        number("made", Kind.DECIMAL, "Qté produite", "Made", "produits", required=True),
        number("conforming", Kind.DECIMAL, "Qté conforme", "Conforming", "conforme"),
        number("scrap", Kind.DECIMAL, "Rebut", "Scrap", "rebuts"),
        day("delivered", "Livré le", "Delivered on", "date de livraison"),
        number("delivered_units", Kind.DECIMAL, "Qté livrée", "Delivered", "livré"),
        number(
            "refused_units",
            Kind.DECIMAL,
            "Qté refusée par le client",
            "Refused by the buyer",
            "qté refusée",
            "refusé par le client",
        ),
        text("delivery_note", "N° BL", "Delivery note", "bon de livraison", "bl"),
        text("batch", "Lot de matière", "Material batch", "lot matière", "bain"),
        text("remark", "Observations", "Remarks", "remarques", "remarque"),
    ),
)
