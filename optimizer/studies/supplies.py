"""Orders to suppliers as they really were, in the place of those that a plan foresaw.

What came lies in the stock, less what was used; what was ordered is still on its way, to the week in which
it is expected; all of it counts for price breaks. What was only planned was never bought.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from optimizer.capacity import Capacities, horizon_of
from optimizer.diagnostics import Diagnostic, warning
from optimizer.opening import Bought, MaterialStock, OpeningState, OpenPurchase
from optimizer.past import Past, whole
from optimizer.plan import Plan, Purchase
from optimizer.problem import Problem
from optimizer.studies.opening_state import Done, opening_after
from optimizer.studies.what_was_done import short_materials
from optimizer.supplied import Ordered, Supplied
from optimizer.weeks import Horizon


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplies:
    """What of materials there is on a Monday, and the orders that brought it."""

    materials: tuple[MaterialStock, ...]
    purchases: tuple[OpenPurchase, ...]
    bought: tuple[Bought, ...]
    placed: tuple[Purchase, ...]

    def into(self, opening: OpeningState) -> OpeningState:
        """An opening state with these materials instead of its own."""
        return replace(
            opening, materials=self.materials, purchases=self.purchases, bought=self.bought
        )


def supplies_after(
    problem: Problem,
    done: Done,
    past: Past | None,
    from_week: str,
    supplied: Supplied,
    order: Problem | None = None,
) -> tuple[Supplies, tuple[Diagnostic, ...]]:
    """What of materials there is on the Monday of ``from_week``.

    Args:
        problem: that the plan in force solves.
        done: what was made since it starts; its purchases do not count.
        past: what was done before.
        order: the order as it now is, whose offers may be others.

    Returns:
        supplies; warnings ``replan.purchase_overdue``, ``replan.purchase_not_placed``,
        ``replan.offer_gone`` and ``replan.material_short``.
    """
    begun, entries = whole(problem, done.entries, past)
    horizon = horizon_of(begun)
    first = horizon.index(from_week)
    known = {o.id for o in problem.offers} & {o.id for o in (order or problem).offers}
    placed = tuple(_purchase(x, horizon, first) for x in supplied.orders)
    strange = tuple(
        OpenPurchase(material=x.material, thousandths=x.thousandths, arrival=p.arrival)
        for x, p in zip(supplied.orders, placed, strict=True)
        if x.offer not in known
    )
    placed = tuple(p for p in placed if p.offer in known)
    begun = replace(
        begun,
        opening=replace(begun.opening, purchases=(*begun.opening.purchases, *strange)),
    )
    all_done = Done(entries=replace(entries, purchases=placed))
    opening = opening_after(begun, all_done, first)
    found = [
        *_doubts(supplied, horizon, first),
        *_not_placed(done.entries, supplied, problem),
        *(
            warning("replan.offer_gone", x.material, offer=x.offer)
            for x in supplied.orders
            if x.offer not in known
        ),
        *short_materials(begun, all_done, first, Capacities(begun)),
    ]
    supplies = Supplies(
        materials=opening.materials,
        purchases=tuple(x if x.offer in known else replace(x, offer="") for x in opening.purchases),
        bought=tuple(x for x in opening.bought if x.offer in known),
        placed=placed,
    )
    return supplies, tuple(found)


def still_to_place(later: Plan, supplied: Supplied) -> Plan:
    """The later part of a plan without the orders that were placed ahead of their week."""
    there = supplied.planned
    return replace(
        later, purchases=tuple(p for p in later.purchases if (p.offer, p.week) not in there)
    )


def _purchase(x: Ordered, horizon: Horizon, first: int) -> Purchase:
    """An order as an entry of a plan: what came lies there on the Monday, what is overdue comes then."""
    at = horizon.index(x.arrival)
    if x.is_received:
        # A day that is beyond the order says only that it is there.
        at = at if at < first or first < at < horizon.weeks else first - 1
    else:
        at = max(at, first)
    return Purchase(offer=x.offer, week=x.week, arrival=horizon.name(at), thousandths=x.thousandths)


def _doubts(supplied: Supplied, horizon: Horizon, first: int) -> Iterator[Diagnostic]:
    for x in supplied.orders:
        if not x.is_received and horizon.index(x.arrival) < first:
            yield warning(
                "replan.purchase_overdue",
                x.material,
                offer=x.offer,
                week=x.arrival,
                thousandths=x.thousandths,
                now=horizon.name(first),
            )


def _not_placed(done: Plan, supplied: Supplied, problem: Problem) -> Iterator[Diagnostic]:
    """What the plan bought in the weeks gone by, and nobody ordered."""
    materials = {o.id: o.material for o in problem.offers}
    for p in done.purchases:
        if (p.offer, p.week) not in supplied.planned:
            yield warning(
                "replan.purchase_not_placed",
                materials[p.offer],
                offer=p.offer,
                week=p.week,
                thousandths=p.thousandths,
            )
