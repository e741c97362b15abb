"""Changes of terms: skills, shares, lots, delays, what is asked, and who is to do it."""

from __future__ import annotations

from dataclasses import replace

from optimizer.changes import editing, kinds
from optimizer.changes.editing import Result, edit, find, refused
from optimizer.diagnostics import Diagnostic
from optimizer.problem import Capability, Lane, Problem, Qualification
from optimizer.validation.facts import closest

# -- skills ---------------------------------------------------------------------------------------


def qualify(problem: Problem, change: kinds.Qualify) -> Result:
    """The norm is held from the day on; periods that began later and go on are one with it."""
    wrong = editing.unknown(problem, "workshop", change.workshop)
    if wrong:
        return wrong
    norms = dict.fromkeys(q.norm for p in problem.products for q in p.qualifications)
    if change.norm not in norms:
        near = closest(change.norm, norms)
        return refused(
            "change.unknown", change.norm, kind="norm", read=change.norm, suggestion=near
        )
    mine = find(problem.workshops, change.workshop)
    held = [q for q in mine.qualifications if q.norm == change.norm]
    day = change.day
    if any(q.end is None and (q.start is None or (day and q.start <= day)) for q in held):
        return problem
    kept = tuple(
        q
        for q in mine.qualifications
        # What the new period covers says nothing more.
        if q.norm != change.norm or (day is not None and (q.start is None or q.start < day))
    )
    new = Qualification(norm=change.norm, start=day)
    return edit(problem, "workshop", mine.id, qualifications=(*kept, new))


def skill(problem: Problem, change: kinds.Skill) -> Result:
    """A capability, in place of the one with the same workshop, operation and product."""
    new = change.capability
    wrong = (
        *editing.unknown(problem, "workshop", new.workshop),
        *_wrong_operation(problem, new.operation, new.product),
    )
    if wrong:
        return wrong
    others = tuple(c for c in problem.capabilities if _key(c) != _key(new))
    return replace(problem, capabilities=(*others, new))


def _key(c: Capability) -> tuple[str, str, str | None]:
    return c.workshop, c.operation, c.product


def _wrong_operation(
    problem: Problem, operation: str, product: str | None
) -> tuple[Diagnostic, ...]:
    if product is not None:
        wrong = editing.unknown(problem, "product", product)
        if wrong:
            return wrong
    return editing.unknown_operation(problem, operation, product)


def smallest_run(problem: Problem, change: kinds.SmallestRun) -> Result:
    """The smallest weekly run of a capability; of one product, that product gets its own."""
    wrong = (
        *editing.unknown(problem, "workshop", change.workshop),
        *_wrong_operation(problem, change.operation, change.product),
    )
    if wrong:
        return wrong
    mine = [
        c
        for c in problem.capabilities
        if (c.workshop, c.operation) == (change.workshop, change.operation)
        and (change.product is None or c.product in (None, change.product))
    ]
    if not mine:
        return refused("change.no_capability", change.workshop, operation=change.operation)
    if change.product is None:
        changed = tuple(
            replace(c, smallest_run_units=change.units) if c in mine else c
            for c in problem.capabilities
        )
        return replace(problem, capabilities=changed)
    base = next((c for c in mine if c.product == change.product), mine[0])
    new = replace(base, product=change.product, smallest_run_units=change.units)
    return skill(problem, kinds.Skill(capability=new))


# -- shares and ceilings --------------------------------------------------------------------------


def largest_share(problem: Problem, change: kinds.LargestShare) -> Result:
    """At most this part of the order."""
    wrong = editing.unknown(problem, "workshop", change.workshop)
    return wrong or edit(problem, "workshop", change.workshop, largest_share=change.share)


def smallest_share(problem: Problem, change: kinds.SmallestShare) -> Result:
    """Nothing, or at least this part of the order."""
    wrong = editing.unknown(problem, "workshop", change.workshop)
    return wrong or edit(problem, "workshop", change.workshop, smallest_share=change.share)


def receipts_ceiling(problem: Problem, change: kinds.ReceiptsCeiling) -> Result:
    """A ceiling on what it may invoice."""
    wrong = editing.unknown(problem, "workshop", change.workshop)
    return wrong or edit(problem, "workshop", change.workshop, receipts_ceiling_cents=change.cents)


def agreed_shares(problem: Problem, change: kinds.AgreedShares) -> Result:
    """Agreed weights of those named."""
    wrong = tuple(d for w, _ in change.shares for d in editing.unknown(problem, "workshop", w))
    if wrong:
        return wrong
    for workshop, share in change.shares:
        problem = edit(problem, "workshop", workshop, agreed_share=share)
    return problem


