"""What a person who may not see everybody's capacities is told of an order as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from optimizer.diagnostics import Diagnostic
from service.db import repositories, tables
from service.usecases.rights import Actor, Extent, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

# Fields by which an entry of the head says whose it is: stocks, what is lent, past work, runs, pins …
_WHOSE: Final = ("workshop", "subject", "host", "lender")


def head_of(session: Session, actor: Actor, row: tables.Order) -> dict[str, Any]:
    """What belongs to no part of an order, without the entries about other workshops."""
    if actor.may_read(Thing.CAPACITIES) is Extent.ALL:
        return row.head
    head: dict[str, Any] = _without(row.head, _others(session, actor, row))
    return head


def findings_of(
    session: Session, actor: Actor, row: tables.Order, found: Iterable[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """What is said of an order, without what is said of other workshops' answers."""
    if actor.may_read(Thing.CAPACITIES) is Extent.ALL:
        return tuple(found)
    others = _others(session, actor, row)
    return tuple(
        d
        for d in found
        if d.subject not in others
        and not any(others & set(value.split(", ")) for value in d.params.values())
    )


def _others(session: Session, actor: Actor, row: tables.Order) -> set[str]:
    """Workshops, and machines that they host, for which this person does not speak."""
    others = {p.code for p in repositories.parts(session, row.id, "workshop")} - actor.workshops
    hosted = {
        p.code
        for p in repositories.parts(session, row.id, "station_group")
        if p.data.get("", {}).get("host") in others
    }
    return others | hosted


def _without(value: Any, others: set[str]) -> Any:
    if isinstance(value, dict):
        return {k: _without(v, others) for k, v in value.items()}
    if isinstance(value, list):
        return [
            _without(v, others)
            for v in value
            if not (isinstance(v, dict) and any(v.get(name) in others for name in _WHOSE))
        ]
    return value
