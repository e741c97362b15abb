"""Writing changes into a copy of the order workbook, where its owner would have typed them.

Everything else of the workbook stays: formats, other sheets, validations, remarks beside the table.
The result is read again before anybody gets it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl.workbook import Workbook

from importers import markup_losses
from importers.builder import read_problem
from importers.columns import SHEET_BY_KEY
from importers.editing import editable
from importers.findings import Findings
from importers.received.changes import Changes, EntryChange, Fate, touched_sheets
from importers.received.context import OrderTables
from importers.received.entries import (
    Entry,
    entries_of_line,
    gathered,
    normal_values,
    other_columns,
)
from importers.received.kept_formulas import keep_results
from importers.received.order_sheet import OrderSheet
from importers.resolve import Line
from importers.template import why_unwritable
from optimizer.diagnostics import Diagnostic, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What came of applying.

    Attributes:
        refused: why nothing was written; empty when it was.
        remaining: what the order still lacks afterwards, and what there is to know.
        losses: what of the workbook could not be kept, by :data:`importers.markup_losses.LOSSES`.
    """

    refused: tuple[Diagnostic, ...] = ()
    remaining: tuple[Diagnostic, ...] = ()
    losses: tuple[str, ...] = ()


def apply(changes: Changes, tables: OrderTables, order_path: Path, out_path: Path) -> Applied:
    """Write the changes into a copy of the order workbook, whole or not at all.

    ``order_path`` and ``out_path`` may be the same file. Nothing is written when the order workbook
    is no longer the one that was compared, when a text cannot stand in a cell, or when the result
    has a fault that what was written causes.

    Raises:
        OSError: the place cannot be written to.
    """
    findings = Findings(order_path.name)
    try:
        data = order_path.read_bytes()
    except OSError:
        data = b""
    if not _is_same(data, changes.digest):
        findings.add("import.order_changed", read=order_path.name)
        return Applied(refused=findings.all)
    _refuse_unwritable(changes, findings)
    if findings.has_errors:
        return Applied(refused=findings.all)
    with editable(data, has_macros=order_path.suffix.lower() == ".xlsm") as book:
        return _write(book, changes, tables, data, order_path, out_path)


def _write(
    book: Workbook,
    changes: Changes,
    tables: OrderTables,
    data: bytes,
    order_path: Path,
    out_path: Path,
) -> Applied:
    """Edit, check what comes of it, and only then put it in its place."""
    findings = Findings(order_path.name)
    written, lost = _edit(book, changes, tables)
    if lost:
        for title, expected in lost:
            findings.add("import.header_missing", sheet=title, expected=expected)
        return Applied(refused=findings.all)
    with tempfile.TemporaryDirectory(prefix=".oeuvre-", dir=out_path.parent) as beside:
        made = Path(beside) / order_path.name
        book.save(made)
        keep_results(made, data)
        refused, remaining = _check(order_path, made, written)
        if refused:
            return Applied(refused=refused)
        if not _is_same(order_path.read_bytes(), changes.digest):
            findings.add("import.order_changed", read=order_path.name)
            return Applied(refused=findings.all)
        losses = markup_losses.lost(data, made)
        os.replace(made, out_path)
    return Applied(remaining=remaining, losses=losses)


def _is_same(data: bytes, digest: str) -> bool:
    return hashlib.sha256(data).hexdigest() == digest


def _refuse_unwritable(changes: Changes, findings: Findings) -> None:
    for change in changes.entries:
        columns = {c.key: c for c in SHEET_BY_KEY[change.sheet].columns}
        texts = [(cell.column, part) for cell in change.cells for part in _texts(cell.new)]
        if change.fate is Fate.NEW:
            identity = [c.key for c in columns.values() if c.key not in change.entry.values]
            texts += [(identity[0], part) for part in change.key if identity]
        for key, text in texts:
            why = why_unwritable(text, columns[key])
            if why:
                source = next((c.source for c in change.cells if c.column == key), None)
                findings.add(
                    "import.unwritable_text",
                    sheet=source.sheet if source else "",
                    cell=source.cell if source else "",
                    column=columns[key].fr,
                    read=text[:200],
                    expected=why,
                )


def _texts(value: object) -> list[str]:
    parts = value if isinstance(value, tuple) else (value,)
    return [p for p in parts if isinstance(p, str)]


# -- editing ----------------------------------------------------------------------------------


