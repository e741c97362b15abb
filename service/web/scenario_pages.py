"""Scenarios: put together by simple forms, compared with the plan, the best one kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import Response

from optimizer.diagnostics import has_errors
from service.db import job_rows, repositories, tables
from service.errors import Refusal, RefusedError, ServiceRefusalError
from service.exports.display_names import names_of
from service.i18n import N_
from service.usecases import access, keeping, plans, studies, under_way, variants
from service.usecases.rights import Extent, Thing
from service.web import planned, scenario_draft, scenario_forms, scenario_view
from service.web.job_pages import job_address
from service.web.plan_pages import plan_of, show_plan
from service.web.scenario_draft import Draft
from service.web.typed import InTyped, Typed
from service.web.visits import InVisit, Visit

if TYPE_CHECKING:
    from optimizer.plan import Preset
    from optimizer.problem import Problem
    from service.db.engine import Session

router = APIRouter(prefix="/c/{consortium}/o/{order}")

_TIMES = ((10, N_("10 secondes : pour voir")), (20, N_("20 secondes")), (60, N_("1 minute")))
_UNSAID = N_("Ce changement ne peut pas être essayé : voyez le détail.")


@router.get("/scenarios")
def show_scenarios(visit: InVisit, consortium: str, order: str, plan: int = 0) -> Response:
    """The scenarios under way, and the comparisons already made.

    Args:
        plan: number of the plan to compare with.
    """
    draft = scenario_draft.read(visit.request)
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.PLAN)
        reference = _reference(session, row, plan or draft.plan)
        if reference is None:
            return visit.page("plans/scenarios.html", section="plan", reference=None)
        problem = planned.facts(reference).problem
        first = under_way.first_week(session, row, reference)
        offered = scenario_forms.choices(problem, visit.texts, first)
        made = job_rows.asked_of_plan(session, row.id, "compare", reference.id)
        return visit.page(
            "plans/scenarios.html",
            section="plan",
            reference=reference,
            others=[(p.number, _called(visit, p)) for p in repositories.plans(session, row.id)],
            scenarios=scenario_view.said_draft(draft, problem, visit.texts),
            groups=scenario_forms.grouped(scenario_forms.usable(scenario_forms.FORMS, offered)),
            offered=offered,
            from_week=first,
            times=[(str(s), visit.texts.gettext(said)) for s, said in _TIMES],
            made=[
                {
                    "row": m,
                    "names": [str(v.get("name") or "") for v in m.variants],
                }
                for m in made
                if m.state in ("done", "queued", "running")
            ],
            may_write=visit.who.may_write(Thing.PLAN) is Extent.ALL,
        )


def _called(visit: Visit, plan: tables.Plan) -> str:
    said = visit.texts.gettext("Plan n° {number}", number=plan.number)
    return f"{said} – {plan.name}" if plan.name else said


@router.post("/scenarios/ajouter")
def add_change(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """One more change, in a scenario under way or in a new one."""
    at = f"/c/{consortium}/o/{order}"
    try:
        with visit.reading(consortium) as session:
            row = visit.order_in(session, order, Thing.PLAN, write=True)
            reference = _needed(session, row, typed)
            form = scenario_forms.BY_WHAT.get(typed["what"])
            if form is None:
                raise access.not_found()
            cells = {f.cell: typed.text(f"{form.what}.{f.cell}", most=100) for f in form.fields}
            change = {"what": form.what, "cells": {k: v for k, v in cells.items() if v}}
            problem = planned.facts(reference).problem
            visit.names = names_of(problem)
            _check(change, problem)
            draft = scenario_draft.read(visit.request).beside(reference.number)
            draft = draft.added([change], _place(typed["scenario"]))
        answer = visit.to(f"{at}/scenarios#en-cours", N_("Ajouté au scénario."))
        return scenario_draft.write(answer, visit.settings, draft, at)
    except RefusedError as refusal:
        if isinstance(refusal, ServiceRefusalError) and refusal.code is not Refusal.WRONG_DATA:
            raise
        return show_scenarios(visit.refused(refusal, typed), consortium, order)


@router.post("/scenarios/changer")
def change_draft(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Take a change or a scenario out, or give a scenario a name."""
    at = f"/c/{consortium}/o/{order}"
    with visit.reading(consortium) as session:
        visit.order_in(session, order, Thing.PLAN, write=True)
    draft = scenario_draft.read(visit.request)
    place = _place(typed["scenario"])
    if place is not None:
        if "nom" in typed:
            draft = draft.renamed(place, typed.text("nom"))
        else:
            draft = draft.without(place, _place(typed["changement"]))
    answer = visit.to(f"{at}/scenarios#en-cours", N_("Fait."))
    return scenario_draft.write(answer, visit.settings, draft, at)


