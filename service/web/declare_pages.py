"""A workshop says what it made, week by week; the page also shows what it delivered."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter
from fastapi.responses import Response

from optimizer.weeks import week_monday, week_name
from service import messages
from service.db import life_rows, repositories, tables
from service.errors import Refusal, RefusedError, ServiceRefusalError
from service.i18n import N_
from service.usecases import declarations, lots, putting_back
from service.usecases.rights import Thing
from service.usecases.templates import Template
from service.web import declare_view, downloads, monday_view, planned, workshop_choice
from service.web.capacity_form import shown
from service.web.typed import InTyped, Typed, WrongFormError, need_sure, values_of
from service.web.visits import InVisit
from service.web.workshop_pages import context

if TYPE_CHECKING:
    from service.db.engine import Session
    from service.exports.facts import Facts
    from service.web.visits import Visit

router = APIRouter(prefix="/c/{consortium}/o/{order}/atelier/declarer")

_PAGE: Final = "/declarer"
_MOST_ROWS: Final = 200


@router.get("")
def show_declaring(
    visit: InVisit,
    consortium: str,
    order: str,
    atelier: str = "",
    semaine: str = "",
    prevu: str = "",
) -> Response:
    """A week to declare, the lots delivered, and the weeks that are still to be told.

    Args:
        prevu: ``1``: the cells hold what was planned, to correct and keep.
    """
    return _page(visit, consortium, order, atelier, semaine, is_as_planned=prevu == "1")


def _page(
    visit: Visit,
    consortium: str,
    order: str,
    atelier: str,
    semaine: str,
    *,
    is_as_planned: bool = False,
    wanted: Mapping[str, Any] | None = None,
) -> Response:
    """The page of a week.

    Args:
        wanted: by row, what somebody else's change keeps from being put back: it stands in the cells.
    """
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.PRODUCTION)
        chosen = workshop_choice.choose(session, visit.who, row, Thing.PRODUCTION, atelier)
        plan = repositories.plan_in_state(session, row.id, "adopted")
        whole = planned.whole_facts(plan) if plan is not None else None
        if plan is None or whole is None or chosen.code not in whole.workshops:
            return visit.page(
                "workshop/declare.html",
                section="declare",
                **context(chosen, _PAGE),
                shown_week=None,
            )
        visit.names = whole.names
        told = declarations.visible(session, visit.who, row, chosen.code)
        today = tables.now().date()
        everybody = {d.week for d in life_rows.declarations(session, row.id)}
        now = monday_view.week_now(whole.horizon, today, everybody)
        # Outside the weeks of the order, now is the week after the last that anybody told of.
        day = today if now == week_name(today) or not everybody else week_monday(now)
        silent = declare_view.silent_weeks(whole, chosen.code, {d.week for d in told}, day)
        names = list(whole.horizon.names)[: whole.last_week + 1]
        week = (
            semaine
            if semaine in names
            else _usual_week(names, silent, {d.week for d in told}, week_name(day))
        )
        facts = _facts_of_week(session, plan, week)
        at = names.index(week)
        rows = declare_view.rows_of(facts, chosen.code, week, [d for d in told if d.week == week])
        if wanted is not None:
            visit.typed = values_of(declare_view.typed_over(rows, wanted))
        return visit.page(
            "workshop/declare.html",
            section="declare",
            **context(chosen, _PAGE),
            shown_week=week,
            week_names=names,
            before=names[at - 1] if at else "",
            after=names[at + 1] if at + 1 < len(names) else "",
            told_weeks={d.week for d in told},
            silent=silent,
            rows=declare_view.as_planned(rows) if is_as_planned else rows,
            is_as_planned=is_as_planned,
            both=declare_view.both(rows, wanted or {}, visit.texts),
            may_fill=any(r.planned is not None and not r.id for r in rows),
            works=declare_view.works(whole, chosen.code),
            is_to_come=week_monday(week) > day,
            lots=[x for x in lots.visible(session, visit.who, row) if x.workshop == chosen.code],
            lot_signals=_lot_signals(visit, session, row, chosen.code),
            demands=[
                (
                    d.id,
                    f"{d.id} – {whole.product_name(d.product)}, {visit.texts.day(d.due)}, "
                    f"{whole.point_name(d.delivery_point)}",
                )
                for d in whole.problem.demands
            ],
            may_change=row.state == "production"
            and visit.who.may_write_of(Thing.PRODUCTION, chosen.code),
            today_shown=today.strftime("%d/%m/%Y"),
        )


@router.post("")
def declare(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Keep the rows of a week: all of them, or none and what is wrong in each."""
    atelier, week = typed.text("atelier"), typed.text("semaine")
    undo: dict[str, str] = {}
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.PRODUCTION)
            chosen = workshop_choice.choose(session, visit.who, row, Thing.PRODUCTION, atelier)
            visit.names = names_in_force(session, row)
            if typed["retirer"]:
                undo = _remove(session, visit, row, typed)
            else:
                undo = _keep(session, visit, row, chosen.code, week, typed)
    except RefusedError as refusal:
        if isinstance(refusal, ServiceRefusalError) and refusal.code == Refusal.NOT_FOUND:
            raise
        return show_declaring(visit.refused(refusal, typed), consortium, order, atelier, week)
    address = f"/c/{consortium}/o/{order}/atelier/declarer"
    if typed["retirer"]:
        return visit.to(
            f"{address}{chosen.query(semaine=week)}",
            N_("Ligne retirée."),
            undo=address,
            undo_values={**undo, "atelier": chosen.code, "semaine": week} if undo else {},
        )
    return visit.to(
        f"{address}{chosen.query(semaine=week)}",
        N_("{week} est déclarée, merci."),
        undo=f"{address}/annuler",
        undo_values={**undo, "atelier": chosen.code, "semaine": week} if undo else {},
        week=visit.texts.week(week),
    )


