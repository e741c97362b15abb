"""From rows to lines: ids given, references found, doubles set apart; every fault reported once.

A reference to a row that could not be read is not unknown: only what the file names nowhere is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product as combinations

from importers.cells import FAULTY, Faulty
from importers.columns import SHEET_BY_KEY, STATE_COLUMNS, Column, Kind, Sheet
from importers.findings import Findings
from importers.matching import fold, nearest, slug
from importers.tables import Row, Table

_PARTS = ("\n", ";", ",")
_MOST_SUGGESTIONS = 100
_MOST_LABELS = 500
# A few rows with long lists can ask for billions of lanes.
_MOST_COMBINATIONS = 50_000


@dataclass(slots=True, kw_only=True)
class Line:
    """A row whose references are ids; ``is_double`` when another row says the same already."""

    row: Row
    id: str | Faulty = ""
    values: dict[str, object]
    is_double: bool = False

    @property
    def has_fault(self) -> bool:
        """Whether a value of it is missing or wrong."""
        return self.id is FAULTY or any(v is FAULTY for v in self.values.values())


@dataclass(slots=True, kw_only=True)
class Directory:
    """The ids that a reference may name, with their names; ``is_partial`` when some were lost."""

    ids: dict[str, Line] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    is_partial: bool = False

    def enter(self, line: Line, name: str) -> None:
        """Make a line known under its id and its name."""
        if not isinstance(line.id, str):
            self.is_partial = True
            return
        self.ids.setdefault(line.id, line)
        # The name first: it is what a suggestion shows where both are the same word.
        for label in (name, line.id):
            if fold(label):
                self.names.setdefault(fold(label), set()).add(line.id)
                self.labels.append(label)

    def label(self, id: str) -> str:
        """What people call it: its name, else its id."""
        line = self.ids.get(id)
        name = line.values.get("name") if line is not None else None
        return name if isinstance(name, str) else id

    def find(self, text: str) -> tuple[str, ...]:
        """Ids that the text may mean: none, one, or several."""
        if text in self.ids:
            return (text,)
        return tuple(sorted(self.names.get(fold(text), ()))) if fold(text) else ()


class Resolver:
    """Turns the tables of a workbook into lines.

    Args:
        tables: every sheet of the declaration, empty ones included.
        findings: where faults are reported.
    """

    def __init__(self, tables: Mapping[str, Table], findings: Findings) -> None:
        self.findings = findings
        self._suggestions = 0
        self.tables = tables
        self.lines: dict[str, list[Line]] = {
            key: [Line(row=r, values=dict(r.values)) for r in t.rows] for key, t in tables.items()
        }
        self.directories: dict[str, Directory] = {}
        self.operations_of: dict[str, Directory] = {}
        for key in tables:
            self.directories[key] = Directory(is_partial=tables[key].is_broken)
        for key in ("products", "delivery_points", "orders", "workshops", "materials", "suppliers"):
            self._name_all(key)
        self._resolve("operations")
        self._name_operations()
        for key in ("stations", "demands", "offers"):
            self._resolve(key)
            self._name_all(key)
        done = {"operations", "stations", "demands", "offers"}
        for key in tables:
            if key not in done:
                self._resolve(key)
        for line in self.lines["order"]:
            line.id = self._plan_id(line)
        for line in self.lines["opening"]:
            self._check_state(line)
        for line in self.lines["bom"]:
            self._check_lengths(line, "substitutes", "ratios", 0)
        for line in self.lines["offers"]:
            self._check_lengths(line, "price", "from", 1)
        for line in self.lines["overrides"]:
            self._check_weeks(line)
        for line in self.lines["demands"]:
            self._check_point(line)
        self._set_doubles_apart()

    # -- ids --------------------------------------------------------------------------------

    def _name_all(self, key: str) -> None:
        directory = self.directories[key]
        for position, line in enumerate(self.lines[key]):
            line.id = self._id_of(key, line, position)
            self._enter(directory, line)

    def _name_operations(self) -> None:
        """Operations have their ids within their product; one id may serve several products."""
        overall = self.directories["operations"]
        for line in self.lines["operations"]:
            line.id = self._id_of("operations", line, 0)
            product = line.values["product"]
            if isinstance(product, str):
                scope = self.operations_of.setdefault(product, Directory())
                scope.is_partial |= overall.is_partial
                self._enter(scope, line)
            else:
                # It may belong to any product: none of them is known in full.
                overall.is_partial = True
            if not line.is_double:
                overall.enter(line, str(line.values.get("name") or ""))

    def _enter(self, directory: Directory, line: Line) -> None:
        if isinstance(line.id, str) and line.id in directory.ids:
            line.is_double = True
            column = told_by(line)
            first = directory.ids[line.id]
            self._report(
                "import.duplicate_id",
                line.row,
                column,
                read=line.row.values.get(column) or line.id,
                first=first.row.cells.get(told_by(first)) or f"A{first.row.number}",
            )
            return
        name = line.values.get("name")
        directory.enter(line, name if isinstance(name, str) else "")

    def _id_of(self, key: str, line: Line, position: int) -> str | Faulty:
        given, name = line.values["id"], line.values.get("name")
        if given is FAULTY or (given is None and name is FAULTY):
            return FAULTY
        if isinstance(given, str):
            return given
        if isinstance(name, str):
            return slug(name)
        if key == "demands":
            return f"J{position + 1}"
        if key == "offers":
            supplier, material = line.values["supplier"], line.values["material"]
            if isinstance(supplier, str) and isinstance(material, str):
                return f"{supplier}-{material}"
            return FAULTY
        has_name = "name" in line.values and bool(line.row.cells["name"])
        self._report("import.required", line.row, "name" if has_name else "id", expected="")
        return FAULTY

    def _plan_id(self, line: Line) -> str | Faulty:
        given, title = line.values["id"], line.values["title"]
        if isinstance(given, str):
            return given
        if isinstance(title, str):
            return slug(title)
        if given is None and title is None:
            self._report("import.required", line.row, "title", expected="90 000 masques")
        return FAULTY

    # -- references -------------------------------------------------------------------------

    def _resolve(self, key: str) -> None:
        sheet = SHEET_BY_KEY[key]
        for line in self.lines[key]:
            for column in sheet.columns:
                text = line.values[column.key]
                if not isinstance(text, str):
                    continue
                if column.kind is Kind.REF:
                    line.values[column.key] = self._one(line, column, text)
                elif column.kind is Kind.REFS:
                    line.values[column.key] = self._several(line, column, text)

    def directory_for(self, column: Column, line: Line) -> Directory:
        """Where a reference is looked up: operations within the product of the line, if any."""
        product = line.values.get("product")
        if column.to == "operations" and isinstance(product, str):
            known = self.operations_of.get(product)
            return known or Directory(is_partial=self.directories["operations"].is_partial)
        return self.directories[column.to]

    def _one(self, line: Line, column: Column, text: str) -> str | Faulty:
        directory = self.directory_for(column, line)
        found = directory.find(text)
        target = SHEET_BY_KEY[column.to].fr
        if len(found) == 1:
            return found[0]
        if found:
            self._report(
                "import.ambiguous_reference",
                line.row,
                column.key,
                read=text,
                target=target,
                expected=", ".join(found),
            )
        elif not directory.is_partial and not self._is_product_lost(column, line):
            self._report(
                "import.unknown_reference",
                line.row,
                column.key,
                read=text,
                target=target,
                suggestion=self._suggestion(text, directory),
            )
        return FAULTY

    def _suggestion(self, text: str, directory: Directory) -> str:
        # Looking for likenesses is slow: nobody reads the thousandth suggestion.
        self._suggestions += 1
        if self._suggestions > _MOST_SUGGESTIONS:
            return ""
        return nearest(text, directory.labels[:_MOST_LABELS], by_word=True)

    def _is_product_lost(self, column: Column, line: Line) -> bool:
        return column.to == "operations" and line.values.get("product") is FAULTY

    def _several(self, line: Line, column: Column, text: str) -> tuple[str, ...] | Faulty:
        directory = self.directory_for(column, line)
        if directory.find(text):
            parts = [text]
        else:
            # A comma may stand in a name: it separates only where nothing else does.
            mark = next((m for m in _PARTS if m in text), None)
            parts = text.replace("\n", mark or "\n").split(mark) if mark else [text]
        found = [self._one(line, column, p.strip()) for p in parts if p.strip()]
        known = tuple(dict.fromkeys(f for f in found if isinstance(f, str)))
        return FAULTY if FAULTY in found or not known else known

    # -- rows that contradict themselves or each other --------------------------------------

    def _check_state(self, line: Line) -> None:
        """What a row of the opening state must and may say depends on its nature."""
        state = line.values["state"]
        if not isinstance(state, str):
            return
        needed, allowed = STATE_COLUMNS[state]
        sheet = SHEET_BY_KEY["opening"]
        nature = next(c.fr for c in sheet.column("state").choices if c.value == state)
        for key in needed:
            if line.values[key] is None:
                self._report("import.required", line.row, key, expected=sheet.column(key).example)
                line.values[key] = FAULTY
        for column in sheet.columns:
            key = column.key
            if key in {"state", "quantity", *needed, *allowed} or line.values[key] is None:
                continue
            if line.values[key] is not FAULTY:
                self._report(
                    "import.needless_cell",
                    line.row,
                    key,
                    read=line.row.values[key],
                    expected=nature,
                )
            line.values[key] = FAULTY

    def _check_lengths(self, line: Line, key: str, counted: str, spare: int) -> None:
        """Two lists of a row go together, one by one; so many of the second may be left out."""
        values, others = line.values[key], line.values[counted]
        if FAULTY in (values, others) or others is None:
            return
        wanted = len(values) if isinstance(values, tuple) else 0
        told = len(others) if isinstance(others, tuple) else 0
        if not wanted - spare <= told <= wanted:
            self._report("import.list_lengths", line.row, counted, read=told, expected=wanted)
            line.values[counted] = FAULTY

    def _check_point(self, line: Line) -> None:
        """A milestone may leave its delivery point out only where there is no choice."""
        directory = self.directories["delivery_points"]
        if line.values["delivery_point"] is not None:
            return
        if directory.is_partial:
            line.values["delivery_point"] = FAULTY
        elif len(directory.ids) > 1:
            first = directory.label(next(iter(directory.ids)))
            self._report("import.required", line.row, "delivery_point", expected=first)
            line.values["delivery_point"] = FAULTY

    def _check_weeks(self, line: Line) -> None:
        first, last = line.values["week"], line.values["last"]
        if isinstance(first, str) and isinstance(last, str) and last < first:
            self._report("import.reversed", line.row, "last", read=last, expected=f"≥ {first}")
            line.values["last"] = FAULTY

    def _set_doubles_apart(self) -> None:
        for key, columns in _SAME_LINE.items():
            seen: dict[tuple[object, ...], Row] = {}
            combined = 0
            for line in self.lines[key]:
                if line.has_fault:
                    continue
                combined += self._combinations(line, columns)
                if combined > _MOST_COMBINATIONS:
                    self.findings.add(
                        "import.too_many_rows",
                        sheet=line.row.title,
                        read=combined,
                        expected=_MOST_COMBINATIONS,
                    )
                    line.values[columns[0]] = FAULTY
                    break
                for identity in _identities(line, columns):
                    if identity in seen:
                        line.is_double = True
                        shown = self._called(line, columns, identity) or line.row.title
                        about = columns[0] if columns else line.row.sheet.columns[0].key
                        first = next(c for c in seen[identity].cells.values() if c)
                        self._report(
                            "import.duplicate_row", line.row, about, read=shown, first=first
                        )
                        break
                    seen[identity] = line.row

    def _called(self, line: Line, columns: tuple[str, ...], identity: tuple[object, ...]) -> str:
        """What a line is about, in people's words."""
        parts = []
        for key, value in zip(columns, identity, strict=True):
            column = line.row.sheet.column(key)
            if isinstance(value, str) and column.to:
                parts.append(self.directory_for(column, line).label(value))
            elif value is not None:
                parts.append(str(value))
        return " / ".join(parts)

    def _combinations(self, line: Line, columns: tuple[str, ...]) -> int:
        """How many things a line says; a blank list means everything."""
        count = 1
        for key in columns:
            value, column = line.values[key], line.row.sheet.column(key)
            if column.kind is Kind.REFS:
                named = value if isinstance(value, tuple) else self.directories[column.to].ids
                count *= max(1, len(named))
        return count

    def _report(self, code: str, row: Row, column: str, **params: object) -> None:
        named = (
            params if code == "import.duplicate_row" else {"column": row.headers[column], **params}
        )
        cell = row.cells[column] or next((c for c in row.cells.values() if c), "")
        self.findings.record(code, row.title, cell, named)


