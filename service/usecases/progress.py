"""Where an order stands for the one who buys it: milestones, what is promised, what was delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from optimizer.weeks import week_monday, week_name
from service.db import life_rows, tables
from service.usecases import access, cost_data, delivered_lots, orders
from service.usecases.rights import Actor, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Units that the plan in force delivers in a week."""

    week: str
    units: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneProgress:
    """A milestone of an order, in units.

    Attributes:
        promised: deliveries of the plan in force, in time order; () without such a plan.
        before: delivered before the order began to be planned; counted in the two that follow.
        delivered: what left for the buyer, refused lots left out; ``accepted`` of it so far.
        refused: what was sent back: it is owed again.
        expected_by: the last promised week, None when nothing is promised.
    """

    demand: str
    product: str
    quantity: Decimal
    due: date
    point: str
    promised: tuple[Promise, ...]
    before: Decimal
    delivered: Decimal
    accepted: Decimal
    refused: Decimal

    @property
    def left(self) -> Decimal:
        """Units that have not left yet."""
        return max(ZERO, self.quantity - self.delivered)

    @property
    def expected_by(self) -> str | None:
        """The week in which the plan completes it, None when it does not."""
        total = sum((p.units for p in self.promised), start=self.before)
        return self.promised[-1].week if self.promised and total >= self.quantity else None

    @property
    def is_promised_late(self) -> bool:
        """Whether the plan in force completes it after its day, or never."""
        last = self.expected_by
        return bool(self.promised) and (last is None or last > due_week(self.due))

    @property
    def weeks_late(self) -> int | None:
        """Weeks between the last week in time and the promised one; None when it is never complete."""
        last = self.expected_by
        if last is None:
            return None
        return max(0, (week_monday(last) - week_monday(due_week(self.due))).days // 7)


def due_week(day: date) -> str:
    """The last week whose Friday is not after a day: what is delivered in it comes in time."""
    monday = date.fromordinal(day.toordinal() - (day.isoweekday() - 1))
    if day.isoweekday() < 5:
        monday = date.fromordinal(monday.toordinal() - 7)
    return week_name(monday)


def of_order(session: Session, actor: Actor, order: tables.Order) -> list[MilestoneProgress]:
    """Every milestone, the earliest first; nobody's share of the work is in it.

    Raises:
        ServiceRefusalError: ``not_found``: no right.
    """
    access.need_read(actor, Thing.PROGRESS)
    summary = orders.summary(session, order)
    promised: dict[str, dict[str, Decimal]] = {}
    started: dict[str, Decimal] = {}
    found = cost_data.plan_in_force(session, order)
    if found is not None:
        problem, plan = found
        started = {d.demand: d.units for d in problem.opening.delivered}
        for delivery in plan.deliveries:
            weeks = promised.setdefault(delivery.demand, {})
            weeks[delivery.week] = weeks.get(delivery.week, ZERO) + delivery.units
    lots = life_rows.lots(session, order.id)
    accepted = delivered_lots.accepted(session, order)
    done = []
    for demand in summary["demands"]:
        key = demand["id"]
        mine = [x for x in lots if x.demand == key]
        gone = sum((x.units for x in mine if x.state != "refused"), start=ZERO)
        back = sum((x.units for x in mine if x.state == "refused"), start=ZERO)
        done.append(
            MilestoneProgress(
                demand=key,
                product=demand["product"],
                quantity=Decimal(demand["quantity"]),
                due=date.fromisoformat(demand["due"]),
                point=demand["point"],
                promised=tuple(
                    Promise(week=w, units=u) for w, u in sorted(promised.get(key, {}).items())
                ),
                before=started.get(key, ZERO),
                delivered=gone + started.get(key, ZERO),
                accepted=accepted.get(key, ZERO) + started.get(key, ZERO),
                refused=back,
            )
        )
    return done
