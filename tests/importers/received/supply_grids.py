"""Sheets typed by hand for the tests of quotations, joint orders and follow-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from importers.cells import Calendar
from importers.columns import Sheet
from importers.columns.received_supply_sheets import FOLLOW_UP, GROUPED_ORDER, QUOTATION
from importers.findings import Findings
from importers.received.contract import Draft, Guess, OrderContext, Scope
from importers.received.followup import read_follow_up
from importers.received.grouped_orders import read_grouped_order
from importers.received.layout import find_blocks
from importers.received.offers import knows_header, read_quotation, read_quotation_text
from importers.received.recognise import vocabulary
from importers.workbook import Cell, Grid
from optimizer.diagnostics import Diagnostic

CALENDAR = Calendar(epoch=datetime(1899, 12, 30), start=date(2020, 3, 30))

CONTEXT = OrderContext(
    file="commande.xlsx",
    start=date(2020, 3, 30),
    last=date(2020, 7, 31),
    names={
        "workshops": {
            "vestali": ("vestali", "Vestali"),
            "mod-cid": ("mod-cid", "Mod'Cid"),
            "sevea": ("sevea", "Sévéa"),
        },
        "materials": {
            "tissu": ("tissu", "Tissu coton"),
            "elastique": ("elastique", "Élastique plat 5 mm"),
            "barrette": ("barrette", "Barrette nasale"),
        },
        "suppliers": {"toiles-du-nord": ("toiles-du-nord", "Toiles du Nord")},
        "products": {"masque": ("masque", "Masque à plis")},
        "operations": {"coupe": ("coupe", "Coupe"), "piquage": ("piquage", "Piquage")},
    },
    routing={"masque": ("coupe", "piquage")},
    rows={
        "materials": (
            {"id": "tissu", "name": "Tissu coton", "unit": "m"},
            {"id": "elastique", "name": "Élastique plat 5 mm", "unit": "m"},
            {"id": "barrette", "name": "Barrette nasale", "unit": "pièce"},
        ),
        "suppliers": ({"id": "toiles-du-nord", "name": "Toiles du Nord"},),
        "offers": ({"id": "tissu-toiles", "supplier": "toiles-du-nord", "material": "tissu"},),
    },
)


class Found:
    """What a reader says of a sheet typed by hand."""

    def __init__(
        self,
        drafts: list[Draft],
        scopes: list[Scope],
        guesses: list[Guess],
        findings: tuple[Diagnostic, ...],
    ) -> None:
        self.drafts, self.scopes, self.guesses, self.findings = drafts, scopes, guesses, findings

    @property
    def codes(self) -> list[str]:
        """Codes of the findings."""
        return [d.code for d in self.findings]

    def rows(self, sheet: str) -> list[Mapping[str, Any]]:
        """Values of the drafts for a sheet."""
        return [d.values for d in self.drafts if d.sheet == sheet]

    def only(self, sheet: str) -> Mapping[str, Any]:
        """Values of the only draft for a sheet."""
        (row,) = self.rows(sheet)
        return row

    def at(self, code: str) -> Diagnostic:
        """The only finding of a code."""
        (found,) = [d for d in self.findings if d.code == code]
        return found

    def understood(self, topic: str) -> dict[str, str]:
        """What texts were taken for, of the guesses of a topic."""
        return {g.read: g.understood for g in self.guesses if g.topic.value == topic}


def grid_of(
    rows: Sequence[Sequence[object]],
    title: str = "Feuil1",
    merged: tuple[tuple[int, int, int, int], ...] = (),
) -> Grid:
    """A sheet whose first cell is A1; None is a blank."""
    return Grid(
        title=title,
        merged=merged,
        rows={
            r: cells
            for r, row in enumerate(rows, start=1)
            if (cells := {c: Cell(value=v) for c, v in enumerate(row, 1) if v not in (None, "")})
        },
    )


_READERS = {
    "quotation": (QUOTATION, read_quotation),
    "grouped_order": (GROUPED_ORDER, read_grouped_order),
    "follow_up": (FOLLOW_UP, read_follow_up),
}


def read(
    kind: str,
    rows: Sequence[Sequence[object]],
    confirmed: Mapping[str, str] | None = None,
    context: OrderContext = CONTEXT,
    file: str = "devis Toiles du Nord.xlsx",
    title: str = "Feuil1",
    merged: tuple[tuple[int, int, int, int], ...] = (),
) -> Found:
    """Read a sheet as a kind: a table, or lines of text when no table is found in a quotation."""
    declared: Sheet = _READERS[kind][0]
    grid = grid_of(rows, title, merged)
    members = [n for names in context.names.get("workshops", {}).values() for n in names]
    words = vocabulary([declared], members if kind == "grouped_order" else ())
    blocks = find_blocks(grid, lambda text: max(words(text), knows_header(text)))
    findings = Findings(file)
    drafts: list[Draft] = []
    scopes: list[Scope] = []
    guesses: list[Guess] = []
    for block in blocks:
        found = _READERS[kind][1](block, context, CALENDAR, confirmed or {}, findings)
        drafts += found[0]
        scopes += found[1]
        guesses += found[2]
    if not blocks and kind == "quotation":
        found = read_quotation_text(grid, context, CALENDAR, confirmed or {}, findings)
        drafts, scopes, guesses = found
    return Found(drafts, scopes, guesses, findings.all)
