"""What is said of a change that cannot be made: one sentence per ``change.*`` code."""

from __future__ import annotations

from service.i18n import N_

TEXTS: dict[str, str] = {
    "change.unknown": N_(
        "« {read} » ({kind:kind}) n'est pas dans la commande. Écrivez un nom ou un code de la commande."
    ),
    "change.unknown_week": N_("« {read} » n'est pas une semaine. Écrivez par exemple 2020-W14."),
    "change.weeks_reversed": N_(
        "« {subject:name} » : de {first:week} à {last:week}, les semaines sont à l'envers. Échangez-les."
    ),
    "change.days_reversed": N_(
        "« {subject:name} » : du {first:day} au {last:day}, les dates sont à l'envers. Échangez-les."
    ),
    "change.outside_plan": N_(
        "« {subject:name} » : de {first:week} à {last:week}, rien n'est dans le plan, qui va de "
        "{plan_first:week} à {plan_last:week}. Choisissez d'autres semaines."
    ),
    "change.no_effect": N_(
        "« {subject:name} » : ce changement ne change rien, c'est déjà ainsi. Retirez-le."
    ),
    "change.station_unlimited": N_(
        "Le poste « {subject:name} » n'a pas de nombre : il ne limite rien, on ne peut donc pas en "
        "ajouter ni en retirer. Donnez d'abord son nombre dans la commande."
    ),
    "change.negative_rate": N_(
        "« {subject:name} » : un prix ne peut pas devenir négatif. Écrivez une baisse de 100 % au "
        "plus."
    ),
    "change.no_capability": N_(
        "L'atelier « {subject:name} » ne fait pas l'opération « {operation:name} ». Choisissez une "
        "opération de ses savoir-faire."
    ),
    "change.no_hub": N_("La commande n'a pas de navette : il n'y a pas de délai à changer."),
    "change.no_lane": N_(
        "L'atelier « {subject:name} » n'a pas de trajet vers « {delivery_point:name} ». Choisissez "
        "un trajet de la commande."
    ),
    "change.exists": N_(
        "Il y a déjà un atelier « {subject:name} ». Donnez un autre code au nouveau."
    ),
    "change.not_its_own": N_(
        "Ce que le nouvel atelier « {subject:name} » apporte nomme un autre atelier : « {read} »."
    ),
    "change.workshop_tied:units": N_(
        "On ne peut pas faire comme si « {subject:name} » n'avait jamais été là : des pièces y sont "
        "en stock. Choisissez plutôt qu'il s'arrête une semaine donnée."
    ),
    "change.workshop_tied:stock": N_(
        "On ne peut pas faire comme si « {subject:name} » n'avait jamais été là : il a prêté des "
        "matières. Choisissez plutôt qu'il s'arrête une semaine donnée."
    ),
    "change.workshop_tied:past_work": N_(
        "On ne peut pas faire comme si « {subject:name} » n'avait jamais été là : il a déjà travaillé "
        "pour la commande. Choisissez plutôt qu'il s'arrête une semaine donnée."
    ),
    "change.workshop_tied:frozen": N_(
        "On ne peut pas faire comme si « {subject:name} » n'avait jamais été là : sa production des "
        "semaines figées est décidée. Choisissez plutôt qu'il s'arrête une semaine donnée."
    ),
    "change.workshop_tied:pinned": N_(
        "On ne peut pas retirer « {subject:name} » : une affectation lui est imposée. Retirez-la "
        "d'abord."
    ),
    "change.workshop_tied:stations": N_(
        "On ne peut pas retirer « {subject:name} » : d'autres travaillent sur ses postes. Choisissez "
        "plutôt qu'il s'arrête une semaine donnée."
    ),
    "change.workshop_tied:money": N_(
        "On ne peut pas retirer « {subject:name} » : il est mandataire ou paie une dépense commune. "
        "Changez d'abord les conditions de la commande."
    ),
    "change.workshop_tied:last": N_(
        "« {subject:name} » est le seul atelier : on ne peut pas le retirer."
    ),
}
