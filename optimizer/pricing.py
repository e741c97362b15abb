"""From the full cost to a price: margin, VAT, floor, break-even, distance to the order's price.

The formulas, with a case reckoned by hand, are in ``docs/costing.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from optimizer.break_even import BreakEven, Calendar, break_even, delivery_calendar
from optimizer.cost_gaps import missing, out_of_range
from optimizer.cost_items import CostItem, round_fraction, share, total_cents
from optimizer.cost_parameters import MarginConvention, MemberCosts, OrderTerms, VatRate, VatStatus
from optimizer.diagnostics import Diagnostic, error
from optimizer.full_cost import CostBase, FullCost, MemberCost
from optimizer.ledger import Ledger
from optimizer.member_work import MemberWork, member_works
from optimizer.order_value import order_value
from optimizer.plan import Plan
from optimizer.price_signals import price_signals
from optimizer.problem import Problem

__all__ = [
    "BreakEven",
    "MemberPrice",
    "PriceLine",
    "ProductPrice",
    "VatPart",
    "prices",
    "product_prices",
    "with_margin",
]

ZERO = Decimal(0)
_MILLIONTH = Decimal("0.000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class VatPart:
    """The part of a price line under one rate of VAT, from a day on.

    ``since``: first Friday of a delivery under it; ``units``: delivered under it, all members together.
    ``rate`` 0 with ``is_exempt`` when the member is not liable.
    """

    rate: Decimal
    is_exempt: bool
    since: date | None
    units: Decimal
    ht_cents: int
    vat_cents: int

    @property
    def ttc_cents(self) -> int:
        """HT and VAT."""
        return self.ht_cents + self.vat_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLine:
    """What a member asks for its part of one product: cost, margin, HT, VAT, TTC.

    ``order_cents``: what the order's price brings it for its part, None when the product has no price.
    """

    product: str
    cost_cents: int
    margin_cents: int
    ht_cents: int
    vat: tuple[VatPart, ...]
    order_cents: int | None

    @property
    def vat_cents(self) -> int:
        """VAT of every part."""
        return sum(part.vat_cents for part in self.vat)

    @property
    def ttc_cents(self) -> int:
        """HT and VAT."""
        return self.ht_cents + self.vat_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberPrice:
    """The price of one workshop's part of the order; private to it and to the facilitator.

    ``base``: cost the margin stands on. While something is missing there are no lines, every
    amount is None and ``missing`` says what. ``floor_cents``: prix plancher, the cost net of aid
    without margin. ``distance_cents`` = what the order brings − price HT (negative: too little).
    """

    workshop: str
    base: CostBase
    margin_rate: Decimal | None = None
    convention: MarginConvention | None = None
    lines: tuple[PriceLine, ...] = ()
    cost_cents: int | None = None
    margin_cents: int | None = None
    ht_cents: int | None = None
    vat_cents: int | None = None
    ttc_cents: int | None = None
    floor_cents: int | None = None
    order_cents: int | None = None
    distance_cents: int | None = None
    break_even: BreakEven | None = None
    break_even_at_order: BreakEven | None = None
    missing: tuple[Diagnostic, ...] = ()
    signals: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPrice:
    """The price of one product, everybody together: may be shown to the coordinator over ≥ 3 members.

    ``members``: how many have a cost in it.

    ``units`` delivered by the plan. Unit prices in euros, six decimals, None without units.
    ``order_cents``: selling price × units, None when the order has no price. ``remainder_cents``: what
    of it no member gets: 0 unless nobody is known to have made it.
    """

    product: str
    members: int
    units: Decimal
    cost_cents: int | None
    floor_cents: int | None
    ht_cents: int | None
    vat_cents: int | None
    ttc_cents: int | None
    unit_ht: Decimal | None
    unit_floor: Decimal | None
    order_cents: int | None
    distance_cents: int | None
    remainder_cents: int | None


def prices(
    full_cost: FullCost,
    problem: Problem,
    plan: Plan,
    costs: Mapping[str, MemberCosts],
    terms: OrderTerms,
    *,
    base: CostBase = "net",
) -> tuple[MemberPrice, ...]:
    """The price of every member that has a part in the order, or what is missing for it.

    Args:
        base: the cost that the margin stands on: net of aid (what is asked), or gross to compare.
    """
    ledger = Ledger(problem, plan)
    book = _Book(
        problem=problem,
        works=member_works(ledger),
        calendar=delivery_calendar(ledger),
        value=order_value(problem, plan),
        terms=terms,
        base=base,
    )
    return tuple(
        _price(book, member, costs.get(member.workshop))
        for member in full_cost.members
        if member.minutes_used or any(line.variable_cents for line in member.lines)
    )


@dataclass(frozen=True, kw_only=True)
class _Book:
    """What every member's price is taken from."""

    problem: Problem
    works: Mapping[str, MemberWork]
    calendar: Calendar
    value: Mapping[str, Mapping[str, int]]
    terms: OrderTerms
    base: CostBase


