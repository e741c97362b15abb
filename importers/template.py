"""Order workbooks to fill in, blank or from a problem, generated from the declared sheets.

Headers and labels are locked, what is typed is not; cells with a list of possible values offer it.
Nothing written here can become a formula.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from importers.cell_numbers import plain
from importers.columns import (
    INSTRUCTION_KEYS,
    INSTRUCTION_TITLES,
    SHEETS,
    Column,
    Kind,
    Language,
    Sheet,
)
from importers.disassemble import RowValues, rows_of
from importers.findings import Findings
from importers.matching import is_example_label, is_total_label
from optimizer.diagnostics import Diagnostic
from optimizer.problem import Problem
from optimizer.weeks import is_week_name

_LAST_ROW = 500
_LONGEST_TEXT = 32_767
# Spreadsheets keep fifteen digits of a number: longer ones are written as text.
_DIGITS = 15
_FIRST_SAFE_DAY = date(1900, 3, 1)
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_HEADER_FILL = PatternFill("solid", fgColor="DCE6F1")
_REQUIRED_FILL = PatternFill("solid", fgColor="FCE4D6")
_GREY = Font(italic=True, color="808080")
_EXAMPLE = {"fr": "(exemple) ", "en": "(example) "}
# What a protected sheet still allows.
_ALLOWED = ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort")
_YES_NO = {"fr": ("oui", "non"), "en": ("yes", "no")}


def write_template(
    path: Path, language: Language, texts: Mapping[str, str], kind: str = "order"
) -> None:
    """Write a blank order workbook with an example row, help and instructions.

    Args:
        texts: sentences by the keys of :func:`importers.columns.text_keys`; any may be missing.
        kind: only ``order`` is declared.

    Raises:
        ValueError: another kind.
    """
    if kind != "order":
        raise ValueError(f"no such workbook: {kind!r}")
    book = _book(language, texts)
    for sheet in SHEETS:
        if sheet.by_hand:
            ws = book.create_sheet(sheet.title(language))
            _write_sheet(ws, sheet, [], language, texts, has_example=True)
    book.save(path)


def write_problem(
    problem: Problem, path: Path, language: Language = "fr", texts: Mapping[str, str] | None = None
) -> tuple[Diagnostic, ...]:
    """Write an order workbook that reads back as exactly this problem.

    Returns:
        Texts that a workbook cannot hold (control characters, blanks at an end, too long, an id
        with « ; » or a line break); the file is then not written.
    """
    rows = rows_of(problem)
    refused = _refused(rows, path.name, language)
    if refused:
        return refused
    book = _book(language, texts or {})
    for sheet in SHEETS:
        if sheet.by_hand or rows[sheet.key]:
            ws = book.create_sheet(sheet.title(language))
            _write_sheet(ws, sheet, rows[sheet.key], language, texts or {}, has_example=False)
    book.save(path)
    return ()


def _refused(
    rows: Mapping[str, list[RowValues]], file: str, language: Language
) -> tuple[Diagnostic, ...]:
    findings = Findings(file)
    for sheet in SHEETS:
        for row in rows[sheet.key]:
            for column in sheet.columns:
                value = row.get(column.key)
                for part in value if isinstance(value, tuple) else (value,):
                    if isinstance(part, str) and (why := _why_unwritable(part, column)):
                        findings.add(
                            "import.unwritable_text",
                            sheet=sheet.title(language),
                            column=column.header(language),
                            read=part[:200],
                            expected=why,
                        )
    return findings.all


def _why_unwritable(text: str, column: Column) -> str:
    """Key of the reason for which a cell cannot hold a text, "" when it can."""
    if _UNWRITABLE.search(text):
        return "no_control_character"
    if text != text.strip():
        return "no_blank_at_the_ends"
    if len(text) > _LONGEST_TEXT:
        return "at_most_32767_characters"
    is_name = column.kind in (Kind.ID, Kind.REF, Kind.REFS)
    if is_name and (";" in text or "\n" in text):
        return "no_semicolon_nor_line_break"
    return ""


def _book(language: Language, texts: Mapping[str, str]) -> Workbook:
    book = Workbook()
    ws = book.worksheets[0]
    ws.title = INSTRUCTION_TITLES[language]
    ws.column_dimensions["A"].width = 110
    for number, key in enumerate(INSTRUCTION_KEYS, start=1):
        cell = _cell(ws, number, 1)
        _put_text(cell, texts.get(key, ""))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=True, size=14) if number == 1 else Font()
    return book


def _write_sheet(
    ws: Worksheet,
    sheet: Sheet,
    rows: list[RowValues],
    language: Language,
    texts: Mapping[str, str],
    has_example: bool,
) -> None:
    if sheet.row_kind == "labels":
        _write_labels(ws, sheet, rows[0] if rows else {}, language, texts)
    else:
        _write_table(ws, sheet, rows, language, texts, has_example)
    ws.protection.sheet = True
    # Only headers and labels are locked: rows may be added, sorted, widened.
    for allowed in _ALLOWED:
        setattr(ws.protection, allowed, False)


def _write_labels(
    ws: Worksheet, sheet: Sheet, row: RowValues, language: Language, texts: Mapping[str, str]
) -> None:
    for letter, width in (("A", 38), ("B", 32), ("C", 70)):
        ws.column_dimensions[letter].width = width
    for number, column in enumerate(sheet.columns, start=1):
        label = _cell(ws, number, 1)
        _put_text(label, column.header(language))
        _mark_header(label, column)
        about = texts.get(f"sheet.{sheet.key}.help", "") if number == 1 else ""
        if about:
            label.comment = Comment(about, "", width=320, height=140)
        cell = _cell(ws, number, 2)
        _put(cell, column, row.get(column.key), language)
        cell.protection = Protection(locked=False)
        cell.alignment = Alignment(horizontal="left")
        help_text = texts.get(f"column.{sheet.key}.{column.key}.help", "")
        example = f"{_EXAMPLE[language]}{column.example}" if column.example else ""
        note = _cell(ws, number, 3)
        _put_text(note, " — ".join(t for t in (help_text, example) if t))
        note.font = _GREY
        _offer_list(ws, column, f"B{number}", language, "id")


def _write_table(
    ws: Worksheet,
    sheet: Sheet,
    rows: list[RowValues],
    language: Language,
    texts: Mapping[str, str],
    has_example: bool,
) -> None:
    for c, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(c)
        header = _cell(ws, 1, c)
        _put_text(header, column.header(language))
        _mark_header(header, column)
        help_text = texts.get(f"column.{sheet.key}.{column.key}.help", "")
        if c == 1:
            about = texts.get(f"sheet.{sheet.key}.help", "")
            help_text = "\n\n".join(t for t in (about, help_text) if t)
        if help_text:
            header.comment = Comment(help_text, "", width=320, height=140)
        ws.column_dimensions[letter].width = max(14, min(30, len(column.header(language)) + 4))
        ws.column_dimensions[letter].protection = Protection(locked=False)
        # Who fills in a blank workbook types names; one made from a problem refers to ids.
        named_by = "name" if has_example else "id"
        _offer_list(ws, column, f"{letter}2:{letter}{_LAST_ROW}", language, named_by)
    ws.freeze_panes = "A2"
    if has_example:
        _write_example(ws, sheet, language)
    for number, row in enumerate(rows, start=2):
        for c, column in enumerate(sheet.columns, start=1):
            cell = _cell(ws, number, c)
            _put(cell, column, row.get(column.key), language)
            cell.protection = Protection(locked=False)


def _write_example(ws: Worksheet, sheet: Sheet, language: Language) -> None:
    if not any(c.example for c in sheet.columns):
        return
    for c, column in enumerate(sheet.columns, start=1):
        cell = _cell(ws, 2, c)
        if column.example or c == 1:
            _put_text(cell, (_EXAMPLE[language] if c == 1 else "") + column.example)
            # The reader knows the row by its first word: it must not count as the user's.
            cell.quotePrefix = False
        cell.font = _GREY
        cell.protection = Protection(locked=False)


def _cell(ws: Worksheet, row: int, column: int) -> Cell:
    cell = ws.cell(row, column)
    assert isinstance(cell, Cell), "nothing is merged here"
    return cell


def _mark_header(cell: Cell, column: Column) -> None:
    cell.font = Font(bold=True)
    cell.fill = _REQUIRED_FILL if column.required else _HEADER_FILL
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _offer_list(
    ws: Worksheet, column: Column, cells: str, language: Language, named_by: str
) -> None:
    """A list of values in the cells, without forbidding others: the reader knows more names."""
    if column.kind is Kind.YES_NO:
        formula = '"' + ",".join(_YES_NO[language]) + '"'
    elif column.kind is Kind.CHOICE:
        formula = '"' + ",".join(c.label(language) for c in column.choices) + '"'
    elif column.kind is Kind.REF:
        sheet = next(s for s in SHEETS if s.key == column.to)
        named = next((i for i, c in enumerate(sheet.columns) if c.key == named_by), 0)
        letter = get_column_letter(named + 1)
        title = quote_sheetname(sheet.title(language))
        formula = f"{title}!${letter}$2:${letter}${_LAST_ROW}"
    else:
        return
    validation = DataValidation(type="list", formula1=formula, allow_blank=True)
    validation.showErrorMessage = False
    validation.add(cells)
    ws.add_data_validation(validation)


def _put(cell: Cell, column: Column, value: Any, language: Language) -> None:
    """Write a value so that :func:`importers.cells.read_cell` reads it back."""
    if value is None or value == "" or value == ():
        return
    if isinstance(value, tuple):
        parts = [_as_text(v, column, language) for v in value]
        is_one_number = len(value) == 1 and isinstance(value[0], Decimal)
        if is_one_number and column.kind is not Kind.PERCENTS:
            _put_number(cell, value[0], column)
        else:
            _put_text(cell, "; ".join(parts))
    elif isinstance(value, bool) or column.kind is Kind.CHOICE:
        _put_text(cell, _as_text(value, column, language))
    elif isinstance(value, date):
        if value < _FIRST_SAFE_DAY:
            _put_text(cell, value.isoformat())
        else:
            cell.value = value
            cell.number_format = "dd/mm/yyyy"
    elif isinstance(value, Decimal | int):
        _put_number(cell, Decimal(value), column)
    else:
        _put_text(cell, _as_text(value, column, language))


def _as_text(value: Any, column: Column, language: Language) -> str:
    if isinstance(value, bool):
        return _YES_NO[language][0 if value else 1]
    if isinstance(value, date):
        return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
    if isinstance(value, Decimal):
        is_rate = column.kind in (Kind.PERCENT, Kind.PERCENTS, Kind.PACE)
        text = plain(value.scaleb(2)) + " %" if is_rate else plain(value)
        return text.replace(".", ",") if language == "fr" else text
    if column.kind is Kind.CHOICE:
        return next((c.label(language) for c in column.choices if c.value == value), str(value))
    if column.kind is Kind.WEEK and language == "fr" and is_week_name(value):
        return f"S{value[6:]}-{value[:4]}"
    return str(value)


def _put_number(cell: Cell, value: Decimal, column: Column) -> None:
    if len(value.normalize().as_tuple().digits) > _DIGITS or abs(value) >= 10**_DIGITS:
        _put_text(cell, _as_text(value, column, "fr"))
        return
    cell.value = int(value) if value == value.to_integral_value() else float(value)
    if column.kind in (Kind.PERCENT, Kind.PACE):
        exponent = value.scaleb(2).normalize().as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
        cell.number_format = "0." + "0" * min(places, 12) + "%" if places else "0%"


def _put_text(cell: Cell, text: str) -> None:
    """Write a text as a text: never a formula, an error value, a total or an example."""
    if not text:
        return
    cell.value = text
    cell.data_type = "s"
    if text[0] in "=+-@" or is_total_label(text) or is_example_label(text):
        cell.quotePrefix = True
