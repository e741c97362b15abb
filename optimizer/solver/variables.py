"""The columns of the model: what is made, moved, delivered; each with its week and its place.

Names as in docs/model.md. Everything is a float here, and only here; a column's ``scale`` (a lot) turns
a whole number of lots into units.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from optimizer.capacity import Capacities, Skill
from optimizer.instructions import Ban, Pin, is_banned
from optimizer.problem import Demand, Offer, Operation, Problem, Product
from optimizer.requirements import Stage, stages
from optimizer.solver.linear import INF, LinearModel, Terms

RunKey = tuple[str, str, str, int]
StageKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a column belongs: used to choose parts of the plan. Weeks of purchases are arrivals."""

    week: int
    workshop: str = ""
    product: str = ""
    operation: str = ""
    offer: str = ""


@dataclass(frozen=True, slots=True)
class PriceStep:
    """One segment of a price curve: its flag and the quantities between which it holds."""

    flag: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class PriceCurve:
    """The segments over ``quantity`` (bought before the plan on top), of which at most one is used."""

    quantity: Terms
    bought: float
    steps: tuple[PriceStep, ...]


@dataclass(frozen=True, slots=True)
class PinColumns:
    """A pin with the positions of its weeks, and columns for what is lacking or too much of it.

    Both columns are closed: only a search for any plan at all opens them.
    """

    pin: Pin
    first: int
    last: int
    lacking: int
    beyond: int

    @property
    def key(self) -> tuple[str, str, str]:
        """Workshop, product, operation."""
        return self.pin.workshop, self.pin.product, self.pin.operation


@dataclass(slots=True)
class PurchaseColumns:
    """Columns of one offer; weeks are order weeks. Quantities in units of the material.

    ``quantity[k]`` is one column times the multiple; ``limit[k]`` the most that can be ordered then.
    """

    offer: Offer
    quantity: dict[int, Terms] = field(default_factory=dict)
    limit: dict[int, float] = field(default_factory=dict)
    ordered: dict[int, int] = field(default_factory=dict)
    curves: list[PriceCurve] = field(default_factory=list)
    cost: Terms = field(default_factory=list)


