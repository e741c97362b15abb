"""What an order really costs each workshop (coût de revient), per product, gross and net of aid.

The formulas, with a case reckoned by hand, are in ``docs/costing.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from optimizer.cost_gaps import gaps, oddities
from optimizer.cost_items import CostItem, ItemKind, Term, by_kind, by_product, total_cents
from optimizer.cost_parameters import MemberCosts, OrderTerms, PeriodUse
from optimizer.diagnostics import Diagnostic, warning
from optimizer.ledger import Ledger
from optimizer.member_work import MemberWork, member_works
from optimizer.own_costs import (
    aid_items,
    expense_items,
    in_kind_items,
    labour_items,
    non_quality_items,
    overhead_rate_items,
    period_cents,
    period_items,
    productive_minutes,
)
from optimizer.plan import Plan
from optimizer.plan_costs import Pool, plan_items, purchase_pools
from optimizer.problem import Problem, Workshop
from optimizer.purchase_settlement import PurchaseSettlement, settlement_items
from optimizer.shared_costs import (
    common_gaps,
    common_items,
    common_signals,
    common_weights,
    stock_items,
    suppliers_of,
    vat_items,
)

__all__ = [
    "CostItem",
    "FullCost",
    "MemberCost",
    "MinuteCost",
    "Reconciled",
    "Term",
    "full_cost",
]

CostBase = Literal["gross", "net"]
KINDS: tuple[ItemKind, ...] = get_args(ItemKind)
UNUSABLE = ("cost.negative", "cost.rate_out_of_range")
# The kinds that the plan's cost level counts.
PLANNED: tuple[ItemKind, ...] = (
    "labour",
    "setup",
    "setup_cost",
    "piece",
    "materials",
    "movement",
    "holding",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MinuteCost:
    """Coût minute of a use: the costs of the period over its productive minutes.

    ``cents_per_minute`` is rounded to six decimals for reading; amounts use the exact quotient.
    """

    use: PeriodUse
    period_cents: int
    productive_minutes: Decimal
    cents_per_minute: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCost:
    """The full cost of one workshop; private to it and to the facilitator.

    ``lines``: the cost, gross of aid. ``aids``: what is taken off (positive cents). ``in_kind``: beside.
    ``missing``: errors; while there is any, amounts are not a cost and the totals are None.
    ``signals``: warnings and notes. ``minutes_used``: own minutes on this order, setups included.
    ``units``: finished units made, per product. ``stand_alone_cents``: what its materials would cost
    bought alone, before VAT, when that was given.
    """

    workshop: str
    lines: tuple[CostItem, ...] = ()
    aids: tuple[CostItem, ...] = ()
    in_kind: tuple[CostItem, ...] = ()
    coute_minute: tuple[MinuteCost, ...] = ()
    minutes_used: Decimal = Decimal(0)
    units: Mapping[str, Decimal]
    stand_alone_cents: int | None = None
    missing: tuple[Diagnostic, ...] = ()
    signals: tuple[Diagnostic, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing needed is missing."""
        return not self.missing

    @property
    def gross_cents(self) -> int | None:
        """Cost gross of aid; None while something is missing."""
        return total_cents(self.lines) if self.is_complete else None

    @property
    def aid_cents(self) -> int | None:
        """Aid for the hours of this order; None while something is missing."""
        return total_cents(self.aids) if self.is_complete else None

    @property
    def net_cents(self) -> int | None:
        """Cost net of aid; None while something is missing."""
        if not self.is_complete:
            return None
        return total_cents(self.lines) - total_cents(self.aids)

    @property
    def in_kind_cents(self) -> int:
        """Value of the contributions in kind, never in the cost."""
        return total_cents(self.in_kind)

    @property
    def materials_cents(self) -> int:
        """What its materials cost at the group's price, as the chosen key shares it, VAT apart."""
        return total_cents(x for x in self.lines if x.kind in ("materials", "settlement", "stock"))

    def by_kind(self) -> dict[ItemKind, int]:
        """Gross cost per kind."""
        return by_kind(self.lines)

    def by_product(self, base: CostBase = "gross") -> dict[str, int]:
        """Cost per product, gross or net of aid; "" is what no product carries."""
        found = by_product(self.lines)
        if base == "net":
            for product, cents in by_product(self.aids).items():
                found[product] = found.get(product, 0) - cents
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """One kind of the plan's cost level beside the same kind of the full cost.

    ``difference_cents`` = full − variable: not 0 where the coût minute is not the planned hourly cost.
    """

    kind: ItemKind
    variable_cents: int
    full_cents: int

    @property
    def difference_cents(self) -> int:
        """Full − variable."""
        return self.full_cents - self.variable_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class FullCost:
    """The full cost of a plan, member by member; nothing here is public.

    ``unallocated``: amounts that nobody at work carries (no units made, stock from before the plan).
    ``variable``: the plan's cost level shared among workshops and products, whatever is missing; its
    sum is ``costing.variable_cost(problem, plan).total_cents``. ``delivered``: units per product.
    ``order_signals``: warnings and notes about what all share. ``settlement``: of joint purchases.
    """

    members: tuple[MemberCost, ...]
    unallocated: tuple[CostItem, ...] = ()
    variable: tuple[CostItem, ...] = ()
    delivered: Mapping[str, Decimal]
    order_signals: tuple[Diagnostic, ...] = ()
    settlement: PurchaseSettlement | None = None

    def member(self, workshop: str) -> MemberCost:
        """The cost of one workshop.

        Raises:
            KeyError: it is not a member of this plan.
        """
        for member in self.members:
            if member.workshop == workshop:
                return member
        raise KeyError(workshop)

    @property
    def lines(self) -> Iterator[CostItem]:
        """Every line of the gross cost, members first, then what nobody carries."""
        for member in self.members:
            yield from member.lines
        yield from self.unallocated

    @property
    def missing(self) -> tuple[Diagnostic, ...]:
        """Everything that is missing, member by member."""
        return tuple(d for member in self.members for d in member.missing)

    @property
    def signals(self) -> tuple[Diagnostic, ...]:
        """Every warning and note, member by member, then those of the order."""
        found = tuple(d for member in self.members for d in member.signals)
        return (*found, *self.order_signals)

    @property
    def is_complete(self) -> bool:
        """Whether nothing needed is missing for anybody."""
        return not self.missing

    @property
    def gross_cents(self) -> int | None:
        """Gross cost of the order, unallocated amounts included; None while something is missing."""
        return total_cents(self.lines) if self.is_complete else None

    @property
    def aid_cents(self) -> int | None:
        """Aid for the order; None while something is missing."""
        if not self.is_complete:
            return None
        return sum(total_cents(m.aids) for m in self.members)

    @property
    def net_cents(self) -> int | None:
        """Cost net of aid; None while something is missing."""
        gross, aid = self.gross_cents, self.aid_cents
        return None if gross is None or aid is None else gross - aid

    @property
    def variable_cents(self) -> int:
        """The plan's cost level."""
        return total_cents(self.variable)

    @property
    def reconciliation(self) -> tuple[Reconciled, ...]:
        """The plan's cost level beside the full cost, for each kind that it counts."""
        planned, full = by_kind(self.variable), by_kind(self.lines)
        return tuple(
            Reconciled(kind=kind, variable_cents=planned.get(kind, 0), full_cents=full.get(kind, 0))
            for kind in PLANNED
            if kind in planned or kind in full
        )

    def by_kind(self) -> dict[ItemKind, int]:
        """Gross cost per kind, over everybody."""
        return by_kind(self.lines)

    def by_product(self, base: CostBase = "gross") -> dict[str, int]:
        """Cost per product over everybody, gross or net of aid."""
        found = by_product(self.lines)
        if base == "net":
            for member in self.members:
                for product, cents in by_product(member.aids).items():
                    found[product] = found.get(product, 0) - cents
        return found


