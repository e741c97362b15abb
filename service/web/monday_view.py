"""The Monday point of an order: which week it is, what is behind, who is silent, what to order, what leaves.

Pure figures: the plan in force from its first day beside what was declared, delivered and ordered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

from optimizer.weeks import Horizon
from service.exports.facts import ZERO, Facts
from service.usecases import under_way


class DeclaredRow(Protocol):
    """What a workshop says it made."""

    workshop: str
    week: str
    product: str
    operation: str
    made: Decimal


class LotRow(Protocol):
    """A lot that left for the buyer."""

    demand: str
    units: Decimal
    refused_units: Decimal
    delivered_on: date
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkGap:
    """Units of an operation until the end of last week: planned and declared."""

    product: str
    operation: str
    planned: Decimal
    made: Decimal
    minutes: Decimal

    @property
    def gap(self) -> Decimal:
        """Units that are missing, negative when more was made than planned."""
        return self.planned - self.made


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkshopGap:
    """What a workshop was to make until the end of last week, and made, in standard minutes."""

    workshop: str
    planned_minutes: Decimal
    made_minutes: Decimal
    works: tuple[WorkGap, ...]

    @property
    def late(self) -> tuple[WorkGap, ...]:
        """Work that is behind, the most time first."""
        behind = [w for w in self.works if w.gap > 0]
        return tuple(sorted(behind, key=lambda w: -w.gap * w.minutes))

    @property
    def late_minutes(self) -> Decimal:
        """Standard minutes of what is behind; more of something else does not make up for it."""
        return sum((w.gap * w.minutes for w in self.late), start=ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneGap:
    """A milestone: planned and really delivered until the end of last week."""

    demand: str
    product: str
    point: str
    due: date
    quantity: Decimal
    planned: Decimal
    delivered: Decimal

    @property
    def gap(self) -> Decimal:
        """Units that should have been there and are not."""
        return max(ZERO, self.planned - self.delivered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Units that leave in a week: from a workshop, for a milestone's place."""

    workshop: str
    product: str
    point: str
    units: Decimal


def week_now(horizon: Horizon, today: date, declared: Iterable[str]) -> str:
    """The week that counts as now: today's inside the plan, else the one after the last declared.

    Before anything is declared: the first week.
    """
    return under_way.week_now(horizon, today, declared)


def week_after(week: str, horizon: Horizon, steps: int) -> str:
    """A week so many later, by its name."""
    return horizon.name(horizon.index(week) + steps)


def workshop_gaps(
    facts: Facts, declared: Iterable[DeclaredRow], before: int
) -> tuple[WorkshopGap, ...]:
    """Each workshop that had something to do or did something, the latest first.

    Args:
        facts: of the whole order.
        before: position of the week that counts as now: weeks before it are counted.
    """
    made: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for d in declared:
        if facts.horizon.index(d.week) < before:
            made[d.workshop, d.product, d.operation] += d.made
    found = []
    for workshop in facts.problem.workshops:
        works = []
        for product in facts.problem.products:
            for operation in product.operations:
                key = (workshop.id, product.id, operation.id)
                planned = sum(facts.made(*key)[: max(0, before)], start=ZERO)
                if planned or made.get(key):
                    works.append(
                        WorkGap(
                            product=product.id,
                            operation=operation.id,
                            planned=planned,
                            made=made.get(key, ZERO),
                            minutes=Decimal(operation.standard_milliminutes) / 1000,
                        )
                    )
        if works:
            found.append(
                WorkshopGap(
                    workshop=workshop.id,
                    planned_minutes=sum((w.planned * w.minutes for w in works), start=ZERO),
                    made_minutes=sum((w.made * w.minutes for w in works), start=ZERO),
                    works=tuple(works),
                )
            )
    return tuple(sorted(found, key=lambda g: -g.late_minutes))


def milestone_gaps(facts: Facts, lots: Iterable[LotRow], before: int) -> tuple[MilestoneGap, ...]:
    """Each milestone by due date; what was refused does not count as delivered."""
    monday = facts.horizon.monday_of(before)
    sent: dict[str, Decimal] = defaultdict(Decimal)
    for lot in lots:
        if lot.state != "refused" and lot.delivered_on < monday:
            sent[lot.demand] += lot.units - lot.refused_units
    opening = {d.demand: d.units for d in facts.problem.opening.delivered}
    ledger = facts.ledger
    found = []
    for demand in sorted(facts.problem.demands, key=lambda d: (d.due, d.id)):
        weeks = ledger.series(ledger.delivered, demand.id)
        there = opening.get(demand.id, ZERO)
        found.append(
            MilestoneGap(
                demand=demand.id,
                product=demand.product,
                point=demand.delivery_point,
                due=demand.due,
                quantity=demand.quantity,
                planned=min(demand.quantity, there + sum(weeks[: max(0, before)], start=ZERO)),
                delivered=there + sent.get(demand.id, ZERO),
            )
        )
    return tuple(found)


def silent(facts: Facts, declared: Sequence[DeclaredRow], week: str) -> tuple[str, ...]:
    """Workshops that had work planned in a week and have declared nothing of it."""
    told = {d.workshop for d in declared if d.week == week}
    busy = {r.workshop for r in facts.plan.runs if r.week == week and r.units > 0}
    return tuple(w.id for w in facts.problem.workshops if w.id in busy - told)


def leaving(facts: Facts, week: str) -> tuple[Leaving, ...]:
    """What leaves for the buyer in a week, workshop by workshop."""
    units: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for s in facts.plan.shipments:
        if s.week == week:
            units[s.workshop, s.product, s.delivery_point] += s.units
    ranks = {w.id: k for k, w in enumerate(facts.problem.workshops)}
    return tuple(
        Leaving(workshop=w, product=p, point=k, units=n)
        for (w, p, k), n in sorted(units.items(), key=lambda x: (ranks.get(x[0][0], 0), x[0][1:]))
        if n > 0
    )


def friday(monday: date) -> date:
    """The Friday of a Monday's week."""
    return monday + timedelta(days=4)
