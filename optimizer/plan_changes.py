"""What a plan made again changes, for whom: made, sent, received, shipped, ordered, week by week.

Pure data and sums: the plan before is the later part of the one in force, on the same problem.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from optimizer.costing import receipts_rates
from optimizer.diagnostics import Diagnostic
from optimizer.money import round_half_up
from optimizer.past import Past
from optimizer.plan import Plan, Run
from optimizer.problem import Problem

ZERO = Decimal(0)
ChangeKind = Literal["make", "send", "receive", "ship"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekChange:
    """Units of a workshop in a week, before and after.

    ``operation``: what is made, or what was last done to the pieces that travel ("" when finished units
    leave for ``place``, a delivery point).
    """

    workshop: str
    week: str
    kind: ChangeKind
    product: str
    operation: str = ""
    place: str = ""
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChange:
    """Thousandths of a material ordered on an offer in a week, before and after."""

    offer: str
    week: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """Units of an operation that a workshop makes from now on, before and after.

    ``cents``: what the difference brings in at the façon rates, rounded half-up once.
    """

    workshop: str
    product: str
    operation: str
    before: Decimal
    after: Decimal
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What a workshop was to make of an operation in the weeks now past, and what came of it."""

    workshop: str
    product: str
    operation: str
    planned: Decimal
    made: Decimal
    good: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenOff:
    """Pieces or material that a leaving member keeps, or that are left when less is wanted.

    ``subject``: a material ("" operation), or a product with the last operation done. ``units``: units,
    or the material's own unit. ``cents``: materials in it and work at the façon rates.
    """

    subject: str
    operation: str = ""
    units: Decimal
    material_cents: int
    work_cents: int

    @property
    def cents(self) -> int:
        """Materials and work."""
        return self.material_cents + self.work_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """A member that leaves: what lies there, and whether the others get it back.

    ``earned_cents``: work it has done, owed at the contract's price. ``planned_cents``: what it would
    still have earned.
    """

    workshop: str
    is_lost: bool
    goods: tuple[WrittenOff, ...]
    earned_cents: int
    planned_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduced:
    """A milestone that asks for less; ``price_cents`` is what it no longer brings in, None unpriced."""

    demand: str
    before: Decimal
    after: Decimal
    price_cents: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """A plan made again, and everything that its reader must know of it.

    ``before``: the later part of the plan in force; ``is_possible``: it could still have been kept.
    ``left_before`` and ``left``: what is left over at the end with each, materials and pieces.
    """

    from_week: str
    problem: Problem
    before: Plan
    plan: Plan
    past: Past
    is_possible: bool
    assumed: tuple[Diagnostic, ...] = ()
    happened: tuple[Happened, ...] = ()
    departed: Departed | None = None
    reduced: tuple[Reduced, ...] = ()
    left_before: tuple[WrittenOff, ...] = ()
    left: tuple[WrittenOff, ...] = ()

    @property
    def changes(self) -> tuple[WeekChange, ...]:
        """What changes, workshop by workshop, in the order of the weeks."""
        return week_changes(self.problem, self.before, self.plan)

    @property
    def orders(self) -> tuple[OrderChange, ...]:
        """Purchases that change."""
        return order_changes(self.problem, self.before, self.plan)

    @property
    def taken_over(self) -> tuple[TakenOver, ...]:
        """Who makes more or less of what."""
        return taken_over(self.problem, self.before, self.plan)


