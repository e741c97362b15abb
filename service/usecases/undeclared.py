"""Weeks that are over, in which a workshop had work, and of which it said nothing."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Final

from optimizer.capacity import horizon_of
from optimizer.past import whole
from optimizer.weeks import week_monday, week_name
from service.db import conversion, life_rows, repositories, tables
from service.usecases import under_way

if TYPE_CHECKING:
    from optimizer.weeks import Horizon
    from service.db.engine import Session

# What a plan gives to do never changes; a list of orders asks for it again and again.
_MOST: Final = 64
_kept: OrderedDict[str, tuple[Horizon, dict[str, tuple[str, ...]]]] = OrderedDict()
_lock = Lock()


def weeks(session: Session, order: tables.Order, workshop: str) -> list[str]:
    """Names of the weeks that a workshop has still to declare, the oldest first."""
    plan = repositories.plan_in_state(session, order.id, "adopted")
    if plan is None:
        return []
    horizon, busy = _work(plan)
    rows = life_rows.declarations(session, order.id)
    told = {d.week for d in rows if d.workshop == workshop}
    day = day_now(horizon, tables.now().date(), {d.week for d in rows})
    return [
        w
        for w in busy.get(workshop, ())
        if w not in told and week_monday(w) + timedelta(days=7) <= day
    ]


def day_now(horizon: Horizon, today: date, declared: set[str]) -> date:
    """The day that counts as today: outside the weeks of an order, of the week after the last declared."""
    now = under_way.week_now(horizon, today, declared)
    return today if now == week_name(today) or not declared else week_monday(now)


def _work(plan: tables.Plan) -> tuple[Horizon, dict[str, tuple[str, ...]]]:
    """The weeks of the order from its first day, and by workshop those with something to make."""
    with _lock:
        found = _kept.get(plan.id)
    if found is None:
        problem, made = whole(*conversion.plan_of(plan), conversion.past_of(plan.past))
        busy: dict[str, set[str]] = {}
        for run in made.runs:
            if run.units > 0:
                busy.setdefault(run.workshop, set()).add(run.week)
        found = horizon_of(problem), {w: tuple(sorted(x)) for w, x in busy.items()}
    with _lock:
        _kept[plan.id] = found
        _kept.move_to_end(plan.id)
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    return found
