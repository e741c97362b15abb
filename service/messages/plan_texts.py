"""What is said of a plan that breaks a rule: one French sentence per ``plan.*`` code and reason.

A plan that the service makes never breaks a rule; these sentences are for files changed by hand,
and for our own bugs. ``code:reason`` goes before ``code``.
"""

from __future__ import annotations

from service.i18n import N_

TEXTS = {
    "plan.references": N_("Le plan contient une ligne illisible ({entry:kind} : {key}) : {read}."),
    "plan.skill:capability": N_(
        "En {week:week}, « {subject:name} » ferait « {operation:name} » de « {product:name} » sans "
        "savoir le faire."
    ),
    "plan.skill:time": N_(
        "En {week:week}, « {subject:name} » ferait « {operation:name} » de « {product:name} » sans "
        "heure disponible."
    ),
    "plan.skill:not_before": N_(
        "En {week:week}, « {subject:name} » ferait « {operation:name} » de « {product:name} », qui ne "
        "peut pas commencer avant le {not_before:day}."
    ),
    "plan.skill:norm": N_(
        "En {week:week}, « {subject:name} » ferait « {operation:name} » de « {product:name} » sans la "
        "qualification « {norm} »."
    ),
    "plan.capacity": N_(
        "En {week:week}, « {subject:name} » aurait {used:hours} de travail pour "
        "{available:hours} disponibles : {excess:hours} de trop."
    ),
    "plan.stations": N_(
        "En {week:week}, le poste « {subject:name} » servirait {used:hours} pour "
        "{available:hours} d'ouverture : {excess:hours} de trop."
    ),
    "plan.whole_lots": N_(
        "En {week:week}, « {subject:name} » ferait {read:number} unités de « {product:name} » "
        "({operation:name}), ce qui n'est pas un nombre entier de paquets de {lot:number}."
    ),
    "plan.no_overproduction": N_(
        "« {subject:name} », « {operation:name} » : {read:number} unités seraient faites, pour "
        "{expected:number} nécessaires."
    ),
    "plan.no_leftover": N_(
        "« {subject:name} », « {operation:name} » : {read:number} unités resteraient à la fin, pour "
        "{expected:number} au plus."
    ),
    "plan.smallest_run": N_(
        "En {week:week}, « {subject:name} » ferait {read:number} unités de « {product:name} » "
        "({operation:name}), sous sa plus petite série de {expected:number}."
    ),
    "plan.flow": N_(
        "En {week:week}, « {subject:name} » aurait utilisé {used:number} unités de « "
        "{product:name} » après « {operation:name} », pour {available:number} disponibles."
    ),
    "plan.hub:no_hub": N_(
        "« {subject:name} » ferait voyager « {product:name} » ({operation:name}) alors qu'il n'y a "
        "pas de navette."
    ),
    "plan.hub:finished": N_(
        "« {subject:name} » ferait passer par la navette « {product:name} » terminé "
        "({operation:name}), alors qu'elle ne porte que du semi-fini."
    ),
    "plan.hub:not_arrived": N_(
        "En {week:week}, {used:number} unités de « {product:name} » ({operation:name}) seraient "
        "prises à la navette, pour {available:number} arrivées."
    ),
    "plan.lanes:no_lane": N_(
        "En {week:week}, « {subject:name} » enverrait {read:number} unités à « "
        "{delivery_point:name} » sans trajet."
    ),
    "plan.lanes:after_the_plan": N_(
        "{read:number} unités parties de « {subject:name} » en {week:week} arriveraient à "
        "« {delivery_point:name} » après la fin du plan."
    ),
    "plan.lanes:testing": N_(
        "En {week:week}, « {subject:name} » enverrait « {product:name} » avant la fin des essais "
        "({expected:week})."
    ),
    "plan.delivery:earliest": N_(
        "Jalon « {subject} » : {read:number} unités livrées en {week:week}, avant la semaine "
        "permise ({expected:week})."
    ),
    "plan.delivery:quantity": N_(
        "Jalon « {subject} » : {read:number} unités livrées, pour {expected:number} encore dues."
    ),
    "plan.delivery:balance": N_(
        "En {week:week}, {read:number} unités de « {product:name} » sont livrées à « "
        "{subject:name} », où il en arrive {expected:number}."
    ),
    "plan.materials": N_(
        "« {subject:name} » : d'ici {week:week}, {used:number} seraient utilisés pour "
        "{available:number} reçus : il manque {excess:number}."
    ),
    "plan.substitution:undeclared": N_(
        "« {subject:name} » remplacerait « {material:name} » par « {read:name} » "
        "({product:name}, {operation:name}), ce qui n'est pas prévu."
    ),
    "plan.substitution:quantity": N_(
        "En {week:week}, « {subject:name} » remplacerait « {material:name} » pour {read:number} "
        "unités, alors qu'il en fait {expected:number}."
    ),
    "plan.purchase_terms:twice": N_(
        "Deux commandes sur l'offre « {subject:name} » en {week:week}."
    ),
    "plan.purchase_terms:dates": N_(
        "La commande sur l'offre « {subject:name} » en {week:week} est hors des dates où l'on peut "
        "commander."
    ),
    "plan.purchase_terms:arrival": N_(
        "La commande sur l'offre « {subject:name} » en {week:week} arriverait en {read:week}, alors "
        "que son délai la fait arriver en {expected:week}."
    ),
    "plan.purchase_terms:minimum": N_(
        "La commande de {quantity:number} sur l'offre « {subject:name} » en {week:week} est sous le "
        "minimum de {expected:number}."
    ),
    "plan.purchase_terms:multiple": N_(
        "La commande de {quantity:number} sur l'offre « {subject:name} » en {week:week} n'est pas un "
        "multiple de {expected:number}."
    ),
    "plan.purchase_terms:amount": N_(
        "En {week:week}, {read:number} € commandés à « {subject:name} », sous son minimum de "
        "{expected:number} €."
    ),
    "plan.availability:week": N_(
        "Offre « {subject:name} » : {read:number} reçus en {week:week}, pour {expected:number} "
        "disponibles."
    ),
    "plan.availability:total": N_(
        "Offre « {subject:name} » : {read:number} commandés en tout, pour {expected:number} disponibles."
    ),
    "plan.shares:largest": N_(
        "« {subject:name} » aurait {read:hours} de travail, au-dessus de sa part maximale "
        "({expected:hours})."
    ),
    "plan.shares:smallest": N_(
        "« {subject:name} » aurait {read:hours} de travail, sous sa part minimale "
        "({expected:hours})."
    ),
    "plan.receipts": N_(
        "« {subject:name} » aurait {read:number} € de recettes, au-dessus de son plafond "
        "({expected:number} €)."
    ),
    "plan.frozen": N_(
        "En {week:week}, « {subject:name} » ferait {read:number} unités de « {product:name} » "
        "({operation:name}), alors que {expected:number} sont figées."
    ),
    # printed figures
    "plan.figures": N_("Un chiffre du plan est illisible ({field}, {subject:name}) : « {read} »."),
    "plan.level_value": N_(
        "Le niveau « {subject:level} » affiche {read:number} ; recalculé, il vaut "
        "{expected:number}."
    ),
    "plan.level_bound": N_(
        "Le niveau « {subject:level} » affiche une borne de {read:number}, meilleure que permis "
        "({expected:number})."
    ),
    "plan.level_gap": N_(
        "Le niveau « {subject:level} » affiche un écart de {read:number} ; recalculé, il vaut "
        "{expected:number}."
    ),
    "plan.level_slack": N_(
        "Le niveau « {subject:level} » affiche une tolérance de {read:number}, hors de ce qui "
        "est permis ({expected:number})."
    ),
    "plan.level_proven": N_(
        "Le niveau « {subject:level} » se dit prouvé à tort, ou non prouvé à tort."
    ),
    "plan.level_conditional": N_(
        "Le niveau « {subject:level} » se trompe sur la preuve des niveaux précédents."
    ),
    "plan.status": N_("Le plan se dit « {read} », alors qu'il n'est pas entièrement prouvé."),
    "plan.fairness": N_(
        "La répartition affichée est fausse ({field}, {subject:name}) : {read}, et non {expected}."
    ),
    "plan.price_of_fairness": N_(
        "Le prix de l'équité affiché est impossible : {read}, alors qu'il faut {expected}."
    ),
}
