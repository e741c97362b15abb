"""The same sheet in every format reads as the same cells, and what a screen hides is said."""

from __future__ import annotations

import codecs
import re
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from importers.builder import read_problem
from importers.template import write_problem
from importers.workbook import Grid, RawWorkbook, open_workbook
from tests import builders
from tests.importers.conftest import MADE, write_rich
from tests.importers.test_files import with_member
from tests.libreoffice import convert


def opened(path: Path, max_rows: int = 2_000) -> tuple[RawWorkbook, list[tuple[str, str]]]:
    raw, found = open_workbook(path, max_rows)
    assert raw is not None, found
    assert all(d.severity == "warning" for d in found)
    return raw, [(d.code, d.params["read"]) for d in found]


def values(grid: Grid) -> dict[int, dict[int, Any]]:
    return {
        r: {c: cell.error or cell.formula or cell.value for c, cell in cells.items()}
        for r, cells in grid.rows.items()
    }


@pytest.mark.parametrize("suffix", MADE)
def test_everything_is_read_from_every_format(suffix: str, rich: dict[str, Path]) -> None:
    raw, remarks = opened(rich[suffix])
    grid, hidden = raw.grids
    assert raw.format == suffix
    read = values(grid)
    assert read[1] == dict(
        enumerate(
            ["Structure", "Effectif", "Taux", "Début", "Durée", "Heure", "Oui", "Réf"], start=1
        )
    )
    assert read[2] == {
        1: "Vestali",
        2: 8,
        3: 0.12,
        4: datetime(2020, 4, 14),
        5: timedelta(hours=26),
        6: time(7, 30),
        7: True,
        8: "#DIV/0!",
    }
    assert read[2][7] is True
    assert read[3] == {
        1: "Ricochets",
        2: "001",
        3: 12.5,
        4: datetime(2020, 4, 14, 13, 30),
        7: False,
        8: "#N/A",
    }
    assert read[5] == {1: "caché"}
    assert (read[7], read[8], read[9]) == ({1: "fusion", 8: 16}, {8: "Vestali"}, {8: "#REF!"})
    assert [c for r in (2, 3) for c, cell in grid.rows[r].items() if cell.is_percent] == [3]
    for row in range(20, 420):
        text = f"{row} — " + "é€😀x" * (row % 90)
        assert read[row] == {1: text, 2: pytest.approx(row * 1.37), 3: -row}
    assert grid.merged == ((7, 1, 9, 2),)
    assert grid.hidden_rows == {5}
    assert grid.hidden_columns == {7}
    assert grid.comments == {(2, 1): "En réalité 6 personnes", (1, 2): "Nombre de personnes"}
    assert (grid.is_hidden, hidden.is_hidden, values(hidden)) == (False, True, {2: {2: "x"}})
    assert remarks == [
        ("import.comments_present", "B1, A2"),
        ("import.hidden_rows_read", "5"),
        ("import.hidden_columns_read", "G"),
        ("import.hidden_sheet_read", "Cachée"),
    ]


def test_old_excel_reads_as_another_reader_reads_it(rich: dict[str, Path]) -> None:
    grid = opened(rich["xls"])[0].grids[0]
    other = python_calamine.load_workbook(rich["xls"]).get_sheet_by_index(0)
    rows = other.to_python(skip_empty_area=False)
    texts = {
        (r, c): value
        for r, cells in enumerate(rows, start=1)
        for c, value in enumerate(cells, start=1)
        if isinstance(value, str | float | int) and value != ""
    }
    ours = {
        (r, c): cell.value
        for r, cells in grid.rows.items()
        for c, cell in cells.items()
        if isinstance(cell.value, str | float | int)
    }
    # The other reader loses a character of two units that the end of a record cuts.
    lost = {place for place, value in texts.items() if "\ufffd" in str(value)}
    assert len(lost) < 5
    assert {p: v for p, v in ours.items() if p not in lost} == {
        p: v for p, v in texts.items() if p not in lost
    }


def test_comments_of_our_own_forms_are_not_remarked_upon(tmp_path: Path) -> None:
    path = tmp_path / "source.xlsx"
    write_rich(path)
    raw, remarks = opened(path)
    assert len(raw.grids[0].comments) == 2
    assert remarks[0] == ("import.comments_present", "A2")


