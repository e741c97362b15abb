"""What a full cost is reckoned from: one workshop's own figures, and the terms of the order.

A member's figures are private: they travel in that member's cost workbook, never in the order. Every
figure has a date and a source; nothing here has a value of its own. Money in integer cents, rates as
exact decimals between 0 and 1, hours as exact decimals.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

ZERO = Decimal(0)

# What the costs of a period are for. ``labour`` and ``supervision`` make the coût minute of each;
# ``overhead`` is everything that runs whether or not this order exists (rent, head office …).
PeriodUse = Literal["labour", "supervision", "overhead"]
MarginConvention = Literal["on_cost", "on_price"]  # taux de marge, taux de marque
Circuit = Literal["members_invoice", "mandataire"]
SharingKey = Literal["stand_alone_cost", "quantity", "equal", "shapley"]
CommonKey = Literal["receipts", "standard_minutes", "equal", "agreed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedRate:
    """A rate or a figure with the day from which it holds, and where it comes from."""

    value: Decimal
    since: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodCost:
    """An amount spent over the period of the hours ladder (wages, charges, rent …)."""

    label: str
    use: PeriodUse
    cents: int
    since: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursLadder:
    """Hours of the workshop over a period, from those paid down to those that produce.

    ``paid`` ≥ ``presence`` (less leave, public holidays, paid training) ≥ ``worked`` (less absence,
    breaks) ≥ ``productive`` (less support, waiting). None: not known.
    """

    first: date | None = None
    last: date | None = None
    paid_hours: Decimal | None = None
    presence_hours: Decimal | None = None
    worked_hours: Decimal | None = None
    productive_hours: Decimal | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aid:
    """Aide au poste or another subsidy: per ETP and year, converted by its own base of hours.

    ``base``: which hours of the ladder ``hours_per_etp`` counts (1 820 paid, 1 505 worked …).
    ``cents_per_period``: an amount for the ladder's period instead of one per ETP.
    """

    label: str
    cents_per_etp: int = 0
    hours_per_etp: Decimal = ZERO
    base: Literal["paid", "worked"] = "paid"
    share_of_hours: Decimal = Decimal(1)
    cents_per_period: int = 0
    since: date | None = None
    until: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderExpense:
    """An expense of this member for this order: fixed, or per unit made of a final operation.

    ``product`` "": all products.
    """

    label: str
    kind: Literal["fixed", "transport", "tests", "packaging"]
    cents: int = 0
    cents_per_unit: Decimal = ZERO
    product: str = ""
    since: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InKind:
    """A contribution in kind or volunteering: valued, shown apart, never in the cost."""

    label: str
    cents: int
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VatStatus:
    """Whether the member is liable to VAT, what part of input VAT it recovers (0 … 1).

    ``franchise_cents``: the ceiling of receipts under which it stays exempt, None: not concerned;
    ``other_receipts_cents``: expected beside this order in the same year.
    """

    is_liable: bool
    deduction: Decimal = Decimal(1)
    franchise_cents: int | None = None
    other_receipts_cents: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCosts:
    """The private cost figures of one workshop for one order.

    ``overhead_rate``: on labour and supervision, beside the period's overhead costs. ``non_quality``:
    part of the production cost lost on refused pieces, beside yields. ``margin``: with its convention.
    ``receipts_rule``: for an ACI, the largest part of its charges that receipts may be.
    ``annual_charges_cents``: of the ACI, for that rule.
    """

    workshop: str
    order: str = ""
    hours: HoursLadder = HoursLadder()
    period_costs: tuple[PeriodCost, ...] = ()
    aids: tuple[Aid, ...] = ()
    expenses: tuple[OrderExpense, ...] = ()
    in_kind: tuple[InKind, ...] = ()
    overhead_rate: DatedRate | None = None
    non_quality: DatedRate | None = None
    margin: DatedRate | None = None
    margin_convention: MarginConvention | None = None
    vat: VatStatus | None = None
    receipts_rule: DatedRate | None = None
    annual_charges_cents: int | None = None
    payment_days_suppliers: int | None = None
    opening_cash_cents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonExpense:
    """An expense of the coordination (compte prorata): provisional, then final when known."""

    label: str
    provisional_cents: int
    final_cents: int | None = None
    paid_by: str = ""
    day: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VatRate:
    """Rate on sales of a product delivered from a day on ("" : every product)."""

    product: str = ""
    rate: Decimal
    since: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierTerms:
    """VAT on a supplier's goods, days until payment, part paid with the order."""

    supplier: str
    vat_rate: Decimal
    payment_days: int = 0
    down_payment: Decimal = ZERO
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockPrice:
    """What opening stock is worth, euros per unit before VAT; ``lender`` "": common stock.

    Users pay it; stock without a price costs nothing, and the full cost says so.
    """

    material: str
    unit_price: Decimal
    lender: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTerms:
    """Money terms of the order, known to the whole consortium.

    ``buyer_days``: from the last day of a statement to its payment; ``aid_days``: from the end of a week
    worked to the payment of aid for it. ``deposit``: part of the total, VAT included, paid at signature
    (``deposit_day``), taken off the statements in proportion. ``penalty_per_unit_week``: euros, for late
    units. ``mandataire``: workshop that collects and pays back, "" when each invoices.
    ``emergency_factor``: price of what a lone buyer cannot get, times the dearest offer.
    ``validity_days``: of the quotation.
    """

    vat_rates: tuple[VatRate, ...] = ()
    suppliers: tuple[SupplierTerms, ...] = ()
    stock_prices: tuple[StockPrice, ...] = ()
    common_expenses: tuple[CommonExpense, ...] = ()
    common_key: CommonKey = "receipts"
    circuit: Circuit = "members_invoice"
    mandataire: str = ""
    buyer_days: int = 30
    deposit: Decimal = ZERO
    deposit_day: date | None = None
    penalty_per_unit_week: Decimal = ZERO
    wage_days: int = 0
    aid_days: int = 30
    sharing_key: SharingKey = "stand_alone_cost"
    emergency_factor: Decimal = Decimal("1.5")
    validity_days: int = 30
    exclusions: tuple[str, ...] = ()
    opens_costs_to_coordinator: bool = False
