"""What a statement is made of, the checks before it is drawn up, and its small rules."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from optimizer.attribution import DeliveryRecord, Weights
from optimizer.cost_items import round_fraction
from optimizer.cost_parameters import Circuit, MemberCosts, OrderTerms
from optimizer.diagnostics import Diagnostic, error
from optimizer.money import split_cents
from optimizer.pricing import vat_rate
from optimizer.problem import Problem

# Parties of a transfer that are not workshops. An id of a workshop never starts with "@".
BUYER = "@buyer"
MANDATAIRE = "@mandataire"
PRORATA = "@prorata"
What = Literal["invoice", "common_call", "common_refund", "paid_back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days that one statement covers, both ends included."""

    name: str
    first: date
    last: date


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
class MemberStatement:
    """One workshop's statement of one period.

    ``deposit_cents``: part of the deposit taken off. ``penalty_cents``: of late units it made.
    ``common_call_cents``: its part of the compte prorata (negative: given back at the end);
    ``common_refund_cents``: what the account pays back for expenses it advanced.
    """

    workshop: str
    lines: tuple[StatementLine, ...] = ()
    vat: tuple[VatAmount, ...] = ()
    deposit_cents: int = 0
    penalty_cents: int = 0
    common_call_cents: int = 0
    common_refund_cents: int = 0

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
    def net_cents(self) -> int:
        """What the workshop keeps once the compte prorata is settled."""
        return self.payable_cents - self.common_call_cents + self.common_refund_cents

    @property
    def is_worth_sending(self) -> bool:
        """Whether anything stands on it."""
        amounts = (self.deposit_cents, self.penalty_cents, self.common_call_cents)
        return bool(self.lines) or any(amounts) or self.common_refund_cents != 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Money that one party owes another for a period (a workshop's id, or ``BUYER`` …)."""

    payer: str
    payee: str
    what: What
    cents: int


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

    ``deposits``: part of each workshop, received at signature. ``final_common_cents``: of the compte
    prorata, an expense not yet known counted at its provisional amount. While ``missing`` holds an
    error all is empty.
    """

    circuit: Circuit
    mandataire: str = ""
    periods: tuple[PeriodStatement, ...] = ()
    order_ht_cents: int = 0
    order_ttc_cents: int = 0
    expected_ht: Mapping[str, int] = field(default_factory=dict)
    expected_ttc: Mapping[str, int] = field(default_factory=dict)
    deposits: Mapping[str, int] = field(default_factory=dict)
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

    def of_workshop(self, workshop: str) -> tuple[tuple[Period, MemberStatement], ...]:
        """One workshop's statements, in time order."""
        return tuple(
            (p.period, m) for p in self.periods for m in p.members if m.workshop == workshop
        )


# -- periods ---------------------------------------------------------------------------------------


def month_of(day: date) -> Period:
    """The calendar month that holds a day, named such as ``2020-05``."""
    last = monthrange(day.year, day.month)[1]
    return Period(name=f"{day:%Y-%m}", first=day.replace(day=1), last=day.replace(day=last))


def months(records: Sequence[DeliveryRecord]) -> tuple[Period, ...]:
    """The months in which something is delivered, in time order."""
    found = {month_of(r.day).name: month_of(r.day) for r in records}
    return tuple(found[name] for name in sorted(found))


def periods_until(first: date, lasts: Sequence[date]) -> tuple[Period, ...]:
    """Periods that end on given days, the first starting on ``first``; named by their last day."""
    found = []
    start = first
    for last in sorted(lasts):
        found.append(Period(name=last.isoformat(), first=start, last=last))
        start = last + timedelta(days=1)
    return tuple(found)


# -- rules -----------------------------------------------------------------------------------------


def is_liable(costs: MemberCosts) -> bool:
    """Whether a member's sales carry VAT."""
    return costs.vat is not None and costs.vat.is_liable


def shared(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """``total`` cents in proportion, exactly; nothing to anybody when every weight is zero."""
    if not any(weights.values()):
        return dict.fromkeys(weights, 0)
    return dict(zip(weights, split_cents(total, list(weights.values())), strict=True))


def taken_off(deposit: int, ttc_reached: int, ttc_expected: int) -> int:
    """Deposit taken off once so much is invoiced: in proportion, never more than there is."""
    if ttc_expected <= 0:
        return 0
    return min(deposit, round_fraction(Fraction(deposit) * ttc_reached / ttc_expected))


def transfers(terms: OrderTerms, members: Sequence[MemberStatement]) -> tuple[Transfer, ...]:
    """Who owes whom for a period, by circuit; amounts of 0 are left out."""
    found = []
    if terms.circuit == "mandataire":
        total = sum(m.payable_cents for m in members)
        found.append(Transfer(payer=BUYER, payee=MANDATAIRE, what="invoice", cents=total))
        found += [
            Transfer(payer=MANDATAIRE, payee=m.workshop, what="paid_back", cents=m.net_cents)
            for m in members
        ]
    else:
        for m in members:
            found += [
                Transfer(payer=BUYER, payee=m.workshop, what="invoice", cents=m.payable_cents),
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
    return tuple(t for t in found if t.cents)


# -- what is missing or wrong ----------------------------------------------------------------------


def check_records(
    problem: Problem, records: Sequence[DeliveryRecord], periods: Sequence[Period] | None
) -> Iterator[Diagnostic]:
    """Records of unknown demands, with impossible units, or beyond what was ordered."""
    quantities = {d.id: d.quantity for d in problem.demands}
    accepted: dict[str, Decimal] = defaultdict(Decimal)
    for r in records:
        if r.demand not in quantities:
            yield error("cost.record_unknown_demand", r.demand, day=r.day)
        elif not 0 <= r.accepted_units <= r.delivered:
            yield error(
                "cost.record_units",
                r.demand,
                day=r.day,
                delivered=r.delivered,
                accepted=r.accepted_units,
            )
        else:
            accepted[r.demand] += r.accepted_units
    for demand, units in accepted.items():
        if units > quantities[demand]:
            yield error(
                "cost.record_over_quantity", demand, accepted=units, ordered=quantities[demand]
            )
    for before, after in zip(periods or (), (periods or ())[1:], strict=False):
        if after.first <= before.last:
            yield error("cost.periods_overlap", after.name, before=before.name)


def check_periods(
    records: Sequence[DeliveryRecord], periods: Sequence[Period]
) -> Iterator[Diagnostic]:
    """Records that no period holds."""
    for r in records:
        if not any(p.first <= r.day <= p.last for p in periods):
            yield error("cost.record_outside_periods", r.demand, day=r.day)


def missing_terms(problem: Problem, terms: OrderTerms) -> Iterator[Diagnostic]:
    """What the circuit needs."""
    if terms.circuit == "mandataire" and not terms.mandataire:
        yield error("cost.missing", field="mandataire")
    if terms.mandataire and terms.mandataire not in {w.id for w in problem.workshops}:
        yield error("cost.unknown_mandataire", terms.mandataire)


def missing_prices(
    problem: Problem,
    terms: OrderTerms,
    costs: Mapping[str, MemberCosts],
    parts: Sequence[tuple[DeliveryRecord, Weights]],
) -> Iterator[Diagnostic]:
    """Prices, rates and VAT statuses that the amounts need, and products nobody made."""
    demands = {d.id: d for d in problem.demands}
    prices = {p.id: p.selling_price for p in problem.products}
    for record, weights in parts:
        product = demands[record.demand].product
        if prices.get(product) is None:
            yield error("cost.missing", product, field="selling_price")
        liable = [w for w in weights if w in costs and is_liable(costs[w])]
        if liable and vat_rate(terms, product, record.day) is None:
            yield error("cost.missing", product, field="vat_rate")
        if record.delivered and not weights:
            yield error("cost.nobody_made", product)
        for workshop in weights:
            if workshop not in costs or costs[workshop].vat is None:
                yield error("cost.missing", workshop, field="vat")
