"""The collecting board: who was asked, who answered, reminders, files that came by e-mail."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from fastapi.responses import Response

from service.db import repositories
from service.errors import RefusedError
from service.i18n import N_
from service.usecases import asking, beginning, order_imports, orders, reminding
from service.usecases.rights import Extent, Thing
from service.web import collecting_view, import_view
from service.web.typed import InTyped
from service.web.visits import InVisit

router = APIRouter()
# Until the evening of the day, where the workshops are.
_PARIS, _EVENING = ZoneInfo("Europe/Paris"), time(18)


@router.get("/c/{consortium}/o/{order}/collecte")
def show_board(visit: InVisit, consortium: str, order: str) -> Response:
    """Who answered, who did not, and the files that were read."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.COLLECTING)
        actor = visit.who
        sees_all = actor.may_read(Thing.COLLECTING) is Extent.ALL
        answers = asking.board(session, actor, row)
        parts = repositories.parts(session, row.id, "workshop")
        members = repositories.members(session, consortium)
        people = {p.id: p.name for _, p in repositories.people_of(session, consortium)}
        if not sees_all:
            parts = [p for p in parts if p.code in actor.workshops]
            members = [m for m in members if m.workshop in actor.workshops]
        address = reminding.page_of(row, visit.settings.link_base)
        lines = collecting_view.board(members, parts, answers, people, row, address, visit.texts)
        kinds = ["capacities", "offers"] + (["followup"] if row.state == "production" else [])
        return visit.page(
            "collecting/board.html",
            section="collecting",
            stages=beginning.stages(session, actor, row),
            lines=lines,
            states=collecting_view.STATES,
            counts={s: sum(1 for x in lines if x.state == s) for s in collecting_view.STATES},
            # Who came on the way was asked nothing, but its figures are there.
            joined=[x.name for x in lines if x.is_in_order and x.state == "not_asked" and x.known]
            if row.state in ("won", "production")
            else [],
            message=reminding.invitation(row, address, visit.texts),
            imports=order_imports.visible(session, actor, row),
            import_states=import_view.STATES,
            kinds=[(k, visit.texts.gettext(import_view.KINDS[k])) for k in kinds],
            import_kinds=import_view.KINDS,
            may_write=actor.may_write(Thing.COLLECTING) is Extent.ALL
            and row.state in orders.OPEN_STATES,
        )


@router.post("/c/{consortium}/o/{order}/collecte/demander")
def ask(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Ask workshops for their capacities, until a day."""
    at = f"/c/{consortium}/o/{order}/collecte"
    try:
        day = typed.day("answer_by")
        typed.check()
        until = None
        if day is not None:
            until = datetime.combine(day, _EVENING, _PARIS).astimezone(ZoneInfo("UTC"))
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.ORDER, write=True)
            found = asking.ask(
                session, visit.who, row, workshops=typed.texts("workshops"), answer_by=until
            )
            count = len(found)
    except RefusedError as refusal:
        return show_board(visit.refused(refusal, typed), consortium, order)
    return visit.to(
        at,
        visit.texts.ngettext(
            "C'est noté : {n} atelier est consulté. Envoyez-lui le message.",
            "C'est noté : {n} ateliers sont consultés. Envoyez-leur le message.",
            count,
        ),
    )


@router.post("/c/{consortium}/o/{order}/collecte/relancer")
def remind(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Write down that a workshop was asked once more."""
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.ORDER, write=True)
            asking.remind(session, visit.who, row, typed["workshop"])
    except RefusedError as refusal:
        return show_board(visit.refused(refusal), consortium, order)
    return visit.to(f"/c/{consortium}/o/{order}/collecte", N_("Relance notée."))


@router.post("/c/{consortium}/o/{order}/collecte/confirmer")
def confirm(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Write down that a workshop said its capacities are right as they stand."""
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.CAPACITIES)
            asking.confirm(session, visit.who, row, typed["workshop"])
    except RefusedError as refusal:
        return show_board(visit.refused(refusal), consortium, order)
    return visit.to(f"/c/{consortium}/o/{order}/collecte", N_("Réponse notée."))
