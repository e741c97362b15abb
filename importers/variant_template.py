"""The workbook of variants to fill in: lists of what the order has, examples, instructions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook

from importers.columns import Kind, Language
from importers.columns.variant_sheets import (
    LIST_TITLES,
    VARIANT_INSTRUCTION_KEYS,
    VARIANTS,
    WHAT,
)
from importers.sheet_look import FONT, cell_at, look_like_header, offer_list, put_text, set_up_page
from importers.template import new_book, write_sheet
from importers.variant_meanings import MEANINGS, Meaning
from optimizer.problem import Problem

_LAST_ROW = 300
_WIDTHS = {"what": 30, "about": 30, "workshop": 22, "variant": 26, "remark": 26}
_CELLS = ("workshop", "product", "operation", "about", "first", "last", "value")


def write_variants_template(
    path: Path, problem: Problem, language: Language, texts: Mapping[str, str]
) -> None:
    """Write a workbook of variants for an order, with its own names in lists.

    Args:
        texts: sentences by the keys of :func:`variant_text_keys`; any may be missing.
    """
    book = new_book(language, texts, VARIANT_INSTRUCTION_KEYS)
    _list_of_changes(book, language, texts)
    ws = book.create_sheet(VARIANTS.title(language))
    write_sheet(ws, VARIANTS, [], language, texts, has_example=True)
    for position, column in enumerate(VARIANTS.columns, start=1):
        letter = get_column_letter(position)
        ws.column_dimensions[letter].width = _WIDTHS.get(column.key, 16)
    lists = book.create_sheet(LIST_TITLES[language])
    columns = {c.key: get_column_letter(k) for k, c in enumerate(VARIANTS.columns, start=1)}
    for position, (key, header, values) in enumerate(_values(problem, language), start=1):
        letter = get_column_letter(position)
        lists.column_dimensions[letter].width = 32
        put_text(cell_at(lists, 1, position), header)
        look_like_header(cell_at(lists, 1, position))
        for row, value in enumerate(values, start=2):
            put_text(cell_at(lists, row, position), value)
        if values:
            title = quote_sheetname(lists.title)
            formula = f"{title}!${letter}$2:${letter}${1 + len(values)}"
            offer_list(ws, formula, f"{columns[key]}2:{columns[key]}{_LAST_ROW}")
    set_up_page(lists)
    _widen_choices(ws, columns["what"])
    book.active = book.index(ws)
    book.save(path)


def variant_text_keys() -> tuple[str, ...]:
    """Every key that the template asks of its texts."""
    keys = [*VARIANT_INSTRUCTION_KEYS, "variant_instructions.changes", "sheet.variants.help"]
    keys += [f"column.variants.{c.key}.help" for c in VARIANTS.columns]
    keys += [f"variant.cell.{key}" for key in _CELLS]
    return tuple(keys)


def _values(problem: Problem, language: Language) -> list[tuple[str, str, Sequence[str]]]:
    """What each column may hold: its key, the header of its list, the names."""
    sellers = {s.id: s.name or s.id for s in problem.suppliers}
    goods = {m.id: m.name or m.id for m in problem.materials}
    operations = dict.fromkeys(o.name or o.id for p in problem.products for o in p.operations)
    about = [
        *(d.id for d in problem.demands),
        *(
            f"{sellers.get(o.supplier, o.supplier)} – {goods.get(o.material, o.material)}"
            for o in problem.offers
        ),
        *(g.name or g.id for g in problem.station_groups),
        *sellers.values(),
        *goods.values(),
        *(k.name or k.id for k in problem.delivery_points),
        *(q.norm for p in problem.products for q in p.qualifications),
    ]
    found: dict[str, Sequence[str]] = {
        "what": [w.label(language) for w in WHAT],
        "workshop": [w.name or w.id for w in problem.workshops],
        "product": [p.name or p.id for p in problem.products],
        "operation": list(operations),
        "about": list(dict.fromkeys(about)),
    }
    return [(k, VARIANTS.column(k).header(language), values) for k, values in found.items()]


def _widen_choices(ws: object, letter: str) -> None:
    """The list of what may be changed is too long for a cell: the one of the sheet replaces it."""
    validations = ws.data_validations.dataValidation  # type: ignore[attr-defined]
    validations[:] = [
        v
        for v in validations
        if not (str(v.sqref).startswith(letter) and str(v.formula1).startswith('"'))
    ]


def _list_of_changes(book: Workbook, language: Language, texts: Mapping[str, str]) -> None:
    """On the instructions: each thing that may be changed, and the cells that it needs."""
    ws = book.worksheets[0]
    row = len(VARIANT_INSTRUCTION_KEYS) + 2
    title = cell_at(ws, row, 1)
    put_text(title, texts.get("variant_instructions.changes", ""))
    title.font = Font(name=FONT, bold=True)
    for what in WHAT:
        row += 1
        cell = cell_at(ws, row, 1)
        mark = " : " if language == "fr" else ": "
        put_text(cell, f"{what.label(language)}{mark}{_cells(MEANINGS[what.value], texts)}")
        cell.font = Font(name=FONT, size=10)
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _cells(meaning: Meaning, texts: Mapping[str, str]) -> str:
    def named(key: str) -> str:
        if key == "about" and meaning.about:
            return texts.get(f"variant.about.{meaning.about}", meaning.about)
        name = texts.get(f"variant.cell.{key}", key)
        if key == "value":
            name += f" ({meaning.example})"
        elif key == "first":
            name += " (S18 2020)" if meaning.when is Kind.WEEK else " (04/05/2020)"
        return name

    parts = [named(k) for k in _CELLS if k in meaning.needs]
    parts += [f"[{named(k)}]" for k in _CELLS if k in meaning.may]
    return ", ".join(parts)
