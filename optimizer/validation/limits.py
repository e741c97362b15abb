"""Shares and ceilings say something that a division of the order can keep."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from optimizer.diagnostics import Diagnostic, error, warning
from optimizer.validation.facts import Facts

_ROUNDING = Decimal("0.001")


def agreed_share_missing(facts: Facts) -> Iterator[Diagnostic]:
    """The order is divided by agreed shares and a workshop has none."""
    if facts.problem.fairness_key != "agreed":
        return
    for w in facts.problem.workshops:
        if w.agreed_share is None:
            yield error("problem.agreed_share_missing", w.id)


def agreed_shares_zero(facts: Facts) -> Iterator[Diagnostic]:
    """All agreed shares together are nothing."""
    total = _agreed(facts)
    if total is not None and total <= 0:
        yield error("problem.agreed_shares_zero", total=total)


def agreed_shares_not_one(facts: Facts) -> Iterator[Diagnostic]:
    """Agreed shares do not sum to 1; they count in proportion."""
    total = _agreed(facts)
    if total is not None and total > 0 and abs(total - 1) > _ROUNDING:
        yield warning("problem.agreed_shares_not_one", total=total)


def _agreed(facts: Facts) -> Decimal | None:
    given = [w.agreed_share for w in facts.problem.workshops if w.agreed_share is not None]
    if facts.problem.fairness_key != "agreed" or not given:
        return None
    return sum(given, Decimal(0))


def smallest_above_largest(facts: Facts) -> Iterator[Diagnostic]:
    """A smallest share is above the largest."""
    for w in facts.problem.workshops:
        if (
            w.smallest_share is not None
            and w.largest_share is not None
            and w.smallest_share > w.largest_share
        ):
            yield error(
                "problem.smallest_above_largest",
                w.id,
                smallest=w.smallest_share,
                largest=w.largest_share,
            )


def largest_shares_too_small(facts: Facts) -> Iterator[Diagnostic]:
    """Largest shares together do not cover the order."""
    shares = [w.largest_share for w in facts.problem.workshops]
    given = [s for s in shares if s is not None]
    if given and len(given) == len(shares) and sum(given, Decimal(0)) < 1 - _ROUNDING:
        yield error("problem.largest_shares_too_small", total=sum(given, Decimal(0)))


def ceiling_without_price(facts: Facts) -> Iterator[Diagnostic]:
    """A workshop has a ceiling on receipts, and a product has neither a price nor all its rates."""
    with_ceiling = [w.id for w in facts.problem.workshops if w.receipts_ceiling_cents is not None]
    for p in facts.demanded:
        if p.selling_price is None and any(o.rate is None for o in p.operations):
            for w in with_ceiling:
                yield error("problem.ceiling_without_price", w, product=p.id)


def rates_incomplete(facts: Facts) -> Iterator[Diagnostic]:
    """Some operations of a product have a façon rate, others none."""
    for p in facts.problem.products:
        missing = [o.id for o in p.operations if o.rate is None]
        if missing and len(missing) < len(p.operations):
            yield warning("problem.rates_incomplete", p.id, operations=", ".join(missing))


RULES = (
    agreed_share_missing,
    agreed_shares_zero,
    agreed_shares_not_one,
    smallest_above_largest,
    largest_shares_too_small,
    ceiling_without_price,
    rates_incomplete,
)
