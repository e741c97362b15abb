"""Every number lies where it can mean something, and seems plausible."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from optimizer.diagnostics import Diagnostic, error, warning
from optimizer.problem import Capability
from optimizer.validation.facts import (
    HOURS_IN_A_WEEK,
    LOWEST_PACE,
    LOWEST_YIELD,
    Facts,
    values_of,
)

LARGEST_DECIMAL = Decimal(10) ** 9
LARGEST_INTEGER = 10**15
LONGEST_WEEK_HOURS = 60
LOW_PACE = Decimal("0.2")
HIGH_PACE = Decimal("1.2")
HIGH_HEADCOUNT = 500
HIGH_STANDARD_MILLIMINUTES = 8 * 60 * 1000
LARGEST_CONTRADICTION = Decimal("0.05")
_SHOWN = Decimal("0.0001")

Number = int | Decimal
Value = tuple[str, str, Number | None]
"""Subject, field path, and the value (None: not given)."""


def unusable_number(facts: Facts) -> Iterator[Diagnostic]:
    """A number is not finite, or too large to be computed with exactly."""
    for subject, field, value in values_of(facts.problem):
        if isinstance(value, Decimal):
            unusable = not value.is_finite() or abs(value) > LARGEST_DECIMAL
        elif isinstance(value, int):
            unusable = abs(value) > LARGEST_INTEGER
        else:
            continue
        if unusable:
            yield error("problem.unusable_number", subject, field=field, value=value)


# -- ranges that several fields share ------------------------------------------------------------


def _outside(
    code: str, values: Iterable[Value], is_right: Callable[[Number], bool]
) -> Iterator[Diagnostic]:
    for subject, field, value in values:
        if value is not None and not is_right(value):
            yield error(code, subject, field=field, value=value)


def negative_number(facts: Facts) -> Iterator[Diagnostic]:
    """A quantity, price, cost or duration is below zero."""
    values = (
        *_of_products(facts),
        *_of_workshops(facts),
        *_of_trade(facts),
        *_of_opening(facts),
        *_of_payments(facts),
    )
    return _outside("problem.negative_number", values, lambda v: v >= 0)


def _of_products(facts: Facts) -> Iterator[Value]:
    for p in facts.problem.products:
        yield p.id, "product.lot_size", p.lot_size
        yield p.id, "product.testing_weeks", p.testing_weeks
        yield p.id, "product.selling_price", p.selling_price
        for o in p.operations:
            yield p.id, f"operation.{o.id}.standard_milliminutes", o.standard_milliminutes
            yield p.id, f"operation.{o.id}.setup_milliminutes", o.setup_milliminutes
            yield p.id, f"operation.{o.id}.setup_cost_cents", o.setup_cost_cents
            yield p.id, f"operation.{o.id}.rate", o.rate
        for b in p.materials:
            yield p.id, f"bom_line.{b.material}.waste_rate", b.waste_rate


def _of_workshops(facts: Facts) -> Iterator[Value]:
    for w in facts.problem.workshops:
        yield w.id, "workshop.hourly_cost", w.hourly_cost
        yield w.id, "workshop.holding_cost", w.holding_cost
        yield w.id, "workshop.receipts_ceiling_cents", w.receipts_ceiling_cents
        yield w.id, "workshop.agreed_share", w.agreed_share
        yield w.id, "workshop.issue_lead_weeks", w.issue_lead_weeks
        for o in w.overrides:
            yield w.id, f"override.{o.week}.headcount", o.headcount
        for promised in w.commitments:
            yield w.id, f"commitment.{promised.first}.minutes", promised.minutes
    for c in facts.problem.capabilities:
        name = f"capability.{c.operation}"
        yield c.workshop, f"{name}.setup_milliminutes", c.setup_milliminutes
        yield c.workshop, f"{name}.setup_cost_cents", c.setup_cost_cents
        yield c.workshop, f"{name}.piece_cost", c.piece_cost
        yield c.workshop, f"{name}.smallest_run_units", c.smallest_run_units
    for g in facts.problem.station_groups:
        yield g.id, "station_group.number", g.number
        for own in g.overrides:
            yield g.id, f"override.{own.week}.number", own.number


def _of_trade(facts: Facts) -> Iterator[Value]:
    problem = facts.problem
    yield "", "problem.late_tail_weeks", problem.late_tail_weeks
    for k in problem.delivery_points:
        yield k.id, "delivery_point.holding_cost", k.holding_cost
    for x in problem.lanes:
        yield x.workshop, f"lane.{x.delivery_point}.cost_per_lot_cents", x.cost_per_lot_cents
        yield x.workshop, f"lane.{x.delivery_point}.lead_time_weeks", x.lead_time_weeks
    if problem.hub is not None:
        yield "", "hub.cost_per_lot_cents", problem.hub.cost_per_lot_cents
    for m in problem.materials:
        yield m.id, "material.holding_cost", m.holding_cost
    for s in problem.suppliers:
        yield s.id, "supplier.fee_cents", s.fee_cents
        yield s.id, "supplier.minimum_cents", s.minimum_cents
    for f in problem.offers:
        yield f.id, "offer.minimum_thousandths", f.minimum_thousandths
        yield f.id, "offer.multiple_thousandths", f.multiple_thousandths
        yield f.id, "offer.lead_time_weeks", f.lead_time_weeks
        yield f.id, "offer.weekly_thousandths", f.weekly_thousandths
        yield f.id, "offer.total_thousandths", f.total_thousandths
        for a in f.availability:
            yield f.id, f"availability.{a.week}.thousandths", a.thousandths
        for b in f.breaks:
            yield f.id, f"price_break.{b.from_thousandths}.unit_price", b.unit_price


def _of_opening(facts: Facts) -> Iterator[Value]:
    opening = facts.problem.opening
    yield "", "opening.frozen_weeks", opening.frozen_weeks
    for u in opening.units:
        yield u.workshop, f"units.{u.product}.{u.operation}", u.units
    for h in opening.hub_transit:
        yield "", f"hub_transit.{h.product}.{h.operation}", h.units
    for x in opening.lane_transit:
        yield x.delivery_point, f"lane_transit.{x.product}", x.units
    for m in opening.materials:
        yield m.lender, f"materials.{m.material}", m.thousandths
    for q in opening.purchases:
        yield q.offer, f"purchases.{q.material}", q.thousandths
    for b in opening.bought:
        yield b.offer, "bought", b.thousandths
    for d in opening.delivered:
        yield d.demand, "delivered", d.units
    for p in opening.past_work:
        yield p.workshop, "past_work.standard_milliminutes", p.standard_milliminutes
        yield p.workshop, "past_work.receipts_cents", p.receipts_cents
        yield p.workshop, "past_work.ramp_up_weeks", p.ramp_up_weeks
        yield p.workshop, "past_work.headcount_weeks", p.headcount_weeks
        yield p.workshop, "past_work.productive_minutes", p.productive_minutes
    for r in opening.frozen_runs:
        yield r.workshop, f"frozen_run.{r.product}.{r.operation}", r.units


def _of_payments(facts: Facts) -> Iterator[Value]:
    terms = facts.problem.payments
    if terms is None:
        return
    yield "", "payments.buyer_days", terms.buyer_days
    yield "", "payments.wage_days", terms.wage_days
    yield "", "payments.penalty_per_unit_week", terms.penalty_per_unit_week
    for s in terms.suppliers:
        yield s.supplier, "supplier_terms.payment_days", s.payment_days
    for e in terms.common_expenses:
        yield e.label, "common_expense.provisional_cents", e.provisional_cents
        yield e.label, "common_expense.final_cents", e.final_cents
    for p in terms.stock_prices:
        yield p.material, "stock_price.unit_price", p.unit_price


def not_positive(facts: Facts) -> Iterator[Diagnostic]:
    """A number that must be above zero is not."""
    values: list[Value] = [(d.id, "demand.quantity", d.quantity) for d in facts.problem.demands]
    for p in facts.problem.products:
        values.append((p.id, "product.weight", p.weight))
        for b in p.materials:
            values.append((p.id, f"bom_line.{b.material}.quantity", b.quantity))
            values += [(p.id, f"substitute.{s.material}.ratio", s.ratio) for s in b.substitutes]
    values += [(w.id, "workshop.headcount", w.headcount) for w in facts.problem.workshops]
    values += [
        (c.workshop, f"capability.{c.operation}.units_per_week", c.units_per_week)
        for c in facts.problem.capabilities
    ]
    values += [(x.workshop, f"pin.{x.operation}.units", x.units) for x in facts.problem.pins]
    values += [
        (x.workshop, f"planned_run.{x.operation}.units", x.units)
        for x in facts.problem.plan_in_force
    ]
    if facts.problem.payments is not None:
        values.append(("", "payments.validity_days", facts.problem.payments.validity_days))
        values.append(("", "payments.emergency_factor", facts.problem.payments.emergency_factor))
    return _outside("problem.not_positive", values, lambda v: v > 0)


def rate_out_of_range(facts: Facts) -> Iterator[Diagnostic]:
    """A part of paid time is not in [0, 1)."""
    values: list[Value] = []
    for w in facts.problem.workshops:
        values.append((w.id, "workshop.absence_rate", w.absence_rate))
        values.append((w.id, "workshop.non_production_rate", w.non_production_rate))
    return _outside("problem.rate_out_of_range", values, lambda v: 0 <= v < 1)


def ramp_up_out_of_range(facts: Facts) -> Iterator[Diagnostic]:
    """A ramp-up factor is not in [0, 1]."""
    values: list[Value] = [
        (w.id, f"workshop.ramp_up[{k}]", v)
        for w in facts.problem.workshops
        for k, v in enumerate(w.ramp_up)
    ]
    return _outside("problem.ramp_up_out_of_range", values, lambda v: 0 <= v <= 1)


def yield_out_of_range(facts: Facts) -> Iterator[Diagnostic]:
    """A yield is below one unit in a hundred, or above 1."""
    values: list[Value] = [
        (p.id, f"operation.{o.id}.yield_rate", o.yield_rate)
        for p in facts.problem.products
        for o in p.operations
    ]
    return _outside("problem.yield_out_of_range", values, lambda v: LOWEST_YIELD <= v <= 1)


def share_out_of_range(facts: Facts) -> Iterator[Diagnostic]:
    """A smallest or largest share, a VAT rate or an advance is not in [0, 1]."""
    values: list[Value] = []
    terms = facts.problem.payments
    if terms is not None:
        values.append(("", "payments.deposit", terms.deposit))
        values += [(r.product, "vat_rate.rate", r.rate) for r in terms.vat_rates]
        for s in terms.suppliers:
            values.append((s.supplier, "supplier_terms.vat_rate", s.vat_rate))
            values.append((s.supplier, "supplier_terms.down_payment", s.down_payment))
    for w in facts.problem.workshops:
        values.append((w.id, "workshop.smallest_share", w.smallest_share))
        values.append((w.id, "workshop.largest_share", w.largest_share))
    return _outside("problem.share_out_of_range", values, lambda v: 0 <= v <= 1)


# -- numbers of their own ------------------------------------------------------------------------


def weekly_hours_out_of_range(facts: Facts) -> Iterator[Diagnostic]:
    """Weekly hours are zero, negative, or more than a person may work."""
    for w in facts.problem.workshops:
        if not 0 < w.weekly_hours <= LONGEST_WEEK_HOURS:
            yield error(
                "problem.weekly_hours_out_of_range",
                w.id,
                field="workshop.weekly_hours",
                value=w.weekly_hours,
                largest=LONGEST_WEEK_HOURS,
            )
        for o in w.overrides:
            # A week of an override may have no hours at all: it is then closed.
            if o.weekly_hours is not None and not 0 <= o.weekly_hours <= LONGEST_WEEK_HOURS:
                yield error(
                    "problem.weekly_hours_out_of_range",
                    w.id,
                    field=f"override.{o.week}.weekly_hours",
                    value=o.weekly_hours,
                    largest=LONGEST_WEEK_HOURS,
                )


def opening_hours_out_of_range(facts: Facts) -> Iterator[Diagnostic]:
    """A station group is open for less than zero hours, or more than a week has."""
    for g in facts.problem.station_groups:
        for hours in (g.opening_hours, *(o.opening_hours for o in g.overrides)):
            if hours is not None and not 0 <= hours <= HOURS_IN_A_WEEK:
                yield error(
                    "problem.opening_hours_out_of_range",
                    g.id,
                    value=hours,
                    largest=HOURS_IN_A_WEEK,
                )


def working_days_out_of_range(facts: Facts) -> Iterator[Diagnostic]:
    """Usual working days are not 1 to 7."""
    for w in facts.problem.workshops:
        if not 1 <= w.working_days <= 7:
            yield error("problem.working_days_out_of_range", w.id, value=w.working_days)


def pace_too_small(facts: Facts) -> Iterator[Diagnostic]:
    """A pace, given or derived from units per week, is so small that it loses its meaning."""
    for c, product, pace in facts.paces:
        if pace < LOWEST_PACE:
            yield _about_pace(error, "problem.pace_too_small", c, product, pace)


def _about_pace(
    make: Callable[..., Diagnostic], code: str, c: Capability, product: str, pace: Decimal
) -> Diagnostic:
    return make(
        code,
        c.workshop,
        operation=c.operation,
        product=c.product or product,
        value=pace if c.pace is not None else min(pace, LARGEST_DECIMAL).quantize(_SHOWN),
        units_per_week="" if c.units_per_week is None else c.units_per_week,
        smallest=LOWEST_PACE if make is error else LOW_PACE,
        largest=HIGH_PACE,
    )


def zero_standard_time(facts: Facts) -> Iterator[Diagnostic]:
    """All operations of a product together take no time."""
    for p in facts.problem.products:
        if p.operations and sum(max(0, o.standard_milliminutes) for o in p.operations) == 0:
            yield error("problem.zero_standard_time", p.id)


def quantity_not_whole(facts: Facts) -> Iterator[Diagnostic]:
    """Units of a product made in lots are not whole."""
    values = [(d.id, "demand.quantity", d.product, d.quantity) for d in facts.problem.demands]
    values += [
        (r.workshop, f"frozen_run.{r.operation}", r.product, r.units)
        for r in facts.problem.opening.frozen_runs
    ]
    values += [(x.workshop, f"pin.{x.operation}", x.product, x.units) for x in facts.problem.pins]
    values += [
        (x.workshop, f"planned_run.{x.operation}", x.product, x.units)
        for x in facts.problem.plan_in_force
    ]
    for subject, field, product, value in values:
        known = facts.products.get(product)
        if known is not None and known.lot_size > 0 and value % 1 != 0:
            yield error(
                "problem.quantity_not_whole", subject, field=field, product=product, value=value
            )


def priority_too_small(facts: Facts) -> Iterator[Diagnostic]:
    """A priority is below 1."""
    for d in facts.problem.demands:
        if d.priority < 1:
            yield error("problem.priority_too_small", d.id, value=d.priority)


def hub_lead_too_short(facts: Facts) -> Iterator[Diagnostic]:
    """Units pass through the hub in less than a week."""
    hub = facts.problem.hub
    if hub is not None and hub.lead_time_weeks < 1:
        yield error("problem.hub_lead_too_short", value=hub.lead_time_weeks)


# -- plausible, or contradicting each other ------------------------------------------------------


def pace_suspicious(facts: Facts) -> Iterator[Diagnostic]:
    """A pace is very low or very high: perhaps a percentage, or units of another period."""
    for c, product, pace in facts.paces:
        if pace >= LOWEST_PACE and not LOW_PACE <= pace <= HIGH_PACE:
            yield _about_pace(warning, "problem.pace_suspicious", c, product, pace)


def standard_time_suspicious(facts: Facts) -> Iterator[Diagnostic]:
    """A standard time is more than a working day: perhaps another unit of time."""
    for p in facts.problem.products:
        for o in p.operations:
            if o.standard_milliminutes > HIGH_STANDARD_MILLIMINUTES:
                yield warning(
                    "problem.standard_time_suspicious",
                    p.id,
                    operation=o.id,
                    minutes=Decimal(o.standard_milliminutes) / 1000,
                    largest=HIGH_STANDARD_MILLIMINUTES // 1000,
                )


def headcount_suspicious(facts: Facts) -> Iterator[Diagnostic]:
    """A headcount is larger than any workshop's: perhaps hours, or pieces."""
    for w in facts.problem.workshops:
        for value in (w.headcount, *(o.headcount for o in w.overrides)):
            if value is not None and value > HIGH_HEADCOUNT:
                yield warning(
                    "problem.headcount_suspicious", w.id, value=value, largest=HIGH_HEADCOUNT
                )


