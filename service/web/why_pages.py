"""Why late, so dear, so little: asked, answered in words, each remedy tried by one button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import Response

from optimizer import dossier
from service.db import job_rows, repositories, tables
from service.errors import Refusal, RefusedError, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, keeping, orders, plans, studies
from service.usecases.rights import Extent, Thing
from service.web import plan_view, planned, scenario_view, why_view
from service.web.job_pages import job_address
from service.web.plan_pages import plan_of
from service.web.typed import InTyped, Typed
from service.web.visits import InVisit, Visit

if TYPE_CHECKING:
    from optimizer.problem import Problem
    from service.db.engine import Session

router = APIRouter(prefix="/c/{consortium}/o/{order}")

# For the whole search of an answer; for each scenario that is tried.
_SEARCH_SECONDS, _TRY_SECONDS = 60, 20


@router.get("/plans/{number}/pourquoi")
def show_why(
    visit: InVisit,
    consortium: str,
    order: str,
    number: int,
    atelier: str = "",
    jalon: str = "",
    reponse: str = "",
) -> Response:
    """Why a plan is as it is.

    Args:
        atelier, jalon: what the question would be about, instead of the whole.
        reponse: job whose answer is shown.
    """
    return _show(visit, consortium, order, number, atelier, jalon, reponse)


@router.get("/pourquoi")
def show_why_of_order(
    visit: InVisit,
    consortium: str,
    order: str,
    atelier: str = "",
    jalon: str = "",
    reponse: str = "",
) -> Response:
    """Why an order without a plan cannot be on time."""
    return _show(visit, consortium, order, 0, atelier, jalon, reponse)


@router.post("/plans/{number}/pourquoi")
def ask_why(visit: InVisit, consortium: str, order: str, number: int, typed: InTyped) -> Response:
    """Ask it of a plan."""
    return _ask(visit, consortium, order, number, typed)


@router.post("/pourquoi")
def ask_why_of_order(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Ask it of the order."""
    return _ask(visit, consortium, order, 0, typed)


@router.post("/remedes/{job}/essayer")
def try_remedy(visit: InVisit, consortium: str, order: str, job: str, typed: InTyped) -> Response:
    """A remedy as a scenario beside the plan: it is planned, then shown side by side."""
    with visit.writing(consortium) as session:
        row = visit.order_in(session, order, Thing.PLAN, write=True)
        study = _study(visit, session, row, job)
        plan = session.get(tables.Plan, str(study.payload.get("plan_id", "")))
        if plan is None:
            raise access.not_found()
        asked = _remedy(visit, study, typed["remede"])
        made = studies.ask_compare(
            session,
            visit.who,
            row,
            asked=[asked],
            plan=plan.number,
            seconds=_TRY_SECONDS,
            starts={"v1": (study.id, typed["remede"])},
        )
        address = job_address(consortium, order, made)
    return visit.to(address)


@router.post("/remedes/{job}/plan")
def plan_remedy(visit: InVisit, consortium: str, order: str, job: str, typed: InTyped) -> Response:
    """A plan of the order with a remedy in it; the order stays as it is."""
    with visit.writing(consortium) as session:
        row = visit.order_in(session, order, Thing.PLAN, write=True)
        study = _study(visit, session, row, job)
        asked = _remedy(visit, study, typed["remede"])
        plan = session.get(tables.Plan, str(study.payload.get("plan_id", "")))
        made = keeping.plan_with(
            session,
            visit.who,
            row,
            asked,
            beside=plan,
            found_in=(study.id, typed["remede"]),
            preset=plans.preset_of(plan) if plan is not None else "equitable",
        )
        address = job_address(consortium, order, made)
    return visit.to(address)


@router.post("/remedes/{job}/garder")
def keep_remedy(visit: InVisit, consortium: str, order: str, job: str, typed: InTyped) -> Response:
    """A remedy that is sure: written into the order, for the next plan."""
    with visit.writing(consortium) as session:
        row = visit.order_in(session, order, Thing.PLAN, write=True)
        study = _study(visit, session, row, job)
        asked = _remedy(visit, study, typed["remede"])
        keeping.keep(session, visit.who, row, asked, study)
    at = f"/c/{consortium}/o/{order}"
    return visit.to(
        f"{at}/plans",
        N_("Inscrit dans la commande. Calculez maintenant un plan : il en tiendra compte."),
        undo=f"{at}/remedes/{job}/rendre",
    )


@router.post("/remedes/{job}/rendre")
def take_remedy_back(visit: InVisit, consortium: str, order: str, job: str) -> Response:
    """The order as it was before a remedy was kept, unless somebody changed the same things since."""
    with visit.writing(consortium) as session:
        row = visit.order_in(session, order, Thing.PLAN, write=True)
        keeping.take_back(session, visit.who, row, _study(visit, session, row, job))
    return visit.to(
        f"/c/{consortium}/o/{order}/plans", N_("Annulé : la commande est comme avant ce remède.")
    )


