"""What looking at files answers: an order's parts before and after, rows as plain values, one form for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from importers.records import read_requests
from optimizer import dossier
from optimizer.diagnostics import has_errors
from optimizer.problem import Problem
from service.db import conversion

Changes = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """An order as its parts: data and position by (kind, code); ``head``: what belongs to none."""

    head: Mapping[str, Any]
    by_code: Mapping[tuple[str, str], conversion.PartData]


def problem_of(text: str | None) -> Problem | None:
    """The problem of a JSON text, None without one."""
    return dossier.problem_from_json(text)[0] if text else None


def parts_of(problem: Problem) -> Parts:
    """A problem as the parts of an order."""
    head, parts = conversion.parts_of(problem)
    return Parts(head=head, by_code={(p.kind, p.code): p for p in parts})


def part_changes(before: Parts | None, after: Parts | None) -> Changes:
    """Every part that is new, changed or gone: ``was`` and ``data``, None where it is not there."""
    old = before.by_code if before is not None else {}
    new = after.by_code if after is not None else {}
    found = []
    for kind, code in dict.fromkeys((*old, *new)):
        was, now = old.get((kind, code)), new.get((kind, code))
        if was is not None and now is not None and was.data == now.data:
            continue
        found.append(
            {
                "kind": kind,
                "code": code,
                "position": (now or was).position,  # type: ignore[union-attr]
                "was": was.data if was is not None else None,
                "data": now.data if now is not None else None,
            }
        )
    return found


def answer(state: str, preview: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """What :func:`service.usecases.import_looking.look` returns, empty where nothing else is said."""
    return {
        "state": state,
        "preview": dict(preview),
        "parts": [],
        "head": None,
        "title": "",
        "assumptions": None,
        "rows": [],
        "requests": None,
        "marked": [],
        "confirmed": {},
        "told": [],
        "costs": None,
        **more,
    }


def same_head(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether two heads say the same, titles apart."""
    return {**before, "title": ""} == {**after, "title": ""}


def requests_in(path: Path) -> list[dict[str, Any]] | None:
    """Joint orders that a workbook keeps, as rows; None when its sheet cannot be read."""
    found, wrong = read_requests(path)
    if has_errors(wrong):
        return None
    names = ("workshop", "material", "quantity", "supplier", "reference", "file")
    return [
        {n: plain(getattr(r, n)) for n in names if getattr(r, n, None) not in (None, "")}
        for r in found
    ]


def plain(value: Any) -> Any:
    """A value of a row as JSON holds it; :func:`typed` gives it back."""
    if isinstance(value, Decimal):
        return {"number": f"{value:f}"}
    if isinstance(value, datetime):
        return {"day": value.date().isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return list(value) if isinstance(value, tuple) else value


def typed(value: Any) -> Any:
    """A plain value of a row as it was read."""
    if isinstance(value, Mapping):
        if "number" in value:
            return Decimal(value["number"])
        return date.fromisoformat(value["day"])
    return tuple(value) if isinstance(value, list) else value
