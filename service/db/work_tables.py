"""An order at work: costings, purchases, production, lots, statements, quotations, calendars."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Document, Versioned, new_id, now

# Units of a product: exact in both databases up to a billion, to a millionth.
Units = Numeric(18, 6)


def _order() -> Mapped[str]:
    return mapped_column(ForeignKey("orders.id", ondelete="CASCADE"), index=True)


class Costing(Versioned, Base):
    """A workshop's private cost parameters for an order, and where their review stands.

    ``plan_id``: the plan for which it was validated; with another one in force it is stale.
    """

    __tablename__ = "costings"

    order_id: Mapped[str] = mapped_column(
        ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True
    )
    workshop: Mapped[str] = mapped_column(String(60), primary_key=True)
    state: Mapped[str] = mapped_column(String(20), default="draft")
    data: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    plan_id: Mapped[str | None] = mapped_column(ForeignKey("plans.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class CostingComment(Base):
    """A remark of the review on a line of a costing, or on the whole of it."""

    __tablename__ = "costing_comments"
    __table_args__ = (Index("ix_costing_comments_place", "order_id", "workshop"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"))
    workshop: Mapped[str] = mapped_column(String(60))
    line: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(String(2000))
    said_by: Mapped[str] = mapped_column(String(16), default="")
    said_at: Mapped[datetime] = mapped_column(default=now)


class Quotation(Versioned, Base):
    """An offer made to the buyer: sent, won, declined. ``content``: what it said on that day."""

    __tablename__ = "quotations"
    __table_args__ = (UniqueConstraint("order_id", "number"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default="draft")
    plan_id: Mapped[str | None] = mapped_column(ForeignKey("plans.id", ondelete="SET NULL"))
    valid_until: Mapped[date | None]
    content: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    reason: Mapped[str] = mapped_column(String(1000), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class PurchaseOrder(Versioned, Base):
    """A purchase of the adopted plan: to place, placed, received, cancelled.

    ``part``: 0, or more for what later plans buy of the same offer in the same week. ``promised``: the
    week of arrival that the supplier says, None for that of the plan.
    """

    __tablename__ = "purchase_orders"
    __table_args__ = (UniqueConstraint("order_id", "offer", "week", "part"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    order_id: Mapped[str] = _order()
    plan_id: Mapped[str | None] = mapped_column(ForeignKey("plans.id", ondelete="SET NULL"))
    offer: Mapped[str] = mapped_column(String(100))
    material: Mapped[str] = mapped_column(String(100))
    supplier: Mapped[str] = mapped_column(String(100))
    week: Mapped[str] = mapped_column(String(8))
    part: Mapped[int] = mapped_column(default=0)
    arrival: Mapped[str] = mapped_column(String(8))
    promised: Mapped[str | None] = mapped_column(String(8))
    thousandths: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(20), default="to_place")
    placed_on: Mapped[date | None]
    received_thousandths: Mapped[int | None] = mapped_column(BigInteger)
    received_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(500), default="")


class Declaration(Versioned, Base):
    """What a workshop says it made of something in a week.

    ``worked_hours`` and ``absent_hours``: of everybody together, when they are counted.
    """

    __tablename__ = "declarations"
    __table_args__ = (
        UniqueConstraint("order_id", "workshop", "week", "product", "operation", "lot"),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    order_id: Mapped[str] = _order()
    workshop: Mapped[str] = mapped_column(String(60))
    week: Mapped[str] = mapped_column(String(8))
    product: Mapped[str] = mapped_column(String(100))
    operation: Mapped[str] = mapped_column(String(100))
    lot: Mapped[str] = mapped_column(String(100), default="")
    made: Mapped[Decimal] = mapped_column(Units)
    conforming: Mapped[Decimal | None] = mapped_column(Units)
    scrap: Mapped[Decimal | None] = mapped_column(Units)
    worked_hours: Mapped[Decimal | None] = mapped_column(Units)
    absent_hours: Mapped[Decimal | None] = mapped_column(Units)
    batch: Mapped[str] = mapped_column(String(100), default="")
    pattern: Mapped[str] = mapped_column(String(100), default="")
    remark: Mapped[str] = mapped_column(String(500), default="")
    declared_by: Mapped[str] = mapped_column(String(16), default="")
    declared_at: Mapped[datetime] = mapped_column(default=now)


class Lot(Versioned, Base):
    """A lot delivered to the buyer, who accepts or refuses it: delivered, accepted, refused.

    ``refused_units``: how many of it came back, as its workshop says. ``said_at``: when it was said that it
    was delivered.
    """

    __tablename__ = "lots"
    __table_args__ = (UniqueConstraint("order_id", "workshop", "number"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    order_id: Mapped[str] = _order()
    workshop: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(100))
    demand: Mapped[str] = mapped_column(String(100))
    product: Mapped[str] = mapped_column(String(100))
    units: Mapped[Decimal] = mapped_column(Units)
    refused_units: Mapped[Decimal] = mapped_column(Units, default=Decimal(0))
    batch: Mapped[str] = mapped_column(String(100), default="")
    pattern: Mapped[str] = mapped_column(String(100), default="")
    delivery_note: Mapped[str] = mapped_column(String(100), default="")
    delivered_on: Mapped[date]
    said_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[str] = mapped_column(String(20), default="delivered")
    reason: Mapped[str] = mapped_column(String(1000), default="")
    decided_by: Mapped[str] = mapped_column(String(16), default="")
    decided_at: Mapped[datetime | None]


class Statement(Versioned, Base):
    """A workshop's statement of a period: draft, submitted, paid. Amounts in cents.

    ``settlement_cents``: what it owes other workshops for joint purchases (negative: is owed). It tells what
    each gains, so it stands apart from ``content``: only the workshop and the facilitator read it.
    """

    __tablename__ = "statements"
    __table_args__ = (UniqueConstraint("order_id", "period", "workshop"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    order_id: Mapped[str] = _order()
    period: Mapped[str] = mapped_column(String(30))
    workshop: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(20), default="draft")
    ht_cents: Mapped[int] = mapped_column(BigInteger)
    vat_cents: Mapped[int] = mapped_column(BigInteger)
    payable_cents: Mapped[int] = mapped_column(BigInteger)
    settlement_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    content: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Feed(Base):
    """The secret address of a workshop's calendar."""

    __tablename__ = "feeds"
    __table_args__ = (UniqueConstraint("order_id", "workshop"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"))
    workshop: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(default=now)
