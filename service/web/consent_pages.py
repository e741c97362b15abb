"""The proposed plan for one workshop: what changes for it, to be accepted or objected to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter
from fastapi.responses import Response

from service.db import life_rows, repositories, tables
from service.errors import Refusal, RefusedError, ServiceRefusalError
from service.exports import receipt_words
from service.i18n import N_
from service.usecases import access, life, proposals
from service.usecases.life import Living
from service.usecases.rights import Thing
from service.web import capacity_form, consent_view, planned, workshop_choice, workshop_view
from service.web.counter_words import counter_words
from service.web.typed import InTyped
from service.web.visits import InVisit
from service.web.workshop_pages import context

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.problem import Problem
    from service.db.engine import Session
    from service.web.typed import Typed
    from service.web.visits import Visit
    from service.web.workshop_choice import Chosen

router = APIRouter(prefix="/c/{consortium}/o/{order}/atelier/accord")

WHY: Final = {
    "first": N_("c'est le premier plan : chacun est consulté"),
    "share": N_("votre part du travail change"),
    "weeks": N_("vos semaines changent"),
    "price": N_("vos tarifs changent"),
}
"""Why a workshop is asked, told to that workshop."""
_PAGE: Final = "/accord"


@router.get("")
def show_consent(visit: InVisit, consortium: str, order: str, atelier: str = "") -> Response:
    """What is proposed to the workshop, what it changes, what was answered."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.CONSENT)
        chosen = workshop_choice.choose(session, visit.who, row, Thing.CONSENT, atelier)
        plan, consent = _asked(session, row, chosen)
        if plan is None or chosen.code not in planned.facts(plan).workshops:
            return visit.page(
                "workshop/consent.html", section="week", **context(chosen, _PAGE), plan=None
            )
        facts = planned.facts(plan)
        workshop = facts.workshops[chosen.code]
        former = _former(session, plan)
        whole = planned.whole_facts(plan)
        jobs = workshop_view.jobs(facts, workshop, visit.texts)
        return visit.page(
            "workshop/consent.html",
            section="week",
            **context(chosen, _PAGE),
            plan=plan,
            consent=consent,
            why=[
                visit.texts.gettext(WHY[w])
                for w in (consent.changes if consent else ())
                if w in WHY
            ],
            is_overdue=proposals.deadline_passed(plan),
            changes=consent_view.changes(former, facts, chosen.code, visit.texts)
            if former is not None
            else None,
            is_first=former is None,
            jobs=jobs,
            share=workshop_view.own_share(facts, workshop, visit.texts),
            shares=workshop_view.all_shares(facts, chosen.code),
            prices=consent_view.price_rows(former, facts, chosen.code),
            receipts=workshop_view.own_receipts(facts, workshop),
            facon_sentence=receipt_words.brought_sentence(
                whole,
                chosen.code,
                receipt_words.brought_cents(whole, chosen.code),
                visit.texts,
            ),
            steps=life.possible(visit.who, Living.CONSENT, consent.state, chosen.code)
            if consent is not None and plan.state == "proposed"
            else (),
            **_counter(session, visit, row, chosen, plan, consent),
        )


