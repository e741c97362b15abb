"""Every payment and receipt of an order, with its day: purchases, wages, expenses, statements, VAT, aid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from optimizer.attribution import friday
from optimizer.cost_items import ItemKind, round_fraction, share, total_cents
from optimizer.cost_parameters import MemberCosts, OrderTerms
from optimizer.full_cost import FullCost, MemberCost
from optimizer.ledger import Ledger
from optimizer.money import split_cents
from optimizer.prorata_account import payer_of
from optimizer.purchasing import purchase_cost
from optimizer.shared_costs import amount_of, lost_vat
from optimizer.statement_data import BUYER, MemberStatement, Statements
from optimizer.statement_periods import Period
from optimizer.weeks import week_name

FlowKind = Literal[
    "deposit",
    "receipt",  # a statement, less deposit and penalties
    "paid_back",  # by the mandataire to the members
    "purchase",  # materials, VAT included
    "wages",
    "expense",
    "common_expense",  # advanced for the compte prorata
    "common_call",
    "common_refund",
    "lent_stock",  # stock on loan that others used
    "settlement",  # of joint purchases, between workshops
    "vat",  # settled with the State
    "aid",
]
WAGES: tuple[ItemKind, ...] = ("labour", "setup", "supervision")
EXPENSES: tuple[ItemKind, ...] = (
    "setup_cost",
    "piece",
    "movement",
    "holding",
    "transport",
    "tests",
    "packaging",
    "fixed",
    "overhead",
    "non_quality",
)
# The day of the following month on which VAT is settled.
VAT_DAY = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CashFlow:
    """Money received (positive) or paid (negative) on a day; ``label``: supplier, expense, period …"""

    kind: FlowKind
    day: date
    cents: int
    label: str = ""

    @property
    def week(self) -> str:
        """The week that holds the day."""
        return week_name(self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchasePart:
    """A member's part of one order of materials, fee included: before VAT, and its VAT (exact)."""

    supplier: str
    offer: str
    ordered: date
    arrives: date
    ht_cents: int
    vat: Fraction
    down_payment: Decimal
    payment_days: int


# -- purchases -------------------------------------------------------------------------------------


def purchase_parts(
    ledger: Ledger, full: FullCost, terms: OrderTerms
) -> dict[str, tuple[PurchasePart, ...]]:
    """Each order shared among those who carry its material in the full cost.

    The orders of a material are shared cumulatively, so that each member's parts sum to what its full
    cost says of that material.
    """
    materials = {o.id: o.material for o in ledger.problem.offers}
    arrivals = {(q.offer, q.week): q.arrival for q in ledger.plan.purchases}
    conditions = {x.supplier: x for x in terms.suppliers}
    carried: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for item in full.variable:
        if item.kind == "materials":
            carried[item.label][item.workshop] += item.cents
    reached: dict[str, int] = defaultdict(int)
    found: dict[str, list[PurchasePart]] = defaultdict(list)
    for offer, supplier, week, cents in _orders_with_fees(ledger):
        material = materials[offer]
        before = share(reached[material], carried[material])
        reached[material] += cents
        after = share(reached[material], carried[material])
        condition = conditions[supplier]
        for workshop, total in after.items():
            ht = total - before[workshop]
            found[workshop].append(
                PurchasePart(
                    supplier=supplier,
                    offer=offer,
                    ordered=friday(week),
                    arrives=friday(arrivals[offer, week]),
                    ht_cents=ht,
                    vat=Fraction(ht) * Fraction(condition.vat_rate),
                    down_payment=condition.down_payment,
                    payment_days=condition.payment_days,
                )
            )
    return {workshop: tuple(parts) for workshop, parts in found.items()}


def _orders_with_fees(ledger: Ledger) -> Iterator[tuple[str, str, str, int]]:
    """(offer, supplier, week, cents) of each order; a fee goes to its week's orders by amount."""
    cost = purchase_cost(ledger.problem, ledger.plan.purchases)
    fees: dict[tuple[str, str], int] = defaultdict(int)
    for fee in cost.fees:
        bought = [x for x in cost.lines if (x.supplier, x.week) == (fee.supplier, fee.week)]
        weights = [x.amount for x in bought]
        parts = split_cents(fee.cents, weights if any(weights) else [1] * len(bought))
        for line, part in zip(bought, parts, strict=True):
            fees[line.offer, line.week] += part
    for line in sorted(cost.lines, key=lambda x: friday(x.week)):
        yield line.offer, line.supplier, line.week, line.cents + fees[line.offer, line.week]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bought:
    """A part with its VAT in cents, and what of that VAT is recovered."""

    part: PurchasePart
    vat_cents: int
    recovered_cents: int


