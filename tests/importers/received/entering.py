"""Drafts, and what they do to an order workbook, for tests that need no received file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from importers.received.applying import Applied, apply
from importers.received.changes import Changes, Fate, compare
from importers.received.context import OrderTables, read_context
from importers.received.contract import Draft, Reading, Scope
from importers.received.merging import merge
from optimizer.diagnostics import Source


def draft(sheet: str, identity: tuple[str, ...], cell: str = "C2", **values: Any) -> Draft:
    """A row of a received sheet « recu.xlsx », every value in the same cell."""
    place = Source(file="recu.xlsx", sheet="Feuil1", cell=cell)
    return Draft(sheet=sheet, identity=identity, values=values, places=dict.fromkeys(values, place))


def reading(*drafts: Draft, file: str = "recu.xlsx", scopes: tuple[Scope, ...] = ()) -> Reading:
    """What a file says."""
    return Reading(file=file, sender="vestali", drafts=drafts, scopes=scopes)


def tables_of(path: Path) -> OrderTables:
    """The rows of an order workbook."""
    _, tables, _ = read_context(path)
    assert tables is not None
    return tables


def changes_of(path: Path, *readings: Reading) -> Changes:
    """What readings would change in an order workbook."""
    return compare(merge(readings, {}), tables_of(path))


def applied(path: Path, *readings: Reading, out: Path | None = None) -> Applied:
    """Apply readings to an order workbook, in place unless said otherwise."""
    tables = tables_of(path)
    return apply(compare(merge(readings, {}), tables), tables, path, out or path)


def fates(changes: Changes) -> dict[Fate, int]:
    """How many entries have each fate."""
    return {fate: len(changes.of(fate)) for fate in Fate if changes.of(fate)}


def told(changes: Changes) -> set[tuple[str, str, tuple[str, ...]]]:
    """(fate, sheet, identity) of everything that is not the same."""
    return {(c.fate.value, c.sheet, c.key) for c in changes.entries if c.fate is not Fate.SAME}
