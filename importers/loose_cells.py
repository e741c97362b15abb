"""One cell of a file that was received: everything that a person may mean by it, and how surely.

What :func:`importers.cells.read_cell` reads is read the same way, except where it may also mean
something else. The whole list of forms, and what each is taken for, is in docs/spreadsheets.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from importers import loose_amounts, loose_dates, loose_forms
from importers.cells import FAULTY, Calendar, Fault, read_cell, shown
from importers.columns import Column, Kind
from importers.loose_values import CLOSED, Closed, Loose, certain, doubtful
from importers.matching import fold
from importers.workbook import Cell

__all__ = ["CLOSED", "Closed", "Loose", "read_loosely"]

_AMOUNTS = {
    *(Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT, Kind.PACE, Kind.HOURS, Kind.MINUTES, Kind.MONEY)
}
_SPLIT = {Kind.DECIMALS: Kind.DECIMAL, Kind.PERCENTS: Kind.PERCENT, Kind.MONEYS: Kind.MONEY}
_LONGEST = 120
_NAMES = {Kind.TEXT, Kind.ID, Kind.REF, Kind.REFS}


def read_loosely(
    column: Column,
    cell: Cell,
    calendar: Calendar,
    *,
    unit: str = "",
    hours_per_day: Decimal | None = None,
    dash_is_zero: bool | None = None,
) -> Loose:
    """What a filled cell of a received file says.

    Args:
        unit: the unit that its header announces, see :func:`importers.units.header_unit`; a unit in
            the cell itself goes before it.
        hours_per_day: hours of a working day in that workshop, by which days become hours.
        dash_is_zero: « - » is zero and not a blank; when None, only where a value is required and
            may be zero.

    Returns:
        Its value is typed as :func:`importers.cells.read_cell` does, None for a blank or an
        unknown, :data:`CLOSED` for « fermé » in a number, ``FAULTY`` with an error otherwise. The
        parameter ``column`` of the faults is left to the caller.
    """
    if not isinstance(cell.value, str) or cell.error or cell.formula:
        if column.kind in _AMOUNTS:
            return loose_amounts.read_number(column, cell, calendar, unit, hours_per_day)
        if column.kind in (Kind.DATE, Kind.WEEK):
            return loose_dates.read_serial(column, cell, calendar)
        return _strictly(column, cell, calendar)
    text = loose_forms.tidy(cell.value)
    if not text:
        return certain(None, cell)
    nothing = _nothing(column, cell, text, dash_is_zero)
    if nothing is not None:
        return nothing
    # A page of text is no value, and looking for one in it takes time.
    if column.kind in _NAMES or len(text) > _LONGEST:
        return _strictly(column, cell, calendar)
    if column.kind in _AMOUNTS:
        return loose_amounts.read_text(column, text, cell, calendar, unit, hours_per_day)
    if column.kind is Kind.WEEK:
        return loose_dates.read_week(column, text, cell, calendar)
    if column.kind is Kind.DATE:
        return loose_dates.read_date(column, text, cell, calendar)
    return _OTHERS.get(column.kind, _strictly)(column, cell, calendar)


def _nothing(column: Column, cell: Cell, text: str, dash_is_zero: bool | None) -> Loose | None:
    """A cell that says that there is nothing to say: a stroke, « NC », « fermé »; else None."""
    is_amount = column.kind in _AMOUNTS
    if loose_forms.is_dash(text):
        may_be_zero = is_amount and (column.minimum is None or column.minimum <= 0)
        may_be_zero = may_be_zero and not column.above
        if may_be_zero and (column.required if dash_is_zero is None else dash_is_zero):
            zero = 0 if column.kind is Kind.INTEGER else Decimal(0)
            params = {"read": shown(cell.value), "kept": "0"}
            fault = Fault(code="import.approximate", params=params, is_warning=True)
            return doubtful(zero, cell, [fault], ("0", ""), 80)
        return certain(None, cell)
    if len(text) > _LONGEST:
        return None
    # A free text may well be « à voir avec Léa »; only what stands alone says that it is not known.
    if loose_forms.is_unknown(text, is_whole=not is_amount):
        if column.kind is Kind.TEXT and not column.required:
            return certain(None, cell)
        params = {"read": shown(cell.value)}
        fault = Fault(code="import.value_unknown", params=params, is_warning=not column.required)
        return Loose(
            value=FAULTY if column.required else None, faults=(fault,), read=shown(cell.value)
        )
    if is_amount and loose_forms.is_closed(text):
        return certain(CLOSED, cell)
    return None


def _strictly(column: Column, cell: Cell, calendar: Calendar) -> Loose:
    value, faults = read_cell(column, cell, calendar)
    return Loose(value=value, faults=tuple(f for f in faults if f.code), read=shown(cell.value))


def _yes_no(column: Column, cell: Cell, calendar: Calendar) -> Loose:
    exact = _strictly(column, cell, calendar)
    if exact.value is not FAULTY:
        return exact
    text = loose_forms.tidy(str(cell.value))
    first = (fold(text).split() or [""])[0]
    found: bool | None = None
    if loose_forms.is_nothing(text) or first in ("non", "no", "aucun", "aucune", "pas", "sans"):
        found = False
    elif first in ("oui", "yes", "ok") or text[:1].isdigit():
        found = not text.startswith("0")
    if found is None:
        return exact
    kept = "oui" if found else "non"
    return doubtful(found, cell, [_approximate(cell, kept)], (kept, ""), 75)


def _choice(column: Column, cell: Cell, calendar: Calendar) -> Loose:
    exact = _strictly(column, cell, calendar)
    if exact.value is not FAULTY:
        return exact
    text = loose_forms.tidy(str(cell.value))
    tries = [text.partition("(")[0].strip(), *(p.strip("() ") for p in text.split("("))]
    near = next((f.params.get("suggestion", "") for f in exact.faults), "")
    for said in [*tries, near]:
        value, _ = read_cell(column, Cell(value=said), calendar) if said else (FAULTY, [])
        if value is not FAULTY:
            label = next(c.fr for c in column.choices if c.value == value)
            others = tuple(c.fr for c in column.choices if c.value != value)
            fault = _approximate(cell, label)
            return doubtful(value, cell, [fault], (label, *others), 70 if said == near else 85)
    return exact


def _list(column: Column, cell: Cell, calendar: Calendar) -> Loose:
    """A list that is read as a list, or a single value of it however it is written."""
    exact = _strictly(column, cell, calendar)
    if exact.value is not FAULTY:
        return exact
    parts = loose_forms.listed(str(cell.value))
    kind = _SPLIT.get(column.kind, Kind.DATE)
    read = [read_loosely(_of_kind(column, kind), Cell(value=p), calendar) for p in parts]
    if not read or any(r.value is FAULTY or r.value is None or r.value is CLOSED for r in read):
        return exact
    kept = "; ".join(r.choices[0] if r.choices else p for r, p in zip(read, parts, strict=True))
    if not any(r.is_guess for r in read):
        return certain(tuple(r.value for r in read), cell)
    faults = [f for r in read for f in r.faults][:1]
    confidence = min(r.confidence for r in read)
    return doubtful(tuple(r.value for r in read), cell, faults, (kept,), confidence)


def _of_kind(column: Column, kind: Kind) -> Column:
    return replace(column, kind=kind)


def _approximate(cell: Cell, kept: str) -> Fault:
    params = {"read": shown(cell.value), "kept": kept}
    return Fault(code="import.approximate", params=params, is_warning=True)


_OTHERS: dict[Kind, Callable[[Column, Cell, Calendar], Loose]] = {
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.DECIMALS: _list,
    Kind.PERCENTS: _list,
    Kind.MONEYS: _list,
    Kind.DATES: _list,
}
