"""What a plan costs in cents, line by line: labour, setups, moves, purchases, holding.

These are the costs that a plan can change (level ``cost``). Each line is rounded half-up once; the
total is the sum of the lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from typing import Literal

from optimizer.ledger import Ledger, Series
from optimizer.money import round_half_up
from optimizer.plan import Plan
from optimizer.problem import Problem, Product
from optimizer.purchasing import lowest_list_price, purchase_cost

ZERO = Decimal(0)
CostKind = Literal["labour", "setup", "piece", "movement", "goods", "fee", "holding"]
_MILLIONTH = Decimal("0.000001")


# -- receipts -------------------------------------------------------------------------------------


def receipts_rates(problem: Problem) -> dict[tuple[str, str], Decimal]:
    """What a workshop may invoice per unit made at a (product, operation), euros (six decimals).

    Façon rates where they are agreed. Operations without one share, in proportion to their standard
    minutes, what is left of the selling price once materials (at the lowest list price, waste
    included) and agreed rates are paid: never less than 0, and 0 when there is no price. Yields are
    reckoned with, so that one conforming unit brings in the price in all.
    """
    found: dict[tuple[str, str], Decimal] = {}
    for product in problem.products:
        found.update(_product_rates(problem, product))
    return found


def _product_rates(problem: Problem, product: Product) -> dict[tuple[str, str], Decimal]:
    # Units to make at each operation for one conforming unit at the end.
    made_per_unit: dict[str, Fraction] = {}
    needed = Fraction(1)
    for operation in reversed(product.operations):
        needed /= Fraction(operation.yield_rate)
        made_per_unit[operation.id] = needed
    left = Fraction(product.selling_price or 0)
    for line in product.materials:
        price = lowest_list_price(problem, line.material) or ZERO
        quantity = Fraction(line.quantity) * (1 + Fraction(line.waste_rate))
        left -= made_per_unit.get(line.operation, Fraction(0)) * quantity * Fraction(price)
    minutes = Fraction(0)
    for operation in product.operations:
        if operation.rate is not None:
            left -= made_per_unit[operation.id] * Fraction(operation.rate)
        else:
            minutes += made_per_unit[operation.id] * operation.standard_milliminutes
    per_minute = max(Fraction(0), left) / minutes if minutes else Fraction(0)
    found = {}
    for operation in product.operations:
        rate = operation.rate
        if rate is None:
            share = per_minute * operation.standard_milliminutes
            rate = (Decimal(share.numerator) / Decimal(share.denominator)).quantize(_MILLIONTH)
        found[product.id, operation.id] = rate
    return found


# -- variable cost --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """One rounded amount.

    ``subject``: a workshop (labour, setup, piece, movement, holding), a material or
    a delivery point (holding), "offer/week" (goods), "supplier/week" (fee).
    """

    kind: CostKind
    subject: str
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableCost:
    """The lines of a plan's variable cost; lines of zero cents are left out."""

    lines: tuple[CostLine, ...]

    @property
    def total_cents(self) -> int:
        """Sum of the lines."""
        return sum(line.cents for line in self.lines)

    def by_kind(self) -> dict[CostKind, int]:
        """Cents per kind, in the order of the lines."""
        found: dict[CostKind, int] = {}
        for line in self.lines:
            found[line.kind] = found.get(line.kind, 0) + line.cents
        return found


def variable_cost(problem: Problem, plan: Plan) -> VariableCost:
    """What a plan costs (a problem without errors, a plan whose references exist).

    A workshop without hourly cost brings no labour: its minutes are not costed.
    """
    return ledger_cost(Ledger(problem, plan))


def ledger_cost(ledger: Ledger) -> VariableCost:
    """Same as :func:`variable_cost` when the books are already at hand."""
    lines = (
        *_labour(ledger),
        *_setups(ledger),
        *_pieces(ledger),
        *_movements(ledger),
        *_purchases(ledger),
        *_holding(ledger),
    )
    return VariableCost(lines=tuple(line for line in lines if line.cents))


def uncosted_workshops(ledger: Ledger) -> tuple[str, ...]:
    """Workshops that work in the plan and have no hourly cost."""
    return tuple(
        w.id
        for w in ledger.problem.workshops
        if w.hourly_cost is None and any(ledger.minutes_used[w.id])
    )


def moved_lots(units: Decimal, product: Product) -> Decimal:
    """Lots that a movement pays: the last one incomplete; as many as units when divisible."""
    if not product.lot_size:
        return units
    return (units / product.lot_size).to_integral_value(rounding=ROUND_CEILING)


