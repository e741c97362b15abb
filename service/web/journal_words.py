"""The audit in words: what was done, on what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from optimizer.weeks import is_week_name
from service.i18n import N_, Texts
from service.messages import life_texts

if TYPE_CHECKING:
    from service.web.life_names import LifeNames

ACTIONS: Final = {
    "create_order": N_("créer la commande"),
    "fill_order": N_("remplir la commande d'un coup"),
    "change_order": N_("changer la commande"),
    "change_part": N_("changer une partie de la commande"),
    "remove_part": N_("enlever une partie de la commande"),
    "start_from": N_("partir d'une commande précédente"),
    "ask_capacities": N_("demander les capacités"),
    "confirm_capacities": N_("confirmer ses capacités"),
    "undo_capacities": N_("reprendre les capacités d'avant"),
    "undo_declarations": N_("reprendre la production déclarée avant"),
    "remind": N_("relancer"),
    "ask_plan": N_("demander un plan"),
    "ask_replan": N_("demander de replanifier"),
    "tell_plan": N_("noter que les ateliers sont prévenus"),
    "untell_plan": N_("noter que les ateliers ne sont pas prévenus"),
    "ask_why": N_("demander ce qui bloque"),
    "ask_compare": N_("comparer des scénarios"),
    "take_back_scenario": N_("retirer un scénario de la commande"),
    "ask_resilience": N_("éprouver le plan"),
    "cancel_job": N_("arrêter un calcul"),
    "ask_document": N_("demander un document"),
    "draw_up_quotation": N_("faire un devis"),
    "draw_up_statements": N_("faire les états d'une période"),
    "promise_purchase": N_("noter la semaine promise par un fournisseur"),
    "ask_settlement": N_("demander le règlement des achats"),
    "forget_settlement": N_("renoncer au règlement des achats"),
    "declare": N_("déclarer sa production"),
    "correct_declaration": N_("corriger une déclaration"),
    "remove_declaration": N_("retirer une déclaration"),
    "deliver_lot": N_("déclarer un lot livré"),
    "remove_lot": N_("retirer un lot"),
    "write_costs": N_("écrire des coûts"),
    "remove_costs": N_("effacer des coûts"),
    "undo_costs": N_("reprendre les coûts d'avant"),
    "comment_costs": N_("commenter des coûts"),
    "send_file": N_("envoyer un fichier"),
    "remove_file": N_("retirer un fichier"),
    "apply_import": N_("prendre un fichier dans la commande"),
    "undo_import": N_("annuler la prise d'un fichier"),
    "learn_profile": N_("garder ce que le bilan apprend"),
    "renew_calendar": N_("changer l'adresse du calendrier"),
    "revoke_calendar": N_("fermer l'adresse du calendrier"),
}
"""What people call what is done besides the steps of a life."""
_KINDS: Final = {
    "workshop": N_("atelier"),
    "product": N_("produit"),
    "material": N_("matière"),
    "supplier": N_("fournisseur"),
    "demand": N_("jalon"),
    "delivery_point": N_("lieu de livraison"),
    "station_group": N_("postes"),
    "plan": N_("plan"),
    "quotation": N_("devis"),
    "purchase": N_("achat"),
    "lot": N_("lot"),
    "statement": N_("état"),
    "costing": N_("coûts"),
    "production": N_("production"),
    "document": N_("document"),
    "order": N_("commande"),
}


def action_words(action: str, texts: Texts) -> str:
    """What was done; the name that programs know when nobody gave it another."""
    known = life_texts.STEPS.get(action) or ACTIONS.get(action)
    found = texts.gettext(known) if known else action.replace("_", " ")
    return found[:1].upper() + found[1:]


def subject_words(subject: str, names: LifeNames, texts: Texts) -> str:
    """What it was done to: « lot L01, Atelier des Trois Clochers »; "" when that says nothing."""
    if not subject:
        return ""
    head, _, rest = subject.partition(":")
    if not rest:
        known = names.anybody(subject)
        return known if known != subject else ""
    parts = []
    for piece in rest.split(":"):
        if is_week_name(piece):
            parts.append(texts.week(piece))
        else:
            parts.append(_name(piece, names))
    kind = texts.gettext(_KINDS[head]) if head in _KINDS else ""
    return f"{kind} {', '.join(parts)}".strip()


def detail_words(detail: dict[str, Any]) -> str:
    """The reason that was given, "" for none."""
    reason = detail.get("reason")
    return reason if isinstance(reason, str) else ""


def _name(piece: str, names: LifeNames) -> str:
    for group in (names.workshops, names.products, names.materials, names.suppliers, names.points):
        if piece in group:
            return group[piece]
    return names.material(names.offers[piece]) if piece in names.offers else piece
