"""The mask order, the main job: levels, bounds and gaps at 15 and at 60 seconds."""

from __future__ import annotations

import time

from benchmarks.levels import FirstPlan, print_levels
from examples.mask_order.order import mask_order

TIME_LIMITS = (15.0, 60.0)


def run() -> None:
    """Plan the mask order within each time limit and print what every level reached."""
    from optimizer.solver.solve import SolveOptions, solve

    problem = mask_order()
    for limit in TIME_LIMITS:
        first = FirstPlan()
        started = time.perf_counter()
        outcome = solve(problem, SolveOptions(time_limit_seconds=limit), on_plan=first)
        seconds = time.perf_counter() - started
        print(f"\nmask order, limit {limit:.0f} s: {seconds:.1f} s, first plan {first}")
        print_levels(outcome.plan)
