"""The declaration of sheets and codes is coherent, and complete."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import openpyxl
import pytest

import importers
from importers import defaults
from importers.builder import read_problem
from importers.codes import ASSUMPTION_SOURCES, CODES
from importers.columns import (
    INSTRUCTION_KEYS,
    SHEET_BY_KEY,
    SHEETS,
    STATE_COLUMNS,
    Language,
    Sheet,
    text_keys,
)
from importers.matching import fold, header_key
from importers.template import write_template
from optimizer.problem import BreakBasis, BreakKind, FairnessKey, Kind

PACKAGE = Path(importers.__file__).parent


def sources_under(folder: Path) -> str:
    return "\n".join(p.read_text("utf-8") for p in folder.rglob("*.py"))


def codes_in(body: str) -> set[str]:
    return set(re.findall(r'"(import\.[a-z_]+)"', body))


SOURCES = sources_under(PACKAGE)


def test_titles_are_told_apart() -> None:
    seen: dict[str, str] = {}
    for sheet in SHEETS:
        for title in (sheet.fr, sheet.en, *sheet.also):
            assert seen.setdefault(fold(title), sheet.key) == sheet.key, title
            assert len(title) <= 31
            assert not set(title) & set("[]:*?/\\") or title not in (sheet.fr, sheet.en)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.key)
def test_headers_of_a_sheet_are_told_apart(sheet: Sheet) -> None:
    for language in ("fr", "en"):
        names = [header_key(c.header(language)) for c in sheet.columns]
        assert len(set(names)) == len(names)
    declared = {header_key(n): c.key for c in sheet.columns for n in (c.fr, c.en)}
    for column in sheet.columns:
        for name in (column.fr, column.en):
            assert declared[header_key(name)] == column.key
        for other in column.also:
            assert declared.get(header_key(other), column.key) == column.key, other


def test_references_name_sheets_that_have_ids() -> None:
    for sheet in SHEETS:
        for column in sheet.columns:
            if column.to:
                assert "id" in {c.key for c in SHEET_BY_KEY[column.to].columns}


@pytest.mark.parametrize(
    ("sheet", "column", "literal"),
    [
        ("workshops", "kind", Kind),
        ("order", "fairness_key", FairnessKey),
        ("offers", "break_kind", BreakKind),
        ("offers", "break_basis", BreakBasis),
    ],
)
def test_choices_are_those_of_the_problem(sheet: str, column: str, literal: object) -> None:
    choices = SHEET_BY_KEY[sheet].column(column).choices
    assert [c.value for c in choices] == list(get_args(literal))
    names = [fold(n) for c in choices for n in {fold(x): x for x in (c.fr, c.en, *c.also)}.values()]
    assert len(set(names)) == len(names)


def test_natures_of_the_opening_state() -> None:
    sheet = SHEET_BY_KEY["opening"]
    assert {c.value for c in sheet.column("state").choices} == set(STATE_COLUMNS)
    keys = {c.key for c in sheet.columns}
    assert all(set(needed) | set(allowed) <= keys for needed, allowed in STATE_COLUMNS.values())


def test_the_registry_lists_exactly_the_codes_in_use() -> None:
    body = SOURCES.replace((PACKAGE / "codes.py").read_text("utf-8"), "")
    # The service knows who sent a file and finds some faults itself, under codes declared here; the
    # optimizer has its own, for the form of its JSON files.
    by_service = codes_in(sources_under(PACKAGE.parent / "service" / "usecases"))
    by_optimizer = codes_in(sources_under(PACKAGE.parent / "optimizer"))
    assert codes_in(body) | (by_service - by_optimizer) == set(CODES)


def test_the_registry_lists_exactly_the_sources_in_use() -> None:
    tables = (
        defaults.WORKING_DAYS,
        defaults.ABSENCE_RATE,
        defaults.NON_PRODUCTION_RATE,
        defaults.PACE,
    )
    used = {d.source for table in tables for d in table.values()}
    assert used <= set(ASSUMPTION_SOURCES)
    named = {s.removeprefix("assumed.") for s in set(ASSUMPTION_SOURCES) - used}
    assert all(f'"{n}"' in SOURCES for n in named)
    assert all(set(table) == set(get_args(Kind)) for table in tables)


class Echo(dict[str, str]):
    """Texts that say their key, and remember which were asked."""

    def get(self, key: str, default: object = None) -> str:
        self[key] = key
        return key


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_template_has_every_sheet_and_text(language: Language, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    texts = Echo()
    write_template(path, language, texts)
    by_hand = [s for s in SHEETS if s.by_hand]
    wb = openpyxl.load_workbook(path)
    assert wb.sheetnames[1:] == [s.title(language) for s in by_hand]
    others = {s.key for s in SHEETS if not s.by_hand}
    wanted = {k for k in text_keys() if k.split(".")[1] not in others}
    assert set(texts) == wanted
    assert [r[0].value for r in wb.worksheets[0].iter_rows()] == list(INSTRUCTION_KEYS)
    for sheet in by_hand:
        ws = wb[sheet.title(language)]
        assert ws.protection.sheet
        assert ws["A1"].protection.locked
        if sheet.row_kind == "labels":
            assert not ws["B1"].protection.locked
            continue
        assert [c.value for c in ws[1]] == [c.header(language) for c in sheet.columns]
        assert all(c.comment for c in ws[1])
        assert not ws.column_dimensions["A"].protection.locked


def test_another_kind_of_template_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such workbook"):
        write_template(tmp_path / "t.xlsx", "fr", {}, kind="menu")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_blank_template_asks_for_what_is_needed(language: Language, tmp_path: Path) -> None:
    """Its example rows are not taken for data."""
    path = tmp_path / "t.xlsx"
    write_template(path, language, {})
    problem, found = read_problem(path)
    assert problem is None
    order = SHEET_BY_KEY["order"].title(language)
    required = {s.title(language) for s in SHEETS if s.required and s.key != "order"}
    assert {(d.code, d.source.sheet) for d in found} == {
        ("import.required", order),
        *(("import.no_row", title) for title in required),
    }
