"""Amounts of received files: units in the cell or in the header, doubts, hesitations."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time
from decimal import Decimal
from fractions import Fraction

from importers import cell_numbers, loose_forms, units
from importers.cells import FAULTY, Calendar, Fault, read_cell, shown
from importers.columns import Column, Kind
from importers.loose_forms import Why
from importers.loose_values import Loose, doubtful
from importers.workbook import Cell

# « Entre 10 et 15 » minutes a piece, euros or weeks of delay: counting on the best is not prudent.
_WORSE_WHEN_HIGH = re.compile(
    r"absence|non_production|waste|scrap|lead|delay|setup|cost|fee|price|commit"
)
_OF_KIND = {Kind.HOURS: "h", Kind.MINUTES: "min", Kind.MONEY: "€"}
_NUMBER_THEN = re.compile(
    r"^(?P<before>€?)\s*(?P<n>[-+−]?(?:\d[\d\s.,']*\d|\d)|[-+−]?[.,]\d+)[.,]?\s*(?P<after>[^\d\s].*)$"
)
_ORDINALS = {"er", "ere", "e", "eme", "nd", "nde"}
# « 7,30 »: minutes or hundredths? 25, 50 and 75 are quarters of an hour in hundredths.
_CLOCK_OR_HUNDREDTHS = re.compile(
    r"^(\d{1,3})[.,]([0-5]\d)\s*(?:h|heures?|min|mn)?$", re.IGNORECASE
)
_HUNDREDTHS = {"00", "25", "50"}
_HOURS_MINUTES = re.compile(r"^(\d{1,2}):([0-5]\d)$")
_DEEPEST = 3


def read_number(
    column: Column, cell: Cell, calendar: Calendar, unit: str, hours_per_day: Decimal | None
) -> Loose:
    """A cell that holds a number or a time and no text, in the unit of its header."""
    value = cell.value
    if column.kind is Kind.MINUTES and isinstance(value, time) and value.hour and not value.second:
        return _clock_of_pieces(column, cell, calendar, value.hour, value.minute)
    if isinstance(value, bool) or not isinstance(value, int | float) or cell.error or cell.formula:
        return _exact(column, cell, cell, calendar)
    number = cell_numbers.from_number(value)
    if column.kind in (Kind.PERCENT, Kind.PACE):
        return _rate(column, number, cell, calendar, unit, cell.is_percent)
    return _in_unit(column, number, cell, cell, calendar, unit, "", hours_per_day)


def read_text(
    column: Column,
    text: str,
    cell: Cell,
    calendar: Calendar,
    unit: str,
    hours_per_day: Decimal | None,
    depth: int = 0,
) -> Loose:
    """An amount in words, figures or both, its unit written or announced by its header."""
    found = _NUMBER_THEN.match(text)
    written = units.unit_of(found["before"] + found["after"]) if found else ""
    bare = found["n"] if found and written else text
    doubt = _doubt(column, bare, written or unit, cell, calendar)
    if doubt is not None:
        return replace(doubt, unit=written)
    number = cell_numbers.parse_number(text)
    if column.kind in (Kind.PERCENT, Kind.PACE) and number is not None:
        return _rate(column, number, cell, calendar, unit, False)
    if number is not None:
        plain = Cell(value=text)
        return _in_unit(column, number, plain, cell, calendar, unit, "", hours_per_day)
    exact = _exact(column, Cell(value=text), cell, calendar)
    if exact.value is not FAULTY or _is_outside(exact):
        return exact
    if written and (number := cell_numbers.parse_number(bare)) is not None:
        return _in_unit(column, number, cell, cell, calendar, "", written, hours_per_day)
    peeled = loose_forms.peel(text) if depth < _DEEPEST else None
    if peeled is not None:
        read = [
            read_text(column, part, cell, calendar, unit, hours_per_day, depth + 1)
            for part in peeled.parts
        ]
        # « 12-10-5 » is no range, but a date or a reference.
        is_twice = peeled.why is Why.RANGE and any(
            f.code == "import.range_prudent" for r in read for f in r.faults
        )
        if is_twice:
            return exact
        if all(isinstance(r.value, int | Decimal) for r in read):
            return _after_peeling(column, read, peeled, cell)
        return next((r for r in read if _said(r)), exact)
    is_free = column.kind is Kind.MONEY and loose_forms.is_free(text)
    if (is_free or loose_forms.is_nothing(text)) and not column.above:
        return _kept(column, Decimal(0), cell, calendar, (), 85)
    if found is not None:
        number = cell_numbers.parse_number(found["n"])
        words = units.unit_after(found["after"])
        # « 600 masques »: words that are no unit name what is counted; a sentence does not.
        is_name = 0 < len(words.split()) <= 4 and not re.search(r"\d", words)
        is_name = is_name and words not in _ORDINALS
        is_count = column.kind in (Kind.INTEGER, Kind.DECIMAL) and not found["before"]
        if number is not None and is_name and is_count:
            return replace(_kept(column, number, cell, calendar, (), 75), unit=words)
    return exact


def is_prudent_high(column: Column) -> bool:
    """Whether the higher of two amounts is the one that can surely be kept: times, costs, delays."""
    return column.kind in (Kind.MINUTES, Kind.MONEY) or bool(_WORSE_WHEN_HIGH.search(column.key))


def canonical(column: Column, value: Decimal | int) -> str:
    """An amount as a text that is read back without a doubt."""
    number = Decimal(value)
    if column.kind in (Kind.PERCENT, Kind.PACE):
        return cell_numbers.plain(number.scaleb(2)) + " %"
    text = cell_numbers.plain(number)
    # « 1.125 » could be thousands and « 7.45 » minutes: four decimals can be neither.
    part = text.partition(".")[2]
    return text + "0" * (4 - len(part)) if len(part) in (2, 3) else text


def _said_as(text: str) -> str:
    """A canonical text without the zeros that only tell it apart."""
    return text if text.endswith("%") or "." not in text else text.rstrip("0").rstrip(".")


# -- doubts ---------------------------------------------------------------------------------------


def _doubt(column: Column, text: str, unit: str, cell: Cell, calendar: Calendar) -> Loose | None:
    """A number that can be read in two ways, both plausible; None when it cannot."""
    if column.kind in (Kind.PERCENT, Kind.PACE):
        return None
    wanted = _OF_KIND.get(column.kind) or units.unit_of(column.unit).partition("/")[0]
    what = unit.partition("/")[0]
    if cell_numbers.is_doubtful(text):
        times = units.worth(what, wanted) if what and wanted else Fraction(1)
        if times is None:
            return None
        whole = Decimal(cell_numbers.without_thousands(text))
        part = cell_numbers.parse_number(text) or Decimal(0)
        if column.kind is Kind.INTEGER:
            return _kept(column, whole, cell, calendar, (), 85)
        is_count = column.kind is Kind.DECIMAL and "." in text
        kept, other = (whole, part) if is_count else (part, whole)
        return _kept(column, _times(kept, times), cell, calendar, (_times(other, times),), 60)
    if column.kind is Kind.HOURS or column.kind is Kind.MINUTES:
        found = _CLOCK_OR_HUNDREDTHS.match(text)
        if found and found[2] not in _HUNDREDTHS and what in ("", "h", "min"):
            times = units.worth(what or wanted, wanted) or Fraction(1)
            hundredths = Decimal(f"{found[1]}.{found[2]}")
            sixtieths = Decimal(found[1]) + Decimal(found[2]) / 60
            # 26.30 is 26.3 h: what is written; less than 26 h 30, so it can be promised.
            return _kept(
                column, _times(hundredths, times), cell, calendar, (_times(sixtieths, times),), 55
            )
    if column.kind is Kind.MINUTES and (found := _HOURS_MINUTES.match(text)) and int(found[1]):
        return _clock_of_pieces(column, cell, calendar, int(found[1]), int(found[2]))
    return None


def _clock_of_pieces(
    column: Column, cell: Cell, calendar: Calendar, hours: int, minutes: int
) -> Loose:
    """« 2:30 » where minutes are expected: a spreadsheet says 2 h 30, who typed it 2 min 30."""
    as_minutes = hours + Decimal(minutes) / 60
    as_hours = Decimal(hours * 60 + minutes)
    return _kept(column, as_hours, cell, calendar, (as_minutes,), 50)


def _rate(
    column: Column, number: Decimal, cell: Cell, calendar: Calendar, unit: str, is_sure: bool
) -> Loose:
    """A number without its sign where a rate is expected: 12, 0.12 or 1, under « % » or not."""
    if is_sure:
        return _exact(column, cell, cell, calendar)
    if unit == "%":
        if number > 1 or number == 0:
            return _exact(column, Cell(value=canonical(column, number / 100)), cell, calendar)
        return _kept(column, number, cell, calendar, (number / 100,), 65)
    if number > column.plain_up_to:
        return _kept(column, number / 100, cell, calendar, (), 85)
    if number == 1 and column.kind is Kind.PERCENT:
        return _kept(column, number, cell, calendar, (number / 100,), 60)
    return _exact(column, Cell(value=canonical(column, number)), cell, calendar)


# -- units ----------------------------------------------------------------------------------------


def _in_unit(
    column: Column,
    number: Decimal,
    plain: Cell,
    cell: Cell,
    calendar: Calendar,
    announced: str,
    written: str,
    hours_per_day: Decimal | None,
) -> Loose:
    """A number whose unit is written in its cell or announced by its header, in that of its column.

    ``plain`` is the cell to read when there is nothing to turn into anything.
    """
    unit = written or announced
    wanted = _OF_KIND.get(column.kind) or units.unit_of(column.unit).partition("/")[0]
    what, _, per = unit.partition("/")
    if unit in ("", wanted) or (what == wanted and _is_same_period(column, per)):
        read = plain if not written else Cell(value=canonical(column, number))
        return replace(_exact(column, read, cell, calendar), unit=written)
    if what == "€ TTC":
        return _refused("import.tax_included", cell, unit)
    if column.kind is Kind.HOURS and what in ("j", "jh") and per in ("", "sem"):
        if hours_per_day is None:
            return _refused("import.day_length_unknown", cell, unit)
        days = _kept(column, number * hours_per_day, cell, calendar, (), 70)
        return replace(days, unit=written)
    value = units.worth(what, wanted) if wanted else None
    if value is not None and _is_same_period(column, per):
        turned = canonical(column, _rounded(_times(number, value)))
        return replace(_exact(column, Cell(value=turned), cell, calendar), unit=written)
    is_measured = units.is_physical(unit) or (units.is_physical(wanted) and what != "u")
    if wanted and is_measured:
        return _refused("import.unit_mismatch", cell, unit, expected=wanted)
    if what == "ETP" and written:
        # So many full time equivalents are not so many people: asked rather than believed.
        return replace(_kept(column, number, cell, calendar, (), 50), unit=written)
    read = plain if not written else Cell(value=canonical(column, number))
    return replace(_exact(column, read, cell, calendar), unit=written)


def _is_same_period(column: Column, per: str) -> bool:
    """Hours by the week are hours a week; money by the metre is the price of a metre."""
    return per in ("", "sem", "u") if column.kind in (Kind.HOURS, Kind.MINUTES) else True


def _refused(code: str, cell: Cell, unit: str, expected: str = "") -> Loose:
    read = shown(cell.value)
    params = {"read": read if isinstance(cell.value, str) else f"{read} {unit}"}
    if expected:
        params["expected"] = expected
    return Loose(value=FAULTY, faults=(Fault(code=code, params=params),), read=read, unit=unit)


# -- what is said of them -------------------------------------------------------------------------


def _exact(column: Column, plain: Cell, cell: Cell, calendar: Calendar) -> Loose:
    """As the strict reader says, quoting the cell as it is."""
    value, faults = read_cell(column, plain, calendar)
    read = shown(cell.value)
    quoted = tuple(replace(f, params={**f.params, "read": read}) for f in faults if f.code)
    if cell.error or cell.formula:
        quoted = tuple(faults)
    return Loose(value=value, faults=quoted, read=read)


def _kept(
    column: Column,
    kept: Decimal,
    cell: Cell,
    calendar: Calendar,
    others: tuple[Decimal, ...],
    confidence: int,
) -> Loose:
    """A guess within the bounds of its column; another reading when the likeliest is outside."""
    texts = tuple(canonical(column, _rounded(v)) for v in (kept, *others))
    tried = [(t, read_cell(column, Cell(value=t), calendar)) for t in texts]
    good = [(t, value, faults) for t, (value, faults) in tried if value is not FAULTY]
    if not good:
        return _exact(column, Cell(value=texts[0]), cell, calendar)
    text, value, _ = good[0]
    params = {"read": shown(cell.value), "kept": _said_as(text)}
    code = "import.approximate"
    if len(good) > 1:
        code, params = "import.doubtful", {**params, "other": _said_as(good[1][0])}
    fault = Fault(code=code, params=params, is_warning=True)
    return doubtful(value, cell, [fault], tuple(t for t, _, _ in good), confidence)


def _after_peeling(
    column: Column, read: list[Loose], peeled: loose_forms.Peeled, cell: Cell
) -> Loose:
    """What hesitation leaves: the number itself, or the prudent end of a range."""
    if peeled.why is Why.IN_WORDS and not read[0].is_guess:
        return replace(read[0], read=shown(cell.value))
    values = [(r.value, r) for r in read if isinstance(r.value, int | Decimal)]
    values.sort(key=lambda v: v[0], reverse=is_prudent_high(column))
    kept = values[0][0]
    texts = [canonical(column, v) for v, _ in values]
    others = [c for _, r in values for c in r.choices]
    params = {"read": shown(cell.value), "kept": _said_as(texts[0])}
    code = "import.approximate"
    if len(texts) > 1:
        code, params = "import.range_prudent", {**params, "other": _said_as(texts[1])}
    fault = Fault(code=code, params=params, is_warning=True)
    confidence = min([peeled.confidence, *(r.confidence for r in read)])
    unit = next((r.unit for r in reversed(read) if r.unit), "")
    return doubtful(kept, cell, [fault], (*texts, *others), confidence, unit)


def _is_outside(read: Loose) -> bool:
    return any(f.code in ("import.too_big", "import.too_small") for f in read.faults)


def _said(read: Loose) -> bool:
    """Whether what is wrong with a part says more than that it is no number."""
    return any("not_" not in f.code for f in read.faults)


def _times(number: Decimal, times: Fraction) -> Decimal:
    return number * times.numerator / times.denominator


def _rounded(value: Decimal) -> Decimal:
    """Twelve decimals at most: 20 minutes are no whole number of hours."""
    # Beyond what can be counted there is nothing to round: its bounds refuse it.
    is_countable = value.is_finite() and abs(value) < Decimal(10) ** 15
    return cell_numbers.rounded(value, 12) if is_countable else value
