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
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.utils import get_column_letter, quote_sheetname
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
from importers.sheet_look import (
    EXAMPLE,
    FONT,
    GREY,
    LONGEST_TEXT,
    PAGE_WIDTH,
    YES_NO,
    add_help,
    cell_at,
    column_width,
    height,
    lock_labels,
    mark_header,
    offer_list,
    own_values,
    put_text,
    set_up_page,
)
from optimizer.diagnostics import Diagnostic
from optimizer.problem import Problem
from optimizer.weeks import is_week_name

_LAST_ROW = 500
# Spreadsheets keep fifteen digits of a number: longer ones are written as text.
_DIGITS = 15
# Where ``splitlines`` would cut a text.
_BROKEN = re.compile("[\n\x85\u2028\u2029]")
_FIRST_SAFE_DAY = date(1900, 3, 1)
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


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
    book = new_book(language, texts)
    for sheet in SHEETS:
        if sheet.by_hand:
            ws = book.create_sheet(sheet.title(language))
            write_sheet(ws, sheet, [], language, texts, has_example=True)
    book.save(path)


def write_problem(
    problem: Problem,
    path: Path,
    language: Language = "fr",
    texts: Mapping[str, str] | None = None,
    records: Mapping[str, list[RowValues]] | None = None,
) -> tuple[Diagnostic, ...]:
    """Write an order workbook that reads back as exactly this problem.

    ``records``: rows of the sheets that are no part of a problem (joint orders, follow-up), by key.

    Returns:
        Texts that a workbook cannot hold (control characters, blanks at an end, too long, an id
        with « ; » or a line break); the file is then not written.
    """
    rows = {**rows_of(problem), **(records or {})}
    refused = unwritable(SHEETS, rows, path.name, language)
    if refused:
        return refused
    book = new_book(language, texts or {})
    for sheet in SHEETS:
        if sheet.by_hand or rows[sheet.key]:
            ws = book.create_sheet(sheet.title(language))
            write_sheet(ws, sheet, rows[sheet.key], language, texts or {}, has_example=False)
    book.save(path)
    return ()


def unwritable(
    sheets: tuple[Sheet, ...],
    rows: Mapping[str, list[RowValues]],
    file: str,
    language: Language,
) -> tuple[Diagnostic, ...]:
    """The texts of these rows that no cell can hold, and why."""
    findings = Findings(file)
    for sheet in sheets:
        for row in rows[sheet.key]:
            for column in sheet.columns:
                value = row.get(column.key)
                for part in value if isinstance(value, tuple) else (value,):
                    if isinstance(part, str) and (why := why_unwritable(part, column)):
                        findings.add(
                            "import.unwritable_text",
                            sheet=sheet.title(language),
                            column=column.header(language),
                            read=part[:200],
                            expected=why,
                        )
    return findings.all


def why_unwritable(text: str, column: Column) -> str:
    """Key of the reason for which a cell cannot hold a text, "" when it can."""
    if _UNWRITABLE.search(text):
        return "no_control_character"
    if text != text.strip():
        return "no_blank_at_the_ends"
    if len(text) > LONGEST_TEXT:
        return "at_most_32767_characters"
    is_name = column.kind in (Kind.ID, Kind.REF, Kind.REFS)
    if (is_name and ";" in text) or (
        (is_name or column.kind is Kind.TEXTS) and _BROKEN.search(text)
    ):
        return "no_semicolon_nor_line_break"
    return ""


def new_book(
    language: Language, texts: Mapping[str, str], keys: tuple[str, ...] = INSTRUCTION_KEYS
) -> Workbook:
    """A workbook with its first sheet, which explains how to fill in the others."""
    book = Workbook()
    ws = book.worksheets[0]
    ws.title = INSTRUCTION_TITLES[language]
    ws.column_dimensions["A"].width = PAGE_WIDTH
    set_up_page(ws, is_landscape=False, header_rows="")
    for number, key in enumerate(keys, start=1):
        cell = cell_at(ws, number, 1)
        put_text(cell, texts.get(key, ""))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        ws.row_dimensions[number].height = (
            24 if number == 1 else height(len(str(cell.value)), PAGE_WIDTH)
        )
        cell.font = Font(name=FONT, bold=number == 1, size=14 if number == 1 else 11)
    return book


def write_sheet(
    ws: Worksheet,
    sheet: Sheet,
    rows: list[RowValues],
    language: Language,
    texts: Mapping[str, str],
    has_example: bool,
) -> None:
    """Fill an empty sheet: headers, help, validations, rows."""
    if sheet.row_kind == "labels":
        _write_labels(ws, sheet, rows[0] if rows else {}, language, texts)
    else:
        _write_table(ws, sheet, rows, language, texts, has_example)
    # Only headers and labels are locked: rows may be added, sorted, widened.
    lock_labels(ws)


