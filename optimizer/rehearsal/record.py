"""What a rehearsal did, kept week by week, and the plan that this makes of one case."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from optimizer.plan import (
    Delivery,
    HubReceipt,
    HubSending,
    Plan,
    Run,
    Shipment,
    Substitution,
)
from optimizer.rehearsal.course import Course, Floats

_FINE = Decimal("0.000001")
# (workshop, stage, bill material, material used, week)
Swap = tuple[int, int, int, int, int]


@dataclass(slots=True)
class Record:
    """``made``, ``sent`` and ``received``: [case, workshop, stage, week]; ``shipped``: [case, workshop,
    place, week]; ``swaps``: units of all cases served by a substitute."""

    made: Floats
    sent: Floats
    received: Floats
    shipped: Floats
    swaps: dict[Swap, float] = field(default_factory=lambda: defaultdict(float))

    def substitute(
        self, w: npt.NDArray[np.int64], s: int, own: int, used: int, t: int, units: Floats
    ) -> None:
        """Note units of a run served by a substitute."""
        for workshop, served in zip(w, units, strict=True):
            if served > 0:
                self.swaps[int(workshop), s, own, used, t] += float(served)


def blank(course: Course, cases: int) -> Record:
    """A record in which nothing is written."""
    workshops, weeks = len(course.workshops), course.weeks
    shape = (cases, workshops, len(course.stages), weeks)
    return Record(
        made=np.zeros(shape),
        sent=np.zeros(shape),
        received=np.zeros(shape),
        shipped=np.zeros((cases, workshops, len(course.places), weeks)),
    )


def as_plan(course: Course, record: Record, delivered: Floats) -> Plan:
    """The only case of a record as a plan without figures; purchases are those of the plan carried out.

    It may break a rule that only the end shows: pieces that nobody went on with.
    """
    names = course.ledger.horizon.names
    return Plan(
        problem_hash="",
        status="feasible",
        stopped_by="time",
        runs=tuple(Run(**work, units=units) for work, units in _entries(course, record.made)),
        hub_sendings=tuple(
            HubSending(**work, units=units) for work, units in _entries(course, record.sent)
        ),
        hub_receipts=tuple(
            HubReceipt(**work, units=units) for work, units in _entries(course, record.received)
        ),
        shipments=tuple(
            Shipment(
                workshop=course.workshops[w],
                delivery_point=course.places[k][0],
                product=course.places[k][1],
                week=names[t],
                units=_exact(record.shipped[0, w, k, t]),
            )
            for w, k, t in np.argwhere(record.shipped[0] > float(_FINE))
        ),
        deliveries=tuple(
            Delivery(demand=course.aims[d].demand, week=names[t], units=_exact(delivered[0, d, t]))
            for d, t in np.argwhere(delivered[0] > float(_FINE))
        ),
        purchases=course.ledger.plan.purchases,
        substitutions=tuple(
            Substitution(
                workshop=course.workshops[w],
                product=course.stages[s][0],
                operation=course.stages[s][1],
                week=names[t],
                material=course.materials[own],
                used=course.materials[used],
                units=_exact(units),
            )
            for (w, s, own, used, t), units in record.swaps.items()
            if units > float(_FINE)
        ),
    )


def _entries(course: Course, rows: Floats) -> list[tuple[dict[str, str], Decimal]]:
    names = course.ledger.horizon.names
    return [
        (
            {
                "workshop": course.workshops[w],
                "product": course.stages[s][0],
                "operation": course.stages[s][1],
                "week": names[t],
            },
            _exact(rows[0, w, s, t]),
        )
        for w, s, t in np.argwhere(rows[0] > float(_FINE))
    ]


def _exact(units: float) -> Decimal:
    return Decimal(repr(float(units))).quantize(_FINE).normalize()
