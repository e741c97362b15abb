"""From what was done until a Monday to the state from which the rest of an order starts.

Everything that exists that morning is counted once: lying somewhere, on its way, delivered, ordered,
bought, earned. What was planned later stays as feasible as it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from optimizer.capacity import Capacities
from optimizer.costing import receipts_rates
from optimizer.fairness import headcount_weeks
from optimizer.ledger import Ledger, Work
from optimizer.money import round_half_up
from optimizer.opening import (
    Bought,
    Delivered,
    HubTransit,
    LaneTransit,
    MaterialStock,
    OpeningState,
    OpenPurchase,
    PastWork,
    UnitStock,
)
from optimizer.plan import Plan, Run
from optimizer.problem import Problem

ZERO = Decimal(0)
# Less than this of a unit is what fractions leave, not a piece.
_CRUMB = Decimal("0.001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was done in the weeks before a Monday: the entries of a plan, and what came out of them.

    ``more_good``: conforming units beyond what the usual yield gives (negative: fewer), per (workshop,
    product, operation). Purchases are those placed before the Monday.
    """

    entries: Plan
    more_good: Mapping[Work, Decimal] = field(default_factory=dict)


def opening_after(problem: Problem, done: Done, first: int) -> OpeningState:
    """The opening state of the week at position ``first``, all that was done before it folded in.

    Frozen weeks that are still to come stay frozen.
    """
    return _Folding(problem, done, first).state()


class _Folding:
    """Sums of what was done, place by place."""

    def __init__(self, problem: Problem, done: Done, first: int) -> None:
        self.problem = problem
        self.done = done.entries
        self.more_good = done.more_good
        self.first = first
        self.capacities = Capacities(problem)
        self.ledger = Ledger(problem, done.entries, self.capacities)

    def state(self) -> OpeningState:
        opening = self.problem.opening
        frozen = max(0, opening.frozen_weeks - self.first)
        return OpeningState(
            units=(*self._workshop_units(), *self._hub_units()),
            hub_transit=self._hub_transit(),
            lane_transit=self._lane_transit(),
            materials=self._materials(),
            purchases=self._purchases(),
            bought=self._bought(),
            delivered=self._delivered(),
            past_work=self._past_work(),
            frozen_weeks=frozen,
            frozen_runs=tuple(r for r in opening.frozen_runs if self._week(r.week) >= self.first),
        )

    def _week(self, name: str) -> int:
        return self.ledger.week(name)

    # -- units --------------------------------------------------------------------------------------

    def _workshop_units(self) -> Iterable[UnitStock]:
        lying: dict[Work, Decimal] = defaultdict(Decimal)
        for s in self.problem.opening.units:
            if s.workshop:
                lying[s.workshop, s.product, s.operation] += s.units
        before = {
            (p.id, o.id): p.operations[k - 1].id if k else ""
            for p in self.problem.products
            for k, o in enumerate(p.operations)
        }
        for r in self.done.runs:
            good = r.units * self.ledger.operations[r.product, r.operation].yield_rate
            lying[r.workshop, r.product, r.operation] += good
            if before[r.product, r.operation]:
                lying[r.workshop, r.product, before[r.product, r.operation]] -= r.units
        for work, units in self.more_good.items():
            lying[work] += units
        for x in self.done.hub_receipts:
            lying[x.workshop, x.product, x.operation] += x.units
        for s2 in self.done.hub_sendings:
            lying[s2.workshop, s2.product, s2.operation] -= s2.units
        for x2 in self.done.shipments:
            final = self.ledger.products[x2.product].operations[-1].id
            lying[x2.workshop, x2.product, final] -= x2.units
        for (w, p, o), units in lying.items():
            if units >= _CRUMB:
                yield UnitStock(workshop=w, product=p, operation=o, units=units)

    def _hub_moves(self) -> Iterable[tuple[str, str, int, Decimal]]:
        """(product, operation, week of arrival, units) of all that reached or will reach the hub."""
        for s in self.problem.opening.units:
            if not s.workshop:
                yield s.product, s.operation, min(-1, self.first - 1), s.units
        for x in self.problem.opening.hub_transit:
            yield x.product, x.operation, self._week(x.arrival), x.units
        lead = self.problem.hub.lead_time_weeks if self.problem.hub else 0
        for sent in self.done.hub_sendings:
            yield sent.product, sent.operation, self._week(sent.week) + lead, sent.units

    def _hub_units(self) -> Iterable[UnitStock]:
        lying: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for p, o, week, units in self._hub_moves():
            if week < self.first:
                lying[p, o] += units
        for x in self.done.hub_receipts:
            lying[x.product, x.operation] -= x.units
        for (p, o), units in lying.items():
            if units >= _CRUMB:
                yield UnitStock(product=p, operation=o, units=units)

    def _hub_transit(self) -> tuple[HubTransit, ...]:
        coming: dict[tuple[str, str, int], Decimal] = defaultdict(Decimal)
        for p, o, week, units in self._hub_moves():
            if week >= self.first:
                coming[p, o, week] += units
        return tuple(
            HubTransit(product=p, operation=o, units=units, arrival=self.ledger.horizon.name(week))
            for (p, o, week), units in sorted(coming.items(), key=lambda x: x[0][2])
        )

    def _lane_transit(self) -> tuple[LaneTransit, ...]:
        coming: dict[tuple[str, str, int], Decimal] = defaultdict(Decimal)
        for x in self.problem.opening.lane_transit:
            coming[x.product, x.delivery_point, self._week(x.arrival)] += x.units
        for s in self.done.shipments:
            week = self._week(s.week) + self.ledger.lane_weeks[s.workshop, s.delivery_point]
            coming[s.product, s.delivery_point, week] += s.units
        return tuple(
            LaneTransit(
                product=p,
                delivery_point=k,
                units=units,
                arrival=self.ledger.horizon.name(week),
            )
            for (p, k, week), units in sorted(coming.items(), key=lambda x: x[0][2])
            if week >= self.first
        )

    def _delivered(self) -> tuple[Delivered, ...]:
        units: dict[str, Decimal] = defaultdict(Decimal)
        for x in self.problem.opening.delivered:
            units[x.demand] += x.units
        for d in self.done.deliveries:
            units[d.demand] += d.units
        return tuple(Delivered(demand=d, units=n) for d, n in units.items() if n)

    # -- materials ----------------------------------------------------------------------------------

    def _materials(self) -> tuple[MaterialStock, ...]:
        """The pool's stock, what was issued and not yet used included: it will be issued again."""
        used: dict[str, Decimal] = defaultdict(Decimal)
        for (_, material), row in self.ledger.material_needs.items():
            used[material] += sum(row, start=ZERO)
        offers = {o.id: o.material for o in self.problem.offers}
        came: dict[str, int] = defaultdict(int)
        for x in self.problem.opening.purchases:
            if self._week(x.arrival) < self.first:
                came[x.material] += x.thousandths
        for q in self.done.purchases:
            if self._week(q.arrival) < self.first:
                came[offers[q.offer]] += q.thousandths
        found: list[MaterialStock] = []
        for material in self.ledger.material_opening:
            lying = [x for x in self.problem.opening.materials if x.material == material]
            # Common stock is used first, then what a member lent, then what was bought.
            lying.sort(key=lambda x: bool(x.lender))
            # Rounded in favour of the stock: what was planned to the last thread stays possible.
            to_use = int(used[material] * 1000)
            for stock in lying:
                taken = min(stock.thousandths, to_use)
                to_use -= taken
                if stock.thousandths > taken:
                    found.append(replace(stock, thousandths=stock.thousandths - taken))
            left = came[material] - to_use
            if left > 0:
                found.append(MaterialStock(material=material, thousandths=left))
        return _merged(found)

    def _purchases(self) -> tuple[OpenPurchase, ...]:
        offers = {o.id: o.material for o in self.problem.offers}
        return (
            *(x for x in self.problem.opening.purchases if self._week(x.arrival) >= self.first),
            *(
                OpenPurchase(
                    material=offers[q.offer],
                    offer=q.offer,
                    thousandths=q.thousandths,
                    arrival=q.arrival,
                )
                for q in self.done.purchases
                if self._week(q.arrival) >= self.first
            ),
        )

    def _bought(self) -> tuple[Bought, ...]:
        thousandths: dict[str, int] = defaultdict(int)
        for b in self.problem.opening.bought:
            thousandths[b.offer] += b.thousandths
        for q in self.done.purchases:
            thousandths[q.offer] += q.thousandths
        return tuple(Bought(offer=o, thousandths=n) for o, n in thousandths.items())

    # -- work ---------------------------------------------------------------------------------------

    def _past_work(self) -> tuple[PastWork, ...]:
        return past_work(self.problem, self.done.runs, self.first, self.capacities)


