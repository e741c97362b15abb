"""Findings that say the same of many rows of a column, said once with the rows they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from optimizer.diagnostics import Diagnostic
from service import messages
from service.i18n import Texts

# Fewer are told one by one: each is then easier to find.
_LEAST = 3
_MOST_READ = 3
_MOST_RANGES = 5
_CELL = re.compile(r"([A-Z]{1,3})(\d+)")
# A sentence that quotes what was read can quote several.
_QUOTED = "« {read} »"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One finding, or several alike: ``rows`` are theirs, empty when it stands alone."""

    finding: Diagnostic
    column: str = ""
    rows: tuple[int, ...] = ()

    def place(self, texts: Texts) -> str:
        """Where it is: a cell, or rows as people say them, « lignes 12–18, 20 »."""
        if not self.rows:
            return self.finding.source.cell
        rows = ranges(self.rows)
        if "column" in self.finding.params:
            return texts.gettext("lignes {rows}", rows=rows)
        return texts.gettext("lignes {rows}, colonne {column}", rows=rows, column=self.column)


def grouped(findings: Iterable[Diagnostic]) -> list[Group]:
    """The findings in order, those alike put together where the first of them stands."""
    found = list(findings)
    marks = [_mark(d) for d in found]
    by_mark: dict[object, list[Diagnostic]] = {}
    for finding, mark in zip(found, marks, strict=True):
        by_mark.setdefault(mark, []).append(finding)
    groups = []
    said = set()
    for finding, mark in zip(found, marks, strict=True):
        alike = by_mark[mark]
        if mark is None or len(alike) < _LEAST:
            groups.append(Group(finding=finding))
        elif mark not in said:
            said.add(mark)
            groups.append(_together(alike))
    return groups


def ranges(rows: Iterable[int]) -> str:
    """Row numbers with runs of them shortened: ``12–18, 20``."""
    spans: list[list[int]] = []
    for row in sorted(set(rows)):
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    told = [f"{a}–{b}" if a != b else str(a) for a, b in spans[:_MOST_RANGES]]
    return ", ".join(told) + (" …" if len(spans) > _MOST_RANGES else "")


def _mark(finding: Diagnostic) -> object:
    """What findings alike have in common; None for one that cannot be grouped."""
    cell = _CELL.fullmatch(finding.source.cell)
    if cell is None:
        return None
    template = messages.template_of(finding) or ""
    # What was read may differ only where the sentence can quote several readings.
    may_differ = {"suggestion", "first"}
    if _QUOTED in template and "{kept" not in template:
        may_differ |= {"read"}
    rest = tuple(sorted((k, v) for k, v in finding.params.items() if k not in may_differ))
    if "{first" in template:
        return None
    source = finding.source
    return finding.code, finding.severity, finding.subject, source.file, source.sheet, cell[1], rest


def _together(alike: Sequence[Diagnostic]) -> Group:
    first = alike[0]
    cells = [m for d in alike if (m := _CELL.fullmatch(d.source.cell)) is not None]
    params = dict(first.params)
    readings = list(dict.fromkeys(d.params["read"] for d in alike if "read" in d.params))
    if len(readings) > 1:
        told = " », « ".join(readings[:_MOST_READ])
        params["read"] = told + (" …" if len(readings) > _MOST_READ else "")
    if len({d.params.get("suggestion", "") for d in alike}) > 1:
        params["suggestion"] = ""
    return Group(
        finding=replace(first, params=params),
        column=cells[0][1],
        rows=tuple(int(m[2]) for m in cells),
    )