class Variables:
    """All columns of a problem's model, and the data the rules share.

    Args:
        problem: without errors.
        capacities: of that problem.
        more_hours: runs may grow beyond the hours of their week (the rows on hours still count them).
    """

    def __init__(
        self, problem: Problem, capacities: Capacities, *, more_hours: bool = False
    ) -> None:
        self.problem = problem
        self.capacities = capacities
        self.more_hours = more_hours
        self.horizon = capacities.horizon
        self.weeks = capacities.horizon.weeks
        self.model = LinearModel()
        self.places: dict[int, Place] = {}
        self.products = {p.id: p for p in problem.products}
        self.stages: dict[StageKey, Stage] = stages(problem)
        self.lots: dict[RunKey, int] = {}
        self.incomplete: dict[RunKey, int] = {}
        self.running: dict[RunKey, int] = {}
        self.stock: dict[RunKey, int] = {}
        self.sent: dict[RunKey, int] = {}
        self.received: dict[RunKey, int] = {}
        self.hub_stock: dict[tuple[str, str, int], int] = {}
        self.shipped: dict[tuple[str, str, str, int], int] = {}
        self.delivered: dict[tuple[str, int], int] = {}
        self.material_stock: dict[tuple[str, int], int] = {}
        self.substituted: dict[tuple[str, str, str, int, str, str], int] = {}
        self.purchases: dict[str, PurchaseColumns] = {}
        self.fees: dict[tuple[str, int], int] = {}
        # A plan decides when its needs arise: no order can be said to be too large for its week.
        self.order_caps: dict[tuple[str, int], float] = {}
        self.shortfall: dict[str, int] = {}
        self.largest_shortfall = -1
        self.ratio = -1
        self.steps: dict[tuple[str, int], int] = {}
        # Units of the plan in force that are not made where and when it had them.
        self.given_up: dict[RunKey, int] = {}
        # Standard minutes that are moved away from it, or from a plan to stay near to.
        self.near: tuple[Terms, float] = ([], 0.0)
        self.complete: dict[tuple[str, int], int] = {}
        self.takes_part: dict[str, int] = {}
        self.pins: list[PinColumns] = []
        self.row_tags: dict[int, tuple[str, str]] = {}
        self.row_weeks: dict[int, int] = {}
        self.material_rows: dict[tuple[str, int], int] = {}
        self.station_rows: dict[tuple[str, int], int] = {}
        self._make_runs()
        self._make_flow()
        self._make_deliveries()
        self._make_materials()

    # -- data shared by the rules --------------------------------------------------------------

    def skill(self, workshop: str, product: str, operation: str) -> Skill:
        """How the workshop does the operation."""
        return self.capacities.skills[workshop, product, operation]

    def lot(self, product: str) -> float:
        """Units of one whole column: the lot, 1 when divisible."""
        return float(self.products[product].lot_size or 1)

    def operations(self) -> Iterator[tuple[Product, Operation, Operation | None]]:
        """Every product and operation, with the operation that follows."""
        for p in self.problem.products:
            for i, o in enumerate(p.operations):
                yield p, o, p.operations[i + 1] if i + 1 < len(p.operations) else None

    def made(self, w: str, p: str, o: str, t: int) -> Terms:
        """Units made, as terms; empty where it cannot run."""
        column = self.lots.get((w, p, o, t))
        if column is None:
            return []
        terms = [(column, self.lot(p))]
        part = self.incomplete.get((w, p, o, t))
        if part is not None:
            terms.append((part, float(self.stages[p, o].incomplete)))
        return terms

    def run_minutes(self, w: str, p: str, o: str, t: int) -> Terms:
        """Minutes of the workshop that a run takes, its setup included."""
        skill = self.skill(w, p, o)
        terms = [(c, v * float(skill.unit_minutes)) for c, v in self.made(w, p, o, t)]
        if (w, p, o, t) in self.running and skill.setup_minutes:
            terms.append((self.running[w, p, o, t], float(skill.setup_minutes)))
        return terms

    def load(self, w: str) -> Terms:
        """Standard minutes of the work a workshop makes in the plan (past work apart)."""
        terms: Terms = []
        for p, o, _ in self.operations():
            for t in range(self.weeks):
                standard = o.standard_milliminutes / 1000
                terms += [(c, v * standard) for c, v in self.made(w, p.id, o.id, t)]
        return terms

    def most_units(self, w: str, p: str, o: str, t: int) -> float:
        """Most units that a run can make: hours of the week, stations, and what the order needs."""
        skill = self.skill(w, p, o)
        most = float(self.stages[p, o].made)
        if self.more_hours:
            return most
        minutes = float(self.capacities.productive_minutes[w][t] - skill.setup_minutes)
        for group in self.problem.station_groups:
            if group.id in self.capacities.station_minutes and (w, o) in self.capacities.served(
                group
            ):
                open_minutes = self.capacities.station_minutes[group.id][t] - skill.setup_minutes
                minutes = min(minutes, float(open_minutes))
        if skill.unit_minutes > 0:
            most = min(most, max(0.0, minutes) / float(skill.unit_minutes))
        elif minutes < 0:
            most = 0.0
        return most

    # -- columns -------------------------------------------------------------------------------

    def largest_need(self, material: str) -> float:
        """Most units of a material that the whole order can use."""
        total = 0.0
        for p in self.problem.products:
            for line in p.materials:
                per_unit = float(line.quantity * (1 + line.waste_rate))
                made = float(self.stages[p.id, line.operation].made)
                if line.material == material:
                    total += made * per_unit
                for s in line.substitutes:
                    if s.material == material:
                        total += made * per_unit * float(s.ratio)
        return total

    def _column(
        self, place: Place, lower: float = 0.0, upper: float = INF, *, integer: bool = False
    ) -> int:
        column = self.model.column(lower, upper, integer=integer)
        self.places[column] = place
        return column

    def _make_runs(self) -> None:
        frozen = self.problem.opening.frozen_weeks
        bans: dict[str, list[Ban]] = {}
        for ban in self.problem.bans:
            bans.setdefault(ban.workshop, []).append(ban)
        for (w, p, o), skill in self.capacities.skills.items():
            product = self.products[p]
            stage = self.stages[p, o]
            needs_flag = bool(
                skill.setup_minutes or skill.setup_cost_cents or skill.smallest_run_units
            )
            for t in range(self.weeks):
                if t >= frozen and not self.capacities.can_run(w, product, o, t):
                    continue
                # Rule « ban »: what is ruled out has no column.
                if t >= frozen and w in bans and is_banned(bans[w], w, p, o, self.horizon.name(t)):
                    continue
                most = float(stage.made) if t < frozen else self.most_units(w, p, o, t)
                if most <= 0:
                    continue
                place = Place(t, workshop=w, product=p, operation=o)
                whole = product.lot_size > 0
                self.lots[w, p, o, t] = self._column(place, upper=most / self.lot(p), integer=whole)
                if stage.incomplete and stage.incomplete <= Decimal(most).quantize(
                    Decimal("0.001")
                ):
                    self.incomplete[w, p, o, t] = self._column(place, upper=1.0, integer=True)
                if needs_flag:
                    self.running[w, p, o, t] = self._column(place, upper=1.0, integer=True)

    def _has_stock(self, w: str, p: str, o: str, following: Operation | None) -> bool:
        """Whether units after an operation can be at a workshop at all."""
        if following is None:
            has_lane = any(lane.workshop == w for lane in self.problem.lanes)
            return has_lane and ((w, p, o) in self.capacities.skills or self._opening(w, p, o) > 0)
        return (
            (w, p, o) in self.capacities.skills
            or (w, p, following.id) in self.capacities.skills
            or self._opening(w, p, o) > 0
        )

    def _opening(self, w: str, p: str, o: str) -> Decimal:
        return sum(
            (
                s.units
                for s in self.problem.opening.units
                if s.workshop == w and s.product == p and s.operation == o
            ),
            start=Decimal(0),
        )

    def opening(self, w: str, p: str, o: str) -> float:
        """Opening units after an operation at a workshop ("" for the hub)."""
        return float(self._opening(w, p, o))

    def _make_flow(self) -> None:
        for p, o, following in self.operations():
            has_hub = self.problem.hub is not None and following is not None
            for w in self.problem.workshops:
                if not self._has_stock(w.id, p.id, o.id, following):
                    continue
                for t in range(self.weeks):
                    place = Place(t, workshop=w.id, product=p.id, operation=o.id)
                    key = (w.id, p.id, o.id, t)
                    self.stock[key] = self._column(place)
                    if has_hub and (
                        (w.id, p.id, o.id) in self.capacities.skills
                        or self._opening(w.id, p.id, o.id)
                    ):
                        self.sent[key] = self._column(place)
                    if (
                        has_hub
                        and following is not None
                        and (w.id, p.id, following.id) in self.capacities.skills
                    ):
                        self.received[key] = self._column(place)
            if has_hub:
                for t in range(self.weeks):
                    place = Place(t, product=p.id, operation=o.id)
                    self.hub_stock[p.id, o.id, t] = self._column(place)

    def due(self, d: Demand) -> int:
        """Due week of a demand, −1 when before the first Friday."""
        return self.horizon.due_index(d.due)

    def still_due(self, d: Demand) -> float:
        """Units of a demand not delivered before the plan."""
        done = sum(
            (x.units for x in self.problem.opening.delivered if x.demand == d.id), start=Decimal(0)
        )
        return float(max(Decimal(0), d.quantity - done))

    def _make_deliveries(self) -> None:
        started = {
            d.product
            for d in self.problem.demands
            for x in self.problem.opening.delivered
            if x.demand == d.id and x.units > 0
        }
        asked = {(d.product, d.delivery_point) for d in self.problem.demands}
        for lane in self.problem.lanes:
            for p in self.problem.products:
                last = p.operations[-1].id
                if (p.id, lane.delivery_point) not in asked:
                    continue
                first = 0 if p.id in started else p.testing_weeks
                for t in range(first, self.weeks - lane.lead_time_weeks):
                    if (lane.workshop, p.id, last, t) in self.stock:
                        place = Place(t, workshop=lane.workshop, product=p.id, operation=last)
                        key = (lane.workshop, lane.delivery_point, p.id, t)
                        self.shipped[key] = self._column(place)
        for d in self.problem.demands:
            first = self.horizon.first_index_from(d.earliest)
            for t in range(first, self.weeks):
                place = Place(t, product=d.product)
                self.delivered[d.id, t] = self._column(place, upper=self.still_due(d))

    def _make_materials(self) -> None:
        for m in self.problem.materials:
            for t in range(self.weeks):
                self.material_stock[m.id, t] = self._column(Place(t))
        for p in self.problem.products:
            for line in p.materials:
                for key in self.lots:
                    w, product, o, t = key
                    if product != p.id or o != line.operation:
                        continue
                    for s in line.substitutes:
                        place = Place(t, workshop=w, product=p.id, operation=o)
                        self.substituted[w, p.id, o, t, line.material, s.material] = self._column(
                            place
                        )
