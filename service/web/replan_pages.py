"""Planning the rest of an order again: what is known, what happened, then what changes for whom."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from optimizer.weeks import is_week_name
from service.db import life_rows, repositories, tables
from service.errors import RefusedError
from service.i18n import N_
from service.usecases import access, orders, plans, plausible, setbacks, studies, telling
from service.usecases.rights import Extent, Thing
from service.web import (
    capacity_form,
    milestone_moves,
    monday_view,
    noted_view,
    planned,
    replan_view,
)
from service.web.life_names import names_of
from service.web.typed import InTyped, Typed, need_sure
from service.web.visits import InVisit, Visit

if TYPE_CHECKING:
    from service.db.engine import Session

router = APIRouter(prefix="/c/{consortium}/o/{order}/replanifier")

USUAL_SECONDS, MOST_FROZEN = 60, 8
# A browser keeps a notice of this many characters without trouble.
_MOST_UNDO: Final = 1_500


@router.get("")
def show_form(
    visit: InVisit, consortium: str, order: str, semaine: str = "", secondes: str = ""
) -> Response:
    """What to start from, what happened, what should be otherwise.

    Args:
        secondes: time of calculation to propose; the usual one for anything that is no number.
    """
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.PLAN)
        access.need_write(visit.who, Thing.PLAN)
        plan = repositories.plan_in_state(session, row.id, "adopted")
        if plan is None:
            return visit.page("life/replanifier.html", section="monday", plan=None)
        facts = planned.whole_facts(plan)
        declared = life_rows.declarations(session, row.id)
        weeks = facts.horizon.names
        now = monday_view.week_now(facts.horizon, tables.now().date(), {d.week for d in declared})
        # What is over, or declared, cannot be planned again.
        left = replan_view.weeks_left(facts, now, {d.week for d in declared})
        typed_week = visit.typed["from_week"] or semaine
        week = typed_week if typed_week in left else left[0]
        names = names_of(session, row)
        visit.names = names.flat
        texts = visit.texts
        return visit.page(
            "life/replanifier.html",
            section="monday",
            plan=plan,
            from_week=week,
            now=now,
            weeks=[(w, texts.week(w)) for w in weeks],
            weeks_left=[(w, texts.week(w)) for w in left],
            frozen=[(n, texts.ngettext("{n} semaine", "{n} semaines", n)) for n in range(5)],
            workshops=sorted(names.workshops.items(), key=lambda x: x[1]),
            leavers=sorted(
                ((w.id, names.workshop(w.id)) for w in facts.problem.workshops), key=lambda x: x[1]
            ),
            joined=replan_view.joined(facts, repositories.parts(session, row.id, "workshop")),
            strangers=_strangers(session, visit, names.workshops),
            staffed=[
                (w.id, replan_view.staffed_name(names.workshop(w.id), w.headcount, texts))
                for w in sorted(facts.problem.workshops, key=lambda w: names.workshop(w.id))
            ],
            names=names,
            known=replan_view.known(facts, declared, week),
            has_changed=orders.differs_from(session, row, plan),
            noted=noted_view.since_plan(session, row, plan, names, texts),
            demands=[(d.id, d.product, d.due, d.quantity) for d in facts.problem.demands],
            is_open=row.state in plans.PLANNED_IN,
            seconds=_proposed(secondes),
            is_reduced=any(n.startswith("q-") and visit.typed[n].strip() for n in visit.typed),
        )


@router.post("")
def ask(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Ask for the rest to be planned again."""
    try:
        week = typed.week("from_week", needed=True)
        frozen = typed.whole("frozen", 0, most=MOST_FROZEN)
        seconds = typed.whole(
            "seconds", USUAL_SECONDS, least=plans.SHORTEST_SECONDS, most=plans.LONGEST_SECONDS
        )
        quantities = _quantities(typed)
        typed.check()
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.PLAN, write=True)
            _need_pieces(session, row, quantities, typed)
            job = studies.ask_replan(
                session,
                visit.who,
                row,
                from_week=week or "",
                leaver=typed.text("leaver"),
                is_lost=typed["is_lost"] == "1",
                quantities=quantities,
                frozen_weeks=frozen or 0,
                seconds=seconds or USUAL_SECONDS,
                name=typed.text("name", most=200),
            )
            job_id = job.id
    except RefusedError as refusal:
        return show_form(visit.refused(refusal, typed), consortium, order)
    at = f"/c/{consortium}/o/{order}"
    return visit.to(f"{at}/travaux/{job_id}?suite={at}/replanifier/{job_id}")


