"""What a workshop's figures lack for a full cost, and what is odd about them. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from optimizer.cost_parameters import DatedRate, MemberCosts, OrderTerms
from optimizer.diagnostics import Diagnostic, Severity, error, warning
from optimizer.member_work import MemberWork
from optimizer.own_costs import period_cents, productive_minutes
from optimizer.problem import Kind, Workshop
from optimizer.weeks import Horizon

ZERO = Decimal(0)
# Structures that live with an aid per post: none stated is odd.
AIDED: tuple[Kind, ...] = ("ACI", "EI", "AI", "ETTI", "EITI", "EA", "EATT", "ESAT")
LADDER = ("paid_hours", "presence_hours", "worked_hours", "productive_hours")


def missing(workshop: str, field: str, **params: object) -> Diagnostic:
    """The figure that is missing."""
    return error("cost.missing", workshop, field=field, **params)


def rates_together(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Findings where all that say of a product that it has no VAT rate are one, ``cost.no_vat_rate``.

    The rate belongs to the order: to ask each workshop for it would be to ask the wrong people.
    """
    listed = list(found)
    without = [
        d for d in listed if d.code == "cost.missing" and d.params.get("field") == "vat_rate"
    ]
    if not without:
        return listed
    products = dict.fromkeys(d.params.get("product") or d.subject for d in without)
    first = listed.index(without[0])
    rest = [d for d in listed if d not in without]
    said = error("cost.no_vat_rate", products=", ".join(products))
    return [*rest[:first], said, *rest[first:]]


def note(code: str, subject: str, **params: object) -> Diagnostic:
    """Something to know; every parameter is kept as text."""
    return Diagnostic(
        code=code,
        severity=Severity.NOTE,
        subject=subject,
        params={k: str(v) for k, v in params.items()},
    )


def gaps(
    work: MemberWork, costs: MemberCosts | None, terms: OrderTerms, suppliers: tuple[str, ...]
) -> Iterator[Diagnostic]:
    """Errors: without them there is no cost.

    Args:
        suppliers: those whose goods this workshop uses.
    """
    if costs is None:
        yield error("cost.no_costs", work.workshop)
        return
    yield from _out_of_range(costs)
    yield from ladder_faults(costs)
    if not work.made:
        return
    if productive_minutes(costs) is None:
        yield missing(costs.workshop, "hours.productive_hours")
    if period_cents(costs, "labour") is None:
        yield missing(costs.workshop, "period_costs.labour")
    if period_cents(costs, "supervision") is None:
        yield missing(costs.workshop, "period_costs.supervision")
    if period_cents(costs, "overhead") is None and costs.overhead_rate is None:
        yield missing(costs.workshop, "overhead")
    if costs.non_quality is None:
        yield missing(costs.workshop, "non_quality")
    yield from _aid_gaps(costs)
    yield from _vat_gaps(costs, terms, suppliers)


def _aid_gaps(costs: MemberCosts) -> Iterator[Diagnostic]:
    for aid in costs.aids:
        if not aid.cents_per_etp:
            continue
        if aid.hours_per_etp <= 0:
            yield missing(costs.workshop, "aids.hours_per_etp", label=aid.label)
        hours = costs.hours.paid_hours if aid.base == "paid" else costs.hours.worked_hours
        if hours is None:
            yield missing(costs.workshop, f"hours.{aid.base}_hours", label=aid.label)


def _vat_gaps(
    costs: MemberCosts, terms: OrderTerms, suppliers: tuple[str, ...]
) -> Iterator[Diagnostic]:
    if costs.vat is None:
        yield missing(costs.workshop, "vat")
        return
    if costs.vat.is_liable and costs.vat.deduction == 1:
        return
    known = {x.supplier for x in terms.suppliers}
    for supplier in suppliers:
        if supplier not in known:
            yield missing(costs.workshop, "supplier_vat", supplier=supplier)


def ladder_faults(costs: MemberCosts) -> Iterator[Diagnostic]:
    """Each step of the ladder holds no more hours than the one above."""
    hours = costs.hours
    given = [
        (name, value)
        for name, value in zip(
            LADDER,
            (hours.paid_hours, hours.presence_hours, hours.worked_hours, hours.productive_hours),
            strict=True,
        )
        if value is not None
    ]
    for (upper, more), (lower, less) in pairwise(given):
        if less > more:
            yield error(
                "cost.ladder_rises",
                costs.workshop,
                field=f"hours.{lower}",
                upper=f"hours.{upper}",
                hours=less,
                upper_hours=more,
            )


