"""Help of the workbook of variants."""

from __future__ import annotations

from service.i18n import N_, Texts

INSTRUCTIONS = {
    "variant_instructions.title": N_("Comparer des variantes du plan"),
    "variant_instructions.purpose": N_(
        "Dans la feuille « Variantes », dites ce que vous voudriez essayer : deux personnes de plus, un "
        "atelier de moins, une autre date… Chaque variante est planifiée, puis comparée au plan en "
        "vigueur, qui ne change pas."
    ),
    "variant_instructions.rows": N_(
        "Une ligne par changement. Plusieurs lignes de même nom font une seule variante ; une ligne "
        "sans nom continue celle du dessus."
    ),
    "variant_instructions.what": N_(
        "« Quoi » se choisit dans la liste. Ci-dessous : les cases que chaque choix demande ; celles "
        "entre crochets peuvent rester vides."
    ),
    "variant_instructions.names": N_(
        "Atelier, produit, opération, jalon, offre, poste : le nom ou le code de la commande ; les "
        "listes les proposent."
    ),
    "variant_instructions.when": N_(
        "De, À : des semaines (S18 2020), ou des jours (04/05/2020) pour les fermetures, l'entrée et "
        "la qualification. Sans « À », une seule semaine ou un seul jour. Une affectation exclue sans "
        "« À » dure jusqu'à la fin."
    ),
    "variant_instructions.value": N_(
        "Valeur : le nombre en plus (−2 pour deux de moins), ou la nouvelle valeur. Pour une part ou un "
        "plafond, vide veut dire « sans limite »."
    ),
    "variant_instructions.example": N_(
        "La ligne qui commence par « (exemple) » n'est pas lue : remplacez-la ou laissez-la."
    ),
    "variant_instructions.changes": N_("Ce qui peut changer, et les cases à remplir :"),
}
SHEET = N_("Une ligne par changement ; les lignes de même nom font une variante.")
COLUMNS = {
    "variant": N_("Le nom de la variante ; vide : celle de la ligne du dessus."),
    "what": N_("Ce qui change : choisissez dans la liste."),
    "workshop": N_("L'atelier concerné."),
    "product": N_("Le produit concerné."),
    "operation": N_("L'opération concernée."),
    "about": N_("Le jalon, l'offre, le poste, le fournisseur, la matière… concerné."),
    "first": N_("La première semaine ou le premier jour."),
    "last": N_("La dernière semaine ou le dernier jour ; vide : une seule."),
    "value": N_("Combien en plus (ou en moins : −2), ou la nouvelle valeur."),
    "remark": N_("Pour vous ; n'est pas lu."),
}
CELLS = {
    "workshop": N_("Atelier"),
    "product": N_("Produit"),
    "operation": N_("Opération"),
    "about": N_("Jalon, offre, poste…"),
    "first": N_("De"),
    "last": N_("À"),
    "value": N_("Valeur"),
}
ABOUT = {
    "demand": N_("le jalon"),
    "offer": N_("l'offre"),
    "supplier": N_("le fournisseur"),
    "station_group": N_("le poste"),
    "material": N_("la matière"),
    "norm": N_("la norme"),
    "delivery_point": N_("le point de livraison"),
    "workshop": N_("l'atelier à qui il ressemble"),
}


def variant_texts(texts: Texts) -> dict[str, str]:
    """The texts of the workbook of variants in a language, by their keys."""
    _ = texts.gettext
    return {
        **{key: _(text) for key, text in INSTRUCTIONS.items()},
        "sheet.variants.help": _(SHEET),
        **{f"column.variants.{key}.help": _(text) for key, text in COLUMNS.items()},
        **{f"variant.cell.{key}": _(text) for key, text in CELLS.items()},
        **{f"variant.about.{key}": _(text) for key, text in ABOUT.items()},
    }
