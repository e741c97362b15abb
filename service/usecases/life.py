"""The life of an order and of what belongs to it: one table says from, to, who, and what undoes it.

Conditions are named; :mod:`service.usecases.conditions` knows each. A step that is not in the table
does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from service.db import tables
from service.errors import Refusal, ServiceRefusalError, Word
from service.i18n import N_
from service.messages import life_texts
from service.usecases import access, audit, conditions, lengths
from service.usecases.rights import Actor, Extent, Thing

if TYPE_CHECKING:
    from service.db.base import Versioned
    from service.db.engine import Session


class Living(StrEnum):
    """What has a life of its own."""

    ORDER = "order"
    PLAN = "plan"
    CONSENT = "consent"
    COSTING = "costing"
    QUOTATION = "quotation"
    PURCHASE = "purchase"
    LOT = "lot"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a life.

    Attributes:
        name: what people do, in one word; unique for what lives.
        right: who may: whoever may change this thing (of the workshop, when it is a workshop's).
        condition: name of what must hold besides, "" for nothing.
        needs_reason: a sentence must be given with it, which is kept.
        undone_by: name of the step that takes it back to where it came from, "" when nothing does.
        is_private: the reason may tell a member's figures: it never goes to the audit.
        is_followed: it only ever comes with another step, nobody takes it alone.
    """

    name: str
    of: Living
    source: str
    target: str
    right: Thing
    condition: str = ""
    needs_reason: bool = False
    undone_by: str = ""
    is_private: bool = False
    is_followed: bool = False

    @property
    def word(self) -> Word:
        """What people call it, in French."""
        return Word(life_texts.STEPS[f"{self.of}.{self.name}"])


_O, _P, _K, _Q = Living.ORDER, Living.PLAN, Living.COSTING, Living.QUOTATION
_B, _L, _S, _A = Living.PURCHASE, Living.LOT, Living.STATEMENT, Living.CONSENT


def _step(name: str, of: Living, way: str, right: Thing, **more: Any) -> Step:
    source, target = way.split(" → ")
    return Step(name=name, of=of, source=source, target=target, right=right, **more)


