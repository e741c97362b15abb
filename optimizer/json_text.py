"""JSON as a text that may hold anything: parsing it, and the form of what stands in strings.

Here are the faults that a validator of types does not see: names that stand twice in an object,
decimals written as numbers, days with a time. Places are JSON paths (``$.workshops[2].headcount``).
"""

from __future__ import annotations

import dataclasses
import difflib
import functools
import json
import re
import types
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Union, get_args, get_origin, get_type_hints

from optimizer.diagnostics import Diagnostic, error

LARGEST_BYTES = 50 * 1024 * 1024

DECIMAL_PATTERN = r"^-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]{1,6})?$"
LONGEST_DECIMAL = 80
_DECIMAL = re.compile(DECIMAL_PATTERN.removeprefix("^").removesuffix("$"))
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def decimal_text(value: Decimal) -> str:
    """The shortest plain text of a decimal, the same for equal values: ``0.10`` gives ``0.1``."""
    if not value:
        return "0"
    if not value.is_finite() or abs(value.adjusted()) > 30:
        # Not a quantity of anything, but nothing here may fail on it.
        return str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class _Object(dict[str, Any]):
    """A JSON object that remembers which names stood twice in it."""

    repeated: tuple[str, ...] = ()


class _NotFiniteError(ValueError):
    """NaN or Infinity, which are no JSON."""


def parse_json(text: str) -> tuple[Any, tuple[Diagnostic, ...]]:
    """What a JSON text holds, or why it cannot be read."""
    if len(text) > LARGEST_BYTES or len(text.encode("utf-8", "replace")) > LARGEST_BYTES:
        return None, (error("import.json_too_large", place="$", largest_bytes=LARGEST_BYTES),)
    has_repeated = False

    def as_object(pairs: list[tuple[str, Any]]) -> _Object:
        nonlocal has_repeated
        item = _Object(pairs)
        if len(item) < len(pairs):
            names = [name for name, _ in pairs]
            item.repeated = tuple(n for n in item if names.count(n) > 1)
            has_repeated = True
        return item

    try:
        raw = json.loads(
            text.removeprefix("\ufeff"), object_pairs_hook=as_object, parse_constant=_refuse
        )
        repeated = tuple(_repeated_names(raw, "$")) if has_repeated else ()
    except json.JSONDecodeError as failure:
        return None, (syntax_error(line=failure.lineno, column=failure.colno),)
    except _NotFiniteError as failure:
        return None, (error("import.json_not_finite", place="$", read=str(failure)),)
    except (ValueError, RecursionError):
        # A number of thousands of digits, or brackets nested without end.
        return None, (syntax_error(),)
    return raw, repeated


def syntax_error(line: int | str = "", column: int | str = "") -> Diagnostic:
    """The text is not JSON, from that place on when it is known."""
    return error("import.json_syntax", place="$", line=line, column=column)


def _refuse(name: str) -> None:
    raise _NotFiniteError(name)


def _repeated_names(raw: object, place: str) -> Iterator[Diagnostic]:
    if isinstance(raw, _Object):
        for name in raw.repeated:
            yield error("import.json_repeated_field", place=f"{place}.{name}", read=name)
    for step, inner in _children(raw):
        yield from _repeated_names(inner, place + step)


def _children(raw: object) -> Iterable[tuple[str, object]]:
    if isinstance(raw, dict):
        return ((f".{name}", inner) for name, inner in raw.items())
    if isinstance(raw, list):
        return ((f"[{k}]", inner) for k, inner in enumerate(raw))
    return ()


def place_of(steps: Sequence[str | int]) -> str:
    """JSON path of a sequence of names and positions."""
    return "$" + "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps)


# -- decimals and days, by the types of a dataclass ----------------------------------------------


@functools.cache
def _types_of(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _inner_type(hint: Any) -> Any:
    """What a hint asks for besides None."""
    if get_origin(hint) in (Union, types.UnionType):
        inner = [h for h in get_args(hint) if h is not type(None)]
        return inner[0] if len(inner) == 1 else None
    return hint


def texts_of_wrong_form(raw: object, hint: Any, place: str = "$") -> Iterator[Diagnostic]:
    """Decimals and days of a JSON value, read as type ``hint``, that are not in their form.

    Values of other types are left to the validation of types.
    """
    if raw is None:
        return
    hint = _inner_type(hint)
    if hint is Decimal:
        if not _is_decimal_text(raw):
            yield wrong_type(place, raw, "decimal")
    elif hint is date:
        if not isinstance(raw, str) or not _DAY.fullmatch(raw):
            yield wrong_type(place, raw, "date")
    elif get_origin(hint) is tuple and isinstance(raw, list):
        for k, inner in enumerate(raw):
            yield from texts_of_wrong_form(inner, get_args(hint)[0], f"{place}[{k}]")
    elif isinstance(hint, type) and dataclasses.is_dataclass(hint) and isinstance(raw, dict):
        for name, inner_hint in _types_of(hint).items():
            if name in raw:
                yield from texts_of_wrong_form(raw[name], inner_hint, f"{place}.{name}")


def _is_decimal_text(raw: object) -> bool:
    return (
        isinstance(raw, str) and len(raw) <= LONGEST_DECIMAL and _DECIMAL.fullmatch(raw) is not None
    )


def wrong_type(place: str, read: object, expected: str) -> Diagnostic:
    """A value is not ``expected``: decimal, date, integer, text, list, object or null."""
    return error("import.json_type", place=place, read=shortened(read), expected=expected)


def shortened(value: object) -> str:
    """A value as JSON, cut where nobody would read on."""
    if isinstance(value, dict | list):
        # What stands inside may be the whole file.
        return "{…}" if isinstance(value, dict) else "[…]"
    return json.dumps(value, ensure_ascii=False, default=str)[:80]


def closest_field(cls: type, steps: Sequence[str | int]) -> str:
    """The field of the class met along ``steps`` that looks most like the last of them, or ""."""
    hint: Any = cls
    for step in steps[:-1]:
        hint = _inner_type(hint)
        if isinstance(step, int):
            hint = get_args(hint)[0] if get_args(hint) else None
        elif isinstance(hint, type) and dataclasses.is_dataclass(hint):
            hint = _types_of(hint).get(step)
    hint = _inner_type(hint)
    if not (isinstance(hint, type) and dataclasses.is_dataclass(hint)):
        return ""
    near = difflib.get_close_matches(str(steps[-1]), list(_types_of(hint)), n=1)
    return near[0] if near else ""
