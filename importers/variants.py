"""Variants of an order as people write them — rows of a workbook, options — to changes of its problem.

Names and codes are accepted; every fault is found at once, in its cell or its option.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from importers.cells import FAULTY, Calendar, read_cell
from importers.columns import Kind
from importers.columns.variant_sheets import KEYS, LIST_TITLES, PRESETS, VARIANTS, column_of
from importers.findings import Findings
from importers.grids import Cell
from importers.matching import fold, nearest
from importers.tables import Row, match_sheets, read_table
from importers.variant_meanings import MEANINGS, Given, Meaning
from importers.workbook import WORKBOOK_FORMATS, open_workbook
from optimizer.changes import Change, apply, subject_of
from optimizer.comparison import Variant
from optimizer.diagnostics import Diagnostic, Severity, Source, has_errors
from optimizer.problem import Problem

_CELLS = ("workshop", "product", "operation", "about", "first", "last", "value")
_NAMED = ("workshop", "product", "operation", "about")
_SETTINGS = {"key": KEYS, "preset": PRESETS}
_LONGEST_LIST = 12
# Texts are read here, never the serial numbers that a calendar is for.
_EPOCH = datetime(1899, 12, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One change as it was written: texts by cell, and where each stands ("" : an option)."""

    variant: str
    what: str
    texts: Mapping[str, str]
    sheet: str = ""
    cells: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What a line means: a change, or a setting of its variant (``key`` or ``preset``)."""

    line: Line
    change: Change | None = None
    setting: str = ""


def read_variants(
    path: Path, problem: Problem
) -> tuple[tuple[Variant, ...], tuple[Diagnostic, ...]]:
    """The variants of a workbook, and every finding about it with file, sheet and cell.

    Returns:
        no variant when there is an error among the findings. Never raises for what a file holds.
    """
    raw, found = open_workbook(path, formats=WORKBOOK_FORMATS)
    if raw is None:
        return (), found
    findings = Findings(path.name)
    grids = tuple(g for g in raw.grids if g.title not in LIST_TITLES.values())
    raw = replace(raw, grids=grids)
    found_grids, lost = match_sheets(raw, findings, (VARIANTS,))
    grid = found_grids.get(VARIANTS.key)
    if grid is None:
        if not lost:
            read = ", ".join(g.title for g in raw.grids)
            findings.add("import.no_known_sheet", read=read, expected=VARIANTS.fr)
        # That its only sheet is not there says it all.
        return (), tuple(d for d in findings.all if d.severity is Severity.ERROR)
    table = read_table(VARIANTS, grid, Calendar(epoch=raw.epoch, start=problem.start), findings)
    lines = list(_lines(table.rows, findings))
    if not lines and not findings.has_errors:
        findings.add("import.no_row", sheet=grid.title, expected=grid.title)
    said = [one for line in lines for one in _understood(line, problem, findings)]
    variants, wrong = _gathered(said, problem, path.name)
    everything = (*found, *findings.all, *wrong)
    return (() if has_errors(everything) else variants), everything


def read_option(
    option: str, given: str, problem: Problem, what: str, texts: Mapping[str, str]
) -> tuple[Variant | None, tuple[Diagnostic, ...]]:
    """The variant that one option of a command asks for, and what is wrong with it.

    Args:
        option: the option and what was written after it, as the findings quote them.
        given: the name of the variant, "" when its change is to say it.
        what: a key of :data:`importers.variant_meanings.MEANINGS`.
        texts: its cells.
    """
    findings = Findings(option)
    headers = {k: VARIANTS.column(k).fr for k in _CELLS}
    line = Line(variant=given, what=what, texts=texts, cells={}, headers=headers)
    said = _understood(line, problem, findings)
    variants, wrong = _gathered(said, problem, option)
    everything = (*findings.all, *wrong)
    if has_errors(everything) or not variants:
        return None, everything
    return replace(variants[0], name=given), everything


def _lines(rows: Iterable[Row], findings: Findings) -> Iterable[Line]:
    """Rows without a fault; a blank name goes on with the variant above."""
    name = ""
    for row in rows:
        written = row.values["variant"]
        if isinstance(written, str) and written:
            name = written
        elif not name and not row.has_fault:
            findings.record(
                "import.required",
                row.title,
                row.cells["variant"],
                {"column": row.headers["variant"], "expected": "Renfort en mai"},
            )
            continue
        if row.has_fault:
            continue
        yield Line(
            variant=name,
            what=str(row.values["what"]),
            texts={k: str(row.values[k]) for k in _CELLS if row.values[k] not in (None, "")},
            sheet=row.title,
            cells=row.cells,
            headers=row.headers,
        )


# -- one line --------------------------------------------------------------------------------------


def _understood(line: Line, problem: Problem, findings: Findings) -> list[_Said]:
    """What a line means, nothing when something in it is wrong (reported).

    A price of a material or a supplier is that of all its offers.
    """
    meaning = MEANINGS[line.what]
    is_right = True
    for key in meaning.needs:
        if key not in line.texts:
            _report(line, key, findings, "import.required", expected=_example(meaning, key))
            is_right = False
    for key in line.texts:
        if key not in (*meaning.needs, *meaning.may):
            _report(line, key, findings, "import.needless_cell", warns=True, expected="")
    values: dict[str, object] = {}
    for key in (*meaning.needs, *meaning.may):
        text = line.texts.get(key)
        if text is None:
            continue
        if line.what in _SETTINGS and key == "value":
            values[key] = _choice(line, text, findings)
        elif key in _NAMED:
            values[key] = _named(line, meaning, key, text, problem, findings)
        else:
            values[key] = _read(line, meaning, key, text, problem, findings)
    if not is_right or FAULTY in values.values():
        return []
    if line.what in _SETTINGS:
        return [_Said(line=line, setting=str(values["value"]))]
    assert meaning.make is not None
    found = []
    about = values.pop("about", "")
    for one in about if isinstance(about, tuple) else (about,):
        given = Given(problem=problem, about=one, **values)  # type: ignore[arg-type]
        found.append(_Said(line=line, change=meaning.make(given)))
    return found


def _example(meaning: Meaning, key: str) -> str:
    if key == "value":
        return meaning.example
    if key in ("first", "last"):
        return "S18 2020" if meaning.when is Kind.WEEK else "04/05/2020"
    return ""


def _read(
    line: Line, meaning: Meaning, key: str, text: str, problem: Problem, findings: Findings
) -> object:
    kind = meaning.value if key == "value" else meaning.when
    column = column_of(key, kind, _example(meaning, key))
    calendar = Calendar(epoch=_EPOCH, start=problem.start)
    value, faults = read_cell(column, Cell(value=text), calendar)
    for fault in faults:
        if fault.code:
            _report(line, key, findings, fault.code, warns=fault.is_warning, **fault.params)
    return value


def _choice(line: Line, text: str, findings: Findings) -> object:
    choices = _SETTINGS[line.what]
    wanted = fold(text)
    for one in choices:
        if wanted in {fold(x) for x in (one.value, one.fr, one.en, *one.also)}:
            return one.value
    known = [one.fr for one in choices]
    _report(
        line,
        "value",
        findings,
        "import.not_a_choice",
        read=text,
        expected=", ".join(known),
        suggestion=nearest(text, known),
    )
    return FAULTY


def _named(
    line: Line, meaning: Meaning, key: str, text: str, problem: Problem, findings: Findings
) -> object:
    """The id that a text means; a new workshop keeps the name it is given."""
    if key == "workshop" and meaning.is_new:
        return text
    kind = meaning.about if key == "about" else key
    named = _names(problem, kind)
    if text in named:
        return text
    wanted = fold(text)
    found = [i for i, names in named.items() if wanted in {fold(n) for n in (i, *names)}]
    if len(found) == 1:
        return found[0]
    shown = [names[0] if names else i for i, names in named.items()]
    if found and meaning.is_for_all:
        return tuple(found)
    if found:
        among = ", ".join(found[:_LONGEST_LIST])
        _report(
            line, key, findings, "import.variant_ambiguous", read=text, kind=kind, expected=among
        )
        return FAULTY
    known = ", ".join(shown[:_LONGEST_LIST]) + (", …" if len(shown) > _LONGEST_LIST else "")
    near = nearest(text, [n for i, names in named.items() for n in (i, *names)])
    _report(
        line,
        key,
        findings,
        "import.variant_unknown",
        read=text,
        kind=kind,
        known=known or "–",
        suggestion=near,
    )
    return FAULTY


def _names(problem: Problem, kind: str) -> dict[str, tuple[str, ...]]:
    """Names by id of what a cell may name."""
    if kind == "demand":
        return {d.id: () for d in problem.demands}
    if kind == "norm":
        return {q.norm: () for p in problem.products for q in p.qualifications}
    if kind == "operation":
        found: dict[str, tuple[str, ...]] = {}
        for p in problem.products:
            for o in p.operations:
                found[o.id] = tuple(dict.fromkeys((*found.get(o.id, ()), *_told(o.name))))
        return found
    if kind == "offer":
        sellers = {s.id: s.name or s.id for s in problem.suppliers}
        goods = {m.id: m.name or m.id for m in problem.materials}
        return {
            o.id: (
                f"{sellers.get(o.supplier, o.supplier)} – {goods.get(o.material, o.material)}",
                goods.get(o.material, o.material),
                o.material,
                sellers.get(o.supplier, o.supplier),
                o.supplier,
            )
            for o in problem.offers
        }
    things: Mapping[str, Iterable[tuple[str, str]]] = {
        "workshop": ((x.id, x.name) for x in problem.workshops),
        "product": ((x.id, x.name) for x in problem.products),
        "supplier": ((x.id, x.name) for x in problem.suppliers),
        "station_group": ((x.id, x.name) for x in problem.station_groups),
        "material": ((x.id, x.name) for x in problem.materials),
        "delivery_point": ((x.id, x.name) for x in problem.delivery_points),
    }
    return {identifier: _told(name) for identifier, name in things[kind]}


def _told(name: str) -> tuple[str, ...]:
    return (name,) if name else ()


def _report(
    line: Line, key: str, findings: Findings, code: str, *, warns: bool = False, **params: str
) -> None:
    severity = Severity.WARNING if warns else Severity.ERROR
    told = {"column": line.headers[key], "read": line.texts.get(key, ""), **params}
    findings.record(code, line.sheet, line.cells.get(key, ""), told, severity)


# -- variants --------------------------------------------------------------------------------------


def _gathered(
    said: list[_Said], problem: Problem, file: str
) -> tuple[tuple[Variant, ...], tuple[Diagnostic, ...]]:
    """Variants in the order of their first line, and why some cannot be made, each in its place."""
    by_name: dict[str, list[_Said]] = {}
    for one in said:
        by_name.setdefault(fold(one.line.variant), []).append(one)
    variants, found = [], []
    for place, lines in enumerate(by_name.values(), start=1):
        settings = {s.line.what: s.setting for s in lines if s.setting}
        variant = Variant(
            id=f"v{place}",
            name=lines[0].line.variant,
            changes=tuple(s.change for s in lines if s.change is not None),
            key=settings.get("key"),  # type: ignore[arg-type]
            preset=settings.get("preset"),  # type: ignore[arg-type]
        )
        variants.append(variant)
        _, wrong = apply(problem, variant.changes)
        found += [_located(d, lines, file) for d in wrong]
    return tuple(variants), tuple(found)


def _located(diagnostic: Diagnostic, lines: list[_Said], file: str) -> Diagnostic:
    """The diagnostic in the row of the change that it is about, else the first of its variant."""
    mine = [s for s in lines if s.change is not None]
    about = [s for s in mine if s.change and subject_of(s.change) == diagnostic.subject]
    line = (about or mine)[0].line
    cell = line.cells.get("what", "")
    return replace(diagnostic, source=Source(file=file, sheet=line.sheet, cell=cell))
