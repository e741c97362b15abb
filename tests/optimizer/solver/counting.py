"""Every plan of a tiny problem, counted one by one with arithmetic of its own.

One product in lots, whole units, paces of 1, no norms, no opening state, no holding cost. Movements go in
multiples of what divides every quantity, which is enough: all limits on them are such multiples.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from math import ceil, gcd

from optimizer.problem import Offer, Problem
from tests.optimizer.solver import tiny

_TOO_MANY = 400_000


@dataclass(frozen=True)
class Worth:
    """What a plan is worth; ``loads`` in standard minutes, in the order of the workshops."""

    unmet: Fraction
    late: int
    fast: int
    cost: Fraction
    steadiness: Fraction
    loads: tuple[int, ...]
    distance: int


class Count:
    """All plans of a problem, as the set of what they are worth."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        (self.product,) = problem.products
        self.names = [w.id for w in problem.workshops]
        self.routing = list(self.product.operations)
        self.last = len(self.routing) - 1
        self.due = [(d.due - tiny.START).days // 7 for d in problem.demands]
        self.weeks = max(self.due) + 1 + problem.late_tail_weeks
        self.lot = self.product.lot_size
        needed = sum(int(d.quantity) for d in problem.demands)
        self.made: list[int] = [0] * len(self.routing)
        self.left: list[int] = [0] * len(self.routing)
        for o in reversed(range(len(self.routing))):
            rate = Fraction(self.routing[o].yield_rate)
            self.made[o] = ceil(needed / rate)
            self.left[o] = int(self.made[o] * rate - needed)
            needed = self.made[o]
        self.step = gcd(self.lot, *self.made, *(int(d.quantity) for d in problem.demands))
        for step in self.routing:
            self.step = gcd(self.step, int(self.lot * step.yield_rate))
        self.skills = [
            (w, o)
            for w in range(len(self.names))
            for o in range(len(self.routing))
            if any(
                c.workshop == self.names[w] and c.operation == self.routing[o].id
                for c in problem.capabilities
            )
        ]
        self.capability = {
            (self.names.index(c.workshop), [x.id for x in self.routing].index(c.operation)): c
            for c in problem.capabilities
        }
        self.minutes = [int(w.headcount * w.weekly_hours * 60) for w in problem.workshops]
        self.total = sum(
            m * o.standard_milliminutes // 1000
            for m, o in zip(self.made, self.routing, strict=True)
        )
        self.bought = list(self._ways_to_buy())

    # -- production ----------------------------------------------------------------------------

    def _setup_minutes(self, o: int) -> int:
        return self.routing[o].setup_milliminutes // 1000

    def _weeks_of_runs(self, done: list[int], parts: frozenset[int]) -> Iterator[dict]:
        """Every set of runs of one week that fits in the minutes and in what is still to make."""
        sizes = []
        for _, o in self.skills:
            room = self.made[o] - done[o]
            whole = [k * self.lot for k in range(room // self.lot + 1)]
            part = self.made[o] % self.lot
            if part and o not in parts:
                whole += [k + part for k in whole if k + part <= room]
            sizes.append(whole)
        for choice in itertools.product(*sizes):
            runs = {key: units for key, units in zip(self.skills, choice, strict=True) if units}
            used = self._used(runs)
            if any(u > m for u, m in zip(used, self.minutes, strict=True)):
                continue
            if not self._stations_hold(runs):
                continue
            of = [sum(n for (_, k), n in runs.items() if k == o) for o in range(len(self.routing))]
            if any(d + n > m for d, n, m in zip(done, of, self.made, strict=True)):
                continue
            odd = [
                sum(1 for (_, k), n in runs.items() if k == o and n % self.lot)
                for o in range(len(self.routing))
            ]
            if max(odd) > 1 or not self._large_enough(runs, done, of):
                continue
            yield runs

    def _used(self, runs: dict) -> list[int]:
        used = [0] * len(self.names)
        for (w, o), units in runs.items():
            used[w] += units * self.routing[o].standard_milliminutes // 1000
            used[w] += self._setup_minutes(o)
        return used

    def _stations_hold(self, runs: dict) -> bool:
        for g in self.problem.station_groups:
            minutes = 0
            for (w, o), units in runs.items():
                if self.names[w] in (g.host, *g.users) and self.routing[o].id in g.operations:
                    minutes += units * self.routing[o].standard_milliminutes // 1000
                    minutes += self._setup_minutes(o)
            if minutes > (g.number or 0) * (g.opening_hours or 0) * 60:
                return False
        return True

    def _large_enough(self, runs: dict, done: list[int], of: list[int]) -> bool:
        completes = done[self.last] + of[self.last] == self.made[self.last]
        return completes or all(
            units >= self.capability[w, o].smallest_run_units
            for (w, o), units in runs.items()
            if o == self.last
        )

    # -- the whole -----------------------------------------------------------------------------

    def worths(self) -> set[Worth]:
        """What every plan is worth."""
        found: set[Worth] = set()
        here = {(w, o): 0 for w in range(len(self.names)) for o in range(len(self.routing))}
        self.seen: set = set()
        self._go_on(0, [0] * len(self.routing), frozenset(), here, {}, [], {}, 0, found)
        return found

    def _go_on(self, t, done, parts, here, hub, history, arrivals, moved, found) -> None:
        """Week ``t``: what lies where, what was made and is on its way, what movements cost so far."""
        state = (
            t,
            tuple(here.values()),
            tuple(sorted(hub.items())),
            tuple(tuple(sorted(r.items())) for r in history),
            tuple(sorted(arrivals.items())),
            moved,
        )
        if state in self.seen:
            return
        self.seen.add(state)
        assert len(self.seen) < _TOO_MANY
        if t == self.weeks:
            found.update(self._finished(here, hub, history, arrivals, moved))
            return
        for runs in self._weeks_of_runs(done, parts):
            if runs and self._is_too_early(t):
                continue
            then = list(done)
            for (_, o), units in runs.items():
                then[o] += units
            odd = parts | {o for (_, o), units in runs.items() if units % self.lot}
            for lying, at_hub, cents in self._hub_moves(t, dict(here), dict(hub), runs):
                for left, coming, more in self._shipments(t, lying, arrivals):
                    self._go_on(
                        t + 1,
                        then,
                        odd,
                        left,
                        at_hub,
                        [*history, runs],
                        coming,
                        moved + cents + more,
                        found,
                    )

    def _is_too_early(self, t: int) -> bool:
        begins = self.product.not_before
        return begins is not None and tiny.START + timedelta(days=7 * t + 6) < begins

    def _hub_moves(self, t, here, hub, runs):
        """Receive from the hub, make, send to the hub."""
        after = dict(here)
        for (w, o), units in runs.items():
            after[w, o] += int(units * self.routing[o].yield_rate)
            if o:
                after[w, o - 1] -= units
        if self.problem.hub is None:
            if min(after.values()) >= 0:
                yield after, hub, 0
            return
        lead = self.problem.hub.lead_time_weeks
        moves = []
        for w in range(len(self.names)):
            for o in range(self.last):
                there = hub.get((o, t), 0)
                received = range(0, there + 1, self.step) if (w, o + 1) in self.skills else (0,)
                can = max(0, after[w, o]) if (w, o) in self.skills else 0
                sent = range(0, can + 1, self.step)
                pairs = [(r, 0) for r in received] + [(0, s) for s in sent if s]
                moves.append([(w, o, r, s) for r, s in pairs])
        for choice in itertools.product(*moves):
            lying, at_hub, cents = dict(after), dict(hub), 0
            taken = [0] * len(self.routing)
            for w, o, r, s in choice:
                lying[w, o] += r - s
                taken[o] += r
                at_hub[o, t + lead] = at_hub.get((o, t + lead), 0) + s
                cents += ceil(Fraction(s, self.lot)) * self.problem.hub.cost_per_lot_cents
            if min(lying.values()) < 0:
                continue
            if any(taken[o] > hub.get((o, t), 0) for o in range(self.last)):
                continue
            for o in range(self.last):
                rest = at_hub.pop((o, t), 0) - taken[o]
                at_hub[o, t + 1] = at_hub.get((o, t + 1), 0) + rest
            yield lying, {k: n for k, n in at_hub.items() if n}, cents

    def _shipments(self, t, here, arrivals):
        ways = []
        for lane in self.problem.lanes:
            w = self.names.index(lane.workshop)
            arrives = t + lane.lead_time_weeks
            if arrives >= self.weeks or t < self.product.testing_weeks:
                continue
            ways.append(
                [(lane, w, arrives, n) for n in range(0, here[w, self.last] + 1, self.step)]
            )
        for choice in itertools.product(*ways):
            left, coming, cents = dict(here), dict(arrivals), 0
            for lane, w, arrives, n in choice:
                left[w, self.last] -= n
                if n:
                    coming[arrives] = coming.get(arrives, 0) + n
                cents += ceil(Fraction(n, self.lot)) * lane.cost_per_lot_cents
            if min(left.values()) >= 0:
                yield left, coming, cents

    def _finished(self, here, hub, history, arrivals, moved) -> Iterator[Worth]:
        for o in range(len(self.routing)):
            left = sum(n for (_, k), n in here.items() if k == o)
            left += sum(n for (k, _), n in hub.items() if k == o)
            if left > self.left[o]:
                return
        loads = [0] * len(self.names)
        for runs in history:
            for (w, o), units in runs.items():
                loads[w] += units * self.routing[o].standard_milliminutes // 1000
        if not self._limits_hold(loads, history) or not self._instructions_hold(history):
            return
        cost = Fraction(moved)
        for runs in history:
            for w, used in enumerate(self._used(runs)):
                cost += used * Fraction(self.problem.workshops[w].hourly_cost or 0) * 100 / 60
            for (w, o), units in runs.items():
                cost += self.routing[o].setup_cost_cents
                cost += units * Fraction(self.capability[w, o].piece_cost) * 100
        paid = self._cheapest_purchases(history)
        if paid is None:
            return
        steady = self._steadiness(history)
        moved_work = self._distance(history)
        for unmet, late, fast in set(self._allotments(arrivals)):
            yield Worth(unmet, late, fast, cost + paid, steady, tuple(loads), moved_work)

    def _limits_hold(self, loads: list[int], history: list[dict]) -> bool:
        for w, x in enumerate(self.problem.workshops):
            if x.largest_share is not None and loads[w] > x.largest_share * self.total:
                return False
            if x.smallest_share and 0 < loads[w] < x.smallest_share * self.total:
                return False
            if x.receipts_ceiling_cents is not None:
                cents = sum(
                    units * self.routing[o].rate * 100
                    for runs in history
                    for (k, o), units in runs.items()
                    if k == w
                )
                if cents > x.receipts_ceiling_cents:
                    return False
        return True

    def _made(self, history: list[dict], workshop: str, operation: str, t: int) -> int:
        w = self.names.index(workshop)
        o = [x.id for x in self.routing].index(operation)
        return history[t].get((w, o), 0)

    def _instructions_hold(self, history: list[dict]) -> bool:
        weeks = [tiny.week(t) for t in range(self.weeks)]
        for pin in self.problem.pins:
            made = sum(
                self._made(history, pin.workshop, pin.operation, t)
                for t in range(weeks.index(pin.first), weeks.index(pin.last) + 1)
            )
            if made != pin.units:
                return False
        for x in self.problem.bans:
            first = weeks.index(x.first) if x.first else 0
            last = weeks.index(x.last) if x.last else self.weeks - 1
            for t in range(first, last + 1):
                for w, o in history[t]:
                    if self.names[w] == x.workshop and x.operation in (None, self.routing[o].id):
                        return False
        return True

    def _distance(self, history: list[dict]) -> int:
        """Standard minutes of work that is not where and when the plan in force has it."""
        if not self.problem.plan_in_force:
            return 0
        total = 0
        for t in range(self.weeks):
            for w, o in self.skills:
                planned = sum(
                    int(x.units)
                    for x in self.problem.plan_in_force
                    if (x.workshop, x.operation, x.week)
                    == (self.names[w], self.routing[o].id, tiny.week(t))
                )
                minutes = self.routing[o].standard_milliminutes // 1000
                total += abs(history[t].get((w, o), 0) - planned) * minutes
        return total

    def _steadiness(self, history: list[dict]) -> Fraction:
        total = Fraction(0)
        used = [self._used(runs) for runs in history]
        for w, minutes in enumerate(self.minutes):
            last = max((t for t in range(self.weeks) if used[t][w]), default=-1)
            for t in range(1, last + 1):
                total += abs(Fraction(used[t][w] - used[t - 1][w], minutes))
        return total

    def _allotments(self, arrivals: dict[int, int]):
        """Every way to deliver what arrives for the demands."""
        ways = [[0] * len(self.due)]
        totals = [(0, 0, tuple(ways[0]))]
        for t in sorted(arrivals):
            following = set()
            for late, fast, given in totals:
                for split in self._splits(arrivals[t], t, given):
                    more_late = sum(
                        d.priority * max(0, t - self.due[k]) * split[k]
                        for k, d in enumerate(self.problem.demands)
                    )
                    more_fast = sum(
                        d.priority * t * split[k] for k, d in enumerate(self.problem.demands)
                    )
                    after = tuple(g + s for g, s in zip(given, split, strict=True))
                    following.add((late + more_late, fast + more_fast, after))
            totals = list(following)
        for late, fast, given in totals:
            unmet, behind, slow = Fraction(0), late, fast
            for k, d in enumerate(self.problem.demands):
                missing = int(d.quantity) - given[k]
                unmet += d.priority * Fraction(self.product.weight) * missing
                behind += d.priority * (self.weeks - 1 - self.due[k]) * missing
                slow += d.priority * self.weeks * missing
            yield unmet, behind, slow

    def _splits(self, units: int, t: int, given: tuple[int, ...]):
        sizes = []
        for k, d in enumerate(self.problem.demands):
            early = d.earliest is not None and (d.earliest - tiny.START).days // 7 > t
            room = 0 if early else int(d.quantity) - given[k]
            sizes.append(range(0, min(room, units) + 1, self.step))
        return (c for c in itertools.product(*sizes) if sum(c) == units)

    # -- purchases -----------------------------------------------------------------------------

    def _ways_to_buy(self) -> Iterator[tuple[tuple[int, ...], Fraction]]:
        """(units of cloth there in each week, cents) of every way to order."""
        there = sum(x.thousandths for x in self.problem.opening.materials) // 1000
        need = sum(
            ceil(self.made[o] * Fraction(line.quantity))
            for line in self.product.materials
            for o in range(len(self.routing))
            if self.routing[o].id == line.operation
        )
        slots = [
            (offer, k)
            for offer in self.problem.offers
            for k in range(self.weeks - offer.lead_time_weeks)
        ]
        sizes = []
        for offer, _ in slots:
            step = offer.multiple_thousandths // 1000
            most = max(need, *(b.from_thousandths // 1000 for b in offer.breaks))
            most = max(most, offer.minimum_thousandths // 1000)
            fitting = [
                q
                for q in range(0, most + step, step)
                if not q or q * 1000 >= offer.minimum_thousandths
            ]
            if offer.weekly_thousandths is not None:
                fitting = [q for q in fitting if q * 1000 <= offer.weekly_thousandths]
            sizes.append(fitting)
        for choice in itertools.product(*sizes):
            orders = [(offer, k, q) for (offer, k), q in zip(slots, choice, strict=True) if q]
            if not self._may_order(orders):
                continue
            stock = [there] * self.weeks
            for offer, k, q in orders:
                for t in range(k + offer.lead_time_weeks, self.weeks):
                    stock[t] += q
            yield tuple(stock), self._price(orders)

    def _may_order(self, orders: list) -> bool:
        for offer in self.problem.offers:
            bought = sum(q for x, _, q in orders if x is offer) * 1000
            if offer.total_thousandths is not None and bought > offer.total_thousandths:
                return False
        for s in self.problem.suppliers:
            for k in {k for x, k, _ in orders if x.supplier == s.id}:
                amount = sum(
                    q * x.breaks[0].unit_price * 100
                    for x, week, q in orders
                    if x.supplier == s.id and week == k
                )
                if amount < s.minimum_cents:
                    return False
        return True

    def _price(self, orders: list) -> Fraction:
        cents = Fraction(0)
        for offer in self.problem.offers:
            mine = [q for x, _, q in orders if x is offer]
            if offer.break_basis == "total":
                mine = [sum(mine)] if mine else []
            cents += sum((_paid(offer, q) for q in mine), Fraction(0))
        for s in self.problem.suppliers:
            cents += s.fee_cents * len({k for x, k, _ in orders if x.supplier == s.id})
        return cents

    def _cheapest_purchases(self, history: list[dict]) -> Fraction | None:
        if not self.product.materials:
            return Fraction(0)
        used = [Fraction(0)] * self.weeks
        for t, runs in enumerate(history):
            for (_, o), units in runs.items():
                for line in self.product.materials:
                    if line.operation == self.routing[o].id:
                        used[t] += units * Fraction(line.quantity)
        needed = list(itertools.accumulate(used))
        fitting = [
            cents
            for stock, cents in self.bought
            if all(s >= n for s, n in zip(stock, needed, strict=True))
        ]
        return min(fitting, default=None)


def _paid(offer: Offer, units: int) -> Fraction:
    """Cents for so many units in one go."""
    cents = Fraction(0)
    if offer.break_kind == "all_units":
        reached = [b for b in offer.breaks if units * 1000 >= b.from_thousandths]
        return units * Fraction(reached[-1].unit_price) * 100
    ends = [b.from_thousandths // 1000 for b in offer.breaks[1:]] + [10**9]
    for b, end in zip(offer.breaks, ends, strict=True):
        start = b.from_thousandths // 1000
        cents += max(0, min(units, end) - start) * Fraction(b.unit_price) * 100
    return cents
