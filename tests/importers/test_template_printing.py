"""A blank order can be read and printed: widths, heights, one page wide, headers on every page."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from importers.columns import INSTRUCTION_TITLES, SHEETS, Language
from importers.template import write_problem, write_template
from tests.builders import small_problem


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_sheet_is_set_up_to_print(language: Language, tmp_path: Path) -> None:
    write_template(tmp_path / "blank.xlsx", language, {})
    book = openpyxl.load_workbook(tmp_path / "blank.xlsx")
    for ws in book.worksheets:
        assert ws.sheet_properties.pageSetUpPr is not None
        assert ws.sheet_properties.pageSetUpPr.fitToPage
        assert (ws.page_setup.fitToWidth, ws.page_setup.fitToHeight) == (1, 0)
        assert str(ws.page_setup.paperSize) == "9"
        # Rows added later must print too.
        assert not ws.print_area
    tables = {s.title(language) for s in SHEETS if s.row_kind != "labels"}
    for ws in book.worksheets:
        is_text = ws.title == INSTRUCTION_TITLES[language]
        assert ws.page_setup.orientation == ("portrait" if is_text else "landscape")
        assert ws.print_title_rows == ("$1:$1" if ws.title in tables else None)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_headers_are_not_cut(language: Language, tmp_path: Path) -> None:
    assert write_problem(small_problem(), tmp_path / "order.xlsx", language) == ()
    book = openpyxl.load_workbook(tmp_path / "order.xlsx")
    for sheet in SHEETS:
        if sheet.row_kind == "labels" or sheet.title(language) not in book.sheetnames:
            continue
        ws = book[sheet.title(language)]
        height = ws.row_dimensions[1].height
        for number, cell in enumerate(ws[1], start=1):
            width = ws.column_dimensions[get_column_letter(number)].width
            words = str(cell.value).split()
            assert max(len(word) for word in words) < width
            assert len(str(cell.value)) / width <= height / 15
