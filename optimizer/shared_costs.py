"""What the group shares beside the plan: compte prorata, opening stock that is used, VAT on materials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from optimizer.cost_gaps import missing
from optimizer.cost_items import CostItem, Term, round_fraction, share
from optimizer.cost_parameters import CommonExpense, MemberCosts, OrderTerms, VatStatus
from optimizer.diagnostics import Diagnostic, Severity, error, warning
from optimizer.ledger import Ledger
from optimizer.member_work import MemberWork
from optimizer.own_costs import Part, rounded, share_terms
from optimizer.plan_costs import NOBODY, Pool, Users, money, shared_items, users_of

ZERO = Decimal(0)
ONE = Decimal(1)


# -- compte prorata -------------------------------------------------------------------------------


def common_weights(
    ledger: Ledger, works: Mapping[str, MemberWork], terms: OrderTerms
) -> dict[str, Decimal]:
    """Weight of each workshop at work for the common expenses, by the agreed key.

    Receipts are euros by the façon rates; an agreed share that was not given counts for 0.
    """
    agreed = {w.id: w.agreed_share or ZERO for w in ledger.problem.workshops}
    found: dict[str, Decimal] = {}
    for w, work in works.items():
        if not work.made:
            continue
        if terms.common_key == "receipts":
            found[w] = sum(work.receipts.values(), start=ZERO)
        elif terms.common_key == "standard_minutes":
            found[w] = work.load
        elif terms.common_key == "equal":
            found[w] = ONE
        else:
            found[w] = agreed[w]
    return found


def common_shares(expense: CommonExpense, weights: Mapping[str, Decimal]) -> dict[str, int]:
    """One expense (final when known, else provisional) shared among workshops, to the cent."""
    return share(amount_of(expense), {w: Fraction(x) for w, x in weights.items()})


def amount_of(expense: CommonExpense) -> int:
    """Cents, final when known, else provisional."""
    return expense.provisional_cents if expense.final_cents is None else expense.final_cents


def common_items(
    works: Mapping[str, MemberWork], weights: Mapping[str, Decimal], terms: OrderTerms
) -> Iterator[CostItem]:
    """The compte prorata: each expense among workshops, then among their products by standard minutes.

    Nobody carries it (workshop "") when every weight is zero.
    """
    total = sum(weights.values(), start=ZERO)
    for expense in terms.common_expenses:
        cents = money("common_expense", amount_of(expense), "")
        if not total:
            yield _common("", "", expense, amount_of(expense), (cents,))
            continue
        for w, part in common_shares(expense, weights).items():
            work = works[w]
            formula = (
                cents,
                Term(name=f"key_{terms.common_key}", value=weights[w]),
                Term(name=f"key_{terms.common_key}_total", value=total, operator="÷"),
            )
            if not work.load:
                yield _common(w, "", expense, part, formula)
                continue
            minutes = {p: Fraction(x) for p, x in work.standard_minutes.items()}
            for p, of_product in share(part, minutes).items():
                terms_of = share_terms(work.standard_minutes[p], work.load)
                yield _common(w, p, expense, of_product, (*formula, *terms_of))


def _common(
    workshop: str, product: str, expense: CommonExpense, cents: int, formula: tuple[Term, ...]
) -> CostItem:
    return CostItem(
        kind="common",
        workshop=workshop,
        product=product,
        label=expense.label,
        cents=cents,
        behaviour="fixed",
        formula=formula,
        source=expense.source,
    )


def common_gaps(
    ledger: Ledger, weights: Mapping[str, Decimal], terms: OrderTerms
) -> Iterator[Diagnostic]:
    """What the key lacks: an agreed share, or anything to share by."""
    if not terms.common_expenses:
        return
    if terms.common_key == "agreed":
        for workshop in ledger.problem.workshops:
            if workshop.id in weights and workshop.agreed_share is None:
                yield missing(workshop.id, "agreed_share")
    if not any(weights.values()):
        for w in weights:
            yield error("cost.common_key_empty", w, key=terms.common_key)


def common_signals(terms: OrderTerms) -> Iterator[Diagnostic]:
    """Which common expenses are still provisional."""
    for expense in terms.common_expenses:
        if expense.final_cents is None:
            yield Diagnostic(
                code="cost.common_provisional",
                severity=Severity.NOTE,
                params={"label": expense.label, "cents": str(expense.provisional_cents)},
            )


# -- opening stock ----------------------------------------------------------------------------------


def stock_items(
    ledger: Ledger, works: Mapping[str, MemberWork], terms: OrderTerms
) -> tuple[tuple[CostItem, ...], tuple[Diagnostic, ...]]:
    """What users pay for the opening stock they use, and the stock that has no price.

    What was there or ordered before the plan is used before what the plan buys, in the order in which it
    is listed.
    """
    prices = {(x.material, x.lender): x for x in terms.stock_prices}
    items: list[CostItem] = []
    unpriced: list[Diagnostic] = []
    for material, lots in _before(ledger).items():
        users = users_of(ledger, works, material)
        left = users.total if users.name == "used" and NOBODY not in users.weights else ZERO
        for lender, quantity in lots:
            taken = min(left, quantity)
            left -= taken
            price = prices.get((material, lender))
            if not taken:
                continue
            if price is None:
                unpriced.append(
                    warning(
                        "cost.stock_without_price",
                        material,
                        quantity=taken,
                        unit=users.unit,
                        lender=lender,
                    )
                )
                continue
            items += _stock(material, lender, taken, price.unit_price, price.source, users)
    return tuple(items), tuple(unpriced)


def _before(ledger: Ledger) -> dict[str, list[tuple[str, Decimal]]]:
    """Per material, (lender, quantity) of what the plan did not buy."""
    found: dict[str, list[tuple[str, Decimal]]] = {}
    for stock in ledger.problem.opening.materials:
        quantity = Decimal(stock.thousandths) / 1000
        found.setdefault(stock.material, []).append((stock.lender, quantity))
    for coming in ledger.problem.opening.purchases:
        quantity = Decimal(coming.thousandths) / 1000
        found.setdefault(coming.material, []).append(("", quantity))
    return found


def _stock(
    material: str, lender: str, taken: Decimal, euros: Decimal, source: str, users: Users
) -> Iterator[CostItem]:
    terms = (
        Term(name="stock_used", value=taken, unit=users.unit),
        money("stock_price", euros * 100),
    )
    cents = round_fraction(Fraction(taken) * Fraction(euros) * 100)
    label = f"{material}/{lender}" if lender else material
    for item in shared_items("stock", label, cents, users, terms, planned=False):
        yield CostItem(
            kind=item.kind,
            workshop=item.workshop,
            product=item.product,
            label=item.label,
            cents=item.cents,
            formula=item.formula,
            source=source,
        )


# -- VAT that is not recovered ----------------------------------------------------------------------


def suppliers_of(ledger: Ledger, pools: tuple[Pool, ...], workshop: str) -> tuple[str, ...]:
    """Suppliers of the materials that a workshop uses."""
    used = {m for (w, _, m) in ledger.material_uses if w == workshop}
    return tuple(dict.fromkeys(x.supplier for x in pools if x.material in used))


def vat_items(
    ledger: Ledger,
    works: Mapping[str, MemberWork],
    pools: tuple[Pool, ...],
    costs: MemberCosts,
    terms: OrderTerms,
) -> Iterator[CostItem]:
    """VAT on a workshop's part of the purchases that it does not recover (rates known)."""
    lost = lost_vat(costs.vat)
    if not lost:
        return
    rates = {x.supplier: x.vat_rate for x in terms.suppliers}
    sources = {x.supplier: x.source for x in terms.suppliers}
    parts: list[Part] = []
    for material in dict.fromkeys(pool.material for pool in pools):
        bought = [x for x in pools if x.material == material]
        vat = sum((x.cents * rates.get(x.supplier, ZERO) for x in bought), start=ZERO)
        users = users_of(ledger, works, material)
        given = (sources.get(x.supplier, "") for x in bought)
        parts += [
            Part(
                kind="vat",
                product=p,
                label=material,
                formula=(
                    money("vat_on_material", vat),
                    Term(name=users.name, value=quantity, unit=users.unit),
                    Term(
                        name=f"{users.name}_total",
                        value=users.total,
                        unit=users.unit,
                        operator="÷",
                    ),
                    Term(name="not_recovered", value=lost),
                ),
                source=" ; ".join(dict.fromkeys(s for s in given if s)),
            )
            for (w, p), quantity in users.weights.items()
            if w == costs.workshop
        ]
    yield from rounded(costs.workshop, parts)


def lost_vat(vat: VatStatus | None) -> Decimal:
    """Part of input VAT that a member does not recover; a member not liable recovers none."""
    if vat is None:
        return ZERO
    return ONE - vat.deduction if vat.is_liable else ONE
