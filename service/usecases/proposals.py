"""A plan put to the workshops: who is asked and why, what each says, how it comes into force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from service.db import conversion, life_rows, repositories, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, concerned, life, orders, plans, supplier_orders
from service.usecases.life import Living
from service.usecases.rights import Actor, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

# Shorter, a deadline would be no time to answer.
LEAST_DAYS, USUAL_DAYS, MOST_DAYS = 1, 7, 90
# While work is under way a plan starts next Monday: answers that come after it change nothing.
DAYS_IN_PRODUCTION = 2


def usual_days(order: tables.Order) -> int:
    """How long workshops usually have to answer."""
    return DAYS_IN_PRODUCTION if order.state == "production" else USUAL_DAYS


def propose(
    session: Session,
    actor: Actor,
    order: tables.Order,
    plan: tables.Plan,
    *,
    days: int = USUAL_DAYS,
    version: int | None = None,
) -> tables.Plan:
    """Put a plan to the workshops whose share, weeks or price it changes.

    Args:
        days: from now to the deadline of their consent.

    Raises:
        ServiceRefusalError: no right, not a computed plan, another one is proposed, or the order changed.
    """
    access.need_write(actor, Thing.PLAN)
    orders.need_open(order)
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Laissez aux ateliers de {least} à {most} jours pour répondre."),
            least=LEAST_DAYS,
            most=MOST_DAYS,
        )
    other = repositories.plan_in_state(session, order.id, "proposed")
    if other is not None and other.id != plan.id:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE,
            N_("Le plan {number} est déjà proposé : retirez-le ou écartez-le d'abord."),
            number=other.number,
        )
    former = repositories.plan_in_state(session, order.id, "adopted")
    found = concerned.changes(
        conversion.plan_of(former) if former is not None else None, conversion.plan_of(plan)
    )
    life.take(
        session,
        actor,
        order,
        plan,
        life.find(Living.PLAN, "propose"),
        subject=_subject(plan),
        version=version,
        detail={"asked": {w: list(why) for w, why in found.items()}, "days": days},
    )
    if former is not None:
        plan.replaces = former.id
    plan.consent_by = tables.now() + timedelta(days=days)
    for workshop, why in found.items():
        session.add(tables.Consent(plan_id=plan.id, workshop=workshop, changes=list(why)))
    session.flush()
    return plan


def withdraw(
    session: Session,
    actor: Actor,
    order: tables.Order,
    plan: tables.Plan,
    *,
    version: int | None = None,
) -> tables.Plan:
    """Take a proposal back: what was said of it is forgotten, and stands in the audit."""
    said = {c.workshop: c.state for c in repositories.consents(session, plan.id)}
    life.take(
        session,
        actor,
        order,
        plan,
        life.find(Living.PLAN, "withdraw"),
        subject=_subject(plan),
        version=version,
        detail={"said": said},
    )
    for row in repositories.consents(session, plan.id):
        session.delete(row)
    plan.consent_by = None
    session.flush()
    return plan


def refuse(
    session: Session,
    actor: Actor,
    order: tables.Order,
    plan: tables.Plan,
    *,
    reason: str,
    version: int | None = None,
) -> tables.Plan:
    """Set a proposed plan aside; the objections stay readable."""
    life.take(
        session,
        actor,
        order,
        plan,
        life.find(Living.PLAN, "refuse"),
        subject=_subject(plan),
        reason=reason,
        version=version,
    )
    plan.reason = reason.strip()
    return plan


def adopt(
    session: Session,
    actor: Actor,
    order: tables.Order,
    plan: tables.Plan,
    *,
    reason: str = "",
    version: int | None = None,
) -> tables.Plan:
    """Bring a plan into force: the former one is superseded, purchases are to be placed, work begins.

    Raises:
        ServiceRefusalError: no right, not proposed, consent is missing (see the conditions).
    """
    access.need_write(actor, Thing.PLAN)
    orders.need_open(order)
    said = {c.workshop: c.state for c in repositories.consents(session, plan.id)}
    life.take(
        session,
        actor,
        order,
        plan,
        life.find(Living.PLAN, "adopt"),
        subject=_subject(plan),
        reason=reason,
        version=version,
        detail={"said": said},
    )
    plan.reason = reason.strip()
    plan.adopted_at = tables.now()
    for former in repositories.plans(session, order.id):
        if former.state == "adopted" and former.id != plan.id:
            life.follow(
                session, actor, order, former, "supersede", Living.PLAN, subject=_subject(former)
            )
    problem, solved = conversion.plan_of(plan)
    supplier_orders.follow_plan(session, actor, order, plan, problem, solved)
    if order.state == "won":
        life.follow(session, actor, order, order, "start", Living.ORDER, subject=order.code)
    session.flush()
    return plan


# -- what workshops say -------------------------------------------------------------------------


def say(
    session: Session,
    actor: Actor,
    order: tables.Order,
    plan: tables.Plan,
    workshop: str,
    step_name: str,
    *,
    reason: str = "",
    counter: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> tables.Consent:
    """What a workshop says of a proposed plan.

    Args:
        step_name: ``accept``, ``object`` or a ``reconsider_…`` of them.
        counter: with an objection, what the workshop could do instead: its part of the order.

    Raises:
        ServiceRefusalError: not its own, not asked, another state, no reason, a part of the wrong form.
    """
    access.need_read(actor, Thing.CONSENT, workshop)
    row = life_rows.consent(session, plan.id, workshop)
    if row is None:
        raise access.not_found()
    step = life.find(Living.CONSENT, step_name)
    life.check_step(actor, step, row.state, workshop=workshop, reason=reason)
    kept = None
    if counter is not None:
        if step_name != "object":
            raise ServiceRefusalError(
                Refusal.WRONG_DATA, N_("Une contre-proposition va avec une objection.")
            )
        kept = orders.well_formed(order, "workshop", workshop, counter)
    life.take(
        session,
        actor,
        order,
        row,
        step,
        subject=f"{_subject(plan)}:{workshop}",
        workshop=workshop,
        reason=reason,
        version=version,
        detail={"has_counter": kept is not None},
    )
    row.reason = reason.strip()
    row.counter = kept
    row.said_by = actor.account_id
    row.said_at = tables.now()
    session.flush()
    return row


def visible(session: Session, actor: Actor, plan: tables.Plan) -> list[tables.Consent]:
    """What was said of a plan, as far as this person may know."""
    access.need_read(actor, Thing.CONSENT)
    return [
        c
        for c in repositories.consents(session, plan.id)
        if actor.may_read_of(Thing.CONSENT, c.workshop)
    ]


def plan_from_objection(
    session: Session,
    actor: Actor,
    order: tables.Order,
    plan: tables.Plan,
    workshop: str,
    *,
    is_kept: bool,
    seconds: int = 60,
) -> tables.Job:
    """Ask for a new plan with the capacity that an objection offers instead.

    Args:
        is_kept: write that capacity into the order first, so that the plan can be proposed; otherwise it
            is only tried.

    Raises:
        ServiceRefusalError: no right, no objection with a capacity, or data that cannot be planned.
    """
    access.need_write(actor, Thing.PLAN)
    row = life_rows.consent(session, plan.id, workshop)
    if row is None or row.counter is None:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE, N_("Cette réponse ne dit pas ce que l'atelier pourrait faire.")
        )
    offered = offered_now(session, order, plan, row) or row.counter
    name = f"{plan.number} + {workshop}"
    if is_kept:
        there = repositories.part(session, order.id, "workshop", workshop)
        orders.change_part(
            session,
            actor,
            order,
            "workshop",
            workshop,
            offered,
            there.version if there is not None else None,
        )
        checked = None
    else:
        checked = orders.problem_with(session, order, "workshop", workshop, offered)
    return plans.ask(
        session,
        actor,
        order,
        preset=plans.preset_of(plan),
        seconds=seconds,
        name=name,
        start=plan.number,
        checked=checked,
    )


def offered_now(
    session: Session, order: tables.Order, plan: tables.Plan, row: tables.Consent
) -> dict[str, Any] | None:
    """The capacity that an objection offers, None for none.

    What it left as the plan had it is as the workshop says it now: what was corrected after the objection
    is not taken back by it.
    """
    there = repositories.part(session, order.id, "workshop", row.workshop)
    if row.counter is None or there is None:
        return row.counter
    parts = conversion.parts_of(conversion.plan_of(plan)[0])[1]
    planned = next((p.data for p in parts if (p.kind, p.code) == ("workshop", row.workshop)), None)
    if planned is None:
        return row.counter
    found = _kept_apart(planned, row.counter, there.data)
    found[""] = _kept_apart(planned[""], row.counter[""], there.data[""])
    return found


def _kept_apart(
    before: Mapping[str, Any], offered: Mapping[str, Any], now: Mapping[str, Any]
) -> dict[str, Any]:
    """Each field as offered when the offer changes it, else as it is now."""
    return {
        k: now[k] if k in now and k in before and before[k] == v else v for k, v in offered.items()
    }


def deadline_passed(plan: tables.Plan, at: datetime | None = None) -> bool:
    """Whether the time to answer is over."""
    return plan.consent_by is not None and (at or tables.now()) > plan.consent_by


def _subject(plan: tables.Plan) -> str:
    return f"plan:{plan.number}"
