"""Where the tables of a sheet are, whatever stands around and between them.

A header is found by what its cells say (``knows``) and by weeks written one after the other; the
body is what follows it, down to the next header. Titles, spacers, totals, repeated headers and
notes are told apart by how they stand to the table, so that adding some changes nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from importers.received import body, headers, labelled
from importers.received.block import Block, Merges, Skipped, place, text_of
from importers.received.sight import EVERYWHERE, Region, Sight
from importers.workbook import Grid

__all__ = ["MOST_TABLES", "Block", "Merges", "Skipped", "find_blocks", "place", "text_of"]

# Rows without any header that are looked at before a region is given up.
_PATIENCE = 400
# A sheet with as many tables as this is no sheet that anybody made; the others are not looked for.
MOST_TABLES = 100
# Tables before and after one in which those above and beside it are.
_NEAR = 40


def find_blocks(grid: Grid, knows: Callable[[str], int]) -> tuple[Block, ...]:
    """Every table of a sheet, top to bottom, then left to right; at most :data:`MOST_TABLES`.

    Args:
        grid: the sheet; hidden rows and columns are read as the others.
        knows: how surely (0 to 100) a text is a header of a file of this kind; see
            :func:`importers.received.recognise.vocabulary`.
    """
    sight = Sight(grid, knows)
    found = list(labelled.find_forms(sight))
    _search(sight, sight.numbers, EVERYWHERE, found)
    found.sort(key=_corner)
    return tuple(
        _with_titles(b, found[max(0, i - _NEAR) : i + _NEAR], sight) for i, b in enumerate(found)
    )


def _corner(block: Block) -> tuple[int, int]:
    return block.header_row, min(block.headers, default=0)


def _search(sight: Sight, numbers: list[int], region: Region, found: list[Block]) -> None:
    """Tables in some rows and columns, one under another; several side by side are each looked
    under on their own."""
    at, patience = 0, _PATIENCE
    while at < len(numbers) and patience and len(found) < MOST_TABLES:
        if numbers[at] in sight.taken or not sight.is_header(numbers[at], region):
            at, patience = at + 1, patience - 1
            continue
        header = headers.read(sight, numbers, at, region)
        groups = headers.split(sight, header)
        if len(groups) > 1:
            groups = groups[: MOST_TABLES - len(found)]
            for group, columns in zip(groups, _regions(groups, region), strict=True):
                block, _ = body.read(sight, group, columns)
                if block.rows or group.is_sure:
                    found.append(block)
                last = body.last_row(block)
                below = [n for n in numbers if n > last]
                _search(sight, below, columns, found)
            return
        block, stop = body.read(sight, groups[0], region)
        if block.rows or block.header_row == numbers[-1] or groups[0].is_sure:
            found.append(block)
        patience = _PATIENCE
        while at < len(numbers) and numbers[at] < stop:
            at += 1


def _regions(groups: Iterable[headers.Header], region: Region) -> list[Region]:
    """The columns that belong to each of several tables side by side."""
    starts = [g.first for g in groups]
    ends = [s - 1 for s in starts[1:]] + [region[1]]
    return list(zip([region[0], *starts[1:]], ends, strict=True))


def _with_titles(block: Block, found: list[Block], sight: Sight) -> Block:
    """The block with the texts above it that belong to no other table.

    What a form says (« Structure : Vestali ») is a title of the table below it too.
    """
    mine = _width(block)
    tables = [o for o in found if o is not block and not o.is_transposed]
    above = max(
        (
            body.last_row(o)
            for o in tables
            if o.header_row < block.top_row and _meet(_width(o), mine)
        ),
        default=0,
    )
    texts: list[tuple[str, str]] = []
    for number in sight.between(above, block.top_row):
        if any(o.top_row <= number <= o.header_row for o in tables):
            continue
        for column, cell in sight.inside(number, EVERYWHERE):
            if any(_covers(o, number, column) for o in tables):
                continue
            if text := text_of(cell):
                texts.append((text, place(number, column)))
    return replace(
        block, titles=tuple(t for t, _ in texts), title_places=tuple(p for _, p in texts)
    )


def _width(block: Block) -> Region:
    if block.is_transposed:
        return EVERYWHERE
    return min(block.headers), max(block.headers)


def _meet(left: Region, right: Region) -> bool:
    return left[0] <= right[1] and right[0] <= left[1]


def _covers(block: Block, number: int, column: int) -> bool:
    first, last = _width(block)
    return first <= column <= last and block.top_row <= number <= body.last_row(block)
