"""A workshop's own capacities: general figures, week by week, closures, paces; or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import Response

from optimizer.capacity import Capacities, horizon_of
from optimizer.diagnostics import Diagnostic
from service import messages
from service.db import life_rows, repositories, tables
from service.errors import Refusal, RefusedError, ServiceRefusalError
from service.exports.display_names import names_of
from service.i18n import N_
from service.usecases import access, asking, orders, putting_back, templates
from service.usecases.rights import Thing
from service.usecases.templates import Asked, Template
from service.web import capacity_form, downloads, monday_view, workshop_choice
from service.web.typed import InTyped, Typed, need_sure, values_of
from service.web.visits import InVisit
from service.web.workshop_pages import context

if TYPE_CHECKING:
    from service.db.engine import Session
    from service.usecases.orders import Checked
    from service.web.visits import Visit
    from service.web.workshop_choice import Chosen

router = APIRouter(prefix="/c/{consortium}/o/{order}/atelier/capacites")

_FORMS = {"capacites": Template.CAPACITIES, "semaines": Template.LOAD_PLAN}


@router.get("")
def show_capacities(visit: InVisit, consortium: str, order: str, atelier: str = "") -> Response:
    """What the workshop can give, to be read, corrected and confirmed."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.CAPACITIES)
        chosen = workshop_choice.choose(session, visit.who, row, Thing.CAPACITIES, atelier)
        part = repositories.part(session, row.id, "workshop", chosen.code)
        if part is None:
            return visit.page(
                "workshop/no_plan.html", section="capacities", **context(chosen, "/capacites")
            )
        checked = orders.problem(session, row)
        known = capacity_form.skills(checked.problem, part.data)
        weeks = capacity_form.weeks_of(checked.problem)
        answer = session.get(tables.Answer, (row.id, chosen.code))
        if checked.problem is not None:
            visit.names = names_of(checked.problem)
        return visit.page(
            "workshop/capacities.html",
            section="capacities",
            **context(chosen, "/capacites"),
            data=part.data,
            version=part.version,
            values=capacity_form.values(part.data, known),
            both=_both(visit, known),
            skills=known,
            weeks=_weeks(checked, chosen.code, weeks),
            past=_past(session, row, checked, len(weeks)),
            rows={
                "closures": capacity_form.rows("closures", part.data, visit.typed, "cf"),
                "commitments": capacity_form.rows("commitments", part.data, visit.typed, "kf"),
                "qualifications": capacity_form.rows(
                    "qualifications", part.data, visit.typed, "qn"
                ),
            },
            week_names=sorted(
                {
                    *(
                        c[k]
                        for c in part.data[""].get("commitments", [])
                        for k in ("first", "last")
                    ),
                    *weeks,
                }
            ),
            answer=answer,
            signals=_said(visit, checked.findings, chosen.code),
            may_change=visit.who.may_write_of(Thing.CAPACITIES, chosen.code)
            and row.state in orders.OPEN_STATES,
            has_templates=checked.problem is not None,
        )


@router.post("")
def write_capacities(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Keep what was typed: all of it, or nothing and everything that is wrong."""
    atelier = typed.text("atelier")
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.CAPACITIES)
            chosen = workshop_choice.choose(session, visit.who, row, Thing.CAPACITIES, atelier)
            part = _part(session, row, chosen)
            checked = orders.problem(session, row)
            known = capacity_form.skills(checked.problem, part.data)
            weeks = capacity_form.weeks_of(checked.problem)
            data = capacity_form.read(typed, part.data, known, weeks)
            version = typed.whole("version", needed=True)
            typed.check()
            _need_right(visit, session, row, chosen.code, data)
            doubts = capacity_form.doubtful_weeks(data, part.data)
            need_sure(typed, {f"n-{w}": visit.said_of(d) for w, d in doubts.items()})
            before = part.data
            is_unanswered = chosen.is_own and _is_awaited(session, row, chosen.code)
            orders.change_part(session, visit.who, row, "workshop", chosen.code, data, version)
            undo = {
                "avant": putting_back.way_back(before, part.data),
                "version": str(part.version),
                "atelier": chosen.code,
                "sans_reponse": "1" if is_unanswered else "",
            }
    except RefusedError as refusal:
        return show_capacities(visit.refused(refusal, typed), consortium, order, atelier)
    address = f"/c/{consortium}/o/{order}/atelier/capacites"
    return visit.to(
        f"{address}{chosen.query()}",
        N_("Capacités enregistrées."),
        undo=f"{address}/annuler",
        undo_values=undo if undo["avant"] or is_unanswered else {},
    )


@router.post("/annuler")
def undo_capacities(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Put back what was there before the capacities were saved, unless somebody saved others since."""
    atelier, shown = typed.text("atelier"), None
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.CAPACITIES)
            chosen = workshop_choice.choose(session, visit.who, row, Thing.CAPACITIES, atelier)
            part = _part(session, row, chosen)
            data = putting_back.restored(part.data, typed["avant"])
            shown = _as_typed(part.data, data, orders.problem(session, row))
            putting_back.capacities(
                session,
                visit.who,
                row,
                chosen.code,
                data,
                typed.whole("version"),
                is_unanswered=typed["sans_reponse"] == "1",
            )
    except RefusedError as refusal:
        return show_capacities(visit.refused(refusal, shown), consortium, order, atelier)
    return visit.to(
        f"/c/{consortium}/o/{order}/atelier/capacites{chosen.query()}",
        N_("Annulé : vos capacités sont comme avant."),
    )


