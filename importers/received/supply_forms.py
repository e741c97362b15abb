"""Forms that ask for prices and quantities: the quotation of a supplier, the joint order.

Only columns that are read without any guess are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from importers.cell_numbers import plain
from importers.columns import Language
from importers.columns.received_supply_sheets import GROUPED_ORDER, QUOTATION
from importers.received import price_terms
from importers.received.contract import OrderContext
from importers.received.form_shape import (
    Form,
    FormColumn,
    declared,
    declared_columns,
    names_of,
)

# Prices by quantity that a supplier may give of one article.
_BREAKS = 3
_WIDTHS = {
    "name": 28,
    "unit": 9,
    "supplier": 18,
    "reference": 14,
    "pack": 17,
    "from": 11,
    "price": 11,
    "delay": 12,
    "minimum": 12,
    "until": 12,
    "remark": 24,
}
# Without or with tax: a price that does not say it is a question.
_PRICE = {"fr": "PU HT (€)", "en": "Unit price (€ HT)"}
_QUOTATION = (
    *("name", "unit", "supplier", "reference", "pack", "from", "price", "delay", "minimum"),
    *("weekly", "total", "until", "remark"),
)


def quotation(context: OrderContext, supplier: str, language: Language) -> Form:
    """Materials to be quoted, each with room for prices by quantity."""
    columns = declared_columns(QUOTATION, _QUOTATION, language)
    labels = ("name", "unit", "supplier") if supplier else ("name", "unit")
    columns = [replace(c, is_label=c.column.key in labels) for c in _fitted(columns)]
    in_weeks = {"fr": "semaines", "en": "weeks"}[language]
    at = _QUOTATION.index("delay")
    columns[at] = replace(columns[at], header=f"{columns[at].header} ({in_weeks})", example="2")
    at = _QUOTATION.index("price")
    columns[at] = replace(columns[at], header=_PRICE[language])
    names = names_of(context, "suppliers")
    rows: list[Mapping[int, object]] = []
    for id, name in names_of(context, "materials").items():
        first: dict[int, object] = {0: name}
        if unit := _unit_of(context, id):
            first[1] = unit
        if supplier:
            first[2] = names.get(supplier, supplier)
        rows += [first, *({} for _ in range(_BREAKS - 1))]
    per_break = [_QUOTATION.index(k) for k in ("from", "price")]
    lists = {} if supplier else {"suppliers": tuple(names.values())}
    if not supplier:
        columns[2] = replace(columns[2], offers="suppliers", example="Toiles du Nord")
    return Form(
        sheet=QUOTATION,
        columns=tuple(columns),
        rows=tuple(rows),
        lists=lists,
        merged=tuple((r, r + _BREAKS - 1) for r in range(0, len(rows), _BREAKS)),
        merged_columns=tuple(n for n in range(len(columns)) if n not in per_break),
    )


def _fitted(columns: list[FormColumn]) -> list[FormColumn]:
    return [replace(c, width=_WIDTHS.get(c.column.key, c.width)) for c in columns]


def _unit_of(context: OrderContext, material: str) -> str:
    for row in context.rows.get("materials", ()):
        if row.get("id") == material:
            return str(row.get("unit") or "")
    return ""


def grouped_order(
    context: OrderContext, workshops: Sequence[str], supplier: str, language: Language
) -> Form:
    """Materials as rows, members as columns, what each has asked for already."""
    keys = ("name", "unit", "pack", *(("supplier",) if supplier else ()))
    declared_labels = _fitted(declared_columns(GROUPED_ORDER, keys, language))
    labels = [replace(c, is_label=True) for c in declared_labels]
    names = names_of(context, "workshops")
    quantity = GROUPED_ORDER.column("quantity")
    members = [
        FormColumn(
            header=names.get(id, id),
            column=quantity,
            width=max(13, 1.2 * max(len(w) for w in names.get(id, id).split()) + 2),
            example="120",
        )
        for id in workshops
    ]
    remark = declared(GROUPED_ORDER.column("remark"), language)
    asked = {
        (str(r.get("workshop")), str(r.get("material"))): r.get("quantity")
        for r in context.rows.get("requests", ())
    }
    suppliers = names_of(context, "suppliers")
    rows = []
    for id, name in names_of(context, "materials").items():
        row: dict[int, object] = {0: name}
        unit = _unit_of(context, id)
        values = {1: unit, 2: _pack_of(context, id, unit)}
        if supplier:
            values[3] = suppliers.get(supplier, supplier)
        row |= {n: v for n, v in values.items() if v}
        row |= {
            len(labels) + n: v
            for n, w in enumerate(workshops)
            if (v := asked.get((w, id))) is not None
        }
        rows.append(row)
    return Form(sheet=GROUPED_ORDER, columns=(*labels, *members, remark), rows=tuple(rows))


def _pack_of(context: OrderContext, material: str, unit: str) -> str:
    """By how many the material is sold, when every offer says the same."""
    multiples = {
        r.get("multiple") for r in context.rows.get("offers", ()) if r.get("material") == material
    }
    if len(multiples) != 1 or price_terms.parse_unit(unit) is None:
        return ""
    multiple = multiples.pop()
    if not isinstance(multiple, int | Decimal) or multiple == 1:
        return ""
    return f"{plain(Decimal(multiple))} {unit}"
