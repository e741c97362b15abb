"""Sheets drawn as text, for tests of what is found on them."""

from __future__ import annotations

from collections.abc import Sequence

from importers.workbook import Cell, Grid


def sheet(
    drawing: str,
    merged: Sequence[tuple[int, int, int, int]] = (),
    top: int = 1,
    left: int = 1,
    title: str = "Feuil1",
) -> Grid:
    """A grid from lines of cells between bars; digits become numbers, blanks nothing.

    ``merged`` counts rows and columns of the drawing from 1.
    """
    rows: dict[int, dict[int, Cell]] = {}
    lines = drawing.strip("\n").splitlines()
    for i, line in enumerate(lines):
        cells = {left + j: value(t) for j, t in enumerate(line.split("|")) if t.strip()}
        if cells:
            rows[top + i] = cells
    return Grid(
        title=title,
        rows=rows,
        merged=tuple(
            (a + top - 1, b + left - 1, c + top - 1, d + left - 1) for a, b, c, d in merged
        ),
    )


def value(text: str) -> Cell:
    """The cell that a text of a drawing stands for."""
    plain = text.strip()
    if plain.lstrip("-").isdigit():
        return Cell(value=int(plain))
    try:
        return Cell(value=float(plain))
    except ValueError:
        return Cell(value=plain)
