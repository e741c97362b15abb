"""What the cost figures of the examples share: a ladder of hours, and labour that agrees with the plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from optimizer.cost_parameters import HoursLadder, PeriodCost, PeriodUse
from optimizer.problem import Problem

ESTIMATE = "estimation pour l'exemple, à remplacer par vos chiffres"


def ladder(year: int, paid: int, presence: int, worked: int, productive: int) -> HoursLadder:
    """The hours of a whole year, from those paid down to those that produce."""
    return HoursLadder(
        first=date(year, 1, 1),
        last=date(year, 12, 31),
        paid_hours=Decimal(paid),
        presence_hours=Decimal(presence),
        worked_hours=Decimal(worked),
        productive_hours=Decimal(productive),
        source="heures payées : effectif × heures par semaine × 52 ; le reste : " + ESTIMATE,
    )


def labour(
    problem: Problem, workshop: str, hours: HoursLadder, hourly_wage: str, wage_source: str
) -> tuple[PeriodCost, ...]:
    """Wages and employer's charges that make, per productive hour, the hourly cost of the plan.

    The charges are what is left of it: so the coût minute of the costing is that of the plan to the
    cent, and the variable cost reconciles.
    """
    hourly_cost = next(w.hourly_cost for w in problem.workshops if w.id == workshop)
    assert hourly_cost is not None
    assert hours.paid_hours is not None
    assert hours.productive_hours is not None
    total = hourly_cost * hours.productive_hours * 100
    wages = Decimal(hourly_wage) * hours.paid_hours * 100
    assert total == int(total), "not whole cents"
    assert wages < total, "nothing left for the charges"
    return (
        cost("Salaires des personnes en production", "labour", int(wages), hours, wage_source),
        cost("Cotisations, mutuelle, médecine du travail", "labour", int(total - wages), hours),
    )


def cost(
    label: str, use: PeriodUse, cents: int, hours: HoursLadder, source: str = ESTIMATE
) -> PeriodCost:
    """An amount of the year of the ladder."""

    return PeriodCost(label=label, use=use, cents=cents, since=hours.first, source=source)


def euros(amount: int) -> int:
    """Euros as cents."""
    return amount * 100
