"""Days that statements already sent stand on: what was delivered then no longer changes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from service.db import life_rows, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_

if TYPE_CHECKING:
    from service.db.engine import Session


def need_open(session: Session, order: tables.Order, day: date) -> None:
    """Nothing while no statement of that day was submitted.

    Raises:
        ServiceRefusalError: ``wrong_state``.
    """
    text = day.isoformat()
    for row in life_rows.statements(session, order.id):
        is_sent = row.state != "draft"
        if is_sent and row.content["first"] <= text <= row.content["last"]:
            raise ServiceRefusalError(
                Refusal.WRONG_STATE,
                N_(
                    "L'état d'acompte « {period} » est remis : ce qui fut livré alors ne change plus."
                ),
                period=row.period,
            )
