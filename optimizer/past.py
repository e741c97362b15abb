"""What an order went through before its plan starts, kept beside a plan made again on the way.

A plan made again covers the weeks to come. With its past, the whole order can still be looked at from
its first day: what it costs, what was invoiced, what each milestone received and when.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from optimizer.opening import OpeningState
from optimizer.plan import (
    Delivery,
    HubReceipt,
    HubSending,
    Plan,
    Purchase,
    Run,
    Shipment,
    Substitution,
)
from optimizer.problem import Problem

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTesting:
    """Weeks of testing of a product, as the order began."""

    product: str
    weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """How an order began, and what was done from then until its plan starts.

    ``start``, ``late_tail_weeks``, ``purchase_from``, ``testing`` and ``opening`` are those of the first
    plan. The entries are like those of a plan: what was declared, and what was assumed to have gone as
    planned.
    """

    start: date
    late_tail_weeks: int
    purchase_from: date | None = None
    testing: tuple[ProductTesting, ...] = ()
    opening: OpeningState
    runs: tuple[Run, ...] = ()
    hub_sendings: tuple[HubSending, ...] = ()
    hub_receipts: tuple[HubReceipt, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    purchases: tuple[Purchase, ...] = ()
    substitutions: tuple[Substitution, ...] = ()


# What a plan consists of: its lists of entries, each with a week.
ENTRIES = (
    "runs",
    "hub_sendings",
    "hub_receipts",
    "shipments",
    "deliveries",
    "purchases",
    "substitutions",
)


def split(plan: Plan, is_before: Callable[[str], bool]) -> tuple[Plan, Plan]:
    """The entries of a plan in the weeks before a Monday, and those after; without any figures.

    Args:
        is_before: whether a week, by its name, lies before the Monday.
    """
    bare = replace(
        plan,
        levels=(),
        fairness=None,
        fairness_other=None,
        price_of_fairness=None,
        phases=(),
        seconds=ZERO,
    )
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name in ENTRIES:
        entries = getattr(plan, name)
        before[name] = tuple(x for x in entries if is_before(x.week))
        after[name] = tuple(x for x in entries if not is_before(x.week))
    return replace(bare, **before), replace(bare, **after)


def joined(earlier: Plan | Past, later: Plan | Past) -> dict[str, Any]:
    """The lists of entries of both by field, the earlier ones first: for ``dataclasses.replace``."""
    return {name: (*getattr(earlier, name), *getattr(later, name)) for name in ENTRIES}


def begin(problem: Problem) -> Past:
    """The past of an order that has not begun: nothing but how it starts."""
    return Past(
        start=problem.start,
        late_tail_weeks=problem.late_tail_weeks,
        purchase_from=problem.purchase_from,
        testing=tuple(
            ProductTesting(product=p.id, weeks=p.testing_weeks)
            for p in problem.products
            if p.testing_weeks
        ),
        opening=problem.opening,
    )


def whole(problem: Problem, plan: Plan, past: Past | None) -> tuple[Problem, Plan]:
    """The order from its first day, and all of its work: what was done, then the plan.

    The plan's figures (levels, fairness) are those of the weeks to come and stay as they are. The
    rules of a plan need not hold in the past: what was made is what was made.

    Args:
        past: of the dossier; None gives back the problem and the plan.
    """
    if past is None:
        return problem, plan
    testing: Mapping[str, int] = {x.product: x.weeks for x in past.testing}
    begun = replace(
        problem,
        start=past.start,
        late_tail_weeks=past.late_tail_weeks,
        purchase_from=past.purchase_from,
        opening=past.opening,
        products=tuple(
            replace(p, testing_weeks=testing.get(p.id, p.testing_weeks)) for p in problem.products
        ),
    )
    return begun, replace(plan, **joined(past, plan))
