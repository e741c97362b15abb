"""Rows of the order workbook taken apart into entries that can be told from one another.

One row may speak of several workshops, operations or weeks; a received file speaks of one. Entries
are what both have in common, and :func:`gathered` puts them together into rows again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from itertools import product as combinations

from importers.cells import FAULTY
from importers.columns import SHEET_BY_KEY, Column, Kind
from importers.received.contract import IDENTITY, Draft
from importers.resolve import Line
from optimizer.diagnostics import Source
from optimizer.weeks import is_week_name, week_monday, week_name

Key = tuple[str, ...]

# A row of this sheet lasts from one week to another, and says the same of each.
_SPANS = {"overrides": ("week", "last")}
# What a blank means, where a file may say it in full.
_BLANK: Mapping[tuple[str, str], object] = {
    ("offers", "break_kind"): "all_units",
    ("offers", "break_basis"): "order",
    ("offers", "lead_time_weeks"): Decimal(0),
    ("offers", "minimum"): Decimal(0),
    ("offers", "multiple"): Decimal(0),
    ("suppliers", "fee"): Decimal(0),
    ("suppliers", "minimum"): Decimal(0),
}
# A blank in the first means the value of the second.
_AS: Mapping[tuple[str, str], str] = {
    ("closures", "last"): "first",
    ("commitments", "last"): "first",
}
_REPEATING = frozenset(sheet for sheet, _ in _AS)
_MOST_WEEKS = 520

_Rows = list[tuple[list[tuple[str, ...]], list["Entry"]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is said of one workshop, week, operation …

    Attributes:
        key: the ids, weeks and days of the identity columns of its sheet; "" for a blank.
        values: of the other columns.
        places: where each value stands, when it comes from a file.
        line: the row of the order workbook that says it, None when a file does.
    """

    sheet: str
    key: Key
    values: Mapping[str, object]
    places: Mapping[str, Source] = field(default_factory=dict)
    line: Line | None = None


@cache
def identity_columns(sheet: str) -> tuple[Column, ...]:
    """The columns that tell the entries of a sheet apart."""
    declared = {c.key: c for c in SHEET_BY_KEY[sheet].columns}
    return tuple(declared.get(k) or declared[f"{k}s"] for k in IDENTITY[sheet])


@cache
def other_columns(sheet: str) -> tuple[Column, ...]:
    """The columns that say something of an entry, in the order of the sheet."""
    told = {c.key for c in identity_columns(sheet)} | {"id"}
    if sheet in _SPANS:
        told |= set(_SPANS[sheet])
    return tuple(c for c in SHEET_BY_KEY[sheet].columns if c.key not in told)


def entries_of_line(sheet: str, line: Line) -> tuple[Entry, ...]:
    """Everything that a row of the order workbook says; nothing when it cannot be told of what."""
    parts: list[tuple[str, ...]] = []
    for column in identity_columns(sheet):
        value = line.id if column.key == "id" else line.values[column.key]
        if value is FAULTY:
            return ()
        if sheet in _SPANS and column.key == _SPANS[sheet][0]:
            last = line.values[_SPANS[sheet][1]]
            if last is FAULTY:
                return ()
            parts.append(_weeks(value, last))
        elif column.kind is Kind.REFS and isinstance(value, tuple):
            parts.append(tuple(str(v) for v in value))
        else:
            parts.append((said(value),))
    values = {c.key: line.values[c.key] for c in other_columns(sheet)}
    return tuple(
        Entry(sheet=sheet, key=key, values=values, line=line) for key in combinations(*parts)
    )


def entries_of_draft(draft: Draft) -> tuple[Entry, ...]:
    """What a draft says, week by week where it speaks of several."""
    sheet = draft.sheet
    key = list(draft.identity)
    columns = identity_columns(sheet)
    for position, column in enumerate(columns):
        if not key[position] and draft.values.get(column.key) is not None:
            value = draft.values[column.key]
            one = value[0] if isinstance(value, tuple) and len(value) == 1 else value
            key[position] = said(one)
    values = {c.key: draft.values[c.key] for c in other_columns(sheet) if c.key in draft.values}
    parts: list[tuple[str, ...]] = [(k,) for k in key]
    if sheet in _SPANS:
        first, last = _SPANS[sheet]
        at = next(i for i, c in enumerate(columns) if c.key == first)
        parts[at] = _weeks(key[at], draft.values.get(last))
    return tuple(
        Entry(sheet=sheet, key=k, values=values, places=draft.places) for k in combinations(*parts)
    )


