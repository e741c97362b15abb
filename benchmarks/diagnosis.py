"""Diagnosis of late mask orders: what is named first, which cures are verified, and how long it takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from examples.mask_order.order import mask_order
from optimizer.problem import Availability, Problem
from optimizer.weeks import week_name

SECONDS = 20.0
# The plan to explain is made beforehand, as it is in a dossier.
PLAN_SECONDS = 15.0


def late_orders() -> Iterator[tuple[str, Problem]]:
    """The mask order, made late in one way or another."""
    order = mask_order()
    yield "a quarter fewer people", fewer_people(order, Decimal("0.75"))
    yield "no elastic until mid-May", without_elastic(order, date(2020, 5, 11))
    yield "two milestones three weeks earlier", earlier(order, ("J2-A", "J2-E", "J3-A"), 3)
    yield "the norm in September", later_norm(order, date(2020, 9, 1))


def fewer_people(order: Problem, part: Decimal) -> Problem:
    """Every workshop with this part of its people."""
    workshops = tuple(replace(w, headcount=w.headcount * part) for w in order.workshops)
    return replace(order, workshops=workshops)


def without_elastic(order: Problem, until: date) -> Problem:
    """No supplier hands over elastic or ties before a day."""
    weeks = []
    day = order.start
    while day < until:
        weeks.append(week_name(day))
        day += timedelta(weeks=1)
    nothing = tuple(Availability(week=w, thousandths=0) for w in weeks)
    offers = tuple(
        o if o.material == "tissu" else replace(o, availability=nothing) for o in order.offers
    )
    return replace(order, offers=offers)


def earlier(order: Problem, demands: tuple[str, ...], weeks: int) -> Problem:
    """Some milestones due earlier."""
    moved = tuple(
        replace(d, due=d.due - timedelta(weeks=weeks)) if d.id in demands else d
        for d in order.demands
    )
    return replace(order, demands=moved)


def later_norm(order: Problem, day: date) -> Problem:
    """Two workshops hold the norm only from a day on."""
    workshops = tuple(
        replace(w, qualifications=tuple(replace(q, start=day) for q in w.qualifications))
        if w.id in ("terrils", "bobine")
        else w
        for w in order.workshops
    )
    return replace(order, workshops=workshops)


def run() -> None:
    """Diagnose each late order and print what was found."""
    from optimizer.solver.solve import SolveOptions, solve
    from optimizer.studies.diagnosis import diagnose

    for name, problem in late_orders():
        plan = solve(problem, SolveOptions(time_limit_seconds=PLAN_SECONDS)).plan
        started = time.perf_counter()
        found = diagnose(problem, plan, seconds=SECONDS)
        seconds = time.perf_counter() - started
        full = [c for c in found.cures if c.removes_all]
        proven = sum(1 for c in full if c.minimal == "proven")
        first = found.bottlenecks[0] if found.bottlenecks else None
        said = "nothing"
        if first is not None:
            place = first.where.workshop or first.where.material or first.where.group
            said = f"{first.kind} {place}: {first.missing:.1f} {first.measure or first.unit}"
        print(
            f"{name:36} {seconds:5.1f} s  late {found.late:>7} (at least {found.bound:.0f})  "
            f"{found.solves:3d} plans  {len(full)} full cures ({proven} proven least) of "
            f"{len(found.cures)}  first: {said}"
        )
        for c in found.cures[:5]:
            place = c.where.workshop or c.where.group or c.where.offer or c.where.material
            left = "on time" if c.removes_all else f"late {c.late}"
            print(
                f"{'':36} {c.kind} {place} {c.where.first}-{c.where.last}: {c.amount} "
                f"{c.measure or c.unit}, {left}, {c.cost_cents / 100:.0f} €, {c.minimal}, "
                f"at least {c.least:.1f}"
            )
        if seconds > SECONDS:
            print(f"{'':36} beyond {SECONDS:g} s")
