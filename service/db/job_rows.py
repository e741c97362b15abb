"""The rows of jobs: who may work on what, until when, and who may write the end.

Every change of a running job names its attempt. A worker that was taken for dead holds an earlier
attempt: whatever it still writes finds no row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import CursorResult, and_, or_, select, update
from sqlalchemy.orm import aliased

from service.db import tables
from service.db.base import now
from service.db.engine import Database, OvertakenError, Session

Lane = Literal["solve", "files"]
End = Literal["done", "failed", "cancelled"]
# A job of which so many workers or children died is not tried again: it is what kills them.
MOST_LOSSES = 3
WORKER_LOST, CHILD_LOST = "job.worker_lost", "job.child_lost"
# In a session's ``info``: a job was added, for whoever commits to tell the workers.
ASKED = "asked_for_jobs"
_BACK: dict[str, Any] = {"state": "queued", "lease_until": None, "worker": ""}


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

    One that a dead worker left is taken up again; after ``MOST_LOSSES`` it has failed. Of an order
    only one solve runs at a time.
    """
    try:
        with database.writing() as session:
            return _claim(session, worker, lane, lease_seconds)
    except OvertakenError:
        return None  # another worker began a solve of the same order at the same moment


def _claim(session: Session, worker: str, lane: Lane, lease_seconds: float) -> Claimed | None:
    moment = now()
    while (row := _next(session, lane, moment)) is not None:
        if row.state == "running":
            row.losses += 1
        row.attempt += 1
        if row.is_cancel_asked:
            _end(row, "cancelled", ())
        elif row.losses >= MOST_LOSSES:
            _end(row, "failed", ({"code": WORKER_LOST, "severity": "error", "params": {}},))
        else:
            break
        session.flush()
    if row is None:
        return None
    row.state = "running"
    row.worker = worker[:100]
    row.lease_until = moment + timedelta(seconds=lease_seconds)
    row.started_at = row.started_at or moment
    row.progress = {}
    row.progress_number += 1
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


def _next(session: Session, lane: Lane, moment: datetime) -> tables.Job | None:
    """The oldest job that nobody holds, for us alone while the transaction lasts."""
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
    return session.scalar(asked.with_for_update(skip_locked=True))


def _end(row: tables.Job, end: End, findings: Sequence[Mapping[str, Any]]) -> None:
    row.state = end
    row.findings = [dict(f) for f in findings]
    row.finished_at = now()
    row.lease_until = None
    row.progress_number += 1


def look(database: Database, job: Claimed) -> Beat:
    """Whether the job is still this worker's, without a sign of life: costs no write."""
    with database.reading() as session:
        asked = session.scalar(
            select(tables.Job.is_cancel_asked).where(
                tables.Job.id == job.id,
                tables.Job.attempt == job.attempt,
                tables.Job.state == "running",
            )
        )
    return Beat(asked is not None, bool(asked))


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
        _write(session, job, _BACK)


def lose(database: Database, job: Claimed) -> None:
    """Put a job back whose child died of it, or fail it when that happened too often."""
    with database.writing() as session:
        losses = session.scalar(select(tables.Job.losses).where(tables.Job.id == job.id)) or 0
        if losses + 1 < MOST_LOSSES:
            _write(session, job, {**_BACK, "losses": losses + 1})
            return
        fault = {"code": CHILD_LOST, "severity": "error", "params": {}}
        finish(session, job, "failed", findings=[fault])


def ask_cancel(session: Session, row: tables.Job) -> None:
    """Cancel a job that waits; ask the worker of one that runs; nothing when it is over."""
    waiting = _set(session, row.id, "queued", {"state": "cancelled", "finished_at": now()})
    if not waiting:
        _set(session, row.id, "running", {"is_cancel_asked": True})
    session.refresh(row)


def _set(session: Session, job_id: str, state: str, values: Mapping[str, Any]) -> bool:
    """Change a job if it is in this state, whatever happens meanwhile."""
    done = session.execute(
        update(tables.Job)
        .where(tables.Job.id == job_id, tables.Job.state == state)
        .values(progress_number=tables.Job.progress_number + 1, **values)
        .execution_options(synchronize_session=False)
    )
    return isinstance(done, CursorResult) and done.rowcount == 1


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


def replan_of(session: Session, order_id: str, number: int) -> tables.Job | None:
    """The job that planned the rest of an order again and gave the plan of this number."""
    return session.scalar(
        select(tables.Job)
        .where(
            tables.Job.order_id == order_id,
            tables.Job.kind == "replan",
            tables.Job.result["plan"].as_integer() == number,
        )
        .limit(1)
    )


def job(session: Session, consortium_id: str, job_id: str) -> tables.Job | None:
    """A job of a consortium."""
    row = session.get(tables.Job, job_id)
    return row if row is not None and row.consortium_id == consortium_id else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A job of an order in short, without what it was given and what it found.

    ``workshop``, ``milestone``: what a question is about, "" for the whole. ``variants``: those compared.
    """

    id: str
    kind: str
    state: str
    created_at: datetime
    workshop: str = ""
    milestone: str = ""
    variants: tuple[Mapping[str, Any], ...] = ()


def asked_of_plan(
    session: Session, order_id: str, kind: str, plan_id: str, limit: int = 10
) -> list[Asked]:
    """Questions of a kind about a plan ("" : about the order without one), the newest first."""
    payload = tables.Job.payload
    rows = session.execute(
        select(
            tables.Job.id,
            tables.Job.state,
            tables.Job.created_at,
            payload["workshop"].as_string(),
            payload["milestone"].as_string(),
            payload["variants"],
        )
        .where(
            tables.Job.order_id == order_id,
            tables.Job.kind == kind,
            payload["plan_id"].as_string() == plan_id,
        )
        .order_by(tables.Job.created_at.desc(), tables.Job.id)
        .limit(limit)
    )
    return [
        Asked(
            id=row[0],
            kind=kind,
            state=row[1],
            created_at=row[2],
            workshop=row[3] or "",
            milestone=row[4] or "",
            variants=tuple(row[5] or ()),
        )
        for row in rows
    ]


def under_way(session: Session, order_id: str, lane: Lane = "solve") -> list[Asked]:
    """Jobs of an order that wait or run, the oldest first."""
    rows = session.execute(
        select(tables.Job.id, tables.Job.kind, tables.Job.state, tables.Job.created_at)
        .where(
            tables.Job.order_id == order_id,
            tables.Job.lane == lane,
            tables.Job.state.in_(("queued", "running")),
        )
        .order_by(tables.Job.created_at, tables.Job.id)
    )
    return [Asked(id=r[0], kind=r[1], state=r[2], created_at=r[3]) for r in rows]
