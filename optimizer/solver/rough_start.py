"""Where a big order starts from: a plan that needs no linear programme, and bounds that need a small one.

How big is decided by the number of columns, never by seconds: the same order starts in the same way on
every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from optimizer.fairness import largest_lot_minutes
from optimizer.plan import LevelName
from optimizer.solver.aggregate import Aggregate
from optimizer.solver.bounds import Found, LevelBounds
from optimizer.solver.completion import completed
from optimizer.solver.constraints import total_minutes
from optimizer.solver.dispatch import Dispatch, Tuning
from optimizer.solver.goals import LevelGoal
from optimizer.solver.leximin import FairTargets
from optimizer.solver.linear import INF, Vector
from optimizer.solver.rough_guide import rough_guide

# From so many columns on, the rough plan comes first; the relaxation then has the time it needs.
BIG = 6_000
# From so many on, no linear programme of the whole order is asked at all.
HUGE = 15_000
# Lots that cutting may run ahead of the guide.
_BUFFERS = (0.0, 2.0, 4.0)
_BALANCING_ROUNDS = 4
# Of the time limit, what all simulations together may take.
_SHARE = 0.15
# What a quick plan may miss of its bounds: shortfalls as a part of all the work, the cost relative.
GOOD_FAIRNESS = 0.005
GOOD_COST = 0.02
# Nobody who waits for a quick plan waits for these.
NOT_AWAITED: tuple[LevelName, ...] = ("steadiness", "distance")
# What a simulated plan may miss of a row, relative.
_TOLERANCE = 1e-6


class RoughStart(LevelBounds):
    """The first plan of a big order, and what is known about a huge one."""

    _starting = False
    _telling = 0.0

    @property
    def is_big(self) -> bool:
        """Whether a rough plan comes before the relaxation."""
        return len(self.arrays.lower) >= BIG

    @property
    def is_huge(self) -> bool:
        """Whether there is no relaxation of the whole order, and the search goes by areas."""
        return len(self.arrays.lower) >= HUGE

    def rough_start(self) -> Vector | None:
        """The best of several simulations of the rough guide; None when none keeps every rule.

        The first one that does is handed over at once.
        """
        shares = self._shares()
        even = self._even_targets()
        plain = FairTargets(shares, dict.fromkeys(shares, ""))
        self._use_targets(plain if self.plain_targets else even)
        self._starting = True
        best = self._best_simulation(even.minutes)
        self._starting = False
        return best

    def _best_simulation(self, even: Mapping[str, float]) -> Vector | None:
        """``even``: standard minutes per workshop that the simulations steer at."""
        total = sum(self._shares().values()) or 1.0
        weights = {w: m / total for w, m in even.items()}
        guide = rough_guide(self.v, weights)
        self.guide = guide
        best: Vector | None = None
        chosen = Tuning()
        end = self.clock.spent() + _SHARE * self.clock.limit
        # Divisible products are not rounded: one simulation is like the other.
        lots = any(p.lot_size for p in self.problem.products)
        for buffer in _BUFFERS if lots else _BUFFERS[:1]:
            if best is not None and self.clock.spent() > end:
                break
            tuning = Tuning(buffer_lots=buffer, look_ahead_weeks=3)
            x = self._simulated(guide, tuning)
            if x is not None and (best is None or self._rank(x) < self._rank(best)):
                if best is None:
                    self._tell(x, force=True)
                best, chosen = x, tuning
        if best is None:
            return None
        x = best
        boost = dict.fromkeys(self.loads, 1.0)
        for _ in range(_BALANCING_ROUNDS):
            if self.clock.spent() > end:
                break
            for w, (load, past) in self.loads.items():
                made = past + float(load @ x)
                if made > 0 and even[w] > 0:
                    boost[w] = min(1.15, max(0.9, boost[w] * even[w] / made))
            again = self._simulated(guide, replace(chosen, boost=tuple(boost.items())))
            if again is None:
                break
            x = again
            if self._rank(x) < self._rank(best):
                best = x
        self._tell(best, force=True)
        return best

    def _even_targets(self) -> FairTargets:
        """Fair targets of the order without its weeks; the shares themselves when there is no time."""
        shares = self._shares()
        # Everything by the last due week, else in the end, else as much as there is.
        weeks = self.v.weeks
        end = self.clock.spent() + max(0.1, 0.1 * self.clock.limit)
        for until, complete in ((self._weeks_of_work(), True), (weeks, True), (weeks, False)):
            found = Aggregate(self.v, until, complete=complete).targets(
                shares, lambda: end - self.clock.spent()
            )
            if found is not None:
                return found
        return FairTargets(shares, dict.fromkeys(shares, ""))

    def _weeks_of_work(self) -> int:
        last = self.v.horizon.last_due
        return last + 1 if last >= 0 else self.v.weeks

    def _simulated(self, guide: Vector, tuning: Tuning) -> Vector | None:
        """A simulated plan with all its columns; None when it missed a rule."""
        x = completed(self.v, self.arrays, Dispatch(self.v, guide, tuning).simulate())
        if self.arrays.violation(x) <= _TOLERANCE:
            return self._with_shortfalls(x)
        # Nothing or at least the smallest share: who has too little does nothing.
        whole = total_minutes(self.v)
        few = tuple(
            w.id
            for w in self.problem.workshops
            if w.smallest_share
            and all(x.workshop != w.id for x in self.problem.pins)
            and w.id in self.v.takes_part
            and w.id not in tuning.without
            and _TOLERANCE < float(self.loads[w.id][0] @ x) < float(w.smallest_share) * whole
        )
        if not few:
            return None
        return self._simulated(guide, replace(tuning, without=(*tuning.without, *few)))

    def _rank(self, x: Vector) -> tuple[float, ...]:
        """Plans in the order of the levels."""
        return tuple(round(goal.value(x), 3) for goal in self.goals)

    # -- when a plan is good enough ---------------------------------------------------------------

    def _room(self, goal: LevelGoal) -> float:
        """What a level may miss of its bound for somebody who waits.

        Nothing of unmet and late that can be 0; else 2 %, or what the last lot may be late.
        """
        bound = self.bounds[goal.name]
        if goal.name in ("unmet", "late"):
            if bound <= self._tolerance(goal):
                return 0.0
            most = max((p.lot_size * float(p.weight) for p in self.problem.products), default=0.0)
            priority = max((d.priority for d in self.problem.demands), default=1)
            return max(GOOD_COST * bound, 2 * most * priority)
        if goal.name in ("fairness_largest", "fairness_sum"):
            return max(GOOD_FAIRNESS * total_minutes(self.v), self.slack(goal.name, bound))
        return GOOD_COST * abs(bound) if goal.name in ("fast", "cost") else INF

    def kept_value(self, name: LevelName) -> float | None:  # noqa: ARG002
        """What a level need not be better than; None: as good as can be."""
        return None

    def _is_good_at(self, goal: LevelGoal, x: Vector) -> bool:
        """Whether a level is near enough to its bound for somebody who waits."""
        limit = max(self.bounds[goal.name] + self._room(goal), self.kept_value(goal.name) or 0.0)
        return goal.value(x) <= limit + self._tolerance(goal) + 1e-6

    def _is_good(self, x: Vector) -> bool:
        """Whether every level is near enough to its bound for somebody who waits."""
        return all(self._is_good_at(goal, x) for goal in self.goals)

    # -- what a huge order does without -----------------------------------------------------------

    def found(self, x: Vector) -> Found:
        """The plan with what is known of it; a simulated one has whole flows."""
        return replace(super().found(x), is_settled=self._starting or self.is_huge)

    def settled(self, x: Vector) -> Vector:
        """Areas leave whole flows behind them: nothing to do for a huge order."""
        return x if self.is_huge else super().settled(x)

    def _tell(self, x: Vector, *, force: bool = False) -> None:
        """Hand a better plan over; verifying a huge one takes a while, so less often."""
        began = self.clock.spent()
        if self.is_huge and not force:
            soon = began - self._last_told < 0.1 * self.clock.limit
            if soon or self.clock.left() < 5.0 * self._telling:  # the last one is told anyway
                return
        super()._tell(x, force=force)
        self._telling = max(self._telling, self.clock.spent() - began)

    def final_bounds(self, x: Vector, printed: Mapping[LevelName, Decimal]) -> None:
        """Bounds given the printed values of the levels before.

        Of a huge order: nothing is negative, and the cost of the order without its weeks.
        """
        if not self.is_huge:
            super().final_bounds(x, printed)
            return
        # A unit less than everything is allowed for there: a plan as good as this one may lack less.
        weight = min((float(p.weight) for p in self.problem.products), default=1.0)
        unmet, late = float(printed["unmet"]), float(printed["late"])
        # More than rounding: a whole lot may hang on the last few units, and be made late or never.
        if unmet > 1e-3 * min(1.0, weight):
            return
        weeks = self._weeks_of_work() if late <= 1e-3 else self.v.weeks
        names: list[LevelName] = [g.name for g in self.goals]
        fair = names.index("fairness_sum") < names.index("cost")
        plain = "fairness_largest" not in names
        lot = float(largest_lot_minutes(self.problem)) + 1e-3
        largest = float(printed["fairness_largest"]) + lot if fair and not plain else INF
        in_all = float(printed["fairness_sum"]) if fair else INF
        bound = Aggregate(self.v, weeks, complete=True).lowest_cost(
            max(0.2, self.clock.left()), self.targets.minutes, largest, in_all + 1e-3
        )
        if bound is not None:
            self.bounds["cost"] = max(self.bounds["cost"], bound)
