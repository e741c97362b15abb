"""The census of capacities: one line a workshop, or one workshop down a column.

What each column becomes in the order workbook, and every choice made on the way, is written in
docs/spreadsheets.md, « Recensement et plan de charge ».
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from importers.cell_numbers import plain
from importers.cells import FAULTY, Calendar, shown
from importers.columns.received_sheets import CENSUS
from importers.findings import Findings
from importers.matching import fold
from importers.received.block import Block, text_of
from importers.received.closure_terms import (
    ClosureTerms,
    parse_closures,
    parse_span_text,
    span_text,
)
from importers.received.contract import Confirmed, Draft, Guess, OrderContext, Scope, Topic
from importers.received.drafts import together
from importers.received.equipment import Equipment
from importers.received.full_time import DAY_HOURS, people_of
from importers.received.members import match_name
from importers.received.recognise import match_columns
from importers.received.siret import Siret, read_siret
from importers.received.told import Told, is_faulty, number_of
from importers.received.whose import whose
from optimizer.diagnostics import Source

_PLAIN_VALUES = (
    *("kind", "working_days", "absence_rate", "non_production_rate", "pace"),
    "largest_share",
)
# What a new workshop cannot be entered without.
_NEEDED = ("kind", "headcount", "weekly_hours")
_NOT_KEPT = ("city", "insertion")
_AT_ONCE = {
    *("immediat", "immediate", "immediatement", "tout de suite", "de suite", "des maintenant"),
    *(
        "des que possible",
        "maintenant",
        "deja disponible",
        "disponible",
        "oui",
        "ok",
        "now",
        "asap",
    ),
}


def read_census(
    block: Block,
    context: OrderContext,
    calendar: Calendar,
    confirmed: Confirmed,
    findings: Findings,
) -> tuple[list[Draft], list[Scope], list[Guess]]:
    """Workshops, capabilities, stations and closures that a census tells.

    Faults go to ``findings``; a workshop that the order does not know becomes a new one, and a
    guess that offers those it resembles.
    """
    columns, guesses, unknown = match_columns(block, CENSUS, confirmed, findings.file)
    told = Told(block, CENSUS, columns, calendar, confirmed, findings)
    for guess in guesses:
        told.keep(guess)
    for column, text in unknown:
        told.warn("import.column_unknown", block.header_place(column), read=text)
    census = _Census(told, context)
    census.read()
    drafts = together([*census.drafts, *census.equipment.drafts])
    return drafts, [*census.scopes, *census.equipment.scopes], list(told.guesses.values())


class _Census:
    def __init__(self, told: Told, context: OrderContext) -> None:
        self.told = told
        self.context = context
        self.equipment = Equipment(told, context)
        self.drafts: list[Draft] = []
        self.scopes: list[Scope] = []
        # Id -> place and row that named it first.
        self.seen: dict[str, tuple[str, int]] = {}
        self.terms: dict[tuple[str, int], ClosureTerms] = {}
        self.names = context.names.get("workshops", {})
        self.usual = {str(v.get("id")): v for v in context.rows.get("workshops", ())}

    def read(self) -> None:
        """Every row of the block."""
        told, block = self.told, self.told.block
        if "name" not in told.columns and not (len(block.rows) == 1 and self._alone()):
            told.fail("import.column_missing", told.corner, expected=CENSUS.column("name").fr)
            return
        for row in block.rows:
            self._row(row)
        self._say_what_is_not_kept()

    def _alone(self) -> bool:
        """A single workshop that the texts around the table name."""
        self.only = whose(self.told, self.names)
        return bool(self.only.id or self.only.read)

    def _row(self, row: int) -> None:
        if all(self.told.cell(row, k) is None for k in self.told.columns):
            return
        siret = self._siret(row)
        found = self._workshop(row, siret)
        if found is None:
            return
        workshop, name, is_new, place = found
        if not self._is_first(row, workshop, name, place):
            return
        values: dict[str, object] = {}
        places: dict[str, Source] = {}
        if is_new:
            values["name"], places["name"] = name, place
        if siret.digits:
            values["siret"], places["siret"] = siret.digits, self.told.place(row, "siret")
        faulty = self._numbers(row, workshop, values, places)
        self._days(row, values, places)
        values |= self.equipment.read(row, workshop, self._called(workshop, name))
        if is_new:
            self._check_new(row, values, faulty, place)
        self._closures(row, workshop, values)
        self._remarks(row)
        self.drafts.append(
            Draft(
                sheet="workshops",
                identity=(workshop,),
                values=values,
                places={"id": place, **places},
            )
        )

    # -- who ----------------------------------------------------------------------------------

    def _workshop(self, row: int, siret: Siret) -> tuple[str, str, bool, Source] | None:
        """Id, name, whether it is new, and where it is named; None when the row is left aside."""
        told = self.told
        if "name" not in told.columns:
            only, place = self.only, told.source(told.corner)
            if only.id:
                return only.id, only.read, False, place
            told.fail("import.required", place.cell, column=CENSUS.column("name").fr, expected="")
            return None
        place = told.place(row, "name")
        cell = told.cell(row, "name")
        if cell is None or cell.error:
            if cell is not None and cell.error:
                told.fail(
                    "import.error_value", place.cell, column=told.header("name"), read=cell.error
                )
            else:
                told.fail(
                    "import.required", place.cell, column=told.header("name"), expected="Vestali"
                )
            return None
        name = " ".join(shown(cell.value).split())
        id, guess = match_name(
            name,
            self.names,
            told.confirmed,
            Topic.WORKSHOP,
            place,
            siret=siret.digits,
            sirets=self.context.sirets,
        )
        if guess is not None and not id and not guess.is_confirmed:
            # A census is where workshops come from: one that nothing resembles is a new one.
            id = guess.choices[-1] if guess.choices else fold(name).replace(" ", "-")
            guess = replace(
                guess,
                understood=id,
                choices=(id, *(c for c in guess.choices if c != id)),
                confidence=max(55, 95 - guess.confidence),
            )
        told.keep(guess)
        return (id, name, id not in self.names, place) if id else None

    def _called(self, workshop: str, name: str) -> str:
        """Its name in the order, else as the file writes it."""
        known = self.names.get(workshop, ())
        return next((n for n in known if n != workshop), name)

    def _is_first(self, row: int, workshop: str, name: str, place: Source) -> bool:
        """Whether no row spoke of it before: the same twice is said, two different are a fault."""
        if workshop not in self.seen:
            self.seen[workshop] = place.cell, row
            return True
        first, before = self.seen[workshop]
        if self._cells(row) == self._cells(before):
            self.told.warn("import.duplicate_row", place.cell, read=name, first=first)
        else:
            self.told.fail("import.workshop_twice", place.cell, read=name, first=first)
        return False

    def _cells(self, row: int) -> tuple[object, ...]:
        """What a row says, its name apart."""
        found = (self.told.cell(row, k) for k in self.told.columns if k != "name")
        return tuple(None if c is None else shown(c.value) for c in found)

    def _siret(self, row: int) -> Siret:
        cell = self.told.cell(row, "siret")
        found = read_siret(cell) if cell is not None else Siret()
        if cell is not None and found.code:
            place = self.told.place(row, "siret").cell
            header = self.told.header("siret")
            # A number that certainly is nobody's is not kept; what is no number is only left out.
            say = self.told.fail if found.code == "import.siret_key" else self.told.warn
            say(found.code, place, column=header, read=shown(cell.value))
        return found

    # -- how many -----------------------------------------------------------------------------

    def _numbers(
        self, row: int, workshop: str, values: dict[str, object], places: dict[str, Source]
    ) -> set[str]:
        """Enter what the cells say; columns whose cell cannot be read are given back."""
        faulty = set()
        for key in _PLAIN_VALUES:
            found = self.told.value(row, key)
            if is_faulty(found):
                faulty.add(key)
            elif found is not None and not is_nothing(found.value):
                values[key], places[key] = found.value, self.told.place(row, key)
        hours = self.told.value(row, "weekly_hours", hours_per_day=DAY_HOURS)
        weekly = number_of(hours)
        if weekly is not None:
            values["weekly_hours"] = weekly
            places["weekly_hours"] = self.told.place(row, "weekly_hours")
        elif is_faulty(hours):
            faulty.add("weekly_hours")
        faulty |= self._headcount(row, workshop, weekly, values, places)
        return faulty

    def _headcount(
        self,
        row: int,
        workshop: str,
        weekly: Decimal | None,
        values: dict[str, object],
        places: dict[str, Source],
    ) -> set[str]:
        people, equivalents = self.told.value(row, "headcount"), self.told.value(row, "etp")
        key = "etp"
        if people is not None and people.unit == "ETP":
            people, equivalents, key = None, people, "headcount"
        number, etp = number_of(people), number_of(equivalents)
        if number is not None:
            values["headcount"], places["headcount"] = number, self.told.place(row, "headcount")
            if etp is not None and etp > number:
                self.told.warn(
                    "import.etp_above_headcount",
                    self.told.place(row, key).cell,
                    column=self.told.header(key),
                    read=plain(etp),
                    expected=plain(number),
                )
        elif etp is not None and not is_faulty(people):
            usual = self.context.weekly_hours.get(workshop)
            hours = weekly or (usual if isinstance(usual, Decimal) else None)
            counted = self._from_equivalents(row, key, etp, hours)
            if counted is not None:
                values["headcount"], places["headcount"] = counted, self.told.place(row, key)
        return {"headcount"} if is_faulty(people) or is_faulty(equivalents) else set()

    def _from_equivalents(
        self, row: int, key: str, etp: Decimal, hours: Decimal | None
    ) -> Decimal | None:
        """People of full-time equivalents, by the base that somebody confirms."""
        place = self.told.place(row, key)
        return people_of(self.told, etp, hours, place.cell, self.told.header(key))

    # -- when ---------------------------------------------------------------------------------

    def _days(self, row: int, values: dict[str, object], places: dict[str, Source]) -> None:
        for key in ("entry", "leaving"):
            cell = self.told.cell(row, key)
            if cell is None or (isinstance(cell.value, str) and fold(cell.value) in _AT_ONCE):
                continue
            found = self.told.value(row, key)
            if found is not None and isinstance(found.value, date):
                values[key], places[key] = found.value, self.told.place(row, key)

    def _closures(self, row: int, workshop: str, values: Mapping[str, object]) -> None:
        cell = self.told.cell(row, "closures")
        if cell is None:
            return
        place = self.told.place(row, "closures")
        days = self.usual.get(workshop, {}).get("working_days") or values.get("working_days")
        week_days = max(5, days) if isinstance(days, int) else 5
        if isinstance(cell.value, date):
            text = cell.value.strftime("%d/%m/%Y")
        else:
            text = shown(cell.value) if not cell.error else ""
        if not text:
            self.told.fail(
                "import.error_value",
                place.cell,
                column=self.told.header("closures"),
                read=cell.error,
            )
            return
        if (text, week_days) not in self.terms:
            self.terms[text, week_days] = parse_closures(text, self.told.calendar, week_days)
        terms = self.terms[text, week_days]
        if terms.is_silent:
            return
        spans = list(terms.spans)
        answer = ""
        if terms.unclear or terms.is_whole_month:
            understood = "; ".join(span_text(s) for s in spans) if not terms.unclear else ""
            offered = [span_text(s) for s in terms.choices]
            read = " ".join(text.split())
            answer = self.told.guess(
                f"value:census.closures:{read.casefold()}",
                Topic.VALUE,
                place.cell,
                read,
                understood,
                tuple(c for c in (understood, *offered) if c),
                0 if terms.unclear else 70,
            )
            told = [parse_span_text(p.strip()) for p in answer.split(";") if p.strip()]
            if answer:
                spans = [s for s in told if s is not None]
            elif not terms.unclear:
                spans = []
        if terms.unclear and not answer:
            self.told.warn(
                "import.closure_unclear",
                place.cell,
                column=self.told.header("closures"),
                read="; ".join(terms.unclear),
                expected="du 03/08 au 21/08",
            )
        for span in spans:
            self.drafts.append(
                Draft(
                    sheet="closures",
                    identity=(workshop, span.first.isoformat()),
                    values={"first": span.first, "last": span.last},
                    places={"first": place, "last": place},
                )
            )
        if not terms.unclear or answer:
            self.scopes.append(Scope(sheet="closures", within={"workshops": workshop}))

    # -- what is only said --------------------------------------------------------------------

    def _check_new(
        self, row: int, values: Mapping[str, object], faulty: set[str], place: Source
    ) -> None:
        """A new workshop must say what nobody else knows."""
        for key in _NEEDED:
            if key not in values and key not in faulty:
                at = self.told.place(row, key).cell if key in self.told.columns else place.cell
                self.told.fail(
                    "import.required",
                    at,
                    column=self.told.header(key),
                    expected=CENSUS.column(key).example,
                )

    def _remarks(self, row: int) -> None:
        cell = self.told.cell(row, "remarks")
        if cell is not None and not cell.error:
            self.told.warn(
                "import.remark_shown",
                self.told.place(row, "remarks").cell,
                column=self.told.header("remarks"),
                read=shown(cell.value),
            )

    def _say_what_is_not_kept(self) -> None:
        for key in ("contact", *_NOT_KEPT):
            block = self.told.block
            if key in self.told.columns and any(
                text_of(block.cell(r, self.told.columns[key])) for r in block.rows
            ):
                code = "import.personal_data_left" if key == "contact" else "import.column_not_kept"
                place = self.told.block.header_place(self.told.columns[key])
                self.told.warn(code, place, read=self.told.header(key))


def is_nothing(value: object) -> bool:
    """Whether a cell said nothing that can be entered."""
    return value is None or value is FAULTY or not isinstance(value, int | Decimal | str)
