"""What people call the steps and the states of orders, plans and what belongs to them."""

from __future__ import annotations

from typing import Final

from service.i18n import N_

STEPS: Final[dict[str, str]] = {
    "order.collect": N_("ouvrir la collecte"),
    "order.stop_collecting": N_("arrêter la collecte"),
    "order.offer": N_("passer à l'offre"),
    "order.withdraw_offer": N_("retirer l'offre"),
    "order.win": N_("marquer la commande gagnée"),
    "order.win_directly": N_("marquer la commande gagnée sans offre"),
    "order.unwin": N_("revenir à l'offre"),
    "order.unwin_directly": N_("revenir à la collecte"),
    "order.decline": N_("marquer la commande perdue"),
    "order.reopen": N_("rouvrir l'offre"),
    "order.start": N_("commencer la production"),
    "order.unstart": N_("revenir d'avant la production"),
    "order.close": N_("clore la commande"),
    "order.reopen_production": N_("rouvrir la production"),
    "order.cancel_draft": N_("annuler le brouillon"),
    "order.cancel_collecting": N_("annuler pendant la collecte"),
    "order.cancel_offered": N_("annuler l'offre"),
    "order.cancel_won": N_("annuler la commande gagnée"),
    "order.cancel_production": N_("annuler la commande en production"),
    "plan.propose": N_("proposer le plan"),
    "plan.withdraw": N_("retirer la proposition"),
    "plan.refuse": N_("écarter le plan"),
    "plan.adopt": N_("adopter le plan"),
    "plan.unadopt": N_("revenir sur l'adoption du plan"),
    "plan.supersede": N_("remplacer le plan"),
    "plan.restore": N_("remettre le plan en vigueur"),
    "consent.accept": N_("accepter"),
    "consent.object": N_("faire une objection"),
    "consent.reconsider_accepted": N_("revenir sur l'accord"),
    "consent.reconsider_objected": N_("retirer l'objection"),
    "costing.submit": N_("remettre les coûts"),
    "costing.take_back": N_("reprendre les coûts"),
    "costing.return": N_("renvoyer les coûts"),
    "costing.submit_again": N_("remettre les coûts corrigés"),
    "costing.validate": N_("valider les coûts"),
    "costing.renew": N_("valider de nouveau les coûts"),
    "costing.invalidate": N_("retirer la validation"),
    "costing.correct": N_("corriger les coûts"),
    "quotation.send": N_("envoyer le devis"),
    "quotation.unsend": N_("reprendre le devis"),
    "quotation.mark_won": N_("marquer le devis accepté"),
    "quotation.unmark_won": N_("revenir sur l'acceptation du devis"),
    "quotation.mark_declined": N_("marquer le devis refusé"),
    "quotation.unmark_declined": N_("revenir sur le refus du devis"),
    "purchase.place": N_("passer l'achat"),
    "purchase.unplace": N_("remettre l'achat à passer"),
    "purchase.receive": N_("noter la réception"),
    "purchase.unreceive": N_("annuler la réception"),
    "purchase.drop": N_("renoncer à l'achat"),
    "purchase.put_back": N_("reprendre l'achat"),
    "purchase.call_off": N_("décommander"),
    "purchase.place_again": N_("rétablir l'achat passé"),
    "lot.accept_lot": N_("accepter le lot"),
    "lot.unaccept_lot": N_("revenir sur l'acceptation du lot"),
    "lot.refuse_lot": N_("refuser le lot"),
    "lot.unrefuse_lot": N_("revenir sur le refus du lot"),
    "statement.submit_statement": N_("remettre l'état d'acompte"),
    "statement.recall_statement": N_("reprendre l'état d'acompte"),
    "statement.pay": N_("marquer l'état payé"),
    "statement.unpay": N_("annuler le paiement"),
}
"""French name of each step, by ``living.step``."""

STATES: Final[dict[str, str]] = {
    "draft": N_("brouillon"),
    "collecting": N_("collecte"),
    "offered": N_("offre remise"),
    "won": N_("accepté"),
    "declined": N_("refusé"),
    "production": N_("en production"),
    "closed": N_("close"),
    "cancelled": N_("annulé"),
    "computed": N_("calculé"),
    "proposed": N_("proposé"),
    "adopted": N_("adopté"),
    "superseded": N_("remplacé"),
    "refused": N_("refusé"),
    "waiting": N_("en attente"),
    "accepted": N_("accepté"),
    "objected": N_("objection"),
    "submitted": N_("remis"),
    "returned": N_("renvoyé"),
    "validated": N_("validé"),
    "sent": N_("envoyé"),
    "to_place": N_("à passer"),
    "placed": N_("passé"),
    "received": N_("reçu"),
    "delivered": N_("livré"),
    "paid": N_("payé"),
    "asked": N_("demandé"),
    "answered": N_("répondu"),
}
"""States as one says them of a plan, an offer, a lot, a statement, an agreement: French agrees with these."""
_STATES_OF: Final[dict[str, dict[str, str]]] = {
    "order": {
        "won": N_("gagnée"),
        "declined": N_("perdue"),
        "cancelled": N_("annulée"),
    },
    "purchase": {
        "placed": N_("passée"),
        "received": N_("reçue"),
        "cancelled": N_("annulée"),
    },
    "costing": {
        "draft": N_("en brouillon"),
        "submitted": N_("remis"),
        "returned": N_("renvoyés"),
        "validated": N_("validés"),
    },
    "sheet": {
        "submitted": N_("remise"),
        "returned": N_("renvoyée"),
        "validated": N_("validée"),
    },
}
"""French name of each state."""


def state(name: str, of: str = "") -> str:
    """What people call a state, in French; one that is not known says itself.

    Args:
        of: what is in it: ``order`` (une commande), ``purchase`` (une commande à un fournisseur),
            ``costing`` (des coûts), ``sheet`` (une fiche de coûts); anything else is masculine.
    """
    return _STATES_OF.get(of, {}).get(name) or STATES.get(name, name)
