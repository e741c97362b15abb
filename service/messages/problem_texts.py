"""What is said of the data of an order: one French sentence per ``problem.*`` code."""

from __future__ import annotations

from service.i18n import N_

TEXTS = {
    # nothing to plan
    "problem.no_start": N_(
        "Cette commande est encore vide. Lisez un classeur de commande, ou donnez son premier jour, puis "
        "ses produits, ses ateliers et ses jalons."
    ),
    "problem.no_demands": N_(
        "Rien n'est commandé. Ajoutez au moins un jalon : produit, quantité, date."
    ),
    "problem.no_products": N_(
        "Il n'y a aucun produit. Ajoutez au moins un produit et ses opérations."
    ),
    "problem.no_workshops": N_("Il n'y a aucun atelier. Ajoutez au moins un atelier."),
    "problem.no_operations": N_(
        "Le produit « {subject:name} » n'a aucune opération. Donnez sa gamme : coupe, couture…"
    ),
    # codes
    "problem.empty_id": N_(
        "Un élément ({kind:kind}, n° {position}) n'a pas de code. Donnez-lui un nom."
    ),
    "problem.duplicate_id": N_(
        "Le code « {subject} » est donné {count} fois ({kind:kind}). Donnez un code différent à "
        "chacun."
    ),
    "problem.duplicate_operation": N_(
        "Le produit « {subject:name} » nomme deux fois l'opération « {operation:name} ». Gardez-en une."
    ),
    "problem.duplicate_capability": N_(
        "L'atelier « {subject:name} » dit deux fois comment il fait « {operation:name} ». Gardez une "
        "ligne."
    ),
    "problem.duplicate_lane": N_(
        "Deux trajets vont de « {subject:name} » à « {delivery_point:name} ». Gardez-en un."
    ),
    "problem.duplicate_override": N_(
        "L'atelier « {subject:name} » a deux lignes pour la semaine {week:week}. Gardez-en une."
    ),
    "problem.duplicate_station_override": N_(
        "Le poste « {subject:name} » a deux lignes pour la semaine {week:week}. Gardez-en une."
    ),
    "problem.duplicate_bom_line": N_(
        "Le produit « {subject:name} » consomme deux fois « {material:name} » à l'opération « "
        "{operation:name} ». Additionnez les deux lignes."
    ),
    "problem.wrong_substitute": N_(
        "Produit « {subject:name} » : « {substitute:name} » ne peut pas remplacer « "
        "{material:name} » (nommé deux fois, ou remplacé par lui-même). Corrigez le remplacement."
    ),
    "problem.duplicate_availability": N_(
        "L'offre « {subject:name} » dit deux fois ce qui est disponible en {week:week}. Gardez une "
        "ligne."
    ),
    "problem.duplicate_opening": N_(
        "La situation de départ répète une ligne ({kind:kind} : {key}). Gardez-en une."
    ),
    # references
    "problem.unknown_product": N_(
        "Le produit « {read} » n'existe pas ({field:field}, {subject:name}). Corrigez le nom ou "
        "ajoutez-le."
    ),
    "problem.unknown_operation": N_(
        "L'opération « {read} » n'est dans aucune gamme concernée ({field:field}, "
        "{subject:name}). Corrigez le nom ou ajoutez l'opération."
    ),
    "problem.unknown_workshop": N_(
        "L'atelier « {read} » n'existe pas ({field:field}, {subject:name}). Corrigez le nom ou "
        "ajoutez-le."
    ),
    "problem.unknown_delivery_point": N_(
        "Le point de livraison « {read} » n'existe pas ({field:field}, {subject:name}). Corrigez "
        "le nom ou ajoutez-le."
    ),
    "problem.unknown_order": N_(
        "La commande « {read} » n'existe pas (jalon « {subject} »). Corrigez le nom ou ajoutez-la."
    ),
    "problem.unknown_material": N_(
        "La matière « {read} » n'existe pas ({field:field}, {subject:name}). Corrigez le nom ou "
        "ajoutez-la."
    ),
    "problem.unknown_supplier": N_(
        "Le fournisseur « {read} » n'existe pas ({field:field}, {subject:name}). Corrigez le nom ou "
        "ajoutez-le."
    ),
    "problem.unknown_offer": N_(
        "L'offre « {read} » n'existe pas ({field:field}). Corrigez le code ou ajoutez l'offre."
    ),
    "problem.unknown_demand": N_(
        "Le jalon « {read} » n'existe pas, alors que quelque chose lui est livré. Corrigez le code."
    ),
    "problem.unknown_week": N_(
        "« {read} » n'est pas une semaine ({field:field}, {subject:name}). Écrivez par exemple "
        "2020-W14."
    ),
    # dates
    "problem.date_out_of_range": N_(
        "La date {value:day} est trop loin pour être juste ({field:field}). Vérifiez l'année."
    ),
    "problem.due_before_start": N_(
        "Le jalon « {subject} » est attendu le {due:day}, avant le début du plan ({start:day}). "
        "Corrigez l'une des deux dates."
    ),
    "problem.earliest_after_due": N_(
        "Le jalon « {subject} » ne peut être livré qu'à partir du {earliest:day}, après son "
        "échéance du {due:day} : il sera en retard. Vérifiez les deux dates."
    ),
    "problem.begins_after_due": N_(
        "« {product:name} » ne peut pas commencer avant le {not_before:day}, et le jalon « {subject} » "
        "est dû le {due:day} : il sera en retard. Vérifiez les deux dates."
    ),
    "problem.closure_reversed": N_(
        "Atelier « {subject:name} » : une fermeture finit le {last:day} avant de commencer le "
        "{first:day}. Échangez les dates."
    ),
    "problem.leaving_before_entry": N_(
        "Atelier « {subject:name} » : il part le {leaving:day} avant d'entrer le {entry:day}. "
        "Corrigez les dates."
    ),
    "problem.never_member": N_(
        "L'atelier « {subject:name} » n'est jamais là pendant le plan (entrée : {entry:day} ; "
        "départ : {leaving:day}). Vérifiez ses dates."
    ),
    "problem.qualification_reversed": N_(
        "Atelier « {subject:name} » : la qualification « {norm} » finit le {end:day} avant de "
        "commencer le {start:day}. Échangez les dates."
    ),
    "problem.order_window_reversed": N_(
        "Offre « {subject:name} » : on peut commander jusqu'au {order_until:day}, avant de pouvoir "
        "commencer le {order_from:day}. Échangez les dates."
    ),
    "problem.commitment_reversed": N_(
        "Atelier « {subject:name} » : un engagement finit en {last:week} avant de commencer en "
        "{first:week}. Échangez les semaines."
    ),
    "problem.plan_too_long": N_(
        "Le plan aurait {weeks:number} semaines, pour {largest:number} au plus. Vérifiez les "
        "dates des jalons."
    ),
    "problem.purchases_too_early": N_(
        "Les achats commenceraient le {purchase_from:day}, {weeks:number} semaines avant le "
        "plan. Vérifiez l'année."
    ),
    "problem.purchases_after_start": N_(
        "La date d'achat {purchase_from:day} vient après le début du plan ({start:day}) : elle "
        "n'a pas d'effet."
    ),
    # numbers
    "problem.unusable_number": N_(
        "Le nombre {value} ne peut pas servir au calcul ({field:field}, {subject:name}). "
        "Corrigez-le."
    ),
    "problem.negative_number": N_(
        "{field:field} de « {subject:name} » : {value:number} est négatif. Écrivez 0 ou plus."
    ),
    "problem.not_positive": N_(
        "{field:field} de « {subject:name} » : {value:number} ne convient pas. Écrivez plus que 0."
    ),
    "problem.rate_out_of_range": N_(
        "{field:field} de « {subject:name} » : {value:percent} ne convient pas. Écrivez de 0 % à "
        "moins de 100 %."
    ),
    "problem.ramp_up_out_of_range": N_(
        "Montée en charge de « {subject:name} » : {value:percent} ne convient pas. Écrivez de 0 "
        "% à 100 %."
    ),
    "problem.yield_out_of_range": N_(
        "{field:field} de « {subject:name} » : {value:percent} ne convient pas. Écrivez de 1 % à "
        "100 % de pièces bonnes."
    ),
    "problem.share_out_of_range": N_(
        "{field:field} de « {subject:name} » : {value:percent} ne convient pas. Écrivez de 0 % à "
        "100 %."
    ),
    "problem.hub_lead_too_short": N_(
        "Le délai de la navette ({value:number} semaine) est trop court. Écrivez au moins 1 "
        "semaine."
    ),
    "problem.weekly_hours_out_of_range": N_(
        "{field:field} de « {subject:name} » : {value:number} h par semaine ne convient pas. "
        "Écrivez plus que 0 et au plus {largest:number} h."
    ),
    "problem.opening_hours_out_of_range": N_(
        "Poste « {subject:name} » : {value:number} h d'ouverture par semaine ne convient pas. "
        "Écrivez de 0 à {largest:number} h."
    ),
    "problem.working_days_out_of_range": N_(
        "Atelier « {subject:name} » : {value:number} jours de travail par semaine ne convient "
        "pas. Écrivez de 1 à 7."
    ),
    "problem.pace_too_small": N_(
        "Atelier « {subject:name} », « {operation:name} » : le rendement {value:number} est trop "
        "petit. Écrivez par exemple 0,7 (70 % du temps gammé)."
    ),
    "problem.pace_suspicious": N_(
        "Atelier « {subject:name} », « {operation:name} » : le rendement {value:number} est "
        "surprenant. Vérifiez que 0,7 n'a pas été écrit 7 ou 70."
    ),
    "problem.pace_contradiction": N_(
        "Atelier « {subject:name} », « {operation:name} » : le rendement {pace:number} donne "
        "{implied_units_per_week:number} unités par semaine, et non {units_per_week:number}. Le "
        "rendement est gardé ; corrigez l'un des deux."
    ),
    "problem.zero_standard_time": N_(
        "Le produit « {subject:name} » n'a aucun temps gammé. Donnez les minutes d'au moins une "
        "opération."
    ),
    "problem.standard_time_suspicious": N_(
        "Produit « {subject:name} », « {operation:name} » : {minutes:number} minutes par unité est "
        "surprenant. Vérifiez l'unité (minutes, et non secondes ou centièmes)."
    ),
    "problem.headcount_suspicious": N_(
        "Atelier « {subject:name} » : un effectif de {value:number} est surprenant. Comptez les "
        "personnes affectées à cette commande."
    ),
    "problem.lost_time_suspicious": N_(
        "Atelier « {subject:name} » : {value:percent} pour {field:field} est surprenant. Vérifiez "
        "que ce n'est pas la part du temps travaillé."
    ),
    "problem.weekly_hours_suspicious": N_(
        "Atelier « {subject:name} » : {value:number} h par semaine et par personne est surprenant. "
        "Vérifiez que ce ne sont pas les heures d'une journée, ni celles de toute l'équipe."
    ),
    "problem.working_days_suspicious": N_(
        "Atelier « {subject:name} » : {value:number} jours de travail par semaine est surprenant. "
        "Comptez les jours où l'on produit."
    ),
    "problem.lots_incomplete": N_(
        "Produit « {subject:name} » : {quantity:number} unités ne font pas un nombre entier de "
        "paquets de {lot_size:number} ; un paquet n'en aura que {rest:number}. Vérifiez la taille des "
        "paquets."
    ),
    "problem.quantity_not_whole": N_(
        "{field:field} de « {subject:name} » : {value:number} n'est pas un nombre entier, alors "
        "que le produit « {product:name} » se fait par paquets. Arrondissez."
    ),
    "problem.priority_too_small": N_(
        "Jalon « {subject} » : la priorité {value:number} ne convient pas. Écrivez 1 ou plus."
    ),
    # who can do it
    "problem.nobody_able": N_(
        "Personne ne sait faire l'opération « {operation:name} » du produit « {subject:name} ». "
        "Ajoutez-la aux savoir-faire d'un atelier."
    ),
    "problem.norm_of_nobody": N_(
        "« {subject:name} » demande la norme « {norm} » ({operations:names}), et aucun atelier ne l'a. "
        "Ajoutez-la à un atelier dans la feuille « Qualifications », avec ses dates."
    ),
    "problem.nobody_qualified": N_(
        "Aucun atelier n'a la qualification demandée ({norms}) pour « {operation:name} » du produit "
        "« {subject:name} ». Ajoutez-la à un atelier, avec ses dates."
    ),
    "problem.nobody_available": N_(
        "Opération « {operation:name} » du produit « {subject:name} » : {workshops:names} n'ont "
        "aucune heure productive quand ils sont qualifiés. Vérifiez effectifs, fermetures et "
        "dates."
    ),
    "problem.no_chain": N_(
        "Aucun atelier ne peut faire seul toutes les opérations du produit « {subject:name} », "
        "et il n'y a pas de navette entre ateliers. Ajoutez la navette ou les savoir-faire qui "
        "manquent."
    ),
    "problem.no_lane": N_(
        "Jalon « {subject} » : aucun atelier qui termine « {product:name} » ({workshops:names}) "
        "n'a de trajet vers « {delivery_point:name} ». Ajoutez un trajet."
    ),
    # shares and ceilings
    "problem.agreed_share_missing": N_(
        "L'atelier « {subject:name} » n'a pas de part convenue, alors que la clé est « parts "
        "convenues ». Donnez-la (0 % pour aucune)."
    ),
    "problem.agreed_shares_zero": N_(
        "Les parts convenues font 0 % en tout. Donnez la part de chacun."
    ),
    "problem.agreed_shares_not_one": N_(
        "Les parts convenues font {total:percent} en tout, et non 100 % : elles comptent en "
        "proportion."
    ),
    "problem.smallest_above_largest": N_(
        "Atelier « {subject:name} » : sa part minimale ({smallest:percent}) dépasse sa part "
        "maximale ({largest:percent}). Échangez-les."
    ),
    "problem.largest_shares_too_small": N_(
        "Les parts maximales font {total:percent} en tout : la commande ne peut pas être répartie. "
        "Relevez-en une."
    ),
    "problem.rates_incomplete": N_(
        "Produit « {subject:name} » : sans tarif de façon pour {operations}, ces opérations se "
        "partagent le reste du prix. Donnez-les toutes si elles sont convenues."
    ),
    "problem.ceiling_without_price": N_(
        "L'atelier « {subject:name} » a un plafond de recettes, mais « {product:name} » n'a ni "
        "prix de vente ni tarifs de façon. Donnez le prix ou les tarifs."
    ),
    "problem.ceiling_reached": N_(
        "L'atelier « {subject:name} » a déjà {receipts_cents:euros} de recettes, au-dessus de "
        "son plafond ({ceiling_cents:euros}) : il n'aura plus rien de cette commande qui en "
        "rapporte. Vérifiez le plafond."
    ),
    "problem.largest_share_reached": N_(
        "L'atelier « {subject:name} » a déjà fait {read:percent} du travail de la commande, plus que "
        "sa part maximale ({expected:percent}) : il n'en aura pas plus. Vérifiez cette part."
    ),
    # purchases
    "problem.no_breaks": N_(
        "L'offre « {subject:name} » n'a pas de prix. Donnez au moins un prix unitaire."
    ),
    "problem.first_break": N_(
        "Offre « {subject:name} » : le premier palier commence à {read:thousandths}. Il doit "
        "commencer à 0 ; pour une quantité minimale, remplissez « minimum »."
    ),
    "problem.breaks_not_increasing": N_(
        "Offre « {subject:name} » : le palier {read:thousandths} ne vient pas après "
        "{before:thousandths}. Rangez les paliers par quantité croissante."
    ),
    "problem.price_rises": N_(
        "Offre « {subject:name} » : dès {from_thousandths:thousandths}, le prix monte de "
        "{before:number} à {read:number} €. Vérifiez que deux prix n'ont pas été échangés."
    ),
    "problem.offer_unusable": N_(
        "Offre « {subject:name} » : minimum {minimum:thousandths}, multiple {multiple:thousandths}, "
        "disponible {available:thousandths} : aucune commande n'est possible. Vérifiez ces trois "
        "nombres."
    ),
    "problem.no_source": N_(
        "La matière « {subject:name} » (produit « {product:name} », « {operation:name} ») n'a ni "
        "offre, ni stock, ni commande en cours. Ajoutez une offre ou un stock."
    ),
    # opening state
    "problem.delivered_too_much": N_(
        "Jalon « {subject} » : {delivered:number} unités livrées pour {quantity:number} "
        "demandées. Vérifiez."
    ),
    "problem.hub_missing": N_(
        "{units:number} unités de « {subject:name} » ({operation:name}) sont à la navette, mais il "
        "n'y a pas de navette. Ajoutez-la ou placez ces unités dans un atelier."
    ),
    "problem.finished_at_hub": N_(
        "{units:number} unités terminées de « {subject:name} » sont à la navette, qui ne porte "
        "que du semi-fini. Placez-les dans un atelier."
    ),
    "problem.stock_without_lane": N_(
        "{units:number} unités terminées de « {product:name} » sont à « {subject:name} », qui "
        "n'a pas de trajet vers un lieu qui en attend : elles ne comptent pas. Ajoutez un trajet."
    ),
    "problem.arrival_outside_plan": N_(
        "« {subject:name} » : ce qui arrive en {week:week} ({kind:kind}) arrive après la fin du "
        "plan et ne compte pas. Vérifiez la semaine."
    ),
    "problem.transit_before_plan": N_(
        "« {subject:name} » : ce qui est en route vers « {delivery_point:name} » arrive en "
        "{week:week}, avant le plan. Comptez-le comme livré."
    ),
    "problem.transit_undeliverable": N_(
        "« {subject:name} » : {arriving:number} unités arrivent à « {delivery_point:name} » "
        "d'ici {week:week}, où {wanted:number} sont attendues. Corrigez les quantités ou les "
        "dates au plus tôt."
    ),
    "problem.frozen_beyond_plan": N_(
        "{frozen_weeks:number} semaines sont figées, alors que le plan en a {weeks:number}. "
        "Figez-en moins."
    ),
    "problem.frozen_run_outside": N_(
        "« {subject:name} » : une production est figée en {week:week} ({product:name}, "
        "{operation:name}), hors des {frozen_weeks:number} semaines figées. Retirez-la ou figez plus "
        "de semaines."
    ),
    "problem.frozen_run_unable": N_(
        "« {subject:name} » ne sait pas faire « {operation:name} » de « {product:name} », figé en "
        "{week:week}. Retirez cette production ou ajoutez le savoir-faire."
    ),
    "problem.frozen_run_unqualified": N_(
        "« {subject:name} » n'a pas la qualification pour « {operation:name} » de « {product:name} », "
        "figé en {week:week}. Retirez cette production ou corrigez les dates de qualification."
    ),
    "problem.frozen_run_too_early": N_(
        "« {subject:name} » ferait « {operation:name} » de « {product:name} », figé en {week:week}, "
        "alors que ce produit ne peut pas commencer avant le {not_before:day}. Vérifiez les deux."
    ),
    "problem.frozen_over_capacity": N_(
        "« {subject:name} » : ce qui est figé en {week:week} prend {minutes:hours}, pour "
        "{available:hours} disponibles. Figez moins, ou corrigez les heures."
    ),
    "problem.frozen_over_stations": N_(
        "Poste « {subject:name} » : ce qui est figé en {week:week} prend {minutes:hours}, pour "
        "{available:hours} d'ouverture. Figez moins, ou corrigez les postes."
    ),
    "problem.frozen_overproduction": N_(
        "« {subject:name} », « {operation:name} » : {units:number} unités sont figées, pour "
        "{needed:number} encore nécessaires. Figez moins."
    ),
    "problem.frozen_run_not_lots": N_(
        "« {subject:name} » : {units:number} unités figées en {week:week} ({product:name}, "
        "{operation:name}) ne font pas un nombre entier de paquets de {lot_size:number}. Arrondissez."
    ),
}
