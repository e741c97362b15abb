"""The cost level of a plan, shared to the cent among those who cause it: workshop by workshop, by product.

Each line of ``costing.variable_cost`` is split by largest remainder; the parts sum to the level. What
purchases really cost, fees and leftovers included, goes to those who use each material, by quantity.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from optimizer.cost_items import CostItem, ItemKind, Operator, Term, share
from optimizer.costing import CostKind, ledger_cost, moved_lots
from optimizer.ledger import Ledger, Series
from optimizer.member_work import MemberWork
from optimizer.money import split_cents
from optimizer.purchasing import purchase_cost

ZERO = Decimal(0)
# (workshop, product); ("", "") when nobody at work carries it
Bearer = tuple[str, str]
NOBODY: Bearer = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """What the plan pays one supplier for one material, before VAT."""

    material: str
    supplier: str
    goods_cents: int
    fee_cents: int

    @property
    def cents(self) -> int:
        """Goods and fees."""
        return self.goods_cents + self.fee_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Users:
    """Who uses a material and how much; by ``unit``, or standard minutes when nobody uses it."""

    weights: Mapping[Bearer, Decimal]
    name: str
    unit: str

    @property
    def total(self) -> Decimal:
        """Sum of the weights."""
        return sum(self.weights.values(), start=ZERO)


def plan_items(ledger: Ledger, works: Mapping[str, MemberWork]) -> tuple[CostItem, ...]:
    """The cost level as items; labour and setups at the planned hourly cost."""
    lines: dict[tuple[CostKind, str], int] = {
        (line.kind, line.subject): line.cents for line in ledger_cost(ledger).lines
    }
    items = (
        *_labour(ledger, works, lines),
        *_setups(ledger, works, lines),
        *_pieces(works, lines),
        *_movements(ledger, lines),
        *_materials(ledger, works),
        *_holding(ledger, works, lines),
    )
    return tuple(item for item in items if item.cents)


def purchase_pools(ledger: Ledger) -> tuple[Pool, ...]:
    """What the plan pays per material and supplier; an order's fee by the amounts of its lines."""
    cost = purchase_cost(ledger.problem, ledger.plan.purchases)
    materials = {o.id: o.material for o in ledger.problem.offers}
    goods: dict[tuple[str, str], int] = defaultdict(int)
    fees: dict[tuple[str, str], int] = defaultdict(int)
    for line in cost.lines:
        goods[materials[line.offer], line.supplier] += line.cents
    for fee in cost.fees:
        bought = [x for x in cost.lines if (x.supplier, x.week) == (fee.supplier, fee.week)]
        weights = [x.amount for x in bought]
        parts = split_cents(fee.cents, weights if any(weights) else [1] * len(bought))
        for line, part in zip(bought, parts, strict=True):
            fees[materials[line.offer], fee.supplier] += part
    return tuple(
        Pool(material=m, supplier=s, goods_cents=cents, fee_cents=fees.get((m, s), 0))
        for (m, s), cents in goods.items()
    )


def users_of(ledger: Ledger, works: Mapping[str, MemberWork], material: str) -> Users:
    """Who carries the cost of a material: its users, else everybody at work, else nobody."""
    used = {(w, p): q for (w, p, m), q in ledger.material_uses.items() if m == material}
    if used:
        unit = next((m.unit for m in ledger.problem.materials if m.id == material), "")
        return Users(weights=used, name="used", unit=unit)
    loads = {(w, p): x for w, work in works.items() for p, x in work.standard_minutes.items() if x}
    if loads:
        return Users(weights=loads, name="standard_minutes", unit="min")
    return Users(weights={NOBODY: Decimal(1)}, name="used", unit="")


def shared_items(
    kind: ItemKind, label: str, cents: int, users: Users, terms: tuple[Term, ...], *, planned: bool
) -> Iterator[CostItem]:
    """``cents`` (what ``terms`` come to) split among users; ``planned``: in the cost level."""
    parts = share(cents, {b: Fraction(q) for b, q in users.weights.items()})
    total = users.total
    for (w, p), part in parts.items():
        yield CostItem(
            kind=kind,
            workshop=w,
            product=p,
            label=label,
            cents=part,
            variable_cents=part if planned else 0,
            formula=(
                *terms,
                Term(name=users.name, value=users.weights[w, p], unit=users.unit),
                Term(name=f"{users.name}_total", value=total, unit=users.unit, operator="÷"),
            ),
        )


