"""The materials of a simulation: what the orders of a guide bring, and what runs take from it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimizer.problem import BomLine
from optimizer.solver.dispatch_state import Line
from optimizer.solver.linear import INF, Vector
from optimizer.solver.variables import Variables


class MaterialPool:
    """Materials still free in each week; a run takes its own first, then substitutes.

    Args:
        v: the model's columns.
        arriving: per material, what there is by each week if nothing were used, in its unit.
        values: columns of the simulation; those of substitutes are written here.
    """

    def __init__(self, v: Variables, arriving: Mapping[str, Vector], values: Vector) -> None:
        self._free = arriving
        self._values = values
        self._substituted = v.substituted
        self._lead = {w.id: w.issue_lead_weeks for w in v.problem.workshops}
        self._bom: dict[tuple[str, str], list[BomLine]] = {}
        for p in v.problem.products:
            for line in p.materials:
                self._bom.setdefault((p.id, line.operation), []).append(line)

    def _week(self, line: Line, t: int) -> int:
        """Week in which the materials of a run leave the pool."""
        return max(0, t - self._lead[line.workshop])

    def _left(self, material: str, week: int) -> float:
        """What a week may take without anything running out later."""
        return max(0.0, float(np.min(self._free[material][week:])))

    def room(self, line: Line, t: int) -> float:
        """Units that the materials of an operation still allow in a week."""
        room = INF
        week = self._week(line, t)
        for need in self._bom.get((line.product, line.operation), []):
            per_unit = float(need.quantity * (1 + need.waste_rate))
            if per_unit <= 0:
                continue
            here = self._left(need.material, week) / per_unit
            for x in need.substitutes:
                here += self._left(x.material, week) / (per_unit * float(x.ratio))
            room = min(room, here)
        return room

    def consume(self, line: Line, t: int, units: float) -> None:
        """Take the materials of units made in a week."""
        week = self._week(line, t)
        for need in self._bom.get((line.product, line.operation), []):
            per_unit = float(need.quantity * (1 + need.waste_rate))
            left = units
            sources = [(need.material, per_unit)]
            sources += [(x.material, per_unit * float(x.ratio)) for x in need.substitutes]
            for material, rate in sources:
                if rate <= 0 or left <= 0:
                    continue
                part = min(left, self._left(material, week) / rate)
                self._free[material][week:] -= part * rate
                left -= part
                if material != need.material and part > 0:
                    place = (line.workshop, line.product, line.operation, t)
                    column = self._substituted[*place, need.material, material]
                    already = self._values[column]
                    self._values[column] = part + (0.0 if np.isnan(already) else already)
