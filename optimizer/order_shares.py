"""Several orders in one plan: what each gets, and who works for it.

A workshop's work is counted for the order whose units it becomes: first made, first delivered
(:mod:`optimizer.attribution`), in standard minutes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from optimizer.attribution import planned_records, work_minutes
from optimizer.fairness import loads
from optimizer.ledger import ZERO, Ledger
from optimizer.plan import Plan
from optimizer.problem import Problem

_MILLIONTH = Decimal("0.000001")
_BILLIONTH = Decimal("1E-9")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderWork:
    """What a workshop does for an order: standard minutes, and their part of the order's, in [0, 1]."""

    workshop: str
    minutes: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderShares:
    """An order in a plan that several share.

    ``order``: "" for demands that name none. ``priorities``: of its demands, from the highest.
    ``units`` asked for, ``on_time`` (before the plan too), ``late`` and ``missing``. ``work``: every
    workshop, in the order of the problem.
    """

    order: str
    priorities: tuple[int, ...]
    units: Decimal
    on_time: Decimal
    late: Decimal
    missing: Decimal
    minutes: Decimal
    work: tuple[OrderWork, ...]


def demand_orders(problem: Problem) -> tuple[str, ...]:
    """Ids of the orders that some demand belongs to, in the order of the problem; "" last."""
    asked = {d.order for d in problem.demands}
    return (*(o.id for o in problem.orders if o.id in asked), *([""] if "" in asked else []))


def order_shares(problem: Problem, plan: Plan) -> tuple[OrderShares, ...]:
    """Each order's figures in a plan, nothing when the problem has a single one.

    Minutes are those behind the units delivered, past ones included as far as somebody is known to have
    made them; what is made and never delivered (the rest of a lot) counts for no order.
    """
    orders = demand_orders(problem)
    if len(orders) < 2:
        return ()
    of_demand = {d.id: d.order for d in problem.demands}
    records = planned_records(problem, plan)
    minutes: dict[str, dict[str, Fraction]] = {o: defaultdict(Fraction) for o in orders}
    for record, weights in zip(records, work_minutes(problem, plan, records), strict=True):
        for workshop, amount in weights.items():
            minutes[of_demand[record.demand]][workshop] += amount
    ledger = Ledger(problem, plan)
    return tuple(_figures(ledger, order, minutes[order]) for order in orders)


def all_orders_work(problem: Problem, plan: Plan) -> tuple[OrderWork, ...]:
    """Each workshop's work for all orders together: its whole load."""
    minutes = loads(problem, plan)
    whole = sum(minutes.values(), start=ZERO)
    return tuple(_work(w, amount, whole) for w, amount in minutes.items())


def _figures(ledger: Ledger, order: str, minutes: dict[str, Fraction]) -> OrderShares:
    problem = ledger.problem
    demands = [d for d in problem.demands if d.order == order]
    rounded = {
        w.id: (
            Decimal(minutes[w.id].numerator) / Decimal(minutes[w.id].denominator)
            if w.id in minutes
            else ZERO
        ).quantize(_MILLIONTH)
        for w in problem.workshops
    }
    whole = sum(rounded.values(), start=ZERO)
    on_time = late = ZERO
    for d in demands:
        row = ledger.series(ledger.delivered, d.id)
        due = ledger.horizon.due_index(d.due)
        on_time += d.quantity - ledger.still_due[d.id] + sum(row[: due + 1], start=ZERO)
        late += sum(row[due + 1 :], start=ZERO)
    return OrderShares(
        order=order,
        priorities=tuple(sorted({d.priority for d in demands}, reverse=True)),
        units=sum((d.quantity for d in demands), start=ZERO),
        on_time=on_time,
        late=late,
        missing=sum((max(ZERO, ledger.missing[d.id]) for d in demands), start=ZERO),
        minutes=whole,
        work=tuple(_work(w, amount, whole) for w, amount in rounded.items()),
    )


def _work(workshop: str, minutes: Decimal, whole: Decimal) -> OrderWork:
    share = (minutes / whole).quantize(_BILLIONTH) if whole else ZERO
    return OrderWork(workshop=workshop, minutes=minutes, share=share)
