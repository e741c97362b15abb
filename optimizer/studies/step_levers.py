"""Levers that go by weeks, days or whole steps: lead times, dates, closures, norms, runs, lots."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from optimizer.capacity import Capacities
from optimizer.changes import (
    EarlierEntry,
    EarlierSupply,
    HubLeadTime,
    IssueLead,
    LaneLeadTime,
    NoClosure,
    OrderEarlier,
    Qualify,
)
from optimizer.cure_prices import PriceList
from optimizer.diagnosis import Charge, Where
from optimizer.problem import Offer, Problem, Workshop
from optimizer.studies.levers import Changes, Lever, by_steps
from optimizer.studies.limit_levers import LimitLevers

ONE = Decimal(1)
# So many weeks before the first day agreed may be asked for.
_EARLIEST_ORDER = 4
_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)


class StepLevers:
    """Every lever of a problem that goes by steps.

    Args:
        problem: without errors.
        scarce: materials that bind in the relaxation; None when it cannot tell.
    """

    def __init__(self, problem: Problem, scarce: frozenset[str] | None) -> None:
        self.problem = problem
        self.scarce = scarce
        self.capacities = Capacities(problem)
        self.horizon = self.capacities.horizon

    def all(self) -> Iterator[Lever]:
        """Limits first, then what takes an effort."""
        yield from self._closures()
        yield from self._entries()
        yield from self._norms()
        yield from self._orders()
        yield from self._leads()
        yield from LimitLevers(self.problem).all()

    # -- dates ---------------------------------------------------------------------------------

    def _closures(self) -> Iterator[Lever]:
        for w in self.problem.workshops:
            for closure in w.closures:
                days = self._closed_days(w, closure.first, closure.last)
                if not days:
                    continue
                yield self._closure(w, days, from_the_end=True)
                if len(days) > 1:
                    yield self._closure(w, days, from_the_end=False)

    def _closed_days(self, w: Workshop, first: date, last: date) -> tuple[date, ...]:
        """Its usual days of a closure, up to the last due week, on which it would be open."""
        start = max(first, self.problem.start)
        end = min(last, self.horizon.monday_of(self.horizon.last_due + 1) - _DAY)
        found = []
        day = start
        while day <= end:
            usual = day.weekday() < w.working_days and day not in self.problem.public_holidays
            member = (w.entry is None or day >= w.entry) and (w.leaving is None or day <= w.leaving)
            if usual and member:
                found.append(day)
            day += _DAY
        return tuple(found)

    def _closure(self, w: Workshop, days: tuple[date, ...], *, from_the_end: bool) -> Lever:
        def reopened(n: Decimal) -> tuple[date, ...]:
            return days[-int(n) :] if from_the_end else days[: int(n)]

        def changes(n: Decimal) -> Changes:
            open_days = reopened(n)
            return (NoClosure(workshop=w.id, first_day=open_days[0], last_day=open_days[-1]),)

        def charges(n: Decimal, prices: PriceList) -> tuple[Charge, ...]:
            hours = Decimal(0)
            for day in reopened(n):
                t = self.horizon.index_of_day(day)
                share = (1 - w.absence_rate) * (1 - w.non_production_rate)
                week = self.capacities.headcount(w, t) * self.capacities.weekly_hours(w, t)
                hours += week * share / w.working_days
            return (prices.hours(w.id, hours),)

        return Lever(
            bottleneck="closure",
            cure="no_closure",
            where=Where(
                workshop=w.id,
                first=self.horizon.name(self.horizon.index_of_day(days[0])),
                last=self.horizon.name(self.horizon.index_of_day(days[-1])),
            ),
            span=Where(workshop=w.id),
            unit="days",
            missing_unit="days",
            changes=changes,
            most=Decimal(len(days)),
            step=ONE,
            values=lambda n: (reopened(n)[0].isoformat(), reopened(n)[-1].isoformat()),
            charges=charges,
        )

    def _entries(self) -> Iterator[Lever]:
        for w in self.problem.workshops:
            if w.entry is not None and self.horizon.index_of_day(w.entry) >= 0:
                lever = self._entry(w, w.entry)
                if lever.most > 0:
                    yield lever

    def _entry(self, w: Workshop, entry: date) -> Lever:
        # Who comes in the middle of a week gains its beginning first.
        first = self.horizon.index_of_day(entry) + (1 if entry.weekday() > 0 else 0)

        def day(n: Decimal) -> date:
            return self.horizon.monday_of(first - int(n))

        return by_steps(
            "entry",
            "earlier_entry",
            Where(workshop=w.id),
            first,
            "entry_week",
            lambda n: (EarlierEntry(workshop=w.id, day=day(n)),),
            lambda n: (entry.isoformat(), day(n).isoformat()),
        )

    def _norms(self) -> Iterator[Lever]:
        for w in self.problem.workshops:
            able = {(p, o) for (x, p, o) in self.capacities.skills if x == w.id}
            norms = dict.fromkeys(
                need.norm
                for p in self.problem.products
                for need in p.qualifications
                if any((p.id, o.id) in able for o in p.operations)
                and any(
                    (p.id, o) in able for o in (need.operations or [x.id for x in p.operations])
                )
            )
            for norm in norms:
                lever = self._norm(w, norm)
                if lever is not None:
                    yield lever

    def _norm(self, w: Workshop, norm: str) -> Lever | None:
        weeks = range(self.horizon.last_due + 1)
        held = [q for q in w.qualifications if q.norm == norm]

        def holds(t: int) -> bool:
            monday = self.horizon.monday_of(t)
            friday = monday + 4 * _DAY
            return any(
                (q.start is None or q.start <= monday) and (q.end is None or q.end >= friday)
                for q in held
            )

        gaps = [t for t in weeks if not holds(t)]
        if not gaps:
            return None
        later = [t for t in weeks if t > gaps[0] and holds(t)]
        end = later[0] if later else self.horizon.last_due + 1
        most = end - gaps[0]
        before = self.horizon.monday_of(end).isoformat() if later else ""

        def day(n: Decimal) -> date:
            return self.horizon.monday_of(end - int(n))

        def charges(n: Decimal, prices: PriceList) -> tuple[Charge, ...]:
            if later:
                return (prices.charge("qualification_week", n),)
            return (prices.charge("qualification", ONE),)

        return Lever(
            bottleneck="qualification",
            cure="qualify",
            where=Where(workshop=w.id, norm=norm),
            span=Where(workshop=w.id, norm=norm),
            unit="weeks",
            missing_unit="weeks",
            changes=lambda n: (Qualify(workshop=w.id, norm=norm, day=day(n)),),
            most=Decimal(most),
            step=ONE,
            values=lambda n: (before, day(n).isoformat()),
            charges=charges,
        )

    # -- suppliers -----------------------------------------------------------------------------

    def _wanted(self, offer: Offer) -> bool:
        if self.scarce is None:
            return True
        serves = {offer.material} | {
            line.material
            for p in self.problem.products
            for line in p.materials
            if any(s.material == offer.material for s in line.substitutes)
        }
        return bool(serves & self.scarce)

    def _orders(self) -> Iterator[Lever]:
        first = self.horizon.first_purchase
        for offer in self.problem.offers:
            if not self._wanted(offer):
                continue
            opens = first
            if offer.order_from is not None:
                opens = max(first, self.horizon.index_of_day(offer.order_from))
            if opens > first:
                yield self._order(offer, opens, opens - first, "decision")
            elif self.problem.purchase_from is not None or offer.order_from is not None:
                yield self._order(offer, opens, _EARLIEST_ORDER, "commitment_week")

    def _order(self, offer: Offer, opens: int, most: int, item: str) -> Lever:
        def day(n: Decimal) -> date:
            return self.horizon.monday_of(opens - int(n))

        return by_steps(
            "order_date",
            "order_earlier",
            Where(material=offer.material, offer=offer.id),
            most,
            item,
            lambda n: (OrderEarlier(offer=offer.id, day=day(n)),),
            lambda n: (self.horizon.monday_of(opens).isoformat(), day(n).isoformat()),
        )

    def _leads(self) -> Iterator[Lever]:
        for offer in self.problem.offers:
            if offer.lead_time_weeks and self._wanted(offer):
                yield self._supply(offer)
        hub = self.problem.hub
        if hub is not None and hub.lead_time_weeks > 1:
            lead = hub.lead_time_weeks
            yield by_steps(
                "hub",
                "hub_lead_time",
                Where(),
                lead - 1,
                "hub_week",
                lambda n: (HubLeadTime(weeks=lead - int(n)),),
                lambda n: (str(lead), str(lead - int(n))),
            )
        for lane in self.problem.lanes:
            if lane.lead_time_weeks:
                yield self._lane(lane.workshop, lane.delivery_point, lane.lead_time_weeks)
        for w in self.problem.workshops:
            if w.issue_lead_weeks:
                yield self._issue(w)

    def _lane(self, workshop: str, point: str, lead: int) -> Lever:
        return by_steps(
            "lane",
            "lane_lead_time",
            Where(workshop=workshop, delivery_point=point),
            lead,
            "lane_week",
            lambda n: (LaneLeadTime(workshop=workshop, delivery_point=point, weeks=lead - int(n)),),
            lambda n: (str(lead), str(lead - int(n))),
        )

    def _issue(self, w: Workshop) -> Lever:
        lead = w.issue_lead_weeks
        return by_steps(
            "issue_lead",
            "issue_lead",
            Where(workshop=w.id),
            lead,
            "issue_week",
            lambda n: (IssueLead(workshop=w.id, weeks=lead - int(n)),),
            lambda n: (str(lead), str(lead - int(n))),
        )

    def _supply(self, offer: Offer) -> Lever:
        lead = offer.lead_time_weeks
        needed = Decimal(0)
        for p in self.problem.products:
            units = sum(
                (d.quantity for d in self.problem.demands if d.product == p.id), start=Decimal(0)
            )
            for line in p.materials:
                per_unit = line.quantity * (1 + line.waste_rate)
                if line.material == offer.material:
                    needed += units * per_unit
                for s in line.substitutes:
                    if s.material == offer.material:
                        needed += units * per_unit * s.ratio

        def charges(n: Decimal, prices: PriceList) -> tuple[Charge, ...]:
            return (prices.express(offer.id, needed, int(n)),)

        return Lever(
            bottleneck="lead_time",
            cure="earlier_supply",
            where=Where(material=offer.material, offer=offer.id),
            span=Where(material=offer.material, offer=offer.id),
            unit="weeks",
            missing_unit="weeks",
            changes=lambda n: (EarlierSupply(offer=offer.id, weeks=int(n)),),
            most=Decimal(lead),
            step=ONE,
            values=lambda n: (str(lead), str(lead - int(n))),
            charges=charges,
        )
