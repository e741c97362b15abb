"""Orders to suppliers: what the plan in force buys, placed, received, given up."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from optimizer.plan import Plan
from optimizer.problem import Problem
from service.db import life_rows, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, life
from service.usecases.life import Living
from service.usecases.rights import Actor, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

LARGEST = 10**15


def follow_plan(
    session: Session,
    actor: Actor,
    order: tables.Order,
    row: tables.Plan,
    problem: Problem,
    plan: Plan,
) -> None:
    """Make the purchases still to be placed be those of the plan that comes into force.

    What was placed or received is a fact: it stays, also when the new plan no longer asks for it.
    """
    offers = {o.id: o for o in problem.offers}
    wanted: dict[tuple[str, str], int] = defaultdict(int)
    arrivals: dict[tuple[str, str], str] = {}
    for purchase in plan.purchases:
        key = (purchase.offer, purchase.week)
        wanted[key] += purchase.thousandths
        arrivals[key] = min(arrivals.get(key, purchase.arrival), purchase.arrival)
    there = {(p.offer, p.week): p for p in life_rows.purchases(session, order.id)}
    for key, thousandths in wanted.items():
        found = there.pop(key, None)
        if found is None:
            offer = offers[key[0]]
            session.add(
                tables.PurchaseOrder(
                    order_id=order.id,
                    plan_id=row.id,
                    offer=offer.id,
                    material=offer.material,
                    supplier=offer.supplier,
                    week=key[1],
                    arrival=arrivals[key],
                    thousandths=thousandths,
                )
            )
            continue
        if found.state == "cancelled":
            life.follow(
                session, actor, order, found, "put_back", Living.PURCHASE, subject=_subject(found)
            )
        if found.state == "to_place":
            found.plan_id, found.thousandths = row.id, thousandths
            found.arrival = arrivals[key]
            found.version += 1
    for found in there.values():
        if found.state == "to_place":
            life.follow(
                session,
                actor,
                order,
                found,
                "drop",
                Living.PURCHASE,
                subject=_subject(found),
                reason=f"plan {row.number}",
            )
    session.flush()


def take_step(
    session: Session,
    actor: Actor,
    order: tables.Order,
    row_id: str,
    step_name: str,
    *,
    reason: str = "",
    thousandths: int | None = None,
    day: date | None = None,
    note: str | None = None,
    version: int | None = None,
) -> tables.PurchaseOrder:
    """Place, receive or give up a purchase, or take that back.

    Args:
        thousandths: really ordered (``place``) or received (``receive``); None: as planned.
        day: of it; None: today.

    Raises:
        ServiceRefusalError: no right, not there, another state, a quantity that is none.
    """
    access.need_read(actor, Thing.PURCHASES)
    row = life_rows.purchase(session, order.id, row_id)
    if row is None:
        raise access.not_found()
    if thousandths is not None and not 0 < thousandths <= LARGEST:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA, N_("Une quantité achetée ou reçue est plus grande que zéro.")
        )
    day = day or tables.now().date()
    life.take(
        session,
        actor,
        order,
        row,
        life.find(Living.PURCHASE, step_name),
        subject=_subject(row),
        reason=reason,
        version=version,
        detail={"thousandths": thousandths, "day": day.isoformat()},
    )
    if step_name == "place":
        row.placed_on = day
        row.thousandths = thousandths or row.thousandths
    elif step_name == "unplace":
        row.placed_on = None
    elif step_name == "receive":
        row.received_on = day
        row.received_thousandths = thousandths or row.thousandths
    elif step_name == "unreceive":
        row.received_on = row.received_thousandths = None
    if note is not None:
        row.note = note
    session.flush()
    return row


def _subject(row: tables.PurchaseOrder) -> str:
    return f"purchase:{row.offer}:{row.week}"
