"""What is sent about supplies and progress: quotations, joint order forms, production follow-up.

These are no sheets of the order workbook: their rows end in its materials, suppliers, offers, joint
orders and follow-up. What a price or a quantity is for stands in their headers and texts, which the
readers of :mod:`importers.received` understand.
"""

from __future__ import annotations

from importers.columns.declaration import Column, Kind, Sheet, day, number, ref, text, week


def _also(words: str) -> tuple[str, ...]:
    """Other headers that mean the same, one after the other between bars."""
    return tuple(w.strip() for w in words.split("|"))


def _article() -> tuple[Column, ...]:
    """What tells an article, in a quotation as in a joint order."""
    return (
        text(
            "reference",
            "Réf.",
            "Ref.",
            *_also("référence | réf | code | code article | réf article | réf fournisseur | item"),
            example="TX-160",
        ),
        text(
            "name",
            "Désignation",
            "Description",
            *_also(
                "article | produit | matière | fourniture | libellé | nom | "
                "désignation article | description de l'article | nature | material"
            ),
            required=True,
            example="Tissu coton 160 cm",
        ),
        text(
            "width",
            "Laize",
            "Width",
            *_also("largeur | laize (cm) | laize cm | dimensions | taille | format"),
            example="160 cm",
        ),
        text(
            "pack",
            "Conditionnement",
            "Packaging",
            *_also(
                "cond. | condt | cdt | vendu par | par | rouleau de | lot de | emballage | "
                "unité de vente | quantité par rouleau | métrage par rouleau | multiple | pack"
            ),
            example="rouleau 50 m",
        ),
        text(
            "unit",
            "Unité",
            "Unit",
            *_also("u. | un. | unité de prix | unité de facturation | UV | unité d'achat"),
            example="m",
        ),
    )


_PRICE = number(
    "price",
    Kind.MONEY,
    "PU HT",
    "Unit price",
    *_also(
        "prix unitaire HT | prix unitaire | PU | prix HT | prix | tarif | tarif HT | prix net | "
        "prix net HT | PU net HT | prix de vente HT | P.U. | PU €"
    ),
    unit="€",
    example="3,80",
)
_PRICE_WITH_TAX = number(
    "price_with_tax",
    Kind.MONEY,
    "PU TTC",
    "Unit price with tax",
    *_also("prix unitaire TTC | prix TTC | tarif TTC"),
    unit="€",
)
_RATE = number("tax_rate", Kind.PERCENT, "TVA", "VAT", *_also("taux de TVA | TVA % | taux TVA"))
_REMARK = text(
    "remark",
    "Observations",
    "Remarks",
    *_also("remarques | remarque | commentaires | commentaire | notes | note | précisions"),
)

QUOTATION = Sheet(
    key="quotation",
    fr="Devis",
    en="Quotation",
    also=("Devis fournisseur", "Offre de prix", "Tarifs", "Tarif", "Offre", "Proposition", "Prix"),
    required=True,
    columns=(
        text(
            "supplier",
            "Fournisseur",
            "Supplier",
            *_also("nom du fournisseur | société | vendeur | frs"),
        ),
        *_article(),
        text(
            "from",
            "À partir de",
            "From quantity",
            *_also(
                "palier | paliers | seuil | tranche | tranche de quantité | dès | qté mini palier | "
                "à partir de (quantité) | quantité à partir de"
            ),
            example="1 000 m",
        ),
        text(
            "quantity",
            "Quantité",
            "Quantity",
            *_also("qté | qte | quantités | quantité demandée | quantité chiffrée"),
        ),
        _PRICE,
        _PRICE_WITH_TAX,
        _RATE,
        number(
            "amount",
            Kind.MONEY,
            "Total HT",
            "Amount",
            *_also("montant HT | montant | total | total ligne"),
        ),
        text(
            "delay",
            "Délai",
            "Lead time",
            *_also("délai de livraison | délais | délai (semaines) | livraison | délai d'appro"),
            example="2 semaines",
        ),
        text(
            "minimum",
            "Minimum",
            "Minimum",
            *_also(
                "minimum de commande | mini de commande | quantité minimale | qté mini | MOQ | "
                "quantité minimum"
            ),
        ),
        number(
            "weekly",
            Kind.DECIMAL,
            "Disponible par semaine",
            "Available per week",
            *_also("dispo par semaine | dispo/sem | max par semaine | capacité par semaine"),
        ),
        number(
            "total",
            Kind.DECIMAL,
            "Disponible en tout",
            "Available in all",
            *_also(
                "stock | stock disponible | disponible | dispo | disponibilité | qté disponible"
            ),
        ),
        day(
            "until",
            "Validité",
            "Valid until",
            *_also("valable jusqu'au | date de validité | fin de validité | valide jusqu'au"),
        ),
        _REMARK,
    ),
)

