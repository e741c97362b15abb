"""One solve: from a problem to a verified plan, whatever the clock allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from optimizer.capacity import Capacities
from optimizer.diagnostics import Diagnostic, error
from optimizer.dossier import problem_hash
from optimizer.fairness import fairness_table, key_weights
from optimizer.ledger import Ledger
from optimizer.plan import (
    Fairness,
    LevelName,
    LevelResult,
    PhaseTime,
    Plan,
    Preset,
    PriceOfFairness,
    Reason,
    Run,
    StoppedBy,
)
from optimizer.problem import FairnessKey, Problem
from optimizer.requirements import total_standard_minutes
from optimizer.solver.bounds import FLOOR, Clock, Found
from optimizer.solver.extract import entries
from optimizer.solver.in_force import KEPT
from optimizer.solver.linear import Vector
from optimizer.solver.pin_conflict import impossible_pins
from optimizer.solver.quick import QuickSearch
from optimizer.solver.share_conflict import unreachable_shares
from optimizer.verification import check_plan
from optimizer.verification.values import ledger_values

_FINE = Decimal("0.000001")
# For saying which share is out of reach, once it is known that there is no plan.
_WHY_SECONDS = 5.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveOptions:
    """How to plan.

    ``key`` None: the problem's own. ``plain_targets``: fair targets are weight share × total, as some
    publications count, not the leximin vector. ``only_on_time``: be content with the first plan that
    is complete and on time. ``quick``: stop as soon as a plan is good: unmet and late at their bounds,
    the shortfalls within half a per cent of all the work, the cost within 2 % of its bound.
    """

    preset: Preset = "equitable"
    key: FairnessKey | None = None
    time_limit_seconds: float = 60.0
    plain_targets: bool = False
    only_on_time: bool = False
    quick: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a solve is doing: the phase, the level with its value and bound when there is one."""

    phase: str
    level: LevelName | None = None
    value: float | None = None
    bound: float | None = None
    seconds: float
    plan_found: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOutcome:
    """A plan (perhaps without entries: see its status), and what is wrong or worth saying."""

    plan: Plan
    diagnostics: tuple[Diagnostic, ...] = ()


def solve(
    problem: Problem,
    options: SolveOptions | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    on_plan: Callable[[Plan], None] | None = None,
    start: Plan | None = None,
) -> PlanOutcome:
    """Plan a problem that has no data errors.

    Args:
        problem: checked before (:func:`optimizer.validation.check_problem`).
        options: preset, key, time.
        on_progress: told often what is going on.
        on_plan: given every better plan, verified and complete.
        start: a plan of this problem, or of one much like it, to start from; what it says of ids and
            weeks that this problem does not have is left out.

    Returns:
        the last plan that keeps every rule. Its status is ``optimal`` when every level is proven,
        ``feasible`` otherwise, ``infeasible`` when the data admit no plan, ``none`` when the clock ended
        before there was one. A plan that fails verification is never handed on: the one before it
        is, with the error ``solve.broken_plan``.
    """
    return _Planning(problem, options or SolveOptions(), on_progress, on_plan, start).run()


