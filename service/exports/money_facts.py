"""Costs and prices of a plan, reckoned once for every document about money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from optimizer.cost_items import total_cents
from optimizer.cost_parameters import MemberCosts, OrderTerms
from optimizer.diagnostics import Diagnostic
from optimizer.full_cost import FullCost, MemberCost, full_cost
from optimizer.plan import Plan
from optimizer.price_reasons import Part
from optimizer.pricing import MemberPrice, ProductPrice, prices, product_prices
from optimizer.problem import Problem
from optimizer.product_floors import ProductFloor, product_floors
from optimizer.purchase_settlement import PurchaseSettlement
from service.exports.facts import Facts
from service.exports.readers import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyFacts:
    """What an order costs and asks, member by member; nothing here is for everybody's eyes."""

    facts: Facts
    costs: Mapping[str, MemberCosts]
    terms: OrderTerms
    full: FullCost
    prices: tuple[MemberPrice, ...]
    products: tuple[ProductPrice, ...]

    @property
    def problem(self) -> Problem:
        """The order."""
        return self.facts.problem

    @property
    def plan(self) -> Plan:
        """Its plan."""
        return self.facts.plan

    def price(self, workshop: str) -> MemberPrice | None:
        """The price of a member's part, None when it has no part in the order."""
        return next((p for p in self.prices if p.workshop == workshop), None)

    @property
    def floors(self) -> tuple[ProductFloor, ...]:
        """Price of the order beside the floor of each product, for what the plan delivers.

        Empty while a cost or a price is missing.
        """
        ht_cents = {p.product: p.order_cents for p in self.products if p.units}
        known = {p: cents for p, cents in ht_cents.items() if cents is not None}
        if not self.full.is_complete or len(known) < len(ht_cents):
            return ()
        return product_floors(self.parts, {p.product: p.units for p in self.products}, known)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every line of cost and aid, whole: what totals are made of."""
        items = [*self.full.lines, *(x for m in self.full.members for x in m.aids)]
        return tuple((x, Fraction(1)) for x in items if x.cents)

    def members_for(self, reader: Reader) -> tuple[MemberCost, ...]:
        """The members whose lines a reader may see."""
        return tuple(m for m in self.full.members if reader.sees(m.workshop))

    def missing_for(self, reader: Reader) -> Iterator[Diagnostic]:
        """What is missing for the documents of a reader: its own figures, or everybody's."""
        for member in self.full.members:
            if reader.role != "member" or reader.sees(member.workshop):
                yield from member.missing
        for price in self.prices:
            if reader.role != "member" or reader.sees(price.workshop):
                yield from price.missing

    def signals_for(self, reader: Reader) -> Iterator[Diagnostic]:
        """What is worth looking at; each reader's part of it is chosen by ``readers.findings_for``."""
        for member in self.full.members:
            if reader.sees(member.workshop):
                yield from member.signals
        for price in self.prices:
            if reader.sees(price.workshop):
                yield from price.signals
        yield from self.full.order_signals


def money_facts(
    problem: Problem,
    plan: Plan,
    costs: Mapping[str, MemberCosts],
    terms: OrderTerms,
    settlement: PurchaseSettlement | None = None,
) -> MoneyFacts:
    """Everything reckoned, whatever is missing; ``settlement``: of the plan's joint purchases."""
    full = full_cost(problem, plan, costs, terms, settlement=settlement)
    asked = prices(full, problem, plan, costs, terms)
    return MoneyFacts(
        facts=Facts(problem, plan),
        costs=costs,
        terms=terms,
        full=full,
        prices=asked,
        products=product_prices(full, asked, problem),
    )


def members_at_work(full: FullCost) -> int:
    """How many members have a cost in the order."""
    return sum(1 for m in full.members if total_cents(m.lines))
