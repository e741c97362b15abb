"""Prefilled forms: what people are asked for one order, in sheets that read back without a guess.

Labels are locked, what is to be filled in is not; cells with a list of possible values offer it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from importers.columns import INSTRUCTION_TITLES, Kind, Language
from importers.own_marks import MARK
from importers.received import supply_forms, workshop_forms
from importers.received.contract import OrderContext
from importers.received.form_shape import Form, FormColumn
from importers.sheet_look import (
    EXAMPLE,
    FONT,
    GREY,
    PAGE_WIDTH,
    UNLOCKED,
    add_help,
    cell_at,
    height,
    lock_labels,
    look_like_header,
    offer_list,
    own_values,
    put_text,
    set_up_page,
)
from importers.template import put_value

# How many lines of instructions a form has, at most.
_INSTRUCTIONS = 8
_LISTS_FROM = 3
_LEAST_HEIGHT = 20
# Digits that are no number.
_TEXTS = ("siret", "lot", "reference", "delivery_note", "batch")
_EDGE = Side("thin", color="FFA6A6A6")
_BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)


class FormKind(Enum):
    """Which form: the value is its name for people who type commands."""

    CAPACITIES = "capacities"
    LOAD_PLAN = "load-plan"
    OFFERS = "offers"
    GROUPED_ORDER = "grouped-order"
    FOLLOWUP = "followup"


def form_text_keys(kind: FormKind) -> tuple[str, ...]:
    """Keys of the texts that a form asks for, its columns' help apart."""
    lines = (f"form.{kind.value}.{n}" for n in range(1, _INSTRUCTIONS + 1))
    return ("form.title", *lines, "form.order", "form.for", "form.lists")


def form_of(
    kind: FormKind,
    context: OrderContext,
    language: Language,
    workshop: str = "",
    supplier: str = "",
) -> Form:
    """What a form holds.

    Args:
        workshop: id of the one that it is for; "" for all of the order.
        supplier: id of the one that quotes, or at whom is ordered together; "" when not known.
    """
    members = (workshop,) if workshop else tuple(context.names.get("workshops", {}))
    if kind is FormKind.CAPACITIES:
        return workshop_forms.census(context, members, language)
    if kind is FormKind.LOAD_PLAN:
        return workshop_forms.load_plan(context, members, language)
    if kind is FormKind.OFFERS:
        return supply_forms.quotation(context, supplier, language)
    if kind is FormKind.GROUPED_ORDER:
        return supply_forms.grouped_order(context, members, supplier, language)
    return workshop_forms.follow_up(context, members, language)


def write_form(
    kind: FormKind,
    context: OrderContext,
    path: Path,
    language: Language,
    texts: Mapping[str, str],
    workshop: str = "",
    supplier: str = "",
) -> None:
    """Write a form to fill in: instructions, the table, and the lists that its cells offer.

    Args:
        texts: by :func:`form_text_keys` and ``column.<sheet>.<key>.help``; any may be missing.

    Raises:
        OSError: the file cannot be written.
    """
    form = form_of(kind, context, language, workshop, supplier)
    book = Workbook()
    _write_instructions(
        book.worksheets[0], kind, context, language, texts, _recipient(context, workshop, supplier)
    )
    ws = book.create_sheet(form.sheet.title(language))
    lists = _write_lists(book, form, texts) if form.lists else {}
    _write_table(ws, form, lists, language, texts)
    ws.oddHeader.center.text = _order_title(context).replace("&", "&&")
    book.save(path)


def _recipient(context: OrderContext, workshop: str, supplier: str) -> str:
    sheet, id = ("workshops", workshop) if workshop else ("suppliers", supplier)
    return context.names.get(sheet, {}).get(id, ("",))[-1]


def _order_title(context: OrderContext) -> str:
    for row in context.rows.get("order", ()):
        if isinstance(title := row.get("title"), str):
            return title
    return context.file


