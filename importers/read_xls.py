"""Workbooks of Excel 97 to 2003: every sheet as values, record by record.

What the format does not tell is whether the result of a formula was ever computed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from importers.archive import MAX_CELLS, WORKBOOK_FORMATS, RefusedError, too_many
from importers.compound import Compound
from importers.findings import Findings
from importers.grids import EPOCH_1900, EPOCH_1904, Cell, Grid, RawWorkbook
from importers.remarks import Comment, kept_comments
from importers.serials import PLAIN, Style, style_of, value_of_serial
from importers.xls_text import fixed_text, shared_texts, short_text

_ACCEPTED = ", ".join(WORKBOOK_FORMATS)
_BIFF8 = 0x0600
_MOST_RECORDS = 3 * MAX_CELLS
_BOF, _EOF, _CONTINUE = 0x809, 0x0A, 0x3C
_FILEPASS, _DATEMODE, _BOUNDSHEET, _SST = 0x2F, 0x22, 0x85, 0xFC
_FORMAT, _XF, _SUPBOOK = 0x41E, 0xE0, 0x1AE
_ROW, _COLINFO, _MERGED, _OBJ, _TXO, _NOTE = 0x208, 0x7D, 0xE5, 0x5D, 0x1B6, 0x1C
_NUMBER, _RK, _MULRK, _LABEL, _LABELSST = 0x203, 0x27E, 0xBD, 0x204, 0xFD
_FORMULA, _STRING, _BOOLERR = 0x06, 0x207, 0x205
# Own sheets and functions of add-ins: not other files.
_NOT_EXTERNAL = (0x0401, 0x3A01)
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}

Record = tuple[int, bytes]


@dataclass(slots=True)
class _Book:
    """What stands before the sheets; ``sheets`` are (title, is hidden, place in the stream)."""

    epoch: datetime = EPOCH_1900
    texts: list[str] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    sheets: list[tuple[str, bool, int]] = field(default_factory=list)
    external: int = 0


def read_xls(name: str, data: bytes, findings: Findings) -> RawWorkbook:
    """Every sheet of an ``.xls``, remarks going to ``findings``.

    Raises:
        RefusedError: protected, of before Excel 97, no workbook at all, too many cells.
        Exception: whatever a damaged file makes its parser stumble on.
    """
    container = Compound(data)
    if "Workbook" not in container.names:
        if "Book" in container.names:
            raise RefusedError(
                "import.unsupported_format", read=".xls (Excel 5-95)", expected=".xlsx"
            )
        if "WordDocument" in container.names:
            raise RefusedError("import.is_text_document", read=name)
        raise RefusedError("import.not_a_workbook", read=name, expected=_ACCEPTED)
    stream = container.stream("Workbook")
    records = _Records(stream)
    book = _globals(records, name)
    if any(n.startswith("_VBA_PROJECT") for n in container.names):
        findings.warn("import.macros_ignored", read=name)
    if book.external:
        findings.warn("import.external_links_ignored", read=book.external)
    if len({at for _, _, at in book.sheets}) < len(book.sheets):
        raise ValueError("two sheets at one place")
    sheets = _Sheets(book, findings)
    grids = tuple(
        sheets.read(title, is_hidden, records.from_place(at))
        for title, is_hidden, at in book.sheets
    )
    return RawWorkbook(file=name, grids=grids, epoch=book.epoch, format="xls")


class _Records:
    """The records of a stream, as many as a workbook may have in all."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self._left = _MOST_RECORDS

    def from_place(self, at: int) -> Iterator[Record]:
        """Those of the part that begins at a place, parts within it left out.

        Raises:
            ValueError: the stream ends before the part does.
        """
        stream = self._stream
        depth = 0
        while at + 4 <= len(stream):
            kind, length = struct.unpack_from("<HH", stream, at)
            at += 4
            self._left -= 1
            if self._left < 0:
                too_many(_MOST_RECORDS)
            if at + length > len(stream):
                break
            if kind == _BOF:
                depth += 1
                if depth == 1 and struct.unpack_from("<H", stream, at)[0] != _BIFF8:
                    raise RefusedError(
                        "import.unsupported_format", read=".xls (Excel 5-95)", expected=".xlsx"
                    )
            elif not depth:
                raise ValueError("no beginning")
            elif kind == _EOF:
                depth -= 1
                if not depth:
                    return
            elif depth == 1:
                yield kind, stream[at : at + length]
            at += length
        raise ValueError("cut short")


