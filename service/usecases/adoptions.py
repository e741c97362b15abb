"""Coming back on the adoption of a plan, while nothing was done under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.db import conversion, life_rows, tables
from service.usecases import access, life, supplier_orders
from service.usecases.life import Living
from service.usecases.rights import Actor, Thing

if TYPE_CHECKING:
    from service.db.engine import Session


def take_back(
    session: Session,
    actor: Actor,
    order: tables.Order,
    plan: tables.Plan,
    *,
    reason: str,
    version: int | None = None,
) -> tables.Plan:
    """Come back on an adoption: the plan is a proposal again, the one it replaced is in force again.

    Without one before, the order waits again for its production to begin. What workshops said of the plan
    stands; purchases still to be placed are again those of the plan in force.

    Raises:
        ServiceRefusalError: no right, not in force, no reason, another plan is proposed, or something was
            declared, delivered, ordered or invoiced since.
    """
    access.need_write(actor, Thing.PLAN)
    life_rows.hold(session, order)
    life.take(
        session,
        actor,
        order,
        plan,
        life.find(Living.PLAN, "unadopt"),
        subject=f"plan:{plan.number}",
        reason=reason,
        version=version,
    )
    plan.reason = reason.strip()
    plan.adopted_at = None
    former = life_rows.plan_by_id(session, plan.replaces)
    if former is not None and former.state == "superseded":
        life.follow(
            session,
            actor,
            order,
            former,
            "restore",
            Living.PLAN,
            subject=f"plan:{former.number}",
            reason=reason,
        )
        supplier_orders.follow_plan(session, actor, order, former, *conversion.plan_of(former))
    else:
        supplier_orders.withdraw_plan(session, actor, order, plan)
        if order.state == "production":
            life.follow(
                session,
                actor,
                order,
                order,
                "unstart",
                Living.ORDER,
                subject=order.code,
                reason=reason,
            )
    session.flush()
    return plan
