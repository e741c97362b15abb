"""A workshop that joins an order on the way: a few figures on the page that plans again, or taken back."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import Response

from optimizer.weeks import is_week_name
from service.errors import RefusedError
from service.i18n import N_
from service.usecases import newcomers
from service.usecases.rights import Thing
from service.web import capacity_form, replan_pages
from service.web.typed import InTyped
from service.web.visits import InVisit

if TYPE_CHECKING:
    from service.web.typed import Typed

router = APIRouter(prefix="/c/{consortium}/o/{order}/replanifier/nouveau")

_HOURS_A_WEEK, _MOST_EUROS = 168, 1_000


@router.post("")
def enter(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Let a workshop join the order from a week on."""
    try:
        given = _newcomer(typed)
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.ORDER, write=True)
            norms = newcomers.norms_asked(session, row, given.like)
            if norms and typed["new_norms"] not in ("0", "1"):
                typed.faults["new_norms"] = N_(
                    "Répondez par oui ou par non : des produits de la commande demandent une norme que "
                    "cet atelier tient."
                )
                typed.check()
            made = newcomers.enter(session, visit.who, row, given)
            code, name = made.code, str(made.data[""]["name"])
            version = made.version
    except RefusedError as refusal:
        return replan_pages.show_form(visit.refused(refusal, typed), consortium, order)
    at = f"/c/{consortium}/o/{order}/replanifier"
    week = typed["semaine"]
    without = ""
    if norms and not given.has_norms:
        without = " " + visit.texts.gettext(
            "Sans {norms}, il n'aura aucun travail sur les produits qui le demandent.",
            norms=visit.texts.join(norms),
        )
    return visit.to(
        f"{at}?semaine={week}" if is_week_name(week) else at,
        visit.texts.ngettext(
            "Noté : {name} entre dans la commande en {week}, avec {n} personne. Replanifiez pour en "
            "tenir compte.",
            "Noté : {name} entre dans la commande en {week}, avec {n} personnes. Replanifiez pour en "
            "tenir compte.",
            given.headcount,
            name=name,
            week=visit.texts.short_week(given.from_week),
        )
        + without,
        undo=f"{at}/nouveau/retirer",
        undo_values={"workshop": code, "version": str(version)},
    )


@router.post("/retirer")
def take_out(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Take a newcomer out again, as long as nobody changed its part meanwhile."""
    try:
        version = typed.whole("version", needed=True)
        typed.check()
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.ORDER, write=True)
            newcomers.take_out(session, visit.who, row, typed.text("workshop"), version)
    except RefusedError as refusal:
        return replan_pages.show_form(visit.refused(refusal), consortium, order)
    return visit.to(f"/c/{consortium}/o/{order}/replanifier", N_("Retiré de la commande."))


def _newcomer(typed: Typed) -> newcomers.Newcomer:
    """What was typed.

    Raises:
        WrongFormError: with everything that is wrong.
    """
    name = typed.text("new_name", needed=True, most=200)
    people = capacity_form.people(typed, "new_people", needed=True)
    hours = typed.number("new_hours", needed=True, most=_HOURS_A_WEEK)
    week = typed.week("new_week", needed=True)
    like = typed.text("new_like", needed=True)
    pace = typed.number("new_pace", Decimal(100), most=1_000)
    cost = typed.number("new_cost", None, most=_MOST_EUROS)
    for field, value in (("new_people", people), ("new_hours", hours), ("new_pace", pace)):
        if value is not None and value <= 0 and field not in typed.faults:
            typed.faults[field] = N_("Plus que zéro.")
    typed.check()
    assert people is not None
    assert hours is not None
    assert pace is not None
    return newcomers.Newcomer(
        name=name,
        headcount=people,
        weekly_hours=hours,
        from_week=week or "",
        like=like,
        pace=pace / 100,
        hourly_cost=cost,
        has_norms=typed["new_norms"] == "1",
        is_learning=typed["new_learning"] == "1",
    )
