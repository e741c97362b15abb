"""Orders to suppliers: what the plan in force buys, placed, received, given up."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from optimizer.capacity import horizon_of
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.supplied import Ordered, Supplied
from optimizer.weeks import is_week_name, week_monday, week_name
from service.db import life_rows, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, audit, life
from service.usecases.life import Living
from service.usecases.rights import Actor, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

LARGEST = 10**15
# What was really ordered: a fact, whatever the plan says.
_ORDERED = ("placed", "received")


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
    there: dict[tuple[str, str], list[tables.PurchaseOrder]] = defaultdict(list)
    for found in life_rows.purchases(session, order.id):
        there[found.offer, found.week].append(found)
    for key, thousandths in wanted.items():
        known = there.pop(key, [])
        left = thousandths
        if row.past is None:
            # A plan of the whole order counts what was ordered already; the rest of one starts from it.
            left -= sum(p.thousandths for p in known if p.state in _ORDERED)
        open_rows = [p for p in known if p.state not in _ORDERED]
        for spare in open_rows[1:] if left > 0 else open_rows:
            _drop(session, actor, order, spare, row)
        if left <= 0:
            continue
        if not open_rows:
            offer = offers[key[0]]
            session.add(
                tables.PurchaseOrder(
                    order_id=order.id,
                    plan_id=row.id,
                    offer=offer.id,
                    material=offer.material,
                    supplier=offer.supplier,
                    week=key[1],
                    part=max((p.part for p in known), default=-1) + 1,
                    arrival=arrivals[key],
                    thousandths=left,
                )
            )
            continue
        found = open_rows[0]
        if found.state == "cancelled":
            life.follow(
                session, actor, order, found, "put_back", Living.PURCHASE, subject=_subject(found)
            )
        found.plan_id, found.thousandths = row.id, left
        found.arrival = arrivals[key]
        found.version += 1
    for rows in there.values():
        for found in rows:
            _drop(session, actor, order, found, row)
    session.flush()


def withdraw_plan(session: Session, actor: Actor, order: tables.Order, row: tables.Plan) -> None:
    """Give up everything that is still to be placed, for no plan is in force any more."""
    for found in life_rows.purchases(session, order.id):
        _drop(session, actor, order, found, row)
    session.flush()


def _drop(
    session: Session,
    actor: Actor,
    order: tables.Order,
    found: tables.PurchaseOrder,
    plan: tables.Plan,
) -> None:
    """Give up a purchase that nobody has placed."""
    if found.state == "to_place":
        life.follow(
            session,
            actor,
            order,
            found,
            "drop",
            Living.PURCHASE,
            subject=_subject(found),
            reason=f"plan {plan.number}",
        )


def supplied(session: Session, order: tables.Order, problem: Problem) -> Supplied:
    """Every purchase that was placed or received, in the weeks in which it really was.

    A day that lies after the order's last week says nothing of its weeks: those of the plan stand.

    Args:
        problem: the order from its first day.
    """
    last = horizon_of(problem).names[-1]
    return Supplied(
        orders=tuple(
            Ordered(
                offer=row.offer,
                material=row.material,
                week=_week_placed(row, last),
                arrival=_week_come(row, last),
                thousandths=(
                    row.thousandths
                    if row.received_thousandths is None
                    else row.received_thousandths
                ),
                is_received=row.state == "received",
                planned=row.week,
            )
            for row in life_rows.purchases(session, order.id)
            if row.state in _ORDERED
        )
    )


def expected(row: tables.PurchaseOrder) -> str:
    """The week in which a purchase is expected: as promised, else as long after its order as planned."""
    if row.promised is not None:
        return row.promised
    if row.placed_on is None:
        return row.arrival
    late = max(timedelta(0), week_monday(week_name(row.placed_on)) - week_monday(row.week))
    return week_name(week_monday(row.arrival) + late)


def _week_placed(row: tables.PurchaseOrder, last: str) -> str:
    week = row.week if row.placed_on is None else week_name(row.placed_on)
    return week if week <= last else row.week


def _week_come(row: tables.PurchaseOrder, last: str) -> str:
    if row.state == "received" and row.received_on is not None:
        return week_name(row.received_on)
    week = expected(row)
    return week if week <= last or row.promised is not None else row.arrival


def promise(
    session: Session,
    actor: Actor,
    order: tables.Order,
    row_id: str,
    week: str | None,
    version: int | None,
) -> tables.PurchaseOrder:
    """Write down the week of arrival that a supplier promises; None: that of the plan.

    Raises:
        ServiceRefusalError: no right, not there, received or given up, no such week, another version.
    """
    access.need_write(actor, Thing.PURCHASES)
    row = _of_id(session, order, row_id)
    if row.state not in ("to_place", "placed"):
        raise ServiceRefusalError(
            Refusal.WRONG_STATE,
            N_("Cette commande est « {state} » : plus rien n'en est attendu."),
            state=life.state_word(row.state, Living.PURCHASE),
        )
    if week is not None and (not is_week_name(week) or week < row.week):
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("« {week} » : donnez la semaine d'arrivée, par exemple {example}."),
            week=week,
            example=row.arrival,
        )
    access.check_version(row, version, {"promised": row.promised})
    row.promised = week
    session.flush()
    audit.note(
        session, actor, "promise_purchase", _subject(row), order_id=order.id, detail={"week": week}
    )
    return row


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
    row = _of_id(session, order, row_id)
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


def _of_id(session: Session, order: tables.Order, row_id: str) -> tables.PurchaseOrder:
    row = life_rows.purchase(session, order.id, row_id)
    if row is None:
        raise access.not_found()
    return row


def _subject(row: tables.PurchaseOrder) -> str:
    return f"purchase:{row.offer}:{row.week}"
