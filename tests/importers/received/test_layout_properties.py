"""What stands around a table changes nothing of what is found."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from importers.columns import SHEET_BY_KEY
from importers.received import recognise
from importers.received.layout import find_blocks
from importers.workbook import Cell, Grid
from tests.importers.received.drawn import sheet

KNOWS = recognise.vocabulary([SHEET_BY_KEY["workshops"]])

CENSUS = sheet(
    """
Structure | Type | Effectif | Heures par semaine
Vestali   | ACI  | 8        | 26
Ricochets | EI   | 4        | 30
Lilas     | EI   |          |
Fripvie   | ACI  | 7        | 26
"""
)
PLAN = sheet(
    """
          | Avril 2020 |     |        | Mai 2020 |
Structure | S14        | S15 | S16    | S17      | S18
Vestali   | 10         | 20  | 30     | 40       | 50
Ricochets | 12         |     | congés | 44       | 51
Lilas     | 0          | 22  | 32     | -        | 52
""",
    merged=[(1, 2, 1, 4), (1, 5, 1, 6)],
)
HEADER_ROWS = {id(CENSUS): 1, id(PLAN): 2}
NUMBERS = {id(CENSUS): (3, 4), id(PLAN): (2, 3, 4, 5, 6)}

titles = st.lists(
    st.sampled_from(
        [
            "Plan de charge",
            "Recensement des capacités des ateliers couture du pôle",
            "LOGO",
            "Version 2",
            "Structure porteuse : Vestali",
            "",
        ]
    ),
    max_size=4,
)
grids = st.sampled_from([CENSUS, PLAN])


def found(grid: Grid) -> list[tuple[list[tuple[str, ...]], list[list[object]]]]:
    """Headers and values of every table, without where they stand."""
    return [
        (
            [b.headers[c] for c in b.columns if c not in b.totals],
            [
                [
                    None if (x := b.cell(r, c)) is None else x.value
                    for c in b.columns
                    if c not in b.totals
                ]
                for r in b.rows
            ],
        )
        for b in find_blocks(grid, KNOWS)
    ]


def moved(grid: Grid, down: dict[int, int], right: int, extra: dict[int, dict[int, Cell]]) -> Grid:
    """The grid with each row at its new number and every column further right."""
    rows = {
        down[n]: {c + right: cell for c, cell in cells.items()} for n, cells in grid.rows.items()
    }
    merged = tuple((down[t], a + right, down[b], z + right) for t, a, b, z in grid.merged)
    return Grid(title=grid.title, rows=dict(sorted({**rows, **extra}.items())), merged=merged)


@given(grids, st.integers(0, 12), st.integers(0, 8))
@settings(max_examples=40, deadline=None)
def test_shifting_changes_nothing(grid: Grid, down: int, right: int) -> None:
    shifted = moved(grid, {n: n + down for n in grid.rows}, right, {})
    assert found(shifted) == found(grid)


@given(grids, titles, st.integers(0, 2), st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_titles_above_change_nothing(grid: Grid, texts: list[str], gap: int, column: int) -> None:
    extra = {i: {column: Cell(value=t)} for i, t in enumerate(texts, start=1) if t}
    below = {n: n + len(texts) + gap for n in grid.rows}
    assert found(moved(grid, below, 0, extra)) == found(grid)


@given(grids, st.lists(st.integers(0, 2), min_size=5, max_size=5))
@settings(max_examples=40, deadline=None)
def test_spacer_rows_change_nothing(grid: Grid, gaps: list[int]) -> None:
    at, down = 0, {}
    for i, n in enumerate(sorted(grid.rows)):
        # The rows of one header stay together.
        at += 1 + (gaps[i] if n > HEADER_ROWS[id(grid)] else 0)
        down[n] = at
    assert found(moved(grid, down, 0, {})) == found(grid)


@given(
    grids,
    st.sampled_from(["Total", "TOTAL GÉNÉRAL", "Sous-total", "Moyenne", "Total ateliers", ""]),
    st.integers(1, 3),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_a_total_row_changes_nothing(grid: Grid, label: str, gap: int, is_noted: bool) -> None:
    last = max(grid.rows)
    sums = {}
    for c in NUMBERS[id(grid)]:
        values = [
            cells[c].value
            for n, cells in grid.rows.items()
            if n > HEADER_ROWS[id(grid)] and c in cells
        ]
        sums[c] = Cell(value=sum(v for v in values if isinstance(v, int)))
    row = {1: Cell(value=label), **sums} if label else sums
    extra = {last + gap: row}
    if is_noted:
        extra[last + gap + 2] = {1: Cell(value="À renvoyer")}
    assert found(moved(grid, {n: n for n in grid.rows}, 0, extra)) == found(grid)


@given(grids, st.sampled_from(["Total", "Moyenne", "TOTAL"]))
@settings(max_examples=10, deadline=None)
def test_a_total_column_changes_nothing(grid: Grid, label: str) -> None:
    last = max(c for cells in grid.rows.values() for c in cells) + 1
    rows = {n: dict(cells) for n, cells in grid.rows.items()}
    header = HEADER_ROWS[id(grid)]
    for n in rows:
        if n >= header:
            rows[n][last] = Cell(value=label if n == header else 100)
    assert found(Grid(title="F", rows=rows, merged=grid.merged)) == found(grid)


cells = st.one_of(
    st.none(),
    st.integers(-5, 60),
    st.floats(allow_nan=False, width=32),
    st.sampled_from(
        ["Structure", "Effectif", "S14", "S15", "Total", "Vestali", "Type :", "(h)", ""]
    ),
    st.text(max_size=12),
)


@given(
    st.lists(st.lists(cells, max_size=7), max_size=9),
    st.lists(st.tuples(*[st.integers(1, 9)] * 4), max_size=3),
)
@settings(max_examples=150, deadline=None)
def test_any_sheet_is_looked_at_without_a_fault(
    drawn: list[list[object]], ranges: list[tuple[int, int, int, int]]
) -> None:
    rows = {
        i: {j: Cell(value=v) for j, v in enumerate(row, start=1) if v is not None and v != ""}
        for i, row in enumerate(drawn, start=1)
    }
    merged = tuple((min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in ranges)
    grid = Grid(title="F", rows={n: r for n, r in rows.items() if r}, merged=merged)
    for block in find_blocks(grid, KNOWS):
        assert len(set(block.rows)) == len(block.rows)
        assert not {s.row for s in block.skipped} & set(block.rows)
        for row in block.rows:
            for column in block.columns:
                block.cell(row, column)
                assert block.place(row, column)
        recognise.match_columns(block, SHEET_BY_KEY["workshops"], {}, "f")
