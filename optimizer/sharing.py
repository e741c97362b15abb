"""Sharing a cost among members: Shapley values, who would do better alone, and whole numbers of seats.

A cost game says what every coalition (a set of members) would pay alone; what it says of nobody is 0.
Costs that are known between two bounds give values between two bounds. Everything is exact (fractions)
until cents are asked for. Nothing here knows purchases or solvers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from random import Random

from optimizer.money import split_cents

Coalition = frozenset[str]
Number = int | Fraction | Decimal
Cost = Callable[[Coalition], Number]


def coalitions(members: Sequence[str], *, proper: bool = False) -> Iterator[Coalition]:
    """Every coalition but the empty one, small ones first; ``proper``: without the whole group."""
    for size in range(1, len(members) + (0 if proper else 1)):
        for chosen in combinations(members, size):
            yield frozenset(chosen)


# -- Shapley values ----------------------------------------------------------------------------------


def shapley(members: Sequence[str], cost: Cost) -> dict[str, Fraction]:
    """Shapley value of each member: its mean marginal cost over all orders of arrival, exactly.

    Asks for the cost of all 2ⁿ − 1 coalitions. The values sum to the cost of the whole group.
    """
    n = len(members)
    known = {s: Fraction(cost(s)) for s in coalitions(members)}
    known[frozenset()] = Fraction(0)
    weight = _weights(n)
    return {
        i: sum(
            (weight[len(s)] * (known[s | {i}] - v) for s, v in known.items() if i not in s),
            Fraction(0),
        )
        for i in members
    }


def shapley_bounds(
    members: Sequence[str], lowest: Cost, highest: Cost
) -> dict[str, tuple[Fraction, Fraction]]:
    """Between what each Shapley value lies when every cost lies between ``lowest`` and ``highest``.

    Both ends are reached: a value is linear in the costs, rising in those of the coalitions that hold
    the member and falling in the others'. All ends are not reached at once, so they do not sum to the
    group's cost.
    """
    n = len(members)
    weight = _weights(n)
    ends = {s: (Fraction(lowest(s)), Fraction(highest(s))) for s in coalitions(members)}
    ends[frozenset()] = (Fraction(0), Fraction(0))
    found = {}
    for i in members:
        least = most = Fraction(0)
        for s, (low, high) in ends.items():
            if i not in s:
                with_low, with_high = ends[s | {i}]
                least += weight[len(s)] * (with_low - high)
                most += weight[len(s)] * (with_high - low)
        found[i] = (least, most)
    return found


def _weights(n: int) -> list[Fraction]:
    """Part of the orders of arrival in which just a given set of each size comes before a member."""
    return [
        Fraction(math.factorial(k) * math.factorial(n - k - 1), math.factorial(n)) for k in range(n)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledValues:
    """Shapley values estimated from sampled orders of arrival.

    ``errors``: standard error of each value (None from a single pair: not known). ``orders``: of
    arrival, each counted with its reverse. The values sum to the group's cost exactly. ``bounds``:
    between what the estimates would lie with the costs at the worst end of their own bounds.
    """

    values: Mapping[str, Fraction]
    errors: Mapping[str, Decimal | None]
    bounds: Mapping[str, tuple[Fraction, Fraction]]
    orders: int


def sampled_shapley(
    members: Sequence[str],
    cost: Cost,
    *,
    pairs: int,
    seed: int = 0,
    lowest: Cost | None = None,
    goes_on: Callable[[], bool] = lambda: True,
) -> SampledValues:
    """Shapley values estimated over pairs of an order of arrival and its reverse (antithetic).

    Args:
        cost: asked for each coalition that stands at the head of an order.
        pairs: most pairs, at least 1.
        seed: of the orders; the same seed gives the same orders.
        lowest: bound of each cost (None: the costs are exact).
        goes_on: asked before every pair but the first two; False ends the sampling.
    """
    random = Random(seed)
    means: dict[str, list[Fraction]] = {i: [] for i in members}
    ends = {i: (Fraction(0), Fraction(0)) for i in members}
    for done in range(max(1, pairs)):
        if done > 1 and not goes_on():
            break
        order = list(members)
        random.shuffle(order)
        both = [_marginals(o, cost, lowest or cost) for o in (order, order[::-1])]
        for i in members:
            means[i].append(sum((m[i][1] for m in both), Fraction(0)) / 2)
            low, high = ends[i]
            ends[i] = low + sum(m[i][0] for m in both), high + sum(m[i][2] for m in both)
    count = len(means[members[0]]) if members else 0
    return SampledValues(
        values={i: sum(m, Fraction(0)) / count for i, m in means.items()},
        errors={i: _standard_error(m) for i, m in means.items()},
        bounds={i: (low / (2 * count), high / (2 * count)) for i, (low, high) in ends.items()},
        orders=2 * count,
    )


def _marginals(
    order: Sequence[str], cost: Cost, lowest: Cost
) -> dict[str, tuple[Fraction, Fraction, Fraction]]:
    """What each member adds as it arrives: at the least, as found, at the most."""
    found = {}
    before = least_before = Fraction(0)
    for k, i in enumerate(order):
        arrived = frozenset(order[: k + 1])
        total, least = Fraction(cost(arrived)), Fraction(lowest(arrived))
        found[i] = (least - before, total - before, total - least_before)
        before, least_before = total, least
    return found


def _standard_error(sample: Sequence[Fraction]) -> Decimal | None:
    n = len(sample)
    if n < 2:
        return None
    mean = sum(sample, Fraction(0)) / n
    variance = sum(((x - mean) ** 2 for x in sample), Fraction(0)) / (n - 1) / n
    return (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()


# -- would some do better alone? ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """What a coalition pays beyond what it would pay alone.

    ``surely``: beyond its cost as found, which it can obtain; ``possibly``: beyond its proven bound.
    ``surely ≤ possibly``; negative: it gains by staying.
    """

    coalition: Coalition
    surely: Fraction
    possibly: Fraction


def excesses(
    shares: Mapping[str, Number],
    known: Iterable[Coalition],
    lowest: Cost,
    highest: Cost,
) -> tuple[Excess, ...]:
    """Excess of each known coalition under some shares, the largest ``surely`` first.

    The shares are in the core as far as these coalitions go when no ``possibly`` is positive; they
    are not when some ``surely`` is.
    """
    found = []
    for s in known:
        paid = sum((Fraction(shares[i]) for i in s), Fraction(0))
        found.append(
            Excess(
                coalition=s,
                surely=paid - Fraction(highest(s)),
                possibly=paid - Fraction(lowest(s)),
            )
        )
    return tuple(sorted(found, key=lambda e: (-e.surely, len(e.coalition), sorted(e.coalition))))


# -- keys --------------------------------------------------------------------------------------------


def split_saving(
    alone: Mapping[str, int], total: int, weights: Mapping[str, Number]
) -> dict[str, int]:
    """Cents each member pays: what it would alone, less its part of the saving by ``weights``.

    A saving below zero is a loss, shared likewise. All weights zero: equal parts. The parts sum to
    ``total``.

    Args:
        alone: stand-alone cost per member, cents.
        total: what the group pays, cents.
        weights: per member, not negative.
    """
    members = list(alone)
    parts = [Fraction(weights[i]) for i in members]
    if not any(parts):
        parts = [Fraction(1) for _ in members]
    saving = sum(alone.values()) - total
    return {i: alone[i] - part for i, part in zip(members, split_cents(saving, parts), strict=True)}


def whole_cents(values: Mapping[str, Fraction], total: int) -> dict[str, int]:
    """Values as cents that sum to ``total``: down to the cent, then up by largest remainder.

    Each stays less than a cent away from its value when the values sum to ``total``.

    Raises:
        ValueError: the values are further from ``total`` than rounding explains.
    """
    floors = {i: math.floor(v) for i, v in values.items()}
    left = total - sum(floors.values())
    if not 0 <= left <= len(values):
        raise ValueError("the values do not sum to the total")
    by_remainder = sorted(values, key=lambda i: floors[i] - values[i])
    for i in by_remainder[:left]:
        floors[i] += 1
    return floors


def same_price(quantities: Mapping[str, Number], total: int) -> dict[str, int]:
    """Cents each member pays when a unit costs everybody the same; nobody needs any: all pay 0."""
    parts = [Fraction(q) for q in quantities.values()]
    if not any(parts):
        return dict.fromkeys(quantities, 0)
    return dict(zip(quantities, split_cents(total, parts), strict=True))


# -- whole numbers of seats --------------------------------------------------------------------------


def largest_remainder(seats: int, weights: Sequence[Number]) -> tuple[int, ...]:
    """Hamilton's method: quotas rounded down, the rest to the largest remainders (ties: earlier).

    Exact and simple, right for cents; a member may lose a seat when there are more to share.

    Raises:
        ValueError: a weight is negative, or all are zero while there are seats.
    """
    return split_cents(seats, [Fraction(w) for w in weights])


def webster(seats: int, weights: Sequence[Number]) -> tuple[int, ...]:
    """Webster's (Sainte-Laguë's) method: each seat to the largest weight / (2 × seats held + 1).

    Nobody loses a seat when there are more to share; right for lots. Ties go to the larger weight,
    then to the earlier entry.

    Raises:
        ValueError: a weight is negative, or all are zero while there are seats.
    """
    parts = [Fraction(w) for w in weights]
    if any(p < 0 for p in parts):
        raise ValueError("weights must not be negative")
    whole = sum(parts, Fraction(0))
    if not whole:
        if seats:
            raise ValueError("nothing to share by: every weight is zero")
        return tuple(0 for _ in parts)
    # Nobody ends far under its quota: start near and give the last seats one by one.
    held = [max(0, math.floor(seats * p / whole) - len(parts)) for p in parts]
    for _ in range(seats - sum(held)):
        best = max(range(len(parts)), key=lambda i: (parts[i] / (2 * held[i] + 1), parts[i], -i))
        held[best] += 1
    return tuple(held)
