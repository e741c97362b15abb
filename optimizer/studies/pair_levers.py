"""Two changes at once, where no single one is enough: each as much as it can do, then both less and less."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from optimizer.cure_prices import PriceList
from optimizer.diagnosis import Charge
from optimizer.studies.levers import Changes, Lever
from optimizer.studies.trial import Trials, least_step

# So many levers, those that leave the least, and so many pairs of them.
_MOST_LEVERS, _MOST_PAIRS = 6, 3
# Both go down by steps of this part of what each can do alone.
_STEP = Decimal("0.05")
# And may go up to this: whole lots want more than the relaxation does.
_MOST = Decimal("1.6")


def pair_levers(levers: list[Lever], trials: Trials, without: float) -> Iterator[Lever]:
    """Pairs with which the relaxation is on time, the least damage left by the two alone first.

    Args:
        levers: each cures in part.
        trials: to ask the relaxation.
        without: least damage as things are.
    """
    best: dict[object, Lever] = {}
    for lever in sorted(levers, key=_left):
        if lever.damage is not None and not lever.is_blind:
            best.setdefault((lever.bottleneck, lever.where), lever)
    chosen = list(best.values())[:_MOST_LEVERS]
    pairs = sorted(itertools.combinations(chosen, 2), key=lambda p: _left(p[0]) + _left(p[1]))
    found = 0
    for one, other in pairs:
        if found == _MOST_PAIRS or not trials.has_time():
            return
        lever = _pair(one, other)
        damage = trials.relaxed(lever.changes(Decimal(1)))
        if damage is None or damage > 0 or without <= 0:
            continue
        found += 1
        yield _with_least(lever, trials)


def _left(lever: Lever) -> float:
    return lever.damage or 0.0


def _with_least(lever: Lever, trials: Trials) -> Lever:
    """The pair with the least part that the relaxation cannot refute."""

    def does(steps: int) -> bool:
        damage = trials.relaxed(lever.changes(steps * _STEP))
        return damage is not None and damage <= 0

    least = least_step(does, int(1 / _STEP)) * _STEP
    return replace(lever, low=least, damage=0.0)


def _pair(one: Lever, other: Lever) -> Lever:
    """Both by the same part of what each needs for the most it can do alone."""

    def amounts(part: Decimal) -> tuple[Decimal, Decimal]:
        first, second = (x.on_grid((x.low or x.most) * part) for x in (one, other))
        return first, second

    def changes(part: Decimal) -> Changes:
        first, second = amounts(part)
        return (*one.changes(first), *other.changes(second))

    def charges(part: Decimal, prices: PriceList) -> tuple[Charge, ...]:
        first, second = amounts(part)
        return (*one.charges(first, prices), *other.charges(second, prices))

    return Lever(
        bottleneck=one.bottleneck,
        cure=one.cure,
        where=one.where,
        span=one.span,
        unit=one.unit,
        measure=one.measure,
        missing_unit=one.missing_unit,
        changes=changes,
        most=_MOST,
        step=_STEP,
        charges=charges,
        is_pair=True,
        shown=lambda part: amounts(part)[0],
    )