def full_cost(
    problem: Problem,
    plan: Plan,
    costs: Mapping[str, MemberCosts],
    terms: OrderTerms,
    *,
    stand_alone: Mapping[str, int] | None = None,
    settlement: PurchaseSettlement | None = None,
) -> FullCost:
    """What a plan costs each workshop that works in it or gave its figures.

    Args:
        problem: a problem without errors.
        plan: a plan whose references all exist in the problem.
        costs: the private figures, by workshop id.
        stand_alone: cents of each workshop's materials bought alone, before VAT, for comparison.
        settlement: of this plan's purchases (:mod:`optimizer.purchase_settlement`); None: no key was
            chosen, everybody pays one price.
    """
    ledger = Ledger(problem, plan)
    works = member_works(ledger)
    planned = plan_items(ledger, works)
    stock, unpriced = stock_items(ledger, works, terms)
    weights = common_weights(ledger, works, terms)
    common = tuple(common_items(works, weights, terms))
    settled = tuple(settlement_items(problem, planned, settlement))
    group = _Group(
        ledger=ledger,
        works=works,
        pools=purchase_pools(ledger),
        planned=planned,
        beside=(*settled, *stock, *common),
        key_gaps=tuple(common_gaps(ledger, weights, terms)),
        terms=terms,
    )
    beside = (*planned, *stock, *common)
    alone = stand_alone or {}
    delivered: dict[str, Decimal] = {p.id: Decimal(0) for p in problem.products}
    for demand in problem.demands:
        units = sum(ledger.series(ledger.delivered, demand.id), start=Decimal(0))
        delivered[demand.product] += units
    return FullCost(
        members=tuple(
            _member(group, w, costs.get(w.id), alone.get(w.id))
            for w in problem.workshops
            if works[w.id].made
            or w.id in costs
            or any(x.workshop == w.id for x in (*planned, *settled))
        ),
        unallocated=tuple(x for x in beside if not x.workshop),
        variable=planned,
        delivered=delivered,
        order_signals=(
            *unpriced,
            *_lent_twice(stock, settlement),
            *common_signals(terms),
            *_left_out(problem, total_cents(x for x in beside if not x.workshop)),
        ),
        settlement=settlement,
    )