def fairness_key(problem: Problem, change: kinds.FairnessKeyChange) -> Result:
    """Another fairness key."""
    return replace(problem, fairness_key=change.key)


# -- lots and delays ------------------------------------------------------------------------------


def product_lot(problem: Problem, change: kinds.ProductLot) -> Result:
    """Another lot size."""
    wrong = editing.unknown(problem, "product", change.product)
    return wrong or edit(problem, "product", change.product, lot_size=change.lot_size)


def testing_weeks(problem: Problem, change: kinds.TestingWeeks) -> Result:
    """Another length of the tests at the start."""
    wrong = editing.unknown(problem, "product", change.product)
    return wrong or edit(problem, "product", change.product, testing_weeks=change.weeks)


def hub_lead_time(problem: Problem, change: kinds.HubLeadTime) -> Result:
    """Another lead time between workshops, where there is a hub."""
    if problem.hub is None:
        return refused("change.no_hub")
    return replace(problem, hub=replace(problem.hub, lead_time_weeks=change.weeks))


def lane_lead_time(problem: Problem, change: kinds.LaneLeadTime) -> Result:
    """Another lead time on a lane that exists."""
    way = (change.workshop, change.delivery_point)
    wrong = (
        *editing.unknown(problem, "workshop", way[0]),
        *editing.unknown(problem, "delivery_point", way[1]),
    )
    if wrong:
        return wrong
    if not any(_way(x) == way for x in problem.lanes):
        return refused("change.no_lane", way[0], delivery_point=way[1])
    lanes = tuple(
        replace(x, lead_time_weeks=change.weeks) if _way(x) == way else x for x in problem.lanes
    )
    return replace(problem, lanes=lanes)


def _way(lane: Lane) -> tuple[str, str]:
    return lane.workshop, lane.delivery_point


def issue_lead(problem: Problem, change: kinds.IssueLead) -> Result:
    """Another time between the pool and the workshop."""
    wrong = editing.unknown(problem, "workshop", change.workshop)
    return wrong or edit(problem, "workshop", change.workshop, issue_lead_weeks=change.weeks)


# -- what is asked --------------------------------------------------------------------------------


def demand_quantity(problem: Problem, change: kinds.DemandQuantity) -> Result:
    """Another quantity."""
    wrong = editing.unknown(problem, "demand", change.demand)
    return wrong or edit(problem, "demand", change.demand, quantity=change.quantity)


def demand_due(problem: Problem, change: kinds.DemandDue) -> Result:
    """Another due day; the plan gets longer or shorter with the last one."""
    wrong = editing.unknown(problem, "demand", change.demand)
    return wrong or edit(problem, "demand", change.demand, due=change.due)


def demand_priority(problem: Problem, change: kinds.DemandPriority) -> Result:
    """Another priority."""
    wrong = editing.unknown(problem, "demand", change.demand)
    return wrong or edit(problem, "demand", change.demand, priority=change.priority)


def tail(problem: Problem, change: kinds.Tail) -> Result:
    """Another number of weeks after the last due week."""
    return replace(problem, late_tail_weeks=change.weeks)


def selling_price(problem: Problem, change: kinds.SellingPrice) -> Result:
    """Another selling price."""
    wrong = editing.unknown(problem, "product", change.product)
    return wrong or edit(problem, "product", change.product, selling_price=change.price)


# -- who does it ----------------------------------------------------------------------------------


def add_pin(problem: Problem, change: kinds.AddPin) -> Result:
    """One more pin; whether it can be kept is for the problem's rules to say."""
    pin = change.pin
    wrong = _wrong_work(problem, pin.workshop, pin.product, pin.operation)
    wrong = wrong or editing.wrong_weeks(problem, pin.workshop, pin.first, pin.last)
    return wrong or replace(problem, pins=(*problem.pins, pin))


def add_ban(problem: Problem, change: kinds.AddBan) -> Result:
    """One more ban."""
    ban = change.ban
    wrong = _wrong_work(problem, ban.workshop, ban.product, ban.operation)
    wrong = wrong or editing.wrong_weeks(problem, ban.workshop, ban.first, ban.last)
    return wrong or replace(problem, bans=(*problem.bans, ban))


def _wrong_work(
    problem: Problem, workshop: str, product: str | None, operation: str | None
) -> tuple[Diagnostic, ...]:
    found = [*editing.unknown(problem, "workshop", workshop)]
    if operation is not None:
        found += _wrong_operation(problem, operation, product)
    elif product is not None:
        found += editing.unknown(problem, "product", product)
    return tuple(found)
