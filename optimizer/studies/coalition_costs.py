"""The cost of every coalition that is asked for, each solved once, within one allowance of time."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from optimizer.coalitions import CoalitionCost, Needs, buyers, coalition_cost, coalition_problem
from optimizer.plan import Purchase
from optimizer.problem import Problem
from optimizer.sharing import Coalition
from optimizer.solver.purchase_solve import PurchaseSolution, solve_purchases
from optimizer.studies.saving import ROUNDING_CENTS
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
        parts = _GROUP_PARTS if coalition == self.whole else 1
        # Half of the clock is kept for those that turn out to be hard.
        seconds = min(0.5 * self.left(), 0.5 * parts * self.left() / waiting)
        return self._solve_within(coalition, seconds, self._known_orders(coalition))

    def _solve_within(
        self, coalition: Coalition, seconds: float, known: Iterable[Sequence[Purchase]]
    ) -> SolvedCoalition:
        members = tuple(w for w in self.members if w in coalition)
        own = coalition_problem(self.problem, self.needs, members)
        solution = solve_purchases(
            own,
            self.needs.of(members),
            seconds=max(_LEAST_SECONDS, seconds),
            emergency_factor=self._factor,
            whole=self.problem,
            known=known,
        )
        return SolvedCoalition(
            members=members, problem=own, horizon=self.needs.horizon, solution=solution
        )

    def _known_orders(self, coalition: Coalition) -> Iterator[tuple[Purchase, ...]]:
        """The plan's orders for the whole group; for others, what one member and the rest order."""
        if coalition == self.whole and self._known:
            yield self._known
        for i in sorted(coalition):
            one, rest = frozenset([i]), coalition - {i}
            if one in self._found and rest in self._found:
                yield _together(
                    (*self._found[one].solution.purchases, *self._found[rest].solution.purchases)
                )

    def refine(self) -> None:
        """Spend what is left of the clock on coalitions not proven, the widest gap in cents first."""
        seconds = dict.fromkeys(self._found, _LEAST_SECONDS)
        while self.left() > 0:
            doubtful = [
                s for s, c in self._found.items() if c.cents - c.bound_cents > ROUNDING_CENTS
            ]
            if not doubtful:
                return
            chosen = max(
                doubtful,
                key=lambda s: (
                    (self._found[s].cents - self._found[s].bound_cents) / seconds[s],
                    sorted(s),
                ),
            )
            # Four times the time at each try: what resists does not take the turn of the others.
            seconds[chosen] = min(4 * seconds[chosen], max(_LEAST_SECONDS, self.left()))
            before = self._found[chosen]
            known = [before.solution.purchases, *self._known_orders(chosen)]
            after = self._solve_within(chosen, seconds[chosen], known)
            bound = max(before.bound_cents, after.bound_cents)
            best = min(before.solution, after.solution, key=lambda x: x.cost.cents)
            self._found[chosen] = replace(
                before, solution=replace(best, bound_cents=min(best.cost.cents, bound))
            )

    def plan_cost(self) -> CoalitionCost:
        """What the known orders cost the whole group, counted like every coalition's."""
        return coalition_cost(self.problem, self.needs.of(self.members), self._known, {}, {})


def _together(purchases: Iterable[Purchase]) -> tuple[Purchase, ...]:
    """Orders on the same offer in the same week made one."""
    found: dict[tuple[str, str], Purchase] = {}
    for p in purchases:
        other = found.get((p.offer, p.week))
        thousandths = p.thousandths + (other.thousandths if other else 0)
        found[p.offer, p.week] = replace(p, thousandths=thousandths)
    return tuple(found.values())
