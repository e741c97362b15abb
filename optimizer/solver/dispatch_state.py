"""What a simulation remembers while the weeks pass (see :mod:`optimizer.solver.dispatch`)."""

from __future__ import annotations

from dataclasses import dataclass, field

from optimizer.solver.linear import Vector


@dataclass(slots=True)
class Line:
    """A stage at a workshop while the weeks pass: curve to follow, units made so far."""

    workshop: str
    product: str
    operation: str
    position: int
    curve: Vector
    made: float = 0.0
    sending: Vector | None = None
    sent: float = 0.0

    @property
    def key(self) -> tuple[str, str, str]:
        """Workshop, product, operation."""
        return self.workshop, self.product, self.operation


@dataclass(slots=True)
class State:
    """What exists while the weeks pass; ``held``: minutes of workshops and posts kept for pins."""

    own: dict[tuple[str, str, str], float] = field(default_factory=dict)
    hub: dict[tuple[str, str], float] = field(default_factory=dict)
    coming: dict[tuple[str, str, int], float] = field(default_factory=dict)
    left: dict[tuple[str, str], float] = field(default_factory=dict)
    minutes: dict[str, float] = field(default_factory=dict)
    stations: dict[str, float] = field(default_factory=dict)
    held: dict[str, float] = field(default_factory=dict)
    held_posts: dict[str, float] = field(default_factory=dict)
    load: dict[str, float] = field(default_factory=dict)
    receipts: dict[str, float] = field(default_factory=dict)
