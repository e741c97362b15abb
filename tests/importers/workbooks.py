"""Workbooks for the tests: a good one, ways to spoil it, and what is found in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from importers.builder import read_problem
from importers.columns import SHEET_BY_KEY
from importers.template import write_problem
from optimizer.diagnostics import Diagnostic
from optimizer.problem import Problem
from tests import builders


class Book:
    """An order workbook whose cells are named by sheet key, column key and row of the sheet."""

    def __init__(self, path: Path, problem: Problem | None = None) -> None:
        self.path = path
        assert write_problem(problem or builders.running_problem(), path, "fr") == ()
        self.wb = openpyxl.load_workbook(path)

    def sheet(self, key: str) -> Any:
        """The openpyxl sheet of that key."""
        return self.wb[SHEET_BY_KEY[key].fr]

    def name(self, sheet: str, column: str, row: int = 2) -> str:
        """A1 name of a cell; on the sheet of labels the row is that of the label."""
        declared = SHEET_BY_KEY[sheet]
        position = [c.key for c in declared.columns].index(column) + 1
        if declared.row_kind == "labels":
            return f"B{position}"
        return f"{get_column_letter(position)}{row}"

    def put(self, sheet: str, column: str, value: Any, row: int = 2) -> None:
        """Replace a value."""
        cell = self.sheet(sheet)[self.name(sheet, column, row)]
        cell.number_format = "General"
        cell.value = value

    def append(self, sheet: str, **values: Any) -> int:
        """Add a row after the last; its number."""
        ws = self.sheet(sheet)
        row = ws.max_row + 1
        for column, value in values.items():
            ws[self.name(sheet, column, row)] = value
        return row

    def save(self) -> None:
        """Write the spoiled workbook over the good one."""
        self.wb.save(self.path)

    def read(self) -> tuple[Problem | None, tuple[Diagnostic, ...]]:
        """Save, and read it back."""
        self.save()
        return read_problem(self.path)


def places(diagnostics: tuple[Diagnostic, ...]) -> set[tuple[str, str, str]]:
    """What is found and where: (code, sheet, cell)."""
    return {(d.code, d.source.sheet, d.source.cell) for d in diagnostics}
