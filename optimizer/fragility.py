"""What a plan fears, as data: chances of being on time, what fails when somebody drops out.

Nothing here is computed; :mod:`optimizer.monte_carlo` and :mod:`optimizer.studies.resilience` fill it.
Weeks are ISO names, minutes standard or own as said, money integer cents.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from optimizer.diagnostics import Diagnostic
from optimizer.hazards import Hazards

CauseKind = Literal["workshop", "station", "material", "rejects"]
FailureKind = Literal["workshop", "station", "supplier"]


# -- chances of being on time --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseShare:
    """How often something is the main cause: ``share`` of the cases looked at, in [0, 1].

    ``subject``: id of the workshop, station group or material, "" for rejects.
    """

    kind: CauseKind
    subject: str
    share: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """A probability and its 95 % confidence interval (Wilson), from simulated cases."""

    value: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneChance:
    """What may become of a demand.

    Attributes:
        planned: whether the plan itself delivers it in time.
        on_time: chance that all of it is there in its due week.
        mean_weeks_late, weeks_late_90: weeks from the due week to the last unit, on average, and not
            exceeded nine times in ten; what never comes within the plan counts to the end of the plan.
        mean_units_late: units not there in the due week, on average.
        units_90: units there in the due week nine times in ten at least, past deliveries aside.
        never: part of the cases in which some of it does not come within the plan.
        causes: main cause of lateness, as parts of the late cases, the most frequent first.
    """

    demand: str
    due: str
    planned: bool
    on_time: Chance
    mean_weeks_late: Decimal
    weeks_late_90: int
    mean_units_late: Decimal
    units_90: Decimal
    never: Decimal
    causes: tuple[CauseShare, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekProgress:
    """Units delivered in all by the end of a week: as planned, and what was exceeded in 9, 5 and 1
    cases out of ten."""

    week: str
    planned: Decimal
    nine_in_ten: Decimal
    one_in_two: Decimal
    one_in_ten: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The same cases with more hours (a part of them) and earlier supplies; the chance of all on time."""

    rate: Decimal
    weeks_earlier: int
    reached: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityBuffer:
    """What would make everything be on time often enough, in the same cases: more hours for every
    workshop, and only where these alone do not do it, supplies that come earlier as well.

    Attributes:
        target: chance aimed at.
        rate: least part added to all hours, to half a percent; None when the most tried does not do.
        people: the same in people at the usual hours; None like ``rate``.
        weeks_earlier: weeks by which everything bought comes earlier than planned.
        most_tried: the largest part tried.
        reached: chance with ``rate``; the best of all that was tried when there is none.
        tried: everything that was tried, by weeks, then by rate.
    """

    target: Decimal
    rate: Decimal | None
    people: Decimal | None
    weeks_earlier: int
    most_tried: Decimal
    reached: Decimal
    tried: tuple[Trial, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """A plan tried in many simulated courses of events.

    ``all_on_time``: chance that every milestone is which the plan itself delivers in time. ``causes``: over
    all the cases in which one of these is late. ``buffer`` is None when it was not asked for, or when the
    plan delivers none in time. The same ``seed`` gives the same cases.
    """

    draws: int
    seed: int
    hazards: Hazards
    all_on_time: Chance
    milestones: tuple[MilestoneChance, ...]
    causes: tuple[CauseShare, ...] = ()
    progress: tuple[WeekProgress, ...] = ()
    buffer: CapacityBuffer | None = None


# -- what fails ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Somebody or something stops for good from a Monday on.

    ``is_lost``: what lies there then is lost; otherwise it can still be fetched (a workshop), or nothing
    was there (a machine, a supplier).
    """

    kind: FailureKind
    subject: str
    week: str
    is_lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    """What a workshop does more (or less, when negative) than planned, over the weeks left.

    ``minutes``: its own minutes. ``finished_units``: units of last operations.
    """

    workshop: str
    minutes: Decimal
    finished_units: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneAfter:
    """A demand after a failure: units late and missing, weeks until its last unit."""

    demand: str
    late_units: Decimal
    missing_units: Decimal
    weeks_late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Setback:
    """What a failure leads to once everybody has replanned the weeks left.

    Attributes:
        has_plan: whether a plan of the rest was found; without one the figures are those of nothing made.
        unmet_units, late_units: not delivered in the plan; delivered late.
        planned_unmet_units, planned_late_units: the same without the failure.
        most_weeks_late: of the latest milestone.
        unmet_bound, late_bound: weighted levels that no plan of the rest can go below.
        unmet_value, late_value: the same levels of the plan found.
        is_unmet_proven, is_late_proven: whether value and bound agree.
        extra_cents: variable cost of the rest, less that of the rest as planned. Not said (None) when
            something is not delivered: less work would pass for a saving.
        takeovers: workshops whose work changes, those that take most first; the failing one is not there.
    """

    failure: Failure
    has_plan: bool
    unmet_units: Decimal
    late_units: Decimal
    planned_unmet_units: Decimal
    planned_late_units: Decimal
    most_weeks_late: int
    unmet_value: Decimal
    unmet_bound: Decimal
    is_unmet_proven: bool
    late_value: Decimal
    late_bound: Decimal
    is_late_proven: bool
    extra_cents: int | None
    milestones: tuple[MilestoneAfter, ...] = ()
    takeovers: tuple[Takeover, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def is_harmless(self) -> bool:
        """Whether nothing more is missing or late than without the failure."""
        return (
            self.has_plan
            and self.unmet_units <= self.planned_unmet_units
            and self.late_units <= self.planned_late_units
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Resilience:
    """Both answers for a plan: each failure, the worst first, and the chances of being on time."""

    setbacks: tuple[Setback, ...] = ()
    chances: Chances | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