def _weeks(first: object, last: object) -> tuple[str, ...]:
    if not (isinstance(first, str) and isinstance(last, str)):
        return (said(first),)
    if not (is_week_name(first) and is_week_name(last)):
        return (first,)
    monday = week_monday(first)
    count = max(1, min(_MOST_WEEKS, (week_monday(last) - monday).days // 7 + 1))
    return tuple(week_name(monday + timedelta(weeks=k)) for k in range(count))


def said(value: object) -> str:
    """A value as plain text, the same for equal values: ``26``, ``2020-08-03``, ``a; b``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | int | float):
        return format(Decimal(str(value)).normalize() + 0, "f")
    if isinstance(value, tuple):
        return "; ".join(said(v) for v in value)
    return str(value).strip()


def normal(sheet: str, column: Column, value: object) -> object:
    """The value such that equal ones mean the same: numbers as decimals, lists of ids in order."""
    if type(value) is Decimal:
        return value
    if isinstance(value, datetime):
        value = value.date()
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        value = Decimal(str(value))
    elif isinstance(value, str):
        value = value.strip()
        if column.key == "siret":
            value = "".join(c for c in value if c.isdigit()) or value
    elif isinstance(value, tuple):
        if column.kind is Kind.REFS:
            return tuple(sorted(str(v) for v in value)) or None
        value = tuple(Decimal(v) if isinstance(v, int) else v for v in value)
        if (sheet, column.key) == ("offers", "from") and value[:1] == (Decimal(0),):
            # The first quantity, from zero on, may be left out.
            value = value[1:]
    if value in (None, "", ()):
        return _BLANK.get((sheet, column.key))
    return value


def normal_values(sheet: str, values: Mapping[str, object], key: Key) -> dict[str, object]:
    """Every value of an entry as :func:`normal` says it, blanks that repeat another filled in."""
    found = {c.key: normal(sheet, c, values[c.key]) for c in _columns_of(sheet, tuple(values))}
    names = [c.key for c in identity_columns(sheet)] if sheet in _REPEATING else []
    for (where, name), same_as in _AS.items():
        value = found.get(name) if where == sheet else None
        if value is not None and same_as in names and said(value) == key[names.index(same_as)]:
            found[name] = None
    return found


@lru_cache(maxsize=1_024)
def _columns_of(sheet: str, names: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns of these names that say something of an entry, in the order of the sheet."""
    return tuple(c for c in other_columns(sheet) if c.key in names)


def gathered(sheet: str, entries: Sequence[Entry]) -> list[tuple[dict[str, object], list[Entry]]]:
    """Rows that say exactly these entries, as few as is simple: (values by column, entries).

    Entries with the same values share a row where the workbook allows several ids in a cell, and
    consecutive weeks with the same values one span.
    """
    columns = identity_columns(sheet)
    rows: _Rows = [([(k,) for k in e.key], [e]) for e in entries]
    for position, column in enumerate(columns):
        if column.kind is Kind.REFS:  # several ids may stand in one cell
            rows = _joined(sheet, rows, position)
    if sheet in _SPANS:
        at = next(i for i, c in enumerate(columns) if c.key == _SPANS[sheet][0])
        rows = _chained(sheet, rows, at)
    found = []
    for parts, members in rows:
        values: dict[str, object] = dict(members[0].values)
        for column, ids in zip(columns, parts, strict=True):
            if column.key == "id":
                values["id"] = ids[0]
            elif sheet in _SPANS and column.key == _SPANS[sheet][0]:
                values[column.key] = ids[0]
                values[_SPANS[sheet][1]] = ids[-1] if len(ids) > 1 else None
            else:
                values[column.key] = _typed(column, ids)
        found.append((values, members))
    return found


def _mark(sheet: str, entry: Entry) -> tuple[object, ...]:
    values = normal_values(sheet, entry.values, entry.key)
    return tuple(sorted((k, said(v)) for k, v in values.items()))


def _joined(sheet: str, rows: _Rows, position: int) -> _Rows:
    """Rows that differ at this position only, put together; a blank (all) stays alone."""
    by_rest: dict[tuple[object, ...], tuple[list[tuple[str, ...]], list[Entry]]] = {}
    for parts, members in rows:
        rest = (*parts[:position], ("",), *parts[position + 1 :])
        is_all = parts[position] == ("",)
        mark = (rest, _mark(sheet, members[0]), is_all)
        if mark in by_rest:
            known, found = by_rest[mark]
            known[position] = tuple(dict.fromkeys((*known[position], *parts[position])))
            found += members
        else:
            by_rest[mark] = (list(parts), list(members))
    return list(by_rest.values())


def _chained(sheet: str, rows: _Rows, position: int) -> _Rows:
    found: _Rows = []
    for parts, members in sorted(rows, key=lambda r: [p[0] for p in r[0]]):
        if found:
            before, earlier = found[-1]
            is_next = _is_next_week(before[position][-1], parts[position][0])
            others = [p for i, p in enumerate(parts) if i != position]
            same = others == [p for i, p in enumerate(before) if i != position]
            if is_next and same and _mark(sheet, earlier[0]) == _mark(sheet, members[0]):
                before[position] = (*before[position], *parts[position])
                earlier += members
                continue
        found.append((list(parts), list(members)))
    return found


def _is_next_week(week: str, other: str) -> bool:
    if not (is_week_name(week) and is_week_name(other)):
        return False
    return week_monday(week) + timedelta(weeks=1) == week_monday(other)


def _typed(column: Column, ids: Iterable[str]) -> object:
    known = tuple(i for i in ids if i)
    if column.kind is Kind.REFS:
        return known
    if not known:
        return None
    if column.kind is Kind.DATE:
        return date.fromisoformat(known[0])
    return known[0]
