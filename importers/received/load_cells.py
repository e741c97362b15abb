"""The figures of a load plan, and what does not add up in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from importers import loose_forms
from importers.cell_numbers import plain
from importers.cells import shown
from importers.columns.received_sheets import LOAD_PLAN
from importers.loose_cells import CLOSED
from importers.matching import fold
from importers.received import trades
from importers.received.block import text_of
from importers.received.contract import OrderContext, Topic
from importers.received.equipment import Equipment, pieces_in
from importers.received.load_axes import (
    MEASURE_OF_UNIT,
    NOBODY,
    About,
    Axes,
    Role,
    joined,
    unit_around,
)
from importers.received.load_units import Figure, Usual, ask_unit, hours_of_one, likely_unit
from importers.received.told import Told, number_of
from importers.units import unit_of
from importers.workbook import Cell
from optimizer.weeks import week_monday, week_name

# Read with the column of that key.
_READ_AS = {
    "people": "people",
    "fte": "fte",
    "hours": "hours",
    "hours_each": "hours_each",
    "person_days": "person_days",
    "days": "days",
    "share": "share",
    "minutes": "people",
    "": "people",
}
_AFTER_NUMBER = re.compile(r"^\D{0,8}?[\d\s.,]*\d\s*(?P<unit>[^\d\s.,].*)$")
_YES = {"x", "oui", "o", "1", "yes", "y", "vrai"}
# A holiday is a day, not a week.
_ONE_DAY = re.compile(r"^(ferie|feries|jour ferie|pont|rtt)\b")
_SUM = re.compile(r"\b(total|totaux|somme|cumul|sum)\b")
_CENT = Decimal("0.01")
_MOST_WEEKS = 60
OWN, OTHER = "this_order", "other_work"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A cell: its figure, which of two it is, and the number for the sums."""

    figure: Figure
    role: Role | None