class _Planning:
    """State of one solve."""

    def __init__(
        self,
        problem: Problem,
        options: SolveOptions,
        on_progress: Callable[[Progress], None] | None,
        on_plan: Callable[[Plan], None] | None,
        start: Plan | None = None,
    ) -> None:
        self.problem = problem
        self.options = options
        self.key: FairnessKey = options.key or problem.fairness_key
        self.clock = Clock(options.time_limit_seconds)
        self._on_progress = on_progress
        self._on_plan = on_plan
        self.hash = problem_hash(problem)
        self.best: Plan | None = None
        self.broken: tuple[Diagnostic, ...] = ()
        self.phases: dict[str, float] = {}
        self._said = -1.0
        self.search = QuickSearch(
            problem,
            options.preset,
            self.key,
            plain_targets=options.plain_targets,
            only_on_time=options.only_on_time,
            quick=options.quick,
            start=start,
            clock=self.clock,
            on_found=self._hand_over,
            on_progress=self._say,
        )
        self.search.is_awaited = on_plan is not None

    def run(self) -> PlanOutcome:
        self._timed("build", self.search.build)
        x: Vector | None = None
        if self.search.is_warm:
            x = self._timed("warm_plan", self.search.warm_plan)
        guide = None if x is not None else self._timed("relax", self.search.relax)
        if guide is not None:
            x = self._timed("first_plan", lambda: self.search.first_plan(guide))
        if x is None:
            because = impossible_pins(self.problem, min(10.0, self.clock.left() - 0.2))
            if not because and self.search.infeasible:
                because = unreachable_shares(self.problem, _WHY_SECONDS)
            is_infeasible = self.search.infeasible or bool(because)
            status = "infeasible" if is_infeasible else "none"
            stopped: StoppedBy = "proof" if is_infeasible else "time"
            plan = Plan(
                problem_hash=self.hash,
                preset=self.options.preset,
                status="infeasible" if status == "infeasible" else "none",
                stopped_by=stopped,
                phases=self._phase_times(),
                seconds=_seconds(self.clock.spent()),
            )
            return PlanOutcome(plan=plan, diagnostics=because or (error(f"solve.{status}"),))
        start = x
        x = self._timed("search", lambda: self.search.run(start))
        self._timed("final", lambda: self._finish(x))
        if self.best is None:
            plan = Plan(
                problem_hash=self.hash,
                preset=self.options.preset,
                status="none",
                stopped_by="time",
                phases=self._phase_times(),
                seconds=_seconds(self.clock.spent()),
            )
            return PlanOutcome(plan=plan, diagnostics=(error("solve.broken_plan"), *self.broken))
        best = replace(self.best, phases=self._phase_times(), seconds=_seconds(self.clock.spent()))
        found = (error("solve.broken_plan"), *self.broken) if self.broken else ()
        return PlanOutcome(plan=best, diagnostics=found)

    def _finish(self, x: Vector) -> None:
        settled = self.search.settled(x)
        if not (self.options.only_on_time or self.options.quick):
            found = self.search.found(settled)
            _, values, _ = self._bare_plan(found, settled)
            self.search.final_bounds(settled, values)
        self._hand_over(self.search.found(settled), is_settled=True)

    def _timed(self, phase: str, work: Callable[[], T]) -> T:
        began = self.clock.spent()
        self._say(phase, None, None, None)
        result = work()
        self.phases[phase] = self.clock.spent() - began
        return result

    def _phase_times(self) -> tuple[PhaseTime, ...]:
        return tuple(PhaseTime(phase=p, seconds=_seconds(s)) for p, s in self.phases.items())

    def _say(
        self, phase: str, level: LevelName | None, value: float | None, bound: float | None
    ) -> None:
        now = self.clock.spent()
        if self._on_progress is None or (level is not None and now - self._said < 0.25):
            return
        self._said = now
        self._on_progress(
            Progress(
                phase=phase,
                level=level,
                value=value,
                bound=bound,
                seconds=now,
                plan_found=self.best is not None,
            )
        )

    # -- plans ---------------------------------------------------------------------------------

    def _hand_over(self, found: Found, *, is_settled: bool = False) -> None:
        x = found.x if is_settled or found.is_settled else self.search.settled(found.x)
        plan = self._plan(found, x)
        faults = check_plan(self.problem, plan)
        if faults:
            self.broken = faults
            return
        self.broken = ()
        self.best = plan
        if self._on_plan is not None:
            self._on_plan(plan)

    def _bare_plan(
        self, found: Found, x: Vector
    ) -> tuple[Plan, dict[LevelName, Decimal], dict[str, Decimal]]:
        """A plan without its figures, the value of every level, the targets."""
        e = entries(self.search.v, x)
        plan = Plan(
            problem_hash=self.hash,
            preset=self.options.preset,
            status="feasible",
            stopped_by="time",
            runs=e.runs,
            hub_sendings=e.hub_sendings,
            hub_receipts=e.hub_receipts,
            shipments=e.shipments,
            deliveries=e.deliveries,
            purchases=e.purchases,
            substitutions=e.substitutions,
        )
        targets = {w: Decimal(repr(m)).quantize(_FINE) for w, m in found.targets.minutes.items()}
        return plan, ledger_values(Ledger(self.problem, plan), targets), targets

    def _plan(self, found: Found, x: Vector) -> Plan:
        plan, values, targets = self._bare_plan(found, x)
        levels = self._levels(found, values)
        proven = all(level.proven for level in levels)
        fairness = fairness_table(
            self.problem, plan.runs, self.key, targets, self._reasons(found.targets.reasons)
        )
        return replace(
            plan,
            status="optimal" if proven else "feasible",
            stopped_by="proof" if proven else "time",
            levels=levels,
            fairness=fairness,
            fairness_other=self._other_fairness(plan.runs),
            price_of_fairness=_price_of_fairness(found, values["cost"]),
            phases=self._phase_times(),
            seconds=_seconds(self.clock.spent()),
        )

    def _reasons(self, reasons: dict[str, Reason]) -> dict[str, Reason]:
        """A workshop held by its hours while it lacks a norm for some weeks is held by the norm.

        One that nothing of its own holds may be held by what is pinned or banned.
        """
        refined = dict(reasons)
        told = {x.workshop for x in self.problem.pins} | {x.workshop for x in self.problem.bans}
        for w, reason in reasons.items():
            if w in told and reason == "materials":
                refined[w] = "instructions"
        capacities: Capacities = self.search.v.capacities
        for w, reason in reasons.items():
            if reason != "capacity" or w in told:
                continue
            minutes = capacities.productive_minutes[w]
            weeks = [t for t in range(capacities.horizon.last_due + 1) if minutes[t] > 0]
            idle = [
                t
                for t in weeks
                if not any(key[0] == w and key[3] == t for key in self.search.v.lots)
            ]
            if len(idle) * 6 > len(weeks):
                refined[w] = "qualification"
        return refined

    def _other_fairness(self, runs: tuple[Run, ...]) -> Fairness:
        other: FairnessKey = (
            "headcount" if self.key == "productive_minutes" else "productive_minutes"
        )
        total = total_standard_minutes(self.problem)
        weights = key_weights(self.problem, other)
        targets = {w: (share * total * (1 - _FINE)).quantize(_FINE) for w, share in weights.items()}
        return fairness_table(self.problem, runs, other, targets)

    def _levels(self, found: Found, values: dict[LevelName, Decimal]) -> tuple[LevelResult, ...]:
        results = []
        all_proven = True
        stays = bool(self.problem.plan_in_force) and values["distance"] == 0
        for goal in self.search.goals:
            value = values[goal.name]
            raw = found.bounds.get(goal.name, 0.0)
            if not _holds_for(found, goal.name, values):
                raw = FLOOR
            bound = _bound(raw, value, goal.name)
            if bound > value:
                # Reckoned for less unmet or late than this plan has: it says nothing of this one.
                bound = Decimal(0)
            if stays and goal.name in ("distance", "steadiness"):
                bound = value  # nothing moves: the runs are known, and how steady they are
            slack = Decimal(repr(self.search.slack(goal.name, float(bound)))).quantize(_FINE)
            if stays and (goal.name in KEPT):
                slack = max(slack, value - bound)  # as it was: nothing is moved for less
            if abs(value - slack - bound) <= 2 * _FINE * (1 + abs(bound)):
                bound = value - slack  # at the very end of its slack
            largest = max(abs(value), abs(bound))
            proven = value - bound <= slack
            results.append(
                LevelResult(
                    name=goal.name,
                    value=value,
                    bound=bound,
                    gap=abs(value - bound) / largest if largest else Decimal(0),
                    slack=slack,
                    proven=proven,
                    conditional=not all_proven,
                    seconds=_seconds(found.seconds.get(goal.name, 0.0)),
                )
            )
            all_proven = all_proven and proven
        return tuple(results)