@router.post("/juste")
def confirm_capacities(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """The workshop says that its capacities are right as they stand."""
    atelier = typed.text("atelier")
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.CAPACITIES)
            chosen = workshop_choice.choose(session, visit.who, row, Thing.CAPACITIES, atelier)
            asking.confirm(session, visit.who, row, chosen.code)
    except ServiceRefusalError as refusal:
        if refusal.code == Refusal.NOT_FOUND:
            raise
        return show_capacities(visit.refused(refusal), consortium, order, atelier)
    return visit.to(
        f"/c/{consortium}/o/{order}/atelier/capacites{chosen.query()}",
        N_("Merci : la coordination voit que vos capacités sont justes."),
    )


@router.get("/formulaire")
def download_form(
    visit: InVisit, consortium: str, order: str, atelier: str = "", sorte: str = "capacites"
) -> Response:
    """The workbook to fill in, with what the service knows already."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.CAPACITIES)
        chosen = workshop_choice.choose(session, visit.who, row, Thing.CAPACITIES, atelier)
        asked = Asked(template=_FORMS.get(sorte, Template.CAPACITIES), workshop=chosen.code)
        made = templates.filled(session, visit.who, row, asked, visit.texts)
    return downloads.workbook(made)


# -- what the page shows ------------------------------------------------------------------------


def _part(session: Session, order: tables.Order, chosen: Chosen) -> tables.Part:
    found = repositories.part(session, order.id, "workshop", chosen.code)
    if found is None:
        raise access.not_found()
    return found


def _is_awaited(session: Session, order: tables.Order, workshop: str) -> bool:
    """Whether the workshop has not answered yet: saving its capacities will be its answer."""
    answer = session.get(tables.Answer, (order.id, workshop))
    return answer is None or answer.state != "answered"


def _as_typed(now: dict[str, Any], wanted: dict[str, Any], checked: Checked) -> Typed:
    """Capacities as if somebody had typed them over those that are there."""
    try:
        known = capacity_form.skills(checked.problem, wanted)
        there, found = capacity_form.values(now, known), capacity_form.values(wanted, known)
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError):
        # They are not of the right form, which is said; there is nothing to show.
        return Typed()
    # A box is ticked by being sent at all.
    left_empty = {n: "" for n in there if not n.startswith("do-")}
    return values_of({**left_empty, **found, "version": ""})


def _need_right(
    visit: Visit, session: Session, order: tables.Order, code: str, data: dict[str, Any]
) -> None:
    """Refuse figures that no plan could be made from, with everything that is wrong in them."""
    checked = orders.problem_with(session, order, "workshop", code, data)
    if checked.problem is not None:
        visit.names = names_of(checked.problem)
    wrong = tuple(d for d in checked.findings if d.severity.value == "error" and d.subject == code)
    if wrong:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Ces capacités contiennent des erreurs : rien n'est enregistré."),
            findings=wrong,
        )


def _weeks(checked: Checked, code: str, names: list[str]) -> list[dict[str, Any]]:
    """Each week with the hours that it gives, when the order is sound enough to count them."""
    problem = checked.problem
    workshop = (
        next((w for w in problem.workshops if w.id == code), None) if problem is not None else None
    )
    counted = Capacities(problem) if problem is not None and checked.is_ready else None
    found = []
    for t, name in enumerate(names):
        minutes = counted.productive_minutes[code][t] if counted is not None else None
        days = counted.open_days(workshop, t) if counted is not None and workshop else None
        found.append({"name": name, "minutes": minutes, "open_days": days})
    return found


def _past(session: Session, order: tables.Order, checked: Checked, weeks: int) -> int:
    """How many of the weeks are over, as the Monday page counts them; at least one is left."""
    if checked.problem is None:
        return 0
    horizon = horizon_of(checked.problem)
    declared = life_rows.declarations(session, order.id)
    now = monday_view.week_now(horizon, tables.now().date(), {d.week for d in declared})
    return max(0, min(horizon.index(now), weeks - 1))


def _both(visit: Visit, known: list[capacity_form.Skill]) -> dict[str, tuple[str, str, str]]:
    """After a conflict: field → label, what the service has now, what was typed."""
    refusal = visit.refusal
    if not isinstance(refusal, ServiceRefusalError) or refusal.theirs is None:
        return {}
    theirs = capacity_form.values(refusal.theirs["data"], known)
    return capacity_form.differences(visit.typed, theirs, known, visit.texts)


def _said(visit: Visit, found: tuple[Diagnostic, ...], code: str) -> list[str]:
    """What is worth checking in one's own figures."""
    return [
        messages.sentence(d, visit.texts, visit.names)
        for d in found
        if d.subject == code and d.severity.value != "note"
    ]
