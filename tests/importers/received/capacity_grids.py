"""Grids as workshops send them, typed as lists, and a small order to read them against."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from importers.cells import Calendar
from importers.columns.received_sheets import CENSUS, LOAD_PLAN
from importers.findings import Findings
from importers.received.block import Block
from importers.received.contract import Confirmed, Draft, Guess, OrderContext, Scope
from importers.received.layout import find_blocks
from importers.received.recognise import vocabulary
from importers.workbook import Cell, Grid
from optimizer.diagnostics import Diagnostic, Severity

CALENDAR = Calendar(epoch=datetime(1899, 12, 30), start=date(2020, 3, 30))

ORDER = OrderContext(
    file="commande.xlsx",
    start=date(2020, 3, 30),
    last=date(2020, 11, 20),
    names={
        "workshops": {
            "vestali": ("vestali", "Vestali"),
            "canal": ("canal", "Couture du Canal"),
        },
        "operations": {
            "coupe": ("coupe", "Coupe"),
            "couture": ("couture", "Piquage"),
            "finition": ("finition", "Finition"),
        },
        "products": {"masque": ("masque", "Masque à plis")},
        "orders": {"masques-2020": ("masques-2020", "90 000 masques")},
    },
    routing={"masque": ("coupe", "couture", "finition")},
    weekly_hours={"vestali": Decimal(26), "canal": Decimal(35)},
    rows={
        "workshops": (
            {
                "id": "vestali",
                "headcount": Decimal(8),
                "weekly_hours": Decimal(26),
                "working_days": 4,
            },
            {"id": "canal", "headcount": Decimal(9), "weekly_hours": Decimal(35)},
        ),
    },
)


def grid_of(
    rows: Sequence[Any],
    title: str = "Feuil1",
    merged: tuple[tuple[int, int, int, int], ...] = (),
) -> Grid:
    """A grid of plain values; None is an empty cell."""
    return Grid(
        title=title,
        rows={
            r: {
                c: v if isinstance(v, Cell) else Cell(value=v)
                for c, v in enumerate(row, start=1)
                if v is not None
            }
            for r, row in enumerate(rows, start=1)
            if any(v is not None for v in row)
        },
        merged=merged,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a reader gives for the only table of a grid."""

    drafts: list[Draft]
    scopes: list[Scope]
    guesses: dict[str, Guess]
    findings: tuple[Diagnostic, ...]

    def of(self, sheet: str) -> dict[tuple[str, ...], Mapping[str, object]]:
        """Values of the drafts of a sheet by identity."""
        return {d.identity: d.values for d in self.drafts if d.sheet == sheet}

    def codes(self, severity: Severity | None = None) -> set[str]:
        """Codes found, of one severity or of all."""
        return {d.code for d in self.findings if severity in (None, d.severity)}

    @property
    def errors(self) -> set[str]:
        """Codes of the faults."""
        return self.codes(Severity.ERROR)


Reader = Callable[
    [Block, OrderContext, Calendar, Confirmed, Findings],
    tuple[list[Draft], list[Scope], list[Guess]],
]


def said(
    reader: Reader,
    grid: Grid,
    context: OrderContext = ORDER,
    confirmed: Confirmed | None = None,
    file: str = "recu.xlsx",
) -> Said:
    """Find the table of a grid and read it."""
    # Weeks down and members across are known by the members alone.
    members = [t for texts in context.names.get("workshops", {}).values() for t in texts]
    sheets = (CENSUS, LOAD_PLAN)
    blocks = find_blocks(grid, vocabulary(sheets)) or find_blocks(grid, vocabulary(sheets, members))
    assert len(blocks) == 1, [b.headers for b in blocks]
    findings = Findings(file)
    drafts, scopes, guesses = reader(blocks[0], context, CALENDAR, confirmed or {}, findings)
    return Said(
        drafts=drafts, scopes=scopes, guesses={g.key: g for g in guesses}, findings=findings.all
    )
