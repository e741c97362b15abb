"""Production as workshops declare it, week by week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from optimizer.capacity import horizon_of
from optimizer.diagnostics import Diagnostic, error
from optimizer.problem import Problem, Product
from optimizer.weeks import is_week_name
from service.db import life_rows, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, audit, cost_data, lengths, orders, plausible
from service.usecases.rights import Actor, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

ZERO = Decimal(0)
LARGEST = Decimal(10**9)
_SMALLEST = Decimal("0.000001")
_QUANTITIES = ("made", "conforming", "scrap", "worked_hours", "absent_hours")
_TEXTS = ("week", "product", "operation", "lot", "batch", "pattern", "remark")
_OF_PIECES = ("made", "conforming", "scrap")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a workshop says it made of something in a week; None where it does not say."""

    workshop: str
    week: str
    product: str
    operation: str
    lot: str = ""
    made: Decimal
    conforming: Decimal | None = None
    scrap: Decimal | None = None
    worked_hours: Decimal | None = None
    absent_hours: Decimal | None = None
    batch: str = ""
    pattern: str = ""
    remark: str = ""


def declare(
    session: Session, actor: Actor, order: tables.Order, given: Given
) -> tables.Declaration:
    """Say what was made, for the first time.

    Raises:
        ServiceRefusalError: another's, the order is not in production, something is wrong in it, or it was
            said already (the row that is there comes with it).
    """
    access.need_write(actor, Thing.PRODUCTION, given.workshop)
    life_rows.hold(session, order)
    _need_production(order)
    _check(session, order, given)
    row = tables.Declaration(order_id=order.id, declared_by=actor.account_id)
    _fill(row, given)
    there = life_rows.same_declaration(session, row)
    if there is not None:
        raise ServiceRefusalError(
            Refusal.CONFLICT,
            N_("Cette production est déjà déclarée : corrigez la ligne qui existe."),
            theirs=shown(there),
        )
    session.add(row)
    session.flush()
    _note(session, actor, order, "declare", row)
    return row


def correct(
    session: Session,
    actor: Actor,
    order: tables.Order,
    row_id: str,
    given: Given,
    version: int | None,
) -> tables.Declaration:
    """Say otherwise what was made.

    Raises:
        ServiceRefusalError: another's, not there, another version, not in production, wrong data.
    """
    life_rows.hold(session, order)
    row = _of_id(session, actor, order, row_id)
    access.need_write(actor, Thing.PRODUCTION, given.workshop)
    _need_production(order)
    _check(session, order, given)
    wanted = tables.Declaration(order_id=order.id)
    _fill(wanted, given)
    other = life_rows.same_declaration(session, wanted)
    if other is not None and other.id != row.id:
        raise ServiceRefusalError(
            Refusal.CONFLICT,
            N_("Cette production est déjà déclarée : corrigez la ligne qui existe."),
            theirs=shown(other),
        )
    access.check_version(row, version, shown(row))
    before = shown(row)
    _fill(row, given)
    row.declared_by, row.declared_at = actor.account_id, tables.now()
    session.flush()
    _note(session, actor, order, "correct_declaration", row, {"before": before})
    return row


def remove(
    session: Session, actor: Actor, order: tables.Order, row_id: str, version: int | None
) -> None:
    """Take back what was declared.

    Raises:
        ServiceRefusalError: another's, not there, another version, not in production.
    """
    row = _of_id(session, actor, order, row_id)
    _need_production(order)
    access.check_version(row, version, shown(row))
    _note(session, actor, order, "remove_declaration", row, {"before": shown(row)})
    session.delete(row)
    session.flush()


def visible(
    session: Session, actor: Actor, order: tables.Order, workshop: str = "", week: str = ""
) -> list[tables.Declaration]:
    """What was declared, as far as this person may know, in time order."""
    access.need_read(actor, Thing.PRODUCTION)
    return [
        d
        for d in life_rows.declarations(session, order.id, workshop, week)
        if actor.may_read_of(Thing.PRODUCTION, d.workshop)
    ]


def doubt(
    session: Session, order: tables.Order, given: Given, row_id: str = ""
) -> plausible.Doubt | None:
    """What to ask back of a row that could be kept, None when it is likely.

    Args:
        row_id: of the row that it corrects, "" for a new one.
    """
    planned = cost_data.plan_in_force(session, order)
    if planned is None or not is_week_name(given.week):
        return None
    problem, plan = planned
    rows = [d for d in life_rows.declarations(session, order.id) if d.id != row_id]
    of_week = (given.workshop, given.week, given.product, given.operation)
    there = sum(
        (d.made for d in rows if (d.workshop, d.week, d.product, d.operation) == of_week),
        start=ZERO,
    )
    return plausible.declared_doubt(
        given.made,
        plausible.planned_units(plan, given.workshop, given.product, given.operation, given.week),
        plausible.possible_units(problem, plan, rows, given.product, given.operation, given.week),
        there=there,
    )


def shown(row: tables.Declaration) -> dict[str, Any]:
    """A row as plain values."""
    found: dict[str, Any] = {name: getattr(row, name) for name in ("id", "workshop", *_TEXTS)}
    for name in _QUANTITIES:
        value = getattr(row, name)
        # 1200.000000, as it is kept, is what was said as 1200.
        found[name] = None if value is None else f"{value.normalize():f}"
    return found


