"""Two readings of a workbook with faults, so that the rest of it can still be checked.

In one every faulty row is left out, in the other its faulty values are replaced by harmless ones. A
finding that both readings share is not caused by the faulty rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from importers.cells import FAULTY
from importers.columns import SHEET_BY_KEY, Column, Kind
from importers.resolve import Line, Resolver
from optimizer.weeks import week_name

Lines = dict[str, list[tuple[str, Mapping[str, Any]]]]


def sound_lines(resolver: Resolver) -> Lines:
    """Every line as it is, when none has a fault."""
    return {
        key: [(str(line.id), line.values) for line in lines if not line.is_double]
        for key, lines in resolver.lines.items()
    }


def without_faulty(resolver: Resolver) -> Lines:
    """Lines without those that have a fault, nor those that name one of them."""
    kept: Lines = {}
    operations: set[tuple[object, str]] = set()
    gone: dict[str, set[str]] = {}
    for key in _in_order(resolver):
        kept[key] = []
        for line in resolver.lines[key]:
            is_out = line.is_double or line.has_fault or _names_gone(line, gone, operations)
            if key == "order":
                # Without its start there is nothing to check; the rest of it has neutral blanks.
                values = {k: None if v is FAULTY else v for k, v in line.values.items()}
                kept[key].append((str(line.id), values))
            elif is_out:
                if isinstance(line.id, str) and not line.is_double:
                    gone.setdefault(key, set()).add(line.id)
            else:
                if key == "operations":
                    operations.add((line.values["product"], str(line.id)))
                kept[key].append((str(line.id), line.values))
        if key == "operations":
            _drop_products_without_operation(resolver, kept, gone, operations)
    return kept


def with_placeholders(resolver: Resolver, start: date) -> Lines:
    """Lines with harmless values where they have a fault; those that name nothing are left out."""
    kept: Lines = {}
    for key in _in_order(resolver):
        kept[key] = []
        for line in resolver.lines[key]:
            if line.is_double:
                continue
            values = dict(line.values)
            # A row of the opening state says nothing without its nature and what that asks for.
            is_lost = key == "opening" and any(
                v is FAULTY for k, v in values.items() if k != "quantity"
            )
            for column in SHEET_BY_KEY[key].columns:
                if values[column.key] is FAULTY:
                    values[column.key] = _placeholder(column, line, resolver, start)
                    is_lost |= values[column.key] is FAULTY
            if not is_lost:
                id = line.id if isinstance(line.id, str) else f"?{key}{line.row.number}"
                kept[key].append((id, values))
    return kept


def _in_order(resolver: Resolver) -> list[str]:
    first = ["order", "products", "operations", "materials", "delivery_points", "orders"]
    first += ["workshops", "suppliers", "demands", "offers"]
    return first + [k for k in resolver.lines if k not in first]


def _names_gone(
    line: Line, gone: Mapping[str, set[str]], operations: set[tuple[object, str]]
) -> bool:
    for column in line.row.sheet.columns:
        value = line.values[column.key]
        named = value if isinstance(value, tuple) else (value,)
        if column.to == "operations" and value is not None:
            product = line.values.get("product")
            if not all(
                (product, o) in operations
                or (product is None and any(x == o for _, x in operations))
                for o in named
            ):
                return True
        elif column.to and any(n in gone.get(column.to, ()) for n in named):
            return True
    return False


def _drop_products_without_operation(
    resolver: Resolver,
    kept: Lines,
    gone: dict[str, set[str]],
    operations: set[tuple[object, str]],
) -> None:
    """A product some operation of which is lost has no routing that could be judged."""
    lost = {
        line.values["product"]
        for line in resolver.lines["operations"]
        if line.has_fault and not line.is_double
    }
    for id, _ in list(kept["products"]):
        if id in lost:
            gone.setdefault("products", set()).add(id)
    removed = gone.get("products", set())
    kept["products"] = [(i, v) for i, v in kept["products"] if i not in removed]
    kept["operations"] = [(i, v) for i, v in kept["operations"] if v["product"] not in removed]
    operations -= {(p, o) for p, o in operations if p in removed}


def _placeholder(column: Column, line: Line, resolver: Resolver, start: date) -> object:
    if column.kind in (Kind.REF, Kind.REFS):
        ids = list(resolver.directory_for(column, line).ids)
        if not ids:
            return FAULTY if column.required else None
        return ids[0] if column.kind is Kind.REF else (ids[0],)
    # The order itself is never left out: there a value differs from the blank of the other reading.
    if not column.required and line.row.sheet.row_kind != "labels":
        return None
    return {
        Kind.INTEGER: 1,
        Kind.DECIMAL: Decimal(1),
        Kind.PERCENT: Decimal("0.5"),
        Kind.HOURS: Decimal(35),
        Kind.MINUTES: Decimal(1),
        Kind.MONEY: Decimal(1),
        Kind.MONEYS: (Decimal(1),),
        Kind.DATE: start + timedelta(weeks=8),
        Kind.DATES: (start,),
        Kind.WEEK: week_name(start),
        Kind.YES_NO: True,
        Kind.CHOICE: column.choices[-1].value if column.choices else "",
        Kind.TEXT: "?",
    }.get(column.kind)
