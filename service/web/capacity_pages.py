"""A workshop's own capacities: general figures, week by week, closures, paces; or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import Response

from optimizer.capacity import Capacities
from optimizer.diagnostics import Diagnostic
from service import messages
from service.db import repositories, tables
from service.errors import Refusal, RefusedError, ServiceRefusalError
from service.exports.display_names import names_of
from service.i18n import N_
from service.usecases import access, asking, orders, templates
from service.usecases.rights import Thing
from service.usecases.templates import Asked, Template
from service.web import capacity_form, downloads, workshop_choice
from service.web.typed import InTyped
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
            rows={
                "closures": capacity_form.rows("closures", part.data, visit.typed, "cf"),
                "commitments": capacity_form.rows("commitments", part.data, visit.typed, "kf"),
                "qualifications": capacity_form.rows(
                    "qualifications", part.data, visit.typed, "qn"
                ),
            },
            week_names=list(
                dict.fromkeys(
                    [
                        *(
                            c[k]
                            for c in part.data[""].get("commitments", [])
                            for k in ("first", "last")
                        ),
                        *weeks,
                    ]
                )
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
            orders.change_part(session, visit.who, row, "workshop", chosen.code, data, version)
    except RefusedError as refusal:
        return show_capacities(visit.refused(refusal, typed), consortium, order, atelier)
    return visit.to(
        f"/c/{consortium}/o/{order}/atelier/capacites{chosen.query()}",
        N_("Capacités enregistrées."),
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
