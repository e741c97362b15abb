"""What is said when an order cannot be planned as asked: one sentence per ``solve.*`` code."""

from __future__ import annotations

from service.i18n import N_

TEXTS: dict[str, str] = {
    "solve.infeasible": N_(
        "Aucun plan ne peut respecter toutes les règles avec ces données. Vérifiez ce qui est "
        "figé, les parts minimales et les minimums d'achat."
    ),
    "solve.missing_labour": N_(
        "{hours:number} h de plus à « {workshop:name} » entre {first:week} et {last:week}, ou ce "
        "qui les remplace dans un autre atelier. Ajoutez des personnes ou des heures, ou reculez "
        "un jalon."
    ),
    "solve.missing_labour:one_week": N_(
        "{hours:number} h de plus à « {workshop:name} » en {first:week}, ou ce qui les remplace "
        "dans un autre atelier. Ajoutez des personnes ou des heures, ou reculez un jalon."
    ),
    "solve.missing_material": N_(
        "{quantity:number} {unit} de plus de « {material:name} » avant {week:week}. Cherchez un "
        "autre fournisseur ou un remplaçant, ou reculez un jalon."
    ),
    "solve.missing_other": N_(
        "Des heures et des matières de plus n'y suffisent pas. Vérifiez les qualifications, les "
        "postes, les trajets, les parts maximales et les dates des jalons."
    ),
    "solve.smallest_share": N_(
        "« {subject:name} » devrait avoir au moins {expected:percent} du travail (sa part minimale), mais "
        "peut en avoir {at_most:percent} au plus. Baissez sa part minimale, donnez-lui plus d'heures, de "
        "postes ou de recettes, ou changez ce qui lui est imposé."
    ),
    "solve.smallest_share:together": N_(
        "« {subject:name} » devrait avoir au moins {expected:percent} du travail (sa part minimale) et "
        "le pourrait seul, mais toutes les parts minimales ensemble sont trop. Baissez-en une."
    ),
    "solve.none": N_(
        "Aucun plan n'a été trouvé dans le temps accordé. Donnez plus de temps de calcul."
    ),
    "solve.broken_plan": N_(
        "Un plan trouvé ne respectait pas les règles ; il a été écarté. C'est une erreur du "
        "logiciel : signalez-la avec le dossier."
    ),
}
