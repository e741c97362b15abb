"""What the order's price brings each workshop for the deliveries of a plan, as the statements will pay it."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from optimizer.attribution import attribute, in_order, planned_records
from optimizer.capacity import horizon_of
from optimizer.cost_items import round_fraction, share
from optimizer.plan import Plan
from optimizer.problem import Problem


def order_value(problem: Problem, plan: Plan) -> dict[str, dict[str, int]]:
    """Cents before VAT per product and workshop; a product without a selling price is absent.

    The parts of a product sum to its selling price × the units that the plan delivers, rounded once,
    unless nobody is known to have made them. Statements round each period: a cent may fall elsewhere.
    """
    records = in_order(problem, planned_records(problem, plan))
    monday = horizon_of(problem).monday
    product_of = {d.id: d.product for d in problem.demands}
    units: dict[str, Fraction] = defaultdict(Fraction)
    worth: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for record, weights in zip(records, attribute(problem, plan, records), strict=True):
        if record.day < monday:
            continue  # delivered, and paid, before the plan
        name = product_of[record.demand]
        accepted = Fraction(record.accepted_units)
        units[name] += accepted
        whole = sum(weights.values(), Fraction(0))
        for workshop, weight in weights.items():
            worth[name][workshop] += accepted * weight / whole
    found = {}
    for product in problem.products:
        if product.selling_price is not None:
            cents = round_fraction(units[product.id] * Fraction(product.selling_price) * 100)
            found[product.id] = share(cents, worth[product.id])
    return found