class Plan:
    """Reads the body of one block."""

    def __init__(self, told: Told, axes: Axes, context: OrderContext, equipment: Equipment) -> None:
        self.told = told
        self.axes = axes
        self.context = context
        self.equipment = equipment
        self.usual = Usual(context)
        self.unit = unit_around(told, axes.weeks)
        self.numbers: dict[tuple[int, int], Decimal] = {}
        self.kinds: dict[int, str] = {}
        # Place of each blank week, by workshop and week.
        self.blanks: dict[tuple[str, str], str] = {}
        self.outside: dict[str, str] = {}
        # Workshop -> pieces a week, as written, place.
        self.pieces: dict[str, tuple[Decimal, str, str]] = {}

    def read(self) -> list[Figure]:
        """Every figure of the body, in order; « Planifié » before « Besoin » where both stand."""
        found: list[_Read] = []
        before = About()
        for row in self.told.block.rows:
            about = self.axes.row(row, before)
            before = about if about.workshop else before
            for column, head in self.axes.columns.items():
                cell = self.told.block.cell(row, column)
                place = self.told.block.place(row, column)
                both = joined(about, head)
                if not both.week or both.measure == NOBODY:
                    continue
                if cell is None or (isinstance(cell.value, str) and not cell.value.strip()):
                    if not both.last:
                        self.blanks.setdefault((both.workshop, both.week), place)
                    continue
                found += self._cell(row, column, cell, place, both)
        for read in found:
            self.blanks.pop((read.figure.workshop, read.figure.week), None)
        self._check_totals()
        return self._paired(found)

    # -- one cell -----------------------------------------------------------------------------

    def _cell(self, row: int, column: int, cell: Cell, place: str, about: About) -> list[_Read]:
        is_load = bool(about.job) or about.measure == "load"
        label = about.label or about.job or self.told.block.header(column)
        figure = Figure(
            workshop=about.workshop,
            week=about.week,
            is_load=is_load,
            job=about.job,
            header=label,
            place=place,
            row=row,
            column=column,
        )
        text = text_of(cell) if isinstance(cell.value, str) else ""
        if text and loose_forms.is_closed(text) and not cell.error:
            if _ONE_DAY.match(fold(text)):
                self._leave(place, label, text)
                return []
            return self._spread(replace(figure, closed=text), about)
        if about.measure == "closed":
            if fold(text or shown(cell.value)) in _YES:
                return self._spread(replace(figure, closed=about.label or label), about)
            self._leave(place, label, text or shown(cell.value))
            return []
        if text and (number := self._units_a_week(text)) is not None:
            self.told.warn("import.units_in_plan", place, read=text)
            self.pieces.setdefault(about.workshop, (number, text, place))
            return []
        if is_load and loose_forms.is_dash(text):
            return []
        counted = self._counted(cell, text, about)
        found = self.told.read(
            LOAD_PLAN.column(_READ_AS.get(counted, "people")),
            cell,
            place,
            label,
            unit="%" if counted == "share" and not text else "",
            dash_is_zero=True,
        )
        if found.value is CLOSED:
            return self._spread(replace(figure, closed=text), about)
        number = number_of(found)
        if number is None:
            return []
        self.numbers[row, column] = number
        if about.measure == "rate":
            return []
        self.kinds[row] = counted or self.kinds.get(row, "")
        return self._spread(replace(figure, counted=counted, value=number), about)

    def _counted(self, cell: Cell, text: str, about: About) -> str:
        """How a cell is counted: by its own unit, its row or column, the table; "" if unsaid."""
        after = _AFTER_NUMBER.match(text)
        own = MEASURE_OF_UNIT.get(unit_of(after["unit"]), "") if after else ""
        own = "share" if cell.is_percent and not own else own
        if own and own != "units":
            return "hours_each" if own == "hours" and about.measure == "hours_each" else own
        beside = MEASURE_OF_UNIT.get(about.unit, "")
        if about.measure == "people" and beside == "fte":
            return "fte"
        if about.measure and about.measure not in ("load", "rate"):
            return about.measure
        around = MEASURE_OF_UNIT.get(self.unit, "")
        return next((u for u in (beside, around) if u and u != "units"), "")

    def _spread(self, figure: Figure, about: About) -> list[_Read]:
        """The figure in each week of its row."""
        weeks = [about.week]
        if about.last:
            monday = week_monday(about.week)
            count = (week_monday(about.last) - monday).days // 7 + 1
            weeks = [week_name(monday + timedelta(weeks=k)) for k in range(min(count, _MOST_WEEKS))]
        return [_Read(figure=replace(figure, week=w), role=about.role) for w in weeks]

    def _leave(self, place: str, header: str, read: str) -> None:
        self.told.warn("import.plan_word_left", place, column=header, read=read)

    # -- pieces instead of time ---------------------------------------------------------------

    def _units_a_week(self, text: str) -> Decimal | None:
        number = pieces_in(text)
        if number is not None:
            return number
        after = _AFTER_NUMBER.match(text)
        if after is None:
            return None
        names = self.context.names.get("products", {})
        is_product = bool(trades.named_products(after["unit"], names))
        is_piece = unit_of(after["unit"]) in ("u", "u/sem")
        return pieces_in(f"{text} par semaine") if is_product or is_piece else None

    def enter_pieces(self, owner: str) -> None:
        """Capabilities of so many pieces a week: the first figure of each workshop counts."""
        for workshop, (number, text, place) in self.pieces.items():
            taken = self.told.guess(
                f"value:load_plan.units:{fold(text)}",
                Topic.VALUE,
                place,
                text,
                plain(number),
                (plain(number), ""),
                60,
            )
            if taken and (workshop or owner):
                self.equipment.only_pieces(workshop or owner, number, text, self.told.source(place))

    # -- pairs --------------------------------------------------------------------------------

    def _paired(self, found: Iterable[_Read]) -> list[Figure]:
        """One figure a week of each thing: the planned one, and a need that it does not cover."""
        groups: dict[tuple[str, str, str, bool], dict[Role, list[Figure]]] = {}
        left: list[Figure] = []
        for read in found:
            f = read.figure
            if read.role is None or f.closed:
                left.append(f)
                continue
            key = (f.workshop, f"{f.job}/{f.row if not f.job else ''}", f.week, f.is_load)
            # The same work may stand in several rows: none of them is forgotten.
            groups.setdefault(key, {}).setdefault(read.role, []).append(f)
        above: tuple[Figure, Figure] | None = None
        for group in groups.values():
            planned, needed = group.get(Role.PLANNED, []), group.get(Role.NEEDED, [])
            chosen = planned or needed
            if not chosen or (not planned and not chosen[0].is_load):
                # A need is nobody's presence.
                continue
            left += chosen
            if planned and needed and above is None and _sum(needed) > _sum(planned):
                above = (
                    replace(needed[0], value=_sum(needed)),
                    replace(planned[0], value=_sum(planned)),
                )
        if groups:
            first = next(iter(next(iter(groups.values())).values()))[0]
            roles = sorted({r.value for g in groups.values() for r in g})
            self.told.guess(
                "column:load_plan:roles",
                Topic.COLUMN,
                first.place,
                " / ".join(roles),
                Role.PLANNED.value if Role.PLANNED.value in roles else roles[0],
                tuple(roles),
                75,
            )
        if above is not None:
            self.told.warn(
                "import.need_above_planned",
                above[0].place,
                read=plain(above[0].value or Decimal(0)),
                expected=plain(above[1].value or Decimal(0)),
            )
        return left

    # -- checks -------------------------------------------------------------------------------

    def checked(self, figures: list[Figure]) -> list[Figure]:
        """Figures within the order, counted as somebody confirms; what is left out is said."""
        figures = [f for f in figures if self._is_within(f)]
        if self.outside:
            weeks = sorted(self.outside)
            self.told.warn(
                "import.weeks_outside",
                self.outside[weeks[0]],
                first=weeks[0],
                last=weeks[-1],
            )
        blanks = [p for (_, week), p in self.blanks.items() if self._is_of_the_order(week)]
        if blanks:
            self.told.warn("import.blank_is_unknown", blanks[0], read=str(len(blanks)))
        figures = [f for f in figures if not (f.job and not f.closed and self._is_own(f))]
        return self._counted_all(figures)

    def _is_within(self, figure: Figure) -> bool:
        if self._is_of_the_order(figure.week):
            return True
        self.outside.setdefault(figure.week, figure.place)
        return False

    def _is_of_the_order(self, week: str) -> bool:
        start, last = self.context.start, self.context.last
        is_before = start is not None and week < week_name(start)
        return not is_before and not (last is not None and week > week_name(last))

    def _is_own(self, figure: Figure) -> bool:
        """Whether a work is the order itself: counting it as taken would leave no time for it."""
        names = {
            **self.context.names.get("orders", {}),
            **self.context.names.get("products", {}),
        }
        named = trades.named_products(figure.job, names)
        if not named:
            return False
        taken = self.told.guess(
            f"job:load_plan:{fold(figure.job)}",
            Topic.VALUE,
            figure.place,
            figure.job,
            OWN,
            (OWN, OTHER),
            65,
        )
        return taken == OWN

    def _counted_all(self, figures: list[Figure]) -> list[Figure]:
        """Give each figure a way of counting; what nothing says is guessed once for its kind."""
        for is_load in (False, True):
            unsaid = [f for f in figures if f.is_load is is_load and not f.closed and not f.counted]
            if unsaid:
                understood, confidence = likely_unit(unsaid, self.usual)
                if is_load:
                    understood = "hours" if understood != "people" else "people"
                unit = ask_unit(
                    self.told,
                    self._around("load" if is_load else ""),
                    unsaid[0].place,
                    understood,
                    confidence,
                )
                figures = [
                    replace(f, counted=unit or "people")
                    if f.is_load is is_load and not f.closed and not f.counted
                    else f
                    for f in figures
                ]
        hours = [f for f in figures if f.counted == "hours" and not f.is_load]
        has_people = any(f.counted in ("people", "fte") and not f.is_load for f in figures)
        if hours and (has_people or hours_of_one(hours, self.usual)):
            if has_people and not hours_of_one(hours, self.usual):
                return figures
            unit = ask_unit(self.told, self._around("h"), hours[0].place, "hours_each", 65)
            figures = [
                replace(f, counted=unit or "hours") if f.counted == "hours" and not f.is_load else f
                for f in figures
            ]
        return figures

    def _around(self, kind: str) -> str:
        titles = self.told.block.titles
        return f"{kind} {titles[-1] if titles else self.told.block.grid.title}".strip()

    # -- totals -------------------------------------------------------------------------------

    def _check_totals(self) -> None:
        """Compare the totals of the file with what was read: a difference is said, not corrected."""
        block = self.told.block
        kinds = {k for r, k in self.kinds.items()}
        since: list[int] = []
        rows = list(block.rows)
        for skipped in block.skipped:
            if skipped.reason != "total" or not _SUM.search(fold(skipped.text)):
                continue
            above = [r for r in rows if r < skipped.row]
            part = [r for r in above if not since or r > since[-1]]
            since.append(skipped.row)
            if len(kinds) > 1 or not above:
                continue
            for column in self.axes.columns:
                self._compare(
                    skipped.row, column, ([(r, column) for r in x] for x in (above, part))
                )
        for column in block.totals:
            for row in block.rows:
                cells = [(row, c) for c in self.axes.columns]
                planned = [
                    (row, c) for c, about in self.axes.columns.items() if about.role is Role.PLANNED
                ]
                # A month is summed beside its weeks, all of them at the end.
                before = max((t for t in block.totals if t < column), default=0)
                month = [(row, c) for c in self.axes.columns if before < c < column]
                self._compare(row, column, (month, cells, planned or cells))

    def _compare(self, row: int, column: int, sums: Iterable[list[tuple[int, int]]]) -> None:
        cell = self.told.block.cell(row, column)
        if cell is None or isinstance(cell.value, bool):
            return
        if not isinstance(cell.value, int | float):
            return
        written = Decimal(str(cell.value))
        options = [
            sum((self.numbers.get(k, Decimal(0)) for k in keys), start=Decimal(0))
            for keys in sums
            if any(k in self.numbers for k in keys)
        ]
        if options and all(abs(written - o) > _CENT for o in options):
            self.told.warn(
                "import.total_differs",
                self.told.block.place(row, column),
                read=plain(written),
                expected=plain(options[0]),
            )


def _sum(figures: Iterable[Figure]) -> Decimal:
    return sum((f.value or Decimal(0) for f in figures), start=Decimal(0))


__all__ = ["Plan"]