@router.post("/arret")
def stop_workshop(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Write down that a workshop stops from one day to another."""
    try:
        workshop = typed.text("stop_workshop", needed=True)
        first, last = typed.day("stop_first", needed=True), typed.day("stop_last", needed=True)
        typed.check()
        assert first is not None
        assert last is not None
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.PLAN, write=True)
            before = setbacks.stop(
                session, visit.who, row, workshop, first, last, reason=typed.text("stop_reason")
            )
            name = names_of(session, row).workshop(workshop)
            version = _version(session, row, workshop)
    except RefusedError as refusal:
        return show_form(visit.refused(refusal, typed), consortium, order)
    return _noted(
        visit,
        f"/c/{consortium}/o/{order}/replanifier",
        typed,
        visit.texts.gettext(
            N_("Noté : {name} est fermé du {first} au {last}. Replanifiez pour en tenir compte."),
            name=name,
            first=visit.texts.day(first),
            last=visit.texts.day(last),
        ),
        {"workshop": workshop, "what": "closures", "version": str(version), "rows": before},
    )


@router.post("/effectif")
def fewer_people(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Write down how many people work at a workshop in some weeks."""
    try:
        workshop = typed.text("people_workshop", needed=True)
        first = typed.week("people_first", needed=True)
        last = typed.week("people_last", needed=True)
        headcount = capacity_form.people(typed, "people_headcount", needed=True)
        typed.check()
        assert first is not None
        assert last is not None
        assert headcount is not None
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.PLAN, write=True)
            _need_usual(visit, session, row, workshop, headcount, typed)
            before = setbacks.fewer_people(
                session, visit.who, row, workshop, first, last, headcount
            )
            name = names_of(session, row).workshop(workshop)
            version = _version(session, row, workshop)
    except RefusedError as refusal:
        return show_form(visit.refused(refusal, typed), consortium, order)
    return _noted(
        visit,
        f"/c/{consortium}/o/{order}/replanifier",
        typed,
        visit.texts.ngettext(
            "Noté : {n} personne chez {name} de {first} à {last}. Replanifiez pour en tenir compte.",
            "Noté : {n} personnes chez {name} de {first} à {last}. Replanifiez pour en tenir compte.",
            headcount,
            name=name,
            first=visit.texts.short_week(first),
            last=visit.texts.short_week(last),
        ),
        {"workshop": workshop, "what": "overrides", "version": str(version), "rows": before},
    )


def _need_usual(
    visit: Visit,
    session: Session,
    order: tables.Order,
    workshop: str,
    headcount: Decimal,
    typed: Typed,
) -> None:
    """Ask back a headcount that is far from the usual one."""
    part = repositories.part(session, order.id, "workshop", workshop)
    usual = Decimal(str(part.data[""].get("headcount") or 0)) if part is not None else Decimal(0)
    doubt = plausible.people_doubt(headcount, usual)
    need_sure(typed, {} if doubt is None else {"people_headcount": visit.said_of(doubt)})


