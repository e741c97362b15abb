"""What files would change in the order workbook: new, changed, same, removed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from importers.cells import FAULTY
from importers.columns import SHEETS
from importers.received.context import OrderTables
from importers.received.contract import IDENTITY
from importers.received.entries import (
    Entry,
    Key,
    entries_of_line,
    normal_values,
)
from importers.received.merging import Merged
from importers.received.scopes import Scopes
from optimizer.diagnostics import Source


class Fate(Enum):
    """What becomes of an entry of the order workbook."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """One value that changes; ``old`` is FAULTY where the workbook cannot be read."""

    column: str
    old: object
    new: object
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryChange:
    """What becomes of one entry.

    Attributes:
        cells: values told by a new one, or that change; empty when it stays or goes.
        entry: what it says afterwards; before, when it is removed.
        because: file that no longer names it, when it is removed.
    """

    fate: Fate
    sheet: str
    key: Key
    cells: tuple[CellChange, ...] = ()
    entry: Entry
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything that applying would do, in the order of the sheets.

    ``digest`` is that of the order workbook with which the files were compared.
    """

    digest: str
    entries: tuple[EntryChange, ...] = ()

    def of(self, fate: Fate) -> tuple[EntryChange, ...]:
        """Entries with that fate."""
        return tuple(c for c in self.entries if c.fate is fate)

    @property
    def is_empty(self) -> bool:
        """Whether the workbook says all of it already."""
        return all(c.fate is Fate.SAME for c in self.entries)


def compare(merged: Merged, tables: OrderTables) -> Changes:
    """Tell what is new, changed, the same and removed, value by value as they are typed."""
    known: dict[tuple[str, Key], list[Entry]] = {}
    for sheet in IDENTITY:
        for line in tables.lines.get(sheet, ()):
            for entry in entries_of_line(sheet, line):
                known.setdefault((sheet, entry.key), []).append(entry)
    found = []
    for entry in merged.entries:
        twins = known.get((entry.sheet, entry.key), [])
        told = [_told(entry, before) for before in twins] or [_told(entry, None)]
        # Where the workbook says something twice, the row that already agrees is the one meant.
        best = next((i for i, c in enumerate(told) if c.fate is Fate.SAME), 0)
        found.append(told[best])
        if twins:
            twins.pop(best)
    scopes = Scopes(merged.scopes)
    for (sheet, key), entries in known.items():
        for entry in entries:
            files = scopes.files(entry)
            if files:
                found.append(
                    EntryChange(
                        fate=Fate.REMOVED, sheet=sheet, key=key, entry=entry, because=files[0]
                    )
                )
    order = [s.key for s in SHEETS]
    found.sort(key=lambda c: order.index(c.sheet))
    return Changes(digest=tables.digest, entries=tuple(found))


def _told(told: Entry, before: Entry | None) -> EntryChange:
    sheet, key = told.sheet, told.key
    new = normal_values(sheet, told.values, key)
    old = normal_values(sheet, before.values, key) if before is not None else {}
    anywhere = _any_place(told)
    cells = tuple(
        CellChange(
            column=name,
            old=old.get(name),
            new=told.values[name],
            source=told.places.get(name, anywhere),
        )
        for name, value in new.items()
        if old.get(name) is FAULTY or value != old.get(name)
    )
    if before is None:
        return EntryChange(fate=Fate.NEW, sheet=sheet, key=key, cells=cells, entry=told)
    if not cells:
        return EntryChange(fate=Fate.SAME, sheet=sheet, key=key, entry=before)
    after = {**before.values, **{c.column: c.new for c in cells}}
    entry = Entry(sheet=sheet, key=key, values=after, places=told.places, line=before.line)
    return EntryChange(fate=Fate.CHANGED, sheet=sheet, key=key, cells=cells, entry=entry)


def _any_place(entry: Entry) -> Source:
    return next(iter(entry.places.values()), Source())


def touched_sheets(changes: Iterable[EntryChange]) -> tuple[str, ...]:
    """Sheets in which something changes."""
    return tuple(dict.fromkeys(c.sheet for c in changes if c.fate is not Fate.SAME))
