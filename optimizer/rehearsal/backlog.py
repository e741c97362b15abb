"""What should have been made before: whoever is qualified and has minutes to spare takes it."""

from __future__ import annotations

import numpy as np

from optimizer.rehearsal.course import Floats
from optimizer.rehearsal.state import EPS, Indices, State


class Backlog:
    """The units owed at the start of a week: earliest due first, then the lowest ratio.

    The ratio of a workshop is the work it made so far over its share of the whole order.
    """

    def __init__(self, state: State, t: int) -> None:
        self.state = state
        self.course = state.course
        self.t = t
        self.owed = np.maximum(0.0, state.owed)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(
                self.course.fair_minutes > 0, state.load / self.course.fair_minutes, np.inf
            )
        self.order = np.argsort(ratio, axis=1, kind="stable")

    def take(self) -> None:
        """Hand out what is owed, one due week after the other, each in routing order."""
        course = self.course
        if self.t < course.frozen_weeks:
            return
        stages = [s for s in np.argsort(course.position, kind="stable") if self._is_owed(s)]
        if not stages:
            return
        for _, needed in (*course.needed_by, (None, None)):
            for s in stages:
                owed = self.owed[:, s]
                if needed is not None:
                    made = self.state.made[:, s] - self.state.lost[:, s]
                    owed = np.minimum(owed, np.maximum(0.0, needed[s] - made))
                self._hand_out(int(s), owed)

    def _is_owed(self, s: int) -> bool:
        may = self.course.may_take[:, s, self.t].any()
        return bool(may) and self.owed[:, s].max(initial=0.0) > EPS

    def _hand_out(self, s: int, owed: Floats) -> None:
        rows = np.flatnonzero(owed > EPS)
        left = owed[rows]
        for rank in range(len(self.course.workshops)):
            if not len(rows):
                return
            w = self.order[rows, rank]
            able = self.course.may_take[w, s, self.t] & (self.state.minutes[rows, w] > EPS)
            if able.any():
                left[able] -= self._taken(rows[able], w[able], s, left[able])
            open_ = left > EPS
            rows, left = rows[open_], left[open_]

    def _taken(self, rows: Indices, w: Indices, s: int, wanted: Floats) -> Floats:
        """What these workshops take of these units (more than wanted, to the next lot)."""
        state, course = self.state, self.course
        lot = course.lot[s]
        if lot:
            wanted = np.ceil(wanted / lot - EPS) * lot
        wanted = np.maximum(wanted, course.smallest[w, s] - state.ran[rows, w, s])
        wanted = np.minimum(wanted, self.owed[rows, s])
        cap = np.minimum(state.limits(rows, w, s).least(), self._allowed(rows, w, s))
        units = state.enough(rows, w, s, state.in_lots(cap, wanted, s))
        state.run(rows, w, s, units, self.t)
        before = self.owed[rows, s]
        self.owed[rows, s] = before - units
        part = np.where(before > EPS, units / np.maximum(before, EPS), 0.0)
        state.blame[rows, :, s] *= (1 - np.clip(part, 0.0, 1.0))[:, None]
        return units

    def _allowed(self, rows: Indices, w: Indices, s: int) -> Floats:
        """Units within the largest share and the ceiling on receipts, planned work still to come aside."""
        course, state = self.course, self.state
        later = course.planned[:, :, self.t + 1 :].sum(axis=2)
        found = np.full(len(rows), np.inf)
        for room, each, by_unit in (
            (course.most_minutes, state.load, course.standard),
            (course.receipts_left, state.receipts, course.rates),
        ):
            if by_unit[s] > 0 and np.isfinite(room).any():
                free = room[w] - (later @ by_unit)[w] - each[rows, w]
                found = np.minimum(found, np.maximum(0.0, free) / by_unit[s])
        return found
