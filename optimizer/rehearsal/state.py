"""Where everything stands in every case, and the one way in which work is done."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from optimizer.rehearsal.course import Choice, Course, Floats
from optimizer.rehearsal.events import Events
from optimizer.rehearsal.record import Record

Indices = npt.NDArray[np.int64]
EPS = 1e-6
# Minutes that reckoning in floats may cost.
_TOLERANCE = 1e-4


@dataclass(slots=True)
class Limits:
    """Units that each thing allows, [case of some], when some run is wanted."""

    minutes: Floats
    stations: list[Floats]
    pieces: Floats
    materials: list[Floats]

    def least(self) -> Floats:
        """The tightest of them."""
        found = np.minimum(self.minutes, self.pieces)
        for row in (*self.stations, *self.materials):
            found = np.minimum(found, row)
        return found


class State:
    """Stocks, hours left and work done, [case, …], as of a week.

    ``own``: conforming units after a stage at a workshop; ``hub``: at the hub; ``pool``: materials;
    ``held``: materials drawn ahead by a workshop. ``made`` of a stage in all, ``made_by`` a workshop.
    ``lost``: units of a stage to make again because of rejects beyond the usual ones (fewer: below 0).
    ``ran``: units of this week. ``owed``: units that should have been made before this week.
    ``blame``: units owed, by cause; ``blamed``: the last time that some were.
    """

    def __init__(self, course: Course, events: Events, record: Record | None = None) -> None:
        self.record = record
        self.course = course
        self.events = events
        n, w, s = events.cases, len(course.workshops), len(course.stages)
        own, hub = course.opening_units
        self.own = np.broadcast_to(own, (n, w, s)).copy()
        self.hub = np.broadcast_to(hub, (n, s)).copy()
        self.coming = np.broadcast_to(course.hub_coming, (n, s, course.weeks)).copy()
        self.pool = np.broadcast_to(course.stock, (n, len(course.materials))).copy()
        self.held = np.zeros((n, w, len(course.materials)))
        self.made = np.zeros((n, s))
        self.made_by = np.zeros((n, w, s))
        self.lost = np.zeros((n, s))
        self.ran = np.zeros((n, w, s))
        self.pending = np.zeros((n, s))
        self.load = np.broadcast_to(course.past_minutes, (n, w)).copy()
        self.receipts = np.zeros((n, w))
        self.owed = np.zeros((n, s))
        self.minutes = np.zeros((n, w))
        self.stations = np.zeros((n, len(course.groups)))
        # Causes: workshops, station groups, materials, rejects.
        self.causes = w + len(course.groups) + len(course.materials) + 1
        self.blame = np.zeros((n, self.causes, s))
        self.blamed = np.zeros((n, self.causes, s))
        self.cases = np.arange(n)
        self.leads = np.array([x.issue_lead_weeks for x in course.problem.workshops])

    # -- a week begins --------------------------------------------------------------------------------

    def begin(self, t: int) -> None:
        """New hours, what arrives, what is drawn ahead of its use, what is owed."""
        course, events = self.course, self.events
        self.minutes = events.minutes[:, :, t] + _TOLERANCE
        self.stations = events.stations[:, :, t] + _TOLERANCE
        self.ran[:] = 0.0
        self.hub += self.coming[:, :, t]
        self.pool += events.supplies[:, :, t]
        self._draw_ahead(t)
        before = course.planned[:, :, :t].sum(axis=(0, 2))
        self.owed = before + self.lost - self.made

    def _draw_ahead(self, t: int) -> None:
        """Who waits for its materials draws now what it will use, less what it holds."""
        for w in np.flatnonzero(self.leads):
            last = t + int(self.leads[w]) + 1
            wanted = self.course.needs[w, :, t:last].sum(axis=1)
            taken = np.minimum(self.pool, np.maximum(0.0, wanted - self.held[:, w]))
            self.pool -= taken
            self.held[:, w] += taken

    # -- doing work -----------------------------------------------------------------------------------

    def at_hand(self, rows: Indices, w: Indices, material: int) -> Floats:
        """What a workshop can use of a material now."""
        found: Floats = np.where(
            self.leads[w] > 0, self.held[rows, w, material], self.pool[rows, material]
        )
        return found

    def unit_minutes(self, rows: Indices, w: Indices, s: int) -> Floats:
        """Own minutes per unit at the real pace."""
        pace: Floats = self.events.pace[rows, w]
        found: Floats = self.course.unit_minutes[w, s] / pace
        return found

    def limits(self, rows: Indices, w: Indices, s: int) -> Limits:
        """What allows how many units of a stage, at the workshops ``w`` of the cases ``rows``."""
        course = self.course
        unit = self.unit_minutes(rows, w, s)
        setup = np.where(self.ran[rows, w, s] > 0, 0.0, course.setup_minutes[w, s])
        with np.errstate(divide="ignore", invalid="ignore"):
            minutes = _units(self.minutes[rows, w] - setup, unit)
            stations = [
                np.where(
                    course.serves[g, w, s], _units(self.stations[rows, g] - setup, unit), np.inf
                )
                for g in range(len(course.groups))
            ]
        before = int(course.before[s])
        pieces = np.full(len(rows), np.inf)
        if before >= 0:
            pieces = np.maximum(0.0, self.own[rows, w, before])
            if course.hub_weeks is not None:
                pieces = pieces + np.maximum(0.0, self.hub[rows, before])
        materials = [self._served(rows, w, line) for line in course.bills[s]]
        return Limits(minutes=minutes, stations=stations, pieces=pieces, materials=materials)

    def _served(self, rows: Indices, w: Indices, line: tuple[Choice, ...]) -> Floats:
        """Units that the materials of a bill line allow, substitutes included."""
        if not line:
            return np.full(len(rows), np.inf)
        found = np.zeros(len(rows))
        for choice in line:
            found += np.maximum(0.0, self.at_hand(rows, w, choice.material)) / choice.per_unit
        return found

    def in_lots(self, units: Floats, wanted: Floats, s: int) -> Floats:
        """All that is wanted, or else whole lots of it."""
        lot = self.course.lot[s]
        if not lot:
            return np.maximum(0.0, np.minimum(units, wanted))
        whole = np.floor(np.minimum(units, wanted) / lot + EPS) * lot
        return np.where(units >= wanted - EPS, wanted, np.maximum(0.0, whole))

    def enough(self, rows: Indices, w: Indices, s: int, units: Floats) -> Floats:
        """The run, or nothing when it is below the smallest one and does not complete the stage."""
        smallest = self.course.smallest[w, s]
        if not smallest.any():
            return units
        total = self.ran[rows, w, s] + units
        others = np.maximum(0.0, self.pending[rows, s])
        reached = self.made[rows, s] - self.lost[rows, s] + units + others
        completes = reached >= self.course.stage_made[s] - EPS
        return np.where((total >= smallest - EPS) | completes, units, 0.0)

    def run(self, rows: Indices, w: Indices, s: int, units: Floats, t: int) -> None:
        """Make units: hours, pieces and materials go, conforming units come."""
        course = self.course
        working = units > EPS
        if not working.any():
            return
        rows, w, units = rows[working], w[working], units[working]
        spent = units * self.unit_minutes(rows, w, s)
        spent += np.where(self.ran[rows, w, s] > 0, 0.0, course.setup_minutes[w, s])
        self.minutes[rows, w] -= spent
        for g in range(len(course.groups)):
            self.stations[rows, g] -= np.where(course.serves[g, w, s], spent, 0.0)
        before = int(course.before[s])
        if before >= 0:
            mine = np.minimum(np.maximum(0.0, self.own[rows, w, before]), units)
            self.own[rows, w, before] -= mine
            self.hub[rows, before] -= units - mine
            if self.record is not None:
                self.record.received[rows, w, before, t] += units - mine
        for line in course.bills[s]:
            self._use(rows, w, s, units, line, t)
        self.made[rows, s] += units
        self.made_by[rows, w, s] += units
        self.ran[rows, w, s] += units
        self.load[rows, w] += units * course.standard[s]
        self.receipts[rows, w] += units * course.rates[s]
        if self.record is not None:
            self.record.made[rows, w, s, t] += units
        good = self.events.yields[rows, s, t]
        self.own[rows, w, s] += units * good
        self._reject(rows, s, units * (course.usual_yield[s] - good))

    def _use(
        self, rows: Indices, w: Indices, s: int, units: Floats, line: tuple[Choice, ...], t: int
    ) -> None:
        """Take materials: planned substitutes first, then the bill's own, then any substitute."""
        left = units.copy()
        course = self.course
        turns: list[tuple[Choice, Floats]] = []
        for choice in line[1:]:
            planned = np.array(
                [course.substituted.get((int(x), s, choice.material, t), 0.0) for x in w]
                if course.substituted
                else np.zeros(len(w))
            )
            # Only the first run of the week is the planned one.
            turns.append((choice, np.maximum(0.0, planned - self.ran[rows, w, s])))
        turns += [(choice, np.full(len(rows), np.inf)) for choice in line]
        for choice, most in turns:
            there = np.maximum(0.0, self.at_hand(rows, w, choice.material)) / choice.per_unit
            served = np.minimum(left, np.minimum(there, most))
            left = left - served
            if self.record is not None and choice is not line[0]:
                self.record.substitute(w, s, line[0].material, choice.material, t, served)
            ahead = self.leads[w] > 0
            quantity = served * choice.per_unit
            self.held[rows[ahead], w[ahead], choice.material] -= quantity[ahead]
            self.pool[rows[~ahead], choice.material] -= quantity[~ahead]

    def _reject(self, rows: Indices, s: int, fewer: Floats) -> None:
        """Conforming units fewer than usual are to be made again, from the first operation."""
        if not np.abs(fewer).max(initial=0.0) > EPS:
            return
        stage = s
        while stage >= 0:
            fewer = fewer / self.course.usual_yield[stage]
            self.lost[rows, stage] += fewer
            self.blame[rows, self.causes - 1, stage] += np.maximum(0.0, fewer)
            stage = int(self.course.before[stage])


def _units(minutes: Floats, unit: Floats) -> Floats:
    return np.where(unit > 0, np.maximum(0.0, minutes) / unit, np.inf)
