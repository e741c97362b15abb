"""Two changes at once, where no single one is enough: what one leaves, the other cures; then both less."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from optimizer.cure_prices import PriceList
from optimizer.diagnosis import Charge
from optimizer.solver.elastic import Elastic
from optimizer.studies.levers import Changes, Lever
from optimizer.studies.room_levers import room_levers
from optimizer.studies.step_levers import StepLevers
from optimizer.studies.trial import Trials, least_step

# So many first changes, those that leave the least, and so many pairs of each.
_MOST_FIRST, _MOST_PAIRS = 3, 2
# Both go down by steps of this part of what each of them needs alone.
_STEP = Decimal("0.05")
# And may go up to this: whole lots want more than the relaxation does.
_MOST = Decimal("1.6")


def pair_levers(levers: list[Lever], trials: Trials, without: float) -> Iterator[Lever]:
    """Pairs with which the relaxation is on time, those with the most helpful first change first.

    Args:
        levers: each cures in part.
        trials: to ask the relaxation.
        without: least damage as things are.
    """
    best: dict[object, Lever] = {}
    for lever in sorted(levers, key=_left):
        if lever.damage is not None and not lever.is_blind and _left(lever) < without:
            best.setdefault((lever.bottleneck, lever.where), lever)
    seen = set()
    for first in list(best.values())[:_MOST_FIRST]:
        for second in itertools.islice(_seconds(first, trials), _MOST_PAIRS):
            both = frozenset((repr(first.span), repr(second.span)))
            if both not in seen:
                seen.add(both)
                yield _with_least(_pair(first, second), trials)


def _seconds(first: Lever, trials: Trials) -> Iterator[Lever]:
    """What cures the rest once the first change is made: amounts, then what goes by steps."""
    given = first.changes(first.low or first.most)
    changed = trials.changed(given)
    if changed is None or not trials.has_time():
        return
    elastic = Elastic(changed)
    for lever in room_levers(changed, elastic, scale=True):
        if lever.damage or not trials.has_time():
            break
        yield lever
    for lever in StepLevers(changed, None).all():
        if lever.is_blind or not trials.has_time():
            continue
        left = trials.relaxed((*given, *lever.changes(lever.most)))
        if left is not None and left <= 0:
            yield lever


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
