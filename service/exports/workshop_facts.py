"""One workshop's weeks: what it makes, what reaches it, what leaves it, and why it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from optimizer.problem import Workshop
from service.exports.facts import Facts, SmallRun

# Weeks are said from Monday to Friday everywhere, whoever is open on which of these days.
_USUAL_DAYS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Units of one operation to make in a week; ``minutes`` of its own time, setup included."""

    product: str
    operation: str
    units: Decimal
    minutes: Decimal
    is_small: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialIssue:
    """Material (in its unit) needed in a week for a product; it left the pool in ``issue_week``."""

    material: str
    quantity: Decimal
    issue_week: int
    replaces: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Units handed over between workshops (``partner``), or that leave for a delivery ``place``.

    ``left``: position of the week in which they leave, None when that was before the plan.
    ``arrival``: of the week in which they are there, None when nobody takes them in this plan.
    ``partner`` "" in a hand-over: the units were, or stay, at the hub.
    """

    product: str
    operation: str
    units: Decimal
    place: str = ""
    partner: str = ""
    left: int | None
    arrival: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkshopWeek:
    """Everything a workshop must know of one week."""

    week: int
    open_days: int
    productive_minutes: Decimal
    used_minutes: Decimal
    holidays: tuple[date, ...]
    closures: tuple[tuple[date, date, str], ...]
    tasks: tuple[Task, ...]
    issues: tuple[MaterialIssue, ...]
    received: tuple[Movement, ...]
    sent: tuple[Movement, ...]
    shipped: tuple[Movement, ...]

    @property
    def load(self) -> Decimal | None:
        """Minutes used / productive minutes; None when there are none."""
        return self.used_minutes / self.productive_minutes if self.productive_minutes else None

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is made and nothing moves."""
        return not (self.tasks or self.issues or self.received or self.sent or self.shipped)


def last_day(workshop: Workshop, monday: date) -> date:
    """The day that a week is said to end with: Friday, or the last day when it works longer than that."""
    return monday + timedelta(days=max(_USUAL_DAYS, workshop.working_days) - 1)


def workshop_weeks(facts: Facts, workshop: Workshop) -> list[WorkshopWeek]:
    """The weeks of a workshop, all those worth showing in the plan, in order."""
    return [_week(facts, workshop, t) for t in facts.weeks]


def _week(facts: Facts, workshop: Workshop, t: int) -> WorkshopWeek:
    name = facts.horizon.name(t)
    plan = facts.plan
    tasks = [
        Task(
            product=p.id,
            operation=o.id,
            units=facts.made(workshop.id, p.id, o.id)[t],
            minutes=facts.work_minutes(workshop.id, p.id, o.id, t),
            is_small=SmallRun(workshop=workshop.id, product=p.id, operation=o.id, week=t)
            in facts.small_runs,
        )
        for p, o in facts.jobs(workshop)
    ]
    needs = facts.ledger.material_needs
    replaced = {
        s.used: s.material
        for s in plan.substitutions
        if s.workshop == workshop.id and s.week == name
    }
    monday = facts.horizon.monday_of(t)
    days = [monday + timedelta(days=k) for k in range(workshop.working_days)]
    return WorkshopWeek(
        week=t,
        open_days=facts.open_days(workshop.id, t),
        productive_minutes=facts.productive_minutes(workshop.id, t),
        used_minutes=facts.used_minutes(workshop.id, t),
        holidays=tuple(d for d in days if d in facts.problem.public_holidays),
        closures=tuple(
            (c.first, c.last, c.reason)
            for c in workshop.closures
            if any(c.first <= d <= c.last for d in days)
        ),
        tasks=tuple(task for task in tasks if task.units),
        issues=tuple(
            MaterialIssue(
                material=material,
                quantity=row[t],
                issue_week=t - workshop.issue_lead_weeks,
                replaces=replaced.get(material, ""),
            )
            for material in facts.materials
            if (row := needs.get((workshop.id, material))) is not None and row[t]
        ),
        received=tuple(
            Movement(
                product=h.product,
                operation=h.operation,
                units=h.units,
                partner=h.sender,
                left=h.left,
                arrival=t,
            )
            for h in facts.handovers
            if h.receiver == workshop.id and h.arrival == t
        ),
        sent=tuple(
            Movement(
                product=h.product,
                operation=h.operation,
                units=h.units,
                partner=h.receiver,
                left=t,
                arrival=h.arrival,
            )
            for h in facts.handovers
            if h.sender == workshop.id and h.left == t
        ),
        shipped=tuple(
            Movement(
                product=m.product,
                operation=facts.products[m.product].operations[-1].id,
                units=m.units,
                place=m.delivery_point,
                left=t,
                arrival=t + facts.ledger.lane_weeks.get((workshop.id, m.delivery_point), 0),
            )
            for m in plan.shipments
            if m.workshop == workshop.id and m.week == name
        ),
    )
