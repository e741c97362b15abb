"""What a workshop's cost file would change in its costing, found apart from the database.

A cost workbook as its template has it says all the figures; a sheet of the workshop's own adds its lines to
the figures that are there. Nothing of it is for anybody but that workshop and the facilitator.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from importers.columns.cost_choices import RATE_KINDS
from importers.columns.cost_sheets import COST_SHEETS
from importers.columns.declaration import Sheet
from importers.cost_rows import RowValues, rows_of_costs
from importers.costs import read_costs
from importers.workbook import WORKBOOK_FORMATS
from optimizer import dossier
from optimizer.cost_parameters import MemberCosts
from optimizer.diagnostics import error
from optimizer.problem import Problem
from service.i18n import LANGUAGES, Texts
from service.messages.values import shown_value
from service.usecases import cost_data, import_preview
from service.usecases.cost_importing import PreparedCosts, prepared_lines
from service.usecases.importing import Asked
from service.usecases.marking import write_marked_files

Rows = Mapping[str, list[RowValues]]


def look_at_costs(payload: Mapping[str, Any], path: Path, folder: Path) -> dict[str, Any]:
    """Read a cost file of one workshop as far as answers go.

    Args:
        payload: see :func:`service.usecases.import_looking.look`, with ``costs``: the workshop's figures as
            they are now, None when there are none.
        folder: for copies with the faulty cells marked.

    Returns:
        ``state``, ``preview`` by language, ``marked`` and ``costs``: the figures afterwards, None unless
        ``ready``.
    """
    text, (own,) = payload["problem"], payload["own"]
    problem = dossier.problem_from_json(text)[0] if text else None
    told = payload["costs"]
    before = cost_data.costs_of(told)[0] if told is not None else None
    prepared = _prepared(payload, path, own, problem, before)
    if prepared.costs is not None and prepared.costs.workshop != own:
        wrong = error("import.not_yours", read=prepared.costs.workshop, expected=own)
        found = {x: import_preview.without_changes((wrong,), Texts(x)) for x in LANGUAGES}
        return {"state": "refused", "preview": found}
    preview = {x: _said(prepared, Texts(x)) for x in LANGUAGES}
    if prepared.costs is None:
        marked = _marked(prepared, path, folder)
        return {"state": "refused", "preview": preview, "marked": marked}
    now = rows_of_costs(prepared.costs)
    was = rows_of_costs(before) if before is not None else None
    for language in LANGUAGES:
        changes, same = _changes(was, now, Texts(language))
        preview[language] |= {"changes": changes, "same": same}
    if prepared.open_guesses:
        return {"state": "asking", "preview": preview}
    return {"state": "ready", "preview": preview, "costs": cost_data.data_of(prepared.costs)}


def _prepared(
    payload: Mapping[str, Any],
    path: Path,
    own: str,
    problem: Problem | None,
    before: MemberCosts | None,
) -> PreparedCosts:
    if path.suffix.lower() in WORKBOOK_FORMATS:
        costs, found = read_costs(path, problem)
        if all(d.code != "import.no_known_sheet" for d in found):
            return PreparedCosts(
                file=path.name, costs=costs, changes=(), guesses=(), findings=found
            )
    known = before or MemberCosts(workshop=own, order=problem.id if problem is not None else "")
    answers = payload["answers"]
    given = {**answers.get("", {}), **answers.get(path.name, {})}
    return prepared_lines(path, known, given, accepts=bool(payload["accepts"]))


def _marked(prepared: PreparedCosts, path: Path, folder: Path) -> list[dict[str, str]]:
    made = write_marked_files(
        prepared.findings, prepared.guesses, [path], folder / "marques", Texts("fr")
    )
    return [
        {"name": m.path.name, "content": base64.b64encode(m.path.read_bytes()).decode()}
        for m in made
    ]


def _said(prepared: PreparedCosts, texts: Texts) -> dict[str, Any]:
    asked = [Asked(file=prepared.file, guess=g) for g in prepared.guesses]
    return import_preview.without_changes(prepared.findings, texts, asked=asked)


# -- what changes -------------------------------------------------------------------------------


def _changes(before: Rows | None, after: Rows, texts: Texts) -> tuple[list[dict[str, Any]], int]:
    """Rows that are new, changed or removed, sheet by sheet; how many are the same."""
    found: list[dict[str, Any]] = []
    same = 0
    for sheet in COST_SHEETS:
        old = _by_name(sheet, before[sheet.key]) if before is not None else {}
        new = _by_name(sheet, after[sheet.key])
        for name in dict.fromkeys((*old, *new)):
            was, now = old.get(name), new.get(name)
            cells = list(_cells(sheet, was, now, texts))
            if was is not None and now is not None and not cells:
                same += 1
                continue
            if sheet.row_kind == "labels" and not cells:
                continue
            fate = "changed" if was and now else "new" if now else "removed"
            found.append(
                {
                    "fate": fate,
                    "sheet": sheet.title(texts.language),
                    "row": _label(sheet, now or was or {}, texts),
                    "cells": cells if now is not None else [],
                    "because": "",
                }
            )
    return found, same


def _by_name(sheet: Sheet, rows: list[RowValues]) -> dict[tuple[object, int], RowValues]:
    """Rows by what they are called; several of one name are told apart by their order."""
    found: dict[tuple[object, int], RowValues] = {}
    for row in rows:
        name: object = row.get("rate") or row.get("label") or sheet.key
        number = sum(1 for known, _ in found if known == name)
        found[name, number] = row
    return found


def _label(sheet: Sheet, row: RowValues, texts: Texts) -> str:
    rates = {c.value: c.label(texts.language) for c in RATE_KINDS}
    rate = str(row.get("rate") or "")
    return rates.get(rate, rate) or str(row.get("label") or "") or sheet.title(texts.language)


def _cells(
    sheet: Sheet, was: RowValues | None, now: RowValues | None, texts: Texts
) -> Iterator[dict[str, Any]]:
    for column in sheet.columns:
        old = (was or {}).get(column.key)
        new = (now or {}).get(column.key)
        if (old or None) == (new or None) and (old is None) == (new is None):
            continue
        if was is None and new in (None, ""):
            continue
        yield {
            "column": column.fr if texts.language == "fr" else column.en,
            "old": None if was is None else shown_value(column, old, texts, {}),
            "new": shown_value(column, new, texts, {}),
            "place": "",
        }
