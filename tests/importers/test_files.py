"""Files of every sort are refused with a reason, in bounded memory, never with an exception."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from importers import archive
from importers.builder import read_problem
from importers.template import write_problem
from tests import builders
from tests.importers.workbooks import Book

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def good_bytes(path: Path) -> bytes:
    write_problem(builders.small_problem(), path)
    return path.read_bytes()


def with_member(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The archive with one member changed, or added when it is not there."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for item in old.namelist():
            content = old.read(item)
            new.writestr(item, change(content) if item == name else content)
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return out.getvalue()


def zip_of(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


BAD_FILES: dict[str, tuple[str, Callable[[Path], bytes]]] = {
    "empty": ("import.file_empty", lambda p: b""),
    "text": ("import.not_a_workbook", lambda p: "Atelier;Effectif\nVestali;8\n".encode("cp1252")),
    "zeros": ("import.not_a_workbook", lambda p: bytes(1_000_000)),
    "picture": ("import.is_picture", lambda p: b"\x89PNG\r\n\x1a\n" + bytes(100)),
    "photo": ("import.is_picture", lambda p: b"\0\0\0\x18ftypheic" + bytes(100)),
    "pdf": ("import.is_pdf", lambda p: b"%PDF-1.4\n1 0 obj\n" + b"x" * 500),
    "docx": ("import.is_text_document", lambda p: zip_of(**{"word/document.xml": b"<w/>"})),
    "password": (
        "import.password_protected",
        lambda p: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
    ),
    "old excel": ("import.damaged", lambda p: OLE + bytes(2000)),
    "before excel 5": (
        "import.unsupported_format",
        lambda p: b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(200),
    ),
    "truncated": ("import.damaged", lambda p: good_bytes(p)[:-500]),
    "half": ("import.damaged", lambda p: good_bytes(p)[: len(good_bytes(p)) // 2]),
    "other zip": ("import.not_a_workbook", lambda p: zip_of(readme=b"hello")),
    "half of libreoffice": (
        "import.damaged",
        lambda p: zip_of(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
    ),
    "binary excel": ("import.unsupported_format", lambda p: zip_of(**{"xl/workbook.bin": b"x"})),
    "broken xml": (
        "import.damaged",
        lambda p: with_member(good_bytes(p), "xl/worksheets/sheet2.xml", lambda b: b[:-40]),
    ),
    "no styles": (
        "import.damaged",
        lambda p: with_member(good_bytes(p), "xl/styles.xml", lambda b: b"nothing"),
    ),
    "entities": (
        "import.damaged",
        lambda p: with_member(
            good_bytes(p),
            "xl/workbook.xml",
            lambda b: b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + b,
        ),
    ),
    "zeros in a member": (
        "import.zip_bomb",
        lambda p: with_member(good_bytes(p), "xl/media/zeros.bin", lambda b: bytes(50_000_000)),
    ),
    "many large members": (
        "import.zip_bomb",
        lambda p: with_member(good_bytes(p), "xl/media/x.bin", lambda b: b"ab" * 35_000_000),
    ),
    "a merged sheet": (
        "import.too_many_cells",
        lambda p: with_member(
            good_bytes(p),
            "xl/worksheets/sheet2.xml",
            lambda b: b.replace(
                b"</sheetData>",
                b'</sheetData><mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>',
            ),
        ),
    ),
    "a link everywhere": (
        "import.too_many_cells",
        lambda p: with_member(
            good_bytes(p),
            "xl/worksheets/sheet2.xml",
            lambda b: b.replace(
                b"</sheetData>",
                b"</sheetData><hyperlinks><hyperlink location='x' ref='A:XFD'/></hyperlinks>",
            ),
        ),
    ),
    "another encoding": (
        "import.damaged",
        lambda p: with_member(
            good_bytes(p),
            "xl/worksheets/sheet2.xml",
            lambda b: b.decode("utf-8").encode("utf-16"),
        ),
    ),
    "millions of rows": (
        "import.too_many_cells",
        lambda p: with_member(
            good_bytes(p),
            "xl/worksheets/sheet2.xml",
            # Numbers that differ, so that the ratio alone does not give it away.
            lambda b: (
                b"<worksheet><sheetData>"
                + b"".join(b'<row r="%d"/>' % (i * 7919 % 999_983) for i in range(450_000))
                + b"</sheetData></worksheet>"
            ),
        ),
    ),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_refused_with_its_reason(name: str, tmp_path: Path) -> None:
    code, make = BAD_FILES[name]
    path = tmp_path / "commande.xlsx"
    path.write_bytes(make(tmp_path / "good.xlsx"))
    problem, found = read_problem(path)
    assert problem is None
    assert [d.code for d in found] == [code]
    assert found[0].source.file == "commande.xlsx"


def test_fifty_megabytes_of_zeros(tmp_path: Path) -> None:
    path = tmp_path / "zeros.xlsx"
    with path.open("wb") as f:
        f.truncate(50_000_000)
    assert [d.code for d in read_problem(path)[1]] == ["import.file_too_large"]


def test_missing_file_and_directory(tmp_path: Path) -> None:
    assert [d.code for d in read_problem(tmp_path / "x.xlsx")[1]] == ["import.file_missing"]
    assert [d.code for d in read_problem(tmp_path)[1]] == ["import.file_is_directory"]


def test_a_name_that_no_system_takes(tmp_path: Path) -> None:
    (found,) = read_problem(Path("a\0b.xlsx"))[1]
    assert found.code in {"import.file_unreadable", "import.file_missing"}


def test_a_row_too_far_down(tmp_path: Path) -> None:
    book = Book(tmp_path / "o.xlsx")
    book.sheet("demands")["A100000"] = "x"
    assert [(d.code, d.source.sheet) for d in book.read()[1]] == [
        ("import.too_many_rows", "Jalons")
    ]


def test_a_workbook_of_something_else(tmp_path: Path) -> None:
    wb = openpyxl.Workbook()
    wb.save(tmp_path / "o.xlsx")
    assert [d.code for d in read_problem(tmp_path / "o.xlsx")[1]] == ["import.no_known_sheet"]


def test_every_prefix_and_flipped_byte_is_survived(tmp_path: Path) -> None:
    """A file cut or damaged anywhere gives findings or a problem, never an exception."""
    data = good_bytes(tmp_path / "good.xlsx")
    path = tmp_path / "o.xlsx"
    for k in range(24):
        place = (k * 7919 + 13) % len(data)
        path.write_bytes(data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :])
        problem, found = read_problem(path)
        assert problem is not None or found
        path.write_bytes(data[:place])
        assert read_problem(path)[0] is None


def test_external_links_and_macros_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "o.xlsm"
    data = good_bytes(tmp_path / "good.xlsx")
    data = with_member(data, "xl/externalLinks/externalLink1.xml", lambda b: b"<x/>")
    path.write_bytes(with_member(data, "xl/vbaProject.bin", lambda b: b"MACRO"))
    problem, found = read_problem(path)
    assert problem == builders.small_problem()
    assert found == ()


def test_formulas_are_read_by_their_kept_result(tmp_path: Path) -> None:
    data = good_bytes(tmp_path / "good.xlsx")

    def to_formula(xml: bytes) -> bytes:
        assert b"<v>4000</v>" in xml
        return xml.replace(b"<v>4000</v>", b"<f>2000*2</f><v>4000</v>")

    sheet = openpyxl.load_workbook(tmp_path / "good.xlsx").sheetnames.index("Jalons") + 1
    path = tmp_path / "o.xlsx"
    path.write_bytes(with_member(data, f"xl/worksheets/sheet{sheet}.xml", to_formula))
    assert read_problem(path) == (builders.small_problem(), ())


def test_the_calendar_of_1904(tmp_path: Path) -> None:
    path = tmp_path / "o.xlsx"
    write_problem(builders.small_problem(), path)
    wb = openpyxl.load_workbook(path)
    wb.epoch = CALENDAR_MAC_1904
    wb.save(path)
    assert read_problem(path) == (builders.small_problem(), ())
    wb["Jalons"]["D2"].number_format = "General"
    wb["Jalons"]["D2"].value = (datetime(2020, 5, 1) - datetime(1904, 1, 1)).days
    wb.save(path)
    problem, found = read_problem(path)
    assert problem is None or problem.demands[0].due == date(2020, 5, 1)
    assert [d.code for d in found] == ["import.date_guessed"]


def test_a_tag_cut_by_the_end_of_a_chunk_is_counted_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "o.xlsx"
    path.write_bytes(good_bytes(tmp_path / "good.xlsx"))
    counts = set()
    for size in (17, 64, 1 << 20):
        monkeypatch.setattr(archive, "_CHUNK", size)
        monkeypatch.setattr(archive, "MAX_CELLS", 0)
        monkeypatch.setattr(archive, "MAX_RATIO", 10**9)
        (found,) = read_problem(path)[1]
        counts.add((found.code, found.params["read"]))
    assert len(counts) == 1
    assert counts.pop()[0] == "import.too_many_cells"
