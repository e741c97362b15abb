"""What the benchmarks show of a plan: seconds to the first one, then every level and phase."""

from __future__ import annotations

import time

from optimizer.plan import Plan


class FirstPlan:
    """Given to the solver, remembers when it handed over a first complete, verified plan."""

    def __init__(self) -> None:
        self.started = time.perf_counter()
        self.seconds: float | None = None

    def __call__(self, _plan: Plan) -> None:
        """Note when the first plan came."""
        if self.seconds is None:
            self.seconds = time.perf_counter() - self.started

    def __str__(self) -> str:
        return "none" if self.seconds is None else f"after {self.seconds:.1f} s"


def print_levels(plan: Plan) -> None:
    """Print one line per level, and where the time went."""
    print(f"  {plan.status}, stopped by {plan.stopped_by}")
    for level in plan.levels:
        proof = "proven" if level.proven else "conditional" if level.conditional else "open"
        print(
            f"  {level.name:<17} {level.value:>15,.2f}  bound {level.bound:>15,.2f}"
            f"  gap {level.gap * 100:7.3f} %  {level.seconds:6.1f} s  {proof}"
        )
    for phase in plan.phases:
        print(f"    {phase.phase:<17} {phase.seconds:6.2f} s")
