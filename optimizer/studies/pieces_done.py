"""What became of every piece until a Monday: made, found, sent through the hub, left at a workshop.

Nobody declares pieces on their way to the hub. They are taken to have moved as planned, later when
there were too few, and more of them where declared work could not have been done otherwise. What no
move can explain is a contradiction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import accumulate, pairwise

from optimizer.diagnostics import Diagnostic, error, warning
from optimizer.ledger import Ledger, Series, Work
from optimizer.problem import Product
from optimizer.studies.declared_work import Output, Told, placed

ZERO = Decimal(0)
TOLERANCE = Decimal("0.001")


def moved_units(product: Product, wanted: Decimal, there: Decimal) -> Decimal:
    """As much as is wanted; when there is less, what there is, in whole pieces where all are whole."""
    if wanted <= there or any(o.yield_rate != 1 for o in product.operations):
        return min(wanted, there)
    return _made_units(product, there, ROUND_FLOOR)


def _made_units(product: Product, units: Decimal, rounding: str) -> Decimal:
    """What a run can be: whole units, unless the product is divisible."""
    return units.to_integral_value(rounding=rounding) if product.lot_size else units


def cumulated(book: Mapping[Work, Series]) -> dict[Work, tuple[Decimal, ...]]:
    """Units up to each week, the week included."""
    return {key: tuple(accumulate(row)) for key, row in book.items()}


class Pieces:
    """Stocks of the workshops and the hub; :meth:`begin_week` and :meth:`end_week` go through them.

    ``runs``, ``receipts`` and ``sendings`` are units per (work, week); ``more_good`` conforming units
    beyond the usual yield per work.
    """

    def __init__(self, ledger: Ledger, told: Told) -> None:
        self.ledger = ledger
        self.problem = ledger.problem
        self.told = told
        self.found: list[Diagnostic] = []
        self.runs: dict[tuple[Work, int], Decimal] = {}
        self.receipts: dict[tuple[Work, int], Decimal] = defaultdict(Decimal)
        self.sendings: dict[tuple[Work, int], Decimal] = defaultdict(Decimal)
        self.more_good: dict[Work, Decimal] = defaultdict(Decimal)
        self.stock: dict[Work, Decimal] = defaultdict(Decimal)
        # At the end of each week gone through: what somebody could have sent then.
        self._lay: list[dict[Work, Decimal]] = []
        self._hub: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        self._coming: dict[int, dict[tuple[str, str], Decimal]] = defaultdict(
            lambda: defaultdict(Decimal)
        )
        self._lead = self.problem.hub.lead_time_weeks if self.problem.hub else 0
        self._to_receive = cumulated(ledger.received)
        self._to_send = cumulated(ledger.sent)
        self._received: dict[Work, Decimal] = defaultdict(Decimal)
        self._sent: dict[Work, Decimal] = defaultdict(Decimal)
        opening = self.problem.opening
        for s in opening.units:
            if s.workshop:
                self.stock[s.workshop, s.product, s.operation] += s.units
            else:
                self._hub[s.product, s.operation] += s.units
        for x in opening.hub_transit:
            self._coming[max(0, ledger.week(x.arrival))][x.product, x.operation] += x.units

    def begin_week(self, t: int) -> None:
        """What arrives at the hub, what leaves it, and what is made of it."""
        for key, units in self._coming.pop(t, {}).items():
            self._hub[key] += units
        # What somebody declares to have used went there, whoever was to have it.
        for product in self.problem.products:
            for w in self.problem.workshops:
                self._receive_used(product, w.id, t)
        for work, planned in self._to_receive.items():
            self._receive(work, planned[t] - self._received[work], t)
        for product in self.problem.products:
            wished = {w.id: self._wished(product, w.id, t) for w in self.problem.workshops}
            for k in range(len(product.operations)):
                self._make(product, k, wished, t)

    def end_week(self, t: int) -> None:
        """Pieces leave for the hub: those of the plan, as far as they are there."""
        for work, planned in self._to_send.items():
            product = self.ledger.products[work[1]]
            units = moved_units(product, planned[t] - self._sent[work], self.stock[work])
            if units > 0:
                self.stock[work] -= units
                self._send(work, units, t)
        self._lay.append(dict(self.stock))

    # -- hub ------------------------------------------------------------------------------------

    def _receive_used(self, product: Product, workshop: str, t: int) -> None:
        for before, operation in pairwise(product.operations):
            output = self.told.work.get(((workshop, product.id, operation.id), t))
            work = (workshop, product.id, before.id)
            if output is None or not output.is_declared:
                continue
            own = self.told.work.get((work, t)) or Output(made=ZERO)
            coming = own.made * before.yield_rate if own.good is None else own.good
            missing = output.made - self.stock[work] - coming
            if missing > TOLERANCE:
                self._receive(work, missing, t)

    def _receive(self, work: Work, wanted: Decimal, t: int) -> Decimal:
        _, p, o = work
        units = moved_units(self.ledger.products[p], wanted, self._hub[p, o])
        if units <= 0:
            return ZERO
        self._hub[p, o] -= units
        self.stock[work] += units
        self.receipts[work, t] += units
        self._received[work] += units
        return units

    def _send(self, work: Work, units: Decimal, t: int) -> None:
        self.sendings[work, t] += units
        self._sent[work] += units
        self._coming[t + self._lead][work[1:]] += units

    # -- made -----------------------------------------------------------------------------------

    def _wished(self, product: Product, workshop: str, t: int) -> dict[str, Output]:
        """What a workshop made, or is taken to have made, at each operation.

        An operation it never speaks of must have made what the declared ones after it used.
        """
        departure = self.told.departures.get((workshop, product.id, t))
        needed = ZERO
        if departure:
            there = self.stock[workshop, product.id, product.operations[-1].id]
            needed = departure.units - max(ZERO, departure.carried - there)
        found: dict[str, Output] = {}
        for operation in reversed(product.operations):
            key = (workshop, product.id, operation.id)
            output = self.told.work.get((key, t)) or Output(made=ZERO)
            if not output.is_declared and key not in self.told.spoken:
                missing = needed - self.stock[key]
                if missing > TOLERANCE and key in self.ledger.capacities.skills:
                    least = _made_units(product, missing / operation.yield_rate, ROUND_CEILING)
                    output = Output(made=max(output.made, least))
                needed = output.made if output.made > ZERO else ZERO
            else:
                needed = output.made if output.is_declared else ZERO
            found[operation.id] = output
        return found

    def _make(
        self, product: Product, k: int, wished: Mapping[str, Mapping[str, Output]], t: int
    ) -> None:
        """An operation at every workshop: first with what each has, then with what others have."""
        operation = product.operations[k]
        before = product.operations[k - 1].id if k else ""
        short: list[tuple[Work, Output, Decimal]] = []
        for workshop, outputs in wished.items():
            key = (workshop, product.id, operation.id)
            output = outputs[operation.id]
            made = output.made
            if made <= 0:
                continue
            if before:
                source = (workshop, product.id, before)
                if not output.is_declared:
                    if made > self.stock[source] + TOLERANCE:
                        self._receive(source, made - self.stock[source], t)
                    if made > self.stock[source] + TOLERANCE:
                        made = _made_units(product, self.stock[source], ROUND_FLOOR)
                used = min(made, self.stock[source])
                self.stock[source] -= used
                if made > used + TOLERANCE:
                    short.append((key, output, made - used))
            if made > 0:
                usual = made * operation.yield_rate
                good = usual if output.good is None else output.good
                self.runs[key, t] = made
                self.more_good[key] += good - usual
                self.stock[key] += good
        for key, output, missing in short:
            self._find(key, before, output, missing, t)

    def _could_leave(self, work: Work, t: int) -> Decimal:
        """Pieces still there that could have left in time to be used elsewhere in week ``t``."""
        if self.problem.hub is None or t < self._lead:
            return ZERO
        weeks = self._lay[t - self._lead :]
        return min([self.stock[work], *(lay.get(work, ZERO) for lay in weeks)])

    def _find(self, key: Work, before: str, output: Output, missing: Decimal, t: int) -> None:
        """Pieces that declared work used and that were not there: from the hub, or from others."""
        workshop, product, operation = key
        source = (workshop, product, before)
        taken = self._receive(source, missing, t)
        self.stock[source] -= taken
        missing -= taken
        others = [(w.id, product, before) for w in self.problem.workshops if w.id != workshop]
        others.sort(key=lambda other: -self.stock[other])
        for other in others:
            units = min(missing, self._could_leave(other, t))
            if units <= 0:
                continue
            self.stock[other] -= units
            for lay in self._lay[t - self._lead :]:
                lay[other] -= units
            self.sendings[other, t - self._lead] += units
            self._sent[other] += units
            self.receipts[source, t] += units
            self._received[source] += units
            missing -= units
            week = self.ledger.horizon.name(t)
            self.found.append(
                placed(
                    warning(
                        "replan.moved_unplanned",
                        workshop,
                        product=product,
                        operation=before,
                        week=week,
                        units=units,
                        origin=other[0],
                    ),
                    output.source,
                )
            )
        if missing > TOLERANCE:
            self.found.append(
                placed(
                    error(
                        "replan.more_than_before",
                        workshop,
                        product=product,
                        operation=operation,
                        before=before,
                        week=self.ledger.horizon.name(t),
                        read=output.made,
                        expected=output.made - missing,
                        missing=missing,
                    ),
                    output.source,
                )
            )
