"""Other ids for workshops, everywhere in a problem."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from optimizer import dossier
from optimizer.problem import Problem

# Fields that name a workshop, wherever they stand.
_FIELDS: Final = frozenset({"workshop", "host", "lender", "mandataire", "paid_by", "subject"})
_LISTS: Final = frozenset({"users"})


def rename_workshops(problem: Problem, names: Mapping[str, str]) -> Problem:
    """The same problem, its workshops under other ids.

    Args:
        names: id → other id; what is not there keeps its own. No two may become one.

    Raises:
        ValueError: two workshops would have the same id.
    """
    ids = [names.get(w.id, w.id) for w in problem.workshops]
    if len(set(ids)) < len(ids):
        raise ValueError("two workshops would have the same id")
    whole: dict[str, Any] = json.loads(dossier.problem_to_json(problem))
    for workshop in whole["workshops"]:
        workshop["id"] = names.get(workshop["id"], workshop["id"])
    found, wrong = dossier.problem_from_json(json.dumps(_renamed(whole, names)))
    if found is None:
        raise ValueError(", ".join(d.code for d in wrong))
    return found


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_renamed(v, names) for v in value]
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    for key, inside in value.items():
        if key in _FIELDS and isinstance(inside, str):
            found[key] = names.get(inside, inside)
        elif key in _LISTS and isinstance(inside, list):
            found[key] = [names.get(v, v) for v in inside]
        else:
            found[key] = _renamed(inside, names)
    return found
