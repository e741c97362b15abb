"""What a person hands over — an order workbook, a problem or a dossier — read and checked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from optimizer import dossier
from optimizer.diagnostics import Diagnostic, Source, error, has_errors
from optimizer.dossier import Dossier
from optimizer.past import Past
from optimizer.plan import Plan
from optimizer.problem import FairnessKey, Problem
from optimizer.validation import check_problem
from service.exports.display_names import names_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read: the problem (None when it has errors), its plan if any, and every finding.

    ``names``: what people call the things that the findings are about, by id, errors or not. ``past``:
    what was done before the problem starts, when the dossier is of an order replanned on the way.
    """

    problem: Problem | None
    plan: Plan | None = None
    past: Past | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        """Whether the data must be corrected before anything can be done with them."""
        return self.problem is None or has_errors(self.diagnostics)


def read_order(path: Path, *, is_awaiting: bool = False) -> Reading:
    """Read an order workbook, a problem or a dossier (JSON), and check the problem it holds.

    Args:
        is_awaiting: a workbook without any workshop is not at fault: none has answered yet.
    """
    if path.suffix.lower() == ".json":
        return read_dossier(path)
    # Spreadsheet readers take long to load: only who needs them pays.
    from importers.builder import read_with_faults

    problem, found = read_with_faults(path, is_awaiting=is_awaiting)
    # The workbook reader checks the problem itself, to say each finding in its cell.
    return _read(problem, None, found, path)


def with_key(reading: Reading, key: FairnessKey) -> Reading:
    """The same reading with what another fairness key finds wrong with the order.

    The problem itself keeps its own key.
    """
    if reading.problem is None:
        return reading
    known = {(d.code, d.subject) for d in reading.diagnostics}
    found = check_problem(replace(reading.problem, fairness_key=key))
    new = tuple(d for d in found if (d.code, d.subject) not in known)
    return replace(reading, diagnostics=(*reading.diagnostics, *new))


def read_dossier(path: Path) -> Reading:
    """Read a problem or a dossier (JSON); what it holds is told from its fields."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        # JSON is text; this is a workbook more often than not.
        return _refused("import.json_syntax", path, reason="not_text", read=path.name)
    except IsADirectoryError:
        return _refused("import.file_is_directory", path, read=path.name)
    except FileNotFoundError:
        return _refused("import.file_missing", path, read=path.name)
    except (OSError, ValueError):
        return _refused("import.file_unreadable", path, read=path.name)
    if not text.strip():
        return _refused("import.file_empty", path, read=path.name)
    if not _holds_dossier(text):
        problem, found = dossier.problem_from_json(text)
        return _checked(problem, None, found, path)
    read, found = dossier.dossier_from_json(text)
    if read is None:
        return _checked(None, None, found, path)
    return replace(_checked(read.problem, read.plan, found, path), past=read.past)


def _holds_dossier(text: str) -> bool:
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        return False
    names = {"problem", *(f for f in Dossier.__slots__ if f != "schema_version")}
    return isinstance(raw, dict) and len(names & raw.keys()) > 1


def _refused(code: str, path: Path, **params: str) -> Reading:
    return _checked(None, None, (error(code, **params),), path)


def _checked(
    problem: Problem | None, plan: Plan | None, found: Iterable[Diagnostic], path: Path
) -> Reading:
    if problem is not None:
        found = (*found, *check_problem(problem))
    return _read(problem, plan, found, path)


def _read(
    problem: Problem | None, plan: Plan | None, found: Iterable[Diagnostic], path: Path
) -> Reading:
    diagnostics = tuple(_located(d, path) for d in found)
    kept = None if has_errors(diagnostics) else problem
    return Reading(
        problem=kept,
        plan=plan if kept is not None else None,
        diagnostics=diagnostics,
        names=names_of(problem) if problem is not None else {},
    )


def _located(diagnostic: Diagnostic, path: Path) -> Diagnostic:
    if diagnostic.source.file:
        return diagnostic
    source = Source(file=path.name, sheet=diagnostic.source.sheet, cell=diagnostic.source.cell)
    return replace(diagnostic, source=source)
