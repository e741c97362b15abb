"""Levers on hours, posts, materials, shares and ceilings: the relaxation says how much of each is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from optimizer.capacity import Capacities
from optimizer.changes import (
    LargestShare,
    MoreHours,
    MoreMaterial,
    MorePeople,
    MoreStations,
    ReceiptsCeiling,
    StationHours,
    StockMaterial,
)
from optimizer.cure_prices import PriceList
from optimizer.diagnosis import Charge, CureKind, Where
from optimizer.problem import Offer, Problem, StationGroup, Workshop
from optimizer.requirements import total_standard_minutes
from optimizer.solver.elastic import Elastic, Need, Room
from optimizer.studies.cure_search import TELLING
from optimizer.studies.levers import Changes, Lever, decimal, decision, measure_of, nice_step
from optimizer.weeks import Horizon

# A week is part of a span when it needs this part of the fullest one.
_TELLING = 0.05
# Beyond what a span of weeks must bring at least, what it may bring for being steady.
_STEADY = 1.1
# Nobody is asked to work more hours a week than this, nor more than so much beyond the usual.
_MOST_HOURS = Decimal(44)
# At most twice as many people again, and four more.
_MOST_PEOPLE = Decimal(2)
_FOUR = Decimal(4)
_SIXTY = Decimal(60)
# From so many units of a material on, parts of one are of no interest.
_COUNTABLE = 20


def room_levers(problem: Problem, elastic: Elastic, *, scale: bool) -> Iterator[Lever]:
    """Levers on everything that has a price in the relaxation.

    Args:
        elastic: of the problem, or of one a little harder (then ``scale`` is False and the amounts that
            it needs say where to look, not how much).
    """
    maker = _Maker(problem, elastic, scale)
    weights: dict[Room, float] = {}
    for b in elastic.bindings:
        weights[b.room] = weights.get(b.room, 0.0) + b.price
    partly: list[tuple[float, Room]] = []
    # What weighs most is asked first, should time run out. Metres and minutes are not the same thing,
    # but kinds that have few rooms come early either way.
    for room in sorted(
        weights, key=lambda r: (len([k for k in weights if k[0] == r[0]]), -weights[r])
    ):
        best = elastic.best(room)
        if best is None or best > elastic.damage * (1 - float(TELLING)):
            continue
        if best:
            partly.append((best, room))
        else:
            yield from maker.levers(room, elastic.need(room, best))
    # How much is needed of what is not enough by itself is told last: it takes the longest.
    for best, room in sorted(partly):
        yield from maker.levers(room, elastic.need(room, best))


@dataclass(frozen=True, slots=True)
class _Span:
    """Weeks in a row, what a unit brings in each, and the steady amount needed."""

    first: int
    last: int
    amount: float


class _Maker:
    def __init__(self, problem: Problem, elastic: Elastic, scale: bool) -> None:
        self.problem = problem
        self.elastic = elastic
        self.scale = scale
        self.capacities = Capacities(problem)
        self.horizon: Horizon = self.capacities.horizon

    def levers(self, room: Room, need: Need) -> Iterator[Lever]:
        """The levers that open one room."""
        if not need.amounts:
            return
        kind, place = room
        if kind == "labour":
            yield from self._labour(self._workshop(place), need)
        elif kind == "station":
            group = next(g for g in self.problem.station_groups if g.id == place)
            yield from self._station(group, need)
        elif kind == "material":
            yield from self._material(place, need)
        elif kind == "largest_share":
            yield self._share(self._workshop(place), need)
        else:
            yield self._ceiling(self._workshop(place), need)

    def _workshop(self, name: str) -> Workshop:
        return next(w for w in self.problem.workshops if w.id == name)

    def _low(self, amount: float | Decimal) -> Decimal:
        return decimal(float(amount)) if self.scale else Decimal(0)

    def _damage(self, need: Need) -> float | None:
        return need.damage if self.scale else None

    # -- spans of weeks ------------------------------------------------------------------------

    def _span(self, room: Room, need: Need, per_unit: Mapping[int, float]) -> _Span | None:
        """One readable span of weeks with a steady amount that does as much."""
        most = max(need.amounts.values())
        weeks = [t for t, amount in need.amounts.items() if amount > _TELLING * most]
        found = self._even(room, need, per_unit, weeks)
        if found is None:
            return None
        brings = found.amount * sum(
            a for t, a in per_unit.items() if found.first <= t <= found.last
        )
        if brings > _STEADY * need.total:
            # A steady amount wastes hours: look at the fullest week alone.
            fullest = max(need.amounts, key=lambda t: (need.amounts[t], -t))
            other = self._even(room, need, per_unit, [fullest])
            if other is not None and other.amount * per_unit.get(fullest, 0.0) < brings:
                return other
        return found

    def _even(
        self, room: Room, need: Need, per_unit: Mapping[int, float], weeks: list[int]
    ) -> _Span | None:
        first, last = min(weeks), max(weeks)
        inside = {t: a for t, a in per_unit.items() if first <= t <= last and a > 0}
        if not inside:
            return None
        if need.damage > 0:
            # It cures in part only: how much exactly is not worth a linear programme.
            return _Span(first, last, need.total / sum(inside.values()))
        amount = self.elastic.even(room, inside, need.damage)
        return None if amount is None else _Span(first, last, amount)

    def _names(self, span: _Span) -> tuple[str, str]:
        return self.horizon.name(span.first), self.horizon.name(span.last)

    # -- labour --------------------------------------------------------------------------------

    def _factor(self, w: Workshop, t: int) -> Decimal:
        """Productive minutes of one paid hour a week of one person in a week."""
        c = self.capacities
        share = (1 - w.absence_rate) * (1 - w.non_production_rate) * c.ramp_up(w, t)
        return _SIXTY * share * c.open_days(w, t) / w.working_days

    def _labour(self, w: Workshop, need: Need) -> Iterator[Lever]:
        room: Room = ("labour", w.id)
        c = self.capacities
        weeks = range(self.horizon.last_due + 1)
        person = {t: float(self._factor(w, t) * c.weekly_hours(w, t)) for t in weeks}
        span = self._span(room, need, person)
        if span is not None:
            yield self._people(w, need, span)
        hour = {t: float(self._factor(w, t) * c.headcount(w, t)) for t in weeks}
        spare = min((_MOST_HOURS - c.weekly_hours(w, t) for t in need.amounts), default=Decimal(0))
        if spare > 0:
            longer = self._span(room, need, hour)
            if longer is not None and longer.amount <= float(spare):
                yield self._hours(w, need, longer, spare)

    def _brought(self, w: Workshop, span: _Span, by_people: bool, amount: Decimal) -> Decimal:
        """Productive hours that an amount brings over a span."""
        total = Decimal(0)
        for t in range(span.first, span.last + 1):
            c = self.capacities
            each = c.weekly_hours(w, t) if by_people else c.headcount(w, t)
            total += self._factor(w, t) * each * amount
        return total / _SIXTY

    def _people(self, w: Workshop, need: Need, span: _Span) -> Lever:
        first, last = self._names(span)
        amount = decimal(span.amount)

        def brought(people: Decimal) -> Decimal:
            return self._brought(w, span, True, people)

        return Lever(
            bottleneck="labour",
            cure="people",
            where=Where(workshop=w.id),
            span=Where(workshop=w.id, first=first, last=last),
            unit="people",
            missing_unit="hours",
            changes=lambda people: (
                MorePeople(workshop=w.id, first=first, last=last, people=people),
            ),
            most=max(amount * 2, w.headcount * _MOST_PEOPLE + _FOUR).quantize(Decimal(1)),
            step=nice_step(amount, Decimal("0.01")),
            low=self._low(span.amount),
            damage=self._damage(need),
            missing=brought,
            charges=lambda people, prices: (prices.hours(w.id, brought(people)),),
        )

    def _hours(self, w: Workshop, need: Need, span: _Span, spare: Decimal) -> Lever:
        first, last = self._names(span)

        def brought(hours: Decimal) -> Decimal:
            return self._brought(w, span, False, hours)

        def charges(hours: Decimal, prices: PriceList) -> tuple[Charge, ...]:
            return (prices.hours(w.id, brought(hours), is_overtime=True),)

        return Lever(
            bottleneck="labour",
            cure="hours",
            where=Where(workshop=w.id),
            span=Where(workshop=w.id, first=first, last=last),
            unit="hours",
            missing_unit="hours",
            changes=lambda hours: (MoreHours(workshop=w.id, first=first, last=last, hours=hours),),
            most=spare,
            step=nice_step(decimal(span.amount), Decimal("0.05")),
            low=self._low(span.amount),
            damage=self._damage(need),
            missing=brought,
            charges=charges,
        )

    # -- posts ---------------------------------------------------------------------------------

    def _station(self, g: StationGroup, need: Need) -> Iterator[Lever]:
        host = self._workshop(g.host)
        weeks = range(self.horizon.last_due + 1)
        own = {o.week: o for o in g.overrides}
        part = {
            t: Decimal(self.capacities.open_days(host, t)) / host.working_days * _SIXTY
            for t in weeks
        }

        def posts(t: int) -> int:
            o = own.get(self.horizon.name(t))
            return (g.number or 0) if o is None or o.number is None else o.number

        def hours(t: int) -> Decimal:
            o = own.get(self.horizon.name(t))
            if o is not None and o.opening_hours is not None:
                return o.opening_hours
            if g.opening_hours is not None:
                return g.opening_hours
            return self.capacities.weekly_hours(host, t)

        room: Room = ("station", g.id)
        span = self._span(room, need, {t: float(part[t] * hours(t)) for t in weeks})
        if span is not None:
            yield self._posts(g, need, span, {t: part[t] * hours(t) / _SIXTY for t in weeks})
        longer = self._span(room, need, {t: float(part[t] * posts(t)) for t in weeks})
        if longer is not None:
            each = {t: part[t] * posts(t) / _SIXTY for t in weeks}
            before = {t: hours(t) for t in weeks}
            yield self._station_hours(g, need, longer, each, before)

    def _posts(
        self, g: StationGroup, need: Need, span: _Span, each: Mapping[int, Decimal]
    ) -> Lever:
        first, last = self._names(span)
        weeks = range(span.first, span.last + 1)
        brought = sum((each.get(t, Decimal(0)) for t in weeks), start=Decimal(0))
        return Lever(
            bottleneck="station",
            cure="posts",
            where=Where(group=g.id, workshop=g.host),
            span=Where(group=g.id, workshop=g.host, first=first, last=last),
            unit="posts",
            missing_unit="hours",
            changes=lambda n: (MoreStations(group=g.id, number=int(n), first=first, last=last),),
            most=Decimal(max(4, 3 * (g.number or 0), int(span.amount) + 2)),
            step=Decimal(1),
            low=self._low(span.amount),
            damage=self._damage(need),
            missing=lambda n: n * brought,
            charges=lambda n, prices: (prices.charge("post_week", n * len(weeks)),),
        )

    def _station_hours(
        self,
        g: StationGroup,
        need: Need,
        span: _Span,
        each: Mapping[int, Decimal],
        before: Mapping[int, Decimal],
    ) -> Lever:
        first, last = self._names(span)
        weeks = range(span.first, span.last + 1)
        brought = sum((each.get(t, Decimal(0)) for t in weeks), start=Decimal(0))

        def changes(hours: Decimal) -> Changes:
            found: list[StationHours] = []
            for t in weeks:
                name, now = self.horizon.name(t), before[t] + hours
                if found and found[-1].hours == now:
                    found[-1] = replace(found[-1], last=name)
                else:
                    found.append(StationHours(group=g.id, hours=now, first=name, last=name))
            return tuple(found)

        return Lever(
            bottleneck="station",
            cure="station_hours",
            where=Where(group=g.id, workshop=g.host),
            span=Where(group=g.id, workshop=g.host, first=first, last=last),
            unit="hours",
            missing_unit="hours",
            changes=changes,
            most=max(Decimal(1), 100 - max(before[t] for t in weeks)),
            step=nice_step(decimal(span.amount), Decimal("0.05")),
            low=self._low(span.amount),
            damage=self._damage(need),
            missing=lambda hours: hours * brought,
            charges=lambda hours, prices: (prices.charge("post_hour", hours * brought),),
        )

    # -- materials -----------------------------------------------------------------------------

    def _material(self, material: str, need: Need) -> Iterator[Lever]:
        total = decimal(need.total)
        week = max(0, min(need.amounts))
        if total <= 0:
            return
        step = nice_step(total, Decimal("0.1"))
        if total >= _COUNTABLE:
            step = max(step.quantize(Decimal(1)), Decimal(1))
        before = self.horizon.name(week)
        yield self._of_material(
            material,
            need,
            cure="stock",
            span=Where(material=material, last=before),
            step=step,
            changes=lambda units: (
                StockMaterial(material=material, thousandths=int(units * 1000)),
            ),
            charges=lambda units, prices: (prices.emergency(material, units),),
        )
        for offer in self.problem.offers:
            if offer.material == material and _is_limited(offer):
                yield self._availability(offer, need, week, step)

    def _availability(self, offer: Offer, need: Need, week: int, step: Decimal) -> Lever:
        earliest = self.horizon.first_purchase + offer.lead_time_weeks
        name = self.horizon.name(max(week, earliest))
        if offer.multiple_thousandths:
            step = Decimal(offer.multiple_thousandths) / 1000
        return self._of_material(
            offer.material,
            need,
            cure="availability",
            span=Where(material=offer.material, offer=offer.id, first=name),
            step=step,
            changes=lambda units: (
                MoreMaterial(offer=offer.id, thousandths=int(units * 1000), week=name),
            ),
            charges=lambda units, prices: (prices.availability(offer.id, units),),
        )

    def _of_material(
        self,
        material: str,
        need: Need,
        *,
        cure: CureKind,
        span: Where,
        step: Decimal,
        changes: Callable[[Decimal], Changes],
        charges: Callable[[Decimal, PriceList], tuple[Charge, ...]],
    ) -> Lever:
        return Lever(
            bottleneck="material",
            cure=cure,
            where=Where(material=material),
            span=span,
            unit="material",
            measure=measure_of(self.problem, material),
            missing_unit="material",
            changes=changes,
            most=max(decimal(need.total) * 4, step * 4),
            step=step,
            low=self._low(need.total),
            damage=self._damage(need),
            charges=charges,
        )

    # -- limits --------------------------------------------------------------------------------

    def _share(self, w: Workshop, need: Need) -> Lever:
        total = total_standard_minutes(self.problem) or Decimal(1)
        low = decimal(need.total) / total
        before = w.largest_share or Decimal(0)
        return Lever(
            bottleneck="largest_share",
            cure="largest_share",
            where=Where(workshop=w.id),
            span=Where(workshop=w.id),
            unit="share",
            missing_unit="share",
            changes=lambda part: (LargestShare(workshop=w.id, share=before + part),),
            most=1 - before,
            step=nice_step(low, Decimal("0.0001")),
            low=self._low(low),
            damage=self._damage(need),
            values=lambda part: (str(before), str(before + part)),
            charges=decision,
        )

    def _ceiling(self, w: Workshop, need: Need) -> Lever:
        before = w.receipts_ceiling_cents or 0
        total = decimal(need.total)
        return Lever(
            bottleneck="receipts_ceiling",
            cure="receipts_ceiling",
            where=Where(workshop=w.id),
            span=Where(workshop=w.id),
            unit="cents",
            missing_unit="cents",
            changes=lambda cents: (ReceiptsCeiling(workshop=w.id, cents=before + int(cents)),),
            most=max(total * 10, Decimal(100_000)),
            step=nice_step(total, Decimal(1)),
            low=self._low(total),
            damage=self._damage(need),
            values=lambda cents: (str(before), str(before + int(cents))),
            charges=decision,
        )


def _is_limited(offer: Offer) -> bool:
    return bool(
        offer.weekly_thousandths is not None
        or offer.availability
        or offer.total_thousandths is not None
    )
