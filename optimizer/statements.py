"""Who invoices what, period by period (états d'acompte), from units delivered and accepted.

Amounts before tax sum to the order's price to the cent. Rules and formulas: ``docs/money.md``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from optimizer import statement_data
from optimizer.attribution import (
    DeliveryRecord,
    Weights,
    attribute,
    in_order,
    planned_records,
)
from optimizer.cost_items import round_fraction
from optimizer.cost_parameters import MemberCosts, OrderTerms
from optimizer.diagnostics import Diagnostic
from optimizer.ledger import Ledger
from optimizer.money import split_cents
from optimizer.plan import Plan
from optimizer.pricing import vat_rate
from optimizer.problem import Problem
from optimizer.prorata_account import ProrataAccount
from optimizer.statement_data import (
    BUYER,
    MANDATAIRE,
    PRORATA,
    MemberStatement,
    Period,
    PeriodStatement,
    ProductAmount,
    StatementLine,
    Statements,
    Transfer,
    VatAmount,
    months,
)

__all__ = [
    "BUYER",
    "MANDATAIRE",
    "PRORATA",
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
]

NOTHING = Fraction(0)
DAYS_PER_WEEK = 7


def statements(
    problem: Problem,
    plan: Plan,
    costs: Mapping[str, MemberCosts],
    terms: OrderTerms,
    *,
    records: Sequence[DeliveryRecord] | None = None,
    periods: Sequence[Period] | None = None,
) -> Statements:
    """What each workshop invoices in each period, to whom, and what is taken off it.

    Args:
        problem: a problem without errors.
        plan: a plan whose references all exist in the problem; says who made the units.
        costs: only each member's VAT status is read.
        records: what was delivered and accepted; None: what the plan delivers, all accepted.
        periods: in time order, not overlapping; None: the months in which something is delivered.

    Returns:
        statements with no period and no amount while ``missing`` holds an error.
    """
    expected_records = planned_records(problem, plan)
    wrong = list(statement_data.check_records(problem, records or (), periods))
    if wrong:
        return _refused(terms, wrong)
    actual_records = expected_records if records is None else in_order(problem, records)
    expected = _Book(problem, plan, costs, terms, expected_records, months(expected_records))
    actual = expected
    if records is not None or periods is not None:
        chosen = months(actual_records) if periods is None else tuple(periods)
        wrong = list(statement_data.check_periods(actual_records, chosen))
        actual = _Book(problem, plan, costs, terms, actual_records, chosen)
    account = ProrataAccount(Ledger(problem, plan), terms, expected.ht_cents())
    wrong += [
        *statement_data.missing_terms(problem, terms),
        *statement_data.missing_prices(problem, terms, costs, expected.parts),
        *statement_data.missing_prices(problem, terms, costs, actual.parts),
        *account.missing(),
    ]
    if wrong:
        return _refused(terms, wrong)
    return _assemble(problem, terms, expected, actual, account)


def _refused(terms: OrderTerms, wrong: Sequence[Diagnostic]) -> Statements:
    """No amount, and everything that is missing, each thing once."""
    found: list[Diagnostic] = []
    for diagnostic in wrong:
        if diagnostic not in found:
            found.append(diagnostic)
    return Statements(circuit=terms.circuit, mandataire=terms.mandataire, missing=tuple(found))


class _Book:
    """Records with who made their units, and the amounts they bring."""

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        costs: Mapping[str, MemberCosts],
        terms: OrderTerms,
        records: Sequence[DeliveryRecord],
        periods: Sequence[Period],
    ) -> None:
        self.problem = problem
        self.costs = costs
        self.terms = terms
        self.periods = tuple(periods)
        self.parts: tuple[tuple[DeliveryRecord, Weights], ...] = tuple(
            zip(records, attribute(problem, plan, records), strict=True)
        )

    def ht_cents(self) -> int:
        """What the order pays before tax for all that these records accept."""
        return sum(row.ht_cents for rows, _ in self.amounts() for row in rows)

    def of_period(self, period: Period) -> Iterator[tuple[DeliveryRecord, Weights]]:
        for record, weights in self.parts:
            if period.first <= record.day <= period.last:
                yield record, weights

    def amounts(self) -> list[tuple[tuple[ProductAmount, ...], tuple[StatementLine, ...]]]:
        """Per period: what the order pays product by product, and each member's part of it.

        The price is reckoned on cumulated units, so that the periods sum to it.
        """
        demands = {d.id: d for d in self.problem.demands}
        prices = {p.id: Fraction(p.selling_price or 0) for p in self.problem.products}
        reached: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
        found = []
        for period in self.periods:
            groups: dict[tuple[str, str, Decimal], list[tuple[DeliveryRecord, Weights]]] = {}
            for record, weights in self.of_period(period):
                demand = demands[record.demand]
                in_force = vat_rate(self.terms, demand.product, record.day)
                rate = Decimal(0) if in_force is None else in_force.rate
                key = (demand.order, demand.product, rate)
                groups.setdefault(key, []).append((record, weights))
            rows: list[ProductAmount] = []
            lines: list[StatementLine] = []
            for (order, product, rate), members in groups.items():
                accepted = sum((r.accepted_units for r, _ in members), start=Decimal(0))
                before = reached[order, product]
                after = reached[order, product] = before + Fraction(accepted)
                price = prices[product] * 100
                cents = round_fraction(after * price) - round_fraction(before * price)
                rows.append(
                    ProductAmount(
                        order=order,
                        product=product,
                        vat_rate=rate,
                        delivered=sum((r.delivered for r, _ in members), start=Decimal(0)),
                        accepted=accepted,
                        ht_cents=cents,
                    )
                )
                lines += self._lines(order, product, rate, cents, members)
            found.append((tuple(rows), tuple(lines)))
        return found

    def _lines(
        self,
        order: str,
        product: str,
        rate: Decimal,
        cents: int,
        members: Sequence[tuple[DeliveryRecord, Weights]],
    ) -> Iterator[StatementLine]:
        total = accepted_weights(members)
        if not total:
            return
        for workshop, part in zip(total, split_cents(cents, list(total.values())), strict=True):
            # Before anything missing is reported a status may not be known.
            liable = workshop in self.costs and statement_data.is_liable(self.costs[workshop])
            yield StatementLine(
                workshop=workshop,
                order=order,
                product=product,
                vat_rate=rate if liable else Decimal(0),
                is_exempt=not liable,
                ht_cents=part,
            )

    def penalties(self, period: Period) -> dict[str, int]:
        """Penalties for accepted units delivered late, by those who made these units."""
        due = {d.id: d.due for d in self.problem.demands}
        exact = NOTHING
        weights: Weights = defaultdict(Fraction)
        per_unit = Fraction(self.terms.penalty_per_unit_week) * 100
        for record, made_by in self.of_period(period):
            cents = per_unit * weeks_late(record.day, due[record.demand])
            cents *= Fraction(record.accepted_units)
            whole = sum(made_by.values(), NOTHING)
            if cents and whole:
                exact += cents
                for workshop, weight in made_by.items():
                    weights[workshop] += cents * weight / whole
        if not exact:
            return {}
        parts = split_cents(round_fraction(exact), list(weights.values()))
        return dict(zip(weights, parts, strict=True))


def accepted_weights(members: Sequence[tuple[DeliveryRecord, Weights]]) -> Weights:
    """Weights of some records, each scaled to the part of it that was accepted."""
    found: Weights = defaultdict(Fraction)
    for record, weights in members:
        if record.delivered:
            part = Fraction(record.accepted_units) / Fraction(record.delivered)
            for workshop, weight in weights.items():
                found[workshop] += weight * part
    return {workshop: weight for workshop, weight in found.items() if weight}


def weeks_late(day: date, due: date) -> int:
    """Weeks begun after the due day; 0 when on time."""
    return max(0, -((due - day).days // DAYS_PER_WEEK))


# -- putting it together ---------------------------------------------------------------------------


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


def _invoices(
    book: _Book,
) -> list[tuple[tuple[ProductAmount, ...], dict[str, tuple[StatementLine, ...]]]]:
    found = []
    for rows, lines in book.amounts():
        mine: dict[str, tuple[StatementLine, ...]] = {}
        for w in book.problem.workshops:
            own = tuple(line for line in lines if line.workshop == w.id)
            if own:
                mine[w.id] = own
        found.append((rows, mine))
    return found


def _totals(
    invoices: Sequence[tuple[tuple[ProductAmount, ...], dict[str, tuple[StatementLine, ...]]]],
) -> tuple[dict[str, int], dict[str, int]]:
    """HT and TTC per workshop, all periods together."""
    ht: dict[str, int] = defaultdict(int)
    ttc: dict[str, int] = defaultdict(int)
    for _, mine in invoices:
        for workshop, lines in mine.items():
            base = sum(line.ht_cents for line in lines)
            ht[workshop] += base
            ttc[workshop] += base + sum(v.vat_cents for v in _vat(lines))
    return dict(ht), dict(ttc)


def _assemble(
    problem: Problem,
    terms: OrderTerms,
    expected: _Book,
    actual: _Book,
    account: ProrataAccount,
) -> Statements:
    expected_ht, expected_ttc = _totals(_invoices(expected))
    order_ht, order_ttc = sum(expected_ht.values()), sum(expected_ttc.values())
    deposit = round_fraction(Fraction(terms.deposit) * order_ttc)
    deposits = statement_data.shared(deposit, expected_ttc)
    ttc_reached: dict[str, int] = defaultdict(int)
    taken: dict[str, int] = defaultdict(int)
    found = []
    invoices = _invoices(actual)
    for k, (period, (rows, mine)) in enumerate(zip(actual.periods, invoices, strict=True)):
        ht = {w: sum(line.ht_cents for line in lines) for w, lines in mine.items()}
        calls, refunds = account.period(ht, is_last=k == len(invoices) - 1)
        penalties = actual.penalties(period)
        members = []
        for workshop in (w.id for w in problem.workshops):
            lines = mine.get(workshop, ())
            vat = _vat(lines)
            ttc_reached[workshop] += ht.get(workshop, 0) + sum(v.vat_cents for v in vat)
            due = statement_data.taken_off(
                deposits.get(workshop, 0), ttc_reached[workshop], expected_ttc.get(workshop, 0)
            )
            member = MemberStatement(
                workshop=workshop,
                lines=lines,
                vat=vat,
                deposit_cents=due - taken[workshop],
                penalty_cents=penalties.get(workshop, 0),
                common_call_cents=calls.get(workshop, 0),
                common_refund_cents=refunds.get(workshop, 0),
            )
            taken[workshop] = due
            if member.is_worth_sending:
                members.append(member)
        found.append(
            PeriodStatement(
                period=period,
                products=rows,
                members=tuple(members),
                transfers=statement_data.transfers(terms, members),
            )
        )
    return Statements(
        circuit=terms.circuit,
        mandataire=terms.mandataire,
        periods=tuple(found),
        order_ht_cents=order_ht,
        order_ttc_cents=order_ttc,
        expected_ht=expected_ht,
        expected_ttc=expected_ttc,
        deposits=deposits,
        provisional_common_cents=account.provisional_cents,
        final_common_cents=account.final_cents,
    )
