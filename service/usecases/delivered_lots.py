"""Lots as the rest of the house counts them: deliveries, what is still wanted, what to plan again."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import TYPE_CHECKING

from optimizer.attribution import DeliveryRecord, in_order, planned_records
from optimizer.capacity import horizon_of
from optimizer.declared import Declared, Made
from optimizer.diagnostics import Diagnostic, warning
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.weeks import week_name
from service.db import life_rows, tables

if TYPE_CHECKING:
    from service.db.engine import Session

ZERO = Decimal(0)
_TOLERANCE = Decimal("0.001")


def records(
    session: Session, order: tables.Order, problem: Problem, plan: Plan
) -> tuple[DeliveryRecord, ...]:
    """Lots that the buyer decided about, as deliveries in time order.

    What was delivered before the plan starts is what its opening state says, unless lots tell of it.
    """
    decided = [x for x in life_rows.lots(session, order.id) if x.state in ("accepted", "refused")]
    monday = horizon_of(problem).monday
    products = {d.id: d.product for d in problem.demands}
    told_before = {x.product for x in decided if x.delivered_on < monday}
    found = [
        r
        for r in planned_records(problem, plan)
        if r.day < monday and products[r.demand] not in told_before
    ]
    found += [
        DeliveryRecord(
            demand=lot.demand,
            day=lot.delivered_on,
            delivered=lot.units,
            accepted=lot.units - refused_units(lot),
        )
        for lot in decided
        # A milestone that the order no longer has is paid for by nobody.
        if lot.demand in products
    ]
    return in_order(problem, found)


def beyond_declared(
    problem: Problem, declared: Declared, workshops: Collection[str]
) -> tuple[tuple[tuple[str, str], Diagnostic], ...]:
    """Lots that hold more than their workshop had declared to have finished by the end of that week.

    What lay finished when the order started counts too. Planning the rest of the order again refuses such
    lots; here they are only worth saying, since many declare a week after having delivered.

    Args:
        problem: from the first day of the order.
        workshops: of which it is told.

    Returns:
        Workshop and number of the lot, with the warning; in time order.
    """
    last = {p.id: p.operations[-1] for p in problem.products if p.operations}
    finished: dict[tuple[str, str], list[tuple[str, Decimal]]] = {}
    for stock in problem.opening.units:
        if stock.product in last and stock.operation == last[stock.product].id:
            finished.setdefault((stock.workshop, stock.product), []).append(("", stock.units))
    leaving = []
    for row in declared.rows:
        if row.workshop not in workshops or row.product not in last:
            continue
        if row.delivered is not None:
            leaving.append(row)
        elif row.operation == last[row.product].id:
            good = _good_units(row, last[row.product].yield_rate)
            finished.setdefault((row.workshop, row.product), []).append((row.week, good))
    found = []
    gone: dict[tuple[str, str], Decimal] = {}
    for row in sorted(leaving, key=lambda r: (r.week, r.delivered, r.lot)):
        key, units = (row.workshop, row.product), row.delivered_units or ZERO
        ready = sum((u for week, u in finished.get(key, ()) if week <= row.week), start=ZERO)
        there = max(ZERO, ready - gone.get(key, ZERO))
        gone[key] = gone.get(key, ZERO) + units
        if units > there + _TOLERANCE:
            said = warning(
                "replan.lot_beyond_declared",
                row.workshop,
                lot=row.lot,
                product=row.product,
                week=row.week,
                read=units,
                missing=units - there,
            )
            found.append(((row.workshop, row.lot), said))
            # What is missing is said once, not again of every lot after it.
            gone[key] = ready
    return tuple(found)


def _good_units(row: Made, usual: Decimal) -> Decimal:
    """Conforming units of a declaration, by the usual yield where nobody told."""
    if row.conforming is not None:
        return row.conforming
    return row.made * usual if row.scrap is None else row.made - row.scrap


def refused_units(row: tables.Lot) -> Decimal:
    """How many units of a lot count as refused: all when the buyer says so, else what its workshop says."""
    return row.units if row.state == "refused" else row.refused_units


def accepted(session: Session, order: tables.Order) -> dict[str, Decimal]:
    """Units accepted per demand."""
    found: dict[str, Decimal] = {}
    for lot in life_rows.lots(session, order.id):
        if lot.state == "accepted":
            taken = lot.units - refused_units(lot)
            found[lot.demand] = found.get(lot.demand, ZERO) + taken
    return found


def undelivered(session: Session, order: tables.Order, problem: Problem) -> dict[str, Decimal]:
    """Units of each demand that the buyer has not accepted; a refused lot is wanted again."""
    done = accepted(session, order)
    before = {d.demand: d.units for d in problem.opening.delivered}
    left = {
        d.id: d.quantity - done.get(d.id, ZERO) - before.get(d.id, ZERO) for d in problem.demands
    }
    return {demand: units for demand, units in left.items() if units > 0}


def declared(session: Session, order: tables.Order, problem: Problem) -> Declared:
    """All that was declared, made and delivered: what planning again starts from.

    What the buyer refused, or its workshop says was refused, is needed once more.
    """
    last = {p.id: p.operations[-1].id for p in problem.products if p.operations}
    rows = [
        Made(
            workshop=d.workshop,
            week=d.week,
            product=d.product,
            operation=d.operation,
            made=d.made,
            conforming=d.conforming,
            scrap=d.scrap,
            lot=d.lot,
        )
        for d in life_rows.declarations(session, order.id)
    ]
    rows += [
        Made(
            workshop=lot.workshop,
            week=week_name(lot.delivered_on),
            product=lot.product,
            operation=last.get(lot.product, ""),
            made=ZERO,
            delivered=lot.delivered_on,
            delivered_units=lot.units,
            refused_units=refused_units(lot),
            lot=lot.number,
        )
        for lot in life_rows.lots(session, order.id)
    ]
    return Declared(rows=tuple(rows))
