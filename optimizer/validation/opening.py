"""The opening state fits the order, and what is frozen can be done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from optimizer.capacity import Skill
from optimizer.diagnostics import Diagnostic, error, warning
from optimizer.opening import FrozenRun
from optimizer.validation.facts import Facts
from optimizer.weeks import is_week_name

_MINUTES_TOLERANCE = Decimal("0.01")
_UNITS_TOLERANCE = Decimal("0.001")

# -- stock, transit, deliveries ------------------------------------------------------------------


def delivered_too_much(facts: Facts) -> Iterator[Diagnostic]:
    """More was delivered than a demand asks for."""
    quantities = {d.id: d.quantity for d in facts.problem.demands}
    for x in facts.problem.opening.delivered:
        if x.demand in quantities and x.units > quantities[x.demand]:
            yield warning(
                "problem.delivered_too_much",
                x.demand,
                delivered=x.units,
                quantity=quantities[x.demand],
            )


def hub_missing(facts: Facts) -> Iterator[Diagnostic]:
    """Units lie at the hub or travel through it, and there is no hub."""
    opening = facts.problem.opening
    if facts.problem.hub is not None:
        return
    at_hub = [(u.product, u.operation, u.units) for u in opening.units if not u.workshop]
    at_hub += [(h.product, h.operation, h.units) for h in opening.hub_transit]
    for product, operation, units in at_hub:
        yield error("problem.hub_missing", product, operation=operation, units=units)


def finished_at_hub(facts: Facts) -> Iterator[Diagnostic]:
    """Finished units lie at the hub or travel through it; only semi-finished ones may."""
    opening = facts.problem.opening
    at_hub = [(u.product, u.operation, u.units) for u in opening.units if not u.workshop]
    at_hub += [(h.product, h.operation, h.units) for h in opening.hub_transit]
    for product, operation, units in at_hub:
        p = facts.products.get(product)
        if p is not None and p.operations and operation == p.operations[-1].id:
            yield error("problem.finished_at_hub", product, operation=operation, units=units)


def stock_without_lane(facts: Facts) -> Iterator[Diagnostic]:
    """Finished units lie at a workshop without a lane to any place that wants them."""
    lanes = {(x.workshop, x.delivery_point) for x in facts.problem.lanes}
    for u in facts.problem.opening.units:
        p = facts.products.get(u.product)
        if p is None or not p.operations or u.operation != p.operations[-1].id or not u.workshop:
            continue
        points = {d.delivery_point for d in facts.problem.demands if d.product == p.id}
        if not any((u.workshop, k) in lanes for k in points):
            yield warning("problem.stock_without_lane", u.workshop, product=p.id, units=u.units)


def arrival_outside_plan(facts: Facts) -> Iterator[Diagnostic]:
    """What is on its way arrives after the plan: it does not count."""
    horizon = facts.horizon
    if horizon is None:
        return
    opening = facts.problem.opening
    arrivals = [(h.product, "hub_transit", h.arrival) for h in opening.hub_transit]
    arrivals += [(h.product, "lane_transit", h.arrival) for h in opening.lane_transit]
    arrivals += [(q.material, "purchases", q.arrival) for q in opening.purchases]
    for subject, kind, week in arrivals:
        if is_week_name(week) and horizon.index(week) >= horizon.weeks:
            yield warning("problem.arrival_outside_plan", subject, kind=kind, week=week)


def transit_before_plan(facts: Facts) -> Iterator[Diagnostic]:
    """Finished units on their way arrived before the plan: they are delivered, not in transit."""
    horizon = facts.horizon
    if horizon is None:
        return
    for x in facts.problem.opening.lane_transit:
        if is_week_name(x.arrival) and horizon.index(x.arrival) < 0:
            yield error(
                "problem.transit_before_plan",
                x.product,
                delivery_point=x.delivery_point,
                week=x.arrival,
            )


def transit_undeliverable(facts: Facts) -> Iterator[Diagnostic]:
    """More arrives somewhere by a week than demands of that place may be given by then."""
    horizon = facts.horizon
    if horizon is None:
        return
    arriving: dict[tuple[str, str], list[tuple[int, Decimal]]] = defaultdict(list)
    for x in facts.problem.opening.lane_transit:
        if is_week_name(x.arrival) and 0 <= horizon.index(x.arrival) < horizon.weeks:
            arriving[x.product, x.delivery_point].append((horizon.index(x.arrival), x.units))
    for (product, point), batches in arriving.items():
        total = Decimal(0)
        for week, units in sorted(batches):
            total += units
            wanted = sum(
                (
                    facts.still_due(d.id)
                    for d in facts.problem.demands
                    if d.product == product
                    and d.delivery_point == point
                    and horizon.first_index_from(d.earliest) <= week
                ),
                Decimal(0),
            )
            if total > wanted + _UNITS_TOLERANCE:
                yield error(
                    "problem.transit_undeliverable",
                    product,
                    delivery_point=point,
                    week=horizon.name(week),
                    arriving=total,
                    wanted=wanted,
                )


def ceiling_reached(facts: Facts) -> Iterator[Diagnostic]:
    """Past receipts are already above a workshop's ceiling: there will be no more of them."""
    for w in facts.problem.workshops:
        past = sum(x.receipts_cents for x in facts.problem.opening.past_work if x.workshop == w.id)
        if w.receipts_ceiling_cents is not None and past > w.receipts_ceiling_cents:
            yield warning(
                "problem.ceiling_reached",
                w.id,
                receipts_cents=past,
                ceiling_cents=w.receipts_ceiling_cents,
            )


