"""What was really ordered from suppliers and received, as whoever buys writes it down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """One order to a supplier that was placed.

    Attributes:
        week: ISO name of the week in which it was placed.
        arrival: ISO name of the week in which it came, or in which it is expected.
        thousandths: what came, or what was ordered while nothing came.
    """

    offer: str
    material: str
    week: str
    arrival: str
    thousandths: int
    is_received: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """All that was ordered since the order began, in any order."""

    orders: tuple[Ordered, ...] = ()
