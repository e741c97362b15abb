"""What orders have to cover, what even the fullest would leave missing, and whether some suffice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from itertools import accumulate, pairwise

from optimizer.capacity import horizon_of
from optimizer.ledger import ZERO, Series
from optimizer.plan import Purchase
from optimizer.problem import Offer, Problem, Supplier
from optimizer.purchasing import already_bought, handed_over, order_weeks
from optimizer.weeks import Horizon

# What a verified plan may lack (docs/model.md): no emergency purchase is made for it.
_NEGLIGIBLE = 10
_RELATIVE = Fraction(1, 10**6)
_UNLIMITED = 10**15


def orderable(offer: Offer, thousandths: int) -> int:
    """The largest order of at most so much, 0 when none is allowed."""
    if offer.multiple_thousandths:
        thousandths -= thousandths % offer.multiple_thousandths
    return thousandths if thousandths >= offer.minimum_thousandths else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What a coalition's orders have to cover, and what even the fullest orders would leave missing.

    ``covered``: material → cumulated thousandths that have to be there by each week.
    ``missing``: material → thousandths missing per week, for materials of which any is missing.
    """

    covered: Mapping[str, tuple[int, ...]]
    missing: Mapping[str, tuple[int, ...]]


def coverage(problem: Problem, needs: Mapping[str, Series]) -> Coverage:
    """Split a coalition's needs into what its orders can cover and what they cannot.

    Args:
        problem: of the coalition.
        needs: material → units per week.
    """
    horizon = horizon_of(problem)
    covered: dict[str, tuple[int, ...]] = {}
    missing: dict[str, tuple[int, ...]] = {}
    most = _most_supplied(problem, horizon)
    for material, row in needs.items():
        wanted = _cumulated_thousandths(row)
        supplied = most.get(material, [0] * horizon.weeks)
        lacking = 0
        lack = []
        for need, there in zip(wanted, supplied, strict=True):
            if need - there > max(_NEGLIGIBLE, int(need * _RELATIVE)):
                lacking = max(lacking, need - there)
            lack.append(lacking)
        reachable = [min(n, s + e) - e for n, s, e in zip(wanted, supplied, lack, strict=True)]
        covered[material] = tuple(max(0, r) for r in accumulate(reachable, max))
        if lacking:
            missing[material] = tuple(b - a for a, b in zip([0, *lack], lack, strict=False))
    return Coverage(covered=covered, missing=missing)


def _cumulated_thousandths(row: Series) -> list[int]:
    return [
        int((total * 1000).quantize(Decimal(1), rounding=ROUND_CEILING))
        for total in accumulate(row)
    ]


def opening_thousandths(problem: Problem, horizon: Horizon) -> dict[str, list[int]]:
    """Material → cumulated thousandths of stock and open purchases there by each week."""
    found: dict[str, list[int]] = {}
    for stock in problem.opening.materials:
        row = found.setdefault(stock.material, [0] * horizon.weeks)
        row[0] += stock.thousandths
    for p in problem.opening.purchases:
        week = max(0, horizon.index(p.arrival))
        if week < horizon.weeks:
            row = found.setdefault(p.material, [0] * horizon.weeks)
            row[week] += p.thousandths
    return {material: list(accumulate(row)) for material, row in found.items()}


def _most_supplied(problem: Problem, horizon: Horizon) -> dict[str, list[int]]:
    """Material → most thousandths that any orders bring by each week.

    Each week is looked at for itself: where minimums and what is left in all exclude each other, no
    orders need bring as much by every week.
    """
    suppliers = {s.id: s for s in problem.suppliers}
    bought = already_bought(problem)
    fullest: dict[tuple[str, int], list[tuple[Offer, int]]] = defaultdict(list)
    for offer in problem.offers:
        for k in order_weeks(offer, horizon):
            limit = handed_over(problem, offer, horizon.name(k + offer.lead_time_weeks))
            most = _UNLIMITED if limit is None else orderable(offer, limit)
            fullest[offer.supplier, k].append((offer, most))
    left = {
        o.id: orderable(o, o.total_thousandths - bought.get(o.id, 0))
        for o in problem.offers
        if o.total_thousandths is not None
    }
    found = opening_thousandths(problem, horizon)
    arrivals: dict[str, list[int]] = defaultdict(lambda: [0] * horizon.weeks)
    for (supplier, k), orders in sorted(fullest.items(), key=lambda x: x[0][1]):
        if not _reaches_minimum(suppliers[supplier], orders):
            continue
        for offer, most in orders:
            most = min(most, left.get(offer.id, most))
            if offer.id in left:
                left[offer.id] -= most
            arrivals[offer.material][max(0, k + offer.lead_time_weeks)] += most
    for material, row in arrivals.items():
        before = found.get(material, [0] * horizon.weeks)
        found[material] = [a + b for a, b in zip(accumulate(row), before, strict=True)]
    return found


def _reaches_minimum(supplier: Supplier, orders: Sequence[tuple[Offer, int]]) -> bool:
    amount = sum((most * o.breaks[0].unit_price / 10 for o, most in orders), start=ZERO)
    return amount >= supplier.minimum_cents


def suffices(problem: Problem, split: Coverage, purchases: Sequence[Purchase]) -> bool:
    """Whether some orders are within the availability of a coalition and cover what they have to.

    Dates, multiples and minimums are taken for granted: those are the same for every coalition.
    """
    horizon = horizon_of(problem)
    offers = {o.id: o for o in problem.offers}
    taken: dict[tuple[str, str], int] = defaultdict(int)
    in_all = already_bought(problem)
    there = {
        m: [b - a for a, b in pairwise((0, *row))]
        for m, row in opening_thousandths(problem, horizon).items()
    }
    for p in purchases:
        if p.offer not in offers:
            return False
        taken[p.offer, p.arrival] += p.thousandths
        in_all[p.offer] = in_all.get(p.offer, 0) + p.thousandths
        row = there.setdefault(offers[p.offer].material, [0] * horizon.weeks)
        row[max(0, horizon.index(p.arrival))] += p.thousandths
    for (name, week), thousandths in taken.items():
        limit = handed_over(problem, offers[name], week)
        most = offers[name].total_thousandths
        if limit is not None and thousandths > limit:
            return False
        if most is not None and in_all[name] > most:
            return False
    return all(
        have >= need
        for m, row in split.covered.items()
        for have, need in zip(accumulate(there.get(m, [0] * horizon.weeks)), row, strict=True)
    )
