"""Materials and purchases of a plan, as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from optimizer import purchasing
from optimizer.weeks import week_monday
from service.exports.facts import ZERO, Facts
from service.i18n import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialLine:
    """A material over the whole plan, in its unit; ``lowest_week``: when its stock is lowest."""

    name: str
    unit: str
    opening: Decimal
    needed: Decimal
    arriving: Decimal
    lowest: Decimal
    lowest_week: str
    left: Decimal
    stock: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseLine:
    """An order to place, without its fee."""

    supplier: str
    order_by: date
    what: str
    quantity: str
    cents: int
    arrival: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierLine:
    """What is bought from a supplier: orders, the day of the first, fees, all of it with the fees."""

    name: str
    orders: int
    first: date
    fees_cents: int
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchases:
    """Orders to place by date, and what they come to."""

    suppliers: tuple[SupplierLine, ...]
    lines: tuple[PurchaseLine, ...]
    total_cents: int


def materials(facts: Facts, texts: Texts) -> list[MaterialLine]:
    """The materials that the plan uses or buys, in the order of the data."""
    ledger, weeks = facts.ledger, len(facts.weeks)
    found = []
    for material in facts.problem.materials:
        issues = ledger.series(ledger.material_issues, material.id)[:weeks]
        arrivals = ledger.series(ledger.material_arrivals, material.id)[:weeks]
        opening = ledger.material_opening[material.id]
        if not opening and not any(issues) and not any(arrivals):
            continue
        # The tolerance of the rules may leave a hair below zero.
        stock = tuple(max(ZERO, s) for s in ledger.material_stock[material.id][:weeks])
        lowest = min(range(weeks), key=lambda t: stock[t])
        found.append(
            MaterialLine(
                name=facts.material_name(material.id),
                unit=material.unit,
                opening=opening,
                needed=sum(issues, start=ZERO),
                arriving=sum(arrivals, start=ZERO),
                lowest=stock[lowest],
                lowest_week=texts.short_week(facts.horizon.name(lowest)),
                left=stock[-1],
                stock=stock,
            )
        )
    return found


def purchases(facts: Facts, texts: Texts) -> Purchases:
    """What to order from whom and by when; amounts before tax, at the price of the break reached."""
    cost = purchasing.purchase_cost(facts.problem, facts.plan.purchases)
    lines = []
    for line in cost.lines:
        offer = facts.offers[line.offer]
        material = facts.materials[offer.material]
        amount = texts.number(Decimal(line.thousandths) / 1000, 3)
        at = facts.horizon.index(line.week) + offer.lead_time_weeks
        lines.append(
            PurchaseLine(
                supplier=_supplier(facts, line.supplier),
                order_by=week_monday(line.week),
                what=material.name or material.id,
                quantity=f"{amount} {material.unit}".strip(),
                cents=line.cents,
                arrival=texts.short_week(facts.horizon.name(at)),
            )
        )
    lines.sort(key=lambda x: (x.order_by, x.supplier))
    return Purchases(
        suppliers=tuple(_suppliers(facts, cost)),
        lines=tuple(lines),
        total_cents=cost.total_cents,
    )


def _suppliers(facts: Facts, cost: purchasing.PurchaseCost) -> list[SupplierLine]:
    found = []
    for supplier in facts.problem.suppliers:
        lines = [x for x in cost.lines if x.supplier == supplier.id]
        if not lines:
            continue
        fees = sum(f.cents for f in cost.fees if f.supplier == supplier.id)
        found.append(
            SupplierLine(
                name=_supplier(facts, supplier.id),
                orders=len(lines),
                first=min(week_monday(x.week) for x in lines),
                fees_cents=fees,
                cents=sum(x.cents for x in lines) + fees,
            )
        )
    return found


def _supplier(facts: Facts, identifier: str) -> str:
    return facts.suppliers[identifier].name or identifier
