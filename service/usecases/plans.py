"""Plans of an order: asked for, looked at by each role, stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

from optimizer import dossier
from optimizer.diagnostics import Diagnostic, Severity
from optimizer.plan import Preset
from optimizer.problem import FairnessKey
from service import messages
from service.db import conversion, job_rows, repositories, tables
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_, Texts
from service.usecases import access, audit, orders
from service.usecases.rights import Actor, Extent, Thing

if TYPE_CHECKING:
    from service.db.engine import Session

PRESETS: tuple[str, ...] = get_args(Preset)
KEYS: tuple[str, ...] = get_args(FairnessKey)
SHORTEST_SECONDS, LONGEST_SECONDS = 1, 600
# When a plan is looked for longer: three times as long as before, and no less than this.
LEAST_LONGER_SECONDS = 300
# States of a plan that was put to workshops.
_SHOWN_STATES = ("proposed", "adopted", "superseded")
# Orders whose plans may still be made.
PLANNED_IN = ("draft", "collecting", "offered", "won", "production")


def ask(
    session: Session,
    actor: Actor,
    row: tables.Order,
    *,
    preset: Preset = "equitable",
    key: FairnessKey | None = None,
    seconds: int = 60,
    name: str = "",
    start: int | None = None,
    checked: orders.Checked | None = None,
    found_in: tuple[str, str] | None = None,
    hypothesis: Sequence[Mapping[str, Any]] = (),
) -> tables.Job:
    """Ask for a plan of the order as it is now.

    Args:
        start: number of a plan to start from.
        checked: the order as it might be, to try that instead; ``hypothesis`` says what is otherwise there.
        found_in: a plan of it that was found before: the job that found it, and its place there. What comes
            of it is not worse.

    Raises:
        ServiceRefusalError: no right, not in this state, or data that cannot be planned, all faults
            at once.
    """
    access.need_write(actor, Thing.PLAN)
    if row.state not in PLANNED_IN:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE, N_("Cette commande est terminée : elle ne change plus.")
        )
    if checked is None:
        checked = orders.problem(session, row)
    problem = checked.needed()
    options: dict[str, Any] = {"preset": preset, "time_limit_seconds": float(seconds)}
    if key is not None:
        options["key"] = key
    payload: dict[str, Any] = {
        "problem": dossier.problem_to_json(problem),
        "options": options,
        "name": name,
    }
    if hypothesis:
        payload["hypothesis"] = [dict(h) for h in hypothesis]
    if found_in is not None:
        payload["found_in"] = list(found_in)
    if start is not None:
        payload["start"] = of_number(session, row, start).id
    job = job_rows.add(
        session,
        kind="plan",
        lane="solve",
        consortium_id=row.consortium_id,
        order_id=row.id,
        payload=payload,
        created_by=actor.account_id,
    )
    audit.note(session, actor, "ask_plan", job.id, order_id=row.id, detail=options)
    return job


def ask_longer(session: Session, actor: Actor, row: tables.Order, plan: tables.Plan) -> tables.Job:
    """Ask for a plan of what this one solves, started from it and looked for longer: it is not worse.

    Args:
        plan: of the whole order; what it supposes stays supposed.

    Raises:
        ServiceRefusalError: as :func:`ask`, or the plan is the rest of another.
    """
    if plan.past:
        raise ServiceRefusalError(
            Refusal.WRONG_STATE,
            N_("Ce plan reprend la suite d'un autre : recalculez le reste depuis la page Lundi."),
        )
    problem = conversion.plan_of(plan)[0]
    before = float(plan.options.get("time_limit_seconds", 0.0))
    return ask(
        session,
        actor,
        row,
        preset=preset_of(plan),
        key=next((k for k in get_args(FairnessKey) if k == plan.options.get("key")), None),
        seconds=min(max(int(3 * before), LEAST_LONGER_SECONDS), LONGEST_SECONDS),
        name=plan.name,
        start=plan.number,
        checked=orders.Checked(problem=problem, findings=()),
        hypothesis=plan.options.get("hypothesis", ()),
    )


def of_number(session: Session, row: tables.Order, number: int) -> tables.Plan:
    """A plan of an order.

    Raises:
        ServiceRefusalError: ``not_found``.
    """
    found = repositories.plan(session, row.id, number)
    if found is None:
        raise access.not_found()
    return found


def job(session: Session, actor: Actor, job_id: str, verb: Literal["read", "write"]) -> tables.Job:
    """A job about a plan of the actor's consortium, or one that this person asked for.

    Raises:
        ServiceRefusalError: ``not_found``, ``not_allowed``.
    """
    row = job_rows.job(session, actor.consortium_id, job_id)
    if row is None:
        raise access.not_found()
    if row.created_by != actor.account_id:
        (access.need_write if verb == "write" else access.need_read)(actor, Thing.PLAN)
    elif verb == "write" and actor.is_read_only:
        access.need_write(actor, Thing.PLAN)
    return row


def findings(row: tables.Job, texts: Texts) -> list[dict[str, Any]]:
    """What a job found wrong or worth saying, each with its sentence (``text``)."""
    return [
        {
            **said,
            "text": messages.sentence(
                Diagnostic(
                    code=said["code"],
                    severity=Severity(said["severity"]),
                    subject=said.get("subject", ""),
                    params=said.get("params", {}),
                ),
                texts,
            ),
        }
        for said in row.findings
    ]


def cancel(session: Session, actor: Actor, row: tables.Job) -> None:
    """Stop a job; of a plan the best so far is kept."""
    job_rows.ask_cancel(session, row)
    audit.note(session, actor, "cancel_job", row.id, order_id=row.order_id)


def preset_of(plan: tables.Plan) -> Preset:
    """How a plan was asked for, the usual way when it does not say."""
    said = plan.options.get("preset")
    return next((p for p in get_args(Preset) if p == said), "equitable")


def may_see(actor: Actor, row: tables.Plan) -> bool:
    """Whether this person may know that a plan exists: a workshop, once it was put to it."""
    return actor.may_read(Thing.PLAN) is Extent.ALL or row.state in _SHOWN_STATES


def own_part(plan: Mapping[str, Any], workshops: frozenset[str]) -> dict[str, Any]:
    """What a workshop may see of a plan: its own entries and the table of shares."""
    mine = ("runs", "hub_sendings", "hub_receipts", "shipments")
    found: dict[str, Any] = {
        name: [x for x in plan[name] if x["workshop"] in workshops] for name in mine
    }
    fairness = plan.get("fairness")
    if fairness is not None:
        shown = ("workshop", "weight_share", "target_minutes", "load_minutes", "ratio", "reason")
        found["shares"] = [{k: s[k] for k in shown} for s in fairness["shares"]]
    return found
