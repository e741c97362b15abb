"""The whole order without its weeks: who could make how much in all. Small at every size of order.

Every plan, its weeks added up, keeps the rows here; so what is least here is least for every plan, and a
bound. Hours and stations are those of all weeks together, setups and rounding cost nothing, material comes
at its lowest price and movements are free except the last one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from optimizer.costing import receipts_rates
from optimizer.solver.constraints import past_minutes, total_minutes
from optimizer.solver.leximin import FairTargets, fair_targets
from optimizer.solver.linear import INF, LinearModel, Outcome, Terms, Vector
from optimizer.solver.relaxation import Relaxation
from optimizer.solver.variables import Variables


class Aggregate:
    """Units per workshop and operation over the whole plan.

    Args:
        v: the model's columns.
        weeks: only the first so many count: all of them, or those up to the last due week when nothing
            is made after it.
        complete: every operation makes all its units, as in a plan that delivers everything.
    """

    def __init__(self, v: Variables, weeks: int, *, complete: bool) -> None:
        self.v = v
        self.model = LinearModel()
        self.ratio = self.model.column(-INF)
        self.made: dict[tuple[str, str, str], int] = {}
        self.tags: dict[int, tuple[str, str]] = {}
        self._runs(weeks, complete=complete)
        self._hours(weeks)
        self._limits()

    def _runs(self, weeks: int, *, complete: bool) -> None:
        v = self.v
        most: dict[tuple[str, str, str], float] = {}
        frozen = v.problem.opening.frozen_weeks
        for w, p, o, t in v.lots:
            if t < max(weeks, frozen):
                made = float(v.stages[p, o].made)
                week = made if t < frozen else v.most_units(w, p, o, t)
                most[w, p, o] = min(made, most.get((w, p, o), 0.0) + week)
        for key, units in most.items():
            self.made[key] = self.model.column(0.0, units)
        for (p, o), stage in v.stages.items():
            terms = [(c, 1.0) for (_, p2, o2), c in self.made.items() if (p2, o2) == (p, o)]
            made = float(stage.made)
            # A unit less than everything: what rounding up made need not come in time.
            least = max(0.0, made * (1 - 1e-6) - 1.0) if complete else 0.0
            self.model.row(terms, least, made)
        for key, units in self._pinned(weeks).items():
            terms = [(self.made[key], 1.0)] if key in self.made else []
            self.model.row(terms, units - 0.001, INF)

    def _pinned(self, weeks: int) -> dict[tuple[str, str, str], float]:
        """Units that pins of these weeks ask for in all, of pins that do not overlap."""
        found: dict[tuple[str, str, str], float] = {}
        until: dict[tuple[str, str, str], int] = {}
        for x in sorted(self.v.pins, key=lambda x: x.last):
            if x.last < weeks and x.first > until.get(x.key, -1):
                found[x.key] = found.get(x.key, 0.0) + float(x.pin.units)
                until[x.key] = x.last
        return found

    def _hours(self, weeks: int) -> None:
        v = self.v
        if v.problem.opening.frozen_weeks:
            return  # frozen runs may exceed the hours of their weeks
        for w in v.problem.workshops:
            terms: Terms = [
                (c, float(v.skill(*key).unit_minutes))
                for key, c in self.made.items()
                if key[0] == w.id
            ]
            minutes = sum(float(m) for m in v.capacities.productive_minutes[w.id][:weeks])
            if terms:
                self.tags[self.model.row(terms, -INF, minutes)] = (w.id, "capacity")
        for g in v.problem.station_groups:
            if g.id not in v.capacities.station_minutes:
                continue
            served = set(v.capacities.served(g))
            terms = [
                (c, float(v.skill(*key).unit_minutes))
                for key, c in self.made.items()
                if (key[0], key[2]) in served
            ]
            minutes = sum(float(m) for m in v.capacities.station_minutes[g.id][:weeks])
            if terms:
                self.tags[self.model.row(terms, -INF, minutes)] = (g.host, "stations")

    def _limits(self) -> None:
        v = self.v
        whole = total_minutes(v)
        rates = None
        for w in v.problem.workshops:
            load = self._load(w.id)
            if w.largest_share is not None and load:
                most = float(w.largest_share) * whole - past_minutes(v, w.id)
                self.tags[self.model.row(load, -INF, max(0.0, most))] = (w.id, "largest_share")
            if w.receipts_ceiling_cents is not None and load:
                rates = rates or receipts_rates(v.problem)
                past = sum(
                    x.receipts_cents for x in v.problem.opening.past_work if x.workshop == w.id
                )
                terms: Terms = [
                    (c, float(rates[p, o]) * 100)
                    for (w2, p, o), c in self.made.items()
                    if w2 == w.id
                ]
                ceiling = max(0.0, float(w.receipts_ceiling_cents) - past)
                self.tags[self.model.row(terms, -INF, ceiling)] = (w.id, "receipts_ceiling")

    def _load(self, workshop: str) -> Terms:
        standard = {(p.id, o.id): o.standard_milliminutes / 1000 for p, o, _ in self.v.operations()}
        return [(c, standard[p, o]) for (w, p, o), c in self.made.items() if w == workshop]

    def targets(
        self, shares: Mapping[str, float], seconds_left: Callable[[], float]
    ) -> FairTargets | None:
        """Leximin targets without weeks: at least as even as those of any plan; None without time."""
        arrays = self.model.freeze()
        loads: dict[str, tuple[Vector, float]] = {
            w.id: (self.model.dense(self._load(w.id)), past_minutes(self.v, w.id))
            for w in self.v.problem.workshops
        }
        return fair_targets(Relaxation(arrays), self.ratio, loads, shares, self.tags, seconds_left)

    def lowest_cost(
        self, seconds: float, targets: Mapping[str, float], largest: float, in_all: float
    ) -> float | None:
        """No plan within the rows costs less, cents; None when it could not be found.

        Args:
            seconds: for the linear programme.
            targets: standard minutes per workshop.
            largest, in_all: most that a workshop, and all of them, may be short of their targets.
        """
        lanes = self._lanes()
        price = [(c, self._unit_cost(*key) + lanes.get(key, 0.0)) for key, c in self.made.items()]
        if in_all < INF:
            short = [self.model.column(0.0, largest) for _ in self.v.problem.workshops]
            for column, w in zip(short, self.v.problem.workshops, strict=True):
                least = targets[w.id] - past_minutes(self.v, w.id)
                self.model.row([*self._load(w.id), (column, 1.0)], least, INF)
            self.model.row([(c, 1.0) for c in short], -INF, in_all)
        arrays = self.model.freeze()
        solution = Relaxation(arrays).minimise(self.model.dense(price), seconds)
        if solution.outcome is not Outcome.OPTIMAL:
            return None
        constant = self._opening_material() - self._never_moved(lanes)
        return max(0.0, solution.objective * (1 - 1e-6) + constant)

    def _unit_cost(self, w: str, p: str, o: str) -> float:
        v = self.v
        skill = v.skill(w, p, o)
        workshop = next(x for x in v.problem.workshops if x.id == w)
        hourly = 0.0 if workshop.hourly_cost is None else float(workshop.hourly_cost * 100 / 60)
        cost = float(skill.unit_minutes) * hourly + float(skill.piece_cost) * 100
        for line in v.products[p].materials:
            if line.operation == o:
                per_unit = float(line.quantity * (1 + line.waste_rate))
                ways = [self._lowest_price(line.material)]
                ways += [self._lowest_price(s.material) * float(s.ratio) for s in line.substitutes]
                cost += per_unit * min(ways)
        return cost

    def _lanes(self) -> dict[tuple[str, str, str], float]:
        """Cents of moving what is conforming of a unit made at the end of a routing."""
        v = self.v
        found = {}
        for p, o, following in v.operations():
            if following is None and not v.stages[p.id, o.id].opening:
                for w in v.problem.workshops:
                    costs = [x.cost_per_lot_cents for x in v.problem.lanes if x.workshop == w.id]
                    cost = min(costs, default=0) / v.lot(p.id)
                    found[w.id, p.id, o.id] = cost * float(o.yield_rate)
        return found

    def _never_moved(self, lanes: Mapping[tuple[str, str, str], float]) -> float:
        """Cents, at most, of moving what rounding up makes beyond the demands: it may stay."""
        total = 0.0
        for p, o, following in self.v.operations():
            if following is None:
                costs = [c for (_, p2, _), c in lanes.items() if p2 == p.id]
                stage = self.v.stages[p.id, o.id]
                beyond = float(stage.made) - float(stage.needed / o.yield_rate)
                total += max(costs, default=0.0) * max(0.0, beyond)
        return total

    def _lowest_price(self, material: str) -> float:
        """Cents of a unit at the deepest break of any offer (nothing when it cannot be bought)."""
        prices = [
            float(b.unit_price) * 100
            for offer in self.v.problem.offers
            if offer.material == material
            for b in offer.breaks
        ]
        return min(prices, default=0.0)

    def _opening_material(self) -> float:
        """What is there already need not be bought: taken off, at the same lowest prices."""
        opening = self.v.problem.opening
        there: dict[str, float] = {}
        for x in opening.materials:
            there[x.material] = there.get(x.material, 0.0) + x.thousandths / 1000
        for y in opening.purchases:
            there[y.material] = there.get(y.material, 0.0) + y.thousandths / 1000
        return -sum(units * self._lowest_price(m) for m, units in there.items())
