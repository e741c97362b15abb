"""The neutral instances: single-operation orders in plain JSON, written for comparing planners.

Their semantics are those of the README beside them: effective weekly hours per workshop, standard
minutes per piece, material per piece, demands due at the end of a week, offers with a lead time,
minimum, multiple, weekly limit and all-units price tiers per order; a late tail of 26 weeks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from itertools import groupby
from pathlib import Path

from optimizer.opening import MaterialStock, OpeningState
from optimizer.problem import (
    BomLine,
    Capability,
    Closure,
    Commitment,
    DeliveryPoint,
    Demand,
    Lane,
    Material,
    Offer,
    Operation,
    PriceBreak,
    Problem,
    Product,
    Supplier,
    WeekOverride,
    Workshop,
)
from optimizer.weeks import week_name

TAIL_WEEKS = 26
MAKING = "making"
POINT = "client"
_CENTIHOUR = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class NeutralOffer:
    """An offer of the file; ``tiers`` are (from quantity, unit price), all-units per order."""

    id: str
    supplier: str
    material: str
    lead_weeks: int
    minimum: Decimal
    multiple: Decimal
    max_per_week: Decimal | None
    tiers: tuple[tuple[Decimal, Decimal], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeutralDemand:
    """Pieces of a product due at the end of week ``due_week``."""

    id: str
    product: str
    pieces: Decimal
    due_week: int
    priority: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A neutral instance, numbers exact, the late tail already added to the weeks.

    ``hours``: workshop → effective standard hours of weeks 0 … T−1. ``minutes``: product → standard
    minutes per piece. ``bill``: product → material → quantity per piece. ``can_make``: workshop →
    products. ``hourly_cost`` in euros.
    """

    name: str
    start: date
    weeks: int
    hours: dict[str, tuple[Decimal, ...]]
    headcount: dict[str, Decimal]
    hourly_cost: dict[str, Decimal]
    minutes: dict[str, Decimal]
    bill: dict[str, dict[str, Decimal]]
    can_make: dict[str, tuple[str, ...]]
    demands: tuple[NeutralDemand, ...]
    on_hand: dict[str, Decimal]
    units: dict[str, str]
    offers: tuple[NeutralOffer, ...]

    @property
    def total_hours(self) -> Decimal:
        """Standard hours of everything asked for."""
        return sum(
            (d.pieces * self.minutes[d.product] / 60 for d in self.demands), start=Decimal(0)
        )

    @property
    def target_hours(self) -> dict[str, Decimal]:
        """Plain fair targets: total hours in proportion to headcounts."""
        heads = sum(self.headcount.values(), start=Decimal(0))
        return {w: self.total_hours * h / heads for w, h in self.headcount.items()}


def read_instance(path: Path) -> Instance:
    """Read an instance file, numbers exactly as written.

    Raises:
        OSError, ValueError, KeyError: the file cannot be read or is not such an instance.
    """
    raw = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    hours = {
        w["id"]: tuple(Decimal(h) for h in w["weekly_hours"])
        + (Decimal(max(w["weekly_hours"])),) * TAIL_WEEKS
        for w in raw["workshops"]
    }
    return Instance(
        name=raw["name"],
        start=date.fromisoformat(raw["start"]),
        weeks=raw["weeks"] + TAIL_WEEKS,
        hours=hours,
        headcount={w["id"]: Decimal(w["headcount"]) for w in raw["workshops"]},
        hourly_cost={w["id"]: Decimal(w["hourly_cost"]) for w in raw["workshops"]},
        minutes={p["id"]: Decimal(p["std_minutes"]) for p in raw["products"]},
        bill={p["id"]: {m: Decimal(q) for m, q in p["bom"].items()} for p in raw["products"]},
        can_make={w: tuple(products) for w, products in raw["eligibility"].items()},
        demands=tuple(
            NeutralDemand(
                id=d["id"],
                product=d["product"],
                pieces=Decimal(d["qty"]),
                due_week=d["due_week"],
                priority=d["priority"],
            )
            for d in raw["demands"]
        ),
        on_hand={m["id"]: Decimal(m["on_hand"]) for m in raw["materials"]},
        units={m["id"]: m["unit"] for m in raw["materials"]},
        offers=tuple(
            NeutralOffer(
                id=f"{o['supplier']}/{o['material']}",
                supplier=o["supplier"],
                material=o["material"],
                lead_weeks=o["lead_weeks"],
                minimum=Decimal(o["min_qty"]),
                multiple=Decimal(o["multiple"]),
                max_per_week=None if o["max_per_week"] is None else Decimal(o["max_per_week"]),
                tiers=tuple((Decimal(s["from"]), Decimal(s["price"])) for s in o["price_tiers"]),
            )
            for o in raw["offers"]
        ),
    )