def _with_vat(
    parts: Sequence[PurchasePart], member: MemberCost, costs: MemberCosts
) -> tuple[_Bought, ...]:
    """VAT of a member's purchases in cents; what is not recovered is exactly what its full cost says."""
    exact = {k: part.vat for k, part in enumerate(parts)}
    lost = total_cents(x for x in member.lines if x.kind == "vat")
    paid = round_fraction(sum(exact.values(), Fraction(0)))
    if lost_vat(costs.vat) == 1:
        paid = lost
    vat = share(paid, exact)
    recovered = share(paid - lost, exact)
    return tuple(
        _Bought(part=part, vat_cents=vat[k], recovered_cents=recovered[k])
        for k, part in enumerate(parts)
    )


def _purchase_flows(bought: Sequence[_Bought]) -> Iterator[CashFlow]:
    for x in bought:
        part = x.part
        ttc = part.ht_cents + x.vat_cents
        down = round_fraction(Fraction(part.down_payment) * ttc)
        yield CashFlow(kind="purchase", day=part.ordered, cents=-down, label=part.supplier)
        yield CashFlow(
            kind="purchase",
            day=part.arrives + timedelta(days=part.payment_days),
            cents=down - ttc,
            label=part.supplier,
        )


# -- a member --------------------------------------------------------------------------------------


def member_flows(
    ledger: Ledger,
    member: MemberCost,
    costs: MemberCosts,
    terms: OrderTerms,
    statements: Statements,
    parts: Sequence[PurchasePart],
    full: FullCost,
) -> tuple[CashFlow, ...]:
    """Everything a member pays and receives (nothing missing)."""
    bought = _with_vat(parts, member, costs)
    own = statements.of_workshop(member.workshop)
    return (
        *_purchase_flows(bought),
        *_work_flows(ledger, member, costs, terms),
        *_common_flows(terms, member.workshop),
        *_receipts(member.workshop, own, terms, statements),
        *_between_members(ledger, member.workshop, terms, statements, full),
        *_vat_flows(own, bought),
    )


def _work_flows(
    ledger: Ledger, member: MemberCost, costs: MemberCosts, terms: OrderTerms
) -> Iterator[CashFlow]:
    """Wages, expenses and aid, spread over the weeks by the minutes worked in each."""
    minutes = dict(enumerate(map(Fraction, ledger.minutes_used[member.workshop])))
    if not any(minutes.values()):
        minutes = {0: Fraction(1)}
    amounts: list[tuple[FlowKind, str, int, int]] = []
    for kind in (*WAGES, *EXPENSES):
        cents = total_cents(x for x in member.lines if x.kind == kind)
        if kind in WAGES:
            amounts.append(("wages", kind, -cents, terms.wage_days))
        elif cents:
            amounts.append(("expense", kind, -cents, costs.payment_days_suppliers or 0))
    amounts.append(("aid", "", total_cents(member.aids), terms.aid_days))
    for flow, label, cents, days in amounts:
        sign = 1 if cents >= 0 else -1
        for t, part in share(abs(cents), minutes).items():
            day = friday(ledger.horizon.name(t)) + timedelta(days=days)
            yield CashFlow(kind=flow, day=day, cents=sign * part, label=label)


def _common_flows(terms: OrderTerms, workshop: str) -> Iterator[CashFlow]:
    for expense in terms.common_expenses:
        if payer_of(terms, expense.paid_by) == workshop and expense.day is not None:
            yield CashFlow(
                kind="common_expense",
                day=expense.day,
                cents=-amount_of(expense),
                label=expense.label,
            )


def paid_on(period: Period, terms: OrderTerms) -> date:
    """The day on which a statement is paid, and its compte prorata settled."""
    return period.last + timedelta(days=terms.buyer_days)


def _told(period: Period, buyer: str, statements: Statements) -> str:
    """Which statement a receipt pays: its period, and its buyer where there are several."""
    return f"{period.name}/{buyer}" if len(statements.buyers) > 1 else period.name


def _receipts(
    workshop: str,
    own: Sequence[tuple[Period, MemberStatement]],
    terms: OrderTerms,
    statements: Statements,
) -> Iterator[CashFlow]:
    if terms.deposit_day is not None:
        cents = statements.deposits.get(workshop, 0)
        yield CashFlow(kind="deposit", day=terms.deposit_day, cents=cents)
    for period, s in own:
        day = paid_on(period, terms)
        for part in s.by_buyer:
            label = _told(period, part.buyer, statements)
            yield CashFlow(kind="receipt", day=day, cents=part.payable_cents, label=label)
        yield CashFlow(kind="common_call", day=day, cents=-s.common_call_cents, label=period.name)
        yield CashFlow(
            kind="common_refund", day=day, cents=s.common_refund_cents, label=period.name
        )


