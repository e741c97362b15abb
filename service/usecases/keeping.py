"""A scenario that somebody likes: planned in full to see, or written into the order for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.capacity import horizon_of
from optimizer.changes import FairnessKeyChange, apply
from optimizer.diagnostics import Diagnostic, has_errors
from optimizer.plan import Preset
from optimizer.problem import FairnessKey, Problem
from service.db import conversion, job_rows, life_rows, repositories, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import (
    access,
    audit,
    import_parts,
    orders,
    plans,
    studies,
    under_way,
    variants,
)
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
    and the job that plans it again, None when nobody asked for that."""

    changed: tuple[str, ...]
    job: tables.Job | None = None


def plan_with(
    session: Session,
    actor: Actor,
    row: tables.Order,
    asked: Mapping[str, Any],
    *,
    beside: tables.Plan | None = None,
    found_in: tuple[str, str] | None = None,
    preset: Preset = "equitable",
    seconds: int = 60,
) -> tables.Job:
    """Ask for a plan of the order as a scenario would have it; the order itself stays as it is.

    In production only the rest is planned: what is done is done.

    Args:
        asked: one variant, see :func:`service.usecases.variants.understood`.
        beside: the plan that it was a scenario of: what that supposes, it supposes too.
        found_in: where a plan with it was found before: the job and its place there. What comes of it is
            not worse.
        preset: unless the scenario says another.

    Raises:
        ServiceRefusalError: no right, not in this state, a scenario that this order does not admit.
    """
    access.need_write(actor, Thing.PLAN)
    supposed = (*([] if beside is None else hypothesis(session, row, beside)), dict(asked))
    wanted = _wanted(session, row, supposed, preset, is_kept=False)
    week = under_way.first_week(session, row, beside) if beside is not None else ""
    if beside is not None and (week or beside.past):
        return studies.ask_replan(
            session,
            actor,
            row,
            from_week=week or horizon_of(conversion.plan_of(beside)[0]).name(0),
            plan=beside.number,
            seconds=seconds,
            name=str(asked.get("name", ""))[:200],
            order=wanted.problem,
            preset=wanted.preset,
            key=wanted.key,
            start=found_in,
            hypothesis=supposed,
        )
    return plans.ask(
        session,
        actor,
        row,
        preset=wanted.preset or preset,
        key=wanted.key,
        seconds=seconds,
        name=str(asked.get("name", ""))[:200],
        checked=orders.Checked(problem=wanted.problem, findings=wanted.findings),
        found_in=found_in,
        hypothesis=supposed,
    )


def hypothesis(
    session: Session, row: tables.Order, plan: tables.Plan
) -> tuple[Mapping[str, Any], ...]:
    """The scenarios that a plan supposes and that are not in the order, the first one first."""
    if not plan.options.get("hypothesis") or not orders.differs_from(session, row, plan):
        return ()
    return tuple(plan.options["hypothesis"])


def keep(
    session: Session,
    actor: Actor,
    row: tables.Order,
    asked: Mapping[str, Any],
    study: tables.Job,
    *,
    preset: Preset | None = None,
) -> Kept:
    """Write what a scenario changes into the order; :func:`take_back` takes it out again.

    Args:
        study: the work that the scenario comes from: it remembers what there was before.
        preset: plan the order again, this first unless the scenario says another. Never in production: what
            is done is done, only the rest is planned again.

    Raises:
        ServiceRefusalError: no right, the order is closed, a scenario that it does not admit.
    """
    access.need_write(actor, Thing.ORDER)
    wanted = _wanted(session, row, (asked,), None, is_kept=True)
    before = _write(session, actor, row, wanted)
    job = None
    if preset is not None and row.state != "production":
        name = str(asked.get("name", ""))[:100]
        job = plans.ask(session, actor, row, preset=wanted.preset or preset, name=name)
    kept = {"name": str(asked.get("name", "")), "before": before, "job": job.id if job else ""}
    study.payload = {**study.payload, "kept": kept}
    session.flush()
    return Kept(changed=tuple(_said(b) for b in before), job=job)