def money(name: str, cents: Decimal | int, operator: Operator = "×") -> Term:
    """A figure in cents."""
    return Term(name=name, value=Decimal(cents), unit="cent", operator=operator)


def _split(
    kind: ItemKind,
    workshop: str,
    cents: int,
    formulas: Mapping[tuple[str, str], tuple[Term, ...]],
    weights: Mapping[tuple[str, str], Fraction],
) -> Iterator[CostItem]:
    """A workshop's line split over (product, label)."""
    for (p, label), part in share(cents, weights).items():
        yield CostItem(
            kind=kind,
            workshop=workshop,
            product=p,
            label=label,
            cents=part,
            variable_cents=part,
            formula=formulas[p, label],
        )


def _labour(
    ledger: Ledger, works: Mapping[str, MemberWork], lines: Mapping[tuple[CostKind, str], int]
) -> Iterator[CostItem]:
    for workshop in ledger.problem.workshops:
        if workshop.hourly_cost is None:
            continue
        minutes = works[workshop.id].run_minutes
        yield from _split(
            "labour",
            workshop.id,
            lines.get(("labour", workshop.id), 0),
            {s: planned_minutes(x, workshop.hourly_cost) for s, x in minutes.items()},
            {s: Fraction(x) for s, x in minutes.items()},
        )


def planned_minutes(minutes: Decimal, hourly_cost: Decimal) -> tuple[Term, ...]:
    """Minutes at the planned hourly cost (euros)."""
    return (
        Term(name="minutes", value=minutes, unit="min"),
        money("hourly_cost", hourly_cost * 100),
        Term(name="minutes_per_hour", value=Decimal(60), unit="min", operator="÷"),
    )


def _setups(
    ledger: Ledger, works: Mapping[str, MemberWork], lines: Mapping[tuple[CostKind, str], int]
) -> Iterator[CostItem]:
    # Time and money of a workshop are one rounded line of the cost level.
    for workshop in ledger.problem.workshops:
        work = works[workshop.id]
        hourly = Fraction(workshop.hourly_cost or 0)
        weights: dict[tuple[ItemKind, str, str], Fraction] = {}
        formulas: dict[tuple[ItemKind, str, str], tuple[Term, ...]] = {}
        for step, minutes in work.setup_minutes.items():
            weights["setup", *step] = Fraction(minutes) * hourly * 100 / 60
            formulas["setup", *step] = planned_minutes(minutes, workshop.hourly_cost or ZERO)
            weights["setup_cost", *step] = Fraction(work.starts[step] * work.setup_cost_cents[step])
            formulas["setup_cost", *step] = setup_money(work, step)
        parts = share(lines.get(("setup", workshop.id), 0), weights)
        for key, part in parts.items():
            yield CostItem(
                kind=key[0],
                workshop=workshop.id,
                product=key[1],
                label=key[2],
                cents=part,
                variable_cents=part,
                formula=formulas[key],
            )


def setup_money(work: MemberWork, step: tuple[str, str]) -> tuple[Term, ...]:
    """Starts of an operation at their cost."""
    return (
        Term(name="starts", value=Decimal(work.starts[step]), unit="start"),
        money("setup_cost", work.setup_cost_cents[step]),
    )


def _pieces(
    works: Mapping[str, MemberWork], lines: Mapping[tuple[CostKind, str], int]
) -> Iterator[CostItem]:
    for w, work in works.items():
        formulas = {
            step: (
                Term(name="units", value=work.made[step], unit="unit"),
                money("piece_cost", cost * 100),
            )
            for step, cost in work.piece_cost.items()
        }
        weights = {
            step: Fraction(work.made[step]) * Fraction(cost)
            for step, cost in work.piece_cost.items()
        }
        yield from _split("piece", w, lines.get(("piece", w), 0), formulas, weights)


