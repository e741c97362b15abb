"""Changes of means: posts and machines, materials and their suppliers, what the posts' hours are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from optimizer.capacity import horizon_of
from optimizer.changes import editing, kinds
from optimizer.changes.editing import Result, edit, find, refused
from optimizer.diagnostics import Diagnostic
from optimizer.instructions import Ban
from optimizer.opening import MaterialStock
from optimizer.problem import Availability, Offer, Problem, StationGroup, StationOverride

_Override = Callable[[StationOverride], StationOverride]


# -- posts ----------------------------------------------------------------------------------------


def more_stations(problem: Problem, change: kinds.MoreStations) -> Result:
    """Adds to the number of posts, of each week or for good."""
    wrong = _wrong_group(problem, change.group, change.first, change.last)
    if wrong:
        return wrong
    group = find(problem.station_groups, change.group)
    if group.number is None:
        return refused("change.station_unlimited", group.id)
    usual = group.number

    def added(o: StationOverride) -> StationOverride:
        there = usual if o.number is None else o.number
        return replace(o, number=max(0, there + change.number))

    if change.first is not None or change.last is not None:
        return _in_weeks(problem, group, change.first, change.last, added)
    overrides = tuple(o if o.number is None else added(o) for o in group.overrides)
    number = max(0, usual + change.number)
    return edit(problem, "station_group", group.id, number=number, overrides=overrides)


def station_hours(problem: Problem, change: kinds.StationHours) -> Result:
    """Opening hours of its posts, of each week or for good."""
    wrong = _wrong_group(problem, change.group, change.first, change.last)
    if wrong:
        return wrong
    group = find(problem.station_groups, change.group)
    if group.number is None:
        return refused("change.station_unlimited", group.id)
    if change.first is not None or change.last is not None:
        return _in_weeks(
            problem,
            group,
            change.first,
            change.last,
            lambda o: replace(o, opening_hours=change.hours),
        )
    overrides = tuple(replace(o, opening_hours=None) for o in group.overrides)
    return edit(problem, "station_group", group.id, opening_hours=change.hours, overrides=overrides)


def station_stops(problem: Problem, change: kinds.StationStops) -> Result:
    """No post at all; where posts did not count, what they serve is ruled out instead."""
    wrong = _wrong_group(problem, change.group, change.first, change.last)
    if wrong:
        return wrong
    group = find(problem.station_groups, change.group)
    if group.number is not None:
        return _in_weeks(problem, group, change.first, change.last, lambda o: replace(o, number=0))
    bans = tuple(
        Ban(workshop=w, operation=o, first=change.first, last=change.last)
        for w in dict.fromkeys((group.host, *group.users))
        for o in group.operations
    )
    return replace(problem, bans=(*problem.bans, *bans))


def _wrong_group(
    problem: Problem, group: str, first: str | None, last: str | None
) -> tuple[Diagnostic, ...]:
    return editing.unknown(problem, "station_group", group) or editing.wrong_weeks(
        problem, group, first, last
    )


def _in_weeks(
    problem: Problem, group: StationGroup, first: str | None, last: str | None, change: _Override
) -> Problem:
    overrides = editing.with_overrides(
        group.overrides,
        editing.weeks_between(problem, first, last),
        lambda week, old: change(old or StationOverride(week=week)),
    )
    return edit(problem, "station_group", group.id, overrides=overrides)


# -- materials ------------------------------------------------------------------------------------


def more_material(problem: Problem, change: kinds.MoreMaterial) -> Result:
    """Raises what limits the offer: that week and the total, or the total (else every week)."""
    wrong = editing.unknown(problem, "offer", change.offer)
    if change.week is not None:
        wrong = wrong or editing.wrong_weeks(problem, change.offer, change.week, change.week)
    if wrong:
        return wrong
    offer = find(problem.offers, change.offer)
    more = change.thousandths
    total = offer.total_thousandths
    raised = None if total is None else max(0, total + more)
    if change.week is not None:
        limit = _limit(offer, change.week)
        offer = replace(offer, total_thousandths=raised)
        if limit is not None:
            offer = _available(offer, change.week, max(0, limit + more))
    elif total is not None:
        offer = replace(offer, total_thousandths=raised)
    else:
        usual = offer.weekly_thousandths
        offer = replace(
            offer,
            weekly_thousandths=None if usual is None else max(0, usual + more),
            availability=tuple(
                replace(a, thousandths=max(0, a.thousandths + more)) for a in offer.availability
            ),
        )
    return replace(problem, offers=editing.put(problem.offers, offer))


def _limit(offer: Offer, week: str) -> int | None:
    for a in offer.availability:
        if a.week == week:
            return a.thousandths
    return offer.weekly_thousandths


def _available(offer: Offer, week: str, thousandths: int) -> Offer:
    found = {a.week: a for a in offer.availability}
    found[week] = Availability(week=week, thousandths=thousandths)
    return replace(offer, availability=tuple(found[w] for w in sorted(found)))


def earlier_supply(problem: Problem, change: kinds.EarlierSupply) -> Result:
    """A shorter lead time."""
    wrong = editing.unknown(problem, "offer", change.offer)
    if wrong:
        return wrong
    weeks = find(problem.offers, change.offer).lead_time_weeks
    return edit(problem, "offer", change.offer, lead_time_weeks=max(0, weeks - change.weeks))


def order_earlier(problem: Problem, change: kinds.OrderEarlier) -> Result:
    """One may order on this offer from the day on; the other offers keep their first day."""
    wrong = editing.unknown(problem, "offer", change.offer)
    if wrong:
        return wrong
    day = change.day
    horizon = horizon_of(problem)
    first_day = horizon.monday_of(horizon.first_purchase)
    offer = find(problem.offers, change.offer)
    opens = first_day if offer.order_from is None else max(first_day, offer.order_from)
    if day >= opens:
        return problem
    offers = []
    for o in problem.offers:
        if o.id == offer.id:
            offers.append(replace(o, order_from=day))
        elif o.order_from is None or o.order_from < first_day:
            offers.append(replace(o, order_from=first_day))
        else:
            offers.append(o)
    if day >= first_day:
        return edit(problem, "offer", offer.id, order_from=day)
    return replace(problem, purchase_from=day, offers=tuple(offers))


def supplier_stops(problem: Problem, change: kinds.SupplierStops) -> Result:
    """Nothing of any of its offers is handed over from the week on, orders already placed included."""
    wrong = editing.unknown(problem, "supplier", change.supplier)
    wrong = wrong or editing.wrong_week(change.week, change.supplier)
    if wrong:
        return wrong
    weeks = editing.weeks_between(problem, change.week, None)
    offers = []
    lost = set()
    for offer in problem.offers:
        found = offer
        if offer.supplier == change.supplier:
            lost.add(offer.id)
            for week in weeks:
                found = _available(found, week, 0)
        offers.append(found)
    opening = replace(
        problem.opening,
        purchases=tuple(
            p for p in problem.opening.purchases if p.offer not in lost or p.arrival < change.week
        ),
    )
    return replace(problem, offers=tuple(offers), opening=opening)


def price_change(problem: Problem, change: kinds.PriceChange) -> Result:
    """Every price × the rate."""
    wrong = editing.unknown(problem, "offer", change.offer)
    if wrong:
        return wrong
    if change.rate < 0 or not change.rate.is_finite():
        return refused("change.negative_rate", change.offer, value=change.rate)
    offer = find(problem.offers, change.offer)
    breaks = tuple(replace(b, unit_price=b.unit_price * change.rate) for b in offer.breaks)
    return edit(problem, "offer", offer.id, breaks=breaks)


def stock_material(problem: Problem, change: kinds.StockMaterial) -> Result:
    """Adds to the common stock at the start; what members lent stays theirs."""
    wrong = editing.unknown(problem, "material", change.material)
    if wrong:
        return wrong
    common = [s for s in problem.opening.materials if _is_common(s, change.material)]
    there = sum(s.thousandths for s in common)
    others = tuple(s for s in problem.opening.materials if not _is_common(s, change.material))
    stock = max(0, there + change.thousandths)
    mine = (MaterialStock(material=change.material, thousandths=stock),) if stock else ()
    return replace(problem, opening=replace(problem.opening, materials=(*others, *mine)))


def _is_common(stock: MaterialStock, material: str) -> bool:
    return stock.material == material and not stock.lender
