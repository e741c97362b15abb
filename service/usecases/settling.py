"""The settlement of joint purchases: what workshops owe each other under a key, asked for, kept, told.

It is kept beside the plan whose purchases it settles. It tells what each workshop gains: a workshop reads its
own part, the facilitator all, the coordinator only that there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.cost_parameters import SharingKey
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.purchase_settlement import (
    MemberSettlement,
    PurchaseSettlement,
    SettlementTransfer,
    is_of_plan,
)
from service.db import conversion, job_rows, life_rows, repositories, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, audit, settlement_file
from service.usecases.rights import Actor, Extent, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

SHORTEST_SECONDS, USUAL_SECONDS, LONGEST_SECONDS = 1, 30, 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A settlement as far as somebody may see it; ``transfers``: who pays whom, for who sees all."""

    plan: int
    key: SharingKey
    members: tuple[MemberSettlement, ...]
    transfers: tuple[SettlementTransfer, ...]


def ask(
    session: Session,
    actor: Actor,
    order: tables.Order,
    *,
    key: SharingKey | None = None,
    seconds: int = USUAL_SECONDS,
) -> tables.Job:
    """Ask for the settlement of what the plan in force buys; the job tells no figure.

    Args:
        key: how the saving is shared; None: as the order's terms say.

    Raises:
        ServiceRefusalError: no right, no plan in force, nothing bought, or statements that settle it
            were submitted.
    """
    access.need_write(actor, Thing.PURCHASES)
    row = _in_force(session, order)
    _, plan = conversion.plan_of(row)
    past = conversion.past_of(row.past)
    if not plan.purchases and not (past is not None and past.purchases):
        raise ServiceRefusalError(
            Refusal.WRONG_STATE, N_("Ce plan n'achète rien : il n'y a pas d'achats à grouper.")
        )
    _need_open(session, order)
    job = job_rows.add(
        session,
        kind="settlement",
        lane="files",
        consortium_id=order.consortium_id,
        order_id=order.id,
        payload={"plan_id": row.id, "key": key, "seconds": seconds},
        created_by=actor.account_id,
    )
    _note(session, actor, order, "ask_settlement", row)
    return job


def keep(session: Session, plan_id: str, told: Mapping[str, Any] | None) -> tables.Plan | None:
    """Keep what a job found beside its plan; the plan, None when it is gone.

    Nothing changes when a statement that settles purchases was submitted since it was asked for.
    """
    row = life_rows.plan_by_id(session, plan_id)
    order = session.get(tables.Order, row.order_id) if row is not None else None
    if row is None or order is None:
        return None
    life_rows.hold(session, order)
    if _settled_in(session, order.id) is None:
        row.settlement = dict(told) if told is not None else None
        session.flush()
    return row


def forget(session: Session, actor: Actor, order: tables.Order) -> None:
    """Settle nothing: every workshop pays the group's unit price again.

    Raises:
        ServiceRefusalError: no right, no plan in force, no settlement, or statements that settle it were
            submitted.
    """
    access.need_write(actor, Thing.PURCHASES)
    row = _in_force(session, order)
    if row.settlement is None:
        raise access.not_found()
    _need_open(session, order)
    row.settlement = None
    session.flush()
    _note(session, actor, order, "forget_settlement", row)


def seen(session: Session, actor: Actor, order: tables.Order) -> Seen:
    """The settlement of the plan in force, a workshop's own part of it.

    Raises:
        ServiceRefusalError: ``not_found``: not for this person, or there is none.
    """
    access.need_read(actor, Thing.PURCHASE_GAIN)
    row = repositories.plan_in_state(session, order.id, "adopted")
    found = of_row(row) if row is not None else None
    if row is None or found is None:
        raise access.not_found()
    is_all = actor.may_read(Thing.PURCHASE_GAIN) is Extent.ALL
    return Seen(
        plan=row.number,
        key=found.key,
        members=tuple(
            m for m in found.members if actor.may_read_of(Thing.PURCHASE_GAIN, m.workshop)
        ),
        transfers=found.transfers if is_all else (),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What joint purchasing brings one workshop, cents before tax.

    ``alone_cents``: bought alone, None while nobody reckoned it; ``cents``: with the group, under the key.
    """

    plan: int
    key: SharingKey
    alone_cents: int | None
    cents: int
    owed_cents: int

    @property
    def gain_cents(self) -> int | None:
        """Alone − with the group."""
        return None if self.alone_cents is None else self.alone_cents - self.cents


def gain_of(session: Session, actor: Actor, order: tables.Order, workshop: str) -> Gain | None:
    """What the purchases of the plan in force bring a workshop; None before they are settled.

    Raises:
        ServiceRefusalError: ``not_found``: another's.
    """
    access.need_read(actor, Thing.PURCHASE_GAIN, workshop)
    row = repositories.plan_in_state(session, order.id, "adopted")
    found = of_row(row) if row is not None else None
    if row is None or row.settlement is None or found is None:
        return None
    mine = next((m for m in found.members if m.workshop == workshop), None)
    if mine is None:
        return None
    return Gain(
        plan=row.number,
        key=found.key,
        alone_cents=row.settlement.get("alone", {}).get(workshop),
        cents=mine.key_cents,
        owed_cents=mine.owed_cents,
    )


def of_row(row: tables.Plan) -> PurchaseSettlement | None:
    """The settlement kept beside a plan; for reckoning, or for who may see it."""
    return None if row.settlement is None else settlement_file.settlement_of(row.settlement)


def of_plan(
    session: Session, order: tables.Order, problem: Problem, plan: Plan
) -> PurchaseSettlement | None:
    """The settlement of the plan in force, whole; None without one, or when it is of other purchases."""
    row = repositories.plan_in_state(session, order.id, "adopted")
    found = of_row(row) if row is not None else None
    return found if found is not None and is_of_plan(found, problem, plan) else None


def _in_force(session: Session, order: tables.Order) -> tables.Plan:
    row = repositories.plan_in_state(session, order.id, "adopted")
    if row is None:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE,
            N_("Aucun plan n'est adopté : proposez-en un aux ateliers, puis adoptez-le."),
        )
    return row


def _need_open(session: Session, order: tables.Order) -> None:
    """Nothing while no statement that settles purchases was submitted."""
    period = _settled_in(session, order.id)
    if period is not None:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE,
            N_(
                "L'état d'acompte « {period} » règle déjà les achats groupés : reprenez-le d'abord."
            ),
            period=period,
        )


def _settled_in(session: Session, order_id: str) -> str | None:
    """The period of a statement that was submitted and settles purchases, None for none."""
    found = life_rows.statements(session, order_id)
    return next((s.period for s in found if s.state != "draft" and s.settlement_cents), None)


def _note(
    session: Session, actor: Actor, order: tables.Order, action: str, row: tables.Plan
) -> None:
    audit.note(session, actor, action, f"plan:{row.number}", order_id=order.id)
