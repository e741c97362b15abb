"""What is said when the rest of an order is planned again: one sentence per ``replan.*`` code."""

from __future__ import annotations

from service.i18n import N_

TEXTS: dict[str, str] = {
    # the week
    "replan.not_a_week": N_(
        "« {read} » n'est pas une semaine. Écrivez une semaine du plan, de {first:week} à "
        "{last:week}, par exemple 2020-W22."
    ),
    "replan.before_the_plan": N_(
        "{read:week} est avant ce plan, qui va de {first:week} à {last:week}. Choisissez une de ses "
        "semaines."
    ),
    "replan.after_the_plan": N_(
        "{read:week} est après la fin de ce plan, qui va de {first:week} à {last:week}. Il ne reste "
        "rien à replanifier."
    ),
    "replan.whole_order": N_(
        "Ce qui est déclaré ne permet pas de repartir de {from_week:week} : cette réponse porte sur toute "
        "la commande, depuis son début. Voyez la page Lundi."
    ),
    # what was declared
    "replan.unknown": N_(
        "« {read} » n'existe pas dans la commande ({field:field}). Écrivez un nom ou un code de la "
        "commande."
    ),
    "replan.quantity": N_("{read} : une quantité ({field:field}) se compte à partir de 0."),
    "replan.not_whole": N_(
        "{read:number} : ce produit se compte à la pièce ({field:field}). Écrivez un nombre entier."
    ),
    "replan.more_than_made": N_(
        "« {subject:name} » déclare {read:number} ({field:field}) pour {expected:number} unités "
        "faites de « {product:name} » ({operation:name}), en {week:week}. Corrigez l'un des deux."
    ),
    "replan.more_than_before": N_(
        "« {subject:name} » déclare {read:number} « {product:name} » à l'opération « {operation:name} » "
        "en {week:week}, mais il n'y avait de quoi en faire que {expected:number} : il manque "
        "{missing:number} pièces sorties de « {before:name} », où que ce soit. Faites déclarer ce qui "
        "manque à « {before:name} », ou corrigez cette quantité."
    ),
    "replan.more_delivered_than_finished": N_(
        "« {subject:name} » déclare {read:number} « {product:name} » livrés en {week:week}, mais n'en "
        "avait fini que {expected:number} : {missing:number} de trop. Faites déclarer ce qu'il a fini, "
        "ou corrigez la livraison."
    ),
    "replan.lot_beyond_declared": N_(
        "Lot « {lot} » de « {subject:name} » : {read:number} « {product:name} » livrés, soit "
        "{missing:number} de plus que ce qui était déclaré fini en {week:week}. Déclarez ce qui a été "
        "fini, ou corrigez le lot."
    ),
    "replan.no_lane": N_(
        "« {subject:name} » déclare {units:number} « {product:name} » livrés, mais la commande ne lui "
        "connaît aucun trajet vers le client. Ajoutez le trajet à la commande."
    ),
    "replan.declared_before": N_(
        "« {subject:name} » : ce qui est déclaré pour {weeks:week_list} est d'avant ce plan, qui commence "
        "en {expected:week} ; c'est déjà compté dans la situation de départ et n'est pas repris."
    ),
    "replan.declared_later": N_(
        "« {subject:name} » : ce qui est déclaré pour {weeks:week_list} n'est pas pris, le nouveau plan "
        "commence en {expected:week}. Replanifiez à partir d'une semaine plus tard pour en tenir compte."
    ),
    "replan.delivered_later": N_(
        "« {subject:name} » : la livraison du {day:day} ({units:number} unités) est à venir, le nouveau "
        "plan commence en {expected:week} ; elle reste à faire."
    ),
    "replan.declared_twice": N_(
        "« {subject:name} » : la même ligne est dans deux fichiers ({weeks:week_list}) ; elle compte une "
        "fois."
    ),
    "replan.unknown_skill": N_(
        "« {subject:name} » a fait « {operation:name} » ({product:name}), que la commande ne lui connaît "
        "pas. C'est compté ; ajoutez ce savoir-faire à la commande s'il doit continuer."
    ),
    "replan.moved_unplanned": N_(
        "« {subject:name} » a utilisé en {week:week} {units:number} pièces de « {product:name} » sorties "
        "de « {operation:name} » de plus que prévu : elles sont supposées venir de « {origin:name} »."
    ),
    "replan.delivered_too_much": N_(
        "{units:number} « {product:name} » livrés en {week:week} de plus que tout ce que ce lieu "
        "demande ; ils sont comptés au jalon « {subject:name} »."
    ),
    "replan.material_short": N_(
        "Ce qui a été fait aurait demandé {missing:number} {unit} de « {subject:name} » de plus qu'il "
        "n'y en avait : le stock est compté à zéro. Comptez le stock, et vérifiez les quantités par unité."
    ),
    "replan.purchase_overdue": N_(
        "{thousandths:thousandths} de « {subject:name} » ({offer}) étaient attendus en {week:week} et ne "
        "sont pas reçus : supposés arriver en {now:week}. Notez la réception, ou la semaine que promet le "
        "fournisseur."
    ),
    "replan.purchase_not_placed": N_(
        "L'achat de {thousandths:thousandths} « {subject:name} » ({offer}) prévu en {week:week} n'a pas été "
        "passé : il est compté comme non commandé. S'il l'a été, notez-le dans les achats."
    ),
    "replan.offer_gone": N_(
        "« {subject:name} » fut commandé sur l'offre « {offer} », que la commande n'a plus : la quantité est "
        "comptée, son prix ne l'est pas. Remettez l'offre si son coût doit être compté."
    ),
    "replan.followup_is_costs": N_(
        "Ce fichier est un classeur de coûts, pas un suivi de production. Donnez la feuille de suivi "
        "remplie par l'atelier ; les coûts servent aux devis et aux états, pas à replanifier."
    ),
    "replan.followup_unclear": N_(
        "« {read} » n'est pas compris. Corrigez-le, ou importez ce suivi dans la commande : l'import "
        "posera la question."
    ),
    "replan.followup_understood": N_("« {read} » est compris comme « {understood} »."),
    # what was not declared
    "replan.nothing_declared": N_(
        "« {subject:name} » n'a rien déclaré pour {weeks:week_list} : supposé comme prévu."
    ),
    "replan.operation_undeclared": N_(
        "« {subject:name} » ne déclare pas « {operation:name} » ({product:name}) pour {weeks:week_list} : "
        "supposé comme prévu, ou ce que la suite demandait."
    ),
    "replan.deliveries_undeclared": N_(
        "« {subject:name} » ne dit rien de ses livraisons pour {weeks:week_list} : supposées comme prévu, "
        "au plus ce qui était fini."
    ),
    # instructions, leaver, smaller order
    "replan.pin_not_kept": N_(
        "L'affectation imposée à « {subject:name} » ({operation:name}, {product:name}, de {first:week} à "
        "{last:week}) demandait {expected:number} unités ; {read:number} ont été faites."
    ),
    "replan.pin_dropped": N_(
        "« {subject:name} » part : ce qui lui était imposé ({operation:name}, {product:name}, de "
        "{first:week} à {last:week}) ne l'est plus."
    ),
    "replan.pieces_stuck": N_(
        "{units:number} pièces de « {product:name} » ({operation:name}) restent chez « {subject:name} » : "
        "sans navette ni trajet, personne ne peut les reprendre. Elles sont passées en perte."
    ),
    "replan.workshop_gone": N_(
        "« {subject:name} » n'est plus dans la commande, alors qu'il y a travaillé. Laissez-le dans la "
        "commande, et dites que « {suggestion} » part."
    ),
    "replan.leaver_back": N_(
        "« {subject:name} » était parti, mais la commande ne le dit pas : il reprend le travail. S'il ne "
        "revient pas, écrivez sa date de départ, ou dites que « {suggestion} » part."
    ),
    "replan.not_less": N_(
        "« {subject:name} » demande {expected:number} unités : {read:number} n'est pas moins. Pour une "
        "commande plus grande, changez la commande elle-même."
    ),
    "replan.less_than_delivered": N_(
        "« {subject:name} » a déjà reçu {expected:number} unités : {read:number} n'est plus possible."
    ),
    "replan.same_quantity": N_(
        "« {subject:name} » demande déjà {read:number} unités : rien ne change."
    ),
}