@router.post("/annuler")
def undo_week(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Put back what was declared before a week was saved, unless somebody saved it again since."""
    atelier, week, wanted = typed.text("atelier"), typed.text("semaine"), None
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.PRODUCTION)
            chosen = workshop_choice.choose(session, visit.who, row, Thing.PRODUCTION, atelier)
            visit.names = names_in_force(session, row)
            versions = declare_view.versions_of(typed["lignes"])
            told = declarations.visible(session, visit.who, row, chosen.code)
            now = {d.id: declarations.shown(d) for d in told if d.id in versions}
            found = putting_back.restored(now, typed["avant"])
            wanted = {row_id: found.get(row_id) for row_id in now}
            putting_back.declared(session, visit.who, row, chosen.code, found, versions)
    except RefusedError as refusal:
        if isinstance(refusal, ServiceRefusalError) and refusal.code == Refusal.NOT_FOUND:
            raise
        if not (isinstance(refusal, ServiceRefusalError) and refusal.code == Refusal.CONFLICT):
            wanted = None
        return _page(visit.refused(refusal), consortium, order, atelier, week, wanted=wanted)
    return visit.to(
        f"/c/{consortium}/o/{order}/atelier/declarer{chosen.query(semaine=week)}",
        N_("Annulé : la semaine est comme avant."),
    )


@router.get("/formulaire")
def download_form(visit: InVisit, consortium: str, order: str, atelier: str = "") -> Response:
    """The follow-up workbook of the workshop, with what was planned and declared."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.PRODUCTION)
        chosen = workshop_choice.choose(session, visit.who, row, Thing.PRODUCTION, atelier)
        return downloads.template(session, visit, row, Template.FOLLOWUP.value, chosen.code)


# -- the rows of a week -------------------------------------------------------------------------


def _keep(
    session: Session, visit: Visit, order: tables.Order, workshop: str, week: str, typed: Typed
) -> dict[str, str]:
    """Declare or correct every filled row; what to send so as to put back what was there before.

    Raises:
        WrongFormError: with what is wrong, beside each cell and each row.
    """
    filled = []
    for number in range(_MOST_ROWS):
        if f"what-{number}" not in typed:
            break
        found = _given(session, order, workshop, week, number, typed)
        if found is not None:
            filled.append((number, *found))
    typed.check()
    faults = {}
    doubts = {}
    before: dict[str, Any] = {}
    made: list[tables.Declaration] = []
    for number, given, row_id, version in filled:
        try:
            there = life_rows.declaration(session, order.id, row_id) if row_id else None
            if there is not None:
                before[row_id] = declarations.shown(there)
            doubt = None
            if there is None or there.made != given.made:
                doubt = declarations.doubt(session, order, given, row_id)
            if row_id:
                made.append(declarations.correct(session, visit.who, order, row_id, given, version))
            else:
                made.append(declarations.declare(session, visit.who, order, given))
            if doubt is not None:
                doubts[f"made-{number}"] = visit.said_of(doubt)
        except ServiceRefusalError as refusal:
            if refusal.code in (Refusal.NOT_FOUND, Refusal.WRONG_STATE, Refusal.NOT_ALLOWED):
                raise
            said = [messages.sentence(d, visit.texts, visit.names) for d in refusal.findings]
            title = visit.said(refusal)
            faults[f"row-{number}"] = " ".join(said or [str(title and title["title"])])
    if faults:
        wrong = WrongFormError(faults)
        wrong.text = N_("Rien n'est enregistré : corrigez les lignes marquées.")
        raise wrong
    need_sure(typed, doubts)
    if not filled:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA, N_("Remplissez au moins une ligne : ce qui a été fait.")
        )
    way = putting_back.way_back(before, {d.id: declarations.shown(d) for d in made})
    return {"avant": way, "lignes": declare_view.versions_said(made)} if way else {}


