"""Lots delivered: where each comes from, what the buyer decided, which ones a batch of material is in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter
from fastapi.responses import Response

from service import messages
from service.db import repositories, tables
from service.errors import RefusedError
from service.i18n import N_
from service.usecases import batches, delivered_lots, life, lots
from service.usecases.life import Living
from service.usecases.rights import Extent, Thing
from service.web.life_names import LifeNames, names_of
from service.web.typed import InTyped
from service.web.visits import InVisit, Visit

if TYPE_CHECKING:
    from service.db.engine import Session

router = APIRouter(prefix="/c/{consortium}/o/{order}/lots")

ZERO: Final = Decimal(0)
_SAID: Final = {
    "accept_lot": N_("Lot {number} accepté."),
    "refuse_lot": N_("Lot {number} refusé : il est de nouveau à livrer."),
    "unaccept_lot": N_("Acceptation annulée : le lot {number} attend votre avis."),
    "unrefuse_lot": N_("Refus annulé : le lot {number} attend votre avis."),
}


@router.get("")
def show_lots(
    visit: InVisit, consortium: str, order: str, lot: str = "", etat: str = ""
) -> Response:
    """Every lot that the person may see, by milestone and by state; a batch looked for.

    Args:
        lot: batch of material whose lots are looked for.
        etat: only lots in this state.
    """
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.LOTS)
        found = lots.visible(session, visit.who, row)
        names = names_of(session, row)
        batch = lot.strip()[:100]
        is_whole = visit.who.may_read(Thing.LOTS) is Extent.ALL or visit.who.buys(row.customer)
        return visit.page(
            "life/lots.html",
            section="lots",
            lots=[x for x in found if not etat or x.state == etat],
            etat=etat,
            counts={
                s: sum(x.state == s for x in found) for s in ("delivered", "accepted", "refused")
            },
            batches=sorted({x.batch for x in found if x.batch}),
            sums=_by_milestone(found, names) if is_whole else [],
            names=names,
            batch=batch,
            received=_received(visit, session, row, {x.batch for x in found}),
            **_recall(visit, session, row, batch),
            may_decide=_may_decide(visit, row),
            signals=_signals(visit, session, row, names),
        )


@router.post("/accepter")
def accept_all(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """The buyer accepts every lot that waited on the page it read."""
    ids = typed.texts("lot")
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.LOT_DECISION, write=True)
            waiting = [
                x.id for x in lots.visible(session, visit.who, row) if x.state == "delivered"
            ]
            # What was delivered since the page was read was not looked at.
            for lot in (x for x in waiting if x in ids):
                lots.decide(session, visit.who, row, lot, "accept_lot")
    except RefusedError as refusal:
        return show_lots(visit.refused(refusal, typed), consortium, order)
    return visit.to(f"/c/{consortium}/o/{order}/lots", N_("Tous ces lots sont acceptés."))


@router.get("/{lot}")
def show_lot(visit: InVisit, consortium: str, order: str, lot: str) -> Response:
    """One lot: where it comes from, what was decided; the buyer decides here."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.LOTS)
        found = lots.of_id(session, visit.who, row, lot)
        may_decide = _may_decide(visit, row)
        return visit.page(
            "life/lot.html",
            section="lots",
            lot=found,
            names=names_of(session, row),
            received=_received(visit, session, row, {found.batch}).get(found.batch, ()),
            steps=life.possible(visit.who, Living.LOT, found.state) if may_decide else (),
            may_remove=found.state == "delivered"
            and row.state == "production"
            and visit.who.may_write_of(Thing.LOTS, found.workshop),
        )


@router.post("/{lot}/etape")
def decide(visit: InVisit, consortium: str, order: str, lot: str, typed: InTyped) -> Response:
    """The buyer accepts or refuses a lot, or comes back on it."""
    step = typed.text("step")
    try:
        version = typed.whole("version", None)
        typed.check()
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.LOT_DECISION)
            found = lots.decide(
                session,
                visit.who,
                row,
                lot,
                step,
                reason=typed.text("reason"),
                version=version,
            )
            number = found.number
    except RefusedError as refusal:
        return show_lot(visit.refused(refusal, typed), consortium, order, lot)
    at = f"/c/{consortium}/o/{order}/lots"
    return visit.to(
        at,
        _SAID.get(step, N_("Fait.")),
        undo=f"{at}/{lot}/etape",
        undo_values=visit.undoing(life.find(Living.LOT, step)),
        number=number,
    )


@router.post("/{lot}/retirer")
def remove(visit: InVisit, consortium: str, order: str, lot: str, typed: InTyped) -> Response:
    """Take back a lot that was said to be delivered by mistake."""
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.LOTS)
            lots.remove(session, visit.who, row, lot, typed.whole("version", None))
    except RefusedError as refusal:
        return show_lot(visit.refused(refusal, typed), consortium, order, lot)
    return visit.to(f"/c/{consortium}/o/{order}/lots", N_("Lot retiré : il n'a pas été livré."))


def _may_decide(visit: Visit, order: tables.Order) -> bool:
    return visit.who.buys(order.customer) and order.state == "production"


def _signals(
    visit: Visit, session: Session, order: tables.Order, names: LifeNames
) -> list[tuple[str, str]]:
    """What is worth checking in lots: id of the lot, the sentence."""
    found = lots.signals(session, visit.who, order).items()
    return [(lot, messages.sentence(d, visit.texts, names.flat)) for lot, d in found]


def _by_milestone(found: Iterable[tables.Lot], names: LifeNames) -> list[dict[str, Any]]:
    """Asked, delivered, accepted and refused of each milestone, by due date."""
    units: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for lot in found:
        back = delivered_lots.refused_units(lot)
        units[lot.demand, lot.state] += lot.units - back
        units[lot.demand, "back"] += back
    rows = []
    for code, own in sorted(names.demands.items(), key=lambda x: (x[1].get("due", ""), x[0])):
        asked = Decimal(own.get("quantity") or 0)
        accepted, waiting = units[code, "accepted"], units[code, "delivered"]
        rows.append(
            {
                "demand": code,
                "product": own.get("product", ""),
                "due": date.fromisoformat(own["due"]) if own.get("due") else None,
                "asked": asked,
                "accepted": accepted,
                "waiting": waiting,
                "refused": units[code, "back"],
                "left": max(ZERO, asked - accepted - waiting),
            }
        )
    return rows


def _received(
    visit: Visit, session: Session, order: tables.Order, numbers: set[str]
) -> dict[str, tuple[batches.Receipt, ...]]:
    """Which material each number is, by the receipts of the order."""
    return batches.receipts(session, visit.who, [order.id], numbers)


def _recall(visit: Visit, session: Session, order: tables.Order, batch: str) -> dict[str, Any]:
    """What was made with a batch, where it came from, and the titles of the orders concerned."""
    if not batch:
        return {"recall": None, "came_from": (), "titles": {}}
    rows = repositories.orders(session, visit.who.consortium_id)
    found = lots.recall(session, visit.who, batch)
    # Only of orders in which this person sees something made of it, and of the one it looks at.
    concerned = {x.order_id for x in found.lots} | {d.order_id for d in found.declarations}
    concerned.add(order.id)
    return {
        "recall": found,
        "came_from": batches.receipts(session, visit.who, concerned, [batch])[batch],
        "titles": {row.id: row.title for row in rows},
    }
