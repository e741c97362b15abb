"""Rules on materials: what is used is there, what replaces may replace, what is ordered may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate

from optimizer.diagnostics import Diagnostic, error
from optimizer.ledger import ZERO, Ledger
from optimizer.purchasing import already_bought, handed_over, order_weeks
from optimizer.verification.comparison import (
    CENTS,
    MATERIAL,
    RELATIVE,
    exceeds,
    shown,
    units_exceed,
)


def materials(ledger: Ledger) -> Iterator[Diagnostic]:
    """What has left the pool by a week was there by that week."""
    for material, issues in ledger.material_issues.items():
        arrivals = ledger.series(ledger.material_arrivals, material)
        there = list(accumulate(arrivals, initial=ledger.material_opening.get(material, ZERO)))[1:]
        for t, used in enumerate(accumulate(issues)):
            if exceeds(used, there[t], MATERIAL):
                yield error(
                    "plan.materials",
                    material,
                    week=ledger.horizon.name(t),
                    used=shown(used),
                    available=shown(there[t]),
                    excess=shown(used - there[t]),
                )
                break


def substitution(ledger: Ledger) -> Iterator[Diagnostic]:
    """Substitutes are declared, and serve no more units than are made."""
    for (w, p, o, line), by_used in ledger.substituted.items():
        declared = {
            s.material
            for x in ledger.products[p].materials
            if x.operation == o and x.material == line
            for s in x.substitutes
        }
        for used in by_used:
            if used not in declared:
                yield error(
                    "plan.substitution",
                    w,
                    reason="undeclared",
                    product=p,
                    operation=o,
                    material=line,
                    read=used,
                    expected=", ".join(sorted(declared)),
                )
        made = ledger.series(ledger.made, (w, p, o))
        for t in range(ledger.horizon.weeks):
            served = sum((row[t] for row in by_used.values()), start=ZERO)
            # A substitute may serve a part of a unit: units are divisible here.
            if units_exceed(ledger, p, served, made[t]) and exceeds(served, made[t], MATERIAL):
                yield error(
                    "plan.substitution",
                    w,
                    reason="quantity",
                    product=p,
                    operation=o,
                    material=line,
                    week=ledger.horizon.name(t),
                    read=shown(served),
                    expected=shown(made[t]),
                )


def purchase_terms(ledger: Ledger) -> Iterator[Diagnostic]:
    """Orders are within the dates, of a size the offer allows, worth the supplier's minimum."""
    offers = {o.id: o for o in ledger.problem.offers}
    seen: set[tuple[str, str]] = set()
    amounts: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for purchase in ledger.plan.purchases:
        offer = offers[purchase.offer]
        t = ledger.week(purchase.week)
        place = {"week": purchase.week, "quantity": shown(Decimal(purchase.thousandths) / 1000)}
        # A supplier's minimum is counted at list price: a price break must not undo it.
        list_price = offer.breaks[0].unit_price
        amounts[offer.supplier, purchase.week] += purchase.thousandths * list_price / 10
        if (purchase.offer, purchase.week) in seen:
            yield error("plan.purchase_terms", offer.id, reason="twice", **place)
        seen.add((purchase.offer, purchase.week))
        if t not in order_weeks(offer, ledger.horizon):
            yield error("plan.purchase_terms", offer.id, reason="dates", **place)
        if ledger.week(purchase.arrival) != t + offer.lead_time_weeks:
            yield error(
                "plan.purchase_terms",
                offer.id,
                reason="arrival",
                read=purchase.arrival,
                expected=_name_or_blank(ledger, t + offer.lead_time_weeks),
                **place,
            )
        if purchase.thousandths < offer.minimum_thousandths:
            least = shown(Decimal(offer.minimum_thousandths) / 1000)
            yield error("plan.purchase_terms", offer.id, reason="minimum", expected=least, **place)
        if offer.multiple_thousandths and purchase.thousandths % offer.multiple_thousandths:
            step = shown(Decimal(offer.multiple_thousandths) / 1000)
            yield error("plan.purchase_terms", offer.id, reason="multiple", expected=step, **place)
    for supplier in ledger.problem.suppliers:
        for (name, week), cents in amounts.items():
            least_cents = Decimal(supplier.minimum_cents)
            if name == supplier.id and cents + CENTS + RELATIVE * least_cents < least_cents:
                yield error(
                    "plan.purchase_terms",
                    supplier.id,
                    reason="amount",
                    week=week,
                    read=shown(cents / 100),
                    expected=shown(least_cents / 100),
                )


def _name_or_blank(ledger: Ledger, week: int) -> str:
    """Name of a week, "" beyond the calendar (an order in the year 9999)."""
    try:
        return ledger.horizon.name(week)
    except (OverflowError, ValueError):
        return ""


def availability(ledger: Ledger) -> Iterator[Diagnostic]:
    """What is received in a week, and bought in all, is what the supplier can hand over."""
    received: dict[tuple[str, str], int] = defaultdict(int)
    ordered: dict[str, int] = defaultdict(int)
    for purchase in ledger.plan.purchases:
        received[purchase.offer, purchase.arrival] += purchase.thousandths
        ordered[purchase.offer] += purchase.thousandths
    before = already_bought(ledger.problem)
    for offer in ledger.problem.offers:
        for (name, week), thousandths in received.items():
            if name != offer.id:
                continue
            limit = handed_over(ledger.problem, offer, week)
            if limit is not None and thousandths > limit:
                yield error(
                    "plan.availability",
                    offer.id,
                    reason="week",
                    week=week,
                    read=shown(Decimal(thousandths) / 1000),
                    expected=shown(Decimal(limit) / 1000),
                )
        total = ordered.get(offer.id, 0) + before.get(offer.id, 0)
        most = offer.total_thousandths
        if most is not None and ordered.get(offer.id) and total > most:
            yield error(
                "plan.availability",
                offer.id,
                reason="total",
                read=shown(Decimal(total) / 1000),
                expected=shown(Decimal(most) / 1000),
            )
