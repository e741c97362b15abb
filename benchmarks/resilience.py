"""Resilience of the mask order: every failure planned again, and a thousand simulated cases."""

from __future__ import annotations

import time

from examples.mask_order.order import mask_order

DRAWS = 1000
# What the study is allowed, and what it is to reach: seconds.
FAILURE_SECONDS, MOST_FAILURE_SECONDS, MOST_DRAW_SECONDS = 55.0, 60.0, 60.0


def run() -> None:
    """Plan the mask order, then print what its failures and its chances took and found."""
    from optimizer.monte_carlo import MonteCarlo
    from optimizer.solver.solve import SolveOptions, solve
    from optimizer.studies.resilience import fail_one_by_one

    problem = mask_order()
    plan = solve(problem, SolveOptions(time_limit_seconds=30.0)).plan

    started = time.perf_counter()
    simulation = MonteCarlo(problem, plan, draws=DRAWS)
    simulation.on_time(simulation.rehearsed())
    once = time.perf_counter() - started
    chances = simulation.chances()
    seconds = time.perf_counter() - started - once
    print(f"\nmask order, {DRAWS} cases: {once:.1f} s; with the buffer {seconds:.1f} s")
    for m in chances.milestones:
        late = "" if m.planned else "  (late in the plan)"
        causes = ", ".join(f"{c.subject} {c.share:.0%}" for c in m.causes[:2])
        print(
            f"  {m.demand:8} on time {m.on_time.value:6.1%} [{m.on_time.low:.1%}, "
            f"{m.on_time.high:.1%}]  {m.mean_weeks_late:5.2f} weeks late  {causes}{late}"
        )
    buffer = chances.buffer
    if buffer is not None and buffer.rate is not None:
        print(
            f"  95 %: {buffer.rate:.1%} more hours, supplies {buffer.weeks_earlier} weeks earlier"
        )
    if seconds > MOST_DRAW_SECONDS:
        print(f"  beyond {MOST_DRAW_SECONDS:g} s")

    started = time.perf_counter()
    setbacks, said = fail_one_by_one(problem, plan, seconds=FAILURE_SECONDS)
    seconds = time.perf_counter() - started
    print(f"mask order, {len(setbacks)} failures: {seconds:.1f} s, {len(said)} refused")
    for s in setbacks:
        print(
            f"  {s.failure.kind:9} {s.failure.subject:16} {s.failure.week}  "
            f"unmet {s.unmet_value:>9,.0f} (bound {s.unmet_bound:>9,.0f})  "
            f"late {s.late_value:>9,.0f} (bound {s.late_bound:>9,.0f})"
        )
    if seconds > MOST_FAILURE_SECONDS:
        print(f"  beyond {MOST_FAILURE_SECONDS:g} s")