def _holds_for(found: Found, name: LevelName, values: Mapping[LevelName, Decimal]) -> bool:
    """Whether a bound was found under nothing that this plan itself does not keep."""
    return all(
        float(values[other]) <= limit + 1e-5 * (1 + abs(limit))
        for other, limit in found.under.get(name, {}).items()
    )


def _bound(raw: float, value: Decimal, name: LevelName) -> Decimal:
    """The bound to print: the solver's, less its tolerance; the value where the two agree within it.

    The cost's lines are rounded one by one, so it may lie a little below an exact bound.
    """
    near = Decimal(repr(1e-6 * (1 + abs(raw))))
    if name == "cost":
        near += 5
    elif name in ("unmet", "late", "fast"):
        near += Decimal("0.001")
    elif name != "steadiness":  # units are rounded to a millionth, one by one
        near += Decimal("0.00001")
    bound = (Decimal(repr(float(raw))) - near / 10).quantize(_FINE)
    if abs(value - bound) <= near:
        return value
    return max(Decimal(0), bound)


def _price_of_fairness(found: Found, cost: Decimal) -> PriceOfFairness | None:
    if found.cheapest is None:
        return None
    value, bound = found.cheapest
    lowest = max(0, int(cost - Decimal(repr(float(value)))))
    highest = max(lowest, int(cost - Decimal(repr(float(bound)))) + 1)
    return PriceOfFairness(lowest_cents=lowest, highest_cents=highest)


def _seconds(value: float) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal("0.001"))
