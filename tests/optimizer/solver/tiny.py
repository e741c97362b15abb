"""One product, small lots, round minutes: problems whose plans can be counted or worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from optimizer import problem as data
from optimizer.diagnostics import Severity
from optimizer.opening import MaterialStock
from optimizer.problem import Problem
from optimizer.validation import check_problem

D = Decimal
START = date(2020, 4, 6)


def friday(week: int) -> date:
    """Friday of a week of the plan."""
    return START + timedelta(days=4 + 7 * week)


def week(position: int) -> str:
    """Name of a week of the plan."""
    return f"2020-W{15 + position:02d}"


def workshop(id: str, minutes: int, **changes: Any) -> data.Workshop:
    """One person with so many productive minutes a week, at 12 € an hour: 20 cents a minute."""
    fields = {"headcount": D(1), "weekly_hours": D(minutes) / 60, "hourly_cost": D(12)}
    return data.Workshop(id=id, **{**fields, **changes})


def operation(id: str, minutes: int = 1, **changes: Any) -> data.Operation:
    """So many standard minutes a unit."""
    return data.Operation(id=id, standard_milliminutes=minutes * 1000, **changes)


def product(*operations: data.Operation, **changes: Any) -> data.Product:
    """Lots of 10."""
    return data.Product(
        **{"id": "p", "lot_size": 10, "operations": operations or (operation("sew"),), **changes}
    )


def demand(id: str, quantity: int, due: int, **changes: Any) -> data.Demand:
    """Due on the Friday of a week, at the only point."""
    fields = {"product": "p", "quantity": D(quantity), "delivery_point": "k"}
    return data.Demand(id=id, due=friday(due), **{**fields, **changes})


def problem(
    *,
    workshops: tuple[data.Workshop, ...],
    products: tuple[data.Product, ...] = (),
    demands: tuple[data.Demand, ...],
    capabilities: tuple[data.Capability, ...] | None = None,
    lanes: tuple[data.Lane, ...] | None = None,
    tail: int = 1,
    **changes: Any,
) -> Problem:
    """A valid problem; everybody can do everything and reaches the point, unless told otherwise."""
    products = products or (product(),)
    names = dict.fromkeys(o.id for p in products for o in p.operations)
    if capabilities is None:
        capabilities = tuple(
            data.Capability(workshop=w.id, operation=o) for w in workshops for o in names
        )
    if lanes is None:
        lanes = tuple(data.Lane(workshop=w.id, delivery_point="k") for w in workshops)
    made = Problem(
        id="tiny",
        start=START,
        late_tail_weeks=tail,
        products=products,
        delivery_points=changes.pop("delivery_points", (data.DeliveryPoint(id="k"),)),
        demands=demands,
        workshops=workshops,
        capabilities=capabilities,
        lanes=lanes,
        **changes,
    )
    faults = [d for d in check_problem(made) if d.severity is Severity.ERROR]
    assert not faults, faults
    return made


def cloth(quantity: str = "1", operation: str = "sew", **changes: Any) -> data.BomLine:
    """A unit made takes so much cloth."""
    return data.BomLine(material="cloth", quantity=D(quantity), operation=operation, **changes)


def stock(units: int, material: str = "cloth") -> MaterialStock:
    """So many units of a material at the start."""
    return MaterialStock(material=material, thousandths=units * 1000)


def offer(*prices: tuple[int, str], **changes: Any) -> data.Offer:
    """Cloth from (quantity, euros) on, in tens."""
    breaks = tuple(
        data.PriceBreak(from_thousandths=q * 1000, unit_price=D(price)) for q, price in prices
    )
    fields = {"id": "cloth-1", "supplier": "s", "material": "cloth"}
    return data.Offer(breaks=breaks, **{**fields, "multiple_thousandths": 10_000, **changes})
