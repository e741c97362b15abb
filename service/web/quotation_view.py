"""An offer as one page says it: what was kept on the day it was drawn up, beside the plan's terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from optimizer.cost_parameters import OrderTerms
from service.exports import quotation_pages
from service.exports.facts import Facts
from service.exports.readers import Reader
from service.i18n import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferPage:
    """What a page says of an offer, in words.

    Attributes:
        seller: the workshops; "" when the plan it was made of is gone.
        products: name, quantity, unit price, amount before tax.
        deliveries: day, product, quantity, place.
        conditions, assumptions, exclusions: sentences.
    """

    seller: str
    products: list[tuple[str, str, str, str]]
    deliveries: list[tuple[str, str, str, str]]
    conditions: list[str]
    assumptions: list[str]
    exclusions: list[str]
    day: date | None
    plan: int | None


def offer_page(
    content: Mapping[str, Any], facts: Facts | None, reader: Reader, texts: Texts
) -> OfferPage:
    """The offer as its reader sees it.

    Args:
        content: as the quotation keeps it.
        facts: of the plan it was made of, None when that plan is gone.
    """
    names = facts.names if facts is not None else {}
    products = [
        (
            p["name"],
            texts.number(Decimal(p["quantity"])),
            quotation_pages.unit_price(Decimal(p["unit_price"]), texts),
            texts.euros(p["ht_cents"]),
        )
        for p in content.get("products", ())
    ]
    deliveries = [
        (
            texts.day(date.fromisoformat(d["due"])),
            names.get(d["product"], d["product"]),
            texts.number(Decimal(d["quantity"])),
            names.get(d["delivery_point"], d["delivery_point"]),
        )
        for d in content.get("deliveries", ())
    ]
    said: list[str] = []
    assumed: list[str] = []
    if facts is not None:
        terms = facts.problem.payments or OrderTerms()
        deposit = int(content.get("deposit_cents", 0))
        said = list(quotation_pages.terms_lines(facts, terms, deposit, texts))
        assumed = quotation_pages.assumed_lines(facts, facts.problem.assumptions, reader, texts)
    return OfferPage(
        seller=quotation_pages.seller(facts) if facts is not None else "",
        products=products,
        deliveries=deliveries,
        conditions=said,
        assumptions=assumed,
        exclusions=list(content.get("exclusions", ())),
        day=day_of(content),
        plan=content.get("plan"),
    )


def day_of(content: Mapping[str, Any]) -> date | None:
    """The day of an offer, None when its content does not say it."""
    day = content.get("day")
    return date.fromisoformat(day) if day else None
