"""What is said of quotations, joint orders and follow-up that were received."""

from __future__ import annotations

from service.i18n import N_

TEXTS = {
    "import.supplier_unknown": N_(
        "Rien ne dit de quel fournisseur vient « {read} ». Ajoutez une ligne « Fournisseur : … » "
        "au-dessus du tableau."
    ),
    "import.unit_not_comparable": N_(
        "« {column} » : « {read} » ne se compare pas à l'unité de la matière, « {expected} ». "
        "Demandez le prix ou la quantité par {expected}."
    ),
    "import.two_prices": N_(
        "« {read} » contredit {first}, qui dit {expected} pour la même quantité. Gardez un seul "
        "prix."
    ),
    "import.no_price": N_("« {read} » n'a pas de prix : la ligne n'est pas reprise."),
    "import.minimum_from_break": N_(
        "« {read} » : aucun prix en dessous de {kept:number} ; c'est pris pour la quantité "
        "minimale d'une commande."
    ),
    "import.identical_row": N_("« {read} » répète {first} à l'identique : compté une seule fois."),
    "import.term_not_read": N_("« {read} » n'est pas compris, et laissé de côté."),
    "import.validity_without_date": N_(
        "« {read} » : sans la date du devis, la fin de validité ne se calcule pas. Écrivez-la : "
        "valable jusqu'au 30/04/2020."
    ),
    "import.carriage_free_left_out": N_(
        "« {read} » : le plan compte les frais de port à chaque commande, même au-delà de ce "
        "montant. Retirez-les de la feuille Fournisseurs si vous êtes sûrs de l'atteindre."
    ),
    "import.discount_left_out": N_(
        "La remise « {read} » n'est pas déduite des prix : elle dépend du total de la commande "
        "groupée."
    ),
    "import.no_member_column": N_(
        "Aucune colonne ne porte le nom d'un atelier de la commande. Il en faut une par atelier, "
        "titrée de son nom."
    ),
    "import.same_member": N_(
        "« {read} » et « {expected} » ({first}) sont le même atelier. Réunissez les deux colonnes."
    ),
    "import.total_mismatch": N_(
        "« {column} » : {read:number} est écrit, mais le calcul donne {expected:number}. Les "
        "quantités des ateliers sont gardées ; vérifiez-les."
    ),
    "import.not_a_multiple": N_(
        "Le total demandé, {read:number}, n'est pas un nombre entier de conditionnements de "
        "{expected:number} : il faudrait commander {suggestion:number}."
    ),
    "import.workshop_unknown": N_(
        "Rien ne dit de quel atelier vient « {read} ». Ajoutez une colonne « Structure », ou une "
        "ligne « Structure : … » au-dessus du tableau."
    ),
    "import.week_contradicts_day": N_(
        "« {column} » : le {day:day} est dans la semaine {expected:week}, pas {read:week}. "
        "Corrigez l'une des deux."
    ),
    "import.before_the_order": N_(
        "« {read} » est avant le début de la commande, le {expected:day}. Vérifiez l'année."
    ),
    "import.more_conforming_than_made": N_(
        "Plus de pièces conformes ({read:number}) que de pièces produites ({expected:number})."
    ),
    "import.made_is_not_the_sum": N_(
        "{read:number} pièces produites, mais {conforming:number} conformes et {scrap:number} "
        "rebuts font {expected:number}."
    ),
    "import.lot_twice": N_(
        "Le lot « {read} » est déjà en {first}, dans une autre semaine ou un autre atelier. "
        "Vérifiez qu'il n'est pas compté deux fois."
    ),
}
