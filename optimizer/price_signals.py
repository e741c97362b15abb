"""What a price should make somebody look at: too low, ACI receipts, VAT franchise. Signals, not advice."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from optimizer.cost_gaps import missing, note
from optimizer.cost_parameters import MemberCosts
from optimizer.diagnostics import Diagnostic, Severity, warning
from optimizer.money import euros_to_cents
from optimizer.problem import Problem, Workshop


def price_signals(
    problem: Problem,
    workshop: Workshop,
    costs: MemberCosts,
    *,
    facon: Decimal,
    materials_cents: int,
    ht_cents: int,
    floor_cents: int,
    order_cents: int | None,
) -> Iterator[Diagnostic]:
    """Warnings and notes on one member's price.

    Args:
        facon: euros by the order's façon rates, as the plan counts receipts. Without a price of the
            order, the member's own price stands for what it invoices.
    """
    if order_cents is not None and order_cents < floor_cents:
        yield warning(
            "cost.below_floor", workshop.id, order_cents=order_cents, floor_cents=floor_cents
        )
    elif order_cents is not None and order_cents < ht_cents:
        yield note("cost.below_price", workshop.id, order_cents=order_cents, ht_cents=ht_cents)
    past = sum(x.receipts_cents for x in problem.opening.past_work if x.workshop == workshop.id)
    other = 0 if costs.vat is None else costs.vat.other_receipts_cents
    if order_cents is None:
        invoiced, work = ht_cents, ht_cents - materials_cents
    else:
        invoiced, work = order_cents, euros_to_cents(facon)
    receipts = past + other + work, past + other + invoiced
    yield from _aci_receipts(workshop, costs, receipts)
    yield from _franchise(workshop, costs, receipts)


def _aci_receipts(
    workshop: Workshop, costs: MemberCosts, receipts: tuple[int, int]
) -> Iterator[Diagnostic]:
    if workshop.kind != "ACI":
        return
    if costs.receipts_rule is None or costs.annual_charges_cents is None:
        field = "receipts_rule" if costs.receipts_rule is None else "annual_charges_cents"
        found = missing(workshop.id, field)
        yield Diagnostic(
            code="cost.aci_rule_unknown",
            severity=Severity.WARNING,
            subject=workshop.id,
            params=found.params,
        )
        return
    ceiling = int(costs.receipts_rule.value * costs.annual_charges_cents)
    yield from _above("cost.aci_receipts", workshop.id, ceiling, receipts)


def _franchise(
    workshop: Workshop, costs: MemberCosts, receipts: tuple[int, int]
) -> Iterator[Diagnostic]:
    if costs.vat is None or costs.vat.is_liable or costs.vat.franchise_cents is None:
        return
    ceiling = costs.vat.franchise_cents
    yield from _above("cost.vat_franchise", workshop.id, ceiling, receipts)


def _above(
    code: str, workshop: str, ceiling: int, receipts: tuple[int, int]
) -> Iterator[Diagnostic]:
    """``basis`` "work": the work alone passes the ceiling; "invoiced": only with materials and the rest."""
    work, invoiced = receipts
    if work > ceiling or invoiced > ceiling:
        yield warning(
            code,
            workshop,
            basis="work" if work > ceiling else "invoiced",
            receipts_cents=work,
            invoiced_cents=invoiced,
            ceiling_cents=ceiling,
        )
