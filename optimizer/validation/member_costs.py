"""Faults of a workshop's own cost figures, all found at once, before anything is reckoned from them.

What is merely absent is no fault: the full cost says what it misses. Every finding carries the
parameters ``field`` (path such as ``hours.worked_hours``) and, for a line of a list, ``label`` and
``position`` (from 1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from optimizer.cost_gaps import LADDER, ladder_faults, out_of_range
from optimizer.cost_parameters import Aid, DatedRate, MemberCosts
from optimizer.diagnostics import Diagnostic, error, warning
from optimizer.problem import Problem, Workshop
from optimizer.validation.facts import EARLIEST_DAY, LATEST_DAY, closest, values_of
from optimizer.validation.numbers import LARGEST_DECIMAL, LARGEST_INTEGER

RATES = ("overhead_rate", "non_quality", "margin", "receipts_rule")
_LISTED = re.compile(r"([a-z_]+)\[(\d+)\](.*)")
_CENT = Decimal("0.01")


def check_costs(costs: MemberCosts, problem: Problem | None = None) -> tuple[Diagnostic, ...]:
    """Everything wrong or suspicious in the figures of one workshop, in the order of the rules.

    Args:
        problem: the order they are for; without it, what they name is not looked up.

    Returns:
        Diagnostics with codes ``cost.*`` about the workshop. Never raises, whatever the values are;
        while a number is unusable (not finite, or astronomic), rules that compare numbers wait.
    """
    unusable = tuple(_unusable(costs))
    found = [*unusable, *_labels(costs), *_days(costs)]
    if problem is not None:
        found += _names(costs, problem)
    if not unusable:
        found += [
            *_hours(costs),
            *_rates(costs),
            *_negative(costs),
            *_aids(costs),
            *_expenses(costs),
            *_margin(costs),
            *_deduction(costs),
        ]
        workshop = _workshop(costs, problem)
        if workshop is not None:
            found += _hourly_cost(costs, workshop)
    return tuple(found)


def productive_hour_cents(costs: MemberCosts) -> Decimal | None:
    """Labour costs of the period per productive hour, in cents; None when one of them is not known."""
    hours = costs.hours.productive_hours
    labour = [c.cents for c in costs.period_costs if c.use == "labour"]
    if not labour or hours is None or hours <= 0:
        return None
    return Decimal(sum(labour)) / hours


def _workshop(costs: MemberCosts, problem: Problem | None) -> Workshop | None:
    workshops = problem.workshops if problem is not None else ()
    return next((w for w in workshops if w.id == costs.workshop), None)


def _unusable(costs: MemberCosts) -> Iterator[Diagnostic]:
    for _, path, value in values_of(costs):
        if isinstance(value, Decimal):
            is_wrong = not value.is_finite() or abs(value) > LARGEST_DECIMAL
        else:
            is_wrong = isinstance(value, int) and abs(value) > LARGEST_INTEGER
        if is_wrong:
            field, position = _place(path)
            yield error(
                "cost.unusable_number", costs.workshop, field=field, position=position, value=value
            )


def _place(path: str) -> tuple[str, int]:
    """Field and position of a path such as ``aids[2].since``; position 0 outside the lists."""
    listed = _LISTED.match(path)
    if listed is None:
        return path.removesuffix(".value").removesuffix(".since"), 0
    return listed[1] + listed[3], int(listed[2]) + 1


def _labels(costs: MemberCosts) -> Iterator[Diagnostic]:
    """Every line says what it is for."""
    for kind in ("period_costs", "aids", "expenses", "in_kind"):
        for position, line in enumerate(getattr(costs, kind), start=1):
            if not line.label.strip():
                yield error("cost.unnamed_line", costs.workshop, field=kind, position=position)


def _days(costs: MemberCosts) -> Iterator[Diagnostic]:
    for _, path, value in values_of(costs):
        if isinstance(value, date) and not EARLIEST_DAY <= value <= LATEST_DAY:
            field, position = _place(path)
            yield error(
                "cost.date_out_of_range",
                costs.workshop,
                field=field,
                position=position,
                value=value,
            )
    first, last = costs.hours.first, costs.hours.last
    if first is not None and last is not None and last < first:
        yield error(
            "cost.period_reversed", costs.workshop, field="hours.last", first=first, last=last
        )
    for position, aid in enumerate(costs.aids, start=1):
        since, until = aid.since, aid.until
        place = {"field": "aids.until", "label": aid.label, "position": position}
        if since is not None and until is not None and until < since:
            yield error("cost.aid_reversed", costs.workshop, since=since, until=until, **place)
        elif (since and last and since > last) or (until and first and until < first):
            yield warning(
                "cost.aid_outside_period",
                costs.workshop,
                since=since or "",
                until=until or "",
                first=first or "",
                last=last or "",
                **place,
            )


def _names(costs: MemberCosts, problem: Problem) -> Iterator[Diagnostic]:
    """The workshop, the order and the products exist."""
    known = [w.id for w in problem.workshops]
    if costs.workshop not in known:
        read = costs.workshop
        yield error(
            "cost.unknown_workshop",
            read,
            field="workshop",
            read=read,
            suggestion=closest(read, known),
        )
    orders = [problem.id, *(o.id for o in problem.orders)]
    if costs.order and costs.order not in orders:
        yield error(
            "cost.other_order",
            costs.workshop,
            field="order",
            read=costs.order,
            order=problem.title or problem.id,
        )
    products = [p.id for p in problem.products]
    for position, expense in enumerate(costs.expenses, start=1):
        if expense.product and expense.product not in products:
            yield error(
                "cost.unknown_product",
                costs.workshop,
                field="expenses.product",
                label=expense.label,
                position=position,
                read=expense.product,
                suggestion=closest(expense.product, products),
            )


def _hours(costs: MemberCosts) -> Iterator[Diagnostic]:
    """Each step of the ladder has as many hours as the next, or more; costs need some hours."""
    for name in LADDER:
        hours = getattr(costs.hours, name)
        if hours is not None and hours < 0:
            yield error(
                "cost.negative", costs.workshop, field=f"hours.{name}", label="", value=hours
            )
    yield from ladder_faults(costs)
    productive = costs.hours.productive_hours
    if productive == 0 and any(c.use != "overhead" for c in costs.period_costs):
        yield error("cost.no_productive_hours", costs.workshop, field="hours.productive_hours")


def _rates(costs: MemberCosts) -> Iterator[Diagnostic]:
    """Rates lie between 0 and 1; what is lost, or a margin on the price, is less than the whole."""
    found: list[tuple[str, str, int, Decimal, bool]] = []
    for name in RATES:
        rate: DatedRate | None = getattr(costs, name)
        if rate is not None:
            is_part = name == "non_quality" or (
                name == "margin" and costs.margin_convention == "on_price"
            )
            found.append((name, "", 0, rate.value, not is_part))
    if costs.vat is not None:
        found.append(("vat.deduction", "", 0, costs.vat.deduction, True))
    for position, aid in enumerate(costs.aids, start=1):
        found.append(("aids.share_of_hours", aid.label, position, aid.share_of_hours, True))
    for field, label, position, value, may_be_one in found:
        if not (0 <= value < 1 or (value == 1 and may_be_one)):
            yield out_of_range(costs.workshop, field, value, label, position)


def _negative(costs: MemberCosts) -> Iterator[Diagnostic]:
    """Amounts and delays are 0 or more; only a bank account may be overdrawn."""
    found: list[tuple[str, str, int, Decimal | int | None]] = [
        ("annual_charges_cents", "", 0, costs.annual_charges_cents),
        ("payment_days_suppliers", "", 0, costs.payment_days_suppliers),
    ]
    if costs.vat is not None:
        found.append(("vat.franchise_cents", "", 0, costs.vat.franchise_cents))
        found.append(("vat.other_receipts_cents", "", 0, costs.vat.other_receipts_cents))
    for k, c in enumerate(costs.period_costs, start=1):
        found.append(("period_costs.cents", c.label, k, c.cents))
    for k, a in enumerate(costs.aids, start=1):
        found.append(("aids.cents_per_etp", a.label, k, a.cents_per_etp))
        found.append(("aids.hours_per_etp", a.label, k, a.hours_per_etp))
        found.append(("aids.cents_per_period", a.label, k, a.cents_per_period))
    for k, e in enumerate(costs.expenses, start=1):
        found.append(("expenses.cents", e.label, k, e.cents))
        found.append(("expenses.cents_per_unit", e.label, k, e.cents_per_unit))
    for k, i in enumerate(costs.in_kind, start=1):
        found.append(("in_kind.cents", i.label, k, i.cents))
    for field, label, position, value in found:
        if value is not None and value < 0:
            shown = Decimal(value) / 100 if "cents" in field else value
            yield error(
                "cost.negative",
                costs.workshop,
                field=field,
                label=label,
                position=position,
                value=shown,
            )


def _aids(costs: MemberCosts) -> Iterator[Diagnostic]:
    """An aid is per ETP, with the hours of an ETP, or an amount for the period: one of the two."""
    for position, aid in enumerate(costs.aids, start=1):
        yield from _aid(costs, aid, position)


def _aid(costs: MemberCosts, aid: Aid, position: int) -> Iterator[Diagnostic]:
    place = {"label": aid.label, "position": position}
    if aid.cents_per_etp > 0 and aid.cents_per_period > 0:
        yield error("cost.aid_twice", costs.workshop, field="aids.cents_per_period", **place)
    elif aid.cents_per_etp > 0 and aid.hours_per_etp <= 0:
        yield error("cost.aid_without_base", costs.workshop, field="aids.hours_per_etp", **place)
    elif aid.cents_per_etp == 0 and aid.cents_per_period == 0:
        yield warning("cost.aid_empty", costs.workshop, field="aids.cents_per_etp", **place)
    ladder = costs.hours.paid_hours if aid.base == "paid" else costs.hours.worked_hours
    if aid.cents_per_etp > 0 and ladder is None:
        yield warning(
            "cost.aid_base_unknown",
            costs.workshop,
            field="aids.base",
            hours=f"hours.{aid.base}_hours",
            **place,
        )


def _expenses(costs: MemberCosts) -> Iterator[Diagnostic]:
    for position, expense in enumerate(costs.expenses, start=1):
        if not expense.cents and not expense.cents_per_unit:
            yield warning(
                "cost.expense_empty",
                costs.workshop,
                field="expenses.cents",
                label=expense.label,
                position=position,
            )


def _margin(costs: MemberCosts) -> Iterator[Diagnostic]:
    """20 % of the cost and 20 % of the price are two different prices."""
    if costs.margin is not None and costs.margin_convention is None:
        yield error(
            "cost.margin_without_convention",
            costs.workshop,
            field="margin_convention",
            value=costs.margin.value,
        )


def _deduction(costs: MemberCosts) -> Iterator[Diagnostic]:
    """Who is not liable to VAT recovers none."""
    if costs.vat is not None and not costs.vat.is_liable and costs.vat.deduction > 0:
        yield warning(
            "cost.deduction_not_liable",
            costs.workshop,
            field="vat.deduction",
            value=costs.vat.deduction,
        )


def _hourly_cost(costs: MemberCosts, workshop: Workshop) -> Iterator[Diagnostic]:
    """The plan was made with one hourly cost; another one here makes the plan's cost differ."""
    cents = productive_hour_cents(costs)
    if cents is None or workshop.hourly_cost is None:
        return
    euros = (cents / 100).quantize(_CENT)
    if euros != workshop.hourly_cost.quantize(_CENT):
        yield warning(
            "cost.hourly_cost_differs",
            costs.workshop,
            field="hours.productive_hours",
            reckoned=euros,
            planned=workshop.hourly_cost,
        )
