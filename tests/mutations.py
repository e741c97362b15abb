"""Any value inside a dataclass found by its path, and replaced: for tests that try everything."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]


def leaves(item: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value that is neither a dataclass nor a tuple with something in it, with its path."""
    if dataclasses.is_dataclass(item):
        for f in dataclasses.fields(item):
            yield from leaves(getattr(item, f.name), (*path, f.name))
    elif isinstance(item, tuple) and item:
        for k, inner in enumerate(item):
            yield from leaves(inner, (*path, k))
    else:
        yield path, item


def with_value(item: Any, path: Path, value: Any) -> Any:
    """The same thing with ``value`` at ``path``."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return (*item[:step], with_value(item[step], rest, value), *item[step + 1 :])
    return dataclasses.replace(item, **{step: with_value(getattr(item, step), rest, value)})


def value_at(item: Any, path: Path) -> Any:
    """What stands at ``path`` in dataclasses and tuples, or in dicts and lists of the same form."""
    for step in path:
        if isinstance(step, str) and not isinstance(item, dict):
            item = getattr(item, step)
        else:
            item = item[step]
    return item
