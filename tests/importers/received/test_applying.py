"""Changes written where the owner of the order workbook would have typed them, or not at all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from importers.builder import read_problem
from importers.columns import SHEET_BY_KEY
from importers.received.applying import apply
from importers.received.contract import Draft, Scope
from importers.template import write_template
from optimizer.problem import Problem, WeekOverride, Workshop
from tests.builders import rich_problem
from tests.importers.received.entering import applied, changes_of, draft, reading, tables_of
from tests.importers.workbooks import Book

DUNES: dict[str, Any] = {
    "name": "Point des Dunes",
    "kind": "EI",
    "headcount": Decimal(4),
    "weekly_hours": Decimal(35),
}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path / "commande.xlsx", rich_problem())


def problem_of(path: Path) -> Problem:
    problem, found = read_problem(path)
    assert problem is not None, found
    return problem


def workshop_of(path: Path, id: str) -> Workshop:
    return next(w for w in problem_of(path).workshops if w.id == id)


def rows(path: Path, key: str) -> list[tuple[Any, ...]]:
    ws = openpyxl.load_workbook(path)[SHEET_BY_KEY[key].fr]
    found = [tuple(r) for r in ws.iter_rows(min_row=2, values_only=True)]
    return [r for r in found if any(v is not None for v in r)]


def assert_settled(path: Path, *drafts: Draft, scopes: tuple[Scope, ...] = ()) -> None:
    """Applying again would change nothing."""
    changes = changes_of(path, reading(*drafts, scopes=scopes))
    assert changes.is_empty, changes


# -- what is written ----------------------------------------------------------------------------


def test_value_changes_in_its_cell_and_everything_else_stays(book: Book, tmp_path: Path) -> None:
    ws = book.sheet("workshops")
    cell = ws[book.name("workshops", "headcount")]
    cell.fill, cell.font = PatternFill("solid", fgColor="FFFF00"), Font(bold=True)
    ws["X2"] = "appeler le mardi"
    book.wb.create_sheet("Notes")["B3"] = "=1+1"
    book.save()
    out = tmp_path / "sortie.xlsx"
    before = book.path.read_bytes()
    drafts = [
        draft("workshops", ("vestali",), headcount=Decimal("8.5"), absence_rate=Decimal("0.2"))
    ]
    assert applied(book.path, reading(*drafts), out=out).refused == ()
    assert book.path.read_bytes() == before
    written = openpyxl.load_workbook(out)
    sheet = written["Ateliers"]
    assert sheet[cell.coordinate].value == 8.5
    assert sheet[cell.coordinate].fill.fgColor.rgb == "00FFFF00"
    assert sheet[cell.coordinate].font.bold
    rate = sheet[book.name("workshops", "absence_rate")]
    assert (rate.value, rate.number_format) == (0.2, "0%")
    assert sheet["X2"].value == "appeler le mardi"
    assert written["Notes"]["B3"].value == "=1+1"
    assert sheet.protection.sheet
    assert len(sheet.data_validations.dataValidation) == len(ws.data_validations.dataValidation)
    assert workshop_of(out, "vestali").headcount == Decimal("8.5")
    assert_settled(out, *drafts)


def test_new_rows_come_below_in_the_look_of_the_last(book: Book) -> None:
    ws = book.sheet("workshops")
    for cell in ws[ws.max_row]:
        cell.fill = PatternFill("solid", fgColor="CCFFCC")
    book.save()
    drafts = [
        draft("workshops", ("point-des-dunes",), **DUNES, entry=date(2020, 4, 27)),
        draft("capabilities", ("point-des-dunes", "sewing", ""), pace=Decimal("0.72")),
        draft("capabilities", ("point-des-dunes", "finishing", ""), pace=Decimal("0.72")),
        draft("closures", ("point-des-dunes", "2020-08-10"), last=date(2020, 8, 28)),
        draft("stations", ("piqueuses",), host="point-des-dunes", operations=("sewing",), number=3),
    ]
    assert applied(book.path, reading(*drafts)).refused == ()
    workshop = workshop_of(book.path, "point-des-dunes")
    assert workshop.headcount == 4
    assert workshop.entry == date(2020, 4, 27)
    assert workshop.closures[0].last == date(2020, 8, 28)
    last = openpyxl.load_workbook(book.path)["Ateliers"]
    assert last[f"B{last.max_row}"].value == "Point des Dunes"
    assert last[f"B{last.max_row}"].fill.fgColor.rgb == "00CCFFCC"
    assert not last[f"B{last.max_row}"].protection.locked
    # Two capabilities that say the same share a row.
    assert rows(book.path, "capabilities")[-1][:2] == ("point-des-dunes", "sewing; finishing")
    assert_settled(book.path, *drafts)


def test_row_about_several_is_split_when_one_of_them_changes(book: Book) -> None:
    ws = book.sheet("capabilities")
    ws.delete_rows(2, ws.max_row)
    both = {"workshops": "vestali; fil-rouge; esat-lys", "operations": "cutting; sewing"}
    book.append("capabilities", **both, pace="50 %", setup=12)
    book.append("capabilities", **{**both, "operations": "finishing"}, pace="80 %")
    book.save()
    drafts = [draft("capabilities", ("fil-rouge", "sewing", ""), pace=Decimal("0.9"))]
    assert applied(book.path, reading(*drafts)).refused == ()
    found = {
        (c.workshop, c.operation): (c.pace, c.setup_milliminutes)
        for c in problem_of(book.path).capabilities
    }
    old, new = (Decimal("0.5"), 12_000), (Decimal("0.9"), 12_000)
    for workshop in ("vestali", "fil-rouge", "esat-lys"):
        assert found[workshop, "cutting"] == old
        assert found[workshop, "sewing"] == (new if workshop == "fil-rouge" else old)
    assert_settled(book.path, *drafts)


def test_row_about_several_changes_where_it_stands_when_all_do(book: Book) -> None:
    ws = book.sheet("capabilities")
    ws.delete_rows(2, ws.max_row)
    both = {"workshops": "vestali; fil-rouge", "operations": "cutting; sewing; finishing"}
    row = book.append("capabilities", **both, pace="50 %")
    book.save()
    drafts = [
        draft("capabilities", (w, o, ""), pace=Decimal("0.6"))
        for w in ("vestali", "fil-rouge")
        for o in ("cutting", "sewing", "finishing")
    ]
    assert applied(book.path, reading(*drafts)).refused == ()
    sheet = openpyxl.load_workbook(book.path)["Capacités"]
    assert sheet[f"A{row}"].value == "vestali; fil-rouge"
    assert sheet[book.name("capabilities", "pace", row)].value == 0.6
    assert sheet.max_row == row


def test_span_of_weeks_is_split_around_the_week_that_changes(book: Book) -> None:
    book.append("overrides", workshop="fil-rouge", week="S20 2020", last="S23 2020", headcount=3)
    book.save()
    drafts = [draft("overrides", ("fil-rouge", "2020-W21"), headcount=Decimal(2))]
    assert applied(book.path, reading(*drafts)).refused == ()
    heads = {o.week: o.headcount for o in workshop_of(book.path, "fil-rouge").overrides}
    assert heads == {"2020-W20": 3, "2020-W21": 2, "2020-W22": 3, "2020-W23": 3}
    assert_settled(book.path, *drafts)


def test_consecutive_weeks_that_say_the_same_are_one_row(book: Book) -> None:
    weeks = [f"2020-W{n}" for n in range(18, 30)]
    drafts = [
        draft("overrides", ("fil-rouge", w), headcount=Decimal(3 if w < "2020-W25" else 4))
        for w in weeks
    ]
    assert applied(book.path, reading(*drafts)).refused == ()
    assert [r[:4] for r in rows(book.path, "overrides")] == [
        ("vestali", "S18 2020", None, 6),
        ("fil-rouge", "S18 2020", "S24 2020", 3),
        ("fil-rouge", "S25 2020", "S29 2020", 4),
    ]
    assert WeekOverride(week="2020-W29", headcount=Decimal(4)) in (
        workshop_of(book.path, "fil-rouge").overrides
    )
    assert_settled(book.path, *drafts)


def test_removed_row_goes_and_its_place_is_taken_by_a_new_one(book: Book) -> None:
    scope = Scope(sheet="closures", within={"workshops": "esat-lys"})
    drafts = [draft("closures", ("esat-lys", "2020-05-04"), last=date(2020, 5, 7))]
    assert applied(book.path, reading(*drafts, scopes=(scope,))).refused == ()
    (closure,) = workshop_of(book.path, "esat-lys").closures
    assert (closure.first, closure.last) == (date(2020, 5, 4), date(2020, 5, 7))
    (row,) = rows(book.path, "closures")
    assert row[0] == "esat-lys"
    assert_settled(book.path, *drafts, scopes=(scope,))


def test_removal_for_one_of_several_leaves_the_others(book: Book) -> None:
    book.append("closures", workshops="vestali; fil-rouge", first="03/08/2020", last="21/08/2020")
    book.save()
    scope = Scope(sheet="closures", within={"workshops": "vestali"})
    assert applied(book.path, reading(scopes=(scope,))).refused == ()
    assert rows(book.path, "closures")[-1][0] == "fil-rouge"


def test_column_and_sheet_that_the_workbook_lacks_are_added(book: Book) -> None:
    ws = book.sheet("workshops")
    ws.delete_cols(13, 9)
    del book.wb["Fermetures"]
    book.save()
    drafts = [
        draft("workshops", ("vestali",), entry=date(2020, 4, 6)),
        draft("closures", ("vestali", "2020-08-03"), last=date(2020, 8, 21)),
    ]
    assert applied(book.path, reading(*drafts)).refused == ()
    workshop = workshop_of(book.path, "vestali")
    assert workshop.entry == date(2020, 4, 6)
    assert workshop.closures[0].first == date(2020, 8, 3)
    assert_settled(book.path, *drafts)


def test_template_that_only_has_its_start_takes_its_first_workshop(tmp_path: Path) -> None:
    path = tmp_path / "commande.xlsx"
    write_template(path, "fr", {})
    wb = openpyxl.load_workbook(path)
    labels = [c.key for c in SHEET_BY_KEY["order"].columns]
    wb["Commande"].cell(labels.index("start") + 1, 2).value = date(2020, 3, 30)
    wb.save(path)
    drafts = [
        draft("workshops", ("point-des-dunes",), **DUNES),
        draft("closures", ("point-des-dunes", "2020-08-10"), last=date(2020, 8, 28)),
    ]
    assert applied(path, reading(*drafts)).refused == ()
    assert_settled(path, *drafts)
    sheet = openpyxl.load_workbook(path)["Ateliers"]
    assert str(sheet["A2"].value).startswith("(exemple)")
    assert sheet["B3"].value == "Point des Dunes"


def test_merged_cells_are_taken_apart_where_a_value_changes(book: Book) -> None:
    ws = book.sheet("capabilities")
    ws["A3"], ws["A4"] = None, None
    ws.merge_cells("A2:A4")
    book.save()
    drafts = [draft("capabilities", ("vestali", "sewing", ""), pace=Decimal("0.75"))]
    assert applied(book.path, reading(*drafts)).refused == ()
    found = {(c.workshop, c.operation): c.pace for c in problem_of(book.path).capabilities}
    assert found["vestali", "sewing"] == Decimal("0.75")
    assert found["vestali", "finishing"] == Decimal("0.8")


def test_result_of_a_formula_is_kept(book: Book) -> None:
    """Nobody opens the workbook between the import and the plan: results must still be there."""
    headcount = book.name("workshops", "headcount", 3)
    book.put("workshops", "headcount", "=2+3", 3)
    book.save()
    with_result(book.path, headcount, "5")
    drafts = [draft("workshops", ("vestali",), headcount=Decimal(9))]
    assert applied(book.path, reading(*drafts)).refused == ()
    assert workshop_of(book.path, "fil-rouge").headcount == 5
    assert openpyxl.load_workbook(book.path)["Ateliers"][headcount].value == "=2+3"


def with_result(path: Path, cell: str, result: str) -> None:
    """Give a formula the result that a spreadsheet would have kept."""
    import zipfile

    with zipfile.ZipFile(path) as archive:
        members = {m: archive.read(m) for m in archive.namelist()}
    for name, data in members.items():
        if b"<f>2+3</f><v />" in data and f'r="{cell}"'.encode() in data:
            text = data.replace(b"<f>2+3</f><v />", f"<f>2+3</f><v>{result}</v>".encode())
            members[name] = text
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


@pytest.mark.parametrize("text", ["=1+1", "+33 3 21", "-2", "@SUM(A1)", "Total", "=HYPERLINK(0)"])
def test_what_somebody_typed_never_becomes_a_formula(book: Book, text: str) -> None:
    drafts = [
        draft("workshops", ("piege",), **{**DUNES, "name": text}),
        draft("closures", ("piege", "2020-08-03"), last=date(2020, 8, 4), reason=text),
    ]
    assert applied(book.path, reading(*drafts)).refused == ()
    wb = openpyxl.load_workbook(book.path)
    written = [c for ws in wb for row in ws.iter_rows() for c in row if c.value == text]
    assert len(written) == 2
    assert {c.data_type for c in written} == {"s"}
    assert workshop_of(book.path, "piege").name == text
    assert_settled(book.path, *drafts)


# -- what is refused ----------------------------------------------------------------------------


def test_workbook_that_changed_meanwhile_is_left_alone(book: Book) -> None:
    changes = changes_of(book.path, reading(draft("workshops", ("vestali",), headcount=Decimal(9))))
    tables = tables_of(book.path)
    book.put("workshops", "headcount", 12)
    book.save()
    before = book.path.read_bytes()
    found = apply(changes, tables, book.path, book.path)
    assert [d.code for d in found.refused] == ["import.order_changed"]
    assert book.path.read_bytes() == before


@pytest.mark.parametrize(
    ("drafts", "code"),
    [
        (
            [draft("workshops", ("vestali",), "D7", weekly_hours=Decimal(200))],
            "import.too_big",
        ),
        (
            [draft("closures", ("vestali", "2020-08-03"), "D7", last=date(2020, 8, 1))],
            "problem.closure_reversed",
        ),
        (
            [draft("workshops", ("vestali",), "D7", name="Ves\x07tali")],
            "import.unwritable_text",
        ),
        (
            [draft("stations", ("x",), "D7", host="personne", operations=("sewing",))],
            "import.unknown_reference",
        ),
    ],
)
def test_nothing_is_written_when_the_result_would_be_wrong(
    book: Book, drafts: list[Draft], code: str
) -> None:
    before = book.path.read_bytes()
    sound = draft("workshops", ("fil-rouge",), headcount=Decimal(6))
    found = applied(book.path, reading(sound, *drafts))
    assert code in {d.code for d in found.refused}
    assert book.path.read_bytes() == before
    assert list(book.path.parent.iterdir()) == [book.path]


def test_fault_that_was_there_before_is_no_obstacle(book: Book) -> None:
    book.put("demands", "quantity", "beaucoup")
    book.save()
    drafts = [draft("workshops", ("vestali",), headcount=Decimal(9))]
    assert applied(book.path, reading(*drafts)).refused == ()
    assert_settled(book.path, *drafts)


def test_what_the_order_lacks_afterwards_is_said_and_does_not_refuse(book: Book) -> None:
    """Shares are agreed by the coordinator, not by the workshop that joins."""
    labels = [c.key for c in SHEET_BY_KEY["order"].columns]
    book.sheet("order").cell(labels.index("fairness_key") + 1, 2).value = "parts convenues"
    book.save()
    assert problem_of(book.path).fairness_key == "agreed"
    found = applied(book.path, reading(draft("workshops", ("point-des-dunes",), **DUNES)))
    assert found.refused == ()
    assert {d.code for d in found.remaining} == {"problem.agreed_share_missing"}


def test_sheet_without_header_is_not_written_into(book: Book) -> None:
    ws = book.sheet("closures")
    ws.delete_rows(1, ws.max_row)
    ws["A1"] = "à compléter en avril"
    book.save()
    found = applied(
        book.path, reading(draft("closures", ("vestali", "2020-08-03"), last=date(2020, 8, 4)))
    )
    assert [d.code for d in found.refused] == ["import.header_missing"]
