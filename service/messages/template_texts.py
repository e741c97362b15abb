"""Help of the order workbook: what goes into each sheet and each column."""

from __future__ import annotations

from service.i18n import N_, Texts

INSTRUCTIONS = {
    "instructions.title": N_("Comment remplir ce classeur"),
    "instructions.purpose": N_(
        "Ce classeur décrit une commande à partager entre plusieurs ateliers : ce qui est demandé, "
        "qui peut le faire, avec quelles matières. « oeuvre plan » en fait un plan."
    ),
    "instructions.minimum": N_(
        "Le minimum : un titre, une date de début, un jalon, un produit avec sa gamme, et pour chaque "
        "atelier son nom, son type, son effectif et ses heures par semaine."
    ),
    "instructions.assumed": N_(
        "Ce que vous laissez vide est supposé ; chaque valeur supposée est listée dans la feuille "
        "Hypothèses du plan."
    ),
    "instructions.names": N_(
        "Un nom écrit dans une feuille doit être le même dans les autres (majuscules et accents ne "
        "comptent pas). Les codes sont facultatifs : sans code, le nom en tient lieu."
    ),
    "instructions.numbers": N_(
        "Nombres : 1 234,5 ou 1234.5. Pourcentages : 12 %. Heures : 26 h, 26h30 ou 26,5. Temps "
        "gammés en minutes."
    ),
    "instructions.dates": N_(
        "Dates : 30/04/2020. Semaines : S18 2020 ou 2020-W18 (semaines ISO, du lundi au dimanche)."
    ),
    "instructions.example": N_(
        "La ligne qui commence par « (exemple) » n'est pas lue : remplacez-la ou laissez-la."
    ),
    "instructions.several": N_(
        "Plusieurs valeurs dans une cellule : séparez-les par un point-virgule."
    ),
    "instructions.required": N_("Les titres de couleur orange sont obligatoires."),
}
SHEETS = {
    "order": N_("La commande dans son ensemble : dates, clé de partage, navette."),
    "demands": N_("Un jalon par ligne : quel produit, combien, pour quand, où."),
    "delivery_points": N_("Où l'on livre. Sans ligne, un seul point est supposé."),
    "orders": N_("Si plusieurs commandes ou clients se partagent le plan."),
    "products": N_("Ce que l'on fabrique."),
    "operations": N_("Les opérations de chaque produit, dans l'ordre, avec leur temps gammé."),
    "bom": N_("Ce que chaque unité consomme, et à quelle opération."),
    "needs": N_("Les normes exigées pour faire un produit ou certaines de ses opérations."),
    "workshops": N_("Les ateliers et leurs moyens pour cette commande."),
    "overrides": N_("Les semaines où l'effectif ou les heures changent."),
    "closures": N_("Les jours où un atelier est fermé."),
    "commitments": N_("Le temps productif déjà promis ailleurs."),
    "held": N_("Les normes que chaque atelier détient, et depuis quand."),
    "capabilities": N_("Les opérations que chaque atelier sait faire, et à quel rendement."),
    "stations": N_("Les postes ou machines qui limitent le travail."),
    "station_weeks": N_("Les semaines où le nombre de postes ou leurs heures changent."),
    "lanes": N_("Qui peut livrer où, à quel coût et en combien de temps."),
    "materials": N_("Les matières et fournitures à acheter ou à suivre."),
    "suppliers": N_("Les fournisseurs, leurs frais et leurs minimums."),
    "offers": N_("Les prix de chaque matière chez chaque fournisseur."),
    "availability": N_("Ce qu'un fournisseur peut livrer dans une semaine précise."),
    "opening": N_("Ce qui existe déjà au début : stocks, navette, livraisons, achats en cours."),
    "past_work": N_("Ce que chaque atelier a déjà fait avant ce plan."),
    "frozen": N_("La production déjà décidée dans les semaines figées."),
    "pins": N_(
        "Ce qu'un atelier doit faire, exactement : le plan le respecte ou dit pourquoi c'est "
        "impossible. Facultatif."
    ),
    "bans": N_("Ce qu'un atelier ne fera pas. Facultatif."),
    "in_force": N_("Le plan suivi jusqu'ici : un nouveau plan s'en écarte le moins possible."),
    "terms": N_(
        "Une seule ligne : qui facture, quand le client paie, acompte, pénalités. Facultatif ; ne "
        "change pas le plan."
    ),
    "vat_rates": N_("Le taux de TVA des ventes, par produit et par date de livraison."),
    "supplier_terms": N_("La TVA de chaque fournisseur et quand il est payé."),
    "common_expenses": N_(
        "Ce que coûte la coordination (compte prorata) : prévu, puis définitif quand on le sait."
    ),
    "stock_prices": N_(
        "À quel prix se paie le stock de départ : prêté et rendu en argent, ou commun. Facultatif."
    ),
    "requests": N_("Ce que chaque atelier a demandé dans une commande groupée."),
    "followup": N_("Ce que les ateliers ont produit et livré, lot par lot ou jour par jour."),
    "assumptions": N_("Les valeurs qui ont été supposées, et d'où elles viennent."),
}
COLUMNS = {
    "order.id": N_("Un code court pour ce plan ; sans code, le titre en tient lieu."),
    "order.title": N_("Le nom de la commande, en tête des documents."),
    "order.start": N_(
        "Premier jour de travail possible. Le plan commence le lundi de cette semaine."
    ),
    "order.late_tail_weeks": N_(
        "Semaines gardées après la dernière échéance pour montrer les retards."
    ),
    "order.purchase_from": N_(
        "Premier jour où l'on peut commander des matières ; avant le début si besoin."
    ),
    "order.fairness_key": N_(
        "Comment le travail se partage : effectif, minutes productives, parts égales…"
    ),
    "order.automatic_holidays": N_("Oui : les jours fériés de la zone sont comptés tout seuls."),
    "order.holiday_zone": N_("La France, ou un territoire dont les jours fériés diffèrent."),
    "order.public_holidays": N_(
        "Autres jours où tous sont fermés, séparés par des points-virgules."
    ),
    "order.has_hub": N_("Oui si des pièces non terminées peuvent passer d'un atelier à un autre."),
    "order.hub_lead_time_weeks": N_(
        "Semaines entre le départ d'un atelier et l'arrivée dans un autre."
    ),
    "order.hub_cost_per_lot": N_("Ce que coûte le voyage d'un lot, aller et distribution compris."),
    "order.assume_lanes": N_("Non : sans trajet indiqué, un atelier ne peut pas livrer."),
    "order.frozen_weeks": N_("Nombre de premières semaines dont la production est déjà décidée."),
    "demands.id": N_("Un code court pour ce jalon."),
    "demands.product": N_("Le produit demandé, tel qu'il est nommé dans Produits."),
    "demands.quantity": N_("Nombre d'unités conformes à livrer."),
    "demands.due": N_(
        "Date limite. La livraison compte dans la semaine dont le vendredi la précède."
    ),
    "demands.priority": N_("1 d'ordinaire ; 2 compte double si tout n'est pas possible."),
    "demands.delivery_point": N_("Où livrer, tel qu'il est nommé dans Points de livraison."),
    "demands.earliest": N_("Avant cette date, le client ne reçoit rien."),
    "demands.order": N_("La commande client, s'il y en a plusieurs."),
    "delivery_points.id": N_("Un code court."),
    "delivery_points.name": N_("Le nom du lieu."),
    "delivery_points.holding_cost": N_("Ce que coûte une unité qui attend là une semaine."),
    "orders.id": N_("Un code court."),
    "orders.name": N_("Le nom de la commande."),
    "orders.customer": N_("Le client, ou donneur d'ordre."),
    "products.id": N_("Un code court."),
    "products.name": N_("Le nom du produit."),
    "products.lot_size": N_("Unités par carton ou par lot ; vide : pas de lot."),
    "products.testing_weeks": N_("Premières semaines où rien ne sort, le temps des essais."),
    "products.not_before": N_(
        "Jour où l'on peut commencer, par exemple quand le patron paraît ; rien n'en est fait dans les "
        "semaines d'avant. Vide : tout de suite."
    ),
    "products.selling_price": N_("Prix de vente d'une unité, hors taxes."),
    "products.weight": N_("Ce que compte une unité manquante ; 1 d'ordinaire."),
    "operations.product": N_("Le produit, tel qu'il est nommé dans Produits."),
    "operations.id": N_("Un code court ; sans code, le nom de l'opération en tient lieu."),
    "operations.name": N_("Coupe, piquage, finition… dans l'ordre de fabrication."),
    "operations.standard": N_("Temps gammé par unité, en minutes."),
    "operations.yield_rate": N_("Part des pièces qui sortent bonnes ; vide : 100 %."),
    "operations.setup": N_("Temps de mise en route, par semaine où l'opération tourne."),
    "operations.setup_cost": N_("Coût de mise en route, par semaine où l'opération tourne."),
    "operations.rate": N_("Ce que l'atelier facture par unité pour cette opération."),
    "bom.product": N_("Le produit, tel qu'il est nommé dans Produits."),
    "bom.material": N_("La matière, telle qu'elle est nommée dans Matières."),
    "bom.quantity": N_("Quantité par unité, dans l'unité de la matière, sans les chutes."),
    "bom.waste_rate": N_("Chutes et pertes, en plus de la quantité."),
    "bom.operation": N_("L'opération qui la consomme ; vide : la première."),
    "bom.substitutes": N_("Les matières qui peuvent la remplacer."),
    "bom.ratios": N_("Quantité du remplaçant pour 1 de la matière, dans le même ordre."),
    "needs.product": N_("Le produit soumis à la norme."),
    "needs.norm": N_("Le nom de la norme, le même que dans Qualifications."),
    "needs.operations": N_("Les opérations concernées ; vide : toutes."),
    "workshops.id": N_("Un code court ; il donne son nom au classeur de l'atelier."),
    "workshops.name": N_("Le nom de l'atelier."),
    "workshops.kind": N_("ACI, EI, EA, ESAT… ; il donne les valeurs supposées."),
    "workshops.siret": N_("Numéro SIRET, comme texte."),
    "workshops.headcount": N_("Personnes affectées à cette commande, et non l'effectif total."),
    "workshops.weekly_hours": N_("Heures payées par personne et par semaine."),
    "workshops.working_days": N_("4 : du lundi au jeudi ; 5 : du lundi au vendredi."),
    "workshops.absence_rate": N_("Part du temps payé où les personnes sont absentes."),
    "workshops.non_production_rate": N_(
        "Accompagnement, formation, réunions : temps qui ne produit pas."
    ),
    "workshops.pace": N_(
        "60 % : une unité prend le temps gammé divisé par 0,6. « standard » : 100 %."
    ),
    "workshops.every_operation": N_("Oui : l'atelier sait faire toutes les opérations."),
    "workshops.ramp_up": N_("Rendement des premières semaines, dans l'ordre."),
    "workshops.entry": N_("Premier jour dans le groupement ; vide : depuis le début."),
    "workshops.leaving": N_("Dernier jour dans le groupement ; vide : jusqu'à la fin."),
    "workshops.hourly_cost": N_("Coût d'une heure productive, avant toute aide."),
    "workshops.smallest_share": N_("Rien, ou au moins cette part de la commande."),
    "workshops.largest_share": N_("Jamais plus que cette part de la commande."),
    "workshops.receipts_ceiling": N_("Plafond de recettes, par exemple celui d'un ACI."),
    "workshops.agreed_share": N_("Sa part si la clé est « parts convenues »."),
    "workshops.holding_cost": N_("Ce que coûte une unité terminée qui attend là une semaine."),
    "workshops.issue_lead_weeks": N_("Semaines entre le stock commun et l'atelier."),
    "overrides.workshop": N_("L'atelier concerné."),
    "overrides.week": N_("La semaine, ou la première de plusieurs."),
    "overrides.last": N_("La dernière semaine, si elles sont plusieurs."),
    "overrides.headcount": N_("L'effectif cette semaine-là ; vide : comme d'habitude."),
    "overrides.weekly_hours": N_("Les heures cette semaine-là ; vide : comme d'habitude."),
    "closures.workshops": N_("Les ateliers fermés ; vide : tous."),
    "closures.first": N_("Premier jour de fermeture."),
    "closures.last": N_("Dernier jour de fermeture ; vide : un seul jour."),
    "closures.reason": N_("Congés, inventaire, déménagement…"),
    "commitments.workshop": N_("L'atelier concerné."),
    "commitments.first": N_("Première semaine."),
    "commitments.last": N_("Dernière semaine."),
    "commitments.minutes": N_("Temps productif promis ailleurs, chaque semaine."),
    "held.workshops": N_("Les ateliers qui détiennent la norme."),
    "held.norm": N_("Le nom de la norme."),
    "held.start": N_("Depuis quand ; vide : depuis toujours."),
    "held.end": N_("Jusqu'à quand ; vide : sans fin."),
    "capabilities.workshops": N_("Les ateliers qui savent le faire."),
    "capabilities.operations": N_("Les opérations qu'ils savent faire."),
    "capabilities.product": N_("Pour ce produit seulement ; vide : pour tous."),
    "capabilities.pace": N_("60 % : une unité prend le temps gammé divisé par 0,6."),
    "capabilities.units_per_week": N_("Au lieu du rendement : unités d'une semaine normale."),
    "capabilities.setup": N_("Temps de mise en route propre à l'atelier."),
    "capabilities.setup_cost": N_("Coût de mise en route propre à l'atelier."),
    "capabilities.piece_cost": N_("Coût de plus par unité faite : sous-traitance, usure…"),
    "capabilities.smallest_run": N_("Le moins d'unités dans une semaine, à la dernière opération."),
    "stations.id": N_("Un code court."),
    "stations.name": N_("Le nom du poste ou de la machine."),
    "stations.host": N_("L'atelier où il se trouve."),
    "stations.users": N_("Les autres ateliers qui s'en servent."),
    "stations.operations": N_("Les opérations qui en ont besoin."),
    "stations.number": N_("Nombre de postes ; vide : ils ne limitent rien."),
    "stations.opening_hours": N_("Heures d'ouverture par semaine ; vide : celles de l'atelier."),
    "station_weeks.station": N_("Le poste concerné."),
    "station_weeks.week": N_("La semaine."),
    "station_weeks.number": N_("Le nombre de postes cette semaine-là ; vide : comme d'habitude."),
    "station_weeks.opening_hours": N_(
        "Les heures d'ouverture cette semaine-là ; vide : comme d'habitude."
    ),
    "lanes.workshops": N_("D'où l'on part ; vide : tous les ateliers."),
    "lanes.delivery_points": N_("Où l'on va ; vide : tous les points de livraison."),
    "lanes.cost_per_lot": N_("Coût du transport d'un lot."),
    "lanes.lead_time_weeks": N_("0 : livré dans la semaine où c'est fait."),
    "materials.id": N_("Un code court."),
    "materials.name": N_("Le nom de la matière."),
    "materials.unit": N_("m, pièce, kg, bobine…"),
    "materials.holding_cost": N_("Ce que coûte une unité en stock une semaine."),
    "suppliers.id": N_("Un code court."),
    "suppliers.name": N_("Le nom du fournisseur."),
    "suppliers.fee": N_("Frais de port ou de dossier, par semaine où l'on commande."),
    "suppliers.minimum": N_("Montant minimal, par semaine où l'on commande."),
    "offers.id": N_("Un code court."),
    "offers.supplier": N_("Le fournisseur, tel qu'il est nommé dans Fournisseurs."),
    "offers.material": N_("La matière, telle qu'elle est nommée dans Matières."),
    "offers.from": N_("Les quantités où le prix change, en commençant par 0."),
    "offers.price": N_("Le prix à partir de chaque quantité, dans le même ordre."),
    "offers.break_kind": N_(
        "Toutes unités : le prix atteint vaut pour tout. Par tranche : pour le reste."
    ),
    "offers.break_basis": N_("Par commande, ou sur le total acheté (contrat-cadre)."),
    "offers.minimum": N_("Quantité minimale d'une commande."),
    "offers.multiple": N_("On commande par multiples : 50 pour des rouleaux de 50 m."),
    "offers.lead_time_weeks": N_("Semaines entre la commande et l'arrivée."),
    "offers.weekly": N_("Ce que le fournisseur peut livrer par semaine ; vide : sans limite."),
    "offers.total": N_("Ce que le fournisseur peut livrer en tout ; vide : sans limite."),
    "offers.order_from": N_("Premier jour où l'on peut commander."),
    "offers.order_until": N_("Dernier jour où l'on peut commander."),
    "availability.offer": N_("L'offre concernée, par son code."),
    "availability.week": N_("La semaine d'arrivée."),
    "availability.quantity": N_("Ce qui peut arriver cette semaine-là ; 0 : rien."),
    "opening.state": N_("Ce que dit la ligne : stock, en navette, livré, achat en cours…"),
    "opening.workshop": N_("Où sont les pièces, ou qui a prêté la matière."),
    "opening.product": N_("Le produit."),
    "opening.operation": N_("La dernière opération faite sur ces pièces."),
    "opening.delivery_point": N_("Le point de livraison."),
    "opening.demand": N_("Le jalon déjà livré en partie."),
    "opening.material": N_("La matière."),
    "opening.offer": N_("L'offre."),
    "opening.quantity": N_("Combien."),
    "opening.arrival": N_("La semaine d'arrivée."),
    "past_work.workshop": N_("L'atelier concerné."),
    "past_work.standard": N_("Temps gammé du travail déjà fait."),
    "past_work.receipts": N_("Recettes déjà facturées."),
    "past_work.ramp_up_weeks": N_("Semaines de montée en charge déjà passées."),
    "past_work.headcount_weeks": N_(
        "Somme des effectifs des semaines passées de la commande, pour la clé de partage."
    ),
    "past_work.productive_minutes": N_(
        "Minutes productives des semaines passées de la commande, pour la clé de partage."
    ),
    "frozen.workshop": N_("L'atelier concerné."),
    "frozen.product": N_("Le produit."),
    "frozen.operation": N_("L'opération."),
    "frozen.week": N_("La semaine figée."),
    "frozen.units": N_("Combien d'unités y sont faites."),
    "pins.workshop": N_("L'atelier concerné."),
    "pins.product": N_("Le produit."),
    "pins.operation": N_("L'opération."),
    "pins.first": N_("Première semaine."),
    "pins.last": N_("Dernière semaine. Vide : une seule semaine."),
    "pins.units": N_("Combien d'unités sont faites dans ces semaines, en tout."),
    "bans.workshop": N_("L'atelier concerné."),
    "bans.product": N_("Le produit. Vide : tous."),
    "bans.operation": N_("L'opération. Vide : toutes."),
    "bans.first": N_("Première semaine. Vide : dès le début."),
    "bans.last": N_("Dernière semaine. Vide : jusqu'à la fin."),
    "in_force.workshop": N_("L'atelier concerné."),
    "in_force.product": N_("Le produit."),
    "in_force.operation": N_("L'opération."),
    "in_force.week": N_("La semaine."),
    "in_force.units": N_("Combien d'unités y sont prévues."),
    "terms.circuit": N_("Chaque atelier facture le client, ou le mandataire facture pour tous."),
    "terms.mandataire": N_("L'atelier qui encaisse et reverse, s'il y en a un."),
    "terms.buyer_days": N_("Jours entre une livraison et son paiement par le client."),
    "terms.deposit": N_("Part du total versée à la signature, retenue ensuite sur les situations."),
    "terms.deposit_day": N_("Le jour où l'acompte est versé."),
    "terms.penalty": N_("Ce que retient le client par unité et par semaine de retard."),
    "terms.wage_days": N_("Jours entre une semaine de travail et le paiement des salaires."),
    "terms.common_key": N_("Comment se partagent les frais communs."),
    "terms.sharing_key": N_("Comment se partage l'économie des achats groupés."),
    "terms.emergency_factor": N_(
        "Prix de ce qu'un atelier seul ne pourrait pas acheter : tant de fois l'offre la plus chère."
    ),
    "terms.validity_days": N_("Jours pendant lesquels le devis reste valable."),
    "terms.exclusions": N_("Ce que le prix ne comprend pas : une exclusion par ligne."),
    "terms.opens_costs": N_(
        "Oui si le groupement a voté d'ouvrir les coûts de chacun ; vide : ils restent privés."
    ),
    "vat_rates.product": N_("Le produit ; vide : tous."),
    "vat_rates.rate": N_("Le taux de la TVA sur les ventes."),
    "vat_rates.since": N_("Il vaut pour ce qui est livré à partir de ce jour ; vide : toujours."),
    "vat_rates.source": N_("Le texte ou la personne qui le dit."),
    "supplier_terms.suppliers": N_("Le fournisseur, ou plusieurs aux mêmes conditions."),
    "supplier_terms.vat_rate": N_("La TVA que portent ses factures."),
    "supplier_terms.payment_days": N_("Jours entre la réception et le paiement ; vide : comptant."),
    "supplier_terms.down_payment": N_("Part payée dès la commande ; vide : aucune."),
    "supplier_terms.source": N_("Le devis, le contrat, l'habitude."),
    "common_expenses.label": N_("Coordination, assurance, banque, transport commun…"),
    "common_expenses.provisional": N_("Ce que l'on prévoit, hors taxes."),
    "common_expenses.final": N_("Ce que cela a vraiment coûté ; vide tant qu'on ne le sait pas."),
    "common_expenses.paid_by": N_("L'atelier qui avance la dépense."),
    "common_expenses.day": N_("Le jour où elle est payée."),
    "common_expenses.source": N_("D'où vient le montant."),
    "stock_prices.material": N_("La matière en stock au départ."),
    "stock_prices.lender": N_(
        "L'atelier qui l'a prêtée : ceux qui s'en servent la lui paient ; vide : le stock commun."
    ),
    "stock_prices.unit_price": N_("Prix d'une unité de la matière, hors taxes."),
    "stock_prices.source": N_("La convention, la facture d'origine, un accord écrit."),
    "requests.workshop": N_("L'atelier qui demande."),
    "requests.material": N_("La matière demandée."),
    "requests.quantity": N_("Combien, dans l'unité de la matière."),
    "requests.supplier": N_("Le fournisseur à qui la commande est passée."),
    "requests.reference": N_("La référence de l'article chez le fournisseur."),
    "requests.file": N_("Le fichier qui le dit."),
    "followup.workshop": N_("L'atelier qui a produit."),
    "followup.week": N_("La semaine de la production."),
    "followup.product": N_("Le produit."),
    "followup.operation": N_("L'opération faite ; d'ordinaire la dernière."),
    "followup.lot": N_("Le numéro de lot ; sans lot, le jour en tient lieu."),
    "followup.made": N_("Unités sorties, conformes ou non."),
    "followup.conforming": N_("Unités bonnes."),
    "followup.scrap": N_("Unités à jeter."),
    "followup.delivered": N_("Le jour de la livraison."),
    "followup.delivered_units": N_("Unités livrées ce jour-là."),
    "followup.refused_units": N_(
        "Parmi elles, celles que le client a refusées : elles ne sont pas payées."
    ),
    "followup.delivery_note": N_("Le numéro du bon de livraison."),
    "followup.batch": N_("Le lot ou le bain de la matière employée."),
    "followup.remark": N_("Ce qu'il faut savoir de ce lot."),
    "assumptions.subject": N_("Ce que la valeur concerne."),
    "assumptions.field": N_("La donnée supposée."),
    "assumptions.value": N_("La valeur prise."),
    "assumptions.source": N_("D'où elle vient."),
}


def template_texts(texts: Texts) -> dict[str, str]:
    """Every text of the order workbook by key, in one language."""
    return {
        **{key: texts.gettext(text) for key, text in INSTRUCTIONS.items()},
        **{f"sheet.{key}.help": texts.gettext(text) for key, text in SHEETS.items()},
        **{f"column.{key}.help": texts.gettext(text) for key, text in COLUMNS.items()},
    }
