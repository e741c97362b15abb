"""The *bilan* of an order: what was planned beside what was declared, member by member.

No amount of money stands in it: whoever may see a member's costs gets those apart.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from optimizer.capacity import Capacities
from optimizer.json_text import decimal_text
from optimizer.plan import Plan
from optimizer.problem import Problem
from service.db import conversion, life_rows, repositories, tables
from service.usecases import cost_data, delivered_lots, orders

if TYPE_CHECKING:
    from service.db.engine import Session

ZERO = Decimal(0)
_FOUR = Decimal("0.0001")
# (workshop, product, operation)
Work = tuple[str, str, str]


def of_order(session: Session, order: tables.Order) -> dict[str, Any]:
    """The *bilan* as plain values; ``members`` is empty without a plan or an order that is ready.

    Per member and work: units planned and made, pace planned and declared, scrap planned and declared;
    per member: standard minutes planned and made, absence planned and declared. What nobody declared is
    None: nothing is guessed.
    """
    planned = _promised(session, order)
    checked = orders.problem(session, order)
    # What is not right yet cannot be reckoned with.
    whole = checked.problem if checked.is_ready else None
    problem = planned[0] if planned is not None else whole
    if problem is None:
        return {"members": [], "demands": [], "lots": {}}
    rows = life_rows.declarations(session, order.id)
    plan = planned[1] if planned is not None else None
    accepted = delivered_lots.accepted(session, order)
    # Of the order, not of a plan made on the way: lots tell the rest.
    first = whole or problem
    before = {d.demand: d.units for d in first.opening.delivered}
    return {
        "members": [_member(problem, plan, w.id, rows) for w in problem.workshops],
        "demands": [
            {
                "demand": d.id,
                "quantity": _text(d.quantity),
                "accepted": _text(accepted.get(d.id, ZERO) + before.get(d.id, ZERO)),
            }
            for d in first.demands
        ],
        "lots": {
            state: sum(1 for lot in life_rows.lots(session, order.id) if lot.state == state)
            for state in ("delivered", "accepted", "refused")
        },
    }


def _promised(session: Session, order: tables.Order) -> tuple[Problem, Plan] | None:
    """The first plan that came into force: what everybody counted on when work began."""
    came = [
        p
        for p in repositories.plans(session, order.id)
        if p.state in ("adopted", "superseded") and p.past is None
    ]
    return conversion.plan_of(came[-1]) if came else cost_data.plan_in_force(session, order)


def _member(problem: Problem, plan: Plan | None, workshop: str, rows: Any) -> dict[str, Any]:
    standard = {
        (p.id, o.id): Decimal(o.standard_milliminutes) / 1000
        for p in problem.products
        for o in p.operations
    }
    yields = {(p.id, o.id): o.yield_rate for p in problem.products for o in p.operations}
    skills = Capacities(problem).skills
    planned: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for run in plan.runs if plan is not None else ():
        if run.workshop == workshop:
            planned[run.product, run.operation] += run.units
    mine = [d for d in rows if d.workshop == workshop]
    works = []
    for product, operation in dict.fromkeys([*planned, *((d.product, d.operation) for d in mine)]):
        own = [d for d in mine if (d.product, d.operation) == (product, operation)]
        made = sum((d.made for d in own), ZERO)
        counted = [d for d in own if d.worked_hours]
        minutes = sum((d.worked_hours * 60 for d in counted), ZERO)
        minute = standard.get((product, operation), ZERO)
        skill = skills.get((workshop, product, operation))
        works.append(
            {
                "product": product,
                "operation": operation,
                "planned_units": _text(planned.get((product, operation), ZERO)),
                "made_units": _text(made),
                "planned_pace": _text(skill.pace if skill is not None else None),
                "pace": _rate(sum((d.made for d in counted), ZERO) * minute, minutes),
                "planned_scrap": _text(1 - yields.get((product, operation), Decimal(1))),
                "scrap": _scrap(own),
            }
        )
    worked = sum((d.worked_hours or ZERO for d in mine), ZERO)
    absent = [d.absent_hours for d in mine if d.absent_hours is not None]
    member = next(w for w in problem.workshops if w.id == workshop)
    return {
        "workshop": workshop,
        "planned_minutes": _text(
            sum((units * standard[key] for key, units in planned.items()), ZERO)
        ),
        "made_minutes": _text(
            sum((d.made * standard.get((d.product, d.operation), ZERO) for d in mine), ZERO)
        ),
        "worked_hours": _text(worked) if worked else None,
        "planned_absence": _text(member.absence_rate),
        "absence": _rate(sum(absent, ZERO), worked + sum(absent, ZERO)) if absent else None,
        "works": works,
    }


def _scrap(rows: Any) -> str | None:
    """Part of what was made that was not good, where somebody told."""
    told = [d for d in rows if d.scrap is not None or d.conforming is not None]
    made = sum((d.made for d in told), ZERO)
    lost = sum((d.scrap if d.scrap is not None else d.made - d.conforming for d in told), ZERO)
    return _rate(lost, made)


def _rate(part: Decimal, whole: Decimal) -> str | None:
    return _text((part / whole).quantize(_FOUR, ROUND_HALF_UP)) if whole > 0 else None


def _text(value: Decimal | None) -> str | None:
    return None if value is None else decimal_text(value)