def to_problem(instance: Instance) -> Problem:
    """The instance as a problem of ours: one operation, divisible pieces, one delivery point."""
    last_due = max(d.due_week for d in instance.demands)
    return Problem(
        id=instance.name,
        title=instance.name,
        start=instance.start,
        late_tail_weeks=instance.weeks - 1 - last_due,
        products=tuple(
            Product(
                id=p,
                operations=(Operation(id=MAKING, standard_milliminutes=_thousandths(minutes)),),
                materials=tuple(
                    BomLine(material=m, quantity=q, operation=MAKING)
                    for m, q in instance.bill[p].items()
                ),
            )
            for p, minutes in instance.minutes.items()
        ),
        delivery_points=(DeliveryPoint(id=POINT),),
        demands=tuple(
            Demand(
                id=d.id,
                product=d.product,
                quantity=d.pieces,
                due=instance.start + timedelta(weeks=d.due_week, days=6),
                priority=d.priority,
                delivery_point=POINT,
            )
            for d in instance.demands
        ),
        workshops=tuple(_workshop(instance, w) for w in instance.hours),
        capabilities=tuple(
            Capability(workshop=w, operation=MAKING, product=p, pace=Decimal(1))
            for w, products in instance.can_make.items()
            for p in products
        ),
        lanes=tuple(Lane(workshop=w, delivery_point=POINT) for w in instance.hours),
        materials=tuple(Material(id=m, unit=unit) for m, unit in instance.units.items()),
        suppliers=tuple(Supplier(id=s) for s in dict.fromkeys(o.supplier for o in instance.offers)),
        offers=tuple(
            Offer(
                id=o.id,
                supplier=o.supplier,
                material=o.material,
                breaks=tuple(
                    PriceBreak(from_thousandths=_thousandths(start), unit_price=price)
                    for start, price in o.tiers
                ),
                minimum_thousandths=_thousandths(o.minimum),
                multiple_thousandths=_thousandths(o.multiple),
                lead_time_weeks=o.lead_weeks,
                weekly_thousandths=None if o.max_per_week is None else _thousandths(o.max_per_week),
            )
            for o in instance.offers
        ),
        opening=OpeningState(
            materials=tuple(
                MaterialStock(material=m, thousandths=_thousandths(q))
                for m, q in instance.on_hand.items()
                if q
            )
        ),
    )


def _thousandths(value: Decimal) -> int:
    scaled = value * 1000
    if scaled != scaled.to_integral_value():
        raise ValueError(f"not a whole number of thousandths: {value}")
    return int(scaled)


def _workshop(instance: Instance, workshop: str) -> Workshop:
    """A workshop whose productive minutes are the hours of the file, to the last digit.

    Hours per person seldom divide exactly: they are rounded up to a hundredth, and the little too
    much is committed elsewhere.
    """
    hours = instance.hours[workshop]
    heads = instance.headcount[workshop]
    usual = max(hours)
    overrides: list[WeekOverride] = []
    closures: list[Closure] = []
    commitments: list[Commitment] = []
    position = 0
    for value, run in groupby(hours):
        length = len(list(run))
        first = instance.start + timedelta(weeks=position)
        last = first + timedelta(weeks=length, days=-1)
        position += length
        if value == 0:
            closures.append(Closure(first=first, last=last))
            continue
        per_person = _per_person(value, heads)
        too_much = (per_person * heads - value) * 60
        if value != usual:
            overrides.extend(
                WeekOverride(week=week_name(first + timedelta(weeks=k)), weekly_hours=per_person)
                for k in range(length)
            )
        if too_much:
            commitments.append(
                Commitment(first=week_name(first), last=week_name(last), minutes=too_much)
            )
    return Workshop(
        id=workshop,
        headcount=heads,
        weekly_hours=_per_person(usual, heads),
        overrides=tuple(overrides),
        closures=tuple(closures),
        commitments=tuple(commitments),
        hourly_cost=instance.hourly_cost[workshop],
    )


def _per_person(hours: Decimal, heads: Decimal) -> Decimal:
    return (hours / heads).quantize(_CENTIHOUR, rounding=ROUND_CEILING)
