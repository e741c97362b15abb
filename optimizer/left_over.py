"""What pieces and materials are worth where they lie, and what a plan leaves over at its end.

A piece is worth the materials in it, at the price paid for them, and the work done on it at the façon
rates. What was lost on the way to a good piece (yield, waste) is in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from optimizer.costing import receipts_rates
from optimizer.ledger import Ledger
from optimizer.money import round_half_up
from optimizer.plan import Plan, Purchase
from optimizer.plan_changes import WrittenOff
from optimizer.problem import Problem
from optimizer.purchasing import lowest_list_price, purchase_cost

ZERO = Decimal(0)
_CRUMB = Decimal("0.001")


def material_prices(problem: Problem, purchases: Iterable[Purchase]) -> dict[str, Decimal]:
    """Euros per unit of each material: what the purchases paid on average, fees apart.

    A material that none of them bought is worth its lowest list price, 0 when nobody offers it.
    """
    offers = {o.id: o.material for o in problem.offers}
    cents: dict[str, Decimal] = defaultdict(Decimal)
    bought: dict[str, int] = defaultdict(int)
    for line in purchase_cost(problem, purchases).lines:
        cents[offers[line.offer]] += line.amount
        bought[offers[line.offer]] += line.thousandths
    return {
        m.id: cents[m.id] * 10 / bought[m.id]
        if bought[m.id]
        else lowest_list_price(problem, m.id) or ZERO
        for m in problem.materials
    }


def piece_values(
    problem: Problem, prices: Mapping[str, Decimal]
) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    """Euros of materials and of work in one good piece, per product and last operation done."""
    rates = receipts_rates(problem)
    found: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
    for product in problem.products:
        material = work = ZERO
        for operation in product.operations:
            for line in product.materials:
                if line.operation == operation.id:
                    price = prices.get(line.material, ZERO)
                    material += line.quantity * (1 + line.waste_rate) * price
            work += rates[product.id, operation.id]
            material, work = material / operation.yield_rate, work / operation.yield_rate
            found[product.id, operation.id] = material, work
    return found


def pieces_worth(
    problem: Problem,
    pieces: Mapping[tuple[str, str], Decimal],
    prices: Mapping[str, Decimal],
) -> tuple[WrittenOff, ...]:
    """Pieces per (product, last operation done) with what they are worth, in data order."""
    values = piece_values(problem, prices)
    return tuple(
        WrittenOff(
            subject=p,
            operation=o,
            units=pieces[p, o],
            material_cents=round_half_up(pieces[p, o] * values[p, o][0] * 100),
            work_cents=round_half_up(pieces[p, o] * values[p, o][1] * 100),
        )
        for p, o in values
        if pieces.get((p, o), ZERO) >= _CRUMB
    )


def materials_worth(
    problem: Problem, quantities: Mapping[str, Decimal], prices: Mapping[str, Decimal]
) -> tuple[WrittenOff, ...]:
    """Quantities of materials, in their units, with what they are worth, in data order."""
    return tuple(
        WrittenOff(
            subject=m.id,
            units=quantities[m.id],
            material_cents=round_half_up(quantities[m.id] * prices.get(m.id, ZERO) * 100),
            work_cents=0,
        )
        for m in problem.materials
        if quantities.get(m.id, ZERO) >= _CRUMB
    )


def left_over(
    problem: Problem, plan: Plan, prices: Mapping[str, Decimal]
) -> tuple[WrittenOff, ...]:
    """Materials and pieces that nobody uses in a plan, at the end of its last week."""
    ledger = Ledger(problem, plan)
    pieces: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for (_, p, o), row in ledger.workshop_stock.items():
        pieces[p, o] += max(ZERO, row[-1])
    for kind, row in ledger.hub_stock.items():
        pieces[kind] += max(ZERO, row[-1])
    materials = {m: max(ZERO, row[-1]) for m, row in ledger.material_stock.items()}
    return (
        *materials_worth(problem, materials, prices),
        *pieces_worth(problem, pieces, prices),
    )
