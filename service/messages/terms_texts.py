"""What is said of the money terms of an order: one French sentence per ``problem.*`` code."""

from __future__ import annotations

from service.i18n import N_

TEXTS = {
    "problem.duplicate_vat_rate": N_(
        "« {subject:name} » a {count} taux de TVA à partir du même jour ({since:day}). Gardez-en un."
    ),
    "problem.duplicate_supplier_terms": N_(
        "Le fournisseur « {subject:name} » a {count} façons d'être payé. Gardez une ligne."
    ),
    "problem.mandataire_missing": N_(
        "Le mandataire facture pour tous, mais on ne dit pas qui il est. Nommez l'atelier mandataire."
    ),
    "problem.deposit_without_day": N_(
        "Un acompte de {deposit:percent} est prévu sans date : la trésorerie ne peut pas le placer. "
        "Donnez le jour où il est versé."
    ),
    "problem.unnamed_expense": N_(
        "La dépense commune n° {position} n'a pas de nom. Dites à quoi elle sert."
    ),
    "problem.duplicate_stock_price": N_(
        "Le stock de « {subject:name} » a {count} prix convenus. Gardez une ligne par prêteur."
    ),
    "problem.stock_price_of_nothing": N_(
        "« {subject:name} » : un prix est convenu pour un stock que personne n'a au départ. Vérifiez la "
        "matière et le prêteur."
    ),
    "problem.vat_rate_suspicious": N_(
        "« {subject:name} » : une TVA de {value:percent} est surprenante. Vérifiez le taux."
    ),
    "problem.supplier_vat_suspicious": N_(
        "Fournisseur « {subject:name} » : une TVA de {value:percent} est surprenante. Vérifiez le taux."
    ),
}
