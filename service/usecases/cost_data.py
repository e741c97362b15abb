"""A workshop's private figures as they lie in the database, and what is to be said of them."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from optimizer.cost_parameters import MemberCosts, OrderTerms
from optimizer.diagnostics import Diagnostic, error, has_errors
from optimizer.full_cost import full_cost
from optimizer.json_text import (
    closest_field,
    decimal_text,
    place_of,
    shortened,
    texts_of_wrong_form,
    wrong_type,
)
from optimizer.past import whole
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.validation.member_costs import check_costs
from service.db import conversion, repositories, tables
from service.usecases import orders

if TYPE_CHECKING:
    from service.db.engine import Session

_TYPES = {
    "string": "text",
    "int": "integer",
    "tuple": "list",
    "dataclass": "object",
    "none_required": "null",
    "decimal": "decimal",
    "date": "date",
    "bool": "boolean",
}


@functools.cache
def _adapter() -> TypeAdapter[MemberCosts]:
    return TypeAdapter(MemberCosts)


def costs_of(data: Mapping[str, Any]) -> tuple[MemberCosts | None, tuple[Diagnostic, ...]]:
    """The figures that a JSON object says, or everything wrong with its form (``import.json_*``)."""
    found = list(texts_of_wrong_form(data, MemberCosts))
    try:
        item = _adapter().validate_json(json.dumps(data))
    except ValidationError as failure:
        places = {d.params["place"] for d in found}
        others = [_diagnostic(dict(e)) for e in failure.errors(include_url=False)]
        return None, (*found, *(d for d in others if d.params["place"] not in places))
    return (None, tuple(found)) if found else (item, ())


def data_of(costs: MemberCosts) -> dict[str, Any]:
    """Figures as a JSON object, every field written."""
    plain: dict[str, Any] = _plain(costs)
    return plain


def _plain(item: object) -> Any:
    if isinstance(item, Decimal):
        return decimal_text(item)
    if isinstance(item, date):
        return item.isoformat()
    if isinstance(item, tuple):
        return [_plain(x) for x in item]
    if dataclasses.is_dataclass(item):
        return {f.name: _plain(getattr(item, f.name)) for f in dataclasses.fields(item)}
    return item


def _diagnostic(failure: Mapping[str, Any]) -> Diagnostic:
    steps, kind = failure["loc"], str(failure["type"])
    place = place_of(steps)
    if kind in ("unexpected_keyword_argument", "extra_forbidden"):
        suggestion = closest_field(MemberCosts, steps)
        return error(
            "import.json_unknown_field", place=place, read=steps[-1], suggestion=suggestion
        )
    if kind.startswith("missing"):
        return error("import.json_missing_field", place=place, expected=steps[-1])
    if kind == "literal_error":
        choices = failure["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
        read = shortened(failure["input"])
        return error("import.json_choice", place=place, read=read, expected=choices)
    expected = next((name for start, name in _TYPES.items() if kind.startswith(start)), kind)
    return wrong_type(place, failure["input"], expected)


def plan_in_force(session: Session, order: tables.Order) -> tuple[Problem, Plan] | None:
    """The adopted plan of an order with the problem it solves, None when there is none.

    A plan made again on the way is shown from the first day of the order, what was done before it first.
    """
    row = repositories.plan_in_state(session, order.id, "adopted")
    if row is None:
        return None
    return whole(*conversion.plan_of(row), conversion.past_of(row.past))


def looked_at(
    session: Session, order: tables.Order, row: tables.Costing
) -> tuple[MemberCosts | None, tuple[Diagnostic, ...]]:
    """The figures of a costing, and everything that their own workshop should know of them.

    What the full cost lacks is looked for in the plan in force, when there is one.
    """
    costs, wrong = costs_of(row.data)
    if costs is None:
        return None, wrong
    planned = plan_in_force(session, order)
    problem = planned[0] if planned is not None else orders.problem(session, order).problem
    found = check_costs(costs, problem)
    if planned is None or has_errors(found):
        return costs, found
    of_plan, plan = planned
    terms = of_plan.payments or OrderTerms()
    full = full_cost(of_plan, plan, {row.workshop: costs}, terms)
    mine = next((m for m in full.members if m.workshop == row.workshop), None)
    missing = mine.missing if mine is not None else ()
    return costs, (*found, *(d for d in missing if d not in found))
