"""Forms of an order: from the data of a part to the boxes of its form, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from service.db import tables
from service.i18n import N_, Texts
from service.usecases.consortia import code_of
from service.web import order_fields, order_rows
from service.web.order_fields import Form, Rows
from service.web.order_rows import Line
from service.web.order_values import Known, Options, is_said, read_value, said, text_of
from service.web.typed import Typed

__all__ = ["Boxes", "Known", "Line", "Options", "is_said", "said", "text_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxes:
    """What a form shows.

    Attributes:
        values: the text of every box by its name.
        lines: those of each table.
        filled: fields and tables that say something.
    """

    values: dict[str, str]
    lines: dict[str, list[Line]] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldShown:
    """A fold of a form as the page shows it."""

    fold: order_fields.Fold
    fields: tuple[order_fields.Field, ...]
    shortcuts: tuple[order_fields.Field, ...]
    rows: tuple[Rows, ...]
    is_filled: bool
    is_open: bool


def options_of(parts: Iterable[tables.Part], texts: Texts) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen: the parts of each kind, operations of all products, offers, fixed words."""
    found: dict[str, list[tuple[str, str]]] = {
        key: [(value, texts.gettext(word)) for value, word in words.items()]
        for key, words in order_fields.WORDS.items()
    }
    operations: dict[str, str] = {}
    offers: list[tuple[str, str, str]] = []
    for part in parts:
        thing = part.data.get("", {})
        name = thing.get("name") or part.code
        found.setdefault(part.kind, []).append((part.code, name))
        if part.kind == "product":
            for o in thing.get("operations", ()):
                operations.setdefault(o["id"], o.get("name") or o["id"])
        offers += [(o["id"], o["material"], name) for o in part.data.get("offers", ())]
    found["operation"] = list(operations.items())
    materials = dict(found.get("material", ()))
    found["offer"] = [(i, f"{materials.get(m, m)} – {supplier}") for i, m, supplier in offers]
    return found


def folds(form: Form, boxes: Boxes, typed: Typed, faults: Mapping[str, str]) -> list[FoldShown]:
    """What is folded: open where something is wrong, or more lines were asked for."""
    found = []
    for fold in form.folds:
        fields = tuple(f for f in form.fields if f.fold == fold.key)
        shortcuts = tuple(f for f in form.shortcuts if f.fold == fold.key)
        rows = tuple(r for r in form.rows if r.fold == fold.key)
        names = {f.name for f in (*fields, *shortcuts)}
        tables_here = tuple(f"{r.name}-" for r in rows)
        is_wrong = any(n in names or n.startswith(tables_here) for n in faults)
        found.append(
            FoldShown(
                fold=fold,
                fields=fields,
                shortcuts=shortcuts,
                rows=rows,
                is_filled=bool(boxes.filled & (names | {r.name for r in rows})),
                is_open=is_wrong or typed["more"] in {r.name for r in rows},
            )
        )
    return found


# -- from the data to the boxes -----------------------------------------------------------------


def boxes(form: Form, data: Mapping[str, Any], at: int, options: Options, texts: Texts) -> Boxes:
    """The boxes of a form for a part that is there, or for the head of an order.

    Args:
        at: which of the list ``form.within``; of no account for others.
    """
    thing = object_of(form, data, at)
    values, filled, lines = {}, set(), {}
    for one in form.fields:
        value = value_at(thing, one.path or one.name)
        values[one.name] = text_of(one, value, options, texts)
        if is_said(one, value):
            filled.add(one.name)
    for rows in form.rows:
        found = rows_of(rows, data, thing)
        lines[rows.name] = order_rows.fill(values, rows, found, options, texts)
        if found:
            filled.add(rows.name)
    return Boxes(values=values, lines=lines, filled=frozenset(filled))


def blank_boxes(form: Form) -> Boxes:
    """The boxes of a form for something new."""
    return Boxes(values={}, lines={r.name: order_rows.spare_lines(0) for r in form.rows})


