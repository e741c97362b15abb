"""Who invoices what, period by period (états d'acompte), from units delivered and accepted.

Amounts before tax sum to the order's price to the cent, and a period is the same whatever others are
asked for with it. Rules and formulas: ``docs/money.md``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from optimizer import statement_checks, statement_data
from optimizer.attribution import DeliveryRecord, in_order, planned_records
from optimizer.cost_items import round_fraction
from optimizer.cost_parameters import MemberCosts, OrderTerms
from optimizer.diagnostics import Diagnostic
from optimizer.invoiced_records import InvoiceBook, InvoicedRecord, weeks_late
from optimizer.ledger import Ledger
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.prorata_account import ProrataAccount
from optimizer.purchase_settlement import PurchaseSettlement
from optimizer.statement_data import (
    BUYER,
    MANDATAIRE,
    PRORATA,
    BuyerPart,
    MemberStatement,
    PeriodStatement,
    ProductAmount,
    StatementLine,
    Statements,
    Transfer,
    VatAmount,
)
from optimizer.statement_periods import Period, months

__all__ = [
    "BUYER",
    "MANDATAIRE",
    "PRORATA",
    "BuyerPart",
    "DeliveryRecord",
    "MemberStatement",
    "Period",
    "PeriodStatement",
    "ProductAmount",
    "StatementLine",
    "Statements",
    "Transfer",
    "VatAmount",
    "statements",
    "weeks_late",
]

# (workshop, buyer)
Pair = tuple[str, str]


def statements(
    problem: Problem,
    plan: Plan,
    costs: Mapping[str, MemberCosts],
    terms: OrderTerms,
    *,
    records: Sequence[DeliveryRecord] | None = None,
    periods: Sequence[Period] | None = None,
    settlement: PurchaseSettlement | None = None,
) -> Statements:
    """What each workshop invoices in each period, to whom, and what is taken off it.

    Args:
        problem: a problem without errors.
        plan: a plan whose references all exist in the problem; says who made the units.
        costs: only each member's VAT status is read.
        records: what was delivered and accepted; None: what the plan delivers, all accepted.
        periods: in time order, not overlapping; None: the months in which something is delivered.
        settlement: of joint purchases, paid with the last delivery; None: no key was chosen.

    Returns:
        statements with no period and no amount while ``missing`` holds an error.
    """
    expected_records = planned_records(problem, plan)
    wrong = list(statement_checks.check_records(problem, records or (), periods))
    if wrong:
        return _refused(terms, wrong)
    actual_records = expected_records if records is None else in_order(problem, records)
    chosen = months(actual_records) if periods is None else tuple(periods)
    if periods is not None:
        wrong = list(statement_checks.check_periods(actual_records, chosen))
    expected = InvoiceBook(problem, plan, costs, terms, expected_records)
    actual = expected
    if records is not None:
        actual = InvoiceBook(problem, plan, costs, terms, actual_records)
    account = ProrataAccount(Ledger(problem, plan), terms, expected.ht_cents)
    wrong += [
        *statement_checks.missing_terms(problem, terms),
        *statement_checks.missing_prices(problem, terms, costs, expected.attributed),
        *statement_checks.missing_prices(problem, terms, costs, actual.attributed),
        *account.missing(),
    ]
    if wrong:
        return _refused(terms, wrong)
    return _Assembly(problem, terms, expected, actual, account, settlement).statements(chosen)


def _refused(terms: OrderTerms, wrong: Sequence[Diagnostic]) -> Statements:
    """No amount, and everything that is missing, each thing once."""
    found: list[Diagnostic] = []
    for diagnostic in wrong:
        if diagnostic not in found:
            found.append(diagnostic)
    return Statements(circuit=terms.circuit, mandataire=terms.mandataire, missing=tuple(found))


def _vat(lines: Sequence[StatementLine]) -> tuple[VatAmount, ...]:
    """VAT of a period, invoice by invoice: each rate on its whole base, rounded half-up once."""
    bases: dict[tuple[str, Decimal, bool], int] = defaultdict(int)
    for line in lines:
        bases[line.order, line.vat_rate, line.is_exempt] += line.ht_cents
    return tuple(
        VatAmount(
            order=order,
            rate=rate,
            is_exempt=is_exempt,
            base_cents=base,
            vat_cents=round_fraction(Fraction(base) * Fraction(rate)),
        )
        for (order, rate, is_exempt), base in bases.items()
    )


class _Assembly:
    """Puts together what invoices, deposits, penalties, compte prorata and settlement come to."""

    def __init__(
        self,
        problem: Problem,
        terms: OrderTerms,
        expected: InvoiceBook,
        actual: InvoiceBook,
        account: ProrataAccount,
        settlement: PurchaseSettlement | None,
    ) -> None:
        self.problem = problem
        self.terms = terms
        self.actual = actual
        self.account = account
        self.settlement = settlement
        self.orders = statement_data.buyer_of_orders(problem)
        self.buyers = tuple(
            dict.fromkeys(self.orders.get(d.order, "") for d in problem.demands),
        )
        self.expected_ht, self.expected_ttc = self._totals(expected)
        self.expected_exact = self._exact_ttc(expected, expected.entries)
        self.deposits = self._deposits()
        self.calls, self.refunds = self._common()

    def _invoice(
        self, book: InvoiceBook, entries: Sequence[InvoicedRecord]
    ) -> dict[str, tuple[tuple[StatementLine, ...], tuple[VatAmount, ...]]]:
        return {w: (lines, _vat(lines)) for w, lines in book.lines(entries).items()}

    def _totals(self, book: InvoiceBook) -> tuple[dict[str, int], dict[Pair, int]]:
        """HT per workshop, TTC per workshop and buyer, month by month: VAT is rounded on each invoice."""
        ht: dict[str, int] = defaultdict(int)
        ttc: dict[Pair, int] = defaultdict(int)
        for month in months([e.record for e in book.entries]):
            for w, (lines, vat) in self._invoice(book, book.of_period(month)).items():
                ht[w] += sum(line.ht_cents for line in lines)
                for v in vat:
                    ttc[w, self.orders.get(v.order, "")] += v.base_cents + v.vat_cents
        return dict(ht), dict(ttc)

    def _exact_ttc(
        self, book: InvoiceBook, entries: Sequence[InvoicedRecord]
    ) -> dict[Pair, Fraction]:
        """TTC before VAT is rounded: what it comes to does not depend on how months are cut."""
        found: dict[Pair, Fraction] = defaultdict(Fraction)
        for w, lines in book.lines(entries).items():
            for line in lines:
                found[w, self.orders.get(line.order, "")] += line.ht_cents * (
                    1 + Fraction(line.vat_rate)
                )
        return found

    def _deposits(self) -> dict[Pair, int]:
        found: dict[Pair, int] = {}
        for buyer in self.buyers:
            weights = {w: c for (w, b), c in self.expected_ttc.items() if b == buyer}
            total = round_fraction(Fraction(self.terms.deposit) * sum(weights.values()))
            for w, cents in statement_data.shared(total, weights).items():
                found[w, buyer] = cents
        return found

    def _common(self) -> tuple[dict[date, dict[str, int]], dict[date, dict[str, int]]]:
        """Calls and refunds of the compte prorata by day of delivery."""
        days: dict[date, dict[str, int]] = {}
        for entry in self.actual.entries:
            ht = days.setdefault(entry.record.day, defaultdict(int))
            for w, cents in entry.parts.items():
                ht[w] += cents
        calls, refunds = {}, {}
        for day, ht in days.items():
            is_last = day == self.actual.last_day
            calls[day], refunds[day] = self.account.day(ht, is_last=is_last)
        return calls, refunds

    def _taken(self, last: date) -> dict[Pair, int]:
        """Deposit taken off up to a day; all of it once the order is invoiced whole."""
        entries = [e for e in self.actual.entries if e.record.day <= last]
        end = self.actual.last_day
        if end is not None and last >= end and self.account.is_whole:
            return dict(self.deposits)
        reached = self._exact_ttc(self.actual, entries)
        return {
            pair: statement_data.taken_off(
                cents, reached.get(pair, Fraction(0)), self.expected_exact.get(pair, Fraction(0))
            )
            for pair, cents in self.deposits.items()
        }

    def _settles(self, period: Period) -> bool:
        """Whether joint purchases are settled in a period: that of the last delivery of the order."""
        end = self.actual.last_day
        return (
            self.settlement is not None
            and end is not None
            and self.account.is_whole
            and period.first <= end <= period.last
        )

    def statements(self, periods: Sequence[Period]) -> Statements:
        """Everything, over some periods."""
        taken: dict[Pair, int] = {}
        found = []
        for period in periods:
            now = self._taken(period.last)
            off = {pair: cents - taken.get(pair, 0) for pair, cents in now.items()}
            found.append(self._period(period, off))
            taken = now
        every = [w.id for w in self.problem.workshops]
        return Statements(
            circuit=self.terms.circuit,
            mandataire=self.terms.mandataire,
            periods=tuple(found),
            order_ht_cents=sum(self.expected_ht.values()),
            order_ttc_cents=sum(self.expected_ttc.values()),
            expected_ht=self.expected_ht,
            expected_ttc=_by_workshop(self.expected_ttc, every),
            buyers=self.buyers,
            buyer_of=self.orders,
            deposits=_by_workshop(self.deposits, every),
            buyer_deposits={
                b: sum(c for (_, x), c in self.deposits.items() if x == b) for b in self.buyers
            },
            settlement=self.settlement,
            provisional_common_cents=self.account.provisional_cents,
            final_common_cents=self.account.final_cents,
        )

    def _period(self, period: Period, deposits: Mapping[Pair, int]) -> PeriodStatement:
        entries = self.actual.of_period(period)
        invoices = self._invoice(self.actual, entries)
        penalties: dict[Pair, int] = defaultdict(int)
        for entry in entries:
            for w, cents in entry.penalties.items():
                penalties[w, entry.buyer] += cents
        calls, refunds = self._within(period, self.calls), self._within(period, self.refunds)
        settlement = self.settlement if self._settles(period) else None
        members = []
        for workshop in (w.id for w in self.problem.workshops):
            lines, vat = invoices.get(workshop, ((), ()))
            ttc: dict[str, int] = defaultdict(int)
            for v in vat:
                ttc[self.orders.get(v.order, "")] += v.base_cents + v.vat_cents
            parts = (
                BuyerPart(
                    buyer=buyer,
                    ttc_cents=ttc[buyer],
                    deposit_cents=deposits.get((workshop, buyer), 0),
                    penalty_cents=penalties[workshop, buyer],
                )
                for buyer in self.buyers
            )
            member = MemberStatement(
                workshop=workshop,
                lines=lines,
                vat=vat,
                by_buyer=tuple(
                    x for x in parts if x.ttc_cents or x.deposit_cents or x.penalty_cents
                ),
                common_call_cents=calls.get(workshop, 0),
                common_refund_cents=refunds.get(workshop, 0),
                settlement_cents=settlement.owed(workshop) if settlement else 0,
            )
            if member.is_worth_sending:
                members.append(member)
        return PeriodStatement(
            period=period,
            products=self.actual.products(entries),
            members=tuple(members),
            transfers=statement_data.transfers(self.terms, members, self.buyers, settlement),
        )

    @staticmethod
    def _within(period: Period, days: Mapping[date, Mapping[str, int]]) -> dict[str, int]:
        found: dict[str, int] = defaultdict(int)
        for day, amounts in days.items():
            if period.first <= day <= period.last:
                for w, cents in amounts.items():
                    found[w] += cents
        return found


def _by_workshop(amounts: Mapping[Pair, int], workshops: Sequence[str]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for (workshop, _), cents in amounts.items():
        sums[workshop] += cents
    return {w: sums[w] for w in workshops if w in sums}