def test_the_calendar_of_1904_is_said_and_dates_are_the_same(tmp_path: Path) -> None:
    wb = openpyxl.Workbook()
    wb.epoch = CALENDAR_MAC_1904
    sheet: Any = wb.active
    sheet["A1"] = datetime(2020, 4, 14)
    path = tmp_path / "mac.xlsx"
    wb.save(path)
    for file in (path, convert(path, "xls", tmp_path), convert(path, "ods", tmp_path)):
        raw, remarks = opened(file)
        assert raw.epoch == datetime(1904, 1, 1)
        assert values(raw.grids[0]) == {1: {1: datetime(2020, 4, 14)}}
        assert [code for code, _ in remarks] == ["import.mac_calendar"]


def test_an_order_may_come_back_as_libreoffice_saves_it(tmp_path: Path) -> None:
    path = tmp_path / "commande.xlsx"
    problem = builders.running_problem()
    write_problem(problem, path)
    for suffix in ("ods", "xls"):
        assert read_problem(convert(path, suffix, tmp_path)) == (problem, ())


# ------------------------------------------------------------------------------------------ text

TABLE = "Structure;Effectif;Durée\nVestali;12;3,5\nRicochets;8;2,25\n"


def read_text(tmp_path: Path, data: bytes, name: str = "réponse.csv") -> Any:
    path = tmp_path / name
    path.write_bytes(data)
    raw, remarks = opened(path)
    assert raw.format == "csv"
    return values(raw.grids[0]), remarks


