"""What a statement is made of, and its small rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from optimizer.cost_items import round_fraction
from optimizer.cost_parameters import Circuit, MemberCosts, OrderTerms
from optimizer.diagnostics import Diagnostic
from optimizer.money import split_cents
from optimizer.problem import Problem
from optimizer.purchase_settlement import PurchaseSettlement
from optimizer.statement_periods import Period

# Parties of a transfer that are not workshops. An id of a workshop never starts with "@".
BUYER = "@buyer"
MANDATAIRE = "@mandataire"
PRORATA = "@prorata"
# Through it workshops settle joint purchases, none learning what another owes.
PURCHASES = "@purchases"
What = Literal["invoice", "common_call", "common_refund", "paid_back", "settlement"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductAmount:
    """What the order pays for one product in a period, under one rate of VAT."""

    order: str
    product: str
    vat_rate: Decimal
    delivered: Decimal
    accepted: Decimal
    ht_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """A workshop's part of such an amount; ``vat_rate`` 0 when it is not liable (``is_exempt``)."""

    workshop: str
    order: str
    product: str
    vat_rate: Decimal
    is_exempt: bool
    ht_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VatAmount:
    """VAT of one invoice (a workshop, a period, an order) at one rate."""

    order: str
    rate: Decimal
    is_exempt: bool
    base_cents: int
    vat_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerPart:
    """What a workshop's statement asks of one buyer: with VAT, and what is taken off it."""

    buyer: str
    ttc_cents: int
    deposit_cents: int = 0
    penalty_cents: int = 0

    @property
    def payable_cents(self) -> int:
        """What this buyer owes for it."""
        return self.ttc_cents - self.deposit_cents - self.penalty_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberStatement:
    """One workshop's statement of one period.

    ``by_buyer``: what it asks of each buyer. ``common_call_cents``: its part of the compte prorata
    (negative: given back at the end); ``common_refund_cents``: what the account pays back for expenses
    it advanced. ``settlement_cents``: what it owes other workshops for joint purchases (negative: is
    owed), private to it and to the facilitator.
    """

    workshop: str
    lines: tuple[StatementLine, ...] = ()
    vat: tuple[VatAmount, ...] = ()
    by_buyer: tuple[BuyerPart, ...] = ()
    common_call_cents: int = 0
    common_refund_cents: int = 0
    settlement_cents: int = 0

    @property
    def deposit_cents(self) -> int:
        """Part of the deposit taken off."""
        return sum(part.deposit_cents for part in self.by_buyer)

    @property
    def penalty_cents(self) -> int:
        """Penalties of late units that it made."""
        return sum(part.penalty_cents for part in self.by_buyer)

    @property
    def ht_cents(self) -> int:
        """Before tax."""
        return sum(line.ht_cents for line in self.lines)

    @property
    def vat_cents(self) -> int:
        """VAT, all rates."""
        return sum(amount.vat_cents for amount in self.vat)

    @property
    def ttc_cents(self) -> int:
        """With VAT."""
        return self.ht_cents + self.vat_cents

    @property
    def payable_cents(self) -> int:
        """What the buyer owes for it: TTC less deposit and penalties (negative: a credit note)."""
        return self.ttc_cents - self.deposit_cents - self.penalty_cents

    @property
    def paid_back_cents(self) -> int:
        """What is left of it once the compte prorata is settled; joint purchases apart."""
        return self.payable_cents - self.common_call_cents + self.common_refund_cents

    @property
    def net_cents(self) -> int:
        """What the workshop keeps in the end, joint purchases settled too."""
        return self.paid_back_cents - self.settlement_cents

    @property
    def is_worth_sending(self) -> bool:
        """Whether anything stands on it."""
        amounts = (self.deposit_cents, self.penalty_cents, self.common_call_cents)
        others = (self.common_refund_cents, self.settlement_cents)
        return bool(self.lines) or any(amounts) or any(others)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Money that one party owes another for a period (a workshop's id, or ``BUYER`` …).

    ``buyer``: which one, when the payer is ``BUYER`` ("" when the orders do not name theirs).
    """

    payer: str
    payee: str
    what: What
    cents: int
    buyer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodStatement:
    """The statement of one period: what the order pays, each member's, who owes whom."""

    period: Period
    products: tuple[ProductAmount, ...]
    members: tuple[MemberStatement, ...]
    transfers: tuple[Transfer, ...]

    @property
    def ht_cents(self) -> int:
        """Before tax, everybody together."""
        return sum(row.ht_cents for row in self.products)

    @property
    def ttc_cents(self) -> int:
        """With VAT, everybody together."""
        return sum(member.ttc_cents for member in self.members)

    @property
    def payable_cents(self) -> int:
        """What the buyer owes in all."""
        return sum(member.payable_cents for member in self.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """Every statement of an order.

    ``order_*`` and ``expected_*``: of the plan, all accepted.

    ``buyers``: in the order of the orders; ``buyer_of``: who pays each order, by its id. ``deposits``:
    part of each workshop, received at signature; ``buyer_deposits``: the same by buyer.
    ``final_common_cents``: of the compte prorata, an expense not yet known counted at its provisional
    amount. ``settlement``: of joint purchases, None when no key was chosen: all pay one price. While
    ``missing`` holds an error all is empty.
    """

    circuit: Circuit
    mandataire: str = ""
    periods: tuple[PeriodStatement, ...] = ()
    order_ht_cents: int = 0
    order_ttc_cents: int = 0
    expected_ht: Mapping[str, int] = field(default_factory=dict)
    expected_ttc: Mapping[str, int] = field(default_factory=dict)
    buyers: tuple[str, ...] = ()
    buyer_of: Mapping[str, str] = field(default_factory=dict)
    deposits: Mapping[str, int] = field(default_factory=dict)
    buyer_deposits: Mapping[str, int] = field(default_factory=dict)
    settlement: PurchaseSettlement | None = None
    provisional_common_cents: int = 0
    final_common_cents: int = 0
    missing: tuple[Diagnostic, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing needed is missing."""
        return not self.missing

    @property
    def ht_cents(self) -> int:
        """Before tax, all periods."""
        return sum(p.ht_cents for p in self.periods)

    @property
    def ttc_cents(self) -> int:
        """With VAT, all periods."""
        return sum(p.ttc_cents for p in self.periods)

    @property
    def deposit_left_cents(self) -> int:
        """Deposit received and not yet taken off any statement."""
        taken = sum(m.deposit_cents for p in self.periods for m in p.members)
        return sum(self.deposits.values()) - taken

    def of_buyer(self, buyer: str) -> Statements:
        """What concerns one buyer alone: its orders, its part of deposit and penalties, what it owes."""
        if self.buyers in ((), (buyer,)):
            return self
        periods = tuple(_for_buyer(p, buyer, self.buyer_of) for p in self.periods)
        return replace(
            self,
            buyers=(buyer,),
            periods=tuple(p for p in periods if p.products or p.transfers),
            # The price of the whole order is not this buyer's, and whose part is whose neither.
            order_ht_cents=0,
            order_ttc_cents=0,
            expected_ht={},
            expected_ttc={},
            deposits={"": self.buyer_deposits.get(buyer, 0)},
            buyer_deposits={buyer: self.buyer_deposits.get(buyer, 0)},
            settlement=None,
        )

    def of_workshop(self, workshop: str) -> tuple[tuple[Period, MemberStatement], ...]:
        """One workshop's statements, in time order."""
        return tuple(
            (p.period, m) for p in self.periods for m in p.members if m.workshop == workshop
        )


def _for_buyer(period: PeriodStatement, buyer: str, buyer_of: Mapping[str, str]) -> PeriodStatement:
    members = tuple(
        MemberStatement(
            workshop=m.workshop,
            lines=tuple(x for x in m.lines if buyer_of.get(x.order, "") == buyer),
            vat=tuple(x for x in m.vat if buyer_of.get(x.order, "") == buyer),
            by_buyer=tuple(x for x in m.by_buyer if x.buyer == buyer),
        )
        for m in period.members
    )
    return replace(
        period,
        products=tuple(x for x in period.products if buyer_of.get(x.order, "") == buyer),
        members=tuple(m for m in members if m.is_worth_sending),
        transfers=tuple(t for t in period.transfers if t.payer == BUYER and t.buyer == buyer),
    )


# -- rules -----------------------------------------------------------------------------------------


def is_liable(costs: MemberCosts) -> bool:
    """Whether a member's sales carry VAT."""
    return costs.vat is not None and costs.vat.is_liable


def buyer_of_orders(problem: Problem) -> dict[str, str]:
    """Who pays each order, by its id: its customer.

    Where it names none: "", or the order itself when there are several.
    """
    several = len(problem.orders) > 1
    return {
        o.id: " ".join(o.customer.split()) or ((o.name or o.id) if several else "")
        for o in problem.orders
    }


def shared(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """``total`` cents in proportion, exactly; nothing to anybody when every weight is zero."""
    if not any(weights.values()):
        return dict.fromkeys(weights, 0)
    return dict(zip(weights, split_cents(total, list(weights.values())), strict=True))


def taken_off(deposit: int, reached: Fraction, expected: Fraction) -> int:
    """Deposit taken off once so much is invoiced: in proportion, never more than there is.

    Both are exact amounts with VAT: how periods are cut must not move a cent of it.
    """
    if expected <= 0:
        return 0
    return min(deposit, round_fraction(deposit * reached / expected))


def transfers(
    terms: OrderTerms,
    members: Sequence[MemberStatement],
    buyers: Sequence[str],
    settlement: PurchaseSettlement | None = None,
) -> tuple[Transfer, ...]:
    """Who owes whom for a period, by circuit; amounts of 0 are left out.

    ``settlement``: of joint purchases, when this period settles them; between workshops in both
    circuits, since suppliers are paid by the workshops in both, and through an account, so that none
    learns what another owes.
    """
    found = []
    owed = {
        b: [(m.workshop, x) for m in members for x in m.by_buyer if x.buyer == b] for b in buyers
    }
    if terms.circuit == "mandataire":
        for buyer, parts in owed.items():
            total = sum(x.payable_cents for _, x in parts)
            found.append(
                Transfer(payer=BUYER, payee=MANDATAIRE, what="invoice", cents=total, buyer=buyer)
            )
        found += [
            Transfer(payer=MANDATAIRE, payee=m.workshop, what="paid_back", cents=m.paid_back_cents)
            for m in members
        ]
    else:
        for m in members:
            found += [
                *(
                    Transfer(
                        payer=BUYER,
                        payee=m.workshop,
                        what="invoice",
                        cents=x.payable_cents,
                        buyer=x.buyer,
                    )
                    for x in m.by_buyer
                ),
                Transfer(
                    payer=m.workshop, payee=PRORATA, what="common_call", cents=m.common_call_cents
                ),
                Transfer(
                    payer=PRORATA,
                    payee=m.workshop,
                    what="common_refund",
                    cents=m.common_refund_cents,
                ),
            ]
    if settlement is not None:
        found += [
            Transfer(payer=m.workshop, payee=PURCHASES, what="settlement", cents=m.owed_cents)
            if m.owed_cents > 0
            else Transfer(payer=PURCHASES, payee=m.workshop, what="settlement", cents=-m.owed_cents)
            for m in settlement.members
        ]
    return tuple(_forwards(t) for t in found if t.cents)


def _forwards(transfer: Transfer) -> Transfer:
    """A negative amount is paid the other way round; an invoice stays one, as a credit note."""
    if transfer.cents > 0 or transfer.what == "invoice":
        return transfer
    return replace(transfer, payer=transfer.payee, payee=transfer.payer, cents=-transfer.cents)
