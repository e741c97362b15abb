"""What was really ordered from suppliers and received, as whoever buys writes it down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """One order to a supplier that was placed.

    Attributes:
        week: ISO name of the week in which it was placed.
        planned: ISO name of the week in which the plan had it, "" for the same.
        arrival: ISO name of the week in which it came, or in which it is expected.
        thousandths: what came, or what was ordered while nothing came.
    """

    offer: str
    material: str
    week: str
    arrival: str
    thousandths: int
    is_received: bool = False
    planned: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """All that was ordered since the order began, in any order."""

    orders: tuple[Ordered, ...] = ()

    @property
    def planned(self) -> frozenset[tuple[str, str]]:
        """What of plans was ordered: offer and week in which the plan had it."""
        return frozenset((x.offer, x.planned or x.week) for x in self.orders)
