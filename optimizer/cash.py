"""Cash week by week: what each member and the mandataire pay and receive, and the lowest point.

Rules and formulas: ``docs/money.md``. Sums reconcile with the statements and the full cost to the cent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import accumulate

from optimizer import cash_flows
from optimizer.cash_flows import CashFlow, FlowKind
from optimizer.cost_parameters import MemberCosts, OrderTerms
from optimizer.diagnostics import Diagnostic, error, warning
from optimizer.full_cost import FullCost
from optimizer.ledger import Ledger
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.purchase_settlement import PurchaseSettlement
from optimizer.purchasing import purchase_cost
from optimizer.statement_data import MANDATAIRE, Statements
from optimizer.weeks import week_monday, week_name

__all__ = [
    "Cash",
    "CashAccount",
    "CashFlow",
    "CashWeek",
    "FlowKind",
    "FlowTotal",
    "JointNeed",
    "cash",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CashWeek:
    """One week of an account: what comes in, what goes out (both positive), what is left at its end."""

    week: str
    in_cents: int
    out_cents: int
    balance_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowTotal:
    """What statements and costs say of a kind of flow, beside what the weeks add up to."""

    kind: FlowKind
    expected_cents: int
    cash_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CashAccount:
    """One workshop's cash for this order, or what the mandataire holds for others (``MANDATAIRE``).

    Private to the workshop and the facilitator. ``opening_cents`` None: not known, and balances start
    from 0: the order alone. While ``missing`` holds anything there are no weeks and no amounts.
    """

    account: str
    opening_cents: int | None = None
    flows: tuple[CashFlow, ...] = ()
    weeks: tuple[CashWeek, ...] = ()
    totals: tuple[FlowTotal, ...] = ()
    missing: tuple[Diagnostic, ...] = ()
    signals: tuple[Diagnostic, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing needed is missing."""
        return not self.missing

    @property
    def lowest(self) -> CashWeek | None:
        """The week with the lowest balance, the first of equals; None without weeks."""
        return min(self.weeks, key=lambda w: w.balance_cents, default=None)

    @property
    def need_cents(self) -> int | None:
        """What to ask a lender for: how far below zero the lowest point lies; None without weeks."""
        lowest = self.lowest
        return None if lowest is None else max(0, -lowest.balance_cents)

    @property
    def change_cents(self) -> int:
        """What the order leaves in the end, beside the opening cash."""
        return sum(flow.cents for flow in self.flows)

    def by_kind(self) -> dict[FlowKind, int]:
        """Cents per kind, received minus paid."""
        found: dict[FlowKind, int] = {}
        for flow in self.flows:
            found[flow.kind] = found.get(flow.kind, 0) + flow.cents
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class JointNeed:
    """What the workshops lack together at the end of the worst week, no one lending to another."""

    week: str
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cash:
    """The cash of everybody. ``missing``: what nobody's cash can do without; then no accounts.

    ``weeks``: the same for every account, in time order. ``settlement``: of joint purchases, None when
    all pay one price.
    """

    weeks: tuple[str, ...] = ()
    accounts: tuple[CashAccount, ...] = ()
    settlement: PurchaseSettlement | None = None
    missing: tuple[Diagnostic, ...] = ()

    @property
    def members(self) -> tuple[CashAccount, ...]:
        """The workshops' own accounts."""
        return tuple(a for a in self.accounts if a.account != MANDATAIRE)

    @property
    def joint_need(self) -> JointNeed | None:
        """The week in which the workshops' overdrafts together are largest, the first of equals.

        Never more than the sum of each one's own need, which may fall in different weeks; None without
        weeks, or while one of them has no figures.
        """
        members = self.members
        if not self.weeks or not all(a.is_complete for a in members):
            return None
        lacking = [
            sum(max(0, -a.weeks[k].balance_cents) for a in members) for k in range(len(self.weeks))
        ]
        worst = max(range(len(lacking)), key=lacking.__getitem__)
        return JointNeed(week=self.weeks[worst], cents=lacking[worst])

    def account(self, name: str) -> CashAccount:
        """The account of a workshop, or ``MANDATAIRE``.

        Raises:
            KeyError: there is none.
        """
        for account in self.accounts:
            if account.account == name:
                return account
        raise KeyError(name)


