"""What workshops owe each other so that joint purchases cost each of them what the chosen key says.

Costs, statements and cash count each material at one price for all. A key shares the same total
otherwise; the settlement is the difference, workshop by workshop: it sums to zero and leaves the cost of
the order as it is. Amounts are before tax. ``docs/purchasing.md`` has the rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from optimizer.cost_items import CostItem, Term, share
from optimizer.cost_parameters import SharingKey
from optimizer.ledger import Ledger
from optimizer.member_work import member_works
from optimizer.plan import Plan
from optimizer.plan_costs import money, plan_items
from optimizer.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberSettlement:
    """A workshop's purchases: ``key_cents`` as the key shares them, ``counted_cents`` at one price for all."""

    workshop: str
    key_cents: int
    counted_cents: int

    @property
    def owed_cents(self) -> int:
        """What it owes the others; negative: what they owe it."""
        return self.key_cents - self.counted_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementTransfer:
    """What one workshop pays another."""

    payer: str
    payee: str
    cents: int


@dataclass(frozen=True, kw_only=True)
class PurchaseSettlement:
    """The settlement of one plan's purchases under one key; tells who gains what, hence private."""

    key: SharingKey
    members: tuple[MemberSettlement, ...]

    def owed(self, workshop: str) -> int:
        """What a workshop owes the others, cents; 0 when it takes no part."""
        return sum(m.owed_cents for m in self.members if m.workshop == workshop)

    @property
    def moved_cents(self) -> int:
        """What changes hands in all."""
        return sum(t.cents for t in self.transfers)

    @cached_property
    def transfers(self) -> tuple[SettlementTransfer, ...]:
        """Who pays whom: the largest debt to the largest claim until nothing is left, few payments."""
        owed = {m.workshop: m.owed_cents for m in self.members}
        found = []
        while any(owed.values()):
            payer = max(owed, key=owed.__getitem__)
            payee = min(owed, key=owed.__getitem__)
            cents = min(owed[payer], -owed[payee])
            found.append(SettlementTransfer(payer=payer, payee=payee, cents=cents))
            owed[payer] -= cents
            owed[payee] += cents
        return tuple(found)


def counted_purchases(problem: Problem, plan: Plan) -> dict[str, int]:
    """What the full cost counts for purchases at one price for all, cents by workshop.

    Goods, order fees and the holding of materials; "" is what nobody carries.
    """
    ledger = Ledger(problem, plan)
    return _by_bearer(problem, plan_items(ledger, member_works(ledger)))


def _is_purchase(problem: Problem, item: CostItem) -> bool:
    if item.kind == "holding":
        return item.label in {m.id for m in problem.materials} - {
            p.id for p in problem.delivery_points
        }
    return item.kind == "materials"


def _by_bearer(problem: Problem, items: tuple[CostItem, ...]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for item in items:
        if _is_purchase(problem, item):
            found[item.workshop] += item.cents
    return dict(found)


def purchase_settlement(
    problem: Problem, plan: Plan, key: SharingKey, shares: Mapping[str, int]
) -> PurchaseSettlement | None:
    """The settlement that makes each workshop's purchases cost what a key says.

    Args:
        plan: whose own purchases are paid.
        shares: cents by workshop under the key, of the plan's own purchases. Where they sum to a few
            cents more or less than the full cost counts (each rounds its own lines), the difference is
            shared equally.

    Returns:
        None when nobody at work carries the purchases: there is nobody to settle with.
    """
    counted = counted_purchases(problem, plan)
    if not shares or counted.get(""):
        return None
    left = sum(counted.values()) - sum(shares.values())
    sign = 1 if left >= 0 else -1
    more = share(abs(left), dict.fromkeys(shares, Fraction(1)))
    return PurchaseSettlement(
        key=key,
        members=tuple(
            MemberSettlement(
                workshop=w.id,
                key_cents=shares.get(w.id, 0) + sign * more.get(w.id, 0),
                counted_cents=counted.get(w.id, 0),
            )
            for w in problem.workshops
            if w.id in shares or counted.get(w.id)
        ),
    )


def is_of_plan(settlement: PurchaseSettlement, problem: Problem, plan: Plan) -> bool:
    """Whether a settlement is that of a plan's purchases and sums to zero."""
    counted = counted_purchases(problem, plan)
    told = {m.workshop: m.counted_cents for m in settlement.members if m.counted_cents}
    is_same = told == {w: cents for w, cents in counted.items() if cents}
    return is_same and is_whole(settlement, problem)


def is_whole(settlement: PurchaseSettlement, problem: Problem) -> bool:
    """Whether a settlement names workshops of the problem, each once, and sums to zero."""
    named = [m.workshop for m in settlement.members]
    is_known = set(named) <= {w.id for w in problem.workshops} and len(set(named)) == len(named)
    return is_known and not sum(m.owed_cents for m in settlement.members)


def settlement_items(
    problem: Problem, items: tuple[CostItem, ...], settlement: PurchaseSettlement | None
) -> Iterator[CostItem]:
    """A settlement as lines of the full cost, by product as its purchases are; they sum to zero."""
    if settlement is None:
        return
    for member in settlement.members:
        weights: dict[str, int] = defaultdict(int)
        for item in items:
            if item.workshop == member.workshop and _is_purchase(problem, item):
                weights[item.product] += item.cents
        if not any(weights.values()):
            weights = defaultdict(int, {"": 1})
        sign = 1 if member.owed_cents >= 0 else -1
        whole = sum(weights.values())
        parts = share(abs(member.owed_cents), {p: Fraction(c) for p, c in weights.items()})
        for product, part in parts.items():
            if not part:
                continue
            formula: tuple[Term, ...] = (
                money("key_share", member.key_cents, ""),
                money("one_price_share", member.counted_cents, "−"),
            )
            if len(weights) > 1:
                formula = (
                    *formula,
                    Term(name="purchases_of_product", value=Decimal(weights[product]), unit="cent"),
                    Term(name="purchases", value=Decimal(whole), unit="cent", operator="÷"),
                )
            yield CostItem(
                kind="settlement",
                workshop=member.workshop,
                product=product,
                label=settlement.key,
                cents=sign * part,
                formula=formula,
            )
