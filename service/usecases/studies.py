"""Questions about a plan that take longer than an answer may: asked here, answered by a job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from optimizer import dossier
from optimizer.capacity import horizon_of
from optimizer.diagnostics import Diagnostic, has_errors
from optimizer.json_text import decimal_text
from optimizer.plan import Preset
from optimizer.problem import FairnessKey, Problem
from service.db import conversion, job_rows, repositories, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases import access, audit, orders, plans, under_way, variants
from service.usecases.rights import Actor, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

MOST_DRAWS = 20_000


def ask_why(
    session: Session,
    actor: Actor,
    row: tables.Order,
    *,
    plan: int | None = None,
    workshop: str = "",
    milestone: str = "",
    seconds: int = 20,
) -> tables.Job:
    """Ask what binds and what would cure it, of a plan or, while there is none, of the order.

    Args:
        workshop: why it has so little, instead.
        milestone: why it is late, instead.

    Raises:
        ServiceRefusalError: no right; no such plan, workshop or milestone; an order that cannot be
            planned.
    """
    access.need_write(actor, Thing.PLAN)
    there = _plan(session, row, plan)
    payload: dict[str, Any] = {
        "seconds": seconds,
        "workshop": workshop,
        "milestone": milestone,
        "plan_id": "",
    }
    if there is None:
        problem = orders.problem(session, row).needed()
        payload["problem"] = dossier.problem_to_json(problem)
    else:
        problem = conversion.plan_of(there)[0]
        payload["plan_id"] = there.id
        payload["rest"] = under_way.rest_of(session, row, there)
    _known(workshop, [w.id for w in problem.workshops])
    _known(milestone, [d.id for d in problem.demands])
    return _ask(session, actor, row, "why", payload)


def ask_compare(
    session: Session,
    actor: Actor,
    row: tables.Order,
    *,
    asked: Sequence[Mapping[str, Any]],
    plan: int | None = None,
    seconds: int = 20,
    starts: Mapping[str, tuple[str, str]] | None = None,
) -> tables.Job:
    """Ask for variants of a plan beside it.

    Args:
        asked: see :func:`service.usecases.variants.understood`.
        starts: for variants (``v1`` is the first) a plan that was found with it before: the job that found
            it, and its place there.

    Raises:
        ServiceRefusalError: no right, no plan, or variants that cannot be understood, with everything that
            is wrong.
    """
    access.need_write(actor, Thing.PLAN)
    there = _need_plan(session, row, plan)
    problem = conversion.plan_of(there)[0]
    _understood, found = variants.understood(asked, problem)
    if has_errors(found):
        raise _wrong(found)
    payload = {
        "plan_id": there.id,
        "seconds": seconds,
        "variants": [dict(v) for v in asked],
        "rest": under_way.rest_of(session, row, there),
        "starts": {v: list(found) for v, found in (starts or {}).items()},
    }
    return _ask(session, actor, row, "compare", payload)


def ask_resilience(
    session: Session,
    actor: Actor,
    row: tables.Order,
    *,
    plan: int | None = None,
    week: str = "",
    is_lost: bool = False,
    draws: int = 1000,
    seed: int = 1,
    seconds: int = 60,
) -> tables.Job:
    """Ask what happens when somebody drops out, and how likely the plan is on time.

    Raises:
        ServiceRefusalError: no right, no plan, a week that is not of the plan.
    """
    access.need_write(actor, Thing.FRAGILITY)
    there = _need_plan(session, row, plan)
    names = horizon_of(conversion.plan_of(there)[0]).names
    rest = under_way.rest_of(session, row, there)
    # What is past cannot fail any more.
    _known(week, names[names.index(rest["from_week"]) :] if rest else names)
    payload = {
        "plan_id": there.id,
        "rest": rest,
        "week": week,
        "is_lost": is_lost,
        "draws": draws,
        "seed": seed,
        "seconds": seconds,
    }
    return _ask(session, actor, row, "resilience", payload)


def ask_replan(
    session: Session,
    actor: Actor,
    row: tables.Order,
    *,
    from_week: str,
    plan: int | None = None,
    leaver: str = "",
    is_lost: bool = False,
    quantities: Mapping[str, Decimal] | None = None,
    frozen_weeks: int = 0,
    seconds: int = 60,
    name: str = "",
    order: Problem | None = None,
    preset: Preset | None = None,
    key: FairnessKey | None = None,
    start: tuple[str, str] | None = None,
    hypothesis: Sequence[Mapping[str, Any]] = (),
) -> tables.Job:
    """Ask for the rest of an order to be planned again from a week on.

    It starts from what was declared, delivered, ordered and received so far, and from the order as it is
    now. While no purchase was placed, purchases are taken as planned.

    Args:
        from_week: ISO name of the first week that is planned again.
        leaver: a workshop that leaves; ``is_lost``: with what lies there.
        quantities: what milestones now ask for in all.
        frozen_weeks: weeks from ``from_week`` on that stay as planned.
        order: the order as it might be, to try that instead of what it is now; ``hypothesis`` says what is
            otherwise there. ``preset``, ``key``: unless as in the plan.
        start: a plan of it that was found before: the job that found it, and its place there.

    Raises:
        ServiceRefusalError: no right, not in this state, no plan, an order that cannot be planned, or
            something that is not of it.
    """
    access.need_write(actor, Thing.PLAN)
    if row.state not in plans.PLANNED_IN:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE, N_("Cette commande est terminée : elle ne change plus.")
        )
    there = _need_plan(session, row, plan)
    order = order or orders.problem(session, row).needed()
    problem, made = conversion.plan_of(there)
    begun = under_way.begun_of(there)
    _known(leaver, [w.id for w in problem.workshops])
    _known(from_week, horizon_of(begun).names)
    for demand in quantities or {}:
        _known(demand, [d.id for d in problem.demands])
    wish: dict[str, Any] = {
        "from_week": from_week,
        "leaver": leaver,
        "is_lost": is_lost,
        "quantities": {k: decimal_text(v) for k, v in (quantities or {}).items()},
        "frozen_weeks": frozen_weeks,
        **under_way.so_far(session, row, begun),
    }
    solved = str(there.options.get("order_hash", there.problem_hash))
    now = dossier.problem_hash(order)
    if now != solved:
        wish["order"] = dossier.problem_to_json(order)
    options: dict[str, Any] = {
        "preset": preset or plans.preset_of(there),
        "time_limit_seconds": float(seconds),
    }
    if key is not None or made.fairness is not None:
        options["key"] = key or (made.fairness.key if made.fairness is not None else None)
    payload = {
        "plan_id": there.id,
        "wish": wish,
        "options": options,
        "order_hash": now,
        "name": name,
        "hypothesis": [dict(h) for h in hypothesis],
    }
    if start is not None:
        payload["found_in"] = list(start)
    return _ask(session, actor, row, "replan", payload)


def _ask(
    session: Session, actor: Actor, row: tables.Order, kind: str, payload: Mapping[str, Any]
) -> tables.Job:
    job = job_rows.add(
        session,
        kind=kind,
        lane="solve",
        consortium_id=row.consortium_id,
        order_id=row.id,
        payload=payload,
        created_by=actor.account_id,
    )
    audit.note(session, actor, f"ask_{kind}", job.id, order_id=row.id)
    return job


def _plan(session: Session, row: tables.Order, number: int | None) -> tables.Plan | None:
    """The plan of this number; without one the plan in force, else the newest."""
    if number is not None:
        return plans.of_number(session, row, number)
    in_force = repositories.plan_in_state(session, row.id, "adopted")
    return in_force or next(iter(repositories.plans(session, row.id)), None)


def _need_plan(session: Session, row: tables.Order, number: int | None) -> tables.Plan:
    found = _plan(session, row, number)
    if found is None:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE, N_("Cette commande n'a pas encore de plan : calculez-en un.")
        )
    return found


def _known(name: str, names: Sequence[str]) -> None:
    if name and name not in names:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("« {name} » n'est pas dans la commande. Possible : {known}."),
            name=name,
            known=", ".join(names),
        )


def _wrong(found: Sequence[Diagnostic]) -> ServiceRefusalError:
    return ServiceRefusalError(
        Refusal.WRONG_DATA,
        N_("Les variantes ne sont pas toutes claires : voyez le détail."),
        findings=tuple(found),
    )
