"""The *Hypothèses* sheet: the values that nobody gave, what was taken and why."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.problem import Assumption
from service import messages
from service.exports.facts import Facts
from service.exports.sheet import Column, Page, Value


def write_assumptions(
    page: Page, facts: Facts, assumptions: Sequence[Assumption], *, has_subject: bool = True
) -> None:
    """The table of some assumptions at the page's next row."""
    texts = page.book.texts
    _ = texts.gettext
    columns = [
        Column(header=_("Donnée"), width=38 if not has_subject else 30),
        Column(header=_("Valeur prise"), kind="wrapped", width=18),
        Column(
            header=_("D'où vient cette valeur"), kind="wrapped", width=36 if not has_subject else 70
        ),
    ]
    if has_subject:
        columns.insert(0, Column(header=_("Pour"), width=28))
        page.widths([c.width for c in columns])
    rows: list[list[Value]] = []
    for a in assumptions:
        row: list[Value] = [
            messages.field_name(a.field, texts),
            messages.shown(a.value, texts),
            messages.assumption_source(a.source, texts),
        ]
        if has_subject:
            row.insert(0, facts.names.get(a.subject, a.subject))
        rows.append(row)
    page.table(columns, rows, header_height=18)
