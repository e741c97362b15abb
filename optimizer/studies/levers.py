"""What might be changed to cure lateness, one lever each: an amount, and the changes that it stands for.

A lever is a question to the solver. ``room`` names the limit of the relaxation that it opens, when there
is one: then the relaxation says how much is needed. The others are tried step by step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from optimizer.changes import Change
from optimizer.cure_prices import PriceList
from optimizer.diagnosis import BottleneckKind, Charge, CureKind, Unit, Where
from optimizer.problem import Problem

Changes = tuple[Change, ...]
# Steps that people can read, per power of ten.
_NICE = (Decimal(1), Decimal(2), Decimal(5))
# An amount is at most so many steps.
_STEPS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """One change with an amount.

    Attributes:
        bottleneck, where: what it would show to bind; the same for levers on the same thing.
        span: where, with the weeks of the change.
        changes: of an amount.
        least, most: smallest and largest amount worth trying; amounts are multiples of ``step``.
        low: below this it is proven that it does not suffice.
        damage: what the relaxation leaves with it at its best; None when it cannot tell.
        missing: what an amount brings, in the bottleneck's unit (which may be another one).
        values: what is changed, before and after.
        is_blind: the relaxation does not see it.
        is_steady: where some of it does, more of it does too.
        is_pair: two changes at once; amounts are parts of what each of them can do.
        shown: an amount as it is said.
    """

    bottleneck: BottleneckKind
    cure: CureKind
    where: Where
    span: Where
    unit: Unit
    measure: str = ""
    missing_unit: Unit
    changes: Callable[[Decimal], Changes]
    most: Decimal
    step: Decimal
    low: Decimal = Decimal(0)
    damage: float | None = None
    missing: Callable[[Decimal], Decimal] = field(default=lambda amount: amount)
    values: Callable[[Decimal], tuple[str, str]] = field(default=lambda _: ("", ""))
    charges: Callable[[Decimal, PriceList], tuple[Charge, ...]]
    is_blind: bool = False
    is_steady: bool = True
    is_pair: bool = False
    shown: Callable[[Decimal], Decimal] = field(default=lambda amount: amount)
    operations: tuple[str, ...] = ()

    def on_grid(self, amount: Decimal) -> Decimal:
        """The amount rounded up to a whole number of steps, at least one, at most the most."""
        steps = (amount / self.step).to_integral_value(rounding=ROUND_CEILING)
        return min(max(steps, Decimal(1)) * self.step, self.most)


def nice_step(amount: Decimal, least: Decimal) -> Decimal:
    """A step of which an amount is some dozens: 1, 2 or 5 times a power of ten, at least ``least``."""
    wanted = amount / _STEPS
    if wanted <= least:
        return least
    power = Decimal(1).scaleb(wanted.adjusted())
    for nice in _NICE:
        if power * nice >= wanted * Decimal("0.7"):
            return max(least, power * nice)
    return max(least, power * 10)


def decimal(value: float) -> Decimal:
    """A solver's number as a decimal, six places."""
    return Decimal(repr(float(value))).quantize(Decimal("0.000001"))


def decision(_: Decimal, prices: PriceList) -> tuple[Charge, ...]:
    """A limit that the group set itself: changing it costs nothing by itself."""
    return (prices.charge("decision", Decimal(1)),)


def measure_of(problem: Problem, material: str) -> str:
    """The unit in which a material is counted."""
    return next(m.unit for m in problem.materials if m.id == material)


def _no_values(_: Decimal) -> tuple[str, str]:
    return "", ""


def by_steps(
    bottleneck: BottleneckKind,
    cure: CureKind,
    where: Where,
    most: int,
    item: str,
    changes: Callable[[Decimal], Changes],
    values: Callable[[Decimal], tuple[str, str]] = _no_values,
    unit: Unit = "weeks",
) -> Lever:
    """A lever whose amounts are whole numbers from 1 to ``most``, at a price of the list each."""

    def charges(n: Decimal, prices: PriceList) -> tuple[Charge, ...]:
        return (prices.charge(item, n),)

    return Lever(
        bottleneck=bottleneck,
        cure=cure,
        where=where,
        span=where,
        unit=unit,
        missing_unit=unit,
        changes=changes,
        most=Decimal(most),
        step=Decimal(1),
        values=values,
        charges=charges,
    )
