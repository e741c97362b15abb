"""Orders: what is asked, by whom it can be made, the files received, the plans and who consents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Document, Versioned, new_id, now

_RUNNING_SOLVE = text("state = 'running' AND lane = 'solve'")


class Order(Versioned, Base):
    """A shared order, in its state of life.

    ``head``: what belongs to no part of it (start, tail …). ``ending``: what was recorded when it was
    closed (*bilan*) or cancelled (who keeps what, what is owed).
    """

    __tablename__ = "orders"
    __table_args__ = (Unique("consortium_id", "code"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    consortium_id: Mapped[str] = mapped_column(
        ForeignKey("consortia.id", ondelete="CASCADE"), index=True
    )
    code: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(20), default="draft")
    customer: Mapped[str] = mapped_column(String(200), default="")
    head: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    answer_by: Mapped[datetime | None]
    ending: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class Part(Versioned, Base):
    """One thing of an order that is edited as a whole: a product, a demand, a workshop's answer …

    ``data``: the object of the domain as its JSON; :mod:`service.db.conversion` knows each kind.
    """

    __tablename__ = "parts"

    order_id: Mapped[str] = mapped_column(
        ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(100), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    data: Mapped[dict[str, Any]] = mapped_column(Document)
    changed_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class Answer(Base):
    """Whether a workshop has given its capacities for an order, and when."""

    __tablename__ = "answers"

    order_id: Mapped[str] = mapped_column(
        ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True
    )
    workshop: Mapped[str] = mapped_column(String(60), primary_key=True)
    state: Mapped[str] = mapped_column(String(20), default="asked")
    asked_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(String(16), default="")


class File(Base):
    """A file received or made. ``reader``: who may have it; ``workshop``: for whom, when for one."""

    __tablename__ = "files"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    consortium_id: Mapped[str] = mapped_column(
        ForeignKey("consortia.id", ondelete="CASCADE"), index=True
    )
    order_id: Mapped[str | None] = mapped_column(
        ForeignKey("orders.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    reader: Mapped[str] = mapped_column(String(20), default="coordinator")
    workshop: Mapped[str] = mapped_column(String(60), default="")
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_by: Mapped[str] = mapped_column(String(16), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class Import(Versioned, Base):
    """Files being read into an order: previewed, applied, undone. ``before``: the parts it replaced."""

    __tablename__ = "imports"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    workshop: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[str] = mapped_column(String(20), default="previewed")
    files: Mapped[list[Any]] = mapped_column(Document, default=list)
    answers: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    preview: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    before: Mapped[list[Any]] = mapped_column(Document, default=list)
    created_by: Mapped[str] = mapped_column(String(16), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class Plan(Base):
    """A plan, never changed once made, with the problem that it solves; only its state moves on.

    ``past``: what was done before the problem starts, when the order was planned again on the way.
    ``adopted_at``: when it last came into force. ``settlement``: what workshops owe each other for its joint
    purchases, once somebody asked for it; it tells what each gains, nobody but the facilitator reads it.
    """

    __tablename__ = "plans"
    __table_args__ = (Unique("order_id", "number"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default="computed")
    name: Mapped[str] = mapped_column(String(200), default="")
    problem_hash: Mapped[str] = mapped_column(String(64))
    # Large, and read together: a list of plans reads none of them, a plan reads them at once.
    problem: Mapped[str] = mapped_column(Text, deferred=True, deferred_group="texts")
    plan: Mapped[str] = mapped_column(Text, deferred=True, deferred_group="texts")
    past: Mapped[str | None] = mapped_column(Text, deferred=True, deferred_group="texts")
    options: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    summary: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    replaces: Mapped[str | None] = mapped_column(ForeignKey("plans.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(String(1000), default="")
    consent_by: Mapped[datetime | None]
    adopted_at: Mapped[datetime | None]
    settlement: Mapped[dict[str, Any] | None] = mapped_column(Document, deferred=True)
    created_by: Mapped[str] = mapped_column(String(16), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)


class Consent(Versioned, Base):
    """What a workshop says of a plan that concerns it: waiting, accepted, objected.

    ``changes``: why it was asked: ``first`` (no plan was in force), ``share``, ``weeks``, ``price``.
    """

    __tablename__ = "consents"

    plan_id: Mapped[str] = mapped_column(
        ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True
    )
    workshop: Mapped[str] = mapped_column(String(60), primary_key=True)
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    reason: Mapped[str] = mapped_column(String(1000), default="")
    changes: Mapped[list[Any]] = mapped_column(Document, default=list)
    counter: Mapped[dict[str, Any] | None] = mapped_column(Document)
    said_by: Mapped[str] = mapped_column(String(16), default="")
    said_at: Mapped[datetime | None]


class Job(Base):
    """Work to be done apart: its row is the truth about it.

    ``attempt`` is the fencing token: only who holds the present one may write. ``losses``: how often a
    worker or its child died of it. ``lane``: ``solve`` (one running at a time per order) or ``files``.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_lane_state_created_at", "lane", "state", "created_at"),
        Index(
            "uq_jobs_running_solve",
            "order_id",
            unique=True,
            sqlite_where=_RUNNING_SOLVE,
            postgresql_where=_RUNNING_SOLVE,
        ),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(30))
    lane: Mapped[str] = mapped_column(String(10))
    consortium_id: Mapped[str] = mapped_column(
        ForeignKey("consortia.id", ondelete="CASCADE"), index=True
    )
    order_id: Mapped[str | None] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(12), default="queued")
    attempt: Mapped[int] = mapped_column(default=0)
    losses: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str] = mapped_column(String(100), default="")
    lease_until: Mapped[datetime | None]
    is_cancel_asked: Mapped[bool] = mapped_column(default=False)
    payload: Mapped[dict[str, Any]] = mapped_column(Document, default=dict, deferred=True)
    progress: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    progress_number: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    findings: Mapped[list[Any]] = mapped_column(Document, default=list)
    created_by: Mapped[str] = mapped_column(String(16), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
