"""A first plan in a fraction of a second: week by week, everybody follows a continuous plan in whole lots.

The relaxation says how much each workshop should have made of each operation by each week. Here the
weeks are simulated forwards: every run is rounded so that cumulated production follows that curve, within
the minutes, stations, pieces, materials and limits that are really there; what rounding left idle takes
work on which the whole order is behind. Whatever is built can therefore be done; how good it is, the
search afterwards improves.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from optimizer.costing import receipts_rates
from optimizer.solver.constraints import past_minutes, total_minutes
from optimizer.solver.dispatch_state import Line, State
from optimizer.solver.first_deliveries import deliver
from optimizer.solver.first_orders import place_orders
from optimizer.solver.flags import set_flags
from optimizer.solver.linear import INF, Terms, Vector
from optimizer.solver.material_pool import MaterialPool
from optimizer.solver.pieces import Pieces, TakeBack
from optimizer.solver.variables import Variables

_EPS = 1e-6
# A workshop is full when the guide uses so much of its hours in the weeks in which it works.
_FULL = 0.9


@dataclass(frozen=True, slots=True)
class Tuning:
    """How a simulation rounds.

    ``buffer_lots``: how far cutting and the like may run ahead of the curve, so that others never wait.
    ``look_ahead_weeks``: a workshop that the guide fills to the brim may take work of so many weeks
    later to fill the last minutes of a week. ``boost``: factors on the curves of some workshops.
    ``without``: workshops that do nothing.
    """

    buffer_lots: float = 0.0
    look_ahead_weeks: int = 2
    boost: tuple[tuple[str, float], ...] = ()
    without: tuple[str, ...] = ()


class Dispatch:
    """One simulation, guided by a continuous solution.

    Args:
        v: the model's columns.
        guide: values per column of a continuous plan.
    """

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
        self.missing: dict[str, float] = {}
        self.groups: dict[tuple[str, str], list[str]] = {}
        for g in v.problem.station_groups:
            if g.id in v.capacities.station_minutes:
                for pair in v.capacities.served(g):
                    self.groups.setdefault(pair, []).append(g.id)
        self.rates: dict[tuple[str, str], float] = {}
        self.ceiling: dict[str, float] = {}
        self.most_load: dict[str, float] = {}
        self.last_useful: dict[tuple[str, str], int] = {}
        for workshop, _, product, t in v.shipped:
            known = self.last_useful.get((workshop, product), -1)
            self.last_useful[workshop, product] = max(t, known)
        self._limits()

    # -- preparation ---------------------------------------------------------------------------

    def _limits(self) -> None:
        v = self.v
        if any(w.receipts_ceiling_cents is not None for w in v.problem.workshops):
            self.rates = {k: float(r) * 100 for k, r in receipts_rates(v.problem).items()}
        past = {x.workshop: float(x.receipts_cents) for x in v.problem.opening.past_work}
        whole = total_minutes(v)
        for w in v.problem.workshops:
            if w.receipts_ceiling_cents is not None:
                self.ceiling[w.id] = w.receipts_ceiling_cents - past.get(w.id, 0.0)
            if w.largest_share is not None:
                self.most_load[w.id] = float(w.largest_share) * whole - past_minutes(v, w.id)
            if w.id in self.tuning.without:
                self.most_load[w.id] = 0.0

    def _value(self, terms: Terms) -> float:
        return float(sum(self.guide[c] * a for c, a in terms))

    def _prepare(self) -> None:
        v, s = self.v, self.state
        for p, o, _ in v.operations():
            s.left[p.id, o.id] = float(v.stages[p.id, o.id].made)
            s.hub[p.id, o.id] = v.opening("", p.id, o.id)
            for w in v.problem.workshops:
                s.own[w.id, p.id, o.id] = v.opening(w.id, p.id, o.id)
                if (w.id, p.id, o.id) not in v.capacities.skills:
                    continue
                made = [self._value(v.made(w.id, p.id, o.id, t)) for t in range(v.weeks)]
                sent = [
                    self.guide[v.sent[w.id, p.id, o.id, t]]
                    if (w.id, p.id, o.id, t) in v.sent
                    else 0.0
                    for t in range(v.weeks)
                ]
                position = [x.id for x in p.operations].index(o.id)
                self.lines.append(
                    Line(
                        w.id,
                        p.id,
                        o.id,
                        position,
                        np.cumsum(made),
                        sending=np.cumsum(sent),
                    )
                )
        for x in v.problem.opening.hub_transit:
            week = max(0, v.horizon.index(x.arrival))
            key = (x.product, x.operation, week)
            s.coming[key] = s.coming.get(key, 0.0) + float(x.units)
        self._fill_rates()
        # Who has no hour to lose chooses first.
        self.lines.sort(key=lambda line: (line.position, -self.full[line.workshop]))
        self.pool = MaterialPool(v, place_orders(v, self.guide, self.values), self.values)

    def _fill_rates(self) -> None:
        """Part of each workshop's hours that the guide uses, up to the last due week."""
        v = self.v
        for w in v.problem.workshops:
            used = there = 0.0
            for t in range(v.horizon.last_due + 1):
                minutes = float(v.capacities.productive_minutes[w.id][t])
                mine = sum(
                    self._value(v.run_minutes(w.id, p.id, o.id, t))
                    for p, o, _ in v.operations()
                    if (w.id, p.id, o.id, t) in v.lots
                )
                if mine > _EPS:
                    used += mine
                    there += minutes
            self.full[w.id] = used / there if there else 0.0

    # -- one run -------------------------------------------------------------------------------

    def _room(self, line: Line, t: int, setup: float) -> float:
        """Most units that the line can still make in a week."""
        v, s = self.v, self.state
        skill = v.skill(line.workshop, line.product, line.operation)
        minutes = s.minutes[line.workshop] - setup
        for g in self.groups.get((line.workshop, line.operation), []):
            minutes = min(minutes, s.stations[g] - setup)
        room = s.left[line.product, line.operation]
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
            room = min(room, spare / (operation.standard_milliminutes / 1000))
        if line.workshop in self.ceiling:
            rate = self.rates[line.product, line.operation]
            spare = self.ceiling[line.workshop] - s.receipts.get(line.workshop, 0.0)
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

    # -- the weeks -----------------------------------------------------------------------------

    def simulate(self) -> Vector:
        """Values of the whole columns, movements and deliveries; NaN where nothing says one (stocks)."""
        v, s = self.v, self.state
        self._prepare()
        frozen = {
            (x.workshop, x.product, x.operation, v.horizon.index(x.week)): float(x.units)
            for x in v.problem.opening.frozen_runs
        }
        for t in range(v.weeks):
            s.minutes = {
                w.id: float(v.capacities.productive_minutes[w.id][t]) for w in v.problem.workshops
            }
            s.stations = {g: float(m[t]) for g, m in v.capacities.station_minutes.items()}
            for (p, o, week), units in s.coming.items():
                if week == t:
                    s.hub[p, o] += units
            if t < v.problem.opening.frozen_weeks:
                s.minutes = dict.fromkeys(s.minutes, INF)
                s.stations = dict.fromkeys(s.stations, INF)
                for line in self.lines:
                    exact = frozen.get((line.workshop, line.product, line.operation, t), 0.0)
                    self._run(line, t, exact)
            else:
                self._week(t)
            self._send(t)
            self._note(t)
        mine = np.array([*v.lots.values(), *v.incomplete.values()], dtype=np.int64)
        self.values[mine] = np.nan_to_num(self.values[mine])
        self._move()
        self._flags()
        return self.values

    def _note(self, t: int) -> None:
        """Where semi-finished pieces lie at the end of a week."""
        finished = {(p.id, p.operations[-1].id) for p in self.v.problem.products}
        for key, units in self.state.own.items():
            if key[1:] not in finished:
                self.pieces.note_own(key, t, units)
        for stage, units in self.state.hub.items():
            if stage not in finished:
                self.pieces.note_hub(stage, t, units)

    def _move(self) -> None:
        """Deliver what is finished, take back what nobody goes on with, write the movements."""
        v = self.v
        self.missing = deliver(v, self.values, self.pieces)
        unfinished = TakeBack(v, self.values, self.pieces).all(self.missing)
        if unfinished:
            self._give_up(unfinished)
        for columns, rows in (
            (v.sent, self.pieces.sent),
            (v.received, self.pieces.received),
        ):
            for (w, p, o, t), column in columns.items():
                if (w, p, o) in rows:
                    self.values[column] = rows[w, p, o][t]

    def _week(self, t: int) -> None:
        v = self.v
        for line in self.lines:
            lot = v.lot(line.product)
            last = len(v.products[line.product].operations) - 1
            curve = line.curve[t] * self.boost.get(line.workshop, 1.0)
            if not v.products[line.product].lot_size:
                self._run(line, t, curve - line.made)
                continue
            # Work that others wait for is rounded up and runs ahead, the last step to the nearest lot.
            up = 0.5 if line.position == last else 0.95
            if line.position == 0 and last > 0:
                up += self.tuning.buffer_lots
            self._run(line, t, math.floor((curve - line.made) / lot + up) * lot)
        self._catch_up(t)
        self._fill(t)

    def _catch_up(self, t: int) -> None:
        """Idle minutes go to work on which the whole order is behind, whoever was to do it."""
        v = self.v
        behind: dict[tuple[str, str], float] = {}
        for line in self.lines:
            key = (line.product, line.operation)
            behind[key] = behind.get(key, 0.0) + line.curve[t] - line.made
        for line in sorted(self.lines, key=lambda x: (x.position, x.made - x.curve[-1])):
            key = (line.product, line.operation)
            lot = v.lot(line.product)
            if behind[key] > (0.5 * lot if v.products[line.product].lot_size else _EPS):
                before = line.made
                self._run(line, t, math.floor(behind[key] / lot + 0.5) * lot or behind[key])
                behind[key] -= line.made - before

    def _fill(self, t: int) -> None:
        """The last minutes of workshops that are full anyway take work of the weeks to come."""
        v = self.v
        later = min(v.weeks - 1, t + self.tuning.look_ahead_weeks)
        for line in reversed(self.lines):
            if self.full[line.workshop] < _FULL or not v.products[line.product].lot_size:
                continue
            ahead = line.curve[later] * self.boost.get(line.workshop, 1.0) - line.made
            lot = v.lot(line.product)
            if ahead >= lot:
                self._run(line, t, math.floor(ahead / lot) * lot)

    def _send(self, t: int) -> None:
        """Pieces leave for the hub as in the guide, and whatever the workshop has no use for."""
        v, s = self.v, self.state
        if v.problem.hub is None:
            return
        for line in self.lines:
            key = (line.workshop, line.product, line.operation)
            operations = v.products[line.product].operations
            if line.position == len(operations) - 1:
                continue
            following = operations[line.position + 1].id
            keeps = (line.workshop, line.product, following) in v.capacities.skills
            own = s.own[key]
            amount = own
            if keeps and line.sending is not None:
                lot = v.lot(line.product)
                behind = line.sending[t] - line.sent
                if line.position == 0 and line.sending[-1] > 0:
                    behind += self.tuning.buffer_lots * lot
                amount = min(own, max(0.0, math.ceil(behind / lot - 0.05) * lot))
                if t >= v.horizon.last_due:
                    amount = own
            if amount > _EPS:
                s.own[key] -= amount
                line.sent += amount
                self.pieces.note_sent(key, t, amount)
                if not v.problem.hub.lead_time_weeks:
                    s.hub[line.product, line.operation] += amount
                    continue
                arrival = (line.product, line.operation, t + v.problem.hub.lead_time_weeks)
                s.coming[arrival] = s.coming.get(arrival, 0.0) + amount

    def _give_up(self, products: set[str]) -> None:
        """Make nothing of products whose work cannot be ended without a rest (lots and rejects)."""
        v = self.v
        frozen = v.problem.opening.frozen_weeks
        for columns in (v.lots, v.incomplete):
            for (_, p, _, t), column in columns.items():
                if p in products and t >= frozen:
                    self.values[column] = 0.0
        for (_, p, _, t, _, _), column in v.substituted.items():
            if p in products and t >= frozen:
                self.values[column] = 0.0
        for rows in (self.pieces.sent, self.pieces.received):
            for (_, p, _), row in rows.items():
                if p in products:
                    row[frozen:] = 0.0
        self.values[[*v.shipped.values(), *v.delivered.values()]] = np.nan
        self.missing = deliver(v, self.values, self.pieces)

    # -- flags that follow ---------------------------------------------------------------------

    def _flags(self) -> None:
        """Every other whole column, as the quantities decide it."""
        v = self.v
        whole = np.array(v.model.integer, dtype=bool)
        for offer in v.purchases.values():
            whole[[c for quantity in offer.quantity.values() for c, _ in quantity]] = True
        self.values[whole & np.isnan(self.values)] = 0.0
        set_flags(v, self.values)
