"""The tables of a form: from a list of the data to lines of boxes, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from optimizer.weeks import is_week_name, week_monday, week_name
from service.i18n import N_, Texts
from service.usecases.consortia import code_of
from service.web.order_fields import Field, Rows
from service.web.order_values import Known, Options, read_value, text_of
from service.web.typed import Typed

_MOST_LINES: Final = 3_000
# A stretch of weeks longer than ten years is a slip of the hand.
_MOST_WEEKS: Final = 520
TICK_FIRST: Final = N_("Cochez d'abord la case au-dessus, ou effacez cette valeur.")
TAKEN: Final = N_("Ce code est déjà pris.")
_REVERSED: Final = N_("La fin est avant le début.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a table to fill in; ``was``: its place in the data, "" for a new one."""

    number: int
    was: str


# -- from the data to the lines -----------------------------------------------------------------


def fill(
    values: dict[str, str],
    rows: Rows,
    found: Sequence[Mapping[str, Any]],
    options: Options,
    texts: Texts,
) -> list[Line]:
    """The lines of a list, their texts added to ``values``."""
    lines = []
    for i, (was, row) in enumerate(_stretches(found) if rows.is_by_week else enumerate(found)):
        for column in rows.columns:
            shown = text_of(column, row.get(column.name), options, texts)
            values[f"{rows.name}-{i}-{column.name}"] = shown
        lines.append(Line(number=i, was=str(was)))
    return lines + spare_lines(len(lines))