def _globals(records: _Records, name: str) -> _Book:
    book = _Book()
    codes: dict[int, str] = {}
    shapes: list[tuple[int, bool]] = []
    texts: list[bytes] = []
    last = 0
    for kind, data in records.from_place(0):
        if kind == _FILEPASS:
            raise RefusedError("import.password_protected", read=name)
        if kind == _SST or (kind == _CONTINUE and last == _SST):
            texts.append(data)
            last = _SST
            continue
        last = kind
        if kind == _DATEMODE and data[:1] == b"\x01":
            book.epoch = EPOCH_1904
        elif kind == _FORMAT:
            codes[struct.unpack_from("<H", data)[0]] = fixed_text(data, 2)
        elif kind == _XF:
            number, flags = struct.unpack_from("<HH", data, 2)
            shapes.append((number, bool(flags & 0x08)))
        elif kind == _BOUNDSHEET:
            place, state, sort = struct.unpack_from("<IBB", data)
            if sort == 0:
                book.sheets.append((short_text(data, 6), bool(state & 3), place))
        elif kind == _SUPBOOK and struct.unpack_from("<H", data, 2)[0] not in _NOT_EXTERNAL:
            book.external += 1
    book.styles = [style_of(codes.get(number), number, quoted) for number, quoted in shapes]
    book.texts = shared_texts(texts, MAX_CELLS) if texts else []
    return book


class _Sheets:
    """Reads sheets one after the other, counting their cells together."""

    def __init__(self, book: _Book, findings: Findings) -> None:
        self._book = book
        self._findings = findings
        self._count = 0
        self._known: dict[tuple[int, object], Cell] = {}
        self._rows: dict[int, dict[int, Cell]] = {}

    def read(self, title: str, is_hidden: bool, records: Iterator[Record]) -> Grid:
        """The sheet that these records tell."""
        self._rows = {}
        merged: list[tuple[int, int, int, int]] = []
        hidden_rows: set[int] = set()
        columns: list[tuple[int, int]] = []
        notes = _Notes()
        pending: tuple[int, int, int] | None = None
        for kind, data in records:
            if kind == _LABELSST:
                row, column, style, number = struct.unpack_from("<HHHI", data)
                self._put(row, column, style, self._book.texts[number])
            elif kind == _RK:
                row, column, style, number = struct.unpack_from("<HHHI", data)
                self._put(row, column, style, _of_rk(number))
            elif kind == _MULRK:
                row, column = struct.unpack_from("<HH", data)
                for at in range(4, len(data) - 2, 6):
                    style, number = struct.unpack_from("<HI", data, at)
                    self._put(row, column, style, _of_rk(number))
                    column += 1
            elif kind == _NUMBER:
                row, column, style, value = struct.unpack_from("<HHHd", data)
                self._put(row, column, style, value)
            elif kind == _LABEL:
                row, column, style = struct.unpack_from("<HHH", data)
                self._put(row, column, style, fixed_text(data, 6))
            elif kind == _BOOLERR:
                row, column, style, number, is_error = struct.unpack_from("<HHHBB", data)
                self._put(row, column, style, _error(number) if is_error else bool(number))
            elif kind == _FORMULA:
                pending = self._formula(data)
            elif kind == _STRING and pending is not None:
                self._put(*pending, fixed_text(data, 0))
                pending = None
            elif kind == _ROW:
                row, flags = struct.unpack_from("<H10xH", data)
                if flags & 0x20:
                    hidden_rows.add(row + 1)
            elif kind == _COLINFO:
                first, last, flags = struct.unpack_from("<HH4xH", data)
                if flags & 1:
                    columns.append((first + 1, last + 1))
            elif kind == _MERGED:
                (count,) = struct.unpack_from("<H", data)
                for top, bottom, left, right in islice(
                    struct.iter_unpack("<HHHH", data[2 : 2 + count * 8]), count
                ):
                    merged.append((top + 1, left + 1, bottom + 1, right + 1))
            else:
                notes.take(kind, data)
        used = {c for cells in self._rows.values() for c in cells}
        return Grid(
            title=title,
            is_hidden=is_hidden,
            rows=dict(sorted(self._rows.items())),
            merged=tuple(merged),
            hidden_rows=frozenset(hidden_rows & self._rows.keys()),
            hidden_columns=frozenset(c for c in used if any(a <= c <= b for a, b in columns)),
            comments=kept_comments(notes.comments(), title, self._findings),
        )

    def _formula(self, data: bytes) -> tuple[int, int, int] | None:
        """Keep the result of a formula; its place when the text of the result is still to come."""
        row, column, style = struct.unpack_from("<HHH", data)
        if data[12:14] != b"\xff\xff":
            self._put(row, column, style, struct.unpack_from("<d", data, 6)[0])
        elif data[6] == 0:
            return row, column, style
        elif data[6] == 1:
            self._put(row, column, style, bool(data[8]))
        elif data[6] == 2:
            self._put(row, column, style, _error(data[8]))
        return None

    def _put(self, row: int, column: int, style: int, value: object) -> None:
        self._count += 1
        if self._count > MAX_CELLS:
            too_many(self._count)
        key = (style << 2 | isinstance(value, float) << 1 | isinstance(value, bool), value)
        cell = self._known.get(key)
        if cell is None:
            cell = self._known[key] = self._cell(style, value)
        if cell.value is not None or cell.error:
            self._rows.setdefault(row + 1, {})[column + 1] = cell

    def _cell(self, style: int, value: object) -> Cell:
        styles = self._book.styles
        shape = styles[style] if style < len(styles) else PLAIN
        if isinstance(value, Cell):
            return value
        if isinstance(value, str):
            return Cell(value=value, is_quoted=shape.is_quoted) if value.strip() else Cell()
        if isinstance(value, float):
            if value != value or abs(value) == float("inf"):
                return Cell(error="#NUM!")
            if shape.is_date:
                try:
                    value = value_of_serial(value, self._book.epoch, shape)
                except (OverflowError, ValueError):
                    return Cell(error="#VALUE!")
            elif value.is_integer() and abs(value) < 1e15:
                # The format makes no difference between 8 and 8.0.
                value = int(value)
        return Cell(value=value, is_percent=shape.is_percent, is_quoted=shape.is_quoted)


