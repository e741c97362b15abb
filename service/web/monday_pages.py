"""The Monday page: what is late, who is silent, what to order, what leaves; then replan or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import Response

from optimizer.weeks import is_week_name, week_monday
from service.db import life_rows, repositories, tables
from service.i18n import Texts
from service.usecases import orders, supplier_orders
from service.usecases.rights import Extent, Thing
from service.web import monday_view, noted_view, planned, purchase_view, standing_view
from service.web.life_names import LifeNames, names_of
from service.web.visits import InVisit

if TYPE_CHECKING:
    from service.db.engine import Session
    from service.exports.facts import Facts
    from service.web.visits import Visit

router = APIRouter(prefix="/c/{consortium}/o/{order}/lundi")


@router.get("")
def show_monday(visit: InVisit, consortium: str, order: str, semaine: str = "") -> Response:
    """The point of a week, today's unless another is asked for."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.PLAN)
        plan = repositories.plan_in_state(session, row.id, "adopted")
        if plan is None:
            return visit.page("life/lundi.html", section="monday", plan=None)
        facts = planned.whole_facts(plan)
        declared = life_rows.declarations(session, row.id)
        horizon = facts.horizon
        now = monday_view.week_now(horizon, tables.now().date(), {d.week for d in declared})
        week = semaine if is_week_name(semaine) else now
        week = horizon.name(min(max(0, horizon.index(week)), horizon.weeks - 1))
        return visit.page(
            "life/lundi.html",
            section="monday",
            plan=plan,
            names=names_of(session, row),
            now=now,
            has_changed=orders.differs_from(session, row, plan),
            noted=noted_view.since_plan(session, row, plan, names_of(session, row), visit.texts),
            asked=_asked(session, row, visit.texts),
            may_write=visit.who.may_write(Thing.PLAN) is Extent.ALL,
            may_buy=visit.who.may_write(Thing.PURCHASES) is Extent.ALL,
            link=f"{visit.settings.link_base}/c/{consortium}/o/{order}/atelier/declarer",
            texts_of=gap_words,
            **point(session, row, facts, declared, week),
            **_ahead(visit, session, row, plan, week),
        )


def _asked(session: Session, order: tables.Order, texts: Texts) -> dict[str, Any] | None:
    """The plan that is proposed, and how far its answers have come; None for none."""
    plan = repositories.plan_in_state(session, order.id, "proposed")
    if plan is None:
        return None
    said = [c.state for c in repositories.consents(session, plan.id)]
    answered = sum(1 for state in said if state != "waiting")
    if "objected" in said:
        text = texts.gettext(
            "Le plan n° {number} est proposé : {n} réponses sur {all}, dont une objection au moins.",
            number=plan.number,
            n=answered,
            all=len(said),
        )
    elif answered == len(said):
        text = texts.gettext(
            "Le plan n° {number} est proposé et tous ont accepté : l'adopter.", number=plan.number
        )
    else:
        text = texts.ngettext(
            "Le plan n° {number} est proposé : {n} réponse sur {all}.",
            "Le plan n° {number} est proposé : {n} réponses sur {all}.",
            answered,
            number=plan.number,
            all=len(said),
        )
    return {"number": plan.number, "text": text}


def _ahead(
    visit: Visit, session: Session, order: tables.Order, plan: tables.Plan, week: str
) -> dict[str, Any]:
    """What is finished of each milestone, and what the next one still lacks."""
    facts = planned.whole_facts(plan)
    at = facts.horizon.index(week)
    found = standing_view.of_order(session, visit.who, order, plan, at)
    return {
        "finished": found.finished,
        "ahead": found.next,
        "ahead_said": standing_view.next_sentence(found, visit.texts),
        "verdict": standing_view.verdict_sentence(found, facts, visit.texts),
        "is_slipping": found.is_promised and found.is_behind,
    }


def point(
    session: Session,
    order: tables.Order,
    facts: Facts,
    declared: Any,
    week: str,
) -> dict[str, Any]:
    """Everything that a week's Monday point shows."""
    horizon = facts.horizon
    at = horizon.index(week)
    last = horizon.name(at - 1) if at > 0 else ""
    gaps = monday_view.workshop_gaps(facts, declared, at)
    milestones = monday_view.milestone_gaps(facts, life_rows.lots(session, order.id), at)
    bought = purchase_view.bundles(life_rows.purchases(session, order.id), facts.problem)
    soon = monday_view.week_after(week, horizon, 1)
    expected = supplier_orders.expected
    return {
        "week_now": week,
        "last": last,
        "before": horizon.name(at - 1) if at > 0 else "",
        "after": horizon.name(at + 1) if at + 1 < horizon.weeks else "",
        "monday": week_monday(week),
        "friday": monday_view.friday(week_monday(week)),
        "last_monday": week_monday(last) if last else None,
        "last_friday": monday_view.friday(week_monday(last)) if last else None,
        "gaps": gaps,
        "late": [g for g in gaps if g.late],
        "milestones": milestones,
        "late_milestones": [m for m in milestones if m.gap],
        "silent": monday_view.silent(facts, declared, last) if last else (),
        "to_order": [b for b in bought if b.week <= soon and b.in_state("to_place")],
        "to_come": sorted(
            (x for b in bought for x in b.in_state("placed") if expected(x.row) <= week),
            key=lambda x: expected(x.row),
        ),
        "expected": expected,
        "soon": soon,
        "leaving": monday_view.leaving(facts, week),
    }


def gap_words(gap: monday_view.WorkGap, names: LifeNames, texts: Texts) -> str:
    """« Couture, Masque adulte : 1 200 de moins que prévu (800 sur 2 000) »."""
    work = f"{names.operation(gap.product, gap.operation)}, {names.product(gap.product)}"
    return texts.labelled(
        work,
        texts.gettext(
            "il en manque {n} (fait : {made}, prévu : {planned})",
            n=texts.number(gap.gap),
            made=texts.number(gap.made),
            planned=texts.number(gap.planned),
        ),
    )