def _lent_twice(
    stock: tuple[CostItem, ...], settlement: PurchaseSettlement | None
) -> Iterator[Diagnostic]:
    """Lent stock at an agreed price beside a key that already counts it as its owner's."""
    if settlement is None:
        return
    for label in dict.fromkeys(x.label for x in stock):
        material, _, lender = label.partition("/")
        if lender:
            cents = total_cents(x for x in stock if x.label == label)
            yield warning("cost.lent_stock_and_key", material, lender=lender, cents=cents)


def _left_out(problem: Problem, unallocated_cents: int) -> Iterator[Diagnostic]:
    """What no member's cost holds: work done before the plan, amounts that nobody carries."""
    opening = problem.opening
    if opening.units or opening.hub_transit or opening.lane_transit or opening.past_work:
        yield warning("cost.opening_not_costed")
    if unallocated_cents:
        yield warning("cost.unallocated", cents=unallocated_cents)


@dataclass(frozen=True, kw_only=True)
class _Group:
    """What every member's cost is taken from."""

    ledger: Ledger
    works: Mapping[str, MemberWork]
    pools: tuple[Pool, ...]
    planned: tuple[CostItem, ...]
    beside: tuple[CostItem, ...]
    key_gaps: tuple[Diagnostic, ...]
    terms: OrderTerms


def _member(
    group: _Group, workshop: Workshop, costs: MemberCosts | None, alone: int | None
) -> MemberCost:
    work = group.works[workshop.id]
    suppliers = suppliers_of(group.ledger, group.pools, workshop.id)
    found = [*gaps(work, costs, group.terms, suppliers)]
    found += [d for d in group.key_gaps if d.subject == workshop.id]
    lines = [
        x
        for x in (*group.planned, *group.beside)
        if x.workshop == workshop.id and x.kind not in ("labour", "setup", "setup_cost")
    ]
    aids: tuple[CostItem, ...] = ()
    minute_costs: tuple[MinuteCost, ...] = ()
    # A figure out of its range makes no amount at all.
    if costs is not None and not any(d.code in UNUSABLE for d in found):
        minute_costs = tuple(_minute_costs(costs))
        known = {x.use for x in minute_costs}
        if "labour" in known:
            lines = [*labour_items(work, costs, group.planned), *lines]
        if "supervision" in known:
            lines += period_items(work, costs, "supervision", "supervision")
        lines += vat_items(group.ledger, group.works, group.pools, costs, group.terms)
        lines += expense_items(work, costs)
        if "overhead" in known:
            lines += period_items(work, costs, "overhead", "overhead")
        lines += tuple(overhead_rate_items(work, costs, lines))
        lines += tuple(non_quality_items(work, costs, lines))
        if not found:
            aids = tuple(aid_items(work, costs, group.ledger.horizon))
    return MemberCost(
        workshop=workshop.id,
        lines=tuple(sorted(lines, key=lambda x: KINDS.index(x.kind))),
        aids=aids,
        in_kind=() if costs is None else tuple(in_kind_items(workshop.id, costs)),
        coute_minute=minute_costs,
        minutes_used=work.total_minutes,
        units=work.finished,
        stand_alone_cents=alone,
        missing=tuple(found),
        signals=tuple(oddities(workshop, work, costs, group.ledger.horizon)),
    )


def _minute_costs(costs: MemberCosts) -> Iterator[MinuteCost]:
    minutes = productive_minutes(costs)
    for use in get_args(PeriodUse):
        cents = period_cents(costs, use)
        if minutes is not None and cents is not None:
            yield MinuteCost(
                use=use,
                period_cents=cents,
                productive_minutes=minutes,
                cents_per_minute=(cents / minutes).quantize(Decimal("0.000001")),
            )
