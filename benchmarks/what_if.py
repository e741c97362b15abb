"""What if: the mask order after one changed capacity, planned again from the plan there was.

Each of the five workshops has three people fewer for two weeks, two more, or is closed for a week. Measured
are the seconds to the first verified plan that may be used (unmet and late no worse than the reference,
shortfalls within half a point of all the work, cost within 2 %) and to the answer; the reference is a full
solve that starts from the same plan. Seconds of the processor are given too: on a machine with other work
they say more.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from examples.mask_order.order import mask_order
from optimizer.changes import Closed, MorePeople, apply
from optimizer.plan import LevelName, Plan
from optimizer.problem import Problem
from optimizer.requirements import total_standard_minutes
from optimizer.verification.values import level_values

BASE_SECONDS = 60.0
REFERENCE_SECONDS = 15.0
QUICK_SECONDS = 5.0
_FIRST, _LAST = "2020-W25", "2020-W26"
_CLOSED = (date(2020, 6, 15), date(2020, 6, 21))
_POINTS = Decimal("0.5")
_COST = Decimal("1.02")


@dataclass(frozen=True, slots=True)
class Row:
    """One change: seconds to a usable plan (None: none came) and to the answer, each with those of the
    processor."""

    name: str
    usable: tuple[float, float] | None
    answer: tuple[float, float]
    figures: str


def changed_orders(problem: Problem) -> Iterator[tuple[str, Problem]]:
    """The order as it is, then with each change."""
    yield "no change", problem
    for w in problem.workshops:
        for name, change in (
            ("-3", MorePeople(workshop=w.id, first=_FIRST, last=_LAST, people=Decimal(-3))),
            ("+2", MorePeople(workshop=w.id, first=_FIRST, last=_LAST, people=Decimal(2))),
            ("closed", Closed(workshop=w.id, first_day=_CLOSED[0], last_day=_CLOSED[1])),
        ):
            changed, _ = apply(problem, [change])
            if changed is not None:
                yield f"{w.id} {name}", changed


def _values(problem: Problem, plan: Plan, reference: Plan) -> dict[LevelName, Decimal]:
    """Levels of a plan, its shortfalls below the targets of the reference."""
    shares = reference.fairness.shares if reference.fairness else ()
    return level_values(problem, plan, {s.workshop: s.target_minutes for s in shares})


def _is_usable(problem: Problem, plan: Plan, reference: Plan) -> bool:
    mine, best = _values(problem, plan, reference), _values(problem, reference, reference)
    point = total_standard_minutes(problem) / 100
    return (
        mine["unmet"] <= best["unmet"]
        and mine["late"] <= best["late"]
        and mine["fairness_sum"] <= best["fairness_sum"] + _POINTS * point
        and mine["cost"] <= best["cost"] * _COST
    )


def measure(name: str, problem: Problem, before: Plan) -> Row:
    """One change: a full solve, then the quick one."""
    from optimizer.solver.solve import SolveOptions, solve

    reference = solve(
        problem, SolveOptions(time_limit_seconds=REFERENCE_SECONDS), start=before
    ).plan
    plans: list[tuple[tuple[float, float], Plan]] = []
    started, processor = time.perf_counter(), time.process_time()

    def spent() -> tuple[float, float]:
        return time.perf_counter() - started, time.process_time() - processor

    answer = solve(
        problem,
        SolveOptions(time_limit_seconds=QUICK_SECONDS, quick=True),
        start=before,
        on_plan=lambda plan: plans.append((spent(), plan)),
    ).plan
    answered = spent()
    usable = [at for at, plan in plans if _is_usable(problem, plan, reference)]
    mine, best = _values(problem, answer, reference), _values(problem, reference, reference)
    point = total_standard_minutes(problem) / 100
    figures = (
        f"late {mine['late']:6.0f} /{best['late']:6.0f}   "
        f"fairness {mine['fairness_sum'] / point:5.2f} /{best['fairness_sum'] / point:5.2f} points   "
        f"cost {(mine['cost'] / best['cost'] - 1) * 100:+6.2f} %"
    )
    return Row(name, usable[0] if usable else None, answered, figures)


def run() -> None:
    """Measure a cold first plan, then every change, and print one line each."""
    from optimizer.solver.solve import SolveOptions, solve

    problem = mask_order()
    solve(problem, SolveOptions(time_limit_seconds=1.0))  # the process is warm from here on
    first: list[float] = []
    started = time.perf_counter()
    before = solve(
        problem,
        SolveOptions(time_limit_seconds=BASE_SECONDS),
        on_plan=lambda _: first.append(time.perf_counter() - started),
    ).plan
    print(f"mask order, first verified plan without a start: {first[0]:.2f} s")
    print("change             usable (processor)   answer (processor)   quick / reference")
    for name, changed in changed_orders(problem):
        row = measure(name, changed, before)
        usable = "none" if row.usable is None else _seconds(row.usable)
        print(f"{name:16}  {usable:>15}      {_seconds(row.answer)}      {row.figures}")


def _seconds(spent: tuple[float, float]) -> str:
    return f"{spent[0]:5.2f} s ({spent[1]:5.2f})"