def _price(book: _Book, member: MemberCost, costs: MemberCosts | None) -> MemberPrice:
    w = member.workshop
    found = [*member.missing, *_gaps(book, member, costs)]
    order = _order_parts(book, member)
    order_cents = None if None in order.values() else sum(x or 0 for x in order.values())
    rate = costs.margin if costs is not None else None
    convention = costs.margin_convention if costs is not None else None
    if found or costs is None or costs.vat is None or rate is None or convention is None:
        return MemberPrice(
            workshop=w,
            base=book.base,
            margin_rate=None if rate is None else rate.value,
            convention=convention,
            order_cents=order_cents,
            missing=tuple(found),
        )
    lines = []
    costed = member.by_product(book.base)
    for product, brings in order.items():
        cents = costed.get(product, 0)
        ht = with_margin(cents, rate.value, convention)
        lines.append(
            PriceLine(
                product=product,
                cost_cents=cents,
                margin_cents=ht - cents,
                ht_cents=ht,
                vat=_vat_parts(book, costs.vat, product, ht),
                order_cents=brings,
            )
        )
    ht_cents = sum(line.ht_cents for line in lines)
    vat_cents = sum(line.vat_cents for line in lines)
    cost_cents = sum(line.cost_cents for line in lines)
    floor = sum(member.by_product("net").values())
    aid = member.aids if book.base == "net" else ()
    workshop = next(x for x in book.problem.workshops if x.id == w)
    return MemberPrice(
        workshop=w,
        base=book.base,
        margin_rate=rate.value,
        convention=convention,
        lines=tuple(lines),
        cost_cents=cost_cents,
        margin_cents=ht_cents - cost_cents,
        ht_cents=ht_cents,
        vat_cents=vat_cents,
        ttc_cents=ht_cents + vat_cents,
        floor_cents=floor,
        order_cents=order_cents,
        distance_cents=None if order_cents is None else order_cents - ht_cents,
        break_even=_break_even(book, member.lines, aid, {x.product: x.ht_cents for x in lines}),
        break_even_at_order=None
        if order_cents is None
        else _break_even(book, member.lines, aid, {p: x or 0 for p, x in order.items()}),
        signals=tuple(
            price_signals(
                book.problem,
                workshop,
                costs,
                facon=sum(book.works[w].receipts.values(), start=ZERO),
                materials_cents=member.materials_cents,
                ht_cents=ht_cents,
                floor_cents=floor,
                order_cents=order_cents,
            )
        ),
    )


def with_margin(cents: int, rate: Decimal, convention: MarginConvention) -> int:
    """A cost with its margin, rounded half-up.

    ``on_cost`` (taux de marge): cost × (1 + rate). ``on_price`` (taux de marque): cost ÷ (1 − rate),
    the rate being below 1.
    """
    x = Fraction(rate)
    return round_fraction(cents * (1 + x) if convention == "on_cost" else cents / (1 - x))


def _break_even(
    book: _Book,
    lines: tuple[CostItem, ...],
    aids: tuple[CostItem, ...],
    revenue: Mapping[str, int],
) -> BreakEven:
    return break_even(
        fixed_cents=total_cents(x for x in lines if x.behaviour == "fixed"),
        variable_cents=total_cents(x for x in lines if x.behaviour == "variable")
        - total_cents(aids),
        revenue=revenue,
        calendar=book.calendar,
    )


