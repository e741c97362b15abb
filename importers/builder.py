"""An order workbook to a problem: everything wrong at once, each fault in its cell.

Sheets and columns are those of :mod:`importers.columns`. What nobody said is assumed by
:mod:`importers.defaults` and listed in ``Problem.assumptions``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from importers.assemble import assemble
from importers.cells import FAULTY, Calendar
from importers.columns import SHEET_BY_KEY, SHEETS
from importers.findings import Findings
from importers.locate import locate
from importers.record_checks import check_records
from importers.repair import sound_lines, with_placeholders, without_faulty
from importers.resolve import Resolver, empty_table
from importers.tables import Table, match_sheets, read_labels, read_table
from importers.workbook import WORKBOOK_FORMATS, RawWorkbook, open_workbook
from optimizer.diagnostics import Diagnostic, has_errors
from optimizer.problem import Problem
from optimizer.validation import check_problem

ANSWERS = frozenset({"workshops", "capabilities"})
"""Sheets that wait for what the workshops answer."""
# What is wrong with an order only because nobody has answered yet.
_WITHOUT_ANSWERS = ("problem.no_workshops", "problem.nobody_able", "problem.norm_of_nobody")


def read_problem(path: Path) -> tuple[Problem | None, tuple[Diagnostic, ...]]:
    """The problem of an order workbook (.xlsx, .xlsm, .xls, .ods), and every finding about it.

    Returns:
        The problem, None when there is an error among the findings; they carry file, sheet and
        cell, and include those of :func:`optimizer.validation.check_problem`. Never raises for
        what a file holds.
    """
    problem, found = read_with_faults(path)
    return (None if has_errors(found) else problem), found


def read_with_faults(
    path: Path, *, is_awaiting: bool = False
) -> tuple[Problem | None, tuple[Diagnostic, ...]]:
    """The same, the problem also when only its rules are broken: its names say what is wrong.

    Args:
        is_awaiting: no workshop need have answered yet: a workbook without any is not at fault.
    """
    raw, found = open_workbook(path, formats=WORKBOOK_FORMATS)
    if raw is None:
        return None, found
    findings = Findings(path.name)
    tables = read_tables(raw, findings, awaited=ANSWERS if is_awaiting else frozenset())
    if tables is None:
        return None, findings.all
    resolver = Resolver(tables, findings)
    check_records(resolver, findings)
    problem: Problem | None = None
    if findings.has_errors:
        rest = _shared_findings(resolver)
    else:
        problem = assemble(sound_lines(resolver))
        rest = check_problem(problem)
        if is_awaiting and not problem.workshops:
            rest = tuple(d for d in rest if d.code not in _WITHOUT_ANSWERS)
    located = tuple(locate(d, resolver, path.name) for d in rest)
    return problem, (*findings.all, *located)


def read_tables(
    raw: RawWorkbook, findings: Findings, *, awaited: frozenset[str] = frozenset()
) -> dict[str, Table] | None:
    """Every declared sheet of a workbook, empty ones included; None when none is there.

    Args:
        awaited: keys of sheets that may be empty or left out although an order needs them.
    """
    grids, lost = match_sheets(raw, findings)
    if not grids and not lost:
        read = ", ".join(g.title for g in raw.grids)
        expected = ", ".join(s.fr for s in SHEETS if s.required)
        findings.add("import.no_known_sheet", read=read, expected=expected)
        return None
    calendar = Calendar(epoch=raw.epoch)
    tables: dict[str, Table] = {}
    order = SHEET_BY_KEY["order"]
    if "order" in grids:
        row = read_labels(order, grids["order"], calendar, findings)
        tables["order"] = Table(sheet=order, title=row.title, rows=(row,))
        start = row.values["start"]
        if isinstance(start, date):
            calendar = replace(calendar, start=start)
    for sheet in SHEETS:
        if sheet.key in tables:
            continue
        if sheet.key in grids:
            tables[sheet.key] = read_table(
                sheet,
                grids[sheet.key],
                calendar,
                findings,
                is_required=sheet.required and sheet.key not in awaited,
            )
            continue
        is_required = sheet.required and sheet.key not in awaited
        if is_required and sheet.key not in lost:
            findings.add("import.sheet_missing", sheet=sheet.fr, expected=sheet.fr)
        tables[sheet.key] = empty_table(sheet, is_broken=is_required or sheet.key in lost)
    return {s.key: tables[s.key] for s in SHEETS}


def _shared_findings(resolver: Resolver) -> tuple[Diagnostic, ...]:
    """What is wrong with the problem whatever the faulty rows were meant to say."""
    lines = resolver.lines["order"]
    start = lines[0].values["start"] if lines else FAULTY
    broken = any(t.is_broken or (t.sheet.required and not t.rows) for t in resolver.tables.values())
    if not isinstance(start, date) or broken:
        return ()
    left_out = {_mark(d) for d in check_problem(assemble(without_faulty(resolver)))}
    repaired = check_problem(assemble(with_placeholders(resolver, start)))
    return tuple(d for d in repaired if _mark(d) in left_out)


def _mark(finding: Diagnostic) -> tuple[object, ...]:
    return finding.code, finding.subject, tuple(sorted(finding.params.items()))
