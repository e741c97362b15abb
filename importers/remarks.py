"""What is said of a workbook that could be read: comments, hidden parts, its calendar."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from importers.findings import Findings
from importers.grids import (
    EPOCH_1904,
    OWN_AUTHOR,
    RawWorkbook,
    column_letters,
)
from importers.own_marks import without_mark

_MAX_COMMENTS = 10_000
_MAX_PLACES = 10
# What Excel writes above a comment of a conversation, for the versions that know none.
_CONVERSATION = re.compile(r"^\[[^\]]+\].*?fwlink/\?linkid=\d+\s*(?:\w+\s*:\s*)?", re.I | re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment as it stands in a file; ``place`` is (row, column) from 1."""

    place: tuple[int, int]
    author: str
    text: str


def kept_comments(
    comments: Iterable[Comment], title: str, findings: Findings
) -> dict[tuple[int, int], str]:
    """Text of every comment by cell; a warning says where people, not our forms, wrote some."""
    kept: dict[tuple[int, int], str] = {}
    said = []
    for comment in list(comments)[:_MAX_COMMENTS]:
        text = without_mark(_CONVERSATION.sub("", comment.text).strip())
        if not text:
            continue
        kept[comment.place] = text
        if comment.author.strip() != OWN_AUTHOR:
            said.append(comment.place)
    if said:
        row, column = min(said)
        places = [_place(r, c) for r, c in sorted(said)]
        findings.warn(
            "import.comments_present",
            sheet=title,
            cell=_place(row, column),
            read=_some(places),
        )
    return kept


def remark(raw: RawWorkbook, findings: Findings) -> None:
    """Warn of what a reader of the sheets on a screen would not have seen."""
    if raw.epoch == EPOCH_1904:
        findings.warn("import.mac_calendar", read=raw.file)
    for grid in raw.grids:
        if grid.is_hidden and grid.rows:
            findings.warn("import.hidden_sheet_read", sheet=grid.title, read=grid.title)
        if grid.hidden_rows:
            spans = _some(_spans(sorted(grid.hidden_rows), str))
            findings.warn("import.hidden_rows_read", sheet=grid.title, read=spans)
        if grid.hidden_columns:
            spans = _some(_spans(sorted(grid.hidden_columns), column_letters))
            findings.warn("import.hidden_columns_read", sheet=grid.title, read=spans)


def _spans(numbers: list[int], name: Callable[[int], str]) -> list[str]:
    """« 4 », « 7-9 » of sorted numbers."""
    spans: list[tuple[int, int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return [name(a) if a == b else f"{name(a)}-{name(b)}" for a, b in spans]


def _some(names: list[str]) -> str:
    return ", ".join(names[:_MAX_PLACES]) + (" …" if len(names) > _MAX_PLACES else "")


def _place(row: int, column: int) -> str:
    return f"{column_letters(column)}{row}"
