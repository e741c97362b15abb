"""Pins and bans seen from a later Monday: what is left of them to keep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from optimizer.diagnostics import Diagnostic, warning
from optimizer.instructions import Ban, Pin

# Less than this of a unit is what fractions leave, not a piece.
_CRUMB = Decimal("0.001")


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeIn:
    """Units made by a workshop at an operation in a week, whoever decided it."""

    workshop: str
    product: str
    operation: str
    week: str
    units: Decimal


def pins_left(
    pins: Iterable[Pin], made: Iterable[MadeIn], week: str
) -> tuple[tuple[Pin, ...], tuple[Ban, ...], tuple[Diagnostic, ...]]:
    """What pins still ask for from a week on, now that something was made before it.

    Returns:
        pins with what is left of their units and weeks; bans for those of which everything is made
        already, so that no more is; a warning for each that can no longer be kept. Of several that
        now speak of the same weeks the one that began last stays.
    """
    pins, made = tuple(pins), tuple(made)
    done = {pin: sum((m.units for m in made if _counts(m, pin)), start=Decimal(0)) for pin in pins}
    last = {_span(pin, week): pin for pin in sorted(pins, key=lambda x: x.first)}
    left: list[Pin] = []
    bans: list[Ban] = []
    found: list[Diagnostic] = []
    for pin in pins:
        stays = last[_span(pin, week)]
        is_over = pin.last < week or stays != pin
        reached = done[pin]
        if pin.last >= week and stays != pin:
            reached += max(Decimal(0), stays.units - done[stays])
        if reached - pin.units > _CRUMB or (is_over and pin.units - reached > _CRUMB):
            found.append(
                warning(
                    "replan.pin_not_kept",
                    pin.workshop,
                    product=pin.product,
                    operation=pin.operation,
                    first=pin.first,
                    last=pin.last,
                    read=reached,
                    expected=pin.units,
                )
            )
        if is_over:
            continue
        if pin.first >= week:
            left.append(pin)
        elif pin.units - reached > _CRUMB:
            left.append(replace(pin, first=week, units=pin.units - reached))
        else:
            bans.append(
                Ban(
                    workshop=pin.workshop,
                    product=pin.product,
                    operation=pin.operation,
                    first=week,
                    last=pin.last,
                )
            )
    return tuple(left), tuple(bans), tuple(found)


def _span(pin: Pin, week: str) -> tuple[str, ...]:
    """What a pin speaks of from a week on."""
    return pin.workshop, pin.product, pin.operation, max(pin.first, week), pin.last


def _counts(made: MadeIn, pin: Pin) -> bool:
    return (made.workshop, made.product, made.operation) == (
        pin.workshop,
        pin.product,
        pin.operation,
    ) and pin.first <= made.week <= pin.last


def bans_left(bans: Iterable[Ban], more: Iterable[Ban], week: str) -> tuple[Ban, ...]:
    """Bans that still have weeks to come, with ``more`` after them, each once."""
    left = (
        replace(ban, first=None) if (ban.first or week) < week else ban
        for ban in bans
        if ban.last is None or ban.last >= week
    )
    return tuple(dict.fromkeys((*left, *more)))