@router.post("/remettre")
def put_back(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Take back what was just written down of a workshop."""
    try:
        rows = json.loads(typed["rows"])
    except (ValueError, RecursionError):  # no text of ours, or lists in lists without end
        raise access.not_found() from None
    with visit.writing(consortium) as session:
        row = visit.order_in(session, order, Thing.PLAN, write=True)
        setbacks.put_back(
            session,
            visit.who,
            row,
            typed.text("workshop"),
            rows,
            what=typed.text("what"),
            version=typed.whole("version", None),
        )
    return visit.to(f"/c/{consortium}/o/{order}/replanifier", N_("Remis comme avant."))


@router.get("/{job}")
def show_changes(visit: InVisit, consortium: str, order: str, job: str) -> Response:
    """What a new plan changes, for whom; a text to send to each."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.PLAN)
        found = plans.job(session, visit.who, job, "read")
        if found.kind != "replan" or found.order_id != row.id:
            raise access.not_found()
        if not found.result.get("plan"):
            return RedirectResponse(f"/c/{consortium}/o/{order}/travaux/{job}", 303)
        number = int(found.result["plan"])
        plan = plans.of_number(session, row, number)
        told = (found.result.get("found") or {}).get(visit.texts.language) or {}
        facts = planned.facts(plan)
        former = life_rows.plan_by_id(session, str(found.payload.get("plan_id", "")))
        moves = (
            milestone_moves.moves(
                planned.whole_facts(former), planned.whole_facts(plan), visit.texts
            )
            if former is not None
            else ()
        )
        newly = (
            replan_view.arrived(planned.facts(former), facts, visit.texts)
            if former is not None
            else ()
        )
        briefs, untouched = replan_view.in_brief(told, facts, visit.texts)
        week = str(found.payload.get("wish", {}).get("from_week", ""))
        return visit.page(
            "life/changements.html",
            section="monday",
            plan=plan,
            told=told,
            said=told.get("said", {}),
            hours_of=replan_view.hours_taken_over(told.get("taken_over", ()), facts),
            happened=[
                {**h, "planned": Decimal(h["planned"]), "made": Decimal(h["made"])}
                for h in told.get("happened", ())
                if Decimal(h["planned"]) != Decimal(h["made"])
            ],
            names=names_of(session, row),
            former=former,
            moves=moves,
            moves_said=milestone_moves.headline(moves, visit.texts) if moves else "",
            moves_lines=milestone_moves.sentences(moves, visit.texts),
            from_week=week if is_week_name(week) else "",
            briefs=briefs,
            arrived=newly,
            headline=replan_view.headline(
                told,
                is_otherwise=bool(newly) or any(m.turn != "same" for m in moves),
                texts=visit.texts,
            ),
            untouched=visit.texts.join([x for x in untouched if x not in {a.name for a in newly}]),
            may_write=visit.who.may_write(Thing.PLAN) is Extent.ALL,
            again=_again(found.payload),
            told_at=telling.told_at(session, row, plan),
            link=f"{visit.settings.link_base}/c/{consortium}/o/{order}/atelier",
        )


def _again(payload: dict[str, Any]) -> str:
    """The query that opens the form with the same week and a search that takes longer."""
    seconds = payload.get("options", {}).get("time_limit_seconds", USUAL_SECONDS)
    values = {"secondes": str(_proposed(str(max(3 * int(seconds), 120))))}
    week = str(payload.get("wish", {}).get("from_week", ""))
    return urlencode({"semaine": week, **values} if is_week_name(week) else values)


def _strangers(session: Session, visit: Visit, there: Mapping[str, str]) -> list[str]:
    """Names of workshops of the consortium that are not in the order."""
    members = repositories.members(session, visit.who.consortium_id)
    return sorted(m.name for m in members if m.workshop not in there)


def _proposed(seconds: str) -> int:
    """The time of calculation that the form opens with."""
    if not (seconds.isascii() and seconds.isdecimal() and len(seconds) < 6):
        return USUAL_SECONDS
    return min(max(int(seconds), plans.SHORTEST_SECONDS), plans.LONGEST_SECONDS)


def _quantities(typed: Typed) -> dict[str, Decimal]:
    """Milestones that should ask for another quantity."""
    found = {}
    for name in typed:
        if name.startswith("q-"):
            value = typed.number(name, None, most=Decimal(10) ** 9)
            if value is not None:
                found[name.removeprefix("q-")] = value
    return found


def _need_pieces(
    session: Session, order: tables.Order, quantities: Mapping[str, Decimal], typed: Typed
) -> None:
    """Refuse half a piece, beside its box."""
    plan = repositories.plan_in_state(session, order.id, "adopted")
    if plan is None or not quantities:
        return
    for code in plausible.parts_of_pieces(planned.whole_facts(plan).problem, quantities):
        typed.faults[f"q-{code}"] = N_("Un nombre entier de pièces est attendu.")
    typed.check()


def _noted(visit: Visit, at: str, typed: Typed, said: str, undo: dict[str, Any]) -> Response:
    """Back to the form, with a way to take back what was noted when it is short enough to keep."""
    kept = {**undo, "rows": json.dumps(undo["rows"])}
    is_short = len(kept["rows"]) <= _MOST_UNDO
    week = typed["semaine"]
    return visit.to(
        f"{at}?semaine={week}" if is_week_name(week) else at,
        said,
        undo=f"{at}/remettre" if is_short else "",
        undo_values=kept if is_short else {},
    )


def _version(session: Session, order: tables.Order, workshop: str) -> int:
    part = repositories.part(session, order.id, "workshop", workshop)
    if part is None:
        raise access.not_found()
    return part.version
