"""What each cell of a load plan is about, from the texts beside it and above it.

Workshops, jobs, measures and weeks may stand in rows or in columns, in any combination; whatever
one text says (« Vestali », « S14 », « Planifié », « en heures ») counts for its row or its column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from importers import loose_forms
from importers.cells import Calendar, shown
from importers.columns import SHEET_BY_KEY
from importers.columns.received_sheets import LOAD_PLAN
from importers.matching import fold, header_key, is_total_label
from importers.received.block import text_of
from importers.received.contract import Guess, OrderContext, Topic
from importers.received.members import guess_key, match_name
from importers.received.recognise import week_columns
from importers.received.told import Told
from importers.units import header_unit
from importers.week_spans import parse_week_span
from importers.workbook import Cell

MEASURES = (
    "people",
    "fte",
    "hours",
    "hours_each",
    "person_days",
    "days",
    "share",
    "load",
    "closed",
    "rate",
)
_LABELS = ("workshop", "job", "measure", "unit", "week", "last", "remarks")
# How a unit counts in a load plan.
MEASURE_OF_UNIT = {
    "h": "hours",
    "h/sem": "hours",
    "h/pers": "hours_each",
    "pers": "people",
    "ETP": "fte",
    "jh": "person_days",
    "j": "days",
    "j/sem": "days",
    "%": "share",
    "u": "units",
    "u/sem": "units",
    "min": "minutes",
}
_HOURS = re.compile(r"\b(heures?|hours?)\b")
_BRACKETS = re.compile(r"\([^()]*\)")
_NEAR = 70
# Measure of a row about a workshop that cannot be told.
NOBODY = "nobody"


class Role(Enum):
    """Which of two figures of a week it is."""

    PLANNED = "planned"
    NEEDED = "needed"
    DONE = "done"


_ROLES = (
    (re.compile(r"\b(planifie\w*|prevu\w*|prevision\w*|affecte\w*|planned)\b"), Role.PLANNED),
    (
        re.compile(r"\b(besoins?|demandes?|necessaires?|requis\w*|needs?|needed|required)\b"),
        Role.NEEDED,
    ),
    (re.compile(r"\b(realise\w*|faite?s?|constate\w*|actual|done)\b"), Role.DONE),
)
_WORDS = (
    (re.compile(r"\b(taux|solde|reste|ecart|marge|delta|saturation|occupation)\b"), "rate"),
    (re.compile(r"\b(par personne|par pers|par salarie|individuel\w*|per person)\b"), "hours_each"),
    (re.compile(r"\b(jours? hommes?|hommes? jours?|jh|j h|person days?)\b"), "person_days"),
    (re.compile(r"\b(conges?|fermetures?|ferme|vacances)\b"), "closed"),
    (re.compile(r"\b(absen\w+)\b"), "rate"),
    (re.compile(r"\b(etp|fte)\b"), "fte"),
    (re.compile(r"\b(effectifs?|personnes|presents?|couturieres?|salaries|operat\w+)\b"), "people"),
    (re.compile(r"\b(charges?|engage\w*|reserve\w*|occupe\w*)\b"), "load"),
    (re.compile(r"\b(heures?|capacites?)\b"), "hours"),
)
_VOCABULARY = {
    header_key(n): c.key
    for c in reversed(LOAD_PLAN.columns)
    if c.key in MEASURES
    for n in (c.fr, c.en, *c.also)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a cell is about; "" or None where nothing says it.

    ``measure`` is one of :data:`MEASURES`, "units" or "minutes"; ``label`` the text that made it.
    """

    workshop: str = ""
    job: str = ""
    measure: str = ""
    unit: str = ""
    week: str = ""
    last: str = ""
    role: Role | None = None
    label: str = ""


def joined(one: About, other: About) -> About:
    """Both together; what the first says goes before."""
    return About(
        workshop=one.workshop or other.workshop,
        job=one.job or other.job,
        measure=one.measure or other.measure,
        unit=one.unit or other.unit,
        week=one.week or other.week,
        last=one.last or other.last,
        role=one.role or other.role,
        label=one.label or other.label,
    )