# Lines of these sheets may say each thing once.
_SAME_LINE: dict[str, tuple[str, ...]] = {
    "bom": ("product", "material", "operation"),
    "overrides": ("workshop", "week"),
    "capabilities": ("workshops", "operations", "product"),
    "station_weeks": ("station", "week"),
    "lanes": ("workshops", "delivery_points"),
    "availability": ("offer", "week"),
    "past_work": ("workshop",),
    "frozen": ("workshop", "product", "operation", "week"),
    "pins": ("workshop", "product", "operation", "first", "last"),
    "bans": ("workshop", "product", "operation", "first", "last"),
    "in_force": ("workshop", "product", "operation", "week"),
    # One row says it all.
    "terms": (),
    "vat_rates": ("product", "since"),
    "supplier_terms": ("suppliers",),
    "stock_prices": ("material", "lender"),
    "requests": ("workshop", "material"),
    "followup": ("workshop", "week", "product", "operation", "lot"),
}


def told_by(line: Line) -> str:
    """The column that gave a line its id: the id itself, or the name that it was made from."""
    is_named = line.row.values.get("id") is None and line.row.values.get("name") is not None
    return "name" if is_named else "id"


def _identities(line: Line, columns: tuple[str, ...]) -> Iterable[tuple[object, ...]]:
    """Everything that a line is about: lists of ids one by one."""
    parts = []
    for key in columns:
        value = line.values[key]
        parts.append(value if isinstance(value, tuple) else (value,))
    return combinations(*parts)


def empty_table(sheet: Sheet, is_broken: bool = False) -> Table:
    """The table of a sheet that the workbook does not have."""
    return Table(sheet=sheet, title=sheet.fr, is_broken=is_broken)
