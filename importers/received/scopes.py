"""About which entries a file is complete: what it does not name any more is gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from importers.columns import SHEET_BY_KEY, Kind
from importers.received.contract import IDENTITY, Scope
from importers.received.entries import Entry, identity_columns, said


def is_within(entry: Entry, scope: Scope) -> bool:
    """Whether an entry has every value of a scope."""
    at = _identity_values(entry)
    columns = dict(zip(IDENTITY[entry.sheet], identity_columns(entry.sheet), strict=True))
    for name, wanted in scope.within.items():
        actual = at[name] if name in at else said(entry.values.get(name))
        declared = columns.get(name) or SHEET_BY_KEY[entry.sheet].column(name)
        parts = wanted if isinstance(wanted, tuple) else (wanted,)
        if declared.kind in (Kind.WEEK, Kind.DATE) and len(parts) == 2:
            if not (actual and said(parts[0]) <= actual <= said(parts[1])):
                return False
        elif actual not in [said(p) for p in parts]:
            return False
    return True


def _identity_values(entry: Entry) -> dict[str, str]:
    """Parts of the identity, by the names of ``IDENTITY`` and by those of the columns."""
    at = dict(zip(IDENTITY[entry.sheet], entry.key, strict=True))
    for column, part in zip(identity_columns(entry.sheet), entry.key, strict=True):
        at[column.key] = part
    return at


class Scopes:
    """Finds the files that are complete about an entry, among thousands of scopes.

    Args:
        scopes: (file, scope).
    """

    def __init__(self, scopes: Iterable[tuple[str, Scope]]) -> None:
        # Nearly every scope is that of one workshop or supplier: by it they are found.
        self._by_value: dict[str, dict[str, dict[str, list[tuple[str, Scope]]]]] = {}
        self._others: dict[str, list[tuple[str, Scope]]] = {}
        for file, scope in scopes:
            anchor = _anchor(scope.within)
            if anchor is None:
                self._others.setdefault(scope.sheet, []).append((file, scope))
            else:
                values = self._by_value.setdefault(scope.sheet, {}).setdefault(anchor[0], {})
                values.setdefault(anchor[1], []).append((file, scope))

    def files(self, entry: Entry) -> list[str]:
        """Files that tell all there is of what the entry belongs to."""
        found = list(self._others.get(entry.sheet, ()))
        by_name = self._by_value.get(entry.sheet, {})
        at = _identity_values(entry) if by_name else {}
        for name, values in by_name.items():
            found += values.get(at[name] if name in at else said(entry.values.get(name)), ())
        return [file for file, scope in found if is_within(entry, scope)]


def _anchor(within: Mapping[str, object]) -> tuple[str, str] | None:
    return next(((n, said(v)) for n, v in within.items() if not isinstance(v, tuple)), None)
