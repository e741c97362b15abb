"""From lines without fault to the objects of a problem, and the list of what had to be assumed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

import holidays

from importers import defaults
from importers.assemble_members import Members
from importers.assemble_supply import offers_of, opening_of
from importers.assumed import Assumed
from importers.instruction_rows import bans_of, in_force_of, pins_of
from importers.order_terms import terms_of
from importers.scalars import cents, thousandths
from optimizer import problem as data
from optimizer.capacity import horizon_of
from optimizer.problem import ONE, ZERO, Problem

Values = Mapping[str, Any]
Lines = Mapping[str, list[tuple[str, Values]]]

_MOST_WEEKS = 520


def assemble(lines: Lines) -> Problem:
    """The problem that lines describe.

    Args:
        lines: per sheet key, (id, values) of each row, none faulty, references as ids.
    """
    order_id, order = lines["order"][0]
    assumed = Assumed()
    products = _products(lines, assumed)
    points, demands = _demands(lines, assumed)
    members = Members(lines, products, assumed)
    workshops = members.workshops()
    problem = Problem(
        id=order_id,
        title=order["title"] or "",
        start=order["start"],
        late_tail_weeks=assumed.unless_given(
            order_id,
            "late_tail_weeks",
            order["late_tail_weeks"],
            defaults.LATE_TAIL_WEEKS,
            "late_tail",
        ),
        purchase_from=order["purchase_from"],
        fairness_key=assumed.unless_given(
            order_id, "fairness_key", order["fairness_key"], "headcount", "fairness_headcount"
        ),
        products=products,
        orders=tuple(
            data.Order(id=i, name=v["name"] or "", customer=v["customer"] or "")
            for i, v in lines["orders"]
        ),
        delivery_points=points,
        demands=demands,
        workshops=workshops,
        capabilities=members.capabilities(),
        station_groups=members.station_groups(),
        lanes=members.lanes(points, order["assume_lanes"] is not False),
        hub=_hub(order_id, order, products, workshops, assumed),
        materials=tuple(
            data.Material(
                id=i,
                name=v["name"] or "",
                unit=v["unit"] or "",
                holding_cost=v["holding_cost"] or ZERO,
            )
            for i, v in lines["materials"]
        ),
        suppliers=tuple(
            data.Supplier(
                id=i,
                name=v["name"] or "",
                fee_cents=cents(v["fee"]),
                minimum_cents=cents(v["minimum"]),
            )
            for i, v in lines["suppliers"]
        ),
        offers=offers_of(lines),
        opening=opening_of(lines, order["frozen_weeks"] or 0),
        pins=pins_of(lines),
        bans=bans_of(lines),
        plan_in_force=in_force_of(lines),
        payments=terms_of(lines, order_id, assumed),
    )
    days = _holidays(order_id, order, problem, assumed)
    written = [
        data.Assumption(**{k: values[k] or "" for k in ("subject", "field", "value", "source")})
        for _, values in lines["assumptions"]
    ]
    return replace(problem, public_holidays=days, assumptions=assumed.listed(written))


def automatic_holidays(problem: Problem, zone: str) -> tuple[date, ...]:
    """Public holidays from the Monday of the start to the last week of the plan, in order."""
    horizon = horizon_of(problem)
    first = horizon.monday
    # A slip in a year must not make a calendar of a thousand years.
    last = first + timedelta(weeks=min(horizon.weeks, _MOST_WEEKS), days=-1)
    years = range(first.year, last.year + 1)
    calendar = holidays.country_holidays("FR", subdiv=None if zone == "FR" else zone, years=years)
    return tuple(sorted(d for d in calendar if first <= d <= last))


def _holidays(order_id: str, order: Values, problem: Problem, assumed: Assumed) -> tuple[date, ...]:
    given: tuple[date, ...] = order["public_holidays"] or ()
    is_automatic = order["automatic_holidays"]
    zone = order["holiday_zone"] or "FR"
    if is_automatic is None:
        is_automatic = not given
        if is_automatic:
            assumed.note(order_id, "public_holidays", zone, "public_holidays")
    if not is_automatic:
        assumed.given(order_id, "public_holidays", "")
        return given
    assumed.given(order_id, "public_holidays", zone)
    return tuple(sorted({*automatic_holidays(problem, zone), *given}))


def _hub(
    order_id: str,
    order: Values,
    products: tuple[data.Product, ...],
    workshops: tuple[data.Workshop, ...],
    assumed: Assumed,
) -> data.Hub | None:
    lead, cost = order["hub_lead_time_weeks"], order["hub_cost_per_lot"]
    has_hub = order["has_hub"]
    if has_hub is None and lead is None and cost is None:
        if len(workshops) < 2 or all(len(p.operations) < 2 for p in products):
            return None
    elif has_hub is False:
        return None
    weeks = assumed.unless_given(order_id, "hub.lead_time_weeks", lead, 1, "hub")
    euros = assumed.unless_given(order_id, "hub.cost_per_lot", cost, ZERO, "hub")
    return data.Hub(lead_time_weeks=weeks, cost_per_lot_cents=cents(euros))


def _products(lines: Lines, assumed: Assumed) -> tuple[data.Product, ...]:
    found = []
    for i, v in lines["products"]:
        operations = tuple(_operation(o, w) for o, w in lines["operations"] if w["product"] == i)
        found.append(
            data.Product(
                id=i,
                name=v["name"] or "",
                lot_size=assumed.unless_given(i, "lot_size", v["lot_size"], 1, "whole_units"),
                operations=operations,
                materials=tuple(
                    _bom_line(i, w, operations, assumed)
                    for _, w in lines["bom"]
                    if w["product"] == i
                ),
                qualifications=tuple(
                    data.QualificationNeed(norm=w["norm"], operations=w["operations"] or ())
                    for _, w in lines["needs"]
                    if w["product"] == i
                ),
                testing_weeks=v["testing_weeks"] or 0,
                not_before=v["not_before"],
                selling_price=v["selling_price"],
                weight=ONE if v["weight"] is None else v["weight"],
            )
        )
    return tuple(found)


def _operation(id: str, v: Values) -> data.Operation:
    return data.Operation(
        id=id,
        name=v["name"] or "",
        standard_milliminutes=thousandths(v["standard"]),
        yield_rate=ONE if v["yield_rate"] is None else v["yield_rate"],
        setup_milliminutes=thousandths(v["setup"]),
        setup_cost_cents=cents(v["setup_cost"]),
        rate=v["rate"],
    )


def _bom_line(
    product: str, v: Values, operations: tuple[data.Operation, ...], assumed: Assumed
) -> data.BomLine:
    first = operations[0].id if operations else ""
    operation = v["operation"]
    if operation is None:
        assumed.note(product, f"{v['material']}.operation", first, "first_operation")
    else:
        assumed.given(product, f"{v['material']}.operation", operation)
    substitutes = v["substitutes"] or ()
    ratios: Iterable[Decimal] = v["ratios"] or (ONE,) * len(substitutes)
    return data.BomLine(
        material=v["material"],
        quantity=v["quantity"],
        waste_rate=v["waste_rate"] or ZERO,
        operation=operation or first,
        substitutes=tuple(
            data.Substitute(material=m, ratio=r) for m, r in zip(substitutes, ratios, strict=False)
        ),
    )


def _demands(
    lines: Lines, assumed: Assumed
) -> tuple[tuple[data.DeliveryPoint, ...], tuple[data.Demand, ...]]:
    points = [
        data.DeliveryPoint(id=i, name=v["name"] or "", holding_cost=v["holding_cost"] or ZERO)
        for i, v in lines["delivery_points"]
    ]
    source: Literal["only_delivery_point", "default_delivery_point"] = "only_delivery_point"
    if not points and any(v["delivery_point"] is None for _, v in lines["demands"]):
        points = [data.DeliveryPoint(id=defaults.DELIVERY_POINT_ID)]
        source = "default_delivery_point"
    demands = tuple(
        data.Demand(
            id=i,
            product=v["product"],
            quantity=v["quantity"],
            due=v["due"],
            priority=assumed.unless_given(i, "priority", v["priority"], 1, "priority"),
            delivery_point=assumed.unless_given(
                i, "delivery_point", v["delivery_point"], points[0].id if points else "", source
            ),
            earliest=v["earliest"],
            order=v["order"] or "",
        )
        for i, v in lines["demands"]
    )
    return tuple(points), demands
