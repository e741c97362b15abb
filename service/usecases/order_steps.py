"""The steps of an order: what may come next, for whom, and taking it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.db import life_rows, tables
from service.errors import Refusal, RefusedError, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, asking, conditions, endings, life, quotations
from service.usecases.life import Living, Step
from service.usecases.rights import RIGHTS, Actor, Extent, Role, Thing

if TYPE_CHECKING:
    from service.db.engine import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """A step that may come next.

    ``is_mine``: the one who asks may take it. ``roles``: who may. ``lacking``: what does not hold yet,
    None when nothing is in the way; only said to who may take it.
    """

    step: Step
    is_mine: bool
    roles: tuple[str, ...]
    lacking: RefusedError | None = None


def roles_for(thing: Thing) -> tuple[str, ...]:
    """Roles that may change a thing."""
    return tuple(
        role.value
        for role in Role
        if (right := RIGHTS[thing].get(role)) is not None and right.write is not Extent.NONE
    )


def next_steps(session: Session, actor: Actor, order: tables.Order) -> list[Next]:
    """What may come next in the life of an order, and who may do it."""
    access.need_read(actor, Thing.ORDER_SUMMARY)
    found = []
    for step in life.steps_from(Living.ORDER, order.state):
        is_mine = actor.may_write(step.right) is Extent.ALL
        lacking = None
        if is_mine and step.condition:
            case = conditions.Case(order=order, row=order)
            lacking = conditions.lacking(session, step.condition, case)
        found.append(Next(step=step, is_mine=is_mine, roles=roles_for(step.right), lacking=lacking))
    return found


def take(
    session: Session,
    actor: Actor,
    order: tables.Order,
    step_name: str,
    *,
    reason: str = "",
    version: int | None = None,
) -> tables.Order:
    """Take a step of an order.

    Raises:
        ServiceRefusalError: no right, another state, no reason, a condition that does not hold, another
            version.
    """
    life_rows.hold(session, order)
    step = life.find(Living.ORDER, step_name)
    if step.target == "cancelled":
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Pour annuler, dites aussi qui garde quoi et ce qui est dû (cancellation)."),
        )
    life.take(
        session,
        actor,
        order,
        order,
        step,
        subject=order.code,
        reason=reason,
        version=version,
    )
    if step_name == "collect":
        asking.ask(session, actor, order)
    elif step_name in quotations.FOLLOWS:
        quotations.follow_order(session, actor, order, step_name, reason=reason.strip())
    elif step_name == "close":
        endings.closed(session, actor, order, reason=reason)
    elif step_name == "reopen_production":
        order.ending = {}
    session.flush()
    return order
