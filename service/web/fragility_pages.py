"""How fragile a plan is: its chances, what if somebody stops, what margin it needs."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from service.db import job_rows, repositories
from service.errors import RefusedError
from service.i18n import N_
from service.usecases import studies, under_way
from service.usecases.rights import Extent, Thing
from service.web import fragility_view, planned
from service.web.job_pages import job_address
from service.web.plan_pages import plan_of
from service.web.typed import InTyped
from service.web.visits import InVisit

router = APIRouter(prefix="/c/{consortium}/o/{order}")

_TIMES = {20: N_("20 secondes"), 60: N_("1 minute"), 180: N_("3 minutes")}
_DRAWS = 1000


@router.get("/fragilite")
def show_newest(visit: InVisit, consortium: str, order: str) -> Response:
    """The test of the plan in force, else of the newest."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.PLAN)
        plan = repositories.plan_in_state(session, row.id, "adopted")
        plan = plan or next(iter(repositories.plans(session, row.id)), None)
        if plan is None:
            return visit.page("plans/fragility.html", section="fragility", plan=None)
        return RedirectResponse(f"/c/{consortium}/o/{order}/plans/{plan.number}/fragilite", 303)


@router.get("/plans/{number}/fragilite")
def show_test(
    visit: InVisit, consortium: str, order: str, number: int, reponse: str = ""
) -> Response:
    """The newest test of a plan, or the one asked for; and asking for another.

    Args:
        reponse: job whose answer is shown.
    """
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.PLAN)
        plan = plan_of(session, row, number)
        facts = planned.facts(plan)
        asked = job_rows.asked_of_plan(session, row.id, "resilience", plan.id)
        done = [a for a in asked if a.state == "done"]
        shown = next((a for a in done if a.id == reponse), None) if reponse else None
        shown = shown or next(iter(done), None)
        study = job_rows.job(session, visit.who.consortium_id, shown.id) if shown else None
        first = under_way.first_week(session, row, plan)
        test = None
        if study is not None and "found" in study.result:
            test = fragility_view.test_of(study.result, facts, visit.texts)
        return visit.page(
            "plans/fragility.html",
            section="fragility" if visit.who.may_write(Thing.PLAN) is Extent.NONE else "plan",
            plan=plan,
            here_plan=f"/c/{consortium}/o/{order}/plans/{number}",
            test=test,
            from_week=str(study.result["found"].get("from_week", "")) if study and test else "",
            shown=shown,
            asked=[a for a in asked if a.state in ("done", "queued", "running")],
            weeks=[
                (name, visit.texts.week(name))
                for name in (facts.horizon.name(t) for t in facts.weeks)
                # What is past cannot fail any more; names of weeks sort as time goes.
                if name >= first
            ],
            times=[(str(s), visit.texts.gettext(said)) for s, said in _TIMES.items()],
            may_ask=visit.who.may_write(Thing.FRAGILITY) is Extent.ALL,
        )


@router.post("/plans/{number}/fragilite")
def ask_test(visit: InVisit, consortium: str, order: str, number: int, typed: InTyped) -> Response:
    """Ask for a test."""
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.FRAGILITY, write=True)
            plan_of(session, row, number)
            wants = typed["quoi"]
            seconds = next((s for s in _TIMES if str(s) == typed["seconds"]), 60)
            job = studies.ask_resilience(
                session,
                visit.who,
                row,
                plan=number,
                week=typed["semaine"],
                is_lost="perdu" in typed,
                draws=0 if wants == "arrets" else _DRAWS,
                seconds=0 if wants == "chances" else seconds,
            )
            address = job_address(consortium, order, job)
    except RefusedError as refusal:
        return show_test(visit.refused(refusal, typed), consortium, order, number)
    return visit.to(address)
