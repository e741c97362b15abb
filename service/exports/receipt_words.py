"""What the order brings a workshop, and what of it its ceiling of receipts counts: one sentence for both."""

from __future__ import annotations

from optimizer.order_value import order_value
from service.exports.facts import Facts
from service.exports.receipts import has_receipts, receipts_of
from service.i18n import Texts


def brought_cents(facts: Facts, workshop: str) -> int | None:
    """What the order's price brings a workshop, before tax; None while a product has no price."""
    problem = facts.problem
    if any(p.selling_price is None for p in problem.products):
        return None
    value = order_value(problem, facts.plan)
    return sum(parts.get(workshop, 0) for parts in value.values())


def brought_sentence(facts: Facts, workshop: str, brought: int | None, texts: Texts) -> str:
    """How what the order brings relates to façon; "" where nothing is known of either.

    Args:
        brought: cents before tax, of the whole order.
    """
    _ = texts.gettext
    if brought is None or workshop not in facts.workshops or not has_receipts(facts):
        return ""
    receipts = receipts_of(facts, facts.workshops[workshop])
    facon = int(receipts.planned_cents)
    rest = brought - facon
    if rest <= 0 or facon <= 0:
        return ""
    values = {
        "brought": texts.euros(brought),
        "facon": texts.euros(facon),
        "rest": texts.euros(rest),
    }
    if receipts.ceiling_cents is None:
        return _(
            "Sur {brought} que la commande apporte, hors taxe, {facon} sont de la façon ; le reste, {rest}, "
            "est ce que le prix paie au-delà de la façon (matières, frais communs, écart entre le prix et le "
            "tarif de façon). Les aides n'y sont pas.",
            **values,
        )
    return _(
        "Sur {brought} que la commande apporte, hors taxe, {facon} sont de la façon : c'est ce que compte "
        "le plafond de recettes ({ceiling}). Le reste, {rest}, n'y compte pas : c'est ce que le prix "
        "paie au-delà de la façon (matières, frais communs, écart entre le prix et le tarif de façon). Les "
        "aides ne sont dans aucun des deux.",
        ceiling=texts.euros(int(receipts.ceiling_cents)),
        **values,
    )
