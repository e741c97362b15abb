"""Plans as figures, kept ready: a plan never changes once it is made."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from optimizer.past import whole
from service.db import conversion, repositories, tables
from service.exports.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

    from optimizer.past import Past
    from optimizer.plan import Plan
    from optimizer.problem import Problem
    from service.db.engine import Session
    from service.exports.facts import Milestone
    from service.i18n import Language, Texts

T = TypeVar("T")
_MOST = 24
# A list may be long, what it says of a plan is little.
_MOST_BRIEFS = 2_000
_kept: OrderedDict[str, tuple[Facts, Facts]] = OrderedDict()
_briefs: OrderedDict[str, Brief] = OrderedDict()
_said: OrderedDict[tuple[str, Language, str], Any] = OrderedDict()
_lock = Lock()


def facts(row: tables.Plan) -> Facts:
    """The figures of a stored plan, from where it starts; milestones count what was done before."""
    return _both(row)[0]


def whole_facts(row: tables.Plan) -> Facts:
    """The figures of the order from its first day: what was done before the plan, then the plan."""
    return _both(row)[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a list says of a plan.

    Attributes:
        milestones: what becomes of each, with what was done before the plan.
        ratios: work over the part that the key gives, by workshop; of the plan, if it says so.
    """

    milestones: tuple[Milestone, ...]
    ratios: dict[str, Decimal]

    @property
    def is_on_time(self) -> bool:
        """Whether every milestone is kept."""
        return all(m.is_met for m in self.milestones)


def briefs(session: Session, rows: Iterable[tables.Plan]) -> dict[str, Brief]:
    """What to say of each of these plans in a list, by id: those not known yet are read in one go."""
    asked = [row.id for row in rows]
    with _lock:
        known = {x: _briefs[x] for x in asked if x in _briefs}
        at_hand = {x: _kept[x][0] for x in asked if x not in known and x in _kept}
    known |= {row_id: _brief(found) for row_id, found in at_hand.items()}
    left = [x for x in asked if x not in known]
    if left:
        known |= {row.id: _brief(_facts_of(row)) for row in repositories.plan_texts(session, left)}
    with _lock:
        for row_id in asked:
            if row_id in known:
                _briefs[row_id] = known[row_id]
                _briefs.move_to_end(row_id)
        while len(_briefs) > _MOST_BRIEFS:
            _briefs.popitem(last=False)
    return known


def forget() -> None:
    """Keep nothing ready any more, as after a start."""
    with _lock:
        _kept.clear()
        _briefs.clear()
        _said.clear()


def _brief(found: Facts) -> Brief:
    fairness = found.plan.fairness
    shares = fairness.shares if fairness is not None else ()
    return Brief(milestones=tuple(found.milestones), ratios={s.workshop: s.ratio for s in shares})


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
    here = _facts_of(row)
    past = here.past
    made = here, here if past is None else Facts(*whole(here.problem, here.plan, past))
    with _lock:
        _kept[row.id] = made
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    return made


def _facts_of(row: tables.Plan) -> Facts:
    problem, plan = conversion.plan_of(row)
    return Facts(problem, plan, conversion.past_of(row.past))
