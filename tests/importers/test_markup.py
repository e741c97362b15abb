"""A file goes back to its author with its faults marked, and everything else as it was."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from importers.grids import OWN_AUTHOR
from importers.markup import (
    CAPPED,
    COPY_OF_VALUES,
    MAX_LISTED,
    ONLY_LIST,
    REBUILT,
    TEXT_KEYS,
    Said,
    marked_suffix,
    write_marked,
)
from importers.markup_losses import CHARTS_REDRAWN
from importers.own_marks import MARK, marked_text, without_mark
from importers.received.contract import FileKind, Guess, OrderContext, Topic
from importers.received.reading import read_received
from importers.workbook import open_workbook
from optimizer.diagnostics import Diagnostic, Severity, Source
from service.i18n import Texts
from service.messages.marked_texts import marked_texts
from service.messages.marked_texts import said as said_in
from tests.libreoffice import convert

FILE = "recensement.xlsx"
GREEN = PatternFill("solid", fgColor="FFCCFFCC")
WORDS = {key: key for key in TEXT_KEYS} | {"marked.list": "À corriger", "marked.capped": "> {n}"}


def fault(
    cell: str,
    sheet: str = "Ateliers",
    severity: Severity = Severity.ERROR,
    file: str = FILE,
    **params: str,
) -> Diagnostic:
    return Diagnostic(
        code="import.not_a_number",
        severity=severity,
        source=Source(file=file, sheet=sheet, cell=cell),
        params=params,
    )


def guess(cell: str, read: str = "env. 8", is_confirmed: bool = False) -> Guess:
    return Guess(
        key=f"value:{read}",
        topic=Topic.VALUE,
        read=read,
        understood="8",
        confidence=70,
        source=Source(file=FILE, sheet="Ateliers", cell=cell),
        is_confirmed=is_confirmed,
    )


def render(about: Diagnostic | Guess) -> Said:
    if isinstance(about, Guess):
        return Said(sentence=f"compris {about.understood}", read=about.read)
    return Said(
        sentence=f"faux {about.params.get('read', '')}",
        read=about.params.get("read", ""),
        expected=about.params.get("expected", ""),
    )


@pytest.fixture
def book(tmp_path: Path) -> Path:
    wb = openpyxl.Workbook()
    ws = wb.worksheets[0]
    ws.title = "Ateliers"
    ws.append(["Structure", "Effectif", "Heures"])
    ws.append(["Vestali", "env. 8", "vingt"])
    ws["B2"].fill = GREEN
    ws["D2"] = "=1+1"
    path = tmp_path / FILE
    wb.save(path)
    return path


def mark(
    path: Path,
    findings: Sequence[Diagnostic] = (),
    guesses: Sequence[Guess] = (),
    out: str = "marqué.xlsx",
) -> tuple[Any, tuple[str, ...]]:
    """The marked workbook and the codes of what it does not keep."""
    to = path.parent / out
    codes = write_marked(path, findings, guesses, to, render, WORDS)
    return openpyxl.load_workbook(to), codes


def listed(wb: Any) -> list[tuple[str, ...]]:
    """Rows of the list below its header, as texts."""
    rows = [[str(c or "") for c in row] for row in wb.worksheets[0].iter_rows(values_only=True)]
    at = next(n for n, r in enumerate(rows) if r[0] == "marked.header.severity")
    return [tuple(r[:7]) for r in rows[at + 1 :]]


def rewrite(path: Path, edit: Callable[[str, bytes], bytes], **added: bytes) -> None:
    """Change the members of an archive, or add some."""
    data = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            new.writestr(name, edit(name, old.read(name)))
        for name, content in added.items():
            new.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    path.write_bytes(data.getvalue())


def test_each_kind_of_mark_has_a_colour_a_border_and_words(book: Path) -> None:
    findings = [
        fault("C2", read="vingt"),
        fault("A1", severity=Severity.WARNING, read="Structure"),
        fault("C1", severity=Severity.NOTE),
    ]
    wb, codes = mark(book, findings, [guess("B2")])
    ws = wb["Ateliers"]
    looks = {c: (ws[c].fill.fgColor.rgb, ws[c].border.left.style) for c in ("C2", "B2", "A1")}
    assert codes == ()
    assert len({colour for colour, _ in looks.values()}) == 3
    assert len({edge for _, edge in looks.values()}) == 3
    assert [ws[c].comment.text.splitlines()[1][0] for c in looks] == ["✗", "?", "!"]
    assert ws["C1"].fill.fill_type is None
    assert ws["C1"].comment.author == OWN_AUTHOR
    assert [r[0][0] for r in listed(wb)] == ["✗", "?", "!", "·"]


def test_the_list_comes_first_and_links_to_the_cells(book: Path) -> None:
    wb, _ = mark(book, [fault("C2", read="vingt", expected="26 h")])
    ws = wb.worksheets[0]
    assert wb.sheetnames == ["À corriger", "Ateliers"]
    assert wb.active is ws
    assert [s.sheet_view.tabSelected for s in wb.worksheets] == [True, False]
    assert listed(wb) == [
        ("✗ marked.severity.error", "Ateliers", "C2", "vingt", "26 h", "", "faux vingt")
    ]
    links = [c.hyperlink for row in ws.iter_rows() for c in row if c.hyperlink]
    assert [(x.location, x.target) for x in links] == [("'Ateliers'!$C$2", None)]


def test_what_the_file_says_stays_as_it_was(book: Path) -> None:
    before, _ = open_workbook(book)
    mark(book, [fault("C2")], [guess("B2")])
    after, _ = open_workbook(book.with_name("marqué.xlsx"))
    assert before is not None
    assert after is not None
    assert after.grids[1].rows == before.grids[0].rows


def test_results_of_formulas_are_kept(book: Path) -> None:
    def with_result(name: str, data: bytes) -> bytes:
        return data.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>").replace(
            b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>"
        )

    rewrite(book, with_result)
    mark(book, [fault("C2")])
    raw, _ = open_workbook(book.with_name("marqué.xlsx"))
    assert raw is not None
    assert raw.grids[1].rows[2][4].value == 2


def test_many_findings_of_a_cell_stand_in_one_comment_after_what_was_there(book: Path) -> None:
    wb = openpyxl.load_workbook(book)
    wb["Ateliers"]["C2"].comment = Comment("À voir avec Léa", "Léa")
    wb.save(book)
    marked, _ = mark(book, [fault("C2", read="un"), fault("C2", read="deux")])
    comment = marked["Ateliers"]["C2"].comment
    assert comment.author == "Léa"
    assert comment.text.startswith("À voir avec Léa\n\n" + MARK)
    assert comment.text.count(MARK) == 1
    assert "faux un" in comment.text
    assert "faux deux" in comment.text
    assert without_mark(comment.text) == "À voir avec Léa"


def test_old_marks_go_before_new_ones_come(book: Path) -> None:
    wb = openpyxl.load_workbook(book)
    wb["Ateliers"]["B2"].comment = Comment("À voir", "Léa")
    wb.save(book)
    mark(book, [fault("B2"), fault("C2")], out=FILE)
    corrected = openpyxl.load_workbook(book)
    corrected["Ateliers"]["B2"] = 8
    corrected.save(book)
    wb, _ = mark(book, [fault("C2")])
    ws = wb["Ateliers"]
    assert wb.sheetnames == ["À corriger", "Ateliers"]
    assert ws["B2"].value == 8
    assert ws["B2"].fill.fgColor.rgb == GREEN.fgColor.rgb
    assert ws["B2"].border.left.style is None
    assert ws["B2"].comment.text == "À voir"
    assert ws["C2"].comment.text.count(MARK) == 1
    clean, _ = mark(book.with_name("marqué.xlsx"))
    assert clean["Ateliers"]["C2"].fill.fill_type is None
    assert clean["Ateliers"]["C2"].comment is None


def test_marks_that_moved_or_lost_their_list_are_taken_off(book: Path) -> None:
    mark(book, [fault("C2")], out=FILE)
    wb = openpyxl.load_workbook(book)
    del wb["À corriger"]
    wb["Ateliers"].insert_rows(1)
    wb.save(book)
    clean, _ = mark(book)
    assert all(c.fill.fill_type is None for c in clean["Ateliers"][3] if c.column != 2)


def test_marks_survive_another_program_and_still_go(book: Path, tmp_path: Path) -> None:
    mark(book, [fault("B2"), fault("C2")], out=FILE)
    folder = tmp_path / "autre"
    folder.mkdir()
    saved = convert(book, "xlsx", folder)
    wb, _ = mark(saved)
    ws = wb["Ateliers"]
    assert wb.sheetnames == ["À corriger", "Ateliers"]
    assert ws["B2"].fill.fgColor.rgb == GREEN.fgColor.rgb
    assert ws["C2"].fill.fill_type is None
    assert ws["C2"].comment is None


def test_what_we_wrote_is_not_read_when_the_file_comes_back(book: Path) -> None:
    kind, order = FileKind.CAPACITIES, OrderContext(file="commande.xlsx")
    before = read_received(book, kind, order, {})
    assert before.findings
    write_marked(book, before.findings, before.guesses, book, render, WORDS)
    after = read_received(book, kind, order, {})
    assert after.findings == before.findings
    assert after.guesses == before.guesses


def test_a_text_of_the_file_never_becomes_a_formula(book: Path) -> None:
    evil = '=HYPERLINK("http://x";"y")'
    wb, _ = mark(book, [fault("C2", read=evil, expected="+1", suggestion="@a\x07b")])
    cells = [c for row in wb.worksheets[0].iter_rows() for c in row if c.value is not None]
    assert evil in [c.value for c in cells]
    assert {c.data_type for c in cells} == {"s"}
    assert all(c.quotePrefix for c in cells if str(c.value)[0] in "=+-@")


def test_a_merged_cell_is_marked_at_its_first(book: Path) -> None:
    wb = openpyxl.load_workbook(book)
    wb["Ateliers"].merge_cells("B3:C4")
    wb.save(book)
    marked, _ = mark(book, [fault("C4"), fault("B3:C4")])
    assert "faux" in marked["Ateliers"]["B3"].comment.text
    assert [r[2] for r in listed(marked)] == ["C4", "B3:C4"]


def test_hidden_and_protected_sheets_stay_so(book: Path) -> None:
    wb = openpyxl.load_workbook(book)
    other = wb.create_sheet("Caché")
    other.sheet_state = "hidden"
    other.protection.sheet = True
    wb.save(book)
    marked, _ = mark(book, [fault("B7", sheet="Caché")])
    assert marked["Caché"].sheet_state == "hidden"
    assert marked["Caché"].protection.sheet
    assert marked["Caché"]["B7"].comment is not None
    assert listed(marked)[0][1] == "Caché marked.hidden"


@pytest.mark.parametrize(
    ("sheet", "cell"),
    [
        ("Ateliers", "XFE1"),
        ("Ateliers", "A9999999"),
        ("Ailleurs", "A1"),
        ("", ""),
        ("Ateliers", ""),
    ],
)
def test_what_has_no_cell_is_listed_all_the_same(book: Path, sheet: str, cell: str) -> None:
    wb, _ = mark(book, [fault(cell, sheet=sheet, read="x")])
    assert [r[3] for r in listed(wb)] == ["x"]
    assert all(c.comment is None for row in wb["Ateliers"].iter_rows() for c in row)


def test_other_files_and_confirmed_guesses_are_left_out(book: Path) -> None:
    findings = [fault("C2", file="autre.xlsx")]
    wb, _ = mark(book, findings, [guess("B2", is_confirmed=True)])
    assert listed(wb) == []


def test_a_warning_that_says_how_it_was_understood_stands_for_the_guess(book: Path) -> None:
    warning = fault("B2", severity=Severity.WARNING, read="env. 8", kept="8")
    wb, _ = mark(book, [warning], [guess("B2")])
    assert [(r[0][0], r[6]) for r in listed(wb)] == [("?", "faux env. 8")]


def test_a_list_that_nobody_would_read_is_cut_and_said(book: Path) -> None:
    warnings = [fault(f"A{n}", severity=Severity.WARNING) for n in range(1, MAX_LISTED + 5)]
    wb, codes = mark(book, [*warnings, fault("C2", read="grave")])
    assert codes == (CAPPED,)
    assert len(listed(wb)) == MAX_LISTED
    assert listed(wb)[0][3] == "grave"
    assert f"– > {MAX_LISTED}" in [c.value for c in wb.worksheets[0]["A"]]


def test_what_is_lost_is_told_in_the_file_and_to_the_caller(book: Path) -> None:
    wb = openpyxl.load_workbook(book)
    chart = BarChart()
    chart.add_data(Reference(wb["Ateliers"], min_col=2, min_row=1, max_row=2))
    wb.worksheets[0].add_chart(chart, "F2")
    wb.save(book)
    extension = (
        b'<extLst><ext xmlns:x14="x" uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}">'
        b"<x14:conditionalFormatting></x14:conditionalFormatting></ext></extLst></worksheet>"
    )

    def edit(name: str, data: bytes) -> bytes:
        is_sheet = name == "xl/worksheets/sheet1.xml"
        return data.replace(b"</worksheet>", extension) if is_sheet else data

    rewrite(book, edit, xl__media__image1_dot_png=b"png", xl__threadedComments__t1_dot_xml=b"<t/>")
    marked, codes = mark(book, [fault("C2")])
    assert set(codes) == {
        "marked.lost_images",
        "marked.lost_conversations",
        "marked.lost_conditional_formats",
        CHARTS_REDRAWN,
    }
    told = [c.value for c in marked.worksheets[0]["A"]]
    assert [f"– {c}" for c in codes] == [t for t in told if t and str(t).startswith("– ")]


def test_macros_are_kept_and_the_name_says_so(book: Path) -> None:
    rewrite(book, lambda _, data: data, xl__vbaProject_dot_bin=b"macros")
    assert marked_suffix(book) == ".xlsm"
    _, codes = mark(book, [fault("C2")], out="marqué.xlsm")
    with zipfile.ZipFile(book.with_name("marqué.xlsm")) as archive:
        assert archive.read("xl/vbaProject.bin") == b"macros"
    assert codes == ()


def test_a_text_file_comes_back_as_a_workbook_of_its_values(tmp_path: Path) -> None:
    path = tmp_path / "canal.csv"
    path.write_text("Structure;Effectif\n=1+1;neuf\n", encoding="utf-8")
    wb, codes = mark(path, [fault("B2", sheet="canal", file="canal.csv")])
    ws = wb["canal"]
    assert marked_suffix(path) == ".xlsx"
    assert codes == (COPY_OF_VALUES,)
    assert (ws["A2"].value, ws["A2"].data_type) == ("=1+1", "s")
    assert ws["B2"].comment is not None


def test_other_formats_keep_values_merged_cells_and_comments(tmp_path: Path) -> None:
    wb = openpyxl.Workbook()
    ws = wb.worksheets[0]
    ws.title = "Suivi"
    ws["A1"], ws["B1"] = datetime(2020, 4, 14), 0.125
    ws["A1"].number_format, ws["B1"].number_format = "dd/mm/yyyy", "0.0%"
    ws["A2"], ws["A3"], ws["B2"] = "fusion", True, "Léa"
    ws["B2"].comment = Comment("appeler", "Léa")
    ws.merge_cells("A2:A2")
    ws.merge_cells("C2:D3")
    wb.save(tmp_path / "suivi.xlsx")
    path = convert(tmp_path / "suivi.xlsx", "ods", tmp_path)
    before, _ = open_workbook(path)
    marked, codes = mark(path, [fault("A1", sheet="Suivi", file=path.name)])
    after, _ = open_workbook(path.with_name("marqué.xlsx"))
    assert before is not None
    assert after is not None
    assert codes == (COPY_OF_VALUES,)
    assert after.grids[1].rows == before.grids[0].rows
    assert after.grids[1].merged == before.grids[0].merged
    assert "appeler" in marked["Suivi"]["B2"].comment.text


def test_a_workbook_that_cannot_be_edited_comes_back_as_values(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise KeyError("styles")

    monkeypatch.setattr("importers.markup.editable", stumble)
    codes = write_marked(book, [fault("C2")], [], book.with_name("x.xlsx"), render, WORDS)
    wb = openpyxl.load_workbook(book.with_name("x.xlsx"))
    assert codes == (REBUILT,)
    assert wb["Ateliers"]["C2"].value == "vingt"
    assert wb["Ateliers"]["C2"].comment is not None


def test_of_a_file_that_cannot_be_opened_there_is_only_the_list(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes(b"PK\x03\x04 abime")
    wb, codes = mark(path, [fault("", sheet="", read="BadZipFile")])
    assert codes == (ONLY_LIST,)
    assert wb.sheetnames == ["À corriger"]
    assert [r[3] for r in listed(wb)] == ["BadZipFile"]


def test_every_text_of_a_marked_file_is_written_in_both_languages() -> None:
    french, english = marked_texts(Texts("fr")), marked_texts(Texts("en"))
    assert french.keys() == english.keys() == set(TEXT_KEYS)
    assert [k for k in french if french[k] == english[k]] == []


def test_a_guess_is_said_with_what_it_was_taken_for() -> None:
    said = said_in(guess("B2"), Texts("fr"), {})
    assert said.read == "env. 8"
    assert "« env. 8 »" in said.sentence.replace("\u00a0", " ")
    assert "« 8 »" in said.sentence.replace("\u00a0", " ")


def test_our_part_of_a_comment_can_be_told_apart() -> None:
    assert without_mark(marked_text("faux", "À voir")) == "À voir"
    assert without_mark(marked_text("faux")) == ""
    assert without_mark("rien de nous") == "rien de nous"