def _write_labels(
    ws: Worksheet, sheet: Sheet, row: RowValues, language: Language, texts: Mapping[str, str]
) -> None:
    for letter, width in (("A", 38), ("B", 32), ("C", 70)):
        ws.column_dimensions[letter].width = width
    for number, column in enumerate(sheet.columns, start=1):
        label = cell_at(ws, number, 1)
        put_text(label, column.header(language))
        mark_header(label, column)
        about = texts.get(f"sheet.{sheet.key}.help", "") if number == 1 else ""
        add_help(label, about)
        cell = cell_at(ws, number, 2)
        put_value(cell, column, row.get(column.key), language)
        cell.protection = Protection(locked=False)
        cell.alignment = Alignment(horizontal="left")
        help_text = texts.get(f"column.{sheet.key}.{column.key}.help", "")
        example = f"{EXAMPLE[language]}{column.example}" if column.example else ""
        note = cell_at(ws, number, 3)
        said = " — ".join(t for t in (help_text, example) if t)
        put_text(note, said)
        ws.row_dimensions[number].height = height(len(said), 70)
        note.font = GREY
        note.alignment = Alignment(wrap_text=True, vertical="top")
        _offer_values(ws, column, f"B{number}", language, "id")
    set_up_page(ws, header_rows="")


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
        header = cell_at(ws, 1, c)
        put_text(header, column.header(language))
        mark_header(header, column)
        help_text = texts.get(f"column.{sheet.key}.{column.key}.help", "")
        if c == 1:
            about = texts.get(f"sheet.{sheet.key}.help", "")
            help_text = "\n\n".join(t for t in (about, help_text) if t)
        add_help(header, help_text)
        ws.column_dimensions[letter].width = column_width(column, language)
        ws.column_dimensions[letter].protection = Protection(locked=False)
        # Who fills in a blank workbook types names; one made from a problem refers to ids.
        named_by = "name" if has_example else "id"
        _offer_values(ws, column, f"{letter}2:{letter}{_LAST_ROW}", language, named_by)
    ws.freeze_panes = "A2"
    ws.row_dimensions[1].height = max(
        height(len(c.header(language)), column_width(c, language)) for c in sheet.columns
    )
    set_up_page(ws)
    if has_example:
        _write_example(ws, sheet, language)
    for number, row in enumerate(rows, start=2):
        for c, column in enumerate(sheet.columns, start=1):
            cell = cell_at(ws, number, c)
            put_value(cell, column, row.get(column.key), language)
            cell.protection = Protection(locked=False)


def _write_example(ws: Worksheet, sheet: Sheet, language: Language) -> None:
    if not any(c.example for c in sheet.columns):
        return
    ws.row_dimensions[2].height = max(
        height(len(c.example) + (i == 0) * len(EXAMPLE[language]), column_width(c, language))
        for i, c in enumerate(sheet.columns)
    )
    for c, column in enumerate(sheet.columns, start=1):
        cell = cell_at(ws, 2, c)
        if column.example or c == 1:
            put_text(cell, (EXAMPLE[language] if c == 1 else "") + column.example)
            # The reader knows the row by its first word: it must not count as the user's.
            cell.quotePrefix = False
        cell.font = GREY
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.protection = Protection(locked=False)


def _offer_values(
    ws: Worksheet, column: Column, cells: str, language: Language, named_by: str
) -> None:
    formula = own_values(column, language)
    if column.kind is Kind.REF:
        sheet = next(s for s in SHEETS if s.key == column.to)
        named = next((i for i, c in enumerate(sheet.columns) if c.key == named_by), 0)
        letter = get_column_letter(named + 1)
        title = quote_sheetname(sheet.title(language))
        formula = f"{title}!${letter}$2:${letter}${_LAST_ROW}"
    if formula:
        offer_list(ws, formula, cells)


def put_value(cell: Cell, column: Column, value: Any, language: Language) -> None:
    """Write a value so that :func:`importers.cells.read_cell` reads it back."""
    if value is None or value == "" or value == ():
        return
    if column.kind is Kind.TEXTS:
        put_text(cell, "\n".join(value))
    elif isinstance(value, tuple):
        parts = [_as_text(v, column, language) for v in value]
        is_one_number = len(value) == 1 and isinstance(value[0], Decimal)
        if is_one_number and column.kind is not Kind.PERCENTS:
            _put_number(cell, value[0], column)
        else:
            put_text(cell, "; ".join(parts))
    elif isinstance(value, bool) or column.kind is Kind.CHOICE:
        put_text(cell, _as_text(value, column, language))
    elif isinstance(value, date):
        if value < _FIRST_SAFE_DAY:
            put_text(cell, value.isoformat())
        else:
            cell.value = value
            cell.number_format = "dd/mm/yyyy"
    elif isinstance(value, Decimal | int):
        _put_number(cell, Decimal(value), column)
    else:
        put_text(cell, _as_text(value, column, language))


def _as_text(value: Any, column: Column, language: Language) -> str:
    if isinstance(value, bool):
        return YES_NO[language][0 if value else 1]
    if isinstance(value, date):
        return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
    if isinstance(value, Decimal):
        is_rate = column.kind in (Kind.PERCENT, Kind.PERCENTS, Kind.PACE)
        text = plain(value.scaleb(2)) + " %" if is_rate else plain(value)
        return text.replace(".", ",") if language == "fr" else text
    if column.kind is Kind.CHOICE:
        return next((c.label(language) for c in column.choices if c.value == value), str(value))
    if column.kind is Kind.WEEK and language == "fr" and is_week_name(value):
        return f"S{value[6:]} {value[:4]}"
    return str(value)


def _put_number(cell: Cell, value: Decimal, column: Column) -> None:
    if len(value.normalize().as_tuple().digits) > _DIGITS or abs(value) >= 10**_DIGITS:
        put_text(cell, _as_text(value, column, "fr"))
        return
    cell.value = int(value) if value == value.to_integral_value() else float(value)
    if column.kind in (Kind.PERCENT, Kind.PACE):
        exponent = value.scaleb(2).normalize().as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
        cell.number_format = "0." + "0" * min(places, 12) + "%" if places else "0%"
