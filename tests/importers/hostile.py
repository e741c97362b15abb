"""Files made to harm whoever opens them, and the codes of what must be said of each."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ODS = (
    b'<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x">'
    b"<office:body><office:spreadsheet>%s</office:spreadsheet></office:body>"
    b"</office:document-content>"
)


def zip_of(members: dict[str, bytes]) -> bytes:
    """An archive of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def xlsx(sheet: bytes = b"", replaced: dict[str, bytes] | None = None) -> bytes:
    """A workbook of one sheet whose data is ``sheet``, with members replaced or added."""
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    with zipfile.ZipFile(out) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = (
        b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (_MAIN, sheet)
    )
    return zip_of(members | (replaced or {}))


def elsewhere(part: str, sheet: bytes) -> bytes:
    """A workbook whose only sheet is a member where no program puts one."""
    return xlsx(
        replaced={
            "xl/_rels/workbook.xml.rels": b'<Relationships><Relationship Id="rId1" Type="x/worksheet"'
            b' Target="/%s"/></Relationships>' % part.encode(),
            part: b'<worksheet xmlns="%s">%s</worksheet>' % (_MAIN, sheet),
        }
    )


def texts(*items: bytes) -> bytes:
    """The shared texts of a workbook."""
    return b'<sst xmlns="%s">%s</sst>' % (_MAIN, b"".join(b"<si><t>%s</t></si>" % i for i in items))


def ods(tables: bytes, **members: bytes) -> bytes:
    """An OpenDocument spreadsheet of these tables."""
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return zip_of({"mimetype": kind, "content.xml": _ODS % tables, **members})


def ods_row(cells: bytes, **attributes: int) -> bytes:
    """A sheet of one row."""
    repeated = "".join(f' table:{k.replace("_", "-")}="{v}"' for k, v in attributes.items())
    return b'<table:table table:name="F"><table:table-row%s>%s</table:table-row></table:table>' % (
        repeated.encode(),
        cells,
    )


def xls(stream: bytes, name: str = "Workbook") -> bytes:
    """The container of old Office files around one stream."""
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // 512)
    # A table of sectors has room for 128; it comes first, then the folder, then the stream.
    tables = -(-(sectors + 3) // 127)
    chain = [0xFFFFFFFD] * tables + [0xFFFFFFFE]
    first = len(chain)
    chain += [*range(first + 1, first + sectors), 0xFFFFFFFE]
    chain += [0xFFFFFFFF] * (tables * 128 - len(chain))

    def entry(title: str, kind: int, start: int, size: int) -> bytes:
        text = title.encode("utf-16-le") + b"\0\0"
        return (
            text.ljust(64, b"\0")
            + struct.pack("<HBB", len(text), kind, 1)
            + struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, 1 if kind == 5 else 0xFFFFFFFF)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    folder = entry("Root Entry", 5, 0xFFFFFFFE, 0) + entry(name, 2, first, len(stream))
    header = (
        OLE
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(10)
        + struct.pack("<IIIIIIIII", tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)[:-4]
    )
    places = [*range(tables), *[0xFFFFFFFF] * 109][:109]
    return (
        header.ljust(76, b"\0")
        + struct.pack("<109I", *places)
        + struct.pack(f"<{len(chain)}I", *chain)
        + folder.ljust(512, b"\0")
        + stream.ljust(sectors * 512, b"\0")
    )


def record(kind: int, data: bytes = b"") -> bytes:
    """One record of an old Excel file."""
    return struct.pack("<HH", kind, len(data)) + data


def biff(cells: bytes, before: bytes = b"") -> bytes:
    """The records of an old workbook with one sheet."""
    start = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + before
    sheet = record(0x85, struct.pack("<IBBBB", len(start) + 4 + 9 + 4, 0, 0, 1, 0) + b"F")
    return (
        start
        + sheet
        + record(0x0A)
        + record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 0))
        + cells
        + record(0x0A)
    )


def number(row: int, column: int, value: float) -> bytes:
    """A number of an old Excel file."""
    return record(0x203, struct.pack("<HHHd", row, column, 0, value))


def numbers(row: int, count: int) -> bytes:
    """A row of numbers of an old Excel file, packed."""
    cells = b"".join(struct.pack("<HI", 0, i << 2 | 2) for i in range(count))
    return record(0xBD, struct.pack("<HH", row, 0) + cells + struct.pack("<H", count - 1))


