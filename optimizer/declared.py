"""What was really made and delivered, as workshops declare it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from optimizer.diagnostics import Diagnostic, Severity, Source, error, warning


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One row of follow-up; units of the product, None where nobody told.

    Attributes:
        made: units made in ``week``, conforming or not.
        conforming: of these, the good ones; None: the usual yield of the operation.
        delivered: day on which ``delivered_units`` left the workshop.
        refused_units: of these, what the buyer refused.
        lot: "" when the row names none.
        source: where it was read.
    """

    workshop: str
    week: str
    product: str
    operation: str
    made: Decimal
    conforming: Decimal | None = None
    scrap: Decimal | None = None
    delivered: date | None = None
    delivered_units: Decimal | None = None
    refused_units: Decimal | None = None
    lot: str = ""
    source: Source = field(default_factory=Source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """All that was declared since the plan started, in any order."""

    rows: tuple[Made, ...] = ()


def costs_instead(source: Source) -> Diagnostic:
    """That a file is a cost workbook where declarations were expected."""
    return replace(error("replan.followup_is_costs"), source=source)


def unclear(read: str, source: Source) -> Diagnostic:
    """The error that something in a received file cannot be understood without asking."""
    return replace(error("replan.followup_unclear", read=read), source=source)


def understood(read: str, meaning: str, source: Source) -> Diagnostic:
    """The note how something in a received file was understood."""
    found = warning("replan.followup_understood", read=read, understood=meaning)
    return replace(found, severity=Severity.NOTE, source=source)


def only_new(
    rows: Iterable[Made], read: Iterable[Made]
) -> tuple[tuple[Made, ...], tuple[Diagnostic, ...]]:
    """Rows that no file read before has, and a warning for the others.

    What a workshop sent is often imported into the order workbook, too.

    Args:
        rows: of the files read before; ``read``: of another file.
    """
    known = {replace(row, source=Source()) for row in rows}
    new: list[Made] = []
    twice: dict[str, set[str]] = {}
    for row in read:
        if replace(row, source=Source()) in known:
            twice.setdefault(row.workshop, set()).add(row.week)
        else:
            new.append(row)
    return tuple(new), tuple(
        warning("replan.declared_twice", w, weeks=", ".join(sorted(weeks)))
        for w, weeks in twice.items()
    )
