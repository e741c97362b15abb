"""The whole course of a plan: the work, and the ways that pieces and finished units take.

Axes, in this order: workshops, stages, weeks; places are pairs of a delivery point and a product.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from optimizer.instructions import is_banned
from optimizer.problem import Problem
from optimizer.rehearsal.work import Choice, Flags, Floats, Line, Work

__all__ = ["Aim", "Choice", "Course", "Flags", "Floats", "Line"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A demand: its place (a delivery point and product), due week, units still due."""

    demand: str
    place: int
    due: int
    units: float
    planned: Floats


class Course(Work):
    """Everything about a plan that chance does not change.

    Args:
        problem: a problem without errors.
        plan: a plan that keeps its rules.
    """

    # -- who may stand in ----------------------------------------------------------------------------

    @cached_property
    def may_take(self) -> Flags:
        """Whether a workshop may take over work of a stage in a week, [workshop, stage, week].

        It can run it that week, what it makes can go on from there, nothing rules it out: no ban, no pin,
        no frozen week, and no « nothing or at least » share of a workshop that the plan leaves out.
        """
        problem, names = self.problem, self.ledger.horizon.names
        found = np.zeros((len(self.workshops), len(self.stages), self.weeks), dtype=bool)
        for (w, p, o), s in ((key, self._s[key[1:]]) for key in self.capacities.skills):
            i = self._w[w]
            is_left_out = not self.planned[i].any() and not self.past_minutes[i]
            workshop = problem.workshops[i]
            if (is_left_out and workshop.smallest_share) or not self._goes_on(i, s):
                continue
            for t in range(self.frozen_weeks, self.weeks):
                found[i, s, t] = (
                    self.capacities.can_run(w, self.ledger.products[p], o, t)
                    and not is_banned(problem.bans, w, p, o, names[t])
                    and not any(
                        (x.workshop, x.product, x.operation) == (w, p, o)
                        and x.first <= names[t] <= x.last
                        for x in problem.pins
                    )
                )
        return found

    def _goes_on(self, workshop: int, stage: int) -> bool:
        if self.after[stage] < 0:
            return bool(np.isfinite(self.lane_weeks[workshop]).any()) and any(
                np.isfinite(self.lane_weeks[workshop, k])
                for k, (_, p) in enumerate(self.places)
                if p == self.stages[stage][0]
            )
        following = self.stages[self.after[stage]]
        return self.hub_weeks is not None or (
            (self.workshops[workshop], *following) in self.capacities.skills
        )

    # -- pieces --------------------------------------------------------------------------------------

    @cached_property
    def opening_units(self) -> tuple[Floats, Floats]:
        """Units lying at workshops, [workshop, stage], and at the hub, [stage]."""
        own = self._empty(len(self.workshops), len(self.stages))
        hub = self._empty(len(self.stages))
        for x in self.problem.opening.units:
            s = self._s[x.product, x.operation]
            if x.workshop:
                own[self._w[x.workshop], s] += float(x.units)
            else:
                hub[s] += float(x.units)
        return own, hub

    @cached_property
    def hub_coming(self) -> Floats:
        """Units on their way to the hub, [stage, week]."""
        found = self._empty(len(self.stages), self.weeks)
        for x in self.problem.opening.hub_transit:
            t = max(0, self.ledger.week(x.arrival))
            if t < self.weeks:
                found[self._s[x.product, x.operation], t] += float(x.units)
        return found

    @cached_property
    def keep(self) -> Floats:
        """Semi-finished units that a workshop keeps at the end of a week for its own next operation,
        [workshop, stage, week]: what its later runs need beyond what it makes and is to receive."""
        found = self._empty(len(self.workshops), len(self.stages), self.weeks)
        opening, _ = self.opening_units
        for w, workshop in enumerate(self.workshops):
            for s, (p, o) in enumerate(self.stages):
                if self.after[s] < 0:
                    continue
                use = self.planned[w, self.after[s]]
                if not use.any():
                    continue
                good = self.planned[w, s] * self.usual_yield[s]
                received = np.array(
                    [float(x) for x in self.ledger.series(self.ledger.received, (workshop, p, o))]
                )
                found[w, s] = _kept(opening[w, s], use, good, received)
        return found

    # -- finished units ------------------------------------------------------------------------------

    @cached_property
    def lane_weeks(self) -> Floats:
        """Lead time, [workshop, place]; infinite without a lane."""
        found = np.full((len(self.workshops), len(self.places)), np.inf)
        for lane in self.problem.lanes:
            for k, (point, _) in enumerate(self.places):
                if point == lane.delivery_point:
                    found[self._w[lane.workshop], k] = lane.lead_time_weeks
        return found

    @cached_property
    def shipped(self) -> Floats:
        """Planned shipments, cumulated, [workshop, place, week]."""
        found = self._empty(len(self.workshops), len(self.places), self.weeks)
        for (w, point, p), row in self.ledger.shipped.items():
            if (point, p) in self._k:
                found[self._w[w], self._k[point, p]] = np.cumsum([float(x) for x in row])
        return found

    @cached_property
    def arrivals(self) -> Floats:
        """Planned arrivals, cumulated, [place, week]."""
        rows = [self.ledger.series(self.ledger.point_arrivals, k) for k in self.places]
        return np.array([np.cumsum([float(x) for x in row]) for row in rows]).reshape(
            len(self.places), self.weeks
        )

    @cached_property
    def in_transit(self) -> Floats:
        """Finished units on their way since before the plan, [place, week]."""
        found = self._empty(len(self.places), self.weeks)
        for x in self.problem.opening.lane_transit:
            t = max(0, self.ledger.week(x.arrival))
            if t < self.weeks and (x.delivery_point, x.product) in self._k:
                found[self._k[x.delivery_point, x.product], t] += float(x.units)
        return found

    @cached_property
    def final_stage(self) -> tuple[int, ...]:
        """The last stage of the product of each place."""
        return tuple(self._s[p, self.ledger.products[p].operations[-1].id] for _, p in self.places)

    @cached_property
    def aims(self) -> tuple[Aim, ...]:
        """The demands, by due date, then the highest priority first."""
        horizon, ledger = self.ledger.horizon, self.ledger
        demands = sorted(self.problem.demands, key=lambda d: (d.due, -d.priority))
        return tuple(
            Aim(
                demand=d.id,
                place=self._k[d.delivery_point, d.product],
                due=horizon.due_index(d.due),
                units=float(ledger.still_due[d.id]),
                planned=np.cumsum([float(x) for x in ledger.series(ledger.delivered, d.id)]),
            )
            for d in demands
        )

    @cached_property
    def needed_by(self) -> tuple[tuple[int, Floats], ...]:
        """Each due week, and units that stages must have made for all that is due by then, [stage]."""
        found = []
        for due in sorted({a.due for a in self.aims}):
            demands = tuple(
                d for d in self.problem.demands if self.ledger.horizon.due_index(d.due) <= due
            )
            # The books of the same order, cut short: the same reckoning backwards, the same stocks.
            short = self._stages_of(replace(self.problem, demands=demands))
            found.append((due, short))
        return tuple(found)

    def _stages_of(self, problem: Problem) -> Floats:
        made = self._empty(len(self.stages))
        for product in problem.products:
            needed = sum(
                float(self.ledger.still_due[d.id])
                for d in problem.demands
                if d.product == product.id
            )
            for operation in reversed(product.operations):
                s = self._s[product.id, operation.id]
                there = float(self.ledger.stages[product.id, operation.id].opening)
                needed = max(0.0, needed - there) / float(operation.yield_rate)
                made[s] = needed
        return made


def _kept(opening: float, use: Floats, good: Floats, received: Floats) -> Floats:
    """Pieces to carry to the next week, when pieces are fetched no sooner than they are used."""
    weeks = len(use)
    promised = np.cumsum(received)
    kept = np.zeros(weeks)
    own, fetched = opening, 0.0
    for t in range(weeks):
        own += good[t]
        fetch = max(0.0, use[t] - own)
        fetched += fetch
        own += fetch - use[t]
        later = np.cumsum(use[t + 1 :] - good[t + 1 :])
        need = later - (promised[t + 1 :] - fetched)
        kept[t] = max(0.0, need.max(initial=0.0))
        own = min(own, kept[t])
    return kept