@router.post("/plans/{number}/scenario")
def pin_or_ban(
    visit: InVisit, consortium: str, order: str, number: int, typed: InTyped
) -> Response:
    """Hold a work of the plan as it is, or rule it out: one more change of the scenario under way."""
    at = f"/c/{consortium}/o/{order}"
    week = ""
    try:
        with visit.reading(consortium) as session:
            row = visit.order_in(session, order, Thing.PLAN, write=True)
            change = _clicked(typed)
            week = str((typed["garder"] or typed["interdire"]).split("|")[3])
            problem = planned.facts(plan_of(session, row, number)).problem
            visit.names = names_of(problem)
            _check(change, problem)
            said = scenario_view.said_row(change, problem, visit.texts)[0]
            draft = scenario_draft.read(visit.request).beside(number)
            last = len(draft.scenarios) - 1
            draft = draft.added([change], last if last >= 0 else None)
        answer = visit.to(
            f"{at}/plans/{number}?semaine={week}#semaine",
            N_("Ajouté au scénario : {said}. Comparez-le à la page Scénarios quand tout y est."),
            said=said,
        )
        return scenario_draft.write(answer, visit.settings, draft, at)
    except ServiceRefusalError as refusal:
        if refusal.code is not Refusal.WRONG_DATA:
            raise
        return show_plan(visit.refused(refusal, typed), consortium, order, number, week)


def _clicked(typed: Typed) -> dict[str, Any]:
    """The change that a button beside a work asks for: held this week as it is, or ruled out for good.

    Raises:
        ServiceRefusalError: ``not_found``: no such button.
    """
    pieces = (typed["garder"] or typed["interdire"]).split("|")
    if len(pieces) != 5:
        raise access.not_found()
    workshop, product, operation, week, units = pieces
    cells = {"workshop": workshop, "product": product, "operation": operation}
    if not typed["garder"]:
        return {"what": "ban", "cells": cells}
    cells |= {"first": week, "last": week, "value": units.replace(".", ",")}
    return {"what": "pin", "cells": cells}


def _check(change: scenario_draft.Row, problem: Problem) -> None:
    """Nothing when a change can be made in this problem.

    Raises:
        ServiceRefusalError: ``wrong_data``, everything that is wrong with it.
    """
    found = variants.understood([{"name": "", "changes": [change]}], problem)[1]
    if has_errors(found):
        raise ServiceRefusalError(Refusal.WRONG_DATA, _UNSAID, findings=found)


