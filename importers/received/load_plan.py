"""The load plan by weeks: who is there, when it is closed, what is already taken.

Rows are workshops, or measures or works of one workshop; weeks are columns or rows. Every choice is
written in docs/spreadsheets.md, « Recensement et plan de charge ».
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from importers.cells import Calendar
from importers.columns.received_sheets import LOAD_PLAN
from importers.findings import Findings
from importers.received.block import Block
from importers.received.contract import Confirmed, Draft, Guess, OrderContext, Scope, Topic
from importers.received.drafts import together
from importers.received.entries import said
from importers.received.equipment import Equipment
from importers.received.load_axes import Axes
from importers.received.load_cells import Plan
from importers.received.load_units import Conversion, Figure, Usual
from importers.received.recognise import match_columns, week_columns
from importers.received.told import Told
from importers.received.whose import whose
from optimizer.diagnostics import Source
from optimizer.weeks import week_monday, week_name


def read_load_plan(
    block: Block,
    context: OrderContext,
    calendar: Calendar,
    confirmed: Confirmed,
    findings: Findings,
) -> tuple[list[Draft], list[Scope], list[Guess]]:
    """Overrides, closures, commitments and capabilities that a load plan tells.

    Blank weeks say nothing; the scope is the weeks that it tells, workshop by workshop. Faults go
    to ``findings``.
    """
    columns, guesses, unknown = match_columns(block, LOAD_PLAN, confirmed, findings.file)
    weeks = week_columns(block, calendar)
    columns = {k: c for k, c in columns.items() if c not in weeks}
    told = Told(block, LOAD_PLAN, columns, calendar, confirmed, findings)
    axes = Axes(told, context, calendar)
    named = {c for c, key in axes.labels.items() if key == "name"}
    kept = {block.header_place(c) for c in columns.values() if c not in named}
    for guess in guesses:
        if guess.source.cell in kept:
            told.keep(guess)
    for column, text in unknown:
        if column not in axes.columns and column not in axes.labels:
            told.warn("import.column_unknown", block.header_place(column), read=text)
    if not axes.weeks and "week" not in axes.labels.values():
        told.fail("import.column_missing", told.corner, expected="S14 2020")
        return [], [], list(told.guesses.values())
    equipment = Equipment(told, context)
    plan = Plan(told, axes, context, equipment)
    figures = plan.read()
    if any(not f.workshop for f in figures) or "" in plan.pieces:
        owner = whose(told, context.names.get("workshops", {}))
        if not owner.id:
            places = (*(f.place for f in figures if not f.workshop), told.corner)
            told.fail(
                "import.plan_of_nobody",
                places[0],
                read=owner.read or block.grid.title,
                expected=", ".join(context.names.get("workshops", {})),
            )
            return [], [], list(told.guesses.values())
        figures = [f if f.workshop else replace(f, workshop=owner.id) for f in figures]
        plan.enter_pieces(owner.id)
    else:
        plan.enter_pieces("")
    figures = plan.checked(figures)
    usual = Usual(context)
    entering = _Entering(told, context, usual)
    entering.enter(figures)
    drafts = together([*entering.drafts, *equipment.drafts])
    return drafts, entering.scopes, list(told.guesses.values())


# Where the key of the question begins; the closure stays unless it is answered otherwise.
REOPEN_KEY = "value:reopen:load_plan:"
_STAYS_CLOSED = 50
_ONE_DAY = timedelta(days=1)


class _Entering:
    """From figures to rows."""

    def __init__(self, told: Told, context: OrderContext, usual: Usual) -> None:
        self.told = told
        self.context = context
        self.usual = usual
        self.conversion = Conversion(told, usual)
        self.drafts: list[Draft] = []
        self.scopes: list[Scope] = []

    def enter(self, figures: Iterable[Figure]) -> None:
        """Overrides and closures of what is available, commitments of what is taken."""
        available: dict[str, dict[str, dict[str, Figure]]] = {}
        closed: dict[str, dict[str, Figure]] = {}
        taken: dict[str, dict[str, list[Figure]]] = {}
        for f in figures:
            if f.closed:
                closed.setdefault(f.workshop, {}).setdefault(f.week, f)
            elif f.is_load:
                taken.setdefault(f.workshop, {}).setdefault(f.week, []).append(f)
            else:
                weeks = available.setdefault(f.workshop, {})
                known = weeks.setdefault(f.week, {})
                before = known.setdefault(f.counted, f)
                if before is not f and before.value != f.value:
                    self.told.fail("import.week_twice", f.place, read=f.week, first=before.place)
        for workshop in dict.fromkeys((*available, *closed)):
            self._available(workshop, available.get(workshop, {}), closed.get(workshop, {}))
        for workshop, weeks_taken in taken.items():
            self._taken(workshop, weeks_taken)

    def _available(
        self, workshop: str, weeks: dict[str, dict[str, Figure]], closed: dict[str, Figure]
    ) -> None:
        for week, found in sorted(weeks.items()):
            values = self.conversion.available(found)
            if week in closed or not values:
                continue
            place = self.told.source(next(iter(found.values())).place)
            self.drafts.append(
                Draft(
                    sheet="overrides",
                    identity=(workshop, week),
                    values={"workshop": workshop, "week": week, **values},
                    places=dict.fromkeys(("week", *values), place),
                )
            )
        self._scopes("overrides", workshop, "week", (*weeks, *closed))
        present = {w: f for w, found in weeks.items() if w not in closed and (f := _present(found))}
        self._compare_closures(workshop, present)
        for first, last in _runs(closed):
            self._closure(workshop, closed[first], first, last)

    def _compare_closures(self, workshop: str, present: Mapping[str, Figure]) -> None:
        """Say where the plan has people while the order is closed, and ask whether to reopen.

        Whether they come or were only typed all along the row, nobody but the workshop knows: the
        closure stays until somebody says so, and whoever imports reads that they count for nothing.
        """
        for v in self.context.rows.get("closures", ()):
            named, first = v.get("workshops"), v.get("first")
            last = v.get("last") or first
            if not isinstance(first, date) or not isinstance(last, date):
                continue
            if isinstance(named, tuple) and named and workshop not in named:
                continue
            days = timedelta(days=self.usual.days(workshop) - 1)
            # A shorter closure goes with people: they come the other days.
            inside = [
                week
                for week in sorted(present)
                if first <= week_monday(week) and week_monday(week) + days <= last
            ]
            if not inside:
                continue
            place = present[inside[0]].place
            # A closure of several is not one workshop's to shorten.
            if named == (workshop,) and self._reopens(workshop, first, last, place):
                self._reopen(workshop, v, inside, place)
                continue
            self.told.warn(
                "import.plan_in_closure",
                place,
                read=inside[0],
                first=first.isoformat(),
                last=last.isoformat(),
            )

    def _reopens(self, workshop: str, first: date, last: date, place: str) -> bool:
        """Whether somebody said that the workshop works in a closure that it had announced."""
        taken = self.told.guess(
            f"{REOPEN_KEY}{workshop}:{first.isoformat()}",
            Topic.VALUE,
            place,
            f"{first:%d/%m/%Y} – {last:%d/%m/%Y}",
            "closed",
            ("closed", "reopen"),
            _STAYS_CLOSED,
        )
        return taken == "reopen"

    def _reopen(
        self, workshop: str, known: Mapping[str, object], weeks: Sequence[str], place: str
    ) -> None:
        """What is left of a closure once the weeks in which people come are taken out of it."""
        first, last = known["first"], known.get("last") or known["first"]
        assert isinstance(first, date)
        assert isinstance(last, date)
        self.scopes.append(
            Scope(sheet="closures", within={"workshops": workshop, "first": (first, first)})
        )
        start = first
        for week in [*weeks, ""]:
            end = week_monday(week) - _ONE_DAY if week else last
            if start <= end:
                values = {"first": start, "last": end, "reason": known.get("reason")}
                self.drafts.append(
                    Draft(
                        sheet="closures",
                        identity=(workshop, start.isoformat()),
                        values={k: x for k, x in values.items() if x is not None},
                        places=dict.fromkeys(("first", "last"), self.told.source(place)),
                    )
                )
            if week:
                start = week_monday(week) + timedelta(weeks=1)

    def _closure(self, workshop: str, figure: Figure, first: str, last: str) -> None:
        start = week_monday(first)
        end = week_monday(last) + timedelta(days=self.usual.days(workshop) - 1)
        # The order may know these days already, with the week-end or up to the last worked day.
        for v in self.context.rows.get("closures", ()):
            named, known, until = (
                v.get("workshops"),
                v.get("first"),
                v.get("last") or v.get("first"),
            )
            if isinstance(named, tuple) and named and workshop not in named:
                continue
            is_known = isinstance(known, date) and isinstance(until, date)
            if is_known and known <= start and until >= end:  # type: ignore[operator]
                if named:
                    # Said again, so that no list of closures takes it for one given up.
                    self._again(workshop, figure, v)
                return
        place = self.told.source(figure.place)
        self.drafts.append(
            Draft(
                sheet="closures",
                identity=(workshop, start.isoformat()),
                values={"first": start, "last": end, "reason": figure.closed},
                places=dict.fromkeys(("first", "last", "reason"), place),
            )
        )

    def _again(self, workshop: str, figure: Figure, known: Mapping[str, object]) -> None:
        values = {k: known[k] for k in ("first", "last") if known.get(k) is not None}
        self.drafts.append(
            Draft(
                sheet="closures",
                identity=(workshop, said(known["first"])),
                values=values,
                places=dict.fromkeys(values, self.told.source(figure.place)),
            )
        )

    # -- commitments --------------------------------------------------------------------------

    def _taken(self, workshop: str, weeks: dict[str, list[Figure]]) -> None:
        minutes: dict[str, Decimal] = {}
        for week, figures in weeks.items():
            found = [self.conversion.minutes(f) for f in figures]
            minutes[week] = sum((m for m in found if m is not None), start=Decimal(0))
        busy = {w: m for w, m in minutes.items() if m}
        for first, last in _runs(busy, equal=busy):
            place = self.told.source(weeks[first][0].place)
            self._commitment(workshop, first, last, busy[first], place)
        self._scopes("commitments", workshop, "first", weeks)
        self._keep_the_rest(workshop, set(weeks))

    def _commitment(
        self, workshop: str, first: str, last: str, minutes: object, place: Source
    ) -> None:
        self.drafts.append(
            Draft(
                sheet="commitments",
                identity=(workshop, first),
                values={"workshop": workshop, "first": first, "last": last, "minutes": minutes},
                places=dict.fromkeys(("first", "last", "minutes"), place),
            )
        )

    def _keep_the_rest(self, workshop: str, told: set[str]) -> None:
        """What the order knows of weeks that the plan does not tell stays, in rows of its own."""
        begun = {d.identity[1] for d in self.drafts if d.sheet == "commitments"}
        place = self.told.source("")
        for v in self.context.rows.get("commitments", ()):
            first, last = v.get("first"), v.get("last") or v.get("first")
            if v.get("workshop") != workshop or not isinstance(first, str):
                continue
            weeks = _between(first, last if isinstance(last, str) else first)
            left = [w for w in weeks if w not in told]
            if len(left) == len(weeks):
                continue
            for start, end in _runs(dict.fromkeys(left)):
                if start not in begun:
                    self._commitment(workshop, start, end, v.get("minutes"), place)

    def _scopes(self, sheet: str, workshop: str, column: str, weeks: Iterable[str]) -> None:
        self.scopes += [
            Scope(sheet=sheet, within={"workshop": workshop, column: span})
            for span in _runs(dict.fromkeys(weeks))
        ]


def _present(found: Mapping[str, Figure]) -> Figure | None:
    """The figure of a week that says that somebody works, None when none does."""
    return next(
        (f for f in found.values() if f.value and f.counted not in ("hours_each", "days")), None
    )


def _runs(weeks: Iterable[str], equal: dict[str, Decimal] | None = None) -> list[tuple[str, str]]:
    """Weeks in a row, first and last; with ``equal``, only of the same value."""
    found: list[tuple[str, str]] = []
    for week in sorted(set(weeks)):
        if found:
            first, last = found[-1]
            follows = week_monday(last) + timedelta(weeks=1) == week_monday(week)
            if follows and (equal is None or equal[first] == equal[week]):
                found[-1] = first, week
                continue
        found.append((week, week))
    return found


_MOST_WEEKS = 520


def _between(first: str, last: str) -> list[str]:
    monday = week_monday(first)
    count = (week_monday(last) - monday).days // 7 + 1
    return [week_name(monday + timedelta(weeks=k)) for k in range(min(_MOST_WEEKS, count))]