LIFE: Final[tuple[Step, ...]] = (
    # -- an order
    _step("collect", _O, "draft → collecting", Thing.ORDER, undone_by="stop_collecting"),
    _step("stop_collecting", _O, "collecting → draft", Thing.ORDER, undone_by="collect"),
    _step("offer", _O, "collecting → offered", Thing.ORDER, condition="quotation_sent",
          undone_by="withdraw_offer"),
    _step("withdraw_offer", _O, "offered → collecting", Thing.ORDER, needs_reason=True),
    _step("win", _O, "offered → won", Thing.ORDER, condition="one_offer_out",
          undone_by="unwin"),
    _step("win_directly", _O, "collecting → won", Thing.ORDER, needs_reason=True,
          undone_by="unwin_directly"),
    _step("unwin_directly", _O, "won → collecting", Thing.ORDER, condition="no_offer_won",
          needs_reason=True),
    _step("unwin", _O, "won → offered", Thing.ORDER, condition="offer_stands", needs_reason=True),
    _step("decline", _O, "offered → declined", Thing.ORDER, needs_reason=True, undone_by="reopen"),
    _step("reopen", _O, "declined → offered", Thing.ORDER),
    _step("start", _O, "won → production", Thing.ORDER, condition="plan_adopted"),
    _step("unstart", _O, "production → won", Thing.ORDER, is_followed=True),
    _step("close", _O, "production → closed", Thing.ORDER, condition="all_delivered_or_reason",
          undone_by="reopen_production"),
    _step("reopen_production", _O, "closed → production", Thing.ORDER, needs_reason=True),
    _step("cancel_draft", _O, "draft → cancelled", Thing.ORDER, needs_reason=True),
    _step("cancel_collecting", _O, "collecting → cancelled", Thing.ORDER, needs_reason=True),
    _step("cancel_offered", _O, "offered → cancelled", Thing.ORDER, needs_reason=True),
    _step("cancel_won", _O, "won → cancelled", Thing.ORDER, needs_reason=True),
    _step("cancel_production", _O, "production → cancelled", Thing.ORDER, needs_reason=True),
    # -- a plan
    _step("propose", _P, "computed → proposed", Thing.PLAN, condition="solves_the_order_now",
          undone_by="withdraw"),
    _step("withdraw", _P, "proposed → computed", Thing.PLAN),
    _step("refuse", _P, "proposed → refused", Thing.PLAN, needs_reason=True),
    _step("adopt", _P, "proposed → adopted", Thing.PLAN, condition="consented_or_overdue",
          undone_by="unadopt"),
    _step("unadopt", _P, "adopted → proposed", Thing.PLAN, condition="nothing_done_since",
          needs_reason=True),
    _step("supersede", _P, "adopted → superseded", Thing.PLAN, is_followed=True,
          undone_by="restore"),
    _step("restore", _P, "superseded → adopted", Thing.PLAN, is_followed=True),
    # -- what a workshop says of a plan
    _step("accept", _A, "waiting → accepted", Thing.CONSENT, condition="plan_is_proposed",
          undone_by="reconsider_accepted"),
    _step("object", _A, "waiting → objected", Thing.CONSENT, condition="plan_is_proposed",
          needs_reason=True, undone_by="reconsider_objected"),
    _step("reconsider_accepted", _A, "accepted → waiting", Thing.CONSENT,
          condition="plan_is_proposed"),
    _step("reconsider_objected", _A, "objected → waiting", Thing.CONSENT,
          condition="plan_is_proposed"),
    # -- a costing
    _step("submit", _K, "draft → submitted", Thing.COST_LINES, condition="costing_complete",
          undone_by="take_back"),
    _step("take_back", _K, "submitted → draft", Thing.COST_LINES),
    _step("return", _K, "submitted → returned", Thing.COST_REVIEW, needs_reason=True,
          is_private=True),
    _step("submit_again", _K, "returned → submitted", Thing.COST_LINES,
          condition="costing_complete"),
    _step("validate", _K, "submitted → validated", Thing.COST_REVIEW, condition="plan_in_force",
          undone_by="invalidate"),
    _step("renew", _K, "validated → validated", Thing.COST_REVIEW, condition="plan_in_force"),
    _step("invalidate", _K, "validated → submitted", Thing.COST_REVIEW, needs_reason=True,
          is_private=True),
    _step("correct", _K, "validated → draft", Thing.COST_LINES, needs_reason=True,
          is_private=True),
    # -- a quotation
    _step("send", _Q, "draft → sent", Thing.QUOTATION, undone_by="unsend"),
    _step("unsend", _Q, "sent → draft", Thing.QUOTATION, needs_reason=True),
    _step("mark_won", _Q, "sent → won", Thing.QUOTATION, undone_by="unmark_won"),
    _step("unmark_won", _Q, "won → sent", Thing.QUOTATION, needs_reason=True),
    _step("mark_declined", _Q, "sent → declined", Thing.QUOTATION, needs_reason=True,
          undone_by="unmark_declined"),
    _step("unmark_declined", _Q, "declined → sent", Thing.QUOTATION),
    # -- an order to a supplier
    _step("place", _B, "to_place → placed", Thing.PURCHASES, undone_by="unplace"),
    _step("unplace", _B, "placed → to_place", Thing.PURCHASES),
    _step("receive", _B, "placed → received", Thing.PURCHASES, undone_by="unreceive"),
    _step("unreceive", _B, "received → placed", Thing.PURCHASES),
    _step("drop", _B, "to_place → cancelled", Thing.PURCHASES, needs_reason=True,
          undone_by="put_back"),
    _step("put_back", _B, "cancelled → to_place", Thing.PURCHASES),
    _step("call_off", _B, "placed → cancelled", Thing.PURCHASES, needs_reason=True,
          undone_by="place_again"),
    _step("place_again", _B, "cancelled → placed", Thing.PURCHASES, needs_reason=True),
    # -- a lot
    _step("accept_lot", _L, "delivered → accepted", Thing.LOT_DECISION, undone_by="unaccept_lot"),
    _step("unaccept_lot", _L, "accepted → delivered", Thing.LOT_DECISION, needs_reason=True),
    _step("refuse_lot", _L, "delivered → refused", Thing.LOT_DECISION, needs_reason=True,
          undone_by="unrefuse_lot"),
    _step("unrefuse_lot", _L, "refused → delivered", Thing.LOT_DECISION, needs_reason=True),
    # -- a statement
    _step("submit_statement", _S, "draft → submitted", Thing.STATEMENTS,
          undone_by="recall_statement"),
    _step("recall_statement", _S, "submitted → draft", Thing.STATEMENTS, needs_reason=True),
    _step("pay", _S, "submitted → paid", Thing.STATEMENTS, undone_by="unpay"),
    _step("unpay", _S, "paid → submitted", Thing.STATEMENTS, needs_reason=True),
)  # fmt: skip


