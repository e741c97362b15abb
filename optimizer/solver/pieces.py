"""Where the semi-finished pieces of a simulation lie week by week, and how runs are taken back.

A run can be taken back only if its pieces are still there: at the workshop that made them, on their way to
the hub, or in the hub, from the week of the run to the end. What the run had used then lies where it came
from, and may be taken back in its turn: from the last operation to the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

import numpy as np

from optimizer.solver.linear import Vector
from optimizer.solver.variables import RunKey, StageKey, Variables

_EPS = 1e-6
_Place = tuple[str, str, str]


class Pieces:
    """Stocks at the end of every week and movements in it, units after an operation.

    ``own``: at a workshop, from its own runs or there at the start. ``hub``: in the hub. ``sent``,
    ``received``: (workshop, product, operation) to and from the hub.
    """

    def __init__(self, v: Variables) -> None:
        self.v = v
        self.lead = 0 if v.problem.hub is None else v.problem.hub.lead_time_weeks
        self.own: dict[_Place, Vector] = {}
        self.hub: dict[StageKey, Vector] = {}
        self.sent: dict[_Place, Vector] = {}
        self.received: dict[_Place, Vector] = {}

    def note_own(self, key: _Place, t: int, units: float) -> None:
        """What lies at a workshop at the end of a week."""
        self._row(self.own, key)[t] = units

    def note_hub(self, key: StageKey, t: int, units: float) -> None:
        """What lies in the hub at the end of a week."""
        if key not in self.hub:
            self.hub[key] = np.zeros(self.v.weeks)
        self.hub[key][t] = units

    def note_sent(self, key: _Place, t: int, units: float) -> None:
        """What leaves a workshop for the hub in a week."""
        self._row(self.sent, key)[t] += units

    def note_received(self, key: _Place, t: int, units: float) -> None:
        """What a workshop uses from the hub in a week."""
        self._row(self.received, key)[t] += units

    def _row(self, rows: dict[_Place, Vector], key: _Place) -> Vector:
        if key not in rows:
            rows[key] = np.zeros(self.v.weeks)
        return rows[key]

    def left(self, product: str, operation: str) -> float:
        """Units after an operation that exist at the end and went nowhere, those under way included."""
        total = sum(
            float(row[-1]) for (_, p, o), row in self.own.items() if (p, o) == (product, operation)
        )
        if (product, operation) in self.hub:
            total += float(self.hub[product, operation][-1])
        if self.lead:
            total += sum(
                float(row[-self.lead :].sum())
                for (_, p, o), row in self.sent.items()
                if (p, o) == (product, operation)
            )
        return total

    def withdraw(self, key: RunKey, units: float) -> float:
        """Take pieces of a run back from where they lie, if need be by not sending them.

        Args:
            key: workshop, product, operation and week of the run.
            units: conforming units to take back.

        Returns:
            the units that can be taken back, at most those asked; nothing is changed yet when they are
            fewer.
        """
        w, p, o, t = key
        own = self.own[w, p, o].copy()
        sent = self.sent.get((w, p, o), np.zeros(self.v.weeks)).copy()
        hub = self.hub[p, o].copy() if (p, o) in self.hub else np.zeros(self.v.weeks)
        own[t:] -= units
        while True:
            short = np.flatnonzero(own[t:] < -_EPS)
            if not len(short):
                break
            week = t + int(short[0])
            kept = self._not_sent(own, sent, hub, t, week)
            if kept <= _EPS:
                return max(0.0, units + float(np.min(own[t:])))
        self.own[w, p, o] = own
        if (w, p, o) in self.sent:
            self.sent[w, p, o] = sent
        if (p, o) in self.hub:
            self.hub[p, o] = hub
        return units

    def _not_sent(self, own: Vector, sent: Vector, hub: Vector, first: int, week: int) -> float:
        """Keep back, in the latest week possible, what a week lacks; the units kept."""
        for t in range(week, first - 1, -1):
            kept = min(float(sent[t]), -float(own[week]))
            if t + self.lead < len(hub):
                kept = min(kept, float(np.min(hub[t + self.lead :])))
            if kept > _EPS:
                sent[t] -= kept
                own[t:] += kept
                hub[t + self.lead :] -= kept
                return kept
        return 0.0

    def give_back(self, workshop: str, product: str, before: str, t: int, units: float) -> None:
        """What a run taken back had used lies again where it came from."""
        key = (workshop, product, before)
        from_hub = 0.0
        if key in self.received:
            from_hub = min(units, float(self.received[key][t]))
            self.received[key][t] -= from_hub
            self.hub[product, before][t:] += from_hub
        if units > from_hub:
            self.own[key][t:] += units - from_hub


class TakeBack:
    """Take back the runs that nobody went on with, latest first, last operation first.

    Args:
        v: the model's columns.
        values: columns of runs and their incomplete lots; changed in place.
        pieces: where everything lies; changed in place.
        held: runs that are not taken back.
    """

    def __init__(
        self, v: Variables, values: Vector, pieces: Pieces, held: Set[RunKey] = frozenset()
    ) -> None:
        self.v = v
        self.values = values
        self.pieces = pieces
        self.frozen = v.problem.opening.frozen_weeks
        self.held = held

    def all(self, missing: dict[str, float]) -> set[str]:
        """Every product, ``missing`` units of which are never delivered; those where work is left."""
        unfinished = set()
        for p in self.v.problem.products:
            for position in range(len(p.operations) - 1, -1, -1):
                o = p.operations[position]
                stage = self.v.stages[p.id, o.id]
                idle = float(stage.left_per_missing) * missing.get(p.id, 0.0)
                most = max(float(stage.opening_left), float(stage.most_left))
                most = min(most, float(stage.most_left) + idle)
                spare = self.pieces.left(p.id, o.id) - most
                if spare > _EPS and self._stage(p.id, o.id, spare) > 1e-3:
                    unfinished.add(p.id)
        return unfinished

    def _runs(self, product: str, operation: str) -> Iterator[RunKey]:
        v = self.v
        for t in range(v.weeks - 1, self.frozen - 1, -1):
            for w in v.problem.workshops:
                key = (w.id, product, operation, t)
                if (
                    key in v.lots
                    and key not in self.held
                    and (
                        self.values[v.lots[key]] > _EPS
                        or (key in v.incomplete and self.values[v.incomplete[key]] > 0.5)
                    )
                ):
                    yield key

    def _stage(self, product: str, operation: str, spare: float) -> float:
        """Take ``spare`` units back; what could not be."""
        v = self.v
        position = [o.id for o in v.products[product].operations].index(operation)
        rate = float(v.products[product].operations[position].yield_rate)
        lot = v.lot(product)
        tail = float(v.stages[product, operation].incomplete)
        # The incomplete lot goes back when whole lots alone do not make up what is left.
        over = spare / rate - int(spare / rate / lot + _EPS) * lot
        with_tail = tail > 0 and over > tail - _EPS
        for key in self._runs(product, operation):
            if spare <= _EPS:
                break
            part = v.incomplete.get(key)
            runs_it = with_tail and part is not None and self.values[part] > 0.5
            if runs_it and self._undo(key, tail, rate):
                self.values[part] = 0.0
                spare -= tail * rate
                with_tail = False
            spare -= self._lots(key, spare, rate)
        return spare

    def _lots(self, key: RunKey, spare: float, rate: float) -> float:
        """Take back what can be taken back of a run's lots; the conforming units it had given."""
        v = self.v
        _, p, o, _ = key
        column = v.lots[key]
        lot = v.lot(p)
        divisible = not v.products[p].lot_size
        wanted = min(float(self.values[column]), spare / (rate * lot))
        least = float(v.skill(key[0], p, o).smallest_run_units) / lot
        while wanted > _EPS:
            if not divisible:
                wanted = float(int(wanted + _EPS))
            remains = float(self.values[column]) - wanted
            if _EPS < remains < least - _EPS:
                wanted -= least - remains  # a run keeps its smallest size, or goes altogether
                continue
            if wanted < _EPS:
                break
            possible = self.pieces.withdraw(key, wanted * lot * rate)
            if possible >= wanted * lot * rate - _EPS:
                self._forget(key, wanted * lot)
                self.values[column] -= wanted
                return wanted * lot * rate
            wanted = min(possible / (lot * rate), wanted - (_EPS if divisible else 1.0))
        return 0.0

    def _undo(self, key: RunKey, units: float, rate: float) -> bool:
        if self.pieces.withdraw(key, units * rate) < units * rate - _EPS:
            return False
        self._forget(key, units)
        return True

    def _forget(self, key: RunKey, units: float) -> None:
        """The pieces and substitutes that a run had used."""
        w, p, o, t = key
        v = self.v
        names = [x.id for x in v.products[p].operations]
        position = names.index(o)
        if position:
            self.pieces.give_back(w, p, names[position - 1], t, units)
        made = sum(float(self.values[c]) * a for c, a in v.made(w, p, o, t))
        remains = max(0.0, 1.0 - units / made) if made > _EPS else 0.0
        for line in v.products[p].materials:
            if line.operation != o:
                continue
            for s in line.substitutes:
                column = v.substituted[w, p, o, t, line.material, s.material]
                self.values[column] *= remains
