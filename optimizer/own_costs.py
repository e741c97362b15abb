"""A workshop's own figures put on its work: coût minute, supervision, overheads, expenses, aid.

What the plan alone decides (purchases, moves, holding) comes from ``plan_costs``. Each kind is rounded
once per workshop, then split among products by largest remainder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from optimizer.cost_items import (
    Behaviour,
    CostItem,
    ItemKind,
    Term,
    evaluate,
    spread,
)
from optimizer.cost_parameters import Aid, MemberCosts, OrderExpense, PeriodUse
from optimizer.member_work import MemberWork
from optimizer.plan_costs import money, setup_money
from optimizer.weeks import Horizon

ZERO = Decimal(0)
# What non-quality is a part of: the cost of making (and of what is made of).
PRODUCTION: tuple[ItemKind, ...] = (
    "labour",
    "setup",
    "setup_cost",
    "supervision",
    "piece",
    "materials",
    "stock",
    "vat",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One exact amount before its rounding: the formula gives its cents."""

    kind: ItemKind
    product: str
    label: str
    formula: tuple[Term, ...]
    source: str = ""
    behaviour: Behaviour = "variable"
    variable_cents: int = 0


def rounded(workshop: str, parts: Sequence[Part]) -> Iterator[CostItem]:
    """Parts of one line: their sum is rounded once and split among them."""
    cents = spread({k: evaluate(part.formula) for k, part in enumerate(parts)})
    for k, part in enumerate(parts):
        if cents[k] or part.variable_cents:
            yield CostItem(
                kind=part.kind,
                workshop=workshop,
                product=part.product,
                label=part.label,
                cents=cents[k],
                variable_cents=part.variable_cents,
                behaviour=part.behaviour,
                formula=part.formula,
                source=part.source,
            )


def period_cents(costs: MemberCosts, use: PeriodUse) -> int | None:
    """Costs of the period for a use, None when there is no line of that use."""
    amounts = [x.cents for x in costs.period_costs if x.use == use]
    return sum(amounts) if amounts else None


def productive_minutes(costs: MemberCosts) -> Decimal | None:
    """Productive minutes of the period, None when unknown or not positive."""
    hours = costs.hours.productive_hours
    return hours * 60 if hours is not None and hours > 0 else None


def sources_of(costs: MemberCosts, use: PeriodUse) -> str:
    """Where the costs of a use and the hours come from."""
    given = [x.source for x in costs.period_costs if x.use == use] + [costs.hours.source]
    return " ; ".join(dict.fromkeys(s for s in given if s))


def at_coute_minute(
    costs: MemberCosts, use: PeriodUse, minutes: Decimal, name: str = "minutes"
) -> tuple[Term, ...]:
    """Minutes × (costs of the period ÷ productive minutes)."""
    return (
        Term(name=name, value=minutes, unit="min"),
        money(f"period_{use}", period_cents(costs, use) or 0),
        Term(
            name="productive_minutes",
            value=productive_minutes(costs) or ZERO,
            unit="min",
            operator="÷",
        ),
    )


def labour_items(
    work: MemberWork, costs: MemberCosts, planned: Iterable[CostItem]
) -> Iterator[CostItem]:
    """Labour and setups at the coût minute; ``planned``: the same at the planned hourly cost."""
    variable = {
        (x.kind, x.product, x.label): x.cents for x in planned if x.workshop == work.workshop
    }
    source = sources_of(costs, "labour")
    yield from rounded(
        work.workshop,
        [
            Part(
                kind="labour",
                product=p,
                label=o,
                formula=at_coute_minute(costs, "labour", minutes),
                source=source,
                variable_cents=variable.get(("labour", p, o), 0),
            )
            for (p, o), minutes in work.run_minutes.items()
        ],
    )
    setups: list[Part] = []
    for (p, o), minutes in work.setup_minutes.items():
        setups.append(
            Part(
                kind="setup",
                product=p,
                label=o,
                formula=at_coute_minute(costs, "labour", minutes),
                source=source,
                variable_cents=variable.get(("setup", p, o), 0),
            )
        )
        setups.append(
            Part(
                kind="setup_cost",
                product=p,
                label=o,
                formula=setup_money(work, (p, o)),
                variable_cents=variable.get(("setup_cost", p, o), 0),
            )
        )
    yield from rounded(work.workshop, setups)


def period_items(
    work: MemberWork, costs: MemberCosts, kind: ItemKind, use: PeriodUse
) -> Iterator[CostItem]:
    """Supervision or overheads of the period, by the minutes of this order."""
    yield from rounded(
        work.workshop,
        [
            Part(
                kind=kind,
                product=p,
                label="amount" if kind == "overhead" else "",
                formula=at_coute_minute(costs, use, minutes),
                source=sources_of(costs, use),
                behaviour="fixed",
            )
            for p, minutes in work.minutes.items()
        ],
    )


def overhead_rate_items(
    work: MemberWork, costs: MemberCosts, items: Sequence[CostItem]
) -> Iterator[CostItem]:
    """A rate on labour (setups included) and supervision."""
    rate = costs.overhead_rate
    if rate is None:
        return
    kinds: tuple[ItemKind, ...] = ("labour", "setup", "supervision")
    yield from rounded(
        work.workshop,
        [
            Part(
                kind="overhead",
                product=p,
                label="rate",
                formula=(*terms, Term(name="overhead_rate", value=rate.value)),
                source=rate.source,
                behaviour="fixed",
            )
            for p, terms in _bases(items, kinds).items()
        ],
    )


