"""The workbook of variants: one row a change, rows with the same name make one variant."""

from __future__ import annotations

from importers.columns.declaration import Choice, Column, Kind, Sheet, choice, text
from importers.columns.demand_sheets import FAIRNESS_KEYS

PRESETS = (
    Choice(value="equitable", fr="équitable", en="fair"),
    Choice(value="economique", fr="économique", en="cheap"),
    Choice(value="rapide", fr="rapide", en="fast"),
    Choice(value="regulier", fr="régulier", en="steady"),
)
KEYS = FAIRNESS_KEYS

# What may be changed, in the order in which a coordinator thinks of it.
WHAT = (
    Choice(
        value="people", fr="personnes en plus", en="more people", also=("effectif", "personnes")
    ),
    Choice(value="hours", fr="heures en plus par personne", en="more hours per person"),
    Choice(value="closed", fr="fermeture", en="closed", also=("fermé", "congés")),
    Choice(value="open", fr="ouverture malgré la fermeture", en="open after all", also=("ouvert",)),
    Choice(value="stops", fr="arrêt de l'atelier", en="workshop stops", also=("arrêt", "s'arrête")),
    Choice(value="without", fr="sans l'atelier", en="without the workshop", also=("sans",)),
    Choice(
        value="newcomer",
        fr="nouvel atelier comme",
        en="newcomer like",
        also=("nouvel atelier", "atelier en plus"),
    ),
    Choice(value="entry", fr="entrée avancée", en="earlier entry"),
    Choice(value="stations", fr="postes en plus", en="more posts", also=("machines en plus",)),
    Choice(value="station_hours", fr="heures d'ouverture du poste", en="hours of the post"),
    Choice(value="breakdown", fr="panne du poste", en="breakdown of the post", also=("panne",)),
    Choice(
        value="material",
        fr="matière disponible en plus",
        en="more material",
        also=("plus de matière",),
    ),
    Choice(value="supply", fr="livraison plus tôt", en="earlier supply"),
    Choice(value="order_from", fr="commande possible dès", en="order as early as"),
    Choice(value="supplier_stops", fr="fournisseur arrêté", en="supplier stops"),
    Choice(value="price", fr="prix d'achat", en="purchase price", also=("prix",)),
    Choice(value="stock", fr="stock en plus", en="more stock", also=("stock",)),
    Choice(value="qualify", fr="qualification", en="qualification", also=("qualifié",)),
    Choice(value="skill", fr="savoir-faire", en="skill"),
    Choice(value="largest_share", fr="part maximale", en="largest share"),
    Choice(value="smallest_share", fr="part minimale", en="smallest share"),
    Choice(value="agreed_share", fr="part convenue", en="agreed share"),
    Choice(value="ceiling", fr="plafond de recettes", en="ceiling on receipts"),
    Choice(value="smallest_run", fr="série minimale", en="smallest run"),
    Choice(value="lot", fr="taille de lot", en="lot size", also=("lot",)),
    Choice(value="tests", fr="semaines d'essais", en="testing weeks", also=("essais",)),
    Choice(value="hub", fr="délai de la navette", en="hub lead time", also=("navette",)),
    Choice(value="lane", fr="délai du trajet", en="lane lead time", also=("trajet",)),
    Choice(value="issue", fr="délai de remise des matières", en="issue lead time"),
    Choice(value="quantity", fr="quantité du jalon", en="milestone quantity", also=("quantité",)),
    Choice(value="due", fr="date du jalon", en="milestone date", also=("date", "échéance")),
    Choice(value="priority", fr="priorité du jalon", en="milestone priority", also=("priorité",)),
    Choice(value="tail", fr="semaines de retard possible", en="weeks of lateness allowed"),
    Choice(value="selling_price", fr="prix de vente", en="selling price"),
    Choice(value="pin", fr="affectation imposée", en="pinned work", also=("imposer", "imposé")),
    Choice(value="ban", fr="affectation exclue", en="banned work", also=("exclure", "interdire")),
    Choice(
        value="key",
        fr="clé de partage",
        en="fairness key",
        also=("clé", "clé de répartition"),
    ),
    Choice(value="preset", fr="préférence", en="preference", also=("preset",)),
)

VARIANTS = Sheet(
    key="variants",
    fr="Variantes",
    en="Variants",
    also=("Scénarios", "Scenarios", "Variante"),
    required=True,
    columns=(
        text("variant", "Variante", "Variant", "scénario", "nom", example="Renfort en mai"),
        choice(
            "what",
            WHAT,
            "Quoi",
            "What",
            "changement",
            required=True,
            example="personnes en plus",
        ),
        text("workshop", "Atelier", "Workshop", "structure", example="Vestali"),
        text("product", "Produit", "Product", "article"),
        text("operation", "Opération", "Operation", "étape"),
        text(
            "about",
            "Jalon, offre, poste…",
            "Milestone, offer, post…",
            "objet",
            "jalon",
            "offre",
            "poste",
        ),
        text("first", "De", "From", "début", "le", "dès", example="S18 2020"),
        text("last", "À", "To", "fin", "jusqu'à", example="S20 2020"),
        text("value", "Valeur", "Value", "combien", "nombre", example="2"),
        text("remark", "Remarque", "Remark", "commentaire"),
    ),
)

# The sheet of names that the template offers; the reader leaves it aside.
LIST_TITLES = {"fr": "Listes", "en": "Lists"}

VARIANT_INSTRUCTION_KEYS = (
    "variant_instructions.title",
    "variant_instructions.purpose",
    "variant_instructions.rows",
    "variant_instructions.what",
    "variant_instructions.names",
    "variant_instructions.when",
    "variant_instructions.value",
    "variant_instructions.example",
)


def column_of(key: str, kind: Kind, example: str) -> Column:
    """A column of the sheet read as another kind: what a value means depends on what is changed."""
    base = VARIANTS.column(key)
    return Column(key=key, kind=kind, fr=base.fr, en=base.en, example=example)
