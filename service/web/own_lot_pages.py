"""A workshop says which lots left for the buyer, beside what it made."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from service import messages
from service.errors import Refusal, RefusedError, ServiceRefusalError
from service.i18n import N_
from service.usecases import lots
from service.usecases.rights import Thing
from service.web import declare_pages, workshop_choice
from service.web.capacity_form import shown
from service.web.typed import InTyped
from service.web.visits import InVisit

router = APIRouter(prefix="/c/{consortium}/o/{order}/atelier/declarer")


@router.post("/lot")
def deliver_lot(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Say that a lot left for the buyer."""
    atelier = typed.text("atelier")
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.LOTS)
            chosen = workshop_choice.choose(session, visit.who, row, Thing.LOTS, atelier)
            visit.names = declare_pages.names_in_force(session, row)
            day = typed.day("lot_day", needed=True)
            units = typed.number("lot_units", needed=True)
            number = typed.text("lot_number", needed=True, most=200)
            demand = typed.text("lot_demand", needed=True)
            texts = {n: typed.text(f"lot_{n}", most=200) for n in ("batch", "delivery_note")}
            typed.check()
            if day is None or units is None:
                raise ValueError("a checked form has its needed fields")  # our bug
            given = lots.Given(
                workshop=chosen.code,
                number=number,
                demand=demand,
                units=units,
                delivered_on=day,
                batch=texts["batch"],
                delivery_note=texts["delivery_note"],
                pattern=typed.text("lot_pattern", most=200),
            )
            made = lots.deliver(session, visit.who, row, given)
            undo = {"id": made.id, "version": str(made.version), "atelier": chosen.code}
            said = lots.signals(session, visit.who, row).get(made.id)
    except RefusedError as refusal:
        if isinstance(refusal, ServiceRefusalError) and refusal.code == Refusal.NOT_FOUND:
            raise
        return declare_pages.show_declaring(
            visit.refused(refusal, typed), consortium, order, atelier, typed.text("semaine")
        )
    address = f"/c/{consortium}/o/{order}/atelier/declarer"
    notice = N_("Lot {number} noté comme livré.")
    if said is not None:
        notice = N_("Lot {number} noté comme livré, mais à vérifier. {said}")
    return visit.to(
        f"{address}{chosen.query(semaine=typed.text('semaine'))}",
        notice,
        undo=f"{address}/lot/retirer",
        undo_values=undo,
        number=number,
        said=messages.sentence(said, visit.texts, visit.names) if said is not None else "",
    )


@router.post("/lot/retirer")
def remove_lot(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Take back a lot that the buyer has not decided about."""
    atelier = typed.text("atelier")
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.LOTS)
            chosen = workshop_choice.choose(session, visit.who, row, Thing.LOTS, atelier)
            lot = lots.of_id(session, visit.who, row, typed.text("id"))
            undo = {
                "lot_number": lot.number,
                "lot_demand": lot.demand,
                "lot_units": shown(lot.units),
                "lot_day": lot.delivered_on.isoformat(),
                "lot_batch": lot.batch,
                "lot_delivery_note": lot.delivery_note,
                "lot_pattern": lot.pattern,
                "atelier": chosen.code,
            }
            lots.remove(session, visit.who, row, lot.id, typed.whole("version"))
    except ServiceRefusalError as refusal:
        if refusal.code == Refusal.NOT_FOUND:
            raise
        return declare_pages.show_declaring(visit.refused(refusal), consortium, order, atelier)
    address = f"/c/{consortium}/o/{order}/atelier/declarer"
    return visit.to(
        f"{address}{chosen.query()}",
        N_("Lot {number} retiré."),
        undo=f"{address}/lot",
        undo_values=undo,
        number=undo["lot_number"],
    )