def lent_cents(workshop: str, full: FullCost) -> int:
    """What a member receives for stock it lent, less what it pays for stock that others lent."""
    total = 0
    for item in full.lines:
        _, _, lender = item.label.partition("/")
        if item.kind == "stock" and lender:
            total += item.cents if lender == workshop else 0
            total -= item.cents if item.workshop == workshop else 0
    return total


def _between_members(
    ledger: Ledger, workshop: str, terms: OrderTerms, statements: Statements, full: FullCost
) -> Iterator[CashFlow]:
    """Lent stock and joint purchases are settled between members when the last statement is paid."""
    last = statements.periods[-1].period if statements.periods else None
    end = friday(ledger.horizon.name(ledger.horizon.weeks - 1))
    day = end if last is None else paid_on(last, terms)
    yield CashFlow(kind="lent_stock", day=day, cents=lent_cents(workshop, full))
    if full.settlement is not None:
        yield CashFlow(kind="settlement", day=day, cents=-full.settlement.owed(workshop))


def _vat_flows(
    own: Sequence[tuple[Period, MemberStatement]], bought: Sequence[_Bought]
) -> Iterator[CashFlow]:
    """VAT month by month: invoiced less recovered; a credit is carried on, the last one refunded."""
    months: dict[tuple[int, int], int] = defaultdict(int)
    for period, s in own:
        months[period.last.year, period.last.month] += s.vat_cents
    for x in bought:
        months[x.part.arrives.year, x.part.arrives.month] -= x.recovered_cents
    credit = 0
    for k, (year, month) in enumerate(sorted(months)):
        due = months[year, month] - credit
        is_last = k == len(months) - 1
        credit = 0 if is_last else max(0, -due)
        following = date(year + month // 12, month % 12 + 1, VAT_DAY)
        cents = -due if is_last else -max(0, due)
        yield CashFlow(kind="vat", day=following, cents=cents, label=f"{year:04d}-{month:02d}")


def expected_totals(
    member: MemberCost,
    statements: Statements,
    terms: OrderTerms,
    full: FullCost,
    parts: Sequence[PurchasePart],
    costs: MemberCosts,
) -> dict[FlowKind, int]:
    """What statements and full cost say of each kind of flow, reckoned without the weeks."""
    own = [s for _, s in statements.of_workshop(member.workshop)]

    def cost(*kinds: ItemKind) -> int:
        return total_cents(x for x in member.lines if x.kind in kinds)

    advanced = sum(
        amount_of(e) for e in terms.common_expenses if payer_of(terms, e.paid_by) == member.workshop
    )
    recovered = sum(x.recovered_cents for x in _with_vat(parts, member, costs))
    return {
        "deposit": statements.deposits.get(member.workshop, 0),
        "receipt": sum(s.payable_cents for s in own),
        "purchase": -cost("materials", "vat") - recovered,
        "wages": -cost(*WAGES),
        "expense": -cost(*EXPENSES),
        "common_expense": -advanced,
        "common_call": -sum(s.common_call_cents for s in own),
        "common_refund": sum(s.common_refund_cents for s in own),
        "lent_stock": lent_cents(member.workshop, full),
        "settlement": -cost("settlement"),
        "vat": recovered - sum(s.vat_cents for s in own),
        "aid": total_cents(member.aids),
    }


# -- the mandataire --------------------------------------------------------------------------------


def mandataire_flows(statements: Statements, terms: OrderTerms) -> tuple[CashFlow, ...]:
    """What the mandataire collects for all and pays back on the same day."""
    found = []
    if terms.deposit_day is not None:
        total = sum(statements.deposits.values())
        found.append(CashFlow(kind="deposit", day=terms.deposit_day, cents=total))
        found += [
            CashFlow(kind="paid_back", day=terms.deposit_day, cents=-cents, label=workshop)
            for workshop, cents in statements.deposits.items()
        ]
    for p in statements.periods:
        day = paid_on(p.period, terms)
        found += [
            CashFlow(
                kind="receipt", day=day, cents=t.cents, label=_told(p.period, t.buyer, statements)
            )
            for t in p.transfers
            if t.payer == BUYER
        ]
        found += [
            CashFlow(kind="paid_back", day=day, cents=-m.paid_back_cents, label=m.workshop)
            for m in p.members
        ]
    return tuple(found)


def expected_mandataire(statements: Statements) -> Mapping[FlowKind, int]:
    """What the mandataire collects, and owes the members."""
    deposit = sum(statements.deposits.values())
    net = sum(m.paid_back_cents for p in statements.periods for m in p.members)
    return {
        "deposit": deposit,
        "receipt": sum(p.payable_cents for p in statements.periods),
        "paid_back": -deposit - net,
    }
