"""Help of a workshop's cost workbook: what goes into each sheet and each column, and who reads it."""

from __future__ import annotations

from service.i18n import N_, Texts

INSTRUCTIONS = {
    "cost_instructions.title": N_("Comment remplir votre classeur de coûts"),
    "cost_instructions.purpose": N_(
        "Ce classeur dit ce que coûte le travail dans votre atelier. Avec le plan, on en tire ce que "
        "coûte votre part, et votre prix."
    ),
    "cost_instructions.private": N_(
        "Il est privé : seuls vous et l'accompagnateur le lisez. Le coordinateur ne voit que des "
        "totaux d'au moins trois ateliers, le client et les autres ateliers n'en voient rien. Ne le "
        "joignez pas au classeur de la commande."
    ),
    "cost_instructions.hours": N_(
        "Heures : la même période pour les quatre, de préférence une année. Payées, puis de présence "
        "(sans congés, fériés ni formation), puis travaillées (sans absences ni pauses), puis "
        "productives (sans accompagnement ni attente)."
    ),
    "cost_instructions.costs": N_(
        "Coûts de la période : bruts, avant toute aide. Production et encadrement donnent chacun un "
        "coût minute ; les matières, le transport et les achats du plan sont déjà comptés ailleurs."
    ),
    "cost_instructions.aids": N_(
        "Aides : elles se montrent à part et ne changent pas le partage du travail. Un ETP compte "
        "1 820 heures payées ou 1 505 heures travaillées : dites lesquelles."
    ),
    "cost_instructions.missing": N_(
        "Ce que vous ne savez pas, laissez-le vide : on vous dira ce qui manque, on n'inventera rien."
    ),
    "cost_instructions.source": N_(
        "Pour chaque chiffre, la date et la source : journal de paie, contrat, arrêté, estimation."
    ),
    "cost_instructions.numbers": N_(
        "Nombres : 1 234,5 ou 1234.5. Pourcentages : 12 %. Dates : 30/04/2020. Montants hors taxes."
    ),
    "cost_instructions.example": N_(
        "La ligne qui commence par « (exemple) » n'est pas lue : remplacez-la ou laissez-la."
    ),
    "cost_instructions.required": N_("Les titres de couleur orange sont obligatoires."),
}
SHEETS = {
    "cost_member": N_("Votre atelier : TVA, sens de la marge, trésorerie."),
    "cost_hours": N_("Les heures d'une même période, des heures payées aux heures productives."),
    "period_costs": N_("Ce que vous dépensez pendant cette période, avant toute aide."),
    "aids": N_("Aides au poste et subventions : par ETP, ou pour la période."),
    "expenses": N_("Ce que vous dépensez pour cette commande seulement."),
    "in_kind": N_("Ce qu'on vous donne ou prête : montré à part, jamais dans le coût."),
    "cost_rates": N_("Frais généraux, non-qualité, marge, règle des recettes d'un ACI."),
}
_LABEL = N_("Le nom de la ligne, en peu de mots.")
_SINCE = N_("Le jour à partir duquel ce chiffre vaut.")
_SOURCE = N_("Le document ou la personne qui le dit ; « estimation » si c'en est une.")
COLUMNS = {
    "cost_member.workshop": N_("Le code ou le nom de votre atelier, comme dans la commande."),
    "cost_member.order": N_("Le code de la commande pour laquelle ces chiffres valent."),
    "cost_member.is_liable": N_("Oui si vous facturez la TVA ; non si vous en êtes exonéré."),
    "cost_member.deduction": N_(
        "Part de la TVA de vos achats que vous récupérez ; vide : tout si vous êtes assujetti, rien "
        "sinon."
    ),
    "cost_member.franchise": N_(
        "Recettes lucratives au-dessous desquelles vous restez exonéré ; vide : sans objet."
    ),
    "cost_member.other_receipts": N_("Vos autres recettes lucratives attendues la même année."),
    "cost_member.vat_source": N_("Qui le dit : expert-comptable, rescrit, statuts."),
    "cost_member.margin_convention": N_(
        "20 % du coût et 20 % du prix font deux prix : dites duquel vous parlez."
    ),
    "cost_member.annual_charges": N_(
        "Pour un ACI : les charges de l'année, dont les recettes ne doivent pas dépasser une part."
    ),
    "cost_member.payment_days": N_("En combien de jours vous payez vos fournisseurs."),
    "cost_member.opening_cash": N_("Ce que vous avez en banque au début ; négatif si à découvert."),
    "cost_hours.first": N_("Premier jour de la période."),
    "cost_hours.last": N_("Dernier jour de la période."),
    "cost_hours.paid_hours": N_(
        "Toutes les heures payées aux personnes affectées à la production."
    ),
    "cost_hours.presence_hours": N_("Moins congés, jours fériés et formation rémunérée."),
    "cost_hours.worked_hours": N_("Moins absences, pauses et pertes."),
    "cost_hours.productive_hours": N_("Moins accompagnement, attente et rangement."),
    "cost_hours.source": _SOURCE,
    "period_costs.label": _LABEL,
    "period_costs.use": N_(
        "Production : ceux qui font les pièces. Encadrement technique : ceux qui les encadrent. "
        "Frais généraux : tout le reste (loyer, énergie, siège)."
    ),
    "period_costs.amount": N_("Ce que cela coûte pendant toute la période, charges comprises."),
    "period_costs.since": _SINCE,
    "period_costs.source": _SOURCE,
    "aids.label": _LABEL,
    "aids.per_etp": N_("Le montant annuel pour un équivalent temps plein."),
    "aids.hours_per_etp": N_("Les heures annuelles d'un ETP pour cette aide."),
    "aids.base": N_(
        "Ces heures sont-elles payées ou travaillées ? À dire si le montant est par ETP."
    ),
    "aids.share": N_("Part de vos heures qui ouvre droit à l'aide ; vide : 100 %."),
    "aids.per_period": N_("Au lieu d'un montant par ETP : ce que vous recevez pour la période."),
    "aids.since": _SINCE,
    "aids.until": N_("Le dernier jour où elle vaut ; vide : sans fin connue."),
    "aids.source": _SOURCE,
    "expenses.label": _LABEL,
    "expenses.kind": N_("Frais fixes, transport, essais ou conditionnement."),
    "expenses.amount": N_("Un montant pour toute la commande, hors taxes."),
    "expenses.per_unit": N_("Ou un montant par unité que vous terminez, hors taxes."),
    "expenses.product": N_("Le produit concerné ; vide : tous."),
    "expenses.since": _SINCE,
    "expenses.source": _SOURCE,
    "in_kind.label": _LABEL,
    "in_kind.amount": N_("Ce que cela coûterait si vous deviez le payer."),
    "in_kind.source": _SOURCE,
    "cost_rates.rate": N_(
        "Frais généraux : en plus de ceux de la période. Non-qualité : ce que coûtent les pièces "
        "refusées. Part maximale des recettes : règle d'un ACI."
    ),
    "cost_rates.value": N_("Le taux, par exemple 4 %."),
    "cost_rates.since": _SINCE,
    "cost_rates.source": _SOURCE,
}


def cost_template_texts(texts: Texts) -> dict[str, str]:
    """Every text of the cost workbook by key, in one language."""
    return {
        **{key: texts.gettext(text) for key, text in INSTRUCTIONS.items()},
        **{f"sheet.{key}.help": texts.gettext(text) for key, text in SHEETS.items()},
        **{f"column.{key}.help": texts.gettext(text) for key, text in COLUMNS.items()},
    }