@router.post("/scenarios/comparer")
def compare(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Plan every scenario under way, beside the plan."""
    draft = scenario_draft.read(visit.request)
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.PLAN, write=True)
            reference = _needed(session, row, typed)
            if not draft.scenarios:
                raise ServiceRefusalError(
                    Refusal.WRONG_DATA, N_("Aucun scénario à comparer : ajoutez un changement.")
                )
            seconds = next((s for s, _text in _TIMES if str(s) == typed["seconds"]), 20)
            job = studies.ask_compare(
                session,
                visit.who,
                row,
                asked=[s.as_asked() for s in draft.scenarios],
                plan=reference.number,
                seconds=seconds,
            )
            address = job_address(consortium, order, job)
    except RefusedError as refusal:
        if isinstance(refusal, ServiceRefusalError) and refusal.code is not Refusal.WRONG_DATA:
            raise
        return show_scenarios(visit.refused(refusal, typed), consortium, order)
    return visit.to(address)


@router.get("/scenarios/{job}")
def show_comparison(visit: InVisit, consortium: str, order: str, job: str) -> Response:
    """Plans side by side, and what to do with the one that is liked."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.PLAN)
        study = _study(visit, session, row, job)
        plan = session.get(tables.Plan, str(study.payload["plan_id"]))
        if plan is None or "found" not in study.result:
            raise access.not_found()
        problem = planned.facts(plan).problem
        return visit.page(
            "plans/comparison.html",
            section="plan",
            plan=plan,
            job=study.id,
            kept=keeping.kept_name(study),
            shown=scenario_view.side_by_side(study.result, problem, plan.number, visit.texts),
            may_write=visit.who.may_write(Thing.PLAN) is Extent.ALL,
            is_under_way=repositories.plan_in_state(session, row.id, "adopted") is not None
            and row.state == "production",
        )


@router.post("/scenarios/{job}/plan")
def plan_scenario(
    visit: InVisit, consortium: str, order: str, job: str, typed: InTyped
) -> Response:
    """A full plan of the order as a scenario would have it; the order stays as it is."""
    with visit.writing(consortium) as session:
        row = visit.order_in(session, order, Thing.PLAN, write=True)
        study = _study(visit, session, row, job)
        made = keeping.plan_with(
            session,
            visit.who,
            row,
            _asked(study, typed["variante"]),
            beside=session.get(tables.Plan, str(study.payload["plan_id"])),
            found_in=(study.id, typed["variante"]),
            preset=_preset(session, study),
        )
        address = job_address(consortium, order, made)
    return visit.to(address)


@router.post("/scenarios/{job}/garder")
def keep_scenario(
    visit: InVisit, consortium: str, order: str, job: str, typed: InTyped
) -> Response:
    """A scenario for good: its changes are written into the order, which is then planned again."""
    at = f"/c/{consortium}/o/{order}"
    with visit.writing(consortium) as session:
        row = visit.order_in(session, order, Thing.PLAN, write=True)
        study = _study(visit, session, row, job)
        asked = _asked(study, typed["variante"])
        preset = _preset(session, study)
        made = keeping.keep(session, visit.who, row, asked, study, preset=preset).job
        address = job_address(consortium, order, made) if made is not None else f"{at}/lundi"
    said = (
        N_("Inscrit dans la commande ; le plan se calcule.")
        if made is not None
        else N_("Inscrit dans la commande. Recalculez maintenant le reste de la commande.")
    )
    return visit.to(address, said, undo=f"{at}/scenarios/{job}/rendre")


@router.post("/scenarios/{job}/rendre")
def take_scenario_back(visit: InVisit, consortium: str, order: str, job: str) -> Response:
    """The order as it was before a scenario was kept, unless somebody changed the same things since."""
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.PLAN, write=True)
            keeping.take_back(session, visit.who, row, _study(visit, session, row, job))
    except ServiceRefusalError as refusal:
        if refusal.code not in (Refusal.CONFLICT, Refusal.WRONG_STATE):
            raise
        return show_comparison(visit.refused(refusal), consortium, order, job)
    return visit.to(
        f"/c/{consortium}/o/{order}/scenarios/{job}",
        N_("Annulé : la commande est comme avant ce scénario."),
    )


@router.post("/scenarios/{job}/reprendre")
def take_up(visit: InVisit, consortium: str, order: str, job: str) -> Response:
    """The scenarios of a comparison again, to change them."""
    at = f"/c/{consortium}/o/{order}"
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.PLAN, write=True)
        study = _study(visit, session, row, job)
        plan = session.get(tables.Plan, str(study.payload["plan_id"]))
        draft = Draft(plan.number if plan is not None else 0)
        for asked in study.payload["variants"]:
            draft = draft.added(asked["changes"], None, str(asked.get("name", "")))
    answer = visit.to(f"{at}/scenarios#en-cours", N_("Les scénarios sont repris."))
    return scenario_draft.write(answer, visit.settings, draft, at)


def _reference(session: Session, row: tables.Order, number: int) -> tables.Plan | None:
    """The plan to compare with: that of the number, else the one in force, else the newest."""
    found = repositories.plan(session, row.id, number) if 0 < number < 10**6 else None
    found = found or repositories.plan_in_state(session, row.id, "adopted")
    return found or next(iter(repositories.plans(session, row.id)), None)


def _needed(session: Session, row: tables.Order, typed: Typed) -> tables.Plan:
    found = _reference(session, row, typed.whole("plan", 0) or 0)
    if found is None:
        raise access.not_found()
    return found


def _place(raw: str) -> int | None:
    return int(raw) if raw.isdecimal() and len(raw) < 4 else None


def _study(visit: Visit, session: Session, row: tables.Order, job: str) -> tables.Job:
    study = plans.job(session, visit.who, job, "read")
    if study.order_id != row.id or study.kind != "compare":
        raise access.not_found()
    return study


def _asked(study: tables.Job, variant: str) -> dict[str, Any]:
    """A variant of a comparison as it was asked for: ``v1`` is the first."""
    place = _place(variant.removeprefix("v"))
    asked = study.payload["variants"]
    if place is None or not 0 < place <= len(asked):
        raise access.not_found()
    return dict(asked[place - 1])


def _preset(session: Session, study: tables.Job) -> Preset:
    """What goes first in the plan that scenarios were compared with."""
    plan = session.get(tables.Plan, str(study.payload["plan_id"]))
    return plans.preset_of(plan) if plan is not None else "equitable"
