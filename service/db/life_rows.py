"""Rows of an order at work, by name; each belongs to an order that its asker has already been shown."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select

from service.db import tables
from service.db.engine import Session
from service.db.repositories import LARGEST_NUMBER


def hold(session: Session, order: tables.Order) -> None:
    """Let nobody else take a step of this order until this transaction ends.

    A file has one writer at a time anyway.
    """
    session.flush()
    session.refresh(order, with_for_update={"key_share": True})


# -- consents, costings -------------------------------------------------------------------------


def consent(session: Session, plan_id: str, workshop: str) -> tables.Consent | None:
    """What a workshop said of a plan."""
    return session.get(tables.Consent, (plan_id, workshop))


def plan_by_id(session: Session, plan_id: str | None) -> tables.Plan | None:
    """A plan by its id."""
    return session.get(tables.Plan, plan_id) if plan_id else None


def costings(session: Session, order_id: str) -> Sequence[tables.Costing]:
    """Every workshop's costing."""
    return session.scalars(
        select(tables.Costing)
        .where(tables.Costing.order_id == order_id)
        .order_by(tables.Costing.workshop)
    ).all()


def costing(session: Session, order_id: str, workshop: str) -> tables.Costing | None:
    """A workshop's costing."""
    return session.get(tables.Costing, (order_id, workshop))


def comments(session: Session, order_id: str, workshop: str) -> Sequence[tables.CostingComment]:
    """What was said of a costing, in the order it was said."""
    return session.scalars(
        select(tables.CostingComment)
        .where(
            tables.CostingComment.order_id == order_id, tables.CostingComment.workshop == workshop
        )
        .order_by(tables.CostingComment.said_at, tables.CostingComment.id)
    ).all()


# -- quotations, purchases ----------------------------------------------------------------------


def quotations(session: Session, order_id: str) -> Sequence[tables.Quotation]:
    """Quotations of an order, the newest first."""
    return session.scalars(
        select(tables.Quotation)
        .where(tables.Quotation.order_id == order_id)
        .order_by(tables.Quotation.number.desc())
    ).all()


def quotation(session: Session, order_id: str, number: int) -> tables.Quotation | None:
    """A quotation by its number."""
    if not 0 < number <= LARGEST_NUMBER:
        return None
    return session.scalar(
        select(tables.Quotation).where(
            tables.Quotation.order_id == order_id, tables.Quotation.number == number
        )
    )


def next_quotation_number(session: Session, order_id: str) -> int:
    """Number of the quotation to come."""
    highest = session.scalar(
        select(func.max(tables.Quotation.number)).where(tables.Quotation.order_id == order_id)
    )
    return (highest or 0) + 1


def purchases(session: Session, order_id: str) -> Sequence[tables.PurchaseOrder]:
    """Orders to suppliers, in time order."""
    return session.scalars(
        select(tables.PurchaseOrder)
        .where(tables.PurchaseOrder.order_id == order_id)
        .order_by(tables.PurchaseOrder.week, tables.PurchaseOrder.offer)
    ).all()


def purchase(session: Session, order_id: str, row_id: str) -> tables.PurchaseOrder | None:
    """An order to a supplier."""
    row = session.get(tables.PurchaseOrder, row_id)
    return row if row is not None and row.order_id == order_id else None


# -- production, lots, statements ---------------------------------------------------------------


def declarations(
    session: Session, order_id: str, workshop: str = "", week: str = ""
) -> Sequence[tables.Declaration]:
    """What was declared, in time order; of one workshop or one week when it is named."""
    asked = select(tables.Declaration).where(tables.Declaration.order_id == order_id)
    if workshop:
        asked = asked.where(tables.Declaration.workshop == workshop)
    if week:
        asked = asked.where(tables.Declaration.week == week)
    d = tables.Declaration
    return session.scalars(
        asked.order_by(d.week, d.workshop, d.product, d.operation, d.lot, d.id)
    ).all()


def declaration(session: Session, order_id: str, row_id: str) -> tables.Declaration | None:
    """One row of what was declared."""
    row = session.get(tables.Declaration, row_id)
    return row if row is not None and row.order_id == order_id else None


def same_declaration(session: Session, row: tables.Declaration) -> tables.Declaration | None:
    """Another row about the same work: same workshop, week, product, operation and lot."""
    d = tables.Declaration
    return session.scalar(
        select(d).where(
            d.order_id == row.order_id,
            d.workshop == row.workshop,
            d.week == row.week,
            d.product == row.product,
            d.operation == row.operation,
            d.lot == row.lot,
        )
    )


def lots(session: Session, order_id: str) -> Sequence[tables.Lot]:
    """Lots delivered, in time order."""
    return session.scalars(
        select(tables.Lot)
        .where(tables.Lot.order_id == order_id)
        .order_by(tables.Lot.delivered_on, tables.Lot.workshop, tables.Lot.number)
    ).all()


def lot(session: Session, order_id: str, row_id: str) -> tables.Lot | None:
    """A lot."""
    row = session.get(tables.Lot, row_id)
    return row if row is not None and row.order_id == order_id else None


def lot_of_number(session: Session, order_id: str, workshop: str, number: str) -> tables.Lot | None:
    """A workshop's lot by its number."""
    return session.scalar(
        select(tables.Lot).where(
            tables.Lot.order_id == order_id,
            tables.Lot.workshop == workshop,
            tables.Lot.number == number,
        )
    )


def declared_with_batch(
    session: Session, order_ids: Sequence[str], batch: str
) -> Sequence[tables.Declaration]:
    """What was made with a batch of material, in any of these orders."""
    d = tables.Declaration
    return session.scalars(
        select(d)
        .where(d.order_id.in_(list(order_ids)), d.batch == batch)
        .order_by(d.order_id, d.week, d.workshop, d.lot)
    ).all()


def lots_with(
    session: Session, order_ids: Sequence[str], batch: str, numbers: Sequence[str]
) -> Sequence[tables.Lot]:
    """Lots that name a batch, or that bear one of these numbers."""
    t = tables.Lot
    return session.scalars(
        select(t)
        .where(t.order_id.in_(list(order_ids)), or_(t.batch == batch, t.number.in_(list(numbers))))
        .order_by(t.order_id, t.delivered_on, t.workshop, t.number)
    ).all()


def statements(session: Session, order_id: str) -> Sequence[tables.Statement]:
    """Statements of an order, by period then workshop."""
    return session.scalars(
        select(tables.Statement)
        .where(tables.Statement.order_id == order_id)
        .order_by(tables.Statement.period, tables.Statement.workshop)
    ).all()


def statement(session: Session, order_id: str, row_id: str) -> tables.Statement | None:
    """A statement."""
    row = session.get(tables.Statement, row_id)
    return row if row is not None and row.order_id == order_id else None
