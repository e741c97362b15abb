"""Offers to the buyer: drawn up from a plan, read on one page, sent, won or declined."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import Response

from service.db import life_rows, repositories, tables
from service.errors import RefusedError
from service.exports.readers import Reader
from service.i18n import N_
from service.usecases import life, plans, quotations
from service.usecases.life import Living
from service.usecases.rights import Extent, Thing
from service.web import planned
from service.web.life_names import names_of
from service.web.quotation_view import day_of, offer_page
from service.web.typed import InTyped
from service.web.visits import InVisit

router = APIRouter(prefix="/c/{consortium}/o/{order}/devis")

DRAWN_IN: Final = ("collecting", "offered", "won")
_SAID: Final = {
    "send": N_("Devis n° {number} envoyé : le donneur d'ordre le voit maintenant."),
    "unsend": N_("Devis n° {number} repris : le donneur d'ordre ne le voit plus."),
    "mark_won": N_("Devis n° {number} accepté : la commande est gagnée."),
    "mark_declined": N_("Devis n° {number} noté comme refusé."),
}


@router.get("")
def show_quotations(visit: InVisit, consortium: str, order: str) -> Response:
    """Every offer that the person may see, the newest first; where another is drawn up."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.QUOTATION)
        visit.names = names_of(session, row).flat
        may_write = visit.who.may_write(Thing.QUOTATION) is Extent.ALL
        found = quotations.visible(session, visit.who, row)
        chosen: Any = ""
        choices: list[tuple[int, str]] = []
        if may_write and row.state in DRAWN_IN:
            rows = [p for p in repositories.plans(session, row.id) if p.state != "refused"]
            choices = [(p.number, _plan_name(visit, p)) for p in rows]
            best = [p for p in rows if p.state == "adopted"] or [
                p for p in rows if p.state == "proposed"
            ]
            chosen = best[0].number if best else ""
        return visit.page(
            "life/devis.html",
            section="quotation",
            quotations=found,
            day_of=day_of,
            may_write=may_write,
            is_buyer=visit.who.may_read(Thing.QUOTATION) is not Extent.ALL,
            choices=choices,
            chosen=chosen,
            is_time=row.state in DRAWN_IN,
        )


@router.post("")
def draw_up(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """A new offer, in draft; what is missing for a price is said all at once."""
    try:
        number = typed.whole("plan", least=1, most=10**6, needed=True)
        typed.check()
        assert number is not None
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.QUOTATION, write=True)
            plan = plans.of_number(session, row, number)
            made = quotations.draw_up(session, visit.who, row, plan).number
    except RefusedError as refusal:
        return show_quotations(visit.refused(refusal, typed), consortium, order)
    return visit.to(
        f"/c/{consortium}/o/{order}/devis/{made}",
        N_("Devis n° {number} fait, en brouillon : relisez-le, puis envoyez-le."),
        number=made,
    )


@router.get("/{number}")
def show_quotation(visit: InVisit, consortium: str, order: str, number: int) -> Response:
    """An offer on one page."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.QUOTATION)
        found = quotations.of_number(session, visit.who, row, number)
        is_buyer = visit.who.may_read(Thing.QUOTATION) is not Extent.ALL
        plan = life_rows.plan_by_id(session, found.plan_id)
        facts = planned.whole_facts(plan) if plan is not None else None
        reader = Reader(role="buyer" if is_buyer else "coordinator")
        today = tables.now().date()
        possible = life.possible(visit.who, Living.QUOTATION, found.state)
        return visit.page(
            "life/devis_un.html",
            section="quotation",
            quotation=found,
            amounts={
                name: found.content.get(f"{name}_cents") for name in ("ht", "vat", "ttc", "deposit")
            },
            offer=offer_page(found.content, facts, reader, visit.texts),
            is_buyer=is_buyer,
            steps=() if is_buyer else possible,
            is_out_of_date=found.valid_until is not None and found.valid_until < today,
        )


@router.post("/{number}/etape")
def take_step(visit: InVisit, consortium: str, order: str, number: int, typed: InTyped) -> Response:
    """Send, take back, note what became of it."""
    step = typed.text("step")
    try:
        version = typed.whole("version", None)
        typed.check()
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.QUOTATION, write=True)
            quotations.take_step(
                session,
                visit.who,
                row,
                number,
                step,
                reason=typed.text("reason"),
                version=version,
            )
    except RefusedError as refusal:
        return show_quotation(visit.refused(refusal, typed), consortium, order, number)
    at = f"/c/{consortium}/o/{order}/devis/{number}"
    return visit.to(
        at,
        _SAID.get(step, N_("Fait.")),
        undo=f"{at}/etape",
        undo_values=visit.undoing(life.find(Living.QUOTATION, step)),
        number=number,
    )


def _plan_name(visit: InVisit, plan: tables.Plan) -> str:
    state = life.state_word(plan.state)
    text = visit.texts.gettext(
        "Plan n° {number} ({state})", number=plan.number, state=visit.texts.gettext(state)
    )
    return visit.texts.labelled(text, plan.name) if plan.name else text
