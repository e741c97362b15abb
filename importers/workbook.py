"""Opening a spreadsheet that anybody may have sent: bounded time and memory, never an exception.

The format is that of the content, whatever the name says. Values are those that the sheet shows:
formulas by the result kept in the file, external links and macros not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePath

from importers.archive import (
    MAX_CELLS,
    MAX_FILE_BYTES,
    READ_FORMATS,
    WORKBOOK_FORMATS,
    RefusedError,
    kind_of,
    read_bytes,
)
from importers.findings import Findings
from importers.grids import OWN_AUTHOR, Cell, Grid, RawWorkbook
from importers.read_csv import read_csv
from importers.read_ods import read_ods
from importers.read_openxml import read_openxml
from importers.read_xls import read_xls
from importers.remarks import remark
from optimizer.diagnostics import Diagnostic

__all__ = [
    "MAX_CELLS",
    "MAX_FILE_BYTES",
    "MAX_RECEIVED_ROWS",
    "MAX_ROWS",
    "OWN_AUTHOR",
    "READ_FORMATS",
    "WORKBOOK_FORMATS",
    "Cell",
    "Grid",
    "RawWorkbook",
    "open_workbook",
]

MAX_ROWS = 2_000
# The files of a large group: ten thousand rows and what stands above and between them.
MAX_RECEIVED_ROWS = 20_000
MAX_COLUMNS = 2_000

_READERS: dict[str, Callable[[str, bytes, Findings], RawWorkbook]] = {
    "openxml": read_openxml,
    "xls": read_xls,
    "ods": read_ods,
    "csv": read_csv,
}
# What the name of a file may say of each format without being wrong.
_SUFFIXES = {
    "xlsx": {".xlsx", ".xlsm", ".xltx", ".xltm"},
    "xlsm": {".xlsx", ".xlsm", ".xltx", ".xltm"},
    "xls": {".xls", ".xlt"},
    "ods": {".ods", ".ots"},
    "csv": {".csv", ".txt", ".tsv"},
}


def open_workbook(
    path: Path, max_rows: int = MAX_ROWS, formats: tuple[str, ...] = READ_FORMATS
) -> tuple[RawWorkbook | None, tuple[Diagnostic, ...]]:
    """Values of every sheet of ``path`` with warnings, or why it cannot be read.

    Args:
        max_rows: number of the last row that may be filled.
        formats: suffixes among :data:`READ_FORMATS` that are accepted, judged by content.
    """
    findings = Findings(path.name)
    try:
        raw = _read(path, max_rows, formats, findings)
    except RefusedError as refused:
        findings.record(refused.code, "", "", refused.params)
    except Exception as exc:
        # A damaged file fails in as many ways as its parsers have lines; all mean the same here.
        findings.add("import.damaged", read=type(exc).__name__)
    else:
        if not findings.has_errors:
            return raw, findings.all
    return None, findings.all


def _read(path: Path, max_rows: int, formats: tuple[str, ...], findings: Findings) -> RawWorkbook:
    accepted = ", ".join(formats)
    data = read_bytes(path)
    kind = kind_of(data, path.name, accepted)
    if kind == "csv" and ".csv" not in formats:
        raise RefusedError("import.not_a_workbook", read=path.name, expected=accepted)
    raw = _READERS[kind](path.name, data, findings)
    if f".{raw.format}" not in formats:
        raise RefusedError("import.unsupported_format", read=f".{raw.format}", expected=accepted)
    suffix = PurePath(path.name).suffix.casefold()
    if suffix and suffix not in _SUFFIXES[raw.format]:
        findings.warn("import.extension_differs", read=suffix, kept=f".{raw.format}")
    remark(raw, findings)
    for grid in raw.grids:
        last = max(grid.rows, default=0)
        if last > max_rows:
            findings.add("import.too_many_rows", sheet=grid.title, read=last, expected=max_rows)
        widest = max((c for cells in grid.rows.values() for c in cells), default=0)
        if widest > MAX_COLUMNS:
            findings.add(
                "import.too_many_columns", sheet=grid.title, read=widest, expected=MAX_COLUMNS
            )
    return raw
