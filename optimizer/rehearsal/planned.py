"""A week of the plan: everybody does what was planned, as far as hours, pieces and materials go."""

from __future__ import annotations

import numpy as np

from optimizer.rehearsal.course import Floats, Line
from optimizer.rehearsal.state import EPS, Indices, State


class PlannedWeek:
    """The planned runs of one week.

    When something is short, everything planned that needs it is shortened by the same part, in whole
    lots; what that leaves is filled up in routing order.
    """

    def __init__(self, state: State, t: int) -> None:
        self.state = state
        self.course = state.course
        self.t = t
        self.lines = self.course.lines[t]
        self.done = [np.zeros(len(state.cases)) for _ in self.lines]

    def carry_out(self) -> None:
        """Run every line of the week, then blame what was short for what is left."""
        state = self.state
        targets = self._targets()
        state.pending[:] = 0.0
        for line, target in zip(self.lines, targets, strict=True):
            state.pending[:, line.stage] += target
        for position in range(self.course.depth):
            self._fetch(position, targets)
            for i, line in enumerate(self.lines):
                if line.position == position:
                    state.pending[:, line.stage] -= targets[i]
                    self._run(i, line, targets[i])
        for i, line in enumerate(self.lines):
            self._run(i, line, line.units - self.done[i])
        for i, line in enumerate(self.lines):
            self._blame(line, line.units - self.done[i])

    # -- who gets how much of what is short -----------------------------------------------------------

    def _targets(self) -> list[Floats]:
        """Units to aim at per line: planned, less the same part for all that share what is short."""
        state, n = self.state, len(self.state.cases)
        parts = [np.ones(n) for _ in self.lines]
        needs = [self._minutes(line) for line in self.lines]
        for w in {line.workshop for line in self.lines}:
            mine = [i for i, line in enumerate(self.lines) if line.workshop == w]
            self._shorten(mine, needs, state.minutes[:, w], parts)
        for g in range(len(self.course.groups)):
            served = [
                i for i, x in enumerate(self.lines) if self.course.serves[g, x.workshop, x.stage]
            ]
            if served:
                self._shorten(served, needs, state.stations[:, g], parts)
        self._ration(parts)
        return [self._target(line, part) for line, part in zip(self.lines, parts, strict=True)]

    def _target(self, line: Line, part: Floats) -> Floats:
        least = min(line.units, float(self.course.smallest[line.workshop, line.stage]))
        aimed = np.where(part < 1, least + part * (line.units - least), line.units)
        return self.state.in_lots(aimed, np.full(len(aimed), line.units), line.stage)

    def _minutes(self, line: Line) -> tuple[Floats, Floats]:
        """Minutes that cannot be shortened (setup, smallest run), and all the others."""
        state = self.state
        at = np.full(len(state.cases), line.workshop)
        unit = state.unit_minutes(state.cases, at, line.stage)
        least = min(line.units, float(self.course.smallest[line.workshop, line.stage]))
        setup = self.course.setup_minutes[line.workshop, line.stage]
        return setup + least * unit, (line.units - least) * unit

    def _shorten(
        self,
        lines: list[int],
        needs: list[tuple[Floats, Floats]],
        there: Floats,
        parts: list[Floats],
    ) -> None:
        fixed = sum((needs[i][0] for i in lines), start=np.zeros(len(there)))
        rest = sum((needs[i][1] for i in lines), start=np.zeros(len(there)))
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.clip((there - fixed) / rest, 0.0, 1.0)
        part = np.where(fixed + rest <= there + EPS, 1.0, part)
        for i in lines:
            parts[i] = np.minimum(parts[i], part)

    def _ration(self, parts: list[Floats]) -> None:
        """Materials that do not last for all the planned use of the week."""
        state, course, t = self.state, self.course, self.t
        for m in range(len(course.materials)):
            users = np.flatnonzero(course.needs[:, m, t] > 0)
            shared = [w for w in users if not state.leads[w]]
            wanted = sum(course.needs[w, m, t] for w in shared)
            for w in users:
                there = state.held[:, w, m] if state.leads[w] else state.pool[:, m]
                need = course.needs[w, m, t] if state.leads[w] else wanted
                part = np.where(there >= need - EPS, 1.0, np.maximum(0.0, there) / need)
                for i, line in enumerate(self.lines):
                    if line.workshop == w and any(
                        c.material == m for bill in course.bills[line.stage] for c in bill
                    ):
                        parts[i] = np.minimum(parts[i], part)

    # -- pieces from the hub --------------------------------------------------------------------------

    def _fetch(self, position: int, targets: list[Floats]) -> None:
        """Pieces that planned runs lack come from the hub, to each in proportion when they are few."""
        state, course = self.state, self.course
        if course.hub_weeks is None or position == 0:
            return
        for s in {x.stage for x in self.lines if x.position == position}:
            mine = [i for i, x in enumerate(self.lines) if x.stage == s]
            before = int(course.before[s])
            wants = [
                np.maximum(0.0, targets[i] - state.own[:, self.lines[i].workshop, before])
                for i in mine
            ]
            there = np.maximum(0.0, state.hub[:, before])
            total = sum(wants, start=np.zeros(len(there)))
            with np.errstate(divide="ignore", invalid="ignore"):
                part = np.where(total <= there + EPS, 1.0, there / total)
            for i, want in zip(mine, wants, strict=True):
                given = state.in_lots(part * want, want, before)
                state.own[:, self.lines[i].workshop, before] += given
                if state.record is not None:
                    state.record.received[:, self.lines[i].workshop, before, self.t] += given
                state.hub[:, before] -= given

    # -- work -----------------------------------------------------------------------------------------

    def _run(self, i: int, line: Line, wanted: Floats) -> None:
        state = self.state
        rows = np.flatnonzero(wanted > EPS)
        if not len(rows):
            return
        w = np.full(len(rows), line.workshop)
        cap = state.limits(rows, w, line.stage).least()
        units = state.in_lots(cap, wanted[rows], line.stage)
        units = state.enough(rows, w, line.stage, units)
        state.run(rows, w, line.stage, units, self.t)
        self.done[i][rows] += units

    def _blame(self, line: Line, short: Floats) -> None:
        """What is left of a line is the fault of whatever allows least of it now."""
        state, course = self.state, self.course
        rows = np.flatnonzero(short > EPS)
        if not len(rows):
            return
        w = np.full(len(rows), line.workshop)
        limits = state.limits(rows, w, line.stage)
        least = limits.least()
        units = short[rows]
        waits = limits.pieces <= least + EPS
        if waits.any():
            self._inherit(rows[waits], line, units[waits])
        open_ = ~waits
        for g, row in enumerate(limits.stations):
            hit = open_ & (row <= least + EPS)
            state.blame[rows[hit], len(course.workshops) + g, line.stage] += units[hit]
            open_ &= ~hit
        first = len(course.workshops) + len(course.groups)
        for bill, row in zip(course.bills[line.stage], limits.materials, strict=True):
            if bill:
                hit = open_ & (row <= least + EPS)
                at = first + bill[0].material
                state.blame[rows[hit], at, line.stage] += units[hit]
                open_ &= ~hit
        state.blame[rows[open_], line.workshop, line.stage] += units[open_]

    def _inherit(self, rows: Indices, line: Line, units: Floats) -> None:
        """Pieces did not come: whatever held up the operation before is to blame."""
        state = self.state
        before = int(self.course.before[line.stage])
        past = state.blame[rows, :, before]
        total = past.sum(axis=1)
        older = state.blamed[rows, :, before]
        past = np.where(total[:, None] > EPS, past, older)
        total = past.sum(axis=1)
        share = past / np.maximum(total, EPS)[:, None]
        state.blame[rows, :, line.stage] += share * units[:, None]
