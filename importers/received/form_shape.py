"""What a prefilled form is before it is written: columns, rows, lists, and the names in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from importers.columns import Column, Language, Sheet
from importers.matching import fold
from importers.received.contract import OrderContext
from importers.sheet_look import column_width
from optimizer.weeks import week_monday, week_name

# A year and what overlaps it; wider sheets are read by nobody.
MOST_WEEKS = 60
_WITHOUT_LAST = 12
_WEEK_LETTER = {"fr": "S", "en": "W"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormColumn:
    """One column of a form.

    Attributes:
        column: the declared column whose kind and help it has.
        is_label: filled in and locked.
        offers: key of a list of the form whose values are offered, "" for none.
    """

    header: str
    column: Column
    width: float
    is_label: bool = False
    is_required: bool = False
    offers: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form before it is written.

    Attributes:
        columns: from left to right.
        rows: values by number of the column, as :func:`importers.template.put_value` takes them.
        locked: whether labels may not be typed over: their rows are all there.
        lists: values to offer, by key.
        merged: rows that belong together (0 = first), whose columns in ``merged_columns`` are one.
        blank_rows: how many rows to prepare below.
    """

    sheet: Sheet
    columns: tuple[FormColumn, ...]
    rows: tuple[Mapping[int, object], ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    merged: tuple[tuple[int, int], ...] = ()
    merged_columns: tuple[int, ...] = ()
    blank_rows: int = 0


# -- columns ----------------------------------------------------------------------------------


def declared_columns(sheet: Sheet, keys: Iterable[str], language: Language) -> list[FormColumn]:
    return [declared(sheet.column(k), language) for k in keys]


def declared(column: Column, language: Language) -> FormColumn:
    return FormColumn(
        header=column.header(language),
        column=column,
        width=column_width(column, language),
        is_required=column.required,
        example=column.example,
    )


def names_of(context: OrderContext, sheet: str) -> dict[str, str]:
    """How each row of a sheet is written: by its name where that tells it apart, else by its id."""
    known = context.names.get(sheet, {})
    called: dict[str, int] = {}
    for names in known.values():
        for name in {fold(n) for n in names}:
            called[name] = called.get(name, 0) + 1
    return {
        id: next((n for n in names if n != id and called[fold(n)] == 1), id)
        for id, names in known.items()
    }


def rows_of(context: OrderContext, sheet: str, workshop: str) -> list[Mapping[str, object]]:
    """Rows of a sheet about a workshop alone."""
    return [r for r in context.rows.get(sheet, ()) if r.get("workshop") == workshop]


def weeks_of(context: OrderContext) -> tuple[str, ...]:
    """Weeks up to the last due date, at most :data:`MOST_WEEKS`; none when the order does not say
    when it starts."""
    if context.start is None:
        return ()
    monday = week_monday(week_name(context.start))
    due = (row.get("due") for row in context.rows.get("demands", ()))
    days = [d for d in due if isinstance(d, date)]
    last = max(days, default=monday + timedelta(weeks=_WITHOUT_LAST - 1))
    count = min(MOST_WEEKS, (last - monday).days // 7 + 1)
    return tuple(week_name(monday + timedelta(weeks=k)) for k in range(max(1, count)))


def week_headers(weeks: Sequence[str], language: Language) -> list[str]:
    """``S18 (27/04)``: each week and its Monday; with its year where its number comes twice."""
    numbers = [w[6:] for w in weeks]
    found = []
    for week in weeks:
        year = f"-{week[:4]}" if numbers.count(week[6:]) > 1 else ""
        monday = week_monday(week)
        found.append(f"{_WEEK_LETTER[language]}{week[6:]}{year}\n({monday:%d/%m})")
    return found