def kept_name(study: tables.Job) -> str | None:
    """Name of the scenario that stands in the order because of this work, None for none."""
    kept = study.payload.get("kept")
    return str(kept["name"]) if kept else None


def take_back(session: Session, actor: Actor, row: tables.Order, study: tables.Job) -> None:
    """Make the order as it was before a scenario was kept; the plan that is being made for it is stopped.

    Raises:
        ServiceRefusalError: no right, the order is closed, none was kept, or one of the parts that it
            changed was changed since.
    """
    access.need_write(actor, Thing.ORDER)
    orders.need_open(row)
    life_rows.hold(session, row)
    kept = study.payload.get("kept")
    if not kept:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE, N_("Ce scénario n'est pas, ou plus, dans la commande.")
        )
    import_parts.undo(session, row, kept["before"])
    job = job_rows.job(session, row.consortium_id, kept["job"]) if kept["job"] else None
    if job is not None and job.state in ("queued", "running"):
        plans.cancel(session, actor, job)
    study.payload = {k: v for k, v in study.payload.items() if k != "kept"}
    session.flush()
    changed = [_said(b) for b in kept["before"]]
    audit.note(session, actor, "take_back_scenario", order_id=row.id, detail={"changed": changed})


def _write(
    session: Session, actor: Actor, row: tables.Order, wanted: _Wanted
) -> list[dict[str, Any]]:
    """Change what differs; how to put it back, as :func:`service.usecases.import_parts.undo` takes it."""
    head, parts = conversion.parts_of(wanted.problem)
    old_head, old_parts = conversion.parts_of(wanted.before)
    old = {(p.kind, p.code): p.data for p in old_parts}
    new = {(p.kind, p.code): p.data for p in parts}
    before: list[dict[str, Any]] = []
    for kind, code in {**old, **new}:
        data = new.get((kind, code))
        if old.get((kind, code)) == data:
            continue
        there = repositories.part(session, row.id, kind, code)
        item: dict[str, Any] = {
            "kind": kind,
            "code": code,
            "was": None,
            "position": 0,
            "version": 0,
        }
        version = None
        if there is not None:
            item |= {"was": there.data, "position": there.position}
            version = there.version
        if data is None:
            orders.remove_part(session, actor, row, kind, code, version)
        else:
            made = orders.change_part(session, actor, row, kind, code, data, version)
            item["version"] = made.version
        before.append(item)
    if head != old_head:
        was = {"head": row.head, "title": row.title}
        kept = {k: v for k, v in head.items() if k != "title"}
        orders.change_head(session, actor, row, kept, row.version)
        before.append({"kind": "", "code": "", "was": was, "version": row.version})
    return before


def _said(item: Mapping[str, Any]) -> str:
    return f"{item['kind']}:{item['code']}" if item["kind"] else ""


def _wanted(
    session: Session,
    row: tables.Order,
    asked: Sequence[Mapping[str, Any]],
    preset: Preset | None,
    *,
    is_kept: bool,
) -> _Wanted:
    """The order with scenarios, one after the other; the last that says a preset or a key is followed."""
    before = orders.problem(session, row).needed()
    read, found = variants.understood(asked, before)
    if has_errors(found) or not read:
        raise _not_admitted(found)
    changes = tuple(c for one in read for c in one.changes)
    key = next((one.key for one in reversed(read) if one.key is not None), None)
    said = next((one.preset for one in reversed(read) if one.preset is not None), None)
    if is_kept and key is not None:
        changes = (*changes, FairnessKeyChange(key=key))
    problem, wrong = apply(before, changes)
    if problem is None or has_errors(wrong):
        raise _not_admitted(wrong)
    return _Wanted(
        before=before,
        problem=problem,
        findings=wrong,
        preset=said or preset,
        key=key,
    )


def _not_admitted(found: tuple[Diagnostic, ...]) -> ServiceRefusalError:
    return ServiceRefusalError(
        Refusal.WRONG_DATA,
        N_("La commande a changé depuis : ce scénario ne lui convient plus. Voyez le détail."),
        findings=found,
    )
