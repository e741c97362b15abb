"""Work of a rehearsal that nobody went on with is taken back: a plan may not begin what it does not end."""

from __future__ import annotations

import numpy as np

from optimizer.rehearsal.course import Course, Floats
from optimizer.rehearsal.record import Record

_EPS = 1e-6
# Each round may free pieces one step further up; a routing and its ways are never that long.
_ROUNDS = 40


def take_back(course: Course, record: Record) -> None:
    """Undo, in the only case of a record, the latest runs, sendings and receipts that led to nothing.

    What is undone last came last: the stock from then on is what is left at the end, so nobody lacks it.
    """
    made, sent, received = record.made[0], record.sent[0], record.received[0]
    before = made.copy()
    for _ in range(_ROUNDS):
        undone = 0.0
        for s in range(len(course.stages)):
            _, hub = _left(course, record)
            undone += _undo_sendings(sent[:, s], hub[s])
            for w in range(len(course.workshops)):
                own, _ = _left(course, record)
                undone += _undo_inflow(course, made[w, s], received[w, s], own[w, s], w, s)
        if undone <= _EPS:
            break
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(before > 0, made / before, 0.0)
    for w, s, own_material, used, t in list(record.swaps):
        record.swaps[w, s, own_material, used, t] *= float(part[w, s, t])


def _left(course: Course, record: Record) -> tuple[Floats, Floats]:
    """Units left at the end at workshops, [workshop, stage], and at the hub or on the way, [stage]."""
    made, sent, received = (x[0].sum(axis=2) for x in (record.made, record.sent, record.received))
    own_opening, hub_opening = course.opening_units
    own: Floats = own_opening + made * course.usual_yield + received - sent
    for s in range(len(course.stages)):
        after = int(course.after[s])
        if after >= 0:
            own[:, s] -= made[:, after]
    for k, s in enumerate(course.final_stage):
        own[:, s] -= record.shipped[0, :, k].sum(axis=1)
    hub: Floats = hub_opening + course.hub_coming.sum(axis=1)
    return own, hub + sent.sum(axis=0) - received.sum(axis=0)


def _undo_sendings(rows: Floats, left: float) -> float:
    """Keep at the workshops, [workshop, week], what the hub would be left with; what was kept."""
    undone = 0.0
    for t in range(rows.shape[1] - 1, -1, -1):
        for w in range(len(rows)):
            units = min(left - undone, float(rows[w, t]))
            if units > _EPS:
                rows[w, t] -= units
                undone += units
    return float(undone)


def _undo_inflow(
    course: Course, made: Floats, received: Floats, left: float, w: int, s: int
) -> float:
    """Not make, or not fetch, by week, what a workshop would be left with; what was not.

    The latest first, and no further than the first that must stay: a rest of a lot, a smallest run.
    """
    undone = 0.0
    lot, good = course.lot[s], course.usual_yield[s]
    for t in range(len(made) - 1, -1, -1):
        wanted = (left - undone) / good
        if made[t] > 0 and wanted > _EPS:
            units = min(wanted, float(made[t]))
            if lot and units < made[t] - _EPS:
                units = np.floor(units / lot + _EPS) * lot
            rest = made[t] - units
            if _EPS < rest < course.smallest[w, s]:
                return float(undone)
            made[t] = rest if rest > _EPS else 0.0
            undone += units * good
            if rest > _EPS:
                return float(undone)
        units = min(left - undone, float(received[t]))
        if units > _EPS:
            received[t] -= units
            undone += units
    return float(undone)
