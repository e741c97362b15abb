"""A workshop's costing and its review; nobody but that workshop and the facilitator reads a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from optimizer.cost_parameters import MemberCosts, OrderTerms, VatStatus
from optimizer.diagnostics import Diagnostic, has_errors
from optimizer.full_cost import MemberCost
from optimizer.money import round_half_up
from optimizer.pricing import MemberPrice
from optimizer.validation.member_costs import check_costs
from service.db import life_rows, repositories, tables
from service.errors import Refusal, ServiceRefusalError
from service.exports.money_facts import MoneyFacts, money_facts
from service.exports.readers import Reader, findings_for
from service.i18n import N_
from service.usecases import access, audit, cost_data, life, money, money_summary, orders, settling
from service.usecases.life import Living
from service.usecases.rights import Actor, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

EDITED_IN = ("draft", "returned")
COUNTED_IN = ("submitted", "validated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A remark on a line of a costing, or on the whole of it (``line`` "")."""

    line: str = ""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """What a workshop's part of the plan in force costs it, and what is missing for that.

    ``declared_minutes``: hours worked as declared, None when nobody counts them;
    ``declared_labour_cents``: what these cost at the coût minute of labour.
    """

    cost: MemberCost | None
    price: MemberPrice | None
    findings: tuple[Diagnostic, ...]
    declared_minutes: Decimal | None = None
    declared_labour_cents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What everybody's part costs together, None with fewer than three or while something is missing."""

    amounts: Mapping[str, Any] | None
    states: Mapping[str, str]
    findings: tuple[Diagnostic, ...]


def is_stale(session: Session, order: tables.Order, row: tables.Costing) -> bool:
    """Whether it was validated, but not as it is now or not for the plan in force."""
    if row.plan_id is None:
        return False
    plan = repositories.plan_in_state(session, order.id, "adopted")
    return row.state != "validated" or plan is None or plan.id != row.plan_id


def visible(session: Session, actor: Actor, order: tables.Order) -> list[tables.Costing]:
    """The costings whose lines this person may see."""
    access.need_read(actor, Thing.COST_LINES)
    return [
        c
        for c in life_rows.costings(session, order.id)
        if actor.may_read_of(Thing.COST_LINES, c.workshop)
    ]


def of_workshop(
    session: Session, actor: Actor, order: tables.Order, workshop: str
) -> tables.Costing:
    """A workshop's costing.

    Raises:
        ServiceRefusalError: ``not_found``: not there, or not for this person.
    """
    access.need_read(actor, Thing.COST_LINES, workshop)
    row = life_rows.costing(session, order.id, workshop)
    if row is None:
        raise access.not_found()
    return row


def findings_of(
    session: Session, order: tables.Order, row: tables.Costing
) -> tuple[Diagnostic, ...]:
    """Everything that the workshop should know of its own figures."""
    return cost_data.looked_at(session, order, row)[1]


def write(
    session: Session,
    actor: Actor,
    order: tables.Order,
    workshop: str,
    data: Mapping[str, Any],
    version: int | None,
) -> tuple[tables.Costing, tuple[Diagnostic, ...]]:
    """Write a workshop's own figures; the first time starts from no version, or 0.

    Returns:
        The costing, and what is worth saying of the figures (warnings).

    Raises:
        ServiceRefusalError: another's, another version, in review, everything wrong in the figures.
    """
    access.need_write(actor, Thing.COST_LINES, workshop)
    life_rows.hold(session, order)
    problem = orders.problem(session, order).problem
    if problem is not None and workshop not in {w.id for w in problem.workshops}:
        raise access.not_found()
    row = life_rows.costing(session, order.id, workshop)
    if row is not None:
        _need_editable(row)
        # First whether somebody else changed it: what is wrong in it may be wrong only for them.
        access.check_version(row, version, {"data": row.data})
    costs, found = cost_data.costs_of({**data, "workshop": data.get("workshop", workshop)})
    if costs is not None:
        found = check_costs(costs, problem)
    if costs is None or has_errors(found) or costs.workshop != workshop:
        if costs is not None and costs.workshop != workshop:
            raise ServiceRefusalError(
                Refusal.WRONG_DATA,
                N_("Le code écrit dans les données doit être celui de l'adresse : « {code} »."),
                code=workshop,
                findings=found,
            )
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("Ces coûts contiennent des erreurs : voyez le détail."),
            findings=found,
        )
    if row is None:
        if version not in (None, 0):
            raise access.not_found()
        row = tables.Costing(order_id=order.id, workshop=workshop)
        session.add(row)
    row.data = cost_data.data_of(costs)
    session.flush()
    _note(session, actor, order, "write_costs", workshop)
    return row, found


