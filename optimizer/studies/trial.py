"""Trying changes: what the relaxation can do at best with them, and a whole plan that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from time import monotonic

from optimizer.changes import Change, apply
from optimizer.ledger import Ledger
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.solver.elastic import least_damage
from optimizer.solver.on_time import plan_on_time
from optimizer.solver.solve import SolveOptions, solve
from optimizer.verification.values import ledger_values

ZERO = Decimal(0)
# Told of changes and of the plan that shows what they do.
OnVerified = Callable[[tuple[Change, ...], Plan], None]
# Part of the time within which the relaxation is asked.
_ASKING = 0.3
# Of what a plan may take, what must be left for one more.
_LEAST, _LEAST_OF_LONG = 0.4, 0.8
# A search for a plan that is on time ends by itself when there is one: it may take longer than others.
_ON_TIME = 1.4
# Of all the time, for a look at the order as it is when nothing says that it must be late.
_LOOKING = 0.3
# Of what is left, what a plan may be given: reading it back and verifying it takes time as well.
_LAST_PLAN = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a plan reached; ``is_refuted``: it is proven that no plan is complete and on time."""

    unmet: Decimal
    late: Decimal
    is_refuted: bool
    plan: Plan

    @property
    def is_on_time(self) -> bool:
        """Whether everything is delivered in time."""
        return self.unmet == 0 and self.late == 0

    @property
    def damage(self) -> Decimal:
        """Late and unmet together, as the relaxation counts them."""
        return self.unmet + self.late


def verdict_of(plan: Plan) -> Verdict | None:
    """What a plan says of itself; None when there is none."""
    levels = {x.name: x for x in plan.levels}
    if plan.status not in ("optimal", "feasible") or not {"unmet", "late"} <= levels.keys():
        return None
    unmet, late = levels["unmet"], levels["late"]
    # A bound on late holds under the unmet of the plan.
    refuted = unmet.bound > 0 or (unmet.value == 0 and late.bound > 0)
    return Verdict(unmet=unmet.value, late=late.value, is_refuted=refuted, plan=plan)


def nothing_made(problem: Problem) -> Verdict:
    """What it is to have no plan at all: nothing is ever delivered."""
    plan = Plan(problem_hash="", status="none", stopped_by="time")
    values = ledger_values(Ledger(problem, plan), {})
    return Verdict(unmet=values["unmet"], late=values["late"], is_refuted=False, plan=plan)


class Trials:
    """Variants of one problem, each tried once.

    Args:
        problem: without errors.
        start: a plan of it, from which variants are solved.
        each: seconds for one whole plan.
        seconds: for all of them.
    """

    def __init__(self, problem: Problem, start: Plan | None, each: float, seconds: float) -> None:
        self.problem = problem
        self.start = start
        self.each = each
        self._start = monotonic()
        self._seconds = seconds
        self.solves = 0
        self._least = _LEAST
        self._solved: dict[tuple[Change, ...], Verdict | None] = {}
        self._relaxed: dict[tuple[Change, ...], float | None] = {}
        self._changed: dict[tuple[Change, ...], Problem | None] = {}

    def tell(self, several: Iterable[tuple[Change, ...]], on_verified: OnVerified | None) -> None:
        """Hand on the plans by which changes were verified."""
        for changes in several if on_verified is not None else ():
            verdict = self._solved.get(changes)
            if verdict is not None and on_verified is not None:
                on_verified(changes, verdict.plan)

    def left(self) -> float:
        """Seconds until the end."""
        return self._seconds - (monotonic() - self._start)

    def may_ask(self) -> bool:
        """Whether the relaxation may be asked more; the rest of the time is for whole plans."""
        return self.left() > (1 - _ASKING) * self._seconds

    def has_time(self) -> bool:
        """Whether one more whole plan may be looked for."""
        return self.left() > self._least * self.each

    def are_long(self) -> None:
        """Whole plans take seconds: one that has less time is not worth beginning."""
        self._least = _LEAST_OF_LONG

    def changed(self, changes: tuple[Change, ...]) -> Problem | None:
        """The changed problem, None when the change is refused."""
        if changes not in self._changed:
            self._changed[changes] = apply(self.problem, changes)[0]
        return self._changed[changes]

    def relaxed(self, changes: tuple[Change, ...]) -> float | None:
        """Least damage of the relaxation with these changes; None when they are refused."""
        if changes not in self._relaxed:
            problem = self.changed(changes)
            self._relaxed[changes] = None if problem is None else least_damage(problem)
        return self._relaxed[changes]

    def prepare(self, several: Iterable[tuple[Change, ...]]) -> None:
        """Ask the relaxation about several changes, two at a time, as far as time allows."""

        def ask(changes: tuple[Change, ...]) -> None:
            if self.may_ask():
                self.relaxed(changes)

        wanted = [c for c in dict.fromkeys(several) if c not in self._relaxed]
        with ThreadPoolExecutor(max_workers=2) as pool:
            list(pool.map(ask, wanted))

    def was_asked(self, changes: tuple[Change, ...]) -> bool:
        """Whether the relaxation has answered already."""
        return changes in self._relaxed

    def solved(
        self, changes: tuple[Change, ...], start: Plan | None = None, *, afresh: bool = False
    ) -> Verdict | None:
        """A whole plan with these changes; None when they are refused or no plan was found.

        Args:
            start: a plan to start from, instead of that of the order as it is.
            afresh: start from nothing.
        """
        if changes not in self._solved:
            problem = self.changed(changes)
            first = None if afresh else start or self.start
            self._solved[changes] = None if problem is None else self._solve(problem, first)
        return self._solved[changes]

    def solved_afresh(self, changes: tuple[Change, ...]) -> Verdict | None:
        """The better of what is known and a plan made from nothing, once more.

        A plan to start from may lead where nothing is left to gain.
        """
        known = self.solved(changes)
        problem = self.changed(changes)
        if problem is None or self.start is None or (known is not None and known.is_on_time):
            return known
        again = self._solve(problem, None)
        if again is not None and (known is None or again.damage < known.damage):
            self._solved[changes] = again
        return self._solved[changes]

    def on_time(self, changes: tuple[Change, ...]) -> Verdict | None:
        """A plan with these changes that is on time, or late by little; None when none was found.

        For orders in which a plan takes seconds: nothing else than being on time is looked for.
        """
        if changes not in self._solved:
            self._solved[changes] = self._look(changes, _ON_TIME * self.each)
        return self._solved[changes]

    def looked_for_again(self, changes: tuple[Change, ...]) -> Verdict | None:
        """Another look for a plan that is on time, with up to a third of the time; what was known is kept."""
        return self._look(changes, max(_ON_TIME * self.each, _LOOKING * self._seconds))

    def _look(self, changes: tuple[Change, ...], seconds: float) -> Verdict | None:
        problem = self.changed(changes)
        if problem is None:
            return None
        self.solves += 1
        plan = plan_on_time(problem, max(0.2, min(seconds, _LAST_PLAN * self.left())))
        return None if plan is None else verdict_of(plan)

    def _solve(self, problem: Problem, start: Plan | None) -> Verdict | None:
        self.solves += 1
        options = SolveOptions(
            time_limit_seconds=max(0.2, min(self.each, _LAST_PLAN * self.left())), only_on_time=True
        )
        return verdict_of(solve(problem, options, start=start).plan)


def least_step(does: Callable[[int], bool], most: int) -> int:
    """The least number of steps in 1 … ``most`` that does, when ``most`` does and more does no harm."""
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        if does(middle):
            high = middle
        else:
            low = middle
    return high
