"""Changes of workshops: who is there, when, with how many people and hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from optimizer.changes import editing, kinds
from optimizer.changes.editing import Result, edit, find, refused
from optimizer.diagnostics import Diagnostic
from optimizer.problem import Closure, Problem, WeekOverride
from optimizer.weeks import week_monday

ZERO = Decimal(0)
_ONE_DAY = timedelta(days=1)


def more_people(problem: Problem, change: kinds.MorePeople) -> Result:
    """Adds to the headcount of each week, overrides included."""
    return _weekly(problem, change.workshop, change.first, change.last, people=change.people)


def more_hours(problem: Problem, change: kinds.MoreHours) -> Result:
    """Adds to the hours per person of each week, overrides included."""
    return _weekly(problem, change.workshop, change.first, change.last, hours=change.hours)


def _weekly(
    problem: Problem,
    workshop: str,
    first: str,
    last: str,
    people: Decimal | None = None,
    hours: Decimal | None = None,
) -> Result:
    wrong = editing.unknown(problem, "workshop", workshop)
    wrong = wrong or editing.wrong_weeks(problem, workshop, first, last)
    if wrong:
        return wrong
    mine = find(problem.workshops, workshop)

    def changed(week: str, override: WeekOverride | None) -> WeekOverride:
        usual = override or WeekOverride(week=week)
        found = usual
        if people is not None:
            there = mine.headcount if usual.headcount is None else usual.headcount
            found = replace(found, headcount=max(ZERO, there + people))
        if hours is not None:
            there = mine.weekly_hours if usual.weekly_hours is None else usual.weekly_hours
            found = replace(found, weekly_hours=max(ZERO, there + hours))
        return found

    weeks = editing.weeks_between(problem, first, last)
    overrides = editing.with_overrides(mine.overrides, weeks, changed)
    return edit(problem, "workshop", workshop, overrides=overrides)


def _wrong_days(problem: Problem, workshop: str, first: date, last: date) -> tuple[Diagnostic, ...]:
    wrong = editing.unknown(problem, "workshop", workshop)
    if not wrong and first > last:
        return refused("change.days_reversed", workshop, first=first, last=last)
    return wrong


def no_closure(problem: Problem, change: kinds.NoClosure) -> Result:
    """Takes the days out of its closures, cutting them in two where they go on on both sides."""
    first, last = change.first_day, change.last_day
    wrong = _wrong_days(problem, change.workshop, first, last)
    if wrong:
        return wrong
    mine = find(problem.workshops, change.workshop)
    kept = tuple(part for c in mine.closures for part in _without(c, first, last))
    return edit(problem, "workshop", mine.id, closures=kept)


def _without(closure: Closure, first: date, last: date) -> Iterator[Closure]:
    if closure.last < first or closure.first > last:
        yield closure
        return
    if closure.first < first:
        yield replace(closure, last=first - _ONE_DAY)
    if closure.last > last:
        yield replace(closure, first=last + _ONE_DAY)


def closed(problem: Problem, change: kinds.Closed) -> Result:
    """One more closure."""
    wrong = _wrong_days(problem, change.workshop, change.first_day, change.last_day)
    if wrong:
        return wrong
    mine = find(problem.workshops, change.workshop)
    closure = Closure(first=change.first_day, last=change.last_day)
    return edit(problem, "workshop", mine.id, closures=(*mine.closures, closure))


def workshop_stops(problem: Problem, change: kinds.WorkshopStops) -> Result:
    """It leaves on the Sunday before the week; movements need nobody's hours, so pieces still leave."""
    wrong = editing.unknown(problem, "workshop", change.workshop)
    wrong = wrong or editing.wrong_week(change.week, change.workshop)
    if wrong:
        return wrong
    mine = find(problem.workshops, change.workshop)
    day = week_monday(change.week) - _ONE_DAY
    leaving = day if mine.leaving is None else min(mine.leaving, day)
    if mine.entry is not None and mine.entry > leaving:
        # It never comes; dates that cross would be refused.
        leaving = min(leaving, problem.start - _ONE_DAY)
        return edit(problem, "workshop", mine.id, entry=None, leaving=leaving)
    return edit(problem, "workshop", mine.id, leaving=leaving)


def remove_workshop(problem: Problem, change: kinds.RemoveWorkshop) -> Result:
    """Takes away all that is its own; its part of the plan in force with it.

    Refused while pieces or materials of it are in the opening state, it worked already, it decided
    (frozen, pinned), others work on its posts, or it holds the order's money.
    """
    gone = change.workshop
    wrong = editing.unknown(problem, "workshop", gone)
    if wrong:
        return wrong
    reasons = [*_ties(problem, gone)]
    if reasons:
        return tuple(d for r in reasons for d in refused("change.workshop_tied", gone, reason=r))
    return replace(
        problem,
        workshops=tuple(w for w in problem.workshops if w.id != gone),
        capabilities=tuple(c for c in problem.capabilities if c.workshop != gone),
        station_groups=tuple(
            replace(g, users=tuple(u for u in g.users if u != gone))
            for g in problem.station_groups
            if g.host != gone
        ),
        lanes=tuple(x for x in problem.lanes if x.workshop != gone),
        bans=tuple(b for b in problem.bans if b.workshop != gone),
        plan_in_force=tuple(r for r in problem.plan_in_force if r.workshop != gone),
    )


def _ties(problem: Problem, gone: str) -> Iterator[str]:
    opening = problem.opening
    if _names(gone, (x.workshop for x in opening.units)):
        yield "units"
    if _names(gone, (x.lender for x in opening.materials)):
        yield "stock"
    if _names(gone, (x.workshop for x in opening.past_work)):
        yield "past_work"
    if _names(gone, (x.workshop for x in opening.frozen_runs)):
        yield "frozen"
    if _names(gone, (x.workshop for x in problem.pins)):
        yield "pinned"
    # Without its posts the others would be held by nothing: better ask for a stop.
    if any(g.host == gone and set(g.users) - {gone} for g in problem.station_groups):
        yield "stations"
    terms = problem.payments
    if terms is not None and _names(
        gone, (terms.mandataire, *(x.paid_by for x in terms.common_expenses))
    ):
        yield "money"
    if len(problem.workshops) == 1:
        yield "last"


def _names(wanted: str, ids: Iterable[str]) -> bool:
    return wanted in set(ids)


def add_workshop(problem: Problem, change: kinds.AddWorkshop) -> Result:
    """A newcomer with what it brings; the capabilities, posts and lanes must be its own."""
    new = change.workshop.id
    if any(w.id == new for w in problem.workshops):
        return refused("change.exists", new)
    others = {
        *(c.workshop for c in change.capabilities),
        *(x.workshop for x in change.lanes),
        *(g.host for g in change.station_groups),
    } - {new}
    if others:
        return tuple(
            d for other in sorted(others) for d in refused("change.not_its_own", new, read=other)
        )
    return replace(
        problem,
        workshops=(*problem.workshops, change.workshop),
        capabilities=(*problem.capabilities, *change.capabilities),
        station_groups=(*problem.station_groups, *change.station_groups),
        lanes=(*problem.lanes, *change.lanes),
    )


def earlier_entry(problem: Problem, change: kinds.EarlierEntry) -> Result:
    """Its entry, when the day comes before it; who is there already stays."""
    wrong = editing.unknown(problem, "workshop", change.workshop)
    if wrong:
        return wrong
    mine = find(problem.workshops, change.workshop)
    if mine.entry is None or mine.entry <= change.day:
        return problem
    return edit(problem, "workshop", mine.id, entry=change.day)
