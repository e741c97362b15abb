"""What if each workshop, supplier or machine fails: the weeks left are planned again without it.

Everything goes as planned until the Monday of the failure; then the rest is solved, the failing one
making, serving or handing over nothing. What each failure leads to is said beside the plan's own rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from time import monotonic

from optimizer.capacity import horizon_of
from optimizer.changes import (
    StationStops,
    SupplierStops,
    WorkshopStops,
    apply_means,
    apply_workshops,
)
from optimizer.costing import variable_cost
from optimizer.diagnostics import Diagnostic
from optimizer.fragility import Failure, FailureKind, MilestoneAfter, Setback, Takeover
from optimizer.hazards import QUIET
from optimizer.ledger import Ledger
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.rehearsal.course import Course
from optimizer.rehearsal.events import draw, happen
from optimizer.rehearsal.record import as_plan
from optimizer.rehearsal.unfinished import take_back
from optimizer.rehearsal.weeks import rehearse
from optimizer.solver.elastic import least_damage
from optimizer.solver.solve import SolveOptions, solve
from optimizer.studies.replanning import Remainder, remainder
from optimizer.verification import check_plan
from optimizer.verification.values import late, unmet

ZERO = Decimal(0)
# Weeks looked at for each failure when none is given.
_WEEKS = 5
# Part of the time that choosing the weeks may take.
_CHOOSING = 0.25
_LEAST_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A failure, the rest of the order as planned, and the rest without what fails."""

    failure: Failure
    rest: Remainder
    problem: Problem


def fail_one_by_one(
    problem: Problem,
    plan: Plan,
    *,
    week: str | None = None,
    is_lost: bool = False,
    seconds: float = 60.0,
    on_setback: Callable[[Setback], None] | None = None,
) -> tuple[tuple[Setback, ...], tuple[Diagnostic, ...]]:
    """What each workshop, supplier and station group that the plan needs leads to when it fails.

    Args:
        problem: without errors.
        plan: a plan of it that keeps its rules.
        week: Monday of the failure, an ISO name; None: for each the worst of some weeks in which it has
            something to do, by the least damage that the continuous model can be left with.
        is_lost: whether what lies at a failing workshop is lost; otherwise it can still be fetched.
        seconds: for all of them.
        on_setback: told each one as it is found.

    Returns:
        the setbacks, the worst first (unmet, then late), and why some could not be looked at. What the
        plan no longer needs by ``week`` is left out: nothing happens.
    """
    end = monotonic() + seconds
    diagnostics: list[Diagnostic] = []
    choices = _choices(problem, plan, week, is_lost)
    chosen: list[_Case] = []
    choosing = monotonic() + _CHOOSING * seconds
    for failures in choices:
        cases, found = _cases(problem, plan, failures)
        if cases:
            chosen.append(_worst(cases, choosing))
        else:
            diagnostics += found
    setbacks = []
    for k, case in enumerate(chosen):
        allowed = max(_LEAST_SECONDS, (end - monotonic()) / (len(chosen) - k))
        setback = _setback(case, allowed)
        setbacks.append(setback)
        if on_setback is not None:
            on_setback(setback)
    return tuple(sorted(setbacks, key=_badness)), tuple(diagnostics)


def _badness(x: Setback) -> tuple[object, ...]:
    return (x.has_plan, -x.unmet_value, -x.late_value, x.failure.kind, x.failure.subject)


# -- which failures, and when -------------------------------------------------------------------------


def _choices(
    problem: Problem, plan: Plan, week: str | None, is_lost: bool
) -> list[tuple[Failure, ...]]:
    """For everything that may fail, the failures to choose from."""
    horizon = horizon_of(problem)
    first = horizon.name(min(problem.opening.frozen_weeks, horizon.weeks - 1))
    found = []
    for (kind, subject), weeks in _busy_weeks(problem, plan).items():
        usual = sorted(w for w in weeks if w >= first)
        if week is not None:
            usual = [week] if any(w >= week for w in usual) else []
        lost = is_lost and kind == "workshop"
        failures = tuple(
            Failure(kind=kind, subject=subject, week=w, is_lost=lost) for w in _spread(usual)
        )
        if failures:
            found.append(failures)
    return found


