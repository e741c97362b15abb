"""A scenario that somebody likes: planned in full to see, or written into the order for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.changes import FairnessKeyChange, apply
from optimizer.diagnostics import Diagnostic, has_errors
from optimizer.plan import Preset
from optimizer.problem import FairnessKey, Problem
from service.db import conversion, repositories, tables
from service.db.conversion import PartKind
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, orders, plans, variants
from service.usecases.rights import Actor, Thing

if TYPE_CHECKING:
    from service.db.engine import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """The order as a scenario would have it, and how it would be planned."""

    before: Problem
    problem: Problem
    findings: tuple[Diagnostic, ...]
    preset: Preset | None
    key: FairnessKey | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was written into an order: the parts that changed (``kind:code``; "" for what belongs to none),
    and what goes first in its next plan, None when the scenario does not say it."""

    changed: tuple[str, ...]
    preset: Preset | None


def plan_with(
    session: Session,
    actor: Actor,
    row: tables.Order,
    asked: Mapping[str, Any],
    *,
    preset: Preset = "equitable",
    seconds: int = 60,
) -> tables.Job:
    """Ask for a plan of the order as a scenario would have it; the order itself stays as it is.

    Args:
        asked: one variant, see :func:`service.usecases.variants.understood`.
        preset: unless the scenario says another.

    Raises:
        ServiceRefusalError: no right, not in this state, a scenario that this order does not admit.
    """
    access.need_write(actor, Thing.PLAN)
    wanted = _wanted(session, row, asked, preset, is_kept=False)
    return plans.ask(
        session,
        actor,
        row,
        preset=wanted.preset or preset,
        key=wanted.key,
        seconds=seconds,
        name=str(asked.get("name", ""))[:200],
        checked=orders.Checked(problem=wanted.problem, findings=wanted.findings),
    )


def keep(session: Session, actor: Actor, row: tables.Order, asked: Mapping[str, Any]) -> Kept:
    """Write what a scenario changes into the order.

    Raises:
        ServiceRefusalError: no right, the order is closed, a scenario that it does not admit.
    """
    access.need_write(actor, Thing.ORDER)
    wanted = _wanted(session, row, asked, None, is_kept=True)
    head, parts = conversion.parts_of(wanted.problem)
    old_head, old_parts = conversion.parts_of(wanted.before)
    old = {(p.kind, p.code): p.data for p in old_parts}
    new = {(p.kind, p.code): p.data for p in parts}
    changed = []
    for kind, code in old:
        if (kind, code) not in new:
            orders.remove_part(session, actor, row, kind, code, _version(session, row, kind, code))
            changed.append(f"{kind}:{code}")
    for (kind, code), data in new.items():
        if old.get((kind, code)) != data:
            version = _version(session, row, kind, code)
            orders.change_part(session, actor, row, kind, code, data, version)
            changed.append(f"{kind}:{code}")
    if head != old_head:
        kept = {k: v for k, v in head.items() if k != "title"}
        orders.change_head(session, actor, row, kept, row.version)
        changed.append("")
    return Kept(changed=tuple(changed), preset=wanted.preset)


def _version(session: Session, row: tables.Order, kind: PartKind, code: str) -> int | None:
    there = repositories.part(session, row.id, kind, code)
    return there.version if there is not None else None


def _wanted(
    session: Session,
    row: tables.Order,
    asked: Mapping[str, Any],
    preset: Preset | None,
    *,
    is_kept: bool,
) -> _Wanted:
    checked = orders.problem(session, row)
    if checked.problem is None or not checked.is_ready:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("La commande ne peut pas encore être planifiée : voyez ce qui manque."),
            findings=checked.findings,
        )
    read, found = variants.understood([asked], checked.problem)
    if has_errors(found) or not read:
        raise _not_admitted(found)
    changes = read[0].changes
    if is_kept and read[0].key is not None:
        changes = (*changes, FairnessKeyChange(key=read[0].key))
    problem, wrong = apply(checked.problem, changes)
    if problem is None or has_errors(wrong):
        raise _not_admitted(wrong)
    return _Wanted(
        before=checked.problem,
        problem=problem,
        findings=wrong,
        preset=read[0].preset or preset,
        key=read[0].key,
    )


def _not_admitted(found: tuple[Diagnostic, ...]) -> ServiceRefusalError:
    return ServiceRefusalError(
        Refusal.WRONG_DATA,
        N_("La commande a changé depuis : ce scénario ne lui convient plus. Voyez le détail."),
        findings=found,
    )