def _stretches(found: Sequence[Mapping[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    """Weeks in a row that say the same, each stretch with the place of its first week."""
    told: list[tuple[int, dict[str, Any]]] = []
    for i, row in enumerate(found):
        if told:
            last = told[-1][1]
            said = {k: v for k, v in last.items() if k not in ("week", "last")}
            if said == {k: v for k, v in row.items() if k != "week"} and _follows(
                last["last"] or last["week"], row["week"]
            ):
                last["last"] = row["week"]
                continue
        told.append((i, {**row, "last": None}))
    return told


def _follows(week: str, other: str) -> bool:
    if not is_week_name(week):
        return False
    return week_name(week_monday(week) + timedelta(weeks=1)) == other


def typed_lines(rows: Rows, typed: Typed, more: int = 0) -> list[Line]:
    """The lines of a table that was sent, to show it again with ``more`` empty ones."""
    found = [Line(number=i, was=typed[f"{rows.name}-{i}-was"]) for i in numbers(rows, typed)]
    after = max((x.number for x in found), default=-1) + 1
    return found + [Line(number=after + k, was="") for k in range(more)]


def spare_lines(after: int) -> list[Line]:
    """Empty lines at the end of a table: two to begin with, then one."""
    return [Line(number=after + k, was="") for k in range(1 if after else 2)]


# -- from the lines to the data -----------------------------------------------------------------


def read(
    rows: Rows, typed: Typed, before: Sequence[Mapping[str, Any]], code: str, known: Known
) -> list[dict[str, Any]]:
    """The lines of a table that say something; others are left out."""
    found: list[tuple[tuple[Decimal, int], dict[str, Any]]] = []
    sent = numbers(rows, typed)
    if len(sent) > _MOST_LINES:
        first = f"{rows.name}-{sent[0]}-{rows.columns[0].name}"
        typed.faults[first] = N_("Trop de lignes pour une page : passez par le classeur.")
        return [deepcopy(dict(x)) for x in before]
    taken = {str(x["id"]) for x in before if "id" in x}
    for i in sent:
        start = f"{rows.name}-{i}-"
        if not is_filled(rows, typed, i):
            continue
        was = typed[start + "was"]
        kept = int(was) if was.isdecimal() and len(was) < 5 else -1
        is_there = 0 <= kept < len(before)
        row = deepcopy(dict(before[kept])) if is_there else {}
        row = _read_row(rows, start, typed, row, known)
        if rows.whose:
            row[rows.whose] = code
        if rows.has_ids:
            _give_id(row, before[kept] if is_there else {}, start, typed, taken)
        for one in _weeks(row, start, typed) if rows.is_by_week else [row]:
            found.append((_place(typed[start + "place"], len(found)), one))
    if rows.is_in_order:
        found.sort(key=lambda x: x[0])
    return [row for _, row in found]


def is_filled(rows: Rows, typed: Typed, number: int) -> bool:
    """Whether a line says something and was not taken out."""
    start = f"{rows.name}-{number}-"
    return start + "gone" not in typed and any(typed[start + c.name].strip() for c in rows.columns)


def numbers(rows: Rows, typed: Typed) -> list[int]:
    """The numbers of the lines that were sent."""
    pattern = re.compile(rf"{re.escape(rows.name)}-(\d{{1,4}})-")
    found = {int(m[1]) for name in typed if (m := pattern.match(name))}
    return sorted(found)


def check_order(row: Mapping[str, Any], one: Field, name: str, typed: Typed) -> None:
    """Keep a fault where a day or a week lies before the one that it may not precede."""
    first, last = row.get(one.after), row.get(one.name)
    if first and last and str(last) < str(first):
        typed.faults.setdefault(name, _REVERSED)


def said_lines(rows: Rows, values: Any, lines: Sequence[Line]) -> str:
    """The lines of a table in one text, to compare two versions."""
    found = []
    for line in lines:
        start = f"{rows.name}-{line.number}-"
        cells = [values[start + c.name] for c in rows.columns if start + c.name in values]
        if any(c.strip() for c in cells) and start + "gone" not in values:
            found.append(" · ".join(" ".join(c.split()) for c in cells if c.strip()))
    return " ; ".join(found)


def _read_row(
    rows: Rows, start: str, typed: Typed, row: dict[str, Any], known: Known
) -> dict[str, Any]:
    for column in rows.columns:
        if column.name == "id":
            continue
        name = start + column.name
        value = read_value(column, name, typed, known, row.get(column.name))
        row[column.name] = row.get(column.like) if column.like and value is None else value
        if column.after:
            check_order(row, column, name, typed)
    return row


def _weeks(row: dict[str, Any], start: str, typed: Typed) -> list[dict[str, Any]]:
    """One row for each week from ``week`` to ``last``."""
    last = row.pop("last", None)
    if last is None or not row.get("week") or last < row["week"]:
        return [row]
    monday = week_monday(row["week"])
    many = (week_monday(last) - monday).days // 7 + 1
    if many > _MOST_WEEKS:
        typed.faults[start + "last"] = N_("Tant de semaines : vérifiez l'année.")
        many = 1
    return [{**deepcopy(row), "week": week_name(monday + timedelta(weeks=k))} for k in range(many)]


def _give_id(
    row: dict[str, Any], there: Mapping[str, Any], start: str, typed: Typed, taken: set[str]
) -> None:
    """The id that a row has, or that was typed for it, or one made from its name."""
    if "id" in there:
        row["id"] = there["id"]
        return
    wanted = typed[start + "id"].strip()
    if wanted and wanted in taken:
        typed.faults[start + "id"] = TAKEN
    row["id"] = wanted or free_code(str(row.get("name") or ""), taken)
    taken.add(row["id"])


def free_code(name: str, taken: set[str], default: str = "nouveau") -> str:
    """A code from a name that nothing else has yet."""
    wanted, n = code_of(name) or default, 2
    found = wanted
    while found in taken:
        found, n = f"{wanted}-{n}", n + 1
    return found


def _place(raw: str, default: int) -> tuple[Decimal, int]:
    plain = raw.strip().replace(",", ".")
    try:
        found = Decimal(plain) - 1 if plain else Decimal(default)
    except ArithmeticError:
        found = Decimal(default)
    return found if found.is_finite() else Decimal(default), default
