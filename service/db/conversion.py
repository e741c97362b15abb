"""Rows to a problem or a plan, and back: the only place that knows how an order lies in the tables.

An order is cut into parts that people edit as wholes. A workshop's part holds all that it answers
for: itself, what it can do, where it delivers. What belongs to no part is the order's head.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import TypeAdapter

from optimizer import dossier
from optimizer.declared import Declared
from optimizer.diagnostics import Diagnostic
from optimizer.past import Past
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.supplied import Supplied
from service.db import tables

PartKind = Literal[
    "product",
    "customer_order",
    "delivery_point",
    "demand",
    "workshop",
    "station_group",
    "material",
    "supplier",
]
# Kind of part → the list of the problem that it comes from.
_LISTS: Final[dict[PartKind, str]] = {
    "product": "products",
    "customer_order": "orders",
    "delivery_point": "delivery_points",
    "demand": "demands",
    "workshop": "workshops",
    "station_group": "station_groups",
    "material": "materials",
    "supplier": "suppliers",
}
_PAST: Final = TypeAdapter(Past)
_DECLARED: Final = TypeAdapter(Declared)
_SUPPLIED: Final = TypeAdapter(Supplied)
PART_KINDS: Final = tuple(_LISTS)
# Kind of part → what else it holds: (list of the problem, field that names the part).
_WITHIN: Final[dict[PartKind, tuple[tuple[str, str], ...]]] = {
    "workshop": (("capabilities", "workshop"), ("lanes", "workshop")),
    "supplier": (("offers", "supplier"),),
}
_NOT_IN_HEAD = {*_LISTS.values(), *(name for held in _WITHIN.values() for name, _ in held), "id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartData:
    """One part of an order, outside the database: ``data[""]`` is the object, other keys its lists."""

    kind: PartKind
    code: str
    position: int
    data: dict[str, Any]


def parts_of(problem: Problem) -> tuple[dict[str, Any], tuple[PartData, ...]]:
    """The head and the parts of a problem; :func:`problem_of` gives the same problem back.

    Only the order of what parts hold may change: it follows that of the parts. What names a part that
    is not there stays in the head, for the checks to find.
    """
    whole: dict[str, Any] = json.loads(dossier.problem_to_json(problem))
    head = {k: v for k, v in whole.items() if k not in _NOT_IN_HEAD}
    found: list[PartData] = []
    for kind, name in _LISTS.items():
        for position, item in enumerate(whole[name]):
            data: dict[str, Any] = {"": item}
            for held, field in _WITHIN.get(kind, ()):
                data[held] = [x for x in whole[held] if x[field] == item["id"]]
            found.append(PartData(kind=kind, code=item["id"], position=position, data=data))
        codes = {item["id"] for item in whole[name]}
        for held, field in _WITHIN.get(kind, ()):
            head[held] = [x for x in whole[held] if x[field] not in codes]
    return head, tuple(found)


def problem_of(
    order_id: str, head: Mapping[str, Any], parts: Iterable[PartData]
) -> tuple[Problem | None, tuple[Diagnostic, ...]]:
    """The problem that a head and parts say, or what is wrong with their form.

    Args:
        order_id: the problem's own id.
        parts: of one order, in any order.
    """
    parts = tuple(parts)
    whole: dict[str, Any] = {"start": None, **head, "id": order_id}
    for kind, name in _LISTS.items():
        mine = sorted((p for p in parts if p.kind == kind), key=lambda p: (p.position, p.code))
        whole[name] = [p.data[""] for p in mine]
        for held, _ in _WITHIN.get(kind, ()):
            whole[held] = [x for p in mine for x in p.data.get(held, [])] + head.get(held, [])
    if whole["start"] is None:
        del whole["start"]
    return dossier.problem_from_json(json.dumps(whole))


def part_data(row: tables.Part) -> PartData:
    """A row as data."""
    for kind in _LISTS:
        if row.kind == kind:
            return PartData(kind=kind, code=row.code, position=row.position, data=row.data)
    raise ValueError(f"no part is of kind {row.kind}")


def row_of(order_id: str, part: PartData) -> tables.Part:
    """A part as a new row."""
    return tables.Part(
        order_id=order_id,
        kind=part.kind,
        code=part.code,
        position=part.position,
        data=part.data,
    )


def plan_of(row: tables.Plan) -> tuple[Problem, Plan]:
    """The plan of a row and the problem that it solves.

    Raises:
        ValueError: the row does not hold what was once written: the database is damaged.
    """
    problem, wrong = dossier.problem_from_json(row.problem)
    plan, also_wrong = dossier.plan_from_json(row.plan)
    if problem is None or plan is None or plan.problem_hash != row.problem_hash:
        codes = ", ".join(d.code for d in (*wrong, *also_wrong)) or "hash"
        raise ValueError(f"plan {row.id} cannot be read: {codes}")
    return problem, plan


def plan_texts(problem: Problem, plan: Plan) -> dict[str, str]:
    """The columns ``problem``, ``plan`` and ``problem_hash`` of a plan's row."""
    return {
        "problem": dossier.problem_to_json(problem),
        "plan": dossier.plan_to_json(plan),
        "problem_hash": plan.problem_hash,
    }


def past_text(past: Past) -> str:
    """What was done before a plan starts, as the column ``past`` of its row."""
    return _PAST.dump_json(past).decode()


def past_of(text: str | None) -> Past | None:
    """The past of a plan's row, None for a plan from the first day.

    Raises:
        ValueError: the row does not hold what was once written: the database is damaged.
    """
    return None if text is None else _PAST.validate_json(text)


def declared_values(declared: Declared) -> dict[str, Any]:
    """What was declared, as JSON values; :func:`declared_of` gives the same back."""
    values: dict[str, Any] = _DECLARED.dump_python(declared, mode="json")
    return values


def declared_of(values: Mapping[str, Any]) -> Declared:
    """What :func:`declared_values` wrote."""
    return _DECLARED.validate_json(json.dumps(values))


def supplied_values(supplied: Supplied) -> dict[str, Any]:
    """What was ordered, as JSON values; :func:`supplied_of` gives the same back."""
    values: dict[str, Any] = _SUPPLIED.dump_python(supplied, mode="json")
    return values


def supplied_of(values: Mapping[str, Any]) -> Supplied:
    """What :func:`supplied_values` wrote."""
    return _SUPPLIED.validate_json(json.dumps(values))
