"""The sender's own file back: faulty cells coloured and commented, and a first sheet that lists them.

A workbook of Excel is edited in a copy; any other file comes back as a workbook of its values. What
could not be kept is told, never left to be found out.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from importers.editing import editable
from importers.markup_cells import Mark, comment_on, look, remove_marks, target_of
from importers.markup_list import LIST_TEXTS, Item, remove_lists, write_list
from importers.markup_losses import LOSSES, lost
from importers.own_marks import is_own_sheet
from importers.received.contract import Guess
from importers.received.kept_formulas import keep_results
from importers.values_copy import copy_of_values
from importers.workbook import MAX_RECEIVED_ROWS, RawWorkbook, open_workbook
from optimizer.diagnostics import Diagnostic, Severity, Source

# Longer lists are read by nobody; the gravest come first.
MAX_LISTED = 2_000
_MAX_IN_COMMENT = 20

COPY_OF_VALUES = "marked.copy_of_values"
REBUILT = "marked.rebuilt"
ONLY_LIST = "marked.only_list"
CAPPED = "marked.capped"
CODES: tuple[str, ...] = (COPY_OF_VALUES, REBUILT, ONLY_LIST, CAPPED, *LOSSES)
TEXT_KEYS: tuple[str, ...] = (*LIST_TEXTS, *CODES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A finding or a guess in words, for the person who wrote the file."""

    sentence: str
    read: str = ""
    expected: str = ""
    suggestion: str = ""


Render = Callable[[Diagnostic | Guess], Said]


def marked_suffix(path: Path) -> str:
    """How the name of the marked copy of a file must end: ``.xlsm`` when it holds macros."""
    if path.suffix.lower() == ".xlsm":
        return ".xlsm"
    try:
        with zipfile.ZipFile(path) as archive:
            return ".xlsm" if "xl/vbaProject.bin" in archive.namelist() else ".xlsx"
    except (OSError, zipfile.BadZipFile):
        return ".xlsx"


def write_marked(
    path: Path,
    findings: Iterable[Diagnostic],
    guesses: Iterable[Guess],
    out: Path,
    render: Render,
    texts: Mapping[str, str],
) -> tuple[str, ...]:
    """Write a copy of ``path`` with what was found in it; marks of an earlier copy are taken off.

    Args:
        findings: those of other files are left out.
        guesses: those that somebody confirmed are left out.
        out: see :func:`marked_suffix`; may be ``path`` itself.
        texts: by the keys of :data:`TEXT_KEYS`; any may be missing.

    Returns:
        Codes among :data:`CODES` of what the copy does not keep.

    Raises:
        OSError: the place cannot be written to.
    """
    notes = _notes(path.name, findings, guesses)
    raw, _ = open_workbook(path, max_rows=MAX_RECEIVED_ROWS)
    with tempfile.TemporaryDirectory(prefix=".oeuvre-", dir=out.parent) as beside:
        made = Path(beside) / out.name
        codes = _write(path, raw, notes, made, render, texts)
        os.replace(made, out)
    return codes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Note:
    mark: Mark
    source: Source
    about: Diagnostic | Guess


def _notes(file: str, findings: Iterable[Diagnostic], guesses: Iterable[Guess]) -> list[_Note]:
    """What is to be said of a file, the gravest first, each kind in the order of reading.

    A warning that says how its cell was understood stands for the guess about the same.
    """
    found = []
    understood = set()
    for d in findings:
        if d.source.file not in ("", file):
            continue
        mark = {Severity.ERROR: Mark.ERROR, Severity.NOTE: Mark.NOTE}.get(d.severity, Mark.WARNING)
        if mark is Mark.WARNING and d.source.cell and "kept" in d.params:
            mark = Mark.GUESS
            understood.add((d.source.sheet, d.source.cell, d.params.get("read", "")))
        found.append(_Note(mark=mark, source=d.source, about=d))
    for g in guesses:
        is_mine = g.source.file in ("", file) and not g.is_confirmed
        if is_mine and (g.source.sheet, g.source.cell, g.read) not in understood:
            found.append(_Note(mark=Mark.GUESS, source=g.source, about=g))
    order = list(Mark)
    return sorted(found, key=lambda n: order.index(n.mark))


