"""What a plan says, counted once for every document: weeks, minutes, milestones, names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from optimizer import costing
from optimizer.ledger import Ledger, Series
from optimizer.past import Past, whole
from optimizer.plan import Plan
from optimizer.problem import Demand, Operation, Problem, Product, Workshop
from service.exports.display_names import names_of
from service.exports.handovers import Handover, handovers

ZERO = Decimal(0)
# A run is small when it is so few lots, and takes so little of the hours of its week.
_SMALL_LOTS = 2
_SMALL_PART = Decimal("0.05")


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """What became of a demand.

    ``due_week``: position, negative when the due date is before the first Friday. ``last_week``:
    position of the last delivery, None when there is none; negative in the past of an order.
    ``on_time`` counts what was delivered before the plan, unless its past is known; ``missing`` is
    never delivered.
    """

    demand: Demand
    due_week: int
    on_time: Decimal
    late: Decimal
    missing: Decimal
    last_week: int | None

    @property
    def weeks_late(self) -> int:
        """Weeks between the due week and the last delivery, 0 when nothing is late."""
        if self.last_week is None or not self.late:
            return 0
        return max(0, self.last_week - self.due_week)

    @property
    def is_met(self) -> bool:
        """Whether everything is delivered, and in time."""
        return not self.late and not self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallRun:
    """A run of one or two lots that takes next to nothing of its workshop's week."""

    workshop: str
    product: str
    operation: str
    week: int


