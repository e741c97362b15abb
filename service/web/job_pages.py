"""Work that takes longer than an answer may: its page, live, until it leads to what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from service.db import tables
from service.i18n import N_
from service.usecases import access, plans
from service.usecases.rights import Thing
from service.web import job_view
from service.web.order_names import names_of
from service.web.typed import InTyped
from service.web.visits import InVisit, Visit, inside

if TYPE_CHECKING:
    from service.db.engine import Session

router = APIRouter(prefix="/c/{consortium}/o/{order}/travaux")


@router.get("/{job}")
def show_job(visit: InVisit, consortium: str, order: str, job: str, suite: str = "") -> Response:
    """What goes on; once there is an answer, the answer.

    Args:
        suite: address of this service to go to in the end, instead of the usual one.
    """
    with visit.reading(consortium) as session:
        order_row, row = _job(visit, session, order, job, "read")
        at = f"/c/{consortium}/o/{order}"
        said = job_view.said(row, visit.texts, names_of(session, order_row))
        wanted = inside(suite, "")
        answer = found_at(session, row, at) if row.state in ("done", "cancelled") else ""
        if answer or (row.state == "done" and wanted and row.kind not in ("plan", "replan")):
            return RedirectResponse(wanted or answer, 303)
        own = f"{at}/travaux/{row.id}"
        return visit.page(
            "plans/job.html",
            section="plan",
            job=said,
            own=own + _then(wanted),
            state=f"{own}/etat",
            stop=f"{own}/arreter",
            suite=wanted,
            events=f"/api/v1/consortia/{consortium}/jobs/{row.id}/events",
            again=_asked_at(session, row, at),
            may_stop=visit.who.may_write(Thing.PLAN) or row.created_by == visit.who.account_id,
        )


@router.get("/{job}/etat")
def show_state(visit: InVisit, consortium: str, order: str, job: str) -> Response:
    """The live part of that page."""
    with visit.reading(consortium) as session:
        order_row, row = _job(visit, session, order, job, "read")
        said = job_view.said(row, visit.texts, names_of(session, order_row))
        return visit.part("plans/job_state.html", job=said)


@router.post("/{job}/arreter")
def stop_job(
    visit: InVisit,
    consortium: str,
    order: str,
    job: str,
    typed: InTyped,
) -> Response:
    """Stop; of a plan the best so far is kept."""
    with visit.writing(consortium) as session:
        _order_row, row = _job(visit, session, order, job, "write")
        plans.cancel(session, visit.who, row)
    suite = inside(typed["suite"], "")
    back = f"/c/{consortium}/o/{order}/travaux/{job}{_then(suite)}"
    return visit.to(back, N_("Arrêt demandé : cela prend une seconde ou deux."))


def _then(suite: str) -> str:
    """The end of an address that says where to go in the end; "" for the usual place."""
    return f"?{urlencode({'suite': suite}, safe='/')}" if suite else ""


def _job(
    visit: Visit, session: Session, order: str, job: str, verb: Literal["read", "write"]
) -> tuple[tables.Order, tables.Job]:
    """The order of the address and a job of it.

    Raises:
        ServiceRefusalError: ``not_found``, ``not_allowed``.
    """
    order_row: tables.Order = visit.order_in(session, order, Thing.ORDER_SUMMARY)
    row = plans.job(session, visit.who, job, verb)
    if row.order_id != order_row.id:
        raise access.not_found()
    return order_row, row


def found_at(session: Session, row: tables.Job, at: str) -> str:
    """Where what a job found is shown, "" when it found nothing.

    Args:
        at: address of its order.
    """
    if row.kind in ("plan", "replan"):
        number = row.result.get("plan")
        return f"{at}/plans/{number}" if number else ""
    if "found" not in row.result:
        return ""
    if row.kind == "compare":
        return f"{at}/scenarios/{row.id}"
    plan = session.get(tables.Plan, str(row.payload.get("plan_id", "")))
    where = f"{at}/plans/{plan.number}" if plan is not None else at
    if row.kind == "why":
        return f"{where}/pourquoi?reponse={row.id}"
    if row.kind == "resilience" and plan is not None:
        return f"{where}/fragilite?reponse={row.id}"
    return ""


def _asked_at(session: Session, row: tables.Job, at: str) -> str:
    """Where to ask for it once more."""
    if row.kind == "compare":
        return f"{at}/scenarios"
    if row.kind == "replan":
        return f"{at}/lundi"
    if row.kind in ("why", "resilience"):
        plan = session.get(tables.Plan, str(row.payload.get("plan_id", "")))
        page = "pourquoi" if row.kind == "why" else "fragilite"
        return f"{at}/plans/{plan.number}/{page}" if plan is not None else f"{at}/{page}"
    return f"{at}/plans" if row.kind == "plan" else at


def job_address(consortium: str, order: str, row: tables.Job) -> str:
    """The page of a job that was just asked for."""
    return f"/c/{consortium}/o/{order}/travaux/{row.id}"
