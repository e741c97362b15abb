"""Where an order stands, for who buys it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

from fastapi import APIRouter, Response
from markupsafe import Markup

from optimizer.weeks import week_monday, week_name
from service.db import life_rows, repositories, tables
from service.i18n import Texts
from service.usecases import progress
from service.usecases.progress import MilestoneProgress
from service.usecases.rights import Thing
from service.web import standing_view
from service.web.charts import Series, chart
from service.web.visits import InVisit

router = APIRouter()


@router.get("/c/{consortium}/o/{order}/suivi")
def show_progress(visit: InVisit, consortium: str, order: str) -> Response:
    """Milestones against what is promised and what was delivered."""
    with visit.reading(consortium) as session:
        row = visit.order_in(session, order, Thing.PROGRESS)
        milestones = progress.of_order(session, visit.who, row)
        lots = life_rows.lots(session, row.id) if visit.who.may_read(Thing.LOTS) else []
        gone = delivered_by_week(lots)
        plan = repositories.plan_in_state(session, row.id, "adopted")
        standing = (
            standing_view.of_order(session, visit.who, row, plan)
            if plan is not None and row.state == "production"
            else None
        )
        weeks = every_week({p.week for m in milestones for p in m.promised} | set(gone))
        return visit.page(
            "progress.html",
            section="progress",
            milestones=milestones,
            caution=standing_view.buyer_sentence(standing, visit.texts) if standing else "",
            asked=sum((m.quantity for m in milestones), start=Decimal(0)),
            delivered=sum((m.delivered for m in milestones), start=Decimal(0)),
            accepted=sum((m.accepted for m in milestones), start=Decimal(0)),
            rows=rows_of(milestones, gone, weeks),
            picture=picture(milestones, gone, weeks, visit.texts),
            friday=friday,
            to_decide=[x for x in lots if x.state == "delivered"],
        )


def every_week(named: set[str]) -> list[str]:
    """All weeks from the first named one to the last: a picture must not skip those without delivery."""
    if not named:
        return []
    monday, last = week_monday(min(named)), week_monday(max(named))
    found = []
    while monday <= last:
        found.append(week_name(monday))
        monday += timedelta(weeks=1)
    return found


def friday(week: str) -> date:
    """The last working day of a week: what is promised in it is there by then."""
    return week_monday(week) + timedelta(days=4)


def delivered_by_week(lots: Sequence[tables.Lot]) -> dict[str, Decimal]:
    """Units that left for the buyer in each week, refused lots left out."""
    found: dict[str, Decimal] = {}
    for lot in lots:
        if lot.state != "refused":
            week = week_name(lot.delivered_on)
            found[week] = found.get(week, Decimal(0)) + lot.units
    return found


def rows_of(
    milestones: list[MilestoneProgress], gone: dict[str, Decimal], weeks: list[str]
) -> list[tuple[str, Decimal, Decimal, Decimal | None]]:
    """Week, units due until then, promised until then, delivered until then (None: still to come)."""
    promised = _by_week(milestones)
    last = max(gone, default="")
    totals = accumulate(promised.get(w, Decimal(0)) for w in weeks)
    done = accumulate(gone.get(w, Decimal(0)) for w in weeks)
    return [
        (
            week,
            sum(
                (m.quantity for m in milestones if progress.due_week(m.due) <= week),
                start=Decimal(0),
            ),
            total,
            so_far if week <= last else None,
        )
        for week, total, so_far in zip(weeks, totals, done, strict=True)
    ]


def _by_week(milestones: list[MilestoneProgress]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for promise in (p for m in milestones for p in m.promised):
        found[promise.week] = found.get(promise.week, Decimal(0)) + promise.units
    return found


def picture(
    milestones: list[MilestoneProgress], gone: dict[str, Decimal], weeks: list[str], texts: Texts
) -> Markup:
    """Asked, promised and delivered, added up over the weeks."""
    _ = texts.gettext
    rows = rows_of(milestones, gone, weeks)
    return chart(
        _("Demandé, prévu et livré, en cumul"),
        _("La ligne du livré doit suivre celle du prévu, et le prévu atteindre chaque échéance."),
        [texts.short_week(w) for w in weeks],
        [
            Series(name=_("prévu"), values=[r[2] for r in rows]),
            Series(name=_("livré"), values=[r[3] for r in rows]),
            Series(name=_("demandé"), values=[r[1] for r in rows], kind="step"),
        ],
        texts,
    )
