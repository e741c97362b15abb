"""Lines of a workshop's own cost sheet into its cost figures: what is new, what would change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from importers.columns.cost_sheets import COST_SHEET_BY_KEY
from importers.columns.free_cost_labels import TARGETS
from importers.cost_rows import RowValues, Values, costs_of, rows_of_costs
from importers.matching import fold
from importers.received.cost_lines import CostLine
from optimizer.cost_parameters import MemberCosts
from optimizer.diagnostics import Diagnostic, Source, warning

_LABELLED = ("cost_member", "cost_hours")


@dataclass(frozen=True, slots=True, kw_only=True)
class CostChange:
    """One cell of the cost workbook: None in ``old`` when it was blank; ``label`` of its row."""

    sheet: str
    column: str
    label: str
    old: object
    new: object
    source: Source

    @property
    def is_new(self) -> bool:
        """Whether nothing stood there."""
        return self.old is None


def fill(
    costs: MemberCosts, lines: Iterable[CostLine]
) -> tuple[MemberCosts, tuple[CostChange, ...]]:
    """The figures with the lines in them, and every cell that this changes.

    What the lines do not say stays as it is. A new row has for its source the cell it comes from.
    """
    rows = rows_of_costs(costs)
    changes: list[CostChange] = []
    for line in lines:
        target = TARGETS[line.key]
        row, label = _row(rows, line)
        _set(row, target.sheet, target.column, label, line.value, line.source, changes)
        for (sheet, column), value in target.also.items():
            _set(rows[sheet][0], sheet, column, "", value, line.source, changes)
    whole: dict[str, list[Values]] = {}
    for key, found in rows.items():
        declared = [c.key for c in COST_SHEET_BY_KEY[key].columns]
        whole[key] = [{k: row.get(k) for k in declared} for row in found]
    return costs_of(whole), tuple(changes)


def without_baseless_aids(
    costs: MemberCosts, lines: Iterable[CostLine]
) -> tuple[tuple[CostLine, ...], tuple[Diagnostic, ...]]:
    """The lines less the aids per ETP whose hours of an ETP no figure gives, each told by its cell.

    A sheet never says these hours: taken in, such an aid would refuse every other line with it.
    """
    based = {fold(a.label) for a in costs.aids if a.hours_per_etp > 0}
    kept: list[CostLine] = []
    found: list[Diagnostic] = []
    for line in lines:
        if line.key != "aid_per_etp" or fold(line.label) in based:
            kept.append(line)
            continue
        said = warning("import.aid_without_base", column=line.label, read=f"{line.value} €")
        found.append(replace(said, source=line.source))
    return tuple(kept), tuple(found)


def _row(rows: dict[str, list[RowValues]], line: CostLine) -> tuple[RowValues, str]:
    """The row that a line is about, made where there is none."""
    target = TARGETS[line.key]
    if target.sheet in _LABELLED:
        return rows[target.sheet][0], ""
    if target.sheet == "cost_rates":
        for row in rows["cost_rates"]:
            if row["rate"] == target.values["rate"]:
                return row, str(row["rate"])
        label = str(target.values["rate"])
    else:
        for row in rows[target.sheet]:
            if fold(str(row["label"])) == fold(line.label):
                return row, str(row["label"])
        label = line.label
    where = " ".join(p for p in (line.source.file, line.source.sheet, line.source.cell) if p)
    made: RowValues = {**target.values, "source": where}
    if target.sheet != "cost_rates":
        made["label"] = line.label
    rows[target.sheet].append(made)
    return made, label


def _set(
    row: RowValues,
    sheet: str,
    column: str,
    label: str,
    value: object,
    source: Source,
    changes: list[CostChange],
) -> None:
    old = row.get(column)
    if old == value:
        return
    row[column] = value
    changes.append(
        CostChange(sheet=sheet, column=column, label=label, old=old, new=value, source=source)
    )
