"""What is said of a workshop's own cost figures: one French sentence per ``cost.*`` code."""

from __future__ import annotations

from service.i18n import N_

TEXTS = {
    "cost.unusable_number": N_(
        "{field:field} : le nombre {value} ne peut pas servir au calcul. Corrigez-le."
    ),
    "cost.unnamed_line": N_(
        "{field:field}, ligne {position} : le libellé manque. Dites à quoi sert ce montant."
    ),
    "cost.date_out_of_range": N_(
        "{field:field} : la date {value:day} est trop loin pour être juste. Vérifiez l'année."
    ),
    "cost.period_reversed": N_(
        "La période des heures finit le {last:day} avant de commencer le {first:day}. Échangez les "
        "dates."
    ),
    "cost.unknown_workshop": N_(
        "L'atelier « {read} » n'est pas dans la commande. Écrivez son code ou son nom."
    ),
    "cost.other_order": N_(
        "Ces coûts sont faits pour la commande « {read} », pas pour « {order} ». Prenez le bon fichier ; "
        "s'ils valent ici aussi, corrigez le nom de la commande."
    ),
    "cost.unknown_product": N_(
        "Dépense « {label} » : le produit « {read} » n'est pas dans la commande. Écrivez son code ou "
        "son nom ; vide : tous."
    ),
    "cost.negative": N_("{field:field} ({label}) : {value:number} est négatif. Écrivez 0 ou plus."),
    "cost.ladder_rises": N_(
        "{field:field} : {hours:number} h, c'est plus que les {upper_hours:number} h de {upper:field}. "
        "L'échelle descend : payées, présence, travaillées, productives."
    ),
    "cost.no_productive_hours": N_(
        "Aucune heure productive, alors qu'il y a des coûts de production ou d'encadrement : le coût "
        "minute n'existe pas. Donnez les heures productives de la période."
    ),
    "cost.rate_out_of_range": N_(
        "{field:field} : {value:percent} ne convient pas. Écrivez de 0 % à 100 % (moins de 100 % pour "
        "une marge sur le prix ou la non-qualité)."
    ),
    "cost.aid_twice": N_(
        "Aide « {label} » : elle a un montant par ETP et un montant pour la période. Gardez l'un des "
        "deux."
    ),
    "cost.aid_without_base": N_(
        "Aide « {label} » : un montant par ETP sans les heures d'un ETP. Écrivez par exemple 1 820 "
        "(payées) ou 1 505 (travaillées)."
    ),
    "cost.aid_empty": N_(
        "Aide « {label} » : elle n'a aucun montant. Donnez-le ou retirez la ligne."
    ),
    "cost.aid_base_unknown": N_(
        "Aide « {label} » : elle se compte sur {hours:field}, qui manquent dans la feuille Heures. "
        "Donnez-les."
    ),
    "cost.aid_reversed": N_(
        "Aide « {label} » : elle finit le {until:day} avant de commencer le {since:day}. Échangez les "
        "dates."
    ),
    "cost.aid_outside_period": N_(
        "Aide « {label} » : elle vaut du {since:day} au {until:day}, hors de la période des heures "
        "({first:day} – {last:day}). Vérifiez les dates."
    ),
    "cost.expense_empty": N_(
        "Dépense « {label} » : elle n'a aucun montant. Donnez-le ou retirez la ligne."
    ),
    "cost.margin_without_convention": N_(
        "Une marge de {value:percent} : sur le coût (taux de marge) ou sur le prix (taux de marque) ? "
        "Choisissez, car les deux prix diffèrent."
    ),
    "cost.deduction_not_liable": N_(
        "L'atelier n'est pas assujetti à la TVA, mais récupérerait {value:percent} de celle de ses "
        "achats. Écrivez 0 %, ou vérifiez son statut."
    ),
    "cost.hourly_cost_differs": N_(
        "Ces coûts donnent {reckoned:number} € par heure productive ; le plan en compte "
        "{planned:number}. L'écart sera montré ; accordez les deux chiffres."
    ),
}
