"""A blow to a workshop written into the order in one go: closed for some days, fewer people for weeks."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from optimizer.capacity import horizon_of
from optimizer.json_text import decimal_text
from optimizer.weeks import is_week_name, week_monday, week_name
from service.db import repositories, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, orders
from service.usecases.rights import Actor, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

# Longer, it is no blow: the workshop's capacities are to be asked for again.
LONGEST_WEEKS = 104
Rows = list[dict[str, Any]]


def stop(
    session: Session,
    actor: Actor,
    order: tables.Order,
    workshop: str,
    first: date,
    last: date,
    *,
    reason: str = "",
    version: int | None = None,
) -> Rows:
    """Close a workshop on some days, both included; what stood there before, for :func:`put_back`.

    Raises:
        ServiceRefusalError: no right, not there, days that make no span, another version.
    """
    row = _part(session, actor, order, workshop)
    if last < first:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA, N_("L'arrêt finit avant de commencer : vérifiez les deux jours.")
        )
    _need_touching(session, order, first, last)
    data: dict[str, Any] = deepcopy(row.data)
    before: Rows = deepcopy(list(data[""].get("closures", ())))
    data[""]["closures"] = [
        *before,
        {"first": first.isoformat(), "last": last.isoformat(), "reason": reason.strip()},
    ]
    orders.change_part(session, actor, order, "workshop", workshop, data, version or row.version)
    return before


def fewer_people(
    session: Session,
    actor: Actor,
    order: tables.Order,
    workshop: str,
    first: str,
    last: str,
    headcount: Decimal,
    *,
    version: int | None = None,
) -> Rows:
    """Say how many people work at a workshop in some weeks; what stood there before.

    Args:
        first, last: ISO weeks, both included.

    Raises:
        ServiceRefusalError: as :func:`stop`.
    """
    row = _part(session, actor, order, workshop)
    weeks = list(_weeks(first, last))
    if not weeks:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("La dernière semaine est avant la première : vérifiez les deux."),
        )
    data: dict[str, Any] = deepcopy(row.data)
    before: Rows = deepcopy(list(data[""].get("overrides", ())))
    there = {x["week"]: dict(x) for x in before}
    for week in weeks:
        there[week] = {
            "week": week,
            "weekly_hours": there.get(week, {}).get("weekly_hours"),
            "headcount": decimal_text(headcount),
        }
    data[""]["overrides"] = [there[w] for w in sorted(there)]
    orders.change_part(session, actor, order, "workshop", workshop, data, version or row.version)
    return before


def put_back(
    session: Session,
    actor: Actor,
    order: tables.Order,
    workshop: str,
    rows: Rows,
    *,
    what: str,
    version: int | None,
) -> None:
    """Put closures or weeks back as they stood.

    Args:
        what: ``closures`` or ``overrides``.

    Raises:
        ServiceRefusalError: as :func:`stop`; rows of the wrong form.
    """
    row = _part(session, actor, order, workshop)
    if what not in ("closures", "overrides"):
        raise access.not_found()
    data: dict[str, Any] = deepcopy(row.data)
    data[""][what] = rows
    orders.change_part(session, actor, order, "workshop", workshop, data, version)


def _part(session: Session, actor: Actor, order: tables.Order, workshop: str) -> tables.Part:
    access.need_write(actor, Thing.CAPACITIES, workshop)
    row = repositories.part(session, order.id, "workshop", workshop)
    if row is None:
        raise access.not_found()
    return row


def _need_touching(session: Session, order: tables.Order, first: date, last: date) -> None:
    """Nothing when days are of the order's weeks, or do not reach far beyond them.

    Raises:
        ServiceRefusalError: ``wrong_data``: outside, or so long that a year is mistyped.
    """
    found = orders.problem(session, order).problem
    if found is None:
        is_outside, weeks = (last - first).days > 7 * LONGEST_WEEKS, None
    else:
        horizon = horizon_of(found)
        weeks = (
            week_monday(horizon.name(0)),
            week_monday(horizon.name(horizon.weeks - 1)) + timedelta(days=6),
        )
        is_outside = last < weeks[0] or first > weeks[1] or (last - first).days > 7 * LONGEST_WEEKS
    if not is_outside:
        return
    if weeks is None:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA, N_("L'arrêt dure plusieurs années : vérifiez les deux jours.")
        )
    raise ServiceRefusalError(
        Refusal.WRONG_DATA,
        N_(
            "L'arrêt est en dehors des semaines de la commande, du {first} au {last} : vérifiez "
            "les deux jours."
        ),
        first=f"{weeks[0]:%d/%m/%Y}",
        last=f"{weeks[1]:%d/%m/%Y}",
    )


def _weeks(first: str, last: str) -> Iterable[str]:
    if not (is_week_name(first) and is_week_name(last)):
        return
    monday, end = week_monday(first), week_monday(last)
    for k in range(min(LONGEST_WEEKS, (end - monday).days // 7 + 1)):
        yield week_name(monday + timedelta(weeks=k))
