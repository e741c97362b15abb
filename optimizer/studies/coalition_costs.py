"""The cost of every coalition that is asked for, each solved once, within one allowance of time."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from optimizer.coalitions import CoalitionCost, Needs, buyers, coalition_cost, coalition_problem
from optimizer.plan import Purchase
from optimizer.problem import Problem
from optimizer.sharing import Coalition
from optimizer.solver.purchase_solve import PurchaseSolution, solve_purchases
from optimizer.weeks import Horizon

# Seconds given to a coalition at least: a clock that has run out still brings answers, with gaps.
_LEAST_SECONDS = 0.2
# The whole group is what is paid: its problem may take so many times the even part of the clock.
_GROUP_PARTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SolvedCoalition:
    """A coalition with its own problem, what it needs, and its cheapest orders found."""

    members: tuple[str, ...]
    problem: Problem
    horizon: Horizon
    solution: PurchaseSolution

    @property
    def cents(self) -> int:
        """What it pays."""
        return self.solution.cost.cents

    @property
    def bound_cents(self) -> int:
        """It cannot pay less."""
        return self.solution.bound_cents


class CoalitionCosts:
    """Costs of coalitions, kept once solved.

    Args:
        problem: whole, without errors.
        needs: of all workshops.
        emergency_factor: price of what cannot be had, times the dearest offer.
        seconds: allowance for all problems together.
        known: orders that cover the needs of the whole group.
    """

    def __init__(
        self,
        problem: Problem,
        needs: Needs,
        *,
        emergency_factor: Decimal,
        seconds: float,
        known: Iterable[Purchase] = (),
    ) -> None:
        self.problem = problem
        self.needs = needs
        self.members = buyers(problem, needs)
        self.whole = frozenset(self.members)
        self._factor = emergency_factor
        self._end = time.monotonic() + seconds
        self._known = tuple(known)
        self._found: dict[Coalition, SolvedCoalition] = {}
        self._expected = 1

    @property
    def found(self) -> Mapping[Coalition, SolvedCoalition]:
        """Coalitions solved so far."""
        return self._found

    def left(self) -> float:
        """Seconds left of the allowance (below zero once it is used up)."""
        return self._end - time.monotonic()

    def expect(self, number: int) -> None:
        """So many coalitions will be asked for in all: each gets an even part of what is left."""
        self._expected = number

    def __getitem__(self, coalition: Coalition) -> SolvedCoalition:
        """A coalition, solved now if it was not.

        Raises:
            KeyError: a member is not a buyer.
        """
        if coalition not in self._found:
            if not coalition <= self.whole:
                raise KeyError(coalition)
            self._found[coalition] = self._solve(coalition)
        return self._found[coalition]

    def _solve(self, coalition: Coalition) -> SolvedCoalition:
        waiting = max(1, self._expected - len(self._found))
        seconds = self.left() / waiting * (_GROUP_PARTS if coalition == self.whole else 1)
        seconds = max(_LEAST_SECONDS, min(seconds, 0.5 * self.left()))
        members = tuple(w for w in self.members if w in coalition)
        own = coalition_problem(self.problem, self.needs, members)
        solution = solve_purchases(
            own,
            self.needs.of(members),
            seconds=seconds,
            emergency_factor=self._factor,
            whole=self.problem,
            known=self._plan_orders(own) if coalition == self.whole else (),
        )
        return SolvedCoalition(
            members=members, problem=own, horizon=self.needs.horizon, solution=solution
        )

    def _plan_orders(self, own: Problem) -> tuple[Purchase, ...]:
        offers = {o.id for o in own.offers}
        return self._known if all(p.offer in offers for p in self._known) else ()

    def plan_cost(self) -> CoalitionCost:
        """What the known orders cost the whole group, counted like every coalition's."""
        return coalition_cost(self.problem, self.needs.of(self.members), self._known, {}, {})