def cash(
    problem: Problem,
    plan: Plan,
    costs: Mapping[str, MemberCosts],
    terms: OrderTerms,
    full: FullCost,
    statements: Statements,
) -> Cash:
    """What each member of the full cost, and the mandataire, pays and receives week by week.

    Args:
        problem: a problem without errors.
        plan: a plan whose references all exist in the problem.
        costs: the private figures, by workshop id.
        full: of the same plan and figures.
        statements: of the same plan; what they do not invoice is not received.
    """
    missing = (*statements.missing, *_missing(problem, plan, terms))
    if missing:
        return Cash(missing=missing)
    ledger = Ledger(problem, plan)
    purchases = cash_flows.purchase_parts(ledger, full, terms)
    accounts = []
    for member in full.members:
        own = costs.get(member.workshop)
        gaps = (*member.missing, *_member_gaps(own, member.workshop, full))
        if own is None or gaps:
            accounts.append(CashAccount(account=member.workshop, missing=gaps))
            continue
        parts = purchases.get(member.workshop, ())
        flows = cash_flows.member_flows(ledger, member, own, terms, statements, parts, full)
        expected = cash_flows.expected_totals(member, statements, terms, full, parts, own)
        accounts.append(
            CashAccount(
                account=member.workshop,
                opening_cents=own.opening_cash_cents,
                flows=_sorted(flows),
                totals=_totals(flows, expected),
                signals=_signals(own),
            )
        )
    if terms.circuit == "mandataire":
        flows = cash_flows.mandataire_flows(statements, terms)
        accounts.append(
            CashAccount(
                account=MANDATAIRE,
                opening_cents=0,
                flows=_sorted(flows),
                totals=_totals(flows, cash_flows.expected_mandataire(statements)),
            )
        )
    weeks = _weeks(accounts)
    return Cash(
        weeks=weeks,
        accounts=tuple(_with_weeks(a, weeks) for a in accounts),
        settlement=full.settlement,
    )


def _sorted(flows: Sequence[CashFlow]) -> tuple[CashFlow, ...]:
    return tuple(sorted((f for f in flows if f.cents), key=lambda f: f.day))


def _totals(flows: Sequence[CashFlow], expected: Mapping[FlowKind, int]) -> tuple[FlowTotal, ...]:
    found: dict[FlowKind, int] = {}
    for flow in flows:
        found[flow.kind] = found.get(flow.kind, 0) + flow.cents
    return tuple(
        FlowTotal(kind=kind, expected_cents=expected.get(kind, 0), cash_cents=found.get(kind, 0))
        for kind in dict.fromkeys([*found, *expected])
        if found.get(kind, 0) or expected.get(kind, 0)
    )


def _weeks(accounts: Sequence[CashAccount]) -> tuple[str, ...]:
    """Every week from the first flow of anybody to the last."""
    days = [flow.day for account in accounts for flow in account.flows]
    if not days:
        return ()
    monday, last = week_monday(week_name(min(days))), max(days)
    found = []
    while monday <= last:
        found.append(week_name(monday))
        monday += timedelta(weeks=1)
    return tuple(found)


def _with_weeks(account: CashAccount, weeks: Sequence[str]) -> CashAccount:
    if not account.is_complete:
        return account
    coming = dict.fromkeys(weeks, 0)
    going = dict.fromkeys(weeks, 0)
    for flow in account.flows:
        if flow.cents >= 0:
            coming[flow.week] += flow.cents
        else:
            going[flow.week] -= flow.cents
    changes = (coming[w] - going[w] for w in weeks)
    balances = list(accumulate(changes, initial=account.opening_cents or 0))[1:]
    return replace(
        account,
        weeks=tuple(
            CashWeek(week=w, in_cents=coming[w], out_cents=going[w], balance_cents=balance)
            for w, balance in zip(weeks, balances, strict=True)
        ),
    )


# -- what is missing -------------------------------------------------------------------------------


def _missing(problem: Problem, plan: Plan, terms: OrderTerms) -> Iterator[Diagnostic]:
    """Terms without which nobody's cash is known."""
    known = {x.supplier for x in terms.suppliers}
    bought = purchase_cost(problem, plan.purchases).lines
    for supplier in dict.fromkeys(line.supplier for line in bought):
        if supplier not in known:
            yield error("cost.missing", supplier, field="supplier_terms")
    for expense in terms.common_expenses:
        if expense.day is None:
            yield error("cost.missing", field="common_expense.day", label=expense.label)
    if terms.deposit > Decimal(0) and terms.deposit_day is None:
        yield error("cost.missing", field="deposit_day")


def _member_gaps(costs: MemberCosts | None, workshop: str, full: FullCost) -> Iterator[Diagnostic]:
    if costs is None:
        return  # the full cost says so already
    has_expenses = any(
        item.kind in cash_flows.EXPENSES and item.cents for item in full.member(workshop).lines
    )
    if has_expenses and costs.payment_days_suppliers is None:
        yield error("cost.missing", workshop, field="payment_days_suppliers")


def _signals(costs: MemberCosts) -> tuple[Diagnostic, ...]:
    if costs.opening_cash_cents is not None:
        return ()
    return (warning("cost.opening_cash_unknown", costs.workshop),)
