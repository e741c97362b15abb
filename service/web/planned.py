"""Plans as figures, kept ready: a plan never changes once it is made."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from optimizer.past import whole
from service.db import conversion, tables
from service.exports.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.past import Past
    from optimizer.plan import Plan
    from optimizer.problem import Problem
    from service.i18n import Language, Texts

T = TypeVar("T")
_MOST = 24
_kept: OrderedDict[str, tuple[Facts, Facts]] = OrderedDict()
_said: OrderedDict[tuple[str, Language, str], Any] = OrderedDict()
_lock = Lock()


def facts(row: tables.Plan) -> Facts:
    """The figures of a stored plan, from where it starts; milestones count what was done before."""
    return _both(row)[0]


def whole_facts(row: tables.Plan) -> Facts:
    """The figures of the order from its first day: what was done before the plan, then the plan."""
    return _both(row)[1]


def read(row: tables.Plan) -> tuple[Problem, Plan, Past | None]:
    """The problem of a stored plan, the plan, and what was done before it."""
    found = facts(row)
    return found.problem, found.plan, found.past


def said(row: tables.Plan, texts: Texts, make: Callable[[Facts, Texts], T]) -> T:
    """What a function makes of the figures of a stored plan, in a language: made once, then kept.

    Args:
        make: pure, of a module; what it makes must not be changed.
    """
    key = row.id, texts.language, f"{make.__module__}.{make.__qualname__}"
    with _lock:
        if key in _said:
            _said.move_to_end(key)
            found: T = _said[key]
            return found
    made = make(facts(row), texts)
    with _lock:
        _said[key] = made
        while len(_said) > 2 * _MOST:
            _said.popitem(last=False)
    return made


def _both(row: tables.Plan) -> tuple[Facts, Facts]:
    with _lock:
        found = _kept.get(row.id)
        if found is not None:
            _kept.move_to_end(row.id)
            return found
    problem, plan = conversion.plan_of(row)
    past = conversion.past_of(row.past)
    here = Facts(problem, plan, past)
    made = here, here if past is None else Facts(*whole(problem, plan, past))
    with _lock:
        _kept[row.id] = made
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    return made
