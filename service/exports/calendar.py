"""``atelier_<id>.ics``: a workshop's weeks as all-day events, the same one whenever it is fetched again."""

from __future__ import annotations

from datetime import datetime, timedelta

from icalendar import Calendar, Event

from optimizer.problem import Workshop
from service.exports.facts import ZERO, Facts
from service.exports.week_list import Line, week_lines
from service.exports.workshop_facts import WorkshopWeek, workshop_weeks
from service.i18n import Texts

# How often a calendar program should look again.
_REFRESH = timedelta(hours=12)


def workshop_calendar(
    facts: Facts, workshop: Workshop, *, key: str, made_at: datetime, number: int, texts: Texts
) -> bytes:
    """The calendar of a workshop: one event per week in which something is made or moves.

    Args:
        key: of the order, the same for ever: with the week it names an event, also in a later plan.
        made_at: when the plan was made.
        number: of the plan: of two versions of an event the higher one is right.
    """
    calendar = _empty(_title(facts, workshop), texts)
    for week in workshop_weeks(facts, workshop):
        if week.is_quiet:
            continue
        calendar.add_component(_event(facts, workshop, week, key, made_at, number, texts))
    written: bytes = calendar.to_ical()
    return written


def empty_calendar(title: str, texts: Texts) -> bytes:
    """A calendar without events: no plan is in force yet."""
    written: bytes = _empty(title, texts).to_ical()
    return written


def _title(facts: Facts, workshop: Workshop) -> str:
    return f"{facts.workshop_name(workshop.id)} – {facts.problem.title or facts.problem.id}"


def _empty(title: str, texts: Texts) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Œuvre commune//plan//" + texts.language.upper())
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    return calendar


def _event(
    facts: Facts,
    workshop: Workshop,
    week: WorkshopWeek,
    key: str,
    made_at: datetime,
    number: int,
    texts: Texts,
) -> Event:
    monday = facts.horizon.monday_of(week.week)
    name = facts.horizon.name(week.week)
    event = Event()
    event.add("uid", f"{key}-{workshop.id}-{name}@oeuvre-commune")
    event.add("dtstamp", made_at)
    event.add("last-modified", made_at)
    event.add("sequence", number)
    event.add("dtstart", monday)
    event.add("dtend", monday + timedelta(days=workshop.working_days))
    event.add("summary", _summary(facts, week, texts))
    event.add("description", "\n".join(_said(x, texts) for x in week_lines(facts, week, texts)))
    event.add("transp", "TRANSPARENT")
    return event


def _summary(facts: Facts, week: WorkshopWeek, texts: Texts) -> str:
    """« S14 – à faire : 1 200 unités, 96 h – arrive – part »."""
    _ = texts.gettext
    parts = []
    if week.tasks:
        units = sum((t.units for t in week.tasks), start=ZERO)
        made = texts.ngettext("{n} unité", "{n} unités", units)
        hours = texts.hours(sum((t.minutes for t in week.tasks), start=ZERO))
        parts.append(_("faire {units} en {hours}", units=made, hours=hours))
    if week.issues or week.received:
        parts.append(_("arrivées"))
    if week.sent or week.shipped:
        parts.append(_("départs"))
    title = facts.problem.title or facts.problem.id
    week_name = texts.short_week(facts.horizon.name(week.week))
    return f"{week_name} – {title} – {', '.join(parts)}"


def _said(line: Line, texts: Texts) -> str:
    quantity = f"{texts.number(line.quantity)} {line.unit}".strip()
    parts = [quantity, line.lots, line.where]
    if line.hours is not None:
        parts.insert(2, texts.hours(line.hours * 60))
    return texts.labelled(f"{line.action} {line.what}", ", ".join(p for p in parts if p))
