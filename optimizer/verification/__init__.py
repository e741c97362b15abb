"""Checks a plan without a solver: every rule of docs/model.md, and every figure printed with it.

One function per rule, with the name of the rule; the diagnostic is ``plan.<rule>``. Nothing here
knows how the plan was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from optimizer.diagnostics import Diagnostic
from optimizer.ledger import Ledger
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.verification.entries import readable, references
from optimizer.verification.instructions import ban, pin
from optimizer.verification.limits import receipts, shares
from optimizer.verification.movements import delivery, flow, hub, lanes
from optimizer.verification.printed import check_levels, ledger_check
from optimizer.verification.production import (
    capacity,
    frozen,
    no_leftover,
    no_overproduction,
    skill,
    smallest_run,
    stations,
    whole_lots,
)
from optimizer.verification.supply import availability, materials, purchase_terms, substitution
from optimizer.verification.values import level_values

Rule = Callable[[Ledger], Iterable[Diagnostic]]

# In the order of docs/model.md; « references » comes before them and needs no books.
RULES: tuple[Rule, ...] = (
    skill,
    capacity,
    stations,
    whole_lots,
    no_overproduction,
    no_leftover,
    smallest_run,
    flow,
    hub,
    lanes,
    delivery,
    materials,
    substitution,
    purchase_terms,
    availability,
    shares,
    receipts,
    frozen,
    pin,
    ban,
)

__all__ = [
    "RULES",
    "availability",
    "ban",
    "capacity",
    "check_levels",
    "check_plan",
    "delivery",
    "flow",
    "frozen",
    "hub",
    "lanes",
    "level_values",
    "materials",
    "no_leftover",
    "no_overproduction",
    "pin",
    "purchase_terms",
    "receipts",
    "references",
    "shares",
    "skill",
    "smallest_run",
    "stations",
    "substitution",
    "whole_lots",
]


def check_plan(problem: Problem, plan: Plan) -> tuple[Diagnostic, ...]:
    """Everything wrong with a plan; nothing when it keeps every rule and says only true figures.

    Entries that name what does not exist, or in no quantity, are said once and then left out.
    A plan of status ``none`` or ``infeasible`` that holds no entry breaks no rule.

    Args:
        problem: a problem without errors.
        plan: any plan, however wrong.
    """
    kept, found = readable(problem, plan)
    if plan.status in ("none", "infeasible") and not _says_something(plan):
        return ()
    ledger = Ledger(problem, kept)
    diagnostics = list(found)
    for rule in RULES:
        diagnostics.extend(rule(ledger))
    if plan.levels:
        diagnostics.extend(ledger_check(ledger))
    return tuple(diagnostics)


def _says_something(plan: Plan) -> bool:
    return bool(
        plan.runs
        or plan.hub_sendings
        or plan.hub_receipts
        or plan.shipments
        or plan.deliveries
        or plan.purchases
        or plan.substitutions
        or plan.levels
    )