def remove(
    session: Session, actor: Actor, order: tables.Order, workshop: str, version: int | None
) -> None:
    """Take back figures that nobody has looked at yet.

    Raises:
        ServiceRefusalError: another's, another version, in review.
    """
    access.need_write(actor, Thing.COST_LINES, workshop)
    row = of_workshop(session, actor, order, workshop)
    _need_editable(row)
    access.check_version(row, version, {"data": row.data})
    session.delete(row)
    session.flush()
    _note(session, actor, order, "remove_costs", workshop)


def _need_editable(row: tables.Costing) -> None:
    if row.state not in EDITED_IN:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE,
            N_("Ces coûts sont « {state} » : reprenez-les d'abord pour les changer."),
            state=life.state_word(row.state, Living.COSTING),
        )


def take_step(
    session: Session,
    actor: Actor,
    order: tables.Order,
    workshop: str,
    step_name: str,
    *,
    reason: str = "",
    remarks: Sequence[Remark] = (),
    version: int | None = None,
) -> tables.Costing:
    """Submit, take back, return, validate …

    The reason and the remarks stand beside the costing, never in the audit, which others read.

    Raises:
        ServiceRefusalError: no right, another state, no reason, incomplete, no plan in force.
    """
    row = of_workshop(session, actor, order, workshop)
    step = life.find(Living.COSTING, step_name)
    said = [r for r in (Remark(text=reason), *remarks) if r.text.strip()]
    if step_name == "return" and said:
        # Remarks on lines are reason enough.
        reason = said[0].text
    life.take(
        session,
        actor,
        order,
        row,
        step,
        subject=f"costing:{workshop}",
        workshop=workshop,
        reason=reason,
        version=version,
    )
    plan = repositories.plan_in_state(session, order.id, "adopted")
    if step_name in ("validate", "renew"):
        row.plan_id = plan.id if plan is not None else None
    elif step_name == "invalidate":
        row.plan_id = None
    for remark in said:
        _say(session, actor, order, workshop, remark)
    session.flush()
    return row


def comment(
    session: Session, actor: Actor, order: tables.Order, workshop: str, remark: Remark
) -> None:
    """A remark of the review, or the workshop's answer to one.

    Raises:
        ServiceRefusalError: not for this person, or an empty remark.
    """
    of_workshop(session, actor, order, workshop)
    if not actor.may_write_of(Thing.COST_LINES, workshop):
        access.need_write(actor, Thing.COST_REVIEW, workshop)
    if not remark.text.strip():
        raise ServiceRefusalError(Refusal.WRONG_DATA, N_("Écrivez la remarque."))
    _say(session, actor, order, workshop, remark)
    session.flush()
    _note(session, actor, order, "comment_costs", workshop)


def _say(
    session: Session, actor: Actor, order: tables.Order, workshop: str, remark: Remark
) -> None:
    session.add(
        tables.CostingComment(
            order_id=order.id,
            workshop=workshop,
            line=remark.line.strip(),
            text=remark.text.strip(),
            said_by=actor.account_id,
        )
    )


# -- what it comes to ---------------------------------------------------------------------------


