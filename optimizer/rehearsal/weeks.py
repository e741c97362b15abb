"""The weeks, one after another: the plan, then what is owed, then what leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.rehearsal.backlog import Backlog
from optimizer.rehearsal.course import Course, Floats
from optimizer.rehearsal.events import Events
from optimizer.rehearsal.movements import Movements
from optimizer.rehearsal.planned import PlannedWeek
from optimizer.rehearsal.record import Record, blank
from optimizer.rehearsal.state import EPS, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the plan.

    ``delivered``: [case, demand, week], demands in the order of the course's aims. ``causes``: units of
    each demand's last operation owed when it was due, by cause, [case, cause, demand]. ``record``:
    everything that was done, when asked for.
    """

    delivered: Floats
    causes: Floats
    record: Record | None = None


def rehearse(course: Course, events: Events, *, keeps_record: bool = False) -> Outcome:
    """Carry a plan out in all the cases of some events."""
    n = events.cases
    record = blank(course, n) if keeps_record else None
    state = State(course, events, record)
    movements = Movements(state)
    causes = np.zeros((n, state.causes, len(course.aims)))
    for t in range(course.weeks):
        state.begin(t)
        PlannedWeek(state, t).carry_out()
        Backlog(state, t).take()
        movements.end_week(t)
        somebody = state.blame.sum(axis=1) > EPS
        state.blamed = np.where(somebody[:, None, :], state.blame, state.blamed)
        for d, aim in enumerate(course.aims):
            if t == max(0, aim.due):
                causes[:, :, d] = state.blamed[:, :, course.final_stage[aim.place]]
    return Outcome(delivered=movements.delivered, causes=causes, record=record)
