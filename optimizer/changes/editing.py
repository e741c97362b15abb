"""What every change needs: finding what it names, weeks it holds for, and putting an item back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from optimizer.capacity import horizon_of
from optimizer.diagnostics import Diagnostic, error, warning
from optimizer.problem import Problem
from optimizer.validation.facts import closest
from optimizer.weeks import is_week_name

# The changed problem, or why the change is refused.
Result = Problem | tuple[Diagnostic, ...]


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


_Item = TypeVar("_Item", bound=_HasId)
_Any = TypeVar("_Any")

# What a change may name → the field of the problem that holds it.
_FIELDS = {
    "workshop": "workshops",
    "station_group": "station_groups",
    "offer": "offers",
    "supplier": "suppliers",
    "material": "materials",
    "product": "products",
    "demand": "demands",
    "delivery_point": "delivery_points",
}


def refused(code: str, subject: str = "", **params: object) -> tuple[Diagnostic, ...]:
    """One reason, as an error ``change.*``."""
    return (error(code, subject, **params),)


def changes_nothing(subject: str, change: object) -> Diagnostic:
    """A change after which the problem is what it was."""
    return warning("change.no_effect", subject, change=type(change).__name__)


def unknown(problem: Problem, kind: str, read: str) -> tuple[Diagnostic, ...]:
    """What is wrong with an id: nothing when the problem has it."""
    known = [x.id for x in getattr(problem, _FIELDS[kind])]
    if read in known:
        return ()
    return refused("change.unknown", read, kind=kind, read=read, suggestion=closest(read, known))


def unknown_operation(
    problem: Problem, operation: str, product: str | None
) -> tuple[Diagnostic, ...]:
    """What is wrong with an operation id, of a product or of any."""
    known = dict.fromkeys(
        o.id for p in problem.products if product in (None, p.id) for o in p.operations
    )
    if operation in known:
        return ()
    near = closest(operation, known)
    return refused("change.unknown", operation, kind="operation", read=operation, suggestion=near)


def find(items: Iterable[_Item], wanted: str) -> _Item:
    """The item with an id that is known to exist."""
    return next(x for x in items if x.id == wanted)


def put(items: Sequence[_Item], item: _Item) -> tuple[_Item, ...]:
    """The items with ``item`` in place of the one that has its id."""
    return tuple(item if x.id == item.id else x for x in items)


def edit(problem: Problem, kind: str, wanted: str, **changed: Any) -> Problem:
    """The problem with some fields of one known item changed."""
    name = _FIELDS[kind]
    items = getattr(problem, name)
    item = replace(find(items, wanted), **changed)
    whole: dict[str, Any] = {name: put(items, item)}
    return replace(problem, **whole)


def wrong_week(read: str, subject: str) -> tuple[Diagnostic, ...]:
    """What is wrong with the name of a week."""
    return () if is_week_name(read) else refused("change.unknown_week", subject, read=read)


def wrong_weeks(
    problem: Problem, subject: str, first: str | None, last: str | None
) -> tuple[Diagnostic, ...]:
    """What is wrong with a span of weeks: names, order, or not a week of the plan."""
    given = dict.fromkeys(name for name in (first, last) if name is not None)
    found = tuple(d for name in given for d in wrong_week(name, subject))
    if found:
        return found
    if first is not None and last is not None and first > last:
        return refused("change.weeks_reversed", subject, first=first, last=last)
    if not weeks_between(problem, first, last):
        names = horizon_of(problem).names
        return refused(
            "change.outside_plan",
            subject,
            first=first or last,
            last=last or first,
            plan_first=names[0],
            plan_last=names[-1],
        )
    return ()


def weeks_between(problem: Problem, first: str | None, last: str | None) -> tuple[str, ...]:
    """The weeks of the plan from ``first`` to ``last``."""
    return tuple(
        name
        for name in horizon_of(problem).names
        if (first is None or name >= first) and (last is None or name <= last)
    )


def with_overrides(
    overrides: Sequence[_Any], weeks: Iterable[str], change: Callable[[str, _Any | None], _Any]
) -> tuple[_Any, ...]:
    """Weekly overrides with those of some weeks changed or added, in the order of the weeks.

    Args:
        change: the new override of a week, from the one it has.
    """
    found = {o.week: o for o in overrides}  # type: ignore[attr-defined]
    for week in weeks:
        found[week] = change(week, found.get(week))
    return tuple(found[week] for week in sorted(found))
