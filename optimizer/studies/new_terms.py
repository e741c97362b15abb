"""The rest of an order under new terms: the order workbook as it is today, milestones that ask for less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from optimizer.capacity import horizon_of
from optimizer.diagnostics import Diagnostic, error, warning
from optimizer.money import round_half_up
from optimizer.past import Past
from optimizer.plan_changes import Reduced
from optimizer.problem import Problem
from optimizer.studies.instructions_left import MadeIn, bans_left, pins_left

ZERO = Decimal(0)


def with_order(
    problem: Problem, order: Problem, past: Past
) -> tuple[Problem, tuple[Diagnostic, ...]]:
    """The rest of an order with everything that its workbook says today: capacities, newcomers, terms.

    What has happened stays: the opening state, the weeks of testing gone by, the plan in force. The end is
    that of the new workbook.

    Args:
        problem: the rest, as :func:`optimizer.studies.replanning.remainder` gives it.
        order: the order as its workbook now is, whatever start and opening state it names.
        past: of the rest.
    """
    known = {w.id for w in order.workshops}
    found = [
        error("replan.workshop_gone", w, suggestion=w)
        for w in sorted({x.workshop for x in problem.opening.past_work} - known)
        if _left_traces(problem, w)
    ]
    works = {(p.id, o.id) for p in order.products for o in p.operations}
    for p, o in sorted({(r.product, r.operation) for r in past.runs} - works):
        field, read = ("operation", o) if p in {x.id for x in order.products} else ("product", p)
        found.append(error("replan.unknown", p, field=field, read=read))
    there = {w.id for w in order.workshops if w.leaving is None or w.leaving >= problem.start}
    found += [
        warning("replan.leaver_back", w.id, suggestion=w.id)
        for w in problem.workshops
        if w.leaving is not None and w.leaving < problem.start and w.id in there
    ]
    testing = {p.id: p.testing_weeks for p in problem.products}
    week = horizon_of(problem).name(0)
    made = [
        MadeIn(
            workshop=r.workshop,
            product=r.product,
            operation=r.operation,
            week=r.week,
            units=r.units,
        )
        for r in past.runs
    ]
    pins, bans, said = pins_left(order.pins, made, week)
    moved = replace(
        order,
        id=problem.id,
        start=problem.start,
        purchase_from=None,
        products=tuple(
            replace(p, testing_weeks=testing.get(p.id, p.testing_weeks)) for p in order.products
        ),
        opening=replace(
            problem.opening,
            past_work=tuple(x for x in problem.opening.past_work if x.workshop in known),
        ),
        pins=pins,
        bans=bans_left(order.bans, bans, week),
        plan_in_force=tuple(
            x
            for x in problem.plan_in_force
            if x.workshop in known and (x.product, x.operation) in works
        ),
    )
    ends = horizon_of(order)
    until = (ends.monday_of(ends.weeks) - horizon_of(moved).monday).days // 7
    last_due = horizon_of(moved).last_due
    moved = replace(moved, late_tail_weeks=max(0, until - 1 - last_due))
    return moved, (*found, *said)


def _left_traces(problem: Problem, workshop: str) -> bool:
    """Whether something of a workshop is in the order's past, or lies there."""
    opening = problem.opening
    return any(u.workshop == workshop for u in opening.units) or any(
        x.workshop == workshop and x.standard_milliminutes for x in opening.past_work
    )


def reduced(
    problem: Problem, quantities: Mapping[str, Decimal]
) -> tuple[Problem | None, tuple[Reduced, ...], tuple[Diagnostic, ...]]:
    """The same problem whose milestones ask for these quantities, what was delivered included.

    Unit prices stay those of the contract.

    Returns:
        None with errors when a milestone does not exist, would ask for more, for nothing that can be
        counted, or for less than it already received.
    """
    demands = {d.id: d for d in problem.demands}
    products = {p.id: p for p in problem.products}
    done = {d.demand: d.units for d in problem.opening.delivered}
    found: list[Diagnostic] = []
    changes: list[Reduced] = []
    for name, quantity in quantities.items():
        demand = demands.get(name)
        if demand is None:
            found.append(error("replan.unknown", name, field="demand", read=name))
            continue
        product = products[demand.product]
        is_whole = not product.lot_size or quantity == quantity.to_integral_value()
        if not quantity.is_finite() or quantity < 0 or not is_whole:
            found.append(error("replan.quantity", name, field="quantity", read=quantity))
        elif quantity > demand.quantity:
            found.append(error("replan.not_less", name, read=quantity, expected=demand.quantity))
        elif quantity < done.get(name, ZERO):
            found.append(
                error("replan.less_than_delivered", name, read=quantity, expected=done[name])
            )
        elif quantity == demand.quantity:
            found.append(warning("replan.same_quantity", name, read=quantity))
        else:
            price = product.selling_price
            less = demand.quantity - quantity
            changes.append(
                Reduced(
                    demand=name,
                    before=demand.quantity,
                    after=quantity,
                    price_cents=None if price is None else round_half_up(less * price * 100),
                )
            )
    if any(d.severity == "error" for d in found):
        return None, (), tuple(found)
    asked = {x.demand: x.after for x in changes}
    less_problem = replace(
        problem,
        # A milestone that asks for nothing any more is no milestone.
        demands=tuple(
            replace(d, quantity=asked.get(d.id, d.quantity))
            for d in problem.demands
            if asked.get(d.id, d.quantity) > 0
        ),
    )
    return less_problem, tuple(changes), tuple(found)
