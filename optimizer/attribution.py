"""Who made the units that are delivered: first made, first delivered, at every operation.

A unit's price pays the work of each operation (façon rate, or its part of the price) and the
materials used there at the lowest list price. Nothing private is used. Rules: ``docs/money.md``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from optimizer.capacity import horizon_of
from optimizer.costing import receipts_rates
from optimizer.plan import Plan
from optimizer.problem import Problem, Product
from optimizer.purchasing import lowest_list_price
from optimizer.weeks import week_monday

FRIDAY = 4
NOTHING = Fraction(0)
Weights = dict[str, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRecord:
    """Units of a demand handed over on a day, and how many of them the buyer accepted (None: all)."""

    demand: str
    day: date
    delivered: Decimal
    accepted: Decimal | None = None

    @property
    def accepted_units(self) -> Decimal:
        """Units to be paid for."""
        return self.delivered if self.accepted is None else self.accepted


def friday(week: str) -> date:
    """The day that stands for a week of the plan: due dates count on Fridays."""
    return week_monday(week) + timedelta(days=FRIDAY)


def planned_records(problem: Problem, plan: Plan) -> tuple[DeliveryRecord, ...]:
    """The deliveries of a plan as records, all accepted, in time order.

    A delivery of a week is dated its Friday; what was delivered before the plan, the day before it starts.
    """
    before = horizon_of(problem).monday - timedelta(days=1)
    records = [
        DeliveryRecord(demand=d.demand, day=before, delivered=d.units)
        for d in problem.opening.delivered
    ]
    records += [
        DeliveryRecord(demand=d.demand, day=friday(d.week), delivered=d.units)
        for d in plan.deliveries
    ]
    return in_order(problem, records)


def in_order(problem: Problem, records: Iterable[DeliveryRecord]) -> tuple[DeliveryRecord, ...]:
    """Records by day, then in the order of the demands."""
    place = {d.id: k for k, d in enumerate(problem.demands)}
    return tuple(sorted(records, key=lambda r: (r.day, place[r.demand])))


def attribute(
    problem: Problem, plan: Plan, records: Sequence[DeliveryRecord]
) -> tuple[Weights, ...]:
    """What each record's units are worth to each workshop that made them, record by record.

    Weights are euros before scaling to the price; only their proportions count. A record whose product
    nobody made or may have made has no weights. Records must be in time order (:func:`in_order`).
    """
    return _shared_out(problem, plan, records, lambda queue: queue.unit_value)


def work_minutes(
    problem: Problem, plan: Plan, records: Sequence[DeliveryRecord]
) -> tuple[Weights, ...]:
    """Standard minutes behind each record's units by workshop, record by record, in time order.

    Units refused on the way count, as in a workshop's load.
    """
    return _shared_out(problem, plan, records, lambda queue: queue.unit_minutes)


def _shared_out(
    problem: Problem,
    plan: Plan,
    records: Sequence[DeliveryRecord],
    worth: Callable[[_Queue], Fraction],
) -> tuple[Weights, ...]:
    """Each record's units at every operation, to who made them, at what a finished unit is worth."""
    demands = {d.id: d for d in problem.demands}
    queues = {
        product.id: _queues(problem, plan, product)
        for product in problem.products
        if product.operations
    }
    reached: dict[str, Fraction] = defaultdict(Fraction)
    found = []
    for record in records:
        product = demands[record.demand].product
        start = reached[product]
        end = reached[product] = start + Fraction(record.delivered)
        weights: Weights = defaultdict(Fraction)
        for queue in queues.get(product, ()):
            for workshop, units in queue.made_between(start, end).items():
                weights[workshop] += units * worth(queue)
        found.append({w.id: weights[w.id] for w in problem.workshops if weights.get(w.id)})
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Segment:
    """Some consecutive units of a queue, in finished units, and who made what part of them."""

    length: Fraction
    owners: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Queue:
    """Everything made at one operation, in time order, counted in the finished units it becomes."""

    unit_value: Fraction
    # Standard minutes of the units made here for one finished unit.
    unit_minutes: Fraction
    segments: tuple[_Segment, ...]
    # For units delivered beyond what the plan made: everybody's part of the whole.
    mix: Mapping[str, Fraction]

    def made_between(self, start: Fraction, end: Fraction) -> Weights:
        """Finished units of the interval by workshop; they sum to its length when anybody is known."""
        found: Weights = defaultdict(Fraction)
        position = NOTHING
        covered = start
        for segment in self.segments:
            low, high = max(start, position), min(end, position + segment.length)
            position += segment.length
            if high > low:
                covered = high
                for workshop, part in segment.owners.items():
                    found[workshop] += (high - low) * part
        if end > covered:
            for workshop, part in self.mix.items():
                found[workshop] += (end - covered) * part
        return found


def _parts(weights: Mapping[str, Fraction]) -> Weights:
    """Weights as parts of 1, {} when they are all zero."""
    whole = sum(weights.values(), NOTHING)
    return {key: weight / whole for key, weight in weights.items() if weight} if whole else {}


