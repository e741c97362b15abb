"""The calendar of a workshop by a secret address, that any calendar program can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service import security
from service.db import conversion, file_rows, repositories, tables
from service.errors import Refusal, ServiceRefusalError
from service.exports.calendar import empty_calendar, workshop_calendar
from service.exports.facts import Facts
from service.i18n import N_, Texts
from service.usecases import access, audit
from service.usecases.rights import Actor, Thing

if TYPE_CHECKING:
    from service.db.engine import Session


def find(session: Session, actor: Actor, order: tables.Order, workshop: str) -> tables.Feed | None:
    """The address of a workshop's calendar, None while there is none; its secret is never shown again.

    Raises:
        ServiceRefusalError: ``not_found``.
    """
    access.need_read(actor, Thing.SCHEDULE, workshop)
    return file_rows.feed(session, order.id, workshop)


def renew(session: Session, actor: Actor, order: tables.Order, workshop: str) -> str:
    """A new address, whose secret is told once; the one before stops working.

    Raises:
        ServiceRefusalError: another's, or only to be looked at.
    """
    _need_write(session, actor, order, workshop)
    secret = security.new_secret()
    there = file_rows.feed(session, order.id, workshop)
    if there is None:
        there = tables.Feed(order_id=order.id, workshop=workshop, token_hash="")
        session.add(there)
    there.token_hash = security.hash_secret(secret)
    there.created_at = tables.now()
    session.flush()
    audit.note(session, actor, "renew_calendar", f"workshop:{workshop}", order_id=order.id)
    return secret


def revoke(session: Session, actor: Actor, order: tables.Order, workshop: str) -> None:
    """Have the address stop working.

    Raises:
        ServiceRefusalError: another's, only to be looked at, or there is none.
    """
    _need_write(session, actor, order, workshop)
    there = file_rows.feed(session, order.id, workshop)
    if there is None:
        raise access.not_found()
    session.delete(there)
    session.flush()
    audit.note(session, actor, "revoke_calendar", f"workshop:{workshop}", order_id=order.id)


def fetch(session: Session, secret: str, texts: Texts) -> tuple[str, bytes]:
    """Name and content of the calendar that a secret opens: the plan in force of its order.

    Raises:
        ServiceRefusalError: ``not_found``: no such secret, or no longer.
    """
    feed = file_rows.feed_of_secret(session, security.hash_secret(secret))
    order = file_rows.order_by_id(session, feed.order_id) if feed is not None else None
    if feed is None or order is None:
        raise access.not_found()
    name = f"{order.code}_{feed.workshop}.ics"
    row = repositories.plan_in_state(session, order.id, "adopted")
    if row is None:
        return name, empty_calendar(order.title, texts)
    problem, plan = conversion.plan_of(row)
    workshop = next((w for w in problem.workshops if w.id == feed.workshop), None)
    if workshop is None:
        return name, empty_calendar(order.title, texts)
    content = workshop_calendar(
        Facts(problem, plan, conversion.past_of(row.past)),
        workshop,
        key=order.id,
        made_at=row.created_at,
        number=row.number,
        texts=texts,
    )
    return name, content


def _need_write(session: Session, actor: Actor, order: tables.Order, workshop: str) -> None:
    """Whoever answers for a workshop's capacities may hand out its calendar."""
    access.need_read(actor, Thing.SCHEDULE, workshop)
    access.need_write(actor, Thing.CAPACITIES, workshop)
    if repositories.part(session, order.id, "workshop", workshop) is None:
        raise ServiceRefusalError(
            Refusal.NOT_FOUND, N_("La commande n'a pas d'atelier « {name} »."), name=workshop
        )