def _gaps(book: _Book, member: MemberCost, costs: MemberCosts | None) -> Iterator[Diagnostic]:
    if costs is None:
        return
    w = member.workshop
    if costs.margin is None:
        yield missing(w, "margin")
    if costs.margin_convention is None:
        yield missing(w, "margin_convention")
    elif costs.margin is not None:
        rate = costs.margin.value
        if rate < 0 or (costs.margin_convention == "on_price" and rate >= 1):
            yield out_of_range(w, "margin", rate)
    if costs.vat is not None and costs.vat.is_liable:
        for p in _order_parts(book, member):
            days = [day for day, _ in book.calendar.fridays(p)]
            if any(vat_rate(book.terms, p, day) is None for day in days):
                yield missing(w, "vat_rate", product=p)
    if member.is_complete:
        for p, cents in member.by_product(book.base).items():
            if cents < 0:
                yield error("cost.net_below_zero", w, product=p, cents=cents)


# -- VAT --------------------------------------------------------------------------------------------


def vat_rate(terms: OrderTerms, product: str, day: date) -> VatRate | None:
    """The rate in force for a product on a day: its own before the general one, the latest first."""
    in_force = [
        x
        for x in terms.vat_rates
        if x.product in ("", product) and (x.since is None or x.since <= day)
    ]
    return max(in_force, key=lambda x: (x.product != "", x.since or date.min), default=None)


def _vat_parts(book: _Book, vat: VatStatus, product: str, ht_cents: int) -> tuple[VatPart, ...]:
    """A price line split by the rates in force when the product is delivered, by units delivered."""
    units: dict[Decimal, Decimal] = {}
    since: dict[Decimal, date] = {}
    for day, quantity in book.calendar.fridays(product):
        in_force = vat_rate(book.terms, product, day) if vat.is_liable else None
        rate = ZERO if in_force is None else in_force.rate
        units[rate] = units.get(rate, ZERO) + quantity
        since[rate] = min(day, since.get(rate, day))
    parts = share(ht_cents, {rate: Fraction(x) for rate, x in units.items()})
    return tuple(
        VatPart(
            rate=rate,
            is_exempt=not vat.is_liable,
            since=since[rate],
            units=units[rate],
            ht_cents=part,
            vat_cents=round_fraction(part * Fraction(rate)),
        )
        for rate, part in parts.items()
    )


# -- the order's price ------------------------------------------------------------------------------


def _order_parts(book: _Book, member: MemberCost) -> dict[str, int | None]:
    """What the order brings a member per product, None without a price.

    Products that cost it something, and those that bring it something for work from before the plan.
    """
    w = member.workshop
    paid = [p for p, parts in book.value.items() if parts.get(w)]
    return {
        p: book.value[p].get(w, 0) if p in book.value else None
        for p in dict.fromkeys([*member.by_product(), *paid])
    }


def product_prices(
    full_cost: FullCost, member_prices: tuple[MemberPrice, ...], problem: Problem
) -> tuple[ProductPrice, ...]:
    """The price of every product, summed over the members; None amounts while one has no price."""
    found = []
    for product in problem.products:
        lines = [x for price in member_prices for x in price.lines if x.product == product.id]
        is_known = bool(lines) and not any(price.missing for price in member_prices)
        units = full_cost.delivered.get(product.id, ZERO)
        ht = sum(x.ht_cents for x in lines)
        vat = sum(x.vat_cents for x in lines)
        floor = full_cost.by_product("net").get(product.id, 0)
        order = (
            None
            if product.selling_price is None
            else round_fraction(Fraction(product.selling_price) * Fraction(units) * 100)
        )
        parts = [x.order_cents for x in lines]
        found.append(
            ProductPrice(
                product=product.id,
                members=sum(1 for x in lines if x.cost_cents),
                units=units,
                cost_cents=sum(x.cost_cents for x in lines) if is_known else None,
                floor_cents=floor if is_known else None,
                ht_cents=ht if is_known else None,
                vat_cents=vat if is_known else None,
                ttc_cents=ht + vat if is_known else None,
                unit_ht=_per_unit(ht, units) if is_known else None,
                unit_floor=_per_unit(floor, units) if is_known else None,
                order_cents=order,
                distance_cents=None if order is None or not is_known else order - ht,
                remainder_cents=None
                if order is None or not is_known
                else order - sum(x or 0 for x in parts),
            )
        )
    return tuple(found)


def _per_unit(cents: int, units: Decimal) -> Decimal | None:
    return (Decimal(cents) / 100 / units).quantize(_MILLIONTH) if units else None
