"""Opening a workbook that anybody may have sent: bounded time and memory, and never an exception.

The archive is looked at before anything is parsed: kind of file, sizes announced, rows and cells.
Only values are read: formulas by the result kept in the file, external links not at all.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from importers.findings import Findings
from optimizer.diagnostics import Diagnostic

MAX_FILE_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 60_000_000
MAX_RATIO = 250
MAX_ROWS = 2_000
MAX_CELLS = 400_000

_ACCEPTED = ".xlsx, .xlsm"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 1 << 20
_LONGEST_TAG = 1 << 16
_CELL = re.compile(rb"<(?:\w+:)?(?:row|c)[\s/>]")
_RANGE = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink)\s[^>]*?\bref\s*=\s*[\"']([^\"']*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one cell holds.

    Attributes:
        value: text, number, yes/no, date, time or duration; None when it holds an error.
        is_percent: shown as a percentage.
        is_quoted: forced to text by whoever wrote it, so never a total nor an example.
        error: ``#REF!`` and the like, "" when there is none.
        formula: a formula whose result is not in the file, "" otherwise.
    """

    value: object = None
    is_percent: bool = False
    is_quoted: bool = False
    error: str = ""
    formula: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The filled cells of one sheet by row and column, both from 1, and its merged ranges."""

    title: str
    is_hidden: bool = False
    rows: Mapping[int, Mapping[int, Cell]] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawWorkbook:
    """A workbook as values; ``epoch`` is the day from which it counts dates."""

    file: str
    grids: tuple[Grid, ...]
    epoch: datetime


def open_workbook(path: Path) -> tuple[RawWorkbook | None, tuple[Diagnostic, ...]]:
    """Values of every sheet of ``path``, or why it cannot be read."""
    findings = Findings(path.name)
    data = _read_bytes(path, findings)
    if data is None:
        return None, findings.all
    if not _check_archive(path, data, findings):
        return None, findings.all
    try:
        raw = _load(path.name, data)
    except Exception as exc:
        # A damaged archive fails in as many ways as the library has lines; all mean the same here.
        findings.add("import.damaged", read=type(exc).__name__)
        return None, findings.all
    for grid in raw.grids:
        last = max(grid.rows, default=0)
        if last > MAX_ROWS:
            findings.add("import.too_many_rows", sheet=grid.title, read=last, expected=MAX_ROWS)
    return (None if findings.has_errors else raw), findings.all


def _read_bytes(path: Path, findings: Findings) -> bytes | None:
    try:
        if path.is_dir():
            findings.add("import.file_is_directory", read=path.name)
            return None
        if not path.exists():
            findings.add("import.file_missing", read=path.name)
            return None
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            findings.add("import.file_too_large", read=size, expected=MAX_FILE_BYTES)
            return None
        data = path.read_bytes()
    except (OSError, ValueError):
        findings.add("import.file_unreadable", read=path.name)
        return None
    if not data:
        findings.add("import.file_empty", read=path.name)
        return None
    return data


def _check_archive(path: Path, data: bytes, findings: Findings) -> bool:
    if data.startswith(_OLE):
        # Office wraps an encrypted workbook in the container that old .xls files use.
        if "EncryptedPackage".encode("utf-16-le") in data:
            findings.add("import.password_protected", read=path.name)
        else:
            findings.add("import.unsupported_format", read=".xls", expected=_ACCEPTED)
        return False
    if not data.startswith(b"PK"):
        findings.add("import.not_a_workbook", read=path.name, expected=_ACCEPTED)
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _check_members(path, archive, findings)
    except Exception as exc:
        # zipfile raises whatever a crafted header makes it stumble on.
        findings.add("import.damaged", read=type(exc).__name__)
        return False


def _check_members(path: Path, archive: zipfile.ZipFile, findings: Findings) -> bool:
    members = archive.infolist()
    if any(m.flag_bits & 1 for m in members):
        findings.add("import.password_protected", read=path.name)
        return False
    unpacked = sum(m.file_size for m in members)
    dense = max(
        (m.file_size / max(1, m.compress_size) for m in members if m.file_size > _CHUNK), default=0
    )
    if unpacked > MAX_UNPACKED_BYTES or dense > MAX_RATIO or len(members) > 5000:
        findings.add("import.zip_bomb", read=unpacked, expected=MAX_UNPACKED_BYTES)
        return False
    names = {m.filename for m in members}
    if "xl/workbook.xml" not in names:
        if "mimetype" in names and b"opendocument" in archive.read("mimetype"):
            findings.add("import.unsupported_format", read=".ods", expected=_ACCEPTED)
        elif "xl/workbook.bin" in names:
            findings.add("import.unsupported_format", read=".xlsb", expected=_ACCEPTED)
        else:
            findings.add("import.not_a_workbook", read=path.name, expected=_ACCEPTED)
        return False
    return _check_sheet_sizes(archive, findings)


def _check_sheet_sizes(archive: zipfile.ZipFile, findings: Findings) -> bool:
    """Count rows and cells in the text of the sheets, which costs far less than parsing them."""
    cells = 0
    for member in archive.infolist():
        if not member.filename.endswith((".xml", ".rels")):
            continue
        is_sheet = member.filename.startswith("xl/worksheets/")
        for text in _whole_tags(archive, member):
            # Declared entities can grow without end; a zero byte is an encoding not looked into.
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\0" in text:
                findings.add("import.damaged", read=member.filename)
                return False
            if is_sheet:
                cells += sum(1 for _ in _CELL.finditer(text))
                # The library makes a cell of every place that a merged range or a link covers.
                cells += sum(_area(found[1].decode("latin-1")) for found in _RANGE.finditer(text))
    if cells > MAX_CELLS:
        findings.add("import.too_many_cells", read=cells, expected=MAX_CELLS)
        return False
    return True


def _whole_tags(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The text of a member piece by piece, no tag cut in two."""
    tail = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            text = tail + chunk
            cut = text.rfind(b"<")
            is_open = cut >= 0 and text.find(b">", cut) < 0 and len(text) - cut < _LONGEST_TAG
            cut = cut if is_open else len(text)
            tail = text[cut:]
            yield text[:cut]
    yield tail


