"""Problems, plans and dossiers as JSON texts, and back, refusing whatever they do not know.

Decimals are strings, days ISO dates, every field is written, in the order of the classes. Reading
never raises on what a file holds: faults come back as diagnostics ``import.json_*`` whose ``place``
is a JSON path (``$.workshops[2].headcount``).
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeVar

from pydantic import ConfigDict, JsonValue, TypeAdapter, ValidationError, with_config
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from optimizer import cost_parameters, instructions, opening
from optimizer import past as past_module
from optimizer import plan as plan_module
from optimizer import problem as problem_module
from optimizer.diagnostics import Diagnostic, error, has_errors
from optimizer.json_text import (
    DECIMAL_PATTERN,
    LONGEST_DECIMAL,
    closest_field,
    decimal_text,
    parse_json,
    place_of,
    shortened,
    syntax_error,
    texts_of_wrong_form,
    wrong_type,
)
from optimizer.past import Past
from optimizer.plan import Plan
from optimizer.problem import SCHEMA_VERSION, Problem

Kind = Literal["problem", "plan", "dossier"]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A problem, the plan made for it, and what is needed to make it again.

    ``options``: how it was planned, as JSON values. ``problem_hash``: see :func:`problem_hash`.
    ``software``: versions by name of what computed it. ``past``: what the order went through before the
    problem starts, when it was replanned on the way.
    """

    problem: Problem
    plan: Plan | None = None
    options: dict[str, JsonValue] = field(default_factory=dict)
    problem_hash: str
    software: dict[str, str] = field(default_factory=dict)
    past: Past | None = None
    schema_version: Literal[1] = SCHEMA_VERSION


def _forbid_unknown_fields() -> None:
    # Pydantic reads its settings on each class; the trade's own modules need not know of it.
    strict = with_config(ConfigDict(extra="forbid", strict=True))
    for module in (
        problem_module,
        plan_module,
        cost_parameters,
        instructions,
        opening,
        past_module,
    ):
        for item in vars(module).values():
            if isinstance(item, type) and dataclasses.is_dataclass(item):
                strict(item)
    strict(Dossier)


_forbid_unknown_fields()


@functools.cache
def _adapter(kind: Kind) -> TypeAdapter[Any]:
    return TypeAdapter({"problem": Problem, "plan": Plan, "dossier": Dossier}[kind])


# -- writing ------------------------------------------------------------------------------------


def problem_to_json(problem: Problem) -> str:
    """The problem as JSON, the same text for equal problems."""
    return _written(problem)


def plan_to_json(plan: Plan) -> str:
    """The plan as JSON, the same text for equal plans."""
    return _written(plan)


def dossier_to_json(dossier: Dossier) -> str:
    """The dossier as JSON."""
    return _written(dossier)


