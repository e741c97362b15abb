"""Why a milestone is late: what bound in which week on the way to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from optimizer.diagnosis import BottleneckKind, ChainLink, Unit, Where, WhyLate
from optimizer.ledger import Ledger
from optimizer.plan import Plan
from optimizer.problem import Demand, Problem
from optimizer.solver.elastic import Binding, Elastic, Room

ZERO = Decimal(0)
_SIXTY = Decimal(60)
_TENTH = Decimal("0.1")
_THOUSANDTH = Decimal("0.001")
# Links that say next to nothing are left out, and so are those beyond so many.
_TELLING = 0.02
_MOST_LINKS = 12
# So much of a week's minutes is a full week.
_FULL = Decimal("0.97")
_KINDS: dict[str, BottleneckKind] = {
    "labour": "labour",
    "station": "station",
    "material": "material",
    "largest_share": "largest_share",
    "receipts_ceiling": "receipts_ceiling",
}


@dataclass(slots=True)
class _Group:
    """Links on one thing in weeks that follow each other."""

    room: Room
    first: int
    last: int
    weight: float


def why_late(problem: Problem, plan: Plan, demand: str) -> WhyLate:
    """The chain behind a milestone.

    Args:
        problem: without errors.
        plan: of this problem.
        demand: id of the milestone.

    Returns:
        what is delivered when, and what bound before, from the milestone back to the start. Without
        a proof that it must be late, the chain shows the weeks that are full in this plan.

    Raises:
        KeyError: no such demand.
    """
    found = {d.id: d for d in problem.demands}[demand]
    ledger = Ledger(problem, plan)
    horizon = ledger.horizon
    due = horizon.due_index(found.due)
    row = ledger.series(ledger.delivered, demand)
    arrived = [t for t, units in enumerate(row) if units > 0]
    last = max(arrived, default=-1)
    late = sum((u for t, u in enumerate(row) if t > due), start=ZERO)
    on_time = found.quantity - late - ledger.missing[demand]
    damage = 0.0
    bindings: tuple[Binding, ...] = ()
    if late or ledger.missing[demand]:
        damage, bindings = Elastic(problem).bindings_of(demand)
    chain = _from_prices(ledger, bindings) if bindings else _from_plan(ledger, found, last)
    return WhyLate(
        demand=demand,
        due_week=horizon.name(max(0, due)),
        on_time=on_time,
        late=late,
        missing=ledger.missing[demand],
        last_week=horizon.name(last) if last >= 0 else "",
        weeks_early=due - last if last >= 0 else 0,
        last_units=row[last] if last >= 0 else ZERO,
        is_proven=damage > 0,
        chain=tuple(chain) if late or ledger.missing[demand] else (),
    )


def _from_prices(ledger: Ledger, bindings: Iterable[Binding]) -> list[ChainLink]:
    """The limits that have a price for this milestone."""
    priced = sorted(bindings, key=lambda b: (b.room, b.week))
    total = sum(b.price * _size(ledger, b.room, b.week) for b in priced) or 1.0
    groups: list[_Group] = []
    for b in priced:
        weight = b.price * _size(ledger, b.room, b.week) / total
        before = groups[-1] if groups else None
        if before is not None and before.room == b.room and before.last + 1 == b.week:
            before.last = b.week
            before.weight += weight
        else:
            groups.append(_Group(b.room, b.week, b.week, weight))
    return _links(ledger, [g for g in groups if g.weight >= _TELLING])


def _size(ledger: Ledger, room: Room, week: int) -> float:
    """So that prices of hours, metres and shares can stand side by side."""
    kind, place = room
    if kind == "labour":
        return float(ledger.capacities.productive_minutes[place][week])
    if kind == "station":
        return float(ledger.capacities.station_minutes[place][week])
    if kind == "material":
        return float(sum(ledger.series(ledger.material_issues, place), start=ZERO))
    if kind == "largest_share":
        total = sum((s.standard_minutes for s in ledger.stages.values()), start=ZERO)
        share = next(w.largest_share for w in ledger.problem.workshops if w.id == place)
        return float((share or ZERO) * total)
    ceiling = next(w.receipts_ceiling_cents for w in ledger.problem.workshops if w.id == place)
    return float(ceiling or 0)


def _from_plan(ledger: Ledger, demand: Demand, last: int) -> list[ChainLink]:
    """The weeks that are full, at those who work on its product."""
    made = {(w, o) for w, p, o in ledger.made if p == demand.product}
    groups: list[_Group] = []
    end = last if last >= 0 else ledger.horizon.last_due
    for w in dict.fromkeys(w for w, _ in sorted(made)):
        used, there = ledger.minutes_used[w], ledger.capacities.productive_minutes[w]
        _add_full(groups, ("labour", w), used, there, end)
    for g, used in ledger.station_minutes_used.items():
        served = ledger.capacities.served(
            next(x for x in ledger.problem.station_groups if x.id == g)
        )
        if set(served) & made and g in ledger.capacities.station_minutes:
            _add_full(groups, ("station", g), used, ledger.capacities.station_minutes[g], end)
    return _links(ledger, groups)


def _add_full(
    groups: list[_Group], room: Room, used: Iterable[Decimal], there: Iterable[Decimal], end: int
) -> None:
    for t, (minutes, most) in enumerate(zip(used, there, strict=True)):
        if t > end or not most or minutes < _FULL * most:
            continue
        if groups and groups[-1].room == room and groups[-1].last + 1 == t:
            groups[-1].last = t
            groups[-1].weight += 1.0
        else:
            groups.append(_Group(room, t, t, 1.0))


def _links(ledger: Ledger, groups: list[_Group]) -> list[ChainLink]:
    """From the milestone back; the heaviest when there are many."""
    total = sum(g.weight for g in groups) or 1.0
    kept = sorted(groups, key=lambda g: -g.weight)[:_MOST_LINKS]
    kept.sort(key=lambda g: (-g.last, -g.first, g.room))
    return [_link(ledger, g, g.weight / total) for g in kept]


def _link(ledger: Ledger, g: _Group, weight: float) -> ChainLink:
    kind, place = g.room
    horizon = ledger.horizon
    weeks = range(max(0, g.first), g.last + 1)
    where = Where(
        first=horizon.name(g.first) if g.first >= 0 else "",
        last=horizon.name(g.last) if g.last >= 0 else "",
    )
    used, available, unit, measure = ZERO, ZERO, "hours", ""
    if kind == "labour":
        where = _at(where, workshop=place)
        used = sum((ledger.minutes_used[place][t] for t in weeks), start=ZERO) / _SIXTY
        minutes = ledger.capacities.productive_minutes[place]
        available = sum((minutes[t] for t in weeks), start=ZERO) / _SIXTY
    elif kind == "station":
        host = next(x.host for x in ledger.problem.station_groups if x.id == place)
        where = _at(where, workshop=host, group=place)
        row = ledger.series(ledger.station_minutes_used, place)
        used = sum((row[t] for t in weeks), start=ZERO) / _SIXTY
        minutes = ledger.capacities.station_minutes[place]
        available = sum((minutes[t] for t in weeks), start=ZERO) / _SIXTY
    elif kind == "material":
        where = _at(where, material=place)
        unit, measure = "material", next(m.unit for m in ledger.problem.materials if m.id == place)
        issues = ledger.series(ledger.material_issues, place)
        arrivals = ledger.series(ledger.material_arrivals, place)
        used = sum(issues[: g.last + 1], start=ZERO)
        opening = ledger.material_opening.get(place, ZERO)
        available = sum(arrivals[: g.last + 1], start=opening)
    else:
        where = _at(where, workshop=place)
        workshop = next(w for w in ledger.problem.workshops if w.id == place)
        if kind == "largest_share":
            unit = "share"
            total = sum((s.standard_minutes for s in ledger.stages.values()), start=ZERO)
            standard = {
                (p.id, o.id): Decimal(o.standard_milliminutes) / 1000
                for p in ledger.problem.products
                for o in p.operations
            }
            made = sum(
                (
                    sum(row, start=ZERO) * standard[p, o]
                    for (w, p, o), row in ledger.made.items()
                    if w == place
                ),
                start=ZERO,
            )
            used = made / total if total else ZERO
            available = workshop.largest_share or ZERO
        else:
            unit = "cents"
            available = Decimal(workshop.receipts_ceiling_cents or 0)
            used = available
    return ChainLink(
        kind=_KINDS[kind],
        where=where,
        used=used.quantize(_THOUSANDTH if unit == "share" else _TENTH),
        available=available.quantize(_THOUSANDTH if unit == "share" else _TENTH),
        unit=_unit(unit),
        measure=measure,
        weight=Decimal(repr(weight)).quantize(_THOUSANDTH),
    )


def _unit(name: str) -> Unit:
    units: dict[str, Unit] = {
        "hours": "hours",
        "material": "material",
        "share": "share",
        "cents": "cents",
    }
    return units[name]


def _at(where: Where, *, workshop: str = "", group: str = "", material: str = "") -> Where:
    return Where(
        workshop=workshop, group=group, material=material, first=where.first, last=where.last
    )
