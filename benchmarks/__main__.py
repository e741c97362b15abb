"""``python -m benchmarks NAME …`` for one of them (``--help`` lists the names), all without a name."""

from __future__ import annotations

import argparse
from pathlib import Path

OWN_INSTANCES = Path(__file__).parent / "instances"


def main() -> None:
    """Run the named benchmark, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument(
        "name",
        nargs="?",
        choices=(
            "mask",
            "growth",
            "neutral",
            "peers",
            "import",
            "coalitions",
            "resilience",
            "what_if",
            "diagnosis",
            "service_load",
            "plan_page",
        ),
        help="default: all",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default=OWN_INSTANCES,
        help="folder of neutral instances (default: the small one of this repository)",
    )
    parser.add_argument(
        "--time-limit", type=float, default=60.0, help="seconds a solve (default 60; not for mask)"
    )
    given = parser.parse_args()

    if given.name in (None, "mask"):
        from benchmarks import mask

        mask.run()
    if given.name in (None, "neutral"):
        from benchmarks import neutral

        neutral.run(given.folder, given.time_limit)
    # The peers know only the mask instances: without their folder there is nothing to compare.
    if given.name == "peers" or (given.name is None and given.folder != OWN_INSTANCES):
        from benchmarks import peers

        peers.run(given.folder, given.time_limit)
    if given.name in (None, "import"):
        from benchmarks import import_files

        import_files.run()
    if given.name in (None, "coalitions"):
        from benchmarks import coalitions

        coalitions.run()
    if given.name in (None, "resilience"):
        from benchmarks import resilience

        resilience.run()
    if given.name in (None, "what_if"):
        from benchmarks import what_if

        what_if.run()
    if given.name in (None, "diagnosis"):
        from benchmarks import diagnosis

        diagnosis.run()
    if given.name in (None, "service_load"):
        from benchmarks import service_load

        service_load.run()
    if given.name in (None, "plan_page"):
        from benchmarks import plan_page

        plan_page.run()
    if given.name in (None, "growth"):
        from benchmarks import growth

        growth.run(given.time_limit)


if __name__ == "__main__":
    main()