def rows_of(
    rows: Rows, data: Mapping[str, Any], thing: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """The lines of a table that are there."""
    return list(value_at(data if rows.is_beside else thing, rows.path or rows.name) or ())


def object_of(form: Form, data: Mapping[str, Any], at: int) -> dict[str, Any]:
    """What the fields of a form are about."""
    if form.kind == "head":
        return dict(data)
    if not form.within:
        return dict(data.get("", {}))
    listed = data.get(form.within, [])
    return dict(listed[at]) if 0 <= at < len(listed) else {}


def value_at(thing: Mapping[str, Any], path: str) -> Any:
    """What lies at a path; None where it ends before."""
    found: Any = thing
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


# -- from the boxes to the data -----------------------------------------------------------------


def read(
    form: Form, typed: Typed, before: Mapping[str, Any], at: int, code: str, known: Known
) -> dict[str, Any]:
    """The data of a part as the form says; what the form does not show stays as it was.

    Args:
        before: the data of the part, {} for a new one; or the head of the order.
        at: which of the list ``form.within``, -1 for a new one.
        code: of the part.

    Faults are kept in ``typed``: :meth:`Typed.check` tells them all.
    """
    is_head = form.kind == "head"
    data: dict[str, Any] = deepcopy(dict(before)) or ({} if is_head else {"": {"id": code}})
    thing = deepcopy(object_of(form, data, at))
    absent = _read_fields(form, typed, thing, known)
    told = known if form is not order_fields.PRODUCT else _with_typed_operations(typed, known)
    for rows in form.rows:
        place = data if rows.is_beside else thing
        there = rows_of(rows, data, thing)
        found = order_rows.read(rows, typed, there, code, told)
        if not any((rows.path or rows.name).startswith(f"{a}.") for a in absent):
            put_at(place, rows.path or rows.name, found)
    if form.none_at and not any(_said(form, typed)):
        put_at(thing, form.none_at, None)
    _complete(thing)
    if is_head:
        return thing
    if form.within:
        _put_within(form, data, thing, at, code, typed)
    else:
        data[""] = {**thing, "id": code}
    return data


def _read_fields(form: Form, typed: Typed, thing: dict[str, Any], known: Known) -> list[str]:
    """Read every field into the object; the paths of what is not there at all."""
    absent: dict[str, bool] = {}
    for one in form.fields:
        path = one.path or one.name
        before = value_at(thing, path)
        if one.kind == "present":
            if one.name not in typed:
                absent[path] = before is None
            elif before is None:
                put_at(thing, path, {})
            continue
        outer = next((a for a in absent if path.startswith(f"{a}.")), None)
        if outer is None:
            put_at(thing, path, read_value(one, one.name, typed, known, before))
        elif absent[outer] and typed[one.name].strip():
            typed.faults[one.name] = order_rows.TICK_FIRST
        if one.after:
            order_rows.check_order(thing, one, one.name, typed)
    for path in absent:
        put_at(thing, path, None)
    return list(absent)


def _said(form: Form, typed: Typed) -> Iterator[bool]:
    for one in form.fields:
        yield bool(typed[one.name].strip())
    for rows in form.rows:
        for i in order_rows.numbers(rows, typed):
            yield order_rows.is_filled(rows, typed, i)


def _with_typed_operations(typed: Typed, known: Known) -> Known:
    """Operations that are typed in the same form may be named in it."""
    rows = next(r for r in order_fields.PRODUCT.rows if r.has_ids)
    there = dict(known.options.get("operation", ()))
    for i in order_rows.numbers(rows, typed):
        name = typed[f"{rows.name}-{i}-name"].strip()
        code = typed[f"{rows.name}-{i}-id"].strip() or code_of(name)
        if code:
            there.setdefault(code, name or code)
    options = {**known.options, "operation": list(there.items())}
    return Known(options=options, texts=known.texts, start=known.start)


def put_at(thing: dict[str, Any], path: str, value: Any) -> None:
    """Write a value at a path; what it goes through is made where it lacks."""
    *way, last = path.split(".")
    place = thing
    for key in way:
        inner = place.get(key)
        place[key] = dict(inner) if isinstance(inner, Mapping) else {}
        place = place[key]
    place[last] = value


def differences(
    form: Form, theirs: Mapping[str, Any], at: int, typed: Typed, options: Options, texts: Texts
) -> list[tuple[str, str, str]]:
    """Where what is there now and what was typed differ: name of the box, theirs, yours."""
    now = boxes(form, theirs, at, options, texts)
    found = []
    for one in form.fields:
        yours = typed[one.name].strip()
        there = now.values.get(one.name, "")
        if there.split() != yours.split():
            names = dict(options.get(one.choices, ())) if one.kind == "choice" else {}
            if one.kind in ("tick", "present"):
                names = {"1": texts.gettext(_YES)}
            found.append(
                (texts.gettext(one.label), names.get(there, there), names.get(yours, yours))
            )
    for rows in form.rows:
        there = order_rows.said_lines(rows, now.values, now.lines[rows.name])
        yours = order_rows.said_lines(rows, typed, order_rows.typed_lines(rows, typed))
        if there != yours:
            found.append((texts.gettext(rows.label), there, yours))
    return found


_YES: Final = N_("oui")


def _put_within(
    form: Form, data: dict[str, Any], thing: dict[str, Any], at: int, code: str, typed: Typed
) -> None:
    listed = list(data.get(form.within, []))
    if 0 <= at < len(listed):
        listed[at] = thing
    else:
        wanted = typed["new_code"].strip()
        taken = {x["id"] for x in listed}
        if wanted in taken:
            typed.faults["new_code"] = order_rows.TAKEN
        made = wanted or order_rows.free_code(f"{code}-{thing.get('material') or ''}", taken)
        listed.append({"id": made, "supplier": code, **thing})
    data[form.within] = listed


def _complete(thing: dict[str, Any]) -> None:
    """A material whose operation was not said is used at the first one."""
    operations = thing.get("operations")
    if not isinstance(operations, list) or not operations or not isinstance(operations[0], dict):
        return
    for line in thing.get("materials", ()):
        line["operation"] = line.get("operation") or operations[0]["id"]
