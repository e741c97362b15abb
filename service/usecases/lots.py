"""Lots delivered to the buyer, who accepts or refuses them; recall of a batch of material."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from optimizer.diagnostics import Diagnostic
from optimizer.problem import Problem
from service.db import life_rows, repositories, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import (
    access,
    audit,
    cost_data,
    delivered_lots,
    invoiced_days,
    lengths,
    life,
    orders,
)
from service.usecases.life import Living
from service.usecases.rights import Actor, Extent, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

LARGEST = Decimal(10**9)
_SMALLEST = Decimal("0.000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A lot that leaves a workshop for the buyer; ``refused_units``: of these, what came back."""

    workshop: str
    number: str
    demand: str
    units: Decimal
    delivered_on: date
    batch: str = ""
    pattern: str = ""
    delivery_note: str = ""
    refused_units: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """What was made with a batch of material: who made it, in which lots, where these went.

    ``points``: delivery point of each lot's milestone, by id of the lot.
    """

    batch: str
    declarations: Sequence[tables.Declaration]
    lots: Sequence[tables.Lot]
    orders: dict[str, str]
    points: dict[str, str]


def deliver(session: Session, actor: Actor, order: tables.Order, given: Given) -> tables.Lot:
    """Say that a lot was delivered.

    Raises:
        ServiceRefusalError: another's, not in production, wrong data, a number that is taken, a day that
            was invoiced.
    """
    access.need_write(actor, Thing.LOTS, given.workshop)
    life_rows.hold(session, order)
    _need_production(order)
    for text in (given.number, given.batch, given.pattern, given.delivery_note):
        lengths.need_room(text, lengths.CODE)
    product = _product(_problem(session, order), given)
    taken = life_rows.lot_of_number(session, order.id, given.workshop, given.number.strip())
    if taken is not None:
        raise ServiceRefusalError(
            Refusal.CONFLICT,
            N_("Le lot « {number} » est déjà livré : donnez un autre numéro."),
            theirs=shown(taken),
            number=given.number,
        )
    invoiced_days.need_open(session, order, given.delivered_on)
    row = tables.Lot(
        order_id=order.id,
        workshop=given.workshop,
        number=given.number.strip(),
        demand=given.demand,
        product=product,
        units=given.units,
        refused_units=given.refused_units,
        batch=given.batch.strip(),
        pattern=given.pattern.strip(),
        delivery_note=given.delivery_note.strip(),
        delivered_on=given.delivered_on,
    )
    session.add(row)
    session.flush()
    _note(session, actor, order, "deliver_lot", row)
    return row


def remove(
    session: Session, actor: Actor, order: tables.Order, row_id: str, version: int | None
) -> None:
    """Take back a lot that the buyer has not decided about.

    Raises:
        ServiceRefusalError: another's, not there, another version, already decided.
    """
    row = of_id(session, actor, order, row_id)
    access.need_write(actor, Thing.LOTS, row.workshop)
    _need_production(order)
    if row.state != "delivered":
        raise ServiceRefusalError(
            Refusal.WRONG_STATE, N_("Le client s'est prononcé sur ce lot : il reste.")
        )
    access.check_version(row, version, shown(row))
    _note(session, actor, order, "remove_lot", row)
    session.delete(row)
    session.flush()


def decide(
    session: Session,
    actor: Actor,
    order: tables.Order,
    row_id: str,
    step_name: str,
    *,
    reason: str = "",
    version: int | None = None,
) -> tables.Lot:
    """The buyer accepts or refuses a lot, or comes back on it.

    A refused lot is wanted again: it counts as refused units when the rest is planned again.

    Raises:
        ServiceRefusalError: not the buyer of this order, another state, no reason, a day that was
            invoiced.
    """
    life_rows.hold(session, order)
    row = of_id(session, actor, order, row_id)
    access.need_write(actor, Thing.LOT_DECISION)
    if not actor.buys(order.customer) and actor.may_write(Thing.LOT_DECISION) is not Extent.ALL:
        raise access.not_found()
    _need_production(order)
    invoiced_days.need_open(session, order, row.delivered_on)
    life.take(
        session,
        actor,
        order,
        row,
        life.find(Living.LOT, step_name),
        subject=f"lot:{row.workshop}:{row.number}",
        reason=reason,
        version=version,
        detail={"demand": row.demand, "units": f"{row.units:f}"},
    )
    is_open = row.state == "delivered"
    row.reason = "" if is_open else reason.strip()
    row.decided_by = "" if is_open else actor.account_id
    row.decided_at = None if is_open else tables.now()
    session.flush()
    return row


def visible(session: Session, actor: Actor, order: tables.Order) -> list[tables.Lot]:
    """Lots of an order that this person may see, in time order."""
    access.need_read(actor, Thing.LOTS)
    return [lot for lot in life_rows.lots(session, order.id) if _may_see(actor, order, lot)]


def of_id(session: Session, actor: Actor, order: tables.Order, row_id: str) -> tables.Lot:
    """A lot that this person may see.

    Raises:
        ServiceRefusalError: ``not_found``.
    """
    access.need_read(actor, Thing.LOTS)
    row = life_rows.lot(session, order.id, row_id)
    if row is None or not _may_see(actor, order, row):
        raise access.not_found()
    return row


