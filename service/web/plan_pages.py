"""Plans of an order: which there are, asking for one, and the page of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, get_args

from fastapi import APIRouter
from fastapi.responses import Response

from optimizer.plan import Preset
from optimizer.problem import FairnessKey
from optimizer.weeks import week_name
from service.db import job_rows, repositories, tables
from service.errors import Refusal, RefusedError, ServiceRefusalError
from service.exports import words
from service.i18n import N_, Texts
from service.usecases import access, beginning, plans
from service.usecases.rights import Extent, Thing
from service.web import (
    job_view,
    plan_marks,
    plan_view,
    plan_week,
    planned,
    scenario_draft,
    standing_view,
)
from service.web.job_pages import job_address
from service.web.order_names import names_of
from service.web.typed import InTyped, Typed
from service.web.visits import InVisit

if TYPE_CHECKING:
    from service.db.engine import Session
    from service.web.visits import Visit

router = APIRouter(prefix="/c/{consortium}/o/{order}/plans")

PRESETS: Final[dict[Preset, str]] = {
    "equitable": N_("Équitable : à temps, puis chacun au plus près de sa part, puis le coût."),
    "economique": N_("Économique : à temps, puis le moins cher, puis les parts."),
    "rapide": N_("Rapide : à temps, puis livré le plus tôt possible, puis les parts."),
    "regulier": N_("Régulier : à temps, puis les parts, puis des semaines qui se ressemblent."),
}
KEYS: Final[dict[FairnessKey, str]] = {
    "headcount": N_("Effectifs : chacun selon le nombre de personnes affectées à la commande."),
    "productive_minutes": N_("Heures : chacun selon les heures productives qu'il peut donner."),
    "equal": N_("Parts égales : le même travail pour tous les ateliers."),
    "agreed": N_("Parts convenues : celles qui sont écrites dans la commande."),
}
TIMES: Final[dict[int, str]] = {
    20: N_("20 secondes : pour voir"),
    60: N_("1 minute : d'habitude"),
    300: N_("5 minutes : pour décider"),
}


@router.get("")
def list_plans(visit: InVisit, consortium: str, order: str) -> Response:
    """Plans of the order, the newest first, and asking for another."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.PLAN)
        rows = repositories.plans(session, row.id)
        names = names_of(session, row)
        return visit.page(
            "plans/list.html",
            section="plan",
            stages=beginning.stages(session, visit.who, row),
            plans=_listed(session, rows, names, visit.texts),
            marks=plan_marks.marks(session, row, rows, visit.texts),
            standing=next((s for r in rows if (s := _standing(session, visit, row, r))), None),
            under_way=[
                {"id": j.id, "title": visit.texts.gettext(job_view.TITLES.get(j.kind, j.kind))}
                for j in job_rows.under_way(session, row.id)
            ],
            may_ask=visit.who.may_write(Thing.PLAN) is Extent.ALL and row.state in plans.PLANNED_IN,
            **choices(visit.texts, row.head.get("fairness_key", "headcount")),
        )


@router.post("")
def ask_plan(visit: InVisit, consortium: str, order: str, typed: InTyped) -> Response:
    """Ask for a plan; its page shows how it goes."""
    try:
        asked = how(typed)
        name = typed.text("name", most=100)
        typed.check()
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.PLAN, write=True)
            job = plans.ask(session, visit.who, row, name=name, **asked)
            address = job_address(consortium, order, job)
    except RefusedError as refusal:
        return list_plans(visit.refused(refusal, typed), consortium, order)
    return visit.to(address)


def how(typed: Typed) -> dict[str, Any]:
    """How to plan, as a form says it: ``preset``, ``key`` (None: that of the order), ``seconds``."""
    preset = next((p for p in get_args(Preset) if p == typed["preset"]), "equitable")
    key = next((k for k in get_args(FairnessKey) if k == typed["key"]), None)
    seconds = next((s for s in TIMES if str(s) == typed["seconds"]), 60)
    return {"preset": preset, "key": key, "seconds": seconds}


def choices(texts: Texts, key: str) -> dict[str, Any]:
    """What a form that asks for a plan offers.

    Args:
        key: of the order.
    """
    _ = texts.gettext
    return {
        "presets": [(p, _(said)) for p, said in PRESETS.items()],
        "keys": [(k, _(said)) for k, said in KEYS.items()],
        "own_key": _(words.KEYS.get(key, words.KEYS["headcount"])),  # type: ignore[call-overload]
        "times": [(s, _(said)) for s, said in TIMES.items()],
    }


def _listed(
    session: Session, rows: Sequence[tables.Plan], names: dict[str, str], texts: Texts
) -> list[dict[str, Any]]:
    """Plans in words; the figures are only read of those whose summary does not say enough."""
    levels = {row.id: row.summary.get("levels", {}) for row in rows}
    on_time = {x for x, found in levels.items() if _is_on_time(found)}
    briefs = planned.briefs(session, (row for row in rows if row.id not in on_time))
    return [_in_words(row, briefs.get(row.id), names, texts) for row in rows]


def _is_on_time(levels: Mapping[str, str]) -> bool:
    """Whether the levels of a summary say so; not when they say nothing."""
    return all(name in levels and not Decimal(levels[name]) for name in ("unmet", "late"))