def figures(
    session: Session, order: tables.Order, states: Sequence[str] | None = None
) -> dict[str, MemberCosts]:
    """Everybody's figures, of costings in some states; for reckoning only, never for showing."""
    found = {}
    for row in life_rows.costings(session, order.id):
        costs, _ = cost_data.costs_of(row.data)
        if costs is not None and (states is None or row.state in states):
            found[row.workshop] = costs
    return found


def vat_statuses(session: Session, order: tables.Order) -> dict[str, MemberCosts]:
    """Whether each workshop's sales carry VAT, whatever the state of its costing, and nothing else of it.

    It stands on every invoice: it is no private figure, and needs no review to be true.
    """
    return {
        workshop: MemberCosts(workshop=workshop, vat=VatStatus(is_liable=costs.vat.is_liable))
        for workshop, costs in figures(session, order).items()
        if costs.vat is not None
    }


def facts(
    session: Session, order: tables.Order, costs: Mapping[str, MemberCosts]
) -> MoneyFacts | None:
    """Costs and prices of the plan in force, its joint purchases settled if somebody asked for that.

    None without a plan; not for everybody's eyes.
    """
    planned = cost_data.plan_in_force(session, order)
    if planned is None:
        return None
    problem, plan = planned
    settlement = settling.of_plan(session, order, problem, plan)
    return money_facts(problem, plan, costs, problem.payments or OrderTerms(), settlement)


def reckoned(session: Session, actor: Actor, order: tables.Order, workshop: str) -> Reckoned:
    """What a workshop's own part costs it, for that workshop and the facilitator.

    Raises:
        ServiceRefusalError: not for this person; no plan is in force.
    """
    of_workshop(session, actor, order, workshop)
    found = facts(session, order, figures(session, order))
    if found is None:
        raise no_plan()
    reader = Reader(role="member", workshop=workshop)
    cost = next(iter(found.members_for(reader)), None)
    price = found.price(workshop)
    missing = (*(cost.missing if cost else ()), *(price.missing if price else ()))
    hours = [d.worked_hours for d in life_rows.declarations(session, order.id, workshop)]
    counted = [h for h in hours if h is not None]
    minutes = sum(counted, Decimal(0)) * 60 if counted else None
    rate = next((m for m in cost.coute_minute if m.use == "labour"), None) if cost else None
    labour = None
    if minutes is not None and rate is not None and rate.productive_minutes > 0:
        labour = round_half_up(Decimal(rate.period_cents) * minutes / rate.productive_minutes)
    return Reckoned(
        cost=cost,
        price=price,
        findings=findings_for(reader, missing),
        declared_minutes=minutes,
        declared_labour_cents=labour,
    )


def totals(session: Session, actor: Actor, order: tables.Order) -> Totals:
    """What everybody's part costs together: never anybody's own, whatever the order's terms open.

    Raises:
        ServiceRefusalError: not for this person; no plan is in force.
    """
    access.need_read(actor, Thing.COST_TOTALS)
    found = facts(session, order, figures(session, order, COUNTED_IN))
    if found is None:
        raise no_plan()
    reader = Reader(role="coordinator")
    states = {w.id: "draft" for w in found.problem.workshops}
    states |= {c.workshop: c.state for c in life_rows.costings(session, order.id)}
    amounts = money_summary.costs(found, reader).get("totals")
    is_whole = found.full.is_complete and isinstance(amounts, dict)
    return Totals(
        amounts=amounts if is_whole and isinstance(amounts, dict) else None,
        states=states,
        findings=money.missing_for(found, reader),
    )


def no_plan() -> ServiceRefusalError:
    """The answer when nothing can be reckoned yet."""
    return ServiceRefusalError(
        Refusal.WRONG_STATE, N_("Aucun plan n'est adopté : rien ne peut encore être compté.")
    )


def _note(session: Session, actor: Actor, order: tables.Order, action: str, workshop: str) -> None:
    # Never a figure: the coordinator reads the audit.
    audit.note(session, actor, action, f"costing:{workshop}", order_id=order.id)