def week_changes(problem: Problem, before: Plan, after: Plan) -> tuple[WeekChange, ...]:
    """Every (workshop, week, thing) whose units are not the same in both plans."""
    was, now = _units(before), _units(after)
    ranks = {w.id: k for k, w in enumerate(problem.workshops)}
    kinds = {"receive": 0, "make": 1, "send": 2, "ship": 3}
    keys = [k for k in {**was, **now} if was.get(k, ZERO) != now.get(k, ZERO)]
    steps = {
        (p.id, o.id): (k, i)
        for i, p in enumerate(problem.products)
        for k, o in enumerate(p.operations)
    }
    keys.sort(
        key=lambda k: (
            ranks.get(k[0], len(ranks)),
            k[1],
            kinds[k[2]],
            steps.get((k[3], k[4]), (0, 0)),
            k[3:],
        )
    )
    return tuple(
        WeekChange(
            workshop=w,
            week=week,
            kind=kind,
            product=product,
            operation=operation,
            place=place,
            before=was.get((w, week, kind, product, operation, place), ZERO),
            after=now.get((w, week, kind, product, operation, place), ZERO),
        )
        for w, week, kind, product, operation, place in keys
    )


_Key = tuple[str, str, ChangeKind, str, str, str]


def _units(plan: Plan) -> dict[_Key, Decimal]:
    found: dict[_Key, Decimal] = defaultdict(Decimal)
    for r in plan.runs:
        found[r.workshop, r.week, "make", r.product, r.operation, ""] += r.units
    for s in plan.hub_sendings:
        found[s.workshop, s.week, "send", s.product, s.operation, ""] += s.units
    for x in plan.hub_receipts:
        found[x.workshop, x.week, "receive", x.product, x.operation, ""] += x.units
    for y in plan.shipments:
        found[y.workshop, y.week, "ship", y.product, "", y.delivery_point] += y.units
    return found


def order_changes(problem: Problem, before: Plan, after: Plan) -> tuple[OrderChange, ...]:
    """Every purchase that is not the same in both plans, by offer, then week."""
    was = {(q.offer, q.week): q.thousandths for q in before.purchases}
    now = {(q.offer, q.week): q.thousandths for q in after.purchases}
    ranks = {o.id: k for k, o in enumerate(problem.offers)}
    keys = [k for k in {**was, **now} if was.get(k, 0) != now.get(k, 0)]
    keys.sort(key=lambda k: (ranks.get(k[0], len(ranks)), k[1]))
    return tuple(
        OrderChange(offer=o, week=week, before=was.get((o, week), 0), after=now.get((o, week), 0))
        for o, week in keys
    )


def taken_over(problem: Problem, before: Plan, after: Plan) -> tuple[TakenOver, ...]:
    """Units per workshop, product and operation that are not the same in all, in data order."""
    rates = receipts_rates(problem)
    was, now = _in_all(before.runs), _in_all(after.runs)
    found = []
    for w in problem.workshops:
        for p in problem.products:
            for o in p.operations:
                key = w.id, p.id, o.id
                more = now.get(key, ZERO) - was.get(key, ZERO)
                if more:
                    found.append(
                        TakenOver(
                            workshop=w.id,
                            product=p.id,
                            operation=o.id,
                            before=was.get(key, ZERO),
                            after=now.get(key, ZERO),
                            cents=_cents(more * rates[p.id, o.id]),
                        )
                    )
    return tuple(found)


def happened(
    problem: Problem,
    planned: Iterable[Run],
    made: Iterable[Run],
    more_good: Mapping[tuple[str, str, str], Decimal],
) -> Iterator[Happened]:
    """Planned and made side by side; ``more_good``: good units beyond the usual yield, by work."""
    was, now = _in_all(planned), _in_all(made)
    for w in problem.workshops:
        for p in problem.products:
            for o in p.operations:
                key = w.id, p.id, o.id
                if key not in was and key not in now:
                    continue
                units = now.get(key, ZERO)
                yield Happened(
                    workshop=w.id,
                    product=p.id,
                    operation=o.id,
                    planned=was.get(key, ZERO),
                    made=units,
                    good=units * o.yield_rate + more_good.get(key, ZERO),
                )


def _in_all(runs: Iterable[Run]) -> dict[tuple[str, str, str], Decimal]:
    found: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for r in runs:
        found[r.workshop, r.product, r.operation] += r.units
    return found


def _cents(euros: Decimal) -> int:
    return round_half_up(euros * 100)
