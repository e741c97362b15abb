"""Cells that hold a formula of ours, with the value that it gives: the only formulas in any export."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from service.exports.sheet import LINE, NUMBER_FORMATS, Kind, Page

INPUT = "#FFF9D6"  # what may be typed over


def put_formula(
    page: Page,
    row: int,
    column: int,
    formula: str,
    value: Decimal | int | None,
    kind: Kind,
    **properties: Any,
) -> None:
    """A bordered cell with a formula and the value that a program shows before it reckons again.

    ``formula`` is made of references and figures of ours: no text that somebody typed goes in.
    """
    look = {"border": 1, "border_color": LINE, "num_format": NUMBER_FORMATS[kind], **properties}
    shown = 0.0 if value is None else float(value)
    page.sheet.write_formula(row, column, formula, page.book.format(**look), shown)
