"""Whom a plan concerns, and why: what it asks of each workshop, set against the plan in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from optimizer.costing import receipts_rates
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.weeks import week_monday


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a plan means to one workshop.

    ``load``: thousandths of standard minutes, past work included. ``weekly``: units by week, product and
    operation. ``rates``: euros per unit of what it makes.
    """

    load: Decimal
    weekly: Mapping[tuple[str, str, str], Decimal]
    rates: Mapping[tuple[str, str], Decimal]


def parts_of(problem: Problem, plan: Plan) -> dict[str, Part]:
    """Each workshop's part of a plan."""
    standard = {
        (p.id, o.id): Decimal(o.standard_milliminutes)
        for p in problem.products
        for o in p.operations
    }
    euros = receipts_rates(problem)
    load: dict[str, Decimal] = defaultdict(Decimal)
    weekly: dict[str, dict[tuple[str, str, str], Decimal]] = defaultdict(dict)
    for past in problem.opening.past_work:
        load[past.workshop] += past.standard_milliminutes
    for run in plan.runs:
        if run.units > 0:
            key = (run.week, run.product, run.operation)
            mine = weekly[run.workshop]
            mine[key] = mine.get(key, Decimal(0)) + run.units
            load[run.workshop] += run.units * standard[run.product, run.operation]
    return {
        w.id: Part(
            load=load[w.id],
            weekly=weekly[w.id],
            rates={(p, o): euros[p, o] for _, p, o in weekly[w.id]},
        )
        for w in problem.workshops
    }


def changes(
    before: tuple[Problem, Plan] | None, after: tuple[Problem, Plan]
) -> dict[str, tuple[str, ...]]:
    """Workshops that a plan asks something new of, and what: ``share``, ``weeks``, ``price``.

    Everybody is concerned (``first``) when no plan was in force. Weeks before the new plan starts are
    past: they are compared by nobody.
    """
    new = parts_of(*after)
    if before is None:
        return dict.fromkeys(new, ("first",))
    old = parts_of(*before)
    start = after[0].start
    found = {}
    for workshop in [*new, *(w for w in old if w not in new)]:
        mine, former = new.get(workshop, _NOTHING), old.get(workshop, _NOTHING)
        to_come = {k: v for k, v in former.weekly.items() if _is_to_come(k[0], start)}
        both = set(mine.rates) & set(former.rates)
        reasons = (
            ("share", mine.load != former.load),
            ("weeks", dict(mine.weekly) != to_come),
            ("price", any(mine.rates[k] != former.rates[k] for k in both)),
        )
        is_so = tuple(name for name, differs in reasons if differs)
        if is_so:
            found[workshop] = is_so
    return found


_NOTHING = Part(load=Decimal(0), weekly={}, rates={})


def _is_to_come(week: str, start: date) -> bool:
    return week_monday(week) + timedelta(days=6) >= start