def _spread(weeks: list[str]) -> list[str]:
    """Some weeks from the first on, evenly spread."""
    count = min(_WEEKS, len(weeks))
    return [weeks[k * len(weeks) // count] for k in range(count)]


def _busy_weeks(problem: Problem, plan: Plan) -> dict[tuple[FailureKind, str], set[str]]:
    """Weeks in which the plan needs each workshop, station group and supplier."""
    ledger = Ledger(problem, plan)
    names = ledger.horizon.names
    found: dict[tuple[FailureKind, str], set[str]] = {}
    for w in problem.workshops:
        found["workshop", w.id] = {r.week for r in plan.runs if r.workshop == w.id}
    for g in problem.station_groups:
        served = set(ledger.capacities.served(g))
        found["station", g.id] = {
            names[t]
            for (w, _, o), row in ledger.made.items()
            if (w, o) in served
            for t, units in enumerate(row)
            if units
        }
    suppliers = {o.id: o.supplier for o in problem.offers}
    for s in problem.suppliers:
        bought = [p.arrival for p in plan.purchases if suppliers[p.offer] == s.id]
        open_ = [p.arrival for p in problem.opening.purchases if suppliers.get(p.offer) == s.id]
        found["supplier", s.id] = set(bought) | set(open_)
    return found


def _cases(
    problem: Problem, plan: Plan, failures: Iterable[Failure]
) -> tuple[list[_Case], list[Diagnostic]]:
    cases, diagnostics = [], []
    for failure in failures:
        rest, found = remainder(problem, plan, failure.week)
        if rest is not None:
            without = _without(rest.problem, failure)
            if isinstance(without, Problem):
                cases.append(_Case(failure=failure, rest=rest, problem=without))
                continue
            found = without
        diagnostics += [d for d in found if d.severity == "error"]
    return cases, diagnostics


def _without(problem: Problem, failure: Failure) -> Problem | tuple[Diagnostic, ...]:
    """The rest without what fails: no instruction binds it, no least share holds it.

    What only the failing one could do is no fault of the data here: it is what will be missing.
    """
    gone, week = failure.subject, failure.week
    if failure.kind == "supplier":
        return apply_means.supplier_stops(problem, SupplierStops(supplier=gone, week=week))
    if failure.kind == "station":
        return apply_means.station_stops(problem, StationStops(group=gone, first=week))
    opening = problem.opening
    if failure.is_lost:
        units = tuple(u for u in opening.units if u.workshop != gone)
        opening = replace(opening, units=units)
    freed = replace(
        problem,
        workshops=tuple(
            replace(w, smallest_share=None) if w.id == gone else w for w in problem.workshops
        ),
        pins=tuple(p for p in problem.pins if p.workshop != gone),
        plan_in_force=tuple(r for r in problem.plan_in_force if r.workshop != gone),
        opening=opening,
    )
    return apply_workshops.workshop_stops(freed, WorkshopStops(workshop=gone, week=week))


def _worst(cases: list[_Case], end: float) -> _Case:
    """The case that the continuous model can do least about; the earliest of equals."""
    worst, most = cases[0], -1.0
    for case in cases if len(cases) > 1 else ():
        if monotonic() > end:
            break
        damage = least_damage(case.problem)
        if damage is not None and damage > most + 1e-6:
            worst, most = case, damage
    return worst


# -- what it leads to ---------------------------------------------------------------------------------


def _setback(case: _Case, seconds: float) -> Setback:
    began = monotonic()
    start = _carried_on(case)
    left = max(_LEAST_SECONDS, seconds - (monotonic() - began))
    options = SolveOptions(time_limit_seconds=left, quick=True)
    outcome = solve(case.problem, options, start=start)
    plan = outcome.plan
    has_plan = plan.status in ("optimal", "feasible")
    bounds = {x.name: x.bound for x in plan.levels}
    books = Ledger(case.problem, plan if has_plan else replace(plan, runs=()))
    if _is_better(case.problem, start, books if has_plan else None):
        books, has_plan = Ledger(case.problem, start), True
    unmet_value, late_value = unmet(books), late(books)
    unmet_bound = min(bounds.get("unmet", ZERO), unmet_value)
    # The bound on late is that of plans with the unmet found.
    is_same = unmet_value == next((x.value for x in plan.levels if x.name == "unmet"), None)
    late_bound = min(bounds.get("late", ZERO), late_value) if is_same else ZERO
    before = Ledger(case.rest.problem, case.rest.later)
    milestones = _milestones(books)
    planned = _milestones(before)
    return Setback(
        failure=case.failure,
        has_plan=has_plan,
        unmet_units=sum((m.missing_units for m in milestones), start=ZERO),
        late_units=sum((m.late_units for m in milestones), start=ZERO),
        planned_unmet_units=sum((m.missing_units for m in planned), start=ZERO),
        planned_late_units=sum((m.late_units for m in planned), start=ZERO),
        most_weeks_late=max((m.weeks_late for m in milestones), default=0),
        unmet_value=unmet_value,
        unmet_bound=unmet_bound,
        is_unmet_proven=unmet_value <= unmet_bound,
        late_value=late_value,
        late_bound=late_bound,
        is_late_proven=late_value <= late_bound,
        extra_cents=_extra_cents(before, books) if has_plan else None,
        milestones=milestones,
        takeovers=_takeovers(before, books, case.failure),
        diagnostics=() if has_plan else outcome.diagnostics,
    )


def _carried_on(case: _Case) -> Plan:
    """The rest as it would go without planning again: others take over what they have time for."""
    later, failure = case.rest.later, case.failure
    course = Course(case.rest.problem, later)
    events = happen(course, QUIET, draw(course, 1, 0))
    # The hours and posts of who fails are those of the order without it.
    after = Course(case.problem, replace(later, runs=()))
    events.minutes[0] = after.minutes[0] - after.minutes[1]
    for g, group in enumerate(course.groups):
        events.stations[0, g] = after.station_minutes[after.groups.index(group)]
    if failure.kind == "supplier":
        offers = {o.id for o in case.problem.offers if o.supplier == failure.subject}
        kept = tuple(
            p for p in later.purchases if p.offer not in offers or p.arrival < failure.week
        )
        later = replace(later, purchases=kept)
        without = Course(case.problem, later)
        events.supplies[:] = happen(without, QUIET, draw(without, 1, 0)).supplies
    if failure.is_lost:
        course.opening_units[0][course.workshops.index(failure.subject)] = 0.0
    outcome = rehearse(course, events, keeps_record=True)
    assert outcome.record is not None
    take_back(course, outcome.record)
    return replace(as_plan(course, outcome.record, outcome.delivered), purchases=later.purchases)


def _is_better(problem: Problem, start: Plan, books: Ledger | None) -> bool:
    """Whether going on without planning again is a plan, and a better one than what was found."""
    if check_plan(problem, start):
        return False
    other = Ledger(problem, start)
    return books is None or (unmet(other), late(other)) < (unmet(books), late(books))


def _milestones(books: Ledger) -> tuple[MilestoneAfter, ...]:
    found = []
    horizon = books.horizon
    for demand in sorted(books.problem.demands, key=lambda d: d.due):
        due = horizon.due_index(demand.due)
        row = books.series(books.delivered, demand.id)
        missing = max(ZERO, books.missing[demand.id])
        after = [t for t, units in enumerate(row) if units and t > due]
        last = horizon.weeks if missing else max(after, default=due)
        found.append(
            MilestoneAfter(
                demand=demand.id,
                late_units=sum(row[due + 1 :], start=ZERO),
                missing_units=missing,
                weeks_late=max(0, max(after, default=due) - due) if not missing else last - due,
            )
        )
    return tuple(found)


def _extra_cents(before: Ledger, after: Ledger) -> int | None:
    """What planning again costs more; not said when it makes less."""
    if sum(after.missing.values(), start=ZERO) > sum(before.missing.values(), start=ZERO):
        return None
    return (
        variable_cost(after.problem, after.plan).total_cents
        - variable_cost(before.problem, before.plan).total_cents
    )


def _takeovers(before: Ledger, after: Ledger, failure: Failure) -> tuple[Takeover, ...]:
    """Who works more or less than planned, those who work most more first."""
    found = []
    for w in before.problem.workshops:
        if failure.kind == "workshop" and w.id == failure.subject:
            continue
        minutes = sum(after.minutes_used[w.id], start=ZERO) - sum(
            before.minutes_used[w.id], start=ZERO
        )
        finished = _finished(after, w.id) - _finished(before, w.id)
        if minutes or finished:
            found.append(Takeover(workshop=w.id, minutes=minutes, finished_units=finished))
    return tuple(sorted(found, key=lambda x: (-x.minutes, x.workshop)))


def _finished(books: Ledger, workshop: str) -> Decimal:
    return sum(
        (
            sum(row, start=ZERO)
            for (w, p, o), row in books.made.items()
            if w == workshop and books.is_final(p, o)
        ),
        start=ZERO,
    )
