"""OpenDocument spreadsheets: every sheet as values, in one pass over ``content.xml``.

A sheet says how often a row or a cell is repeated; only filled ones are laid out, and counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from importers.archive import MAX_CELLS, Package, RefusedError, too_many
from importers.findings import Findings
from importers.grids import EPOCH_1900, Cell, Grid, RawWorkbook
from importers.remarks import Comment, kept_comments
from importers.serials import finite_number, time_or_duration
from importers.xml_pass import LocalNames, read_raw_xml

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_DURATION = re.compile(r"(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?)?")
_NUMBERS = ("float", "percentage", "currency")
_MOST_SPACES = 1_000
# Drawings and former versions have texts and even tables, which are no values of the sheet.
_ASIDE = frozenset({"frame", "shapes", "custom-shape", "tracked-changes", "forms"})


@dataclass(slots=True)
class _Sheet:
    title: str
    style: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    columns: list[tuple[int, int]] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    is_external: bool = False


def read_ods(name: str, data: bytes, findings: Findings) -> RawWorkbook:
    """Every sheet of an ``.ods``, remarks going to ``findings``.

    Raises:
        RefusedError: protected, or beyond the limits of :mod:`importers.archive`.
        Exception: whatever a damaged file makes its parser stumble on.
    """
    package = Package(data, name)
    manifest = "META-INF/manifest.xml"
    is_encrypted = "encrypted-package" in package.names or (
        manifest in package.names and b"encryption-data" in b"".join(package.chunks(manifest))
    )
    if is_encrypted:
        raise RefusedError("import.password_protected", read=name)
    package.check_texts()
    content = _Content()
    content.read(package)
    if any(n.startswith(("Basic/", "Scripts/")) and n.endswith(".xml") for n in package.names):
        findings.warn("import.macros_ignored", read=name)
    external = sum(sheet.is_external for sheet in content.sheets)
    if external:
        findings.warn("import.external_links_ignored", read=external)
    grids = tuple(
        _grid(sheet, sheet.style in content.hidden_styles, findings)
        for sheet in content.sheets
        if not sheet.is_external
    )
    return RawWorkbook(file=name, grids=grids, epoch=content.epoch, format="ods")


def _grid(sheet: _Sheet, is_hidden: bool, findings: Findings) -> Grid:
    used = {c for cells in sheet.rows.values() for c in cells}
    return Grid(
        title=sheet.title,
        is_hidden=is_hidden,
        rows=sheet.rows,
        merged=tuple(sheet.merged),
        hidden_rows=frozenset(sheet.hidden_rows & sheet.rows.keys()),
        hidden_columns=frozenset(
            c for c in used if any(first <= c <= last for first, last in sheet.columns)
        ),
        comments=kept_comments(sheet.comments, sheet.title, findings),
    )


class _Content:
    """The pass over ``content.xml``: where it stands, and what it found."""

    def __init__(self) -> None:
        self.sheets: list[_Sheet] = []
        self.hidden_styles: set[str] = set()
        self.epoch: datetime = EPOCH_1900
        self._names = LocalNames()
        self._count = 0
        self._known: dict[tuple[str, ...], Cell] = {}
        self._style = ""
        self._is_in_table = False
        self._aside = 0  # depth within what holds no values of the sheet
        self._row = self._column = 0
        self._row_times = self._column_times = 1
        self._is_row_hidden = False
        self._cells: dict[int, Cell] = {}
        self._given: dict[str, str] | None = None
        self._is_covered = False
        self._lines: list[str] = []
        self._line: list[str] = []
        self._note: dict[str, list[str]] | None = None
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "style": self._start_style,
            "table-properties": self._start_table_properties,
            "null-date": self._start_null_date,
            "table": self._start_table,
            "table-source": self._start_table_source,
            "table-column": self._start_column,
            "table-row": self._start_row,
            "table-cell": self._start_cell,
            "covered-table-cell": self._start_covered,
            "annotation": self._start_note,
            "creator": self._start_creator,
            "s": self._start_spaces,
            "line-break": lambda _: self._line.append("\n"),
            "tab": lambda _: self._line.append("\t"),
        }
        self._ends: dict[str, Callable[[], None]] = {
            "table": self._end_table,
            "table-row": self._end_row,
            "table-cell": self._end_cell,
            "covered-table-cell": self._end_cell,
            "annotation": self._end_note,
            "p": self._end_line,
            "creator": self._end_creator,
        }

    def read(self, package: Package) -> None:
        """Look at the whole content."""
        read_raw_xml(package.chunks("content.xml"), self._start, self._end, self._text)

    def _start(self, name: str, attributes: list[str]) -> None:
        if self._aside:
            self._aside += 1
            return
        local = self._names[name]
        if local == "p":
            self._line = []
        elif local in _ASIDE or (local == "table" and self._is_in_table):
            self._aside = 1
        elif handler := self._starts.get(local):
            names = self._names
            pairs = zip(attributes[::2], attributes[1::2], strict=True)
            handler({names[n]: value for n, value in pairs})

    def _end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif handler := self._ends.get(self._names[name]):
            handler()

    def _text(self, text: str) -> None:
        if self._given is not None and not self._aside:
            self._line.append(text)

    def _start_style(self, given: dict[str, str]) -> None:
        self._style = given.get("name", "") if given.get("family") == "table" else ""

    def _start_table_properties(self, given: dict[str, str]) -> None:
        if self._style and given.get("display") == "false":
            self.hidden_styles.add(self._style)

    def _start_null_date(self, given: dict[str, str]) -> None:
        if "date-value" in given:
            self.epoch = datetime.fromisoformat(given["date-value"])

    def _start_table(self, given: dict[str, str]) -> None:
        self._is_in_table = True
        self.sheets.append(_Sheet(title=given.get("name", ""), style=given.get("style-name", "")))
        self._row = self._column = 0

    def _end_table(self) -> None:
        self._is_in_table = False

    def _start_table_source(self, _: dict[str, str]) -> None:
        if self.sheets:
            self.sheets[-1].is_external = True

    def _start_column(self, given: dict[str, str]) -> None:
        first = self._column + 1
        self._column += _times(given, "number-columns-repeated")
        if given.get("visibility", "visible") != "visible":
            self.sheets[-1].columns.append((first, self._column))

    def _start_row(self, given: dict[str, str]) -> None:
        self._row_times = _times(given, "number-rows-repeated")
        self._is_row_hidden = given.get("visibility", "visible") != "visible"
        self._cells = {}
        self._column = 0

    def _end_row(self) -> None:
        first = self._row + 1
        self._row += self._row_times
        if not self._cells:
            return
        if self._row > LAST_ROW:
            raise ValueError(self._row)
        self._counted(len(self._cells) * self._row_times)
        sheet = self.sheets[-1]
        for row in range(first, self._row + 1):
            sheet.rows[row] = self._cells
            if self._is_row_hidden:
                sheet.hidden_rows.add(row)

    def _start_cell(self, given: dict[str, str]) -> None:
        self._column_times = _times(given, "number-columns-repeated")
        self._given = given
        self._is_covered = False
        self._lines = []
        self._line = []

    def _start_covered(self, given: dict[str, str]) -> None:
        self._start_cell(given)
        self._is_covered = True

    def _end_cell(self) -> None:
        given, self._given = self._given or {}, None
        first = self._column + 1
        self._column += self._column_times
        if self._is_covered:
            return
        if "number-rows-spanned" in given or "number-columns-spanned" in given:
            down = _times(given, "number-rows-spanned")
            across = _times(given, "number-columns-spanned")
            top = self._row + 1
            if down > 1 or across > 1:
                self.sheets[-1].merged.append((top, first, top + down - 1, first + across - 1))
        cell = self._cell(given)
        if cell is None:
            return
        if self._column > LAST_COLUMN:
            raise ValueError(self._column)
        self._counted(self._column_times)
        for column in range(first, self._column + 1):
            self._cells[column] = cell

    def _cell(self, given: dict[str, str]) -> Cell | None:
        kind = given.get("value-type", "")
        if not kind:
            return Cell(formula=given["formula"][:200]) if given.get("formula") else None
        text = "\n".join(self._lines)
        raw = given.get(_VALUES.get(kind, ""), "")
        is_error = _is_error(given, text)
        if "formula" in given and given["formula"] in _CONSTANTS:
            # How LibreOffice keeps the yes and no that it took from another format.
            kind, raw = "boolean", _CONSTANTS[given["formula"]]
        key = (kind, raw, text if kind == "string" or is_error else "", "e" if is_error else "")
        cell = self._known.get(key)
        if cell is None:
            cell = self._known[key] = _value(kind, raw, text, is_error)
        return cell if cell.value is not None or cell.error else None

    def _start_note(self, _: dict[str, str]) -> None:
        self._note = {"author": [], "text": []}

    def _end_note(self) -> None:
        note, self._note = self._note or {}, None
        if note and self.sheets:
            self.sheets[-1].comments.append(
                Comment(
                    place=(self._row + 1, self._column + 1),
                    author="".join(note["author"]),
                    text="\n".join(note["text"]),
                )
            )

    def _start_creator(self, _: dict[str, str]) -> None:
        if self._note is not None:
            self._line = []

    def _start_spaces(self, given: dict[str, str]) -> None:
        self._line.append(" " * min(_times(given, "c"), _MOST_SPACES))

    def _end_line(self) -> None:
        line = "".join(self._line)
        self._line = []
        if self._note is not None:
            self._note["text"].append(line)
        else:
            self._lines.append(line)

    def _end_creator(self) -> None:
        if self._note is not None:
            self._note["author"].append("".join(self._line))

    def _counted(self, cells: int) -> None:
        self._count += cells
        if self._count > MAX_CELLS:
            too_many(self._count)


_CONSTANTS = {"of:=TRUE()": "true", "of:=FALSE()": "false"}
_VALUES = {
    **dict.fromkeys(_NUMBERS, "value"),
    "date": "date-value",
    "time": "time-value",
    "boolean": "boolean-value",
    "string": "string-value",
}


def _is_error(given: dict[str, str], text: str) -> bool:
    # Both kinds of value-type end under the same local name, the later one being LibreOffice's.
    return given.get("value-type") == "error" or (
        "formula" in given and text.startswith(("#", "Err:")) and not given.get("string-value")
    )


def _value(kind: str, raw: str, text: str, is_error: bool) -> Cell:
    if is_error:
        return Cell(error=text or "#VALUE!")
    if kind in _NUMBERS:
        number = finite_number(raw)
        if number is None:
            return Cell(error="#NUM!")
        return Cell(value=number, is_percent=kind == "percentage")
    try:
        if kind == "date":
            return Cell(value=datetime.fromisoformat(raw.removesuffix("Z")).replace(tzinfo=None))
        if kind == "time":
            return Cell(value=time_or_duration(_duration(raw)))
    except (ValueError, OverflowError):
        return Cell(error="#VALUE!")
    if kind == "boolean":
        return Cell(value=raw == "true")
    shown = text or raw
    return Cell(value=shown) if shown.strip() else Cell()


def _duration(text: str) -> timedelta:
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(text)
    days, hours, minutes, seconds = (int(found[i] or 0) for i in range(2, 6))
    elapsed = timedelta(
        days=days,
        hours=hours,
        minutes=minutes,
        seconds=seconds,
        milliseconds=round(float(f"0.{found[6] or 0}") * 1000),
    )
    return -elapsed if found[1] else elapsed


def _times(given: dict[str, str], name: str) -> int:
    if name not in given:
        return 1
    number = int(given[name])
    if not 1 <= number < 1 << 30:
        raise ValueError(number)
    return number
