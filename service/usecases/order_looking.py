"""What an order workbook would change in an order: the parts that differ, said in the words of its readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from importers.matching import fold
from optimizer.problem import Problem
from optimizer.renaming import rename_workshops
from service.i18n import LANGUAGES, N_, Texts
from service.usecases import import_preview
from service.usecases.import_answer import (
    answer,
    part_changes,
    parts_of,
    problem_of,
    requests_in,
    same_head,
)
from service.usecases.reading import read_order

PART_WORDS = {
    "product": N_("Produits"),
    "customer_order": N_("Commandes"),
    "delivery_point": N_("Lieux de livraison"),
    "demand": N_("Jalons"),
    "workshop": N_("Ateliers"),
    "station_group": N_("Postes et machines"),
    "material": N_("Matières"),
    "supplier": N_("Fournisseurs"),
}
_FATES = {(False, True): "new", (True, True): "changed", (True, False): "removed"}


def look_at_order(payload: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """What an order workbook would change.

    Args:
        payload: see :func:`service.usecases.import_looking.look`.

    Returns:
        An :func:`service.usecases.import_answer.answer`: ``refused`` or ``ready``.
    """
    known = problem_of(payload["problem"])
    # Before anybody has answered, a workbook only says what the customer asks for.
    reading = read_order(path, is_awaiting=known is None or not known.workshops)
    names = dict(reading.names)
    if reading.problem is None or reading.has_errors:
        return answer(
            "refused",
            {
                x: import_preview.without_changes(reading.diagnostics, Texts(x), names)
                for x in LANGUAGES
            },
        )
    before = parts_of(known) if known is not None else None
    problem = under_their_codes(reading.problem, payload["members"])
    after = parts_of(problem)
    changes = part_changes(before, after)
    head = dict(after.head)
    if not changes and before is not None and same_head(before.head, head):
        head = dict(before.head)
    preview: dict[str, Any] = {}
    for language in LANGUAGES:
        texts = Texts(language)
        preview[language] = {
            "findings": import_preview.findings(reading.diagnostics, texts, names),
            "questions": [],
            "changes": [_part_row(c, texts) for c in changes],
            "not_shown": 0,
            "same": len(after.by_code) - sum(1 for c in changes if c["data"] is not None),
        }
    requests = requests_in(path)
    return answer(
        "ready", preview, parts=changes, head=head, title=reading.problem.title, requests=requests
    )


def under_their_codes(problem: Problem, members: Mapping[str, str]) -> Problem:
    """The workshops of a workbook under the codes that the consortium knows them by.

    Args:
        members: code → name, of the workshops of the consortium.
    """
    codes = {fold(name): code for code, name in members.items()}
    taken = {w.id for w in problem.workshops}
    found = {
        w.id: code
        for w in problem.workshops
        if w.id not in members
        and (code := codes.get(fold(w.name or w.id))) is not None
        and code not in taken
    }
    return rename_workshops(problem, found) if len(set(found.values())) == len(found) else problem


def _part_row(change: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
    """A part as a row of the preview; its cells are the fields that differ, by their names."""
    before, after = change["was"], change["data"]
    shown = (after or before or {}).get("", {})
    words = PART_WORDS[change["kind"]]
    cells = []
    if before is not None and after is not None:
        old, new = dict(_flat(before)), dict(_flat(after))
        cells = [
            {
                "column": name,
                "old": _text(old.get(name)),
                "new": _text(new.get(name)),
                "place": "",
            }
            for name in dict.fromkeys((*old, *new))
            if old.get(name) != new.get(name)
        ]
    return {
        "fate": _FATES[before is not None, after is not None],
        "sheet": texts.gettext(words),
        "row": shown.get("name") or change["code"],
        "cells": cells,
        "because": "",
    }


def _flat(data: Any, name: str = "") -> Iterable[tuple[str, Any]]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _flat(value, f"{name}.{key}" if name and key else name or key)
    elif isinstance(data, list):
        for number, value in enumerate(data):
            marks = (
                [str(value[k]) for k in ("id", "operation", "delivery_point") if k in value]
                if (isinstance(value, Mapping))
                else []
            )
            yield from _flat(value, f"{name}[{' '.join(marks) or number}]")
    else:
        yield name, data


def _text(value: Any) -> str:
    return "" if value is None else str(value)
