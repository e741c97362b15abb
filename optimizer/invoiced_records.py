"""What each delivery brings to each workshop, in cents: the price of its units, its VAT rate, its penalty.

Deliveries are shared one after the other, so that any period is the sum of its own, however others are
cut. Rules: ``docs/money.md``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from optimizer import statement_data
from optimizer.attribution import DeliveryRecord, Weights, attribute
from optimizer.cost_parameters import MemberCosts, OrderTerms
from optimizer.plan import Plan
from optimizer.pricing import vat_rate
from optimizer.problem import Problem
from optimizer.running_split import RunningSplit
from optimizer.statement_data import ProductAmount, StatementLine
from optimizer.statement_periods import Period

DAYS_PER_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicedRecord:
    """A delivery with what it brings: ``parts`` of the price and ``penalties``, cents by workshop."""

    record: DeliveryRecord
    order: str
    buyer: str
    product: str
    vat_rate: Decimal
    cents: int
    parts: Mapping[str, int]
    penalties: Mapping[str, int]


class InvoiceBook:
    """Deliveries with who made their units, and the amounts they bring.

    Args:
        records: in time order.
    """

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        costs: Mapping[str, MemberCosts],
        terms: OrderTerms,
        records: Sequence[DeliveryRecord],
    ) -> None:
        self.problem = problem
        self._costs = costs
        self.attributed: tuple[tuple[DeliveryRecord, Weights], ...] = tuple(
            zip(records, attribute(problem, plan, records), strict=True)
        )
        self.entries = tuple(self._entries(terms))

    def _entries(self, terms: OrderTerms) -> Iterator[InvoicedRecord]:
        demands = {d.id: d for d in self.problem.demands}
        prices = {p.id: Fraction(p.selling_price or 0) for p in self.problem.products}
        buyers = statement_data.buyer_of_orders(self.problem)
        per_unit = Fraction(terms.penalty_per_unit_week) * 100
        invoiced: dict[tuple[str, str], RunningSplit] = defaultdict(RunningSplit)
        penalties: dict[str, RunningSplit] = defaultdict(RunningSplit)
        for record, weights in self.attributed:
            demand = demands[record.demand]
            in_force = vat_rate(terms, demand.product, record.day)
            accepted = Fraction(record.accepted_units)
            split = invoiced[demand.order, demand.product]
            before = split.cents
            parts = split.add(accepted * prices[demand.product] * 100, weights)
            late = per_unit * weeks_late(record.day, demand.due) * accepted
            buyer = buyers.get(demand.order, "")
            yield InvoicedRecord(
                record=record,
                order=demand.order,
                buyer=buyer,
                product=demand.product,
                vat_rate=Decimal(0) if in_force is None else in_force.rate,
                cents=split.cents - before,
                parts=parts if accepted else {},
                penalties=penalties[buyer].add(late, weights),
            )

    @property
    def ht_cents(self) -> int:
        """What the order pays before tax for all that these deliveries accept."""
        return sum(entry.cents for entry in self.entries)

    @property
    def last_day(self) -> date | None:
        """Of the last delivery."""
        return self.entries[-1].record.day if self.entries else None

    def of_period(self, period: Period) -> tuple[InvoicedRecord, ...]:
        """The deliveries of a period."""
        return tuple(e for e in self.entries if period.first <= e.record.day <= period.last)

    def products(self, entries: Sequence[InvoicedRecord]) -> tuple[ProductAmount, ...]:
        """What the order pays product by product for some deliveries."""
        groups: dict[tuple[str, str, Decimal], list[InvoicedRecord]] = {}
        for entry in entries:
            groups.setdefault((entry.order, entry.product, entry.vat_rate), []).append(entry)
        return tuple(
            ProductAmount(
                order=order,
                product=product,
                vat_rate=rate,
                delivered=sum((e.record.delivered for e in some), start=Decimal(0)),
                accepted=sum((e.record.accepted_units for e in some), start=Decimal(0)),
                ht_cents=sum(e.cents for e in some),
            )
            for (order, product, rate), some in groups.items()
        )

    def lines(self, entries: Sequence[InvoicedRecord]) -> dict[str, tuple[StatementLine, ...]]:
        """Each workshop's part of some deliveries, in the order of the workshops."""
        sums: dict[str, dict[tuple[str, str, Decimal], int]] = defaultdict(dict)
        for e in entries:
            for workshop, cents in e.parts.items():
                row, key = sums[workshop], (e.order, e.product, e.vat_rate)
                row[key] = row.get(key, 0) + cents
        return {
            w.id: tuple(
                self._line(w.id, order, product, rate, cents)
                for (order, product, rate), cents in sums[w.id].items()
            )
            for w in self.problem.workshops
            if w.id in sums
        }

    def _line(
        self, workshop: str, order: str, product: str, rate: Decimal, cents: int
    ) -> StatementLine:
        # Before anything missing is reported a status may not be known.
        liable = workshop in self._costs and statement_data.is_liable(self._costs[workshop])
        return StatementLine(
            workshop=workshop,
            order=order,
            product=product,
            vat_rate=rate if liable else Decimal(0),
            is_exempt=not liable,
            ht_cents=cents,
        )


def weeks_late(day: date, due: date) -> int:
    """Weeks begun after the due day; 0 when on time."""
    return max(0, -((due - day).days // DAYS_PER_WEEK))
