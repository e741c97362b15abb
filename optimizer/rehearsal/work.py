"""What everybody can do and intends to do, as arrays: runs, minutes, limits, materials.

Axes, in this order: workshops, stages, weeks. A stage is an operation of a product, in routing order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

import numpy as np
import numpy.typing as npt

from optimizer.capacity import Capacities
from optimizer.costing import receipts_rates
from optimizer.fairness import key_weights, run_loads
from optimizer.ledger import Ledger
from optimizer.plan import Plan
from optimizer.problem import BomLine, Problem
from optimizer.requirements import total_standard_minutes

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A planned run: positions of workshop and stage, units made, position of the stage in its routing."""

    workshop: int
    stage: int
    units: float
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One material that may serve a bill line, and how much of it a unit takes, waste included."""

    material: int
    per_unit: float


class Work:
    """What is planned and what is possible, chance aside.

    Args:
        problem: a problem without errors.
        plan: a plan that keeps its rules.
    """

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.ledger = Ledger(problem, plan)
        self.capacities: Capacities = self.ledger.capacities
        self.weeks = self.ledger.horizon.weeks
        self.workshops = tuple(w.id for w in problem.workshops)
        self.stages = tuple((p.id, o.id) for p in problem.products for o in p.operations)
        self.groups = tuple(self.capacities.station_minutes)
        self.materials = tuple(m.id for m in problem.materials)
        self.places = tuple(dict.fromkeys((d.delivery_point, d.product) for d in problem.demands))
        self._w = {w: i for i, w in enumerate(self.workshops)}
        self._s = {s: i for i, s in enumerate(self.stages)}
        self._m = {m: i for i, m in enumerate(self.materials)}
        self._k = {k: i for i, k in enumerate(self.places)}
        self.position = np.array([k for p in problem.products for k in range(len(p.operations))])
        self.depth = int(self.position.max(initial=-1)) + 1
        self.before = np.array(
            [s - 1 if k else -1 for s, k in enumerate(self.position)], dtype=np.int64
        )
        self.after = np.array(
            [
                s + 1 if s + 1 < len(self.stages) and self.position[s + 1] else -1
                for s in range(len(self.stages))
            ],
            dtype=np.int64,
        )
        self.lot = np.array([p.lot_size for p in problem.products for _ in p.operations], float)
        self.standard = floats(
            Decimal(o.standard_milliminutes) / 1000 for p in problem.products for o in p.operations
        )
        self.usual_yield = floats(o.yield_rate for p in problem.products for o in p.operations)
        self.stage_made = floats(self.ledger.stages[s].made for s in self.stages)
        self.hub_weeks = None if problem.hub is None else problem.hub.lead_time_weeks
        self.frozen_weeks = min(problem.opening.frozen_weeks, self.weeks)

    def _empty(self, *shape: int) -> Floats:
        return np.zeros(shape)

    # -- work -------------------------------------------------------------------------------------

    @cached_property
    def planned(self) -> Floats:
        """Units made, [workshop, stage, week]."""
        found = self._empty(len(self.workshops), len(self.stages), self.weeks)
        for (w, p, o), row in self.ledger.made.items():
            found[self._w[w], self._s[p, o]] = [float(x) for x in row]
        return found

    @cached_property
    def lines(self) -> tuple[tuple[Line, ...], ...]:
        """The planned runs of each week, in routing order."""
        found = []
        for t in range(self.weeks):
            at = np.argwhere(self.planned[:, :, t] > 0)
            week = [
                Line(
                    workshop=int(w),
                    stage=int(s),
                    units=float(self.planned[w, s, t]),
                    position=int(self.position[s]),
                )
                for w, s in at
            ]
            found.append(tuple(sorted(week, key=lambda x: (x.position, x.stage, x.workshop))))
        return tuple(found)

    @cached_property
    def _skill_values(self) -> tuple[Floats, Floats, Floats]:
        shape = (len(self.workshops), len(self.stages))
        unit, setup, smallest = (np.zeros(shape) for _ in range(3))
        for (w, p, o), skill in self.capacities.skills.items():
            at = self._w[w], self._s[p, o]
            unit[at] = float(skill.unit_minutes)
            setup[at] = float(skill.setup_minutes)
            smallest[at] = skill.smallest_run_units
        return unit, setup, smallest

    @property
    def unit_minutes(self) -> Floats:
        """Own minutes per unit, [workshop, stage]; 0 without the skill."""
        return self._skill_values[0]

    @property
    def setup_minutes(self) -> Floats:
        """Own minutes of a setup, [workshop, stage]."""
        return self._skill_values[1]

    @property
    def smallest(self) -> Floats:
        """Smallest weekly run, [workshop, stage]."""
        return self._skill_values[2]

    # -- minutes ------------------------------------------------------------------------------------

    @cached_property
    def minutes(self) -> tuple[Floats, Floats]:
        """Productive minutes before commitments, and commitments, [workshop, week].

        A plan may use a little more than there is (frozen weeks, tolerances): that was there, too.
        """
        free = replace(
            self.problem,
            workshops=tuple(replace(w, commitments=()) for w in self.problem.workshops),
        )
        gross = _rows(Capacities(free).productive_minutes, self.workshops, self.weeks)
        net = _rows(self.capacities.productive_minutes, self.workshops, self.weeks)
        used = _rows(self.ledger.minutes_used, self.workshops, self.weeks)
        return gross + np.maximum(0.0, used - net), gross - net

    @cached_property
    def station_minutes(self) -> Floats:
        """Open minutes, [group, week]."""
        there = _rows(self.capacities.station_minutes, self.groups, self.weeks)
        return np.maximum(there, _rows(self.ledger.station_minutes_used, self.groups, self.weeks))

    @cached_property
    def serves(self) -> Flags:
        """Whether a group carries the minutes of a workshop at a stage, [group, workshop, stage]."""
        found = np.zeros((len(self.groups), len(self.workshops), len(self.stages)), dtype=bool)
        for group in self.problem.station_groups:
            if group.id in self.groups:
                for w, o in self.capacities.served(group):
                    for (_, stage_operation), s in self._s.items():
                        if stage_operation == o:
                            found[self.groups.index(group.id), self._w[w], s] = True
        return found

    # -- limits ---------------------------------------------------------------------------------------

    @cached_property
    def past_minutes(self) -> Floats:
        """Standard minutes already made, [workshop]."""
        past = run_loads(self.problem, ())
        return floats(past[w] for w in self.workshops)

    @cached_property
    def fair_minutes(self) -> Floats:
        """Key share of the whole order, standard minutes, [workshop]."""
        weights, total = key_weights(self.problem), total_standard_minutes(self.problem)
        return floats(weights[w] * total for w in self.workshops)

    @cached_property
    def most_minutes(self) -> Floats:
        """Largest share, standard minutes, [workshop]; infinite without one."""
        total = total_standard_minutes(self.problem)
        return np.array(
            [
                np.inf if w.largest_share is None else float(w.largest_share * total)
                for w in self.problem.workshops
            ]
        )

    @cached_property
    def rates(self) -> Floats:
        """Receipts per unit made, cents, [stage]."""
        rates = receipts_rates(self.problem)
        return floats(rates[s] * 100 for s in self.stages)

    @cached_property
    def receipts_left(self) -> Floats:
        """What each may still invoice, cents, [workshop]; infinite without a ceiling."""
        found = np.array(
            [
                np.inf if w.receipts_ceiling_cents is None else float(w.receipts_ceiling_cents)
                for w in self.problem.workshops
            ]
        )
        for x in self.problem.opening.past_work:
            found[self._w[x.workshop]] -= x.receipts_cents
        return found

    # -- materials ------------------------------------------------------------------------------------

    @cached_property
    def bills(self) -> tuple[tuple[tuple[Choice, ...], ...], ...]:
        """Per stage, its bill lines, each with its own material first, then the substitutes."""
        found = []
        for product in self.problem.products:
            for operation in product.operations:
                lines = [x for x in product.materials if x.operation == operation.id]
                found.append(tuple(self._choices(x) for x in lines))
        return tuple(found)

    def _choices(self, line: BomLine) -> tuple[Choice, ...]:
        per_unit = float(line.quantity * (1 + line.waste_rate))
        ratios = {line.material: 1.0, **{x.material: float(x.ratio) for x in line.substitutes}}
        return tuple(
            Choice(material=self._m[m], per_unit=per_unit * ratio)
            for m, ratio in ratios.items()
            if per_unit * ratio > 0
        )

    @cached_property
    def substituted(self) -> dict[tuple[int, int, int, int], float]:
        """Planned units served by a substitute: (workshop, stage, material, week) → units."""
        found: dict[tuple[int, int, int, int], float] = {}
        for (w, p, o, _), by_used in self.ledger.substituted.items():
            for used, row in by_used.items():
                for t, units in enumerate(row):
                    if units:
                        key = (self._w[w], self._s[p, o], self._m[used], t)
                        found[key] = found.get(key, 0.0) + float(units)
        return found

    @cached_property
    def needs(self) -> Floats:
        """Planned use of materials, [workshop, material, week]."""
        found = self._empty(len(self.workshops), len(self.materials), self.weeks)
        for (w, m), row in self.ledger.material_needs.items():
            found[self._w[w], self._m[m]] = [float(x) for x in row]
        return found

    @cached_property
    def stock(self) -> Floats:
        """Opening stock, [material], and the little that rounding lets a plan use beyond what is there."""
        ledger = self.ledger
        found = floats(ledger.material_opening[m] for m in self.materials)
        lowest = [float(min(ledger.material_stock[m])) for m in self.materials]
        return found + np.maximum(0.0, -floats(lowest))

    @cached_property
    def supplies(self) -> tuple[tuple[int, int, float], ...]:
        """What is to come: (material, week of arrival, quantity), open purchases first."""
        offers = {x.id: x.material for x in self.problem.offers}
        week = self.ledger.week
        found = [
            (self._m[x.material], week(x.arrival), x.thousandths / 1000)
            for x in self.problem.opening.purchases
        ]
        found += [
            (self._m[offers[x.offer]], week(x.arrival), x.thousandths / 1000)
            for x in self.ledger.plan.purchases
        ]
        return tuple(found)


def floats(values: Iterable[Decimal | float]) -> Floats:
    """Exact numbers as an array."""
    return np.array([float(x) for x in values], dtype=np.float64)


def _rows(book: Mapping[str, Sequence[Decimal]], keys: Sequence[str], weeks: int) -> Floats:
    rows = [[float(x) for x in book[key]] for key in keys]
    return np.array(rows, dtype=np.float64).reshape(len(keys), weeks)
