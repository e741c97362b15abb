"""What one unit costs at a workshop, step by step, and its lines grouped by kind with subtotals.

A workshop seldom does every step of a product, nor as many units at each: a cost divided by finished
units alone would say nothing. Each step is therefore divided by the units that this workshop made at it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from optimizer.cost_items import CostItem
from optimizer.full_cost import MemberCost
from optimizer.member_work import MemberWork, member_works
from optimizer.problem import Product
from service.exports.facts import Facts

ZERO = Decimal(0)
# Amounts that carry the name of a step.
OF_A_STEP = frozenset(("labour", "setup", "setup_cost", "piece"))
# Amounts that follow the minutes of work: each step carries its part of them.
OF_MINUTES = frozenset(("supervision", "overhead", "aid"))
# An expense of the workshop, which may be an amount for each unit of the last step.
OF_FINISHED = frozenset(("transport", "tests", "packaging"))


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCost:
    """A step of a product: units made here, and euros per unit made, before and after aid."""

    name: str
    units: Decimal
    gross: Decimal
    aid: Decimal

    @property
    def net(self) -> Decimal:
        """Gross less aid."""
        return self.gross - self.aid


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCost:
    """One unit of a product at a workshop, euros.

    Attributes:
        steps: those that this workshop does, in the order of the product.
        left_out: names of the steps that others do.
        materials: per unit of the step that uses them.
        others: everything else: per finished unit what is spent on each of these, the rest per unit of the
            step with the most units.
    """

    product: str
    steps: tuple[StepCost, ...]
    left_out: tuple[str, ...]
    materials: Decimal
    others: Decimal

    @property
    def is_uneven(self) -> bool:
        """Whether its steps are done for very different quantities, so that few units go all the way."""
        units = [s.units for s in self.steps]
        return len(units) > 1 and min(units) * 2 < max(units)

    @property
    def fewest(self) -> StepCost:
        """The step done for the fewest units."""
        return min(self.steps, key=lambda s: s.units)

    @property
    def gross(self) -> Decimal:
        """A unit through all the steps done here, before aid."""
        return sum((s.gross for s in self.steps), start=self.materials + self.others)

    @property
    def aid(self) -> Decimal:
        """Aid taken off."""
        return sum((s.aid for s in self.steps), start=ZERO)

    @property
    def net(self) -> Decimal:
        """After aid."""
        return self.gross - self.aid


def unit_costs(facts: Facts, member: MemberCost) -> list[UnitCost]:
    """What a unit of each product costs at a workshop; [] when it has no part in the order."""
    work = member_works(facts.ledger).get(member.workshop)
    if work is None:
        return []
    return [
        one
        for product in facts.problem.products
        if (one := _unit_cost(facts, member, work, product)) is not None
    ]


def _unit_cost(
    facts: Facts, member: MemberCost, work: MemberWork, product: Product
) -> UnitCost | None:
    made = {o.id: work.made.get((product.id, o.id), ZERO) for o in product.operations}
    most = max(made.values(), default=ZERO)
    if not most:
        return None
    minutes = {
        o: work.run_minutes.get((product.id, o), ZERO)
        + work.setup_minutes.get((product.id, o), ZERO)
        for o in made
    }
    whole = sum(minutes.values(), start=ZERO)
    direct: dict[str, Decimal] = defaultdict(Decimal)
    shared = aid = materials = others = ZERO
    for item in (*member.lines, *member.aids):
        if item.product != product.id:
            continue
        cents = Decimal(item.cents)
        if item.kind == "aid":
            aid += cents
        elif item.kind in OF_A_STEP and made.get(item.label):
            direct[item.label] += cents
        elif item.kind in OF_MINUTES and whole:
            shared += cents
        elif item.kind == "materials":
            materials += cents / 100 / (units_of(item, product, made) or most)
        else:
            others += cents / 100 / units_of(item, product, made)
    part = {o: m / whole if whole else ZERO for o, m in minutes.items()}
    names = {o.id: facts.operation_name(product.id, o.id) for o in product.operations}
    return UnitCost(
        product=facts.product_name(product.id),
        steps=tuple(
            StepCost(
                name=names[o],
                units=units,
                gross=(direct[o] + shared * part[o]) / 100 / units,
                aid=aid * part[o] / 100 / units,
            )
            for o, units in made.items()
            if units
        ),
        left_out=tuple(names[o] for o, units in made.items() if not units),
        materials=materials,
        others=others,
    )


def units_of(item: CostItem, product: Product, made: Mapping[str, Decimal]) -> Decimal:
    """Units that an amount is spread over: of its step, of the step that uses it, or the most of any.

    What is spent on each finished unit (a bag, a test) is spread over those finished here, not over those
    that only began here.
    """
    if item.kind in OF_A_STEP and item.label in made:
        return made[item.label]
    if item.kind == "materials":
        using = {
            made.get(b.operation, ZERO)
            for b in product.materials
            if item.label in (b.material, *(s.material for s in b.substitutes))
        }
        if using:
            return max(using)
    if item.kind in OF_FINISHED and item.behaviour == "variable" and product.operations:
        finished = made.get(product.operations[-1].id, ZERO)
        if finished:
            return finished
    return max(made.values(), default=ZERO)


def made_by(facts: Facts, workshop: str) -> dict[str, dict[str, Decimal]]:
    """Units that a workshop makes at each step, by product."""
    work = member_works(facts.ledger).get(workshop)
    made = work.made if work is not None else {}
    return {
        p.id: {o.id: made.get((p.id, o.id), ZERO) for o in p.operations}
        for p in facts.problem.products
    }


def grouped(
    lines: Sequence[Mapping[str, Any]], remarked: Iterable[str], total_cents: int | None
) -> list[dict[str, Any]]:
    """Lines of one group put together by kind, in the order they come.

    Args:
        remarked: lines of which something was said: their kind stands open.
        total_cents: what the parts are parts of; None or 0 shows none.
    """
    said = frozenset(remarked)
    kinds: dict[str, list[Mapping[str, Any]]] = {}
    for line in lines:
        kinds.setdefault(line["kind"], []).append(line)
    return [
        {
            "kind": kind,
            "rows": rows,
            "cents": (cents := sum(r["cents"] for r in rows)),
            "part": Decimal(cents) / total_cents if total_cents else None,
            "remarks": (n := sum(1 for r in rows if r["line"] in said)),
            "is_open": bool(n),
        }
        for kind, rows in kinds.items()
    ]
