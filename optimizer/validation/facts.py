"""What the rules look up in a problem that may be wrong in any way, worked out once."""

from __future__ import annotations

import dataclasses
import difflib
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from optimizer.capacity import Capacities, horizon_of
from optimizer.problem import Capability, Problem, Product, Workshop
from optimizer.requirements import Stage, stages
from optimizer.weeks import Horizon, is_week_name

LONGEST_PLAN_WEEKS = 200
LONGEST_PURCHASE_WEEKS = 104
EARLIEST_DAY = date(1990, 1, 1)
LATEST_DAY = date(2199, 12, 31)
HOURS_IN_A_WEEK = 168
LOWEST_YIELD = Decimal("0.01")
LOWEST_PACE = Decimal("0.01")


def closest(read: str, known: Iterable[str]) -> str:
    """The known id that looks most like ``read``, "" when none comes near."""
    by_folded = {k.casefold(): k for k in known}
    near = difflib.get_close_matches(read.casefold(), list(by_folded), n=1, cutoff=0.6)
    return by_folded[near[0]] if near else ""


def values_of(item: object, subject: str = "", path: str = "") -> Iterator[tuple[str, str, object]]:
    """Every plain value inside a dataclass, with the nearest id above it and its field path."""
    if dataclasses.is_dataclass(item) and not isinstance(item, type):
        own = getattr(item, "id", None) or getattr(item, "workshop", None)
        subject = own if isinstance(own, str) and own and path else subject
        for f in dataclasses.fields(item):
            inner = f"{path}.{f.name}" if path else f.name
            yield from values_of(getattr(item, f.name), subject, inner)
    elif isinstance(item, tuple):
        for k, element in enumerate(item):
            yield from values_of(element, subject, f"{path}[{k}]")
    else:
        yield subject, path, item


