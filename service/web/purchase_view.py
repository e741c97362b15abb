"""Orders to suppliers as a page shows them: one order per supplier and week, with what it costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from optimizer.plan import Purchase
from optimizer.problem import Problem
from optimizer.purchase_orders import purchase_orders
from optimizer.weeks import week_monday
from service.db import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One purchase; ``cents``: before tax, None when the order no longer has its offer."""

    row: tables.PurchaseOrder
    cents: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What is ordered together: one supplier, one week.

    Attributes:
        cents: goods and fee before tax, None when not everything has a price.
    """

    supplier: str
    week: str
    lines: tuple[Line, ...]
    fee_cents: int

    @property
    def cents(self) -> int | None:
        """Goods and fee, None when something has no price."""
        amounts = [line.cents for line in self.lines]
        known = [c for c in amounts if c is not None]
        return sum(known) + self.fee_cents if len(known) == len(amounts) else None

    @property
    def monday(self) -> date:
        """From when it is to be placed."""
        return week_monday(self.week)

    def in_state(self, *states: str) -> tuple[Line, ...]:
        """Its lines in these states."""
        return tuple(line for line in self.lines if line.row.state in states)


def bundles(rows: Iterable[tables.PurchaseOrder], problem: Problem | None) -> tuple[Bundle, ...]:
    """Every order that was not given up, in time order.

    Args:
        problem: whose offers price them; None: no amounts.
    """
    alive = [r for r in rows if r.state != "cancelled"]
    cents, fees = _amounts(alive, problem)
    groups: dict[tuple[str, str], list[tables.PurchaseOrder]] = defaultdict(list)
    for row in alive:
        groups[row.week, row.supplier].append(row)
    return tuple(
        Bundle(
            supplier=supplier,
            week=week,
            lines=tuple(Line(row=r, cents=cents.get(r.id)) for r in group),
            fee_cents=fees.get((week, supplier), 0),
        )
        for (week, supplier), group in sorted(groups.items())
    )


def _amounts(
    rows: Sequence[tables.PurchaseOrder], problem: Problem | None
) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """Cents of each row, and fees by week and supplier."""
    if problem is None:
        return {}, {}
    known = {o.id for o in problem.offers}
    priced = [r for r in rows if r.offer in known]
    orders = purchase_orders(
        problem,
        [
            Purchase(offer=r.offer, week=r.week, arrival=r.arrival, thousandths=r.thousandths)
            for r in priced
        ],
    )
    lines = {(o.week, x.offer): x for o in orders for x in o.lines}
    cents: dict[str, int] = {}
    for row in priced:
        line = lines.get((row.week, row.offer))
        if line is not None and line.thousandths:
            # Several rows of an offer in a week are one order: each its part.
            cents[row.id] = round(line.cents * row.thousandths / line.thousandths)
    return cents, {(o.week, o.supplier): o.fee_cents for o in orders}


def total(found: Iterable[Bundle], *states: str) -> int:
    """Cents of goods in these states, fees counted with the first of their order."""
    cents = 0
    for bundle in found:
        lines = bundle.in_state(*states)
        cents += sum(line.cents or 0 for line in lines)
        if lines and lines[0] is bundle.lines[0]:
            cents += bundle.fee_cents
    return cents