def _labour(ledger: Ledger) -> Iterator[CostLine]:
    minutes: dict[str, Decimal] = defaultdict(Decimal)
    for (w, _, _), row in ledger.run_minutes.items():
        minutes[w] += sum(row, start=ZERO)
    for workshop in ledger.problem.workshops:
        if workshop.hourly_cost is not None:
            cents = minutes[workshop.id] * workshop.hourly_cost * 100 / 60
            yield CostLine(kind="labour", subject=workshop.id, cents=round_half_up(cents))


def _setups(ledger: Ledger) -> Iterator[CostLine]:
    hourly = {w.id: w.hourly_cost or ZERO for w in ledger.problem.workshops}
    skills = ledger.capacities.skills
    cents: dict[str, Decimal] = defaultdict(Decimal)
    for work, row in ledger.made.items():
        if work in skills:
            skill = skills[work]
            weeks = sum(1 for units in row if units > 0)
            once = skill.setup_minutes * hourly[work[0]] * 100 / 60 + skill.setup_cost_cents
            cents[work[0]] += weeks * once
    return _workshop_lines(ledger, "setup", cents)


def _pieces(ledger: Ledger) -> Iterator[CostLine]:
    skills = ledger.capacities.skills
    cents: dict[str, Decimal] = defaultdict(Decimal)
    for work, row in ledger.made.items():
        if work in skills:
            cents[work[0]] += sum(row, start=ZERO) * skills[work].piece_cost * 100
    return _workshop_lines(ledger, "piece", cents)


def _movements(ledger: Ledger) -> Iterator[CostLine]:
    cents: dict[str, Decimal] = defaultdict(Decimal)
    lanes = {
        (lane.workshop, lane.delivery_point): lane.cost_per_lot_cents
        for lane in ledger.problem.lanes
    }
    for (w, point, p), row in ledger.shipped.items():
        cents[w] += _lots(row, ledger.products[p]) * lanes.get((w, point), 0)
    if ledger.problem.hub is not None:
        for (w, p, _), row in ledger.sent.items():
            lots = _lots(row, ledger.products[p])
            cents[w] += lots * ledger.problem.hub.cost_per_lot_cents
    return _workshop_lines(ledger, "movement", cents)


def _lots(row: Series, product: Product) -> Decimal:
    return sum((moved_lots(units, product) for units in row), start=ZERO)


def _workshop_lines(
    ledger: Ledger, kind: CostKind, cents: dict[str, Decimal]
) -> Iterator[CostLine]:
    for workshop in ledger.problem.workshops:
        yield CostLine(kind=kind, subject=workshop.id, cents=round_half_up(cents[workshop.id]))


def _purchases(ledger: Ledger) -> Iterator[CostLine]:
    cost = purchase_cost(ledger.problem, ledger.plan.purchases)
    for line in cost.lines:
        yield CostLine(kind="goods", subject=f"{line.offer}/{line.week}", cents=line.cents)
    for fee in cost.fees:
        yield CostLine(kind="fee", subject=f"{fee.supplier}/{fee.week}", cents=fee.cents)


def _holding(ledger: Ledger) -> Iterator[CostLine]:
    """Finished units at workshops and points, and the pool's materials, at each week's end."""
    finished: dict[str, Decimal] = defaultdict(Decimal)
    for (w, p, o), row in ledger.workshop_stock.items():
        if ledger.is_final(p, o):
            finished[w] += _unit_weeks(row)
    lying: dict[str, Decimal] = defaultdict(Decimal)
    for (point, _), row in ledger.point_stock.items():
        lying[point] += _unit_weeks(row)
    for workshop in ledger.problem.workshops:
        yield _holding_line(workshop.id, finished[workshop.id], workshop.holding_cost)
    for place in ledger.problem.delivery_points:
        yield _holding_line(place.id, lying[place.id], place.holding_cost)
    for material in ledger.problem.materials:
        unit_weeks = _unit_weeks(ledger.material_stock[material.id])
        yield _holding_line(material.id, unit_weeks, material.holding_cost)


def _unit_weeks(row: Series) -> Decimal:
    # A plan that breaks a rule may show less than nothing: that earns no money.
    return sum((max(ZERO, units) for units in row), start=ZERO)


def _holding_line(subject: str, unit_weeks: Decimal, euros: Decimal) -> CostLine:
    return CostLine(kind="holding", subject=subject, cents=round_half_up(unit_weeks * euros * 100))
