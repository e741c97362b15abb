"""The page of a large plan: fifty workshops over a year, what it weighs and how long the server takes.

The plan is filled in by hand: it has as many runs, deliveries and purchases as a solved one, so that the
page is as long; it is not a good plan and keeps few rules.
"""

from __future__ import annotations

import gzip
import statistics
import tempfile
import time
from dataclasses import replace
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.growth import grow
from optimizer import plan as out
from optimizer.dossier import problem_hash
from optimizer.ledger import Ledger
from optimizer.plan import Plan
from service.db import conversion, tables
from service.usecases import orders
from tests.service.hand_plan import with_figures
from tests.service.running import CONSORTIUM, Running, service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.problem import Problem

WORKSHOPS, PRODUCTS, WEEKS = 50, 20, 52
# What is to be reached: bytes compressed, milliseconds of the server.
MOST_BYTES, MOST_MILLISECONDS = 300_000, 300.0
_TIMES = 15


def large_plan(
    workshops: int = WORKSHOPS, products: int = PRODUCTS, weeks: int = WEEKS
) -> tuple[Problem, Plan]:
    """An order of this size and a plan that says as much as a solved one."""
    problem = grow(workshops, products, weeks)
    plan = Plan(problem_hash=problem_hash(problem), status="feasible", stopped_by="time")
    names = Ledger(problem, plan).horizon.names
    plan = replace(
        plan,
        runs=tuple(_runs(problem, names, weeks)),
        deliveries=tuple(
            out.Delivery(demand=d.id, week=names[min(weeks - 1, i % weeks)], units=d.quantity)
            for i, d in enumerate(problem.demands)
        ),
        purchases=tuple(
            out.Purchase(offer=o.id, week=names[t], arrival=names[t + 2], thousandths=500_000)
            for o in problem.offers
            for t in range(2, weeks - 2, 6)
        ),
    )
    return problem, with_figures(problem, plan)


def _runs(problem: Problem, names: tuple[str, ...], weeks: int) -> Iterator[out.Run]:
    """Three operations a week in each workshop, changing from week to week."""
    ledger = Ledger(problem, Plan(problem_hash="", status="feasible", stopped_by="time"))
    for workshop in problem.workshops:
        able = sorted((p, o) for w, p, o in ledger.capacities.skills if w == workshop.id)
        turn = cycle(able)
        for t in range(weeks):
            there = ledger.capacities.productive_minutes[workshop.id][t]
            if not there:
                continue
            for product, operation in dict.fromkeys(next(turn) for _ in range(3)):
                minutes = (
                    Decimal(ledger.operations[product, operation].standard_milliminutes) / 1000
                )
                units = (there / 4 / minutes).to_integral_value()
                yield out.Run(
                    workshop=workshop.id,
                    product=product,
                    operation=operation,
                    week=names[t],
                    units=units,
                )


def run() -> None:
    """Serve the page of such a plan and print its weight and the time of the server."""
    with (
        tempfile.TemporaryDirectory() as folder,
        service(f"sqlite:///{Path(folder) / 'oeuvre.db'}") as running,
    ):
        address = stored(running)
        client = running.client("coordinator")
        began = time.perf_counter()
        page = client.get(address)
        first = (time.perf_counter() - began) * 1000
        waits = []
        for _ in range(_TIMES):
            began = time.perf_counter()
            page = client.get(address)
            waits.append((time.perf_counter() - began) * 1000)
        weight = len(gzip.compress(page.content))
        print(f"plan page of {WORKSHOPS} workshops x {WEEKS} weeks in {CONSORTIUM}")
        print(f"  {len(page.content):,} bytes, {weight:,} compressed (at most {MOST_BYTES:,})")
        print(
            f"  {first:.0f} ms the first time, then {statistics.median(waits):.0f} ms"
            f" (at most {MOST_MILLISECONDS:.0f})"
        )


def stored(running: Running) -> str:
    """Such a plan in a running service; the address of its page."""
    problem, plan = large_plan()
    with running.database.writing() as session:
        actor = running.actor("coordinator")
        row = orders.create(session, actor, title="Grande commande", code="grande")
        orders.fill(session, actor, row, problem)
        texts = conversion.plan_texts(problem, plan)
        session.add(tables.Plan(order_id=row.id, number=1, **texts))
    return f"/c/{CONSORTIUM}/o/grande/plans/1"