def _given(
    session: Session,
    order: tables.Order,
    workshop: str,
    week: str,
    number: int,
    typed: Typed,
) -> tuple[declarations.Given, str, int | None] | None:
    """What a row says, the id and version that it corrects; None for a row left empty."""
    what, row_id = typed.text(f"what-{number}"), typed.text(f"id-{number}")
    made = typed.number(f"made-{number}")
    scrap = typed.number(f"scrap-{number}")
    hours = typed.number(f"hours-{number}")
    texts = {n: typed.text(f"{n}-{number}", most=200) for n in ("batch", "lot", "remark")}
    is_filled = any(typed[f"{n}-{number}"].strip() for n in ("made", "scrap", "hours"))
    if not is_filled and not row_id and not (what and any(texts.values())):
        return None
    if not typed[f"made-{number}"].strip():
        typed.faults[f"made-{number}"] = (
            N_("Vide : mettez 0, ou retirez la ligne.") if row_id else N_("À remplir.")
        )
    product, _slash, operation = what.partition("/")
    if not operation:
        typed.faults[f"what-{number}"] = N_("Choisissez ce qui a été fait.")
    there = life_rows.declaration(session, order.id, row_id) if row_id else None
    is_same = there is not None and (there.made, there.scrap) == (made, scrap)
    given = declarations.Given(
        workshop=workshop,
        week=week,
        product=product,
        operation=operation,
        made=made if made is not None else Decimal(0),
        scrap=scrap,
        worked_hours=hours,
        # What this page does not show stays as it was said.
        conforming=there.conforming if there is not None and is_same else None,
        absent_hours=there.absent_hours if there is not None else None,
        pattern=there.pattern if there is not None else "",
        **texts,
    )
    return given, row_id, typed.whole(f"version-{number}") if row_id else None


def _remove(session: Session, visit: Visit, order: tables.Order, typed: Typed) -> dict[str, str]:
    """Take a row back; what to send so as to declare it again."""
    row_id, _at, version = typed.text("retirer").partition("@")
    there = life_rows.declaration(session, order.id, row_id)
    undo: dict[str, str] = {}
    if there is not None:
        undo = {
            "what-0": f"{there.product}/{there.operation}",
            "made-0": shown(there.made),
            "scrap-0": shown(there.scrap),
            "hours-0": shown(there.worked_hours),
            "batch-0": there.batch,
            "lot-0": there.lot,
            "remark-0": there.remark,
        }
    declarations.remove(
        session,
        visit.who,
        order,
        row_id,
        int(version) if version.isdecimal() and len(version) < 10 else None,
    )
    return undo


def _lot_signals(visit: Visit, session: Session, order: tables.Order, workshop: str) -> list[str]:
    """What the workshop should check in its lots."""
    found = lots.signals(session, visit.who, order).values()
    return [messages.sentence(d, visit.texts, visit.names) for d in found if d.subject == workshop]


def _usual_week(names: list[str], silent: list[str], told: set[str], now: str) -> str:
    """The oldest week that is still to be told, else the last that was told, else this week, else the last."""
    known = [w for w in silent if w in names] or [w for w in reversed(names) if w in told]
    return known[0] if known else now if now in names else names[-1]


def _facts_of_week(session: Session, plan: tables.Plan, week: str) -> Facts:
    """The figures of the plan that was in force in a week: the one in force now began later, maybe."""
    found = planned.facts(plan)
    row: Any = plan
    while found.horizon.index(week) < 0 and row is not None and row.replaces:
        row = life_rows.plan_by_id(session, row.replaces)
        if row is None:
            break
        found = planned.facts(row)
    return found


def names_in_force(session: Session, order: tables.Order) -> dict[str, str]:
    """What to call things instead of their codes, in the plan in force; nothing without one."""
    plan = repositories.plan_in_state(session, order.id, "adopted")
    return planned.whole_facts(plan).names if plan is not None else {}
