"""A member leaves: what lies there is recovered or lost, and it makes nothing more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from optimizer.capacity import Capacities
from optimizer.costing import receipts_rates
from optimizer.diagnostics import Diagnostic, error, warning
from optimizer.ledger import Ledger
from optimizer.left_over import materials_worth, pieces_worth
from optimizer.money import round_half_up
from optimizer.opening import MaterialStock, UnitStock
from optimizer.plan import Plan
from optimizer.plan_changes import Departed
from optimizer.problem import Problem

ZERO = Decimal(0)


def leave(
    problem: Problem, later: Plan, workshop: str, *, is_lost: bool, prices: Mapping[str, Decimal]
) -> tuple[Problem | None, Departed | None, tuple[Diagnostic, ...]]:
    """The same problem without the work of a member, which leaves the day before it starts.

    Recovered, its pieces may still leave: to the hub, or to the customer. Lost, they and the material
    already issued to it are struck off, and made or bought again. What it did stays its own: its past
    receipts and its part of the work done keep counting.

    Args:
        later: what it would have made.
        prices: euros per unit of material.

    Returns:
        None with an error when there is no such workshop; a warning tells pieces that nobody can take
        although they are recovered, for want of a shuttle.
    """
    known = next((w for w in problem.workshops if w.id == workshop), None)
    if known is None:
        return None, None, (error("replan.unknown", workshop, field="workshop", read=workshop),)
    lying = [u for u in problem.opening.units if u.workshop == workshop and u.units > 0]
    found: list[Diagnostic] = []
    gone = list(lying) if is_lost else [u for u in lying if not _can_leave(problem, u)]
    if not is_lost:
        found += [
            warning(
                "replan.pieces_stuck",
                workshop,
                product=u.product,
                operation=u.operation,
                units=u.units,
            )
            for u in gone
        ]
    issued = _issued(problem, later, workshop)
    stocks = problem.opening.materials
    if is_lost:
        stocks = _without(stocks, issued)
    opening = replace(
        problem.opening,
        units=tuple(u for u in problem.opening.units if u not in gone),
        materials=stocks,
        frozen_runs=tuple(r for r in problem.opening.frozen_runs if r.workshop != workshop),
    )
    left = replace(
        problem,
        opening=opening,
        workshops=tuple(
            # "Nothing or at least so much" cannot be asked of one that can do no more.
            replace(w, leaving=problem.start - timedelta(days=1), entry=None, smallest_share=None)
            if w.id == workshop
            else w
            for w in problem.workshops
        ),
        pins=tuple(p for p in problem.pins if p.workshop != workshop),
    )
    found += [
        warning(
            "replan.pin_dropped",
            workshop,
            product=p.product,
            operation=p.operation,
            first=p.first,
            last=p.last,
        )
        for p in problem.pins
        if p.workshop == workshop
    ]
    return left, _departed(problem, later, workshop, lying, issued, prices, is_lost), tuple(found)


def _can_leave(problem: Problem, stock: UnitStock) -> bool:
    product = next(p for p in problem.products if p.id == stock.product)
    if product.operations[-1].id != stock.operation:
        return problem.hub is not None
    return any(x.workshop == stock.workshop for x in problem.lanes)


def _issued(problem: Problem, later: Plan, workshop: str) -> dict[str, Decimal]:
    """Material that has left the pool for its next weeks: it takes time to reach it."""
    known = next(w for w in problem.workshops if w.id == workshop)
    if not known.issue_lead_weeks:
        return {}
    names = set(Capacities(problem).horizon.names[: known.issue_lead_weeks])
    soon = replace(
        later,
        runs=tuple(r for r in later.runs if r.workshop == workshop and r.week in names),
        substitutions=tuple(
            s for s in later.substitutions if s.workshop == workshop and s.week in names
        ),
    )
    used: dict[str, Decimal] = defaultdict(Decimal)
    for (_, material), row in Ledger(problem, soon).material_needs.items():
        used[material] += sum(row, start=ZERO)
    return dict(used)


def _without(
    stocks: tuple[MaterialStock, ...], quantities: Mapping[str, Decimal]
) -> tuple[MaterialStock, ...]:
    left = {m: int(q * 1000) for m, q in quantities.items()}
    found = []
    for stock in stocks:
        taken = min(stock.thousandths, left.get(stock.material, 0))
        if taken:
            left[stock.material] -= taken
        if stock.thousandths > taken:
            found.append(replace(stock, thousandths=stock.thousandths - taken))
    return tuple(found)


def _departed(
    problem: Problem,
    later: Plan,
    workshop: str,
    lying: list[UnitStock],
    issued: Mapping[str, Decimal],
    prices: Mapping[str, Decimal],
    is_lost: bool,
) -> Departed:
    pieces: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for u in lying:
        pieces[u.product, u.operation] += u.units
    rates = receipts_rates(problem)
    planned = sum(
        (r.units * rates[r.product, r.operation] for r in later.runs if r.workshop == workshop),
        start=ZERO,
    )
    return Departed(
        workshop=workshop,
        is_lost=is_lost,
        goods=(
            *materials_worth(problem, issued, prices),
            *pieces_worth(problem, pieces, prices),
        ),
        earned_cents=sum(
            x.receipts_cents for x in problem.opening.past_work if x.workshop == workshop
        ),
        planned_cents=round_half_up(planned * 100),
    )
