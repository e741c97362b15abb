"""How likely a plan is on time: it is carried out many times, each time with other luck.

The rule of a rehearsal is in docs/resilience.md, what varies in :mod:`optimizer.hazards`.
"""

from __future__ import annotations

import math
from decimal import Decimal
from functools import cached_property
from statistics import NormalDist

import numpy as np

from optimizer.fragility import (
    CapacityBuffer,
    CauseKind,
    CauseShare,
    Chance,
    Chances,
    MilestoneChance,
    Trial,
    WeekProgress,
)
from optimizer.hazards import Hazards
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.rehearsal.course import Course, Flags, Floats
from optimizer.rehearsal.events import Luck, draw, happen
from optimizer.rehearsal.weeks import Outcome, rehearse

# Deliveries are counted to a thousandth where products are divisible or rejects make fractions.
_UNITS = 2e-3
_Z = NormalDist().inv_cdf(0.975)
# Numbers in the largest array of a rehearsal: cases are taken in parts beyond that.
_LARGEST = 4_000_000
_STEP = 0.005
# Twice the hours.
_MOST_STEPS = 200
_MOST_WEEKS = 3
_PLACES = Decimal("0.0001")


class MonteCarlo:
    """A plan and the luck of some cases.

    Args:
        problem: a problem without errors.
        plan: a plan that keeps its rules.
        draws: number of cases, at least 1.
        seed: the same seed gives the same cases.
    """

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        *,
        hazards: Hazards | None = None,
        draws: int = 1000,
        seed: int = 1,
    ) -> None:
        self.problem = problem
        self.hazards = hazards or Hazards()
        self.draws = draws
        self.seed = seed
        self.course = Course(problem, plan)
        self.luck: Luck = draw(self.course, draws, seed)

    def rehearsed(self, *, more_hours: float = 0.0, weeks_earlier: int = 0) -> Outcome:
        """All the cases, perhaps with more hours everywhere or with supplies that come earlier."""
        course = self.course
        events = happen(
            course, self.hazards, self.luck, more_hours=more_hours, weeks_earlier=weeks_earlier
        )
        causes = len(course.workshops) + len(course.groups) + len(course.materials) + 1
        size = max(1, len(course.stages) * max(causes, len(course.workshops)))
        step = max(1, _LARGEST // size)
        parts = [rehearse(course, events.part(k, k + step)) for k in range(0, self.draws, step)]
        return Outcome(
            delivered=np.concatenate([x.delivered for x in parts]),
            causes=np.concatenate([x.causes for x in parts]),
        )

    def on_time(self, outcome: Outcome) -> Flags:
        """Whether each demand is there in its due week, [case, demand]."""
        found = np.ones((self.draws, len(self.course.aims)), dtype=bool)
        for d, aim in enumerate(self.course.aims):
            there = outcome.delivered[:, d, : aim.due + 1].sum(axis=1)
            found[:, d] = there >= aim.units - _UNITS
        return found

    @cached_property
    def _planned(self) -> Flags:
        """Whether the plan itself delivers each demand in time, [demand]."""
        return np.array(
            [
                (a.planned[a.due] if a.due >= 0 else 0.0) >= a.units - _UNITS
                for a in self.course.aims
            ],
            dtype=bool,
        )

    def _all_on_time(self, on_time: Flags) -> Flags:
        """Whether all that the plan delivers in time is in time, [case]."""
        planned = self._planned
        if not planned.any():
            return np.zeros(len(on_time), dtype=bool)
        return np.asarray(on_time[:, planned].all(axis=1), dtype=bool)

    # -- answers --------------------------------------------------------------------------------------

    def chances(self, target: Decimal | None = Decimal("0.95")) -> Chances:
        """Chances of each milestone and of all; the buffer that reaches ``target``, unless it is None."""
        outcome = self.rehearsed()
        on_time = self.on_time(outcome)
        together = self._all_on_time(on_time)
        kept = int(together.sum())
        return Chances(
            draws=self.draws,
            seed=self.seed,
            hazards=self.hazards,
            all_on_time=chance(kept, self.draws),
            milestones=tuple(
                self._milestone(d, outcome, on_time[:, d]) for d in range(len(self.course.aims))
            ),
            causes=self._causes(
                np.where(on_time[:, None, :] | ~self._planned, 0.0, outcome.causes).sum(axis=2),
                np.logical_not(together),
            ),
            progress=self._progress(outcome),
            buffer=None
            if target is None or not self._planned.any()
            else self.buffer(target, kept / self.draws),
        )

    def _milestone(self, d: int, outcome: Outcome, on_time: Flags) -> MilestoneChance:
        aim = self.course.aims[d]
        reached = np.cumsum(outcome.delivered[:, d], axis=1)
        there = reached >= aim.units - _UNITS
        weeks = self.course.weeks
        last = np.where(there.any(axis=1), there.argmax(axis=1), weeks)
        late = np.where(on_time, 0, np.maximum(0, last - aim.due))
        due_there = reached[:, aim.due] if aim.due >= 0 else np.zeros(self.draws)
        return MilestoneChance(
            demand=aim.demand,
            due=self.course.ledger.horizon.name(aim.due),
            planned=bool(self._planned[d]),
            on_time=chance(int(on_time.sum()), self.draws),
            mean_weeks_late=_decimal(float(late.mean())),
            weeks_late_90=int(np.quantile(late, 0.9, method="inverted_cdf")),
            mean_units_late=_decimal(float(np.maximum(0.0, aim.units - due_there).mean())),
            units_90=_units(float(np.quantile(due_there, 0.1, method="inverted_cdf"))),
            never=_decimal(float((last >= weeks).mean())),
            causes=self._causes(outcome.causes[:, :, d], ~on_time),
        )

    def _causes(self, owed: Floats, late: Flags) -> tuple[CauseShare, ...]:
        """What holds up most in each late case, as parts of the late cases."""
        cases = owed[late]
        known = cases.sum(axis=1) > _UNITS
        if not known.any():
            return ()
        main = np.bincount(cases[known].argmax(axis=1), minlength=owed.shape[1])
        course = self.course
        names: list[tuple[CauseKind, str]] = [("workshop", w) for w in course.workshops]
        names += [("station", g) for g in course.groups]
        names += [("material", m) for m in course.materials]
        names.append(("rejects", ""))
        shares = [
            CauseShare(kind=kind, subject=subject, share=_decimal(int(n) / len(cases)))
            for (kind, subject), n in zip(names, main, strict=True)
            if n
        ]
        return tuple(sorted(shares, key=lambda x: -x.share))

    def _progress(self, outcome: Outcome) -> tuple[WeekProgress, ...]:
        total = np.cumsum(outcome.delivered.sum(axis=1), axis=1)
        planned = sum((a.planned for a in self.course.aims), start=np.zeros(self.course.weeks))
        low, middle, high = np.quantile(total, (0.1, 0.5, 0.9), axis=0)
        names = self.course.ledger.horizon.names
        return tuple(
            WeekProgress(
                week=names[t],
                planned=_units(planned[t]),
                nine_in_ten=_units(low[t]),
                one_in_two=_units(middle[t]),
                one_in_ten=_units(high[t]),
            )
            for t in range(self.course.weeks)
        )

    # -- what would do --------------------------------------------------------------------------------

    def buffer(self, target: Decimal, reached: float) -> CapacityBuffer:
        """Least more hours, in the same cases, with which all is on time as often as ``target``.

        When hours alone cannot do it, supplies that come a week earlier are tried, then two, then three.

        Args:
            reached: chance without any.
        """
        tried: dict[tuple[int, int], float] = {(0, 0): reached}
        steps = None
        weeks = 0
        for weeks in range(_MOST_WEEKS + 1 if self.course.supplies else 1):
            steps = self._least_steps(float(target), weeks, tried)
            if steps is not None:
                break
        rate = None if steps is None else steps * _STEP
        return CapacityBuffer(
            target=target,
            rate=None if rate is None else _decimal(rate),
            people=None if rate is None else self._people(rate),
            weeks_earlier=weeks,
            most_tried=_decimal(_MOST_STEPS * _STEP),
            reached=_decimal(max(tried.values()) if steps is None else tried[weeks, steps]),
            tried=tuple(
                Trial(rate=_decimal(k * _STEP), weeks_earlier=w, reached=_decimal(part))
                for (w, k), part in sorted(tried.items())
            ),
        )

    def _least_steps(
        self, aimed: float, weeks: int, tried: dict[tuple[int, int], float]
    ) -> int | None:
        """Bisection over steps of half a percent; None when the most do not do."""

        def does(steps: int) -> bool:
            if (weeks, steps) not in tried:
                outcome = self.rehearsed(more_hours=steps * _STEP, weeks_earlier=weeks)
                tried[weeks, steps] = float(self._all_on_time(self.on_time(outcome)).mean())
            return tried[weeks, steps] >= aimed

        if does(0):
            return 0
        if not does(_MOST_STEPS):
            return None
        low, high = 0, _MOST_STEPS
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if does(middle) else (middle, high)
        return high

    def _people(self, rate: float) -> Decimal:
        """People at the usual hours that make such a part more, all workshops together."""
        total = sum((w.headcount for w in self.problem.workshops), start=Decimal(0))
        return _decimal(float(total) * rate)


def chance(kept: int, draws: int) -> Chance:
    """A part of some cases and its Wilson interval at 95 %."""
    part = kept / draws
    square = _Z * _Z / draws
    middle = (part + square / 2) / (1 + square)
    half = _Z / (1 + square) * math.sqrt(part * (1 - part) / draws + square / (4 * draws))
    return Chance(
        value=_decimal(part),
        low=_decimal(max(0.0, middle - half)),
        high=_decimal(min(1.0, middle + half)),
    )


def _decimal(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(_PLACES)


def _units(value: float | np.float64) -> Decimal:
    return Decimal(repr(round(float(value), 3)))
