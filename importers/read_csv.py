"""Text files of values: their encoding and separator are guessed, and said when not the usual ones."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections import Counter
from pathlib import PurePath
from typing import Literal

from importers.archive import MAX_CELLS, RefusedError, too_many
from importers.findings import Findings
from importers.grids import EPOCH_1900, Cell, Grid, RawWorkbook

_SEPARATORS = ";\t,|"
_SAMPLE_ROWS = 60
_LONGEST_FIELD = 1 << 16
# A quotation mark that nothing closes swallows the rest of the file into one cell.
_MOST_LINES_IN_A_CELL = 30
_DIRECTIVE = re.compile(r"^sep=(.)\r?\n", re.IGNORECASE)
_FORCED = re.compile(r'^="(.*)"$', re.DOTALL)
_ERROR = re.compile(
    r"^#(?:REF!|N/A|DIV/0!|VALUE!|VALEUR!|NAME\?|NOM\?|NUM!|NOMBRE!|NULL!|NUL!)$", re.IGNORECASE
)
_TWICE_ENCODED = re.compile("Ã[\x80-\xbf©¨ª«´®¯»¢¼ ]|â€[™œ“”]")


def read_csv(name: str, data: bytes, findings: Findings) -> RawWorkbook:
    """The one sheet of a text file, every value as text; its title is the name of the file.

    Raises:
        RefusedError: more cells than :data:`importers.archive.MAX_CELLS`, or no text at all.
    """
    text, encoding, is_sure = _decode(data)
    if "\0" in text:
        raise RefusedError("import.damaged", read="NUL")
    found = _DIRECTIVE.match(text)
    first_line = 0
    if found:
        text, separator, first_line = text[found.end() :], found[1], 1
    else:
        separator = _separator(text)
    # Counted before anything is cut: a file of separators alone makes millions of cells.
    fields = text.count(separator) + text.count("\n")
    if fields > 4 * MAX_CELLS:
        too_many(fields)
    rows = _rows(text, separator, first_line, findings)
    if not is_sure:
        findings.warn("import.encoding_guessed", read=name, kept=encoding)
    if not found and separator != ";":
        findings.warn("import.separator_guessed", read=name, kept=_shown(separator))
    title = PurePath(name).stem
    grids = (Grid(title=title, rows=rows),)
    return RawWorkbook(file=name, grids=grids, epoch=EPOCH_1900, format="csv")


def _decode(data: bytes) -> tuple[str, str, bool]:
    """The text, the name of its encoding, and whether that is certain."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), "UTF-16", True
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", "replace")
        lost = text.count("\ufffd")
        others = sum(1 for c in text if c > "\x7f") - lost
        # A few spoilt bytes in a text that is UTF-8 all over do not make it something else.
        if others > 5 * lost:
            return text, "UTF-8", False
        return data.decode("cp1252", "replace"), "Windows-1252", False
    if _TWICE_ENCODED.search(text):
        try:
            return text.encode("cp1252").decode("utf-8"), "UTF-8 × 2", False
        except UnicodeError:
            pass
    return text, "UTF-8", True


def _separator(text: str) -> str:
    """The one that cuts most lines into the same number of cells, the usual ones first."""
    sample = text[: 1 << 16]
    best, chosen = (0, 0), ";"
    for separator in _SEPARATORS:
        try:
            rows = _parse(sample, separator, _SAMPLE_ROWS)
        except csv.Error:
            rows = _parse(sample[:_LONGEST_FIELD], separator, _SAMPLE_ROWS, is_quoted=False)
        widths = Counter(len(row) for row in rows if any(row))
        widths.pop(1, None)
        if not widths:
            continue
        width, count = widths.most_common(1)[0]
        # Decimal commas also cut lines, seldom all of them alike.
        score = (count, width)
        if score > best and not (separator == "," and best[0] * 2 >= count):
            best, chosen = score, separator
    return chosen


def _parse(text: str, separator: str, most: int, is_quoted: bool = True) -> list[list[str]]:
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting)
    return list(itertools.islice(reader, most))


def _rows(
    text: str, separator: str, first_line: int, findings: Findings
) -> dict[int, dict[int, Cell]]:
    try:
        parsed = _parse(text, separator, MAX_CELLS + 1)
        is_sound = all(v.count("\n") <= _MOST_LINES_IN_A_CELL for row in parsed for v in row)
    except csv.Error:
        is_sound = False
    if not is_sound:
        # What is still too long for a cell then is for the caller to refuse as damaged.
        parsed = _parse(text, separator, MAX_CELLS + 1, is_quoted=False)
        findings.warn("import.quotes_unbalanced", read='"')
    if len(parsed) > MAX_CELLS:
        too_many(len(parsed))  # lines beyond would be left out, and nobody told
    rows: dict[int, dict[int, Cell]] = {}
    known: dict[str, Cell] = {}
    count = 0
    for number, values in enumerate(parsed, start=1 + first_line):
        cells = {}
        for column, value in enumerate(values, start=1):
            if value and not value.isspace():
                cell = known.get(value)
                if cell is None:
                    cell = known[value] = _cell(value)
                cells[column] = cell
        if cells:
            rows[number] = cells
            count += len(cells)
            if count > MAX_CELLS:
                too_many(count)
    return rows


def _cell(text: str) -> Cell:
    forced = _FORCED.match(text)
    if forced:
        # How exports keep « 001 » from becoming a number.
        return Cell(value=forced[1].replace('""', '"'), is_quoted=True)
    if _ERROR.match(text.strip()):
        return Cell(error=text.strip())
    return Cell(value=text)


def _shown(separator: str) -> str:
    return "TAB" if separator == "\t" else separator