def _movements(ledger: Ledger, lines: Mapping[tuple[CostKind, str], int]) -> Iterator[CostItem]:
    prices = {(x.workshop, x.delivery_point): x.cost_per_lot_cents for x in ledger.problem.lanes}
    lots: dict[str, dict[tuple[str, str], Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    costs: dict[tuple[str, str], int] = {}
    for (w, point, p), row in ledger.shipped.items():
        lots[w][p, point] += _lots(ledger, p, row)
        costs[w, point] = prices.get((w, point), 0)
    if ledger.problem.hub is not None:
        for (w, p, _), row in ledger.sent.items():
            lots[w][p, "hub"] += _lots(ledger, p, row)
            costs[w, "hub"] = ledger.problem.hub.cost_per_lot_cents
    for w, moved in lots.items():
        formulas = {
            (p, way): (
                Term(name="lots", value=number, unit="lot"),
                money("cost_per_lot", costs[w, way]),
            )
            for (p, way), number in moved.items()
        }
        weights = {(p, way): Fraction(x) * costs[w, way] for (p, way), x in moved.items()}
        yield from _split("movement", w, lines.get(("movement", w), 0), formulas, weights)


def _lots(ledger: Ledger, product: str, row: Series) -> Decimal:
    return sum((moved_lots(units, ledger.products[product]) for units in row), start=ZERO)


def _materials(ledger: Ledger, works: Mapping[str, MemberWork]) -> Iterator[CostItem]:
    pools = purchase_pools(ledger)
    for material in dict.fromkeys(pool.material for pool in pools):
        goods = sum(x.goods_cents for x in pools if x.material == material)
        fees = sum(x.fee_cents for x in pools if x.material == material)
        terms = (money("goods", goods, ""), money("fees", fees, "+"))
        users = users_of(ledger, works, material)
        yield from shared_items("materials", material, goods + fees, users, terms, planned=True)


def _holding(
    ledger: Ledger, works: Mapping[str, MemberWork], lines: Mapping[tuple[CostKind, str], int]
) -> Iterator[CostItem]:
    problem = ledger.problem
    for workshop in problem.workshops:
        lying: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for (w, p, o), row in ledger.workshop_stock.items():
            if w == workshop.id and ledger.is_final(p, o):
                lying[p, ""] += _unit_weeks(row)
        formulas = {key: _kept(x, workshop.holding_cost) for key, x in lying.items()}
        weights = {key: Fraction(x) for key, x in lying.items()}
        cents = lines.get(("holding", workshop.id), 0)
        yield from _split("holding", workshop.id, cents, formulas, weights)
    for point in problem.delivery_points:
        cents = lines.get(("holding", point.id), 0)
        yield from _held_at_point(ledger, point.id, point.holding_cost, cents)
    for material in problem.materials:
        cents = lines.get(("holding", material.id), 0)
        if cents:
            kept = _kept(_unit_weeks(ledger.material_stock[material.id]), material.holding_cost)
            users = users_of(ledger, works, material.id)
            yield from shared_items("holding", material.id, cents, users, kept, planned=True)


def _held_at_point(ledger: Ledger, point: str, euros: Decimal, cents: int) -> Iterator[CostItem]:
    """What lies at a delivery point, to those who sent it there, by units sent."""
    lying: dict[str, Decimal] = defaultdict(Decimal)
    for (place, p), row in ledger.point_stock.items():
        if place == point:
            lying[p] += _unit_weeks(row)
    sent = {
        (w, p): sum(row, start=ZERO)
        for (w, place, p), row in ledger.shipped.items()
        if place == point
    }
    formulas: dict[Bearer, tuple[Term, ...]] = {}
    weights: dict[Bearer, Fraction] = {}
    for p, unit_weeks in lying.items():
        senders = {key: units for key, units in sent.items() if key[1] == p and units}
        total = sum(senders.values(), start=ZERO)
        if not senders:
            senders, total = {("", p): Decimal(1)}, Decimal(1)
        for key, units in senders.items():
            weights[key] = Fraction(unit_weeks) * Fraction(units) / Fraction(total)
            formulas[key] = (
                *_kept(unit_weeks, euros),
                Term(name="shipped", value=units, unit="unit"),
                Term(name="shipped_total", value=total, unit="unit", operator="÷"),
            )
    for (w, p), part in share(cents, weights).items():
        yield CostItem(
            kind="holding",
            workshop=w,
            product=p,
            label=point,
            cents=part,
            variable_cents=part,
            formula=formulas[w, p],
        )


def _kept(unit_weeks: Decimal, euros: Decimal) -> tuple[Term, ...]:
    return (
        Term(name="unit_weeks", value=unit_weeks, unit="unit-week"),
        money("holding_cost", euros * 100),
    )


def _unit_weeks(row: Series) -> Decimal:
    return sum((max(ZERO, units) for units in row), start=ZERO)
