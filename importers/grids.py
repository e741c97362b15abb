"""What a sheet holds once it is read, whatever the format of its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

# Author of the comments that our own forms carry: help, never data, so never remarked upon.
OWN_AUTHOR = "Œuvre commune"

EPOCH_1900 = datetime(1899, 12, 30)
EPOCH_1904 = datetime(1904, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one cell holds.

    Attributes:
        value: text, number, yes/no, date, time or duration; None when it holds an error.
        is_percent: shown as a percentage.
        is_quoted: forced to text by whoever wrote it, so never a total nor an example.
        error: ``#REF!`` and the like, "" when there is none.
        formula: a formula whose result is not in the file, "" otherwise.
    """

    value: object = None
    is_percent: bool = False
    is_quoted: bool = False
    error: str = ""
    formula: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The filled cells of one sheet by row and column, both from 1.

    Attributes:
        merged: ranges as (top, left, bottom, right); only their first cell is filled.
        hidden_rows: rows with something in them that the sheet does not show.
        hidden_columns: the same of columns.
        comments: text of the comment of a cell by (row, column), blank cells included.
    """

    title: str
    is_hidden: bool = False
    rows: Mapping[int, Mapping[int, Cell]] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawWorkbook:
    """A workbook as values.

    Attributes:
        epoch: the day from which it counts dates.
        format: how it is really written: ``xlsx``, ``xlsm``, ``xls``, ``ods`` or ``csv``.
    """

    file: str
    grids: tuple[Grid, ...]
    epoch: datetime
    format: str = "xlsx"


@cache
def column_letters(column: int) -> str:
    """``A`` for 1, ``AA`` for 27."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """1 for ``A``; 0 when it is not the name of a column."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            return 0
        number = number * 26 + ord(letter) - 64
    return number
