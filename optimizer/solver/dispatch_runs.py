"""One run of a simulation: how much of it there is room for, and what making it takes and leaves."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from optimizer.costing import receipts_rates
from optimizer.solver.constraints import past_minutes, total_minutes
from optimizer.solver.dispatch_state import Line, State
from optimizer.solver.linear import Vector
from optimizer.solver.material_pool import MaterialPool
from optimizer.solver.pieces import Pieces
from optimizer.solver.pinned import Pinned
from optimizer.solver.variables import Variables

_EPS = 1e-6


@dataclass(frozen=True, slots=True)
class Tuning:
    """How a simulation rounds.

    ``buffer_lots``: how far cutting and the like may run ahead of the curve, so that others never wait.
    ``look_ahead_weeks``: a workshop that the guide fills to the brim may take work of so many weeks
    later to fill the last minutes of a week. ``boost``: factors on the curves of some workshops.
    ``without``: workshops that do nothing. ``ignores_pins``: as if nothing were pinned.
    """

    buffer_lots: float = 0.0
    look_ahead_weeks: int = 2
    boost: tuple[tuple[str, float], ...] = ()
    without: tuple[str, ...] = ()
    ignores_pins: bool = False


class Runs:
    """The state of a simulation, and the runs that change it.

    Args:
        v: the model's columns.
        guide: values per column of a continuous plan.
    """

    pool: MaterialPool

    def __init__(self, v: Variables, guide: Vector, tuning: Tuning | None = None) -> None:
        self.v = v
        self.tuning = tuning or Tuning()
        self.boost = dict(self.tuning.boost)
        self.full: dict[str, float] = {}
        self.values = np.full(v.model.columns, np.nan)
        self.guide = guide
        self.lines: list[Line] = []
        self.state = State()
        self.pieces = Pieces(v)
        self.pinned = Pinned(v, guide, [] if self.tuning.ignores_pins else v.pins)
        self.missing: dict[str, float] = {}
        self.groups: dict[tuple[str, str], list[str]] = {}
        for g in v.problem.station_groups:
            if g.id in v.capacities.station_minutes:
                for pair in v.capacities.served(g):
                    self.groups.setdefault(pair, []).append(g.id)
        self.rates: dict[tuple[str, str], float] = {}
        self.standard = {(p.id, o.id): o.standard_milliminutes / 1000 for p, o, _ in v.operations()}
        self.ceiling: dict[str, float] = {}
        self.most_load: dict[str, float] = {}
        self.last_useful: dict[tuple[str, str], int] = {}
        for workshop, _, product, t in v.shipped:
            known = self.last_useful.get((workshop, product), -1)
            self.last_useful[workshop, product] = max(t, known)
        self._limits()

    def _limits(self) -> None:
        v = self.v
        if any(w.receipts_ceiling_cents is not None for w in v.problem.workshops):
            self.rates = {k: float(r) * 100 for k, r in receipts_rates(v.problem).items()}
        past = {x.workshop: float(x.receipts_cents) for x in v.problem.opening.past_work}
        whole = total_minutes(v)
        for w in v.problem.workshops:
            if w.receipts_ceiling_cents is not None:
                spare = w.receipts_ceiling_cents - past.get(w.id, 0.0)
                self.ceiling[w.id] = max(0.0, spare)  # above it already: nothing more
            if w.largest_share is not None:
                most = float(w.largest_share) * whole - past_minutes(v, w.id)
                self.most_load[w.id] = max(0.0, most)
            if w.id in self.tuning.without:
                self.most_load[w.id] = 0.0

    # -- one run -------------------------------------------------------------------------------

    def _room(self, line: Line, t: int, setup: float) -> float:
        """Most units that the line can still make in a week."""
        v, s = self.v, self.state
        skill = v.skill(line.workshop, line.product, line.operation)
        minutes = s.minutes[line.workshop] - s.held.get(line.workshop, 0.0) - setup
        for g in self.groups.get((line.workshop, line.operation), []):
            minutes = min(minutes, s.stations[g] - s.held_posts.get(g, 0.0) - setup)
        room = s.left[line.product, line.operation] - self.pinned.kept(line.key, t)
        room = min(room, self.pinned.room(line.key, t))
        if minutes < 0:
            return 0.0
        last = line.position == len(v.products[line.product].operations) - 1
        useful = self.last_useful.get((line.workshop, line.product), -1)
        if last and t > useful and t >= v.problem.opening.frozen_weeks:
            return 0.0  # nobody would come for it any more
        if skill.unit_minutes > 0:
            room = min(room, minutes / float(skill.unit_minutes))
        if line.position:
            before = v.products[line.product].operations[line.position - 1].id
            key = (line.workshop, line.product, before)
            room = min(room, s.own[key] + s.hub[line.product, before])
        operation = v.products[line.product].operations[line.position]
        if line.workshop in self.most_load and operation.standard_milliminutes:
            spare = self.most_load[line.workshop] - s.load.get(line.workshop, 0.0)
            for (p, o), units in self.pinned.kept_of(line.workshop, line.key, t):
                spare -= units * self.standard[p, o]
            room = min(room, spare / (operation.standard_milliminutes / 1000))
        if line.workshop in self.ceiling:
            rate = self.rates[line.product, line.operation]
            spare = self.ceiling[line.workshop] - s.receipts.get(line.workshop, 0.0)
            for stage, units in self.pinned.kept_of(line.workshop, line.key, t):
                spare -= units * self.rates[stage]
            if rate > 0:
                room = min(room, spare / rate)
        return min(room, self.pool.room(line, t)) + _EPS

    def _take(self, line: Line, t: int, units: float, setup: float) -> None:
        """Make units now: minutes, pieces, materials and limits go down, pieces after it go up."""
        v, s = self.v, self.state
        skill = v.skill(line.workshop, line.product, line.operation)
        operation = v.products[line.product].operations[line.position]
        minutes = units * float(skill.unit_minutes) + setup
        s.minutes[line.workshop] -= minutes
        for g in self.groups.get((line.workshop, line.operation), []):
            s.stations[g] -= minutes
        s.left[line.product, line.operation] -= units
        if line.position:
            before = v.products[line.product].operations[line.position - 1].id
            key = (line.workshop, line.product, before)
            own = min(units, s.own[key])
            s.own[key] -= own
            s.hub[line.product, before] -= units - own
            if units > own:
                self.pieces.note_received(key, t, units - own)
        s.own[line.workshop, line.product, line.operation] += units * float(operation.yield_rate)
        s.load[line.workshop] = (
            s.load.get(line.workshop, 0.0) + units * operation.standard_milliminutes / 1000
        )
        if line.workshop in self.ceiling:
            rate = self.rates[line.product, line.operation]
            s.receipts[line.workshop] = s.receipts.get(line.workshop, 0.0) + units * rate
        self.pool.consume(line, t, units)
        self.pinned.note(line.key, t, units)
        line.made += units

    def _run(self, line: Line, t: int, wanted: float) -> None:
        """Add up to ``wanted`` units to the line's run of a week, in whole lots."""
        v = self.v
        key = (line.workshop, line.product, line.operation, t)
        column = v.lots.get(key)
        if column is None or wanted <= _EPS:
            return
        already = 0.0 if np.isnan(self.values[column]) else self.values[column]
        part = v.incomplete.get(key)
        has_part = part is not None and self.values[part] > 0.5
        running = already > _EPS or has_part
        skill = v.skill(line.workshop, line.product, line.operation)
        setup = 0.0 if running else float(skill.setup_minutes)
        room = self._room(line, t, setup)
        lot = v.lot(line.product)
        if not v.products[line.product].lot_size:
            units = lots = min(room - _EPS, wanted)
        else:
            lots = float(min(math.floor(room / lot), math.ceil(wanted / lot - _EPS)))
            units = lots * lot
        left = self.state.left[line.product, line.operation] - units
        stage = v.stages[line.product, line.operation]
        tail = float(stage.incomplete)
        takes_part = (
            part is not None
            and not has_part
            and tail > 0
            and (line.product, line.operation) not in self.pinned.claimed
            and abs(left - tail) < _EPS
            and room >= units + tail
        )
        least = skill.smallest_run_units
        if takes_part:
            units += tail
        elif least and not running and units < least - _EPS and left > _EPS:
            lots = math.ceil(least / lot - _EPS)
            if lots * lot > room:
                return
            units = lots * lot
        if units <= _EPS:
            return
        self.values[column] = already + lots
        if takes_part and part is not None:
            self.values[part] = 1.0
        self._take(line, t, units, setup)

    # -- pinned runs ---------------------------------------------------------------------------

    def _hold(self, t: int) -> None:
        """Keep the minutes that the pins of a week need."""
        self.state.held.clear()
        self.state.held_posts.clear()
        for line in self.lines:
            self._held(line, self._pinned_minutes(line, t))

    def _held(self, line: Line, minutes: float) -> None:
        if minutes:
            s = self.state
            s.held[line.workshop] = s.held.get(line.workshop, 0.0) + minutes
            for g in self.groups.get((line.workshop, line.operation), []):
                s.held_posts[g] = s.held_posts.get(g, 0.0) + minutes

    def _pinned_minutes(self, line: Line, t: int) -> float:
        owed = self.pinned.owed(line.key, t)
        skill = self.v.skill(*line.key)
        return owed * float(skill.unit_minutes) + float(skill.setup_minutes) if owed > _EPS else 0.0

    def _run_pinned(self, line: Line, t: int) -> None:
        """Make what is pinned to the week, as far as there is room."""
        v = self.v
        key = (*line.key, t)
        owed = self.pinned.owed(line.key, t)
        if owed <= _EPS:
            return
        self._held(line, -self._pinned_minutes(line, t))
        if key not in v.lots:
            return
        setup = float(v.skill(*line.key).setup_minutes)
        room = self._room(line, t, setup)
        lot = v.lot(line.product)
        tail = 0.0
        units = lots = min(owed, room - _EPS)
        if v.products[line.product].lot_size:
            tail = owed - math.floor(owed / lot + _EPS) * lot
            part = v.incomplete.get(key)
            if tail <= _EPS or part is None or room < owed:
                tail = 0.0
            else:
                self.values[part] = 1.0
            lots = float(math.floor(min(room, owed) / lot + _EPS))
            units = lots * lot + tail
        if units > _EPS:
            self.values[v.lots[key]] = lots
            self._take(line, t, units, setup)
