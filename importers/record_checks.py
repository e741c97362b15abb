"""What contradicts itself in the follow-up of production, in a received file or in the order's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from importers.cell_numbers import plain
from importers.findings import Findings
from importers.resolve import Resolver
from optimizer.diagnostics import Severity
from optimizer.weeks import week_name


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductionFault:
    """What is wrong with the quantities of a row, and the column where it shows."""

    code: str
    column: str
    params: dict[str, str]
    is_warning: bool = False


def production_faults(
    made: Decimal | None, conforming: Decimal | None, scrap: Decimal | None
) -> Iterator[ProductionFault]:
    """What contradicts itself in the quantities of a row of follow-up."""
    if made is None or conforming is None:
        return
    if conforming > made:
        params = {"read": plain(conforming), "expected": plain(made)}
        yield ProductionFault(
            code="import.more_conforming_than_made", column="conforming", params=params
        )
    elif scrap is not None and conforming + scrap != made:
        params = {
            "read": plain(made),
            "expected": plain(conforming + scrap),
            "conforming": plain(conforming),
            "scrap": plain(scrap),
        }
        yield ProductionFault(
            code="import.made_is_not_the_sum", column="made", params=params, is_warning=True
        )


def check_records(resolver: Resolver, findings: Findings) -> None:
    """Report rows of follow-up that contradict themselves or the order's first week."""
    order = resolver.lines["order"]
    start = order[0].values["start"] if order else None
    for line in resolver.lines["followup"]:
        row, values = line.row, line.values
        numbers = [values[k] for k in ("made", "conforming", "scrap")]
        made, conforming, scrap = (n if isinstance(n, Decimal) else None for n in numbers)
        for fault in production_faults(made, conforming, scrap):
            severity = Severity.WARNING if fault.is_warning else Severity.ERROR
            cell = row.cells[fault.column]
            findings.record(fault.code, row.title, cell, fault.params, severity)
        week = values["week"]
        if isinstance(start, date) and isinstance(week, str) and week < week_name(start):
            findings.warn(
                "import.before_the_order",
                sheet=row.title,
                cell=row.cells["week"],
                read=week,
                expected=start.isoformat(),
            )