def _write(
    path: Path,
    raw: RawWorkbook | None,
    notes: list[_Note],
    made: Path,
    render: Render,
    texts: Mapping[str, str],
) -> tuple[str, ...]:
    is_capped = len(notes) > MAX_LISTED
    capped = [CAPPED] if is_capped else []
    shown = notes[:MAX_LISTED]
    if raw is None:
        _mark(Workbook(), {}, shown, [ONLY_LIST, *capped], render, texts, is_bare=True).save(made)
        return (ONLY_LIST, *capped)
    if raw.format in ("xlsx", "xlsm"):
        data = path.read_bytes()
        try:
            return _edit(data, shown, capped, made, render, texts)
        except OSError:
            raise
        except Exception:
            # Its parsers fail in as many ways as they have lines; the values could be read.
            capped = [REBUILT, *capped]
    else:
        capped = [COPY_OF_VALUES, *capped]
    kept = replace(raw, grids=tuple(g for g in raw.grids if not is_own_sheet(g)))
    book, titles = copy_of_values(kept)
    _mark(book, titles, shown, capped, render, texts).save(made)
    return tuple(capped)


def _edit(
    data: bytes,
    notes: list[_Note],
    capped: list[str],
    made: Path,
    render: Render,
    texts: Mapping[str, str],
) -> tuple[str, ...]:
    """A copy edited in place; written a second time when the first tells what was lost."""
    losses: tuple[str, ...] = ()
    while True:
        _edit_once(data, notes, [*losses, *capped], made, render, texts)
        found = lost(data, made)
        if set(found) <= set(losses):
            return (*losses, *capped)
        losses = found


def _edit_once(
    data: bytes,
    notes: list[_Note],
    codes: Sequence[str],
    made: Path,
    render: Render,
    texts: Mapping[str, str],
) -> None:
    with editable(data, has_macros=made.suffix.lower() == ".xlsm") as book:
        book.template = False
        remove_lists(book)
        remove_marks(book.worksheets)
        titles = {t: t for t in book.sheetnames}
        _mark(book, titles, notes, codes, render, texts).save(made)
    keep_results(made, data)


def _mark(
    book: Workbook,
    titles: Mapping[str, str],
    notes: list[_Note],
    codes: Sequence[str],
    render: Render,
    texts: Mapping[str, str],
    *,
    is_bare: bool = False,
) -> Workbook:
    """List the notes, then mark the cells; ``titles`` are those of the workbook by those said."""
    sheets = {title: n for n, title in enumerate(book.sheetnames)}
    items = [_item(book, titles, note, render(note.about)) for note in notes]
    items.sort(key=lambda i: (list(Mark).index(i.mark), sheets.get(i.sheet, -1), _order(i)))
    losses = [texts.get(c, c).replace("{n}", str(MAX_LISTED)) for c in codes]
    write_list(book, items, losses, texts)
    if is_bare:
        book.remove(book.worksheets[-1])
    by_cell: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        if item.target is not None:
            by_cell.setdefault((item.sheet, item.target.coordinate), []).append(item)
    for several in by_cell.values():
        target = several[0].target
        assert target is not None, "only items with a cell were kept"
        look(target, several[0].mark)
        comment_on(target, [_line(i, texts) for i in several[:_MAX_IN_COMMENT]])
    return book


def _item(book: Workbook, titles: Mapping[str, str], note: _Note, said: Said) -> Item:
    source = note.source
    title = titles.get(source.sheet, source.sheet)
    ws = book[title] if title in book.sheetnames else None
    target = None
    if isinstance(ws, Worksheet) and source.cell:
        target = target_of(ws, source.cell)
    return Item(
        mark=note.mark,
        sheet=title,
        place=source.cell,
        target=target,
        said=said.sentence,
        read=said.read,
        expected=said.expected,
        suggestion=said.suggestion,
    )


def _order(item: Item) -> tuple[int, int]:
    return (item.target.row, item.target.column) if item.target is not None else (0, 0)


def _line(item: Item, texts: Mapping[str, str]) -> str:
    kind = texts.get(f"marked.severity.{item.mark.name.lower()}", "")
    where = f" ({item.place})" if item.target and item.target.coordinate != item.place else ""
    return f"{item.mark.value} {kind}{where} : {item.said}"
