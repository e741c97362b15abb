"""Rows of a follow-up file as declarations and lots, and back.

A row tells what was made in a week and what left of it. What was made is a declaration; what left the
last operation of a product is a lot of the earliest milestone that still wants units. Units that a row
says were refused are written down as such: they are needed again, whatever the buyer says later of the lot;
what the buyer has decided about stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from optimizer.diagnostics import Diagnostic
from optimizer.problem import Problem
from optimizer.weeks import week_name
from service.db import life_rows, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import cost_data, declarations, delivered_lots, lots, orders
from service.usecases.import_answer import typed
from service.usecases.rights import Actor

if TYPE_CHECKING:
    from service.db.engine import Session

ZERO = Decimal(0)
_MADE = ("made", "conforming", "scrap")
_TOLD = ("batch", "remark")


def rows(session: Session, order: tables.Order, workshop: str = "") -> list[dict[str, Any]]:
    """What was declared and delivered, as rows of the sheet of follow-up, plain values.

    ``workshop``: of this one only.
    """
    problem = _problem(session, order)
    last = {p.id: p.operations[-1].id for p in problem.products if p.operations}
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for d in life_rows.declarations(session, order.id, workshop):
        row: dict[str, Any] = {
            "workshop": d.workshop,
            "week": d.week,
            "product": d.product,
            "operation": d.operation,
            "lot": d.lot or None,
            "batch": d.batch or None,
            "remark": d.remark or None,
        }
        row |= {n: _number(getattr(d, n)) for n in _MADE}
        found[d.workshop, d.product, d.operation, d.lot, d.week] = row
    for lot in life_rows.lots(session, order.id):
        if workshop and lot.workshop != workshop:
            continue
        operation = last.get(lot.product, "")
        week = week_name(lot.delivered_on)
        key = _row_of(lot, operation, week, found)
        if key not in found:
            found[key] = {
                "workshop": lot.workshop,
                "week": week,
                "product": lot.product,
                "operation": operation,
                "lot": key[3] or None,
                "made": _number(ZERO),
            }
        found[key] |= {
            "delivered": {"day": lot.delivered_on.isoformat()},
            "delivered_units": _number(lot.units),
            "refused_units": _number(delivered_lots.refused_units(lot) or None),
            "delivery_note": lot.delivery_note or None,
        }
    return list(found.values())


def _row_of(
    lot: tables.Lot, operation: str, week: str, rows: Mapping[tuple[str, ...], Mapping[str, Any]]
) -> tuple[str, ...]:
    """The row that tells of a lot: that of its number; of a number that was only a delivery note's, the
    last one made without a number before it left."""
    start = (lot.workshop, lot.product, operation)
    free = [k for k, row in rows.items() if k[:3] == start and "delivered" not in row]
    named = [k for k in free if k[3] == lot.number]
    if named:
        return named[0]
    if lot.number not in (lot.delivery_note, _no_number(lot.product, week)):
        return (*start, lot.number, week)
    blank = [k for k in free if not k[3] and k[4] <= week]
    return max(blank, key=lambda k: k[4]) if blank else (*start, "", week)


def _no_number(product: str, week: str) -> str:
    """Number of a lot that neither its row nor a delivery note gives."""
    return f"{product} {week}"


def apply(
    session: Session, actor: Actor, order: tables.Order, changes: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Write what a file tells, and how to put it back.

    Raises:
        ServiceRefusalError: everything in it that cannot be declared, at once.
    """
    problem = _problem(session, order)
    done: list[dict[str, Any]] = []
    wrong: list[Diagnostic] = []
    refusals: list[ServiceRefusalError] = []
    for change in changes:
        try:
            if change["fate"] == "removed":
                _remove(session, actor, order, change["key"], done)
            else:
                values = {k: typed(v) for k, v in change["values"].items()}
                _declare(session, actor, order, change["key"], values, done)
                _deliver(session, actor, order, problem, change["key"], values, done)
        except ServiceRefusalError as refusal:
            wrong += refusal.findings
            refusals.append(refusal)
    if wrong:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Ce suivi contient des erreurs : voyez le détail."),
            findings=tuple(wrong),
        )
    if refusals:
        raise refusals[0]
    return done


def undo(
    session: Session, actor: Actor, order: tables.Order, done: Sequence[Mapping[str, Any]]
) -> None:
    """Put back what :func:`apply` changed.

    Raises:
        ServiceRefusalError: one of the rows was changed since.
    """
    for item in reversed(done):
        if item["row"] == "lot":
            _undo_lot(session, actor, order, item)
        else:
            _undo_declaration(session, actor, order, item)
    session.flush()


def _undo_declaration(
    session: Session, actor: Actor, order: tables.Order, item: Mapping[str, Any]
) -> None:
    was = item["was"]
    if item["version"] == 0:
        declarations.declare(session, actor, order, _given_of(was))
        return
    there = life_rows.declaration(session, order.id, item["id"])
    if there is None or there.version != item["version"]:
        raise _changed_since(item["about"])
    if was is None:
        declarations.remove(session, actor, order, there.id, there.version)
    else:
        declarations.correct(session, actor, order, there.id, _given_of(was), there.version)


def _undo_lot(session: Session, actor: Actor, order: tables.Order, item: Mapping[str, Any]) -> None:
    if item["version"] != 0:
        there = life_rows.lot(session, order.id, item["id"])
        if there is None or there.version != item["version"]:
            raise _changed_since(item["about"])
        lots.remove(session, actor, order, there.id, there.version)
    if item["was"] is not None:
        was = item["was"]
        lots.deliver(
            session,
            actor,
            order,
            lots.Given(
                workshop=was["workshop"],
                number=was["number"],
                demand=was["demand"],
                units=Decimal(was["units"]),
                delivered_on=date.fromisoformat(was["delivered_on"]),
                batch=was["batch"],
                pattern=was["pattern"],
                delivery_note=was["delivery_note"],
                refused_units=Decimal(was["refused_units"]),
            ),
        )


