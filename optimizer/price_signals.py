"""What a price should make somebody look at: too low, ACI receipts, VAT franchise. Signals, not advice."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from optimizer.cost_gaps import missing
from optimizer.cost_parameters import MemberCosts
from optimizer.diagnostics import Diagnostic, Severity, warning
from optimizer.money import euros_to_cents
from optimizer.problem import Problem, Workshop


def price_signals(
    problem: Problem,
    workshop: Workshop,
    costs: MemberCosts,
    *,
    facon: Decimal | None,
    materials_cents: int,
    ht_cents: int,
    floor_cents: int,
    order_cents: int | None,
) -> Iterator[Diagnostic]:
    """Warnings and notes on one member's price.

    Args:
        facon: euros by the order's façon rates, None when the order has no price (the member's own
            price stands for its receipts then).
    """
    if order_cents is not None and order_cents < floor_cents:
        yield warning(
            "cost.below_floor", workshop.id, order_cents=order_cents, floor_cents=floor_cents
        )
    elif order_cents is not None and order_cents < ht_cents:
        yield _note("cost.below_price", workshop.id, order_cents=order_cents, ht_cents=ht_cents)
    past = sum(x.receipts_cents for x in problem.opening.past_work if x.workshop == workshop.id)
    other = 0 if costs.vat is None else costs.vat.other_receipts_cents
    work_cents = ht_cents - materials_cents if facon is None else euros_to_cents(facon)
    without = past + other + work_cents
    yield from _aci_receipts(workshop, costs, without, materials_cents)
    yield from _franchise(workshop, costs, without, materials_cents)


def _aci_receipts(
    workshop: Workshop, costs: MemberCosts, receipts: int, materials: int
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
    yield from _above("cost.aci_receipts", workshop.id, ceiling, receipts, materials)


def _franchise(
    workshop: Workshop, costs: MemberCosts, receipts: int, materials: int
) -> Iterator[Diagnostic]:
    if costs.vat is None or costs.vat.is_liable or costs.vat.franchise_cents is None:
        return
    ceiling = costs.vat.franchise_cents
    yield from _above("cost.vat_franchise", workshop.id, ceiling, receipts, materials)


def _above(
    code: str, workshop: str, ceiling: int, receipts: int, materials: int
) -> Iterator[Diagnostic]:
    """``basis`` "work": the work alone passes the ceiling; "with_materials": only with what it resells."""
    if receipts > ceiling or receipts + materials > ceiling:
        yield warning(
            code,
            workshop,
            basis="work" if receipts > ceiling else "with_materials",
            receipts_cents=receipts,
            materials_cents=materials,
            ceiling_cents=ceiling,
        )


def _note(code: str, subject: str, **params: object) -> Diagnostic:
    return Diagnostic(
        code=code,
        severity=Severity.NOTE,
        subject=subject,
        params={k: str(v) for k, v in params.items()},
    )
