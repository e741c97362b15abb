"""The conditions of a quotation: what stands on its sheet around the prices."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from importers import cell_dates
from importers.received import delivery_terms
from importers.received.block import place, text_of
from importers.received.delivery_terms import Subject
from importers.received.price_terms import Measure
from importers.received.questions import Questions
from importers.received.quoted import Conditions, Written
from importers.workbook import Cell, Grid

# A label and its value stand this many columns apart at most.
_REACH = 3
# « Port : 15 € - franco à 500 € » says two things.
_APART = re.compile(r"\n|\s+[-–—]\s+|\s*;\s*")


def read_conditions(grid: Grid, table_rows: Collection[int], questions: Questions) -> Conditions:
    """Everything that the cells outside ``table_rows`` say for all the articles."""
    said: list[tuple[Subject, str, Written, Cell | None]] = []
    texts: list[Written] = []
    for number, row in grid.rows.items():
        if number in table_rows:
            continue
        for column, cell in sorted(row.items()):
            if not isinstance(cell.value, str):
                continue
            for line in _APART.split(cell.value):
                told = Written(text=" ".join(line.split()), cell=place(number, column))
                if not told.text:
                    continue
                texts.append(told)
                found = delivery_terms.subject_of(told.text)
                if found is None:
                    continue
                subject, rest = found
                value: Cell | None = None
                if not rest:
                    value, told = _beside(row, number, column, told)
                    rest = text_of(value)
                if rest:
                    said.append((subject, rest, told, value))
    conditions = Conditions(texts=texts)
    quoted = _day_of(said)
    for subject, rest, told, value in said:
        _enter(conditions, subject, rest, told, value, quoted, questions)
    return conditions


def _beside(
    row: dict[int, Cell] | object, number: int, column: int, told: Written
) -> tuple[Cell | None, Written]:
    """The value beside a label, and its place."""
    assert isinstance(row, dict)
    for c in range(column + 1, column + 1 + _REACH):
        if c in row:
            return row[c], Written(text=told.text, cell=place(number, c))
    return None, told


def _day_of(said: list[tuple[Subject, str, Written, Cell | None]]) -> date | None:
    """The day on which the quotation was made."""
    for subject, rest, _, value in said:
        if subject == "date":
            day = _day(rest, value)
            if day is not None:
                return day
    return None


def _day(text: str, cell: Cell | None) -> date | None:
    value = cell.value if cell is not None else None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return cell_dates.parse_date(text)


def _enter(
    into: Conditions,
    subject: Subject,
    rest: str,
    told: Written,
    value: Cell | None,
    quoted: date | None,
    questions: Questions,
) -> None:
    """Keep what a line says; the first of two lines about the same wins."""
    said = Written(text=told.text if value is None else f"{told.text} {rest}", cell=told.cell)
    if subject == "supplier":
        into.supplier = into.supplier or Written(text=rest, cell=said.cell)
    elif subject == "tax":
        into.tax = into.tax or Written(text=rest, cell=said.cell)
    elif subject == "tax_rate":
        rate = delivery_terms.parse_rate(rest)
        if rate is not None and into.rate is None:
            into.rate = rate, said
    elif subject == "delay":
        delay = delivery_terms.parse_delay(rest, _unit_of_label(told.text))
        if delay is None:
            questions.warn("import.term_not_read", said.cell, read=said.text)
        elif into.delay is None:
            into.delay = delay, Written(text=rest, cell=said.cell)
    elif subject == "validity":
        day = _day(rest, value) or delivery_terms.parse_validity(rest, quoted)
        if day is None:
            questions.warn("import.validity_without_date", said.cell, read=said.text)
        elif into.until is None:
            into.until = day, said
    elif subject != "date":
        _enter_amount(into, subject, rest, said, questions)


def _enter_amount(
    into: Conditions, subject: Subject, rest: str, said: Written, questions: Questions
) -> None:
    amount = delivery_terms.parse_amount(rest)
    if amount is None or (isinstance(amount, Measure) and subject != "minimum"):
        # « Livraison : Arras » is an address, not a fee.
        if any(c.isdigit() for c in rest):
            questions.warn("import.term_not_read", said.cell, read=said.text)
        return
    if subject == "minimum":
        into.smallest = into.smallest or (amount, said)
    elif isinstance(amount, Decimal):
        if subject == "fee":
            into.fee = into.fee or (amount, said)
        elif subject == "free_from":
            into.free_from = into.free_from or (amount, said)


def _unit_of_label(text: str) -> str:
    """« Délai (jours) » counts days."""
    folded = text.casefold()
    for unit in ("jours ouvrés", "jours ouvrables", "jours", "semaines", "mois"):
        if unit in folded:
            return unit
    return ""