def _out_of_range(costs: MemberCosts) -> Iterator[Diagnostic]:
    """Amounts below zero and rates that cannot be: nothing is reckoned from them."""
    amounts: list[tuple[str, str, int, Decimal | int]] = []
    for k, c in enumerate(costs.period_costs, start=1):
        amounts.append(("period_costs.cents", c.label, k, c.cents))
    for k, e in enumerate(costs.expenses, start=1):
        amounts.append(("expenses.cents", e.label, k, e.cents))
        amounts.append(("expenses.cents_per_unit", e.label, k, e.cents_per_unit))
    for k, a in enumerate(costs.aids, start=1):
        amounts.append(("aids.cents_per_etp", a.label, k, a.cents_per_etp))
        amounts.append(("aids.cents_per_period", a.label, k, a.cents_per_period))
    for field, label, position, cents in amounts:
        if cents < 0:
            yield error(
                "cost.negative",
                costs.workshop,
                field=field,
                label=label,
                position=position,
                value=Decimal(cents) / 100,
            )
    if costs.overhead_rate is not None and costs.overhead_rate.value < 0:
        yield out_of_range(costs.workshop, "overhead_rate", costs.overhead_rate.value)
    if costs.non_quality is not None and not 0 <= costs.non_quality.value < 1:
        yield out_of_range(costs.workshop, "non_quality", costs.non_quality.value)
    if costs.vat is not None and not 0 <= costs.vat.deduction <= 1:
        yield out_of_range(costs.workshop, "vat.deduction", costs.vat.deduction)
    for k, a in enumerate(costs.aids, start=1):
        if not 0 <= a.share_of_hours <= 1:
            share = a.share_of_hours
            yield out_of_range(costs.workshop, "aids.share_of_hours", share, a.label, k)


def out_of_range(
    workshop: str, field: str, value: Decimal, label: str = "", position: int = 0
) -> Diagnostic:
    """A rate that cannot be."""
    return error(
        "cost.rate_out_of_range",
        workshop,
        field=field,
        label=label,
        position=position,
        value=value,
    )


def oddities(
    workshop: Workshop, work: MemberWork, costs: MemberCosts | None, horizon: Horizon
) -> Iterator[Diagnostic]:
    """Warnings and notes: there is a cost, but someone should look."""
    if costs is None or not work.made:
        return
    yield from _planned_cost(workshop, costs)
    unknown = [
        name for name in LADDER if getattr(costs.hours, name) is None and name != "productive_hours"
    ]
    if unknown:
        yield warning("cost.hours_incomplete", workshop.id, fields=", ".join(unknown))
    if workshop.kind in AIDED and not costs.aids:
        yield warning("cost.no_aid", workshop.id, kind=workshop.kind)
    absent = [
        kind
        for kind in ("transport", "tests", "packaging", "fixed")
        if not any(x.kind == kind for x in costs.expenses)
    ]
    if absent:
        yield note("cost.no_expense", workshop.id, kinds=", ".join(absent))
    rates: dict[str, DatedRate | None] = {
        "overhead_rate": costs.overhead_rate,
        "non_quality": costs.non_quality,
        "margin": costs.margin,
    }
    for field, rate in rates.items():
        if rate is not None and rate.since is not None and rate.since > horizon.monday:
            yield warning(
                "cost.not_yet_in_force", workshop.id, field=field, since=rate.since.isoformat()
            )


def _planned_cost(workshop: Workshop, costs: MemberCosts) -> Iterator[Diagnostic]:
    """The hourly cost that the plan was made with, beside the coût minute × 60, to the cent."""
    cents, minutes = period_cents(costs, "labour"), productive_minutes(costs)
    if cents is None or minutes is None:
        return
    reckoned = (Decimal(cents) * 60 / minutes / 100).quantize(Decimal("0.01"))
    if workshop.hourly_cost is None:
        yield warning("cost.no_hourly_cost", workshop.id, reckoned=reckoned)
    elif workshop.hourly_cost.quantize(Decimal("0.01")) != reckoned:
        yield warning(
            "cost.hourly_cost_differs",
            workshop.id,
            field="hours.productive_hours",
            planned=workshop.hourly_cost,
            reckoned=reckoned,
        )