def _show(
    visit: Visit, consortium: str, order: str, number: int, workshop: str, milestone: str, job: str
) -> Response:
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.PLAN)
        plan = plan_of(session, row, number) if number else None
        asked = job_rows.asked_of_plan(session, row.id, "why", plan.id if plan else "")
        shown = _chosen(asked, job, workshop, milestone)
        study = job_rows.job(session, visit.who.consortium_id, shown.id) if shown else None
        problem = _problem(session, row, plan, study)
        answer = None
        if study is not None and problem is not None:
            answer = why_view.answer(study.result, problem, visit.texts)
        at = f"/c/{consortium}/o/{order}"
        names = {w.id: w.name or w.id for w in problem.workshops} if problem is not None else {}
        return visit.page(
            "plans/why.html",
            section="plan",
            plan=plan,
            here_plan=f"{at}/plans/{number}" if plan else at,
            question=shown
            or job_rows.Asked(
                id="",
                kind="why",
                state="",
                created_at=row.created_at,
                workshop=workshop,
                milestone=milestone,
            ),
            answer=answer,
            is_on_time=_is_on_time(plan, answer),
            supposed=_supposed(session, row, plan, visit),
            said_once=why_view.said_of_all(answer) if answer is not None else "",
            share=_share_in(plan, workshop, visit)
            if plan is not None and workshop and answer is None
            else None,
            study=study.id if study is not None else "",
            asked=[a for a in asked if a.state in ("done", "queued", "running")],
            names=names,
            workshops=[(w.id, w.name or w.id) for w in problem.workshops] if problem else [],
            milestones=_milestones(problem),
            wanted_workshop=workshop,
            wanted_milestone=milestone,
            may_ask=visit.who.may_write(Thing.PLAN) is Extent.ALL,
        )


def _is_on_time(plan: tables.Plan | None, answer: why_view.Answer | None) -> bool:
    """Whether the question is what could cost less: nothing is late."""
    if answer is not None and answer.about == "whole":
        return answer.is_on_time
    return plan is not None and plan_view.is_on_time(planned.facts(plan))


def _supposed(
    session: Session, row: tables.Order, plan: tables.Plan | None, visit: Visit
) -> list[str]:
    """What a plan supposes that is not in the order, in words."""
    if plan is None:
        return []
    return scenario_view.said_hypothesis(
        keeping.hypothesis(session, row, plan), orders.problem(session, row).problem, visit.texts
    )


def _share_in(plan: tables.Plan, workshop: str, visit: Visit) -> plan_view.ShareLine | None:
    """What the plan itself says of a workshop's share, before anything more is looked for."""
    shares = plan_view.shares(planned.facts(plan), visit.texts)
    if shares is None:
        return None
    return next((s for s in shares.lines if s.workshop == workshop), None)


def _chosen(
    asked: list[job_rows.Asked], job: str, workshop: str, milestone: str
) -> job_rows.Asked | None:
    """The answer to show: the one named, else the newest about the same thing."""
    done = [a for a in asked if a.state == "done"]
    if job:
        return next((a for a in done if a.id == job), None)
    return next((a for a in done if (a.workshop, a.milestone) == (workshop, milestone)), None)


def _problem(
    session: Session, row: tables.Order, plan: tables.Plan | None, study: tables.Job | None
) -> Problem | None:
    """What the question is about: the plan's problem, else the one that was asked about."""
    if plan is not None:
        return planned.facts(plan).problem
    if study is not None and study.payload.get("problem"):
        return dossier.problem_from_json(study.payload["problem"])[0]
    return orders.problem(session, row).problem


def _milestones(problem: Problem | None) -> list[tuple[str, str]]:
    if problem is None:
        return []
    names = {p.id: p.name or p.id for p in problem.products}
    return [(d.id, f"{d.id} – {names.get(d.product, d.product)}") for d in problem.demands]


def _ask(visit: Visit, consortium: str, order: str, number: int, typed: Typed) -> Response:
    workshop, milestone = typed["atelier"], typed["jalon"]
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.PLAN, write=True)
            if number:
                plan_of(session, row, number)
            elif repositories.plans(session, row.id):
                # Without a number the use case would take the plan in force: say which one.
                number = _in_force(session, row)
            seconds = typed.whole("seconds", _SEARCH_SECONDS, least=5, most=300) or _SEARCH_SECONDS
            job = studies.ask_why(
                session,
                visit.who,
                row,
                plan=number or None,
                workshop=workshop,
                milestone="" if workshop else milestone,
                seconds=seconds,
            )
            address = job_address(consortium, order, job)
    except RefusedError as refusal:
        return _show(
            visit.refused(refusal, typed), consortium, order, number, workshop, milestone, ""
        )
    return visit.to(address)


def _in_force(session: Session, row: tables.Order) -> int:
    there = repositories.plan_in_state(session, row.id, "adopted")
    found = there or next(iter(repositories.plans(session, row.id)))
    return found.number


def _study(visit: Visit, session: Session, row: tables.Order, job: str) -> tables.Job:
    study = plans.job(session, visit.who, job, "read")
    if study.order_id != row.id or study.kind != "why":
        raise access.not_found()
    return study


def _remedy(visit: Visit, study: tables.Job, place: str) -> dict[str, Any]:
    asked = why_view.asked_of(study.result, place, visit.texts)
    if asked is None:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA, N_("Ce remède ne peut pas être essayé d'ici.")
        )
    return asked
