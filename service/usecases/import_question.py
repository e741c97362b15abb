"""What the files of an import are read against: the order as their sender may know it, earlier answers."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from optimizer import dossier
from service.db import file_rows, life_rows, repositories, tables
from service.usecases import access, followup_rows, import_parts, order_imports, orders
from service.usecases.order_imports import Kind

if TYPE_CHECKING:
    from service.db.engine import Session


def question(session: Session, row: tables.Import) -> dict[str, Any]:
    """What :func:`import_looking.look` is asked for an import, as plain values.

    Raises:
        ServiceRefusalError: a file is gone, or the order's own data are not of the right form.
    """
    order = file_rows.order_by_id(session, row.order_id)
    assert order is not None, "an import goes with its order"
    found = orders.problem(session, order)
    # A file that is one workshop's is read as if there were no other: nothing of theirs is shown.
    is_own = bool(row.workshop)
    text, records = None, {}
    costs = None
    seen = import_parts.versions(session, order)
    if row.kind == Kind.COSTS:
        known = life_rows.costing(session, order.id, row.workshop)
        costs = known.data if known is not None else None
        seen = {"": known.version if known is not None else 0}
        if found.problem is not None:
            problem = import_parts.only_own(found.problem, (row.workshop,))
            text = dossier.problem_to_json(problem)
    elif row.kind == Kind.WORKBOOK:
        text = dossier.problem_to_json(found.problem) if found.problem is not None else None
    else:
        problem = order_imports.readable(found)
        if is_own:
            problem = import_parts.only_own(problem, (row.workshop,))
        text = dossier.problem_to_json(problem)
        records = _records(session, order, row, is_own=is_own)
    contents = []
    for file in row.files:
        content = file_rows.content(session, file["id"])
        if not content:
            raise access.not_found()
        contents.append({"name": file["name"], "content": base64.b64encode(content).decode()})
    return {
        "kind": row.kind,
        "problem": text,
        "records": records,
        "files": contents,
        "answers": row.answers,
        "accepts": bool(row.preview.get("accepts")),
        "mappings": _mappings(session, order, row),
        "own": [row.workshop] if is_own else None,
        "costs": costs,
        "versions": seen,
        "members": {m.workshop: m.name for m in repositories.members(session, order.consortium_id)},
    }


def _records(
    session: Session, order: tables.Order, row: tables.Import, *, is_own: bool
) -> dict[str, list[dict[str, Any]]]:
    """Rows of the sheets beside the problem: what was declared, what was asked for together."""
    if row.kind == Kind.FOLLOWUP:
        return {"followup": followup_rows.rows(session, order, row.workshop if is_own else "")}
    return {"requests": _requests(session, order)} if row.kind == Kind.OFFERS else {}


def _requests(session: Session, order: tables.Order) -> list[dict[str, Any]]:
    """What workshops asked for in joint orders: as the last import that was applied says."""
    for row in file_rows.imports(session, order.id):
        if row.state == "applied" and row.preview.get("requests") is not None:
            found: list[dict[str, Any]] = row.preview["requests"]
            return found
    return []


def _mappings(
    session: Session, order: tables.Order, row: tables.Import
) -> dict[str, dict[str, str]]:
    """What was confirmed before, by sender; of a workshop's own files only what it said itself."""
    found: dict[str, dict[str, str]] = {}
    for earlier in file_rows.applied_imports(session, order.consortium_id):
        if earlier.kind != row.kind or (row.workshop and earlier.workshop != row.workshop):
            continue
        for sender, given in earlier.preview.get("confirmed", {}).items():
            found.setdefault(sender, {}).update(given)
    return found
