"""One week of a plan: who makes what, what travels, what arrives."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from service.exports.facts import Facts
from service.i18n import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Units of an operation that a workshop makes this week; ``key`` names them in forms."""

    workshop: str
    product: str
    operation: str
    units: Decimal
    minutes: Decimal
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Something on its way: from whom, to whom, what, how much, the other end's week ("" unknown)."""

    source: str
    target: str
    what: str
    units: str
    week: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWeek:
    """A week: ``leaves`` and ``arrives`` are what is handed over, delivered or received."""

    name: str
    work: tuple[Work, ...]
    leaves: tuple[Move, ...]
    arrives: tuple[Move, ...]
    materials: tuple[Move, ...]


def week_of(facts: Facts, asked: str, today: str) -> int:
    """Position of the week to show: the one asked for, else this week, else the first with work."""
    names = {facts.horizon.name(t): t for t in facts.weeks}
    for name in (asked, today):
        if name in names:
            return names[name]
    busy = [names[r.week] for r in facts.plan.runs if r.week in names]
    return min(busy, default=0)


def plan_week(facts: Facts, t: int, texts: Texts) -> PlanWeek:
    """Everything of one week, in the order of the data."""
    return PlanWeek(
        name=facts.horizon.name(t),
        work=tuple(_work(facts, t)),
        leaves=(*_handed(facts, t, texts, is_leaving=True), *_shipped(facts, t, texts)),
        arrives=(*_handed(facts, t, texts, is_leaving=False), *_delivered(facts, t, texts)),
        materials=tuple(_bought(facts, t, texts)),
    )


def _work(facts: Facts, t: int) -> list[Work]:
    place = {w.id: i for i, w in enumerate(facts.problem.workshops)}
    steps = {
        (p.id, o.id): i
        for i, (p, o) in enumerate((p, o) for p in facts.problem.products for o in p.operations)
    }
    made = [(key, row[t]) for key, row in facts.ledger.made.items() if row[t]]
    made.sort(key=lambda x: (place[x[0][0]], steps[x[0][1], x[0][2]]))
    week = facts.horizon.name(t)
    return [
        Work(
            workshop=facts.workshop_name(w),
            product=facts.product_name(p),
            operation=facts.operation_name(p, o),
            units=units,
            minutes=facts.work_minutes(w, p, o, t),
            key="|".join((w, p, o, week, format(units, "f"))),
        )
        for (w, p, o), units in made
    ]


def _handed(facts: Facts, t: int, texts: Texts, *, is_leaving: bool) -> list[Move]:
    _ = texts.gettext
    hub = _("la plateforme")
    found = []
    for h in facts.handovers:
        if (h.left if is_leaving else h.arrival) != t:
            continue
        other = h.arrival if is_leaving else h.left
        found.append(
            Move(
                source=facts.workshop_name(h.sender) if h.sender else hub,
                target=facts.workshop_name(h.receiver) if h.receiver else hub,
                what=_what(facts, h.product, h.operation),
                units=texts.number(h.units),
                week="" if other is None else _week(facts, other, texts),
            )
        )
    return found


def _shipped(facts: Facts, t: int, texts: Texts) -> list[Move]:
    name = facts.horizon.name(t)
    return [
        Move(
            source=facts.workshop_name(s.workshop),
            target=facts.point_name(s.delivery_point),
            what=facts.product_name(s.product),
            units=texts.number(s.units),
            week=_week(
                facts, t + facts.ledger.lane_weeks.get((s.workshop, s.delivery_point), 0), texts
            ),
        )
        for s in facts.plan.shipments
        if s.week == name
    ]


def _delivered(facts: Facts, t: int, texts: Texts) -> list[Move]:
    _ = texts.gettext
    name = facts.horizon.name(t)
    demands = {d.id: d for d in facts.problem.demands}
    return [
        Move(
            source=_("livraison du jalon {demand}", demand=d.demand),
            target=facts.point_name(demands[d.demand].delivery_point),
            what=facts.product_name(demands[d.demand].product),
            units=texts.number(d.units),
            week="",
        )
        for d in facts.plan.deliveries
        if d.week == name
    ]


def _bought(facts: Facts, t: int, texts: Texts) -> list[Move]:
    name = facts.horizon.name(t)
    found = []
    for p in facts.plan.purchases:
        if p.arrival != name:
            continue
        offer = facts.offers[p.offer]
        material = facts.materials[offer.material]
        supplier = facts.suppliers[offer.supplier]
        amount = texts.number(Decimal(p.thousandths) / 1000, 3)
        found.append(
            Move(
                source=supplier.name or supplier.id,
                target="",
                what=facts.material_name(offer.material),
                units=f"{amount} {material.unit}".strip(),
                week=texts.short_week(p.week),
            )
        )
    return found


def _what(facts: Facts, product: str, operation: str) -> str:
    done = facts.operation_name(product, operation)
    return f"{facts.product_name(product)} – {done}"


def _week(facts: Facts, t: int, texts: Texts) -> str:
    return texts.short_week(facts.horizon.name(t))
