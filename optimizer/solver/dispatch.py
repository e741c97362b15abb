"""A first plan in a fraction of a second: week by week, everybody follows a continuous plan in whole lots.

The relaxation says how much each workshop should have made of each operation by each week. Here the
weeks are simulated forwards: every run is rounded so that cumulated production follows that curve, within
the minutes, stations, pieces, materials and limits that are really there; what rounding left idle takes
work on which the whole order is behind. Whatever is built can therefore be done; how good it is, the
search afterwards improves.
"""

from __future__ import annotations

import math

import numpy as np

from optimizer.solver.dispatch_runs import Runs, Tuning
from optimizer.solver.dispatch_state import Line
from optimizer.solver.first_deliveries import deliver
from optimizer.solver.first_orders import place_orders
from optimizer.solver.flags import set_flags
from optimizer.solver.linear import INF, Terms, Vector
from optimizer.solver.material_pool import MaterialPool
from optimizer.solver.pieces import TakeBack

__all__ = ["Dispatch", "Tuning"]

_EPS = 1e-6
# A workshop is full when the guide uses so much of its hours in the weeks in which it works.
_FULL = 0.9
# Lots that work runs ahead of the curve when somebody has a pin on what follows.
_AHEAD_OF_PINS = 2.0


class Dispatch(Runs):
    """One simulation, guided by a continuous solution."""

    # -- preparation ---------------------------------------------------------------------------

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
        # What is pinned comes first, then who has no hour to lose.
        self.lines.sort(
            key=lambda line: (
                line.position,
                not self.pinned.has(line.key),
                -self.full[line.workshop],
            )
        )
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
        unfinished = TakeBack(v, self.values, self.pieces, self.pinned.runs).all(self.missing)
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
        self._hold(t)
        for line in self.lines:
            self._run_pinned(line, t)
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
            # Pieces for a pin must be there in time, and nobody else may take them.
            if self.pinned.kept(line.key, t) > _EPS:
                up = min(up, 0.5) if line.position < last else 0.05
            if line.position < last and self.pinned.waits(line.product, line.position + 1, t):
                up = max(up, 0.95) + _AHEAD_OF_PINS
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
            if self.pinned.kept(line.key, t) > _EPS:
                continue
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
            if self.pinned.kept(line.key, t) > _EPS:
                continue  # the pieces are for those to whom the work is pinned
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
        """Make nothing of products whose work cannot be ended without a rest (lots and rejects).

        Of what is pinned one cannot make nothing.
        """
        v = self.v
        products = products - self.pinned.products
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
