"""What figures can be, and which are so far from the plan that a slip of the hand is likelier.

What cannot be is refused; what is improbable is kept when the person says that it is meant. Every bound
is named here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, Any, Final

from optimizer.weeks import week_monday
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_

if TYPE_CHECKING:
    from optimizer.plan import Plan
    from optimizer.problem import Problem

MOST_PEOPLE: Final = 500
"""Of one workshop, in a week; more is a figure of another box, or of pieces."""
TOO_MANY_PEOPLE: Final = N_("Un atelier n'a pas tant de personnes : vérifiez ce nombre.")
MORE_THAN_ORDERED: Final = Decimal("1.25")
"""Of what is ordered of a product, with scrap and a last lot that is full."""
TIMES_PLANNED: Final = 3
"""Times what a week had planned, from which on it is asked back."""
TIMES_USUAL: Final = 3
"""Times the usual headcount of a workshop, from which on a week's is asked back."""
ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A figure that may be right but hardly is.

    Attributes:
        code: of the figure's rule, for programs.
        text: a French sentence of the catalogue that asks; ``values`` fill it.
    """

    code: str
    text: str
    values: dict[str, Any] = field(default_factory=dict)


# -- pieces -------------------------------------------------------------------------------------


def most_declared(problem: Problem, product: str) -> Decimal | None:
    """Units beyond which nobody can have made a product in a week; None for what nobody ordered."""
    ordered = sum((d.quantity for d in problem.demands if d.product == product), start=ZERO)
    if not ordered:
        return None
    lot = next((p.lot_size for p in problem.products if p.id == product), 0)
    lots = (ordered / lot).to_integral_value(ROUND_CEILING) * lot if lot > 0 else ordered
    return max(lots, ordered * MORE_THAN_ORDERED)


def need_declared(problem: Problem, product: str, made: Decimal) -> None:
    """Nothing when so many may have been made.

    Raises:
        ServiceRefusalError: ``wrong_data``: more than the whole order.
    """
    most = most_declared(problem, product)
    if most is not None and made > most:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("{n} : c'est plus que toute la commande ({most}). Vérifiez ce nombre."),
            n=made,
            most=sum((d.quantity for d in problem.demands if d.product == product), start=ZERO),
        )


def declared_doubt(
    made: Decimal, planned: Decimal, possible: Decimal | None, *, there: Decimal = ZERO
) -> Doubt | None:
    """What to ask of a quantity declared in a week, None when it is likely.

    Args:
        planned: of the same thing in the same week; nothing is asked of it when it is zero.
        possible: what can have come out of the operation before and is not used yet, as declared or, where
            more, as planned; None when it has no bound.
        there: declared already of the same thing in the same week, in other rows.
    """
    if planned > 0 and made + there > TIMES_PLANNED * planned:
        return Doubt(
            code="declaration.far_from_plan",
            text=N_("{times} fois le prévu ({planned}) : est-ce bien cela ?"),
            values={"times": _times(made + there, planned), "planned": planned},
        )
    if possible is not None and made > 0 and made > possible:
        return Doubt(
            code="declaration.more_than_there",
            text=N_("L'étape d'avant n'en a pas tant donné ({n} au plus) : est-ce bien cela ?"),
            values={"n": max(ZERO, possible)},
        )
    return None


def planned_units(plan: Plan, workshop: str, product: str, operation: str, week: str) -> Decimal:
    """Units of a plan, of one thing in one week."""
    return sum(
        (
            r.units
            for r in plan.runs
            if (r.workshop, r.product, r.operation, r.week) == (workshop, product, operation, week)
        ),
        start=ZERO,
    )


def possible_units(
    problem: Problem,
    plan: Plan,
    declared: Iterable[Any],
    product: str,
    operation: str,
    week: str,
) -> Decimal | None:
    """Units that the operation before can have given until the end of a week, less what was used of them.

    Args:
        plan: from the first day.
        declared: rows with workshop, week, product, operation and made, without the one that is looked at.

    Returns:
        None for a first operation, an operation that is not known, or when something lay there at the start.
    """
    routing = next((p.operations for p in problem.products if p.id == product), ())
    ids = [o.id for o in routing]
    at = ids.index(operation) if operation in ids else 0
    if at == 0 or problem.opening != type(problem.opening)():
        return None
    before, until = ids[at - 1], week_monday(week)
    told = planned = used = ZERO
    for d in declared:
        if d.product != product or week_monday(d.week) > until:
            continue
        if d.operation == before:
            told += d.made
        elif d.operation == operation:
            used += d.made
    for r in plan.runs:
        if (r.product, r.operation) == (product, before) and week_monday(r.week) <= until:
            planned += r.units
    return max(told, planned) - used


def parts_of_pieces(problem: Problem, quantities: Mapping[str, Decimal]) -> list[str]:
    """Milestones whose quantity is no whole number of pieces though their product is made by the piece."""
    by_piece = {p.id for p in problem.products if p.lot_size > 0}
    products = {d.id: d.product for d in problem.demands}
    return [
        demand
        for demand, quantity in quantities.items()
        if products.get(demand) in by_piece and quantity != quantity.to_integral_value()
    ]


# -- people -------------------------------------------------------------------------------------


def people_doubt(headcount: Decimal, usual: Decimal) -> Doubt | None:
    """What to ask of the people of a week, None when they are likely."""
    if usual <= 0 or headcount <= TIMES_USUAL * usual:
        return None
    return Doubt(
        code="headcount.far_from_usual",
        text=N_("{times} fois l'effectif habituel ({usual}) : est-ce bien cela ?"),
        values={"times": _times(headcount, usual), "usual": usual},
    )


def need_people(workshop: Mapping[str, Any]) -> None:
    """Nothing when a workshop, as its part of an order says it, can have so many people.

    Raises:
        ServiceRefusalError: ``wrong_data``: more than any workshop has.
    """
    counts = [workshop.get("headcount"), *(o.get("headcount") for o in _weeks(workshop))]
    for count in (Decimal(str(c)) for c in counts if c is not None):
        if count > MOST_PEOPLE:
            raise ServiceRefusalError(
                Refusal.WRONG_DATA,
                N_("{n} personnes dans un atelier : {most} au plus. Vérifiez ce nombre."),
                n=count,
                most=MOST_PEOPLE,
            )


def _weeks(workshop: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(workshop.get("overrides") or ())


def _times(value: Decimal, usual: Decimal) -> Decimal:
    times = value / usual
    return times.quantize(Decimal(1) if times >= 10 else Decimal("0.1"))
