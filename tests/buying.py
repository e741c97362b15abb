"""Small buying groups for the tests: who needs how much of what, when, and who sells it.

A unit of a product uses one unit of its only material, so the units that a workshop makes are what it
needs. Weeks run from 2020-W15 (position 0); quantities are whole units.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from optimizer import problem as data
from optimizer.plan import Plan, Run
from optimizer.weeks import week_name

START = date(2020, 4, 6)
MADE = "sewing"

# workshop → material → units per week
GroupNeeds = Mapping[str, Mapping[str, Sequence[int]]]


def week(t: int) -> str:
    """Name of the week at a position."""
    return week_name(START + timedelta(weeks=t))


def prices(euros: str, *breaks: tuple[int, str]) -> tuple[data.PriceBreak, ...]:
    """A price, and lower ones from some quantities on."""
    return (
        data.PriceBreak(unit_price=Decimal(euros)),
        *(data.PriceBreak(from_thousandths=q * 1000, unit_price=Decimal(p)) for q, p in breaks),
    )


def offer(euros: str, *breaks: tuple[int, str], **changes: Any) -> data.Offer:
    """An offer of fabric by ``mill``, received in the week it is ordered."""
    kept = {"id": "mill-fabric", "supplier": "mill", "material": "fabric"}
    return data.Offer(**{**kept, "breaks": prices(euros, *breaks), **changes})


def group(
    needs: GroupNeeds, offers: Sequence[data.Offer], weeks: int = 1, **changes: Any
) -> tuple[data.Problem, Plan]:
    """A problem and a plan in which each workshop uses what ``needs`` says, no orders placed."""
    materials = sorted({o.material for o in offers} | {m for row in needs.values() for m in row})
    runs = tuple(
        Run(workshop=w, product=m, operation=MADE, week=week(t), units=Decimal(units))
        for w, rows in needs.items()
        for m, row in rows.items()
        for t, units in enumerate(row)
        if units
    )
    problem = data.Problem(
        **{
            "id": "group",
            "start": START,
            "late_tail_weeks": weeks - 1,
            "products": tuple(
                data.Product(
                    id=m,
                    operations=(data.Operation(id=MADE, standard_milliminutes=1_000),),
                    materials=(data.BomLine(material=m, quantity=Decimal(1), operation=MADE),),
                )
                for m in materials
            ),
            "delivery_points": (data.DeliveryPoint(id="store"),),
            "demands": (
                data.Demand(
                    id="d",
                    product=materials[0],
                    quantity=Decimal(10**6),
                    due=START + timedelta(days=4),
                    delivery_point="store",
                ),
            ),
            "workshops": tuple(
                data.Workshop(id=w, headcount=Decimal(5), weekly_hours=Decimal(35)) for w in needs
            ),
            "capabilities": tuple(data.Capability(workshop=w, operation=MADE) for w in needs),
            "materials": tuple(data.Material(id=m, unit="m") for m in materials),
            "suppliers": tuple(
                data.Supplier(id=s) for s in dict.fromkeys(o.supplier for o in offers)
            ),
            "offers": tuple(offers),
            **changes,
        }
    )
    return problem, Plan(problem_hash="", status="feasible", stopped_by="proof", runs=runs)
