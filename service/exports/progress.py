"""What is made, delivered and due of a product by the end of each week, added up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from optimizer.ledger import Series
from optimizer.problem import Product
from service.exports.facts import ZERO, Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Units of a product by the end of each week worth showing, what was there before included."""

    product: str
    finished: Series
    delivered: Series
    due: Series


def progress_of(facts: Facts, product: Product) -> Progress:
    """The three rows of a product."""
    due = [ZERO] * len(facts.weeks)
    before = ZERO
    for m in facts.milestones:
        if m.demand.product == product.id:
            before += m.demand.quantity - facts.ledger.still_due[m.demand.id]
            due[max(0, m.due_week)] += m.demand.quantity
    return Progress(
        product=product.id,
        finished=_running(
            facts, facts.finished_by_week(product), before + _finished_stock(facts, product)
        ),
        delivered=_running(facts, facts.delivered_by_week(product.id), before),
        due=_running(facts, tuple(due), ZERO),
    )


def _running(facts: Facts, weeks: Series, start: Decimal) -> Series:
    return tuple(list(accumulate(weeks[: len(facts.weeks)], initial=start))[1:])


def _finished_stock(facts: Facts, product: Product) -> Decimal:
    last = product.operations[-1].id
    opening = facts.problem.opening
    stock = sum(
        (s.units for s in opening.units if (s.product, s.operation) == (product.id, last)),
        start=ZERO,
    )
    moving = sum((t.units for t in opening.lane_transit if t.product == product.id), start=ZERO)
    return stock + moving
