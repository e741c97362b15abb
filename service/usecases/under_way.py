"""An order that is being made: the week it has come to, and what is already done of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from optimizer.capacity import horizon_of
from optimizer.past import whole
from optimizer.problem import Problem
from optimizer.weeks import Horizon, week_name
from service.db import conversion, life_rows, tables
from service.usecases import delivered_lots, supplier_orders

if TYPE_CHECKING:
    from service.db.engine import Session


def week_now(horizon: Horizon, today: date, declared: Iterable[str]) -> str:
    """The week that counts as now: today's inside the plan, else the one after the last declared.

    Before anything is declared: the first week.
    """
    this = week_name(today)
    if 0 <= horizon.index(this) < horizon.weeks:
        return this
    last = max((horizon.index(w) for w in declared), default=-1)
    return horizon.name(min(max(0, last + 1), horizon.weeks - 1))


def so_far(session: Session, row: tables.Order, begun: Problem) -> dict[str, Any]:
    """What was declared, delivered, ordered and received, as :class:`Wish` has it, in plain values.

    Args:
        begun: the order from its first day.
    """
    declared = delivered_lots.declared(session, row, begun)
    supplied = supplier_orders.supplied(session, row, begun)
    return {
        "declared": conversion.declared_values(declared) if declared.rows else None,
        "supplied": conversion.supplied_values(supplied) if supplied.orders else None,
    }


def begun_of(there: tables.Plan) -> Problem:
    """The order of a plan from its first day."""
    problem, made = conversion.plan_of(there)
    past = conversion.past_of(there.past)
    return whole(problem, made, past)[0] if past is not None else problem


def first_week(session: Session, row: tables.Order, there: tables.Plan) -> str:
    """The first week of a plan that can still be otherwise; "" when that is all of it."""
    if row.state != "production":
        return ""
    horizon = horizon_of(conversion.plan_of(there)[0])
    declared = {d.week for d in life_rows.declarations(session, row.id)}
    now = week_now(horizon, tables.now().date(), declared)
    return now if horizon.index(now) > 0 else ""


def rest_of(session: Session, row: tables.Order, there: tables.Plan) -> dict[str, Any] | None:
    """What is left of a plan to ask questions about; None while all of it is still to come.

    Returns:
        a wish as :func:`service.usecases.studies.ask_replan` writes it.
    """
    week = first_week(session, row, there)
    if not week:
        return None
    return {"from_week": week, **so_far(session, row, begun_of(there))}