@pytest.mark.parametrize(
    ("data", "remarks"),
    [
        (TABLE.encode(), []),
        (codecs.BOM_UTF8 + TABLE.encode(), []),
        (TABLE.encode("cp1252"), [("import.encoding_guessed", "réponse.csv")]),
        (TABLE.encode("utf-16"), []),
        (codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"), []),
        (
            TABLE.replace(";", "\t").encode(),
            [("import.separator_guessed", "réponse.csv")],
        ),
        (
            TABLE.replace(",", ".").replace(";", ",").encode(),
            [("import.separator_guessed", "réponse.csv")],
        ),
        (b"sep=;\r\n" + TABLE.encode(), []),
        (TABLE.replace("\n", "\r\n").encode(), []),
        (TABLE.encode().decode("cp1252").encode(), [("import.encoding_guessed", "réponse.csv")]),
    ],
    ids=["utf8", "bom", "cp1252", "utf16", "utf16be", "tab", "comma", "directive", "crlf", "twice"],
)
def test_texts_of_every_sort(data: bytes, remarks: list[Any], tmp_path: Path) -> None:
    read, said = read_text(tmp_path, data)
    assert said == remarks
    rows = [list(cells.values()) for cells in read.values()]
    assert [[v.replace(".", ",") for v in row] for row in rows] == [
        ["Structure", "Effectif", "Durée"],
        ["Vestali", "12", "3,5"],
        ["Ricochets", "8", "2,25"],
    ]
    assert list(read) == ([2, 3, 4] if data.startswith(b"sep=") else [1, 2, 3])


def test_quoted_values_and_forced_texts(tmp_path: Path) -> None:
    read, _ = read_text(
        tmp_path,
        b'Nom;Siret;Note\n"Atelier; ""Le Fil""";="00123";"deux\nlignes"\n;;#REF!\n',
    )
    assert read[2] == {1: 'Atelier; "Le Fil"', 2: "00123", 3: "deux\nlignes"}
    assert read[3] == {3: "#REF!"}


def test_a_quotation_mark_never_closed_does_not_swallow_the_file(tmp_path: Path) -> None:
    lines = "".join(f"Atelier {i};{i}\n" for i in range(100))
    read, said = read_text(tmp_path, f'Nom;Effectif\n"Ricochets;8\n{lines}'.encode())
    assert len(read) == 102
    assert said == [("import.quotes_unbalanced", '"')]


def test_decimal_commas_are_no_separators(tmp_path: Path) -> None:
    read, said = read_text(tmp_path, b"Nom;Taux\nA;1,5\nB;2,5\nC;3,5\n")
    assert (read[2], said) == ({1: "A", 2: "1,5"}, [])


def test_one_column_alone(tmp_path: Path) -> None:
    assert read_text(tmp_path, b"Nom\nA\n\nB\n") == ({1: {1: "Nom"}, 2: {1: "A"}, 4: {1: "B"}}, [])


# -------------------------------------------------------------------------- names that tell wrong


@pytest.mark.parametrize("suffix", MADE)
def test_the_content_decides_and_the_name_is_corrected(
    suffix: str, rich: dict[str, Path], tmp_path: Path
) -> None:
    right = {"xlsx": {"a.xlsx", "a.XLSM"}, "ods": {"a.ods"}, "xls": {"a.xls"}}[suffix]
    for name in ("a.xls", "a.xlsx", "a.csv", "a.ods", "a.XLSM", "a"):
        path = tmp_path / name
        path.write_bytes(rich[suffix].read_bytes())
        raw, remarks = opened(path)
        said = dict(remarks).get("import.extension_differs")
        assert (said is None) == (name in right | {"a"})
        assert raw.format == ("xlsm" if (suffix, name) == ("xlsx", "a.XLSM") else suffix)


def test_text_saved_as_old_excel(tmp_path: Path) -> None:
    read, said = read_text(tmp_path, TABLE.replace(";", "\t").encode(), "export.xls")
    assert len(read) == 3
    assert ("import.extension_differs", ".xls") in said


def test_macros_and_links_are_said(rich: dict[str, Path], tmp_path: Path) -> None:
    data = with_member(rich["xlsx"].read_bytes(), "xl/vbaProject.bin", lambda b: b"MACRO")
    data = with_member(data, "xl/externalLinks/externalLink1.xml", lambda b: b"<x/>")
    path = tmp_path / "a.xlsm"
    path.write_bytes(data)
    raw, remarks = opened(path)
    assert raw.format == "xlsm"
    assert ("import.macros_ignored", "a.xlsm") in remarks
    assert ("import.external_links_ignored", "1") in remarks
    path = tmp_path / "a.ods"
    path.write_bytes(with_member(rich["ods"].read_bytes(), "Basic/x.xml", lambda b: b"<x/>"))
    assert ("import.macros_ignored", "a.ods") in opened(path)[1]


def test_rich_texts_escapes_and_cells_without_a_place(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    openpyxl.Workbook().save(path)
    sheet = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<x:sheetData><x:row><x:c t='inlineStr'><x:is><x:r><x:t>deux</x:t></x:r><x:r>"
        b"<x:t> mots</x:t></x:r><x:rPh><x:t>non</x:t></x:rPh></x:is></x:c><x:c><x:v>3</x:v></x:c>"
        b"</x:row><x:row r='4'><x:c t='str'><x:f>A1</x:f><x:v>a_x000D_b</x:v></x:c>"
        b"<x:c r='D4' t='d'><x:v>2020-04-14</x:v></x:c><x:c><x:f>1+1</x:f></x:c>"
        b"<x:c t='e'><x:v>#REF!</x:v></x:c><x:c t='b'><x:v>0</x:v></x:c></x:row>"
        b"</x:sheetData></x:worksheet>"
    )
    path.write_bytes(with_member(path.read_bytes(), "xl/worksheets/sheet1.xml", lambda b: sheet))
    assert values(opened(path)[0].grids[0]) == {
        1: {1: "deux mots", 2: 3},
        4: {1: "a\rb", 4: datetime(2020, 4, 14), 5: "=1+1", 6: "#REF!", 7: False},
    }


# ------------------------------------------------------------------------- numbers beyond numbers


@pytest.mark.parametrize("written", ["1e999", "-1E400", "NaN", "inf", "9" * 400])
def test_what_is_no_number_to_count_with_is_an_error_of_its_cell(
    written: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    wb = openpyxl.Workbook()
    sheet: Any = wb.active
    sheet.append([777, datetime(2020, 4, 14)])
    wb.save(path)
    ods = convert(path, "ods", tmp_path)
    data = path.read_bytes()
    data = with_member(
        data,
        "xl/worksheets/sheet1.xml",
        lambda b: re.sub(rb"<v>[^<]*</v>", b"<v>" + written.encode() + b"</v>", b),
    )
    path.write_bytes(data)
    assert values(opened(path)[0].grids[0]) == {1: {1: "#NUM!", 2: "#NUM!"}}
    data = with_member(
        ods.read_bytes(),
        "content.xml",
        lambda b: b.replace(b'office:value="777"', b'office:value="' + written.encode() + b'"'),
    )
    ods.write_bytes(data)
    assert values(opened(ods)[0].grids[0])[1][1] == "#NUM!"
