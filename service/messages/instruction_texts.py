"""What is said of pins, bans and the plan in force: one French sentence per code, and per reason."""

from __future__ import annotations

from service.i18n import N_

TEXTS = {
    "problem.duplicate_instruction": N_(
        "Une ligne est donnée deux fois ({kind:kind} : {key}). Gardez-en une."
    ),
    "problem.pin_reversed": N_(
        "Affectation imposée à « {subject:name} » ({operation:name}, {product:name}) : elle finit en "
        "{last:week} avant de commencer en {first:week}. Échangez les semaines."
    ),
    "problem.ban_reversed": N_(
        "Affectation exclue de « {subject:name} » : elle finit en {last:week} avant de commencer en "
        "{first:week}. Échangez les semaines."
    ),
    "problem.pin_outside_plan": N_(
        "« {subject:name} » : {units:number} « {product:name} » ({operation:name}) sont imposés "
        "{weeks:weeks}, alors que le plan va de {plan_first:week} à {plan_last:week}. Corrigez les "
        "semaines."
    ),
    "problem.pin_frozen": N_(
        "« {subject:name} » : {units:number} « {product:name} » ({operation:name}) sont imposés "
        "{weeks:weeks}, alors que les {frozen_weeks:number} premières semaines sont figées. Corrigez "
        "les semaines, ou écrivez ce qui est fait parmi les productions figées."
    ),
    "problem.pin_unable": N_(
        "« {subject:name} » ne sait pas faire « {operation:name} » de « {product:name} », qui lui est "
        "imposé {weeks:weeks}. Retirez cette ligne ou ajoutez le savoir-faire."
    ),
    "problem.pin_banned": N_(
        "« {subject:name} » : « {operation:name} » de « {product:name} » est à la fois imposé et exclu "
        "{weeks:weeks}. Retirez l'une des deux lignes."
    ),
    "problem.pin_unqualified": N_(
        "« {subject:name} » n'a pas la qualification pour « {operation:name} » de « {product:name} », "
        "imposé {weeks:weeks}. Retirez cette ligne ou corrigez les dates de qualification."
    ),
    "problem.pin_without_time": N_(
        "« {subject:name} » n'a aucune heure pour « {operation:name} » de « {product:name} », imposé "
        "{weeks:weeks}. Vérifiez les fermetures, l'effectif et la date de début du produit."
    ),
    "problem.pin_over_capacity": N_(
        "« {subject:name} » : ce qui lui est imposé {weeks:weeks} prend {minutes:hours}, pour "
        "{available:hours} disponibles. Imposez moins, ou ajoutez des heures."
    ),
    "problem.pin_overproduction": N_(
        "« {subject:name} », « {operation:name} » : {units:number} unités sont imposées, pour "
        "{needed:number} encore nécessaires. Imposez moins."
    ),
    "problem.pin_not_lots": N_(
        "« {subject:name} » : {units:number} « {product:name} » ({operation:name}) imposés "
        "{weeks:weeks} ne font pas un nombre entier de paquets de {lot_size:number}. Arrondissez."
    ),
    "problem.banned_everywhere": N_(
        "« {operation:name} » de « {subject:name} » est exclu partout où l'on sait le faire : ce "
        "produit ne sera pas livré. Retirez une des exclusions."
    ),
    "plan.pin": N_(
        "« {subject:name} » ferait {read:number} « {product:name} » ({operation:name}) {weeks:weeks}, "
        "alors que {expected:number} sont imposés."
    ),
    "plan.ban": N_(
        "En {week:week}, « {subject:name} » ferait {read:number} « {product:name} » "
        "({operation:name}), ce qui est exclu."
    ),
    "solve.pin_impossible": N_(
        "Aucun plan ne peut respecter ce qui est imposé à « {workshop:name} » : {units:number} "
        "« {product:name} » ({operation:name}) {weeks:weeks}. Les pièces, les délais ou les autres "
        "règles ne le permettent pas. Imposez moins, ou d'autres semaines."
    ),
    "solve.pin_impossible:capacity": N_(
        "Aucun plan ne peut respecter ce qui est imposé à « {workshop:name} » : {units:number} "
        "« {product:name} » ({operation:name}) {weeks:weeks}. Il manque des heures pour cela ou pour "
        "les opérations d'avant. Ajoutez des heures, ou imposez moins."
    ),
    "solve.pin_impossible:stations": N_(
        "Aucun plan ne peut respecter ce qui est imposé à « {workshop:name} » : {units:number} "
        "« {product:name} » ({operation:name}) {weeks:weeks}. Il manque des postes ou des machines. "
        "Ajoutez-en, ou imposez moins."
    ),
    "solve.pin_impossible:largest_share": N_(
        "Aucun plan ne peut respecter ce qui est imposé à « {workshop:name} » : {units:number} "
        "« {product:name} » ({operation:name}) {weeks:weeks}. Une part maximale serait dépassée. "
        "Relevez-la, ou imposez moins."
    ),
    "solve.pin_impossible:receipts_ceiling": N_(
        "Aucun plan ne peut respecter ce qui est imposé à « {workshop:name} » : {units:number} "
        "« {product:name} » ({operation:name}) {weeks:weeks}. Un plafond de recettes serait dépassé. "
        "Imposez moins."
    ),
    "solve.pin_impossible:materials": N_(
        "Aucun plan ne peut respecter ce qui est imposé à « {workshop:name} » : {units:number} "
        "« {product:name} » ({operation:name}) {weeks:weeks}. Les matières n'arrivent pas à temps. "
        "Imposez-le plus tard, ou cherchez un autre fournisseur."
    ),
    "solve.pin_impossible:lots": N_(
        "Aucun plan ne peut respecter ce qui est imposé à « {workshop:name} » : {units:number} "
        "« {product:name} » ({operation:name}) {weeks:weeks}. Les paquets entiers, les plus petites "
        "séries ou les temps de préparation ne le permettent pas. Changez la quantité ou la semaine."
    ),
    "solve.pin_impossible:together": N_(
        "Ce qui est imposé ne peut pas être respecté ensemble, entre autres à « {workshop:name} » : "
        "{units:number} « {product:name} » ({operation:name}) {weeks:weeks}. Retirez plusieurs de "
        "ces lignes."
    ),
}