def past_work(
    problem: Problem, runs: Iterable[Run], first: int, capacities: Capacities
) -> tuple[PastWork, ...]:
    """What every workshop did before the week at position ``first``, earlier past work included."""
    rates = receipts_rates(problem)
    standard = {
        (p.id, o.id): o.standard_milliminutes for p in problem.products for o in p.operations
    }
    milliminutes: dict[str, Decimal] = defaultdict(Decimal)
    receipts: dict[str, Decimal] = defaultdict(Decimal)
    for r in runs:
        milliminutes[r.workshop] += r.units * standard[r.product, r.operation]
        receipts[r.workshop] += r.units * rates[r.product, r.operation] * 100
    earlier = {x.workshop: x for x in problem.opening.past_work}
    horizon = capacities.horizon
    weeks = range(max(0, min(first, horizon.last_due + 1)))
    found = []
    for w in problem.workshops:
        was = earlier.get(w.id, PastWork(workshop=w.id))
        begun = max(0, first - horizon.first_index_from(w.entry))
        minutes = capacities.productive_minutes[w.id]
        found.append(
            PastWork(
                workshop=w.id,
                standard_milliminutes=was.standard_milliminutes + round_half_up(milliminutes[w.id]),
                # A part of a cent is not worth a ceiling that a plan kept.
                receipts_cents=was.receipts_cents + int(receipts[w.id]),
                # Beyond its first weeks a workshop is at work as usual, however long ago they were.
                ramp_up_weeks=min(len(w.ramp_up), was.ramp_up_weeks + begun),
                headcount_weeks=was.headcount_weeks + headcount_weeks(capacities, w, weeks),
                productive_minutes=was.productive_minutes
                + sum((minutes[t] for t in weeks), start=ZERO),
            )
        )
    return tuple(found)


def _merged(stocks: Iterable[MaterialStock]) -> tuple[MaterialStock, ...]:
    thousandths: dict[tuple[str, str], int] = {}
    for s in stocks:
        thousandths[s.material, s.lender] = thousandths.get((s.material, s.lender), 0) + (
            s.thousandths
        )
    return tuple(
        MaterialStock(material=m, lender=lender, thousandths=n)
        for (m, lender), n in thousandths.items()
    )
