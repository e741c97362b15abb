"""A workshop's weeks as a table and a chart, one row a week: in the plan and in its own file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from optimizer.problem import Workshop
from service.exports import charts
from service.exports.facts import ZERO, Facts
from service.exports.sheet import Column, Page, Value
from service.exports.workshop_facts import Movement, WorkshopWeek, workshop_weeks
from service.i18n import Texts

# More weeks than this would be too small to read on one page with their chart.
_MOST_WEEKS = 40


def write_schedule(page: Page, facts: Facts, workshop: Workshop) -> None:
    """The table of a workshop's weeks at the page's next row, totals included, then its chart."""
    texts = page.book.texts
    _ = texts.gettext
    weeks = workshop_weeks(facts, workshop)
    jobs = [(p.id, o.id) for p, o in facts.jobs(workshop)]
    received = _kinds([m for w in weeks for m in w.received])
    sent = _kinds([m for w in weeks for m in w.sent])
    places = list(dict.fromkeys((m.product, m.place) for w in weeks for m in w.shipped))
    only_one = len(facts.products) == 1

    def named(product: str, operation: str) -> str:
        """« Couture » when there is one product, « Masque – Couture » otherwise."""
        done = facts.operation_name(product, operation)
        return done if only_one else f"{facts.product_name(product)} – {done}"

    columns = [
        Column(header=_("Semaine"), width=9),
        Column(header=_("du lundi"), kind="date", width=10.5),
        Column(header=_("Jours ouverts"), kind="units", width=7),
        *(
            Column(header=_("Faire : {what}", what=named(*j)), kind="units", width=9.5)
            for j in jobs
        ),
        Column(header=_("Heures prévues"), kind="hours", width=9),
        Column(header=_("Heures disponibles"), kind="hours", width=10),
        Column(header=_("Charge"), kind="percent", width=8),
        *(
            Column(
                header=_("Arrive par la navette : {what}", what=named(*k)), kind="units", width=9.5
            )
            for k in received
        ),
        *(
            Column(
                header=_("Part par la navette : {what}", what=named(*k)), kind="units", width=9.5
            )
            for k in sent
        ),
        *(
            Column(
                header=_("Part vers {place}", place=facts.point_name(point))
                if only_one
                else _(
                    "Part vers {place} : {product}",
                    place=facts.point_name(point),
                    product=facts.product_name(product),
                ),
                kind="units",
                width=9.5,
            )
            for product, point in places
        ),
        Column(header=_("À savoir"), kind="wrapped", width=30),
    ]
    columns = [replace(c, width=_room_for(c)) for c in columns]
    page.widths([c.width for c in columns])
    if len(weeks) <= _MOST_WEEKS:
        # The chart stays on the page of its table.
        page.sheet.fit_to_pages(1, 1)
    longest = max(len(c.header) / c.width for c in columns)
    page.header(columns, height=max(30, 15 * (int(longest * 1.3) + 2)))
    page.sheet.repeat_rows(page.row - 1)
    page.sheet.freeze_panes(page.row, 1)
    first = page.row
    for w in weeks:
        made = {(t.product, t.operation): t.units for t in w.tasks}
        values: list[Value] = [
            texts.short_week(facts.horizon.name(w.week)),
            facts.horizon.monday_of(w.week),
            w.open_days,
            *(made.get(j) for j in jobs),
            w.used_minutes / 60,
            w.productive_minutes / 60,
            w.load,
            *(_total(w.received, k) or None for k in received),
            *(_total(w.sent, k) or None for k in sent),
            *(
                sum((m.units for m in w.shipped if (m.product, m.place) == k), start=ZERO) or None
                for k in places
            ),
            remarks(w, workshop, facts, texts),
        ]
        page.cells(columns, values, **({} if w.productive_minutes else {"bg_color": "#EDEDED"}))
    used = sum((w.used_minutes for w in weeks), start=ZERO)
    available = sum((w.productive_minutes for w in weeks), start=ZERO)
    page.total(
        columns,
        [
            _("Total"),
            None,
            sum(w.open_days for w in weeks),
            *(sum(facts.made(workshop.id, *j), start=ZERO) for j in jobs),
            used / 60,
            available / 60,
            used / available if available else None,
            *(_total([m for w in weeks for m in w.received], k) for k in received),
            *(_total([m for w in weeks for m in w.sent], k) for k in sent),
            *(
                sum(
                    (m.units for w in weeks for m in w.shipped if (m.product, m.place) == k),
                    start=ZERO,
                )
                for k in places
            ),
            None,
        ],
    )
    hours = 3 + len(jobs)
    page.sheet.conditional_format(
        first,
        hours + 2,
        page.row - 2,
        hours + 2,
        {
            "type": "data_bar",
            "bar_color": "#9CC3CF",
            "min_type": "num",
            "max_type": "num",
            "min_value": 0,
            "max_value": 1.2,
        },
    )
    page.gap()
    charts.add_load_chart(page, first, first + len(weeks) - 1, hours)


def _room_for(column: Column) -> float:
    """The width of a column, made larger for the longest word of its header."""
    return max(column.width, *(1.15 * len(word) + 1.5 for word in column.header.split()))


def _kinds(movements: Sequence[Movement]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((m.product, m.operation) for m in movements))


def _total(movements: Sequence[Movement], kind: tuple[str, str]) -> Decimal:
    return sum((m.units for m in movements if (m.product, m.operation) == kind), start=ZERO)


def remarks(week: WorkshopWeek, workshop: Workshop, facts: Facts, texts: Texts) -> str:
    """Holidays, closures, entry and leaving, ramp-up: why the week is not a usual one."""
    _ = texts.gettext
    parts = []
    if week.holidays:
        days = texts.join([texts.short_day(d) for d in week.holidays])
        parts.append(
            texts.ngettext("férié le {days}", "fériés les {days}", len(week.holidays), days=days)
        )
    for first, last, reason in week.closures:
        parts.append(
            _(
                "fermé du {first} au {last}",
                first=texts.short_day(first),
                last=texts.short_day(last),
            )
            + (f" ({reason})" if reason else "")
        )
    monday = facts.horizon.monday_of(week.week)
    if workshop.entry is not None and (workshop.entry - monday).days > 0:
        parts.append(_("dans le groupement à partir du {day}", day=texts.short_day(workshop.entry)))
    if workshop.leaving is not None and (workshop.leaving - monday).days < 7:
        parts.append(_("dans le groupement jusqu'au {day}", day=texts.short_day(workshop.leaving)))
    factor = facts.capacities.ramp_up(workshop, week.week)
    if factor != 1 and week.productive_minutes:
        parts.append(_("montée en charge : {rate}", rate=texts.percent(factor, 0)))
    count = facts.capacities.headcount(workshop, week.week)
    if count != workshop.headcount:
        parts.append(
            texts.ngettext("{n} personne cette semaine", "{n} personnes cette semaine", count)
        )
    hours = facts.capacities.weekly_hours(workshop, week.week)
    if hours != workshop.weekly_hours:
        parts.append(_("{hours} par personne", hours=texts.hours(hours * 60)))
    return texts.clauses(parts)
