"""What happens by chance: the same seed gives the same luck, whatever the odds.

Luck is drawn first, as plain standard numbers; the odds then turn it into minutes, delays and rejects,
always in the same direction. So two sets of odds can be compared case by case.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_CEILING
from statistics import NormalDist

import numpy as np

from optimizer.hazards import Hazards
from optimizer.rehearsal.course import Course, Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Luck:
    """Standard numbers of some cases, [case, …]: normal for absence, pace and rejects, else uniform."""

    absence: Floats
    pace: Floats
    delay: Floats
    breakdown: Floats
    rejects: Floats

    @property
    def cases(self) -> int:
        """How many cases."""
        return len(self.pace)


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """What a case brings.

    ``minutes``: of a workshop and week, [case, workshop, week]. ``pace``: real pace / pace told,
    [case, workshop]. ``stations``: open minutes, [case, group, week]. ``supplies``: what arrives,
    [case, material, week]. ``yields``: conforming units / units made, [case, stage, week].
    """

    minutes: Floats
    pace: Floats
    stations: Floats
    supplies: Floats
    yields: Floats

    @property
    def cases(self) -> int:
        """How many cases."""
        return len(self.pace)

    def part(self, first: int, last: int) -> Events:
        """The cases from ``first`` to ``last``, the latter not included."""
        return Events(
            minutes=self.minutes[first:last],
            pace=self.pace[first:last],
            stations=self.stations[first:last],
            supplies=self.supplies[first:last],
            yields=self.yields[first:last],
        )


def draw(course: Course, cases: int, seed: int) -> Luck:
    """The luck of some cases; each kind has a stream of its own, and case ``n`` is always the same."""
    workshops, stages, weeks = len(course.workshops), len(course.stages), course.weeks

    def stream(kind: int) -> np.random.Generator:
        return np.random.default_rng([seed, kind])

    return Luck(
        absence=stream(0).standard_normal((cases, workshops, weeks)),
        pace=stream(1).standard_normal((cases, workshops)),
        delay=stream(2).random((cases, len(course.supplies))),
        breakdown=stream(3).random((cases, len(course.groups), weeks)),
        rejects=stream(4).standard_normal((cases, stages, weeks)),
    )


def happen(
    course: Course,
    hazards: Hazards,
    luck: Luck,
    *,
    more_hours: float = 0.0,
    weeks_earlier: int = 0,
) -> Events:
    """Luck turned into events.

    Args:
        more_hours: part added to the hours of every workshop, before its other commitments, and to
            those of stations that are open when their host works.
        weeks_earlier: everything bought comes so much earlier than planned.
    """
    return Events(
        minutes=_minutes(course, hazards, luck, more_hours),
        pace=_around_one(luck.pace, float(hazards.pace_spread)),
        stations=_stations(course, hazards, luck, more_hours),
        supplies=_supplies(course, hazards, luck, weeks_earlier),
        yields=_yields(course, hazards, luck),
    )


def _around_one(z: Floats, spread: float) -> Floats:
    """Log-normal factors of mean 1."""
    return np.exp(spread * z - spread * spread / 2) if spread else np.ones_like(z)


def _minutes(course: Course, hazards: Hazards, luck: Luck, more_hours: float) -> Floats:
    gross, committed = course.minutes
    spread, more = float(hazards.absence_spread), float(hazards.more_absence)
    z = _persistent(luck.absence, float(hazards.absence_persistence))
    found = np.empty_like(z)
    for i, workshop in enumerate(course.problem.workshops):
        usual = float(workshop.absence_rate)
        rate = min(0.95, usual + more)
        for t in range(course.weeks):
            people = course.capacities.headcount(workshop, t)
            away = np.full(luck.cases, rate)
            if spread and rate and people > 0:
                count = int(people.to_integral_value(rounding=ROUND_CEILING))
                drawn = np.searchsorted(_binomial(count, rate), z[:, i, t]) / count
                away += spread * (drawn - rate)
            found[:, i, t] = gross[i, t] * (1 + more_hours) * (1 - away) / (1 - usual)
    return np.maximum(0.0, found - committed)


def _persistent(z: Floats, correlation: float) -> Floats:
    """Standard normal numbers of which each week resembles the one before."""
    if not correlation:
        return z
    found = z.copy()
    fresh = math.sqrt(1 - correlation**2)
    for t in range(1, z.shape[2]):
        found[:, :, t] = correlation * found[:, :, t - 1] + fresh * z[:, :, t]
    return found


def _binomial(people: int, rate: float) -> Floats:
    """Normal numbers above which 1, 2 … ``people`` persons are away."""
    odds, below = (1 - rate) ** people, 0.0
    found = []
    for k in range(people):
        below = min(1.0, below + odds)
        # So rare that nobody meets it, on either side.
        found.append(NormalDist().inv_cdf(min(max(below, 1e-15), 1 - 1e-15)))
        odds *= (people - k) / (k + 1) * rate / (1 - rate)
    return np.array(found)


def _stations(course: Course, hazards: Hazards, luck: Luck, more_hours: float) -> Floats:
    found = np.broadcast_to(
        course.station_minutes, (luck.cases, len(course.groups), course.weeks)
    ).copy()
    chance = float(hazards.breakdown_chance)
    groups = {g.id: g for g in course.problem.station_groups}
    for i, group in enumerate(course.groups):
        if groups[group].opening_hours is None:
            found[:, i] *= 1 + more_hours
        posts = max(1, groups[group].number or 1)
        some = luck.breakdown[:, i] < 1 - (1 - chance) ** posts
        found[:, i] *= np.where(some, 1 - 1 / posts, 1.0)
    return found


def _supplies(course: Course, hazards: Hazards, luck: Luck, weeks_earlier: int) -> Floats:
    found = np.zeros((luck.cases, len(course.materials), course.weeks))
    chance, again = float(hazards.delay_chance), float(hazards.delay_again)
    rows = np.arange(luck.cases)
    for k, (material, week, quantity) in enumerate(course.supplies):
        delay = np.zeros(luck.cases, dtype=np.int64)
        if chance:
            # Below the chance it is late, and the smaller the number the later it is.
            ratio = np.minimum(1.0, np.maximum(luck.delay[:, k], 1e-12) / chance)
            more = np.floor(np.log(ratio) / math.log(again)) if again else np.zeros(luck.cases)
            delay = np.where(luck.delay[:, k] < chance, 1 + more, 0).astype(np.int64)
        arrival = np.maximum(0, week + delay - weeks_earlier)
        there = arrival < course.weeks
        found[rows[there], material, arrival[there]] += quantity
    return found


def _yields(course: Course, hazards: Hazards, luck: Luck) -> Floats:
    usual = 1 - course.usual_yield + float(hazards.more_rejects)
    rejected = usual[:, None] * _around_one(luck.rejects, float(hazards.reject_spread))
    return np.maximum(0.05, 1 - rejected)
