"""What a workshop can do in each week: productive minutes, stations, qualifications, pace.

Everything the model, the verification and the validation must agree on about capacity is here, in
exact decimals, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from functools import cached_property

from optimizer.problem import (
    Capability,
    Operation,
    Problem,
    Product,
    StationGroup,
    Workshop,
)
from optimizer.weeks import Horizon

_THOUSANDTH = Decimal("0.001")
_MILLIONTH = Decimal("0.000001")


def horizon_of(problem: Problem) -> Horizon:
    """Weeks of the plan: from the Monday of the start to the last due week and the late tail."""
    monday = problem.start - timedelta(days=problem.start.weekday())
    probe = Horizon(monday=monday, weeks=1, last_due=-1)
    last_due = max((probe.due_index(d.due) for d in problem.demands), default=-1)
    first = 0
    if problem.purchase_from is not None:
        first = min(0, probe.index_of_day(problem.purchase_from))
    return Horizon(
        monday=monday,
        weeks=max(1, last_due + 1 + problem.late_tail_weeks),
        last_due=last_due,
        first_purchase=first,
    )


@dataclass(frozen=True, kw_only=True)
class Skill:
    """How a workshop does one operation of one product.

    ``unit_minutes``: its own minutes per unit made (standard / pace), exact to a millionth.
    """

    workshop: str
    product: str
    operation: str
    pace: Decimal
    unit_minutes: Decimal
    setup_minutes: Decimal
    setup_cost_cents: int
    piece_cost: Decimal
    smallest_run_units: int
    is_final: bool


class Capacities:
    """Capacity of every workshop and station group of a problem, week by week.

    Args:
        problem: a problem without errors.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.horizon = horizon_of(problem)
        self._workshops = {w.id: w for w in problem.workshops}
        self._holidays = frozenset(problem.public_holidays)

    # -- days and minutes ---------------------------------------------------------------------

    def open_days(self, workshop: Workshop, week: int) -> int:
        """Usual working days of the week on which it is open and a member."""
        return len(list(self._open_days(workshop, week)))

    def _open_days(self, workshop: Workshop, week: int) -> Iterable[date]:
        monday = self.horizon.monday_of(week)
        for k in range(workshop.working_days):
            day = monday + timedelta(days=k)
            if day in self._holidays or day < self.problem.start:
                continue
            if workshop.entry is not None and day < workshop.entry:
                continue
            if workshop.leaving is not None and day > workshop.leaving:
                continue
            if any(c.first <= day <= c.last for c in workshop.closures):
                continue
            yield day

    def headcount(self, workshop: Workshop, week: int) -> Decimal:
        """People assigned in that week, overrides included."""
        name = self.horizon.name(week)
        for o in workshop.overrides:
            if o.week == name and o.headcount is not None:
                return o.headcount
        return workshop.headcount

    def weekly_hours(self, workshop: Workshop, week: int) -> Decimal:
        """Paid hours per person in that week, overrides included."""
        name = self.horizon.name(week)
        for o in workshop.overrides:
            if o.week == name and o.weekly_hours is not None:
                return o.weekly_hours
        return workshop.weekly_hours

    def ramp_up(self, workshop: Workshop, week: int) -> Decimal:
        """Factor of its first weeks; they count from its entry, weeks already used included."""
        first = self.horizon.first_index_from(workshop.entry)
        used = sum(
            p.ramp_up_weeks for p in self.problem.opening.past_work if p.workshop == workshop.id
        )
        k = week - first + used
        return workshop.ramp_up[k] if 0 <= k < len(workshop.ramp_up) else Decimal(1)

    @cached_property
    def productive_minutes(self) -> dict[str, tuple[Decimal, ...]]:
        """Per workshop, minutes of weeks 0 … T−1 that can go to the order (floor to a thousandth)."""
        return {
            w.id: tuple(self._productive(w, t) for t in range(self.horizon.weeks))
            for w in self.problem.workshops
        }

    def _productive(self, w: Workshop, week: int) -> Decimal:
        share = (1 - w.absence_rate) * (1 - w.non_production_rate) * self.ramp_up(w, week)
        minutes = (
            self.headcount(w, week)
            * self.weekly_hours(w, week)
            * 60
            * self.open_days(w, week)
            * share
            / w.working_days
        )
        name = self.horizon.name(week)
        minutes -= sum(
            (c.minutes for c in w.commitments if c.first <= name <= c.last), start=Decimal(0)
        )
        return max(Decimal(0), minutes).quantize(_THOUSANDTH, rounding=ROUND_FLOOR)

    def normal_week_minutes(self, w: Workshop) -> Decimal:
        """Productive minutes of a full week without closure, ramp-up or commitment."""
        return (
            w.headcount * w.weekly_hours * 60 * (1 - w.absence_rate) * (1 - w.non_production_rate)
        )

    @cached_property
    def station_minutes(self) -> dict[str, tuple[Decimal, ...]]:
        """Per limiting station group, minutes of weeks 0 … T−1 its posts are open at the host."""
        found = {}
        for g in self.problem.station_groups:
            if g.number is None:
                continue
            found[g.id] = tuple(self._station(g, t) for t in range(self.horizon.weeks))
        return found

    def _station(self, g: StationGroup, week: int) -> Decimal:
        host = self._workshops[g.host]
        number, hours = g.number or 0, g.opening_hours
        name = self.horizon.name(week)
        for o in g.overrides:
            if o.week == name:
                number = number if o.number is None else o.number
                hours = hours if o.opening_hours is None else o.opening_hours
        if hours is None:
            hours = self.weekly_hours(host, week)
        minutes = number * hours * 60 * self.open_days(host, week) / host.working_days
        return Decimal(minutes).quantize(_THOUSANDTH, rounding=ROUND_FLOOR)

    def served(self, group: StationGroup) -> tuple[tuple[str, str], ...]:
        """(workshop, operation) pairs whose minutes the group must carry."""
        users = (group.host, *group.users)
        return tuple((w, o) for w in dict.fromkeys(users) for o in group.operations)

    # -- skills -------------------------------------------------------------------------------

    @cached_property
    def skills(self) -> dict[tuple[str, str, str], Skill]:
        """Every (workshop, product, operation) that a capability covers, in the order of the data.

        A capability for the product goes before one for every product. The product's norm is looked
        at by :meth:`is_qualified`, week by week.
        """
        exact = {(c.workshop, c.operation, c.product): c for c in self.problem.capabilities}
        found = {}
        for w in self.problem.workshops:
            for p in self.problem.products:
                for o in p.operations:
                    c = exact.get((w.id, o.id, p.id)) or exact.get((w.id, o.id, None))
                    if c is not None:
                        found[w.id, p.id, o.id] = self._skill(w, p, o, c)
        return found

    def _skill(self, w: Workshop, p: Product, o: Operation, c: Capability) -> Skill:
        pace = self.pace(w, o, c)
        standard = Decimal(o.standard_milliminutes) / 1000
        setup = o.setup_milliminutes if c.setup_milliminutes is None else c.setup_milliminutes
        return Skill(
            workshop=w.id,
            product=p.id,
            operation=o.id,
            pace=pace,
            unit_minutes=(standard / pace).quantize(_MILLIONTH),
            setup_minutes=Decimal(setup) / 1000,
            setup_cost_cents=o.setup_cost_cents
            if c.setup_cost_cents is None
            else c.setup_cost_cents,
            piece_cost=c.piece_cost,
            smallest_run_units=c.smallest_run_units if o is p.operations[-1] else 0,
            is_final=o is p.operations[-1],
        )

    def pace(self, w: Workshop, o: Operation, c: Capability) -> Decimal:
        """Pace of a capability: as given, or from its units per week, or 1."""
        if c.pace is not None:
            return c.pace
        if c.units_per_week is not None and self.normal_week_minutes(w) > 0:
            standard = Decimal(o.standard_milliminutes) / 1000
            pace = c.units_per_week * standard / self.normal_week_minutes(w)
            return pace if pace > 0 else Decimal(1)
        return Decimal(1)

    def is_qualified(self, workshop: str, product: Product, operation: str, week: int) -> bool:
        """Whether it holds, from Monday to Friday, every norm that binds the operation."""
        monday = self.horizon.monday_of(week)
        friday = monday + timedelta(days=4)
        held = self._workshops[workshop].qualifications
        for need in product.qualifications:
            if need.operations and operation not in need.operations:
                continue
            if not any(
                q.norm == need.norm
                and (q.start is None or q.start <= monday)
                and (q.end is None or q.end >= friday)
                for q in held
            ):
                return False
        return True

    def has_begun(self, product: Product, week: int) -> bool:
        """Whether work on the product may go on in that week."""
        return week >= self.horizon.first_index_from(product.not_before)

    def can_run(self, workshop: str, product: Product, operation: str, week: int) -> bool:
        """Whether the operation may run there that week: skill, norm and some time to do it."""
        return (
            (workshop, product.id, operation) in self.skills
            and self.has_begun(product, week)
            and self.productive_minutes[workshop][week] > 0
            and self.is_qualified(workshop, product, operation, week)
        )
