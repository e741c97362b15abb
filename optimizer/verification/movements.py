"""Rules on what moves: between operations, through the hub, to delivery points, to demands."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from optimizer.diagnostics import Diagnostic, error
from optimizer.ledger import ZERO, Ledger, Series
from optimizer.verification.comparison import shown, units_differ, units_exceed


def _first_excess(ledger: Ledger, product: str, out: Series, into: Series) -> int | None:
    """First week in which more has gone out than had come in."""
    for t, (gone, come) in enumerate(zip(out, into, strict=True)):
        if units_exceed(ledger, product, gone, come):
            return t
    return None


def flow(ledger: Ledger) -> Iterator[Diagnostic]:
    """A workshop uses, sends and ships no more than it has; a week's own output counts."""
    for work, out in ledger.units_out.items():
        w, p, o = work
        into = ledger.series(ledger.units_in, work)
        t = _first_excess(ledger, p, out, into)
        if t is not None:
            yield error(
                "plan.flow",
                w,
                product=p,
                operation=o,
                week=ledger.horizon.name(t),
                used=shown(out[t]),
                available=shown(into[t]),
                excess=shown(out[t] - into[t]),
            )


def hub(ledger: Ledger) -> Iterator[Diagnostic]:
    """The hub hands out what has arrived; only semi-finished units travel, and only with a hub."""
    moves = [("sent", s) for s in ledger.sent] + [("received", r) for r in ledger.received]
    for direction, (w, p, o) in moves:
        if ledger.problem.hub is None:
            yield error("plan.hub", w, reason="no_hub", product=p, operation=o, move=direction)
        elif ledger.is_final(p, o):
            yield error("plan.hub", w, reason="finished", product=p, operation=o, move=direction)
    if ledger.problem.hub is None:
        return
    for (p, o), out in ledger.hub_out.items():
        into = ledger.series(ledger.hub_in, (p, o))
        t = _first_excess(ledger, p, out, into)
        if t is not None and not ledger.is_final(p, o):
            yield error(
                "plan.hub",
                p,
                reason="not_arrived",
                product=p,
                operation=o,
                week=ledger.horizon.name(t),
                used=shown(out[t]),
                available=shown(into[t]),
                excess=shown(out[t] - into[t]),
            )


def lanes(ledger: Ledger) -> Iterator[Diagnostic]:
    """A shipment has its lane, leaves after the weeks of testing and arrives within the plan."""
    demands = {d.id: d.product for d in ledger.problem.demands}
    started = {demands.get(x.demand) for x in ledger.problem.opening.delivered if x.units > 0}
    for (w, point, p), row in ledger.shipped.items():
        lead = ledger.lane_weeks.get((w, point))
        first = 0 if p in started else ledger.products[p].testing_weeks
        for t, units in enumerate(row):
            if not units:
                continue
            place = {
                "delivery_point": point,
                "product": p,
                "week": ledger.horizon.name(t),
                "read": shown(units),
            }
            if lead is None:
                yield error("plan.lanes", w, reason="no_lane", **place)
            elif t + lead >= ledger.horizon.weeks:
                yield error("plan.lanes", w, reason="after_the_plan", **place)
            if t < first:
                expected = ledger.horizon.name(first)
                yield error("plan.lanes", w, reason="testing", expected=expected, **place)


def delivery(ledger: Ledger) -> Iterator[Diagnostic]:
    """What arrives is delivered in its week, not before the earliest, at most what is still due."""
    asked: dict[tuple[str, str], list[Decimal]] = {}
    for demand in ledger.problem.demands:
        row = ledger.series(ledger.delivered, demand.id)
        total = asked.setdefault((demand.delivery_point, demand.product), list(ledger.zeros))
        first = ledger.horizon.first_index_from(demand.earliest)
        for t, units in enumerate(row):
            total[t] += units
            if units and t < first:
                yield error(
                    "plan.delivery",
                    demand.id,
                    reason="earliest",
                    week=ledger.horizon.name(t),
                    read=shown(units),
                    expected=ledger.horizon.name(first),
                )
        delivered = sum(row, start=ZERO)
        due = ledger.still_due[demand.id]
        if units_exceed(ledger, demand.product, delivered, due):
            yield error(
                "plan.delivery",
                demand.id,
                reason="quantity",
                read=shown(delivered),
                expected=shown(due),
            )
    for place in dict.fromkeys([*asked, *ledger.point_arrivals]):
        point, p = place
        arriving = ledger.series(ledger.point_arrivals, place)
        delivering = asked.get(place, list(ledger.zeros))
        for t, (come, given) in enumerate(zip(arriving, delivering, strict=True)):
            if units_differ(ledger, p, given, come):
                yield error(
                    "plan.delivery",
                    point,
                    reason="balance",
                    product=p,
                    week=ledger.horizon.name(t),
                    read=shown(given),
                    expected=shown(come),
                )
