"""Questions about the database itself and about work that nobody takes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from service.db import tables
from service.db.base import now
from service.db.engine import Session


def left_waiting(session: Session, since: datetime) -> int:
    """How many jobs wait since before a moment, in a lane in which nobody works."""
    busy = select(tables.Job.lane).where(
        tables.Job.state == "running", tables.Job.lease_until >= now()
    )
    count = session.scalar(
        select(func.count())
        .select_from(tables.Job)
        .where(
            tables.Job.state == "queued",
            tables.Job.created_at < since,
            tables.Job.lane.not_in(busy),
        )
    )
    return count or 0
