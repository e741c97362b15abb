"""Offers to the buyer: numbered, frozen when sent, won or declined."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from optimizer.cost_parameters import OrderTerms
from optimizer.full_cost import full_cost
from optimizer.quotation import Quotation, quotation
from service.db import conversion, life_rows, tables
from service.errors import Refusal, ServiceRefusalError
from service.exports.readers import Reader, findings_for
from service.i18n import N_
from service.usecases import access, audit, costings, life
from service.usecases.life import Living
from service.usecases.rights import Actor, Extent, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

_QUOTED_IN = ("collecting", "offered", "won")
_SETTLED_IN = ("production", "closed", "cancelled")
FOLLOWS: Final[Mapping[str, str]] = {
    "win": "mark_won",
    "decline": "mark_declined",
    "withdraw_offer": "unsend",
    "reopen": "unmark_declined",
}
"""What becomes of offers that are out when somebody takes a step of the order itself."""
# The order's own steps when something becomes of an offer, by the offer's step and the order's state.
_ORDER_STEPS: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("send", "collecting"): ("offer",),
    ("mark_won", "collecting"): ("offer", "win"),
    ("mark_won", "offered"): ("win",),
    ("mark_won", "declined"): ("reopen", "win"),
    ("unmark_won", "won"): ("unwin",),
    ("unmark_declined", "declined"): ("reopen",),
}


def draw_up(
    session: Session,
    actor: Actor,
    order: tables.Order,
    plan: tables.Plan,
    *,
    day: date | None = None,
) -> tables.Quotation:
    """A new numbered offer for the order as a plan makes it, in draft.

    Args:
        day: of the offer; None: today.

    Raises:
        ServiceRefusalError: no right, not in this state, or what is missing for a price, all at once.
    """
    access.need_write(actor, Thing.QUOTATION)
    life_rows.hold(session, order)
    if order.state not in _QUOTED_IN:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE,
            N_("On fait un devis pendant la collecte ou l'offre : ouvrez d'abord la collecte."),
        )
    problem, solved = conversion.plan_of(plan)
    terms = problem.payments or OrderTerms()
    costs = costings.figures(session, order, costings.COUNTED_IN)
    full = full_cost(problem, solved, costs, terms)
    invoicing = {**costings.vat_statuses(session, order), **costs}
    found = quotation(problem, solved, invoicing, terms, full, day=day or tables.now().date())
    if found.missing:
        # Told as to a coordinator: nobody's figures.
        told = findings_for(Reader(role="coordinator"), found.missing)
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Il manque de quoi donner un prix : voyez le détail."),
            findings=told,
        )
    row = tables.Quotation(
        order_id=order.id,
        number=life_rows.next_quotation_number(session, order.id),
        plan_id=plan.id,
        valid_until=found.valid_until,
        content=_content(found, plan.number),
    )
    session.add(row)
    session.flush()
    audit.note(
        session,
        actor,
        "draw_up_quotation",
        f"quotation:{row.number}",
        order_id=order.id,
        detail={"plan": plan.number},
    )
    return row


def take_step(
    session: Session,
    actor: Actor,
    order: tables.Order,
    number: int,
    step_name: str,
    *,
    reason: str = "",
    day: date | None = None,
    version: int | None = None,
) -> tables.Quotation:
    """Send an offer, or write down what became of it; the order follows.

    The order is offered with the first one sent, won with the one accepted, declined with the last one
    declined; taking a step back takes the order back too.

    Args:
        day: on which it was done; None: today.

    Raises:
        ServiceRefusalError: no right, another state, no reason.
    """
    life_rows.hold(session, order)
    row = of_number(session, actor, order, number)
    access.need_write(actor, Thing.QUOTATION)
    step = life.find(Living.QUOTATION, step_name)
    day = day or tables.now().date()
    if step_name == "send" and row.valid_until is not None and row.valid_until < day:
        days = (day - row.valid_until).days
        said = N_("Ce devis n'est plus valable depuis {days} jours : faites-en un autre.")
        if days == 1:
            said = N_("Ce devis n'est plus valable depuis hier : faites-en un autre.")
        raise ServiceRefusalError(Refusal.WRONG_STATE, said, days=days)
    if order.state in _SETTLED_IN:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE,
            N_("La commande est « {state} » : ses devis ne changent plus."),
            state=life.state_word(order.state, Living.ORDER),
        )
    life.take(
        session,
        actor,
        order,
        row,
        step,
        subject=f"quotation:{number}",
        reason=reason,
        version=version,
    )
    row.reason = reason.strip()
    _order_follows(session, actor, order, step_name, reason.strip())
    session.flush()
    return row


def follow_order(
    session: Session, actor: Actor, order: tables.Order, order_step: str, *, reason: str = ""
) -> None:
    """Let the offers say what was just said of the order: won, declined, withdrawn, offered again.

    Args:
        order_step: one of :data:`FOLLOWS`, already taken. What was declined together is out again
            together.
    """
    name = FOLLOWS[order_step]
    source = life.find(Living.QUOTATION, name).source
    rows = [q for q in life_rows.quotations(session, order.id) if q.state == source]
    if order_step == "reopen" and rows:
        last = max(rows, key=lambda q: q.number)
        rows = [q for q in rows if q.reason == last.reason]
    for row in rows:
        life.follow(
            session,
            actor,
            order,
            row,
            name,
            Living.QUOTATION,
            subject=f"quotation:{row.number}",
            reason=reason,
        )
        row.reason = reason


def visible(session: Session, actor: Actor, order: tables.Order) -> list[tables.Quotation]:
    """Offers that this person may see, the newest first; a buyer sees those that were sent."""
    access.need_read(actor, Thing.QUOTATION)
    return [q for q in life_rows.quotations(session, order.id) if _may_see(actor, order, q)]


def of_number(session: Session, actor: Actor, order: tables.Order, number: int) -> tables.Quotation:
    """An offer that this person may see.

    Raises:
        ServiceRefusalError: ``not_found``.
    """
    access.need_read(actor, Thing.QUOTATION)
    row = life_rows.quotation(session, order.id, number)
    if row is None or not _may_see(actor, order, row):
        raise access.not_found()
    return row


def _may_see(actor: Actor, order: tables.Order, row: tables.Quotation) -> bool:
    if actor.may_read(Thing.QUOTATION) is Extent.ALL:
        return True
    return actor.buys(order.customer) and row.state != "draft"


def _order_follows(
    session: Session, actor: Actor, order: tables.Order, step_name: str, reason: str
) -> None:
    states = [q.state for q in life_rows.quotations(session, order.id)]
    is_out = any(s in ("sent", "won") for s in states)
    names = _ORDER_STEPS.get((step_name, order.state), ())
    if step_name == "unsend" and order.state == "offered" and not is_out:
        names = ("withdraw_offer",)
    if step_name == "mark_declined" and order.state == "offered" and not is_out:
        names = ("decline",)
    for name in names:
        life.follow(
            session, actor, order, order, name, Living.ORDER, subject=order.code, reason=reason
        )


def _content(found: Quotation, plan: int) -> dict[str, Any]:
    """What the offer says to the buyer, and nothing else."""
    return {
        "plan": plan,
        "day": found.day.isoformat(),
        "valid_until": found.valid_until.isoformat(),
        "products": [
            {
                "product": p.product,
                "name": p.name,
                "quantity": f"{p.quantity:f}",
                "unit_price": f"{p.unit_price:f}",
                "ht_cents": p.ht_cents,
            }
            for p in found.products
        ],
        "deliveries": [
            {
                "demand": d.demand,
                "product": d.product,
                "quantity": f"{d.quantity:f}",
                "due": d.due.isoformat(),
                "delivery_point": d.delivery_point,
            }
            for d in found.deliveries
        ],
        "ht_cents": found.ht_cents,
        "vat_cents": found.vat_cents,
        "ttc_cents": found.ttc_cents,
        "deposit_cents": found.deposit_cents,
        "exclusions": list(found.exclusions),
    }
