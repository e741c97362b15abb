"""What is wrong or missing before a statement can be drawn up, everything at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from optimizer.attribution import DeliveryRecord, Weights
from optimizer.cost_parameters import MemberCosts, OrderTerms
from optimizer.diagnostics import Diagnostic, error
from optimizer.pricing import vat_rate
from optimizer.problem import Problem
from optimizer.statement_data import is_liable
from optimizer.statement_periods import Period


def check_records(
    problem: Problem, records: Sequence[DeliveryRecord], periods: Sequence[Period] | None
) -> Iterator[Diagnostic]:
    """Records of unknown demands, with impossible units, or beyond what was ordered."""
    quantities = {d.id: d.quantity for d in problem.demands}
    accepted: dict[str, Decimal] = defaultdict(Decimal)
    for r in records:
        if r.demand not in quantities:
            yield error("cost.record_unknown_demand", r.demand, day=r.day)
        elif not 0 <= r.accepted_units <= r.delivered:
            yield error(
                "cost.record_units",
                r.demand,
                day=r.day,
                delivered=r.delivered,
                accepted=r.accepted_units,
            )
        else:
            accepted[r.demand] += r.accepted_units
    for demand, units in accepted.items():
        if units > quantities[demand]:
            yield error(
                "cost.record_over_quantity", demand, accepted=units, ordered=quantities[demand]
            )
    for before, after in zip(periods or (), (periods or ())[1:], strict=False):
        if after.first <= before.last:
            yield error("cost.periods_overlap", after.name, before=before.name)


def check_periods(
    records: Sequence[DeliveryRecord], periods: Sequence[Period]
) -> Iterator[Diagnostic]:
    """Records that no period holds."""
    for r in records:
        if not any(p.first <= r.day <= p.last for p in periods):
            yield error("cost.record_outside_periods", r.demand, day=r.day)


def missing_terms(problem: Problem, terms: OrderTerms) -> Iterator[Diagnostic]:
    """What the circuit needs."""
    if terms.circuit == "mandataire" and not terms.mandataire:
        yield error("cost.missing", field="mandataire")
    if terms.mandataire and terms.mandataire not in {w.id for w in problem.workshops}:
        yield error("cost.unknown_mandataire", terms.mandataire)


def missing_prices(
    problem: Problem,
    terms: OrderTerms,
    costs: Mapping[str, MemberCosts],
    parts: Sequence[tuple[DeliveryRecord, Weights]],
) -> Iterator[Diagnostic]:
    """Prices, rates and VAT statuses that the amounts need, and products nobody made."""
    demands = {d.id: d for d in problem.demands}
    prices = {p.id: p.selling_price for p in problem.products}
    for record, weights in parts:
        product = demands[record.demand].product
        if prices.get(product) is None:
            yield error("cost.missing", product, field="selling_price")
        liable = [w for w in weights if w in costs and is_liable(costs[w])]
        if liable and vat_rate(terms, product, record.day) is None:
            yield error("cost.missing", product, field="vat_rate")
        if record.delivered and not weights:
            yield error("cost.nobody_made", product)
        for workshop in weights:
            if workshop not in costs or costs[workshop].vat is None:
                yield error("cost.missing", workshop, field="vat")
