"""Is there a plan that is complete and on time? Looked for in a second or two, for studies of many changes.

Nothing else counts: no fair targets, no bounds. Continuous plans that are on time with some lots' time
to spare are followed in whole lots, one after the other; what is late by a few lots then is repaired by
solving the weeks before it again. What is found is checked by every rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from optimizer.dossier import problem_hash
from optimizer.ledger import Ledger
from optimizer.plan import LevelName, LevelResult, Plan
from optimizer.problem import Problem
from optimizer.solver.bounds import Clock
from optimizer.solver.dispatch import Tuning
from optimizer.solver.extract import entries
from optimizer.solver.goals import level_goals
from optimizer.solver.leximin import FairTargets
from optimizer.solver.linear import INF, ExtraRow, Vector
from optimizer.solver.search import Goal
from optimizer.solver.starting_plan import StartingPlan
from optimizer.verification import check_plan
from optimizer.verification.values import ledger_values

# Lots' time kept free in each workshop and week, the most first: the first two that are possible are used.
_ROOMS = (2.0, 1.0, 0.5, 0.25, 0.0)
# Continuous plans: (price of delivering less than so many weeks ahead, those weeks, price of making a week
# later), as parts of what a unit costs; and which room. Those first that led there most often.
_WAYS = (
    (0.05, 2, 0.02, 0),
    (1.0, 1, 0.02, 1),
    (0.02, 3, 0.001, 0),
    (0.08, 1, 0.0005, 1),
    (0.5, 1, 0.0, 0),
    (0.04, 1, 0.01, 1),
    (1.0, 3, 0.1, 0),
    (0.5, 3, 0.05, 0),
    (0.2, 2, 0.05, 1),
    (0.5, 4, 0.02, 0),
    (1.0, 2, 0.02, 0),
    (0.08, 2, 0.005, 0),
    (1.0, 3, 0.1, 1),
    (0.2, 2, 0.002, 0),
    (0.5, 2, 0.0005, 0),
    (0.05, 2, 0.02, 1),
    (0.08, 3, 0.005, 0),
    (0.2, 4, 0.01, 0),
)
# Of all units, what may be late in a plan that is worth repairing, and in one that is repaired at once
# when so many ways have been gone.
_REPAIRABLE, _NEAR, _WAYS_AT_LEAST = 0.015, 0.0012, 3
# Of the time, for following continuous plans, and for one part of a repair.
_FOLLOWING, _PART = 0.55, 0.25
# Followed closely: what runs ahead of a tight plan is in the way of the rest.
_TUNING = Tuning(buffer_lots=0, look_ahead_weeks=3)
_NOTHING = 1e-3
_LEVELS: tuple[LevelName, ...] = ("unmet", "late")


def plan_on_time(problem: Problem, seconds: float) -> Plan | None:
    """A plan that is complete and on time, else the least late one that was found.

    Args:
        problem: without errors, small enough for linear programmes.
        seconds: until it gives up.

    Returns:
        a plan that keeps every rule, with its unmet and late (nothing is said of their bounds); None when
        the relaxation cannot be on time, or nothing was found.
    """
    return _OnTime(problem, seconds).plan()


class _OnTime(StartingPlan):
    """One such search."""

    def __init__(self, problem: Problem, seconds: float) -> None:
        super().__init__(
            problem,
            "equitable",
            problem.fairness_key,
            plain_targets=True,
            only_on_time=True,
            clock=Clock(seconds),
            on_found=lambda _: None,
            on_progress=lambda *_: None,
        )

    def plan(self) -> Plan | None:
        """The plan, checked."""
        self.build()
        x = self._search()
        if x is None:
            return None
        plan = self._as_plan(self.settled(x))
        return None if check_plan(self.problem, plan) else plan

    def _prepare(self) -> None:
        self.goals = level_goals(self.v, self.preset, 0.0, plain=True)
        self.rows = {g.name: self.relaxation.add(ExtraRow(g.vector, -INF, INF)) for g in self.goals}
        self.bounds = {g.name: 0.0 for g in self.goals}
        self._add_target_rows()
        self._use_targets(FairTargets(self._shares(), dict.fromkeys(self.loads, "")))
        for goal in self.goals[:2]:
            self._hold(goal, 0.0)
        unmet, late = self.goals[:2]
        self._late = Goal(unmet.vector + late.vector, unmet.offset + late.offset, ())

    def _search(self) -> Vector | None:
        self._prepare()
        if not self._find_rooms():
            return None
        goal = self._goal(0, [], following=True)
        best: Vector | None = None
        for position, guide in enumerate(self._ways()):
            x = self._follow(guide, _TUNING, goal)
            best = x if best is None or self._is_sooner(x, best) else best
            if best is None:
                continue
            late = self._late.value(best)
            is_near = position >= _WAYS_AT_LEAST and late < _NEAR * self._units()
            if late < _NOTHING or is_near or self.clock.spent() > _FOLLOWING * self.clock.limit:
                break
        if best is None or not _NOTHING <= self._late.value(best) < _REPAIRABLE * self._units():
            return best
        return self._repaired(best)

    def _find_rooms(self) -> bool:
        """The most room with which there is a continuous plan that is on time; False: there is none at all."""
        cost = next(g for g in self.goals if g.name == "cost")
        for place, lots in enumerate(_ROOMS):
            self.relaxation.cap_rows(self._with_room(lots))
            is_last = not lots
            found = self.relaxation.minimise(
                cost.vector, max(0.1, self.clock.left()), stubborn=is_last, afresh=is_last
            )
            if found.values is not None:
                self._unit = max(1e-3, abs(found.objective + cost.offset) / self._units())
                self._rooms = [self._with_room(x) for x in (*_ROOMS, 0.0)[place : place + 2]]
                return True
        return False

    def _ways(self) -> Iterator[Vector]:
        """Continuous plans that are on time, one after the other until time is up."""
        for ahead, weeks, early, room in _WAYS:
            if self.clock.left() <= 0:
                return
            self.relaxation.cap_rows(self._rooms[room])
            found = self.relaxation.minimise(
                self._prices(ahead, weeks, early), max(0.1, self.clock.left()), stubborn=False
            )
            if found.values is not None:
                yield found.values

    def _prices(self, ahead: float, weeks: int, early: float) -> Vector:
        """The cost with a price on what comes late or is made late."""
        v = self.v
        vector = next(g for g in self.goals if g.name == "cost").vector.copy()
        for d in self.problem.demands:
            due = v.due(d)
            for t in range(max(0, due - weeks + 1), v.weeks):
                if (d.id, t) in v.delivered:
                    vector[v.delivered[d.id, t]] += ahead * self._unit * (t - due + weeks)
        for (_, p, _, t), column in v.lots.items():
            vector[column] += early * self._unit * t * v.lot(p)
        return vector

    def _with_room(self, lots: float) -> Vector:
        """Ends of the rows with some lots' time kept free."""
        v, ends = self.v, self.arrays.row_upper.copy()
        most: dict[str, float] = {}
        for (w, p, _), skill in v.capacities.skills.items():
            most[w] = max(most.get(w, 0.0), float(skill.unit_minutes) * v.lot(p))
        for row, (owner, kind) in v.row_tags.items():
            if kind in ("capacity", "stations"):
                ends[row] = max(min(0.0, ends[row]), ends[row] - lots * most.get(owner, 0.0))
        return ends

    def _repaired(self, x: Vector) -> Vector:
        """The same plan with the weeks before what is late solved again."""
        return self.search.improve(
            x,
            self._late,
            enough=lambda y: self._late.value(y) < _NOTHING,
            seconds_left=self.clock.left,
            on_better=lambda _: None,
            gap=1e-3,
            most_seconds=_PART * self.clock.limit,
            level="late",
            weeks=self._late_weeks(x),
        )

    def _late_weeks(self, x: Vector) -> list[int]:
        due = {d.id: self.v.due(d) for d in self.problem.demands}
        return sorted(
            {t for (d, t), c in self.v.delivered.items() if t > due[d] and x[c] > _NOTHING}
        )

    def _units(self) -> float:
        return float(sum((d.quantity for d in self.problem.demands), start=Decimal(0)))

    def _is_sooner(self, x: Vector | None, best: Vector) -> bool:
        return x is not None and self._late.value(x) < self._late.value(best)

    def _as_plan(self, x: Vector) -> Plan:
        e = entries(self.v, x)
        plan = Plan(
            problem_hash=problem_hash(self.problem),
            preset=self.preset,
            status="feasible",
            stopped_by="time",
            runs=e.runs,
            hub_sendings=e.hub_sendings,
            hub_receipts=e.hub_receipts,
            shipments=e.shipments,
            deliveries=e.deliveries,
            purchases=e.purchases,
            substitutions=e.substitutions,
        )
        values = ledger_values(Ledger(self.problem, plan), {})
        levels: list[LevelResult] = []
        for name in _LEVELS:
            is_proven = not values[name]
            conditional = any(not level.proven for level in levels)
            levels.append(
                LevelResult(
                    name=name,
                    value=values[name],
                    bound=Decimal(0),
                    gap=Decimal(0 if is_proven else 1),
                    proven=is_proven,
                    conditional=conditional,
                )
            )
        return replace(plan, levels=tuple(levels))