def _edit(
    book: Workbook, changes: Changes, tables: OrderTables
) -> tuple[set[tuple[str, str]], list[tuple[str, str]]]:
    """Make every change.

    Returns:
        (sheet title, cell) of the values written, and (sheet title, columns expected) of sheets
        that hold something but have no header.
    """
    written: set[tuple[str, str]] = set()
    lost = []
    labels = _labels(changes, tables)
    for key in touched_sheets(changes.entries):
        sheet = OrderSheet(book, tables.tables[key], tables.language, labels)
        if sheet.is_lost:
            lost.append((sheet.title, ", ".join(c.fr for c in sheet.sheet.columns if c.required)))
            continue
        mine = [c for c in changes.entries if c.sheet == key]
        rows = _change_lines(sheet, [c for c in mine if c.fate in (Fate.CHANGED, Fate.REMOVED)])
        rows += gathered(key, [c.entry for c in mine if c.fate is Fate.NEW])
        for values, members in rows:
            origin = next((e.line.row.number for e in members if e.line is not None), None)
            sheet.append(values, origin)
        written |= {(sheet.title, cell) for cell in sheet.written}
    return written, lost


def _change_lines(
    sheet: OrderSheet, changes: Sequence[EntryChange]
) -> list[tuple[dict[str, object], list[Entry]]]:
    """Change rows where they stand; what no longer fits into them comes back as new rows."""
    by_line: dict[int, list[EntryChange]] = {}
    lines: dict[int, Line] = {}
    for change in changes:
        line = change.entry.line
        assert line is not None, "only an entry of the workbook changes or goes"
        lines[id(line)] = line
        by_line.setdefault(id(line), []).append(change)
    more = []
    for mark, line in lines.items():
        more += _change_line(sheet, line, by_line[mark])
    return more


def _change_line(
    sheet: OrderSheet, line: Line, changes: Sequence[EntryChange]
) -> list[tuple[dict[str, object], list[Entry]]]:
    key, row = sheet.key, line.row.number
    before = entries_of_line(key, line)
    fates = {c.key: c for c in changes}
    gone = {c.key for c in changes if c.fate is Fate.REMOVED}
    after = [fates[e.key].entry if e.key in fates else e for e in before if e.key not in gone]
    if not after:
        sheet.clear(row)
        return []
    if not gone and len({_mark(key, e) for e in after}) == 1:
        for column in other_columns(key):
            if any(c.column == column.key for change in changes for c in change.cells):
                sheet.put(row, column.key, after[0].values[column.key])
        return []
    rows = gathered(key, after)
    # The row keeps what changes least, so that what its owner wrote beside stays true.
    rows.sort(key=lambda r: -sum(e.key not in fates for e in r[1]))
    sheet.rewrite(row, rows[0][0], line)
    return rows[1:]


def _mark(sheet: str, entry: Entry) -> str:
    return repr(sorted(normal_values(sheet, entry.values, entry.key).items(), key=lambda x: x[0]))


def _labels(changes: Changes, tables: OrderTables) -> dict[str, dict[str, str]]:
    """How references are written, those to new rows included: by name where the others are."""
    found = {sheet: dict(ids) for sheet, ids in tables.labels.items()}
    for change in changes.of(Fate.NEW):
        known = found.setdefault(change.sheet, {})
        name = change.entry.values.get("name")
        are_named = all(id != label for id, label in known.items())
        if isinstance(name, str) and are_named and not any(m in name for m in ";,\n"):
            known[change.key[0]] = name
    return found


# -- checking ---------------------------------------------------------------------------------


def _check(
    order_path: Path, made: Path, written: Iterable[tuple[str, str]]
) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
    """(faults that what was written causes, errors of the order that it does not cause)."""
    _, earlier = read_problem(order_path)
    _, found = read_problem(made)
    known = {_same_finding(d) for d in earlier}
    places = set(written)
    errors = [d for d in found if d.severity is Severity.ERROR]
    new = [d for d in errors if _same_finding(d) not in known]
    refused = [
        d for d in new if d.code.startswith("import.") or (d.source.sheet, d.source.cell) in places
    ]
    return tuple(refused), tuple(d for d in new if d not in refused)


def _same_finding(finding: Diagnostic) -> tuple[object, ...]:
    params = {k: v for k, v in finding.params.items() if k != "first"}
    return finding.code, finding.subject, finding.source.sheet, tuple(sorted(params.items()))