def _area(reference: str) -> int:
    try:
        left, top, right, bottom = range_boundaries(reference)
    except ValueError:
        return 0
    if None in (left, top, right, bottom):
        return MAX_CELLS + 1
    return ((right or 0) - (left or 0) + 1) * ((bottom or 0) - (top or 0) + 1)


def _load(file: str, data: bytes) -> RawWorkbook:
    with warnings.catch_warnings():
        # openpyxl warns about extensions it does not keep; nothing is written back here.
        warnings.simplefilter("ignore")
        values = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
        formulas = openpyxl.load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
    grids = [_grid(ws, formulas[ws.title]) for ws in values.worksheets]
    return RawWorkbook(file=file, grids=tuple(grids), epoch=values.epoch)


def _grid(values: Worksheet, formulas: Worksheet) -> Grid:
    rows: dict[int, dict[int, Cell]] = {}
    # The sparse store: walking rows and columns would visit a million blanks for one stray cell.
    for (row, column), raw in formulas._cells.items():
        shown = values._cells.get((row, column))
        if shown is None:
            continue
        value = shown.value
        if shown.data_type == "e":
            cell = Cell(error=str(value))
        elif raw.data_type == "f" and value is None and shown.data_type == "n":
            cell = Cell(formula=str(raw.value)[:200])
        elif value is None or (isinstance(value, str) and not value.strip()):
            continue
        else:
            cell = Cell(
                value=value,
                is_percent="%" in str(shown.number_format) and not isinstance(value, str),
                is_quoted=bool(shown.quotePrefix),
            )
        rows.setdefault(row, {})[column] = cell
    merged = tuple((r.min_row, r.min_col, r.max_row, r.max_col) for r in values.merged_cells.ranges)
    return Grid(
        title=values.title,
        is_hidden=values.sheet_state != "visible",
        rows=dict(sorted(rows.items())),
        merged=merged,
    )