def problem_hash(problem: Problem) -> str:
    """SHA-256 (hexadecimal) of what the problem says, equal for equal problems.

    Fields at their default are left out, so that a field added later does not change the hash of
    the problems that do not use it.
    """
    text = json.dumps(
        _plain(problem, is_full=False), ensure_ascii=True, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def make_dossier(
    problem: Problem,
    plan: Plan | None = None,
    options: Mapping[str, JsonValue] | None = None,
    software: Mapping[str, str] | None = None,
    past: Past | None = None,
) -> Dossier:
    """A dossier with the hash of its problem."""
    return Dossier(
        problem=problem,
        plan=plan,
        options=dict(options or {}),
        problem_hash=problem_hash(problem),
        software=dict(software or {}),
        past=past,
    )


def _written(item: object) -> str:
    return json.dumps(_plain(item), ensure_ascii=False, indent=1) + "\n"


def _plain(item: object, is_full: bool = True) -> Any:
    if isinstance(item, Decimal):
        return decimal_text(item)
    if isinstance(item, date):
        return item.isoformat()
    if isinstance(item, tuple | list):
        return [_plain(x, is_full) for x in item]
    if isinstance(item, dict):
        return {k: _plain(v, is_full) for k, v in item.items()}
    if dataclasses.is_dataclass(item):
        return {
            f.name: _plain(getattr(item, f.name), is_full)
            for f in dataclasses.fields(item)
            if is_full or getattr(item, f.name) != _default_of(f)
        }
    return item


def _default_of(f: dataclasses.Field[Any]) -> object:
    if f.default_factory is not dataclasses.MISSING:
        return f.default_factory()
    return f.default


# -- reading ------------------------------------------------------------------------------------


def problem_from_json(text: str) -> tuple[Problem | None, tuple[Diagnostic, ...]]:
    """The problem that a JSON text holds, or what is wrong with the text."""
    return _read(text, "problem", Problem)


def plan_from_json(text: str) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """The plan that a JSON text holds, or what is wrong with the text."""
    return _read(text, "plan", Plan)


def dossier_from_json(text: str) -> tuple[Dossier | None, tuple[Diagnostic, ...]]:
    """The dossier that a JSON text holds, or what is wrong with the text.

    A hash that is not that of the problem inside is an error: the plan was made for another one.
    """
    dossier, found = _read(text, "dossier", Dossier)
    if dossier is None:
        return None, found
    expected = problem_hash(dossier.problem)
    hashes = [("$.problem_hash", dossier.problem_hash)]
    if dossier.plan is not None:
        hashes.append(("$.plan.problem_hash", dossier.plan.problem_hash))
    wrong = [place for place, read in hashes if read != expected]
    if wrong:
        # One cause, one finding: whoever changed the data changed them for both.
        found = (*found, error("import.json_problem_hash", place=", ".join(wrong)))
    return (None if has_errors(found) else dossier), found


def _read(text: str, kind: Kind, cls: type[_T]) -> tuple[_T | None, tuple[Diagnostic, ...]]:
    raw, found = parse_json(text)
    if found:
        return None, found
    found = tuple(_wrong_versions(raw))
    if found:
        # Another version has other fields: to list each as unknown would only hide the reason.
        return None, found
    found = tuple(texts_of_wrong_form(raw, cls))
    try:
        item: object = _adapter(kind).validate_json(text.removeprefix("\ufeff"))
    except ValidationError as failure:
        places = {d.params["place"] for d in found}
        others = [_diagnostic(dict(e), cls) for e in failure.errors(include_url=False)]
        return None, (*found, *(d for d in others if d.params["place"] not in places))
    if found or not isinstance(item, cls):
        return None, found
    return item, ()


def _wrong_versions(raw: object) -> list[Diagnostic]:
    found = []
    if isinstance(raw, dict):
        inner = [("$", raw), ("$.problem", raw.get("problem")), ("$.plan", raw.get("plan"))]
        for place, item in inner:
            if not isinstance(item, dict):
                continue
            version = item.get("schema_version", SCHEMA_VERSION)
            if type(version) is not int or version != SCHEMA_VERSION:
                found.append(
                    error(
                        "import.json_schema_version",
                        place=f"{place}.schema_version",
                        read=shortened(version),
                        expected=SCHEMA_VERSION,
                    )
                )
    return found


_MISSING = frozenset({"missing", "missing_argument", "missing_keyword_only_argument"})
_UNKNOWN = frozenset({"unexpected_keyword_argument", "extra_forbidden"})
_NO_JSON = frozenset({"json_invalid", "string_unicode"})
_TYPES = {
    "string": "text",
    "int": "integer",
    "tuple": "list",
    "dataclass": "object",
    "dict": "object",
    "none_required": "null",
    "decimal": "decimal",
    "date": "date",
}


def _diagnostic(failure: dict[str, Any], cls: type[object]) -> Diagnostic:
    """What pydantic found, in our words; ``expected`` names a JSON type or the choices."""
    place = place_of(failure["loc"])
    kind: str = failure["type"]
    if kind in _NO_JSON:
        return syntax_error()
    if kind in _UNKNOWN:
        return error(
            "import.json_unknown_field",
            place=place,
            read=failure["loc"][-1],
            suggestion=closest_field(cls, failure["loc"]),
        )
    if kind in _MISSING:
        return error("import.json_missing_field", place=place, expected=failure["loc"][-1])
    if kind == "literal_error":
        choices = failure["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
        return error(
            "import.json_choice", place=place, read=shortened(failure["input"]), expected=choices
        )
    expected = next((name for start, name in _TYPES.items() if kind.startswith(start)), kind)
    return wrong_type(place, failure["input"], expected)


# -- schema -------------------------------------------------------------------------------------


class _Schema(GenerateJsonSchema):
    """Decimals are strings only: a JSON number would have passed through a float somewhere."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:  # noqa: ARG002
        return {"type": "string", "pattern": DECIMAL_PATTERN, "maxLength": LONGEST_DECIMAL}


def schema(kind: Kind) -> dict[str, Any]:
    """JSON schema (2020-12) of what :func:`problem_to_json` and its like write and read."""
    found = _adapter(kind).json_schema(schema_generator=_Schema)
    return {"$schema": _Schema.schema_dialect, **found}
