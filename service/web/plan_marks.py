"""What sets a plan apart from one of the order as it is: a supposition, or an order that changed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from service.db import tables
from service.usecases import orders
from service.web import scenario_view

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.db.engine import Session
    from service.i18n import Texts

_STILL_OF_USE: Final = ("computed", "proposed", "adopted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What to say beside a plan.

    Attributes:
        supposed: each change that it supposes and that is not in the order, in words.
        is_outdated: the order changed since it was calculated; never of one that supposes something.
    """

    supposed: tuple[str, ...] = ()
    is_outdated: bool = False


def marks(
    session: Session, order: tables.Order, rows: Iterable[tables.Plan], texts: Texts
) -> dict[str, Mark]:
    """The mark of each of these plans, by id; of plans that nobody follows any more, only a supposition."""
    asked = list(rows)
    if not any(r.options.get("hypothesis") or r.state in _STILL_OF_USE for r in asked):
        return {r.id: Mark() for r in asked}
    now = orders.problem(session, order).problem
    found = {}
    for row in asked:
        differs = now is not None and orders.is_other(now, row)
        said: tuple[str, ...] = ()
        if differs and row.options.get("hypothesis"):
            said = tuple(scenario_view.said_hypothesis(row.options["hypothesis"], now, texts))
            said = said or (
                row.name or texts.gettext("un changement qui n'est pas dans la commande"),
            )
        found[row.id] = Mark(
            supposed=said, is_outdated=differs and not said and row.state in _STILL_OF_USE
        )
    return found