def pace_contradiction(facts: Facts) -> Iterator[Diagnostic]:
    """Pace and units per week of a capability differ by more than 5 %; the pace is what counts."""
    for c in facts.problem.capabilities:
        week = facts.normal_minutes.get(c.workshop)
        if week is None or c.pace is None or c.units_per_week is None:
            continue
        for product, standard in facts.standard_minutes(c):
            implied = week * c.pace / standard
            if abs(implied - c.units_per_week) > LARGEST_CONTRADICTION * abs(c.units_per_week):
                yield warning(
                    "problem.pace_contradiction",
                    c.workshop,
                    operation=c.operation,
                    product=product,
                    pace=c.pace,
                    units_per_week=c.units_per_week,
                    implied_units_per_week=implied.quantize(Decimal(1)),
                )


RULES = (
    negative_number,
    not_positive,
    rate_out_of_range,
    ramp_up_out_of_range,
    yield_out_of_range,
    share_out_of_range,
    weekly_hours_out_of_range,
    opening_hours_out_of_range,
    working_days_out_of_range,
    pace_too_small,
    zero_standard_time,
    quantity_not_whole,
    priority_too_small,
    hub_lead_too_short,
    pace_suspicious,
    standard_time_suspicious,
    headcount_suspicious,
    pace_contradiction,
)
