"""A plan put to the workshops: whom it concerns and why, what each says, how it comes into force."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter
from fastapi.responses import Response

from service.db import conversion, job_rows, life_rows, repositories, tables
from service.errors import Refusal, RefusedError, ServiceRefusalError
from service.exports import words
from service.i18n import N_
from service.usecases import adoptions, concerned, conditions, life, plans, proposals, telling
from service.usecases.life import Living
from service.usecases.rights import Extent, Role, Thing
from service.web import planned
from service.web.counter_words import counter_words
from service.web.life_names import LifeNames, names_of
from service.web.typed import InTyped
from service.web.visits import InVisit, Visit

if TYPE_CHECKING:
    from service.db.engine import Session

router = APIRouter(prefix="/c/{consortium}/o/{order}/plans/{number}/accord")

WHY: Final = {
    "first": N_("premier plan : chacun est consulté"),
    "share": N_("sa part du travail"),
    "weeks": N_("ses semaines"),
    "price": N_("ses tarifs"),
}
"""Why a workshop is asked, in French."""


@router.get("")
def show_round(visit: InVisit, consortium: str, order: str, number: int) -> Response:
    """The proposal to make, the answers as they come, or how it ended."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.PLAN)
        plan = plans.of_number(session, row, number)
        names = names_of(session, row)
        visit.names = names.flat
        return visit.page(
            "life/accord.html",
            section="plan",
            plan=plan,
            changes_job=changes_job(session, row, number),
            names=names,
            verdict=words.verdict(planned.facts(plan).milestones, visit.texts),
            may_write=visit.who.may_write(Thing.PLAN) is Extent.ALL,
            usual_days=proposals.usual_days(row),
            programme_link=f"{visit.settings.link_base}/c/{consortium}/o/{order}/atelier/programme",
            told_at=telling.told_at(session, row, plan),
            least_days=proposals.LEAST_DAYS,
            most_days=proposals.MOST_DAYS,
            **(_to_propose(visit, session, row, plan, names) if plan.state == "computed" else {}),
            **(_answers(visit, session, row, plan, names) if plan.state != "computed" else {}),
        )


@router.post("/etape")
def take_step(visit: InVisit, consortium: str, order: str, number: int, typed: InTyped) -> Response:
    """Propose, withdraw, set aside or adopt."""
    step = typed.text("step")
    at = f"/c/{consortium}/o/{order}/plans/{number}/accord"
    try:
        days = typed.whole("days", proposals.USUAL_DAYS, most=999)
        version = typed.whole("version", None)
        typed.check()
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.PLAN, write=True)
            life_rows.hold(session, row)
            plan = plans.of_number(session, row, number)
            reason = typed.text("reason")
            if step == "propose":
                proposals.propose(
                    session,
                    visit.who,
                    row,
                    plan,
                    days=proposals.USUAL_DAYS if days is None else days,
                    version=version,
                )
            elif step == "withdraw":
                proposals.withdraw(session, visit.who, row, plan, version=version)
            elif step == "refuse":
                proposals.refuse(session, visit.who, row, plan, reason=reason, version=version)
            elif step == "adopt":
                proposals.adopt(session, visit.who, row, plan, reason=reason, version=version)
            elif step == "unadopt":
                adoptions.take_back(session, visit.who, row, plan, reason=reason, version=version)
            else:
                raise ServiceRefusalError(Refusal.WRONG_DATA, N_("Cette étape n'existe pas."))
    except RefusedError as refusal:
        return show_round(visit.refused(refusal, typed), consortium, order, number)
    if step == "propose":
        return visit.to(
            at,
            N_("Plan n° {number} proposé : les ateliers concernés le voient maintenant."),
            undo=f"{at}/etape",
            undo_values=visit.undoing(life.find(Living.PLAN, step)),
            number=number,
        )
    if step == "adopt":
        return visit.to(
            at,
            N_(
                "Plan n° {number} adopté : c'est lui que chacun suit. Prévenez maintenant les ateliers."
            ),
            undo=f"{at}/etape",
            undo_values=visit.undoing(life.find(Living.PLAN, step)),
            number=number,
        )
    said = {
        "withdraw": N_("Proposition retirée : les réponses reçues ne comptent plus."),
        "refuse": N_("Plan écarté. Les objections restent lisibles ici."),
        "unadopt": N_("Adoption annulée : le plan n° {number} est de nouveau proposé."),
    }[step]
    return visit.to(at, said, number=number)