def _changed_since(about: str) -> ServiceRefusalError:
    return ServiceRefusalError(
        Refusal.CONFLICT,
        N_("Changé depuis, donc gardé : {parts}. Corrigez à la main."),
        parts=about,
    )


# -- what was made ------------------------------------------------------------------------------


def _declare(
    session: Session,
    actor: Actor,
    order: tables.Order,
    key: Sequence[str],
    values: Mapping[str, Any],
    done: list[dict[str, Any]],
) -> None:
    workshop, week, product, operation, lot = key
    there = _same(session, order, key)
    if there is None and all(values.get(n) is None for n in _MADE):
        return  # it tells of a delivery only
    given = declarations.Given(
        workshop=workshop,
        week=week,
        product=product,
        operation=operation,
        lot=lot,
        made=values.get("made") or ZERO,
        conforming=values.get("conforming"),
        scrap=values.get("scrap"),
        worked_hours=there.worked_hours if there is not None else None,
        absent_hours=there.absent_hours if there is not None else None,
        pattern=there.pattern if there is not None else "",
        **{n: str(values.get(n) or "") for n in _TOLD},
    )
    about = f"{workshop} {week} {product} {operation} {lot}".strip()
    if there is None:
        row = declarations.declare(session, actor, order, given)
        was = None
    else:
        was = declarations.shown(there)
        row = declarations.correct(session, actor, order, there.id, given, there.version)
    done.append(
        {"row": "declaration", "id": row.id, "was": was, "version": row.version, "about": about}
    )


def _remove(
    session: Session,
    actor: Actor,
    order: tables.Order,
    key: Sequence[str],
    done: list[dict[str, Any]],
) -> None:
    there = _same(session, order, key)
    if there is None:
        return
    was = declarations.shown(there)
    declarations.remove(session, actor, order, there.id, there.version)
    done.append(
        {"row": "declaration", "id": "", "was": was, "version": 0, "about": " ".join(key).strip()}
    )


def _same(session: Session, order: tables.Order, key: Sequence[str]) -> tables.Declaration | None:
    workshop, week, product, operation, lot = key
    for d in life_rows.declarations(session, order.id, workshop, week):
        if (d.product, d.operation, d.lot) == (product, operation, lot):
            return d
    return None


def _given_of(was: Mapping[str, Any]) -> declarations.Given:
    names = ("workshop", "week", "product", "operation", "lot", "batch", "pattern", "remark")
    numbers = ("conforming", "scrap", "worked_hours", "absent_hours")
    values: dict[str, Any] = {n: was[n] for n in names}
    values |= {n: None if was[n] is None else Decimal(was[n]) for n in numbers}
    return declarations.Given(**values, made=Decimal(was["made"]))


# -- what left ----------------------------------------------------------------------------------


def _deliver(
    session: Session,
    actor: Actor,
    order: tables.Order,
    problem: Problem,
    key: Sequence[str],
    values: Mapping[str, Any],
    done: list[dict[str, Any]],
) -> None:
    workshop, _week, product, operation, lot = key
    units, day = values.get("delivered_units"), values.get("delivered")
    operations = next((p.operations for p in problem.products if p.id == product), ())
    if not units or day is None or not operations or operations[-1].id != operation:
        return  # what goes on to another workshop is no lot of the buyer's
    note = str(values.get("delivery_note") or "")
    number = lot or note or _no_number(product, week_name(day))
    there = life_rows.lot_of_number(session, order.id, workshop, number)
    was = lots.shown(there) if there is not None else None
    back = values.get("refused_units")
    if there is not None:
        if back is None:
            back = delivered_lots.refused_units(there)
        is_same = there.units == units and delivered_lots.refused_units(there) == back
        if is_same and there.delivered_on == day:
            return
        was = {**lots.shown(there), "delivery_note": there.delivery_note}
        lots.remove(session, actor, order, there.id, there.version)
    given = lots.Given(
        workshop=workshop,
        number=number,
        demand=there.demand if there is not None else _demand(session, order, problem, product),
        units=units,
        delivered_on=day,
        batch=str(values.get("batch") or ""),
        delivery_note=note,
        refused_units=back or ZERO,
    )
    row = lots.deliver(session, actor, order, given)
    done.append({"row": "lot", "id": row.id, "was": was, "version": row.version, "about": number})


def _demand(session: Session, order: tables.Order, problem: Problem, product: str) -> str:
    """The earliest milestone of a product that still wants units, else its last one."""
    mine = sorted((d for d in problem.demands if d.product == product), key=lambda d: d.due)
    if not mine:
        return ""
    sent: dict[str, Decimal] = {d.demand: d.units for d in problem.opening.delivered}
    for lot in life_rows.lots(session, order.id):
        sent[lot.demand] = (
            sent.get(lot.demand, ZERO) + lot.units - delivered_lots.refused_units(lot)
        )
    return next((d.id for d in mine if sent.get(d.id, ZERO) < d.quantity), mine[-1].id)


def _problem(session: Session, order: tables.Order) -> Problem:
    planned = cost_data.plan_in_force(session, order)
    found = planned[0] if planned is not None else orders.problem(session, order).problem
    if found is None:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE, N_("La commande n'est pas lisible : corrigez-la d'abord.")
        )
    return found


def _number(value: Decimal | None) -> dict[str, str] | None:
    return None if value is None else {"number": f"{value:f}"}
