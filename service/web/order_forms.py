"""Parts of an order filled in by hand: from their data to the boxes of a form, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from service.db import tables
from service.i18n import N_, Texts
from service.usecases.consortia import code_of
from service.web import order_fields
from service.web.order_fields import Field, Form, Rows
from service.web.typed import Typed

# So many empty lines wait at the end of a table.
_SPARE: Final = 2
_MOST_LINES: Final = 200
_SCALES: Final = {"thousandths": Decimal(1000), "cents": Decimal(100), "percent": Decimal("0.01")}

Options = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a table to fill in; ``was``: its place in the data, "" for a new one."""

    number: int
    was: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxes:
    """What a form shows: the text of every box by its name, and the lines of each table."""

    values: dict[str, str]
    lines: dict[str, list[Line]] = field(default_factory=dict)


def options_of(parts: Iterable[tables.Part], texts: Texts) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen: the parts of each kind, the operations of all products, fixed words."""
    found: dict[str, list[tuple[str, str]]] = {
        key: [(value, texts.gettext(word)) for value, word in words.items()]
        for key, words in order_fields.WORDS.items()
    }
    operations: dict[str, str] = {}
    for part in parts:
        thing = part.data.get("", {})
        found.setdefault(part.kind, []).append((part.code, thing.get("name") or part.code))
        if part.kind == "product":
            for o in thing.get("operations", ()):
                operations.setdefault(o["id"], o.get("name") or o["id"])
    found["operation"] = list(operations.items())
    return found


# -- from the data to the boxes -----------------------------------------------------------------


def text_of(given: Field, value: Any, options: Options, texts: Texts) -> str:
    """A value as it stands in its box."""
    if value is None or value == "":
        return ""
    if given.kind in ("number", "whole", "percent", "thousandths", "cents"):
        plain = Decimal(str(value)) / _SCALES.get(given.kind, Decimal(1))
        shown = f"{plain.normalize():f}"
        return shown.replace(".", ",") if texts.language == "fr" else shown
    if given.kind == "day":
        return texts.day(date.fromisoformat(value))
    if given.kind == "days":
        return "\n".join(texts.day(date.fromisoformat(v)) for v in value)
    if given.kind == "names":
        names = dict(options.get(given.choices, ()))
        return ", ".join(names.get(v, v) for v in value)
    return str(value)


def said(given: Field, value: Any, options: Options, texts: Texts) -> str:
    """A value as it is read on a page: chosen things by their names, units beside numbers."""
    if given.kind == "choice":
        return dict(options.get(given.choices, ())).get(value, str(value or ""))
    if given.kind in ("number", "whole", "percent", "thousandths", "cents") and value is not None:
        plain = Decimal(str(value)) / _SCALES.get(given.kind, Decimal(1))
        unit = texts.gettext(given.unit) if given.unit else ""
        if unit.startswith("€") and plain * 100 == int(plain * 100):
            return texts.euros(int(plain * 100)) + unit.removeprefix("€")
        shown = texts.number(plain, 6)
        return f"{shown}\u00a0{unit}" if unit else shown
    return text_of(given, value, options, texts)


def boxes(form: Form, data: Mapping[str, Any], at: int, options: Options, texts: Texts) -> Boxes:
    """The boxes of a form for a part that is there.

    Args:
        at: which of the list ``form.within``; of no account for others.
    """
    thing = _object(form, data, at)
    values = {f.name: text_of(f, thing.get(f.name), options, texts) for f in form.fields}
    lines = {}
    for rows in form.rows:
        found = list((data if rows.is_beside else thing).get(rows.name) or ())
        lines[rows.name] = _fill(values, rows, found, options, texts)
    return Boxes(values=values, lines=lines)


def blank_boxes(form: Form) -> Boxes:
    """The boxes of a form for something new."""
    return Boxes(values={}, lines={rows.name: spare_lines(0) for rows in form.rows})


def rows_boxes(
    rows: Rows, found: Sequence[Mapping[str, Any]], options: Options, texts: Texts
) -> Boxes:
    """The boxes of a table alone."""
    values: dict[str, str] = {}
    return Boxes(values=values, lines={rows.name: _fill(values, rows, found, options, texts)})


def typed_lines(rows: Rows, typed: Typed, more: int = 0) -> list[Line]:
    """The lines of a table that was sent, to show it again with ``more`` empty ones."""
    found = [Line(number=i, was=typed[f"{rows.name}-{i}-was"]) for i in _numbers(rows, typed)]
    after = max((x.number for x in found), default=-1) + 1
    return found + [Line(number=after + k, was="") for k in range(more)]


def spare_lines(after: int) -> list[Line]:
    """Empty lines at the end of a table."""
    return [Line(number=after + k, was="") for k in range(_SPARE)]


def _fill(
    values: dict[str, str],
    rows: Rows,
    found: Sequence[Mapping[str, Any]],
    options: Options,
    texts: Texts,
) -> list[Line]:
    for i, row in enumerate(found):
        for column in rows.columns:
            shown = text_of(column, row.get(column.name), options, texts)
            values[f"{rows.name}-{i}-{column.name}"] = shown
    return [Line(number=i, was=str(i)) for i in range(len(found))] + spare_lines(len(found))


# -- from the boxes to the data -----------------------------------------------------------------


def read(
    form: Form, typed: Typed, before: Mapping[str, Any], at: int, code: str, options: Options
) -> dict[str, Any]:
    """The data of a part as the form says; what the form does not show stays as it was.

    Args:
        before: the data of the part, {} for a new one.
        at: which of the list ``form.within``, -1 for a new one.
        code: of the part.

    Faults are kept in ``typed``: :meth:`Typed.check` tells them all.
    """
    data: dict[str, Any] = deepcopy(dict(before)) or {"": {"id": code}}
    thing = deepcopy(_object(form, data, at))
    for one in form.fields:
        thing[one.name] = read_value(one, one.name, typed, options)
    for rows in form.rows:
        place = data if rows.is_beside else thing
        place[rows.name] = read_rows(rows, typed, place.get(rows.name) or (), code, options)
    _complete(thing)
    if form.within:
        _put_within(form, data, thing, at, code)
    else:
        data[""] = {**thing, "id": code}
    return data


def read_rows(
    rows: Rows, typed: Typed, before: Sequence[Mapping[str, Any]], code: str, options: Options
) -> list[dict[str, Any]]:
    """The lines of a table that say something; others are left out."""
    found: list[tuple[tuple[Decimal, int], dict[str, Any]]] = []
    taken = {str(x["id"]) for x in before if "id" in x}
    for i in _numbers(rows, typed):
        start = f"{rows.name}-{i}-"
        is_blank = not any(typed[start + c.name].strip() for c in rows.columns)
        if is_blank or start + "gone" in typed:
            continue
        was = typed[start + "was"]
        kept = int(was) if was.isdecimal() and len(was) < 5 else -1
        row = deepcopy(dict(before[kept])) if 0 <= kept < len(before) else {}
        for column in rows.columns:
            row[column.name] = read_value(column, start + column.name, typed, options)
        if rows.whose:
            row[rows.whose] = code
        if rows.has_ids and "id" not in row:
            row["id"] = free_code(str(row.get("name", "")), taken)
            taken.add(row["id"])
        found.append((_place(typed[start + "place"], len(found)), row))
    if rows.is_in_order:
        found.sort(key=lambda x: x[0])
    return [row for _, row in found]


def read_value(one: Field, name: str, typed: Typed, options: Options) -> Any:
    """What a box says, as it is kept in the data."""
    raw = typed[name].strip()
    if not raw:
        if one.needed:
            typed.faults[name] = N_("À remplir.")
        return list(one.blank) if isinstance(one.blank, tuple) else one.blank
    if one.kind == "text":
        return typed.text(name, most=300)
    if one.kind == "day":
        day = typed.day(name)
        return day.isoformat() if day is not None else None
    if one.kind == "days":
        return _days(raw, name, typed)
    if one.kind == "whole":
        return typed.whole(name)
    if one.kind == "choice":
        if raw not in {v for v, _ in options.get(one.choices, ())}:
            typed.faults[name] = N_("Choisissez dans la liste.")
        return raw
    if one.kind == "names":
        return _names(raw, name, typed, options.get(one.choices, ()))
    return _scaled(one, name, typed)


def _scaled(one: Field, name: str, typed: Typed) -> Any:
    number = typed.number(name)
    if number is None:
        return one.blank
    if one.kind in ("number", "percent"):
        return f"{(number * _SCALES.get(one.kind, Decimal(1))).normalize():f}"
    scaled = number * _SCALES[one.kind]
    if scaled != int(scaled):
        typed.faults[name] = (
            N_("Deux chiffres après la virgule au plus.")
            if one.kind == "cents"
            else N_("Trois chiffres après la virgule au plus.")
        )
    return int(scaled)


def _days(raw: str, name: str, typed: Typed) -> list[str]:
    found = []
    for word in re.split(r"[\s,;]+", raw):
        one = Typed()
        one.data = type(typed.data)([("day", word)])
        day = one.day("day")
        if one.faults:
            typed.faults[name] = N_("Une date est attendue sur chaque ligne : 01/05/2020.")
        elif day is not None:
            found.append(day.isoformat())
    return sorted(set(found))


def _names(raw: str, name: str, typed: Typed, choices: Sequence[tuple[str, str]]) -> list[str]:
    known = {word.casefold(): value for value, text in choices for word in (value, text)}
    found = []
    for word in re.split(r"[,;\n]+", raw):
        plain = word.strip()
        if plain and plain.casefold() not in known:
            typed.faults[name] = N_("Un de ces noms n'est pas connu : écrivez-le comme ailleurs.")
        elif plain:
            found.append(known[plain.casefold()])
    return list(dict.fromkeys(found))


def free_code(name: str, taken: Iterable[str], default: str = "nouveau") -> str:
    """A code from a name that nothing else has yet."""
    wanted, used, n = code_of(name) or default, set(taken), 2
    found = wanted
    while found in used:
        found, n = f"{wanted}-{n}", n + 1
    return found


def differences(
    form: Form, theirs: Mapping[str, Any], at: int, typed: Typed, options: Options, texts: Texts
) -> list[tuple[str, str, str]]:
    """Where what is there now and what was typed differ: name of the box, theirs, yours."""
    now = boxes(form, theirs, at, options, texts)
    found = []
    for one in form.fields:
        yours = typed[one.name].strip()
        if now.values.get(one.name, "") != yours:
            names = dict(options.get(one.choices, ())) if one.kind == "choice" else {}
            there = now.values.get(one.name, "")
            found.append(
                (texts.gettext(one.label), names.get(there, there), names.get(yours, yours))
            )
    for rows in form.rows:
        there = _said_lines(rows, now.values, now.lines[rows.name])
        yours = _said_lines(rows, typed, typed_lines(rows, typed))
        if there != yours:
            found.append((texts.gettext(rows.label), there, yours))
    return found


def _said_lines(rows: Rows, values: Any, lines: Sequence[Line]) -> str:
    found = []
    for line in lines:
        start = f"{rows.name}-{line.number}-"
        cells = [values[start + c.name] for c in rows.columns if start + c.name in values]
        if any(c.strip() for c in cells):
            found.append(" · ".join(c for c in cells if c.strip()))
    return " ; ".join(found)


def _numbers(rows: Rows, typed: Typed) -> list[int]:
    pattern = re.compile(rf"{re.escape(rows.name)}-(\d{{1,4}})-")
    found = {int(m[1]) for name in typed if (m := pattern.match(name))}
    return sorted(found)[:_MOST_LINES]


def _place(raw: str, default: int) -> tuple[Decimal, int]:
    plain = raw.strip().replace(",", ".")
    try:
        found = Decimal(plain) - 1 if plain else Decimal(default)
    except ArithmeticError:
        found = Decimal(default)
    return found if found.is_finite() else Decimal(default), default


def _object(form: Form, data: Mapping[str, Any], at: int) -> dict[str, Any]:
    if not form.within:
        return dict(data.get("", {}))
    listed = data.get(form.within, [])
    return dict(listed[at]) if 0 <= at < len(listed) else {}


def _put_within(
    form: Form, data: dict[str, Any], thing: dict[str, Any], at: int, code: str
) -> None:
    listed = list(data.get(form.within, []))
    if 0 <= at < len(listed):
        listed[at] = thing
    else:
        wanted = f"{code}-{thing.get('material') or ''}"
        taken = [x["id"] for x in listed]
        listed.append({"id": free_code(wanted, taken), "supplier": code, **thing})
    data[form.within] = listed


def _complete(thing: dict[str, Any]) -> None:
    """A material whose operation was not said is used at the first one."""
    operations = thing.get("operations")
    if not isinstance(operations, list) or not operations or not isinstance(operations[0], dict):
        return
    for line in thing.get("materials", ()):
        line["operation"] = line.get("operation") or operations[0]["id"]