def largest_share_reached(facts: Facts) -> Iterator[Diagnostic]:
    """A workshop has already made more than its largest share: it makes no more."""
    past = dict.fromkeys(facts.workshops, Decimal(0))
    for x in facts.problem.opening.past_work:
        past[x.workshop] = (
            past.get(x.workshop, Decimal(0)) + Decimal(x.standard_milliminutes) / 1000
        )
    to_come = sum((s.standard_minutes for s in facts.stages.values()), start=Decimal(0))
    total = to_come + sum(past.values(), start=Decimal(0))
    for w in facts.problem.workshops:
        if w.largest_share is None or past[w.id] <= w.largest_share * total + _MINUTES_TOLERANCE:
            continue
        share = (past[w.id] / total).quantize(Decimal("0.0001"))
        yield warning("problem.largest_share_reached", w.id, read=share, expected=w.largest_share)


# -- frozen weeks --------------------------------------------------------------------------------


def frozen_beyond_plan(facts: Facts) -> Iterator[Diagnostic]:
    """More weeks are frozen than the plan has."""
    horizon, frozen = facts.horizon, facts.problem.opening.frozen_weeks
    if horizon is not None and frozen > horizon.weeks:
        yield error("problem.frozen_beyond_plan", frozen_weeks=frozen, weeks=horizon.weeks)


def frozen_run_outside(facts: Facts) -> Iterator[Diagnostic]:
    """A frozen run stands in a week that is not frozen."""
    horizon = facts.horizon
    if horizon is None:
        return
    for r in facts.problem.opening.frozen_runs:
        if is_week_name(r.week):
            t = horizon.index(r.week)
            if not 0 <= t < facts.problem.opening.frozen_weeks:
                yield error(
                    "problem.frozen_run_outside",
                    r.workshop,
                    week=r.week,
                    product=r.product,
                    operation=r.operation,
                    frozen_weeks=facts.problem.opening.frozen_weeks,
                )


def frozen_run_unable(facts: Facts) -> Iterator[Diagnostic]:
    """A workshop cannot do the operation of a frozen run."""
    for r in facts.problem.opening.frozen_runs:
        if r.workshop not in facts.workshops or (r.product, r.operation) not in facts.able:
            continue
        if r.workshop not in facts.able[r.product, r.operation]:
            yield error(
                "problem.frozen_run_unable",
                r.workshop,
                week=r.week,
                product=r.product,
                operation=r.operation,
            )


def frozen_run_unqualified(facts: Facts) -> Iterator[Diagnostic]:
    """A workshop does not hold, in that week, the norm that binds a frozen run."""
    capacities = facts.capacities
    if capacities is None:
        return
    for r, _, t in _computable_runs(facts):
        if not capacities.is_qualified(r.workshop, facts.products[r.product], r.operation, t):
            yield error(
                "problem.frozen_run_unqualified",
                r.workshop,
                week=r.week,
                product=r.product,
                operation=r.operation,
            )