class Facts:
    """Look-ups in ``problem`` that no wrong value can break.

    ``horizon`` is None where dates or lengths forbid to count its weeks. ``capacities`` and
    ``stages`` are those of the sound part of the problem: without workshops, products,
    capabilities or transit whose own values cannot be computed with (another rule names them).
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.products: dict[str, Product] = {}
        for p in problem.products:
            self.products.setdefault(p.id, p)
        self.workshops: dict[str, Workshop] = {}
        for w in problem.workshops:
            self.workshops.setdefault(w.id, w)
        self.operation_ids = frozenset(o.id for p in problem.products for o in p.operations)
        self.norms = frozenset(q.norm for w in problem.workshops for q in w.qualifications)

    def operations_of(self, product: str | None) -> frozenset[str]:
        """Operation ids of a product; of all products when it is None or unknown."""
        if product is None or product not in self.products:
            return self.operation_ids
        return frozenset(o.id for o in self.products[product].operations)

    @cached_property
    def horizon(self) -> Horizon | None:
        """Weeks of the plan, None when they cannot be counted or are too many."""
        days = [self.problem.start, *(d.due for d in self.problem.demands)]
        if self.problem.purchase_from is not None:
            days.append(self.problem.purchase_from)
        if any(not EARLIEST_DAY <= d <= LATEST_DAY for d in days):
            return None
        if not 0 <= self.problem.late_tail_weeks <= LONGEST_PLAN_WEEKS:
            return None
        horizon = horizon_of(self.problem)
        if horizon.weeks > LONGEST_PLAN_WEEKS or -horizon.first_purchase > LONGEST_PURCHASE_WEEKS:
            return None
        return horizon

    @cached_property
    def demanded(self) -> tuple[Product, ...]:
        """Products that some demand asks for, in the order of the data."""
        asked = {d.product for d in self.problem.demands}
        return tuple(p for p in self.products.values() if p.id in asked)

    @cached_property
    def able(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Workshops with a capability per (product, operation), whatever its values."""
        given = {(c.workshop, c.operation, c.product) for c in self.problem.capabilities}
        return {
            (p.id, o.id): tuple(
                w for w in self.workshops if (w, o.id, p.id) in given or (w, o.id, None) in given
            )
            for p in self.products.values()
            for o in p.operations
        }

    @cached_property
    def usable_workshops(self) -> tuple[Workshop, ...]:
        """Workshops whose minutes can be worked out."""
        return tuple(w for w in self.workshops.values() if _has_usable_time(w))

    @cached_property
    def paces(self) -> tuple[tuple[Capability, str, Decimal], ...]:
        """Pace of each capability: given (product ""), or per product from its units per week."""
        found = []
        for c in self.problem.capabilities:
            if c.pace is not None:
                found.append((c, "", c.pace))
            elif c.units_per_week is not None and c.units_per_week > 0:
                for p, standard in self.standard_minutes(c):
                    week = self.normal_minutes.get(c.workshop, Decimal(0))
                    if week > 0:
                        found.append((c, p, c.units_per_week * standard / week))
        return tuple(found)

    def standard_minutes(self, c: Capability) -> Iterator[tuple[str, Decimal]]:
        """Products to which a capability applies, with the operation's standard minutes if any."""
        for p in self.products.values():
            if c.product not in (None, p.id) or self.capability(c.workshop, p.id, c.operation) != c:
                continue
            for o in p.operations:
                if o.id == c.operation and o.standard_milliminutes > 0:
                    yield p.id, Decimal(o.standard_milliminutes) / 1000

    @cached_property
    def normal_minutes(self) -> dict[str, Decimal]:
        """Productive minutes of a normal full week, per usable workshop."""
        return {
            w.id: w.headcount
            * w.weekly_hours
            * 60
            * (1 - w.absence_rate)
            * (1 - w.non_production_rate)
            for w in self.usable_workshops
        }

    @cached_property
    def sound(self) -> Problem:
        """The problem without what cannot be computed with."""
        problem = self.problem
        workshops = self.usable_workshops
        known = {w.id for w in workshops}
        too_slow = {id(c) for c, _, pace in self.paces if pace < LOWEST_PACE}
        opening = replace(
            problem.opening,
            hub_transit=tuple(h for h in problem.opening.hub_transit if is_week_name(h.arrival)),
            lane_transit=tuple(h for h in problem.opening.lane_transit if is_week_name(h.arrival)),
            frozen_runs=tuple(r for r in problem.opening.frozen_runs if is_week_name(r.week)),
        )
        return replace(
            problem,
            workshops=workshops,
            products=tuple(p for p in self.products.values() if _is_computable(p)),
            capabilities=tuple(c for c in problem.capabilities if id(c) not in too_slow),
            station_groups=tuple(
                g
                for g in problem.station_groups
                if g.host in known
                and (g.number or 0) >= 0
                and all((o.number or 0) >= 0 for o in g.overrides)
                and all(
                    h is None or 0 <= h <= HOURS_IN_A_WEEK
                    for h in (g.opening_hours, *(o.opening_hours for o in g.overrides))
                )
            ),
            opening=opening,
        )

    @cached_property
    def capacities(self) -> Capacities | None:
        """Capacity of the sound part, None without a horizon."""
        return None if self.horizon is None else Capacities(self.sound)

    @cached_property
    def stages(self) -> dict[tuple[str, str], Stage]:
        """What each (product, operation) of the sound part must make; empty without a horizon."""
        return {} if self.horizon is None else stages(self.sound)

    def capability(self, workshop: str, product: str, operation: str) -> Capability | None:
        """The capability that counts there: the product's own before the general one."""
        given = self._capabilities
        return given.get((workshop, operation, product)) or given.get((workshop, operation, None))

    @cached_property
    def _capabilities(self) -> dict[tuple[str, str, str | None], Capability]:
        return {(c.workshop, c.operation, c.product): c for c in self.problem.capabilities}

    def must_make(self, product: str, operation: str) -> bool:
        """Whether units must still be made there; where that cannot be worked out, yes."""
        stage = self.stages.get((product, operation))
        return stage is None or stage.made > 0

    def still_due(self, demand: str) -> Decimal:
        """Units of a demand not delivered before the plan (its quantity less all deliveries)."""
        quantity = sum((d.quantity for d in self.problem.demands if d.id == demand), Decimal(0))
        done = sum(
            (d.units for d in self.problem.opening.delivered if d.demand == demand), Decimal(0)
        )
        return max(Decimal(0), quantity - done)


def _has_usable_time(w: Workshop) -> bool:
    hours = (w.weekly_hours, *(o.weekly_hours for o in w.overrides if o.weekly_hours is not None))
    people = (w.headcount, *(o.headcount for o in w.overrides if o.headcount is not None))
    return (
        1 <= w.working_days <= 7
        and all(0 <= h <= HOURS_IN_A_WEEK for h in hours)
        and all(h >= 0 for h in people)
        and all(0 <= r < 1 for r in (w.absence_rate, w.non_production_rate))
        and all(0 <= r <= 1 for r in w.ramp_up)
    )


def _is_computable(p: Product) -> bool:
    # Many bad yields in a row would ask for more units than exact decimals can count.
    passing = math.prod((o.yield_rate for o in p.operations), start=Decimal(1))
    return (
        p.lot_size >= 0
        and passing > Decimal("0.000001")
        and all(LOWEST_YIELD <= o.yield_rate <= 1 for o in p.operations)
        and all(o.standard_milliminutes >= 0 for o in p.operations)
    )