class Row(Protocol):
    """A row with a state and a version."""

    state: Any
    version: Any


def steps_from(of: Living, state: str) -> tuple[Step, ...]:
    """What people may do next, whoever they are."""
    return tuple(s for s in LIFE if s.of is of and s.source == state and not s.is_followed)


def possible(actor: Actor, of: Living, state: str, workshop: str | None = None) -> tuple[str, ...]:
    """Names of the steps that this person may take next, conditions apart."""
    return tuple(
        s.name
        for s in steps_from(of, state)
        if (
            actor.may_write(s.right) is not Extent.NONE
            if workshop is None
            else actor.may_write_of(s.right, workshop)
        )
    )


def find(of: Living, name: str) -> Step:
    """A step by its name.

    Raises:
        ServiceRefusalError: ``wrong_data``: there is no such step.
    """
    for step in LIFE:
        if step.of is of and step.name == name and not step.is_followed:
            return step
    known = ", ".join(s.name for s in LIFE if s.of is of and not s.is_followed)
    raise ServiceRefusalError(
        Refusal.WRONG_DATA,
        N_("« {step} » n'existe pas. Étapes connues : {known}."),
        step=name,
        known=known,
    )


def followed(of: Living, name: str) -> Step:
    """A step that comes with another one.

    Raises:
        ValueError: there is no such step (our bug).
    """
    for step in LIFE:
        if step.of is of and step.name == name:
            return step
    raise ValueError(f"no step {name} of {of}")


def check_step(
    actor: Actor, step: Step, state: str, *, workshop: str | None = None, reason: str = ""
) -> None:
    """Nothing when this person may take this step from here.

    Raises:
        ServiceRefusalError: no right, another state, a reason is missing or too long.
    """
    access.need_write(actor, step.right, workshop)
    if state != step.source:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE,
            N_("« {step} » ne se fait pas dans l'état « {state} ». Possible : {possible}."),
            step=step.word,
            state=state_word(state, step.of),
            possible=tuple(s.word for s in steps_from(step.of, state)),
        )
    if step.needs_reason and not reason.strip():
        raise ServiceRefusalError(
            Refusal.WRONG_DATA, N_("Donnez la raison en une phrase : elle sera gardée.")
        )
    lengths.need_room(reason, lengths.REMARK if step.is_private else lengths.REASON)


def state_word(state: str, of: Living = Living.PLAN) -> Word:
    """What people call a state of something that lives, in French."""
    return Word(life_texts.state(state, of))


def take(
    session: Session,
    actor: Actor,
    order: tables.Order,
    row: Row,
    step: Step,
    *,
    subject: str = "",
    workshop: str | None = None,
    reason: str = "",
    version: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Take a step: checked, written, audited.

    Args:
        workshop: whose thing it is, when it is a workshop's.
        version: that the person saw, None when nobody says.

    Raises:
        ServiceRefusalError: see :func:`check_step`; the condition does not hold; another version.
    """
    check_step(actor, step, row.state, workshop=workshop, reason=reason)
    if step.condition:
        case = conditions.Case(order=order, row=row, workshop=workshop or "", reason=reason)
        lacking = conditions.lacking(session, step.condition, case)
        if lacking is not None:
            raise lacking
    if version is None:
        row.version += 1
    else:
        access.check_version(cast("Versioned", row), version, {"state": row.state})
    write(session, actor, order, row, step, subject=subject, reason=reason, detail=detail)


def write(
    session: Session,
    actor: Actor,
    order: tables.Order,
    row: Row,
    step: Step,
    *,
    subject: str = "",
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write and audit a step that was checked, or that follows from one.

    Raises:
        ValueError: it does not start here (our bug).
    """
    if row.state != step.source:
        raise ValueError(f"{step.of}.{step.name} does not start from {row.state}")
    row.state = step.target
    kept = "" if step.is_private else reason.strip()
    audit.note(
        session,
        actor,
        f"{step.of}.{step.name}",
        subject,
        order_id=order.id,
        detail={"from": step.source, "to": step.target, "reason": kept, **(detail or {})},
    )
    session.flush()


def follow(
    session: Session,
    actor: Actor,
    order: tables.Order,
    row: Row,
    name: str,
    of: Living,
    *,
    subject: str = "",
    reason: str = "",
) -> None:
    """Take a step that follows from another one, whose own rights and conditions were seen to."""
    row.version += 1
    write(session, actor, order, row, followed(of, name), subject=subject, reason=reason)
