"""What leaves at the end of a week: pieces for the hub, finished units for the customers."""

from __future__ import annotations

import numpy as np

from optimizer.rehearsal.course import Course, Floats
from optimizer.rehearsal.state import EPS, State


class Movements:
    """Shipments and deliveries of all cases, beside their state.

    ``arriving``: [case, place, week]; ``delivered``: [case, demand, week], in the order of the aims.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self.course: Course = state.course
        n, weeks = len(state.cases), self.course.weeks
        self.arriving = np.broadcast_to(
            self.course.in_transit, (n, len(self.course.places), weeks)
        ).copy()
        self.shipped = np.zeros((n, len(self.course.workshops), len(self.course.places)))
        self.delivered = np.zeros((n, len(self.course.aims), weeks))
        self._got = np.zeros((n, len(self.course.aims)))
        self._waiting = np.zeros((n, len(self.course.places)))

    def end_week(self, t: int) -> None:
        """Send, ship, deliver."""
        if self.course.hub_weeks is not None:
            self._send(t)
        for k in self._places(t):
            self._ship(k, t)
        for k in self._places(t):
            self._ship_owed(k, t)
        self._deliver(t)

    def _send(self, t: int) -> None:
        """A workshop keeps what its own next operation will need, and what it is behind there.

        Pieces that it could have worked on, but for a rule (its smallest run, its ceiling, a ban), go.
        """
        state, course = self.state, self.course
        arrival = t + (course.hub_weeks or 0)
        for s in range(len(course.stages)):
            after = int(course.after[s])
            if after < 0:
                continue
            planned = course.planned[:, after, : t + 1].sum(axis=1)
            behind = np.maximum(0.0, planned - state.made_by[:, :, after])
            owed = planned.sum() + state.lost[:, after] - state.made[:, after]
            behind = np.minimum(behind, np.maximum(0.0, owed)[:, None])
            for w in range(len(course.workshops)):
                kept = course.keep[w, s, t] + self._waiting_there(w, after, behind[:, w])
                sent = np.maximum(0.0, state.own[:, w, s] - kept)
                sent[sent < EPS] = 0.0
                state.own[:, w, s] -= sent
                if state.record is not None:
                    state.record.sent[:, w, s, t] += sent
                if arrival < course.weeks:
                    state.coming[:, s, arrival] += sent

    def _waiting_there(self, w: int, after: int, behind: Floats) -> Floats:
        """What a workshop is behind at an operation, where hours or materials are what it lacks."""
        rows = np.flatnonzero(behind > EPS)
        found = np.zeros(len(behind))
        if len(rows):
            possible = self.state.limits(rows, np.full(len(rows), w), after).least()
            lot = max(self.course.lot[after], EPS)
            found[rows] = np.where(possible >= lot - EPS, 0.0, behind[rows])
        return found

    # -- finished units -------------------------------------------------------------------------------

    def _places(self, t: int) -> list[int]:
        """Places by their next due week."""
        dues = {
            k: min((a.due for a in self.course.aims if a.place == k and a.due >= t), default=t)
            for k in range(len(self.course.places))
        }
        return sorted(dues, key=lambda k: dues[k])

    def _room(self, k: int, arrival: int) -> Floats:
        """Units that may still arrive from a week on without being ahead of the plan."""
        ahead: Floats = self.course.arrivals[k] - np.cumsum(self.arriving[:, k], axis=1)
        least: Floats = ahead[:, arrival:].min(axis=1)
        return np.maximum(0.0, least)

    def _move(self, w: int, k: int, t: int, wanted: Floats) -> None:
        state = self.state
        arrival = t + int(self.course.lane_weeks[w, k])
        if arrival >= self.course.weeks or wanted.max(initial=0.0) <= EPS:
            return
        s = self.course.final_stage[k]
        units = np.minimum(np.minimum(wanted, state.own[:, w, s]), self._room(k, arrival))
        state.own[:, w, s] -= units
        self.shipped[:, w, k] += units
        if state.record is not None:
            state.record.shipped[:, w, k, t] += units
        self.arriving[:, k, arrival] += units

    def _ship(self, k: int, t: int) -> None:
        """What the plan says that each has shipped by now."""
        for w in np.flatnonzero(np.isfinite(self.course.lane_weeks[:, k])):
            wanted = self.course.shipped[w, k, t] - self.shipped[:, w, k]
            self._move(int(w), k, t, np.maximum(0.0, wanted))

    def _ship_owed(self, k: int, t: int) -> None:
        """What others made in somebody's place."""
        for w in np.flatnonzero(np.isfinite(self.course.lane_weeks[:, k])):
            owed = self.course.shipped[:, k, t].sum() - self.shipped[:, :, k].sum(axis=1)
            self._move(int(w), k, t, np.maximum(0.0, owed))

    def _deliver(self, t: int) -> None:
        """What arrives goes to the demands in order, each up to what the plan gives it by now."""
        self._waiting += self.arriving[:, :, t]
        for d, aim in enumerate(self.course.aims):
            there = self._waiting[:, aim.place]
            given = np.minimum(there, np.maximum(0.0, aim.planned[t] - self._got[:, d]))
            self.delivered[:, d, t] = given
            self._got[:, d] += given
            self._waiting[:, aim.place] = there - given