class Axes:
    """The rows and columns of one block.

    Attributes:
        columns: columns of figures, and what their header says of them.
        is_by_job: rows are the works of one workshop.
    """

    def __init__(self, told: Told, context: OrderContext, calendar: Calendar) -> None:
        self.told = told
        self.names = context.names.get("workshops", {})
        self.calendar = calendar
        self._known: dict[str, About] = {}
        self.is_by_job = False
        self.weeks = week_columns(told.block, calendar)
        self.labels = self._label_columns()
        self.columns = {
            c: about
            for c in told.block.columns
            if c not in self.labels
            and c not in told.block.totals
            and not is_total_label(told.block.header(c))
            for about in [self._header(c)]
            if about.week or about.measure or about.workshop or about.job
        }
        self.is_by_job = "job" in self.labels.values() or self._names_jobs()

    # -- columns ------------------------------------------------------------------------------

    def _label_columns(self) -> dict[int, str]:
        """Columns whose cells say what their row is about, and which of them says what."""
        told, block = self.told, self.told.block
        found = {
            c: key for key, c in told.columns.items() if key in _LABELS and c not in self.weeks
        }
        # « Semaine » in the corner names the columns beside it; what stands below it does not.
        found = {
            c: key
            for c, key in found.items()
            if key != "week" or not self.weeks or self._is_of_weeks(c)
        }
        if "week" not in found.values() and not self.weeks:
            at = next((c for c in block.columns if c not in found and self._is_of_weeks(c)), None)
            if at is not None:
                found[at] = "week"
        for c in block.columns:
            if c in found or c in self.weeks or c in block.totals:
                continue
            texts = [t for r in block.rows if (t := self._words(r, c))]
            filled = sum(block.cell(r, c) is not None for r in block.rows)
            if texts and (len(texts) * 2 > filled or not block.header(c)):
                found[c] = "name"
        return found

    def _words(self, row: int, column: int) -> str:
        cell = self.told.block.cell(row, column)
        text = text_of(cell) if cell is not None and isinstance(cell.value, str) else ""
        is_name = re.search(r"[^\W\d]{3}", text) and not text[:1].isdigit()
        return text if is_name and not loose_forms.is_closed(text) else ""

    def _is_of_weeks(self, column: int) -> bool:
        cells = [self.told.block.cell(r, column) for r in self.told.block.rows]
        filled = [c for c in cells if c is not None]
        weeks = sum(self._week_of(c) is not None for c in filled)
        return (
            bool(filled)
            and weeks * 10 >= len(filled) * 7
            and any(
                isinstance(c.value, str) or not isinstance(c.value, int | float) for c in filled
            )
        )

    def _week_of(self, cell: Cell) -> tuple[str, str] | None:
        value = cell.value
        if isinstance(value, bool) or value is None:
            return None
        return parse_week_span(shown(value), self.calendar.start)

    def _header(self, column: int) -> About:
        found = About(week=self.weeks.get(column, ""))
        key = next((k for k, c in self.told.columns.items() if c == column), "")
        if key in MEASURES:
            found = replace(found, measure=key, label=self.told.block.header(column))
        for text in self.told.block.headers.get(column, ()):
            if column in self.weeks and parse_week_span(text, self.calendar.start):
                continue
            place = self.told.block.header_place(column)
            found = joined(found, self.said(text, place, is_header=True))
        return found

    # -- rows ---------------------------------------------------------------------------------

    def row(self, row: int, before: About) -> About:
        """What the labels of a row say; a workshop named above a run of measures lasts."""
        found = About()
        for column, key in sorted(self.labels.items()):
            cell = self.told.block.cell(row, column)
            if cell is None or key == "remarks":
                continue
            found = joined(found, self._label(key, cell, self.told.block.place(row, column)))
        if found.measure and not found.workshop and not found.job and before.workshop:
            found = replace(found, workshop=before.workshop)
        return found

    def _label(self, key: str, cell: Cell, place: str) -> About:
        text = text_of(cell)
        if key in ("week", "last"):
            span = self._week_of(cell)
            if span is None:
                params = {"read": text, "expected": "S14 2020", "suggestion": ""}
                header = self.told.header(key) if key in self.told.columns else ""
                self.told.fail("import.not_a_week", place, column=header, **params)
                return About()
            if key == "last":
                return About(last=span[1])
            return About(week=span[0], last=span[1] if span[1] != span[0] else "")
        if key == "unit":
            return About(unit=header_unit(text) or header_unit(f"({text})"))
        return self.said(text, place, is_job=key == "job" or self.is_by_job)

    def said(
        self, text: str, place: str, *, is_header: bool = False, is_job: bool = False
    ) -> About:
        """What one text says: a workshop, a measure, a role, a unit; else a job in a row."""
        known = f"{fold(text)}/{is_header}/{is_job}"
        if known not in self._known:
            self._known[known] = self._said(text, place, is_header, is_job)
        return self._known[known]

    def _said(self, text: str, place: str, is_header: bool, is_job: bool) -> About:
        unit = header_unit(text)
        role = next((r for pattern, r in _ROLES if pattern.search(fold(text))), None)
        exact = _VOCABULARY.get(header_key(text), "")
        if exact:
            return About(measure=exact, unit=unit, label=text)
        if unit and _BRACKETS.search(text):
            text = _BRACKETS.sub(" ", text).strip() or text
        id, guess = match_name(
            text, self.names, self.told.confirmed, Topic.WORKSHOP, self.told.source(place)
        )
        is_known = id in self.names
        if is_known and (guess is None or guess.is_confirmed or guess.confidence >= _NEAR):
            self.told.keep(guess)
            return About(workshop=id, unit=unit)
        if role is not None and len(fold(text).split()) <= 3:
            return About(role=role, unit=unit)
        if not is_job:
            measure = measure_named(text)
            if measure:
                if measure == "load" and not unit and _HOURS.search(fold(text)):
                    unit = "h"
                return About(measure=measure, unit=unit, role=role, label=text)
        if is_header:
            return About(unit=unit, role=role)
        if is_job:
            return About(job=text, role=role)
        if guess is not None:
            # A load plan makes no new workshop: only those of the order are offered.
            known = tuple(c for c in guess.choices if c in self.names)
            self.told.keep(replace(guess, choices=known))
        if is_known:
            return About(workshop=id, unit=unit)
        if self.told.confirmed.get(guess_key(Topic.WORKSHOP, text)) != "":
            self.told.fail(
                "import.unknown_reference",
                place,
                column=LOAD_PLAN.column("workshop").fr,
                read=text,
                target=SHEET_BY_KEY["workshops"].fr,
                suggestion=self._nearest(guess),
            )
        return About(measure=NOBODY)

    def _nearest(self, guess: Guess | None) -> str:
        """What a workshop that nobody knows may be called."""
        return next((c for c in (guess.choices if guess else ()) if c in self.names), "")

    def _names_jobs(self) -> bool:
        """Whether row labels name no workshop at all."""
        named, others = 0, 0
        for row in self.told.block.rows:
            for column, key in self.labels.items():
                cell = self.told.block.cell(row, column)
                if key in ("workshop", "name") and cell is not None:
                    id, guess = match_name(
                        text_of(cell),
                        self.names,
                        self.told.confirmed,
                        Topic.WORKSHOP,
                        self.told.source(""),
                    )
                    is_one = bool(id) and (guess is None or guess.confidence >= _NEAR)
                    is_measure = bool(measure_named(text_of(cell)))
                    named, others = named + is_one, others + (not is_one and not is_measure)
        key_is_workshop = "workshop" in self.labels.values()
        return bool(others) and not named and not key_is_workshop


def measure_named(text: str) -> str:
    """The measure that a label speaks of, "" when none: « Nb de présents » is people."""
    exact = _VOCABULARY.get(header_key(text))
    if exact:
        return exact
    plain = fold(text)
    if len(plain.split()) > 6:
        return ""
    return next((m for pattern, m in _WORDS if pattern.search(plain)), "")


def unit_around(told: Told, texts: Mapping[int, str] | None = None) -> str:
    """The unit that the titles of the table or of its label columns announce."""
    block = told.block
    labels = [block.header(c) for c in block.columns if c not in (texts or {})]
    for text in (*reversed(block.titles), block.grid.title, *labels):
        unit = header_unit(text)
        if MEASURE_OF_UNIT.get(unit):
            return unit
        measure = _VOCABULARY.get(header_key(text), "") if text in labels else ""
        named = next((u for u, m in MEASURE_OF_UNIT.items() if m == measure), "")
        if named:
            return named
    return ""
