"""Our own planner on a neutral instance, in a process of its own like its peers.

``python -m benchmarks.peer_ours INSTANCE.json SECONDS`` prints one JSON object: seconds to build
and to solve, value of each level.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from benchmarks.neutral import measure
from benchmarks.neutral_format import Instance, read_instance, to_problem

BUILD_PHASE = "build"


def solve_instance(instance: Instance, seconds: float) -> dict[str, object]:
    """Late, then fairness with plain targets, then cost; all three levels within ``seconds``."""
    from optimizer.solver.solve import SolveOptions, solve

    started = time.perf_counter()
    problem = to_problem(instance)
    mapping_seconds = time.perf_counter() - started
    options = SolveOptions(preset="equitable", time_limit_seconds=seconds, plain_targets=True)
    outcome = solve(problem, options)
    total = time.perf_counter() - started
    if not outcome.plan.levels:
        return {"build_seconds": mapping_seconds, "solve_seconds": total, "levels": {}}
    reached = measure(instance, problem, outcome.plan, total)
    build = mapping_seconds + sum(
        float(phase.seconds) for phase in outcome.plan.phases if phase.phase == BUILD_PHASE
    )
    return {
        "build_seconds": build,
        "solve_seconds": total - build,
        "levels": {
            "late": reached.late,
            "fairness": reached.fairness_gap * float(instance.total_hours),
            "cost": reached.cost,
        },
    }


if __name__ == "__main__":
    print(json.dumps(solve_instance(read_instance(Path(sys.argv[1])), float(sys.argv[2]))))
