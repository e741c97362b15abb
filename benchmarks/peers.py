"""The same single-operation orders by us, by PuLP with CBC and by linopy with HiGHS: ratios.

Each runs in a process of its own, one after the other: they cannot share an interpreter safely
(two versions of HiGHS), and none warms the machine for another.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

INSTANCES = ("mask_slack", "mask_tight", "mask_tiers")
OURS = "benchmarks.peer_ours"
PEERS = {"PuLP + CBC": "benchmarks.peer_pulp", "linopy + HiGHS": "benchmarks.peer_linopy"}


def run_process(module: str, path: Path, time_limit_seconds: float) -> dict[str, Any] | None:
    """The answer of one planner on one instance file, None when it gave none."""
    done = subprocess.run(
        [sys.executable, "-m", module, str(path), str(time_limit_seconds)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).resolve().parent.parent,
        # Three levels, and the imports.
        timeout=4 * time_limit_seconds + 120,
    )
    if done.returncode:
        print(f"  {module} failed: {done.stderr.strip().splitlines()[-1:]}")
        return None
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def _line(name: str, answer: dict[str, Any]) -> str:
    levels = answer["levels"]
    values = "".join(f"{levels.get(level, float('nan')):>14,.2f}" for level in _LEVELS)
    build, solve = answer["build_seconds"], answer["solve_seconds"]
    return f"  {name:<16} {build:>9.2f} {solve:>9.2f}{values}"


_LEVELS = ("late", "fairness", "cost")


def _ratio(theirs: float, ours: float) -> str:
    if theirs == ours:
        return "1.0000"
    return f"{theirs / ours:.4f}" if ours else "inf"


def run(folder: Path, time_limit_seconds: float) -> None:
    """Print seconds and values of all three on the mask instances of a folder, ratios to ours."""
    paths = [p for p in (folder / f"{name}.json" for name in INSTANCES) if p.is_file()]
    if not paths:
        raise SystemExit(f"none of {', '.join(INSTANCES)} (.json) in {folder}")
    for path in paths:
        path = path.resolve()
        print(f"\n{path.stem}")
        print(f"  {'':<16} {'build s':>9} {'solve s':>9}" + "".join(f"{x:>14}" for x in _LEVELS))
        ours = run_process(OURS, path, time_limit_seconds)
        if ours is not None:
            print(_line("ours", ours))
        for name, module in PEERS.items():
            theirs = run_process(module, path, time_limit_seconds)
            if theirs is None:
                continue
            print(_line(name, theirs))
            if ours is None:
                continue
            seconds = ("build_seconds", "solve_seconds")
            ratios = [_ratio(theirs[key], ours[key]) for key in seconds] + [
                _ratio(theirs["levels"][x], ours["levels"][x])
                for x in _LEVELS
                if x in theirs["levels"] and x in ours["levels"]
            ]
            print(f"  {'  ratio to ours':<16} " + "  ".join(ratios))
