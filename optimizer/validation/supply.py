"""Offers can be ordered from, and every material that is needed can come from somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from optimizer.diagnostics import Diagnostic, error, warning
from optimizer.validation.facts import Facts


def no_breaks(facts: Facts) -> Iterator[Diagnostic]:
    """An offer has no price."""
    for o in facts.problem.offers:
        if not o.breaks:
            yield error("problem.no_breaks", o.id)


def first_break(facts: Facts) -> Iterator[Diagnostic]:
    """The first price break does not start from 0."""
    for o in facts.problem.offers:
        if o.breaks and o.breaks[0].from_thousandths != 0:
            yield error("problem.first_break", o.id, read=o.breaks[0].from_thousandths)


def breaks_not_increasing(facts: Facts) -> Iterator[Diagnostic]:
    """A price break does not start above the one before it."""
    for o in facts.problem.offers:
        for before, after in pairwise(o.breaks):
            if after.from_thousandths <= before.from_thousandths:
                yield error(
                    "problem.breaks_not_increasing",
                    o.id,
                    before=before.from_thousandths,
                    read=after.from_thousandths,
                )


def price_rises(facts: Facts) -> Iterator[Diagnostic]:
    """A larger quantity has a higher unit price: perhaps two prices were exchanged."""
    for o in facts.problem.offers:
        for before, after in pairwise(o.breaks):
            if after.unit_price > before.unit_price:
                yield warning(
                    "problem.price_rises",
                    o.id,
                    from_thousandths=after.from_thousandths,
                    before=before.unit_price,
                    read=after.unit_price,
                )


def offer_unusable(facts: Facts) -> Iterator[Diagnostic]:
    """Minimum and multiple allow no order within what is available in all or in a week."""
    for o in facts.problem.offers:
        limits = [x for x in (o.total_thousandths, _largest_week(facts, o.id)) if x is not None]
        if not limits:
            continue
        largest = min(limits)
        if o.multiple_thousandths > 0:
            largest -= largest % o.multiple_thousandths
        if largest <= 0 or largest < o.minimum_thousandths:
            yield warning(
                "problem.offer_unusable",
                o.id,
                minimum=o.minimum_thousandths,
                multiple=o.multiple_thousandths,
                available=min(limits),
            )


def _largest_week(facts: Facts, offer: str) -> int | None:
    """Most that can be received in any week; None when some week has no limit."""
    for o in facts.problem.offers:
        if o.id == offer:
            if o.weekly_thousandths is None:
                return None
            return max(o.weekly_thousandths, *(a.thousandths for a in o.availability), 0)
    return None


def no_source(facts: Facts) -> Iterator[Diagnostic]:
    """A material that must be used has no offer, stock or open purchase, nor has a substitute."""
    opening = facts.problem.opening
    available = {o.material for o in facts.problem.offers}
    available |= {m.material for m in opening.materials if m.thousandths > 0}
    available |= {q.material for q in opening.purchases if q.thousandths > 0}
    known = {m.id for m in facts.problem.materials}
    for p in facts.demanded:
        for b in p.materials:
            # A material that does not exist is reported as such, once.
            if b.material not in known or not facts.must_make(p.id, b.operation):
                continue
            if not available & {b.material, *(s.material for s in b.substitutes)}:
                yield error("problem.no_source", b.material, product=p.id, operation=b.operation)


RULES = (
    no_breaks,
    first_break,
    breaks_not_increasing,
    price_rises,
    offer_unusable,
    no_source,
)