def frozen_run_too_early(facts: Facts) -> Iterator[Diagnostic]:
    """A frozen run comes before the day on which work on its product may begin."""
    capacities = facts.capacities
    if capacities is None:
        return
    for r, _, t in _computable_runs(facts):
        product = facts.products[r.product]
        if not capacities.has_begun(product, t):
            yield warning(
                "problem.frozen_run_too_early",
                r.workshop,
                week=r.week,
                product=r.product,
                operation=r.operation,
                not_before=product.not_before or "",
            )


def _computable_runs(facts: Facts) -> Iterator[tuple[FrozenRun, Skill, int]]:
    """Frozen runs whose minutes can be worked out, with the skill and the position of the week."""
    if facts.capacities is None:
        return
    for r in facts.sound.opening.frozen_runs:
        skill = facts.capacities.skills.get((r.workshop, r.product, r.operation))
        t = facts.capacities.horizon.index(r.week)
        if skill is not None and 0 <= t < facts.capacities.horizon.weeks and r.units > 0:
            yield r, skill, t


def frozen_over_capacity(facts: Facts) -> Iterator[Diagnostic]:
    """Frozen runs of a workshop and week take more minutes than it has."""
    if facts.capacities is None:
        return
    used: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for r, skill, t in _computable_runs(facts):
        used[r.workshop, t] += r.units * skill.unit_minutes + skill.setup_minutes
    for (workshop, t), minutes in used.items():
        available = facts.capacities.productive_minutes[workshop][t]
        if minutes > available + _MINUTES_TOLERANCE:
            yield error(
                "problem.frozen_over_capacity",
                workshop,
                week=facts.capacities.horizon.name(t),
                minutes=minutes,
                available=available,
            )


def frozen_over_stations(facts: Facts) -> Iterator[Diagnostic]:
    """Frozen runs on a station group and week take more minutes than its posts are open."""
    capacities = facts.capacities
    if capacities is None:
        return
    for g in facts.sound.station_groups:
        if g.id not in capacities.station_minutes:
            continue
        served = set(capacities.served(g))
        used: dict[int, Decimal] = defaultdict(Decimal)
        for r, skill, t in _computable_runs(facts):
            if (r.workshop, r.operation) in served:
                used[t] += r.units * skill.unit_minutes + skill.setup_minutes
        for t, minutes in used.items():
            available = capacities.station_minutes[g.id][t]
            if minutes > available + _MINUTES_TOLERANCE:
                yield error(
                    "problem.frozen_over_stations",
                    g.id,
                    week=capacities.horizon.name(t),
                    minutes=minutes,
                    available=available,
                )


def frozen_overproduction(facts: Facts) -> Iterator[Diagnostic]:
    """Frozen runs make more of an operation than the order still asks for."""
    made: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for r, _, _ in _computable_runs(facts):
        made[r.product, r.operation] += r.units
    for (product, operation), units in made.items():
        needed = facts.stages[product, operation].made
        if units > needed + _UNITS_TOLERANCE:
            yield error(
                "problem.frozen_overproduction",
                product,
                operation=operation,
                units=units,
                needed=needed,
            )


def frozen_run_not_lots(facts: Facts) -> Iterator[Diagnostic]:
    """Frozen runs are not whole lots, but for the one incomplete run of their operation."""
    incomplete_seen: set[tuple[str, str]] = set()
    for r, _, _ in _computable_runs(facts):
        lot = facts.products[r.product].lot_size
        if lot == 0 or r.units % lot == 0:
            continue
        stage = (r.product, r.operation)
        if r.units % lot == facts.stages[stage].incomplete and stage not in incomplete_seen:
            incomplete_seen.add(stage)
            continue
        yield error(
            "problem.frozen_run_not_lots",
            r.workshop,
            week=r.week,
            product=r.product,
            operation=r.operation,
            units=r.units,
            lot_size=lot,
        )


RULES = (
    delivered_too_much,
    hub_missing,
    finished_at_hub,
    stock_without_lane,
    arrival_outside_plan,
    transit_before_plan,
    transit_undeliverable,
    ceiling_reached,
    largest_share_reached,
    frozen_beyond_plan,
    frozen_run_outside,
    frozen_run_unable,
    frozen_run_unqualified,
    frozen_run_too_early,
    frozen_over_capacity,
    frozen_over_stations,
    frozen_overproduction,
    frozen_run_not_lots,
)
