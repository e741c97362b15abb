"""A solve in a process of its own: its answer, its end, its failure."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, cast

import pytest

from optimizer.solver.child import plan_in_child
from optimizer.solver.solve import Progress, SolveOptions
from optimizer.verification import check_plan
from tests.builders import small_problem, tiny_problem


def test_a_verified_plan_comes_back():
    told: list[Progress] = []
    problem = tiny_problem()
    outcome = plan_in_child(problem, SolveOptions(time_limit_seconds=10), told.append)
    assert outcome.diagnostics == ()
    assert outcome.plan.status == "optimal"
    assert check_plan(problem, outcome.plan) == ()
    assert "build" in [p.phase for p in told]


def test_stopped_after_the_first_plan():
    """What was found stays."""
    found: list[bool] = []
    problem = small_problem()
    began = time.monotonic()
    outcome = plan_in_child(
        problem,
        SolveOptions(time_limit_seconds=300),
        on_progress=lambda p: found.append(p.plan_found),
        should_stop=lambda: any(found),
    )
    # Far less than the limit, on however slow a machine.
    assert time.monotonic() - began < 150
    assert outcome.plan.stopped_by == "user"
    assert outcome.plan.status == "feasible"
    assert check_plan(problem, outcome.plan) == ()


def test_stopped_before_any_plan():
    outcome = plan_in_child(
        small_problem(), SolveOptions(time_limit_seconds=300), should_stop=lambda: True
    )
    assert outcome.plan.status == "none"
    assert outcome.plan.stopped_by == "user"
    assert [d.code for d in outcome.diagnostics] == ["solve.none"]


def test_no_time_at_all():
    """The child is ended with the clock, whatever it is doing."""
    outcome = plan_in_child(small_problem(), SolveOptions(time_limit_seconds=-1.2))
    assert outcome.plan.status == "none"
    assert outcome.plan.stopped_by == "time"


def test_a_child_that_fails_is_our_fault():
    broken = replace(tiny_problem(), products=cast(Any, (None,)))
    with pytest.raises(RuntimeError, match="AttributeError"):
        plan_in_child(broken, SolveOptions(time_limit_seconds=60))
