"""The order workbook as received files are read against it and compared with it.

It may be far from complete: while capacities are collected it has no workshop yet. Whatever can be
read of it counts, and its own faults are findings, not obstacles.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from importers import defaults
from importers.builder import read_tables
from importers.cells import FAULTY
from importers.columns import SHEETS, Language
from importers.findings import Findings
from importers.matching import fold
from importers.received.contract import Draft, OrderContext
from importers.resolve import Line, Resolver
from importers.tables import Table
from importers.workbook import open_workbook
from optimizer.diagnostics import Diagnostic

_NOT_DIGIT = re.compile(r"\D")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTables:
    """The rows of an order workbook and where they stand, to be compared and edited.

    Attributes:
        file: name of the workbook.
        digest: SHA-256 of the file as it was read; another one means that somebody changed it.
        language: of its sheet titles.
        tables: by sheet key, with the places of columns.
        lines: by sheet key, rows with ids and references resolved.
        labels: sheet key -> id -> how the workbook names it in its references.
    """

    file: str
    digest: str
    language: Language = "fr"
    tables: Mapping[str, Table] = field(default_factory=dict)
    lines: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, "" when it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def read_context(
    path: Path,
) -> tuple[OrderContext | None, OrderTables | None, tuple[Diagnostic, ...]]:
    """What files are read against, the rows of the workbook, and every finding about its cells.

    Both are None only when the file cannot be opened or has no sheet of an order workbook.
    """
    digest = digest_of(path)
    raw, found = open_workbook(path)
    if raw is None:
        return None, None, found
    findings = Findings(path.name)
    tables = read_tables(raw, findings)
    if tables is None:
        return None, None, (*found, *findings.all)
    resolver = Resolver(tables, findings)
    lines = {
        key: tuple(x for x in lines if not x.is_double) for key, lines in resolver.lines.items()
    }
    context = _context(path.name, lines)
    order = OrderTables(
        file=path.name,
        digest=digest,
        language=_language(tables),
        tables=tables,
        lines=lines,
        labels={key: _labels(key, resolver) for key in _NAMED},
    )
    return context, order, (*found, *findings.all)


def with_newcomers(context: OrderContext, drafts: Iterable[Draft]) -> OrderContext:
    """The context with the workshops that drafts bring, for files that speak of them already."""
    names = dict(context.names.get("workshops", {}))
    new = {
        d.identity[0]: d for d in drafts if d.sheet == "workshops" and d.identity[0] not in names
    }
    if not new:
        return context
    sirets, hours = dict(context.sirets), dict(context.weekly_hours)
    for id, draft in new.items():
        name, siret = draft.values.get("name"), draft.values.get("siret")
        names[id] = (id, name) if isinstance(name, str) else (id,)
        if isinstance(siret, str):
            sirets[_NOT_DIGIT.sub("", siret)] = id
        if draft.values.get("weekly_hours") is not None:
            hours[id] = draft.values["weekly_hours"]
    rows = (*context.rows.get("workshops", ()), *({**d.values, "id": i} for i, d in new.items()))
    return replace(
        context,
        names={**context.names, "workshops": names},
        sirets=sirets,
        weekly_hours=hours,
        rows={**context.rows, "workshops": rows},
    )


# Sheets whose rows others refer to.
_NAMED = tuple(dict.fromkeys(c.to for s in SHEETS for c in s.columns if c.to))


def _context(file: str, lines: Mapping[str, tuple[Line, ...]]) -> OrderContext:
    start = lines["order"][0].values.get("start") if lines["order"] else None
    workshops = [x for x in lines["workshops"] if isinstance(x.id, str)]
    routing: dict[str, list[str]] = {}
    for line in lines["operations"]:
        product = line.values["product"]
        if isinstance(product, str) and isinstance(line.id, str):
            routing.setdefault(product, []).append(line.id)
    return OrderContext(
        file=file,
        start=start if isinstance(start, date) else None,
        last=_last_day(lines),
        names={key: _names(key, lines[key]) for key in _NAMED if key in lines},
        sirets={
            siret: str(x.id)
            for x in workshops
            if isinstance(x.values["siret"], str)
            and (siret := _NOT_DIGIT.sub("", x.values["siret"]))
        },
        routing={product: tuple(ids) for product, ids in routing.items()},
        weekly_hours={
            str(x.id): x.values["weekly_hours"]
            for x in workshops
            if x.values["weekly_hours"] not in (None, FAULTY)
        },
        rows={key: tuple(_sound(x) for x in found) for key, found in lines.items()},
    )


def _sound(line: Line) -> dict[str, object]:
    values = {k: v for k, v in line.values.items() if v is not FAULTY}
    if "id" in line.values and isinstance(line.id, str):
        values["id"] = line.id
    return values


def _names(key: str, lines: tuple[Line, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in lines:
        if not isinstance(line.id, str):
            continue
        told = [line.id]
        name = line.values.get("name")
        if isinstance(name, str):
            told.append(name)
        if key == "offers":
            # Nobody calls an offer by its code: what it is about tells it.
            supplier, material = line.values["supplier"], line.values["material"]
            if isinstance(supplier, str) and isinstance(material, str):
                told.append(f"{supplier}-{material}")
        known = found.get(line.id, ())
        found[line.id] = tuple(dict.fromkeys((*known, *told)))
    return found


def _last_day(lines: Mapping[str, tuple[Line, ...]]) -> date | None:
    due = [x.values["due"] for x in lines["demands"]]
    days = [d for d in due if isinstance(d, date)]
    if not days:
        return None
    tail = lines["order"][0].values["late_tail_weeks"] if lines["order"] else None
    weeks = tail if isinstance(tail, int) else defaults.LATE_TAIL_WEEKS
    return max(days) + timedelta(weeks=min(weeks, 520))


def _language(tables: Mapping[str, Table]) -> Language:
    titles = [(t.title, t.sheet) for t in tables.values() if t.rows or t.header_row]
    english = sum(fold(title) == fold(s.en) for title, s in titles)
    french = sum(fold(title) == fold(s.fr) for title, s in titles)
    return "en" if english > french else "fr"


def _labels(key: str, resolver: Resolver) -> dict[str, str]:
    """How references to a sheet are written: by names where the workbook does so, else by ids."""
    lines = [x for x in resolver.lines[key] if isinstance(x.id, str) and not x.is_double]
    has_ids = any(x.row.values.get("id") is not None for x in lines)
    said = {
        str(row.values[c.key])
        for t in resolver.tables.values()
        for c in t.sheet.columns
        if c.to == key
        for row in t.rows
        if row.values[c.key] not in (None, FAULTY)
    }
    found: dict[str, str] = {}
    directory = resolver.directories[key]
    for line in lines:
        id, name = str(line.id), line.values.get("name")
        is_said = isinstance(name, str) and any(name in text for text in said)
        if (
            isinstance(name, str)
            and (is_said or not has_ids)
            and not any(mark in name for mark in ";,\n")
            and directory.find(name) == (id,)
        ):
            found[id] = name
        else:
            found[id] = id
    return found
