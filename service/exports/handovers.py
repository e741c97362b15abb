"""Who hands semi-finished units over to whom: the hub's pool shared out between its users.

A plan says what goes to the hub and what is taken from it, not between whom. What has lain there
longest is given first, so that each sender can mark its parcels and each receiver expects them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from optimizer.ledger import Ledger

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Units of a product, ``operation`` done, that go from a workshop to another.

    ``sender`` "" : there before the plan (``left`` None). ``receiver`` "" : nobody takes them in this
    plan (``arrival`` None). ``left`` and ``arrival`` are positions of weeks.
    """

    product: str
    operation: str
    units: Decimal
    sender: str = ""
    left: int | None = None
    receiver: str = ""
    arrival: int | None = None

    def waits(self, lead_time_weeks: int) -> bool:
        """Whether the units lie at the hub for longer than their way takes."""
        if self.arrival is None:
            return True
        # What was there before the plan could be taken in its first week.
        ready = 0 if self.left is None else self.left + lead_time_weeks
        return self.arrival > ready


@dataclass(slots=True)
class _Parcel:
    """Units at the hub that nobody has taken yet."""

    units: Decimal
    sender: str
    left: int | None


def handovers(ledger: Ledger) -> tuple[Handover, ...]:
    """Every hand-over of a plan that keeps its rules, by week of arrival; what stays comes last."""
    kinds = dict.fromkeys((p, o) for _, p, o in [*ledger.sent, *ledger.received])
    found = [h for kind in kinds for h in _of_one_kind(ledger, *kind)]
    never = ledger.horizon.weeks
    return tuple(sorted(found, key=lambda h: never if h.arrival is None else h.arrival))


def _of_one_kind(ledger: Ledger, product: str, operation: str) -> list[Handover]:
    lead = ledger.problem.hub.lead_time_weeks if ledger.problem.hub else 0
    workshops = [w.id for w in ledger.problem.workshops]
    sent = {w: ledger.series(ledger.sent, (w, product, operation)) for w in workshops}
    taken = {w: ledger.series(ledger.received, (w, product, operation)) for w in workshops}
    reached = ledger.series(ledger.hub_in, (product, operation))
    found: list[Handover] = []
    parcels: list[_Parcel] = []
    for t in range(ledger.horizon.weeks):
        left = t - lead
        new = [_Parcel(row[left], w, left) for w, row in sent.items() if left >= 0 and row[left]]
        before = reached[t] - (reached[t - 1] if t else ZERO) - sum((p.units for p in new), ZERO)
        if before > 0:
            parcels.append(_Parcel(before, "", None))
        parcels += new
        for receiver, row in taken.items():
            for parcel, units in _given(parcels, receiver, row[t]):
                found.append(
                    Handover(
                        product=product,
                        operation=operation,
                        units=units,
                        sender=parcel.sender,
                        left=parcel.left,
                        receiver=receiver,
                        arrival=t,
                    )
                )
        parcels = [p for p in parcels if p.units > 0]
    # What was sent too late to arrive in the plan stays nobody's, as does what nobody took.
    late = range(max(0, ledger.horizon.weeks - lead), ledger.horizon.weeks)
    parcels += [_Parcel(row[t], w, t) for w, row in sent.items() for t in late if row[t]]
    found += [
        Handover(product=product, operation=operation, units=p.units, sender=p.sender, left=p.left)
        for p in parcels
        if p.sender
    ]
    return found


def _given(parcels: list[_Parcel], receiver: str, wanted: Decimal) -> list[tuple[_Parcel, Decimal]]:
    """The parcels that make up what a workshop takes, its own last; they lose what is given."""
    others = [p for p in parcels if p.sender != receiver]
    # One parcel that is just what is wanted saves opening two.
    exact = [p for p in others if p.units == wanted]
    own = [p for p in parcels if p.sender == receiver]
    given = []
    for parcel in [*exact[:1], *(p for p in others if p not in exact[:1]), *own]:
        units = min(parcel.units, wanted)
        if units > 0:
            parcel.units -= units
            wanted -= units
            given.append((parcel, units))
    return given
