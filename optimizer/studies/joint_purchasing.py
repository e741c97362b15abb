"""Buying together: what each coalition would pay alone, what the group saves, and who gains what.

The result tells everybody's stand-alone cost: it is the facilitator's. A member sees its own lines, the
coordinator totals over at least three members. ``docs/purchasing.md`` has the definitions.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from optimizer.coalitions import needs_of
from optimizer.cost_parameters import OrderTerms
from optimizer.ledger import Ledger
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.purchase_orders import (
    compare_offers,
    cost_by_material,
    delivery_lists,
    material_prices,
    next_breaks,
    purchase_orders,
)
from optimizer.purchasing import lowest_list_price
from optimizer.sharing import SampledValues, coalitions, sampled_shapley
from optimizer.solver.least_core import least_core
from optimizer.studies.coalition_costs import CoalitionCosts, SolvedCoalition
from optimizer.studies.saving import (
    CoalitionView,
    CoreCheck,
    JointPurchasing,
    NotBoughtAlone,
    Paid,
)
from optimizer.studies.saving_findings import findings
from optimizer.studies.saving_keys import Game, shares_by_key

MOST_EXACT = 8
"""Up to so many buyers every coalition is solved; beyond, orders of arrival are sampled."""

# Below half a cent, what is left over is the rounding of the linear program.
_HALF_CENT = Decimal("0.5")


def joint_purchasing(
    problem: Problem,
    plan: Plan,
    terms: OrderTerms | None = None,
    *,
    paid: Paid = "least",
    seconds: float = 60.0,
    most_exact: int = MOST_EXACT,
    most_pairs: int = 200,
    seed: int = 0,
) -> JointPurchasing:
    """Who gains what when the workshops of a plan buy together.

    Args:
        problem: without errors.
        plan: a verified plan for it.
        terms: key and emergency factor (default: the problem's, else stand-alone cost and 1.5).
        paid: what the group pays: the cheapest orders found for its needs, or the plan's own.
        seconds: for all coalitions together; a short clock leaves gaps, never gaps unsaid.
        most_exact: buyers up to which all coalitions are solved.
        most_pairs: pairs of orders of arrival sampled beyond that, at most.
        seed: of that sampling.
    """
    terms = terms or problem.payments or OrderTerms()
    needs = needs_of(Ledger(problem, plan))
    costs = CoalitionCosts(
        problem,
        needs,
        emergency_factor=terms.emergency_factor,
        seconds=seconds,
        known=plan.purchases,
    )
    members = costs.members
    plan_cents = costs.plan_cost().cents
    is_exact = len(members) <= most_exact
    costs.expect(2 ** len(members) - 1 if is_exact else 2 * len(members) * most_pairs)
    whole = costs[costs.whole]
    alone = {i: costs[frozenset([i])] for i in members}
    paid_cents = whole.cents if paid == "least" else plan_cents
    game = Game(members=members, total=paid_cents, costs=costs)
    sampled: SampledValues | None = None
    if is_exact:
        for s in coalitions(members):
            costs[s]
        costs.refine()
    else:

        def sample(pairs: int, reserve: float) -> SampledValues:
            return sampled_shapley(
                members,
                game.highest,
                lowest=game.lowest,
                pairs=pairs,
                seed=seed,
                goes_on=lambda: costs.left() > reserve,
            )

        drawn = sample(most_pairs, seconds / 2).orders // 2
        costs.refine()
    whole = costs[costs.whole]
    alone = {i: costs[frozenset([i])] for i in members}
    if paid == "least":
        game = replace(game, total=whole.cents)
    if not is_exact:  # the same orders of arrival, at costs that are better known
        sampled = sample(drawn, -math.inf)
    orders = whole.solution.purchases if paid == "least" else plan.purchases
    together = cost_by_material(
        problem, whole.solution.cost if paid == "least" else costs.plan_cost()
    )
    result = JointPurchasing(
        members=members,
        key=terms.sharing_key,
        paid=paid,
        paid_cents=game.total,
        plan_cents=plan_cents,
        group=_view(whole),
        saving_cents=sum(a.cents for a in alone.values()) - game.total,
        lowest_saving_cents=sum(a.bound_cents for a in alone.values()) - game.total,
        coalitions=tuple(_view(costs[s]) for s in game.known()),
        keys=shares_by_key(game, needs, _list_values(problem, costs), together, sampled),
        core=_core(game, is_exact),
        not_bought_alone=tuple(n for a in alone.values() for n in _not_bought(a)),
        orders=purchase_orders(problem, orders),
        deliveries=delivery_lists(problem, needs),
        offers=compare_offers(problem, needs, orders),
        breaks=next_breaks(problem, orders),
        prices=material_prices(
            needs,
            {i: cost_by_material(a.problem, a.solution.cost) for i, a in alone.items()},
            together,
        ),
        sampled_orders=sampled.orders if sampled else 0,
        diagnostics=(),
    )
    return replace(result, diagnostics=tuple(findings(result)))


def _view(solved: SolvedCoalition) -> CoalitionView:
    return CoalitionView(
        members=solved.members,
        cents=solved.cents,
        bound_cents=solved.bound_cents,
        gap=solved.solution.gap,
        emergency_cents=sum(e.cents for e in solved.solution.cost.emergencies),
    )


def _list_values(problem: Problem, costs: CoalitionCosts) -> dict[str, Fraction]:
    """What each buyer needs, at the lowest list price: metres and pieces do not add up otherwise."""
    prices = {m.id: Fraction(lowest_list_price(problem, m.id) or 0) for m in problem.materials}
    return {
        i: sum(
            (costs.needs.total([i], m) * price for m, price in prices.items()),
            Fraction(0),
        )
        for i in costs.members
    }


def _not_bought(alone: SolvedCoalition) -> Iterable[NotBoughtAlone]:
    horizon = alone.horizon
    units = {m.id: m.unit for m in alone.problem.materials}
    for line in alone.solution.cost.emergencies:
        row = alone.solution.missing[line.material]
        yield NotBoughtAlone(
            workshop=alone.members[0],
            material=line.material,
            thousandths=line.thousandths,
            unit=units[line.material],
            weeks=tuple(horizon.name(t) for t, missing in enumerate(row) if missing),
            unit_price=line.unit_price,
            cents=line.cents,
        )


def _core(game: Game, is_exact: bool) -> CoreCheck:
    """Whether the core is empty: surely with the costs found, surely not with the bounds."""
    known = [s for s in game.known() if s != frozenset(game.members)]
    found = least_core(game.members, game.total, known, game.highest)
    strict = least_core(game.members, game.total, known, game.lowest)
    is_empty: bool | None = None
    if found is not None and found.epsilon > _HALF_CENT:
        is_empty = True
    elif is_exact and (not known or (strict is not None and strict.epsilon <= _HALF_CENT)):
        is_empty = False
    return CoreCheck(
        is_empty=is_empty,
        epsilon_cents=found.epsilon if found else None,
        checked=len(known),
        coalitions=max(0, 2 ** len(game.members) - 2),
    )
