"""Pins while the weeks of a simulation pass: what must be made now, what at most, and what is kept for them.

A pin of one week is like a frozen run that counts its minutes. One of several weeks follows the guide in
whole lots, and in its last week makes whatever is still lacking.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.solver.linear import INF, Vector
from optimizer.solver.variables import PinColumns, StageKey, Variables

_EPS = 1e-6
_Key = tuple[str, str, str]


@dataclass(slots=True)
class _Pin:
    """``targets``: units to have made by the end of each of its weeks; ``done``: those made so far."""

    columns: PinColumns
    units: float
    targets: Vector
    done: float = 0.0

    def covers(self, t: int) -> bool:
        return self.columns.first <= t <= self.columns.last

    @property
    def left(self) -> float:
        return max(0.0, self.units - self.done)


class Pinned:
    """All pins of a problem during one simulation.

    Args:
        v: the model's columns.
        guide: values per column of the continuous plan that is followed.
        pins: those that count.
    """

    def __init__(self, v: Variables, guide: Vector, pins: Sequence[PinColumns]) -> None:
        self.v = v
        self._of: dict[_Key, list[_Pin]] = {}
        self.products = {x.pin.product for x in pins}
        self.runs = {(*x.key, t) for x in pins for t in range(x.first, x.last + 1)}
        # Stages whose one incomplete lot a pin asks for: nobody else may make it.
        self.claimed: set[StageKey] = set()
        for x in pins:
            units = float(x.pin.units)
            lot = v.products[x.pin.product].lot_size
            self._of.setdefault(x.key, []).append(_Pin(x, units, _targets(v, guide, x, units)))
            if lot and x.pin.units % lot:
                self.claimed.add((x.pin.product, x.pin.operation))
        # Of pins that speak of the same work in the same weeks, the widest.
        self._apart: list[_Pin] = []
        for same in self._of.values():
            kept: list[_Pin] = []
            for p in sorted(same, key=lambda p: p.columns.first - p.columns.last):
                first, last = p.columns.first, p.columns.last
                if not any(k.columns.first <= last and first <= k.columns.last for k in kept):
                    kept.append(p)
            self._apart += kept

    def has(self, key: _Key) -> bool:
        """Whether a workshop's operation is pinned in some week."""
        return key in self._of

    def owed(self, key: _Key, t: int) -> float:
        """Units to make in a week, at least; nothing where none is pinned."""
        pins = [p for p in self._of.get(key, ()) if p.covers(t)]
        wanted = max((p.targets[t - p.columns.first] - p.done for p in pins), default=0.0)
        return max(0.0, min([wanted, *(p.left for p in pins)]))

    def room(self, key: _Key, t: int) -> float:
        """Units that pins still allow in a week."""
        return min((p.left for p in self._of.get(key, ()) if p.covers(t)), default=INF)

    def kept(self, key: _Key, t: int) -> float:
        """Units of the operation that pins on others, or on later weeks, still need."""
        return sum(
            (
                p.left
                for p in self._apart
                if p.columns.key[1:] == key[1:] and self._is_other(p, key, t)
            ),
            start=0.0,
        )

    def waits(self, product: str, position: int, t: int) -> bool:
        """Whether a pin on an operation, the first being 0, still needs pieces after a week."""
        operation = self.v.products[product].operations[position].id
        return any(
            p.columns.key[1:] == (product, operation) and p.columns.last >= t and p.left > _EPS
            for p in self._apart
        )

    def kept_of(self, workshop: str, key: _Key, t: int) -> list[tuple[StageKey, float]]:
        """(stage, units) that other pins on a workshop still need."""
        return [
            (p.columns.key[1:], p.left)
            for p in self._apart
            if p.columns.key[0] == workshop and self._is_other(p, key, t)
        ]

    def _is_other(self, p: _Pin, key: _Key, t: int) -> bool:
        return p.columns.last >= t and not (p.columns.key == key and p.covers(t))

    def note(self, key: _Key, t: int, units: float) -> None:
        """Units were made."""
        for p in self._of.get(key, ()):
            if p.covers(t):
                p.done += units


def _targets(v: Variables, guide: Vector, x: PinColumns, units: float) -> Vector:
    """Units to have made by the end of each week of a pin: the guide's, in whole lots."""
    weeks = range(x.first, x.last + 1)
    made = [sum(float(guide[c]) * a for c, a in v.made(*x.key, t)) for t in weeks]
    total = np.minimum(np.cumsum(made), units)
    lot = v.lot(x.pin.product)
    if v.products[x.pin.product].lot_size:
        total = np.floor(total / lot + 0.5) * lot
        total = np.minimum(total, math.floor(units / lot + _EPS) * lot)
    total[-1] = units
    return np.asarray(total, dtype=np.float64)
