"""``atelier_<id>.pdf``: what one workshop must know, to print and pin up; nothing about the others."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from optimizer.problem import Workshop
from service.exports import own_reasons, words
from service.exports.facts import Facts
from service.exports.money_pdf import PdfPage, PdfTable, write_pages
from service.exports.schedule import remarks
from service.exports.week_list import load_text, quiet_text, week_lines
from service.exports.workshop_facts import WorkshopWeek, last_day, workshop_weeks
from service.i18n import Texts


def write_workshop_pdf(facts: Facts, workshop: Workshop, path: Path, texts: Texts) -> None:
    """Write the share of a workshop, and its weeks one after the other."""
    _ = texts.gettext
    title = facts.problem.title or facts.problem.id
    name = facts.workshop_name(workshop.id)
    page = PdfPage(
        title=f"{name} – {title}",
        reader=_("Pour {reader}.", reader=name),
        lead=_lead(facts, workshop, texts),
        tables=tuple(_tables(facts, workshop, texts)),
    )
    write_pages(path, f"{name} – {title}", facts.problem.start, [page], texts)


def _lead(facts: Facts, workshop: Workshop, texts: Texts) -> list[tuple[str, bool]]:
    _ = texts.gettext
    horizon = facts.horizon
    last = horizon.monday_of(facts.last_week) + timedelta(days=4)
    lead = [
        (
            _(
                "Du {first} au {last} ({first_week} à {last_week})",
                first=texts.day(facts.problem.start),
                last=texts.day(last),
                first_week=texts.week(horizon.name(0)),
                last_week=texts.week(horizon.name(facts.last_week)),
            ),
            False,
        )
    ]
    fairness = facts.plan.fairness
    share = (
        next((s for s in fairness.shares if s.workshop == workshop.id), None) if fairness else None
    )
    if fairness is not None and share is not None and fairness.total_minutes:
        total = fairness.total_minutes
        lead.append(
            (
                _(
                    "Votre part : {load} du travail ({hours} en temps gammé) ; part visée {target}, "
                    "part selon la clé ({key}) {weight}.",
                    load=texts.percent(share.load_minutes / total),
                    hours=texts.hours(share.load_minutes),
                    target=texts.percent(share.target_minutes / total),
                    weight=texts.percent(share.weight_share),
                    key=_(words.KEYS[fairness.key]),
                ),
                True,
            )
        )
        said = own_reasons.own_reason(facts, share, texts)
        lead.append((_("Pourquoi : {reason}.", reason=said), False))
    return lead


def _tables(facts: Facts, workshop: Workshop, texts: Texts) -> list[PdfTable]:
    _ = texts.gettext
    heads = (
        _("Action"),
        _("Quoi"),
        _("Quantité"),
        _("Paquets"),
        _("Heures"),
        _("D'où, vers où, à savoir"),
    )
    weeks = workshop_weeks(facts, workshop)
    while weeks and weeks[-1].is_quiet:
        weeks.pop()
    found = []
    for week in weeks:
        rows = [
            (
                line.action,
                line.what,
                f"{texts.number(line.quantity)} {line.unit}".strip(),
                line.lots,
                "" if line.hours is None else texts.hours(line.hours * 60),
                line.where,
            )
            for line in week_lines(facts, week, texts)
        ]
        if not rows:
            rows = [("", quiet_text(week, texts), "", "", "", "")]
        found.append(
            PdfTable(
                heading=_heading(facts, workshop, week, texts),
                heads=heads,
                align="lwlllw",
                rows=rows,
            )
        )
    return found


def _heading(facts: Facts, workshop: Workshop, week: WorkshopWeek, texts: Texts) -> str:
    _ = texts.gettext
    monday = facts.horizon.monday_of(week.week)
    parts = [
        _(
            "{week}, du {first} au {last}",
            week=texts.week(facts.horizon.name(week.week)),
            first=texts.short_day(monday),
            last=texts.short_day(last_day(workshop, monday)),
        )
    ]
    if week.load is not None:
        parts.append(load_text(week, week.load, texts))
    remark = remarks(week, workshop, facts, texts)
    return " – ".join([*parts, remark] if remark else parts)