def signals(session: Session, actor: Actor, order: tables.Order) -> dict[str, Diagnostic]:
    """What is worth checking in lots whose production this person may read, by id of the lot.

    A lot may be delivered before its week is declared: nothing here keeps anybody from delivering.
    """
    access.need_read(actor, Thing.LOTS)
    rows = life_rows.lots(session, order.id)
    told = {x.workshop for x in rows if actor.may_read_of(Thing.PRODUCTION, x.workshop)}
    problem = _readable(session, order) if told else None
    if problem is None:
        return {}
    ids = {(x.workshop, x.number): x.id for x in rows}
    declared = delivered_lots.declared(session, order, problem)
    return {ids[lot]: said for lot, said in delivered_lots.beyond_declared(problem, declared, told)}


def recall(session: Session, actor: Actor, batch: str) -> Recall:
    """Everything made with a batch of material, in every order of the consortium.

    A lot is concerned when it names the batch, or bears the number of a lot that its workshop declared to
    have made with it. Each person finds what it may see: a workshop its own, a buyer its orders'.
    """
    access.need_read(actor, Thing.LOTS)
    known = {o.id: o for o in repositories.orders(session, actor.consortium_id)}
    ids = list(known)
    declared = life_rows.declared_with_batch(session, ids, batch)
    numbers = {(d.order_id, d.workshop, d.lot) for d in declared if d.lot}
    found = [
        lot
        for lot in life_rows.lots_with(session, ids, batch, sorted({n for *_, n in numbers}))
        if lot.batch == batch or (lot.order_id, lot.workshop, lot.number) in numbers
        if _may_see(actor, known[lot.order_id], lot)
    ]
    points: dict[str, str] = {}
    for order_id in {lot.order_id for lot in found}:
        problem = orders.problem(session, known[order_id]).problem
        where = {d.id: d.delivery_point for d in problem.demands} if problem else {}
        points |= {lot.id: where.get(lot.demand, "") for lot in found if lot.order_id == order_id}
    return Recall(
        batch=batch,
        declarations=[d for d in declared if actor.may_read_of(Thing.PRODUCTION, d.workshop)],
        lots=found,
        orders={
            key: known[key].code
            for key in {*(d.order_id for d in declared), *(x.order_id for x in found)}
        },
        points=points,
    )


def shown(row: tables.Lot) -> dict[str, Any]:
    """A lot as plain values."""
    names = ("id", "workshop", "number", "demand", "product", "batch", "pattern", "state", "reason")
    return {
        **{name: getattr(row, name) for name in names},
        "units": f"{row.units:f}",
        "refused_units": f"{row.refused_units:f}",
        "delivered_on": row.delivered_on.isoformat(),
    }


def _may_see(actor: Actor, order: tables.Order, lot: tables.Lot) -> bool:
    return actor.may_read_of(Thing.LOTS, lot.workshop) or actor.buys(order.customer)


def _need_production(order: tables.Order) -> None:
    if order.state != "production":
        raise ServiceRefusalError(
            Refusal.WRONG_STATE, N_("On livre pendant la production : la commande n'y est pas.")
        )


def _problem(session: Session, order: tables.Order) -> Problem:
    found = _readable(session, order)
    if found is None:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE, N_("La commande n'est pas lisible : corrigez-la d'abord.")
        )
    return found


def _readable(session: Session, order: tables.Order) -> Problem | None:
    """The order from its first day, as the plan in force sees it, else as it is."""
    planned = cost_data.plan_in_force(session, order)
    return planned[0] if planned is not None else orders.problem(session, order).problem


def _product(problem: Problem, given: Given) -> str:
    """The product of the milestone that a lot is for.

    Raises:
        ServiceRefusalError: a milestone or workshop that is not there, units that are none.
    """
    demand = next((d for d in problem.demands if d.id == given.demand), None)
    if demand is None:
        raise _wrong(N_("La commande n'a pas de jalon « {name} »."), given.demand)
    if given.workshop not in {w.id for w in problem.workshops}:
        raise _wrong(N_("La commande n'a pas d'atelier « {name} »."), given.workshop)
    if not given.number.strip():
        raise _wrong(N_("Donnez un numéro au lot : c'est par lui qu'on le retrouve."), "")
    units = given.units
    if not units.is_finite() or not 0 < units <= LARGEST or units != units.quantize(_SMALLEST):
        raise _wrong(N_("« {name} » n'est pas une quantité livrée."), str(units))
    product = next(p for p in problem.products if p.id == demand.product)
    back = given.refused_units
    if not back.is_finite() or not 0 <= back <= units or back != back.quantize(_SMALLEST):
        raise _wrong(N_("« {name} » unités refusées : ce n'est pas une part de ce lot."), str(back))
    for told in (units, back):
        if product.lot_size > 0 and told != told.to_integral_value():
            raise _wrong(N_("« {name} » : ce produit se compte à la pièce."), f"{told:f}")
    return product.id


def _wrong(text: str, name: str) -> ServiceRefusalError:
    return ServiceRefusalError(Refusal.WRONG_DATA, text, name=name)


def _note(
    session: Session, actor: Actor, order: tables.Order, action: str, row: tables.Lot
) -> None:
    audit.note(
        session,
        actor,
        action,
        f"lot:{row.workshop}:{row.number}",
        order_id=order.id,
        detail=shown(row),
    )