@router.post("/prevenus")
def mark_told(visit: InVisit, consortium: str, order: str, number: int, typed: InTyped) -> Response:
    """Write down that the workshops know of the plan in force, or take that back."""
    is_told = typed["told"] != "0"
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.PLAN, write=True)
            plan = plans.of_number(session, row, number)
            telling.mark(session, visit.who, row, plan, is_told=is_told)
    except RefusedError as refusal:
        return show_round(visit.refused(refusal, typed), consortium, order, number)
    at = f"/c/{consortium}/o/{order}/plans/{number}/accord"
    if not is_told:
        return visit.to(at, N_("Noté : les ateliers sont encore à prévenir."))
    return visit.to(
        at,
        N_("Noté : les ateliers sont prévenus du plan n° {number}."),
        undo=f"{at}/prevenus",
        undo_values={"told": "0"},
        number=number,
    )


@router.post("/contre-proposition")
def plan_with_counter(
    visit: InVisit, consortium: str, order: str, number: int, typed: InTyped
) -> Response:
    """Ask for a plan with what a workshop offers instead; its job says how it goes on."""
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.PLAN, write=True)
            plan = plans.of_number(session, row, number)
            job = proposals.plan_from_objection(
                session,
                visit.who,
                row,
                plan,
                typed.text("atelier"),
                is_kept=typed["keep"] == "1",
            )
            job_id = job.id
    except RefusedError as refusal:
        return show_round(visit.refused(refusal, typed), consortium, order, number)
    return visit.to(f"/c/{consortium}/o/{order}/travaux/{job_id}", N_("Le calcul est demandé."))


def _to_propose(
    visit: Visit,
    session: Session,
    order: tables.Order,
    plan: tables.Plan,
    names: LifeNames,
) -> dict[str, Any]:
    """Whom the plan would be put to, and what stands in the way."""
    former = repositories.plan_in_state(session, order.id, "adopted")
    changes = concerned.changes(
        conversion.plan_of(former) if former is not None else None, conversion.plan_of(plan)
    )
    other = repositories.plan_in_state(session, order.id, "proposed")
    lacking = conditions.lacking(
        session, "solves_the_order_now", conditions.Case(order=order, row=plan)
    )
    return {
        "former": former,
        "changes": [(names.workshop(w), _why(reasons, visit)) for w, reasons in changes.items()],
        "other": other,
        "silent_names": _unspoken_for(visit, session, changes, names),
        "lacking": visit.said(lacking),
        "is_alive": order.state in plans.PLANNED_IN,
    }


def _answers(
    visit: Visit,
    session: Session,
    order: tables.Order,
    plan: tables.Plan,
    names: LifeNames,
) -> dict[str, Any]:
    """What each workshop says, and what may follow."""
    people: dict[str, str] = {}
    rows: list[dict[str, Any]] = []
    operations = {operation: name for (_, operation), name in names.operations.items()}
    for consent in proposals.visible(session, visit.who, plan):
        if consent.said_by and consent.said_by not in people:
            account = repositories.account(session, consent.said_by)
            people[consent.said_by] = account.name if account is not None else ""
        counter: list[str] | None = None
        if consent.counter is not None:
            part = repositories.part(session, order.id, "workshop", consent.workshop)
            before = part.data if part is not None else {}
            offered = proposals.offered_now(session, order, plan, consent) or consent.counter
            counter = counter_words(before, offered, visit.texts, operations)
        rows.append(
            {
                "row": consent,
                "who": people.get(consent.said_by, ""),
                "why": _why(consent.changes, visit),
                "counter": counter,
            }
        )
    waiting = [r["row"].workshop for r in rows if r["row"].state == "waiting"]
    objected = [r["row"].workshop for r in rows if r["row"].state == "objected"]
    return {
        "consents": rows,
        "waiting": waiting,
        "objected": objected,
        "accepted": [r["row"].workshop for r in rows if r["row"].state == "accepted"],
        "waiting_names": visit.texts.join([names.workshop(w) for w in waiting]),
        "silent_names": _unspoken_for(visit, session, waiting, names),
        "lacking_names": visit.texts.join([names.workshop(w) for w in (*waiting, *objected)]),
        "is_overdue": proposals.deadline_passed(plan),
        "link": f"{visit.settings.link_base}/c/{order.consortium_id}/o/{order.code}/atelier/accord",
    }


def _unspoken_for(
    visit: Visit, session: Session, asked: Iterable[str], names: LifeNames
) -> list[str]:
    """Workshops that are asked and for which nobody has an account: nobody will see the plan there."""
    people = repositories.people_of(session, visit.who.consortium_id)
    spoken_for = {r.subject for r, _ in people if r.role == Role.WORKSHOP.value}
    return [names.workshop(w) for w in asked if w not in spoken_for]


def _why(reasons: Iterable[str], visit: Visit) -> str:
    return visit.texts.join([visit.texts.gettext(WHY.get(r, r)) for r in reasons])


def changes_job(session: Session, order: tables.Order, number: int) -> str:
    """The job that planned the rest again and told what a plan changes, "" for none."""
    found = job_rows.replan_of(session, order.id, number)
    return found.id if found is not None else ""
