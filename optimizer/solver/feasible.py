"""Yes, nearly or no, in a second or two: can this be done on time, and if not, what is missing?

"No" is proven by the continuous relaxation, which can do more than any plan. "Yes" is shown by a plan that
keeps every rule. "Nearly": time and materials suffice, and the best plan so far delivers a few units
late. What is missing is the least extra time and material with which the relaxation is on time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from time import monotonic
from typing import Literal

import numpy as np

from optimizer.capacity import Capacities
from optimizer.diagnostics import Diagnostic, error
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.solver import objective
from optimizer.solver.bounds import build_variables
from optimizer.solver.linear import INF, ExtraRow, LinearModel, Outcome, Vector
from optimizer.solver.pin_conflict import impossible_pins
from optimizer.solver.relaxation import Relaxation
from optimizer.solver.share_conflict import unreachable_shares
from optimizer.solver.solve import SolveOptions, solve
from optimizer.solver.variables import Variables

# What a minute more in the fullest week costs beside a minute more in all.
_EVENNESS = 1e-3

Answer = Literal["yes", "nearly", "no", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAnswer:
    """The answer, what is missing when it is no, and the seconds it took.

    ``late_units``: with "no", at least so many units come late or never; with "nearly", so many are late
    in the best plan found, by at most ``weeks_late``.
    """

    answer: Answer
    missing: tuple[Diagnostic, ...] = ()
    late_units: Decimal = Decimal(0)
    weeks_late: int = 0
    seconds: Decimal = Decimal(0)


def first_answer(problem: Problem, seconds: float = 2.0) -> FirstAnswer:
    """Can the order be delivered on time?

    Args:
        problem: without data errors.
        seconds: for looking for a plan when the relaxation says that there may be one.

    Returns:
        "no" with ``solve.missing_labour`` (workshop, first and last week, hours) and
        ``solve.missing_material`` (material, week, quantity) or, when neither cures it,
        ``solve.missing_other``.
    """
    started = monotonic()
    v = build_variables(problem)
    arrays = v.model.freeze()
    relaxation = Relaxation(arrays)
    late_terms, late_offset = objective.late(v)
    late = v.model.dense(late_terms)
    solution = relaxation.minimise(late, 4 * seconds)
    spent = monotonic() - started
    if solution.outcome is not Outcome.OPTIMAL:
        answer: Answer = "no" if solution.outcome is Outcome.INFEASIBLE else "unknown"
        missing: tuple[Diagnostic, ...] = ()
        if answer == "no":
            missing = impossible_pins(problem, 2 * seconds) or unreachable_shares(
                problem, 2 * seconds
            )
            missing = missing or (error("solve.missing_other"),)
        return FirstAnswer(answer=answer, missing=missing, seconds=_rounded(spent))
    if solution.objective + late_offset > 1e-3:
        missing = _what_is_missing(problem)
        units = _late_units(v, solution.values)
        return FirstAnswer(
            answer="no",
            missing=missing,
            late_units=units,
            seconds=_rounded(monotonic() - started),
        )
    plan = solve(problem, SolveOptions(time_limit_seconds=seconds, only_on_time=True)).plan
    answer = "unknown"
    units, weeks = _late_in(problem, plan)
    if plan.levels and all(x.value == 0 for x in plan.levels if x.name in ("unmet", "late")):
        answer = "yes"
    elif any(x.name == "unmet" and x.value == 0 for x in plan.levels):
        answer = "nearly"
    return FirstAnswer(
        answer=answer,
        late_units=units if answer == "nearly" else Decimal(0),
        weeks_late=weeks if answer == "nearly" else 0,
        seconds=_rounded(monotonic() - started),
    )


def _late_in(problem: Problem, plan: Plan) -> tuple[Decimal, int]:
    """Units that a plan delivers late, and by how many weeks at most."""
    horizon = Capacities(problem).horizon
    due = {d.id: horizon.due_index(d.due) for d in problem.demands}
    late = [(x.units, horizon.index(x.week) - due[x.demand]) for x in plan.deliveries]
    units = sum((u for u, weeks in late if weeks > 0), start=Decimal(0))
    return units, max((weeks for _, weeks in late), default=0)


def _rounded(seconds: float) -> Decimal:
    return Decimal(repr(seconds)).quantize(Decimal("0.001"))


def _late_units(v: Variables, x: Vector | None) -> Decimal:
    if x is None:
        return Decimal(0)
    late = 0.0
    for d in v.problem.demands:
        on_time = sum(
            x[v.delivered[d.id, t]] for t in range(v.due(d) + 1) if (d.id, t) in v.delivered
        )
        late += v.still_due(d) - on_time
    return Decimal(repr(float(late))).quantize(Decimal(1))


def _what_is_missing(problem: Problem) -> tuple[Diagnostic, ...]:
    """Least extra hours and material that put the relaxation on time."""
    v = build_variables(problem, more_hours=True)
    model: LinearModel = v.model
    minutes: dict[tuple[str, int], int] = {}
    for row, (owner, kind) in v.row_tags.items():
        if kind == "capacity":
            column = model.column()
            minutes[owner, row] = column
            model.extend_row(row, column, -1.0)
    most = {w: model.column() for w in dict.fromkeys(w for w, _ in minutes)}
    for (w, _), column in minutes.items():
        model.row([(column, 1.0), (most[w], -1.0)], -INF, 0.0)
    material: dict[tuple[str, int], int] = {}
    for (m, t), row in v.material_rows.items():
        column = model.column()
        material[m, t] = column
        model.extend_row(row, column, 1.0)
    late_terms, late_offset = objective.late(v)
    late = model.dense(late_terms)
    arrays = model.freeze()
    relaxation = Relaxation(arrays)
    relaxation.add(ExtraRow(late, -INF, 1e-6 * (1 + late_offset) - late_offset))
    price = np.zeros(model.columns)
    for column in minutes.values():
        price[column] = 1.0
    for column in most.values():
        # Of all the weeks in which the same hours help, none has to bear them alone.
        price[column] = _EVENNESS
    need = _needs(v)
    total_minutes = sum(float(s.standard_minutes) for s in v.stages.values()) or 1.0
    for (m, _), column in material.items():
        # As scarce as its part of the whole order: all of a material weighs as much as all the work.
        price[column] = total_minutes / need[m] if need.get(m) else total_minutes
    solution = relaxation.minimise(price, 10.0)
    if solution.values is None:
        return (error("solve.missing_other"),)
    x = solution.values
    found = [
        *_labour(v, {k: float(x[c]) for k, c in minutes.items()}),
        *_material(v, {k: float(x[c]) for k, c in material.items()}),
    ]
    return tuple(found) or (error("solve.missing_other"),)


def _needs(v: Variables) -> dict[str, float]:
    need: dict[str, float] = {}
    for p in v.problem.products:
        for line in p.materials:
            made = float(v.stages[p.id, line.operation].made)
            amount = made * float(line.quantity * (1 + line.waste_rate))
            need[line.material] = need.get(line.material, 0.0) + amount
    return need


def _labour(v: Variables, extra: dict[tuple[str, int], float]) -> Iterable[Diagnostic]:
    by_workshop: dict[str, list[tuple[int, float]]] = {}
    for (w, row), amount in extra.items():
        if amount > 1e-3:
            by_workshop.setdefault(w, []).append((v.row_weeks[row], amount))
    for w, weeks in by_workshop.items():
        first, last = min(t for t, _ in weeks), max(t for t, _ in weeks)
        yield error(
            "solve.missing_labour",
            w,
            workshop=w,
            first=v.horizon.name(first),
            last=v.horizon.name(last),
            reason="one_week" if first == last else "",
            hours=Decimal(repr(sum(a for _, a in weeks) / 60)).quantize(Decimal("0.1")),
        )


def _material(v: Variables, extra: dict[tuple[str, int], float]) -> Iterable[Diagnostic]:
    by_material: dict[str, list[tuple[int, float]]] = {}
    for (m, t), amount in extra.items():
        if amount > 1e-3:
            by_material.setdefault(m, []).append((t, amount))
    units = {m.id: m.unit for m in v.problem.materials}
    for m, weeks in by_material.items():
        yield error(
            "solve.missing_material",
            m,
            material=m,
            unit=units[m],
            week=v.horizon.name(min(t for t, _ in weeks)),
            quantity=Decimal(repr(sum(a for _, a in weeks))).quantize(Decimal("0.1")),
        )
