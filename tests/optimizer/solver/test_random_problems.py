"""Whatever the problem, a plan keeps every rule, and no solve fails."""

from __future__ import annotations

import pytest

from optimizer.plan import Preset
from optimizer.solver.solve import SolveOptions, solve
from optimizer.verification import check_plan
from tests.optimizer.solver.random_problems import random_problem

PRESETS: tuple[Preset, ...] = ("equitable", "economique", "rapide", "regulier")


def keeps_every_rule(seed: int) -> None:
    problem = random_problem(seed)
    options = SolveOptions(preset=PRESETS[seed % 4], time_limit_seconds=2)
    outcome = solve(problem, options)
    codes = [d.code for d in outcome.diagnostics]
    if outcome.plan.status in ("optimal", "feasible"):
        assert codes == []
        assert check_plan(problem, outcome.plan) == ()
        for level in outcome.plan.levels:
            assert level.bound <= level.value or level.proven
    else:
        # Only what obliges can leave no plan at all: frozen runs, a smallest share once begun, and
        # opening stock that the order needs and that must not be left over.
        is_told_whose = set(codes) == {"solve.smallest_share"}
        assert is_told_whose or codes == [f"solve.{outcome.plan.status}"]
        assert not outcome.plan.runs
        opening = problem.opening
        begun = any(w.smallest_share for w in problem.workshops)
        assert opening.frozen_runs or opening.units or opening.hub_transit or begun


@pytest.mark.parametrize("seed", range(14))
def test_a_plan_keeps_every_rule(seed: int):
    keeps_every_rule(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 240))
def test_more_plans_keep_every_rule(seed: int):
    keeps_every_rule(seed)
