"""What the prefilled forms say: how to fill them in, and what goes into each column."""

from __future__ import annotations

from service.i18n import N_, Texts

INSTRUCTIONS = {
    "form.title": N_("Comment remplir ce formulaire"),
    "form.order": N_("Pour la commande :"),
    "form.for": N_("À remplir par :"),
    "form.lists": N_("Listes"),
    "form.capacities.1": N_(
        "Ce formulaire demande ce que votre atelier peut faire pour cette commande : une ligne par "
        "atelier, dans la feuille suivante."
    ),
    "form.capacities.2": N_(
        "Ce qui est déjà rempli est ce que nous savons : corrigez ce qui a changé. Une case vide ne "
        "dit rien, elle n'est pas un zéro."
    ),
    "form.capacities.3": N_(
        "Heures : 26 h, 26h30 ou 26,5. Pourcentages : 12 %. Dates : 30/04/2020. Fermetures : du "
        "03/08/2020 au 21/08/2020 ; plusieurs, séparées par un point-virgule."
    ),
    "form.load-plan.1": N_(
        "Ce formulaire demande qui sera là, semaine par semaine : une colonne par semaine, avec la "
        "date de son lundi."
    ),
    "form.load-plan.2": N_(
        "Personnes : combien travailleront à cette commande. Heures par personne : si elles "
        "changent cette semaine-là. Charge : les heures déjà promises à d'autres travaux."
    ),
    "form.load-plan.3": N_(
        "Semaine de fermeture : écrivez « fermé » sur la ligne des personnes. Une case vide veut "
        "dire « comme d'habitude », pas zéro : écrivez 0 s'il n'y aura personne."
    ),
    "form.offers.1": N_(
        "Ce formulaire demande vos prix : trois lignes par article, pour trois prix selon la "
        "quantité. Laissez vides celles qui ne servent pas."
    ),
    "form.offers.2": N_(
        "Les prix sont en euros hors taxes, pour l'unité de la colonne Unité. « À partir de » : la "
        "quantité, dans cette unité, à partir de laquelle vaut le prix de la ligne ; vide pour le "
        "premier prix."
    ),
    "form.offers.3": N_(
        "Un article que vous ne vendez pas : laissez sa ligne sans prix. Une date limite ou un "
        "délai qui vaut pour tout se répète sur chaque article."
    ),
    "form.grouped-order.1": N_(
        "Ce formulaire rassemble ce que chaque atelier veut commander : une ligne par article, une "
        "colonne par atelier."
    ),
    "form.grouped-order.2": N_(
        "Les quantités sont dans l'unité de la colonne Unité. Une case vide veut dire « rien »."
    ),
    "form.grouped-order.3": N_(
        "Conditionnement : l'article se vend par ce multiple ; arrondissez au-dessus."
    ),
    "form.followup.1": N_(
        "Ce formulaire suit ce qui est fait et livré : une ligne par semaine, produit et opération. "
        "Remplissez celles qui ont eu lieu ; les autres ne comptent pas."
    ),
    "form.followup.2": N_(
        "Quantité conforme + rebut = quantité produite. Plusieurs lots dans la même semaine : "
        "ajoutez une ligne par lot, avec son numéro."
    ),
    "form.followup.3": N_("Dates : 30/04/2020. Quantités : en pièces, sans unité."),
}
_SAME = {
    "reference": N_("Votre référence de l'article."),
    "unit": N_("L'unité dans laquelle l'article est compté."),
    "remark": N_("Ce qu'il faut savoir d'autre ; aucun chiffre n'en est tiré."),
}
COLUMNS = {
    "census.name": N_("Le nom de l'atelier, le même dans tous les fichiers."),
    "census.kind": N_("Le type de structure : ACI, EI, EA, ESAT…"),
    "census.siret": N_("Les 14 chiffres du numéro SIRET de l'établissement."),
    "census.headcount": N_("Combien de personnes peuvent travailler à cette commande."),
    "census.weekly_hours": N_("Les heures payées par personne et par semaine."),
    "census.working_days": N_("Combien de jours l'atelier travaille par semaine."),
    "census.absence_rate": N_("La part des heures perdue en absences, en moyenne."),
    "census.non_production_rate": N_(
        "La part des heures passées hors production : accompagnement, formation, réunions."
    ),
    "census.pace": N_("Le rendement de l'équipe par rapport au temps gammé : 60 %, 100 %…"),
    "census.cutting_table": N_("Oui si l'atelier peut couper lui-même."),
    "census.sewing_machines": N_(
        "Combien de machines à coudre sont en état, pour les opérations entre parenthèses."
    ),
    "census.overlockers": N_(
        "Combien de surjeteuses sont en état, pour les opérations entre parenthèses."
    ),
    "census.entry": N_("Le premier jour où l'atelier peut travailler à cette commande."),
    "census.leaving": N_("Le dernier jour ; vide si c'est jusqu'au bout."),
    "census.closures": N_("Les jours de fermeture, du premier au dernier, avec l'année."),
    "census.remarks": N_("Ce qu'il faut savoir d'autre ; aucun chiffre n'en est tiré."),
    "load_plan.workshop": N_("L'atelier dont parle la ligne."),
    "load_plan.measure": N_("Ce que comptent les cases de la ligne."),
    "load_plan.people": N_("Le chiffre de cette semaine, ou « fermé » ; vide : comme d'habitude."),
    "quotation.name": N_("L'article tel que la commande le nomme : ne le changez pas."),
    "quotation.unit": _SAME["unit"],
    "quotation.supplier": N_("Le nom du fournisseur, le même sur tous les articles."),
    "quotation.reference": _SAME["reference"],
    "quotation.pack": N_("Par combien l'article se vend : rouleau 50 m, carton de 1 000."),
    "quotation.from": N_("La quantité à partir de laquelle vaut ce prix ; vide pour le premier."),
    "quotation.price": N_("Le prix de l'unité, en euros hors taxes."),
    "quotation.delay": N_("Le délai de livraison, en semaines entières."),
    "quotation.minimum": N_("La plus petite quantité que vous vendez, dans l'unité de l'article."),
    "quotation.weekly": N_("Combien vous pouvez livrer par semaine, au plus."),
    "quotation.total": N_("Combien vous pouvez livrer en tout, au plus."),
    "quotation.until": N_("Le dernier jour où l'on peut commander à ce prix."),
    "quotation.remark": _SAME["remark"],
    "grouped_order.name": N_("L'article tel que la commande le nomme : ne le changez pas."),
    "grouped_order.unit": _SAME["unit"],
    "grouped_order.pack": N_("Par combien l'article se vend : commandez-en un multiple."),
    "grouped_order.supplier": N_("Chez qui la commande sera passée."),
    "grouped_order.quantity": N_("Ce que cet atelier commande, dans l'unité de l'article."),
    "grouped_order.remark": _SAME["remark"],
    "follow_up.workshop": N_("L'atelier qui a produit."),
    "follow_up.week": N_("La semaine de la production."),
    "follow_up.product": N_("Le produit, tel que la commande le nomme."),
    "follow_up.operation": N_("L'opération faite, telle que la commande la nomme."),
    "follow_up.lot": N_("Le numéro du lot, s'il y en a plusieurs."),
    "follow_up.made": N_("Combien de pièces sont sorties de cette opération."),
    "follow_up.conforming": N_("Combien sont bonnes."),
    "follow_up.scrap": N_("Combien sont rebutées."),
    "follow_up.delivered": N_("Le jour de la livraison."),
    "follow_up.delivered_units": N_("Combien de pièces ont été livrées."),
    "follow_up.delivery_note": N_("Le numéro du bon de livraison."),
    "follow_up.batch": N_("Le numéro du rouleau ou du bain de matière."),
    "follow_up.remark": _SAME["remark"],
}


def form_texts(texts: Texts) -> dict[str, str]:
    """Every text of the forms, by the keys that :mod:`importers.received.forms` asks for."""
    helps = {f"column.{key}.help": said for key, said in COLUMNS.items()}
    return {key: texts.gettext(said) for key, said in {**INSTRUCTIONS, **helps}.items()}
