"""What a received file really is, and whether it is safe to open.

Everything here is decided before a sheet is parsed: size, kind by content, members, sizes announced
by an archive, number of cells. Members are handed out only as far as they were announced.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NoReturn

from importers.grids import column_number

WORKBOOK_FORMATS = (".xlsx", ".xlsm", ".xls", ".ods")
READ_FORMATS = (*WORKBOOK_FORMATS, ".csv")

MAX_FILE_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 60_000_000
MAX_RATIO = 250
MAX_MEMBERS = 5_000
MAX_CELLS = 400_000

_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*")
# Photographs of telephones: the kind stands after a length.
_PICTURES_INSIDE: Final = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif")
# Codes of files that hold no table at all: there is nothing in them to mark.
NO_TABLE: Final = frozenset({"import.is_pdf", "import.is_picture", "import.is_text_document"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 1 << 20
_LONGEST_TAG = 1 << 16
_LONGEST_TEXT = 1 << 20
_CELL = re.compile(rb"<(?:\w+:)?(?:row|c)[\s/>]")
_TEXT_ITEM = re.compile(rb"<(?:\w+:)?si[\s/>]")
_RANGE = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink)\s[^>]*?\bref\s*=\s*[\"']([^\"']*)")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})?\$?(\d{1,7})?(?::\$?([A-Z]{1,3})?\$?(\d{1,7})?)?")
# Members of a workbook that have rows and cells of their own kind, or none.
_NOT_SHEETS = (
    "xl/calcChain",
    "xl/charts/",
    "xl/comments",
    "xl/drawings/",
    "xl/externalLinks/",
    "xl/pivot",
    "xl/revisions/",
    "xl/sharedStrings",
    "xl/styles",
    "xl/tables/",
    "xl/theme/",
)
_WORKBOOKS_WITHIN = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".zip")
_OLD_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_MARKUP = re.compile(r"^\s*(?:<!--.*?-->\s*)*<(!doctype\s+html|html|head|meta|table|body)\b", re.I)
_XML = re.compile(r"^\s*<\?xml\b", re.I)
_MAIL = re.compile(r"^\s*MIME-Version:", re.I)


class RefusedError(Exception):
    """Stops the reading of a file: a code of :mod:`importers.codes` with its parameters."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def read_bytes(path: Path) -> bytes:
    """The whole file.

    Raises:
        RefusedError: it is missing, a folder, too large, empty, or may not be read.
    """
    try:
        if path.is_dir():
            raise RefusedError("import.file_is_directory", read=path.name)
        if not path.exists():
            raise RefusedError("import.file_missing", read=path.name)
        if not path.is_file():
            # A pipe or a device would keep its reader waiting.
            raise RefusedError("import.file_unreadable", read=path.name)
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise RefusedError("import.file_too_large", read=size, expected=MAX_FILE_BYTES)
        data = path.read_bytes()
    except (OSError, ValueError):
        raise RefusedError("import.file_unreadable", read=path.name) from None
    if not data:
        raise RefusedError("import.file_empty", read=path.name)
    return data


