"""How much of each operation the whole order asks for, and the one incomplete lot that goes with it.

Units *made* at an operation are those that enter it; ``made × yield`` come out conforming and can enter
the next one. From the demands back to the first operation, less what already exists:

    needed out of the last operation = demand − delivered − finished stock − finished in transit
    made at an operation             = needed out of it / yield, rounded up to a whole unit
    needed out of the one before     = made − semi-finished stock after it (workshops, hub, transit)

``made`` is both what suffices to deliver everything and the most that may be made: no overproduction.
Nor may work be started that nobody finishes: at the end no more than ``most_left`` conforming units
after an operation may be left.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from optimizer.capacity import horizon_of
from optimizer.problem import Problem, Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One operation of one product, for the whole order.

    ``needed``: conforming units that must come out of it. ``made``: units to make, and the most that
    may be made. ``incomplete``: size of the one run that is not a whole number of lots (0: none).
    ``opening``: conforming units after it that exist at the start or arrive within the plan, usable or
    not.
    ``standard_minutes`` of all of it. ``most_left``: conforming units after it that may be left over at
    the end when everything is delivered: the opening stock that is not needed or that nobody can use,
    and what rounding up makes. Each unit that is never delivered leaves ``left_per_missing`` more, but
    never more than ``opening_left``: what was there at the start, and rounding.
    """

    product: str
    operation: str
    needed: Decimal
    made: Decimal
    incomplete: Decimal
    standard_minutes: Decimal
    opening: Decimal
    most_left: Decimal
    left_per_missing: Decimal
    opening_left: Decimal


def demanded_units(problem: Problem, product: Product) -> Decimal:
    """Units of a product still to deliver."""
    done = {d.demand: d.units for d in problem.opening.delivered}
    return sum(
        (
            max(Decimal(0), d.quantity - done.get(d.id, Decimal(0)))
            for d in problem.demands
            if d.product == product.id
        ),
        start=Decimal(0),
    )


def opening_units(problem: Problem, product: str, operation: str, is_final: bool) -> Decimal:
    """Conforming units after an operation that exist at the start, wherever they are or travel.

    What nobody can use does not count (:func:`stranded_units`); nor does what arrives only after the
    last week of the plan.
    """
    horizon = horizon_of(problem)
    total = -stranded_units(problem, product, operation, is_final)
    for s in problem.opening.units:
        if s.product == product and s.operation == operation:
            total += s.units
    if is_final:
        for lt in problem.opening.lane_transit:
            if lt.product == product and horizon.index(lt.arrival) < horizon.weeks:
                total += lt.units
    else:
        for ht in problem.opening.hub_transit:
            if (
                ht.product == product
                and ht.operation == operation
                and horizon.index(ht.arrival) < horizon.weeks
            ):
                total += ht.units
    return total


def stranded_units(problem: Problem, product: str, operation: str, is_final: bool) -> Decimal:
    """Opening units that can go nowhere: finished without a lane, semi-finished without hub or next step."""
    if is_final:
        movers = {lane.workshop for lane in problem.lanes}
    elif problem.hub is not None:
        return Decimal(0)
    else:
        routing = next(p.operations for p in problem.products if p.id == product)
        names = [o.id for o in routing]
        following = names[names.index(operation) + 1]
        movers = {
            c.workshop
            for c in problem.capabilities
            if c.operation == following and c.product in (None, product)
        }
    return sum(
        (
            s.units
            for s in problem.opening.units
            if s.product == product and s.operation == operation and s.workshop not in movers
        ),
        start=Decimal(0),
    )


def stages(problem: Problem) -> dict[tuple[str, str], Stage]:
    """What each (product, operation) must make, in routing order."""
    found: dict[tuple[str, str], Stage] = {}
    for product in problem.products:
        needed = demanded_units(problem, product)
        backwards = []
        per_missing = Decimal(1)
        for operation in reversed(product.operations):
            is_final = operation is product.operations[-1]
            there = opening_units(problem, product.id, operation.id, is_final)
            stranded = stranded_units(problem, product.id, operation.id, is_final)
            surplus = max(Decimal(0), there - needed)
            needed = max(Decimal(0), needed - there)
            made = needed / operation.yield_rate
            if product.lot_size:
                made = made.to_integral_value(rounding=ROUND_CEILING)
            rounding = max(Decimal(0), made * operation.yield_rate - needed)
            incomplete = made % product.lot_size if product.lot_size else Decimal(0)
            backwards.append(
                Stage(
                    product=product.id,
                    operation=operation.id,
                    needed=needed,
                    made=made,
                    incomplete=incomplete,
                    standard_minutes=made * operation.standard_milliminutes / 1000,
                    opening=there + stranded,
                    most_left=surplus + stranded + rounding,
                    left_per_missing=per_missing,
                    opening_left=there + stranded + rounding,
                )
            )
            needed = made
            per_missing /= operation.yield_rate
        for stage in reversed(backwards):
            found[stage.product, stage.operation] = stage
    return found


def total_standard_minutes(problem: Problem) -> Decimal:
    """Standard minutes of the whole order: those to come and those already made."""
    past = sum(p.standard_milliminutes for p in problem.opening.past_work)
    return sum((s.standard_minutes for s in stages(problem).values()), start=Decimal(past) / 1000)
