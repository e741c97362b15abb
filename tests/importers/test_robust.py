"""Whatever stands in the cells of a workbook, reading it gives findings, never an exception."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.columns import SHEETS
from importers.workbook import MAX_RECEIVED_ROWS, open_workbook
from tests import builders
from tests.importers import hostile
from tests.importers.test_files import with_member
from tests.importers.workbooks import Book

NASTY: list[Any] = [
    "",
    "=A1",
    "=1/0",
    "#REF!",
    "?",
    "-",
    ";",
    ";;,",
    "\n",
    "9" * 79,
    "0," + "0" * 60 + "1",
    1e308,
    -1e308,
    10**300,
    0,
    -1,
    True,
    False,
    date(1901, 1, 1),
    date(9999, 12, 31),
    "01/01/0001",
    "31/12/9999",
    "9999-W52",
    "0001-W01",
    "S14",
    time(23, 59),
    timedelta(days=4000),
    datetime(2020, 4, 6, 12, 30),
    "TOTAL",
    "(exemple)",
    "vestali",
    "mask; bag",
    "é" * 1000,
    "😀",
    "'",
    "%",
    "h",
    "100 %",
    "stock",
    "standard",
]


@pytest.mark.parametrize("value", NASTY, ids=lambda v: repr(v)[:20])
def test_one_value_everywhere(value: Any, tmp_path: Path) -> None:
    book = Book(tmp_path / "o.xlsx", builders.rich_problem())
    for sheet in SHEETS:
        if sheet.by_hand:
            for column in sheet.columns:
                book.put(sheet.key, column.key, value)
    problem, found = book.read()
    assert problem is not None or any(d.severity == "error" for d in found)


PLACES = [(s.key, c.key) for s in SHEETS if s.by_hand for c in s.columns]


@settings(max_examples=20)
@given(
    changes=st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(NASTY)), max_size=4),
    row=st.integers(2, 4),
)
def test_a_few_values_anywhere(
    changes: list[tuple[tuple[str, str], Any]],
    row: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    book = Book(tmp_path_factory.mktemp("nasty") / "o.xlsx", builders.rich_problem())
    for (sheet, column), value in changes:
        book.put(sheet, column, value, row)
    problem, found = book.read()
    assert problem is not None or any(d.severity == "error" for d in found)


def test_a_merged_column_far_below_the_last_row(tmp_path: Path) -> None:
    book = Book(tmp_path / "o.xlsx")
    book.sheet("operations").merge_cells("A5:A30000")
    assert [d.code for d in book.read()[1]] == ["import.merged_cells_repeated"]


def test_lists_that_ask_for_too_much(tmp_path: Path) -> None:
    book = Book(tmp_path / "o.xlsx")
    names = [f"x{i}" for i in range(400)]
    for n in names:
        book.append("workshops", id=n, kind="ACI", headcount=1, weekly_hours=26)
        book.append("delivery_points", id=n)
    book.append("lanes", workshops="; ".join(names), delivery_points="; ".join(names))
    problem, found = book.read()
    assert problem is None
    assert "import.too_many_rows" in {d.code for d in found}


def test_many_unknown_names_take_no_time_to_speak_of(tmp_path: Path) -> None:
    book = Book(tmp_path / "o.xlsx")
    for i in range(800):
        book.append("orders", id=f"commande {i}")
        book.append("past_work", workshop=f"atelier {i}")
    found = book.read()[1]
    assert [d.code for d in found].count("import.unknown_reference") == 800


@pytest.mark.parametrize("name", hostile.HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(name: str, tmp_path: Path) -> None:
    path, code = hostile.write(name, tmp_path)
    raw, found = open_workbook(path, MAX_RECEIVED_ROWS)
    errors = [d.code for d in found if d.severity == "error"]
    if code:
        assert raw is None
        assert code in errors
        assert set(errors) <= {code, "import.too_many_columns"}
    else:
        assert raw is not None
        assert errors == []


def test_a_spoilt_file_of_any_format_is_survived(rich: dict[str, Path], tmp_path: Path) -> None:
    """Cut anywhere, or bytes changed anywhere: findings or values, never an exception."""
    text = 'Structure;Effectif\nVestali;é12\n"Ricochets";8\n'
    files = {suffix: path.read_bytes() for suffix, path in rich.items()}
    files |= {"csv": text.encode(), "txt": text.encode("utf-16")}
    random = Random(20200414)
    for suffix, data in files.items():
        path = tmp_path / f"a.{suffix}"
        for _ in range(40):
            spoilt = bytearray(data)
            if random.random() < 0.4:
                del spoilt[random.randrange(len(data)) :]
            for _ in range(random.choice((0, 1, 20))):
                if spoilt:
                    spoilt[random.randrange(len(spoilt))] ^= 1 << random.randrange(8)
            path.write_bytes(spoilt)
            raw, found = open_workbook(path)
            assert (raw is None) == any(d.severity == "error" for d in found)


def test_spoilt_records_of_old_excel_are_survived(rich: dict[str, Path], tmp_path: Path) -> None:
    """Changed where the records are, since a change of the container is found at once."""
    data = rich["xls"].read_bytes()
    path = tmp_path / "a.xls"
    random = Random(1904)
    outcomes = set()
    for _ in range(60):
        spoilt = bytearray(data)
        for _ in range(random.choice((1, 4, 30))):
            spoilt[random.randrange(512, len(data))] = random.choice((0, 1, 255, 60, 252))
        path.write_bytes(spoilt)
        raw, found = open_workbook(path)
        outcomes.add(raw is None)
        assert (raw is None) == any(d.severity == "error" for d in found)
    assert outcomes == {True, False}


@pytest.mark.parametrize(
    ("suffix", "members"),
    [
        (
            "xlsx",
            (
                "xl/workbook.xml",
                "xl/_rels/workbook.xml.rels",
                "xl/styles.xml",
                "xl/sharedStrings.xml",
                "xl/worksheets/sheet1.xml",
            ),
        ),
        ("ods", ("content.xml",)),
    ],
)
def test_a_spoilt_text_in_a_sound_archive_is_survived(
    suffix: str, members: tuple[str, ...], rich: dict[str, Path], tmp_path: Path
) -> None:
    """A change of the archive itself is found by its checksums; one made before it is not."""
    data = rich[suffix].read_bytes()
    path = tmp_path / f"a.{suffix}"
    random = Random(suffix)

    def spoil(text: bytes) -> bytes:
        spoilt = bytearray(text)
        for _ in range(random.choice((1, 2, 5))):
            place = random.randrange(len(spoilt))
            if random.random() < 0.3:
                del spoilt[place : place + random.randrange(1, 40)]
            else:
                spoilt[place] = random.choice(b'09AZ<>"& =')
        return bytes(spoilt)

    outcomes = set()
    for _ in range(60):
        path.write_bytes(with_member(data, random.choice(members), spoil))
        raw, found = open_workbook(path)
        outcomes.add(raw is None)
        assert (raw is None) == any(d.severity == "error" for d in found)
    assert outcomes == {True, False}
