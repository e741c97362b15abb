"""What people call the things of an order, by code, without reading it as a problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.db import repositories, tables

if TYPE_CHECKING:
    from service.db.engine import Session


def names_of(session: Session, order: tables.Order) -> dict[str, str]:
    """Display names by code, for sentences; what has no name is called by its code."""
    return {
        part.code: str(part.data.get("", {}).get("name") or part.code)
        for part in repositories.parts(session, order.id)
    }
