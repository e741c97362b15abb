"""What left for the customer until a Monday, and which milestones it went to.

A declared delivery names no place and no milestone. It goes where the plan sent it; what is more than
planned goes to whoever is due first.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate

from optimizer.diagnostics import Diagnostic, error, warning
from optimizer.ledger import Ledger, Way
from optimizer.problem import Demand
from optimizer.studies.declared_work import Departure, Told, placed
from optimizer.studies.pieces_done import TOLERANCE, Pieces, moved_units

ZERO = Decimal(0)


class Deliveries:
    """Shipments and deliveries of the weeks; :meth:`live` goes through one.

    ``shipments`` are units per (way, week), ``deliveries`` per (demand, week).
    """

    def __init__(self, ledger: Ledger, told: Told, pieces: Pieces) -> None:
        self.ledger = ledger
        self.problem = ledger.problem
        self.told = told
        self.pieces = pieces
        self.found: list[Diagnostic] = []
        self.shipments: dict[tuple[Way, int], Decimal] = defaultdict(Decimal)
        self.deliveries: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
        self._to_ship = {way: tuple(accumulate(row)) for way, row in ledger.shipped.items()}
        self._to_deliver = {d: tuple(accumulate(row)) for d, row in ledger.delivered.items()}
        self._shipped: dict[Way, Decimal] = defaultdict(Decimal)
        self._delivered: dict[str, Decimal] = defaultdict(Decimal)
        # Both per (delivery point, product).
        self._arriving: dict[int, dict[tuple[str, str], Decimal]] = defaultdict(
            lambda: defaultdict(Decimal)
        )
        self._on_the_way: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        self._asked: dict[tuple[str, str], list[Demand]] = defaultdict(list)
        for d in sorted(self.problem.demands, key=lambda d: d.due):
            self._asked[d.delivery_point, d.product].append(d)
        self._still_due = dict(ledger.still_due)
        for x in self.problem.opening.lane_transit:
            self._arriving[ledger.week(x.arrival)][x.delivery_point, x.product] += x.units
            self._on_the_way[x.delivery_point, x.product] += x.units

    def live(self, t: int) -> None:
        """What leaves in a week, and what arrives."""
        for (w, p, week), departure in self.told.departures.items():
            if week == t:
                self._leave(w, p, departure, t)
        for way, planned in self._to_ship.items():
            if (way[0], t) in self.told.silent_departures:
                product = self.ledger.products[way[2]]
                there = self.pieces.stock[self._finished(way[0], product.id)]
                units = moved_units(product, planned[t] - self._shipped[way], there)
                self._ship(way, units, t)
        for place, units in self._arriving.pop(t, {}).items():
            self._on_the_way[place] -= units
            self._deliver(place, units, t)

    # -- leaving --------------------------------------------------------------------------------

    def _finished(self, workshop: str, product: str) -> tuple[str, str, str]:
        return workshop, product, self.ledger.products[product].operations[-1].id

    def _leave(self, w: str, p: str, departure: Departure, t: int) -> None:
        there = self.pieces.stock[self._finished(w, p)]
        missing = departure.units - there
        if departure.carried and missing > 0:
            gone = min(missing, departure.carried)
            departure = replace(
                departure,
                units=departure.units - gone,
                refused=min(departure.refused, departure.units - gone),
            )
        if departure.units > there + TOLERANCE:
            self.found.append(
                placed(
                    error(
                        "replan.more_delivered_than_finished",
                        w,
                        product=p,
                        week=self.ledger.horizon.name(t),
                        read=departure.units,
                        expected=there,
                        missing=departure.units - there,
                    ),
                    departure.source,
                )
            )
        points = [k for k, asked in self._asked if asked == p and (w, k) in self.ledger.lane_weeks]
        if not points:
            missing_lane = error("replan.no_lane", w, product=p, units=departure.units)
            self.found.append(placed(missing_lane, departure.source))
            return
        # What was refused has left the workshop, and nobody has it: it is still due.
        self.pieces.stock[self._finished(w, p)] -= departure.refused
        self.pieces.more_good[self._finished(w, p)] -= departure.refused
        units = departure.units - departure.refused
        for point in points:
            planned = self._to_ship.get((w, point, p))
            owed = planned[t] - self._shipped[w, point, p] if planned else ZERO
            units -= self._ship((w, point, p), min(units, owed), t)
        for point in points:
            wanted = sum((self._still_due[d.id] for d in self._asked[point, p]), start=ZERO)
            owed = wanted - self._on_the_way[point, p]
            units -= self._ship((w, point, p), min(units, owed), t)
        self._ship((w, points[0], p), units, t)

    def _ship(self, way: Way, units: Decimal, t: int) -> Decimal:
        if units <= 0:
            return ZERO
        w, point, p = way
        self.pieces.stock[self._finished(w, p)] -= units
        self.shipments[way, t] += units
        self._shipped[way] += units
        self._arriving[t + self.ledger.lane_weeks[w, point]][point, p] += units
        self._on_the_way[point, p] += units
        return units

    # -- arriving -------------------------------------------------------------------------------

    def _deliver(self, place: tuple[str, str], units: Decimal, t: int) -> None:
        demands = self._asked[place]
        for d in demands:
            planned = self._to_deliver.get(d.id)
            if planned:
                units -= self._give(d, min(units, planned[t] - self._delivered[d.id]), t)
        for d in demands:
            units -= self._give(d, min(units, self._still_due[d.id]), t)
        if units > TOLERANCE and demands:
            self.found.append(
                warning(
                    "replan.delivered_too_much",
                    demands[-1].id,
                    product=place[1],
                    delivery_point=place[0],
                    week=self.ledger.horizon.name(t),
                    units=units,
                )
            )
            self._give(demands[-1], units, t)

    def _give(self, demand: Demand, units: Decimal, t: int) -> Decimal:
        if units <= 0:
            return ZERO
        self.deliveries[demand.id, t] += units
        self._delivered[demand.id] += units
        self._still_due[demand.id] = max(ZERO, self._still_due[demand.id] - units)
        return units
