"""The collection of capacities: who is asked, until when, who answered, who is reminded."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime
from typing import TYPE_CHECKING, Any

from service.db import life_rows, repositories, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, audit, life, orders
from service.usecases.life import Living
from service.usecases.rights import Actor, Thing

if TYPE_CHECKING:
    from service.db.engine import Session


def ask(
    session: Session,
    actor: Actor,
    order: tables.Order,
    *,
    workshops: Sequence[str] = (),
    answer_by: datetime | None = None,
) -> list[tables.Answer]:
    """Ask workshops for their capacities; opens the collection when the order is a draft.

    A workshop that the order does not know yet starts from its profile in the consortium.

    Args:
        workshops: none: every workshop of the order, or of the consortium when it has none yet.

    Raises:
        ServiceRefusalError: no right, not in this state, not a workshop of the consortium.
    """
    access.need_write(actor, Thing.COLLECTING)
    life_rows.hold(session, order)
    if order.state == "draft":
        life.take(
            session, actor, order, order, life.find(Living.ORDER, "collect"), subject=order.code
        )
    else:
        orders.need_open(order)
    there = {p.code for p in repositories.parts(session, order.id, "workshop")}
    members = {m.workshop: m for m in repositories.members(session, actor.consortium_id)}
    wanted = list(dict.fromkeys(workshops)) or sorted(there or members)
    unknown = [w for w in wanted if w not in members and w not in there]
    if unknown:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Le groupement n'a pas d'atelier « {name} »."),
            name=", ".join(unknown),
        )
    for workshop in wanted:
        if workshop not in there:
            _join(session, order, members[workshop], len(there))
            there.add(workshop)
        _asked(session, order, workshop)
    if answer_by is not None:
        order.answer_by = answer_by
    session.flush()
    audit.note(session, actor, "ask_capacities", ",".join(wanted)[:200], order_id=order.id)
    return list(repositories.answers(session, order.id))


def remind(session: Session, actor: Actor, order: tables.Order, workshop: str) -> tables.Answer:
    """Write down that a workshop was asked once more.

    Raises:
        ServiceRefusalError: no right, not asked, or it has answered.
    """
    access.need_write(actor, Thing.COLLECTING)
    row = _of(session, order, workshop)
    if row.state == "answered":
        raise ServiceRefusalError(
            Refusal.WRONG_STATE, N_("« {name} » a répondu : pas besoin de relance."), name=workshop
        )
    row.reminded_at = tables.now()
    session.flush()
    audit.note(session, actor, "remind", workshop, order_id=order.id)
    return row


def confirm(session: Session, actor: Actor, order: tables.Order, workshop: str) -> tables.Answer:
    """A workshop says that its capacities are right as they stand.

    Raises:
        ServiceRefusalError: another's, not asked, or the order is no longer open.
    """
    access.need_write(actor, Thing.CAPACITIES, workshop)
    row = _of(session, order, workshop)
    orders.need_open(order)
    row.state = "answered"
    row.answered_at = tables.now()
    row.answered_by = actor.account_id
    session.flush()
    audit.note(session, actor, "confirm_capacities", workshop, order_id=order.id)
    return row


def await_again(session: Session, order: tables.Order, workshop: str) -> None:
    """An answer is taken back: it is awaited again, or was never asked for."""
    row = _of(session, order, workshop)
    if row.asked_at is None:
        session.delete(row)
    else:
        row.state, row.answered_at, row.answered_by = "asked", None, ""
    session.flush()


def board(session: Session, actor: Actor, order: tables.Order) -> list[tables.Answer]:
    """Who was asked and who answered, as far as this person may know."""
    access.need_read(actor, Thing.COLLECTING)
    return [
        a
        for a in repositories.answers(session, order.id)
        if actor.may_read_of(Thing.COLLECTING, a.workshop)
    ]


def _of(session: Session, order: tables.Order, workshop: str) -> tables.Answer:
    row = session.get(tables.Answer, (order.id, workshop))
    if row is None:
        raise access.not_found()
    return row


def _asked(session: Session, order: tables.Order, workshop: str) -> None:
    row = session.get(tables.Answer, (order.id, workshop))
    if row is None:
        row = tables.Answer(order_id=order.id, workshop=workshop, asked_at=tables.now())
        session.add(row)
    elif row.asked_at is None:
        row.asked_at = tables.now()


def _join(session: Session, order: tables.Order, member: tables.Member, position: int) -> None:
    """A workshop of the consortium as a part of the order, from its profile."""
    profile: dict[str, Any] = deepcopy(member.profile.get("workshop") or {})
    blank = {"id": member.workshop, "name": member.name, "headcount": "0", "weekly_hours": "35"}
    data = profile or {"": blank}
    kept = orders.well_formed(order, "workshop", member.workshop, data, position)
    session.add(
        tables.Part(
            order_id=order.id,
            kind="workshop",
            code=member.workshop,
            position=position,
            data=kept,
        )
    )
    session.flush()
