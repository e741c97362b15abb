"""Where in the workbook stands what a check of the problem speaks about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from importers.resolve import Line, Resolver, told_by
from optimizer.diagnostics import Diagnostic, Source

# By code (without its family), the sheet and the column that it is about. Other findings are shown
# at the row that declares their subject.
_PLACES: dict[str, tuple[str, str]] = {
    "due_before_start": ("demands", "due"),
    "earliest_after_due": ("demands", "earliest"),
    "begins_after_due": ("demands", "due"),
    "no_lane": ("demands", "delivery_point"),
    "closure_reversed": ("closures", "last"),
    "leaving_before_entry": ("workshops", "leaving"),
    "never_member": ("workshops", "entry"),
    "qualification_reversed": ("held", "end"),
    "order_window_reversed": ("offers", "order_until"),
    "commitment_reversed": ("commitments", "last"),
    "plan_too_long": ("order", "start"),
    "purchases_too_early": ("order", "purchase_from"),
    "purchases_after_start": ("order", "purchase_from"),
    "nobody_able": ("operations", "name"),
    "norm_of_nobody": ("needs", "norm"),
    "nobody_qualified": ("operations", "name"),
    "nobody_available": ("operations", "name"),
    "agreed_share_missing": ("workshops", "agreed_share"),
    "agreed_shares_zero": ("order", "fairness_key"),
    "agreed_shares_not_one": ("order", "fairness_key"),
    "smallest_above_largest": ("workshops", "smallest_share"),
    "ceiling_without_price": ("workshops", "receipts_ceiling"),
    "rates_incomplete": ("operations", "rate"),
    "weekly_hours_out_of_range": ("workshops", "weekly_hours"),
    "opening_hours_out_of_range": ("stations", "opening_hours"),
    "working_days_out_of_range": ("workshops", "working_days"),
    "quantity_not_whole": ("demands", "quantity"),
    "priority_too_small": ("demands", "priority"),
    "standard_time_suspicious": ("operations", "standard"),
    "headcount_suspicious": ("workshops", "headcount"),
    "weekly_hours_suspicious": ("workshops", "weekly_hours"),
    "working_days_suspicious": ("workshops", "working_days"),
    "pace_suspicious": ("capabilities", "pace"),
    "lots_incomplete": ("products", "lot_size"),
    "pace_contradiction": ("capabilities", "pace"),
    "delivered_too_much": ("opening", "quantity"),
    "finished_at_hub": ("opening", "operation"),
    "stock_without_lane": ("opening", "workshop"),
    "arrival_outside_plan": ("opening", "arrival"),
    "transit_before_plan": ("opening", "arrival"),
    "ceiling_reached": ("past_work", "receipts"),
    "largest_share_reached": ("workshops", "largest_share"),
    "frozen_beyond_plan": ("order", "frozen_weeks"),
    "frozen_run_outside": ("frozen", "week"),
    "frozen_run_unable": ("frozen", "operation"),
    "frozen_run_unqualified": ("frozen", "operation"),
    "frozen_run_too_early": ("frozen", "week"),
    "frozen_run_not_lots": ("frozen", "units"),
    "pin_reversed": ("pins", "last"),
    "ban_reversed": ("bans", "last"),
    "pin_outside_plan": ("pins", "first"),
    "pin_frozen": ("pins", "first"),
    "pin_unable": ("pins", "operation"),
    "pin_banned": ("pins", "operation"),
    "pin_unqualified": ("pins", "operation"),
    "pin_without_time": ("pins", "first"),
    "pin_over_capacity": ("pins", "units"),
    "pin_overproduction": ("pins", "units"),
    "pin_not_lots": ("pins", "units"),
    "banned_everywhere": ("bans", "operation"),
    "price_rises": ("offers", "price"),
    "wrong_substitute": ("bom", "substitutes"),
    "duplicate_vat_rate": ("vat_rates", "rate"),
    "duplicate_supplier_terms": ("supplier_terms", "suppliers"),
    "mandataire_missing": ("terms", "mandataire"),
    "deposit_without_day": ("terms", "deposit_day"),
    "unnamed_expense": ("common_expenses", "label"),
    "duplicate_stock_price": ("stock_prices", "unit_price"),
    "stock_price_of_nothing": ("stock_prices", "lender"),
    "vat_rate_suspicious": ("vat_rates", "rate"),
    "supplier_vat_suspicious": ("supplier_terms", "vat_rate"),
}


def locate(finding: Diagnostic, resolver: Resolver, file: str) -> Diagnostic:
    """The finding with its sheet and cell, as far as they can be told."""
    rule = finding.code.removeprefix("problem.")
    sheet, column = _PLACES.get(rule, ("", ""))
    line = _best(finding, resolver.lines[sheet]) if sheet else None
    if line is None:
        line, column = _declaring(finding.subject, resolver), _field(finding)
    if line is None:
        table = resolver.tables.get(sheet)
        title = table.title if table is not None and table.rows else ""
        return replace(finding, source=Source(file=file, sheet=title))
    cells = line.row.cells
    cell = cells.get(column) or cells.get(told_by(line)) or cells.get("title") or ""
    return replace(finding, source=Source(file=file, sheet=line.row.title, cell=cell))


def _field(finding: Diagnostic) -> str:
    """Column that a ``field`` such as ``workshop.weekly_hours`` names."""
    return finding.params.get("field", "").rsplit(".", 1)[-1]


def _declaring(subject: str, resolver: Resolver) -> Line | None:
    if not subject:
        return None
    for key in _OBJECTS:
        line = resolver.directories[key].ids.get(subject)
        if line is not None:
            return line
    return None


_OBJECTS = (
    "demands",
    "products",
    "workshops",
    "materials",
    "suppliers",
    "offers",
    "stations",
    "delivery_points",
    "orders",
)


def _best(finding: Diagnostic, lines: list[Line]) -> Line | None:
    """The line that speaks of the subject and shares most values with the finding."""
    candidates = [x for x in lines if not finding.subject or finding.subject in set(_words(x))]
    wanted = set(finding.params.values())
    # max keeps the first of equals: the earliest row.
    return max(candidates, key=lambda x: len(wanted & set(_words(x))), default=None)


def _words(line: Line) -> Iterator[str]:
    yield str(line.id)
    for value in line.values.values():
        for part in value if isinstance(value, tuple) else (value,):
            if part is not None:
                yield part.isoformat() if isinstance(part, date) else str(part)