def given_of(workshop: str, values: Mapping[str, Any]) -> Given:
    """What a workshop says of something, from values as :func:`shown` makes them.

    Raises:
        ServiceRefusalError: ``wrong_data``: they are of another form.
    """
    try:
        numbers = {n: None if values[n] is None else Decimal(values[n]) for n in _QUANTITIES}
        fields: dict[str, Any] = {**{name: values[name] for name in _TEXTS}, **numbers}
    except (KeyError, TypeError, ValueError, ArithmeticError):
        raise _unreadable() from None
    if fields["made"] is None or not all(isinstance(fields[name], str) for name in _TEXTS):
        raise _unreadable()
    return Given(workshop=workshop, **fields)


def _unreadable() -> ServiceRefusalError:
    return ServiceRefusalError(
        Refusal.WRONG_DATA, N_("Cette déclaration n'est pas lisible : corrigez-la à la main.")
    )


def _of_id(session: Session, actor: Actor, order: tables.Order, row_id: str) -> tables.Declaration:
    access.need_read(actor, Thing.PRODUCTION)
    row = life_rows.declaration(session, order.id, row_id)
    if row is None:
        raise access.not_found()
    access.need_write(actor, Thing.PRODUCTION, row.workshop)
    return row


def _need_production(order: tables.Order) -> None:
    if order.state != "production":
        raise ServiceRefusalError(
            Refusal.WRONG_STATE, N_("On déclare pendant la production : la commande n'y est pas.")
        )


def _fill(row: tables.Declaration, given: Given) -> None:
    for name in ("workshop", "week", "product", "operation", "made", "conforming", "scrap"):
        setattr(row, name, getattr(given, name))
    for name in ("worked_hours", "absent_hours"):
        setattr(row, name, getattr(given, name))
    for name in ("lot", "batch", "pattern", "remark"):
        setattr(row, name, getattr(given, name).strip())


# -- what is wrong with it ----------------------------------------------------------------------


def _check(session: Session, order: tables.Order, given: Given) -> None:
    for text in (given.lot, given.batch, given.pattern):
        lengths.need_room(text, lengths.CODE)
    lengths.need_room(given.remark, lengths.NOTE)
    planned = cost_data.plan_in_force(session, order)
    problem = planned[0] if planned is not None else orders.problem(session, order).problem
    found = tuple(_faults(problem, given)) if problem is not None else ()
    if found:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Cette déclaration contient des erreurs : voyez le détail."),
            findings=found,
        )
    if problem is not None:
        plausible.need_declared(problem, given.product, given.made)


def _faults(problem: Problem, given: Given) -> Iterator[Diagnostic]:
    if given.workshop not in {w.id for w in problem.workshops}:
        yield _unknown("workshop", given.workshop)
    product = next((p for p in problem.products if p.id == given.product), None)
    if product is None:
        yield _unknown("product", given.product)
    elif given.operation not in {o.id for o in product.operations}:
        yield _unknown("operation", given.operation)
    yield from _wrong_week(problem, given.week)
    unusable = []
    for name in _QUANTITIES:
        value = getattr(given, name)
        if value is not None and not _is_quantity(value):
            unusable.append(name)
            yield error("replan.quantity", given.workshop, read=value, field=name)
    if unusable:
        return
    yield from _contradictions(given)
    if product is not None and product.lot_size > 0:
        yield from _parts_of_pieces(given, product)


def _unknown(field: str, read: str) -> Diagnostic:
    return error("replan.unknown", read, field=field, read=read)


def _is_quantity(value: Decimal) -> bool:
    return value.is_finite() and 0 <= value <= LARGEST and value == value.quantize(_SMALLEST)


def _wrong_week(problem: Problem, week: str) -> Iterator[Diagnostic]:
    horizon = horizon_of(problem)
    span = {"read": week, "first": horizon.name(0), "last": horizon.name(horizon.weeks - 1)}
    if not is_week_name(week):
        yield error("replan.not_a_week", **span)
    elif horizon.index(week) < 0:
        yield error("replan.before_the_plan", **span)
    elif horizon.index(week) >= horizon.weeks:
        yield error("replan.after_the_plan", **span)


def _contradictions(given: Given) -> Iterator[Diagnostic]:
    about = {"product": given.product, "operation": given.operation, "week": given.week}
    for name in ("conforming", "scrap"):
        value = getattr(given, name)
        if value is not None and value > given.made:
            yield error(
                "replan.more_than_made",
                given.workshop,
                read=value,
                field=name,
                expected=given.made,
                **about,
            )
            return
    if given.conforming is None or given.scrap is None:
        return
    if given.conforming + given.scrap > given.made:
        yield error(
            "replan.more_than_made",
            given.workshop,
            read=given.conforming + given.scrap,
            field="conforming",
            expected=given.made,
            **about,
        )


def _parts_of_pieces(given: Given, product: Product) -> Iterator[Diagnostic]:
    for name in _OF_PIECES:
        value = getattr(given, name)
        if value is not None and value != value.to_integral_value():
            yield error("replan.not_whole", product.id, read=value, field=name)


def _note(
    session: Session,
    actor: Actor,
    order: tables.Order,
    action: str,
    row: tables.Declaration,
    more: dict[str, Any] | None = None,
) -> None:
    audit.note(
        session,
        actor,
        action,
        f"production:{row.workshop}:{row.week}",
        order_id=order.id,
        detail={**shown(row), **(more or {})},
    )
