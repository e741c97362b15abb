"""What a workshop just saved, put back as it was: only what it changed, and only while nobody saved since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from service.db import life_rows, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import asking, audit, costings, declarations, orders
from service.usecases.rights import Actor

if TYPE_CHECKING:
    from service.db.engine import Session


def way_back(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """What makes the values before again out of those after, as text; "" when nothing changed."""
    found = _way_back(before, after)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) if found else ""


def _way_back(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """By name: what to put back in a list of one, an empty list for what was not there, or the same inside."""
    found: dict[str, Any] = {}
    for name in {**before, **after}:
        is_in_both = name in before and name in after
        if is_in_both and before[name] == after[name]:
            continue
        if is_in_both and isinstance(before[name], Mapping) and isinstance(after[name], Mapping):
            found[name] = _way_back(before[name], after[name])
        else:
            found[name] = [before[name]] if name in before else []
    return found


def restored(now: Mapping[str, Any], way: str) -> dict[str, Any]:
    """The present values after going that way back.

    Raises:
        ServiceRefusalError: ``wrong_data``: nothing that :func:`way_back` makes.
    """
    try:
        return _restored(now, json.loads(way) if way else {})
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise _unreadable() from None


def _unreadable() -> ServiceRefusalError:
    return ServiceRefusalError(
        Refusal.WRONG_DATA, N_("Ce retour en arrière n'est pas lisible : corrigez à la main.")
    )


def _restored(now: Mapping[str, Any], way: Mapping[str, Any]) -> dict[str, Any]:
    found = deepcopy(dict(now))
    for name, step in way.items():
        if isinstance(step, list):
            found.pop(name, None)
            if step:
                (found[name],) = step
        else:
            found[name] = _restored(found.get(name, {}), step)
    return found


def capacities(
    session: Session,
    actor: Actor,
    order: tables.Order,
    workshop: str,
    data: Mapping[str, Any],
    version: int | None,
    *,
    is_unanswered: bool = False,
) -> None:
    """Put back the capacities that were there before somebody saved others.

    Args:
        data: as :func:`restored` makes them.
        version: that saving them made.
        is_unanswered: saving them was also the workshop's answer, which is awaited again.

    Raises:
        ServiceRefusalError: another's, not open, another version (with the present values), wrong data.
    """
    orders.change_part(session, actor, order, "workshop", workshop, data, version)
    if is_unanswered and workshop in actor.workshops:
        asking.await_again(session, order, workshop)
    audit.note(session, actor, "undo_capacities", f"workshop:{workshop}", order_id=order.id)


def costs(
    session: Session,
    actor: Actor,
    order: tables.Order,
    workshop: str,
    data: Mapping[str, Any] | None,
    version: int | None,
) -> None:
    """Put back the costs that were there before somebody saved others.

    Args:
        data: as :func:`restored` makes them; None when there were none.
        version: that saving them made.

    Raises:
        ServiceRefusalError: another's, in review, another version (with the present values), wrong data.
    """
    if data is None:
        costings.remove(session, actor, order, workshop, version)
    else:
        costings.write(session, actor, order, workshop, data, version)
    audit.note(session, actor, "undo_costs", f"costing:{workshop}", order_id=order.id)


def declared(
    session: Session,
    actor: Actor,
    order: tables.Order,
    workshop: str,
    rows: Mapping[str, Any],
    versions: Mapping[str, int],
) -> None:
    """Put back what a workshop had declared before it saved a week: all of it or nothing.

    Args:
        rows: what to say again of rows by id, as :func:`restored` makes them; those that are not there
            were not declared before, and are removed.
        versions: of every row that was saved, as saving it made them.

    Raises:
        ServiceRefusalError: another's, not in production, wrong data; saved or removed since.
    """
    life_rows.hold(session, order)
    if not versions:
        raise _unreadable()
    there = {row_id: life_rows.declaration(session, order.id, row_id) for row_id in versions}
    if any(row is None or row.workshop != workshop for row in there.values()):
        # Whose it is, if it is anybody's, is told to nobody.
        raise ServiceRefusalError(
            Refusal.CONFLICT,
            N_("Une de ces lignes a été retirée entre-temps : corrigez la semaine à la main."),
        )
    for row_id, version in versions.items():
        if row_id not in rows:
            declarations.remove(session, actor, order, row_id, version)
    for row_id, values in rows.items():
        given = declarations.given_of(workshop, values)
        declarations.correct(session, actor, order, row_id, given, versions.get(row_id))
    audit.note(session, actor, "undo_declarations", f"production:{workshop}", order_id=order.id)