def _in_words(
    row: tables.Plan, brief: planned.Brief | None, names: dict[str, str], texts: Texts
) -> dict[str, Any]:
    """A plan in the list.

    Args:
        brief: None for a plan that is on time.
    """
    _ = texts.gettext
    ratios = {k: Decimal(v) for k, v in row.summary.get("shares", {}).items()}
    if not ratios and brief is not None:
        ratios = brief.ratios
    least = min(ratios, key=lambda w: ratios[w], default=None)
    fair = ""
    if least is not None:
        fair = _(
            "Le moins servi : {name}, {part} de ce que donne la clé.",
            name=names.get(least, least),
            part=texts.percent(ratios[least], 0),
        )
    preset = plans.preset_of(row)
    return {
        "row": row,
        "preset": _(words.PRESETS[preset]),
        "verdict": words.verdict(list(brief.milestones) if brief is not None else [], texts),
        "is_on_time": brief is None or brief.is_on_time,
        "fair": fair,
        "is_rest": row.replaces is not None,
    }


@router.get("/{number}")
def show_plan(
    visit: InVisit, consortium: str, order: str, number: int, semaine: str = ""
) -> Response:
    """A plan: on time or not, who does what and why so much, what to buy, what to do next.

    Args:
        semaine: ISO name of the week whose work is shown.
    """
    with visit.reading(consortium) as session:
        order_row = visit.order_in(session, order, Thing.PLAN)
        row = plan_of(session, order_row, number)
        texts = visit.texts
        facts = planned.facts(row)
        may_write = visit.who.may_write(Thing.PLAN) is Extent.ALL
        standing = _standing(session, visit, order_row, row)
        mark = plan_marks.marks(session, order_row, [row], texts)[row.id]
        now = standing.now if standing is not None else week_name(tables.now().date())
        at = plan_week.week_of(facts, semaine, now)
        return visit.page(
            "plans/plan.html",
            section="plan",
            row=row,
            here_plan=f"/c/{consortium}/o/{order}/plans/{number}",
            shown=planned.said(row, texts, plan_view.shown),
            **_standing_said(standing, visit, row),
            tested=_tested(session, order_row, row, texts),
            open_charts=plan_view.OPEN_CHARTS,
            week_now=plan_week.plan_week(facts, at, texts),
            draft=scenario_draft.read(visit.request),
            may_write=may_write,
            may_propose=may_write and row.state == "computed",
            mark=mark,
            may_improve=may_write
            and row.state == "computed"
            and order_row.state in plans.PLANNED_IN
            and not mark.is_outdated
            and facts.plan.status != "optimal",
            is_proposed=row.state == "proposed",
        )


@router.post("/{number}/plus-longtemps")
def search_on(visit: InVisit, consortium: str, order: str, number: int) -> Response:
    """The same plan looked for longer, from where it is: what comes of it is not worse."""
    try:
        with visit.writing(consortium) as session:
            row = visit.order_in(session, order, Thing.PLAN, write=True)
            job = plans.ask_longer(session, visit.who, row, plan_of(session, row, number))
            address = job_address(consortium, order, job)
    except ServiceRefusalError as refusal:
        if refusal.code not in (Refusal.WRONG_DATA, Refusal.WRONG_STATE):
            raise
        return show_plan(visit.refused(refusal), consortium, order, number)
    return visit.to(address)


def _standing(
    session: Session, visit: Visit, order: tables.Order, row: tables.Plan
) -> standing_view.Standing | None:
    """Where production stands against a plan; None unless it is the one that is followed now."""
    if row.state != "adopted" or order.state != "production":
        return None
    return standing_view.of_order(session, visit.who, order, row)


def _standing_said(
    found: standing_view.Standing | None, visit: Visit, row: tables.Plan
) -> dict[str, Any]:
    """What the head of the page says of a plan that is followed; who may not know all is told less."""
    if found is None:
        return {"standing": None, "standing_said": "", "next_said": ""}
    may_know = standing_view.may_know_all(visit.who)
    return {
        "standing": found,
        "standing_said": standing_view.sentence(found, planned.whole_facts(row), visit.texts)
        if may_know
        else standing_view.buyer_sentence(found, visit.texts),
        "next_said": standing_view.next_sentence(found, visit.texts) if may_know else "",
    }


def plan_of(session: Session, order: tables.Order, number: int) -> tables.Plan:
    """A plan of an order, by its number in the address.

    Raises:
        ServiceRefusalError: ``not_found``.
    """
    if not 0 < number < 10**6:
        raise access.not_found()
    return plans.of_number(session, order, number)


def _tested(
    session: Session, order: tables.Order, row: tables.Plan, texts: Texts
) -> dict[str, Any] | None:
    """What the newest test of a plan says of its chances; None before one was asked for."""
    for asked in job_rows.asked_of_plan(session, order.id, "resilience", row.id, limit=3):
        if asked.state != "done":
            continue
        job = session.get(tables.Job, asked.id)
        said = job.result.get("said", {}).get(texts.language, {}) if job is not None else {}
        if said.get("chances"):
            # The sentence about how it was reckoned stands on the page of the test.
            return {"id": asked.id, "text": str(said["chances"]).split(". ")[0].rstrip(".") + "."}
    return None
