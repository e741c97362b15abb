"""The rows of jobs: who may work on what, until when, and who may write the end.

Every change of a running job names its attempt. A worker that was taken for dead holds an earlier
attempt: whatever it still writes finds no row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import CursorResult, and_, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from service.db import tables
from service.db.base import now
from service.db.engine import Database, Session

Lane = Literal["solve", "files"]
End = Literal["done", "failed", "cancelled"]
# A job whose workers died so many times is not tried again: it is what kills them.
MOST_ATTEMPTS = 3
# In a session's ``info``: a job was added, for whoever commits to tell the workers.
ASKED = "asked_for_jobs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A job that a worker holds for a while."""

    id: str
    attempt: int
    kind: str
    lane: str
    consortium_id: str
    order_id: str | None
    created_by: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Beat:
    """Answer to a sign of life: is the job still this worker's, does somebody want it to stop."""

    is_mine: bool
    is_cancel_asked: bool = False


def add(
    session: Session,
    *,
    kind: str,
    lane: Lane,
    consortium_id: str,
    order_id: str | None,
    payload: Mapping[str, Any],
    created_by: str = "",
) -> tables.Job:
    """A new job, waiting."""
    row = tables.Job(
        kind=kind,
        lane=lane,
        consortium_id=consortium_id,
        order_id=order_id,
        payload=dict(payload),
        created_by=created_by,
    )
    session.add(row)
    session.flush()
    session.info[ASKED] = True
    return row


def claim(database: Database, worker: str, lane: Lane, lease_seconds: float) -> Claimed | None:
    """The oldest job of a lane that may be worked on, now held by this worker.

    One that a dead worker left is taken up again; after ``MOST_ATTEMPTS`` it has failed. Of an order
    only one solve runs at a time.
    """
    try:
        with database.writing() as session:
            return _claim(session, worker, lane, lease_seconds)
    except IntegrityError:
        return None  # another worker began a solve of the same order at the same moment


def _claim(session: Session, worker: str, lane: Lane, lease_seconds: float) -> Claimed | None:
    moment = now()
    other = aliased(tables.Job)
    is_free = or_(
        tables.Job.state == "queued",
        and_(tables.Job.state == "running", tables.Job.lease_until < moment),
    )
    asked = select(tables.Job).where(tables.Job.lane == lane, is_free)
    if lane == "solve":
        is_busy = (
            select(other.id)
            .where(
                other.order_id == tables.Job.order_id,
                other.lane == "solve",
                other.state == "running",
                other.id != tables.Job.id,
            )
            .exists()
        )
        asked = asked.where(~is_busy)
    asked = asked.order_by(tables.Job.created_at, tables.Job.id).limit(1)
    row = session.scalar(asked.with_for_update(skip_locked=True))
    if row is None:
        return None
    if row.state == "running" and (row.is_cancel_asked or row.attempt >= MOST_ATTEMPTS):
        row.state = "cancelled" if row.is_cancel_asked else "failed"
        row.findings = [] if row.is_cancel_asked else [{"code": "job.worker_lost"}]
        row.finished_at = moment
        row.attempt += 1
        return None
    row.state = "running"
    row.attempt += 1
    row.worker = worker
    row.lease_until = moment + timedelta(seconds=lease_seconds)
    row.started_at = row.started_at or moment
    session.flush()
    return Claimed(
        id=row.id,
        attempt=row.attempt,
        kind=row.kind,
        lane=row.lane,
        consortium_id=row.consortium_id,
        order_id=row.order_id,
        created_by=row.created_by,
        payload=row.payload,
    )


def beat(
    database: Database,
    job: Claimed,
    lease_seconds: float,
    progress: Mapping[str, Any] | None = None,
) -> Beat:
    """A sign of life, with what is new."""
    values: dict[str, Any] = {"lease_until": now() + timedelta(seconds=lease_seconds)}
    if progress is not None:
        values["progress"] = dict(progress)
        values["progress_number"] = tables.Job.progress_number + 1
    with database.writing() as session:
        if not _write(session, job, values):
            return Beat(False)
        asked = session.scalar(select(tables.Job.is_cancel_asked).where(tables.Job.id == job.id))
        return Beat(True, bool(asked))


def finish(
    session: Session,
    job: Claimed,
    end: End,
    result: Mapping[str, Any] | None = None,
    findings: Sequence[Mapping[str, Any]] = (),
) -> bool:
    """Write the end of a job in the transaction of what it made; False when it is another's now.

    The caller must then undo what it made: nothing is finished twice.
    """
    values: dict[str, Any] = {
        "state": end,
        "result": dict(result or {}),
        "findings": [dict(f) for f in findings],
        "finished_at": now(),
        "lease_until": None,
        "progress_number": tables.Job.progress_number + 1,
    }
    return _write(session, job, values)


def let_go(database: Database, job: Claimed) -> None:
    """Put a job back in the queue, as a worker that stops in good order does."""
    with database.writing() as session:
        _write(session, job, {"state": "queued", "lease_until": None, "worker": ""})


def ask_cancel(row: tables.Job) -> None:
    """Cancel a job that waits; ask the worker of one that runs."""
    if row.state == "queued":
        row.state = "cancelled"
        row.finished_at = now()
        row.progress_number += 1
    elif row.state == "running":
        row.is_cancel_asked = True


def _write(session: Session, job: Claimed, values: Mapping[str, Any]) -> bool:
    """Change a running job if this attempt is still the one that holds it."""
    done = session.execute(
        update(tables.Job)
        .where(
            tables.Job.id == job.id,
            tables.Job.attempt == job.attempt,
            tables.Job.state == "running",
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return isinstance(done, CursorResult) and done.rowcount == 1


def of_order(session: Session, order_id: str, limit: int = 50) -> Sequence[tables.Job]:
    """Jobs of an order, the newest first."""
    return session.scalars(
        select(tables.Job)
        .where(tables.Job.order_id == order_id)
        .order_by(tables.Job.created_at.desc(), tables.Job.id)
        .limit(limit)
    ).all()


def job(session: Session, consortium_id: str, job_id: str) -> tables.Job | None:
    """A job of a consortium."""
    row = session.get(tables.Job, job_id)
    return row if row is not None and row.consortium_id == consortium_id else None
