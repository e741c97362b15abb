"""The books of a plan, week by week, exact: what was made, moved, used, delivered and left.

Built from a problem and a plan alone. Every series is a tuple over weeks 0 … T−1; a stock is what
is there at the end of the week. A series that would be empty is absent: look up with ``.get`` or
:meth:`Ledger.series`. The plan's ids and weeks must exist in the problem
(``verification.references`` sees to that).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from typing import TypeVar

from optimizer.capacity import Capacities
from optimizer.plan import Plan
from optimizer.problem import BomLine, Operation, Problem, Product
from optimizer.requirements import Stage, stages

ZERO = Decimal(0)
Series = tuple[Decimal, ...]
Key = TypeVar("Key", bound=Hashable)
# (workshop, product, operation)
Work = tuple[str, str, str]
# (workshop, delivery point, product)
Way = tuple[str, str, str]


class Ledger:
    """Everything countable about a plan.

    Args:
        problem: a problem without errors.
        plan: a plan whose references all exist in the problem.
        capacities: of that problem, when already at hand.
    """

    def __init__(self, problem: Problem, plan: Plan, capacities: Capacities | None = None) -> None:
        self.problem = problem
        self.plan = plan
        self.capacities = capacities or Capacities(problem)
        self.horizon = self.capacities.horizon
        self.products: dict[str, Product] = {p.id: p for p in problem.products}
        self.operations: dict[tuple[str, str], Operation] = {
            (p.id, o.id): o for p in problem.products for o in p.operations
        }
        self.lane_weeks: dict[tuple[str, str], int] = {
            (lane.workshop, lane.delivery_point): lane.lead_time_weeks for lane in problem.lanes
        }
        self.zeros: Series = (ZERO,) * self.horizon.weeks
        self._positions = {name: t for t, name in enumerate(self.horizon.names)}

    def week(self, name: str) -> int:
        """Position of a named week (negative before the plan)."""
        found = self._positions.get(name)
        return self.horizon.index(name) if found is None else found

    def series(self, book: Mapping[Key, Series], key: Key) -> Series:
        """A series of a book, zeros when it has none."""
        return book.get(key, self.zeros)

    def is_final(self, product: str, operation: str) -> bool:
        """Whether an operation is the last of its product's routing."""
        return self.products[product].operations[-1].id == operation

    def _book(self, entries: Iterable[tuple[Key, int, Decimal]]) -> dict[Key, Series]:
        """Entries (key, week, units) as one series per key; weeks after the plan are dropped."""
        found: dict[Key, list[Decimal]] = {}
        for key, week, units in entries:
            if week >= self.horizon.weeks:
                continue
            row = found.get(key)
            if row is None:
                row = found[key] = [ZERO] * self.horizon.weeks
            # What came before the plan is there in week 0.
            row[max(0, week)] += units
        return {key: tuple(row) for key, row in found.items()}

    # -- work -----------------------------------------------------------------------------------

    @cached_property
    def stages(self) -> dict[tuple[str, str], Stage]:
        """What each (product, operation) must make."""
        return stages(self.problem)

    @cached_property
    def made(self) -> dict[Work, Series]:
        """Units made, conforming or not."""
        return self._book(
            ((r.workshop, r.product, r.operation), self.week(r.week), r.units)
            for r in self.plan.runs
        )

    @cached_property
    def planned(self) -> dict[Work, Series]:
        """Units of the plan in force, in the weeks that can still be decided."""
        frozen = self.problem.opening.frozen_weeks
        entries = (
            ((r.workshop, r.product, r.operation), self.week(r.week), r.units)
            for r in self.problem.plan_in_force
        )
        return self._book((key, t, units) for key, t, units in entries if t >= max(0, frozen))

    @cached_property
    def good(self) -> dict[Work, Series]:
        """Conforming units that come out."""
        return {
            (w, p, o): tuple(units * self.operations[p, o].yield_rate for units in row)
            for (w, p, o), row in self.made.items()
        }

    @cached_property
    def run_minutes(self) -> dict[Work, Series]:
        """Own minutes spent making units, setups apart (nothing where the skill is missing)."""
        skills = self.capacities.skills
        return {
            work: tuple(units * skills[work].unit_minutes for units in row)
            for work, row in self.made.items()
            if work in skills
        }

    @cached_property
    def setup_minutes(self) -> dict[Work, Series]:
        """Own minutes of setups in the weeks in which an operation runs."""
        skills = self.capacities.skills
        return {
            work: tuple(skills[work].setup_minutes if units > 0 else ZERO for units in row)
            for work, row in self.made.items()
            if work in skills
        }

    @cached_property
    def minutes_used(self) -> dict[str, Series]:
        """Own minutes per workshop, setups included; every workshop has its series."""
        found = {w.id: [ZERO] * self.horizon.weeks for w in self.problem.workshops}
        for book in (self.run_minutes, self.setup_minutes):
            for (w, _, _), row in book.items():
                for t, minutes in enumerate(row):
                    found[w][t] += minutes
        return {w: tuple(row) for w, row in found.items()}

    @cached_property
    def station_minutes_used(self) -> dict[str, Series]:
        """Minutes per limiting station group, over all that it serves."""
        found = {g: [ZERO] * self.horizon.weeks for g in self.capacities.station_minutes}
        serving: dict[tuple[str, str], list[str]] = defaultdict(list)
        for group in self.problem.station_groups:
            if group.id in found:
                for pair in self.capacities.served(group):
                    if group.id not in serving[pair]:
                        serving[pair].append(group.id)
        for book in (self.run_minutes, self.setup_minutes):
            for (w, _, o), row in book.items():
                for g in serving.get((w, o), ()):
                    for t, minutes in enumerate(row):
                        found[g][t] += minutes
        return {g: tuple(row) for g, row in found.items()}

    def utilisation(self, workshop: str) -> tuple[Decimal | None, ...]:
        """Minutes used / productive minutes per week, None in weeks without productive minutes."""
        productive = self.capacities.productive_minutes[workshop]
        return tuple(
            used / available if available > 0 else None
            for used, available in zip(self.minutes_used[workshop], productive, strict=True)
        )

    # -- semi-finished and finished units -----------------------------------------------------

    @cached_property
    def sent(self) -> dict[Work, Series]:
        """Semi-finished units that leave a workshop for the hub."""
        return self._book(
            ((s.workshop, s.product, s.operation), self.week(s.week), s.units)
            for s in self.plan.hub_sendings
        )

    @cached_property
    def received(self) -> dict[Work, Series]:
        """Semi-finished units that reach a workshop from the hub."""
        return self._book(
            ((r.workshop, r.product, r.operation), self.week(r.week), r.units)
            for r in self.plan.hub_receipts
        )

    @cached_property
    def shipped(self) -> dict[Way, Series]:
        """Finished units that leave a workshop for a delivery point."""
        return self._book(
            ((s.workshop, s.delivery_point, s.product), self.week(s.week), s.units)
            for s in self.plan.shipments
        )

    @cached_property
    def shipped_from(self) -> dict[tuple[str, str], Series]:
        """Finished units per (workshop, product), all delivery points together."""
        return self._book(
            ((s.workshop, s.product), self.week(s.week), s.units) for s in self.plan.shipments
        )

    def _opening_at(self, workshop: str, product: str, operation: str) -> Decimal:
        return sum(
            (
                s.units
                for s in self.problem.opening.units
                if (s.workshop, s.product, s.operation) == (workshop, product, operation)
            ),
            start=ZERO,
        )

    @cached_property
    def units_in(self) -> dict[Work, Series]:
        """Cumulated units after an operation that a workshop has had: opening, made, received."""
        found: dict[Work, Series] = {}
        opening = {(s.workshop, s.product, s.operation) for s in self.problem.opening.units}
        for work in dict.fromkeys([*self.good, *self.received, *opening]):
            if not work[0]:
                continue  # lies at the hub
            coming = zip(
                self.series(self.good, work), self.series(self.received, work), strict=True
            )
            found[work] = tuple(
                accumulate((g + r for g, r in coming), initial=self._opening_at(*work))
            )[1:]
        return found

    @cached_property
    def units_out(self) -> dict[Work, Series]:
        """Cumulated units after an operation that have gone on: next one, hub, customer."""
        next_made: dict[Work, Series] = {}
        for (w, p, o), row in self.made.items():
            k = [x.id for x in self.products[p].operations].index(o)
            if k:
                next_made[w, p, self.products[p].operations[k - 1].id] = row
        finished = {
            (w, p, self.products[p].operations[-1].id): row
            for (w, p), row in self.shipped_from.items()
        }
        found: dict[Work, Series] = {}
        for work in dict.fromkeys([*next_made, *self.sent, *finished]):
            rows = [self.series(book, work) for book in (next_made, self.sent, finished)]
            found[work] = tuple(accumulate(sum(week) for week in zip(*rows, strict=True)))
        return found

    @cached_property
    def workshop_stock(self) -> dict[Work, Series]:
        """Conforming units after an operation lying at a workshop (after the last: finished)."""
        return {
            work: tuple(
                i - o
                for i, o in zip(
                    self.series(self.units_in, work),
                    self.series(self.units_out, work),
                    strict=True,
                )
            )
            for work in dict.fromkeys([*self.units_in, *self.units_out])
        }

    @cached_property
    def hub_in(self) -> dict[tuple[str, str], Series]:
        """Cumulated semi-finished units that have reached the hub: opening, transit, sent."""
        entries: list[tuple[tuple[str, str], int, Decimal]] = [
            ((s.product, s.operation), 0, s.units)
            for s in self.problem.opening.units
            if not s.workshop
        ]
        entries += [
            ((x.product, x.operation), self.week(x.arrival), x.units)
            for x in self.problem.opening.hub_transit
        ]
        lead = self.problem.hub.lead_time_weeks if self.problem.hub else 0
        entries += [
            ((s.product, s.operation), self.week(s.week) + lead, s.units)
            for s in self.plan.hub_sendings
        ]
        return {key: tuple(accumulate(row)) for key, row in self._book(entries).items()}

    @cached_property
    def hub_out(self) -> dict[tuple[str, str], Series]:
        """Cumulated semi-finished units that workshops have taken from the hub."""
        book = self._book(
            ((r.product, r.operation), self.week(r.week), r.units) for r in self.plan.hub_receipts
        )
        return {key: tuple(accumulate(row)) for key, row in book.items()}

    @cached_property
    def hub_stock(self) -> dict[tuple[str, str], Series]:
        """Semi-finished units per (product, operation) arrived at the hub and not yet taken."""
        return {
            key: tuple(
                i - o
                for i, o in zip(
                    self.series(self.hub_in, key), self.series(self.hub_out, key), strict=True
                )
            )
            for key in dict.fromkeys([*self.hub_in, *self.hub_out])
        }

    # -- delivery points ----------------------------------------------------------------------

    @cached_property
    def point_arrivals(self) -> dict[tuple[str, str], Series]:
        """Finished units that reach a (delivery point, product); without a lane, none do."""
        entries: list[tuple[tuple[str, str], int, Decimal]] = [
            ((x.delivery_point, x.product), self.week(x.arrival), x.units)
            for x in self.problem.opening.lane_transit
        ]
        for s in self.plan.shipments:
            lead = self.lane_weeks.get((s.workshop, s.delivery_point))
            if lead is not None:
                entries.append(((s.delivery_point, s.product), self.week(s.week) + lead, s.units))
        return self._book(entries)

    @cached_property
    def delivered(self) -> dict[str, Series]:
        """Units delivered per demand."""
        return self._book((d.demand, self.week(d.week), d.units) for d in self.plan.deliveries)

    @cached_property
    def still_due(self) -> dict[str, Decimal]:
        """Units of each demand not delivered before the plan."""
        done: dict[str, Decimal] = defaultdict(Decimal)
        for d in self.problem.opening.delivered:
            done[d.demand] += d.units
        return {d.id: max(ZERO, d.quantity - done[d.id]) for d in self.problem.demands}

    @cached_property
    def missing(self) -> dict[str, Decimal]:
        """Units of each demand that the plan never delivers."""
        return {
            d: due - sum(self.series(self.delivered, d), start=ZERO)
            for d, due in self.still_due.items()
        }

    @cached_property
    def point_stock(self) -> dict[tuple[str, str], Series]:
        """Units of this plan lying at a (delivery point, product) until the week they are due."""
        found: dict[tuple[str, str], list[Decimal]] = {}
        for demand in self.problem.demands:
            due = self.horizon.due_index(demand.due)
            row = found.setdefault((demand.delivery_point, demand.product), list(self.zeros))
            for t, units in enumerate(self.series(self.delivered, demand.id)):
                for week in range(t, min(due, self.horizon.weeks)):
                    row[week] += units
        return {key: tuple(row) for key, row in found.items()}

    # -- materials, in their own units ----------------------------------------------------------

    @cached_property
    def substituted(self) -> dict[tuple[str, str, str, str], dict[str, Series]]:
        """Units per (workshop, product, operation, bill line material), by substitute used."""
        book = self._book(
            ((s.workshop, s.product, s.operation, s.material, s.used), self.week(s.week), s.units)
            for s in self.plan.substitutions
        )
        found: dict[tuple[str, str, str, str], dict[str, Series]] = defaultdict(dict)
        for (w, p, o, line, used), row in book.items():
            found[w, p, o, line][used] = row
        return dict(found)

    def _line_needs(self, work: Work, line: BomLine) -> Iterable[tuple[str, Series]]:
        """(material, series) that a bill line takes at a workshop, substitutes included."""
        per_unit = line.quantity * (1 + line.waste_rate)
        ratios = {s.material: s.ratio for s in line.substitutes}
        own = list(self.made[work])
        for used, row in self.substituted.get((*work, line.material), {}).items():
            ratio = ratios.get(used)
            if ratio is None:
                continue  # an undeclared substitute takes nothing; « substitution » says so
            own = [left - units for left, units in zip(own, row, strict=True)]
            yield used, tuple(units * per_unit * ratio for units in row)
        yield line.material, tuple(max(ZERO, units) * per_unit for units in own)

    @cached_property
    def material_needs(self) -> dict[tuple[str, str], Series]:
        """What each (workshop, material) uses, waste included, in the week of use."""
        found: dict[tuple[str, str], list[Decimal]] = {}
        for work in self.made:
            for line in self.products[work[1]].materials:
                if line.operation != work[2]:
                    continue
                for material, row in self._line_needs(work, line):
                    total = found.setdefault((work[0], material), list(self.zeros))
                    for t, quantity in enumerate(row):
                        total[t] += quantity
        return {key: tuple(row) for key, row in found.items() if any(row)}

    @cached_property
    def material_uses(self) -> dict[tuple[str, str, str], Decimal]:
        """What each (workshop, product, material) uses over the plan, waste included."""
        found: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
        for work in self.made:
            for line in self.products[work[1]].materials:
                if line.operation == work[2]:
                    for material, row in self._line_needs(work, line):
                        found[work[0], work[1], material] += sum(row, start=ZERO)
        return {key: quantity for key, quantity in found.items() if quantity}

    @cached_property
    def material_issues(self) -> dict[str, Series]:
        """What leaves the pool, in the week of issue (week 0 for what leaves before the plan)."""
        leads = {w.id: w.issue_lead_weeks for w in self.problem.workshops}
        return self._book(
            (material, t - leads[w], quantity)
            for (w, material), row in self.material_needs.items()
            for t, quantity in enumerate(row)
            if quantity
        )

    @cached_property
    def material_arrivals(self) -> dict[str, Series]:
        """What the plan and open purchases bring, by week of arrival; opening stock apart."""
        offers = {o.id: o.material for o in self.problem.offers}
        entries = [
            (x.material, self.week(x.arrival), Decimal(x.thousandths) / 1000)
            for x in self.problem.opening.purchases
        ]
        entries += [
            (offers[x.offer], self.week(x.arrival), Decimal(x.thousandths) / 1000)
            for x in self.plan.purchases
        ]
        return self._book(entries)

    @cached_property
    def material_opening(self) -> dict[str, Decimal]:
        """Opening stock per material, common and lent; every material has its entry."""
        found = {m.id: ZERO for m in self.problem.materials}
        for stock in self.problem.opening.materials:
            found[stock.material] = found.get(stock.material, ZERO) + (
                Decimal(stock.thousandths) / 1000
            )
        return found

    @cached_property
    def material_stock(self) -> dict[str, Series]:
        """Stock of the pool per material; every material has its series."""
        found = {}
        for material, opening in self.material_opening.items():
            moves = zip(
                self.series(self.material_arrivals, material),
                self.series(self.material_issues, material),
                strict=True,
            )
            found[material] = tuple(accumulate((i - o for i, o in moves), initial=opening))[1:]
        return found