def _queues(problem: Problem, plan: Plan, product: Product) -> tuple[_Queue, ...]:
    """One queue per operation: what is from before the plan first, then week after week."""
    runs = _runs(problem, plan, product)
    everything: Weights = defaultdict(Fraction)
    minutes = {o.id: Fraction(o.standard_milliminutes) for o in product.operations}
    for name, weekly in runs.items():
        for book in weekly.values():
            for workshop, units in book.items():
                everything[workshop] += units * minutes[name]
    values = _unit_values(problem, product)
    becomes = _yields_from(product)
    past = _past_owners(problem, product)
    found = []
    for operation in product.operations:
        weeks = runs[operation.id]
        segments = [
            _Segment(length=sum(owners.values(), NOTHING), owners=_parts(owners))
            for _, owners in sorted(weeks.items())
        ]
        made = _sum_up(weeks.values())
        length = _past_units(problem, product, operation.id)
        # Work from before the plan that nobody is known to have done follows the plan's own split.
        owners = past or _parts(made) or _parts(everything)
        if length:
            segments.insert(0, _Segment(length=length, owners=owners))
        found.append(
            _Queue(
                unit_value=values[operation.id],
                unit_minutes=minutes[operation.id] / 1000 / becomes[operation.id],
                segments=tuple(segments),
                mix=_parts(made) or past or _parts(everything),
            )
        )
    return tuple(found)


def _sum_up(books: Iterable[Mapping[str, Fraction]]) -> Weights:
    found: Weights = defaultdict(Fraction)
    for book in books:
        for workshop, units in book.items():
            found[workshop] += units
    return found


def _yields_from(product: Product) -> dict[str, Fraction]:
    """Finished units that one unit made at each operation becomes."""
    found: dict[str, Fraction] = {}
    becomes = Fraction(1)
    for operation in reversed(product.operations):
        becomes *= Fraction(operation.yield_rate)
        found[operation.id] = becomes
    return found


def _runs(
    problem: Problem, plan: Plan, product: Product
) -> dict[str, dict[int, dict[str, Fraction]]]:
    """Per operation and week, finished units to come by workshop."""
    horizon = horizon_of(problem)
    becomes = _yields_from(product)
    found: dict[str, dict[int, dict[str, Fraction]]] = {o.id: {} for o in product.operations}
    for run in plan.runs:
        if run.product == product.id and run.units > 0:
            week = found[run.operation].setdefault(horizon.index(run.week), {})
            units = Fraction(run.units) * becomes[run.operation]
            week[run.workshop] = week.get(run.workshop, NOTHING) + units
    return found


def _unit_values(problem: Problem, product: Product) -> dict[str, Fraction]:
    """Euros of work and materials per operation for one finished unit; minutes when all is worth 0."""
    rates = receipts_rates(problem)
    becomes = _yields_from(product)
    values: dict[str, Fraction] = {}
    for operation in product.operations:
        per_unit = Fraction(rates[product.id, operation.id])
        for line in product.materials:
            if line.operation == operation.id:
                price = lowest_list_price(problem, line.material) or Decimal(0)
                quantity = Fraction(line.quantity) * (1 + Fraction(line.waste_rate))
                per_unit += quantity * Fraction(price)
        values[operation.id] = per_unit / becomes[operation.id]
    if not any(values.values()):
        values = {
            o.id: Fraction(o.standard_milliminutes) / becomes[o.id] for o in product.operations
        }
    if not any(values.values()):
        values[product.operations[-1].id] = Fraction(1)
    return values


def _past_units(problem: Problem, product: Product, operation: str) -> Fraction:
    """Finished units to come whose work at an operation was done before the plan."""
    opening = problem.opening
    names = [o.id for o in product.operations]
    becomes = _yields_from(product)
    yields = {o.id: Fraction(o.yield_rate) for o in product.operations}
    mine = {d.id for d in problem.demands if d.product == product.id}
    total = sum((Fraction(d.units) for d in opening.delivered if d.demand in mine), NOTHING)
    total += sum(
        (Fraction(x.units) for x in opening.lane_transit if x.product == product.id), NOTHING
    )
    after = [(s.operation, s.units) for s in opening.units if s.product == product.id]
    after += [(x.operation, x.units) for x in opening.hub_transit if x.product == product.id]
    for done, units in after:
        if names.index(done) >= names.index(operation):
            total += Fraction(units) * becomes[done] / yields[done]
    return total


def _past_owners(problem: Problem, product: Product) -> Weights:
    """Who did the work from before the plan: by receipts, else standard minutes, else where it lies."""
    past = problem.opening.past_work
    receipts = _parts({p.workshop: Fraction(p.receipts_cents) for p in past})
    minutes = _parts({p.workshop: Fraction(p.standard_milliminutes) for p in past})
    lying: Weights = defaultdict(Fraction)
    for stock in problem.opening.units:
        if stock.workshop and stock.product == product.id:
            lying[stock.workshop] += Fraction(stock.units)
    return receipts or minutes or _parts(lying)
