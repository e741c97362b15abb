"""From column values to the entries of a plan: whole where the thing is whole, exact to the last unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from optimizer.plan import (
    Delivery,
    HubReceipt,
    HubSending,
    Purchase,
    Run,
    Shipment,
    Substitution,
)
from optimizer.solver.earliest_due import earliest_first
from optimizer.solver.linear import Vector
from optimizer.solver.purchases import orders_of
from optimizer.solver.variables import Variables

_FINE = Decimal("0.000001")
# Units of a divisible product that are none: half of what the rules tolerate.
_CRUMB = 5e-4
_RESIDUE = Decimal("0.0005")


@dataclass(frozen=True, slots=True)
class Entries:
    """The lists of a plan."""

    runs: tuple[Run, ...]
    hub_sendings: tuple[HubSending, ...]
    hub_receipts: tuple[HubReceipt, ...]
    shipments: tuple[Shipment, ...]
    deliveries: tuple[Delivery, ...]
    purchases: tuple[Purchase, ...]
    substitutions: tuple[Substitution, ...]


def _rounded(value: float, step: Decimal) -> Decimal:
    return (Decimal(repr(float(value))) / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def entries(v: Variables, x: Vector) -> Entries:
    """Entries of a plan from a solution whose whole columns are whole.

    Units that are whole are rounded to the unit; others to a millionth, within the tolerance of the
    rules. Zero entries are left out.
    """
    step = {p.id: _unit_step(v, p.id) for p in v.problem.products}
    name = v.horizon.name
    runs = []
    for (w, p, o, t), column in v.lots.items():
        units = _run_units(v, x, (w, p, o, t), column)
        if units > 0:
            runs.append(Run(workshop=w, product=p, operation=o, week=name(t), units=units))
    sendings = [
        HubSending(workshop=w, product=p, operation=o, week=name(t), units=units)
        for (w, p, o, t), column in v.sent.items()
        if (units := _rounded(x[column], step[p])) > 0
    ]
    receipts = [
        HubReceipt(workshop=w, product=p, operation=o, week=name(t), units=units)
        for (w, p, o, t), column in v.received.items()
        if (units := _rounded(x[column], step[p])) > 0
    ]
    shipments = [
        Shipment(workshop=w, delivery_point=k, product=p, week=name(t), units=units)
        for (w, k, p, t), column in v.shipped.items()
        if (units := _rounded(x[column], step[p])) > 0
    ]
    products = {d.id: d.product for d in v.problem.demands}
    deliveries = [
        Delivery(demand=d, week=name(t), units=units)
        for (d, t), column in v.delivered.items()
        if (units := _rounded(x[column], step[products[d]])) > 0
    ]
    substitutions = [
        Substitution(
            workshop=w, product=p, operation=o, week=name(t), material=m, used=used, units=units
        )
        for (w, p, o, t, m, used), column in v.substituted.items()
        if (units := _rounded(x[column], Decimal("0.001"))) > 0
    ]
    return Entries(
        runs=tuple(runs),
        hub_sendings=tuple(sendings),
        hub_receipts=tuple(receipts),
        shipments=tuple(shipments),
        deliveries=earliest_first(v.problem, v.horizon, _completed(v, deliveries)),
        purchases=orders_of(v.purchases, x, v.horizon, lambda units: round(units * 1000)),
        substitutions=tuple(substitutions),
    )


def _completed(v: Variables, deliveries: list[Delivery]) -> tuple[Delivery, ...]:
    """The same deliveries, a rounding residue of a divisible demand put on its largest one.

    Millionths that are missing would read as an order that is not complete.
    """
    largest: dict[str, int] = {}
    for i, d in enumerate(deliveries):
        if d.demand not in largest or d.units > deliveries[largest[d.demand]].units:
            largest[d.demand] = i
    found = list(deliveries)
    done = {x.demand: x.units for x in v.problem.opening.delivered}
    for demand in v.problem.demands:
        due = demand.quantity - done.get(demand.id, Decimal(0))
        residue = due - sum((d.units for d in deliveries if d.demand == demand.id), Decimal(0))
        if residue and abs(residue) < _RESIDUE and demand.id in largest:
            place = largest[demand.id]
            found[place] = replace(found[place], units=found[place].units + residue)
    return tuple(found)


def _unit_step(v: Variables, product: str) -> Decimal:
    """1 where every flow is whole, a millionth where quantities or yields are not."""
    p = v.products[product]
    whole = p.lot_size > 0 and all(o.yield_rate == 1 for o in p.operations)
    return Decimal(1) if whole else _FINE


def _run_units(v: Variables, x: Vector, key: tuple[str, str, str, int], column: int) -> Decimal:
    w, p, o, t = key
    lot = v.products[p].lot_size
    if not lot:
        running = v.running.get(key)
        if running is not None and x[running] < 0.5 and x[column] < _CRUMB:
            return Decimal(0)  # what the solver's tolerance lets through where nothing runs
        return _rounded(x[column], _FINE)
    units = Decimal(round(x[column])) * lot
    part = v.incomplete.get((w, p, o, t))
    if part is not None and x[part] > 0.5:
        units += v.stages[p, o].incomplete
    return units
