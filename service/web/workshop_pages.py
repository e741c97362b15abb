"""A workshop's week and its whole schedule: what to make, what arrives, what leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import Response

from service.db import life_rows, repositories, tables
from service.i18n import N_
from service.usecases import calendars
from service.usecases.rights import Thing
from service.web import charts, planned, workshop_choice, workshop_view
from service.web.charts import Series
from service.web.typed import InTyped
from service.web.visits import InVisit

if TYPE_CHECKING:
    from service.db.engine import Session
    from service.exports.facts import Facts
    from service.web.visits import Visit
    from service.web.workshop_choice import Chosen

router = APIRouter(prefix="/c/{consortium}/o/{order}/atelier")


@router.get("")
def show_week(
    visit: InVisit, consortium: str, order: str, atelier: str = "", semaine: str = ""
) -> Response:
    """This week and the next on one screen, or those asked for."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.SCHEDULE)
        chosen = workshop_choice.choose(session, visit.who, row, Thing.SCHEDULE, atelier)
        found = _schedule(session, row, chosen)
        if found is None:
            return visit.page("workshop/no_plan.html", section="week", **context(chosen))
        plan, facts, whole, proposed = found
        workshop = whole.workshops[chosen.code]
        cards = workshop_view.week_cards(whole, workshop, visit.texts)
        today = tables.now().date()
        asked = workshop_view.find_week(cards, semaine) if semaine else None
        told = life_rows.declarations(session, row.id)
        now = workshop_view.present_week(whole, cards, today, {d.week for d in told})
        at = now if asked is None else asked
        declared = {d.week for d in told if d.workshop == chosen.code}
        return visit.page(
            "workshop/week.html",
            section="week",
            **context(chosen),
            plan=plan,
            proposed=proposed,
            cards=cards,
            at_week=at,
            shown=cards[at : at + 2],
            is_unknown=bool(semaine) and asked is None,
            asked_week=semaine,
            today=today,
            declared=declared,
            told={
                c.name: workshop_view.told(whole, chosen.code, c.name, told)
                for c in cards[at : at + 2]
                if c.name in declared
            },
            share=workshop_view.own_share(facts, workshop, visit.texts)
            if chosen.code in facts.workshops
            else None,
        )


@router.get("/programme")
def show_schedule(
    visit: InVisit, consortium: str, order: str, atelier: str = "", plan: str = ""
) -> Response:
    """Every week, to print, to take away, to follow in a phone.

    Args:
        plan: ``propose``: the plan that is proposed, not the one in force.
    """
    return _whole_schedule(visit, consortium, order, atelier, is_proposed=plan == "propose")


def _whole_schedule(
    visit: Visit,
    consortium: str,
    order: str,
    atelier: str,
    calendar_link: str = "",
    *,
    is_proposed: bool = False,
) -> Response:
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.SCHEDULE)
        chosen = workshop_choice.choose(session, visit.who, row, Thing.SCHEDULE, atelier)
        found = _schedule(session, row, chosen, is_proposed=is_proposed)
        if found is None:
            return visit.page(
                "workshop/no_plan.html", section="week", **context(chosen, "/programme")
            )
        plan, facts, whole, proposed = found
        workshop = whole.workshops[chosen.code]
        cards = workshop_view.week_cards(whole, workshop, visit.texts)
        last = max((k for k, card in enumerate(cards) if not card.is_quiet), default=-1)
        cards = cards[: last + 1]
        is_of_plan = chosen.code in facts.workshops
        return visit.page(
            "workshop/schedule.html",
            section="week",
            **context(chosen, "/programme"),
            plan=plan,
            proposed=proposed,
            cards=cards,
            past=_over(session, row, whole, cards),
            jobs=workshop_view.jobs(whole, workshop, visit.texts),
            share=workshop_view.own_share(facts, workshop, visit.texts) if is_of_plan else None,
            receipts=workshop_view.own_receipts(facts, workshop) if is_of_plan else None,
            chart=_load_chart(cards, visit),
            feed=calendars.find(session, visit.who, row, chosen.code),
            calendar_link=calendar_link,
            may_change=visit.who.may_write_of(Thing.CAPACITIES, chosen.code),
        )


def _over(
    session: Session, order: tables.Order, whole: Facts, cards: list[workshop_view.WeekCard]
) -> int:
    """How many weeks of the programme are over: none before production."""
    if order.state != "production":
        return 0
    weeks = {d.week for d in life_rows.declarations(session, order.id)}
    now = workshop_view.present_week(whole, cards, tables.now().date(), weeks)
    return now if now < len(cards) else 0


@router.post("/programme/calendrier")
def renew_calendar(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """A new address for the calendar: it is shown once, on the page that comes back."""
    with visit.writing(consortium) as session:
        row = visit.order_in(session, order, Thing.SCHEDULE)
        chosen = workshop_choice.choose(
            session, visit.who, row, Thing.SCHEDULE, typed.text("atelier")
        )
        secret = calendars.renew(session, visit.who, row, chosen.code)
    link = f"{visit.settings.link_base}/api/v1/calendars/{secret}.ics"
    return _whole_schedule(visit, consortium, order, chosen.code, link)


@router.post("/programme/calendrier/fermer")
def revoke_calendar(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Have the address of the calendar stop working."""
    with visit.writing(consortium) as session:
        row = visit.order_in(session, order, Thing.SCHEDULE)
        chosen = workshop_choice.choose(
            session, visit.who, row, Thing.SCHEDULE, typed.text("atelier")
        )
        calendars.revoke(session, visit.who, row, chosen.code)
    return visit.to(
        f"/c/{consortium}/o/{order}/atelier/programme{chosen.query()}",
        N_("L'adresse du calendrier ne marche plus."),
    )


# -- what all pages of a workshop are made of ---------------------------------------------------


def context(chosen: Chosen, page: str = "") -> dict[str, Any]:
    """What the frame of every page of a workshop says; ``page``: its address after the workshop's."""
    return {"chosen": chosen, "page": page}


def plan_of(session: Session, order: tables.Order) -> tuple[tables.Plan | None, tables.Plan | None]:
    """The plan to follow and the one that is proposed; while none is in force, both are the same."""
    proposed = repositories.plan_in_state(session, order.id, "proposed")
    adopted = repositories.plan_in_state(session, order.id, "adopted")
    return adopted or proposed, proposed


def _schedule(
    session: Session, order: tables.Order, chosen: Chosen, *, is_proposed: bool = False
) -> tuple[tables.Plan, Facts, Facts, tables.Plan | None] | None:
    """The plan, its figures, those of the order from its first day, and what is proposed."""
    plan, proposed = plan_of(session, order)
    if is_proposed and proposed is not None:
        plan = proposed
    if plan is None or not chosen.code:
        return None
    facts, whole = planned.facts(plan), planned.whole_facts(plan)
    if chosen.code not in whole.workshops:
        return None
    return plan, facts, whole, proposed


def _load_chart(cards: list[workshop_view.WeekCard], visit: Visit) -> Any:
    _ = visit.texts.gettext
    if not cards:
        return None
    return charts.chart(
        _("Heures prévues et heures disponibles"),
        _(
            "Semaine par semaine : les barres sont le travail prévu, la ligne ce que l'atelier peut donner."
        ),
        [visit.texts.short_week(c.name) for c in cards],
        [
            Series(
                name=_("heures prévues"), values=[c.used_minutes / 60 for c in cards], kind="bar"
            ),
            Series(
                name=_("heures disponibles"),
                values=[c.available_minutes / 60 for c in cards],
                kind="step",
            ),
        ],
        visit.texts,
        unit="h",
        height=240,
    )
