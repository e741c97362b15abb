"""Drafts of one file put together where several of its cells speak of the same row."""

from __future__ import annotations

from collections.abc import Iterable

from importers.received.contract import Draft


def together(drafts: Iterable[Draft]) -> list[Draft]:
    """One draft for each row, in order; a value told twice is that of the first."""
    found: dict[tuple[str, tuple[str, ...]], Draft] = {}
    for draft in drafts:
        key = draft.sheet, draft.identity
        before = found.get(key)
        if before is not None:
            draft = Draft(
                sheet=draft.sheet,
                identity=draft.identity,
                values={**draft.values, **before.values},
                places={**draft.places, **before.places},
            )
        found[key] = draft
    return list(found.values())
