"""Levers on limits that the group or the customer set: tests, smallest runs and shares, lots, skills."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from optimizer.capacity import Capacities
from optimizer.changes import ProductLot, Skill, SmallestRun, SmallestShare, TestingWeeks
from optimizer.diagnosis import Where
from optimizer.problem import Capability, Problem, Workshop
from optimizer.studies.levers import Lever, by_steps, decision


class LimitLevers:
    """Every lever of a problem on such limits.

    Args:
        problem: without errors.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.capacities = Capacities(problem)

    def all(self) -> Iterator[Lever]:
        """Tests, runs, shares, lots, and what somebody might learn."""
        yield from self._testing()
        yield from self._runs()
        yield from self._shares()
        yield from self._lots()
        yield from self._skills()

    def _testing(self) -> Iterator[Lever]:
        for p in self.problem.products:
            if p.testing_weeks and any(d.product == p.id for d in self.problem.demands):
                yield self._tests(p.id, p.testing_weeks)

    def _tests(self, product: str, weeks: int) -> Lever:
        return by_steps(
            "testing",
            "testing_weeks",
            Where(product=product),
            weeks,
            "testing_week",
            lambda n: (TestingWeeks(product=product, weeks=weeks - int(n)),),
            lambda n: (str(weeks), str(weeks - int(n))),
        )

    def _runs(self) -> Iterator[Lever]:
        finals = {p.operations[-1].id for p in self.problem.products}
        for c in self.problem.capabilities:
            if c.smallest_run_units and c.operation in finals:
                yield self._run(c)

    def _run(self, c: Capability) -> Lever:
        least = c.smallest_run_units
        lots = [
            p.lot_size
            for p in self.problem.products
            if p.operations[-1].id == c.operation and c.product in (None, p.id)
        ]
        step = Decimal(max(1, min((x for x in lots if x), default=1)))
        where = Where(workshop=c.workshop, operation=c.operation, product=c.product or "")

        def after(units: Decimal) -> int:
            return max(0, least - int(units))

        return Lever(
            bottleneck="smallest_run",
            cure="smallest_run",
            where=where,
            span=where,
            unit="units",
            missing_unit="units",
            changes=lambda units: (
                SmallestRun(
                    workshop=c.workshop,
                    operation=c.operation,
                    product=c.product,
                    units=after(units),
                ),
            ),
            most=Decimal(least),
            step=min(step, Decimal(least)),
            values=lambda units: (str(least), str(after(units))),
            charges=decision,
            is_blind=True,
        )

    def _shares(self) -> Iterator[Lever]:
        for w in self.problem.workshops:
            if not w.smallest_share:
                continue
            yield self._smallest_share(w, w.smallest_share)

    def _smallest_share(self, w: Workshop, before: Decimal) -> Lever:
        def after(part: Decimal) -> Decimal | None:
            return before - part if part < before else None

        return Lever(
            bottleneck="smallest_share",
            cure="smallest_share",
            where=Where(workshop=w.id),
            span=Where(workshop=w.id),
            unit="share",
            missing_unit="share",
            changes=lambda part: (SmallestShare(workshop=w.id, share=after(part)),),
            most=before,
            step=min(before, Decimal("0.005")),
            values=lambda part: (str(before), str(after(part) or 0)),
            charges=decision,
            is_blind=True,
        )

    def _lots(self) -> Iterator[Lever]:
        for p in self.problem.products:
            if p.lot_size > 1 and any(d.product == p.id for d in self.problem.demands):
                yield self._lot(p.id, p.lot_size)

    def _lot(self, product: str, before: int) -> Lever:
        def after(units: Decimal) -> int:
            return max(1, before - int(units))

        where = Where(product=product)
        return Lever(
            bottleneck="lot_size",
            cure="lot_size",
            where=where,
            span=where,
            unit="units",
            missing_unit="units",
            changes=lambda units: (ProductLot(product=product, lot_size=after(units)),),
            most=Decimal(before - 1),
            step=Decimal(max(1, before // 10)),
            values=lambda units: (str(before), str(after(units))),
            charges=decision,
            is_blind=True,
            is_steady=False,
        )

    def _skills(self) -> Iterator[Lever]:
        wanted = {d.product for d in self.problem.demands}
        asked = dict.fromkeys(
            o.id for p in self.problem.products if p.id in wanted for o in p.operations
        )
        known = {(c.workshop, c.operation) for c in self.problem.capabilities}
        for o in asked:
            paces = [s.pace for (_, _, x), s in self.capacities.skills.items() if x == o]
            for w in self.problem.workshops:
                if paces and (w.id, o) not in known and w.headcount > 0:
                    yield self._skill(w.id, o, min(paces))

    def _skill(self, workshop: str, operation: str, pace: Decimal) -> Lever:
        where = Where(workshop=workshop, operation=operation)
        capability = Capability(workshop=workshop, operation=operation, pace=pace)
        return by_steps(
            "skill",
            "skill",
            where,
            1,
            "training",
            lambda _: (Skill(capability=capability),),
            unit="yes",
        )
