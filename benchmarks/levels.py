"""What the benchmarks show of a plan: seconds to the first one, then every level and phase."""

from __future__ import annotations

import time

from optimizer.plan import Plan


class FirstPlan:
    """Given to the solver as its listener, remembers when a first complete plan was announced."""

    def __init__(self) -> None:
        self.started = time.perf_counter()
        self.seconds: float | None = None

    def __call__(self, progress: object) -> None:
        """Note the time of the first progress that carries an incumbent."""
        if self.seconds is None and getattr(progress, "incumbent", None) is not None:
            self.seconds = time.perf_counter() - self.started

    def __str__(self) -> str:
        return "not announced" if self.seconds is None else f"after {self.seconds:.1f} s"


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
