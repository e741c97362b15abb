"""The rows that say a problem, sheet by sheet: the inverse of :mod:`importers.assemble`.

Every value that would be assumed when blank is written, so that reading assumes nothing again.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any

from importers.assemble import automatic_holidays
from importers.cells import STANDARD
from importers.columns import SHEET_BY_KEY
from importers.instruction_rows import rows_of_instructions
from importers.order_terms import rows_of_terms
from importers.scalars import from_cents, from_thousandths
from optimizer import problem as data
from optimizer.opening import OpeningState
from optimizer.problem import ONE, Problem

RowValues = dict[str, Any]


def rows_of(problem: Problem) -> dict[str, list[RowValues]]:
    """Per sheet key, the values of its rows by column key; references as ids, lists as tuples.

    Sheets of records (joint orders, follow-up) are no part of a problem: theirs are empty.
    """
    return {
        "requests": [],
        "followup": [],
        "order": [_order(problem)],
        "demands": [
            {
                "id": d.id,
                "product": d.product,
                "quantity": d.quantity,
                "due": d.due,
                "priority": d.priority,
                "delivery_point": d.delivery_point,
                "earliest": d.earliest,
                "order": d.order,
            }
            for d in problem.demands
        ],
        "delivery_points": [
            {"id": p.id, "name": p.name, "holding_cost": p.holding_cost}
            for p in problem.delivery_points
        ],
        "orders": [{"id": o.id, "name": o.name, "customer": o.customer} for o in problem.orders],
        **_products(problem),
        **_members(problem),
        **_supply(problem),
        **_opening(problem.opening),
        **rows_of_terms(problem.payments),
        **rows_of_instructions(problem),
        "assumptions": [
            {"subject": a.subject, "field": a.field, "value": a.value, "source": a.source}
            for a in problem.assumptions
        ],
    }


def _order(problem: Problem) -> RowValues:
    hub = problem.hub
    zone = None
    if problem.public_holidays:
        zones = (c.value for c in SHEET_BY_KEY["order"].column("holiday_zone").choices)
        zone = next(
            (z for z in zones if automatic_holidays(problem, z) == problem.public_holidays), None
        )
    return {
        "id": problem.id,
        "title": problem.title,
        "start": problem.start,
        "late_tail_weeks": problem.late_tail_weeks,
        "purchase_from": problem.purchase_from,
        "fairness_key": problem.fairness_key,
        "automatic_holidays": zone is not None,
        "holiday_zone": zone,
        "public_holidays": problem.public_holidays if zone is None else (),
        "has_hub": hub is not None,
        "hub_lead_time_weeks": hub.lead_time_weeks if hub else None,
        "hub_cost_per_lot": from_cents(hub.cost_per_lot_cents) if hub else None,
        "assume_lanes": False,
        "frozen_weeks": problem.opening.frozen_weeks or None,
    }


def _products(problem: Problem) -> dict[str, list[RowValues]]:
    return {
        "products": [
            {
                "id": p.id,
                "name": p.name,
                "lot_size": p.lot_size,
                "testing_weeks": p.testing_weeks or None,
                "not_before": p.not_before,
                "selling_price": p.selling_price,
                "weight": None if p.weight == ONE else p.weight,
            }
            for p in problem.products
        ],
        "operations": [
            {
                "product": p.id,
                "id": o.id,
                "name": o.name,
                "standard": from_thousandths(o.standard_milliminutes),
                "yield_rate": None if o.yield_rate == ONE else o.yield_rate,
                "setup": _unless_zero(from_thousandths(o.setup_milliminutes)),
                "setup_cost": _unless_zero(from_cents(o.setup_cost_cents)),
                "rate": o.rate,
            }
            for p in problem.products
            for o in p.operations
        ],
        "bom": [
            {
                "product": p.id,
                "material": b.material,
                "quantity": b.quantity,
                "waste_rate": _unless_zero(b.waste_rate),
                "operation": b.operation,
                "substitutes": tuple(s.material for s in b.substitutes),
                "ratios": ()
                if all(s.ratio == ONE for s in b.substitutes)
                else tuple(s.ratio for s in b.substitutes),
            }
            for p in problem.products
            for b in p.materials
        ],
        "needs": [
            {"product": p.id, "norm": n.norm, "operations": n.operations}
            for p in problem.products
            for n in p.qualifications
        ],
    }


def _members(problem: Problem) -> dict[str, list[RowValues]]:
    able = {c.workshop for c in problem.capabilities}
    return {
        "workshops": [_workshop(w, w.id in able) for w in problem.workshops],
        "overrides": [
            {
                "workshop": w.id,
                "week": o.week,
                "headcount": o.headcount,
                "weekly_hours": o.weekly_hours,
            }
            for w in problem.workshops
            for o in w.overrides
        ],
        "closures": [
            {"workshops": (w.id,), "first": c.first, "last": c.last, "reason": c.reason}
            for w in problem.workshops
            for c in w.closures
        ],
        "commitments": [
            {"workshop": w.id, "first": c.first, "last": c.last, "minutes": c.minutes}
            for w in problem.workshops
            for c in w.commitments
        ],
        "held": list(_held(problem)),
        "capabilities": list(_capabilities(problem)),
        "stations": [
            {
                "id": g.id,
                "name": g.name,
                "host": g.host,
                "users": g.users,
                "operations": g.operations,
                "number": g.number,
                "opening_hours": g.opening_hours,
            }
            for g in problem.station_groups
        ],
        "station_weeks": [
            {
                "station": g.id,
                "week": o.week,
                "number": o.number,
                "opening_hours": o.opening_hours,
            }
            for g in problem.station_groups
            for o in g.overrides
        ],
        "lanes": list(_lanes(problem)),
    }


def _workshop(w: data.Workshop, is_able: bool) -> RowValues:
    ceiling = w.receipts_ceiling_cents
    return {
        "id": w.id,
        "name": w.name,
        "kind": w.kind,
        "siret": w.siret,
        "headcount": w.headcount,
        "weekly_hours": w.weekly_hours,
        "working_days": w.working_days,
        "absence_rate": w.absence_rate,
        "non_production_rate": w.non_production_rate,
        # Said only where silence would mean that it can do everything.
        "every_operation": None if is_able else False,
        "ramp_up": w.ramp_up,
        "entry": w.entry,
        "leaving": w.leaving,
        "hourly_cost": w.hourly_cost,
        "smallest_share": w.smallest_share,
        "largest_share": w.largest_share,
        "receipts_ceiling": None if ceiling is None else from_cents(ceiling),
        "agreed_share": w.agreed_share,
        "holding_cost": _unless_zero(w.holding_cost),
        "issue_lead_weeks": w.issue_lead_weeks or None,
    }


def _capabilities(problem: Problem) -> Iterator[RowValues]:
    """Neighbours that differ by their operation only share a row."""

    def said(c: data.Capability) -> tuple[Any, ...]:
        return (
            c.workshop,
            c.product,
            c.pace,
            c.units_per_week,
            c.setup_milliminutes,
            c.setup_cost_cents,
            c.piece_cost,
            c.smallest_run_units,
        )

    for _, group in groupby(problem.capabilities, key=said):
        alike = list(group)
        c = alike[0]
        setup, cost = c.setup_milliminutes, c.setup_cost_cents
        row: RowValues = {
            "workshops": (c.workshop,),
            "product": c.product,
            "pace": STANDARD if c.pace is None and c.units_per_week is None else c.pace,
            "units_per_week": c.units_per_week,
            "setup": None if setup is None else from_thousandths(setup),
            "setup_cost": None if cost is None else from_cents(cost),
            "piece_cost": _unless_zero(c.piece_cost),
            "smallest_run": c.smallest_run_units or None,
        }
        yield {**row, "operations": tuple(dict.fromkeys(x.operation for x in alike))}


def _held(problem: Problem) -> Iterator[RowValues]:
    """Workshops that hold one norm each, the same in the same days, share a row with neighbours."""
    held = [(w.id, q) for w in problem.workshops for q in w.qualifications]
    alone = {w.id for w in problem.workshops if len(w.qualifications) == 1}
    for (q, may_share), group in groupby(held, key=lambda x: (x[1], x[0] in alone)):
        workshops = tuple(w for w, _ in group)
        for sharing in [workshops] if may_share else [(w,) for w in workshops]:
            yield {"workshops": sharing, "norm": q.norm, "start": q.start, "end": q.end}


def _lanes(problem: Problem) -> Iterator[RowValues]:
    """Neighbours that go to the same place on the same terms share a row."""

    def said(lane: data.Lane) -> tuple[Any, ...]:
        return lane.delivery_point, lane.cost_per_lot_cents, lane.lead_time_weeks

    for (point, cost, lead), group in groupby(problem.lanes, key=said):
        yield {
            "workshops": tuple(dict.fromkeys(lane.workshop for lane in group)),
            "delivery_points": (point,),
            "cost_per_lot": from_cents(cost),
            "lead_time_weeks": lead,
        }


def _supply(problem: Problem) -> dict[str, list[RowValues]]:
    return {
        "materials": [
            {
                "id": m.id,
                "name": m.name,
                "unit": m.unit,
                "holding_cost": _unless_zero(m.holding_cost),
            }
            for m in problem.materials
        ],
        "suppliers": [
            {
                "id": s.id,
                "name": s.name,
                "fee": _unless_zero(from_cents(s.fee_cents)),
                "minimum": _unless_zero(from_cents(s.minimum_cents)),
            }
            for s in problem.suppliers
        ],
        "offers": [_offer(o) for o in problem.offers],
        "availability": [
            {"offer": o.id, "week": a.week, "quantity": from_thousandths(a.thousandths)}
            for o in problem.offers
            for a in o.availability
        ],
    }


def _offer(o: data.Offer) -> RowValues:
    weekly, total = o.weekly_thousandths, o.total_thousandths
    return {
        "id": o.id,
        "supplier": o.supplier,
        "material": o.material,
        "from": tuple(from_thousandths(b.from_thousandths) for b in o.breaks),
        "price": tuple(b.unit_price for b in o.breaks),
        "break_kind": o.break_kind,
        "break_basis": o.break_basis,
        "minimum": _unless_zero(from_thousandths(o.minimum_thousandths)),
        "multiple": _unless_zero(from_thousandths(o.multiple_thousandths)),
        "lead_time_weeks": o.lead_time_weeks,
        "weekly": None if weekly is None else from_thousandths(weekly),
        "total": None if total is None else from_thousandths(total),
        "order_from": o.order_from,
        "order_until": o.order_until,
    }


def _opening(opening: OpeningState) -> dict[str, list[RowValues]]:
    state: list[RowValues] = [
        {
            "state": "unit_stock",
            "workshop": u.workshop,
            "product": u.product,
            "operation": u.operation,
            "quantity": u.units,
        }
        for u in opening.units
    ]
    state += [
        {
            "state": "hub_transit",
            "product": h.product,
            "operation": h.operation,
            "quantity": h.units,
            "arrival": h.arrival,
        }
        for h in opening.hub_transit
    ]
    state += [
        {
            "state": "lane_transit",
            "product": t.product,
            "delivery_point": t.delivery_point,
            "quantity": t.units,
            "arrival": t.arrival,
        }
        for t in opening.lane_transit
    ]
    state += [
        {"state": "delivered", "demand": d.demand, "quantity": d.units} for d in opening.delivered
    ]
    state += [
        {
            "state": "material_stock",
            "material": m.material,
            "workshop": m.lender,
            "quantity": from_thousandths(m.thousandths),
        }
        for m in opening.materials
    ]
    state += [
        {
            "state": "open_purchase",
            "material": p.material,
            "offer": p.offer,
            "quantity": from_thousandths(p.thousandths),
            "arrival": p.arrival,
        }
        for p in opening.purchases
    ]
    state += [
        {"state": "bought", "offer": b.offer, "quantity": from_thousandths(b.thousandths)}
        for b in opening.bought
    ]
    return {
        "opening": state,
        "past_work": [
            {
                "workshop": p.workshop,
                "standard": from_thousandths(p.standard_milliminutes),
                "receipts": from_cents(p.receipts_cents),
                "ramp_up_weeks": p.ramp_up_weeks,
                "headcount_weeks": p.headcount_weeks or None,
                "productive_minutes": p.productive_minutes or None,
            }
            for p in opening.past_work
        ],
        "frozen": [
            {
                "workshop": r.workshop,
                "product": r.product,
                "operation": r.operation,
                "week": r.week,
                "units": r.units,
            }
            for r in opening.frozen_runs
        ],
    }


def _unless_zero(value: Decimal) -> Decimal | None:
    return value or None