def kind_of(data: bytes, name: str, accepted: str) -> str:
    """``openxml``, ``ods``, ``xls`` or ``csv``, by the content whatever the name says.

    Raises:
        RefusedError: it is something else, or protected by a password.
    """
    if data.startswith(_OLE):
        # Office wraps an encrypted workbook in the container that old .xls files use.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise RefusedError("import.password_protected", read=name)
        return "xls"
    if data.startswith(b"PK"):
        return _kind_of_archive(data, name, accepted)
    if data.startswith(_OLD_BIFF):
        raise RefusedError("import.unsupported_format", read=".xls (Excel 2-4)", expected=accepted)
    # Said by what they are: whoever sent one has to ask for the table, or type the figures.
    if data[:1024].lstrip().startswith(b"%PDF"):
        raise RefusedError("import.is_pdf", read=name)
    if data.startswith(_PICTURES) or data[4:12] in _PICTURES_INSIDE:
        raise RefusedError("import.is_picture", read=name)
    start = _beginning(data)
    if _MARKUP.match(start) or _MAIL.match(start):
        raise RefusedError("import.web_page", read=name, expected=accepted)
    if _XML.match(start):
        if "urn:schemas-microsoft-com:office:spreadsheet" in start:
            raise RefusedError(
                "import.unsupported_format", read=".xml (Excel 2003)", expected=accepted
            )
        if "office:document" in start:
            raise RefusedError("import.unsupported_format", read=".fods", expected=accepted)
        if "<html" in start.casefold():
            raise RefusedError("import.web_page", read=name, expected=accepted)
        raise RefusedError("import.not_a_workbook", read=name, expected=accepted)
    is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not is_utf16 and (b"\0" in data or _controls(data) > len(data) // 200):
        raise RefusedError("import.not_a_workbook", read=name, expected=accepted)
    return "csv"


def _kind_of_archive(data: bytes, name: str, accepted: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if "xl/workbook.xml" in names:
            return "openxml"
        if "mimetype" in names:
            with archive.open("mimetype") as stream:
                if b"opendocument.spreadsheet" in stream.read(200):
                    return "ods"
    if "word/document.xml" in names:
        raise RefusedError("import.is_text_document", read=name)
    if "xl/workbook.bin" in names:
        raise RefusedError("import.unsupported_format", read=".xlsb", expected=accepted)
    within = [n for n in names if n.casefold().endswith(_WORKBOOKS_WITHIN)]
    if within:
        raise RefusedError("import.archive_of_files", read=", ".join(within[:3])[:200])
    raise RefusedError("import.not_a_workbook", read=name, expected=accepted)


def _beginning(data: bytes) -> str:
    start = data[:4000]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start.decode("utf-16", "replace")
    return start.decode("utf-8-sig", "replace")


def _controls(data: bytes) -> int:
    """How many control characters no text has."""
    return len(data) - len(data.translate(None, bytes({*range(32)} - {9, 10, 12, 13, 26})))


class Package:
    """The members of a checked archive.

    Args:
        data: the bytes of the archive.
        name: name of the file, for what is said of it.

    Raises:
        RefusedError: protected, or beyond the limits of this module once unpacked.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        members = self._archive.infolist()
        self.names = frozenset(m.filename for m in members)
        self._checked: set[str] | None = None
        if any(m.flag_bits & 1 for m in members):
            raise RefusedError("import.password_protected", read=name)
        unpacked = sum(m.file_size for m in members)
        dense = max(
            (m.file_size / max(1, m.compress_size) for m in members if m.file_size > _CHUNK),
            default=0,
        )
        if unpacked > MAX_UNPACKED_BYTES or dense > MAX_RATIO or len(members) > MAX_MEMBERS:
            raise RefusedError("import.zip_bomb", read=unpacked, expected=MAX_UNPACKED_BYTES)

    def chunks(self, name: str) -> Iterator[bytes]:
        """A member piece by piece, never more of it than the archive announced.

        Raises:
            RefusedError: :meth:`check_texts` did not look into it, whatever its name hides.
        """
        if self._checked is not None and name not in self._checked:
            raise RefusedError("import.damaged", read=name)
        with self._archive.open(name) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk

    def check_texts(self) -> None:
        """Look through every text of the archive, which costs far less than parsing it.

        Raises:
            RefusedError: declared entities, an encoding not looked into, too many cells.
        """
        cells = items = tags = 0
        checked = set()
        for name in sorted(self.names):
            # Nobody parses what other programs keep for themselves, often in other encodings.
            if not name.endswith((".xml", ".rels")) or name.startswith("customXml/"):
                continue
            checked.add(name)
            is_sheet = may_be_sheet(name)
            for text in self._whole_tags(name):
                # Declared entities can grow without end.
                if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\0" in text:
                    raise RefusedError("import.damaged", read=name)
                # A tag, or a text, longer than any that a spreadsheet writes.
                if len(text) >= _LONGEST_TEXT and b"<" not in text:
                    raise RefusedError("import.damaged", read=name)
                tags += text.count(b"<")
                if is_sheet:
                    cells += len(_CELL.findall(text))
                    # A merged range or a link is a cell everywhere for whoever writes it back.
                    cells += sum(
                        _area(found[1].decode("latin-1")) for found in _RANGE.finditer(text)
                    )
                else:
                    items += len(_TEXT_ITEM.findall(text))
        # Three to six marks a cell, for the cell, its value and its formula.
        cells = max(cells, items, tags // 8)
        if cells > MAX_CELLS:
            too_many(cells)
        self._checked = checked

    def _whole_tags(self, name: str) -> Iterator[bytes]:
        """The text of a member piece by piece, no tag cut in two."""
        tail = b""
        for chunk in self.chunks(name):
            text = tail + chunk
            cut = text.rfind(b"<")
            is_open = cut >= 0 and text.find(b">", cut) < 0 and len(text) - cut < _LONGEST_TAG
            cut = cut if is_open else len(text)
            tail = text[cut:]
            yield text[:cut]
        yield tail


def may_be_sheet(name: str) -> bool:
    """Whether the cells of a member are counted as those of a sheet, wherever it lies."""
    return name.startswith("xl/worksheets/") or (
        name.startswith("xl/") and not name.startswith(_NOT_SHEETS)
    )


def too_many(cells: int) -> NoReturn:
    """Refuse a workbook of so many cells."""
    raise RefusedError("import.too_many_cells", read=cells, expected=MAX_CELLS)


def range_of(reference: str) -> tuple[int, int, int, int] | None:
    """``B2:C5`` as (top, left, bottom, right); None when it is not the name of a range."""
    found = _REFERENCE.fullmatch(reference)
    if found is None or not (found[1] and found[2]):
        return None
    left, top = column_number(found[1]), int(found[2])
    right = column_number(found[3]) if found[3] else left
    bottom = int(found[4]) if found[4] else top
    return (top, left, bottom, right) if top <= bottom and left <= right else None


def _area(reference: str) -> int:
    place = range_of(reference)
    if place is not None:
        top, left, bottom, right = place
        return (bottom - top + 1) * (right - left + 1)
    # Whole columns or rows.
    return MAX_CELLS + 1 if _REFERENCE.fullmatch(reference) and ":" in reference else 0