def non_quality_items(
    work: MemberWork, costs: MemberCosts, items: Sequence[CostItem]
) -> Iterator[CostItem]:
    """A part of the production cost, lost on refused pieces."""
    rate = costs.non_quality
    if rate is None:
        return
    yield from rounded(
        work.workshop,
        [
            Part(
                kind="non_quality",
                product=p,
                label="",
                formula=(*terms, Term(name="non_quality", value=rate.value)),
                source=rate.source,
            )
            for p, terms in _bases(items, PRODUCTION).items()
        ],
    )


def _bases(items: Sequence[CostItem], kinds: tuple[ItemKind, ...]) -> dict[str, tuple[Term, ...]]:
    """Per product, the sum of some kinds written out."""
    sums: dict[str, dict[ItemKind, int]] = {}
    for item in items:
        if item.kind in kinds:
            row = sums.setdefault(item.product, {})
            row[item.kind] = row.get(item.kind, 0) + item.cents
    return {
        p: tuple(money(kind, row[kind], "+") for kind in kinds if kind in row)
        for p, row in sums.items()
    }


def expense_items(work: MemberWork, costs: MemberCosts) -> Iterator[CostItem]:
    """Own expenses: amounts by standard minutes where no product is named, rates by finished units."""
    for expense in costs.expenses:
        yield from _amount(work, expense)
        if expense.cents_per_unit:
            yield from rounded(
                work.workshop,
                [
                    Part(
                        kind=expense.kind,
                        product=p,
                        label=expense.label,
                        formula=(
                            Term(name="units", value=units, unit="unit"),
                            money("cents_per_unit", expense.cents_per_unit),
                        ),
                        source=expense.source,
                    )
                    for p, units in work.finished.items()
                    if expense.product in ("", p)
                ],
            )


def _amount(work: MemberWork, expense: OrderExpense) -> Iterator[CostItem]:
    if not expense.cents:
        return
    spent = Part(
        kind=expense.kind,
        product=expense.product,
        label=expense.label,
        formula=(money("expense", expense.cents),),
        source=expense.source,
        behaviour="fixed",
    )
    if expense.product or not work.load:
        yield from rounded(work.workshop, [spent])
        return
    yield from rounded(
        work.workshop,
        [
            replace(spent, product=p, formula=(*spent.formula, *share_terms(minutes, work.load)))
            for p, minutes in work.standard_minutes.items()
        ],
    )


def share_terms(minutes: Decimal, total: Decimal) -> tuple[Term, ...]:
    """× standard minutes ÷ all of them."""
    return (
        Term(name="standard_minutes", value=minutes, unit="min"),
        Term(name="standard_minutes_total", value=total, unit="min", operator="÷"),
    )


def in_kind_items(workshop: str, costs: MemberCosts) -> Iterator[CostItem]:
    """Contributions in kind and volunteering, at their stated value."""
    for gift in costs.in_kind:
        yield CostItem(
            kind="in_kind",
            workshop=workshop,
            product="",
            label=gift.label,
            cents=gift.cents,
            behaviour="fixed",
            formula=(money("value", gift.cents, ""),),
            source=gift.source,
        )


def aid_items(work: MemberWork, costs: MemberCosts, horizon: Horizon) -> Iterator[CostItem]:
    """Aid for the hours of this order, in the weeks in which it is in force.

    Productive minutes are brought back to the hours that the aid counts (paid or worked) by the
    ladder: × hours of its base ÷ productive hours.
    """
    for aid in costs.aids:
        minutes = _minutes_in_force(work, aid, horizon)
        if aid.cents_per_etp:
            formulas = {p: _aid_per_etp(costs, aid, x) for p, x in minutes.items()}
            yield from _aid_parts(work, aid, formulas)
        if aid.cents_per_period:
            formulas = {
                p: (
                    Term(name="minutes", value=x, unit="min"),
                    money("aid_of_period", aid.cents_per_period),
                    Term(
                        name="productive_minutes",
                        value=productive_minutes(costs) or ZERO,
                        unit="min",
                        operator="÷",
                    ),
                )
                for p, x in minutes.items()
            }
            yield from _aid_parts(work, aid, formulas)


def _aid_parts(
    work: MemberWork, aid: Aid, formulas: Mapping[str, tuple[Term, ...]]
) -> Iterator[CostItem]:
    yield from rounded(
        work.workshop,
        [
            Part(kind="aid", product=p, label=aid.label, formula=formula, source=aid.source)
            for p, formula in formulas.items()
        ],
    )


def _aid_per_etp(costs: MemberCosts, aid: Aid, minutes: Decimal) -> tuple[Term, ...]:
    hours = costs.hours
    base = hours.paid_hours if aid.base == "paid" else hours.worked_hours
    return (
        Term(name="minutes", value=minutes, unit="min"),
        Term(name=f"{aid.base}_hours", value=base or ZERO, unit="h"),
        Term(
            name="productive_hours",
            value=hours.productive_hours or ZERO,
            unit="h",
            operator="÷",
        ),
        Term(name="minutes_per_hour", value=Decimal(60), unit="min", operator="÷"),
        Term(name="share_of_hours", value=aid.share_of_hours),
        money("aid_per_etp", aid.cents_per_etp),
        Term(name="hours_per_etp", value=aid.hours_per_etp, unit="h", operator="÷"),
    )


def _minutes_in_force(work: MemberWork, aid: Aid, horizon: Horizon) -> dict[str, Decimal]:
    """Minutes per product in the weeks whose Monday lies between ``since`` and ``until``."""
    mondays = [horizon.monday + timedelta(weeks=t) for t in range(horizon.weeks)]
    holds = [
        (aid.since is None or day >= aid.since) and (aid.until is None or day <= aid.until)
        for day in mondays
    ]
    return {
        p: sum((x for x, held in zip(row, holds, strict=True) if held), start=ZERO)
        for p, row in work.weekly_minutes.items()
    }
