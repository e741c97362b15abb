"""Days and weeks exist, follow one another and fit into one plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from optimizer.capacity import horizon_of
from optimizer.diagnostics import Diagnostic, error, warning
from optimizer.validation.facts import (
    EARLIEST_DAY,
    LATEST_DAY,
    LONGEST_PLAN_WEEKS,
    LONGEST_PURCHASE_WEEKS,
    Facts,
    values_of,
)
from optimizer.weeks import is_week_name


def date_out_of_range(facts: Facts) -> Iterator[Diagnostic]:
    """A day lies so far away that it must be mistyped."""
    for subject, field, value in values_of(facts.problem):
        if isinstance(value, date) and not EARLIEST_DAY <= value <= LATEST_DAY:
            yield error("problem.date_out_of_range", subject, field=field, value=value)


def due_before_start(facts: Facts) -> Iterator[Diagnostic]:
    """A demand is due before the plan starts.

    In an order replanned on the way, past milestones stay: delivered, or late.
    """
    if any(x.headcount_weeks for x in facts.problem.opening.past_work):
        return
    for d in facts.problem.demands:
        if d.due < facts.problem.start:
            yield error("problem.due_before_start", d.id, due=d.due, start=facts.problem.start)


def earliest_after_due(facts: Facts) -> Iterator[Diagnostic]:
    """A demand may only be delivered after it is due: it will be late."""
    for d in facts.problem.demands:
        if d.earliest is not None and d.earliest > d.due:
            yield warning("problem.earliest_after_due", d.id, earliest=d.earliest, due=d.due)


def begins_after_due(facts: Facts) -> Iterator[Diagnostic]:
    """Work on a product may only begin after a demand for it is due: it will be late."""
    for d in facts.problem.demands:
        product = facts.products.get(d.product)
        if product is not None and product.not_before is not None and product.not_before > d.due:
            yield warning(
                "problem.begins_after_due",
                d.id,
                product=product.id,
                not_before=product.not_before,
                due=d.due,
            )


def closure_reversed(facts: Facts) -> Iterator[Diagnostic]:
    """A closure ends before it begins."""
    for w in facts.problem.workshops:
        for c in w.closures:
            if c.first > c.last:
                yield error("problem.closure_reversed", w.id, first=c.first, last=c.last)


def leaving_before_entry(facts: Facts) -> Iterator[Diagnostic]:
    """A workshop leaves before it enters."""
    for w in facts.problem.workshops:
        if w.entry is not None and w.leaving is not None and w.leaving < w.entry:
            yield error("problem.leaving_before_entry", w.id, entry=w.entry, leaving=w.leaving)


def never_member(facts: Facts) -> Iterator[Diagnostic]:
    """A workshop leaves before the plan or enters after it: it cannot work at all."""
    horizon = facts.horizon
    if horizon is None:
        return
    end = horizon.monday_of(horizon.weeks)
    for w in facts.problem.workshops:
        gone = w.leaving is not None and w.leaving < facts.problem.start
        to_come = w.entry is not None and w.entry >= end
        if gone or to_come:
            yield warning(
                "problem.never_member", w.id, entry=w.entry or "", leaving=w.leaving or ""
            )


def qualification_reversed(facts: Facts) -> Iterator[Diagnostic]:
    """A qualification ends before it starts."""
    for w in facts.problem.workshops:
        for q in w.qualifications:
            if q.start is not None and q.end is not None and q.end < q.start:
                yield error(
                    "problem.qualification_reversed", w.id, norm=q.norm, start=q.start, end=q.end
                )


def order_window_reversed(facts: Facts) -> Iterator[Diagnostic]:
    """One may order from an offer until a day before the first."""
    for o in facts.problem.offers:
        if o.order_from is not None and o.order_until is not None and o.order_until < o.order_from:
            yield error(
                "problem.order_window_reversed",
                o.id,
                order_from=o.order_from,
                order_until=o.order_until,
            )


def commitment_reversed(facts: Facts) -> Iterator[Diagnostic]:
    """A commitment ends before it begins."""
    for w in facts.problem.workshops:
        for c in w.commitments:
            if is_week_name(c.first) and is_week_name(c.last) and c.first > c.last:
                yield error("problem.commitment_reversed", w.id, first=c.first, last=c.last)


def unknown_week(facts: Facts) -> Iterator[Diagnostic]:
    """A week is named that does not exist."""
    p, opening = facts.problem, facts.problem.opening
    places = [(w.id, "override.week", o.week) for w in p.workshops for o in w.overrides]
    places += [(g.id, "override.week", x.week) for g in p.station_groups for x in g.overrides]
    for w in p.workshops:
        for c in w.commitments:
            places.append((w.id, "commitment.first", c.first))
            places.append((w.id, "commitment.last", c.last))
    places += [(o.id, "availability.week", a.week) for o in p.offers for a in o.availability]
    places += [(x.product, "hub_transit.arrival", x.arrival) for x in opening.hub_transit]
    places += [(x.product, "lane_transit.arrival", x.arrival) for x in opening.lane_transit]
    places += [(x.material, "purchases.arrival", x.arrival) for x in opening.purchases]
    places += [(x.workshop, "frozen_run.week", x.week) for x in opening.frozen_runs]
    for x in p.pins:
        places += [(x.workshop, "pin.first", x.first), (x.workshop, "pin.last", x.last)]
    for b in p.bans:
        places += [(b.workshop, "ban.first", b.first)] if b.first is not None else []
        places += [(b.workshop, "ban.last", b.last)] if b.last is not None else []
    places += [(x.workshop, "planned_run.week", x.week) for x in p.plan_in_force]
    for subject, field, read in places:
        if not is_week_name(read):
            yield error("problem.unknown_week", subject, field=field, read=read)


def plan_too_long(facts: Facts) -> Iterator[Diagnostic]:
    """The plan would have more weeks than anybody plans."""
    p = facts.problem
    if not 0 <= p.late_tail_weeks <= LONGEST_PLAN_WEEKS:
        weeks = p.late_tail_weeks
    elif any(not EARLIEST_DAY <= d <= LATEST_DAY for d in (p.start, *(d.due for d in p.demands))):
        return  # already named as dates
    else:
        weeks = horizon_of(p).weeks
    if weeks > LONGEST_PLAN_WEEKS:
        yield error("problem.plan_too_long", weeks=weeks, largest=LONGEST_PLAN_WEEKS)


def purchases_too_early(facts: Facts) -> Iterator[Diagnostic]:
    """One would order materials years before the plan."""
    p = facts.problem
    if p.purchase_from is not None:
        weeks = (p.start - p.purchase_from).days // 7
        if weeks > LONGEST_PURCHASE_WEEKS:
            yield error(
                "problem.purchases_too_early",
                purchase_from=p.purchase_from,
                weeks=weeks,
                largest=LONGEST_PURCHASE_WEEKS,
            )


def purchases_after_start(facts: Facts) -> Iterator[Diagnostic]:
    """The first day for orders lies after the start, where it has no effect."""
    p = facts.problem
    if p.purchase_from is not None and p.purchase_from > p.start:
        yield warning("problem.purchases_after_start", purchase_from=p.purchase_from, start=p.start)


RULES = (
    date_out_of_range,
    due_before_start,
    earliest_after_due,
    begins_after_due,
    closure_reversed,
    leaving_before_entry,
    never_member,
    qualification_reversed,
    order_window_reversed,
    commitment_reversed,
    unknown_week,
    plan_too_long,
    purchases_too_early,
    purchases_after_start,
)
