"""Follow-up of production to rows of the order workbook's follow-up: what was made, where, when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from importers.cell_numbers import plain
from importers.cells import Calendar
from importers.columns import SHEET_BY_KEY
from importers.columns.received_supply_sheets import FOLLOW_UP
from importers.findings import Findings
from importers.received import recognise, whose
from importers.received.block import Block
from importers.received.contract import Confirmed, Draft, Guess, OrderContext, Scope, Topic
from importers.received.members import guess_key, match_name
from importers.received.told import Told, is_faulty, number_of
from importers.record_checks import production_faults
from optimizer.diagnostics import Source
from optimizer.weeks import week_name

_QUANTITIES = ("made", "conforming", "scrap", "delivered_units", "refused_units")
# Where the order names what a column refers to.
_NAMED_IN = {"workshop": "workshops", "product": "products", "operation": "operations"}
_TEXTS = ("delivery_note", "batch", "remark")


def read_follow_up(
    block: Block,
    context: OrderContext,
    calendar: Calendar,
    confirmed: Confirmed,
    findings: Findings,
) -> tuple[list[Draft], list[Scope], list[Guess]]:
    """Drafts of the follow-up: one a lot, or a day or week, of a workshop.

    The scope of each workshop is its weeks from the first to the last that the table names. Rows
    without a lot number are told apart by their day.
    """
    columns, guesses, unknown = recognise.match_columns(block, FOLLOW_UP, confirmed, findings.file)
    told = Told(block, FOLLOW_UP, columns, calendar, confirmed, findings)
    for guess in guesses:
        told.keep(guess)
    for column, text in unknown:
        told.warn("import.column_unknown", block.header_place(column), read=text)
    if "made" not in columns and "conforming" not in columns:
        _missing(told, "made")
        return [], [], list(told.guesses.values())
    if "week" not in columns and "day" not in columns:
        _missing(told, "day")
        return [], [], list(told.guesses.values())
    reader = _Reader(told, context)
    drafts = reader.drafts()
    return drafts, _scopes(drafts), list(told.guesses.values())


def _missing(told: Told, key: str) -> None:
    block = told.block
    at = block.header_place(block.columns[0]) if block.columns else ""
    told.fail("import.column_missing", at, expected=FOLLOW_UP.column(key).fr)


def _called(id: str, names: Mapping[str, tuple[str, ...]]) -> str:
    """What people call it, which is rarely its code."""
    return next((n for n in names[id] if n != id), id)


def _scopes(drafts: list[Draft]) -> list[Scope]:
    weeks: dict[str, list[str]] = {}
    for draft in drafts:
        weeks.setdefault(draft.identity[0], []).append(draft.identity[1])
    return [
        Scope(sheet="followup", within={"workshop": w, "week": (min(found), max(found))})
        for w, found in weeks.items()
    ]


@dataclass(slots=True, kw_only=True)
class _Kept:
    """A row that was read, by what tells it from others."""

    row: int
    values: dict[str, object]
    places: dict[str, Source] = field(default_factory=dict)


class _Reader:
    """Reads the rows of one table of follow-up."""

    def __init__(self, told: Told, context: OrderContext) -> None:
        self._told = told
        self._context = context
        self._kept: dict[tuple[str, ...], _Kept] = {}
        self._lots: dict[tuple[str, ...], tuple[str, str, str]] = {}
        self._common: str | None = None

    def drafts(self) -> list[Draft]:
        """The rows that have no fault, in order."""
        for row in self._told.block.rows:
            self._read(row)
        return [
            Draft(sheet="followup", identity=i, values=k.values, places=k.places)
            for i, k in self._kept.items()
        ]

    def _read(self, row: int) -> None:
        told = self._told
        found = {k: told.value(row, k) for k in _QUANTITIES}
        quantities = {k: number_of(v) for k, v in found.items()}
        if all(v is None for v in found.values()):
            # A day without production, or a line prepared in advance.
            return
        has_fault = any(is_faulty(v) for v in found.values())
        workshop = self._workshop(row)
        week, day, is_wrong = self._week(row)
        product = self._product(row)
        operation = self._operation(row, product)
        has_fault |= is_wrong
        if has_fault or not (workshop and week and product and operation):
            return
        lot = self._text(row, "lot") or (day.isoformat() if day is not None else "")
        values: dict[str, object] = {
            "workshop": workshop,
            "week": week,
            "product": product,
            "operation": operation,
            "lot": lot or None,
        }
        if not self._complete(row, quantities):
            return
        values |= {k: v for k, v in quantities.items() if k in told.columns or v is not None}
        delivered = told.value(row, "delivered")
        if is_faulty(delivered):
            return
        if "delivered" in told.columns:
            is_day = delivered is not None and isinstance(delivered.value, date)
            values["delivered"] = delivered.value if delivered and is_day else None
        for key in _TEXTS:
            if key in told.columns:
                values[key] = self._text(row, key) or None
        self._keep(row, values)

    # -- where and when -------------------------------------------------------------------------

    def _workshop(self, row: int) -> str:
        told, names = self._told, self._context.names.get("workshops", {})
        cell = told.cell(row, "workshop")
        if cell is None:
            if self._common is None:
                self._common = whose.whose(told, names).id
                if not self._common:
                    told.fail("import.workshop_unknown", "", read=told.findings.file)
            return self._common
        return self._named(row, "workshop", names, Topic.WORKSHOP)

    def _named(self, row: int, key: str, names: Mapping[str, tuple[str, ...]], topic: Topic) -> str:
        """The id that a cell names; nothing new can be named here."""
        told = self._told
        place = told.place(row, key)
        text = self._text(row, key)
        found, guess = match_name(text, names, told.confirmed, topic, place)
        told.keep(guess)
        if found in names:
            return found
        if told.confirmed.get(guess_key(topic, text)) != "":
            near = [c for c in guess.choices if c in names] if guess is not None else []
            told.fail(
                "import.unknown_reference",
                place.cell,
                column=told.header(key),
                read=text,
                target=SHEET_BY_KEY[_NAMED_IN[key]].fr,
                suggestion=_called(near[0], names) if near else "",
            )
        return ""

    def _week(self, row: int) -> tuple[str, date | None, bool]:
        """Week and day of a row, and whether they cannot be right."""
        told = self._told
        days, weeks = told.value(row, "day"), told.value(row, "week")
        if is_faulty(days) or is_faulty(weeks):
            return "", None, True
        day = days.value if days is not None and isinstance(days.value, date) else None
        week = weeks.value if weeks is not None and isinstance(weeks.value, str) else ""
        if day is None and not week:
            key = "day" if "day" in told.columns else "week"
            place = told.place(row, key).cell
            told.fail("import.required", place, column=told.header(key), expected="14/04/2020")
            return "", None, True
        if day is not None and week and week_name(day) != week:
            told.fail(
                "import.week_contradicts_day",
                told.place(row, "week").cell,
                column=told.header("week"),
                read=week,
                expected=week_name(day),
                day=day.isoformat(),
            )
            return "", None, True
        week = week or week_name(day or date.min)
        start = self._context.start
        if start is not None and week < week_name(start):
            key = "day" if day is not None else "week"
            told.warn(
                "import.before_the_order",
                told.place(row, key).cell,
                read=day.isoformat() if day is not None else week,
                expected=start.isoformat(),
            )
        return week, day, False

    # -- what -----------------------------------------------------------------------------------

    def _product(self, row: int) -> str:
        told, names = self._told, self._context.names.get("products", {})
        if told.cell(row, "product") is not None:
            return self._named(row, "product", names, Topic.PRODUCT)
        if len(names) == 1:
            only = next(iter(names))
            return self._assumed("product", Topic.PRODUCT, row, only, (only,), 90)
        taken = self._assumed("product", Topic.PRODUCT, row, "", tuple(names), 0)
        if taken in names:
            return taken
        place, header = self._place_of(row, "product")
        if "product" in told.columns:
            told.fail("import.required", place, column=header, expected=", ".join(names))
        else:
            _missing(told, "product")
        return ""

    def _operation(self, row: int, product: str) -> str:
        told = self._told
        routing = self._context.routing.get(product, ())
        if told.cell(row, "operation") is not None:
            names = self._context.names.get("operations", {})
            own = {i: names.get(i, (i,)) for i in routing} if routing else names
            return self._named(row, "operation", own, Topic.OPERATION)
        if not routing:
            return ""
        # What is counted without saying at which stage is what comes out at the end.
        return self._assumed("operation", Topic.OPERATION, row, routing[-1], routing[::-1], 70)

    def _assumed(
        self, key: str, topic: Topic, row: int, taken: str, choices: tuple[str, ...], sure: int
    ) -> str:
        """What no cell says, asked once for the whole file."""
        place, header = self._place_of(row, key)
        return self._told.guess(
            f"{topic.value}:{FOLLOW_UP.key}:", topic, place, header, taken, choices, sure
        )

    def _place_of(self, row: int, key: str) -> tuple[str, str]:
        told = self._told
        column = told.columns.get(key, told.block.columns[0])
        return told.block.place(row, column), told.header(key)

    # -- how many -------------------------------------------------------------------------------

    def _complete(self, row: int, found: dict[str, Decimal | None]) -> bool:
        """Fill in what the others tell, and report what contradicts them."""
        told = self._told
        made, good, scrap = found["made"], found["conforming"], found["scrap"]
        if made is None and good is not None:
            made = found["made"] = good + (scrap or Decimal(0))
            if not self._derived(row, "made", "conforming + scrap"):
                return False
        elif good is None and made is not None and scrap is not None:
            good = found["conforming"] = made - scrap
            if not self._derived(row, "conforming", "made - scrap"):
                found["conforming"] = good = None
        if made is None:
            place, header = self._place_of(row, "made")
            told.fail("import.required", place, column=header, expected="1 200")
            return False
        is_sound = True
        for fault in production_faults(made, good, scrap):
            place, _ = self._place_of(row, fault.column)
            report = told.warn if fault.is_warning else told.fail
            report(fault.code, place, **fault.params)
            is_sound &= fault.is_warning
        return is_sound

    def _derived(self, row: int, key: str, rule: str) -> bool:
        """Whether a quantity may be worked out of the others: asked once."""
        place, header = self._place_of(row, key)
        taken = self._told.guess(
            f"value:{FOLLOW_UP.key}.{key}:", Topic.VALUE, place, header, rule, (rule,), 80
        )
        return bool(taken)

    # -- rows -----------------------------------------------------------------------------------

    def _keep(self, row: int, values: dict[str, object]) -> None:
        told = self._told
        keys = ("workshop", "week", "product", "operation", "lot")
        identity = tuple(str(values[k] or "") for k in keys)
        first = self._kept.get(identity)
        at = "lot" if "lot" in told.columns else ("day" if "day" in told.columns else "week")
        place = told.place(row, at).cell
        if first is None:
            self._tell_lot(row, identity, place)
            places = {k: told.place(row, k) for k in values if k in told.columns}
            self._kept[identity] = _Kept(row=row, values=values, places=places)
            return
        text = " / ".join(i for i in identity if i)
        same = {k: v for k, v in values.items() if v is not None}
        other = {k: v for k, v in first.values.items() if v is not None}
        first_place = told.place(first.row, at).cell
        if same == other:
            told.warn("import.identical_row", place, read=text, first=first_place)
        else:
            told.fail("import.duplicate_row", place, read=text, first=first_place)

    def _tell_lot(self, row: int, identity: tuple[str, ...], place: str) -> None:
        """A lot number that stands elsewhere already is doubtful, though a lot may go on."""
        workshop, week, product, operation, lot = identity
        if not self._text(row, "lot"):
            return
        key = (product, operation, lot)
        known = self._lots.get(key)
        if known is None:
            self._lots[key] = workshop, week, place
        elif known[:2] != (workshop, week):
            self._told.warn("import.lot_twice", place, read=lot, first=known[2])

    def _text(self, row: int, key: str) -> str:
        cell = self._told.cell(row, key)
        if cell is None or cell.error or cell.formula:
            return ""
        value = cell.value
        if isinstance(value, float | int) and not isinstance(value, bool):
            return plain(Decimal(format(value, ".15g")))
        return " ".join(str(value).split())