def lying_size(data: bytes) -> bytes:
    """The archive with every member announced as one byte long."""
    out = bytearray(data)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        out[at + 24 : at + 28] = struct.pack("<I", 1)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(out)


def _numbers(count: int) -> bytes:
    return b"".join(
        b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (i, i, i * 7919 % 999_983)
        for i in range(1, count + 1)
    )


# Name of the file, code of the refusal ("" when it is read), how it is made.
HOSTILE: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "far corner": (
        "a.xlsx",
        "import.too_many_rows",
        lambda: xlsx(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    ),
    "sheet under another suffix": (
        "a.xlsx",
        "import.damaged",
        lambda: elsewhere("xl/worksheets/sheet.dat", b"<sheetData/>"),
    ),
    "sheet among the drawings": (
        "a.xlsx",
        "import.damaged",
        lambda: elsewhere("xl/drawings/sheet.xml", b"<sheetData/>"),
    ),
    "links of a sheet in a folder of its own": (
        "a.xlsx",
        "import.too_many_cells",
        lambda: elsewhere("xl/feuilles/s.xml", b'<hyperlink ref="A1:XFD1048576"/>'),
    ),
    "lines of nothing": (
        "a.csv",
        "import.too_many_cells",
        lambda: b"a;b\n" + b"\n" * 400_001 + b"1;2\n",
    ),
    "beyond the corner": (
        "a.xlsx",
        "import.damaged",
        lambda: xlsx(b'<row r="1"><c r="XFE1"><v>1</v></c></row>'),
    ),
    "last column": (
        "a.xlsx",
        "import.too_many_columns",
        lambda: xlsx(b'<row r="1"><c r="XFD1"><v>1</v></c></row>'),
    ),
    "long text everywhere": (
        "a.xlsx",
        "",
        lambda: xlsx(
            b"".join(
                b'<row r="%d">%s</row>' % (r, b'<c t="s"><v>0</v></c>' * 100)
                for r in range(1, 1_000)
            ),
            {
                "xl/sharedStrings.xml": texts(b"x" * 500_000),
                "xl/_rels/workbook.xml.rels": (
                    b'<Relationships xmlns="r"><Relationship Id="rId1" '
                    b'Type="x/worksheet" Target="/xl/worksheets/sheet1.xml"/></Relationships>'
                ),
            },
        ),
    ),
    "laughs": (
        "a.xlsx",
        "import.damaged",
        lambda: xlsx(
            replaced={
                "xl/sharedStrings.xml": b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
                + texts(b"&b;")
            }
        ),
    ),
    "outer entity": (
        "a.ods",
        "import.damaged",
        lambda: zip_of(
            {
                "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": b'<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
                + _ODS % b"&a;",
            }
        ),
    ),
    "one sheet a thousand times": (
        "a.xlsx",
        "import.damaged",
        lambda: xlsx(
            _numbers(1_000),
            {
                "xl/workbook.xml": b'<workbook xmlns="%s" xmlns:r="r"><sheets>' % _MAIN
                + b"".join(b'<sheet name="%d" r:id="rId1"/>' % i for i in range(1_000))
                + b"</sheets></workbook>"
            },
        ),
    ),
    "empty tags": ("a.xlsx", "import.too_many_cells", lambda: xlsx(b"<x/><y/>" * 2_000_000)),
    "a tag of ten megabytes": (
        "a.xlsx",
        "import.damaged",
        lambda: xlsx(b"<row %s/>" % b"".join(b'a%d="%d" ' % (i, i * 7919) for i in range(600_000))),
    ),
    "many shared texts": (
        "a.xlsx",
        "import.too_many_cells",
        lambda: xlsx(
            replaced={"xl/sharedStrings.xml": texts(*(b"%d" % (i * 31) for i in range(450_000)))}
        ),
    ),
    "lying sizes": ("a.xlsx", "import.damaged", lambda: lying_size(xlsx(_numbers(1_000)))),
    "repeated row": (
        "a.ods",
        "import.too_many_cells",
        lambda: ods(
            ods_row(
                b'<table:table-cell office:value-type="float" office:value="1"/>',
                number_rows_repeated=1_048_576,
            )
        ),
    ),
    "repeated cell": (
        "a.ods",
        "import.damaged",
        lambda: ods(
            ods_row(
                b'<table:table-cell office:value-type="float" office:value="1" '
                b'table:number-columns-repeated="99999999"/>'
            )
        ),
    ),
    "repeated both ways": (
        "a.ods",
        "import.too_many_cells",
        lambda: ods(
            ods_row(
                b'<table:table-cell office:value-type="float" office:value="1" '
                b'table:number-columns-repeated="16384"/>',
                number_rows_repeated=1_000,
            )
        ),
    ),
    "a number without end": (
        "a.ods",
        "import.damaged",
        lambda: ods(ods_row(b"<table:table-cell/>", number_rows_repeated=10**40)),
    ),
    "ods with a password": (
        "a.ods",
        "import.password_protected",
        lambda: ods(b"", **{"META-INF/manifest.xml": b"<m><encryption-data/></m>"}),
    ),
    "zip of a workbook": (
        "a.xlsx",
        "import.archive_of_files",
        lambda: zip_of({"réponse.xlsx": xlsx(), "lisez.txt": b"x"}),
    ),
    "zip in a zip": (
        "a.zip",
        "import.archive_of_files",
        lambda: zip_of({"a.zip": zip_of({"b.zip": zip_of({"c": b"x"})})}),
    ),
    "workbook within a workbook": (
        "a.xlsx",
        "",
        lambda: xlsx(_numbers(3), {"xl/embeddings/x.xlsx": xlsx(_numbers(3))}),
    ),
    "xls with a password": (
        "a.xls",
        "import.password_protected",
        lambda: xls(biff(b"", record(0x2F, bytes(54)))),
    ),
    "xls far corner": ("a.xls", "import.too_many_rows", lambda: xls(biff(number(65535, 255, 1)))),
    "xls read": ("a.xls", "", lambda: xls(biff(number(4, 2, 1)))),
    "xls of 1995": (
        "a.xls",
        "import.unsupported_format",
        lambda: xls(biff(b""), "Book"),
    ),
    "word document": ("a.xls", "import.is_text_document", lambda: xls(b"x", "WordDocument")),
    "xls of many records": (
        "a.xls",
        "import.too_many_cells",
        lambda: xls(biff(record(0x99) * 1_250_000)),
    ),
    "xls of many cells": (
        "a.xls",
        "import.too_many_cells",
        lambda: xls(biff(b"".join(numbers(row, 200) for row in range(2_001)))),
    ),
    "xls texts announced": (
        "a.xls",
        "import.too_many_cells",
        lambda: xls(biff(b"", record(0xFC, struct.pack("<II", 9, 0xFFFFFFFF)))),
    ),
    "xls texts missing": (
        "a.xls",
        "import.damaged",
        lambda: xls(biff(b"", record(0xFC, struct.pack("<II", 9, 300_000)))),
    ),
    "endless chain": (
        "a.xls",
        "import.damaged",
        lambda: xls(biff(b""))[:512] + struct.pack("<128I", *[2] * 128) + xls(biff(b""))[1024:],
    ),
    "separators alone": ("a.csv", "import.too_many_cells", lambda: b";" * 19_000_000),
    "lines alone": ("a.csv", "import.too_many_cells", lambda: b"a\n" * 9_000_000),
    "one endless cell": ("a.csv", "import.damaged", lambda: b'"' + b"ab" * 9_000_000),
    "text with zeros": ("a.csv", "import.not_a_workbook", lambda: b"a;b\n\0;2\n"),
    "wide text with zeros": ("a.csv", "import.damaged", lambda: "a;b\n\0;2\n".encode("utf-16")),
    "page": ("a.xls", "import.web_page", lambda: b"\n<html><table><tr><td>1</td></tr></table>"),
    "page with a type": ("a.xls", "import.web_page", lambda: b"<!DOCTYPE html><html></html>"),
    "table alone": ("a.xls", "import.web_page", lambda: b"<!-- x --><table border=1>"),
    "strict page": ("a.xls", "import.web_page", lambda: b'<?xml version="1.0"?><html></html>'),
    "mail page": ("a.xls", "import.web_page", lambda: b"MIME-Version: 1.0\nX: y"),
    "excel 2003": (
        "a.xls",
        "import.unsupported_format",
        lambda: (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
        ),
    ),
    "picture": ("a.csv", "import.is_picture", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100)),
    "pdf": (
        "a.csv",
        "import.is_pdf",
        lambda: b"%PDF-1.4\n" + bytes(range(1, 256)) * 40,
    ),
}


def write(name: str, folder: Path) -> tuple[Path, str]:
    """Write a hostile file; its path, and the code of its refusal or ""."""
    file, code, make = HOSTILE[name]
    path = folder / file
    path.write_bytes(make())
    return path, code