GROUPED_ORDER = Sheet(
    key="grouped_order",
    fr="Bon de commande groupé",
    en="Joint order form",
    also=("Commande groupée", "Bon de commande", "Achats groupés", "Groupement d'achat"),
    required=True,
    columns=(
        *_article(),
        _PRICE,
        _PRICE_WITH_TAX,
        text("supplier", "Fournisseur", "Supplier", *_also("nom du fournisseur | frs")),
        number(
            "quantity",
            Kind.DECIMAL,
            "Total qté",
            "Total quantity",
            *_also("qté totale | quantité totale | total quantité | quantité | qté | total qtés"),
        ),
        number(
            "amount",
            Kind.MONEY,
            "Total HT",
            "Total before tax",
            *_also("montant HT | montant total HT | total € HT"),
        ),
        text("discount", "Remise", "Discount", *_also("remise % | rabais | ristourne")),
        _RATE,
        number(
            "amount_with_tax",
            Kind.MONEY,
            "Total TTC",
            "Total with tax",
            *_also("montant TTC | total € TTC"),
        ),
        _REMARK,
    ),
)

FOLLOW_UP = Sheet(
    key="follow_up",
    fr="Suivi de production",
    en="Production follow-up",
    also=("Suivi", "Suivi des livraisons", "Suivi production", "Production", "Livraisons"),
    required=True,
    columns=(
        day("day", "Date", "Date", *_also("jour | date de production | le"), example="14/04/2020"),
        week("week", "Semaine", "Week", *_also("sem | n° semaine | S"), example="S16"),
        ref(
            "workshop",
            "workshops",
            "Structure",
            "Workshop",
            *_also("atelier | nom de la structure | membre | établissement | association | site"),
            example="Vestali",
        ),
        ref(
            "product",
            "products",
            "Produit",
            "Product",
            *_also("article | modèle | référence produit | désignation"),
        ),
        ref(
            "operation",
            "operations",
            "Opération",
            "Operation",
            *_also("étape | phase | poste | opération faite"),
        ),
        text(
            "lot",
            "N° lot",
            "Lot number",
            *_also("lot | n° de lot | numéro de lot | numéro lot | no lot"),
            example="L-0412",
        ),
        number(
            "made",
            Kind.DECIMAL,
            "Qté produite",
            "Made",
            *_also(
                "quantité produite | produits | production | fabriqué | qté fabriquée | "
                "pièces produites | nb produits | total produit | masques produits | "
                "fait | faits | qté faite | quantité faite"
            ),
            example="1 200",
        ),
        number(
            "conforming",
            Kind.DECIMAL,
            "Qté conforme",
            "Conforming",
            *_also(
                "quantité conforme | conforme | conformes | bonnes pièces | bons | qté bonne | "
                "pièces conformes | acceptés"
            ),
            example="1 170",
        ),
        number(
            "scrap",
            Kind.DECIMAL,
            "Rebut",
            "Scrap",
            *_also(
                "rebuts | non conforme | non conformes | NC | défauts | qté rebut | "
                "quantité rebutée | pièces rebutées | refusés"
            ),
            example="30",
        ),
        day(
            "delivered",
            "Livré le",
            "Delivered on",
            *_also("date de livraison | livraison | date livraison | date BL | expédié le"),
        ),
        number(
            "delivered_units",
            Kind.DECIMAL,
            "Qté livrée",
            "Delivered",
            *_also("quantité livrée | livré | livrés | masques livrés | nb livrés"),
        ),
        number(
            "refused_units",
            Kind.DECIMAL,
            "Qté refusée par le client",
            "Refused by the buyer",
            *_also("qté refusée | quantité refusée | refusés par le client | refusé client"),
        ),
        text(
            "delivery_note",
            "N° BL",
            "Delivery note",
            *_also("BL | bon de livraison | n° bon de livraison | numéro BL"),
        ),
        text(
            "batch",
            "Lot matière",
            "Material batch",
            *_also("lot de matière | n° lot matière | lot tissu | bain | lot fournisseur"),
        ),
        _REMARK,
    ),
)

SUPPLY_SHEETS: tuple[Sheet, ...] = (QUOTATION, GROUPED_ORDER, FOLLOW_UP)