class _Notes:
    """Comments: a place here, a drawn object there, its text in the records that follow it."""

    def __init__(self) -> None:
        self._object = -1
        self._wanted = 0
        self._texts: dict[int, str] = {}
        self._places: list[tuple[int, tuple[int, int], str]] = []

    def take(self, kind: int, data: bytes) -> None:
        """Look at a record that is not a cell."""
        if kind == _CONTINUE and self._wanted:
            is_wide = bool(data[0] & 1)
            piece = data[1:].decode("utf-16-le" if is_wide else "latin-1", "replace")
            piece = piece[: self._wanted]
            self._wanted -= len(piece)
            self._texts[self._object] = self._texts.get(self._object, "") + piece
        elif kind == _TXO:
            self._wanted = struct.unpack_from("<H", data, 10)[0]
        elif kind == _OBJ and len(data) >= 8:
            self._object = struct.unpack_from("<H", data, 6)[0]
            self._wanted = 0
        elif kind == _NOTE:
            row, column, _, number = struct.unpack_from("<HHHH", data)
            self._places.append((number, (row + 1, column + 1), fixed_text(data, 8)))

    def comments(self) -> list[Comment]:
        """Those found so far."""
        return [
            Comment(place=place, author=author, text=self._texts.get(number, ""))
            for number, place, author in self._places
        ]


def _error(number: int) -> Cell:
    return Cell(error=_ERRORS.get(number, "#VALUE!"))


def _of_rk(number: int) -> float:
    """A number packed in 30 bits: an integer or the upper part of a float, hundredths or not."""
    if number & 2:
        value = float((number >> 2) - (1 << 30 if number & 0x80000000 else 0))
    else:
        value = struct.unpack("<d", struct.pack("<Q", (number & 0xFFFFFFFC) << 32))[0]
    return value / 100 if number & 1 else value