@router.post("")
def say(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Accept, object, or come back on it."""
    atelier = typed.text("atelier")
    step = life.find(Living.CONSENT, typed.text("step"))
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.CONSENT)
            chosen = workshop_choice.choose(session, visit.who, row, Thing.CONSENT, atelier)
            plan = repositories.plan_in_state(session, row.id, "proposed")
            if plan is None:
                raise ServiceRefusalError(
                    Refusal.WRONG_STATE, N_("Ce plan n'est plus proposé : rechargez la page.")
                )
            number = typed.whole("plan")
            if number != plan.number:
                raise ServiceRefusalError(
                    Refusal.WRONG_STATE,
                    N_("Un autre plan est proposé maintenant : lisez-le avant de répondre."),
                )
            life_rows.hold(session, row)
            counter = None
            if step.name == "object":
                counter = _typed_counter(session, visit, row, chosen, plan, typed)
            version = typed.whole("version") if typed["version"] else None
            typed.check()
            proposals.say(
                session,
                visit.who,
                row,
                plan,
                chosen.code,
                step.name,
                reason=typed.text("reason"),
                counter=counter,
                version=version,
            )
    except RefusedError as refusal:
        if isinstance(refusal, ServiceRefusalError) and refusal.code == Refusal.NOT_FOUND:
            raise
        return show_consent(visit.refused(refusal, typed), consortium, order, atelier)
    address = f"/c/{consortium}/o/{order}/atelier/accord"
    return visit.to(
        f"{address}{chosen.query()}",
        _SAID[step.name],
        undo=address,
        undo_values=visit.undoing(step, plan=str(number), atelier=chosen.code),
    )


_SAID: Final = {
    "accept": N_("Vous avez accepté le plan."),
    "object": N_("Votre objection est partie à la coordination."),
    "reconsider_accepted": N_("Votre accord est retiré : le plan attend votre réponse."),
    "reconsider_objected": N_("Votre objection est retirée : le plan attend votre réponse."),
}


# -- what the page shows ------------------------------------------------------------------------


def _asked(
    session: Session, order: tables.Order, chosen: Chosen
) -> tuple[tables.Plan | None, tables.Consent | None]:
    """The proposed plan, else the newest of which the workshop was asked; with what it said of it."""
    proposed = repositories.plan_in_state(session, order.id, "proposed")
    if proposed is not None:
        return proposed, life_rows.consent(session, proposed.id, chosen.code)
    for plan in repositories.plans(session, order.id):
        found = life_rows.consent(session, plan.id, chosen.code)
        if found is not None and plan.state in ("adopted", "superseded"):
            return plan, found
    return None, None


def _former(session: Session, plan: tables.Plan) -> tuple[Problem, Plan] | None:
    """The plan that another replaces, with the problem that it solves."""
    row = life_rows.plan_by_id(session, plan.replaces)
    return planned.read(row)[:2] if row is not None else None


def _counter(
    session: Session,
    visit: Visit,
    order: tables.Order,
    chosen: Chosen,
    plan: tables.Plan,
    consent: tables.Consent | None,
) -> dict[str, Any]:
    """What the form of a counter-proposal starts from, and what was said with an objection."""
    part = repositories.part(session, order.id, "workshop", chosen.code)
    may_see = visit.who.may_read_of(Thing.CAPACITIES, chosen.code)
    if part is None or not may_see:
        return {"values": {}, "weeks": [], "said_counter": [], "both": {}, "may_change": False}
    facts = planned.facts(plan)
    capacities, own = facts.capacities, facts.workshops[chosen.code]
    names = {o.id: o.name or o.id for p in facts.problem.products for o in p.operations}
    counter = proposals.offered_now(session, order, plan, consent) if consent is not None else None
    return {
        "values": capacity_form.values(part.data, []),
        "weeks": [
            {
                "name": facts.horizon.name(t),
                "minutes": facts.productive_minutes(chosen.code, t),
                "open_days": capacities.open_days(own, t),
            }
            for t in range(consent_view.last_week(facts))
        ],
        "said_counter": counter_words(part.data, counter, visit.texts, names) if counter else [],
        "both": {},
        "may_change": visit.who.may_write_of(Thing.CONSENT, chosen.code),
    }


def _typed_counter(
    session: Session,
    visit: Visit,
    order: tables.Order,
    chosen: Chosen,
    plan: tables.Plan,
    typed: Typed,
) -> dict[str, Any] | None:
    """The capacity that the workshop offers instead, None when it is the one that is known."""
    part = repositories.part(session, order.id, "workshop", chosen.code)
    if part is None or not visit.who.may_read_of(Thing.CAPACITIES, chosen.code):
        raise access.not_found()
    if "headcount" not in typed:
        return None
    weeks = list(planned.facts(plan).horizon.names)
    found = capacity_form.read_simple(typed, part.data, weeks)
    shown = capacity_form.values(part.data, [])
    return None if capacity_form.values(found, []) == shown else found
