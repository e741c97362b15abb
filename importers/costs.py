"""The cost workbook of one workshop: to and from its figures, every fault in its cell.

It is private: it names its workshop and its order, and is never merged into the order workbook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from importers.cells import FAULTY, Calendar
from importers.columns import Language
from importers.columns.cost_sheets import (
    COST_INSTRUCTION_KEYS,
    COST_SHEET_BY_KEY,
    COST_SHEETS,
)
from importers.columns.declaration import Sheet
from importers.cost_rows import VAT_COLUMNS, RowValues, Values, costs_of, rows_of_costs
from importers.findings import Findings
from importers.matching import fold
from importers.sheet_look import offer_list
from importers.tables import Row, match_sheets, read_labels, read_table
from importers.template import new_book, unwritable, write_sheet
from importers.workbook import WORKBOOK_FORMATS, RawWorkbook, open_workbook
from optimizer.cost_parameters import MemberCosts
from optimizer.diagnostics import Diagnostic, Severity, Source, has_errors
from optimizer.problem import Problem
from optimizer.validation.member_costs import check_costs

_LAST_ROW = 500
# A longer list of values cannot stand in a cell's validation.
_LONGEST_LIST = 255

# Where a field that :func:`check_costs` names stands; the rest bear the name of their column.
_PLACES = {
    "workshop": ("cost_member", "workshop"),
    "order": ("cost_member", "order"),
    "margin_convention": ("cost_member", "margin_convention"),
    "annual_charges_cents": ("cost_member", "annual_charges"),
    "payment_days_suppliers": ("cost_member", "payment_days"),
    "opening_cash_cents": ("cost_member", "opening_cash"),
    "vat.is_liable": ("cost_member", "is_liable"),
    "vat.deduction": ("cost_member", "deduction"),
    "vat.franchise_cents": ("cost_member", "franchise"),
    "vat.other_receipts_cents": ("cost_member", "other_receipts"),
    "period_costs.cents": ("period_costs", "amount"),
    "aids.cents_per_etp": ("aids", "per_etp"),
    "aids.share_of_hours": ("aids", "share"),
    "aids.cents_per_period": ("aids", "per_period"),
    "expenses.cents": ("expenses", "amount"),
    "expenses.cents_per_unit": ("expenses", "per_unit"),
    "in_kind.cents": ("in_kind", "amount"),
}
_RATES = ("overhead_rate", "non_quality", "margin", "receipts_rule")
# Said only when every cell could be read: what they miss may stand in a faulty one.
_FROM_ABSENCE = (
    "cost.hourly_cost_differs",
    "cost.margin_without_convention",
    "cost.aid_base_unknown",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """The rows of a cost workbook without those that have a fault."""

    rows: Mapping[str, list[Row]]

    def values(self, problem: Problem | None) -> dict[str, list[Values]]:
        """Their values, names of the order replaced by its ids."""
        return {
            key: [_with_ids(key, row.values, problem) for row in rows]
            for key, rows in self.rows.items()
        }


def read_costs(
    path: Path, problem: Problem | None = None, *, is_any_order: bool = False
) -> tuple[MemberCosts | None, tuple[Diagnostic, ...]]:
    """The figures of a cost workbook (.xlsx, .xlsm, .xls, .ods), and every finding about them.

    Args:
        problem: the order they are for; names of its workshops and products are then understood,
            and what it does not know is an error.
        is_any_order: figures written for another order are taken all the same, with a warning.

    Returns:
        The figures, None when there is an error among the findings; these carry file, sheet and cell
        and include those of :func:`optimizer.validation.member_costs.check_costs`. Never raises for
        what a file holds.
    """
    raw, found = open_workbook(path, formats=WORKBOOK_FORMATS)
    if raw is None:
        return None, found
    findings = Findings(path.name)
    read = _read(raw, findings)
    if read is None:
        # That none of its sheets is known says it all.
        return None, tuple(d for d in findings.all if d.severity is Severity.ERROR)
    costs = None
    rest: tuple[Diagnostic, ...] = ()
    if isinstance(read.rows["cost_member"][0].values["workshop"], str):
        costs = costs_of(read.values(problem))
        rest = check_costs(costs, problem)
        if is_any_order:
            rest = tuple(map(_lenient, rest))
        if findings.has_errors:
            rest = tuple(d for d in rest if d.code not in _FROM_ABSENCE)
    everything = (*findings.all, *(_located(d, read, path.name) for d in rest))
    return (None if has_errors(everything) else costs), everything


def is_cost_workbook(path: Path) -> bool:
    """Whether a file is a cost workbook, by the name of its first sheet of figures; never raises."""
    raw, _found = open_workbook(path, formats=WORKBOOK_FORMATS)
    member = next(s for s in COST_SHEETS if s.key == "cost_member")
    titles = {fold(t) for t in (*member.also, member.en, member.fr)}
    return raw is not None and any(fold(g.title) in titles for g in raw.grids)


def _lenient(finding: Diagnostic) -> Diagnostic:
    if finding.code != "cost.other_order":
        return finding
    return replace(finding, severity=Severity.WARNING)


def _read(raw: RawWorkbook, findings: Findings) -> _Read | None:
    grids, lost = match_sheets(raw, findings, COST_SHEETS)
    if not grids and not lost:
        read = ", ".join(g.title for g in raw.grids)
        expected = ", ".join(s.fr for s in COST_SHEETS)
        findings.add("import.no_known_sheet", read=read, expected=expected, reason="costs")
        return None
    calendar = Calendar(epoch=raw.epoch)
    rows: dict[str, list[Row]] = {}
    for sheet in COST_SHEETS:
        grid = grids.get(sheet.key)
        if grid is None:
            if sheet.required and sheet.key not in lost:
                findings.add("import.sheet_missing", sheet=sheet.fr, expected=sheet.fr)
            rows[sheet.key] = [_blank(sheet)] if sheet.row_kind == "labels" else []
        elif sheet.row_kind == "labels":
            row = read_labels(sheet, grid, calendar, findings)
            _check_vat(row, findings)
            rows[sheet.key] = [_without_faults(row)]
        else:
            table = read_table(sheet, grid, calendar, findings)
            kept = [row for row in table.rows if not row.has_fault]
            rows[sheet.key] = [row for row in kept if not _is_wrong(row, kept, findings)]
    return _Read(rows=rows)


def _blank(sheet: Sheet) -> Row:
    """What a sheet of labels says that the workbook does not have."""
    keys = [c.key for c in sheet.columns]
    return Row(
        sheet=sheet,
        title=sheet.fr,
        number=1,
        values=dict.fromkeys(keys),
        cells=dict.fromkeys(keys, ""),
        headers={c.key: c.fr for c in sheet.columns},
    )


def _without_faults(row: Row) -> Row:
    return replace(row, values={k: None if v is FAULTY else v for k, v in row.values.items()})


def _check_vat(row: Row, findings: Findings) -> None:
    """Who says anything of VAT says first whether it is liable."""
    is_told = any(row.values.get(key) not in (None, FAULTY) for key in VAT_COLUMNS)
    if is_told and row.values["is_liable"] is None:
        _require(row, "is_liable", "oui, non", findings)


def _is_wrong(row: Row, rows: list[Row], findings: Findings) -> bool:
    """Whether a row of a table repeats another or lacks what its other cells ask for; reported."""
    if row.sheet.key == "cost_rates":
        first = next(r for r in rows if r.values["rate"] == row.values["rate"])
        if first is not row:
            shown = next(
                c.fr for c in row.sheet.column("rate").choices if c.value == row.values["rate"]
            )
            params = {"read": shown, "first": first.cells["rate"]}
            findings.record("import.duplicate_row", row.title, row.cells["rate"], params)
            return True
    if row.sheet.key == "aids" and row.values["per_etp"] and row.values["base"] is None:
        # One ETP is 1 820 paid hours or 1 505 worked ones: to guess would be to invent an amount.
        _require(row, "base", "heures payées, heures travaillées", findings)
        return True
    return False


def _require(row: Row, column: str, expected: str, findings: Findings) -> None:
    cell = row.cells[column] or next((c for c in row.cells.values() if c), "")
    params = {"column": row.headers[column], "expected": expected}
    findings.record("import.required", row.title, cell, params)


# -- names of the order ----------------------------------------------------------------------------


def _with_ids(sheet: str, values: Values, problem: Problem | None) -> Values:
    if problem is None:
        return values
    if sheet == "cost_member":
        workshops = {w.id: w.name for w in problem.workshops}
        orders = {problem.id: problem.title, **{o.id: o.name for o in problem.orders}}
        return {
            **values,
            "workshop": _id_of(values["workshop"], workshops),
            "order": _id_of(values["order"], orders),
        }
    if sheet == "expenses":
        products = {p.id: p.name for p in problem.products}
        return {**values, "product": _id_of(values["product"], products)}
    return values


def _id_of(text: object, named: Mapping[str, str]) -> object:
    """The id that a text means, by id or name; the text itself when it means none or several."""
    if not isinstance(text, str) or text in named:
        return text
    wanted = fold(text)
    found = [i for i, name in named.items() if wanted and wanted in (fold(i), fold(name))]
    return found[0] if len(found) == 1 else text


# -- where it stands -------------------------------------------------------------------------------


def _located(finding: Diagnostic, read: _Read, file: str) -> Diagnostic:
    field = finding.params.get("field", "")
    head, _, last = field.partition(".")
    if field in _PLACES:
        key, column = _PLACES[field]
    elif head == "hours":
        key, column = "cost_hours", last
    elif head in _RATES:
        key, column = "cost_rates", "value"
    else:
        key, column = head.partition("[")[0], last or "label"
    if key not in COST_SHEET_BY_KEY:
        return replace(finding, source=Source(file=file))
    row = _row(finding, head, read.rows[key])
    if row is None:
        return replace(finding, source=Source(file=file, sheet=COST_SHEET_BY_KEY[key].fr))
    cell = row.cells.get(column) or next((c for c in row.cells.values() if c), "")
    return replace(finding, source=Source(file=file, sheet=row.title, cell=cell))


def _row(finding: Diagnostic, head: str, rows: list[Row]) -> Row | None:
    if head in _RATES:
        return next((r for r in rows if r.values["rate"] == head), None)
    position = int(finding.params.get("position") or 1)
    return rows[position - 1] if 0 < position <= len(rows) else None


# -- writing ---------------------------------------------------------------------------------------


def write_cost_template(
    path: Path,
    language: Language,
    texts: Mapping[str, str],
    problem: Problem | None = None,
    workshop: str = "",
) -> None:
    """Write a blank cost workbook for a workshop of an order: its names filled in, examples beside.

    Args:
        texts: sentences by the keys of :func:`importers.columns.cost_sheets.cost_text_keys`; any may
            be missing.
        workshop: id of the workshop, "" when it is not known.

    Raises:
        ValueError: the order has no such workshop.
    """
    if problem is not None and workshop and workshop not in {w.id for w in problem.workshops}:
        raise ValueError(f"no such workshop: {workshop!r}")
    order = problem.id if problem is not None else ""
    member: RowValues = {"workshop": workshop, "order": order}
    book = new_book(language, texts, COST_INSTRUCTION_KEYS)
    for sheet in COST_SHEETS:
        ws = book.create_sheet(sheet.title(language))
        rows = [member] if sheet.key == "cost_member" else []
        write_sheet(ws, sheet, rows, language, texts, has_example=True)
    _offer_products(book, language, problem)
    book.save(path)


def write_costs(
    path: Path,
    costs: MemberCosts,
    language: Language = "fr",
    texts: Mapping[str, str] | None = None,
    problem: Problem | None = None,
) -> tuple[Diagnostic, ...]:
    """Write a cost workbook that reads back as exactly these figures.

    Returns:
        Texts that a workbook cannot hold; the file is then not written.
    """
    rows = rows_of_costs(costs)
    refused = unwritable(COST_SHEETS, rows, path.name, language)
    if refused:
        return refused
    book = new_book(language, texts or {}, COST_INSTRUCTION_KEYS)
    for sheet in COST_SHEETS:
        ws = book.create_sheet(sheet.title(language))
        write_sheet(ws, sheet, rows[sheet.key], language, texts or {}, has_example=False)
    _offer_products(book, language, problem)
    book.save(path)
    return ()


def _offer_products(book: Workbook, language: Language, problem: Problem | None) -> None:
    """The products of the order as a list in the cells that name one."""
    names = [p.name or p.id for p in problem.products] if problem is not None else []
    if not names or any(mark in name for name in names for mark in ',"'):
        return
    formula = '"' + ",".join(names) + '"'
    if len(formula) > _LONGEST_LIST:
        return
    sheet = COST_SHEET_BY_KEY["expenses"]
    position = [c.key for c in sheet.columns].index("product") + 1
    letter = get_column_letter(position)
    offer_list(book[sheet.title(language)], formula, f"{letter}2:{letter}{_LAST_ROW}")
