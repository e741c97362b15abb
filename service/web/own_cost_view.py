"""What a workshop's part of the plan costs it, line by line and per product; for its own eyes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.full_cost import MemberCost, MinuteCost
from optimizer.pricing import MemberPrice
from service.exports import cost_words
from service.web.own_cost_form import USES

if TYPE_CHECKING:
    from service.exports.facts import Facts
    from service.i18n import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """A line of the cost, cents; ``line``: what remarks of the review call it."""

    line: str
    kind: str
    about: str
    cents: int
    formula: str
    source: str
    is_aid: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCost:
    """A product: what the workshop's part of it costs and asks in all, cents."""

    name: str
    cost_cents: int
    ht_cents: int
    order_cents: int | None


def cost_lines(facts: Facts, cost: MemberCost, texts: Texts) -> list[CostLine]:
    """Every line, gross, then what is taken off; those of nothing are left out."""
    found = []
    for is_aid, items in ((False, cost.lines), (True, cost.aids)):
        for item in items:
            if not item.cents:
                continue
            kind = texts.gettext(cost_words.KINDS[item.kind])
            about = cost_words.item_label(facts, item, texts)
            product = cost_words.product_label(facts, item.product, texts)
            found.append(
                CostLine(
                    line=" — ".join(x for x in (kind, product, about) if x)[:200],
                    kind=kind,
                    about=" — ".join(x for x in (product, about) if x),
                    cents=item.cents,
                    formula=cost_words.item_formula(item, texts),
                    source=item.source,
                    is_aid=is_aid,
                )
            )
    return found


def product_costs(facts: Facts, price: MemberPrice | None) -> list[ProductCost]:
    """Each product of the workshop's part, as far as its price is known."""
    return [
        ProductCost(
            name=facts.product_name(line.product),
            cost_cents=line.cost_cents,
            ht_cents=line.ht_cents,
            order_cents=line.order_cents,
        )
        for line in (price.lines if price is not None else ())
        if line.product
    ]


def minute_sentences(minutes: Sequence[MinuteCost], texts: Texts) -> list[str]:
    """The coût minute of each use, with its division."""
    _ = texts.gettext
    return [
        _(
            "{use} : {cost} ÷ {minutes} min = {per_minute} € la minute, soit {per_hour} l'heure",
            use=_(USES[m.use]),
            cost=texts.euros(m.period_cents),
            minutes=texts.number(m.productive_minutes, 1),
            per_minute=texts.number(m.cents_per_minute / 100, 4),
            per_hour=texts.euros(round(m.cents_per_minute * 60)),
        )
        for m in minutes
    ]
