"""Workshops are told of the plan in force: who still has to be, and when the coordinator says it is done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from optimizer.weeks import is_week_name
from service.db import job_rows, life_rows, repositories, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, audit
from service.usecases.rights import Actor, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

NEWS: Final = timedelta(days=14)
"""How long a changed programme is news."""
_TELL, _UNTELL = "tell_plan", "untell_plan"


def mark(
    session: Session, actor: Actor, order: tables.Order, plan: tables.Plan, *, is_told: bool = True
) -> None:
    """Say that the workshops know of a plan in force, or that they do not after all.

    Raises:
        ServiceRefusalError: no right, a plan that is not in force.
    """
    access.need_write(actor, Thing.PLAN)
    if plan.state != "adopted":
        raise ServiceRefusalError(
            Refusal.WRONG_STATE, N_("Ce plan n'est pas en vigueur : il n'y a rien à annoncer.")
        )
    audit.note(
        session, actor, _TELL if is_told else _UNTELL, f"plan:{plan.number}", order_id=order.id
    )
    session.flush()


def told_at(session: Session, order: tables.Order, plan: tables.Plan) -> datetime | None:
    """When the workshops were told of a plan since its adoption, None while they were not."""
    last = repositories.last_noted(session, order.id, (_TELL, _UNTELL), f"plan:{plan.number}")
    if last is None or last.action != _TELL or plan.adopted_at is None:
        return None
    return last.at if last.at >= plan.adopted_at else None


def untold(session: Session, order: tables.Order) -> tables.Plan | None:
    """The plan in force of which workshops have still to be told, None when there is none.

    A plan is old news when the next one is proposed, or two weeks after its adoption.
    """
    plan = repositories.plan_in_state(session, order.id, "adopted")
    if plan is None or not plan.replaces or not _is_news(plan):
        return None
    if repositories.plan_in_state(session, order.id, "proposed") is not None:
        return None
    return plan if told_at(session, order, plan) is None else None


def changed_from(session: Session, order: tables.Order, workshop: str) -> str:
    """The week from which the programme of a workshop is another one than it knew, "" for none.

    It is no news any more once the workshop has declared a week of it, or after two weeks.
    """
    plan = repositories.plan_in_state(session, order.id, "adopted")
    if plan is None or not plan.replaces or not _is_news(plan):
        return ""
    if life_rows.consent(session, plan.id, workshop) is None:
        return ""
    week = from_week(session, order, plan)
    told = life_rows.declarations(session, order.id, workshop)
    return "" if any(d.week >= week for d in told) else week


def from_week(session: Session, order: tables.Order, plan: tables.Plan) -> str:
    """The first week that a plan made again changes, "" for one that was not made again."""
    job = job_rows.replan_of(session, order.id, plan.number)
    week = str((job.payload.get("wish") or {}).get("from_week", "")) if job is not None else ""
    return week if is_week_name(week) else ""


def _is_news(plan: tables.Plan) -> bool:
    return plan.adopted_at is not None and tables.now() < plan.adopted_at + NEWS
