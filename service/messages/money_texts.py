"""What is said of costs, prices, statements and cash: one French sentence per ``cost.*`` code.

The faults of a cost workbook itself are in ``cost_texts``.
"""

from __future__ import annotations

from service.i18n import N_

TEXTS = {
    # -- nothing can be reckoned ----------------------------------------------------------------
    "cost.no_costs": N_(
        "« {subject:name} » n'a pas donné ses coûts : il n'y a ni coût ni prix sans eux. "
        "Demandez-lui son classeur de coûts ; le modèle à remplir se prépare à son nom."
    ),
    "cost.missing": N_(
        "« {subject:name} » : il manque ceci : {field:field}. Rien n'est supposé à la place."
    ),
    "cost.common_key_empty": N_(
        "« {subject:name} » : rien sur quoi partager les frais communs ({key}). Choisissez une autre "
        "clé des frais communs."
    ),
    "cost.net_below_zero": N_(
        "« {subject:name} » : pour « {product:name} », l'aide dépasse le coût ({cents:euros} nets). "
        "Vérifiez l'aide et les heures d'un ETP."
    ),
    "cost.nothing_ordered": N_("Aucun jalon à chiffrer dans cette commande."),
    "cost.nobody_made": N_(
        "On ne sait pas qui a fabriqué « {subject:name} » : la somme ne peut être partagée."
    ),
    "cost.unknown_mandataire": N_(
        "Le mandataire « {subject} » n'est pas un atelier de la commande. Corrigez la feuille "
        "Conditions."
    ),
    "cost.unknown_payer": N_(
        "Frais communs « {label} » : « {subject} », qui les paie, n'est pas un atelier de la commande."
    ),
    "cost.no_emergency_price": N_(
        "« {subject:name} » : « {workshop:name} » n'aurait pu l'acheter nulle part, et aucune offre ne "
        "donne de prix de secours."
    ),
    # -- what was delivered ---------------------------------------------------------------------
    "cost.record_unknown_demand": N_(
        "Livraison du {day:day} : le jalon « {subject} » n'est pas dans la commande."
    ),
    "cost.record_units": N_(
        "Livraison du {day:day} de « {subject:name} » : {accepted:number} acceptées sur "
        "{delivered:number} livrées. Il faut de 0 à ce qui est livré."
    ),
    "cost.record_over_quantity": N_(
        "« {subject:name} » : {accepted:number} unités acceptées, {ordered:number} commandées. "
        "Vérifiez les livraisons."
    ),
    "cost.record_outside_periods": N_(
        "« {subject:name} » : des livraisons tombent hors des périodes demandées."
    ),
    "cost.periods_overlap": N_("Les périodes « {before} » et « {subject} » se chevauchent."),
    # -- what the follow-up says ----------------------------------------------------------------
    "cost.followup_empty": N_(
        "Le suivi ne dit aucune livraison. Remplissez « Livré le » et « Qté livrée »."
    ),
    "cost.followup_product": N_(
        "Suivi de « {workshop:name} », {week:week} : « {subject:name} » n'est pas un produit commandé."
    ),
    "cost.followup_no_units": N_(
        "Suivi de « {workshop:name} », {week:week} : une livraison de « {subject:name} » sans quantité. "
        "Remplissez « Qté livrée »."
    ),
    "cost.followup_no_day": N_(
        "Suivi de « {workshop:name} », {week:week} : une livraison de « {subject:name} » sans date. "
        "Remplissez « Livré le » : la TVA et les pénalités en dépendent."
    ),
    "cost.followup_refused": N_(
        "Suivi de « {workshop:name} », {week:week} : {refused:number} unités de « {subject:name} » "
        "refusées sur {units:number} livrées. Il faut de 0 à ce qui est livré."
    ),
    "cost.followup_passed_on": N_(
        "« {subject:name} » : {units:number} unités livrées avant la dernière opération ; elles vont à un "
        "autre atelier et ne sont pas facturées."
    ),
    # -- worth looking at -----------------------------------------------------------------------
    "cost.no_hourly_cost": N_(
        "« {subject:name} » n'a pas de coût horaire dans le plan ; ses chiffres donnent "
        "{reckoned:number} € par heure productive."
    ),
    "cost.hours_incomplete": N_(
        "« {subject:name} » : l'échelle des heures est incomplète ({fields:fields})."
    ),
    "cost.no_aid": N_(
        "« {subject:name} » ({kind}) n'indique aucune aide au poste. Est-ce bien voulu ?"
    ),
    "cost.no_expense": N_(
        "« {subject:name} » ne compte aucune dépense : {kinds:cost_kinds}. Est-ce bien voulu ?"
    ),
    "cost.not_yet_in_force": N_(
        "« {subject:name} » : {field:field} ne vaut que depuis le {since:day}, après le début du plan."
    ),
    "cost.stock_without_price": N_(
        "« {subject:name} » : {quantity:number} {unit} du stock de départ servent sans prix convenu : "
        "cette quantité est comptée à 0 € ici."
    ),
    "cost.lent_stock_and_key": N_(
        "« {subject:name} » prêté par « {lender:name} » : il est payé {cents:euros} au prix convenu, et la "
        "clé des achats groupés le compte aussi à son propriétaire. Gardez l'un des deux."
    ),
    "cost.common_provisional": N_(
        "Frais communs « {label} » : montant provisoire, {cents:euros} ; le définitif changera les coûts."
    ),
    "cost.opening_not_costed": N_("Le travail fait avant ce plan n'est pas dans ces coûts."),
    "cost.unallocated": N_("{cents:euros} ne reviennent à aucun atelier."),
    "cost.below_floor": N_(
        "« {subject:name} » : la commande lui apporte {order_cents:euros}, moins que son prix plancher "
        "de {floor_cents:euros} (coût net d'aide)."
    ),
    "cost.below_price": N_(
        "« {subject:name} » : la commande lui apporte {order_cents:euros} ; avec sa marge il demande "
        "{ht_cents:euros}."
    ),
    "cost.aci_receipts": N_(
        "« {subject:name} » : {receipts_cents:euros} de recettes ({invoiced_cents:euros} avec toutes les "
        "matières facturées) pour un plafond de {ceiling_cents:euros} (recettes d'un ACI). À vérifier avec "
        "l'administration ; ceci n'est pas un conseil."
    ),
    "cost.aci_rule_unknown": N_(
        "« {subject:name} » est un ACI : sans {field:field}, le plafond de ses recettes n'est pas vérifié."
    ),
    "cost.vat_franchise": N_(
        "« {subject:name} » : {receipts_cents:euros} de recettes ({invoiced_cents:euros} avec toutes les "
        "matières facturées) pour une franchise de TVA de {ceiling_cents:euros}. À vérifier avec "
        "l'administration ; ceci n'est pas un conseil."
    ),
    "cost.too_few_members": N_(
        "Moins de {fewest} ateliers se partagent ces coûts : les totaux ne sont pas montrés, ils "
        "diraient les coûts d'un seul."
    ),
    "cost.not_planned": N_(
        "Jalon « {subject:name} » : le plan ne livre pas {units:number} unités que l'offre promet."
    ),
    "cost.quoted_after_deposit": N_(
        "Cette offre est datée du {day:day}, après le jour de son propre acompte ({deposit_day:day}). "
        "Datez-la d'avant, ou corrigez le jour de l'acompte dans la feuille « Conditions »."
    ),
    "cost.quoted_after_deliveries": N_(
        "Cette offre est datée du {day:day}, après {count} de ses {deliveries} livraisons (du "
        "{first:day} au {last:day}). Datez-la d'avant, ou corrigez les échéances."
    ),
    "cost.product_below_floor:paid": N_(
        "« {subject:name} » se vend {unit_price:price} l'unité, sous son prix plancher de "
        "{unit_floor:price} (coût net d'aide) : {lost_cents:euros} manquent sur {units:number} unités, "
        "que paient les autres produits ({payers:names}). À partir de {holds:price} l'unité, il se "
        "paierait lui-même."
    ),
    "cost.product_below_floor:partly": N_(
        "« {subject:name} » se vend {unit_price:price} l'unité, sous son prix plancher de "
        "{unit_floor:price} (coût net d'aide) : {lost_cents:euros} manquent sur {units:number} unités, "
        "et les autres produits ({payers:names}) n'en paient que {paid_cents:euros}. À partir de "
        "{holds:price} l'unité, il se paierait lui-même."
    ),
    "cost.product_below_floor:unpaid": N_(
        "« {subject:name} » se vend {unit_price:price} l'unité, sous son prix plancher de "
        "{unit_floor:price} (coût net d'aide) : {lost_cents:euros} manquent sur {units:number} unités, "
        "et rien ne les paie. À partir de {holds:price} l'unité, il se paierait lui-même."
    ),
    "cost.no_vat_rate": N_(
        "Aucun taux de TVA pour {products:names} le jour de la livraison : ajoutez une ligne dans la "
        "feuille « TVA » du classeur de la commande (colonnes « Produit », « Taux de TVA » et « Livré à "
        "partir du »), puis refaites le plan."
    ),
    "cost.opening_cash_unknown": N_(
        "« {subject:name} » : la trésorerie de départ n'est pas connue ; les soldes partent de 0."
    ),
    # -- buying together ------------------------------------------------------------------------
    "cost.not_bought_alone": N_(
        "« {subject:name} » n'aurait pas pu acheter seul {quantity:number} {unit} de "
        "« {material:name} » ; comptés {cents:euros} au prix de secours."
    ),
    "cost.negative_saving": N_(
        "Acheter ensemble coûte plus cher que séparément : l'économie est de {cents:euros}."
    ),
    "cost.empty_core": N_(
        "Quel que soit le partage, un groupe d'ateliers ferait mieux seul, d'au moins {cents:euros}."
    ),
    "cost.better_alone": N_(
        "Avec la clé choisie, {workshops:names} paieraient {cents:euros} de moins en achetant sans les "
        "autres."
    ),
    "cost.unproven_coalitions": N_(
        "{count} regroupements sur {coalitions} ne sont pas prouvés : leur coût est connu à "
        "{largest_gap:percent} près au plus."
    ),
    "cost.sampled_values": N_(
        "Valeurs de Shapley estimées sur {orders} ordres d'arrivée, à {largest_error_cents:euros} près ; "
        "{checked} regroupements vérifiés sur {coalitions}."
    ),
}
