"""From raw sheets to rows of typed values: which sheet, where its header is, what its cells say.

Rows keep the place of every value, so that whatever is found later can still be shown in its cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from importers.cells import FAULTY, Calendar, read_cell, shown
from importers.columns import INSTRUCTION_TITLES, SHEETS, Column, Kind, Sheet
from importers.findings import Findings
from importers.matching import fold, header_key, is_example_label, is_total_label, nearest
from importers.workbook import Cell, Grid, RawWorkbook
from optimizer.diagnostics import Severity

# The header is looked for in the first rows: titles and logos come above it.
_HEADER_ROWS = 25
# A merged cell of these kinds says the same for all its rows; of a number one cannot tell.
_REPEATED = {Kind.REF, Kind.REFS, Kind.CHOICE, Kind.DATE, Kind.WEEK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row, or one sheet of labels: values by column key (None: blank), and where each stands.

    ``headers`` are the headers as the file writes them.
    """

    sheet: Sheet
    title: str
    number: int
    values: Mapping[str, object]
    cells: Mapping[str, str]
    headers: Mapping[str, str]

    @property
    def has_fault(self) -> bool:
        """Whether a value of it could not be read."""
        return any(v is FAULTY for v in self.values.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of one sheet; ``is_broken`` when some were lost and its ids are not all known.

    ``header_row`` is 0 where there is none, ``columns`` says where each column key stands (from 1).
    """

    sheet: Sheet
    title: str
    rows: tuple[Row, ...] = ()
    is_broken: bool = False
    header_row: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """Where the columns of a sheet are, and those that are not there but should be."""

    header_row: int
    columns: Mapping[int, Column]
    headers: Mapping[str, str]
    lost: frozenset[str] = field(default_factory=frozenset)


def match_sheets(
    raw: RawWorkbook, findings: Findings, sheets: tuple[Sheet, ...] = SHEETS
) -> tuple[dict[str, Grid], set[str]]:
    """Which grid is which sheet, and the keys of sheets that are lost under a near name."""
    by_title = {fold(t): s for s in sheets for t in (*s.also, s.en, s.fr)}
    left_aside = {fold(t) for t in INSTRUCTION_TITLES.values()}
    found: dict[str, Grid] = {}
    unknown = []
    for grid in raw.grids:
        sheet = by_title.get(fold(grid.title))
        if sheet is None:
            if fold(grid.title) not in left_aside and not grid.is_hidden and grid.rows:
                unknown.append(grid)
        elif sheet.key in found:
            first = found[sheet.key].title
            findings.add("import.sheet_duplicate", sheet=grid.title, read=grid.title, first=first)
        else:
            found[sheet.key] = grid
    lost = set()
    for grid in unknown:
        near = nearest(grid.title, [t for s in sheets if s.key not in found for t in _titles(s)])
        if near:
            sheet = by_title[fold(near)]
            lost.add(sheet.key)
            findings.add("import.sheet_near", sheet=grid.title, read=grid.title, suggestion=near)
        else:
            findings.warn("import.sheet_unknown", sheet=grid.title, read=grid.title)
    return found, lost


def _titles(sheet: Sheet) -> tuple[str, ...]:
    return (sheet.fr, sheet.en, *sheet.also)


def read_table(
    sheet: Sheet,
    grid: Grid,
    calendar: Calendar,
    findings: Findings,
    *,
    is_required: bool | None = None,
) -> Table:
    """Rows of a sheet with a header, every fault of its cells reported.

    Args:
        is_required: whether it must have rows; None: as the sheet says.
    """
    must_have_rows = sheet.required if is_required is None else is_required
    layout = _find_header(sheet, grid, findings)
    if layout is None:
        return Table(sheet=sheet, title=grid.title, is_broken=must_have_rows or bool(grid.rows))
    repeated, spoiled = _merged(grid, layout, findings)
    rows = []
    for number in sorted({*grid.rows, *repeated}):
        if number <= layout.header_row:
            continue
        cells = dict(grid.rows.get(number, {}))
        if _is_left_aside(cells, grid.title, number, findings):
            continue
        cells.update(repeated.get(number, {}))
        if any(c in layout.columns for c in cells):
            is_spoiled = number in spoiled
            rows.append(
                _row(sheet, grid.title, number, cells, layout, is_spoiled, calendar, findings)
            )
    if must_have_rows and not rows:
        findings.add("import.no_row", sheet=grid.title, expected=grid.title)
    return Table(
        sheet=sheet,
        title=grid.title,
        rows=tuple(rows),
        is_broken=bool(layout.lost & {"id", "name"}) or (must_have_rows and not rows),
        header_row=layout.header_row,
        columns={column.key: c for c, column in layout.columns.items()},
    )


def read_labels(sheet: Sheet, grid: Grid, calendar: Calendar, findings: Findings) -> Row:
    """The one object of a sheet of labels and values, every fault reported."""
    keys = _header_keys(sheet)
    counts: dict[int, int] = {}
    for cells in grid.rows.values():
        for c, cell in cells.items():
            if isinstance(cell.value, str) and header_key(cell.value) in keys:
                counts[c] = counts.get(c, 0) + 1
    at = max(counts, key=lambda c: (counts[c], -c), default=1)
    places: dict[str, tuple[int, str]] = {}
    lost = set()
    for number, row in grid.rows.items():
        label = row.get(at)
        if label is None or not isinstance(label.value, str):
            continue
        place = _name(at, number)
        key = _known(label.value, keys)
        if key is None:
            has_value = at + 1 in row
            lost |= _unknown_header(
                sheet, grid.title, place, label.value, set(places), findings, has_value
            )
        elif key in places:
            _duplicate(grid.title, place, label.value, _name(at, places[key][0]), findings)
        else:
            places[key] = (number, label.value)
    values: dict[str, object] = {}
    where: dict[str, str] = {}
    headers: dict[str, str] = {}
    for column in sheet.columns:
        if column.key not in places:
            values[column.key] = FAULTY if column.key in lost else None
            where[column.key], headers[column.key] = "", column.fr
            if column.required and column.key not in lost:
                findings.add("import.column_missing", sheet=grid.title, expected=column.fr)
                values[column.key] = FAULTY
            continue
        number, label_text = places[column.key]
        where[column.key], headers[column.key] = _name(at + 1, number), label_text
        raw = grid.rows[number].get(at + 1)
        values[column.key] = _value(
            column, raw, grid.title, where[column.key], label_text, calendar, findings, False
        )
    return Row(sheet=sheet, title=grid.title, number=1, values=values, cells=where, headers=headers)


def _find_header(sheet: Sheet, grid: Grid, findings: Findings) -> _Layout | None:
    keys = _header_keys(sheet)
    best, row = 0, 0
    for number in list(grid.rows)[:_HEADER_ROWS]:
        texts = [c.value for c in grid.rows[number].values() if isinstance(c.value, str)]
        score = len({keys[header_key(t)] for t in texts if header_key(t) in keys})
        # One word alone is a title more often than a header.
        if score > best and (score > 1 or len(texts) == 1):
            best, row = score, number
    if not best:
        if grid.rows or sheet.required:
            expected = ", ".join(c.fr for c in sheet.columns if c.required) or sheet.columns[0].fr
            findings.add("import.header_missing", sheet=grid.title, expected=expected)
        return None
    columns: dict[int, Column] = {}
    headers: dict[str, str] = {}
    lost: set[str] = set()
    unknown: list[tuple[int, str]] = []
    places: dict[str, int] = {}
    for c, cell in sorted(grid.rows[row].items()):
        text = shown(cell.value)
        key = _known(text, keys)
        if key is None:
            unknown.append((c, text))
        elif key in places:
            _duplicate(grid.title, _name(c, row), text, _name(places[key], row), findings)
        else:
            places[key] = c
            columns[c] = sheet.column(key)
            headers[key] = text
    for c, text in unknown:
        lost |= _unknown_header(sheet, grid.title, _name(c, row), text, set(places), findings, True)
    for column in sheet.columns:
        if column.required and column.key not in headers and column.key not in lost:
            findings.add("import.column_missing", sheet=grid.title, expected=column.fr)
            lost.add(column.key)
    return _Layout(header_row=row, columns=columns, headers=headers, lost=frozenset(lost))


def _header_keys(sheet: Sheet) -> dict[str, str]:
    """Column key of every header, the declared ones before their synonyms."""
    keys: dict[str, str] = {}
    for column in sheet.columns:
        for name in (column.fr, column.en):
            keys.setdefault(header_key(name), column.key)
    for column in sheet.columns:
        for name in column.also:
            keys.setdefault(header_key(name), column.key)
    return keys


def _known(text: str, keys: Mapping[str, str]) -> str | None:
    return keys.get(header_key(text)) or keys.get(fold(text))


def _unknown_header(
    sheet: Sheet,
    title: str,
    cell: str,
    text: str,
    taken: set[str],
    findings: Findings,
    has_value: bool,
) -> set[str]:
    """Report a header that nothing declares; key of the column it may stand for."""
    keys = _header_keys(sheet)
    names = [n for c in sheet.columns if c.key not in taken for n in (c.fr, c.en, *c.also)]
    near = nearest(header_key(text), names)
    if near:
        findings.add("import.column_near", sheet=title, cell=cell, read=text, suggestion=near)
        return {keys[header_key(near)]}
    if has_value:
        findings.warn("import.column_unknown", sheet=title, cell=cell, read=text)
    return set()


def _duplicate(title: str, cell: str, text: str, first: str, findings: Findings) -> None:
    findings.add("import.column_duplicate", sheet=title, cell=cell, read=text, first=first)


def _is_left_aside(cells: Mapping[int, Cell], title: str, number: int, findings: Findings) -> bool:
    """Whether the row sums up others (said) or is the example of a template (not said)."""
    for c, cell in sorted(cells.items()):
        if not isinstance(cell.value, str) or cell.is_quoted:
            return False
        if is_total_label(cell.value):
            findings.warn(
                "import.total_row_skipped", sheet=title, cell=_name(c, number), read=cell.value
            )
            return True
        return is_example_label(cell.value)
    return True


def _merged(
    grid: Grid, layout: _Layout, findings: Findings
) -> tuple[dict[int, dict[int, Cell]], set[int]]:
    """Cells to repeat down a merged range by row, and rows that a merged range spoils."""
    repeated: dict[int, dict[int, Cell]] = {}
    spoiled: set[int] = set()
    last = max(grid.rows)
    for top, left, bottom, right in sorted(grid.merged):
        if bottom <= layout.header_row:
            continue
        # A range may run to the bottom of the sheet, a million rows below the last one.
        bottom = min(bottom, last)
        touched = [c for c in sorted(layout.columns) if left <= c <= right]
        first = grid.rows.get(top, {}).get(left)
        if not touched or first is None:
            continue
        place = f"{_name(left, top)}:{_name(right, bottom)}"
        if left == right and layout.columns[left].kind in _REPEATED and top > layout.header_row:
            findings.warn(
                "import.merged_cells_repeated",
                sheet=grid.title,
                cell=_name(left, top),
                read=place,
                kept=shown(first.value),
            )
            for r in range(top + 1, bottom + 1):
                repeated.setdefault(r, {})[left] = first
        else:
            findings.add("import.merged_cells", sheet=grid.title, cell=_name(left, top), read=place)
            spoiled |= set(range(top, bottom + 1))
    return repeated, spoiled


def _row(
    sheet: Sheet,
    title: str,
    number: int,
    cells: Mapping[int, Cell],
    layout: _Layout,
    is_spoiled: bool,
    calendar: Calendar,
    findings: Findings,
) -> Row:
    at = {column.key: c for c, column in layout.columns.items()}
    values: dict[str, object] = {}
    where: dict[str, str] = {}
    headers: dict[str, str] = {}
    for column in sheet.columns:
        key = column.key
        headers[key] = layout.headers.get(key, column.fr)
        where[key] = _name(at[key], number) if key in at else ""
        if key in layout.lost:
            values[key] = FAULTY
        elif key not in at:
            values[key] = None
        else:
            raw = cells.get(at[key])
            values[key] = _value(
                column, raw, title, where[key], headers[key], calendar, findings, is_spoiled
            )
    return Row(sheet=sheet, title=title, number=number, values=values, cells=where, headers=headers)


def _value(
    column: Column,
    raw: Cell | None,
    title: str,
    cell: str,
    header: str,
    calendar: Calendar,
    findings: Findings,
    is_spoiled: bool,
) -> object:
    if raw is None:
        if is_spoiled:
            return FAULTY
        if column.required:
            findings.add(
                "import.required", sheet=title, cell=cell, column=header, expected=column.example
            )
            return FAULTY
        return None
    value, faults = read_cell(column, raw, calendar)
    for fault in faults:
        if not fault.code:
            continue
        severity = Severity.WARNING if fault.is_warning else Severity.ERROR
        findings.record(fault.code, title, cell, {"column": header, **fault.params}, severity)
    return value


def _name(column: int, row: int) -> str:
    return f"{get_column_letter(column)}{row}"
