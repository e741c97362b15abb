"""Records kept in the order workbook beside the plan's data: production done, joint orders.

They are validated with the rest of the workbook but are no part of a problem, so that
:func:`importers.template.write_problem` cannot write them: what is applied to the workbook itself
keeps them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from importers import builder
from importers.findings import Findings
from importers.record_checks import check_records
from importers.resolve import Line, Resolver
from importers.workbook import WORKBOOK_FORMATS, open_workbook
from optimizer.diagnostics import Diagnostic, Severity, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Production:
    """What a workshop made of a lot in a week; units of the product, None where nobody told.

    Attributes:
        lot: "" when the row names none.
        delivered: day on which ``delivered_units`` left, by ``delivery_note``.
        refused_units: of these, what the buyer refused.
        source: where the row stands.
        batch: of the material that went into it.
    """

    workshop: str
    week: str
    product: str
    operation: str
    lot: str = ""
    made: Decimal
    conforming: Decimal | None = None
    scrap: Decimal | None = None
    delivered: date | None = None
    delivered_units: Decimal | None = None
    refused_units: Decimal | None = None
    delivery_note: str = ""
    batch: str = ""
    remark: str = ""
    source: Source = field(default_factory=Source, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a workshop asked for in a joint order, in units of the material; ids elsewhere."""

    workshop: str
    material: str
    quantity: Decimal
    supplier: str = ""
    reference: str = ""
    file: str = ""


def read_followup(path: Path) -> tuple[tuple[Production, ...], tuple[Diagnostic, ...]]:
    """The production recorded in an order workbook, in its order, and every finding about it.

    Rows with a fault are left out. Never raises for what a file holds.
    """
    lines, found = _lines(path, "followup")
    return tuple(Production(**_told(x.values), source=_place(path, x)) for x in lines), found


def read_requests(path: Path) -> tuple[tuple[Request, ...], tuple[Diagnostic, ...]]:
    """The joint orders recorded in an order workbook, in the same way."""
    lines, found = _lines(path, "requests")
    return tuple(Request(**_told(x.values)) for x in lines), found


def _lines(path: Path, key: str) -> tuple[list[Line], tuple[Diagnostic, ...]]:
    raw, found = open_workbook(path, formats=WORKBOOK_FORMATS)
    if raw is None:
        return [], found
    findings = Findings(path.name)
    tables = builder.read_tables(raw, findings)
    if tables is None:
        return [], findings.all
    resolver = Resolver(tables, findings)
    check_records(resolver, findings)
    title = tables[key].title
    about = tuple(d for d in findings.all if d.source.sheet == title)
    wrong = {d.source.cell for d in about if d.severity is Severity.ERROR}
    lines = [
        x
        for x in resolver.lines[key]
        if not (x.has_fault or x.is_double or wrong & set(x.row.cells.values()))
    ]
    return lines, about


def _place(path: Path, line: Line) -> Source:
    cells = line.row.cells
    cell = cells["delivered_units"] or cells["delivered"] or cells["product"]
    return Source(file=path.name, sheet=line.row.title, cell=cell)


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """Blanks left out, so that the defaults of the record stand for them."""
    return {k: v for k, v in values.items() if v is not None}
