"""The one-page offer (devis) of an order: quantities, dates, prices, conditions, and why each euro.

Nothing of a single member stands in it: amounts of cost are totals over at least three members, or are
withheld. The grid of quantities and prices is for the coordinator. Rules: ``docs/money.md``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from optimizer import price_reasons
from optimizer.cost_items import CostItem, round_fraction, share
from optimizer.cost_parameters import MemberCosts, OrderTerms
from optimizer.diagnostics import Diagnostic, error, warning
from optimizer.full_cost import FullCost
from optimizer.plan import Plan
from optimizer.price_reasons import FEWEST_MEMBERS, KindReason, Reason
from optimizer.problem import Assumption, Demand, Order, Problem
from optimizer.product_floors import ProductFloor, product_floors
from optimizer.statement_data import Statements
from optimizer.statements import statements

__all__ = [
    "GridCell",
    "Quotation",
    "QuotedDelivery",
    "QuotedProduct",
    "QuotedVat",
    "Reason",
    "quotation",
]

ZERO = Decimal(0)
QUANTITIES = (Decimal("0.8"), Decimal(1), Decimal("1.2"))
PRICES = (Decimal("0.9"), Decimal(1), Decimal("1.1"))
# The whole cost without any aid; the cost once aid is taken off (prix plancher); not even that.
Covers = Literal["gross_cost", "floor", "nothing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedProduct:
    """A line of the offer; ``unit_price`` in euros before tax."""

    product: str
    name: str
    quantity: Decimal
    unit_price: Decimal
    ht_cents: int
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedDelivery:
    """What is delivered when and where."""

    demand: str
    product: str
    quantity: Decimal
    due: date
    delivery_point: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedVat:
    """Part of the price under one rate: ``is_exempt``, what members not liable to VAT invoice."""

    rate: Decimal
    is_exempt: bool
    base_cents: int
    vat_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """The order at other quantities and prices, the plan's unit costs unchanged.

    Fixed costs stay as they are, the others and aid move with the quantity. ``result_cents`` = price −
    cost net of aid.
    """

    quantity_factor: Decimal
    price_factor: Decimal
    ht_cents: int
    gross_cents: int
    net_cents: int
    covers: Covers

    @property
    def result_cents(self) -> int:
        """Price − cost net of aid."""
        return self.ht_cents - self.net_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """The data of an offer. While ``missing`` holds anything there is no product and no amount.

    ``reasons`` sum to ``ht_cents``; empty when costs are not all known (``cost_missing``) or too few
    members share them (a signal says so). ``grid``: rows by quantity, then price; likewise.
    ``floors``: of each product, once all costs are known; whether others than the facilitator may see
    them depends on their ``members``. ``kinds``: ``reasons`` with every kind of line apart, once all
    costs are known, for the facilitator only: a kind may be of a single member.
    """

    order: Order | None
    day: date
    valid_until: date
    products: tuple[QuotedProduct, ...] = ()
    deliveries: tuple[QuotedDelivery, ...] = ()
    ht_cents: int = 0
    vat: tuple[QuotedVat, ...] = ()
    deposit_cents: int = 0
    terms: OrderTerms
    assumptions: tuple[Assumption, ...] = ()
    exclusions: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    kinds: tuple[KindReason, ...] = ()
    grid: tuple[GridCell, ...] = ()
    floors: tuple[ProductFloor, ...] = ()
    missing: tuple[Diagnostic, ...] = ()
    cost_missing: tuple[Diagnostic, ...] = ()
    signals: tuple[Diagnostic, ...] = ()

    @property
    def vat_cents(self) -> int:
        """VAT, all rates."""
        return sum(part.vat_cents for part in self.vat)

    @property
    def ttc_cents(self) -> int:
        """With VAT."""
        return self.ht_cents + self.vat_cents


def quotation(
    problem: Problem,
    plan: Plan,
    costs: Mapping[str, MemberCosts],
    terms: OrderTerms,
    full: FullCost,
    *,
    day: date,
    order: str | None = None,
    unit_prices: Mapping[str, Decimal] | None = None,
    quantity_factors: Sequence[Decimal] = QUANTITIES,
    price_factors: Sequence[Decimal] = PRICES,
) -> Quotation:
    """The offer for an order as the plan makes it.

    Args:
        problem: a problem without errors.
        plan: a plan whose references all exist in the problem.
        costs: of them only each member's VAT status is read here.
        full: full cost of the same plan.
        day: of the offer; it is valid ``terms.validity_days`` from it.
        order: id of the order quoted; None: every demand of the problem.
        unit_prices: euros before tax per product, in place of the order's.
    """
    prices = {p.id: p.selling_price for p in problem.products} | dict(unit_prices or {})
    priced = replace(
        problem,
        products=tuple(replace(p, selling_price=prices[p.id]) for p in problem.products),
    )
    demands = [d for d in problem.demands if order is None or d.order == order]
    blank = Quotation(
        order=next((o for o in problem.orders if o.id == order), None),
        day=day,
        valid_until=day + timedelta(days=terms.validity_days),
        terms=terms,
        assumptions=problem.assumptions,
        exclusions=terms.exclusions,
    )
    quantities: dict[str, Decimal] = defaultdict(Decimal)
    for demand in demands:
        quantities[demand.product] += demand.quantity
    invoices = statements(priced, plan, costs, terms)
    missing = (*_missing(quantities, prices, order), *invoices.missing)
    if missing:
        return replace(
            blank, missing=tuple(d for k, d in enumerate(missing) if d not in missing[:k])
        )
    products = tuple(
        QuotedProduct(
            product=p.id,
            name=p.name or p.id,
            quantity=quantities[p.id],
            unit_price=p.selling_price or ZERO,
            ht_cents=round_fraction(
                Fraction(p.selling_price or ZERO) * Fraction(quantities[p.id]) * 100
            ),
        )
        for p in priced.products
        if p.id in quantities
    )
    ht_cents = sum(p.ht_cents for p in products)
    vat = _vat(invoices, order, ht_cents)
    ttc_cents = ht_cents + sum(part.vat_cents for part in vat)
    found = replace(
        blank,
        products=products,
        deliveries=tuple(
            QuotedDelivery(
                demand=d.id,
                product=d.product,
                quantity=d.quantity,
                due=d.due,
                delivery_point=d.delivery_point,
            )
            for d in sorted(demands, key=lambda d: d.due)
        ),
        ht_cents=ht_cents,
        vat=vat,
        deposit_cents=round_fraction(Fraction(terms.deposit) * ttc_cents),
        cost_missing=full.missing,
        signals=(
            *_too_late(terms, day, demands),
            *_signals(problem, plan, order),
            *full.order_signals,
        ),
    )
    if not full.is_complete:
        return found
    parts = _parts_of_order(problem, full, quantities)
    ht_by_product = {p.product: p.ht_cents for p in products}
    units = next(iter(quantities.values())) if len(quantities) == 1 else None
    found = replace(
        found,
        floors=product_floors(parts, quantities, ht_by_product),
        kinds=price_reasons.kind_reasons(parts, ht_cents, units),
    )
    if len({x.workshop for x, _ in parts if x.workshop}) < FEWEST_MEMBERS:
        few = warning("cost.too_few_members", fewest=FEWEST_MEMBERS)
        return replace(found, signals=(*found.signals, few))
    reasons, by_product = price_reasons.reasons(parts, ht_by_product, quantities)
    return replace(
        found,
        products=tuple(replace(p, reasons=by_product.get(p.product, ())) for p in products),
        reasons=reasons,
        grid=tuple(_grid(parts, products, quantity_factors, price_factors)),
    )


def _missing(
    quantities: Mapping[str, Decimal], prices: Mapping[str, Decimal | None], order: str | None
) -> Iterator[Diagnostic]:
    if not quantities:
        yield error("cost.nothing_ordered", order or "")
    for product in quantities:
        if prices.get(product) is None:
            yield error("cost.missing", product, field="selling_price")


def _too_late(terms: OrderTerms, day: date, demands: Sequence[Demand]) -> Iterator[Diagnostic]:
    """An offer dated after what it promises: its own deposit, or deliveries of it."""
    if terms.deposit and terms.deposit_day is not None and day > terms.deposit_day:
        yield warning("cost.quoted_after_deposit", day=day, deposit_day=terms.deposit_day)
    past = sorted(d.due for d in demands if d.due < day)
    if past:
        yield warning(
            "cost.quoted_after_deliveries",
            day=day,
            count=len(past),
            deliveries=len(demands),
            first=past[0],
            last=past[-1],
        )


def _signals(problem: Problem, plan: Plan, order: str | None) -> Iterator[Diagnostic]:
    """Units that the offer promises and the plan does not deliver."""
    done: dict[str, Decimal] = defaultdict(Decimal)
    for before in problem.opening.delivered:
        done[before.demand] += before.units
    for delivery in plan.deliveries:
        done[delivery.demand] += delivery.units
    for demand in problem.demands:
        if (order is None or demand.order == order) and done[demand.id] < demand.quantity:
            yield warning("cost.not_planned", demand.id, units=demand.quantity - done[demand.id])


def _vat(invoices: Statements, order: str | None, ht_cents: int) -> tuple[QuotedVat, ...]:
    """VAT as the members will invoice it; when the plan does not deliver all, in proportion."""
    bases: dict[tuple[Decimal, bool], int] = defaultdict(int)
    amounts: dict[tuple[Decimal, bool], int] = defaultdict(int)
    for period in invoices.periods:
        for member in period.members:
            for x in member.vat:
                if order is None or x.order == order:
                    bases[x.rate, x.is_exempt] += x.base_cents
                    amounts[x.rate, x.is_exempt] += x.vat_cents
    if sum(bases.values()) != ht_cents:
        scaled = share(ht_cents, {key: Fraction(base) for key, base in bases.items()})
        bases = defaultdict(int, scaled)
        amounts = defaultdict(
            int, {key: round_fraction(base * Fraction(key[0])) for key, base in scaled.items()}
        )
    return tuple(
        QuotedVat(rate=key[0], is_exempt=key[1], base_cents=base, vat_cents=amounts[key])
        for key, base in sorted(bases.items())
    )


def _parts_of_order(
    problem: Problem, full: FullCost, quantities: Mapping[str, Decimal]
) -> tuple[tuple[CostItem, Fraction], ...]:
    """Every item of cost and aid, with the part of it that this order carries, by quantity."""
    ordered: dict[str, Fraction] = defaultdict(Fraction)
    for demand in problem.demands:
        ordered[demand.product] += Fraction(demand.quantity)
    of_product = {p: Fraction(q) / ordered[p] for p, q in quantities.items() if ordered[p]}
    everything = sum(ordered.values(), Fraction(0))
    of_all = sum(map(Fraction, quantities.values()), Fraction(0)) / everything
    items = [*full.lines, *(x for m in full.members for x in m.aids)]
    parts = [(x, of_product.get(x.product, Fraction(0)) if x.product else of_all) for x in items]
    return tuple((x, part) for x, part in parts if part and x.cents)


def _grid(
    parts: Sequence[tuple[CostItem, Fraction]],
    products: Sequence[QuotedProduct],
    quantity_factors: Sequence[Decimal],
    price_factors: Sequence[Decimal],
) -> Iterator[GridCell]:
    for quantity in quantity_factors:
        gross = aid = Fraction(0)
        for item, part in parts:
            cents = item.cents * part
            if item.behaviour == "variable":
                cents *= Fraction(quantity)
            if item.kind == "aid":
                aid += cents
            else:
                gross += cents
        gross_cents = round_fraction(gross)
        net_cents = gross_cents - round_fraction(aid)
        for price in price_factors:
            ht_cents = sum(
                round_fraction(
                    Fraction(p.unit_price)
                    * Fraction(price)
                    * Fraction(p.quantity)
                    * Fraction(quantity)
                    * 100
                )
                for p in products
            )
            covers: Covers = "nothing"
            if ht_cents >= gross_cents:
                covers = "gross_cost"
            elif ht_cents >= net_cents:
                covers = "floor"
            yield GridCell(
                quantity_factor=quantity,
                price_factor=price,
                ht_cents=ht_cents,
                gross_cents=gross_cents,
                net_cents=net_cents,
                covers=covers,
            )
