"""Findings that say the same of many cells of a column or of a row, said once with where they are."""

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
# Likewise the headers of the columns of a row.
_HEADED = "« {column} »"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One finding, or several alike: of ``rows`` of a column, of ``cells`` of a row, or alone."""

    finding: Diagnostic
    column: str = ""
    rows: tuple[int, ...] = ()
    cells: str = ""

    def place(self, texts: Texts) -> str:
        """Where it is: a cell, cells « D4–H4 », or rows as people say them, « lignes 12–18, 20 »."""
        if not self.rows:
            return self.cells or self.finding.source.cell
        rows = ranges(self.rows)
        if "column" in self.finding.params:
            return texts.gettext("lignes {rows}", rows=rows)
        return texts.gettext("lignes {rows}, colonne {column}", rows=rows, column=self.column)


def grouped(findings: Iterable[Diagnostic]) -> list[Group]:
    """The findings in order, those alike put together where the first of them stands.

    Columns go first: what stays alone there may be alike along its row.
    """
    found = list(findings)
    groups: dict[int, Group] = {}
    taken: set[int] = set()
    for of_row, together in ((False, _down), (True, _along)):
        by_mark: dict[object, list[int]] = {}
        for i, finding in enumerate(found):
            if i not in taken and (mark := _mark(finding, of_row=of_row)) is not None:
                by_mark.setdefault(mark, []).append(i)
        for alike in by_mark.values():
            if len(alike) >= _LEAST:
                groups[alike[0]] = together([found[i] for i in alike])
                taken.update(alike)
    return [
        groups.get(i, Group(finding=finding))
        for i, finding in enumerate(found)
        if i in groups or i not in taken
    ]


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of each run of numbers that follow one another."""
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return [(a, b) for a, b in spans]


def ranges(rows: Iterable[int]) -> str:
    """Row numbers with runs of them shortened: ``12–18, 20``."""
    spans = _runs(rows)
    told = [f"{a}–{b}" if a != b else str(a) for a, b in spans[:_MOST_RANGES]]
    return ", ".join(told) + (" …" if len(spans) > _MOST_RANGES else "")


def _mark(finding: Diagnostic, *, of_row: bool) -> object:
    """What findings alike have in common; None for one that cannot be grouped."""
    cell = _CELL.fullmatch(finding.source.cell)
    template = messages.template_of(finding) or ""
    if cell is None or "{first" in template:
        return None
    # What was read may differ only where the sentence can quote several readings.
    may_differ = {"suggestion", "first"}
    if _QUOTED in template and "{kept" not in template:
        may_differ |= {"read"}
    if of_row and (_HEADED in template or "{column" not in template):
        may_differ |= {"column"}
    rest = tuple(sorted((k, v) for k, v in finding.params.items() if k not in may_differ))
    source = finding.source
    where = cell[2] if of_row else cell[1]
    return finding.code, finding.severity, finding.subject, source.file, source.sheet, where, rest


def _down(alike: Sequence[Diagnostic]) -> Group:
    """Findings of one column."""
    cells = [m for d in alike if (m := _CELL.fullmatch(d.source.cell)) is not None]
    return Group(
        finding=_said_once(alike),
        column=cells[0][1],
        rows=tuple(int(m[2]) for m in cells),
    )


def _along(alike: Sequence[Diagnostic]) -> Group:
    """Findings of one row."""
    cells = [m for d in alike if (m := _CELL.fullmatch(d.source.cell)) is not None]
    row = cells[0][2]
    spans = _runs(_position(m[1]) for m in cells)
    told = [
        f"{_letters(a)}{row}–{_letters(b)}{row}" if a != b else f"{_letters(a)}{row}"
        for a, b in spans[:_MOST_RANGES]
    ]
    return Group(
        finding=_said_once(alike),
        cells=", ".join(told) + (" …" if len(spans) > _MOST_RANGES else ""),
    )


def _said_once(alike: Sequence[Diagnostic]) -> Diagnostic:
    """The first of them, quoting what the others read and the columns they stand in."""
    first = alike[0]
    params = dict(first.params)
    for key in ("read", "column"):
        texts = list(dict.fromkeys(d.params[key] for d in alike if key in d.params))
        if len(texts) > 1:
            params[key] = " », « ".join(texts[:_MOST_READ])
            params[key] += " …" if len(texts) > _MOST_READ else ""
    if len({d.params.get("suggestion", "") for d in alike}) > 1:
        params["suggestion"] = ""
    return replace(first, params=params)


def _position(letters: str) -> int:
    found = 0
    for letter in letters:
        found = 26 * found + ord(letter) - ord("A") + 1
    return found


def _letters(position: int) -> str:
    found = ""
    while position:
        position, rest = divmod(position - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
