"""Cost files applied to the costing of their workshop, and taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from service.db import life_rows, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import costings
from service.usecases.rights import Actor

if TYPE_CHECKING:
    from service.db.engine import Session


def apply(
    session: Session,
    actor: Actor,
    order: tables.Order,
    workshop: str,
    preview: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """Write the figures of a preview; what they replaced, to be put back.

    Raises:
        ServiceRefusalError: another's, changed since they were compared, in review, wrong figures.
    """
    there = life_rows.costing(session, order.id, workshop)
    version = there.version if there is not None else 0
    if version != preview["versions"][""]:
        raise ServiceRefusalError(
            Refusal.CONFLICT,
            N_("Ces coûts ont changé depuis la lecture : relisez le fichier."),
        )
    was = there.data if there is not None else None
    row, _ = costings.write(session, actor, order, workshop, preview["costs"], version)
    return [{"was": was, "version": row.version}]


def undo(
    session: Session,
    actor: Actor,
    order: tables.Order,
    workshop: str,
    before: Sequence[Mapping[str, Any]],
) -> None:
    """Put back the figures that a file replaced.

    Raises:
        ServiceRefusalError: another's, or they were changed or submitted since.
    """
    for item in before:
        there = life_rows.costing(session, order.id, workshop)
        if there is None or there.version != item["version"]:
            raise ServiceRefusalError(
                Refusal.CONFLICT,
                N_(
                    "Ces coûts ont changé depuis cet import, donc sont gardés : corrigez à la main."
                ),
            )
        if item["was"] is None:
            costings.remove(session, actor, order, workshop, there.version)
        else:
            costings.write(session, actor, order, workshop, item["was"], there.version)