def _write_instructions(
    ws: Worksheet,
    kind: FormKind,
    context: OrderContext,
    language: Language,
    texts: Mapping[str, str],
    recipient: str,
) -> None:
    ws.title = INSTRUCTION_TITLES[language]
    ws.column_dimensions["A"].width = PAGE_WIDTH
    lines = [f"{texts.get('form.title', '')} {MARK}", f"{texts.get('form.order', '')} "]
    lines[1] += _order_title(context)
    if recipient:
        lines.append(f"{texts.get('form.for', '')} {recipient}")
    said = (texts.get(f"form.{kind.value}.{n}", "") for n in range(1, _INSTRUCTIONS + 1))
    lines += [t for t in said if t]
    for number, text in enumerate(lines, start=1):
        cell = cell_at(ws, number, 1)
        put_text(cell, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(name=FONT, bold=number == 1, size=14 if number == 1 else 11)
        ws.row_dimensions[number].height = 24 if number == 1 else height(len(text), PAGE_WIDTH)
    set_up_page(ws, is_landscape=False, header_rows="")
    ws.print_options.gridLines = False
    lock_labels(ws)


def _write_lists(book: Workbook, form: Form, texts: Mapping[str, str]) -> dict[str, str]:
    """A sheet of the values that cells offer; the range of each list by its key."""
    title = texts.get("form.lists", "") or "Listes"
    ws = book.create_sheet(title)
    put_text(cell_at(ws, 1, 1), f"{title} {MARK}")
    ws.cell(1, 1).font = Font(name=FONT, bold=True)
    found = {}
    for column, (key, values) in enumerate(form.lists.items(), start=1):
        letter = get_column_letter(column)
        ws.column_dimensions[letter].width = 30
        for row, value in enumerate(values, start=_LISTS_FROM):
            put_text(cell_at(ws, row, column), value)
        last = _LISTS_FROM + max(1, len(values)) - 1
        found[key] = f"{quote_sheetname(title)}!${letter}${_LISTS_FROM}:${letter}${last}"
    set_up_page(ws, header_rows="")
    ws.print_options.gridLines = False
    lock_labels(ws)
    return found


def _write_table(
    ws: Worksheet,
    form: Form,
    lists: Mapping[str, str],
    language: Language,
    texts: Mapping[str, str],
) -> None:
    has_example = any(c.example for c in form.columns)
    first = 3 if has_example else 2
    last = first + len(form.rows) + form.blank_rows - 1
    helped = set()
    for number, column in enumerate(form.columns, start=1):
        letter = get_column_letter(number)
        header = cell_at(ws, 1, number)
        put_text(header, column.header)
        header.quotePrefix = False
        look_like_header(header, is_required=column.is_required)
        header.border = _BOX
        if column.column.key not in helped:
            # Once is enough for thirty weeks.
            helped.add(column.column.key)
            add_help(header, _help(form, column, texts))
        ws.column_dimensions[letter].width = column.width
        formula = lists.get(column.offers, "") or own_values(column.column, language)
        if formula and last >= first:
            offer_list(ws, formula, f"{letter}{first}:{letter}{last}")
    ws.row_dimensions[1].height = max(_header_height(c) for c in form.columns)
    if has_example:
        _write_example(ws, form, language)
    for row in range(first, last + 1):
        values = form.rows[row - first] if row - first < len(form.rows) else {}
        is_told = row - first < len(form.rows)
        ws.row_dimensions[row].height = _row_height(form, values, is_merged=bool(form.merged))
        for number, column in enumerate(form.columns, start=1):
            _write_cell(ws, row, number, column, values.get(number - 1), is_told, language)
    _merge(ws, form, first)
    labels = next((n for n, c in enumerate(form.columns) if not c.is_label), 0)
    ws.freeze_panes = f"{get_column_letter(labels + 1)}2"
    set_up_page(ws)
    ws.print_options.gridLines = False
    ws.page_margins.top = 0.8
    ws.sheet_view.tabSelected = False
    lock_labels(ws)


def _write_cell(
    ws: Worksheet,
    row: int,
    number: int,
    column: FormColumn,
    value: object,
    is_told: bool,
    language: Language,
) -> None:
    cell = cell_at(ws, row, number)
    if isinstance(value, str) and column.column.kind not in (Kind.CHOICE, Kind.WEEK):
        put_text(cell, value)
    else:
        put_value(cell, column.column, value, language)
    if cell.value is None or column.column.key in _TEXTS:
        cell.number_format = _format(column)
    is_locked = column.is_label and is_told
    cell.font = Font(name=FONT, bold=is_locked)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.border = _BOX
    if not is_locked:
        cell.protection = UNLOCKED


def _format(column: FormColumn) -> str:
    """How what will be typed is understood: a rate as a rate, a code of digits as a text."""
    if column.column.key in _TEXTS:
        return "@"
    if column.column.kind in (Kind.PERCENT, Kind.PACE):
        return "0.0%"
    return "dd/mm/yyyy" if column.column.kind is Kind.DATE else "General"


def _help(form: Form, column: FormColumn, texts: Mapping[str, str]) -> str:
    return texts.get(f"column.{form.sheet.key}.{column.column.key}.help", "")


def _row_height(form: Form, values: Mapping[int, object], *, is_merged: bool) -> float:
    """Room for what is filled in already, and for a pen."""
    if is_merged:
        return _LEAST_HEIGHT
    texts = ((str(v), form.columns[n].width) for n, v in values.items() if isinstance(v, str))
    return max([_LEAST_HEIGHT, *(height(len(t), w - 2) for t, w in texts)])


def _header_height(column: FormColumn) -> float:
    lines = column.header.splitlines()
    return sum(height(len(line), column.width - 1) for line in lines)


def _write_example(ws: Worksheet, form: Form, language: Language) -> None:
    """The row that readers leave aside by its first word."""
    tallest = 18.0
    for number, column in enumerate(form.columns, start=1):
        cell = cell_at(ws, 2, number)
        text = (EXAMPLE[language] if number == 1 else "") + column.example
        put_text(cell, text)
        cell.quotePrefix = False
        cell.font = GREY
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.border = _BOX
        tallest = max(tallest, height(len(text), column.width - 1))
    ws.row_dimensions[2].height = tallest


def _merge(ws: Worksheet, form: Form, first: int) -> None:
    for top, bottom in form.merged:
        for number in form.merged_columns:
            ws.merge_cells(
                start_row=first + top,
                end_row=first + bottom,
                start_column=number + 1,
                end_column=number + 1,
            )
