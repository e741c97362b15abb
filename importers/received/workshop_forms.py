"""Forms that ask workshops what they can do: the census, the load plan by weeks, the follow-up.

Only columns that are read without any guess are asked for: what a form wants to know is decided
when it is written, not when it comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from importers.columns import Language
from importers.columns.received_sheets import CENSUS, LOAD_PLAN
from importers.columns.received_supply_sheets import FOLLOW_UP
from importers.matching import fold
from importers.received import trades
from importers.received.contract import OrderContext
from importers.received.form_shape import (
    Form,
    FormColumn,
    declared_columns,
    names_of,
    rows_of,
    week_headers,
    weeks_of,
)
from importers.received.trades import Operations
from optimizer.weeks import week_monday

_MOST_LINES = 400
_BLANK_ROWS = 20
_CLOSED = {"fr": "fermé", "en": "closed"}
_SPAN = {"fr": ("du {0} au {1}", "le {0}"), "en": ("from {0} to {1}", "{0}")}

# -- the census -------------------------------------------------------------------------------

_CENSUS = (
    *("name", "kind", "siret", "headcount", "weekly_hours", "working_days"),
    *("absence_rate", "non_production_rate", "pace", "cutting_table"),
    *("sewing_machines", "overlockers", "entry", "leaving", "closures", "remarks"),
)
_MACHINES: Mapping[str, tuple[Callable[[OrderContext], Operations], str]] = {
    "sewing_machines": (trades.sewing, "piqueuse"),
    "overlockers": (lambda c: trades.of_trade(c, trades.OVERLOCKING), "surjeteuse"),
}


def census(context: OrderContext, workshops: Sequence[str], language: Language) -> Form:
    """One line a workshop, with what the order knows of it."""
    columns = []
    for found in declared_columns(CENSUS, _CENSUS, language):
        key = found.column.key
        if key in _MACHINES:
            served = _served(context, _MACHINES[key][0](context))
            if not served:
                continue
            # What the machines do stands in the header: it is then nothing to be asked.
            found = replace(found, header=f"{found.header} ({served})")
        elif key == "cutting_table" and not trades.of_trade(context, trades.CUTTING).ids:
            continue
        columns.append(replace(found, is_label=key == "name" and bool(workshops)))
    names = names_of(context, "workshops")
    known = {str(r.get("id")): r for r in context.rows.get("workshops", ())}
    rows = []
    for id in workshops:
        told = {**known.get(id, {}), "name": names.get(id, id), "remarks": None}
        told["closures"] = "; ".join(_said(s, language) for s in _closures(context, id))
        for key, (_, stem) in _MACHINES.items():
            told[key] = _machines(context, id, stem)
        rows.append({n: v for n, c in enumerate(columns) if (v := told.get(c.column.key))})
    blank = 0 if workshops else _BLANK_ROWS
    return Form(sheet=CENSUS, columns=tuple(columns), rows=tuple(rows), blank_rows=blank)


def _served(context: OrderContext, found: Operations) -> str:
    names = context.names.get("operations", {})
    told = dict.fromkeys(names.get(o, (o,))[-1] for o in found.ids)
    text = ", ".join(told)
    return text if trades.named_operations(context, f"({text})") == found.ids else ""


def _machines(context: OrderContext, workshop: str, stem: str) -> object:
    for row in context.rows.get("stations", ()):
        words = fold(f"{row.get('id', '')} {row.get('name', '')}")
        if row.get("host") == workshop and stem in words:
            return row.get("number")
    return None


def _closures(context: OrderContext, workshop: str) -> list[tuple[date, date]]:
    found = []
    for row in context.rows.get("closures", ()):
        named, first, last = row.get("workshops"), row.get("first"), row.get("last")
        # A closure of several workshops is not this one's to change.
        if named != (workshop,) or not isinstance(first, date):
            continue
        found.append((first, last if isinstance(last, date) else first))
    return found


def _said(span: tuple[date, date], language: Language) -> str:
    first, last = (f"{d:%d/%m/}{d.year:04d}" for d in span)
    several, one = _SPAN[language]
    return (several if first != last else one).format(first, last)


# -- the load plan ----------------------------------------------------------------------------


def load_plan(context: OrderContext, workshops: Sequence[str], language: Language) -> Form:
    """Three lines a workshop (people, hours of each, work already taken), weeks as columns."""
    labels = [
        replace(c, is_label=True, example="")
        for c in declared_columns(LOAD_PLAN, ("workshop", "measure"), language)
    ]
    people, each, load = (LOAD_PLAN.column(k) for k in ("people", "hours_each", "load"))
    labels[0] = replace(labels[0], example="Vestali", width=20)
    labels[1] = replace(labels[1], example=people.header(language), width=24)
    weeks = weeks_of(context)
    samples = ("6", "6", _CLOSED[language])
    columns = [
        FormColumn(
            header=header,
            column=people,
            width=7.5,
            example=samples[n] if n < len(samples) else "",
        )
        for n, header in enumerate(week_headers(weeks, language))
    ]
    names = names_of(context, "workshops")
    rows: list[Mapping[int, object]] = []
    for id in workshops:
        told = _told_weeks(context, id, weeks, language)
        for measure in (people, each, load):
            unit = "" if measure is people else " (h)"
            row: dict[int, object] = {0: names.get(id, id), 1: measure.header(language) + unit}
            row |= {
                n + len(labels): v
                for n, w in enumerate(weeks)
                if (v := told.get((measure.key, w))) is not None
            }
            rows.append(row)
    return Form(sheet=LOAD_PLAN, columns=(*labels, *columns), rows=tuple(rows))


def _told_weeks(
    context: OrderContext, workshop: str, weeks: Sequence[str], language: Language
) -> dict[tuple[str, str], object]:
    """What the order knows of the weeks of a workshop, by measure and week."""
    found: dict[tuple[str, str], object] = {}
    for row in rows_of(context, "overrides", workshop):
        for key, measure in (("headcount", "people"), ("weekly_hours", "hours_each")):
            if row.get(key) is not None:
                found[measure, str(row.get("week"))] = row[key]
    for row in rows_of(context, "commitments", workshop):
        first, minutes = row.get("first"), row.get("minutes")
        last = row.get("last") or first
        if isinstance(minutes, int | Decimal) and isinstance(first, str) and isinstance(last, str):
            hours = (Decimal(minutes) / 60).normalize()
            for week in weeks:
                if first <= week <= last and hours * 60 == minutes:
                    found["load", week] = hours
    for first_day, last_day in _closures(context, workshop):
        for week in weeks:
            monday = week_monday(week)
            if first_day <= monday and last_day >= monday + timedelta(days=4):
                found["people", week] = _CLOSED[language]
                found.pop(("hours_each", week), None)
    return found


# -- the follow-up ----------------------------------------------------------------------------


_FOLLOW_UP = (
    *("workshop", "week", "product", "operation", "lot", "made", "conforming", "scrap"),
    *("delivered", "delivered_units", "delivery_note", "batch", "remark"),
)


def follow_up(context: OrderContext, workshops: Sequence[str], language: Language) -> Form:
    """A line for each week, product and operation of the workshops; those without figures count
    for nothing."""
    columns = declared_columns(FOLLOW_UP, _FOLLOW_UP, language)
    names = {s: names_of(context, s) for s in ("workshops", "products", "operations")}
    first_product = next(iter(names["products"].values()), "")
    first_operation = next(iter(names["operations"].values()), "")
    columns[2] = replace(columns[2], example=first_product)
    columns[3] = replace(columns[3], example=first_operation)
    weeks = weeks_of(context)
    pairs = [(p, o) for p, operations in context.routing.items() for o in operations]
    rows: list[Mapping[int, object]] = []
    for id in workshops:
        mine = _can(context, id, pairs)
        rows += [
            {
                0: names["workshops"].get(id, id),
                1: w,
                2: names["products"].get(p, p),
                3: names["operations"].get(o, o),
            }
            for w in weeks
            for p, o in mine
        ]
    if len(rows) > _MOST_LINES:
        # Nobody looks for their line among thousands: they type it.
        rows = []
    lists = {s: tuple(n.values()) for s, n in names.items()}
    lists["weeks"] = tuple(f"S{w[6:]} {w[:4]}" if language == "fr" else w for w in weeks)
    offered = ("workshops", "weeks", "products", "operations")
    columns[:4] = [
        replace(c, offers=o, is_label=bool(rows)) for c, o in zip(columns[:4], offered, strict=True)
    ]
    return Form(
        sheet=FOLLOW_UP,
        columns=tuple(columns),
        rows=tuple(rows),
        lists=lists,
        blank_rows=200 if not rows else _BLANK_ROWS,
    )


def _can(
    context: OrderContext, workshop: str, pairs: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Products and operations that a workshop does, all of them when the order does not say."""
    told: set[str] = set()
    for row in context.rows.get("capabilities", ()):
        named, operations = row.get("workshops"), row.get("operations")
        if isinstance(named, tuple) and workshop in named and isinstance(operations, tuple):
            told.update(str(o) for o in operations)
    flags = {str(r.get("id")): r.get("every_operation") for r in context.rows.get("workshops", ())}
    if not told or flags.get(workshop) is True:
        return pairs
    return [(p, o) for p, o in pairs if o in told]