class Facts:
    """Figures of a verified plan; minutes and units are exact decimals, weeks are positions.

    Args:
        problem: a problem without errors.
        plan: a plan that keeps its rules.
        past: what was done before it, None where it begins the order; what became of the milestones
            then counts the whole order.
    """

    def __init__(self, problem: Problem, plan: Plan, past: Past | None = None) -> None:
        self.problem = problem
        self.plan = plan
        self.past = past
        self.ledger = Ledger(problem, plan)
        self.capacities = self.ledger.capacities
        self.horizon = self.ledger.horizon
        self.workshops = {w.id: w for w in problem.workshops}
        self.products = self.ledger.products
        self.materials = {m.id: m for m in problem.materials}
        self.suppliers = {s.id: s for s in problem.suppliers}
        self.offers = {o.id: o for o in problem.offers}
        self.points = {k.id: k for k in problem.delivery_points}
        self.operations = self.ledger.operations

    # -- names --------------------------------------------------------------------------------

    def workshop_name(self, identifier: str) -> str:
        """Its name, or its id."""
        return self.workshops[identifier].name or identifier

    def product_name(self, identifier: str) -> str:
        """Its name, or its id."""
        return self.products[identifier].name or identifier

    def operation_name(self, product: str, operation: str) -> str:
        """Its name, or its id."""
        return self.operations[product, operation].name or operation

    def material_name(self, identifier: str) -> str:
        """Its name, or its id."""
        return self.materials[identifier].name or identifier

    def point_name(self, identifier: str) -> str:
        """Its name, or its id."""
        return self.points[identifier].name or identifier

    @cached_property
    def names(self) -> dict[str, str]:
        """Display names by id, for the sentences of diagnostics."""
        return names_of(self.problem)

    # -- weeks --------------------------------------------------------------------------------

    @cached_property
    def last_week(self) -> int:
        """Position of the last week worth showing: the last due week, or the last event."""
        at = self.horizon.index
        events = [self.horizon.last_due, 0]
        events += [at(r.week) for r in self.plan.runs]
        events += [at(r.week) for r in self.plan.hub_receipts]
        events += [at(d.week) for d in self.plan.deliveries]
        events += [at(p.arrival) for p in self.plan.purchases]
        return min(max(events), self.horizon.weeks - 1)

    @cached_property
    def weeks(self) -> range:
        """Positions of the weeks worth showing, from 0."""
        return range(self.last_week + 1)

    def open_days(self, workshop: str, week: int) -> int:
        """Days on which the workshop works that week."""
        return self.capacities.open_days(self.workshops[workshop], week)

    # -- minutes ------------------------------------------------------------------------------

    def used_minutes(self, workshop: str, week: int) -> Decimal:
        """Minutes worked for the plan in a week, setups included."""
        return self.ledger.minutes_used[workshop][week]

    def productive_minutes(self, workshop: str, week: int) -> Decimal:
        """Minutes that the workshop can give in that week."""
        return self.capacities.productive_minutes[workshop][week]

    @cached_property
    def load_steps(self) -> int:
        """How many changes of load, from an open week to the next, the plan's steadiness adds up."""
        steps = 0
        for workshop in self.workshops:
            used = self.ledger.minutes_used[workshop]
            last = max((t for t, minutes in enumerate(used) if minutes > 0), default=-1)
            rates = self.ledger.utilisation(workshop)[: last + 1]
            steps += max(0, sum(rate is not None for rate in rates) - 1)
        return steps

    def work_minutes(self, workshop: str, product: str, operation: str, week: int) -> Decimal:
        """Own minutes of an operation in a week, setup included."""
        work = (workshop, product, operation)
        ledger = self.ledger
        return (
            ledger.series(ledger.run_minutes, work)[week]
            + ledger.series(ledger.setup_minutes, work)[week]
        )

    # -- units --------------------------------------------------------------------------------

    def lots(self, product: str, units: Decimal) -> tuple[int, Decimal] | None:
        """Whole lots in ``units`` and the units beside them; None when the product is divisible."""
        size = self.products[product].lot_size
        if not size:
            return None
        return int(units // size), units % size

    def made(self, workshop: str, product: str, operation: str) -> Series:
        """Units made by week."""
        return self.ledger.series(self.ledger.made, (workshop, product, operation))

    @cached_property
    def small_runs(self) -> frozenset[SmallRun]:
        """The runs that somebody may wonder about before setting up for them."""
        found = set()
        for (w, p, o), row in self.ledger.made.items():
            size = self.products[p].lot_size
            for t, units in enumerate(row):
                if not size or not 0 < units <= _SMALL_LOTS * size:
                    continue
                if self.work_minutes(w, p, o, t) < _SMALL_PART * self.productive_minutes(w, t):
                    found.add(SmallRun(workshop=w, product=p, operation=o, week=t))
        return frozenset(found)

    def jobs(self, workshop: Workshop) -> list[tuple[Product, Operation]]:
        """What the workshop makes in this plan, in the order of the data."""
        return [
            (p, o)
            for p in self.problem.products
            for o in p.operations
            if (workshop.id, p.id, o.id) in self.ledger.made
        ]

    @cached_property
    def handovers(self) -> tuple[Handover, ...]:
        """Semi-finished units that go from a workshop to another, by week of arrival."""
        return handovers(self.ledger)

    @cached_property
    def milestones(self) -> list[Milestone]:
        """Every demand and what became of it, by due date."""
        if self.past is not None:
            # What was delivered late before this plan was late: only the whole order knows it.
            all_of_it = Facts(*whole(self.problem, self.plan, self.past))
            gone = all_of_it.horizon.index(self.horizon.name(0))
            return [_later_by(m, gone) for m in all_of_it.milestones]
        found = []
        for demand in sorted(self.problem.demands, key=lambda d: d.due):
            due = self.horizon.due_index(demand.due)
            weeks = self.ledger.series(self.ledger.delivered, demand.id)
            before = demand.quantity - self.ledger.still_due[demand.id]
            found.append(
                Milestone(
                    demand=demand,
                    due_week=due,
                    on_time=before + sum(weeks[: due + 1], start=ZERO),
                    late=sum(weeks[due + 1 :], start=ZERO),
                    missing=max(ZERO, self.ledger.missing[demand.id]),
                    last_week=max((t for t, units in enumerate(weeks) if units), default=None),
                )
            )
        return found

    def delivered_by_week(self, product: str) -> Series:
        """Units of a product delivered in each week of the plan."""
        rows = [
            self.ledger.series(self.ledger.delivered, d.id)
            for d in self.problem.demands
            if d.product == product
        ]
        return _summed(rows, self.ledger.zeros)

    def finished_by_week(self, product: Product) -> Series:
        """Conforming finished units of a product made in each week."""
        last = product.operations[-1].id
        rows = [row for (_, p, o), row in self.ledger.good.items() if (p, o) == (product.id, last)]
        return _summed(rows, self.ledger.zeros)

    @cached_property
    def cost(self) -> costing.VariableCost:
        """What the plan costs, line by line."""
        return costing.ledger_cost(self.ledger)


def _later_by(milestone: Milestone, weeks: int) -> Milestone:
    """The same milestone, its positions counted from so many weeks later."""
    last = milestone.last_week
    return replace(
        milestone,
        due_week=milestone.due_week - weeks,
        last_week=None if last is None else last - weeks,
    )


def _summed(rows: list[Series], zeros: Series) -> Series:
    return tuple(sum(week, start=ZERO) for week in zip(*rows, strict=True)) if rows else zeros
