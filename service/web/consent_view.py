"""What a proposed plan changes for one workshop, in the words that are sent to it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from optimizer.past import begin, split
from optimizer.plan_changes import Replanned
from optimizer.weeks import week_monday
from service.exports import replan_words
from service.exports.replan_words import Compared
from service.usecases import concerned

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.problem import Problem
    from service.exports.facts import Facts
    from service.i18n import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Euros per unit of what a workshop makes; ``before`` None: it did not make that before."""

    what: str
    before: Decimal | None
    after: Decimal

    @property
    def is_other(self) -> bool:
        """Whether it changes."""
        return self.before is not None and self.before != self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedTask:
    """Units of a product to make, send, receive or deliver in a week, before and after."""

    task: str
    product: str
    before: Decimal
    after: Decimal

    @property
    def more(self) -> Decimal:
        """Units in addition, negative for fewer."""
        return self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedWeek:
    """What changes in a week, a line for each thing to do."""

    name: str
    tasks: tuple[ChangedTask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Intro sentences, then the weeks in which something changes."""

    intro: tuple[str, ...]
    weeks: tuple[ChangedWeek, ...]


def changes(
    former: tuple[Problem, Plan], facts: Facts, workshop: str, texts: Texts
) -> Changes | None:
    """From the plan in force to the proposed one; None when they do not speak of the same things."""
    start = facts.problem.start
    _, before = split(former[1], lambda week: week_monday(week) < start)
    if not _is_known(before, facts):
        return None
    compared = Compared(
        Replanned(
            from_week=facts.horizon.name(0),
            problem=facts.problem,
            before=before,
            plan=facts.plan,
            past=facts.past or begin(facts.problem),
            is_possible=True,
        )
    )
    own = facts.workshops[workshop]
    return Changes(
        intro=tuple(replan_words.workshop_intro(compared, own, texts)),
        weeks=tuple(
            ChangedWeek(
                name=week,
                tasks=tuple(
                    ChangedTask(
                        task=replan_words.task_words(c, compared, texts),
                        product=facts.product_name(c.product),
                        before=c.before,
                        after=c.after,
                    )
                    for c in found
                ),
            )
            for week, found in replan_words.weeks_of(compared.changes, workshop).items()
        ),
    )


def last_week(facts: Facts) -> int:
    """Weeks of the order until the plan's last work, at least one: later ones only make a list long."""
    names = {
        *(r.week for r in facts.plan.runs),
        *(s.week for s in facts.plan.shipments),
        *(d.week for d in facts.plan.deliveries),
    }
    return max((facts.horizon.index(n) + 1 for n in names), default=facts.horizon.weeks)


def _is_known(plan: Plan, facts: Facts) -> bool:
    """Whether everything that a plan names, and its weeks, are in the other's problem."""
    works = [
        *((x.product, x.operation, x.workshop, x.week) for x in plan.runs),
        *((x.product, x.operation, x.workshop, x.week) for x in plan.hub_sendings),
        *((x.product, x.operation, x.workshop, x.week) for x in plan.hub_receipts),
    ]
    weeks = set(facts.horizon.names)
    return (
        all(
            (p, o) in facts.operations and w in facts.workshops and t in weeks
            for p, o, w, t in works
        )
        and all(
            x.product in facts.products
            and x.delivery_point in facts.points
            and x.workshop in facts.workshops
            and x.week in weeks
            for x in plan.shipments
        )
        and all(x.demand in {d.id for d in facts.problem.demands} for x in plan.deliveries)
        and all(x.offer in facts.offers for x in plan.purchases)
    )


def price_rows(former: tuple[Problem, Plan] | None, facts: Facts, workshop: str) -> list[Price]:
    """What the workshop receives per unit of each operation, before and after; [] without rates."""
    after = concerned.parts_of(facts.problem, facts.plan)[workshop].rates
    old = concerned.parts_of(*former).get(workshop) if former is not None else None
    before = old.rates if old is not None else {}
    return [
        Price(
            what=f"{facts.product_name(p)} – {facts.operation_name(p, o)}",
            before=before.get((p, o)),
            after=rate,
        )
        for (p, o), rate in sorted(after.items())
        if rate > 0 or before.get((p, o))
    ]
